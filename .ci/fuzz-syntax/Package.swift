// swift-tools-version: 6.0
import PackageDescription

// A package of its own, because test targets link every executable of theirs and a fuzz target breaks them.
// Building and running it: README.md.
let package = Package(
    name: "Fuzz",
    targets: [
        // The language front end, by a link to its folder: it imports nothing.
        .target(name: "Syntax", swiftSettings: [.swiftLanguageMode(.v6)]),
        .executableTarget(
            name: "FuzzSyntax", dependencies: ["Syntax"], swiftSettings: [.unsafeFlags(["-parse-as-library"])]),
    ]
)
