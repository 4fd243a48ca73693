/// A read-only (or settable) attribute of a native type.
public final class NativeProperty: Object {
    public let name: Name
    public let summary: String
    private let getter: (Value) throws -> Value
    private let setter: ((Value, Value) throws -> Void)?
    /// Its `__doc__`, if a program has set that.
    private var documentation: Value?
    /// For fields of named tuples: which element of the tuple inside it is.
    public internal(set) var element: Int?
    /// How it is shown, given its documentation; nil: as properties are.
    var shown: ((Value) throws -> String)?
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
    private var text: Value { documentation ?? (summary.isEmpty ? .none : .str(summary)) }
    public override func repr() throws -> String { try shown?(text) ?? super.repr() }
    public override func attribute(_ name: Name) throws -> Value? {
        switch name {
        case "__doc__": text
        case "__get__": .object(BindingMethod.of(self))
        default: try super.attribute(name)
        }
    }
    public override func setAttribute(_ name: Name, _ value: Value) throws {
        if name == "__doc__" { documentation = value } else { try super.setAttribute(name, value) }
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
        try BindingMethod.attribute(name, of: self, wrapping: function)
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
        try BindingMethod.attribute(name, of: self, wrapping: function)
    }
    public override func bound(to instance: Value?, owner: TypeObject) throws -> Value {
        // Python 3.11 binds what is wrapped, if that can be bound, to the class.
        if function.isMethodLike || function.kind == .boundMethod || function.kind == .type {
            return .object(BoundMethod(function: function, instance: .object(owner)))
        }
        let isDescriptor = [.property, .classMethod, .staticMethod].contains(function.kind) || (function.kind == .instance && function.type.lookup(Names.get) != nil)
        if isDescriptor { return try function.bound(to: .object(owner), owner: owner) }
        return .object(BoundMethod(function: function, instance: .object(owner)))
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

/// `f.__get__`: how functions and descriptors bind, as a method.
public enum BindingMethod {
    public static func of(_ descriptor: Object) -> NativeFunction {
        NativeFunction("__get__", "instance, owner=None, /", body: .counted(1...2) { a in
            let owner = a.count > 1 ? a[1] : .none
            if a[0].isNone, owner.isNone { throw Raised.typeError("__get__(None, None) is invalid") }
            let type = owner.object(of: .type) as? TypeObject ?? a[0].type
            return try descriptor.bound(to: a[0].isNone ? nil : a[0], owner: type)
        })
    }
    /// What `staticmethod` and `classmethod` show: themselves, and what they wrap.
    static func attribute(_ name: Name, of descriptor: Object, wrapping function: Object) throws -> Value? {
        switch name.text {
        case "__func__", "__wrapped__": .object(function)
        case "__get__": .object(of(descriptor))
        case "__call__" where !descriptor.isCallable: nil
        default: try Value.object(function).findAttribute(name)
        }
    }
}
