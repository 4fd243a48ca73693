import CLibedit
import Session

/// libedit's buffer, and the few ways its own calls can change it.
struct EditBuffer {
    private let line: OpaquePointer
    private(set) var scalars: [UInt32]
    private(set) var cursor: Int

    init(_ line: OpaquePointer) {
        self.line = line
        scalars = []
        cursor = 0
        reload()
    }

    private mutating func reload() {
        // el_wline returns the editor's own record; its three pointers bound one array.
        guard let info = el_wline(line)?.pointee, let start = info.buffer, let end = info.lastchar else { return }
        scalars = UnsafeBufferPointer(start: start, count: end - start).map { UInt32(bitPattern: $0) }
        cursor = info.cursor.map { $0 - start } ?? 0
    }

    var state: UndoStack.State { UndoStack.State(scalars: scalars, cursor: cursor) }
    var text: String { Self.string(scalars[...]) }
    var textBeforeCursor: String { Self.string(scalars[..<cursor]) }
    var textAfterCursor: String { Self.string(scalars[cursor...]) }

    static func string(_ scalars: ArraySlice<UInt32>) -> String {
        var view = String.UnicodeScalarView()
        for value in scalars { view.append(Unicode.Scalar(value) ?? "\u{FFFD}") }
        return String(view)
    }

    // MARK: Lines

    private static let feed = UInt32(0x0A)
    var isMultiline: Bool { scalars.contains(Self.feed) }
    var isOnFirstLine: Bool { !scalars[..<cursor].contains(Self.feed) }
    var isOnLastLine: Bool { !scalars[cursor...].contains(Self.feed) }
    var lineStart: Int { scalars[..<cursor].lastIndex(of: Self.feed).map { $0 + 1 } ?? 0 }
    var lineEnd: Int { scalars[cursor...].firstIndex(of: Self.feed) ?? scalars.count }
    var textBeforeCursorOnLine: String { Self.string(scalars[lineStart..<cursor]) }
    /// The blanks the cursor's line starts with.
    var indent: Int { scalars[lineStart..<lineEnd].prefix { $0 == 0x20 }.count }

    // MARK: Changes

    mutating func move(to offset: Int) {
        let target = min(max(0, offset), scalars.count)
        if target != cursor { el_cursor(line, Int32(target - cursor)) }
        cursor = target
    }

    mutating func insert(_ text: String) {
        guard !text.isEmpty else { return }
        var wide = text.unicodeScalars.map { wchar_t(bitPattern: $0.value) }
        wide.append(0)
        el_winsertstr(line, &wide)
        reload()
    }

    mutating func delete(from start: Int, to end: Int) {
        guard start < end else { return }
        move(to: end)
        el_deletestr(line, Int32(end - start))
        reload()
    }

    mutating func replaceAll(with text: String) {
        delete(from: 0, to: scalars.count)
        insert(text)
    }

    /// To the line above or below, to the same column where there is one.
    mutating func moveVertically(_ step: Int) {
        let column = TextWidth.of(textBeforeCursorOnLine)
        if step < 0 {
            move(to: lineStart - 1)
            move(to: lineStart)
        } else {
            move(to: lineEnd + 1)
        }
        var width = 0
        var target = cursor
        while target < lineEnd, width < column {
            width += Unicode.Scalar(scalars[target]).map(TextWidth.of) ?? 1
            target += 1
        }
        move(to: target)
    }
}

/// Where a text stands on the screen when it starts behind a prompt.
struct ScreenLayout {
    private(set) var cursorRow = 0
    private(set) var rows = 1

    init(_ scalars: [UInt32], cursor: Int, promptWidth: Int, columns: Int) {
        let columns = max(1, columns)
        var (row, column) = (promptWidth / columns, promptWidth % columns)
        for (index, value) in scalars.enumerated() {
            if index == cursor { cursorRow = row }
            if value == 0x0A {
                row += 1
                column = 0
                continue
            }
            let width = value == 0x09 ? 8 - column % 8 : Unicode.Scalar(value).map(TextWidth.of) ?? 1
            if column + width > columns {
                row += 1
                column = 0
            }
            column += width
            if column >= columns {
                row += 1
                column = 0
            }
        }
        if cursor >= scalars.count { cursorRow = row }
        rows = row + 1
    }
}
