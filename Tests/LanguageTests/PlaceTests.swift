import Foundation
import Language
import ObjectModel
import TensorCore
import XCTest

/// The frames of an error: functions, lines and what the caret underlines, as CPython has them (places.py).
final class PlaceTests: XCTestCase {
    func testPlaces() throws {
        for file in try ProgramFile.all(in: "Places") {
            for row in file.rows {
                let result = Interpreter().run(cell: row.cells[0], number: 1, sink: ProgramSession())
                let frames = (result.error?.frames ?? []).map { frame in
                    let line = Array(frame.sourceLine.unicodeScalars)
                    let marked = line[min(frame.caretStart, line.count)..<min(frame.caretStart + frame.caretLength, line.count)]
                    return "\(frame.function ?? "-") \(frame.line) | \(String(String.UnicodeScalarView(marked)))"
                }
                XCTAssertEqual(frames.joined(separator: "\n"), row.answer, "\(file.name):\(row.line) \(row.name)")
            }
        }
    }
}
