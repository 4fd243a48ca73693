// swift-tools-version: 6.0
import PackageDescription

// A package of its own: test targets link every executable of theirs, and a fuzz target would break them. `Sources` is a
// link to the project's; `run` says how to build and start it.

let settings: [SwiftSetting] = [.swiftLanguageMode(.v6), .unsafeFlags(["-enforce-exclusivity=unchecked"])]

func own(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(name)", swiftSettings: settings)
}
let bigInt = Target.Dependency.product(name: "BigInt", package: "BigInt")
let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")

let package = Package(
    name: "nbs",
    products: [.executable(name: "fuzz-language", targets: ["FuzzLanguage"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    ],
    targets: [
        .systemLibrary(name: "COpenBLAS", path: "Sources/COpenBLAS", pkgConfig: "openblas"),
        .target(name: "CKernels", path: "Sources/CKernels", linkerSettings: [.linkedLibrary("m")]),
        own("TensorCore", ["CKernels", "COpenBLAS"]),
        own("ObjectModel", [bigInt, collections]),
        own("Autograd", ["TensorCore", "ObjectModel"]),
        own("NeuralNet", ["TensorCore", "ObjectModel", "Autograd", collections]),
        own("Pictures", ["TensorCore", "ObjectModel", "Autograd"]),
        own("Language", ["TensorCore", "ObjectModel", "Autograd", "NeuralNet", "Pictures", bigInt]),
        .executableTarget(
            name: "FuzzLanguage", dependencies: ["Language", "ObjectModel", "TensorCore"], path: "FuzzLanguage",
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]),
    ]
)
