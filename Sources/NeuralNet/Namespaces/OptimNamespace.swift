import Autograd
import ObjectModel

/// `torch.optim`.
package enum OptimNamespace {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) package static let module = ModuleObject("torch.optim") {
        OptimizerCatalog.kinds.map { (Name($0.name), .object($0.type)) } + [
            ("Optimizer", .object(OptimizerTypes.optimizer)), 
            ("lr_scheduler", .object(SchedulerNamespace.module)),
            ("optimizer", .object(ModuleObject("torch.optim.optimizer") { [("Optimizer", .object(OptimizerTypes.optimizer))] })),
        ]
    }
    /// `sgd(model.parameters(), lr=0.1)`: optimizers by lower-case names.
    package static func maker(_ name: String) -> TypeObject? { makers[name] }
    package static var makerNames: [String] { makers.keys.sorted() }
    nonisolated(unsafe) private static let makers = Dictionary(
        OptimizerCatalog.kinds.map { ($0.name.lowercased(), $0.type) }, uniquingKeysWith: { first, _ in first })
}
