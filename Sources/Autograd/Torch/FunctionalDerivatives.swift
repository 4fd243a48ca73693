import ObjectModel
import TensorCore

/// `torch.autograd.functional`: derivatives of functions of the language.
enum FunctionalDerivatives {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) static let module = ModuleObject("torch.autograd.functional") { members }

    private static var members: [(Name, Value)] {
        func entry(_ name: Name, _ signature: String, _ summary: String, _ body: @escaping (BoundArguments) throws -> Value) -> (Name, Value) {
            (name, AutogradModule.function(name, signature, summary, body))
        }
        return [
            entry("jacobian", "func, inputs, create_graph=False, strict=False, vectorize=False, strategy='reverse-mode'", "All derivatives of all outputs.") { a in
                try jacobian(a[0], a[1], createGraph: a[2].isTrue())
            },
            entry("hessian", "func, inputs, create_graph=False, strict=False, vectorize=False, outer_jacobian_strategy='reverse-mode'", "All second derivatives of one output.") { a in
                try hessian(a[0], a[1], createGraph: a[2].isTrue())
            },
            entry("vjp", "func, inputs, v=None, create_graph=False, strict=False", "A vector times the Jacobian.") { a in
                let (inputs, isTuple) = try leaves(a[1])
                let (outputs, result) = try GradMode.with(true) { try call(a[0], inputs) }
                let seeds = a[2].isNone ? Array(repeating: nil, count: outputs.count) : try AutogradModule.tensors(a[2]).map { $0 }
                let found = try Backward.gradients(of: outputs, inputs: inputs, gradients: seeds, createGraph: a[3].isTrue())
                return .tuple([detached(result), try packed(found, inputs, isTuple)])
            },
            entry("jvp", "func, inputs, v=None, create_graph=False, strict=False", "The Jacobian times a vector.") { a in try jvp(a[0], a[1], a[2]) },
            entry("hvp", "func, inputs, v=None, create_graph=False, strict=False", "The Hessian times a vector.") { a in try hvp(a[0], a[1], a[2]) },
            entry("vhp", "func, inputs, v=None, create_graph=False, strict=False", "A vector times the Hessian.") { a in try hvp(a[0], a[1], a[2]) },
        ]
    }

    /// Inputs as leaves of their own.
    private static func leaves(_ value: Value) throws -> ([Tensor], isTuple: Bool) {
        let isTuple = value.asTensor == nil
        let made = try AutogradModule.tensors(value).map { input -> Tensor in
            let leaf = Tensor(input.array)
            try leaf.setRequiresGrad(true)
            return leaf
        }
        return (made, isTuple)
    }
    private static func call(_ function: Value, _ inputs: [Tensor]) throws -> ([Tensor], Value) {
        let result = try Arguments.with(inputs.map { .tensor($0) }) { try function.call($0) }
        return (try AutogradModule.tensors(result), result)
    }
    private static func detached(_ value: Value) -> Value {
        if let tensor = value.asTensor { return .tensor(tensor.detach()) }
        return .tuple((value.asItems ?? []).map { detached($0) })
    }
    private static func packed(_ gradients: [Tensor?], _ inputs: [Tensor], _ isTuple: Bool) throws -> Value {
        let all = try zip(gradients, inputs).map { try $0 ?? $1.zerosLike() }
        return isTuple ? .tuple(all.map { .tensor($0) }) : .tensor(all[0])
    }

    /// Rows of derivatives of one output: (output's sizes, input's sizes).
    private static func rows(_ output: Tensor, _ inputs: [Tensor], createGraph: Bool) throws -> [Tensor] {
        var found: [[Tensor]] = Array(repeating: [], count: inputs.count)
        for place in 0..<output.count {
            let seed = try NDArray.zeros(output.shape, output.dtype)
            seed.store(.int(1), atOffset: place)
            let gradients =
                output.requiresGrad
                ? try Backward.gradients(of: [output], inputs: inputs, gradients: [Tensor(seed)], retainGraph: true, createGraph: createGraph)
                : Array(repeating: nil, count: inputs.count)
            for (index, gradient) in gradients.enumerated() { found[index].append(try gradient ?? inputs[index].zerosLike()) }
        }
        return try zip(found, inputs).map { rows, input in
            let target = try Dims(checking: output.shape.array + input.shape.array)
            if rows.isEmpty { return Tensor(try .zeros(target, input.dtype)) }
            return try Tensor.stack(rows, 0).view(target)
        }
    }

    private static func jacobian(_ function: Value, _ given: Value, createGraph: Bool) throws -> Value {
        try GradMode.with(true) {
            let (inputs, isTuple) = try leaves(given)
            let (outputs, result) = try call(function, inputs)
            let all = try outputs.map { output -> Value in
                let parts = try rows(output, inputs, createGraph: createGraph)
                return isTuple ? .tuple(parts.map { .tensor($0) }) : .tensor(parts[0])
            }
            return result.asTensor != nil ? all[0] : .tuple(all)
        }
    }

    private static func hessian(_ function: Value, _ given: Value, createGraph: Bool) throws -> Value {
        try GradMode.with(true) {
            let (inputs, isTuple) = try leaves(given)
            let output = try single(call(function, inputs).0, "hessian")
            let first = try firstDerivatives(output, inputs)
            let all = try first.map { gradient -> Value in
                let parts = try rows(gradient, inputs, createGraph: createGraph)
                return isTuple ? .tuple(parts.map { .tensor($0) }) : .tensor(parts[0])
            }
            return isTuple ? .tuple(all) : all[0]
        }
    }
    private static func single(_ outputs: [Tensor], _ name: String) throws -> Tensor {
        guard outputs.count == 1, outputs[0].count == 1 else {
            throw Raised.runtimeError("The Tensor returned by the function given to \(name) should contain a single element")
        }
        return outputs[0]
    }
    private static func firstDerivatives(_ output: Tensor, _ inputs: [Tensor]) throws -> [Tensor] {
        let found = try Backward.gradients(of: [output], inputs: inputs, gradients: [Tensor(.ones(output.shape, output.dtype))], createGraph: true)
        return try zip(found, inputs).map { try $0 ?? $1.zerosLike() }
    }

    /// By differentiating twice: u -> J^T u is linear, and its transpose is J.
    private static func jvp(_ function: Value, _ given: Value, _ vector: Value) throws -> Value {
        try GradMode.with(true) {
            let (inputs, _) = try leaves(given)
            let (outputs, result) = try call(function, inputs)
            let dummies = try outputs.map { output -> Tensor in
                let zeros = try output.zerosLike()
                try zeros.setRequiresGrad(true)
                return zeros
            }
            let back = try Backward.gradients(of: outputs, inputs: inputs, gradients: dummies.map { $0 }, createGraph: true)
            let seeds: [Tensor?] = vector.isNone ? Array(repeating: nil, count: inputs.count) : try AutogradModule.tensors(vector)
            var roots: [Tensor] = [], used: [Tensor?] = []
            for (index, gradient) in back.enumerated() {
                if let gradient, gradient.requiresGrad {
                    roots.append(gradient)
                    used.append(seeds[index])
                }
            }
            let found = roots.isEmpty ? dummies.map { _ in nil } : try Backward.gradients(of: roots, inputs: dummies, gradients: used)
            return .tuple([detached(result), try packed(found, outputs, result.asTensor == nil)])
        }
    }
    private static func hvp(_ function: Value, _ given: Value, _ vector: Value) throws -> Value {
        try GradMode.with(true) {
            let (inputs, isTuple) = try leaves(given)
            let (outputs, result) = try call(function, inputs)
            let first = try firstDerivatives(single(outputs, "hvp"), inputs)
            let seeds: [Tensor?] = vector.isNone ? Array(repeating: nil, count: inputs.count) : try AutogradModule.tensors(vector)
            var roots: [Tensor] = [], used: [Tensor?] = []
            for (index, gradient) in first.enumerated() where gradient.requiresGrad {
                roots.append(gradient)
                used.append(seeds[index])
            }
            let found = roots.isEmpty ? inputs.map { _ in nil } : try Backward.gradients(of: roots, inputs: inputs, gradients: used)
            return .tuple([detached(result), try packed(found, inputs, isTuple)])
        }
    }
}
