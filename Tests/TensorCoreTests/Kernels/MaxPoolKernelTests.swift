import CKernels
import XCTest

/// The largest number of each window and where it stands, against plain loops; ties and NaN included.
final class MaxPoolKernelTests: XCTestCase {
    private let threads = nbs_thread_count()
    override func tearDown() { nbs_set_thread_count(threads) }

    private typealias Row = (planes: Int, height: Int, width: Int, kernel: Int, stride: Int, padding: Int, dilation: Int)

    /// PyTorch's rule: a later number takes over when it is larger, or NaN.
    private func plain(_ r: Row, _ out: (Int, Int), _ x: [Double]) -> ([Double], [Int64]) {
        var values: [Double] = [], places: [Int64] = []
        for plane in 0..<r.planes {
            for oy in 0..<out.0 {
                for ox in 0..<out.1 {
                    var best = -Double.infinity, place = -1
                    for ky in 0..<r.kernel {
                        for kx in 0..<r.kernel {
                            let y = oy * r.stride + ky * r.dilation - r.padding, column = ox * r.stride + kx * r.dilation - r.padding
                            if y < 0 || y >= r.height || column < 0 || column >= r.width { continue }
                            let v = x[(plane * r.height + y) * r.width + column]
                            if place < 0 { place = y * r.width + column }
                            if v > best || v.isNaN { (best, place) = (v, y * r.width + column) }
                        }
                    }
                    values.append(best)
                    places.append(Int64(place))
                }
            }
        }
        return (values, places)
    }

    func testTable() {
        for r in Self.rows {
            let out = { (size: Int) in (size + 2 * r.padding - r.dilation * (r.kernel - 1) - 1) / r.stride + 1 }
            let (oh, ow) = (out(r.height), out(r.width))
            var w = nbs_window()
            w.in = (1, r.height, r.width)
            w.kernel = (1, r.kernel, r.kernel)
            w.stride = (1, r.stride, r.stride)
            w.padding = (0, r.padding, r.padding)
            w.dilation = (1, r.dilation, r.dilation)
            w.out = (1, oh, ow)
            var state: UInt64 = 7
            let x: [Double] = (0..<r.planes * r.height * r.width).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let draw = state >> 33
                return draw % 61 == 0 ? .nan : draw % 7 == 0 ? -.infinity : Double(draw % 9)
            }
            let (wanted, places) = plain(r, (oh, ow), x)
            for threads in 1...2 {
                nbs_set_thread_count(Int32(threads))
                var singles = [Float](repeating: 0, count: wanted.count), doubles = [Double](repeating: 0, count: wanted.count)
                var indices = [Int64](repeating: 0, count: wanted.count)
                XCTAssertEqual(nbs_max_pool(NBS_F32, &w, r.planes, x.map(Float.init), &singles, &indices), 0)
                XCTAssertEqual(indices, places, "float \(r)")
                XCTAssertEqual(singles.map { $0.isNaN ? "nan" : "\($0)" }, wanted.map { $0.isNaN ? "nan" : "\(Float($0))" }, "float \(r)")
                XCTAssertEqual(nbs_max_pool(NBS_F64, &w, r.planes, x, &doubles, &indices), 0)
                XCTAssertEqual(indices, places, "double \(r)")
                XCTAssertEqual(doubles.map { $0.isNaN ? "nan" : "\($0)" }, wanted.map { $0.isNaN ? "nan" : "\($0)" }, "double \(r)")
                // And back: each number's gradient goes where it came from.
                var back = [Float](repeating: 0, count: x.count), added = back
                for (i, place) in places.enumerated() { added[i / (oh * ow) * r.height * r.width + Int(place)] += Float(i % 5) }
                let grad = (0..<wanted.count).map { Float($0 % 5) }
                XCTAssertEqual(nbs_max_pool_backward(NBS_F32, r.planes, r.height * r.width, oh * ow, grad, places, &back), 0)
                XCTAssertEqual(back, added, "back \(r)")
            }
        }
    }

    // Widths around 16 and 32 windows; strides with a way of their own (1, 2) and others; borders, holes; enough for two threads.
    private static let rows: [Row] = [
        (1, 1, 1, 1, 1, 0, 1), (2, 5, 5, 2, 2, 0, 1), (3, 6, 28, 2, 2, 0, 1), (2, 7, 33, 2, 2, 0, 1), (2, 5, 64, 2, 2, 0, 1),
        (2, 4, 67, 3, 2, 1, 1), (1, 9, 9, 3, 1, 1, 1), (2, 5, 40, 3, 1, 1, 2), (1, 8, 50, 3, 3, 1, 1), (1, 12, 80, 5, 4, 2, 1),
        (1, 4, 3, 3, 1, 1, 1), (1, 6, 6, 3, 2, 1, 2), (40, 28, 28, 2, 2, 0, 1), (1, 3, 150, 2, 1, 1, 1),
    ]
}
