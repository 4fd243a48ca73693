import BigInt

#if canImport(Glibc)
    import Glibc
#endif

/// `float`: its constructor and methods. Values are `Value.float`.
package enum FloatType {
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        if arguments.hasKeywords { throw Raised.typeError("float() takes no keyword arguments") }
        guard arguments.count < 2 else { throw Raised.typeError("float expected at most 1 argument, got \(arguments.count)") }
        guard arguments.count == 1 else { return .float(0) }
        let value = arguments[0]
        if case .object(let object) = value, object.kind == .str || object.kind == .bytes { return .float(try parsed(value)) }
        if let number = try value.toDouble() { return .float(number) }
        if case .object(let object) = value, let integer = try object.index() { return .float(try BigNumbers.double(integer.asBigInt ?? 0)) }
        if value.withoutClass.asString != nil { return .float(try parsed(value)) }
        throw Raised.typeError("float() argument must be a string or a real number, not '\(value.type.nameInC)'")
    }
    private static func parsed(_ value: Value) throws -> Double {
        let plain = value.withoutClass
        if let text = Str.of(plain), let number = self.plain(text.bytes) { return number }
        let text = plain.asString ?? (plain.object(of: .bytes) as? Bytes).map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
        guard let number = parse(text) else {
            throw Raised.valueError("could not convert string to float: \(try plain.repr())")
        }
        return number.isNaN ? ownNaN(number) : number
    }
    // Only the evaluator's thread makes them.
    nonisolated(unsafe) private static var madeNaNs: UInt64 = 0
    /// A NaN that no other is identical to: each `float('nan')` is an object of its own in Python. Its number stands in bits
    /// that a float32 has not.
    private static func ownNaN(_ number: Double) -> Double {
        madeNaNs = madeNaNs &+ 1 & (1 << 29 - 1)
        return Double(bitPattern: Double.nan.bitPattern | madeNaNs | (number.sign == .minus ? 1 << 63 : 0))
    }
    /// What `float` makes of digits with a point and an exponent; nil: it needs a closer look.
    package static func plain(_ text: Unmanaged<Str>) -> Double? { text.borrowed { plain($0.bytes) } }
    /// Digits with a point and an exponent at most: what most texts are.
    private static func plain(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        guard bytes.count > 0, bytes.count < 40 else { return nil }
        if let short = short(bytes) { return short }
        var hasDigit = false
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x30...0x39: hasDigit = true
            case 0x2E: break
            case 0x2D, 0x2B: if index > 0, bytes[index - 1] | 0x20 != 0x65 { return nil }
            case 0x65, 0x45: if !hasDigit { return nil }
            default: return nil
            }
        }
        guard hasDigit else { return nil }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 40) { buffer in
            guard let base = buffer.baseAddress else { return nil }
            for (index, byte) in bytes.enumerated() { base[index] = CChar(bitPattern: byte) }
            base[bytes.count] = 0
            var end: UnsafeMutablePointer<CChar>?
            let value = strtod(base, &end)
            return end == base + bytes.count ? value : nil
        }
    }
    // 10, 100 … are exact up to here, and so is every whole number of 15 digits: one division rounds once.
    private static let powers: [Double] = (0...15).map { (0..<$0).reduce(1.0) { product, _ in product * 10 } }
    /// At most 15 digits with a point, and nothing else.
    private static func short(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        let start = bytes[0] == 0x2D || bytes[0] == 0x2B ? 1 : 0
        guard bytes.count > start, bytes.count - start <= 16 else { return nil }
        var (digits, point, value) = (0, -1, 0)
        for index in start..<bytes.count {
            let digit = bytes[index] &- 0x30
            if digit <= 9 {
                value = value &* 10 &+ Int(digit)
                digits += 1
            } else {
                guard bytes[index] == 0x2E, point < 0 else { return nil }
                point = index
            }
        }
        guard digits > 0, digits <= 15 else { return nil }
        let number = Double(value) / (point < 0 ? 1 : powers[bytes.count - point - 1])
        return bytes[0] == 0x2D ? -number : number
    }
    /// Python's float texts; nil for anything else.
    static func parse(_ text: String) -> Double? {
        if let plain = StringText.withBytes(text, plain) { return plain }
        let trimmed = Str.trimmed(Substring(text).unicodeScalars, left: true, right: true, of: nil)
        var plain = ""
        var wasDigit = false
        var isAfterUnderscore = false
        for scalar in trimmed {
            if scalar == "_" {
                guard wasDigit else { return nil }
                isAfterUnderscore = true
                wasDigit = false
                continue
            }
            let digit = scalar.properties.numericType == .decimal ? scalar.properties.numericValue.map { Int($0) } : nil
            if isAfterUnderscore, digit == nil { return nil }
            isAfterUnderscore = false
            wasDigit = digit != nil
            if let digit { plain += String(digit) } else { plain.unicodeScalars.append(scalar) }
        }
        if isAfterUnderscore { return nil }
        let unsigned = plain.drop { $0 == "+" || $0 == "-" }
        if plain.utf8.count - unsigned.utf8.count > 1 { return nil }
        let isNegative = plain.hasPrefix("-")
        switch unsigned.lowercased() {
        case "inf", "infinity": return isNegative ? -.infinity : .infinity
        case "nan": return .nan
        default: break
        }
        // Only what strtod and Python both take: no hexadecimal, at least one digit.
        guard unsigned.utf8.contains(where: { $0 >= 0x30 && $0 <= 0x39 }),
            unsigned.unicodeScalars.allSatisfy({ "0123456789.eE+-".unicodeScalars.contains($0) })
        else { return nil }
        var end: UnsafeMutablePointer<CChar>?
        return plain.withCString { start in
            let value = strtod(start, &end)
            return end.map { $0 - UnsafeMutablePointer(mutating: start) } == plain.utf8.count ? value : nil
        }
    }
    /// The exact fraction that a finite float is.
    static func ratio(_ value: Double) -> (numerator: BigInt, denominator: BigInt) {
        if value == 0 { return (0, 1) }
        var exponent = Int(value.exponent) - 52
        var numerator = BigInt(value.significand * 0x1p52)
        while numerator.isMultiple(of: 2), exponent < 0 {
            numerator /= 2
            exponent += 1
        }
        if value < 0 { numerator = -numerator }
        return exponent >= 0 ? (numerator << exponent, 1) : (numerator, BigInt(1) << -exponent)
    }
    /// `round(value, digits)`: to the nearest decimal, ties to even, decided on the exact value.
    static func rounded(_ value: Double, digits: Int) -> Double {
        if !value.isFinite || value == 0 || digits > 323 { return value }
        if digits < -308 { return value.sign == .minus ? -0.0 : 0 }
        if digits >= 0 {
            // Both conversions are exact to the last digit asked for.
            let quick = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: FixedPoint.most) { buffer -> Double? in
                let end = buffer.baseAddress.unsafelyUnwrapped + FixedPoint.most  // it has that capacity
                return FixedPoint.write(value.magnitude, digits, endingAt: end).flatMap { plain(UnsafeBufferPointer(start: $0, count: end - $0)) }
            }
            if let quick { return value.sign == .minus ? -quick : quick }
            return parse(CFormat.text(value, "f", precision: digits)) ?? value
        }
        let (numerator, denominator) = ratio(value.magnitude)
        let unit = BigInt(10).power(-digits) * denominator
        var (quotient, rest) = numerator.quotientAndRemainder(dividingBy: unit)
        rest *= 2
        if rest > unit || rest == unit && !quotient.isMultiple(of: 2) { quotient += 1 }
        let result = (try? BigNumbers.double(quotient * BigInt(10).power(-digits))) ?? .infinity
        return value.sign == .minus ? -result : result
    }
    /// `float.hex`.
    static func hexadecimal(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        let sign = value.sign == .minus ? "-" : ""
        if value.isInfinite { return sign + "inf" }
        if value == 0 { return sign + "0x0.0p+0" }
        let isNormal = value.isNormal
        let digits = String(value.significandBitPattern, radix: 16)
        let exponent = isNormal ? Int(value.exponent) : -1022
        return sign + (isNormal ? "0x1." : "0x0.") + String(repeating: "0", count: 13 - digits.count) + digits + "p"
            + (exponent < 0 ? "-" : "+") + String(abs(exponent))
    }

    private static func method(_ name: Name, _ summary: String, _ body: @escaping (Double) throws -> Value) -> NativeFunction {
        NativeFunction(name, "self, /", summary: summary, isMethod: true, body: .one { value in
            guard case .float(let number) = value.withoutClass else {
                throw Raised.typeError("descriptor '\(name)' for 'float' objects doesn't apply to a '\(value.type.nameInC)' object")
            }
            return try body(number)
        })
    }
    static var members: [Object] {
        [
            method("is_integer", "Whether the number is whole.") { .bool($0.isFinite && $0 == $0.rounded(.towardZero)) },
            method("hex", "The number in hexadecimal, exactly.") { .str(hexadecimal($0)) },
            method("conjugate", "The number itself.") { .float($0) },
            method("as_integer_ratio", "The fraction that the number is.") { value in
                if value.isNaN { throw Raised.valueError("cannot convert NaN to integer ratio") }
                if value.isInfinite { throw Raised.overflow("cannot convert Infinity to integer ratio") }
                let (numerator, denominator) = ratio(value)
                return .tuple([.int(numerator), .int(denominator)])
            },
            ClassMethod(NativeFunction("fromhex", "type, string, /", isMethod: true, body: .two { type, text in
                let text = try Str.text(text) { _ in "fromhex() argument must be str" }
                let plain = String(Str.trimmed(Substring(text).unicodeScalars, left: true, right: true, of: nil)).lowercased()
                if let special = parse(plain), !special.isFinite { return .float(special) }
                let unsigned = plain.hasPrefix("+") || plain.hasPrefix("-") ? plain.dropFirst() : plain[...]
                guard let first = unsigned.first, first.isHexDigit || first == "." else { throw Raised.valueError("invalid hexadecimal floating-point string") }
                let spelled = (plain.hasPrefix("-") ? "-" : "") + (unsigned.hasPrefix("0x") ? "" : "0x") + unsigned
                var end: UnsafeMutablePointer<CChar>?
                let value: Double? = spelled.withCString { start in
                    let value = strtod(start, &end)
                    return end.map { $0 - UnsafeMutablePointer(mutating: start) } == spelled.utf8.count ? value : nil
                }
                guard let value else { throw Raised.valueError("invalid hexadecimal floating-point string") }
                if value.isInfinite { throw Raised.overflow("hexadecimal value too large to represent as a float") }
                if case .object(let object) = type, object !== BuiltinTypes.float { return try object.call(.float(value)) }
                return .float(value)
            })),
            NativeProperty("real") { $0.withoutClass },
            NativeProperty("imag") { _ in .float(0) },
        ]
    }
}
