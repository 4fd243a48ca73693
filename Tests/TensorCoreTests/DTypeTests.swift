import XCTest

@testable import TensorCore

final class DTypeTests: XCTestCase {
    private let short: [String: DType] = [
        "f32": .float32, "f64": .float64, "f16": .float16, "b16": .bfloat16, "i8": .int8, "u8": .uint8, "i16": .int16,
        "i32": .int32, "i64": .int64, "b": .bool,
    ]
    private func row(_ text: String) -> [DType] { text.split(separator: " ").compactMap { short[String($0)] } }

    /// `torch.promote_types`, rows and columns in the order of the cases.
    func testPromotion() {
        let table = [
            "f32 f64 f32 f32 f32 f32 f32 f32 f32 f32", "f64 f64 f64 f64 f64 f64 f64 f64 f64 f64",
            "f32 f64 f16 f32 f16 f16 f16 f16 f16 f16", "f32 f64 f32 b16 b16 b16 b16 b16 b16 b16",
            "f32 f64 f16 b16 i8 i16 i16 i32 i64 i8", "f32 f64 f16 b16 i16 u8 i16 i32 i64 u8",
            "f32 f64 f16 b16 i16 i16 i16 i32 i64 i16", "f32 f64 f16 b16 i32 i32 i32 i32 i64 i32",
            "f32 f64 f16 b16 i64 i64 i64 i64 i64 i64", "f32 f64 f16 b16 i8 u8 i16 i32 i64 b",
        ]
        for (a, line) in zip(DType.allCases, table) {
            XCTAssertEqual(DType.allCases.map { DType.promoted(a, $0) }, row(line), a.name)
        }
    }

    /// `torch.result_type` of a tensor with True, 2, 2.5 and 0-d bool, int64, float64; of a 0-d tensor with the numbers.
    func testNumbersAndZeroDimensions() throws {
        let table = [
            "f32 f32 f32 f32 f32 f32 f32 f32 f32", "f64 f64 f64 f64 f64 f64 f64 f64 f64",
            "f16 f16 f16 f16 f16 f16 f16 f16 f16", "b16 b16 b16 b16 b16 b16 b16 b16 b16",
            "i8 i8 f32 i8 i8 f64 i8 i8 f32", "u8 u8 f32 u8 u8 f64 u8 u8 f32", "i16 i16 f32 i16 i16 f64 i16 i16 f32",
            "i32 i32 f32 i32 i32 f64 i32 i32 f32", "i64 i64 f32 i64 i64 f64 i64 i64 f32", "b i64 f32 b i64 f64 b i64 f32",
        ]
        let numbers: [Scalar] = [.bool(true), .int(2), .float(2.5)]
        for (dtype, line) in zip(DType.allCases, table) {
            let tensor = try NDArray.ones([2], dtype), point = try NDArray.ones([], dtype)
            var found = numbers.map { DType.result(of: tensor, $0) }
            found += try [DType.bool, .int64, .float64].map { DType.result(of: tensor, try NDArray.ones([], $0)) }
            found += numbers.map { DType.result(of: point, $0) }
            XCTAssertEqual(found, row(line), dtype.name)
        }
    }

    func testNames() {
        XCTAssertEqual(DType(name: "long"), .int64)
        XCTAssertEqual(DType(name: "half")?.description, "torch.float16")
        XCTAssertNil(DType(name: "complex64"))
        XCTAssertEqual(DType.bfloat16.floatLimits?.eps, 0.0078125)
        XCTAssertEqual(DType.uint8.integerLimits, 0...255)
    }
}
