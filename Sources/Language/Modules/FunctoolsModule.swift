import ObjectModel

/// `functools`.
enum FunctoolsModule {
    private static func reduce(_ a: Arguments) throws -> Value {
        let function = a[0]
        let iterator: Object
        do { iterator = try a[1].iterator() } catch let raised as Raised where raised.isInstance(of: ExceptionTypes.typeError) {
            throw Raised.typeError("reduce() arg 2 must support iteration")
        }
        guard var total = try a.count > 2 ? a[2] : iterator.next() else {
            throw Raised.typeError("reduce() of empty iterable with no initial value")
        }
        while let value = try iterator.next() { total = try Arguments.with([total, value]) { try function.call($0) } }
        return total
    }
    /// `update_wrapper`: the wrapper takes over name, documentation and attributes.
    private static func update(_ wrapper: Value, _ wrapped: Value) throws -> Value {
        for name in ["__module__", "__name__", "__qualname__", "__doc__"] as [Name] {
            if let value = try? wrapped.findAttribute(name) { try wrapper.setAttribute(name, value) }
        }
        if let dict = try wrapped.findAttribute(Names.dict)?.object(of: .dict) as? Dict {
            for (key, value) in dict.pairs { if let name = key.asString { try wrapper.setAttribute(Name(name), value) } }
        }
        try wrapper.setAttribute("__wrapped__", wrapped)
        return wrapper
    }
    private static func decorator(_ name: Name, _ body: @escaping (Value) throws -> Value) -> Value {
        .object(NativeFunction(name, "user_function", module: "functools", wording: .python, body: .bound { try body($0[0]) }))
    }
    private static func leastRecentlyUsed(_ a: BoundArguments) throws -> Value {
        if a[0].isCallable { return .object(CachedFunction(a[0], limit: 128, isTyped: try a[1].isTrue())) }
        guard a[0].isNone || a[0].asInt != nil else { throw Raised.typeError("Expected first argument to be an integer, a callable, or None") }
        let limit = a[0].asInt.map { max(0, $0) }
        let isTyped = try a[1].isTrue()
        return decorator("decorating_function") { .object(CachedFunction($0, limit: limit, isTyped: isTyped)) }
    }
    /// The comparisons that a class lacks, from the one it has.
    private static func totalOrdering(_ value: Value) throws -> Value {
        guard let type = value.object(of: .type) as? TypeObject else { throw Raised.typeError("total_ordering needs a class") }
        let orders = [Comparison.less, .greater, .lessEqual, .greaterEqual]
        // CPython prefers these in this order.
        guard let root = [Comparison.less, .lessEqual, .greater, .greaterEqual].first(where: { type.lookup($0.name) != nil }) else {
            throw Raised.valueError("must define at least one ordering operation: < > <= >=")
        }
        for order in orders where order != root && type.lookup(order.name) == nil {
            let made = NativeFunction(order.name, "self, other", isMethod: true, body: .two { left, right in
                let known = try left.callMethod(root.name, right)
                if known.isIdentical(to: .notImplemented) { return known }
                let holds = try known.isTrue()
                let isEqual = { try compareValues(.equal, left, right).isTrue() }
                let isStrict = root == .less || root == .greater
                let isSameSide = (root == .less || root == .lessEqual) == (order == .less || order == .lessEqual)
                let wantsStrict = order == .less || order == .greater
                switch (isSameSide, isStrict, wantsStrict) {
                case (true, true, false): return .bool(try holds || isEqual())
                case (true, false, true): return .bool(try holds && !isEqual())
                case (false, true, true): return .bool(try !holds && !isEqual())
                case (false, true, false): return .bool(!holds)
                case (false, false, true): return .bool(!holds)
                case (false, false, false): return .bool(try !holds || isEqual())
                default: return .bool(holds)
                }
            })
            type.setOwn(order.name, .object(made))
        }
        return value
    }

    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) static let module = ModuleObject("functools") {
        ModuleFunctions.rows([
            ModuleFunctions.counted("reduce", 2...3, "function, iterable, initial", "All elements combined, two at a time.", module: "functools", reduce),
            ModuleFunctions.sorted("lru_cache", "maxsize=128, typed=False", "Remembers the latest results.", module: "functools", wording: .python, leastRecentlyUsed),
            ModuleFunctions.sorted("cache", "user_function, /", "Remembers all results.", module: "functools", wording: .python) {
                .object(CachedFunction($0[0], limit: nil, isTyped: false))
            },
            ModuleFunctions.sorted("wraps", "wrapped, assigned=None, updated=None", "Makes a wrapper look like wrapped.", module: "functools", wording: .python) { a in
                let wrapped = a[0]
                return decorator("wraps") { try update($0, wrapped) }
            },
            ModuleFunctions.sorted("update_wrapper", "wrapper, wrapped, assigned=None, updated=None", "Makes wrapper look like wrapped.", module: "functools", wording: .python) {
                try update($0[0], $0[1])
            },
            ModuleFunctions.sorted("cmp_to_key", "mycmp", "A key function from a comparison of two.", module: "functools") { a in
                let compare = a[0]
                return .object(NativeFunction("K", "obj", module: "functools", body: .one { .object(ComparisonKey($0, compare)) }))
            },
            ModuleFunctions.sorted("total_ordering", "cls", "Adds the comparisons that a class lacks.", module: "functools", wording: .python) {
                try totalOrdering($0[0])
            },
        ]) + [
            ("partial", .object(PartialFunction.partialType)),
            ("cached_property", .object(CachedProperty.propertyType)),
        ]
    }
}

/// `functools.partial`: a function with some arguments given beforehand.
final class PartialFunction: Object {
    let function: Value
    let positional: [Value]
    let named: [(Name, Value)]
    private init(_ function: Value, _ positional: [Value], _ named: [(Name, Value)]) {
        self.function = function
        self.positional = positional
        self.named = named
        super.init(kind: .other)
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) static let partialType = TypeObject(
        "partial", module: "functools", isFinal: true,
        construct: { _, a in
            guard a.count > 0 else { throw Raised.typeError("type 'partial' takes at least one argument") }
            guard a[0].isCallable else { throw Raised.typeError("the first argument must be callable") }
            if case .object(let object) = a[0], let inner = object as? PartialFunction {
                let kept = inner.named.filter { name, _ in a.keyword(name) == nil }
                return .object(PartialFunction(inner.function, inner.positional + a.positional.dropFirst(), kept + a.keywordPairs))
            }
            return .object(PartialFunction(a[0], Array(a.positional.dropFirst()), a.keywordPairs))
        },
        members: {
            func partial(_ value: Value) -> PartialFunction? { if case .object(let object) = value { object as? PartialFunction } else { nil } }
            return [
                NativeProperty("func") { partial($0)?.function ?? .none },
                NativeProperty("args") { .tuple(partial($0)?.positional ?? []) },
                NativeProperty("keywords") { value in
                    let dict = Dict()
                    for (name, value) in partial(value)?.named ?? [] { dict.store(name.text, value) }
                    return .object(dict)
                },
            ]
        })
    override var type: TypeObject { PartialFunction.partialType }
    override var isCallable: Bool { true }
    override func call(_ a: Arguments) throws -> Value {
        if named.isEmpty, !a.hasKeywords { return try Arguments.with(positional + a.positional) { try function.call($0) } }
        let kept = named.filter { name, _ in a.keyword(name) == nil } + a.keywordPairs
        return try Arguments.with(positional + a.positional + kept.map(\.1), keywords: KeywordNames(kept.map(\.0))) { try function.call($0) }
    }
    override func repr() throws -> String {
        let parts = try [function.repr()] + positional.map { try $0.repr() } + named.map { "\($0)=\(try $1.repr())" }
        return "functools.partial(\(parts.joined(separator: ", ")))"
    }
}

/// What `lru_cache` and `cache` make of a function.
final class CachedFunction: Object {
    private let function: Value
    private let limit: Int?
    private let isTyped: Bool
    private let results = OrderedDict()
    private var hits = 0
    private var misses = 0
    private var attributes = Dict()
    init(_ function: Value, limit: Int?, isTyped: Bool) {
        self.function = function
        self.limit = limit
        self.isTyped = isTyped
        super.init(kind: .other)
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) private static let cacheType = TypeObject("_lru_cache_wrapper", module: "functools", isFinal: true)
    // The same.
    nonisolated(unsafe) private static let infoType = try? NamedTuple.makeType("CacheInfo", fields: ["hits", "misses", "maxsize", "currsize"], module: "functools")
    override var type: TypeObject { CachedFunction.cacheType }
    override var isCallable: Bool { true }
    override var isMethodLike: Bool { true }
    override func bound(to instance: Value?, owner: TypeObject) throws -> Value {
        guard let instance else { return .object(self) }
        return .object(BoundMethod(function: self, instance: instance))
    }
    override func repr() throws -> String { "<functools._lru_cache_wrapper object at \(address)>" }
    override func call(_ a: Arguments) throws -> Value {
        var parts = a.positional + a.keywordPairs.flatMap { [Value.str($0.text), $1] }
        if a.hasKeywords { parts.append(.ellipsis) }
        if isTyped { parts += a.positional.map { .object($0.type) } }
        // A single plain argument is its own key, as in CPython.
        let key = parts.count == 1 && !isTyped && (parts[0].asString != nil || parts[0].asInt != nil) ? parts[0] : Value.tuple(parts)
        if let known = try results.lookup(key) {
            hits += 1
            if limit != nil {
                try results.remove(key)
                try results.store(key, known)
            }
            return known
        }
        misses += 1
        let result = try function.call(a)
        if let limit {
            if limit == 0 { return result }
            if results.count >= limit, try results.lookup(key) == nil, let oldest = results.oldestKey { try results.remove(oldest) }
        }
        try results.store(key, result)
        return result
    }
    override func attribute(_ name: Name) throws -> Value? {
        if let value = attributes.lookup(name.text) { return value }
        switch name.text {
        case "cache_info":
            return .object(NativeFunction(name, "", module: "functools", body: .counted(0...0) { [self] _ in
                guard let type = CachedFunction.infoType else { return .none }
                return try type.call(values: [.int(hits), .int(misses), limit.map { .int($0) } ?? .none, .int(results.count)])
            }))
        case "cache_clear":
            return .object(NativeFunction(name, "", module: "functools", body: .counted(0...0) { [self] _ in
                results.clear()
                (hits, misses) = (0, 0)
                return .none
            }))
        case "__wrapped__": return function
        default: return try super.attribute(name) ?? function.findAttribute(name)
        }
    }
    override func setAttribute(_ name: Name, _ value: Value) throws { attributes.store(name.text, value) }
}

/// What `cmp_to_key` wraps a value in.
private final class ComparisonKey: Object {
    let value: Value
    private let compare: Value
    init(_ value: Value, _ compare: Value) {
        self.value = value
        self.compare = compare
        super.init(kind: .other)
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) private static let keyType = TypeObject("KeyWrapper", module: "functools", isFinal: true)
    override var type: TypeObject { ComparisonKey.keyType }
    override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard case .object(let object) = other, let key = object as? ComparisonKey else {
            throw Raised.typeError("other argument must be K instance")
        }
        let order = try Arguments.with([value, key.value]) { try compare.call($0) }
        return try compareValues(comparison, order, .int(0))
    }
    override func hash() throws -> Int { throw Raised.typeError("unhashable type: 'functools.KeyWrapper'") }
}

/// `functools.cached_property`: computed at the first look, then the instance's own.
private final class CachedProperty: Object {
    private let function: Value
    private init(_ function: Value) {
        self.function = function
        super.init(kind: .other)
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) static let propertyType = TypeObject(
        "cached_property", module: "functools", isFinal: true,
        construct: { _, a in
            guard a.count == 1 else { throw Raised.typeError("cached_property() takes exactly one argument (\(a.count) given)") }
            return .object(CachedProperty(a[0]))
        })
    override var type: TypeObject { CachedProperty.propertyType }
    override func bound(to instance: Value?, owner: TypeObject) throws -> Value {
        guard let instance else { return .object(self) }
        let value = try Arguments.with([instance]) { try function.call($0) }
        if case .object(let object) = instance, let target = object as? Instance, let name = try function.attribute(Names.name).asString {
            target.setOwn(Name(name), value)
        }
        return value
    }
}
