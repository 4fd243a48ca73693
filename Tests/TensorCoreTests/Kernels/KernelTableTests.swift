import Foundation
import XCTest

@testable import TensorCore

/// Every row of `kernels.jsonl`: a call, its arguments, and PyTorch's answer or error.
final class KernelTableTests: XCTestCase {
    func testAnswersArePyTorchs() throws {
        let rows = try fixtureRows("kernels.jsonl")
        XCTAssertGreaterThan(rows.count, 1000)
        for (line, row) in rows.enumerated() {
            let call = try XCTUnwrap(row["call"] as? String)
            let place = "kernels.jsonl, line \(line + 1): \(call)"
            let arguments = try Arguments(XCTUnwrap(row["args"] as? [Any]))
            do {
                let results = try kernelCall(call, arguments)
                guard let expected = row["result"] else {
                    XCTFail("\(place) should fail: \(row["message"] ?? "")")
                    continue
                }
                try expectClose(results, expected, call, place)
            } catch let error as TensorError {
                XCTAssertEqual(error.message, row["message"] as? String, place)
                XCTAssertEqual(error.pythonName, row["error"] as? String, place)
            }
        }
    }

    private func expectClose(_ results: [NDArray], _ expected: Any, _ call: String, _ place: String) throws {
        let list = try expected as? [[String: Any]] ?? [XCTUnwrap(expected as? [String: Any], place)]
        XCTAssertEqual(results.count, list.count, place)
        for (result, specification) in zip(results, list) {
            let wanted = try Arguments.array(specification)
            XCTAssertEqual(result.dtype, wanted.dtype, place)
            guard result.shape == wanted.shape else {
                XCTFail("\(place): shape \(result.shape), not \(wanted.shape)")
                continue
            }
            let tolerance = Tolerance(result.dtype)
            for (i, (x, y)) in zip(try result.doubles(), try wanted.doubles()).enumerated() where !tolerance.agree(x, y) {
                XCTFail("\(place): element \(i) is \(x), not \(y)")
                break
            }
        }
    }
}

/// How far results may be apart: a few units in the last place of the dtype.
private struct Tolerance {
    let relative, absolute: Double
    init(_ dtype: DType) {
        switch dtype {
        case .float32: (relative, absolute) = (3e-6, 1e-6)
        case .float64: (relative, absolute) = (1e-12, 1e-13)
        case .float16: (relative, absolute) = (2e-3, 1e-5)
        case .bfloat16: (relative, absolute) = (1.6e-2, 1e-5)
        default: (relative, absolute) = (0, 0)
        }
    }
    func agree(_ x: Double, _ y: Double) -> Bool {
        x == y || x.isNaN && y.isNaN || abs(x - y) <= absolute + relative * abs(y)
    }
}

extension TensorError {
    var pythonName: String {
        switch kind {
        case .runtime: "RuntimeError"
        case .index: "IndexError"
        case .value: "ValueError"
        case .type: "TypeError"
        case .notImplemented: "NotImplementedError"
        case .zeroDivision: "ZeroDivisionError"
        case .overflow: "OverflowError"
        case .linAlg: "LinAlgError"
        }
    }
}
