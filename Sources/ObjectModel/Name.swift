/// An interned attribute, variable or keyword name: comparing two is comparing two integers.
public struct Name: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let id: Int32

    @inlinable
    init(id: Int32) { self.id = id }

    public init(_ text: String) { self = NameTable.intern(text) }
    public init(stringLiteral text: StaticString) { self = NameTable.intern(text) }

    /// The name as a `str`, one object for all times.
    public var str: Value { NameTable.str(Int(id)) }
    public var text: String { NameTable.table.texts[Int(id)] }
    public var description: String { text }
    /// Whether the name is spelled with these bytes.
    func isSpelled(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { StringText.withBytes(text) { $0.elementsEqual(bytes) } }

    @inlinable
    public static func == (a: Name, b: Name) -> Bool { a.id == b.id }
    @inlinable
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }

    /// `__init__` and the like: two underscores on either side.
    public var isDunder: Bool { NameTable.isDunder(Int(id)) }
}

/// Every name ever interned. Names are never freed: there are as many as the source texts spell.
enum NameTable {
    // Only the evaluator's thread interns names.
    nonisolated(unsafe) static var table = TextTable()

    // The same.
    nonisolated(unsafe) private static var strings: [Value] = []

    static func intern(_ text: String) -> Name { Name(id: Int32(truncatingIfNeeded: table.insert(text))) }
    /// What the bytes spell.
    static func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> Name {
        if let known = table.index(of: bytes) { return Name(id: Int32(truncatingIfNeeded: known)) }
        return intern(ShortText.make(bytes))
    }

    /// A name written in a source text of ours, by the address of its letters.
    private struct Literal {
        var address: UnsafePointer<UInt8>?
        var count = 0
        var id: Int32 = 0
    }
    // As above; what was looked up last.
    nonisolated(unsafe) private static let literals: UnsafeMutablePointer<Literal> = {
        let made = UnsafeMutablePointer<Literal>.allocate(capacity: 1024)
        made.initialize(repeating: Literal(), count: 1024)
        return made
    }()
    static func intern(_ text: StaticString) -> Name {
        guard text.hasPointerRepresentation else { return intern(text.description) }
        let (address, count) = (text.utf8Start, text.utf8CodeUnitCount)
        let entry = literals + (Int(bitPattern: address) ^ Int(bitPattern: address) >> 10) & 1023
        if entry.pointee.address != address || entry.pointee.count != count {
            entry.pointee = Literal(address: address, count: count, id: intern(text.description).id)
        }
        return Name(id: entry.pointee.id)
    }
    // The same: nil where nobody has asked yet.
    nonisolated(unsafe) private static var dunders: [Bool?] = []
    static func isDunder(_ id: Int) -> Bool {
        if id < dunders.count, let known = dunders[id] { return known }
        while dunders.count < table.texts.count { dunders.append(nil) }
        let text = table.texts[id]
        let isDunder = text.hasPrefix("__") && text.hasSuffix("__") && text.utf8.count > 4
        dunders[id] = isDunder
        return isDunder
    }
    static func str(_ id: Int) -> Value {
        if id < strings.count, !strings[id].isUnbound { return strings[id] }
        while strings.count < table.texts.count { strings.append(.unbound) }
        strings[id] = .str(table.texts[id])
        return strings[id]
    }
}
