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
    public static func order(_ a: String, _ b: String) -> Int {
        withBytes(a) { x in
            withBytes(b) { y in
                guard let start = x.baseAddress, let other = y.baseAddress else { return x.count - y.count }
                let order = Int(memcmp(start, other, min(x.count, y.count)))
                return order != 0 ? order : x.count - y.count
            }
        }
    }
    /// In code points.
    public static func count(_ text: String) -> Int {
        withBytes(text) { bytes in
            // All bytes but the continuations of a sequence.
            var count = 0
            for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
            return count
        }
    }
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
        let left =
            switch align {
            case .left: 0
            case .right, .numeric: missing
            case .center: missing / 2
            }
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
        let filler = String(fill)
        return String(repeating: filler, count: left) + text + String(repeating: filler, count: missing - left)
    }
    enum Alignment { case left, right, center, numeric }
}

/// CPython's text hash as it is under `PYTHONHASHSEED=0`: SipHash-1-3 with a key of zeros over the code points, each as
/// wide as the widest needs. The same in every run, so that sets of texts replay in the same order.
enum StringHash {
    static func hash(_ text: String) -> Int {
        let hash = StringText.withBytes(text) { bytes -> UInt64 in
            if bytes.isEmpty { return 0 }
            if bytes.allSatisfy({ $0 < 0x80 }) { return sipHash(bytes) }
            let widest = text.unicodeScalars.reduce(0) { max($0, $1.value) }
            if widest < 0x100 { return Array(text.unicodeScalars.map { UInt8($0.value) }).withUnsafeBufferPointer(sipHash) }
            if widest < 0x10000 {
                return text.unicodeScalars.map { UInt16($0.value) }.withUnsafeBytes { sipHash($0.bindMemory(to: UInt8.self)) }
            }
            return text.unicodeScalars.map(\.value).withUnsafeBytes { sipHash($0.bindMemory(to: UInt8.self)) }
        }
        return hash == .max ? -2 : Int(bitPattern: UInt(hash))
    }
    static func sipHash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var v0: UInt64 = 0x736f_6d65_7073_6575
        var v1: UInt64 = 0x646f_7261_6e64_6f6d
        var v2: UInt64 = 0x6c79_6765_6e65_7261
        var v3: UInt64 = 0x7465_6462_7974_6573
        func round() {
            v0 &+= v1; v2 &+= v3
            v1 = (v1 << 13 | v1 >> 51) ^ v0
            v3 = (v3 << 16 | v3 >> 48) ^ v2
            v0 = v0 << 32 | v0 >> 32
            v2 &+= v1; v0 &+= v3
            v1 = (v1 << 17 | v1 >> 47) ^ v2
            v3 = (v3 << 21 | v3 >> 43) ^ v0
            v2 = v2 << 32 | v2 >> 32
        }
        let whole = bytes.count / 8
        let raw = UnsafeRawBufferPointer(bytes)
        for index in 0..<whole {
            let word = raw.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
            v3 ^= word
            round()
            v0 ^= word
        }
        var last = UInt64(truncatingIfNeeded: bytes.count) << 56
        for (shift, index) in (whole * 8..<bytes.count).enumerated() { last |= UInt64(bytes[index]) << UInt64(8 * shift) }
        v3 ^= last
        round()
        v0 ^= last
        v2 ^= 0xFF
        round()
        round()
        round()
        return (v0 ^ v1) ^ (v2 ^ v3)
    }
}
