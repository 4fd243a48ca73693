import Autograd
import ObjectModel
import TensorCore

/// The functions of `torch.nn.functional` by name.
package enum Functional {
    // Made once; read by the evaluator's thread.
    nonisolated(unsafe) private static let byName: [String: Op] = {
        var found: [String: Op] = [:]
        for op in OpCatalog.all where op.kinds.contains(.functional) { found[op.name] = op }
        return found
    }()
    package static func find(_ name: String) -> Op? { byName[name] }
    package static func op(_ name: String) throws -> Op {
        guard let op = byName[name] else { throw Raised.notImplemented("nbs has no function 'torch.nn.functional.\(name)'") }
        return op
    }
    package static var all: [Op] { byName.values.sorted { $0.name < $1.name } }

    /// Calls a function whose result is one tensor.
    static func tensor(_ name: String, _ values: Value..., keywords: [(Name, Value)] = []) throws -> Tensor {
        let result = try Arguments.with(values + keywords.map(\.1), keywords: keywords.isEmpty ? nil : KeywordNames(keywords.map(\.0))) {
            try op(name).callAsFunctional($0)
        }
        guard let tensor = result.asTensor else { throw Raised.typeError("\(name)() did not return a tensor") }
        return tensor
    }
}
