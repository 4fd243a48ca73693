// The arguments of a call, and of a class definition.

extension Parser {
    /// Arguments up to the closing parenthesis, which stays.
    mutating func parseArguments() throws(SyntaxProblem) -> [Argument] {
        var arguments: [Argument] = []
        var hasKeyword = false
        var hasDoubleStar = false
        /// Set by a positional argument in a wrong place; Python reads on before it says so.
        var late: String?
        while kind != .rightParen, kind != .newline, kind != .end {
            let start = position
            switch kind {
            case .star:
                if hasDoubleStar {
                    throw problem("iterable argument unpacking follows keyword argument unpacking", token.span)
                }
                arguments.append(try parseStarArgument(after: arguments))
            case .doubleStar:
                advance()
                hasDoubleStar = true
                arguments.append(.doubleStar(try parseExpression()))
            case .name where kind(ahead: 1) == .assign:
                hasKeyword = true
                arguments.append(try parseKeyword())
            case .true where kind(ahead: 1) == .assign, .false where kind(ahead: 1) == .assign,
                .none where kind(ahead: 1) == .assign:
                throw problem("cannot assign to \(text(token))", token.span.joined(tokens[position + 1].span))
            default:
                let value = try parseArgument(startingAt: start, isOnly: arguments.isEmpty)
                if hasDoubleStar {
                    late = late ?? "positional argument follows keyword argument unpacking"
                } else if hasKeyword {
                    late = late ?? "positional argument follows keyword argument"
                }
                arguments.append(.positional(value))
            }
            guard accept(.comma) else { break }
        }
        if let late { throw problem(late, token.span) }
        return arguments
    }

    private mutating func parseStarArgument(after arguments: [Argument]) throws(SyntaxProblem) -> Argument {
        let star = advance()
        let hasUnpacking = arguments.contains { argument in
            if case .positional = argument { return false }
            return true
        }
        let first = position
        do throws(SyntaxProblem) {
            return .star(try parseExpression())
        } catch {
            guard hasUnpacking, position == first, error.message == "invalid syntax" else { throw error }
            throw problem("iterable argument unpacking follows keyword argument unpacking", star.span)
        }
    }

    private mutating func parseKeyword() throws(SyntaxProblem) -> Argument {
        let name = advance()
        let assign = advance()
        let value = try parseExpression()
        if startsComprehension {
            _ = try parseComprehensionClauses(over: nil)
            throw problem(
                "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", name.span.joined(assign.span))
        }
        return .keyword(text(name), value, name.span)
    }

    /// A positional argument: an expression, a walrus, or a generator expression standing alone.
    private mutating func parseArgument(startingAt start: Int, isOnly: Bool) throws(SyntaxProblem) -> Expression {
        let value = try parseExpression()
        switch kind {
        case .colonAssign:
            guard case .name(let name) = value.kind, tokens[start].kind == .name else {
                throw walrusProblem(value)
            }
            advance()
            let assigned = try parseExpression()
            let walrus = Expression(.walrus(name, assigned), span(from: tokens[start].start))
            return kind == .for ? try parseBareGenerator(walrus, startingAt: start, isOnly: isOnly) : walrus
        case .assign:
            throw problem(
                "expression cannot contain assignment, perhaps you meant \"==\"?",
                Span(Int(tokens[start].start), Int(token.end)))
        case .for, .async: return try parseBareGenerator(value, startingAt: start, isOnly: isOnly)
        default: return value
        }
    }

    private mutating func parseBareGenerator(
        _ element: Expression, startingAt start: Int, isOnly: Bool
    ) throws(SyntaxProblem) -> Expression {
        let clauses = try parseComprehensionClauses(over: element)
        guard isOnly, kind != .comma else {
            throw problem("Generator expression must be parenthesized", span(from: tokens[start].start))
        }
        // Its place includes the call's parentheses, as in Python.
        let opening = start > 0 ? tokens[start - 1].start : tokens[start].start
        let closing = kind == .rightParen ? token.end : tokens[position].start
        return Expression(.comprehension(.generator, element, clauses), Span(Int(opening), Int(closing)))
    }
}
