/// The constructors of `object`, `type`, and of the descriptors that classes use.
enum ObjectType {
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        if arguments.count > 0 || arguments.hasKeywords { throw Raised.typeError("\(type.name)() takes no arguments") }
        return .object(Instance(type: type))
    }
    /// `type(x)`, and `type(name, bases, dict)`, which makes a class.
    static func constructType(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        if arguments.count == 1, !arguments.hasKeywords { return .object(arguments[0].type) }
        guard arguments.count == 3 else { throw Raised.typeError("type() takes 1 or 3 arguments") }
        let name = try Str.text(arguments[0]) { "type.__new__() argument 1 must be str, not \($0)" }
        guard let bases = arguments[1].object(of: .tuple) as? Tuple else {
            throw Raised.typeError("type.__new__() argument 2 must be tuple, not \(arguments[1].type.name)")
        }
        guard let namespace = arguments[2].withoutClass.object(of: .dict) as? Dict else {
            throw Raised.typeError("type.__new__() argument 3 must be dict, not \(arguments[2].type.name)")
        }
        let types = try bases.items.map { base in
            guard let type = base.object(of: .type) as? TypeObject else { throw Raised.typeError("bases must be types") }
            return type
        }
        let attributes = namespace.pairs.compactMap { key, value in key.asString.map { (Name($0), value) } }
        let module = attributes.first { $0.0 == "__module__" }?.1.asString ?? "__main__"
        return .object(try TypeObject(userDefined: name, bases: types, module: module, attributes: attributes))
    }
    static func constant(_ value: Value) -> TypeObject.Constructor {
        { type, arguments in
            if arguments.count > 0 || arguments.hasKeywords { throw Raised.typeError("\(type.name) takes no arguments") }
            return value
        }
    }
}

extension Property {
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        func part(_ index: Int, _ name: Name) -> Value { index < arguments.count ? arguments[index] : arguments.keyword(name) ?? .none }
        guard arguments.count < 5 else { throw Raised.typeError("property() takes at most 4 arguments (\(arguments.count) given)") }
        let property = Property(getter: part(0, "fget"), setter: part(1, "fset"), deleter: part(2, "fdel"))
        let text = part(3, "doc")
        if !text.isNone { property.documentation = text }
        return .object(property)
    }
}

private func wrapped(_ type: TypeObject, _ arguments: Arguments) throws -> Object {
    guard arguments.count == 1, !arguments.hasKeywords else {
        throw Raised.typeError("\(type.name) expected 1 argument, got \(arguments.count)")
    }
    guard case .object(let function) = arguments[0] else {
        throw Raised.typeError("'\(arguments[0].type.name)' object is not callable")
    }
    return function
}
extension StaticMethod {
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        .object(StaticMethod(try wrapped(type, arguments)))
    }
}
extension ClassMethod {
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        .object(ClassMethod(try wrapped(type, arguments)))
    }
}
extension Super {
    /// `super(type, instance)`; without arguments it is compiled.
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        guard arguments.count == 2 else { throw Raised.runtimeError("super(): no arguments") }
        guard let start = arguments[0].object(of: .type) as? TypeObject else {
            throw Raised.typeError("super() argument 1 must be a type, not \(arguments[0].type.name)")
        }
        return .object(try Super(type: start, instance: arguments[1]))
    }
}
