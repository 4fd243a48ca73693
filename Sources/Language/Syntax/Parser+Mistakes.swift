// Guesses at what was meant when an expression makes no sense, in Python's words.

extension Parser {
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

    /// `=` behind an expression that cannot be assigned to here: `if x = 1`, `(a = 1)`. Python's three wordings.
    mutating func strayAssignment(_ left: Expression, startingAt start: Int) -> SyntaxProblem {
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
        case .and, .or, .compare, .conditional, .lambda, .starred, .walrus, .yield, .yieldFrom, .unary(.not, _):
            return false
        default: return true
        }
    }
}
