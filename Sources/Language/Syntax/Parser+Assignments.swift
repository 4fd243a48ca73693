// Statements that start with an expression: calls, assignments, annotations.

extension Parser {
    mutating func parseExpressionStatement() throws(SyntaxProblem) -> StatementKind {
        try checkUnavailableStatement()
        let start = position
        let first = try parseYieldOrStarExpressions()
        switch kind {
        case .assign: return try parseAssignment(first, startingAt: start)
        case .colon:
            guard case .yield = first.kind else { return try parseAnnotated(first, startingAt: start) }
            return .expression(first)
        case .colonAssign:
            // A bare name is the one thing that may stand there, in parentheses.
            if first.kind.isName, tokens[start].kind == .name { throw unexpected() }
            if case .tuple = first.kind, !isParenthesised(first, startingAt: start) { throw unexpected() }
            throw walrusProblem(first)
        case .question: return try parseHelpSuffix(first)
        default:
            guard let operation = kind.augmentedOperation else { return .expression(first) }
            return try parseAugmented(first, operation)
        }
    }

    private mutating func parseAssignment(_ first: Expression, startingAt firstToken: Int) throws(SyntaxProblem)
        -> StatementKind
    {
        var targets: [Expression] = []
        var value = first
        var start = firstToken
        while kind == .assign {
            if let invalid = invalidTarget(value, purpose: .assign) {
                throw assignmentProblem(value, invalid, startingAt: start, isFirst: targets.isEmpty)
            }
            advance()
            targets.append(value)
            start = position
            value = try parseYieldOrStarExpressions()
        }
        return .assign(targets: targets, value: value)
    }

    /// Python guesses at a mistyped `==` when what stands right before the first `=` is no target.
    private mutating func assignmentProblem(
        _ left: Expression, _ invalid: Expression, startingAt start: Int, isFirst: Bool
    ) -> SyntaxProblem {
        if tokens[start].kind == .yield { return problem("assignment to yield expression not possible", left.span) }
        let plain = problem("cannot assign to \(invalid.kind.pythonName)", invalid.span)
        var suspect = left
        if case .tuple(let elements) = left.kind, !isParenthesised(left, startingAt: start), let last = elements.last,
            tokens[position - 1].kind != .comma
        {
            suspect = last
        }
        guard isFirst, suspect.kind.isAssignableLookalike else { return plain }
        let isBareName = suspect.kind.isName && tokens[position - 1].span == suspect.span
        advance()
        let right = attempt { (parser: inout Parser) throws(SyntaxProblem) in try parser.parseBinary() }
        guard let right, kind != .assign, kind != .colonAssign else { return plain }
        if isBareName {
            return problem(
                "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", suspect.span.joined(right.span))
        }
        return problem(
            "cannot assign to \(suspect.kind.pythonName) here. Maybe you meant '==' instead of '='?", suspect.span)
    }

    private mutating func parseAugmented(
        _ target: Expression, _ operation: BinaryOperation
    ) throws(SyntaxProblem) -> StatementKind {
        let mark = token
        advance()
        switch target.kind {
        case .name, .attribute, .subscript:
            break
        default:
            let value = attempt { (parser: inout Parser) throws(SyntaxProblem) in
                try parser.parseYieldOrStarExpressions()
            }
            guard value != nil else { throw problem("invalid syntax", mark.span) }
            throw problem(
                "'\(target.kind.pythonName)' is an illegal expression for augmented assignment", target.span)
        }
        return .augmentedAssign(target: target, operation, value: try parseYieldOrStarExpressions())
    }

    private mutating func parseAnnotated(_ target: Expression, startingAt start: Int) throws(SyntaxProblem)
        -> StatementKind
    {
        let colon = position
        switch target.kind {
        case .name, .attribute, .subscript: break
        default:
            advance()
            let annotation = attempt { (parser: inout Parser) throws(SyntaxProblem) in try parser.parseExpression() }
            guard annotation != nil else {
                position = colon
                throw unexpected()
            }
            switch target.kind {
            case .list: throw problem("only single target (not list) can be annotated", target.span)
            case .tuple(let elements):
                let first = isParenthesised(target, startingAt: start) ? target : elements.first ?? target
                throw problem("only single target (not tuple) can be annotated", first.span)
            default: throw problem("illegal target for annotation", target.span)
            }
        }
        advance()
        let annotation = try parseExpression()
        let value = accept(.assign) ? try parseYieldOrStarExpressions() : nil
        var isSimple = false
        if case .name = target.kind { isSimple = tokens[start].kind == .name }
        return .annotatedAssign(target: target, annotation: annotation, value: value, simple: isSimple)
    }
}
