import ObjectModel

/// `itertools`.
enum ItertoolsModule {
    /// An iterator type of the module: `make` checks the arguments and gives the step.
    private static func iterator(_ name: String, _ make: @escaping (Arguments) throws -> () throws -> Value?) -> TypeObject {
        // The type is needed inside its own constructor, where it comes as the argument.
        TypeObject(name, module: "itertools", isFinal: true, construct: { .object(ClosureIterator($0, try make($1))) }, members: { IteratorTypes.steps })
    }
    private static func pooled(_ name: String, _ make: @escaping TypeObject.Constructor) -> TypeObject {
        TypeObject(name, module: "itertools", isFinal: true, construct: make, members: { IteratorTypes.steps })
    }
    private static func refuseKeywords(_ a: Arguments, _ name: String) throws {
        if a.hasKeywords { throw Raised.typeError("\(name)() takes no keyword arguments") }
    }
    private static func expect(_ a: Arguments, _ range: ClosedRange<Int>, _ name: String) throws {
        try refuseKeywords(a, name)
        guard range.contains(a.count) else {
            let limit = a.count < range.lowerBound ? range.lowerBound : range.upperBound
            let word = range.lowerBound == range.upperBound ? "" : a.count < range.lowerBound ? "at least " : "at most "
            throw Raised.typeError("\(name) expected \(word)\(limit) argument\(limit == 1 ? "" : "s"), got \(a.count)")
        }
    }
    private static func call(_ function: Value, _ values: Value...) throws -> Value { try Arguments.with(values) { try function.call($0) } }
    /// An argument by place or name.
    private static func argument(_ a: Arguments, _ index: Int, _ name: Name) -> Value? { index < a.count ? a[index] : a.keyword(name) }

    private static func count(_ type: TypeObject, _ a: Arguments) throws -> Value {
        var next = argument(a, 0, "start") ?? .int(0)
        let step = argument(a, 1, "step") ?? .int(1)
        guard try next.toDouble() != nil, try step.toDouble() != nil else { throw Raised.typeError("a number is required") }
        let iterator = ClosureIterator(type) {
            try Stop.check()
            let value = next
            next = try binaryResult(.add, next, step)
            return value
        }
        iterator.shown = { "count(\(try next.repr())\(step.isIdentical(to: .int(1)) ? "" : ", " + (try step.repr())))" }
        return .object(iterator)
    }
    private static func cycle(_ a: Arguments) throws -> () throws -> Value? {
        try expect(a, 1...1, "cycle")
        let source = try a[0].iterator()
        var seen: [Value] = []
        var index: Int?
        return {
            try Stop.check()
            if index == nil {
                if let value = try source.next() {
                    seen.append(value)
                    return value
                }
                index = 0
            }
            guard let place = index, !seen.isEmpty else { return nil }
            index = (place + 1) % seen.count
            return seen[place]
        }
    }
    private static func `repeat`(_ type: TypeObject, _ a: Arguments) throws -> Value {
        guard let value = argument(a, 0, "object") else { throw Raised.typeError("repeat() missing required argument 'object' (pos 1)") }
        var left = try argument(a, 1, "times").map { max(0, try $0.toIndex()) }
        let iterator = ClosureIterator(type) {
            try Stop.check()
            guard let count = left else { return value }
            left = max(0, count - 1)
            return count > 0 ? value : nil
        }
        iterator.shown = { "repeat(\(try value.repr())\(left.map { ", \($0)" } ?? ""))" }
        return .object(iterator)
    }
    private static func accumulate(_ a: Arguments) throws -> () throws -> Value? {
        guard let iterable = argument(a, 0, "iterable") else { throw Raised.typeError("accumulate() missing required argument 'iterable' (pos 1)") }
        let source = try iterable.iterator()
        let function = argument(a, 1, "func") ?? .none
        var total: Value?
        var initial = a.keyword("initial").flatMap { $0.isNone ? nil : $0 }
        return {
            if let first = initial {
                initial = nil
                total = first
                return first
            }
            guard let value = try source.next() else { return nil }
            guard let sum = total else {
                total = value
                return value
            }
            let result = try function.isNone ? binaryResult(.add, sum, value) : call(function, sum, value)
            total = result
            return result
        }
    }
    private static func chained(_ sources: Object) -> () throws -> Value? {
        var current: Object?
        return {
            while true {
                try Stop.check()
                if let value = try current?.next() { return value }
                guard let next = try sources.next() else { return nil }
                current = try next.iterator()
            }
        }
    }
    private static func slice(_ a: Arguments) throws -> () throws -> Value? {
        try expect(a, 2...4, "islice")
        func bound(_ value: Value, _ message: String) throws -> Int? {
            if value.isNone { return nil }
            guard let number = try? value.toIndex(), number >= 0 else { throw Raised.valueError(message) }
            return number
        }
        let range = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize."
        let stopMessage = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."
        let stop = try bound(a.count == 2 ? a[1] : a[2], a.count == 2 ? stopMessage : stopMessage)
        var next = try a.count > 2 ? bound(a[1], range) ?? 0 : 0
        let step = try a.count > 3 ? bound(a[3], "Step for islice() must be a positive integer or None.") ?? 1 : 1
        if step == 0 { throw Raised.valueError("Step for islice() must be a positive integer or None.") }
        let source = try a[0].iterator()
        var position = 0
        return {
            while stop.map({ position < $0 }) ?? true {
                guard stop.map({ next < $0 }) ?? true || position < next else { return nil }
                guard let value = try source.next() else { return nil }
                position += 1
                if position - 1 == next {
                    next = next.addingReportingOverflow(step).overflow ? .max : next + step
                    return value
                }
            }
            return nil
        }
    }
    private static func product(_ type: TypeObject, _ a: Arguments) throws -> Value {
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
    private static func permutations(_ type: TypeObject, _ a: Arguments) throws -> Value {
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
    private static func combinations(_ type: TypeObject, _ a: Arguments, name: String, withReplacement: Bool) throws -> Value {
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
    private static func groupBy(_ a: Arguments) throws -> () throws -> Value? {
        guard let iterable = argument(a, 0, "iterable") else { throw Raised.typeError("groupby() missing required argument 'iterable' (pos 1)") }
        let source = try iterable.iterator()
        let key = argument(a, 1, "key") ?? .none
        /// The next element, not yet given out, with its key.
        var pending: (key: Value, value: Value)?
        var groupNumber = 0
        func advance() throws {
            pending = try source.next().map { value in (try key.isNone ? value : call(key, value), value) }
        }
        var isStarted = false
        var currentKey: Value?
        return {
            groupNumber += 1
            if !isStarted {
                isStarted = true
                try advance()
            }
            // What the program left of the last group is skipped.
            while let next = pending, let last = currentKey, try areEqual(next.key, last) { try advance() }
            guard let first = pending else { return nil }
            currentKey = first.key
            let number = groupNumber
            let group = ClosureIterator(grouperType) {
                guard number == groupNumber, let next = pending, try areEqual(next.key, first.key) else { return nil }
                try advance()
                return next.value
            }
            return .tuple([first.key, .object(group)])
        }
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) private static let grouperType = TypeObject("_grouper", module: "itertools", isFinal: true, members: { IteratorTypes.steps })
    // The same.
    nonisolated(unsafe) private static let teeType = TypeObject("_tee", module: "itertools", isFinal: true, members: { IteratorTypes.steps })

    private static func tee(_ a: Arguments) throws -> Value {
        let source = try a[0].iterator()
        let count = a.count > 1 ? try a[1].toIndex() : 2
        if count < 0 { throw Raised.valueError("n must be >= 0") }
        if count > 1 << 20 { throw Raised(ExceptionTypes.memoryError, "") }
        let shared = SharedSource(source, readers: count)
        return .tuple((0..<count).map { reader in .object(ClosureIterator(teeType) { try shared.next(reader) }) })
    }
    private static func zipLongest(_ a: Arguments) throws -> () throws -> Value? {
        for (name, _) in a.keywordPairs where name != "fillvalue" { throw Raised.typeError("zip_longest() got an unexpected keyword argument") }
        let fill = a.keyword("fillvalue") ?? .none
        var sources: [Object?] = try a.positional.map { try $0.iterator() }
        return {
            var values: [Value] = []
            for index in sources.indices {
                if let value = try sources[index]?.next() {
                    values.append(value)
                } else {
                    sources[index] = nil
                    values.append(fill)
                }
            }
            return sources.contains { $0 != nil } ? .tuple(values) : nil
        }
    }

    private static var types: [TypeObject] {
        [
            TypeObject("count", module: "itertools", isFinal: true, construct: count, members: { IteratorTypes.steps }),
            TypeObject("repeat", module: "itertools", isFinal: true, construct: `repeat`, members: { IteratorTypes.steps }),
            iterator("cycle", cycle), iterator("accumulate", accumulate),
            iterator("islice", slice), pooled("product", product), pooled("permutations", permutations),
            pooled("combinations") { try combinations($0, $1, name: "combinations", withReplacement: false) },
            pooled("combinations_with_replacement") { try combinations($0, $1, name: "combinations_with_replacement", withReplacement: true) },
            iterator("groupby", groupBy), iterator("zip_longest", zipLongest),
            iterator("compress") { a in
                guard let data = argument(a, 0, "data"), let selectors = argument(a, 1, "selectors") else {
                    throw Raised.typeError("compress() missing required argument '\(a.count == 0 ? "data" : "selectors")' (pos \(a.count + 1))")
                }
                let (values, flags) = (try data.iterator(), try selectors.iterator())
                return {
                    while let value = try values.next(), let flag = try flags.next() { if try flag.isTrue() { return value } }
                    return nil
                }
            },
            iterator("dropwhile") { a in
                try expect(a, 2...2, "dropwhile")
                let (test, source) = (a[0], try a[1].iterator())
                var isDropping = true
                return {
                    while let value = try source.next() {
                        if isDropping, try call(test, value).isTrue() { continue }
                        isDropping = false
                        return value
                    }
                    return nil
                }
            },
            iterator("takewhile") { a in
                try expect(a, 2...2, "takewhile")
                let (test, source) = (a[0], try a[1].iterator())
                var isDone = false
                return {
                    guard !isDone, let value = try source.next() else { return nil }
                    if try call(test, value).isTrue() { return value }
                    isDone = true
                    return nil
                }
            },
            iterator("filterfalse") { a in
                try expect(a, 2...2, "filterfalse")
                let (test, source) = (a[0], try a[1].iterator())
                return {
                    while let value = try source.next() { if !(try test.isNone ? value.isTrue() : call(test, value).isTrue()) { return value } }
                    return nil
                }
            },
            iterator("starmap") { a in
                try expect(a, 2...2, "starmap")
                let (function, source) = (a[0], try a[1].iterator())
                return {
                    guard let value = try source.next() else { return nil }
                    return try Arguments.with(try collect(value)) { try function.call($0) }
                }
            },
            iterator("pairwise") { a in
                try expect(a, 1...1, "pairwise")
                let source = try a[0].iterator()
                var last: Value?
                return {
                    if last == nil { last = try source.next() }
                    guard let first = last, let second = try source.next() else { return nil }
                    last = second
                    return .tuple([first, second])
                }
            },
            TypeObject(
                "chain", module: "itertools", isFinal: true,
                construct: { type, a in
                    try refuseKeywords(a, "chain")
                    return .object(ClosureIterator(type, chained(ArrayIterator(a.positional, type))))
                },
                members: {
                    IteratorTypes.steps + [
                        ClassMethod(NativeFunction("from_iterable", "type, iterable, /", isMethod: true, body: .two { type, iterable in
                            guard let type = type.object(of: .type) as? TypeObject else { throw Raised.typeError("from_iterable() needs a class") }
                            return .object(ClosureIterator(type, chained(try iterable.iterator())))
                        }))
                    ]
                }),
        ]
    }

    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) static let module = ModuleObject("itertools") {
        ModuleFunctions.rows(types) + ModuleFunctions.rows([ModuleFunctions.counted("tee", 1...2, "iterable, n=2", "Several independent iterators.", module: "itertools", tee)])
    }
}

/// What the iterators of one `tee` have in common: elements that not all of them have given yet.
private final class SharedSource {
    private let source: Object
    private var buffer: [Value] = []
    private var start = 0
    private var positions: [Int]
    init(_ source: Object, readers: Int) {
        self.source = source
        positions = Array(repeating: 0, count: readers)
    }
    func next(_ reader: Int) throws -> Value? {
        let place = positions[reader] - start
        if place == buffer.count {
            guard let value = try source.next() else { return nil }
            buffer.append(value)
        }
        positions[reader] += 1
        let value = buffer[place]
        let slowest = positions.min() ?? 0
        if slowest - start > 1024 {
            buffer.removeFirst(slowest - start)
            start = slowest
        }
        return value
    }
}
