/// What PyTorch says about convolutions that cannot be.
extension Convolution {
    func checkNumbers(outputPadding: Dims = []) throws {
        guard groups > 0 else { throw TensorError.runtime("non-positive groups is not supported") }
        guard padding.allSatisfy({ $0 >= 0 }) else { throw TensorError.runtime("negative padding is not supported") }
        guard outputPadding.allSatisfy({ $0 >= 0 }) else { throw TensorError.runtime("negative output_padding is not supported") }
        guard stride.allSatisfy({ $0 > 0 }) else { throw TensorError.runtime("non-positive stride is not supported") }
        guard dilation.allSatisfy({ $0 >= 0 }) else { throw TensorError.runtime("dilation should be greater than zero") }
        // Sums of such sizes would leave the range of Int.
        let limit = 1 << 40
        guard (stride.array + padding.array + dilation.array).allSatisfy({ $0 < limit }) else {
            throw TensorError.runtime("Storage size calculation overflowed with sizes=\(padding)")
        }
    }

    func check(_ x: NDArray, _ weight: NDArray, _ bias: NDArray?) throws {
        try checkNumbers()
        try checkGroups(weight)
        let wanted = weight.shape[1] &* groups
        guard x.shape[1] == wanted else {
            throw TensorError.runtime(
                "Given groups=\(groups), weight of size \(weight.shape), expected input\(x.shape) to have \(wanted) channels, but "
                    + "got \(x.shape[1]) channels instead")
        }
        try checkBias(bias, weight, weight.shape[0])
        let input = x.spatialShape, kernel = weight.spatialShape
        var padded = input
        for i in 0..<input.count { padded[i] = input[i] + 2 * padding[i] }
        var effective = kernel
        for i in 0..<kernel.count { effective[i] = dilation[i] &* (kernel[i] - 1) + 1 }
        guard (0..<input.count).allSatisfy({ padded[$0] >= effective[$0] }) else {
            throw TensorError.runtime(
                "Calculated padded input size per channel: (\(padded.joined(" x "))). Kernel size: (\(effective.joined(" x "))). "
                    + "Kernel size can't be greater than actual input size")
        }
        // One dimension goes by way of two.
        func wide(_ dims: Dims) -> [Int] { (dims.count == 1 ? [1] : []) + dims.array }
        if x.shape[0] > 0, x.shape[1] > 0, input.contains(0) {
            throw TensorError.runtime("Only zero batch or zero channel inputs are supported, but got input shape: \(x.shape.prefix(2) + wide(input))")
        }
        guard !kernel.contains(0) else {
            let names = kernel.count == 3 ? "got: \(kernel.joined(" x ")) (TxHxW)" : "got kernel_height: \(wide(kernel)[0]) kernel_width: \(wide(kernel)[1])"
            throw TensorError.runtime("kernel size should be greater than zero, but \(names)")
        }
        guard !dilation.contains(0) else {
            if usesVectorLibrary(x, weight) { throw TensorError.runtime("non-positive dilation is not supported") }
            throw TensorError.runtime("dilation should be greater than zero, but got \(wide(dilation))")
        }
        try checkDTypes(x, weight)
    }

    func checkTransposed(_ x: NDArray, _ weight: NDArray, _ bias: NDArray?, _ outputPadding: Dims) throws {
        try checkNumbers(outputPadding: outputPadding)
        try checkGroups(weight)
        guard x.shape[1] == weight.shape[0] else {
            throw TensorError.runtime(
                "Given transposed=1, weight of size \(weight.shape), expected input\(x.shape) to have \(weight.shape[0]) "
                    + "channels, but got \(x.shape[1]) channels instead")
        }
        try checkBias(bias, weight, weight.shape[1] &* groups, "transposed=1, ")
        try checkDTypes(x, weight, transposed: true)
        if dilation.count == 3, weight.count == 0 {
            throw TensorError.runtime(
                "non-empty 5D (n_output_plane x n_input_plane x kernel_depth x kernel_height x kernel_width) tensor expected for weight, but got: \(weight.shape)")
        }
        if dilation.contains(0) || weight.spatialShape.contains(0) {
            // One dimension goes by way of two.
            let names = ["depth", "height", "width"].suffix(Swift.max(dilation.count, 2))
            func list(_ word: String, _ dims: Dims, _ separator: String) -> String {
                zip(names, (dims.count == 1 ? [1] : []) + dims.array).map { "\(word)_\($0): \($1)" }.joined(separator: separator)
            }
            guard !weight.spatialShape.contains(0) else {
                throw TensorError.runtime("kernel size should be greater than zero, but got \(list("kernel", weight.spatialShape, " "))")
            }
            throw TensorError.runtime("dilation should be greater than zero, but got \(list("dilation", dilation, ", "))")
        }
        let isBig = (0..<stride.count).contains { outputPadding[$0] >= stride[$0] }
        if let bias, bias.dtype != x.dtype, !isBig, usesVectorLibrary(x, weight) { throw Convolution.unlike(x, bias, "bias") }
        for i in 0..<outputPadding.count where outputPadding[i] >= max(stride[i], dilation[i]) {
            // One dimension goes by way of two.
            let names = ["depth", "height", "width"].suffix(max(outputPadding.count, 2))
            func list(_ word: String, _ dims: Dims, _ first: Int) -> String {
                zip(names, (dims.count == 1 ? [first] : []) + dims.array).map { "\(word)_\($0): \($1)" }.joined(separator: " ")
            }
            throw TensorError.runtime(
                "output padding must be smaller than either stride or dilation, but got \(list("output_padding", outputPadding, 0)) "
                    + "\(list("stride", stride, 1)) \(list("dilation", dilation, 1))")
        }
        let input = x.spatialShape, kernel = weight.spatialShape
        guard input.allSatisfy({ $0 > 0 }) else { throw TensorError.runtime("Only zero batch or zero channel inputs are supported, but got input shape: \(x.shape)") }
        var output = input
        for i in 0..<input.count {
            output[i] = (input[i] - 1) &* stride[i] &- 2 &* padding[i] &+ dilation[i] &* (kernel[i] - 1) &+ outputPadding[i] &+ 1
        }
        // PyTorch's sizes that may stand for expressions begin at −2^62.
        if let wrapped = output.first(where: { $0 < -(1 << 62) }) {
            throw TensorError.runtime("IntArrayRef contains an int that cannot be represented as a SymInt: \(wrapped)")
        }
        guard output.allSatisfy({ $0 > 0 }) else {
            throw TensorError.runtime(
                "Given input size per channel: (\(input.count == 1 ? "1 x " : "")\(input.joined(" x "))). Calculated output size per channel: "
                    + "(\(input.count == 1 ? "1 x " : "")\(output.joined(" x "))). Output size is too small")
        }
    }

    private func checkDTypes(_ x: NDArray, _ weight: NDArray, transposed: Bool = false) throws {
        if x.dtype == .bool { throw TensorError.unsupported(transposed ? "slow_conv_transpose\(Swift.max(kernelRank(weight), 2))d_out_cpu" : "slow_conv\(Swift.max(kernelRank(weight), 2))d_cpu", .bool) }
        guard x.dtype != weight.dtype else { return }
        if x.dtype.isHalf || usesVectorLibrary(x, weight) { throw Convolution.unlike(x, weight, "weight") }
        throw TensorError.runtime("expected scalar type \(x.dtype.scalarName) but found \(weight.dtype.scalarName)")
    }
    private static func unlike(_ x: NDArray, _ other: NDArray, _ word: String) -> TensorError {
        func name(_ dtype: DType) -> String { dtype == .bool ? "CPUBoolType" : "torch.\(dtype.scalarName)Tensor" }
        return .runtime(
            "Input type (\(name(x.dtype))) and \(word) type (\(name(other.dtype))) should be the same or input should be a MKLDNN tensor and \(word) is a dense tensor")
    }
    /// Whether PyTorch would give the work to oneDNN, which has words of its own.
    private func usesVectorLibrary(_ x: NDArray, _ weight: NDArray) -> Bool {
        guard x.dtype == .float32 else { return false }
        // One dimension goes by way of two.
        let sizes = x.rank == 3 ? [x.shape[0], x.shape[1], 1, x.shape[2]] : Array(x.shape.prefix(4))
        let inner = weight.shape[weight.rank - 1], outer = weight.rank == 3 ? 1 : weight.shape[weight.rank - 2]
        return groups > 1 || (inner > 3 && outer > 3) || x.shape[0] > 1 || sizes.reduce(1, &*) > 20480
    }
    private func checkGroups(_ weight: NDArray) throws {
        guard weight.shape[0] >= groups else {
            throw TensorError.runtime("Given groups=\(groups), expected weight to be at least \(groups) at dimension 0, but got weight of size \(weight.shape) instead")
        }
        guard weight.shape[0] % groups == 0 else {
            throw TensorError.runtime("Given groups=\(groups), expected weight to be divisible by \(groups) at dimension 0, but got weight of size [\(weight.shape)] instead")
        }
    }
    private func kernelRank(_ weight: NDArray) -> Int { weight.rank - 2 }

    private func checkBias(_ bias: NDArray?, _ weight: NDArray, _ channels: Int, _ kind: String = "") throws {
        guard let bias, bias.rank != 1 || bias.shape[0] != channels else { return }
        throw TensorError.runtime(
            "Given \(kind)weight of size \(weight.shape), expected bias to be 1-dimensional with \(channels) elements, but got bias of "
                + "size \(bias.shape) instead")
    }
}
