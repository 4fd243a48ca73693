import CKernels

/// `F.unfold` and `F.fold`: a batch of images as columns of windows, and back.
extension NDArray {
    /// (batch, channels, h, w) -> (batch, channels * kernel, places).
    package func windows(kernel: Dims, stride: Dims, padding: Dims, dilation: Dims) throws -> NDArray {
        try NDArray.checkBlocks(kernel, stride, padding, dilation)
        let input = spatialShape
        let output = Window.convolved(input, kernel, stride, padding, dilation)
        guard output.allSatisfy({ $0 >= 1 }) else {
            throw TensorError.runtime(
                "Given input with spatial size \(input.tuple), kernel_size=\(kernel.tuple), dilation=\(dilation.tuple), "
                    + "padding=\(padding.tuple), calculated shape of the array of sliding blocks as \(output.tuple), but its "
                    + "components must be at least one.")
        }
        let source = try contiguous(as: dtype == .float32 ? .float32 : .float64)
        let window = Window(
            input: input, kernel: kernel, stride: stride, padding: padding, dilation: dilation, output: output)
        let out = try NDArray.empty([shape[0], shape[1] &* kernel.product, output.product], source.dtype)
        for i in 0..<shape[0] {
            _ = nbs_im2col(
                source.dtype.c, [window.c], shape[1], try source.select(0, i).pointer, try out.select(0, i).pointer)
        }
        return try out.cast(to: dtype)
    }

    private static func checkBlocks(_ kernel: Dims, _ stride: Dims, _ padding: Dims, _ dilation: Dims) throws {
        func list(_ word: String, _ dims: Dims) -> String {
            zip(["height", "width"], dims.array).map { "\(word)_\($0): \($1)" }.joined(separator: " ")
        }
        let limit = 1 << 40
        for (dims, word, name) in [(kernel, "kernel size", "kernel"), (dilation, "dilation", "dilation"), (stride, "stride", "stride")]
        where !dims.allSatisfy({ $0 > 0 && $0 < limit }) {
            throw TensorError.runtime("\(word) should be greater than zero, but got \(list(name, dims))")
        }
        guard padding.allSatisfy({ $0 >= 0 && $0 < limit }) else {
            throw TensorError.runtime("padding should be non-negative, but got \(list("pad", padding))")
        }
    }

    /// (batch, channels * kernel, places) -> (batch, channels, h, w), windows added where they overlap.
    package func folded(output size: Dims, kernel: Dims, stride: Dims, padding: Dims, dilation: Dims) throws -> NDArray {
        try NDArray.checkBlocks(kernel, stride, padding, dilation)
        let blocks = Window.convolved(size, kernel, stride, padding, dilation)
        guard shape[1] % kernel.product == 0 else {
            throw TensorError.runtime(
                "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
                    + "input.size(1)=\(shape[1]) and kernel_size=\(kernel.tuple).")
        }
        guard shape[2] == blocks.product else {
            throw TensorError.runtime(
                "Given output_size=\(size.tuple), kernel_size=\(kernel.tuple), dilation=\(dilation.tuple), "
                    + "padding=\(padding.tuple), stride=\(stride.tuple), expected size of input's dimension 2 to match the "
                    + "calculated number of sliding blocks \(blocks.joined(" * ")) = \(blocks.product), but got "
                    + "input.size(2)=\(shape[2]).")
        }
        let source = try contiguous(as: dtype == .float32 ? .float32 : .float64)
        let channels = shape[1] / kernel.product
        let window = Window(
            input: size, kernel: kernel, stride: stride, padding: padding, dilation: dilation, output: blocks)
        let out = try NDArray.zeros(Dims([shape[0], channels]).appending(size), source.dtype)
        for i in 0..<shape[0] {
            _ = nbs_col2im(
                source.dtype.c, [window.c], channels, try source.select(0, i).pointer, try out.select(0, i).pointer)
        }
        return try out.cast(to: dtype)
    }
}

extension Dims {
    /// `(2, 3)`.
    var tuple: String { "(" + joined(", ") + ")" }
}
