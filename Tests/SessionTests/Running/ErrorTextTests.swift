import Language
import XCTest

@testable import Session

final class ErrorTextTests: XCTestCase {
    private func frame(_ cell: Int, _ line: Int, _ function: String?, _ source: String, _ start: Int, _ length: Int) -> CellError.Frame {
        .init(cell: cell, line: line, function: function, sourceLine: source, caretStart: start, caretLength: length)
    }

    func testPlaces() {
        let error = CellError(
            type: "ZeroDivisionError", message: "division by zero",
            frames: [frame(2, 3, nil, "f(0)", 0, 4), frame(1, 2, "f", "    return 1/x", 11, 3)], hint: "divide by something else")
        XCTAssertEqual(
            ErrorText(error).text,
            """
            cell 2, line 3: f(0)
            cell 1, line 2, in f
                return 1/x
                       ^^^
            ZeroDivisionError: division by zero
            hint: divide by something else

            """)
        XCTAssertEqual(
            ErrorText(error, place: { $0 == 1 ? ("a.nbs", 10) : nil }).text.split(separator: "\n")[1], "a.nbs:11, in cell 1, line 2, in f")
        XCTAssertEqual(ErrorText(CellError(type: "StopIteration", message: "")).text, "StopIteration\n")
    }

    func testCaretsStandUnderWideText() {
        let error = CellError(type: "E", message: "m", frames: [frame(1, 1, nil, "日本 = é + 漢", 5, 1), frame(1, 1, nil, "日本 = 漢字x", 5, 2)])
        XCTAssertEqual(ErrorText(error).text.split(separator: "\n")[2...3], ["    日本 = 漢字x", "           ^^^^"])
    }

    func testDeepRecursionIsShortened() {
        let error = CellError(type: "RecursionError", message: "m", frames: (0..<1000).map { frame(1, $0, "f", "f()", 0, 3) })
        XCTAssertEqual(ErrorText(error).text.split(separator: "\n").count, 8 + 1 + 8 + 3 + 1)
        XCTAssertTrue(ErrorText(error).text.contains("\n…\n"))
    }

    func testCaretsBeyondTheLine() {
        for (start, length) in [(0, 0), (3, 100), (500, 3), (0, -1)] {
            let error = CellError(type: "E", message: "", frames: [frame(1, 1, nil, "abc", start, length)])
            XCTAssertTrue(ErrorText(error).text.hasSuffix("^\nE\n"))
        }
    }

    func testTextThatDrivesATerminal() {
        for (text, shown) in [
            ("\u{1B}[2Jx", "\\x1b[2Jx"), ("a\tb\nc", "a\tb\nc"), ("\u{202E}abc", "\\u202eabc"), ("\u{9B}1m", "\\x9b1m"), ("é 日本", "é 日本"),
            ("a\r\nb", "a\\x0d\nb"), ("\u{7F}", "\\x7f"),
        ] { XCTAssertEqual(TerminalText.escaped(text), shown) }
    }
}
