/// Stable sorting by `<`, which may be the program's own and may fail.
enum Sorting {
    static func sorted(_ items: [Value], key: Value, reverse: Bool) throws -> [Value] {
        guard items.count > 1 || !key.isNone else { return items }
        if key.isNone {
            // Reversed before and after: equal elements keep their order.
            let sorted = try ascending(reverse ? items.reversed() : items)
            return reverse ? sorted.reversed() : sorted
        }
        var keys = try items.withUnsafeBufferPointer { items in
            var keys: [Value] = []
            keys.reserveCapacity(items.count)
            for index in items.indices {
                // Arguments are looked at where they lie.
                guard let item = items.baseAddress.map({ UnsafeMutablePointer(mutating: $0 + index) }) else { break }
                keys.append(try key.call(Arguments(base: item, count: 1)))
            }
            return keys
        }
        if keys.count <= InsertionSort.most, let few = few(&keys, items, reverse: reverse) { return few }
        var order = Array(reverse ? stride(from: items.count - 1, through: 0, by: -1).map { $0 } : Array(items.indices))
        if let integers = all(keys, { if case .int(let value) = $0 { value } else { nil } }) {
            order = sorted(order, by: integers)
        } else if let floats = all(keys, { if case .float(let value) = $0 { value } else { nil } }) {
            if let small = try InsertionSort.sorted(order, by: { floats[$0] < floats[$1] }) { order = small } else { order.sort { floats[$0] < floats[$1] } }
        } else if let texts = all(keys, { $0.object(of: .str) }) {
            order = TextKey.sorted(texts, order)
        } else {
            if let small = try InsertionSort.sorted(order, by: { try isLess(keys[$0], keys[$1]) }) {
                order = small
            } else {
                try order.sort { try isLess(keys[$0], keys[$1]) }
            }
        }
        let sorted = order.map { items[$0] }
        return reverse ? sorted.reversed() : sorted
    }
    /// A few items by keys that are numbers or texts; nil: they are something else.
    private static func few(_ keys: inout [Value], _ items: [Value], reverse: Bool) -> [Value]? {
        var items = items
        // Reversed before and after: equal elements keep their order.
        if reverse {
            keys.reverse()
            items.reverse()
        }
        let isSorted = keys.withUnsafeMutableBufferPointer { keys in
            items.withUnsafeMutableBufferPointer { items in
                keys.baseAddress.map { InsertionSort.sort($0, keys.count, along: items.baseAddress) } ?? true
            }
        }
        if reverse { if isSorted { items.reverse() } else { keys.reverse() } }
        return isSorted ? items : nil
    }
    private static func ascending(_ items: [Value]) throws -> [Value] {
        if let integers = all(items, { if case .int(let value) = $0 { value } else { nil } }) {
            return sorted(Array(integers.indices), by: integers).map { .int(integers[$0]) }
        }
        if let floats = all(items, { if case .float(let value) = $0 { value } else { nil } }) {
            return floats.sorted().map { .float($0) }
        }
        if let texts = all(items, { $0.object(of: .str) }) { return TextKey.sorted(texts, Array(items.indices)).map { items[$0] } }
        if let tuples = all(items, { $0.object(of: .tuple) }) { return try ascending(tuples: tuples, items) }
        return try InsertionSort.sorted(items, by: isLess) ?? items.sorted { try isLess($0, $1) }
    }
    /// Places in the order of their keys, equal ones as they stand: by counting digits, from the last to the first, where
    /// the keys lie close enough together.
    private static func sorted(_ order: [Int], by keys: [Int]) -> [Int] {
        let (digits, bits) = (2048, 11)
        guard order.count > 48, let least = keys.min(), let most = keys.max() else { return order.sorted { keys[$0] < keys[$1] } }
        var range = UInt(bitPattern: most) &- UInt(bitPattern: least)
        // A pass costs as much as comparing about twice.
        guard order.count >= 512 || range < UInt(digits * digits), range < 1 << 44 else { return order.sorted { keys[$0] < keys[$1] } }
        var (from, to) = (order, order)
        var shift = UInt(0)
        repeat {
            var starts = [Int](repeating: 0, count: digits)
            for place in from { starts[Int((UInt(bitPattern: keys[place] &- least) >> shift) & UInt(digits - 1))] &+= 1 }
            var sum = 0
            for digit in 0..<digits {
                let count = starts[digit]
                starts[digit] = sum
                sum &+= count
            }
            for place in from {
                let digit = Int((UInt(bitPattern: keys[place] &- least) >> shift) & UInt(digits - 1))
                to[starts[digit]] = place
                starts[digit] &+= 1
            }
            swap(&from, &to)
            range >>= UInt(bits)
            shift += UInt(bits)
        } while range > 0
        return from
    }
    /// Tuples that start with ints: most comparisons end there.
    private static func ascending(tuples: [Object], _ items: [Value]) throws -> [Value] {
        // The kind says so.
        let heads = all(tuples.map { { $0.count > 0 ? $0[0] : .none }(unsafeDowncast($0, to: Tuple.self)) }) { if case .int(let value) = $0 { value } else { nil } }
        guard let heads else { return try items.sorted { try isLess($0, $1) } }
        let order = try items.indices.sorted { a, b in
            heads[a] != heads[b] ? heads[a] < heads[b] : try isLess(items[a], items[b])
        }
        return order.map { items[$0] }
    }
    /// A text with its first eight bytes as a number, which decide most comparisons.
    private struct TextKey {
        let head: UInt64
        // Held by the array that is sorted.
        let text: Unmanaged<Str>
        let place: Int

        static func sorted(_ texts: [Object], _ order: [Int]) -> [Int] {
            var keys = order.map { place in
                let text = unsafeDowncast(texts[place], to: Str.self)  // the kind says so
                return TextKey(head: text.head, text: .passUnretained(text), place: place)
            }
            return withExtendedLifetime(texts) {
                if keys.count > 128 { sortByHeads(&keys) } else { keys.sort { $0.isLess($1) } }
                return keys.map(\.place)
            }
        }
        /// By the heads' bytes, from the last to the first that differ somewhere; those with one head then by the rest.
        private static func sortByHeads(_ keys: inout [TextKey]) {
            let count = keys.count
            let common = keys.reduce(UInt64.max) { $0 & $1.head }
            let present = keys.reduce(UInt64(0)) { $0 | $1.head }
            withUnsafeTemporaryAllocation(of: TextKey.self, capacity: count) { spare in
                keys.withUnsafeMutableBufferPointer { keys in
                    // There are some of each.
                    var (from, to) = (keys.baseAddress.unsafelyUnwrapped, spare.baseAddress.unsafelyUnwrapped)
                    for shift in stride(from: UInt64(0), to: 64, by: 8) where (common ^ present) >> shift & 0xFF != 0 {
                        scatter(from, to, count, shift)
                        swap(&from, &to)
                    }
                    if from != keys.baseAddress { to.update(from: from, count: count) }
                }
            }
            var start = 0
            while start < count {
                var end = start + 1
                while end < count, keys[end].head == keys[start].head { end += 1 }
                if end - start > 1 { keys[start..<end].sort { $0.isLess($1) } }
                start = end
            }
        }
        private static func scatter(_ from: UnsafeMutablePointer<TextKey>, _ to: UnsafeMutablePointer<TextKey>, _ count: Int, _ shift: UInt64) {
            withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { places in
                places.initialize(repeating: 0)
                for index in 0..<count { places[Int(truncatingIfNeeded: from[index].head >> shift & 0xFF)] &+= 1 }
                var sum = 0
                for byte in 0..<256 {
                    let number = places[byte]
                    places[byte] = sum
                    sum &+= number
                }
                for index in 0..<count {
                    let byte = Int(truncatingIfNeeded: from[index].head >> shift & 0xFF)
                    (to + places[byte]).initialize(to: from[index])
                    places[byte] &+= 1
                }
            }
        }
        @inline(__always)
        func isLess(_ other: TextKey) -> Bool {
            if head != other.head { return head < other.head }
            return text._withUnsafeGuaranteedRef { x in other.text._withUnsafeGuaranteedRef { Str.order(x, $0) < 0 } }
        }
    }
    /// The plain values, if every element is of that kind.
    private static func all<T>(_ items: [Value], _ plain: (Value) -> T?) -> [T]? {
        var result: [T] = []
        result.reserveCapacity(items.count)
        for item in items {
            guard let value = plain(item) else { return nil }
            result.append(value)
        }
        return result
    }
}

/// What CPython does with fewer than 64 elements: it asks the same questions in the same order, so that programs whose `<`
/// counts, prints or contradicts itself (as that of NaN does) see the same.
enum InsertionSort {
    static let most = 63

    /// nil: there are too many.
    static func sorted<Element>(_ items: [Element], by isLess: (Element, Element) throws -> Bool) throws -> [Element]? {
        guard items.count <= most else { return nil }
        guard items.count > 1 else { return items }
        var items = items
        let run = try firstRun(items.count) { try isLess(items[$0], items[$1]) }
        if run < 0 { items[..<(-run)].reverse() }
        for place in abs(run)..<items.count {
            let pivot = items[place]
            let low = try self.place(below: place) { try isLess(pivot, items[$0]) }
            items.remove(at: place)
            items.insert(pivot, at: low)
        }
        return items
    }
    /// How many are in order already at the start, less than zero if in the contrary order; there are two at least.
    @inline(__always)
    private static func firstRun(_ count: Int, _ isLess: (Int, Int) throws -> Bool) rethrows -> Int {
        var run = 2
        if try isLess(1, 0) {
            while run < count, try isLess(run, run - 1) { run += 1 }
            return -run
        }
        while run < count, try !isLess(run, run - 1) { run += 1 }
        return run
    }
    /// Where one goes among those in order: before the first that it is less than.
    @inline(__always)
    private static func place(below end: Int, _ isLess: (Int) throws -> Bool) rethrows -> Int {
        var (low, high) = (0, end)
        while low < high {
            let middle = low + (high - low) / 2
            if try isLess(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Ints, floats or texts alone, not too many, sorted where they lie; `others` change places as they do.
    /// - Returns: false if they are anything else; nothing has happened then.
    static func sort(_ keys: UnsafeMutablePointer<Value>, _ count: Int, along others: UnsafeMutablePointer<Value>? = nil) -> Bool {
        guard count > 0, count <= most else { return count == 0 }
        let tag = keys.tag
        guard tag != ValueTag.nothing, tag != ValueTag.bool else { return false }
        for index in 0..<count where (keys + index).tag != tag || tag == ValueTag.object && (keys + index).kind != .str { return false }
        if count == 1 { return true }
        switch tag {
        case ValueTag.int: sort(keys, count, others) { $0.payload < $1.payload }
        case ValueTag.float: sort(keys, count, others) { $0.float < $1.float }
        default:
            sort(keys, count, others) { a, b in
                a.text.borrowed { x in b.text.borrowed { y in x.head != y.head ? x.head < y.head : Str.order(x, y) < 0 } }
            }
        }
        return true
    }
    @inline(__always)
    private static func sort(
        _ keys: UnsafeMutablePointer<Value>, _ count: Int, _ others: UnsafeMutablePointer<Value>?, by isLess: (ValueWords, ValueWords) -> Bool
    ) {
        let run = firstRun(count) { isLess((keys + $0).words, (keys + $1).words) }
        if run < 0 {
            reverse(keys, -run)
            if let others { reverse(others, -run) }
        }
        for place in abs(run)..<count {
            let pivot = (keys + place).words
            let low = self.place(below: place) { isLess(pivot, (keys + $0).words) }
            shift(keys, place, to: low)
            if let others { shift(others, place, to: low) }
        }
    }
    @inline(__always)
    private static func reverse(_ values: UnsafeMutablePointer<Value>, _ count: Int) {
        for index in 0..<count / 2 { swap(&(values + index).words, &(values + (count - 1 - index)).words) }
    }
    @inline(__always)
    private static func shift(_ values: UnsafeMutablePointer<Value>, _ place: Int, to low: Int) {
        let moved = (values + place).words
        var index = place
        while index > low {
            (values + index).words = (values + (index - 1)).words
            index -= 1
        }
        (values + low).words = moved
    }
}

extension ValueWords {
    fileprivate var float: Double { Double(bitPattern: UInt64(bitPattern: Int64(payload))) }
    /// Where the value is known to be a text.
    fileprivate var text: Unmanaged<Str> { .fromOpaque(UnsafeRawPointer(bitPattern: payload).unsafelyUnwrapped) }  // objects have an address
}
