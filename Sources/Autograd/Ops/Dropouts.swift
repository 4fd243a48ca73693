import ObjectModel
import TensorCore

// Random zeros while training; and other functions that draw numbers.

extension Tensor {
    private static func checkProbability(_ p: Double) throws {
        guard p >= 0, p <= 1 else { throw Raised.valueError("dropout probability has to be between 0 and 1, but got \(FloatText.repr(p))") }
    }
    /// Zeros with probability `p`; what stays is scaled up. The mask has `maskShape`.
    private func dropped(_ p: Double, _ maskShape: Dims, _ generator: Generator = .standard) throws -> Tensor {
        if p == 0 { return try self * Tensor(.ones(maskShape, dtype)) }
        if p == 1 { return try self * Tensor(.zeros(shape, dtype)) }
        let noise = maskShape == shape ? try array.emptyLike() : try NDArray.empty(maskShape, dtype)
        try noise.inMemoryOrder().bernoulli(1 - p, generator)
        try NDArray.binary(.div, noise, .float(1 - p), into: noise)
        return try mul(Tensor(noise))
    }
    package final func dropout(_ p: Double, training: Bool) throws -> Tensor {
        try Tensor.checkProbability(p)
        if !training || p == 0 || count == 0 { return self }
        if !dtype.isFloatingPoint { throw Raised.runtimeError("result type Float can't be cast to the desired output type \(dtype.scalarName)") }
        return try dropped(p, shape)
    }
    /// Whole channels.
    package final func channelDropout(_ p: Double, training: Bool, spatial: Int?) throws -> Tensor {
        try Tensor.checkProbability(p)
        if !training || p == 0 || count == 0 { return self }
        if !dtype.isFloatingPoint, rank >= 2 { throw Raised.runtimeError("result type Float can't be cast to the desired output type \(dtype.scalarName)") }
        let batched = spatial.map { rank == $0 + 1 } == true ? try unsqueeze(0) : self
        guard batched.rank >= 2 else { throw Raised.runtimeError("Feature dropout requires at least 2 dimensions in the input") }
        let mask = Dims((0..<batched.rank).map { $0 < 2 ? batched.shape[$0] : 1 })
        let result = try batched.dropped(p, mask)
        return batched === self ? result : try result.squeeze(0)
    }
    /// Keeps mean and variance of `selu`'s outputs.
    package final func alphaDropout(_ p: Double, training: Bool, channels: Bool = false) throws -> Tensor {
        try Tensor.checkProbability(p)
        if !training || p == 0 || count == 0 { return self }
        if p == 1 { return try mul(Tensor(.zeros(shape, dtype))) }
        if channels, rank < 2 { throw Raised.runtimeError("Feature dropout requires at least 2 dimensions in the input") }
        if !dtype.isFloatingPoint { throw Raised.runtimeError("result type Float can't be cast to the desired output type \(dtype == .bool ? "Long" : dtype.scalarName)") }
        let alpha = 1.7580993408473766
        let noise = try NDArray.empty(channels ? Dims((0..<rank).map { $0 < 2 ? shape[$0] : 1 }) : shape, dtype)
        try noise.bernoulli(1 - p)
        let a = 1 / ((alpha * alpha * p + 1) * (1 - p)).squareRoot()
        let shift = try Tensor(noise).sub(.int(1)).mul(.float(alpha * a)).add(.float(alpha * a * p))
        return try mul(Tensor(noise).mul(.float(a))).add(shift)
    }
    package final func rrelu(_ low: Double, _ high: Double, training: Bool) throws -> Tensor {
        guard low <= high else { throw Raised.runtimeError("Lower bound should be less than or equal to the upper bound") }
        if !training { return try leakyRelu((low + high) / 2).renamed("LeakyReluBackward0", "RreluWithNoiseBackward0") }
        guard dtype.isFloatingPoint, dtype != .float16 else { throw TensorError.unsupported("rrelu_with_noise_out_cpu", dtype) }
        // A random slope for each negative element, 1 for the others.
        let slopes = try NDArray.ones(shape, dtype)
        let random = try NDArray.empty([1], .float64)
        let values = try array.contiguous(), flat = try slopes.view([-1])
        for i in 0..<count where values.scalar(atOffset: i).double <= 0 {
            try random.uniform(low, high)
            flat.store(.float(random.scalar(atOffset: 0).double), atOffset: i)
        }
        let noise = Tensor(slopes)
        return record(try .binary(.mul, array, slopes), "RreluWithNoiseBackward0", self, saving: noise) { n, g in Gradients(try g * n.saved(0)) }
    }
    package final func gumbelSoftmax(_ tau: Operand, hard: Bool, _ dim: Int) throws -> Tensor {
        let noise = try NDArray.empty(shape, dtype)
        try noise.exponential()
        let gumbels = try Tensor(noise).log().neg()
        let soft = try add(gumbels).div(tau).softmax(dim)
        guard hard else { return soft }
        let index = try soft.max(dim, keepdim: true).1
        let one = try Tensor(NDArray.zeros(shape, dtype)).scatter(dim, index, value: .int(1))
        return try one.sub(soft.detach()).add(soft)
    }
}

enum Dropouts {
    private static func channel(_ spatial: Int) -> Op {
        Op("dropout\(spatial)d", "input, p=0.5, training=True, inplace=False", "Sets whole channels to zero with probability `p`.", "F.dropout\(spatial)d(ones(1, 2, \(Array(repeating: "2", count: spatial).joined(separator: ", "))), training=False).shape", .functional) { a in
            let x = try a.tensor(0), most = spatial + 2
            if spatial == 1, x.rank != 2, x.rank != 3 {
                throw Raised.runtimeError(
                    "dropout1d: Expected 2D or 3D input, but received a \(x.rank)D input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 "
                        + "spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).")
            }
            if spatial > 1, x.rank != most, x.rank != most - 1 {
                Warnings.emit(
                    "dropout\(spatial)d: Received a \(x.rank)-D input to dropout\(spatial)d, which is deprecated and will result in an error in a future release. To retain the "
                        + "behavior and silence this warning, please use dropout instead. Note that dropout\(spatial)d exists to provide channel-wise dropout on inputs with "
                        + "\(spatial) spatial dimensions, a channel dimension, and an optional batch dimension (i.e. \(most - 1)D or \(most)D inputs).")
            }
            let isSequence = spatial == 2 && x.rank == 3
            if isSequence {
                Warnings.emit(
                    "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired - input is interpreted as shape (N, C, L), "
                        + "where C is the channel dim. This behavior will change in a future release to interpret the input as one without a batch dimension, i.e. shape "
                        + "(C, H, W). To maintain the 1D channel-wise dropout behavior, please switch to using dropout1d instead.")
            }
            return try write(a, 3) { try $0.channelDropout(a.double(1), training: a[2].isTrue(), spatial: isSequence ? 1 : spatial) }
        }
    }
    private static func write(_ a: OpArguments, _ flag: Int, _ body: (Tensor) throws -> Tensor) throws -> Tensor {
        let x = try a.tensor(0)
        // Shown as it was written.
        if flag == 3, case .int(let p) = a[1], p < 0 || p > 1 { throw Raised.valueError("dropout probability has to be between 0 and 1, but got \(p)") }
        guard try a[flag].isTrue() else { return try body(x) }
        return try x.overwrite(a.op.name + "_", body)
    }
    static var ops: [Op] {
        [
            Op("dropout", "input, p=0.5, training=True, inplace=False", "Sets elements to zero with probability `p` and scales the others up.", "F.dropout(ones(3), training=False)", .functional) { a in
                if a[1].asString != nil { throw Raised.typeError("'<' not supported between instances of 'str' and 'float'") }
                return try write(a, 3) { try $0.dropout(a.double(1), training: a[2].isTrue()) }
            },
            Op("dropout", "input, p, train", "Sets elements to zero with probability `p` and scales the others up.", "torch.dropout(ones(3), 0.5, False)", .function) { a in
                let p = try a.double(1)
                guard p >= 0, p <= 1 else { throw Raised.runtimeError("dropout probability has to be between 0 and 1, but got \(FloatText.short(p))") }
                return try a.tensor(0).dropout(a.double(1), training: a.bool(2)) },
            channel(1), channel(2), channel(3),
            Op("alpha_dropout", "input, p=0.5, training=False, inplace=False", "Dropout that keeps mean and variance after `selu`.", "F.alpha_dropout(ones(3))", .functional) { a in
                try write(a, 3) { try $0.alphaDropout(a.double(1), training: a[2].isTrue()) }
            },
            Op("feature_alpha_dropout", "input, p=0.5, training=False, inplace=False", "`alpha_dropout` of whole channels.", "F.feature_alpha_dropout(ones(1, 2, 2))", .functional) { a in
                try write(a, 3) { try $0.alphaDropout(a.double(1), training: a[2].isTrue(), channels: true) }
            },
            Op("rrelu", "input, lower=0.125, upper=0.3333333333333333, training=False, inplace=False", "Negative elements are multiplied by a random slope.", "rrelu(tensor([-1., 2.]))", .functional, layer: "RReLU") { a in
                try write(a, 4) { try $0.rrelu(a.double(1), a.double(2), training: a[3].isTrue()) }
            },
            Op("gumbel_softmax", "logits, tau=1.0, hard=False, eps=1e-10, dim=-1", "Random choices, as soft or hard rows.", "F.gumbel_softmax(ones(1, 3)).shape", .functional) { a in
                try a.tensor(0).gumbelSoftmax(a.operand(1), hard: a[2].isTrue(), a.int(4))
            },
        ]
    }
}
