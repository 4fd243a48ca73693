import CKernels

/// Arrays put together and rearranged: results are copies.
extension NDArray {
    /// Along an existing dimension; dtypes are promoted; arrays of shape (0,) are passed over.
    package static func cat(_ arrays: [NDArray], _ dim: Int = 0) throws -> NDArray {
        guard let first = arrays.first else {
            throw TensorError.value("torch.cat(): expected a non-empty list of Tensors")
        }
        for (i, array) in arrays.enumerated() where array.rank == 0 {
            throw TensorError.runtime("zero-dimensional tensor (at position \(i)) cannot be concatenated")
        }
        let dtype = arrays.dropFirst().reduce(first.dtype) { DType.promoted($0, $1.dtype) }
        func skipped(_ array: NDArray) -> Bool { array.rank == 1 && array.shape[0] == 0 }
        guard let model = arrays.first(where: { !skipped($0) }) else {
            _ = try first.wrap(dim: dim)
            return try empty([0], dtype)
        }
        let d = try model.wrap(dim: dim)
        var shape = model.shape
        shape[d] = 0
        for (i, array) in arrays.enumerated() where !skipped(array) {
            guard array.rank == model.rank else {
                throw TensorError.runtime("Tensors must have same number of dimensions: got \(model.rank) and \(array.rank)")
            }
            for j in 0..<model.rank where j != d && array.shape[j] != model.shape[j] {
                throw TensorError.runtime(
                    "Sizes of tensors must match except in dimension \(d). Expected size \(model.shape[j]) but got size "
                        + "\(array.shape[j]) for tensor number \(i) in the list.")
            }
            shape[d] &+= array.shape[d]
        }
        let out = try empty(shape, dtype)
        if shape.prefix(d).allSatisfy({ $0 == 1 }), out.fill(oneAfterTheOther: arrays) { return out }
        var start = 0
        for array in arrays where !skipped(array) {
            try out.narrow(d, start, array.shape[d]).copy(from: array)
            start += array.shape[d]
        }
        return out
    }
    /// Row-major arrays of this one's dtype that follow each other in it.
    private func fill(oneAfterTheOther arrays: [NDArray]) -> Bool {
        guard arrays.allSatisfy({ $0.isContiguous && $0.dtype == dtype }) else { return false }
        var place = pointer
        for array in arrays {
            nbs_cast(dtype.c, dtype.c, array.count, array.pointer, 1, place, 1)
            place += array.count &* dtype.itemSize
        }
        return true
    }

    /// Along a new dimension.
    package static func stack(_ arrays: [NDArray], _ dim: Int = 0) throws -> NDArray {
        guard let first = arrays.first else { throw TensorError.runtime("stack expects a non-empty TensorList") }
        let d = try wrap(dim: dim, rank: first.rank + 1)
        for (i, array) in arrays.enumerated() where array.shape != first.shape {
            throw TensorError.runtime(
                "stack expects each tensor to be equal size, but got \(first.shape) at entry 0 and \(array.shape) at entry \(i)")
        }
        if d == 0, !first.shape.isFull {
            var shape = first.shape
            shape.insert(arrays.count, at: 0)
            let out = try empty(shape, first.dtype)
            if out.fill(oneAfterTheOther: arrays) { return out }
        }
        return try cat(arrays.map { try $0.unsqueeze(d) }, d)
    }

    /// The same tile over and over; `counts` may be longer than the shape.
    package func `repeat`(_ counts: Dims) throws -> NDArray {
        guard counts.count >= rank else {
            throw TensorError.runtime(
                "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
        }
        let lead = counts.count - rank
        var newShape = counts
        for i in 0..<rank {
            let (size, overflow) = counts[lead + i].multipliedReportingOverflow(by: shape[i])
            if overflow { throw TensorError.runtime("Storage size calculation overflowed with sizes=\(counts)") }
            newShape[lead + i] = size
        }
        let out = try NDArray.empty(newShape, dtype)
        if out.count == 0 { return out }
        // One tile after the other: a view of the result for each place.
        var place = Dims(repeating: 0, count: counts.count)
        while true {
            var tile = out
            for i in 0..<counts.count {
                let size = i < lead ? 1 : shape[i - lead]
                tile.offset += place[i] * size * out.strides[i]
                tile.shape[i] = size
            }
            try tile.copy(from: self)
            var i = counts.count - 1
            while i >= 0 {
                place[i] += 1
                if place[i] < counts[i] { break }
                place[i] = 0
                i -= 1
            }
            if i < 0 { return out }
        }
    }

    /// Elements moved along dimensions, round the end; without dimensions over the flattened array.
    package func roll(_ shifts: [Int], _ dims: [Int]) throws -> NDArray {
        if dims.isEmpty && shifts.count == 1 { return try reshape([-1]).roll(shifts, [0]).reshape(shape) }
        guard shifts.count == dims.count else {
            throw TensorError.runtime("shifts and dimensions must align. shifts: \(shifts.count), dims:\(dims.count)")
        }
        var result = self
        for (shift, dim) in zip(shifts, dims) {
            let d = try wrap(dim: dim)
            if rank == 0 || shape[d] == 0 { continue }
            let size = shape[d], by = ((shift % size) + size) % size
            result = try NDArray.cat([result.narrow(d, size - by, by), result.narrow(d, 0, size - by)], d)
        }
        return result.storage === storage ? try copy() : result
    }

    /// Dimensions read backwards.
    package func flip(_ dims: [Int]) throws -> NDArray {
        let mask = try dimMask(dims)
        var source = self
        for i in 0..<rank where mask & (1 << i) != 0 && shape[i] > 0 {
            source.offset += (shape[i] - 1) * strides[i]
            source.strides[i] = -strides[i]
        }
        // Laid out as it was before.
        guard isDense, !isContiguous else { return try source.copy() }
        let out = try emptyLike()
        try out.copy(from: source)
        return out
    }

    /// The lower triangle of the last two dimensions, zeros elsewhere.
    package func tril(_ diagonal: Int = 0) throws -> NDArray { try triangle("tril", diagonal, lower: true) }
    package func triu(_ diagonal: Int = 0) throws -> NDArray { try triangle("triu", diagonal, lower: false) }

    private func triangle(_ name: String, _ diagonal: Int, lower: Bool) throws -> NDArray {
        guard rank >= 2 else { throw TensorError.runtime("\(name): input tensor must have at least 2 dimensions") }
        let out = try copy()
        let rows = shape[rank - 2], columns = shape[rank - 1]
        if out.count == 0 { return out }
        let p = out.pointer, item = dtype.itemSize
        var zero: UInt64 = 0
        for row in 0..<(out.count / columns) {
            // The first column above the diagonal (lower) or on it (upper), kept inside the row.
            let edge = (row % rows).addingReportingOverflow(diagonal)
            let on = edge.overflow ? (diagonal < 0 ? -1 : columns) : edge.partialValue
            let start = lower ? min(max(on, -1), columns - 1) + 1 : 0
            let end = lower ? columns : min(max(on, 0), columns)
            if start < end { nbs_fill(item, end - start, &zero, p + (row * columns + start) * item, 1) }
        }
        return out
    }
}
