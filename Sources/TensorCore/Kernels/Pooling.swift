import CKernels

/// Pools over the last one to three dimensions: everything before them is planes.
package struct Pooling {
    package var kernel, stride, padding, dilation: Dims
    package var ceilMode: Bool
    /// Average pools only.
    package var countPadding = true
    package var divisor: Int?

    package init(kernel: Dims, stride: Dims, padding: Dims, dilation: Dims? = nil, ceilMode: Bool = false) {
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.dilation = dilation ?? Dims(repeating: 1, count: kernel.count)
        self.ceilMode = ceilMode
    }

    package func max(_ x: NDArray) throws -> (values: NDArray, indices: NDArray) {
        let source = try x.contiguous(as: x.dtype == .float32 ? .float32 : .float64)
        let (window, shape, planes) = try prepare(x)
        let out = try NDArray.empty(shape, source.dtype), indices = try NDArray.empty(shape, .int64)
        _ = nbs_max_pool(source.dtype.c, [window.c], planes, source.pointer, out.pointer, indices.pointer(as: Int64.self))
        return (try out.cast(to: x.dtype), indices)
    }

    package func average(_ x: NDArray) throws -> NDArray {
        if divisor == 0 { throw TensorError.runtime("divisor must be not zero") }
        let source = try x.contiguous(as: x.dtype == .float32 ? .float32 : .float64)
        let (window, shape, planes) = try prepare(x)
        let out = try NDArray.empty(shape, source.dtype)
        _ = nbs_avg_pool(
            source.dtype.c, [window.c], planes, countPadding ? 1 : 0, divisor ?? 0, source.pointer, out.pointer)
        return try out.cast(to: x.dtype)
    }

    package func averageBackward(_ grad: NDArray, _ inputShape: Dims) throws -> NDArray {
        let wide = try grad.contiguous(as: grad.dtype == .float32 ? .float32 : .float64)
        let result = try NDArray.zeros(inputShape, wide.dtype)
        let (window, _, planes) = try prepare(result)
        _ = nbs_avg_pool_backward(
            wide.dtype.c, [window.c], planes, countPadding ? 1 : 0, divisor ?? 0, wide.pointer, result.pointer)
        return try result.cast(to: grad.dtype)
    }

    /// Also for adaptive pools: each gradient goes to where its maximum stood. `spatial`: how many dimensions were pooled.
    package static func maxBackward(_ grad: NDArray, indices: NDArray, _ inputShape: Dims, spatial: Int) throws -> NDArray {
        let wide = try grad.contiguous(as: grad.dtype == .float32 ? .float32 : .float64)
        let places = try indices.contiguous()
        let result = try NDArray.zeros(inputShape, wide.dtype)
        if wide.count == 0 { return try result.cast(to: grad.dtype) }
        let inSize = inputShape.suffix(from: inputShape.count - spatial).product
        let outSize = wide.shape.suffix(from: wide.rank - spatial).product
        let status = nbs_max_pool_backward(
            wide.dtype.c, wide.count / outSize, inSize, outSize, wide.pointer, places.pointer(as: Int64.self), result.pointer)
        // Windows of no size have their maximum nowhere.
        guard status == NBS_OK else { throw TensorError.runtime("index >= 0 && index < inputW * inputH INTERNAL ASSERT FAILED") }
        return try result.cast(to: grad.dtype)
    }

    // MARK: Sizes and checks

    private func prepare(_ x: NDArray) throws -> (window: Window, shape: Dims, planes: Int) {
        let spatial = kernel.count
        try checkNumbers()
        let first = x.rank - spatial
        guard first >= 1, (Swift.max(first - 1, 0)..<x.rank).allSatisfy({ x.shape[$0] > 0 }) || x.count == 0 && x.shape[0] == 0 && first > 1
        else {
            throw TensorError.runtime(
                "Expected \(spatial + 1)D or \(spatial + 2)D (batch mode) tensor with optional 0 dim batch size for input, but "
                    + "got:\(x.shape)")
        }
        let input = x.shape.suffix(from: first)
        let output = Window.pooled(input, kernel, stride, padding, dilation, ceil: ceilMode)
        guard output.allSatisfy({ $0 > 0 }) else {
            let channels = x.shape[first - 1]
            if spatial == 1 { throw TensorError.runtime("max_pool1d() Invalid computed output size: \(output[0])") }
            throw TensorError.runtime(
                "Given input size: (\(channels)x\(input.joined("x"))). Calculated output size: (\(channels)x\(output.joined("x"))). "
                    + "Output size is too small")
        }
        let window = Window(
            input: input, kernel: kernel, stride: stride, padding: padding, dilation: dilation, output: output)
        return (window, x.shape.prefix(upTo: first).appending(output), x.shape.prefix(upTo: first).product)
    }

    package func checkNumbers() throws {
        guard stride.allSatisfy({ $0 != 0 }) else { throw TensorError.runtime("stride should not be zero") }
        if let negative = padding.first(where: { $0 < 0 }) {
            throw TensorError.runtime("pad must be non-negative, but got pad: \(negative)")
        }
        let limit = 1 << 40
        guard (kernel.array + stride.array + padding.array + dilation.array).allSatisfy({ $0.magnitude < limit }) else {
            throw TensorError.runtime("Storage size calculation overflowed with sizes=\(kernel)")
        }
        for i in 0..<kernel.count where padding[i] > (dilation[i] &* (kernel[i] - 1) + 1) / 2 {
            throw TensorError.runtime(
                "pad should be at most half of effective kernel size, but got pad=\(padding[i]), kernel_size=\(kernel[i]) and "
                    + "dilation=\(dilation[i])")
        }
        func list(_ word: String, _ dims: Dims) -> String {
            // One dimension goes by way of two.
            zip(["T", "H", "W"].suffix(Swift.max(dims.count, 2)), (dims.count == 1 ? [1] : []) + dims.array).map { "\(word)\($0): \($1)" }.joined(separator: " ")
        }
        guard kernel.allSatisfy({ $0 > 0 }) else { throw TensorError.runtime("kernel size should be greater than zero, but got \(list("k", kernel))") }
        guard stride.allSatisfy({ $0 > 0 }) else { throw TensorError.runtime("stride should be greater than zero, but got \(list("d", stride))") }
        guard dilation.allSatisfy({ $0 > 0 }) else { throw TensorError.runtime("dilation should be greater than zero, but got \(list("dilation", dilation))") }
    }
}

/// Pools to a wanted output size: windows that divide the input evenly.
package struct AdaptivePooling {
    package var output: Dims

    package init(output: Dims) { self.output = output }

    package func max(_ x: NDArray) throws -> (values: NDArray, indices: NDArray) {
        let source = try x.contiguous(as: x.dtype == .float32 ? .float32 : .float64)
        let (window, shape, planes) = try prepare(x, "max")
        let out = try NDArray.empty(shape, source.dtype), indices = try NDArray.empty(shape, .int64)
        _ = nbs_adaptive_max_pool(
            source.dtype.c, [window.c], planes, source.pointer, out.pointer, indices.pointer(as: Int64.self))
        return (try out.cast(to: x.dtype), indices)
    }

    package func average(_ x: NDArray) throws -> NDArray {
        let source = try x.contiguous(as: x.dtype == .float32 ? .float32 : .float64)
        let (window, shape, planes) = try prepare(x)
        let out = try NDArray.empty(shape, source.dtype)
        _ = nbs_adaptive_avg_pool(source.dtype.c, [window.c], planes, source.pointer, out.pointer)
        return try out.cast(to: x.dtype)
    }

    package func averageBackward(_ grad: NDArray, _ inputShape: Dims) throws -> NDArray {
        let wide = try grad.contiguous(as: grad.dtype == .float32 ? .float32 : .float64)
        let result = try NDArray.zeros(inputShape, wide.dtype)
        let (window, _, planes) = try prepare(result)
        _ = nbs_adaptive_avg_pool_backward(wide.dtype.c, [window.c], planes, wide.pointer, result.pointer)
        return try result.cast(to: grad.dtype)
    }

    private func prepare(_ x: NDArray, _ kind: String = "avg") throws -> (window: Window, shape: Dims, planes: Int) {
        let first = x.rank - output.count
        let name = "adaptive_\(kind)_pool\(output.count)d"
        guard output.allSatisfy({ $0 >= 0 }) else {
            throw TensorError.runtime(
                "\(name): elements of output_size must be greater than or equal to 0 but received {\(output.joined(", "))}")
        }
        guard first >= 1 else {
            throw TensorError.runtime(
                "Expected \(output.count + 1) to \(output.count + 2) dimensions, but got \(x.rank)-dimensional tensor for "
                    + "argument #1 'self' (while checking arguments for \(name))")
        }
        for i in first..<x.rank where x.shape[i] == 0 {
            throw TensorError.runtime(
                "\(name)(): Expected input to have non-zero size for non-batch dimensions, but input has sizes \(x.shape) with "
                    + "dimension \(i) being empty")
        }
        let input = x.shape.suffix(from: first)
        let ones = Dims(repeating: 1, count: output.count), zeros = Dims(repeating: 0, count: output.count)
        let window = Window(input: input, kernel: ones, stride: ones, padding: zeros, dilation: ones, output: output)
        return (window, x.shape.prefix(upTo: first).appending(output), x.shape.prefix(upTo: first).product)
    }
}
