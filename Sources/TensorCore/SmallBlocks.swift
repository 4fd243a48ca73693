import CKernels

#if canImport(Glibc)
    import Glibc
#endif

/// The blocks of a few sizes that stand in for `malloc`.
package enum SmallBlocks {
    /// Where they lie, how many bytes that are, and how many of those are in use; nil: nowhere.
    package static var region: (start: UnsafeRawPointer, size: Int, used: Int)? {
        var size = 0, used = 0
        guard let start = nbs_small_region(&size, &used) else { return nil }
        return (UnsafeRawPointer(start), size, used)
    }
    /// Bytes that are free already.
    package static var idle: Int { nbs_small_bytes_free() }
    /// Hands over where blocks lie that begin with one of some ascending words; nothing where there is no memory for them.
    package static func find(_ words: [UInt], _ body: (UnsafeBufferPointer<UnsafeRawPointer>) -> Void) {
        var blocks: UnsafeMutablePointer<UnsafeRawPointer?>?
        let count = nbs_small_blocks_with(words, words.count, &blocks)
        defer { free(blocks) }
        // SIZE_MAX comes as -1.
        guard count > 0, let blocks else { return }
        // None of them is nil.
        blocks.withMemoryRebound(to: UnsafeRawPointer.self, capacity: count) { body(UnsafeBufferPointer(start: $0, count: count)) }
    }
    /// Calls `grown` once, when they have taken so many bytes more.
    package static func watch(_ bytes: Int, _ grown: @escaping @convention(c) () -> Void) { nbs_watch_small_blocks(bytes, grown) }
}
