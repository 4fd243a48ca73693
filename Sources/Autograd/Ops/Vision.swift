import ObjectModel
import TensorCore

// Images: other resolutions, channels for pixels.

extension Tensor {
    /// Along each spatial dimension, the weighted source places of every target place.
    private struct Sampling {
        var places: [[Int]]
        var weights: [[Double]]
    }
    private static func sampling(_ mode: String, _ size: Int, _ target: Int, _ scale: Double?, _ corners: Bool) -> Sampling {
        var result = Sampling(places: [], weights: [])
        let ratio = corners ? (target > 1 ? Double(size - 1) / Double(target - 1) : 0) : scale.map { 1 / $0 } ?? Double(size) / Double(target)
        for i in 0..<target {
            switch mode {
            case "nearest":
                result.places.append([Swift.min(Int((Float(i) * Float(ratio)).rounded(.down)), size - 1)])
                result.weights.append([1])
            case "nearest-exact":
                result.places.append([Swift.min(Int((Float(Double(i) + 0.5) * Float(ratio)).rounded(.down)), size - 1)])
                result.weights.append([1])
            case "linear":
                var position = corners ? Double(i) * ratio : (Double(i) + 0.5) * ratio - 0.5
                if !corners, position < 0 { position = 0 }
                let low = Swift.min(Int(position), size - 1), high = low + (low < size - 1 ? 1 : 0)
                let fraction = Swift.min(Swift.max(position - Double(low), 0), 1)
                result.places.append([low, high])
                result.weights.append([1 - fraction, fraction])
            default:
                let position = corners ? Double(i) * ratio : (Double(i) + 0.5) * ratio - 0.5
                let low = position.rounded(.down), t = position - low
                // Keys's cubic with a = -0.75.
                let a = -0.75
                func near(_ x: Double) -> Double { ((a + 2) * x - (a + 3)) * x * x + 1 }
                func far(_ x: Double) -> Double { ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
                result.weights.append([far(t + 1), near(t), near(1 - t), far(2 - t)])
                result.places.append((-1...2).map { Swift.min(Swift.max(Int(low) + $0, 0), size - 1) })
            }
        }
        return result
    }

    package final func interpolated(_ mode: String, _ sizes: [Int], _ scales: [Double?], corners: Bool) throws -> Tensor {
        let spatial = rank - 2
        let kernel = ["linear": "linear", "bilinear": "linear", "trilinear": "linear", "bicubic": "cubic"][mode] ?? mode
        let word = ["nearest": "Nearest", "nearest-exact": "NearestExact", "linear": "Linear", "bilinear": "Bilinear", "trilinear": "Trilinear", "bicubic": "Bicubic"][mode] ?? ""
        guard shape.dropFirst(2).allSatisfy({ $0 > 0 }), sizes.allSatisfy({ $0 > 0 }) else {
            func list(_ numbers: [Int]) -> String { zip(["D", "H", "W"].suffix(numbers.count), numbers).map { "\($0): \($1)" }.joined(separator: ", ") }
            throw Raised.runtimeError("Input and output sizes should be greater than 0, but got input (\(list(Array(shape.dropFirst(2)))))\(spatial == 1 ? " and" : "") output (\(list(sizes)))")
        }
        guard shape[1] > 0 else { throw Raised.runtimeError("Non-empty \(rank)D data tensor expected but got a tensor with sizes \(shape)") }
        if sizes.contains(where: { $0 >= 1 << 24 }) {
            _ = try NDArray.empty(Dims(checking: [shape[0], shape[1]] + sizes), dtype)
            // The list of what is read must fit, too.
            throw Raised(ExceptionTypes.memoryError, "")
        }
        let name = "Upsample\(word)\(spatial)DBackward0"
        if mode.hasPrefix("nearest") {
            // Each place is that of one source: the last dimension first, while there are few rows.
            let places = try (0..<spatial).map { Tensor(try .from(Tensor.sampling(kernel, shape[2 + $0], sizes[$0], scales[$0], corners).places.joined().map { $0 })) }
            let before = shape
            let out = try (0..<spatial).reversed().reduce(array) { try $0.indexSelect(2 + $1, places[$1].array) }
            return record(out, name, self) { _, g in
                Gradients(try (0..<spatial).reduce(g) { sum, i in
                    var size = sum.shape
                    size[2 + i] = before[2 + i]
                    return try Tensor(.zeros(size, g.dtype)).indexAdd(2 + i, places[i], sum)
                })
            }
        }
        // A matrix a dimension: (target, source).
        var matrices: [NDArray] = []
        for i in 0..<spatial {
            let s = Tensor.sampling(kernel, shape[2 + i], sizes[i], scales[i], corners)
            let matrix = try NDArray.zeros([sizes[i], shape[2 + i]], .float64)
            let p = matrix.pointer(as: Double.self)
            for (row, (places, weights)) in zip(s.places, s.weights).enumerated() {
                for (place, weight) in zip(places, weights) { p[row * shape[2 + i] + place] += weight }
            }
            matrices.append(try matrix.cast(to: dtype))
        }
        func apply(_ x: Tensor, transposed: Bool) throws -> Tensor {
            var result = x
            for (i, matrix) in matrices.enumerated() {
                let m = Tensor(transposed ? try matrix.transpose(0, 1) : matrix)
                result = try result.transpose(2 + i, -1).matmul(m.t()).transpose(2 + i, -1)
            }
            return result
        }
        let out = try GradMode.with(false) { try apply(self, transposed: false).contiguous() }
        return record(out.array, name, self) { _, g in Gradients(try apply(g, transposed: true)) }
    }

    package final func pixelShuffle(_ factor: Int) throws -> Tensor {
        guard rank >= 3 else { throw Raised.runtimeError("pixel_shuffle expects input to have at least 3 dimensions, but got input with \(rank) dimension(s)") }
        guard factor > 0 else { throw Raised.runtimeError("pixel_shuffle expects a positive upscale_factor, but got \(factor)") }
        let c = shape[rank - 3], h = shape[rank - 2], w = shape[rank - 1], lead = Array(shape.dropLast(3))
        let (square, tooLarge) = factor.multipliedReportingOverflow(by: factor)
        guard !tooLarge else { throw Raised.valueError("upscale factor is too large, (upscale_factor)^2 overflowed: upscale_factor=\(factor)") }
        guard c % square == 0 else {
            throw Raised.runtimeError(
                "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=\(c) is not divisible by \(square)")
        }
        // Of nothing, a size may be any number.
        let (height, tooHigh) = h.multipliedReportingOverflow(by: factor), (width, tooWide) = w.multipliedReportingOverflow(by: factor)
        guard !tooHigh, !tooWide else { throw Raised.runtimeError("Stride calculation overflowed") }
        let batch = elements(lead)
        return try composed("PixelShuffleBackward0") { x in
            try x.reshape([batch, c / square, factor, factor, h, w]).permute([0, 1, 4, 2, 5, 3]).reshape(lead + [c / square, height, width])
        }
    }
    /// The product of some of the sizes: of nothing they may be any numbers, and their product none.
    private func elements(_ sizes: [Int]) -> Int { count == 0 ? 0 : sizes.reduce(1, *) }
    package final func pixelUnshuffle(_ factor: Int) throws -> Tensor {
        guard rank >= 3 else { throw Raised.runtimeError("pixel_unshuffle expects input to have at least 3 dimensions, but got input with \(rank) dimension(s)") }
        guard factor > 0 else { throw Raised.runtimeError("pixel_unshuffle expects a positive downscale_factor, but got \(factor)") }
        let c = shape[rank - 3], h = shape[rank - 2], w = shape[rank - 1], lead = Array(shape.dropLast(3))
        guard h % factor == 0 else {
            throw Raised.runtimeError("pixel_unshuffle expects height to be divisible by downscale_factor, but input.size(-2)=\(h) is not divisible by \(factor)")
        }
        guard w % factor == 0 else {
            throw Raised.runtimeError("pixel_unshuffle expects width to be divisible by downscale_factor, but input.size(-1)=\(w) is not divisible by \(factor)")
        }
        // PyTorch gives nothing back as it is.
        if count == 0 { return try clone().renamed("CloneBackward0", "PixelUnshuffleBackward0") }
        let batch = elements(lead)
        return try composed("PixelUnshuffleBackward0") { x in
            try x.reshape([batch, c, h / factor, factor, w / factor, factor]).permute([0, 1, 3, 5, 2, 4]).reshape(lead + [c * factor * factor, h / factor, w / factor])
        }
    }
    package final func channelShuffle(_ groups: Int) throws -> Tensor {
        guard rank > 2 else { throw Raised.runtimeError("channel_shuffle expects input with > 2 dims, but got input with sizes \(shape)") }
        guard groups > 0 else { throw Raised.runtimeError("Number of groups to divide channels in must be positive. Value of groups:\(groups)") }
        guard shape[1] % groups == 0 else {
            throw Raised.runtimeError("Number of channels must be divisible by groups. Got \(shape[1]) channels and \(groups) groups.")
        }
        let rest = Array(shape.dropFirst(2))
        let inner = elements(rest)
        return try reshape([shape[0], groups, shape[1] / groups, inner]).transpose(1, 2).reshape([shape[0], shape[1]] + rest)
    }

    /// softmax(q @ k.T * scale + mask) @ v
    package static func attention(_ q: Tensor, _ k: Tensor, _ v: Tensor, mask: Tensor?, dropout: Double, causal: Bool, scale: Double?, grouped: Bool) throws -> Tensor {
        guard q.rank >= 2, k.rank >= 2, v.rank >= 2 else {
            throw Raised.runtimeError("Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: \(q.rank) key.dim: \(k.rank) and value.dim: \(v.rank) instead.")
        }
        guard q.dtype == k.dtype, q.dtype == v.dtype else {
            throw Raised.runtimeError(
                "Expected query, key, and value to have the same dtype, but got query.dtype: \(q.dtype.cppName) key.dtype: \(k.dtype.cppName) and value.dtype: "
                    + "\(v.dtype.cppName) instead.")
        }
        if grouped {
            for x in [q, k, v] where x.rank < 3 {
                throw Raised.indexError("Dimension out of range (expected to be in range of [-2, 1], but got -3)")
            }
            let heads = q.shape[q.rank - 3]
            guard [k, v].allSatisfy({ $0.shape[$0.rank - 3] == 0 || heads % $0.shape[$0.rank - 3] == 0 }) else {
                throw Raised.runtimeError("Number of heads in key and value must divide the number of heads in ")
            }
        }
        if causal, mask != nil { throw Raised.runtimeError("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True") }
        if dropout == 0, fitsFlash(q, k, v, mask, grouped) {
            let made = try composedOnce(many: "ScaledDotProductFlashAttentionForCpuBackward0", [q, k, v, mask]) { inputs in
                guard let q = inputs[0], let k = inputs[1], let v = inputs[2] else { return [] }
                return [try steps(q, k, v, mask: inputs[3], dropout: 0, causal: causal, scale: scale, grouped: grouped)]
            }
            return made[0]
        }
        return try steps(q, k, v, mask: mask, dropout: dropout, causal: causal, scale: scale, grouped: grouped)
    }
    /// Whether PyTorch would choose its fused kernel, which shows as one node.
    private static func fitsFlash(_ q: Tensor, _ k: Tensor, _ v: Tensor, _ mask: Tensor?, _ grouped: Bool) -> Bool {
        guard q.rank == 4, k.rank == 4, v.rank == 4, q.shape[3] == k.shape[3], k.shape[3] == v.shape[3], q.shape[0] == k.shape[0], k.shape[0] == v.shape[0] else { return false }
        guard k.shape[1] == v.shape[1], grouped ? k.shape[1] > 0 && q.shape[1] % k.shape[1] == 0 : q.shape[1] == k.shape[1] else { return false }
        guard q.shape[2] > 0, k.shape[2] > 0, k.shape[2] == v.shape[2], [q, k, v].allSatisfy({ $0.array.strides.last == 1 }) else { return false }
        guard let mask else { return true }
        if mask.requiresGrad || (mask.rank != 2 && mask.rank != 4) { return false }
        let wanted = [q.shape[0], q.shape[1], q.shape[2], k.shape[2]].suffix(mask.rank)
        return zip(mask.shape.array, wanted).allSatisfy { $0 == 1 || $0 == $1 }
    }
    private static func steps(_ q: Tensor, _ k: Tensor, _ v: Tensor, mask: Tensor?, dropout: Double, causal: Bool, scale: Double?, grouped: Bool) throws -> Tensor {
        if q.dtype.isHalf {
            // In floats, rounded once.
            func wide(_ x: Tensor) throws -> Tensor { x.dtype.isHalf ? try x.cast(to: .float32) : x }
            return try steps(wide(q), wide(k), wide(v), mask: mask.map { try wide($0) }, dropout: dropout, causal: causal, scale: scale, grouped: grouped).cast(to: q.dtype)
        }
        // Half of the scale on either side keeps products small.
        let factor = (scale ?? 1 / Double(q.shape[q.rank - 1]).squareRoot())
        var keys = k, values = v
        if grouped {
            // Nobody to listen to.
            if k.shape[k.rank - 3] == 0 || v.shape[v.rank - 3] == 0 {
                return Tensor(try .zeros(Dims(checking: q.shape.dropLast() + [v.shape[v.rank - 1]]), q.dtype))
            }
            keys = try repeatHeads(k, for: q)
            values = try repeatHeads(v, for: q)
        }
        let root = Swift.abs(factor).squareRoot()
        let scores = try q.mul(.float(factor < 0 ? -root : root)).matmul(keys.transpose(-2, -1).mul(.float(root)))
        var bias = mask
        if causal { bias = Tensor(try NDArray.ones([scores.shape[scores.rank - 2], scores.shape[scores.rank - 1]], .bool).tril()) }
        var shifted = scores
        if let bias {
            if bias.dtype == .bool {
                let low = try Tensor(NDArray.scalar(.float(-.infinity), scores.dtype)), zero = try Tensor(NDArray.scalar(.int(0), scores.dtype))
                shifted = try scores.add(Tensor.where(bias, zero, low))
            } else {
                shifted = try scores.add(bias)
            }
        }
        var weights = try shifted.safeSoftmax()
        if dropout > 0 { weights = try weights.dropout(dropout, training: true) }
        return try weights.matmul(values)
    }
    private static func repeatHeads(_ x: Tensor, for query: Tensor) throws -> Tensor {
        let d = x.rank - 3, times = query.shape[query.rank - 3] / x.shape[d]
        if times == 1 { return x }
        var wide = x.shape.array
        wide.insert(times, at: d + 1)
        var target = x.shape.array
        target[d] *= times
        return try x.unsqueeze(d + 1).expand(Dims(checking: wide)).reshape(target)
    }
    /// `softmax` along the last dimension; rows that are masked whole become zeros instead of NaN.
    private func safeSoftmax() throws -> Tensor {
        var out = try array.softmax(-1)
        // Such a row has a NaN in its first place, as others may have.
        if out.shape[out.rank - 1] > 0, try NDArray.predicate(.isnan, out.select(out.rank - 1, 0)).reduce(.any).item().bool {
            let low = try NDArray.compare(.eq, array, .float(-.infinity)).reduce(.all, [-1], keepdim: true)
            out = try .where(low.expand(to: out.shape), .zeros([], out.dtype), out)
        }
        return record(out, "SafeSoftmaxBackward0", self, result: true) { n, g in
            let r = try n.result()
            let product = try g * r
            return Gradients(try product - r * product.sum([-1], keepdim: true))
        }
    }
}

enum Vision {
    private static func interpolate(_ a: OpArguments, _ x: Tensor, size: Int, scale: Int, mode: String, corners: Bool?, recompute: Bool) throws -> Tensor {
        let spatial = x.rank - 2
        guard a.isNone(size) != a.isNone(scale) else {
            throw Raised.valueError(a.isNone(size) ? "either size or scale_factor should be defined" : "only one of size or scale_factor should be defined")
        }
        // As many as there are, before anybody asks what they are.
        let given = a[a.isNone(size) ? scale : size].withoutClass, count = given.asItems?.count ?? spatial
        guard count != spatial || (1...3).contains(spatial) else {
            throw Raised.notImplemented(
                "Input Error: Only 3D, 4D and 5D input Tensors supported (got \(x.rank)D) for the modes: nearest | linear | bilinear | bicubic | trilinear | "
                    + "lanczos | area | nearest-exact (got \(mode))")
        }
        var sizes: [Int] = [], scales: [Double?] = Array(repeating: nil, count: Swift.max(spatial, 0))
        if !a.isNone(size) {
            guard count == spatial else {
                throw Raised.valueError(
                    "Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of \([Int](x.shape.dropFirst(2))) and output size of \(try given.str()). Please provide input tensor in (N, C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format.")
            }
            sizes = try a.ints(size)
            if given.asItems == nil, sizes.count == 1 { sizes = Array(repeating: sizes[0], count: spatial) }
        } else {
            guard count == spatial else {
                throw Raised.valueError(
                    "Input and scale_factor must have the same number of spatial dimensions, but got input with spatial dimensions of \([Int](x.shape.dropFirst(2))) and scale_factor of shape \(try given.str()). Please provide input tensor in (N, C, d1, d2, ...,dK) format and scale_factor in (s1, s2, ...,sK) format.")
            }
            let factors = try given.asItems.map { try $0.map { try $0.toDouble() ?? 1 } } ?? Array(repeating: a.scalar(scale).double, count: spatial)
            sizes = (0..<spatial).map { Int(clamping: (Double(x.shape[2 + $0]) * factors[$0]).rounded(.down)) }
            if !recompute { scales = factors }
        }
        let wanted = ["nearest": 0, "nearest-exact": 0, "area": 0, "linear": 1, "bilinear": 2, "bicubic": 2, "trilinear": 3]
        guard let dims = wanted[mode], dims == 0 || dims == spatial else {
            if let dims = wanted[mode], mode != "bicubic", (3...5).contains(x.rank) {
                throw Raised.notImplemented("Got \(x.rank)D input, but \(mode) mode needs \(dims + 2)D input")
            }
            throw Raised.notImplemented(
                "Input Error: Only 3D, 4D and 5D input Tensors supported (got \(x.rank)D) for the modes: nearest | linear | bilinear | bicubic | trilinear | "
                    + "lanczos | area | nearest-exact (got \(mode))")
        }
        if mode != "area", !x.dtype.isFloatingPoint, x.dtype != .uint8 || mode == "linear" || mode == "trilinear" {
            let kernel = ["nearest": "nearest", "nearest-exact": "nearest", "linear": "linear", "trilinear": "linear", "bicubic": "cubic"][mode] ?? mode
            let isFast = spatial == 2 && mode.hasPrefix("nearest") || mode == "bilinear"
            throw TensorError.unsupported(isFast ? "upsample_\(kernel)2d_channels_last" : "compute_indices_weights_\(kernel)", x.dtype)
        }
        if dims == 0, corners != nil {
            throw Raised.valueError("align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear")
        }
        if mode == "area" { return try x.adaptiveAveragePool(spatial, Dims(checking: sizes)) }
        return try x.interpolated(mode, sizes, scales, corners: corners ?? false)
    }

    static var ops: [Op] {
        [
            Op("interpolate", "input, size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None, antialias=False", "Images in another resolution.", "F.interpolate(ones(1, 1, 2, 2), scale_factor=2).shape", .functional) { a in
                if try a[6].isTrue() { throw Raised.notImplemented("nbs interpolates without antialias") }
                return try interpolate(a, a.tensor(0), size: 1, scale: 2, mode: a[3].str(), corners: a.isNone(4) ? nil : a[4].isTrue(), recompute: a[5].isTrue())
            },
            Op("upsample", "input, size=None, scale_factor=None, mode='nearest', align_corners=None", "Images in another resolution.", "F.upsample(ones(1, 1, 2, 2), scale_factor=2).shape", .functional) { a in
                Warnings.emit("`nn.functional.upsample` is deprecated. Use `nn.functional.interpolate` instead.")
                return try interpolate(a, a.tensor(0), size: 1, scale: 2, mode: a[3].str(), corners: a.isNone(4) ? nil : a[4].isTrue(), recompute: false)
            },
            Op("pixel_shuffle", "input, upscale_factor", "Channels become pixels.", "pixel_shuffle(ones(1, 4, 1, 1), 2).shape", [.function, .functional], layer: "PixelShuffle") { try $0.tensor(0).pixelShuffle($0.int(1)) },
            Op("pixel_unshuffle", "input, downscale_factor", "Pixels become channels.", "pixel_unshuffle(ones(1, 1, 2, 2), 2).shape", [.function, .functional], layer: "PixelUnshuffle") { try $0.tensor(0).pixelUnshuffle($0.int(1)) },
            Op("channel_shuffle", "input, groups", "Channels of different groups mixed.", "channel_shuffle(ones(1, 4, 1, 1), 2).shape", [.function, .functional], layer: "ChannelShuffle") { try $0.tensor(0).channelShuffle($0.int(1)) },
            Op("scaled_dot_product_attention", "query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False", "Values mixed in the ratio in which queries and keys agree.", "F.scaled_dot_product_attention(ones(1, 2), ones(1, 2), ones(1, 2))", .functional) { a in
                try Tensor.attention(
                    a.tensor(0), a.tensor(1), a.tensor(2), mask: a.optionalTensor(3), dropout: a.double(4), causal: a[5].isTrue(), scale: a.optionalDouble(6), grouped: a[7].isTrue())
            },
            Op("embedding", "input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False", "Rows of a table.", "F.embedding(tensor([1]), eye(2))", .functional) { a in
                let index = try a.tensor(0), weight = try a.tensor(1)
                var padding = try a.optionalInt(2)
                if let given = padding {
                    guard given < weight.shape[0], given >= -weight.shape[0] else { throw Raised(ExceptionTypes.assertionError, "Padding_idx must be within num_embeddings") }
                    if given < 0 { padding = given + weight.shape[0] }
                }
                if let most = try a.optionalDouble(3) { try weight.limitRows(index, most, a.double(4)) }
                return try weight.embedding(index, padding: padding, scaleByFrequency: a[5].isTrue())
            },
            Op("embedding_bag", "input, weight, offsets=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode='mean', sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None", "Sums, means or maxima of rows of a table.", "F.embedding_bag(tensor([[0, 1]]), eye(2))", .functional) { a in
                try bag(a)
            },
        ]
    }

    private static func bag(_ a: OpArguments) throws -> Tensor {
        if a[0].asTensor == nil, a.isNone(8) { throw Raised.attributeError("'\(Overloads.cName(a[0]))' object has no attribute 'dim'", object: a[0], name: "dim") }
        let index = try a.tensor(0), weight = try a.tensor(1), mode = try a.string(6)
        guard ["sum", "mean", "max"].contains(mode) else { throw Raised.valueError("mode has to be one of sum, mean or max") }
        if let scales = a[8].asTensor, scales.shape != index.shape {
            throw Raised.valueError(
                "embedding_bag: If per_sample_weights (\(SizeObject(scales.shape).repr())) is not None, then it must have the same shape as the input (\(SizeObject(index.shape).repr()))")
        }
        guard weight.rank == 2 else { throw Raised.valueError("weight has to be a 2D Tensor, but got Tensor of dimension \(weight.rank)") }
        var ends: [Int], flat = index
        guard index.rank == 1 || index.rank == 2 else { throw Raised.valueError("input has to be 1D or 2D Tensor, but got Tensor of dimension \(index.rank)") }
        if index.rank == 2 {
            guard a.isNone(2) else {
                throw Raised.valueError("if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, found offsets of type <class 'torch.Tensor'>")
            }
            // The offsets are counted in the indices' dtype.
            if index.dtype == .bool { throw TensorError.unsupported("arange_cpu", .bool) }
            guard index.shape[1] > 0 else { throw Raised.runtimeError("step must be nonzero") }
            // Refuses what there is no memory for, before there is a number for each row.
            flat = try index.reshape([-1])
            try index.checkIndices(of: "embedding_bag")
            ends = (0...index.shape[0]).map { $0 * index.shape[1] }
        } else {
            guard let offsets = try a.optionalTensor(2) else { throw Raised.valueError("offsets has to be a 1D Tensor but got None") }
            ends = try offsets.array.ints()
            if !(try a[9].isTrue()) { ends.append(index.count) }
        }
        guard ends.first == 0 else { throw Raised.valueError("offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got \(ends.first ?? 0)") }
        if let most = try a.optionalDouble(3) { try weight.limitRows(flat, most, a.double(4)) }
        var padding = try a.optionalInt(10)
        if let given = padding, given < 0 { padding = given + weight.shape[0] }
        var rows = try weight.embedding(flat, padding: padding, scaleByFrequency: a[5].isTrue())
        if let scales = try a.optionalTensor(8), scales.dtype != weight.dtype {
            throw Raised.runtimeError(
                "Expected tensor for argument #1 'weight' to have the same type as tensor for argument #1 'per_sample_weights'; but type torch.\(weight.dtype.scalarName)Tensor "
                    + "does not equal torch.\(scales.dtype.scalarName)Tensor (while checking arguments for embedding_bag)")
        }
        if let scales = try a.optionalTensor(8) { rows = try rows * scales.reshape([-1, 1]) }
        // Bags of one length, none of whose rows are left out, lie in one tensor.
        if padding == nil, let length = ends.dropFirst().first, length > 0, ends.count > 1, ends.last == flat.count,
            zip(ends, ends.dropFirst()).allSatisfy({ $1 - $0 == length }) {
            let bags = try rows.reshape([ends.count - 1, length, weight.shape[1]])
            switch mode {
            case "sum": return try bags.sum([1]).renamed("SumBackward1", "EmbeddingBagBackward0")
            case "mean": return try bags.mean([1]).renamed("MeanBackward1", "EmbeddingBagBackward0")
            default: return try bags.max(1).0.renamed("MaxBackward0", "EmbeddingBagBackward0")
            }
        }
        let kept = try padding.map { pad in try flat.array.ints().map { $0 != pad } }
        let bags = try zip(ends, ends.dropFirst()).map { start, end -> Tensor in
            guard start <= end, end <= flat.count else { throw Raised.runtimeError("offsets must be increasing and within the input") }
            let places = (start..<end).filter { kept?[$0] ?? true }
            if places.isEmpty { return try Tensor(.zeros([weight.shape[1]], weight.dtype)) }
            let part = places.count == end - start ? try rows.narrow(0, start, end - start) : try rows.indexSelect(0, Tensor(.from(places)))
            switch mode {
            case "sum": return try part.sum([0])
            case "mean": return try part.mean([0])
            default: return try part.max(0).0
            }
        }
        if bags.isEmpty { return Tensor(try .zeros([0, weight.shape[1]], weight.dtype)) }
        return try Tensor.stack(bags, 0).renamed("StackBackward0", "EmbeddingBagBackward0")
    }
}

extension Tensor {
    /// Rows that are used and longer than `most` are shortened, in place.
    fileprivate func limitRows(_ index: Tensor, _ most: Double, _ p: Double) throws {
        for row in Set(try index.array.ints()) where row >= 0 && row < shape[0] {
            let part = try array.select(0, row)
            let length = try part.norm(p).item().double
            if length > most {
                try NDArray.binary(.mul, part, .float(most / (length + 1e-7)), into: part)
                wrote()
            }
        }
    }
}
