/// `collections.OrderedDict`: a dict whose order is part of its value and can be changed.
public final class OrderedDict: Dict {
    public override var type: TypeObject { CollectionTypes.orderedDict }
    public override func repr() throws -> String { try repr(named: "OrderedDict") }
    public override func repr(named name: String) throws -> String {
        if count == 0 { return "\(name)()" }
        return try Nesting.enter(self, shown: "...") {
            "\(name)([" + (try pairs.map { "(\(try $0.repr()), \(try $1.repr()))" }).joined(separator: ", ") + "])"
        }
    }
    public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard comparison == .equal || comparison == .notEqual,
            let ordered = other.withoutClass.object(of: .dict) as? OrderedDict
        else { return try super.compare(comparison, other) }
        var same = count == ordered.count
        if same {
            for ((key, value), (otherKey, otherValue)) in zip(pairs, ordered.pairs) {
                guard try areEqual(key, otherKey), try areEqual(value, otherValue) else {
                    same = false
                    break
                }
            }
        }
        return .bool(same == (comparison == .equal))
    }
    public override func shallowCopy() -> Dict {
        let copy = OrderedDict()
        copy.copyStorage(from: self)
        return copy
    }
    private func move(_ key: Value, toEnd: Bool) throws {
        guard let value = try remove(key) else { throw Raised.keyError(key) }
        if toEnd { return try store(key, value) }
        let rest = pairs
        try replaceAll([(key, value)] + rest)
    }

    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        let dict = OrderedDict()
        try dict.update(arguments, function: "OrderedDict")
        return .object(dict)
    }
    static var members: [Object] {
        let methods = Methods<OrderedDict>("collections.OrderedDict")
        return [
            methods.sorted("move_to_end", "key, last=True", summary: "Moves key to the end, or to the start.") { dict, a in
                try dict.move(a[1], toEnd: try a[2].isTrue())
                return .none
            },
            SameClassCopy.method { copy, _ in copy },
            methods.raw("pop", "key, default", summary: "Takes out key and gives its value, or default.") { dict, a in
                guard let key = a.count > 0 ? a[0] : a.keyword("key") else { throw Raised.typeError("pop() missing required argument 'key' (pos 1)") }
                if let value = try dict.remove(key) { return value }
                guard let value = a.count > 1 ? a[1] : a.keyword("default") else { throw Raised.keyError(key) }
                return value
            },
            methods.sorted("setdefault", "key, default=None", summary: "The value for key, storing default if there is none.", wording: .native) { dict, a in
                try dict.lookup(a[1], orStore: a[2])
            },
            methods.sorted("popitem", "last=True", summary: "Takes out the newest pair, or the oldest.") { dict, a in
                guard let (key, value) = dict.removeEnd(last: try a[1].isTrue()) else {
                    throw Raised.keyError(.str("dictionary is empty"))
                }
                return .tuple([key, value])
            },
        ]
    }
}
