import ObjectModel
import TensorCore

/// `torch.autograd`.
package enum AutogradModule {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) package static let module = ModuleObject("torch.autograd") {
        members
    }
    private static var members: [(Name, Value)] {
        [
            (Name("grad"), function("grad", "outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, only_inputs=True, allow_unused=None, is_grads_batched=False, materialize_grads=False", "The gradients of outputs with respect to inputs.", grad)),
            ("backward", function("backward", "tensors, grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None, inputs=None", "Adds the gradients of leaves.") { a in
                try backward(tensors(a[0]), list(a[1]), a[2], a[3], a[5])
            }),
            ("no_grad", .object(TorchTypes.noGrad)),
            ("enable_grad", .object(TorchTypes.enableGrad)),
            ("set_grad_enabled", .object(TorchTypes.setGradEnabled)),
            ("inference_mode", .object(TorchTypes.inference)),
            ("set_detect_anomaly", .object(TorchTypes.setDetectAnomaly)),
            ("detect_anomaly", .object(TorchTypes.detectAnomaly)),
            ("Function", .object(CustomFunction.type)),
            ("functional", .object(FunctionalDerivatives.module)),
            ("function", .object(functionModule)),
            ("gradcheck", function("gradcheck", "func, inputs, *, eps=1e-06, atol=1e-05, rtol=0.001, raise_exception=True, nondet_tol=0.0, check_undefined_grad=True, fast_mode=False", "Compares derivatives with differences.") { a in
                try GradientCheck.gradcheck(a[0], a[1], eps: number(a[2]), atol: number(a[3]), rtol: number(a[4]), raises: a[5].isTrue())
            }),
            ("gradgradcheck", function("gradgradcheck", "func, inputs, grad_outputs=None, *, eps=1e-06, atol=1e-05, rtol=0.001, raise_exception=True, fast_mode=False", "Compares second derivatives with differences.") { a in
                try GradientCheck.gradgradcheck(a[0], a[1], eps: number(a[3]), atol: number(a[4]), rtol: number(a[5]), raises: a[6].isTrue())
            }),
            ("Variable", function("Variable", "data, requires_grad=False", "Tensors are variables.") { a in
                guard let x = a[0].asTensor else { throw Raised.typeError("Variable data has to be a tensor, but got \(a[0].type.name)") }
                if try a[1].isTrue() { try x.setRequiresGrad(true) }
                return a[0]
            }),
        ]
    }

    private static var functionModule: ModuleObject {
        let members: [(Name, Value)] = [
            ("Function", .object(CustomFunction.type)), ("once_differentiable", function("once_differentiable", "fn", "The function itself.") { $0[0] }),
        ]
        return ModuleObject("torch.autograd.function") { members }
    }
    private static func number(_ value: Value) throws -> Double { try value.toDouble() ?? 0 }
    static func function(_ name: Name, _ signature: String, _ summary: String, _ body: @escaping (BoundArguments) throws -> Value) -> Value {
        .object(NativeFunction(name, signature, summary: summary, module: "torch.autograd") { a in try raising { try body(a) } })
    }
    static func tensors(_ value: Value) throws -> [Tensor] {
        if let tensor = value.asTensor { return [tensor] }
        return try collect(value).map { item in
            guard let tensor = item.asTensor else { throw Raised.typeError("expected Tensor but got \(item.type.name)") }
            return tensor
        }
    }
    private static func list(_ value: Value) throws -> [Value] { value.isNone || value.asTensor != nil ? [value] : try collect(value) }

    /// `tensor.backward()`, nearly always without arguments.
    static func backward(_ root: Tensor, _ gradient: Value, _ retain: Value, _ create: Value, _ inputs: Value) throws -> Value {
        if gradient.isNone, retain.isNone, inputs.isNone, case .bool(false) = create {
            try Backward.run(root)
            return .none
        }
        // Python makes a tuple of what is given.
        return try backward([root], gradient.isNone || gradient.asTensor != nil ? [gradient] : collect(gradient), retain, create, inputs)
    }
    static func backward(_ roots: [Tensor], _ gradients: [Value], _ retain: Value, _ create: Value, _ inputs: Value) throws -> Value {
        let given = try gradients.map { value -> Tensor? in
            if value.isNone { return nil }
            guard let tensor = value.asTensor else { throw Raised.typeError("gradients can be either Tensors or None, but got \(value.type.name)") }
            return tensor
        }
        let seeds = given.count == roots.count ? given : Array(repeating: nil, count: roots.count)
        let wanted = inputs.isNone ? nil : try tensors(inputs)
        if wanted?.isEmpty == true { throw Raised.runtimeError("`inputs` argument to `backward()` cannot be empty.") }
        try Backward.run(
            roots, gradients: seeds, retainGraph: retain.isNone ? nil : try retain.isTrue(), createGraph: try create.isTrue(), inputs: wanted)
        return .none
    }

    private static func grad(_ a: BoundArguments) throws -> Value {
        let roots = try tensors(a[0]), inputs = try tensors(a[1])
        if inputs.isEmpty { throw Raised.runtimeError("`inputs` argument to `grad()` cannot be empty.") }
        let given = try list(a[2]).map(\.asTensor)
        let seeds = given.count == roots.count ? given : Array(repeating: nil, count: roots.count)
        let results = try Backward.gradients(
            of: roots, inputs: inputs, gradients: seeds, retainGraph: a[3].isNone ? nil : try a[3].isTrue(), createGraph: try a[4].isTrue())
        if try !a[5].isTrue() {
            Warnings.emit(
                "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate gradient for other parts of the graph, please use torch.autograd.backward.",
                ExceptionTypes.futureWarning)
        }
        let materialize = try a[8].isTrue()
        let allowUnused = try a[6].isNone ? materialize : a[6].isTrue()
        return .tuple(
            try results.enumerated().map { index, result in
                if let result { return .tensor(result) }
                guard allowUnused else {
                    throw Raised.runtimeError(
                        "The differentiated Tensor at index \(index) appears to not have been used in the graph. Set allow_unused=True if this is the desired "
                            + "behavior.")
                }
                return materialize ? .tensor(try inputs[index].zerosLike()) : .none
            })
    }
}
