import CKernels

/// Convolutions over one to three spatial dimensions: arrays are (batch, channels, …), weights (out, in / groups, …).
package struct Convolution {
    package var stride, padding, dilation: Dims
    package var groups: Int

    package init(stride: Dims, padding: Dims, dilation: Dims, groups: Int = 1) {
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.groups = groups
    }

    // MARK: Forward

    package func forward(_ x: NDArray, _ weight: NDArray, bias: NDArray? = nil) throws -> NDArray {
        try check(x, weight, bias)
        if !x.dtype.isFloatingPoint || x.dtype.isHalf {
            let wide: DType = x.dtype.isHalf ? .float32 : .float64
            return try forward(x.copy(to: wide), weight.copy(to: wide), bias: bias?.copy(to: wide)).copy(to: x.dtype)
        }
        let output = Window.convolved(x.spatialShape, weight.spatialShape, stride, padding, dilation)
        if let planes = byPlanes(x, weight, output) { return try planes.forward(x, weight, bias: bias) }
        let out = try NDArray.empty(Dims([x.shape[0], weight.shape[0]]).appending(output), x.dtype)
        if isOneWindow(x.spatialShape, weight.spatialShape, output) {
            // Each sample is a row, and so is each filter.
            try NDArray.gemm(x.rows(), weight.rows().transpose(0, 1), into: out.rows(), accumulate: false)
            if let bias { try out.rows().addInPlace(bias) }
            return out
        }
        if let direct = direct(x, weight, output) {
            let (x, w, b) = (try x.contiguous(), try weight.contiguous(), try bias?.contiguous())
            let status = withUnsafePointer(to: direct) {
                nbs_conv_forward(
                    $0, x.pointer(as: Float.self), w.pointer(as: Float.self), b?.pointer(as: Float.self),
                    out.pointer(as: Float.self))
            }
            if status == NBS_OK { return out }
        }
        if let bias {
            try out.copy(from: bias.reshape(Dims([bias.count] + Array(repeating: 1, count: output.count))))
        }
        if out.count == 0 { return out }
        try products(x, weight, output) { columns, x, w, out in
            try columns.fill(x)
            try NDArray.gemm(w, columns.array, into: out, accumulate: bias != nil)
        } with: { out }
        return out
    }

    /// The gradient for the input, of `inputShape`.
    package func backwardInput(_ grad: NDArray, _ weight: NDArray, _ inputShape: Dims) throws -> NDArray {
        if grad.dtype.isHalf {
            return try backwardInput(grad.copy(to: .float32), weight.copy(to: .float32), inputShape).copy(to: grad.dtype)
        }
        let result = try NDArray.empty(inputShape, grad.dtype)
        if let planes = byPlanes(result, weight, grad.spatialShape) { return try planes.backwardInput(grad, weight) }
        if isOneWindow(result.spatialShape, weight.spatialShape, grad.spatialShape) {
            try NDArray.gemm(grad.rows(), weight.rows(), into: result.rows(), accumulate: false)
            return result
        }
        if let direct = direct(result, weight, grad.spatialShape) {
            let (g, w) = (try grad.contiguous(), try weight.contiguous())
            let status = withUnsafePointer(to: direct) {
                nbs_conv_backward_data(
                    $0, g.pointer(as: Float.self), w.pointer(as: Float.self), result.pointer(as: Float.self))
            }
            if status == NBS_OK { return result }
        }
        result.fill(.int(0))
        if grad.count == 0 || result.count == 0 { return result }
        try products(result, weight, grad.spatialShape) { columns, x, w, out in
            try NDArray.gemm(w.transpose(0, 1), out, into: columns.array, accumulate: false)
            columns.addBack(to: x)
        } with: { try grad.contiguous() }
        return result
    }

    /// The gradient for the weight, of `weightShape`.
    package func backwardWeight(_ grad: NDArray, _ x: NDArray, _ weightShape: Dims) throws -> NDArray {
        if grad.dtype.isHalf {
            return try backwardWeight(grad.copy(to: .float32), x.copy(to: .float32), weightShape).copy(to: grad.dtype)
        }
        let result = try NDArray.empty(weightShape, grad.dtype)
        if let planes = byPlanes(x, result, grad.spatialShape) { return try planes.backwardWeight(grad, x) }
        if isOneWindow(x.spatialShape, result.spatialShape, grad.spatialShape) {
            try NDArray.gemm(grad.rows().transpose(0, 1), x.rows(), into: result.rows(), accumulate: false)
            return result
        }
        if let direct = direct(x, result, grad.spatialShape) {
            let (g, x) = (try grad.contiguous(), try x.contiguous())
            let status = withUnsafePointer(to: direct) {
                nbs_conv_backward_weight(
                    $0, g.pointer(as: Float.self), x.pointer(as: Float.self), result.pointer(as: Float.self))
            }
            if status == NBS_OK { return result }
        }
        result.fill(.int(0))
        if grad.count == 0 || result.count == 0 { return result }
        try products(x, result, grad.spatialShape) { columns, x, w, out in
            try columns.fill(x)
            try NDArray.gemm(out, columns.array.transpose(0, 1), into: w, accumulate: true)
        } with: { try grad.contiguous() }
        return result
    }

    // MARK: Transposed

    /// `conv_transpose`: weights are (in, out / groups, …).
    package func transposed(_ x: NDArray, _ weight: NDArray, bias: NDArray? = nil, outputPadding: Dims) throws -> NDArray {
        try checkTransposed(x, weight, bias, outputPadding)
        if x.dtype.isHalf {
            return try transposed(
                x.copy(to: .float32), weight.copy(to: .float32), bias: bias?.copy(to: .float32), outputPadding: outputPadding
            ).copy(to: x.dtype)
        }
        let output = transposedShape(x.spatialShape, weight.spatialShape, outputPadding)
        let result = try backwardInput(x, weight, Dims([x.shape[0], weight.shape[1] &* groups]).appending(output))
        if let bias { try result.addInPlace(bias.reshape(Dims([bias.count] + Array(repeating: 1, count: output.count)))) }
        return result
    }

    private func transposedShape(_ input: Dims, _ kernel: Dims, _ outputPadding: Dims) -> Dims {
        var output = input
        for i in 0..<input.count {
            output[i] =
                (input[i] &- 1) &* stride[i] &- 2 &* padding[i] &+ dilation[i] &* (kernel[i] &- 1) &+ outputPadding[i] &+ 1
        }
        return output
    }

    /// The window covers the whole input and stands at one place: a product of matrices, as at either end of many a network of pictures.
    func isOneWindow(_ input: Dims, _ kernel: Dims, _ output: Dims) -> Bool {
        groups == 1 && input == kernel && input.product > 1 && output.allSatisfy { $0 == 1 } && padding.allSatisfy { $0 == 0 } && dilation.allSatisfy { $0 == 1 }
    }

    // MARK: Without columns

    /// What the direct kernels are told; nil when they do not serve (another dtype, three dimensions, nothing to do).
    private func direct(_ x: NDArray, _ weight: NDArray, _ output: Dims) -> nbs_conv? {
        guard x.dtype == .float32, output.count <= 2, output.product > 0, x.count > 0, weight.count > 0 else { return nil }
        let window = Window(
            input: x.spatialShape, kernel: weight.spatialShape, stride: stride, padding: padding, dilation: dilation,
            output: output)
        return nbs_conv(
            w: window.c, batch: x.shape[0], groups: groups, channels: x.shape[1] / groups, outputs: weight.shape[0] / groups)
    }

    // MARK: One product for each sample and group

    /// The columns of one sample's windows, in a buffer used over and over.
    private struct Columns {
        var window: Window
        let channels: Int
        let array: NDArray
        /// A 1-wide kernel with stride 1 needs no columns: the sample is its own.
        func fill(_ x: NDArray) throws { _ = nbs_im2col(x.dtype.c, [window.c], channels, x.pointer, array.pointer) }
        func addBack(to x: NDArray) { _ = nbs_col2im(x.dtype.c, [window.c], channels, array.pointer, x.pointer) }
    }

    /// Calls `body(columns, x, w, out)` with the matrices of each sample and group: x (channels, in), w (out, in * kernel),
    /// out (out, places).
    private func products(
        _ x: NDArray, _ weight: NDArray, _ output: Dims, _ body: (Columns, NDArray, NDArray, NDArray) throws -> Void,
        with makeOut: () throws -> NDArray
    ) throws {
        let x = try x.contiguous(), weight = try weight.contiguous(), out = try makeOut()
        let channels = x.shape[1] / groups, outChannels = weight.shape[0] / groups
        let taps = weight.shape.suffix(from: 2).product, places = output.product
        let window = Window(
            input: x.spatialShape, kernel: weight.spatialShape, stride: stride, padding: padding, dilation: dilation,
            output: output)
        let columns = Columns(
            window: window, channels: channels, array: try NDArray(empty: [channels &* taps, places], dtype: x.dtype))
        let xs = try x.view([x.shape[0], groups, channels, -1]), ws = try weight.view([groups, outChannels, -1])
        let outs = try out.view([x.shape[0], groups, outChannels, places])
        for sample in 0..<x.shape[0] {
            for group in 0..<groups {
                try body(
                    columns, xs.select(0, sample).select(0, group), ws.select(0, group),
                    outs.select(0, sample).select(0, group))
            }
        }
    }
}

extension NDArray {
    /// What comes after batch and channels.
    var spatialShape: Dims { shape.suffix(from: 2) }
}

extension NDArray {
    /// A matrix with a row for each slice of the first dimension.
    fileprivate func rows() throws -> NDArray { try contiguous().reshape([shape[0], count / Swift.max(shape[0], 1)]) }
}
