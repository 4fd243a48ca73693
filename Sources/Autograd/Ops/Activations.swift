import ObjectModel
import TensorCore

// The functions between layers. What PyTorch composes of other operations is composed here, too.

extension Tensor {
    package final func relu() throws -> Tensor {
        if dtype == .bool { throw TensorError.runtime("Boolean inputs not supported for relu") }
        return try pointwise(.relu, "ReluBackward0", .result, floats: false) { n, g in
            let r = try n.result()
            if !GradMode.isEnabled, g.dtype == r.dtype { return Gradients(Tensor(try .binary(.reluBackward, g.array, r.array))) }
            return Gradients(try g * Tensor(NDArray.compare(.gt, r.array, .int(0)).cast(to: g.dtype)))
        }
    }
    package final func sigmoid() throws -> Tensor {
        try pointwise(.sigmoid, "SigmoidBackward0", .result) { n, g in
            let r = try n.result()
            if !GradMode.isEnabled, g.dtype == r.dtype { return Gradients(Tensor(try .binary(.sigmoidBackward, g.array, r.array))) }
            return Gradients(try g * (r.rsub(.int(1)) * r))
        }
    }
    /// This gradient times an activation's slope at `x` in one pass; nil where the composition has to do (other dtypes, and to derive again).
    fileprivate final func slope(_ op: PairOp, _ x: Tensor, _ p0: Double = 0, _ p1: Double = 0, _ p2: Double = 1) throws -> Gradients? {
        guard !GradMode.isEnabled, let out = try NDArray.pair(op, array, x.array, p0, p1, p2) else { return nil }
        return Gradients(Tensor(out))
    }
    /// 1 where the condition holds, as a factor.
    private static func mask(_ condition: NDArray, _ dtype: DType) throws -> Tensor { Tensor(try condition.cast(to: dtype)) }

    private func isLast(_ dim: Int) throws -> Bool { try array.wrap(dim: dim) >= rank - 1 }
    package final func softmax(_ dim: Int, dtype: DType? = nil) throws -> Tensor {
        let x = try dtype.map { try cast(to: $0) } ?? self
        guard x.dtype.isFloatingPoint else { throw TensorError.unsupported(try x.isLast(dim) ? "softmax_lastdim_kernel_impl" : "softmax_kernel_impl", x.dtype) }
        let dim = try x.array.wrap(dim: dim)
        let out = try x.array.softmax(dim)
        guard x.tracks else { return Tensor(out) }
        return record(out, "SoftmaxBackward0", x, result: true) { n, g in
            let r = try n.result()
            if !GradMode.isEnabled { return Gradients(Tensor(try .softmaxBackward(g.array, result: r.array, dim))) }
            let product = try g * r
            return Gradients(try product - r * product.sum([dim], keepdim: true))
        }
    }
    package final func logSoftmax(_ dim: Int, dtype: DType? = nil) throws -> Tensor {
        let x = try dtype.map { try cast(to: $0) } ?? self
        guard x.dtype.isFloatingPoint else { throw TensorError.unsupported(try x.isLast(dim) ? "log_softmax_lastdim_kernel_impl" : "log_softmax_kernel_impl", x.dtype) }
        let dim = try x.array.wrap(dim: dim)
        let out = try x.array.softmax(dim, log: true)
        guard x.tracks else { return Tensor(out) }
        return record(out, "LogSoftmaxBackward0", x, result: true) { n, g in
            let r = try n.result()
            if !GradMode.isEnabled { return Gradients(Tensor(try .softmaxBackward(g.array, result: r.array, dim, log: true))) }
            return Gradients(try g - r.exp() * g.sum([dim], keepdim: true))
        }
    }

    // MARK: Rectifiers

    package final func leakyRelu(_ slope: Double = 0.01) throws -> Tensor {
        try pointwise(.leakyRelu, "LeakyReluBackward0", .input, floats: false, slope) { n, g in
            let x = try n.saved(0)
            return try g.slope(.leakyReluSlope, x, slope) ?? Gradients(Tensor.where(x.gt(.int(0)), g, g * slope))
        }
    }
    /// scale * (x > 0 ? x : alpha * (exp(inputScale * x) - 1))
    package final func elu(alpha: Double = 1, scale: Double = 1, inputScale: Double = 1, name: String = "EluBackward0") throws -> Tensor {
        try pointwise(.elu, name, .input, floats: false, alpha, scale, inputScale) { n, g in
            let x = try n.saved(0)
            if let slope = try g.slope(.eluSlope, x, inputScale * alpha * scale, scale, inputScale) { return slope }
            let below = try g * ((x * inputScale).exp() * (inputScale * alpha * scale))
            return Gradients(try Tensor.where(x.gt(.int(0)), scale == 1 ? g : g * scale, below))
        }
    }
    package final func selu() throws -> Tensor { try elu(alpha: 1.6732632423543772848170429916717, scale: 1.0507009873554804934193349852946) }
    package final func celu(alpha: Double = 1) throws -> Tensor {
        if alpha == 0 { throw Raised(ExceptionTypes.runtimeError, "ZeroDivisionError: alpha cannot be 0 for CELU") }
        return try elu(alpha: alpha, inputScale: 1 / alpha, name: "CeluBackward0")
    }
    package final func hardtanh(_ low: Double = -1, _ high: Double = 1) throws -> Tensor {
        if dtype == .bool { throw Raised.runtimeError("Bool inputs not supported for hardtanh") }
        return try pointwise(.clamp, "HardtanhBackward0", .input, floats: false, low, high) { n, g in
            if let slope = try g.slope(.insideSlope, n.saved(0), low, high) { return slope }
            let x = try n.saved(0).array
            let inside = try NDArray.compare(.logicalAnd, .compare(.gt, x, .float(low)), .compare(.lt, x, .float(high)))
            return Gradients(try Tensor.where(Tensor(inside), g, Tensor(.scalar(.int(0), g.dtype))))
        }
    }
    package final func threshold(_ threshold: Double, _ value: Double) throws -> Tensor {
        try pointwise(.threshold, "ThresholdBackward0", .input, floats: false, threshold, value) { n, g in
            Gradients(try g * Tensor.mask(NDArray.compare(.gt, n.saved(0).array, .float(threshold)), g.dtype))
        }
    }
    package final func hardshrink(_ lambda: Double = 0.5) throws -> Tensor {
        try pointwise(.hardshrink, "HardshrinkBackward0", .input, floats: false, lambda) { n, g in
            if let slope = try g.slope(.outsideSlope, n.saved(0), -lambda, lambda) { return slope }
            let x = try n.saved(0).array
            let inside = try NDArray.compare(.logicalAnd, .compare(.ge, x, .float(-lambda)), .compare(.le, x, .float(lambda)))
            return Gradients(try Tensor.where(Tensor(inside), Tensor(.scalar(.int(0), g.dtype)), g))
        }
    }
    package final func softshrink(_ lambda: Double = 0.5) throws -> Tensor {
        if !(lambda >= 0) {
            throw Raised.runtimeError(
                "lambda must be in range [0, \(FloatText.short(dtype.floatLimits?.max ?? 0))] for input dtype \(dtype.scalarName), but found \(FloatText.short(lambda))")
        }
        return try pointwise(.softshrink, "SoftshrinkBackward0", .input, floats: false, lambda) { n, g in
            if let slope = try g.slope(.outsideSlope, n.saved(0), -lambda, lambda) { return slope }
            let x = try n.saved(0).array
            let inside = try NDArray.compare(.logicalAnd, .compare(.ge, x, .float(-lambda)), .compare(.le, x, .float(lambda)))
            return Gradients(try Tensor.where(Tensor(inside), Tensor(.scalar(.int(0), g.dtype)), g))
        }
    }
    package final func prelu(_ weight: Tensor) throws -> Tensor {
        guard weight.rank <= 1 else {
            throw Raised.runtimeError("prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = \(weight.rank)")
        }
        guard weight.dtype == dtype else {
            throw Raised.runtimeError("prelu: Type promoting not supported. Got \(dtype.scalarName) and \(weight.dtype.scalarName)")
        }
        var w = weight
        if weight.count != 1 {
            guard rank > 0 else { throw Raised.runtimeError("Not allow zero-dim input tensor.") }
            let channels = rank > 1 ? shape[1] : 1
            guard weight.count == channels else {
                throw Raised.runtimeError(
                    "Mismatch of parameter numbers and input channel size. Found parameter numbers = \(weight.count) and channel size = \(channels).")
            }
            if rank > 2 { w = try weight.view(Dims([1, channels] + Array(repeating: 1, count: rank - 2))) }
        } else if weight.rank != 0 || rank != 0 {
            w = try weight.rank == 1 && rank == 0 ? weight.view([]) : weight
        }
        let out: NDArray
        if w.count == 1, dtype == .float32 {
            out = try .unary(.leakyRelu, array, w.array.item().double)
        } else {
            out = try NDArray.where(NDArray.compare(.gt, array, .int(0)), array.expand(to: shape), .binary(.mul, array, w.array))
        }
        return record(out, "PreluKernelBackward0", self, w, saving: self, w) { n, g in
            let x = try n.saved(0), w = try n.saved(1)
            let positive = try x.gt(.int(0))
            let zero = try Tensor(NDArray.scalar(.int(0), g.dtype))
            return Gradients(try Tensor.where(positive, g, g * w), try Tensor.where(positive, zero, g * x))
        }
    }

    // MARK: Smooth ones

    package final func silu() throws -> Tensor {
        try pointwise(.silu, "SiluBackward0", floats: false) { n, g in
            let x = try n.saved(0)
            if let slope = try g.slope(.siluSlope, x) { return slope }
            let s = try x.sigmoid()
            return Gradients(try g * s * ((x * s.rsub(.int(1))) + 1))
        }
    }
    package final func mish() throws -> Tensor {
        try pointwise(.mish, "MishBackward0", floats: false) { n, g in
            let x = try n.saved(0)
            if let slope = try g.slope(.mishSlope, x) { return slope }
            let s = try x.sigmoid(), t = try x.softplus().tanh()
            return Gradients(try g * (t + x * s * (t * t).rsub(.int(1))))
        }
    }
    package final func gelu(approximate: String = "none") throws -> Tensor {
        guard approximate == "none" || approximate == "tanh" else {
            throw Raised.runtimeError("approximate argument must be either none or tanh.")
        }
        if approximate == "tanh" {
            return try pointwise(.geluTanh, "GeluBackward0", floats: false) { n, g in
                let x = try n.saved(0)
                if let slope = try g.slope(.geluTanhSlope, x) { return slope }
                let beta = 0.7978845608028654, kappa = 0.044715
                let t = try ((x + x * x * x * kappa) * beta).tanh()
                let left = try (t + 1) * 0.5
                let right = try x * 0.5 * (t * t).rsub(.int(1)) * ((x * x * (3 * kappa) + 1) * beta)
                return Gradients(try g * (left + right))
            }
        }
        return try pointwise(.gelu, "GeluBackward0", floats: false) { n, g in
            let x = try n.saved(0)
            if let slope = try g.slope(.geluSlope, x) { return slope }
            let cdf = try ((x * 0.70710678118654752440).erf() + 1) * 0.5
            let pdf = try (x * x * -0.5).exp() * 0.3989422804014327
            return Gradients(try g * (cdf + x * pdf))
        }
    }
    package final func softplus(beta: Double = 1, threshold: Double = 20) throws -> Tensor {
        try pointwise(.softplus, "SoftplusBackward0", .input, floats: false, beta, threshold) { n, g in
            let x = try n.saved(0)
            if let slope = try g.slope(.softplusSlope, x, beta, threshold) { return slope }
            let z = try (x * beta).exp()
            return Gradients(try Tensor.where((x * beta).gt(.float(threshold)), g, g * z / (z + 1)))
        }
    }
    package final func logSigmoid() throws -> Tensor {
        try pointwise(.logSigmoid, "LogSigmoidBackward0", floats: false) { n, g in
            let x = try n.saved(0)
            return try g.slope(.logSigmoidSlope, x) ?? Gradients(g * x.neg().sigmoid())
        }
    }
    package final func hardswish() throws -> Tensor {
        try pointwise(.hardswish, "HardswishBackward0", floats: false) { n, g in
            let x = try n.saved(0)
            if let slope = try g.slope(.hardswishSlope, x) { return slope }
            let middle = try g * (x / 3 + 0.5)
            let zero = try Tensor(NDArray.scalar(.int(0), g.dtype))
            return Gradients(try Tensor.where(x.le(.int(-3)), zero, Tensor.where(x.lt(.int(3)), middle, g)))
        }
    }
    package final func hardsigmoid() throws -> Tensor {
        try pointwise(.hardsigmoid, "HardsigmoidBackward0", floats: false) { n, g in
            let x = try n.saved(0)
            if let slope = try g.slope(.insideSlope, x, -3, 3, Double(Float(1) / 6)) { return slope }
            let inside = try x.gt(.int(-3)).logicalAnd(x.lt(.int(3)))
            // A sixth, as single precision has it.
            return Gradients(try Tensor.where(inside, g * Double(Float(1) / 6), Tensor(.scalar(.int(0), g.dtype))))
        }
    }
    package final func softsign() throws -> Tensor { try self / (abs() + 1) }
    package final func tanhshrink() throws -> Tensor { try self - tanh() }
    package final func softmin(_ dim: Int, dtype: DType? = nil) throws -> Tensor { try neg().softmax(dim, dtype: dtype) }

    package final func glu(_ dim: Int = -1) throws -> Tensor {
        if rank == 0 { throw Raised.runtimeError("glu does not support scalars because halving size must be even") }
        let d = try array.wrap(dim: dim)
        guard shape[d] % 2 == 0 else {
            throw Raised.runtimeError("Halving dimension must be even, but dimension \(d) is size \(shape[d])")
        }
        guard dtype.isFloatingPoint else { throw TensorError.unsupported("glu_cpu", dtype) }
        let half = shape[d] / 2
        let a = try array.narrow(d, 0, half), b = try array.narrow(d, half, half)
        func wide(_ x: NDArray) throws -> NDArray { dtype.isHalf ? try x.cast(to: .float32) : x }
        return record(try NDArray.binary(.mul, wide(a), .unary(.sigmoid, wide(b))).cast(to: dtype), "GluBackward0", self, saving: self) { n, g in
            let x = try n.saved(0)
            let a = try x.narrow(d, 0, half), s = try x.narrow(d, half, half).sigmoid()
            return Gradients(try Tensor.cat([g * s, g * a * s * s.rsub(.int(1))], d))
        }
    }

    /// The dimension `F.softmax` chooses when none is given, with PyTorch's warning.
    static func implicitDim(_ name: String, _ rank: Int) -> Int {
        Warnings.emit("Implicit dimension choice for \(name) has been deprecated. Change the call to include dim=X as an argument.")
        return rank == 0 || rank == 1 || rank == 3 ? 0 : 1
    }
}

extension FloatText {
    /// As C++ streams print: six digits at most.
    static func short(_ value: Double) -> String { formatted(value, "%.*g", 6) }
}

// MARK: - Catalog

enum Activations {
    /// With `inplace=`, as functions of `F` have it.
    private static func f(
        _ name: String, _ parameters: String, _ summary: String, _ example: String, layer: String?, _ kinds: Op.Kinds = .functional,
        inPlace: Bool = false, _ body: @escaping (OpArguments, Tensor) throws -> Tensor
    ) -> Op {
        Op(name, parameters + ", inplace=False", summary, example, kinds, layer: layer, inPlace: inPlace) { a in
            let x = try a.tensor(0)
            guard try a[a.op.signature.parameters.count - 1].isTrue() else { return try body(a, x) }
            return try x.overwrite(name + "_") { try body(a, $0) }
        }
    }
    private static func dimension(_ a: OpArguments) throws -> Int {
        if let dim = try a.optionalInt(1) { return dim }
        guard a.op.kinds.contains(.functional), !a.isMethod else {
            throw Raised.typeError("\(a.op.name)() missing 1 required positional arguments: \"dim\"")
        }
        guard let x = a[0].asTensor else { throw Raised.attributeError("'\(Overloads.cName(a[0]))' object has no attribute 'dim'", object: a[0], name: "dim") }
        return Tensor.implicitDim(a.op.name, x.rank)
    }

    static var ops: [Op] {
        [
            Op("relu", "input", "Negative elements become 0.", "relu(tensor([-1., 2.]))", .both, inPlace: true) { try $0.tensor(0).relu() }.quickly { try $0.relu() },
            f("relu", "input", "Negative elements become 0.", "F.relu(tensor([-1., 2.]))", layer: "ReLU", inPlace: true) { _, x in try x.relu() },
            Op("sigmoid", "input", "1 / (1 + exp(-x)): between 0 and 1.", "sigmoid(tensor([0., 2.]))", [.everywhere, .special], layer: "Sigmoid", inPlace: true, out: true) { try $0.tensor(0).sigmoid() }.quickly { try $0.sigmoid() },
            Op("softmax", "input, dim, dtype=None", "Positive numbers that sum to 1 along `dim`, in the ratios of exp(x).", "softmax(tensor([1., 2., 3.]), dim=0)", [.both, .special], layer: "Softmax", out: true) { try $0.tensor(0).softmax($0.int(1), dtype: $0.dtype(2)) },
            Op("softmax", "input, dim=None, _stacklevel=3, dtype=None", "Positive numbers that sum to 1 along `dim`, in the ratios of exp(x).", "F.softmax(tensor([1., 2., 3.]), dim=0)", .functional, layer: "Softmax") { a in
                let dim = try dimension(a)
                return try a.tensor(0).softmax(dim, dtype: a.dtype(3))
            },
            Op("log_softmax", "input, dim, dtype=None", "The logarithm of `softmax`, without its loss of digits.", "log_softmax(tensor([1., 2., 3.]), dim=0)", [.both, .special], layer: "LogSoftmax", out: true) { try $0.tensor(0).logSoftmax($0.int(1), dtype: $0.dtype(2)) },
            Op("log_softmax", "input, dim=None, _stacklevel=3, dtype=None", "The logarithm of `softmax`, without its loss of digits.", "F.log_softmax(tensor([1., 2., 3.]), dim=0)", .functional, layer: "LogSoftmax") { a in
                let dim = try dimension(a)
                return try a.tensor(0).logSoftmax(dim, dtype: a.dtype(3))
            },
            Op("softmin", "input, dim=None, _stacklevel=3, dtype=None", "`softmax` of the negated elements.", "F.softmin(tensor([1., 2., 3.]), dim=0)", .functional, layer: "Softmin") { a in
                // A number has a negative, but no softmax.
                if a[0].asScalar != nil { throw Raised.attributeError("'\(Overloads.cName(a[0]))' object has no attribute 'softmax'", object: a[0], name: "softmax") }
                let dim = try dimension(a)
                return try a.tensor(0).softmin(dim, dtype: a.dtype(3))
            },
            f("leaky_relu", "input, negative_slope=0.01", "Negative elements are multiplied by a small slope.", "leaky_relu(tensor([-1., 2.]))", layer: "LeakyReLU", inPlace: true) { a, x in try x.leakyRelu(a.scalar(1).double) },
            f("elu", "input, alpha=1.0", "Negative elements become alpha * (exp(x) - 1).", "elu(tensor([-1., 2.]))", layer: "ELU", inPlace: true) { a, x in try x.elu(alpha: a.scalar(1).double) },
            f("selu", "input", "`elu` scaled so that layers keep mean 0 and variance 1.", "selu(tensor([-1., 2.]))", layer: "SELU", [.functional, .function], inPlace: true) { _, x in try x.selu() },
            f("celu", "input, alpha=1.0", "`elu` with a continuous slope.", "celu(tensor([-1., 2.]))", layer: "CELU", [.functional, .function], inPlace: true) { a, x in try x.celu(alpha: a.scalar(1).double) },
            f("relu6", "input", "Between 0 and 6.", "relu6(tensor([-1., 8.]))", layer: "ReLU6") { _, x in try x.hardtanh(0, 6) },
            f("hardtanh", "input, min_val=-1.0, max_val=1.0", "Between `min_val` and `max_val`.", "hardtanh(tensor([-2., 0.5]))", layer: "Hardtanh", inPlace: true) { a, x in
                let low = try a.scalar(1).double, high = try a.scalar(2).double
                guard low <= high else { throw Raised.valueError("min_val cannot be greater than max_val") }
                return try x.hardtanh(low, high)
            },
            f("hardswish", "input", "x * relu6(x + 3) / 6.", "hardswish(tensor([-1., 2.]))", layer: "Hardswish") { _, x in try x.hardswish() },
            f("hardsigmoid", "input", "relu6(x + 3) / 6.", "hardsigmoid(tensor([-1., 2.]))", layer: "Hardsigmoid") { _, x in try x.hardsigmoid() },
            f("silu", "input", "x * sigmoid(x).", "silu(tensor([-1., 2.]))", layer: "SiLU") { _, x in try x.silu() },
            f("mish", "input", "x * tanh(softplus(x)).", "mish(tensor([-1., 2.]))", layer: "Mish") { _, x in try x.mish() },
            f("threshold", "input, threshold, value", "Elements not above the threshold become `value`.", "threshold(tensor([-1., 2.]), 0.5, 0.)", layer: "Threshold", [.functional, .function], inPlace: true) { a, x in
                try x.threshold(a.scalar(1).double, a.scalar(2).double)
            },
            Op("gelu", "input, *, approximate='none'", "x times the probability that a normal number is below x.", "gelu(tensor([-1., 2.]))", .functional, layer: "GELU") { try $0.tensor(0).gelu(approximate: $0.string(1)) },
            Op("softplus", "input, beta=1, threshold=20", "log(1 + exp(x)): a smooth `relu`.", "softplus(tensor([-1., 2.]))", .functional, layer: "Softplus") { try $0.tensor(0).softplus(beta: $0.scalar(1).double, threshold: $0.scalar(2).double) },
            Op("logsigmoid", "input", "The logarithm of `sigmoid`.", "logsigmoid(tensor([-1., 2.]))", .functional, layer: "LogSigmoid") { try $0.tensor(0).logSigmoid() },
            Op("hardshrink", "input, lambd=0.5", "Elements within lambda of 0 become 0.", "hardshrink(tensor([-1., 0.2]))", .everywhere, layer: "Hardshrink") { try $0.tensor(0).hardshrink($0.scalar(1).double) },
            Op("softshrink", "input, lambd=0.5", "Elements move towards 0 by lambda.", "softshrink(tensor([-1., 0.2]))", .functional, layer: "Softshrink") { try $0.tensor(0).softshrink($0.scalar(1).double) },
            Op("tanhshrink", "input", "x - tanh(x).", "tanhshrink(tensor([-1., 2.]))", .functional, layer: "Tanhshrink") { try $0.tensor(0).tanhshrink() },
            Op("softsign", "input", "x / (1 + |x|).", "softsign(tensor([-1., 2.]))", .functional, layer: "Softsign") { try $0.tensor(0).softsign() },
            Op("prelu", "input, weight", "Negative elements are multiplied by a learned slope.", "F.prelu(tensor([-1., 2.]), tensor([0.25]))", .everywhere) { try $0.tensor(0).prelu($0.tensor(1)) },
            Op("glu", "input, dim=-1", "One half times the sigmoid of the other half.", "glu(tensor([1., 2., 0., 0.]))", .functional, layer: "GLU") { try $0.tensor(0).glu($0.int(1)) },
        ]
    }
}
