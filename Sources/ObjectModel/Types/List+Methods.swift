extension List {
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        if arguments.hasKeywords { throw Raised.typeError("list() takes no keyword arguments") }
        guard arguments.count < 2 else { throw Raised.typeError("list expected at most 1 argument, got \(arguments.count)") }
        return .object(arguments.count == 1 ? try List(of: arguments[0]) : List(capacity: 0))
    }

    func pop(_ index: Value?) throws -> Value {
        // Only then: an `__index__` written in a cell can do anything to the list.
        let given = try index?.toIndex() ?? -1
        if count == 0 { throw Raised.indexError("pop from empty list") }
        let position = given < 0 ? given + count : given
        guard position >= 0, position < count else { throw Raised.indexError("pop index out of range") }
        return remove(at: position)
    }
    /// Meanwhile the list is empty, as in CPython; whatever happens, its elements come back.
    func sort(key: Value, reverse: Bool) throws {
        if key.isNone {
            // Reversed before and after: equal elements keep their order.
            if reverse { self.reverse() }
            let isSorted = Sorting.sortPlain(elements, count)
            if reverse { self.reverse() }
            if isSorted { return }
        }
        let taken = List(capacity: 0)
        exchange(with: taken)
        let sorted: [Value]
        do { sorted = try Sorting.sorted(taken.items, key: key, reverse: reverse) } catch {
            exchange(with: taken)
            throw error
        }
        let changed = count != 0
        replace(with: sorted)
        if changed { throw Raised.valueError("list modified during sort") }
    }

    static var members: [Object] {
        let methods = Methods<List>("list", kind: .list)
        return [
            methods.one("append", summary: "Adds object to the end.") { list, value in
                list.append(value)
                return .none
            }.intrinsic(.listAppend),
            methods.one("extend", "iterable", summary: "Adds every element of iterable to the end.") { list, values in
                try list.extend(values)
                return .none
            },
            methods.some("insert", 2...2, "index, object, /", summary: "Puts object before index.") { list, a in
                let given = try a[0].toIndex()
                list.insert(a[1], at: given < 0 ? max(0, given + list.count) : min(given, list.count))
                return .none
            },
            methods.one("remove", "value", summary: "Takes out the first value.") { list, value in
                guard let index = try list.index(of: value, 0..<list.count), index < list.count else {
                    throw Raised.valueError("list.remove(x): x not in list")
                }
                list.remove(at: index)
                return .none
            },
            methods.some("pop", 0...1, "index=-1, /", summary: "Takes out and gives the element at index.") { list, a in
                try list.pop(a.count > 0 ? a[0] : nil)
            }.intrinsic(.listPop),
            methods.none("clear", summary: "Takes out everything.") { list in
                list.clear()
                return .none
            },
            methods.some("index", 1...3, "value, start=0, stop=9223372036854775807, /", summary: "The first place of value.") { list, a in
                let bounds = try Sequences.bounds(a.count > 1 ? a[1] : nil, a.count > 2 ? a[2] : nil, list.count)
                guard let index = try list.index(of: a[0], bounds) else {
                    throw Raised.valueError("\(try a[0].repr()) is not in list")
                }
                return .int(index)
            },
            methods.one("count", "value", summary: "How often value occurs.") { .int(try $0.occurrences(of: $1)) },
            methods.sorted("sort", "*, key=None, reverse=False", summary: "Sorts in place; equal elements keep their order.") { list, a in
                try list.sort(key: a[1], reverse: try a[2].isTrue())
                return .none
            },
            methods.none("reverse", summary: "Turns the order round, in place.") { list in
                list.reverse()
                return .none
            },
            methods.none("copy", summary: "A new list with the same elements.") { $0.part(0, $0.count) },
            methods.none("__reversed__") { .object(ElementIterator($0, reversed: true)) },
            methods.raw(Names.`init`, "iterable=()") { list, a in
                if a.hasKeywords { throw Raised.typeError("list() takes no keyword arguments") }
                if a.count > 1 { throw Raised.typeError("list expected at most 1 argument, got \(a.count)") }
                list.exchange(with: a.count == 1 ? try List(of: a[0]) : List(capacity: 0))
                return .none
            },
        ]
    }
}
