/// `enumerate filter iter map next reversed zip`.
public enum Iteration {
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) static let enumerate = IteratorTypes.global("enumerate", construct: makeEnumerate)
    nonisolated(unsafe) static let filter = IteratorTypes.global("filter", construct: makeFilter)
    nonisolated(unsafe) static let map = IteratorTypes.global("map", construct: makeMap)
    nonisolated(unsafe) static let reversed = IteratorTypes.global("reversed", construct: makeReversed)
    nonisolated(unsafe) static let zip = IteratorTypes.global("zip", construct: makeZip)

    private static func makeEnumerate(_ type: TypeObject, _ a: Arguments) throws -> Value {
        let total = a.count + a.keywordCount
        if total > 2 { throw Raised.typeError("enumerate() takes at most 2 arguments (\(total) given)") }
        for (name, _) in a.keywordPairs where name != "start" && name != "iterable" {
            throw Raised.typeError("'\(name)' is an invalid keyword argument for enumerate()")
        }
        guard let source = a.count > 0 ? a[0] : a.keyword("iterable") else {
            throw Raised.typeError("enumerate() missing required argument 'iterable'")
        }
        var index = (a.count > 1 ? a[1] : a.keyword("start")) ?? .int(0)
        if case .int = index {} else { index = try indexValue(index) }
        return .object(EnumerateIterator(try source.iterator(), index))
    }
    private static func indexValue(_ value: Value) throws -> Value {
        if value.object(of: .bigInteger) != nil { return value }
        return .int(try value.toIndex())
    }
    private static func makeFilter(_ type: TypeObject, _ a: Arguments) throws -> Value {
        if a.hasKeywords { throw Raised.typeError("filter() takes no keyword arguments") }
        guard a.count == 2 else { throw Raised.typeError("filter expected 2 arguments, got \(a.count)") }
        let (test, source) = (a[0], try a[1].iterator())
        return .object(FilterIterator(test, source))
    }
    private static func makeMap(_ type: TypeObject, _ a: Arguments) throws -> Value {
        if a.hasKeywords { throw Raised.typeError("map() takes no keyword arguments") }
        guard a.count > 1 else { throw Raised.typeError("map() must have at least two arguments.") }
        let function = a[0]
        if a.count == 2 {
            return .object(MapIterator(function, try a[1].iterator()))
        }
        return .object(RowMapIterator(function, try a.positional.dropFirst().map { try $0.iterator() }))
    }
    private static func makeReversed(_ type: TypeObject, _ a: Arguments) throws -> Value {
        if a.hasKeywords { throw Raised.typeError("reversed() takes no keyword arguments") }
        guard a.count == 1 else { throw Raised.typeError("reversed expected 1 argument, got \(a.count)") }
        if let own = try Arithmetic.special("__reversed__", a[0]) { return own }
        // `__reversed__ = None` in a class says that its objects do not do this.
        if a[0].object(of: .instance) != nil, a[0].type.lookup("__reversed__")?.isNone == true {
            throw Raised.typeError("'\(a[0].type.name)' object is not reversible")
        }
        if case .object(let object) = a[0].withoutClass {
            switch object {
            case let range as RangeObject: return .object(RangeIterator.reversed(range))
            case let range as BigRange: return .object(range.reversedIterator())
            case let sequence as SequenceObject: return .object(ElementIterator(sequence, reversed: true))
            case let string as Str: return .object(ArrayIterator((0..<string.count).reversed().map { string.character(at: $0) }, reversed))
            case let bytes as Bytes: return .object(ArrayIterator(bytes.bytes.reversed().map { .int(Int($0)) }, reversed))
            case is SetObject, is Dict: break
            default:
                // Anything with __len__ and __getitem__; tensors count as such.
                guard object.kind != .instance || object.type.lookup(Names.getitem) != nil, object.kind != .iterator,
                    let count = try? object.length()
                else { break }
                var index = count
                return .object(ClosureIterator(reversed) { item in
                    guard index > 0 else { return false }
                    index -= 1
                    item.put(try object.item(.int(index)))
                    return true
                })
            }
        }
        throw Raised.typeError("'\(a[0].type.name)' object is not reversible")
    }
    private static func makeZip(_ type: TypeObject, _ a: Arguments) throws -> Value {
        if a.count == 2, !a.hasKeywords {
            let first = try a[0].iterator()
            return .object(PairIterator(first, try a[1].iterator()))
        }
        for (name, _) in a.keywordPairs where name != "strict" {
            throw Raised.typeError("'\(name)' is an invalid keyword argument for zip()")
        }
        let isStrict = try a.keyword("strict")?.isTrue() ?? false
        let sources = try a.positional.map { try $0.iterator() }
        return .object(RowIterator(sources, isStrict: isStrict))
    }
    /// `zip(strict=True)`: source `index` has ended; the others must have, too.
    static func checkEnds(_ sources: [Object], _ index: Int) throws {
        func others(_ count: Int) -> String { count == 1 ? "argument 1" : "arguments 1-\(count)" }
        if index > 0 { throw Raised.valueError("zip() argument \(index + 1) is shorter than \(others(index))") }
        for (other, source) in sources.enumerated().dropFirst() where try source.next() != nil {
            throw Raised.valueError("zip() argument \(other + 1) is longer than \(others(other))")
        }
    }

    private static func iterate(_ a: Arguments) throws -> Value {
        if a.count == 1 { return .object(try a[0].iterator()) }
        let (function, end) = (a[0], a[1])
        guard function.isCallable else { throw Raised.typeError("iter(v, w): v must be callable") }
        var isDone = false
        return .object(ClosureIterator(IteratorTypes.callable) { item in
            if isDone { return false }
            let value = try Arguments.with([]) { try function.call($0) }
            isDone = try areEqual(value, end)
            if !isDone { item.put(value) }
            return !isDone
        })
    }
    private static func next(_ a: Arguments) throws -> Value {
        guard case .object(let iterator) = a[0] else { throw Raised.typeError("'\(a[0].type.name)' object is not an iterator") }
        var item = Value.unbound
        if try iterator.advance(into: &item) { return item }
        if a.count > 1 { return a[1] }
        throw Raised.stopIteration(iterator.returnValue)
    }

    static var functions: [NativeFunction] {
        [
            BuiltinFunctions.some("iter", 1...2, "object, sentinel", "An iterator over object, or over calls until sentinel comes.", iterate),
            BuiltinFunctions.some("next", 1...2, "iterator, default", "The next element, or default at the end.", next),
        ]
    }
}

/// A function that an iterator calls for each item, and keeps: calls need not count a reference to it.
package struct HeldFunction {
    private let function: Value
    private let object: Unmanaged<Object>?
    package let isNone: Bool
    package init(_ function: Value) {
        self.function = function
        isNone = function.isNone
        if case .object(let object) = function { self.object = .passUnretained(object) } else { object = nil }
    }
    @inline(__always)
    package func call(with argument: UnsafeMutablePointer<Value>, count: Int = 1) throws -> Value {
        let arguments = Arguments(base: argument, count: count)
        // Whatever else it is says that it cannot be called.
        return try object.map { try $0.borrowed { try $0.call(arguments) } } ?? function.call(arguments)
    }
    package func call(_ first: Value, _ second: Value) throws -> Value {
        try withUnsafeTemporaryAllocation(of: Value.self, capacity: 2) { pair in
            let base = pair.baseAddress.unsafelyUnwrapped  // it has that capacity
            base.initialize(to: first)
            (base + 1).initialize(to: second)
            defer { base.release(2) }
            return try call(with: base, count: 2)
        }
    }
}

/// `map` of one iterable.
final class MapIterator: SteppedIterator {
    private let function: HeldFunction
    private let source: SteppedSource
    init(_ function: Value, _ source: Object) {
        self.function = HeldFunction(function)
        self.source = SteppedSource(source)
        super.init()
    }
    override var type: TypeObject { Iteration.map }
    override func advance(into item: UnsafeMutablePointer<Value>) throws -> Bool {
        var given = Value.unbound
        guard try source.advance(into: &given) else { return false }
        item.put(try withUnsafeMutablePointer(to: &given) { try function.call(with: $0) })
        return true
    }
}

final class FilterIterator: SteppedIterator {
    private let test: HeldFunction
    private let source: SteppedSource
    init(_ test: Value, _ source: Object) {
        self.test = HeldFunction(test)
        self.source = SteppedSource(source)
        super.init()
    }
    override var type: TypeObject { Iteration.filter }
    override func advance(into item: UnsafeMutablePointer<Value>) throws -> Bool {
        var given = Value.unbound
        while try source.advance(into: &given) {
            try Stop.check()
            let passes = try test.isNone ? given.isTrue() : withUnsafeMutablePointer(to: &given) { try test.call(with: $0) }.isTrue()
            if passes {
                item.take(&given)
                return true
            }
        }
        return false
    }
}

/// An iterator that another one steps: those of lists and tuples without a virtual call. References to it are not counted as it is stepped.
package struct SteppedSource {
    package let iterator: Object
    private let unmanaged: Unmanaged<Object>
    /// The same, if it is a list's or a tuple's.
    private let elements: Unmanaged<ElementIterator>?
    package init(_ iterator: Object) {
        self.iterator = iterator
        unmanaged = .passUnretained(iterator)
        elements = (iterator as? ElementIterator).map { .passUnretained($0) }
    }
    @inline(__always)
    package func advance(into item: UnsafeMutablePointer<Value>) throws -> Bool {
        if let elements, elements.moveOn(into: item) { return true }
        return try unmanaged.borrowed { try $0.advance(into: item) }
    }
    /// Whether an element is at hand.
    @inline(__always)
    var isReady: Bool {
        guard let elements, let sequence = elements.borrowed({ $0.unmanagedSequence }) else { return false }
        return UInt(bitPattern: elements.borrowed { $0.position }) < UInt(bitPattern: sequence.borrowed { $0.count })
    }
}

/// `enumerate`: pairs of a running number and an element.
final class EnumerateIterator: Object {
    private let source: SteppedSource
    private var index: Value
    private var lastPair: Tuple?
    init(_ source: Object, _ start: Value) {
        self.source = SteppedSource(source)
        index = start
        super.init(kind: .iterator)
    }
    override var type: TypeObject { Iteration.enumerate }
    override func iterator() -> Object { self }
    override func next() throws -> Value? {
        var (number, item) = (Value.unbound, Value.unbound)
        return try nextPair(&number, &item) == .pair ? Tuple.reuse(&lastPair, number, item) : nil
    }
    override func nextPair(_ first: UnsafeMutablePointer<Value>, _ second: UnsafeMutablePointer<Value>) throws -> PairStep {
        guard try source.advance(into: second) else { return .ended }
        let isSmall = withUnsafeMutablePointer(to: &index) { index in
            guard index.isInt, index.int != .max else { return false }
            first.put(int: index.int)
            index.put(int: index.int &+ 1)
            return true
        }
        if !isSmall {
            first.pointee = index
            index = try binaryResult(.add, index, .int(1))
        }
        return .pair
    }
}
