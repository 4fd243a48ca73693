import CKernels

/// `x[idx, :, mask]`: index arrays for some dimensions, nil for the dimensions they leave alone.
extension NDArray {
    /// The elements at all combinations; index arrays are broadcast with each other.
    package func index(_ indices: [NDArray?]) throws -> NDArray {
        if let mask = wholeMask(indices), isContiguous { return try chosen(by: mask.contiguous()) }
        let plan = try indexPlan(indices)
        let out = try NDArray(empty: plan.view.shape, dtype: dtype)
        ElementLoop(out.shape, (out, out.strides), (plan.view, plan.view.strides), (plan.offsets, plan.offsets.strides))
            .gather(dtype.itemSize, 1)
        return out
    }

    /// Writes `values` (broadcast, of the same dtype) at all combinations, in place, or adds them.
    package func indexPut(_ indices: [NDArray?], _ values: NDArray, accumulate: Bool = false) throws {
        if let mask = wholeMask(indices), values.count == 1, values.rank <= 1, !accumulate {
            let value = try values.cast(to: dtype).copy()
            return withExtendedLifetime(value) { fill(where: mask, with: value.pointer) }
        }
        let plan = try indexPlan(indices)
        guard values.canBroadcast(to: plan.view.shape) || values.dropLeadingOnes(plan.view.rank).canBroadcast(to: plan.view.shape)
        else {
            throw TensorError.runtime(
                "shape mismatch: value tensor of shape \(values.shape) cannot be broadcast to indexing result of shape "
                    + "\(plan.view.shape)")
        }
        let source = try values.dropLeadingOnes(plan.view.rank).cast(to: dtype)
        let from = source.storage === storage ? try source.copy() : source
        // Where the indices decide, the view has no strides to go by.
        let loop = ElementLoop(
            plan.view.shape, (plan.view, plan.view.strides), (from, from.strides(broadcastTo: plan.view.shape)),
            (plan.offsets, plan.offsets.strides), inOrder: true)
        let status = loop.scatter(accumulate ? .sum : .assign, dtype, target: 0, source: 1, index: 2, step: 1)
        if status != 0 { throw NDArray.failure(status, "index_put", dtype) }
    }

    /// The one mask that decides of every element.
    private func wholeMask(_ indices: [NDArray?]) -> NDArray? {
        guard indices.count == 1, let mask = indices[0], mask.dtype == .bool, mask.shape == shape, rank > 0 else { return nil }
        return mask
    }

    /// The shape that `index` answers with.
    package func indexedShape(_ indices: [NDArray?]) throws -> Dims { try indexPlan(indices).view.shape }

    /// `view`: this array with the result's shape, 0 strides where the indices decide; `offsets`: what the indices add, in
    /// elements, with 0 strides elsewhere.
    private func indexPlan(_ indices: [NDArray?]) throws -> (view: NDArray, offsets: NDArray) {
        let arrays = try expandMasks(indices)
        guard arrays.count <= rank else {
            throw TensorError.index("too many indices for tensor of dimension \(rank)")
        }
        var common = Dims()
        do {
            for array in arrays.compactMap({ $0 }) { common = try Dims.broadcast(common, array.shape) }
        } catch {
            let shapes = arrays.compactMap { $0?.shape.description }.joined(separator: ", ")
            throw TensorError.index("shape mismatch: indexing tensors could not be broadcast together with shapes \(shapes)")
        }
        let used = arrays.indices.filter { arrays[$0] != nil }
        let offsets = try NDArray.zeros(common, .int64)
        for (place, dim) in used.enumerated() {
            guard let index = arrays[dim] else { continue }
            let size = shape[dim]
            if let outside = index.firstOutside(-size, size), common.product > 0 {
                // PyTorch counts among the indexed dimensions.
                throw TensorError.index("index \(outside) is out of bounds for dimension \(place) with size \(size)")
            }
            try offsets.addInPlace(index.wrapped(size).expand(to: common), alpha: Double(strides[dim]))
        }
        // Side by side the indexed dimensions stay where they are; apart they go to the front.
        let adjacent = used.isEmpty || used[used.count - 1] - used[0] + 1 == used.count
        let place = adjacent ? used.first ?? 0 : 0
        var newShape = Dims(), viewStrides = Dims(), offsetStrides = Dims()
        let kept = (0..<rank).filter { $0 >= arrays.count || arrays[$0] == nil }
        guard kept.count + common.count <= Dims.capacity else { throw Dims.tooMany(kept.count + common.count) }
        func keep(_ dims: some Sequence<Int>) {
            for dim in dims {
                newShape.append(shape[dim])
                viewStrides.append(strides[dim])
                offsetStrides.append(0)
            }
        }
        keep(kept.prefix { $0 < place })
        for i in 0..<common.count {
            newShape.append(common[i])
            viewStrides.append(0)
            offsetStrides.append(offsets.strides[i])
        }
        keep(kept.drop { $0 < place })
        let view = NDArray(storage: storage, offset: offset, shape: newShape, strides: viewStrides, dtype: dtype)
        return (view, NDArray(storage: offsets.storage, offset: 0, shape: newShape, strides: offsetStrides, dtype: .int64))
    }

    /// Masks become one array of places for each of their dimensions; other indices become int64.
    private func expandMasks(_ indices: [NDArray?]) throws -> [NDArray?] {
        var result: [NDArray?] = []
        for index in indices {
            guard let index else {
                result.append(nil)
                continue
            }
            if index.dtype == .bool || index.dtype == .uint8 {
                let first = result.count
                guard first + index.rank <= rank else {
                    throw TensorError.index("too many indices for tensor of dimension \(rank)")
                }
                for i in 0..<index.rank where index.shape[i] != shape[first + i] {
                    throw TensorError.index(
                        "The shape of the mask \(index.shape) at index \(i) does not match the shape of the indexed tensor "
                            + "\(shape) at index \(first + i)")
                }
                let places = try index.nonzero()
                for i in 0..<index.rank { result.append(try places.select(1, i)) }
            } else if index.dtype == .int64 || index.dtype == .int32 {
                result.append(try index.cast(to: .int64))
            } else {
                throw TensorError.index("tensors used as indices must be long, int, byte or bool tensors")
            }
        }
        return result
    }

    /// Leading dimensions of size 1 beyond `rank` do not count when values are written.
    private func dropLeadingOnes(_ limit: Int) -> NDArray {
        var result = self
        while result.rank > limit && result.shape[0] == 1 {
            result.shape.remove(at: 0)
            result.strides.remove(at: 0)
        }
        return result
    }
}
