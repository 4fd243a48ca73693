// Iterators that step several others side by side.

/// Iterators that are stepped side by side.
package struct SteppedSources {
    private let sources: [SteppedSource]
    package let count: Int
    package init(_ iterators: [Object]) {
        sources = iterators.map { SteppedSource($0) }
        count = iterators.count
    }
    var iterators: [Object] { sources.map(\.iterator) }
    /// Puts one item of each into places that hold nothing yet.
    /// - Returns: how many there are: fewer than iterators once one of them has ended.
    @inline(__always)
    package func fill(_ places: UnsafeMutablePointer<Value>) throws -> Int {
        try sources.withUnsafeBufferPointer { sources in
            var index = 0
            do {
                while index < sources.count {
                    (places + index).forget()
                    guard try sources[index].advance(into: places + index) else { return index }
                    index += 1
                }
            } catch {
                places.release(index)
                throw error
            }
            return index
        }
    }
}

/// `map` of several iterables.
final class RowMapIterator: SteppedIterator {
    private let function: HeldFunction
    private let sources: SteppedSources
    init(_ function: Value, _ sources: [Object]) {
        self.function = HeldFunction(function)
        self.sources = SteppedSources(sources)
        super.init()
    }
    override var type: TypeObject { Iteration.map }
    override func advance(into item: UnsafeMutablePointer<Value>) throws -> Bool {
        try withUnsafeTemporaryAllocation(of: Value.self, capacity: sources.count) { row in
            let base = row.baseAddress.unsafelyUnwrapped  // there are two at least
            let count = try sources.fill(base)
            defer { base.release(count) }
            guard count == sources.count else { return false }
            item.put(try function.call(with: base, count: count))
            return true
        }
    }
}

/// `zip` of any number.
final class RowIterator: SteppedIterator {
    private let sources: SteppedSources
    private let isStrict: Bool
    init(_ sources: [Object], isStrict: Bool) {
        self.sources = SteppedSources(sources)
        self.isStrict = isStrict
        super.init()
    }
    override var type: TypeObject { Iteration.zip }
    override func advance(into item: UnsafeMutablePointer<Value>) throws -> Bool {
        if sources.count == 0 { return false }
        let row = Tuple.blank(sources.count)
        row.count = try sources.fill(row.elements)
        guard row.count == sources.count else {
            if isStrict { try Iteration.checkEnds(sources.iterators, row.count) }
            return false
        }
        item.put(.object(row))
        return true
    }
}

/// `zip` of two.
final class PairIterator: Object {
    private let first: SteppedSource
    private let second: SteppedSource
    /// A step of one is none of the other.
    private let areApart: Bool
    private var lastPair: Tuple?
    init(_ first: Object, _ second: Object) {
        areApart = first !== second
        self.first = SteppedSource(first)
        self.second = SteppedSource(second)
        super.init(kind: .iterator)
    }
    override var type: TypeObject { Iteration.zip }
    override func iterator() -> Object { self }
    override func next() throws -> Value? {
        var (left, right) = (Value.unbound, Value.unbound)
        return try nextPair(&left, &right) == .pair ? Tuple.reuse(&lastPair, left, right) : nil
    }
    override func nextPair(_ left: UnsafeMutablePointer<Value>, _ right: UnsafeMutablePointer<Value>) throws -> PairStep {
        if areApart, first.isReady, second.isReady {
            _ = try first.advance(into: left)
            _ = try second.advance(into: right)
            return .pair
        }
        // Where the second ends, the first one's item is not seen.
        var item = Value.unbound
        guard try first.advance(into: &item), try second.advance(into: right) else { return .ended }
        left.take(&item)
        return .pair
    }
}
