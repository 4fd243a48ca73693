import XCTest

@testable import TensorCore

final class ScalarTests: XCTestCase {
    /// Whether `torch.full((2,), value, dtype=dtype)` works, or the type its error names.
    func testWhatFits() throws {
        let rows: [(Scalar, DType, String?, UInt)] = [
            (.int(300), .uint8, "uint8_t", #line), (.int(-1), .uint8, nil, #line), (.int(-256), .uint8, "uint8_t", #line),
            (.int(128), .int8, "int8_t", #line), (.float(1e10), .int32, "int", #line), (.float(1e40), .float32, "float", #line),
            (.float(70000), .float16, "c10::Half", #line), (.float(.infinity), .float16, nil, #line),
            (.float(.nan), .int32, "int", #line), (.float(1e30), .int64, "int64_t", #line),
            (.int(.max), .float16, "c10::Half", #line), (.int(5), .bool, nil, #line), (.float(3.7), .int64, nil, #line),
        ]
        for (value, dtype, name, line) in rows {
            do {
                _ = try NDArray.full([2], value, dtype)
                XCTAssertNil(name, line: line)
            } catch let error as TensorError {
                XCTAssertEqual(error.message, "value cannot be converted to type \(name ?? "") without overflow", line: line)
            }
        }
    }

    func testSizesThatWouldOverflow() throws {
        let x = try NDArray.zeros([3, 3])
        XCTAssertThrowsError(try NDArray.arange(.int(0), .int(.min), .int(-1), .int64))
        XCTAssertThrowsError(try NDArray.arange(.int(.min), .int(.max), .int(1), .int64))
        XCTAssertThrowsError(try x.histc(1 << 50, 0, 1))
        XCTAssertThrowsError(try x.repeat([.max, .max]))
        XCTAssertEqual(try x.tril(.max).shape, [3, 3])
        XCTAssertEqual(try x.triu(.min).shape, [3, 3])
        XCTAssertEqual(try x.roll([.min], [0]).shape, [3, 3])
        XCTAssertThrowsError(try NDArray.from([1 << 62]).bincount())
        XCTAssertThrowsError(try x.view([3, 3, 1, 1]).windows(kernel: [0, 1], stride: [1, 1], padding: [0, 0], dilation: [1, 1]))
        XCTAssertThrowsError(try x.view([1, 1, 3, 3]).windows(kernel: [1, 1], stride: [0, 1], padding: [0, 0], dilation: [1, 1]))
        let huge = Convolution(stride: [1, 1], padding: [1 << 39, 1 << 39], dilation: [1, 1])
        XCTAssertThrowsError(try huge.forward(x.view([1, 1, 3, 3]), x.view([1, 1, 3, 3])))
        var options = PrintOptions()
        (options.precision, options.lineWidth, options.edgeItems, options.threshold) = (.max, .min, .min, 0)
        XCTAssertFalse(x.text(options: options).isEmpty)
    }
}
