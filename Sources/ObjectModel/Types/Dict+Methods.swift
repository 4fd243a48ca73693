extension Dict {
    /// `dict(…)` and `update(…)`: a mapping or pairs, then keywords.
    func update(_ arguments: Arguments, function: String) throws {
        guard arguments.count < 2 else {
            throw Raised.typeError("\(function) expected at most 1 argument, got \(arguments.count)")
        }
        if arguments.count == 1 { try update(from: arguments[0]) }
        for (name, value) in arguments.keywordPairs { try setItem(name.str, value) }
    }
    /// Takes over all pairs of a mapping (anything with `keys`) or of an iterable of pairs.
    public func update(from source: Value) throws {
        if let other = source.withoutClass.object(of: .dict) as? Dict,
            source.object(of: .instance) == nil || source.type.lookup(Names.iter) == nil
        {
            if count == 0, Swift.type(of: self) == Dict.self { return copyStorage(from: other) }
            return try other === self ? () : merge(other)
        }
        if case .object = source, let method = try source.findAttribute("keys") {
            for key in try collect(try Arguments.with([]) { try method.call($0) }) { try store(key, try source.item(key)) }
            return
        }
        // Pairs are taken where they lie.
        let iterator = try source.iterator()
        var step = PairStep.pair
        try Dict.withPair { key, value in
            while true {
                step = try iterator.nextPair(key, value)
                guard step == .pair else { return }
                try Stop.check()
                try store(at: key, UnsafePointer(value))
            }
        }
        var index = 0
        while step == .packed, let element = try iterator.next() {
            try Stop.check()
            defer { index += 1 }
            if case .object(let object) = element, object.kind == .tuple || object.kind == .list {
                let sequence = unsafeDowncast(object, to: SequenceObject.self)  // the kinds say so
                if sequence.count == 2 {
                    try store(sequence[0], sequence[1])
                    continue
                }
            }
            let pair: [Value]
            do { pair = try collect(element) } catch let raised as Raised where raised.isInstance(of: ExceptionTypes.typeError) {
                throw Raised.typeError("cannot convert dictionary update sequence element #\(index) to a sequence")
            }
            guard pair.count == 2 else {
                throw Raised.valueError(
                    "dictionary update sequence element #\(index) has length \(pair.count); 2 is required")
            }
            try store(pair[0], pair[1])
        }
    }
    func popItem() throws -> Value {
        guard let (key, value) = removeEnd(last: true) else {
            throw Raised.keyError(.str("popitem(): dictionary is empty"))
        }
        return .tuple([key, value])
    }
}

/// `dict`: its constructor and methods; apart from the class, whose subclasses have their own.
enum DictType {
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        let dict = Dict()
        try dict.update(arguments, function: "dict")
        return .object(dict)
    }
    static var members: [Object] {
        let methods = Methods<Dict>("dict", kind: .dict)
        return [
            methods.some("get", 1...2, "key, default=None, /", summary: "The value for key, or default.") { dict, a in
                try dict.lookup(a[0]) ?? (a.count > 1 ? a[1] : .none)
            }.intrinsic(.dictGet),
            methods.none("keys", summary: "A view of the keys.") { .object(DictView($0, .keys)) },
            methods.none("values", summary: "A view of the values.") { .object(DictView($0, .values)) },
            methods.none("items", summary: "A view of the (key, value) pairs.") { .object(DictView($0, .items)) },
            methods.some("pop", 1...2, "key, default, /", summary: "Takes out key and gives its value.") { dict, a in
                if let value = try dict.remove(a[0]) { return value }
                if a.count > 1 { return a[1] }
                throw Raised.keyError(a[0])
            },
            methods.none("popitem", summary: "Takes out the newest pair.") { try $0.popItem() },
            methods.some("setdefault", 1...2, "key, default=None, /", summary: "The value for key, storing default if there is none.") { dict, a in
                try dict.lookup(a[0], orStore: a.count > 1 ? a[1] : .none)
            }.intrinsic(.dictSetDefault),
            methods.raw("update", "[E, ]**F", summary: "Takes over all pairs of a mapping, an iterable of pairs, keywords.") { dict, a in
                try dict.update(a, function: "update")
                return .none
            },
            methods.none("clear", summary: "Takes out everything.") { dict in
                dict.clear()
                return .none
            },
            methods.none("copy", summary: "A new dict with the same pairs.") { .object($0.shallowCopy()) },
            methods.none("__reversed__") { .object(Dict.reversedIterator($0, .keys)) },
            methods.raw(Names.`init`) { dict, a in
                try dict.update(a, function: "dict")
                return .none
            },
            ClassMethod(NativeFunction("fromkeys", "type, iterable, value=None, /", isMethod: true, body: .counted(2...3) { a in
                let made = try a[0].call(Arguments(base: a.base, count: 0))
                let value = a.count > 2 ? a[2] : Value.none
                for key in try collect(a[1]) { try made.setItem(key, value) }
                return made
            })),
        ]
    }
}
