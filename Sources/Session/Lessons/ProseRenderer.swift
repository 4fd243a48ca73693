/// Markdown on a terminal: lines filled to the width, headings and code set off.
package struct ProseRenderer {
    package var width: Int
    package var style: TextStyle

    package init(width: Int, style: TextStyle) {
        self.width = max(20, min(width, 100))
        self.style = style
    }

    /// Ends in a line break, unless there is nothing to say. Control characters in `markdown` do nothing.
    package func text(_ markdown: String) -> String {
        var lines: [String] = []
        var previous: MarkdownBlock?
        for block in Markdown.blocks(TerminalText.escaped(markdown)) {
            if previous != nil, !isItem(block) || !isItem(previous) { lines.append("") }
            lines += render(block)
            previous = block
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func isItem(_ block: MarkdownBlock?) -> Bool { if case .item = block { true } else { false } }

    private func render(_ block: MarkdownBlock) -> [String] {
        switch block {
        case .heading(let level, let text):
            let title = plain(text)
            let line = style.heading(title)
            return level == 1 ? [line, style.heading(String(repeating: "─", count: min(width, TextWidth.of(title))))] : [line]
        case .paragraph(let text): return fill(text, first: "", rest: "")
        case .item(let mark, let depth, let text):
            let indent = String(repeating: " ", count: depth * 2 + 2)
            let shown = mark == "-" ? "•" : mark
            return fill(text, first: indent + shown + " ", rest: indent + String(repeating: " ", count: shown.count + 1))
        case .code(let text):
            return text.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + style.code(String($0)) }
        case .quote(let text): return fill(text, first: "│ ", rest: "│ ")
        case .table(let rows): return table(rows)
        case .rule: return [String(repeating: "─", count: width)]
        }
    }

    private func plain(_ text: String) -> String { Markdown.spans(text).map { Self.content($0) }.joined() }

    private static func content(_ span: MarkdownSpan) -> String {
        switch span {
        case .text(let text), .code(let text), .strong(let text), .emphasis(let text): text
        case .math(let text): text
        case .link(let text, let address): text == address ? text : "\(text) (\(address))"
        case .image(let text, let address): "[\(text.isEmpty ? address : text)]"
        }
    }

    /// Words as wide as they are on the screen, styles not counted.
    private func fill(_ text: String, first: String, rest: String) -> [String] {
        var lines: [String] = []
        var line = first
        var column = TextWidth.of(first)
        var isEmpty = true
        for (word, painted, joinsPrevious) in words(text) {
            let size = TextWidth.of(word)
            if !isEmpty, !joinsPrevious {
                if column + 1 + size > width {
                    lines.append(line)
                    line = rest
                    column = TextWidth.of(rest)
                } else {
                    line += " "
                    column += 1
                }
            }
            line += painted
            column += size
            isEmpty = false
        }
        return lines + [line]
    }

    /// Each word plain and painted, and whether it follows the one before without a blank.
    private func words(_ text: String) -> [(String, String, Bool)] {
        var words: [(String, String, Bool)] = []
        var endsInBlank = true
        for span in Markdown.spans(text) {
            let content = Self.content(span)
            let paint: (String) -> String =
                switch span {
                case .code, .math: style.code
                case .strong: style.bold
                case .emphasis: style.bold
                default: { $0 }
                }
            let parts = content.split(omittingEmptySubsequences: true) { $0 == " " || $0 == "\t" }
            for (index, part) in parts.enumerated() {
                let joins = index == 0 && !endsInBlank && content.first != " "
                words.append((String(part), paint(String(part)), joins))
            }
            if let last = content.last { endsInBlank = last == " " }
        }
        return words
    }

    private func table(_ rows: [[String]]) -> [String] {
        let cells = rows.map { $0.map { plain($0) } }
        let columns = cells.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in cells.map { column < $0.count ? TextWidth.of($0[column]) : 0 }.max() ?? 0 }
        var lines = cells.map { row in
            row.enumerated().map { $1 + String(repeating: " ", count: widths[$0] - TextWidth.of($1)) }.joined(separator: "  ")
        }
        if !lines.isEmpty { lines.insert(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "), at: 1) }
        return lines
    }
}
