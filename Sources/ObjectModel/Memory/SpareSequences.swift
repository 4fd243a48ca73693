/// Short lists and tuples that were let go of, kept to be filled again: as good as new, and cheaper than a block and a mold's copy.
/// They hold nothing, and each keeps its last reference.
struct SpareSequences {
    // Used by the evaluator's thread.
    nonisolated(unsafe) static var lists = SpareSequences()
    // The same.
    nonisolated(unsafe) static var tuples = SpareSequences()

    /// Chained through the first word of their rooms.
    private var first: UnsafeMutableRawPointer?
    private var count = 0
    /// Whether one more is worth keeping.
    @inline(__always) var hasRoom: Bool { count < 80 }

    /// Takes in an emptied one.
    @inline(__always)
    mutating func put(_ sequence: Unmanaged<SequenceObject>) {
        let room = sequence.borrowed { UnsafeMutableRawPointer($0.elements) }
        room.storeBytes(of: first, as: UnsafeMutableRawPointer?.self)
        first = sequence.toOpaque()
        count &+= 1
    }
    @inline(__always)
    mutating func take<Sequence: SequenceObject>(as _: Sequence.Type) -> Sequence? {
        guard let pointer = first else { return nil }
        let sequence = Unmanaged<Sequence>.fromOpaque(pointer)
        first = sequence.borrowed { UnsafeMutableRawPointer($0.elements).load(as: UnsafeMutableRawPointer?.self) }
        count &-= 1
        return sequence.takeRetainedValue()
    }
}
