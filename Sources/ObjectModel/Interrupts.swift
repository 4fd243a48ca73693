/// Ctrl-C while native code runs: iterators that may never end ask now and then.
public enum Interrupts {
    /// Throws `KeyboardInterrupt` if Ctrl-C was typed; the evaluator sets it.
    // Set once at start-up, on the evaluator's thread.
    nonisolated(unsafe) public static var check: (() throws -> Void)?

    // Counts calls, on the evaluator's thread.
    nonisolated(unsafe) private static var calls = 0

    /// Cheap enough for every step of a loop.
    @inline(__always)
    public static func poll() throws {
        calls &+= 1
        if calls & 0x3FF == 0 { try check?() }
    }
}
