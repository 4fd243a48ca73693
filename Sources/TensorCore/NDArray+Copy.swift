import CKernels

extension NDArray {
    /// Itself when row-major, otherwise a row-major copy.
    package func contiguous() throws -> NDArray {
        isContiguous ? self : try copy(to: dtype)
    }

    /// Row-major in a dtype; itself when it is that already.
    package func contiguous(as dtype: DType) throws -> NDArray {
        dtype == self.dtype ? try contiguous() : try copy(to: dtype)
    }

    /// Itself in a dtype; a copy only when the dtype differs.
    package func cast(to dtype: DType) throws -> NDArray {
        dtype == self.dtype ? self : try copy(to: dtype)
    }

    /// A row-major copy.
    package func copy(to dtype: DType? = nil) throws -> NDArray {
        let result = try NDArray(emptyLike: self, dtype ?? self.dtype)
        result.assign(self, shape: shape, strides: strides)
        return result
    }

    /// A copy that keeps the order of the dimensions in memory when there are no gaps or overlaps (`clone()`).
    package func clone() throws -> NDArray {
        if isContiguous { return try copy() }
        guard let layout = denseStrides else { return try copy() }
        var result = try NDArray(empty: shape, dtype: dtype)
        result.strides = layout
        result.assign(self, shape: shape, strides: strides)
        return result
    }

    /// The strides of a permuted row-major layout, when this array has one.
    package var denseStrides: Dims? {
        let order = (0..<rank).sorted { strides[$0] != strides[$1] ? strides[$0] < strides[$1] : $0 > $1 }
        var step = 1
        var result = strides
        for dim in order {
            if shape[dim] == 1 {
                result[dim] = step
                continue
            }
            if strides[dim] != step { return nil }
            step &*= shape[dim]
        }
        return result
    }

    /// Writes `source`, broadcast and converted, into this view.
    package func copy(from source: NDArray) throws {
        guard source.shape == shape || source.canBroadcast(to: shape) else {
            _ = try source.expand(to: shape)  // throws with PyTorch's text
            return
        }
        // Overlapping views of one buffer (x[1:] = x[:-1]) read everything first.
        let source =
            source.storage === storage && (source.offset != offset || source.strides != strides)
            ? try source.copy() : source
        assign(source, shape: shape, strides: source.strides(broadcastTo: shape))
    }

    /// Writes one number everywhere.
    package func fill(_ value: Scalar) {
        if dtype == .float32 && count == 1 { return pointer(as: Float.self).pointee = Float(value.double) }
        var bits: UInt64 = 0
        withUnsafeMutableBytes(of: &bits) { buffer in
            let p = buffer.baseAddress!  // eight bytes, never empty
            switch value {
            case .int(var value): nbs_cast(DType.int64.c, dtype.c, 1, &value, 1, p, 1)
            case .float(var value): nbs_cast(DType.float64.c, dtype.c, 1, &value, 1, p, 1)
            case .bool(let value):
                var byte: UInt8 = value ? 1 : 0
                nbs_cast(DType.bool.c, dtype.c, 1, &byte, 1, p, 1)
            }
            if isContiguous {
                nbs_fill(dtype.itemSize, count, p, pointer, 1)
            } else {
                // What is one element in memory is written once, however often it is there.
                var distinct = shape
                for i in 0..<rank where strides[i] == 0 && shape[i] > 1 { distinct[i] = 1 }
                let loop = ElementLoop(distinct, (self, strides))
                let stride = loop.innerStride(0)
                loop.run { n, at in nbs_fill(dtype.itemSize, n, p, at[0], stride) }
            }
        }
    }

    func canBroadcast(to target: Dims) -> Bool {
        guard rank <= target.count else { return false }
        let lead = target.count - rank
        return (0..<rank).allSatisfy { shape[$0] == target[lead + $0] || shape[$0] == 1 }
    }

    private func assign(_ source: NDArray, shape: Dims, strides sourceStrides: Dims) {
        if isContiguous && strides == sourceStrides {
            nbs_cast(source.dtype.c, dtype.c, count, source.pointer, 1, pointer, 1)
            return
        }
        if rank == 2 && dtype == source.dtype && strides[1] == 1 && sourceStrides[0] == 0 && sourceStrides[1] == 1 {
            // One row over and over, as a bias is spread over a batch.
            let bytes = shape[1] &* dtype.itemSize, step = strides[0] &* dtype.itemSize
            for row in 0..<shape[0] { (pointer + row &* step).copyMemory(from: source.pointer, byteCount: bytes) }
            return
        }
        let loop = ElementLoop(shape, (self, strides), (source, sourceStrides))
        let out = loop.innerStride(0), from = loop.innerStride(1)
        if let rows = loop.outerStride(0), loop.outerStride(1) == 1, out == 1, from > 1, dtype == source.dtype {
            // A transposition: the source lies the other way round.
            loop.runPlanes { runs, length, at in
                nbs_transpose(dtype.itemSize, runs, length, at[1], from, at[0], rows)
            }
            return
        }
        if !loop.isOneRun { return loop.walk { nbs_cast_walk(source.dtype.c, dtype.c, $0) } }
        loop.run { n, at in nbs_cast(source.dtype.c, dtype.c, n, at[1], from, at[0], out) }
    }
}
