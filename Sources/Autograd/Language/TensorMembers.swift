import ObjectModel
import TensorCore

/// The attributes and methods of tensors that are no operations; those come from the catalog.
enum TensorMembers {
    static func all() -> [Object] {
        var members = OpCatalog.methods
        members += properties + dtypes + methods
        return members
    }

    private static func property(_ name: Name, _ summary: String, set: ((Tensor, Value) throws -> Void)? = nil, _ get: @escaping (Tensor) throws -> Value) -> NativeProperty {
        NativeProperty(
            name, summary: summary, set: set.map { set in { value, new in try raising { try set(tensor(value), new) } } },
            get: { value in try raising { try get(tensor(value)) } })
    }
    private static func tensor(_ value: Value) throws -> Tensor {
        guard let tensor = value.asTensor else { throw Raised.typeError("descriptor requires a 'torch.Tensor' object but received a '\(value.type.name)'") }
        return tensor
    }

    private static var properties: [Object] {
        [
            property("shape", "The sizes of the dimensions.") { .object(SizeObject($0.shape)) },
            property("dtype", "The type of the elements.") { .dtype($0.dtype) },
            property("device", "Where the tensor lives.") { _ in .object(DeviceObject.cpu) },
            property("layout", "How the tensor lies in memory.") { _ in .object(NamedConstant.strided) },
            property("ndim", "The number of dimensions.") { .int($0.rank) },
            property("is_leaf", "Whether no operation made this tensor.") {
                try $0.checkHistory()
                return .bool($0.isLeaf)
            },
            property("is_cuda", "Whether it lives on a CUDA device.") { _ in .bool(false) },
            property("is_mps", "Whether it lives on an MPS device.") { _ in .bool(false) },
            property("is_cpu", "Whether it lives on the CPU.") { _ in .bool(true) },
            property("is_meta", "Whether it has no numbers.") { _ in .bool(false) },
            property("is_sparse", "Whether only some elements are stored.") { _ in .bool(false) },
            property("is_quantized", "Whether elements are quantized.") { _ in .bool(false) },
            property("is_nested", "Whether it is a nested tensor.") { _ in .bool(false) },
            property("is_xpu", "False: nbs computes on the CPU.") { _ in .bool(false) },
            property("is_mtia", "False: nbs computes on the CPU.") { _ in .bool(false) },
            property("is_ipu", "False: nbs computes on the CPU.") { _ in .bool(false) },
            property("is_xla", "False: nbs computes on the CPU.") { _ in .bool(false) },
            property("is_maia", "False: nbs computes on the CPU.") { _ in .bool(false) },
            property("is_vulkan", "False: nbs computes on the CPU.") { _ in .bool(false) },
            property("is_mkldnn", "False: numbers lie in rows.") { _ in .bool(false) },
            property("is_sparse_csr", "False: nbs has no sparse tensors.") { _ in .bool(false) },
            property("grad_dtype", "The dtype of its gradient.") { .dtype($0.dtype) },
            property("volatile", "False: removed from PyTorch.") { _ in
                Warnings.emit("volatile was removed (Variable.volatile is always False)")
                return .bool(false)
            },
            property("itemsize", "Bytes an element.") { .int($0.dtype.itemSize) },
            property("nbytes", "Bytes of all elements.") { .int($0.count * $0.dtype.itemSize) },
            property("output_nr", "Which output of its operation this is.") { .int($0.gradFn == nil ? 0 : $0.outputIndex) },
            property("_version", "How often the buffer has been written to.") { .int($0.array.storage.version) },
            method("_is_view", "", "Whether it is a view of another tensor.") { x, _ in .bool(x.view != nil) },
            property("_base", "The tensor that this is a view of.") { $0.view.map { .tensor($0.base) } ?? .none },
            property("retains_grad", "Whether `retain_grad` was called.") { .bool($0.details?.retainsGrad ?? false) },
            property("name", "The tensor's name.") { $0.details?.name.map { .str($0) } ?? .none },
            property("T", "The dimensions in reverse order.") { x in
                if x.rank != 2, x.rank != 0 {
                    Warnings.emitOnce(
                        "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will throw an error in a future "
                            + "release. Consider `x.mT` to transpose batches of matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the "
                            + "dimensions of a tensor.")
                }
                return .tensor(try x.permute(Array((0..<x.rank).reversed())))
            },
            property("mT", "The last two dimensions exchanged.") { .tensor(try $0.matrixTransposed()) },
            property("H", "The transposed matrix.") { .tensor(try $0.transpose(0, 1)) },
            property("mH", "The last two dimensions exchanged.") { .tensor(try $0.matrixTransposed()) },
            property("real", "The tensor itself.") { .tensor($0) },
            property("imag", "Refused: nbs has no complex numbers.") { _ in throw Raised.runtimeError("imag is not implemented for tensors with non-complex dtypes.") },
            property("grad_fn", "The operation that made this tensor.") {
                try $0.checkHistory()
                return $0.gradFn.map { .object($0) } ?? .none
            },
            property(
                "requires_grad", "Whether gradients are wanted.",
                set: { x, value in
                    guard case .bool(let flag) = value else { throw Raised.runtimeError("requires_grad must be a bool") }
                    if flag, !x.dtype.isFloatingPoint { throw Raised.runtimeError("only Tensors of floating point and complex dtype can require gradients") }
                    try x.setRequiresGrad(flag)
                }) { .bool($0.requiresGrad) },
            property("grad", "The gradient that `backward` left here.", set: { x, value in try x.setGrad(value) }) { x in
                if x.gradFn != nil, x.grad == nil, x.details?.retainsGrad != true {
                    Warnings.emit(
                        "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be populated during "
                            + "autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use .retain_grad() on the "
                            + "non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See "
                            + "github.com/pytorch/pytorch/pull/30531 for more information.")
                }
                return x.grad.map { .tensor($0) } ?? .none
            },
            property(
                "data", "The same numbers outside of autograd.",
                set: { x, value in
                    guard let source = value.asTensor else { throw Raised.typeError("Variable data has to be a tensor, but got \(value.type.name)") }
                    x.array = source.array
                }) { x in
                let alias = Tensor(x.array)
                alias.hidesWrites = true
                return .tensor(alias)
            },
        ]
    }

    /// `.float()`, `.long()` and the rest.
    private static var dtypes: [Object] {
        let names: [(Name, DType)] = [
            ("float", .float32), ("double", .float64), ("half", .float16), ("bfloat16", .bfloat16), ("char", .int8), ("byte", .uint8), ("short", .int16),
            ("int", .int32), ("long", .int64), ("bool", .bool),
        ]
        return names.map { name, dtype in
            NativeFunction(name, "self, *, memory_format=None", summary: "The numbers as \(dtype.name).", module: "torch", isMethod: true, body: .raw { a in
                if a.count != 1 || a.hasKeywords, let raised = Overloads.complaint(name.text, isMethod: true, a) { throw raised }
                return try raising { .tensor(try tensor(a[0]).cast(to: dtype)) }
            })
        }
    }

    private static func method(_ name: Name, _ signature: String, _ summary: String, _ body: @escaping (Tensor, BoundArguments) throws -> Value) -> NativeFunction {
        NativeFunction(
            name, signature.isEmpty ? "self" : "self, " + signature, summary: summary, isMethod: true, owner: signature.isEmpty ? "TensorBase" : nil,
            body: .bound { a in try raising { try body(tensor(a[0]), a) } })
    }
    /// A change of shape in place: the tensor becomes what the function makes of it.
    private static func turned(_ name: Name, _ signature: String, _ summary: String, _ body: @escaping (Tensor, BoundArguments) throws -> Tensor) -> NativeFunction {
        method(name, signature, summary) { x, a in
            if x.leafRequiresGrad, x.gradFn == nil, GradMode.isEnabled { throw Raised.runtimeError("a leaf Variable that requires grad is being used in an in-place operation.") }
            let made = try body(x, a)
            let second = ["TBackward0": "TBackward1", "TransposeBackward0": "TransposeBackward1", "UnsqueezeBackward0": "UnsqueezeBackward1", "SqueezeBackward0": "SqueezeBackward3", "SqueezeBackward1": "SqueezeBackward4", "SqueezeBackward2": "SqueezeBackward5"]
            if let node = made.node, made !== x {
                _ = second[node.name].map { made.named($0) }
                (x.node, x.outputIndex) = (node, made.outputIndex)
            }
            x.array = made.array
            x.view?.version = -1
            return .tensor(x)
        }
    }
    /// Random numbers in double precision, which the distributions of single numbers are computed from.
    private static func draws(_ like: NDArray, _ generator: Generator, _ fill: (NDArray, Generator) throws -> Void) throws -> NDArray {
        let made = try NDArray.empty(like.shape, .float64)
        try fill(made, generator)
        return made
    }
    private static func refuse(_ name: Name, _ why: String) -> NativeFunction {
        method(name, "*args, **kwargs", "Not in nbs.") { _, _ in throw Raised.notImplemented(why) }
    }

    private static var methods: [Object] {
        [
            method("size", "dim=None", "The sizes, or one of them.") { x, a in
                if a[1].isNone { return .object(SizeObject(x.shape)) }
                guard let dim = try OpArguments.int(a[1]) else { throw Raised.typeError("size(): argument 'dim' (position 1) must be int, not \(a[1].type.name)") }
                if x.rank == 0 { throw Raised.indexError("dimension specified as \(dim) but tensor has no dimensions") }
                return .int(x.shape[try x.array.wrap(dim: dim)])
            },
            method("dim", "", "The number of dimensions.") { x, _ in .int(x.rank) },
            method("ndimension", "", "The number of dimensions.") { x, _ in .int(x.rank) },
            method("numel", "", "The number of elements.") { x, _ in .int(x.count) },
            method("nelement", "", "The number of elements.") { x, _ in .int(x.count) },
            method("element_size", "", "Bytes an element.") { x, _ in .int(x.dtype.itemSize) },
            method("stride", "dim=None", "The distances between neighbours in each dimension.") { x, a in
                if a[1].isNone { return .tuple(x.array.strides.map { .int($0) }) }
                return .int(x.array.strides[try x.array.wrap(dim: a[1].toIndex())])
            },
            method("storage_offset", "", "Where the first element lies in the buffer.") { x, _ in .int(x.array.offset) },
            method("data_ptr", "", "The address of the first element.") { x, _ in .int(Int(bitPattern: x.array.pointer)) },
            method("is_contiguous", "memory_format=None", "Whether the numbers lie in order.") { x, _ in .bool(x.array.isContiguous) },
            method("is_floating_point", "", "Whether the elements are floats.") { x, _ in .bool(x.dtype.isFloatingPoint) },
            method("is_complex", "", "False: nbs has no complex numbers.") { _, _ in .bool(false) },
            method("is_signed", "", "Whether elements can be negative.") { x, _ in .bool(x.dtype.isSigned) },
            method("is_same_size", "other", "Whether the shapes are equal.") { x, a in .bool(x.shape == (try tensor(a[1])).shape) },
            method("is_inference", "", "Whether it was made in inference mode.") { x, _ in .bool(x.isInference) },
            method("is_shared", "", "Whether it lies in shared memory.") { _, _ in .bool(false) },
            method("is_pinned", "device=None", "Whether it lies in pinned memory.") { _, _ in .bool(false) },
            method("is_set_to", "tensor", "Whether both are the same part of the same buffer.") { x, a in
                let y = try tensor(a[1])
                return .bool(x.array.storage === y.array.storage && x.array.offset == y.array.offset && x.shape == y.shape && x.array.strides == y.array.strides)
            },
            method("get_device", "", "-1, the CPU.") { _, _ in .int(-1) },
            method("item", "", "The only element as a number.") { x, _ in try x.itemValue() },
            method("tolist", "", "The numbers as nested lists.") { x, _ in try x.listValue() },
            method("numpy", "*, force=False", "Not in nbs.") { x, _ in
                if x.requiresGrad { throw Raised.runtimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.") }
                throw Raised.notImplemented("numpy is not available in nbs; use tolist()")
            },
            method("cpu", "memory_format=None", "The tensor itself: it lives on the CPU.") { x, _ in .tensor(x) },
            method("cuda", "device=None, non_blocking=False, memory_format=None", "Refused as PyTorch without CUDA does.") { _, _ in
                throw Raised(ExceptionTypes.assertionError, "Torch not compiled with CUDA enabled")
            },
            method("pin_memory", "device=None", "Refused as PyTorch without a device does.") { _, _ in
                throw Raised.runtimeError("Cannot access accelerator device when none is available.")
            },
            method("share_memory_", "", "The tensor itself.") { x, _ in .tensor(x) },
            NativeFunction.method("to", "*args, dtype=None, device=None, non_blocking=False, copy=False, memory_format=None", summary: "The numbers in another dtype.") { a in
                try raising { try to(tensor(a[0]), a.variadic(1), a[2], a[3], a[5]) }
            },
            method("type", "dtype=None, non_blocking=False", "The dtype's old name, or the numbers in another dtype.") { x, a in
                if a[1].isNone { return .str("torch.\(x.dtype.scalarName)Tensor") }
                if let dtype = a[1].asDType { return .tensor(try x.cast(to: dtype)) }
                let name = try a[1].asString ?? a[1].str()
                guard let dtype = DType.allCases.first(where: { name.contains("torch.\($0.scalarName)Tensor") }) else { throw Raised.valueError("invalid type: '\(name)'") }
                return .tensor(try x.cast(to: dtype))
            },
            method("type_as", "other", "The numbers in another tensor's dtype.") { x, a in .tensor(try x.cast(to: tensor(a[1]).dtype)) },
            // Autograd.
            method("detach", "", "The same numbers without a history.") { x, _ in .tensor(x.detach()) },
            method("detach_", "", "Forgets the history.") { x, _ in
                if let view = x.view, view.origin != .withoutGrad, x.requiresGrad {
                    throw Raised.runtimeError("Can't detach views in-place. Use detach() instead.")
                }
                x.node = nil
                x.leafRequiresGrad = false
                return .tensor(x)
            },
            method("requires_grad_", "requires_grad=True", "Asks for gradients.") { x, a in
                guard case .bool(let isWanted) = a[1] else {
                    throw Raised.typeError("requires_grad_(): argument 'requires_grad' (position 1) must be bool, not \(Overloads.cName(a[1]))")
                }
                if isWanted, !x.dtype.isFloatingPoint { throw Raised.runtimeError("only Tensors of floating point dtype can require gradients") }
                try x.setRequiresGrad(isWanted)
                return .tensor(x)
            },
            method("retain_grad", "", "Keeps the gradient of a tensor that is no leaf.") { x, _ in
                try Hooks.retainGrad(x)
                return .none
            },
            method("register_hook", "hook", "Calls `hook` with the gradient.") { x, a in try Hooks.register(a[1], on: x) },
            method("register_post_accumulate_grad_hook", "hook", "Calls `hook` after the gradient has been added.") { x, a in
                guard x.isLeaf, x.requiresGrad else {
                    throw Raised.runtimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
                }
                let id = Hooks.newID()
                Backward.leavesHadHooks = true
                let details = x.makeDetails()
                details.postHooks.append((id, a[1]))
                return .object(HookHandle { [weak details] in details?.postHooks.removeAll { $0.id == id } })
            },
            NativeFunction.method("backward", "gradient=None, retain_graph=None, create_graph=False, inputs=None", summary: "Computes gradients of all leaves behind this tensor.") { a in
                try raising { try AutogradModule.backward(tensor(a[0]), a[1], a[2], a[3], a[4]) }
            },
            // Writing.
            method("copy_", "src, non_blocking=False", "Takes over another tensor's numbers.") { x, a in
                try x.copy(from: tensor(a[1]))
                return .tensor(x)
            },
            method("fill_", "value", "One number everywhere.") { x, a in
                if let source = a[1].asTensor {
                    guard source.rank == 0 else {
                        throw Raised.runtimeError("fill_ only supports 0-dimension value tensor but got tensor with \(source.rank) dimensions.")
                    }
                    if source.tracks { try x.overwrite("fill_") { _ in try source.expand(x.shape) } } else { try x.refill("FillBackward2") { $0.fill(try source.array.item()) } }
                } else {
                    guard let number = a[1].asScalar else {
                        let raised = Arguments.with([a[0], a[1]], keywords: nil) { Overloads.complaint("fill_", isMethod: true, $0) }
                        throw raised ?? Raised.typeError("fill_(): argument 'value' (position 1) must be Number, not \(Overloads.cName(a[1]))")
                    }
                    try x.refill("FillBackward2", mayOverlap: true) { $0.fill(number) }
                }
                return .tensor(x)
            },
            method("zero_", "", "Zeros everywhere.") { x, _ in
                try x.refill("ZeroBackward0", mayOverlap: true) { $0.fill(.int(0)) }
                return .tensor(x)
            },
            method("uniform_", "from_=0.0, to=1.0, *, generator=None, **kwargs", "Random numbers of a range.") { x, a in
                let low = a[4].object(of: .dict).flatMap { ($0 as? Dict)?.lookup("from") } ?? a[1]
                let (from, to) = (try number(low), try number(a[2]))
                try x.refill("UniformBackward0") { try $0.uniform(from, to, generator(a[3])) }
                return .tensor(x)
            },
            method("normal_", "mean=0.0, std=1.0, *, generator=None", "Normal random numbers.") { x, a in
                let (mean, std) = (try number(a[1]), try number(a[2]))
                try x.refill("NormalBackward0") { try $0.normal(mean, std, generator(a[3])) }
                return .tensor(x)
            },
            method("random_", "*args, generator=None", "Random integers.") { x, a in
                let bounds = try a.variadic(1).map { try $0.toIndex() }
                try x.refill("RandomBackward0") { array in
                    switch bounds.count {
                    case 0: try array.random(generator(a[2]))
                    case 1: try array.random(0, bounds[0], generator(a[2]))
                    default: try array.random(bounds[0], bounds[1], generator(a[2]))
                    }
                }
                return .tensor(x)
            },
            method("bernoulli_", "p=0.5, *, generator=None", "1 with a probability, else 0.") { x, a in
                if let p = a[1].asTensor {
                    try x.refill("BernoulliBackward0") { try $0.copy(from: .bernoulli(p.array.expand(to: x.shape).contiguous(), generator(a[2]))) }
                } else {
                    let p = try number(a[1])
                    try x.refill("BernoulliBackward0") { try $0.bernoulli(p, generator(a[2])) }
                }
                return .tensor(x)
            },
            method("exponential_", "lambd=1.0, *, generator=None", "Random numbers of the exponential distribution.") { x, a in
                let lambda = try number(a[1])
                try x.refill("ExponentialBackward0") { try $0.exponential(lambda, generator(a[2])) }
                return .tensor(x)
            },
            method("fill_diagonal_", "fill_value, wrap=False", "One number on the diagonal.") { x, a in
                let value = a[1].asScalar ?? .int(0)
                guard x.rank >= 2 else { throw Raised.runtimeError("dimensions must larger than 1") }
                try x.overwrite("fill_diagonal_") { old in
                    let out = try old.array.copy()
                    try out.diagonal().fill(value)
                    return record(out, "FillDiagonalBackward0", old) { _, g in
                        let copy = try g.array.copy()
                        try copy.diagonal().fill(.int(0))
                        return Gradients(Tensor(copy))
                    }
                }
                return .tensor(x)
            },
            turned("squeeze_", "dim=None", "Drops dimensions of size 1, in place.") { x, a in
                guard let dims = try a[1].isNone ? nil : OpArguments.int(a[1]).map({ [$0] }) ?? a[1].intItems.map({ try $0.map { try $0.toIndex() } }) else { return try x.squeeze() }
                return try x.squeeze(dims)
            },
            turned("unsqueeze_", "dim", "Adds a dimension of size 1, in place.") { x, a in try x.unsqueeze(a[1].toIndex()) },
            turned("t_", "", "Exchanges both dimensions, in place.") { x, _ in
                guard x.rank <= 2 else { throw Raised.runtimeError("t_() expects a tensor with <= 2 dimensions, but self is \(x.rank)D") }
                return try x.t()
            },
            turned("transpose_", "dim0, dim1", "Exchanges two dimensions, in place.") { x, a in try x.transpose(a[1].toIndex(), a[2].toIndex()) },
            turned("swapaxes_", "axis0, axis1", "Exchanges two dimensions, in place.") { x, a in try x.transpose(a[1].toIndex(), a[2].toIndex()) },
            turned("swapdims_", "dim0, dim1", "Exchanges two dimensions, in place.") { x, a in try x.transpose(a[1].toIndex(), a[2].toIndex()) },
            method("is_nonzero", "", "Whether the only element is not zero.") { x, _ in .bool(try x.isTrue()) },
            method("is_conj", "", "False: nbs has no complex numbers.") { _, _ in .bool(false) },
            method("is_neg", "", "Whether a minus sign waits to be carried out; never in nbs.") { _, _ in .bool(false) },
            method("log_normal_", "mean=1.0, std=2.0, *, generator=None", "Random numbers whose logarithms are normal.") { x, a in
                let (mean, std) = (try number(a[1]), try number(a[2]))
                try x.refill("LogNormalBackward0") { try $0.copy(from: .unary(.exp, draws($0, generator(a[3])) { try $0.normal(mean, std, $1) })) }
                return .tensor(x)
            },
            method("cauchy_", "median=0.0, sigma=1.0, *, generator=None", "Random numbers of the Cauchy distribution.") { x, a in
                let (median, sigma) = (try number(a[1]), try number(a[2]))
                try x.refill("CauchyBackward0") { array in
                    let uniform = try draws(array, generator(a[3])) { try $0.uniform(0, 1, $1) }
                    let angle = try NDArray.binary(.mul, .binary(.sub, uniform, .float(0.5)), .float(.pi))
                    try array.copy(from: .binary(.add, .binary(.mul, .unary(.tan, angle), .float(sigma)), .float(median)))
                }
                return .tensor(x)
            },
            method("geometric_", "p, *, generator=None", "How many trials it takes to the first success.") { x, a in
                let p = try number(a[1])
                guard p > 0, p < 1 else { throw Raised.runtimeError("geometric_ expects p to be in (0, 1), but got p=\(FloatText.short(p))") }
                try x.refill("GeometricBackward0") { array in
                    let uniform = try draws(array, generator(a[2])) { try $0.uniform(0, 1, $1) }
                    try array.copy(from: .unary(.ceil, .binary(.div, .unary(.log, uniform), .float(logarithm(1 - p)))))
                }
                return .tensor(x)
            },
            method("resize_as_", "other, memory_format=None", "Takes over another tensor's sizes; what is new is zero.") { x, a in
                try Value.tensor(x).attribute("resize_").call1(.object(SizeObject(tensor(a[1]).shape)))
            },
            method("resize_", "*size, memory_format=None", "Other sizes, in place; what is new is zero.") { x, a in
                if x.requiresGrad { throw Raised.runtimeError("cannot resize variables that require grad") }
                let items = a.variadic(1)
                let sizes = try (items.count == 1 ? items[0].intItems ?? items : items).map { try $0.toIndex() }
                let made = try NDArray.zeros(Dims(checking: sizes), x.dtype)
                let kept = Swift.min(made.count, x.count)
                if kept > 0 { try made.reshape([-1]).narrow(0, 0, kept).copy(from: x.array.reshape([-1]).narrow(0, 0, kept)) }
                x.array = made
                return .tensor(x)
            },
            method("apply_", "callable", "Calls a function for each element, in place.") { x, a in
                if x.requiresGrad { throw Raised.runtimeError("Can't call apply_() on Variable that requires grad. Use var.detach().apply_() instead.") }
                let results = try x.array.scalars().map { scalar in
                    guard let made = try a[1].call1(scalar.value).asScalar else { throw Raised.typeError("must be real number") }
                    return made
                }
                try x.array.copy(from: NDArray.from(results.map(\.double), shape: x.shape, .float64))
                x.wrote()
                return .tensor(x)
            },
            method("__abs__", "", "The absolute values: what `abs` asks for.") { x, _ in .tensor(try x.abs()) },
            method("__reversed__", "", "The first dimension the other way round: what `reversed` asks for.") { x, _ in .tensor(x.rank == 0 ? x : try x.flip([0])) },
            method("__deepcopy__", "memo", "A copy.") { x, _ in .tensor(try x.deepCopy()) },
            method("__copy__", "", "A tensor on the same buffer.") { x, _ in .tensor(x.shallowCopy()) },
            method("narrow_copy", "dim, start, length", "A part of one dimension, copied.") { x, a in
                try Value.tensor(x).callMethod("narrow", a[1], a[2], a[3]).callMethod("clone")
            },
            method("unsafe_chunk", "chunks, dim=0", "`chunk`.") { x, a in try Value.tensor(x).callMethod("chunk", a[1], a[2]) },
            method("unsafe_split", "split_size, dim=0", "`split`.") { x, a in try Value.tensor(x).callMethod("split", a[1], a[2]) },
            method("unsafe_split_with_sizes", "split_sizes, dim=0", "`split`.") { x, a in try Value.tensor(x).callMethod("split", a[1], a[2]) },
            method("is_distributed", "", "False: nbs has one process.") { _, _ in .bool(false) },
            method("to_dense", "dtype=None, *, masked_grad=True", "The tensor itself: all of nbs are dense.") { x, a in
                if let dtype = a[1].asDType { return .tensor(try x.cast(to: dtype)) }
                return .tensor(x)
            },
            method("dequantize", "", "The tensor itself: none of nbs is quantized.") { x, _ in .tensor(x) },
            method("sparse_dim", "", "0: nbs has no sparse tensors.") { _, _ in .int(0) },
            method("dense_dim", "", "How many dimensions there are.") { x, _ in .int(x.rank) },
        ] + strangers + AbsentNames.ofTensors.flatMap { reason, names in names.split(whereSeparator: \.isWhitespace).map { refuse(Name(String($0)), "Tensor.\($0) is not available in nbs: \(reason)") } }
    }
    /// What PyTorch says to dense tensors.
    private static var strangers: [Object] {
        let sparse = [("coalesce", "sparse coordinate tensor"), ("is_coalesced", "sparse coordinate tensor"), ("indices", "sparse coordinate tensor"), ("values", "sparse tensor")]
        return sparse.map { name, wanted in
            method(Name(name), "", "For sparse tensors only.") { _, _ in throw Raised.runtimeError("\(name) expected \(wanted) layout but got Strided") }
        } + ["xpu", "mtia", "ipu"].map { device in
            method(Name(device), "*args, **kwargs", "Refused: nbs computes on the CPU.") { _, _ in
                throw Raised(ExceptionTypes.assertionError, "Torch not compiled with \(device.uppercased()) enabled")
            }
        }
    }

    private static func number(_ value: Value) throws -> Double {
        guard let scalar = value.asScalar ?? value.asTensorScalar else { throw Raised.typeError("must be real number, not \(value.type.name)") }
        return scalar.double
    }
    private static func generator(_ value: Value) throws -> Generator {
        if value.isNone { return .standard }
        guard let given = value.object(of: .torchGenerator) as? GeneratorObject else { throw Raised.typeError("argument 'generator' must be torch.Generator, not \(value.type.name)") }
        return given.generator
    }

    private static func to(_ x: Tensor, _ arguments: [Value], _ dtypeArgument: Value, _ deviceArgument: Value, _ copy: Value) throws -> Value {
        var dtype = dtypeArgument.asDType, device = deviceArgument
        for (index, value) in arguments.enumerated() {
            if let found = value.asDType { dtype = found } else if let tensor = value.asTensor { dtype = tensor.dtype } else if value.object(of: .device) != nil || value.asString != nil {
                device = value
            } else if index == 0, case .int = value {
                throw Raised.runtimeError("Cannot access accelerator device when none is available.")
            } else if !value.isNone, index == 0 {
                throw Raised.typeError("to() received an invalid combination of arguments - got (\(value.type.name))")
            }
        }
        try device.asDevice()?.checkUsable()
        let target = dtype ?? x.dtype
        if try copy.isTrue(), target == x.dtype { return .tensor(try x.clone()) }
        return .tensor(try x.cast(to: target))
    }
}

extension Tensor {
    /// Overwrites with numbers that do not depend on anything.
    package final func refill(_ name: String, mayOverlap: Bool = false, _ write: (NDArray) throws -> Void) throws {
        try checkWritable(recording: false, mayOverlap: mayOverlap)
        try write(array)
        wrote()
        guard GradMode.isEnabled, requiresGrad else { return }
        let node = Node(name, shape: shape, dtype: dtype) { _, g in Gradients(try g.zerosLike()) }
        node.append(edge)
        try rebase(onto: node, 0)
    }

    final func setGrad(_ value: Value) throws {
        if value.isNone {
            grad = nil
            return
        }
        guard let tensor = value.asTensor else { throw Raised.typeError("assigned grad expected to be a Tensor or None but got grad of type \(value.type.name)") }
        guard tensor.shape == shape else {
            throw Raised.runtimeError(
                "attempting to assign a gradient of size '\(tensor.shape)' to a tensor of size '\(shape)'. Please ensure that the gradient and the tensor are the same size")
        }
        guard tensor.dtype == dtype else {
            throw Raised.runtimeError(
                "attempting to assign a gradient with dtype '\(tensor.dtype.cppName)' to a tensor with grad_dtype '\(dtype.scalarName)'. The gradient must match "
                    + "the tensor's grad_dtype (defaults to the tensor's dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or None to "
                    + "allow any dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may break downstream systems that assume that they match.")
        }
        grad = tensor
    }

    final func listValue(_ part: NDArray? = nil) throws -> Value {
        let array = part ?? self.array
        if array.rank == 0 { return array.scalar(atOffset: 0).value }
        // Row by row, so that somebody may stop it; all of them are counted before the first.
        if part == nil { try Memory.check(array.count, size: MemoryLayout<Value>.stride) }
        try Memory.check(array.shape[0], size: MemoryLayout<Value>.stride)
        try Stop.check()
        if array.rank == 1 { return .list((0..<array.shape[0]).map { array.scalar(atOffset: $0 &* array.strides[0]).value }) }
        return .list(try (0..<array.shape[0]).map { try listValue(array.select(0, $0)) })
    }

    package final func deepCopy() throws -> Tensor {
        guard isLeaf else {
            throw Raised.runtimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  If you were attempting to deepcopy a "
                    + "module, this may be because of a torch.nn.utils.weight_norm usage, see https://github.com/pytorch/pytorch/pull/103001")
        }
        let copy = Tensor(try array.clone())
        copy.isParameter = isParameter
        copy.leafRequiresGrad = leafRequiresGrad
        copy.grad = try grad.map { Tensor(try $0.array.clone()) }
        return copy
    }
    final func shallowCopy() -> Tensor {
        let copy = Tensor(array)
        copy.isParameter = isParameter
        copy.leafRequiresGrad = leafRequiresGrad
        copy.node = gradFn
        copy.outputIndex = outputIndex
        return copy
    }
}

/// What PyTorch has an object for but no more than a name: layouts, memory formats.
package final class NamedConstant: Object {
    private let text: String
    private let owner: TypeObject
    private init(_ text: String, _ owner: TypeObject) {
        self.text = text
        self.owner = owner
        super.init(kind: .other)
    }
    package override var type: TypeObject { owner }
    package override func repr() -> String { text }
    // Immutable.
    nonisolated(unsafe) package static let layout = TypeObject("layout", module: "torch", isFinal: true)
    nonisolated(unsafe) package static let memoryFormat = TypeObject("memory_format", module: "torch", isFinal: true)
    nonisolated(unsafe) package static let strided = NamedConstant("torch.strided", layout)
    nonisolated(unsafe) package static let contiguousFormat = NamedConstant("torch.contiguous_format", memoryFormat)
    nonisolated(unsafe) package static let preserveFormat = NamedConstant("torch.preserve_format", memoryFormat)
    nonisolated(unsafe) package static let channelsLast = NamedConstant("torch.channels_last", memoryFormat)
}
