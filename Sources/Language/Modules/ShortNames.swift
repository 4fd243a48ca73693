import Autograd
import ObjectModel
import Pictures

/// The global names beyond Python's: `torch`, `nn`, `F`, `optim`, and every short form.
enum ShortNames {
    static func find(_ name: Name) -> Value? {
        if name == "torch" { return .object(TorchNamespace.module) }
        if name == "F" { return .object(TorchNamespace.functional) }
        if name == "scatter" { return .object(scatter) }
        return TorchNamespace.module.own(name) ?? PictureFunctions.find(name).map { .object($0) }
    }
    static var all: [Name] { ["torch", "F"] + TorchNamespace.module.names + PictureFunctions.all.map(\.name) }

    /// Two functions share this name: `scatter(x, y)` draws points, `scatter(input, dim, index, src)` is the tensor's.
    // Belongs to the evaluator's thread.
    nonisolated(unsafe) private static let scatter = NativeFunction.raw(
        "scatter", "x, y, *args, **kwargs", summary: "Draw points: scatter(x, y). With dim, index and src: torch.scatter."
    ) { arguments in
        let isTensors = arguments.count > 2 || arguments.keyword("dim") != nil || arguments.keyword("index") != nil
        guard isTensors, let function = TorchNamespace.module.own("scatter") else {
            guard let draw = PictureFunctions.find("scatter") else { return .none }
            return try draw.call(arguments)
        }
        return try function.call(arguments)
    }
}
