/// `tuple`; named tuples and PyTorch's named results are instances whose payload is one.
public final class Tuple: Object {
    public internal(set) var items: [Value]
    public init(_ items: [Value]) {
        self.items = items
        super.init(kind: .tuple)
    }
    /// The tuple that an iterator gave last, filled again if the program has let go of it; else a new one.
    @inline(__always)
    static func reuse(_ last: inout Tuple?, _ first: Value, _ second: Value) -> Value {
        if isKnownUniquelyReferenced(&last), let tuple = last {
            tuple.items[0] = first
            tuple.items[1] = second
            return .object(tuple)
        }
        let made = Tuple([first, second])
        last = made
        return .object(made)
    }
    deinit { if !items.isEmpty { Trash.free(items.taken()) } }

    /// `()` is one object, as in CPython.
    // Immutable; created once.
    nonisolated(unsafe) public static let empty = Tuple([])

    public override var type: TypeObject { BuiltinTypes.tuple }
    public override func isTrue() -> Bool { !items.isEmpty }
    public override func length() -> Int { items.count }
    public override func repr() throws -> String {
        try Nesting.enter(self, shown: "(...)") {
            let inner = try items.map { try $0.repr() }.joined(separator: ", ")
            return items.count == 1 ? "(\(inner),)" : "(\(inner))"
        }
    }
    public override func item(_ index: Value) throws -> Value {
        if let slice = index.object(of: .slice) {
            return .tuple(try Sequences.slice(items, unsafeDowncast(slice, to: SliceObject.self)))  // the kind says so
        }
        return items[try Sequences.position(index, items.count, "tuple")]
    }
    public override func iterator() -> Object { ArrayIterator(items, IteratorTypes.tuple) }
    public override func contains(_ value: Value) throws -> Bool {
        try Sequences.index(of: value, in: items, 0..<items.count) != nil
    }
    public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard let right = other.withoutClass.object(of: .tuple) as? Tuple else { return nil }
        return try Sequences.compare(comparison, items, right.items)
    }
    /// CPython's `tuplehash`, a form of xxHash, so that sets of tuples keep Python's order.
    public override func hash() throws -> Int {
        var accumulator: UInt = 2_870_177_450_012_600_261
        try NativeDepth.enter("") {
            for item in items {
                accumulator &+= UInt(bitPattern: try item.hash()) &* 14_029_467_366_897_019_727
                accumulator = accumulator << 31 | accumulator >> 33
                accumulator &*= 11_400_714_785_074_694_791
            }
        }
        accumulator &+= UInt(items.count) ^ (2_870_177_450_012_600_261 ^ 3_527_539)
        return accumulator == .max ? 1_546_275_796 : Int(bitPattern: accumulator)
    }
    public override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        switch operation {
        case .add:
            guard let tuple = right.withoutClass.object(of: .tuple) as? Tuple else { return nil }
            try Memory.check(items.count + tuple.items.count, size: 16)
            return .tuple(items + tuple.items)
        case .multiply:
            return try Sequences.repetitions(right, size: items.count).map { .tuple(Sequences.repeated(items, $0)) }
        default: return nil
        }
    }
    public override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? {
        guard operation == .multiply else { return nil }
        return try Sequences.repetitions(left, size: items.count).map { .tuple(Sequences.repeated(items, $0)) }
    }

    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        if arguments.hasKeywords { throw Raised.typeError("tuple() takes no keyword arguments") }
        guard arguments.count < 2 else { throw Raised.typeError("tuple expected at most 1 argument, got \(arguments.count)") }
        guard arguments.count == 1 else { return .object(Tuple.empty) }
        if arguments[0].object(of: .tuple) != nil { return arguments[0] }
        return .tuple(try collect(arguments[0]))
    }
    static var members: [Object] {
        let methods = Methods<Tuple>("tuple", kind: .tuple)
        return [
            methods.some("index", 1...3, "value, start=0, stop=9223372036854775807, /", summary: "The first place of value.") { tuple, a in
                let bounds = try Sequences.bounds(a.count > 1 ? a[1] : nil, a.count > 2 ? a[2] : nil, tuple.items.count)
                guard let index = try Sequences.index(of: a[0], in: tuple.items, bounds) else {
                    throw Raised.valueError("tuple.index(x): x not in tuple")
                }
                return .int(index)
            },
            methods.one("count", "value", summary: "How often value occurs.") { tuple, value in
                .int(try tuple.items.reduce(0) { try areEqual($1, value) ? $0 + 1 : $0 })
            },
        ]
    }
}

/// Containers under way of being shown, so that one inside itself shows as `[...]`, and depth has an end.
enum Nesting {
    // Only the evaluator's thread shows values.
    nonisolated(unsafe) private static var open: [ObjectIdentifier] = []

    static func enter(_ object: Object, shown: String, _ body: () throws -> String) throws -> String {
        let id = ObjectIdentifier(object)
        if open.contains(id) { return shown }
        if open.count >= 900 {
            throw Raised(ExceptionTypes.recursionError, "maximum recursion depth exceeded while getting the repr of an object")
        }
        open.append(id)
        defer { open.removeLast() }
        return try body()
    }
}
