import CKernels

/// Three arrays in, one out.
extension NDArray {
    package enum TernaryOp: Int32, Sendable { case addcmul, addcdiv, lerp }

    /// `condition` is bool; `a` and `b` have one dtype; all broadcast.
    package static func `where`(_ condition: NDArray, _ a: NDArray, _ b: NDArray) throws -> NDArray {
        let shape = try Dims.broadcast(Dims.broadcast(condition.shape, a.shape), b.shape)
        let out = try NDArray(empty: shape, dtype: a.dtype)
        let loop = ElementLoop(
            shape, (out, out.strides), (condition, condition.strides(broadcastTo: shape)),
            (a, a.strides(broadcastTo: shape)), (b, b.strides(broadcastTo: shape)))
        if !loop.isOneRun {
            loop.walk { nbs_where_walk($0) }
            return out
        }
        let s0 = loop.innerStride(0), s1 = loop.innerStride(1), s2 = loop.innerStride(2), s3 = loop.innerStride(3)
        loop.run { n, at in
            nbs_where(a.dtype.itemSize, n, at[1].assumingMemoryBound(to: UInt8.self), s1, at[2], s2, at[3], s3, at[0], s0)
        }
        return out
    }

    /// addcmul: a + value * b * c; addcdiv: a + value * b / c; lerp: a + c * (b - a).
    package static func ternary(_ op: TernaryOp, _ a: NDArray, _ b: NDArray, _ c: NDArray, value: Double = 1) throws -> NDArray {
        let shape = try Dims.broadcast(Dims.broadcast(a.shape, b.shape), c.shape)
        let out = try NDArray(empty: shape, dtype: a.dtype)
        try ternary(op, a, b, c, value: value, into: out)
        return out
    }

    /// `out` has the broadcast shape and may be `a`.
    package static func ternary(
        _ op: TernaryOp, _ a: NDArray, _ b: NDArray, _ c: NDArray, value: Double = 1, into out: NDArray
    ) throws {
        let shape = out.shape
        let loop = ElementLoop(
            shape, (out, out.strides), (a, a.strides(broadcastTo: shape)), (b, b.strides(broadcastTo: shape)),
            (c, c.strides(broadcastTo: shape)))
        let s0 = loop.innerStride(0), s1 = loop.innerStride(1), s2 = loop.innerStride(2), s3 = loop.innerStride(3)
        var status: Int32 = 0
        loop.run { n, at in
            status |= nbs_ternary(op.rawValue, a.dtype.c, n, at[1], s1, at[2], s2, at[3], s3, at[0], s0, value)
        }
        if status != 0 { throw failure(status, "\(op)", a.dtype) }
    }

    /// self += alpha * a, `a` broadcast and of the same dtype.
    package func addInPlace(_ a: NDArray, alpha: Double = 1) throws {
        if dtype.isHalf, alpha != 1 { return try copy(from: halfSum(a.expand(to: shape), .float(alpha))) }
        var status: Int32 = 0
        if isLaidOut(like: a) && isDense {
            status = nbs_axpy(dtype.c, count, alpha, a.pointer, 1, pointer, 1)
        } else if alpha == 1, isDense, dtype.isFloatingPoint {
            return try NDArray.binary(.add, self, a, into: self)
        } else {
            let loop = ElementLoop(shape, (self, strides), (a, a.strides(broadcastTo: shape)))
            let so = loop.innerStride(0), sa = loop.innerStride(1)
            loop.run { n, at in status |= nbs_axpy(dtype.c, n, alpha, at[1], sa, at[0], so) }
        }
        if status != 0 { throw NDArray.failure(status, "add", dtype) }
    }
}

extension NDArray {
    /// self + alpha * other in half precision: PyTorch rounds the number first, and where no whole vector of halves is left, also the product.
    package func halfSum(_ other: NDArray, _ alpha: Scalar) throws -> NDArray {
        let number = try NDArray.scalar(alpha, dtype).scalar(atOffset: 0)
        let last = try NDArray.binary(.add, self, .binary(.mul, other, number))
        guard last.count >= 32, isDense, other.isDense, shape == other.shape else { return last }
        let wide = try NDArray.binary(.add, cast(to: .float32), .binary(.mul, other.cast(to: .float32), number))
        return try last.withVectors(of: wide)
    }
    /// The numbers of `wide` where whole vectors of 32 halves are, these where the rest is.
    package func withVectors(of wide: NDArray) throws -> NDArray {
        let whole = count & ~31, out = try wide.cast(to: dtype)
        guard whole < count else { return out }
        try out.inMemoryOrder().reshape([-1]).narrow(0, whole, count - whole).copy(from: inMemoryOrder().reshape([-1]).narrow(0, whole, count - whole))
        return out
    }
}
