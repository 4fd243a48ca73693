import BigInt

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

    /// Of all elements; nil: it takes more than a word.
    var sum: Int? {
        if count == 0 { return 0 }
        let (ends, overflow) = start.addingReportingOverflow(element(count - 1))
        let (doubled, overflows) = ends.multipliedReportingOverflow(by: count)
        return overflow || overflows ? nil : doubled / 2
    }

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
    private func slice(_ slice: SliceObject) throws -> Object { try BigRange(self).slice(slice) }
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
        guard comparison == .equal || comparison == .notEqual else { return nil }
        guard let range = other.object(of: .range) as? RangeObject else {
            guard case .object(let object) = other, object is BigRange else { return nil }
            return try BigRange(self).compare(comparison, other)
        }
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
        if let (start, stop, step) = small(arguments), step != 0, let range = plain(start, stop, step) { return .object(range) }
        let numbers = try arguments.positional.map { try BigRange.whole($0) }
        if numbers.count == 3, numbers[2] == 0 { throw Raised.valueError("range() arg 3 must not be zero") }
        let (start, stop, step) = numbers.count == 1 ? (0, numbers[0], 1) : (numbers[0], numbers[1], numbers.count == 3 ? numbers[2] : 1)
        return .object(made(start, stop, step))
    }
    /// The usual arguments, without large numbers.
    private static func small(_ arguments: Arguments) -> (start: Int, stop: Int, step: Int)? {
        guard case .int(let first) = arguments[0] else { return nil }
        if arguments.count == 1 { return (0, first, 1) }
        guard case .int(let second) = arguments[1] else { return nil }
        if arguments.count == 2 { return (first, second, 1) }
        guard case .int(let third) = arguments[2] else { return nil }
        return (first, second, third)
    }
    /// In the form that suits the numbers: this one, if all of them and the count fit 64 bits.
    static func made(_ start: BigInt, _ stop: BigInt, _ step: BigInt) -> Object {
        if let first = Int(exactly: start), let end = Int(exactly: stop), let stride = Int(exactly: step), let small = plain(first, end, stride) {
            return small
        }
        return BigRange(start: start, stop: stop, step: step)
    }
    /// nil: the count does not fit.
    public static func plain(_ start: Int, _ stop: Int, _ step: Int) -> RangeObject? {
        if step == .min { return nil }
        let range = RangeObject(start: start, stop: stop, step: step)
        return range.count < .max ? range : nil
    }

    static var members: [Object] {
        let methods = Methods<RangeObject>("range", kind: .range)
        func big(_ value: Value) -> BigRange? { if case .object(let object) = value { object as? BigRange } else { nil } }
        func property(_ name: Name, _ get: @escaping (RangeObject) -> Int, _ getBig: @escaping (BigRange) -> BigInt) -> NativeProperty {
            NativeProperty(name) { value in
                if let range = big(value) { return .int(getBig(range)) }
                return (value.object(of: .range) as? RangeObject).map { .int(get($0)) } ?? .none
            }
        }
        func position(_ value: Value, _ sought: Value, _ name: Name) throws -> Value? {
            if let range = big(value) { return try range.position(of: sought).map { .int($0) } }
            return try methods.receiver(value, name).position(of: sought).map { .int($0) }
        }
        return [
            property("start", \.start, \.start), property("stop", \.stop, \.stop), property("step", \.step, \.step),
            NativeFunction("index", "self, object, /", isMethod: true, body: .two { range, value in
                guard let index = try position(range, value, "index") else { throw Raised.valueError("\(try value.repr()) is not in range") }
                return index
            }),
            NativeFunction("count", "self, object, /", isMethod: true, body: .two { range, value in
                if let sought = value.payload ?? (value.object(of: .instance)), sought.kind == .instance {
                    // Only a class of the program's could be equal to several.
                    var found = 0
                    let iterator = try range.iterator()
                    while let element = try iterator.next() { found += try areEqual(element, value) ? 1 : 0 }
                    return .int(found)
                }
                return .int(try position(range, value, "count") == nil ? 0 : 1)
            }),
        ]
    }
}

public final class RangeIterator: Object {
    // Open to the machine, whose loops step it in place.
    // What changes does not lie side by side: written as one, it would have to be waited for before it can be read as two.
    public var upcoming: Int
    public let step: Int
    public var left: Int
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
