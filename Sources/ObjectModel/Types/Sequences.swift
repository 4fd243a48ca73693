import BigInt

/// Rules shared by everything that is indexed by position.
public enum Sequences {
    /// The place that a (possibly negative) index means.
    @inline(__always)
    public static func position(_ index: Value, _ size: @autoclosure () -> Int, _ what: String) throws -> Int {
        if case .int(let given) = index {
            let count = size()
            let position = given < 0 ? given &+ count : given
            if position >= 0, position < count { return position }
        }
        let given = try integer(index, what)
        // Only now: an `__index__` written in a cell can do anything to the container.
        return try checked(given, size(), what)
    }
    @inline(never)
    private static func checked(_ given: Int, _ count: Int, _ what: String) throws -> Int {
        let position = given < 0 ? given + count : given
        guard position >= 0, position < count else { throw Raised.indexError(what.isEmpty ? "index out of range" : "\(what) index out of range") }
        return position
    }
    /// An index as an integer; `what` is the container's type, maybe followed by "assignment".
    private static func integer(_ index: Value, _ what: String) throws -> Int {
        switch index {
        case .int(let value): return value
        case .bool(let value): return value ? 1 : 0
        case .object(let object):
            guard let value = try object.index() else { break }
            if let small = value.asInt { return small }
            throw Raised.indexError("cannot fit '\(index.type.name)' into an index-sized integer")
        default: break
        }
        let container = what.prefix { $0 != " " }
        if container == "string" { throw Raised.typeError("string indices must be integers, not '\(index.type.name)'") }
        throw Raised.typeError("\(container) indices must be integers or slices, not \(index.type.name)")
    }
    /// An index that may lie outside: bounds of searches and of `insert`. Values too big for 64 bits count as very big.
    public static func clamped(_ value: Value) throws -> Int {
        switch value {
        case .int(let value): return value
        case .bool(let value): return value ? 1 : 0
        case .object(let object):
            if let integer = try object.index() {
                if let small = integer.asInt { return small }
                return (integer.asBigInt?.sign ?? .plus) == .minus ? Int.min : Int.max
            }
        default: break
        }
        throw Raised.typeError("slice indices must be integers or None or have an __index__ method")
    }
    /// The part of a sequence that optional `start` and `stop` arguments mean.
    public static func bounds(_ start: Value?, _ stop: Value?, _ count: Int) throws -> Range<Int> {
        let (from, to) = try places(start, stop, count)
        // An empty part still has a place, which may lie behind the end.
        return from <= to ? from..<to : from..<from
    }
    /// The two places themselves: the second is at most `count`, and may come before the first.
    static func places(_ start: Value?, _ stop: Value?, _ count: Int) throws -> (from: Int, to: Int) {
        func place(_ value: Value?, _ missing: Int) throws -> Int {
            guard let value, !value.isNone, !value.isUnbound else { return missing }
            let given = try clamped(value)
            return given < 0 ? max(0, given + count) : given
        }
        return (try place(start, 0), min(try place(stop, count), count))
    }

    /// How often `count` says to repeat something of `size` elements.
    /// - Throws: `MemoryError` for results nobody could hold.
    static func repetitions(_ count: Value, size: Int, bytes: Int = 16) throws -> Int? {
        let times: Int
        switch count {
        case .int(let value): times = value
        case .bool(let value): times = value ? 1 : 0
        case .object(let object):
            guard let value = try object.index() else { return nil }
            guard let small = value.asInt else {
                throw Raised.overflow("cannot fit '\(count.type.name)' into an index-sized integer")
            }
            times = small
        default: return nil
        }
        if times <= 0 || size == 0 { return 0 }
        let (total, overflow) = size.multipliedReportingOverflow(by: times)
        if overflow { throw Raised(ExceptionTypes.memoryError, "") }
        try Memory.check(total, size: bytes)
        return times
    }
    static func repeated(_ items: [Value], _ times: Int) -> [Value] {
        if times <= 0 || items.isEmpty { return [] }
        if items.count == 1 { return Array(repeating: items[0], count: times) }
        var result: [Value] = []
        result.reserveCapacity(items.count * times)
        for _ in 0..<times { result.append(contentsOf: items) }
        return result
    }
}
