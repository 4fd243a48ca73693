import ObjectModel
import TensorCore

/// A tensor as PyTorch shows it: its numbers, then what autograd adds.
enum TensorText {
    static func repr(_ tensor: Tensor) throws -> String {
        if tensor.isUninitialized { return tensor.isParameter ? "<UninitializedParameter>" : "<UninitializedBuffer>" }
        if tensor.isParameter { return "Parameter containing:\n" + text(tensor) }
        return text(tensor)
    }
    private static func text(_ tensor: Tensor) -> String {
        var suffixes: [String] = []
        if tensor.hasLostHistory {
            suffixes.append("grad_fn=<Invalid>")
        } else if let node = tensor.gradFn {
            suffixes.append("grad_fn=<\(node.name.withoutNamespace)>")
        } else if tensor.leafRequiresGrad {
            suffixes.append("requires_grad=True")
        }
        return tensor.array.text(suffixes: suffixes)
    }
}
