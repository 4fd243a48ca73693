import Autograd
import ObjectModel

/// Every optimizer, one line each.
package enum OptimizerCatalog {
    // Made once; read by the evaluator's thread.
    package static let kinds: [OptimizerKind] =
        [SGD.kind] + AdamFamily.kinds + [RMSprop.kind, Adagrad.kind, Adadelta.kind, ASGD.kind, Rprop.kind, LBFGS.kind, Adafactor.kind, Muon.kind, SparseAdam.kind]

    private static let byName = Dictionary(uniqueKeysWithValues: kinds.map { ($0.name, $0) })
    package static func named(_ name: String) -> OptimizerKind? { byName[name] }

    // Filled as types are made; the evaluator's thread only.
    nonisolated(unsafe) private static var byType: [ObjectIdentifier: OptimizerKind] = [:]
    static func note(_ kind: OptimizerKind, for type: TypeObject) { byType[ObjectIdentifier(type)] = kind }
    static func kind(above type: TypeObject) -> OptimizerKind? { byType[ObjectIdentifier(type.nativeBase)] }
}

/// The class `torch.optim.Optimizer` and its methods.
package enum OptimizerTypes {
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) package static let optimizer = TypeObject(
        "Optimizer", module: "torch.optim.optimizer", summary: "The base of all optimizers.",
        construct: { type, arguments in
            let made = Optimizer(type: type)
            _ = try arguments.prepending(.object(made)) { try initializer.call($0) }
            return .object(made)
        }, allocate: { Optimizer(type: $0) }, members: { members })

    private static func method(
        _ name: Name, _ parameters: String, _ summary: String, _ body: @escaping (Optimizer, BoundArguments) throws -> Value
    ) -> NativeFunction {
        NativeFunction(
            name, parameters.isEmpty ? "self" : "self, \(parameters)", summary: summary, isMethod: true, wording: .python,
            body: .bound { a in
                guard let optimizer = a[0].asOptimizer else {
                    throw Raised.typeError("descriptor '\(name)' for 'Optimizer' objects doesn't apply to a '\(a[0].type.name)' object")
                }
                return try raising { try body(optimizer, a) }
            })
    }
    nonisolated(unsafe) private static let initializer = method("__init__", "params, defaults", "Takes parameters and default options.") { o, a in
        guard let defaults = a[2].withoutClass.object(of: .dict) as? Dict else { throw Raised.typeError("defaults must be a dict, not \(a[2].type.name)") }
        try o.setUp(a[1], defaults)
        return .none
    }
    private static var members: [Object] {
        [
            initializer,
            method("step", "closure=None", "Changes every parameter by its gradient.") { o, a in try o.step(a[1]) },
            method("zero_grad", "set_to_none=True", "Forgets the gradients.") { o, a in
                try o.zeroGrad(setToNone: a[1].isTrue())
                return .none
            },
            method("add_param_group", "param_group", "Adds parameters with options of their own.") { o, a in
                try o.add(group: a[1])
                return .none
            },
            method("state_dict", "", "The state and the options, with parameters as numbers.") { o, _ in try o.stateDict() },
            method("load_state_dict", "state_dict", "Takes over a state.") { o, a in
                try o.load(a[1])
                return .none
            },
            method("register_step_pre_hook", "hook", "Calls hook(optimizer, args, kwargs) before each step.") { o, a in
                let id = OptimizerHooks.newID()
                o.beforeStep.append((id, a[1]))
                return .object(HookHandle { [weak o] in o?.beforeStep.removeAll { $0.id == id } })
            },
            method("register_step_post_hook", "hook", "Calls hook(optimizer, args, kwargs) after each step.") { o, a in
                let id = OptimizerHooks.newID()
                o.afterStep.append((id, a[1]))
                return .object(HookHandle { [weak o] in o?.afterStep.removeAll { $0.id == id } })
            },
        ]
    }
}

enum OptimizerHooks {
    // One number a hook; the evaluator's thread only.
    nonisolated(unsafe) private static var next = 0
    static func newID() -> Int {
        next += 1
        return next
    }
}
