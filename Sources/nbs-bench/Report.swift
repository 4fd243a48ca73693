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
            \(padded("row", 38)) \(right("nbs", 11)) \(right("±", 5)) \(right("rival", 11)) \(right("±", 5)) \(right("ratio", 8)) \(right("goal", 6)) \(right("limit", 11)) \(right("of it", 6)) \(right("MB", 6)) \(right("rival MB", 9))
            """
    }

    /// `!`: the goal is not met; `^`: nor would it be at the machine's limit.
    static func line(_ row: Row, _ result: Result) -> String {
        func cell(_ text: String, _ width: Int, if known: Bool = true) -> String { " " + right(known ? text : "", width) }
        let compared = !result.rival.seconds.isEmpty, limited = result.limit.median.isFinite
        let goal = row.goal.map { goal in
            (result.ratio >= goal ? "" : limited && result.best < goal ? "^" : "!") + decimals(goal, goal < 1 ? 2 : 1)
        }
        let cells = [
            padded(row.name, 38), cell(duration(result.mine.median), 11), cell(percent(result.mine.spread), 5),
            cell(duration(result.rival.median), 11, if: compared), cell(percent(result.rival.spread), 5, if: compared),
            cell(decimals(result.ratio, 2) + "×", 8, if: compared), cell(goal ?? "", 6, if: compared),
            cell(duration(result.limit.median), 11, if: limited), cell(percent(result.share), 6, if: limited),
            cell(decimals(result.mine.peakMegabytes, 0), 6), cell(decimals(result.rival.peakMegabytes, 0), 9, if: compared),
        ]
        return cells.joined()
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
