import CKernels

/// Batch normalisation of float32 in as few passes as it has sums. Channels are the second dimension; results for each have one number a channel.
extension NDArray {
    /// Whether the kernels below can read it.
    package var hasPlainChannels: Bool { dtype == .float32 && isContiguous && rank >= 2 && count > 0 }
    private var channelSizes: (outer: Int, channels: Int, inner: Int) { (shape[0], shape[1], count / (shape[0] * shape[1])) }
    private var floats: UnsafeMutablePointer<Float> { pointer(as: Float.self) }

    package func channelMoments() throws -> (mean: NDArray, variance: NDArray) {
        let n = channelSizes
        let mean = try NDArray(empty: [n.channels], dtype: .float32), variance = try NDArray(empty: [n.channels], dtype: .float32)
        nbs_channel_moments(n.outer, n.channels, n.inner, floats, mean.floats, variance.floats)
        return (mean, variance)
    }
    /// (self - mean) * rstd * weight + bias
    package func channelScaled(mean: NDArray, rstd: NDArray, weight: NDArray?, bias: NDArray?) throws -> NDArray {
        let n = channelSizes, out = try emptyLike()
        nbs_channel_scale(n.outer, n.channels, n.inner, floats, mean.floats, rstd.floats, weight?.floats, bias?.floats, out.floats)
        return out
    }
    /// Each of the `groups` of a sample's channels normalised by itself; the mean and the reciprocal deviation of each, (samples, groups, 1, 1).
    package func groupNormalized(_ groups: Int, eps: Double, weight: NDArray?, bias: NDArray?) throws -> (out: NDArray, mean: NDArray, rstd: NDArray) {
        let n = channelSizes, out = try emptyLike(), each: Dims = [n.outer, groups, 1, 1]
        let mean = try NDArray(empty: each, dtype: .float32), rstd = try NDArray(empty: each, dtype: .float32)
        nbs_group_norm(n.outer, groups, n.channels, n.inner, floats, Float(eps), weight?.floats, bias?.floats, mean.floats, rstd.floats, out.floats)
        return (out, mean, rstd)
    }
    /// The gradient of x, if it is asked for, and of bias and weight.
    package func groupSlopes(_ groups: Int, _ g: NDArray, mean: NDArray, rstd: NDArray, weight: NDArray?, ofX: Bool) throws -> (x: NDArray?, bias: NDArray, weight: NDArray) {
        let n = channelSizes, out = ofX ? try emptyLike() : nil, each: Dims = [n.outer, n.channels]
        let sums = try NDArray(empty: each, dtype: .float32), products = try NDArray(empty: each, dtype: .float32)
        nbs_group_slope(
            n.outer, groups, n.channels, n.inner, floats, g.floats, mean.floats, rstd.floats, weight?.floats, sums.floats, products.floats, out?.floats)
        return (out, try sums.sum([0]), try products.sum([0]))
    }
    /// The sums of a gradient, and of it times the distance from the mean.
    package func channelSums(_ g: NDArray, mean: NDArray) throws -> (sum: NDArray, product: NDArray) {
        let n = channelSizes
        let sum = try NDArray(empty: [n.channels], dtype: .float32), product = try NDArray(empty: [n.channels], dtype: .float32)
        nbs_channel_sums(n.outer, n.channels, n.inner, floats, g.floats, mean.floats, sum.floats, product.floats)
        return (sum, product)
    }
    /// (g - shift - (self - mean) * slope) * scale
    package func channelSlope(_ g: NDArray, mean: NDArray, shift: NDArray, slope: NDArray, scale: NDArray) throws -> NDArray {
        let n = channelSizes, out = try emptyLike()
        nbs_channel_slope(n.outer, n.channels, n.inner, floats, g.floats, mean.floats, shift.floats, slope.floats, scale.floats, out.floats)
        return out
    }
    /// self * scale
    package func channelProduct(_ scale: NDArray) throws -> NDArray {
        let n = channelSizes, out = try emptyLike()
        nbs_channel_slope(n.outer, n.channels, n.inner, nil, floats, nil, nil, nil, scale.floats, out.floats)
        return out
    }
}
