import ObjectModel

/// Layers that add borders.
enum PaddingLayers {
    private static func layer(_ kind: String, _ mode: String, _ spatial: Int, _ summary: String, _ parameters: String = "padding") -> Layer {
        let isConstant = mode == "constant", isZero = kind == "ZeroPad"
        let sizes = Array(repeating: "3", count: spatial + 1).joined(separator: ", ")
        let base = isZero ? "ConstantPad\(spatial)d" : nil
        return Layer(
            "\(kind)\(spatial)d", parameters, in: "padding", summary, "nn.\(kind)\(spatial)d(1\(isConstant && !isZero ? ", 2." : ""))(ones(1, \(sizes))).shape",
            base: base, extra: isConstant && !isZero ? "{padding=}, {value=}" : "{padding}",
            setUp: { m, a in
                m.setOwn("padding", a.tuple("padding", 2 * spatial))
                if isZero { m.setOwn("value", .float(0)) }
            },
            forward: .general("input") { m, a in
                if kind == "CircularPad", case let x = try a[1].tensorWithDim(), x.rank != spatial + 1, x.rank != spatial + 2 {
                    throw Raised.valueError("expected \(spatial + 1)D or \(spatial + 2)D input (got \(x.rank)D input)")
                }
                return .tensor(
                    try Functional.tensor("pad", a[1], m.value("padding"), .str(mode), isConstant ? m.value("value") : .none))
            })
    }
    static var all: [Layer] {
        (1...3).flatMap { spatial in
            [
                layer("ConstantPad", "constant", spatial, "Borders of one number.", "padding, value"),
                layer("ZeroPad", "constant", spatial, "Borders of zeros."),
                layer("ReflectionPad", "reflect", spatial, "Borders that mirror the input."),
                layer("ReplicationPad", "replicate", spatial, "Borders that repeat the edge."),
                layer("CircularPad", "circular", spatial, "Borders from the other side."),
            ]
        }
    }
}
