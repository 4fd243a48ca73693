import Autograd
import ObjectModel
import TensorCore

/// The functions between layers as layers.
enum ActivationLayers {
    /// One that `F` has under `function`, with the same parameters.
    private static func layer(
        _ name: String, _ function: String, _ parameters: String = "", _ summary: String, extra: String = "", base: String? = nil
    ) -> Layer {
        let attributes = parameters.split(separator: ",").map { String($0.split(separator: "=")[0].filter { $0 != " " }) }
        return Layer(
            name, parameters, in: "activation", summary, "nn.\(name)(\(required(parameters)))(tensor([-1., 2.]))", base: base, extra: extra,
            forward: .function(function, inputs: "input", attributes: attributes))
    }
    /// Values for parameters without a default, for the example.
    private static func required(_ parameters: String) -> String {
        parameters.split(separator: ",").filter { !$0.contains("=") }.map { _ in "0.5" }.joined(separator: ", ")
    }
    /// The most used ones, without the way over the catalog.
    private static func quick(
        _ name: String, _ function: String, _ summary: String, parameters: String = "", extra: String = "",
        _ body: @escaping (Tensor) throws -> Tensor
    ) -> Layer {
        let hasFlag = parameters.contains("inplace")
        return Layer(
            name, parameters, in: "activation", summary, "nn.\(name)()(tensor([-1., 2.]))", extra: extra,
            forward: .unary(function: function) { m, x in
                if hasFlag, try m.isTrue("inplace") { return try x.overwrite(function + "_") { try body($0) } }
                return try body(x)
            })
    }
    private static func dimensional(_ name: String, _ function: String, _ summary: String) -> Layer {
        Layer(
            name, "dim=None", in: "activation", summary, "nn.\(name)(dim=0)(tensor([1., 2.]))", extra: "{dim=}",
            forward: .general("input") { m, a in
                guard a[1].asTensor != nil || function == "softmin" else {
                    throw Raised.attributeError("'\(a[1].type.name)' object has no attribute '\(function)'", object: a[1], name: Name(function))
                }
                return .tensor(try Functional.tensor(function, a[1], m.value("dim")))
            })
    }

    private static let prelu = Layer(
        "PReLU", "num_parameters=1, init=0.25, device=None, dtype=None", in: "activation", "Negative elements are multiplied by a learned slope.",
        "nn.PReLU()(tensor([-1., 2.]))", resets: true, extra: "{num_parameters=}",
        setUp: { m, a in
            let weight = try m.addParameter(ModuleNames.weight, [a.wholeSize("num_parameters")], a.dtype())
            _ = try Value.tensor(weight.detach()).attribute("fill_").call(a["init"])
        },
        forward: .unary(function: "prelu") { m, x in try x.prelu(m.tensor(ModuleNames.weight)) })

    private static let softmax2d = Layer(
        "Softmax2d", "", in: "activation", "Softmax over the channels of an image.", "nn.Softmax2d()(ones(1, 2, 1, 1)).sum()",
        forward: .unary(function: "softmax", asks: "dim") { _, x in
            guard x.rank == 3 || x.rank == 4 else {
                throw Raised.valueError("Softmax2d: expected input to be 3D or 4D, got \(x.rank)D instead")
            }
            return try x.softmax(-3)
        })

    private static let rrelu = Layer(
        "RReLU", "lower=0.125, upper=0.3333333333333333, inplace=False", in: "activation",
        "Negative elements are multiplied by a random slope while training.", "nn.RReLU()(tensor([1., 2.]))", extra: "{lower=}, {upper=}{, inplace?}",
        forward: .general("input") { m, a in
            .tensor(
                try Functional.tensor(
                    "rrelu", a[1], m.value("lower"), m.value("upper"), .bool(m.isTraining), m.value("inplace")))
        })

    /// In PyTorch, too, it is `Hardtanh` with other ends.
    private static let relu6 = Layer(
        "ReLU6", "inplace=False", in: "activation", "Between 0 and 6.", "nn.ReLU6()(tensor([-1., 2.]))", base: "Hardtanh", extra: "{inplace?}",
        setUp: { m, _ in m.store(("min_val", .float(0)), ("max_val", .float(6))) },
        forward: .function("hardtanh", inputs: "input", attributes: ["min_val", "max_val", "inplace"]))
    private static let hardtanh = Layer(
        "Hardtanh", "min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None", in: "activation",
        "Between `min_val` and `max_val`.", "nn.Hardtanh()(tensor([-2., 0.5]))", extra: "{min_val=}, {max_val=}{, inplace?}",
        setUp: { m, a in
            for (old, new) in [("min_value", "min_val"), ("max_value", "max_val")] {
                _ = m.removeOwn(Name(old))
                if a.isNone(old) { continue }
                Warnings.emit("keyword argument `\(old)` is deprecated and renamed to `\(new)`", ExceptionTypes.futureWarning)
                m.setOwn(Name(new), a[old])
            }
            if try LayerArguments.holds(m.value("max_val"), .lessEqual, m.value("min_val")) {
                throw Raised(
                    ExceptionTypes.assertionError,
                    "max_val (\(try m.value("max_val").str())) must be greater than min_val (\(try m.value("min_val").str()))")
            }
        },
        forward: .function("hardtanh", inputs: "input", attributes: ["min_val", "max_val", "inplace"]))

    static let all: [Layer] = [
        quick("ReLU", "relu", "Negative elements become 0.", parameters: "inplace=False", extra: "{inplace?}") { try $0.relu() },
        quick("Sigmoid", "sigmoid", "1 / (1 + exp(-x)): between 0 and 1.") { try $0.sigmoid() },
        quick("Tanh", "tanh", "Between -1 and 1.") { try $0.tanh() },
        relu6,
        layer("LeakyReLU", "leaky_relu", "negative_slope=0.01, inplace=False", "Negative elements are multiplied by a small slope.", extra: "{negative_slope=}{, inplace?}"),
        layer("ELU", "elu", "alpha=1.0, inplace=False", "Negative elements become alpha * (exp(x) - 1).", extra: "{alpha=}{, inplace?}"),
        layer("SELU", "selu", "inplace=False", "`ELU` scaled so that layers keep mean 0 and variance 1.", extra: "{inplace?}"),
        layer("CELU", "celu", "alpha=1.0, inplace=False", "`ELU` with a continuous slope.", extra: "{alpha=}{, inplace?}"),
        layer("GELU", "gelu", "approximate='none'", "x times the probability that a normal number is below x.", extra: "approximate={approximate!}"),
        layer("SiLU", "silu", "inplace=False", "x * sigmoid(x).", extra: "{inplace?}"),
        layer("Mish", "mish", "inplace=False", "x * tanh(softplus(x)).", extra: "{inplace?}"),
        layer("Hardswish", "hardswish", "inplace=False", "x * relu6(x + 3) / 6."),
        layer("Hardsigmoid", "hardsigmoid", "inplace=False", "relu6(x + 3) / 6."),
        layer("Softplus", "softplus", "beta=1.0, threshold=20.0", "log(1 + exp(x)): a smooth `ReLU`.", extra: "{beta=}, {threshold=}"),
        layer("Softshrink", "softshrink", "lambd=0.5", "Elements move towards 0 by lambda.", extra: "{lambd}"),
        layer("Hardshrink", "hardshrink", "lambd=0.5", "Elements within lambda of 0 become 0.", extra: "{lambd}"),
        layer("Threshold", "threshold", "threshold, value, inplace=False", "Elements not above the threshold become `value`.", extra: "{threshold=}, {value=}{, inplace?}"),
        layer("GLU", "glu", "dim=-1", "One half times the sigmoid of the other half.", extra: "{dim=}"),
        layer("Softsign", "softsign", "", "x / (1 + |x|)."),
        layer("Tanhshrink", "tanhshrink", "", "x - tanh(x)."),
        layer("LogSigmoid", "logsigmoid", "", "The logarithm of `Sigmoid`."),
        dimensional("Softmax", "softmax", "Positive numbers that sum to 1 along `dim`."),
        dimensional("LogSoftmax", "log_softmax", "The logarithm of `Softmax`, without its loss of digits."),
        dimensional("Softmin", "softmin", "`Softmax` of the negated elements."),
        softmax2d, prelu, rrelu, hardtanh,
    ]
}
