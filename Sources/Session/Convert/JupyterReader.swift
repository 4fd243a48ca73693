/// A Jupyter notebook as a session file.
struct JupyterReader {
    let path: String

    func session(_ text: String) throws(FileProblem) -> SessionFile {
        let document: JSON
        do { document = try JSON(parsing: text) } catch { throw FileProblem(path, line: error.line, "not JSON: \(error.message)") }
        guard let cells = document["cells"]?.items else {
            throw FileProblem(path, "not a Jupyter notebook of format 4: it has no list of cells")
        }
        var lines = header(document)
        for cell in cells { lines += [""] + self.lines(of: cell) }
        return try SessionFile(parsing: lines.map { $0 + "\n" }.joined(), path: path)
    }

    private func header(_ document: JSON) -> [String] {
        let own = document["metadata"]?["nbs"]
        let name = path.split(separator: "/").last?.split(separator: ".").first.map(String.init)
        let title = own?["title"]?.string ?? document["metadata"]?["title"]?.string ?? name ?? "session"
        var seed = "0"
        if case .number(let text)? = own?["seed"], UInt64(text) != nil { seed = text }
        var lines = ["# ---", "# title: \(Self.oneLine(title))", "# seed: \(seed)"]
        if let lang = own?["lang"]?.string { lines.append("# lang: \(Self.oneLine(lang))") }
        if let tolerance = own?["tolerance"]?.string, Tolerance(tolerance) != nil { lines.append("# tolerance: \(tolerance)") }
        return lines + ["# ---"]
    }

    private func lines(of cell: JSON) -> [String] {
        let own = cell["metadata"]?["nbs"]
        let isCode = cell["cell_type"]?.string == "code"
        var kind = own?["type"]?.string.flatMap { Cell.Kind(rawValue: $0) } ?? (isCode ? .code : .markdown)
        if kind.isProse == isCode { kind = isCode ? .code : .markdown }
        var marker = "# %%"
        if let title = own?["title"]?.string, !title.isEmpty { marker += " \(Self.oneLine(title))" }
        if kind != .code { marker += " [\(kind.rawValue)]" }
        for option in own?["options"]?.members ?? [] {
            guard let value = option.value.string, !value.contains("\""), !value.contains("\n") else { continue }
            marker += value.contains(" ") ? " \(option.key)=\"\(value)\"" : " \(option.key)=\(value)"
        }
        let source = Self.text(cell["source"]).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard !kind.isProse else { return [marker] + source.map { $0.isEmpty ? "#" : "# \($0)" } }
        return [marker] + Self.withoutBlankEnd(source.map(Self.harmless)) + recorded(cell["outputs"]?.items ?? [])
    }

    /// A line that would start a cell of its own here, in Jupyter only a comment.
    private static func harmless(_ line: String) -> String { line.hasPrefix("# %%") ? "#" + line.dropFirst(2) : line }

    private static func withoutBlankEnd(_ lines: [String]) -> [String] {
        var lines = lines
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        return lines
    }

    private func recorded(_ outputs: [JSON]) -> [String] {
        var printed = ""
        var complaints: [String] = []
        for output in outputs {
            switch output["output_type"]?.string {
            case "stream" where output["name"]?.string == "stderr": complaints += Self.warnings(Self.text(output["text"]))
            case "stream": printed += Self.text(output["text"])
            case "execute_result", "display_data": printed += Self.text(output["data"]?["text/plain"]) + "\n"
            case "error":
                let type = output["ename"]?.string ?? "Error"
                let message = output["evalue"]?.string ?? ""
                complaints.append(message.isEmpty ? type : "\(type): \(message)")
            default: break
            }
        }
        var cell = Cell()
        cell.marker = SourceLine("# %%")
        cell.record(CellOutput(printed: Self.withoutColours(printed), complaints: complaints.map(Self.withoutColours)))
        return cell.recorded.map(\.text)
    }

    /// Python words a warning `file:line: Type: message` and shows the line below; here the type and message count.
    private static func warnings(_ text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            if line.hasPrefix(" ") { return nil }
            let parts = line.split(separator: ":", omittingEmptySubsequences: false)
            guard let start = parts.firstIndex(where: { $0.trimmingBlanks.hasSuffix("Warning") }) else { return String(line) }
            return parts[start...].joined(separator: ":").trimmingBlanks
        }
    }

    /// Jupyter holds text as one string or as a list of lines.
    private static func text(_ value: JSON?) -> String {
        value?.string ?? (value?.items ?? []).compactMap(\.string).joined()
    }

    private static func oneLine(_ text: String) -> String { text.split(whereSeparator: \.isNewline).joined(separator: " ") }

    static func withoutColours(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let escape = rest.firstIndex(of: "\u{1B}") {
            result += rest[..<escape]
            rest = rest[escape...].dropFirst()
            if rest.first == "[" { rest = rest.dropFirst().drop { $0.isNumber || $0 == ";" }.dropFirst() }
        }
        return result + rest
    }
}
