import BigInt

@testable import ObjectModel

/// Evaluates the rows of the fixtures: expressions and simple assignments over built-in types, without the compiler
/// (which stands above this target). No operators bind differently than in Python; what is not needed here is missing.
struct Expression {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var variables: [String: Value] = [:]
    struct Malformed: Error { let text: String }

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    /// The value of the last statement.
    static func evaluate(_ text: String) throws -> Value {
        var expression = Expression(text)
        var value = Value.none
        while true {
            value = try expression.statement()
            if !expression.take(";") { break }
        }
        guard expression.position == expression.scalars.count else { throw Malformed(text: text) }
        return value
    }

    // MARK: Scanning

    private mutating func skipBlanks() { while position < scalars.count, scalars[position] == " " { position += 1 } }
    private mutating func take(_ token: String) -> Bool {
        skipBlanks()
        let wanted = Array(token.unicodeScalars)
        guard position + wanted.count <= scalars.count, Array(scalars[position..<(position + wanted.count)]) == wanted else { return false }
        let isWord = wanted[0].properties.isXIDStart
        if isWord, position + wanted.count < scalars.count, scalars[position + wanted.count].properties.isXIDContinue { return false }
        position += wanted.count
        return true
    }
    private func peek(_ offset: Int = 0) -> Unicode.Scalar? { position + offset < scalars.count ? scalars[position + offset] : nil }
    private mutating func expect(_ token: String) throws {
        guard take(token) else { throw Malformed(text: "expected \(token) at \(position) of \(String(String.UnicodeScalarView(scalars)))") }
    }

    // MARK: Statements

    private mutating func statement() throws -> Value {
        if take("del") {
            let (container, key) = try target()
            try container.deleteItem(key)
            return .none
        }
        let start = position
        if let name = word(), take("="), peek() != "=" {
            variables[name] = try ternary()
            return .none
        }
        position = start
        for (symbol, operation) in Expression.augmented {
            if let name = word(), take(symbol) {
                variables[name] = try inPlaceResult(operation, variables[name] ?? .none, try ternary())
                return .none
            }
            position = start
        }
        if let (container, key) = try? target(), take("="), peek() != "=" {
            try container.setItem(key, try ternary())
            return .none
        }
        position = start
        return try ternary()
    }
    private static let augmented: [(String, BinaryOperator)] = [
        ("+=", .add), ("-=", .subtract), ("*=", .multiply), ("|=", .bitOr), ("&=", .bitAnd), ("^=", .bitXor),
    ]
    /// `name[key]`.
    private mutating func target() throws -> (Value, Value) {
        guard let name = word(), let container = variables[name] else { throw Malformed(text: "no target") }
        try expect("[")
        let key = try subscriptKey()
        return (container, key)
    }
    private mutating func word() -> String? {
        skipBlanks()
        guard let first = peek(), first == "_" || first.properties.isXIDStart else { return nil }
        var text = ""
        while let scalar = peek(), scalar.properties.isXIDContinue {
            text.unicodeScalars.append(scalar)
            position += 1
        }
        return text
    }

    // MARK: Expressions, loosest first

    private mutating func ternary() throws -> Value { try comparison() }
    private mutating func comparison() throws -> Value {
        if take("not ") { return .bool(!(try comparison().isTrue())) }
        let left = try operation(0)
        let symbols: [(String, Comparison)] = [("==", .equal), ("!=", .notEqual), ("<=", .lessEqual), (">=", .greaterEqual), ("<", .less), (">", .greater)]
        for (symbol, comparison) in symbols where take(symbol) { return try compareValues(comparison, left, try operation(0)) }
        if take("not in") { return .bool(!(try operation(0).contains(left))) }
        if take("in") { return .bool(try operation(0).contains(left)) }
        if take("is") { return .bool(left.isIdentical(to: try operation(0))) }
        return left
    }
    private static let levels: [[(String, BinaryOperator)]] = [
        [("|", .bitOr)], [("^", .bitXor)], [("&", .bitAnd)], [("<<", .leftShift), (">>", .rightShift)], [("+", .add), ("-", .subtract)],
        [("//", .floorDivide), ("*", .multiply), ("/", .divide), ("%", .modulo), ("@", .matrixMultiply)],
    ]
    private mutating func operation(_ level: Int) throws -> Value {
        guard level < Expression.levels.count else { return try unary() }
        var left = try operation(level + 1)
        search: while true {
            skipBlanks()
            for (symbol, operation) in Expression.levels[level] {
                let start = position
                guard take(symbol) else { continue }
                // `**` and `x += 1` are none of these.
                if peek() == "=" || symbol == "*" && peek() == "*" {
                    position = start
                    continue
                }
                left = try binaryResult(operation, left, try self.operation(level + 1))
                continue search
            }
            return left
        }
    }
    private mutating func unary() throws -> Value {
        if take("-") { return try unary().unary(.negative) }
        if take("+") { return try unary().unary(.positive) }
        if take("~") { return try unary().unary(.invert) }
        let base = try postfix()
        if take("**") { return try binaryResult(.power, base, try unary()) }
        return base
    }
    private mutating func postfix() throws -> Value {
        var value = try atom()
        while true {
            if take("."), let name = word() {
                value = try value.attribute(Name(name))
            } else if take("(") {
                value = try call(value)
            } else if take("[") {
                value = try value.item(try subscriptKey())
            } else {
                return value
            }
        }
    }
    private mutating func call(_ function: Value) throws -> Value {
        var values: [Value] = []
        var named: [(Name, Value)] = []
        while !take(")") {
            if take("**") {
                for (key, value) in (try ternary().object(of: .dict) as? Dict)?.pairs ?? [] { named.append((Name(key.asString ?? ""), value)) }
            } else if take("*") {
                values += try collect(try ternary())
            } else {
                let start = position
                if let name = word(), take("="), peek() != "=" {
                    named.append((Name(name), try ternary()))
                } else {
                    position = start
                    values.append(try ternary())
                }
            }
            if !take(",") {
                try expect(")")
                break
            }
        }
        let keywords = named.isEmpty ? nil : KeywordNames(named.map(\.0))
        return try Arguments.with(values + named.map(\.1), keywords: keywords) { try function.call($0) }
    }
    private mutating func subscriptKey() throws -> Value {
        var parts: [Value?] = [nil]
        var isSlice = false
        while !take("]") {
            if take(":") {
                isSlice = true
                parts.append(nil)
            } else {
                parts[parts.count - 1] = try ternary()
                if take(",") {
                    let second = try ternary()
                    try expect("]")
                    return .tuple([parts[0] ?? .none, second])
                }
            }
        }
        guard isSlice else { return parts[0] ?? .none }
        let filled = parts.map { $0 ?? Value.none } + [.none, .none]
        return .object(SliceObject(start: filled[0], stop: filled[1], step: filled[2]))
    }

    // MARK: Atoms

    private mutating func atom() throws -> Value {
        skipBlanks()
        guard let first = peek() else { throw Malformed(text: "end of text") }
        if first == "'" || first == "\"" { return .str(try string(isRaw: false)) }
        if first == "b", peek(1) == "'" || peek(1) == "\"" {
            position += 1
            return .object(Bytes(try string(isRaw: false).unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }))
        }
        if first.properties.numericType == .decimal || first == "." && peek(1)?.properties.numericType == .decimal { return try number() }
        if take("...") { return .ellipsis }
        if take("(") { return try tuple() }
        if take("[") { return .list(try items("]")) }
        if take("{") { return try display() }
        guard let name = word() else { throw Malformed(text: "at \(position) of \(String(String.UnicodeScalarView(scalars)))") }
        switch name {
        case "None": return .none
        case "True": return .bool(true)
        case "False": return .bool(false)
        default:
            if let value = variables[name] ?? Expression.builtins[name] { return value }
            throw Malformed(text: "unknown name \(name)")
        }
    }
    private mutating func items(_ closing: String) throws -> [Value] {
        var values: [Value] = []
        while !take(closing) {
            if take("*") { values += try collect(try ternary()) } else { values.append(try ternary()) }
            if !take(",") {
                try expect(closing)
                break
            }
        }
        return values
    }
    private mutating func tuple() throws -> Value {
        if take(")") { return .tuple([]) }
        let first = try ternary()
        if take(")") { return first }
        try expect(",")
        return .tuple([first] + (try items(")")))
    }
    private mutating func display() throws -> Value {
        if take("}") { return .object(Dict()) }
        let first = try ternary()
        guard take(":") else {
            var values = [first]
            if take(",") { values += try items("}") } else { try expect("}") }
            return .object(try SetObject.display(ofConstants: values))
        }
        let dict = Dict()
        try dict.store(first, try ternary())
        while take(","), peek() != "}" {
            let key = try ternary()
            try expect(":")
            try dict.store(key, try ternary())
        }
        try expect("}")
        return .object(dict)
    }
    private mutating func string(isRaw: Bool) throws -> String {
        let quote = scalars[position]
        position += 1
        var text = String.UnicodeScalarView()
        while let scalar = peek(), scalar != quote {
            position += 1
            guard scalar == "\\", let code = peek() else {
                text.append(scalar)
                continue
            }
            position += 1
            switch code {
            case "n": text.append("\n")
            case "t": text.append("\t")
            case "r": text.append("\r")
            case "x", "u", "U":
                let length = code == "x" ? 2 : code == "u" ? 4 : 8
                let digits = String(String.UnicodeScalarView(scalars[position..<(position + length)]))
                position += length
                if let value = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) { text.append(value) }
            default: text.append(code)
            }
        }
        position += 1
        return String(text)
    }
    private mutating func number() throws -> Value {
        var text = ""
        while let scalar = peek(), scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal || scalar == "." || scalar == "_"
            || (scalar == "-" || scalar == "+") && text.lowercased().hasSuffix("e") && !text.hasPrefix("0x")
        {
            text.unicodeScalars.append(scalar)
            position += 1
        }
        if let integer = try IntText.parse(text, base: 0) { return integer }
        guard let float = FloatType.parse(text) else { throw Malformed(text: text) }
        return .float(float)
    }

    // The table is built once, before the first row.
    nonisolated(unsafe) private static let builtins: [String: Value] = {
        var names: [String: Value] = ["NotImplemented": .notImplemented]
        for type in BuiltinTypes.all + ExceptionTypes.all { names[type.name] = .object(type) }
        for function in BuiltinFunctions.all { names[function.name.text] = .object(function) }
        for type in [CollectionTypes.orderedDict, CollectionTypes.defaultDict, CollectionTypes.counter, CollectionTypes.deque] {
            names[type.name] = .object(type)
        }
        return names
    }()
}
