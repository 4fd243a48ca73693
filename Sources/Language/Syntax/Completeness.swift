// What Enter means at the prompt, by IPython's rules: a cell is run when it is complete, an indented block is complete
// after an empty line, and a mistake that no further line can mend is told at once.

/// Whether `text` can be run as it stands.
package func completeness(of text: String) -> Completeness {
    var lexer = Lexer(Array(text.utf8))
    let lines = LastLines(lexer.bytes)
    do throws(SyntaxProblem) {
        lexer.run()
        if lexer.tokens.first?.kind == .cellCommand {
            return lines.endsWithBlankLine ? .complete : .incomplete(indent: lines.lastIndent)
        }
        var parser = Parser(bytes: lexer.bytes, tokens: lexer.tokens)
        _ = try parser.parseCell(lexer)
    } catch {
        guard error.isAtEnd else { return .invalid(error) }
        return .incomplete(indent: openedIndent(lexer) ?? lines.lastIndent)
    }
    let hasOpenBlock = lexer.tokens.suffix(2).first?.kind == .dedent
    return hasOpenBlock && !lines.endsWithNewline ? .incomplete(indent: lines.lastIndent) : .complete
}

/// When the last logical line ends in `:`, the indentation of the block it opens.
private func openedIndent(_ lexer: Lexer) -> Int? {
    let tokens = lexer.tokens
    guard lexer.brackets.isEmpty, tokens.last?.kind == .end,
        let colon = tokens.lastIndex(where: { $0.kind != .end && $0.kind != .dedent && $0.kind != .newline }),
        tokens[colon].kind == .colon
    else { return nil }
    var first = colon
    while first > 0, ![.newline, .indent, .dedent].contains(tokens[first - 1].kind) { first -= 1 }
    return LastLines.indent(lexer.bytes, before: Int(tokens[first].start)) + 4
}

/// How the text ends.
private struct LastLines {
    /// The last line that is not blank has a line end.
    let endsWithNewline: Bool
    /// There is an empty line behind it.
    let endsWithBlankLine: Bool
    /// The indentation of the last line, in columns; tabs are four wide.
    let lastIndent: Int

    init(_ bytes: [UInt8]) {
        var end = bytes.count
        var newlines = 0
        while end > 0, bytes[end - 1] <= Ascii.space {
            if bytes[end - 1] == Ascii.newline { newlines += 1 }
            end -= 1
        }
        endsWithNewline = newlines > 0
        endsWithBlankLine = newlines > 1
        // The last line, blank or not, without a final line end.
        var last = bytes.count
        if last > 0, bytes[last - 1] == Ascii.newline { last -= 1 }
        var start = last
        while start > 0, bytes[start - 1] != Ascii.newline { start -= 1 }
        var text = start
        while text < last, bytes[text] == Ascii.space || bytes[text] == Ascii.tab { text += 1 }
        lastIndent = LastLines.indent(bytes, before: text)
    }

    static func indent(_ bytes: [UInt8], before offset: Int) -> Int {
        var start = min(offset, bytes.count)
        var columns = 0
        while start > 0, bytes[start - 1] != Ascii.newline {
            start -= 1
            columns += bytes[start] == Ascii.tab ? 4 : 1
        }
        return columns
    }
}
