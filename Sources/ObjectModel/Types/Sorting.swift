/// Stable sorting by `<`, which may be the program's own and may fail.
enum Sorting {
    static func sorted(_ items: [Value], key: Value, reverse: Bool) throws -> [Value] {
        guard items.count > 1 || !key.isNone else { return items }
        if key.isNone {
            // Reversed before and after: equal elements keep their order.
            let sorted = try ascending(reverse ? items.reversed() : items)
            return reverse ? sorted.reversed() : sorted
        }
        let keys = try items.withUnsafeBufferPointer { items in
            var keys: [Value] = []
            keys.reserveCapacity(items.count)
            for index in items.indices {
                // Arguments are looked at where they lie.
                guard let item = items.baseAddress.map({ UnsafeMutablePointer(mutating: $0 + index) }) else { break }
                keys.append(try key.call(Arguments(base: item, count: 1)))
            }
            return keys
        }
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
    private static func ascending(_ items: [Value]) throws -> [Value] {
        if let integers = all(items, { if case .int(let value) = $0 { value } else { nil } }) {
            return sorted(Array(integers.indices), by: integers).map { .int(integers[$0]) }
        }
        if let floats = all(items, { if case .float(let value) = $0 { value } else { nil } }) {
            return (try InsertionSort.sorted(floats, by: <) ?? floats.sorted()).map { .float($0) }
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
    /// nil: there are too many.
    static func sorted<Element>(_ items: [Element], by isLess: (Element, Element) throws -> Bool) throws -> [Element]? {
        guard items.count < 64 else { return nil }
        guard items.count > 1 else { return items }
        var items = items
        // What is in order already, or in the contrary order, at the start.
        var run = 2
        if try isLess(items[1], items[0]) {
            while run < items.count, try isLess(items[run], items[run - 1]) { run += 1 }
            items[..<run].reverse()
        } else {
            while run < items.count, try !isLess(items[run], items[run - 1]) { run += 1 }
        }
        for place in run..<items.count {
            let pivot = items[place]
            var (low, high) = (0, place)
            while low < high {
                let middle = low + (high - low) / 2
                if try isLess(pivot, items[middle]) { high = middle } else { low = middle + 1 }
            }
            items.remove(at: place)
            items.insert(pivot, at: low)
        }
        return items
    }
}
