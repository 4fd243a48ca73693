import Language

/// One session: an evaluator, the cells run so far, the number of the next. Prompt, replay, test and `-c` all run
/// their cells here.
package final class Notebook {
    package let evaluator: any CellEvaluator
    /// The text of every cell run, `In[1]` first.
    package private(set) var inputs: [String] = []
    /// What each of them wrote, for saving the session; in step with `inputs`.
    package private(set) var outputs: [CellOutput] = []
    package private(set) var seed: UInt64 = 0
    /// What only a terminal can do; nil where there is none.
    package weak var terminal: (any CommandTerminal)?
    /// The lesson being walked.
    package weak var lesson: (any LessonGuide)?
    private var commands: CommandRunner?

    package init(evaluator: any CellEvaluator) {
        self.evaluator = evaluator
        commands = CommandRunner(notebook: self)
        evaluator.commandHandler = { [weak self] command in
            guard let commands = self?.commands else { return .none }
            return try commands.run(command)
        }
    }

    /// The number the next cell gets.
    package var nextNumber: Int { inputs.count + 1 }

    /// Starts a new session.
    package func start(seed: UInt64) {
        evaluator.reset(seed: seed)
        self.seed = seed
        inputs = []
        outputs = []
    }

    /// Whether there is anything in `cell` to run.
    package static func isEmpty(_ cell: String) -> Bool {
        cell.utf8.allSatisfy { $0.isBlank || $0 == 0x0C }
    }

    /// Runs a cell. The echo is in the result: where and how it shows is the caller's choice.
    package func run(_ cell: String, sink: any OutputSink) -> CellResult {
        let number = nextNumber
        inputs.append(cell)
        outputs.append(CellOutput())
        let tee = RecordingSink(sink)
        commands?.sink = tee
        let result = Interrupts.running { evaluator.run(cell: cell, number: number, sink: tee) }
        commands?.sink = nil
        // `%reset` and the like may have started the numbering anew.
        if outputs.indices.contains(number - 1) { outputs[number - 1] = tee.output(with: result) }
        return result
    }
}

/// Passes output on and keeps the beginning of it, so that a session at the prompt can be saved.
final class RecordingSink: OutputSink {
    private let inner: any OutputSink
    private var printed = ""
    private var warnings: [String] = []
    /// More than a page of anyone's recorded output: what a loop prints by the megabyte is not kept.
    private static let mostKept = 1 << 18

    init(_ inner: any OutputSink) { self.inner = inner }

    func write(_ text: String) {
        if printed.utf8.count < Self.mostKept { printed += text }
        inner.write(text)
    }
    func warn(_ warning: String) {
        if warnings.count < 1000 { warnings.append(warning) }
        inner.warn(warning)
    }

    func output(with result: CellResult) -> CellOutput {
        CellOutput(
            printed: printed + (result.echo.map { $0 + "\n" } ?? ""),
            complaints: warnings + (result.error.map { [$0.summary] } ?? []))
    }
}
