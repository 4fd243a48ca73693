import Autograd
import ObjectModel
import TensorCore

// Registering by name, with PyTorch's refusals.
extension Module {
    private func exists(_ name: Name) throws -> Bool {
        try own(name) != nil || classType.lookup(name) != nil || modules[name] != nil || parameters[name] != nil || buffers[name] != nil
            || Value.object(self).findAttribute(name) != nil
    }
    private func check(_ name: Value, _ kind: String, knownIn known: (Name) -> Bool) throws -> Name {
        guard let text = name.asString else { throw Raised.typeError("\(kind) name should be a string. Got \(name.torchTypeName)") }
        if text.contains(".") { throw Raised.keyError(.str("\(kind) name can't contain \".\"")) }
        if text.isEmpty { throw Raised.keyError(.str("\(kind) name can't be empty string \"\"")) }
        let name = Name(text)
        if try !known(name) && exists(name) { throw Raised.keyError(.str("attribute '\(text)' already exists")) }
        return name
    }

    package func register(buffer value: Value, _ name: Value, persistent: Bool) throws {
        guard isReady else { throw notReady("buffer") }
        let name = try check(name, "buffer") { buffers[$0] != nil }
        guard value.isNone || value.asTensor != nil else {
            throw Raised.typeError("cannot assign '\(value.torchTypeName)' object to buffer '\(name)' (torch Tensor or None required)")
        }
        buffers[name] = .some(value.asTensor)
        if persistent { nonPersistentBuffers.remove(name) } else { nonPersistentBuffers.insert(name) }
    }
    package func register(parameter value: Value, checking name: Value) throws {
        guard isReady else { throw notReady("parameter") }
        try register(parameter: value, check(name, "parameter") { parameters[$0] != nil })
    }
    func register(parameter value: Value, _ name: Name) throws {
        if value.isNone {
            parameters[name] = .some(nil)
            return
        }
        guard let tensor = value.asTensor, tensor.isParameter else {
            throw Raised.typeError("cannot assign '\(value.torchTypeName)' object to parameter '\(name)' (torch.nn.Parameter or None required)")
        }
        guard tensor.gradFn == nil else {
            throw Raised.valueError(
                "Cannot assign non-leaf Tensor to parameter '\(name)'. Model parameters must be created explicitly. To express '\(name)' "
                    + "as a function of another Tensor, compute the value in the forward() method.")
        }
        parameters[name] = tensor
    }
    package func add(module value: Value, _ name: Value) throws {
        // Containers of millions come from few lines: `net = net + net`.
        try Stop.check()
        guard value.isNone || value.asModule != nil else { throw Raised.typeError("\(value.torchTypeName) is not a Module subclass") }
        guard let text = name.asString else { throw Raised.typeError("module name should be a string. Got \(name.torchTypeName)") }
        let name = Name(text)
        if modules[name] == nil, try exists(name) { throw Raised.keyError(.str("attribute '\(text)' already exists")) }
        if text.contains(".") { throw Raised.keyError(.str("module name can't contain \".\", got: \(text)")) }
        if text.isEmpty { throw Raised.keyError(.str("module name can't be empty string \"\"")) }
        guard isReady else { throw notReady("module") }
        modules[name] = .some(value.asModule)
    }

    // MARK: By path

    package func submodule(_ path: String) throws -> Module {
        if path.isEmpty { return self }
        var module = self
        for part in path.split(separator: ".", omittingEmptySubsequences: false).map(String.init) {
            guard let next = try Value.object(module).findAttribute(Name(part)) else {
                throw Raised(ExceptionTypes.attributeError, "\(module.classType.name) has no attribute `\(part)`")
            }
            guard let found = next.asModule else { throw Raised(ExceptionTypes.attributeError, "`\(part)` is not an nn.Module") }
            module = found
        }
        return module
    }
    /// The tensor at a path, and the module and name under which it is registered there.
    private func tensor(at path: String) throws -> (tensor: Tensor?, module: Module, name: String) {
        let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let name = parts.last ?? ""
        let module = try submodule(parts.dropLast().joined(separator: "."))
        guard let value = try Value.object(module).findAttribute(Name(name)) else {
            throw Raised(ExceptionTypes.attributeError, "\(module.classType.name) has no attribute `\(name)`")
        }
        return (value.asTensor, module, name)
    }
    package func parameter(at path: String) throws -> Tensor {
        let found = try tensor(at: path)
        guard let tensor = found.tensor, tensor.isParameter else {
            throw Raised(ExceptionTypes.attributeError, "`\(found.name)` is not an nn.Parameter")
        }
        return tensor
    }
    package func buffer(at path: String) throws -> Tensor {
        let found = try tensor(at: path)
        guard let tensor = found.tensor, found.module.buffers[Name(found.name)] != nil else {
            throw Raised(ExceptionTypes.attributeError, "`\(found.name)` is not a buffer")
        }
        return tensor
    }
}

extension Module {
    /// Puts a tensor in place of a parameter or buffer, whatever it is: for `torch.func.functional_call`, which puts the old one
    /// back. nil: neither has this name.
    package func exchange(_ name: Name, _ tensor: Tensor?) -> Tensor? {
        if let before = parameters[name] {
            parameters[name] = .some(tensor)
            return before
        }
        guard let before = buffers[name] else { return nil }
        buffers[name] = .some(tensor)
        return before
    }
}
