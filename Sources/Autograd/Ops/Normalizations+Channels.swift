import TensorCore

// Normalisation over everything but the channels, by kernels of its own.

extension Tensor {
    /// The gradients of x, weight and bias from two sums for each channel.
    final func channelGradients(_ g: NDArray, _ mean: NDArray, _ rstd: NDArray, _ weight: NDArray?, _ n: Node, fixed: Bool) throws -> Gradients {
        let channels: Dims = [shape[1]], mean = try mean.reshape(channels), rstd = try rstd.reshape(channels)
        let scale = try weight.map { try NDArray.binary(.mul, rstd, $0) } ?? rstd
        if fixed, !n.needs(1), !n.needs(2) { return Gradients(all: [Tensor(try g.channelProduct(scale))]) }
        let sums = try array.channelSums(g, mean: mean)
        let slopes = try NDArray.binary(.mul, sums.product, rstd)
        var gradients: [Tensor?] = [nil, n.needs(1) ? Tensor(slopes) : nil, n.needs(2) ? Tensor(sums.sum) : nil]
        guard n.needs(0) else { return Gradients(all: gradients) }
        if fixed {
            gradients[0] = Tensor(try g.channelProduct(scale))
        } else {
            let size = Scalar.float(Double(count / shape[1]))
            let shift = try NDArray.binary(.div, sums.sum, size), slope = try NDArray.binary(.mul, .binary(.div, slopes, size), rstd)
            gradients[0] = Tensor(try array.channelSlope(g, mean: mean, shift: shift, slope: slope, scale: scale))
        }
        return Gradients(all: gradients)
    }
    /// Of everything but the channels, shaped to broadcast against x.
    final func channelMoments(_ dims: [Int], _ affine: Dims, _ eps: Double) throws -> (mean: NDArray, rstd: NDArray, variance: NDArray) {
        guard array.hasPlainChannels else { return try moments(dims, eps) }
        let m = try array.channelMoments(), variance = try m.variance.reshape(affine)
        return (try m.mean.reshape(affine), try .unary(.rsqrt, .binary(.add, variance, .float(eps))), variance)
    }
}
