import Foundation

import Language
import ObjectModel
import TensorCore

/// A file of programs with their answers; fixtures.py describes the form.
struct ProgramFile {
    struct Row {
        var name: String
        var line: Int
        var cells: [String]
        var answer: String
    }
    var name: String
    var path: String
    var rows: [Row] = []

    /// `LANGUAGE_ROWS=text` runs only the rows whose file and name contain it.
    static func all(in folder: String) throws -> [ProgramFile] {
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(folder)
        let filter = ProcessInfo.processInfo.environment["LANGUAGE_ROWS"]
        return try FileManager.default.contentsOfDirectory(atPath: here.path).filter { $0.hasSuffix(".txt") }.sorted().map { name in
            let path = here.appendingPathComponent(name).path
            var file = ProgramFile(name: name, path: path)
            file.parse(try String(contentsOfFile: path, encoding: .utf8))
            if let filter { file.rows.removeAll { !"\(name): \($0.name)".contains(filter) } }
            return file
        }
    }

    private mutating func parse(_ text: String) {
        var inProgram = false
        var answer: [Substring] = []
        func finish(_ rows: inout [Row]) {
            while answer.last?.isEmpty == true { answer.removeLast() }
            if !rows.isEmpty { rows[rows.count - 1].answer = answer.joined(separator: "\n") }
            answer = []
        }
        // Split at scalars: a carriage return before a line feed would be one character with it.
        for (index, line) in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map({ Substring($0) }).enumerated() {
            if line.hasPrefix("=== ") {
                finish(&rows)
                rows.append(Row(name: String(line.dropFirst(4)), line: index + 1, cells: [], answer: ""))
                inProgram = true
                rows[rows.count - 1].cells = [""]
            } else if line.hasPrefix(">>> ") {
                finish(&rows)
                rows.append(Row(name: String(line), line: index + 1, cells: [String(line.dropFirst(4))], answer: ""))
                inProgram = false
            } else if inProgram, line == "---" {
                inProgram = false
            } else if inProgram, line == "#%%" {
                rows[rows.count - 1].cells.append("")
            } else if inProgram {
                let row = rows.count - 1
                let cell = rows[row].cells.count - 1
                rows[row].cells[cell] += (rows[row].cells[cell].isEmpty ? "" : "\n") + line
            } else {
                answer.append(line)
            }
        }
        finish(&rows)
    }
}

/// A session of its own for some cells; what it prints in the form of the fixtures.
final class ProgramSession: OutputSink {
    private(set) var output = ""
    func write(_ text: String) { output += text }
    func warn(_ warning: String) {}

    /// Runs on a thread with as deep a stack as `nbs` gives its evaluator.
    static func run(_ cells: [String]) -> String {
        let answer = Box("")
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            answer.value = session(cells)
            done.signal()
        }
        thread.stackSize = 512 << 20
        thread.start()
        // A program that never ends must not hold up the others.
        while done.wait(timeout: .now() + 60) == .timedOut {
            Interpreter.requestStop()
        }
        return answer.value
    }

    private static func session(_ cells: [String]) -> String {
        let session = ProgramSession()
        let interpreter = Interpreter()
        for (index, cell) in cells.enumerated() {
            let result = interpreter.run(cell: cell, number: index + 1, sink: session)
            if let echo = result.echo { session.output += "=> \(echo)\n" }
            if let error = result.error { session.output += "! \(error.summary)\n" }
        }
        var lines = session.output.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n")
    }
}

/// A value that one thread leaves for another, with a semaphore between them.
final class Box<Value>: @unchecked Sendable {
    var value: Value
    init(_ value: Value) { self.value = value }
}
