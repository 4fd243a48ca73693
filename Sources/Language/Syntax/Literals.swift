// The values of literals. The lexer has checked the shape of numbers; escapes in strings are checked here.

enum NumberLiteral {
    /// Python's own limit, against quadratic conversions.
    static let maximumDigits = 4300
    /// Ours for the other bases, for the same reason.
    static let maximumBasedDigits = 100_000

    static func read(_ bytes: ArraySlice<UInt8>, span: Span) throws(SyntaxProblem) -> ExpressionKind {
        let first = bytes.startIndex
        if bytes.count > 2, bytes[first] == Ascii.zero, let base = NumberBase(letter: bytes[first + 1]) {
            return try readBased(bytes.dropFirst(2), base: base, span: span)
        }
        var value = 0
        var isExact = true
        for byte in bytes where byte != Ascii.underscore {
            guard Ascii.isDigit(byte) else { return try readFloat(bytes, span: span) }
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) = product.addingReportingOverflow(Int(byte - Ascii.zero))
            if overflows || overflowsToo { isExact = false }
            value = sum
        }
        if isExact { return .int(value) }
        let digits = String(decoding: bytes.filter { $0 != Ascii.underscore }, as: UTF8.self)
        guard digits.utf8.count <= maximumDigits else {
            throw SyntaxProblem(
                "Exceeds the limit (\(maximumDigits) digits) for integer string conversion: value has "
                    + "\(digits.utf8.count) digits; use sys.set_int_max_str_digits() to increase the limit"
                    + " - Consider hexadecimal for huge integer literals to avoid decimal conversion limits.",
                span: span)
        }
        return .bigInt(digits)
    }

    private static func readFloat(_ bytes: ArraySlice<UInt8>, span: Span) throws(SyntaxProblem) -> ExpressionKind {
        let text = bytes.filter { $0 != Ascii.underscore }
        if let last = text.last, last | 0x20 == UInt8(ascii: "j") {
            throw SyntaxProblem(
                "complex numbers are not available in nbs",
                hint: "keep the real and the imaginary part in two numbers or two tensors", span: span)
        }
        return .float(Double(String(decoding: text, as: UTF8.self)) ?? 0)
    }

    private static func readBased(
        _ bytes: ArraySlice<UInt8>, base: NumberBase, span: Span
    ) throws(SyntaxProblem) -> ExpressionKind {
        let digits = bytes.filter { $0 != Ascii.underscore }.drop { $0 == Ascii.zero }
        var value = 0
        for digit in digits {
            let (product, overflows) = value.multipliedReportingOverflow(by: Int(base.radix))
            let (sum, overflowsToo) = product.addingReportingOverflow(Int(Ascii.digitValue(digit)))
            if overflows || overflowsToo {
                guard digits.count <= maximumBasedDigits else {
                    throw SyntaxProblem("\(base.name) literal has more than \(maximumBasedDigits) digits", span: span)
                }
                return .bigInt(decimalDigits(digits, radix: UInt64(base.radix)))
            }
            value = sum
        }
        return .int(value)
    }

    /// The decimal digits of a number written in a smaller or larger base: limbs of nine decimal digits, lowest first.
    private static func decimalDigits(_ digits: ArraySlice<UInt8>, radix: UInt64) -> String {
        var limbs: [UInt64] = [0]
        var index = digits.startIndex
        while index < digits.endIndex {
            // As many digits at once as fit 28 bits, so that limb × factor + chunk fits 64.
            var factor: UInt64 = 1
            var chunk: UInt64 = 0
            while index < digits.endIndex, factor < 1 << 24 {
                factor *= radix
                chunk = chunk * radix + UInt64(Ascii.digitValue(digits[index]))
                index += 1
            }
            var carry = chunk
            for place in limbs.indices {
                let value = limbs[place] * factor + carry
                limbs[place] = value % 1_000_000_000
                carry = value / 1_000_000_000
            }
            if carry > 0 { limbs.append(carry) }
        }
        var text = ""
        for limb in limbs.reversed() {
            let part = String(limb)
            text += text.isEmpty ? part : String(repeating: "0", count: 9 - part.utf8.count) + part
        }
        return text
    }
}

/// Escapes in the text between quotes.
enum StringLiteral {
    /// Text of a string literal's body.
    static func text(_ body: ArraySlice<UInt8>, isRaw: Bool, span: Span) throws(SyntaxProblem) -> String {
        let isPlain = !body.contains { $0 == Ascii.carriageReturn || ($0 == Ascii.backslash && !isRaw) }
        if isPlain { return String(decoding: body, as: UTF8.self) }
        var decoder = EscapeDecoder(body, span: span, isBytes: false)
        try decoder.decode(isRaw: isRaw)
        return String(decoding: decoder.output, as: UTF8.self)
    }

    /// Bytes of a bytes literal's body.
    static func bytes(_ body: ArraySlice<UInt8>, isRaw: Bool, span: Span) throws(SyntaxProblem) -> [UInt8] {
        if body.contains(where: { $0 >= 0x80 }) {
            throw SyntaxProblem("bytes can only contain ASCII literal characters", span: span)
        }
        var decoder = EscapeDecoder(body, span: span, isBytes: true)
        try decoder.decode(isRaw: isRaw)
        return decoder.output
    }
}

private struct EscapeDecoder {
    let body: ArraySlice<UInt8>
    let span: Span
    let isBytes: Bool
    var index: Int
    var output: [UInt8] = []
    /// Python decodes text after writing every character beyond ASCII as a ten-byte escape, and counts places in that.
    var widening = 0

    init(_ body: ArraySlice<UInt8>, span: Span, isBytes: Bool) {
        self.body = body
        self.span = span
        self.isBytes = isBytes
        index = body.startIndex
        output.reserveCapacity(body.count)
    }

    mutating func decode(isRaw: Bool) throws(SyntaxProblem) {
        while index < body.endIndex {
            let byte = body[index]
            if byte == Ascii.backslash, !isRaw, index + 1 < body.endIndex {
                try decodeEscape()
                continue
            }
            index += 1
            if byte == Ascii.carriageReturn {
                if index < body.endIndex, body[index] == Ascii.newline { index += 1 }
                output.append(Ascii.newline)
            } else {
                if byte >= 0xC0 { widening += 10 - (byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2) }
                output.append(byte)
            }
        }
    }

    private mutating func decodeEscape() throws(SyntaxProblem) {
        let start = index
        let letter = body[index + 1]
        index += 2
        if let simple = EscapeDecoder.simple(letter) { return output.append(simple) }
        switch letter {
        case Ascii.newline: break
        case Ascii.carriageReturn: if index < body.endIndex, body[index] == Ascii.newline { index += 1 }
        case UInt8(ascii: "0")...UInt8(ascii: "7"): decodeOctal(letter)
        case UInt8(ascii: "x"): try decodeHex(2, "\\xXX", start)
        case UInt8(ascii: "u") where !isBytes: try decodeHex(4, "\\uXXXX", start)
        case UInt8(ascii: "U") where !isBytes: try decodeHex(8, "\\UXXXXXXXX", start)
        case UInt8(ascii: "N") where !isBytes: try decodeNamed(start)
        default:
            // Unknown escapes stand for themselves; the letter may begin a longer character.
            output.append(Ascii.backslash)
            index -= 1
        }
    }

    private static func simple(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "n"): return 10
        case UInt8(ascii: "t"): return 9
        case Ascii.backslash, Ascii.quote, Ascii.doubleQuote: return letter
        case UInt8(ascii: "r"): return 13
        case UInt8(ascii: "a"): return 7
        case UInt8(ascii: "b"): return 8
        case UInt8(ascii: "f"): return 12
        case UInt8(ascii: "v"): return 11
        default: return nil
        }
    }

    private mutating func decodeOctal(_ first: UInt8) {
        var value = UInt32(first - Ascii.zero)
        var length = 1
        while length < 3, index < body.endIndex, Ascii.digitValue(body[index]) < 8 {
            value = value * 8 + UInt32(body[index] - Ascii.zero)
            index += 1
            length += 1
        }
        if isBytes { output.append(UInt8(truncatingIfNeeded: value)) } else { append(value) }
    }

    private mutating func decodeHex(_ length: Int, _ form: String, _ start: Int) throws(SyntaxProblem) {
        var value: UInt32 = 0
        var read = 0
        while read < length, index < body.endIndex, Ascii.digitValue(body[index]) < 16 {
            value = value << 4 | UInt32(Ascii.digitValue(body[index]))
            index += 1
            read += 1
        }
        if read < length {
            if isBytes {
                throw SyntaxProblem(
                    "(value error) invalid \\x escape at position \(start - body.startIndex)", span: span)
            }
            throw unicodeProblem("truncated \(form) escape", start)
        }
        if isBytes { return output.append(UInt8(truncatingIfNeeded: value)) }
        guard value <= 0x10FFFF else { throw unicodeProblem("illegal Unicode character", start) }
        guard Unicode.Scalar(value) != nil else {
            throw SyntaxProblem(
                "lone surrogates are not available in nbs", hint: "write the character itself", span: span)
        }
        append(value)
    }

    private mutating func decodeNamed(_ start: Int) throws(SyntaxProblem) {
        guard index < body.endIndex, body[index] == Ascii.leftBrace,
            let end = body[index...].firstIndex(of: Ascii.rightBrace), end > index + 1
        else {
            if index < body.endIndex, body[index] == Ascii.leftBrace {
                let end = body[index...].firstIndex(of: Ascii.rightBrace)
                index = end.map { $0 + 1 } ?? body.endIndex
            }
            throw unicodeProblem("malformed \\N character escape", start)
        }
        let name = String(decoding: body[(index + 1)..<end], as: UTF8.self)
        index = end + 1
        guard let scalar = CharacterNames.scalar(named: name) else {
            throw unicodeProblem("unknown Unicode character name", start)
        }
        append(scalar.value)
    }

    private mutating func append(_ value: UInt32) {
        if let scalar = Unicode.Scalar(value) { output.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
    }

    private func unicodeProblem(_ reason: String, _ start: Int) -> SyntaxProblem {
        let first = start - body.startIndex + widening
        let last = index - 1 - body.startIndex + widening
        return SyntaxProblem(
            "(unicode error) 'unicodeescape' codec can't decode bytes in position \(first)-\(last): \(reason)",
            span: span)
    }
}

enum CharacterNames {
    /// The character of a Unicode name or of its standard alias.
    static func scalar(named name: String) -> Unicode.Scalar? {
        let name = name.uppercased()
        let ideograph = "CJK UNIFIED IDEOGRAPH-"
        guard name.hasPrefix(ideograph) else { return named[name] }
        return UInt32(name.dropFirst(ideograph.utf8.count), radix: 16).flatMap(Unicode.Scalar.init)
            .flatMap { $0.properties.name == name ? $0 : nil }
    }

    /// All names save those of ideographs: made at the first use, some tens of milliseconds.
    private static let named: [String: Unicode.Scalar] = {
        var named: [String: Unicode.Scalar] = [:]
        for range in [UInt32(0)..<0x3400, 0xA000..<0x20000] {
            for value in range {
                guard let scalar = Unicode.Scalar(value) else { continue }
                if let name = scalar.properties.name { named[name] = scalar }
                if let name = scalar.properties.nameAlias { named[name] = scalar }
            }
        }
        return named
    }()
}
