import Foundation
import XCTest

/// One case of a file in Cases/: see reference.py for the format.
struct Case {
    let place: String
    let source: String
    /// The answer's first line without its arrow, and the lines behind it.
    let verdict: String
    let text: String

    static func read(_ name: String, endsLine: Bool = true) throws -> [Case] {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Cases/\(name)")
        let lines = try String(contentsOf: path, encoding: .utf8).components(separatedBy: "\n")
        var cases: [Case] = []
        var index = lines.firstIndex(of: "===") ?? lines.count
        while index < lines.count, lines[index] == "===" {
            let place = "\(name):\(index + 2)"
            index += 1
            var source: [String] = []
            while index < lines.count, !lines[index].hasPrefix("-->"), !lines[index].hasPrefix("==>") {
                source.append(lines[index])
                index += 1
            }
            guard index < lines.count else { break }
            let verdict = String(lines[index].dropFirst(4))
            index += 1
            var text: [String] = []
            while index < lines.count, lines[index] != "===" {
                text.append(lines[index])
                index += 1
            }
            if index == lines.count, text.last == "" { text.removeLast() }
            cases.append(
                Case(
                    place: place, source: source.joined(separator: "\n") + (endsLine ? "\n" : ""), verdict: verdict,
                    text: text.joined(separator: "\n")))
        }
        return cases
    }
}

/// Runs `answer` over every case of a file; one failure for each that differs.
func expectCases(
    _ name: String, endsLine: Bool = true, atLeast minimum: Int, file: StaticString = #filePath, line: UInt = #line,
    answer: (Case) -> (verdict: String, text: String)
) throws {
    let cases = try Case.read(name, endsLine: endsLine)
    XCTAssertGreaterThanOrEqual(cases.count, minimum, "cases in \(name)", file: file, line: line)
    for row in cases {
        let (verdict, text) = answer(row)
        if verdict == row.verdict, text == row.text { continue }
        XCTFail(
            "\(row.place)\n\(row.source)\nexpected \(row.verdict)\n\(row.text)\ngot \(verdict)\n\(text)", file: file,
            line: line)
    }
}
