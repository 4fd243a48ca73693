import ObjectModel

/// Every operation there is, one line a family.
package enum OpCatalog {
    /// One line a family; the reference pages have its title. Families may share one.
    // Built at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) package static let families: [(title: String, ops: [Op])] = [
        ("Arithmetic", Arithmetic.ops),
        ("Elementwise functions", Pointwise.ops),
        ("Comparison and logic", ComparisonOps.ops),
        ("Activations", Activations.ops),
        ("Reductions", Reductions.ops),
        ("Shapes", Shaping.ops),
        ("Indexing", IndexingOps.ops),
        ("Products", LinearAlgebra.ops),
        ("Creation", CreationOps.ops),
        ("Losses", Losses.ops),
        ("Convolutions", Convolutions.ops),
        ("Pools", Pools.ops),
        ("Pools", FractionalPools.ops),
        ("Padding", Padding.ops),
        ("Normalisation and distances", Normalizations.ops),
        ("Dropout", Dropouts.ops),
        ("Images, embeddings and attention", Vision.ops),
        ("Linear algebra", Factorizations.ops),
        ("Linear algebra", Decompositions.ops),
        ("Images, embeddings and attention", Grids.ops),
        ("Creation", Windows.ops),
        ("Special functions", Special.ops),
        ("Special functions", Polynomials.ops),
        ("Statistics and order", Statistics.ops),
        ("Losses", MoreLosses.ops),
    ]
    nonisolated(unsafe) package static let all: [Op] = families.flatMap(\.ops)

    private static func table(_ kind: Op.Kinds) -> [String: Op] {
        var found: [String: Op] = [:]
        for op in all where op.kinds.contains(kind) { found[op.name] = op }
        return found
    }
    // Built at first use.
    nonisolated(unsafe) private static let functions = table(.function)
    nonisolated(unsafe) private static let functionals = table(.functional)

    /// `torch.name`
    package static func function(_ name: String) -> Op? { functions[name] }
    /// `F.name`
    package static func functional(_ name: String) -> Op? { functionals[name] }
    /// Where PyTorch has written `F.name`.
    package static func functionalName(_ name: String) -> String {
        if PythonSignature.isChoice("nn.functional.\(name)") { return "torch.nn.functional.boolean_dispatch.<locals>.fn" }
        return (pythonFunctions.contains("nn.functional.\(name)") ? "torch.nn.functional." : "torch._C._nn.") + name
    }
    /// The short name `name`: as `torch.name`, else as `F.name`.
    package static func global(_ name: String) -> Op? { functions[name] ?? functionals[name] }
    package static var names: [String] { Array(Set(all.map(\.name))).sorted() }

    /// The methods of tensors, with their in-place forms.
    static var methods: [Object] {
        var members: [Object] = []
        for op in all where op.kinds.contains(.method) {
            members.append(op.method)
            if op.inPlace { members.append(quickInPlace(op) ?? op.inPlaceMethod) }
        }
        return members
    }
    /// `add_`, `sub_` and `mul_` without a graph write straight into the buffer.
    private static func quickInPlace(_ op: Op) -> Object? {
        guard ["add", "sub", "mul"].contains(op.name) else { return nil }
        return NativeFunction(
            Name(op.name + "_"), op.name == "mul" ? "self, other" : "self, other, *, alpha=1", summary: op.summary, module: "torch", isMethod: true,
            body: .bound { a in
                guard let target = a[0].asTensor, let other = a[1].asTensor.map({ Operand.tensor($0) }) ?? a[1].asScalar.map({ Operand.number($0) }) else {
                    throw Raised.typeError("\(op.name)_(): argument 'other' (position 1) must be Tensor, not \(a[1].type.name)")
                }
                return try raising {
                    if op.name == "mul" {
                        try target.mulInPlace(other)
                    } else {
                        try target.addInPlace(other, alpha: a[2].asScalar ?? .int(1), subtract: op.name == "sub")
                    }
                    return a[0]
                }
            })
    }

    /// What `torch`, `F`, `torch.linalg` and `torch.special` hold.
    package static func members(_ kind: Op.Kinds) -> [(Name, Value)] {
        var members: [(Name, Value)] = []
        for op in all where op.kinds.contains(kind) {
            members.append((Name(op.name), .object(kind == .special ? op.specialFunction : kind == .functional ? op.functionalFunction : op.function)))
            if op.inPlace, kind == .function || kind == .functional { members.append((Name(op.name + "_"), .object(op.inPlaceFunction))) }
        }
        return members
    }
}
