import BigInt

/// What a variable holds. Small numbers are stored in place; everything else is a reference to an `Object`.
public enum Value {
    /// No value yet: an unassigned local. Never seen by a program.
    case unbound
    case none
    case bool(Bool)
    case int(Int)
    case float(Double)
    case object(Object)
}

extension Value {
    @inlinable public var isUnbound: Bool { if case .unbound = self { true } else { false } }
    @inlinable public var isNone: Bool { if case .none = self { true } else { false } }

    /// The object, if it is one of `kind`; the caller may then `unsafeDowncast` to that kind's class.
    @inlinable
    public func object(of kind: Kind) -> Object? {
        if case .object(let object) = self, object.kind == kind { object } else { nil }
    }

    public static func str(_ text: String) -> Value { .object(Str.copy(text)) }
    public static func list(_ items: [Value]) -> Value { .object(List(items)) }
    public static func tuple(_ items: [Value]) -> Value { .object(items.isEmpty ? Tuple.empty : Tuple(items)) }
    /// An integer of any size, in place when it fits.
    public static func int(_ big: BigInt) -> Value {
        if let small = big.small { .int(small) } else { big.withWhole { $0.value } }
    }
    public static var ellipsis: Value { .object(Singleton.ellipsis) }
    public static var notImplemented: Value { .object(Singleton.notImplemented) }

    /// The text of a `str`, nil for anything else.
    public var asString: String? {
        // Kind .str is only ever carried by Str.
        if let object = object(of: .str) { unsafeDowncast(object, to: Str.self).text } else { nil }
    }
    /// The elements of a list or tuple, nil for anything else.
    public var asItems: [Value]? {
        guard case .object(let object) = self else { return nil }
        return switch object.kind {
        case .list: unsafeDowncast(object, to: List.self).items  // kind says so
        case .tuple: unsafeDowncast(object, to: Tuple.self).items  // kind says so
        default: nil
        }
    }
    /// An `int` or `bool` that fits 64 bits, nil for anything else.
    public var asInt: Int? {
        switch self {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    /// Python's `is`.
    public func isIdentical(to other: Value) -> Bool {
        switch (self, other) {
        case (.none, .none), (.unbound, .unbound): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.float(let a), .float(let b)): a.bitPattern == b.bitPattern
        case (.object(let a), .object(let b)): a === b
        default: false
        }
    }
}
