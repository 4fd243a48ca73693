import BigInt

#if canImport(Glibc)
    import Glibc
#endif

/// C's `printf` for one double.
enum CFormat {
    /// `conversion` is one of `e E f F g G`.
    static func text(_ value: Double, _ conversion: Character, precision: Int, alternate: Bool = false) -> String {
        let format = "%\(alternate ? "#" : "").*\(conversion)"
        return withVaList([Int32(clamping: precision), value]) { arguments in
            // 1e308 with six digits takes 316 bytes.
            let capacity = 340 + max(0, precision)
            return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
                guard let base = buffer.baseAddress else { return "" }
                let length = vsnprintf(base, capacity, format, arguments)
                return String(decoding: UnsafeRawBufferPointer(start: base, count: min(max(Int(length), 0), capacity - 1)), as: UTF8.self)
            }
        }
    }
}

extension FormatSpecification {
    /// A float by these rules.
    func append(_ given: Double, to text: inout TextBuilder) throws {
        let isPercent = type == "%"
        let shown = isPercent ? given * 100 : given
        if type == "f" || isPercent, grouping == nil, !alternate, !coercesNegativeZero, shown.isFinite {
            let isWritten = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: FixedPoint.most + 1) { buffer in
                let last = buffer.baseAddress.unsafelyUnwrapped + FixedPoint.most  // it has that capacity
                last.pointee = UInt8(ascii: "%")
                let end = isPercent ? last + 1 : last
                guard let digits = FixedPoint.write(shown.magnitude, precision < 0 ? 6 : precision, endingAt: last) else { return false }
                append(isNegative: given.sign == .minus, digits: UnsafeBufferPointer(start: digits, count: end - digits), to: &text)
                return true
            }
            if isWritten { return }
        }
        text.append(try format(given))
    }
    private func format(_ given: Double) throws -> String {
        var value = given
        var conversion = type
        var precision = self.precision
        var isPercent = false
        switch type {
        case nil, "e", "E", "f", "F", "g", "G": break
        case "n": conversion = "g"
        case "%":
            conversion = "f"
            value *= 100
            isPercent = true
        default: throw unknownCode()
        }
        if precision < 0, conversion != nil { precision = 6 }
        if precision > 1 << 24 { throw Raised(ExceptionTypes.memoryError, "") }
        var text = FormatSpecification.digits(value.magnitude, conversion, precision, alternate: alternate)
        var isNegative = value.sign == .minus && !value.isNaN
        if coercesNegativeZero, isNegative, !text.utf8.contains(where: { $0 >= 0x31 && $0 <= 0x39 }), value.isFinite { isNegative = false }
        if isPercent { text += "%" }
        // Only groups of digits need to know where the whole part ends.
        if grouping == nil { return assemble(isNegative: isNegative, prefix: "", digits: text, rest: "") }
        let end = text.utf8.firstIndex { $0 < 0x30 || $0 > 0x39 } ?? text.endIndex
        if end == text.startIndex { return assemble(isNegative: isNegative, prefix: "", digits: text, rest: "") }
        return assemble(isNegative: isNegative, prefix: "", digits: String(text[..<end]), rest: String(text[end...]))
    }
    /// The digits of a number that is not negative.
    static func digits(_ value: Double, _ conversion: Unicode.Scalar?, _ precision: Int, alternate: Bool) -> String {
        let isUpper = conversion.map { "EFG".unicodeScalars.contains($0) } ?? false
        if value.isNaN { return isUpper ? "NAN" : "nan" }
        if value.isInfinite { return isUpper ? "INF" : "inf" }
        guard let conversion else {
            if precision < 0 { return FloatText.repr(value) }
            return general(value, max(precision, 1), alternate: alternate)
        }
        if conversion == "f" || conversion == "F", !alternate, let text = FixedPoint.text(value, precision) { return text }
        let isGeneral = conversion == "g" || conversion == "G"
        let precision = isGeneral ? max(precision, 1) : precision
        if conversion != "f", conversion != "F", let digits = SignificantDigits(value, isGeneral ? precision : precision + 1) {
            if isGeneral, digits.exponent >= -4, digits.exponent < precision {
                return digits.plain(stripped: !alternate, pointed: alternate, least: 0)
            }
            return digits.scientific(stripped: isGeneral && !alternate, pointed: alternate, uppercase: isUpper)
        }
        return CFormat.text(value, Character(conversion), precision: precision, alternate: alternate)
    }
    /// No type but a precision: as `g`, with one digit behind the point at least.
    private static func general(_ value: Double, _ precision: Int, alternate: Bool) -> String {
        if !alternate, let digits = SignificantDigits(value, precision) {
            // An exponent shows from one digit earlier than with `g`.
            let isPlain = digits.exponent >= -4 && digits.exponent < precision - 1
            return isPlain
                ? digits.plain(stripped: true, pointed: false, least: 1) : digits.scientific(stripped: true, pointed: false, uppercase: false)
        }
        let scientific = CFormat.text(value, "e", precision: precision - 1, alternate: alternate)
        guard let mark = scientific.firstIndex(of: "e"), let exponent = Int(scientific[scientific.index(after: mark)...]) else { return scientific }
        if exponent < -4 || exponent >= precision - 1 {
            // An exponent shows from one digit earlier than with `g`.
            var mantissa = String(scientific[..<mark])
            if !alternate, mantissa.contains(".") {
                while mantissa.hasSuffix("0") { mantissa.removeLast() }
                if mantissa.hasSuffix(".") { mantissa.removeLast() }
            }
            return mantissa + scientific[mark...]
        }
        let text = CFormat.text(value, "g", precision: precision, alternate: alternate)
        return text.contains(".") ? text : text + ".0"
    }

    /// An int that fits a machine word by these rules.
    func append(_ value: Int, to text: inout TextBuilder) throws {
        guard type == nil || type == "d", precision < 0, grouping == nil, !coercesNegativeZero else { return text.append(try format(value)) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
            let end = buffer.baseAddress.unsafelyUnwrapped + 20  // it has that capacity
            let digits = DecimalDigits.write(magnitude: value.magnitude, endingAt: end)
            append(isNegative: value < 0, digits: UnsafeBufferPointer(start: digits, count: end - digits), to: &text)
        }
    }
    private func format(_ value: Int) throws -> String {
        let radix: Int? =
            switch type {
            case nil, "d": 10
            case "b": 2
            case "o": 8
            case "x", "X": 16
            default: nil
            }
        guard let radix, precision < 0, !coercesNegativeZero else { return try format(BigInt(small: value)) }
        let prefix = !alternate || radix == 10 ? "" : type == "X" ? "0X" : radix == 2 ? "0b" : radix == 8 ? "0o" : "0x"
        let digits = String(value.magnitude, radix: radix, uppercase: type == "X")
        return assemble(isNegative: value < 0, prefix: prefix, digits: digits, rest: "")
    }
    /// An int of any size by these rules.
    func format(_ value: BigInt) throws -> String {
        switch type {
        case nil, "b", "c", "d", "o", "x", "X", "n": break
        case "e", "E", "f", "F", "g", "G", "%":
            let double = Double(value)
            if double.isInfinite { throw Raised.overflow("int too large to convert to float") }
            return try format(double)
        default: throw unknownCode()
        }
        if precision >= 0 { throw Raised.valueError("Precision not allowed in integer format specifier") }
        if coercesNegativeZero { throw Raised.valueError("Negative zero coercion (z) not allowed in integer format specifier") }
        if type == "c" {
            if sign != nil { throw Raised.valueError("Sign not allowed with integer format specifier 'c'") }
            if alternate { throw Raised.valueError("Alternate form (#) not allowed with integer format specifier 'c'") }
            if value.small == nil { throw Raised.overflow("Python int too large to convert to C long") }
            guard let code = UInt32(exactly: value), let scalar = Unicode.Scalar(code) else {
                throw Raised.overflow("%c arg not in range(0x110000)")
            }
            return StringText.padded(String(scalar), width, align: align ?? .left, fill: fill)
        }
        let (bits, prefix): (Int?, String) =
            switch type {
            case "b": (1, "0b")
            case "o": (3, "0o")
            case "x": (4, "0x")
            case "X": (4, "0X")
            default: (nil, "")
            }
        let digits = try bits.map { try BigWords.digits(value.magnitude, bits: $0, uppercase: type == "X") } ?? value.withWhole { try IntText.decimal($0.magnitude) }
        return assemble(isNegative: value.sign == .minus && !value.isZero, prefix: alternate ? prefix : "", digits: digits, rest: "")
    }
}

extension Value {
    /// `format(value, specification)`.
    public func format(_ specification: String) throws -> String {
        if case .object(let object) = self { return try object.format(specification) }
        if specification.isEmpty { return try str() }
        var text = TextBuilder()
        try append(Str(specification), to: &text)
        return text.text
    }
    /// The same, put behind a text.
    func append(_ specification: Str, to text: inout TextBuilder) throws {
        switch self {
        case .object(let object):
            if object.kind == .str {
                try FormatSpecification.known(specification, .str).append(unsafeDowncast(object, to: Str.self), to: &text)  // the kind says so
            } else {
                text.append(try object.format(specification.text))
            }
        case .int(let value): try FormatSpecification.known(specification, .int).append(value, to: &text)
        case .float(let value): try FormatSpecification.known(specification, .float).append(value, to: &text)
        case .bool(let value):
            if specification.byteCount == 0 { return text.append(value ? "True" : "False") }
            try FormatSpecification.known(specification, .bool).append(value ? 1 : 0, to: &text)
        case .none, .unbound:
            guard specification.byteCount == 0 else {
                throw Raised.typeError("unsupported format string passed to NoneType.__format__")
            }
            text.append("None")
        }
    }
    /// The same as a text of its own; no specification: an empty one.
    package func formatted(_ specification: Str?) throws -> Value {
        var text = TextBuilder()
        if let specification, specification.byteCount > 0 { try append(specification, to: &text) } else { try append(to: &text) }
        return text.value()
    }
    /// What `format(value, '')` gives, put behind a text.
    func append(to text: inout TextBuilder) throws {
        switch self {
        case .int(let number): text.append(decimal: number)
        case .float(let number): text.append(FloatText.repr(number))
        case .bool(let flag): text.append(flag ? "True" : "False")
        case .none, .unbound: text.append("None")
        case .object(let object):
            if object.kind == .str { text.append(unsafeDowncast(object, to: Str.self)) } else { text.append(try object.format("")) }  // the kind says so
        }
    }
}
