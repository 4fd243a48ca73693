#if canImport(Glibc)
    import Glibc
#endif

// How texts come about.
extension Str {
    /// Text that `fill` writes, `byteCount` bytes of it.
    @inline(__always)
    static func make(_ byteCount: Int, isASCII: Bool, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) -> Str {
        let made = Str.blank(byteCount, isASCII: isASCII)
        fill(made.start)
        return made
    }
    /// A copy of some UTF-8.
    @inline(__always)
    static func copy(_ bytes: UnsafeBufferPointer<UInt8>, isASCII: Bool) -> Str {
        make(bytes.count, isASCII: isASCII) { UTF8Bytes.copyShort(bytes, to: $0) }
    }
    static func copy(_ text: String) -> Str {
        // A copy of the reference; native strings give their own bytes.
        var copy = text
        return copy.withUTF8 { Str.copy($0, isASCII: UTF8Bytes.isASCII($0)) }
    }
    public convenience init(_ text: String) {
        // A copy of the reference; native strings give their own bytes.
        var copy = text
        let (bytes, isASCII) = copy.withUTF8 { ($0, UTF8Bytes.isASCII($0)) }
        self.init(room: bytes.count, isASCII: isASCII)
        copy.withUTF8 { UTF8Bytes.copy($0, to: start) }
    }
    /// A part of some text's bytes: the same object for the same character, and for nothing at all.
    @inline(__always)
    static func value(_ bytes: UnsafeBufferPointer<UInt8>, isASCII: Bool) -> Value {
        if bytes.count <= 1 { return bytes.count == 0 ? .object(empty) : character(byte: bytes[0]) }
        return .object(copy(bytes, isASCII: isASCII))
    }
    /// The same where nothing is known about the bytes.
    static func value(_ bytes: UnsafeBufferPointer<UInt8>) -> Value { value(bytes, isASCII: UTF8Bytes.isASCII(bytes)) }

    // MARK: Characters

    // Immutable; created once.
    nonisolated(unsafe) public static let empty = Str(room: 0, isASCII: true)
    /// Texts of one character that occur all the time, made once: those that Latin-1 has, as in CPython.
    // Immutable; created once.
    nonisolated(unsafe) package static let characters: UnsafeMutablePointer<Value> = {
        check()
        let made = RawStorage.allocate(256, of: Value.self)
        for code in 0..<256 { (made + code).initialize(to: .str(String(Unicode.Scalar(UInt8(code))))) }
        return made
    }()
    public static func character(_ scalar: Unicode.Scalar) -> Value {
        scalar.value < 256 ? characters[Int(scalar.value)] : .str(String(scalar))
    }
    @inline(__always)
    static func character(byte: UInt8) -> Value { characters[Int(byte)] }
    /// The code point at a place that lies inside.
    @inline(__always)
    final func character(at index: Int) -> Value {
        if isASCII { return Str.character(byte: start[index]) }
        var place = place(of: index)
        return Str.character(UTF8Bytes.scalar(start, &place))
    }

    // MARK: What a value holds

    /// The text that a value is, subclasses' instances included; nil for anything else.
    @inline(__always)
    static func of(_ value: Value) -> Str? {
        guard case .object(let object) = value else { return nil }
        if object.kind == .str { return unsafeDowncast(object, to: Str.self) }  // the kind says so
        return object.kind == .instance ? ofInstance(value) : nil
    }
    @inline(never)
    private static func ofInstance(_ value: Value) -> Str? {
        value.withoutClass.object(of: .str).map { unsafeDowncast($0, to: Str.self) }  // the kind says so
    }
    /// An argument that must be text.
    @inline(__always)
    static func argument(_ value: Value, _ message: (String) -> String = { "must be str, not \($0)" }) throws -> Str {
        guard let text = of(value) else { throw Raised.typeError(message(value.type.name)) }
        return text
    }
    /// An argument that must be text, where CPython's own parser of arguments says which: `None` is called by its name.
    static func argument(_ value: Value, as place: String) throws -> Str {
        try argument(value) { "\(place) must be str, not \(value.isNone ? "None" : $0)" }
    }
    static func text(_ value: Value, as place: String) throws -> String { try argument(value, as: place).text }
    /// The same as Swift's own text.
    static func text(_ value: Value, _ message: (String) -> String = { "must be str, not \($0)" }) throws -> String {
        try argument(value, message).text
    }

    // MARK: Out of other texts

    /// - Throws: `MemoryError` for a text nobody could hold.
    package static func concatenation(_ left: Str, _ right: Str) throws -> Value {
        let size = left.byteCount + right.byteCount
        try Memory.checkText(size)
        let made = Str.blank(size, isASCII: left.isASCII && right.isASCII)
        UTF8Bytes.copyShort(left.bytes, to: made.start)
        UTF8Bytes.copyShort(right.bytes, to: made.start + left.byteCount)
        return .object(made)
    }
    /// Several values in a row, made in one piece: texts, numbers and `None`, as a formatted string has them.
    package static func concatenation(_ parts: UnsafeMutablePointer<Value>, _ count: Int) -> Value {
        if count == 1, parts.pointee.object(of: .str) != nil { return parts.pointee }
        var text = TextBuilder()
        for index in 0..<count {
            let part = parts + index
            if let held = UnsafePointer(part).heldText {
                held._withUnsafeGuaranteedRef { text.append($0) }
                continue
            }
            // Objects have been turned into texts before.
            if case .object = part.pointee { continue }
            try? part.pointee.append(to: &text)  // numbers never fail
        }
        return text.value()
    }
    /// `str(number)`
    package static func plain(_ number: Int) -> Value { decimal(number) }
    /// The decimal digits of a number.
    @inline(__always)
    static func decimal(_ number: Int) -> Value {
        if number >= 0, number < 10 { return character(byte: UInt8(truncatingIfNeeded: 0x30 &+ number)) }
        let length = DecimalDigits.length(number)
        return .object(Str.make(length, isASCII: true) { DecimalDigits.write(number, length, to: $0) })
    }
    /// As often as a number says; nil: it is no number.
    final func repeated(_ count: Value) throws -> Value? {
        guard let times = try Sequences.repetitions(count, size: byteCount, bytes: Memory.textCopies) else { return nil }
        if times == 0 { return .object(Str.empty) }
        if times == 1 { return .object(self) }
        return .object(
            Str.make(byteCount * times, isASCII: isASCII) { target in
                if byteCount == 1 {
                    memset(target, Int32(start[0]), times)
                } else {
                    for index in 0..<times { UTF8Bytes.copy(bytes, to: target + index * byteCount) }
                }
            })
    }
    /// A part of this text's bytes.
    @inline(__always)
    final func part(_ bytes: UnsafeBufferPointer<UInt8>) -> Value { Str.value(bytes, isASCII: isASCII || UTF8Bytes.isASCII(bytes)) }
    /// The text of `range`, which lies inside.
    public final func part(_ range: Range<Int>) -> Value {
        range.count == count ? .object(self) : part(bytes(range))
    }
    final func slice(_ slice: SliceObject) throws -> Value {
        let part = try slice.indices(count)
        if part.length == 0 { return .object(Str.empty) }
        if part.step == 1 { return self.part(part.start..<(part.start + part.length)) }
        let places = (0..<part.length).lazy.map { part.start + $0 * part.step }
        if isASCII {
            return .object(
                Str.make(part.length, isASCII: true) { target in
                    for (index, place) in places.enumerated() { target[index] = start[place] }
                })
        }
        var text = TextBuilder()
        let scalars = Array(self.text.unicodeScalars)
        for place in places { text.append(scalars[place]) }
        return text.value()
    }
}
