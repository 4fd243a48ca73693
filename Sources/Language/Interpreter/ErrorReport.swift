import ObjectModel

/// From an exception to what is shown of it: place, source line, caret, type, text, hint.
enum ErrorReport {
    static func error(_ problem: SyntaxProblem, _ source: CellSource) -> CellError {
        CellError(type: problem.kind.rawValue, message: problem.message, frames: [frame(source, Int(problem.span.start), Int(problem.span.end), nil)], hint: problem.hint)
    }

    static func raised(_ problem: SyntaxProblem, _ source: CellSource) -> Raised {
        let type = ExceptionTypes.named(problem.kind.rawValue) ?? ExceptionTypes.syntaxError
        let raised = Raised(type, problem.message, hint: problem.hint)
        raised.exception.addTrace(TraceEntry(origin: source, start: Int(problem.span.start), end: Int(problem.span.end)))
        return raised
    }

    static func error(_ raised: Raised, globals interpreter: Interpreter) -> CellError {
        let exception = raised.exception
        var message = (try? exception.str()) ?? "<exception str() failed>"
        var hint = exception.hint
        if let suggestion = suggestion(for: exception, interpreter) {
            message += ". Did you mean: '\(suggestion)'?"
        } else if hint == nil {
            hint = Hints.hint(for: exception, message)
        }
        let type = exception.type
        // Exceptions of a module written in the language say their module, too.
        if type.isUserDefined, let module = type.ownAttribute("__module__")?.asString, module != "__main__" {
            return CellError(type: "\(module).\(type.name)", message: message, frames: frames(exception), hint: hint)
        }
        let shownType = type.isUserDefined || type.module == "builtins" ? type.name : type.qualifiedName
        return CellError(type: shownType, message: message, frames: frames(exception), hint: hint)
    }

    /// Python's "Did you mean", for names and attributes.
    private static func suggestion(for exception: ExceptionObject, _ interpreter: Interpreter) -> String? {
        guard let missing = exception.missing else { return nil }
        let candidates: [String]
        if exception.type.isSubtype(of: ExceptionTypes.nameError) {
            // The user's own names first: there are hundreds of preloaded ones.
            if let own = nearest(to: missing.name.text, among: interpreter.machine.nearbyNames + interpreter.globals.assignedNames.map(\.text)) { return own }
            candidates = ["None", "True", "False"] + interpreter.names.all.map(\.text)
        } else {
            candidates = AttributeNames.all(of: missing.object).map(\.text)
        }
        return nearest(to: missing.name.text, among: candidates)
    }

    private static func frames(_ exception: ExceptionObject) -> [CellError.Frame] {
        var frames: [CellError.Frame] = []
        for entry in exception.trace.reversed() {
            var (source, start, end, function) = (entry.origin as? CellSource, entry.start, entry.end, nil as String?)
            if let code = entry.origin as? Code {
                let span = code.spans[max(0, min(entry.start, code.spans.count - 1))]
                (source, start, end) = (code.source, Int(span.start), Int(span.end))
                function = code.qualifiedName == "<module>" ? nil : code.qualifiedName
            }
            guard let source, source.cell != CellSource.libraryCell else { continue }
            frames.append(frame(source, start, end, function))
        }
        return frames
    }

    static func frame(_ source: CellSource, _ start: Int, _ end: Int, _ function: String?) -> CellError.Frame {
        let lines = source.lines
        let line = lines.line(at: start)
        let text = lines.lineText(line)
        let column = lines.column(at: start) - 1
        let lastColumn = lines.line(at: max(start, end - 1)) == line ? lines.column(at: end) - 1 : text.unicodeScalars.count
        return CellError.Frame(
            cell: source.cell, line: line, function: function, sourceLine: text, caretStart: column,
            caretLength: max(1, min(lastColumn, text.unicodeScalars.count) - column))
    }
}

/// What helps with common mistakes, beyond what Python and PyTorch say.
enum Hints {
    static func hint(for exception: ExceptionObject, _ message: String) -> String? {
        if message.contains("shapes cannot be multiplied") {
            return "the number of columns of the first must be the number of rows of the second; print their shapes"
        }
        if message.contains("must match the size of tensor b") {
            return "shapes are matched from the last dimension backwards; sizes must be equal, or one of them 1"
        }
        if message.hasPrefix("'tuple' object does not support item assignment") || message.hasPrefix("'str' object does not support item assignment") {
            return "make a new one, or use a list"
        }
        return nil
    }
}
