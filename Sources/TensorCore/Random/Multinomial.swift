import CKernels

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
        let rowCount = n == 0 ? 0 : rows.count / n
        let one = !replacement || samples == 1
        try check(rows, rowCount, n, together: one)
        var shape = weights.shape
        shape[weights.rank - 1] = samples
        // A single draw is the same either way; PyTorch takes the quicker one.
        if one { return try withoutReplacement(rows, samples, shape, g) }
        let result = try empty(shape, .int64), ends = try empty([n], rows.dtype)
        let out = result.pointer(as: Int.self)
        for row in 0..<rowCount {
            if rows.dtype == .float32 {
                draw(rows.pointer(as: Float.self) + row * n, n, ends.pointer(as: Float.self), out + row * samples, samples, g)
            } else {
                draw(rows.pointer(as: Double.self) + row * n, n, ends.pointer(as: Double.self), out + row * samples, samples, g)
            }
        }
        return result
    }
    /// PyTorch looks at all weights together, or draws with replacement until it meets a wrong one.
    private static func check(_ weights: NDArray, _ rows: Int, _ n: Int, together: Bool) throws {
        var isWrong = false, allPositive = true
        for row in 0..<rows {
            let found = nbs_look_at_weights(weights.dtype.c, n, weights.pointer + row * n * weights.dtype.itemSize)
            isWrong = isWrong || found & 1 != 0
            allPositive = allPositive && found & 2 != 0
        }
        if isWrong, !together, let wrong = try weights.doubles().first(where: { !($0 >= 0 && $0 < .infinity) }) {
            throw TensorError.runtime("invalid multinomial distribution (encountering probability entry \(wrong >= 0 ? "= infinity or NaN" : "< 0"))")
        }
        guard !isWrong else { throw TensorError.runtime("probability tensor contains either `inf`, `nan` or element < 0") }
        guard allPositive else { throw TensorError.runtime("invalid multinomial distribution (sum of probabilities <= 0)") }
    }

    /// By the running sum, in the weights' own precision, ending in exactly 1.
    private static func draw<T: BinaryFloatingPoint>(
        _ weights: UnsafePointer<T>, _ n: Int, _ ends: UnsafeMutablePointer<T>, _ out: UnsafeMutablePointer<Int>, _ samples: Int, _ g: Generator
    ) {
        var sum: T = 0
        for i in 0..<n {
            sum += weights[i]
            ends[i] = sum
        }
        for i in 0..<n { ends[i] /= sum }
        ends[n - 1] = 1
        for sample in 0..<samples {
            let u = g.fraction()
            var low = 0, high = n
            while low < high {
                let middle = low + (high - low) / 2
                if Double(ends[middle]) < u { low = middle + 1 } else { high = middle }
            }
            out[sample] = low
        }
    }

    /// The largest ratios of weight to an exponential number.
    private static func withoutReplacement(
        _ rows: NDArray, _ samples: Int, _ shape: Dims, _ g: Generator
    ) throws -> NDArray {
        let noise = try empty(rows.shape, rows.dtype)
        try noise.exponential(1, g)
        let ratios = try binary(.div, rows, noise).doubles()
        let n = rows.shape[rows.rank - 1]
        var chosen: [Int] = []
        for start in Swift.stride(from: 0, to: ratios.count, by: max(n, 1)) {
            if samples == 1 {
                chosen.append((0..<n).max { ratios[start + $0] < ratios[start + $1] || ratios[start + $0] == ratios[start + $1] && $0 > $1 } ?? 0)
                continue
            }
            let order = (0..<n).sorted { ratios[start + $0] != ratios[start + $1] ? ratios[start + $0] > ratios[start + $1] : $0 < $1 }
            chosen += order.prefix(samples)
        }
        return try from(chosen, shape: shape)
    }
}
