/// The keyword names of a call site, in order; their values follow the positional ones.
public final class KeywordNames {
    public let names: [Name]
    // What the machine found out when it last called with them: which function, with how many arguments by position, and
    // which of its parameters each name is.
    public var function = 0
    public var count = 0
    public let places: UnsafeMutablePointer<Int>
    /// The parameters are those behind the ones given by position, in order.
    public var isInOrder = false
    public init(_ names: [Name]) {
        self.names = names
        places = .allocate(capacity: max(1, names.count))
    }
    deinit { places.deallocate() }
}

/// The arguments of one call, borrowed from the caller: valid only while the call runs.
public struct Arguments {
    /// `count` positional values, then one value a keyword.
    public let base: UnsafeMutablePointer<Value>
    public let count: Int
    public let keywords: KeywordNames?

    @inlinable
    public init(base: UnsafeMutablePointer<Value>, count: Int, keywords: KeywordNames? = nil) {
        self.base = base
        self.count = count
        self.keywords = keywords
    }
    @inlinable public subscript(index: Int) -> Value { base[index] }
    @inlinable public var hasKeywords: Bool { keywords != nil }
    public var keywordCount: Int { keywords?.names.count ?? 0 }
    /// The name of a keyword argument; there are any.
    public func keywordName(_ index: Int) -> Name { keywords.unsafelyUnwrapped.names[index] }
    public func keywordValue(_ index: Int) -> Value { base[count + index] }
    public var positional: [Value] { Array(UnsafeBufferPointer(start: base, count: count)) }

    /// The value given by keyword, if any.
    public func keyword(_ name: @autoclosure () -> Name) -> Value? {
        // A literal is interned when it is read: not before it is needed.
        guard let names = keywords?.names, let index = names.firstIndex(of: name()) else { return nil }
        return base[count + index]
    }
    /// All but the first positional argument: what a method sees behind `self`.
    @inlinable
    public func dropFirst() -> Arguments { Arguments(base: base + 1, count: count - 1, keywords: keywords) }

    /// Calls `body` with `values` as arguments, the last ones belonging to `keywords`.
    @inlinable @inline(__always)
    public static func with<Result>(
        _ values: [Value], keywords: KeywordNames? = nil, _ body: (Arguments) throws -> Result
    ) rethrows -> Result {
        try values.withUnsafeBufferPointer { values in
            // Who is called looks at arguments and never writes to them. Empty arrays may have no address.
            let base = UnsafeMutablePointer(mutating: values.baseAddress) ?? UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped
            return try body(Arguments(base: base, count: values.count - (keywords?.names.count ?? 0), keywords: keywords))
        }
    }
    /// The same for one value, without an array around it.
    @inlinable @inline(__always)
    public static func with<Result>(one value: Value, _ body: (Arguments) throws -> Result) rethrows -> Result {
        var copy = value
        return try withUnsafeMutablePointer(to: &copy) { try body(Arguments(base: $0, count: 1)) }
    }
    /// Calls `body` with some values put before these arguments.
    public func prepending(_ values: [Value], _ body: (Arguments) throws -> Value) rethrows -> Value {
        let total = count + keywordCount
        return try withUnsafeTemporaryAllocation(of: Value.self, capacity: values.count + total + 1) { buffer in
            let copy = buffer.baseAddress.unsafelyUnwrapped  // capacity is at least one
            for index in 0..<values.count { (copy + index).initialize(to: values[index]) }
            for index in 0..<total { (copy + (values.count + index)).initialize(base + index) }
            defer { copy.release(values.count + total) }
            return try body(Arguments(base: copy, count: values.count + count, keywords: keywords))
        }
    }
    /// Calls `body` with `first` put before these arguments. Not generic: calls of methods are told by it.
    public func prepending(_ first: Value, _ body: (Arguments) throws -> Value) rethrows -> Value {
        let total = count + keywordCount
        return try withUnsafeTemporaryAllocation(of: Value.self, capacity: total + 1) { buffer in
            let copy = buffer.baseAddress.unsafelyUnwrapped  // capacity is at least one
            copy.initialize(to: first)
            for index in 0..<total { (copy + 1 + index).initialize(to: base[index]) }
            defer { copy.release(total + 1) }
            return try body(Arguments(base: copy, count: count + 1, keywords: keywords))
        }
    }
    public var keywordPairs: [(Name, Value)] {
        (keywords?.names ?? []).enumerated().map { ($1, base[count + $0]) }
    }
}

extension UnsafeMutablePointer where Pointee == Value {
    /// Lets go of values in a row; the runtime's way of doing so is slow for a few.
    @inline(__always)
    func release(_ count: Int) {
        for index in 0..<count { (self + index).drop() }
    }
}

extension Value {
    public func call(values: [Value]) throws -> Value { try Arguments.with(values) { try call($0) } }
}
extension Object {
    public final func call(_ values: Value...) throws -> Value { try Arguments.with(values) { try call($0) } }
    public final func call(values: [Value]) throws -> Value { try Arguments.with(values) { try call($0) } }
}
