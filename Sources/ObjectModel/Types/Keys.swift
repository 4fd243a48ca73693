/// What `dict` and `set` ask of keys: looked at where they lie, so that what is found at once counts no references.
enum Keys {
    @inline(__always)
    static func hash(_ key: UnsafePointer<Value>) throws -> Int {
        if key.isInt { return PythonHash.int(key.int) }
        // The kind says so.
        if key.isObject, key.kind == .str { return key.object(as: Str.self).borrowed { $0.hash() } }
        return try hashOfOther(key)
    }
    @inline(never)
    private static func hashOfOther(_ key: UnsafePointer<Value>) throws -> Int {
        // The kind says so.
        if key.isObject, key.kind == .tuple { return try key.object(as: Tuple.self).borrowed { try $0.hash() } }
        if let hash = hashByIdentity(key) { return hash }
        return try key.pointee.hash()
    }
    /// The hash of an instance that is equal to itself only; nil: it may be equal to others, or is no instance.
    @inline(__always)
    static func hashByIdentity(_ key: UnsafePointer<Value>) -> Int? {
        // The kind says so.
        key.isObject && key.kind == .instance ? key.object(as: Instance.self).borrowed { $0.hashByIdentity } : nil
    }
    /// Whether two keys with one hash are equal; nil: that must be asked, which may run code.
    @inline(__always)
    static func areSame(_ own: UnsafeMutablePointer<Value>, _ key: UnsafePointer<Value>) -> Bool? {
        guard own.tag == key.tag, own.isInt || own.isObject else { return nil }
        if own.int == key.int { return true }
        if own.isInt { return false }
        guard own.kind == .str, key.kind == .str else { return nil }
        // The kinds say so.
        return own.object(as: Str.self).borrowed { x in key.object(as: Str.self).borrowed { y in Str.areEqual(x, y) } }
    }
}
