import Synchronization

// What keeps a program that never ends, asks for too much or nests too deeply from taking the session with it.

/// Somebody pressed Ctrl-C: what loops written in Swift ask, since only the program's own loops ask the machine.
public enum Stop {
    /// Set from a signal handler.
    public static let requested = Atomic<Bool>(false)
    /// The program's own loops are to look up: somebody wants them to stop, or `MemoryWatch` to collect.
    public static let attention = Atomic<Bool>(false)
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
