/// `list`.
public final class List: Object {
    public var items: [Value]
    /// The repr under way, so that a list inside itself shows as `[...]`.
    private var isShowing = false
    public init(_ items: [Value]) {
        self.items = items
        super.init(kind: .list)
    }
    public override var type: TypeObject { BuiltinTypes.list }
    public override func isTrue() -> Bool { !items.isEmpty }
    public override func length() -> Int { items.count }
    public override func repr() throws -> String {
        if isShowing { return "[...]" }
        isShowing = true
        defer { isShowing = false }
        return "[" + (try items.map { try $0.repr() }).joined(separator: ", ") + "]"
    }
    public override func iterator() -> Object { ListIterator(self) }
    public override func item(_ index: Value) throws -> Value {
        items[try Sequences.position(index, items.count, "list")]
    }
    public override func setItem(_ index: Value, _ value: Value) throws {
        items[try Sequences.position(index, items.count, "list assignment")] = value
    }
    public override func hash() throws -> Int { throw Raised.typeError("unhashable type: 'list'") }
}

public final class ListIterator: Object {
    private let list: List
    private var position = 0
    init(_ list: List) {
        self.list = list
        super.init(kind: .iterator)
    }
    public override var type: TypeObject { BuiltinTypes.iterator }
    public override func iterator() -> Object { self }
    public override func next() -> Value? {
        guard position < list.items.count else { return nil }
        position += 1
        return list.items[position - 1]
    }
}

/// Rules shared by everything that is indexed by position.
public enum Sequences {
    /// The place that a (possibly negative) index means.
    public static func position(_ index: Value, _ count: Int, _ what: String) throws -> Int {
        let given: Int
        if case .int(let value) = index { given = value } else { given = try index.toIndex() }
        let position = given < 0 ? given + count : given
        guard position >= 0, position < count else { throw Raised.indexError("\(what) index out of range") }
        return position
    }
}
