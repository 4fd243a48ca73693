/// `str`: immutable text, indexed by code point.
public final class Str: Object {
    public let text: String
    public private(set) lazy var isASCII = text.utf8.allSatisfy { $0 < 0x80 }
    private lazy var scalars = Array(text.unicodeScalars)
    public init(_ text: String) {
        self.text = text
        super.init(kind: .str)
    }
    public override var type: TypeObject { BuiltinTypes.str }
    public override func repr() -> String { StringText.repr(text) }
    public override func str() -> String { text }
    public override func isTrue() -> Bool { !text.isEmpty }
    public override func length() -> Int { isASCII ? text.utf8.count : scalars.count }
    public override func hash() -> Int {
        var hasher = Hasher()
        var copy = text
        copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        return hasher.finalize()
    }
    public override func compare(_ comparison: Comparison, _ other: Value) -> Value? {
        guard let right = other.asString else { return nil }
        switch comparison {
        case .equal: return .bool(StringText.equal(text, right))
        case .notEqual: return .bool(!StringText.equal(text, right))
        default: return .bool(holds(comparison, StringText.order(text, right), 0))
        }
    }
}

public enum StringText {
    /// Code point by code point; Swift's `==` would take composed and decomposed letters for the same.
    public static func equal(_ a: String, _ b: String) -> Bool {
        a.utf8.count == b.utf8.count && a.utf8.elementsEqual(b.utf8)
    }
    /// Negative, zero or positive, by code points (UTF-8 keeps their order).
    static func order(_ a: String, _ b: String) -> Int {
        for (x, y) in zip(a.utf8, b.utf8) where x != y { return x < y ? -1 : 1 }
        return a.utf8.count - b.utf8.count
    }
    /// Python's quoted form.
    public static func repr(_ text: String) -> String {
        let quote: Unicode.Scalar = text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
        var result = String(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case quote: result += "\\\(quote)"
            default: result += isPrintable(scalar) ? String(scalar) : escape(scalar)
            }
        }
        return result + String(quote)
    }
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return scalar.value >= 0x20 }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
            return false
        default: return true
        }
    }
    static func escape(_ scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16)
        func padded(_ width: Int) -> String { String(repeating: "0", count: width - hex.count) + hex }
        return scalar.value < 0x100 ? "\\x" + padded(2) : scalar.value < 0x10000 ? "\\u" + padded(4) : "\\U" + padded(8)
    }
}
