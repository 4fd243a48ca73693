import Foundation
import XCTest

import Language
import ObjectModel

/// Every program in Programs/ and Random/ gives the answer beside it, which CPython gave (fixtures.py) or, for rows
/// named `[ours]`, which was written by hand.
final class ProgramTests: XCTestCase {
    func testPrograms() throws { try check(folder: "Programs", atLeast: 600) }
    func testRandomPrograms() throws { try check(folder: "Random", atLeast: 300) }

    private func check(folder: String, atLeast count: Int) throws {
        let files = try ProgramFile.all(in: folder)
        var seen = 0
        for file in files {
            for row in file.rows {
                seen += 1
                let answer = ProgramSession.run(row.cells)
                guard answer != row.answer else { continue }
                recordFailure(
                    withDescription: "\(file.name): \(row.name)\n--- expected\n\(row.answer)\n--- got\n\(answer)",
                    inFile: file.path, atLine: row.line, expected: true)
            }
        }
        XCTAssertGreaterThanOrEqual(seen, count)
    }
}
