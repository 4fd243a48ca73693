import Autograd
import ObjectModel

/// Every learning-rate schedule, one line a family.
package enum SchedulerCatalog {
    // Made once; read by the evaluator's thread.
    package static let kinds: [SchedulerKind] = DecaySchedules.kinds + CycleSchedules.kinds + CombinedSchedules.kinds

    // Filled as types are made; the evaluator's thread only.
    nonisolated(unsafe) private static var byType: [ObjectIdentifier: SchedulerKind] = [:]
    static func note(_ kind: SchedulerKind, for type: TypeObject) { byType[ObjectIdentifier(type)] = kind }
    static func kind(above type: TypeObject) -> SchedulerKind? { byType[ObjectIdentifier(type.nativeBase)] }
}

/// `torch.optim.lr_scheduler`.
enum SchedulerNamespace {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) static let module = ModuleObject("torch.optim.lr_scheduler") {
        SchedulerCatalog.kinds.map { (Name($0.name), .object($0.type)) } + [
            ("LRScheduler", .object(SchedulerTypes.scheduler)), ("_LRScheduler", .object(SchedulerTypes.scheduler)),
        ]
    }
}
