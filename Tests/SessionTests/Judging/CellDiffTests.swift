import XCTest

@testable import Session

final class CellDiffTests: XCTestCase {
    private func report(_ recorded: CellOutput, _ actual: CellOutput) -> [String]? {
        CellDiff(recorded: recorded, actual: actual, tolerance: .unit)?.report
    }

    func testNumbersThatDiffer() {
        XCTAssertEqual(
            report(.init(output: ["x", "tensor([0.5000])"]), .init(output: ["x", "tensor([0.6000])"])),
            ["      #> x", "    - #> tensor([0.5000])", "    + #> tensor([0.6000])", "    0.5000 became 0.6000: a difference of 0.1"])
    }

    func testErrors() {
        XCTAssertNil(report(.init(complaints: ["ValueError: …"]), .init(complaints: ["ValueError: anything"])))
        XCTAssertNil(report(.init(complaints: ["ValueError: …"]), .init(complaints: ["ValueError: two", "lines"])))
        XCTAssertEqual(
            report(.init(), .init(complaints: ["ValueError: x"])), ["    + #! ValueError: x"])
        XCTAssertNotNil(report(.init(complaints: ["ValueError: …"]), .init(complaints: ["TypeError: x"])))
    }

    func testFarLinesAreLeftOut() {
        let old = (0..<20).map(String.init)
        var new = old
        new[10] = "ten"
        XCTAssertEqual(
            report(.init(output: old), .init(output: new)),
            [
                "      (8 equal lines)", "      #> 8", "      #> 9", "    - #> 10", "    + #> ten", "      #> 11", "      #> 12",
                "      (7 equal lines)",
            ])
    }
}
