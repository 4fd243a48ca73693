/// The element types of tensors. Raw values are in step with CKernels' `nbs_dtype`.
package enum DType: UInt8, Sendable, CaseIterable {
    case float32, float64, float16, bfloat16, int8, uint8, int16, int32, int64, bool

    /// What `torch.get_default_dtype()` answers.
    // One thread runs the engine.
    package nonisolated(unsafe) static var defaultFloat = DType.float32

    /// `float32`, as NumPy and PyTorch's dtypes are called.
    package var name: String { Self.names[Int(rawValue)] }
    /// `torch.float32`, the dtype's repr.
    package var description: String { "torch." + name }
    /// `Float`, the word of PyTorch's error messages.
    package var scalarName: String { Self.scalarNames[Int(rawValue)] }

    @inlinable package var itemSize: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .float16, .bfloat16, .int16: 2
        case .int8, .uint8, .bool: 1
        }
    }
    /// In place: the generic comparison by raw value costs as much as adding two numbers.
    @inlinable package static func == (a: DType, b: DType) -> Bool {
        // A plain enum of bytes.
        unsafeBitCast(a, to: UInt8.self) == unsafeBitCast(b, to: UInt8.self)
    }
    @inlinable package var isFloatingPoint: Bool { rawValue <= DType.bfloat16.rawValue }
    /// Integers proper: bool is a category of its own.
    @inlinable package var isInteger: Bool { !isFloatingPoint && self != .bool }
    package var isSigned: Bool { self != .uint8 && self != .bool }
    @inlinable package var isHalf: Bool { self == .float16 || self == .bfloat16 }
    /// The dtype sums and products of it have: int64 for integers and bool.
    package var accumulated: DType { isFloatingPoint ? self : .int64 }
    /// What a function such as `exp` computes in: the default float for integers and bool.
    package var floating: DType { isFloatingPoint ? self : Self.defaultFloat }

    /// By `float32`, `float`, `long` …: PyTorch's names and aliases.
    package init?(name: String) {
        guard let found = Self.byName[name] else { return nil }
        self = found
    }

    private static let names = [
        "float32", "float64", "float16", "bfloat16", "int8", "uint8", "int16", "int32", "int64", "bool",
    ]
    private static let scalarNames = [
        "Float", "Double", "Half", "BFloat16", "Char", "Byte", "Short", "Int", "Long", "Bool",
    ]
    package static let byName: [String: DType] = [
        "float32": .float32, "float": .float32, "float64": .float64, "double": .float64, "float16": .float16,
        "half": .float16, "bfloat16": .bfloat16, "int8": .int8, "uint8": .uint8, "int16": .int16, "short": .int16,
        "int32": .int32, "int": .int32, "int64": .int64, "long": .int64, "bool": .bool,
    ]
}
