import ObjectModel
import XCTest

/// What the machine takes for granted about the numbers of built-in functions that it runs itself.
final class IntrinsicTests: XCTestCase {
    func testNumbersAreWhatLiesInMemory() {
        for intrinsic in NativeFunction.Intrinsic.allCases {
            XCTAssertEqual(NativeFunction.Intrinsic.numbered(Int(intrinsic.rawValue)), intrinsic)
        }
    }
}
