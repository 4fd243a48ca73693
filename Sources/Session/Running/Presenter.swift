import Language

/// Shows results on the standard streams: values on standard output, failures on standard error.
package final class Presenter {
    package let outputStyle: TextStyle
    package let errorStyle: TextStyle
    private let streams = StandardStreams.shared

    package init(color: ColorChoice) {
        outputStyle = color.style(isTerminal: streams.outputIsTerminal)
        errorStyle = color.style(isTerminal: streams.errorIsTerminal)
    }

    /// `text`, not ours, as standard output may show it.
    package func shown(_ text: String) -> String { streams.outputIsTerminal ? TerminalText.escaped(text) : text }

    package func show(_ error: CellError, place: ((Int) -> (path: String, firstLine: Int)?)? = nil) {
        var error = error
        if streams.errorIsTerminal {
            error.escapeControls()
            // The terminal has echoed ^C where the cursor stood.
            if error.type == "KeyboardInterrupt" { streams.writeError("\n") }
        }
        streams.writeError(ErrorText(error, style: errorStyle, place: place).text)
    }

    /// The one line for what is wrong outside a cell.
    package func say(_ problem: String) {
        let line = TerminalText.escaped(problem).split(separator: "\n").joined(separator: "\\n")
        streams.writeError("nbs: \(line)\n")
    }

    package func say(_ problem: FileProblem) { say(problem.description) }
}

extension CellError {
    fileprivate mutating func escapeControls() {
        type = TerminalText.escaped(type)
        message = TerminalText.escaped(message)
        hint = hint.map(TerminalText.escaped)
        for index in frames.indices {
            frames[index].sourceLine = TerminalText.escaped(frames[index].sourceLine)
            frames[index].function = frames[index].function.map(TerminalText.escaped)
        }
    }
}
