/// PyTorch's type promotion: what dtype an operation on mixed operands has.
extension DType {
    /// bool < integers < floats.
    private var category: Int { isFloatingPoint ? 2 : self == .bool ? 0 : 1 }

    package static func promoted(_ a: DType, _ b: DType) -> DType {
        if a == b { return a }
        if a.category != b.category { return a.category > b.category ? a : b }
        if a.isFloatingPoint {
            if a.isHalf && b.isHalf { return .float32 }
            return a == .float64 || b == .float64 ? .float64 : .float32
        }
        // uint8 with a signed type needs one bit more than itself.
        if a == .uint8 || b == .uint8 {
            let signed = a == .uint8 ? b : a
            return signed == .int8 ? .int16 : signed
        }
        return a.itemSize > b.itemSize ? a : b
    }

    /// How an operand takes part in promotion.
    package enum Operand {
        /// A tensor with at least one dimension.
        case tensor(DType)
        /// A 0-d tensor: counts only when its category is higher.
        case scalarTensor(DType)
        /// A Python number: counts only when its category is higher, with the default dtype of its category.
        case number(Scalar)
    }

    package static func result(of operands: Operand...) -> DType { result(of: operands) }

    package static func result(of operands: [Operand]) -> DType {
        var tensors: DType?
        var zeroDim: DType?
        var numbers: DType?
        for operand in operands {
            switch operand {
            case .tensor(let dtype): tensors = tensors.map { promoted($0, dtype) } ?? dtype
            case .scalarTensor(let dtype): zeroDim = zeroDim.map { promoted($0, dtype) } ?? dtype
            case .number(let scalar): numbers = numbers.map { promoted($0, scalar.defaultDType) } ?? scalar.defaultDType
            }
        }
        return combined(tensors, combined(zeroDim, numbers)) ?? defaultFloat
    }

    /// The result for two tensors, 0-d ones counted as such.
    package static func result(of a: NDArray, _ b: NDArray) -> DType {
        if a.dtype == b.dtype { return a.dtype }
        if (a.rank == 0) == (b.rank == 0) { return promoted(a.dtype, b.dtype) }
        return a.rank == 0 ? combined(b.dtype, a.dtype)! : combined(a.dtype, b.dtype)!  // nil only for two nils
    }

    /// The result for a tensor and a Python number.
    package static func result(of a: NDArray, _ b: Scalar) -> DType {
        combined(a.dtype, b.defaultDType)!  // nil only for two nils
    }

    /// `high` came from operands that take precedence over those of `low`.
    private static func combined(_ high: DType?, _ low: DType?) -> DType? {
        guard let high else { return low }
        guard let low else { return high }
        if high.isFloatingPoint { return high }
        if high == .bool || low.isFloatingPoint { return promoted(high, low) }
        return high
    }

    /// `torch.can_cast`: not from a higher category to a lower one.
    package static func canCast(from: DType, to: DType) -> Bool {
        if from.category > to.category { return false }
        return !(from.isSigned && from != .bool && to == .uint8 && !from.isFloatingPoint)
    }
}
