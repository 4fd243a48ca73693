import CKernels
import XCTest

@testable import TensorCore

/// Operands with gaps, broadcast or turned round go through blocks of rows, whatever the number of threads: the same as element by element.
final class ShortRowTests: XCTestCase {
    private let threads = nbs_thread_count()
    override func tearDown() { nbs_set_thread_count(threads) }

    private func numbers(_ shape: Dims, _ dtype: DType = .float32) throws -> NDArray {
        let array = try NDArray.empty(shape, dtype)
        for i in 0..<array.count { array.store(.int(i &* 7919 % 251 - 125), atOffset: i) }
        return array
    }
    private func elements(_ array: NDArray) throws -> [Scalar] {
        let dense = try array.contiguous()
        return (0..<dense.count).map { dense.scalar(atOffset: $0) }
    }
    private func expectSums(_ a: NDArray, _ b: NDArray, line: UInt = #line) throws {
        let shape = try Dims.broadcast(a.shape, b.shape)
        let x = try elements(a.expand(to: shape)), y = try elements(b.expand(to: shape))
        for count in [1, 3] {
            nbs_set_thread_count(Int32(count))
            XCTAssertEqual(try elements(.binary(.add, a, b)).map(\.double), zip(x, y).map { $0.double + $1.double }, "\(a.shape) \(b.shape)", line: line)
            XCTAssertEqual(try elements(.compare(.lt, a, b)).map(\.double), zip(x, y).map { $0.double < $1.double ? 1 : 0 }, "\(a.shape) \(b.shape)", line: line)
        }
    }

    func testBroadcastAndTurned() throws {
        for dtype in [DType.float32, .float64, .int64, .int16] {
            for length in [1, 2, 3, 4, 5, 31, 200] {
                let a = try numbers([70, length], dtype)
                try expectSums(a, numbers([length], dtype))
                try expectSums(a, numbers([70, 1], dtype))
                try expectSums(numbers([3, 1, length], dtype), numbers([1, 9, length], dtype))
                try expectSums(numbers([4, 5, length, 6], dtype).transpose(1, 3), numbers([length, 1], dtype))
            }
            try expectSums(numbers([60000, 3], dtype), numbers([3], dtype))
            try expectSums(numbers([40, 50, 60], dtype), numbers([40, 1, 60], dtype))
        }
    }

    func testIntoGaps() throws {
        for length in [2, 3, 7, 250] {
            let whole = try numbers([300, length + 2]), inner = try whole.narrow(1, 1, length), before = try elements(whole)
            try NDArray.binary(.mul, inner, .float(3), into: inner)
            var wanted = before.map(\.double)
            for row in 0..<300 { for column in 1...length { wanted[row * (length + 2) + column] *= 3 } }
            XCTAssertEqual(try elements(whole).map(\.double), wanted)
            let mask = try NDArray.compare(.gt, numbers([length]), .int(0))
            try inner.maskedFill(mask, .float(7))
            let chosen = try elements(mask).map { $0.double != 0 }
            for row in 0..<300 { for column in 0..<length where chosen[column] { wanted[row * (length + 2) + column + 1] = 7 } }
            XCTAssertEqual(try elements(whole).map(\.double), wanted)
        }
    }

    func testMasks() throws {
        for shape in [[1000], [30, 41], [3, 5, 67]] as [Dims] {
            let x = try numbers(shape), mask = try NDArray.compare(.gt, x, .int(40))
            let wanted = try elements(x).map(\.double).filter { $0 > 40 }
            XCTAssertEqual(try elements(x.maskedSelect(mask)).map(\.double), wanted)
            XCTAssertEqual(try elements(x.index([mask])).map(\.double), wanted)
            let places = try elements(mask.nonzero()).map { Int($0.double) }, sizes = shape.array
            let flat = stride(from: 0, to: places.count, by: sizes.count).map { at in sizes.indices.reduce(0) { $0 * sizes[$1] + places[at + $1] } }
            XCTAssertEqual(flat, try elements(x).indices.filter { try elements(x)[$0].double > 40 })
            try x.indexPut([mask], .scalar(.int(5), .int64))
            XCTAssertEqual(try elements(x).map(\.double).max(), 40)
        }
    }
}

/// What is found without sorting or turning columns into rows first.
final class ColumnKernelTests: XCTestCase {
    private func numbers(_ shape: Dims, nan: Bool = false) throws -> NDArray {
        let array = try NDArray.empty(shape, .float32)
        for i in 0..<array.count { array.store(.float(nan && i % 37 == 11 ? .nan : Double(i &* 7919 % 61) - 30), atOffset: i) }
        return array
    }
    private func list(_ array: NDArray) throws -> [Double] {
        let dense = try array.contiguous()
        return (0..<dense.count).map { dense.scalar(atOffset: $0).double }
    }

    func testPlacesInColumns() throws {
        for columns in [2, 3, 10, 31, 32, 100, 300] {
            for rows in [1, 2, 9, 130, 700] {
                for nan in [false, true] {
                    let x = try numbers([rows, columns], nan: nan), turned = try x.transpose(0, 1).contiguous()
                    for op in [ReduceOp.argmax, .argmin] {
                        XCTAssertEqual(try list(x.reduce(op, [0])), try list(turned.reduce(op, [1])), "\(op) \(rows) \(columns)")
                    }
                    XCTAssertEqual(try list(x.extremum(.amax, 0).values).map(\.description), try list(turned.reduce(.amax, [1])).map(\.description))
                }
            }
        }
    }

    func testSpreadAndSoftmaxOfColumns() throws {
        for columns in [2, 10, 100, 300] {
            let x = try numbers([130, columns]), turned = try x.transpose(0, 1).contiguous()
            for (a, b) in zip(try list(x.variance([0])), try list(turned.variance([1]))) { XCTAssertEqual(a, b, accuracy: abs(b) * 1e-6) }
            for log in [false, true] {
                for (a, b) in zip(try list(x.softmax(0, log: log).transpose(0, 1)), try list(turned.softmax(1, log: log))) {
                    XCTAssertEqual(a, b, accuracy: abs(b) * 1e-5)
                }
                let y = try x.softmax(0, log: log), flipped = try turned.softmax(1, log: log)
                let here = try list(NDArray.softmaxBackward(x, result: y, 0, log: log).transpose(0, 1))
                for (a, b) in zip(here, try list(NDArray.softmaxBackward(turned, result: flipped, 1, log: log))) { XCTAssertEqual(a, b, accuracy: abs(b) * 1e-4 + 1e-3) }
            }
        }
    }

    func testFirstOfTheOrder() throws {
        for dtype in [DType.float32, .float64, .int64, .int8] {
            for n in [8, 40, 100, 1000] {
                let x = try numbers([5, n], nan: dtype.isFloatingPoint).cast(to: dtype)
                for largest in [false, true] {
                    let order = try x.argsort(-1, descending: largest)
                    for k in [1, n / 8] {
                        let found = try x.topk(k, -1, largest: largest)
                        XCTAssertEqual(try list(found.indices), try list(order.narrow(1, 0, k)))
                        XCTAssertEqual(try list(found.values).map(\.description), try list(x.gather(-1, order).narrow(1, 0, k)).map(\.description))
                    }
                }
            }
        }
    }
}
