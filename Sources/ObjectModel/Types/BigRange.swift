import BigInt

/// A `range` with numbers beyond 64 bits, or with more of them than an `Int` can count.
public final class BigRange: Object {
    let start: BigInt
    let stop: BigInt
    let step: BigInt
    let count: BigInt

    /// `step` is not zero.
    init(start: BigInt, stop: BigInt, step: BigInt) {
        self.start = start
        self.stop = stop
        self.step = step
        let distance = step > 0 ? stop - start : start - stop
        count = distance > 0 ? (distance - 1) / BigInt(step.magnitude) + 1 : 0
        super.init(kind: .other)
    }
    convenience init(_ range: RangeObject) { self.init(start: BigInt(range.start), stop: BigInt(range.stop), step: BigInt(range.step)) }
    /// An integer of any size, or what `__index__` gives.
    static func whole(_ value: Value) throws -> BigInt {
        if let number = value.asBigInt { return number }
        if case .object(let object) = value, let number = try object.index()?.asBigInt { return number }
        return BigInt(try value.toIndex())
    }
    private func element(_ index: BigInt) -> BigInt { start + index * step }

    public override var type: TypeObject { BuiltinTypes.range }
    public override func repr() -> String { step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))" }
    public override func isTrue() -> Bool { count != 0 }
    public override func length() throws -> Int {
        guard let count = Int(exactly: count) else { throw Raised.overflow("Python int too large to convert to C ssize_t") }
        return count
    }
    public override func iterator() -> Object { BigRangeIterator(next: start, step: step, left: count) }
    func reversedIterator() -> Object { BigRangeIterator(next: element(count - 1), step: -step, left: count) }
    public override func item(_ index: Value) throws -> Value {
        if let object = index.object(of: .slice) as? SliceObject { return .object(try slice(object)) }
        if case .object(let object) = index, try object.index() == nil {
            throw Raised.typeError("range indices must be integers or slices, not \(index.type.name)")
        }
        if case .float = index { throw Raised.typeError("range indices must be integers or slices, not float") }
        let given = try BigRange.whole(index)
        let place = given < 0 ? given + count : given
        guard place >= 0, place < count else { throw Raised.indexError("range object index out of range") }
        return .int(element(place))
    }
    func slice(_ slice: SliceObject) throws -> Object {
        let part = try slice.indices(ofAny: count)
        return RangeObject.made(element(part.start), element(part.stop), step * part.step)
    }
    func position(of value: Value) throws -> BigInt? {
        if case .float(let number) = value {
            guard number.isFinite, number == number.rounded() else { return nil }
            return position(of: BigInt(number))
        }
        if let number = value.asBigInt, value.object(of: .instance) == nil { return position(of: number) }
        // Only a class of the program's could equal a number.
        guard value.object(of: .instance) != nil else { return nil }
        var index: BigInt = 0
        while index < count {
            try Stop.check()
            if try areEqual(.int(element(index)), value) { return index }
            index += 1
        }
        return nil
    }
    private func position(of number: BigInt) -> BigInt? {
        let (place, rest) = (number - start).quotientAndRemainder(dividingBy: step)
        return rest.isZero && place >= 0 && place < count ? place : nil
    }
    public override func contains(_ value: Value) throws -> Bool { try position(of: value) != nil }
    public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard comparison == .equal || comparison == .notEqual, case .object(let object) = other else { return nil }
        guard let range = object as? BigRange ?? (object as? RangeObject).map({ BigRange($0) }) else { return nil }
        let same = count == range.count && (count == 0 || start == range.start && (count == 1 || step == range.step))
        return .bool(same == (comparison == .equal))
    }
    public override func hash() throws -> Int {
        try Tuple([.int(count), count > 0 ? .int(start) : .none, count > 1 ? .int(step) : .none]).hash()
    }
}

private final class BigRangeIterator: Object {
    private var upcoming: BigInt
    private let step: BigInt
    private var left: BigInt
    init(next: BigInt, step: BigInt, left: BigInt) {
        upcoming = next
        self.step = step
        self.left = left
        super.init(kind: .iterator)
    }
    override var type: TypeObject { IteratorTypes.longRange }
    override func iterator() -> Object { self }
    override func next() throws -> Value? {
        guard left > 0 else { return nil }
        try Stop.check()
        left -= 1
        defer { upcoming += step }
        return .int(upcoming)
    }
}
