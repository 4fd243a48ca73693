/// The copies that one `copy.deepcopy` has made, by the identity of their originals.
public final class CopyMemo {
    private var copies: [ObjectIdentifier: Value] = [:]
    /// Originals stay alive while their identities are keys.
    private var originals: [Object] = []
    public init() {}

    public func copy(of original: Object) -> Value? { copies[ObjectIdentifier(original)] }
    public func remember(_ original: Object, _ copy: Value) {
        copies[ObjectIdentifier(original)] = copy
        originals.append(original)
    }
    /// Copies a part of what is being copied; the `copy` module says how.
    public func deepCopy(_ value: Value) throws -> Value { try Copying.deep(value, self) }
}
