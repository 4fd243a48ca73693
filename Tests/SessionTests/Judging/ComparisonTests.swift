import XCTest

@testable import Session

final class ComparisonTests: XCTestCase {
    private func expect(
        _ recorded: String, _ actual: String, _ tolerance: String? = nil, agrees: Bool,
        file: StaticString = #filePath, line: UInt = #line
    ) {
        func lines(_ text: String) -> [String] { text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
        let rule = tolerance.flatMap { Tolerance($0) } ?? .unit
        for (a, b) in [(recorded, actual), (actual, recorded)] {
            let comparison = Comparison(recorded: lines(a), actual: lines(b), tolerance: rule)
            XCTAssertEqual(comparison.agrees, agrees, "\(a) | \(b)", file: file, line: line)
        }
    }

    func testNumbers() {
        expect("tensor([0.1234])", "tensor([0.1235])", agrees: true)
        expect("tensor([0.1234])", "tensor([0.1236])", agrees: false)
        // 0.1235 - 0.1234 is more than 0.0001 in binary.
        expect("0.1234", "0.1235", agrees: true)
        expect("0.9999", "1.0000", agrees: true)
        expect("0.9999", "1.", agrees: true)
        expect("-0.0001", "0.0000", agrees: true)
        expect("-0.0000", "0.0000", agrees: true)
        expect("tensor(-0.)", "tensor(0.)", agrees: true)
        expect("-0.5", "0.5", agrees: false)
        expect("1.2346e-05", "1.2347e-05", agrees: true)
        expect("1.2346e-05", "1.2348e-05", agrees: false)
        expect("1.2346e-05", "0.0000", agrees: true)
        expect("1e-05", "2e-05", agrees: false)
        expect("1.0000e+10", "9.9999e+09", agrees: true)
        expect("nan", "nan", agrees: true)
        expect("nan", "0.0000", agrees: false)
        expect("inf", "inf", agrees: true)
        expect("inf", "-inf", agrees: false)
        expect("loss: 3.5s", "loss: 3.6s", agrees: true)
        expect("loss: 3.5s", "loss: 3.7s", agrees: false)
        expect("12.3%", "12.4%", agrees: true)
        // The digits of many numbers, and far beyond Double.
        expect("0.10000000000000000000000000001", "0.10000000000000000000000000002", agrees: true)
        expect("0.10000000000000000000000000001", "0.10000000000000000000000000003", agrees: false)
    }

    func testWholeNumbersAreExact() {
        expect("6", "7", agrees: false)
        expect("tensor(6.)", "tensor(7.)", agrees: false)
        expect("tensor(6.)", "tensor(6.0000)", agrees: true)
        expect("tensor(6.)", "tensor(6.0001)", agrees: true)
        expect("tensor(6.)", "tensor(6.0002)", agrees: false)
        expect("tensor(6.)", "tensor(6)", agrees: false)
        // Beyond what float32 holds the last digit is noise again.
        expect("tensor(1234567.)", "tensor(1234568.)", agrees: true)
        expect("torch.Size([3, 784])", "torch.Size([3, 785])", agrees: false)
        expect("2.13.0+nbs", "2.13.1+nbs", agrees: false)
        expect("0.weight", "1.weight", agrees: false)
        expect("conv2d", "conv3d", agrees: false)
        expect("784-512", "784-513", agrees: false)
    }

    func testTolerance() {
        expect("100.0", "100.1", "1e-3", agrees: true)
        expect("100.0", "100.2", "1e-3", agrees: false)
        expect("-100.00", "-100.10", "1e-3", agrees: true)
        expect("0.1234", "0.1235", "exact", agrees: false)
        expect("0.1234", "0.1234", "exact", agrees: true)
        expect("0.1234", "0.1235", "0", agrees: true)
        expect("6.", "6.006", "1e-3", agrees: true)
        expect("6", "6.", "1", agrees: false)
        expect("nan", "nan", "1e-3", agrees: true)
        XCTAssertNil(Tolerance("-1"))
        XCTAssertNil(Tolerance("close"))
        XCTAssertNil(Tolerance(""))
    }

    func testLayout() {
        expect("tensor([1.0000, 2.0000])", "tensor([1.0000,\n        2.0000])", agrees: true)
        expect("tensor([ 1.0000, -0.0001])", "tensor([1.0000, 0.0000])", agrees: true)
        expect("(tensor([1, 2]), tensor([3]))", "(tensor([1, 2]),\n tensor([3]))", agrees: true)
        expect("loss tensor(2., grad_fn=<A>)", "loss tensor(2.,  grad_fn=<A>)", agrees: true)
        expect("Parameter containing:\ntensor([1.])", "Parameter containing: tensor([1.])", agrees: false)
        expect("(20,  784)", "(20, 784)", agrees: false)
        expect("a  b", "a b", agrees: false)
        expect("a\nb", "a b", agrees: false)
        expect("a \nb\n\n", "a\nb", agrees: true)
        expect("loss  9.9999", "loss 10.0000", agrees: true)
        expect("loss  9.9999", "loss   10.0000", agrees: false)
        expect("(tensor([1", "(tensor([1 ", agrees: true)
        expect("((((", "(((", agrees: false)
        expect("tensor([1, 2], dtype=torch.int32)", "tensor([1, 2])", agrees: false)
    }

    func testDifferencesAreNamed() {
        let comparison = Comparison(
            recorded: ["a", "tensor([0.7616, 1.0000])"], actual: ["a", "tensor([0.7620, 1.0000])"], tolerance: .unit)
        XCTAssertEqual(comparison.numbers, [.init(recorded: "0.7616", actual: "0.7620", by: "0.0004", line: 1)])
    }

    func testDecimalText() {
        for (text, expected) in [
            ("0.0004", "0.0004"), ("12.50", "12.5"), ("1e-09", "1e-09"), ("1.5e+20", "1.5e+20"), ("-0.", "0"), ("1200", "1200"),
        ] { XCTAssertEqual(Decimal(text)?.description, expected) }
        for text in ["", "-", "1e", ".", "1e99999999999", "1e6000", "0x1", "1.2.3"] { XCTAssertNil(Decimal(text), text) }
    }

    func testManyOpenBrackets() {
        let text = String(repeating: "(", count: 200_000)
        XCTAssertFalse(Comparison(recorded: [text], actual: [text + "x"], tolerance: .unit).agrees)
    }
}
