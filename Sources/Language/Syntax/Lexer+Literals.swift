// Numbers and strings: where they end. `Literals.swift` reads their values.

extension Lexer {
    mutating func readNumber() throws(SyntaxProblem) {
        let start = offset
        if peek() == Ascii.zero, let base = NumberBase(letter: peek(1)) {
            try readBased(base)
        } else {
            try readDecimal(start)
        }
        add(.number, from: start)
    }

    private mutating func readBased(_ base: NumberBase) throws(SyntaxProblem) {
        offset += 2
        repeat {
            if peek() == Ascii.underscore { offset += 1 }
            guard Ascii.digitValue(peek()) < base.radix else {
                if Ascii.isDigit(peek()) { throw invalidDigit(base) }
                throw problem("invalid \(base.name) literal", behind: offset)
            }
            while Ascii.digitValue(peek()) < base.radix { offset += 1 }
        } while peek() == Ascii.underscore
        if Ascii.isDigit(peek()) { throw invalidDigit(base) }
        try checkNumberEnd(base.name)
    }

    private func invalidDigit(_ base: NumberBase) -> SyntaxProblem {
        problem("invalid digit '\(Character(Unicode.Scalar(peek())))' in \(base.name) literal", behind: offset + 1)
    }

    private mutating func readDecimal(_ start: Int) throws(SyntaxProblem) {
        var isFloat = false
        if peek() != Ascii.dot { try readDigits() }
        let wholeEnd = offset
        if peek() == Ascii.dot {
            isFloat = true
            offset += 1
            if Ascii.isDigit(peek()) { try readDigits() }
        }
        if peek() | 0x20 == UInt8(ascii: "e") {
            let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 1 : 0
            if Ascii.isDigit(peek(1 + sign)) {
                isFloat = true
                offset += 1 + sign
                try readDigits()
            } else if sign == 1 {
                throw problem("invalid decimal literal", behind: offset + 2)
            }
        }
        if peek() | 0x20 == UInt8(ascii: "j") {
            offset += 1
            return try checkNumberEnd("imaginary")
        }
        if !isFloat { try checkLeadingZeros(start, wholeEnd) }
        try checkNumberEnd("decimal")
    }

    /// Digits with single underscores between them.
    private mutating func readDigits() throws(SyntaxProblem) {
        while true {
            while Ascii.isDigit(peek()) { offset += 1 }
            guard peek() == Ascii.underscore else { return }
            offset += 1
            guard Ascii.isDigit(peek()) else { throw problem("invalid decimal literal", behind: offset) }
        }
    }

    /// `00` is a number, `07` is not.
    private func checkLeadingZeros(_ start: Int, _ end: Int) throws(SyntaxProblem) {
        guard bytes[start] == Ascii.zero else { return }
        var zerosEnd = start
        while zerosEnd < end, bytes[zerosEnd] == Ascii.zero || bytes[zerosEnd] == Ascii.underscore { zerosEnd += 1 }
        guard zerosEnd < end else { return }
        throw SyntaxProblem(
            "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
            span: Span(start, zerosEnd))
    }

    /// Nothing that could be part of a name may follow a number, save the start of a keyword (`1if x else 2`).
    private func checkNumberEnd(_ kind: String) throws(SyntaxProblem) {
        guard Ascii.isNamePart(peek()), peek() < 0x80 else { return }
        for keyword in ["and", "else", "for", "if", "in", "is", "not", "or"]
        where bytes[offset..<limit].starts(with: keyword.utf8) { return }
        throw problem("invalid \(kind) literal", behind: offset)
    }

    /// `offset` stands on the first quote; `start` on the prefix, if there is one.
    mutating func readString(from start: Int) throws(SyntaxProblem) {
        let quote = peek()
        let isTriple = peek(1) == quote && peek(2) == quote
        offset += isTriple ? 3 : 1
        let isFormatted =
            start + 1 < offset && StringPrefix(bytes[start..<(offset - (isTriple ? 3 : 1))])?.isFormatted == true
        let nestedEnd = isFormatted ? formattedStringEnd(from: offset, quote: quote, isTriple: isTriple) : nil
        if let nestedEnd {
            offset = nestedEnd
            return add(.string, from: start)
        }
        while offset < limit {
            let byte = bytes[offset]
            if byte == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
                offset += isTriple ? 3 : 1
                return add(.string, from: start)
            }
            if byte == Ascii.backslash {
                offset += 1
                if peek() == Ascii.carriageReturn, peek(1) == Ascii.newline { offset += 1 }
            } else if !isTriple, byte == Ascii.newline || byte == Ascii.carriageReturn {
                break
            }
            offset += 1
        }
        offset = min(offset, limit)
        let source = Source(utf8: bytes)
        let last = max(start, offset == limit && limit > 0 && bytes[limit - 1] == Ascii.newline ? limit - 1 : offset)
        let name = isTriple ? "triple-quoted string" : "string"
        throw SyntaxProblem(
            "unterminated \(name) literal (detected at line \(source.line(at: last)))", span: Span(start, start + 1),
            isAtEnd: isTriple)
    }
}

/// A base other than ten.
enum NumberBase {
    case hexadecimal, octal, binary

    init?(letter: UInt8) {
        switch letter | 0x20 {
        case UInt8(ascii: "x"): self = .hexadecimal
        case UInt8(ascii: "o"): self = .octal
        case UInt8(ascii: "b"): self = .binary
        default: return nil
        }
    }

    var radix: UInt8 {
        switch self {
        case .hexadecimal: return 16
        case .octal: return 8
        case .binary: return 2
        }
    }

    var name: String {
        switch self {
        case .hexadecimal: return "hexadecimal"
        case .octal: return "octal"
        case .binary: return "binary"
        }
    }
}

/// The letters before a string's quote.
struct StringPrefix {
    var isRaw = false, isBytes = false, isFormatted = false

    /// Nil for letters that are no prefix.
    init?(_ letters: ArraySlice<UInt8>) {
        var isUnicode = false
        for letter in letters {
            switch letter | 0x20 {
            case UInt8(ascii: "r") where !isRaw && !isUnicode: isRaw = true
            case UInt8(ascii: "b") where !isBytes && !isFormatted && !isUnicode: isBytes = true
            case UInt8(ascii: "f") where !isFormatted && !isBytes && !isUnicode: isFormatted = true
            case UInt8(ascii: "u") where letters.count == 1: isUnicode = true
            default: return nil
            }
        }
    }
}
