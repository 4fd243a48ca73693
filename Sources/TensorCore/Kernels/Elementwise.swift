import CKernels

/// One number in, one number out, same dtype. In step with CKernels' NBS_UNARY_OPS.
package enum UnaryOp: Int32, CaseIterable, Sendable {
    case neg, abs, sign, square, relu, floor, ceil, round, trunc, frac, bitwiseNot
    case reciprocal, sqrt, rsqrt, exp, exp2, expm1, log, log2, log10, log1p
    case sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh
    case sigmoid, logSigmoid, silu, mish, gelu, geluTanh, softsign, tanhshrink, hardswish
    case hardsigmoid, erf, erfc, erfinv, lgamma, digamma, sinc
    /// Parameter: eps, negative for none.
    case logit
    /// Parameters: lower and upper bound.
    case clamp
    case clampMin, clampMax
    /// Parameter: the slope for negative numbers.
    case leakyRelu
    /// Parameters: alpha, scale, input scale.
    case elu
    /// Parameters: beta, threshold.
    case softplus
    /// Parameters: threshold, value.
    case threshold
    case hardshrink, softshrink
    /// Parameter: decimals.
    case roundDecimals
    /// Parameters: for NaN, for +inf, for -inf.
    case nanToNum
    case deg2rad, rad2deg
    /// x * p0 + p1.
    case affine
}

/// Two numbers in, one out, same dtype. In step with NBS_BINARY_OPS.
package enum BinaryOp: Int32, CaseIterable, Sendable {
    case add, sub, mul, div, maximum, minimum, fmax, fmin, floorDivide, truncDivide
    case remainder, fmod, pow, atan2, hypot, copysign, nextafter, heaviside, xlogy, xlog1py
    case logaddexp, logaddexp2, bitwiseAnd, bitwiseOr, bitwiseXor, shiftLeft, shiftRight, gcd, lcm
    /// (gradient, result): gradient where the result is positive; gradient * (1 - y²); gradient * y * (1 - y).
    case reluBackward, tanhBackward, sigmoidBackward
}

/// Two numbers in, a bool out. In step with NBS_COMPARE_OPS.
package enum CompareOp: Int32, CaseIterable, Sendable {
    case eq, ne, lt, le, gt, ge, logicalAnd, logicalOr, logicalXor
}

/// One number in, a bool out. In step with NBS_PREDICATE_OPS.
package enum PredicateOp: Int32, CaseIterable, Sendable {
    case logicalNot, isnan, isinf, isfinite, isposinf, isneginf, signbit
}

extension NDArray {
    // MARK: Unary

    /// Integer operands are given as floats where the function has float results: the caller casts to `dtype.floating`.
    package static func unary(_ op: UnaryOp, _ a: NDArray, _ p0: Double = 0, _ p1: Double = 0, _ p2: Double = 0) throws -> NDArray {
        let out = try a.emptyLike()
        try unary(op, a, into: out, p0, p1, p2)
        return out
    }

    /// `out` has `a`'s shape and dtype and may be `a`.
    package static func unary(
        _ op: UnaryOp, _ a: NDArray, into out: NDArray, _ p0: Double = 0, _ p1: Double = 0, _ p2: Double = 0
    ) throws {
        var p = (p0, p1, p2)
        let type = a.dtype.c
        let status: Int32 = withUnsafePointer(to: &p) {
            $0.withMemoryRebound(to: Double.self, capacity: 3) { p in
                if a.isLaidOut(like: out) && a.isDense {
                    return nbs_unary(op.rawValue, type, a.count, a.pointer, 1, out.pointer, 1, p)
                }
                let loop = ElementLoop(out.shape, (out, out.strides), (a, a.strides(broadcastTo: out.shape)))
                let so = loop.innerStride(0), sa = loop.innerStride(1)
                var status: Int32 = 0
                if loop.isOneRun {
                    loop.run { n, at in status = nbs_unary(op.rawValue, type, n, at[1], sa, at[0], so, p) }
                } else {
                    loop.walk { status = nbs_unary_walk(op.rawValue, type, $0, p) }
                }
                return status
            }
        }
        if status != 0 { throw failure(status, "\(op)", a.dtype) }
    }

    // MARK: Binary

    /// Operands of one dtype, broadcast.
    package static func binary(_ op: BinaryOp, _ a: NDArray, _ b: NDArray) throws -> NDArray {
        if a.isContiguous && a.isLaidOut(like: b) {
            let out = try NDArray(emptyLike: a, a.dtype)
            let status = nbs_binary(op.rawValue, a.dtype.c, a.count, a.pointer, 1, b.pointer, 1, out.pointer, 1)
            if status != 0 { throw failure(status, "\(op)", a.dtype) }
            return out
        }
        // One number and many, as at the start of every walk back.
        if b.isContiguous && a.isUniform(over: b) {
            let out = try NDArray(emptyLike: b, a.dtype)
            let status = nbs_binary(op.rawValue, a.dtype.c, b.count, a.pointer, 0, b.pointer, 1, out.pointer, 1)
            if status != 0 { throw failure(status, "\(op)", a.dtype) }
            return out
        }
        if a.isContiguous && b.isUniform(over: a) {
            let out = try NDArray(emptyLike: a, a.dtype)
            let status = nbs_binary(op.rawValue, a.dtype.c, a.count, a.pointer, 1, b.pointer, 0, out.pointer, 1)
            if status != 0 { throw failure(status, "\(op)", a.dtype) }
            return out
        }
        let shape = try Dims.broadcast(a.shape, b.shape)
        let out = try outputLike(a, b, shape, a.dtype)
        try binary(op, a, b, into: out)
        return out
    }

    /// `out` has the broadcast shape and the operands' dtype; it may be one of them.
    package static func binary(_ op: BinaryOp, _ a: NDArray, _ b: NDArray, into out: NDArray) throws {
        let type = a.dtype.c
        var status: Int32 = 0
        if a.isLaidOut(like: b) && a.isLaidOut(like: out) && a.isDense {
            status = nbs_binary(op.rawValue, type, a.count, a.pointer, 1, b.pointer, 1, out.pointer, 1)
        } else {
            let sa = a.strides(broadcastTo: out.shape), sb = b.strides(broadcastTo: out.shape)
            let loop = ElementLoop(out.shape, (out, out.strides), (a, sa), (b, sb))
            if loop.isOneRun {
                let s0 = loop.innerStride(0), s1 = loop.innerStride(1), s2 = loop.innerStride(2)
                loop.run { n, at in status = nbs_binary(op.rawValue, type, n, at[1], s1, at[2], s2, at[0], s0) }
            } else {
                loop.walk { status = nbs_binary_walk(op.rawValue, type, $0) }
            }
        }
        if status != 0 { throw failure(status, "\(op)", a.dtype) }
    }

    /// With a number on the right, converted to `a`'s dtype.
    package static func binary(_ op: BinaryOp, _ a: NDArray, _ b: Scalar) throws -> NDArray {
        // PyTorch multiplies and divides halves by the number itself, not by the half next to it.
        if op == .mul || op == .floorDivide || op == .truncDivide, a.dtype.isHalf { return try binary(op, a.cast(to: .float32), b).cast(to: a.dtype) }
        let out = try a.emptyLike()
        try binary(op, a, b, into: out)
        return out
    }
    package static func binary(_ op: BinaryOp, _ a: NDArray, _ b: Scalar, into out: NDArray) throws {
        try withScalar(op, a, b, out, scalarFirst: false)
    }
    /// With a number on the left.
    package static func binary(_ op: BinaryOp, _ a: Scalar, _ b: NDArray) throws -> NDArray {
        let out = try b.emptyLike()
        try withScalar(op, b, a, out, scalarFirst: true)
        return out
    }

    private static func withScalar(_ op: BinaryOp, _ a: NDArray, _ b: Scalar, _ out: NDArray, scalarFirst: Bool) throws {
        let type = a.dtype.c
        var bits: UInt64 = 0
        b.write(to: &bits, a.dtype)
        var status: Int32 = 0
        withUnsafePointer(to: &bits) { p in
            if a.isLaidOut(like: out) && a.isDense {
                status =
                    scalarFirst
                    ? nbs_binary(op.rawValue, type, a.count, p, 0, a.pointer, 1, out.pointer, 1)
                    : nbs_binary(op.rawValue, type, a.count, a.pointer, 1, p, 0, out.pointer, 1)
                return
            }
            let loop = ElementLoop(out.shape, (out, out.strides), (a, a.strides(broadcastTo: out.shape)))
            if !loop.isOneRun { return loop.walk(number: p, place: scalarFirst ? 1 : nil) { status = nbs_binary_walk(op.rawValue, type, $0) } }
            let so = loop.innerStride(0), sa = loop.innerStride(1)
            loop.run { n, at in
                status =
                    scalarFirst
                    ? nbs_binary(op.rawValue, type, n, p, 0, at[1], sa, at[0], so)
                    : nbs_binary(op.rawValue, type, n, at[1], sa, p, 0, at[0], so)
            }
        }
        if status != 0 { throw failure(status, "\(op)", a.dtype) }
    }

    // MARK: To bool

    /// Operands of one dtype, broadcast; the result is bool.
    package static func compare(_ op: CompareOp, _ a: NDArray, _ b: NDArray) throws -> NDArray {
        let shape = try Dims.broadcast(a.shape, b.shape)
        let out = try outputLike(a, b, shape, .bool)
        try compare(op, a, b, into: out)
        return out
    }
    /// `out` is bool and has the broadcast shape.
    package static func compare(_ op: CompareOp, _ a: NDArray, _ b: NDArray, into out: NDArray) throws {
        let sa = a.strides(broadcastTo: out.shape), sb = b.strides(broadcastTo: out.shape)
        let loop = ElementLoop(out.shape, (out, out.strides), (a, sa), (b, sb))
        if !loop.isOneRun { return loop.walk { nbs_compare_walk(op.rawValue, a.dtype.c, $0) } }
        let s0 = loop.innerStride(0), s1 = loop.innerStride(1), s2 = loop.innerStride(2)
        loop.run { n, at in
            _ = nbs_compare(op.rawValue, a.dtype.c, n, at[1], s1, at[2], s2, at[0].assumingMemoryBound(to: UInt8.self), s0)
        }
    }
    /// With a number on the right, converted to `a`'s dtype.
    package static func compare(_ op: CompareOp, _ a: NDArray, _ b: Scalar) throws -> NDArray {
        try compare(op, a, scalar(b, a.dtype))
    }

    package static func predicate(_ op: PredicateOp, _ a: NDArray) throws -> NDArray {
        let out = try a.emptyLike(.bool)
        try predicate(op, a, into: out)
        return out
    }
    package static func predicate(_ op: PredicateOp, _ a: NDArray, into out: NDArray) throws {
        let loop = ElementLoop(out.shape, (out, out.strides), (a, a.strides(broadcastTo: out.shape)))
        let so = loop.innerStride(0), sa = loop.innerStride(1)
        loop.run { n, at in
            _ = nbs_predicate(op.rawValue, a.dtype.c, n, at[1], sa, at[0].assumingMemoryBound(to: UInt8.self), so)
        }
    }

    // MARK: Helpers

    /// Elements lie without gaps or overlaps in some order of the dimensions.
    package var isDense: Bool { isContiguous || denseStrides != nil }

    /// Uninitialised, in the same order of dimensions in memory when that is dense.
    package func emptyLike(_ dtype: DType? = nil) throws -> NDArray {
        var result = try NDArray(emptyLike: self, dtype ?? self.dtype)
        if !isContiguous, let layout = denseStrides { result.strides = layout }
        return result
    }

    /// A dense array's elements as they follow each other in memory, in one dimension.
    package func inMemoryOrder() throws -> NDArray { isContiguous || !isDense ? self : try asStrided([count], [1]) }

    /// A result in the layout of the first operand that has the result's shape and is dense.
    static func outputLike(_ a: NDArray, _ b: NDArray, _ shape: Dims, _ dtype: DType) throws -> NDArray {
        if a.shape == shape && a.isDense { return try a.emptyLike(dtype) }
        if b.shape == shape && b.isDense { return try b.emptyLike(dtype) }
        return try NDArray(empty: shape, dtype: dtype)
    }

    static func failure(_ status: Int32, _ kernel: String, _ dtype: DType) -> TensorError {
        status == NBS_ZERO_DIVISION
            ? TensorError.runtime("ZeroDivisionError") : TensorError.unsupported(kernelName(kernel), dtype)
    }

    /// PyTorch's name of the kernel that an operation of ours stands for.
    private static func kernelName(_ op: String) -> String {
        if let name = kernelNames[op] { return name }
        var name = ""
        for character in op {
            if character.isUppercase { name += "_" }
            name += character.lowercased()
        }
        return name + "_cpu"
    }
    private static let kernelNames = [
        "pow": "pow", "floorDivide": "div_floor_cpu", "truncDivide": "div_trunc_cpu", "shiftLeft": "lshift_cpu",
        "shiftRight": "rshift_cpu", "floor": "floor_vml_cpu", "ceil": "ceil_vml_cpu", "round": "round_vml_cpu",
        "trunc": "trunc_vml_cpu", "roundDecimals": "round_cpu", "gelu": "GeluKernelImpl", "geluTanh": "GeluKernelImpl",
        "softshrink": "softshrink_check", "addcmul": "addcmul_cpu_out", "addcdiv": "addcdiv_cpu_out", "index_put": "index_put",
    ]
}

extension Scalar {
    /// The number as one element of a dtype, in the low bytes.
    func write(to bits: inout UInt64, _ dtype: DType) {
        switch self {
        // What most numbers beside a tensor are.
        case .float(let value) where dtype == .float32: bits = UInt64(Float(value).bitPattern)
        case .float(let value) where dtype == .float64: bits = value.bitPattern
        case .int(var value): nbs_cast(DType.int64.c, dtype.c, 1, &value, 1, &bits, 1)
        case .float(var value): nbs_cast(DType.float64.c, dtype.c, 1, &value, 1, &bits, 1)
        case .bool(let value):
            var byte: UInt8 = value ? 1 : 0
            nbs_cast(DType.bool.c, dtype.c, 1, &byte, 1, &bits, 1)
        }
    }
}
