/// `property`, with getter, setter and deleter written in a cell.
public final class Property: Object {
    public var getter: Value
    public var setter: Value
    public var deleter: Value
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
        guard case .object(let function) = getter else { throw Raised(ExceptionTypes.attributeError, "property of '\(owner.name)' object has no getter") }
        return try function.call(instance)
    }
    public override func set(on instance: Value, _ value: Value) throws {
        guard case .object(let function) = setter else {
            throw Raised(ExceptionTypes.attributeError, "property\(name) of '\(instance.type.name)' object has no setter")
        }
        _ = try function.call(instance, value)
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
    public override func bound(to instance: Value?, owner: TypeObject) throws -> Value {
        .object(BoundMethod(function: function, instance: .object(owner)))
    }
}

/// `super()`: attributes as seen from behind `type` in the instance's resolution order.
public final class Super: Object {
    private let startType: TypeObject
    private let instance: Value
    private let owner: TypeObject
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
        // What `object` and native bases answer without a table entry.
        guard case .object(let object) = instance else { return nil }
        switch name {
        case Names.`init`:
            return .object(NativeFunction.raw(name) { _ in Value.none })
        case Names.setattr:
            return .object(NativeFunction(name, "name, value") { a in
                guard let instance = object as? Instance, let text = a[0].asString else { return Value.none }
                try instance.storeAttribute(Name(text), a[1])
                return Value.none
            })
        case Names.new:
            return .object(NativeFunction.raw(name) { arguments in
                guard arguments.count > 0, let cls = arguments[0].object(of: .type) as? TypeObject else {
                    throw Raised.typeError("object.__new__(): not enough arguments")
                }
                return .object(try cls.makeBareInstance(arguments.dropFirst()))
            })
        default:
            if let payload = (object as? Instance)?.payload, let value = try payload.attribute(name) { return value }
            return try payloadSpecial(name, object)
        }
    }
    /// `super().__getitem__` and the like on an instance of a subclass of a built-in container.
    private func payloadSpecial(_ name: Name, _ object: Object) throws -> Value? {
        guard let instance = object as? Instance else { return nil }
        let target: Object = instance.payload ?? instance
        switch name {
        case Names.getitem: return .object(NativeFunction(name, "key") { a in try target.item(a[0]) })
        case Names.setitem: return .object(NativeFunction(name, "key, value") { a in try target.setItem(a[0], a[1]); return Value.none })
        case Names.delitem: return .object(NativeFunction(name, "key") { a in try target.deleteItem(a[0]); return Value.none })
        case Names.contains: return .object(NativeFunction(name, "key") { a in .bool(try target.contains(a[0])) })
        case Names.len: return .object(NativeFunction(name, "") { _ in .int(try target.length()) })
        case Names.iter: return .object(NativeFunction(name, "") { _ in .object(try target.iterator()) })
        case Names.repr:
            return .object(NativeFunction(name, "") { _ in
                .str(instance.payload == nil ? "<\(instance.type.qualifiedName) object at \(instance.address)>" : try target.repr())
            })
        case Names.str:
            return .object(NativeFunction(name, "") { _ in .str(try target.str()) })
        case Names.eq: return .object(NativeFunction(name, "other") { a in .bool(Value.object(instance).isIdentical(to: a[0])) })
        case Names.hash: return .object(NativeFunction(name, "") { _ in .int(ObjectIdentifier(instance).hashValue >> 4) })
        default: return nil
        }
    }
}
