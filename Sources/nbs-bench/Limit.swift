import CLimits
import COpenBLAS
import TensorCore

#if canImport(Glibc)
    import Glibc
#endif

/// What bounds a row on this machine, whatever program runs it.
enum Limit {
    /// So many multiply-adds, on all cores, in registers.
    case products(Double)
    /// So many floats read and written, from and to where arrays of that size lie.
    case stream(read: Int, written: Int)
    /// `cblas_sgemm` of OpenBLAS by itself: rows × depth times depth × columns.
    case sgemm(rows: Int, columns: Int, depth: Int)
    /// One after the other.
    indirect case all([Limit])
    /// Starting a process that does nothing.
    case process

    /// Measured now: the machine is not always equally fast.
    func seconds() throws -> Double {
        switch self {
        case .all(let limits): return try limits.reduce(0) { $0 + (try $1.seconds()) }
        case .products(let count): return limits_products(count)
        case .stream(let read, let written): return limits_stream(read, written)
        case .process: return try Runner.run(["/bin/true"]).seconds
        case .sgemm(let rows, let columns, let depth):
            let product = try OpenBLAS.sgemm.get()
            let a = [Float](repeating: 1, count: rows * depth)
            let b = [Float](repeating: 1, count: depth * columns)
            var c = [Float](repeating: 0, count: rows * columns)
            let repetitions = max(1, Int(2e7 / (Double(rows) * Double(columns) * Double(depth))))
            let start = Runner.now()
            for _ in 0..<repetitions {
                product(
                    CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(columns), Int32(depth), 1, a, Int32(depth), b, Int32(columns), 0, &c,
                    Int32(columns))
            }
            let seconds = (Runner.now() - start) / Double(repetitions)
            // Its threads look for more work for a while, and would be in the way of whoever is measured next.
            usleep(60_000)
            return seconds
        }
    }
}
