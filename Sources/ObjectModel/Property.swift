/// `property`, with getter, setter and deleter written in a cell.
public final class Property: Object {
    public var getter: Value
    public var setter: Value
    public var deleter: Value
    /// Its own documentation, not the getter's.
    public var documentation: Value?
    /// The attribute that it is, as the class statement says.
    private var attributeName: String?
    public init(getter: Value, setter: Value = .none, deleter: Value = .none) {
        self.getter = getter
        self.setter = setter
        self.deleter = deleter
        super.init(kind: .property)
    }
    public override var type: TypeObject { BuiltinTypes.property }
    public override var isDataDescriptor: Bool { true }
    public override func bound(to instance: Value?, owner: TypeObject) throws -> Value {
        guard let instance else { return .object(self) }
        guard case .object(let function) = getter else { throw refusal(instance, "getter") }
        return try function.call(instance)
    }
    public override func set(on instance: Value, _ value: Value) throws {
        guard case .object(let function) = setter else { throw refusal(instance, "setter") }
        _ = try function.call(instance, value)
    }
    func delete(on instance: Value) throws {
        guard case .object(let function) = deleter else { throw refusal(instance, "deleter") }
        _ = try function.call(instance)
    }
    private func refusal(_ instance: Value, _ part: String) -> Raised {
        var name = attributeName
        if name == nil, case .object(let function) = getter { name = try? function.attribute(Names.name)?.asString }
        let shown = name.map { " '\($0)'" } ?? ""
        return Raised(ExceptionTypes.attributeError, "property\(shown) of '\(instance.type.name)' object has no \(part)")
    }
    public override func attribute(_ name: Name) throws -> Value? {
        switch name.text {
        case "setter": wrap(name) { Property(getter: self.getter, setter: $0, deleter: self.deleter) }
        case "getter": wrap(name) { Property(getter: $0, setter: self.setter, deleter: self.deleter) }
        case "deleter": wrap(name) { Property(getter: self.getter, setter: self.setter, deleter: $0) }
        case "fget": getter
        case "fset": setter
        case "fdel": deleter
        case "__doc__": try documentation ?? (getter.isNone ? Value.none : getter.findAttribute("__doc__") ?? .none)
        case "__get__": .object(BindingMethod.of(self))
        case "__set__":
            .object(NativeFunction(name, "instance, value, /", body: .two { [self] instance, value in
                try set(on: instance, value)
                return .none
            }))
        case "__delete__":
            .object(NativeFunction(name, "instance, /", body: .one { [self] instance in
                try delete(on: instance)
                return .none
            }))
        default: try super.attribute(name)
        }
    }
    public override func setAttribute(_ name: Name, _ value: Value) throws {
        switch name.text {
        case "__doc__": documentation = value
        case "fget", "fset", "fdel": throw Raised(ExceptionTypes.attributeError, "readonly attribute")
        default: try super.setAttribute(name, value)
        }
    }
    private func wrap(_ name: Name, _ make: @escaping (Value) -> Property) -> Value {
        .object(NativeFunction(name, "function, /", body: .one { [self] function in
            let made = make(function)
            // A documentation of its own stays; that of a getter is the new getter's.
            made.documentation = documentation
            made.attributeName = attributeName
            return .object(made)
        }))
    }

    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        func part(_ index: Int, _ name: Name) -> Value { index < arguments.count ? arguments[index] : arguments.keyword(name) ?? .none }
        guard arguments.count < 5 else { throw Raised.typeError("property() takes at most 4 arguments (\(arguments.count) given)") }
        let property = Property(getter: part(0, "fget"), setter: part(1, "fset"), deleter: part(2, "fdel"))
        let text = part(3, "doc")
        if !text.isNone { property.documentation = text }
        return .object(property)
    }
    static var members: [Object] {
        [
            NativeFunction("__set_name__", "self, owner, name, /", isMethod: true, body: .raw { a in
                guard a.count == 3 else { throw Raised.typeError("__set_name__() takes 2 positional arguments but \(max(0, a.count - 1)) were given") }
                let property = a[0].object(of: .property) as? Property ?? a[0].payload as? Property
                property?.attributeName = a[2].asString
                return .none
            })
        ]
    }
}
