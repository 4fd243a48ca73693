import Glibc
import Language
import Session

/// The interactive shell: reads a cell, runs it, shows its value, until Ctrl-D.
package final class REPL {
    let notebook: Notebook
    let presenter: Presenter
    private let editor: any LineEditor
    private let history: CellHistory
    private let streams = StandardStreams.shared
    /// What the next prompt starts with: from `%load`, `%recall` and `%edit`.
    var offered = ""
    private var hasSaidHistoryFails = false
    private(set) var lastError: CellError?

    package init(notebook: Notebook, presenter: Presenter) {
        self.notebook = notebook
        self.presenter = presenter
        history = CellHistory(path: Environment.stateFolder.map { $0 + "/history" })
        let isTerminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
        editor = (isTerminal ? LibeditEditor(history: history) : nil) ?? PipeEditor()
        FatalSignals.keptIn = history.path
        notebook.terminal = self
        StandardStreams.beforeExit = { FatalSignals.restoreTerminal() }
    }

    deinit { editor.close() }

    package func run() -> Int32 {
        if streams.outputIsTerminal {
            streams.writeTrusted("nbs: tensors and gradients as in PyTorch 2.13. ? for help, Ctrl-D to leave.\n")
        }
        notebook.start(seed: 0)
        return runPrompt()
    }

    /// Cells from the prompt, until the end of the input.
    func runPrompt() -> Int32 {
        while true {
            let text = offered
            offered = ""
            switch read(offering: text) {
            case .left(let status): return status
            case .aborted: continue
            case .cell(let text): if let status = run(text) { return status }
            }
        }
    }

    enum Reading {
        case cell(String), aborted
        case left(Int32)
    }

    /// Reads a cell at a prompt that starts with `text`.
    func read(offering text: String) -> Reading {
        if streams.outputIsTerminal { streams.writeTrusted("\n") }
        streams.flush()
        let request = CellRequest(
            prompt: Transcript.inputPrompt(notebook.nextNumber) + " ",
            style: presenter.outputStyle.isColoured ? "\u{1B}[1;32m" : "", initialText: text,
            evaluator: notebook.evaluator)
        switch editor.readCell(request) {
        case .aborted: return .aborted
        case .cell(let text): return .cell(text)
        case .end:
            if streams.outputIsTerminal { streams.writeTrusted("\n") }
            streams.flush()
            return .left(ExitStatus.success)
        case .failed(let message):
            presenter.say("standard input: \(message)")
            return .left(ExitStatus.unusable)
        }
    }

    /// Runs a cell; the status to leave with, if it asked to.
    func run(_ text: String, keepsHistory: Bool = true) -> Int32? {
        guard !Notebook.isEmpty(text) else { return nil }
        if keepsHistory { keep(text) }
        let number = notebook.nextNumber
        switch text.trimmedBlanks {
        case "exit", "quit": return ExitStatus.success
        default: break
        }
        lastError = nil
        let result = notebook.run(text.trimmedBlanks == "?" ? "%quickref" : text, sink: StreamSink())
        if let echo = result.echo {
            streams.writeTrusted(Transcript.output(presenter.shown(echo), number: number, style: presenter.outputStyle))
        }
        streams.flush()
        if let error = result.error {
            if let status = error.exitStatus { return status }
            lastError = error
            // The terminal has echoed `^C` where the cursor stood.
            if error.isInterrupt, streams.outputIsTerminal { streams.writeTrusted("\n") }
            presenter.show(error)
        }
        return nil
    }

    private func keep(_ text: String) {
        guard let code = history.add(text), !hasSaidHistoryFails, let path = history.path else { return }
        hasSaidHistoryFails = true
        presenter.say(FileProblem(path, "history is not kept: \(FileIO.message(code))"))
    }
}

extension REPL {
    static var terminalWidth: Int {
        var size = winsize()
        return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }
}

extension REPL: CommandTerminal {
    package func offer(_ text: String) { offered = text }

    package func confirm(_ question: String) -> Bool {
        streams.write(question + " ")
        streams.flush()
        var byte: UInt8 = 0
        var answer: [UInt8] = []
        while Glibc.read(STDIN_FILENO, &byte, 1) == 1, byte != 0x0A { answer.append(byte) }
        return answer.first == UInt8(ascii: "y") || answer.first == UInt8(ascii: "Y")
    }

    package func edit(_ text: String) throws(FileProblem) -> String? { try ExternalEditor.edit(text) }
}

extension String {
    /// Without the blanks and line breaks around it.
    var trimmedBlanks: Substring {
        var text = self[...].drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
