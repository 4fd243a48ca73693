import Foundation
import Language
import XCTest

/// No text, however deep or long, overflows the stack or hangs.
final class LimitTests: XCTestCase {
    private let tooDeep = "maximum recursion depth exceeded during compilation"

    func testDepth() {
        expect("(" + String(repeating: "(", count: 199) + "x" + String(repeating: ")", count: 200), nil)
        expect(
            String(repeating: "(", count: 201) + "x" + String(repeating: ")", count: 201), "too many nested parentheses"
        )
        for (text, unit) in [("x", "-"), ("x", "not "), ("x", "lambda: "), ("x", "x if x else "), ("x", "x ** ")] {
            expect(String(repeating: unit, count: 900) + text, nil)
            expect(String(repeating: unit, count: 100_000) + text, tooDeep)
        }
        // Six signs or lambdas in each of two hundred brackets.
        for unit in ["------", "lambda: lambda: lambda: lambda: lambda: lambda: "] {
            expect(String(repeating: "(" + unit, count: 199) + "x" + String(repeating: ")", count: 199), nil)
        }
    }

    func testChains() {
        for (text, unit) in [("x", " + 1"), ("x", ".a"), ("f", "()"), ("x", "[0]"), ("x", " * y @ z")] {
            expect(text + String(repeating: unit, count: 1400), nil)
            expect(text + String(repeating: unit, count: 100_000), tooDeep)
        }
        let chain = String(repeating: " + 1", count: 2000)
        expect(String(repeating: "(", count: 100) + "x" + String(repeating: chain + ")", count: 100), tooDeep)
        // Long but flat.
        expect("[" + String(repeating: "-1, ", count: 50_000) + "]", nil)
        expect(String(repeating: "a and ", count: 50_000) + "b", nil)
        expect(String(repeating: "a < ", count: 50_000) + "b", nil)
        expect(String(repeating: "a = ", count: 10_000) + "b", nil)
        expect("print(" + String(repeating: "*a, ", count: 20_000) + ")", nil)
    }

    func testBlocks() {
        func nested(_ depth: Int) -> String {
            (0..<depth).map { String(repeating: " ", count: $0) + "if x:\n" }.joined()
                + String(repeating: " ", count: depth) + "y\n"
        }
        expect(nested(98), nil)
        expect(nested(120), "too many levels of indentation")
        expect("if x: y\n" + String(repeating: "elif x: y\n", count: 1400), nil)
        expect("if x: y\n" + String(repeating: "elif x: y\n", count: 20_000), tooDeep)
        expect(String(repeating: "x = 1\n", count: 20_000), nil)
    }

    func testLiterals() {
        expect(String(repeating: "9", count: 4300), nil)
        expect(
            String(repeating: "9", count: 4301),
            "Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits; use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid decimal conversion limits."
        )
        expect("0x" + String(repeating: "f", count: 20_000), nil)
        expect("0x" + String(repeating: "f", count: 200_000), "hexadecimal literal has more than 100000 digits")
        expect(String(repeating: "'a' ", count: 20_000), nil)
        expect("'" + String(repeating: "\\N{BULLET}", count: 1000) + "'", nil)
        expect("f'{x" + String(repeating: " + 1", count: 5000) + "}'", tooDeep)
    }

    /// Parses on a thread with room for a debug build; `message` nil means that the text is right.
    private func expect(_ text: String, _ message: String?, file: StaticString = #filePath, line: UInt = #line) {
        nonisolated(unsafe) var answer: String?  // Written by the thread before the semaphore is signalled.
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            do throws(SyntaxProblem) {
                _ = try parse(text)
                _ = completeness(of: text)
            } catch {
                answer = error.message
            }
            done.signal()
        }
        thread.stackSize = 64 << 20
        thread.start()
        done.wait()
        XCTAssertEqual(answer, message, file: file, line: line)
    }
}
