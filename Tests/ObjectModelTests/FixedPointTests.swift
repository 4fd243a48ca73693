import XCTest

@testable import ObjectModel

/// `FixedPoint` gives what C's `printf` gives.
final class FixedPointTests: XCTestCase {
    func testAgreesWithPrintf() {
        var state: UInt64 = 42
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 11
        }
        var values: [Double] = [0, 0.5, 1.5, 2.5, 0.125, 0.375, 1, 9.995, 99.995, 0.05, 1e-20, Double.leastNonzeroMagnitude, 2.2250738585072014e-308, 999_999_999_999_999]
        for _ in 0..<3000 {
            values.append(Double(next()) / 9_007_199_254_740_992)
            values.append(Double(next() % 100_000) / 1000)
            values.append(Double(sign: .plus, exponent: Int(next() % 100) - 60, significand: 1 + Double(next()) / 9_007_199_254_740_992))
            values.append(Double(next() % 4096) / 4096)
        }
        for value in values {
            for precision in [0, 1, 2, 3, 6, 10, 17, 22] {
                guard let text = FixedPoint.text(value, precision) else { continue }
                XCTAssertEqual(text, CFormat.text(value, "f", precision: precision), "\(value) with \(precision)")
            }
        }
        XCTAssertNil(FixedPoint.text(1e15, 2))
        XCTAssertNil(FixedPoint.text(1, 23))
    }
}
