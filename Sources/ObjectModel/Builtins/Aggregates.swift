/// `all any len max min sorted sum`.
enum Aggregates {
    private static func extreme(_ name: String, _ comparison: Comparison, _ a: Arguments) throws -> Value {
        if a.count == 2, !a.hasKeywords { return try compareValues(comparison, a[1], a[0]).isTrue() ? a[1] : a[0] }
        var key = Value.none
        var fallback: Value?
        for (keyword, value) in a.keywordPairs {
            switch keyword {
            case "key": key = value
            case "default": fallback = value
            default: throw Raised.typeError("'\(keyword)' is an invalid keyword argument for \(name)()")
            }
        }
        if a.count == 0 { throw Raised.typeError("\(name) expected at least 1 argument, got 0") }
        if a.count > 1, fallback != nil {
            throw Raised.typeError("Cannot specify a default for \(name)() with multiple positional arguments")
        }
        if a.count == 1, key.isNone, let quick = NumberRun.extreme(a[0], comparison) { return quick }
        let iterator: Object = a.count > 1 ? ArrayIterator(a.positional, IteratorTypes.tuple) : try a[0].iterator()
        guard var best = try iterator.next() else {
            if let fallback { return fallback }
            throw Raised.valueError("\(name)() arg is an empty sequence")
        }
        func measure(_ value: Value) throws -> Value { key.isNone ? value : try Arguments.with(one: value) { try key.call($0) } }
        var bestKey = try measure(best)
        var value = Value.unbound
        while try iterator.advance(into: &value) {
            try Stop.check()
            let valueKey = try measure(value)
            if try compareValues(comparison, valueKey, bestKey).isTrue() { (best, bestKey) = (value, valueKey) }
        }
        return best
    }
    private static func sum(_ a: BoundArguments) throws -> Value {
        var total = a[1]
        if let range = a[0].object(of: .range) as? RangeObject, case .int(let start) = total, let sum = range.sum {
            let (sum, overflow) = sum.addingReportingOverflow(start)
            if !overflow { return .int(sum) }
        }
        if case .object(let object) = total {
            if object.kind == .str { throw Raised.typeError("sum() can't sum strings [use ''.join(seq) instead]") }
            if object.kind == .bytes { throw Raised.typeError("sum() can't sum bytes [use b''.join(seq) instead]") }
        }
        try (NumberRun.sum(a[0], &total) ?? a[0].iterator()).forEach { value in
            try Stop.check()
            if case .int(let x) = total, case .int(let y) = value.pointee {
                let (sum, overflow) = x.addingReportingOverflow(y)
                if !overflow {
                    total = .int(sum)
                    return true
                }
            } else if case .float(let x) = total, case .float(let y) = value.pointee {
                total = .float(x + y)
                return true
            }
            total = try binaryResult(.add, total, value.pointee)
            return true
        }
        return total
    }
    private static func sorted(_ a: Arguments) throws -> Value {
        guard a.count == 1 else { throw Raised.typeError("sorted expected 1 argument, got \(a.count)") }
        for (name, _) in a.keywordPairs where name != "key" && name != "reverse" {
            throw Raised.typeError("'\(name)' is an invalid keyword argument for sort()")
        }
        let list = try List(of: a[0])
        try list.sort(key: a.keyword("key") ?? .none, reverse: try a.keyword("reverse")?.isTrue() ?? false)
        return .object(list)
    }
    private static func contains(_ iterable: Value, _ sought: Bool) throws -> Bool {
        var isFound = false
        var start = 0
        if let sequence = NumberRun.sequence(iterable) {
            // As far as no code of the program's runs.
            while start < sequence.count, let isTrue = (sequence.elements + start).plainTruth {
                if isTrue == sought { return true }
                start += 1
            }
            if start == sequence.count { return false }
        }
        let iterator = try iterable.iterator()
        if let elements = iterator as? ElementIterator { elements.position = start }
        try iterator.forEach { value in
            try Stop.check()
            if case .bool(let flag) = value.pointee { isFound = flag == sought } else { isFound = try value.pointee.isTrue() == sought }
            return !isFound
        }
        return isFound
    }

    static var functions: [NativeFunction] {
        [
            BuiltinFunctions.one("len", "obj", "How many elements it has.") { .int(try $0.length()) }.intrinsic(.len),
            BuiltinFunctions.one("all", "iterable", "Whether every element is true.") { .bool(try !contains($0, false)) },
            BuiltinFunctions.one("any", "iterable", "Whether an element is true.") { .bool(try contains($0, true)) },
            .raw("max", "*values, key=None, default", summary: "The largest.") { try extreme("max", .greater, $0) }.intrinsic(.max),
            .raw("min", "*values, key=None, default", summary: "The smallest.") { try extreme("min", .less, $0) }.intrinsic(.min),
            BuiltinFunctions.sorted("sum", "iterable, /, start=0", "All elements added to start.", sum),
            .raw("sorted", "iterable, /, *, key=None, reverse=False", summary: "A new list of the elements in order.", sorted),
        ]
    }
}

/// `sum`, `min` and `max` of the numbers that a list or tuple begins with: added and compared where they lie.
private enum NumberRun {
    /// Adds what numbers there are in front to `total`; what comes behind them is left for the iterator. nil: no list or tuple.
    static func sum(_ source: Value, _ total: inout Value) -> ElementIterator? {
        guard let sequence = sequence(source) else { return nil }
        let end = sequence.elements + sequence.count
        var place = sequence.elements
        if case .int(var sum) = total {
            while place < end, place.isInt {
                let (next, overflow) = sum.addingReportingOverflow(place.int)
                if overflow { break }
                sum = next
                place += 1
            }
            total = .int(sum)
            if place < end, case .float(let number) = place.pointee {
                total = .float(Double(sum) + number)
                place += 1
            }
        }
        if case .float(var sum) = total {
            while place < end, let number = place.double {
                sum += number
                place += 1
            }
            total = .float(sum)
        }
        let rest = ElementIterator(sequence)
        rest.position = place - sequence.elements
        return rest
    }
    /// Of ints alone or of floats alone; nil for anything else, and for nothing at all.
    static func extreme(_ source: Value, _ comparison: Comparison) -> Value? {
        guard let sequence = sequence(source), sequence.count > 0 else { return nil }
        let end = sequence.elements + sequence.count
        var place = sequence.elements
        let isLargest = comparison == .greater
        if case .int(var best) = place.pointee {
            while place < end, place.isInt {
                best = isLargest ? Swift.max(best, place.int) : Swift.min(best, place.int)
                place += 1
            }
            return place == end ? .int(best) : nil
        }
        if place.isObject { return extremeText(place, end, isLargest: isLargest) }
        guard case .float(var best) = place.pointee else { return nil }
        while place < end, case .float(let number) = place.pointee {
            // Nothing compares with what is no number.
            if isLargest ? number > best : number < best { best = number }
            place += 1
        }
        return place == end ? .float(best) : nil
    }
    private static func extremeText(_ start: UnsafeMutablePointer<Value>, _ end: UnsafeMutablePointer<Value>, isLargest: Bool) -> Value? {
        var best = start
        var place = start
        while place < end, place.isObject, place.kind == .str {
            // The kinds say so.
            let order = place.object(as: Str.self).borrowed { x in best.object(as: Str.self).borrowed { y in Str.order(x, y) } }
            if isLargest ? order > 0 : order < 0 { best = place }
            place += 1
        }
        return place == end ? best.pointee : nil
    }
    static func sequence(_ source: Value) -> SequenceObject? {
        guard case .object(let object) = source, object.kind == .list || object.kind == .tuple else { return nil }
        return unsafeDowncast(object, to: SequenceObject.self)  // the kind says so
    }
}

extension UnsafeMutablePointer where Pointee == Value {
    /// Whether a number or a text counts as true; nil for what must be asked.
    fileprivate var plainTruth: Bool? {
        switch pointee {
        case .int(let number): number != 0
        case .bool(let flag): flag
        case .float(let number): number != 0
        case .none, .unbound: false
        case .object(let object): object.kind == .str ? unsafeDowncast(object, to: Str.self).byteCount > 0 : nil  // the kind says so
        }
    }
    /// An int or float as a float.
    @inline(__always)
    fileprivate var double: Double? {
        switch tag {
        case ValueTag.int: Double(int)
        case ValueTag.float: Double(bitPattern: UInt64(bitPattern: Int64(int)))
        default: nil
        }
    }
}
