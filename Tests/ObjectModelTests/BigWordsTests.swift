import BigInt
import XCTest

@testable import ObjectModel

/// Products and quotients of our own, made for sizes where `BigInt` cannot be stopped, agree with `BigInt`'s.
final class BigWordsTests: XCTestCase {
    private var state: UInt64 = 7
    private func word() -> UInt {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        // Words of ones and of zeros are where carries run far.
        switch state >> 60 {
        case 0: return .max
        case 1: return 0
        default: return UInt(state ^ state >> 29)
        }
    }
    private func number(words count: Int) -> BigUInt {
        BigUInt(words: (0..<count).map { $0 == count - 1 ? word() | 1 : word() })
    }
    private let sizes = [(300, 300), (301, 299), (900, 80), (80, 900), (1700, 39), (500, 499), (330, 331)]

    func testProducts() throws {
        for (long, short) in sizes {
            let (a, b) = (number(words: long), number(words: short))
            XCTAssertEqual(try BigWords.product(a, b), a * b, "\(long) × \(short) words")
        }
    }
    func testQuotients() throws {
        for (long, short) in sizes {
            let (a, b) = (number(words: long + short), number(words: short))
            for value in [a, a * b, a * b - 1, (b << 6400) - 1, b - 1] {
                let (quotient, remainder) = try BigWords.divided(value, by: b)
                XCTAssertEqual(quotient * b + remainder, value, "\(long) / \(short) words")
                XCTAssertLessThan(remainder, b)
            }
        }
    }
    func testPowersRootsAndDivisors() throws {
        let (a, b) = (number(words: 40), number(words: 300))
        XCTAssertEqual(try BigWords.power(a, 37), a.power(37))
        XCTAssertEqual(try BigWords.power(a, 37, modulus: b), a.power(37) % b)
        XCTAssertEqual(try BigWords.power(0, 0, modulus: 1), 0)
        XCTAssertEqual(try BigWords.greatestCommonDivisor(b << 5000, b * 18), b * 2)
        for value in [0, 1, 2, 3, 4, a, b] {
            XCTAssertEqual(try BigWords.squareRoot(value * value), value)
            XCTAssertEqual(try BigWords.squareRoot(value * value + value * 2), value)
            if value > 0 { XCTAssertEqual(try BigWords.squareRoot(value * value - 1), value - 1) }
        }
    }
    func testDigits() throws {
        for value in [0, 1, 7, 8, 255, BigUInt(1) << 64, (BigUInt(1) << 64) - 1, number(words: 9)] {
            for bits in [1, 3, 4] {
                let text = try BigWords.digits(value, bits: bits)
                XCTAssertEqual(text, String(value, radix: 1 << bits))
                let digits = text.utf8.map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x61 + 10 }
                XCTAssertEqual(BigWords.value(digits: digits, bits: bits), value)
            }
        }
        XCTAssertEqual(try BigWords.digits(48_879, bits: 4, uppercase: true), "BEEF")
    }
}
