import Autograd
import ObjectModel
import TensorCore

/// `nn.Module` and the classes between it and the layers.
package enum ModuleTypes {
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) package static let module = TypeObject(
        "Module", module: "torch.nn.modules.module", summary: "The base of all networks and layers: define __init__ and forward.",
        construct: { type, arguments in
            let module = Module(type: type)
            _ = try arguments.prepending(.object(module)) { try ModuleMembers.initializer.call($0) }
            return .object(module)
        }, allocate: { Module(type: $0) }, members: { ModuleMembers.all })

    /// Classes that exist for `isinstance`: `nn.modules.batchnorm._BatchNorm`.
    nonisolated(unsafe) private static var abstracts: [String: TypeObject] = [:]
    static func abstract(_ name: String, in file: String) -> TypeObject {
        if let found = abstracts[name] { return found }
        let made = TypeObject(name, bases: [module], module: "torch.nn.modules.\(file)", allocate: { Module(type: $0) })
        abstracts[name] = made
        return made
    }
}

/// The methods of every module.
enum ModuleMembers {
    private static func module(_ value: Value, _ name: Name) throws -> Module {
        guard let module = value.asModule else {
            throw Raised.typeError("descriptor '\(name)' for 'Module' objects doesn't apply to a '\(value.type.name)' object")
        }
        return module
    }
    private static func method(
        _ name: Name, _ parameters: String = "", _ summary: String, _ body: @escaping (Module, BoundArguments) throws -> Value
    ) -> NativeFunction {
        NativeFunction(
            name, parameters.isEmpty ? "self" : "self, \(parameters)", summary: summary, isMethod: true, wording: .python,
            body: .bound { a in try raising { try body(module(a[0], name), a) } })
    }
    /// An iterator that prints as PyTorch's generators do.
    private static func iterator(_ name: String, _ values: [Value]) -> Value { .object(ModuleIterator(name, values)) }

    // Made once; the evaluator's thread only.
    nonisolated(unsafe) static let initializer = method("__init__", "*args, **kwargs", "Makes room for parameters, buffers and modules.") { m, a in
        if let keywords = a[2].object(of: .dict) as? Dict, let first = keywords.pairs.first?.0 {
            throw Raised.typeError("\(m.classType.name).__init__() got an unexpected keyword argument '\(try first.str())'")
        }
        let given = a.variadic(1).count
        if given > 0 {
            throw Raised.typeError("\(m.classType.name).__init__() takes 1 positional argument but \(given + 1) \(given == 0 ? "was" : "were") given")
        }
        m.isReady = true
        return .none
    }
    nonisolated(unsafe) static let call = NativeFunction(
        Names.call, "self, *args, **kwargs", summary: "Runs forward between the hooks.", isMethod: true,
        body: .raw { a in
            guard a.count > 0 else { throw Raised.typeError("Module.__call__() needs an argument") }
            return try module(a[0], Names.call).run(a.dropFirst())
        })

    /// What classes without a `forward` of their own have.
    nonisolated(unsafe) private static let forward = method("forward", "*input", "What calling the module does: define it.") { m, _ in throw m.missingForward }

    static var all: [Object] { [initializer, call, forward] + lists + changes + registration + state + hooks + texts }

    private static var lists: [Object] {
        [
            method("parameters", "recurse=True", "All parameters.") { m, a in
                iterator("Module.parameters", m.namedParameters(recurse: try a[1].isTrue()).map { .tensor($0.tensor) })
            },
            method("named_parameters", "prefix='', recurse=True, remove_duplicate=True", "Names and parameters.") { m, a in
                let found = m.namedParameters(prefix: try a[1].str(), recurse: try a[2].isTrue(), dedupe: try a[3].isTrue())
                return iterator("Module.named_parameters", found.map { .tuple([.str($0.name), .tensor($0.tensor)]) })
            },
            method("buffers", "recurse=True", "All buffers.") { m, a in
                iterator("Module.buffers", m.namedBuffers(recurse: try a[1].isTrue()).map { .tensor($0.tensor) })
            },
            method("named_buffers", "prefix='', recurse=True, remove_duplicate=True", "Names and buffers.") { m, a in
                let found = m.namedBuffers(prefix: try a[1].str(), recurse: try a[2].isTrue(), dedupe: try a[3].isTrue())
                return iterator("Module.named_buffers", found.map { .tuple([.str($0.name), .tensor($0.tensor)]) })
            },
            method("children", "", "The modules directly inside.") { m, _ in
                iterator("Module.children", m.namedChildren.map { .object($0.module) })
            },
            method("named_children", "", "Names and modules directly inside.") { m, _ in
                iterator("Module.named_children", m.namedChildren.map { .tuple([.str($0.name), .object($0.module)]) })
            },
            method("modules", "remove_duplicate=True", "This module and all inside it.") { m, a in
                iterator("Module.modules", m.namedModules(dedupe: try a[1].isTrue()).map { .object($0.module) })
            },
            method("named_modules", "memo=None, prefix='', remove_duplicate=True", "Dotted names and modules.") { m, a in
                let found = m.namedModules(prefix: try a[2].str(), dedupe: try a[3].isTrue())
                return iterator("Module.named_modules", found.map { .tuple([.str($0.name), .object($0.module)]) })
            },
        ]
    }

    private static var changes: [Object] {
        [
            method("train", "mode=True", "Training mode for this module and all inside.") { m, a in
                guard case .bool(let mode) = a[1] else { throw Raised.valueError("training mode is expected to be boolean") }
                try setTraining(m, mode)
                return a[0]
            },
            method("eval", "", "Evaluation mode: dropout off, batch norm fixed.") { m, a in try m.value("train").call(.bool(false)) },
            method("requires_grad_", "requires_grad=True", "Freezes or unfreezes all parameters.") { m, a in
                for (_, tensor) in m.namedParameters() { _ = try Value.tensor(tensor).attribute("requires_grad_").call(a[1]) }
                return a[0]
            },
            method("zero_grad", "set_to_none=True", "Forgets all gradients.") { m, a in
                try m.zeroGrad(setToNone: a[1].isTrue())
                return .none
            },
            method("apply", "fn", "Calls a function with every module inside, then with this one.") { m, a in
                func apply(_ module: Module) throws {
                    for (_, child) in module.namedChildren { try NativeDepth.enter { try apply(child) } }
                    _ = try a[1].call(.object(module))
                }
                try apply(m)
                return a[0]
            },
            method("to", "*args, device=None, dtype=None, non_blocking=False, memory_format=None", "Moves to a device or a dtype.") { m, a in
                var dtype = a[3].asDType, device = a[2]
                for value in a.variadic(1) {
                    if let found = value.asDType { dtype = found } else if let tensor = value.asTensor { dtype = tensor.dtype } else { device = value }
                }
                try device.asDevice()?.checkUsable()
                if let dtype {
                    guard dtype.isFloatingPoint else {
                        throw Raised.typeError("nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=\(dtype.description)")
                    }
                    try m.convert(dtype)
                }
                return a[0]
            },
            method("type", "dst_type", "Brings parameters and buffers to a dtype.") { m, a in
                guard let dtype = a[1].asDType else { throw Raised.typeError("dtype must be a type, str, or dtype object") }
                try m.convert(dtype)
                return a[0]
            },
            conversion("float", .float32), conversion("double", .float64), conversion("half", .float16), conversion("bfloat16", .bfloat16),
            method("cpu", "", "The module itself: it lives on the CPU.") { _, a in a[0] },
            method("cuda", "device=None", "Refused as PyTorch without CUDA does.") { _, _ in
                throw Raised(ExceptionTypes.assertionError, "Torch not compiled with CUDA enabled")
            },
            method("share_memory", "", "Refused: nbs has one process.") { _, _ in throw Raised.notImplemented("nbs has no shared memory between processes") },
            method("compile", "*args, **kwargs", "Nothing: nbs does not compile networks.") { _, _ in .none },
            method("__deepcopy__", "memo=None", "A copy with parameters of its own.") { m, _ in
                var copy = ModuleCopy()
                return .object(try copy.copy(m))
            },
        ]
    }
    /// Children's own `train` methods are asked, as PyTorch does.
    private static func setTraining(_ module: Module, _ mode: Bool) throws {
        module.isTraining = mode
        for (_, child) in module.namedChildren {
            try NativeDepth.enter {
                if child.classType.isUserDefined { _ = try Value.object(child).attribute("train").call(.bool(mode)) } else { try setTraining(child, mode) }
            }
        }
    }
    private static func conversion(_ name: Name, _ dtype: DType) -> NativeFunction {
        method(name, "", "Brings parameters and buffers to \(dtype.name).") { m, a in
            try m.convert(dtype)
            return a[0]
        }
    }

    private static func text(_ value: Value) throws -> String {
        guard let text = value.asString else { throw Raised.attributeError("'\(value.type.name)' object has no attribute 'split'", object: value, name: "split") }
        return text
    }
    private static var registration: [Object] {
        [
            method("register_buffer", "name, tensor, persistent=True", "Adds a tensor that is no parameter.") { m, a in
                try m.register(buffer: a[2], a[1], persistent: a[3].isTrue())
                return .none
            },
            method("register_parameter", "name, param", "Adds a parameter.") { m, a in
                try m.register(parameter: a[2], checking: a[1])
                return .none
            },
            method("add_module", "name, module", "Adds a module.") { m, a in
                try m.add(module: a[2], a[1])
                return .none
            },
            method("register_module", "name, module", "Adds a module.") { m, a in
                try m.add(module: a[2], a[1])
                return .none
            },
            method("get_submodule", "target", "The module at a dotted path.") { m, a in .object(try m.submodule(text(a[1]))) },
            method("set_submodule", "target, module, strict=False", "Puts a module at a dotted path.") { m, a in
                let parts = try text(a[1]).split(separator: ".", omittingEmptySubsequences: false).map(String.init)
                guard let last = parts.last, !last.isEmpty else { throw Raised.valueError("Cannot set the submodule without a target name!") }
                guard a[2].asModule != nil else { throw Raised.valueError("`module` is not an nn.Module, found \(try a[2].type.repr())") }
                let parent = try m.submodule(parts.dropLast().joined(separator: "."))
                let known = try Value.object(parent).findAttribute(Name(last))
                if try known == nil && a[3].isTrue() { throw Raised(ExceptionTypes.attributeError, "\(parent.classType.name) has no attribute `\(last)`") }
                if let known, known.asModule == nil { throw Raised(ExceptionTypes.attributeError, "`\(last)` is not an nn.Module") }
                try parent.setAttribute(Name(last), a[2])
                return .none
            },
            method("get_parameter", "target", "The parameter at a dotted path.") { m, a in .tensor(try m.parameter(at: text(a[1]))) },
            method("get_buffer", "target", "The buffer at a dotted path.") { m, a in .tensor(try m.buffer(at: text(a[1]))) },
        ]
    }

    private static var state: [Object] {
        [
            method("state_dict", "*args, destination=None, prefix='', keep_vars=False", "All parameters and buffers by dotted name.") { m, a in
                let target = a[2].object(of: .dict) as? Dict ?? OrderedDict()
                try m.collectState(into: target, prefix: try a[3].str(), keepVars: try a[4].isTrue())
                return .object(target)
            },
            method("load_state_dict", "state_dict, strict=True, assign=False", "Takes over parameters and buffers.") { m, a in
                try m.load(state: a[1], strict: a[2].isTrue(), assign: a[3].isTrue())
            },
        ]
    }

    private static func hookList(_ m: Module) -> ModuleHooks {
        if let hooks = m.hooks { return hooks }
        let made = ModuleHooks()
        m.hooks = made
        return made
    }
    private static var hooks: [Object] {
        [
            method("register_forward_hook", "hook, *, prepend=False, with_kwargs=False, always_call=False", "Calls hook(module, args, output) after forward.") { m, a in
                hookList(m).add(\.after, a[1], withKeywords: try a[3].isTrue(), prepend: try a[2].isTrue(), alwaysCalled: try a[4].isTrue())
            },
            method("register_forward_pre_hook", "hook, *, prepend=False, with_kwargs=False", "Calls hook(module, args) before forward.") { m, a in
                hookList(m).add(\.before, a[1], withKeywords: try a[3].isTrue(), prepend: try a[2].isTrue())
            },
            method("register_full_backward_hook", "hook, prepend=False", "Calls hook(module, grad_input, grad_output) on the way back.") { m, a in
                hookList(m).add(\.afterBackward, a[1], prepend: try a[2].isTrue())
            },
            method("register_backward_hook", "hook", "Calls hook(module, grad_input, grad_output) on the way back.") { m, a in
                hookList(m).add(\.afterBackward, a[1])
            },
            method("register_state_dict_pre_hook", "hook", "Calls hook(module, prefix, keep_vars) before state_dict.") { m, a in hookList(m).add(\.beforeState, a[1]) },
            method("register_state_dict_post_hook", "hook", "Calls hook(module, state_dict, prefix, local_metadata) after state_dict.") { m, a in
                hookList(m).add(\.afterState, a[1])
            },
            method("register_load_state_dict_pre_hook", "hook", "Calls hook(module, state_dict, prefix, …) before load_state_dict.") { m, a in
                hookList(m).add(\.beforeLoad, a[1])
            },
            method("register_load_state_dict_post_hook", "hook", "Calls hook(module, incompatible_keys) after load_state_dict.") { m, a in
                hookList(m).add(\.afterLoad, a[1])
            },
            method("register_full_backward_pre_hook", "hook, prepend=False", "Calls hook(module, grad_output) on the way back.") { m, a in
                hookList(m).add(\.beforeBackward, a[1], prepend: try a[2].isTrue())
            },
        ]
    }

    /// `torch.nn.modules.module.register_module_forward_hook` and its kin.
    static var hooksEverywhere: [(Name, Value)] {
        func hook(_ name: Name, _ parameters: String, _ body: @escaping (BoundArguments) throws -> Value) -> (Name, Value) {
            (name, .object(NativeFunction(name, parameters, summary: "For all modules.", module: "torch.nn.modules.module", wording: .python, body: .bound(body))))
        }
        return [
            hook("register_module_forward_pre_hook", "hook") { a in ModuleHooks.addEverywhere(\.before, a[0]) },
            hook("register_module_forward_hook", "hook, *, with_kwargs=False, always_call=False") { a in
                ModuleHooks.addEverywhere(\.after, a[0], withKeywords: try a[1].isTrue())
            },
            hook("register_module_full_backward_pre_hook", "hook") { a in ModuleHooks.addEverywhere(\.beforeBackward, a[0]) },
            hook("register_module_full_backward_hook", "hook") { a in ModuleHooks.addEverywhere(\.afterBackward, a[0]) },
        ]
    }

    // Made once; the evaluator's thread only.
    nonisolated(unsafe) static let extraRepr = method("extra_repr", "", "What stands between the brackets.") { _, _ in .str("") }
    private static var texts: [Object] {
        [
            extraRepr,
            method("_get_name", "", "The class's name.") { m, _ in .str(m.classType.name) },
        ]
    }
}

/// What `parameters()` and its kin return: used up once, like the generators they are in PyTorch.
final class ModuleIterator: Object {
    private let name: String
    private let values: [Value]
    private var position = 0
    init(_ name: String, _ values: [Value]) {
        self.name = name
        self.values = values
        super.init(kind: .iterator)
    }
    override var type: TypeObject { BuiltinTypes.generator }
    override func repr() -> String { "<generator object \(name) at \(address)>" }
    override func iterator() -> Object { self }
    override func next() -> Value? {
        guard position < values.count else { return nil }
        position += 1
        return values[position - 1]
    }
}
