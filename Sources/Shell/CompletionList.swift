import Session

/// The candidates side by side, as many as fit half a screen.
enum CompletionList {
    static func text(_ candidates: [String], columns: Int, rows: Int) -> String {
        let names = candidates.map { TerminalText.escaped(shortened($0)) }
        let width = (names.map { TextWidth.of($0) }.max() ?? 0) + 2
        let perRow = max(1, columns / width)
        let most = perRow * max(4, rows / 2)
        let shown = names.prefix(most)
        let height = (shown.count + perRow - 1) / perRow
        var lines = (0..<height).map { row in
            stride(from: row, to: shown.count, by: height).enumerated().map { _, index in
                let name = shown[index]
                return index + height < shown.count ? name + String(repeating: " ", count: width - TextWidth.of(name)) : name
            }.joined()
        }
        if names.count > most { lines.append("… and \(names.count - most) more") }
        return lines.joined(separator: "\n")
    }

    /// A file without its folders.
    private static func shortened(_ name: String) -> String {
        guard let slash = name.dropLast().lastIndex(of: "/") else { return name }
        return String(name[name.index(after: slash)...])
    }
}
