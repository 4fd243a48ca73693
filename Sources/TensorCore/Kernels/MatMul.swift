import CKernels
import COpenBLAS

/// Matrix products. Operands have one dtype; transposed and sliced matrices are read where they lie.
extension NDArray {
    package static func mm(_ a: NDArray, _ b: NDArray) throws -> NDArray {
        guard a.rank == 2 else { throw TensorError.runtime("self must be a matrix") }
        guard b.rank == 2 else { throw TensorError.runtime("mat2 must be a matrix") }
        try checkDTypes(a, b)
        try checkInner(a, b)
        // Products of square matrices lie as an operand does.
        let out =
            b.isContiguous && a.layout.shape.items[0] == b.layout.shape.items[0]
            ? try NDArray(emptyLike: b, a.dtype) : try NDArray(empty: Dims(a.shape[0], b.shape[1]), dtype: a.dtype)
        try gemm(a, b, into: out, accumulate: false)
        return out
    }

    /// beta * bias + alpha * (a @ b), `bias` broadcast to the product's shape.
    package static func addmm(_ bias: NDArray, _ a: NDArray, _ b: NDArray, alpha: Double = 1, beta: Double = 1) throws -> NDArray {
        guard a.rank == 2 else { throw TensorError.runtime("mat1 must be a matrix, got \(a.rank)-D tensor") }
        guard b.rank == 2 else { throw TensorError.runtime("mat2 must be a matrix, got \(b.rank)-D tensor") }
        try checkDTypes(a, b)
        try checkInner(a, b)
        let shape = Dims(a.shape[0], b.shape[1])
        if alpha == 1 && beta == 1 && a.dtype == .float32 && bias.dtype == .float32 && bias.rank == 1 && bias.isContiguous
            && bias.count == shape[1]
        {
            // A layer: sums start from the bias.
            let out = try NDArray(empty: shape, dtype: a.dtype)
            try gemm(a, b, into: out, accumulate: false, bias: bias)
            return out
        }
        if a.dtype.isHalf {
            // Rounded once, at the end.
            return try addmm(bias.cast(to: .float32), a.cast(to: .float32), b.cast(to: .float32), alpha: alpha, beta: beta).cast(to: a.dtype)
        }
        let start = try bias.expand(to: shape)
        guard beta == 1 && alpha == 1 && !a.dtype.isHalf && a.dtype.isFloatingPoint else {
            let product = try mm(a, b)
            if alpha != 1 { try binary(.mul, product, .float(alpha), into: product) }
            if beta != 0 { try product.addInPlace(start, alpha: beta) }
            return product
        }
        let out = try NDArray(empty: shape, dtype: a.dtype)
        try out.copy(from: start)
        try gemm(a, b, into: out, accumulate: true)
        return out
    }

    package static func bmm(_ a: NDArray, _ b: NDArray) throws -> NDArray {
        guard a.rank == 3 else { throw TensorError.runtime("batch1 must be a 3D tensor") }
        guard b.rank == 3 else { throw TensorError.runtime("batch2 must be a 3D tensor") }
        try checkDTypes(a, b)
        guard a.shape[0] == b.shape[0] && a.shape[2] == b.shape[1] else {
            throw TensorError.runtime(
                "Expected size for first two dimensions of batch2 tensor to be: [\(a.shape[0]), \(a.shape[2])] but got: "
                    + "[\(b.shape[0]), \(b.shape[1])].")
        }
        if a.dtype == .bool { throw TensorError.unsupported("bmm", .bool) }
        let out = try NDArray(empty: [a.shape[0], a.shape[1], b.shape[2]], dtype: a.dtype)
        if a.dtype == .float32, a.shape[0] > 1, try stack(a, b, into: out) { return out }
        for i in 0..<a.shape[0] {
            try gemm(a.select(0, i), b.select(0, i), into: out.select(0, i), accumulate: false)
        }
        return out
    }

    /// Stacks of float32 matrices, one of them on one thread, if that is better than all threads on each.
    private static func stack(_ a: NDArray, _ b: NDArray, into out: NDArray) throws -> Bool {
        let batch = a.shape[0], m = a.shape[1], n = b.shape[2], k = a.shape[2], side = 1...Int(NBS_SMALL_SIDE)
        let x = a.pointer(as: Float.self), y = b.pointer(as: Float.self), result = out.pointer(as: Float.self)
        if side.contains(m), side.contains(n), side.contains(k) {
            nbs_matmul_batch(batch, m, n, k, x, a.strides[0], a.strides[1], a.strides[2], y, b.strides[0], b.strides[1], b.strides[2], result)
            return true
        }
        // Those that `gemm` would do by tiles.
        guard m > 8, n >= 4, k > Int(NBS_FLAT), m &* n &* k >= 256 else { return false }
        let strip = interruptibleRows(batch, m &* n, k)
        for first in stride(from: 0, to: batch, by: strip) {
            try Interruption.check()
            let status = nbs_gemm_stack(
                min(strip, batch - first), m, n, k, x + first &* a.strides[0], a.strides[0], a.strides[1], a.strides[2], y + first &* b.strides[0],
                b.strides[0], b.strides[1], b.strides[2], result + first &* m &* n)
            if status != NBS_OK { return false }
        }
        return true
    }

    /// Matrix times vector.
    package static func mv(_ a: NDArray, _ x: NDArray) throws -> NDArray {
        guard a.rank == 2 && x.rank == 1 else {
            throw TensorError.runtime("vector + matrix @ vector expected, got 1, \(a.rank), \(x.rank)")
        }
        guard a.shape[1] == x.shape[0] else {
            throw TensorError.runtime(
                "size mismatch, got input (\(a.shape[0])), mat (\(a.shape[0])x\(a.shape[1])), vec (\(x.shape[0]))")
        }
        try checkDTypes(a, x)
        if a.dtype == .bool { throw TensorError.unsupported("addmv_impl_cpu", .bool) }
        return try mm(a, x.unsqueeze(1)).select(1, 0)
    }

    package static func dot(_ a: NDArray, _ b: NDArray) throws -> NDArray {
        guard a.rank == 1 && b.rank == 1 else {
            throw TensorError.runtime("1D tensors expected, but got \(a.rank)D and \(b.rank)D tensors")
        }
        guard a.dtype == b.dtype else {
            throw TensorError.runtime(
                "dot : expected both vectors to have same dtype, but found \(a.dtype.scalarName) and \(b.dtype.scalarName)")
        }
        guard a.shape == b.shape else {
            throw TensorError.runtime(
                "inconsistent tensor size, expected tensor [\(a.shape[0])] and src [\(b.shape[0])] to have the same number of "
                    + "elements, but got \(a.shape[0]) and \(b.shape[0]) elements respectively")
        }
        if a.dtype == .bool { throw TensorError.unsupported("dot", .bool) }
        return try mm(a.unsqueeze(0), b.unsqueeze(1)).reshape(Dims())
    }

    /// out (m x n) = a (m x k) @ b (k x n), or += it; shapes fit. `out`'s rows are contiguous unless it is small.
    /// `bias`: a contiguous row of float32 under every row of a contiguous result that does not accumulate.
    package static func gemm(_ a: NDArray, _ b: NDArray, into out: NDArray, accumulate: Bool, bias: NDArray? = nil) throws {
        if small(a, b, into: out, accumulate: accumulate, bias: bias) { return }
        switch a.dtype {
        case .float32, .float64: break
        case .bool: throw TensorError.unsupported("addmm_impl_cpu_", .bool)
        default:
            // Halves multiply in float32, small integers in int64.
            let wide: DType = a.dtype.isHalf ? .float32 : .int64
            if a.dtype != .int64 || out.strides[1] != 1 {
                let product = try NDArray(empty: out.shape, dtype: wide)
                if accumulate { try product.copy(from: out) }
                try gemm(a.copy(to: wide), b.copy(to: wide), into: product, accumulate: accumulate)
                return try out.copy(from: product)
            }
        }
        let m = a.shape[0], k = a.shape[1], n = b.shape[1]
        if m == 0 || n == 0 { return }
        if k == 0 {
            if let bias { fill(rowsOf: out, with: bias) } else if !accumulate { out.fill(.int(0)) }
            return
        }
        guard out.strides[1] == 1 || n == 1 else {
            // A column-major result is the transposed product.
            if out.strides[0] == 1 || m == 1 {
                return try gemm(b.transpose(0, 1), a.transpose(0, 1), into: out.transpose(0, 1), accumulate: accumulate)
            }
            let dense = try out.copy()
            try gemm(a, b, into: dense, accumulate: accumulate)
            return try out.copy(from: dense)
        }
        let rowStride = m == 1 ? n : out.strides[0]
        if n == 1 && (rowStride == 1 || m == 1) && m > 1 {
            if let bias { fill(rowsOf: out, with: bias) }
            let accumulate = accumulate || bias != nil
            return narrow(Operand(b).transposed, Operand(a).transposed, 1, m, k, out, m, accumulate)
        }
        let single = a.dtype == .float32
        let flat = single && m > 1 && n >= 16 && k <= Int(NBS_FLAT) && b.strides[1] == 1
        let few =
            m == 1 || m &* n &* k <= 4096 || a.dtype == .int64 || max(m, n, k) > Int32.max
            // Reading b is what costs: our loops read it once, BLAS would pack it first.
            || single && m <= 8 && n >= 256 && isNarrow(Operand(a), Operand(b), m, n, k)
        if single && !flat && !few, try tiled(a, b, m, n, k, out, rowStride, accumulate, bias) { return }
        let accumulate = accumulate || bias != nil
        if let bias { fill(rowsOf: out, with: bias) }
        if flat {
            return nbs_matmul_flat(
                m, n, k, a.pointer(as: Float.self), a.strides[0], k == 1 ? 1 : a.strides[1], b.pointer(as: Float.self),
                k == 1 ? n : b.strides[0], out.pointer(as: Float.self), rowStride, accumulate ? 1 : 0)
        }
        if few { return narrow(Operand(a), Operand(b), m, n, k, out, rowStride, accumulate) }
        try blas(a, b, m, n, k, out, rowStride, accumulate)
    }

    /// Products of a few thousand terms, by tiles of our own: done before the others have been looked through.
    private static func small(_ a: borrowing NDArray, _ b: borrowing NDArray, into out: borrowing NDArray, accumulate: Bool, bias: NDArray?) -> Bool {
        guard a.dtype == .float32, b.dtype == .float32 else { return false }
        let m = a.layout.shape.items[0], k = a.layout.shape.items[1], n = b.layout.shape.items[1], rowStride = out.layout.strides.items[0]
        guard m > 1, n >= 4, k > 1, (256...40_000).contains(m &* n &* k), out.layout.strides.items[1] == 1 else { return false }
        let x = Operand(a), y = Operand(b), result = out.pointer(as: Float.self), adds: Int32 = accumulate ? 1 : 0
        let status = nbs_gemm(
            m, n, k, x.floats, x.rowStep, x.columnStep, y.floats, y.rowStep, y.columnStep, bias?.pointer(as: Float.self), result, rowStride, adds)
        if status == NBS_OK { return true }
        if let bias { fill(rowsOf: out, with: bias) }
        return nbs_matmul_small(
            m, n, k, x.floats, x.rowStep, x.columnStep, y.floats, y.rowStep, y.columnStep, result, rowStride, bias == nil ? adds : 1) == NBS_OK
    }

    private static func fill(rowsOf out: borrowing NDArray, with bias: NDArray) {
        let row = bias.pointer(as: Float.self), p = out.pointer(as: Float.self), columns = bias.count
        if columns == 1 { return nbs_fill(MemoryLayout<Float>.size, out.shape[0], row, p, 1) }
        for i in 0..<out.shape[0] { (p + i &* columns).update(from: row, count: columns) }
    }

    /// A matrix as kernels take it: where its first element lies and how far rows and columns are apart.
    private struct Operand {
        let dtype: DType
        let pointer: UnsafeMutableRawPointer
        let rowStep, columnStep: Int

        init(_ matrix: borrowing NDArray) {
            dtype = matrix.dtype
            pointer = matrix.pointer
            (rowStep, columnStep) = (matrix.layout.strides[0], matrix.layout.strides[1])
        }
        private init(_ matrix: Operand, _ rowStep: Int, _ columnStep: Int) {
            (dtype, pointer) = (matrix.dtype, matrix.pointer)
            (self.rowStep, self.columnStep) = (rowStep, columnStep)
        }
        var transposed: Operand { Operand(self, columnStep, rowStep) }
        var floats: UnsafeMutablePointer<Float> { pointer.assumingMemoryBound(to: Float.self) }
    }

    private static func isNarrow(_ a: Operand, _ b: Operand, _ m: Int, _ n: Int, _ k: Int) -> Bool {
        nbs_is_skinny(m, k, k == 1 ? 1 : a.columnStep, k == 1 ? 1 : b.rowStep, n == 1 ? 1 : b.columnStep) != 0
    }

    /// On all threads when it is large and its memory lies well.
    private static func narrow(
        _ a: Operand, _ b: Operand, _ m: Int, _ n: Int, _ k: Int, _ out: NDArray, _ rowStride: Int, _ accumulate: Bool
    ) {
        let columnA = k == 1 ? 1 : a.columnStep, rowB = k == 1 ? 1 : b.rowStep, columnB = n == 1 ? 1 : b.columnStep
        if a.dtype == .float32, n &* k >= 2048, isNarrow(a, b, m, n, k) {
            nbs_matmul_skinny(
                m, n, k, a.floats, a.rowStep, columnA, b.floats, rowB, columnB, out.pointer(as: Float.self), rowStride,
                accumulate ? 1 : 0)
        } else {
            _ = nbs_matmul(
                a.dtype.c, m, n, k, a.pointer, a.rowStep, columnA, b.pointer, rowB, columnB, out.pointer, rowStride,
                accumulate ? 1 : 0)
        }
    }

    /// How BLAS reads a matrix: rows contiguous, or columns; nil when neither.
    private var blasLayout: (transposed: CBLAS_TRANSPOSE, lead: Int32)? {
        let rows = shape[0], columns = shape[1]
        if columns == 1 || strides[1] == 1 {
            let lead = rows == 1 ? max(columns, 1) : strides[0]
            if columns == 1 && strides[1] != 1 && rows > 1 && strides[0] < 1 { return nil }
            if lead >= max(columns, 1) && lead <= Int32.max { return (CblasNoTrans, Int32(lead)) }
        }
        if rows == 1 || strides[0] == 1 {
            let lead = columns == 1 ? max(rows, 1) : strides[1]
            if lead >= max(rows, 1) && lead <= Int32.max { return (CblasTrans, Int32(lead)) }
        }
        return nil
    }

    private static func blas(
        _ a: NDArray, _ b: NDArray, _ m: Int, _ n: Int, _ k: Int, _ out: NDArray, _ rowStride: Int, _ accumulate: Bool
    ) throws {
        guard let layoutA = a.blasLayout else { return try blas(a.copy(), b, m, n, k, out, rowStride, accumulate) }
        guard let layoutB = b.blasLayout else { return try blas(a, b.copy(), m, n, k, out, rowStride, accumulate) }
        let strip = interruptibleRows(m, n, k)
        for first in stride(from: 0, to: m, by: strip) {
            try Interruption.check()
            let part = NDArray.rows(first, min(strip, m - first))
            try product(part(a), layoutA, b, layoutB, min(strip, m - first), n, k, part(out), rowStride, accumulate)
        }
    }

    /// About a tenth of a second of work at a time, so that a product of hours can be interrupted.
    private static func interruptibleRows(_ m: Int, _ n: Int, _ k: Int) -> Int {
        UInt(bitPattern: m &* n &* k) < 4_000_000_000 ? m : max(64, min(m, 4_000_000_000 / max(1, n * k)))
    }

    /// By tiles of our own, where the CPU has them: the same speed and the same sums whatever OpenBLAS is told.
    private static func tiled(
        _ a: NDArray, _ b: NDArray, _ m: Int, _ n: Int, _ k: Int, _ out: NDArray, _ rowStride: Int, _ accumulate: Bool,
        _ bias: NDArray?
    ) throws -> Bool {
        let x = Operand(a), y = Operand(b), strip = interruptibleRows(m, n, k), result = out.pointer(as: Float.self)
        let start = bias?.pointer(as: Float.self)
        for first in stride(from: 0, to: m, by: strip) {
            try Interruption.check()
            let status = nbs_gemm(
                min(strip, m - first), n, k, x.floats + first * x.rowStep, x.rowStep, x.columnStep, y.floats, y.rowStep,
                y.columnStep, start, result + first * rowStride, rowStride, accumulate ? 1 : 0)
            if status != NBS_OK {
                if first == 0 { return false }
                throw TensorError.runtime("not enough memory for a product of \(m) x \(k) and \(k) x \(n)")
            }
        }
        return true
    }

    /// A function that takes `count` rows from `first` on, as a view.
    private static func rows(_ first: Int, _ count: Int) -> (NDArray) -> NDArray {
        { array in
            var view = array
            view.offset += first * array.strides[0]
            view.shape[0] = count
            return view
        }
    }

    private typealias Layout = (transposed: CBLAS_TRANSPOSE, lead: Int32)

    private static func product(
        _ a: NDArray, _ layoutA: Layout, _ b: NDArray, _ layoutB: Layout, _ m: Int, _ n: Int, _ k: Int, _ out: NDArray,
        _ rowStride: Int, _ accumulate: Bool
    ) throws {
        var job = try BLASJob(
            double: a.dtype == .float64, layoutA: layoutA, layoutB: layoutB, a: UnsafeRawPointer(a.pointer),
            b: UnsafeRawPointer(b.pointer), out: out.pointer, m: m, n: n, k: k, rowStride: rowStride, accumulate: accumulate)
        job.run()
    }

    private static func checkDTypes(_ a: NDArray, _ b: NDArray) throws {
        guard a.dtype == b.dtype else {
            throw TensorError.runtime(
                "expected m1 and m2 to have the same dtype, but got: \(a.dtype.cppName) != \(b.dtype.cppName)")
        }
    }
    private static func checkInner(_ a: NDArray, _ b: NDArray) throws {
        guard a.shape[1] == b.shape[0] else {
            throw TensorError.runtime(
                "mat1 and mat2 shapes cannot be multiplied (\(a.shape[0])x\(a.shape[1]) and \(b.shape[0])x\(b.shape[1]))")
        }
    }
}

extension DType {
    /// C++'s name, as some of PyTorch's messages have it.
    package var cppName: String {
        switch self {
        case .float32: "float"
        case .float64: "double"
        case .float16: "c10::Half"
        case .bfloat16: "c10::BFloat16"
        case .int8: "signed char"
        case .uint8: "unsigned char"
        case .int16: "short"
        case .int32: "int"
        case .int64: "long int"
        case .bool: "bool"
        }
    }
}
