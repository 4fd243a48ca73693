/// Convolutions over three dimensions by those over two: a plane of the result is a convolution of all planes that its window covers, which
/// stand side by side as further channels. Copying these costs a fraction of what columns of whole windows would.
extension Convolution {
    /// nil for other dimensions than three, another dtype than the kernels of two have, one window, or planes of zeros without end.
    func byPlanes(_ x: NDArray, _ weight: NDArray, _ output: Dims) -> Planes? {
        guard output.count == 3, x.dtype == .float32, weight.dtype == .float32, output.product > 0, x.count > 0, weight.count > 0,
            padding[0] <= x.shape[2] + weight.shape[2], !isOneWindow(x.spatialShape, weight.spatialShape, output)
        else { return nil }
        return Planes(
            flat: Convolution(stride: stride.suffix(from: 1), padding: padding.suffix(from: 1), dilation: dilation.suffix(from: 1), groups: groups),
            stride: stride[0], padding: padding[0], dilation: dilation[0], input: x.shape, kernel: weight.shape, output: output)
    }

    struct Planes {
        /// What is done within a plane.
        let flat: Convolution
        let stride, padding, dilation: Int
        let input, kernel, output: Dims

        private var batch: Int { input[0] }
        private var channels: Int { input[1] }
        private var depth: Int { kernel[2] }
        /// Of the input, with the planes of zeros before and behind.
        private var padded: Dims { [batch, channels, input[2] + 2 * padding, input[3], input[4]] }
        private var gathered: Dims { [batch * output[0], channels * depth, input[3], input[4]] }

        /// Where the planes that windows cover lie in a padded input: (batch, places, channels, depth of the window, rows, columns).
        private func covered(_ x: NDArray) throws -> NDArray {
            let s = x.strides
            return try x.asStrided(
                [batch, output[0], channels, depth, input[3], input[4]], [s[0], s[2] * stride, s[1], s[2] * dilation, s[3], s[4]], offset: x.offset)
        }
        private func gather(_ x: NDArray) throws -> NDArray {
            var whole = x
            if padding > 0 {
                whole = try .zeros(padded, x.dtype)
                try whole.narrow(2, padding, input[2]).copy(from: x)
            }
            return try covered(whole).copy().reshape(gathered)
        }
        private func turned(_ weight: NDArray) throws -> NDArray { try weight.contiguous().reshape([kernel[0], kernel[1] * depth, kernel[3], kernel[4]]) }
        /// A result or its gradient, (batch, outputs, places, …), as the planes stand: (batch * places, outputs, …).
        private func turned(gradient g: NDArray) throws -> NDArray {
            try g.transpose(1, 2).contiguous().reshape([batch * output[0], kernel[0], output[1], output[2]])
        }

        func forward(_ x: NDArray, _ weight: NDArray, bias: NDArray?) throws -> NDArray {
            let planes = try flat.forward(gather(x), turned(weight), bias: bias)
            return try planes.reshape([batch, output[0], kernel[0], output[1], output[2]]).transpose(1, 2).contiguous()
        }
        func backwardInput(_ grad: NDArray, _ weight: NDArray) throws -> NDArray {
            let planes = try flat.backwardInput(turned(gradient: grad), turned(weight), gathered)
            let whole = try NDArray.zeros(padded, grad.dtype), targets = try covered(whole)
            let slopes = try planes.reshape(targets.shape)
            // Windows that overlap share planes: one place of all windows after the other.
            for place in 0..<depth { try targets.select(3, place).addInPlace(slopes.select(3, place)) }
            return try whole.narrow(2, padding, input[2]).contiguous()
        }
        func backwardWeight(_ grad: NDArray, _ x: NDArray) throws -> NDArray {
            try flat.backwardWeight(turned(gradient: grad), gather(x), [kernel[0], kernel[1] * depth, kernel[3], kernel[4]]).reshape(kernel)
        }
    }
}
