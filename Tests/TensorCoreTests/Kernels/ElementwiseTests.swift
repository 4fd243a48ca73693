import CKernels
import XCTest

@testable import TensorCore

final class ElementwiseTests: XCTestCase {
    func testOperationNamesAreThoseOfTheKernels() {
        for (family, names) in [
            (0, UnaryOp.allCases.map { "\($0)" }), (1, BinaryOp.allCases.map { "\($0)" }),
            (2, CompareOp.allCases.map { "\($0)" }), (3, PredicateOp.allCases.map { "\($0)" }), (4, PairOp.allCases.map { "\($0)" }),
        ] {
            for (i, name) in names.enumerated() {
                XCTAssertEqual(nbs_op_name(Int32(family), Int32(i)).map { String(cString: $0) }, name)
            }
            XCTAssertNil(nbs_op_name(Int32(family), Int32(names.count)))
        }
    }

    func testBroadcastAdd() throws {
        let a = try NDArray.from([1.0, 2, 3], shape: [3, 1]), b = try NDArray.from([10.0, 20])
        let sum = try NDArray.binary(.add, a, b)
        XCTAssertEqual(sum.shape, [3, 2])
        XCTAssertEqual(try sum.doubles(), [11, 21, 12, 22, 13, 23])
        let t = try sum.transpose(0, 1)
        XCTAssertEqual(try t.doubles(), [11, 12, 13, 21, 22, 23])
        XCTAssertEqual(try NDArray.binary(.mul, t, .int(2)).doubles(), [22, 24, 26, 42, 44, 46])
        XCTAssertThrowsError(try NDArray.binary(.add, a, NDArray.zeros([2, 2]))) {
            XCTAssertEqual(
                $0 as? TensorError,
                .runtime("The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0"))
        }
    }
}
