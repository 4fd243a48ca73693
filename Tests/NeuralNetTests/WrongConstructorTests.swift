import Foundation
import XCTest

import Language
import Session

/// Layers, losses, optimizers, schedules and data made with wrong arguments: WrongConstructors.nbs, made by wrong_constructors.py. Each should be
/// refused, or answered, as PyTorch does it.
final class WrongConstructorTests: XCTestCase {
    /// Calls whose outcome differs; may only go down.
    private static let knownDifferent = 16

    /// `NBS_WRONG_CONSTRUCTORS=file` writes every difference there.
    func testWrongConstructors() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("WrongConstructors.nbs").path
        let file = try SessionFile(parsing: String(contentsOfFile: path, encoding: .utf8), path: path)
        let test = FileTest(file, in: Notebook(evaluator: Interpreter()))
        if case .failed(_, let error) = test.ending { XCTFail("stopped by \(error.summary)") }
        let report = test.diffs.map { index, diff in file.cells[index].source + "\n" + diff.report.joined(separator: "\n") }
        print("wrong constructors: \(file.cells.count - 1), \(report.count) different")
        if let path = ProcessInfo.processInfo.environment["NBS_WRONG_CONSTRUCTORS"] {
            try report.joined(separator: "\n----\n").write(toFile: path, atomically: false, encoding: .utf8)
        }
        XCTAssertGreaterThan(file.cells.count, 1)
        XCTAssertLessThanOrEqual(report.count, Self.knownDifferent, "more wrong constructors differ than before; NBS_WRONG_CONSTRUCTORS=file lists them")
    }
}
