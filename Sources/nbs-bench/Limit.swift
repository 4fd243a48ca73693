import CLimits

/// What bounds a row on this machine, whatever program runs it.
enum Limit {
    /// So many multiply-adds, on all cores, in registers.
    case products(Double)
    /// So many floats read and written, from and to where arrays of that size lie.
    case stream(read: Int, written: Int)
    /// `cblas_sgemm` of OpenBLAS by itself.
    case sgemm(Product.Size)
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
        case .sgemm(let size): return try Product(.sgemm, size).sample()
        }
    }
}
