import ObjectModel
import TensorCore

// Pools whose windows stand at random places.

extension Tensor {
    package final func fractionalMaxPool(_ kernel: [Int], _ output: [Int], _ samples: Tensor, spatial: Int) throws -> (Tensor, Tensor) {
        // PyTorch names the function that was called in some complaints, the kernel below it in others.
        let name = "fractional_max_pool\(spatial)d", inner = spatial == 3 ? name + "_out" : name
        let wanted = spatial == 3 ? "tuple of three Ints" : "tuple of Ints"
        guard kernel.count == spatial else { throw Raised.runtimeError("\(name): kernel_size must either be a single Int or \(wanted)") }
        guard output.count == spatial else { throw Raised.runtimeError("\(name): output_size must either be a single Int or \(wanted)") }
        guard rank == spatial + 1 || rank == spatial + 2 else {
            throw Raised.runtimeError("\(inner)(): Expected \(spatial + 1)D or \(spatial + 2)D tensor, but got: \(shape)")
        }
        for dim in (rank - spatial - 1)..<rank where shape[dim] == 0 {
            throw Raised.runtimeError("\(inner)(): Expected input to have non-zero size for non-batch dimensions, but got\(shape) with dimension \(dim) being empty.")
        }
        for (dim, word) in ["time", "height", "width"].suffix(spatial).enumerated() {
            let size = shape[rank - spatial + dim]
            let (sum, overflow) = output[dim].addingReportingOverflow(kernel[dim])
            // In three dimensions PyTorch wants one place more.
            guard !overflow, sum &- 1 < size &+ (spatial == 3 ? 0 : 1) else { throw Raised.runtimeError("\(inner)(): pool \(word) \(kernel[dim]) too large relative to input \(word) \(size)") }
        }
        guard samples.dtype == dtype else { throw Raised.runtimeError("Expect _random_samples to have the same dtype as input") }
        guard samples.rank == 3 else { throw Raised.runtimeError("Expect _random_samples to have 3 dimensions, got \(samples.rank)") }
        let batch = rank == spatial + 2 ? shape[0] : 1, channels = shape[rank - spatial - 1]
        guard samples.shape[0] >= batch else { throw Raised.runtimeError("Expect _random_samples.size(0) no less then input batch size.") }
        guard samples.shape[1] == channels else { throw Raised.runtimeError("Expect _random_samples.size(1) equals to input channel size.") }
        guard samples.shape[2] == spatial else { throw Raised.runtimeError("Expect _random_samples.size(2) equals to \(spatial); got \(samples.shape[2]).") }
        if let negative = output.first(where: { $0 < 0 }) {
            throw Raised.runtimeError("Trying to create tensor with negative dimension \(negative): \(Array(shape.prefix(rank - spatial)) + output)")
        }
        let (values, indices) = try FractionalPooling.max(array, samples.array, kernel: Dims(kernel.map { Swift.max($0, 0) }), output: Dims(output))
        return (placed(values, indices, "FractionalMaxPool\(spatial)DBackward0", spatial), Tensor(indices))
    }
}

enum FractionalPools {
    private static func sizes(_ a: OpArguments, _ index: Int, _ spatial: Int) throws -> [Int] {
        let values = try a.ints(index)
        return values.count == 1 ? Array(repeating: values[0], count: spatial) : values
    }
    /// As given, or as a part of the input's size.
    private static func output(_ a: OpArguments, _ x: Tensor, _ spatial: Int) throws -> [Int] {
        let name = "fractional_max_pool\(spatial)d"
        if !a.isNone(2) { return try sizes(a, 2, spatial) }
        guard !a.isNone(3) else { throw Raised.valueError("\(name) requires specifying either an output_size or an output_ratio") }
        let given = a[3].withoutClass.asItems ?? (spatial == 3 && a[3].asScalar != nil ? [a[3], a[3], a[3]] : nil)
        guard let ratios = given else { throw Raised.typeError("object of type '\(a[3].type.name)' has no len()") }
        guard ratios.count <= spatial else {
            throw Raised.valueError("\(name) requires output_ratio to either be a single Int or tuple of \(spatial == 3 ? "three " : "")Ints.")
        }
        guard ratios.count == spatial else { throw Raised.indexError("tuple index out of range") }
        return try ratios.enumerated().map { index, ratio in
            guard let factor = ratio.asScalar?.double else { throw Raised.typeError("can't multiply sequence by non-int of type '\(ratio.type.name)'") }
            let size = try Double(x.shape[x.array.wrap(dim: index - spatial)]) * factor
            guard size.magnitude < 1e15 else { throw Raised.runtimeError("integer out of range") }
            return Int(size)
        }
    }
    private static func pool(_ a: OpArguments, _ spatial: Int) throws -> (Tensor, Tensor) {
        guard let x = a[0].asTensor else { throw Raised.attributeError("'\(Overloads.cName(a[0]))' object has no attribute 'dim'", object: a[0], name: "dim") }
        let size = try output(a, x, spatial)
        if let samples = try a.optionalTensor(5) { return try x.fractionalMaxPool(sizes(a, 1, spatial), size, samples, spatial: spatial) }
        if x.rank == 0 { throw Raised.indexError("Dimension specified as 0 but tensor has no dimensions") }
        let channels = try x.shape[x.array.wrap(dim: -spatial - 1)]
        let samples = try NDArray.empty([x.rank == spatial + 1 ? 1 : x.shape[0], channels, spatial], x.dtype)
        try samples.uniform(0, 1)
        return try x.fractionalMaxPool(sizes(a, 1, spatial), size, Tensor(samples), spatial: spatial)
    }

    private static func entries(_ spatial: Int) -> [Op] {
        let parameters = "input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None"
        let example = "(ones(1, 1, \(Array(repeating: "5", count: spatial).joined(separator: ", "))), 2, output_size=3)"
        return [
            .any(
                "fractional_max_pool\(spatial)d", parameters, "The largest number of each window; the windows stand at random places.",
                "F.fractional_max_pool\(spatial)d\(example).shape", .functional, layer: "FractionalMaxPool\(spatial)d"
            ) { a in
                let (values, indices) = try pool(a, spatial)
                return try a[4].isTrue() ? .tuple([.tensor(values), .tensor(indices)]) : .tensor(values)
            },
            .any(
                "fractional_max_pool\(spatial)d_with_indices", parameters, "The largest number of each window, and where it stands.",
                "F.fractional_max_pool\(spatial)d_with_indices\(example)[1].shape", .functional
            ) { a in
                let (values, indices) = try pool(a, spatial)
                return .tuple([.tensor(values), .tensor(indices)])
            },
        ]
    }
    static var ops: [Op] { entries(2) + entries(3) }
}
