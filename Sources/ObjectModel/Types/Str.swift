#if canImport(Glibc)
    import Glibc
#endif

/// `str`: immutable text, indexed by code point.
///
/// The object holds its UTF-8 itself: up to 24 bytes lie inside, so that a short text is one allocation, more of them in
/// memory of C's allocator. Swift's `String` is made where somebody asks for `text`, never by what texts do all the time.
/// Here is how texts are kept; `Str+Making` makes them, `Str+Object` says what the language may ask of them.
public final class Str: Object {
    public private(set) final var isASCII: Bool
    /// Of the UTF-8.
    public private(set) final var byteCount: Int
    /// 0: not computed yet (a real 0 is computed each time).
    private final var knownHash = 0
    /// Where the bytes lie. Only `Str.make` and `append` write there.
    public private(set) final var start: UnsafeMutablePointer<UInt8>
    /// The bytes of a short text, with zeros behind them. Of a long one: the room there is, how many code points there are
    /// (-1: not counted yet), and the address of `places` (0: none yet).
    private final var words: (Int, Int, Int) = (0, 0, 0)

    /// As many bytes lie in the object.
    @inline(__always) static var shortest: Int { 24 }
    /// Where `words` begins: checked when the first text is made.
    @inline(__always) private static var offsetOfWords: Int { 48 }
    @inline(__always) final var isLong: Bool { byteCount > Str.shortest }

    /// Of an object, in bytes.
    @inline(__always) static var size: Int { 72 }
    /// Room for a text: who asks for it fills it before anybody else sees it.
    @inline(__always)
    static func blank(_ byteCount: Int, isASCII: Bool) -> Str {
        guard byteCount <= shortest, let mold = Mold.text else { return Str(room: byteCount, isASCII: isASCII) }
        let made = mold.cast(size: size, as: Str.self)
        made.byteCount = byteCount
        made.isASCII = isASCII
        made.start = made.ownBytes
        return made
    }
    /// The same, before there is a mold and where there is none.
    @inline(never)
    init(room byteCount: Int, isASCII: Bool) {
        self.byteCount = byteCount
        self.isASCII = isASCII
        start = UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped  // replaced below, when the object has an address
        super.init(kind: .str)
        if byteCount <= Str.shortest {
            start = ownBytes
        } else {
            start = RawStorage.allocate(byteCount, of: UInt8.self)
            words = (byteCount, -1, 0)
        }
    }
    deinit { freeContents() }
    @inline(__always)
    final func freeContents() { if isLong { freeLong() } }
    @inline(never)
    private final func freeLong() {
        freePlaces()
        RawStorage.free(start)
    }
    @inline(__always)
    private final var ownBytes: UnsafeMutablePointer<UInt8> {
        (Unmanaged.passUnretained(self).toOpaque() + Str.offsetOfWords).assumingMemoryBound(to: UInt8.self)
    }
    /// The compiler lays the object out as the constant says.
    package static func check() {
        let text = Str(room: 1, isASCII: true)
        let place = withUnsafeMutablePointer(to: &text.words) { UnsafeMutableRawPointer($0) }
        precondition(place == UnsafeMutableRawPointer(text.start), "a short text's bytes lie where its words are")
        precondition(offsetOfWords + MemoryLayout.size(ofValue: text.words) == size, "and nothing comes behind them")
    }

    // MARK: What it holds

    /// Valid as long as the object is: for callers that hold it.
    @inline(__always)
    final var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: byteCount) }
    /// As Swift's own text: a copy.
    public final var text: String { ShortText.make(bytes) }

    /// In code points.
    @inline(__always)
    public final var count: Int { isASCII ? byteCount : scalarCount() }
    @inline(never)
    private final func scalarCount() -> Int {
        if !isLong { return UTF8Bytes.count(bytes) }
        if words.1 < 0 { words.1 = UTF8Bytes.count(bytes) }
        return words.1
    }

    // MARK: Places of code points

    /// How many code points lie between two of the `places`.
    private static let stride = 64
    /// Where every 64th code point of a long text that is not ASCII begins.
    private final var places: UnsafeMutablePointer<Int> {
        if let known = UnsafeMutablePointer<Int>(bitPattern: words.2) { return known }
        let made = RawStorage.allocate(count / Str.stride + 1, of: Int.self)
        var (seen, next) = (0, 0)
        for place in 0..<byteCount where start[place] & 0xC0 != 0x80 {
            if seen % Str.stride == 0 {
                made[next] = place
                next += 1
            }
            seen += 1
        }
        if seen % Str.stride == 0 { made[next] = byteCount }
        words.2 = Int(bitPattern: made)
        return made
    }
    private final func freePlaces() {
        if let places = UnsafeMutablePointer<Int>(bitPattern: words.2) { RawStorage.free(places) }
    }
    /// Where in the bytes a code point begins; `index` lies inside, or is `count`.
    @inline(__always)
    final func place(of index: Int) -> Int { isASCII ? index : foundPlace(of: index) }
    @inline(never)
    private final func foundPlace(of index: Int) -> Int {
        var (place, left) = (0, index)
        if isLong, index >= Str.stride {
            place = places[index / Str.stride]
            left = index % Str.stride
        }
        while left > 0 {
            place += UTF8Bytes.width(start[place])
            left -= 1
        }
        return place
    }
    /// How many code points stand before a place in the bytes.
    @inline(__always)
    final func index(of place: Int) -> Int { isASCII ? place : UTF8Bytes.count(UnsafeBufferPointer(start: start, count: place)) }
    /// The code points of `range`, which lies inside, as a part of the bytes.
    @inline(__always)
    final func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        let first = place(of: range.lowerBound)
        let end = isASCII ? range.upperBound : range.upperBound == count ? byteCount : place(of: range.upperBound)
        return UnsafeBufferPointer(start: start + first, count: end - first)
    }

    // MARK: Equality, order, hash

    /// Code point by code point.
    @inline(__always)
    public static func areEqual(_ left: Str, _ right: Str) -> Bool {
        let count = left.byteCount
        if count != right.byteCount { return false }
        if count > Str.shortest { return areEqualLong(left, right) }
        // Raw: where the bytes are, nobody wrote words.
        let (x, y) = (UnsafeRawPointer(left.start), UnsafeRawPointer(right.start))
        return x.load(as: UInt64.self) == y.load(as: UInt64.self) && x.load(fromByteOffset: 8, as: UInt64.self) == y.load(fromByteOffset: 8, as: UInt64.self)
            && x.load(fromByteOffset: 16, as: UInt64.self) == y.load(fromByteOffset: 16, as: UInt64.self)
    }
    @inline(never)
    private static func areEqualLong(_ left: Str, _ right: Str) -> Bool {
        if left.knownHash != 0, right.knownHash != 0, left.knownHash != right.knownHash { return false }
        return memcmp(left.start, right.start, left.byteCount) == 0
    }
    /// The first eight bytes as a number that orders as they do.
    final var head: UInt64 {
        // A short text has zeros behind it, and a long one is longer.
        UInt64(bigEndian: UnsafeRawPointer(start).loadUnaligned(as: UInt64.self))
    }
    /// Negative, zero or positive, by code points (UTF-8 keeps their order).
    @inline(__always)
    static func order(_ left: Str, _ right: Str) -> Int { UTF8Bytes.order(left.bytes, right.bytes) }

    @inline(__always)
    public override func hash() -> Int {
        if knownHash == 0 { knownHash = StringHash.hash(bytes, isASCII: isASCII) }
        return knownHash
    }

    // MARK: Growing

    /// Appends in place; the caller holds the only reference.
    /// - Throws: `MemoryError` for a text nobody could hold.
    package final func append(_ more: Str) throws {
        let size = byteCount + more.byteCount
        if size > (isLong ? words.0 : Str.shortest) { try makeRoom(size) }
        UTF8Bytes.copyShort(more.bytes, to: start + byteCount)
        byteCount = size
        isASCII = isASCII && more.isASCII
        knownHash = 0
        if size > Str.shortest { forgetPlaces() }
    }
    @inline(__always)
    private final func forgetPlaces() {
        words.1 = -1
        if words.2 != 0 {
            freePlaces()
            words.2 = 0
        }
    }
    @inline(never)
    private final func makeRoom(_ size: Int) throws {
        try Memory.checkText(size)
        let room = Swift.max(64, size + size / 2)
        if isLong {
            start = RawStorage.resize(start, room)
            words.0 = room
        } else {
            let larger = RawStorage.allocate(room, of: UInt8.self)
            UTF8Bytes.copy(bytes, to: larger)
            start = larger
            words = (room, -1, 0)
        }
    }

    // MARK: As an object; the rest is in Str+Object

    public override var type: TypeObject { BuiltinTypes.str }
    public override func repr() throws -> String {
        // A copy, and up to four characters for one.
        try Memory.check(byteCount, size: 5)
        return StringText.repr(text)
    }
    /// The same, put behind a text.
    final func append(reprTo target: inout TextBuilder) {
        let isPlain = isASCII && bytes.allSatisfy { $0 &- 0x20 < 0x5F && $0 != 0x27 && $0 != 0x5C }
        guard isPlain else { return target.append(StringText.repr(text)) }
        target.append(UInt8(ascii: "'"))
        target.append(self)
        target.append(UInt8(ascii: "'"))
    }
    public override func str() -> String { text }
    public override func format(_ specification: String) throws -> String {
        var text = TextBuilder()
        try FormatSpecification.known(Str(specification), .str).append(self, to: &text)
        return text.text
    }
    public override func isTrue() -> Bool { byteCount != 0 }
    public override func length() -> Int { count }
    public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard let right = Str.of(other) else { return nil }
        return .bool(Str.holds(comparison, self, right))
    }
    @inline(__always)
    static func holds(_ comparison: Comparison, _ left: Str, _ right: Str) -> Bool {
        switch comparison {
        case .equal: areEqual(left, right)
        case .notEqual: !areEqual(left, right)
        default: ObjectModel.holds(comparison, order(left, right), 0)
        }
    }
    public override func contains(_ value: Value) throws -> Bool {
        guard let part = Str.of(value) else {
            throw Raised.typeError("'in <string>' requires string as left operand, not \(value.type.name)")
        }
        return contains(part)
    }
    /// Cheap, and the same for the same bytes.
    package final var roughHash: UInt64 {
        var hash = UInt64(truncatingIfNeeded: byteCount)
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15 }
        return hash
    }
    /// Whether the text is this one.
    package final func isEqual(to text: StaticString) -> Bool {
        byteCount == text.utf8CodeUnitCount && memcmp(start, text.utf8Start, byteCount) == 0
    }
    package final func contains(_ part: Str) -> Bool { StringSearch.first(bytes, part.bytes, 0) != nil }
    public override func item(_ index: Value) throws -> Value {
        if let slice = index.object(of: .slice) {
            return try self.slice(unsafeDowncast(slice, to: SliceObject.self))  // the kind says so
        }
        return character(at: try Sequences.position(index, count, "string"))
    }
    public override func iterator() -> Object { StrIterator(self) }

    public override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        switch operation {
        case .add: return try Str.of(right).map { try Str.concatenation(self, $0) }
        case .multiply: return try repeated(right)
        case .modulo: return try filled(right)
        default: return nil
        }
    }
    /// `text % values`
    package final func filled(_ values: Value) throws -> Value { try PercentFormat.format(self, values) }
    public override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? {
        operation == .multiply ? try repeated(left) : nil
    }
}

extension Value {
    /// Whether this is a text, and this one.
    package func isText(_ text: StaticString) -> Bool {
        guard let object = object(of: .str) else { return false }
        return unsafeDowncast(object, to: Str.self).isEqual(to: text)  // the kind says so
    }
}
