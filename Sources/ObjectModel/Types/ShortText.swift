/// Texts of at most 15 bytes, which Swift keeps in the two words of a `String` itself: made, compared and read there,
/// without the standard library's way around validating, copying and counting references.
///
/// How the words are laid out is looked up once, by making some; where it is not the known way, nothing here is used.
enum ShortText {
    private typealias Words = (UInt, UInt)
    private static let most = 15

    /// Set in the second word of a text that is kept in its words; 0 if this build of Swift has another way.
    static let mark: UInt = isAsExpected() ? 1 << 61 : 0

    private static func isAsExpected() -> Bool {
        let letters = Array("abcdefghijklmno".utf8)
        let areMade = letters.withUnsafeBufferPointer { bytes in
            (0...most).allSatisfy { length in
                let text = String(decoding: bytes[..<length], as: UTF8.self)
                return unsafeBitCast(text, to: Words.self) == words(UnsafeBufferPointer(rebasing: bytes[..<length]))
            }
        }
        // Longer ones and others than ASCII must be told from these.
        let long = String(repeating: "x", count: 40)
        let others = [long, String(long.prefix(20)), "a text of more than fifteen bytes"].map { unsafeBitCast($0, to: Words.self).1 }
        return areMade && others.allSatisfy { $0 & 1 << 61 == 0 } && unsafeBitCast("\u{e9}", to: Words.self).1 & 1 << 61 != 0
    }
    @inline(__always)
    private static func words(_ bytes: UnsafeBufferPointer<UInt8>) -> Words {
        var words: Words = (0, 0xE0 << 56 | UInt(bytes.count) << 56)
        for index in 0..<bytes.count {
            if index < 8 { words.0 |= UInt(bytes[index]) << UInt(8 * index) } else { words.1 |= UInt(bytes[index]) << UInt(8 * (index - 8)) }
        }
        return words
    }

    /// The text of some UTF-8.
    @inline(__always)
    static func make(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        if bytes.count <= most, mark != 0 {
            let words = words(bytes)
            if (words.0 | words.1 & (1 << 56 - 1)) & 0x8080_8080_8080_8080 == 0 { return unsafeBitCast(words, to: String.self) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
    /// Whether both are kept in their words: such texts are equal if and only if the words are.
    @inline(__always)
    static func areBothShort(_ a: String, _ b: String) -> Bool {
        unsafeBitCast(a, to: Words.self).1 & unsafeBitCast(b, to: Words.self).1 & mark != 0
    }
    @inline(__always)
    static func areSameWords(_ a: String, _ b: String) -> Bool { unsafeBitCast(a, to: Words.self) == unsafeBitCast(b, to: Words.self) }
    /// A byte of a text that is long enough.
    @inline(__always)
    static func byte(_ text: String, _ index: Int) -> UInt8 {
        let words = unsafeBitCast(text, to: Words.self)
        if words.1 & mark == 0 { return StringText.withBytes(text) { $0[index] } }
        return UInt8(truncatingIfNeeded: index < 8 ? words.0 >> UInt(8 * index) : words.1 >> UInt(8 * (index - 8)))
    }
}
