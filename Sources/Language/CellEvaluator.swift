import ObjectModel

// The seam between the language and everything outside a cell: sessions, commands and the shell know only this.

/// Runs the cells of one session, one after the other, in one set of names.
package protocol CellEvaluator: AnyObject {
    /// Runs one cell; what it prints goes to `sink` as it is produced. Never throws: a failure is in the result.
    func run(cell text: String, number: Int, sink: any OutputSink) -> CellResult
    /// Whether Enter would run `text` or ask for another line.
    func completeness(of text: String) -> CellCompleteness
    /// What could stand at the cursor, a UTF-8 offset into `text`.
    func completions(in text: String, cursor: Int) -> CellCompletions
    /// A new session: no names of the user's, the generators seeded with `seed`.
    func reset(seed: UInt64)
    /// Asks the running cell to stop with KeyboardInterrupt. Called from a signal handler: sets a flag, nothing more.
    func interrupt()

    /// Called for a line `%name …` (or `%%name …` on a cell's first line, with the rest of the cell as body). The value
    /// is the line's value, echoed if it is the cell's last. An error thrown is the cell's error.
    var commandHandler: ((ShellCommand) throws -> Value)? { get set }

    // For commands, called while a cell runs.

    /// Runs `code` in the session's names, output to the running cell's sink; its last expression's value, else `None`.
    func execute(_ code: String) throws -> Value
    /// Compiles `code` once; each call of the result runs it in the session's names, without echo.
    func prepare(_ code: String) throws -> () throws -> Void
    /// The names the user has bound, with their values, in the order of their binding.
    var userNames: [(name: String, value: Value)] { get }
    func removeUserName(_ name: String)
    /// Seeds every generator, as `torch.manual_seed` does.
    func seed(_ seed: UInt64)
}

/// Where the output of a cell goes.
package protocol OutputSink: AnyObject {
    /// Standard output.
    func write(_ text: String)
    /// A warning, as `Type: message`.
    func warn(_ warning: String)
}

/// A shell command as the parser found it.
package struct ShellCommand {
    /// The line without its percent sign(s).
    package var line: String
    /// `%%name`: `body` is the rest of the cell.
    package var isCellCommand: Bool
    package var body: String
    package init(line: String, isCellCommand: Bool = false, body: String = "") {
        self.line = line
        self.isCellCommand = isCellCommand
        self.body = body
    }
}

package struct CellResult {
    /// The text of `Out[n]`, as IPython shows it; nil when there is nothing to echo.
    package var echo: String?
    /// What ended the cell early.
    package var error: CellError?
    package init(echo: String? = nil, error: CellError? = nil) {
        self.echo = echo
        self.error = error
    }
}

package struct CellError {
    package var type: String
    /// May be empty, may have several lines.
    package var message: String
    /// The calls that led there, outermost first; empty when the place is not known.
    package var frames: [Frame]
    /// What to do about it, in our words, without `hint:`.
    package var hint: String?

    package struct Frame {
        package var cell: Int
        /// From 1, in the cell.
        package var line: Int
        /// The function it happened in; nil at a cell's top level.
        package var function: String?
        package var sourceLine: String
        /// In characters, from 0.
        package var caretStart: Int
        package var caretLength: Int
        package init(cell: Int, line: Int, function: String?, sourceLine: String, caretStart: Int, caretLength: Int) {
            self.cell = cell
            self.line = line
            self.function = function
            self.sourceLine = sourceLine
            self.caretStart = caretStart
            self.caretLength = caretLength
        }
    }

    package init(type: String, message: String, frames: [Frame] = [], hint: String? = nil) {
        self.type = type
        self.message = message
        self.frames = frames
        self.hint = hint
    }

    /// `Type: message`, or `Type` alone when there is no message, as Python ends a traceback.
    package var summary: String { message.isEmpty ? type : "\(type): \(message)" }
}

package enum CellCompleteness: Equatable {
    case complete
    /// More lines are needed; the next one starts with this many blanks.
    case incomplete(indent: Int)
    /// Wrong already: run it to see why.
    case invalid
}

package struct CellCompletions {
    /// Where the text to be replaced starts, a UTF-8 offset; it ends at the cursor.
    package var start: Int
    package var candidates: [String]
    package init(start: Int, candidates: [String]) {
        self.start = start
        self.candidates = candidates
    }
}
