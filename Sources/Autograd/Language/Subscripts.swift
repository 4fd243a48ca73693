import ObjectModel
import TensorCore

// `x[1, :, None, ..., mask, idx]`, by PyTorch's rules: numbers and slices make views step by step, index tensors then
// choose among what is left.

/// One entry of a subscript, understood.
enum Subscript {
    case position(Int)
    case slice(start: Int?, stop: Int?, step: Int)
    case newAxis
    case ellipsis
    case tensor(Tensor)
    case flag(Bool)

    static func read(_ value: Value) throws -> [Subscript] {
        switch value {
        case .int(let index): return [.position(index)]
        case .object(let object):
            if object.kind == .tuple || object.kind == .size, let items = value.intItems { return try items.map(single) }
            if object.kind == .list, let items = value.asItems {
                // An old habit of NumPy's: a short list with slices or sequences in it is a tuple.
                let isTuple = items.count < 32 && items.contains { item in
                    guard case .object(let object) = item else { return item.isNone }
                    return [.list, .tuple, .range, .slice, .tensor].contains(object.kind) || object === Singleton.ellipsis
                }
                if isTuple { return try items.map(single) }
            }
            return [try single(value)]
        default: return [try single(value)]
        }
    }

    private static func single(_ value: Value) throws -> Subscript {
        switch value {
        case .int(let index): return .position(index)
        case .none: return .newAxis
        case .bool(let flag): return .flag(flag)
        case .object(let object):
            if let tensor = value.asTensor {
                // A 0-d integer counts as a number.
                if tensor.rank == 0, tensor.dtype.isInteger { return .position(try tensor.array.item().int) }
                return .tensor(tensor)
            }
            if object === Singleton.ellipsis { return .ellipsis }
            if let slice = object as? SliceObject { return try read(slice) }
            if value.withoutClass.asItems != nil || object.kind == .range { return .tensor(try Creation.indexTensor(value)) }
            if let index = try object.index()?.asInt { return .position(index) }
        default: break
        }
        if value.asString != nil { throw Raised.typeError("new(): invalid data type 'str'") }
        throw Raised.indexError(
            "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got \(value.type.name))")
    }

    private static func read(_ slice: SliceObject) throws -> Subscript {
        func bound(_ value: Value) throws -> Int? {
            if value.isNone { return nil }
            if let tensor = value.asTensor, let index = try tensor.asIndex()?.asInt { return index }
            switch value {
            case .int(let index): return index
            case .bool(let flag): return flag ? 1 : 0
            case .object(let object): if let index = try object.index() { return try index.asInt ?? (index.isTrue() ? Int.max : 0) }
            default: break
            }
            throw Raised.typeError("slice indices must be integers or None or have an __index__ method")
        }
        let step = try bound(slice.step) ?? 1
        if step == 0 { throw Raised.valueError("slice step cannot be zero") }
        if step < 0 { throw Raised.valueError("step must be greater than zero") }
        return .slice(start: try bound(slice.start), stop: try bound(slice.stop), step: step)
    }
}

extension Tensor {
    /// The view that numbers, slices, `None` and `...` make, and the index tensors still to be applied to it.
    private func applied(_ subscripts: [Subscript]) throws -> (view: Tensor, indices: [Tensor?]) {
        var result = self
        var dim = 0
        var indices: [Tensor?] = []
        func set(_ tensor: Tensor) {
            while indices.count <= dim { indices.append(nil) }
            indices[dim] = tensor
        }
        let used = subscripts.reduce(0) { count, entry in
            switch entry {
            case .position, .slice: count + 1
            case .tensor(let tensor): count + (tensor.dtype == .bool || tensor.dtype == .uint8 ? tensor.rank : 1)
            default: count
            }
        }
        if used > rank {
            if rank == 0, case .position? = subscripts.first(where: { if case .position = $0 { true } else { false } }) {
                throw Raised.indexError(
                    "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number")
            }
            if rank == 0 { throw Raised.indexError("slice() cannot be applied to a 0-dim tensor.") }
            throw Raised.indexError("too many indices for tensor of dimension \(rank)")
        }
        var seenEllipsis = false
        for (place, entry) in subscripts.enumerated() {
            switch entry {
            case .position(let index):
                let size = result.shape[dim]
                guard index >= -size, index < size else {
                    throw Raised.indexError("index \(index) is out of bounds for dimension \(place) with size \(size)")
                }
                result = try result.select(dim, index)
            case .slice(let start, let stop, let step):
                result = try result.slice(dim, start: start, stop: stop, step: step)
                dim += 1
            case .newAxis:
                result = try result.unsqueeze(dim)
                dim += 1
            case .ellipsis:
                if !seenEllipsis { dim += rank - used }
                seenEllipsis = true
            case .flag(let flag):
                result = try result.unsqueeze(dim)
                set(Tensor(try .from([flag])))
                dim += 1
            case .tensor(let tensor):
                set(tensor)
                dim += tensor.dtype == .bool || tensor.dtype == .uint8 ? Swift.max(tensor.rank, 0) : 1
                if tensor.rank == 0 {
                    // A 0-d mask asks for one dimension more.
                    result = try result.unsqueeze(dim)
                    indices[indices.count - 1] = try tensor.reshape([1])
                    dim += 1
                }
            }
        }
        return (result, indices)
    }

    /// Masks take as many places as they have dimensions.
    private static func spread(_ indices: [Tensor?]) -> [Tensor?] {
        var result: [Tensor?] = []
        var skip = 0
        for index in indices {
            if skip > 0, index == nil {
                skip -= 1
                continue
            }
            result.append(index)
            if let index, index.dtype == .bool || index.dtype == .uint8 { skip = index.rank - 1 }
        }
        return result
    }

    final func subscripted(_ value: Value) throws -> Tensor {
        if case .int(let index) = value { return try position(index) }
        let subscripts = try Subscript.read(value)
        let (view, indices) = try applied(subscripts)
        if indices.isEmpty {
            // An alias even when nothing was asked for: `x[...]`.
            return view === self ? try alias() : view
        }
        return try view.index(Tensor.spread(indices))
    }
    private func alias() throws -> Tensor { record(array, "AliasBackward0", self) { _, g in Gradients(g) }.becomeView(of: self) }

    @inline(__always)
    private func position(_ index: Int) throws -> Tensor {
        guard rank > 0 else {
            throw Raised.indexError(
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number")
        }
        guard index >= -shape[0], index < shape[0] else {
            throw Raised.indexError("index \(index) is out of bounds for dimension 0 with size \(shape[0])")
        }
        return try select(0, index)
    }

    final func assign(_ subscripts: Value, _ value: Value) throws {
        let source: Tensor
        if let tensor = value.asTensor {
            source = tensor
        } else if let number = value.asScalar {
            source = Tensor(try .scalar(number, dtype))
        } else if value.withoutClass.asItems != nil {
            source = try Creation.tensor(value, dtype: dtype)
        } else {
            throw Raised.typeError("can't assign a \(value.type.name) to a torch.\(dtype.scalarName)Tensor")
        }
        let entries = try Subscript.read(subscripts)
        // The views on the way must be seen as views, so recording stays as it is.
        let (view, indices) = try applied(entries)
        if indices.isEmpty {
            // Leading dimensions of size 1 in the value do not count.
            var fitted = source
            while fitted.rank > view.rank, fitted.shape[0] == 1 { fitted = try fitted.squeeze(0) }
            guard fitted.shape.isExpandable(to: view.shape) else {
                _ = try fitted.array.expand(to: view.shape)
                return
            }
            try view.copy(from: fitted)
            return
        }
        let spread = Tensor.spread(indices)
        let values = source.dtype == dtype ? source : try source.cast(to: dtype)
        if !GradMode.isEnabled || !(values.requiresGrad || requiresGrad) {
            try view.checkWritable(recording: false)
            try view.array.indexPut(spread.map { $0?.array }, values.array)
            view.wrote()
            return
        }
        try view.overwrite("index_put_") { try $0.indexPut(spread, values, accumulate: false) }
    }
}
