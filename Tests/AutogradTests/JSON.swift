/// A reader for the fixtures: whole numbers, fractions and truth values must stay apart, which JSONSerialization does not
/// promise on Linux.
indirect enum JSON: Sendable {
    case null, bool(Bool), int(Int), double(Double), string(String), array([JSON]), object([String: JSON])

    static func parse(_ text: some StringProtocol) -> JSON {
        var reader = Reader(bytes: Array(text.utf8))
        return reader.value()
    }
    subscript(key: String) -> JSON? { if case .object(let fields) = self { fields[key] } else { nil } }
    var items: [JSON] { if case .array(let items) = self { items } else { [] } }
    var string: String { if case .string(let text) = self { text } else { "" } }
    var int: Int { if case .int(let value) = self { value } else { 0 } }
    var double: Double {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        case .bool(let value): value ? 1 : 0
        case .string("nan"): .nan
        case .string("inf"): .infinity
        case .string("-inf"): -.infinity
        default: 0
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var at = 0
        mutating func skip() { while at < bytes.count, bytes[at] <= 32 { at += 1 } }
        mutating func value() -> JSON {
            skip()
            switch bytes[at] {
            case UInt8(ascii: "{"):
                var fields: [String: JSON] = [:]
                at += 1
                skip()
                while bytes[at] != UInt8(ascii: "}") {
                    skip()
                    let key = text()
                    skip()
                    at += 1
                    fields[key] = value()
                    skip()
                    if bytes[at] == UInt8(ascii: ",") { at += 1 }
                    skip()
                }
                at += 1
                return .object(fields)
            case UInt8(ascii: "["):
                var items: [JSON] = []
                at += 1
                skip()
                while bytes[at] != UInt8(ascii: "]") {
                    items.append(value())
                    skip()
                    if bytes[at] == UInt8(ascii: ",") { at += 1 }
                    skip()
                }
                at += 1
                return .array(items)
            case UInt8(ascii: "\""): return .string(text())
            case UInt8(ascii: "t"):
                at += 4
                return .bool(true)
            case UInt8(ascii: "f"):
                at += 5
                return .bool(false)
            case UInt8(ascii: "n"):
                at += 4
                return .null
            default:
                let start = at
                while at < bytes.count, ![UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), 32, 10].contains(bytes[at]) { at += 1 }
                let word = String(decoding: bytes[start..<at], as: UTF8.self)
                return Int(word).map { .int($0) } ?? .double(Double(word) ?? .nan)
            }
        }
        mutating func text() -> String {
            at += 1
            var result: [UInt8] = []
            while bytes[at] != UInt8(ascii: "\"") {
                if bytes[at] == UInt8(ascii: "\\") {
                    at += 1
                    switch bytes[at] {
                    case UInt8(ascii: "n"): result.append(10)
                    case UInt8(ascii: "t"): result.append(9)
                    case UInt8(ascii: "u"):
                        let code = UInt32(String(decoding: bytes[(at + 1)...(at + 4)], as: UTF8.self), radix: 16) ?? 63
                        result += Array(String(Character(Unicode.Scalar(code) ?? "?")).utf8)
                        at += 4
                    default: result.append(bytes[at])
                    }
                } else {
                    result.append(bytes[at])
                }
                at += 1
            }
            at += 1
            return String(decoding: result, as: UTF8.self)
        }
    }
}
