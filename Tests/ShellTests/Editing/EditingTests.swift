import Glibc
import XCTest

@testable import Shell

final class EditingTests: XCTestCase {
    func testLayout() {
        func layout(_ text: String, _ cursor: Int, prompt: Int = 4, columns: Int = 10) -> [Int] {
            let layout = ScreenLayout(text.unicodeScalars.map(\.value), cursor: cursor, promptWidth: prompt, columns: columns)
            return [layout.cursorRow, layout.rows]
        }
        XCTAssertEqual(layout("", 0), [0, 1])
        XCTAssertEqual(layout("abcde", 5), [0, 1])
        XCTAssertEqual(layout("abcdef", 6), [1, 2], "the cursor wraps with a full row")
        XCTAssertEqual(layout("a\nb\nc", 2), [1, 3])
        XCTAssertEqual(layout("日本語日", 4), [1, 2])
        XCTAssertEqual(layout("abcde日", 6), [1, 2], "half of a wide character fits nowhere")
        XCTAssertEqual(layout("a", 0, prompt: 0, columns: 0), [0, 2])
    }

    func testUndoing() {
        var stack = UndoStack()
        func state(_ text: String, _ cursor: Int) -> UndoStack.State { .init(scalars: text.unicodeScalars.map(\.value), cursor: cursor) }
        // Two words typed, the cursor moved, a letter put in the middle, everything deleted, a paste.
        let keys = [
            ("", 0), ("a", 1), ("ab", 2), ("ab ", 3), ("ab c", 4), ("ab cd", 5), ("ab cd", 1), ("axb cd", 2), ("", 0), ("x = 1\n", 6),
        ]
        for (text, cursor) in keys { stack.record(state(text, cursor)) }
        let undone = (0..<7).map { _ in stack.undo() }
        XCTAssertEqual(undone, [state("", 0), state("axb cd", 2), state("ab cd", 1), state("ab ", 3), state("ab", 2), state("", 0), nil])
        stack.record(state("", 0))
        XCTAssertNil(stack.undo(), "what was undone is no change")
    }

    func testWalkingThroughHistory() {
        var walk = HistoryWalk(cells: ["x = 1", "y = 2", "x = 3"], typed: "x")
        XCTAssertEqual([walk.older(), walk.older(), walk.older()], ["x = 3", "x = 1", nil])
        XCTAssertEqual([walk.newer(), walk.newer(), walk.newer()], ["x = 3", "x", nil])
        var all = HistoryWalk(cells: ["a", "b"], typed: "")
        XCTAssertEqual([all.older(), all.older(), all.newer(), all.newer()], ["b", "a", "b", ""])
    }

    func testSearching() {
        var search = HistorySearch(cells: ["for w[0]", "b", "w[0] = 1", "c"], original: "typed")
        for letter in ["w", "[", "0"] { search.add(letter) }
        XCTAssertEqual(search.found, "w[0] = 1")
        search.older()
        XCTAssertEqual(search.found, "for w[0]")
        search.older()
        XCTAssertEqual(search.prompt, "(failed reverse-i-search)`w[0': ")
        search.removeLast()
        XCTAssertEqual(search.found, "w[0] = 1")
    }

    func testPastedText() {
        XCTAssertEqual(KeyReader.cleaned("a\r\nb\rc\n\td\u{1B}[31m\u{7}é\u{9B}"), "a\nb\nc\n\td[31mé")
    }

    /// Bytes as terminals send them, and the keys they are.
    func testKeys() {
        let rows: [(String, [KeyReader.Event])] = [
            ("a\r", [.character(0x61), .character(0x0D)]),
            ("é日", [.character(0xE9), .character(0x65E5)]),
            ("\u{1B}[A\u{1B}OA\u{1B}[1;5A", Array(repeating: .sequence("\u{1B}[A"), count: 3)),
            ("\u{1B}[H\u{1B}OH\u{1B}[1~\u{1B}[7~", Array(repeating: .sequence("\u{1B}[H"), count: 4)),
            // F-keys, Shift-Up, focus reports: nothing.
            ("\u{1B}[15~\u{1B}[1;2A\u{1B}[I\u{1B}OPx", [.character(0x78)]),
            ("\u{1B}b\u{1B}\r\u{1B}\n", [.sequence("\u{1B}b"), .sequence("\u{1B}\r"), .sequence("\u{1B}\r")]),
            ("\u{1B}[200~a\rb\u{1B}[201~c", [.paste("a\nb"), .character(0x63)]),
            ("\u{1B}[200~never closed", [.paste("never closed")]),
        ]
        for (text, expected) in rows {
            var ends: [Int32] = [0, 0]
            XCTAssertEqual(pipe(&ends), 0)
            _ = Array(text.utf8).withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) }
            close(ends[1])
            let reader = KeyReader(file: ends[0])
            var events: [KeyReader.Event] = []
            while events.count < 20, case let event = reader.next(), event != .end { events.append(event) }
            XCTAssertEqual(events, expected, text)
            close(ends[0])
        }
    }

    func testCommandsComplete() {
        XCTAssertEqual(CommandCompletion.completions(before: "%ti")?.candidates, ["time", "timeit"])
        XCTAssertEqual(CommandCompletion.completions(before: "x\n  %%ti")?.start, 6)
        XCTAssertEqual(CommandCompletion.completions(before: "%cd /et")?.candidates, ["/etc/"])
        XCTAssertNil(CommandCompletion.completions(before: "a % b"))
        XCTAssertNil(CommandCompletion.completions(before: "%time to"))
    }

    func testTheListOfCandidates() {
        XCTAssertEqual(CompletionList.text(["aa", "b", "c"], columns: 8, rows: 24), "aa  c\nb")
        XCTAssertTrue(CompletionList.text((0..<1000).map(String.init), columns: 20, rows: 10).hasSuffix("\n… and 980 more"))
    }
}
