/// `collections.Counter`: how often each element occurs.
public final class Counter: Dict {
    public override var type: TypeObject { CollectionTypes.counter }
    public override func missing(_ key: Value) throws -> Value { .int(0) }
    public override func deleteItem(_ index: Value) throws { _ = try remove(index) }
    public override func shallowCopy() -> Dict {
        let copy = Counter()
        copy.copyStorage(from: self)
        return copy
    }
    private func number(_ key: Value) throws -> Value { try lookup(key) ?? .int(0) }

    /// Most frequent first; equal counts in the order of first occurrence.
    func mostCommon(_ limit: Int? = nil) throws -> [(Value, Value)] {
        let sorted = try pairs.sorted { try isLess($1.1, $0.1) }
        return limit.map { Array(sorted.prefix(max(0, $0))) } ?? sorted
    }
    public override func repr() throws -> String { try repr(named: "Counter") }
    public override func repr(named name: String) throws -> String {
        if count == 0 { return "\(name)()" }
        let shown = (try? mostCommon()) ?? pairs
        return try Nesting.enter(self, shown: "...") {
            "\(name)({" + (try shown.map { "\(try $0.repr()): \(try $1.repr())" }).joined(separator: ", ") + "})"
        }
    }
    public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard let counter = other.withoutClass.object(of: .dict) as? Counter else { return try super.compare(comparison, other) }
        // Absent elements count zero.
        let keys = self.keys + counter.keys
        func all(_ comparison: Comparison) throws -> Bool {
            for key in keys where !(try compareValues(comparison, number(key), counter.number(key)).isTrue()) { return false }
            return true
        }
        switch comparison {
        case .equal: return .bool(try all(.equal))
        case .notEqual: return .bool(!(try all(.equal)))
        case .lessEqual, .greaterEqual: return .bool(try all(comparison))
        case .less: return .bool(try all(.lessEqual) && !(try all(.equal)))
        case .greater: return .bool(try all(.greaterEqual) && !(try all(.equal)))
        }
    }
    /// Adds (or takes off) counts: of a mapping, of an iterable's elements, of keywords.
    func count(_ arguments: Arguments, _ operation: BinaryOperator = .add) throws {
        if arguments.count > 1 {
            throw Raised.typeError("Counter.\(operation == .add ? "update" : "subtract")() takes from 1 to 2 positional arguments but \(arguments.count + 1) were given")
        }
        if arguments.count == 1, !arguments[0].isNone {
            if let dict = arguments[0].withoutClass.object(of: .dict) as? Dict {
                // What comes first is taken as it is, whatever it is.
                let isFirst = count == 0 && operation == .add
                for (key, value) in dict.pairs { try store(key, isFirst ? value : binaryResult(operation, number(key), value)) }
            } else {
                let iterator = try arguments[0].iterator()
                let step = operation == .add ? 1 : -1
                var key = Value.unbound
                while try iterator.advance(into: &key) {
                    try Stop.check()
                    if try !increase(&key, by: step) { try store(key, binaryResult(operation, number(key), .int(1))) }
                }
            }
        }
        let isFirst = count == 0 && operation == .add
        for (name, value) in arguments.keywordPairs {
            try store(name.str, isFirst ? value : binaryResult(operation, number(name.str), value))
        }
    }
    /// `+ - | &`: element by element, keeping what is positive.
    private func combined(_ other: Counter, _ combine: (Value, Value) throws -> Value) throws -> Counter {
        let result = Counter()
        for key in keys + other.keys where try result.lookup(key) == nil {
            let value = try combine(number(key), other.number(key))
            if try isLess(.int(0), value) { try result.store(key, value) }
        }
        return result
    }
    private func combined(_ operation: BinaryOperator, _ right: Value) throws -> Counter? {
        guard let other = right.withoutClass.object(of: .dict) as? Counter else { return nil }
        return switch operation {
        case .add, .subtract: try combined(other) { try binaryResult(operation, $0, $1) }
        case .bitOr: try combined(other) { try isLess($0, $1) ? $1 : $0 }
        case .bitAnd: try combined(other) { try isLess($0, $1) ? $0 : $1 }
        default: nil
        }
    }
    public override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        try combined(operation, right).map { .object($0) }
    }
    public override func inPlace(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        guard let result = try combined(operation, right) else { return nil }
        copyStorage(from: result)
        return .object(self)
    }
    public override func unary(_ operation: UnaryOperator) throws -> Value? {
        switch operation {
        case .positive: .object(try combined(Counter()) { try binaryResult(.add, $0, $1) })
        case .negative: .object(try Counter().combined(self) { try binaryResult(.subtract, $0, $1) })
        case .invert: nil
        }
    }

    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        let counter = Counter()
        try counter.count(arguments)
        return .object(counter)
    }
    static var members: [Object] {
        let methods = Methods<Counter>("Counter")
        return [
            methods.sorted("most_common", "n=None", summary: "The n most frequent elements with their counts.", wording: .python) { counter, a in
                .list(try counter.mostCommon(a[1].isNone ? nil : a[1].toIndex()).map { .tuple([$0, $1]) })
            },
            methods.none("elements", summary: "Each element as often as it was counted.") { counter in
                var elements: [Value] = []
                for (key, value) in counter.pairs { elements += Array(repeating: key, count: max(0, try value.toIndex())) }
                return .object(ArrayIterator(elements, IteratorTypes.chain))
            },
            SameClassCopy.method { object, _ in object },
            methods.none("total", summary: "The sum of the counts.") { counter in
                try counter.values.reduce(.int(0)) { try binaryResult(.add, $0, $1) }
            },
            methods.raw("update", "iterable=None, /, **kwds", summary: "Adds counts.") { counter, a in
                try counter.count(a)
                return .none
            },
            methods.raw("subtract", "iterable=None, /, **kwds", summary: "Takes counts off.") { counter, a in
                try counter.count(a, .subtract)
                return .none
            },
            methods.raw(Names.`init`, "iterable=None, /, **kwds") { counter, a in
                try counter.count(a)
                return .none
            },
        ]
    }
}
