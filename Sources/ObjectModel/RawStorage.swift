#if canImport(Glibc)
    import Glibc
#endif

/// Storage of containers, from C's allocator itself: `UnsafeMutablePointer.allocate` asks it for an alignment that it gives
/// anyway, which takes twice as long.
enum RawStorage {
    @inline(__always)
    static func allocate<Element>(_ count: Int, of _: Element.Type) -> UnsafeMutablePointer<Element> {
        guard let memory = malloc(count &* MemoryLayout<Element>.stride) else { fatalError("out of memory") }
        return memory.bindMemory(to: Element.self, capacity: count)
    }
    @inline(__always)
    static func free<Element>(_ storage: UnsafeMutablePointer<Element>) { Glibc.free(storage) }
    /// More room for plain bytes; what lies there stays.
    @inline(__always)
    static func resize(_ storage: UnsafeMutablePointer<UInt8>, _ count: Int) -> UnsafeMutablePointer<UInt8> {
        guard let memory = realloc(storage, count) else { fatalError("out of memory") }
        return memory.assumingMemoryBound(to: UInt8.self)
    }
}
