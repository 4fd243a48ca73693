#if canImport(Glibc)
    import Glibc
#endif

/// Storage of containers, from C's allocator itself: `UnsafeMutablePointer.allocate` asks it for an alignment that it gives
/// anyway, which takes twice as long.
package enum RawStorage {
    @inlinable @inline(__always)
    package static func allocate<Element>(_ count: Int, of _: Element.Type) -> UnsafeMutablePointer<Element> {
        guard let memory = malloc(count &* MemoryLayout<Element>.stride) else { fatalError("out of memory") }
        return memory.bindMemory(to: Element.self, capacity: count)
    }
    @inlinable @inline(__always)
    package static func free<Element>(_ storage: UnsafeMutablePointer<Element>) { Glibc.free(storage) }
    /// More room, wherever it is; what lay there has moved along.
    @inline(__always)
    package static func resize<Element>(_ storage: UnsafeMutablePointer<Element>, _ count: Int) -> UnsafeMutablePointer<Element> {
        guard let memory = realloc(storage, count &* MemoryLayout<Element>.stride) else { fatalError("out of memory") }
        return memory.bindMemory(to: Element.self, capacity: count)
    }
    /// Moves values by a few places, in one piece.
    @inline(__always)
    package static func slide(_ values: UnsafeMutablePointer<Value>, _ count: Int, to target: UnsafeMutablePointer<Value>) {
        memmove(target, values, count &* MemoryLayout<Value>.stride)
    }
    /// Moves a few values; asking the runtime to do so costs more than moving them.
    @inline(__always)
    package static func move(_ values: UnsafeMutablePointer<Value>, _ count: Int, to target: UnsafeMutablePointer<Value>) {
        var index = 0
        while index < count {
            (target + index).moveInitialize(from: values + index, count: 1)
            index &+= 1
        }
    }
}
