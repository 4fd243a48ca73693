import ObjectModel

/// `functools.partial`: a function with some arguments given beforehand.
final class PartialFunction: Object {
    let function: Value
    let positional: [Value]
    /// The same for programs, one tuple whenever they ask.
    private let arguments: Value
    /// Programs may change it.
    let named: Dict
    /// What a program has set on it.
    private let attributes: Dict
    private init(_ function: Value, _ positional: [Value], _ named: Dict, attributes: Dict = Dict()) {
        self.function = function
        self.positional = positional
        arguments = .tuple(positional)
        self.named = named
        self.attributes = attributes
        super.init(kind: .other)
    }
    override func walkReferences(_ walk: ReferenceWalk) {
        walk.meet(function)
        walk.meet(arguments)
        walk.meet(named)
        walk.meet(attributes)
    }
    private init(_ other: PartialFunction) {
        (function, positional, arguments, named, attributes) = (other.function, other.positional, other.arguments, other.named, other.attributes.shallowCopy())
        super.init(kind: .other)
    }
    private static func make(_ a: Arguments) throws -> Value {
        guard a.count > 0 else { throw Raised.typeError("type 'partial' takes at least one argument") }
        guard a[0].isCallable else { throw Raised.typeError("the first argument must be callable") }
        var (function, positional, named) = (a[0], Array(a.positional.dropFirst()), Dict())
        // One of these inside another is taken apart, unless it carries attributes of its own.
        if let inner = plain(a[0]) {
            (function, positional, named) = (inner.function, inner.positional + positional, inner.named.shallowCopy())
        }
        for (name, value) in a.keywordPairs { named.store(name.text, value) }
        return .object(PartialFunction(function, positional, named))
    }
    /// One without attributes of its own, maybe of a class of the program's.
    private static func plain(_ value: Value) -> PartialFunction? {
        guard case .object(let object) = value.withoutClass, let inner = object as? PartialFunction, inner.attributes.count == 0 else { return nil }
        guard let instance = value.object(of: .instance) as? Instance else { return inner }
        return instance.ownPairs.isEmpty ? inner : nil
    }
    private static func partial(_ value: Value) throws -> PartialFunction {
        if case .object(let object) = value {
            if let partial = object as? PartialFunction ?? (object as? Instance)?.payload as? PartialFunction { return partial }
        }
        throw Raised.typeError("descriptor requires a 'functools.partial' object but received a '\(value.type.name)'")
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) static let partialType = TypeObject(
        "partial", module: "functools", construct: { try make($1) },
        members: {
            [
                NativeProperty("func") { try partial($0).function },
                NativeProperty("args") { try partial($0).arguments },
                NativeProperty("keywords") { .object(try partial($0).named) },
                NativeFunction(Names.call, "self, /, *args, **keywords", isMethod: true, body: .raw { a in
                    guard a.count > 0 else { throw Raised.typeError("unbound method partial.__call__() needs an argument") }
                    return try partial(a[0]).call(a.dropFirst())
                }),
            ]
        })
    override var type: TypeObject { PartialFunction.partialType }
    override var isCallable: Bool { true }
    override func call(_ a: Arguments) throws -> Value {
        if named.count == 0 { return try a.prepending(positional) { try function.call($0) } }
        var given: [(Name, Value)] = []
        for (key, value) in named.pairs {
            guard let name = key.asString.map({ Name($0) }) else { throw Raised.typeError("keywords must be strings") }
            if a.keyword(name) == nil { given.append((name, value)) }
        }
        given += a.keywordPairs
        return try Arguments.with(positional + a.positional + given.map(\.1), keywords: KeywordNames(given.map(\.0))) { try function.call($0) }
    }
    override func repr() throws -> String { try repr(named: "functools.partial") }
    override func repr(named name: String) throws -> String {
        try Nesting.enter(self, shown: "...") {
            let parts = try [function.repr()] + positional.map { try $0.repr() } + named.pairs.map { "\(try $0.str())=\(try $1.repr())" }
            return "\(name)(\(parts.joined(separator: ", ")))"
        }
    }
    override func attribute(_ name: Name) throws -> Value? {
        if let value = attributes.lookup(name.text) { return value }
        return name == Names.dict ? .object(attributes) : try super.attribute(name)
    }
    override func setAttribute(_ name: Name, _ value: Value) throws {
        if type.lookup(name) != nil { throw Raised(ExceptionTypes.attributeError, "readonly attribute") }
        attributes.store(name.text, value)
    }
    override func deleteAttribute(_ name: Name) throws {
        if name == Names.dict { throw Raised.typeError("cannot delete __dict__") }
        if type.lookup(name) != nil { throw Raised(ExceptionTypes.attributeError, "readonly attribute") }
        guard attributes.removeValue(name.text) != nil else {
            throw Raised.attributeError("'functools.partial' object has no attribute '\(name)'", object: .object(self), name: name)
        }
    }
    override func ownAttributeNames() -> [Name] { attributes.keys.compactMap { $0.asString.map { Name($0) } } }
    override func copied(isDeep: Bool, memo: CopyMemo) throws -> Value? {
        guard isDeep else { return .object(PartialFunction(self)) }
        let parts = try memo.deepCopy(.tuple(positional)).asItems ?? []
        guard let named = try memo.deepCopy(.object(named)).object(of: .dict) as? Dict,
            let attributes = try memo.deepCopy(.object(attributes)).object(of: .dict) as? Dict
        else { return nil }
        return .object(PartialFunction(try memo.deepCopy(function), parts, named, attributes: attributes))
    }
}
