import Foundation
import XCTest

@testable import ObjectModel

/// Every row of `Fixtures/`: an expression, a tab, what CPython (for `echo.txt`: IPython) answers. `fixtures.py` makes them.
final class FixtureTests: XCTestCase {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")

    private func answer(_ expression: String, _ text: (Value) throws -> String) -> String {
        do {
            return escaped(try text(try Expression.evaluate(expression)))
        } catch let raised as Raised {
            let message = (try? raised.exception.str()) ?? ""
            return escaped("!\(raised.exception.type.name): \(message)")
        } catch {
            return "cannot evaluate: \(error)"
        }
    }
    private func escaped(_ text: String) -> String { text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\n", with: "\\n") }

    private func check(_ name: String, line: UInt = #line, _ text: (Value) throws -> String = { try $0.repr() }) throws {
        let file = FixtureTests.folder.appendingPathComponent(name + ".txt")
        let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        XCTAssertFalse(rows.isEmpty, file: #filePath, line: line)
        for (index, row) in rows.enumerated() {
            let parts = row.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
            XCTAssertEqual(parts.count, 2, "\(name).txt:\(index + 1)")
            guard parts.count == 2 else { continue }
            let given = answer(String(parts[0]), text)
            if given != String(parts[1]) {
                XCTFail("\(name).txt:\(index + 1): \(parts[0])\n  expected \(parts[1])\n  got      \(given)", file: #filePath, line: line)
            }
        }
    }

    func testStr() throws { try check("str") }
    func testFormat() throws { try check("format") }
    func testNumbers() throws { try check("numbers") }
    func testSequences() throws { try check("sequences") }
    func testDictsAndSets() throws { try check("dicts_sets") }
    func testCollections() throws { try check("collections") }
    func testBuiltins() throws { try check("builtins") }
    func testEcho() throws { try check("echo") { try PrettyPrinter.text($0) } }
}
