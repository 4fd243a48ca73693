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
            guard kind == .semicolon else { throw unexpectedAfterStatement() }
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
                    throw problem("trailing comma not allowed without surrounding parentheses", tokens[position - 1].span)
                }
            }
            guard kind == .name else { throw unexpected() }
            let name = advance()
            names.append(ImportedName(name: text(name), alias: try parseAlias(), span: span(from: name.start)))
        } while accept(.comma)
        if isParenthesised { try expect(.rightParen) }
        return .fromImport(module: module, names: names, level: level)
    }

    // MARK: - Short forms

    /// Whether the line starts a `print` without parentheses: a blank, then something Python could make no sense of.
    private var isPrintStatement: Bool {
        guard isText(token, "print"), position + 1 < tokens.count else { return false }
        let next = tokens[position + 1]
        guard next.start > token.end else { return false }
        switch next.kind {
        case .name: return kind(ahead: 2) != .assign
        case .number, .string, .true, .false, .none, .lambda, .ellipsis, .leftBrace, .tilde: return true
        case .not: return kind(ahead: 2) != .in
        // A sign with a blank before it and none behind it.
        case .minus, .plus, .star: return position + 2 < tokens.count && tokens[position + 2].start == next.end
            && (kind(ahead: 2).startsExpression)
        default: return false
        }
    }

    /// `print a, b`: the rest of the statement is the call's arguments.
    private mutating func parsePrint() throws(SyntaxProblem) -> Expression {
        let name = advance()
        let arguments = try parseArguments()
        let function = Expression(.name("print"), name.span)
        return Expression(.call(function, arguments), span(from: name.start))
    }

    private mutating func parseShellLine() throws(SyntaxProblem) -> StatementKind {
        let line = token
        guard line.kind != .shellLine else {
            throw unavailable("shell commands (`!`) are", line.span, hint: "run the command in another terminal")
        }
        advance()
        let isCell = line.kind == .cellCommand
        let percent = UInt8(ascii: "%")
        var start = Int(line.start) + (isCell ? 2 : 1)
        if !isCell, start < Int(line.end), bytes[start] == percent {
            throw problem("a command that starts with `%%` must be the first line of its cell", line.span)
        }
        while start < Int(line.end), bytes[start] == Ascii.space || bytes[start] == Ascii.tab { start += 1 }
        if start == Int(line.end) || bytes[start] == percent || bytes[start] <= Ascii.space {
            throw problem("a command's name is missing after `%`", line.span, hint: "`%lsmagic` lists the commands")
        }
        return .command(String(decoding: bytes[start..<Int(line.end)], as: UTF8.self), isCellCommand: isCell)
    }

    /// `?name`.
    private mutating func parseHelpPrefix() throws(SyntaxProblem) -> StatementKind {
        advance()
        if kind == .question { advance() }
        return .help(try parseExpression())
    }

    // MARK: - Expression statements and assignments

    private mutating func parseExpressionStatement() throws(SyntaxProblem) -> StatementKind {
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

    /// `name?` or `name??`, alone on its line.
    private mutating func parseHelpSuffix(_ value: Expression) throws(SyntaxProblem) -> StatementKind {
        let mark = position
        advance()
        if kind == .question { advance() }
        guard kind == .newline || kind == .end else {
            position = mark
            throw unexpected()
        }
        return .help(value)
    }

    private mutating func parseAssignment(_ first: Expression, startingAt firstToken: Int) throws(SyntaxProblem) -> StatementKind {
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
            let value = attempt { (parser: inout Parser) throws(SyntaxProblem) in try parser.parseYieldOrStarExpressions() }
            guard value != nil else { throw problem("invalid syntax", mark.span) }
            throw problem(
                "'\(target.kind.pythonName)' is an illegal expression for augmented assignment", target.span)
        }
        return .augmentedAssign(target: target, operation, value: try parseYieldOrStarExpressions())
    }

    private mutating func parseAnnotated(_ target: Expression, startingAt start: Int) throws(SyntaxProblem) -> StatementKind {
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

    /// What stands behind a whole statement does not belong there.
    private func unexpectedAfterStatement() -> SyntaxProblem { unexpected() }
}
