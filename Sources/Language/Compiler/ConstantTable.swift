import ObjectModel

/// The constants of one code object, each once. Only numbers, texts and what there is one of are compared: two equal tuples stay two.
struct ConstantTable {
    private(set) var values: [Value] = []
    /// Places among the values by hash, -1 where there is none; a power of two of them.
    private var slots: [Int32] = []
    /// How many values are found by their hash.
    private var known = 0

    /// Where a value stands among the constants.
    mutating func index(of value: Value) -> Int {
        guard let hash = ConstantTable.hash(value) else { return append(value) }
        if known * 2 >= slots.count { grow() }
        let slot = slot(of: value, hash)
        if slots[slot] >= 0 { return Int(slots[slot]) }
        slots[slot] = Int32(values.count)
        known += 1
        return append(value)
    }
    private mutating func append(_ value: Value) -> Int {
        values.append(value)
        return values.count - 1
    }

    private func slot(of value: Value, _ hash: Int) -> Int {
        let last = slots.count - 1
        var slot = hash & last
        while slots[slot] >= 0, !ConstantTable.areSame(values[Int(slots[slot])], value) { slot = (slot + 1) & last }
        return slot
    }
    private mutating func grow() {
        slots = Array(repeating: -1, count: max(16, slots.count * 2))
        for (index, value) in values.enumerated() {
            if let hash = ConstantTable.hash(value) { slots[slot(of: value, hash)] = Int32(index) }
        }
    }

    /// nil: every such constant stands for itself.
    private static func hash(_ value: Value) -> Int? {
        switch value {
        case .none, .unbound: 1
        case .bool(let flag): flag ? 2 : 3
        case .int(let number): mixed(UInt64(bitPattern: Int64(number)))
        case .float(let number): mixed(~number.bitPattern)
        case .object(let object):
            // The kind says so.
            object.kind == .str ? mixed(unsafeDowncast(object, to: Str.self).roughHash) : nil
        }
    }
    private static func mixed(_ bits: UInt64) -> Int { Int(truncatingIfNeeded: (bits &* 0x9E37_79B9_7F4A_7C15) >> 32) }
    /// The same to the last bit: 0.0 and -0.0 are two constants, and so are 1 and 1.0.
    private static func areSame(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.none, .none): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.float(let a), .float(let b)): a.bitPattern == b.bitPattern
        case (.object(let a), .object(let b)):
            // The kinds say so.
            a.kind == .str && b.kind == .str && Str.areEqual(unsafeDowncast(a, to: Str.self), unsafeDowncast(b, to: Str.self))
        default: false
        }
    }
}
