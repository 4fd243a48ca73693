/// Where warnings of the library go. The session shows them and remembers which line has already warned.
public enum Warnings {
    /// Set by the interpreter, which knows the place and the filters.
    // Only the evaluator's thread warns.
    nonisolated(unsafe) public static var handler: (_ category: TypeObject, _ message: String) -> Void = { _, _ in }
    /// Messages that PyTorch says once a process.
    nonisolated(unsafe) private static var said: Set<String> = []

    public static func emit(_ message: String, _ category: TypeObject = ExceptionTypes.userWarning) { handler(category, message) }
    public static func emitOnce(_ message: String, _ category: TypeObject = ExceptionTypes.userWarning) {
        if said.insert(message).inserted { handler(category, message) }
    }
    /// A new session starts without memories.
    public static func forget() { said = [] }
}
