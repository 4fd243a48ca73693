import ObjectModel

/// Layers that make one number of each window.
enum PoolingLayers {
    private static func input(_ spatial: Int) -> String { "ones(1, 1, " + Array(repeating: "4", count: spatial).joined(separator: ", ") + ")" }
    /// Without a stride, windows stand side by side.
    private static func strideIsKernel(_ m: Module, _ a: LayerArguments) throws {
        if a.isNone("stride") { m.setOwn("stride", a["kernel_size"]) }
    }
    private static func max(_ spatial: Int) -> Layer {
        Layer(
            "MaxPool\(spatial)d", "kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False", in: "pooling",
            "The largest number of each window.", "max_pool\(spatial)d(2)(\(input(spatial))).shape",
            base: "_MaxPoolNd", inheritsInitializer: true,
            extra: "{kernel_size=}, {stride=}, {padding=}, {dilation=}, {ceil_mode=}", setUp: strideIsKernel,
            forward: .function(
                "max_pool\(spatial)d", inputs: "input", attributes: ["kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices"]))
    }
    private static func average(_ spatial: Int) -> Layer {
        let one = spatial == 1
        return Layer(
            "AvgPool\(spatial)d", "kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True" + (one ? "" : ", divisor_override=None"),
            in: "pooling", "The mean of each window.", "avg_pool\(spatial)d(2)(\(input(spatial))).shape", extra: "{kernel_size=}, {stride=}, {padding=}",
            setUp: { m, a in
                try strideIsKernel(m, a)
                if one { for name in ["kernel_size", "stride", "padding"] { m.setOwn(Name(name), LayerArguments.tuple(try m.value(Name(name)), 1)) } }
            },
            forward: .function(
                "avg_pool\(spatial)d", inputs: "input",
                attributes: ["kernel_size", "stride", "padding", "ceil_mode", "count_include_pad"] + (one ? [] : ["divisor_override"])))
    }
    private static func adaptive(_ spatial: Int) -> [Layer] {
        [
            Layer(
                "AdaptiveAvgPool\(spatial)d", "output_size", in: "pooling", "The mean of as many windows as the result shall have elements.",
                "adaptive_avg_pool\(spatial)d(2)(\(input(spatial))).shape", base: "_AdaptiveAvgPoolNd", inheritsInitializer: true, extra: "{output_size=}",
                forward: .function("adaptive_avg_pool\(spatial)d", inputs: "input", attributes: ["output_size"])),
            Layer(
                "AdaptiveMaxPool\(spatial)d", "output_size, return_indices=False", in: "pooling",
                "The largest number of as many windows as the result shall have elements.",
                "adaptive_max_pool\(spatial)d(2)(\(input(spatial))).shape", base: "_AdaptiveMaxPoolNd", inheritsInitializer: true, extra: "{output_size=}",
                forward: .function("adaptive_max_pool\(spatial)d", inputs: "input", attributes: ["output_size", "return_indices"])),
        ]
    }
    private static func power(_ spatial: Int) -> Layer {
        Layer(
            "LPPool\(spatial)d", "norm_type, kernel_size, stride=None, ceil_mode=False", in: "pooling", "The p-norm of each window.",
            "nn.LPPool\(spatial)d(2, 2)(\(input(spatial))).shape", base: "_LPPoolNd", inheritsInitializer: true, extra: "{norm_type=}, {kernel_size=}, {stride=}, {ceil_mode=}",
            forward: .general("input") { m, a in
                let power = try Value.object(BuiltinTypes.float).call(m.value("norm_type"))
                return try .tensor(Functional.tensor("lp_pool\(spatial)d", a[1], power, m.value("kernel_size"), m.value("stride"), m.value("ceil_mode")))
            })
    }
    private static func unpool(_ spatial: Int) -> Layer {
        Layer(
            "MaxUnpool\(spatial)d", "kernel_size, stride=None, padding=0", in: "pooling", "Puts the numbers of a `MaxPool\(spatial)d` back to their places.",
            "nn.MaxUnpool\(spatial)d(2)(*nn.MaxPool\(spatial)d(2, return_indices=True)(\(input(spatial)))).sum()", base: "_MaxUnpoolNd",
            extra: "{kernel_size=}, {stride=}, {padding=}",
            setUp: { m, a in
                try strideIsKernel(m, a)
                for name: Name in ["kernel_size", "stride", "padding"] { m.setOwn(name, LayerArguments.tuple(try m.value(name), spatial)) }
            },
            forward: .general("input, indices, output_size=None") { m, a in
                try .tensor(Functional.tensor("max_unpool\(spatial)d", a[1], a[2], m.value("kernel_size"), m.value("stride"), m.value("padding"), a[3]))
            })
    }
    private static func fractional(_ spatial: Int) -> Layer {
        let name = "FractionalMaxPool\(spatial)d"
        return Layer(
            name, "kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None", in: "pooling",
            "The largest number of each window; the windows stand at random places.",
            "nn.\(name)(2, output_size=3)(ones(1, 1, \(Array(repeating: "5", count: spatial).joined(separator: ", ")))).shape", extra: "",
            setUp: { m, a in
                let kernel = a["kernel_size"], sizes = kernel.asItems ?? [kernel]
                if spatial == 3, sizes.contains(where: { ($0.asInt ?? 1) <= 0 }) { throw Raised.valueError("kernel_size must be greater than 0, but got \(try kernel.str())") }
                m.setOwn("kernel_size", LayerArguments.tuple(kernel, spatial))
                guard a.isNone("_random_samples") || a["_random_samples"].asTensor != nil else {
                    throw Raised.typeError("cannot assign '\(a["_random_samples"].torchTypeName)' object to buffer '_random_samples' (torch Tensor or None required)")
                }
                m.buffers["_random_samples"] = .some(a["_random_samples"].asTensor)
                for name: Name in ["output_size", "output_ratio"] where !a.isNone(name.text) { m.setOwn(name, LayerArguments.tuple(try m.value(name), spatial)) }
                guard !a.isNone("output_size") || !a.isNone("output_ratio") else {
                    throw Raised.valueError("\(name) requires specifying either an output size, or a pooling ratio")
                }
                guard a.isNone("output_size") || a.isNone("output_ratio") else { throw Raised.valueError("only one of output_size and output_ratio may be specified") }
                for ratio in try m.value("output_ratio").asItems ?? [] {
                    guard let part = ratio.asScalar?.double, part > 0, part < 1 else {
                        throw Raised.valueError("output_ratio must be between 0 and 1 (got \(try a["output_ratio"].str()))")
                    }
                }
            },
            forward: .function(
                "fractional_max_pool\(spatial)d", inputs: "input",
                attributes: ["kernel_size", "output_size", "output_ratio", "return_indices", "_random_samples"]))
    }
    static let all: [Layer] = (1...3).flatMap { [max($0), average($0)] + adaptive($0) + [unpool($0), power($0)] } + [fractional(2), fractional(3)]
}
