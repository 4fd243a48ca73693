// Expressions, loosest first: star lists, named, ternary and lambda, or/and/not, comparisons, binary, unary, power.

extension Parser {
    /// `a`, `a, b`, `*a, b`: what stands right of `=`, after `return`, `for … in`, in a subscript's absence of slices.
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

    /// `a.b := c`: said only when something follows that could have been meant.
    mutating func walrusProblem(_ left: Expression) -> SyntaxProblem {
        let generic = unexpected()
        let walrus = position
        advance()
        let value = attempt { (parser: inout Parser) throws(SyntaxProblem) in try parser.parseExpression() }
        position = walrus
        if value == nil { return generic }
        return problem("cannot use assignment expressions with \(left.kind.pythonName)", left.span)
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
        let first = try parseInversion()
        guard kind == .and else { return first }
        var operands = [first]
        while accept(.and) { operands.append(try parseInversion()) }
        return Expression(.and(operands), span(from: start))
    }

    private mutating func parseInversion() throws(SyntaxProblem) -> Expression {
        guard kind == .not else { return try parseComparison() }
        try descend()
        defer { depth -= 1 }
        let start = advance().start
        let operand = try parseInversion()
        return Expression(.unary(.not, operand), span(from: start))
    }

    private mutating func parseComparison() throws(SyntaxProblem) -> Expression {
        let start = token.start
        let first = try parseBinary()
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
        var left = try parseUnary()
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

// MARK: - Mistakes in expressions

extension Parser {
    /// `=` behind an expression that cannot be assigned to here: `if x = 1`, `(a = 1)`. Python's three wordings.
    private mutating func strayAssignment(_ left: Expression, startingAt start: Int) -> SyntaxProblem {
        let generic = unexpected()
        let isPlainName = tokens[start].kind == .name && position == start + 1
        guard isPlainName || left.kind.isAssignableLookalike else { return generic }
        let assign = position
        advance()
        guard let right = attempt({ (parser: inout Parser) throws(SyntaxProblem) in try parser.parseBinary() }),
            kind != .assign, kind != .colonAssign
        else {
            position = assign
            return generic
        }
        position = assign
        if isPlainName {
            return problem(
                "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", left.span.joined(right.span))
        }
        return problem(
            "cannot assign to \(left.kind.pythonName) here. Maybe you meant '==' instead of '='?", left.span)
    }

    /// Two expressions side by side inside brackets: a comma is missing. Returns when Python would say something else.
    mutating func checkMissingComma(after value: Expression, startingAt start: Int) throws(SyntaxProblem) {
        if isTrying { return }
        if case .name(let name) = value.kind, position == start + 1 {
            if name == "print" || name == "exec" { return try checkLegacyStatement(name, startingAt: start) }
            if kind == .string || ["match", "case", "_"].contains(name) { return }
        }
        if tokens[start].kind == .name, tokens[start + 1].kind == .string { return }
        let end = position
        let second = attempt { (parser: inout Parser) throws(SyntaxProblem) in try parser.parseExpression() }
        let level = position > 0 ? tokens[position - 1].level : 0
        position = end
        guard second != nil, level > 0 || isFragment else { return }
        throw problem("invalid syntax. Perhaps you forgot a comma?", value.span.joined(second?.span ?? value.span))
    }

    /// `print x` inside an expression, `exec "…"` anywhere.
    private mutating func checkLegacyStatement(_ name: String, startingAt start: Int) throws(SyntaxProblem) {
        let end = position
        let rest = attempt { (parser: inout Parser) throws(SyntaxProblem) in try parser.parseStarExpressions() }
        position = end
        guard let rest else { return }
        throw problem(
            "Missing parentheses in call to '\(name)'. Did you mean \(name)(...)?",
            Span(Int(tokens[start].start), Int(rest.span.end)))
    }

    /// Runs `body`; nil, with the cursor wherever it got to, if it finds a mistake.
    mutating func attempt<T>(
        isTrying: Bool = true, _ body: (inout Parser) throws(SyntaxProblem) -> T
    ) -> T? {
        let saved = (depth, chain, self.isTrying)
        self.isTrying = isTrying
        defer {
            (depth, chain, self.isTrying) = saved
            furthest = max(furthest, position)
        }
        do throws(SyntaxProblem) { return try body(&self) } catch { return nil }
    }
}

extension ExpressionKind {
    /// What Python calls this kind of expression when it may not be assigned to.
    var pythonName: String {
        switch self {
        case .none: return "None"
        case .ellipsis: return "ellipsis"
        case .bool(let value): return value ? "True" : "False"
        case .int, .bigInt, .float, .string, .bytes: return "literal"
        case .formatted: return "f-string expression"
        case .name: return "name"
        case .list: return "list"
        case .tuple: return "tuple"
        case .set: return "set display"
        case .dict: return "dict literal"
        case .unary, .binary, .and, .or: return "expression"
        case .compare: return "comparison"
        case .conditional: return "conditional expression"
        case .lambda: return "lambda"
        case .call: return "function call"
        case .attribute: return "attribute"
        case .subscript, .slice: return "subscript"
        case .starred: return "starred"
        case .walrus: return "named expression"
        case .comprehension(.list, _, _): return "list comprehension"
        case .comprehension(.set, _, _): return "set comprehension"
        case .comprehension(.generator, _, _): return "generator expression"
        case .dictComprehension: return "dict comprehension"
        case .yield, .yieldFrom: return "yield expression"
        }
    }

    var isName: Bool {
        if case .name = self { return true }
        return false
    }

    var isYield: Bool {
        switch self {
        case .yield, .yieldFrom: return true
        default: return false
        }
    }

    /// Whether Python suspects `==` was meant when `=` follows this: anything as tight as `a | b`, but no display that may
    /// be a target, and no constant.
    var isAssignableLookalike: Bool {
        switch self {
        case .none, .bool, .list, .tuple, .comprehension(.generator, _, _): return false
        case .and, .or, .compare, .conditional, .lambda, .starred, .walrus, .yield, .yieldFrom, .unary(.not, _): return false
        default: return true
        }
    }
}
