/// The special methods of built-in types as attributes: `object.__setattr__`, `[].__len__`, `super().__getitem__`.
///
/// The operations themselves are members of `Object`; here they get Python's names. On an instance of a class written
/// in a cell they do what the built-in base would do, not what the class says: that is what `super()` needs.
enum Slots {
    /// The method `name` of `type`, if its nearest built-in ancestor has it.
    static func method(_ name: Name, of type: TypeObject) -> NativeFunction? {
        guard name.isDunder else { return nil }
        for ancestor in type.mro where !ancestor.isUserDefined {
            if table(of: ancestor).contains(name) { return methods[name] }
        }
        return nil
    }
    /// `value.name` for such a method.
    static func attribute(_ name: Name, of value: Value) throws -> Value? {
        guard let method = method(name, of: value.type) else { return nil }
        return try method.bound(to: value, owner: value.type)
    }
    /// The names that `dir` shows for `type`.
    static func names(of type: TypeObject) -> [Name] {
        type.mro.filter { !$0.isUserDefined }.flatMap { Array(table(of: $0)) }
    }

    // MARK: Which type has what

    // Filled at the first question; the evaluator's thread only.
    nonisolated(unsafe) private static var tables: [ObjectIdentifier: Set<Name>] = [:]
    private static func table(of type: TypeObject) -> Set<Name> {
        if let known = tables[ObjectIdentifier(type)] { return known }
        let stems = self.stems(of: type).split(separator: " ")
        let made = Set(stems.map { Name("__\($0)__") })
        tables[ObjectIdentifier(type)] = made
        return made
    }
    private static let container = "len getitem contains iter "
    private static let integer = "add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow divmod neg pos abs bool int float "
    private static func stems(of type: TypeObject) -> String {
        switch type {
        case BuiltinTypes.object:
            "init new repr str eq ne lt le gt ge hash getattribute setattr delattr format dir init_subclass"
        case BuiltinTypes.int: integer + "index and rand or ror xor rxor lshift rlshift rshift rrshift invert round trunc floor ceil"
        case BuiltinTypes.float: integer + "round trunc floor ceil"
        case BuiltinTypes.str, BuiltinTypes.bytes: container + "add mul rmul mod rmod"
        case BuiltinTypes.list: container + "setitem delitem add mul rmul iadd imul"
        case BuiltinTypes.tuple: container + "add mul rmul"
        case BuiltinTypes.dict: container + "setitem delitem or ror ior"
        case BuiltinTypes.set: "len contains iter and rand or ror sub rsub xor rxor iand ior isub ixor"
        case BuiltinTypes.frozenSet: "len contains iter and rand or ror sub rsub xor rxor"
        case BuiltinTypes.range: container
        case BuiltinTypes.noneType: "bool"
        case BuiltinTypes.generator: "iter next"
        case BuiltinTypes.function, BuiltinTypes.method, BuiltinTypes.builtinFunction, BuiltinTypes.type: "call"
        case DictViewTypes.keys, DictViewTypes.items: "len contains iter and rand or ror sub rsub xor rxor"
        case DictViewTypes.values: "len iter"
        case CollectionTypes.deque: container + "setitem delitem add mul rmul iadd imul"
        case CollectionTypes.counter: "add sub and or iadd isub iand ior pos neg le lt ge gt eq ne"
        default: type.specialMethods
        }
    }

    // MARK: What they do

    /// What answers for `value` when its class is left aside.
    private static func target(_ value: Value) -> Value { value.withoutClass }
    private static func instance(_ value: Value) -> Instance? {
        guard case .object(let object) = value else { return nil }
        return object as? Instance
    }
    private static func result(_ value: Value?) -> Value { value ?? .notImplemented }

    private static func make(_ name: Name, _ range: ClosedRange<Int>, _ body: @escaping (Arguments) throws -> Value) -> NativeFunction {
        let function = NativeFunction(name, "self, *args, /", isMethod: true, body: .raw { a in
            guard a.count > 0 else { throw Raised.typeError("descriptor '\(name)' of 'object' object needs an argument") }
            guard range.contains(a.count - 1) else {
                throw Raised.typeError("expected \(range.lowerBound) argument\(range.lowerBound == 1 ? "" : "s"), got \(a.count - 1)")
            }
            return try body(a)
        })
        function.owner = "object"
        return function
    }
    private static func compare(_ comparison: Comparison, _ a: Arguments) throws -> Value {
        let left = target(a[0])
        if case .object(let object) = left {
            guard object.kind == .instance else { return result(try object.compare(comparison, a[1])) }
            let isSame = left.isIdentical(to: a[1])
            switch comparison {
            case .equal: return isSame ? .bool(true) : .notImplemented
            case .notEqual:
                let equal = try object.compare(.equal, a[1])
                return try equal.map { .bool(!(try $0.isTrue())) } ?? .notImplemented
            default: return .notImplemented
            }
        }
        if case .object = a[1], target(a[1]).asBigInt == nil { return .notImplemented }
        do { return try compareValues(comparison, left, target(a[1])) } catch let raised as Raised
            where raised.isInstance(of: ExceptionTypes.typeError)
        { return .notImplemented }
    }
    private static func binary(_ operation: BinaryOperator, _ a: Arguments, isReflected: Bool) throws -> Value {
        let (left, right) = isReflected ? (target(a[1]), target(a[0])) : (target(a[0]), target(a[1]))
        if case .object(let object) = isReflected ? right : left {
            return result(try isReflected ? object.reflected(operation, left) : object.binary(operation, right))
        }
        do { return try binaryResult(operation, left, right) } catch let raised as Raised
            where raised.isInstance(of: ExceptionTypes.typeError)
        { return .notImplemented }
    }
    private static func object(_ value: Value) throws -> Object {
        guard case .object(let object) = target(value) else { throw Raised.typeError("'\(value.type.name)' object has no such method") }
        return object
    }

    // Filled at the first question; the evaluator's thread only.
    nonisolated(unsafe) private static let methods: [Name: NativeFunction] = {
        var methods: [Name: NativeFunction] = [:]
        func add(_ stem: String, _ range: ClosedRange<Int>, _ body: @escaping (Arguments) throws -> Value) {
            let name = Name("__\(stem)__")
            methods[name] = make(name, range, body)
        }
        for comparison in [Comparison.less, .lessEqual, .equal, .notEqual, .greater, .greaterEqual] {
            methods[comparison.name] = make(comparison.name, 1...1) { try compare(comparison, $0) }
        }
        for raw in BinaryOperator.add.rawValue...BinaryOperator.bitXor.rawValue {
            guard let operation = BinaryOperator(rawValue: raw) else { continue }
            methods[operation.name] = make(operation.name, 1...1) { try binary(operation, $0, isReflected: false) }
            methods[operation.reflectedName] = make(operation.reflectedName, 1...1) { try binary(operation, $0, isReflected: true) }
            methods[operation.inPlaceName] = make(operation.inPlaceName, 1...1) { result(try object($0[0]).inPlace(operation, $0[1])) }
        }
        for operation in [UnaryOperator.negative, .positive, .invert] {
            methods[operation.name] = make(operation.name, 0...0) { try target($0[0]).unary(operation) }
        }
        add("repr", 0...0) { .str(try instance($0[0])?.nativeRepr() ?? $0[0].repr()) }
        add("str", 0...0) { .str(try instance($0[0])?.nativeStr() ?? $0[0].str()) }
        add("format", 1...1) { .str(try target($0[0]).format(try Str.text($0[1]))) }
        add("hash", 0...0) { a in
            if let instance = instance(a[0]), instance.payload == nil, instance.number == nil { return .int(instance.identityHash) }
            return .int(try target(a[0]).hash())
        }
        add("init", 0...Int.max - 1) { a in
            // Containers with elements define their own; immutable ones were filled by __new__.
            if a.count > 1 || a.hasKeywords, let instance = instance(a[0]), instance.kind == .instance, instance.payload == nil, instance.number == nil {
                let type = instance.classType
                if type.lookup(Names.`init`) != nil { throw Raised.typeError("object.__init__() takes exactly one argument (the instance to initialize)") }
                if type.lookup(Names.new) == nil { throw Raised.typeError("\(type.name).__init__() takes exactly one argument (the instance to initialize)") }
            }
            return .none
        }
        add("init_subclass", 0...Int.max - 1) { _ in .none }
        add("new", 0...Int.max - 1) { a in
            guard let type = a[0].object(of: .type) as? TypeObject else {
                throw Raised.typeError("object.__new__(X): X is not a type object (\(a[0].type.name))")
            }
            if a.count > 1 || a.hasKeywords, type.isUserDefined, type.nativeBase === BuiltinTypes.object {
                if type.lookup(Names.new) != nil { throw Raised.typeError("object.__new__() takes exactly one argument (the type to instantiate)") }
                if type.lookup(Names.`init`) == nil { throw Raised.typeError("\(type.name)() takes no arguments") }
            }
            return type.isUserDefined ? .object(try type.makeBareInstance(a.dropFirst())) : try type.call(a.dropFirst())
        }
        add("getattribute", 1...1) { a in
            let name = Name(try Str.text(a[1]) { "attribute name must be string, not '\($0)'" })
            guard let instance = instance(a[0]) else { return try a[0].attribute(name) }
            guard let value = try instance.attributeWithoutHook(name) ?? attribute(name, of: a[0]) else { throw a[0].noAttribute(name) }
            return value
        }
        add("setattr", 2...2) { a in
            let name = Name(try Str.text(a[1]) { "attribute name must be string, not '\($0)'" })
            if a[0].object(of: .type) != nil { throw Raised.typeError("can't apply this __setattr__ to type object") }
            if let instance = instance(a[0]) { try instance.storeAttribute(name, a[2]) } else { try a[0].setAttribute(name, a[2]) }
            return .none
        }
        add("delattr", 1...1) { a in
            let name = Name(try Str.text(a[1]) { "attribute name must be string, not '\($0)'" })
            if a[0].object(of: .type) != nil { throw Raised.typeError("can't apply this __delattr__ to type object") }
            if let instance = instance(a[0]) { try instance.removeAttribute(name) } else { try a[0].deleteAttribute(name) }
            return .none
        }
        add("dir", 0...0) { .list(Introspection.attributeNames($0[0]).map { .str($0) }) }
        add("len", 0...0) { .int(try object($0[0]).length()) }
        add("getitem", 1...1) { try object($0[0]).item($0[1]) }
        add("setitem", 2...2) { try object($0[0]).setItem($0[1], $0[2]); return .none }
        add("delitem", 1...1) { try object($0[0]).deleteItem($0[1]); return .none }
        add("contains", 1...1) { .bool(try object($0[0]).contains($0[1])) }
        add("iter", 0...0) { .object(try object($0[0]).iterator()) }
        add("next", 0...0) { a in
            let iterator = try object(a[0])
            guard let value = try iterator.next() else { throw Raised.stopIteration(iterator.returnValue) }
            return value
        }
        add("call", 0...Int.max - 1) { try $0[0].call($0.dropFirst()) }
        add("bool", 0...0) { .bool(try target($0[0]).isTrue()) }
        add("int", 0...0) { try target($0[0]).toInt() ?? .notImplemented }
        add("trunc", 0...0) { try target($0[0]).toInt() ?? .notImplemented }
        add("index", 0...0) { try target($0[0]).toInt() ?? .notImplemented }
        add("float", 0...0) { try target($0[0]).toDouble().map { .float($0) } ?? .notImplemented }
        add("abs", 0...0) { try Arithmetic.absolute(target($0[0])) }
        add("round", 0...1) { try Arithmetic.round(target($0[0]), $0.count > 1 ? $0[1] : .none) }
        add("floor", 0...0) { try Arithmetic.floor(target($0[0])) }
        add("ceil", 0...0) { try Arithmetic.ceil(target($0[0])) }
        add("divmod", 1...1) { try Arithmetic.divmod(target($0[0]), target($0[1])) }
        return methods
    }()
}

private func ~= (pattern: TypeObject, type: TypeObject) -> Bool { pattern === type }
