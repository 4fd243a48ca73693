import CKernels
import XCTest

/// Contiguous numbers go through wide vectors, others through plain loops: the same bits, whatever comes in.
final class WideKernelTests: XCTestCase {
    private func expectSame(_ op: Int, _ name: String, _ numbers: [Float]) {
        let n = numbers.count
        var apart = [Float](repeating: 0, count: 2 * n), results = apart, inPlace = numbers
        for (i, x) in numbers.enumerated() { apart[2 * i] = x }
        XCTAssertEqual(nbs_unary(Int32(op), NBS_F32, n, apart, 2, &results, 2, nil), 0)
        inPlace.withUnsafeMutableBufferPointer { p in
            XCTAssertEqual(nbs_unary(Int32(op), NBS_F32, n, p.baseAddress, 1, p.baseAddress, 1, nil), 0)
        }
        var wrong = 0
        for i in 0..<n where inPlace[i].bitPattern != results[2 * i].bitPattern && !(inPlace[i].isNaN && results[2 * i].isNaN) {
            wrong += 1
            if wrong < 5 { XCTFail("\(name)(\(numbers[i])): \(inPlace[i]), not \(results[2 * i])") }
        }
    }

    func testEveryKindOfNumber() {
        // A prime step through all bit patterns: every binade of both signs, NaN and infinities among them.
        let numbers = stride(from: UInt32(0), to: .max - 40_009, by: 40_009).map(Float.init(bitPattern:))
        let special: [Float] = [0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1, -1, 10, 9.999999]
        for (op, name) in Self.ops { expectSame(op, name, special + numbers) }
    }

    func testEveryLength() {
        for n in 1..<40 {
            let numbers = (0..<n).map { Float($0) * 0.37 - 3 }
            for (op, name) in Self.ops { expectSame(op, "\(name), \(n) numbers", numbers) }
        }
    }

    func testWhereRoundingIsClose() {
        // A stretch where many results of the fast way are not sure, and are made again.
        let from = Float(0.09).bitPattern
        expectSame(NBS_UNARY_tanh, "tanh", (from..<from + 200_000).map(Float.init(bitPattern:)))
    }

    func testPastTheCaches() {
        // So many that results are not brought into the caches first; the last piece ends within a vector.
        let n = 4_200_003
        let a = UnsafeMutablePointer<Float>.allocate(capacity: n), b = UnsafeMutablePointer<Float>.allocate(capacity: n)
        let raw = UnsafeMutableRawPointer.allocate(byteCount: n * 4, alignment: 64), out = raw.bindMemory(to: Float.self, capacity: n)
        defer {
            a.deallocate()
            b.deallocate()
            raw.deallocate()
        }
        for i in 0..<n { a[i] = Float(i % 100_003) * 0.0002 - 10 }
        for (op, name) in Self.ops {
            XCTAssertEqual(nbs_unary(Int32(op), NBS_F32, n, a, 1, out, 1, nil), 0)
            for from in stride(from: 0, to: n, by: 10_000) {
                XCTAssertEqual(nbs_unary(Int32(op), NBS_F32, min(10_000, n - from), a + from, 1, b + from, 1, nil), 0)
            }
            XCTAssertEqual(memcmp(b, out, n * 4), 0, name)
        }
    }

    private static let ops = [
        (NBS_UNARY_exp, "exp"), (NBS_UNARY_log, "log"), (NBS_UNARY_tanh, "tanh"), (NBS_UNARY_sigmoid, "sigmoid"),
        (NBS_UNARY_gelu, "gelu"), (NBS_UNARY_geluTanh, "gelu by tanh"),
    ]
}
