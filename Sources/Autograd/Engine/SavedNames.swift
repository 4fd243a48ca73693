/// PyTorch's names of the tensors that operations keep for their derivatives, by the place each has among what is saved here.
package enum SavedNames {
    package static func name(of place: Int?, in operation: String) -> String {
        guard let place else { return "result" }
        let names = table[operation] ?? ["self", "other"]
        return place < names.count ? names[place] : "\(names.last ?? "saved")[\(place)]"
    }

    /// The place that has this name; nil when none has.
    static func place(of name: String, in operation: String) -> Int? { (table[operation] ?? ["self", "other"]).firstIndex(of: name) }

    /// Operations that keep their input's sizes, `_saved_self_sym_sizes`, and how many numbers it has.
    static let keepSizes: Set = [
        "DiagonalBackward0", "ExpandBackward0", "MaxBackward0", "MeanBackward0", "MeanBackward1", "MmBackward0", "RepeatBackward0", "SelectBackward0",
        "SliceBackward0", "SortBackward0", "SqueezeBackward1", "SumBackward0", "SumBackward1", "TopkBackward0", "TraceBackward0", "UnfoldBackward0",
        "UpsampleNearest1DBackward0", "ViewBackward0",
    ]
    static let keepCount: Set = ["MeanBackward0", "MeanBackward1"]

    private static let table: [String: [String]] = [
        "AddcdivBackward0": ["tensor1", "tensor2"],
        "AddcmulBackward0": ["tensor1", "tensor2"],
        "AddmmBackward0": ["mat1", "mat2"],
        "AddmvBackward0": ["mat", "vec"],
        "AddrBackward0": ["vec1", "vec2"],
        "BinaryCrossEntropyBackward0": ["self", "target", "weight"],
        "BinaryCrossEntropyWithLogitsBackward0": ["self", "target", "weight", "pos_weight"],
        "BmmBackward0": ["self", "mat2"],
        "ClampBackward0": ["self", "min", "max"],
        "ClampBackward1": ["self", "min", "max"],
        "ConvolutionBackward0": ["input", "weight"],
        "DivBackward0": ["other", "self"],
        "DotBackward0": ["self", "tensor"],
        "EmbeddingBackward0": ["indices"],
        "GatherBackward0": ["index"],
        "HuberLossBackward0": ["self", "target"],
        "IndexAddBackward0": ["index"],
        "IndexBackward0": ["indices"],
        "IndexCopyBackward0": ["index"],
        "IndexFillBackward0": ["index"],
        "IndexPutBackward0": ["indices"],
        "IndexSelectBackward0": ["index"],
        "LinalgSolveExBackward0": ["A"],
        "MaskedFillBackward0": ["mask"],
        "MaskedFillBackward1": ["mask"],
        "MaskedScatterBackward0": ["mask"],
        "MaskedSelectBackward0": ["mask"],
        "MaxPool2DWithIndicesBackward0": ["result1"],
        "MmBackward0": ["self", "mat2"],
        "MseLossBackward0": ["self", "target"],
        "MvBackward0": ["self", "vec"],
        "NativeBatchNormBackward0": ["input", "weight", "result1", "result2"],
        "NativeGroupNormBackward0": ["input", "weight", "result1", "result2"],
        "NativeLayerNormBackward0": ["input", "weight", "result1", "result2"],
        "NllLossBackward0": ["target", "weight"],
        "NllLoss2DBackward0": ["target", "weight"],
        "PowBackward1": ["self", "exponent"],
        "PreluKernelBackward0": ["self", "weight"],
        "ScatterAddBackward0": ["index"],
        "ScatterBackward0": ["index"],
        "ScatterBackward1": ["index"],
        "SmoothL1LossBackward0": ["self", "target"],
        "TakeBackward0": ["index"],
        "WhereBackward0": ["condition"],
    ]
}
