import ObjectModel

// What gives rows: `product`, `permutations`, `combinations` from pools, `zip_longest` side by side.
extension ItertoolsModule {
    static func product(_ type: TypeObject, _ a: Arguments) throws -> Value {
        let times = try a.keyword("repeat")?.toIndex() ?? 1
        if times < 0 { throw Raised.valueError("repeat argument cannot be negative") }
        let once = try a.positional.map { List(try collect($0)) }
        guard once.count.multipliedReportingOverflow(by: times).partialValue < 1 << 20 else { throw Raised(ExceptionTypes.memoryError, "") }
        let pools = Array(repeatElement(once, count: times).joined())
        let counts = pools.map(\.count)
        return .object(PoolIterator(type, pools, Array(repeating: 0, count: pools.count), isEmpty: counts.contains(0)) { numbers in
            var place = counts.count - 1
            while place >= 0 {
                numbers[place] += 1
                if numbers[place] < counts[place] { return true }
                numbers[place] = 0
                place -= 1
            }
            return false
        })
    }
    static func permutations(_ type: TypeObject, _ a: Arguments) throws -> Value {
        guard let iterable = argument(a, 0, "iterable") else { throw Raised.typeError("permutations() missing required argument 'iterable' (pos 1)") }
        let pool = List(try collect(iterable))
        let count = pool.count
        let given = argument(a, 1, "r") ?? .none
        let length = try given.isNone ? count : given.toIndex()
        if length < 0 { throw Raised.valueError("r must be non-negative") }
        var cycles = Array(stride(from: count, to: count - min(length, count), by: -1))
        let pools = Array(repeating: pool, count: length > count ? 0 : length)
        return .object(PoolIterator(type, pools, Array(0..<count), isEmpty: length > count) { numbers in
            var place = length - 1
            while place >= 0 {
                cycles[place] -= 1
                if cycles[place] > 0 {
                    numbers.swapAt(place, count - cycles[place])
                    return true
                }
                numbers.append(numbers.remove(at: place))
                cycles[place] = count - place
                place -= 1
            }
            return false
        })
    }
    static func combinations(_ type: TypeObject, _ a: Arguments, name: String, withReplacement: Bool) throws -> Value {
        guard let iterable = argument(a, 0, "iterable") else { throw Raised.typeError("\(name)() missing required argument 'iterable' (pos 1)") }
        guard let given = argument(a, 1, "r") else { throw Raised.typeError("\(name)() missing required argument 'r' (pos 2)") }
        let pool = List(try collect(iterable))
        let count = pool.count
        let length = try given.toIndex()
        if length < 0 { throw Raised.valueError("r must be non-negative") }
        let isEmpty = withReplacement ? count == 0 && length > 0 : length > count
        if !isEmpty, length > 1 << 24 { throw Raised(ExceptionTypes.memoryError, "") }
        let numbers = isEmpty || withReplacement ? Array(repeating: 0, count: isEmpty ? 0 : length) : Array(0..<length)
        return .object(PoolIterator(type, Array(repeating: pool, count: isEmpty ? 0 : length), numbers, isEmpty: isEmpty) { numbers in
            var place = length - 1
            while place >= 0, numbers[place] == (withReplacement ? count - 1 : count - length + place) { place -= 1 }
            if place < 0 { return false }
            numbers[place] += 1
            var later = place + 1
            while later < length {
                numbers[later] = withReplacement ? numbers[place] : numbers[later - 1] + 1
                later += 1
            }
            return true
        })
    }
    static func zipLongest(_ a: Arguments) throws -> Step {
        for (name, _) in a.keywordPairs where name != "fillvalue" { throw Raised.typeError("zip_longest() got an unexpected keyword argument") }
        let fill = a.keyword("fillvalue") ?? .none
        var sources: [SteppedSource?] = try a.positional.map { SteppedSource(try $0.iterator()) }
        var left = sources.count
        return { item in
            if left == 0 { return false }
            return try withUnsafeTemporaryAllocation(of: Value.self, capacity: sources.count) { row in
                let base = row.baseAddress.unsafelyUnwrapped  // one is left at least
                var filled = 0
                defer { for index in 0..<filled { (base + index).clear() } }
                while filled < sources.count {
                    (base + filled).initialize(to: fill)
                    filled += 1
                    if let source = sources[filled - 1], try !source.advance(into: base + (filled - 1)) {
                        sources[filled - 1] = nil
                        left -= 1
                        if left == 0 { return false }
                    }
                }
                item.put(Tuple.moving(base, filled))
                return true
            }
        }
    }
}
