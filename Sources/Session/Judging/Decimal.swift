import BigInt

/// A decimal number just as it is printed. Comparing is done on these and not in binary, where
/// |0.1235 - 0.1234| is more than 0.0001.
package struct Decimal: Equatable, Sendable, CustomStringConvertible {
    /// The value is `digits` × 10^`exponent`.
    var digits: BigInt
    var exponent: Int
    /// How many digits were printed after the point, the exponent apart.
    var fractionDigits: Int
    /// How many digits were printed in all.
    var printedDigits: Int

    package var isNegative: Bool { digits < 0 }

    init(digits: BigInt, exponent: Int, fractionDigits: Int = 0, printedDigits: Int = 0) {
        self.digits = digits
        self.exponent = exponent
        self.fractionDigits = fractionDigits
        self.printedDigits = printedDigits
    }

    /// Reads `-1.25`, `1.`, `1e-05`, `2.5e+10`. Nil for anything else, and for exponents no number type here has.
    package init?(_ text: some StringProtocol) {
        var bytes = Array(text.utf8)[...]
        let negative = bytes.first == UInt8(ascii: "-")
        if negative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        let whole = bytes.prefix { $0.isASCIIDigit }
        bytes = bytes.dropFirst(whole.count)
        var fraction: ArraySlice<UInt8> = []
        if bytes.first == UInt8(ascii: ".") {
            fraction = bytes.dropFirst().prefix { $0.isASCIIDigit }
            bytes = bytes.dropFirst(1 + fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        var power = 0
        if bytes.first == UInt8(ascii: "e") || bytes.first == UInt8(ascii: "E") {
            guard let value = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)), abs(value) <= 5000 else { return nil }
            power = value
            bytes = []
        }
        guard bytes.isEmpty, whole.count + fraction.count <= 1000,
            let value = BigInt(String(decoding: whole + fraction, as: UTF8.self))
        else { return nil }
        digits = negative ? -value : value
        exponent = power - fraction.count
        fractionDigits = fraction.count
        printedDigits = whole.count + fraction.count
    }

    /// The value of one in the last printed digit. A number printed without any digit after its point (`6.`) is a
    /// whole number to its reader: its last digit only counts when float32 itself no longer knows it.
    var unit: Decimal? {
        fractionDigits > 0 || printedDigits >= 7 ? Decimal(digits: 1, exponent: exponent) : nil
    }

    func isAtMost(_ other: Decimal) -> Bool { (self - other).digits <= 0 }

    var magnitude: Decimal { Decimal(digits: digits.magnitude.asSigned, exponent: exponent) }

    static func - (a: Decimal, b: Decimal) -> Decimal {
        let exponent = min(a.exponent, b.exponent)
        return Decimal(digits: a.scaled(to: exponent) - b.scaled(to: exponent), exponent: exponent)
    }
    static func * (a: Decimal, b: Decimal) -> Decimal {
        Decimal(digits: a.digits * b.digits, exponent: a.exponent + b.exponent)
    }

    private func scaled(to lower: Int) -> BigInt {
        // Zero has no size: 0e+4000 must not grow.
        digits == 0 ? 0 : digits * BigInt(10).power(exponent - lower)
    }

    /// `0.0004`, `12`, `3e-09`: digits without trailing zeros.
    package var description: String {
        guard digits != 0 else { return "0" }
        var text = digits.magnitude.description
        var power = exponent
        while text.hasSuffix("0") {
            text.removeLast()
            power += 1
        }
        let sign = digits < 0 ? "-" : ""
        let leading = text.count + power
        if power >= 0, leading <= 12 { return sign + text + String(repeating: "0", count: power) }
        if power < 0, leading > 0 { return sign + text.prefix(leading) + "." + text.dropFirst(leading) }
        if power < 0, leading > -5 { return sign + "0." + String(repeating: "0", count: -leading) + text }
        let mantissa = text.count == 1 ? text : "\(text.prefix(1)).\(text.dropFirst())"
        let size = abs(leading - 1)
        return "\(sign)\(mantissa)e\(leading < 1 ? "-" : "+")\(size < 10 ? "0" : "")\(size)"
    }
}

extension BigUInt {
    fileprivate var asSigned: BigInt { BigInt(self) }
}

extension UInt8 {
    var isASCIIDigit: Bool { (0x30...0x39).contains(self) }
    /// Letters, digits, the underscore, and everything beyond ASCII: what can continue a word.
    var continuesWord: Bool {
        isASCIIDigit || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) || self == 0x5F || self >= 0x80
    }
}
