#if canImport(Glibc)
    import Glibc
#endif

/// What `list` and `tuple` are: values in a row.
///
/// A few lie in the object itself, so that making it takes one allocation; more have storage of their own. Raw, so that
/// looking counts no references. Whoever runs the program's code between two looks must ask for `count` and `elements` again.
public class SequenceObject: Object {
    // Open to the machine, which looks and writes where the values lie.
    public final var elements: UnsafeMutablePointer<Value>
    public final var count = 0
    /// How many fit; more than `ownRoom` where they have storage of their own.
    public final var capacity: Int
    /// Four values' room.
    private final var room: (Int, Int, Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0, 0, 0)
    static var ownRoom: Int { 4 }

    /// An empty one with room for `capacity` values.
    @inline(__always)
    init(kind: Kind, capacity: Int) {
        // Stands in until there is an object: an address that is not nil.
        elements = UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped
        self.capacity = SequenceObject.ownRoom
        super.init(kind: kind)
        elements = ownElements
        if capacity > SequenceObject.ownRoom { reserve(capacity) }
    }
    /// The room in the object, which never moves.
    @inline(__always)
    private final var ownElements: UnsafeMutablePointer<Value> {
        withUnsafeMutablePointer(to: &room) { UnsafeMutableRawPointer($0).assumingMemoryBound(to: Value.self) }
    }
    /// Of an object, in bytes.
    @inline(__always) static var size: Int { 112 }
    /// The compiler lays the object out as the constant says.
    static func check() {
        let list = List(capacity: 0)
        let end = UnsafeMutableRawPointer(list.ownElements) + MemoryLayout.size(ofValue: list.room)
        precondition(end - Unmanaged.passUnretained(list).toOpaque() == size, "nothing comes behind a list's own room")
    }
    /// What comes out of a mold is empty, and its room is its own.
    @inline(__always)
    final func prepare(_ capacity: Int) {
        elements = ownElements
        if capacity > SequenceObject.ownRoom {
            elements = RawStorage.allocate(capacity, of: Value.self)
            self.capacity = capacity
        }
    }
    /// Lets go of all elements, unless they have storage of their own: that stays as it is.
    @inline(__always)
    final func isEmptied() -> Bool {
        if isOutside { return false }
        let number = count
        count = 0
        release(elements, number)
        return true
    }
    deinit { freeContents() }
    @inline(__always)
    final func freeContents() {
        release(elements, count)
        if capacity > SequenceObject.ownRoom { RawStorage.free(elements) }
    }
    /// Lets go of values; numbers need nothing, and chains of objects are freed without recursion.
    @inline(__always)
    private final func release(_ values: UnsafeMutablePointer<Value>, _ count: Int) {
        var index = 0
        while index < count {
            if (values + index).isObject { return Trash.empty(values + index, count &- index) }
            index &+= 1
        }
    }

    public final override func walkReferences(_ walk: ReferenceWalk) { walk.meet(elements, count) }

    // MARK: Room

    /// Room for `least` values in all.
    public final func reserve(_ least: Int) {
        if least <= capacity { return }
        if capacity > SequenceObject.ownRoom {
            elements = RawStorage.resize(elements, least)
        } else {
            let own = elements
            elements = RawStorage.allocate(least, of: Value.self)
            RawStorage.move(own, count, to: elements)
        }
        capacity = least
    }
    /// The same for something that may grow on.
    final func makeRoom(_ least: Int) { if least > capacity { reserve(count == 0 ? least : Swift.max(least, capacity &* 2)) } }
    @inline(never)
    public final func grow() { reserve(capacity &* 2) }
    /// The elements change places with those of another one.
    final func exchange(with other: SequenceObject) {
        let (mine, theirs) = (isOutside, other.isOutside)
        swap(&room, &other.room)
        swap(&elements, &other.elements)
        swap(&count, &other.count)
        swap(&capacity, &other.capacity)
        if !theirs { elements = ownElements }
        if !mine { other.elements = other.ownElements }
    }
    private final var isOutside: Bool { capacity > SequenceObject.ownRoom }

    // MARK: Filling

    @inline(__always)
    public final func append(_ value: Value) {
        if count == capacity { grow() }
        (elements + count).initialize(to: value)
        count &+= 1
    }
    public final func append(copying values: UnsafeMutablePointer<Value>, _ number: Int) {
        if count &+ number > capacity { makeRoom(count &+ number) }
        let start = elements + count
        var index = 0
        if number > 16 {
            // Copied in one piece, and counted then.
            memcpy(start, values, number &* MemoryLayout<Value>.stride)
            while index < number {
                if (start + index).isObject { ReferenceCount.retain((start + index).int) }
                index &+= 1
            }
        } else {
            while index < number {
                (start + index).initialize(values + index)
                index &+= 1
            }
        }
        count &+= number
    }
    /// Whether a number is among the elements; nil: what else is there must be asked.
    public final func contains(_ number: Int) -> Bool? {
        var index = 0
        while index < count {
            let element = elements + index
            if !element.isInt { return nil }
            if element.int == number { return true }
            index &+= 1
        }
        return false
    }
    final func append(contentsOf values: [Value]) {
        values.withUnsafeBufferPointer { values in
            // Empty arrays may have no address.
            if let base = values.baseAddress { append(copying: UnsafeMutablePointer(mutating: base), values.count) }
        }
    }
    /// Takes values over from where they lie, which is left as it is: those places hold nothing then.
    @inline(__always)
    final func append(moving values: UnsafeMutablePointer<Value>, _ number: Int) {
        if count &+ number > capacity { reserve(count &+ number) }
        RawStorage.move(values, number, to: elements + count)
        count &+= number
    }

    /// The same for a new sequence; those places are unbound then.
    @inline(__always)
    final func fill(taking values: UnsafeMutablePointer<Value>, _ number: Int) {
        let start = elements
        var index = 0
        while index < number {
            (start + index).move(values + index)
            index &+= 1
        }
        count = number
    }

    // MARK: Looking

    /// A copy as an array.
    public final var items: [Value] {
        let count = count
        return Array(unsafeUninitializedCapacity: count) { buffer, filled in
            guard let base = buffer.baseAddress else { return }
            for index in 0..<count { (base + index).initialize(to: elements[index]) }
            filled = count
        }
    }
    /// One after the other as they are by then.
    public struct Values: Sequence, IteratorProtocol {
        fileprivate let sequence: SequenceObject
        fileprivate var position = 0
        public mutating func next() -> Value? {
            guard position < sequence.count else { return nil }
            position += 1
            return sequence.elements[position - 1]
        }
    }
    public final var values: Values { Values(sequence: self) }
    @inline(__always)
    public final subscript(index: Int) -> Value { elements[index] }
    /// Where `value` first stands within `bounds`; the comparison may change this sequence.
    final func index(of value: Value, _ bounds: Range<Int>) throws -> Int? {
        try withUnsafePointer(to: value) { value in
            var index = bounds.lowerBound
            while index < bounds.upperBound, index < count {
                if try Keys.areSame(elements + index, value) ?? areEqual(elements[index], value.pointee) { return index }
                index += 1
            }
            return nil
        }
    }
    final func occurrences(of value: Value) throws -> Int {
        try withUnsafePointer(to: value) { value in
            var (found, index) = (0, 0)
            while index < count {
                if try Keys.areSame(elements + index, value) ?? areEqual(elements[index], value.pointee) { found += 1 }
                index += 1
            }
            return found
        }
    }
    /// Lexicographic comparison.
    final func compare(_ comparison: Comparison, with other: SequenceObject) throws -> Value {
        if count != other.count {
            if comparison == .equal { return .bool(false) }
            if comparison == .notEqual { return .bool(true) }
        }
        // What is the same at a look: no code of the program's runs.
        var index = 0
        while index < count, index < other.count, Keys.areSame(elements + index, other.elements + index) == true { index &+= 1 }
        if index == count || index == other.count { return .bool(holds(comparison, count, other.count)) }
        // Numbers that differ say the rest.
        let (own, theirs) = (elements + index, other.elements + index)
        if own.isInt, theirs.isInt { return .bool(holds(comparison, own.int, theirs.int)) }
        return try NativeDepth.enter(" in comparison") { try compareElements(comparison, other, from: index) }
    }
    private final func compareElements(_ comparison: Comparison, _ other: SequenceObject, from start: Int) throws -> Value {
        var index = start
        while index < count, index < other.count {
            let (x, y) = (elements[index], other.elements[index])
            if !(try areEqual(x, y)) {
                switch comparison {
                case .equal: return .bool(false)
                case .notEqual: return .bool(true)
                default: return try compareValues(comparison, x, y)
                }
            }
            index += 1
        }
        return .bool(holds(comparison, count, other.count))
    }

    // MARK: As an object

    public final override func isTrue() -> Bool { count != 0 }
    public final override func length() -> Int { count }
    public final override func iterator() -> Object { ElementIterator(self) }
    public final override func contains(_ value: Value) throws -> Bool { try index(of: value, 0..<Int.max) != nil }

    /// A new sequence of the same kind.
    final func part(_ slice: SliceObject) throws -> Value {
        let places = try slice.indices(count)
        if places.step == 1 { return part(places.start, places.length) }
        let part = made(places.length)
        var source = elements + places.start
        for index in 0..<places.length {
            (part.elements + index).initialize(source)
            source += places.step
        }
        if places.length > 0 { part.count = places.length }
        return Value.object(part)
    }
    public final func part(_ start: Int, _ length: Int) -> Value {
        let part = made(length)
        part.append(copying: elements + start, length)
        return Value.object(part)
    }
    private final func made(_ capacity: Int) -> SequenceObject {
        if kind == .list { return List.blank(capacity) }
        return capacity == 0 ? Tuple.empty : Tuple.blank(capacity)
    }
    public final func joined(with other: SequenceObject) throws -> Value {
        try Memory.check(count + other.count, size: 16)
        let sum = made(count + other.count)
        sum.append(copying: elements, count)
        sum.append(copying: other.elements, other.count)
        return Value.object(sum)
    }
    /// `sequence * times`; nil for what is no number.
    final func repeated(_ times: Value) throws -> SequenceObject? {
        guard let times = try Sequences.repetitions(times, size: count) else { return nil }
        let result = made(times * count)
        if count == 1 {
            for index in 0..<times { (result.elements + index).initialize(elements) }
            if times > 0 { result.count = times }
        } else {
            for _ in 0..<times { result.append(copying: elements, count) }
        }
        return result
    }
    public final override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? {
        guard operation == .multiply else { return nil }
        return try repeated(left).map { Value.object($0) }
    }
}
