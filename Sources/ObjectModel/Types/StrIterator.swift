/// What loops over a text ask.
public final class StrIterator: Object {
    private let string: Str
    /// Of the next character.
    public final var place = 0
    /// Where the bytes of a text lie that is ASCII throughout; nil for any other. The loop reads them itself.
    public final let ascii: UnsafePointer<UInt8>?
    public final let byteCount: Int
    /// Those of every text.
    public final let characters = Str.characters

    init(_ string: Str) {
        self.string = string
        ascii = string.isASCII ? UnsafePointer(string.start) : nil
        byteCount = string.byteCount
        super.init(kind: .iterator)
    }
    public override var type: TypeObject { string.isASCII ? IteratorTypes.strASCII : IteratorTypes.str }
    public override func iterator() -> Object { self }
    public override func next() -> Value? {
        guard place < byteCount else { return nil }
        if let ascii {
            place += 1
            return Str.character(byte: ascii[place - 1])
        }
        return Str.character(UTF8Bytes.scalar(string.start, &place))
    }
    public override func advance(into item: UnsafeMutablePointer<Value>) -> Bool {
        if Unmanaged.passUnretained(self).moveOn(into: item) { return true }
        guard place < byteCount else { return false }
        item.put(Str.character(UTF8Bytes.scalar(string.start, &place)))
        return true
    }
}
extension Unmanaged where Instance == StrIterator {
    /// Puts the next character where it is wanted, if there is one and the text is ASCII.
    @inlinable @inline(__always)
    public func moveOn(into item: UnsafeMutablePointer<Value>) -> Bool {
        guard let ascii = borrowed({ $0.ascii }) else { return false }
        let place = borrowed { $0.place }
        guard place < borrowed({ $0.byteCount }) else { return false }
        borrowed { $0.place = place &+ 1 }
        item.copy(borrowed { $0.characters } + Int((ascii + place).pointee))
        return true
    }
}
