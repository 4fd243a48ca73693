import ObjectModel
import TensorCore

// How far a prediction is from its target. Those that PyTorch composes are composed here, too.

package enum Reduction: String {
    case none, mean, sum
    /// From the argument `reduction`, and from the ancient `size_average` and `reduce`.
    static func read(_ a: OpArguments, _ index: Int, sizeAverage: Int? = nil, reduce: Int? = nil) throws -> Reduction {
        if let sizeAverage, let reduce, !(a.isNone(sizeAverage) && a.isNone(reduce)) {
            let average = try a.isNone(sizeAverage) ? true : a[sizeAverage].isTrue(), reduces = try a.isNone(reduce) ? true : a[reduce].isTrue()
            let result: Reduction = !reduces ? .none : average ? .mean : .sum
            Warnings.emit("size_average and reduce args will be deprecated, please use reduction='\(result.rawValue)' instead.")
            return result
        }
        // Nearly always one of the three words themselves.
        if a[index].isText("mean") { return .mean }
        if a[index].isText("sum") { return .sum }
        if a[index].isText("none") { return Reduction.none }
        let word = try a[index].asString ?? a[index].str()
        guard let found = Reduction(rawValue: word) else { throw Raised.valueError("\(word) is not a valid value for reduction") }
        return found
    }
}

extension Tensor {
    package final func reduced(_ reduction: Reduction) throws -> Tensor {
        switch reduction {
        case .none: self
        case .mean: try mean()
        case .sum: try sum()
        }
    }

    /// What PyTorch says when a loss has to broadcast.
    static func warnAboutSizes(_ input: Tensor, _ target: Tensor) {
        guard input.shape != target.shape else { return }
        Warnings.emit(
            "Using a target size (\(SizeObject(target.shape).repr())) that is different to the input size (\(SizeObject(input.shape).repr())). This will "
                + "likely lead to incorrect results due to broadcasting. Please ensure they have the same size.")
    }

    /// What float32 has a kernel for: a loss's values and slopes, and the loss's parameter. No tensors are made on the way.
    struct PairKernels {
        let value, slope: PairOp
        var parameter: Double = 0
        func values(_ x: Tensor, _ y: Tensor, _ reduction: Reduction) throws -> NDArray? {
            guard x.shape == y.shape, let each = try NDArray.pair(value, x.array, y.array, parameter) else { return nil }
            return switch reduction {
            case .none: each
            case .mean: try each.mean()
            case .sum: try each.sum()
            }
        }
        /// Of one gradient for all elements, which the slopes are multiplied by; nil where the composition has to do.
        func gradient(_ x: Tensor, _ y: Tensor, _ g: Tensor, _ reduction: Reduction) throws -> NDArray? {
            guard !GradMode.isEnabled, reduction != .none, g.dtype == .float32, x.shape == y.shape else { return nil }
            var factor = try g.array.item().double
            // Rounded as a tensor of one number would be.
            if reduction == .mean { factor = Double(Float(factor) / Float(x.count)) }
            return try NDArray.pair(slope, x.array, y.array, parameter, 0, factor)
        }
    }
    /// A loss of two tensors with a kernel of its own: `slope` is its derivative by the input (and, negated, by the target).
    private func pairLoss(
        _ target: Tensor, _ name: String, _ reduction: Reduction, _ kernels: PairKernels?, _ value: (Tensor, Tensor) throws -> Tensor,
        _ slope: @escaping (Tensor, Tensor) throws -> Tensor
    ) throws -> Tensor {
        // Broadcast before the node: PyTorch's losses expand their operands.
        let both = shape == target.shape ? shape : try Dims.broadcast(shape, target.shape)
        let target = target.dtype == .bool && dtype != .bool ? try target.cast(to: dtype) : target
        let x = shape == both ? self : try expand(both), y = target.shape == both ? target : try target.expand(both)
        let out = try kernels?.values(x, y, reduction) ?? GradMode.with(false) { try value(x, y).reduced(reduction) }.array
        let count = Double(both.product)
        return record(out, name, x, y, saving: x, y) { n, g in
            if let first = try kernels?.gradient(n.saved(0), n.saved(1), g, reduction) {
                return Gradients(n.needs(0) ? Tensor(first) : nil, n.needs(1) ? Tensor(try NDArray.unary(.neg, first)) : nil)
            }
            let d = try slope(n.saved(0), n.saved(1))
            let factor = reduction == .mean ? try g / count : g
            let first = try d * factor
            return Gradients(n.needs(0) ? first : nil, n.needs(1) ? try first.neg() : nil)
        }
    }

    package final func mseLoss(_ target: Tensor, _ reduction: Reduction = .mean) throws -> Tensor {
        let both = DType.promoted(dtype, target.dtype)
        if !both.isFloatingPoint, both != .bool { throw TensorError.unsupported("mse_cpu", both) }
        return try pairLoss(
            target, "MseLossBackward0", reduction, PairKernels(value: .squares, slope: .squaresSlope), { try ($0 - $1).pow(.int(2)) }, { try ($0 - $1) * 2 })
    }
    package final func smoothL1Loss(_ target: Tensor, _ reduction: Reduction = .mean, beta: Double = 1) throws -> Tensor {
        if beta < 0 { throw Raised.runtimeError("smooth_l1_loss does not support negative values for beta.") }
        if beta == 0 { return try l1Loss(target, reduction) }
        return try pairLoss(
            target, "SmoothL1LossBackward0", reduction, PairKernels(value: .smoothL1, slope: .smoothL1Slope, parameter: beta),
            { x, y in
                let d = try (x - y).abs()
                return try Tensor.where(d.lt(.float(beta)), d * d * 0.5 / beta, d - 0.5 * beta)
            },
            { x, y in
                let d = try x - y
                return try Tensor.where(d.abs().lt(.float(beta)), d / beta, d.sign())
            })
    }
    package final func huberLoss(_ target: Tensor, _ reduction: Reduction = .mean, delta: Double = 1) throws -> Tensor {
        if !(delta > 0) { throw Raised.runtimeError("huber_loss does not support non-positive values for delta.") }
        let both = DType.promoted(dtype, target.dtype)
        // The result has the input's dtype.
        guard DType.canCast(from: both, to: dtype) else {
            throw Raised.runtimeError("result type \(both.scalarName) can't be cast to the desired output type \(dtype.scalarName)")
        }
        if !both.isFloatingPoint { throw TensorError.unsupported("huber_cpu", both) }
        if both != dtype || target.dtype == .bool { return try cast(to: both).huberLoss(target.cast(to: both), reduction, delta: delta).cast(to: dtype).renamed("ToCopyBackward0", "HuberLossBackward0") }
        return try pairLoss(
            target, "HuberLossBackward0", reduction, PairKernels(value: .huber, slope: .huberSlope, parameter: delta),
            { x, y in
                let d = try (x - y).abs()
                return try Tensor.where(d.le(.float(delta)), d * d * 0.5, (d - 0.5 * delta) * delta)
            },
            { x, y in
                let d = try x - y
                return try Tensor.where(d.abs().le(.float(delta)), d, d.sign() * delta)
            })
    }
    package final func l1Loss(_ target: Tensor, _ reduction: Reduction = .mean) throws -> Tensor { try (self - target).abs().reduced(reduction) }

    /// With each element's weight, if any.
    package final func binaryCrossEntropy(_ target: Tensor, weight: Tensor? = nil, _ reduction: Reduction = .mean) throws -> Tensor {
        guard shape == target.shape else {
            throw Raised.valueError(
                "Using a target size (\(SizeObject(target.shape).repr())) that is different to the input size (\(SizeObject(shape).repr())) is deprecated. "
                    + "Please ensure they have the same size.")
        }
        guard target.dtype == dtype else { throw Raised.runtimeError("Found dtype \(target.dtype.scalarName) but expected \(dtype.scalarName)") }
        if count > 0, try NDArray.compare(.logicalOr, .compare(.lt, array, .int(0)), .compare(.gt, array, .int(1))).reduce(.any).item().bool {
            throw Raised.runtimeError("all elements of input should be between 0 and 1")
        }
        let w = try weight?.expand(shape)
        // Logarithms are kept above -100, so that 0 times infinity does not come up.
        let value = try GradMode.with(false) {
            let a = try log().clamp(min: .int(-100), max: nil), b = try rsub(.int(1)).log().clamp(min: .int(-100), max: nil)
            let loss = try (target - 1) * b - target * a
            return try (w.map { try loss * $0 } ?? loss).reduced(reduction)
        }
        let count = Double(count)
        return record(value.array, "BinaryCrossEntropyBackward0", inputs: [self, target, nil], saving: [self, target, w]) { n, g in
            let x = try n.saved(0), y = try n.saved(1)
            var factor = reduction == .mean ? try g / count : g
            if let w = try n.savedOptional(2) { factor = try factor * w }
            let first = try factor * (x - y) / (x.rsub(.int(1)) * x).clamp(min: .float(1e-12), max: nil)
            var second: Tensor?
            if n.needs(1) { second = try factor * (x.rsub(.int(1)).log() - x.log()) }
            return Gradients(first, second)
        }
    }
    package final func binaryCrossEntropyWithLogits(
        _ target: Tensor, weight: Tensor? = nil, _ reduction: Reduction = .mean, posWeight: Tensor? = nil
    ) throws -> Tensor {
        guard shape == target.shape else {
            throw Raised.valueError("Target size (\(SizeObject(target.shape).repr())) must be the same as input size (\(SizeObject(shape).repr()))")
        }
        if !self.dtype.isFloatingPoint { throw TensorError.unsupported("log_sigmoid_cpu", self.dtype) }
        // PyTorch goes step by step in the memory of 1 - target.
        if target.dtype == .bool { throw Tensor.boolSubtraction(ofTwo: posWeight?.dtype != .bool) }
        if posWeight?.dtype == .bool { throw Tensor.boolSubtraction(ofTwo: false) }
        guard DType.canCast(from: dtype, to: target.dtype) else {
            throw Raised.runtimeError("result type \(DType.promoted(dtype, target.dtype).scalarName) can't be cast to the desired output type \(target.dtype.scalarName)")
        }
        // PyTorch's weights of either kind are rare.
        let kernels = weight == nil && posWeight == nil ? PairKernels(value: .logitLoss, slope: .logitLossSlope) : nil
        let value = try GradMode.with(false) {
            if let loss = try kernels?.values(self, target, reduction) { return Tensor(loss) }
            var loss: Tensor
            if let posWeight {
                let scale = try (posWeight - 1) * target + 1
                loss = try target.rsub(.int(1)) * self - scale * logSigmoid()
            } else {
                loss = try target.rsub(.int(1)) * self - logSigmoid()
            }
            if let weight { loss = try loss * weight }
            return try loss.cast(to: target.dtype).reduced(reduction)
        }
        let count = Double(count)
        return record(
            value.array, "BinaryCrossEntropyWithLogitsBackward0", inputs: [self, target, nil, nil], saving: [self, target, weight, posWeight]
        ) { n, g in
            let x = try n.saved(0), y = try n.saved(1)
            if !n.needs(1), let first = try kernels?.gradient(x, y, g, reduction) { return Gradients(all: [Tensor(first), nil]) }
            var factor = reduction == .mean ? try g / count : g
            if let w = try n.savedOptional(2) { factor = try factor * w }
            let positive = try n.savedOptional(3)
            var first: Tensor?, second: Tensor?
            if n.needs(0) {
                if let positive {
                    let t = try positive * y
                    first = try ((t + 1 - y) * x.sigmoid() - t) * factor
                } else {
                    first = try (x.sigmoid() - y) * factor
                }
            }
            if n.needs(1) {
                second = try positive.map { try (x.neg().logSigmoid() - $0 * x.logSigmoid()) * factor } ?? x.neg() * factor
            }
            return Gradients(all: [first, second])
        }
    }

    // MARK: Classes

    /// Minus the element of each row that `target` names. Classes stand in dimension 1 (0 without a batch).
    package final func nllLoss(_ target: Tensor, weight: Tensor? = nil, ignoreIndex: Int = -100, _ reduction: Reduction = .mean) throws -> Tensor {
        guard rank > 0 else { throw Raised.valueError("Expected 1 or more dimensions (got 0)") }
        let isBatch = rank > 1
        if isBatch, shape[0] != target.shape.first ?? 0 {
            throw Raised.valueError("Expected input batch_size (\(shape[0])) to match target batch_size (\(target.shape.first ?? 0)).")
        }
        switch rank {
        case 1, 2:
            guard target.rank <= 1 else { throw Raised.runtimeError("0D or 1D target tensor expected, multi-target not supported") }
            if isBatch, target.rank == 0 { throw Raised.indexError("Dimension specified as 0 but tensor has no dimensions") }
            if !isBatch, target.rank == 1, target.count != 1, target.dtype == .int64 || target.dtype == .uint8 {
                throw Raised.valueError("For 1D input, 1D target must have size 1, but got target size: \(target.count)")
            }
        case 4:
            guard target.rank == 3 else { throw Raised.runtimeError("only batches of spatial targets supported (3D tensors) but got targets of dimension: \(target.rank)") }
            if target.dtype == .int64, Array(target.shape.dropFirst()) != Array(shape.dropFirst(2)) {
                throw Raised.runtimeError("size mismatch (got input: \(shape) , target: \(target.shape)")
            }
        default:
            let wanted = [shape[0]] + Array(shape.dropFirst(2))
            guard target.shape.array == wanted else { throw Raised.runtimeError("Expected target size \(wanted), got \(target.shape)") }
        }
        guard target.dtype == .int64 || target.dtype == .uint8 else {
            throw Raised.runtimeError("expected target dtype to be Long or Byte, but got \(target.dtype.scalarName)")
        }
        let classes = shape[isBatch ? 1 : 0]
        if let weight, weight.count != classes {
            throw Raised.runtimeError("weight tensor should be defined either for all \(classes) classes or no classes but got weight tensor of shape: \(weight.shape)")
        }
        guard dtype.isFloatingPoint else { throw TensorError.unsupported("nll_loss_out_frame", dtype) }
        if rank < 3 { try expect(weight) }
        let targets = try target.array.cast(to: .int64).contiguous()
        for value in try targets.ints() where value != ignoreIndex && (value < 0 || value >= classes) {
            throw Raised.indexError("Target \(value) is out of bounds.")
        }
        let ignored = try NDArray.compare(.eq, targets, .int(ignoreIndex))
        let places = try targets.copy()
        try places.maskedFill(ignored, .int(0))
        let classDim = isBatch ? 1 : 0
        let index = try Tensor(places.reshape(target.shape).unsqueeze(classDim == 0 && target.rank == 1 ? 1 : classDim))
        let kept = try Tensor(NDArray.predicate(.logicalNot, ignored).cast(to: dtype)).reshape(target.shape)
        let row = rank == 1 && target.rank == 1 ? try reshape([classes]) : self
        let flatIndex = rank == 1 ? try index.reshape([1]) : index
        let each = try weight.map { try Tensor($0.array.indexSelect(0, places.reshape([-1]))).reshape(target.shape) * kept } ?? kept
        let value = try GradMode.with(false) { () -> Tensor in
            let chosen = try row.gather(classDim, flatIndex).reshape(target.shape)
            // Ignored elements may be infinite.
            let losses = try Tensor.where(Tensor(ignored.reshape(target.shape)), chosen.zerosLike(), chosen.neg() * each)
            switch reduction {
            case .none: return losses
            case .sum: return try losses.sum()
            case .mean: return try losses.sum() / each.sum()
            }
        }
        let shape = shape
        // Other than four dimensions go by way of four.
        let name = rank <= 2 ? "NllLossBackward0" : reduction == .none && rank != 4 ? "ViewBackward0" : "NllLoss2DBackward0"
        return record(value.array, name, self, saving: Tensor(flatIndex.array), Tensor(each.array)) { n, g in
            let index = try n.saved(0), each = try n.saved(1)
            var scaled = try each.neg() * g
            if reduction == .mean {
                // Ignored elements take no part, not even in 0 / 0.
                scaled = try Tensor.where(each.eq(.int(0)), scaled.zerosLike(), scaled / each.sum())
            }
            return Gradients(try Tensor(NDArray.zeros(shape, g.dtype)).scatter(classDim, index, scaled.reshape(index.shape)))
        }
    }

    package final func crossEntropy(
        _ target: Tensor, weight: Tensor? = nil, ignoreIndex: Int = -100, _ reduction: Reduction = .mean, smoothing: Double = 0
    ) throws -> Tensor {
        guard smoothing >= 0, smoothing <= 1 else {
            throw Raised.runtimeError("label_smoothing must be between 0.0 and 1.0. Got: \(FloatText.short(smoothing))")
        }
        let classDim = rank == 1 ? 0 : 1
        if shape == target.shape, rank > 0, target.dtype.isFloatingPoint {
            return try logSoftmax(classDim).crossEntropy(probabilities: target, weight, reduction, smoothing, classDim)
        }
        guard rank > 0 else { throw Raised.indexError("Dimension out of range (expected to be in range of [-1, 0], but got 1)") }
        if shape == target.shape { throw Raised.runtimeError("Expected floating point type for target with class probabilities, got \(target.dtype.scalarName)") }
        let logs = try logSoftmax(classDim)
        if smoothing == 0 { return try logs.nllLoss(target, weight: weight, ignoreIndex: ignoreIndex, reduction) }
        return try logs.smoothed(target, weight, ignoreIndex, reduction, smoothing, classDim)
    }
    private func crossEntropy(probabilities target: Tensor, _ weight: Tensor?, _ reduction: Reduction, _ smoothing: Double, _ dim: Int) throws -> Tensor {
        let classes = shape[dim]
        let goal = smoothing > 0 ? try target * (1 - smoothing) + smoothing / Double(classes) : target
        var product = try self * goal
        if let weight { product = try product * weight.view(Dims((0..<rank).map { $0 == dim ? classes : 1 })) }
        switch reduction {
        case .mean: return try product.sum() .neg().div(.int(count / Swift.max(classes, 1))).renamed("DivBackward0", "DivBackward1")
        case .sum: return try product.sum().neg()
        case .none: return try product.sum([dim]).neg()
        }
    }
    private func smoothed(
        _ target: Tensor, _ weight: Tensor?, _ ignoreIndex: Int, _ reduction: Reduction, _ smoothing: Double, _ dim: Int
    ) throws -> Tensor {
        let classes = shape[dim]
        let nll = try nllLoss(target, weight: weight, ignoreIndex: ignoreIndex, reduction)
        var smooth: Tensor
        if let weight {
            smooth = try (self * weight.view(Dims((0..<rank).map { $0 == dim ? classes : 1 }))).sum([dim]).neg()
        } else {
            smooth = try sum([dim]).neg()
        }
        let ignored = try target.eq(.int(ignoreIndex))
        smooth = try smooth.maskedFill(ignored, .int(0))
        switch reduction {
        case .sum: smooth = try smooth.sum()
        case .mean:
            if let weight {
                let places = try target.maskedFill(ignored, .int(0))
                let each = try weight.indexSelect(0, places.reshape([-1])).reshape(target.shape).maskedFill(ignored, .int(0))
                smooth = try smooth.sum() / each.sum()
            } else {
                smooth = try smooth.sum() / ignored.logicalNot().sum()
            }
        case .none: break
        }
        return try nll * (1 - smoothing) + smooth * (smoothing / Double(classes))
    }
}

// MARK: - Catalog

enum Losses {
    static var ops: [Op] {
        [
            Op("mse_loss", "input, target, size_average=None, reduce=None, reduction='mean', weight=None", "The mean of the squared differences.", "mse_loss(tensor([1., 2.]), tensor([1., 4.]))", .functional, layer: "MSELoss") { a in
                let x = try a.tensor(0), y = try a.lossTarget(1)
                Tensor.warnAboutSizes(x, y)
                let reduction = try Reduction.read(a, 4, sizeAverage: 2, reduce: 3)
                if let weight = try a.optionalTensor(5) {
                    let weighted = try (x - y).pow(.int(2)) * weight
                    return try reduction == .mean ? weighted.sum() / weight.sum() : weighted.reduced(reduction)
                }
                return try x.mseLoss(y, reduction)
            },
            Op("l1_loss", "input, target, size_average=None, reduce=None, reduction='mean', weight=None", "The mean of the absolute differences.", "l1_loss(tensor([1., 2.]), tensor([1., 4.]))", .functional, layer: "L1Loss") { a in
                let x = try a.tensor(0), y = try a.lossTarget(1)
                Tensor.warnAboutSizes(x, y)
                let reduction = try Reduction.read(a, 4, sizeAverage: 2, reduce: 3)
                if let weight = try a.optionalTensor(5) {
                    let weighted = try (x - y).abs() * weight
                    return try reduction == .mean ? weighted.sum() / weight.sum() : weighted.reduced(reduction)
                }
                return try x.l1Loss(y, reduction)
            },
            Op("smooth_l1_loss", "input, target, size_average=None, reduce=None, reduction='mean', beta=1.0", "Squared below `beta`, absolute above.", "smooth_l1_loss(tensor([1., 2.]), tensor([1., 4.]))", .functional, layer: "SmoothL1Loss") { a in
                let x = try a.tensor(0), y = try a.lossTarget(1)
                Tensor.warnAboutSizes(x, y)
                return try x.smoothL1Loss(y, .read(a, 4, sizeAverage: 2, reduce: 3), beta: a.double(5))
            },
            Op("huber_loss", "input, target, reduction='mean', delta=1.0, weight=None", "Squared below `delta`, absolute above, scaled by delta.", "huber_loss(tensor([1., 2.]), tensor([1., 4.]))", .functional, layer: "HuberLoss") { a in
                let x = try a.tensor(0), y = try a.lossTarget(1)
                Tensor.warnAboutSizes(x, y)
                let reduction = try Reduction.read(a, 2)
                if let weight = try a.optionalTensor(4) {
                    let weighted = try x.huberLoss(y, .none, delta: a.double(3)) * weight
                    return try reduction == .mean ? weighted.sum() / weight.sum() : weighted.reduced(reduction)
                }
                return try x.huberLoss(y, reduction, delta: a.double(3))
            },
            Op("cross_entropy", "input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0", "Minus the logarithm of the softmax of the right class.", "cross_entropy(tensor([[2., 1.]]), tensor([0]))", .functional, layer: "CrossEntropyLoss") { a in
                let reduction = try Reduction.read(a, 6, sizeAverage: 3, reduce: 5)
                let x = try a.tensor(0)
                guard let target = a[1].asTensor else {
                    throw Raised.typeError("cross_entropy_loss(): argument 'target' (position 2) must be Tensor, not \(Overloads.cName(a[1]))")
                }
                return try x.crossEntropy(target, weight: a.optionalTensor(2), ignoreIndex: a.int(4), reduction, smoothing: a.double(7))
            },
            Op("ctc_loss", "log_probs, targets, input_lengths, target_lengths, blank=0, reduction='mean', zero_infinity=False", "How improbable a word is, read from a longer sequence of letters and blanks.", "F.ctc_loss(log_softmax(zeros(3, 1, 2), 2), tensor([[1]]), tensor([3]), tensor([1]))", .functional) { try ConnectionistLoss.run($0) },
            Op("nll_loss", "input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'", "Minus the log-probability of the right class.", "nll_loss(tensor([[-0.1, -2.]]), tensor([0]))", .functional, layer: "NLLLoss") { a in
                try a.tensor(0).nllLoss(a.tensor(1), weight: a.optionalTensor(2), ignoreIndex: a.int(4), .read(a, 6, sizeAverage: 3, reduce: 5))
            },
            Op("binary_cross_entropy", "input, target, weight=None, size_average=None, reduce=None, reduction='mean'", "Cross entropy of probabilities of one class.", "binary_cross_entropy(tensor([0.9]), tensor([1.]))", .functional, layer: "BCELoss") { a in
                try a.tensor(0).binaryCrossEntropy(a.tensor(1), weight: a.optionalTensor(2), .read(a, 5, sizeAverage: 3, reduce: 4))
            },
            Op("binary_cross_entropy_with_logits", "input, target, weight=None, size_average=None, reduce=None, reduction='mean', pos_weight=None", "`sigmoid` and `binary_cross_entropy` in one.", "binary_cross_entropy_with_logits(tensor([2.]), tensor([1.]))", .functional, layer: "BCEWithLogitsLoss") { a in
                try a.tensor(0).binaryCrossEntropyWithLogits(a.tensor(1), weight: a.optionalTensor(2), .read(a, 5, sizeAverage: 3, reduce: 4), posWeight: a.optionalTensor(6))
            },
        ]
    }
}

extension OpArguments {
    /// A loss's target: F's functions in Python ask for its size first.
    func lossTarget(_ index: Int) throws -> Tensor {
        if let tensor = base[index].asTensor { return tensor }
        throw Raised.attributeError("'\(base[index].type.name)' object has no attribute 'size'", object: base[index], name: "size")
    }
}
