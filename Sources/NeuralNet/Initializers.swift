import Autograd
import Glibc
import ObjectModel
import TensorCore

/// How parameters get their first numbers. Every formula is computed in double in PyTorch's order, so that the random
/// stream gives the same bits.
package enum Initializers {
    /// The numbers of inputs and outputs that a weight connects.
    package static func fans(_ shape: Dims) throws -> (fanIn: Int, fanOut: Int) {
        guard shape.count >= 2 else {
            throw Raised.valueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
        }
        var field = 1
        for dim in 2..<max(shape.count, 2) { field &*= shape[dim] }
        return (shape[1] &* field, shape[0] &* field)
    }
    package static func uniform(_ array: NDArray, _ from: Double, _ to: Double) throws { try array.uniform(from, to) }

    /// `kaiming_uniform_(weight, a=sqrt(5))`, the default of linear layers and convolutions.
    static func layerDefault(_ weight: Tensor) throws {
        if weight.count == 0 {
            Warnings.emit("Initializing zero-element tensors is a no-op")
            return
        }
        let gain = (2.0 / (1.0 + 5.0.squareRoot() * 5.0.squareRoot())).squareRoot()
        let fan = try fans(weight.shape).fanIn
        let bound = 3.0.squareRoot() * (gain / Double(fan).squareRoot())
        try weight.array.uniform(-bound, bound)
    }
    /// The bias that belongs to it: uniform within 1 / sqrt(fan in).
    static func layerBias(_ bias: Tensor, fanIn: Int) throws {
        guard fanIn > 0 else { return }
        let bound = 1 / Double(fanIn).squareRoot()
        try bias.array.uniform(-bound, bound)
    }

    package static func gain(_ name: String, _ parameter: Value) throws -> Double {
        switch name {
        case "linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "sigmoid": return 1
        case "tanh": return 5.0 / 3
        case "relu": return 2.0.squareRoot()
        case "leaky_relu":
            var slope = 0.01
            if !parameter.isNone {
                if case .bool = parameter { throw Raised.valueError("negative_slope \(try parameter.str()) not a valid number") }
                guard let given = parameter.asScalar?.double else {
                    throw Raised.valueError("negative_slope \(try parameter.str()) not a valid number")
                }
                slope = given
            }
            return (2.0 / (1 + slope * slope)).squareRoot()
        case "selu": return 3.0 / 4
        default: throw Raised.valueError("Unsupported nonlinearity \(name)")
        }
    }
    static func xavierUniform(_ tensor: Tensor, gain: Double = 1) throws {
        let (fanIn, fanOut) = try fans(tensor.shape)
        let bound = 3.0.squareRoot() * (gain * (2.0 / Double(fanIn &+ fanOut)).squareRoot())
        try tensor.array.uniform(-bound, bound)
    }
}
