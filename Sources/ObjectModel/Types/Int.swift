import BigInt

/// Integers as text.
public enum IntText {
    /// CPython refuses longer texts: conversion takes time quadratic in the length.
    static let mostDigits = 4300

    /// Up to 18 digits and a sign, nothing else: what most texts are.
    static func plainDecimal(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let first = bytes.first else { return nil }
        let start = first == 0x2D || first == 0x2B ? 1 : 0
        guard bytes.count > start, bytes.count - start <= 18 else { return nil }
        var value = 0
        for index in start..<bytes.count {
            let digit = bytes[index] &- 0x30
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int(digit)
        }
        return first == 0x2D ? -value : value
    }
    /// Digits and a sign, nothing else, as many as may be.
    private static func longDecimal(_ bytes: UnsafeBufferPointer<UInt8>) -> Value? {
        guard let first = bytes.first else { return nil }
        let digits = bytes[(first == 0x2D || first == 0x2B ? 1 : 0)...]
        guard !digits.isEmpty, digits.count <= mostDigits, digits.allSatisfy({ $0 &- 0x30 <= 9 }) else { return nil }
        return value(digits: digits.lazy.map { $0 &- 0x30 }, base: 10, isNegative: first == 0x2D)
    }
    /// The same to another base: as many ASCII digits and letters as surely fit 63 bits.
    static func plain(_ bytes: UnsafeBufferPointer<UInt8>, base: Int) -> Int? {
        if base == 10 { return plainDecimal(bytes) }
        guard base > 1, base <= 36, bytes.count > 0, bytes.count <= (base <= 16 ? 15 : 12) else { return nil }
        var value = 0
        for byte in bytes {
            // Letters begin at ten, whichever their case.
            let digit = byte <= 0x39 ? Int(byte) - 0x30 : byte < 0x80 && byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A ? Int(byte | 0x20) - 0x61 + 10 : -1
            guard digit >= 0, digit < base else { return nil }
            value = value &* base &+ digit
        }
        return value
    }
    /// The decimal digits of a number of 64 bits.
    @inline(__always)
    public static func decimal(_ value: Int) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
            let start = buffer.baseAddress.unsafelyUnwrapped  // it has that capacity
            let length = DecimalDigits.length(value)
            DecimalDigits.write(value, length, to: start)
            return ShortText.make(UnsafeBufferPointer(start: start, count: length))
        }
    }
    /// `int(text, base)`; nil if the text is no integer.
    /// - Throws: `ValueError` for texts of too many digits.
    public static func parse(_ text: String, base: Int) throws -> Value? {
        if let plain = StringText.withBytes(text, { self.plain($0, base: base) }) { return .int(plain) }
        if base == 10, let plain = StringText.withBytes(text, longDecimal) { return plain }
        var digits = Substring(text).unicodeScalars
        digits = Str.trimmed(digits, left: true, right: true, of: nil)
        var isNegative = false
        if let sign = digits.first, sign == "+" || sign == "-" {
            isNegative = sign == "-"
            digits.removeFirst()
        }
        var base = base
        var mayStartWithUnderscore = false
        if digits.first == "0", let mark = digits.dropFirst().first {
            let meant: Int? =
                switch mark {
                case "x", "X": 16
                case "o", "O": 8
                case "b", "B": 2
                default: nil
                }
            if let meant, base == 0 || base == meant {
                base = meant
                digits = digits.dropFirst(2)
                mayStartWithUnderscore = true
            }
        }
        let isLiteral = base == 0
        if isLiteral { base = 10 }
        var plain: [UInt8] = []
        var wasDigit = mayStartWithUnderscore
        for scalar in digits {
            if scalar == "_" {
                guard wasDigit else { return nil }
                wasDigit = false
                continue
            }
            guard let digit = value(of: scalar), digit < base else { return nil }
            plain.append(UInt8(digit))
            wasDigit = true
        }
        guard wasDigit, !plain.isEmpty else { return nil }
        if isLiteral, plain.count > 1, plain[0] == 0, plain.contains(where: { $0 != 0 }) { return nil }
        var small = 0
        var overflowed = false
        for digit in plain {
            let (product, first) = small.multipliedReportingOverflow(by: base)
            let (sum, second) = product.addingReportingOverflow(Int(digit))
            if first || second {
                overflowed = true
                break
            }
            small = sum
        }
        if !overflowed { return .int(isNegative ? -small : small) }
        if plain.count > mostDigits, base & (base - 1) != 0 {
            throw Raised.valueError(
                "Exceeds the limit (4300 digits) for integer string conversion: value has \(plain.count) digits; use sys.set_int_max_str_digits() to increase the limit")
        }
        if base & (base - 1) == 0 {
            let big = BigInt(BigWords.value(digits: plain, bits: base.trailingZeroBitCount))
            return .int(isNegative ? -big : big)
        }
        return value(digits: plain, base: base, isNegative: isNegative)
    }
    private static func value(of scalar: Unicode.Scalar) -> Int? {
        switch scalar.value {
        case 0x30...0x39: Int(scalar.value) - 0x30
        case 0x61...0x7A: Int(scalar.value) - 0x61 + 10
        case 0x41...0x5A: Int(scalar.value) - 0x41 + 10
        default: scalar.properties.numericType == .decimal ? scalar.properties.numericValue.map { Int($0) } : nil
        }
    }
}

/// `int`: its constructor and methods. Values are `Value.int` or `BigInteger`.
package enum IntType {
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        let total = arguments.count + arguments.keywordCount
        if total > 2 { throw Raised.typeError("int() takes at most 2 arguments (\(total) given)") }
        for (name, _) in arguments.keywordPairs where name != "base" {
            throw Raised.typeError("'\(name)' is an invalid keyword argument for int()")
        }
        guard arguments.count > 0 else {
            if arguments.hasKeywords { throw Raised.typeError("int() missing string argument") }
            return .int(0)
        }
        if arguments.count == 2, case .int(let base) = arguments[1], case .object(let object) = arguments[0], object.kind == .str,
            let plain = IntText.plain(unsafeDowncast(object, to: Str.self).bytes, base: base)  // the kind says so
        { return .int(plain) }
        if let base = arguments.count > 1 ? arguments[1] : arguments.keyword("base") { 
            return try parse(arguments[0], base: Int(clamping: BigRange.whole(base)))
        }
        if case .object(let object) = arguments[0], object.kind == .str,
            let plain = IntText.plainDecimal(unsafeDowncast(object, to: Str.self).bytes)  // the kind says so
        { return .int(plain) }
        if case .object(let object) = arguments[0], object.kind != .instance, let text = text(of: arguments[0]) {
            return try parsed(text, base: 10, shown: arguments[0])
        }
        if let value = try arguments[0].toInt() {
            if case .bool(let flag) = value { return .int(flag ? 1 : 0) }
            return value
        }
        if let text = text(of: arguments[0]) { return try parsed(text, base: 10, shown: arguments[0]) }
        throw Raised.typeError(
            "int() argument must be a string, a bytes-like object or a real number, not '\(arguments[0].type.name)'")
    }
    /// What `int` makes of digits and a sign; nil: it needs a closer look.
    package static func plain(_ text: Unmanaged<Str>) -> Int? { text.borrowed { IntText.plainDecimal($0.bytes) } }
    private static func text(of value: Value) -> String? {
        let plain = value.withoutClass
        return plain.asString ?? (plain.object(of: .bytes) as? Bytes).map { String(decoding: $0.bytes, as: UTF8.self) }
    }
    private static func parse(_ value: Value, base: Int) throws -> Value {
        guard let text = text(of: value) else { throw Raised.typeError("int() can't convert non-string with explicit base") }
        guard base == 0 || (2...36).contains(base) else { throw Raised.valueError("int() base must be >= 2 and <= 36, or 0") }
        return try parsed(text, base: base, shown: value)
    }
    private static func parsed(_ text: String, base: Int, shown: Value) throws -> Value {
        guard let value = try IntText.parse(text, base: base) else {
            throw Raised.valueError("invalid literal for int() with base \(base): \(try shown.withoutClass.repr())")
        }
        return value
    }

    private static func receiver(_ value: Value, _ name: Name) throws -> BigInt {
        guard let number = value.asBigInt else {
            throw Raised.typeError("descriptor '\(name)' for 'int' objects doesn't apply to a '\(value.type.name)' object")
        }
        return number
    }
    /// - Parameter small: the same for what fits a machine word.
    private static func method(_ name: Name, _ summary: String, small: @escaping (Int) -> Value, _ body: @escaping (BigInt) throws -> Value) -> NativeFunction {
        NativeFunction(name, "self, /", summary: summary, isMethod: true, body: .one { value in
            if case .int(let number) = value { return small(number) }
            return try body(try receiver(value, name))
        })
    }
    private static func toBytes(_ a: BoundArguments) throws -> Value {
        let value = try receiver(a[0], "to_bytes")
        let length = try a[1].toIndex()
        let isSigned = try a[3].isTrue()
        guard let order = a[2].asString, order == "big" || order == "little" else {
            throw Raised.valueError("byteorder must be either 'little' or 'big'")
        }
        if length < 0 { throw Raised.valueError("length argument must be non-negative") }
        if length > 1 << 20 { throw Raised(ExceptionTypes.memoryError, "") }
        if value.sign == .minus, !value.isZero, !isSigned { throw Raised.overflow("can't convert negative int to unsigned") }
        let limit = BigInt(1) << (8 * length - (isSigned ? 1 : 0) < 0 ? 0 : 8 * length - (isSigned ? 1 : 0))
        guard value < limit, value >= -limit else { throw Raised.overflow("int too big to convert") }
        let words = (value.sign == .minus ? value + (BigInt(1) << (8 * length)) : value).magnitude.words
        let bytes = (0..<length).map { $0 / 8 < words.count ? UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt($0 % 8 * 8)) : 0 }
        return .object(Bytes(order == "big" ? bytes.reversed() : bytes))
    }
    private static func fromBytes(_ a: BoundArguments) throws -> Value {
        let bytes = try Bytes.bytes(of: a[1])
        let isSigned = try a[3].isTrue()
        guard let order = a[2].asString, order == "big" || order == "little" else {
            throw Raised.valueError("byteorder must be either 'little' or 'big'")
        }
        var value = BigInt(BigWords.value(digits: order == "big" ? bytes : bytes.reversed(), bits: 8))
        if isSigned, let top = order == "big" ? bytes.first : bytes.last, top >= 0x80 { value -= BigInt(1) << (8 * bytes.count) }
        return .int(value)
    }
    static var members: [Object] {
        func property(_ name: Name, _ get: @escaping (Value) -> Value) -> NativeProperty { NativeProperty(name, get: get) }
        return [
            method("bit_length", "How many bits the number takes.", small: { .int(64 - $0.magnitude.leadingZeroBitCount) }) { .int($0.magnitude.bitWidth) },
            method("bit_count", "How many bits of its magnitude are one.", small: { .int($0.magnitude.nonzeroBitCount) }) { value in
                .int(value.magnitude.words.reduce(0) { $0 + $1.nonzeroBitCount })
            },
            method("conjugate", "The number itself.", small: { .int($0) }) { .int($0) },
            method("as_integer_ratio", "The number over 1.", small: { .tuple([.int($0), .int(1)]) }) { .tuple([.int($0), .int(1)]) },
            NativeFunction(
                "to_bytes", "self, length=1, byteorder='big', *, signed=False", summary: "The number as bytes.", isMethod: true,
                wording: .native, body: .bound(toBytes)),
            ClassMethod(NativeFunction("from_bytes", "type, bytes, byteorder='big', *, signed=False", isMethod: true, wording: .native, body: .bound { a in
                let made = try fromBytes(a)
                return a[0].isIdentical(to: .object(BuiltinTypes.bool)) ? try BuiltinTypes.bool.call(made) : made
            })),
            property("real") { $0.asBigInt.map { .int($0) } ?? .none },
            property("imag") { _ in .int(0) },
            property("numerator") { $0.asBigInt.map { .int($0) } ?? .none },
            property("denominator") { _ in .int(1) },
        ]
    }
}

/// `bool`.
enum BoolType {
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        if arguments.hasKeywords { throw Raised.typeError("bool() takes no keyword arguments") }
        guard arguments.count < 2 else { throw Raised.typeError("bool expected at most 1 argument, got \(arguments.count)") }
        return .bool(arguments.count == 1 ? try arguments[0].isTrue() : false)
    }
}
