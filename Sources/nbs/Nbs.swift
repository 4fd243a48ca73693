import ArgumentParser
import Glibc
import Language
import ObjectModel
import Session
import Shell

/// `nbs`, and `nbs -c CODE`.
struct Nbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nbs",
        abstract: "A notebook shell for tensors and gradients.",
        discussion: """
            Without arguments: the interactive shell. When standard input is not a terminal, it is run as one session.
            Exit status: 0 all well; 1 a cell failed, or a recorded output differs; 2 wrong usage, or a file that
            cannot be read or parsed; 130 interrupted.
            """,
        version: version,
        subcommands: [RunCommand.self, TestCommand.self, WalkCommand.self, ConvertCommand.self])

    static let version = "nbs 0.1.0 (PyTorch 2.13)"

    @OptionGroup var common: CommonOptions
    @Option(name: .customShort("c"), help: "Run CODE as one cell; print what it prints and its last value.")
    var code: String?

    func run() throws {
        Status.result = common.start.run(code: code)
    }
}

extension ColorChoice: ExpressibleByArgument {}

/// What the process ends with.
enum Status {
    // Set once, by the command that ran, on the one thread that runs it.
    nonisolated(unsafe) static var result = ExitStatus.success
}

/// Options that every command takes.
struct CommonOptions: ParsableArguments {
    @Option(help: "Colours: auto, always or never.")
    var color = ColorChoice.auto
    @Option(help: ArgumentHelp("Let cells write files below DIR; may be given several times.", valueName: "DIR"))
    var allowWrite: [String] = []

    var start: Start { Start(color: color, allowWrite: allowWrite) }
    func notebook() -> Notebook { start.notebook() }
    func files(showsCells: Bool = false) -> FileRunner { start.files(showsCells: showsCells) }
}

/// A session about to begin, with the options that every command takes.
struct Start {
    var color = ColorChoice.auto
    var allowWrite: [String] = []

    func notebook() -> Notebook {
        FileAccess.allowWriting(below: allowWrite)
        let notebook = Notebook(evaluator: Interpreter())
        Interrupts.install(for: notebook.evaluator)
        return notebook
    }
    func files(showsCells: Bool = false) -> FileRunner {
        FileRunner(notebook: notebook(), presenter: Presenter(color: color), showsCells: showsCells)
    }

    /// `nbs`, and `nbs -c CODE`.
    func run(code: String?) -> Int32 {
        if let code { return files().run(code: code) }
        if isatty(STDIN_FILENO) == 1 { return REPL(notebook: notebook(), presenter: Presenter(color: color)).run() }
        return files().runStandardInput()
    }
}

// MARK: - From arguments to an exit status

extension Nbs {
    /// Parses and runs; nothing but an exit status comes back.
    static func run(_ arguments: [String]) -> Int32 {
        // The two starts people wait for need no parser, which would take as long as all the rest.
        if arguments.isEmpty { return Start().run(code: nil) }
        if arguments.count == 2, arguments[0] == "-c" { return Start().run(code: arguments[1]) }
        do {
            var command = try parseAsRoot(arguments)
            try command.run()
            return Status.result
        } catch {
            return explain(error)
        }
    }

    /// `--help` and `--version` are answers; everything else is one line on standard error.
    private static func explain(_ error: any Error) -> Int32 {
        let streams = StandardStreams.shared
        if exitCode(for: error) == .success {
            streams.write(fullMessage(for: error) + "\n")
            streams.flush()
            return ExitStatus.success
        }
        let message = message(for: error)
        Presenter(color: .auto).say(message.isEmpty ? "wrong usage" : message.prefix(1).lowercased() + message.dropFirst())
        return ExitStatus.unusable
    }
}
