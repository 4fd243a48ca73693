import CLibedit
import Glibc
import Session

/// Key sequences that stand for something the terminal has no key for.
enum Key {
    static let submit = "\u{18}\n"
    static let paste = "\u{1B}[200~"
    static let searchChanged = "\u{1B}[900~"
    static let initialText = "\u{1B}[901~"
}

private typealias KeyFunction = @convention(c) (OpaquePointer?, Int32) -> UInt8

/// Every key of ours, its function's name as `bind` shows it, and what it does. The function's value tells libedit
/// what to repaint.
private let keyTable: [(name: String, keys: [String], function: KeyFunction)] = [
    ("nbs-enter", ["\r", "\n"], { line, _ in LibeditEditor.of(line).enter() }),
    ("nbs-newline", ["\u{1B}\r"], { line, _ in LibeditEditor.of(line).newline() }),
    ("nbs-abort", ["\u{3}"], { line, _ in LibeditEditor.of(line).abort() }),
    ("nbs-suspend", ["\u{1A}"], { line, _ in LibeditEditor.of(line).suspend() }),
    ("nbs-delete-or-leave", ["\u{4}"], { line, _ in LibeditEditor.of(line).deleteOrLeave() }),
    ("nbs-delete", ["\u{1B}[3~"], { line, _ in LibeditEditor.of(line).deleteNext() }),
    ("nbs-backspace", ["\u{7F}", "\u{8}"], { line, _ in LibeditEditor.of(line).backspace() }),
    ("nbs-up", ["\u{1B}[A", "\u{10}"], { line, _ in LibeditEditor.of(line).up() }),
    ("nbs-down", ["\u{1B}[B", "\u{E}"], { line, _ in LibeditEditor.of(line).down() }),
    ("nbs-older", ["\u{1B}[5~"], { line, _ in LibeditEditor.of(line).older() }),
    ("nbs-newer", ["\u{1B}[6~"], { line, _ in LibeditEditor.of(line).newer() }),
    ("nbs-line-start", ["\u{1B}[H", "\u{1}"], { line, _ in LibeditEditor.of(line).lineStart() }),
    ("nbs-line-end", ["\u{1B}[F", "\u{5}"], { line, _ in LibeditEditor.of(line).lineEnd() }),
    ("nbs-kill-to-end", ["\u{B}"], { line, _ in LibeditEditor.of(line).killToEnd() }),
    ("nbs-kill-to-start", ["\u{15}"], { line, _ in LibeditEditor.of(line).killToStart() }),
    ("nbs-yank", ["\u{19}"], { line, _ in LibeditEditor.of(line).yank() }),
    ("nbs-undo", ["\u{1F}", "\u{18}\u{15}"], { line, _ in LibeditEditor.of(line).undo() }),
    ("nbs-complete", ["\t"], { line, _ in LibeditEditor.of(line).complete() }),
    ("nbs-dedent", ["\u{1B}[Z"], { line, _ in LibeditEditor.of(line).dedent() }),
    ("nbs-paste", [Key.paste], { line, _ in LibeditEditor.of(line).paste() }),
    ("nbs-initial-text", [Key.initialText], { line, _ in LibeditEditor.of(line).insertInitialText() }),
    ("nbs-search", ["\u{12}"], { line, _ in LibeditEditor.of(line).startSearch() }),
    ("nbs-search-changed", [Key.searchChanged], { line, _ in LibeditEditor.of(line).showSearch() }),
]

/// libedit's own functions under keys it does not know.
private let builtinTable = [
    (Key.submit, "ed-newline"), ("\u{1B}[C", "ed-next-char"), ("\u{1B}[D", "ed-prev-char"),
    ("\u{1B}[1;5C", "em-next-word"), ("\u{1B}[1;5D", "ed-prev-word"), ("\u{17}", "ed-delete-prev-word"),
]

extension LibeditEditor {
    func bindKeys() {
        for (name, keys, function) in keyTable {
            nbs_el_add_function(line, name, name, function)
            for key in keys { nbs_el_bind(line, key, name) }
        }
        for (key, name) in builtinTable { nbs_el_bind(line, key, name) }
    }

    private static let refresh = UInt8(CC_REFRESH)
    private static let nothing = UInt8(CC_NORM)

    private func edit(_ change: (inout EditBuffer) -> Void) -> UInt8 {
        walk = nil
        var buffer = EditBuffer(line)
        change(&buffer)
        return Self.refresh
    }

    // MARK: Enter

    /// Runs a complete cell; opens a line, indented, in one that is not.
    func enter() -> UInt8 {
        let buffer = EditBuffer(line)
        let isTyping = keys.hasMore
        if buffer.text == recalled { return submit() }
        guard buffer.textAfterCursor.allSatisfy(\.isWhitespace) else {
            // In the middle of a cell of several lines Enter splits the line; a single line runs as it stands.
            guard buffer.isMultiline else { return submit() }
            return edit { $0.insert("\n" + String(repeating: " ", count: isTyping ? 0 : min($0.indent, $0.cursor - $0.lineStart))) }
        }
        guard case .incomplete(let indent) = completeness(of: buffer.text) else { return submit() }
        // A program that types, or a paste without brackets, brings its own indentation.
        return edit { buffer in
            buffer.move(to: buffer.scalars.count)
            buffer.insert("\n" + String(repeating: " ", count: isTyping ? 0 : indent))
        }
    }

    private func submit() -> UInt8 {
        push(Key.submit)
        return Self.nothing
    }

    func newline() -> UInt8 {
        edit { $0.insert("\n" + String(repeating: " ", count: min($0.indent, $0.cursor - $0.lineStart))) }
    }

    func paste() -> UInt8 { edit { $0.insert(displayed(pasted)) } }

    /// The text that the prompt begins with.
    func insertInitialText() -> UInt8 { putBack(request?.initialText ?? "") }

    private func putBack(_ cell: String) -> UInt8 {
        let text = displayed(cell)
        recalled = text
        return edit { $0.replaceAll(with: text) }
    }

    // MARK: Leaving

    func abort() -> UInt8 {
        wasAborted = true
        return submit()
    }

    func deleteOrLeave() -> UInt8 { EditBuffer(line).scalars.isEmpty ? UInt8(CC_EOF) : deleteNext() }

    func suspend() -> UInt8 {
        clearShown()
        write("\u{1B}[?2004l")
        nbs_el_set_int(line, EL_PREP_TERM, 0)
        raise(SIGTSTP)
        nbs_el_set_int(line, EL_PREP_TERM, 1)
        write("\u{1B}[?2004h")
        nbs_el_refresh(line)
        return Self.nothing
    }

    // MARK: Deleting

    func deleteNext() -> UInt8 {
        edit { buffer in
            if buffer.cursor < buffer.scalars.count { buffer.delete(from: buffer.cursor, to: buffer.cursor + 1) }
        }
    }

    /// In the indentation, four blanks at a time.
    func backspace() -> UInt8 {
        edit { buffer in
            let before = buffer.textBeforeCursorOnLine
            let blanks = before.allSatisfy { $0 == " " } ? before.count : 0
            let count = blanks > 0 ? (blanks - 1) % 4 + 1 : 1
            buffer.delete(from: max(0, buffer.cursor - count), to: buffer.cursor)
        }
    }

    func killToEnd() -> UInt8 {
        edit { buffer in
            // At the end of a line, the line break.
            kill(&buffer, from: buffer.cursor, to: max(buffer.lineEnd, min(buffer.cursor + 1, buffer.scalars.count)))
        }
    }

    func killToStart() -> UInt8 { edit { kill(&$0, from: $0.lineStart, to: $0.cursor) } }

    private func kill(_ buffer: inout EditBuffer, from start: Int, to end: Int) {
        guard start < end else { return }
        killed = EditBuffer.string(buffer.scalars[start..<end])
        buffer.delete(from: start, to: end)
    }

    func yank() -> UInt8 { edit { $0.insert(killed) } }

    func undo() -> UInt8 {
        guard let state = undoStack.undo() else { return UInt8(CC_ERROR) }
        return edit { buffer in
            buffer.replaceAll(with: EditBuffer.string(state.scalars[...]))
            buffer.move(to: state.cursor)
        }
    }

    func dedent() -> UInt8 {
        edit { buffer in
            let cursor = buffer.cursor
            let count = min(4, buffer.indent)
            let start = buffer.lineStart
            buffer.delete(from: start, to: start + count)
            buffer.move(to: max(start, cursor - count))
        }
    }

    // MARK: Moving

    func lineStart() -> UInt8 { edit { $0.move(to: $0.lineStart) } }
    func lineEnd() -> UInt8 { edit { $0.move(to: $0.lineEnd) } }

    /// Up and Down move within a cell first, then through the history.
    func up() -> UInt8 {
        let buffer = EditBuffer(line)
        guard buffer.isOnFirstLine || walk != nil else { return edit { $0.moveVertically(-1) } }
        return older()
    }

    func down() -> UInt8 {
        let buffer = EditBuffer(line)
        guard buffer.isOnLastLine || walk != nil else { return edit { $0.moveVertically(1) } }
        return newer()
    }

    func older() -> UInt8 {
        var walk = walk ?? HistoryWalk(cells: history.cells, typed: EditBuffer(line).text)
        guard let cell = walk.older() else { return UInt8(CC_ERROR) }
        return recall(cell, walk)
    }

    func newer() -> UInt8 {
        guard var walk, let cell = walk.newer() else { return UInt8(CC_ERROR) }
        return recall(cell, walk)
    }

    private func recall(_ cell: String, _ walk: HistoryWalk) -> UInt8 {
        let result = putBack(cell)
        self.walk = walk
        return result
    }

    // MARK: Searching

    func startSearch() -> UInt8 {
        search = HistorySearch(cells: history.cells, original: EditBuffer(line).text)
        return showSearch()
    }

    func showSearch() -> UInt8 {
        updatePrompt()
        guard let search else { return Self.refresh }
        return putBack(search.found ?? search.original)
    }

    /// A key during Ctrl-R; false when it ends the search and then means what it always means.
    func handleSearch(_ event: KeyReader.Event) -> Bool {
        guard var search else { return false }
        switch event {
        case .character(0x12): search.older()
        case .character(0x7F), .character(0x08): search.removeLast()
        case .character(0x07), .character(0x03):
            // Given up: what was there before comes back.
            self.search = nil
            var buffer = EditBuffer(line)
            buffer.replaceAll(with: search.original)
            push(Key.searchChanged)
            return true
        case .character(let value) where value >= 0x20:
            search.add(Unicode.Scalar(value).map { String($0) } ?? "")
        default:
            self.search = nil
            push(Key.searchChanged)
            switch event {
            case .character(let value): push(Unicode.Scalar(value).map { String($0) } ?? "")
            case .sequence(let text): push(text)
            default: return false
            }
            return true
        }
        self.search = search
        push(Key.searchChanged)
        return true
    }

    // MARK: Completing

    func complete() -> UInt8 {
        let buffer = EditBuffer(line)
        if buffer.textBeforeCursorOnLine.allSatisfy({ $0 == " " }) {
            let column = buffer.cursor - buffer.lineStart
            return edit { $0.insert(String(repeating: " ", count: 4 - column % 4)) }
        }
        let text = buffer.text
        let cursor = buffer.textBeforeCursor.utf8.count
        let found = completions(in: text, cursor: cursor)
        guard let first = found.candidates.first, found.start <= cursor else { return UInt8(CC_ERROR) }
        let common = found.candidates.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
        let typed = String(decoding: Array(text.utf8)[found.start..<cursor], as: UTF8.self)
        if common != typed, !common.isEmpty, found.candidates.count == 1 || common.unicodeScalars.count > typed.unicodeScalars.count {
            return edit { buffer in
                buffer.delete(from: buffer.cursor - typed.unicodeScalars.count, to: buffer.cursor)
                buffer.insert(common)
            }
        }
        if found.candidates.count > 1 {
            show(CompletionList.text(found.candidates, columns: screen.columns, rows: screen.rows))
        }
        return Self.nothing
    }
}

extension String {
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
