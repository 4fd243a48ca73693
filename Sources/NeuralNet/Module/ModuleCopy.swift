import Autograd
import ObjectModel
import TensorCore

/// A deep copy of modules: tensors and modules that are shared inside stay shared in the copy.
struct ModuleCopy {
    private var modules: [ObjectIdentifier: Module] = [:]
    private var tensors: [ObjectIdentifier: Tensor] = [:]

    mutating func copy(_ module: Module) throws -> Module {
        if let done = modules[ObjectIdentifier(module)] { return done }
        try Stop.check()
        let copy = Module(type: module.classType)
        modules[ObjectIdentifier(module)] = copy
        copy.isReady = module.isReady
        copy.isTraining = module.isTraining
        copy.nonPersistentBuffers = module.nonPersistentBuffers
        for (name, tensor) in module.parameters { copy.parameters[name] = .some(try tensor.map { try self.copy($0) }) }
        for (name, tensor) in module.buffers { copy.buffers[name] = .some(try tensor.map { try self.copy($0) }) }
        for (name, child) in module.modules { copy.modules[name] = .some(try child.map { try self.copy($0) }) }
        for (name, value) in module.ownPairs { copy.setOwn(name, try self.copy(value)) }
        return copy
    }
    private mutating func copy(_ tensor: Tensor) throws -> Tensor {
        if let done = tensors[ObjectIdentifier(tensor)] { return done }
        let copy = try tensor.deepCopy()
        tensors[ObjectIdentifier(tensor)] = copy
        return copy
    }
    private mutating func copy(_ value: Value) throws -> Value {
        if let tensor = value.asTensor { return .tensor(try copy(tensor)) }
        if let module = value.asModule { return .object(try copy(module)) }
        guard case .object(let object) = value else { return value }
        switch object.kind {
        case .list: return .list(try (value.asItems ?? []).map { try copy($0) })
        case .tuple: return .tuple(try (value.asItems ?? []).map { try copy($0) })
        case .dict:
            guard type(of: object) == Dict.self, let dict = object as? Dict else { return value }
            return .object(try Dict(dict.pairs.map { ($0.0, try copy($0.1)) }))
        default: return value
        }
    }
}
