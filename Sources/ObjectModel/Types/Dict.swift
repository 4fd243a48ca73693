/// `dict`: keeps insertion order; keys are compared by Python's rules, which may run code and fail.
///
/// Open addressing over indices into a dense list of entries (R. Hettinger's compact dictionary); a deleted entry stays
/// as a hole until the next growth. Hand-written because keys' hashes and comparisons can throw, which `Hashable` cannot.
open class Dict: Object {
    public struct Entry {
        public var hash: Int
        public var key: Value
        public var value: Value  // unbound: deleted
        // As the compiler lays entries out: the machine finds keys and values by them.
        static var offsetOfKey: Int { MemoryLayout.offset(of: \Entry.key).unsafelyUnwrapped }  // stored properties have one
        static var offsetOfValue: Int { MemoryLayout.offset(of: \Entry.value).unsafelyUnwrapped }  // as above
    }
    // Open to the machine, whose loops step through them.
    /// `used` of them, raw so that looking counts no references; holes among them.
    public private(set) final var entries: UnsafeMutablePointer<Entry>
    public private(set) final var used = 0
    private final var capacity = 0
    /// Power of two places: 0 free, else entry index + 1; a negative place was deleted. Small dicts have none: their
    /// entries are searched one after the other.
    private final var table: UnsafeMutablePointer<Int32>
    /// How many places there are, 0 for a small dict.
    private final var size = 0
    /// Places that are not 0.
    private final var filled = 0
    /// No entry before this one is alive: popping from the front stays quick.
    private final var first = 0
    public private(set) final var count = 0
    /// Counts writes: who has read a dict of options need not read it again while this stays.
    public private(set) final var changes = 0

    // Never read or written through.
    nonisolated(unsafe) private static let noEntries = UnsafeMutablePointer<Entry>.allocate(capacity: 1)
    // The same.
    nonisolated(unsafe) private static let noTable = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
    private static let mostWithoutTable = 5

    public init() {
        entries = Dict.noEntries
        table = Dict.noTable
        super.init(kind: .dict)
    }
    public convenience init(_ pairs: [(Value, Value)]) throws {
        self.init()
        for (key, value) in pairs { try store(key, value) }
    }

    deinit { Dict.free(entries, used, capacity, table, size) }
    private static func free(
        _ entries: UnsafeMutablePointer<Entry>, _ used: Int, _ capacity: Int, _ table: UnsafeMutablePointer<Int32>, _ size: Int
    ) {
        if size > 0 { RawStorage.free(table) }
        if capacity == 0 { return }
        // Chains of objects are freed without recursion: what holds objects goes through the trash.
        Trash.free(entries, used) { entries, used in
            for index in 0..<used {
                (entries + index).value.drop()
                (entries + index).key.drop()
            }
            RawStorage.free(entries)
        }
    }

    open override func walkReferences(_ walk: ReferenceWalk) {
        for index in 0..<used {
            walk.meet((entries + index).key, 1)
            walk.meet((entries + index).value, 1)
        }
    }
    open override func dropReferences() { clear() }

    // MARK: Storage

    // Keys are looked at where they lie: what is found at once counts no references.
    @inline(__always)
    private final func find(_ key: UnsafePointer<Value>, _ hash: Int) throws -> UnsafeMutablePointer<Entry>? {
        if size == 0 {
            var entry = entries + first
            let end = entries + used
            while entry < end {
                if entry.pointee.hash == hash, !entry.value.isUnbound {
                    guard let same = Keys.areSame(entry.key, key) else { return try ask(key, hash) }
                    if same { return entry }
                }
                entry += 1
            }
            return nil
        }
        let mask = size &- 1
        var place = hash & mask
        var step = UInt(bitPattern: hash)
        while true {
            let index = Int(table[place])
            if index == 0 { return nil }
            let entry = entries + (index &- 1)
            if index > 0, entry.pointee.hash == hash {
                guard let same = Keys.areSame(entry.key, key) else { return try ask(key, hash) }
                if same { return entry }
            }
            step >>= 5
            place = (place &* 5 &+ 1 &+ Int(truncatingIfNeeded: step)) & mask
        }
    }
    /// The same search where comparing keys may run code, which may change this dict.
    @inline(never)
    private final func ask(_ key: UnsafePointer<Value>, _ hash: Int) throws -> UnsafeMutablePointer<Entry>? {
        search: while true {
            let size = size
            let mask = size - 1
            var place = size == 0 ? first : hash & mask
            var step = UInt(bitPattern: hash)
            while size > 0 || place < used {
                let index = size == 0 ? place : Int(table[place]) - 1
                if index == -1 { return nil }
                if index >= 0, entries[index].hash == hash, !entries[index].value.isUnbound {
                    if try Keys.areSame((entries + index).key, key) ?? areEqual(entries[index].key, key.pointee) {
                        return index < used && !entries[index].value.isUnbound && entries[index].hash == hash ? entries + index : nil
                    }
                    if self.size != size { continue search }
                }
                if size == 0 {
                    place += 1
                } else {
                    step >>= 5
                    place = (place &* 5 &+ 1 &+ Int(truncatingIfNeeded: step)) & mask
                }
            }
            return nil
        }
    }
    /// Room for one more entry at least; drops the holes.
    private final func grow() {
        if used != count {
            var kept = 0
            for index in 0..<used where !entries[index].value.isUnbound {
                if kept != index { (entries + kept).moveInitialize(from: entries + index, count: 1) }
                kept += 1
            }
            used = kept
        }
        first = 0
        let wanted = Dict.room(for: count)
        if wanted != capacity {
            entries = capacity == 0 ? RawStorage.allocate(wanted, of: Entry.self) : RawStorage.resize(entries, wanted)
            capacity = wanted
        }
        if count >= Dict.mostWithoutTable || size > 0 { makeTable() }
    }
    /// How many entries CPython makes room for when there are `count`: loops that exchange keys end when theirs do.
    private static func room(for count: Int) -> Int {
        var size = 8
        while size < count * 3 { size *= 2 }
        return size * 2 / 3
    }
    private final func makeTable() {
        if size > 0 { RawStorage.free(table) }
        size = 16
        while size < capacity * 2 { size *= 2 }
        table = RawStorage.allocate(size, of: Int32.self)
        table.initialize(repeating: 0, count: size)
        filled = 0
        for index in 0..<used { insertPlace(entries[index].hash, index) }
    }
    @inline(__always)
    private final func insertPlace(_ hash: Int, _ index: Int) {
        let mask = size &- 1
        var place = hash & mask
        var step = UInt(bitPattern: hash)
        while table[place] > 0 {
            step >>= 5
            place = (place &* 5 &+ 1 &+ Int(truncatingIfNeeded: step)) & mask
        }
        if table[place] == 0 { filled &+= 1 }
        table[place] = Int32(truncatingIfNeeded: index &+ 1)
    }
    /// Where the value for `key` lies, until the dict changes; nil: there is none.
    public final func place(of key: UnsafePointer<Value>) throws -> UnsafeMutablePointer<Value>? {
        let hash = try Keys.hash(key)
        return try find(key, hash)?.value
    }
    public final func lookup(_ key: Value) throws -> Value? { try withUnsafePointer(to: key) { try place(of: $0)?.pointee } }
    public final func store(_ key: Value, _ value: Value) throws {
        try withUnsafePointer(to: key) { key in try withUnsafePointer(to: value) { value in try store(at: key, value) } }
    }
    public final func store(at key: UnsafePointer<Value>, _ value: UnsafePointer<Value>) throws {
        let hash = try Keys.hash(key)
        changes &+= 1
        if let entry = try find(key, hash) {
            entry.value.copy(UnsafeMutablePointer(mutating: value))
            return
        }
        _ = add(key, hash, value)
    }
    /// A key that is not there yet. What is stored lies where is said until the dict changes.
    @inline(__always)
    private final func add(_ key: UnsafePointer<Value>, _ hash: Int, _ value: UnsafePointer<Value>) -> UnsafeMutablePointer<Value> {
        if used == capacity || filled &* 3 >= size &* 2 && size > 0 { grow() }
        let entry = entries + used
        entry.pointee.hash = hash
        entry.key.initialize(key)
        entry.value.initialize(value)
        used &+= 1
        count &+= 1
        if size > 0 { insertPlace(hash, used &- 1) }
        return entry.value
    }
    /// Where the value for `key` lies, after storing `value` if there was none.
    public final func place(of key: UnsafePointer<Value>, orStore value: UnsafePointer<Value>) throws -> UnsafeMutablePointer<Value> {
        let hash = try Keys.hash(key)
        if let entry = try find(key, hash) { return entry.value }
        changes &+= 1
        return add(key, hash, value)
    }
    /// The same for `None`.
    public final func place(ofOrStoringNone key: UnsafePointer<Value>) throws -> UnsafeMutablePointer<Value> {
        try withUnsafePointer(to: Value.none) { try place(of: key, orStore: $0) }
    }
    /// Adds to the small number that is stored for `key`; false: there is none, or the sum is none.
    final func increase(_ key: UnsafePointer<Value>, by amount: Int) throws -> Bool {
        guard let number = try place(of: key), number.isInt else { return false }
        let (sum, overflow) = number.int.addingReportingOverflow(amount)
        if overflow { return false }
        changes &+= 1
        number.put(int: sum)
        return true
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
        try withUnsafePointer(to: key) { key in
            let hash = try Keys.hash(key)
            guard let entry = try find(key, hash) else { return nil }
            return removeEntry(entry - entries).value
        }
    }
    private final func removeEntry(_ index: Int) -> Entry {
        let entry = entries[index]
        changes &+= 1
        if size > 0 {
            // The place stays taken, by an entry nobody matches.
            let mask = size - 1
            var place = entry.hash & mask
            var step = UInt(bitPattern: entry.hash)
            while Int(table[place]) != index + 1 {
                step >>= 5
                place = (place &* 5 &+ 1 &+ Int(truncatingIfNeeded: step)) & mask
            }
            table[place] = -1
        }
        (entries + index).value.clear()
        (entries + index).key.putNone()
        count -= 1
        return entry
    }
    /// Takes out the newest or the oldest entry; nil when there is none.
    final func removeEnd(last: Bool) -> (key: Value, value: Value)? {
        guard count > 0 else { return nil }
        if last {
            while entries[used - 1].value.isUnbound { used -= 1 }
            let entry = removeEntry(used - 1)
            used -= 1
            return (entry.key, entry.value)
        }
        while entries[first].value.isUnbound { first += 1 }
        let entry = removeEntry(first)
        return (entry.key, entry.value)
    }
    public final func clear() {
        changes &+= 1
        let (oldEntries, oldUsed, oldCapacity, oldTable, oldSize) = (entries, used, capacity, table, size)
        (entries, used, capacity, table, size) = (Dict.noEntries, 0, 0, Dict.noTable, 0)
        (count, filled, first) = (0, 0, 0)
        Dict.free(oldEntries, oldUsed, oldCapacity, oldTable, oldSize)
    }
    /// Puts the pairs in a new order.
    final func replaceAll(_ pairs: [(Value, Value)]) throws {
        clear()
        for (key, value) in pairs { try store(key, value) }
    }
    /// A copy of the storage, without comparing anything.
    public final func copyStorage(from other: Dict) {
        clear()
        if other.count == 0 { return }
        capacity = other.count * 3 >= other.used * 2 ? other.capacity : Dict.room(for: other.count)
        entries = RawStorage.allocate(capacity, of: Entry.self)
        for index in other.first..<other.used where !other.entries[index].value.isUnbound {
            let (entry, theirs) = (entries + used, other.entries + index)
            entry.pointee.hash = theirs.pointee.hash
            entry.key.initialize(theirs.key)
            entry.value.initialize(theirs.value)
            used += 1
        }
        count = used
        if count > Dict.mostWithoutTable { makeTable() }
    }
    /// Takes over all pairs of another dict, which may change meanwhile.
    final func merge(_ other: Dict) throws {
        var position = 0
        try Dict.withPair { key, value in
            while let entry = other.step(&position) {
                key.copy(entry.key)
                value.copy(entry.value)
                try store(at: key, UnsafePointer(value))
            }
        }
    }
    /// Two places, for a key and its value.
    static func withPair(_ body: (UnsafeMutablePointer<Value>, UnsafeMutablePointer<Value>) throws -> Void) rethrows {
        try withUnsafeTemporaryAllocation(of: Value.self, capacity: 2) { pair in
            let key = pair.baseAddress.unsafelyUnwrapped  // it has that capacity
            let value = key + 1
            key.forget()
            value.forget()
            defer {
                key.clear()
                value.clear()
            }
            try body(key, value)
        }
    }
    /// Where the entry's key and value lie; the latter is unbound where the entry is a hole.
    @inline(__always) public final func keyPlace(_ index: Int) -> UnsafeMutablePointer<Value> { (entries + index).key }
    @inline(__always) public final func valuePlace(_ index: Int) -> UnsafeMutablePointer<Value> { (entries + index).value }
    /// What spread keywords must be.
    public final var hasTextKeysOnly: Bool {
        for index in first..<used where !(entries + index).value.isUnbound {
            if !(entries + index).key.isObject || (entries + index).key.kind != .str { return false }
        }
        return true
    }
    // Text keys neither fail to hash nor to compare with each other; a foreign key that fails counts as different.
    public final func lookup(_ key: String) -> Value? { (try? lookup(.str(key))) ?? nil }
    public final func store(_ key: String, _ value: Value) { try? store(.str(key), value) }
    public final func removeValue(_ key: String) -> Value? { (try? remove(.str(key))) ?? nil }

    public final var pairs: [(Value, Value)] {
        var result: [(Value, Value)] = []
        result.reserveCapacity(count)
        for index in first..<used where !entries[index].value.isUnbound { result.append((entries[index].key, entries[index].value)) }
        return result
    }
    public final var keys: [Value] { pairs.map(\.0) }
    public final var values: [Value] { pairs.map(\.1) }
    /// For iterators: the entry at or after `position`, which is moved behind it.
    @inline(__always)
    final func step(_ position: inout Int) -> UnsafeMutablePointer<Entry>? {
        var index = Swift.max(position, first)
        while index < used {
            let entry = entries + index
            index &+= 1
            if !entry.value.isUnbound {
                position = index
                return entry
            }
        }
        return nil
    }
    public final var oldestKey: Value? {
        var position = 0
        return step(&position)?.pointee.key
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
    open override func contains(_ value: Value) throws -> Bool { try withUnsafePointer(to: value) { try place(of: $0) != nil } }
    open override func repr() throws -> String { try reprOfPairs() }
    public final func reprOfPairs() throws -> String {
        guard try Nesting.begin(self) else { return "{...}" }
        defer { Nesting.end() }
        var text = TextBuilder()
        text.append(UInt8(ascii: "{"))
        for (index, pair) in pairs.enumerated() {
            if index > 0 { text.append(ascii: ", ") }
            try pair.0.append(reprTo: &text)
            text.append(ascii: ": ")
            try pair.1.append(reprTo: &text)
        }
        text.append(UInt8(ascii: "}"))
        return text.text
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
        // As far as no code of the program's runs.
        var index = first
        while index < used {
            let entry = entries + index
            if !entry.value.isUnbound {
                guard entry.key.isInt || entry.key.isObject && entry.key.kind == .str else { break }
                guard let theirs = try other.place(of: entry.key) else { return false }
                guard let isSame = Keys.areSame(entry.value, theirs) else { break }
                if !isSame { return false }
            }
            index += 1
        }
        if index == used { return true }
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
        let merged: Dict
        if Swift.type(of: self) == Dict.self, Swift.type(of: other) != Dict.self, !(other is Counter) {
            // The other class knows more: its own `__ror__` is asked first.
            merged = other.shallowCopy()
            merged.clear()
            for (key, value) in pairs { try merged.store(key, value) }
        } else {
            merged = shallowCopy()
        }
        try merged.merge(other)
        return .object(merged)
    }
    open override func inPlace(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        guard operation == .bitOr else { return nil }
        try update(from: right)
        return .object(self)
    }
}

extension UnsafeMutablePointer where Pointee == Dict.Entry {
    @inline(__always) var key: UnsafeMutablePointer<Value> { withUnsafeMutablePointer(to: &pointee.key) { $0 } }
    @inline(__always) var value: UnsafeMutablePointer<Value> { withUnsafeMutablePointer(to: &pointee.value) { $0 } }
}
