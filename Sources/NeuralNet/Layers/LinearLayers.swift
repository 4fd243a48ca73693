import Autograd
import ObjectModel
import TensorCore

/// Layers that multiply by a learned matrix, and the one that does nothing.
enum LinearLayers {
    /// `Linear`, and the one under another name that attention prints.
    private static func linear(_ name: String, base: String? = nil) -> Layer {
        Layer(
            name, "in_features, out_features, bias=True, device=None, dtype=None", in: "linear",
            "x W^T + b: every output is a weighted sum of all inputs.", "linear(3, 2)(ones(1, 3)).shape", base: base, resets: true,
            extra: "{in_features=}, {out_features=}, {bias+}",
            setUp: { m, a in
                let dtype = try a.dtype()
                // PyTorch makes a tensor of (out, in): complaints count in that order.
                let outputs = try a.size("out_features", at: 0), inputs = try a.size("in_features", at: 1)
                let weight = try m.addParameter(ModuleNames.weight, [outputs, inputs], dtype)
                let bias = try a.isTrue("bias") ? m.addParameter(ModuleNames.bias, [outputs], dtype) : nil
                if bias == nil { m.addMissingParameter(ModuleNames.bias) }
                try Initializers.layerDefault(weight)
                if let bias { try Initializers.layerBias(bias, fanIn: inputs) }
            },
            forward: .unary(function: "linear") { m, x in try x.linear(m.tensor(ModuleNames.weight), m.optionalTensor(ModuleNames.bias)) })
    }

    private static let bilinear = Layer(
        "Bilinear", "in1_features, in2_features, out_features, bias=True, device=None, dtype=None", in: "linear",
        "x1^T A x2 + b for two inputs.", "bilinear(3, 4, 2)(ones(1, 3), ones(1, 4)).shape", resets: true,
        extra: "{in1_features=}, {in2_features=}, {out_features=}, {bias+}",
        setUp: { m, a in
            let dtype = try a.dtype()
            let sizes = [try a.size("out_features", at: 0), try a.size("in1_features", at: 1), try a.size("in2_features", at: 2)]
            let weight = try m.addParameter(ModuleNames.weight, sizes, dtype)
            let bias = try a.isTrue("bias") ? m.addParameter(ModuleNames.bias, [sizes[0]], dtype) : nil
            if bias == nil { m.addMissingParameter(ModuleNames.bias) }
            if sizes[1] <= 0 { throw Raised.valueError("in1_features must be > 0, but got (in1_features=\(sizes[1]))") }
            let bound = 1 / Double(sizes[1]).squareRoot()
            try weight.array.uniform(-bound, bound)
            try bias?.array.uniform(-bound, bound)
        },
        forward: .general("input1, input2") { m, a in
            guard let first = a[1].asTensor, let second = a[2].asTensor else {
                let place = a[1].asTensor == nil ? 1 : 2
                throw Raised.typeError("bilinear(): argument 'input\(place)' (position \(place)) must be Tensor, not \(a[place].type.name)")
            }
            return .tensor(try first.bilinear(second, m.tensor(ModuleNames.weight), m.optionalTensor(ModuleNames.bias)))
        })

    static let all: [Layer] = [
        linear("Linear"), linear("NonDynamicallyQuantizableLinear", base: "Linear"), bilinear,
        Layer(
            "Identity", "*args, **kwargs", in: "linear", "Gives back what it gets.", "identity()(tensor([1., 2.]))", stores: false,
            forward: .general("input") { _, a in a[1] }),
        Layer(
            "Flatten", "start_dim=1, end_dim=-1", in: "flatten", "All dimensions from `start_dim` on become one.",
            "flatten()(ones(2, 3, 4)).shape", extra: "{start_dim=}, {end_dim=}",
            forward: .general("input") { m, a in
                guard let input = a[1].asTensor else {
                    throw Raised.attributeError("'\(a[1].type.name)' object has no attribute 'flatten'", object: a[1], name: "flatten")
                }
                let start = try m.value("start_dim"), end = try m.value("end_dim")
                guard case (.int(let first), .int(let last)) = (start, end) else { return try a[1].attribute("flatten").call(start, end) }
                return .tensor(try input.flatten(first, last))
            }),
        Layer(
            "Unflatten", "dim, unflattened_size", in: "flatten", "One dimension becomes several.", "unflatten(1, (2, 2))(ones(3, 4)).shape",
            extra: "{dim=}, {unflattened_size=}",
            setUp: { m, a in
                let sizes = a["unflattened_size"]
                guard let items = try sizes.asItems ?? (sizes.object(of: .size) != nil ? collect(sizes) : nil) else {
                    throw Raised.typeError("unflattened_size must be a tuple of ints, but found type \(sizes.type.name)")
                }
                for (index, item) in items.enumerated() where item.asInt == nil {
                    throw Raised.typeError("unflattened_size must be tuple of ints, but found element of type \(item.type.name) at pos \(index)")
                }
            },
            forward: .general("input") { m, a in try a[1].attribute("unflatten").call(m.value("dim"), m.value("unflattened_size")) }),
    ]
}
