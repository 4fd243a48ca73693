import Foundation
import Language
import ObjectModel
import XCTest

@testable import Session

final class CommandTests: XCTestCase {
    private let evaluator = FakeEvaluator()
    private lazy var notebook = Notebook(evaluator: evaluator)

    /// What a command prints, then its echo, then its error.
    private func run(_ cell: String) -> String {
        let sink = CapturingSink()
        let result = notebook.run(cell, sink: sink)
        return sink.printed + (result.echo ?? "") + (result.error.map { $0.summary + ($0.hint.map { " | \($0)" } ?? "") } ?? "")
    }

    func testNames() {
        XCTAssertEqual(run("%who"), "Interactive namespace is empty.\n")
        evaluator.names = [("y", .str("a")), ("x", .int(1)), ("items", .list([.int(1)]))]
        XCTAssertEqual(run("%who"), "items\t x\t y\t \n")
        XCTAssertEqual(run("%who int"), "x\t \n")
        XCTAssertEqual(run("%who float"), "No variables match your requested type.\n")
        XCTAssertEqual(run("%who_ls"), "['items', 'x', 'y']")
        XCTAssertEqual(
            run("%whos"),
            "Variable   Type    Data/Info\n----------------------------\nitems      list    n=1\nx          int     1\ny          str     a\n")
        XCTAssertEqual(run("%xdel x"), "")
        XCTAssertEqual(run("%xdel x"), "NameError: name 'x' is not defined")
        XCTAssertEqual(run("%reset -f"), "")
        XCTAssertEqual(evaluator.names.count, 0)
    }

    func testUnknownCommands() {
        XCTAssertEqual(run("%foo"), "UsageError: Line magic function `%foo` not found.")
        XCTAssertEqual(run("%tim"), "UsageError: Line magic function `%tim` not found. | did you mean %time?")
        XCTAssertEqual(
            run("%debug"),
            "UsageError: Line magic function `%debug` not found. | nbs has no debugger; print values, or run the lines one cell at a time")
        XCTAssertEqual(run("%save x"), "UsageError: %save needs the interactive shell")
        XCTAssertEqual(run("%skip"), "UsageError: %skip needs a lesson; `nbs walk FILE` opens one")
        XCTAssertEqual(run("%seed x"), "UsageError: %seed needs a whole number of at most 64 bits")
    }

    func testHistory() {
        _ = run("print a")
        _ = run("x\ny")
        XCTAssertEqual(run("%history -n 1-2"), "   1: print a\n   2:\nx\ny\n")
        XCTAssertEqual(run("%history -o 1"), "print a\na\n")
        XCTAssertEqual(run("%history -l 1"), "%history -o 1\n")
        XCTAssertEqual(run("%hist 9"), "")
        XCTAssertEqual(run("%history x"), "UsageError: 'x' is no range of cells; write 3 or 5-8")
        XCTAssertEqual(run("%history 5-"), "UsageError: '5-' is no range of cells; write 3 or 5-8")
    }

    func testTiming() {
        XCTAssertTrue(run("%time work").hasPrefix("ran work\nCPU times: user "))
        let line = run("%timeit -n 1000 -r 3 pass")
        XCTAssertTrue(line.contains(" per loop (mean ± std. dev. of 3 runs, 1,000 loops each)"), line)
        XCTAssertEqual(run("%timeit -n x pass"), "UsageError: %timeit: -n needs a number")
    }

    func testSpansOfTime() {
        for (seconds, text) in [
            (1.5e-7, "150 ns"), (1.234e-5, "12.3 μs"), (0.00151, "1.51 ms"), (2.5, "2.5 s"), (59.94, "59.9 s"), (61, "1min 1s"),
            (90061, "1d 1h 1min 1s"), (0, "0 ns"), (1e-12, "0.001 ns"),
        ] { XCTAssertEqual(Duration.short(seconds), text) }
    }

    func testEnvironment() {
        XCTAssertEqual(run("%env NBS_TEST=1"), "env: NBS_TEST=1\n")
        XCTAssertEqual(run("%env NBS_TEST"), "'1'")
        XCTAssertEqual(run("%env NBS_NOTHING"), "UsageError: Environment does not have key: NBS_NOTHING")
        XCTAssertEqual(run("%cd /no/such"), "[Errno 2] No such file or directory: '/no/such'\n\(FileManager.default.currentDirectoryPath)\n")
    }

    func testWords() {
        XCTAssertEqual(ShellWords.split(" a 'b c' \"d\\\"e\" f\\ g ''"), ["a", "b c", "d\"e", "f g", ""])
    }

    func testEveryCommandExplainsItself() {
        for command in CommandCatalog.all {
            XCTAssertTrue(command.usage.hasPrefix(command.name), command.name)
            XCTAssertFalse(command.summary.isEmpty, command.name)
            XCTAssertEqual(run("%\(command.name)?"), command.help.map { $0 + "\n" }.joined())
        }
    }

    /// Every file of commands is in the catalog, and every command in one of the files.
    func testTheCatalogIsComplete() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../Sources/Session/Commands").standardizedFileURL
        var declared = Set<String>()
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            let text = try String(contentsOf: file, encoding: .utf8)
            for part in text.components(separatedBy: "= Command(").dropFirst() {
                let quoted = part.drop { $0 != "\"" }.dropFirst()
                declared.insert(String(quoted.prefix { $0 != "\"" }))
            }
        }
        XCTAssertEqual(declared, Set(CommandCatalog.all.map(\.name)))
    }
}
