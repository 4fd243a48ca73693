#if canImport(Glibc)
    import Glibc
#endif

/// What a new object of one class looks like in memory: such objects are made by copying it into a block, and their blocks are given back
/// when the last reference goes, where the runtime takes eight calls for the two. Texts, lists and tuples are made by the thousand.
///
/// What comes out is an object like any other: whoever lets go of it in Swift's own way frees it just as well.
package struct Mold {
    /// A copy of an empty object, which nobody frees.
    private let bytes: UnsafeRawPointer
    /// The class, as an object's first word says it.
    package let firstWord: Int

    /// - Parameter size: of an object, in bytes; the class checks it.
    package init(_ sample: Object, size: Int) {
        let copy = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        withExtendedLifetime(sample) { copy.copyMemory(from: Unmanaged.passUnretained(sample).toOpaque(), byteCount: size) }
        // Others may hold the sample; a new object is its maker's alone.
        copy.storeBytes(of: ReferenceCount.single, toByteOffset: 8, as: Int.self)
        bytes = UnsafeRawPointer(copy)
        firstWord = copy.load(as: Int.self)
    }
    /// For a mold that belongs to something, when that goes away.
    package func discard() { bytes.deallocate() }
    /// A new object, as large as the sample: the caller fills in what differs, and holds the only reference.
    @inline(__always)
    func cast<Class: Object>(size: Int, as type: Class.Type) -> Class { unmanaged(size: size, as: type).takeRetainedValue() }
    /// The same for who counts references in place.
    @inline(__always)
    package func unmanaged<Class: Object>(size: Int, as _: Class.Type) -> Unmanaged<Class> {
        guard let memory = malloc(size) else { fatalError("out of memory") }
        memory.copyMemory(from: bytes, byteCount: size)
        return .fromOpaque(memory)
    }

    // The same as the next.
    nonisolated(unsafe) static var integer: Mold?
    // Set when the first machine is made, and never again; until then objects are made in Swift's way.
    nonisolated(unsafe) static var text: Mold?
    // The same.
    nonisolated(unsafe) static var list: Mold?
    // The same.
    nonisolated(unsafe) static var tuple: Mold?
    /// How objects of a class of another module are emptied before their blocks are given back; the first word tells the class.
    package struct Foreign {
        package var firstWord = 0
        package var empty: (@convention(c) (UnsafeMutableRawPointer) -> Void)?
    }
    // Set when there is a first object of the class.
    nonisolated(unsafe) package static var cell = Foreign()
    // The same.
    nonisolated(unsafe) package static var function = Foreign()

    static func make() {
        Str.check()
        SequenceObject.check()
        BigInteger.check()
        integer = Mold(BigInteger(.one), size: BigInteger.size)
        text = Mold(Str(room: 0, isASCII: true), size: Str.size)
        list = Mold(List(capacity: 0), size: SequenceObject.size)
        tuple = Mold(Tuple(capacity: 0), size: SequenceObject.size)
    }
    /// Frees an object that has one reference and no side table, if it is of one of these classes.
    @inline(__always)
    static func free(_ object: UnsafeMutableRawPointer) -> Bool {
        let firstWord = object.load(as: Int.self)
        if firstWord == text?.firstWord {
            // The first word says so.
            Unmanaged<Str>.fromOpaque(object).borrowed { $0.freeContents() }
        } else if firstWord == cell.firstWord {
            cell.empty?(object)
        } else if firstWord == function.firstWord {
            function.empty?(object)
        } else if firstWord == list?.firstWord {
            // As above; so below. What they hold may be kept as well: the spare ones are asked before and after.
            let list = Unmanaged<SequenceObject>.fromOpaque(object)
            if SpareSequences.lists.hasRoom, list.borrowed({ $0.isEmptied() }) {
                SpareSequences.lists.put(list)
                return true
            }
            list.borrowed { $0.freeContents() }
        } else if firstWord == tuple?.firstWord {
            let tuple = Unmanaged<SequenceObject>.fromOpaque(object)
            if SpareSequences.tuples.hasRoom, tuple.borrowed({ $0.isEmptied() }) {
                SpareSequences.tuples.put(tuple)
                return true
            }
            tuple.borrowed { $0.freeContents() }
        } else if firstWord == integer?.firstWord {
            Unmanaged<BigInteger>.fromOpaque(object).borrowed { $0.freeContents() }
        } else {
            return false
        }
        Glibc.free(object)
        return true
    }
}
