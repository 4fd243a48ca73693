import Foundation
import XCTest

/// The blocks of docs/language.md give what stands beside them.
final class LanguageDocTests: XCTestCase {
    func testBlocks() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../docs/language.md").standardized
        let lines = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "\n")
        var block: [(line: Int, text: String)] = []
        var isInside = false
        var count = 0
        for (index, line) in lines.enumerated() {
            if line == "```python" {
                isInside = true
                block = []
            } else if line == "```", isInside {
                isInside = false
                count += 1
                check(block)
            } else if isInside {
                block.append((index + 1, line))
            }
        }
        XCTAssertGreaterThan(count, 8)
    }

    /// A block is a session; its cells end where recorded output does.
    private func check(_ block: [(line: Int, text: String)]) {
        var cells: [String] = []
        var expected: [String] = []
        var current: [String] = []
        for (_, text) in block {
            if text.hasPrefix("#>") || text.hasPrefix("#!") {
                if !current.isEmpty { cells.append(current.joined(separator: "\n")) }
                current = []
                expected.append(text.hasPrefix("#> ") ? String(text.dropFirst(3)) : text.hasPrefix("#!") ? "! " + text.dropFirst(3) : "")
            } else {
                current.append(text)
            }
        }
        if !current.isEmpty { cells.append(current.joined(separator: "\n")) }
        let answer = ProgramSession.run(cells).components(separatedBy: "\n").map { $0.hasPrefix("=> ") ? String($0.dropFirst(3)) : $0 }
        XCTAssertEqual(answer, expected, "docs/language.md:\(block.first?.line ?? 0)")
    }
}
