import CKernels

/// Arrays made from nothing but sizes and numbers.
extension NDArray {
    /// Uninitialised; refuses negative sizes as PyTorch does.
    package static func empty(_ shape: Dims, _ dtype: DType = .defaultFloat) throws -> NDArray {
        for size in shape where size < 0 {
            throw TensorError.runtime("Trying to create tensor with negative dimension \(size): \(shape)")
        }
        return try NDArray(empty: shape, dtype: dtype)
    }

    package static func full(_ shape: Dims, _ value: Scalar, _ dtype: DType) throws -> NDArray {
        try value.check(fits: dtype)
        let result = try empty(shape, dtype)
        result.fill(value)
        return result
    }
    package static func zeros(_ shape: Dims, _ dtype: DType = .defaultFloat) throws -> NDArray {
        try full(shape, .int(0), dtype)
    }
    package static func ones(_ shape: Dims, _ dtype: DType = .defaultFloat) throws -> NDArray {
        try full(shape, .int(1), dtype)
    }

    /// A 0-d array.
    package static func scalar(_ value: Scalar, _ dtype: DType) throws -> NDArray {
        let result = try NDArray(empty: Dims(), dtype: dtype)
        result.store(value)
        return result
    }

    package static func from(_ values: [Double], shape: Dims? = nil, _ dtype: DType = .defaultFloat) throws -> NDArray {
        try converted(values, .float64, shape, dtype)
    }
    package static func from(_ values: [Int], shape: Dims? = nil, _ dtype: DType = .int64) throws -> NDArray {
        try converted(values, .int64, shape, dtype)
    }
    package static func from(_ values: [Bool], shape: Dims? = nil, _ dtype: DType = .bool) throws -> NDArray {
        try converted(values, .bool, shape, dtype)
    }

    private static func converted<T>(_ values: [T], _ source: DType, _ shape: Dims?, _ dtype: DType) throws -> NDArray {
        let shape = shape ?? [values.count]
        precondition(shape.product == values.count)
        let result = try empty(shape, dtype)
        values.withUnsafeBufferPointer { buffer in
            // An empty array has no base address, and nothing to copy.
            if let base = buffer.baseAddress { nbs_cast(source.c, dtype.c, values.count, base, 1, result.pointer, 1) }
        }
        return result
    }

    package static func arange(_ start: Scalar, _ end: Scalar, _ step: Scalar, _ dtype: DType) throws -> NDArray {
        let length = try arangeLength(start, end, step, dtype)
        let result = try empty([length], dtype)
        if dtype.isFloatingPoint {
            try result.fillSequence(start.double, step.double)
        } else {
            let wide = dtype == .int64 ? result : try empty([length], .int64)
            let p = wide.pointer(as: Int.self)
            let first = start.int, delta = step.int
            if first.magnitude < 1 << 51, delta.magnitude < 1 << 20, length < 1 << 31 {
                // As doubles these are whole.
                try wide.fillSequence(Double(first), Double(delta))
            } else {
                for i in 0..<length { p[i] = first &+ i &* delta }
            }
            if dtype != .int64 { try result.copy(from: wide) }
        }
        return result
    }

    private static func arangeLength(_ start: Scalar, _ end: Scalar, _ step: Scalar, _ dtype: DType) throws -> Int {
        guard step.double != 0 else { throw TensorError.runtime("step must be nonzero") }
        let a = start.double, b = end.double, s = step.double
        guard a.isFinite && b.isFinite else {
            throw TensorError.runtime("unsupported range: \(pythonFloat(start)) -> \(pythonFloat(end))")
        }
        guard s > 0 ? b >= a : b <= a else {
            throw TensorError.runtime("upper bound and lower bound inconsistent with step sign")
        }
        let size: Double
        if case (.int(let i), .int(let j), .int(let k)) = (start, end, step),
            case (let span, false) = j.subtractingReportingOverflow(i), span != .min
        {
            // Whole numbers exactly: beyond 2^53 a double would miscount.
            let (quotient, remainder) = span.quotientAndRemainder(dividingBy: k)
            size = Double(quotient + (remainder != 0 ? 1 : 0))
        } else {
            size = ((b - a) / s).rounded(.up)
        }
        guard size >= 0 && size < 0x1p62 else { throw TensorError.runtime("invalid size, possible overflow?") }
        return Int(size)
    }

    private static func pythonFloat(_ value: Scalar) -> String {
        if case .int(let value) = value { return String(value) }
        let double = value.double
        if double.isNaN { return "nan" }
        if double.isInfinite { return double < 0 ? "-inf" : "inf" }
        return double == double.rounded() && abs(double) < 1e6 ? String(Int(double)) : String(double)
    }

    /// self[i] = start + step * i, rounded once.
    private func fillSequence(_ start: Double, _ step: Double) throws {
        let count = count
        switch dtype {
        case .float32, .float64, .int64: nbs_sequence(dtype.c, count, start, step, pointer)
        default:
            let wide = try NDArray.empty(shape, .float64)
            try wide.fillSequence(start, step)
            try copy(from: wide)
        }
    }

    package static func linspace(_ start: Double, _ end: Double, _ steps: Int, _ dtype: DType) throws -> NDArray {
        guard steps >= 0 else { throw TensorError.runtime("number of steps must be non-negative") }
        let result = try empty([steps], dtype)
        if steps == 0 { return result }
        if dtype == .float32 {
            // PyTorch steps in the tensor's own type, from both ends to the middle.
            nbs_linspace(steps, Float(start), Float(end), result.pointer(as: Float.self))
            return result
        }
        let wide = dtype == .float64 ? result : try empty([steps], .float64)
        let p = wide.pointer(as: Double.self)
        if dtype.isHalf {
            // Halves at every step: the ends, the step, and its multiples.
            let ends = try from([start, end], shape: [2], dtype).doubles()
            func half(_ x: NDArray) throws -> NDArray { try x.cast(to: dtype).cast(to: .float32) }
            let width = try half(.scalar(.float(ends[1] - ends[0]), .float32))
            let step = try half(.binary(.div, width, .float(Double(Swift.max(steps - 1, 1)))))
            let counts = try NDArray.from((0..<steps).map { $0 < steps / 2 ? Double($0) : Double(steps - $0 - 1) }, shape: [steps], .float32)
            let ways = try half(.binary(.mul, counts, step.expand(to: [steps]))).doubles()
            for i in 0..<steps { p[i] = i < steps / 2 ? ends[0] + ways[i] : ends[1] - ways[i] }
        } else {
            let step = steps > 1 ? (end - start) / Double(steps - 1) : 0
            for i in 0..<steps {
                p[i] = i < steps / 2 ? start + step * Double(i) : end - step * Double(steps - i - 1)
            }
        }
        if steps == 1 { p[0] = start }
        if dtype != .float64 { try result.copy(from: wide) }
        return result
    }

    package static func logspace(_ start: Double, _ end: Double, _ steps: Int, base: Double, _ dtype: DType) throws -> NDArray {
        let exponents = try linspace(start, end, steps, .float64)
        let p = exponents.pointer(as: Double.self)
        for i in 0..<steps { p[i] = nbs_pow(base, p[i]) }
        return try exponents.copy(to: dtype)
    }

    package static func eye(_ rows: Int, _ columns: Int? = nil, _ dtype: DType = .defaultFloat) throws -> NDArray {
        let columns = columns ?? rows
        guard rows >= 0 else { throw TensorError.runtime("n must be greater or equal to 0, got \(rows)") }
        guard columns >= 0 else { throw TensorError.runtime("m must be greater or equal to 0, got \(columns)") }
        let result = try zeros([rows, columns], dtype)
        try result.diagonal().fill(.int(1))
        return result
    }
}

extension Float {
    /// One rounding, without a call per element mattering.
    static func fma(_ a: Float, _ b: Float, _ c: Float) -> Float { Float(Double(a) * Double(b) + Double(c)) }
}
