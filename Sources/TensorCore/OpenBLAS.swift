import COpenBLAS

#if canImport(Glibc)
    import Glibc
#endif

/// OpenBLAS, loaded when the first product large enough for it comes up: a session that multiplies nothing starts
/// without its 40 MB and its threads. The header comes from the system library target; the functions by name.
package enum OpenBLAS {
    typealias SingleProduct = @convention(c) (
        CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, Int32, Int32, Int32, Float, UnsafePointer<Float>?, Int32,
        UnsafePointer<Float>?, Int32, Float, UnsafeMutablePointer<Float>?, Int32
    ) -> Void
    typealias DoubleProduct = @convention(c) (
        CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, Int32, Int32, Int32, Double, UnsafePointer<Double>?, Int32,
        UnsafePointer<Double>?, Int32, Double, UnsafeMutablePointer<Double>?, Int32
    ) -> Void

    // A library's handle, written once.
    nonisolated(unsafe) private static let library: UnsafeMutableRawPointer? =
        dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL) ?? dlopen("libopenblas.so", RTLD_NOW | RTLD_LOCAL)

    /// A function of the library, LAPACK's included.
    /// - Throws: `RuntimeError` that names the package to install.
    static func function<Function>(_ name: String, _ type: Function.Type) throws -> Function {
        guard let library, let symbol = dlsym(library, name) else {
            throw TensorError.runtime("OpenBLAS is needed for this and cannot be loaded (Debian package libopenblas0)")
        }
        // The caller names the C function's own type.
        return unsafeBitCast(symbol, to: type)
    }

    static let sgemm = Result { try function("cblas_sgemm", SingleProduct.self) }
    /// Our own threads share products out (`BLASJob`).
    static let singleThreaded = Result {
        try function("openblas_set_num_threads", (@convention(c) (Int32) -> Void).self)(1)
    }
    /// The time of one product of row-major matrices of ones by OpenBLAS itself, on as many threads as it likes.
    /// - Throws: `RuntimeError` when the library cannot be loaded.
    package static func secondsOfProduct(rows: Int, columns: Int, depth: Int, repetitions: Int, clock: () -> Double) throws -> Double {
        let product = try function("cblas_sgemm", SingleProduct.self)
        let a = [Float](repeating: 1, count: rows * depth)
        let b = [Float](repeating: 1, count: depth * columns)
        var c = [Float](repeating: 0, count: rows * columns)
        let start = clock()
        for _ in 0..<repetitions {
            product(
                CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(columns), Int32(depth), 1, a, Int32(depth), b, Int32(columns), 0, &c,
                Int32(columns))
        }
        return (clock() - start) / Double(repetitions)
    }
    static let dgemm = Result { try function("cblas_dgemm", DoubleProduct.self) }
}
