import Foundation
import XCTest

@testable import TensorCore

final class NDArrayPrintingTests: XCTestCase {
    func testTextsArePyTorchs() throws {
        let rows = try fixtureRows("printing.jsonl")
        XCTAssertGreaterThan(rows.count, 150)
        for (line, row) in rows.enumerated() {
            let array = try makeArray(row)
            let suffixes = row["grad"] as? Bool == true ? ["requires_grad=True"] : []
            let text = array.text(suffixes: suffixes, options: printOptions(row["options"] as? [String: Any] ?? [:]))
            XCTAssertEqual(text, row["text"] as? String, "printing.jsonl, line \(line + 1)")
        }
    }

    private func makeArray(_ row: [String: Any]) throws -> NDArray {
        let dtype = try XCTUnwrap(DType(name: XCTUnwrap(row["dtype"] as? String)))
        let shape = Dims(try XCTUnwrap(row["shape"] as? [Int]))
        if let seed = row["seed"] as? Int {
            let generator = Generator(seed: UInt64(seed))
            let array =
                row["kind"] as? String == "rand"
                ? try NDArray.rand(shape, dtype, generator) : try NDArray.randn(shape, dtype, generator)
            return try NDArray.binary(.mul, array, .float(XCTUnwrap(row["scale"] as? Double)))
        }
        let array = try NDArray.empty(shape, dtype)
        for (i, value) in try XCTUnwrap(row["values"] as? [Any]).enumerated() {
            switch value {
            case let text as String: array.store(.float(try XCTUnwrap(Double(text))), atOffset: i)
            case let number as NSNumber where dtype.isFloatingPoint: array.store(.float(number.doubleValue), atOffset: i)
            case let number as NSNumber: array.store(.int(number.intValue), atOffset: i)
            default: XCTFail("a value of another kind")
            }
        }
        return array
    }

    private func printOptions(_ row: [String: Any]) -> PrintOptions {
        var options = PrintOptions()
        if let name = row["profile"] as? String { XCTAssertTrue(options.setProfile(name)) }
        options.precision = row["precision"] as? Int ?? options.precision
        options.threshold = row["threshold"] as? Int ?? options.threshold
        options.edgeItems = row["edgeitems"] as? Int ?? options.edgeItems
        options.lineWidth = row["linewidth"] as? Int ?? options.lineWidth
        options.sciMode = row["sci_mode"] as? Bool
        return options
    }
}
