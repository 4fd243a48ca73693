import CKernels
import COpenBLAS
import TensorCore

#if canImport(Glibc)
    import Glibc
#endif

/// A float32 product by itself, with no language around it: rows × depth times depth × columns, into a result that exists.
final class Product: Contestant {
    /// The function under nbs's `@`, or `cblas_sgemm` of OpenBLAS.
    enum Maker { case nbs, sgemm }
    struct Size {
        let rows, columns, depth: Int
    }
    private let maker: Maker
    private let size: Size
    private let clock: Clock
    private let a, b, c: NDArray

    init(_ maker: Maker, _ size: Size, clock: Clock = .wall) throws {
        self.maker = maker
        self.size = size
        self.clock = clock
        a = try NDArray(empty: [size.rows, size.depth], dtype: .float32)
        b = try NDArray(empty: [size.depth, size.columns], dtype: .float32)
        c = try NDArray(empty: [size.rows, size.columns], dtype: .float32)
        for array in [a, b, c] { array.fill(.int(1)) }
    }

    func sample() throws -> Double {
        // Some ten milliseconds, after as much to wake the threads.
        let repetitions = max(1, Int(1e9 / (Double(size.rows) * Double(size.columns) * Double(size.depth))))
        try multiply(repetitions)
        let start = Runner.now(clock)
        try multiply(repetitions)
        let seconds = (Runner.now(clock) - start) / Double(repetitions)
        // Threads look for more work for a while, and would be in the way of whoever is measured next.
        usleep(60_000)
        return seconds
    }

    private func multiply(_ repetitions: Int) throws {
        let x = a.pointer(as: Float.self), y = b.pointer(as: Float.self), z = c.pointer(as: Float.self)
        switch maker {
        case .nbs:
            let (m, n, k) = (size.rows, size.columns, size.depth)
            for _ in 0..<repetitions where nbs_gemm(m, n, k, x, k, 1, y, n, 1, nil, z, n, 0) != NBS_OK { throw BenchError("no AVX-512 here") }
        case .sgemm:
            let product = try OpenBLAS.sgemm.get(), m = Int32(size.rows), n = Int32(size.columns), k = Int32(size.depth)
            for _ in 0..<repetitions { product(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, x, k, y, n, 0, z, n) }
        }
    }
    func end() -> Double { Runner.ownPeakMegabytes }
}
