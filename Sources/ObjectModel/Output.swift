/// Where native functions that print, such as `summary`, print to: the cell's standard output.
public enum Output {
    /// Set by the interpreter.
    // Only the evaluator's thread prints.
    nonisolated(unsafe) public static var handler: (_ text: String) -> Void = { _ in }
    public static func write(_ text: String) { handler(text) }
    /// What `print(…, flush=True)` asks for, where output is held back.
    // Set once, by whoever holds it back.
    nonisolated(unsafe) public static var flush: () -> Void = {}
}
