/// What a class says of how its objects are made again: `__reduce_ex__`, `__reduce__`, or `__getstate__` and its kin.
struct Reduction {
    /// nil: the object stands for itself.
    private var parts: [Value]?

    /// nil: the class says nothing.
    init?(of instance: Instance) throws {
        let type = instance.classType
        func has(_ name: Name) -> Bool { type.lookup(name) != nil }
        if has("__reduce_ex__") || has("__reduce__") {
            guard let given = try has("__reduce_ex__") ? instance.special("__reduce_ex__", .int(4)) : instance.special("__reduce__") else { return nil }
            if given.asString != nil { return }
            guard let tuple = given.withoutClass.object(of: .tuple) as? Tuple, (2...6).contains(tuple.count) else {
                let what = given.withoutClass.object(of: .tuple) != nil ? "tuple returned by __reduce__ must contain 2 through 6 elements" : "__reduce__ must return a string or tuple"
                throw Raised.typeError(what)
            }
            parts = tuple.items
            return
        }
        guard has("__getstate__") || has("__setstate__") || has("__getnewargs_ex__") else { return nil }
        var arguments: [Value] = []
        var keywords: Value = .none
        if let pair = try instance.special("__getnewargs_ex__")?.asItems, pair.count == 2 {
            (arguments, keywords) = (try collect(pair[0]), pair[1])
        } else if let given = try instance.special("__getnewargs__") {
            arguments = try collect(given)
        }
        var state = Value.none
        if let given = try instance.special("__getstate__") {
            state = given
        } else if instance.ownPairs.count > 0 {
            let own = Dict()
            for (name, value) in instance.ownPairs { own.store(name.text, value) }
            state = .object(own)
        }
        let make = NativeFunction.raw("__newobj__") { a in
            let names = (keywords.object(of: .dict) as? Dict)?.pairs ?? []
            let given = a.positional + names.map(\.1)
            return try Arguments.with(given, keywords: names.isEmpty ? nil : KeywordNames(names.compactMap { $0.0.asString.map { Name($0) } })) {
                guard let new = type.lookup(Names.new), case .object(let function) = new else { return .object(try type.makeBareInstance($0)) }
                let target = (function as? StaticMethod)?.function ?? function
                return try $0.prepending(.object(type)) { try target.call($0) }
            }
        }
        parts = [.object(make), .tuple(arguments), state]
        // What the built-in container inside holds.
        if let list = instance.payload as? List { parts?.append(.object(list.iterator())) }
        if let dict = instance.payload as? Dict { parts? += [.none, .object(DictIterator(dict, .items))] }
    }

    /// The object made again; with copies of its parts, if there is a memo.
    func remade(of value: Value, _ memo: CopyMemo?) throws -> Value {
        guard let parts else { return value }
        func part(_ value: Value) throws -> Value { try memo.map { try Copying.deep(value, $0) } ?? value }
        func given(_ index: Int) -> Value? { index < parts.count && !parts[index].isNone ? parts[index] : nil }
        let made = try parts[0].call(values: try collect(parts[1]).map(part))
        if case .object(let object) = value { memo?.remember(object, made) }
        if let state = try given(2).map(part) { try restore(made, state) }
        if let items = given(3) {
            let iterator = try items.iterator()
            while let item = try iterator.next() { _ = try made.callMethod("append", part(item)) }
        }
        if let pairs = given(4) {
            let iterator = try pairs.iterator()
            while let pair = try iterator.next() {
                let pair = try collect(pair)
                guard pair.count == 2 else { throw Raised.valueError("not enough values to unpack (expected 2, got \(pair.count))") }
                try made.setItem(part(pair[0]), part(pair[1]))
            }
        }
        return made
    }
    private func restore(_ made: Value, _ state: Value) throws {
        if let method = try made.findAttribute("__setstate__") {
            _ = try method.call(values: [state])
            return
        }
        var (own, slots) = (state, Value.none)
        if let pair = state.object(of: .tuple) as? Tuple, pair.count == 2 { (own, slots) = (pair[0], pair[1]) }
        if !own.isNone {
            guard case .object(let object) = made, let instance = object as? Instance, let dict = own.withoutClass.object(of: .dict) as? Dict else {
                throw Raised.typeError("the state that __reduce__ gives must be a dict unless the class has __setstate__")
            }
            for (key, value) in dict.pairs { if let name = key.asString { instance.setOwn(Name(name), value) } }
        }
        if let dict = slots.withoutClass.object(of: .dict) as? Dict {
            for (key, value) in dict.pairs { if let name = key.asString { try made.setAttribute(Name(name), value) } }
        }
    }
}
