/// A namespace that can be imported: `torch`, `math`.
public final class ModuleObject: Object {
    public let name: String
    private var table: [Name: Value] = [:]
    private var order: [Name] = []
    private var pending: (() -> [(Name, Value)])?
    private var lazily: [Name: () -> Value?] = [:]
    /// Asked for names that are not in the table.
    public var fallback: ((Name) throws -> Value?)?

    /// `members` is asked for at the first look-up, so that start-up does not pay for it.
    public init(_ name: String, members: (() -> [(Name, Value)])? = nil) {
        self.name = name
        pending = members
        super.init(kind: .module)
    }
    private func fill() {
        guard let members = pending else { return }
        pending = nil
        for (name, value) in members() where table.updateValue(value, forKey: name) == nil { order.append(name) }
    }
    public override var type: TypeObject { BuiltinTypes.module }
    public override func repr() -> String { "<module '\(name)'>" }
    public func own(_ name: Name) -> Value? {
        fill()
        if let value = table[name] { return value }
        guard let make = lazily.removeValue(forKey: name), let value = make() else { return nil }
        table[name] = value
        return value
    }
    /// A name whose value is made when it is first asked for.
    public func setLazily(_ name: Name, _ make: @escaping () -> Value?) {
        fill()
        lazily[name] = make
        order.append(name)
    }
    public func setOwn(_ name: Name, _ value: Value) {
        fill()
        if table.updateValue(value, forKey: name) == nil { order.append(name) }
        // Compiled code remembers modules' attributes as it does those of types.
        TypeObject.version += 1
    }
    public var names: [Name] {
        fill()
        return order
    }
    public override func attribute(_ name: Name) throws -> Value? {
        if let value = own(name) { return value }
        if name == Names.name { return .str(self.name) }
        if let value = try fallback?(name) { return value }
        if let refusal = Self.refusal?(self.name, name) { throw refusal }
        return nil
    }
    /// Asked last: what to say of a name that the original of a module has and ours has not.
    // Set once; read by the evaluator's thread.
    nonisolated(unsafe) public static var refusal: ((String, Name) -> Raised?)?
    public override func setAttribute(_ name: Name, _ value: Value) { setOwn(name, value) }
    public override func ownAttributeNames() -> [Name] { names }
}
