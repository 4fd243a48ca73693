import Autograd
import ObjectModel
import TensorCore

/// Numbers as a cell gives them to a picture: tensors, lists, ranges, anything that can be walked through.
enum Numbers {
    /// The elements of a tensor as doubles, row by row.
    static func elements(of tensor: Tensor) throws -> [Double] {
        try raising {
            let array = try tensor.array.contiguous(as: .float64)
            return Array(UnsafeBufferPointer(start: array.pointer(as: Double.self), count: array.count))
        }
    }

    /// One row of numbers; a tensor of any shape counts as the row of its elements.
    static func row(_ value: Value, function: String, argument: String) throws -> [Double] {
        if let tensor = value.asTensor { return try elements(of: tensor) }
        if value.object(of: .str) != nil { throw refusal(value, function, argument) }
        var row: [Double] = []
        guard case .object = value else { throw refusal(value, function, argument) }
        let iterator = try value.iterator()
        while let item = try iterator.next() { row.append(try number(item, function, argument)) }
        return row
    }

    private static func number(_ value: Value, _ function: String, _ argument: String) throws -> Double {
        switch value {
        case .int(let number): return Double(number)
        case .float(let number): return number
        case .bool(let flag): return flag ? 1 : 0
        case .object(let object):
            if let tensor = value.asTensor {
                let all = try elements(of: tensor)
                guard all.count == 1 else {
                    throw Raised.valueError("\(function)(): \(argument) must hold single numbers, not tensors of \(all.count) elements")
                }
                return all[0]
            }
            if let number = try object.float() { return number }
        case .none, .unbound: break
        }
        throw refusal(value, function, argument)
    }

    /// Whether this is several rows: a list of lists or tensors.
    static func isRows(_ value: Value) -> Bool {
        guard let first = value.asItems?.first else { return false }
        if let tensor = first.asTensor { return tensor.count != 1 || tensor.rank > 0 }
        return first.asItems != nil || first.object(of: .range) != nil
    }

    static func refusal(_ value: Value, _ function: String, _ argument: String) -> Raised {
        Raised.typeError("\(function)(): \(argument) must be a tensor or a list of numbers, not \(value.type.name)")
    }
}
