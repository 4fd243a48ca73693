import ObjectModel
import TensorCore

#if canImport(Glibc)
    import Glibc
#endif

// The rarer losses, composed as PyTorch composes them.

enum MoreLosses {
    private static func reduction(_ a: OpArguments, _ index: Int, average: Int? = nil, reduce: Int? = nil) throws -> Reduction {
        try .read(a, index, sizeAverage: average, reduce: reduce)
    }
    /// The distance that triplets compare.
    private static func distance(_ a: Tensor, _ b: Tensor, _ p: Double, _ eps: Double) throws -> Tensor { try (a - b).add(.float(eps)).vectorNorm(p, [-1]) }
    private static func hinge(_ x: Tensor) throws -> Tensor { try x.clamp(min: .int(0), max: nil as Scalar?).renamed("ClampBackward1", "ClampMinBackward0") }

    private static func checkRows(_ x: Tensor) throws {
        guard x.rank <= 2, x.rank == 0 || x.shape[x.rank - 1] > 0 else {
            throw Raised.runtimeError("Expected non-empty vector or matrix with optional 0-dim batch size, but got: \(x.shape)")
        }
    }

    /// Python adds the words to the reduction.
    private static func checkWord(_ value: Value, _ complaint: String) throws {
        guard !["none", "mean", "sum"].contains(value.asString ?? "") else { return }
        throw Raised.valueError(try binaryResult(.add, value, .str(" " + complaint)).asString ?? "")
    }
    static var ops: [Op] {
        [
            Op("kl_div", "input, target, size_average=None, reduce=None, reduction='mean', log_target=False", "The divergence of a target's probabilities from those whose logarithms are given.", "F.kl_div(tensor([-1.]), tensor([0.5]))", .functional, layer: "KLDivLoss") { a in
                let x = try a.tensor(0), y = try a.tensor(1), logTarget = try a.bool(5)
                guard x.dtype.isFloatingPoint, y.dtype.isFloatingPoint else { throw Raised.runtimeError("kl_div: Integral inputs not supported.") }
                let word = a[4].asString ?? "mean"
                if word == "mean" {
                    Warnings.emit(
                        "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides only by the batch size, and aligns with the "
                            + "KL div math definition.'mean' will be changed to behave the same as 'batchmean' in the next major release.")
                }
                let each = try logTarget ? y.exp() * (y - x) : y.xlogy(y) - y * x
                if word == "batchmean" { return try each.sum() / Double(max(x.rank == 0 ? 1 : x.shape[0], 1)) }
                return try each.reduced(reduction(a, 4, average: 2, reduce: 3))
            },
            Op("poisson_nll_loss", "input, target, log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction='mean'", "Minus the logarithm of a Poisson probability.", "F.poisson_nll_loss(tensor([0.]), tensor([1.]))", .functional, layer: "PoissonNLLLoss") { a in
                let x = try a.tensor(0), y = try a.tensor(1), eps = try a.double(5)
                try checkWord(a[7], "is not a valid value for reduction")
                var loss = try a.bool(2) ? x.exp() - y * x : x - y * (x + eps).log()
                if try a.bool(3) {
                    let stirling = try y * y.log() - y + (y * (2 * Double.pi)).log() * 0.5
                    loss = try loss + stirling.maskedFill(y.le(.int(1)), .int(0))
                }
                return try loss.reduced(reduction(a, 7, average: 4, reduce: 6))
            },
            Op("gaussian_nll_loss", "input, target, var, full=False, eps=1e-06, reduction='mean'", "Minus the logarithm of a normal density.", "F.gaussian_nll_loss(tensor([0.]), tensor([1.]), tensor([1.]))", .functional, layer: "GaussianNLLLoss") { a in
                let x = try a.tensor(0), y = try a.tensor(1), eps = try a.double(4)
                // Python asks any(var < 0).
                if a[2].asInt != nil || ArgumentKinds(of: a[2]) == .bool { _ = try Arguments.with([.bool(false)], keywords: nil) { try OpCatalog.function("any")?.call($0) } }
                var variance = try a[2].asTensor ?? Tensor(.full(x.shape, a.scalar(2), x.dtype))
                guard try a[2].asTensor != nil || a.scalar(2).double >= 0 else { throw Raised.valueError("var has negative entry/entries") }
                if variance.shape != x.shape {
                    if Array(x.shape.dropLast()) == variance.shape.array {
                        variance = try variance.unsqueeze(-1)
                    } else if !(x.rank == variance.rank && x.rank > 0 && Array(x.shape.dropLast()) == Array(variance.shape.dropLast()) && variance.shape.last == 1), variance.rank != 0 {
                        throw Raised.valueError("var is of incorrect size")
                    }
                }
                try checkWord(a[5], "is not valid")
                if !variance.dtype.isFloatingPoint { throw Raised.runtimeError("result type Float can't be cast to the desired output type \(variance.dtype.cppName)") }
                if try NDArray.compare(.lt, variance.array, .int(0)).reduce(.any).item().bool { throw Raised.valueError("var has negative entry/entries") }
                // Kept away from zero, which the gradient does not see.
                let kept = try variance.clone().overwrite("clamp_") { old in
                    record(try .unary(.clampMin, old.array, eps), "CloneBackward0", old) { _, g in Gradients(g) }
                }
                var loss = try (kept.log() + (x - y).pow(.int(2)) / kept) * 0.5
                if try a.bool(3) { loss = try loss + 0.5 * log(2 * Double.pi) }
                return try loss.reduced(reduction(a, 5))
            },
            Op("hinge_embedding_loss", "input, target, margin=1.0, size_average=None, reduce=None, reduction='mean'", "The input where the target is 1, what is missing to the margin where it is -1.", "F.hinge_embedding_loss(tensor([0.5]), tensor([-1.]))", .functional, layer: "HingeEmbeddingLoss") { a in
                let x = try a.tensor(0), y = try a.tensor(1), margin = try a.double(2)
                let zero = try Tensor(NDArray.scalar(.int(0), x.dtype))
                if x.dtype == .bool { throw Tensor.boolSubtraction(ofTwo: true) }
                let away = try Tensor.where(y.ne(.int(1)), hinge(x.rsub(.float(margin))), zero), near = try Tensor.where(y.ne(.int(-1)), x, zero)
                return try (away + near).reduced(reduction(a, 5, average: 3, reduce: 4))
            },
            Op("margin_ranking_loss", "input1, input2, target, margin=0, size_average=None, reduce=None, reduction='mean'", "How much is missing for one input to rank above the other.", "F.margin_ranking_loss(tensor([1.]), tensor([2.]), tensor([1.]))", .functional, layer: "MarginRankingLoss") { a in
                let x = try a.tensor(0), z = try a.tensor(1), y = try a.tensor(2)
                guard x.rank == z.rank, x.rank == y.rank else {
                    throw Raised.runtimeError("margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: \(SizeObject(x.shape).repr()), input2: \(SizeObject(z.shape).repr()), target: \(SizeObject(y.shape).repr()) ")
                }
                return try hinge(y.neg() * (x - z) + a.scalar(3).double).renamed("ClampBackward1", "ClampMinBackward0").reduced(reduction(a, 6, average: 4, reduce: 5))
            },
            Op("soft_margin_loss", "input, target, size_average=None, reduce=None, reduction='mean'", "log(1 + exp(-y x)).", "F.soft_margin_loss(tensor([1.]), tensor([1.]))", .functional, layer: "SoftMarginLoss") { a in
                let mode = try reduction(a, 4, average: 2, reduce: 3), x = try a.tensor(0), y = try a.tensor(1)
                // PyTorch goes step by step in the input's memory.
                if x.dtype == .bool { _ = try x.neg() }
                guard x.dtype.isFloatingPoint else { throw Raised.runtimeError("result type Float can't be cast to the desired output type \(x.dtype.scalarName)") }
                let shape = try Dims.broadcast(x.shape, y.shape)
                guard shape == x.shape else { throw Raised.runtimeError("output with shape \(x.shape) doesn't match the broadcast shape \(shape)") }
                let kernels = Tensor.PairKernels(value: .softMargin, slope: .softMarginSlope)
                if !y.tracks, let values = try kernels.values(x, y, mode) {
                    return record(values, "SoftMarginLossBackward0", x, y, saving: x, y) { n, g in
                        let x = try n.saved(0), y = try n.saved(1)
                        if let slope = try kernels.gradient(x, y, g, mode) { return Gradients(Tensor(slope)) }
                        let each = try y.neg() * (x * y).neg().sigmoid() * (mode == .mean ? g / Double(x.count) : g)
                        return Gradients(each)
                    }
                }
                return try Tensor.composed("SoftMarginLossBackward0", [x, y]) { inputs in
                    guard let x = inputs[0], let y = try inputs[1]?.cast(to: x.dtype) else { return Tensor(try .zeros([])) }
                    return try (x * y.neg()).exp().log1p().reduced(mode)
                }
            },
            Op("cosine_embedding_loss", "input1, input2, target, margin=0, size_average=None, reduce=None, reduction='mean'", "Whether pairs point in the same direction.", "F.cosine_embedding_loss(tensor([[1., 0.]]), tensor([[1., 0.]]), tensor([1.]))", .functional, layer: "CosineEmbeddingLoss") { a in
                let x = try a.tensor(0), z = try a.tensor(1), y = try a.tensor(2), margin = try a.scalar(3).double
                guard (y.rank == 1 && x.rank == 2 && z.rank == 2) || (y.rank == 0 && x.rank == 1 && z.rank == 1) else {
                    if y.rank == 1 { throw Raised.runtimeError("1D target tensor expects 2D input tensors, but found inputs with sizes \(x.shape) and \(z.shape).") }
                    throw Raised.runtimeError("0D or 1D target tensor expected, multi-target not supported")
                }
                let cosine: Tensor
                let product = try (x * z).sum([-1]), a1 = try (x * x).sum([-1]) + 1e-12, a2 = try (z * z).sum([-1]) + 1e-12
                cosine = try product / (a1 * a2).sqrt()
                let zero = try cosine.zerosLike()
                let near = try Tensor.where(y.eq(.int(1)), cosine.rsub(.int(1)), zero), away = try Tensor.where(y.eq(.int(-1)), hinge(cosine - margin), zero)
                return try (near + away).reduced(reduction(a, 6, average: 4, reduce: 5))
            },
            Op("triplet_margin_loss", "anchor, positive, negative, margin=1.0, p=2, eps=1e-06, swap=False, size_average=None, reduce=None, reduction='mean'", "Whether the positive example is nearer than the negative one.", "F.triplet_margin_loss(zeros(1, 2), zeros(1, 2), ones(1, 2))", .functional, layer: "TripletMarginLoss") { a in
                let x = try a.tensor(0), positive = try a.tensor(1), negative = try a.tensor(2), p = try a.scalar(4).double, eps = try a.double(5)
                guard x.rank == positive.rank, x.rank == negative.rank else {
                    throw Raised.runtimeError("The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor \(x.rank)D, positive \(positive.rank)D, and negative \(negative.rank)D inputs")
                }
                guard try a.scalar(3).double > 0 else { throw Raised.valueError("margin must be greater than 0, got \(try a[3].repr())") }
                let near = try distance(x, positive, p, eps)
                var away = try distance(x, negative, p, eps)
                if try a.bool(6) { away = try away.minimum(distance(positive, negative, p, eps)) }
                return try hinge((near - away) + a.scalar(3).double).renamed("ClampBackward1", "ClampMinBackward0").reduced(reduction(a, 9, average: 7, reduce: 8))
            },
            Op("triplet_margin_with_distance_loss", "anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction='mean'", "`triplet_margin_loss` with a distance of one's own.", "F.triplet_margin_with_distance_loss(zeros(1, 2), zeros(1, 2), ones(1, 2))", .functional, layer: "TripletMarginWithDistanceLoss") { a in
                let x = try a.tensor(0), positive = try a.tensor(1), negative = try a.tensor(2)
                func between(_ u: Tensor, _ v: Tensor) throws -> Tensor {
                    if a.isNone(3) { return try distance(u, v, 2, 1e-6) }
                    let answer = try Arguments.with([.tensor(u), .tensor(v)]) { try a[3].call($0) }
                    guard let found = answer.asTensor else { throw Raised.typeError("distance_function must return a Tensor") }
                    return found
                }
                guard x.rank == positive.rank, x.rank == negative.rank else {
                    throw Raised.runtimeError("The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor \(x.rank)D, positive \(positive.rank)D, and negative \(negative.rank)D inputs")
                }
                guard try a.scalar(4).double > 0 else { throw Raised.valueError("margin must be greater than 0, got \(try a[4].repr())") }
                let near = try between(x, positive)
                var away = try between(x, negative)
                if try a.bool(5) { away = try away.minimum(between(positive, negative)) }
                return try hinge((near - away) + a.scalar(4).double).renamed("ClampBackward1", "ClampMinBackward0").reduced(reduction(a, 6))
            },
            Op("multi_margin_loss", "input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction='mean'", "How much other classes come too near to the right one.", "F.multi_margin_loss(tensor([[1., 2.]]), tensor([1]))", .functional, layer: "MultiMarginLoss") { a in
                let x = try a.tensor(0), y = try a.tensor(1), p = try a.scalar(2).int
                let mode = try reduction(a, 7, average: 5, reduce: 6)
                guard p == 1 || p == 2 else { throw Raised.valueError("only p == 1 and p == 2 supported") }
                if let weight = try a.optionalTensor(4), weight.rank != 1 { throw Raised.valueError("weight must be one-dimensional") }
                try checkRows(x)
                let rows = x.rank < 2 ? 1 : x.shape[0], classes = x.rank == 0 ? 1 : x.shape[x.rank - 1]
                guard y.rank <= 1, y.count == rows else {
                    throw Raised.runtimeError(
                        "multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). Expected target size [\(rows)], but "
                            + "got \(y.shape). Input has shape \(x.shape).")
                }
                guard y.dtype == .int64 else { throw Raised.runtimeError("expected scalar type Long but found \(y.dtype.scalarName)") }
                for value in try y.array.ints() where value < 0 || value >= classes { throw Raised.runtimeError("target out of range") }
                guard x.dtype == .float32 || x.dtype == .float64 else { throw TensorError.unsupported("multi_margin_loss_cpu_kernel", x.dtype) }
                let margin = try a.double(3)
                return try Tensor.composed("MultiMarginLossBackward0", [x, y, a.optionalTensor(4)]) { inputs in
                    guard let x = inputs[0], let target = try inputs[1]?.reshape([-1]) else { return Tensor(try .zeros([])) }
                    let all = x.rank < 2 ? try x.reshape([1, -1]) : x
                    let index = try target.unsqueeze(1)
                    var each = try hinge(all - all.gather(1, index) + margin)
                    if p == 2 { each = try each * each }
                    if let weight = inputs[2] { each = try each * weight.indexSelect(0, target).unsqueeze(1) }
                    let mask = try Tensor(NDArray.ones(all.shape, x.dtype)).scatter(1, index, value: .int(0))
                    let loss = try (each * mask).sum([1]) / Double(classes)
                    return try (x.rank < 2 ? loss.squeeze(0) : loss).reduced(mode)
                }
            },
            Op("multilabel_soft_margin_loss", "input, target, weight=None, size_average=None, reduce=None, reduction='mean'", "Cross entropy of several classes at once.", "F.multilabel_soft_margin_loss(tensor([[1., -1.]]), tensor([[1., 0.]]))", .functional, layer: "MultiLabelSoftMarginLoss") { a in
                let x = try a.tensor(0), y = try a.tensor(1)
                var loss = try (y * x.logSigmoid() + y.rsub(.int(1)) * x.neg().logSigmoid()).neg()
                if let weight = try a.optionalTensor(2) { loss = try loss * weight }
                if x.rank == 0 { throw Raised.indexError("Dimension specified as -1 but tensor has no dimensions") }
                let classes = x.shape[x.rank - 1]
                return try (loss.sum([-1]) / Double(classes)).reduced(reduction(a, 5, average: 3, reduce: 4))
            },
            Op("multilabel_margin_loss", "input, target, size_average=None, reduce=None, reduction='mean'", "How much wrong classes come too near to the right ones.", "F.multilabel_margin_loss(tensor([[1., 2.]]), tensor([[1, -1]]))", .functional, layer: "MultiLabelMarginLoss") { a in
                let x = try a.tensor(0), y = try a.tensor(1), mode = try reduction(a, 4, average: 2, reduce: 3)
                try checkRows(x)
                guard x.shape == y.shape else { throw Raised.runtimeError("inconsistent target size: \(y.shape) for input of size: \(x.shape)") }
                guard y.dtype == .int64 else { throw Raised.runtimeError("expected scalar type Long but found \(y.dtype.scalarName)") }
                let classes = x.rank == 0 ? 1 : x.shape[x.rank - 1]
                if try y.array.ints().contains(where: { $0 >= classes }) { throw Raised.runtimeError("argument #3 'is_target' is out of range") }
                return try Tensor.composed("MultilabelMarginLossBackward0", [x, y]) { inputs in
                    guard let x = inputs[0], let y = inputs[1] else { return Tensor(try .zeros([])) }
                    let rows = x.rank < 2 ? try x.reshape([1, -1]) : x, targets = y.rank < 2 ? try y.reshape([1, -1]) : y
                    let losses = try (0..<rows.shape[0]).map { r -> Tensor in
                        let row = try rows.select(0, r)
                        let right = try Array(targets.array.select(0, r).ints().prefix { $0 >= 0 })
                        let wrong = (0..<classes).filter { !right.contains($0) }
                        if right.isEmpty || wrong.isEmpty { return try row.sum() * 0 }
                        let good = try row.indexSelect(0, Tensor(.from(right))).unsqueeze(1), bad = try row.indexSelect(0, Tensor(.from(wrong))).unsqueeze(0)
                        return try hinge((good - bad).rsub(.int(1))).sum() / Double(classes)
                    }
                    if losses.isEmpty { return try rows.sum([1]).reduced(mode) }
                    let all = try Tensor.stack(losses, 0)
                    return try (x.rank < 2 ? all.squeeze(0) : all).reduced(mode)
                }
            },
        ]
    }
}
