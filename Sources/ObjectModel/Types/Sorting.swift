/// Stable sorting by `<`, which may be the program's own and may fail.
enum Sorting {
    /// Ints, floats or texts alone, sorted where they lie.
    /// - Returns: false if they are anything else; nothing has happened then.
    static func sortPlain(_ values: UnsafeMutablePointer<Value>, _ count: Int) -> Bool {
        if count <= InsertionSort.most { return InsertionSort.sort(values, count) }
        guard let tag = commonTag(values, count) else { return false }
        switch tag {
        case ValueTag.int:
            let numbers = (0..<count).map { (values + $0).int }
            for (index, place) in sorted(Array(0..<count), by: numbers).enumerated() { (values + index).words = ValueWords(payload: numbers[place], tag: tag) }
        case ValueTag.float:
            let numbers = (0..<count).map { (values + $0).words.float }.sorted()
            for index in 0..<count { (values + index).words = ValueWords(payload: Int(truncatingIfNeeded: numbers[index].bitPattern), tag: tag) }
        default:
            for (index, key) in TextKey.keys(values, Array(0..<count)).enumerated() {
                (values + index).words = ValueWords(payload: Int(bitPattern: key.text.toOpaque()), tag: tag)
            }
        }
        return true
    }
    /// What all values are, if they are ints, floats or texts alone.
    static func commonTag(_ values: UnsafeMutablePointer<Value>, _ count: Int) -> UInt8? {
        let tag = values.tag
        guard tag != ValueTag.nothing, tag != ValueTag.bool else { return nil }
        for index in 0..<count where (values + index).tag != tag || tag == ValueTag.object && (values + index).kind != .str { return nil }
        return tag
    }
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
            let function = HeldFunction(key)
            for index in items.indices {
                // Arguments are looked at where they lie.
                guard let item = items.baseAddress.map({ UnsafeMutablePointer(mutating: $0 + index) }) else { break }
                keys.append(try function.call(with: item))
            }
            return keys
        }
        if keys.count <= InsertionSort.most { return try few(keys, items, reverse: reverse) }
        var order = Array(reverse ? stride(from: items.count - 1, through: 0, by: -1).map { $0 } : Array(items.indices))
        if let integers = all(keys, { if case .int(let value) = $0 { value } else { nil } }) {
            order = sorted(order, by: integers)
        } else if let floats = all(keys, { if case .float(let value) = $0 { value } else { nil } }) {
            order.sort { floats[$0] < floats[$1] }
        } else if let texts = keys.withUnsafeMutableBufferPointer({ keys -> [Int]? in
            guard let base = keys.baseAddress, commonTag(base, keys.count) == ValueTag.object else { return nil }
            return TextKey.keys(base, order).map(\.place)
        }) {
            order = texts
        } else {
            try order.sort { try isLess(keys[$0], keys[$1]) }
        }
        let sorted = order.map { items[$0] }
        return reverse ? sorted.reversed() : sorted
    }
    /// A few items by their keys, as CPython sorts them.
    private static func few(_ keys: [Value], _ items: [Value], reverse: Bool) throws -> [Value] {
        // Reversed before and after: equal elements keep their order.
        var (keys, items) = reverse ? (keys.reversed(), items.reversed()) : (keys, items)
        try keys.withUnsafeMutableBufferPointer { keys in
            try items.withUnsafeMutableBufferPointer { items in
                guard let base = keys.baseAddress, !InsertionSort.sort(base, keys.count, along: items.baseAddress) else { return }
                try InsertionSort.sort(base, keys.count, along: items.baseAddress) { try isLess($0.pointee, $1.pointee) }
            }
        }
        return reverse ? items.reversed() : items
    }
    private static func ascending(_ items: [Value]) throws -> [Value] {
        if items.count <= InsertionSort.most {
            var items = items
            try items.withUnsafeMutableBufferPointer { items in
                guard let base = items.baseAddress else { return }
                try InsertionSort.sort(base, items.count, along: nil) { try isLess($0.pointee, $1.pointee) }
            }
            return items
        }
        if let tuples = all(items, { $0.object(of: .tuple) }) { return try ascending(tuples: tuples, items) }
        return try items.sorted { try isLess($0, $1) }
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

        /// Of texts, which stay where they are, in their order.
        static func keys(_ texts: UnsafeMutablePointer<Value>, _ order: [Int]) -> [TextKey] {
            var keys = order.map { place in
                let text = (texts + place).object(as: Str.self)  // they are seen to be texts
                return TextKey(head: text.borrowed { $0.head }, text: text, place: place)
            }
            if keys.count > 128 { sortByHeads(&keys) } else { keys.sort { $0.isLess($1) } }
            return keys
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
/// counts, prints or contradicts itself (as that of NaN does) see the same. The values are sorted where they lie.
enum InsertionSort {
    static let most = 63

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

    /// The same where they lie, for ints, floats or texts alone, of which there are not too many; `others` change places as they do.
    /// - Returns: false if they are anything else; nothing has happened then.
    static func sort(_ keys: UnsafeMutablePointer<Value>, _ count: Int, along others: UnsafeMutablePointer<Value>? = nil) -> Bool {
        if count < 2 { return true }
        guard let tag = Sorting.commonTag(keys, count) else { return false }
        switch tag {
        case ValueTag.int: sort(keys, count, along: others) { $0.int < $1.int }
        case ValueTag.float: sort(keys, count, along: others) { $0.words.float < $1.words.float }
        default:
            sort(keys, count, along: others) { a, b in
                // They are seen to be texts.
                a.object(as: Str.self).borrowed { x in b.object(as: Str.self).borrowed { y in x.head != y.head ? x.head < y.head : Str.order(x, y) < 0 } }
            }
        }
        return true
    }
    /// Whatever happens while it compares, all values are there.
    @inline(__always)
    static func sort(
        _ keys: UnsafeMutablePointer<Value>, _ count: Int, along others: UnsafeMutablePointer<Value>?,
        by isLess: (UnsafeMutablePointer<Value>, UnsafeMutablePointer<Value>) throws -> Bool
    ) rethrows {
        if count < 2 { return }
        let run = try firstRun(count) { try isLess(keys + $0, keys + $1) }
        if run < 0 {
            reverse(keys, -run)
            if let others { reverse(others, -run) }
        }
        for place in abs(run)..<count {
            let low = try self.place(below: place) { try isLess(keys + place, keys + $0) }
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
}
