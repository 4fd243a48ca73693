#if canImport(Glibc)
    import Glibc
#endif

/// Where small objects lie, as the allocator knows it.
public struct ObjectHeap {
    let start: UnsafeRawPointer
    let size: Int
    /// How many of its bytes are cut into blocks.
    let used: Int

    public init(start: UnsafeRawPointer, size: Int, used: Int) { (self.start, self.size, self.used) = (start, size, used) }

    /// Hands over what begins with one of some ascending words, and is not free; if the flag is set, only what lies among what has been made
    /// since the last time. The list may be written to.
    public typealias Search = ([UInt], Bool, (UnsafeMutableBufferPointer<UnsafeRawPointer>) -> Void) -> Void

    /// Memory that takes no room where it is not written to; nil: there are no addresses left.
    static func zeroed(_ bytes: Int) -> UnsafeMutableRawPointer? {
        let memory = mmap(nil, max(bytes, 1), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        return memory == MAP_FAILED ? nil : memory
    }
    static func release(_ memory: UnsafeMutableRawPointer, _ bytes: Int) { munmap(memory, max(bytes, 1)) }
}
