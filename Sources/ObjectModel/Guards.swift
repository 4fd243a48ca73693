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
        throw exception()
    }
    /// What a request becomes: `KeyboardInterrupt`, or `MemoryError` when it was the cell's size that asked.
    public static func exception() -> Raised {
        if MemoryWatch.isShort.exchange(false, ordering: .relaxed) { return Memory.error() }
        return Raised(ExceptionObject(type: ExceptionTypes.keyboardInterrupt, arguments: []))
    }
}

/// Swift ends the process when memory runs out, so that big results are refused before they are made. What grows in small
/// steps is `MemoryWatch`'s.
public enum Memory {
    /// What the process may hold: three quarters of `available`.
    // Set once, before the first cell.
    nonisolated(unsafe) public private(set) static var most = Int.max
    /// Gives memory that is free already back to the system.
    // Set once, before the first cell.
    nonisolated(unsafe) static private(set) var giveBack: () -> Void = {}
    /// - Parameter available: what the machine, its limits and the user leave to this process.
    public static func use(available: Int, giveBack: @escaping () -> Void) {
        most = available / 4 * 3
        self.giveBack = giveBack
    }

    static func error() -> Raised {
        func size(_ bytes: Int) -> String {
            // Shifts bind tighter than products.
            let megabytes = bytes >> 20, tenths = (megabytes * 10) >> 10
            return megabytes >= 1 << 10 ? "\(tenths / 10).\(tenths % 10) GB" : "\(megabytes) MB"
        }
        return Raised(
            ExceptionTypes.memoryError, "",
            hint: "nbs holds \(size(used)) and may hold \(size(most)); del what is not needed, or set NBS_MEMORY_LIMIT (such as 8G)")
    }
    /// - Throws: `MemoryError` when `count` more elements of `size` bytes would not fit.
    @inline(__always)
    public static func check(_ count: Int, size: Int = 1) throws {
        if count > 1 << 20 { try checkLarge(count, size) }
    }
    /// A text must fit this often: what is done with one makes copies, Swift's `String` and what that becomes.
    static let textCopies = 3
    @inline(__always)
    static func checkText(_ bytes: Int) throws { try check(bytes, size: textCopies) }
    private static func checkLarge(_ count: Int, _ size: Int) throws {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
        if !overflow, bytes < 1 << 26 { return }
        if overflow || bytes > most || bytes > most - used { throw error() }
    }
    /// What the process holds now, in bytes. Also asked by a thread that must not count references.
    public static var used: Int {
        let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        // The second of a few numbers: resident pages.
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 128) { text in
            let count = read(file, text.baseAddress, 128)
            var field = 0, pages = 0
            for i in 0..<max(count, 0) where field < 2 {
                if text[i] == UInt8(ascii: " ") { field += 1 } else if field == 1 { pages = pages &* 10 &+ Int(text[i]) &- 48 }
            }
            return pages &* sysconf(Int32(_SC_PAGESIZE))
        }
    }
}

/// Recursion that does not go through the machine's frames: comparing and calling nested objects, modules that hold themselves.
public enum NativeDepth {
    // The evaluator's thread only.
    nonisolated(unsafe) private static var depth = 0
    private static let most = 1000

    /// - Throws: Python's `RecursionError`; `what` ends its sentence.
    @inline(__always)
    public static func enter<Result>(_ what: StaticString = " while calling a Python object", _ body: () throws -> Result) throws -> Result {
        depth += 1
        defer { depth -= 1 }
        if depth > most { throw Raised(ExceptionTypes.recursionError, "maximum recursion depth exceeded\(what)") }
        return try body()
    }
}
