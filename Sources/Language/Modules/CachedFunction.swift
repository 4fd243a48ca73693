import ObjectModel

/// What `lru_cache` and `cache` make of a function.
final class CachedFunction: Object {
    private var function: Value
    private let limit: Int?
    private let isTyped: Bool
    private let results = OrderedDict()
    private var hits = 0
    private var misses = 0
    private let attributes = Dict()
    init(_ function: Value, limit: Int?, isTyped: Bool) throws {
        self.function = function
        self.limit = limit
        self.isTyped = isTyped
        super.init(kind: .other)
        // What `update_wrapper` does.
        for name in ["__module__", "__name__", "__qualname__", "__doc__", "__annotations__"] as [Name] {
            if let value = try function.findAttribute(name) { attributes.store(name.text, value) }
        }
        if let own = try function.findAttribute(Names.dict)?.object(of: .dict) as? Dict {
            for (key, value) in own.pairs { try attributes.store(key, value) }
        }
        attributes.store("__wrapped__", function)
    }
    override func walkReferences(_ walk: ReferenceWalk) {
        walk.meet(function)
        walk.meet(results)
        walk.meet(attributes)
    }
    override func dropReferences() {
        function = .none
        results.clear()
        attributes.clear()
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) private static let cacheType = TypeObject("_lru_cache_wrapper", module: "functools", isFinal: true)
    // The same.
    nonisolated(unsafe) static let infoType = try? NamedTuple.makeType("CacheInfo", fields: ["hits", "misses", "maxsize", "currsize"], module: "functools")
    override var type: TypeObject { CachedFunction.cacheType }
    override var isCallable: Bool { true }
    override var isMethodLike: Bool { true }
    override func bound(to instance: Value?, owner: TypeObject) throws -> Value {
        guard let instance else { return .object(self) }
        return .object(BoundMethod(function: self, instance: instance))
    }
    override func repr() throws -> String { "<functools._lru_cache_wrapper object at \(address)>" }
    override func call(_ a: Arguments) throws -> Value {
        var key = key(a)
        if var known = try results.place(of: &key)?.pointee {
            hits += 1
            if limit != nil {
                try results.remove(key)
                try results.store(at: &key, &known)
            }
            return known
        }
        misses += 1
        var result = try function.call(a)
        if let limit {
            if limit == 0 { return result }
            if results.count >= limit, try results.place(of: &key) == nil, let oldest = results.oldestKey { try results.remove(oldest) }
        }
        try results.store(at: &key, &result)
        return result
    }
    private func key(_ a: Arguments) -> Value {
        if !a.hasKeywords, !isTyped {
            // A single number or text is its own key, as in CPython.
            if a.count == 1 {
                if a.base.isInt || a.base.isObject && (a.base.kind == .str || a.base.kind == .bigInteger) { return a[0] }
            }
            return Tuple.copying(a.base, a.count)
        }
        let names = a.keywords?.names ?? []
        var parts: [Value] = []
        parts.reserveCapacity(2 * a.count + 3 * names.count + 1)
        for index in 0..<a.count { parts.append(a[index]) }
        if a.hasKeywords { parts.append(CachedFunction.mark) }
        for (index, name) in names.enumerated() { parts += [name.str, a.keywordValue(index)] }
        if isTyped { for index in 0..<(a.count + names.count) { parts.append(.object(a.base[index].type)) } }
        return .tuple(parts)
    }
    /// Stands before keywords: nothing that a program can pass.
    // Immutable; the evaluator's thread only.
    nonisolated(unsafe) private static let mark = Value.object(Object(kind: .other))
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
        case "cache_parameters":
            return .object(NativeFunction(name, "", module: "functools", body: .counted(0...0) { [self] _ in
                let shown = Dict()
                shown.store("maxsize", limit.map { .int($0) } ?? .none)
                shown.store("typed", .bool(isTyped))
                return .object(shown)
            }))
        case "__dict__": return .object(attributes)
        default: return try super.attribute(name)
        }
    }
    override func setAttribute(_ name: Name, _ value: Value) throws { attributes.store(name.text, value) }
}
