// Operators and brackets.

extension Lexer {
    mutating func readOperator(_ byte: UInt8) throws(SyntaxProblem) {
        let next = peek(1)
        let isAssignment = next == UInt8(ascii: "=")
        switch byte {
        case UInt8(ascii: "("): try open(.leftParen)
        case UInt8(ascii: "["): try open(.leftBracket)
        case UInt8(ascii: "{"): try open(.leftBrace)
        case UInt8(ascii: ")"): try close(.rightParen, UInt8(ascii: "("))
        case UInt8(ascii: "]"): try close(.rightBracket, UInt8(ascii: "["))
        case UInt8(ascii: "}"): try close(.rightBrace, UInt8(ascii: "{"))
        case UInt8(ascii: ","): take(.comma, 1)
        case UInt8(ascii: ";"): take(.semicolon, 1)
        case UInt8(ascii: "~"): take(.tilde, 1)
        case UInt8(ascii: "?"): take(.question, 1)
        case UInt8(ascii: "$"), UInt8(ascii: "`"): take(.unknown, 1)
        case UInt8(ascii: ":"): isAssignment ? take(.colonAssign, 2) : take(.colon, 1)
        case UInt8(ascii: "="): isAssignment ? take(.equal, 2) : take(.assign, 1)
        case UInt8(ascii: "!"): isAssignment ? take(.notEqual, 2) : take(.unknown, 1)
        case UInt8(ascii: "."):
            next == Ascii.dot && peek(2) == Ascii.dot ? take(.ellipsis, 3) : take(.dot, 1)
        case UInt8(ascii: "+"): isAssignment ? take(.plusAssign, 2) : take(.plus, 1)
        case UInt8(ascii: "-"):
            if next == UInt8(ascii: ">") {
                take(.arrow, 2)
            } else {
                isAssignment ? take(.minusAssign, 2) : take(.minus, 1)
            }
        case UInt8(ascii: "@"): isAssignment ? take(.atAssign, 2) : take(.at, 1)
        case UInt8(ascii: "%"): isAssignment ? take(.percentAssign, 2) : take(.percent, 1)
        case UInt8(ascii: "&"): isAssignment ? take(.ampersandAssign, 2) : take(.ampersand, 1)
        case UInt8(ascii: "|"): isAssignment ? take(.barAssign, 2) : take(.bar, 1)
        case UInt8(ascii: "^"): isAssignment ? take(.caretAssign, 2) : take(.caret, 1)
        case UInt8(ascii: "*"): takeDoubled(byte, .star, .doubleStar, .starAssign, .doubleStarAssign)
        case UInt8(ascii: "/"): takeDoubled(byte, .slash, .doubleSlash, .slashAssign, .doubleSlashAssign)
        case UInt8(ascii: "<"):
            next == UInt8(ascii: ">")
                ? take(.unknown, 2) : takeDoubled(byte, .less, .leftShift, .lessEqual, .leftShiftAssign)
        case UInt8(ascii: ">"): takeDoubled(byte, .greater, .rightShift, .greaterEqual, .rightShiftAssign)
        case 0: throw SyntaxProblem("source code string cannot contain null bytes", span: Span(offset, offset + 1))
        default: throw problem(Lexer.invalidCharacter(Unicode.Scalar(byte)), behind: offset + 1)
        }
    }

    private mutating func take(_ kind: TokenKind, _ length: Int) {
        offset += length
        add(kind, from: offset - length)
    }

    /// `x`, `xx`, `x=` or `xx=`.
    private mutating func takeDoubled(
        _ byte: UInt8, _ single: TokenKind, _ double: TokenKind, _ singleAssign: TokenKind, _ doubleAssign: TokenKind
    ) {
        let equals = UInt8(ascii: "=")
        if peek(1) == byte {
            peek(2) == equals ? take(doubleAssign, 3) : take(double, 2)
        } else {
            peek(1) == equals ? take(singleAssign, 2) : take(single, 1)
        }
    }

    private mutating func open(_ kind: TokenKind) throws(SyntaxProblem) {
        guard brackets.count < Lexer.maximumBrackets else {
            throw problem("too many nested parentheses", behind: offset + 1)
        }
        brackets.append(offset)
        take(kind, 1)
    }

    private mutating func close(_ kind: TokenKind, _ opening: UInt8) throws(SyntaxProblem) {
        let closing = Character(Unicode.Scalar(bytes[offset]))
        guard let last = brackets.popLast() else { throw problem("unmatched '\(closing)'", behind: offset + 1) }
        guard bytes[last] == opening else {
            let source = Source(utf8: bytes)
            let line = source.line(at: last)
            let place = line == source.line(at: offset) ? "" : " on line \(line)"
            throw problem(
                "closing parenthesis '\(closing)' does not match opening parenthesis "
                    + "'\(Character(Unicode.Scalar(bytes[last])))'\(place)",
                behind: offset + 1)
        }
        take(kind, 1)
    }
}
