import CKernels

/// Reading and writing at places given by index arrays along one dimension.
extension NDArray {
    package enum ScatterMode: Int32, Sendable { case assign, sum, prod, amax, amin }

    /// out[i][j] = self[index[i][j]][j], for dimension 0.
    package func gather(_ dim: Int, _ index: NDArray) throws -> NDArray {
        let d = try wrap(dim: dim)
        let index = try index.checkedIndex("gather(): Expected dtype int32/int64 for index")
        guard max(index.rank, 1) == max(rank, 1) else {
            throw TensorError.runtime("Index tensor must have the same number of dimensions as input tensor")
        }
        for i in 0..<min(rank, index.rank) where i != d && index.shape[i] > shape[i] {
            throw TensorError.runtime(
                "Size does not match at dimension \(i) expected index \(index.shape) to be no larger than self \(shape) apart "
                    + "from dimension \(d)")
        }
        let size = rank == 0 ? 1 : shape[d]
        let out = try NDArray(empty: index.shape, dtype: dtype)
        var source = self
        let step = rank == 0 ? 0 : strides[d]
        source.strides = rank == 0 ? Dims(repeating: 0, count: index.rank) : strides
        if index.rank == 0 { source.strides = Dims() } else { source.strides[d] = 0 }
        // `source`'s strides are for the result's shape, with 0 along the indexed dimension.
        let runs = ElementLoop(out.shape, (out, out.strides), (source, source.strides), (index, index.strides))
        if runs.gather(dtype.itemSize, step, below: size) { return out }
        try index.checkBounds(0, size, dim: d)
        runs.gather(dtype.itemSize, step)
        return out
    }

    /// self[index[i][j]][j] = source[i][j] in place, for dimension 0; or combined with what is there.
    package func scatter(_ dim: Int, _ index: NDArray, _ source: NDArray, _ mode: ScatterMode = .assign) throws {
        let d = try wrap(dim: dim)
        let index = try index.checkedIndex("scatter(): Expected dtype int32/int64 for index")
        if index.count == 0 { return }
        guard source.dtype == dtype else {
            throw TensorError.runtime("scatter(): Expected self.dtype to be equal to src.dtype")
        }
        guard max(index.rank, 1) == max(rank, 1) else {
            throw TensorError.runtime("Index tensor must have the same number of dimensions as self tensor")
        }
        guard max(source.rank, 1) == max(rank, 1) else {
            throw TensorError.runtime("Index tensor must have the same number of dimensions as src tensor")
        }
        for i in 0..<index.rank
        where (i != d && i < rank && index.shape[i] > shape[i]) || (i < source.rank && index.shape[i] > source.shape[i]) {
            throw TensorError.runtime(
                "Expected index \(index.shape) to be no larger than self \(shape) apart from dimension \(d) and to be no "
                    + "larger size than src \(source.shape)")
        }
        try index.checkBounds(0, rank == 0 ? 1 : shape[d], dim: d)
        try scatterRuns(d, index, source.rank == index.rank ? source.strides : Dims(repeating: 0, count: index.rank), source, mode)
    }

    /// With one number for every place.
    package func scatter(_ dim: Int, _ index: NDArray, value: Scalar, _ mode: ScatterMode = .assign) throws {
        let source = try NDArray.scalar(value, dtype).expand(to: index.shape)
        try scatter(dim, index, source, mode)
    }

    private func scatterRuns(_ d: Int, _ index: NDArray, _ sourceStrides: Dims, _ source: NDArray, _ mode: ScatterMode) throws {
        var target = rank == index.rank ? strides : Dims(repeating: 0, count: index.rank)
        let step = rank == 0 ? 0 : strides[d]
        if d < target.count { target[d] = 0 }
        // The indices lead: along the dimension they decide, this array has no stride of its own.
        let loop = ElementLoop(index.shape, (index, index.strides), (source, sourceStrides), (self, target))
        let status = loop.scatter(mode, dtype, target: 2, source: 1, index: 0, step: step)
        if status != 0 { throw NDArray.failure(status, "scatter", dtype) }
    }

    /// Whole slices by a list of places.
    package func indexSelect(_ dim: Int, _ index: NDArray) throws -> NDArray {
        let d = try wrap(dim: dim)
        guard index.rank <= 1 else { throw TensorError.index("index_select(): Index is supposed to be a vector") }
        let places = try index.checkedIndex("index_select(): Expected dtype int32 or int64 for index").contiguous()
        let size = rank == 0 ? 1 : shape[d], n = places.count
        if rank == 0, n != 1 { throw TensorError.runtime("index_select(): Index to scalar can have only 1 value, got \(n) value(s)") }
        if size == 0, n > 0 { throw TensorError.runtime("index_select(): self indexing axis dim should be positive") }
        let p = places.pointer(as: Int64.self)
        guard nbs_first_outside(n, p, 0, Int64(size)) < 0 else { throw TensorError.index("index out of range in self") }
        if rank == 0 { return try reshape([1]).indexSelect(0, index).reshape(Dims()) }
        let source = try contiguous()
        var outer = 1, inner = 1
        for i in 0..<d { outer &*= shape[i] }
        for i in (d + 1)..<max(rank, d + 1) { inner &*= shape[i] }
        var newShape = shape
        newShape[d] = n
        let out = try NDArray(empty: newShape, dtype: dtype)
        nbs_take_blocks(outer, size, inner &* dtype.itemSize, n, p, source.pointer, out.pointer)
        return out
    }

    /// self.select(dim, index[k]) += alpha * source.select(dim, k) in place, or assigned.
    package func indexAdd(_ dim: Int, _ index: NDArray, _ source: NDArray, alpha: Double = 1, _ mode: ScatterMode = .sum) throws {
        let d = try wrap(dim: dim)
        guard index.rank <= 1 else { throw TensorError.index("index_add_(): Index is supposed to be a vector, but got dim: \(index.rank) with type: \(index.dtype.scalarName) and size: \(index.shape)") }
        let places = try index.checkedIndex("index_add_(): Expected dtype int32/int64 for index but got: \(index.dtype.scalarName)").contiguous()
        let length = source.rank == 0 ? 1 : source.shape[min(d, source.rank - 1)]
        if source.rank == 0, places.count != 1 { throw TensorError.index("Dimension specified as \(d) but tensor has no dimensions") }
        guard places.count == length else {
            throw TensorError.runtime(
                "index_add_(): Number of indices (\(places.count)) should be equal to source.size(dim): (\(length)), for dim: \(d)")
        }
        guard source.rank == rank, (0..<rank).allSatisfy({ $0 == d || source.shape[$0] == shape[$0] }) else {
            throw TensorError.runtime(
                "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = \(shape) "
                    + "source.shape = \(source.shape)")
        }
        let size = rank == 0 ? 1 : shape[d]
        if rank <= 1, places.firstOutside(0, size) != nil { throw TensorError.index("index out of range in self") }
        try places.checkBounds(0, size, dim: d, named: dim)
        if source.count == 0 { return }
        var spread = places
        spread.shape = source.shape
        spread.strides = Dims(repeating: 0, count: rank)
        if rank > 0 { spread.strides[d] = 1 }
        let addend = alpha == 1 ? source : try NDArray.binary(.mul, source, .float(alpha))
        try scatterRuns(d, spread, addend.strides, addend, mode)
    }

    /// Places of the flattened array, negative ones from the end.
    package func take(_ index: NDArray) throws -> NDArray {
        let flat = try reshape([-1])
        let places = try index.checkedIndex("take(): Expected a long tensor for index").contiguous()
        let n = flat.count
        if n == 0, places.count > 0 { throw TensorError.index("take(): tried to take from an empty tensor") }
        if let outside = places.firstOutside(-n, n) {
            throw TensorError.index("out of range: tried to access index \(outside) on a tensor of \(n) elements.")
        }
        return try flat.indexSelect(0, places.wrapped(n).reshape([-1])).reshape(index.shape)
    }

    // MARK: Masks

    /// Elements where `mask` (bool, broadcast) is true, as one row.
    package func maskedSelect(_ mask: NDArray) throws -> NDArray {
        guard mask.dtype == .bool else { throw TensorError.runtime("masked_select: expected BoolTensor for mask") }
        let shape = try Dims.broadcast(shape, mask.shape)
        return try expand(to: shape).contiguous().chosen(by: mask.expand(to: shape).contiguous())
    }
    /// Of row-major arrays of one shape.
    func chosen(by mask: NDArray) throws -> NDArray {
        let bytes = mask.pointer(as: UInt8.self), found = nbs_count_nonzero(mask.count, bytes)
        let out = try NDArray(empty: [found], dtype: dtype)
        nbs_compress(dtype.itemSize, bytes, pointer, found, out.pointer)
        return out
    }

    /// Writes a number where `mask` is true.
    package func maskedFill(_ mask: NDArray, _ value: Scalar) throws {
        guard mask.dtype == .bool else {
            throw TensorError.runtime("masked_fill_ only supports boolean masks, but got mask with dtype \(mask.dtype.cppName)")
        }
        _ = try Dims.broadcast(shape, mask.shape)
        _ = try mask.expand(to: shape)
        try value.check(fits: dtype)
        var bits: UInt64 = 0
        value.write(to: &bits, dtype)
        withUnsafePointer(to: &bits) { fill(where: mask, with: $0) }
    }
    /// Writes one element of this dtype where `mask`, broadcast, is true.
    func fill(where mask: NDArray, with p: UnsafeRawPointer) {
        let sides = mask.strides(broadcastTo: shape), loop = ElementLoop(shape, (self, strides), (mask, sides))
        if loop.isOneRun {
            let so = loop.innerStride(0), sm = loop.innerStride(1)
            loop.run { n, at in
                nbs_where(dtype.itemSize, n, at[1].assumingMemoryBound(to: UInt8.self), sm, p, 0, at[0], so, at[0], so)
            }
        } else {
            // What the number replaces stands where the mask is not true.
            ElementLoop(shape, (self, strides), (mask, sides), (self, strides)).walk(number: p, place: 2) { nbs_where_walk($0) }
        }
    }

    /// Writes `source`'s elements in order where `mask` is true.
    package func maskedScatter(_ mask: NDArray, _ source: NDArray) throws {
        let places = try mask.expand(to: shape).contiguous().reshape([-1]).nonzero().reshape([-1])
        guard places.count <= source.count else {
            throw TensorError.runtime("Number of elements of source < number of ones in mask")
        }
        let values = try source.reshape([-1]).narrow(0, 0, places.count).cast(to: dtype)
        let flat = try contiguous().reshape([-1])
        try flat.scatter(0, places, values)
        if flat.storage !== storage { try copy(from: flat.reshape(shape)) }
    }

    /// One row of places for each element that is not zero.
    package func nonzero() throws -> NDArray {
        let flags = try (dtype == .bool ? self : NDArray.compare(.ne, self, .int(0))).contiguous()
        let bytes = flags.pointer(as: UInt8.self)
        let found = nbs_count_nonzero(flags.count, bytes)
        // One dimension after the other, as PyTorch lays it out.
        let out = try NDArray(empty: [rank, found], dtype: .int64)
        let sizes = shape.array.map(Int64.init)
        nbs_nonzero(flags.count, bytes, Int32(rank), sizes, found, out.pointer(as: Int64.self))
        return try out.transpose(0, 1)
    }

    // MARK: Checking indices

    /// int64 from int32 or int64 (others refused with `message`).
    func checkedIndex(_ message: String) throws -> NDArray {
        guard dtype == .int64 || dtype == .int32 else { throw TensorError.runtime(message) }
        return try cast(to: .int64)
    }

    /// The first element outside low ..< high.
    func firstOutside(_ low: Int, _ high: Int) -> Int? {
        guard count > 0, let dense = try? contiguous() else { return nil }
        let p = dense.pointer(as: Int64.self)
        let place = nbs_first_outside(dense.count, p, Int64(low), Int64(high))
        return place < 0 ? nil : Int(p[place])
    }

    private func checkBounds(_ low: Int, _ high: Int, dim: Int, named: Int? = nil) throws {
        if let outside = firstOutside(low, high) {
            throw TensorError.runtime("index \(outside) is out of bounds for dimension \(named ?? dim) with size \(high)")
        }
    }

    /// Negative numbers counted from `size`; a copy only when there are any.
    func wrapped(_ size: Int) throws -> NDArray {
        guard firstOutside(0, Int.max) != nil else { return self }
        let result = try copy()
        let p = result.pointer(as: Int.self)
        for i in 0..<result.count where p[i] < 0 { p[i] += size }
        return result
    }
}

extension ElementLoop {
    /// Writes the source's elements where the indices say, or combines them with what is there; which operand is which is said by its place.
    func scatter(_ mode: NDArray.ScatterMode, _ dtype: DType, target: Int, source: Int, index: Int, step: Int) -> Int32 {
        let so = innerStride(target), sa = innerStride(source), si = innerStride(index)
        var status: Int32 = 0
        guard let ro = outerStride(target), let ra = outerStride(source), let ri = outerStride(index) else {
            run { n, at in
                status |= nbs_scatter(mode.rawValue, dtype.c, n, at[source], sa, at[index].assumingMemoryBound(to: Int64.self), si, at[target], so, step)
            }
            return status
        }
        runPlanes { rows, n, at in
            status |= nbs_scatter_rows(
                mode.rawValue, dtype.c, rows, n, at[source], ra, sa, at[index].assumingMemoryBound(to: Int64.self), ri, si, at[target], ro, so, step)
        }
        return status
    }
    /// Operands: the result, the source with 0 strides where the indices decide, the indices; these count steps of `step`.
    func gather(_ itemSize: Int, _ step: Int) {
        let so = innerStride(0), sa = innerStride(1), si = innerStride(2)
        guard let ro = outerStride(0), let ra = outerStride(1), let ri = outerStride(2) else {
            return run { n, at in
                nbs_gather(itemSize, n, at[1], sa, step, at[2].assumingMemoryBound(to: Int64.self), si, at[0], so)
            }
        }
        runPlanes { rows, n, at in
            _ = nbs_gather_rows(
                itemSize, rows, n, at[1], ra, sa, step, at[2].assumingMemoryBound(to: Int64.self), ri, si, at[0], ro, so, 0)
        }
    }

    /// The same, each run's indices looked at before they are used. False when some are not below `limit`, or when they lie
    /// so that this cannot be told: the result is not complete then.
    func gather(_ itemSize: Int, _ step: Int, below limit: Int) -> Bool {
        let so = innerStride(0), sa = innerStride(1)
        guard limit > 0, innerStride(2) == 1, let ro = outerStride(0), let ra = outerStride(1), let ri = outerStride(2) else { return false }
        var complete = true
        runPlanes { rows, n, at in
            let inside = nbs_gather_rows(
                itemSize, rows, n, at[1], ra, sa, step, at[2].assumingMemoryBound(to: Int64.self), ri, 1, at[0], ro, so, Int64(limit))
            complete = complete && inside != 0
        }
        return complete
    }
}
