/// An interned attribute, variable or keyword name: comparing two is comparing two integers.
public struct Name: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let id: Int32

    @inlinable
    init(id: Int32) { self.id = id }

    public init(_ text: String) { self = NameTable.intern(text) }
    public init(stringLiteral text: String) { self = NameTable.intern(text) }

    public var text: String { NameTable.table.texts[Int(id)] }
    public var description: String { text }
    /// Whether the name is spelled with these bytes.
    func isSpelled(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { StringText.withBytes(text) { $0.elementsEqual(bytes) } }

    @inlinable
    public static func == (a: Name, b: Name) -> Bool { a.id == b.id }
    @inlinable
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }

    /// `__init__` and the like: two underscores on either side.
    public var isDunder: Bool { text.hasPrefix("__") && text.hasSuffix("__") && text.utf8.count > 4 }
}

/// Every name ever interned. Names are never freed: there are as many as the source texts spell.
enum NameTable {
    // Only the evaluator's thread interns names.
    nonisolated(unsafe) static var table = TextTable()

    static func intern(_ text: String) -> Name { Name(id: Int32(truncatingIfNeeded: table.insert(text))) }
}
