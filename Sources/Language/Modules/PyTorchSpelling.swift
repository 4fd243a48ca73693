import NeuralNet
import ObjectModel

/// What a global name of ours is called in a PyTorch script.
package enum PyTorchSpelling: Equatable {
    /// A layer's name, and the function's where there is one: `nn.ReLU`, `F.relu`.
    case layer(String, function: String?)
    /// `torch.rand`, `F.one_hot`, `optim.SGD`.
    case qualified(String)
    /// `torch`, `nn`, `F`, `optim`.
    case module
    /// Drawn by nbs; PyTorch has nothing of the kind.
    case ours

    /// Nil for names that are not preloaded, Python's own among them.
    package init?(_ name: String) {
        // Names of Python's built-ins keep Python's meaning.
        if Self.builtins.contains(name) { return nil }
        if ["torch", "nn", "F", "optim"].contains(name) {
            self = .module
        } else if let both = LayerFunctions.find(name) {
            self = .layer("nn.\(both.layer.name)", function: both.function.map { _ in Self.function(name) })
        } else if let optimizer = OptimNamespace.maker(name) {
            self = .qualified("optim.\(optimizer.name)")
        } else if TorchModules.torch.own(Name(name)) != nil || NNNamespace.functional.own(Name(name)) != nil {
            self = .qualified(Self.function(name))
        } else if ShortNames.find(Name(name)) != nil {
            self = .ours
        } else {
            return nil
        }
    }

    /// Those that `torch` has too.
    private static let builtins: Set<String> = [
        "abs", "all", "any", "bool", "complex", "filter", "float", "hash", "id", "int", "map", "max", "min", "pow", "range", "round",
        "set", "slice", "sorted", "sum", "type", "dir", "len", "list", "iter", "next", "print", "repr", "zip", "object", "super",
    ]

    private static func function(_ name: String) -> String {
        (NNNamespace.functional.own(Name(name)) != nil ? "F." : "torch.") + name
    }
}
