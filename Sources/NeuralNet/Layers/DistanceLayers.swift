import ObjectModel

/// Layers that compare two inputs.
enum DistanceLayers {
    static var all: [Layer] {
        [
            Layer(
                "CosineSimilarity", "dim=1, eps=1e-08", in: "distance", "The cosine of the angle between two vectors.",
                "nn.CosineSimilarity(dim=0)(tensor([1., 0.]), tensor([1., 1.]))",
                forward: .function("cosine_similarity", inputs: "x1, x2", attributes: ["dim", "eps"])),
            Layer(
                "PairwiseDistance", "p=2.0, eps=1e-06, keepdim=False", in: "distance", "The distance between two vectors.",
                "nn.PairwiseDistance()(ones(1, 2), zeros(1, 2))",
                setUp: { m, a in m.setOwn("norm", a["p"]) },
                forward: .general("x1, x2") { m, a in
                    .tensor(try Functional.tensor("pairwise_distance", a[1], a[2], m.value("norm"), m.value("eps"), m.value("keepdim")))
                }),
        ]
    }
}
