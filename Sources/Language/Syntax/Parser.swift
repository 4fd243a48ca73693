/// Tokens to tree: recursive descent, precedence climbing for operators. No token is read twice, save in error messages
/// and in the two places where Python's own grammar needs it (`with (`, and what follows a missing comma).
struct Parser {
    let bytes: [UInt8]
    var tokens: [Token]
    var position = 0
    /// An expression inside an f-string: read as if it stood in parentheses.
    var isFragment = false
    /// The text of a mistake inside an f-string, once it has its `f-string: ` (those in tokens get none).
    var settledMessage: String?
    /// How deep the descent is: bounds the stack, here and in everything that walks the tree.
    var depth = 0
    /// The longest chain of operators, calls or attributes on any path below the expression being read: such chains are
    /// read in a loop, but the tree is as deep as they are long.
    var chain = 0
    /// Trying out what may follow a mistake: no guesses at what was meant.
    var isTrying = false
    /// The furthest token that was looked at while trying something out.
    var furthest = 0
    /// The last simple statement ended in `;`.
    var endedWithSemicolon = false

    static let maximumDepth = 1500
    /// Python's compiler gives up at about this length too.
    static let maximumChain = 2900

    init(bytes: [UInt8], tokens: [Token]) {
        self.bytes = bytes
        self.tokens = tokens
    }

    static func parse(_ text: String) throws(SyntaxProblem) -> SyntaxTree {
        var lexer = Lexer(Array(text.utf8))
        lexer.run()
        var parser = Parser(bytes: lexer.bytes, tokens: lexer.tokens)
        return try parser.parseCell(lexer)
    }

    /// The whole of a cell, with what the lexer knows about the rest of the text.
    mutating func parseCell(_ lexer: Lexer) throws(SyntaxProblem) -> SyntaxTree {
        var tree: SyntaxTree
        do throws(SyntaxProblem) {
            tree = try parseStatements()
        } catch {
            throw choose(error, lexer)
        }
        if let problem = lexer.problem { throw problem }
        tree.warnings = try SyntaxChecks.check(tree, tokens: tokens)
        return tree
    }

    /// Which of several mistakes Python reports.
    private func choose(_ problem: SyntaxProblem, _ lexer: Lexer) -> SyntaxProblem {
        let last = max(position, furthest)
        let isAtEnd = tokens[last].kind == .end
        if let lexical = lexer.problem {
            if lexer.isProblemLate {
                if isAtEnd { return lexical }
            } else if problem.message != "unexpected indent" {
                return lexical
            }
        }
        // A bracket that is never closed is the likelier mistake when it was opened on an earlier line, or when there is
        // nothing left to read.
        guard let bracket = lexer.brackets.last, lexer.problem == nil, problem.kind != .recursion else {
            return problem
        }
        let source = Source(utf8: bytes)
        guard isAtEnd || source.line(at: bracket) < source.line(at: Int(tokens[last].start)) else { return problem }
        let name = Character(Unicode.Scalar(bytes[bracket]))
        return SyntaxProblem("'\(name)' was never closed", span: Span(bracket, bracket + 1), isAtEnd: isAtEnd)
    }
}

/// Parses a cell.
package func parse(_ text: String) throws(SyntaxProblem) -> SyntaxTree { try Parser.parse(text) }

// MARK: - The cursor

extension Parser {
    @inline(__always) var token: Token { tokens[position] }
    @inline(__always) var kind: TokenKind { tokens[position].kind }

    /// The kind of a token ahead, `.end` beyond the last.
    func kind(ahead distance: Int) -> TokenKind {
        let index = position + distance
        return index < tokens.count ? tokens[index].kind : .end
    }

    /// Steps over the token at the cursor; stays on the last one.
    @discardableResult
    @inline(__always) mutating func advance() -> Token {
        let token = tokens[position]
        if position + 1 < tokens.count { position += 1 }
        return token
    }

    @inline(__always) mutating func accept(_ expected: TokenKind) -> Bool {
        guard kind == expected else { return false }
        advance()
        return true
    }

    mutating func expect(_ expected: TokenKind) throws(SyntaxProblem) {
        guard kind == expected else { throw unexpected() }
        advance()
    }

    /// Where something that started at `start` (an offset) and has just been read ends.
    @inline(__always) func span(from start: Int32) -> Span {
        Span(Int(start), Int(position > 0 ? tokens[position - 1].end : tokens[0].start))
    }

    func text(_ token: Token) -> String {
        let start = Int(token.start), count = Int(token.end) - start
        return bytes.withUnsafeBufferPointer { bytes in
            // Short names are kept inside the text: nothing is allocated or looked through twice.
            String(unsafeUninitializedCapacity: count) { text in
                for index in 0..<count { text[index] = bytes[start + index] }
                return count
            }
        }
    }

    func isText(_ token: Token, _ text: StaticString) -> Bool {
        guard Int(token.end - token.start) == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { bytes[Int(token.start)..<Int(token.end)].elementsEqual($0) }
    }
}

// MARK: - Problems

extension Parser {
    /// The token at the cursor cannot stand here.
    func unexpected(hint: String? = nil) -> SyntaxProblem {
        switch kind {
        case .indent: return SyntaxProblem(.indentation, "unexpected indent", span: token.span)
        default:
            return SyntaxProblem(
                "invalid syntax", hint: hint ?? unexpectedHint, span: token.span, isAtEnd: isAtEndOfText)
        }
    }

    /// Habits from other languages.
    private var unexpectedHint: String? {
        let before = position > 0 ? tokens[position - 1].kind : .end
        switch kind {
        case .ampersand where before == .ampersand: return "write `and`"
        case .bar where before == .bar: return "write `or`"
        case .newline
        where position > 1 && before == tokens[position - 2].kind && (before == .plus || before == .minus):
            return before == .plus ? "write `+= 1`" : "write `-= 1`"
        case .colonAssign: return "outside parentheses, write `=`"
        case .comma where position > 1 && tokens[position - 2].kind == .raise: return "write `raise Error(…)`"
        case .unknown where isText(token, "<>"): return "write `!=`"
        case .unknown where isText(token, "!"): return "write `not` for negation; nbs does not run shell commands"
        case .unknown where isText(token, "`"): return "write repr(…)"
        case .question: return "`?` asks for help only at the start or the end of a line, as in `linear?`"
        case .percent where position > 0 && tokens[position - 1].kind == .assign:
            return "commands that start with `%` stand on a line of their own"
        default: return nil
        }
    }

    /// Nothing but ends of blocks is left to read.
    var isAtEndOfText: Bool {
        kind == .end || (kind == .dedent && token.start == tokens[tokens.count - 1].start)
    }

    func problem(_ message: String, _ span: Span, hint: String? = nil) -> SyntaxProblem {
        SyntaxProblem(message, hint: hint, span: span)
    }

    func unavailable(_ construct: String, _ span: Span, hint: String) -> SyntaxProblem {
        SyntaxProblem("\(construct) not available in nbs", hint: hint, span: span)
    }

    /// Python's forced tokens: `expected ':'`.
    mutating func force(_ expected: TokenKind, _ text: String) throws(SyntaxProblem) {
        guard kind == expected else {
            let isElseIf = kind == .if && position > 0 && tokens[position - 1].kind == .else
            throw SyntaxProblem(
                "expected '\(text)'", hint: isElseIf ? "write `elif`" : nil, span: token.span, isAtEnd: isAtEndOfText)
        }
        advance()
    }

    @inline(__always) mutating func descend() throws(SyntaxProblem) {
        depth += 1
        if depth > Parser.maximumDepth { throw tooDeep() }
    }

    @inline(__always) mutating func lengthenChain() throws(SyntaxProblem) {
        chain += 1
        if chain > Parser.maximumChain { throw tooDeep() }
    }

    func tooDeep() -> SyntaxProblem {
        SyntaxProblem(.recursion, "maximum recursion depth exceeded during compilation", span: token.span)
    }
}

extension SyntaxProblem {
    /// A `SyntaxError`, the usual kind.
    init(_ message: String, hint: String? = nil, span: Span, isAtEnd: Bool = false) {
        self.init(.syntax, message, hint: hint, span: span, isAtEnd: isAtEnd)
    }
}
