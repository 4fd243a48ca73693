import Autograd
import ObjectModel

/// How far predictions are from their targets, as layers; each is the function of `F` with its parameters kept.
enum LossLayers {
    /// `size_average` and `reduce`, long deprecated, become a reduction.
    private static func reduction(_ m: Module, _ a: LayerArguments) throws {
        _ = m.removeOwn("size_average")
        _ = m.removeOwn("reduce")
        if a.isNone("size_average"), a.isNone("reduce") { return }
        let average = try a.isNone("size_average") || a.isTrue("size_average"), reduces = try a.isNone("reduce") || a.isTrue("reduce")
        let word = !reduces ? "none" : average ? "mean" : "sum"
        Warnings.emit("size_average and reduce args will be deprecated, please use reduction='\(word)' instead.")
        m.setOwn("reduction", .str(word))
    }
    /// Weights are buffers, so that they move with the module.
    private static func weights(_ m: Module, _ a: LayerArguments, _ names: [String]) throws {
        for name in names {
            _ = m.removeOwn(Name(name))
            guard a.isNone(name) || a[name].asTensor != nil else {
                throw Raised.typeError("cannot assign '\(a[name].torchTypeName)' object to buffer '\(name)' (torch Tensor or None required)")
            }
            m.buffers[Name(name)] = .some(a[name].asTensor)
        }
    }
    private static func loss(
        _ name: String, _ function: String, _ parameters: String, _ summary: String, _ example: String, inputs: String = "input, target",
        buffers: [String] = [], setUp: Layer.SetUp? = nil, quick: Layer.Quick? = nil
    ) -> Layer {
        let all = parameters.split(separator: ",").map { String($0.split(separator: "=")[0].filter { $0 != " " }) }
        let passed = all.filter { !["size_average", "reduce", "*"].contains($0) }
        return Layer(
            name, parameters, in: "loss", summary, example, base: buffers.isEmpty ? "_Loss" : "_WeightedLoss",
            inheritsInitializer: parameters == old || parameters == weighted,
            setUp: { m, a in
                try reduction(m, a)
                try weights(m, a, buffers)
                try setUp?(m, a)
            },
            quick: quick, forward: .function(function, inputs: inputs, attributes: passed))
    }
    private static let reductionName: Name = "reduction"
    private static let old = "size_average=None, reduce=None, reduction='mean'"
    private static let weighted = "weight=None, " + old

    static let all: [Layer] = [
        loss("MSELoss", "mse_loss", old, "The mean of the squared differences.", "mse_loss()(tensor([1., 2.]), tensor([1., 4.]))",
            quick: { m, x, y in
                guard x.dtype == .float32, y.dtype == .float32, x.shape == y.shape, m.own(reductionName)?.isText("mean") == true else { return nil }
                return try x.mseLoss(y)
            }),
        loss("L1Loss", "l1_loss", old, "The mean of the absolute differences.", "l1_loss()(tensor([1., 2.]), tensor([1., 4.]))"),
        loss("SmoothL1Loss", "smooth_l1_loss", old + ", beta=1.0", "Squared below `beta`, absolute above.", "smooth_l1_loss()(tensor([1., 2.]), tensor([1., 4.]))"),
        loss("HuberLoss", "huber_loss", "reduction='mean', delta=1.0", "Squared below `delta`, absolute above, scaled by delta.", "huber_loss()(tensor([1., 2.]), tensor([1., 4.]))",
            setUp: { _, a in
                if case .float = a["delta"] { return }
                if a["delta"].asInt == nil { throw Raised.typeError("delta must be a float or int, got: \(try Value.object(a["delta"].type).repr())") }
            }),
        loss(
            "CrossEntropyLoss", "cross_entropy", "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0",
            "Minus the logarithm of the softmax of the right class.", "cross_entropy()(tensor([[1., 2.]]), tensor([1]))", buffers: ["weight"]),
        loss(
            "NLLLoss", "nll_loss", "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'",
            "Minus the log-probability of the right class.", "nll_loss()(tensor([[-0.1, -2.]]), tensor([0]))", buffers: ["weight"]),
        loss(
            "BCELoss", "binary_cross_entropy", weighted, "Cross entropy of probabilities of one class.",
            "nn.BCELoss()(tensor([0.9]), tensor([1.]))", buffers: ["weight"]),
        loss(
            "BCEWithLogitsLoss", "binary_cross_entropy_with_logits", weighted + ", pos_weight=None", "`Sigmoid` and `BCELoss` in one.",
            "nn.BCEWithLogitsLoss()(tensor([2.]), tensor([1.]))", buffers: ["weight", "pos_weight"]),
        loss(
            "KLDivLoss", "kl_div", old + ", log_target=False", "How much one distribution differs from another.",
            "nn.KLDivLoss(reduction='sum')(tensor([-0.7, -0.7]), tensor([0.5, 0.5]))"),
        loss(
            "PoissonNLLLoss", "poisson_nll_loss", "log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction='mean'",
            "For counts, from the logarithm of their expected value.", "nn.PoissonNLLLoss()(tensor([1.]), tensor([2.]))"),
        loss(
            "GaussianNLLLoss", "gaussian_nll_loss", "*, full=False, eps=1e-06, reduction='mean'", "For numbers with a predicted variance.",
            "nn.GaussianNLLLoss()(tensor([1.]), tensor([2.]), tensor([1.]))", inputs: "input, target, var"),
        loss(
            "HingeEmbeddingLoss", "hinge_embedding_loss", "margin=1.0, " + old, "Distances: small where the target is 1, above the margin where it is -1.",
            "nn.HingeEmbeddingLoss()(tensor([0.5]), tensor([-1.]))"),
        loss(
            "CosineEmbeddingLoss", "cosine_embedding_loss", "margin=0.0, " + old, "Angles: small where the target is 1, large where it is -1.",
            "nn.CosineEmbeddingLoss()(ones(1, 2), ones(1, 2), tensor([1.]))", inputs: "input1, input2, target"),
        loss(
            "MarginRankingLoss", "margin_ranking_loss", "margin=0.0, " + old, "Which of two inputs should be larger.",
            "nn.MarginRankingLoss()(tensor([1.]), tensor([2.]), tensor([1.]))", inputs: "input1, input2, target"),
        loss(
            "SoftMarginLoss", "soft_margin_loss", old, "log(1 + exp(-target * input)).", "nn.SoftMarginLoss()(tensor([0.5]), tensor([1.]))"),
        loss(
            "MultiMarginLoss", "multi_margin_loss", "p=1, margin=1.0, weight=None, " + old, "The right class must win by a margin.",
            "nn.MultiMarginLoss()(tensor([[0.1, 0.9]]), tensor([1]))", buffers: ["weight"],
            setUp: { _, a in
                if try a.holds("p", .notEqual, .int(1)) && a.holds("p", .notEqual, .int(2)) { throw Raised.valueError("only p == 1 and p == 2 supported") }
            }),
        loss(
            "MultiLabelMarginLoss", "multilabel_margin_loss", old, "Several right classes, each by a margin.",
            "nn.MultiLabelMarginLoss()(tensor([[0.1, 0.9]]), tensor([[1, -1]]))"),
        loss(
            "MultiLabelSoftMarginLoss", "multilabel_soft_margin_loss", weighted, "Several classes, each right or not.",
            "nn.MultiLabelSoftMarginLoss()(tensor([[0.1, 0.9]]), tensor([[0., 1.]]))", buffers: ["weight"]),
        loss(
            "TripletMarginLoss", "triplet_margin_loss", "margin=1.0, p=2.0, eps=1e-06, swap=False, " + old, "An anchor nearer to its like than to another.",
            "nn.TripletMarginLoss()(ones(1, 2), ones(1, 2), zeros(1, 2))", inputs: "anchor, positive, negative",
            setUp: { _, a in
                if try a.holds("margin", .lessEqual, .int(0)) { throw Raised.valueError("TripletMarginLoss: expected margin to be greater than 0, got \(try a["margin"].str()) instead") }
            }),
        loss(
            "TripletMarginWithDistanceLoss", "triplet_margin_with_distance_loss", "*, distance_function=None, margin=1.0, swap=False, reduction='mean'",
            "The same with a distance of your own.", "nn.TripletMarginWithDistanceLoss()(ones(1, 2), ones(1, 2), zeros(1, 2))",
            inputs: "anchor, positive, negative",
            setUp: { m, a in
                let given = a["distance_function"]
                let distance = given.isNone ? Value.object(try LayerCatalog.require("PairwiseDistance").make()) : given
                if distance.asModule != nil { try m.setAttribute("distance_function", distance) }
            }),
        loss(
            "CTCLoss", "ctc_loss", "blank=0, reduction='mean', zero_infinity=False", "Sequences whose places in the input are not known.",
            "nn.CTCLoss()(zeros(4, 1, 3).log_softmax(2), tensor([[1, 2]]), tensor([4]), tensor([2]))",
            inputs: "log_probs, targets, input_lengths, target_lengths"),
    ]
}
