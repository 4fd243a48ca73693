import CKernels

/// Many numbers in, one out. In step with CKernels' NBS_REDUCE_OPS.
package enum ReduceOp: Int32, CaseIterable, Sendable {
    case sum, prod, amax, amin, argmax, argmin, any, all, countNonzero
    case sumAbs, sumSquares
    /// Parameter: the power.
    case sumPower
    case amaxAbs, aminAbs
    /// Parameter: the correction.
    case variance
    case logSumExp
    /// The sum of what is not NaN.
    case nanSum

    /// How partial results are brought together, nil when a result needs its whole line at once.
    fileprivate var join: ReduceOp? {
        switch self {
        case .sum, .prod, .amax, .amin, .any, .all: self
        case .countNonzero, .sumAbs, .sumSquares, .sumPower, .nanSum: .sum
        case .amaxAbs: .amax
        case .aminAbs: .amin
        case .argmax, .argmin, .variance, .logSumExp: nil
        }
    }

    fileprivate func resultDType(_ dtype: DType) -> DType {
        switch self {
        case .argmax, .argmin, .countNonzero: .int64
        case .any, .all: dtype == .uint8 ? .uint8 : .bool
        case .sum, .prod: dtype.accumulated
        default: dtype
        }
    }
    fileprivate var needsElements: Bool {
        switch self {
        case .amax, .amin, .argmax, .argmin, .amaxAbs, .aminAbs: true
        default: false
        }
    }
}

extension NDArray {
    /// Reduces the given dimensions, all when nil. Sums and products of integers come out as int64.
    package func reduce(_ op: ReduceOp, _ dims: [Int]? = nil, keepdim: Bool = false, _ parameter: Double = 0) throws -> NDArray {
        if dims == nil && !keepdim && op == .sum && dtype == .float32 && isContiguous {
            // What every loss ends in: straight to the kernel.
            let out = try NDArray(empty: Dims(), dtype: dtype)
            _ = nbs_reduce(op.rawValue, dtype.c, 1, 1, count, 1, pointer, out.pointer, 1, 0)
            return out
        }
        let mask = try dims.map { try dimMask($0) } ?? (1 << max(rank, 1)) - 1
        if op.needsElements { try checkNonEmpty(op, dims, mask) }
        if dtype == .bool, isContiguous, mask == (1 << max(rank, 1)) - 1, let result = try counted(op) {
            return keepdim ? try result.reshape(Dims(repeating: 1, count: rank)) : result
        }
        let source = try read(by: op)
        let kernelResult = op.resultDType(source.dtype)
        let result = try source.reduced(op, mask, parameter, kernelResult)
        let final = try result.cast(to: op.resultDType(dtype))
        return keepdim ? final : final.dropping(mask)
    }

    package func sum(_ dims: [Int]? = nil, keepdim: Bool = false) throws -> NDArray {
        try reduce(.sum, dims, keepdim: keepdim)
    }

    /// Of floats: NaN counts as nothing.
    package func nanSum(_ dims: [Int]? = nil, keepdim: Bool = false) throws -> NDArray {
        let mask = try dims.map { try dimMask($0) } ?? (1 << max(rank, 1)) - 1
        // Where columns are added up, whole rows at once are faster.
        let isLast = rank == 0 || mask & (1 << (rank - 1)) != 0
        return isLast && isContiguous ? try reduce(.nanSum, dims, keepdim: keepdim) : try NDArray.unary(.nanToNum, self, 0, .infinity, -.infinity).sum(dims, keepdim: keepdim)
    }

    /// Of floats; the caller has refused integers.
    package func mean(_ dims: [Int]? = nil, keepdim: Bool = false) throws -> NDArray {
        if dims == nil, !keepdim, dtype == .float32 {
            let total = try sum()
            total.pointer(as: Float.self).pointee /= Float(count)
            return total
        }
        let mask = try dims.map { try dimMask($0) } ?? (1 << max(rank, 1)) - 1
        var n = 1
        for i in 0..<rank where mask & (1 << i) != 0 { n &*= shape[i] }
        let total = try (dtype.isHalf ? copy(to: .float32) : self).sum(dims, keepdim: keepdim)
        try NDArray.binary(.div, total, .float(Double(n)), into: total)
        return try total.cast(to: dtype)
    }

    /// Of floats.
    package func variance(_ dims: [Int]? = nil, correction: Double = 1, keepdim: Bool = false) throws -> NDArray {
        try reduce(.variance, dims, keepdim: keepdim, correction)
    }

    /// The values and first places of the largest or smallest elements along a dimension.
    package func extremum(_ op: ReduceOp, _ dim: Int, keepdim: Bool = false) throws -> (values: NDArray, indices: NDArray) {
        let largest = op == .amax || op == .argmax
        do {
            let places = try reduce(largest ? .argmax : .argmin, [dim], keepdim: true)
            let values = rank == 0 ? try copy() : try gather(dim, places)
            if keepdim || rank == 0 { return (values, places) }
            let mask = try dimMask([dim])
            return (values.dropping(mask), places.dropping(mask))
        } catch let error as TensorError where error.message.contains("non-zero size") {
            throw TensorError.index(error.message.replacingPrefix("a\(largest ? "max" : "min")", with: largest ? "max" : "min"))
        }
    }

    /// The p-norm over dimensions, of floats.
    package func norm(_ p: Double, _ dims: [Int]? = nil, keepdim: Bool = false) throws -> NDArray {
        if dtype.isHalf { return try copy(to: .float32).norm(p, dims, keepdim: keepdim).copy(to: dtype) }
        switch p {
        case 2:
            let squares = try reduce(.sumSquares, dims, keepdim: keepdim)
            try NDArray.unary(.sqrt, squares, into: squares)
            return squares
        case 1: return try reduce(.sumAbs, dims, keepdim: keepdim)
        case 0: return try reduce(.countNonzero, dims, keepdim: keepdim).copy(to: dtype)
        case .infinity: return try reduce(.amaxAbs, dims, keepdim: keepdim)
        case -.infinity: return try reduce(.aminAbs, dims, keepdim: keepdim)
        default:
            let powers = try reduce(.sumPower, dims, keepdim: keepdim, p)
            try NDArray.binary(.pow, powers, .float(1 / p), into: powers)
            return powers
        }
    }

    /// The transpose of broadcasting: sums over the dimensions in which `target` was stretched to this shape.
    package func sum(to target: Dims) throws -> NDArray {
        let lead = rank - target.count
        if lead == 1 && rank == 2 && dtype == .float32 && isContiguous && target[0] == shape[1] && shape[0] > 0 {
            // A bias, added to every row of a batch.
            let out = try NDArray(empty: target, dtype: dtype)
            let columns = shape[1]
            if columns > 0 {
                let status = nbs_reduce(ReduceOp.sum.rawValue, dtype.c, columns, 1, shape[0], columns, pointer, out.pointer, 1, 0)
                if status != 0 { throw NDArray.failure(status, "sum", dtype) }
            }
            return out
        }
        var dims = Array(0..<lead)
        for i in 0..<target.count where target[i] == 1 && shape[lead + i] != 1 { dims.append(lead + i) }
        let summed = dims.isEmpty ? self : try sum(dims, keepdim: true)
        return lead > 0 ? try summed.view(target) : summed
    }

    // MARK: Helpers

    /// What the number of bytes that are true says; nil if that is not enough.
    private func counted(_ op: ReduceOp) throws -> NDArray? {
        func found() -> Int { nbs_count_nonzero(count, pointer(as: UInt8.self)) }
        switch op {
        case .any: return try .scalar(.bool(found() > 0), .bool)
        case .all: return try .scalar(.bool(found() == count), .bool)
        case .sum, .countNonzero: return try .scalar(.int(found()), .int64)
        default: return nil
        }
    }

    /// In a dtype that the operation's kernel knows.
    private func read(by op: ReduceOp) throws -> NDArray {
        switch dtype {
        case .int8, .uint8, .int16, .int32: op == .amax || op == .amin ? self : try copy(to: .int64)
        default: try contiguousEnough(forKernel: dtype)
        }
    }
    /// In one of the three dtypes that line kernels know: float32, float64, int64.
    func contiguousEnough(forKernel dtype: DType) throws -> NDArray {
        switch dtype {
        case .float32, .float64, .int64: self
        case .float16, .bfloat16: try copy(to: .float32)
        default: try copy(to: .int64)
        }
    }

    private func checkNonEmpty(_ op: ReduceOp, _ dims: [Int]?, _ mask: Int) throws {
        guard count == 0 else { return }
        let name = "\(op)"
        if dims == nil {
            let message = "\(name)(): Expected reduction dim to be specified for input.numel() == 0."
            throw name.hasPrefix("arg")
                ? TensorError.index(message)
                : TensorError.runtime(message + " Specify the reduction dim with the 'dim' argument.")
        }
        for i in 0..<rank where mask & (1 << i) != 0 && shape[i] == 0 {
            throw TensorError.index("\(name)(): Expected reduction dim \(i) to have non-zero size.")
        }
    }

    private func dropping(_ mask: Int) -> NDArray {
        var newShape = Dims(), newStrides = Dims()
        for i in 0..<rank where mask & (1 << i) == 0 {
            newShape.append(shape[i])
            newStrides.append(strides[i])
        }
        return NDArray(storage: storage, offset: offset, shape: newShape, strides: newStrides, dtype: dtype)
    }

    /// With reduced dimensions of size 1; `self` has a kernel dtype.
    private func reduced(_ op: ReduceOp, _ mask: Int, _ parameter: Double, _ resultDType: DType) throws -> NDArray {
        var outShape = shape
        for i in 0..<rank where mask & (1 << i) != 0 { outShape[i] = 1 }
        // Runs of reduced dimensions that one stride walks through; lastMask: those in the innermost run.
        var n = 1, stride = 1, runs = 0, lastMask = 0
        var next = -1
        // Nothing to walk through in an empty array, whatever its strides.
        for i in (0..<rank).reversed() where count > 0 && mask & (1 << i) != 0 && shape[i] != 1 {
            if runs == 0 {
                (n, stride, runs, lastMask) = (shape[i], strides[i], 1, 1 << i)
            } else if runs == 1 && strides[i] == next {
                n &*= shape[i]
                lastMask |= 1 << i
            } else {
                runs += 1
            }
            next = strides[i] &* shape[i]
        }
        if runs > 1 {
            guard let join = op.join else {
                // Reduced dimensions last and side by side.
                let order = (0..<rank).filter { mask & (1 << $0) == 0 } + (0..<rank).filter { mask & (1 << $0) != 0 }
                var inverse = order
                for (to, from) in order.enumerated() { inverse[from] = to }
                let arranged = try permute(order).copy()
                return try arranged.permute(inverse).reduced(op, mask, parameter, resultDType)
            }
            let partial = try reduced(op, lastMask, parameter, resultDType)
            let kernel = try partial.read(by: join)
            return try kernel.reduced(join, mask & ~lastMask, parameter, resultDType).cast(to: resultDType)
        }
        let out = try NDArray(empty: outShape, dtype: resultDType)
        if out.count == 0 { return out }
        if count == 0 { n = 0 }
        try reduceLines(op, mask, n, stride, parameter, into: out)
        return out
    }

    /// One run of reduced elements, any number of runs of kept ones.
    private func reduceLines(
        _ op: ReduceOp, _ mask: Int, _ n: Int, _ stride: Int, _ parameter: Double, into out: NDArray
    ) throws {
        // The kernel brings together lines with gaps; one number read again and again may be more than the memory there is.
        if stride == 0, n > 1 << 16 { try checkRoom(for: n) }
        var kept = self
        var keptShape = shape
        for i in 0..<rank where mask & (1 << i) != 0 { keptShape[i] = 1 }
        kept.shape = keptShape
        var status: Int32 = 0
        let type = dtype.c
        if kept.count == 1 {
            status = nbs_reduce(op.rawValue, type, 1, 1, n, stride, pointer, out.pointer, 1, parameter)
        } else {
            let loop = ElementLoop(kept.shape, (out, out.strides), (kept, kept.strides))
            let so = loop.innerStride(0), sa = loop.innerStride(1)
            loop.run { outer, at in
                // Lines that are one and the same, as of a number that stands for many.
                let lines = sa == 0 && outer > 1 ? 1 : outer
                status |= nbs_reduce(op.rawValue, type, lines, sa, n, stride, at[1], at[0], so, parameter)
                if lines < outer { nbs_fill(out.dtype.itemSize, outer - 1, at[0], at[0] + so &* out.dtype.itemSize, so) }
            }
        }
        if status == NBS_NO_MEMORY { throw Storage.outOfMemory(n &* dtype.itemSize) }
        if status != 0 { throw NDArray.failure(status, "\(op)", dtype) }
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, with other: String) -> String {
        hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
    }
}
