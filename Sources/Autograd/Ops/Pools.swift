import ObjectModel
import TensorCore

// One number for each window: the largest, or the mean.

extension Tensor {
    /// A single sample as a batch of one; PyTorch's kernels take it as it is, so the node keeps its name.
    private func spatialBatch(_ spatial: Int, _ name: String, _ body: (Tensor) throws -> Tensor) throws -> Tensor {
        if rank == spatial + 1 { return try body(unsqueeze(0)).squeeze(0).renamed("SqueezeBackward1", spatial == 1 ? "SqueezeBackward1" : name) }
        return try body(self)
    }
    /// Rank, then the windows' numbers, then sizes: the order in which PyTorch complains.
    private func checkPool(_ spatial: Int, _ name: String, _ pooling: Pooling? = nil) throws {
        let isRank = rank == spatial + 1 || rank == spatial + 2
        let isFull = isRank && shape.suffix(rank == spatial + 2 ? spatial + 1 : rank).allSatisfy { $0 > 0 }
        let batch = "(batch mode) tensor with optional 0 dim batch size for input, but got:\(shape)"
        switch (name, spatial) {
        case ("max_pool1d", _), ("avg_pool1d", _):
            guard isRank else {
                throw Raised.runtimeError("Expected 2 to 3 dimensions, but got \(rank)-dimensional tensor for argument #1 'self' (while checking arguments for \(name))")
            }
        case ("avg_pool2d", _) where rank < 3:
            if rank == 0 { throw Raised.indexError("Dimension specified as -3 but tensor has no dimensions") }
            throw Raised.indexError("Dimension out of range (expected to be in range of [-\(rank), \(rank - 1)], but got -3)")
        case ("avg_pool2d", _) where rank > 4: throw Raised.runtimeError("Expected 3D or 4D \(batch)")
        default:
            guard isRank else { throw Raised.runtimeError("non-empty \(spatial + 1)D or \(spatial + 2)D (batch mode) tensor expected for input") }
        }
        try pooling?.checkNumbers()
        if dtype == .bool { throw TensorError.unsupported(spatial == 1 ? name.prefix(3) + "_pool2d" : name, dtype) }
        guard !isFull else { return }
        if spatial == 1 {
            // By way of two dimensions.
            throw Raised.runtimeError("Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:\(shape.array.dropLast() + [1, shape[rank - 1]])")
        }
        if spatial == 2 { throw Raised.runtimeError("Expected 3D or 4D \(batch)") }
        throw Raised.runtimeError(
            "\(name == "max_pool3d" ? "max_pool3d_with_indices_out_cpu_template" : name)(): Expected input's non-batch dimensions to have positive length, but input has a "
                + "shape of \(shape) and non-batch dimension 0 has length zero!")
    }

    /// `max_pool1d` without places has checks of its own.
    fileprivate func checkMaxPool1d(_ p: Pooling) throws {
        guard rank == 2 || rank == 3, shape.suffix(2).allSatisfy({ $0 > 0 }) else {
            throw Raised.runtimeError("max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:\(shape)")
        }
        func check(_ holds: Bool, _ text: String) throws { if !holds { throw Raised.runtimeError("max_pool1d() " + text) } }
        let kernel = p.kernel[0], stride = p.stride[0], padding = p.padding[0], dilation = p.dilation[0]
        try check(kernel > 0, "kernel_size must be greater than zero, but got \(kernel)")
        try check(stride > 0, "stride must be greater than zero, but got \(stride)")
        try check(padding >= 0, "padding must be non-negative, but got \(padding)")
        try check(padding <= kernel / 2, "padding should be at most half of kernel size, but got padding=\(padding) and kernel_size=\(kernel)")
        try check(dilation > 0, "dilation must be greater than zero, but got \(dilation)")
        guard kernel < 1 << 40, dilation < 1 << 20 else { throw Raised.runtimeError("max_pool1d() Invalid computed output size: 0") }
        let room = shape[rank - 1] + 2 * padding - dilation * (kernel - 1) - 1 + (p.ceilMode ? stride - 1 : 0)
        var size = (room >= 0 ? room / stride : -((-room + stride - 1) / stride)) + 1
        if p.ceilMode, (size - 1) * stride >= shape[rank - 1] + padding { size -= 1 }
        try check(size > 0, "Invalid computed output size: \(size)")
        if dtype == .bool { throw TensorError.unsupported("max_pool1d_impl", dtype) }
    }

    /// Values and their places in each plane.
    package final func maxPool(_ spatial: Int, _ pooling: Pooling) throws -> (Tensor, Tensor) {
        try checkPool(spatial, "max_pool\(spatial)d", pooling)
        if rank == spatial + 1 {
            let (values, indices) = try unsqueeze(0).maxPool(spatial, pooling)
            // PyTorch's kernel takes a single sample as it is; in one dimension it goes by way of two.
            let name = spatial == 1 ? "SqueezeBackward1" : "MaxPool\(spatial)DWithIndicesBackward0"
            return (try values.squeeze(0).renamed("SqueezeBackward1", name), Tensor(try indices.array.squeeze(0)))
        }
        if spatial == 1 {
            // By way of two dimensions, as PyTorch does.
            var wide = pooling
            wide.kernel = [1, pooling.kernel[0]]
            wide.stride = [1, pooling.stride[0]]
            wide.padding = [0, pooling.padding[0]]
            wide.dilation = [1, pooling.dilation[0]]
            let (values, indices) = try unsqueeze(-2).maxPool(2, wide)
            return (try values.squeeze(-2), Tensor(try indices.array.squeeze(-2)))
        }
        let (values, indices) = try pooling.max(array)
        return (placed(values, indices, "MaxPool\(spatial)DWithIndicesBackward0", spatial), Tensor(indices))
    }
    /// The result of a pool that chose elements.
    final func placed(_ values: NDArray, _ indices: NDArray, _ name: String, _ spatial: Int) -> Tensor {
        let before = shape
        return record(values, name, self, saving: Tensor(indices)) { n, g in
            let places = try n.saved(0)
            if !GradMode.isEnabled { return Gradients(Tensor(try Pooling.maxBackward(g.array, indices: places.array, before, spatial: spatial))) }
            let planes = before.array.dropLast(spatial), size = before.suffix(spatial).reduce(1, &*)
            let lines = Array(planes) + [g.shape.suffix(spatial).reduce(1, &*)]
            let zeros = try Tensor(NDArray.zeros(Dims(Array(planes) + [size]), g.dtype))
            return Gradients(try zeros.scatterAdd(-1, places.reshape(lines), g.reshape(lines)).view(before))
        }
    }
    package final func averagePool(_ spatial: Int, _ pooling: Pooling) throws -> Tensor {
        try checkPool(spatial, "avg_pool\(spatial)d", pooling)
        if spatial == 3, case let sizes = Array(shape.suffix(3)), (0..<3).contains(where: { sizes[$0] < pooling.kernel[$0] }), pooling.padding.allSatisfy({ $0 == 0 }) {
            func list(_ word: String, _ numbers: [Int]) -> String { zip(["T", "H", "W"], numbers).map { "\(word)\($0): \($1)" }.joined(separator: " ") }
            throw Raised.runtimeError("input image (\(list("", sizes))) smaller than kernel size (\(list("k", pooling.kernel.array)))")
        }
        return try spatialBatch(spatial, "AvgPool\(spatial)DBackward0") { x in
            if spatial == 1 {
                var wide = pooling
                wide.kernel = [1, pooling.kernel[0]]
                wide.stride = [1, pooling.stride[0]]
                wide.padding = [0, pooling.padding[0]]
                wide.dilation = [1, 1]
                return try x.unsqueeze(-2).averagePool(2, wide).squeeze(-2)
            }
            let before = x.shape
            return record(try pooling.average(x.array), "AvgPool\(spatial)DBackward0", x) { _, g in
                Gradients(try g.averagePoolGradient(pooling, before, spatial))
            }
        }
    }
    private func averagePoolGradient(_ pooling: Pooling, _ before: Dims, _ spatial: Int) throws -> Tensor {
        record(try pooling.averageBackward(array, before), "AvgPool\(spatial)DBackwardBackward0", self) { _, gg in
            Gradients(try gg.averagePool(spatial, pooling))
        }
    }
    package final func adaptiveMaxPool(_ spatial: Int, _ output: Dims) throws -> (Tensor, Tensor) {
        if spatial == 1 {
            let (values, indices) = try unsqueeze(-2).adaptiveMaxPool(2, [1, output[0]])
            return (try values.squeeze(-2), Tensor(try indices.array.squeeze(-2)))
        }
        if rank == spatial + 1 {
            let (values, indices) = try unsqueeze(0).adaptiveMaxPool(spatial, output)
            return (try values.squeeze(0).renamed("SqueezeBackward1", "AdaptiveMaxPool\(spatial)DBackward0"), Tensor(try indices.array.squeeze(0)))
        }
        let (values, indices) = try AdaptivePooling(output: output).max(array)
        return (placed(values, indices, "AdaptiveMaxPool\(spatial)DBackward0", spatial), Tensor(indices))
    }
    package final func adaptiveAveragePool(_ spatial: Int, _ output: Dims) throws -> Tensor {
        if output.allSatisfy({ $0 == 1 }), spatial > 1 { return try mean((1...spatial).map { -$0 }.sorted(), keepdim: true) }
        if spatial == 1 { return try unsqueeze(-2).adaptiveAveragePool(2, [1, output[0]]).squeeze(-2) }
        return try spatialBatch(spatial, "AdaptiveAvgPool\(spatial)DBackward0") { x in
            let before = x.shape, pooling = AdaptivePooling(output: output)
            return record(try pooling.average(x.array), "AdaptiveAvgPool\(spatial)DBackward0", x) { _, g in
                Gradients(try g.adaptiveGradient(pooling, before, spatial))
            }
        }
    }
    private func adaptiveGradient(_ pooling: AdaptivePooling, _ before: Dims, _ spatial: Int) throws -> Tensor {
        record(try pooling.averageBackward(array, before), "AdaptiveAvgPool\(spatial)DBackwardBackward0", self) { _, gg in
            Gradients(try gg.adaptiveAveragePool(spatial, pooling.output))
        }
    }
}

enum Pools {
    private static func sizes(_ a: OpArguments, _ index: Int, _ name: String, _ spatial: Int) throws -> Dims {
        let values = try a.ints(index)
        guard values.count == 1 || values.count == spatial else {
            throw wrongCount(a.op.name, name, spatial, values.count)
        }
        guard values.allSatisfy({ $0.magnitude < 1 << 30 }) else { throw Raised.runtimeError("value cannot be converted to type int without overflow") }
        return Dims(values.count == 1 ? Array(repeating: values[0], count: spatial) : values)
    }
    /// As many words for one thing as PyTorch has kernels.
    private static func wrongCount(_ op: String, _ name: String, _ spatial: Int, _ count: Int) -> Raised {
        let isPower = op.hasPrefix("lp_"), isMax = op.hasPrefix("max_pool"), function = isPower ? "avg" + op.dropFirst(2) : op.replacing("_with_indices", with: "")
        if spatial == 1 {
            guard isMax else { return Raised.runtimeError("\(function)() argument '\(name)' should contain one int (got \(count))") }
            let kinds = name == "stride" ? "None, an int, list of ints, or" : name == "padding" ? "an int, list of ints, or" : "an int, list of ints or"
            return Raised.runtimeError("max_pool1d() \(name) must be \(kinds) tuple of ints of size 1 but got size \(count)")
        }
        if isPower, name == "kernel_size" {
            return Raised.valueError(count > spatial ? "too many values to unpack (expected \(spatial))" : "not enough values to unpack (expected \(spatial), got \(count))")
        }
        let must = isMax ? (name == "dilation" ? "be either" : "either be") : spatial == 3 ? "be" : "either be"
        let omitted = name == "stride" && !op.hasPrefix("max_un") ? " omitted," : ""
        return Raised.runtimeError("\(function): \(name) must \(must)\(omitted) a single int, or a tuple of \(spatial == 3 ? "three" : "two") ints")
    }
    /// F's pools are Python and pass a flag on to what reads it.
    private static func flag(_ a: OpArguments, _ index: Int) throws -> Bool {
        if ArgumentKinds(of: a[index]).isSubset(of: [.bool, .tensor]) || !a.op.kinds.contains(.functional) { return try a[index].isTrue() }
        let name = a.op.name.hasSuffix("_with_indices") || a.op.name.hasPrefix("avg") ? a.op.name : a.op.name + "_with_indices"
        throw Raised.typeError("\(name)(): argument 'ceil_mode' (position \(index + 1)) must be bool, not \(Overloads.cName(a[index]))")
    }
    /// kernel_size, stride (the kernel's when not given), padding, …
    private static func pooling(_ a: OpArguments, _ spatial: Int, dilation: Int?, ceil: Int) throws -> Pooling {
        let kernel = try sizes(a, 1, "kernel_size", spatial)
        let stride = a.isNone(2) || a[2].asItems?.isEmpty == true ? kernel : try sizes(a, 2, "stride", spatial)
        return Pooling(
            kernel: kernel, stride: stride, padding: try sizes(a, 3, "padding", spatial), dilation: try dilation.map { try sizes(a, $0, "dilation", spatial) },
            ceilMode: try flag(a, ceil))
    }
    private static func example(_ name: String, _ spatial: Int, _ tail: String) -> String {
        "\(name)(ones(1, 1, \(Array(repeating: "4", count: spatial).joined(separator: ", "))), \(tail)).shape"
    }
    private static func max(_ spatial: Int) -> [Op] {
        let name = "max_pool\(spatial)d", summary = "The largest number of each window."
        return [
            .any(name, "input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False", summary, example(name, spatial, "2"), .functional, layer: "MaxPool\(spatial)d") { a in
                let p = try pooling(a, spatial, dilation: 4, ceil: 5), x = try a.tensor(0)
                if spatial == 1, try !a[6].isTrue() { try x.checkMaxPool1d(p) }
                let (values, indices) = try x.maxPool(spatial, p)
                return try a[6].isTrue() ? .tuple([.tensor(values), .tensor(indices)]) : .tensor(values)
            },
            Op(name, "input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False", summary, example(name, spatial, "2"), .function) { a in
                let p = try pooling(a, spatial, dilation: 4, ceil: 5), x = try a.tensor(0)
                if spatial == 1 { try x.checkMaxPool1d(p) }
                return try x.maxPool(spatial, p).0
            },
            .any(name + "_with_indices", "input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=True", summary, "F." + example(name + "_with_indices", spatial, "2").replacingShape, .functional) { a in
                let (values, indices) = try a.tensor(0).maxPool(spatial, pooling(a, spatial, dilation: 4, ceil: 5))
                return .tuple([.tensor(values), .tensor(indices)])
            },
        ]
    }
    private static func average(_ spatial: Int) -> Op {
        let name = "avg_pool\(spatial)d"
        let tail = spatial == 1 ? "" : ", divisor_override=None"
        return Op(
            name, "input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True\(tail)", "The mean of each window.",
            example(name, spatial, "2"), spatial == 1 ? [.functional, .function] : .functional, layer: "AvgPool\(spatial)d"
        ) { a in
            var p = try pooling(a, spatial, dilation: nil, ceil: 4)
            p.countPadding = try a[5].isTrue()
            if spatial > 1 { p.divisor = try a.optionalInt(6) }
            return try a.tensor(0).averagePool(spatial, p)
        }
    }
    private static func adaptiveSizes(_ a: OpArguments, _ spatial: Int) throws -> Dims {
        let x = try a.tensor(0), name = a.op.name, isMax = name.contains("max")
        if spatial > 1, let sizes = a[1].asItems, x.rank <= sizes.count { throw Raised.valueError("Input dimension should be at least \(sizes.count + 1)") }
        guard x.rank == spatial + 1 || x.rank == spatial + 2 else {
            throw Raised.runtimeError(
                spatial == 1 ? "Expected 2 to 3 dimensions, but got \(x.rank)-dimensional tensor for argument #1 'self' (while checking arguments for \(name))"
                    : "\(name)(): Expected \(spatial + 1)D or \(spatial + 2)D tensor, but got\(isMax ? ":" : "") \(x.shape)")
        }
        func checkFull() throws {
            guard isMax || spatial == 3, let empty = (1..<x.rank).first(where: { x.shape[$0] == 0 }) else { return }
            throw Raised.runtimeError("\(name)(): Expected input to have non-zero size for non-batch dimensions, but input has sizes \(x.shape) with dimension \(empty) being empty")
        }
        // One dimension goes by way of two.
        guard x.dtype.isFloatingPoint else { throw TensorError.unsupported(spatial == 3 ? name : name.replacing("1d", with: "2d"), x.dtype) }
        let input = x.shape.suffix(spatial)
        if isMax, spatial == 1 {
            if a[1].intItems == nil, try OpArguments.int(a[1]) == nil { throw a.wrongType(1, "tuple of ints") }
            _ = try a.ints(1)
        }
        var values: [Int] = []
        if let items = a[1].intItems {
            guard items.count == spatial else {
                if isMax, spatial > 1 { try checkFull() }
                if spatial == 1 { throw Raised.runtimeError("\(name)() argument 'output_size' should contain one int (got \(items.count))") }
                throw Raised.runtimeError(isMax ? "\(name)(): internal error: output_size.size() must be \(spatial)" : "\(name): output_size must be \(spatial)")
            }
            for (item, size) in zip(items, input) { values.append(item.isNone ? size : try item.toIndex()) }
        } else if a.isNone(1) {
            // Python looks into the sizes, as far as there may be some.
            if spatial > 1 { throw Raised.typeError("object of type 'NoneType' has no len()") }
            throw a.wrongType(1, "tuple of ints")
        } else {
            values = Array(repeating: try a.int(1), count: spatial)
        }
        try checkFull()
        let whole = Array(x.shape.dropLast(spatial)) + (spatial == 1 ? [1] : []) + values
        guard values.allSatisfy({ $0 >= 0 }) else {
            if isMax {
                let negative = values.first { $0 < 0 } ?? 0
                throw Raised.runtimeError("Trying to create tensor with negative dimension \(negative): \(whole)")
            }
            // One dimension goes by way of two; the list of three is written as it is.
            let list = spatial == 3 ? "\(values[0]), \(values[1]),\(values[2])" : ((spatial == 1 ? [1] : []) + values).map(String.init).joined(separator: ", ")
            throw Raised.runtimeError("adaptive_avg_pool\(spatial == 3 ? 3 : 2)d: elements of output_size must be greater than or equal to 0 but received {\(list)}")
        }
        if values.contains(where: { $0 >= 1 << 30 }) {
            _ = try NDArray.empty(Dims(checking: whole), x.dtype)
            throw Raised.runtimeError("Stride calculation overflowed")
        }
        return Dims(values)
    }
    private static func adaptive(_ spatial: Int) -> [Op] {
        [
            Op("adaptive_avg_pool\(spatial)d", "input, output_size", "The mean of as many windows as the result has elements.", example("adaptive_avg_pool\(spatial)d", spatial, "2"), spatial == 1 ? [.functional, .function] : .functional, layer: "AdaptiveAvgPool\(spatial)d") { a in
                try a.tensor(0).adaptiveAveragePool(spatial, adaptiveSizes(a, spatial))
            },
            .any("adaptive_max_pool\(spatial)d", "input, output_size, return_indices=False", "The largest number of as many windows as the result has elements.", example("adaptive_max_pool\(spatial)d", spatial, "2"), .functional, layer: "AdaptiveMaxPool\(spatial)d") { a in
                let (values, indices) = try a.tensor(0).adaptiveMaxPool(spatial, adaptiveSizes(a, spatial))
                return try a[2].isTrue() ? .tuple([.tensor(values), .tensor(indices)]) : .tensor(values)
            },
        ]
    }
    static var ops: [Op] {
        (1...3).flatMap { max($0) + [average($0)] + adaptive($0) }
            + [
                unpool(1), unpool(2), unpool(3),
                Op("lp_pool3d", "input, norm_type, kernel_size, stride=None, ceil_mode=False", "The p-norm of each window.", "lp_pool3d(ones(1, 1, 4, 4, 4), 2, 2).shape", .functional, layer: "LPPool3d") { try power($0, 3) },
                Op("lp_pool2d", "input, norm_type, kernel_size, stride=None, ceil_mode=False", "The p-norm of each window.", "lp_pool2d(ones(1, 1, 4, 4), 2, 2)", .functional, layer: "LPPool2d") { try power($0, 2) },
                Op("lp_pool1d", "input, norm_type, kernel_size, stride=None, ceil_mode=False", "The p-norm of each window.", "lp_pool1d(ones(1, 1, 4), 2, 2)", .functional, layer: "LPPool1d") { try power($0, 1) },
            ]
    }
    private static func unpool(_ spatial: Int) -> Op {
        let name = "max_unpool\(spatial)d", zeros = Array(repeating: "1", count: spatial).joined(separator: ", ")
        return Op(
            name, "input, indices, kernel_size, stride=None, padding=0, output_size=None", "Puts the numbers of a `max_pool\(spatial)d` back to their places.",
            "F.\(name)(ones(1, 1, \(zeros)), zeros(1, 1, \(zeros), dtype=torch.int64), 2).sum()", .functional, layer: "MaxUnpool\(spatial)d"
        ) { a in
            let x = try a.tensor(0), places = try a.tensor(1)
            let kernel = try sizes(a, 2, "kernel_size", spatial), stride = a.isNone(3) ? kernel : try sizes(a, 3, "stride", spatial)
            let padding = try sizes(a, 4, "padding", spatial)
            guard x.rank >= spatial else { throw Raised.indexError("tuple index out of range") }
            let planes = Array(x.shape.array.dropLast(spatial)), inside = Array(x.shape.suffix(spatial))
            let usual = (0..<spatial).map { (inside[$0] &- 1) &* stride[$0] &+ kernel[$0] &- 2 &* padding[$0] }
            let size = try a.isNone(5) ? usual : wantedSize(a, usual, stride)
            for (dim, number) in size.enumerated() where number < 0 {
                throw Raised.valueError("max_unpooling: output_size must contain non-negative spatial dimensions, but got output_size[\(dim)]=\(number)")
            }
            guard places.dtype == .int64 else { throw Raised.runtimeError("elements in indices should be type int64" + (spatial == 3 ? "" : " but got: \(places.dtype.scalarName)")) }
            guard x.rank == spatial + 1 || x.rank == spatial + 2 else {
                throw Raised.runtimeError(
                    "Input to max_unpooling\(Swift.max(spatial, 2))d should be a \(Swift.max(spatial, 2) + 1)d or \(Swift.max(spatial, 2) + 2)d Tensor, but got a tensor with \(x.rank + (spatial == 1 ? 1 : 0)) dimensions.")
            }
            guard places.shape == x.shape else {
                // One dimension goes by way of two.
                func wide(_ shape: Dims) -> [Int] { shape.array + (spatial == 1 ? [1] : []) }
                throw Raised.runtimeError(
                    "Expected shape of indices to be same as that of the input tensor (\(wide(x.shape))) but got indices tensor with shape: \(wide(places.shape))")
            }
            guard size.allSatisfy({ $0 < 1 << 30 }) else {
                _ = try NDArray.empty(Dims(checking: planes + size), x.dtype)
                throw Raised.runtimeError("Stride calculation overflowed")
            }
            let lines = planes + [x.shape.suffix(spatial).reduce(1, &*)]
            if size.contains(0) { return try x.reshape(lines).narrow(-1, 0, 0).reshape(planes + size) }
            let volume = size.reduce(1, &*)
            for place in try places.array.ints() where place < 0 || place >= volume {
                throw Raised.runtimeError("Found an invalid max index: \(place) (output volumes are of size \(size.map(String.init).joined(separator: "x")))")
            }
            let flat = try x.reshape(lines), target = try Tensor(.zeros(Dims(checking: planes + [volume]), x.dtype))
            let result = try target.scatter(-1, places.reshape(lines), flat)
            if spatial == 1 { return try result.unsqueeze(-1).squeeze(-1) }
            return try result.view(Dims(planes + size)).renamed("ViewBackward0", "MaxUnpool\(spatial)DBackward0")
        }
    }
    /// `output_size`, within a stride of the usual size.
    private static func wantedSize(_ a: OpArguments, _ usual: [Int], _ stride: Dims) throws -> [Int] {
        if let text = a[5].asString {
            throw Raised.valueError("output_size should be a sequence containing \(usual.count) or \(usual.count + 2) elements, but it has a length of '\(text.count)'")
        }
        guard let items = a[5].intItems else { throw Raised.typeError("object of type '\(Overloads.cName(a[5]))' has no len()") }
        var size = try items.map { try $0.toIndex() }
        if size.count == usual.count + 2 { size.removeFirst(2) }
        guard size.count == usual.count else {
            throw Raised.valueError(
                "output_size should be a sequence containing \(usual.count) or \(usual.count + 2) elements, but it has a length of '\(size.count)'")
        }
        // What is left of it when samples and channels are dropped.
        let shown = size.count == items.count ? a[5] : a[5].object(of: .tuple) != nil ? .tuple(size.map { .int($0) }) : .list(size.map { .int($0) })
        for (dim, number) in size.enumerated() {
            let least = usual[dim] &- stride[dim], most = usual[dim] &+ stride[dim]
            guard least < number, number < most else {
                throw Raised.valueError("invalid output_size \"\(try shown.str())\" (dim \(dim) must be between \(least) and \(most))")
            }
        }
        return size
    }
    private static func power(_ a: OpArguments, _ spatial: Int) throws -> Tensor {
        let x = try a.tensor(0)
        // Python calls the method, which has words of its own.
        let powered = try a[1].asScalar != nil ? x.pow(a.scalar(1)) : x.method("pow", a[1])
        let p = try a.scalar(1).double
        let kernel = try sizes(a, 2, "kernel_size", spatial)
        let stride = a.isNone(3) ? kernel : try sizes(a, 3, "stride", spatial)
        let pool = Pooling(kernel: kernel, stride: stride, padding: Dims(repeating: 0, count: spatial), ceilMode: try a[4].isTrue())
        let mean = try powered.averagePool(spatial, pool)
        if p == 0 { throw Raised(ExceptionTypes.zeroDivisionError, "float division by zero") }
        return try (mean.sign() * mean.abs().relu() * Double(kernel.product)).pow(.float(1 / p))
    }
}

extension String {
    fileprivate var replacingShape: String { hasSuffix(".shape") ? String(dropLast(6)) + "[0].shape" : self }
}
