extension List {
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        if arguments.hasKeywords { throw Raised.typeError("list() takes no keyword arguments") }
        guard arguments.count < 2 else { throw Raised.typeError("list expected at most 1 argument, got \(arguments.count)") }
        return .list(arguments.count == 1 ? try collect(arguments[0]) : [])
    }

    func pop(_ index: Value?) throws -> Value {
        if items.isEmpty { throw Raised.indexError("pop from empty list") }
        guard let index else { return items.removeLast() }
        let given = try index.toIndex()
        let position = given < 0 ? given + items.count : given
        guard position >= 0, position < items.count else { throw Raised.indexError("pop index out of range") }
        return items.remove(at: position)
    }
    /// Meanwhile the list is empty, as in CPython; whatever happens, its elements come back.
    func sort(key: Value, reverse: Bool) throws {
        let taken = items
        items = []
        do {
            let sorted = try Sorting.sorted(taken, key: key, reverse: reverse)
            let changed = !items.isEmpty
            items = sorted
            if changed { throw Raised.valueError("list modified during sort") }
        } catch let raised as Raised {
            if items.isEmpty { items = taken }
            throw raised
        }
    }

    static var members: [Object] {
        let methods = Methods<List>("list", kind: .list)
        return [
            methods.one("append", summary: "Adds object to the end.") { list, value in
                list.items.append(value)
                return .none
            }.intrinsic(.listAppend),
            methods.one("extend", "iterable", summary: "Adds every element of iterable to the end.") { list, values in
                try list.extend(values)
                return .none
            },
            methods.some("insert", 2...2, "index, object, /", summary: "Puts object before index.") { list, a in
                let count = list.items.count
                let given = try a[0].toIndex()
                list.items.insert(a[1], at: given < 0 ? max(0, given + count) : min(given, count))
                return .none
            },
            methods.one("remove", "value", summary: "Takes out the first value.") { list, value in
                guard let index = try Sequences.index(of: value, in: list.items, 0..<list.items.count),
                    index < list.items.count
                else { throw Raised.valueError("list.remove(x): x not in list") }
                list.items.remove(at: index)
                return .none
            },
            methods.some("pop", 0...1, "index=-1, /", summary: "Takes out and gives the element at index.") { list, a in
                try list.pop(a.count > 0 ? a[0] : nil)
            }.intrinsic(.listPop),
            methods.none("clear", summary: "Takes out everything.") { list in
                list.items = []
                return .none
            },
            methods.some("index", 1...3, "value, start=0, stop=9223372036854775807, /", summary: "The first place of value.") { list, a in
                let bounds = try Sequences.bounds(a.count > 1 ? a[1] : nil, a.count > 2 ? a[2] : nil, list.items.count)
                guard let index = try Sequences.index(of: a[0], in: list.items, bounds) else {
                    throw Raised.valueError("\(try a[0].repr()) is not in list")
                }
                return .int(index)
            },
            methods.one("count", "value", summary: "How often value occurs.") { list, value in
                .int(try list.items.reduce(0) { try areEqual($1, value) ? $0 + 1 : $0 })
            },
            methods.sorted("sort", "*, key=None, reverse=False", summary: "Sorts in place; equal elements keep their order.") { list, a in
                try list.sort(key: a[1], reverse: try a[2].isTrue())
                return .none
            },
            methods.none("reverse", summary: "Turns the order round, in place.") { list in
                list.items.reverse()
                return .none
            },
            methods.none("copy", summary: "A new list with the same elements.") { .list($0.items) },
            methods.none("__reversed__") { list in .object(reversedIterator(list)) },
            methods.raw(Names.`init`, "iterable=()") { list, a in
                if a.count > 1 { throw Raised.typeError("list expected at most 1 argument, got \(a.count)") }
                list.items = a.count == 1 ? try collect(a[0]) : []
                return .none
            },
        ]
    }
    static func reversedIterator(_ list: List) -> Object {
        var index = list.items.count
        return ClosureIterator(IteratorTypes.listReverse) {
            index = min(index, list.items.count) - 1
            return index >= 0 ? list.items[index] : nil
        }
    }
}
