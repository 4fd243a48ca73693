/// Literals as Python's `repr` writes them. The folder stands alone, so the object model's own `repr` is not used here.
enum PythonText {
    static func repr(_ text: String) -> String {
        let quote: Unicode.Scalar =
            text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
        var result = "\(quote)"
        for scalar in text.unicodeScalars { result += scalar == quote ? "\\\(scalar)" : escaped(scalar) }
        return result + "\(quote)"
    }

    static func repr(_ bytes: [UInt8]) -> String {
        let quote = bytes.contains(Ascii.quote) && !bytes.contains(Ascii.doubleQuote) ? Ascii.doubleQuote : Ascii.quote
        var result = "b\(Unicode.Scalar(quote))"
        for byte in bytes {
            if byte == quote {
                result += "\\\(Unicode.Scalar(byte))"
            } else if byte >= 0x7F {
                result += "\\x" + hex(UInt32(byte), 2)
            } else {
                result += escaped(Unicode.Scalar(byte))
            }
        }
        return result + "\(Unicode.Scalar(quote))"
    }

    /// One character inside quotes; the quotes themselves are the caller's.
    static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        default: break
        }
        if CharacterClass.isPrintable(scalar) { return String(scalar) }
        if scalar.value < 0x100 { return "\\x" + hex(scalar.value, 2) }
        return scalar.value < 0x10000 ? "\\u" + hex(scalar.value, 4) : "\\U" + hex(scalar.value, 8)
    }

    private static func hex(_ value: UInt32, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// A float literal: the shortest digits that read back, with an exponent below 1e-4 and from 1e16 on.
    static func repr(_ value: Double) -> String {
        if value.isInfinite { return "1e309" }
        let (digits, exponent) = decimal(value)
        if exponent < -4 || exponent >= 16 {
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            let size = abs(exponent)
            return digits.prefix(1) + fraction + "e" + (exponent < 0 ? "-" : "+") + (size < 10 ? "0" : "")
                + String(size)
        }
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
        if digits.count <= exponent + 1 {
            return digits + String(repeating: "0", count: exponent + 1 - digits.count) + ".0"
        }
        return digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
    }

    /// The shortest digits of a value that is not negative, and the power of ten of the first.
    private static func decimal(_ value: Double) -> (digits: String, exponent: Int) {
        let text = value.description
        let parts = text.split(separator: "e")
        let written = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = mantissa[0]
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        var digits = String(whole + fraction)
        var exponent = whole.count - 1 + written
        while digits.count > 1, digits.hasPrefix("0") {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.hasSuffix("0") { digits.removeLast() }
        return digits == "0" ? ("0", 0) : (digits, exponent)
    }
}
