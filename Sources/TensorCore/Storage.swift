import CKernels

/// A buffer that views share, from the caching allocator.
package final class Storage {
    package let pointer: UnsafeMutableRawPointer
    package let byteCount: Int
    /// Counts writes in place, for autograd; whoever writes for a user adds one. Kernels here never do.
    package var version = 0

    @inline(__always) package init(byteCount: Int) throws {
        guard let block = Storage.block(byteCount) else {
            pointer = try Storage.blockAfterReclaiming(byteCount)
            self.byteCount = byteCount
            return
        }
        pointer = block
        self.byteCount = byteCount
    }
    /// nil: that would be too much.
    @inline(__always) private static func block(_ bytes: Int) -> UnsafeMutableRawPointer? {
        // The budget is checked before the system is asked: Linux promises memory that it does not have.
        bytes <= 65536 || nbs_bytes_in_use() &+ bytes <= budget ? nbs_alloc(bytes) : nil
    }
    @inline(never) private static func blockAfterReclaiming(_ bytes: Int) throws -> UnsafeMutableRawPointer {
        if bytes <= budget { reclaim() }
        guard let block = block(bytes) else { throw outOfMemory(bytes) }
        return block
    }
    /// Frees tensors that nobody can reach any more: called before memory is refused.
    // Set once, before the first cell.
    nonisolated(unsafe) package static var reclaim: () -> Void = {}

    deinit { nbs_free(pointer, byteCount) }

    /// The most bytes tensors may hold together.
    // One thread runs the engine.
    package nonisolated(unsafe) static var budget = nbs_memory_budget()
    /// What the process may count on in all, in bytes.
    package static var available: Int { nbs_memory_available() }
    /// Gives memory that is free already back to the system.
    package static func giveBack() { nbs_release_cache() }
    /// What is free already, and kept: bytes of buffers and of small blocks.
    package static var idle: Int { nbs_bytes_cached() + SmallBlocks.idle }
    package static var bytesInUse: Int { nbs_bytes_in_use() }

    /// - Throws: PyTorch's refusal when so many bytes could not be had, for work that takes its memory elsewhere.
    static func check(_ bytes: Int) throws {
        if bytes <= budget - nbs_bytes_in_use() { return }
        if bytes <= budget { reclaim() }
        guard bytes <= budget - nbs_bytes_in_use() else { throw outOfMemory(bytes) }
    }
    @inline(never) static func outOfMemory(_ bytes: Int) -> TensorError {
        .runtime(
            "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate "
                + "\(bytes) bytes. Error code 12 (Cannot allocate memory)")
    }
}
