import ObjectModel
import TensorCore

// Mean 0 and variance 1, over different parts of a tensor; then a learned scale and shift.

extension Tensor {
    /// (x - mean) * rstd over `dims`, with the gradient that all normalisations share. `weight` and `bias` have `affineShape`
    /// to broadcast against x.
    private func normalized(
        _ name: String, over dims: [Int], mean: NDArray, rstd: NDArray, weight: Tensor?, bias: Tensor?, affineShape: Dims?, fixed: Bool = false,
        byRows done: NDArray? = nil
    ) throws -> Tensor {
        // Halves are computed in single precision and rounded once.
        func wide(_ x: NDArray) throws -> NDArray { x.dtype.isHalf ? try x.cast(to: .float32) : x }
        // What lies as it was made, with channels that are normalised over the rest, has kernels of its own.
        let isPlain = affineShape != nil && array.hasPlainChannels && [mean, rstd].allSatisfy { $0.dtype == .float32 && $0.isContiguous }
            && [weight, bias].allSatisfy { $0.map { $0.dtype == .float32 && $0.array.isContiguous } ?? true }
        func fitted(_ tensor: Tensor?) throws -> NDArray? {
            guard let tensor, let affineShape else { return try tensor.map { try wide($0.array) } }
            return try wide(tensor.array.reshape(affineShape))
        }
        var out: NDArray
        let isByRows = done != nil
        if let done {
            out = done
        } else if isPlain {
            out = try array.channelScaled(mean: mean, rstd: rstd, weight: weight?.array, bias: bias?.array)
        } else {
            out = try NDArray.binary(.mul, .binary(.sub, wide(array), wide(mean)), wide(rstd))
            if let w = try fitted(weight) { out = try .binary(.mul, out, w) }
            if let b = try fitted(bias) { out = try .binary(.add, out, b) }
            if dtype.isHalf { out = try out.cast(to: dtype) }
        }
        let weightShape = weight?.shape, biasShape = bias?.shape
        let size = dims.reduce(1.0) { $0 * Double(shape[$1]) }
        return try record(out, name, inputs: [self, weight, bias], saving: [self, weight, Tensor(mean.cast(to: dtype)), Tensor(rstd.cast(to: dtype))]) { n, g in
            let x = try n.saved(0), weight = try n.savedOptional(1)
            if isPlain, !GradMode.isEnabled, g.dtype == .float32 {
                return try x.channelGradients(g.array.contiguous(), n.saved(2).array, n.saved(3).array, weight?.array, n, fixed: fixed)
            }
            if isByRows, !GradMode.isEnabled, g.dtype == .float32 {
                let made = try x.array.rowNormGradients(
                    Int(size), g.array.contiguous(), mean: n.saved(2).array, rstd: n.saved(3).array, weight: weight?.array,
                    wants: (n.needs(0), n.needs(1), n.needs(2)))
                return Gradients(all: [
                    made.x.map(Tensor.init), try made.weight.map { Tensor(try $0.reshape(weightShape ?? $0.shape)) },
                    try made.bias.map { Tensor(try $0.reshape(biasShape ?? $0.shape)) },
                ])
            }
            let mean: Tensor, rstd: Tensor
            if GradMode.isEnabled, !fixed {
                // Differentiated again: as functions of x.
                mean = try x.mean(dims, keepdim: true)
                let centred = try x - mean
                let variance = try (centred * centred).mean(dims, keepdim: true)
                let eps = try n.saved(3).pow(.int(-2)) - variance.detach()
                rstd = try (variance + eps.detach()).rsqrt()
            } else {
                mean = try n.saved(2)
                rstd = try n.saved(3)
            }
            let hat = try (x - mean) * rstd
            let scale = try affineShape.map { try weight?.reshape($0) } ?? weight
            let gy = try scale.map { try g * $0 } ?? g
            var gradients: [Tensor?] = [nil, nil, nil]
            if n.needs(0) {
                if fixed {
                    gradients[0] = try gy * rstd
                } else {
                    let a = try gy.sum(dims, keepdim: true) / size, b = try (gy * hat).sum(dims, keepdim: true) / size
                    gradients[0] = try (gy - a - hat * b) * rstd
                }
            }
            if let weightShape, n.needs(1) { gradients[1] = try (g * hat).sumTo(affineShape ?? weightShape).reshape(weightShape) }
            if let biasShape, n.needs(2) { gradients[2] = try g.sumTo(affineShape ?? biasShape).reshape(biasShape) }
            return Gradients(all: gradients)
        }
    }
    final func moments(_ dims: [Int], _ eps: Double) throws -> (mean: NDArray, rstd: NDArray, variance: NDArray) {
        let array = dtype.isHalf ? try array.cast(to: .float32) : array
        let mean = try array.mean(dims, keepdim: true)
        let variance = try array.variance(dims, correction: 0, keepdim: true)
        return (mean, try .unary(.rsqrt, .binary(.add, variance, .float(eps))), variance)
    }

    package final func layerNorm(_ sizes: [Int], _ weight: Tensor?, _ bias: Tensor?, eps: Double) throws -> Tensor {
        try checkNormalizedShape(sizes, weight, bias, "layer_norm")
        let dims = Array((rank - sizes.count)..<rank)
        let width = sizes.reduce(1, &*), parameters = [weight?.array, bias?.array]
        if array.hasPlainRows(width, parameters) {
            var moments = shape
            for d in dims { moments[d] = 1 }
            let made = try array.rowsNormalized(width, eps: eps, weight: parameters[0], bias: parameters[1], moments: moments)
            return try normalized(
                "NativeLayerNormBackward0", over: dims, mean: made.mean, rstd: made.rstd, weight: weight, bias: bias, affineShape: nil, byRows: made.out)
        }
        let m = try moments(dims, eps)
        return try normalized("NativeLayerNormBackward0", over: dims, mean: m.mean, rstd: m.rstd, weight: weight, bias: bias, affineShape: nil)
    }
    private func checkNormalizedShape(_ sizes: [Int], _ weight: Tensor?, _ bias: Tensor?, _ name: String) throws {
        guard !sizes.isEmpty else {
            throw Raised.runtimeError("Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = \(sizes)")
        }
        for (tensor, word) in [(weight, "weight"), (bias, "bias")] {
            if let tensor, tensor.shape.array != sizes {
                throw Raised.runtimeError(
                    "Expected \(word) to be of same shape as normalized_shape, but got \(word) of shape \(tensor.shape) and normalized_shape = \(sizes)")
            }
        }
        if name == "layer_norm" { try checkMixed([weight, bias]) }
        guard rank >= sizes.count, Array(shape.array.suffix(sizes.count)) == sizes else {
            throw Raised.runtimeError(
                "Given normalized_shape=\(sizes), expected input with shape [*\(name == "rms_norm" ? "" : ", ")\(sizes.map(String.init).joined(separator: ", "))], but got input of size\(shape)")
        }
        guard dtype.isFloatingPoint else { throw TensorError.unsupported(name == "rms_norm" ? name : "LayerNormKernelImpl", dtype) }
    }
    /// Parameters have the input's dtype, or all of them are float32 and the input is a half.
    private func checkMixed(_ parameters: [Tensor?]) throws {
        let given = parameters.compactMap { $0 }
        guard let first = given.first else { return }
        if first.dtype == dtype { return try given.forEach { try expect($0) } }
        guard given.allSatisfy({ $0.dtype == .float32 }) else { throw Raised.runtimeError("mixed dtype (CPU): expect parameter to have scalar type of Float") }
        guard dtype.isHalf else { throw Raised.runtimeError("mixed dtype (CPU): all inputs must share same datatype.") }
    }

    /// Running statistics are updated in place while training.
    package final func batchNorm(
        _ runningMean: Tensor?, _ runningVariance: Tensor?, _ weight: Tensor?, _ bias: Tensor?, training: Bool, momentum: Double, eps: Double,
        name: String = "NativeBatchNormBackward0"
    ) throws -> Tensor {
        if rank == 1, count == 0 { return try clone() }
        guard (runningMean == nil) == (runningVariance == nil) else {
            if training { throw Raised.valueError("running_mean and running_var must either both be None or neither be None") }
            throw Raised.runtimeError("running_\(runningMean == nil ? "mean" : "var") must be defined in evaluation mode")
        }
        // Too few dimensions have no channels.
        let channels = rank >= 2 ? shape[1] : 0
        for (tensor, word) in [(runningMean, "running_mean"), (runningVariance, "running_var"), (weight, "weight"), (bias, "bias")] {
            if let tensor, tensor.count != channels {
                throw Raised.runtimeError("\(word) should contain \(channels) elements not \(tensor.count)")
            }
            if let tensor, tensor.rank != 1, word.hasPrefix("running") { throw Raised.runtimeError("TensorAccessor expected 1 dims but tensor has \(tensor.rank)") }
        }
        guard rank >= 2 else { throw Raised.indexError("Dimension out of range (expected to be in range of [-\(Swift.max(rank, 1)), \(Swift.max(rank, 1) - 1)], but got 1)") }
        guard training || (runningMean != nil && runningVariance != nil) else { throw Raised.runtimeError("Expected running_mean and running_var to be defined when training=False") }
        if training, count / Swift.max(channels, 1) == 1 {
            throw Raised.valueError("Expected more than 1 value per channel when training, got input size \(SizeObject(shape).repr())")
        }
        guard dtype.isFloatingPoint else { throw TensorError.unsupported("batch_norm", dtype) }
        try checkMixed([weight, bias, runningMean, runningVariance])
        let affine = Dims((0..<rank).map { $0 == 1 ? channels : 1 })
        let dims = (0..<rank).filter { $0 != 1 }
        if training {
            let m = try channelMoments(dims, affine, eps)
            if let runningMean, let runningVariance {
                let size = Double(count / Swift.max(channels, 1))
                let unbiased = try NDArray.binary(.mul, m.variance, .float(size / Swift.max(size - 1, 1)))
                for (running, now) in [(runningMean, m.mean), (runningVariance, unbiased)] {
                    try NDArray.binary(.mul, running.array, .float(1 - momentum), into: running.array)
                    try running.array.addInPlace(now.reshape(running.shape).cast(to: running.dtype), alpha: momentum)
                    running.wrote()
                }
            }
            // In half precision, PyTorch keeps the two as halves, too.
            func kept(_ x: NDArray) throws -> NDArray { dtype.isHalf ? try x.cast(to: dtype).cast(to: x.dtype) : x }
            return try normalized(name, over: dims, mean: kept(m.mean), rstd: kept(m.rstd), weight: weight, bias: bias, affineShape: affine)
        }
        guard let runningMean, let runningVariance else { return self }
        let mean = try runningMean.array.cast(to: dtype).reshape(affine).copy()
        let rstd = try NDArray.unary(.rsqrt, .binary(.add, runningVariance.array.cast(to: dtype).reshape(affine), .float(eps)))
        return try normalized(name, over: dims, mean: mean, rstd: rstd, weight: weight, bias: bias, affineShape: affine, fixed: true)
    }

    package final func instanceNorm(
        _ runningMean: Tensor?, _ runningVariance: Tensor?, _ weight: Tensor?, _ bias: Tensor?, useInputStats: Bool, momentum: Double, eps: Double
    ) throws -> Tensor {
        if useInputStats, shape.dropFirst(2).reduce(1, &*) == 1 {
            throw Raised.valueError("Expected more than 1 spatial element when training, got input size \(SizeObject(shape).repr())")
        }
        guard rank >= 2 else { throw Raised.runtimeError("Expected at least 2 dimensions for instance_norm, but got \(rank)") }
        // Each sample's channels are channels of one large sample.
        let batch = shape[0], channels = shape[1]
        if batch == 0, weight != nil { throw Raised.indexError("select(): index 0 out of range for tensor of size [0] at dimension 0") }
        let (all, overflow) = batch.multipliedReportingOverflow(by: channels)
        guard !overflow else { throw Raised.runtimeError("Storage size calculation overflowed with sizes=\(shape)") }
        let target = Dims([1, all] + Array(shape.dropFirst(2)))
        func repeated(_ tensor: Tensor?) throws -> Tensor? { try tensor?.repeat([batch]) }
        let mean = try repeated(runningMean), variance = try repeated(runningVariance)
        let result = try contiguous().view(target).batchNorm(
            mean, variance, repeated(weight), repeated(bias), training: useInputStats, momentum: momentum, eps: eps)
        if useInputStats {
            for (whole, running) in [(mean, runningMean), (variance, runningVariance)] {
                if let whole, let running {
                    try running.array.copy(from: whole.array.view([batch, channels]).mean([0]))
                    running.wrote()
                }
            }
        }
        return try result.view(shape)
    }

    package final func groupNorm(_ groups: Int, _ weight: Tensor?, _ bias: Tensor?, eps: Double) throws -> Tensor {
        guard rank >= 2 else { throw Raised.runtimeError("Expected at least 2 dimensions for input tensor but received \(rank)") }
        guard groups > 0 else { throw Raised.runtimeError("Expected num groups to be greater than 0, got \(groups)") }
        guard shape[1] % groups == 0 else {
            throw Raised.runtimeError(
                "Expected number of channels in input to be divisible by num_groups, but got input of shape \(shape) and num_groups=\(groups)")
        }
        for (tensor, word) in [(weight, "weight"), (bias, "bias")] {
            if let tensor, tensor.count != shape[1] {
                throw Raised.runtimeError(
                    "Expected \(word) to be a vector of size equal to the number of channels in input, but got \(word) of shape \(tensor.shape) and input of shape \(shape)")
            }
        }
        try checkMixed([weight, bias])
        guard dtype.isFloatingPoint else { throw TensorError.unsupported("GroupNormKernelImpl", dtype) }
        let batch = shape[0], channels = shape[1], inner = shape.dropFirst(2).reduce(1, &*)
        // (batch, groups, channels / groups, inner), as one node with the gradients of the parts.
        let grouped: Dims = [batch, groups, channels / groups, inner]
        let affine: Dims = [1, groups, channels / groups, 1]
        let source = shape
        let out: NDArray, mean: NDArray, rstd: NDArray
        let isPlain = array.hasPlainChannels && [weight, bias].allSatisfy { $0?.array.isContiguous ?? true }
        if isPlain {
            (out, mean, rstd) = try array.groupNormalized(groups, eps: eps, weight: weight?.array, bias: bias?.array)
        } else {
            let flat = Tensor(try array.reshape(grouped)), m = try flat.moments([2, 3], eps)
            func wide(_ x: NDArray) throws -> NDArray { x.dtype.isHalf ? try x.cast(to: .float32) : x }
            var y = try NDArray.binary(.mul, .binary(.sub, wide(flat.array), m.mean), m.rstd)
            if let weight { y = try .binary(.mul, y, wide(weight.array.reshape(affine))) }
            if let bias { y = try .binary(.add, y, wide(bias.array.reshape(affine))) }
            (out, mean, rstd) = (try y.cast(to: dtype), m.mean, m.rstd)
        }
        let size = Double(channels / groups * inner)
        let weightShape = weight?.shape, biasShape = bias?.shape
        return try record(try out.reshape(shape), "NativeGroupNormBackward0", inputs: [self, weight, bias], saving: [self, weight, Tensor(mean.cast(to: dtype)), Tensor(rstd.cast(to: dtype))]) { n, g in
            if isPlain, !GradMode.isEnabled, g.dtype == .float32 {
                let slopes = try n.saved(0).array.groupSlopes(
                    groups, g.array.contiguous(), mean: n.saved(2).array, rstd: n.saved(3).array, weight: n.savedOptional(1)?.array, ofX: n.needs(0))
                return Gradients(all: [slopes.x.map(Tensor.init), n.needs(1) ? Tensor(slopes.weight) : nil, n.needs(2) ? Tensor(slopes.bias) : nil])
            }
            let x = try n.saved(0).reshape(grouped), weight = try n.savedOptional(1)?.reshape(affine)
            let g = try g.reshape(grouped)
            var mean = try n.saved(2), rstd = try n.saved(3)
            if GradMode.isEnabled {
                mean = try x.mean([2, 3], keepdim: true)
                let centred = try x - mean
                rstd = try ((centred * centred).mean([2, 3], keepdim: true) + eps).rsqrt()
            }
            let hat = try (x - mean) * rstd
            let gy = try weight.map { try g * $0 } ?? g
            var gradients: [Tensor?] = [nil, nil, nil]
            if n.needs(0) {
                let a = try gy.sum([2, 3], keepdim: true) / size, b = try (gy * hat).sum([2, 3], keepdim: true) / size
                gradients[0] = try ((gy - a - hat * b) * rstd).reshape(source)
            }
            if let weightShape, n.needs(1) { gradients[1] = try (g * hat).sumTo(affine).reshape(weightShape) }
            if let biasShape, n.needs(2) { gradients[2] = try g.sumTo(affine).reshape(biasShape) }
            return Gradients(all: gradients)
        }
    }

    package final func rmsNorm(_ sizes: [Int], _ weight: Tensor?, eps: Double?) throws -> Tensor {
        if let weight, !sizes.isEmpty, weight.shape.array != sizes {
            throw Raised.runtimeError("Expected weight to be of same shape as normalized_shape, but got weight of shape \(weight.shape) and normalized_shape = \(sizes)")
        }
        if rank < sizes.count { throw Raised.valueError("Input tensor must have at least \(sizes.count) dimensions, but got \(rank)") }
        try checkNormalizedShape(sizes, weight, nil, "rms_norm")
        let dims = Array((rank - sizes.count)..<rank)
        if dtype.isHalf { return try cast(to: .float32).rmsNorm(sizes, weight?.cast(to: .float32), eps: eps).cast(to: dtype) }
        let scale = try pow(.int(2)).mean(dims, keepdim: true).add(.float(eps ?? dtype.floatLimits?.eps ?? 0)).renamed("AddBackward0", "AddBackward1").rsqrt()
        let result = try mul(scale)
        return try weight.map { try result.mul($0) } ?? result
    }

    package final func localResponseNorm(_ size: Int, alpha: Double, beta: Double, k: Double) throws -> Tensor {
        guard rank >= 3 else {
            throw Raised.valueError("Expected 3D or higher dimensionality                          input (got \(rank) dimensions)")
        }
        if count == 0 { return self }
        guard size > 0 else { throw Raised.runtimeError("size must be positive") }
        let square = try mul(self).unsqueeze(1)
        // A mean over neighbouring channels.
        var pool = Pooling(kernel: [1], stride: [1], padding: [0])
        let averaged: Tensor
        if rank == 3 {
            pool = Pooling(kernel: [size, 1], stride: [1, 1], padding: [0, 0])
            averaged = try square.padded([0, 0, size / 2, (size - 1) / 2]).averagePool(2, pool).squeeze(1)
        } else {
            let flat = try square.view([shape[0], 1, shape[1], shape[2], -1])
            pool = Pooling(kernel: [size, 1, 1], stride: [1, 1, 1], padding: [0, 0, 0])
            averaged = try flat.padded([0, 0, 0, 0, size / 2, (size - 1) / 2]).averagePool(3, pool).squeeze(1).view(shape)
        }
        return try div(averaged.mul(.float(alpha)).add(.float(k)).pow(.float(beta)))
    }

    /// x / max(norm(x), eps)
    package final func normalize(_ p: Double, _ dim: Int, eps: Double) throws -> Tensor {
        let norm = try vectorNorm(p, [dim], keepdim: true)
        return try div(norm.clampMin(eps).expand(shape))
    }
    private func clampMin(_ low: Double) throws -> Tensor {
        record(try .unary(.clampMin, array, low), "ClampMinBackward0", self, saving: self) { n, g in
            let x = try n.saved(0)
            return Gradients(try Tensor.where(x.ge(.float(low)), g, Tensor(.scalar(.int(0), g.dtype))))
        }
    }

    package static func cosineSimilarity(_ a: Tensor, _ b: Tensor, _ dim: Int, eps: Double) throws -> Tensor {
        let (p, q) = try NDArray.promoted(a.array, b.array)
        guard p.dtype.isFloatingPoint else { throw Raised.runtimeError("expected common dtype to be floating point, yet common dtype is \(p.dtype.scalarName)") }
        _ = q
        let shape = try Dims.broadcast(a.shape, b.shape)
        let x = try a.cast(to: p.dtype).expand(shape), y = try b.cast(to: p.dtype).expand(shape)
        func unit(_ t: Tensor) throws -> Tensor { try t.div(t.vectorNorm(2, [dim], keepdim: true).clone().clamp(min: .float(eps), max: nil)) }
        return try unit(x).mul(unit(y)).sum([dim])
    }
}
extension Tensor {
    /// A weight of length `g` (one for each slice of `dim`; of all if that is -1) in the direction of `v`. PyTorch has a kernel for the first
    /// and the last dimension.
    package static func weightNorm(_ v: Tensor, _ g: Tensor, dim: Int) throws -> Tensor {
        func scaled(_ v: Tensor, _ g: Tensor) throws -> Tensor {
            let others = (0..<v.rank).filter { $0 != dim }
            return try v * (g / (dim == -1 ? v.vectorNorm(2, nil) : v.vectorNorm(2, others, keepdim: true)))
        }
        guard v.rank > 0, dim == 0 || dim == v.rank - 1 else { return try scaled(v, g) }
        return try composed("WeightNormInterfaceBackward0", [v, g]) { inputs in
            guard let v = inputs[0], let g = inputs[1] else { return Tensor(try .zeros([])) }
            return try scaled(v, g)
        }
    }
    /// The distances of many rows by one matrix product: |x|² - 2 x y + |y|².
    fileprivate final func euclideanDistances(to other: Tensor) throws -> Tensor {
        let lead = try Dims.broadcast(Dims(shape.dropLast(2)), Dims(other.shape.dropLast(2))).array
        let x = try expand(Dims(checking: lead + shape.array.suffix(2))), y = try other.expand(Dims(checking: lead + other.shape.array.suffix(2)))
        let out = try GradMode.with(false) {
            let first = try (x * x).sum([-1], keepdim: true), second = try (y * y).sum([-1], keepdim: true)
            let left = try Tensor.cat([x * -2, first, first.onesLike()], -1), right = try Tensor.cat([y, second.onesLike(), second], -1)
            return try left.matmul(right.transpose(-2, -1)).clamp(min: .int(0), max: nil as Scalar?).sqrt()
        }
        return try record(out.array, "EuclideanDistBackward0", x, y, saving: x, y, result: true) { n, g in
            let x = try n.saved(0), y = try n.saved(1), distance = try n.result()
            let ratio = try (g / distance).maskedFill(distance.eq(.int(0)), .int(0))
            return Gradients(
                try x * ratio.sum([-1], keepdim: true) - ratio.matmul(y), try y * ratio.sum([-2]).unsqueeze(-1) - ratio.transpose(-2, -1).matmul(x))
        }.view(out.shape.array)
    }
}

enum Normalizations {
    static var ops: [Op] {
        [
            Op("layer_norm", "input, normalized_shape, weight=None, bias=None, eps=1e-05", "Mean 0 and variance 1 over the last dimensions.", "F.layer_norm(tensor([[1., 3.]]), (2,))", [.function, .functional]) { a in
                try a.tensor(0).layerNorm(a.intList(1), a.optionalTensor(2), a.optionalTensor(3), eps: a.double(4))
            },
            Op("batch_norm", "input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05", "Mean 0 and variance 1 for each channel over the batch.", "F.batch_norm(ones(2, 1), zeros(1), ones(1))", .functional) { a in
                if try a[5].isTrue(), try a.tensor(0).rank == 0 { throw Raised.indexError("tuple index out of range") }
                return try a.tensor(0).batchNorm(
                    a.optionalTensor(1), a.optionalTensor(2), a.optionalTensor(3), a.optionalTensor(4), training: a[5].isTrue(), momentum: a.double(6),
                    eps: a.double(7))
            },
            Op("instance_norm", "input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, eps=1e-05", "Mean 0 and variance 1 for each channel of each sample.", "F.instance_norm(rand(1, 1, 4)).shape", .functional) { a in
                try a.tensor(0).instanceNorm(
                    a.optionalTensor(1), a.optionalTensor(2), a.optionalTensor(3), a.optionalTensor(4), useInputStats: a[5].isTrue(), momentum: a.double(6), eps: a.double(7))
            },
            Op("group_norm", "input, num_groups, weight=None, bias=None, eps=1e-05", "Mean 0 and variance 1 for groups of channels.", "F.group_norm(rand(1, 4), 2).shape", [.function, .functional]) { a in
                let x = try a.tensor(0)
                if a.form != .functional {
                    if x.rank == 0 { throw Raised.indexError("Dimension specified as 0 but tensor has no dimensions") }
                    _ = try x.array.wrap(dim: 1)
                } else if x.rank >= 2, a[1].asInt == 0 {
                    throw Raised(ExceptionTypes.zeroDivisionError, "integer division or modulo by zero")
                }
                return try x.groupNorm(a.int(1), a.optionalTensor(2), a.optionalTensor(3), eps: a.double(4))
            },
            Op("rms_norm", "input, normalized_shape, weight=None, eps=None", "A mean square of 1 over the last dimensions.", "F.rms_norm(tensor([3., 4.]), (2,))", [.function, .functional]) { a in
                try a.tensor(0).rmsNorm(a.intList(1), a.optionalTensor(2), eps: a.optionalDouble(3))
            },
            Op("local_response_norm", "input, size, alpha=0.0001, beta=0.75, k=1.0", "Divides by the neighbouring channels' size.", "F.local_response_norm(ones(1, 2, 3), 2)", .functional, layer: "LocalResponseNorm") { a in
                try a.tensor(0).localResponseNorm(a.int(1), alpha: a.double(2), beta: a.double(3), k: a.double(4))
            },
            Op("normalize", "input, p=2.0, dim=1, eps=1e-12, out=None", "Vectors of length 1.", "normalize(tensor([[3., 4.]]))", .functional) { a in
                try a.tensor(0).normalize(a.double(1), a.int(2), eps: a.double(3))
            },
            Op("cosine_similarity", "x1, x2, dim=1, eps=1e-08", "The cosine of the angle between vectors.", "cosine_similarity(tensor([[1., 0.]]), tensor([[1., 1.]]))", [.function, .functional], layer: "CosineSimilarity") { a in
                try Tensor.cosineSimilarity(a.tensor(0), a.tensor(1), a.int(2), eps: a.double(3))
            },
            Op("pairwise_distance", "x1, x2, p=2.0, eps=1e-06, keepdim=False", "The distances between rows.", "pairwise_distance(tensor([[0., 0.]]), tensor([[3., 4.]]))", [.function, .functional], layer: "PairwiseDistance") { a in
                let d = try (a.tensor(0) - a.tensor(1)).add(.float(a.double(3)))
                return try d.vectorNorm(a.double(2), [-1], keepdim: a.bool(4)).renamed("LinalgVectorNormBackward0", "NormBackward1")
            },
            Op("cdist", "x1, x2, p=2.0, compute_mode='use_mm_for_euclid_dist_if_necessary'", "The distances between all pairs of rows.", "cdist(tensor([[0., 0.]]), tensor([[3., 4.]]))", .function) { a in
                let x = try a.tensor(0), y = try a.tensor(1)
                guard x.rank >= 2 else { throw Raised.runtimeError("cdist only supports at least 2D tensors, X1 got: \(x.rank)D") }
                guard y.rank >= 2 else { throw Raised.runtimeError("cdist only supports at least 2D tensors, X2 got: \(y.rank)D") }
                guard x.shape.last == y.shape.last else {
                    throw Raised.runtimeError("X1 and X2 must have the same number of columns. X1: \(x.shape.last ?? 0) X2: \(y.shape.last ?? 0)")
                }
                for (place, tensor) in [x, y].enumerated() where !tensor.dtype.isFloatingPoint {
                    throw Raised.runtimeError("cdist only supports floating-point dtypes, X\(place + 1) got: \(tensor.dtype.scalarName)")
                }
                let p = try a.double(2), mode = a[3].asString ?? ""
                guard ["use_mm_for_euclid_dist_if_necessary", "use_mm_for_euclid_dist", "donot_use_mm_for_euclid_dist"].contains(mode) else {
                    throw Raised.valueError("\(try a[3].str()) is not a valid value for compute_mode")
                }
                guard p >= 0 else { throw Raised.runtimeError("cdist only supports non-negative p values") }
                if x.dtype.isHalf { throw TensorError.unsupported("cdist", x.dtype) }
                try x.expect(y)
                let isLong = x.shape[x.rank - 2] > 25 || y.shape[y.rank - 2] > 25
                if p == 2, mode == "use_mm_for_euclid_dist" || (mode.hasSuffix("necessary") && isLong) { return try x.euclideanDistances(to: y) }
                return try Tensor.composed("CdistBackward0", [x, y]) { inputs in
                    guard let x = inputs[0], let y = inputs[1] else { return Tensor(try .zeros([])) }
                    return try (x.unsqueeze(-2) - y.unsqueeze(-3)).vectorNorm(p, [-1])
                }
            },
        ]
    }
}
