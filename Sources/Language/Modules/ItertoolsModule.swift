import ObjectModel

/// `itertools`.
enum ItertoolsModule {
    /// What puts an iterator's next value where it is wanted, if there is one.
    typealias Step = (UnsafeMutablePointer<Value>) throws -> Bool
    /// An iterator type of the module: `make` checks the arguments and gives the step.
    private static func iterator(_ name: String, _ make: @escaping (Arguments) throws -> Step) -> TypeObject {
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
    /// An argument by place or name.
    static func argument(_ a: Arguments, _ index: Int, _ name: Name) -> Value? { index < a.count ? a[index] : a.keyword(name) }

    private static func count(_ type: TypeObject, _ a: Arguments) throws -> Value {
        var next = argument(a, 0, "start") ?? .int(0)
        let step = argument(a, 1, "step") ?? .int(1)
        guard try next.toDouble() != nil, try step.toDouble() != nil else { throw Raised.typeError("a number is required") }
        let iterator = ClosureIterator(type) { item in
            try Stop.check()
            let value = next
            if case .int(let number) = value, case .int(let step) = step, case let (sum, overflow) = number.addingReportingOverflow(step), !overflow {
                next = .int(sum)
            } else {
                next = try binaryResult(.add, value, step)
            }
            item.put(value)
            return true
        }
        iterator.shown = { "count(\(try next.repr())\(step.isIdentical(to: .int(1)) ? "" : ", " + (try step.repr())))" }
        return .object(iterator)
    }
    private static func cycle(_ a: Arguments) throws -> Step {
        try expect(a, 1...1, "cycle")
        let source = SteppedSource(try a[0].iterator())
        let seen = List([])
        /// Once the source has ended.
        var index: Int?
        return { item in
            try Stop.check()
            if index == nil {
                if try source.advance(into: item) {
                    seen.append(item.pointee)
                    return true
                }
                index = 0
            }
            guard let place = index, seen.count > 0 else { return false }
            index = place + 1 == seen.count ? 0 : place + 1
            item.copy(seen.elements + place)
            return true
        }
    }
    private static func `repeat`(_ type: TypeObject, _ a: Arguments) throws -> Value {
        guard let value = argument(a, 0, "object") else { throw Raised.typeError("repeat() missing required argument 'object' (pos 1)") }
        var left = try argument(a, 1, "times").map { max(0, try $0.toIndex()) }
        let iterator = ClosureIterator(type) { item in
            try Stop.check()
            if let count = left {
                if count == 0 { return false }
                left = count - 1
            }
            item.put(value)
            return true
        }
        iterator.shown = { "repeat(\(try value.repr())\(left.map { ", \($0)" } ?? ""))" }
        return .object(iterator)
    }
    private static func accumulate(_ a: Arguments) throws -> Step {
        guard let iterable = argument(a, 0, "iterable") else { throw Raised.typeError("accumulate() missing required argument 'iterable' (pos 1)") }
        let source = SteppedSource(try iterable.iterator())
        let function = HeldFunction(argument(a, 1, "func") ?? .none)
        var total: Value?
        var initial = a.keyword("initial").flatMap { $0.isNone ? nil : $0 }
        return { item in
            if let first = initial {
                initial = nil
                total = first
                item.put(first)
                return true
            }
            var value = Value.unbound
            guard try source.advance(into: &value) else { return false }
            if let sum = total { value = try function.isNone ? binaryResult(.add, sum, value) : function.call(sum, value) }
            total = value
            item.put(value)
            return true
        }
    }
    private static func chained(_ sources: Object) -> Step {
        var current: SteppedSource?
        return { item in
            while true {
                try Stop.check()
                if let source = current {
                    if try source.advance(into: item) { return true }
                    current = nil
                }
                guard let next = try sources.next() else { return false }
                current = SteppedSource(try next.iterator())
            }
        }
    }
    private static func slice(_ a: Arguments) throws -> Step {
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
        let source = SteppedSource(try a[0].iterator())
        let end = stop ?? .max
        var position = 0
        return { item in
            // What lies before the next one is passed over; only a start can lie behind the end.
            var passed = Value.unbound
            while position < next {
                guard try source.advance(into: &passed) else { return false }
                position += 1
            }
            guard position < end, try source.advance(into: item) else { return false }
            position += 1
            next = min(end, next.addingReportingOverflow(step).overflow ? .max : next + step)
            return true
        }
    }
    private static func groupBy(_ a: Arguments) throws -> Step {
        guard let iterable = argument(a, 0, "iterable") else { throw Raised.typeError("groupby() missing required argument 'iterable' (pos 1)") }
        let source = SteppedSource(try iterable.iterator())
        let key = HeldFunction(argument(a, 1, "key") ?? .none)
        /// The next element, not yet given out, with its key.
        var pending: (key: Value, value: Value)?
        var groupNumber = 0
        func advance() throws {
            var value = Value.unbound
            let isThere = try source.advance(into: &value)
            pending = isThere ? (try key.isNone ? value : key.call(with: &value), value) : nil
        }
        var isStarted = false
        var currentKey: Value?
        return { item in
            groupNumber += 1
            if !isStarted {
                isStarted = true
                try advance()
            }
            // What the program left of the last group is skipped.
            while let next = pending, let last = currentKey, try areEqual(next.key, last) { try advance() }
            guard let first = pending else { return false }
            currentKey = first.key
            let number = groupNumber
            let group = ClosureIterator(grouperType) { item in
                guard number == groupNumber, let next = pending, try areEqual(next.key, first.key) else { return false }
                try advance()
                item.put(next.value)
                return true
            }
            item.put(.object(Tuple.pair(first.key, .object(group))))
            return true
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
        return .tuple((0..<count).map { reader in .object(ClosureIterator(teeType) { try shared.advance(reader, into: $0) }) })
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
                let (values, flags) = (SteppedSource(try data.iterator()), SteppedSource(try selectors.iterator()))
                return { item in
                    var (value, flag) = (Value.unbound, Value.unbound)
                    while try values.advance(into: &value), try flags.advance(into: &flag) {
                        if try flag.isTrue() {
                            item.put(value)
                            return true
                        }
                    }
                    return false
                }
            },
            iterator("dropwhile") { a in
                try expect(a, 2...2, "dropwhile")
                let (test, source) = (HeldFunction(a[0]), SteppedSource(try a[1].iterator()))
                var isDropping = true
                return { item in
                    guard isDropping else { return try source.advance(into: item) }
                    var value = Value.unbound
                    while try source.advance(into: &value) {
                        if try test.call(with: &value).isTrue() { continue }
                        isDropping = false
                        item.put(value)
                        return true
                    }
                    return false
                }
            },
            iterator("takewhile") { a in
                try expect(a, 2...2, "takewhile")
                let (test, source) = (HeldFunction(a[0]), SteppedSource(try a[1].iterator()))
                var isDone = false
                return { item in
                    var value = Value.unbound
                    guard !isDone, try source.advance(into: &value) else { return false }
                    isDone = try !test.call(with: &value).isTrue()
                    if !isDone { item.put(value) }
                    return !isDone
                }
            },
            iterator("filterfalse") { a in
                try expect(a, 2...2, "filterfalse")
                let (test, source) = (HeldFunction(a[0]), SteppedSource(try a[1].iterator()))
                return { item in
                    var value = Value.unbound
                    while try source.advance(into: &value) {
                        if try test.isNone ? value.isTrue() : test.call(with: &value).isTrue() { continue }
                        item.put(value)
                        return true
                    }
                    return false
                }
            },
            iterator("starmap") { a in
                try expect(a, 2...2, "starmap")
                let (function, source) = (HeldFunction(a[0]), SteppedSource(try a[1].iterator()))
                return { item in
                    var value = Value.unbound
                    guard try source.advance(into: &value) else { return false }
                    if let tuple = value.object(of: .tuple) as? Tuple {
                        item.put(try function.call(with: tuple.elements, count: tuple.count))
                    } else {
                        item.put(try Arguments.with(try collect(value)) { try function.call(with: $0.base, count: $0.count) })
                    }
                    return true
                }
            },
            iterator("pairwise") { a in
                try expect(a, 1...1, "pairwise")
                let source = SteppedSource(try a[0].iterator())
                var last: Value?
                return { item in
                    var (first, second) = (Value.unbound, Value.unbound)
                    if let last { first = last } else if try !source.advance(into: &first) { return false }
                    // Known even if there is no second.
                    last = first
                    guard try source.advance(into: &second) else { return false }
                    last = second
                    item.put(.object(Tuple.pair(first, second)))
                    return true
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
    func advance(_ reader: Int, into item: UnsafeMutablePointer<Value>) throws -> Bool {
        let place = positions[reader] - start
        if place == buffer.count {
            guard let value = try source.next() else { return false }
            buffer.append(value)
        }
        positions[reader] += 1
        let value = buffer[place]
        let slowest = positions.min() ?? 0
        if slowest - start > 1024 {
            buffer.removeFirst(slowest - start)
            start = slowest
        }
        item.put(value)
        return true
    }
}
