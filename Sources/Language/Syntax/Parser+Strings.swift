// String literals: adjacent ones joined, f-strings taken apart.

extension Parser {
    mutating func parseStrings() throws(SyntaxProblem) -> Expression {
        let start = token.start
        if kind(ahead: 1) != .string {
            let literal = LiteralRange(token, in: bytes)
            if !literal.prefix.isBytes, !literal.prefix.isFormatted {
                let span = advance().span
                return Expression(.string(try StringLiteral.text(bytes[literal.body], isRaw: literal.prefix.isRaw, span: span)), span)
            }
        }
        var bytesValue: [UInt8] = []
        var isBytes: Bool?
        var parts: [FormattedPart] = []
        var isFormatted = false
        while kind == .string {
            let token = advance()
            let literal = LiteralRange(token, in: bytes)
            guard isBytes == nil || isBytes == literal.prefix.isBytes else {
                throw problem("cannot mix bytes and nonbytes literals", Span(Int(start), Int(token.end)))
            }
            isBytes = literal.prefix.isBytes
            if literal.prefix.isBytes {
                bytesValue += try StringLiteral.bytes(
                    bytes[literal.body], isRaw: literal.prefix.isRaw, span: token.span)
            } else if literal.prefix.isFormatted {
                isFormatted = true
                var reader = FormattedStringReader(literal, token: token)
                for part in try reader.read(&self, depth: 0) { parts.join(part) }
            } else {
                let text = try StringLiteral.text(bytes[literal.body], isRaw: literal.prefix.isRaw, span: token.span)
                parts.join(.text(text))
            }
        }
        let span = span(from: start)
        if isBytes == true { return Expression(.bytes(bytesValue), span) }
        if isFormatted { return Expression(.formatted(parts), span) }
        if case .text(let text)? = parts.first { return Expression(.string(text), span) }
        return Expression(.string(""), span)
    }

    /// Reads an expression inside an f-string as Python reads it: as if in parentheses, errors of grammar prefixed.
    fileprivate mutating func parseFragment(_ range: Range<Int>) throws(SyntaxProblem) -> Expression {
        var lexer = Lexer(fragment: range, of: bytes)
        lexer.run()
        if let problem = lexer.problem {
            settledMessage = problem.message
            throw problem
        }
        let saved = (tokens, position, furthest, isFragment)
        defer { (tokens, position, furthest, isFragment) = saved }
        try descend()
        defer { depth -= 1 }
        (tokens, position, furthest, isFragment) = (lexer.tokens, 0, 0, true)
        do throws(SyntaxProblem) {
            let value = try parseFragmentExpression()
            guard kind == .end else { throw unexpected() }
            return value
        } catch {
            var inner = error
            inner.isAtEnd = false
            if inner.kind == .syntax, inner.message != settledMessage, !inner.message.hasSuffix("in nbs") {
                inner.message = "f-string: " + inner.message
            }
            settledMessage = inner.message
            throw inner
        }
    }

    private mutating func parseFragmentExpression() throws(SyntaxProblem) -> Expression {
        let start = token.start
        if kind == .doubleStar {
            let stars = advance().span
            _ = try parseExpression()
            guard kind == .end else {
                position = 0
                throw unexpected()
            }
            throw problem("cannot use double starred expression here", stars)
        }
        let value = try parseYieldOrStarExpressions()
        if case .tuple = value.kind, !isParenthesised(value, startingAt: 0) { return value }
        if startsComprehension {
            let clauses = try parseComprehensionClauses(over: value)
            return Expression(.comprehension(.generator, value, clauses), span(from: start))
        }
        if case .starred(let operand) = value.kind {
            if kind.startsExpression { try checkMissingComma(after: operand, startingAt: 1) }
            if kind == .end { throw problem("cannot use starred expression here", value.span) }
        }
        return value
    }
}

/// Where the prefix, the quotes and the text of a string token stand.
struct LiteralRange {
    let prefix: StringPrefix
    let body: Range<Int>

    init(_ token: Token, in bytes: [UInt8]) {
        let start = Int(token.start)
        var quote = start
        while bytes[quote] != Ascii.quote, bytes[quote] != Ascii.doubleQuote { quote += 1 }
        // The lexer has read these letters as a prefix already.
        prefix = StringPrefix(bytes[start..<quote]) ?? StringPrefix([])!
        let isTriple =
            Int(token.end) - quote >= 6 && bytes[quote + 1] == bytes[quote] && bytes[quote + 2] == bytes[quote]
        let width = isTriple ? 3 : 1
        body = (quote + width)..<(Int(token.end) - width)
    }
}

extension [FormattedPart] {
    /// Appends, joining text to text.
    fileprivate mutating func join(_ part: FormattedPart) {
        if case .text(let text) = part {
            if case .text(let before)? = last {
                self[count - 1] = .text(before + text)
                return
            }
            if text.isEmpty { return }
        }
        append(part)
    }
}

/// The text and fields of one f-string, by 3.11's rules: `{{`, `{x}`, `{x!r}`, `{x:>{width}}`, `{x=}`.
private struct FormattedStringReader {
    let range: Range<Int>
    let isRaw: Bool
    let span: Span
    var cursor: Int

    init(_ literal: LiteralRange, token: Token) {
        range = literal.body
        isRaw = literal.prefix.isRaw
        span = token.span
        cursor = literal.body.lowerBound
    }

    /// Reads to the end of the string, or of the format specification when `depth` is above 0.
    mutating func read(_ parser: inout Parser, depth: Int) throws(SyntaxProblem) -> [FormattedPart] {
        var parts: [FormattedPart] = []
        var textStart = cursor
        while cursor < range.upperBound {
            let byte = parser.bytes[cursor]
            let next = cursor + 1 < range.upperBound ? parser.bytes[cursor + 1] : 0
            if byte == Ascii.backslash, !isRaw {
                skipEscape(parser.bytes, next)
            } else if byte == Ascii.leftBrace {
                if depth == 0, next == byte {
                    cursor += 1
                    parts.join(.text(try text(parser.bytes, textStart)))
                    cursor += 1
                } else {
                    parts.join(.text(try text(parser.bytes, textStart)))
                    if depth >= 2 { throw problem("expressions nested too deeply", cursor) }
                    parts.append(try readField(&parser, depth: depth))
                }
                textStart = cursor
            } else if byte == Ascii.rightBrace {
                if depth > 0 { break }
                guard next == byte else { throw problem("single '}' is not allowed", cursor) }
                cursor += 1
                parts.join(.text(try text(parser.bytes, textStart)))
                cursor += 1
                textStart = cursor
            } else {
                cursor += 1
            }
        }
        parts.join(.text(try text(parser.bytes, textStart)))
        return parts
    }

    /// Steps over a backslash and what it escapes; `\N{…}` has braces of its own, `\{` starts a field.
    private mutating func skipEscape(_ bytes: [UInt8], _ next: UInt8) {
        cursor += 1
        if next == UInt8(ascii: "N"), cursor + 1 < range.upperBound, bytes[cursor + 1] == Ascii.leftBrace {
            while cursor < range.upperBound, bytes[cursor] != Ascii.rightBrace { cursor += 1 }
            cursor = min(cursor + 1, range.upperBound)
        } else if next != Ascii.leftBrace, next != Ascii.rightBrace {
            cursor = min(cursor + 1, range.upperBound)
        }
    }

    private func text(_ bytes: [UInt8], _ start: Int) throws(SyntaxProblem) -> String {
        try StringLiteral.text(bytes[start..<cursor], isRaw: isRaw, span: span)
    }

    private func problem(_ message: String, _ offset: Int) -> SyntaxProblem {
        SyntaxProblem("f-string: \(message)", span: Span(offset, offset + 1))
    }

    private func backslashProblem() -> SyntaxProblem {
        SyntaxProblem(
            "f-string expression part cannot include a backslash", hint: "compute the value before the f-string",
            span: Span(cursor, cursor + 1))
    }

    /// `{…}`, with the cursor on the brace.
    private mutating func readField(_ parser: inout Parser, depth: Int) throws(SyntaxProblem) -> FormattedPart {
        let bytes = parser.bytes
        let open = cursor
        cursor += 1
        let start = cursor
        try skipExpression(bytes)
        let end = cursor
        guard bytes[start..<end].contains(where: { $0 > Ascii.space }) else {
            if cursor >= range.upperBound { throw problem("expecting '}'", open) }
            let next = Character(Unicode.Scalar(bytes[cursor]))
            throw problem(next == "}" ? "empty expression not allowed" : "expression required before '\(next)'", open)
        }
        guard cursor < range.upperBound else { throw problem("expecting '}'", open) }
        let value = try parser.parseFragment(start..<end)
        var debugText: String?
        if bytes[cursor] == UInt8(ascii: "=") {
            cursor += 1
            while cursor < range.upperBound, bytes[cursor] <= Ascii.space { cursor += 1 }
            debugText = String(decoding: bytes[start..<cursor], as: UTF8.self)
        }
        var conversion = try readConversion(bytes)
        var spec: [FormattedPart] = []
        var hasSpec = false
        if cursor < range.upperBound, bytes[cursor] == UInt8(ascii: ":") {
            cursor += 1
            hasSpec = true
            spec = try read(&parser, depth: depth + 1)
        }
        guard cursor < range.upperBound, bytes[cursor] == Ascii.rightBrace else { throw problem("expecting '}'", open) }
        cursor += 1
        if debugText != nil, conversion == nil, !hasSpec { conversion = .repr }
        return .field(value, conversion: conversion, spec: spec, debugText: debugText)
    }

    private mutating func readConversion(_ bytes: [UInt8]) throws(SyntaxProblem) -> FormattedPart.Conversion? {
        guard cursor < range.upperBound, bytes[cursor] == UInt8(ascii: "!") else { return nil }
        let mark = cursor
        cursor += 1
        guard cursor < range.upperBound else { throw problem("expecting '}'", mark) }
        cursor += 1
        switch bytes[cursor - 1] {
        case UInt8(ascii: "s"): return .str
        case UInt8(ascii: "r"): return .repr
        case UInt8(ascii: "a"): return .ascii
        default: throw problem("invalid conversion character: expected 's', 'r', or 'a'", mark)
        }
    }

    /// Moves to the end of an expression: `}`, `:`, `!` or `=` outside brackets and quotes.
    private mutating func skipExpression(_ bytes: [UInt8]) throws(SyntaxProblem) {
        var brackets: [UInt8] = []
        while cursor < range.upperBound {
            let byte = bytes[cursor]
            let next = cursor + 1 < range.upperBound ? bytes[cursor + 1] : 0
            switch byte {
            case Ascii.backslash:
                throw backslashProblem()
            case Ascii.hash:
                throw SyntaxProblem("f-string expression part cannot include '#'", span: Span(cursor, cursor + 1))
            case Ascii.quote, Ascii.doubleQuote: try skipString(bytes, byte)
            case UInt8(ascii: "("), UInt8(ascii: "["), Ascii.leftBrace:
                guard brackets.count < Lexer.maximumBrackets else {
                    throw problem("too many nested parenthesis", cursor)
                }
                brackets.append(byte)
            case UInt8(ascii: "!") where brackets.isEmpty && next != UInt8(ascii: "="): return
            case UInt8(ascii: ":") where brackets.isEmpty: return
            case Ascii.rightBrace where brackets.isEmpty: return
            case UInt8(ascii: "=") where brackets.isEmpty && next != byte: return
            case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"):
                // Part of a comparison: `==`, `!=`, `<=`, `>=`.
                if next == UInt8(ascii: "=") { cursor += 1 }
            case UInt8(ascii: ")"), UInt8(ascii: "]"), Ascii.rightBrace: try close(byte, &brackets)
            default: break
            }
            cursor += 1
        }
        if let last = brackets.last {
            throw problem("unmatched '\(Character(Unicode.Scalar(last)))'", range.lowerBound)
        }
    }

    private func close(_ byte: UInt8, _ brackets: inout [UInt8]) throws(SyntaxProblem) {
        let closing = Character(Unicode.Scalar(byte))
        guard let opening = brackets.popLast() else { throw problem("unmatched '\(closing)'", cursor) }
        let isMatch =
            (opening == UInt8(ascii: "(") && byte == UInt8(ascii: ")"))
            || (opening != UInt8(ascii: "(") && byte == opening + 2)
        guard !isMatch else { return }
        throw problem(
            "closing parenthesis '\(closing)' does not match opening parenthesis '\(Character(Unicode.Scalar(opening)))'",
            cursor)
    }

    /// Moves to the last quote of a string inside the expression.
    private mutating func skipString(_ bytes: [UInt8], _ quote: UInt8) throws(SyntaxProblem) {
        let start = cursor
        func isTriple(_ index: Int) -> Bool {
            index + 2 < range.upperBound && bytes[index] == quote && bytes[index + 1] == quote
                && bytes[index + 2] == quote
        }
        let triple = isTriple(cursor)
        cursor += triple ? 3 : 1
        while cursor < range.upperBound {
            if bytes[cursor] == Ascii.backslash {
                throw backslashProblem()
            }
            if bytes[cursor] == quote, !triple || isTriple(cursor) {
                cursor += triple ? 2 : 0
                return
            }
            cursor += 1
        }
        throw problem("unterminated string", start)
    }
}
