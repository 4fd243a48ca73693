#if canImport(Glibc)
    // The C library's globals (errno, environ) are used from one thread.
    @preconcurrency import Glibc
#endif

/// The table as text.
enum Report {
    static func header(python: String?, cpuTime: Bool) -> String {
        let variables = ["OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"].map { name in
            "\(name)=\(getenv(name).map { String(cString: $0) } ?? "unset")"
        }
        return """
            cores: \(sysconf(Int32(_SC_NPROCESSORS_ONLN))); \(variables.joined(separator: ", ")); \(cpuTime ? "processor time, one thread" : "wall clock"); against: \(python ?? "nobody")
            \(padded("row", 38)) \(right("nbs", 11)) \(right("±", 5)) \(right("rival", 11)) \(right("±", 5)) \(right("ratio", 8)) \(right("goal", 6)) \(right("MB", 6)) \(right("rival MB", 9))
            """
    }

    static func line(_ row: Row, _ mine: Side, _ rival: Side?) -> String {
        var text = "\(padded(row.name, 38)) \(right(duration(mine.median), 11)) \(right(percent(mine.spread), 5))"
        if let rival {
            let ratio = rival.median / mine.median
            text += " \(right(duration(rival.median), 11)) \(right(percent(rival.spread), 5)) \(right(decimals(ratio, 2) + "×", 8))"
            text += " \(right(row.goal.map { (ratio >= $0 ? "" : "!") + decimals($0, 1) } ?? "", 6))"
            text += " \(right(decimals(mine.peakMegabytes, 0), 6)) \(right(decimals(rival.peakMegabytes, 0), 9))"
        } else {
            text += String(repeating: " ", count: 35) + right(decimals(mine.peakMegabytes, 0), 6)
        }
        return text
    }

    private static func duration(_ seconds: Double) -> String {
        if seconds < 1e-6 { return decimals(seconds * 1e9, 1) + " ns" }
        if seconds < 1e-3 { return decimals(seconds * 1e6, 1) + " µs" }
        if seconds < 1 { return decimals(seconds * 1e3, 2) + " ms" }
        return decimals(seconds, 2) + " s"
    }
    private static func percent(_ fraction: Double) -> String { decimals(fraction * 100, 0) + "%" }
    private static func decimals(_ value: Double, _ count: Int) -> String {
        guard value.isFinite else { return "-" }
        var buffer = [CChar](repeating: 0, count: 64)
        let length = withVaList([Int32(count), value]) { vsnprintf(&buffer, buffer.count, "%.*f", $0) }
        return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    private static func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
    private static func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
}

extension Runner {
    static var processNumber: Int32 { getpid() }
}
