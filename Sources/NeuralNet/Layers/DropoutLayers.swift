import ObjectModel

/// Layers that put random elements to zero while training.
enum DropoutLayers {
    private static func layer(_ name: String, _ function: String, _ summary: String, example: String = "1, 2, 3") -> Layer {
        Layer(
            name, "p=0.5, inplace=False", in: "dropout", summary, "nn.\(name)(0.)(ones(\(example))).shape", base: "_DropoutNd", inheritsInitializer: true, extra: "{p=}, {inplace=}",
            setUp: { m, a in
                if try a.holds("p", .less, .int(0)) || a.holds("p", .greater, .int(1)) { throw Raised.valueError("dropout probability has to be between 0 and 1, but got \(try a["p"].str())") }
            },
            forward: .general("input") { m, a in
                try Arguments.with([a[1], m.value("p"), .bool(m.isTraining), m.value("inplace")]) { try Functional.op(function).call($0) }
            })
    }
    static let all: [Layer] = [
        layer("Dropout", "dropout", "Elements become 0 with probability `p`; the others grow."),
        layer("Dropout1d", "dropout1d", "Whole channels of sequences become 0."),
        layer("Dropout2d", "dropout2d", "Whole channels of images become 0.", example: "1, 2, 3, 3"),
        layer("Dropout3d", "dropout3d", "Whole channels of volumes become 0.", example: "1, 2, 3, 3, 3"),
        layer("AlphaDropout", "alpha_dropout", "Dropout that keeps mean and variance, for SELU."),
        layer("FeatureAlphaDropout", "feature_alpha_dropout", "The same for whole channels."),
    ]
}
