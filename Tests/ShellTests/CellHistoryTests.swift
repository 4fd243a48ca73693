import Foundation
import XCTest

@testable import Shell

final class CellHistoryTests: XCTestCase {
    private var folder = ""
    private var path: String { folder + "/state/nbs/history" }

    override func setUp() { folder = NSTemporaryDirectory() + "nbs-history-\(UUID().uuidString)" }
    override func tearDown() { try? FileManager.default.removeItem(atPath: folder) }

    func testCellsComeBack() {
        let cells = ["x = 1", "def f():\n    return 'a\\nb'", "日本 = \"é\"", "a\\", "\\n"]
        do {
            let history = CellHistory(path: path)
            for cell in cells { XCTAssertNil(history.add(cell)) }
            history.add("\\n")
            history.add("  \n ")
            XCTAssertEqual(history.cells, cells)
        }
        XCTAssertEqual(CellHistory(path: path).cells, cells)
        XCTAssertEqual(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count, cells.count)
    }

    func testSessionsShareTheFile() {
        let a = CellHistory(path: path)
        let b = CellHistory(path: path)
        a.add("one")
        b.add("two")
        a.add("three")
        XCTAssertEqual(CellHistory(path: path).cells, ["one", "two", "three"])
    }

    func testOnlyTheTailIsRead() throws {
        let history = CellHistory(path: path)
        history.add("first")
        let file = try XCTUnwrap(FileHandle(forWritingAtPath: path))
        file.seekToEndOfFile()
        file.write(Data((0..<100_000).map { "cell \($0)\n" }.joined().utf8))
        file.write(Data([0xFF, 0x0A]) + Data("last\n".utf8))
        let cells = CellHistory(path: path).cells
        XCTAssertEqual(cells.last, "last")
        XCTAssertEqual(cells.dropLast().last, "cell 99999", "what is not UTF-8 is passed over")
        XCTAssertLessThan(cells.count, 10_001)
        XCTAssertTrue(cells.allSatisfy { $0.hasPrefix("cell ") || $0 == "last" }, "no piece of a record")
    }

    func testWithoutAPlace() {
        let history = CellHistory(path: "/proc/none/history")
        XCTAssertNotNil(history.add("x"))
        XCTAssertEqual(history.cells, ["x"])
        XCTAssertNil(CellHistory(path: nil).add("x"))
    }
}
