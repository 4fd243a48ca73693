import Foundation

@testable import Autograd
import ObjectModel
import TensorCore

/// What the lines of OpTable/ say, as values and calls of the catalog.
final class OpTableReader {
    static func lines(_ name: String) -> [JSON] {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("OpTable/" + name)
        guard let text = try? String(contentsOf: path, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").map { JSON.parse($0) }
    }

    // MARK: Calls

    func call(_ name: String, _ positional: [Value], _ keywords: [(Name, Value)], asMethod: Bool = false) throws -> Value {
        if asMethod { return try method(name, positional, keywords) }
        if name == "__getitem__" { return try positional[0].item(positional[1]) }
        if name.hasPrefix("__r") {
            let operation: [String: BinaryOperator] = [
                "__radd__": .add, "__rsub__": .subtract, "__rmul__": .multiply, "__rdiv__": .divide, "__rpow__": .power, "__rmod__": .modulo,
                "__rmatmul__": .matrixMultiply,
            ]
            // Called by name with two tensors, which no operator does: PyTorch's definitions of the reflected methods.
            if let x = positional[0].asTensor, let other = positional[1].asTensor {
                if name == "__rsub__" { return try call("rsub", positional, []) }
                if name == "__rdiv__" { return .tensor(try x.reciprocal().mul(other)) }
            }
            guard let found = operation[name] else { throw Raised.runtimeError("no operator \(name)") }
            return try binaryResult(found, positional[1], positional[0])
        }
        let short = Name(String(name.split(separator: ".").last ?? ""))
        let function: Value
        if name.hasPrefix("nn.functional.") {
            guard let op = OpCatalog.functional(short.text) else { throw Raised.runtimeError("no \(name)") }
            function = .object(op.functionalFunction)
        } else if name.hasPrefix("linalg.") || name.hasPrefix("special.") {
            let kind: Op.Kinds = name.hasPrefix("linalg.") ? .linalg : .special
            guard let op = OpCatalog.all.first(where: { $0.name == short.text && $0.kinds.contains(kind) }) else { throw Raised.runtimeError("no \(name)") }
            function = .object(kind == .special ? op.specialFunction : op.function)
        } else if let op = OpCatalog.function(short.text) {
            function = .object(op.function)
        } else if positional.isEmpty, let dtype = DType(name: name) {
            // `torch.half(x)`: a dtype is no function.
            function = .dtype(dtype)
        } else {
            return try method(name, positional, keywords)
        }
        return try Arguments.with(positional + keywords.map(\.1), keywords: keywords.isEmpty ? nil : KeywordNames(keywords.map(\.0))) { try function.call($0) }
    }

    private func method(_ name: String, _ positional: [Value], _ keywords: [(Name, Value)]) throws -> Value {
        guard let receiver = positional.first else { throw Raised.runtimeError("no function \(name)") }
        let function = try receiver.attribute(Name(name))
        return try Arguments.with(Array(positional.dropFirst()) + keywords.map(\.1), keywords: keywords.isEmpty ? nil : KeywordNames(keywords.map(\.0))) { try function.call($0) }
    }

    // MARK: Values

    /// Buffers that several arguments of a sample lie in.
    var shared: [Int: NDArray] = [:]
    func value(_ json: JSON, _ leaves: inout [Tensor]) throws -> Value {
        switch json {
        case .null: return .none
        case .bool(let flag): return .bool(flag)
        case .int(let number): return .int(number)
        case .double(let number): return .float(number)
        case .string(let text): return .str(text)
        case .array(let items): return .list(try items.map { try value($0, &leaves) })
        case .object(let fields):
            if let number = fields["f"] { return .float(number.double) }
            if let name = fields["dtype"] { return DType(name: name.string).map { .dtype($0) } ?? .none }
            if let name = fields["device"] { return .object(try DeviceObject.parse(name.string)) }
            if let items = fields["l"] { return .list(try items.items.map { try value($0, &leaves) }) }
            if let items = fields["tu"] { return .tuple(try items.items.map { try value($0, &leaves) }) }
            if fields["ellipsis"] != nil { return .ellipsis }
            if let parts = fields["slice"] {
                let bounds = try parts.items.map { try value($0, &leaves) }
                return .object(SliceObject(start: bounds[0], stop: bounds[1], step: bounds[2]))
            }
            let tensor = try tensor(json)
            if fields["g"] != nil {
                try tensor.setRequiresGrad(true)
                leaves.append(tensor)
            }
            return .tensor(tensor)
        }
    }
    private func tensor(_ json: JSON) throws -> Tensor {
        let dtype = DType(name: json["t"]?.string ?? "") ?? .float32
        let shape = Dims(json["s"]?.items.map(\.int) ?? [])
        let numbers = json["d"]?.items ?? []
        let size: Dims = json["sh"] == nil ? shape : [numbers.count]
        let array = dtype.isFloatingPoint ? try NDArray.from(numbers.map(\.double), shape: size, dtype) : try NDArray.from(numbers.map { item in
            if case .bool(let flag) = item { return flag ? 1 : 0 }
            return item.int
        }, shape: size, dtype)
        guard let strides = json["st"]?.items.map(\.int) else { return Tensor(array) }
        if let key = json["sh"]?.int {
            let whole = try shared[key] ?? array.asStrided([numbers.count], [1])
            shared[key] = whole
            return Tensor(try whole.asStrided(shape, Dims(strides), offset: json["o"]?.int ?? 0))
        }
        // Laid out as PyTorch had it.
        let reach = zip(shape, strides).reduce(1) { $0 + max($1.0 - 1, 0) * $1.1 }
        let laid = try NDArray.zeros([reach], dtype).asStrided(shape, Dims(strides))
        if laid.overlapsItself { return Tensor(array) }
        try laid.copy(from: array)
        return Tensor(laid)
    }
    func tensors(_ value: Value) throws -> [Tensor] {
        if let tensor = value.asTensor { return [tensor] }
        return try (value.withoutClass.asItems ?? []).flatMap { try tensors($0) }
    }
}
