import Language

/// How a failing cell is shown: its place, the source line with a caret, `Type: message`, the hint.
package struct ErrorText {
    package var error: CellError
    /// Where the frames' cells stand: the file and the line of a cell's first line. Nil at the prompt.
    package var place: ((_ cell: Int) -> (path: String, firstLine: Int)?)?
    package var style = TextStyle.plain

    package init(_ error: CellError, style: TextStyle = .plain, place: ((Int) -> (path: String, firstLine: Int)?)? = nil) {
        self.error = error
        self.style = style
        self.place = place
    }

    /// Ends in a line break.
    package var text: String {
        var lines: [String] = []
        // The calls that led there take a line each; the place itself shows its source.
        for frame in Self.shortened(error.frames.dropLast()) {
            lines.append(frame.map { style.dim(location(of: $0) + ":") + " \(Self.trimmed($0.sourceLine))" } ?? "…")
        }
        if let frame = error.frames.last {
            lines.append(style.dim(location(of: frame)))
            lines += sourceLines(of: frame)
        }
        lines.append(style.error(error.type) + (error.message.isEmpty ? "" : ": \(error.message)"))
        if let hint = error.hint { lines.append(style.hint("hint:") + " \(hint)") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func trimmed(_ line: String) -> Substring {
        line.drop { $0 == " " || $0 == "\t" }.prefix(120)
    }

    private func location(of frame: CellError.Frame) -> String {
        var text = "cell \(frame.cell), line \(frame.line)"
        if let place = place?(frame.cell) { text = "\(place.path):\(place.firstLine + frame.line - 1), in \(text)" }
        if let function = frame.function { text += ", in \(function)" }
        return text
    }

    private func sourceLines(of frame: CellError.Frame) -> [String] {
        let source = Array(frame.sourceLine)
        let blanks = source.prefix { $0 == " " || $0 == "\t" }.count
        // A line of recorded data may be endless: show the part around the caret.
        let from = max(blanks, min(frame.caretStart, source.count) - 100)
        let shown = source.dropFirst(from).prefix(160)
        guard !shown.isEmpty else { return [] }
        let start = max(0, frame.caretStart - from)
        let width = TextWidth.of(shown.prefix(start))
        let marked = shown.dropFirst(start).prefix(max(1, frame.caretLength))
        let caret = String(repeating: "^", count: max(1, TextWidth.of(marked)))
        return ["    " + String(shown), "    " + String(repeating: " ", count: width) + style.error(caret)]
    }

    /// Deep recursion repeats itself: the first and last frames tell the story.
    private static func shortened(_ frames: some RandomAccessCollection<CellError.Frame>) -> [CellError.Frame?] {
        guard frames.count > 20 else { return Array(frames) }
        let first: [CellError.Frame?] = Array(frames.prefix(8))
        return first + [nil] + frames.suffix(8)
    }
}
