import BigInt
import XCTest

@testable import ObjectModel

/// Arithmetic of our own with huge integers agrees with `BigInt`'s, whatever their sizes and signs.
final class BigWordsTests: XCTestCase {
    private var state: UInt64 = 7
    private func word() -> UInt {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        // Words of ones and of zeros are where carries run far.
        switch state >> 60 {
        case 0, 2: return .max
        case 1, 3: return 0
        case 4: return 1 << 63
        default: return UInt(state ^ state >> 29)
        }
    }
    private func number(words count: Int) -> BigInt {
        BigInt(BigUInt(words: (0..<count).map { $0 == count - 1 ? word() | 1 : word() }))
    }
    private let sizes = [(300, 300), (301, 299), (900, 80), (80, 900), (1700, 39), (500, 499), (330, 331)]
    private func result(_ operation: BinaryOperator, _ a: BigInt, _ b: BigInt) throws -> BigInt? {
        try BigNumbers.binary(operation, .int(a), .int(b))?.asBigInt
    }

    func testSmallNumbers() throws {
        for long in 0..<7 {
            for short in 0..<5 {
                for _ in 0..<40 {
                    let (large, small) = (number(words: long), number(words: short))
                    for (a, b) in [(large, small), (-large, small), (large, -small), (-large, -small)] {
                        XCTAssertEqual(try result(.add, a, b), a + b)
                        XCTAssertEqual(try result(.subtract, a, b), a - b)
                        XCTAssertEqual(try result(.multiply, a, b), a * b)
                        XCTAssertEqual(try result(.bitAnd, a, b), bitwise(a, b, &))
                        XCTAssertEqual(try result(.bitOr, a, b), bitwise(a, b, |))
                        XCTAssertEqual(try result(.bitXor, a, b), bitwise(a, b, ^))
                        XCTAssertEqual(try Value.int(a).hash(), try Value.int(a + 0).hash())
                        XCTAssertEqual(try compareValues(.less, .int(a), .int(b)).isTrue(), a < b)
                        XCTAssertEqual(try areEqual(.int(a), .int(b)), a == b)
                        XCTAssertEqual(try Value.int(a).repr(), String(a))
                        XCTAssertEqual(try IntText.parse(String(a), base: 10)?.asBigInt, a)
                        XCTAssertEqual(try IntText.parse(String(a, radix: 7), base: 7)?.asBigInt, a)
                        XCTAssertEqual(try BigNumbers.greatestCommonDivisor(.int(a * 12), .int(b * 18))?.asBigInt, (a * 12).greatestCommonDivisor(with: b * 18))
                        for count in [0, 1, 63, 64, 65, 200] {
                            XCTAssertEqual(try result(.leftShift, a, BigInt(count)), a * BigInt(2).power(count))
                            XCTAssertEqual(try result(.rightShift, a, BigInt(count)), floored(a, BigInt(2).power(count)).quotient)
                        }
                        if b == 0 { continue }
                        let (quotient, remainder) = floored(a, b)
                        XCTAssertEqual(try result(.floorDivide, a, b), quotient)
                        XCTAssertEqual(try result(.modulo, a, b), remainder)
                        let both = try XCTUnwrap(BigNumbers.divmod(.int(a), .int(b)))
                        XCTAssertEqual(both.quotient.asBigInt, quotient)
                        XCTAssertEqual(both.remainder.asBigInt, remainder)
                    }
                }
            }
        }
    }
    /// As if on words with room for both signs: `BigInt`'s own loses `-2**128 & -2**128 - 1`.
    private func bitwise(_ a: BigInt, _ b: BigInt, _ operation: (BigUInt, BigUInt) -> BigUInt) -> BigInt {
        let whole = BigInt(1) << 640
        func shown(_ value: BigInt) -> BigUInt { (value < 0 ? value + whole : value).magnitude }
        let result = BigInt(operation(shown(a), shown(b)))
        return result >= whole / 2 ? result - whole : result
    }
    /// By Python's rules.
    private func floored(_ a: BigInt, _ b: BigInt) -> (quotient: BigInt, remainder: BigInt) {
        let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
        return remainder != 0 && (remainder < 0) != (b < 0) ? (quotient - 1, remainder + b) : (quotient, remainder)
    }
    func testProducts() throws {
        for (long, short) in sizes {
            let (a, b) = (number(words: long), number(words: short))
            XCTAssertEqual(try result(.multiply, a, b), a * b, "\(long) × \(short) words")
        }
    }
    func testQuotients() throws {
        for (long, short) in sizes {
            let (a, b) = (number(words: long + short), number(words: short))
            for value in [a, a * b, a * b - 1, (b << 6400) - 1, b - 1] {
                let (quotient, remainder) = try XCTUnwrap(BigNumbers.divmod(.int(value), .int(b)))
                let (whole, rest) = (try XCTUnwrap(quotient.asBigInt), try XCTUnwrap(remainder.asBigInt))
                XCTAssertEqual(whole * b + rest, value, "\(long) / \(short) words")
                XCTAssertLessThan(rest, b)
            }
        }
    }
    func testPowersRootsAndDivisors() throws {
        let (a, b) = (number(words: 40), number(words: 300))
        XCTAssertEqual(try result(.power, a, 37), a.power(37))
        XCTAssertEqual(try result(.power, -a, 37), -a.power(37))
        for (base, exponent, modulus) in [(a, 37, b), (b, 37, a), (a, 1, a + 1), (-a, 3, b), (a, 5, 97), (a, 200, BigInt(UInt.max) - 58), (7, 0, a), (0, 0, a), (a, 11, -b)] {
            XCTAssertEqual(
                try BigNumbers.power(.int(base), .int(exponent), .int(modulus))?.asBigInt, floored(base.power(exponent), modulus).remainder)
        }
        XCTAssertEqual(try BigNumbers.power(.int(0), .int(0), .int(1))?.asBigInt, 0)
        for (x, y) in [(b << 5000, b * 18), (a * 30, b * 42), (a, a), (a, 0), (0, b), (a * b, b * 7), (b + 1, b)] {
            XCTAssertEqual(try BigNumbers.greatestCommonDivisor(.int(x), .int(y))?.asBigInt, x.greatestCommonDivisor(with: y))
        }
        for value in [0, 1, 2, 3, 4, a, b] {
            XCTAssertEqual(try BigNumbers.squareRoot(.int(value * value)).asBigInt, value)
            XCTAssertEqual(try BigNumbers.squareRoot(.int(value * value + value * 2)).asBigInt, value)
            if value > 0 { XCTAssertEqual(try BigNumbers.squareRoot(.int(value * value - 1)).asBigInt, value - 1) }
        }
    }
    func testDigits() throws {
        for value in [0, 1, 7, 8, 255, BigUInt(1) << 64, (BigUInt(1) << 64) - 1, number(words: 9).magnitude] {
            for bits in [1, 3, 4] {
                let text = try BigWords.digits(value, bits: bits)
                XCTAssertEqual(text, String(value, radix: 1 << bits))
                let digits = text.utf8.map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x61 + 10 }
                XCTAssertEqual(BigWords.value(digits: digits, bits: bits), value)
            }
        }
        XCTAssertEqual(try BigWords.digits(48_879, bits: 4, uppercase: true), "BEEF")
        for count in [2, 40, 200, 223] {
            let value = number(words: count)
            XCTAssertEqual(try Value.int(value).repr(), String(value))
            XCTAssertEqual(try IntText.parse(String(value), base: 10)?.asBigInt, value)
        }
    }
}
