import Foundation
import XCTest

import Language
import NeuralNet
import Session

/// Layers, losses, initialisers, optimizers, schedules and data against PyTorch: the cells in Rows/, whose output
/// record.py recorded from PyTorch. One failure for each cell that differs.
final class RowTests: XCTestCase {
    func testRows() throws {
        for file in try Self.files() {
            let test = FileTest(file, in: Notebook(evaluator: Interpreter()))
            for (index, diff) in test.diffs {
                fail(file, file.cells[index].firstLine, "the output differs from PyTorch's\n" + diff.report.joined(separator: "\n"))
            }
            if case .failed(let index, let error) = test.ending { fail(file, file.cells[index].firstLine, "stopped by \(error.summary)") }
        }
    }
    private func fail(_ file: SessionFile, _ line: Int, _ message: String) {
        recordFailure(withDescription: message, inFile: file.path, atLine: line, expected: true)
    }

    // MARK: The catalogs

    func testEveryEntryHasARow() throws {
        let text = try Self.files().flatMap(\.cells).map(\.source).joined(separator: "\n")
        var counts: [String: Int] = [:]
        func count(_ name: String, _ spellings: [String]) {
            counts[name] = spellings.reduce(0) { $0 + text.components(separatedBy: $1).count - 1 }
        }
        // Several activations are named in lists.
        for layer in LayerCatalog.layers { count("nn." + layer.name, ["nn.\(layer.name),", "nn.\(layer.name)(", "'\(layer.name)'", "linear.\(layer.name)("]) }
        for kind in OptimizerCatalog.kinds { count("optim." + kind.name, ["optim.\(kind.name)("]) }
        for kind in SchedulerCatalog.kinds { count("lr_scheduler." + kind.name, ["lr_scheduler.\(kind.name)("]) }
        print("rows:", counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        XCTAssertEqual(counts.filter { $0.value == 0 }.keys.sorted(), [], "without a row in Tests/NeuralNetTests/Rows")
    }
    func testEveryEntryIsDocumented() {
        let entries = LayerCatalog.layers.map { ($0.name, $0.summary, $0.example) } + OptimizerCatalog.kinds.map { ($0.name, $0.summary, $0.example) }
            + SchedulerCatalog.kinds.map { ($0.name, $0.summary, $0.example) }
        for (name, summary, example) in entries {
            XCTAssertFalse(summary.isEmpty, "\(name) has no summary")
            XCTAssertFalse(example.isEmpty, "\(name) has no example")
        }
    }

    /// `NEURALNET_ROWS=text` runs only the files whose name contains it.
    private static func files() throws -> [SessionFile] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Rows")
        let filter = ProcessInfo.processInfo.environment["NEURALNET_ROWS"]
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { name in name.hasSuffix(".nbs") && (filter.map { name.contains($0) } ?? true) }
        return try names.sorted().map { name in
            let path = folder.appendingPathComponent(name).path
            return try SessionFile(parsing: String(contentsOfFile: path, encoding: .utf8), path: path)
        }
    }
}
