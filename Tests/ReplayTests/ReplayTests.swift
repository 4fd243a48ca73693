import Language
import Session
import XCTest

/// Replays everything in the repository that has recorded output: `sessions/`, the blocks in README.md and `docs/`, and
/// `Cases/`. One failure for each cell that differs, at its own file and line.
///
/// After a change that is meant: `nbs test --update sessions Tests/ReplayTests/Cases`, and read the diff.
final class ReplayTests: XCTestCase {
    func testSessions() throws { try replayFolder("sessions") }
    func testCases() throws { try replayFolder("Tests/ReplayTests/Cases") }
    func testReadme() throws { try replayBlocks(of: "README.md") }
    func testDocumentation() throws {
        for path in try Repository.files(below: "docs", ending: ".md") { try replayBlocks(of: path) }
    }

    // MARK: Files

    private func replayFolder(_ folder: String) throws {
        let paths = try Repository.files(below: folder, ending: ".nbs")
        XCTAssertFalse(paths.isEmpty, "no sessions in \(folder)")
        for path in paths { judge(try SessionFile(parsing: Repository.text(of: path), path: path)) }
    }

    /// Fenced blocks that start with a cell marker are sessions of their own.
    private func replayBlocks(of path: String) throws {
        for block in MarkdownBlocks.sessions(in: try Repository.text(of: path)) {
            judge(try SessionFile(parsing: block, path: path))
        }
    }

    private func judge(_ file: SessionFile) {
        let test = FileTest(file, in: Notebook(evaluator: Interpreter()))
        for (index, diff) in test.diffs {
            fail(file, file.cells[index].firstLine, "the output differs\n" + diff.report.joined(separator: "\n"))
        }
        if case .failed(let index, let error) = test.ending {
            fail(file, file.cells[index].firstLine, "stopped by \(error.summary)")
        }
    }
    private func fail(_ file: SessionFile, _ line: Int, _ message: String) {
        recordFailure(withDescription: message, inFile: Repository.root + file.path, atLine: line, expected: true)
    }
}

/// The files of this repository.
private enum Repository {
    /// Ends with a slash.
    static let root = String(#filePath.dropLast("Tests/ReplayTests/ReplayTests.swift".count))

    static func text(of path: String) throws -> String { try String(contentsOfFile: root + path, encoding: .utf8) }

    /// Sorted paths below the root; none when there is no such folder.
    static func files(below folder: String, ending: String) throws -> [String] {
        let names = FileManager.default.enumerator(atPath: root + folder)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(ending) }.sorted().map { "\(folder)/\($0)" }
    }
}

enum MarkdownBlocks {
    /// The text of each fenced block that is a session, with empty lines before it so that line numbers are the page's.
    static func sessions(in page: String) -> [String] {
        var sessions: [String] = []
        var block: [Substring]?
        for (index, line) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard line.hasPrefix("```") else {
                block?.append(line)
                continue
            }
            if let lines = block {
                let first = lines.first { !$0.isEmpty } ?? ""
                if first.hasPrefix("# %%") || first == "# ---" { sessions.append(lines.joined(separator: "\n")) }
                block = nil
            } else {
                block = Array(repeating: "", count: index + 1)
            }
        }
        return sessions
    }
}
