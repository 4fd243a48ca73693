import Autograd
import ObjectModel
import TensorCore

/// Layers that learn the size of their input from the first one they see, and then are the layer of the plain name.
enum LazyLayers {
    /// - Parameters:
    ///   - missing: the parameter of `base` that a first input tells.
    ///   - size: how it tells.
    private static func lazy(_ base: Layer, _ missing: Name, example: String, parameters: String? = nil, size: @escaping (Layer, Tensor) throws -> Int) -> Layer {
        let rest = parameters ?? base.parameters.split(separator: ",", maxSplits: 1).dropFirst().joined().drop { $0 == " " }.description
        return Layer(
            "Lazy" + base.name, rest, in: base.module, "`\(base.name)` that learns `\(missing)` from its first input.", example, base: base.name,
            extraRule: { try base.writeExtra($0, to: &$1) },
            setUp: { m, a in
                // One input stands for the unknown number, and no random number is used up for it.
                let random = try Generator.standard.getState()
                let one = a["groups"].isNone ? .int(1) : a["groups"]
                try base.reset(m, with: [(missing, one), ("bias", a["bias"]), ("dtype", a["dtype"]), ("device", a["device"])])
                try Generator.standard.setState(random)
                m.setOwn(missing, .int(0))
                for tensor in (Array(m.parameters.values) + Array(m.buffers.values)).compactMap({ $0 }) where tensor.rank > 0 {
                    tensor.array = try NDArray.empty([0], tensor.dtype)
                    tensor.isUninitialized = true
                }
            },
            forward: .general(base.forwardParameters) { m, a in
                guard let input = a[1].asTensor else { throw Raised.attributeError("'\(a[1].type.name)' object has no attribute 'shape'", object: a[1], name: "shape") }
                let count = try size(base, input)
                for tensor in m.buffers.values { tensor?.isUninitialized = false }
                m.become(base)
                m.setOwn(missing, .int(count))
                try base.reset(m, with: [(missing, .int(count))])
                return try Arguments.with((1..<a.function.signature.parameters.count).map { a[$0] }) { try base.forward(m, $0) }
            })
    }
    private static func ones(_ spatial: Int) -> String { "ones(1, 2, \(Array(repeating: "4", count: spatial).joined(separator: ", ")))" }
    private static func channels(_ base: Layer, _ spatial: Int, _ x: Tensor) throws -> Int {
        guard x.rank == spatial + 1 || x.rank == spatial + 2 else {
            throw Raised.runtimeError(
                "Expected \(spatial + 1)D (unbatched) or \(spatial + 2)D (batched) input to Lazy\(base.name), but got input of size: \(SizeObject(x.shape).repr())")
        }
        return x.shape[x.rank - spatial - 1]
    }
    private static let normParameters = "eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *, bias=True"

    static let all: [Layer] = {
        let families = LinearLayers.all + ConvolutionLayers.all + NormalizationLayers.all
        return families.compactMap { base in
            let spatial = base.name.hasSuffix("d") ? base.name.dropLast().last?.wholeNumberValue ?? 0 : 0
            if base.name == "Linear" {
                return lazy(base, "in_features", example: "nn.LazyLinear(2)(ones(1, 3)).shape") { _, x in
                    guard let last = x.shape.last else { throw Raised.indexError("tuple index out of range") }
                    return last
                }
            }
            if base.name.hasPrefix("Conv") {
                return lazy(base, "in_channels", example: "nn.Lazy\(base.name)(3, 2)(\(ones(spatial))).shape") { try channels($0, spatial, $1) }
            }
            guard spatial > 0 else { return nil }
            return lazy(base, "num_features", example: "nn.Lazy\(base.name)()(\(ones(spatial))).shape", parameters: normParameters) { _, x in
                guard x.rank > 1 else { throw Raised.indexError("tuple index out of range") }
                return x.shape[1]
            }
        }
    }()
}
