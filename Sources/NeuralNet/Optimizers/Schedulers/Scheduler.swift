import Autograd
import ObjectModel

/// A learning-rate schedule: at every `step` it computes the rates of its optimizer's groups anew.
package final class Scheduler: Instance {
    /// Not yet set for a class whose `__init__` has not run.
    private(set) var optimizer: Optimizer?
    private(set) var baseRates: [Double] = []
    var lastEpoch = -1
    /// A chain leaves counting to its parts.
    var countsEpochs = true
    private(set) var stepCount = 0
    private(set) var isInitial = false
    /// Whether `get_lr` is called by `step`.
    private(set) var isAskingRates = false
    /// The rates that the last step set.
    private(set) var lastRates: [Value] = []
    /// Whether the optimizer has stepped since this schedule was made.
    private var optimizerStepped = false
    private var hookID = 0
    /// Schedules inside a schedule.
    var inner: [Scheduler] = []

    package init(type: TypeObject) { super.init(type: type, kind: .layer) }
    var kindOfSchedule: SchedulerKind? { SchedulerCatalog.kind(above: classType) }

    // MARK: Attributes

    package override func attribute(_ name: Name) throws -> Value? {
        switch name.text {
        case "optimizer": optimizer.map { .object($0) } ?? Value.none
        case "base_lrs": .list(baseRates.map { .float($0) })
        case "last_epoch" where countsEpochs: .int(lastEpoch)
        case "_step_count": .int(stepCount)
        case "_is_initial": .bool(isInitial)
        case "_get_lr_called_within_step": .bool(isAskingRates)
        case "_last_lr": .list(lastRates)
        default: try super.attribute(name)
        }
    }
    package override func storeAttribute(_ name: Name, _ value: Value) throws {
        switch name.text {
        case "last_epoch": lastEpoch = try value.toIndex()
        case "base_lrs": baseRates = try collect(value).compactMap { try $0.toDouble() }
        case "_step_count": stepCount = try value.toIndex()
        case "_is_initial": isInitial = try value.isTrue()
        case "_get_lr_called_within_step": isAskingRates = try value.isTrue()
        case "_last_lr": lastRates = try collect(value)
        case "optimizer":
            guard let given = value.asOptimizer else { throw Raised.typeError("\(value.type.name) is not an Optimizer") }
            optimizer = given
        default: try super.storeAttribute(name, value)
        }
    }
    func double(_ name: Name) throws -> Double {
        let value = try Value.object(self).attribute(name)
        guard let number = try value.toDouble() else { throw Raised.typeError("must be real number, not \(value.type.name)") }
        return number
    }
    func int(_ name: Name) throws -> Int { try Value.object(self).attribute(name).toIndex() }

    // MARK: Groups

    var groups: [GroupOptions] { get throws { try optimizer?.options ?? [] } }
    func noteRates() throws { lastRates = try groups.map { try $0.value("lr") } }
    func rates() throws -> [Double] { try groups.map { try $0.double("lr") } }

    // MARK: Steps

    func attach(_ value: Value) throws {
        guard let given = value.asOptimizer else { throw Raised.typeError("\(value.type.name) is not an Optimizer") }
        optimizer = given
    }
    /// What `LRScheduler.__init__` does: remembers the first rates and takes step 0.
    func start(lastEpoch given: Value) throws {
        guard let optimizer else { return }
        let isFresh = try LayerArguments.holds(given, .equal, .int(-1))
        for (index, group) in try groups.enumerated() {
            if isFresh {
                if group.dict.lookup("initial_lr") == nil { group.dict.store("initial_lr", try group.value("lr")) }
            } else if group.dict.lookup("initial_lr") == nil {
                throw Raised.keyError(
                    .str("param 'initial_lr' is not specified in param_groups[\(index)] when resuming scheduler with last_epoch >= 0.\n"
                        + "This typically happens when:\n1. You're trying to resume training from a checkpoint but haven't properly loaded the optimizer state\n"
                        + "2. You're using last_epoch >= 0 for a fresh training run (not recommended)"))
            }
        }
        baseRates = try groups.map { try $0.double("initial_lr") }
        lastEpoch = try given.toIndex()
        hookID = OptimizerHooks.newID()
        let watcher = NativeFunction.raw("watch") { [weak self] _ in
            self?.optimizerStepped = true
            return .none
        }
        optimizer.afterStep.append((hookID, .object(watcher)))
        try firstStep()
    }
    func firstStep() throws {
        stepCount = 0
        isInitial = true
        defer { isInitial = false }
        _ = try Value.object(self).attribute("step").call()
    }
    func step(epoch: Value) throws {
        if stepCount == 1, !optimizerStepped {
            Warnings.emit(
                "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you should call them in the opposite "
                    + "order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to do this will result in PyTorch skipping the first value of the "
                    + "learning rate schedule. See more details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate")
        }
        stepCount += 1
        if !epoch.isNone {
            Warnings.emit(
                "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please use `scheduler.step()` to "
                    + "step the scheduler. During the deprecation, if epoch is different from None, the closed form is used instead of the new chainable form, "
                    + "where available. Please open an issue if you are unable to replicate your use case: "
                    + "https://github.com/pytorch/pytorch/issues/new/choose.")
        }
        try update(epoch: epoch)
    }
    func update(epoch: Value) throws {
        if epoch.isNone { lastEpoch += 1 } else { lastEpoch = try epoch.toIndex() }
        let kind = kindOfSchedule
        if !epoch.isNone, let closed = kind?.closedForm, !classType.isUserDefined { return try setRates(closed(self)) }
        isAskingRates = true
        defer { isAskingRates = false }
        // A class written in a cell defines `get_lr`.
        let values = try collect(Value.object(self).attribute("get_lr").call())
        try setRates(values.map { value in
            guard let rate = try value.toDouble() else { throw Raised.typeError("must be real number, not \(value.type.name)") }
            return rate
        })
    }
    func setRates(_ rates: [Double]) throws {
        for (group, rate) in zip(try groups, rates) {
            if let tensor = group.dict.lookup("lr")?.asTensor { tensor.array.fill(.float(rate)) } else { group.dict.store("lr", .float(rate)) }
        }
        try noteRates()
    }

    // MARK: State

    /// What the state of every schedule ends with.
    static let stateOfAll: [Name] = ["base_lrs", "last_epoch", "_step_count", "_is_initial", "_get_lr_called_within_step", "_last_lr"]
    /// Attributes that hold functions: of them only what instances remember is saved.
    private static let functionNames: Set<Name> = ["lr_lambdas", "_scale_fn_custom"]

    func stateDict() throws -> Value {
        let known = kindOfSchedule?.stateNames ?? []
        let names = ownPairs.map(\.0).filter { !known.contains($0) } + (kindOfSchedule == nil ? Self.stateOfAll : known)
        let dict = Dict()
        for name in names {
            if name == "_schedulers" {
                dict.store(name.text, .list(try inner.map { try $0.stateDict() }))
            } else if let value = try attribute(name) {
                dict.store(name.text, Self.functionNames.contains(name) ? Self.saved(value) : value)
            }
        }
        return .object(dict)
    }
    private static func saved(_ value: Value) -> Value {
        if let items = value.asItems { return .list(items.map(saved)) }
        guard case .object(let object) = value, let instance = object as? Instance else { return .none }
        let dict = Dict()
        for (name, value) in instance.ownPairs { dict.store(name.text, value) }
        return .object(dict)
    }
    func load(_ value: Value) throws {
        guard let dict = value.withoutClass.object(of: .dict) as? Dict else { throw Raised.typeError("'\(value.type.name)' object is not iterable") }
        for (key, value) in dict.pairs {
            guard let name = key.asString.map({ Name($0) }) else { continue }
            if name == "_schedulers" {
                for (scheduler, state) in zip(inner, try collect(value)) { try scheduler.load(state) }
            } else if Self.functionNames.contains(name) {
                try Self.restore(value, into: attribute(name) ?? .none)
            } else {
                try storeAttribute(name, value)
            }
        }
    }
    private static func restore(_ saved: Value, into target: Value) throws {
        if let items = saved.asItems { return try zip(items, target.asItems ?? []).forEach { try restore($0, into: $1) } }
        guard let dict = saved.object(of: .dict) as? Dict, case .object(let object) = target else { return }
        for (key, value) in dict.pairs { try object.setAttribute(Name(key.asString ?? ""), value) }
    }
}

extension Value {
    var asScheduler: Scheduler? { if let object = object(of: .layer) { object as? Scheduler } else { nil } }
}
