import Autograd
import ObjectModel
import OrderedCollections
import TensorCore

/// `torch.optim.Optimizer`: parameters in groups with options, the state kept for each, and a step.
package final class Optimizer: Instance {
    /// Dicts with `params` and the options; programs read and change them.
    package private(set) var groups = List([])
    package private(set) var defaults = Dict()
    /// From parameter to what is kept for it.
    package private(set) var state: Dict = DefaultDict(factory: .object(BuiltinTypes.dict))
    var kindOverride: OptimizerKind?
    private var cached: [ObjectIdentifier: ParameterState] = [:]
    private var plainGroup: PlainGroup?
    /// L-BFGS keeps one state for all parameters.
    var lbfgs: LBFGSState?
    var beforeStep: [(id: Int, function: Value)] = []
    var afterStep: [(id: Int, function: Value)] = []

    package init(type: TypeObject) { super.init(type: type, kind: .layer) }
    package var kindOfOptimizer: OptimizerKind? { kindOverride }

    // MARK: Attributes

    package override func attribute(_ name: Name) throws -> Value? {
        switch name {
        case OptimizerNames.groups: .object(groups)
        case OptimizerNames.state: .object(state)
        case OptimizerNames.defaults: .object(defaults)
        default: try super.attribute(name)
        }
    }
    package override func storeAttribute(_ name: Name, _ value: Value) throws {
        switch name {
        case OptimizerNames.groups:
            guard let list = value.object(of: .list) as? List else { throw Raised.typeError("param_groups must be a list, not \(value.type.name)") }
            groups = list
        case OptimizerNames.state:
            guard let dict = value.withoutClass.object(of: .dict) as? Dict else { throw Raised.typeError("state must be a dict, not \(value.type.name)") }
            state = dict
            cached = [:]
        case OptimizerNames.defaults:
            guard let dict = value.withoutClass.object(of: .dict) as? Dict else { throw Raised.typeError("defaults must be a dict, not \(value.type.name)") }
            defaults = dict
        default: try super.storeAttribute(name, value)
        }
    }

    // MARK: Groups

    func setUp(_ parameters: Value, _ defaults: Dict) throws {
        self.defaults = defaults
        if parameters.asTensor != nil {
            throw Raised.typeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got \(parameters.torchTypeName)",
                hint: "write model.parameters(), or put the tensor in a list")
        }
        groups = List([])
        let items = try collect(parameters)
        guard let first = items.first else { throw Raised.valueError("optimizer got an empty parameter list") }
        if first.withoutClass.object(of: .dict) != nil {
            for group in items { try add(group: group) }
        } else {
            try add(group: .object(Dict([(.str("params"), .list(items))])))
        }
        if kindOverride?.isEager == true {
            for group in try options { try prepare(group) }
        }
    }
    /// What is kept for the first parameter: L-BFGS keeps all there.
    var stateOfFirst: Dict? {
        get throws {
            guard let first = try options.first?.parameters.first else { return nil }
            return try state.lookup(first)?.withoutClass.object(of: .dict) as? Dict
        }
    }
    func keepForFirst(_ pairs: [(String, Value)]) throws {
        guard let first = try options.first?.parameters.first else { return }
        let dict = try stateOfFirst ?? Dict()
        for (name, value) in pairs { dict.store(name, value) }
        try state.store(first, .object(dict))
    }
    /// Makes the state of a group's parameters before the first step.
    private func prepare(_ group: GroupOptions) throws {
        guard let rule = try kindOverride?.makeRule?(group) as? any UpdateRule else { return }
        for parameter in group.parameters.compactMap(\.asTensor) { _ = try state(of: parameter).prepare(rule, for: parameter) }
    }
    var options: [GroupOptions] {
        get throws {
            try groups.items.map { item in
                guard let dict = item.withoutClass.object(of: .dict) as? Dict else { throw Raised.typeError("param_group must be a dict, but got \(try item.type.repr())") }
                return GroupOptions(dict: dict)
            }
        }
    }

    func add(group value: Value) throws {
        guard let group = value.withoutClass.object(of: .dict) as? Dict else {
            throw Raised.typeError("param_group must be a dict, but got \(try value.type.repr())")
        }
        guard let given = group.lookup("params") else { throw Raised.keyError(.str("params")) }
        if given.object(of: .set) != nil {
            throw Raised.typeError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets will change between runs. "
                    + "Please use a list instead.")
        }
        var tensors: [Value] = [], names: [Value] = []
        for item in given.asTensor != nil ? [given] : try collect(given) {
            if item.object(of: .tuple) != nil, let pair = item.asItems, pair.count == 2 {
                names.append(pair[0])
                tensors.append(pair[1])
            } else {
                tensors.append(item)
            }
        }
        group.store("params", .list(tensors))
        if !names.isEmpty {
            guard names.count == tensors.count else {
                throw Raised.valueError("all optimizer params should be with/without names. Some param names are missing")
            }
            group.store("param_names", .list(names))
        }
        for value in tensors {
            guard let tensor = value.asTensor else {
                throw Raised.typeError("optimizer can only optimize Tensors, but one of the params is \(value.torchTypeName)")
            }
            guard tensor.isLeaf else { throw Raised.valueError("can't optimize a non-leaf Tensor") }
        }
        for (name, value) in defaults.pairs {
            if let text = name.asString, group.lookup(text) == nil { group.store(text, value) }
        }
        try checkDistinct(group, tensors)
        groups.append(.object(group))
    }
    private func checkDistinct(_ group: Dict, _ tensors: [Value]) throws {
        let own = Set(tensors.compactMap { $0.asTensor.map { ObjectIdentifier($0) } })
        if own.count != tensors.count {
            Warnings.emit(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; "
                    + "see github.com/pytorch/pytorch/issues/40967 for more information")
        }
        for other in try options {
            if (group.lookup("param_names") == nil) != (other.dict.lookup("param_names") == nil) {
                throw Raised.valueError(
                    "all optimizer param groups should be with/without names. cannot add param group "
                        + "\(group.lookup("param_names") == nil ? "without names" : "with names") to the optimizer")
            }
            if other.parameters.contains(where: { $0.asTensor.map { own.contains(ObjectIdentifier($0)) } ?? false }) {
                throw Raised.valueError("some parameters appear in more than one parameter group")
            }
        }
    }

    // MARK: Steps

    private func state(of parameter: Tensor) throws -> ParameterState {
        if let found = cached[ObjectIdentifier(parameter)] { return found }
        let key = Value.tensor(parameter)
        let dict = try state.lookup(key)?.withoutClass.object(of: .dict) as? Dict ?? Dict()
        let made = ParameterState(dict)
        cached[ObjectIdentifier(parameter)] = made
        return made
    }

    func step(_ closure: Value) throws -> Value {
        if !beforeStep.isEmpty { try call(beforeStep, closure) }
        guard let kind = kindOverride else { throw Raised.notImplemented("") }
        let loss: Value
        if kind.makeRule == nil {
            loss = try LBFGS.step(self, closure)
        } else {
            loss = closure.isNone ? .none : try GradMode.with(true) { try closure.call() }
            let before = GradMode.isEnabled
            GradMode.isEnabled = false
            defer { GradMode.isEnabled = before }
            if try !stepPlainly(kind) { for group in try options { try step(kind, group) } }
        }
        if !afterStep.isEmpty { try call(afterStep, closure) }
        return loss
    }
    /// Hooks see what `step` was given, the optimizer first.
    private func call(_ hooks: [(id: Int, function: Value)], _ closure: Value) throws {
        let given = Value.tuple([.object(self)] + (closure.isNone ? [] : [closure]))
        for hook in hooks { _ = try hook.function.call(.object(self), given, .object(Dict())) }
    }
    /// The only group of plain gradient descent, while nobody has written to its dict.
    private func knownGroup() -> PlainGroup? {
        guard let known = plainGroup, groups.count == 1, groups[0].object(of: .dict) === known.dict, known.isCurrent else { return nil }
        return known
    }
    /// A step of what small networks are trained with, without reading options again.
    private func stepPlainly(_ kind: OptimizerKind) throws -> Bool {
        guard let known = knownGroup() else { return false }
        for value in known.parameters.values {
            guard let parameter = value.asTensor, let gradient = parameter.grad else { continue }
            try known.rule.applyPlain(parameter, gradient)
        }
        return true
    }
    private func step(_ kind: OptimizerKind, _ group: GroupOptions) throws {
        guard var rule = try kind.makeRule?(group) else { return }
        let plain = (rule as? SGDRule).flatMap { $0.isPlain ? $0 : nil }
        if let plain, let list = group.dict.lookup("params")?.object(of: .list) as? List { plainGroup = PlainGroup(group.dict, plain, list) }
        for value in group.parameters {
            guard let parameter = value.asTensor, let gradient = parameter.grad else { continue }
            if let plain {
                try plain.applyPlain(parameter, gradient)
                continue
            }
            let kept = try state(of: parameter)
            try rule.apply(parameter, gradient, kept)
            if kept.dict.count > 0, try state.lookup(value) == nil { try state.store(value, .object(kept.dict)) }
        }
    }
    func zeroGrad(setToNone: Bool) throws {
        if let known = knownGroup() {
            for value in known.parameters.values { try value.asTensor?.clearGradient(setToNone: setToNone) }
            return
        }
        for group in try options {
            for value in group.parameters { try value.asTensor?.clearGradient(setToNone: setToNone) }
        }
    }

    // MARK: Text

    package override func nativeRepr() throws -> String {
        var text = "\(classType.name) ("
        for (index, group) in try options.enumerated() {
            text += "\nParameter Group \(index)\n"
            let names = group.dict.pairs.compactMap(\.0.asString).filter { $0 != "params" }.sorted()
            for name in names { text += "    \(name): \(try group.value(name).str())\n" }
        }
        return text + ")"
    }

    // MARK: State as a dict

    func stateDict() throws -> Value {
        var places: [ObjectIdentifier: Int] = [:]
        var next = 0
        let packed = try options.map { group -> Value in
            let dict = Dict()
            for (name, value) in group.dict.pairs where name.asString != "params" { try dict.store(name, value) }
            for value in group.parameters {
                if let tensor = value.asTensor, places[ObjectIdentifier(tensor)] == nil { places[ObjectIdentifier(tensor)] = next }
                next += 1
            }
            dict.store("params", .list(group.parameters.compactMap { $0.asTensor.flatMap { places[ObjectIdentifier($0)] }.map { .int($0) } }))
            return .object(dict)
        }
        let states = Dict()
        for (key, value) in state.pairs {
            let place = key.asTensor.flatMap { places[ObjectIdentifier($0)] }.map { Value.int($0) } ?? key
            try states.store(place, value)
        }
        return .object(try Dict([(.str("state"), .object(states)), (.str("param_groups"), .list(packed))]))
    }

    func load(_ value: Value) throws {
        guard let dict = value.withoutClass.object(of: .dict) as? Dict else {
            throw Raised.attributeError("'\(value.type.name)' object has no attribute 'copy'", object: value, name: "copy")
        }
        guard let savedList = dict.lookup("param_groups") else { throw Raised.keyError(.str("param_groups")) }
        let saved = try collect(savedList).compactMap { $0.withoutClass.object(of: .dict) as? Dict }
        let mine = try options
        guard saved.count == mine.count else { throw Raised.valueError("loaded state dict has a different number of parameter groups") }
        guard let savedState = dict.lookup("state")?.withoutClass.object(of: .dict) as? Dict else { throw Raised.keyError(.str("state")) }
        var parameters: [(key: Value, tensor: Value)] = []
        for (group, own) in zip(saved, mine) {
            let keys = try collect(group.lookup("params") ?? .list([]))
            guard keys.count == own.parameters.count else {
                throw Raised.valueError("loaded state dict contains a parameter group that doesn't match the size of optimizer's group")
            }
            parameters += zip(keys, own.parameters).map { ($0, $1) }
        }
        let fresh = DefaultDict(factory: .object(BuiltinTypes.dict))
        for (key, value) in savedState.pairs {
            guard let match = try parameters.first(where: { try areEqual($0.key, key) }), let tensor = match.tensor.asTensor,
                let kept = value.withoutClass.object(of: .dict) as? Dict
            else {
                try fresh.store(key, value)
                continue
            }
            let copy = Dict()
            for (name, item) in kept.pairs {
                guard let source = item.asTensor else {
                    try copy.store(name, item)
                    continue
                }
                let dtype = name.asString == "step" || !tensor.dtype.isFloatingPoint ? source.dtype : tensor.dtype
                try copy.store(name, .tensor(Tensor(try source.array.copy(to: dtype))))
            }
            try fresh.store(match.tensor, .object(copy))
        }
        let made = try zip(saved, mine).map { group, own in
            let copy = Dict()
            for (name, value) in group.pairs where name.asString != "params" { try copy.store(name, value) }
            copy.store("params", .list(own.parameters))
            if copy.lookup("param_names") == nil, let names = own.dict.lookup("param_names") { copy.store("param_names", names) }
            return Value.object(copy)
        }
        groups.replace(with: made)
        state = fresh
        cached = [:]
        lbfgs = nil
    }
}

/// A group of plain gradient descent as it was read last.
private final class PlainGroup {
    let dict: Dict
    let rule: SGDRule
    let parameters: List
    private let changes: Int
    init?(_ dict: Dict, _ rule: SGDRule, _ parameters: List) {
        // A tensor among the options (a learning rate) could change without a write to the dict.
        guard dict.values.allSatisfy({ $0.asTensor == nil }) else { return nil }
        (self.dict, self.rule, self.parameters, changes) = (dict, rule, parameters, dict.changes)
    }
    var isCurrent: Bool { dict.changes == changes }
}

enum OptimizerNames {
    static let groups: Name = "param_groups"
    static let state: Name = "state"
    static let defaults: Name = "defaults"
}

extension Value {
    package var asOptimizer: Optimizer? { if let object = object(of: .layer) { object as? Optimizer } else { nil } }
}
