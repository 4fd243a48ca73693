/// Walking through earlier cells: Up and Down among those that begin like what was typed, Ctrl-R among those that hold
/// a text.
struct HistoryWalk {
    private let cells: [String]
    /// What was typed before the walk began.
    let typed: String
    private var position: Int

    init(cells: [String], typed: String) {
        self.cells = cells
        self.typed = typed
        position = cells.count
    }

    /// The next older cell; nil at the oldest.
    mutating func older() -> String? {
        guard let found = cells[..<position].lastIndex(where: { matches($0) }) else { return nil }
        position = found
        return cells[found]
    }

    /// The next newer cell, at last what was typed; nil when already there.
    mutating func newer() -> String? {
        guard position < cells.count else { return nil }
        let found = cells[(position + 1)...].firstIndex { matches($0) }
        position = found ?? cells.count
        return found.map { cells[$0] } ?? typed
    }

    private func matches(_ cell: String) -> Bool { cell != typed && cell.hasPrefix(typed) }
}

struct HistorySearch {
    private let cells: [String]
    /// The buffer before the search, to go back to.
    let original: String
    private(set) var pattern = ""
    private(set) var found: String?
    private(set) var isFailing = false
    private var position: Int

    init(cells: [String], original: String) {
        self.cells = cells
        self.original = original
        position = cells.count
    }

    var prompt: String { "(\(isFailing ? "failed " : "")reverse-i-search)`\(pattern)': " }

    mutating func add(_ text: String) {
        pattern += text
        search(from: min(position + 1, cells.count))
    }

    mutating func removeLast() {
        guard !pattern.isEmpty else { return }
        pattern.removeLast()
        found = nil
        search(from: cells.count)
    }

    /// The next older cell that holds the pattern.
    mutating func older() { search(from: position) }

    private mutating func search(from end: Int) {
        isFailing = false
        guard !pattern.isEmpty else { return }
        if let index = cells[..<end].lastIndex(where: { $0.contains(pattern) }) {
            position = index
            found = cells[index]
        } else {
            isFailing = true
        }
    }
}
