/// Indices drawn by weight.
extension NDArray {
    package static func multinomial(
        _ weights: NDArray, _ samples: Int, replacement: Bool = false, _ g: Generator = .standard
    ) throws -> NDArray {
        guard weights.rank == 1 || weights.rank == 2 else { throw TensorError.runtime("prob_dist must be 1 or 2 dim") }
        guard weights.dtype.isFloatingPoint else {
            throw TensorError.runtime(
                "multinomial only supports floating-point dtypes for input, got: \(weights.dtype.scalarName)")
        }
        guard samples > 0 else { throw TensorError.runtime("cannot sample n_sample <= 0 samples") }
        let n = weights.shape[weights.rank - 1]
        guard replacement || samples <= n else {
            throw TensorError.runtime("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
        }
        let rows = try weights.contiguous(as: weights.dtype == .float64 ? .float64 : .float32)
        let values = try rows.doubles()
        guard values.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
            throw TensorError.runtime("probability tensor contains either `inf`, `nan` or element < 0")
        }
        let rowCount = n == 0 ? 0 : values.count / n
        for row in 0..<rowCount where values[row * n..<(row + 1) * n].allSatisfy({ $0 == 0 }) {
            throw TensorError.runtime("invalid multinomial distribution (sum of probabilities <= 0)")
        }
        var shape = weights.shape
        shape[weights.rank - 1] = samples
        // A single draw is the same either way; PyTorch takes the quicker one.
        if !replacement || samples == 1 { return try withoutReplacement(rows, values, samples, shape, g) }
        let result = try empty(shape, .int64)
        let out = result.pointer(as: Int.self)
        for row in 0..<rowCount {
            let ends = running(values[row * n..<(row + 1) * n], single: rows.dtype == .float32)
            for sample in 0..<samples {
                let u = g.fraction()
                var low = 0, high = n
                while low < high {
                    let middle = low + (high - low) / 2
                    if ends[middle] < u { low = middle + 1 } else { high = middle }
                }
                out[row * samples + sample] = low
            }
        }
        return result
    }

    /// The running sum, in the weights' own precision, ending in exactly 1.
    private static func running(_ weights: ArraySlice<Double>, single: Bool) -> [Double] {
        var ends: [Double] = []
        if single {
            var sum: Float = 0
            for weight in weights { sum += Float(weight); ends.append(Double(sum)) }
            for i in ends.indices { ends[i] = Double(Float(ends[i]) / sum) }
        } else {
            var sum = 0.0
            for weight in weights { sum += weight; ends.append(sum) }
            for i in ends.indices { ends[i] /= sum }
        }
        if !ends.isEmpty { ends[ends.count - 1] = 1 }
        return ends
    }

    /// The largest ratios of weight to an exponential number.
    private static func withoutReplacement(
        _ rows: NDArray, _ values: [Double], _ samples: Int, _ shape: Dims, _ g: Generator
    ) throws -> NDArray {
        let noise = try empty(rows.shape, rows.dtype)
        try noise.exponential(1, g)
        let ratios = try binary(.div, rows, noise).doubles()
        let n = rows.shape[rows.rank - 1]
        var chosen: [Int] = []
        for start in Swift.stride(from: 0, to: values.count, by: max(n, 1)) {
            let order = (0..<n).sorted { ratios[start + $0] != ratios[start + $1] ? ratios[start + $0] > ratios[start + $1] : $0 < $1 }
            chosen += order.prefix(samples)
        }
        return try from(chosen, shape: shape)
    }
}
