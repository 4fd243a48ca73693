import Autograd
import ObjectModel
import TensorCore

/// `torch.nn.utils`: gradients clipped, parameters as one vector.
package enum NNUtilities {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) package static let module = ModuleObject("torch.nn.utils") {
        functions.map { ($0.name, .object($0)) } + [
            ("clip_grad", .object(ModuleObject("torch.nn.utils.clip_grad") { functions.prefix(2).map { ($0.name, .object($0)) } }))
        ]
    }
    /// One tensor, or any number of them.
    private static func tensors(_ value: Value) throws -> [Tensor] {
        if let tensor = value.asTensor { return [tensor] }
        return try collect(value).map { item in
            guard let tensor = item.asTensor else { throw Raised.attributeError("'\(item.type.name)' object has no attribute 'grad'", object: item, name: "grad") }
            return tensor
        }
    }
    private static func f(_ name: Name, _ parameters: String, _ summary: String, _ body: @escaping (BoundArguments) throws -> Value) -> NativeFunction {
        NativeFunction(name, parameters, summary: summary, module: "torch.nn.utils", wording: .python, body: .bound { a in try raising { try body(a) } })
    }
    private static func double(_ value: Value) throws -> Double {
        if let text = value.asString, let number = Double(text) { return number }
        guard let number = try value.toDouble() else { throw Raised.valueError("could not convert string to float: \(try value.repr())") }
        return number
    }

    /// The norm of all gradients together.
    private static func norm(_ arrays: [NDArray], _ p: Double) throws -> NDArray {
        guard !arrays.isEmpty else { return try .scalar(.float(0), .float32) }
        let norms = try arrays.map { try $0.norm(p) }
        return try NDArray.stack(norms, 0).norm(p)
    }

    private static var functions: [NativeFunction] { [
        f("clip_grad_norm_", "parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None", "Shrinks all gradients so that their norm together is at most `max_norm`.") { a in
            let gradients = try tensors(a[0]).compactMap(\.grad)
            let most = try double(a[1]), total = try norm(gradients.map(\.array), double(a[2]))
            if try a[3].isTrue(), try !total.item().double.isFinite {
                throw Raised.runtimeError(
                    "The total norm of order \(FloatText.repr(try double(a[2]))) for gradients from `parameters` is non-finite, so it cannot be clipped. To disable "
                        + "this error and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`")
            }
            let factor = try NDArray.unary(.clamp, .binary(.div, .scalar(.float(most), total.dtype), .binary(.add, total, .float(1e-6))), -.infinity, 1)
            for gradient in gradients {
                try NDArray.binary(.mul, gradient.array, factor.cast(to: gradient.dtype), into: gradient.array)
                gradient.wrote()
            }
            return .tensor(Tensor(total))
        },
        f("clip_grad_value_", "parameters, clip_value, foreach=None", "Brings every element of the gradients within `clip_value`.") { a in
            let limit = try double(a[1])
            let gradients = try tensors(a[0]).compactMap(\.grad)
            if gradients.isEmpty {
                throw Raised.runtimeError(
                    "Expected !nested_tensorlist[0].empty() to be true, but got false.  (Could this error message be improved?  If so, please report an "
                        + "enhancement request to PyTorch.)", hint: "no parameter has a gradient yet: call backward() first")
            }
            for gradient in gradients {
                try gradient.array.copy(from: .unary(.clamp, gradient.array, -limit, limit))
                gradient.wrote()
            }
            return .none
        },
        f("get_total_norm", "tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None", "The norm of all tensors together.") { a in
            .tensor(Tensor(try norm(tensors(a[0]).map(\.array), double(a[1]))))
        },
        f("parameters_to_vector", "parameters", "All parameters, one after the other.") { a in
            .tensor(try Tensor.cat(tensors(a[0]).map { try $0.reshape([-1]) }, 0))
        },
        f("vector_to_parameters", "vec, parameters", "A vector's numbers put into parameters.") { a in
            guard let vector = a[0].asTensor else { throw Raised.typeError("expected torch.Tensor, but got: \(a[0].torchTypeName)") }
            var offset = 0
            for tensor in try tensors(a[1]) {
                guard offset + tensor.count <= vector.count else {
                    throw Raised.runtimeError("shape '\(tensor.shape)' is invalid for input of size \(max(0, vector.count - offset))")
                }
                tensor.array = try vector.array.narrow(0, offset, tensor.count).reshape(tensor.shape)
                offset += tensor.count
            }
            return .none
        },
    ] }
}
