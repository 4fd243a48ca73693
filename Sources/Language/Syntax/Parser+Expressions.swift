// Expressions, loosest first: star lists, named, ternary and lambda, or/and/not, comparisons, binary, unary, power.

extension Parser {
    /// `a`, `a, b`, `*a, b`: what stands right of `=`, after `return` and after `for … in`.
    mutating func parseStarExpressions() throws(SyntaxProblem) -> Expression {
        let start = token.start
        let first = try parseStarExpression()
        guard kind == .comma else { return first }
        var elements = [first]
        while accept(.comma) {
            guard kind.startsExpression || kind == .star else { break }
            elements.append(try parseStarExpression())
        }
        return Expression(.tuple(elements), span(from: start))
    }

    private mutating func parseStarExpression() throws(SyntaxProblem) -> Expression {
        kind == .star ? try parseStarred() : try parseExpression()
    }

    mutating func parseStarred() throws(SyntaxProblem) -> Expression {
        let start = advance().start
        let value = try parseBinary()
        return Expression(.starred(value), span(from: start))
    }

    /// An element of a display or a group: starred or named.
    mutating func parseStarNamed() throws(SyntaxProblem) -> Expression {
        guard kind == .star else { return try parseNamed() }
        let first = position + 1
        let starred = try parseStarred()
        if kind.startsExpression, case .starred(let value) = starred.kind {
            try checkMissingComma(after: value, startingAt: first)
        }
        return starred
    }

    /// `expression` or `name := expression`.
    mutating func parseNamed() throws(SyntaxProblem) -> Expression {
        let start = position
        let left = try parseExpression()
        guard kind == .colonAssign || kind == .assign else { return left }
        if kind == .assign { throw strayAssignment(left, startingAt: start) }
        guard case .name(let name) = left.kind, tokens[start].kind == .name else {
            throw walrusProblem(left)
        }
        advance()
        let value = try parseExpression()
        return Expression(.walrus(name, value), span(from: tokens[start].start))
    }

    /// `yield`, `yield a, b`, `yield from a`.
    mutating func parseYield() throws(SyntaxProblem) -> Expression {
        let start = advance().start
        if accept(.from) {
            let value = try parseExpression()
            return Expression(.yieldFrom(value), span(from: start))
        }
        guard kind.startsExpression || kind == .star else { return Expression(.yield(nil), span(from: start)) }
        let value = try parseStarExpressions()
        return Expression(.yield(value), span(from: start))
    }

    mutating func parseYieldOrStarExpressions() throws(SyntaxProblem) -> Expression {
        kind == .yield ? try parseYield() : try parseStarExpressions()
    }

    /// A ternary, a lambda, or anything tighter.
    mutating func parseExpression() throws(SyntaxProblem) -> Expression {
        try descend()
        defer { depth -= 1 }
        if kind == .lambda { return try parseLambda() }
        let start = position
        let value = try parseDisjunction()
        if kind == .if {
            advance()
            let test = try parseDisjunction()
            guard kind == .else else {
                if kind == .colon { throw unexpected() }
                throw problem("expected 'else' after 'if' expression", value.span.joined(test.span))
            }
            advance()
            let otherwise = try parseExpression()
            return Expression(.conditional(test: test, then: value, else: otherwise), span(from: tokens[start].start))
        }
        if kind.startsExpression { try checkMissingComma(after: value, startingAt: start) }
        return value
    }

    private mutating func parseLambda() throws(SyntaxProblem) -> Expression {
        let start = advance().start
        let parameters = try parseParameters(until: .colon)
        guard kind == .colon else { throw unexpected() }
        advance()
        let body = try parseExpression()
        return Expression(.lambda(parameters, body), span(from: start))
    }

    mutating func parseDisjunction() throws(SyntaxProblem) -> Expression {
        let start = token.start
        let first = try parseConjunction()
        guard kind == .or else { return first }
        var operands = [first]
        while accept(.or) { operands.append(try parseConjunction()) }
        return Expression(.or(operands), span(from: start))
    }

    private mutating func parseConjunction() throws(SyntaxProblem) -> Expression {
        let start = token.start
        let first: Expression
        if kind == .not {
            first = try parseInversion()
        } else {
            // Most are neither compared nor joined to anything.
            let operand = try parseBinary()
            if !kind.continuesCondition { return operand }
            first = try parseComparison(operand, from: start)
        }
        guard kind == .and else { return first }
        var operands = [first]
        while accept(.and) { operands.append(try parseInversion()) }
        return Expression(.and(operands), span(from: start))
    }

    private mutating func parseInversion() throws(SyntaxProblem) -> Expression {
        guard kind == .not else {
            let start = token.start
            return try parseComparison(parseBinary(), from: start)
        }
        try descend()
        defer { depth -= 1 }
        let start = advance().start
        let operand = try parseInversion()
        return Expression(.unary(.not, operand), span(from: start))
    }

    /// `first` and what it is compared with, if anything.
    private mutating func parseComparison(_ first: Expression, from start: Int32) throws(SyntaxProblem) -> Expression {
        guard let operation = try acceptComparison() else { return first }
        var rest = [(operation, try parseBinary())]
        while let operation = try acceptComparison() { rest.append((operation, try parseBinary())) }
        return Expression(.compare(first, rest), span(from: start))
    }

    private mutating func acceptComparison() throws(SyntaxProblem) -> ComparisonOperation? {
        let operation: ComparisonOperation
        switch kind {
        case .equal: operation = .equal
        case .notEqual: operation = .notEqual
        case .less: operation = .less
        case .lessEqual: operation = .lessEqual
        case .greater: operation = .greater
        case .greaterEqual: operation = .greaterEqual
        case .in: operation = .in
        case .is:
            advance()
            return accept(.not) ? .isNot : .is
        case .not:
            advance()
            try expect(.in)
            return .notIn
        default: return nil
        }
        advance()
        return operation
    }

    /// Binary operators that bind at least as tightly as `minimum`; all to the left.
    mutating func parseBinary(_ minimum: Int = 1) throws(SyntaxProblem) -> Expression {
        let start = token.start
        let outerChain = chain
        chain = 0
        // A name or a number that nothing follows which could belong to it takes no further descent.
        let isLone = (kind == .name || kind == .number) && !kind(ahead: 1).continuesOperand
        var left = isLone ? try parseAtom() : try parseUnary()
        while let (operation, precedence) = kind.binaryOperation, precedence >= minimum {
            advance()
            let right = try parseBinary(precedence + 1)
            left = Expression(.binary(operation, left, right), span(from: start))
            try lengthenChain()
        }
        chain = max(chain, outerChain)
        return left
    }

    mutating func parseUnary() throws(SyntaxProblem) -> Expression {
        let operation: UnaryOperation
        switch kind {
        case .minus: operation = .negative
        case .plus: operation = .positive
        case .tilde: operation = .invert
        default: return try parsePower()
        }
        try descend()
        defer { depth -= 1 }
        let start = advance().start
        let operand = try parseUnary()
        return Expression(.unary(operation, operand), span(from: start))
    }

    private mutating func parsePower() throws(SyntaxProblem) -> Expression {
        let start = token.start
        let base = try parsePostfix()
        guard kind == .doubleStar else { return base }
        try descend()
        defer { depth -= 1 }
        advance()
        let exponent = try parseUnary()
        return Expression(.binary(.power, base, exponent), span(from: start))
    }
}
