import Language

/// Replays one file and judges it against its recorded output.
package struct FileTest {
    package private(set) var file: SessionFile
    package private(set) var compared = 0
    /// The cells that differ, with the index in the file.
    package private(set) var diffs: [(cell: Int, diff: CellDiff)] = []
    package private(set) var ending = Replay.Ending.finished
    private let style: TextStyle

    /// `recordsAll`: also what is not compared is recorded, as a conversion wants it.
    package init(_ file: SessionFile, in notebook: Notebook, style: TextStyle = .plain, recordsAll: Bool = false) {
        self.file = file
        self.style = style
        var replay = Replay(file, in: notebook)
        var results: [(cell: Int, output: CellOutput)] = []
        var sink = CapturingSink()
        ending = replay.run(
            sink: { _, _ in
                sink = CapturingSink()
                return sink
            },
            after: { cell, _, result in results.append((cell, sink.output(with: result))) })
        for (cell, output) in results {
            if file.cells[cell].comparesOutput {
                compared += 1
                let tolerance = file.cells[cell].tolerance ?? file.header.tolerance
                if let diff = CellDiff(recorded: file.cells[cell].recordedOutput, actual: output, tolerance: tolerance) {
                    diffs.append((cell, diff))
                    self.file.cells[cell].record(output)
                }
            } else if recordsAll {
                self.file.cells[cell].record(output)
            }
        }
    }

    /// A difference the file does not allow, or a failure it does not expect.
    package var passed: Bool {
        if case .failed = ending { return false }
        return diffs.isEmpty
    }

    package var isInterrupted: Bool {
        if case .failed(_, let error) = ending { return error.isInterrupt }
        return false
    }

    /// What `nbs test` prints for this file: one line, then a diff for each cell that differs.
    package var report: String {
        let name = TerminalText.escaped(file.path)
        guard !passed else { return "\(style.added("ok")) \(name) (\(Self.cells(compared)))\n" }
        var lines = ["\(style.removed("FAILED")) \(name): \(verdict)"]
        for (index, diff) in diffs {
            let cell = file.cells[index]
            let title = cell.title.isEmpty ? "" : " (\(TerminalText.escaped(cell.title)))"
            lines.append("  \(name):\(cell.firstLine)\(title)")
            lines += diff.report.map { line in
                let line = TerminalText.escaped(line)
                return line.hasPrefix("    - ") ? style.removed(line) : line.hasPrefix("    + ") ? style.added(line) : line
            }
        }
        if case .failed(let index, let error) = ending {
            lines.append("  \(name):\(file.cells[index].firstLine): stopped by \(TerminalText.escaped(error.summary))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var verdict: String {
        let count = diffs.count
        if case .failed = ending, count == 0 { return "stopped before its end" }
        return "\(count) of \(Self.cells(compared)) \(count == 1 ? "differs" : "differ")"
    }

    private static func cells(_ count: Int) -> String { "\(count) \(count == 1 ? "cell" : "cells")" }
}

extension CapturingSink {
    package func output(with result: CellResult) -> CellOutput {
        CellOutput(
            printed: printed + (result.echo.map { $0 + "\n" } ?? ""),
            complaints: warnings + (result.error.map { [$0.summary] } ?? []))
    }
}
