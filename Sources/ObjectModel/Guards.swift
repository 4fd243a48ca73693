import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

// What keeps a program that never ends, asks for too much or nests too deeply from taking the session with it.

/// Somebody pressed Ctrl-C: what loops written in Swift ask, since only the program's own loops ask the machine.
public enum Stop {
    /// Set from a signal handler.
    public static let requested = Atomic<Bool>(false)
    /// Told when a request was obeyed here, so that other layers do not obey it again.
    // Set once by the machine; called on the evaluator's thread.
    nonisolated(unsafe) public static var obeyed: () -> Void = {}

    /// - Throws: `KeyboardInterrupt`, once for each request.
    @inline(__always)
    public static func check() throws {
        if requested.load(ordering: .relaxed) { try obey() }
    }
    private static func obey() throws {
        guard requested.exchange(false, ordering: .relaxed) else { return }
        obeyed()
        throw Raised(ExceptionObject(type: ExceptionTypes.keyboardInterrupt, arguments: []))
    }
}

/// Swift ends the process when memory runs out, so that big results are refused before they are made.
public enum Memory {
    /// Three quarters of the machine's memory, or of what this process may use.
    private static let most: Int = {
        var most = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < UInt(Int.max) {
            most = min(most, Int(limit.rlim_cur))
        }
        return most / 4 * 3
    }()
    /// - Throws: `MemoryError` when `count` more elements of `size` bytes would not fit.
    @inline(__always)
    public static func check(_ count: Int, size: Int = 1) throws {
        if count > 1 << 20 { try checkLarge(count, size) }
    }
    private static func checkLarge(_ count: Int, _ size: Int) throws {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
        if !overflow, bytes < 1 << 26 { return }
        if overflow || bytes > most || bytes > most - used { throw Raised(ExceptionTypes.memoryError, "") }
    }
    /// What the process holds now, in bytes.
    private static var used: Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var text = [CChar](repeating: 0, count: 128)
        guard fgets(&text, 128, file) != nil else { return 0 }
        let fields = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * sysconf(Int32(_SC_PAGESIZE))
    }
}

/// Recursion that does not go through the machine's frames: comparing and calling nested objects.
public enum NativeDepth {
    // The evaluator's thread only.
    nonisolated(unsafe) private static var depth = 0
    static let most = 1000

    /// - Throws: Python's `RecursionError`; `what` ends its sentence.
    @inline(__always)
    static func enter<Result>(_ what: StaticString, _ body: () throws -> Result) throws -> Result {
        depth += 1
        defer { depth -= 1 }
        if depth > most { throw Raised(ExceptionTypes.recursionError, "maximum recursion depth exceeded\(what)") }
        return try body()
    }
}
