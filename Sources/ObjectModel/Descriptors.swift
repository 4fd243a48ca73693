/// `property`, with getter, setter and deleter written in a cell.
public final class Property: Object {
    public var getter: Value
    public var setter: Value
    public var deleter: Value
    public var documentation: Value?
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
        guard case .object(let function) = getter else {
            throw Raised(ExceptionTypes.attributeError, "property\(name) of '\(owner.name)' object has no getter")
        }
        return try function.call(instance)
    }
    public override func set(on instance: Value, _ value: Value) throws {
        guard case .object(let function) = setter else {
            throw Raised(ExceptionTypes.attributeError, "property\(name) of '\(instance.type.name)' object has no setter")
        }
        _ = try function.call(instance, value)
    }
    func delete(on instance: Value) throws {
        guard case .object(let function) = deleter else {
            throw Raised(ExceptionTypes.attributeError, "property\(name) of '\(instance.type.name)' object has no deleter")
        }
        _ = try function.call(instance)
    }
    private var name: String {
        guard case .object(let function) = getter, let text = try? function.attribute(Names.name)?.asString else { return "" }
        return " '\(text)'"
    }
    public override func attribute(_ name: Name) throws -> Value? {
        switch name.text {
        case "setter": wrap(name) { Property(getter: self.getter, setter: $0, deleter: self.deleter) }
        case "getter": wrap(name) { Property(getter: $0, setter: self.setter, deleter: self.deleter) }
        case "deleter": wrap(name) { Property(getter: self.getter, setter: self.setter, deleter: $0) }
        case "fget": getter
        case "fset": setter
        case "fdel": deleter
        case "__doc__": try documentation ?? (getter.isNone ? Value.none : getter.attribute("__doc__"))
        default: try super.attribute(name)
        }
    }
    private func wrap(_ name: Name, _ make: @escaping (Value) -> Property) -> Value {
        .object(NativeFunction(name, "function") { a in .object(make(a[0])) })
    }
}

/// A read-only (or settable) attribute of a native type.
public final class NativeProperty: Object {
    public let name: Name
    public let summary: String
    private let getter: (Value) throws -> Value
    private let setter: ((Value, Value) throws -> Void)?
    public init(_ name: Name, summary: String = "", set setter: ((Value, Value) throws -> Void)? = nil, get getter: @escaping (Value) throws -> Value) {
        self.name = name
        self.summary = summary
        self.getter = getter
        self.setter = setter
        super.init(kind: .property)
    }
    public override var type: TypeObject { BuiltinTypes.property }
    public override var isDataDescriptor: Bool { true }
    public override func bound(to instance: Value?, owner: TypeObject) throws -> Value {
        guard let instance else { return .object(self) }
        return try getter(instance)
    }
    public override func set(on instance: Value, _ value: Value) throws {
        guard let setter else {
            throw Raised(ExceptionTypes.attributeError, "attribute '\(name)' of '\(instance.type.name)' objects is not writable")
        }
        try setter(instance, value)
    }
}

public final class StaticMethod: Object {
    public let function: Object
    public init(_ function: Object) {
        self.function = function
        super.init(kind: .staticMethod)
    }
    public override var type: TypeObject { BuiltinTypes.staticMethod }
    public override func attribute(_ name: Name) throws -> Value? {
        name == "__func__" || name == "__wrapped__" ? .object(function) : try function.attribute(name)
    }
    public override func bound(to instance: Value?, owner: TypeObject) throws -> Value { .object(function) }
    public override var isCallable: Bool { true }
    public override func call(_ arguments: Arguments) throws -> Value { try function.call(arguments) }
}

public final class ClassMethod: Object {
    public let function: Object
    public init(_ function: Object) {
        self.function = function
        super.init(kind: .classMethod)
    }
    public override var type: TypeObject { BuiltinTypes.classMethod }
    public override func attribute(_ name: Name) throws -> Value? {
        name == "__func__" || name == "__wrapped__" ? .object(function) : try function.attribute(name)
    }
    public override func bound(to instance: Value?, owner: TypeObject) throws -> Value {
        .object(BoundMethod(function: function, instance: .object(owner)))
    }
}

/// `super()`: attributes as seen from behind `type` in the instance's resolution order.
public final class Super: Object {
    public let startType: TypeObject
    public let instance: Value
    public let owner: TypeObject
    public init(type: TypeObject, instance: Value) throws {
        startType = type
        self.instance = instance
        if let object = instance.object(of: .type), let cls = object as? TypeObject, cls.isSubtype(of: type) {
            owner = cls
        } else {
            owner = instance.type
        }
        guard owner.isSubtype(of: type) else {
            throw Raised.typeError("super(type, obj): obj must be an instance or subtype of type")
        }
        super.init(kind: .other)
    }
    public override var type: TypeObject { BuiltinTypes.superType }
    public override func repr() throws -> String { "<super: \(try startType.repr()), <\(owner.name) object>>" }
    public override func attribute(_ name: Name) throws -> Value? {
        if let found = owner.lookup(name, after: startType) {
            guard case .object(let descriptor) = found else { return found }
            let isClassAccess = instance.object(of: .type) != nil
            if name == Names.new, isClassAccess { return found }
            return try descriptor.bound(to: isClassAccess && descriptor.kind != .classMethod ? nil : instance, owner: owner)
        }
        // What `object` and built-in bases answer without a table entry.
        guard let method = Slots.method(name, of: owner) else {
            guard case .object(let object) = instance else { return nil }
            return try (object as? Instance)?.payload?.attribute(name)
        }
        if name == Names.new || instance.object(of: .type) != nil && owner !== BuiltinTypes.type && name != "__init_subclass__" {
            return .object(method)
        }
        return try method.bound(to: instance, owner: owner)
    }
}
