#if canImport(Glibc)
    import Glibc
#endif

/// Swift ends the process when memory runs out, so that big results are refused before they are made. What grows in small
/// steps is `MemoryWatch`'s.
public enum Memory {
    /// What the process may hold: three quarters of `available`.
    // Set once, before the first cell.
    nonisolated(unsafe) public private(set) static var most = Int.max
    /// Gives memory that is free already back to the system.
    // Set once, before the first cell.
    nonisolated(unsafe) static private(set) var giveBack: () -> Void = {}
    /// What is free already and kept, in bytes.
    // Set once, before the first cell.
    nonisolated(unsafe) static private(set) var idle: () -> Int = { 0 }
    /// - Parameter available: what the machine, its limits and the user leave to this process.
    public static func use(available: Int, idle: @escaping () -> Int, giveBack: @escaping () -> Void) {
        most = available / 4 * 3
        self.idle = idle
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
