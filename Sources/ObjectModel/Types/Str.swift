/// `str`: immutable text, indexed by code point.
///
/// Kept as UTF-8; pure ASCII text is indexed in place, other text through an array of its scalars made at the first
/// index.
public final class Str: Object {
    public private(set) var text: String
    /// In code points; -1: not counted yet.
    private var knownCount = -1
    /// 0: not computed yet (a real 0 is computed each time).
    private var knownHash = 0
    private var knownScalars: [Unicode.Scalar]?

    public init(_ text: String) {
        self.text = text
        super.init(kind: .str)
    }
    /// Text known to be ASCII.
    public init(ascii text: String) {
        self.text = text
        knownCount = text.utf8.count
        super.init(kind: .str)
    }
    /// In code points.
    public var count: Int {
        if knownCount < 0 { knownCount = StringText.count(text) }
        return knownCount
    }
    public var isASCII: Bool { count == text.utf8.count }
    var scalars: [Unicode.Scalar] {
        if let knownScalars { return knownScalars }
        let scalars = Array(text.unicodeScalars)
        knownScalars = scalars
        return scalars
    }

    /// One-character texts that occur all the time, made once.
    // Immutable; created once.
    nonisolated(unsafe) private static let characters: [Str] = (0..<128).map { Str(String(Unicode.Scalar(UInt8($0)))) }
    // Immutable; created once.
    nonisolated(unsafe) public static let empty = Str("")
    public static func character(_ scalar: Unicode.Scalar) -> Value {
        scalar.value < 128 ? .object(characters[Int(scalar.value)]) : .str(String(scalar))
    }
    static func character(byte: UInt8) -> Value { .object(characters[Int(byte & 0x7F)]) }

    /// Appends to the text in `register` in place when nothing else can see it: what keeps `s += t` in a loop linear.
    /// - Returns: false if that is impossible; nothing has changed then.
    /// - Throws: `MemoryError` for a text nobody could hold.
    public static func append(_ right: Value, to register: inout Value) throws -> Bool {
        guard case .object(var object) = register, object.kind == .str, case .object(let other) = right, other.kind == .str
        else { return false }
        // The kinds say so.
        let more = unsafeDowncast(other, to: Str.self)
        register = .unbound
        guard isKnownUniquelyReferenced(&object) else {
            register = .object(object)
            return false
        }
        let target = unsafeDowncast(object, to: Str.self)
        defer { register = .object(object) }
        let size = target.text.utf8.count + more.text.utf8.count
        if size > 1 << 26 { try Memory.check(size * 2) }
        target.text += more.text
        target.knownCount = -1
        target.knownHash = 0
        target.knownScalars = nil
        return true
    }

    /// Several texts in a row, made in one piece; values that are no texts count as empty.
    public static func concatenation(_ parts: UnsafeMutablePointer<Value>, _ count: Int) -> Value {
        var size = 0
        for index in 0..<count {
            if let part = (parts + index).pointee.object(of: .str) { size += unsafeDowncast(part, to: Str.self).text.utf8.count }  // the kind says so
        }
        func fill(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
            guard let start = buffer.baseAddress else { return 0 }
            var filled = 0
            for index in 0..<count {
                guard let part = (parts + index).pointee.object(of: .str) else { continue }
                filled += unsafeDowncast(part, to: Str.self).copyBytes(to: start + filled)  // the kind says so
            }
            return filled
        }
        if size > 15 { return .str(String(unsafeUninitializedCapacity: size, initializingUTF8With: fill)) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { buffer in
            .str(ShortText.make(UnsafeBufferPointer(start: buffer.baseAddress, count: fill(buffer))))
        }
    }
    /// Copies the UTF-8 of the text to where there is room for it.
    /// - Returns: its length.
    @inline(__always)
    final func copyBytes(to target: UnsafeMutablePointer<UInt8>) -> Int {
        text.utf8.withContiguousStorageIfAvailable { bytes in
            if let start = bytes.baseAddress { target.update(from: start, count: bytes.count) }
            return bytes.count
        } ?? {
            var length = 0
            for byte in text.utf8 {
                target[length] = byte
                length += 1
            }
            return length
        }()
    }

    /// Code point by code point.
    public static func areEqual(_ left: Str, _ right: Str) -> Bool {
        if left.knownHash != 0, right.knownHash != 0, left.knownHash != right.knownHash { return false }
        return StringText.equal(left.text, right.text)
    }

    // MARK: As an object

    public override var type: TypeObject { BuiltinTypes.str }
    public override func repr() -> String { StringText.repr(text) }
    public override func str() -> String { text }
    public override func format(_ specification: String) throws -> String {
        specification.isEmpty ? text : try FormatSpecification.parsed(specification, typeName: "str").format(text)
    }
    public override func isTrue() -> Bool { !text.isEmpty }
    public override func length() -> Int { count }
    public override func hash() -> Int {
        if knownHash == 0 { knownHash = StringHash.hash(text) }
        return knownHash
    }
    public override func compare(_ comparison: Comparison, _ other: Value) -> Value? {
        guard case .object(let object) = other else { return nil }
        // The kind says so.
        let known = object.kind == .str ? unsafeDowncast(object, to: Str.self).text : other.withoutClass.asString
        guard let right = known else { return nil }
        switch comparison {
        case .equal: return .bool(StringText.equal(text, right))
        case .notEqual: return .bool(!StringText.equal(text, right))
        default: return .bool(holds(comparison, StringText.order(text, right), 0))
        }
    }
    public override func contains(_ value: Value) throws -> Bool {
        guard let part = value.withoutClass.asString else {
            throw Raised.typeError("'in <string>' requires string as left operand, not \(value.type.name)")
        }
        return StringSearch.contains(text, part)
    }
    public override func item(_ index: Value) throws -> Value {
        if let slice = index.object(of: .slice) {
            return try self.slice(unsafeDowncast(slice, to: SliceObject.self))  // the kind says so
        }
        let position = try Sequences.position(index, count, "string")
        if isASCII { return Str.character(byte: ShortText.byte(text, position)) }
        return Str.character(scalars[position])
    }
    private func slice(_ slice: SliceObject) throws -> Value {
        let part = try slice.indices(count)
        if part.length == 0 { return .object(Str.empty) }
        if part.step == 1 { return self.part(part.start..<(part.start + part.length)) }
        let places = (0..<part.length).lazy.map { part.start + $0 * part.step }
        if isASCII {
            let bytes = Array(text.utf8)
            return .str(String(decoding: places.map { bytes[$0] }, as: UTF8.self))
        }
        var view = String.UnicodeScalarView()
        let scalars = self.scalars
        view.append(contentsOf: places.map { scalars[$0] })
        return .str(String(view))
    }
    /// The text of `range`, which lies inside.
    public func part(_ range: Range<Int>) -> Value {
        if range.isEmpty { return .object(Str.empty) }
        if range.count == count { return .object(self) }
        if range.count == 1, isASCII { return Str.character(byte: ShortText.byte(text, range.lowerBound)) }
        return isASCII ? .object(Str(ascii: substring(range))) : .str(substring(range))
    }
    /// The code points of `range`, which lies inside.
    func substring(_ range: Range<Int>) -> String {
        if isASCII { return StringText.withBytes(text) { ShortText.make(UnsafeBufferPointer(rebasing: $0[range])) } }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }
    public override func iterator() -> Object { StrIterator(self) }

    public override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        switch operation {
        case .add:
            guard let other = right.withoutClass.asString else { return nil }
            try Memory.check(text.utf8.count + other.utf8.count)
            return .str(text + other)
        case .multiply: return try Sequences.repetitions(right, size: text.utf8.count, bytes: 1).map { .str(String(repeating: text, count: $0)) }
        case .modulo: return .str(try PercentFormat.format(text, right))
        default: return nil
        }
    }
    public override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? {
        guard operation == .multiply else { return nil }
        return try Sequences.repetitions(left, size: text.utf8.count, bytes: 1).map { .str(String(repeating: text, count: $0)) }
    }
}

final class StrIterator: Object {
    /// Of ASCII text.
    private let bytes: ContiguousArray<UInt8>?
    private var index = 0
    private let text: String
    private var position: String.Index
    init(_ string: Str) {
        bytes = string.isASCII ? ContiguousArray(string.text.utf8) : nil
        text = string.text
        position = text.startIndex
        super.init(kind: .iterator)
    }
    override var type: TypeObject { bytes != nil ? IteratorTypes.strASCII : IteratorTypes.str }
    override func iterator() -> Object { self }
    override func next() -> Value? {
        if let bytes {
            guard index < bytes.count else { return nil }
            index += 1
            return Str.character(byte: bytes[index - 1])
        }
        guard position < text.endIndex else { return nil }
        let scalar = text.unicodeScalars[position]
        text.unicodeScalars.formIndex(after: &position)
        return Str.character(scalar)
    }
    override func advance(into item: UnsafeMutablePointer<Value>) throws -> Bool {
        guard let bytes else { return try super.advance(into: item) }
        guard index < bytes.count else { return false }
        item.pointee = Str.character(byte: bytes[index])
        index += 1
        return true
    }
}
