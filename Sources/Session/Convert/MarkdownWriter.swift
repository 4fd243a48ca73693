/// A session as a Markdown page: prose as it is, code and output in fences.
enum MarkdownWriter {
    static func text(_ file: SessionFile) -> String {
        var parts: [String] = []
        let startsWithTitle = file.cells.first.map { $0.kind == .markdown && $0.prose.hasPrefix("# ") } ?? false
        if !startsWithTitle { parts.append("# \(Converter.title(of: file))") }
        for cell in file.cells { parts += self.parts(of: cell) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func parts(of cell: Cell) -> [String] {
        let label = cell.title.isEmpty ? cell.kind.rawValue.capitalizedFirst : cell.title
        switch cell.kind {
        case .markdown: return [cell.prose]
        case .hint: return ["<details><summary>\(HTMLWriter.escaped(label))</summary>\n\n\(cell.prose)\n\n</details>"]
        case .solution:
            return ["<details><summary>\(HTMLWriter.escaped(label))</summary>"] + code(cell) + ["</details>"]
        case .exercise: return ["**\(label)**"] + [cell.question].filter { !$0.isEmpty } + code(cell, cell.starterCode)
        case .code, .check: return (cell.title.isEmpty ? [] : ["**\(cell.title)**"]) + code(cell)
        }
    }

    private static func code(_ cell: Cell, _ source: String? = nil) -> [String] {
        let source = source ?? cell.source
        let output = cell.recordedOutput
        let lines = output.output + output.complaints
        return (source.isEmpty ? [] : [fence(source, "python")]) + (lines.isEmpty ? [] : [fence(lines.joined(separator: "\n"), "text")])
    }

    /// A fence longer than any in the text.
    private static func fence(_ text: String, _ language: String) -> String {
        var mark = "```"
        while text.contains(mark) { mark += "`" }
        return "\(mark)\(language)\n\(text)\n\(mark)"
    }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension Cell {
    /// What an exercise gives to start from, below its question.
    package var starterCode: String {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.drop { $0.hasPrefix("#") || $0.allSatisfy(\.isWhitespace) }.joined(separator: "\n")
    }
}
