/// Views: other sizes and strides over the same buffer.
extension NDArray {
    @inline(__always) private func view(_ shape: Dims, _ strides: Dims, offset: Int? = nil) -> NDArray {
        NDArray(storage: storage, offset: offset ?? self.offset, shape: shape, strides: strides, dtype: dtype)
    }

    package func transpose(_ first: Int, _ second: Int) throws -> NDArray {
        if rank == 2, first == 0, second == 1 { return NDArray(storage: storage, offset: offset, layout: layout.transposed, dtype: dtype) }
        let a = try wrap(dim: first), b = try wrap(dim: second)
        if rank == 0 || a == b { return self }
        if rank == 2 { return NDArray(storage: storage, offset: offset, layout: layout.transposed, dtype: dtype) }
        var newShape = shape, newStrides = strides
        newShape.swapAt(a, b)
        newStrides.swapAt(a, b)
        return view(newShape, newStrides)
    }

    package func permute(_ order: [Int]) throws -> NDArray {
        guard order.count == rank else {
            throw TensorError.runtime(
                "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
                    + "ordering of dimensions i.e. input.dim() = \(rank) is not equal to len(dims) = \(order.count)")
        }
        var seen = 0
        var newShape = Dims(), newStrides = Dims()
        for dim in order {
            let d = try wrap(dim: dim)
            guard seen & (1 << d) == 0 else { throw TensorError.runtime("permute(): duplicate dims are not allowed.") }
            seen |= 1 << d
            newShape.append(shape[d])
            newStrides.append(strides[d])
        }
        return view(newShape, newStrides)
    }

    /// Moves dimensions to other places, the rest keeping their order.
    package func movedim(_ source: [Int], _ destination: [Int]) throws -> NDArray {
        guard source.count == destination.count else {
            throw TensorError.runtime(
                "movedim: Invalid source or destination dims: source (\(source) dims) should contain the same "
                    + "number of dims as destination (\(destination) dims)")
        }
        let from = try source.map { try wrap(dim: $0) }, to = try destination.map { try wrap(dim: $0) }
        for (dims, word) in [(from, "source"), (to, "destination")] where Set(dims).count != dims.count {
            throw TensorError.runtime("movedim: repeated dim in `\(word)` (\(word == "source" ? source : destination))")
        }
        if rank == 0 { return self }
        var order = [Int](repeating: -1, count: rank)
        for (a, b) in zip(from, to) { order[b] = a }
        var rest = (0..<rank).filter { !from.contains($0) }[...]
        for i in order.indices where order[i] < 0 { order[i] = rest.removeFirst() }
        return try permute(order)
    }

    package func unsqueeze(_ dim: Int) throws -> NDArray {
        let d = try NDArray.wrap(dim: dim, rank: rank + 1)
        if shape.isFull { throw Dims.tooMany(rank + 1) }
        var newShape = shape, newStrides = strides
        newStrides.insert(d < rank ? shape[d] &* strides[d] : 1, at: d)
        newShape.insert(1, at: d)
        return view(newShape, newStrides)
    }

    /// Without the dimensions of size 1.
    package func squeeze() -> NDArray {
        var newShape = Dims(), newStrides = Dims()
        for i in 0..<rank where shape[i] != 1 {
            newShape.append(shape[i])
            newStrides.append(strides[i])
        }
        return view(newShape, newStrides)
    }

    /// Without those of the given dimensions that have size 1.
    package func squeeze(_ dims: [Int]) throws -> NDArray {
        let mask = try dimMask(dims)
        var newShape = Dims(), newStrides = Dims()
        for i in 0..<rank where !(shape[i] == 1 && mask & (1 << i) != 0) {
            newShape.append(shape[i])
            newStrides.append(strides[i])
        }
        return view(newShape, newStrides)
    }
    package func squeeze(_ dim: Int) throws -> NDArray { try squeeze([dim]) }

    /// One bit a dimension; refuses a dimension given twice.
    package func dimMask(_ dims: [Int]) throws -> Int {
        var mask = 0
        for dim in dims {
            let d = try wrap(dim: dim)
            guard mask & (1 << d) == 0 else {
                throw TensorError.runtime("dim \(d) appears multiple times in the list of dims")
            }
            mask |= 1 << d
        }
        return mask
    }

    /// One index of a dimension; the dimension goes away.
    package func select(_ dim: Int, _ index: Int) throws -> NDArray {
        if rank == 0 { throw TensorError.index("select() cannot be applied to a 0-dim tensor.") }
        let d = try wrap(dim: dim)
        let size = shape[d]
        guard index >= -size && index < size else {
            throw TensorError.index(
                "select(): index \(index) out of range for tensor of size \(shape) at dimension \(d)")
        }
        var newShape = shape, newStrides = strides
        newShape.remove(at: d)
        let step = newStrides.remove(at: d)
        return view(newShape, newStrides, offset: offset + (index < 0 ? index + size : index) * step)
    }

    package func narrow(_ dim: Int, _ start: Int, _ length: Int) throws -> NDArray {
        if rank == 0 { throw TensorError.runtime("narrow() cannot be applied to a 0-dim tensor.") }
        guard length >= 0 else { throw TensorError.runtime("narrow(): length must be non-negative.") }
        let d = try wrap(dim: dim)
        let size = shape[d]
        guard start >= -size && start <= size else {
            throw TensorError.index(
                "start out of range (expected to be in range of [\(-size), \(size)], but got \(start))")
        }
        let first = start < 0 ? start + size : start
        guard length <= size - first else {
            throw TensorError.runtime("start (\(first)) + length (\(length)) exceeds dimension size (\(size)).")
        }
        return slice(d, first, 1, length)
    }

    /// `x[start:stop:step]` along a dimension, bounds clamped as Python does; `step` must be positive.
    package func slice(_ dim: Int, start: Int?, stop: Int?, step: Int = 1) throws -> NDArray {
        if rank == 0 { throw TensorError.index("slice() cannot be applied to a 0-dim tensor.") }
        let d = try wrap(dim: dim)
        guard step > 0 else { throw TensorError.runtime("slice step must be positive") }
        let size = shape[d]
        func clamp(_ value: Int) -> Int { min(max(value < 0 ? value &+ size : value, 0), size) }
        let from = clamp(start ?? 0), to = clamp(stop ?? size)
        let length = to > from ? (to - from - 1) / step + 1 : 0
        return slice(d, from, step, length)
    }

    private func slice(_ d: Int, _ start: Int, _ step: Int, _ length: Int) -> NDArray {
        var newShape = shape, newStrides = strides
        newShape[d] = length
        // A step past the end may be any number: with one element or none its stride is never used.
        newStrides[d] = newStrides[d] &* step
        return view(newShape, newStrides, offset: offset &+ start &* strides[d])
    }

    package func expand(to target: Dims) throws -> NDArray {
        let lead = target.count - rank
        guard lead >= 0 else {
            throw TensorError.runtime(
                "expand(torch.\(dtype.scalarName)Tensor{\(shape)}, size=\(target)): the number of sizes provided "
                    + "(\(target.count)) must be greater or equal to the number of dimensions in the tensor (\(rank))")
        }
        if target == shape { return self }
        var newShape = target
        var newStrides = Dims(repeating: 0, count: target.count)
        for i in (0..<target.count).reversed() {
            let wanted = target[i]
            if i < lead {
                guard wanted >= 0 else {
                    throw TensorError.runtime(
                        "The expanded size of the tensor (\(wanted)) isn't allowed in a leading, non-existing dimension \(i)")
                }
                continue
            }
            let size = shape[i - lead]
            if wanted == -1 || wanted == size {
                newShape[i] = size
                newStrides[i] = strides[i - lead]
            } else if size != 1 || wanted < 0 {
                throw TensorError.runtime(
                    "The expanded size of the tensor (\(wanted)) must match the existing size (\(size)) at non-singleton "
                        + "dimension \(i).  Target sizes: \(target).  Tensor sizes: \(shape)")
            }
        }
        guard newShape.checkedProduct != nil else { throw TensorError.runtime("numel: integer multiplication overflow") }
        return view(newShape, newStrides)
    }

    /// The same to the sizes of an array that exists, which keeps the layout for the next time.
    package func stretched(to layout: ArrayLayout) throws -> NDArray {
        guard rank == 0 else { return try expand(to: layout.shape) }
        return NDArray(storage: storage, offset: offset, layout: layout.stretched, dtype: dtype)
    }

    /// Sizes with at most one -1 made definite.
    package func inferredShape(_ wanted: Dims) throws -> Dims {
        var result = wanted
        var known = 1
        var overflow = false
        var open: Int?
        for (i, size) in wanted.enumerated() {
            if size == -1 {
                if open != nil { throw TensorError.runtime("only one dimension can be inferred") }
                open = i
            } else if size < 0 {
                throw TensorError.runtime("invalid shape dimension \(size) at index \(i) of shape \(wanted)")
            } else {
                let (product, over) = known.multipliedReportingOverflow(by: size)
                known = product
                overflow = overflow || over && size != 0
            }
        }
        if wanted.contains(0) { (known, overflow) = (0, false) }
        let count = count
        if let open {
            if known == 0 && count == 0 {
                throw TensorError.runtime(
                    "cannot reshape tensor of 0 elements into shape \(wanted) because the unspecified dimension size -1 "
                        + "can be any value and is ambiguous")
            }
            if !overflow && known > 0 && count % known == 0 {
                result[open] = count / known
                return result
            }
        } else if !overflow && known == count {
            return result
        }
        throw TensorError.runtime("shape '\(wanted)' is invalid for input of size \(count)")
    }

    /// The strides with which this array's memory reads as `newShape`, nil when a copy is needed.
    package func strides(viewing newShape: Dims) -> Dims? {
        if count == 0 { return newShape == shape ? strides : newShape.contiguousStrides }
        if isContiguous { return newShape.contiguousStrides }
        var result = Dims(repeating: 0, count: newShape.count)
        var target = newShape.count - 1
        // From the end: a chunk of dimensions without gaps may be cut anew.
        var chunkStride = strides.last ?? 1
        var chunkCount = 1
        var viewCount = 1
        var dim = rank - 1
        while dim >= 0 {
            chunkCount &*= shape[dim]
            if dim == 0 || (shape[dim - 1] != 1 && strides[dim - 1] != chunkCount &* chunkStride) {
                while target >= 0 && (viewCount < chunkCount || newShape[target] == 1) {
                    result[target] = viewCount &* chunkStride
                    viewCount &*= newShape[target]
                    target -= 1
                }
                if viewCount != chunkCount { return nil }
                if dim > 0 {
                    chunkStride = strides[dim - 1]
                    chunkCount = 1
                    viewCount = 1
                }
            }
            dim -= 1
        }
        return target == -1 ? result : nil
    }

    package func view(_ wanted: Dims) throws -> NDArray {
        let newShape = try inferredShape(wanted)
        guard let result = viewed(as: newShape) else {
            throw TensorError.runtime(
                "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
                    + "contiguous subspaces). Use .reshape(...) instead.")
        }
        return result
    }
    /// With these sizes over the same memory, nil when a copy is needed.
    private func viewed(as newShape: Dims) -> NDArray? {
        if isContiguous, count > 0 {
            return NDArray(storage: storage, offset: offset, layout: ArrayLayout.contiguous(newShape), dtype: dtype)
        }
        return strides(viewing: newShape).map { view(newShape, $0) }
    }

    /// A view where one exists, a copy otherwise.
    package func reshape(_ wanted: Dims) throws -> NDArray {
        let newShape = try inferredShape(wanted)
        if let result = viewed(as: newShape) { return result }
        let copy = try copy()
        return copy.view(newShape, newShape.contiguousStrides)
    }

    package func flatten(_ start: Int = 0, _ end: Int = -1) throws -> NDArray {
        let first = try wrap(dim: start), last = try wrap(dim: end)
        guard first <= last else {
            throw TensorError.runtime("flatten() has invalid args: start_dim cannot come after end_dim")
        }
        if rank == 0 { return try reshape([1]) }
        if first == last { return self }
        var newShape = Dims()
        var size = 1
        for i in 0..<rank {
            if i < first || i > last { newShape.append(shape[i]) } else { size &*= shape[i] }
            if i == last { newShape.append(size) }
        }
        return try reshape(newShape)
    }

    package func asStrided(_ size: Dims, _ stride: Dims, offset newOffset: Int? = nil) throws -> NDArray {
        guard size.count == stride.count else { throw TensorError.runtime("mismatch in length of strides and shape") }
        guard stride.allSatisfy({ $0 >= 0 }) else {
            throw TensorError.runtime(
                "as_strided: Negative strides are not supported at the moment, got strides: \(stride)")
        }
        let start = newOffset ?? offset
        var last: Int? = start
        guard size.allSatisfy({ $0 >= 0 }), start >= 0, size.checkedProduct != nil else {
            throw TensorError.runtime("Storage size calculation overflowed with sizes=\(size) and strides=\(stride)")
        }
        for i in 0..<size.count {
            let (extent, over) = max(size[i] - 1, 0).multipliedReportingOverflow(by: stride[i])
            last = over ? nil : last.flatMap { let (sum, o) = $0.addingReportingOverflow(extent); return o ? nil : sum }
        }
        guard let last, last < Int.max / dtype.itemSize - 1 else {
            throw TensorError.runtime("Storage size calculation overflowed with sizes=\(size) and strides=\(stride)")
        }
        let needed = (last + 1) * dtype.itemSize
        if !size.contains(0) && needed > storage.byteCount {
            throw TensorError.runtime(
                "setStorage: sizes \(size), strides \(stride), storage offset \(start), and itemsize \(dtype.itemSize) "
                    + "requiring a storage size of \(needed) are out of bounds for storage of size \(storage.byteCount)")
        }
        return view(size, stride, offset: start)
    }

    /// Sliding windows along a dimension, appended as the last one.
    package func unfold(_ dim: Int, size: Int, step: Int) throws -> NDArray {
        let d = try wrap(dim: dim)
        let extent = rank == 0 ? 1 : shape[d]
        guard size >= 0 else { throw TensorError.runtime("size is \(size) but must be >= 0") }
        guard size <= extent else {
            throw TensorError.runtime("maximum size for tensor at dimension \(d) is \(extent) but size is \(size)")
        }
        guard step > 0 else { throw TensorError.runtime("step is \(step) but must be > 0") }
        if shape.isFull { throw Dims.tooMany(rank + 1) }
        var newShape = shape, newStrides = strides
        newShape.append(size)
        newStrides.append(rank == 0 ? 1 : strides[d])
        if rank > 0 {
            newShape[d] = (extent - size) / step + 1
            newStrides[d] = strides[d] &* step
        }
        return view(newShape, newStrides)
    }

    /// The diagonal of two dimensions, appended as the last one.
    package func diagonal(offset diagonal: Int = 0, _ first: Int = 0, _ second: Int = 1) throws -> NDArray {
        let a = try wrap(dim: first), b = try wrap(dim: second)
        guard a != b else {
            throw TensorError.runtime("diagonal dimensions cannot be identical \(first), \(second)")
        }
        // Differences stay in range: sizes are non-negative, and a diagonal outside is empty.
        let rows = shape[a], columns = shape[b]
        let length: Int
        if diagonal >= 0 {
            length = diagonal >= columns ? 0 : min(rows, columns - diagonal)
        } else {
            length = diagonal <= -rows ? 0 : min(rows + diagonal, columns)
        }
        var start = offset
        // Wraps only where other sizes are zero, and nothing is read.
        if length > 0 { start &+= diagonal >= 0 ? diagonal &* strides[b] : (0 &- diagonal) &* strides[a] }
        var newShape = shape, newStrides = strides
        for dim in [max(a, b), min(a, b)] {
            newShape.remove(at: dim)
            newStrides.remove(at: dim)
        }
        newShape.append(length)
        newStrides.append(strides[a] &+ strides[b])
        return view(newShape, newStrides, offset: start)
    }
}
