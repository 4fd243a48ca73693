// Cells, blocks, and the statements that fit on one line.

extension Parser {
    mutating func parseStatements() throws(SyntaxProblem) -> SyntaxTree {
        var statements: [Statement] = []
        while kind != .end { try parseStatement(into: &statements) }
        return SyntaxTree(statements: statements, endsWithSemicolon: endedWithSemicolon)
    }

    mutating func parseStatement(into statements: inout [Statement]) throws(SyntaxProblem) {
        endedWithSemicolon = false
        if let compound = try parseCompound() {
            statements.append(compound)
        } else {
            try parseSimpleLine(into: &statements)
        }
    }

    /// `a; b; c` and the line's end.
    private mutating func parseSimpleLine(into statements: inout [Statement]) throws(SyntaxProblem) {
        while true {
            statements.append(try parseSimple())
            if accept(.newline) { return }
            guard kind == .semicolon else { throw unexpected() }
            advance()
            if accept(.newline) {
                endedWithSemicolon = true
                return
            }
        }
    }

    /// The body of a compound statement: an indented block, or statements on the same line. `opener` and `line` name it
    /// in the message when there is none.
    mutating func parseBlock(of opener: String, at keyword: Token) throws(SyntaxProblem) -> [Statement] {
        var statements: [Statement] = []
        guard accept(.newline) else {
            try parseSimpleLine(into: &statements)
            return statements
        }
        guard kind == .indent else {
            let line = Source(utf8: bytes).line(at: Int(keyword.start))
            throw SyntaxProblem(
                .indentation, "expected an indented block after \(opener) on line \(line)", span: token.span,
                isAtEnd: isAtEndOfText)
        }
        advance()
        try descend()
        defer { depth -= 1 }
        while kind != .dedent, kind != .end { try parseStatement(into: &statements) }
        if kind == .dedent { advance() }
        return statements
    }

    private mutating func parseSimple() throws(SyntaxProblem) -> Statement {
        let start = token
        let statement: StatementKind
        switch start.kind {
        case .pass:
            advance()
            statement = .pass
        case .break:
            advance()
            statement = .break
        case .continue:
            advance()
            statement = .continue
        case .return:
            advance()
            let hasValue = kind.startsExpression || kind == .star
            statement = .return(hasValue ? try parseStarExpressions() : nil)
        case .raise: statement = try parseRaise()
        case .assert:
            advance()
            let test = try parseExpression()
            statement = .assert(test, message: accept(.comma) ? try parseExpression() : nil)
        case .del: statement = try parseDelete()
        case .global, .nonlocal: statement = try parseNames()
        case .import: statement = try parseImport()
        case .from: statement = try parseFromImport()
        case .command, .cellCommand, .shellLine: statement = try parseShellLine()
        case .question: statement = try parseHelpPrefix()
        case .name where isPrintStatement:
            statement = .expression(try parsePrint())
        default: statement = try parseExpressionStatement()
        }
        return Statement(statement, span(from: start.start))
    }

    private mutating func parseRaise() throws(SyntaxProblem) -> StatementKind {
        advance()
        guard kind.startsExpression else { return .raise(nil, from: nil) }
        let exception = try parseExpression()
        return .raise(exception, from: accept(.from) ? try parseExpression() : nil)
    }

    private mutating func parseDelete() throws(SyntaxProblem) -> StatementKind {
        advance()
        let start = position
        let target = try parseStarExpressions()
        if let invalid = invalidTarget(target, purpose: .delete) {
            throw problem("cannot delete \(invalid.kind.pythonName)", invalid.span)
        }
        if case .tuple(let elements) = target.kind, !isParenthesised(target, startingAt: start) {
            return .delete(elements)
        }
        return .delete([target])
    }

    private mutating func parseNames() throws(SyntaxProblem) -> StatementKind {
        let keyword = advance()
        var names: [String] = []
        repeat {
            guard kind == .name else { throw unexpected() }
            names.append(text(advance()))
        } while accept(.comma)
        return keyword.kind == .global ? .global(names) : .nonlocal(names)
    }

    private mutating func parseImport() throws(SyntaxProblem) -> StatementKind {
        advance()
        var names: [ImportedName] = []
        repeat {
            let start = token.start
            let name = try parseDottedName()
            names.append(ImportedName(name: name, alias: try parseAlias(), span: span(from: start)))
        } while accept(.comma)
        return .import(names)
    }

    private mutating func parseDottedName() throws(SyntaxProblem) -> String {
        guard kind == .name else { throw unexpected() }
        var name = text(advance())
        while accept(.dot) {
            guard kind == .name else { throw unexpected() }
            name += "." + text(advance())
        }
        return name
    }

    private mutating func parseAlias() throws(SyntaxProblem) -> String? {
        guard accept(.as) else { return nil }
        guard kind == .name else { throw unexpected() }
        return text(advance())
    }

    private mutating func parseFromImport() throws(SyntaxProblem) -> StatementKind {
        advance()
        var level = 0
        while kind == .dot || kind == .ellipsis { level += advance().kind == .dot ? 1 : 3 }
        let module = kind == .import && level > 0 ? "" : try parseDottedName()
        try expect(.import)
        if accept(.star) { return .fromImport(module: module, names: [], level: level) }
        let isParenthesised = accept(.leftParen)
        var names: [ImportedName] = []
        repeat {
            if !names.isEmpty {
                if isParenthesised, kind == .rightParen { break }
                if !isParenthesised, kind == .newline {
                    advance()
                    throw problem(
                        "trailing comma not allowed without surrounding parentheses", tokens[position - 1].span)
                }
            }
            guard kind == .name else { throw unexpected() }
            let name = advance()
            names.append(ImportedName(name: text(name), alias: try parseAlias(), span: span(from: name.start)))
        } while accept(.comma)
        if isParenthesised { try expect(.rightParen) }
        return .fromImport(module: module, names: names, level: level)
    }
}
