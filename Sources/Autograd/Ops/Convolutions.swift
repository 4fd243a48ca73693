import ObjectModel
import TensorCore

// Sliding windows of weights.

extension Tensor {
    /// A sample without a batch gets one for the while of `body`.
    private func batched(_ name: String, _ spatial: Int, _ body: (Tensor) throws -> Tensor) throws -> Tensor {
        guard rank == spatial + 1 || rank == spatial + 2 else {
            throw Raised.runtimeError("Expected \(spatial + 1)D (unbatched) or \(spatial + 2)D (batched) input to \(name), but got input of size: \(shape)")
        }
        if rank == spatial + 2 { return try body(self) }
        return try body(unsqueeze(0)).squeeze(0)
    }

    package final func convolution(_ weight: Tensor, _ bias: Tensor?, _ geometry: Convolution) throws -> Tensor {
        let out = try geometry.forward(array, weight.array, bias: bias?.array)
        let inputShape = shape, weightShape = weight.shape
        return record(out, "ConvolutionBackward0", inputs: [self, weight, bias], saving: [self, weight]) { n, g in
            try Tensor.convolutionGradients(n, g, geometry, inputShape, weightShape)
        }
    }
    private static func convolutionGradients(_ n: Node, _ g: Tensor, _ geometry: Convolution, _ inputShape: Dims, _ weightShape: Dims) throws -> Gradients {
        let x = try n.saved(0), w = try n.saved(1)
        let sums = [0] + Array(2..<g.rank)
        let bias = n.needs(2) ? try g.sum(sums) : nil
        if !GradMode.isEnabled {
            return Gradients(
                n.needs(0) ? Tensor(try geometry.backwardInput(g.array, w.array, inputShape)) : nil,
                n.needs(1) ? Tensor(try geometry.backwardWeight(g.array, x.array, weightShape)) : nil, bias)
        }
        // Differentiated again: each gradient is an operation with a derivative of its own.
        return Gradients(
            n.needs(0) ? try g.convolutionInput(w, geometry, inputShape) : nil, n.needs(1) ? try g.convolutionWeight(x, geometry, weightShape) : nil, bias)
    }
    /// The gradient for the input, as a function of the output's gradient (`self`) and the weight.
    private func convolutionInput(_ w: Tensor, _ geometry: Convolution, _ inputShape: Dims) throws -> Tensor {
        let weightShape = w.shape
        return record(try geometry.backwardInput(array, w.array, inputShape), "ConvolutionBackwardBackward0", self, w, saving: self, w) { n, gg in
            let g = try n.saved(0), w = try n.saved(1)
            return Gradients(
                n.needs(0) ? try gg.convolution(w, nil, geometry) : nil, n.needs(1) ? try g.convolutionWeight(gg, geometry, weightShape) : nil)
        }
    }
    /// The gradient for the weight, as a function of the output's gradient (`self`) and the input.
    private func convolutionWeight(_ x: Tensor, _ geometry: Convolution, _ weightShape: Dims) throws -> Tensor {
        let inputShape = x.shape
        return record(try geometry.backwardWeight(array, x.array, weightShape), "ConvolutionBackwardBackward0", self, x, saving: self, x) { n, gg in
            let g = try n.saved(0), x = try n.saved(1)
            return Gradients(
                n.needs(0) ? try x.convolution(gg, nil, geometry) : nil, n.needs(1) ? try g.convolutionInput(gg, geometry, inputShape) : nil)
        }
    }

    package final func transposedConvolution(_ weight: Tensor, _ bias: Tensor?, _ geometry: Convolution, outputPadding: Dims) throws -> Tensor {
        if !dtype.isFloatingPoint, weight.dtype == dtype {
            // Whole numbers exactly, as far as doubles go.
            return try cast(to: .float64).transposedConvolution(weight.cast(to: .float64), bias?.cast(to: .float64), geometry, outputPadding: outputPadding).cast(to: dtype)
        }
        let out = try geometry.transposed(array, weight.array, bias: bias?.array, outputPadding: outputPadding)
        let weightShape = weight.shape
        return record(out, "ConvolutionBackward0", inputs: [self, weight, bias], saving: [self, weight]) { n, g in
            let x = try n.saved(0), w = try n.saved(1)
            return Gradients(
                n.needs(0) ? try g.convolution(w, nil, geometry) : nil, n.needs(1) ? try x.convolutionWeight(g, geometry, weightShape) : nil,
                n.needs(2) ? try g.sum([0] + Array(2..<g.rank)) : nil)
        }
    }

    // MARK: By the arguments of F's functions

    package final func conv(
        _ spatial: Int, _ weight: Tensor, _ bias: Tensor?, stride: [Int], padding: [Int], dilation: [Int], groups: Int, checksBias: Bool = true
    ) throws -> Tensor {
        if rank == spatial + 1 || rank == spatial + 2 { try checkWeight(weight, spatial, stride) }
        if checksBias, let bias, bias.dtype != dtype {
            throw Raised.runtimeError("Input type (\(dtype.cppName)) and bias type (\(bias.dtype.cppName)) should be the same")
        }
        let geometry = Convolution(stride: Dims(stride), padding: Dims(padding), dilation: Dims(dilation), groups: groups)
        return try batched("conv\(spatial)d", spatial) { try $0.convolution(weight, bias, geometry) }
    }
    /// The weight's dimensions, as PyTorch reads everything else by them.
    final func checkWeight(_ weight: Tensor, _ spatial: Int, _ stride: [Int]) throws {
        guard weight.rank != spatial + 2 else { return }
        if weight.rank < 3 { throw Raised.runtimeError("weight should have at least three dimensions") }
        if spatial > 1 {
            throw Raised.runtimeError(
                "expected stride to be a single integer value or a list of \(weight.rank - 2) values to match the convolution dimensions, but got stride=\(stride)")
        }
        throw Raised.runtimeError(
            "Expected \(weight.rank)-dimensional input for \(weight.rank)-dimensional weight \(weight.shape), but got 3-dimensional input of size "
                + "\(rank == 2 ? Dims([1] + shape.array) : shape) instead")
    }
    /// `padding='same'`: as much on either side as keeps the size; what does not halve goes to the right.
    package final func conv(_ spatial: Int, _ weight: Tensor, _ bias: Tensor?, stride: [Int], padding word: String, dilation: [Int], groups: Int) throws -> Tensor {
        switch word {
        case "valid": return try conv(spatial, weight, bias, stride: stride, padding: Array(repeating: 0, count: spatial), dilation: dilation, groups: groups)
        case "same": break
        default: throw Raised.runtimeError("Invalid padding string: '\(word)'")
        }
        guard stride.allSatisfy({ $0 == 1 }) else { throw Raised.runtimeError("padding='same' is not supported for strided convolutions") }
        guard weight.rank == spatial + 2 else {
            throw Raised.runtimeError(
                "Expected \(weight.rank)-dimensional input for \(weight.rank)-dimensional weight\(weight.shape), but got \(rank)-dimensional input of size \(shape) "
                    + "instead")
        }
        let totals = (0..<spatial).map { dilation[$0] &* (weight.shape[2 + $0] - 1) }
        let rests = totals.map { $0 % 2 }
        var x = self
        if rests.contains(1) { x = try x.padded(rests.reversed().flatMap { [0, $0] }) }
        return try x.conv(spatial, weight, bias, stride: stride, padding: totals.map { $0 / 2 }, dilation: dilation, groups: groups, checksBias: false)
    }
}

enum Convolutions {
    /// A number for every dimension, or one each, with PyTorch's complaint.
    static func window(_ a: OpArguments, _ index: Int, _ name: String, _ count: Int) throws -> [Int] {
        let values = try a.ints(index)
        if values.count == 1 { return Array(repeating: values[0], count: count) }
        guard values.count == count else {
            throw Raised.runtimeError(
                "expected \(name) to be a single integer value or a list of \(count) values to match the convolution dimensions, but got \(name)=\(values)")
        }
        return values
    }
    private static func conv(_ spatial: Int) -> Op {
        let sizes = Array(repeating: "4", count: spatial).joined(separator: ", "), kernel = Array(repeating: "2", count: spatial).joined(separator: ", ")
        return Op(
            "conv\(spatial)d", "input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1", "Slides \(spatial)-dimensional weights over the input.",
            "conv\(spatial)d(ones(1, 1, \(sizes)), ones(1, 1, \(kernel)))", [.function, .functional]
        ) { a in
            let stride = try window(a, 3, "stride", spatial), dilation = try window(a, 5, "dilation", spatial)
            if let word = a[4].asString {
                return try a.tensor(0).conv(spatial, a.tensor(1), a.optionalTensor(2), stride: stride, padding: word, dilation: dilation, groups: a.int(6))
            }
            return try a.tensor(0).conv(
                spatial, a.tensor(1), a.optionalTensor(2), stride: stride, padding: window(a, 4, "padding", spatial), dilation: dilation, groups: a.int(6))
        }
    }
    private static func convTransposed(_ spatial: Int) -> Op {
        let sizes = Array(repeating: "2", count: spatial).joined(separator: ", ")
        return Op(
            "conv_transpose\(spatial)d", "input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1",
            "The transpose of a convolution: spreads each element over a window.", "conv_transpose\(spatial)d(ones(1, 1, \(sizes)), ones(1, 1, \(sizes)))",
            [.function, .functional]
        ) { a in
            let geometry = Convolution(
                stride: Dims(try window(a, 3, "stride", spatial)), padding: Dims(try window(a, 4, "padding", spatial)),
                dilation: Dims(try window(a, 7, "dilation", spatial)), groups: try a.int(6))
            let extra = Dims(try window(a, 5, "output_padding", spatial))
            let x = try a.tensor(0), w = try a.tensor(1), bias = try a.optionalTensor(2)
            guard x.rank == spatial + 1 || x.rank == spatial + 2 else {
                throw Raised.runtimeError(
                    "Expected \(spatial + 1)D (unbatched) or \(spatial + 2)D (batched) input to conv_transpose\(spatial)d, but got input of size: \(x.shape)")
            }
            try x.checkWeight(w, spatial, geometry.stride.array)
            if x.rank == spatial + 2 { return try x.transposedConvolution(w, bias, geometry, outputPadding: extra) }
            return try x.unsqueeze(0).transposedConvolution(w, bias, geometry, outputPadding: extra).squeeze(0)
        }
    }

    /// One number for both dimensions; a list of one stays one.
    private static func pair(_ a: OpArguments, _ index: Int) throws -> Dims { try Dims(a[index].intItems == nil ? a.window(index, 2) : a.ints(index)) }

    static var ops: [Op] {
        [
            conv(1), conv(2), conv(3), convTransposed(1), convTransposed(2), convTransposed(3),
            Op("unfold", "input, kernel_size, dilation=1, padding=0, stride=1", "Each window as a column.", "F.unfold(ones(1, 1, 3, 3), 2).shape", .functional, layer: "Unfold") { a in
                let k = try pair(a, 1), d = try pair(a, 2), p = try pair(a, 3), s = try pair(a, 4)
                return try a.tensor(0).unfolded(k, s, p, d)
            },
            Op("fold", "input, output_size, kernel_size, dilation=1, padding=0, stride=1", "Columns put back as windows and added up.", "F.fold(ones(1, 4, 4), (3, 3), 2).shape", .functional, layer: "Fold") { a in
                let size = try pair(a, 1), k = try pair(a, 2), d = try pair(a, 3), p = try pair(a, 4), s = try pair(a, 5)
                return try a.tensor(0).folded(size, k, s, p, d)
            },
        ]
    }
}

extension Tensor {
    private static func checkWindow(_ k: Dims, _ s: Dims, _ p: Dims, _ d: Dims) throws {
        for (name, sizes) in [("kernel_size", k), ("dilation", d), ("padding", p), ("stride", s)] where sizes.count != 2 {
            throw Raised.runtimeError("It is expected \(name) equals to 2, but got size \(sizes.count)")
        }
        guard k.allSatisfy({ $0 > 0 && $0 < 1 << 30 }) else { throw Raised.runtimeError("kernel size should be greater than zero, but got kernel_height: \(k[0]) kernel_width: \(k[1])") }
        guard s.allSatisfy({ $0 > 0 && $0 < 1 << 30 }) else { throw Raised.runtimeError("stride should be greater than zero, but got stride_height: \(s[0]) stride_width: \(s[1])") }
        guard d.allSatisfy({ $0 > 0 && $0 < 1 << 30 }) else { throw Raised.runtimeError("dilation should be greater than zero, but got dilation_height: \(d[0]) dilation_width: \(d[1])") }
        guard p.allSatisfy({ $0 >= 0 && $0 < 1 << 30 }) else { throw Raised.runtimeError("padding should be non-negative, but got pad_height: \(p[0]) pad_width: \(p[1])") }
    }
    package final func unfolded(_ k: Dims, _ s: Dims, _ p: Dims, _ d: Dims) throws -> Tensor {
        try Tensor.checkWindow(k, s, p, d)
        // PyTorch asks for two sizes before it looks at their number.
        for dim in 1...2 where dim == 1 || shape[1] != 0 {
            if rank == 0 { throw Raised.indexError("Dimension specified as \(dim) but tensor has no dimensions") }
            _ = try array.wrap(dim: dim)
        }
        if rank == 3, count > 0 { return try unsqueeze(0).unfolded(k, s, p, d).squeeze(0).renamed("SqueezeBackward1", "Im2ColBackward0") }
        guard rank == 4, shape.dropFirst().allSatisfy({ $0 > 0 }) else {
            throw Raised.runtimeError("Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: \(shape)")
        }
        let size: Dims = [shape[2], shape[3]], windows = try array.windows(kernel: k, stride: s, padding: p, dilation: d)
        guard !dtype.isInteger else { throw TensorError.unsupported("im2col_out_cpu", dtype) }
        return record(windows, "Im2ColBackward0", self) { _, g in Gradients(try g.folded(size, k, s, p, d)) }
    }
    package final func folded(_ size: Dims, _ k: Dims, _ s: Dims, _ p: Dims, _ d: Dims) throws -> Tensor {
        guard size.count == 2 else { throw Raised.runtimeError("It is expected output_size equals to 2, but got size \(size.count)") }
        try Tensor.checkWindow(k, s, p, d)
        if rank == 2, count > 0 { return try unsqueeze(0).folded(size, k, s, p, d).squeeze(0).renamed("SqueezeBackward1", "Col2ImBackward0") }
        guard rank == 3, shape.dropFirst().allSatisfy({ $0 > 0 }) else {
            throw Raised.runtimeError("Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: \(shape)")
        }
        guard size.allSatisfy({ $0 > 0 && $0 < 1 << 30 }) else { throw Raised.runtimeError("Expected all spatial output sizes to be positive, but got \(size)") }
        return record(try array.folded(output: size, kernel: k, stride: s, padding: p, dilation: d), "Col2ImBackward0", self) { _, g in Gradients(try g.unfolded(k, s, p, d)) }
    }
}
