#if canImport(Glibc)
    import Glibc
#endif

public enum FloatText {
    /// Python's `repr(float)`: the shortest digits that read back, exponents from 1e16 and below 1e-4.
    public static func repr(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        if value == value.rounded(.towardZero), value.magnitude < 1e16 {
            let text = String(Int64(value))
            return (value == 0 && value.sign == .minus ? "-0" : text) + ".0"
        }
        // Swift prints the same shortest digits, with another rule for exponents.
        let text = value.description
        guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "e")) else {
            return value.magnitude < 1e-4 ? scientific(text) : text
        }
        let exponent = Int(text[text.index(after: mark)...]) ?? 0
        var mantissa = String(text[..<mark])
        if mantissa.hasSuffix(".0") { mantissa.removeLast(2) }
        if exponent >= -4, exponent < 16 { return plain(mantissa, exponent) }
        return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(abs(exponent) < 10 ? "0" : "")\(abs(exponent))"
    }
    private static func plain(_ mantissa: String, _ exponent: Int) -> String {
        let isNegative = mantissa.hasPrefix("-")
        let digits = mantissa.filter { $0.isNumber }
        let text: String
        if exponent < 0 {
            text = "0." + String(repeating: "0", count: -exponent - 1) + digits
        } else if digits.count <= exponent + 1 {
            text = digits + String(repeating: "0", count: exponent + 1 - digits.count) + ".0"
        } else {
            let point = digits.index(digits.startIndex, offsetBy: exponent + 1)
            text = digits[..<point] + "." + digits[point...]
        }
        return (isNegative ? "-" : "") + text
    }
    private static func scientific(_ text: String) -> String {
        let isNegative = text.hasPrefix("-")
        let fraction = text.drop { $0 == "-" }.dropFirst(2)  // behind "0."
        let zeros = fraction.prefix { $0 == "0" }.count
        let digits = fraction.dropFirst(zeros)
        let exponent = zeros + 1
        let tail = digits.dropFirst()
        return (isNegative ? "-" : "") + digits.prefix(1) + (tail.isEmpty ? "" : "." + tail) + "e-" + (exponent < 10 ? "0" : "") + String(exponent)
    }
}
