/// `tuple`; named tuples and PyTorch's named results are instances whose payload is one.
public final class Tuple: SequenceObject {
    /// To be filled by whoever makes it.
    @inline(__always)
    init(capacity: Int) { super.init(kind: .tuple, capacity: capacity) }
    /// The same, made as quickly as can be.
    @inline(__always)
    static func blank(_ capacity: Int) -> Tuple {
        if capacity <= ownRoom, let spare = SpareSequences.tuples.take(as: Tuple.self) { return spare }
        guard let mold = Mold.tuple else { return Tuple(capacity: capacity) }
        let made = mold.cast(size: size, as: Tuple.self)
        made.prepare(capacity)
        return made
    }
    public convenience init(_ items: [Value]) {
        self.init(capacity: items.count)
        append(contentsOf: items)
    }
    public static func pair(_ first: Value, _ second: Value) -> Tuple {
        let made = blank(2)
        made.elements.initialize(to: first)
        (made.elements + 1).initialize(to: second)
        made.count = 2
        return made
    }
    /// As many elements as said, each asked for once, in order.
    public static func make(_ count: Int, _ element: (Int) -> Value) -> Value {
        if count == 0 { return Value.object(Tuple.empty) }
        let made = blank(count)
        for index in 0..<count { made.append(element(index)) }
        return Value.object(made)
    }
    static func three(_ first: Value, _ second: Value, _ third: Value) -> Tuple {
        let made = blank(3)
        made.append(first)
        made.append(second)
        made.append(third)
        return made
    }
    /// Takes values over from where they lie; those places are unbound then.
    public static func moving(_ values: UnsafeMutablePointer<Value>, _ count: Int) -> Value {
        if count == 0 { return Value.object(Tuple.empty) }
        let tuple = Tuple.blank(count)
        tuple.fill(taking: values, count)
        return Value.object(tuple)
    }
    public static func copying(_ values: UnsafeMutablePointer<Value>, _ count: Int) -> Value {
        if count == 0 { return Value.object(Tuple.empty) }
        let tuple = Tuple.blank(count)
        tuple.append(copying: values, count)
        return Value.object(tuple)
    }
    /// The tuple that an iterator gave last, filled again if the program has let go of it; else a new one.
    @inline(__always)
    static func reuse(_ last: inout Tuple?, _ first: Value, _ second: Value) -> Value {
        if isKnownUniquelyReferenced(&last), let tuple = last {
            tuple.elements[0] = first
            tuple.elements[1] = second
            return .object(tuple)
        }
        let made = Tuple.pair(first, second)
        last = made
        return .object(made)
    }

    /// `()` is one object, as in CPython.
    // Immutable; created once.
    nonisolated(unsafe) public static let empty = Tuple(capacity: 0)

    public override var type: TypeObject { BuiltinTypes.tuple }
    public override func repr() throws -> String {
        var text = TextBuilder()
        try append(reprTo: &text)
        return text.text
    }
    func append(reprTo text: inout TextBuilder) throws {
        guard try Nesting.begin(self) else { return text.append(ascii: "(...)") }
        defer { Nesting.end() }
        text.append(UInt8(ascii: "("))
        for index in 0..<count {
            if index > 0 { text.append(ascii: ", ") }
            try elements[index].append(reprTo: &text)
        }
        if count == 1 { text.append(UInt8(ascii: ",")) }
        text.append(UInt8(ascii: ")"))
    }
    public override func item(_ index: Value) throws -> Value {
        // The kind says so.
        if let slice = index.object(of: .slice) { return try part(unsafeDowncast(slice, to: SliceObject.self)) }
        return elements[try Sequences.position(index, count, "tuple")]
    }
    public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard let right = other.withoutClass.object(of: .tuple) as? Tuple else { return nil }
        return try compare(comparison, with: right)
    }
    /// CPython's `tuplehash`, a form of xxHash, so that sets of tuples keep Python's order.
    public override func hash() throws -> Int {
        var accumulator: UInt = 2_870_177_450_012_600_261
        func add(_ hash: Int) {
            accumulator &+= UInt(bitPattern: hash) &* 14_029_467_366_897_019_727
            accumulator = accumulator << 31 | accumulator >> 33
            accumulator &*= 11_400_714_785_074_694_791
        }
        var index = 0
        while index < count {
            let element = elements + index
            if element.isInt {
                add(PythonHash.int(element.int))
            } else if element.isObject, element.kind == .str {
                // The kind says so.
                add(element.object(as: Str.self).borrowed { $0.hash() })
            } else {
                break
            }
            index &+= 1
        }
        if index < count {
            try NativeDepth.enter("") {
                while index < count {
                    add(try elements[index].hash())
                    index += 1
                }
            }
        }
        accumulator &+= UInt(count) ^ (2_870_177_450_012_600_261 ^ 3_527_539)
        return accumulator == .max ? 1_546_275_796 : Int(bitPattern: accumulator)
    }
    public override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        switch operation {
        case .add: try (right.withoutClass.object(of: .tuple) as? Tuple).map { try joined(with: $0) }
        case .multiply: try repeated(right).map { Value.object($0) }
        default: nil
        }
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
                let bounds = try Sequences.bounds(a.count > 1 ? a[1] : nil, a.count > 2 ? a[2] : nil, tuple.count)
                guard let index = try tuple.index(of: a[0], bounds) else { throw Raised.valueError("tuple.index(x): x not in tuple") }
                return .int(index)
            },
            methods.one("count", "value", summary: "How often value occurs.") { .int(try $0.occurrences(of: $1)) },
        ]
    }
}

/// Containers under way of being shown, so that one inside itself shows as `[...]`, and depth has an end.
public enum Nesting {
    // Only the evaluator's thread shows values.
    nonisolated(unsafe) private static var open: [ObjectIdentifier] = []

    public static func enter(_ object: Object, shown: String, _ body: () throws -> String) throws -> String {
        guard try begin(object) else { return shown }
        defer { end() }
        return try body()
    }
    /// false: it is being shown already. After true, `end` must follow.
    static func begin(_ object: Object) throws -> Bool {
        let id = ObjectIdentifier(object)
        if open.contains(id) { return false }
        if open.count >= 900 {
            throw Raised(ExceptionTypes.recursionError, "maximum recursion depth exceeded while getting the repr of an object")
        }
        open.append(id)
        return true
    }
    static func end() { open.removeLast() }
}
