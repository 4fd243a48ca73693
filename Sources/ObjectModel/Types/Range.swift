/// `range`: an arithmetic progression that is never stored.
public final class RangeObject: Object {
    public let start: Int
    public let stop: Int
    public let step: Int
    public let count: Int

    /// `step` is not zero.
    public init(start: Int, stop: Int, step: Int) {
        self.start = start
        self.stop = stop
        self.step = step
        let (low, high) = step > 0 ? (start, stop) : (stop, start)
        if low >= high {
            count = 0
        } else {
            // Distances between two Ints fit an unsigned one; a count beyond Int's range is cut.
            let distance = UInt(bitPattern: high &- low) - 1
            let steps = Int(clamping: distance / step.magnitude)
            count = steps == .max ? steps : steps + 1
        }
        super.init(kind: .range)
    }
    @inline(__always)
    public func element(_ index: Int) -> Int { start &+ index &* step }

    public override var type: TypeObject { BuiltinTypes.range }
    public override func repr() -> String { step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))" }
    public override func isTrue() -> Bool { count != 0 }
    public override func length() -> Int { count }
    public override func iterator() -> Object { RangeIterator(self) }
    public override func item(_ index: Value) throws -> Value {
        if let object = index.object(of: .slice) as? SliceObject { return .object(try slice(object)) }
        if case .object(let object) = index, try object.index() == nil {
            throw Raised.typeError("range indices must be integers or slices, not \(index.type.name)")
        }
        return .int(element(try Sequences.position(index, count, "range object")))
    }
    private func slice(_ slice: SliceObject) throws -> RangeObject {
        let part = try slice.indices(count)
        let step = self.step.multipliedReportingOverflow(by: part.step)
        return RangeObject(
            start: element(part.start), stop: element(part.stop),
            step: step.overflow ? (part.step < 0) == (self.step < 0) ? Int.max : -Int.max : step.partialValue)
    }
    private func position(of value: Value) throws -> Int? {
        let integer: Int
        switch value {
        case .int(let given): integer = given
        case .bool(let given): integer = given ? 1 : 0
        case .float(let given):
            guard let exact = Int(exactly: given) else { return nil }
            integer = exact
        default:
            // Only a class of the program's could equal a number.
            guard value.object(of: .instance) != nil else { return nil }
            for index in 0..<count {
                try Stop.check()
                if try areEqual(.int(element(index)), value) { return index }
            }
            return nil
        }
        guard count > 0 else { return nil }
        let last = element(count - 1)
        guard step > 0 ? (integer >= start && integer <= last) : (integer <= start && integer >= last) else { return nil }
        let distance = step > 0 ? UInt(bitPattern: integer &- start) : UInt(bitPattern: start &- integer)
        return distance % step.magnitude == 0 ? Int(clamping: distance / step.magnitude) : nil
    }
    public override func contains(_ value: Value) throws -> Bool { try position(of: value) != nil }
    public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard comparison == .equal || comparison == .notEqual,
            let range = other.object(of: .range) as? RangeObject
        else { return nil }
        let same = count == range.count && (count == 0 || start == range.start && (count == 1 || step == range.step))
        return .bool(same == (comparison == .equal))
    }
    public override func hash() throws -> Int {
        try Tuple([.int(count), count > 0 ? .int(start) : .none, count > 1 ? .int(step) : .none]).hash()
    }

    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        if arguments.hasKeywords { throw Raised.typeError("range() takes no keyword arguments") }
        guard arguments.count > 0 else { throw Raised.typeError("range expected at least 1 argument, got 0") }
        guard arguments.count < 4 else { throw Raised.typeError("range expected at most 3 arguments, got \(arguments.count)") }
        let numbers = try arguments.positional.map { try bound($0) }
        if numbers.count == 3, numbers[2] == 0 { throw Raised.valueError("range() arg 3 must not be zero") }
        return .object(
            numbers.count == 1
                ? RangeObject(start: 0, stop: numbers[0], step: 1)
                : RangeObject(start: numbers[0], stop: numbers[1], step: numbers.count == 3 ? max(numbers[2], -Int.max) : 1))
    }
    private static func bound(_ value: Value) throws -> Int { try value.toIndex() }

    static var members: [Object] {
        let methods = Methods<RangeObject>("range", kind: .range)
        func property(_ name: Name, _ get: @escaping (RangeObject) -> Int) -> NativeProperty {
            NativeProperty(name) { ($0.object(of: .range) as? RangeObject).map { .int(get($0)) } ?? .none }
        }
        return [
            property("start", \.start), property("stop", \.stop), property("step", \.step),
            methods.one("index") { range, value in
                guard let index = try range.position(of: value) else {
                    throw Raised.valueError("\(try value.repr()) is not in range")
                }
                return .int(index)
            },
            methods.one("count") { range, value in .int(try range.position(of: value) == nil ? 0 : 1) },
        ]
    }
}

public final class RangeIterator: Object {
    // Open to the machine, whose loops step it in place.
    public var upcoming: Int
    public var left: Int
    public let step: Int
    init(start: Int, step: Int, count: Int) {
        upcoming = start
        self.step = step
        left = count
        super.init(kind: .iterator)
    }
    public convenience init(_ range: RangeObject) { self.init(start: range.start, step: range.step, count: range.count) }
    static func reversed(_ range: RangeObject) -> RangeIterator {
        RangeIterator(start: range.element(range.count - 1), step: 0 &- range.step, count: range.count)
    }
    public override var type: TypeObject { IteratorTypes.range }
    public override func iterator() -> Object { self }
    public override func next() throws -> Value? {
        guard left > 0 else { return nil }
        // A loop in Swift over a huge range must end on Ctrl-C, too.
        try Stop.check()
        left -= 1
        defer { upcoming = upcoming &+ step }
        return .int(upcoming)
    }
    public override func advance(into item: UnsafeMutablePointer<Value>) throws -> Bool {
        guard left > 0 else { return false }
        try Stop.check()
        item.put(int: upcoming)
        upcoming = upcoming &+ step
        left &-= 1
        return true
    }
}
