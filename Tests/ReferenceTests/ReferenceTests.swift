import Foundation
import XCTest

import Language
import Session

/// docs/reference says what the catalogs say. After a change of a catalog:
///
///     NBS_UPDATE_REFERENCE=1 swift test --disable-swift-testing --filter ReferenceTests
///
/// The examples' outputs are compared by ReplayTests, which replays every block in docs/.
final class ReferenceTests: XCTestCase {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("docs/reference")

    func testPagesAreFresh() throws {
        let pages = [("README.md", ReferenceText.index)] + ReferencePages.all.map { ($0.file, ReferenceText.page($0)) }
        let updates = ProcessInfo.processInfo.environment["NBS_UPDATE_REFERENCE"] != nil
        let old = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".md") }
        if updates {
            for name in old { try FileManager.default.removeItem(at: Self.folder.appendingPathComponent(name)) }
            for (name, text) in pages { try ReferenceText.recorded(text).write(to: Self.folder.appendingPathComponent(name), atomically: true, encoding: .utf8) }
            return
        }
        XCTAssertEqual(old.sorted(), pages.map(\.0).sorted(), "run with NBS_UPDATE_REFERENCE=1")
        for (name, text) in pages {
            let path = Self.folder.appendingPathComponent(name).path
            let written = ReferenceText.withoutOutput(try String(contentsOfFile: path, encoding: .utf8))
            if let (line, difference) = firstDifference(written, text) {
                recordFailure(
                    withDescription: "docs/reference/\(name) is stale: run with NBS_UPDATE_REFERENCE=1\n\(difference)", inFile: path, atLine: line, expected: true)
            }
        }
    }
    private func firstDifference(_ old: String, _ new: String) -> (Int, String)? {
        if old == new { return nil }
        let old = old.components(separatedBy: "\n"), new = new.components(separatedBy: "\n")
        let line = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
        return (line + 1, "- \(line < old.count ? old[line] : "(end)")\n+ \(line < new.count ? new[line] : "(end)")")
    }

    func testEveryExampleRuns() throws {
        for page in ReferencePages.all {
            for entry in page.sections.flatMap(\.entries) where !entry.example.isEmpty {
                let test = try ReferenceText.run(entry.example)
                if case .failed(_, let error) = test.ending { XCTFail("\(page.file): \(entry.name): \(entry.example): \(error.summary)") }
                XCTAssertFalse(test.file.text.contains(" at 0x"), "\(page.file): \(entry.name): the example prints an address")
            }
        }
    }
    func testEverySummaryIsThere() {
        for page in ReferencePages.all {
            for entry in page.sections.flatMap(\.entries) where entry.summary.isEmpty { XCTFail("\(page.file): \(entry.name) has no summary") }
        }
    }
}

/// The form of the pages.
enum ReferenceText {
    static var index: String {
        var text = "# Reference\n\nWritten from the catalogs; a test fails when a page is stale. Every example runs in a fresh session, seeded with 0.\n\n"
        text += "| page | holds |\n| --- | --- |\n"
        for page in ReferencePages.all {
            let count = page.sections.reduce(0) { $0 + $1.entries.count }
            text += "| [\(page.title)](\(page.file)) | \(count) |\n"
        }
        return text
    }

    static func page(_ page: ReferencePages.Page) -> String {
        var text = "# \(page.title)\n\n\(page.about)\n"
        for (title, entries) in page.sections {
            if !title.isEmpty { text += "\n## \(title)\n" }
            for entry in entries {
                text += "\n### \(escaped(entry.name))\n\n"
                for signature in entry.signatures { text += "    \(signature)\n" }
                text += "\n\(entry.summary)\n"
                let notes = entry.notes.filter { !$0.isEmpty }.joined(separator: " · ")
                if !notes.isEmpty { text += "\n\(notes)\n" }
                if !entry.example.isEmpty { text += "\n```python\n# %%\n\(entry.example)\n```\n" }
            }
        }
        return text
    }
    private static func escaped(_ name: String) -> String { name.hasSuffix("_") ? name.dropLast() + "\\_" : name }

    /// With the outputs of the examples.
    static func recorded(_ page: String) throws -> String {
        var lines: [String] = []
        var block: [String]?
        for line in page.components(separatedBy: "\n") {
            if line == "```python" {
                block = []
            } else if line == "```", let code = block {
                let text = try run(code.dropFirst().joined(separator: "\n")).file.text
                lines += text.components(separatedBy: "\n").reversed().drop { $0.isEmpty }.reversed()
                block = nil
            } else if block != nil {
                block?.append(line)
                continue
            }
            lines.append(line)
        }
        return lines.joined(separator: "\n")
    }
    static func withoutOutput(_ page: String) -> String {
        page.components(separatedBy: "\n").filter { !$0.hasPrefix("#> ") && $0 != "#>" && !$0.hasPrefix("#! ") && $0 != "#!" }.joined(separator: "\n")
    }
    static func run(_ code: String) throws -> FileTest {
        try FileTest(SessionFile(parsing: "# %%\n" + code, path: "reference"), in: Notebook(evaluator: Interpreter()), recordsAll: true)
    }
}
