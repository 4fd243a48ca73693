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

    /// The result, the gradients of the input and of the weight.
    private func three(
        _ row: Case, _ dtype: DType, _ x: [Double], _ w: [Double], _ b: [Double], _ g: [Double]
    ) throws -> (result: [Double], input: [Double], weight: [Double]) {
        let convolution = row.convolution, x = try NDArray.from(x, shape: row.x, dtype), w = try NDArray.from(w, shape: row.w, dtype)
        let g = try NDArray.from(g, shape: row.y, dtype)
        return try (
            convolution.forward(x, w, bias: NDArray.from(b, dtype)).doubles(), convolution.backwardInput(g, w, row.x).doubles(),
            convolution.backwardWeight(g, x, row.w).doubles()
        )
    }

    func testResultsAreAsExactAsPyTorchs() throws {
        for (number, row) in (Self.cases + Self.weightCases).enumerated() {
            let x = numbers(row.x.product, seed: 1), w = numbers(row.w.product, seed: 2), b = numbers(row.outputs, seed: 3)
            let g = numbers(row.y.product, seed: 4)
            let exact = try three(row, .float64, x, w, b, g)
            let size = try three(row, .float64, x.map(abs), w.map(abs), b.map(abs), g.map(abs))
            nbs_set_thread_count(1)
            let alone = try three(row, .float32, x, w, b, g)
            func worst(_ part: KeyPath<(result: [Double], input: [Double], weight: [Double]), [Double]>) -> Double {
                let (a, e, s) = (alone[keyPath: part], exact[keyPath: part], size[keyPath: part])
                return a.indices.map { abs(a[$0] - e[$0]) / max(s[$0], 1e-30) }.max() ?? 1
            }
            XCTAssertLessThan(worst(\.result), 4e-7, "\(row)")
            XCTAssertLessThan(worst(\.input), 4e-7, "input's gradient, \(row)")
            XCTAssertLessThan(worst(\.weight), 4e-7, "weight's gradient, \(row)")
            if number < Self.cases.count {
                XCTAssertNotEqual(Array(alone.result[..<row.y[3]]), firstRowInOrder(row, x, w, b), "\(row) went another way")
            }
            for threads in 2...3 {
                nbs_set_thread_count(Int32(threads))
                let together = try three(row, .float32, x, w, b, g)
                XCTAssertEqual(together.result, alone.result, "\(row) on \(threads)")
                XCTAssertEqual(together.input, alone.input, "input's gradient, \(row) on \(threads)")
                XCTAssertEqual(together.weight, alone.weight, "weight's gradient, \(row) on \(threads)")
            }
        }
    }

    /// Sums in order, sample by sample, which a weight's gradient must not be equal to where it takes fewer products, and must where that
    /// would show.
    func testWeightsGradient() throws {
        for row in Self.weightCases {
            let x = numbers(row.x.product, seed: 1), g = numbers(row.y.product, seed: 4)
            func gradient(_ x: [Double], _ g: [Double]) throws -> [Double] {
                try row.convolution.backwardWeight(
                    NDArray.from(g, shape: row.y, .float32), NDArray.from(x, shape: row.x, .float32), row.w).doubles()
            }
            XCTAssertNotEqual(try gradient(x, g)[0], weightInOrder(row, x, g), "\(row) went another way")
            var zeros = x, far = g, bad = g
            for i in 0..<x.count where i % (row.height * row.width) == 61 { zeros[i] = 0 }
            far[far.count - 1] = 1e7
            bad[bad.count - 1] = .infinity
            for (x, g) in [(zeros, g), (x, far), (x, bad)] { XCTAssertEqual(try gradient(x, g)[0], weightInOrder(row, x, g), "\(row)") }
        }
    }
    private func weightInOrder(_ row: Case, _ x: [Double], _ g: [Double]) -> Double {
        var sum: Float = 0
        let y = row.y
        for sample in 0..<row.batch {
            var part: Float = 0
            for place in 0..<y[2] * y[3] {
                let down = place / y[3] - row.padding, across = place % y[3] - row.padding
                if down < 0 || down >= row.height || across < 0 || across >= row.width { continue }
                part = part.addingProduct(
                    Float(g[sample * row.outputs * y[2] * y[3] + place]),
                    Float(x[(sample * row.channels * row.height + down) * row.width + across]))
            }
            sum += part
        }
        return Double(sum)
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

    /// A sample's results do not depend on the others.
    func testSamplesAlone() throws {
        for row in Self.cases where row.batch > 1 {
            let x = try NDArray.from(numbers(row.x.product, seed: 1), shape: row.x, .float32)
            let w = try NDArray.from(numbers(row.w.product, seed: 2), shape: row.w, .float32)
            let all = try row.convolution.forward(x, w)
            for sample in [0, row.batch - 1] {
                let alone = try row.convolution.forward(x.narrow(0, sample, 1), w)
                XCTAssertEqual(try alone.doubles(), try all.narrow(0, sample, 1).contiguous().doubles(), "\(row)")
            }
        }
    }

    /// Small whole numbers have exact results.
    func testWholeNumbersStayExact() throws {
        func whole(_ count: Int, seed: UInt64, more: Double = 0) -> [Double] { numbers(count, seed: seed).map { ($0 * 9).rounded() + more } }
        for row in Self.cases + Self.weightCases {
            let x = whole(row.x.product, seed: 1, more: 10), w = whole(row.w.product, seed: 2), g = whole(row.y.product, seed: 3)
            let b = whole(row.outputs, seed: 4)
            let found = try three(row, .float32, x, w, b, g), wanted = try three(row, .float64, x, w, b, g)
            XCTAssertEqual(found.result, wanted.result, "\(row)")
            XCTAssertEqual(found.input, wanted.input, "input's gradient, \(row)")
            XCTAssertEqual(found.weight, wanted.weight, "weight's gradient, \(row)")
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
                (
                    "the identity",
                    { _, w in
                        let filters = row.channels
                        for i in 0..<w.count { w[i] = i % taps == middle && i / taps / filters == i / taps % filters ? 1 : 0 }
                    }
                ),
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

    private static let weightCases = [
        Case(batch: 9, channels: 70, outputs: 80, height: 11, width: 12, kernel: 3, padding: 1),
        Case(batch: 30, channels: 96, outputs: 96, height: 12, width: 9, kernel: 3, padding: 0),
    ]
    private static let cases = [
        // One group of tiles, shared out by panels; more than one, shared out by groups.
        Case(batch: 1, channels: 64, outputs: 64, height: 12, width: 12, kernel: 3, padding: 1),
        Case(batch: 1, channels: 70, outputs: 94, height: 13, width: 12, kernel: 3, padding: 1),
        Case(batch: 9, channels: 64, outputs: 64, height: 11, width: 12, kernel: 3, padding: 1),
        // Rows of more than one step; paddings of nothing and beyond the middle; parts that differ in length.
        Case(batch: 1, channels: 64, outputs: 67, height: 18, width: 33, kernel: 3, padding: 0),
        Case(batch: 3, channels: 129, outputs: 80, height: 10, width: 10, kernel: 3, padding: 2),
        // Five taps: the same.
        Case(batch: 1, channels: 64, outputs: 64, height: 12, width: 12, kernel: 5, padding: 2),
        Case(batch: 5, channels: 70, outputs: 96, height: 13, width: 14, kernel: 5, padding: 1),
        Case(batch: 1, channels: 129, outputs: 112, height: 19, width: 18, kernel: 5, padding: 0),
    ]
}
