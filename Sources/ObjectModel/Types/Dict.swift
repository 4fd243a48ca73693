/// `dict`: keeps insertion order; keys are compared by Python's rules, which may run code and fail.
///
/// Open addressing over indices into a dense list of entries (R. Hettinger's compact dictionary); a deleted entry stays
/// as a hole until the next growth. Hand-written because keys' hashes and comparisons can throw, which `Hashable` cannot.
open class Dict: Object {
    struct Entry {
        var hash: Int
        var key: Value
        var value: Value  // unbound: deleted
    }
    private(set) final var entries: ContiguousArray<Entry> = []
    /// Power of two places: 0 free, else entry index + 1; a negative place was deleted.
    private final var table: ContiguousArray<Int32> = []
    /// Places that are not 0.
    private final var filled = 0
    /// No entry before this one is alive: popping from the front stays quick.
    private final var first = 0
    public private(set) final var count = 0

    public init() { super.init(kind: .dict) }
    public init(_ pairs: [(Value, Value)]) throws {
        super.init(kind: .dict)
        for (key, value) in pairs { try store(key, value) }
    }

    deinit { if count > 0 { Trash.free(entries.taken()) } }

    // MARK: Storage

    private final func find(_ key: Value, _ hash: Int) throws -> Int? {
        if table.isEmpty { return nil }
        let mask = table.count - 1
        var place = hash & mask
        var step = UInt(bitPattern: hash)
        while true {
            let index = Int(table[place])
            if index == 0 { return nil }
            if index > 0, entries[index - 1].hash == hash {
                if try isSame(entries[index - 1].key, key) {
                    // The comparison may have run code that changed this dict.
                    return index <= entries.count && !entries[index - 1].value.isUnbound ? index - 1 : nil
                }
                if table.count != mask + 1 { return try find(key, hash) }
            }
            step >>= 5
            place = (place &* 5 &+ 1 &+ Int(truncatingIfNeeded: step)) & mask
        }
    }
    @inline(__always)
    private final func isSame(_ a: Value, _ b: Value) throws -> Bool {
        switch (a, b) {
        case (.int(let x), .int(let y)): return x == y
        case (.object(let x), .object(let y)):
            if x === y { return true }
            if x.kind == .str, y.kind == .str {
                // The kinds say so.
                return StringText.equal(unsafeDowncast(x, to: Str.self).text, unsafeDowncast(y, to: Str.self).text)
            }
            return try areEqual(a, b)
        default: return try areEqual(a, b)
        }
    }
    private final func grow() {
        if entries.count != count { entries.removeAll { $0.value.isUnbound } }
        first = 0
        var size = 8
        while size < (count + 1) * 3 { size *= 2 }
        table = ContiguousArray(repeating: 0, count: size)
        filled = 0
        for index in entries.indices { insertPlace(entries[index].hash, index) }
    }
    private final func insertPlace(_ hash: Int, _ index: Int) {
        let mask = table.count - 1
        var place = hash & mask
        var step = UInt(bitPattern: hash)
        while table[place] > 0 {
            step >>= 5
            place = (place &* 5 &+ 1 &+ Int(truncatingIfNeeded: step)) & mask
        }
        if table[place] == 0 { filled += 1 }
        table[place] = Int32(truncatingIfNeeded: index + 1)
    }
    public final func lookup(_ key: Value) throws -> Value? {
        let hash = try key.hash()
        guard count != 0, let index = try find(key, hash) else { return nil }
        return entries[index].value
    }
    public final func store(_ key: Value, _ value: Value) throws {
        let hash = try key.hash()
        if let index = try find(key, hash) {
            entries[index].value = value
            return
        }
        if (filled + 1) * 3 > table.count * 2 { grow() }
        entries.append(Entry(hash: hash, key: key, value: value))
        insertPlace(hash, entries.count - 1)
        count += 1
    }
    /// The value for `key`, after storing `value` if there was none.
    public final func lookup(_ key: Value, orStore value: @autoclosure () throws -> Value) throws -> Value {
        if let found = try lookup(key) { return found }
        let value = try value()
        try store(key, value)
        return value
    }
    /// - Returns: the value that was there.
    @discardableResult
    public final func remove(_ key: Value) throws -> Value? {
        let hash = try key.hash()
        guard let index = try find(key, hash) else { return nil }
        return removeEntry(index).value
    }
    private final func removeEntry(_ index: Int) -> Entry {
        let entry = entries[index]
        // The place stays taken, by an entry nobody matches.
        let mask = table.count - 1
        var place = entry.hash & mask
        var step = UInt(bitPattern: entry.hash)
        while Int(table[place]) != index + 1 {
            step >>= 5
            place = (place &* 5 &+ 1 &+ Int(truncatingIfNeeded: step)) & mask
        }
        table[place] = -1
        entries[index].value = .unbound
        entries[index].key = .none
        count -= 1
        if count == 0 {
            clear()
        } else if index == entries.count - 1 {
            while let last = entries.last, last.value.isUnbound { entries.removeLast() }
        }
        return entry
    }
    /// Takes out the newest or the oldest entry; nil when there is none.
    final func removeEnd(last: Bool) -> (key: Value, value: Value)? {
        guard count > 0 else { return nil }
        if last {
            let entry = removeEntry(entries.count - 1)
            return (entry.key, entry.value)
        }
        while entries[first].value.isUnbound { first += 1 }
        let entry = removeEntry(first)
        return (entry.key, entry.value)
    }
    public final func clear() {
        entries = []
        table = []
        count = 0
        filled = 0
        first = 0
    }
    /// Puts the pairs in a new order.
    final func replaceAll(_ pairs: [(Value, Value)]) throws {
        clear()
        for (key, value) in pairs { try store(key, value) }
    }
    /// A copy of the storage, without comparing anything.
    public final func copyStorage(from other: Dict) {
        entries = other.entries
        table = other.table
        count = other.count
        filled = other.filled
        first = other.first
    }
    // Text keys neither fail to hash nor to compare with each other; a foreign key that fails counts as different.
    public final func lookup(_ key: String) -> Value? { (try? lookup(.str(key))) ?? nil }
    public final func store(_ key: String, _ value: Value) { try? store(.str(key), value) }
    public final func removeValue(_ key: String) -> Value? { (try? remove(.str(key))) ?? nil }

    public final var pairs: [(Value, Value)] {
        var result: [(Value, Value)] = []
        result.reserveCapacity(count)
        for entry in entries where !entry.value.isUnbound { result.append((entry.key, entry.value)) }
        return result
    }
    public final var keys: [Value] { pairs.map(\.0) }
    public final var values: [Value] { pairs.map(\.1) }
    /// For iterators: the entry at or after `position`, and where to go on.
    public final func entry(from position: Int) -> (key: Value, value: Value, next: Int)? {
        var position = max(position, first)
        while position < entries.count {
            if !entries[position].value.isUnbound { return (entries[position].key, entries[position].value, position + 1) }
            position += 1
        }
        return nil
    }

    // MARK: As an object

    open override var type: TypeObject { BuiltinTypes.dict }
    open override func isTrue() throws -> Bool { count != 0 }
    open override func length() throws -> Int { count }
    open override func hash() throws -> Int { throw Raised.typeError("unhashable type: '\(type.name)'") }
    open override func item(_ index: Value) throws -> Value {
        if let value = try lookup(index) { return value }
        return try missing(index)
    }
    /// What a look-up of an absent key gives; `defaultdict` makes a value here.
    open func missing(_ key: Value) throws -> Value { throw Raised.keyError(key) }
    open override func setItem(_ index: Value, _ value: Value) throws { try store(index, value) }
    open override func deleteItem(_ index: Value) throws {
        guard try remove(index) != nil else { throw Raised.keyError(index) }
    }
    open override func contains(_ value: Value) throws -> Bool { try lookup(value) != nil }
    open override func repr() throws -> String { try reprOfPairs() }
    public final func reprOfPairs() throws -> String {
        try Nesting.enter(self, shown: "{...}") {
            "{" + (try pairs.map { "\(try $0.repr()): \(try $1.repr())" }).joined(separator: ", ") + "}"
        }
    }
    open override func iterator() throws -> Object { DictIterator(self, .keys) }
    open override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard comparison == .equal || comparison == .notEqual, let dict = other.withoutClass.object(of: .dict) as? Dict
        else { return nil }
        return .bool(try equals(dict) == (comparison == .equal))
    }
    final func equals(_ other: Dict) throws -> Bool {
        guard other.count == count else { return false }
        return try NativeDepth.enter(" in comparison") { try hasSameValues(other) }
    }
    private final func hasSameValues(_ other: Dict) throws -> Bool {
        for (key, value) in pairs {
            guard let theirs = try other.lookup(key), try areEqual(value, theirs) else { return false }
        }
        return true
    }
    /// A new dict of the same kind with the same pairs: what `copy()` gives.
    open func shallowCopy() -> Dict {
        let copy = Dict()
        copy.copyStorage(from: self)
        return copy
    }
    open override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        guard operation == .bitOr, let other = right.withoutClass.object(of: .dict) as? Dict else { return nil }
        let merged = shallowCopy()
        for (key, value) in other.pairs { try merged.store(key, value) }
        return .object(merged)
    }
    open override func inPlace(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        guard operation == .bitOr else { return nil }
        try update(from: right)
        return .object(self)
    }
}
