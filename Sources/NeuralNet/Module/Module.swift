import Autograd
import ObjectModel
import TensorCore

/// A part of a network: parameters, buffers and further modules under names, and a `forward` that uses them.
///
/// Native layers are modules whose type carries a `Layer`; classes written in a cell inherit from either.
package final class Module: Instance {
    package var parameters: Registered<Tensor> = [:]
    package var buffers: Registered<Tensor> = [:]
    package var modules: Registered<Module> = [:]
    package var nonPersistentBuffers: Set<Name> = []
    package var isTraining = true
    /// Whether `Module.__init__` has run; nothing can be registered before.
    package var isReady = false
    package var hooks: ModuleHooks?
    /// For native layers, whose `forward` needs no look-up.
    private(set) var ownLayer: Layer?

    package init(type: TypeObject) {
        ownLayer = LayerCatalog.layer(of: type)
        super.init(type: type, kind: .layer)
    }

    package override func walkReferences(_ walk: ReferenceWalk) {
        super.walkReferences(walk)
        parameters.walkReferences(walk)
        buffers.walkReferences(walk)
        modules.walkReferences(walk)
        // Whoever goes along a list of hooks holds the module; who holds the lists together may not.
        if isKnownUniquelyReferenced(&hooks) { hooks?.walkReferences(walk) }
    }
    package override func dropReferences() {
        super.dropReferences()
        (parameters, buffers, modules, hooks) = ([:], [:], [:], nil)
    }

    /// From now on a layer of another class.
    func become(_ layer: Layer) {
        change(type: layer.type)
        ownLayer = layer
    }

    // MARK: Attributes

    private func registered(_ name: Name) -> Value? {
        if let found = modules[name] { return found.map { .object($0) } ?? Value.none }
        if let found = parameters[name] { return found.map { .tensor($0) } ?? Value.none }
        if let found = buffers[name] { return found.map { .tensor($0) } ?? Value.none }
        return nil
    }
    package override func attribute(_ name: Name) throws -> Value? {
        if let value = registered(name), classType.lookup(name) == nil, own(name) == nil { return value }
        if let value = stateAttribute(name) { return value }
        return try super.attribute(name)
    }
    /// What PyTorch keeps in the instance's dictionary.
    private func stateAttribute(_ name: Name) -> Value? {
        switch name {
        case ModuleNames.training: return .bool(isTraining)
        case ModuleNames.parameters: return dictionary(of: parameters.map { ($0, $1.map { .tensor($0) } ?? .none) })
        case ModuleNames.buffers: return dictionary(of: buffers.map { ($0, $1.map { .tensor($0) } ?? .none) })
        case ModuleNames.modules: return dictionary(of: modules.map { ($0, $1.map { .object($0) } ?? .none) })
        case ModuleNames.forwardHooks: return dictionary(of: hooks?.after)
        case ModuleNames.forwardPreHooks: return dictionary(of: hooks?.before)
        case ModuleNames.backwardHooks: return dictionary(of: hooks?.afterBackward)
        default: return nil
        }
    }
    /// To look at: hooks are added and taken away by their own methods.
    private func dictionary(of hooks: [ModuleHooks.Entry]?) -> Value {
        let dict = Dict()
        for hook in hooks ?? [] { try? dict.store(.int(hook.id), hook.function) }
        return .object(dict)
    }
    private func dictionary(of pairs: [(Name, Value)]) -> Value {
        let dict = Dict()
        for (name, value) in pairs { dict.store(name.text, value) }
        return .object(dict)
    }

    package override func storeAttribute(_ name: Name, _ value: Value) throws {
        if let tensor = value.asTensor, tensor.isParameter {
            guard isReady else { throw notReady("parameters") }
            forget(name, keeping: .parameters)
            return try register(parameter: value, name)
        }
        if parameters[name] != nil {
            guard value.isNone else {
                throw Raised.typeError("cannot assign '\(value.torchTypeName)' as parameter '\(name)' (torch.nn.Parameter or None expected)")
            }
            parameters[name] = .some(nil)
            return
        }
        if let module = value.asModule {
            guard isReady else { throw notReady("module") }
            forget(name, keeping: .modules)
            modules[name] = module
            return
        }
        if modules[name] != nil {
            guard value.isNone else {
                throw Raised.typeError("cannot assign '\(value.torchTypeName)' as child module '\(name)' (torch.nn.Module or None expected)")
            }
            modules[name] = .some(nil)
            return
        }
        if buffers[name] != nil {
            guard value.isNone || value.asTensor != nil else {
                throw Raised.typeError(
                    "cannot assign '\(value.torchTypeName)' as buffer '\(name)' (torch.nn.Buffer, torch.Tensor or None expected)")
            }
            buffers[name] = .some(value.asTensor)
            return
        }
        if name == ModuleNames.training, case .bool(let flag) = value {
            isTraining = flag
            return
        }
        try super.storeAttribute(name, value)
    }
    private enum Place { case parameters, modules }
    /// A name stands for one thing only.
    private func forget(_ name: Name, keeping place: Place) {
        _ = removeOwn(name)
        if place != .parameters { parameters[name] = nil }
        if place != .modules { modules[name] = nil }
        buffers[name] = nil
        nonPersistentBuffers.remove(name)
    }
    func notReady(_ what: String) -> Raised {
        Raised(
            ExceptionTypes.attributeError, "cannot assign \(what) before Module.__init__() call",
            hint: "call super().__init__() first in __init__")
    }

    package override func removeAttribute(_ name: Name) throws {
        if parameters.removeValue(forKey: name) != nil || modules.removeValue(forKey: name) != nil { return }
        if buffers.removeValue(forKey: name) != nil {
            nonPersistentBuffers.remove(name)
            return
        }
        try super.removeAttribute(name)
    }
    package override func ownAttributeNames() -> [Name] {
        super.ownAttributeNames() + parameters.keys + buffers.keys + modules.keys + [ModuleNames.training]
    }

    // MARK: Calling and text

    package override func call(_ arguments: Arguments) throws -> Value {
        if let ownLayer, ownLayer.isCalledPlainly { return try run(arguments) }
        // A class written in a cell may have a `__call__` of its own.
        if case .object(let function)? = classType.lookup(Names.call), function === ModuleMembers.call { return try run(arguments) }
        return try super.call(arguments)
    }
    package override func nativeRepr() throws -> String { try text() }
}

/// Attribute names that modules answer for themselves.
enum ModuleNames {
    static let training: Name = "training"
    static let parameters: Name = "_parameters"
    static let buffers: Name = "_buffers"
    static let modules: Name = "_modules"
    static let forwardHooks: Name = "_forward_hooks"
    static let forwardPreHooks: Name = "_forward_pre_hooks"
    static let backwardHooks: Name = "_backward_hooks"
    static let extraRepr: Name = "extra_repr"
    static let weight: Name = "weight"
    static let bias: Name = "bias"
}

extension Value {
    package var asModule: Module? {
        // Kind .layer is shared with optimizers and samplers.
        if let object = object(of: .layer) { object as? Module } else { nil }
    }
    /// A function's full name, as PyTorch has it.
    private var functionName: String? {
        guard case .object(let object) = self, let name = (try? object.attribute(Names.qualname))?.asString else { return nil }
        if let native = object as? NativeFunction, native.module == "torch" {
            if OpCatalog.function(name)?.function === native { return "torch._VariableFunctionsClass.\(name)" }
            if OpCatalog.functional(name)?.functionalFunction === native { return OpCatalog.functionalName(name) }
        }
        guard let module = (try? object.attribute("__module__"))?.asString, module != "builtins" else { return name }
        return "\(module).\(name)"
    }
    /// What `torch.typename` says: `torch.FloatTensor` for tensors, the qualified class name otherwise.
    package var torchTypeName: String {
        if let tensor = asTensor { return "torch.\(tensor.dtype.scalarName)Tensor" }
        // A class is named itself.
        if let type = object(of: .type) as? TypeObject { return type.qualifiedName }
        if let name = functionName { return name }
        return type.module == "builtins" ? type.name : type.qualifiedName
    }
}
