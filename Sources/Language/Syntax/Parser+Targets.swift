// What may be assigned to, deleted, or bound by a loop.

extension Parser {
    enum TargetPurpose { case assign, delete, loop }

    /// The part of `target` that cannot be one, if any.
    func invalidTarget(_ target: Expression, purpose: TargetPurpose) -> Expression? {
        switch target.kind {
        case .name, .attribute, .subscript: return nil
        case .list(let elements), .tuple(let elements):
            for element in elements {
                if let invalid = invalidTarget(element, purpose: purpose) { return invalid }
            }
            return nil
        case .starred(let value): return purpose == .delete ? target : invalidTarget(value, purpose: purpose)
        default: return target
        }
    }

    /// A display's place starts at its bracket; a tuple without parentheses never starts and ends with a matching pair.
    func isParenthesised(_ tuple: Expression) -> Bool {
        guard case .tuple(let elements) = tuple.kind else { return false }
        guard let first = elements.first else { return true }
        return bytes[Int(tuple.span.start)] == UInt8(ascii: "(") && first.span.start > tuple.span.start
            && bytes[Int(tuple.span.end) - 1] == UInt8(ascii: ")") && !startsWithGroup(tuple, first)
    }

    /// `(a), b`: the parenthesis belongs to the first element.
    private func startsWithGroup(_ tuple: Expression, _ first: Expression) -> Bool {
        var open = 0
        for token in tokens where token.start >= tuple.span.start && token.end <= tuple.span.end {
            switch token.kind {
            case .leftParen, .leftBracket, .leftBrace: open += 1
            case .rightParen, .rightBracket, .rightBrace:
                open -= 1
                if open == 0 { return token.end < tuple.span.end }
            default: break
            }
        }
        return false
    }

    /// The targets between `for` and `in`, and the `in`.
    mutating func parseForTarget() throws(SyntaxProblem) -> Expression {
        let start = token.start
        var target = try parseForElement()
        if kind == .comma {
            var elements = [target]
            while accept(.comma) {
                guard kind.startsExpression || kind == .star else { break }
                elements.append(try parseForElement())
            }
            target = Expression(.tuple(elements), span(from: start))
        }
        if let invalid = invalidTarget(target, purpose: .loop) {
            throw problem("cannot assign to \(invalid.kind.pythonName)", invalid.span)
        }
        try expect(.in)
        return target
    }

    private mutating func parseForElement() throws(SyntaxProblem) -> Expression {
        if kind == .star { return try parseStarred() }
        let start = position
        let element = try parseBinary()
        if kind.startsExpression { try checkMissingComma(after: element, startingAt: start) }
        return element
    }
}
