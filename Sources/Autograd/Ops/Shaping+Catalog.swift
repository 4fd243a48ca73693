import ObjectModel
import TensorCore

enum Shaping {
    private static func list(_ tensors: [Tensor]) -> Value { .tuple(tensors.map { .tensor($0) }) }
    private static func dims(_ a: OpArguments, _ index: Int) throws -> Dims { try Dims(checking: a.variadicInts(index)) }
    private static func triangle(_ name: String, _ summary: String, upper: Bool) -> Op {
        Op(name, "input, diagonal=0", summary, "\(name)(ones(3, 3))", inPlace: true, out: true) { try $0.tensor(0).triangle($0.int(1), upper: upper) }
    }
    private static func transpose(_ name: String, _ first: String, _ second: String) -> Op {
        Op(name, "input, \(first), \(second)", "Swaps two dimensions.", "\(name)(ones(2, 3), 0, 1)") { try $0.tensor(0).transpose($0.int(1), $0.int(2)) }
    }
    private static func movedim(_ name: String) -> Op {
        Op(name, "input, source, destination", "Moves dimensions to other places.", "\(name)(ones(2, 3, 4), 0, 2).shape") { try $0.tensor(0).movedim($0.ints(1), $0.ints(2)) }
    }
    private static func join(_ name: String) -> Op {
        Op(name, "tensors, dim=0", "Puts tensors together along a dimension that they have.", "\(name)([tensor([1]), tensor([2, 3])])", .function, out: true) { a in
            try Tensor.cat(a.tensorList(0), a.int(1))
        }
    }
    /// Each tensor with at least `rank` dimensions.
    private static func atLeast(_ rank: Int, _ tensor: Tensor) throws -> Tensor {
        if tensor.rank >= rank { return tensor }
        switch (rank, tensor.rank) {
        case (1, _): return try tensor.reshape([1])
        case (2, 0): return try tensor.reshape([1, 1])
        case (2, _): return try tensor.unsqueeze(0)
        case (3, 0): return try tensor.reshape([1, 1, 1])
        case (3, 1): return try tensor.unsqueeze(0).unsqueeze(-1)
        default: return try tensor.unsqueeze(-1)
        }
    }
    private static func atLeast(_ name: String, _ rank: Int) -> Op {
        .any(name, "*tensors", "Views with at least \(rank) dimension\(rank == 1 ? "" : "s").", "\(name)(tensor(1.))", .function) { a in
            let items = a[0].asItems ?? []
            if items.count == 1, let one = items[0].asTensor { return .tensor(try atLeast(rank, one)) }
            return list(try a.variadicTensors(0).map { try atLeast(rank, $0) })
        }
    }
    private static func stackLike(_ name: String, _ summary: String, _ rank: Int, _ dim: @escaping (Tensor) -> Int) -> Op {
        Op(name, "tensors", summary, "\(name)([tensor([1, 2]), tensor([3, 4])])", .function, out: true) { a in
            let tensors = try a.tensorList(0).map { try atLeast(rank, $0) }
            guard let first = tensors.first else { throw Raised.runtimeError("\(name == "row_stack" ? "vstack" : name) expects a non-empty TensorList") }
            return try Tensor.cat(tensors, dim(first))
        }
    }
    private static func splitAlong(_ name: String, _ dim: @escaping (Tensor) -> Int) -> Op {
        .any(name, "input, indices_or_sections", "`tensor_split` along one direction.", "\(name)(ones(4, 4, 2), 2)[0].shape") { a in
            let x = try a.tensor(0), least = ["hsplit": 1, "vsplit": 2, "dsplit": 3][name] ?? 0
            guard x.rank >= least else {
                throw Raised.runtimeError("torch.\(name) requires a tensor with at least \(least) dimension, but got a tensor with \(x.rank) dimensions!")
            }
            if a[1].asTensor.map({ $0.count != 1 }) == true { throw a.wrongType(1, "int") }
            let along = dim(x)
            if let sections = try OpArguments.int(a[1]), sections == 0 || x.shape[along] % sections != 0 {
                throw Raised.runtimeError(
                    "torch.\(name) attempted to split along dimension \(along), but the size of the dimension \(x.shape[along]) is not divisible by the split_size \(sections)!")
            }
            return list(try tensorSplit(x, a[1], along, a))
        }
    }
    private static func tensorSplit(_ x: Tensor, _ given: Value, _ dim: Int, _ a: OpArguments) throws -> [Tensor] {
        if let sections = try OpArguments.int(given) {
            guard sections > 0 else { throw Raised.runtimeError("number of sections must be larger than 0, got \(sections)") }
            if x.rank == 0 { return try x.tensorSplit(at: [], dim) }
            let size = x.shape[try x.array.wrap(dim: dim)]
            guard sections <= 1 << 20 else { throw Raised.runtimeError("cannot create std::vector larger than max_size()") }
            let small = size / sections, larger = size % sections
            var ends: [Int] = []
            var end = 0
            for index in 0..<(sections - 1) {
                end += small + (index < larger ? 1 : 0)
                ends.append(end)
            }
            return try x.tensorSplit(at: ends, dim)
        }
        if let tensor = given.asTensor {
            guard tensor.dtype == .int64 else { throw Raised.runtimeError("tensor_split expected tensor_indices_or_sections to have dtype of long, but got \(tensor.dtype.scalarName)") }
            guard tensor.rank <= 1 else {
                throw Raised.runtimeError(
                    "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional tensor, but got a tensor with \(tensor.rank) dims")
            }
            return try x.tensorSplit(at: tensor.array.ints(), dim)
        }
        return try x.tensorSplit(at: a.intList(1), dim)
    }

    static var ops: [Op] {
        [
            .any("view", "input, *size", "The same numbers with other sizes, sharing memory; -1 stands for what is left. With a dtype: the same bytes read anew.", "arange(6).view(2, -1)", .method) { a in
                if let items = a[1].asItems, items.count == 1, let dtype = items[0].asDType { return .tensor(try a.tensor(0).view(as: dtype)) }
                guard a[1].asItems?.isEmpty == false || a.isMethod == false else {
                    throw Raised.typeError("view() received an invalid combination of arguments - got (), but expected one of:\n * (torch.dtype dtype)\n * (tuple of ints size)\n")
                }
                return .tensor(try a.tensor(0).view(dims(a, 1)))
            },
            Op("view_as", "input, other", "A view with another tensor's sizes.", "arange(6).view_as(ones(2, 3))", .method) { try $0.tensor(0).view($0.tensor(1).shape) },
            Op("reshape", "input, *shape", "The same numbers with other sizes; a view if possible.", "arange(6).reshape(2, 3)") { try $0.tensor(0).reshape(dims($0, 1)) },
            Op("reshape_as", "input, other", "`reshape` to another tensor's sizes.", "arange(6).reshape_as(ones(2, 3))", .method) { try $0.tensor(0).reshape($0.tensor(1).shape) },
            Op("flatten", "input, start_dim=0, end_dim=-1", "Makes several dimensions into one.", "flatten(ones(2, 3)).shape", layer: "Flatten") { try $0.tensor(0).flatten($0.int(1), $0.int(2)) },
            Op("ravel", "input", "All numbers in one dimension.", "ravel(ones(2, 3)).shape") { a in
                let x = try a.tensor(0)
                return try x.array.isContiguous ? x.reshape([-1]) : x.contiguous().view([-1])
            },
            Op("unflatten", "input, dim, sizes", "Makes one dimension into several.", "unflatten(arange(6), 0, (2, 3))", layer: "Unflatten") { try $0.tensor(0).unflatten($0.int(1), $0.ints(2)) },
            Op("squeeze", "input, dim=None", "Removes dimensions of size 1.", "squeeze(ones(1, 3, 1)).shape") { a in
                if a.isNone(1) { return try a.tensor(0).squeeze() }
                if let dim = try OpArguments.int(a[1]) { return try a.tensor(0).squeeze(dim) }
                return try a.tensor(0).squeeze(a.intList(1))
            },
            Op("unsqueeze", "input, dim", "Adds a dimension of size 1.", "unsqueeze(ones(3), 0).shape") { try $0.tensor(0).unsqueeze($0.int(1)) },
            transpose("transpose", "dim0", "dim1"), transpose("swapaxes", "axis0", "axis1"), transpose("swapdims", "dim0", "dim1"),
            Op("t", "input", "The transposed matrix.", "t(tensor([[1, 2], [3, 4]]))") { try $0.tensor(0).t() }.quickly { try $0.t() },
            Op("adjoint", "input", "The transposed matrix (nbs has no complex numbers).", "adjoint(ones(2, 3)).shape") { a in
                let x = try a.tensor(0)
                guard x.rank != 1 else { throw Raised.runtimeError("tensor.adjoint() is only supported on matrices or batches of matrices. Got 1-D tensor.") }
                return x.rank == 0 ? x : try x.transpose(-2, -1)
            },
            Op("permute", "input, *dims", "The dimensions in another order.", "ones(2, 3, 4).permute(2, 0, 1).shape") { try $0.tensor(0).permute($0.variadicInts(1)) },
            movedim("movedim"), movedim("moveaxis"),
            Op("expand", "input, *size", "Stretches dimensions of size 1 without copying; -1 keeps a size.", "ones(1, 3).expand(2, 3)", .method) { try $0.tensor(0).expand(dims($0, 1)) },
            Op("expand_as", "input, other", "`expand` to another tensor's sizes.", "ones(1, 3).expand_as(ones(2, 3))", .method) { try $0.tensor(0).expand($0.tensor(1).shape) },
            Op("broadcast_to", "input, size", "`expand` as a function.", "broadcast_to(ones(3), (2, 3))") { try $0.tensor(0).expand(Dims(checking: $0.intList(1))) },
            .any("broadcast_tensors", "*tensors", "Tensors expanded to the shape they have together.", "broadcast_tensors(ones(3), ones(2, 1))[0].shape", .function) { a in
                let tensors = try a.variadicTensors(0)
                let shape = try tensors.reduce(Dims()) { try Dims.broadcast($0, $1.shape) }
                return list(try tensors.map { try $0.expand(shape) })
            },
            Op("repeat", "input, *repeats", "Copies side by side.", "tensor([1, 2]).repeat(2, 2)", .method) { a in
                guard a[1].asItems?.isEmpty == false else { throw Raised.typeError("repeat() missing 1 required positional arguments: \"repeats\"") }
                return try a.tensor(0).repeat(a.variadicInts(1))
            },
            Op("tile", "input, *dims", "Copies side by side; missing repeats are 1.", "tile(tensor([1, 2]), (2,))") { a in
                let x = try a.tensor(0), times = try a.variadicInts(1)
                return try x.repeat(Array(repeating: 1, count: max(0, x.rank - times.count)) + times)
            },
            Op("repeat_interleave", "input, repeats=None, dim=None, *, output_size=None", "Repeats each element.", "repeat_interleave(tensor([1, 2]), 2)") { a in
                let x = try a.tensor(0)
                if a.isNone(1) { return try Tensor.places(repeating: x) }
                let flat = a.isNone(2) ? try x.flatten() : x
                return try flat.repeatInterleave(a[1], a.isNone(2) ? 0 : a.int(2), a)
            },
            join("cat"), join("concat"), join("concatenate"),
            Op("stack", "tensors, dim=0", "Puts tensors together along a new dimension.", "stack([tensor([1, 2]), tensor([3, 4])])", .function, out: true) { try Tensor.stack($0.tensorList(0), $0.int(1)) },
            stackLike("hstack", "Puts tensors side by side.", 1) { $0.rank == 1 ? 0 : 1 },
            stackLike("vstack", "Puts tensors one below the other.", 2) { _ in 0 },
            stackLike("row_stack", "Another name of `vstack`.", 2) { _ in 0 },
            stackLike("dstack", "Puts tensors one behind the other.", 3) { _ in 2 },
            Op("column_stack", "tensors", "Vectors as the columns of a matrix.", "column_stack([tensor([1, 2]), tensor([3, 4])])", .function, out: true) { a in
                let tensors = try a.tensorList(0)
                if tensors.isEmpty { throw Raised.runtimeError("column_stack expects a non-empty TensorList") }
                return try Tensor.cat(tensors.map { $0.rank <= 1 ? try $0.reshape([$0.count, 1]) : $0 }, 1)
            },
            atLeast("atleast_1d", 1), atLeast("atleast_2d", 2), atLeast("atleast_3d", 3),
            .any("chunk", "input, chunks, dim=0", "Views of (nearly) equal parts.", "chunk(arange(6), 3)") { list(try $0.tensor(0).chunk($0.int(1), $0.int(2))) },
            .any("split", "input, split_size_or_sections, dim=0", "Views of parts of a size, or of given sizes.", "split(arange(5), 2)") { a in
                if let size = try OpArguments.int(a[1]) { return list(try a.tensor(0).split(size, a.int(2))) }
                return list(try a.tensor(0).split(a.intList(1), a.int(2)))
            },
            .any("split_with_sizes", "input, split_sizes, dim=0", "Views of parts of given sizes.", "split_with_sizes(arange(5), [2, 3])") { list(try $0.tensor(0).split($0.intList(1), $0.int(2))) },
            .any("tensor_split", "input, indices_or_sections, dim=0", "Views of parts, by their number or by where they end.", "tensor_split(arange(7), 3)") { a in
                list(try tensorSplit(a.tensor(0), a[1], a.int(2), a))
            },
            splitAlong("hsplit") { $0.rank == 1 ? 0 : 1 }, splitAlong("vsplit") { _ in 0 }, splitAlong("dsplit") { _ in 2 },
            .any("unbind", "input, dim=0", "Views of all slices.", "unbind(tensor([[1, 2], [3, 4]]))") { list(try $0.tensor(0).unbind($0.int(1))) },
            Op("narrow", "input, dim, start, length", "A view of a part.", "narrow(arange(5), 0, 1, 3)") { a in
                let start = try a[2].asTensor.map { try $0.array.item().int } ?? a.int(2)
                return try a.tensor(0).narrow(a.int(1), start, a.int(3))
            },
            Op("select", "input, dim, index", "A view of one slice.", "select(tensor([[1, 2], [3, 4]]), 1, 0)") { try $0.tensor(0).select($0.int(1), $0.int(2)) },
            Op("flip", "input, *dims", "Reversed along dimensions.", "flip(arange(3), (0,))") { try $0.tensor(0).flip($0.variadicInts(1)) },
            Op("fliplr", "input", "Left and right exchanged.", "fliplr(tensor([[1, 2], [3, 4]]))") { a in
                guard try a.tensor(0).rank >= 2 else { throw Raised.runtimeError("Input must be >= 2-d.") }
                return try a.tensor(0).flip([1])
            },
            Op("flipud", "input", "Up and down exchanged.", "flipud(tensor([[1, 2], [3, 4]]))") { a in
                guard try a.tensor(0).rank >= 1 else { throw Raised.runtimeError("Input must be >= 1-d.") }
                return try a.tensor(0).flip([0])
            },
            Op("roll", "input, shifts, dims=()", "Moved along dimensions, round the end.", "roll(arange(4), 1)") { try $0.tensor(0).roll($0.ints(1), $0.ints(2)) },
            Op("rot90", "input, k=1, dims=(0,1)", "Turned by quarters.", "rot90(tensor([[1, 2], [3, 4]]))") { a in
                let x = try a.tensor(0), k = try a.int(1), dims = try a.ints(2)
                guard dims.count == 2 else { throw Raised.runtimeError("expected total rotation dims == 2, but got dims = \(dims.count)") }
                guard x.rank >= 2 else { throw Raised.runtimeError("expected total dims >= 2, but got total dims = \(x.rank)") }
                guard dims[0] != dims[1], dims[0].subtractingReportingOverflow(dims[1]).partialValue.magnitude != x.rank else {
                    throw Raised.runtimeError("expected rotation dims to be different, but got dim0 = \(dims[0]) and dim1 = \(dims[1])")
                }
                return try x.composed("Rot90Backward0") { x in
                    switch ((k % 4) + 4) % 4 {
                    case 1: try x.flip([dims[1]]).transpose(dims[0], dims[1])
                    case 2: try x.flip(dims)
                    case 3: try x.flip([dims[0]]).transpose(dims[0], dims[1])
                    default: try x.clone()
                    }
                }
            },
            Op("diagonal", "input, offset=0, dim1=0, dim2=1", "A view of a diagonal.", "diagonal(tensor([[1, 2], [3, 4]]))") { try $0.tensor(0).diagonal($0.int(1), $0.int(2), $0.int(3)) },
            Op("diag", "input, diagonal=0", "A vector's diagonal matrix, or a matrix's diagonal.", "diag(tensor([1, 2]))", out: true) { a in
                let x = try a.tensor(0)
                switch x.rank {
                case 1: return try x.diagEmbed(a.int(1))
                case 2:
                    let offset = try a.int(1), shape = x.shape
                    return record(try x.array.diagonal(offset: offset).copy(), "DiagonalBackward0_copy", x) { _, g in
                        Gradients(try g.placed(in: shape) { try $0.diagonal(offset: offset) })
                    }
                default: throw Raised.runtimeError("diag(): Supports 1D or 2D tensors. Got \(x.rank)D")
                }
            },
            Op("diagflat", "input, offset=0", "The diagonal matrix of all elements.", "diagflat(tensor([1, 2]))") { try $0.tensor(0).contiguous().view([-1]).diagEmbed($0.int(1)) },
            Op("diag_embed", "input, offset=0, dim1=-2, dim2=-1", "Diagonal matrices of the last dimension.", "diag_embed(tensor([1, 2]))") { try $0.tensor(0).diagEmbed($0.int(1), $0.int(2), $0.int(3)) },
            triangle("tril", "The lower triangle; zeros above.", upper: false), triangle("triu", "The upper triangle; zeros below.", upper: true),
            Op("contiguous", "input, *, memory_format=None", "Itself if its numbers lie in order, else a copy.", "tensor([[1., 2.], [3., 4.]]).t().contiguous()", .method) { try $0.tensor(0).contiguous() },
            Op("clone", "input, *, memory_format=None", "A copy that gradients flow through.", "clone(ones(2))") { try $0.tensor(0).clone() },
            Op("as_strided", "input, size, stride, storage_offset=None", "A view by sizes and strides over the buffer.", "as_strided(arange(6), (2, 2), (1, 2))") { a in
                try a.tensor(0).asStrided(Dims(checking: a.intList(1)), Dims(checking: a.intList(2)), a.optionalInt(3))
            },
            Op("unfold", "input, dimension, size, step", "A view of sliding windows.", "arange(5).unfold(0, 2, 1)", .method) { try $0.tensor(0).unfold($0.int(1), $0.int(2), $0.int(3)) },
            .any("meshgrid", "*tensors, indexing=None", "Coordinates of a grid.", "meshgrid(tensor([1, 2]), tensor([3, 4]), indexing='ij')", .function) { a in
                let tensors = try a.variadicTensors(0)
                if tensors.isEmpty { throw Raised.runtimeError("meshgrid expects a non-empty TensorList") }
                let indexing = try a.optionalString(1)
                if indexing == nil {
                    Warnings.emitOnce("torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.")
                }
                guard indexing == nil || indexing == "ij" || indexing == "xy" else {
                    throw Raised.runtimeError("torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: \(indexing ?? "")")
                }
                for tensor in tensors where tensor.rank > 1 {
                    throw Raised.runtimeError("torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: \(try tensor.repr())")
                }
                let swaps = indexing == "xy" && tensors.count >= 2
                var order = tensors
                if swaps { order.swapAt(0, 1) }
                let sizes = try Dims(checking: order.map { $0.rank == 0 ? 1 : $0.shape[0] })
                var grids = try order.enumerated().map { index, tensor in
                    var shape = Dims(repeating: 1, count: order.count)
                    shape[index] = sizes[index]
                    return try tensor.view(shape).expand(sizes)
                }
                if swaps {
                    grids.swapAt(0, 1)
                }
                return list(grids)
            },
            Op("trace", "input", "The sum of a matrix's diagonal.", "trace(eye(3))") { a in
                let x = try a.tensor(0)
                guard x.rank == 2 else { throw Raised.runtimeError("trace: expected a matrix, but got tensor with dim \(x.rank)") }
                let shape = x.shape
                return record(try x.array.diagonal().sum(), "TraceBackward0", x) { _, g in
                    Gradients(try g.expand([min(shape[0], shape[1])]).placed(in: shape) { try $0.diagonal() })
                }
            },
        ]
    }
}

extension Tensor {
    /// Each place as often as its count says.
    static func places(repeating counts: Tensor) throws -> Tensor {
        guard counts.rank == 1 else { throw Raised.runtimeError("repeat_interleave only accept 1D vector as repeat") }
        guard counts.dtype == .int64 || counts.dtype == .int32 else {
            throw Raised.runtimeError("repeats has to be Long or Int tensor")
        }
        let values = try counts.array.ints()
        if values.contains(where: { $0 < 0 }) { throw Raised.runtimeError("repeats can not be negative") }
        let total = values.reduce(0, &+)
        guard total >= 0, total < 1 << 40 else { throw Raised.runtimeError("Storage size calculation overflowed with sizes=[\(total)]") }
        let out = try NDArray.empty([total], .int64)
        let p = out.pointer(as: Int.self)
        var at = 0
        for (index, count) in values.enumerated() {
            for _ in 0..<count {
                p[at] = index
                at += 1
            }
        }
        return Tensor(out)
    }
    func repeatInterleave(_ repeats: Value, _ dim: Int, _ a: OpArguments) throws -> Tensor {
        let x = rank == 0 ? try view([1]) : self
        let d = try x.array.wrap(dim: dim)
        if let times = try OpArguments.int(repeats) {
            guard times >= 0 else { throw Raised.runtimeError("Repeats must be non-negative") }
            let (size, overflow) = x.shape[d].multipliedReportingOverflow(by: times)
            if overflow || x.shape.isFull { throw Raised.runtimeError("Storage size calculation overflowed with sizes=[\(x.shape[d]), \(times)]") }
            let next = try x.unsqueeze(d + 1)
            var wide = next.shape
            wide[d + 1] = times
            var target = x.shape
            target[d] = size
            return try next.expand(wide).contiguous().view(target)
        }
        guard let counts = repeats.asTensor else { throw a.wrongType(1, "Tensor") }
        let each = counts.count == 1 ? try counts.reshape([1]).expand([x.shape[d]]) : counts
        guard each.count == x.shape[d] else {
            throw Raised.runtimeError(
                "repeats must have the same size as input along dim, but got repeats.size(0) = \(each.count) and input.size(\(d)) = \(x.shape[d])")
        }
        return try x.indexSelect(d, Tensor.places(repeating: each))
    }
}
