import ObjectModel
import TensorCore

// Tensors from nothing but numbers.

package enum Creation {
    // MARK: From the language's values

    /// What `torch.tensor(data)` makes: always a copy.
    package static func tensor(_ data: Value, dtype: DType? = nil) throws -> Tensor {
        if let tensor = data.asTensor { return Tensor(try tensor.array.copy(to: dtype ?? tensor.dtype)) }
        if let scalar = data.asScalar { return Tensor(try NDArray.scalar(scalar, checked(scalar, dtype))) }
        guard let items = try sequence(data) else { throw unusable(data, data.asString == nil ? dtype : nil) }
        var shape = Dims()
        try measure(items, &shape)
        if shape.checkedProduct ?? .max > 1 << 16 {
            // One list may stand at many places: refused before its elements are listed, if they cannot fit.
            let count = try NDArray(empty: shape, dtype: dtype ?? .defaultFloat).count
            try Memory.check(count, size: MemoryLayout<Scalar>.stride + MemoryLayout<Double>.stride)
        }
        var found = Found()
        found.scalars.reserveCapacity(shape.product)
        try flatten(items, shape, 0, dtype, &found)
        return Tensor(try array(found, shape, dtype))
    }
    /// What nested lists hold.
    private struct Found {
        var scalars: [Scalar] = []
        var dtype = DType.bool
        /// Tensors among the numbers that are no whole number, and those that are no number at all.
        var hasFloatTensor = false, hasLargeTensor = false

        mutating func append(_ scalar: Scalar, _ dtype: DType) {
            scalars.append(scalar)
            if dtype != self.dtype { self.dtype = DType.promoted(self.dtype, dtype) }
        }
        mutating func append(_ tensor: Tensor) throws {
            if tensor.dtype.isFloatingPoint { hasFloatTensor = true }
            if tensor.count != 1 { hasLargeTensor = true }
            // Which mistake a large one is depends on the dtype of them all.
            append(tensor.count == 1 ? try tensor.array.item() : .int(0), tensor.dtype)
        }
        func checkTensors(for target: DType) throws {
            if !target.isFloatingPoint, hasFloatTensor || hasLargeTensor {
                throw Raised.typeError("only integer tensors of a single element can be converted to an index")
            }
            if hasLargeTensor { throw Raised.valueError("only one element tensors can be converted to Python scalars") }
        }
    }
    /// An index written as a list.
    static func indexTensor(_ value: Value) throws -> Tensor {
        let made = try tensor(value)
        return made.count == 0 ? Tensor(try made.array.cast(to: .int64)) : made
    }

    private static func checked(_ scalar: Scalar, _ dtype: DType?) throws -> DType {
        let dtype = dtype ?? scalar.defaultDType
        if case .int(let value) = scalar, let limits = dtype.integerLimits, !limits.contains(value) {
            throw Raised.runtimeError("value cannot be converted to type \(dtype.name) without overflow")
        }
        if case .float(let value) = scalar, !value.isFinite, dtype.isInteger {
            if value.isNaN { throw Raised.valueError("cannot convert float NaN to integer") }
            throw Raised.overflow("cannot convert float infinity to integer")
        }
        return dtype
    }

    private static func sequence(_ value: Value) throws -> [Value]? {
        if let items = value.intItems { return items }
        if case .object(let object) = value, object.kind == .range || object is Deque { return try collect(value) }
        return nil
    }

    private static func unusable(_ value: Value, _ dtype: DType? = nil) -> Raised {
        // With a dtype, Python's conversions complain.
        if let dtype, value.asString != nil || value.isNone || value.asDType != nil {
            let name = Overloads.cName(value)
            if dtype == .bool { return Raised.typeError("must be real number, not \(name)") }
            return Raised.typeError(dtype.isFloatingPoint ? "must be real number, not \(name)" : "'\(name)' object cannot be interpreted as an integer")
        }
        if value.asString != nil { return Raised.typeError("new(): invalid data type 'str'") }
        if case .object(let object) = value, object.kind == .bigInteger { return Raised.runtimeError("Overflow when unpacking long long") }
        return Raised.runtimeError("Could not infer dtype of \(Overloads.cName(value))")
    }

    private static func measure(_ items: [Value], _ shape: inout Dims) throws {
        if shape.isFull { throw Raised.valueError("too many dimensions 'list'") }
        shape.append(items.count)
        guard let first = items.first else { return }
        // Text is a sequence of texts, without end.
        if let text = first.asString, !text.isEmpty { throw Raised.valueError("too many dimensions 'str'") }
        if let inner = try sequence(first) {
            try measure(inner, &shape)
        }
    }

    private static func flatten(_ items: [Value], _ shape: Dims, _ dim: Int, _ dtype: DType?, _ found: inout Found) throws {
        guard items.count == shape[dim] else {
            throw Raised.valueError("expected sequence of length \(shape[dim]) at dim \(dim) (got \(items.count))")
        }
        try Stop.check()
        for item in items {
            if dim == shape.count - 1 {
                if let scalar = item.asScalar {
                    found.append(scalar, scalar.defaultDType)
                } else if let tensor = item.asTensor {
                    try found.append(tensor)
                } else if case .object(let object) = item, object.kind != .str, let number = try object.float() {
                    found.append(.float(number), .defaultFloat)
                } else if try sequence(item) != nil {
                    try found.checkTensors(for: dtype ?? found.dtype)
                    let isFloat = found.dtype.isFloatingPoint
                    throw Raised.typeError(isFloat ? "must be real number, not \(item.type.name)" : "'\(item.type.name)' object cannot be interpreted as an integer")
                } else {
                    throw unusable(item, dtype)
                }
            } else if let inner = try sequence(item) {
                try flatten(inner, shape, dim + 1, dtype, &found)
            } else if let tensor = item.asTensor, tensor.rank > 0 {
                // As if it were a list, once it is known that it is as long as the lists beside it.
                guard tensor.shape[0] == shape[dim + 1] else {
                    throw Raised.valueError("expected sequence of length \(shape[dim + 1]) at dim \(dim + 1) (got \(tensor.shape[0]))")
                }
                try flatten(tensor.detach().unbind().map { .tensor($0) }, shape, dim + 1, dtype, &found)
            } else {
                throw Raised.typeError("not a sequence")
            }
        }
    }

    private static func array(_ listed: Found, _ shape: Dims, _ dtype: DType?) throws -> NDArray {
        let found = listed.scalars, target = dtype ?? (found.isEmpty ? .defaultFloat : listed.dtype)
        try listed.checkTensors(for: target)
        for scalar in found { _ = try checked(scalar, target) }
        if found.contains(where: \.isFloat) || target == .float64 {
            return try NDArray.from(found.map(\.double), shape: shape, target)
        }
        return try NDArray.from(found.map(\.int), shape: shape, target)
    }

    // MARK: Constructors of types

    /// `torch.Tensor(2, 3)` or `torch.Tensor([1, 2])`.
    static func legacyTensor(_ arguments: Arguments) throws -> Value {
        if arguments.count == 0 { return .tensor(Tensor(try .empty([0]))) }
        if arguments.count == 1 {
            if let tensor = arguments[0].asTensor { return .tensor(tensor.detach()) }
            if arguments[0].asInt == nil {
                if let size = arguments[0].object(of: .size) as? SizeObject { return .tensor(Tensor(try .zeros(Dims(checking: size.sizes)))) }
                return .tensor(try tensor(arguments[0], dtype: .defaultFloat))
            }
        }
        // Fresh memory of PyTorch holds anything; ours holds zeros.
        return .tensor(Tensor(try .zeros(Dims(checking: arguments.positional.map { try $0.toIndex() }))))
    }
    static func parameter(_ arguments: Arguments) throws -> Value {
        if arguments.count > 2 { throw Raised.typeError("Parameter.__new__() takes from 1 to 3 positional arguments but \(arguments.count + 1) were given") }
        for name in arguments.keywordPairs.map(\.0.text) {
            guard let index = ["data", "requires_grad"].firstIndex(of: name) else { throw Raised.typeError("Parameter.__new__() got an unexpected keyword argument '\(name)'") }
            if index < arguments.count { throw Raised.typeError("Parameter.__new__() got multiple values for argument '\(name)'") }
        }
        let given = arguments.keyword("requires_grad") ?? (arguments.count > 1 ? arguments[1] : .bool(true))
        let data = arguments.count > 0 ? arguments[0] : arguments.keyword("data") ?? .none
        guard case .bool(let flag) = given else {
            throw Raised.typeError("_make_subclass(): argument 'require_grad' (position 3) must be bool, not \(Overloads.cName(given))")
        }
        if data.isNone { return .tensor(try Tensor.parameter(Tensor(.empty([0])), requiresGrad: flag)) }
        guard let tensor = data.asTensor else {
            throw Raised.attributeError("'\(Overloads.cName(data))' object has no attribute 'detach'", object: data, name: "detach")
        }
        guard !flag || tensor.dtype.isFloatingPoint else {
            throw Raised.runtimeError("Only Tensors of floating point and complex dtype can require gradients")
        }
        return .tensor(try Tensor.parameter(tensor, requiresGrad: flag))
    }
}

extension Tensor {
    /// `nn.Parameter(data)`: shares the buffer.
    package static func parameter(_ data: Tensor, requiresGrad: Bool = true) throws -> Tensor {
        let result = Tensor(data.array)
        result.isParameter = true
        if requiresGrad { try result.setRequiresGrad(true) }
        return result
    }
}

// MARK: - Catalog

/// `torch.Generator()`.
package final class GeneratorObject: Object {
    package let generator: Generator
    package init(_ generator: Generator) {
        self.generator = generator
        super.init(kind: .torchGenerator)
    }
    package override var type: TypeObject { TensorTypes.generator }
    package override func repr() -> String { "<torch._C.Generator object at \(address)>" }
}

enum GeneratorMembers {
    private static func generator(_ value: Value) throws -> Generator {
        guard let object = value.object(of: .torchGenerator) as? GeneratorObject else { throw Raised.typeError("not a generator") }
        return object.generator
    }
    static var all: [Object] {
        [
            NativeFunction.method("manual_seed", "seed", summary: "Starts anew from a seed.") { a in
                try generator(a[0]).seed(UInt64(bitPattern: Int64(a[1].toIndex())))
                return a[0]
            },
            NativeFunction.method("initial_seed", "", summary: "The seed it started from.") { a in .int(Int(truncatingIfNeeded: try generator(a[0]).initialSeed)) },
            NativeFunction.method("seed", "", summary: "Starts from a seed of the system's.") { a in .int(Int(truncatingIfNeeded: try generator(a[0]).seedFromSystem())) },
            NativeFunction.method("get_state", "", summary: "The state.") { a in try raising { .tensor(Tensor(try generator(a[0]).getState())) } },
            NativeFunction.method("set_state", "new_state", summary: "Puts it back to a state.") { a in
                guard let state = a[1].asTensor else { throw Raised.typeError("expected a torch.ByteTensor, but got \(a[1].type.name)") }
                try raising { try generator(a[0]).setState(state.array) }
                return .none
            },
            NativeProperty("device", summary: "Where it lives.") { _ in .object(DeviceObject.cpu) },
        ]
    }
}

enum CreationOps {
    private static let tail = ", *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None, generator=None"

    /// What `dtype=`, `device=`, `requires_grad=` … do to a made array. `first`: the index of `dtype`.
    private static func finish(_ a: OpArguments, _ first: Int, _ make: (DType?, Generator) throws -> NDArray) throws -> Tensor {
        let dtype = try a.dtype(first)
        try a.checkDevice(first + 2)
        var generator = Generator.standard
        if first + 6 < a.op.signature.parameters.count, let given = a[first + 6].object(of: .torchGenerator) as? GeneratorObject { generator = given.generator }
        let wantsGrad = try a.bool(first + 3)
        if let out = try a.optionalTensor(first + 5) {
            let made = Tensor(try make(dtype ?? out.dtype, generator))
            try out.write(out: made)
            return out
        }
        let result = Tensor(try make(dtype, generator))
        if wantsGrad { try result.setRequiresGrad(true) }
        return result
    }
    private static func sized(_ name: String, _ summary: String, _ make: @escaping (Dims, DType, Generator) throws -> NDArray) -> Op {
        Op(name, "*size" + tail, summary, "\(name)(2, 3).shape", .function) { a in
            try finish(a, 1) { dtype, generator in
                if a[0].asItems?.isEmpty == true { throw Raised.typeError("\(name)() missing 1 required positional arguments: \"size\"") }
                let sizes = try a.variadicInts(0)
                if name == "zeros", sizes.contains(where: { $0 < 0 }) {
                    throw Raised.runtimeError("zeros: Dimension size must be non-negative.")
                }
                return try make(Dims(checking: sizes), dtype ?? .defaultFloat, generator)
            }
        }.quickly(bySizes: { Tensor(try make($0, .defaultFloat, .standard)) })
    }
    private static func like(_ name: String, _ summary: String, _ make: @escaping (Dims, DType, Generator) throws -> NDArray) -> Op {
        Op(name, "input, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, memory_format=None", summary, "\(name)(ones(2)).shape", .function) { a in
            let x = try a.tensor(0)
            try a.checkDevice(3)
            let made = try make(x.shape, a.dtype(1) ?? x.dtype, .standard), laid = try x.array.emptyLike(made.dtype)
            if !laid.isContiguous { try laid.inMemoryOrder().copy(from: made.view([-1])) }
            let result = Tensor(laid.isContiguous ? made : laid)
            if try a.bool(4) { try result.setRequiresGrad(true) }
            return result
        }
    }
    private static func new(_ name: String, _ summary: String, _ value: Scalar) -> Op {
        Op(name, "input, *size, dtype=None, device=None, requires_grad=False, layout=None, pin_memory=False", summary, "ones(2).\(name)(3)", .method) { a in
            try a.checkDevice(3)
            let result = Tensor(try .full(.init(checking: a.variadicInts(1)), value, a.dtype(2) ?? a.tensor(0).dtype))
            if try a.bool(4) { try result.setRequiresGrad(true) }
            return result
        }
    }
    private static func number(_ a: OpArguments, _ index: Int) throws -> Scalar { try a.scalar(index) }
    /// An end of a range, which is of the result's dtype.
    private static func end(_ a: OpArguments, _ index: Int, _ dtype: DType?) throws -> Double {
        if let tensor = a[index].asTensor, tensor.rank > 0 {
            let other = a[1 - index].asTensor?.rank ?? 0
            throw Raised.runtimeError(
                "\(a.op.name) only supports 0-dimensional start and end tensors, but got "
                    + (a[1 - index].asTensor == nil ? "\(index == 0 ? "start" : "end") with \(tensor.rank) dimension(s)."
                        : "start with \(index == 0 ? tensor.rank : other) dimension(s) and end with \(index == 0 ? other : tensor.rank) dimension(s)."))
        }
        let value = try a.scalar(index).double
        return dtype.map { !$0.isFloatingPoint } == true ? value.rounded(.towardZero) : value
    }

    static var ops: [Op] {
        [
            Op("tensor", "data, *, dtype=None, device=None, requires_grad=False, pin_memory=False", "A tensor of the numbers in (nested) lists.", "tensor([[1, 2], [3, 4]])", .function) { a in
                try a.checkDevice(2)
                if a[0].asTensor != nil {
                    Warnings.emit(
                        "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
                            + "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor).")
                }
                let result = try Creation.tensor(a[0], dtype: a.dtype(1))
                if try a.bool(3) { try result.setRequiresGrad(true) }
                return result
            },
            Op("as_tensor", "data, dtype=None, device=None", "The tensor itself, or a tensor of the numbers in lists.", "as_tensor([1, 2])", .function) { a in
                try a.checkDevice(2)
                if let tensor = a[0].asTensor { return try a.dtype(1).map { try tensor.cast(to: $0) } ?? tensor }
                return try Creation.tensor(a[0], dtype: a.dtype(1))
            },
            Op("asarray", "obj, *, dtype=None, device=None, copy=None, requires_grad=False", "The tensor itself, or a tensor of the numbers in lists.", "asarray([1, 2])", .function) { a in
                try a.checkDevice(2)
                let made: Tensor
                if let given = a[0].asTensor {
                    let cast = try a.dtype(1).map { try given.cast(to: $0) } ?? given
                    made = try !a.isNone(3) && a.bool(3) && cast === given ? given.clone() : cast
                } else {
                    made = try Creation.tensor(a[0], dtype: a.dtype(1))
                }
                if try a.bool(4), !made.requiresGrad { try made.setRequiresGrad(true) }
                return made
            },
            Op("fill", "input, value", "One number everywhere, of another tensor's sizes.", "torch.fill(zeros(2), 7.)", .function, inPlace: true) { a in
                let x = try a.tensor(0)
                guard let value = a[1].asTensor else {
                    return record(try .full(x.shape, a.scalar(1), x.dtype), "FillBackward0", x) { _, g in Gradients(try g.zerosLike()) }
                }
                guard value.rank == 0 else { throw Raised.runtimeError("fill_ only supports 0-dimension value tensor but got tensor with \(value.rank) dimensions.") }
                return record(try .full(x.shape, value.array.item(), x.dtype), "FillBackward1", x, value) { _, g in Gradients(try g.zerosLike(), try g.sum()) }
            },
            sized("zeros", "Zeros of given sizes.") { shape, dtype, _ in try .zeros(shape, dtype) },
            sized("ones", "Ones of given sizes.") { shape, dtype, _ in try .ones(shape, dtype) },
            sized("empty", "Room of given sizes; nbs fills it with zeros, PyTorch with whatever was there.") { shape, dtype, _ in try .zeros(shape, dtype) },
            sized("rand", "Random numbers between 0 and 1.") { shape, dtype, g in try .rand(shape, dtype, g) },
            sized("randn", "Random numbers of the normal distribution.") { shape, dtype, g in try .randn(shape, dtype, g) },
            like("zeros_like", "Zeros, as many as another tensor has elements.") { shape, dtype, _ in try .zeros(shape, dtype) },
            like("ones_like", "Ones, as many as another tensor has elements.") { shape, dtype, _ in try .ones(shape, dtype) },
            like("empty_like", "Room of another tensor's sizes.") { shape, dtype, _ in try .zeros(shape, dtype) },
            like("rand_like", "Random numbers between 0 and 1 of another tensor's sizes.") { shape, dtype, g in try .rand(shape, dtype, g) },
            like("randn_like", "Normal random numbers of another tensor's sizes.") { shape, dtype, g in try .randn(shape, dtype, g) },
            Op("full", "size, fill_value" + tail, "One number everywhere.", "full((2, 2), 7.)", .function) { a in
                let value = try number(a, 1)
                return try finish(a, 2) { dtype, _ in try .full(Dims(checking: a.intList(0)), value, dtype ?? value.defaultDType) }
            },
            Op("full_like", "input, fill_value, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, memory_format=None", "One number everywhere, of another tensor's sizes.", "full_like(ones(2), 7.)", .function) { a in
                let result = Tensor(try .full(a.tensor(0).shape, number(a, 1), a.dtype(2) ?? a.tensor(0).dtype))
                if try a.bool(5) { try result.setRequiresGrad(true) }
                return result
            },
            Op("randint_like", "input, low, high=None, *, dtype=None, layout=None, device=None, requires_grad=False", "Random integers of another tensor's sizes.", "randint_like(ones(2), 10).shape", .function) { a in
                let x = try a.tensor(0)
                let (low, high) = try a.isNone(2) ? (0, a.int(1)) : (a.int(1), a.int(2))
                return Tensor(try .randint(low, high, x.shape, a.dtype(3) ?? x.dtype))
            },
            new("new_zeros", "Zeros of this tensor's dtype.", .int(0)), new("new_ones", "Ones of this tensor's dtype.", .int(1)),
            new("new_empty", "Room of this tensor's dtype.", .int(0)),
            Op("new_full", "input, size, fill_value, *, dtype=None, device=None, requires_grad=False", "One number everywhere, of this tensor's dtype.", "ones(1).new_full((2,), 7.)", .method) { a in
                Tensor(try .full(.init(checking: a.intList(1)), a.scalar(2), a.dtype(3) ?? a.tensor(0).dtype))
            },
            Op("new_tensor", "input, data, *, dtype=None, device=None, requires_grad=False", "A tensor of numbers in lists, of this tensor's dtype.", "ones(1).new_tensor([1, 2])", .method) { a in
                let result = try Creation.tensor(a[1], dtype: a.dtype(2) ?? a.tensor(0).dtype)
                if try a.bool(4) { try result.setRequiresGrad(true) }
                return result
            },
            Op("eye", "n, m=None" + tail, "Ones on the diagonal, zeros elsewhere.", "eye(2)", .function) { a in
                try finish(a, 2) { dtype, _ in try .eye(a.int(0), a.optionalInt(1), dtype ?? .defaultFloat) }
            },
            Op("arange", "start, end=None, step=1" + tail, "Numbers from `start` up to, but without, `end`.", "arange(5)", .function) { a in
                func bound(_ index: Int) throws -> Scalar {
                    guard let scalar = a[index].asScalar ?? a[index].asTensorScalar else {
                        throw Raised.typeError("arange(): argument '\(a.isNone(1) ? "end" : index == 0 ? "start" : "end")' (position \(index + 1)) must be Number, not \(a[index].type.name)")
                    }
                    return scalar
                }
                let (start, end) = try a.isNone(1) ? (.int(0), bound(0)) : (bound(0), bound(1))
                let step = try a.scalar(2)
                let isFloat = start.isFloat || end.isFloat || step.isFloat
                return try finish(a, 3) { dtype, _ in try .arange(start, end, step, dtype ?? (isFloat ? .defaultFloat : .int64)) }
            },
            Op("range", "start, end, step=1" + tail, "Numbers from `start` to `end`, both included.", "torch.range(1, 3)", .function) { a in
                Warnings.emit(
                    "torch.range is deprecated and will be removed in a future release because its behavior is inconsistent with Python's range builtin. "
                        + "Instead, use torch.arange, which produces values in [start, end).")
                let start = try a.scalar(0).double, end = try a.scalar(1).double, step = try a.scalar(2).double
                guard step != 0 else { throw Raised.runtimeError("step must be nonzero") }
                let count = ((end - start) / step).rounded(.down) + 1
                guard count >= 0, count < 0x1p40 else { throw Raised.runtimeError("upper bound and lower bound inconsistent with step sign") }
                return try finish(a, 3) { dtype, _ in
                    // The room first: it may be more than there is.
                    let result = try NDArray.empty([Int(count)], dtype ?? .defaultFloat)
                    for i in 0..<Int(count) { result.store(.float(start + Double(i) * step), atOffset: i) }
                    return result
                }
            },
            Op("linspace", "start, end, steps" + tail, "`steps` numbers in equal distances, both ends included.", "linspace(0, 1, 5)", .function) { a in
                try finish(a, 3) { dtype, _ in try .linspace(end(a, 0, dtype), end(a, 1, dtype), a.int(2), dtype ?? .defaultFloat) }
            },
            Op("logspace", "start, end, steps, base=10.0" + tail, "Powers of `base` with exponents in equal distances.", "logspace(0, 2, 3)", .function) { a in
                try finish(a, 4) { dtype, _ in try .logspace(end(a, 0, dtype), end(a, 1, dtype), a.int(2), base: a.double(3), dtype ?? .defaultFloat) }
            },
            Op("randint", "low, high=None, size=None" + tail, "Random integers from `low` up to, but without, `high`.", "randint(10, (3,)).shape", .function) { a in
                // randint(high, size) or randint(low, high, size).
                let short = a.isNone(2) && a[1].intItems != nil
                let (low, high) = try short ? (0, a.int(0)) : a.isNone(1) ? (0, a.int(0)) : (a.int(0), a.int(1))
                guard short || !a.isNone(2) else {
                    if a.isNone(1) {
                        throw Raised.typeError("randint() missing 1 required positional arguments: \"size\"")
                    }
                    throw Raised.typeError("randint(): argument 'size' (position 2) must be tuple of ints, not \(a[1].type.name)")
                }
                return try finish(a, 3) { dtype, g in
                    try .randint(low, high, Dims(checking: a.intList(short ? 1 : 2)), dtype ?? .int64, g)
                }
            },
            Op("randperm", "n" + tail, "The integers below `n` in random order.", "randperm(4).shape", .function) { a in
                try finish(a, 1) { dtype, g in
                    let n = try a.int(0)
                    guard n >= 0 else { throw Raised.runtimeError("Trying to create tensor with negative dimension \(n): [\(n)]") }
                    return try .randperm(n, dtype ?? .int64, g)
                }
            },
            Op("normal", "mean, std=1.0, size=None, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None, generator=None", "Random numbers of normal distributions.", "normal(0., 1., (3,)).shape", .function) { a in
                try finish(a, 3) { dtype, g in
                    if !a.isNone(2) {
                        let result = try NDArray.empty(Dims(checking: a.intList(2)), dtype ?? .defaultFloat)
                        try result.normal(a.scalar(0).double, a.scalar(1).double, g)
                        return result
                    }
                    let mean = a[0].asTensor, std = a[1].asTensor
                    if let std, try std.count > 0 && NDArray.compare(.lt, std.array, .int(0)).reduce(.any).item().bool {
                        throw Raised.runtimeError("normal expects all elements of std >= 0.0")
                    }
                    guard mean != nil || std != nil else { throw Raised.typeError("normal() missing 1 required positional arguments: \"size\"") }
                    let shape = try Dims.broadcast(mean?.shape ?? [], std?.shape ?? [])
                    let result = try NDArray.empty(shape, mean?.dtype ?? std?.dtype ?? .defaultFloat)
                    try result.normal(0, 1, g)
                    let scaled = try std.map { try NDArray.binary(.mul, result, $0.array) } ?? .binary(.mul, result, a.scalar(1))
                    return try mean.map { try NDArray.binary(.add, scaled, $0.array) } ?? .binary(.add, scaled, a.scalar(0))
                }
            },
            Op("bernoulli", "input, p=None, *, generator=None, out=None", "1 with the given probabilities, else 0.", "bernoulli(tensor([0., 1.]))") { a in
                let x = try a.tensor(0)
                if let p = try a.optionalDouble(1) {
                    let result = try NDArray.empty(x.shape, x.dtype)
                    try result.bernoulli(p, a.generator(2))
                    return Tensor(result)
                }
                return record(try .bernoulli(x.array, a.generator(2)), "BernoulliBackward0", x) { _, g in Gradients(try g.zerosLike()) }
            },
            Op("poisson", "input, generator=None", "Counts of rare events with the given rates.", "poisson(tensor([0., 4.]))", .function) { a in
                let x = try a.tensor(0)
                guard x.dtype.isFloatingPoint else { throw TensorError.unsupported("poisson_cpu", x.dtype) }
                return record(try .poisson(x.array, a.generator(1)), "PoissonBackward0", x) { _, g in Gradients(try g.zerosLike()) }
            },
            Op("binomial", "count, prob, generator=None", "How many of `count` trials succeed.", "binomial(tensor([4.]), tensor([0.5]))", .function) { a in
                let count = try a.tensor(0), chance = try a.tensor(1)
                for (word, tensor) in [("count", count), ("prob", chance)] where !tensor.dtype.isFloatingPoint {
                    throw Raised.valueError("binomial only supports floating-point dtypes for \(word), got: \(tensor.dtype.scalarName)")
                }
                guard count.dtype == chance.dtype else { throw Raised.runtimeError("Found dtype \(chance.dtype.scalarName) but expected \(count.dtype.scalarName)") }
                return record(try .binomial(count.array, chance.array, a.generator(2)), "torch::autograd::NotImplemented", count, chance) { _, _ in
                    throw Raised.runtimeError("derivative for aten::binomial is not implemented")
                }
            },
            Op("multinomial", "input, num_samples, replacement=False, *, generator=None, out=None", "Indices drawn with given weights.", "multinomial(tensor([0., 1.]), 1)") { a in
                Tensor(try .multinomial(a.tensor(0).array, a.int(1), replacement: a.bool(2), a.generator(3)))
            },
            Op("tril_indices", "row, col, offset=0, *, dtype=None, layout=None, device=None", "The places of a lower triangle.", "tril_indices(2, 2)", .function) { a in
                try triangle(a, upper: false)
            },
            Op("triu_indices", "row, col, offset=0, *, dtype=None, layout=None, device=None", "The places of an upper triangle.", "triu_indices(2, 2)", .function) { a in
                try triangle(a, upper: true)
            },
            Op("scalar_tensor", "s" + tail, "A tensor of one number without dimensions.", "scalar_tensor(3.)", .function) { a in
                try finish(a, 1) { dtype, _ in try .scalar(number(a, 0), dtype ?? .defaultFloat) }
            },
            Op("one_hot", "input, num_classes=-1", "A row of zeros with a one at each class's place.", "F.one_hot(tensor([0, 2]))", .functional) { a in
                let x = try a.tensor(0), given = try a.int(1)
                guard x.dtype == .int64 else { throw Raised.runtimeError("one_hot is only applicable to index tensor of type LongTensor.") }
                if x.count == 0, given <= 0 { throw Raised.runtimeError("Can not infer total number of classes from empty tensor.") }
                let values = try x.array.ints()
                if values.contains(where: { $0 < 0 }) { throw Raised.runtimeError("Class values must be non-negative.") }
                let most = values.max() ?? -1
                if given == 0 { throw Raised.runtimeError("num_classes should be positive") }
                if given > 0, most >= given { throw Raised.runtimeError("Class values must be smaller than num_classes.") }
                if x.shape.isFull { throw Dims.tooMany(x.rank + 1) }
                var shape = x.shape
                shape.append(given > 0 ? given : most &+ 1)
                let out = try NDArray.zeros(shape, .int64)
                if out.count > 0 { try out.scatter(-1, x.array.unsqueeze(-1), value: .int(1)) }
                return Tensor(out)
            },
            Op("vander", "x, N=None, increasing=False", "Powers of the elements, side by side.", "vander(tensor([1, 2, 3]))", .function) { a in
                let x = try a.tensor(0)
                guard x.rank == 1 else { throw Raised.runtimeError("x must be a one-dimensional tensor.") }
                let count = try a.optionalInt(1) ?? x.shape[0]
                guard count >= 0, count < 1 << 20 else { throw Raised.runtimeError("N must be non-negative.") }
                let columns = try (0..<count).map { try x.pow(.int($0)) }
                if columns.isEmpty { return Tensor(try .zeros([x.shape[0], 0], x.dtype)) }
                return try Tensor.stack(a.bool(2) ? columns : columns.reversed(), -1)
            },
            Op("cartesian_prod", "*tensors", "All combinations of the elements.", "cartesian_prod(tensor([1, 2]), tensor([3, 4]))", .function) { a in
                let tensors = try a.variadicTensors(0)
                for tensor in tensors where tensor.rank != 1 { throw Raised.runtimeError("Expect a 1D vector, but got shape \(tensor.shape)") }
                if tensors.count == 1 { return tensors[0] }
                if tensors.isEmpty { throw Raised.runtimeError("meshgrid expects a non-empty TensorList") }
                if tensors.contains(where: { $0.dtype != tensors[0].dtype }) { throw Raised.runtimeError("meshgrid expects all tensors to have the same dtype") }
                let shape = try Dims(checking: tensors.map(\.count))
                let grids = try tensors.enumerated().map { index, tensor in
                    try tensor.view(Dims((0..<tensors.count).map { $0 == index ? tensor.count : 1 })).expand(shape).flatten()
                }
                return try Tensor.stack(grids, 1)
            },
            Op("combinations", "input, r=2, with_replacement=False", "All ways of choosing `r` elements.", "combinations(tensor([1, 2, 3]))", .function) { a in
                let x = try a.tensor(0), r = try a.int(1), again = try a.bool(2)
                guard x.rank == 1 else { throw Raised.runtimeError("Expect a 1D vector, but got shape \(x.shape)") }
                guard r >= 0 else { throw Raised.runtimeError("Expect a non-negative number, but got \(r)") }
                if r == 0 { return Tensor(try .zeros([0], x.dtype)) }
                try Memory.check(x.count, size: 8)
                // All tuples, of which those in order are chosen.
                let shape = try Dims(checking: Array(repeating: x.count, count: Swift.min(r, Dims.capacity + 1)))
                func grids(_ tensor: Tensor) throws -> [Tensor] {
                    try (0..<r).map { index in try tensor.view(Dims((0..<r).map { $0 == index ? tensor.count : 1 })).expand(shape) }
                }
                let places = try grids(Tensor(.from(Array(0..<x.count))))
                var chosen = Tensor(try .ones(shape, .bool))
                for (left, right) in zip(places, places.dropFirst()) { chosen = try chosen.logicalAnd(again ? left.le(right) : left.lt(right)) }
                return try Tensor.stack(grids(x).map { try $0.maskedSelect(chosen) }, 1)
            },
        ]
    }

    private static func triangle(_ a: OpArguments, upper: Bool) throws -> Tensor {
        try a.checkDevice(5)
        let rows = try a.int(0), columns = try a.int(1), offset = try a.int(2)
        guard rows >= 0 else { throw Raised.runtimeError("row must be non-negative, got\(rows)") }
        guard columns >= 0 else { throw Raised.runtimeError("col must be non-negative, got\(columns)") }
        let mask = try NDArray.ones([rows, columns], .bool)
        let part = try upper ? mask.triu(offset) : mask.tril(offset)
        return Tensor(try part.nonzero().transpose(0, 1).copy(to: a.dtype(3) ?? .int64))
    }
}

extension OpArguments {
    /// Refuses devices that there are none of.
    func checkDevice(_ index: Int) throws {
        if base[index].isNone { return }
        // A number names one of several accelerators.
        if case .int = base[index] { throw Raised.runtimeError("Cannot access accelerator device when none is available.") }
        guard let device = try base[index].asDevice() else { throw wrongType(index, "torch.device") }
        try device.checkUsable()
    }
    func generator(_ index: Int) throws -> Generator {
        if base[index].isNone { return .standard }
        guard let given = base[index].object(of: .torchGenerator) as? GeneratorObject else { throw wrongType(index, "torch.Generator") }
        return given.generator
    }
}
