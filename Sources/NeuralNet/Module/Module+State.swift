import Autograd
import ObjectModel
import OrderedCollections
import TensorCore

// `state_dict` and back.
extension Module {
    /// Parameters, then persistent buffers, then children, each under its dotted name.
    package func collectState(into state: Dict, prefix: String, keepVars: Bool) throws {
        for hook in hooks?.beforeState ?? [] { _ = try hook.function.call(.object(self), .str(prefix), .bool(keepVars)) }
        for (name, tensor) in stateTensors { state.store(prefix + name.text, .tensor(keepVars ? tensor : tensor.detach())) }
        if classType.lookup(Module.getExtraState) != nil {
            state.store(prefix + Module.extraState, try Value.object(self).attribute(Module.getExtraState).call())
        }
        for (name, child) in modules {
            try NativeDepth.enter {
                try child?.collectState(into: state, prefix: "\(prefix)\(name.text).", keepVars: keepVars)
            }
        }
        for hook in hooks?.afterState ?? [] {
            let answer = try hook.function.call(.object(self), .object(state), .str(prefix), .object(Dict()))
            if !answer.isNone { throw Raised.runtimeError("state_dict post-hook must return None") }
        }
    }
    /// What a class of its own keeps beside tensors: `get_extra_state` and `set_extra_state`.
    private static let extraState = "_extra_state", getExtraState: Name = "get_extra_state", setExtraState: Name = "set_extra_state"
    private var stateTensors: [(name: Name, tensor: Tensor)] {
        let own = parameters.compactMap { name, tensor in tensor.map { (name, $0) } }
        return own + buffers.compactMap { name, tensor in nonPersistentBuffers.contains(name) ? nil : tensor.map { (name, $0) } }
    }

    /// - Returns: which keys were missing or too many.
    package func load(state value: Value, strict: Bool, assign: Bool) throws -> Value {
        guard let state = value.withoutClass.object(of: .dict) as? Dict else {
            throw Raised.typeError("Expected state_dict to be dict-like, got \(try value.type.repr()).")
        }
        var loading = StateLoading(state: [:], assign: assign)
        for (key, value) in state.pairs { loading.state[try key.str()] = value }
        try loading.load(self, prefix: "")
        var problems = loading.problems
        if strict, !loading.unexpected.isEmpty {
            problems.insert("Unexpected key(s) in state_dict: \(StateLoading.listed(loading.unexpected)). ", at: 0)
        }
        if strict, !loading.missing.isEmpty {
            problems.insert("Missing key(s) in state_dict: \(StateLoading.listed(loading.missing)). ", at: 0)
        }
        guard problems.isEmpty else {
            throw Raised.runtimeError("Error(s) in loading state_dict for \(classType.name):\n\t" + problems.joined(separator: "\n\t"))
        }
        return StateLoading.incompatible(loading.missing, loading.unexpected)
    }

    fileprivate func loadOwn(_ loading: inout StateLoading, prefix: String) throws {
        let local = stateTensors
        for (name, tensor) in local {
            let key = prefix + name.text
            guard let given = loading.state[key] else {
                loading.missing.append(key)
                continue
            }
            guard var source = given.asTensor else {
                loading.problems.append(
                    "While copying the parameter named \"\(key)\", expected torch.Tensor or Tensor-like object from checkpoint but received "
                        + (try given.type.repr()))
                continue
            }
            if tensor.rank == 0, source.rank == 1, source.shape[0] == 1 { source = Tensor(try source.array.select(0, 0)) }
            guard source.shape == tensor.shape else {
                loading.problems.append(
                    "size mismatch for \(key): copying a param with shape \(SizeObject(source.shape).repr()) from checkpoint, "
                        + "the shape in current model is \(SizeObject(tensor.shape).repr()).")
                continue
            }
            if loading.assign {
                if tensor.isParameter {
                    let taken = source.isParameter ? source : try Tensor.parameter(source.array, requiresGrad: tensor.requiresGrad)
                    parameters[name] = taken
                } else {
                    buffers[name] = source
                }
            } else {
                try tensor.array.copy(from: source.array)
                tensor.wrote()
            }
        }
        let extra = prefix + Module.extraState, takesExtra = classType.lookup(Module.setExtraState) != nil
        if takesExtra {
            if let given = loading.state[extra] {
                _ = try Value.object(self).attribute(Module.setExtraState).call(given)
            } else {
                loading.missing.append(extra)
            }
        }
        let known = Set(local.map(\.name.text) + (takesExtra ? [Module.extraState] : []))
        for key in loading.state.keys where key.hasPrefix(prefix) {
            let parts = key.dropFirst(prefix.count).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            let head = parts.first.map(String.init) ?? ""
            if parts.count > 1 ? modules[Name(head)] == nil : !known.contains(head) { loading.unexpected.append(key) }
        }
    }
}

/// A `load_state_dict` under way.
private struct StateLoading {
    var state: OrderedDictionary<String, Value>
    let assign: Bool
    var missing: [String] = []
    var unexpected: [String] = []
    var problems: [String] = []

    mutating func load(_ module: Module, prefix: String) throws {
        if let hooks = module.hooks?.beforeLoad, !hooks.isEmpty { try callBefore(hooks, module, prefix) }
        try module.loadOwn(&self, prefix: prefix)
        for (name, child) in module.modules {
            if let child { try NativeDepth.enter { try load(child, prefix: "\(prefix)\(name.text).") } }
        }
        for hook in module.hooks?.afterLoad ?? [] {
            let keys = StateLoading.incompatible(missing, unexpected)
            guard try hook.function.call(.object(module), keys).isNone else {
                throw Raised(
                    ExceptionTypes.assertionError,
                    "Hooks registered with ``register_load_state_dict_post_hook`` are notexpected to return new values, if incompatible_keys need to be modified,"
                        + "it should be done inplace.")
            }
        }
    }
    /// Hooks may change the dict, and the lists of keys and of complaints.
    private mutating func callBefore(_ hooks: [ModuleHooks.Entry], _ module: Module, _ prefix: String) throws {
        let dict = OrderedDict()
        for (key, value) in state { dict.store(key, value) }
        let lists = [missing, unexpected, problems].map { List($0.map { .str($0) }) }
        for hook in hooks {
            _ = try Arguments.with(
                [.object(module), .object(dict), .str(prefix), .object(Dict()), .bool(true)] + lists.map { .object($0) }) { try hook.function.call($0) }
        }
        state = [:]
        for (key, value) in dict.pairs { state[try key.str()] = value }
        (missing, unexpected, problems) = (lists[0].items.compactMap(\.asString), lists[1].items.compactMap(\.asString), lists[2].items.compactMap(\.asString))
    }
    static func incompatible(_ missing: [String], _ unexpected: [String]) -> Value {
        let result = Instance(type: resultType)
        result.payload = Tuple([.list(missing.map { .str($0) }), .list(unexpected.map { .str($0) })])
        return .object(result)
    }
    static func listed(_ keys: [String]) -> String { keys.map { "\"\($0)\"" }.joined(separator: ", ") }

    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) static let resultType = TypeObject(
        "_IncompatibleKeys", bases: [BuiltinTypes.tuple], module: "torch.nn.modules.module", isFinal: true,
        members: {
            [
                NativeFunction.method("__repr__", "") { a in
                    let items = a[0].withoutClass.asItems ?? []
                    guard items.count == 2, try items[0].isTrue() || items[1].isTrue() else { return .str("<All keys matched successfully>") }
                    return .str("_IncompatibleKeys(missing_keys=\(try items[0].repr()), unexpected_keys=\(try items[1].repr()))")
                },
                NativeProperty("missing_keys") { value in value.withoutClass.asItems?.first ?? .none },
                NativeProperty("unexpected_keys") { value in value.withoutClass.asItems?.last ?? .none },
            ]
        })
}
