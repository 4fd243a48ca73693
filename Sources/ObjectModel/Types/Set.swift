/// `set` and `frozenset`, with CPython's table, so that elements come in CPython's order (numbers and tuples of them;
/// the order of texts is random there and fixed here).
public final class SetObject: Object {
    struct Entry {
        /// Unbound: never used, if `hash` is 0; given up, if it is -1.
        var key: Value
        var hash: Int
        static var dummy: Entry { Entry(key: .unbound, hash: -1) }
    }
    /// Raw, so that looking counts no references.
    private(set) var table = SetObject.emptyTable(8)
    /// Used and given up places.
    private(set) var fill = 0
    public private(set) var count = 0
    /// Where `pop` goes on searching.
    private var finger = 0
    private var mask: Int { table.count &- 1 }
    private static let linearProbes = 9

    private static func emptyTable(_ size: Int) -> UnsafeMutableBufferPointer<Entry> {
        let entries = RawStorage.allocate(size, of: Entry.self)
        for index in 0..<size { (entries + index).makeFree() }
        return UnsafeMutableBufferPointer(start: entries, count: size)
    }
    /// Puts another table in the place of this one, which goes away.
    private func exchange(_ new: UnsafeMutableBufferPointer<Entry>) {
        let old = table
        table = new
        SetObject.free(old)
    }
    private static func free(_ table: UnsafeMutableBufferPointer<Entry>) {
        guard let start = table.baseAddress else { return }
        Trash.free(start, table.count) { start, count in
            for index in 0..<count { (start + index).key.drop() }
            RawStorage.free(start)
        }
    }
    private static func copied(_ table: UnsafeMutableBufferPointer<Entry>) -> UnsafeMutableBufferPointer<Entry> {
        let copy = RawStorage.allocate(table.count, of: Entry.self)
        let entries = table.baseAddress.unsafelyUnwrapped  // there is always a table
        for index in 0..<table.count {
            (copy + index).key.initialize((entries + index).key)
            (copy + index).pointee.hash = (entries + index).pointee.hash
        }
        return UnsafeMutableBufferPointer(start: copy, count: table.count)
    }
    deinit { if count > 0 { SetObject.free(table) } else { RawStorage.free(table.baseAddress.unsafelyUnwrapped) } }  // there is always a table

    public override func walkReferences(_ walk: ReferenceWalk) {
        guard count > 0, let start = table.baseAddress else { return }
        for index in 0..<table.count { walk.meet((start + index).key, 1) }
    }

    public init(isFrozen: Bool = false) { super.init(kind: isFrozen ? .frozenSet : .set) }
    public convenience init(_ values: [Value], isFrozen: Bool = false) throws {
        self.init(isFrozen: isFrozen)
        for value in values { try add(value) }
    }
    public var isFrozen: Bool { kind == .frozenSet }
    /// A set display of constants: of three or more, CPython's compiler makes a frozen set, and once more when it
    /// shares constants; the set is filled from that one. It shows in the order.
    public static func display(ofConstants values: [Value]) throws -> SetObject {
        guard values.count > 2 else { return try SetObject(values) }
        let set = SetObject()
        try set.merge(SetObject(SetObject(values, isFrozen: true).elements, isFrozen: true))
        return set
    }
    public var elements: [Value] { table.lazy.filter { !$0.key.isUnbound }.map(\.key) }

    // MARK: Storage

    private func place(of key: Value, _ hash: Int) throws -> (entry: UnsafeMutablePointer<Entry>, isFound: Bool) {
        try withUnsafePointer(to: key) { try place(of: $0, hash) }
    }
    /// Where a key is, or else the free place where it would go.
    private func place(of key: UnsafePointer<Value>, _ hash: Int) throws -> (entry: UnsafeMutablePointer<Entry>, isFound: Bool) {
        while true { if let found = try search(key, hash) { return found } }
    }
    /// The same; nil when a comparison has run code that changed this set, so that the search must begin anew.
    @inline(__always)
    private func search(_ key: UnsafePointer<Value>, _ hash: Int) throws -> (entry: UnsafeMutablePointer<Entry>, isFound: Bool)? {
        let size = table.count
        let mask = size &- 1
        let table = table.baseAddress.unsafelyUnwrapped  // there is always a table
        var index = hash & mask
        var perturbation = UInt(bitPattern: hash)
        while true {
            var entry = table + index
            let last = index &+ SetObject.linearProbes <= mask ? entry + SetObject.linearProbes : entry
            while entry <= last {
                if entry.pointee.hash == hash, !entry.key.isUnbound {
                    if let isSame = Keys.areSame(entry.key, key) {
                        if isSame { return (entry, true) }
                    } else {
                        let own = entry.pointee.key
                        let isEqual = try areEqual(own, key.pointee)
                        guard self.table.baseAddress == table, self.table.count == size, entry.pointee.key.isIdentical(to: own) else { return nil }
                        if isEqual { return (entry, true) }
                    }
                } else if entry.isFree {
                    return (entry, false)
                }
                entry += 1
            }
            perturbation >>= 5
            index = (index &* 5 &+ 1 &+ Int(truncatingIfNeeded: perturbation)) & mask
        }
    }
    @discardableResult
    public func add(_ key: Value) throws -> Bool { try withUnsafePointer(to: key) { try add(at: $0) } }
    @discardableResult
    public func add(at key: UnsafePointer<Value>) throws -> Bool {
        let hash = try Keys.hash(key)
        // Where most new keys go.
        let entry = table.baseAddress.unsafelyUnwrapped + (hash & mask)  // there is always a table
        if !entry.isFree { return try add(key, hash: hash) }
        insert(key, hash, entry)
        return true
    }
    private func add(_ key: Value, hash: Int) throws -> Bool { try withUnsafePointer(to: key) { try add($0, hash: hash) } }
    private func add(_ key: UnsafePointer<Value>, hash: Int) throws -> Bool {
        let (entry, isFound) = try place(of: key, hash)
        if isFound { return false }
        insert(key, hash, entry)
        return true
    }
    /// A key that is not there yet, at a free place.
    @inline(__always)
    private func insert(_ key: UnsafePointer<Value>, _ hash: Int, _ entry: UnsafeMutablePointer<Entry>) {
        entry.key.initialize(key)
        entry.pointee.hash = hash
        fill &+= 1
        count &+= 1
        if fill &* 5 >= mask &* 3 { resize(count > 50_000 ? count * 2 : count * 4) }
    }
    @inline(never)
    private func resize(_ least: Int) {
        var size = 8
        while size <= least { size *= 2 }
        let (old, oldSize) = (table.baseAddress.unsafelyUnwrapped, table.count)  // there is always a table
        table = SetObject.emptyTable(size)
        fill = count
        for entry in old..<(old + oldSize) where !entry.key.isUnbound { cleanPlace(entry.pointee.hash).moveInitialize(from: entry, count: 1) }
        RawStorage.free(old)
    }
    /// A free place for a key that is not there, in a table where nothing was given up.
    @inline(__always)
    private func cleanPlace(_ hash: Int) -> UnsafeMutablePointer<Entry> {
        let table = table.baseAddress.unsafelyUnwrapped  // there is always a table
        let mask = mask
        var index = hash & mask
        var perturbation = UInt(bitPattern: hash)
        while true {
            var entry = table + index
            let last = index &+ SetObject.linearProbes <= mask ? entry + SetObject.linearProbes : entry
            while entry <= last {
                if entry.key.isUnbound { return entry }
                entry += 1
            }
            perturbation >>= 5
            index = (index &* 5 &+ 1 &+ Int(truncatingIfNeeded: perturbation)) & mask
        }
    }
    public func remove(_ key: Value) throws -> Bool {
        let (entry, isFound) = try place(of: key, SetObject.hash(ofSought: key))
        if isFound { drop(entry) }
        return isFound
    }
    private func drop(_ entry: UnsafeMutablePointer<Entry>) {
        entry.pointee = .dummy
        count -= 1
    }
    public func popAny() -> Value? {
        guard count > 0 else { return nil }
        var index = finger & mask
        while table[index].key.isUnbound { index = (index + 1) & mask }
        let key = table[index].key
        drop(table.baseAddress.unsafelyUnwrapped + index)  // there is always a table
        finger = index + 1
        return key
    }
    public func clear() {
        let empty = SetObject.emptyTable(8)
        if table.count == 8 {
            // As CPython's smallest table does, this one stays where it is: what searches it meanwhile goes on.
            for index in 0..<8 { swap(&table[index], &empty[index]) }
            SetObject.free(empty)
        } else {
            exchange(empty)
        }
        fill = 0
        count = 0
        finger = 0
    }
    /// CPython's `set_merge`: one resize at the start, and clean insertion into an empty table.
    func merge(_ other: SetObject) throws {
        if other === self || other.count == 0 { return }
        if (fill + other.count) * 5 >= mask * 3 { resize((count + other.count) * 2) }
        if fill == 0 {
            if mask == other.mask, other.fill == other.count {
                exchange(SetObject.copied(other.table))
            } else {
                for index in 0..<other.table.count {
                    let entry = other.table.baseAddress.unsafelyUnwrapped + index  // there is always a table
                    if entry.key.isUnbound { continue }
                    let place = cleanPlace(entry.pointee.hash)
                    place.key.initialize(entry.key)
                    place.pointee.hash = entry.pointee.hash
                }
            }
            fill = other.count
            count = other.count
            return
        }
        try other.forEachEntry { entry in
            _ = try add(entry.key, hash: entry.hash)
            return true
        }
    }
    /// Every key there is, also when `body` runs code that changes this set; until `body` says false.
    private func forEachEntry(_ body: (Entry) throws -> Bool) rethrows {
        var index = 0
        while index < table.count {
            let entry = table[index]
            index += 1
            if !entry.key.isUnbound, !(try body(entry)) { return }
        }
    }
    /// Puts the keys that are in `other` into an empty set.
    func give(to result: SetObject, in other: SetObject) throws { try give(to: result, other, ifFound: true) }
    func give(to result: SetObject, notIn other: SetObject) throws { try give(to: result, other, ifFound: false) }
    private func give(to result: SetObject, _ other: SetObject, ifFound: Bool) throws {
        var index = 0
        while index < table.count {
            let entry = table.baseAddress.unsafelyUnwrapped + index  // there is always a table
            index += 1
            if entry.key.isUnbound { continue }
            let hash = entry.pointee.hash
            if let isFound = other.hasAtLook(entry.key, hash) {
                // No other key of this set is the same.
                if isFound == ifFound { result.insert(entry.key, hash, result.cleanPlace(hash)) }
                continue
            }
            // Comparing may run code that changes this set.
            let key = entry.pointee.key
            if try other.place(of: key, hash).isFound == ifFound { _ = try result.add(key, hash: hash) }
        }
    }
    /// Whether a key is there; nil: a comparison must be asked.
    private func hasAtLook(_ key: UnsafePointer<Value>, _ hash: Int) -> Bool? {
        let mask = mask
        let table = table.baseAddress.unsafelyUnwrapped  // there is always a table
        var index = hash & mask
        var perturbation = UInt(bitPattern: hash)
        while true {
            var entry = table + index
            let last = index &+ SetObject.linearProbes <= mask ? entry + SetObject.linearProbes : entry
            while entry <= last {
                if entry.pointee.hash == hash, !entry.key.isUnbound {
                    guard let isSame = Keys.areSame(entry.key, key) else { return nil }
                    if isSame { return true }
                } else if entry.isFree {
                    return false
                }
                entry += 1
            }
            perturbation >>= 5
            index = (index &* 5 &+ 1 &+ Int(truncatingIfNeeded: perturbation)) & mask
        }
    }
    /// Adds a tuple's elements where they lie.
    /// - Returns: whether it is one.
    func add(elementsOf tuple: UnsafePointer<Value>) throws -> Bool {
        guard tuple.isObject, tuple.kind == .tuple else { return false }
        // The kind says so; tuples do not change.
        let (elements, count) = tuple.object(as: Tuple.self).borrowed { ($0.elements, $0.count) }
        for index in 0..<count { try add(at: elements + index) }
        return true
    }
    func update(_ iterable: Value) throws {
        if try withUnsafePointer(to: iterable, { try add(elementsOf: $0) }) { return }
        if let set = iterable.asSet { return try merge(set) }
        if let dict = iterable.object(of: .dict) as? Dict {
            if (fill + dict.count) * 5 >= mask * 3 { resize((count + dict.count) * 2) }
            for key in dict.keys { try add(key) }
            return
        }
        if let items = iterable.asItems {
            for item in items { try add(item) }
            return
        }
        let iterator = try iterable.iterator()
        while let value = try iterator.next() {
            try Stop.check()
            try add(value)
        }
    }
    func copy(isFrozen: Bool) throws -> SetObject {
        let copy = SetObject(isFrozen: isFrozen)
        try copy.merge(self)
        return copy
    }

    // MARK: As an object

    public override var type: TypeObject { isFrozen ? BuiltinTypes.frozenSet : BuiltinTypes.set }
    public override func isTrue() -> Bool { count != 0 }
    public override func length() -> Int { count }
    public override func repr() throws -> String { try repr(named: type.name) }
    public override func repr(named name: String) throws -> String {
        if count == 0 { return "\(name)()" }
        return try Nesting.enter(self, shown: "\(name)(...)") {
            let inner = "{" + (try elements.map { try $0.repr() }).joined(separator: ", ") + "}"
            return name == "set" ? inner : "\(name)(\(inner))"
        }
    }
    public override func contains(_ value: Value) throws -> Bool {
        return try place(of: value, SetObject.hash(ofSought: value)).isFound
    }
    /// A set is looked for as the frozen set that it equals.
    private static func hash(ofSought value: Value) throws -> Int {
        if case .object(let object) = value.withoutClass, object.kind == .set, let set = object as? SetObject,
            value.type.lookup(Names.hash)?.isNone ?? true
        { return set.contentHash() }
        return try value.hash()
    }
    public func contains(at key: UnsafePointer<Value>) throws -> Bool {
        if key.isInt || key.isObject && key.kind == .str { return try place(of: key, Keys.hash(key)).isFound }
        if let hash = Keys.hashByIdentity(key) { return try place(of: key, hash).isFound }
        return try contains(key.pointee)
    }
    public override func iterator() -> Object {
        SetIterator(self)
    }
    /// For iterators: the key at `position` or behind it, where it lies.
    fileprivate func step(_ position: inout Int) -> UnsafeMutablePointer<Value>? {
        let table = table.baseAddress.unsafelyUnwrapped  // there is always a table
        let end = mask &+ 1
        while position < end {
            let key = (table + position).key
            position &+= 1
            if !key.isUnbound { return key }
        }
        return nil
    }
    public override func hash() throws -> Int {
        guard isFrozen else { throw Raised.typeError("unhashable type: 'set'") }
        return contentHash()
    }
    /// CPython's `frozenset_hash`: the same whatever the order.
    private func contentHash() -> Int {
        func shuffled(_ hash: UInt) -> UInt { ((hash ^ 89_869_747) ^ (hash << 16)) &* 3_644_798_167 }
        var hash: UInt = 0
        for entry in table where !entry.key.isUnbound { hash ^= shuffled(UInt(bitPattern: entry.hash)) }
        hash ^= (UInt(count) + 1) &* 1_927_868_237
        hash ^= (hash >> 11) ^ (hash >> 25)
        hash = hash &* 69069 &+ 907_133_923
        return hash == .max ? 590_923_713 : Int(bitPattern: hash)
    }
    public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard let set = other.withoutClass.asSet else { return nil }
        switch comparison {
        case .equal: return .bool(try count == set.count && isSubset(of: set))
        case .notEqual: return .bool(!(try count == set.count && isSubset(of: set)))
        case .lessEqual: return .bool(try isSubset(of: set))
        case .less: return .bool(try count < set.count && isSubset(of: set))
        case .greaterEqual: return .bool(try set.isSubset(of: self))
        case .greater: return .bool(try set.count < count && set.isSubset(of: self))
        }
    }
    func isSubset(of other: SetObject) throws -> Bool {
        if count > other.count { return false }
        var isSubset = true
        var index = 0
        // As far as no code of the program's runs.
        while index < table.count {
            let entry = table.baseAddress.unsafelyUnwrapped + index  // there is always a table
            if !entry.key.isUnbound {
                guard let isThere = other.hasAtLook(entry.key, entry.pointee.hash) else { break }
                if !isThere { return false }
            }
            index += 1
        }
        if index == table.count { return true }
        try forEachEntry { entry in
            isSubset = try other.place(of: entry.key, entry.hash).isFound
            return isSubset
        }
        return isSubset
    }
    public override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        guard let set = right.asSet ?? right.withoutClass.asSet else { return nil }
        return switch operation {
        case .bitAnd: .object(try intersection(with: set))
        case .bitOr: .object(try union(with: set))
        case .subtract: .object(try difference(with: set))
        case .bitXor: .object(try symmetricDifference(right))
        default: nil
        }
    }
    public override func inPlace(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        guard !isFrozen, let set = right.withoutClass.asSet else { return nil }
        switch operation {
        case .bitAnd: try replace(with: intersection(right))
        case .bitOr: try merge(set)
        case .subtract: try differenceUpdate(right)
        case .bitXor: try symmetricDifferenceUpdate(right)
        default: return nil
        }
        return .object(self)
    }
}

final class SetIterator: SteppedIterator {
    /// nil once it has come to its end.
    private var set: SetObject?
    /// The same, for looking at it without counting references.
    private var unmanagedSet: Unmanaged<SetObject>?
    /// No size that a set has, once the set has been found to have changed.
    private var size: Int
    private var position = 0
    init(_ set: SetObject) {
        self.set = set
        unmanagedSet = .passUnretained(set)
        size = set.count
        super.init()
    }
    override var type: TypeObject { IteratorTypes.set }
    override func advance(into item: UnsafeMutablePointer<Value>) throws -> Bool {
        guard let set = unmanagedSet else { return false }
        if set.borrowed({ $0.count }) != size { throw changed() }
        guard let key = set.borrowed({ $0.step(&position) }) else {
            unmanagedSet = nil
            self.set = nil
            return false
        }
        item.copy(key)
        return true
    }
    @inline(never)
    private func changed() -> Raised {
        size = -1
        return Raised.runtimeError("Set changed size during iteration")
    }
}

extension UnsafeMutablePointer where Pointee == SetObject.Entry {
    @inline(__always) var key: UnsafeMutablePointer<Value> { withUnsafeMutablePointer(to: &pointee.key) { $0 } }
    /// Never used: the only places without a key whose hash is 0.
    @inline(__always) var isFree: Bool { pointee.hash == 0 && key.isUnbound }
    @inline(__always) func makeFree() {
        key.forget()
        pointee.hash = 0
    }
}

extension Value {
    /// The set or frozenset, nil for anything else.
    var asSet: SetObject? {
        guard case .object(let object) = self, object.kind == .set || object.kind == .frozenSet else { return nil }
        return unsafeDowncast(object, to: SetObject.self)  // the kinds say so
    }
}

extension SetObject {
    func replace(with other: SetObject) {
        if other === self { return }
        exchange(SetObject.copied(other.table))
        fill = other.fill
        count = other.count
    }
    func union(_ other: Value) throws -> SetObject {
        if let set = other.withoutSetClass.asSet { return try union(with: set) }
        let result = try copy(isFrozen: isFrozen)
        try result.update(other)
        return result
    }
    fileprivate func union(with set: SetObject) throws -> SetObject {
        let result = try copy(isFrozen: isFrozen)
        try result.merge(set)
        return result
    }
    fileprivate func intersection(with set: SetObject) throws -> SetObject {
        let result = SetObject(isFrozen: isFrozen)
        let (small, large) = set.count > count ? (self, set) : (set, self)
        try small.give(to: result, in: large)
        return result
    }
    func intersection(_ other: Value) throws -> SetObject {
        if let set = other.withoutSetClass.asSet { return try intersection(with: set) }
        let result = SetObject(isFrozen: isFrozen)
        let iterator = try other.iterator()
        while let value = try iterator.next() {
            try Stop.check()
            if try contains(value) { try result.add(value) }
        }
        return result
    }
    func difference(_ other: Value) throws -> SetObject {
        let theirs = other.withoutSetClass
        if let set = theirs.asSet { return try difference(with: set) }
        let result = try copy(isFrozen: isFrozen)
        try result.differenceUpdate(theirs)
        return result
    }
    fileprivate func difference(with set: SetObject) throws -> SetObject {
        if count >> 2 <= set.count {
            let result = SetObject(isFrozen: isFrozen)
            try give(to: result, notIn: set)
            return result
        }
        let result = try copy(isFrozen: isFrozen)
        try result.differenceUpdate(.object(set))
        return result
    }
    func differenceUpdate(_ other: Value) throws {
        let theirs = other.withoutSetClass
        if theirs.asSet === self { return clear() }
        for value in try theirs.asSet?.elements ?? collect(theirs) { _ = try remove(value) }
    }
    func symmetricDifference(_ other: Value) throws -> SetObject {
        let result = try other.withoutSetClass.asSet?.copy(isFrozen: isFrozen) ?? SetObject(try collect(other), isFrozen: isFrozen)
        try result.symmetricDifferenceUpdate(.object(self))
        return result
    }
    func symmetricDifferenceUpdate(_ other: Value) throws {
        let theirs = try other.withoutSetClass.asSet ?? SetObject(try collect(other))
        if theirs === self { return clear() }
        try theirs.forEachEntry { entry in
            let (place, isFound) = try place(of: entry.key, entry.hash)
            if isFound { drop(place) } else { withUnsafePointer(to: entry.key) { insert($0, entry.hash, place) } }
            return true
        }
    }
}

extension Value {
    /// The set inside an instance of a subclass; anything else stays what it is, so that its own iteration counts.
    fileprivate var withoutSetClass: Value { withoutClass.asSet.map { .object($0) } ?? self }
}
