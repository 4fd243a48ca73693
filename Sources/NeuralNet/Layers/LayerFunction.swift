import Autograd
import ObjectModel

/// A lower-case name that PyTorch has both as a layer and as a function: the function when a tensor comes first, the
/// layer's maker otherwise. As a value it stands for either; `seq` makes the layer of it.
package final class LayerFunction: Object {
    package let name: String
    package let layer: Layer
    /// nil: the name is a layer's alone.
    package let function: Op?
    init(_ name: String, _ layer: Layer, _ function: Op?) {
        self.name = name
        self.layer = layer
        self.function = function
        super.init(kind: .other)
    }

    package override var type: TypeObject { LayerFunction.typeObject }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) private static let typeObject = TypeObject("layer_or_function", module: "nbs", isFinal: true)

    package override func repr() -> String {
        function == nil ? "<layer \(name): makes nn.\(layer.name)>" : "<layer or function \(name): \(name)(x), or nn.\(layer.name)>"
    }
    package override var isCallable: Bool { true }
    package override func call(_ arguments: Arguments) throws -> Value {
        if let function, isForFunction(arguments) { return try function.call(arguments) }
        if name == "seq" || name == "sequential" { return .object(try ShortSequential.make(arguments)) }
        if function == nil, arguments.count > 0, arguments[0].asTensor != nil { throw tensorForLayer(arguments) }
        return .object(try layer.make(nil, arguments))
    }
    /// `relu(x)` and `relu(input=x)` compute; everything else makes a layer.
    private func isForFunction(_ arguments: Arguments) -> Bool {
        if arguments.count > 0 { return arguments[0].asTensor != nil }
        return arguments.keyword("input")?.asTensor != nil
    }
    private func tensorForLayer(_ arguments: Arguments) -> Raised {
        Raised.typeError(
            "\(name)() makes a layer and has no form that takes a tensor first",
            hint: "make the layer, then call it: \(name)(…)(x)")
    }
    /// The layer without arguments, as `seq(…, relu)` wants it.
    package func makeLayer() throws -> Module { try layer.make() }

    package override func attribute(_ name: Name) throws -> Value? {
        switch name {
        case Names.name, Names.qualname: return .str(self.name)
        case "__doc__": return .str(layer.summary)
        case "__module__": return .str("nbs")
        default: return try super.attribute(name)
        }
    }
}

/// The names of `LayerFunction`s: PyTorch's functions with their layers, and layers in snake_case.
package enum LayerFunctions {
    // Made once; the evaluator's thread only.
    nonisolated(unsafe) package static let all: [String: LayerFunction] = {
        var found: [String: LayerFunction] = [:]
        func add(_ name: String, _ layer: Layer, _ function: Op?) {
            if found[name] == nil { found[name] = LayerFunction(name, layer, function) }
        }
        // Functions first: their names are PyTorch's own.
        for layer in LayerCatalog.layers {
            for name in spellings(of: layer.name) {
                if let function = Functional.find(name) ?? OpCatalog.function(name) { add(name, layer, function) }
            }
        }
        for layer in LayerCatalog.layers { for name in spellings(of: layer.name) { add(name, layer, nil) } }
        return found
    }()
    package static func find(_ name: String) -> LayerFunction? { all[name] }

    /// Where PyTorch's function is not the class name in snake_case.
    private static let functionNames = [
        "LogSigmoid": "logsigmoid", "BCELoss": "binary_cross_entropy", "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
        "CrossEntropyLoss": "cross_entropy", "KLDivLoss": "kl_div", "MultiLabelMarginLoss": "multilabel_margin_loss",
        "MultiLabelSoftMarginLoss": "multilabel_soft_margin_loss", "BatchNorm1d": "batch_norm1d", "BatchNorm2d": "batch_norm2d",
        "BatchNorm3d": "batch_norm3d", "Sequential": "seq", "ConstantPad1d": "constant_pad1d", "Upsample": "upsample",
    ]
    private static func spellings(of name: String) -> [String] {
        let snake = snakeCase(name)
        var names = functionNames[name].map { [$0, snake] } ?? [snake]
        let plain = name.lowercased()
        if !names.contains(plain), plain.contains(where: \.isNumber) || !plain.hasSuffix("loss") { names.append(plain) }
        return names
    }
    /// `MaxPool2d` → `max_pool2d`, `LSTMCell` → `lstm_cell`, `ReLU6` → `relu6`.
    package static func snakeCase(_ name: String) -> String {
        if let fixed = fixedCases[name] { return fixed }
        let characters = Array(name)
        var result = ""
        for (index, character) in characters.enumerated() {
            if character.isUppercase, index > 0 {
                let next = index + 1 < characters.count ? characters[index + 1] : "A"
                if characters[index - 1].isLowercase || (characters[index - 1].isUppercase && next.isLowercase) { result += "_" }
            }
            result += character.lowercased()
        }
        return result
    }
    private static let fixedCases = [
        "ReLU": "relu", "ReLU6": "relu6", "LeakyReLU": "leaky_relu", "PReLU": "prelu", "RReLU": "rrelu", "SiLU": "silu", "GELU": "gelu",
        "ELU": "elu", "SELU": "selu", "CELU": "celu", "GLU": "glu", "MultiheadAttention": "multihead_attention", "LPPool1d": "lp_pool1d",
        "LPPool2d": "lp_pool2d", "CrossMapLRN2d": "cross_map_lrn2d", "RMSNorm": "rms_norm", "CTCLoss": "ctc_loss", "NLLLoss": "nll_loss",
        "MSELoss": "mse_loss", "L1Loss": "l1_loss", "SmoothL1Loss": "smooth_l1_loss", "PoissonNLLLoss": "poisson_nll_loss",
        "GaussianNLLLoss": "gaussian_nll_loss", "AdaptiveLogSoftmaxWithLoss": "adaptive_log_softmax_with_loss",
    ]
}

/// `seq(…)`: `Sequential` from layers, names of layers, classes, and children named by keyword.
enum ShortSequential {
    static func make(_ arguments: Arguments) throws -> Module {
        let container = try ContainerLayers.sequential.make()
        if arguments.count == 1, !arguments.hasKeywords, arguments[0].withoutClass.object(of: .dict) is OrderedDict {
            return try ContainerLayers.sequential.make(nil, arguments)
        }
        for (index, value) in arguments.positional.enumerated() {
            try container.add(module: layer(value, at: "argument \(index + 1)"), .str(String(index)))
        }
        for (name, value) in arguments.keywordPairs { try container.add(module: layer(value, at: "'\(name)'"), .str(name.text)) }
        return container
    }
    private static func layer(_ value: Value, at place: String) throws -> Value {
        if value.asModule != nil { return value }
        if case .object(let object) = value {
            if let both = object as? LayerFunction { return .object(try both.makeLayer()) }
            if let type = object as? TypeObject, type.isSubtype(of: ModuleTypes.module) { return try type.call() }
            // `tanh` may have been taken from `torch` or `F`: its layer has the same name.
            if let function = object as? NativeFunction, let both = LayerFunctions.find(function.name.text), both.function != nil {
                return .object(try both.makeLayer())
            }
        }
        let what = value.asTensor != nil ? "a tensor" : value.isCallable ? "a function" : "\(value.type.name)"
        throw Raised.typeError(
            "\(value.torchTypeName) is not a Module subclass",
            hint: "seq takes layers such as linear(2, 3) and relu; \(place) is \(what)")
    }
}
