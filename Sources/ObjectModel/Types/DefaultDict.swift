/// `collections.defaultdict`: makes the value of an absent key.
public final class DefaultDict: Dict {
    var factory: Value = .none
    public override var type: TypeObject { CollectionTypes.defaultDict }
    public override func walkReferences(_ walk: ReferenceWalk) {
        super.walkReferences(walk)
        walk.meet(factory)
    }
    public override func dropReferences() {
        super.dropReferences()
        factory = .none
    }
    public convenience init(factory: Value) {
        self.init()
        self.factory = factory
    }
    public override func missing(_ key: Value) throws -> Value {
        guard !factory.isNone else { throw Raised.keyError(key) }
        let value = try Arguments.with([]) { try factory.call($0) }
        try store(key, value)
        return value
    }
    public override func repr() throws -> String { try repr(named: "defaultdict") }
    public override func repr(named name: String) throws -> String {
        let pairs = try reprOfPairs()
        guard case .object(let object) = factory else { return "\(name)(\(try factory.repr()), \(pairs))" }
        // A factory may be a method of this very dict.
        return "\(name)(\(try Nesting.enter(object, shown: "...") { try object.repr() }), \(pairs))"
    }
    public override func shallowCopy() -> Dict {
        let copy = DefaultDict()
        copy.factory = factory
        copy.copyStorage(from: self)
        return copy
    }
    private func fill(_ arguments: Arguments) throws {
        guard arguments.count > 0 else { return try update(arguments, function: "defaultdict") }
        guard arguments[0].isNone || arguments[0].isCallable else { throw Raised.typeError("first argument must be callable or None") }
        factory = arguments[0]
        try update(arguments.dropFirst(), function: "defaultdict")
    }

    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        let dict = DefaultDict()
        try dict.fill(arguments)
        return .object(dict)
    }
    static var members: [Object] {
        let methods = Methods<DefaultDict>("collections.defaultdict")
        return [
            NativeProperty("default_factory", set: { (try methods.receiver($0, "default_factory")).factory = $1 }) {
                try methods.receiver($0, "default_factory").factory
            },
            SameClassCopy.method({ copy, _ in copy }, prefix: { [($0 as? DefaultDict)?.factory ?? .none] }),
            methods.one("__missing__", "key") { try $0.missing($1) },
            methods.raw(Names.`init`) { dict, a in
                try dict.fill(a)
                return .none
            },
        ]
    }
}
