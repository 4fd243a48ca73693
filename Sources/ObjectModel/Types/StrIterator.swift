/// What loops over a text ask.
package final class StrIterator: Object {
    private let string: Str
    /// Of the next character.
    package final var place = 0
    /// Where the bytes of a text lie that is ASCII throughout; nil for any other. The loop reads them itself.
    package final let ascii: UnsafePointer<UInt8>?
    package final let byteCount: Int
    /// Those of every text.
    package final let characters = Str.characters

    init(_ string: Str) {
        self.string = string
        ascii = string.isASCII ? UnsafePointer(string.start) : nil
        byteCount = string.byteCount
        super.init(kind: .iterator)
    }
    package override var type: TypeObject { string.isASCII ? IteratorTypes.strASCII : IteratorTypes.str }
    package override func iterator() -> Object { self }
    package override func next() -> Value? {
        guard place < byteCount else { return nil }
        if let ascii {
            place += 1
            return Str.character(byte: ascii[place - 1])
        }
        return Str.character(UTF8Bytes.scalar(string.start, &place))
    }
    package override func advance(into item: UnsafeMutablePointer<Value>) -> Bool {
        if moveOn(into: item) { return true }
        guard place < byteCount else { return false }
        item.put(Str.character(UTF8Bytes.scalar(string.start, &place)))
        return true
    }
    /// Puts the next character where it is wanted, if there is one and the text is ASCII.
    @inlinable @inline(__always)
    package final func moveOn(into item: UnsafeMutablePointer<Value>) -> Bool {
        guard let ascii, place < byteCount else { return false }
        item.copy(characters + Int(ascii[place]))
        place &+= 1
        return true
    }
}
