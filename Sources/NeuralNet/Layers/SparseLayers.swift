import Autograd
import ObjectModel
import TensorCore

/// Tables whose rows are learned: one row a word.
enum SparseLayers {
    private static func table(_ m: Module, _ a: LayerArguments) throws {
        let rows = try a.size("num_embeddings", at: 0), columns = try a.size("embedding_dim", at: 1)
        _ = m.removeOwn("_weight")
        _ = m.removeOwn("_freeze")
        if !a.isNone("padding_idx"), a["padding_idx"].asInt == nil {
            _ = try a.holds("padding_idx", .greater, .int(0))
            throw Raised.indexError("only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got \(a["padding_idx"].type.name))")
        }
        if !a.isNone("_weight"), a["_weight"].asTensor == nil { _ = try a["_weight"].attribute("shape") }
        if let count = a["padding_idx"].asInt {
            guard count < rows, count >= -rows else { throw Raised(ExceptionTypes.assertionError, "Padding_idx must be within num_embeddings") }
            m.setOwn("padding_idx", .int(count < 0 ? count + rows : count))
        }
        let padding = try m.value("padding_idx").asInt
        if let given = a["_weight"].asTensor {
            guard given.shape.array == [rows, columns] else {
                throw Raised(ExceptionTypes.assertionError, "Shape of weight does not match num_embeddings and embedding_dim")
            }
            m.parameters[ModuleNames.weight] = try Tensor.parameter(given.array, requiresGrad: !a.isTrue("_freeze"))
            return
        }
        let weight = try m.addParameter(ModuleNames.weight, [rows, columns], a.dtype())
        try weight.array.normal(0, 1)
        if let padding { try weight.array.select(0, padding).fill(.int(0)) }
        if try a.isTrue("_freeze") { try weight.setRequiresGrad(false) }
    }
    /// What `extra_repr` adds to the two sizes.
    private static func options(_ m: Module, _ text: inout TextBuilder, _ names: [(Name, (Value) -> Bool)]) throws {
        text.append("\(try m.value("num_embeddings").str()), \(try m.value("embedding_dim").str())")
        for (name, isDefault) in names {
            let value = try m.value(name)
            if !isDefault(value) { try text.append(option: name, value) }
        }
    }
    private static func isNone(_ value: Value) -> Bool { value.isNone }
    private static func isFalse(_ value: Value) -> Bool { (try? value.isTrue()) == false }

    private static let embedding = Layer(
        "Embedding",
        "num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False, _weight=None, _freeze=False, device=None, dtype=None",
        in: "sparse", "A learned row for every index.", "embedding(10, 3)(tensor([1, 2])).shape", resets: true,
        extraRule: { m, text in
            try options(
                m, &text,
                [
                    ("padding_idx", isNone), ("max_norm", isNone), ("norm_type", { (try? $0.toDouble()) == 2 }), ("scale_grad_by_freq", isFalse),
                    ("sparse", isFalse),
                ])
        },
        members: {
            [
                ClassMethod(
                    NativeFunction(
                        "from_pretrained", "cls, embeddings, freeze=True, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False",
                        summary: "A table with given rows.", wording: .python,
                        body: .bound { a in
                            guard let weight = a[1].asTensor, weight.rank == 2 else {
                                throw Raised(ExceptionTypes.assertionError, "Embeddings parameter is expected to be 2-dimensional")
                            }
                            let names: [Name] = ["_weight", "_freeze", "padding_idx", "max_norm", "norm_type", "scale_grad_by_freq", "sparse"]
                            return try Arguments.with(
                                [.int(weight.shape[0]), .int(weight.shape[1]), a[1], a[2], a[3], a[4], a[5], a[6], a[7]], keywords: KeywordNames(names)
                            ) { try a[0].call($0) }
                        }))
            ]
        },
        setUp: table,
        forward: .general("input") { m, a in
            .tensor(
                try Functional.tensor(
                    "embedding", a[1], .tensor(m.tensor(ModuleNames.weight)), m.value("padding_idx"), m.value("max_norm"), m.value("norm_type"),
                    m.value("scale_grad_by_freq"), m.value("sparse")))
        })

    private static let bag = Layer(
        "EmbeddingBag",
        "num_embeddings, embedding_dim, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode='mean', sparse=False, _weight=None, include_last_offset=False, padding_idx=None, device=None, dtype=None",
        in: "sparse", "Sums or means of learned rows.", "nn.EmbeddingBag(10, 3)(tensor([[1, 2]])).shape", resets: true,
        extraRule: { m, text in
            try options(m, &text, [("max_norm", isNone), ("norm_type", { (try? $0.toDouble()) == 2 }), ("scale_grad_by_freq", isFalse)])
            text.append(", mode=\(try m.value("mode").repr())")
            if try !m.value("padding_idx").isNone { try text.append(option: "padding_idx", m.value("padding_idx")) }
        },
        setUp: table,
        forward: .general("input, offsets=None, per_sample_weights=None") { m, a in
            .tensor(
                try Functional.tensor(
                    "embedding_bag", a[1], .tensor(m.tensor(ModuleNames.weight)), a[2], m.value("max_norm"), m.value("norm_type"),
                    m.value("scale_grad_by_freq"), m.value("mode"), m.value("sparse"), a[3], m.value("include_last_offset"), m.value("padding_idx")))
        })

    static var all: [Layer] { [embedding, bag] }
}
