// Names, literals, displays, groups, comprehensions, and what may follow them: calls, subscripts, attributes.

extension Parser {
    mutating func parsePostfix() throws(SyntaxProblem) -> Expression {
        let start = token.start
        let outerChain = chain
        chain = 0
        var value = try parseAtom()
        postfix: while true {
            switch kind {
            case .dot:
                advance()
                guard kind == .name else { throw unexpected() }
                let name = advance()
                value = Expression(.attribute(value, text(name), name.span), span(from: start))
            case .leftParen:
                advance()
                let arguments = try parseArguments()
                try expect(.rightParen)
                value = Expression(.call(value, arguments), span(from: start))
            case .leftBracket:
                advance()
                let index = try parseSlices()
                try expect(.rightBracket)
                value = Expression(.subscript(value, index), span(from: start))
            default: break postfix
            }
            try lengthenChain()
        }
        chain = max(chain, outerChain)
        return value
    }

    mutating func parseAtom() throws(SyntaxProblem) -> Expression {
        let first = token
        switch first.kind {
        case .name:
            advance()
            return Expression(.name(text(first)), first.span)
        case .number:
            advance()
            return Expression(
                try NumberLiteral.read(bytes[Int(first.start)..<Int(first.end)], span: first.span), first.span)
        case .string: return try parseStrings()
        case .leftParen: return try parseGroup()
        case .leftBracket: return try parseList()
        case .leftBrace: return try parseBraces()
        case .true, .false:
            advance()
            return Expression(.bool(first.kind == .true), first.span)
        case .none:
            advance()
            return Expression(.none, first.span)
        case .ellipsis:
            advance()
            return Expression(.ellipsis, first.span)
        case .await:
            throw unavailable("'await' is", first.span, hint: "everything in nbs runs at once: leave out `await`")
        default: throw unexpected()
        }
    }

    /// `()`, `(a)`, `(a, b)`, `(a for …)`, `(yield)`.
    private mutating func parseGroup() throws(SyntaxProblem) -> Expression {
        let start = advance().start
        if accept(.rightParen) { return Expression(.tuple([]), span(from: start)) }
        if kind == .yield {
            let value = try parseYield()
            try expect(.rightParen)
            return value
        }
        if kind == .doubleStar {
            let stars = advance()
            if attempt({ (parser: inout Parser) throws(SyntaxProblem) in try parser.parseExpression() }) != nil,
                kind == .rightParen
            {
                throw problem("cannot use double starred expression here", stars.span)
            }
            position = tokens.firstIndex { $0.start == stars.start } ?? position
            throw unexpected()
        }
        let first = try parseStarNamed()
        if startsComprehension {
            let clauses = try parseComprehensionClauses(over: first)
            try expect(.rightParen)
            return Expression(.comprehension(.generator, first, clauses), span(from: start))
        }
        if kind == .comma {
            let elements = try parseElements(after: first, isParenthesised: true)
            try expect(.rightParen)
            return Expression(.tuple(elements), span(from: start))
        }
        if case .starred = first.kind, kind == .rightParen {
            throw problem("cannot use starred expression here", first.span)
        }
        try expect(.rightParen)
        return first
    }

    /// The elements behind the first, up to the closing bracket, which stays.
    private mutating func parseElements(
        after first: Expression, isParenthesised: Bool = false
    ) throws(SyntaxProblem) -> [Expression] {
        var elements = [first]
        while kind == .comma {
            let comma = advance()
            guard kind.startsExpression || kind == .star else {
                if kind == .for, !isParenthesised, elements.count == 1 {
                    try checkComprehensionTarget(Span(Int(first.span.start), Int(comma.end)))
                }
                break
            }
            elements.append(try parseStarNamed())
            if kind == .for, !isParenthesised {
                try checkComprehensionTarget(first.span.joined(elements[elements.count - 1].span))
            }
        }
        return elements
    }

    /// `[a, b for …]`.
    private mutating func checkComprehensionTarget(_ span: Span) throws(SyntaxProblem) {
        let start = position
        let clauses = attempt { (parser: inout Parser) throws(SyntaxProblem) in
            try parser.parseComprehensionClauses(over: nil)
        }
        position = start
        if clauses != nil { throw problem("did you forget parentheses around the comprehension target?", span) }
    }

    private mutating func parseList() throws(SyntaxProblem) -> Expression {
        let start = advance().start
        if accept(.rightBracket) { return Expression(.list([]), span(from: start)) }
        let first = try parseStarNamed()
        if startsComprehension {
            let clauses = try parseComprehensionClauses(over: first)
            try expect(.rightBracket)
            return Expression(.comprehension(.list, first, clauses), span(from: start))
        }
        let elements = try parseElements(after: first)
        try expect(.rightBracket)
        return Expression(.list(elements), span(from: start))
    }

    /// A set, a dict, or a comprehension of either.
    private mutating func parseBraces() throws(SyntaxProblem) -> Expression {
        let start = advance().start
        if accept(.rightBrace) { return Expression(.dict([]), span(from: start)) }
        if kind == .doubleStar { return try parseDict(start) }
        let isGrouped = kind == .leftParen
        let first = try parseStarNamed()
        if kind == .colon {
            if case .starred = first.kind { throw unexpected() }
            if case .walrus = first.kind, !isGrouped { throw unexpected() }
            return try parseDict(start, firstKey: first)
        }
        if startsComprehension {
            let clauses = try parseComprehensionClauses(over: first)
            try expect(.rightBrace)
            return Expression(.comprehension(.set, first, clauses), span(from: start))
        }
        let elements = try parseElements(after: first)
        try expect(.rightBrace)
        return Expression(.set(elements), span(from: start))
    }

    private mutating func parseDict(_ start: Int32, firstKey: Expression? = nil) throws(SyntaxProblem) -> Expression {
        var items: [DictItem] = []
        var key = firstKey
        repeat {
            if key == nil, kind == .rightBrace { break }
            if key == nil, kind == .doubleStar {
                let stars = advance()
                items.append(.spread(try parseBinary()))
                if kind == .for, items.count == 1 {
                    throw problem("dict unpacking cannot be used in dict comprehension", stars.span)
                }
                continue
            }
            let itemKey: Expression
            if let first = key { itemKey = first } else { itemKey = try parseExpression() }
            let isFirst = key != nil
            key = nil
            guard kind == .colon else {
                if isFirst { throw unexpected() }
                let end = Int(itemKey.span.end)
                throw problem("':' expected after dictionary key", Span(end - 1, end))
            }
            let value = try parseDictValue()
            items.append(.pair(itemKey, value))
            if isFirst, startsComprehension {
                let clauses = try parseComprehensionClauses(over: nil)
                try expect(.rightBrace)
                return Expression(.dictComprehension(key: itemKey, value: value, clauses), span(from: start))
            }
        } while accept(.comma)
        try expect(.rightBrace)
        return Expression(.dict(items), span(from: start))
    }

    private mutating func parseDictValue() throws(SyntaxProblem) -> Expression {
        let colon = advance()
        if kind == .star {
            let star = token.span
            let value = attempt { (parser: inout Parser) throws(SyntaxProblem) in try parser.parseStarred() }
            if value != nil { throw problem("cannot use a starred expression in a dictionary value", star) }
        }
        if kind == .comma || kind == .rightBrace {
            throw problem("expression expected after dictionary key and ':'", colon.span)
        }
        return try parseExpression()
    }

    var startsComprehension: Bool { kind == .for || (kind == .async && kind(ahead: 1) == .for) }

    /// `for target in iterable if condition …`, once or more. `element` is what the comprehension collects.
    mutating func parseComprehensionClauses(over element: Expression?) throws(SyntaxProblem) -> [ComprehensionClause] {
        if let element, case .starred = element.kind {
            throw problem("iterable unpacking cannot be used in comprehension", element.span)
        }
        var clauses: [ComprehensionClause] = []
        while startsComprehension {
            if kind == .async {
                throw unavailable("asynchronous comprehensions are", token.span, hint: "leave out `async`")
            }
            advance()
            let target = try parseForTarget()
            let iterable = try parseDisjunction()
            var conditions: [Expression] = []
            while accept(.if) { conditions.append(try parseDisjunction()) }
            clauses.append(ComprehensionClause(target: target, iterable: iterable, conditions: conditions))
        }
        return clauses
    }

    /// What stands between the brackets of a subscript.
    private mutating func parseSlices() throws(SyntaxProblem) -> Expression {
        let start = token.start
        let first = try parseSlice()
        var isTuple = kind == .comma
        if case .starred = first.kind { isTuple = true }
        guard isTuple else { return first }
        var elements = [first]
        while accept(.comma) {
            guard kind != .rightBracket else { break }
            elements.append(try parseSlice())
        }
        return Expression(.tuple(elements), span(from: start))
    }

    private mutating func parseSlice() throws(SyntaxProblem) -> Expression {
        if kind == .star { return try parseStarNamed() }
        let start = token.start
        var lower: Expression?
        if kind != .colon {
            let isGrouped = kind == .leftParen
            let value = try parseNamed()
            guard kind == .colon else { return value }
            if case .walrus = value.kind, !isGrouped { throw unexpected() }
            lower = value
        }
        advance()
        var upper: Expression?
        var step: Expression?
        if kind.startsExpression { upper = try parseExpression() }
        if accept(.colon), kind.startsExpression { step = try parseExpression() }
        return Expression(.slice(lower, upper, step), span(from: start))
    }
}
