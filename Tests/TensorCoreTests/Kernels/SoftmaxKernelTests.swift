import CKernels
import Foundation
import XCTest

/// Rows of every length against plain loops in double, and what is not a number beside what is.
final class SoftmaxKernelTests: XCTestCase {
    private let threads = nbs_thread_count()
    override func tearDown() { nbs_set_thread_count(threads) }

    private func softmax(_ log: Bool, _ rows: Int, _ x: [Float]) -> [Float] {
        var out = [Float](repeating: -7, count: x.count)
        XCTAssertEqual(nbs_softmax(NBS_F32, log ? 1 : 0, rows, x.count / rows, x, &out), 0)
        return out
    }

    func testEveryLength() {
        for n in Array(1...70) + [127, 1000, 4097] {
            let x = (0..<3 * n).map { Float($0 * 37 % 101) / 7 - 6 }
            for log in [false, true] {
                let out = softmax(log, 3, x)
                for row in 0..<3 {
                    let line = x[row * n..<(row + 1) * n].map(Double.init), top = line.max() ?? 0
                    let sum = line.reduce(0) { $0 + exp($1 - top) }
                    for (i, v) in line.enumerated() {
                        let wanted = log ? v - top - Foundation.log(sum) : exp(v - top) / sum
                        XCTAssertEqual(Double(out[row * n + i]), wanted, accuracy: log ? 1e-6 * max(abs(wanted), 1) : 3e-6 * max(wanted, 1e-3), "\(n) \(row) \(i) \(log)")
                    }
                }
            }
        }
    }

    func testThreadsDoNotShow() {
        let x = (0..<200 * 333).map { Float($0 * 7919 % 1013) / 100 }
        for log in [false, true] {
            nbs_set_thread_count(1)
            let one = softmax(log, 200, x)
            nbs_set_thread_count(2)
            XCTAssertEqual(softmax(log, 200, x), one)
        }
    }

    func testSpecialNumbers() {
        for n in [2, 15, 16, 17, 40] {
            for place in [0, n / 2, n - 1] {
                var x = [Float](repeating: 1, count: n)
                x[place] = .nan
                XCTAssert(softmax(false, 1, x).allSatisfy(\.isNaN), "NaN at \(place) of \(n)")
                x[place] = .infinity
                XCTAssert(softmax(false, 1, x)[place].isNaN, "infinity at \(place) of \(n)")
                x[place] = -.infinity
                let out = softmax(false, 1, x), logs = softmax(true, 1, x)
                XCTAssertEqual(out[place], 0)
                XCTAssertEqual(logs[place], -.infinity)
                for i in 0..<n where i != place { XCTAssertEqual(out[i], 1 / Float(n - 1), accuracy: 1e-6) }
            }
            XCTAssert(softmax(false, 1, [Float](repeating: -.infinity, count: n)).allSatisfy(\.isNaN))
        }
    }
}
