import CKernels
import XCTest

/// The pool: every element once, whatever the numbers of threads and pieces.
final class ParallelTests: XCTestCase {
    private let threads = nbs_thread_count()
    override func tearDown() { nbs_set_thread_count(threads) }

    func testEveryElementOnce() {
        for threads in [1, 2, 3, 5] {
            nbs_set_thread_count(Int32(threads))
            for n in [0, 1, 2, 3, 7, 64, 1000] {
                for grain in [1, 2, 3, 63, 5000] {
                    var counts = [UInt8](repeating: 0, count: n + 1)
                    counts.withUnsafeMutableBufferPointer {
                        nbs_parallel(
                            n, grain,
                            { context, begin, end in
                                // The pointer is the one passed below, never nil.
                                let counts = context!.assumingMemoryBound(to: UInt8.self)
                                for i in begin..<end { counts[i] += 1 }
                            }, $0.baseAddress)
                    }
                    XCTAssertEqual(counts, [UInt8](repeating: 1, count: n) + [0], "\(threads) \(n) \(grain)")
                }
            }
        }
    }

    func testWorkInsideWorkRunsWhereItIs() {
        nbs_set_thread_count(2)
        var sums = [Int](repeating: 0, count: 16)
        sums.withUnsafeMutableBufferPointer {
            nbs_parallel(
                16, 1,
                { context, begin, end in
                    let sums = context!.assumingMemoryBound(to: Int.self) // The pointer passed below.
                    for i in begin..<end {
                        nbs_parallel(
                            100, 10,
                            { context, begin, end in
                                // The pointer passed below.
                                for j in begin..<end { context!.assumingMemoryBound(to: Int.self).pointee += j }
                            }, sums + i)
                    }
                }, $0.baseAddress)
        }
        XCTAssertEqual(sums, [Int](repeating: 4950, count: 16))
    }
}
