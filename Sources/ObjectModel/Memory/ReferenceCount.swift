/// Counts references as Swift's runtime does, but where the caller is: four instructions in place of a call.
///
/// The count is the upper half of an object's second word, one less than there are references. A word that would turn negative
/// belongs to an object at its end, one that is never freed or one with a side table: those are the runtime's.
public enum ReferenceCount {
    @inlinable @inline(__always)
    public static func word(_ object: Int) -> UnsafeMutablePointer<Int> {
        UnsafeMutablePointer(bitPattern: object &+ 8).unsafelyUnwrapped  // objects have an address
    }
    @inlinable @inline(__always)
    public static func retain(_ object: Int) {
        let count = word(object).pointee &+ (1 << 33)
        if _fastPath(count >= 0) { word(object).pointee = count } else { _ = reference(object).retain() }
    }
    @inlinable @inline(__always)
    public static func release(_ object: Int) {
        let count = word(object).pointee &- (1 << 33)
        if _fastPath(count >= 0) { word(object).pointee = count } else { releaseLast(object) }
    }
    /// The last reference goes, or the word is the runtime's.
    @inline(never)
    public static func releaseLast(_ object: Int) {
        if word(object).pointee == single, Mold.free(UnsafeMutableRawPointer(word(object)) - 8) { return }
        reference(object).release()
    }
    @inlinable @inline(__always)
    static func reference(_ object: Int) -> Unmanaged<Object> {
        Unmanaged.fromOpaque(UnsafeRawPointer(bitPattern: object).unsafelyUnwrapped)  // as above
    }

    /// The word of an object with one reference that nobody else knows of.
    static var single: Int { 3 }

    /// How many references there are to the object that a block seems to hold; nil: it holds none, or one at its end or with a side table.
    static func inObject(at block: UnsafeRawPointer) -> Int? {
        let word = block.load(fromByteOffset: 8, as: Int.self)
        // The lower half counts unowned references, in steps of two, one for the object itself; its first bit is set in all that Swift
        // allocates. The upper half's first bit: at its end.
        guard word >= 0, word & 1 == 1, word & 0xffff_fffe != 0, word & 1 << 32 == 0 else { return nil }
        return word >> 33 + 1
    }

    /// The runtime counts as said here: checked once, when the first machine is made.
    public static func check() {
        var counted = Object(kind: .other)
        precondition(isRuntimes(&counted), "references are counted as the runtime does it")
        Mold.make()
    }
    // Not looked into: a compiler that knows all references counts none.
    @inline(never)
    private static func isRuntimes(_ object: inout Object) -> Bool {
        let address = Int(bitPattern: Unmanaged.passUnretained(object).toOpaque())
        guard isKnownUniquelyReferenced(&object), word(address).pointee == single, let pointer = UnsafeRawPointer(bitPattern: address), inObject(at: pointer) == 1 else { return false }
        retain(address)
        guard !isKnownUniquelyReferenced(&object), inObject(at: pointer) == 2 else { return false }
        release(address)
        return isKnownUniquelyReferenced(&object)
    }
}
