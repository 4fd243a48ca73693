import ObjectModel

/// `heapq`: a list whose first element is the smallest, each one no greater than the two at twice its place and behind.
enum HeapModule {
    /// Where two elements are compared, the program's code may run: it must leave the list as long as it is.
    private static func isLess(_ list: List, _ left: Int, _ right: Int) throws -> Bool {
        let count = list.count
        let less = try ObjectModel.isLess(list.elements[left], list.elements[right])
        if list.count != count { throw Raised.runtimeError("list changed size during iteration") }
        return less
    }
    private static func exchange(_ list: List, _ a: Int, _ b: Int) {
        let words = (list.elements + a).words
        (list.elements + a).words = (list.elements + b).words
        (list.elements + b).words = words
    }
    /// Moves an element towards the first as long as it is smaller than what it comes behind.
    private static func rise(_ list: List, from start: Int, _ place: Int) throws {
        var place = place
        while place > start {
            let parent = (place - 1) / 2
            guard try isLess(list, place, parent) else { return }
            exchange(list, place, parent)
            place = parent
        }
    }
    /// Moves an element to the end along the smaller ones, and back as far as it belongs.
    private static func sink(_ list: List, _ start: Int) throws {
        var place = start
        while place < list.count / 2 {
            try Stop.check()
            var child = 2 * place + 1
            if child + 1 < list.count, try !isLess(list, child, child + 1) { child += 1 }
            exchange(list, place, child)
            place = child
        }
        try rise(list, from: start, place)
    }
    private static func heap(_ value: Value, _ function: String) throws -> List {
        guard let list = value.withoutClass.object(of: .list) as? List else {
            throw Raised.typeError("\(function)() argument\(function == "heapify" ? "" : " 1") must be list, not \(value.type.name)")
        }
        return list
    }
    private static func exchangeFirst(_ list: List, _ value: Value) throws -> Value {
        let first = list.elements[0]
        list.elements[0] = value
        try sink(list, 0)
        return first
    }

    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) static let functions: [NativeFunction] = [
        ModuleFunctions.counted("heapify", 1...1, "heap", "Makes a heap of a list.", module: "_heapq") { a in
            let list = try heap(a[0], "heapify")
            for place in stride(from: list.count / 2 - 1, through: 0, by: -1) { try sink(list, place) }
            return .none
        },
        ModuleFunctions.counted("heappush", 2...2, "heap, item", "Adds to a heap.", module: "_heapq") { a in
            let list = try heap(a[0], "heappush")
            list.append(a[1])
            try rise(list, from: 0, list.count - 1)
            return .none
        },
        ModuleFunctions.counted("heappop", 1...1, "heap", "Takes out the smallest.", module: "_heapq") { a in
            let list = try heap(a[0], "heappop")
            guard let last = list.popLast() else { throw Raised.indexError("index out of range") }
            return list.count == 0 ? last : try exchangeFirst(list, last)
        },
        ModuleFunctions.counted("heapreplace", 2...2, "heap, item", "Takes out the smallest, then adds.", module: "_heapq") { a in
            let list = try heap(a[0], "heapreplace")
            guard list.count > 0 else { throw Raised.indexError("index out of range") }
            return try exchangeFirst(list, a[1])
        },
        ModuleFunctions.counted("heappushpop", 2...2, "heap, item", "Adds, then takes out the smallest.", module: "_heapq") { a in
            let list = try heap(a[0], "heappushpop")
            guard list.count > 0, try ObjectModel.isLess(list.elements[0], a[1]) else { return a[1] }
            if list.count == 0 { throw Raised.indexError("index out of range") }
            return try exchangeFirst(list, a[1])
        },
    ]
}
