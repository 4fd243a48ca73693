extension TypeObject {
    /// What is left to do for a new class, whether a class statement or a call of `type` has made it.
    /// - Parameter keywords: are for `__init_subclass__`.
    public func finish(_ namespace: Dict, _ keywords: [(Name, Value)]) throws {
        try takeSlots()
        if namespace.lookup("__eq__") != nil, namespace.lookup("__hash__") == nil { setOwn(Names.hash, .none) }
        // A class method without being called so.
        if case .object(let object)? = namespace.lookup("__init_subclass__"), object.kind == .function {
            setOwn("__init_subclass__", .object(ClassMethod(object)))
        }
        try findAbstractNames(namespace)
        for (key, value) in namespace.pairs {
            guard let attribute = key.asString, let hook = try value.findAttributeIfInstance("__set_name__") else { continue }
            do { _ = try Arguments.with([.object(self), .str(attribute)]) { try hook.call($0) } } catch let raised as Raised {
                let outer = Raised.runtimeError("Error calling __set_name__ on '\(value.type.name)' instance '\(attribute)' in '\(name)'")
                outer.exception.cause = raised.exception
                outer.exception.context = raised.exception
                throw outer
            }
        }
        guard case .object(let hook)? = mro.dropFirst().lazy.compactMap({ $0.ownAttribute("__init_subclass__") }).first else {
            if !keywords.isEmpty { throw Raised.typeError("\(name).__init_subclass__() takes no keyword arguments") }
            return
        }
        let function = (hook as? ClassMethod)?.function ?? hook
        let names = keywords.map(\.0)
        _ = try Arguments.with([.object(self)] + keywords.map(\.1), keywords: names.isEmpty ? nil : KeywordNames(names)) { try function.call($0) }
    }
}

extension TypeObject {
    private func findAbstractNames(_ namespace: Dict) throws {
        if !isAbstractBase { isAbstractBase = bases.contains { $0.isAbstractBase } }
        guard isAbstractBase else { return }
        var names = Set<String>()
        for (key, value) in namespace.pairs { if let name = key.asString, try value.isAbstract() { names.insert(name) } }
        for name in bases.flatMap(\.abstractNames) { if let value = lookup(Name(name)), try value.isAbstract() { names.insert(name) } }
        abstractNames = names.sorted { StringText.order($0, $1) < 0 }
    }
    func abstractRefusal() -> Raised {
        Raised.typeError("Can't instantiate abstract class \(name) with abstract method\(abstractNames.count == 1 ? "" : "s") \(abstractNames.joined(separator: ", "))")
    }
}

extension Value {
    /// What `abstractmethod` has marked, also inside a property or a static or class method.
    fileprivate func isAbstract() throws -> Bool {
        guard case .object(let object) = self else { return false }
        switch object {
        case let property as Property: return try property.getter.isAbstract() || property.setter.isAbstract() || property.deleter.isAbstract()
        case let wrapper as ClassMethod: return try Value.object(wrapper.function).isAbstract()
        case let wrapper as StaticMethod: return try Value.object(wrapper.function).isAbstract()
        default: return try [.function, .instance, .other].contains(object.kind) && findAttribute("__isabstractmethod__")?.isTrue() ?? false
        }
    }
    fileprivate func findAttributeIfInstance(_ name: Name) throws -> Value? {
        guard case .object(let object) = self, object.kind == .instance || object.kind == .other || object.kind == .property, type.lookup(name) != nil else { return nil }
        return try findAttribute(name)
    }
}
