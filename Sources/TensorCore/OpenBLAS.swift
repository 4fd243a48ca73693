import COpenBLAS

#if canImport(Glibc)
    import Glibc
#endif

/// OpenBLAS, loaded when the first product large enough for it comes up: a session that multiplies nothing starts
/// without its 40 MB and its threads. The header comes from the system library target; the functions by name.
package enum OpenBLAS {
    package typealias SingleProduct = @convention(c) (
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

    package static let sgemm = Result { try function("cblas_sgemm", SingleProduct.self) }
    /// Our own threads share products out (`BLASJob`).
    static let singleThreaded = Result {
        try function("openblas_set_num_threads", (@convention(c) (Int32) -> Void).self)(1)
    }
    static let dgemm = Result { try function("cblas_dgemm", DoubleProduct.self) }
}
