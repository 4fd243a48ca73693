/// A type with arguments, as annotations use it: `list[int]`, `int | None`, `typing.Optional[int]`.
///
/// Annotations are evaluated but never checked, so all an alias can do is to show itself, and to stand for its class where one
/// is called or asked for.
public final class GenericAlias: Object {
    public enum Form {
        /// `list[int]`: shows the class and the arguments.
        case builtin
        /// `int | str`
        case union
        /// `typing.List[int]`, `typing.List` alone when there are no arguments.
        case typing(String)
    }
    public let form: Form
    /// The class this stands for; nil for forms such as `Optional` that have none.
    public let origin: TypeObject?
    public let arguments: [Value]

    public init(_ form: Form, _ origin: TypeObject?, _ arguments: [Value]) {
        self.form = form
        self.origin = origin
        self.arguments = arguments
        super.init(kind: .other)
    }

    public static func union(_ left: Value, _ right: Value) -> Value? {
        guard let parts = members(left), let more = members(right) else { return nil }
        var all: [Value] = []
        for part in parts + more where !all.contains(where: { $0.isIdentical(to: part) }) { all.append(part) }
        return all.count == 1 ? all[0] : .object(GenericAlias(.union, nil, all))
    }
    /// What `left | right` is made of; nil: not a type.
    private static func members(_ value: Value) -> [Value]? {
        if value.isNone || value.object(of: .type) != nil { return [value] }
        guard let alias = value.object(of: .other) as? GenericAlias else { return nil }
        if case .union = alias.form { return alias.arguments }
        return [value]
    }

    /// As annotations show a type: its name, with the module unless it is a built-in one.
    public static func text(_ value: Value) throws -> String {
        if let type = value.object(of: .type) as? TypeObject {
            return type.module == "builtins" ? type.name : "\(type.module).\(type.name)"
        }
        if value.isIdentical(to: .ellipsis) { return "..." }
        // `Callable[[int, str], bool]` shows its list of types the same way.
        if let list = value.object(of: .list) { return "[\(try collect(.object(list)).map(text).joined(separator: ", "))]" }
        return try value.repr()
    }

    public override var type: TypeObject { GenericAlias.types.of(form) }
    public override func repr() throws -> String {
        let shown = try arguments.map(GenericAlias.text)
        switch form {
        case .builtin: return "\(try origin.map { try GenericAlias.text(.object($0)) } ?? "")[\(shown.joined(separator: ", "))]"
        case .union: return shown.joined(separator: " | ")
        case .typing(let name): return shown.isEmpty ? "typing.\(name)" : "typing.\(name)[\(shown.joined(separator: ", "))]"
        }
    }
    public override func hash() throws -> Int {
        try arguments.reduce(origin?.hash() ?? 0) { $0 &* 31 &+ (try $1.hash()) }
    }
    public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard comparison == .equal || comparison == .notEqual, let alias = other.object(of: .other) as? GenericAlias else { return nil }
        let areEqual = try repr() == alias.repr()
        return .bool(areEqual == (comparison == .equal))
    }
    public override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        operation == .bitOr ? GenericAlias.union(.object(self), right) : nil
    }
    public override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? {
        operation == .bitOr ? GenericAlias.union(left, .object(self)) : nil
    }
    public override func item(_ index: Value) throws -> Value {
        let given = index.asItems ?? [index]
        guard case .typing(let name) = form, arguments.isEmpty else {
            throw Raised.typeError("\(try repr()) is not a generic class")
        }
        if name == "Optional" {
            guard given.count == 1 else { throw Raised.typeError("typing.Optional requires a single type.") }
            return .object(GenericAlias(form, nil, given))
        }
        if name == "Union" {
            var all: [Value] = []
            for part in given where !all.contains(where: { $0.isIdentical(to: part) }) { all.append(part) }
            let some = all.filter { !$0.isNone }
            if all.count == 1 { return all[0] }
            return .object(some.count == 1 ? GenericAlias(.typing("Optional"), nil, some) : GenericAlias(form, nil, all))
        }
        return .object(GenericAlias(form, origin, given))
    }
    public override func call(_ arguments: Arguments) throws -> Value {
        guard let origin else { throw Raised.typeError("Cannot instantiate \(try repr())") }
        return try origin.call(arguments)
    }
    public override var isCallable: Bool { origin != nil }
    public override func attribute(_ name: Name) throws -> Value? {
        switch name.text {
        case "__origin__": return origin.map { .object($0) } ?? .object(self)
        case "__args__": return .tuple(arguments)
        case "__mro_entries__":
            guard let origin else { return nil }
            return .object(NativeFunction.raw("__mro_entries__") { _ in .tuple([.object(origin)]) })
        default: return try origin?.attribute(name) ?? super.attribute(name)
        }
    }

    /// The classes `isinstance` may be asked with in place of this alias.
    /// - Throws: `TypeError` for aliases with arguments, which say more than a class does.
    func classes() throws -> [Value] {
        if case .union = form { return arguments.map { $0.isNone ? .object(BuiltinTypes.noneType) : $0 } }
        if case .typing = form, let origin, arguments.isEmpty { return [.object(origin)] }
        if case .builtin = form { throw Raised.typeError("isinstance() argument 2 cannot be a parameterized generic") }
        if case .typing("Union") = form, !arguments.isEmpty { return arguments }
        if case .typing("Optional") = form, !arguments.isEmpty { return arguments + [.object(BuiltinTypes.noneType)] }
        throw Raised.typeError("Subscripted generics cannot be used with class and instance checks")
    }

    private struct Types {
        let builtin = TypeObject("GenericAlias", module: "types", isFinal: true)
        let union = TypeObject("UnionType", module: "types", isFinal: true)
        let typing = TypeObject("_GenericAlias", module: "typing", isFinal: true)
        func of(_ form: Form) -> TypeObject {
            switch form {
            case .builtin: builtin
            case .union: union
            case .typing: typing
            }
        }
    }
    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) private static let types = Types()
}
