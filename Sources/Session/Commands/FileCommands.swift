import Language
import ObjectModel

extension Command {
    static let runFile = Command("run", usage: "run file", summary: "Run a .nbs or .py file in this session's names.") { call in
        guard let path = call.words.first else { throw usageError("%run needs a file") }
        guard FileIO.exists(path) else { throw Raised(ExceptionTypes.exception, "File `'\(path)'` not found.") }
        let file = try session(path)
        for index in Replay.order(of: file.cells) {
            let value = try call.evaluator.execute(file.cells[index].source)
            if path.hasSuffix(".nbs"), !value.isNone { call.print(try PrettyPrinter.text(value)) }
        }
        return .none
    }

    static let load = Command("load", usage: "load file | range …", summary: "Put a file, or cells run before, into the next prompt.") { call in
        let terminal = try call.terminal("load")
        guard let source = call.words.first else { throw usageError("%load needs a file or a range of cells") }
        if FileIO.exists(source) {
            terminal.offer(try session(source).cells.filter { !$0.kind.isProse }.map(\.source).joined(separator: "\n\n"))
        } else if let numbers = try? CellRange.parse(call.words, count: call.notebook.inputs.count), !numbers.isEmpty {
            terminal.offer(numbers.map { call.notebook.inputs[$0 - 1] }.joined(separator: "\n"))
        } else {
            throw Raised.valueError("'\(source)' was not found in history, nor as a file.")
        }
        return .none
    }

    static let edit = Command("edit", usage: "edit [file | range …]", summary: "Open your editor, then run what it saved.") { call in
        let terminal = try call.terminal("edit")
        var text = ""
        if let word = call.words.first, FileIO.exists(word) {
            text = try session(word).cells.map(\.source).joined(separator: "\n\n")
        } else if !call.words.isEmpty {
            let numbers = try CellRange.parse(call.words, count: call.notebook.inputs.count)
            text = numbers.map { call.notebook.inputs[$0 - 1] }.joined(separator: "\n")
        }
        do {
            guard let edited = try terminal.edit(text) else {
                call.print("The editor failed; nothing was run.")
                return .none
            }
            return Notebook.isEmpty(edited) ? .none : try call.evaluator.execute(edited)
        } catch let problem as FileProblem { throw Raised(ExceptionTypes.osError, problem.description) }
    }

    static let save = Command(
        "save", usage: "save [-f] file [range …]", summary: "Record the session, output included, as a .nbs file (or code as .py)."
    ) { call in
        var words = call.words
        let overwrites = words.take("-f")
        let terminal = try call.terminal("save")
        guard var path = words.first else { throw usageError("%save needs a file name") }
        words.removeFirst()
        let name = path.split(separator: "/").last ?? ""
        if !name.contains(".") { path += ".nbs" }
        guard path.hasSuffix(".nbs") || path.hasSuffix(".py") else { throw usageError("%save writes .nbs and .py files") }
        if FileIO.exists(path), !overwrites, !terminal.confirm("File `\(path)` exists. Overwrite (y/[N])? ") {
            call.print("Operation cancelled.")
            return .none
        }
        // Not the cell that saves.
        let last = call.notebook.inputs.count - 1
        let numbers = try CellRange.parse(words, count: last)
        let text = path.hasSuffix(".py") ? code(numbers, call.notebook) : recording(numbers, call.notebook, title: String(name))
        do throws(FileProblem) { try FileIO.replace(path, with: Array(text.utf8)) } catch { throw Raised(ExceptionTypes.osError, error.description) }
        call.print("\(numbers.count) \(numbers.count == 1 ? "cell" : "cells") written to `\(path)`.")
        return .none
    }

    private static func session(_ path: String) throws -> SessionFile {
        do throws(FileProblem) { return try SessionFile(parsing: FileIO.read(path), path: path) } catch {
            throw Raised(ExceptionTypes.osError, error.description)
        }
    }

    private static func code(_ numbers: [Int], _ notebook: Notebook) -> String {
        numbers.map { notebook.inputs[$0 - 1] + "\n" }.joined(separator: "\n")
    }

    private static func recording(_ numbers: [Int], _ notebook: Notebook, title: String) -> String {
        var text = "# ---\n# title: \(title.split(separator: ".").first ?? "session")\n# seed: \(notebook.seed)\n# ---\n"
        for number in numbers {
            var cell = Cell()
            let input = notebook.inputs[number - 1]
            cell.marker = SourceLine(variesFromRunToRun(input) ? "# %% output=any" : "# %%")
            cell.body = SourceLine.split(input + "\n")
            cell.record(notebook.outputs[number - 1])
            text += "\n" + SourceLine.join(cell.lines)
        }
        return text
    }

    /// Times, folders and the environment are not the same in a replay.
    private static func variesFromRunToRun(_ cell: String) -> Bool {
        let commands = ["%time", "%%time", "%pwd", "%cd", "%ls", "%env", "%history"]
        return cell.split(separator: "\n").contains { line in commands.contains { line.hasPrefix($0) } }
    }
}
