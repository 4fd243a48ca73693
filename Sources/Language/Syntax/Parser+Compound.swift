// Statements with blocks.

extension Parser {
    /// A compound statement, or nil when the cursor stands on none.
    mutating func parseCompound() throws(SyntaxProblem) -> Statement? {
        let start = token
        let statement: StatementKind
        switch start.kind {
        case .if:
            advance()
            statement = try parseIf("'if' statement", start, branches: 0)
        case .while: statement = try parseWhile()
        case .for: statement = try parseFor()
        case .try: statement = try parseTry()
        case .with: statement = try parseWith()
        case .def: statement = try parseFunction(decorators: [])
        case .class: statement = try parseClass(decorators: [])
        case .at: return try parseDecorated()
        case .async:
            let next = kind(ahead: 1)
            let name = next == .def ? "'async def' is" : next == .for ? "'async for' is" : "'async with' is"
            guard next == .def || next == .for || next == .with else {
                advance()
                throw unexpected()
            }
            throw unavailable(name, start.span, hint: "everything in nbs runs at once: leave out `async`")
        default: return nil
        }
        return Statement(statement, span(from: start.start))
    }

    /// The colon behind a condition or a header.
    private mutating func expectColon() throws(SyntaxProblem) {
        guard kind != .colon else {
            advance()
            return
        }
        if kind == .newline { throw SyntaxProblem("expected ':'", span: token.span) }
        throw unexpected()
    }

    private mutating func parseIf(_ opener: String, _ keyword: Token, branches: Int) throws(SyntaxProblem)
        -> StatementKind
    {
        // Each `elif` is one level of the tree.
        guard branches < Parser.maximumDepth else { throw tooDeep() }
        let test = try parseNamed()
        try expectColon()
        let then = try parseBlock(of: opener, at: keyword)
        let next = token
        if next.kind == .elif {
            advance()
            let nested = try parseIf("'elif' statement", next, branches: branches + 1)
            return .if(test: test, then: then, else: [Statement(nested, span(from: next.start))])
        }
        return .if(test: test, then: then, else: try parseElse())
    }

    private mutating func parseElse() throws(SyntaxProblem) -> [Statement] {
        guard kind == .else else { return [] }
        let keyword = advance()
        try force(.colon, ":")
        return try parseBlock(of: "'else' statement", at: keyword)
    }

    private mutating func parseWhile() throws(SyntaxProblem) -> StatementKind {
        let keyword = advance()
        let test = try parseNamed()
        try expectColon()
        let body = try parseBlock(of: "'while' statement", at: keyword)
        return .while(test: test, body: body, else: try parseElse())
    }

    private mutating func parseFor() throws(SyntaxProblem) -> StatementKind {
        let keyword = advance()
        let target = try parseForTarget()
        let iterable = try parseStarExpressions()
        try expectColon()
        let body = try parseBlock(of: "'for' statement", at: keyword)
        return .for(target: target, iterable: iterable, body: body, else: try parseElse())
    }

    // MARK: - try

    private mutating func parseTry() throws(SyntaxProblem) -> StatementKind {
        let keyword = advance()
        try force(.colon, ":")
        let body = try parseBlock(of: "'try' statement", at: keyword)
        var handlers: [ExceptHandler] = []
        while kind == .except { handlers.append(try parseHandler()) }
        let otherwise = handlers.isEmpty ? [] : try parseElse()
        var finally: [Statement] = []
        if kind == .finally {
            let keyword = advance()
            try force(.colon, ":")
            finally = try parseBlock(of: "'finally' statement", at: keyword)
        } else if handlers.isEmpty {
            throw SyntaxProblem("expected 'except' or 'finally' block", span: token.span, isAtEnd: isAtEndOfText)
        }
        return .try(body: body, handlers: handlers, else: otherwise, finally: finally)
    }

    private mutating func parseHandler() throws(SyntaxProblem) -> ExceptHandler {
        let keyword = advance()
        if kind == .star {
            throw unavailable("'except*' is", token.span, hint: "write `except` without the star")
        }
        var type: Expression?
        var name: String?
        if kind != .colon, kind != .newline {
            let value = try parseExpression()
            if kind == .comma { throw try multipleTypes(value) }
            type = value
            if accept(.as) {
                guard kind == .name else { throw unexpected() }
                name = text(advance())
            }
        }
        try expectColon()
        let body = try parseBlock(of: "'except' statement", at: keyword)
        return ExceptHandler(type: type, name: name, body: body, span: span(from: keyword.start))
    }

    /// `except A, B:`.
    private mutating func multipleTypes(_ first: Expression) throws(SyntaxProblem) -> SyntaxProblem {
        let generic = unexpected()
        while accept(.comma) {
            if kind == .colon { break }
            guard attempt({ (parser: inout Parser) throws(SyntaxProblem) in try parser.parseExpression() }) != nil
            else {
                return generic
            }
        }
        if accept(.as) { advance() }
        guard kind == .colon else { return generic }
        return problem("multiple exception types must be parenthesized", first.span)
    }

    // MARK: - with

    private mutating func parseWith() throws(SyntaxProblem) -> StatementKind {
        let keyword = advance()
        let items = try parseWithItems()
        try expectColon()
        return .with(items: items, body: try parseBlock(of: "'with' statement", at: keyword))
    }

    private mutating func parseWithItems() throws(SyntaxProblem) -> [WithItem] {
        // `with (a as b, c as d):` looks like a group until its end.
        if kind == .leftParen {
            let start = position
            let items = attempt(isTrying: isTrying) { (parser: inout Parser) throws(SyntaxProblem) -> [WithItem] in
                parser.advance()
                var items: [WithItem] = []
                repeat {
                    if parser.kind == .rightParen, !items.isEmpty { break }
                    items.append(try parser.parseWithItem())
                } while parser.accept(.comma)
                try parser.expect(.rightParen)
                guard parser.kind == .colon || parser.kind == .newline else { throw parser.unexpected() }
                return items
            }
            if let items { return items }
            position = start
        }
        var items: [WithItem] = []
        repeat { items.append(try parseWithItem()) } while accept(.comma)
        return items
    }

    private mutating func parseWithItem() throws(SyntaxProblem) -> WithItem {
        let context = try parseExpression()
        guard accept(.as) else { return WithItem(context: context, target: nil) }
        let target = kind == .star ? try parseStarred() : try parseExpression()
        if kind == .comma || kind == .colon || kind == .rightParen,
            let invalid = invalidTarget(target, purpose: .assign)
        {
            throw problem("cannot assign to \(invalid.kind.pythonName)", invalid.span)
        }
        return WithItem(context: context, target: target)
    }

    // MARK: - def, class

    private mutating func parseDecorated() throws(SyntaxProblem) -> Statement {
        var decorators: [Expression] = []
        while accept(.at) {
            decorators.append(try parseNamed())
            try expect(.newline)
        }
        let start = token
        switch kind {
        case .def: return Statement(try parseFunction(decorators: decorators), span(from: start.start))
        case .class: return Statement(try parseClass(decorators: decorators), span(from: start.start))
        case .async: return try parseCompound() ?? Statement(.pass, start.span)
        default: throw unexpected()
        }
    }

    private mutating func parseFunction(decorators: [Expression]) throws(SyntaxProblem) -> StatementKind {
        let keyword = advance()
        guard kind == .name else { throw unexpected() }
        let name = advance()
        try checkTypeParameters()
        try force(.leftParen, "(")
        let parameters = try parseParameters(until: .rightParen)
        try expect(.rightParen)
        let returns = try parseReturns()
        try force(.colon, ":")
        let body = try parseBlock(of: "function definition", at: keyword)
        return .function(
            FunctionDefinition(
                name: text(name), nameSpan: name.span, parameters: parameters, returns: returns, body: body,
                decorators: decorators))
    }

    /// `-> type`; whatever is wrong with the type, Python misses the colon where the arrow stands.
    private mutating func parseReturns() throws(SyntaxProblem) -> Expression? {
        guard kind == .arrow else { return nil }
        let arrow = advance()
        do throws(SyntaxProblem) {
            return try parseExpression()
        } catch {
            throw error.message == "invalid syntax" ? problem("expected ':'", arrow.span) : error
        }
    }

    private mutating func parseClass(decorators: [Expression]) throws(SyntaxProblem) -> StatementKind {
        let keyword = advance()
        guard kind == .name else { throw unexpected() }
        let name = advance()
        try checkTypeParameters()
        var arguments: [Argument] = []
        if accept(.leftParen) {
            arguments = try parseArguments()
            try expect(.rightParen)
        }
        try expectColon()
        let body = try parseBlock(of: "class definition", at: keyword)
        return .classDefinition(
            ClassDefinition(
                name: text(name), nameSpan: name.span, arguments: arguments, body: body, decorators: decorators))
    }

    // MARK: - Statements outside the subset

    /// `def f[T](x)`, `class A[T]`, of later Pythons.
    private func checkTypeParameters() throws(SyntaxProblem) {
        guard kind == .leftBracket else { return }
        throw unavailable("type parameters are", token.span, hint: "leave out the brackets and what stands in them")
    }

    /// `match x:` and `type X = …`: words that are keywords only there.
    mutating func checkUnavailableStatement() throws(SyntaxProblem) {
        guard kind == .name, position + 1 < tokens.count else { return }
        if isText(token, "match"), isMatchStatement {
            throw unavailable("the match statement is", token.span, hint: "write `if … elif … else`")
        }
        if isText(token, "type"), kind(ahead: 1) == .name,
            kind(ahead: 2) == .assign || kind(ahead: 2) == .leftBracket
        {
            throw unavailable("the type statement is", token.span, hint: "write `Name = …` without `type`")
        }
    }

    /// A line that starts with `match` and ends in `:`; no other statement does.
    private var isMatchStatement: Bool {
        var index = position + 1
        while index < tokens.count, tokens[index].kind != .newline, tokens[index].kind != .end { index += 1 }
        return index > position + 2 && tokens[index - 1].kind == .colon && tokens[position + 1].level <= 1
            && tokens[index].level == 0
    }
}
