/// Text to tokens, by Python's rules. Works on bytes and makes no strings. The whole text is read before parsing starts,
/// because Python reports most mistakes in tokens before any mistake in the grammar, wherever they stand.
struct Lexer {
    let bytes: [UInt8]
    /// Where the bytes lie while they are read; they are not moved.
    private(set) var text = UnsafePointer<UInt8>(bitPattern: 1).unsafelyUnwrapped  // not nil; never read through where there is no text
    /// One beyond the last byte to read.
    let limit: Int
    var offset: Int
    var tokens: [Token] = []
    /// Offsets of the brackets that are open.
    var brackets: [Int] = []
    /// The mistake that ended the reading, if one did; the tokens before it stand.
    var problem: SyntaxProblem?
    /// An expression inside an f-string: one line whatever it holds, no indentation, no commands.
    let isFragment: Bool
    /// Columns of the open blocks, with tabs to multiples of 8 and with tabs as 1: both must agree (TabError).
    var indents = [0]
    var alternateIndents = [0]

    static let maximumBrackets = 200
    static let maximumIndents = 100

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        limit = bytes.count
        offset = 0
        isFragment = false
        tokens.reserveCapacity(bytes.count / 4 + 8)
        // A byte order mark is no part of the text.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    }

    init(fragment range: Range<Int>, of bytes: [UInt8]) {
        self.bytes = bytes
        limit = range.upperBound
        offset = range.lowerBound
        isFragment = true
    }

    /// The byte `distance` beyond the cursor, 0 beyond the text.
    @inline(__always) func peek(_ distance: Int = 0) -> UInt8 {
        let index = offset &+ distance
        return index < limit ? text[index] : 0
    }

    @inline(__always) mutating func add(_ kind: TokenKind, from start: Int) {
        tokens.append(
            Token(
                kind: kind, level: UInt8(truncatingIfNeeded: brackets.count), start: Int32(truncatingIfNeeded: start),
                end: Int32(truncatingIfNeeded: offset)))
    }

    /// A mistake found with the cursor just behind the guilty character, which is how Python places them.
    func problem(_ message: String, behind end: Int) -> SyntaxProblem {
        var start = end - 1
        while start > 0, start < bytes.count, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return SyntaxProblem(message, span: Span(max(start, 0), max(end, 0)))
    }

    /// Mistakes that Python only notices when its parser gets there.
    var isProblemLate: Bool {
        guard let problem else { return false }
        return problem.kind != .syntax || problem.message == Lexer.badContinuation
            || problem.message == Lexer.noContinuation
    }

    static let badContinuation = "unexpected character after line continuation character"
    static let noContinuation = "unexpected EOF while parsing"

    mutating func run() {
        let held = bytes
        held.withUnsafeBufferPointer { bytes in
            if let start = bytes.baseAddress { text = start }
            do throws(SyntaxProblem) {
                try readTokens()
            } catch {
                problem = error
                add(.end, from: min(offset, limit))
            }
        }
    }

    private mutating func readTokens() throws(SyntaxProblem) {
        if isFragment {
            while try readToken() {}
            add(.end, from: offset)
            return
        }
        guard limit < Int(Int32.max) / 2 else {
            throw SyntaxProblem("the cell is too long", span: Span(0, 0))
        }
        while offset < limit {
            if try !readLineStart() { continue }
            while try readToken() {}
        }
        finish()
    }

    /// Closes what is open at the end of the text. Python places the end behind the last line's text.
    private mutating func finish() {
        var end = limit
        if end > 0, bytes[end - 1] == Ascii.newline { end -= 1 }
        if end > 0, end < limit, bytes[end - 1] == Ascii.carriageReturn { end -= 1 }
        offset = end
        if brackets.isEmpty {
            if let last = tokens.last?.kind, last != .newline, last != .dedent { add(.newline, from: end) }
            for _ in indents.dropFirst() { add(.dedent, from: end) }
        }
        add(.end, from: end)
    }

    /// Reads one token of the current logical line; false when the line has ended.
    private mutating func readToken() throws(SyntaxProblem) -> Bool {
        skipBlanks()
        // A line's end starts at its comment.
        let start = offset
        if peek() == Ascii.hash { skipComment() }
        guard offset < limit else { return false }
        let byte = text[offset]
        switch byte {
        case Ascii.newline, Ascii.carriageReturn:
            skipLineEnd()
            if !brackets.isEmpty || isFragment { return true }
            let next = offset
            offset = start + 1
            add(.newline, from: start)
            offset = next
            return false
        case Ascii.backslash:
            return try readContinuation()
        case Ascii.quote, Ascii.doubleQuote:
            try readString(from: start)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            try readNumber()
        case Ascii.dot where Ascii.isDigit(peek(1)):
            try readNumber()
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), Ascii.underscore,
            0x80...0xFF:
            try readNameOrPrefixedString()
        default:
            try readOperator(byte)
        }
        return true
    }

    @inline(__always) mutating func skipBlanks() {
        var place = offset
        while place < limit, text[place] == Ascii.space || text[place] == Ascii.tab || text[place] == Ascii.formFeed { place &+= 1 }
        offset = place
    }

    mutating func skipComment() {
        while offset < limit, bytes[offset] != Ascii.newline, bytes[offset] != Ascii.carriageReturn { offset += 1 }
    }

    mutating func skipLineEnd() {
        if peek() == Ascii.carriageReturn, peek(1) == Ascii.newline { offset += 2 } else { offset += 1 }
    }

    /// A backslash joins the next line to this one.
    private mutating func readContinuation() throws(SyntaxProblem) -> Bool {
        offset += 1
        guard offset < limit else {
            throw SyntaxProblem(Lexer.noContinuation, span: Span(offset - 1, offset), isAtEnd: true)
        }
        guard bytes[offset] == Ascii.newline || bytes[offset] == Ascii.carriageReturn else {
            throw SyntaxProblem(Lexer.badContinuation, span: Span(offset, offset + 1))
        }
        skipLineEnd()
        guard offset < limit else {
            throw SyntaxProblem(Lexer.noContinuation, span: Span(offset - 1, offset), isAtEnd: true)
        }
        return true
    }
}

// MARK: - Names

extension Lexer {
    private mutating func readNameOrPrefixedString() throws(SyntaxProblem) {
        let start = offset
        var word: UInt64 = 0
        var all: UInt8 = 0
        var place = start
        while place < limit {
            let byte = text[place]
            guard Ascii.isNamePart(byte) else { break }
            all |= byte
            word = word << 8 | UInt64(byte)
            place &+= 1
        }
        offset = place
        let isAscii = all < 0x80
        let length = offset - start
        if length <= 2, peek() == Ascii.quote || peek() == Ascii.doubleQuote, StringPrefix(bytes[start..<offset]) != nil
        {
            return try readString(from: start)
        }
        if !isAscii { try checkName(from: start) }
        // No keyword ends in a digit.
        let mayBeKeyword = length <= 8 && !Ascii.isDigit(UInt8(truncatingIfNeeded: word))
        add(mayBeKeyword ? Keywords.kind(word) : .name, from: start)
    }

    /// Refuses the first character that may not stand in a name (Unicode's XID classes, as in Python).
    private func checkName(from start: Int) throws(SyntaxProblem) {
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        var place = start
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            place += UTF8.width(scalar)
            let fits =
                place == start + UTF8.width(scalar)
                ? properties.isXIDStart || scalar == "_" : properties.isXIDContinue
            if !fits { throw problem(Lexer.invalidCharacter(scalar), behind: place) }
        }
    }

    static func invalidCharacter(_ scalar: Unicode.Scalar) -> String {
        var code = String(scalar.value, radix: 16, uppercase: true)
        code = String(repeating: "0", count: max(0, 4 - code.utf8.count)) + code
        if CharacterClass.isPrintable(scalar) { return "invalid character '\(scalar)' (U+\(code))" }
        return "invalid non-printable character U+\(code)"
    }
}

/// Python's `str.isprintable` for one character.
enum CharacterClass {
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return scalar.value >= 0x20 }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }
}
