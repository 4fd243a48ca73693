/// The constructors of `object`, `type`, and of the descriptors that classes use.
enum ObjectType {
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        if arguments.count > 0 || arguments.hasKeywords { throw Raised.typeError("\(type.name)() takes no arguments") }
        return .object(Instance(type: type))
    }
    /// `type(x)`, and `type(name, bases, dict)`, which makes a class.
    static func constructType(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        if arguments.count == 1 {
            if arguments.hasKeywords { throw Raised.typeError("type() takes no keyword arguments") }
            return .object(arguments[0].type)
        }
        guard arguments.count == 3 else { throw Raised.typeError("type() takes 1 or 3 arguments") }
        let name = try Str.text(arguments[0], as: "type.__new__() argument 1")
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
        if let path = namespace.lookup("__qualname__"), path.withoutClass.asString == nil {
            throw Raised.typeError("type __qualname__ must be a str, not \(path.type.name)")
        }
        let module = attributes.first { $0.0 == "__module__" }?.1.asString ?? "__main__"
        let made = try TypeObject(userDefined: name, bases: types, module: module, attributes: attributes)
        try made.finish(namespace, arguments.keywordPairs)
        return .object(made)
    }
    /// `types.MethodType(function, instance)`.
    static func constructMethod(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        guard arguments.count == 2, !arguments.hasKeywords else {
            throw Raised.typeError("method expected 2 arguments, got \(arguments.count)")
        }
        guard case .object(let function) = arguments[0], function.isCallable else { throw Raised.typeError("first argument must be callable") }
        if arguments[1].isNone { throw Raised.typeError("instance must not be None") }
        return .object(BoundMethod(function: function, instance: arguments[1]))
    }
    static func constant(_ value: Value) -> TypeObject.Constructor {
        { type, arguments in
            if arguments.count > 0 || arguments.hasKeywords { throw Raised.typeError("\(type.name) takes no arguments") }
            return value
        }
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
        if arguments.hasKeywords { throw Raised.typeError("super() takes no keyword arguments") }
        if arguments.count > 2 { throw Raised.typeError("super() expected at most 2 arguments, got \(arguments.count)") }
        guard arguments.count == 2 else { throw Raised.runtimeError("super(): no arguments") }
        guard let start = arguments[0].object(of: .type) as? TypeObject else {
            throw Raised.typeError("super() argument 1 must be a type, not \(arguments[0].type.name)")
        }
        return .object(try Super(type: start, instance: arguments[1]))
    }
}
