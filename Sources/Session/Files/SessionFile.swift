/// A `.nbs` file: a header, then cells, each with the output recorded for it. Parse then write is the identity.
package struct SessionFile: Sendable {
    package var path: String
    package var header = Header()
    /// What stands before the first cell: byte order mark, header, blank lines, comments.
    package var preamble: [SourceLine] = []
    package var cells: [Cell] = []

    package struct Header: Equatable, Sendable {
        package var title: String?
        package var seed: UInt64 = 0
        package var lang: String?
        package var tolerance: Tolerance = .unit
        package init() {}
    }

    /// The file as it was read, byte for byte, with whatever output the cells have now.
    package var text: String {
        SourceLine.join(preamble) + cells.map { SourceLine.join($0.lines) }.joined()
    }

    package init(path: String) { self.path = path }
}

/// A stretch of a session file from one `# %%` line to the next.
package struct Cell: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case code, markdown, exercise, hint, check, solution
        /// Cells that only hold comment lines.
        package var isProse: Bool { self == .markdown || self == .hint }
    }

    package var kind: Kind = .code
    package var title = ""
    /// The `key=value` pairs as written, quotes removed; keys this version does not know are kept and mean nothing.
    package var options: [(key: String, value: String)] = []
    package var tolerance: Tolerance?
    /// `output=any`: the cell is run, its output not compared.
    package var comparesOutput = true

    /// The `# %%` line; nil in a file without cells' headers.
    package var marker: SourceLine?
    /// Code or prose, as written.
    package var body: [SourceLine] = []
    /// The recorded output, as written.
    package var recorded: [SourceLine] = []
    /// Blank lines before the next cell.
    package var trailing: [SourceLine] = []
    /// The line number, in the file, of the body's first line.
    package var firstLine = 1

    package init() {}

    package var lines: [SourceLine] { (marker.map { [$0] } ?? []) + body + recorded + trailing }

    /// The body as one text, line ends as `\n`, blank lines at the end left out.
    package var source: String {
        var end = body.endIndex
        while end > body.startIndex, body[end - 1].isBlank { end -= 1 }
        // In one piece: files have many lines.
        return String(unsafeUninitializedCapacity: body[..<end].reduce(0) { $0 + $1.text.utf8.count + 1 }) { buffer in
            var place = 0
            for index in body.startIndex..<end {
                if index > body.startIndex {
                    buffer[place] = 0x0A
                    place += 1
                }
                var text = body[index].text
                place = text.withUTF8 { buffer[place...].update(fromContentsOf: $0) }
            }
            return place
        }
    }

    /// The prose of a Markdown or hint cell: the comment lines without their comment signs.
    package var prose: String { Self.uncommented(source) }

    /// The comment lines an exercise starts with are its question; what follows is code to start from.
    package var question: String {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        return Self.uncommented(lines.prefix { $0.hasPrefix("#") }.joined(separator: "\n"))
    }

    static func uncommented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("# ") ? $0.dropFirst(2) : $0.hasPrefix("#") ? $0.dropFirst(1) : $0 }
            .joined(separator: "\n")
    }

    package func option(_ key: String) -> String? { options.last { $0.key == key }?.value }
}

/// What a cell wrote: the part after `#> ` and the part after `#! `.
package struct CellOutput: Equatable, Sendable {
    /// Standard output, echoed value included.
    package var output: [String]
    /// Warnings and the error that ended the cell.
    package var complaints: [String]

    package init(output: [String] = [], complaints: [String] = []) {
        self.output = output
        self.complaints = complaints
    }

    /// From what a cell printed: trailing blanks and empty last lines do not count.
    package init(printed: String, complaints: [String]) {
        self.output = Self.lines(of: printed)
        self.complaints = complaints.flatMap(Self.lines(of:))
    }

    private static func lines(of text: String) -> [String] {
        guard !text.isEmpty else { return [] }
        var lines = SourceLine.split(text).map { withoutTrailingBlanks($0.text) }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    package static func withoutTrailingBlanks(_ line: String) -> String {
        let bytes = line.utf8
        guard let last = bytes.lastIndex(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { return "" }
        return String(line[...last])
    }
}
