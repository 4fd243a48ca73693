import Autograd
import ObjectModel

/// One schedule as data: its parameters and the formula for the next rates.
// @unchecked: made once, used by the evaluator's thread only.
package final class SchedulerKind: @unchecked Sendable {
    package let name: String
    package let parameters: String
    package let summary: String
    package let example: String
    /// Checks and prepares; `start` has not been called yet.
    private let setUp: (Scheduler, LayerArguments) throws -> Void
    /// `get_lr`: from the rates now to the next ones.
    let next: (Scheduler) throws -> [Double]
    /// The rates at an epoch, for `step(epoch)`.
    let closedForm: ((Scheduler) throws -> [Double])?
    /// A `step` of another form; its parameters first.
    private let step: (parameters: String, body: (Scheduler, BoundArguments) throws -> Void)?
    /// Whether `LRScheduler.__init__` is called behind `setUp`.
    private let starts: Bool
    /// Parameters that are not kept under their names.
    private let drops: Set<String>
    /// What a state dict holds, in PyTorch's order, when that is not the parameters and what all schedules have.
    private let state: [Name]?
    private let afterStart: ((Scheduler, LayerArguments) throws -> Void)?

    init(
        _ name: String, _ parameters: String, _ summary: String, _ example: String, starts: Bool = true, drops: Set<String> = [], state: [Name]? = nil,
        setUp: @escaping (Scheduler, LayerArguments) throws -> Void = { _, _ in }, afterStart: ((Scheduler, LayerArguments) throws -> Void)? = nil,
        closedForm: ((Scheduler) throws -> [Double])? = nil, step: (parameters: String, body: (Scheduler, BoundArguments) throws -> Void)? = nil,
        next: @escaping (Scheduler) throws -> [Double]
    ) {
        self.name = name
        self.parameters = parameters
        self.summary = summary
        self.example = example
        self.starts = starts
        self.drops = drops
        self.state = state
        self.setUp = setUp
        self.afterStart = afterStart
        self.closedForm = closedForm
        self.step = step
        self.next = next
    }

    package private(set) lazy var type: TypeObject = {
        let type = TypeObject(
            name, bases: [SchedulerTypes.scheduler], module: "torch.optim.lr_scheduler", summary: summary + "\n\nExample: " + example,
            construct: { [unowned self] type, arguments in
                let made = Scheduler(type: type)
                _ = try arguments.prepending(.object(made)) { try initializer.call($0) }
                return .object(made)
            }, allocate: { Scheduler(type: $0) }, members: { [unowned self] in members })
        SchedulerCatalog.note(self, for: type)
        return type
    }()
    private lazy var initializer = NativeFunction(
        Names.`init`, "self, " + parameters, summary: summary, isMethod: true, owner: name, wording: .python,
        body: .bound { [unowned self] a in
            guard let scheduler = a[0].asScheduler else { throw Raised.typeError("descriptor '__init__' requires a '\(name)' object") }
            let arguments = LayerArguments(a)
            let names = a.function.signature.parameters.map(\.name.text)
            if names.contains("optimizer"), starts || !names.contains("schedulers") {
                // These ask for the groups before they look at what the optimizer is.
                if names.contains("lr_lambda") { _ = try arguments["optimizer"].attribute("param_groups") }
                try scheduler.attach(arguments["optimizer"])
            } else if let optimizer = arguments["optimizer"].asOptimizer {
                try scheduler.attach(.object(optimizer))
            }
            for (index, name) in names.enumerated() where keeps(name) { scheduler.setOwn(Name(name), a[index]) }
            try raising {
                try setUp(scheduler, arguments)
                if starts { try scheduler.start(lastEpoch: names.contains("last_epoch") ? arguments["last_epoch"] : .int(-1)) }
                try afterStart?(scheduler, arguments)
                try scheduler.noteRates()
            }
            return .none
        })
    private func keeps(_ parameter: String) -> Bool { !["self", "optimizer", "last_epoch", "schedulers"].contains(parameter) && !drops.contains(parameter) }
    /// The names in a state dict.
    var stateNames: [Name] {
        state ?? initializer.signature.parameters.map(\.name).filter { keeps($0.text) } + Scheduler.stateOfAll
    }
    private var members: [Object] {
        var members: [Object] = [
            initializer,
            SchedulerTypes.method("get_lr", "", "The rates to come.") { [unowned self] s, _ in
                if !s.isAskingRates {
                    Warnings.emit("To get the last learning rate computed by the scheduler, please use `get_last_lr()`.")
                }
                return .list(try next(s).map { .float($0) })
            },
        ]
        if let step {
            members.append(SchedulerTypes.method("step", step.parameters, "To the next rates.") { s, a in
                try step.body(s, a)
                try s.noteRates()
                return .none
            })
        }
        return members
    }
}

package enum SchedulerTypes {
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) package static let scheduler = TypeObject(
        "LRScheduler", module: "torch.optim.lr_scheduler", summary: "The base of all schedules: define get_lr.",
        construct: { type, arguments in
            let made = Scheduler(type: type)
            _ = try arguments.prepending(.object(made)) { try initializer.call($0) }
            return .object(made)
        }, allocate: { Scheduler(type: $0) }, members: { members })

    static func method(_ name: Name, _ parameters: String, _ summary: String, _ body: @escaping (Scheduler, BoundArguments) throws -> Value) -> NativeFunction {
        NativeFunction(
            name, parameters.isEmpty ? "self" : "self, \(parameters)", summary: summary, isMethod: true, wording: .python,
            body: .bound { a in
                guard let scheduler = a[0].asScheduler else {
                    throw Raised.typeError("descriptor '\(name)' for 'LRScheduler' objects doesn't apply to a '\(a[0].type.name)' object")
                }
                return try raising { try body(scheduler, a) }
            })
    }
    nonisolated(unsafe) private static let initializer = method("__init__", "optimizer, last_epoch=-1", "Takes the optimizer whose rates change.") { s, a in
        try s.attach(a[1])
        try s.start(lastEpoch: a[2])
        return .none
    }
    private static var members: [Object] {
        [
            initializer,
            method("step", "epoch=None", "To the next rates; call it after `optimizer.step()`.") { s, a in
                try s.step(epoch: a[1])
                return .none
            },
            method("get_last_lr", "", "The rates now, one a group.") { s, _ in .list(s.lastRates) },
            method("get_lr", "", "The rates to come: what a class of yours defines.") { _, _ in throw Raised.notImplemented("") },
            method("state_dict", "", "All that changes, as a dict.") { s, _ in try s.stateDict() },
            method("load_state_dict", "state_dict", "Takes over a state.") { s, a in
                try s.load(a[1])
                return .none
            },
        ]
    }
}
