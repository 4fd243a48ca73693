import Autograd
import ObjectModel

/// The global names beyond Python's: `torch`, `nn`, `F`, `optim`, and every short form.
enum ShortNames {
    static func find(_ name: Name) -> Value? {
        if name == "torch" { return .object(TorchNamespace.module) }
        if name == "F" { return .object(TorchNamespace.functional) }
        return TorchNamespace.module.own(name)
    }
    static var all: [Name] { ["torch", "F"] + TorchNamespace.module.names }
}
