/// A Python number.
package enum Scalar: Equatable, Sendable {
    case int(Int)
    case float(Double)
    case bool(Bool)

    package var double: Double {
        switch self {
        case .int(let value): Double(value)
        case .float(let value): value
        case .bool(let value): value ? 1 : 0
        }
    }

    /// Truncated towards zero; the ends of the range for what does not fit, 0 for NaN.
    package var int: Int {
        switch self {
        case .int(let value): value
        case .float(let value): Int(clamping: value)
        case .bool(let value): value ? 1 : 0
        }
    }

    package var bool: Bool {
        switch self {
        case .int(let value): value != 0
        case .float(let value): value != 0
        case .bool(let value): value
        }
    }

    /// The dtype a tensor of this number has.
    package var defaultDType: DType {
        switch self {
        case .int: .int64
        case .float: DType.defaultFloat
        case .bool: .bool
        }
    }
    package var isFloat: Bool { if case .float = self { true } else { false } }
    package var isBool: Bool { if case .bool = self { true } else { false } }
}

extension Scalar {
    /// Refuses what a dtype cannot hold, as `full` and `fill_` do: integers out of range (negative ones wrap in unsigned
    /// types), finite floats beyond the largest.
    package func check(fits dtype: DType) throws {
        let fits: Bool
        switch (self, dtype.integerLimits) {
        case (.bool, _): fits = true
        case (.int(let value), let limits?):
            fits = limits.contains(value) || (dtype == .uint8 && value < 0 && value >= -255)
        case (.float(let value), let limits?):
            let lowest = dtype == .uint8 ? -255.0 : Double(limits.lowerBound)
            // The largest int64 is no double: the next one up is out.
            fits = value >= lowest && (dtype == .int64 ? value < 0x1p63 : value <= Double(limits.upperBound))
        case (_, nil):
            guard let limits = dtype.floatLimits else { return }
            fits = !double.isFinite || abs(double) <= limits.max
        }
        guard fits else {
            throw TensorError.runtime("value cannot be converted to type \(dtype.fixedWidthName) without overflow")
        }
    }
}

extension Int {
    /// Truncates; saturates instead of trapping.
    package init(clamping value: Double) {
        if value.isNaN { self = 0 } else if value >= 0x1p63 { self = .max } else if value < -0x1p63 { self = .min } else {
            self = Int(value)
        }
    }
}
