import Foundation
import XCTest

/// Reads a fixture that lies in the `Fixtures` folder beside these tests.
func fixtureLines(_ name: String) throws -> [String] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
    let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    return text.split(separator: "\n").map(String.init)
}

/// Rows of a fixture with one JSON object a line.
func fixtureRows(_ name: String) throws -> [[String: Any]] {
    try fixtureLines(name).map { line in
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
        return try XCTUnwrap(object as? [String: Any])
    }
}
