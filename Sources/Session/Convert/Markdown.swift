/// The Markdown that lessons use, as blocks: enough to show prose on a terminal and in a page.
enum MarkdownBlock: Equatable {
    case heading(level: Int, String)
    case paragraph(String)
    /// One item: its mark (`-`, `3.`), how deep it stands, its text.
    case item(mark: String, depth: Int, String)
    case code(String)
    case quote(String)
    /// Cells of each row; the first row is the head.
    case table([[String]])
    case rule
}

enum Markdown {
    static func blocks(_ text: String) -> [MarkdownBlock] {
        var parser = BlockParser(lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        return parser.run()
    }
}

private struct BlockParser {
    let lines: [String]
    private var index = 0
    private var paragraph: [String] = []
    private var blocks: [MarkdownBlock] = []

    init(lines: [String]) { self.lines = lines }

    mutating func run() -> [MarkdownBlock] {
        while index < lines.count {
            let line = lines[index]
            let content = line.drop { $0 == " " }
            if content.isEmpty {
                endParagraph()
                index += 1
            } else if content.hasPrefix("```") || content.hasPrefix("~~~") {
                fence(String(content.prefix(3)))
            } else if let heading = Self.heading(content) {
                append(heading)
            } else if content.count >= 3, content.allSatisfy({ $0 == "-" }) || content.allSatisfy({ $0 == "*" }) {
                append(.rule)
            } else if let item = Self.item(line) {
                append(item)
            } else if content.hasPrefix(">") {
                quote()
            } else if content.hasPrefix("|"), index + 1 < lines.count, Self.isTableRule(lines[index + 1]) {
                table()
            } else if case .item(let mark, let depth, let text) = blocks.last, paragraph.isEmpty, index > 0,
                !lines[index - 1].allSatisfy(\.isWhitespace)
            {
                blocks[blocks.count - 1] = .item(mark: mark, depth: depth, text + " " + content)
                index += 1
            } else {
                paragraph.append(String(content))
                index += 1
            }
        }
        endParagraph()
        return blocks
    }

    private mutating func append(_ block: MarkdownBlock) {
        endParagraph()
        blocks.append(block)
        index += 1
    }

    private mutating func endParagraph() {
        if !paragraph.isEmpty { blocks.append(.paragraph(paragraph.joined(separator: " "))) }
        paragraph = []
    }

    private mutating func fence(_ mark: String) {
        endParagraph()
        index += 1
        var code: [String] = []
        while index < lines.count, !lines[index].drop(while: { $0 == " " }).hasPrefix(mark) {
            code.append(lines[index])
            index += 1
        }
        index += 1
        blocks.append(.code(code.joined(separator: "\n")))
    }

    private mutating func quote() {
        endParagraph()
        var text: [String] = []
        while index < lines.count, lines[index].hasPrefix(">") {
            text.append(String(lines[index].dropFirst().drop { $0 == " " }))
            index += 1
        }
        blocks.append(.quote(text.joined(separator: " ")))
    }

    private mutating func table() {
        endParagraph()
        var rows = [Self.cells(lines[index])]
        index += 2
        while index < lines.count, lines[index].contains("|") {
            rows.append(Self.cells(lines[index]))
            index += 1
        }
        blocks.append(.table(rows))
    }

    private static func cells(_ line: String) -> [String] {
        var parts = line.split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmingBlanks }
        if parts.first == "" { parts.removeFirst() }
        if parts.last == "" { parts.removeLast() }
        return parts
    }

    private static func isTableRule(_ line: String) -> Bool {
        line.contains("-") && line.allSatisfy { "|-: ".contains($0) }
    }

    private static func heading(_ content: Substring) -> MarkdownBlock? {
        let level = content.prefix { $0 == "#" }.count
        guard (1...6).contains(level) else { return nil }
        let text = content.dropFirst(level)
        guard text.isEmpty || text.hasPrefix(" ") else { return nil }
        return .heading(level: level, text.trimmingBlanks)
    }

    private static func item(_ line: String) -> MarkdownBlock? {
        let content = line.drop { $0 == " " }
        let depth = (line.count - content.count) / 2
        if let mark = content.first, "-*+".contains(mark), content.dropFirst().hasPrefix(" ") {
            return .item(mark: "-", depth: depth, content.dropFirst(2).trimmingBlanks)
        }
        let digits = content.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.count < 10, content.dropFirst(digits.count).hasPrefix(". ") else { return nil }
        return .item(mark: "\(digits).", depth: depth, content.dropFirst(digits.count + 2).trimmingBlanks)
    }
}

/// A piece of a line of prose.
enum MarkdownSpan: Equatable {
    case text(String), code(String), strong(String), emphasis(String)
    case link(String, address: String)
    case image(String, address: String)
    /// `$…$`: left to whoever shows it.
    case math(String)
}

extension Markdown {
    static func spans(_ text: String) -> [MarkdownSpan] {
        var spans: [MarkdownSpan] = []
        var plain = ""
        var rest = text[...]
        func find(_ mark: String, _ make: (String) -> MarkdownSpan) -> Bool {
            guard rest.hasPrefix(mark), let end = rest.dropFirst(mark.count).firstRange(ofText: mark) else { return false }
            let inner = rest.dropFirst(mark.count)[..<end.lowerBound]
            // `2 * x * y` is no emphasis: the marks stand next to what they mark.
            guard !inner.isEmpty, mark == "`" || inner.first?.isWhitespace == false && inner.last?.isWhitespace == false else {
                return false
            }
            if !plain.isEmpty { spans.append(.text(plain)) }
            plain = ""
            spans.append(make(String(inner)))
            rest = rest[end.upperBound...]
            return true
        }
        while let character = rest.first {
            if character == "\\", let next = rest.dropFirst().first, next.isPunctuation || next.isSymbol {
                plain.append(next)
                rest = rest.dropFirst(2)
            } else if find("`", MarkdownSpan.code) || find("**", MarkdownSpan.strong) || find("$", MarkdownSpan.math) {
                continue
            } else if character == "*" || character == "_" && plain.last.map({ !$0.isLetter && !$0.isNumber }) ?? true,
                find(String(character), MarkdownSpan.emphasis)
            {
                continue
            } else if let link = link(&rest) {
                if !plain.isEmpty { spans.append(.text(plain)) }
                plain = ""
                spans.append(link)
            } else {
                plain.append(character)
                rest = rest.dropFirst()
            }
        }
        if !plain.isEmpty { spans.append(.text(plain)) }
        return spans
    }

    /// `[text](address)` or `![text](address)` at the start of `rest`.
    private static func link(_ rest: inout Substring) -> MarkdownSpan? {
        let isImage = rest.hasPrefix("![")
        guard isImage || rest.hasPrefix("["), let close = rest.firstRange(ofText: "]("),
            let end = rest[close.upperBound...].firstIndex(of: ")")
        else { return nil }
        let text = String(rest[..<close.lowerBound].dropFirst(isImage ? 2 : 1))
        let address = String(rest[close.upperBound..<end])
        guard !text.contains("["), !address.contains(" ") else { return nil }
        rest = rest[rest.index(after: end)...]
        return isImage ? .image(text, address: address) : .link(text, address: address)
    }
}

extension StringProtocol {
    var trimmingBlanks: String {
        var text = Substring(self).drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    func firstRange(ofText pattern: String) -> Range<Index>? {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(pattern) { return index..<self.index(index, offsetBy: pattern.count) }
            index = self.index(after: index)
        }
        return nil
    }
}
