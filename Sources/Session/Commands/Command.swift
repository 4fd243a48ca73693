import Language
import ObjectModel

/// A shell command: `%name arguments`, IPython's line magic, or `%%name` above a whole cell.
package struct Command: Sendable {
    package var name: String
    /// How it is written, without the percent sign: `timeit [-n N] [-r R] statement`.
    package var usage: String
    /// One line for the list of commands.
    package var summary: String
    /// Whether it can stand above a cell as `%%name`.
    package var takesCell = false
    package var run: @Sendable (CommandCall) throws -> Value

    package init(
        _ name: String, usage: String, summary: String, takesCell: Bool = false,
        run: @escaping @Sendable (CommandCall) throws -> Value
    ) {
        self.name = name
        self.usage = usage
        self.summary = summary
        self.takesCell = takesCell
        self.run = run
    }
}

/// What a command is given.
package struct CommandCall {
    /// What stands after the name, outer blanks removed.
    package var arguments: String
    /// The rest of the cell, for `%%name`; nil for `%name`.
    package var body: String?
    package let notebook: Notebook
    package let sink: any OutputSink

    package var evaluator: any CellEvaluator { notebook.evaluator }
    package func print(_ line: String) { sink.write(line + "\n") }
    /// The arguments apart, quotes and backslashes as a shell reads them.
    package var words: [String] { ShellWords.split(arguments) }
}

/// What only an interactive shell can do for a command.
package protocol CommandTerminal: AnyObject {
    /// Puts text into the next prompt, to be edited and run.
    func offer(_ text: String)
    /// Opens the user's editor on `text`; the edited text, nil when the editor failed.
    func edit(_ text: String) throws -> String?
    /// Asks a question answered by y or n.
    func confirm(_ question: String) -> Bool
}

/// A command used wrongly: one line, no trace.
func usageError(_ message: String) -> Raised { Raised(ExceptionTypes.usageError, message) }

enum ShellWords {
    static func split(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var hasWord = false
        var quote: Character?
        var isEscaped = false
        for character in text {
            if isEscaped {
                word.append(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
                hasWord = true
            } else if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                hasWord = true
            } else if character == " " || character == "\t" || character == "\n" {
                if hasWord { words.append(word) }
                word = ""
                hasWord = false
            } else {
                word.append(character)
                hasWord = true
            }
        }
        if hasWord { words.append(word) }
        return words
    }
}
