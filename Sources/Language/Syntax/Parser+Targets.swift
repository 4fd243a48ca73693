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

    /// Whether a tuple read from the token at `start` on stands in parentheses of its own: `(a, b)`, not `(a), b`.
    func isParenthesised(_ tuple: Expression, startingAt start: Int) -> Bool {
        guard case .tuple = tuple.kind, tokens[start].kind == .leftParen else { return false }
        var index = start + 1
        while index < tokens.count, tokens[index].level >= tokens[start].level { index += 1 }
        return index < tokens.count && tokens[index].end == tuple.span.end
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
