import ObjectModel
import TensorCore

/// Derivatives compared with differences of nearby values: `gradcheck`, and what tests the catalog's derivatives.
package enum GradientCheck {
    // @unchecked: thrown and caught on the evaluator's thread.
    package struct Mismatch: Error, @unchecked Sendable {
        package let output: Int, input: Int
        package let numerical: Tensor, analytical: Tensor
    }

    /// - Throws: `Mismatch` for the first pair of output and input that do not agree; what the function throws.
    package static func check(
        _ inputs: [Tensor], eps: Double = 1e-6, atol: Double = 1e-5, rtol: Double = 1e-3, _ function: ([Tensor]) throws -> [Tensor]
    ) throws {
        let outputs = try GradMode.with(true) { try function(inputs) }
        for (i, input) in inputs.enumerated() where input.requiresGrad && input.dtype.isFloatingPoint {
            for (o, output) in outputs.enumerated() where output.dtype.isFloatingPoint {
                let analytical = try derivatives(output, input)
                let numerical = try differences(o, output.count, input, eps) { try function(inputs) }
                for (a, b) in zip(analytical, numerical) where !(abs(a - b) <= atol + rtol * abs(b)) && !(a.isNaN && b.isNaN) {
                    let shape: Dims = [input.count, output.count]
                    throw Mismatch(
                        output: o, input: i, numerical: Tensor(try .from(numerical, shape: shape, input.dtype)),
                        analytical: Tensor(try .from(analytical, shape: shape, input.dtype)))
                }
            }
        }
    }

    /// (input, output), by the walk.
    private static func derivatives(_ output: Tensor, _ input: Tensor) throws -> [Double] {
        var result = [Double](repeating: 0, count: input.count * output.count)
        guard output.requiresGrad else { return result }
        for place in 0..<output.count {
            let seed = try NDArray.zeros(output.shape, output.dtype)
            seed.store(.int(1), atOffset: place)
            guard let gradient = try Backward.gradients(of: [output], inputs: [input], gradients: [Tensor(seed)], retainGraph: true)[0] else { continue }
            for (row, value) in try gradient.array.doubles().enumerated() { result[row * output.count + place] = value }
        }
        return result
    }
    /// (input, output), by central differences.
    private static func differences(_ output: Int, _ count: Int, _ input: Tensor, _ eps: Double, _ function: () throws -> [Tensor]) throws -> [Double] {
        var result = [Double](repeating: 0, count: input.count * count)
        let original = input.array
        defer { input.array = original }
        let values = try original.doubles()
        for row in 0..<input.count {
            func moved(_ step: Double) throws -> [Double] {
                var changed = values
                changed[row] += step
                input.array = try .from(changed, shape: original.shape, original.dtype)
                return try GradMode.with(false) { try function()[output].array.doubles() }
            }
            for (column, (high, low)) in zip(try moved(eps), try moved(-eps)).enumerated() {
                result[row * count + column] = (high - low) / (2 * eps)
            }
        }
        return result
    }

    // MARK: In the language

    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) static let errorType = TypeObject("GradcheckError", bases: [ExceptionTypes.runtimeError], module: "torch.autograd.gradcheck")

    static func gradcheck(_ function: Value, _ given: Value, eps: Double, atol: Double, rtol: Double, raises: Bool) throws -> Value {
        let values = given.asTensor != nil ? [given] : try collect(given)
        let inputs = values.compactMap(\.asTensor)
        guard inputs.contains(where: \.requiresGrad) else {
            throw Raised.valueError("gradcheck expects at least one input tensor to require gradient, but none of the them have requires_grad=True.")
        }
        if inputs.contains(where: { $0.requiresGrad && $0.dtype != .float64 }) {
            Warnings.emit(
                "Input #0 requires gradient and is not a double precision floating point or complex. This check will likely fail if all the inputs are not of "
                    + "double precision floating point or complex. ")
        }
        do {
            try check(inputs, eps: eps, atol: atol, rtol: rtol) { _ in
                try AutogradModule.tensors(Arguments.with(values) { try function.call($0) })
            }
        } catch let mismatch as Mismatch {
            guard raises else { return .bool(false) }
            throw Raised(
                errorType,
                "Jacobian mismatch for output \(mismatch.output) with respect to input \(mismatch.input),\nnumerical:\(try mismatch.numerical.repr())\nanalytical:\(try mismatch.analytical.repr())\n"
            )
        }
        return .bool(true)
    }
    static func gradgradcheck(_ function: Value, _ given: Value, eps: Double, atol: Double, rtol: Double, raises: Bool) throws -> Value {
        let values = given.asTensor != nil ? [given] : try collect(given)
        let inputs = values.compactMap(\.asTensor)
        do {
            try check(inputs, eps: eps, atol: atol, rtol: rtol) { _ in
                try GradMode.with(true) {
                    let outputs = try AutogradModule.tensors(Arguments.with(values) { try function.call($0) }).filter(\.requiresGrad)
                    let wanted = inputs.filter(\.requiresGrad)
                    let found = try Backward.gradients(
                        of: outputs, inputs: wanted, gradients: outputs.map { Tensor(try .ones($0.shape, $0.dtype)) }, createGraph: true)
                    return found.compactMap { $0 }
                }
            }
        } catch let mismatch as Mismatch {
            guard raises else { return .bool(false) }
            throw Raised(
                errorType,
                "Jacobian mismatch for output \(mismatch.output) with respect to input \(mismatch.input),\nnumerical:\(try mismatch.numerical.repr())\nanalytical:\(try mismatch.analytical.repr())\n"
            )
        }
        return .bool(true)
    }
}
