// What nbs reads beyond Python: `print` without parentheses, commands, questions for help.

extension Parser {
    /// Whether the line starts a `print` without parentheses: a blank, then something Python could make no sense of.
    var isPrintStatement: Bool {
        guard isText(token, "print"), position + 1 < tokens.count else { return false }
        let next = tokens[position + 1]
        guard next.start > token.end else { return false }
        switch next.kind {
        case .name: return kind(ahead: 2) != .assign
        case .number, .string, .true, .false, .none, .lambda, .ellipsis, .leftBrace, .tilde: return true
        case .not: return kind(ahead: 2) != .in
        // A sign with a blank before it and none behind it.
        case .minus, .plus, .star:
            return position + 2 < tokens.count && tokens[position + 2].start == next.end
                && (kind(ahead: 2).startsExpression)
        default: return false
        }
    }

    /// `print a, b`: the rest of the statement is the call's arguments.
    mutating func parsePrint() throws(SyntaxProblem) -> Expression {
        let name = advance()
        let arguments = try parseArguments()
        let function = Expression(.name("print"), name.span)
        return Expression(.call(function, arguments), span(from: name.start))
    }

    mutating func parseShellLine() throws(SyntaxProblem) -> StatementKind {
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
    mutating func parseHelpPrefix() throws(SyntaxProblem) -> StatementKind {
        advance()
        if kind == .question { advance() }
        return .help(try parseExpression())
    }

    /// `name?` or `name??`, alone on its line.
    mutating func parseHelpSuffix(_ value: Expression) throws(SyntaxProblem) -> StatementKind {
        let mark = position
        advance()
        if kind == .question { advance() }
        guard kind == .newline || kind == .end else {
            position = mark
            throw unexpected()
        }
        return .help(value)
    }
}
