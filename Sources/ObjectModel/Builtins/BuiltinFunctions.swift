/// Python's built-in functions that are about values and their types; one file a subject.
public enum BuiltinFunctions {
    public static var all: [NativeFunction] {
        Arithmetic.functions + Iteration.functions + Aggregates.functions + Introspection.functions + Characters.functions
    }
    /// Those that are classes.
    static var types: [TypeObject] {
        [Iteration.enumerate, Iteration.filter, Iteration.map, Iteration.reversed, Iteration.zip]
    }

    static func one(_ name: Name, _ parameter: String, _ summary: String, _ body: @escaping (Value) throws -> Value) -> NativeFunction {
        NativeFunction(name, "\(parameter), /", summary: summary, body: .one(body))
    }
    static func some(
        _ name: Name, _ range: ClosedRange<Int>, _ parameters: String, _ summary: String, _ body: @escaping (Arguments) throws -> Value
    ) -> NativeFunction {
        NativeFunction(name, "\(parameters), /", summary: summary, body: .counted(range, body))
    }
    static func sorted(
        _ name: Name, _ signature: String, _ summary: String, _ body: @escaping (BoundArguments) throws -> Value
    ) -> NativeFunction {
        NativeFunction(name, signature, summary: summary, wording: .native, body: .bound(body))
    }
}
