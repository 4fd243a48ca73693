/// `callable delattr dir getattr hasattr hash id isinstance issubclass setattr vars`.
public enum Introspection {
    /// The variables of the scope that calls, for `dir()` and `vars()`; the evaluator sets it.
    // Set once at start-up, on the evaluator's thread.
    nonisolated(unsafe) public static var scope: (() throws -> Dict)?

    /// What `dir(value)` lists, sorted.
    public static func attributeNames(_ value: Value) -> [String] {
        var names: Set<String> = ["__class__", "__doc__"]
        if case .object(let object) = value { names.formUnion(object.ownAttributeNames().map(\.text)) }
        if value.object(of: .module) == nil {
            let type = (value.object(of: .type) as? TypeObject) ?? value.type
            names.formUnion(type.ownAttributeNames().map(\.text))
            names.formUnion(Slots.names(of: type).map(\.text))
        }
        if case .object(let object) = value.withoutClass, object.kind != .instance { names.formUnion(object.ownAttributeNames().map(\.text)) }
        return names.sorted { StringText.order($0, $1) < 0 }
    }
    private static func name(_ value: Value) throws -> Name {
        NameTable.intern(try Str.argument(value) { "attribute name must be string, not '\($0)'" }.bytes)
    }
    /// The attribute, nil when there is none: `AttributeError` counts as none, other errors do not.
    private static func find(_ value: Value, _ name: Name) throws -> Value? {
        do { return try value.findAttribute(name) } catch let raised as Raised where raised.isInstance(of: ExceptionTypes.attributeError) {
            return nil
        }
    }
    private static func getAttribute(_ a: Arguments) throws -> Value {
        let name = try name(a[1])
        guard a.count == 3 else { return try a[0].attribute(name) }
        return try find(a[0], name) ?? a[2]
    }

    /// - Throws: what `refusal` says if `classes` is neither a class nor a tuple of classes.
    /// - Parameters:
    ///   - check: the method that an object which stands for a class may have.
    ///   - asked: what that method is given.
    private static func matches(_ type: TypeObject, _ classes: Value, _ refusal: String, _ check: Name, _ asked: Value) throws -> Bool {
        guard case .object(let object) = classes else { throw Raised.typeError(refusal) }
        if object.kind == .type { return type.isSubtype(of: unsafeDowncast(object, to: TypeObject.self)) }  // the kind says so
        if object.kind == .instance, object.type.lookup(check) != nil {
            return try classes.attribute(check).call(values: [asked]).isTrue()
        }
        if let alias = object as? GenericAlias { return try alias.classes().contains { try matches(type, $0, refusal, check, asked) } }
        guard let tuple = object as? Tuple else { throw Raised.typeError(refusal) }
        for item in tuple.values where try matches(type, item, refusal, check, asked) { return true }
        return false
    }
    public static func isInstance(_ value: Value, _ classes: Value) throws -> Bool {
        // Numbers and texts are what they are.
        if case .object(let object) = classes, object.kind == .type, value.object(of: .instance) == nil, value.object(of: .other) == nil {
            return value.type.isSubtype(of: unsafeDowncast(object, to: TypeObject.self))  // the kind says so
        }
        if case .object(let object) = classes, object.kind == .tuple, value.object(of: .instance) == nil, value.object(of: .other) == nil {
            // The same for one class after the other, as far as they are such.
            let (own, tuple) = (value.type, unsafeDowncast(object, to: Tuple.self))  // the kind says so
            for index in 0..<tuple.count {
                guard case .object(let type) = tuple.elements[index], type.kind == .type else { break }
                if own.isSubtype(of: unsafeDowncast(type, to: TypeObject.self)) { return true }  // as above
                if index == tuple.count - 1 { return false }
            }
        }
        let refusal = "isinstance() arg 2 must be a type, a tuple of types, or a union"
        if try matches(value.type, classes, refusal, "__instancecheck__", value) { return true }
        // Objects that stand for others may say another class than their own.
        guard value.object(of: .instance) != nil, value.type.lookup(Names.class) != nil,
            let said = try find(value, Names.class)?.object(of: .type) as? TypeObject
        else { return false }
        return try matches(said, classes, refusal, "__instancecheck__", value)
    }
    private static func isSubclass(_ a: Arguments) throws -> Value {
        guard let type = a[0].object(of: .type) as? TypeObject else { throw Raised.typeError("issubclass() arg 1 must be a class") }
        return .bool(try matches(type, a[1], "issubclass() arg 2 must be a class, a tuple of classes, or a union", "__subclasscheck__", a[0]))
    }
    static func identity(_ value: Value) -> Int {
        switch value {
        case .unbound, .none: 0x7F00_0010
        case .bool(let flag): flag ? 0x7F00_0030 : 0x7F00_0050
        case .int(let number): 0x7F01_0000 &+ number &* 32
        case .float(let number): Int(bitPattern: UInt(number.bitPattern >> 1))
        case .object(let object): ObjectIdentifier(object).hashValue
        }
    }
    private static func variables(_ a: Arguments) throws -> Value {
        guard a.count == 1 else { return .object(try scope?() ?? Dict()) }
        switch a[0] {
        case .object(let object as Instance) where object.classType.allowedNames == nil: return .object(object.attributeDictionary())
        case .object(let object as ModuleObject):
            let dict = Dict()
            for name in object.names { dict.store(name.text, object.own(name) ?? .none) }
            return .object(dict)
        case .object(let object as TypeObject): return try object.attribute(Names.dict) ?? .none
        default:
            guard let dict = try find(a[0], Names.dict) else { throw Raised.typeError("vars() argument must have __dict__ attribute") }
            return dict
        }
    }
    private static func list(_ a: Arguments) throws -> Value {
        guard a.count == 1 else { return .list(try Sorting.sorted(try scope?().keys ?? [], key: .none, reverse: false)) }
        if let own = try Arithmetic.special("__dir__", a[0]) { return .list(try Sorting.sorted(try collect(own), key: .none, reverse: false)) }
        return .list(attributeNames(a[0]).map { .str($0) })
    }

    static var functions: [NativeFunction] {
        [
            BuiltinFunctions.one("callable", "obj", "Whether it can be called.") { .bool($0.isCallable) },
            BuiltinFunctions.one("hash", "obj", "The value's hash.") { .int(try $0.hash()) },
            BuiltinFunctions.one("id", "obj", "A number that no other living object has.") { .int(identity($0)) },
            BuiltinFunctions.some("isinstance", 2...2, "obj, class_or_tuple", "Whether obj is of a class, or of one of several.") {
                .bool(try isInstance($0[0], $0[1]))
            }.intrinsic(.isinstance),
            BuiltinFunctions.some("issubclass", 2...2, "cls, class_or_tuple", "Whether a class is derived from another.", isSubclass),
            BuiltinFunctions.some("getattr", 2...3, "object, name, default", "The attribute of that name, or default.", getAttribute),
            BuiltinFunctions.some("hasattr", 2...2, "obj, name", "Whether there is an attribute of that name.") {
                .bool(try find($0[0], name($0[1])) != nil)
            },
            BuiltinFunctions.some("setattr", 3...3, "obj, name, value", "Sets the attribute of that name.") { a in
                try a[0].setAttribute(name(a[1]), a[2])
                return .none
            },
            BuiltinFunctions.some("delattr", 2...2, "obj, name", "Takes away the attribute of that name.") { a in
                try a[0].deleteAttribute(name(a[1]))
                return .none
            },
            BuiltinFunctions.some("dir", 0...1, "object", "The names of the attributes.", list),
            BuiltinFunctions.some("vars", 0...1, "object", "The object's own attributes.", variables),
        ]
    }
}
