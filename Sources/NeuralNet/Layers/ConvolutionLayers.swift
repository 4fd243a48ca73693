import Autograd
import ObjectModel
import TensorCore

/// Layers that slide learned weights over their input, and their transposes.
enum ConvolutionLayers {
    private static func names(_ m: Module, _ name: Name) throws -> [Int] { try (m.value(name).asItems ?? []).map { try $0.toIndex() } }

    /// PyTorch's checks in PyTorch's order.
    private static func check(_ a: LayerArguments, transposed: Bool) throws {
        if try a.holds("groups", .lessEqual, .int(0)) { throw Raised.valueError("groups must be a positive integer") }
        for name in ["in_channels", "out_channels"] where try a.leavesRest(name, "groups") { throw Raised.valueError("\(name) must be divisible by groups") }
        if !transposed, let word = a["padding"].asString {
            guard word == "same" || word == "valid" else {
                throw Raised.valueError("Invalid padding string '\(word)', should be one of {'valid', 'same'}")
            }
            let strides = a["stride"].asItems ?? [a["stride"]]
            if word == "same", strides.contains(where: { $0.asInt != 1 }) {
                throw Raised.valueError("padding='same' is not supported for strided convolutions")
            }
        }
        let modes = ["zeros", "reflect", "replicate", "circular"]
        if case .object(let object) = a["padding_mode"], object.kind == .list { throw Raised.typeError("unhashable type: 'list'") }
        let mode = try a["padding_mode"].str()
        guard modes.contains(mode) else {
            throw Raised.valueError(
                "padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got padding_mode='\(mode)'")
        }
    }

    private static func setUp(_ m: Module, _ a: LayerArguments, _ spatial: Int, transposed: Bool) throws {
        let dtype = try a.dtype()
        try check(a, transposed: transposed)
        for name in ["kernel_size", "stride", "dilation"] { m.setOwn(Name(name), a.tuple(name, spatial)) }
        m.setOwn("padding", a["padding"].asString == nil ? a.tuple("padding", spatial) : a["padding"])
        m.setOwn("output_padding", transposed ? a.tuple("output_padding", spatial) : .tuple(Array(repeating: .int(0), count: spatial)))
        m.setOwn("transposed", .bool(transposed))
        let groups = try a.int("groups")
        let inputs = try a.size("in_channels", at: transposed ? 0 : 1), outputs = try transposed && !a.isTrue("bias") ? a.size("out_channels", at: 1) : transposed ? a.wholeSize("out_channels") : a.size("out_channels", at: 0)
        let kernel = try (a.tuple("kernel_size", spatial).asItems ?? []).enumerated().map { try LayerArguments.size($1, at: $0 + 2) }
        let shape = (transposed ? [inputs, outputs / groups] : [outputs, inputs / groups]) + kernel
        let weight = try m.addParameter(ModuleNames.weight, shape, dtype)
        let bias = try a.isTrue("bias") ? m.addParameter(ModuleNames.bias, [outputs], dtype) : nil
        if bias == nil { m.addMissingParameter(ModuleNames.bias) }
        try Initializers.layerDefault(weight)
        if let bias { try Initializers.layerBias(bias, fanIn: Initializers.fans(weight.shape).fanIn) }
    }

    private enum Attributes {
        static let inputs: Name = "in_channels"
        static let outputs: Name = "out_channels"
        static let kernel: Name = "kernel_size"
        static let stride: Name = "stride"
        static let padding: Name = "padding"
        static let dilation: Name = "dilation"
        static let outputPadding: Name = "output_padding"
        static let groups: Name = "groups"
        static let paddingMode: Name = "padding_mode"
    }

    private static func extra(_ m: Module, _ text: inout TextBuilder) throws {
        func add(_ name: Name, unless isUsual: (Value) -> Bool = { _ in false }) throws {
            let value = try m.value(name)
            if !isUsual(value) { try text.append(option: name, value) }
        }
        func all(_ number: Int, _ value: Value) -> Bool {
            guard let object = value.object(of: .tuple) else { return false }
            let tuple = unsafeDowncast(object, to: Tuple.self)  // the kind says so
            return (0..<tuple.count).allSatisfy { tuple[$0].asInt == number }
        }
        try m.value(Attributes.inputs).append(strTo: &text)
        text.append(ascii: ", ")
        try m.value(Attributes.outputs).append(strTo: &text)
        try add(Attributes.kernel)
        try add(Attributes.stride)
        try add(Attributes.padding) { all(0, $0) }
        try add(Attributes.dilation) { all(1, $0) }
        try add(Attributes.outputPadding) { all(0, $0) }
        try add(Attributes.groups) { $0.asInt == 1 }
        if try m.optionalTensor(ModuleNames.bias) == nil { text.append(ascii: ", bias=False") }
        try add(Attributes.paddingMode) { $0.asString == "zeros" }
    }

    /// The borders that `padding_mode` other than zeros adds before the convolution, last dimension first.
    private static func borders(_ m: Module, _ spatial: Int) throws -> [Value] {
        if let word = try m.value("padding").asString {
            guard word == "same" else { return Array(repeating: .int(0), count: 2 * spatial) }
            let kernel = try names(m, "kernel_size"), dilation = try names(m, "dilation")
            return zip(kernel, dilation).reversed().flatMap { size, step -> [Value] in
                let total = step * (size - 1)
                return [.int(total / 2), .int(total - total / 2)]
            }
        }
        return try names(m, "padding").reversed().flatMap { [.int($0), .int($0)] }
    }

    private static func convolution(_ spatial: Int) -> Layer {
        let sizes = Array(repeating: "8", count: spatial).joined(separator: ", ")
        return Layer(
            "Conv\(spatial)d",
            "in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode='zeros', device=None, dtype=None",
            in: "conv", "Slides \(spatial)-dimensional learned weights over the input.", "conv\(spatial)d(1, 2, 3)(ones(1, 1, \(sizes))).shape",
            base: "_ConvNd", resets: true, extraRule: extra, setUp: { try setUp($0, $1, spatial, transposed: false) },
            forward: .general("input") { m, a in
                var input = a[1]
                var padding = try m.value("padding")
                if try m.value("padding_mode").asString != "zeros" {
                    input = .tensor(try Functional.tensor("pad", input, .tuple(borders(m, spatial)), m.value("padding_mode")))
                    padding = .int(0)
                }
                return .tensor(
                    try Functional.tensor(
                        "conv\(spatial)d", input, .tensor(m.tensor(ModuleNames.weight)), m.value(ModuleNames.bias), m.value("stride"), padding,
                        m.value("dilation"), m.value("groups")))
            })
    }

    private static func transposed(_ spatial: Int) -> Layer {
        let sizes = Array(repeating: "4", count: spatial).joined(separator: ", ")
        return Layer(
            "ConvTranspose\(spatial)d",
            "in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode='zeros', device=None, dtype=None",
            in: "conv", "The transpose of a convolution: spreads each element over a window.",
            "nn.ConvTranspose\(spatial)d(1, 2, 3)(ones(1, 1, \(sizes))).shape", base: "_ConvNd", resets: true, extraRule: extra,
            setUp: { m, a in
                guard try a["padding_mode"].str() == "zeros" else {
                    throw Raised.valueError("Only \"zeros\" padding mode is supported for ConvTranspose\(spatial)d")
                }
                try setUp(m, a, spatial, transposed: true)
            },
            forward: .general("input, output_size=None") { m, a in
                let extra = try outputPadding(m, a[1], a[2], spatial)
                return .tensor(
                    try Functional.tensor(
                        "conv_transpose\(spatial)d", a[1], .tensor(m.tensor(ModuleNames.weight)), m.value(ModuleNames.bias), m.value("stride"),
                        m.value("padding"), extra, m.value("groups"), m.value("dilation")))
            })
    }
    /// What must be added at one side so that the result has `output_size`.
    private static func outputPadding(_ m: Module, _ input: Value, _ wanted: Value, _ spatial: Int) throws -> Value {
        if wanted.isNone { return try m.value("output_padding") }
        guard let x = input.asTensor, x.rank >= spatial else { return try m.value("output_padding") }
        var sizes = try collect(wanted).map { try $0.toIndex() }
        let hidden = x.rank - spatial
        if sizes.count == x.rank { sizes.removeFirst(hidden) }
        guard sizes.count == spatial else {
            throw Raised.valueError(
                "ConvTranspose\(spatial)D: for \(x.rank)D input, output_size must have \(spatial) or \(x.rank) elements (got \(sizes.count))")
        }
        let kernel = try names(m, "kernel_size"), stride = try names(m, "stride"), padding = try names(m, "padding"), dilation = try names(m, "dilation")
        let smallest = (0..<spatial).map { (x.shape[hidden + $0] &- 1) &* stride[$0] &- 2 &* padding[$0] &+ dilation[$0] &* (kernel[$0] &- 1) &+ 1 }
        let largest = (0..<spatial).map { smallest[$0] &+ stride[$0] &- 1 }
        for dim in 0..<spatial where sizes[dim] < smallest[dim] || sizes[dim] > largest[dim] {
            throw Raised.valueError(
                "requested an output size of \(sizes), but valid sizes range from \(smallest) to \(largest) (for an input of \(SizeObject(Array(x.shape.dropFirst(hidden))).repr()))")
        }
        return .tuple((0..<spatial).map { .int(sizes[$0] - smallest[$0]) })
    }

    static let all: [Layer] = (1...3).map(convolution) + (1...3).map(transposed)
}
