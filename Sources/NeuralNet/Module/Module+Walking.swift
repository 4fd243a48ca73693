import Autograd
import ObjectModel
import TensorCore

// Everything inside a module, with dotted names, in PyTorch's order: depth first, a module before its children.
extension Module {
    package func namedModules(prefix: String = "", dedupe: Bool = true) -> [(name: String, module: Module)] {
        var seen: Set<ObjectIdentifier> = []
        var found: [(String, Module)] = []
        func walk(_ module: Module, _ prefix: String) {
            guard !seen.contains(ObjectIdentifier(module)) else { return }
            seen.insert(ObjectIdentifier(module))
            // A module that lies in itself must not be walked for ever.
            defer { if !dedupe { seen.remove(ObjectIdentifier(module)) } }
            found.append((prefix, module))
            for (name, child) in module.modules {
                if let child { walk(child, prefix.isEmpty ? name.text : "\(prefix).\(name.text)") }
            }
        }
        walk(self, prefix)
        return found
    }
    private func members(
        _ prefix: String, recurse: Bool, dedupe: Bool, _ list: (Module) -> Registered<Tensor>
    ) -> [(name: String, tensor: Tensor)] {
        var seen: Set<ObjectIdentifier> = []
        var found: [(String, Tensor)] = []
        for (path, module) in recurse ? namedModules(prefix: prefix, dedupe: dedupe) : [(prefix, self)] {
            for (name, tensor) in list(module) {
                guard let tensor, !seen.contains(ObjectIdentifier(tensor)) else { continue }
                if dedupe { seen.insert(ObjectIdentifier(tensor)) }
                found.append((path.isEmpty ? name.text : "\(path).\(name.text)", tensor))
            }
        }
        return found
    }
    package func namedParameters(prefix: String = "", recurse: Bool = true, dedupe: Bool = true) -> [(name: String, tensor: Tensor)] {
        members(prefix, recurse: recurse, dedupe: dedupe) { $0.parameters }
    }
    package func namedBuffers(prefix: String = "", recurse: Bool = true, dedupe: Bool = true) -> [(name: String, tensor: Tensor)] {
        members(prefix, recurse: recurse, dedupe: dedupe) { $0.buffers }
    }
    package var namedChildren: [(name: String, module: Module)] {
        var seen: Set<ObjectIdentifier> = []
        return modules.compactMap { name, child in
            guard let child, seen.insert(ObjectIdentifier(child)).inserted else { return nil }
            return (name.text, child)
        }
    }

    // MARK: Changing everything inside

    package func setTraining(_ mode: Bool) {
        // Classes may override `train`; PyTorch calls the children's own.
        for (_, module) in namedModules() { module.isTraining = mode }
    }
    /// Brings floating-point parameters and buffers to another dtype, in place.
    package func convert(_ dtype: DType) throws {
        for (_, module) in namedModules() {
            for tensor in Array(module.parameters.values) + Array(module.buffers.values) {
                guard let tensor, tensor.dtype.isFloatingPoint, tensor.dtype != dtype else { continue }
                tensor.array = try tensor.array.copy(to: dtype)
                if let gradient = tensor.grad { tensor.grad = Tensor(try gradient.array.copy(to: dtype)) }
            }
        }
    }
    package func zeroGrad(setToNone: Bool) throws {
        for (_, tensor) in namedParameters() { try tensor.clearGradient(setToNone: setToNone) }
    }
}

extension Tensor {
    /// What `zero_grad` does to one parameter.
    package final func clearGradient(setToNone: Bool) throws {
        guard let gradient = grad else { return }
        if setToNone {
            grad = nil
        } else {
            let fresh = gradient.gradFn == nil ? gradient : gradient.detach()
            fresh.array.fill(.int(0))
            fresh.wrote()
            grad = fresh
        }
    }
}
