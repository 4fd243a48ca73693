import CKernels
import COpenBLAS

/// One product for OpenBLAS, cut along its longer side for our own threads: OpenBLAS's would spin beside them, and both
/// run at half speed then. Holds no reference: pieces run on threads that know no Swift objects.
struct BLASJob {
    let double: Bool
    let layoutA, layoutB: (transposed: CBLAS_TRANSPOSE, lead: Int32)
    let a, b: UnsafeRawPointer
    let out: UnsafeMutableRawPointer
    let m, n, k, rowStride: Int
    let accumulate: Bool

    // The library's functions, looked up before any other thread is asked.
    private var sgemm: OpenBLAS.SingleProduct?
    private var dgemm: OpenBLAS.DoubleProduct?

    init(
        double: Bool, layoutA: (transposed: CBLAS_TRANSPOSE, lead: Int32), layoutB: (transposed: CBLAS_TRANSPOSE, lead: Int32),
        a: UnsafeRawPointer, b: UnsafeRawPointer, out: UnsafeMutableRawPointer, m: Int, n: Int, k: Int, rowStride: Int,
        accumulate: Bool
    ) throws {
        (self.double, self.layoutA, self.layoutB) = (double, layoutA, layoutB)
        (self.a, self.b, self.out) = (a, b, out)
        (self.m, self.n, self.k, self.rowStride, self.accumulate) = (m, n, k, rowStride, accumulate)
        if double { dgemm = try OpenBLAS.dgemm.get() } else { sgemm = try OpenBLAS.sgemm.get() }
        try OpenBLAS.singleThreaded.get()
    }

    mutating func run() {
        let threads = Int(nbs_thread_count())
        let long = max(m, n)
        // Small products are done before another thread has noticed.
        guard threads > 1 && m &* n &* k >= 100_000 && long >= 32 else { return piece(0, long) }
        let unit = 16
        let grain = (long + threads - 1) / threads
        let rounded = (grain + unit - 1) / unit * unit
        withUnsafeMutablePointer(to: &self) { job in
            nbs_parallel(
                long, rounded,
                { context, begin, end in
                    // The pointer is the one passed below, never nil.
                    context!.assumingMemoryBound(to: BLASJob.self).pointee.piece(begin, end)
                }, job)
        }
    }

    /// Rows or columns begin ..< end of the result, whichever are more.
    private func piece(_ begin: Int, _ end: Int) {
        let byRows = m >= n
        let item = double ? 8 : 4
        // How far the first element moves: a transposed operand walks along its leading dimension's own direction.
        let stepA = byRows ? (layoutA.transposed == CblasNoTrans ? Int(layoutA.lead) : 1) : 0
        let stepB = byRows ? 0 : (layoutB.transposed == CblasNoTrans ? 1 : Int(layoutB.lead))
        let stepOut = byRows ? rowStride : 1
        let x = a + begin * stepA * item, y = b + begin * stepB * item, z = out + begin * stepOut * item
        let rows = Int32(byRows ? end - begin : m), columns = Int32(byRows ? n : end - begin), inner = Int32(k)
        if double {
            dgemm?(
                CblasRowMajor, layoutA.transposed, layoutB.transposed, rows, columns, inner, 1,
                x.assumingMemoryBound(to: Double.self), layoutA.lead, y.assumingMemoryBound(to: Double.self), layoutB.lead,
                accumulate ? 1 : 0, z.assumingMemoryBound(to: Double.self), Int32(rowStride))
        } else {
            sgemm?(
                CblasRowMajor, layoutA.transposed, layoutB.transposed, rows, columns, inner, 1,
                x.assumingMemoryBound(to: Float.self), layoutA.lead, y.assumingMemoryBound(to: Float.self), layoutB.lead,
                accumulate ? 1 : 0, z.assumingMemoryBound(to: Float.self), Int32(rowStride))
        }
    }
}
