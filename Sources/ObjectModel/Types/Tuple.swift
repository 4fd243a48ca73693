/// `tuple`; named tuples and PyTorch's named results are instances whose payload is one.
public final class Tuple: Object {
    public let items: [Value]
    public init(_ items: [Value]) {
        self.items = items
        super.init(kind: .tuple)
    }
    public override var type: TypeObject { BuiltinTypes.tuple }
    public override func isTrue() -> Bool { !items.isEmpty }
    public override func length() -> Int { items.count }
    public override func repr() throws -> String {
        let inner = try items.map { try $0.repr() }.joined(separator: ", ")
        return items.count == 1 ? "(\(inner),)" : "(\(inner))"
    }
    public override func item(_ index: Value) throws -> Value {
        items[try Sequences.position(index, items.count, "tuple")]
    }
    public override func iterator() -> Object { ArrayIterator(items, BuiltinTypes.iterator) }
}

/// Iterates values that do not change meanwhile.
public final class ArrayIterator: Object {
    private let items: [Value]
    private var position = 0
    private let shownType: TypeObject
    public init(_ items: [Value], _ type: TypeObject) {
        self.items = items
        shownType = type
        super.init(kind: .iterator)
    }
    public override var type: TypeObject { shownType }
    public override func iterator() -> Object { self }
    public override func next() -> Value? {
        guard position < items.count else { return nil }
        position += 1
        return items[position - 1]
    }
}

/// An iterator whose steps are a closure: for `map`, `zip`, `enumerate` and their kin.
public final class ClosureIterator: Object {
    private let step: () throws -> Value?
    private let shownType: TypeObject
    public init(_ type: TypeObject, _ step: @escaping () throws -> Value?) {
        shownType = type
        self.step = step
        super.init(kind: .iterator)
    }
    public override var type: TypeObject { shownType }
    public override func iterator() -> Object { self }
    public override func next() throws -> Value? { try step() }
}
