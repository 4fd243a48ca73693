import ObjectModel
import TensorCore

// Reading and writing at places that tensors name.

extension Tensor {
    // MARK: Along one dimension

    package final func indexSelect(_ dim: Int, _ index: Tensor) throws -> Tensor {
        let d = try array.wrap(dim: dim)
        let out = try array.indexSelect(d, index.array)
        guard tracks else { return Tensor(out) }
        let before = shape
        return record(out, "IndexSelectBackward0", self, saving: index) { n, g in
            if before.count == 0 { return Gradients(try g.reshape([])) }
            return Gradients(try Tensor(NDArray.zeros(before, g.dtype)).indexAdd(d, n.saved(0), g))
        }
    }
    package final func indexAdd(_ dim: Int, _ index: Tensor, _ source: Tensor, alpha: Scalar = .int(1)) throws -> Tensor {
        let d = try array.wrap(dim: dim)
        if source.dtype != dtype, index.rank <= 1 {
            throw Raised.runtimeError("index_add_(): self (\(dtype.scalarName)) and source (\(source.dtype.scalarName)) must have the same scalar type")
        }
        let out = try changed(besides: index, source)
        try out.indexAdd(d, index.array, source.array, alpha: alpha.double)
        return record(out, "IndexAddBackward0", self, source, saving: index) { n, g in
            let part = n.needs(1) ? try g.indexSelect(d, n.saved(0)) : nil
            return Gradients(g, alpha == .int(1) ? part : try part?.mul(alpha))
        }
    }
    package final func indexCopy(_ dim: Int, _ index: Tensor, _ source: Tensor) throws -> Tensor {
        let d = try array.wrap(dim: dim)
        try checkCopy(d, index, source)
        guard source.dtype == dtype else {
            throw Raised.runtimeError("index_copy_(): self and source expected to have the same dtype, but got (self) \(dtype.scalarName) and (source) \(source.dtype.scalarName)")
        }
        let out = try changed(besides: index, source)
        try out.indexAdd(d, index.array, source.array, .assign)
        return record(out, "IndexCopyBackward0", self, source, saving: index) { n, g in
            let index = try n.saved(0)
            return Gradients(n.needs(0) ? try g.indexFill(d, index, .int(0)) : nil, n.needs(1) ? try g.indexSelect(d, index) : nil)
        }
    }
    private func checkCopy(_ d: Int, _ index: Tensor, _ source: Tensor) throws {
        guard index.rank < 2 else { throw Raised.indexError("index_copy_(): Index should have dimension 1 or 0 (got \(index.rank))") }
        if source.rank == 0, index.count != 1 { throw Raised.indexError("index_copy_(): When source is scalar, index should have one element (got \(index.count))") }
        if source.rank != 0, rank != 0, source.rank != rank {
            throw Raised.indexError(
                "index_copy_(): When source and destination are not scalars, their dimensionality must match. Source dimensionality (\(source.rank)), destination dimensionality "
                    + "(\(rank))")
        }
        guard index.dtype == .int64 else { throw Raised.runtimeError("index_copy_(): Expected a long tensor for index, but got \(index.dtype.scalarName)") }
        guard source.dtype == dtype else { return }
        func slice(_ shape: Dims) -> [Int] { shape.enumerated().filter { $0.offset != d }.map(\.element) }
        let mine = slice(shape), theirs = slice(source.shape)
        guard mine == theirs else {
            func text(_ sizes: [Int]) -> String { sizes.map(String.init).joined(separator: " ") }
            throw Raised.runtimeError(
                "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: \(text(mine)) at dimension \(d) and source slice shape: "
                    + "\(text(theirs)) at dimension 0.")
        }
        if source.rank > 0, index.count != source.shape[d] {
            throw Raised.indexError("index_copy_(): Number of indices (\(index.count)) should be equal to source.size(dim) (\(source.shape[d]))")
        }
        let size = rank == 0 ? 1 : shape[d]
        if let outside = try index.array.ints().first(where: { $0 < 0 || $0 >= size }) {
            throw Raised.indexError("index_copy_(): index \(outside) is out of bounds for dimension \(d) with size \(size)")
        }
    }
    package final func indexFill(_ dim: Int, _ index: Tensor, _ value: Scalar) throws -> Tensor {
        let d = try array.wrap(dim: dim)
        guard index.dtype == .int64 else { throw Raised.indexError("index_fill_(): Expected dtype int64 for index.") }
        guard index.rank <= 1 else { throw Raised.runtimeError("Index has to be a vector/scalar") }
        let slots = rank == 0 ? 1 : shape[d]
        if let outside = try index.array.ints().first(where: { $0 < -slots || $0 >= slots }) {
            throw Raised.indexError("index \(outside) is out of bounds for dimension \(d) with size \(slots)")
        }
        if rank == 0, index.count != 1 { return try view([1]).indexFill(0, index, value).view([]) }
        let out = try changed(besides: index)
        var size = shape
        if rank > 0 { size[d] = index.count }
        try out.indexAdd(d, index.array, NDArray.full(size, value, dtype), .assign)
        return record(out, "IndexFillBackward0", self, saving: index) { n, g in Gradients(try g.indexFill(d, n.saved(0), .int(0))) }
    }

    package final func gather(_ dim: Int, _ index: Tensor) throws -> Tensor {
        let isEmpty = index.count == 0
        guard isEmpty || index.dtype == .int64 || index.dtype == .int32 else { throw Raised.runtimeError("gather(): Expected dtype int32/int64 for index") }
        let out = isEmpty ? try NDArray.zeros(index.shape, dtype) : try array.gather(dim, index.array)
        guard tracks else { return Tensor(out) }
        let before = shape
        return record(out, "GatherBackward0", self, saving: index) { n, g in
            if isEmpty { return Gradients(try Tensor(.zeros(before, g.dtype))) }
            return Gradients(try Tensor(NDArray.zeros(before, g.dtype)).scatterAdd(dim, n.saved(0), g))
        }
    }
    package final func scatterAdd(_ dim: Int, _ index: Tensor, _ source: Tensor) throws -> Tensor {
        var out: NDArray
        if dtype.isHalf, source.dtype == dtype {
            // Summed in floats, rounded once.
            out = try array.cast(to: .float32)
            try out.scatter(dim, index.array, source.array.cast(to: .float32), .sum)
            out = try out.cast(to: dtype)
        } else {
            out = try changed(besides: index, source)
            try out.scatter(dim, index.array, source.array, .sum)
        }
        return record(out, "ScatterAddBackward0", self, source, saving: index) { n, g in
            Gradients(g, n.needs(1) ? try g.gather(dim, n.saved(0)) : nil)
        }
    }
    package final func scatter(_ dim: Int, _ index: Tensor, _ source: Tensor, reduce: String? = nil) throws -> Tensor {
        let out = try changed(besides: index, source)
        try out.scatter(dim, index.array, source.array, Tensor.scatterMode(reduce))
        return record(out, "ScatterBackward0", self, source, saving: index) { n, g in
            if reduce != nil { throw Raised.runtimeError("derivative for aten::scatter.reduce is not implemented") }
            let index = try n.saved(0)
            return Gradients(n.needs(0) ? try g.scatter(dim, index, value: .int(0)) : nil, n.needs(1) ? try g.gather(dim, index) : nil)
        }
    }
    package final func scatter(_ dim: Int, _ index: Tensor, value: Scalar, reduce: String? = nil) throws -> Tensor {
        let out = try changed(besides: index)
        try out.scatter(dim, index.array, value: value, Tensor.scatterMode(reduce))
        return record(out, "ScatterBackward1", self, saving: index) { n, g in
            if reduce != nil { throw Raised.runtimeError("derivative for aten::scatter.value_reduce is not implemented") }
            return Gradients(try g.scatter(dim, n.saved(0), value: .int(0)))
        }
    }
    private static func scatterMode(_ reduce: String?) throws -> NDArray.ScatterMode {
        switch reduce {
        case nil: .assign
        case "add", "sum": .sum
        case "multiply", "prod": .prod
        default: throw Raised.runtimeError("reduce argument must be either add or multiply.")
        }
    }
    package final func takeAlong(_ index: Tensor, _ dim: Int?) throws -> Tensor {
        guard index.dtype == .int64 || index.count == 0 else { throw Raised.runtimeError("torch.take_along_dim(): dtype of indices should be Long but got \(index.dtype.scalarName)") }
        guard let dim else { return try contiguous().view([-1]).gather(0, index.contiguous().view([-1])) }
        guard rank == index.rank else {
            throw Raised.runtimeError("torch.take_along_dim(): input and indices should have the same number of dimensions, but got \(rank) dimensions for input, and \(index.rank) dimensions for indices")
        }
        let d = try array.wrap(dim: dim)
        var mine = shape, theirs = index.shape
        mine[d] = 1
        theirs[d] = 1
        var common = try Dims.broadcast(mine, theirs)
        common[d] = shape[d]
        let source = try expand(common)
        common[d] = index.shape[d]
        // Places from the end are meant, too.
        let wrapped = try Tensor.where(index.lt(.int(0)), index.add(.int(shape[d])), index)
        return try source.gather(d, wrapped.expand(common))
    }
    /// Places of the flattened tensor.
    package final func take(_ index: Tensor) throws -> Tensor {
        guard index.dtype == .int64 else { throw Raised.runtimeError("take(): Expected a long tensor for index, but got \(index.dtype.scalarName)") }
        let before = shape
        return record(try array.take(index.array), "TakeBackward0", self, saving: index) { n, g in
            let index = try n.saved(0)
            let wrapped = try Tensor.where(index.lt(.int(0)), index.add(.int(before.product)), index)
            let zeros = try Tensor(NDArray.zeros([before.product], g.dtype))
            return Gradients(try zeros.indexAdd(0, wrapped.reshape([-1]), g.reshape([-1])).view(before))
        }
    }

    // MARK: Masks

    package final func maskedFill(_ mask: Tensor, _ value: Scalar) throws -> Tensor {
        guard mask.dtype == .bool else { throw Raised.runtimeError("masked_fill_ only supports boolean masks, but got mask with dtype \(mask.dtype.cppName)") }
        if value.isFloat, !dtype.isFloatingPoint {
            throw Raised.runtimeError("value cannot be converted to type \(dtype.cppName) without overflow")
        }
        let target = try Dims.broadcast(mask.shape, shape)
        let out = try target == shape ? changed(besides: mask) : array.expand(to: target).copy()
        try out.maskedFill(mask.array, value)
        return record(out, "MaskedFillBackward0", self, saving: mask) { n, g in Gradients(try g.maskedFill(n.saved(0), .int(0))) }
    }
    package final func maskedFill(_ mask: Tensor, _ value: Tensor) throws -> Tensor {
        guard value.rank == 0 else {
            throw Raised.runtimeError("masked_fill_ only supports a 0-dimensional value tensor, but got tensor with \(value.rank) dimension(s).")
        }
        if !value.tracks { return try maskedFill(mask, value.array.item()) }
        let target = try Dims.broadcast(mask.shape, shape)
        let out = try array.expand(to: target).copy()
        try out.maskedFill(mask.array, value.array.item())
        return record(out, "MaskedFillBackward1", self, value, saving: mask) { n, g in
            let mask = try n.saved(0)
            return Gradients(try g.maskedFill(mask, .int(0)), try Tensor.where(mask, g, g.zerosLike()).sum())
        }
    }
    package final func maskedSelect(_ mask: Tensor) throws -> Tensor {
        guard mask.dtype == .bool else { throw Raised.runtimeError("masked_select: expected BoolTensor for mask") }
        let target = try Dims.broadcast(mask.shape, shape)
        return record(try array.expand(to: target).maskedSelect(mask.array), "MaskedSelectBackward0", self, saving: mask) { n, g in
            let mask = try n.saved(0)
            return Gradients(try Tensor(NDArray.zeros(target, g.dtype)).maskedScatter(mask, g))
        }
    }
    package final func maskedScatter(_ mask: Tensor, _ source: Tensor) throws -> Tensor {
        guard mask.dtype == .bool else { throw Raised.runtimeError("masked_scatter_ only supports boolean masks, but got mask with dtype \(mask.dtype.scalarName)") }
        guard dtype == source.dtype else {
            throw Raised.runtimeError("masked_scatter: expected self and source to have same dtypes but got\(dtype.scalarName) and \(source.dtype.scalarName)")
        }
        let target = try Dims.broadcast(mask.shape, shape)
        let out = try array.expand(to: target).copy()
        try out.maskedScatter(mask.array, source.array)
        let size = source.shape
        return record(out, "MaskedScatterBackward0", self, source, saving: mask) { n, g in
            let mask = try n.saved(0)
            var second: Tensor?
            if n.needs(1) {
                let chosen = try g.maskedSelect(mask)
                let zeros = try Tensor(NDArray.zeros([size.product - chosen.count], g.dtype))
                second = try Tensor.cat([chosen, zeros]).view(size)
            }
            return Gradients(n.needs(0) ? try g.maskedFill(mask, .int(0)) : nil, second)
        }
    }
    package final func nonzero() throws -> Tensor { Tensor(try array.nonzero()) }

    // MARK: Index arrays

    /// `x[idx, :, mask]`, nil for dimensions taken whole.
    package final func index(_ indices: [Tensor?]) throws -> Tensor {
        let out = try array.index(indices.map { $0?.array })
        guard tracks else { return Tensor(out) }
        let before = shape, count = indices.count
        return record(out, "IndexBackward0", inputs: [self] + Array(repeating: nil, count: count), saving: indices) { n, g in
            let indices = try (0..<count).map { try n.savedOptional($0) }
            return Gradients(try Tensor(NDArray.zeros(before, g.dtype)).indexPut(indices, g, accumulate: true))
        }
    }
    package final func indexPut(_ indices: [Tensor?], _ values: Tensor, accumulate: Bool) throws -> Tensor {
        if indices.count > rank { throw Raised.indexError("too many indices for tensor of dimension \(rank) (got \(indices.count))") }
        guard values.dtype == dtype else {
            throw Raised.runtimeError(
                "Index put requires the source and destination dtypes match, got \(dtype.scalarName) for the destination and \(values.dtype.scalarName) for the source.")
        }
        let out = try changed(besides: values)
        try out.indexPut(indices.map { $0?.array }, values.array, accumulate: accumulate)
        let count = indices.count
        return record(out, "IndexPutBackward0", inputs: [self, values], saving: indices) { n, g in
            let indices = try (0..<count).map { try n.savedOptional($0) }
            var mine: Tensor? = g
            if !accumulate, n.needs(0) { mine = try g.indexPut(indices, Tensor(.scalar(.int(0), g.dtype)), accumulate: false) }
            return Gradients(mine, n.needs(1) ? try g.index(indices) : nil)
        }
    }

    /// - Throws: PyTorch's complaint about indices that are no integers.
    final func checkIndices(of function: String) throws {
        guard dtype == .int64 || dtype == .int32 else {
            throw Raised.runtimeError(
                "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
                    + "\(dtype == .bool ? "CPUBoolType" : "torch.\(dtype.scalarName)Tensor") instead (while checking arguments for \(function))")
        }
    }

    /// Rows of a table. `padding`: the row that gets no gradient.
    package final func embedding(_ indices: Tensor, padding: Int? = nil, scaleByFrequency: Bool = false) throws -> Tensor {
        try indices.checkIndices(of: "embedding")
        guard rank == 2 else { throw Raised.runtimeError("'weight' must be 2-D") }
        let flat = try indices.array.cast(to: .int64).reshape([-1])
        let rows = try array.indexSelect(0, flat)
        guard indices.rank + 1 <= Dims.capacity else { throw Dims.tooMany(indices.rank + 1) }
        var target = indices.shape
        target.append(shape[1])
        let before = shape
        return record(try rows.view(target), "EmbeddingBackward0", self, saving: Tensor(flat)) { n, g in
            let flat = try n.saved(0)
            var rows = try g.reshape([-1, before[1]])
            if scaleByFrequency {
                let counts = try flat.array.bincount(minLength: before[0]).indexSelect(0, flat.array)
                rows = try rows / Tensor(counts.cast(to: g.dtype)).unsqueeze(1)
            }
            if let padding {
                rows = try rows.maskedFill(flat.eq(.int(padding)).unsqueeze(1), .int(0))
            }
            return Gradients(try Tensor(NDArray.zeros(before, g.dtype)).indexAdd(0, flat, rows))
        }
    }
}

// MARK: - Catalog

enum IndexingOps {
    private static func reorder(_ values: Tensor, _ indices: Tensor, _ name: String) -> Value { NamedResult.valuesAndIndices(name, values, indices) }
    private static func argsort(_ a: OpArguments, _ dim: Int, _ descending: Int) throws -> Tensor {
        Tensor(try a.tensor(0).array.argsort(a.int(dim), descending: a.bool(descending)))
    }

    static var ops: [Op] {
        [
            Op("index_select", "input, dim, index", "Slices by a list of places.", "index_select(tensor([[1, 2], [3, 4]]), 0, tensor([1]))", out: true) { try $0.tensor(0).indexSelect($0.int(1), $0.tensor(2)) },
            Op("index_add", "input, dim, index, source, *, alpha=1", "Adds slices at places.", "index_add(zeros(3), 0, tensor([0, 0]), ones(2))", inPlace: true, out: true) { try $0.tensor(0).indexAdd($0.int(1), $0.tensor(2), $0.tensor(3), alpha: $0.scalar(4)) },
            Op("index_copy", "input, dim, index, source", "Replaces slices at places.", "index_copy(zeros(3), 0, tensor([1]), ones(1))", inPlace: true, out: true) { try $0.tensor(0).indexCopy($0.int(1), $0.tensor(2), $0.tensor(3)) },
            Op("index_fill", "input, dim, index, value", "Fills slices at places.", "index_fill(zeros(3), 0, tensor([1]), 7)", inPlace: true) { a in
                guard let value = a[3].asTensor else { return try a.tensor(0).indexFill(a.int(1), a.tensor(2), a.scalar(3)) }
                guard value.rank == 0 else {
                    throw Raised.runtimeError("index_fill_ only supports a 0-dimensional value tensor, but got tensor with \(value.rank) dimension(s).")
                }
                let x = try a.tensor(0), index = try a.tensor(2), dim = try a.int(1)
                let out = try GradMode.with(false) { try x.indexFill(dim, index, value.array.item()) }
                return record(out.array, "IndexFillBackward1", x, value, saving: index) { n, g in
                    let index = try n.saved(0)
                    return Gradients(try g.indexFill(dim, index, .int(0)), n.needs(1) ? try (g - g.indexFill(dim, index, .int(0))).sum() : nil)
                }
            },
            Op("index_put", "input, indices, values, accumulate=False", "Writes at the places that index tensors name.", "index_put(zeros(3), (tensor([1]),), tensor(5.))", inPlace: true) { a in
                try a.tensor(0).indexPut(a.tensorList(1).map { $0 }, a.tensor(2), accumulate: a.bool(3))
            },
            Op("gather", "input, dim, index, *, sparse_grad=False", "One element for each place, along a dimension.", "gather(tensor([[1, 2], [3, 4]]), 1, tensor([[0], [1]]))", out: true) { try $0.tensor(0).gather($0.int(1), $0.tensor(2)) },
            Op("scatter", "input, dim, index, src=None, *, value=None, reduce=None", "Writes one element for each place, along a dimension.", "scatter(zeros(2, 2), 1, tensor([[0], [1]]), 1.)", inPlace: true, out: true) { a in
                let reduce = try a.optionalString(5)
                if let source = a[3].asTensor { return try a.tensor(0).scatter(a.int(1), a.tensor(2), source, reduce: reduce) }
                return try a.tensor(0).scatter(a.int(1), a.tensor(2), value: a.scalar(a.isNone(3) ? 4 : 3), reduce: reduce)
            },
            Op("scatter_add", "input, dim, index, src", "Adds one element for each place, along a dimension.", "scatter_add(zeros(2, 2), 1, tensor([[0], [0]]), ones(2, 1))", inPlace: true, out: true) { try $0.tensor(0).scatterAdd($0.int(1), $0.tensor(2), $0.tensor(3)) },
            Op("masked_fill", "input, mask, value", "`value` where the mask is true.", "masked_fill(tensor([1, 2]), tensor([True, False]), 9)", inPlace: true) { a in
                if let value = a[2].asTensor { return try a.tensor(0).maskedFill(a.tensor(1), value) }
                return try a.tensor(0).maskedFill(a.tensor(1), a.scalar(2))
            },
            Op("masked_select", "input, mask", "The elements where the mask is true.", "masked_select(tensor([1, 2]), tensor([True, False]))", out: true) { try $0.tensor(0).maskedSelect($0.tensor(1)) },
            Op("masked_scatter", "input, mask, source", "Elements of `source`, in order, where the mask is true.", "masked_scatter(zeros(3), tensor([True, False, True]), ones(2))", inPlace: true) { try $0.tensor(0).maskedScatter($0.tensor(1), $0.tensor(2)) },
            Op("take", "input, index", "Elements by their place in the flattened tensor.", "take(tensor([[1, 2], [3, 4]]), tensor([3]))", out: true) { try $0.tensor(0).take($0.tensor(1)) },
            Op("take_along_dim", "input, indices, dim=None", "`gather` with broadcasting.", "take_along_dim(tensor([[2, 1]]), tensor([[1, 0]]), 1)", out: true) { try $0.tensor(0).takeAlong($0.tensor(1), $0.optionalInt(2)) },
            .any("nonzero", "input, *, as_tuple=False", "The places of all elements that are not zero.", "nonzero(tensor([0, 3, 4]))", out: true) { a in
                let places = try a.tensor(0).nonzero()
                guard try a.bool(1) else { return .tensor(places) }
                if try a.tensor(0).rank == 0 { return .tuple([.tensor(Tensor(try .zeros([places.shape[0]], .int64)))]) }
                return .tuple(try places.unbind(1).map { .tensor($0) })
            },
            Op("argwhere", "input", "The places of all elements that are not zero.", "argwhere(tensor([0, 3, 4]))") { try $0.tensor(0).nonzero() },
            .any("sort", "input, dim=-1, descending=False, stable=False", "In order, and where each element came from.", "sort(tensor([3, 1, 2]))", out: true) { a in
                let descending = try a.bool(2)
                let (values, indices) = try a.tensor(0).chosen(a.isGiven(3) ? "SortBackward1" : "SortBackward0", a.int(1), keepdim: true) { try $0.sort($1, descending: descending) }
                return reorder(values, indices, "sort")
            },
            Op("argsort", "input, dim=-1, descending=False, stable=False", "The places in the order of the elements.", "argsort(tensor([3, 1, 2]))") { try argsort($0, 1, 2) },
            .any("msort", "input", "In order along the first dimension.", "msort(tensor([3, 1, 2]))", out: true) { a in
                .tensor(try a.tensor(0).chosen("SortBackward0", 0, keepdim: true) { try $0.sort($1) }.0)
            },
            .any("topk", "input, k, dim=-1, largest=True, sorted=True", "The `k` largest elements and where they stand.", "topk(tensor([3, 1, 2]), 2)", out: true) { a in
                let k = try a.int(1), largest = try a.bool(3)
                if try a.tensor(0).dtype == .bool { throw Raised.runtimeError("topk does not support bool dtypes on CPU") }
                let (values, indices) = try a.tensor(0).chosen("TopkBackward0", a.int(2), keepdim: true) { try $0.topk(k, $1, largest: largest) }
                return reorder(values, indices, "topk")
            },
            .any("kthvalue", "input, k, dim=-1, keepdim=False", "The `k`-th smallest element and where it stands.", "kthvalue(tensor([3, 1, 2]), 2)", out: true) { a in
                let k = try a.int(1), keepdim = try a.bool(3)
                let (values, indices) = try a.tensor(0).chosen("KthvalueBackward0", a.int(2), keepdim: keepdim) { try $0.kthvalue(k, $1, keepdim: keepdim) }
                return reorder(values, indices, "kthvalue")
            },
            Op("searchsorted", "sorted_sequence, input, *, out_int32=False, right=False, side=None, sorter=None", "Where values would be put into a sorted row.", "searchsorted(tensor([1, 3, 5]), tensor([2, 5]))", .function) { a in
                let right = try a.bool(3) || a.optionalString(4) == "right"
                let values = try a[1].asTensor ?? Tensor(.scalar(a.scalar(1), a.scalar(1).defaultDType))
                if let sorter = try a.optionalTensor(5), sorter.shape != (try a.tensor(0).shape) {
                    throw Raised.runtimeError(
                        "torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor \(try a.tensor(0).shape)and got sorter tensor \(sorter.shape)")
                }
                let out = try NDArray.searchsorted(a.tensor(0).array, values.array, right: right, sorter: a.optionalTensor(5)?.array)
                return Tensor(try a.bool(2) ? out.cast(to: .int32) : out)
            },
            Op("bucketize", "input, boundaries, *, out_int32=False, right=False", "Which bucket each value belongs to.", "bucketize(tensor([2, 5]), tensor([1, 3, 5]))", .function) { a in
                let values = try a[0].asTensor ?? Tensor(.scalar(a.scalar(0), a.scalar(0).defaultDType))
                guard try a.tensor(1).rank == 1 else { throw Raised.runtimeError("boundaries tensor must be 1 dimension, but got dim(\(try a.tensor(1).rank))") }
                let out = try NDArray.searchsorted(a.tensor(1).array, values.array, right: a.bool(3))
                return Tensor(try a.bool(2) ? out.cast(to: .int32) : out)
            },
            Op("bincount", "input, weights=None, minlength=0", "How often each non-negative integer occurs.", "bincount(tensor([1, 1, 3]))") { Tensor(try $0.tensor(0).array.bincount(weights: $0.optionalTensor(1)?.array, minLength: $0.int(2))) },
            Op("histc", "input, bins=100, min=0, max=0", "How many elements fall into bins of equal width.", "histc(tensor([1., 2., 1.]), 4, 0, 3)", out: true) { Tensor(try $0.tensor(0).array.histc($0.int(1), $0.scalar(2).double, $0.scalar(3).double)) },
            .any("unique", "input, sorted=True, return_inverse=False, return_counts=False, dim=None", "The distinct elements.", "unique(tensor([3, 1, 3]))") { a in
                if a.isNone(4) { _ = try a.bool(1) }
                return try distinct(a.tensor(0), a.optionalInt(4), inverse: a.bool(2), counts: a.bool(3), consecutive: false)
            },
            .any("unique_consecutive", "input, return_inverse=False, return_counts=False, dim=None", "Without repetitions next to each other.", "unique_consecutive(tensor([1, 1, 2, 1]))") { a in
                try distinct(a.tensor(0), a.optionalInt(3), inverse: a.bool(1), counts: a.bool(2), consecutive: true)
            },
        ]
    }

    private static func distinct(_ x: Tensor, _ dim: Int?, inverse: Bool, counts: Bool, consecutive: Bool) throws -> Value {
        let found: (values: NDArray, places: NDArray?, sizes: NDArray?)
        if let dim {
            if x.rank == 0 { throw Raised.indexError("Dimension specified as \(dim) but tensor has no dimensions") }
            let d = try x.array.wrap(dim: dim), empty = x.shape.filter { $0 == 0 }.count
            if x.shape[d] == 0, empty > 1 { throw Raised.runtimeError("Number of zero sized dimensions is more than one, so unique cannot be applied ") }
            if x.shape[d] != 0, empty > 0 {
                throw Raised.runtimeError("There are 0 sized dimensions, and they aren't selected, so unique cannot be applied")
            }
            found = try distinctSlices(x.array, d, sort: !consecutive)
        } else {
            found = try consecutive ? x.array.withoutRepetitions(places: inverse, sizes: counts) : x.array.unique(places: inverse, sizes: counts)
        }
        var result: [Value] = [.tensor(Tensor(found.values))]
        if inverse, let places = found.places { result.append(.tensor(Tensor(places))) }
        if counts, let sizes = found.sizes { result.append(.tensor(Tensor(sizes))) }
        return result.count == 1 ? result[0] : .tuple(result)
    }
    private static func distinctSlices(_ x: NDArray, _ dim: Int, sort: Bool) throws -> (NDArray, NDArray, NDArray) {
        let size = x.shape[dim]
        let rows = try (0..<size).map { try x.select(dim, $0).doubles() }
        var order = Array(0..<size)
        if sort { order.sort { rows[$0].lexicographicallyPrecedes(rows[$1]) } }
        var firsts: [Int] = [], sizes: [Int] = []
        var places = Array(repeating: 0, count: size)
        for row in order {
            if let last = firsts.last, rows[last] == rows[row] {
                sizes[sizes.count - 1] += 1
            } else {
                firsts.append(row)
                sizes.append(1)
            }
            places[row] = firsts.count - 1
        }
        return (try x.indexSelect(dim, .from(firsts)), try .from(places), try .from(sizes))
    }
}
