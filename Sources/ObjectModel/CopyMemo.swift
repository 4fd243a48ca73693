/// The copies that one `copy.deepcopy` has made, by the identity of their originals.
public final class CopyMemo {
    private var copies: [ObjectIdentifier: Value] = [:]
    /// Originals stay alive while their identities are keys.
    private var originals: [Object] = []
    private var hasDict = false
    public init() {}

    /// The same as programs see it.
    public private(set) lazy var dict: MemoDict = {
        hasDict = true
        return MemoDict(self)
    }()

    public func copy(of original: Object) -> Value? {
        if let known = copies[ObjectIdentifier(original)] { return known }
        // What a `__deepcopy__` has put there itself.
        guard hasDict, dict.count > 0 else { return nil }
        return try? dict.lookup(.int(Introspection.identity(.object(original))))
    }
    public func remember(_ original: Object, _ copy: Value) {
        copies[ObjectIdentifier(original)] = copy
        originals.append(original)
    }
    /// Writes what was copied into a program's own memo, as Python does: copies by `id`, and what keeps the originals alive.
    public func hand(to dict: Dict) throws {
        for original in originals {
            if let copy = copies[ObjectIdentifier(original)] { try dict.store(.int(Introspection.identity(.object(original))), copy) }
        }
        if !originals.isEmpty { try dict.store(.int(Introspection.identity(.object(dict))), .list(originals.map { .object($0) })) }
    }
    /// Copies a part of what is being copied; the `copy` module says how.
    public func deepCopy(_ value: Value) throws -> Value { try Copying.deep(value, self) }
}

/// The memo as programs see it: they hand it on to `deepcopy`, and may put copies in by `id`.
public final class MemoDict: Dict {
    public unowned let memo: CopyMemo
    fileprivate init(_ memo: CopyMemo) {
        self.memo = memo
        super.init()
    }
}
