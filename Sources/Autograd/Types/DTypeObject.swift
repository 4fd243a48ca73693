import ObjectModel
import TensorCore

/// `torch.float32` and its kin.
package final class DTypeObject: Object {
    package let dtype: DType
    private init(_ dtype: DType) {
        self.dtype = dtype
        super.init(kind: .dtype)
    }
    // Made once; belong to the evaluator's thread.
    nonisolated(unsafe) private static let all = DType.allCases.map { DTypeObject($0) }
    package static func of(_ dtype: DType) -> DTypeObject { all[Int(dtype.rawValue)] }

    package override var type: TypeObject { TensorTypes.dtype }
    package override func repr() -> String { dtype.description }
    package override func call(_ arguments: Arguments) throws -> Value { throw Raised.typeError("'torch.dtype' object is not callable") }

    private static func property(_ name: Name, _ value: @escaping (DType) -> Value) -> NativeProperty {
        NativeProperty(name) { object in value(object.asDType ?? .float32) }
    }
    static var members: [Object] {
        [
            property("is_floating_point") { .bool($0.isFloatingPoint) }, property("is_complex") { _ in .bool(false) },
            property("is_signed") { .bool($0.isFloatingPoint || ($0.integerLimits?.lowerBound ?? 0) < 0) }, property("itemsize") { .int($0.itemSize) },
            property("abbr") { dtype in
                .str(dtype == .bool ? "b8" : (dtype == .bfloat16 ? "bf" : String(dtype.name.prefix(1))) + String(dtype.itemSize * 8))
            },
            NativeFunction.method("to_real", "", summary: "The dtype itself: there are no complex ones.") { a in a[0] },
        ]
    }
}

extension Value {
    package static func dtype(_ dtype: DType) -> Value { .object(DTypeObject.of(dtype)) }
    /// A dtype, or one of Python's number types, which stand for theirs.
    package var asDType: DType? {
        guard case .object(let object) = self else { return nil }
        if let found = object as? DTypeObject { return found.dtype }
        if object === BuiltinTypes.float { return .float64 }
        if object === BuiltinTypes.int { return .int64 }
        if object === BuiltinTypes.bool { return .bool }
        return nil
    }
}

/// `torch.device('cpu')`: the only device there is, but others can be named.
package final class DeviceObject: Object {
    package let kindName: String
    package let index: Int?
    package init(_ kindName: String, _ index: Int? = nil) {
        self.kindName = kindName
        self.index = index
        super.init(kind: .device)
    }
    // Immutable.
    nonisolated(unsafe) package static let cpu = DeviceObject("cpu")

    package static let names = [
        "cpu", "cuda", "ipu", "xpu", "mkldnn", "opengl", "opencl", "ideep", "hip", "ve", "fpga", "maia", "xla", "lazy", "vulkan", "mps",
        "meta", "hpu", "mtia", "privateuseone",
    ]
    /// From `'cuda:0'`.
    package static func parse(_ text: String) throws -> DeviceObject {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.first.map(String.init) ?? ""
        guard names.contains(name) else {
            throw Raised.runtimeError("Expected one of \(names.joined(separator: ", ")) device type at start of device string: \(name)")
        }
        guard parts.count > 1 else { return DeviceObject(name) }
        guard let index = Int(parts[1]), index >= 0 else { throw Raised.runtimeError("Invalid device string: '\(text)'") }
        return DeviceObject(name, index)
    }
    /// Refuses every device that tensors cannot be on.
    package func checkUsable() throws {
        switch kindName {
        case "cpu":
            break
        case "cuda": throw Raised(ExceptionTypes.assertionError, "Torch not compiled with CUDA enabled")
        case "mps": throw Raised.runtimeError("PyTorch is not linked with support for mps devices")
        default: throw Raised.notImplemented("nbs tensors live on the CPU; there is no device '\(str())'")
        }
    }
    package override var type: TypeObject { TensorTypes.device }
    package override func repr() -> String { "device(type='\(kindName)'" + (index.map { ", index=\($0)" } ?? "") + ")" }
    package override func str() -> String { kindName + (index.map { ":\($0)" } ?? "") }
    package override func compare(_ comparison: Comparison, _ other: Value) -> Value? {
        guard comparison == .equal || comparison == .notEqual, let device = other.object(of: .device) as? DeviceObject else { return nil }
        let same = device.kindName == kindName && device.index == index
        return .bool(same == (comparison == .equal))
    }
    package override func hash() -> Int { repr().hashValue }
    package override func attribute(_ name: Name) throws -> Value? {
        switch name.text {
        case "type": .str(kindName)
        case "index": index.map { .int($0) } ?? Value.none
        default: try super.attribute(name)
        }
    }
    /// `with torch.device('cpu'):` changes nothing.
    package override func enter() -> Value { .object(self) }
    package override func exit(_ raised: Raised?) -> Bool { false }
}

extension Value {
    /// A device or its name; nil when this is neither.
    package func asDevice() throws -> DeviceObject? {
        if let device = object(of: .device) as? DeviceObject { return device }
        return try asString.map { try DeviceObject.parse($0) }
    }
}
