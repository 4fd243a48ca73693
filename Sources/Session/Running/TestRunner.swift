import Glibc
import Language

/// `nbs test`: replays files and compares, or rewrites what they record.
package struct TestRunner {
    package let notebook: Notebook
    package let presenter: Presenter
    package var updates = false
    private let streams = StandardStreams.shared

    package init(notebook: Notebook, presenter: Presenter, updates: Bool = false) {
        self.notebook = notebook
        self.presenter = presenter
        self.updates = updates
    }

    package func run(paths: [String]) -> Int32 {
        var status = ExitStatus.success
        var (passed, failed) = (0, 0)
        for path in paths {
            do throws(FileProblem) {
                let files = try FileIO.sessionFiles(at: path)
                if files.isEmpty { throw FileProblem(path, "no .nbs files in this folder") }
                for file in files {
                    let result = run(file: file)
                    status = max(status, result)
                    if result == ExitStatus.success { passed += 1 } else { failed += 1 }
                    if result == ExitStatus.interrupted { return result }
                }
            } catch {
                presenter.say(error)
                status = ExitStatus.unusable
            }
        }
        streams.write("\(passed) passed, \(failed) failed\n")
        streams.flush()
        return status
    }

    private func run(file path: String) -> Int32 {
        do throws(FileProblem) {
            let test = FileTest(
                try SessionFile(parsing: FileIO.read(path), path: path), in: notebook, style: presenter.outputStyle)
            if test.isInterrupted { return ExitStatus.interrupted }
            if updates { return try update(test) }
            streams.writeTrusted(test.report)
            streams.flush()
            return test.passed ? ExitStatus.success : ExitStatus.failure
        } catch {
            presenter.say(error)
            return ExitStatus.unusable
        }
    }

    /// Writes the new output. A failure nobody expected is recorded too, and still counts as one: the replay stopped there.
    private func update(_ test: FileTest) throws(FileProblem) -> Int32 {
        let path = test.file.path
        let name = TerminalText.escaped(path)
        if !test.diffs.isEmpty { try FileIO.replace(path, with: Array(test.file.text.utf8)) }
        let count = test.diffs.count
        streams.write(count == 0 ? "unchanged \(name)\n" : "updated \(name) (\(count) \(count == 1 ? "cell" : "cells"))\n")
        streams.flush()
        guard case .failed(let index, let error) = test.ending else { return ExitStatus.success }
        let line = error.summary.split(separator: "\n").first.map(String.init) ?? error.type
        presenter.say(FileProblem(path, line: test.file.cells[index].firstLine, "stopped by \(line)"))
        return ExitStatus.failure
    }
}
