import Autograd
import ObjectModel
import TensorCore

/// The arguments of a layer's `__init__`, by name, checked in PyTorch's words.
package struct LayerArguments {
    let bound: BoundArguments
    init(_ bound: BoundArguments) { self.bound = bound }

    subscript(name: String) -> Value {
        guard let index = bound.function.signature.parameters.firstIndex(where: { $0.name.text == name }) else { return .none }
        return bound[index]
    }
    func isNone(_ name: String) -> Bool { self[name].isNone }
    func isTrue(_ name: String) throws -> Bool { try self[name].isTrue() }

    /// A size that `torch.empty(…, size, …)` is given; `position` counts from 0 in that list.
    func size(_ name: String, at position: Int = 0) throws -> Int { try LayerArguments.size(self[name], at: position) }
    static func size(_ value: Value, at position: Int) throws -> Int {
        if case .int(let size) = value { return size }
        // True stands for 1, but not where PyTorch looks at the kind of list.
        if case .bool(let flag) = value, position > 0 { return flag ? 1 : 0 }
        if case .object(let object) = value, value.asTensor.map({ $0.count == 1 }) ?? true, let index = try object.index()?.asInt { return index }
        if position == 0 {
            throw Raised.typeError(
                "empty(): argument 'size' (position 1) must be tuple of ints, but found element of type \(value.type.nameInC) at pos 0")
        }
        throw Raised.typeError(
            "empty(): argument 'size' failed to unpack the object at pos \(position + 1) with error \"type must be tuple of ints,but got "
                + "\(value.type.nameInC)\"")
    }
    /// A size that is all that `torch.empty` is given: a list would do as well.
    func wholeSize(_ name: String) throws -> Int {
        let value = self[name]
        if let items = value.asItems {
            let sizes = try items.enumerated().map { try LayerArguments.size($1, at: $0) }
            if sizes.count == 1 { return sizes[0] }
        }
        if case .int(let size) = value { return size }
        if case .object(let object) = value, value.asTensor.map({ $0.count == 1 }) ?? true, let index = try object.index()?.asInt { return index }
        throw Raised.typeError("empty(): argument 'size' (position 1) must be tuple of ints, not \(value.type.nameInC)")
    }
    /// Python's comparison of an argument, in Python's words where there is none.
    func holds(_ name: String, _ comparison: Comparison, _ number: Value) throws -> Bool { try LayerArguments.holds(self[name], comparison, number) }
    static func holds(_ left: Value, _ comparison: Comparison, _ right: Value) throws -> Bool { try compareValues(comparison, left, right).isTrue() }
    /// `a % b != 0`
    func leavesRest(_ name: String, _ divisor: String) throws -> Bool {
        try LayerArguments.holds(binaryResult(.modulo, self[name], self[divisor]), .notEqual, .int(0))
    }
    func int(_ name: String) throws -> Int {
        if let value = self[name].asInt { return value }
        return try self[name].toIndex()
    }
    func double(_ name: String) throws -> Double {
        if let value = try self[name].toDouble() { return value }
        throw Raised.typeError("must be real number, not \(self[name].type.name)")
    }
    /// One number for every dimension, or one each; anything else stays as it is, for the function to refuse.
    func tuple(_ name: String, _ count: Int) -> Value { LayerArguments.tuple(self[name], count) }
    static func tuple(_ value: Value, _ count: Int) -> Value {
        if let items = value.withoutClass.asItems { return .tuple(items) }
        if value.object(of: .size) != nil, let items = try? collect(value) { return .tuple(items) }
        return .tuple(Array(repeating: value, count: count))
    }
    /// The dtype for parameters, after a look at `device`.
    func dtype() throws -> DType {
        try self["device"].asDevice()?.checkUsable()
        let given = self["dtype"]
        if given.isNone { return .defaultFloat }
        guard let dtype = given.asDType else {
            throw Raised.typeError("empty(): argument 'dtype' must be torch.dtype, not \(given.type.nameInC)")
        }
        guard dtype.isFloatingPoint else {
            throw Raised.runtimeError("Only Tensors of floating point and complex dtype can require gradients")
        }
        return dtype
    }
}

extension Module {
    /// A new parameter, not yet initialised.
    @discardableResult
    func addParameter(_ name: Name, _ shape: [Int], _ dtype: DType) throws -> Tensor {
        if shape.contains(where: { $0 < 0 }) {
            throw Raised.runtimeError("Trying to create tensor with negative dimension \(shape.first { $0 < 0 } ?? 0): \(shape)")
        }
        if let found = parameters[name], let found, found.isUninitialized {
            found.array = try NDArray.empty(Dims(checking: shape), dtype)
            found.isUninitialized = false
            return found
        }
        // `reset_parameters`: the tensor stays the one that an optimizer may know.
        if let found = parameters[name], let found, found.shape.array == shape {
            found.wrote()
            return found
        }
        let tensor = try Tensor.parameter(NDArray.empty(Dims(checking: shape), dtype))
        parameters[name] = tensor
        return tensor
    }
    func addParameter(_ name: Name, filled value: Double, _ shape: [Int], _ dtype: DType) throws {
        try addParameter(name, shape, dtype).array.fill(.float(value))
    }
    /// Registered as `None`.
    func addMissingParameter(_ name: Name) { parameters[name] = .some(nil) }
    func add(_ name: Name, _ module: Module) { modules[name] = module }

    // MARK: Reading attributes in `forward`

    func value(_ name: Name) throws -> Value {
        if let value = own(name) { return value }
        return try Value.object(self).attribute(name)
    }
    /// A registered parameter; what a program put in its place must be a tensor too.
    func tensor(_ name: Name) throws -> Tensor {
        if let found = parameters[name], let found { return found }
        let value = try value(name)
        guard let tensor = value.asTensor else {
            throw Raised.typeError("'\(classType.name)' object's \(name) must be a Tensor, not \(value.type.name)")
        }
        return tensor
    }
    func optionalTensor(_ name: Name) throws -> Tensor? {
        if let found = parameters[name] { return found }
        if let found = buffers[name] { return found }
        guard let value = try Value.object(self).findAttribute(name) else { return nil }
        return value.asTensor
    }
    func isTrue(_ name: Name) throws -> Bool { try value(name).isTrue() }
    func int(_ name: Name) throws -> Int { try value(name).toIndex() }
    func double(_ name: Name) throws -> Double {
        let value = try value(name)
        guard let number = try value.toDouble() else { throw Raised.typeError("must be real number, not \(value.type.name)") }
        return number
    }
}

extension Tensor {
    /// What `nn.Parameter(array)` is.
    package static func parameter(_ array: NDArray, requiresGrad: Bool = true) throws -> Tensor {
        let tensor = Tensor(array)
        tensor.isParameter = true
        if requiresGrad { try tensor.setRequiresGrad(true) }
        return tensor
    }
}

extension Instance {
    func store(_ pairs: (Name, Value)...) { for (name, value) in pairs { setOwn(name, value) } }
}

extension Value {
    var isIterable: Bool { (try? attribute("__iter__")) != nil }
    /// The tensor that a layer is called with, which the layers of PyTorch first ask for its `dim()`.
    func tensorWithDim() throws -> Tensor { try tensor(asked: "dim") }
    func tensor(asked name: Name) throws -> Tensor {
        guard let tensor = asTensor else { throw Raised.attributeError("'\(type.nameInC)' object has no attribute '\(name)'", object: self, name: name) }
        return tensor
    }
}
