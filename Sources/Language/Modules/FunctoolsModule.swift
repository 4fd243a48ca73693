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
        // The total and the next element, one behind the other.
        return try withUnsafeTemporaryAllocation(of: Value.self, capacity: 2) { pair in
            let base = pair.baseAddress.unsafelyUnwrapped  // it has that capacity
            base.initialize(to: total)
            (base + 1).forget()
            total = .none
            defer { for index in 0..<2 { (base + index).clear() } }
            while try iterator.advance(into: base + 1) { base.put(try function.call(Arguments(base: base, count: 2))) }
            return base.pointee
        }
    }
    private static func decorator(_ name: Name, _ body: @escaping (Value) throws -> Value) -> Value {
        .object(NativeFunction(name, "user_function", module: "functools", wording: .python, body: .bound { try body($0[0]) }))
    }
    private static func leastRecentlyUsed(_ a: BoundArguments) throws -> Value {
        if a[0].isCallable { return .object(try CachedFunction(a[0], limit: 128, isTyped: try a[1].isTrue())) }
        guard a[0].isNone || a[0].asInt != nil else { throw Raised.typeError("Expected first argument to be an integer, a callable, or None") }
        let limit = a[0].asInt.map { max(0, $0) }
        let isTyped = try a[1].isTrue()
        return decorator("decorating_function") { .object(try CachedFunction($0, limit: limit, isTyped: isTyped)) }
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) private static let ordered = [
        BuiltinTypes.int, BuiltinTypes.float, BuiltinTypes.str, BuiltinTypes.bytes, BuiltinTypes.list, BuiltinTypes.tuple,
        BuiltinTypes.set, BuiltinTypes.frozenSet, CollectionTypes.deque,
    ]
    /// The comparisons that a class lacks, from the one it has.
    private static func totalOrdering(_ value: Value) throws -> Value {
        guard let type = value.object(of: .type) as? TypeObject else { throw Raised.typeError("total_ordering needs a class") }
        let orders = [Comparison.less, .greater, .lessEqual, .greaterEqual]
        // CPython prefers these in this order.
        // A built-in class underneath has them all.
        if ordered.contains(where: { type.isSubtype(of: $0) }) { return value }
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
    nonisolated(unsafe) static let module: ModuleObject = {
        let module = ModuleObject("functools", members: natives)
        // The library's own text imports this module.
        for name in FunctoolsLibrary.names { module.setLazily(name) { FunctoolsLibrary.module.own(name) } }
        return module
    }()
    private static func natives() -> [(Name, Value)] {
        ModuleFunctions.rows([
            ModuleFunctions.counted("reduce", 2...3, "function, iterable, initial", "All elements combined, two at a time.", module: "functools", reduce),
            ModuleFunctions.sorted("lru_cache", "maxsize=128, typed=False", "Remembers the latest results.", module: "functools", wording: .python, leastRecentlyUsed),
            ModuleFunctions.sorted("cache", "user_function, /", "Remembers all results.", module: "functools", wording: .python) {
                .object(try CachedFunction($0[0], limit: nil, isTyped: false))
            },
            ModuleFunctions.sorted("cmp_to_key", "mycmp", "A key function from a comparison of two.", module: "functools") { a in
                let compare = a[0]
                return .object(ComparisonKey(nil, compare))
            },
            ModuleFunctions.sorted("total_ordering", "cls", "Adds the comparisons that a class lacks.", module: "functools", wording: .python) {
                try totalOrdering($0[0])
            },
        ]) + [
            ("partial", .object(PartialFunction.partialType)),
            ("cached_property", .object(CachedProperty.propertyType)),
            ("_CacheInfo", CachedFunction.infoType.map { .object($0) } ?? .none),
        ]
    }
}

/// What `cmp_to_key` gives, and what that makes of a value.
private final class ComparisonKey: Object {
    /// nil: this is the function itself.
    private var value: Value?
    private let compare: Value
    init(_ value: Value?, _ compare: Value) {
        self.value = value
        self.compare = compare
        super.init(kind: .other)
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) private static let keyType = TypeObject("KeyWrapper", module: "functools", isFinal: true)
    override var type: TypeObject { ComparisonKey.keyType }
    override var isCallable: Bool { true }
    override func call(_ a: Arguments) throws -> Value {
        if a.count == 1, !a.hasKeywords { return .object(ComparisonKey(a[0], compare)) }
        if a.count == 0, a.keywordCount == 1, let value = a.keyword("obj") { return .object(ComparisonKey(value, compare)) }
        let total = a.count + a.keywordCount
        throw Raised.typeError(total == 0 ? "K() missing required argument 'obj' (pos 1)" : total > 1 ? "K() takes at most 1 argument (\(total) given)" : "'\(a.keywordName(0))' is an invalid keyword argument for K()")
    }
    override func attribute(_ name: Name) throws -> Value? { name == "obj" ? value ?? Value.none : try super.attribute(name) }
    override func setAttribute(_ name: Name, _ value: Value) throws {
        guard name == "obj" else { return try super.setAttribute(name, value) }
        self.value = value
    }
    override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard case .object(let object) = other, let key = object as? ComparisonKey else {
            throw Raised.typeError("other argument must be K instance")
        }
        guard let mine = value, let theirs = key.value else { throw Raised.attributeError("object", object: other, name: "obj") }
        let order = try Arguments.with([mine, theirs]) { try compare.call($0) }
        return try compareValues(comparison, order, .int(0))
    }
    override func hash() throws -> Int { throw Raised.typeError("unhashable type: 'functools.KeyWrapper'") }
}

/// `functools.cached_property`: computed at the first look, then the instance's own.
private final class CachedProperty: Object {
    private let function: Value
    private let documentation: Value
    /// The attribute that it belongs to, as the class statement says.
    private var name: Name?
    private init(_ function: Value) throws {
        self.function = function
        documentation = try function.findAttribute("__doc__") ?? .none
        super.init(kind: .other)
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) static let propertyType = TypeObject(
        "cached_property", module: "functools", isFinal: true,
        construct: { _, a in
            guard a.count == 1 else { throw Raised.typeError("cached_property() takes exactly one argument (\(a.count) given)") }
            return .object(try CachedProperty(a[0]))
        },
        members: {
            [
                Methods<CachedProperty>("cached_property").some("__set_name__", 2...2, "owner, name, /") { property, a in
                    let given = Name(try a[1].str())
                    if let known = property.name, known != given {
                        throw Raised.typeError("Cannot assign the same cached_property to two different names ('\(known)' and '\(given)').")
                    }
                    property.name = given
                    return .none
                }
            ]
        })
    override var type: TypeObject { CachedProperty.propertyType }
    override func attribute(_ name: Name) throws -> Value? {
        switch name.text {
        case "func": return function
        case "attrname": return self.name.map { .str($0.text) } ?? Value.none
        case "__doc__": return documentation
        default: return try super.attribute(name)
        }
    }
    override func bound(to instance: Value?, owner: TypeObject) throws -> Value {
        guard let instance else { return .object(self) }
        guard let name else { throw Raised.typeError("Cannot use cached_property instance without calling __set_name__ on it.") }
        guard case .object(let object) = instance, let target = object as? Instance, target.classType.allowedNames == nil else {
            throw Raised.typeError("No '__dict__' attribute on '\(instance.type.name)' instance to cache '\(name)' property.")
        }
        if let known = target.own(name) { return known }
        let value = try Arguments.with([instance]) { try function.call($0) }
        target.setOwn(name, value)
        return value
    }
}
