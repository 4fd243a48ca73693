import ObjectModel
import TensorCore

// Pools whose windows stand at random places.

extension Tensor {
    package final func fractionalMaxPool(_ kernel: [Int], _ output: [Int], _ samples: Tensor) throws -> (Tensor, Tensor) {
        let name = "fractional_max_pool2d"
        guard kernel.count == 2 else { throw Raised.runtimeError("\(name): kernel_size must either be a single Int or tuple of Ints") }
        guard output.count == 2 else { throw Raised.runtimeError("\(name): output_size must either be a single Int or tuple of Ints") }
        guard rank == 3 || rank == 4 else { throw Raised.runtimeError("\(name)(): Expected 3D or 4D tensor, but got: \(shape)") }
        for dim in (rank - 3)..<rank where shape[dim] == 0 {
            throw Raised.runtimeError("\(name)(): Expected input to have non-zero size for non-batch dimensions, but got\(shape) with dimension \(dim) being empty.")
        }
        for (dim, word) in ["height", "width"].enumerated() {
            let size = shape[rank - 2 + dim]
            let (sum, overflow) = output[dim].addingReportingOverflow(kernel[dim])
            guard !overflow, sum &- 1 <= size else { throw Raised.runtimeError("\(name)(): pool \(word) \(kernel[dim]) too large relative to input \(word) \(size)") }
        }
        guard samples.dtype == dtype else { throw Raised.runtimeError("Expect _random_samples to have the same dtype as input") }
        guard samples.rank == 3 else { throw Raised.runtimeError("Expect _random_samples to have 3 dimensions, got \(samples.rank)") }
        let batch = rank == 4 ? shape[0] : 1, channels = shape[rank - 3]
        guard samples.shape[0] >= batch else { throw Raised.runtimeError("Expect _random_samples.size(0) no less then input batch size.") }
        guard samples.shape[1] == channels else { throw Raised.runtimeError("Expect _random_samples.size(1) equals to input channel size.") }
        guard samples.shape[2] == 2 else { throw Raised.runtimeError("Expect _random_samples.size(2) equals to 2; got \(samples.shape[2]).") }
        if let negative = output.first(where: { $0 < 0 }) {
            throw Raised.runtimeError("Trying to create tensor with negative dimension \(negative): \(Array(shape.prefix(rank - 2)) + output)")
        }
        let (values, indices) = try FractionalPooling.max(array, samples.array, kernel: Dims(kernel.map { Swift.max($0, 0) }), output: Dims(output))
        return (placed(values, indices, "FractionalMaxPool2DBackward0", 2), Tensor(indices))
    }
}

enum FractionalPools {
    private static func pair(_ a: OpArguments, _ index: Int) throws -> [Int] {
        let values = try a.ints(index)
        return values.count == 1 ? [values[0], values[0]] : values
    }
    /// As given, or as a part of the input's size.
    private static func output(_ a: OpArguments, _ x: Tensor) throws -> [Int] {
        if !a.isNone(2) { return try pair(a, 2) }
        guard !a.isNone(3) else { throw Raised.valueError("fractional_max_pool2d requires specifying either an output_size or an output_ratio") }
        guard let ratios = a[3].withoutClass.asItems else { throw Raised.typeError("object of type '\(a[3].type.name)' has no len()") }
        guard ratios.count <= 2 else { throw Raised.valueError("fractional_max_pool2d requires output_ratio to either be a single Int or tuple of Ints.") }
        guard ratios.count == 2 else { throw Raised.indexError("tuple index out of range") }
        return try ratios.enumerated().map { index, ratio in
            guard let factor = ratio.asScalar?.double else { throw Raised.typeError("can't multiply sequence by non-int of type '\(ratio.type.name)'") }
            let size = try Double(x.shape[x.array.wrap(dim: index - 2)]) * factor
            guard size.magnitude < 1e15 else { throw Raised.runtimeError("integer out of range") }
            return Int(size)
        }
    }
    private static func pool(_ a: OpArguments) throws -> (Tensor, Tensor) {
        guard let x = a[0].asTensor else { throw Raised.attributeError("'\(Overloads.cName(a[0]))' object has no attribute 'dim'", object: a[0], name: "dim") }
        let size = try output(a, x)
        if let samples = try a.optionalTensor(5) { return try x.fractionalMaxPool(pair(a, 1), size, samples) }
        if x.rank == 0 { throw Raised.indexError("Dimension specified as 0 but tensor has no dimensions") }
        let channels = try x.shape[x.array.wrap(dim: -3)]
        let samples = try NDArray.empty([x.rank == 3 ? 1 : x.shape[0], channels, 2], x.dtype)
        try samples.uniform(0, 1)
        return try x.fractionalMaxPool(pair(a, 1), size, Tensor(samples))
    }

    static var ops: [Op] {
        [
            .any(
                "fractional_max_pool2d", "input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None",
                "The largest number of each window; the windows stand at random places.", "F.fractional_max_pool2d(ones(1, 1, 5, 5), 2, output_size=3).shape", .functional,
                layer: "FractionalMaxPool2d"
            ) { a in
                let (values, indices) = try pool(a)
                return try a[4].isTrue() ? .tuple([.tensor(values), .tensor(indices)]) : .tensor(values)
            },
            .any(
                "fractional_max_pool2d_with_indices", "input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None",
                "The largest number of each window, and where it stands.", "F.fractional_max_pool2d_with_indices(ones(1, 1, 5, 5), 2, output_size=3)[1].shape", .functional
            ) { a in
                let (values, indices) = try pool(a)
                return .tuple([.tensor(values), .tensor(indices)])
            },
        ]
    }
}
