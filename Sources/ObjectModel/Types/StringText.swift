#if canImport(Glibc)
    import Glibc
#endif

/// Rules about plain text: equality and order by code point, Python's quoted form.
public enum StringText {
    @inline(__always)
    static func withBytes<Result>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        // A copy of the reference; native strings give their own bytes.
        var copy = text
        return try copy.withUTF8(body)
    }
    /// Code point by code point; Swift's `==` would take composed and decomposed letters for the same.
    public static func equal(_ a: String, _ b: String) -> Bool {
        if ShortText.areSameWords(a, b) { return true }
        if ShortText.areBothShort(a, b) { return false }
        let count = a.utf8.count
        guard count == b.utf8.count else { return false }
        return withBytes(a) { x in
            withBytes(b) { y in
                guard let x = x.baseAddress, let y = y.baseAddress else { return count == 0 }
                return memcmp(x, y, count) == 0
            }
        }
    }
    /// Negative, zero or positive, by code points (UTF-8 keeps their order).
    public static func order(_ a: String, _ b: String) -> Int { withBytes(a) { x in withBytes(b) { UTF8Bytes.order(x, $0) } } }
    /// In code points.
    public static func count(_ text: String) -> Int { withBytes(text, UTF8Bytes.count) }
    /// Python's quoted form.
    public static func repr(_ text: String, escapingNonASCII: Bool = false) -> String {
        let isPlain = withBytes(text) { bytes in
            for byte in bytes where byte < 0x20 || byte >= 0x7F || byte == 0x27 || byte == 0x5C { return false }
            return true
        }
        if isPlain { return "'" + text + "'" }
        let quote: Unicode.Scalar = text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
        var result = String(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case quote: result += "\\\(quote)"
            default:
                let isShown = isPrintable(scalar) && !(escapingNonASCII && scalar.value > 0x7F)
                if isShown { result.unicodeScalars.append(scalar) } else { result += escape(scalar) }
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
    /// `text` on a field of `width` code points.
    static func padded(_ text: String, _ width: Int, align: Alignment, fill: Unicode.Scalar = " ") -> String {
        let missing = width - count(text)
        if missing <= 0 { return text }
        let left = align.left(missing)
        if fill.isASCII, left == 0 || left == missing {
            return withBytes(text) { bytes in
                String(unsafeUninitializedCapacity: bytes.count + missing) { buffer in
                    let start = left == 0 ? 0 : missing
                    for index in 0..<bytes.count { buffer[start + index] = bytes[index] }
                    let gap = left == 0 ? bytes.count : 0
                    for index in gap..<gap + missing { buffer[index] = UInt8(truncatingIfNeeded: fill.value) }
                    return bytes.count + missing
                }
            }
        }
        return repeated(fill, left) + text + repeated(fill, missing - left)
    }
    /// A character so many times, in one piece: `String(repeating:)` takes seconds for what fits memory easily.
    static func repeated(_ fill: Unicode.Scalar, _ times: Int) -> String {
        if times <= 0 { return "" }
        let bytes = Array(String(fill).utf8)
        return String(unsafeUninitializedCapacity: bytes.count * times) { target in
            if bytes.count == 1 {
                target.initialize(repeating: bytes[0])
            } else {
                for index in 0..<bytes.count * times { target[index] = bytes[index % bytes.count] }
            }
            return bytes.count * times
        }
    }
    enum Alignment {
        case left, right, center, numeric
        /// How much of what is missing goes before the text.
        @inline(__always)
        func left(_ missing: Int) -> Int {
            switch self {
            case .left: 0
            case .right, .numeric: missing
            case .center: missing / 2
            }
        }
    }
}
