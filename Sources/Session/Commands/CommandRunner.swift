import Language
import ObjectModel

/// Finds a command by its name and runs it.
final class CommandRunner {
    private unowned let notebook: Notebook
    /// The running cell's.
    var sink: (any OutputSink)?

    init(notebook: Notebook) { self.notebook = notebook }

    func run(_ command: ShellCommand) throws -> Value {
        let line = command.line.drop { $0 == " " }
        let name = String(line.prefix { !$0.isWhitespace })
        var rest = line.dropFirst(name.count).drop { $0.isWhitespace }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        if name.hasSuffix("?"), let asked = CommandCatalog.command(named: String(name.prefix { $0 != "?" })) {
            for text in asked.help { sink?.write(text + "\n") }
            return .none
        }
        guard let found = CommandCatalog.command(named: name) else { throw Self.unknown(name, command) }
        if command.isCellCommand && !found.takesCell {
            throw usageError("%%\(name) is a line magic, but the cell body is not empty. Did you mean the line magic %\(name) (single %)?")
        }
        guard let sink else { return .none }
        return try found.run(
            CommandCall(
                arguments: String(rest), body: command.isCellCommand ? command.body : nil, notebook: notebook, sink: sink))
    }

    private static func unknown(_ name: String, _ command: ShellCommand) -> Raised {
        let raised =
            command.isCellCommand
            ? usageError("Cell magic `%%\(name)` not found.") : usageError("Line magic function `%\(name)` not found.")
        raised.exception.hint = RefusedCommands.reason(name) ?? CommandCatalog.nearest(to: name).map { "did you mean %\($0)?" }
        return raised
    }
}
