import ObjectModel
import TensorCore

// Borders round the last dimensions.

extension Tensor {
    /// `F.pad`: pairs of (before, after), the last dimension first; negative amounts cut off.
    package final func padded(_ pads: [Int], value: Scalar = .int(0)) throws -> Tensor {
        guard pads.count % 2 == 0 else { throw Raised.runtimeError("Length of pad must be even but instead it equals \(pads.count)") }
        guard pads.count / 2 <= rank else {
            throw Raised.runtimeError(
                "Length of pad should be no more than twice the number of dimensions of the input. Pad length is \(pads.count)while the input has \(rank)"
                    + "dimensions.")
        }
        let (target, inner, outer) = try padGeometry(pads)
        let out = try NDArray.full(target, value, dtype)
        // What stays of the input, and where it goes.
        try outer(out).copy(from: inner(array))
        guard tracks else { return Tensor(out) }
        return record(out, "ConstantPadNdBackward0", self) { _, g in Gradients(try g.padded(pads.map { -$0 })) }
    }
    private typealias Part = (NDArray) throws -> NDArray
    private func padGeometry(_ pads: [Int]) throws -> (target: Dims, inner: Part, outer: Part) {
        var target = shape
        var cuts: [(dim: Int, from: Int, to: Int, length: Int)] = []
        for pair in 0..<(pads.count / 2) {
            let dim = rank - 1 - pair, before = pads[2 * pair], after = pads[2 * pair + 1]
            let (a, o1) = shape[dim].addingReportingOverflow(before)
            let (size, o2) = a.addingReportingOverflow(after)
            // PyTorch cuts first.
            guard o1 || o2 || before == .min || after == .min || shape[dim] >= Swift.max(0, -before) &+ Swift.max(0, -after) else {
                throw Raised.runtimeError("narrow(): length must be non-negative.")
            }
            guard !o1, !o2, size >= 0, before > .min, after > .min else {
                throw Raised.runtimeError(
                    "The input size \(shape[dim]), plus negative padding \(before) and \(after) resulted in a negative output size, which is invalid. Check "
                        + "dimension \(dim) of your input.")
            }
            target[dim] = size
            let from = Swift.max(0, -before)
            let length = Swift.max(0, shape[dim] - from - Swift.max(0, -after))
            cuts.append((dim, Swift.min(from, shape[dim]), Swift.max(0, before), length))
        }
        return (
            target,
            { array in try cuts.reduce(array) { try $0.narrow($1.dim, $1.from, $1.length) } },
            { array in try cuts.reduce(array) { try $0.narrow($1.dim, Swift.min($1.to, $0.shape[$1.dim]), $1.length) } }
        )
    }

    /// Borders taken from the input itself: each place of the result reads one of the input.
    package final func padded(_ pads: [Int], mode: String) throws -> Tensor {
        let spatial = pads.count / 2
        guard [1, 2, 3].contains(spatial), rank == spatial + 1 || rank == spatial + 2 else {
            throw Raised.notImplemented(
                "Padding size \(pads.count) is not supported for \(rank)D input tensor.\nSupported combinations for non-constant padding:\n"
                    + "  - 2D or 3D input: padding size = 2 (pads last dimension)\n  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n"
                    + "  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)")
        }
        // A batch may be empty, its samples may not.
        if mode != "circular", shape.suffix(spatial + 1).contains(0) {
            throw Raised.runtimeError(
                "Expected \(spatial + 1)D or \(spatial + 2)D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: \(shape)")
        }
        if dtype == .bool, mode != "circular" { throw TensorError.unsupported("\(mode == "reflect" ? "reflection" : "replication")_pad\(spatial)d", dtype) }
        var result = self
        for pair in 0..<spatial {
            let dim = rank - 1 - pair, before = pads[2 * pair], after = pads[2 * pair + 1], size = shape[dim]
            guard before.magnitude < 1 << 40, after.magnitude < 1 << 40, size < 1 << 60 else { throw Raised.runtimeError("Padding is too large") }
            if mode == "reflect", before >= size || after >= size {
                throw Raised.runtimeError(
                    "Argument #\(4 + 2 * pair): Padding size should be less than the corresponding input dimension, but got: padding (\(before), \(after)) at dimension \(dim) of input "
                        + "\(shape)")
            }
            if mode == "circular", before > size || after > size {
                throw Raised.runtimeError("Padding value causes wrapping around more than once.")
            }
            // What is cut off does not come back round the other side.
            let cut = Swift.max(-before, 0), left = size - cut - Swift.max(-after, 0)
            guard mode != "circular" || left > 0 else { throw Raised.runtimeError("Negative padding value is resulting in an empty dimension") }
            guard size + before + after > 0 else { throw tooSmall(pads, mode) }
            // Without elements, no memory speaks against any size.
            guard result.count > 0 || size + before + after < 1 << 24 else { throw Raised.runtimeError("Padding is too large") }
            // The list of places must fit, too.
            guard before + size + after < 1 << 28 else { throw Raised(ExceptionTypes.memoryError, "") }
            let places = (-before..<(size + after)).map { place in
                switch mode {
                case "reflect": place < 0 ? -place : place >= size ? 2 * size - 2 - place : place
                case "replicate": Swift.min(Swift.max(place, 0), size - 1)
                default: cut + (((place - cut) % left) + left) % left
                }
            }
            result = try result.paddedAlong(dim, Tensor(.from(places)), mode, spatial)
        }
        return result
    }
    private func tooSmall(_ pads: [Int], _ mode: String) -> Raised {
        let spatial = pads.count / 2, names = ["D", "H", "W"].suffix(spatial), sizes = shape.suffix(spatial)
        let results = (0..<spatial).map { sizes[sizes.startIndex + $0] &+ pads[pads.count - 2 - 2 * $0] &+ pads[pads.count - 1 - 2 * $0] }
        let before = zip(names, sizes).map { "\($0): \($1)" + ($0 == "D" ? " " : $0 == "H" ? ", " : mode == "replicate" && spatial == 2 ? " " : "") }.joined()
        return Raised.runtimeError("input (\(before)) is too small. Calculated output \(zip(names, results).map { "\($0): \($1)" }.joined(separator: " "))")
    }
    private func paddedAlong(_ dim: Int, _ places: Tensor, _ mode: String, _ spatial: Int) throws -> Tensor {
        let before = shape
        let name = mode == "reflect" ? "ReflectionPad\(spatial)DBackward0" : mode == "replicate" ? "ReplicationPad\(spatial)DBackward0" : "torch::autograd::CopySlices"
        return record(try array.indexSelect(dim, places.array), name, self, saving: places) { n, g in
            Gradients(try Tensor(NDArray.zeros(before, g.dtype)).indexAdd(dim, n.saved(0), g))
        }
    }
}

enum Padding {
    static var ops: [Op] {
        [
            Op("pad", "input, pad, mode='constant', value=None", "Borders round the last dimensions: (left, right, top, bottom, …).", "pad(ones(1, 2), (1, 1))", .functional) { a in
                let pads = try a.intList(1), mode = try a.string(2)
                guard ["constant", "reflect", "replicate", "circular"].contains(mode) else { throw Raised.notImplemented("Unrecognised padding mode \(mode)") }
                guard pads.count % 2 == 0 else { throw Raised.runtimeError("Padding length must be divisible by 2") }
                guard try pads.count <= 2 * a.tensor(0).rank else {
                    throw Raised.runtimeError(
                        "Padding length should be less than or equal to two times the input dimension but got padding length \(pads.count) and input of dimension "
                            + "\(try a.tensor(0).rank)")
                }
                switch mode {
                case "constant": return try a.tensor(0).padded(pads, value: a.optionalScalar(3) ?? .int(0))
                default:
                    if let value = try a.optionalScalar(3), value.double != 0 {
                        throw Raised.runtimeError("Padding mode \"\(mode)\" doesn't take in value argument")
                    }
                    return try a.tensor(0).padded(pads, mode: mode)
                }
            },
            Op("constant_pad_nd", "input, pad, value=0", "Borders of one number.", "constant_pad_nd(ones(2), (1, 1))", .function) { try $0.tensor(0).padded($0.intList(1), value: $0.scalar(2)) },
        ]
    }
}
