import ObjectModel
import TensorCore

// Windows: numbers that fade a stretch of a signal in and out.

enum Windows {
    private static let tail = "*, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False"

    /// `make` has the length that a symmetric window would have.
    private static func window(
        _ name: String, _ parameters: String, _ summary: String, _ make: @escaping (OpArguments, Tensor, Int) throws -> Tensor
    ) -> Op {
        Op(name, "window_length, periodic=True, \(parameters)\(tail)", summary, "\(name)(4)", .function) { a in
            let count = try a.int(0), isPeriodic = try a.bool(1), first = a.op.signature.parameters.count - 5
            let dtype = try a.dtype(first) ?? .defaultFloat
            try a.checkDevice(first + 2)
            guard dtype.isFloatingPoint else { throw Raised.runtimeError("\(name) expects floating point dtypes, got: \(dtype.description)") }
            guard count >= 0 else { throw Raised.runtimeError("\(name) requires non-negative window_length, got window_length=\(count)") }
            guard count < 1 << 40 else { throw Raised(ExceptionTypes.memoryError, "") }
            let result: Tensor
            if count <= 1 {
                result = Tensor(try .ones([count], dtype))
            } else {
                let whole = count + (isPeriodic ? 1 : 0)
                let made = try GradMode.with(false) { try make(a, Tensor(.arange(.int(0), .int(whole), .int(1), dtype)), whole) }
                result = Tensor(try made.array.narrow(0, 0, count).copy())
            }
            if try a.bool(first + 3) { try result.setRequiresGrad(true) }
            return result
        }
    }
    private static func cosine(_ x: Tensor, _ count: Int, _ alpha: Double, _ beta: Double) throws -> Tensor {
        try (x * (2 * Double.pi / Double(count - 1))).cos() * -beta + alpha
    }
    static var ops: [Op] {
        [
            window("hann_window", "", "A raised cosine, 0 at the ends.") { _, x, n in try cosine(x, n, 0.5, 0.5) },
            window("hamming_window", "alpha=0.54, beta=0.46, ", "A raised cosine that does not reach 0.") { a, x, n in try cosine(x, n, a.double(2), a.double(3)) },
            window("blackman_window", "", "A sum of two cosines.") { _, x, n in
                let angle = try x * (Double.pi / Double(n - 1))
                return try (angle * 4).cos() * 0.08 - (angle * 2).cos() * 0.5 + 0.42
            },
            window("bartlett_window", "", "A triangle.") { _, x, n in
                let line = try x * (2 / Double(n - 1))
                return try Tensor.where(x.lt(.int((n - 1) / 2 + 1)), line, line.neg() + 2)
            },
            Op("kaiser_window", "window_length, periodic=True, beta=12.0, \(tail)", "A window by Bessel's function: narrow for a large `beta`.", "kaiser_window(4)", .function) { a in
                let count = try a.int(0), beta = try a.double(2), dtype = try a.dtype(3) ?? .defaultFloat
                guard dtype.isFloatingPoint else { throw Raised.runtimeError("kaiser_window expects floating point dtypes, got: \(dtype.description)") }
                guard count >= 0 else { throw Raised.runtimeError("kaiser_window requires non-negative window_length, got window_length=\(count)") }
                guard count < 1 << 30 else { throw Raised(ExceptionTypes.memoryError, "") }
                if count <= 1 { return Tensor(try .ones([count], dtype)) }
                let last = Double(count + (try a.bool(1) ? 1 : 0) - 1)
                let values = (0..<count).map { place -> Double in
                    let x = 2 * Double(place) / last - 1
                    return Special.bessel(0, beta * max(1 - x * x, 0).squareRoot()) / Special.bessel(0, beta)
                }
                return Tensor(try .from(values, shape: [count], dtype))
            },
        ]
    }
}
