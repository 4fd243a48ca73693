import ObjectModel

/// The names a session starts with: Python's built-ins first, then `torch` and the short forms. Assigning shadows them.
final class PreloadedNames {
    private var table: [Name: Value] = [:]
    private let modules: ModuleCatalog

    init(_ modules: ModuleCatalog) {
        self.modules = modules
        add(BuiltinFunctions.all)
        for type in ExceptionTypes.all { table[Name(type.name)] = .object(type) }
        for type in BuiltinTypes.all { table[Name(type.name)] = .object(type) }
        table["Ellipsis"] = .ellipsis
        table["NotImplemented"] = .notImplemented
        table["__name__"] = .str("__main__")
    }
    func add(_ functions: [NativeFunction]) { for function in functions { table[function.name] = .object(function) } }

    func find(_ name: Name) -> Value? { table[name] ?? ShortNames.find(name) }
    var all: [Name] { Array(table.keys) + ShortNames.all }
}
