import CKernels

/// Filling arrays from a generator, in the order and with the words PyTorch uses.
extension NDArray {
    package static func rand(_ shape: Dims, _ dtype: DType = .defaultFloat, _ g: Generator = .standard) throws -> NDArray {
        let result = try empty(shape, dtype)
        try result.uniform(0, 1, g)
        return result
    }

    package static func randn(_ shape: Dims, _ dtype: DType = .defaultFloat, _ g: Generator = .standard) throws -> NDArray {
        let result = try empty(shape, dtype)
        try result.normal(0, 1, g)
        return result
    }

    package func uniform(_ from: Double, _ to: Double, _ g: Generator = .standard) throws {
        guard dtype.isFloatingPoint else { throw TensorError.unsupported("check_uniform_bounds", dtype) }
        guard from <= to else {
            throw TensorError.runtime(
                "uniform_ expects to return a [from, to) range, but found from=\(shortNumber(from)) > to=\(shortNumber(to))")
        }
        try checkOverlap()
        try inMemoryOrder { dense in
            switch dtype {
            case .float64: nbs_uniform_f64(g.raw, dense.count, dense.pointer(as: Double.self), from, to)
            case .float32: nbs_uniform_f32(g.raw, dense.count, dense.pointer(as: Float.self), Float(from), Float(to))
            default:
                let wide = try NDArray(empty: dense.shape, dtype: .float32)
                nbs_uniform_f32(g.raw, wide.count, wide.pointer(as: Float.self), Float(from), Float(to))
                try dense.copy(from: wide)
                // What rounds up to the excluded bound starts again from the lower one.
                let bound = try NDArray.scalar(.float(to), dtype), low = try NDArray.scalar(.float(from), dtype)
                try dense.copy(from: NDArray.where(NDArray.compare(.eq, dense, bound), low, dense))
            }
        }
    }

    package func normal(_ mean: Double, _ std: Double, _ g: Generator = .standard) throws {
        guard std >= 0 else { throw TensorError.runtime("normal expects std >= 0.0, but found std \(shortNumber(std))") }
        guard dtype.isFloatingPoint else { throw TensorError.unsupported("normal_kernel_cpu", dtype) }
        try checkOverlap()
        let count = count
        if count >= 16 && isContiguous {
            switch dtype {
            case .float64: nbs_normal_f64(g.raw, count, pointer(as: Double.self), mean, std)
            case .float32: nbs_normal_f32(g.raw, count, pointer(as: Float.self), Float(mean), Float(std))
            default:
                let wide = try NDArray(empty: shape, dtype: .float32)
                // Unlike float32, the last places draw once: whole blocks first, then sixteen over the end.
                let p = wide.pointer(as: Float.self), whole = count / 16 * 16
                nbs_normal_f32(g.raw, whole, p, Float(mean), Float(std))
                if whole < count { nbs_normal_f32(g.raw, 16, p + (count - 16), Float(mean), Float(std)) }
                try copy(from: wide)
            }
            return
        }
        try eachInMemoryOrder { .float(nbs_normal_one(g.raw, mean, std)) }
    }

    /// `random_(low, high)`: high is excluded.
    package func random(_ low: Int, _ high: Int, _ g: Generator = .standard) throws {
        guard low < high else {
            throw TensorError.runtime("random_ expects 'from' to be less than 'to', but got from=\(low) >= to=\(high)")
        }
        if let limits = dtype.integerLimits ?? (dtype == .bool ? 0...1 : nil) {
            for (value, word) in [(low, "from"), (high - 1, "to - 1")] where !limits.contains(value) {
                throw TensorError.runtime("\(word) is out of bounds for \(dtype.cppName)")
            }
        }
        // The span as an unsigned number: it may be larger than the largest Int.
        try integers(low, UInt64(bitPattern: Int64(high &- low)), g)
    }

    /// `random_()`: all the numbers a type counts exactly.
    package func random(_ g: Generator = .standard) throws {
        let range: UInt64
        switch dtype {
        case .float32: range = 1 << 24 + 1
        case .float64: range = 1 << 53 + 1
        case .float16: range = 1 << 11 + 1
        case .bfloat16: range = 1 << 8 + 1
        case .bool: range = 2
        default: range = UInt64(dtype.integerLimits?.upperBound ?? 1) + 1
        }
        if dtype == .int32 || dtype == .float32 {
            // One word a number although the range is wide.
            return try eachInMemoryOrder { .int(Int(UInt64(g.u32()) % range)) }
        }
        try integers(0, range, g)
    }

    private func integers(_ low: Int, _ range: UInt64, _ g: Generator) throws {
        try inMemoryOrder { dense in
            let wide = dtype == .int64 ? dense : try NDArray(empty: dense.shape, dtype: .int64)
            nbs_random_integers(g.raw, wide.count, wide.pointer(as: Int64.self), Int64(low), range)
            if dtype != .int64 { try dense.copy(from: wide) }
        }
    }

    package static func randint(
        _ low: Int, _ high: Int, _ shape: Dims, _ dtype: DType = .int64, _ g: Generator = .standard
    ) throws -> NDArray {
        let result = try empty(shape, dtype)
        try result.random(low, high, g)
        return result
    }

    package static func randperm(_ n: Int, _ dtype: DType = .int64, _ g: Generator = .standard) throws -> NDArray {
        let result = try empty([n], .int64)
        if let limits = dtype.integerLimits, n - 1 > limits.upperBound {
            throw TensorError.runtime("value cannot be converted to type \(dtype.fixedWidthName) without overflow")
        }
        nbs_random_permutation(g.raw, n, result.pointer(as: Int64.self))
        return try result.cast(to: dtype)
    }

    /// `bernoulli_(p)`, two words a value; dropout's masks too.
    package func bernoulli(_ p: Double, _ g: Generator = .standard) throws {
        guard p >= 0 && p <= 1 else {
            throw TensorError.runtime("bernoulli_ expects p to be in [0, 1], but got p=\(shortNumber(p))")
        }
        try inMemoryOrder { dense in
            let bytes = dtype == .bool ? dense : try NDArray(empty: dense.shape, dtype: .bool)
            nbs_bernoulli(g.raw, bytes.count, bytes.pointer(as: UInt8.self), p)
            if dtype != .bool { try dense.copy(from: bytes) }
        }
    }

    /// `torch.bernoulli(p)`: one word a value for float32, two for float64.
    package static func bernoulli(_ p: NDArray, _ g: Generator = .standard) throws -> NDArray {
        guard p.dtype.isFloatingPoint else { throw TensorError.unsupported("bernoulli_tensor_cpu_p_", p.dtype) }
        let chances = try p.contiguous(as: p.dtype == .float64 ? .float64 : .float32)
        let values = try chances.doubles()
        guard values.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
            throw TensorError.runtime(
                "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be improved?  If so, "
                    + "please report an enhancement request to PyTorch.)")
        }
        let draws: [Bool] = values.map {
            (p.dtype == .float64 ? g.fraction() : Double(g.u32() & 0xFFFFFF) * 0x1p-24) < $0
        }
        return try NDArray.from(draws, shape: p.shape, p.dtype)
    }

    package func exponential(_ lambda: Double = 1, _ g: Generator = .standard) throws {
        guard dtype.isFloatingPoint else {
            throw TensorError.runtime(
                "Exponential distribution is a continuous probability distribution. dtype must be a floating point but you "
                    + "specified \(dtype.scalarName)")
        }
        guard lambda > 0 else {
            throw TensorError.runtime("exponential_ expects lambda > 0.0, but found lambda=\(shortNumber(lambda))")
        }
        try inMemoryOrder { dense in
            let wide = dtype == .float64 ? dense : try NDArray(empty: dense.shape, dtype: .float64)
            nbs_exponential(g.raw, wide.count, wide.pointer(as: Double.self), lambda)
            if dtype != .float64 { try dense.copy(from: wide) }
        }
    }

    /// One number a call in row-major order of memory: for distributions that are rare (log-normal, Cauchy, geometric).
    package func eachInMemoryOrder(_ next: () throws -> Scalar) throws {
        try inMemoryOrder { dense in
            for i in 0..<dense.count { dense.store(try next(), atOffset: i) }
        }
    }

    /// Hands over an array without gaps that is filled in memory's order, and copies it back when this is a view with gaps.
    private func inMemoryOrder(_ body: (NDArray) throws -> Void) throws {
        if count == 0 { return }
        var order = self
        if !isContiguous {
            let dims = (0..<rank).sorted { strides[$0] != strides[$1] ? strides[$0] > strides[$1] : $0 < $1 }
            order = try permute(dims)
        }
        if order.isContiguous { return try body(order) }
        let dense = try NDArray(empty: order.shape, dtype: dtype)
        try body(dense)
        try order.copy(from: dense)
    }
}

extension DType {
    /// `uint8_t`, as conversion errors say.
    package var fixedWidthName: String {
        switch self {
        case .int8: "int8_t"
        case .uint8: "uint8_t"
        case .int16: "int16_t"
        case .int32: "int"
        case .int64: "int64_t"
        default: cppName
        }
    }
}

/// A number in an error text, as C++ streams print it.
func shortNumber(_ value: Double) -> String {
    formatted(value, "%g", -1)
}
