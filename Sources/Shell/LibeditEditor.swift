import CLibedit
import Glibc
import Language
import Session

/// The terminal, by libedit's native interface. libedit moves the cursor and paints; keys, pastes, history, completion
/// and what Enter means are ours (docs/shell.md says why).
package final class LibeditEditor: LineEditor {
    let line: OpaquePointer
    let keys = KeyReader()
    let history: CellHistory
    /// Keys to be seen before the terminal's next one.
    private var queue: [UInt32] = []
    private var prompt: UnsafeMutablePointer<CChar>?
    private var promptWidth = 0
    private var promptStyle = ""
    private(set) var request: CellRequest?

    // What the key functions change while a cell is read.
    var wasAborted = false
    var pasted = ""
    var killed = ""
    var walk: HistoryWalk?
    var search: HistorySearch?
    var undoStack = UndoStack()
    /// What was put into the buffer whole: unchanged, one Enter runs it, blocks included.
    var recalled: String?
    /// Cells too tall for the screen stand in the buffer as a short text.
    private var held: [String: String] = [:]

    package init?(history: CellHistory) {
        Self.setLocale()
        guard let line = nbs_el_init("nbs") else { return nil }
        self.line = line
        self.history = history
        nbs_el_set_pointer(line, Unmanaged.passUnretained(self).toOpaque())
        nbs_el_set_string(line, EL_EDITOR, "emacs")
        nbs_el_set_int(line, EL_SIGNAL, 0)
        // Ctrl-C and Ctrl-Z are keys while editing, signals while a cell runs.
        nbs_el_set_tty(line, "-d", "-isig")
        nbs_el_set_prompt(line, { LibeditEditor.of($0).prompt }, 1)
        nbs_el_set_reader(line, { LibeditEditor.of($0).read(into: $1) })
        bindKeys()
        EditorSignals.install()
    }

    /// Only the character encoding is taken from the environment: a locale's decimal comma must not reach us.
    private static func setLocale() {
        if setlocale(LC_CTYPE, "") == nil || !isUTF8 { setlocale(LC_CTYPE, "C.UTF-8") }
    }
    private static var isUTF8: Bool { nl_langinfo(Int32(CODESET)).map { String(cString: $0) == "UTF-8" } ?? false }

    static func of(_ line: OpaquePointer?) -> LibeditEditor {
        // The pointer set in init; the editor outlives every call libedit makes, all of them inside readCell.
        Unmanaged<LibeditEditor>.fromOpaque(nbs_el_get_pointer(line)!).takeUnretainedValue()
    }

    package func close() {
        el_end(line)
        free(prompt)
        prompt = nil
    }

    // MARK: Reading

    package func readCell(_ request: CellRequest) -> CellInput {
        self.request = request
        wasAborted = false
        walk = nil
        search = nil
        undoStack = UndoStack()
        recalled = nil
        held = [:]
        setPrompt(request.prompt, style: request.style)
        queue = []
        if !request.initialText.isEmpty { push(Key.initialText) }
        EditorSignals.beginReading()
        // libedit shows the prompt first and only then takes the keys from the kernel: what is typed in between would
        // be echoed, and a Ctrl-R lost.
        nbs_el_set_int(line, EL_PREP_TERM, 1)
        write("\u{1B}[?2004h")
        var count: Int32 = 0
        let text = el_wgets(line, &count)
        write("\u{1B}[?2004l")
        EditorSignals.endReading()
        self.request = nil
        if wasAborted { return .aborted }
        guard let text, count > 0 else { return .end }
        var scalars = UnsafeBufferPointer(start: text, count: Int(count)).map { UInt32(bitPattern: $0) }
        if scalars.last == 0x0A { scalars.removeLast() }
        var cell = expanded(EditBuffer.string(scalars[...]))
        // The empty line that ended a block is no part of it.
        while cell.contains("\n"), cell.last?.isWhitespace == true { cell.removeLast() }
        repaint(scalars, cell, request)
        return .cell(cell)
    }

    /// A cell of several lines is shown once more, as it stands in a transcript.
    private func repaint(_ scalars: [UInt32], _ cell: String, _ request: CellRequest) {
        guard cell.contains("\n"), !isDumb else { return }
        let rows = ScreenLayout(scalars, cursor: 0, promptWidth: promptWidth, columns: screen.columns).rows
        guard rows < screen.rows else { return }
        let continuation = String(repeating: " ", count: max(0, request.prompt.count - 5)) + "...: "
        let reset = request.style.isEmpty ? "" : "\u{1B}[0m"
        var text = "\u{1B}[\(rows)A\r\u{1B}[J"
        for (index, line) in TerminalText.escaped(cell).split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            text += request.style + (index == 0 ? request.prompt : continuation) + reset + line + "\n"
        }
        write(text)
    }

    private var isDumb: Bool { Environment["TERM"].map { $0.isEmpty || $0 == "dumb" } ?? true }

    private func setPrompt(_ text: String, style: String) {
        free(prompt)
        // Escapes stand between two \1; what is printed behind them must follow, or libedit loses the last one.
        prompt = strdup(style.isEmpty ? text : "\u{1}\(style)\u{1}\(text.dropLast())\u{1}\u{1B}[0m\u{1}\(text.suffix(1))")
        promptWidth = TextWidth.of(text)
    }

    /// Shows the search's prompt, or the cell's own again.
    func updatePrompt() {
        guard let request else { return }
        if let search { setPrompt(search.prompt, style: "") } else { setPrompt(request.prompt, style: request.style) }
    }

    /// The next key for libedit. 1: one was read; 0: the end; -1: an error.
    private func read(into character: UnsafeMutablePointer<wchar_t>?) -> Int32 {
        // The steps of a search are one change, like the keys that stand for one.
        if queue.isEmpty, search == nil { undoStack.record(EditBuffer(line).state) }
        while queue.isEmpty {
            let event = keys.next()
            if search != nil, handleSearch(event) { continue }
            switch event {
            case .character(let value): queue = [value]
            case .sequence(let text): push(text)
            case .paste(let text):
                pasted = text
                push(Key.paste)
            case .signal: handleSignal()
            case .end: return 0
            case .failed(let code):
                errno = code
                return -1
            }
        }
        character?.pointee = wchar_t(bitPattern: queue.removeFirst())
        return 1
    }

    func push(_ key: String) { queue += key.unicodeScalars.map(\.value) }

    private func handleSignal() {
        if EditorSignals.takeInterrupt() { push("\u{3}") }
        if EditorSignals.takeWindowChange() {
            clearShown()
            el_resize(line)
            nbs_el_refresh(line)
        }
    }

    // MARK: The screen

    func write(_ text: String) {
        StandardStreams.shared.writeTrusted(text)
        StandardStreams.shared.flush()
    }

    var screen: (rows: Int, columns: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (24, 80) }
        return (Int(size.ws_row), Int(size.ws_col))
    }

    var layout: ScreenLayout {
        let buffer = EditBuffer(line)
        return ScreenLayout(buffer.scalars, cursor: buffer.cursor, promptWidth: promptWidth, columns: screen.columns)
    }

    /// Takes the prompt and the buffer off the screen; the cursor is where the prompt began.
    func clearShown() {
        let row = layout.cursorRow
        write((row > 0 ? "\u{1B}[\(row)A" : "") + "\r\u{1B}[J")
    }

    /// Prints `text` below the buffer, then prompt and buffer again below that.
    func show(_ text: String) {
        let shown = layout
        write(String(repeating: "\n", count: shown.rows - shown.cursorRow) + "\r" + text + "\n")
        nbs_el_refresh(line)
    }

    // MARK: Cells taller than the screen

    /// `text`, or a short text that stands for it: libedit cannot scroll within a buffer.
    func displayed(_ text: String) -> String {
        let scalars = text.unicodeScalars.map(\.value)
        let rows = ScreenLayout(scalars, cursor: 0, promptWidth: promptWidth, columns: screen.columns).rows
        guard rows > max(2, screen.rows - 2) else { return text }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
        var label = "[\(lines) lines, Enter runs them]"
        var number = 2
        while let other = held[label], other != text {
            label = "[\(lines) lines (\(number)), Enter runs them]"
            number += 1
        }
        held[label] = text
        return label
    }

    /// The cell that the buffer's text stands for.
    func expanded(_ text: String) -> String {
        guard let label = held.keys.first(where: { text.contains($0) }), let cell = held[label] else { return text }
        let parts = text.components(around: label)
        return parts.before + cell + parts.after
    }

    func completeness(of text: String) -> CellCompleteness {
        request?.evaluator.completeness(of: expanded(text)) ?? .complete
    }
    func completions(in text: String, cursor: Int) -> CellCompletions {
        let before = String(decoding: text.utf8.prefix(cursor), as: UTF8.self)
        return CommandCompletion.completions(before: before) ?? request?.evaluator.completions(in: text, cursor: cursor)
            ?? CellCompletions(start: cursor, candidates: [])
    }
}

extension String {
    fileprivate func components(around part: String) -> (before: String, after: String) {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(part) {
                return (String(self[..<index]), String(self[index...].dropFirst(part.count)))
            }
            index = self.index(after: index)
        }
        return (self, "")
    }
}
