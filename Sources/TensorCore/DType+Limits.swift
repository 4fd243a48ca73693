/// `torch.finfo` and `torch.iinfo`.
extension DType {
    package struct FloatLimits {
        package let bits: Int
        package let eps, max, tiny, smallestNormal, resolution: Double
    }

    package var floatLimits: FloatLimits? {
        switch self {
        case .float32:
            FloatLimits(bits: 32, eps: 0x1p-23, max: 0x1.fffffep127, tiny: 0x1p-126, smallestNormal: 0x1p-126, resolution: 1e-6)
        case .float64:
            FloatLimits(
                bits: 64, eps: 0x1p-52, max: 0x1.fffffffffffffp1023, tiny: 0x1p-1022, smallestNormal: 0x1p-1022,
                resolution: 1e-15)
        case .float16:
            FloatLimits(bits: 16, eps: 0x1p-10, max: 65504, tiny: 0x1p-14, smallestNormal: 0x1p-14, resolution: 1e-3)
        case .bfloat16:
            FloatLimits(bits: 16, eps: 0x1p-7, max: 0x1.fep127, tiny: 0x1p-126, smallestNormal: 0x1p-126, resolution: 1e-2)
        default: nil
        }
    }

    /// The smallest and largest value of an integer type.
    package var integerLimits: ClosedRange<Int>? {
        switch self {
        case .int8: Int(Int8.min)...Int(Int8.max)
        case .uint8: 0...255
        case .int16: Int(Int16.min)...Int(Int16.max)
        case .int32: Int(Int32.min)...Int(Int32.max)
        case .int64: Int.min...Int.max
        default: nil
        }
    }
}
