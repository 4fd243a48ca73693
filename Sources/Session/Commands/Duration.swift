import Glibc

/// Spans of time as IPython words them: `183 ns`, `1.5 ms`, `2min 3s`.
enum Duration {
    static func short(_ seconds: Double, digits: Int = 3) -> String {
        if seconds >= 60 { return long(seconds) }
        let units = [(1.0, "s"), (1e3, "ms"), (1e6, "μs"), (1e9, "ns")]
        let order = seconds > 0 ? min(-Int((floor(log10(seconds)) / 3).rounded(.down)), 3) : 3
        let (scale, unit) = units[max(0, order)]
        return "\(general(seconds * scale, digits: digits)) \(unit)"
    }

    private static func long(_ seconds: Double) -> String {
        var parts: [String] = []
        var left = seconds < 1e15 ? Int(seconds) : 0
        for (size, name) in [(86400, "d"), (3600, "h"), (60, "min"), (1, "s")] {
            if left / size > 0 { parts.append("\(left / size)\(name)") }
            left %= size
        }
        return parts.joined(separator: " ")
    }

    /// C's `%.*g`.
    static func general(_ value: Double, digits: Int) -> String {
        var buffer = [CChar](repeating: 0, count: 64)
        _ = withVaList([Int32(digits), value]) { vsnprintf(&buffer, buffer.count, "%.*g", $0) }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
