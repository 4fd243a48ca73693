/// What loops over a text ask.
public final class StrIterator: Object {
    private let string: Str
    /// Where the next character begins.
    public final var upcoming: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>
    /// The end of a text that is ASCII throughout, which the loop steps through itself; the beginning of any other.
    public final let plainEnd: UnsafePointer<UInt8>
    /// Those of every text.
    public final let characters = Str.characters

    init(_ string: Str) {
        self.string = string
        upcoming = UnsafePointer(string.start)
        end = upcoming + string.byteCount
        plainEnd = string.isASCII ? end : upcoming
        super.init(kind: .iterator)
    }
    public override var type: TypeObject { string.isASCII ? IteratorTypes.strASCII : IteratorTypes.str }
    public override func iterator() -> Object { self }
    public override func next() -> Value? {
        var item = Value.unbound
        return advance(into: &item) ? item : nil
    }
    public override func advance(into item: UnsafeMutablePointer<Value>) -> Bool {
        if Unmanaged.passUnretained(self).moveOn(into: item) { return true }
        guard upcoming < end else { return false }
        var length = 0
        item.put(Str.character(UTF8Bytes.scalar(upcoming, &length)))
        upcoming += length
        return true
    }
}
extension Unmanaged where Instance == StrIterator {
    /// Puts the next character where it is wanted, if there is one and the text is ASCII.
    @inlinable @inline(__always)
    public func moveOn(into item: UnsafeMutablePointer<Value>) -> Bool {
        let place = borrowed { $0.upcoming }
        guard place < borrowed({ $0.plainEnd }) else { return false }
        borrowed { $0.upcoming = place + 1 }
        // A text, never anything else.
        let character = (borrowed { $0.characters } + Int(place.pointee)).int
        ReferenceCount.retain(character)
        item.drop()
        item.words = ValueWords(payload: character, tag: ValueTag.object)
        return true
    }
}
