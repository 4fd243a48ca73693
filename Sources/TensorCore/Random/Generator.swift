import CKernels

/// A stream of random numbers, PyTorch's for the same seed.
package final class Generator {
    private let state: UnsafeMutablePointer<nbs_generator>
    /// What it was seeded with.
    package private(set) var initialSeed: UInt64 = 0

    /// The stream that functions use when none is given.
    // One thread runs the engine.
    package nonisolated(unsafe) static let standard = Generator(seed: entropy())

    package init(seed: UInt64) {
        state = .allocate(capacity: 1)
        self.seed(seed)
    }

    deinit { state.deallocate() }

    /// Only the low 32 bits matter, as in PyTorch.
    package func seed(_ seed: UInt64) {
        initialSeed = seed
        nbs_generator_seed(state, UInt32(truncatingIfNeeded: seed))
    }

    /// A seed from the operating system; answers it.
    @discardableResult package func seedFromSystem() -> UInt64 {
        let seed = Generator.entropy()
        self.seed(seed)
        return seed
    }

    private static func entropy() -> UInt64 {
        var source = SystemRandomNumberGenerator()
        return source.next() & (1 << 53 - 1)
    }

    package func u32() -> UInt32 { nbs_random_u32(state) }
    package func u64() -> UInt64 { nbs_random_u64(state) }
    /// A double in [0, 1) of 53 bits.
    package func fraction() -> Double { nbs_random_u53(state) }

    var raw: UnsafeMutablePointer<nbs_generator> { state }

    // MARK: State

    /// Bytes of `torch.get_rng_state()`: seed, words left, seeded, place, the words, the waiting normal.
    package static let stateSize = 5056

    package func getState() throws -> NDArray {
        let result = try NDArray.zeros([Generator.stateSize], .uint8)
        let p = result.pointer
        let fresh = state.pointee.fresh != 0, next = Int(state.pointee.next)
        p.storeBytes(of: initialSeed, toByteOffset: 0, as: UInt64.self)
        p.storeBytes(of: Int32(fresh ? 1 : 625 - next), toByteOffset: 8, as: Int32.self)
        p.storeBytes(of: 1, toByteOffset: 12, as: Int32.self)
        p.storeBytes(of: UInt64(fresh ? 0 : next), toByteOffset: 16, as: UInt64.self)
        withUnsafePointer(to: &state.pointee.state.0) { words in
            for i in 0..<624 { p.storeBytes(of: UInt64(words[i]), toByteOffset: 24 + 8 * i, as: UInt64.self) }
        }
        if state.pointee.has_normal != 0 {
            p.storeBytes(of: state.pointee.normal, toByteOffset: 5024, as: Double.self)
            p.storeBytes(of: 1, toByteOffset: 5040, as: Int32.self)
        }
        return result
    }

    package func setState(_ bytes: NDArray) throws {
        guard bytes.dtype == .uint8 else { throw TensorError.type("RNG state must be a torch.ByteTensor") }
        let source = try bytes.contiguous()
        guard source.count == Generator.stateSize else {
            throw TensorError.runtime(
                "Expected a CPUGeneratorImplState of size \(Generator.stateSize) but found the input RNG state size to be "
                    + "\(source.count)")
        }
        let p = UnsafeRawPointer(source.pointer)
        let next = p.load(fromByteOffset: 16, as: UInt64.self)
        guard next <= 624 else { throw TensorError.runtime("Invalid mt19937 state") }
        initialSeed = p.load(as: UInt64.self)
        state.pointee.fresh = next == 0 ? 1 : 0
        state.pointee.next = next == 0 ? 624 : Int32(next)
        withUnsafeMutablePointer(to: &state.pointee.state.0) { words in
            for i in 0..<624 {
                words[i] = UInt32(truncatingIfNeeded: p.load(fromByteOffset: 24 + 8 * i, as: UInt64.self))
            }
        }
        state.pointee.has_normal = p.load(fromByteOffset: 5040, as: Int32.self) != 0 ? 1 : 0
        state.pointee.normal = p.load(fromByteOffset: 5024, as: Double.self)
        nbs_generator_restore(state)
    }
}
