import Foundation
import Language
import XCTest

final class SourceTests: XCTestCase {
    func testPlaces() {
        let source = Source("x = 1\n変数 = 'é'\r\n\ry")
        XCTAssertEqual(source.lineCount, 4)
        for (offset, line, column) in [
            (0, 1, 1), (5, 1, 6), (6, 2, 1), (9, 2, 2), (12, 2, 3), (16, 2, 7), (21, 3, 1), (22, 4, 1), (23, 4, 2),
            (99, 4, 2),
        ] {
            XCTAssertEqual(source.line(at: offset), line, "line of \(offset)")
            XCTAssertEqual(source.column(at: offset), column, "column of \(offset)")
        }
        XCTAssertEqual(source.lineText(2), "変数 = 'é'")
        XCTAssertEqual((0...5).map(source.lineText), ["", "x = 1", "変数 = 'é'", "", "y", ""])
        XCTAssertEqual(source.text(of: Span(6, 12)), "変数")
        XCTAssertEqual(source.text(of: Span(19, 99)), "\r\n\ry")
        XCTAssertEqual(Source("").line(at: 0), 1)
        XCTAssertEqual(Source("").column(at: 5), 1)
    }

    func testSemicolonAtTheEnd() throws {
        for (text, expected) in [
            ("x;", true), ("x", false), ("x; # c\n", true), ("x;\n\n# c\n", true), ("x;\ny", false), ("if a: b;", true),
            ("", false),
        ] {
            XCTAssertEqual(try parse(text).endsWithSemicolon, expected, text)
        }
    }

    func testLineEndsAndMarks() throws {
        XCTAssertEqual(
            SyntaxPrinter.print(try parse("\u{FEFF}if x:\r\n    y\r\nelse:\r    z\r")), "if x:\n    y\nelse:\n    z")
        XCTAssertEqual(SyntaxPrinter.print(try parse("'''a\r\nb\rc'''")), "'a\\nb\\nc'")
    }

    /// The front end stands alone: nothing in its folder imports anything.
    func testFolderImportsNothing() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Language/Syntax").standardized
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        XCTAssertGreaterThan(files.count, 10)
        for file in files {
            let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
            XCTAssertFalse(lines.contains { $0.hasPrefix("import ") }, file.lastPathComponent)
        }
    }
}
