/// JSON, as notebooks hold it. Objects keep their order and numbers their text, so that nothing changes on the way.
enum JSON: Equatable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSON])
    case object([Member])

    struct Member: Equatable {
        var key: String
        var value: JSON
    }

    static func object(_ pairs: KeyValuePairs<String, JSON>) -> JSON { .object(pairs.map { Member(key: $0, value: $1) }) }

    subscript(key: String) -> JSON? {
        if case .object(let members) = self { members.last { $0.key == key }?.value } else { nil }
    }
    var string: String? { if case .string(let text) = self { text } else { nil } }
    var items: [JSON]? { if case .array(let items) = self { items } else { nil } }
    var members: [Member]? { if case .object(let members) = self { members } else { nil } }
}

// MARK: - Writing

extension JSON {
    /// One blank a level, as Jupyter writes notebooks.
    func text(indent: Int = 0) -> String {
        let pad = "\n" + String(repeating: " ", count: indent + 1)
        let end = "\n" + String(repeating: " ", count: indent)
        switch self {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .number(let text): return text
        case .string(let text): return Self.quoted(text)
        case .array(let items):
            if items.isEmpty { return "[]" }
            return "[" + items.map { pad + $0.text(indent: indent + 1) }.joined(separator: ",") + end + "]"
        case .object(let members):
            if members.isEmpty { return "{}" }
            let lines = members.map { pad + Self.quoted($0.key) + ": " + $0.value.text(indent: indent + 1) }
            return "{" + lines.joined(separator: ",") + end + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if scalar.value < 0x20 {
                    let hex = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}

// MARK: - Reading

struct JSONProblem: Error {
    /// From 1.
    var line: Int
    var message: String
}

extension JSON {
    init(parsing text: String) throws(JSONProblem) {
        var parser = JSONParser(Array(text.utf8))
        self = try parser.document()
    }
}

private struct JSONParser {
    let bytes: [UInt8]
    private var index = 0
    private var depth = 0
    private static let deepest = 500

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONProblem) -> JSON {
        let value = try value()
        skipBlanks()
        if index < bytes.count { throw problem("more text after the end of the value") }
        return value
    }

    private func problem(_ message: String) -> JSONProblem {
        JSONProblem(line: bytes[..<min(index, bytes.count)].count { $0 == 0x0A } + 1, message: message)
    }

    private var next: UInt8 { index < bytes.count ? bytes[index] : 0 }

    private mutating func skipBlanks() {
        while index < bytes.count, bytes[index].isBlank { index += 1 }
    }

    private mutating func take(_ byte: UInt8, _ name: String) throws(JSONProblem) {
        skipBlanks()
        guard next == byte, index < bytes.count else { throw problem("\(name) expected") }
        index += 1
    }

    private mutating func value() throws(JSONProblem) -> JSON {
        skipBlanks()
        guard index < bytes.count else { throw problem("the text ends too early") }
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest else { throw problem("nested too deeply") }
        switch next {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: JSON) throws(JSONProblem) -> JSON {
        guard bytes[index...].starts(with: word.utf8) else { throw problem("unknown word") }
        index += word.utf8.count
        return value
    }

    private mutating func number() throws(JSONProblem) -> JSON {
        let start = index
        while index < bytes.count, bytes[index].isASCIIDigit || "+-.eE".utf8.contains(bytes[index]) { index += 1 }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard index > start, Double(text) != nil else { throw problem("unexpected character") }
        return .number(text)
    }

    private mutating func array() throws(JSONProblem) -> JSON {
        index += 1
        var items: [JSON] = []
        skipBlanks()
        if next == UInt8(ascii: "]") {
            index += 1
            return .array([])
        }
        while true {
            items.append(try value())
            skipBlanks()
            if next == UInt8(ascii: ",") {
                index += 1
                continue
            }
            try take(UInt8(ascii: "]"), "`]`")
            return .array(items)
        }
    }

    private mutating func object() throws(JSONProblem) -> JSON {
        index += 1
        var members: [JSON.Member] = []
        skipBlanks()
        if next == UInt8(ascii: "}") {
            index += 1
            return .object([])
        }
        while true {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw problem("a name in quotes expected") }
            let key = try string()
            try take(UInt8(ascii: ":"), "`:`")
            members.append(JSON.Member(key: key, value: try value()))
            skipBlanks()
            if next == UInt8(ascii: ",") {
                index += 1
                continue
            }
            try take(UInt8(ascii: "}"), "`}`")
            return .object(members)
        }
    }

    private mutating func string() throws(JSONProblem) -> String {
        index += 1
        var text: [UInt8] = []
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            guard bytes[index] == UInt8(ascii: "\\") else {
                if bytes[index] < 0x20 { throw problem("a control character in a string") }
                text.append(bytes[index])
                index += 1
                continue
            }
            index += 1
            try escape(into: &text)
        }
        guard index < bytes.count else { throw problem("a string is not closed") }
        index += 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONProblem) {
        let byte = next
        index += 1
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "u"):
            var unit = try hexadecimal()
            if (0xD800..<0xDC00).contains(unit), bytes[index...].starts(with: "\\u".utf8) {
                let mark = index
                index += 2
                let low = try hexadecimal()
                if (0xDC00..<0xE000).contains(low) { unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00) } else { index = mark }
            }
            text += Array(String(Unicode.Scalar(unit) ?? "\u{FFFD}").utf8)
        default: throw problem("an unknown escape")
        }
    }

    private mutating func hexadecimal() throws(JSONProblem) -> UInt32 {
        guard index + 4 <= bytes.count, let value = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        else { throw problem("four hexadecimal digits expected") }
        index += 4
        return value
    }
}
