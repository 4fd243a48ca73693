/// `collections.deque`: a ring that grows at either end, or forgets at the other when it is full.
public final class Deque: Object {
    /// A power of two places, raw; the elements stand from `head` on, and the other places hold nothing.
    // Open to the machine, which appends in its loop.
    public private(set) var ring = RawStorage.allocate(8, of: Value.self)
    public private(set) var capacity = 8 { didSet { setRoom() } }
    public private(set) var head = 0
    public var count = 0
    public private(set) var limit: Int? { didSet { setRoom() } }
    /// Up to so many elements one more is simply put behind the others.
    public private(set) var room = 8
    /// Counts what iterators must not see.
    public var changes = 0

    public init(_ items: [Value] = [], limit: Int? = nil) {
        self.limit = limit
        super.init(kind: .other)
        setRoom()
        for item in items { append(item) }
    }
    deinit { free() }
    private func setRoom() { room = Swift.min(capacity, limit ?? .max) }
    /// Lets go of the elements, which come in one or two rows, and of the ring.
    private func free() {
        let row = Swift.min(count, capacity - head)
        if row > 0 { Trash.empty(ring + head, row) }
        if count > row { Trash.empty(ring, count - row) }
        RawStorage.free(ring)
    }
    public override func walkReferences(_ walk: ReferenceWalk) {
        for index in 0..<count { walk.meet(place(index), 1) }
    }
    public override func dropReferences() {
        free()
        (ring, capacity, head, count) = (RawStorage.allocate(8, of: Value.self), 8, 0, 0)
    }
    public var items: [Value] { (0..<count).map { self[$0] } }
    @inline(__always)
    private func place(_ index: Int) -> UnsafeMutablePointer<Value> { ring + ((head &+ index) & (capacity &- 1)) }
    private subscript(index: Int) -> Value { place(index).pointee }
    @inline(never)
    private func grow() {
        let larger = RawStorage.allocate(capacity * 2, of: Value.self)
        RawStorage.move(ring + head, capacity - head, to: larger)
        RawStorage.move(ring, head, to: larger + (capacity - head))
        RawStorage.free(ring)
        ring = larger
        capacity *= 2
        head = 0
    }
    /// Makes room for one more; false: there is none, and never will be.
    @inline(__always)
    private func makeRoom(droppingFirst: Bool) -> Bool {
        if let limit, count >= limit {
            if limit == 0 { return false }
            var dropped = Value.unbound
            _ = droppingFirst ? popFirst(into: &dropped) : popLast(into: &dropped)
        }
        if count == capacity { grow() }
        changes &+= 1
        return true
    }
    /// Takes over what a place holds, if there is room; that place is unbound then.
    public func append(taking value: UnsafeMutablePointer<Value>) {
        guard makeRoom(droppingFirst: true) else { return }
        place(count).move(value)
        count &+= 1
    }
    @inline(never)
    public func appendSlowly(copying value: UnsafeMutablePointer<Value>) {
        guard makeRoom(droppingFirst: true) else { return }
        place(count).initialize(value)
        count &+= 1
    }
    private func appendFirst(taking value: UnsafeMutablePointer<Value>) {
        guard makeRoom(droppingFirst: false) else { return }
        head = (head &- 1) & (capacity &- 1)
        count &+= 1
        (ring + head).move(value)
    }
    public func append(_ value: Value) {
        var value = value
        append(taking: &value)
    }
    func appendFirst(_ value: Value) {
        var value = value
        appendFirst(taking: &value)
    }
    /// Moves the last element to where it is wanted, if there is one.
    func popLast(into target: UnsafeMutablePointer<Value>) -> Bool {
        guard count > 0 else { return false }
        changes &+= 1
        count &-= 1
        target.take(place(count))
        return true
    }
    func popFirst(into target: UnsafeMutablePointer<Value>) -> Bool {
        guard count > 0 else { return false }
        target.put(words: takeFirst())
        return true
    }
    /// Takes out the first element, which there is.
    @inline(__always)
    public func takeFirst() -> ValueWords {
        changes &+= 1
        let first = (ring + head).words
        head = (head &+ 1) & (capacity &- 1)
        count &-= 1
        return first
    }
    private func replace(_ items: [Value]) {
        free()
        changes &+= 1
        (ring, capacity, head, count) = (RawStorage.allocate(8, of: Value.self), 8, 0, 0)
        for item in items { append(item) }
    }
    private func rotate(_ steps: Int) {
        guard count > 1 else { return }
        let shift = ((steps % count) + count) % count
        let old = items
        replace(Array(old.suffix(shift) + old.prefix(count - shift)))
    }

    /// The first place of `value` within `bounds`, which lie in the deque.
    private func firstIndex(of value: Value, _ bounds: Range<Int>) throws -> Int? {
        let before = changes
        for index in bounds {
            let isEqual = try areEqual(self[index], value)
            if changes != before { throw Raised.runtimeError("deque mutated during iteration") }
            if isEqual { return index }
        }
        return nil
    }

    // MARK: As an object

    public override var type: TypeObject { CollectionTypes.deque }
    public override func isTrue() -> Bool { count != 0 }
    public override func length() -> Int { count }
    public override func hash() throws -> Int { throw Raised.typeError("unhashable type: 'collections.deque'") }
    public override func repr() throws -> String { try repr(named: "deque") }
    public override func repr(named name: String) throws -> String {
        try Nesting.enter(self, shown: "[...]") {
            let inner = try items.map { try $0.repr() }.joined(separator: ", ")
            return limit.map { "\(name)([\(inner)], maxlen=\($0))" } ?? "\(name)([\(inner)])"
        }
    }
    private func position(_ index: Value) throws -> Int {
        guard case .object(let object) = index, try object.index() == nil else {
            if case .float = index { throw Raised.typeError("sequence index must be integer, not 'float'") }
            return try Sequences.position(index, count, "deque")
        }
        throw Raised.typeError("sequence index must be integer, not '\(index.type.name)'")
    }
    public override func item(_ index: Value) throws -> Value { self[try position(index)] }
    public override func setItem(_ index: Value, _ value: Value) throws { place(try position(index)).put(value) }
    public override func deleteItem(_ index: Value) throws {
        var rest = items
        rest.remove(at: try position(index))
        replace(rest)
    }
    public override func iterator() -> Object { DequeIterator(self) }
    /// For iterators, where `index` lies inside.
    fileprivate func copy(_ index: Int, to target: UnsafeMutablePointer<Value>) { target.copy(place(index)) }
    public override func contains(_ value: Value) throws -> Bool { try firstIndex(of: value, 0..<count) != nil }
    public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard case .object(let object) = other.withoutClass, let deque = object as? Deque else { return nil }
        return try Tuple(items).compare(comparison, with: Tuple(deque.items))
    }
    public override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        switch operation {
        case .add:
            guard case .object(let object) = right.withoutClass, let other = object as? Deque else {
                throw Raised.typeError("can only concatenate deque (not \"\(right.type.name)\") to deque")
            }
            return .object(Deque(items + other.items, limit: limit))
        case .multiply:
            return try Sequences.repetitions(right, size: count).map { .object(Deque(Sequences.repeated(items, $0), limit: limit)) }
        default: return nil
        }
    }
    public override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? {
        operation == .multiply ? try binary(.multiply, left) : nil
    }
    public override func inPlace(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        if operation == .multiply {
            guard let times = try Sequences.repetitions(right, size: count) else { return nil }
            replace(Sequences.repeated(items, times))
            return .object(self)
        }
        guard operation == .add else { return nil }
        try forEach(right) { append($0) }
        return .object(self)
    }
    /// The elements of `source`, of which a deque with a limit need not hold more than it keeps.
    private func forEach(_ source: Value, _ body: (Value) -> Void) throws {
        if limit == nil || source.isIdentical(to: .object(self)) { return try collect(source).forEach(body) }
        let iterator = try source.iterator()
        while let value = try iterator.next() {
            try Stop.check()
            body(value)
        }
    }
    private func fill(_ arguments: Arguments) throws {
        let total = arguments.count + arguments.keywordCount
        if total > 2 { throw Raised.typeError("deque() takes at most 2 arguments (\(total) given)") }
        let bound = arguments.count > 1 ? arguments[1] : arguments.keyword("maxlen") ?? .none
        if !bound.isNone {
            guard bound.asInt != nil else { throw Raised.typeError("an integer is required") }
            let most = try bound.toIndex()
            guard most >= 0 else { throw Raised.valueError("maxlen must be non-negative") }
            limit = most
        }
        if let source = arguments.count > 0 ? arguments[0] : arguments.keyword("iterable") {
            replace([])
            try forEach(source) { append($0) }
        }
    }

    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        let deque = Deque()
        try deque.fill(arguments)
        return .object(deque)
    }
    static var members: [Object] {
        let methods = Methods<Deque>("collections.deque")
        return [
            methods.one("append", summary: "Adds at the right.") { $0.append($1); return .none }.intrinsic(.dequeAppend),
            methods.one("appendleft", summary: "Adds at the left.") { $0.appendFirst($1); return .none },
            methods.none("pop", summary: "Takes out and gives the rightmost.") { deque in
                var value = Value.unbound
                guard deque.popLast(into: &value) else { throw Raised.indexError("pop from an empty deque") }
                return value
            },
            methods.none("popleft", summary: "Takes out and gives the leftmost.") { deque in
                var value = Value.unbound
                guard deque.popFirst(into: &value) else { throw Raised.indexError("pop from an empty deque") }
                return value
            }.intrinsic(.dequePopLeft),
            methods.one("extend", "iterable", summary: "Adds every element at the right.") { deque, values in
                try deque.forEach(values) { deque.append($0) }
                return .none
            },
            methods.one("extendleft", "iterable", summary: "Adds one element after the other at the left.") { deque, values in
                try deque.forEach(values) { deque.appendFirst($0) }
                return .none
            },
            methods.some("rotate", 0...1, "n=1, /", summary: "Moves every element n steps to the right.") { deque, a in
                deque.rotate(a.count > 0 ? try a[0].toIndex() : 1)
                return .none
            },
            methods.none("clear", summary: "Takes out everything.") { $0.replace([]); return .none },
            SameClassCopy.method({ copy, _ in copy }, more: { [($0 as? Deque)?.limit.map { .int($0) } ?? .none] }),
            methods.none("reverse", summary: "Turns the order round, in place.") { $0.replace($0.items.reversed()); return .none },
            methods.one("count", "value", summary: "How often value occurs.") { deque, value in
                var (found, index) = (0, 0)
                while let next = try deque.firstIndex(of: value, index..<deque.count) {
                    found += 1
                    index = next + 1
                }
                return .int(found)
            },
            methods.one("remove", "value", summary: "Takes out the first value.") { deque, value in
                let before = deque.changes
                for index in 0..<deque.count {
                    let isEqual = try areEqual(deque[index], value)
                    if deque.changes != before { throw Raised.indexError("deque mutated during remove().") }
                    guard isEqual else { continue }
                    var rest = deque.items
                    rest.remove(at: index)
                    deque.replace(rest)
                    return .none
                }
                throw Raised.valueError("\(try value.repr()) is not in deque")
            },
            methods.some("index", 1...3, "value, start, stop, /", summary: "The first place of value.") { deque, a in
                let bounds = try Sequences.bounds(a.count > 1 ? a[1] : nil, a.count > 2 ? a[2] : nil, deque.count)
                guard let index = try deque.firstIndex(of: a[0], bounds) else {
                    throw Raised.valueError("\(try a[0].repr()) is not in deque")
                }
                return .int(index)
            },
            methods.some("insert", 2...2, "index, object, /", summary: "Puts object before index.") { deque, a in
                if let limit = deque.limit, deque.count >= limit { throw Raised.indexError("deque already at its maximum size") }
                var rest = deque.items
                let given = try a[0].toIndex()
                rest.insert(a[1], at: given < 0 ? max(0, given + rest.count) : min(given, rest.count))
                deque.replace(rest)
                return .none
            },
            methods.none("__reversed__") { .object(ArrayIterator($0.items.reversed(), CollectionTypes.dequeReverseIterator)) },
            methods.raw(Names.`init`, "iterable=(), maxlen=None") { deque, a in
                try deque.fill(a)
                return .none
            },
            NativeProperty("maxlen") { value in try methods.receiver(value, "maxlen").limit.map { .int($0) } ?? .none },
        ]
    }
}

// Spelled in small steps, which the optimizer folds into the machine's loop.
extension Unmanaged where Instance == Deque {
    @inlinable @inline(__always)
    public func append(copying value: UnsafeMutablePointer<Value>) {
        let count = borrowed { $0.count }
        guard count < borrowed({ $0.room }) else { return borrowed { $0.appendSlowly(copying: value) } }
        let place = (borrowed { $0.head } &+ count) & (borrowed { $0.capacity } &- 1)
        (borrowed { $0.ring } + place).initialize(value)
        borrowed { $0.count = count &+ 1 }
        borrowed { $0.changes = $0.changes &+ 1 }
    }
}

private final class DequeIterator: SteppedIterator {
    private let deque: Deque
    private let changes: Int
    private var index = 0
    init(_ deque: Deque) {
        self.deque = deque
        changes = deque.changes
        super.init()
    }
    override var type: TypeObject { CollectionTypes.dequeIterator }
    override func advance(into item: UnsafeMutablePointer<Value>) throws -> Bool {
        if deque.changes != changes { throw Raised.runtimeError("deque mutated during iteration") }
        guard index < deque.count else { return false }
        deque.copy(index, to: item)
        index &+= 1
        return true
    }
}
