import Language

/// How long a list of completions takes: it is made by the evaluator, whatever terminal it is shown on.
enum Completion {
    private final class Nowhere: OutputSink {
        func write(_ text: String) {}
        func warn(_ warning: String) {}
    }

    /// - Throws: if `setup` fails, or nothing completes `text`.
    static func seconds(setup: String, text: String, samples: Int, clock: Clock) throws -> [Double] {
        let interpreter = Interpreter()
        if let error = interpreter.run(cell: setup, number: 1, sink: Nowhere()).error { throw BenchError("\(error.type): \(error.message)") }
        let cursor = text.utf8.count
        if interpreter.completions(in: text, cursor: cursor).candidates.isEmpty { throw BenchError("nothing completes \(text)") }
        return (0..<samples).map { _ in
            let start = Runner.now(clock)
            _ = interpreter.completions(in: text, cursor: cursor)
            return Runner.now(clock) - start
        }
    }

    /// The same with IPython, at its faster (without jedi), printed as seconds, one line a sample.
    static func rivalProgram(setup: String, text: String, samples: Int, clock: Clock) -> String {
        """
        import time
        from IPython.core.interactiveshell import InteractiveShell
        shell = InteractiveShell.instance()
        shell.run_cell('''\(setup)''')
        shell.Completer.use_jedi = False
        assert shell.complete(None, "\(text)")[1]
        for _ in range(\(samples)):
            start = time.\(clock.rawValue)()
            shell.complete(None, "\(text)")
            print(time.\(clock.rawValue)() - start)

        """
    }
}
