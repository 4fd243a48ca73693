import CKernels
import XCTest

@testable import TensorCore

/// Functions of floats on the vector units give what libm's functions of doubles, rounded, give; those that stay in floats to two units in the last
/// place.
final class SmoothKernelTests: XCTestCase {
    private func floats(_ patterns: [UInt32]) throws -> NDArray {
        let array = try NDArray.empty([patterns.count], .float32)
        for (i, bits) in patterns.enumerated() { array.pointer(as: Float.self)[i] = Float(bitPattern: bits) }
        return array
    }
    private func expectSame(_ a: NDArray, _ b: NDArray, _ name: String, ulps: Float = 0, line: UInt = #line) {
        let x = a.pointer(as: Float.self), y = b.pointer(as: Float.self)
        // Where the result has lost digits already, among the denormals, a product of it has lost as many.
        func near(_ x: Float, _ y: Float) -> Bool { ulps > 0 && y.isFinite && abs(x - y) <= max(ulps * y.ulp, ulps > 2 ? Float(sign: .plus, exponent: -143, significand: 1.125) : 0) }
        let wrong = (0..<a.count).first { x[$0] != y[$0] && !(x[$0].isNaN && y[$0].isNaN) && !near(x[$0], y[$0]) }
        if let wrong { XCTFail("\(name) at \(wrong): \(x[wrong]), not \(y[wrong])", line: line) }
    }

    func testOfOne() throws {
        let special: [Float] = [0, -0.0, .infinity, -.infinity, .nan, 1, -1, 0.5, -0.5, 1e-30, 3e38, 2_000_000, 104, -104]
        let x = try floats(special.map(\.bitPattern) + stride(from: UInt32(0), to: .max - 40_009, by: 40_009))
        let ops: [UnaryOp] = [
            .log2, .log10, .sin, .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .asinh, .acosh, .atanh, .erf, .erfc,
        ]
        for op in [UnaryOp.expm1, .log1p] {
            try expectSame(.unary(op, x), NDArray.unary(op, x.cast(to: .float64)).cast(to: .float32), "\(op)")
        }
        for op in [UnaryOp.exp2, .logSigmoid, .erfinv] {
            try expectSame(.unary(op, x), NDArray.unary(op, x.cast(to: .float64)).cast(to: .float32), "\(op)", ulps: 2)
        }
        try expectSame(.unary(.mish, x), NDArray.unary(.mish, x.cast(to: .float64)).cast(to: .float32), "mish", ulps: 4)
        for op in ops {
            try expectSame(.unary(op, x), NDArray.unary(op, x.cast(to: .float64)).cast(to: .float32), "\(op)")
        }
        try expectSame(.unary(.elu, x, 1, 1, 1), NDArray.unary(.elu, x.cast(to: .float64), 1, 1, 1).cast(to: .float32), "elu")
        try expectSame(.unary(.softplus, x, 2, 20), NDArray.unary(.softplus, x.cast(to: .float64), 2, 20).cast(to: .float32), "softplus", ulps: 2)
    }

    func testOfDoubles() throws {
        let special: [Double] = [0, -0.0, .infinity, -.infinity, .nan, 1, -1, 709.78, 710, -745.2, .leastNonzeroMagnitude, .leastNormalMagnitude / 1000, 1.7e308, -1.7e308, 0.9999999999999999, 1.0000000000000002]
        let numbers = special + (0..<20_000).flatMap { [pow(1.07, Double($0 % 10_000) - 5000), Double($0) * 0.0013 - 13] }
        let n = numbers.count, ops: [(UnaryOp, (Double) -> Double)] = [(.exp, exp), (.log, log), (.tanh, tanh), (.sigmoid, { 1 / (1 + exp(-$0)) }), (.sin, sin), (.cos, cos)]
        let x = try NDArray.empty([n], .float64), apart = try NDArray.empty([n, 2], .float64)
        for (i, number) in numbers.enumerated() {
            x.pointer(as: Double.self)[i] = number
            apart.pointer(as: Double.self)[2 * i] = number
        }
        for (op, wanted) in ops {
            let all = try NDArray.unary(op, x), some = try NDArray.unary(op, apart.select(1, 0)).contiguous()
            for (i, number) in numbers.enumerated() {
                let y = all.pointer(as: Double.self)[i], z = some.pointer(as: Double.self)[i], w = wanted(number)
                // libm's tanh and the sigmoid made of its exp are off by two units themselves.
                if !(y == w && y.sign == w.sign || y.isNaN && w.isNaN || abs(y - w) <= 4 * w.ulp) { return XCTFail("\(op)(\(number)): \(y), not \(w)") }
                if z != y && !(y.isNaN && z.isNaN) { return XCTFail("\(op)(\(number)) in a column: \(z), not \(y)") }
            }
        }
    }

    func testOfTwo() throws {
        var left: [UInt32] = [], right: [UInt32] = []
        let numbers: [Float] = [0, -0.0, 1, -1, 2, -3, 7, 11, 0.5, -2.5, 1e-20, 3e20, .infinity, -.infinity, .nan, 0.1, -0.3, 16_777_215]
        for x in numbers { for y in numbers { left.append(x.bitPattern); right.append(y.bitPattern) } }
        // Among others, powers that lie halfway between two floats.
        for x in -30...30 { for y in -9...9 { left.append(Float(x).bitPattern); right.append(Float(y).bitPattern) } }
        for i in 0..<5000 { left.append((Float(i % 97) * 0.31 - 11).bitPattern); right.append((Float(i % 89) * 0.17 - 5).bitPattern) }
        let x = try floats(left), y = try floats(right)
        for op in [BinaryOp.pow, .atan2, .hypot, .fmod, .logaddexp] {
            try expectSame(.binary(op, x, y), NDArray.binary(op, x.cast(to: .float64), y.cast(to: .float64)).cast(to: .float32), "\(op)")
        }
    }
}
