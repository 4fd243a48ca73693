/// Texts in the order in which they came, each found by its number: what a program's names are looked up in, again and again while it is read.
/// A dictionary asks for a hash that no text can be chosen against; here it is one multiplication a byte.
package struct TextTable {
    package private(set) var texts: [String] = []
    /// Numbers of texts by their hash, -1 where there is none; a power of two of them, twice as many as texts at least.
    private var slots: [Int32] = []

    package init() {}

    package func index(of text: String) -> Int? {
        if slots.isEmpty { return nil }
        let found = slots[slot(of: text)]
        return found < 0 ? nil : Int(found)
    }
    /// The same for the bytes of a text.
    package func index(of bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        if slots.isEmpty { return nil }
        let last = slots.count - 1
        var slot = TextTable.hash(bytes) & last
        while slots[slot] >= 0 {
            if StringText.withBytes(texts[Int(slots[slot])], { $0.count == bytes.count && UTF8Bytes.order($0, bytes) == 0 }) { return Int(slots[slot]) }
            slot = (slot + 1) & last
        }
        return nil
    }
    package func contains(_ text: String) -> Bool { index(of: text) != nil }
    /// The text's number, a new one if there was none.
    @discardableResult
    package mutating func insert(_ text: String) -> Int {
        if texts.count * 2 >= slots.count { grow() }
        let slot = slot(of: text)
        if slots[slot] >= 0 { return Int(slots[slot]) }
        slots[slot] = Int32(texts.count)
        texts.append(text)
        return texts.count - 1
    }

    /// Where a text's number stands, or would.
    private func slot(of text: String) -> Int {
        let last = slots.count - 1
        var slot = TextTable.hash(text) & last
        while slots[slot] >= 0, texts[Int(slots[slot])] != text { slot = (slot + 1) & last }
        return slot
    }
    private mutating func grow() {
        slots = Array(repeating: -1, count: max(16, slots.count * 2))
        for (index, text) in texts.enumerated() { slots[slot(of: text)] = Int32(index) }
    }
    private static func hash(_ text: String) -> Int {
        // A copy of the reference; native strings give their own bytes.
        var copy = text
        return copy.withUTF8 { hash($0) }
    }
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var hash = UInt64(truncatingIfNeeded: bytes.count)
        for byte in bytes {
            // Texts of other letters can be equal and have different bytes.
            if byte >= 0x80 { return 0 }
            hash = (hash ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15
        }
        return Int(truncatingIfNeeded: hash >> 32)
    }
}
