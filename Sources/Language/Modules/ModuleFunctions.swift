import ObjectModel

/// Short ways of writing a module's table.
enum ModuleFunctions {
    /// A function that CPython has in C with positional arguments only.
    static func counted(
        _ name: Name, _ range: ClosedRange<Int>, _ parameters: String, _ summary: String, module: String,
        _ body: @escaping (Arguments) throws -> Value
    ) -> NativeFunction {
        let signature = parameters.isEmpty ? "" : parameters + ", /"
        let form: NativeFunction.Body = range == 1...1 ? .one { value in try Arguments.with(one: value, body) } : .counted(range, body)
        return NativeFunction(name, signature, summary: summary, module: module, body: form)
    }
    /// A function with keyword arguments; `wording` says whether CPython has it in C or in Python.
    static func sorted(
        _ name: Name, _ signature: String, _ summary: String, module: String, wording: NativeFunction.Wording = .native,
        _ body: @escaping (BoundArguments) throws -> Value
    ) -> NativeFunction {
        NativeFunction(name, signature, summary: summary, module: module, wording: wording, body: .bound(body))
    }
    /// The table's rows.
    static func rows(_ functions: [NativeFunction]) -> [(Name, Value)] { functions.map { ($0.name, .object($0)) } }
    static func rows(_ types: [TypeObject]) -> [(Name, Value)] { types.map { (Name($0.name), .object($0)) } }
}
