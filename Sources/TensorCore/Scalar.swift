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

extension Int {
    /// Truncates; saturates instead of trapping.
    package init(clamping value: Double) {
        if value.isNaN { self = 0 } else if value >= 0x1p63 { self = .max } else if value < -0x1p63 { self = .min } else {
            self = Int(value)
        }
    }
}
