import Autograd
import ObjectModel

/// `torch.nn` and what lies below it.
package enum NNNamespace {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) package static let module: ModuleObject = {
        let module = ModuleObject("torch.nn") {
            var members: [(Name, Value)] = LayerCatalog.layers.map { (Name($0.name), .object($0.type)) }
            members += [
                ("Module", .object(ModuleTypes.module)), ("Parameter", .object(TensorTypes.parameter)), ("functional", .object(functional)),
                ("init", .object(InitNamespace.module)), ("utils", .object(NNUtilities.module)), ("modules", .object(modules)),
                ("parameter", .object(ModuleObject("torch.nn.parameter") { [("Parameter", .object(TensorTypes.parameter))] })),
                ("RNNBase", .object(ModuleTypes.abstract("RNNBase", in: "rnn"))), ("RNNCellBase", .object(ModuleTypes.abstract("RNNCellBase", in: "rnn"))),
            ]
            return members
        }
        return module
    }()
    package static var functional: ModuleObject { TorchNamespace.functional }

    /// `torch.nn.modules.linear.Linear` and its kin.
    nonisolated(unsafe) private static let modules: ModuleObject = {
        let module = ModuleObject("torch.nn.modules") {
            var families: [String: [(Name, Value)]] = [:]
            for layer in LayerCatalog.layers { families[layer.module, default: []].append((Name(layer.name), .object(layer.type))) }
            families["module", default: []] += [("Module", .object(ModuleTypes.module))] + ModuleMembers.hooksEverywhere
            let abstract = Set(LayerCatalog.layers.compactMap { layer in layer.base.flatMap { $0.hasPrefix("_") ? [layer.module, $0] : nil } } + [["batchnorm", "_NormBase"], ["rnn", "RNNBase"], ["rnn", "RNNCellBase"]])
            for pair in abstract { families[pair[0], default: []].append((Name(pair[1]), .object(ModuleTypes.abstract(pair[1], in: pair[0])))) }
            let submodules = families.sorted { $0.key < $1.key }.map { family, members in
                (Name(family), Value.object(ModuleObject("torch.nn.modules.\(family)") { members }))
            }
            return submodules + LayerCatalog.layers.map { (Name($0.name), .object($0.type)) } + [("Module", .object(ModuleTypes.module))]
        }
        return module
    }()
}
