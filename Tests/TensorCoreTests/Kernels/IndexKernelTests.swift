import CKernels
import XCTest

@testable import TensorCore

/// Reading at places given by indices, on one thread and on two, against plain loops.
final class IndexKernelTests: XCTestCase {
    private let threads = nbs_thread_count()
    override func tearDown() { nbs_set_thread_count(threads) }

    private func draws(_ count: Int, below limit: Int) -> [Int64] {
        var state: UInt64 = 11
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64((state >> 33) % UInt64(limit))
        }
    }

    func testGather() throws {
        for (rows, columns) in [(1, 1), (3, 5), (7, 300), (300, 200)] {
            let source = (0..<rows * columns).map { Float($0) }
            let along = draws(rows * columns, below: columns), down = draws(rows * columns, below: rows)
            for threads in 1...2 {
                nbs_set_thread_count(Int32(threads))
                var out = [Float](repeating: -1, count: rows * columns)
                // Along rows, down columns, and backwards into a turned result.
                let inside = nbs_gather_rows(4, rows, columns, source, columns, 0, 1, along, columns, 1, &out, columns, 1, Int64(columns))
                XCTAssertEqual(inside, 1)
                XCTAssertEqual(out, (0..<rows * columns).map { source[$0 / columns * columns + Int(along[$0])] })
                nbs_gather_rows(4, rows, columns, source, 0, 1, columns, down, columns, 1, &out, columns, 1, 0)
                XCTAssertEqual(out, (0..<rows * columns).map { source[Int(down[$0]) * columns + $0 % columns] })
                nbs_gather_rows(4, rows, columns, source, columns, 0, 1, along, columns, 1, &out, 1, rows, 0)
                XCTAssertEqual(out, (0..<rows * columns).map { source[$0 % rows * columns + Int(along[$0 % rows * columns + $0 / rows])] })
            }
        }
    }

    func testRunsWithStrangersAreLeftOut() {
        for stranger in [-1, 200, Int64.max] {
            var index = draws(300 * 200, below: 200)
            index[299 * 200 + 7] = stranger
            for threads in 1...2 {
                nbs_set_thread_count(Int32(threads))
                var out = [Int32](repeating: -1, count: 300 * 200)
                let source = (0..<200).map { Int32($0) }
                XCTAssertEqual(nbs_gather_rows(4, 300, 200, source, 0, 0, 1, index, 200, 1, &out, 200, 1, 200), 0)
                XCTAssertEqual(out, index.prefix(299 * 200).map { Int32($0) } + [Int32](repeating: -1, count: 200))
            }
        }
    }

    func testWholeRows() throws {
        for (rows, columns, wanted) in [(1, 1, 1), (5, 3, 9), (40, 700, 100), (6, 1, 50)] {
            let source = (0..<rows * columns).map { Double($0) }, index = draws(wanted, below: rows)
            let expected = index.flatMap { row in (0..<columns).map { source[Int(row) * columns + $0] } }
            for threads in 1...2 {
                nbs_set_thread_count(Int32(threads))
                var out = [Double](repeating: -1, count: wanted * columns)
                // An index that stays the same within a run.
                nbs_gather_rows(8, wanted, columns, source, 0, 1, columns, index, 1, 0, &out, columns, 1, 0)
                XCTAssertEqual(out, expected)
                out = [Double](repeating: -1, count: wanted * columns)
                nbs_take_blocks(1, rows, columns * 8, wanted, index, source, &out)
                XCTAssertEqual(out, expected)
            }
        }
        // Groups: the second begins where the first ends.
        var out = [Float](repeating: 0, count: 6)
        nbs_take_blocks(2, 4, 4, 3, [3, 0, 3], [0, 1, 2, 3, 4, 5, 6, 7] as [Float], &out)
        XCTAssertEqual(out, [3, 0, 3, 7, 4, 7])
    }

    func testFirstOutside() {
        for n in [0, 1, 9, 1023, 1024, 1025, 300_000] {
            let inside = draws(n, below: 10)
            XCTAssertEqual(nbs_first_outside(n, inside, 0, 10), -1)
            for place in [0, n / 2, n - 1] where place >= 0 && place < n {
                for stranger in [Int64(-1), 10, .min, .max] {
                    var index = inside
                    index[place] = stranger
                    if place + 1 < n { index[n - 1] = -7 }
                    XCTAssertEqual(nbs_first_outside(n, index, 0, 10), place)
                }
            }
        }
    }
}
