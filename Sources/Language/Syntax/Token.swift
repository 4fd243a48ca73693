/// A token: what it is and where. Text is read from the source when it is needed.
struct Token {
    var kind: TokenKind
    /// How many brackets are open after this token.
    var level: UInt8
    var start: Int32
    var end: Int32

    var span: Span { Span(Int(start), Int(end)) }
}

enum TokenKind: UInt8 {
    case end, newline, indent, dedent
    case name, number, string
    /// A line that starts with `%`, `%%`, `!`: one token, whatever it holds.
    case command, cellCommand, shellLine

    // Brackets and punctuation.
    case leftParen, rightParen, leftBracket, rightBracket, leftBrace, rightBrace
    case comma, colon, semicolon, dot, ellipsis, arrow, assign, colonAssign, question
    /// A character or operator that Python reads but never accepts (`$`, `!`, a backquote, `<>`).
    case unknown

    // Operators.
    case plus, minus, star, slash, doubleSlash, percent, at, doubleStar, tilde
    case leftShift, rightShift, ampersand, bar, caret
    case equal, notEqual, less, lessEqual, greater, greaterEqual

    // Augmented assignment.
    case plusAssign, minusAssign, starAssign, slashAssign, doubleSlashAssign, percentAssign, atAssign
    case doubleStarAssign, leftShiftAssign, rightShiftAssign, ampersandAssign, barAssign, caretAssign

    // Keywords.
    case `false`, none, `true`, and, `as`, assert, async, await, `break`, `class`, `continue`, def, del, elif, `else`
    case except, finally, `for`, from, global, `if`, `import`, `in`, `is`, lambda, nonlocal, not, or, pass, raise
    case `return`, `try`, `while`, with, yield

    /// Whether an expression (not a starred one) may start here.
    var startsExpression: Bool {
        switch self {
        case .name, .number, .string, .leftParen, .leftBracket, .leftBrace, .ellipsis, .plus, .minus, .tilde,
            .false, .none, .true, .lambda, .not, .await:
            return true
        default: return false
        }
    }

    /// Behind an atom: a call, a subscript, an attribute, a power.
    var continuesOperand: Bool {
        switch self {
        case .dot, .leftParen, .leftBracket, .doubleStar: return true
        default: return false
        }
    }

    /// Behind an operand: a comparison, `and`.
    var continuesCondition: Bool {
        switch self {
        case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual, .in, .is, .not, .and: return true
        default: return false
        }
    }

    /// The operation of an augmented assignment.
    var augmentedOperation: BinaryOperation? {
        switch self {
        case .plusAssign: return .add
        case .minusAssign: return .subtract
        case .starAssign: return .multiply
        case .slashAssign: return .divide
        case .doubleSlashAssign: return .floorDivide
        case .percentAssign: return .modulo
        case .atAssign: return .matrixMultiply
        case .doubleStarAssign: return .power
        case .leftShiftAssign: return .leftShift
        case .rightShiftAssign: return .rightShift
        case .ampersandAssign: return .bitAnd
        case .barAssign: return .bitOr
        case .caretAssign: return .bitXor
        default: return nil
        }
    }

    /// A binary operator below the comparisons, with how tightly it binds; `**` is not among them (it binds to the right).
    var binaryOperation: (operation: BinaryOperation, precedence: Int)? {
        switch self {
        case .bar: return (.bitOr, 1)
        case .caret: return (.bitXor, 2)
        case .ampersand: return (.bitAnd, 3)
        case .leftShift: return (.leftShift, 4)
        case .rightShift: return (.rightShift, 4)
        case .plus: return (.add, 5)
        case .minus: return (.subtract, 5)
        case .star: return (.multiply, 6)
        case .slash: return (.divide, 6)
        case .doubleSlash: return (.floorDivide, 6)
        case .percent: return (.modulo, 6)
        case .at: return (.matrixMultiply, 6)
        default: return nil
        }
    }
}

/// Keywords, by their bytes packed into one word (none is longer than eight).
enum Keywords {
    private struct Slot {
        var word: UInt64 = 0, kind = TokenKind.name
    }
    /// Every name of a program is looked up: a table of our own asks for one multiplication, a dictionary for a hash that no text can be chosen against.
    private static let slots: [Slot] = {
        var slots = Array(repeating: Slot(), count: 128)
        for (text, kind) in table {
            let word = text.utf8.reduce(0) { $0 << 8 | UInt64($1) }
            var place = place(of: word)
            while slots[place].word != 0 { place = (place + 1) % slots.count }
            slots[place] = Slot(word: word, kind: kind)
        }
        return slots
    }()
    private static func place(of word: UInt64) -> Int { Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> 57) }

    /// `.name` for what is no keyword.
    static func kind(_ word: UInt64) -> TokenKind {
        let slots = slots
        var place = place(of: word)
        while slots[place].word != word {
            if slots[place].word == 0 { return .name }
            place = (place + 1) % slots.count
        }
        return slots[place].kind
    }

    /// Each keyword's text, for messages and completion.
    package static let table: [(String, TokenKind)] = [
        ("False", .false), ("None", .none), ("True", .true), ("and", .and), ("as", .as), ("assert", .assert),
        ("async", .async), ("await", .await), ("break", .break), ("class", .class), ("continue", .continue),
        ("def", .def),
        ("del", .del), ("elif", .elif), ("else", .else), ("except", .except), ("finally", .finally), ("for", .for),
        ("from", .from), ("global", .global), ("if", .if), ("import", .import), ("in", .in), ("is", .is),
        ("lambda", .lambda), ("nonlocal", .nonlocal), ("not", .not), ("or", .or), ("pass", .pass), ("raise", .raise),
        ("return", .return), ("try", .try), ("while", .while), ("with", .with), ("yield", .yield),
    ]
}
