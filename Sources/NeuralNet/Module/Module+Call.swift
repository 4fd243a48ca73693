import Autograd
import ObjectModel
import TensorCore

// Calling a module: `forward` between its hooks.
extension Module {
    /// `self.forward(…)`.
    func forward(_ arguments: Arguments) throws -> Value {
        if let layer = ownLayer, own(Names.forward) == nil { return try layer.forward(self, arguments) }
        if let own = own(Names.forward) { return try own.call(arguments) }
        guard case .object(let function)? = classType.lookup(Names.forward) else { throw missingForward }
        guard function.isMethodLike else { return try function.bound(to: .object(self), owner: classType).call(arguments) }
        return try arguments.prepending(.object(self)) { try function.call($0) }
    }
    var missingForward: Raised {
        Raised.notImplemented(
            "Module [\(classType.name)] is missing the required \"forward\" function",
            hint: "define forward(self, x) in the class, indented like __init__")
    }

    package func run(_ arguments: Arguments) throws -> Value {
        // Of a stack of thousands of layers nothing else asks.
        try Stop.check()
        if let everywhere = ModuleHooks.everywhere { return try everywhere.followed(by: hooks).run(self, arguments) }
        guard let hooks, !hooks.isEmpty else { return try forward(arguments) }
        return try hooks.run(self, arguments)
    }
}

/// The functions that a module calls before and after `forward`, in the order in which they were registered.
package final class ModuleHooks {
    struct Entry {
        let id: Int
        let function: Value
        var withKeywords = false
        var alwaysCalled = false
    }
    var before: [Entry] = []
    var after: [Entry] = []
    var beforeBackward: [Entry] = []
    var afterBackward: [Entry] = []
    /// Around `state_dict` and `load_state_dict`.
    var beforeState: [Entry] = []
    var afterState: [Entry] = []
    var beforeLoad: [Entry] = []
    var afterLoad: [Entry] = []
    var isEmpty: Bool { before.isEmpty && after.isEmpty && beforeBackward.isEmpty && afterBackward.isEmpty }

    func walkReferences(_ walk: ReferenceWalk) {
        for list in [before, after, beforeBackward, afterBackward, beforeState, afterState, beforeLoad, afterLoad] {
            for hook in list { walk.meet(hook.function) }
        }
    }

    /// Hooks of all modules, while there are any. The evaluator's thread only.
    nonisolated(unsafe) private(set) static var everywhere: ModuleHooks?

    /// The same list, then another's.
    func followed(by other: ModuleHooks?) -> ModuleHooks {
        guard let other else { return self }
        let all = ModuleHooks()
        for list in [\ModuleHooks.before, \.after, \.beforeBackward, \.afterBackward] { all[keyPath: list] = self[keyPath: list] + other[keyPath: list] }
        return all
    }
    /// For `register_module_forward_hook` and its kin.
    static func addEverywhere(_ list: ReferenceWritableKeyPath<ModuleHooks, [Entry]>, _ function: Value, withKeywords: Bool = false) -> Value {
        let hooks = everywhere ?? ModuleHooks()
        everywhere = hooks
        let id = hooks.insert(list, function, withKeywords: withKeywords)
        return .object(HookHandle {
            hooks[keyPath: list].removeAll { $0.id == id }
            if hooks.isEmpty, everywhere === hooks { everywhere = nil }
        })
    }

    // One number a hook; the evaluator's thread only.
    nonisolated(unsafe) private static var nextID = 0

    /// Adds a hook; the handle that is returned takes it away again.
    func add(
        _ list: ReferenceWritableKeyPath<ModuleHooks, [Entry]>, _ function: Value, withKeywords: Bool = false, prepend: Bool = false,
        alwaysCalled: Bool = false
    ) -> Value {
        let id = insert(list, function, withKeywords: withKeywords, prepend: prepend, alwaysCalled: alwaysCalled)
        return .object(HookHandle { [weak self] in self?[keyPath: list].removeAll { $0.id == id } })
    }
    private func insert(
        _ list: ReferenceWritableKeyPath<ModuleHooks, [Entry]>, _ function: Value, withKeywords: Bool, prepend: Bool = false, alwaysCalled: Bool = false
    ) -> Int {
        ModuleHooks.nextID += 1
        let entry = Entry(id: ModuleHooks.nextID, function: function, withKeywords: withKeywords, alwaysCalled: alwaysCalled)
        if prepend { self[keyPath: list].insert(entry, at: 0) } else { self[keyPath: list].append(entry) }
        return entry.id
    }

    func run(_ module: Module, _ arguments: Arguments) throws -> Value {
        let me = Value.object(module)
        var positional = arguments.positional
        var keywords = try Dict(arguments.keywordPairs.map { (.str($0.text), $1) })
        for hook in before {
            if hook.withKeywords {
                let answer = try hook.function.call(me, .tuple(positional), .object(keywords))
                if answer.isNone { continue }
                guard let pair = answer.asItems, pair.count == 2, let items = pair[0].asItems, let dict = pair[1].object(of: .dict) as? Dict else {
                    throw Raised.runtimeError("forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got \(try answer.str()).")
                }
                (positional, keywords) = (items, dict)
            } else {
                let answer = try hook.function.call(me, .tuple(positional))
                if !answer.isNone { positional = answer.object(of: .tuple).flatMap { Value.object($0).asItems } ?? [answer] }
            }
        }
        let backward = afterBackward.isEmpty && beforeBackward.isEmpty ? nil : BackwardHookRun(module, self)
        if let backward { positional = try backward.watch(inputs: positional) }
        let names = KeywordNames(keywords.pairs.compactMap { $0.0.asString.map { Name($0) } })
        var result = try Arguments.with(positional + keywords.pairs.map(\.1), keywords: names.names.isEmpty ? nil : names) { try module.forward($0) }
        for hook in after {
            let answer =
                hook.withKeywords
                ? try hook.function.call(me, .tuple(positional), .object(keywords), result) : try hook.function.call(me, .tuple(positional), result)
            if !answer.isNone { result = answer }
        }
        if let backward { result = try backward.watch(outputs: result) }
        return result
    }
}

extension Value {
    func call(_ values: Value...) throws -> Value { try Arguments.with(values) { try call($0) } }
}
