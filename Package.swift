// swift-tools-version: 6.0
import PackageDescription

// Targets stand in the order of a cell's road, bottom to top; each may depend only on targets listed before it.

/// Release builds drop exclusivity checks and count references without atomics: the engine and the interpreter run on
/// one thread, and the two cost half of a small operation's time (docs/architecture.md, "Speed").
let swiftFlags: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .unsafeFlags(["-enforce-exclusivity=unchecked", "-assume-single-threaded"], .when(configuration: .release)),
]

/// Functions begin at a line of the CPU's cache: whether the code that all of the machine's instructions share crosses one is then a matter of
/// the machine's own code alone, not of what happens to lie before it (docs/performance.md).
let lineStarts: [SwiftSetting] = [.unsafeFlags(["-Xllvm", "-align-all-functions=6"], .when(configuration: .release))]

/// What objects cost at every step: these go to `nbs_objects.c` instead of Swift's runtime.
let countedHere = [
    "swift_nonatomic_retain", "swift_nonatomic_release", "swift_nonatomic_bridgeObjectRetain", "swift_nonatomic_bridgeObjectRelease",
    "swift_allocObject", "swift_deallocClassInstance",
]

/// Half of a session's start was the dynamic linker's: release builds of `nbs` hold Swift's runtime, and its addresses are
/// fixed. The libraries named are those that Foundation, which BigInt and ArgumentParser import, needs in turn.
let fast: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-static-stdlib", "-use-ld=lld", "-Xclang-linker", "-no-pie", "-Xlinker", "--as-needed", "-l_FoundationCShims",
            "-l_FoundationCollections", "-lCoreFoundation", "-l_FoundationICU", "-lstdc++",
        ] + countedHere.flatMap { ["-Xlinker", "--wrap=\($0)"] }, .when(platforms: [.linux], configuration: .release))
]

let package = Package(
    name: "nbs",
    products: [
        .executable(name: "nbs", targets: ["nbs"]),
        .executable(name: "nbs-bench", targets: ["nbs-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    ],
    targets: [
        // C libraries, each behind one module map.
        .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CLibedit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
        // Loops that need the vector units of the CPU at hand.
        // Optimised in debug builds too: tests run whole networks.
        .target(
            name: "CKernels",
            cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug)), .unsafeFlags(["-momit-leaf-frame-pointer"])], linkerSettings: [.linkedLibrary("m")]),
        // Numbers only: dtypes, shapes, strided arrays, kernels, random streams, printing.
        .target(name: "TensorCore", dependencies: ["CKernels", "COpenBLAS"], swiftSettings: swiftFlags),
        // The object model: values, types, calls, exceptions, Python's built-in types. Knows no syntax, no tensors.
        .target(
            name: "ObjectModel",
            dependencies: [
                .product(name: "BigInt", package: "BigInt"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            swiftSettings: swiftFlags),
        // Tensors that remember how they were made; the catalog of operations and their derivatives.
        .target(name: "Autograd", dependencies: ["TensorCore", "ObjectModel"], swiftSettings: swiftFlags),
        // Modules, layers, initialisation, optimizers, data.
        .target(
            name: "NeuralNet",
            dependencies: [
                "CKernels", "TensorCore", "ObjectModel", "Autograd",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            swiftSettings: swiftFlags),
        // Charts, images and graphs of operations: as text, SVG, PNG, DOT.
        .target(name: "Pictures", dependencies: ["TensorCore", "ObjectModel", "Autograd"], swiftSettings: swiftFlags),
        // Text to tokens to tree to bytecode to values; importable modules; echo and error texts.
        .target(
            name: "Language",
            dependencies: [
                "TensorCore", "ObjectModel", "Autograd", "NeuralNet", "Pictures",
                .product(name: "BigInt", package: "BigInt"),
            ],
            swiftSettings: swiftFlags + lineStarts),
        // Cells, `.nbs` files, replay, comparison, commands, conversion.
        .target(
            name: "Session",
            dependencies: [
                "Language", "ObjectModel",
                .product(name: "BigInt", package: "BigInt"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            swiftSettings: swiftFlags),
        // The interactive prompt.
        .target(name: "Shell", dependencies: ["CLibedit", "Session", "Language", "ObjectModel"], swiftSettings: swiftFlags),
        // Options and exit codes.
        .executableTarget(
            name: "nbs",
            dependencies: [
                "Shell", "Session", "Language", "ObjectModel", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: swiftFlags,
            linkerSettings: fast),
        // What the machine could do at best.
        .target(name: "CLimits", dependencies: ["CKernels"]),
        // The same programs here and in PyTorch, side by side.
        .executableTarget(
            name: "nbs-bench",
            dependencies: ["Language", "TensorCore", "CKernels", "COpenBLAS", "CLimits", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: swiftFlags,
            linkerSettings: fast),
        .testTarget(name: "TensorCoreTests", dependencies: ["TensorCore", "CKernels"], exclude: ["Fixtures"]),
        .testTarget(
            name: "LanguageTests", dependencies: ["Language", "ObjectModel", "TensorCore"],
            exclude: ["Places", "Programs", "Random", "fixtures.py", "places.py", "random_programs.py", "cpython_suite.py", "cpython_prelude.py", "release_rows.py"]),
        .testTarget(name: "SyntaxTests", dependencies: ["Language"], exclude: ["Cases", "reference.py"]),
        .testTarget(
            name: "ObjectModelTests", dependencies: ["ObjectModel", .product(name: "BigInt", package: "BigInt")],
            exclude: ["Fixtures", "fixtures.py", "rows.py"]),
        .testTarget(name: "PicturesTests", dependencies: ["Pictures"]),
        .testTarget(name: "ReplayTests", dependencies: ["Language", "Session"], exclude: ["Cases"]),
        .testTarget(name: "SessionTests", dependencies: ["Session", "Language", "ObjectModel"]),
        .testTarget(name: "AutogradTests", dependencies: ["Autograd", "ObjectModel", "TensorCore"], exclude: ["OpTable", "calls.py", "overloads.py", "reference.py", "samples.py", "wrong_call_groups.py", "wrong_calls.py"], swiftSettings: swiftFlags),
        .testTarget(name: "NeuralNetTests", dependencies: ["NeuralNet", "Session", "Language", "ObjectModel"], exclude: ["Rows", "WrongConstructors.nbs", "record.py", "wrong_constructors.py"]),
        .testTarget(name: "PropertyTests", dependencies: ["CKernels", "TensorCore", "ObjectModel", "Autograd", "NeuralNet", "Language"]),
        .testTarget(
            name: "ReferenceTests",
            dependencies: ["TensorCore", "ObjectModel", "Autograd", "NeuralNet", "Pictures", "Language", "Session"]),
        .testTarget(name: "ShellTests", dependencies: ["Shell", "Session", "Language", "nbs"]),
    ]
)
