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
    /// Bytes that are free already. They are sorted first, and handed out chunk by chunk from then on.
    package static var idle: Int { nbs_sort_small_blocks() }
    /// Hands over where blocks lie that begin with one of some ascending words; nothing where there is no memory for them.
    /// - Parameter young: only in chunks that were handed out since the last time.
    package static func find(_ words: [UInt], young: Bool, _ body: (UnsafeMutableBufferPointer<UnsafeRawPointer>) -> Void) {
        var blocks: UnsafeMutablePointer<UnsafeRawPointer?>?
        let count = nbs_small_blocks_with(words, words.count, young ? 1 : 0, &blocks)
        defer { free(blocks) }
        // SIZE_MAX comes as -1.
        guard count > 0, let blocks else { return }
        // None of them is nil.
        blocks.withMemoryRebound(to: UnsafeRawPointer.self, capacity: count) { body(UnsafeMutableBufferPointer(start: $0, count: count)) }
    }
    /// Calls `grown` once, when so many bytes more of them have been handed out chunk by chunk.
    package static func watch(_ bytes: Int, _ grown: @escaping @convention(c) () -> Void) { nbs_watch_small_blocks(bytes, grown) }
}
