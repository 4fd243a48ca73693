import ObjectModel

// What functions show of themselves, and what of it programs may change.
extension Function {
    /// nil: it has no such attribute.
    func shownAttribute(_ name: Name) throws -> Value? {
        if let value = attributes?.lookup(name.text) { return value }
        if let value = renamed[name] { return value }
        switch name.text {
        // Made once: whoever asks gets the same text.
        case "__name__": return kept(name, .str(code.name))
        case "__qualname__": return kept(name, .str(code.qualifiedName))
        case "__doc__": return code.documentation.map { .str($0) } ?? Value.none
        case "__module__": return code.globals.moduleValue
        case "__defaults__": return defaults.isEmpty ? Value.none : .tuple(defaults)
        case "__kwdefaults__":
            guard let keywordDefaults else { return Value.none }
            shareKeywordDefaults(keywordDefaults)
            return .object(keywordDefaults)
        case "__annotations__":
            let dict = annotations ?? Dict()
            annotations = dict
            return .object(dict)
        case "__dict__":
            let dict = attributes ?? Dict()
            attributes = dict
            return .object(dict)
        case "__closure__": return code.freeCount == 0 ? Value.none : .tuple((0..<code.freeCount).map { .object(closure[$0].takeUnretainedValue()) })
        case "__call__": return .object(self)
        case "__get__": return .object(BindingMethod.of(self))
        case "__code__", "__globals__", "__builtins__":
            throw Raised.attributeError(
                "'function' object has no attribute '\(name)'", object: .none, name: name,
                hint: "nbs does not show a function's insides; __name__, __defaults__, __kwdefaults__, __annotations__ and help(f) tell what it takes")
        default: return nil
        }
    }
    private func kept(_ name: Name, _ value: Value) -> Value {
        renamed[name] = value
        return value
    }
    private func shareKeywordDefaults(_ dict: Dict?) {
        keywordDefaults = dict
        sharesKeywordDefaults = dict != nil
        changeDefaults()
    }
    private func dict(_ value: Value, _ refusal: @autoclosure () -> String) throws -> Dict {
        guard let dict = value.object(of: .dict) as? Dict else { throw Raised.typeError(refusal()) }
        return dict
    }
    func store(_ name: Name, _ value: Value) throws {
        switch name.text {
        case "__defaults__":
            guard value.isNone || value.object(of: .tuple) != nil else { throw Raised.typeError("__defaults__ must be set to a tuple object") }
            defaults = value.asItems ?? []
            changeDefaults()
        case "__kwdefaults__":
            shareKeywordDefaults(value.isNone ? nil : try dict(value, "__kwdefaults__ must be set to a dict object"))
        case "__annotations__": annotations = value.isNone ? nil : try dict(value, "__annotations__ must be set to a dict object")
        case "__dict__": attributes = try dict(value, "__dict__ must be set to a dictionary, not a '\(value.type.name)'")
        case "__name__", "__qualname__":
            guard value.withoutClass.asString != nil else { throw Raised.typeError("\(name) must be set to a string object") }
            renamed[name] = value
        case "__doc__", "__module__": renamed[name] = value
        case "__closure__", "__globals__", "__builtins__": throw Raised(ExceptionTypes.attributeError, "readonly attribute")
        case "__code__":
            throw Raised(ExceptionTypes.attributeError, "a function's code cannot be changed in nbs", hint: "define another function and use that")
        default:
            let own = attributes ?? Dict()
            attributes = own
            own.store(name.text, value)
        }
    }
    func remove(_ name: Name) throws {
        switch name.text {
        case "__defaults__": try store(name, .none)
        case "__kwdefaults__", "__annotations__": try store(name, .none)
        case "__doc__", "__module__": renamed[name] = Value.none
        case "__name__", "__qualname__": throw Raised.typeError("\(name) must be set to a string object")
        case "__dict__": throw Raised.typeError("cannot delete __dict__")
        case "__code__", "__closure__", "__globals__", "__builtins__": throw Raised(ExceptionTypes.attributeError, "readonly attribute")
        default:
            guard attributes?.removeValue(name.text) != nil else {
                throw Raised.attributeError("'function' object has no attribute '\(name)'", object: .object(self), name: name)
            }
        }
    }
}
