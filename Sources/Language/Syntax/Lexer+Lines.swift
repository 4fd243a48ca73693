// The start of a logical line: indentation, and the lines that belong to the shell.

extension Lexer {
    /// Reads the indentation of a line. False when the line holds no code.
    mutating func readLineStart() throws(SyntaxProblem) -> Bool {
        guard brackets.isEmpty else { return true }
        let lineStart = offset
        var column = 0
        var alternate = 0
        scan: while offset < limit {
            switch text[offset] {
            case Ascii.space:
                column += 1
                alternate += 1
            case Ascii.tab:
                column = (column / 8 + 1) * 8
                alternate += 1
            case Ascii.formFeed:
                column = 0
                alternate = 0
            default: break scan
            }
            offset += 1
        }
        guard offset < limit else { return false }
        switch bytes[offset] {
        case Ascii.hash:
            skipComment()
            if offset < limit { skipLineEnd() }
            return false
        case Ascii.newline, Ascii.carriageReturn:
            skipLineEnd()
            return false
        default: break
        }
        try indent(column, alternate, lineStart: lineStart)
        return !readShellLine(lineStart: lineStart)
    }

    /// Opens or closes blocks until the innermost one starts at `column`.
    private mutating func indent(_ column: Int, _ alternate: Int, lineStart: Int) throws(SyntaxProblem) {
        // A cell that starts indented was cut out of a block: its first line is its margin, as in IPython.
        if tokens.isEmpty {
            indents = [column]
            alternateIndents = [alternate]
        }
        // Both lists start with the margin and shrink only while something larger is on top.
        var top = indents[indents.count - 1]
        if column == top {
            guard alternate == alternateIndents[alternateIndents.count - 1] else { throw tabProblem(lineStart) }
            return
        }
        if column > top {
            guard indents.count < Lexer.maximumIndents else {
                throw SyntaxProblem(.indentation, "too many levels of indentation", span: Span(lineStart, offset))
            }
            guard alternate > alternateIndents[alternateIndents.count - 1] else { throw tabProblem(lineStart) }
            indents.append(column)
            alternateIndents.append(alternate)
            add(.indent, from: offset - 1)
            return
        }
        while column < top, indents.count > 1 {
            indents.removeLast()
            alternateIndents.removeLast()
            top = indents[indents.count - 1]
            add(.dedent, from: offset)
        }
        guard column == top else {
            var end = offset
            while end < limit, bytes[end] != Ascii.newline, bytes[end] != Ascii.carriageReturn { end += 1 }
            throw SyntaxProblem(
                .indentation, "unindent does not match any outer indentation level", span: Span(end, end + 1))
        }
        guard alternate == alternateIndents[alternateIndents.count - 1] else { throw tabProblem(lineStart) }
    }

    private func tabProblem(_ lineStart: Int) -> SyntaxProblem {
        SyntaxProblem(
            .tab, "inconsistent use of tabs and spaces in indentation",
            hint: "indent with spaces only, or with tabs only", span: Span(lineStart, offset))
    }

    /// A line that starts with `%` or `!` means nothing in Python; it is one token, whatever it holds. A line that starts
    /// with `%%` takes the whole cell, and must be its first.
    private mutating func readShellLine(lineStart: Int) -> Bool {
        let start = offset
        switch bytes[offset] {
        case UInt8(ascii: "%") where peek(1) == UInt8(ascii: "%") && tokens.isEmpty && lineStart == start:
            offset = limit
            while offset > start, bytes[offset - 1] <= Ascii.space { offset -= 1 }
            add(.cellCommand, from: start)
            offset = limit
            return true
        case UInt8(ascii: "%"), UInt8(ascii: "!"):
            let kind: TokenKind = bytes[offset] == UInt8(ascii: "%") ? .command : .shellLine
            while offset < limit, bytes[offset] != Ascii.newline, bytes[offset] != Ascii.carriageReturn { offset += 1 }
            let lineEnd = offset
            while offset > start, bytes[offset - 1] <= Ascii.space { offset -= 1 }
            add(kind, from: start)
            offset = lineEnd
            add(.newline, from: lineEnd)
            if offset < limit { skipLineEnd() }
            return true
        default: return false
        }
    }
}
