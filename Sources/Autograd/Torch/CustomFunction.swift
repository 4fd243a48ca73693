import ObjectModel
import TensorCore

/// `torch.autograd.Function`: operations whose derivative is written in the language.
enum CustomFunction {
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) static let type = TypeObject(
        "Function", module: "torch.autograd.function", summary: "The base of operations with a derivative of their own: define static methods `forward` and `backward`.",
        allocate: { Instance(type: $0) },
        members: {
            [
                ClassMethod(
                    NativeFunction.raw("apply", "cls, *args", summary: "Runs `forward` and records `backward`.") { arguments in
                        guard arguments.count > 0, let cls = arguments[0].object(of: .type) as? TypeObject else {
                            throw Raised.typeError("apply() must be called on a subclass of Function")
                        }
                        return try raising { try apply(cls, Array(arguments.positional.dropFirst())) }
                    })
            ]
        })

    private static func apply(_ cls: TypeObject, _ inputs: [Value]) throws -> Value {
        let context = FunctionContext(cls)
        context.needs = inputs.map { $0.asTensor?.requiresGrad ?? false }
        guard case .object(let forward)? = try cls.attribute(Names.forward) else {
            throw Raised.notImplemented("You must implement the forward function for custom autograd.Function.")
        }
        let result = try GradMode.with(false) { () -> Value in
            if cls.lookup("setup_context") != nil, case .object(let setup)? = try cls.attribute("setup_context") {
                let result = try forward.call(values: inputs)
                _ = try setup.call(values: [.object(context), .tuple(inputs), result])
                return result
            }
            return try forward.call(values: [.object(context)] + inputs)
        }
        guard GradMode.isEnabled, context.needs.contains(true) else { return result }
        let isTuple = result.asTensor == nil
        let outputs = result.withoutClass.asItems ?? [result]
        return try record(context, inputs, outputs, isTuple: isTuple)
    }

    private static func record(_ context: FunctionContext, _ inputs: [Value], _ outputs: [Value], isTuple: Bool) throws -> Value {
        let made = outputs.compactMap(\.asTensor)
        guard let first = made.first else { return isTuple ? .tuple(outputs) : outputs[0] }
        let node = Node(context.functionClass.name + "Backward", shape: first.shape, dtype: first.dtype, rule: nil)
        node.makeDetails().context = context
        context.node = node
        node.makeMore().outputs = made.dropFirst().map { ($0.shape, $0.dtype) }
        let places = inputs.indices.filter { inputs[$0].asTensor != nil }
        for place in places { node.append(inputs[place].asTensor?.edge ?? Edge()) }
        let count = inputs.count
        node.makeMore().rule = { node, gradients in
            guard let context = node.details?.context as? FunctionContext else { return Gradients(nil) }
            let found = try context.backward(node, gradients)
            guard found.count == count || (found.count > count && found[count...].allSatisfy(\.isNone)) else {
                throw Raised.runtimeError("function \(node.name) returned an incorrect number of gradients (expected \(count), got \(found.count))")
            }
            return Gradients(
                all: try places.map { place in
                    if found[place].isNone { return nil }
                    guard let gradient = found[place].asTensor else { throw Raised.runtimeError("expected Variable or None (got \(found[place].type.name))") }
                    return gradient
                })
        }
        var index = 0
        let results = try outputs.map { value -> Value in
            guard let tensor = value.asTensor else { return value }
            defer { index += 1 }
            if context.withoutGradient.contains(where: { $0 === tensor }) || !tensor.dtype.isFloatingPoint { return value }
            if context.dirty.contains(where: { $0 === tensor }) {
                try tensor.rebase(onto: node, index)
                return value
            }
            // An input handed through gets an identity of its own.
            let output = inputs.contains { $0.asTensor === tensor } ? Tensor(tensor.array).becomeView(of: tensor) : tensor
            output.node = node
            output.leafRequiresGrad = false
            output.outputIndex = index
            context.noteOutput(tensor, index)
            return .tensor(output)
        }
        return isTuple ? .tuple(results) : results[0]
    }
}

/// `ctx`: what forward leaves for backward.
final class FunctionContext: Instance {
    let functionClass: TypeObject
    var needs: [Bool] = []
    weak var node: Node?
    fileprivate var dirty: [Tensor] = []
    fileprivate var withoutGradient: [Tensor] = []
    private var saved: [(tensor: Tensor?, version: Int, output: Int?)] = []
    private var isReleased = false
    private var materializes = true

    init(_ functionClass: TypeObject) {
        self.functionClass = functionClass
        super.init(type: FunctionContext.type(functionClass.name + "Backward"))
    }

    fileprivate func save(_ values: [Value]) throws {
        saved = try values.map { value in
            if value.isNone { return (nil, 0, nil) }
            guard let tensor = value.asTensor else {
                throw Raised.typeError("save_for_backward can only save variables, but argument 0 is of type \(value.type.name)")
            }
            return (tensor, tensor.array.storage.version, nil)
        }
    }
    /// An output is kept without its history, which leads back here.
    fileprivate func noteOutput(_ tensor: Tensor, _ index: Int) {
        for place in saved.indices where saved[place].tensor === tensor { saved[place] = (Tensor(tensor.array), saved[place].version, index) }
    }
    func release() {
        saved = []
        isReleased = true
    }
    fileprivate func savedTensors() throws -> [Value] {
        if isReleased { try node?.checkAlive() }
        return try saved.map { entry in
            guard let tensor = entry.tensor else { return .none }
            guard tensor.array.storage.version == entry.version else {
                throw Raised.runtimeError(
                    "one of the variables needed for gradient computation has been modified by an inplace operation: [torch.\(tensor.dtype.scalarName)Tensor "
                        + "\(tensor.shape)] is at version \(tensor.array.storage.version); expected version \(entry.version) instead. Hint: enable anomaly detection to find the "
                        + "operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).")
            }
            guard let index = entry.output, let node else { return .tensor(tensor) }
            let output = Tensor(tensor.array)
            output.node = node
            output.outputIndex = index
            return .tensor(output)
        }
    }

    fileprivate func backward(_ node: Node, _ gradients: [Tensor?]) throws -> [Value] {
        guard functionClass.lookup("backward") != nil, case .object(let function)? = try functionClass.attribute("backward") else {
            throw Raised.notImplemented("You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD.")
        }
        let given = try gradients.enumerated().map { index, gradient -> Value in
            if let gradient { return .tensor(gradient) }
            if !materializes { return .none }
            let (shape, dtype) = index == 0 ? (node.shape, node.dtype) : node.moreOutputs[index - 1]
            return .tensor(Tensor(try .zeros(shape, dtype)))
        }
        let result = try function.call(values: [.object(self)] + given)
        if result.isNone || result.asTensor != nil { return [result] }
        return result.withoutClass.asItems ?? [result]
    }

    // One type a function class.
    nonisolated(unsafe) private static var types: [String: TypeObject] = [:]
    private static func type(_ name: String) -> TypeObject {
        if let found = types[name] { return found }
        let made = TypeObject(name, bases: [base], module: "torch.autograd.function")
        types[name] = made
        return made
    }
    private static func context(_ value: Value) throws -> FunctionContext {
        guard case .object(let object) = value, let context = object as? FunctionContext else { throw Raised.typeError("not a function's context") }
        return context
    }
    nonisolated(unsafe) private static let base = TypeObject(
        "FunctionCtx", module: "torch.autograd.function",
        members: {
            [
                NativeFunction.method("save_for_backward", "*tensors", summary: "Keeps tensors for `backward`.") { a in
                    try context(a[0]).save(a.variadic(1))
                    return .none
                },
                NativeProperty("saved_tensors", summary: "What `save_for_backward` kept.") { value in .tuple(try context(value).savedTensors()) },
                NativeProperty("needs_input_grad", summary: "Which inputs ask for a gradient.") { value in .tuple(try context(value).needs.map { .bool($0) }) },
                NativeFunction.method("mark_dirty", "*args", summary: "Names inputs that `forward` wrote to.") { a in
                    try context(a[0]).dirty = a.variadic(1).compactMap(\.asTensor)
                    return .none
                },
                NativeFunction.method("mark_non_differentiable", "*args", summary: "Names outputs without a gradient.") { a in
                    try context(a[0]).withoutGradient = a.variadic(1).compactMap(\.asTensor)
                    return .none
                },
                NativeFunction.method("set_materialize_grads", "value", summary: "Whether missing gradients come as zeros.") { a in
                    try context(a[0]).materializes = a[1].isTrue()
                    return .none
                },
            ]
        })
}
