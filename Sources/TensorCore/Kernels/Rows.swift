import CKernels

/// Functions along one dimension that keep its size: it is moved to the end, and every row is one call's work.
extension NDArray {
    /// Row-major with `dim` last; a 0-d array is one row of one.
    func rows(_ dim: Int) throws -> (array: NDArray, dim: Int) {
        let d = try wrap(dim: dim)
        if rank == 0 { return (try reshape([1]), 0) }
        return (try movedToEnd(d).contiguous(), d)
    }

    func movedToEnd(_ dim: Int) -> NDArray {
        if dim == rank - 1 { return self }
        var result = self
        var newShape = shape, newStrides = strides
        newStrides.append(newStrides.remove(at: dim))
        newShape.append(newShape.remove(at: dim))
        result.setLayout(newShape, newStrides)
        return result
    }

    /// Undoes `rows` for a result of the rows' shape (or another length of rows).
    func fromRows(_ dim: Int, rank originalRank: Int) throws -> NDArray {
        if originalRank == 0 { return try reshape(Dims()) }
        if dim == rank - 1 { return self }
        var result = self
        var newShape = shape, newStrides = strides
        newShape.removeLast()
        newStrides.removeLast()
        newShape.insert(shape[rank - 1], at: dim)
        newStrides.insert(strides[rank - 1], at: dim)
        result.setLayout(newShape, newStrides)
        return try result.contiguous()
    }

    package enum ScanOp: Int32, Sendable { case cumsum, cumprod, cummax, cummin, logcumsumexp }

    /// Running sums, products …, of the array's own dtype; the caller has promoted integers.
    package func scan(_ op: ScanOp, _ dim: Int) throws -> NDArray { try scanWithIndices(op, dim).values }

    package func scanWithIndices(_ op: ScanOp, _ dim: Int) throws -> (values: NDArray, indices: NDArray) {
        let (rows, d) = try contiguousEnough(forKernel: dtype).rows(dim)
        let out = try NDArray(empty: rows.shape, dtype: rows.dtype)
        let tracked = op == .cummax || op == .cummin
        let index = try NDArray(empty: tracked ? rows.shape : [0], dtype: .int64)
        let n = rows.shape.last ?? 1
        if rows.count > 0 {
            _ = nbs_scan(op.rawValue, rows.dtype.c, rows.count / n, n, rows.pointer, out.pointer, index.pointer(as: Int64.self))
        }
        return (
            try out.fromRows(d, rank: rank).cast(to: dtype),
            tracked ? try index.fromRows(d, rank: rank) : index
        )
    }

    /// Of floats.
    package func softmax(_ dim: Int, log: Bool = false) throws -> NDArray {
        guard dtype.isFloatingPoint else {
            _ = try wrap(dim: dim)
            throw TensorError.unsupported(log ? "log_softmax_lastdim_kernel_impl" : "softmax_kernel_impl", dtype)
        }
        if dtype.isHalf, rank > 0, count > 0 {
            let (rows, d) = try self.rows(dim)
            let columns = shape.suffix(rank - 1 - (try wrap(dim: dim))).reduce(1, &*)
            return try rows.halfSoftmax(log: log, columns: columns).fromRows(d, rank: rank)
        }
        if let (outer, n, inner) = try columns(dim) {
            let source = try contiguous(), out = try NDArray(empty: shape, dtype: dtype)
            nbs_softmax_columns(log ? 1 : 0, outer, n, inner, source.pointer(as: Float.self), out.pointer(as: Float.self))
            return out
        }
        let (rows, d) = try contiguousEnough(forKernel: dtype).rows(dim)
        let out = try NDArray(empty: rows.shape, dtype: rows.dtype)
        let n = rows.shape.last ?? 1
        if rows.count > 0 { _ = nbs_softmax(rows.dtype.c, log ? 1 : 0, rows.count / n, n, rows.pointer, out.pointer) }
        return try out.fromRows(d, rank: rank).cast(to: dtype)
    }

    /// Of floats along a dimension with enough elements behind it for a vector: how many before it, in it and behind it.
    private func columns(_ dim: Int) throws -> (outer: Int, n: Int, inner: Int)? {
        let d = try wrap(dim: dim)
        guard dtype == .float32, d < rank - 1, count > 0 else { return nil }
        let inner = shape.suffix(rank - 1 - d).reduce(1, &*)
        return inner < 8 ? nil : (shape.prefix(d).reduce(1, &*), shape[d], inner)
    }

    /// The gradient of `softmax` from that of its result and the result itself.
    package static func softmaxBackward(_ grad: NDArray, result: NDArray, _ dim: Int, log: Bool = false) throws -> NDArray {
        if let (outer, n, inner) = try grad.columns(dim), result.dtype == grad.dtype {
            let g = try grad.contiguous(), y = try result.contiguous(), out = try NDArray(empty: grad.shape, dtype: grad.dtype)
            nbs_softmax_columns_backward(
                log ? 1 : 0, outer, n, inner, g.pointer(as: Float.self), y.pointer(as: Float.self), out.pointer(as: Float.self))
            return out
        }
        let (g, d) = try grad.contiguousEnough(forKernel: grad.dtype).rows(dim)
        let (y, _) = try result.contiguousEnough(forKernel: result.dtype).rows(dim)
        let out = try NDArray(empty: g.shape, dtype: g.dtype)
        let n = g.shape.last ?? 1
        if g.count > 0 {
            _ = nbs_softmax_backward(g.dtype.c, log ? 1 : 0, g.count / n, n, g.pointer, y.pointer, out.pointer)
        }
        return try out.fromRows(d, rank: grad.rank).cast(to: grad.dtype)
    }
}
