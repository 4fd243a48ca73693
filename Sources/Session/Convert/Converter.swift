import Language

/// `nbs convert`: from one file's ending to the other's.
package struct Converter {
    package enum Format: String, CaseIterable {
        case nbs, ipynb, md, html, py
    }

    package let input: String
    package let output: String
    private let from: Format
    private let to: Format

    package init(input: String, output: String) throws(FileProblem) {
        self.input = input
        self.output = output
        guard let from = Self.format(of: input), from == .nbs || from == .ipynb else {
            throw FileProblem(input, "cannot convert from this; the input is a .nbs or .ipynb file")
        }
        guard let to = Self.format(of: output) else {
            throw FileProblem(output, "cannot convert to this; the endings are .nbs, .ipynb, .md, .html and .py")
        }
        self.from = from
        self.to = to
    }

    private static func format(of path: String) -> Format? {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return nil }
        return Format(rawValue: path[path.index(after: dot)...].lowercased())
    }

    /// Reads the input; a notebook becomes a session file first.
    package func read() throws(FileProblem) -> SessionFile {
        let bytes = try FileIO.read(input)
        if from == .nbs { return try SessionFile(parsing: bytes, path: input) }
        return try JupyterReader(path: input).session(SessionFile.decode(bytes, path: input))
    }

    package func write(_ file: SessionFile) throws(FileProblem) {
        let text =
            switch to {
            case .nbs: file.text
            case .ipynb: JupyterWriter.text(file)
            case .md: MarkdownWriter.text(file)
            case .html: HTMLWriter.text(file)
            case .py: PythonScriptWriter.text(file)
            }
        try FileIO.replace(output, with: Array(text.utf8))
    }

    /// The name a reader sees: the header's title, or the file's name.
    static func title(of file: SessionFile) -> String {
        if let title = file.header.title, !title.isEmpty { return title }
        let name = file.path.split(separator: "/").last ?? "session"
        return String(name.split(separator: ".").first ?? name)
    }
}
