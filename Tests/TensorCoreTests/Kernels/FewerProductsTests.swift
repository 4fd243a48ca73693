import CKernels
import XCTest

@testable import TensorCore

/// Convolutions 3 x 3 and 5 x 5 of many channels, which take fewer products, against those of doubles, which do not.
final class FewerProductsTests: XCTestCase {
    private let threads = nbs_thread_count()
    override func tearDown() { nbs_set_thread_count(threads) }

    override func setUpWithError() throws {
        var product: Float = 0
        if nbs_gemm(1, 1, 1, [1], 1, 1, [1], 1, 1, nil, &product, 1, 0) == NBS_UNSUPPORTED { throw XCTSkip("no AVX-512 here") }
    }

    private struct Case {
        let batch, channels, outputs, height, width, kernel, padding: Int
        var x: Dims { [batch, channels, height, width] }
        var w: Dims { [outputs, channels, kernel, kernel] }
        var y: Dims { [batch, outputs, height + 2 * padding - kernel + 1, width + 2 * padding - kernel + 1] }
        var convolution: Convolution { Convolution(stride: [1, 1], padding: [padding, padding], dilation: [1, 1]) }
    }

    private func numbers(_ count: Int, seed: UInt64) -> [Double] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(Int64(bitPattern: state) >> 40) / 8_388_608
        }
    }

    func testResultsAreAsExactAsPyTorchs() throws {
        for row in Self.cases {
            let x = numbers(row.x.product, seed: 1), w = numbers(row.w.product, seed: 2), b = numbers(row.outputs, seed: 3)
            let g = numbers(row.y.product, seed: 4), convolution = row.convolution
            func both(_ dtype: DType, _ change: (Double) -> Double = { $0 }) throws -> [[Double]] {
                let w = try NDArray.from(w.map(change), shape: row.w, dtype)
                let y = try convolution.forward(
                    NDArray.from(x.map(change), shape: row.x, dtype), w, bias: NDArray.from(b.map(change), dtype))
                let dx = try convolution.backwardInput(NDArray.from(g.map(change), shape: row.y, dtype), w, row.x)
                return [try y.doubles(), try dx.doubles()]
            }
            let exact = try both(.float64), sizes = try both(.float64, abs)
            nbs_set_thread_count(1)
            let alone = try both(.float32)
            for (result, (wanted, size)) in zip(alone, zip(exact, sizes)) {
                let errors = zip(result, zip(wanted, size)).map { abs($0 - $1.0) / max($1.1, 1e-30) }
                XCTAssertLessThan(errors.max() ?? 1, 3e-7, "\(row)")
            }
            XCTAssertNotEqual(Array(alone[0][..<row.y[3]]), firstRowInOrder(row, x, w, b), "\(row) went another way")
            for threads in 2...3 {
                nbs_set_thread_count(Int32(threads))
                XCTAssertEqual(try both(.float32), alone, "\(row) on \(threads)")
            }
        }
    }

    /// The first row of results as sums over taps in order, fused: what another way would give.
    private func firstRowInOrder(_ row: Case, _ x: [Double], _ w: [Double], _ b: [Double]) -> [Double] {
        (0..<row.y[3]).map { place in
            var sum = Float(b[0])
            for tap in 0..<row.channels * row.kernel * row.kernel {
                let channel = tap / row.kernel / row.kernel, y = tap / row.kernel % row.kernel - row.padding
                let column = place + tap % row.kernel - row.padding
                guard y >= 0, y < row.height, column >= 0, column < row.width else { continue }
                sum = sum.addingProduct(Float(w[tap]), Float(x[(channel * row.height + y) * row.width + column]))
            }
            return Double(sum)
        }
    }

    /// Small whole numbers have exact results.
    func testWholeNumbersStayExact() throws {
        for row in Self.cases {
            let x = numbers(row.x.product, seed: 1).map { ($0 * 9).rounded() + 10 }, w = numbers(row.w.product, seed: 2).map { ($0 * 9).rounded() }
            func result(_ dtype: DType) throws -> [Double] {
                try row.convolution.forward(NDArray.from(x, shape: row.x, dtype), NDArray.from(w, shape: row.w, dtype)).doubles()
            }
            XCTAssertEqual(try result(.float32), try result(.float64), "\(row)")
        }
    }

    /// Where values that a result does not see could show in it, sums are taken in order.
    func testWhereItWouldShow() throws {
        for row in [Self.cases[0], Self.cases[5]] {
            let taps = row.kernel * row.kernel, area = row.height * row.width, middle = taps / 2
            let changes: [(String, (inout [Double], inout [Double]) -> Void)] = [
                ("a place of zeros", { x, _ in for c in 0..<row.channels { x[c * area + 37] = 0 } }),
                ("zeros but for one place", { x, _ in for i in 0..<x.count where i % area != 60 { x[i] = 0 } }),
                ("a tap of zeros", { _, w in for i in 0..<w.count where i % taps == taps - 1 { w[i] = 0 } }),
                ("the identity", { _, w in for i in 0..<w.count { w[i] = i % taps == middle && i / taps / row.channels == i / taps % row.channels ? 1 : 0 } }),
                ("a value far from the others", { x, _ in x[x.count - 1] = 1e6 }),
                ("an infinity", { x, _ in x[500] = .infinity }),
                ("not a number", { x, _ in x[x.count - 1] = .nan }),
                ("an infinite weight", { _, w in w[7 * taps + middle] = -.infinity }),
                ("a weight that is not a number", { _, w in w[w.count - taps + middle] = .nan }),
                ("products that overflow", { x, w in for i in 0..<x.count { x[i] *= 1e30 }; for i in 0..<w.count { w[i] *= 1e9 } }),
            ]
            for (name, change) in changes {
                var x = numbers(row.x.product, seed: 1), w = numbers(row.w.product, seed: 2)
                change(&x, &w)
                let result = try row.convolution.forward(
                    NDArray.from(x, shape: row.x, .float32), NDArray.from(w, shape: row.w, .float32)).doubles()
                let wanted = firstRowInOrder(row, x, w, [0])
                XCTAssertEqual(result[..<row.y[3]].map { "\(abs($0))" }, wanted.map { "\(abs($0))" }, "\(name), \(row)")
            }
        }
    }

    private static let cases = [
        // One group of tiles, shared out by panels; more than one, shared out by groups.
        Case(batch: 1, channels: 64, outputs: 64, height: 12, width: 12, kernel: 3, padding: 1),
        Case(batch: 1, channels: 70, outputs: 94, height: 13, width: 12, kernel: 3, padding: 1),
        Case(batch: 9, channels: 64, outputs: 64, height: 11, width: 12, kernel: 3, padding: 1),
        // Rows of more than one step; paddings of nothing and beyond the middle; parts that differ in length.
        Case(batch: 1, channels: 64, outputs: 67, height: 18, width: 33, kernel: 3, padding: 0),
        Case(batch: 3, channels: 129, outputs: 80, height: 7, width: 8, kernel: 3, padding: 2),
        // Five taps: the same.
        Case(batch: 1, channels: 64, outputs: 64, height: 12, width: 12, kernel: 5, padding: 2),
        Case(batch: 5, channels: 70, outputs: 96, height: 13, width: 14, kernel: 5, padding: 1),
        Case(batch: 1, channels: 129, outputs: 112, height: 19, width: 18, kernel: 5, padding: 0),
    ]
}
