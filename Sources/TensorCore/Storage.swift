import CKernels

/// A buffer that views share, from the caching allocator.
package final class Storage {
    package let pointer: UnsafeMutableRawPointer
    package let byteCount: Int
    /// Counts writes in place, for autograd; whoever writes for a user adds one. Kernels here never do.
    package var version = 0

    @inline(__always) package init(byteCount: Int) throws {
        // The budget is checked before the system is asked: Linux promises memory that it does not have.
        guard byteCount <= 65536 || nbs_bytes_in_use() &+ byteCount <= Storage.budget,
            let block = nbs_alloc(byteCount)
        else { throw Storage.outOfMemory(byteCount) }
        pointer = block
        self.byteCount = byteCount
    }

    deinit { nbs_free(pointer, byteCount) }

    /// The most bytes tensors may hold together.
    // One thread runs the engine.
    package nonisolated(unsafe) static var budget = nbs_memory_budget()
    /// What the process may count on in all, in bytes.
    package static var available: Int { nbs_memory_available() }
    /// Gives memory that is free already back to the system.
    package static func giveBack() { nbs_release_cache() }
    /// What is free already, and kept: bytes of buffers and of small blocks.
    package static var idle: Int { nbs_bytes_cached() + nbs_small_bytes_free() }
    package static var bytesInUse: Int { nbs_bytes_in_use() }

    @inline(never) private static func outOfMemory(_ bytes: Int) -> TensorError {
        .runtime(
            "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate "
                + "\(bytes) bytes. Error code 12 (Cannot allocate memory)")
    }
}
