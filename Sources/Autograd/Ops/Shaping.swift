import ObjectModel
import TensorCore

// The same numbers in another arrangement. Views share the buffer and say so; their derivatives are views, too.

extension Tensor {
    // MARK: Views

    @inline(__always)
    private func viewed(_ out: NDArray, _ name: String, _ rule: @escaping Node.Rule) -> Tensor {
        record(out, name, self, rule: rule).becomeView(of: self)
    }

    package final func view(_ wanted: Dims) throws -> Tensor {
        let out = try array.view(wanted)
        guard tracks else { return Tensor(out).becomeView(of: self) }
        let before = shape
        return viewed(out, "ViewBackward0") { _, g in Gradients(try g.reshape(before)) }
    }
    package final func view(_ sizes: [Int]) throws -> Tensor { try view(Dims(checking: sizes)) }

    /// A view where one exists, otherwise a copy.
    package final func reshape(_ wanted: Dims) throws -> Tensor {
        let target = try array.inferredShape(wanted)
        if array.strides(viewing: target) != nil {
            let out = try view(target)
            return array.isContiguous ? out : out.renamed("ViewBackward0", "ReshapeAliasBackward0")
        }
        let copy = try contiguous()
        let before = shape
        return record(try copy.array.view(target), "UnsafeViewBackward0", copy) { _, g in Gradients(try g.reshape(before)) }
    }
    package final func reshape(_ sizes: [Int]) throws -> Tensor { try reshape(Dims(checking: sizes)) }

    package final func flatten(_ start: Int = 0, _ end: Int = -1) throws -> Tensor {
        let out = try array.flatten(start, end)
        if rank > 0, out.shape == shape { return self }
        return try reshape(out.shape)
    }
    package final func unflatten(_ dim: Int, _ sizes: [Int]) throws -> Tensor {
        let d = try array.wrap(dim: dim)
        if sizes.isEmpty { throw Raised.runtimeError("unflatten: sizes must be non-empty") }
        let size = rank == 0 ? 1 : shape[d]
        let open = sizes.filter { $0 == -1 }.count
        let known = sizes.filter { $0 != -1 }.reduce(1, &*)
        guard open == 0 ? known == size : open == 1 && known != 0 && size % known == 0 else {
            throw Raised.runtimeError(
                "unflatten: Provided sizes \(sizes) don't multiply up to the size of dim \(d) (\(size)) in the input tensor")
        }
        let made = sizes.map { $0 == -1 ? size / known : $0 }
        let target = shape.array
        return try view(Array(target[..<d]) + made + Array(target.dropFirst(d + 1)))
    }

    package final func t() throws -> Tensor {
        guard rank <= 2 else { throw Raised.runtimeError("t() expects a tensor with <= 2 dimensions, but self is \(rank)D") }
        if rank < 2 { return viewed(array, "TBackward0") { _, g in Gradients(g) } }
        return viewed(try array.transpose(0, 1), "TBackward0") { _, g in
            // No view of the gradient: the leaf may then take its buffer over.
            Gradients(GradMode.isEnabled ? try g.t() : Tensor(try g.array.transpose(0, 1)))
        }
    }
    package final func transpose(_ first: Int, _ second: Int) throws -> Tensor {
        let out = try array.transpose(first, second)
        guard tracks else { return Tensor(out).becomeView(of: self) }
        return viewed(out, "TransposeBackward0") { _, g in Gradients(try g.transpose(first, second)) }
    }
    /// `x.mT`
    package final func matrixTransposed() throws -> Tensor {
        guard rank >= 2 else { throw Raised.runtimeError("tensor.mT is only supported on matrices or batches of matrices. Got \(rank)-D tensor.") }
        return try transpose(-2, -1)
    }
    package final func permute(_ order: [Int]) throws -> Tensor {
        let out = try array.permute(order)
        guard tracks else { return Tensor(out).becomeView(of: self) }
        let rank = rank
        return viewed(out, "PermuteBackward0") { _, g in
            var inverse = Array(repeating: 0, count: rank)
            for (to, from) in order.enumerated() { inverse[from < 0 ? from + rank : from] = to }
            return Gradients(try g.permute(inverse))
        }
    }
    package final func movedim(_ source: [Int], _ destination: [Int]) throws -> Tensor {
        // Checked, then done by permute, whose name PyTorch shows.
        let out = try array.movedim(source, destination)
        guard tracks else { return Tensor(out).becomeView(of: self) }
        var order = Array(repeating: -1, count: rank)
        for (from, to) in zip(source, destination) where rank > 0 { order[to < 0 ? to + rank : to] = from < 0 ? from + rank : from }
        var rest = (0..<rank).filter { !order.contains($0) }[...]
        for index in order.indices where order[index] < 0 { order[index] = rest.removeFirst() }
        return try permute(order)
    }

    package final func expand(_ target: Dims) throws -> Tensor {
        let out = try array.expand(to: target)
        guard tracks else { return Tensor(out).becomeView(of: self) }
        let before = shape
        return viewed(out, "ExpandBackward0") { _, g in Gradients(try g.sumTo(before)) }
    }
    package final func unsqueeze(_ dim: Int) throws -> Tensor {
        let out = try array.unsqueeze(dim)
        guard tracks else { return Tensor(out).becomeView(of: self) }
        let d = dim < 0 ? dim + rank + 1 : dim
        return viewed(out, "UnsqueezeBackward0") { _, g in Gradients(try g.squeeze([d])) }
    }
    package final func squeeze() throws -> Tensor {
        let before = shape
        return viewed(array.squeeze(), "SqueezeBackward0") { _, g in Gradients(try g.view(before)) }
    }
    package final func squeeze(_ dim: Int) throws -> Tensor {
        let out = try array.squeeze(dim)
        guard tracks else { return Tensor(out).becomeView(of: self) }
        let before = shape
        return viewed(out, "SqueezeBackward1") { _, g in Gradients(try g.view(before)) }
    }
    package final func squeeze(_ dims: [Int]) throws -> Tensor {
        let before = shape
        return viewed(try array.squeeze(dims), "SqueezeBackward2") { _, g in Gradients(try g.view(before)) }
    }

    package final func select(_ dim: Int, _ index: Int) throws -> Tensor {
        let out = try array.select(dim, index)
        guard tracks else { return Tensor(out).becomeView(of: self) }
        let before = shape
        return viewed(out, "SelectBackward0") { _, g in Gradients(try g.placed(in: before) { try $0.select(dim, index) }) }
    }
    package final func slice(_ dim: Int, start: Int?, stop: Int?, step: Int = 1) throws -> Tensor {
        let out = try array.slice(dim, start: start, stop: stop, step: step)
        guard tracks else { return Tensor(out).becomeView(of: self) }
        let before = shape
        return viewed(out, "SliceBackward0") { _, g in
            Gradients(try g.placed(in: before) { try $0.slice(dim, start: start, stop: stop, step: step) })
        }
    }
    package final func narrow(_ dim: Int, _ start: Int, _ length: Int) throws -> Tensor {
        _ = try array.narrow(dim, start, length)
        let d = try array.wrap(dim: dim)
        let first = start < 0 ? start + shape[d] : start
        return try slice(d, start: first, stop: first + length)
    }
    package final func diagonal(_ offset: Int = 0, _ first: Int = 0, _ second: Int = 1) throws -> Tensor {
        let before = shape
        return viewed(try array.diagonal(offset: offset, first, second), "DiagonalBackward0") { _, g in
            Gradients(try g.placed(in: before) { try $0.diagonal(offset: offset, first, second) })
        }
    }
    package final func unfold(_ dim: Int, _ size: Int, _ step: Int) throws -> Tensor {
        let before = shape
        return viewed(try array.unfold(dim, size: size, step: step), "UnfoldBackward0") { _, g in
            // Windows overlap: each element collects from all it is in.
            let positions = try NDArray.arange(.int(0), .int(before.product), .int(1), .int64).view(before)
            let windows = try positions.unfold(dim, size: size, step: step).copy().reshape([-1])
            let zeros = try Tensor(NDArray.zeros([before.product], g.dtype))
            return Gradients(try zeros.indexAdd(0, Tensor(windows), g.reshape([-1])).view(before))
        }
    }
    package final func asStrided(_ size: Dims, _ stride: Dims, _ offset: Int? = nil) throws -> Tensor {
        let out = try array.asStrided(size, stride, offset: offset)
        guard tracks else { return Tensor(out).becomeView(of: self) }
        let result = Tensor(out)
        let node = Node.asStrided(out, of: array)
        node.append(edge)
        result.node = node
        return result.becomeView(of: self)
    }

    /// A tensor of zeros of `shape`, with this gradient in the part that `part` takes: the transpose of taking a view.
    final func placed(in shape: Dims, _ part: (NDArray) throws -> NDArray) throws -> Tensor {
        let whole = try NDArray.zeros(shape, dtype)
        let place = try part(whole)
        try place.copy(from: array)
        guard tracks else { return Tensor(whole) }
        let size = place.shape, strides = place.strides, offset = place.offset
        return record(whole, "SliceBackward0", self) { _, g in Gradients(try g.contiguous().asStrided(size, strides, g.array.isContiguous ? g.array.offset + offset : offset)) }
    }

    // MARK: Several views of one tensor

    /// Each part is an object, however many elements it has.
    private func checkParts(_ count: Int) throws {
        try Memory.check(count, size: 1 << 8)
        try Stop.check()
    }
    package final func unbind(_ dim: Int = 0) throws -> [Tensor] {
        if rank == 0 { throw Raised.indexError("Dimension specified as \(dim) but tensor has no dimensions") }
        let d = try array.wrap(dim: dim)
        try checkParts(shape[d])
        let parts = try (0..<shape[d]).map { try array.select(d, $0) }
        let before = shape, dtype = dtype
        return record(many: parts, "UnbindBackward0", inputs: [self]) { _, gs in
            var missing = before
            missing.remove(at: d)
            let all = try gs.map { try $0 ?? Tensor(NDArray.zeros(missing, dtype)) }
            return Gradients(try Tensor.stack(all, d))
        }.map { $0.becomeView(of: self, several: true) }
    }
    package final func split(_ sizes: [Int], _ dim: Int = 0, name: String = "SplitWithSizesBackward0") throws -> [Tensor] {
        let d = try array.wrap(dim: dim)
        if rank == 0 { throw Raised.runtimeError("split expects at least a 1-dimensional tensor") }
        if let bad = sizes.first(where: { $0 < 0 }) {
            throw Raised.runtimeError("split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=\(sizes)", hint: "\(bad) is negative")
        }
        guard sizes.reduce(0, &+) == shape[d] else {
            throw Raised.runtimeError(
                "split_with_sizes expects split_sizes to sum exactly to \(shape[d]) (input tensor's size at dimension \(d)), but got split_sizes=\(sizes)")
        }
        var start = 0
        var parts: [NDArray] = []
        for size in sizes {
            parts.append(try array.narrow(d, start, size))
            start += size
        }
        let before = shape, dtype = dtype
        return record(many: parts, name, inputs: [self]) { _, gs in
            let all = try gs.enumerated().map { index, gradient in
                if let gradient { return gradient }
                var missing = before
                missing[d] = sizes[index]
                return Tensor(try NDArray.zeros(missing, dtype))
            }
            return Gradients(try Tensor.cat(all, d))
        }.map { $0.becomeView(of: self, several: true) }
    }
    package final func split(_ size: Int, _ dim: Int = 0) throws -> [Tensor] {
        if rank == 0 { throw Raised.runtimeError("split expects at least a 1-dimensional tensor") }
        let d = try array.wrap(dim: dim)
        let extent = shape[d]
        guard size >= 0 else { throw Raised.runtimeError("split expects split_size be non-negative, but got split_size=\(size)") }
        if size == 0 {
            guard extent == 0 else {
                throw Raised.runtimeError("split_size can only be 0 if dimension size is 0, but got dimension size of \(extent)")
            }
            return try split([0], d, name: "SplitBackward0")
        }
        let count = Swift.max(1, (extent - 1) / size + 1)
        try checkParts(count)
        return try split((0..<count).map { Swift.min(size, extent - $0 * size) }, d, name: "SplitBackward0")
    }
    package final func chunk(_ chunks: Int, _ dim: Int = 0) throws -> [Tensor] {
        if rank == 0 { throw Raised.runtimeError("chunk expects at least a 1-dimensional tensor") }
        guard chunks > 0 else { throw Raised.runtimeError("chunk expects `chunks` to be greater than 0, got: \(chunks)") }
        let extent = shape[try array.wrap(dim: dim)]
        let size = (extent - 1) / chunks + 1
        // As many empty pieces as were asked for.
        guard extent > 0 || chunks < 1 << 20 else { throw Raised.runtimeError("cannot create std::vector larger than max_size()") }
        if extent == 0 { return try split(Array(repeating: 0, count: chunks), dim) }
        return try split(Swift.max(size, 1), dim)
    }
    package final func tensorSplit(at indices: [Int], _ dim: Int = 0) throws -> [Tensor] {
        if rank == 0 { throw Raised.runtimeError("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims") }
        let d = try array.wrap(dim: dim)
        let ends = indices + [shape[d]]
        var start = 0
        return try ends.map { end in
            defer { start = end }
            return try slice(d, start: start, stop: end)
        }
    }

    // MARK: Copies

    package final func clone() throws -> Tensor { record(try array.clone(), "CloneBackward0", self) { _, g in Gradients(g) } }
    package final func contiguous() throws -> Tensor {
        if array.isContiguous { return self }
        return record(try array.copy(), "CloneBackward0", self) { _, g in Gradients(g) }
    }
    /// Itself, or a copy in another dtype.
    package final func cast(to dtype: DType) throws -> Tensor {
        if dtype == self.dtype { return self }
        let before = self.dtype
        let out = try array.emptyLike(dtype)
        try out.copy(from: array)
        guard tracks, dtype.isFloatingPoint else { return Tensor(out) }
        return record(out, "ToCopyBackward0", self) { _, g in Gradients(try g.cast(to: before)) }
    }
    package final func zerosLike() throws -> Tensor { Tensor(try NDArray.zeros(shape, dtype)) }
    package final func onesLike() throws -> Tensor { Tensor(try NDArray.ones(shape, dtype)) }

    /// Overwrites with another tensor's numbers.
    package final func copy(from source: Tensor) throws {
        guard source.shape.isExpandable(to: shape) else {
            throw Raised.runtimeError(
                "The size of tensor a (\(shape.mismatch(source.shape).a)) must match the size of tensor b (\(shape.mismatch(source.shape).b)) at "
                    + "non-singleton dimension \(shape.mismatch(source.shape).dim)")
        }
        if !GradMode.isEnabled || !(source.requiresGrad || requiresGrad) {
            try checkWritable(recording: false)
            try array.copy(from: source.array)
            wrote()
            return
        }
        try checkWritable(recording: source.requiresGrad)
        let node = Node("torch::autograd::CopyBackwards", shape: shape, dtype: dtype) { n, g in
            Gradients(try g.zerosLike(), n.needs(1) ? g : nil)
        }
        node.append(edge)
        node.append(source.tracks ? source.edge : Edge())
        try array.copy(from: source.array)
        wrote()
        try rebase(onto: node, 0)
    }

    package final func `repeat`(_ repeats: [Int]) throws -> Tensor {
        let out = try array.repeat(Dims(checking: repeats))
        let padded = Array(repeating: 1, count: Swift.max(repeats.count - rank, 0)) + shape.array
        let before = shape
        return record(out, "RepeatBackward0", self) { _, g in
            var result = g
            // A dimension at a time: as (times, size), summed over the times.
            for dim in repeats.indices where repeats[dim] != 1 {
                let sizes = result.shape.array
                if repeats[dim] == 0 { return Gradients(try Tensor(NDArray.zeros(before, g.dtype))) }
                result = try result.reshape(Array(sizes[..<dim]) + [repeats[dim], padded[dim]] + Array(sizes[(dim + 1)...])).sum([dim])
            }
            return Gradients(try result.reshape(before))
        }
    }

    package static func cat(_ tensors: [Tensor], _ dim: Int = 0) throws -> Tensor {
        let out = try NDArray.cat(tensors.map(\.array), dim)
        guard tensors.contains(where: \.tracks) else { return Tensor(out) }
        let d = dim < 0 ? dim + out.rank : dim
        let sizes = tensors.map { $0.rank == 1 && $0.count == 0 ? 0 : $0.shape[d] }
        let empties = tensors.map { $0.rank == 1 && $0.count == 0 }
        // Left to the compiler, each would be cast by the runtime.
        return record(out, "CatBackward0", inputs: tensors.map(Optional.some)) { n, g in
            var start = 0
            return Gradients(
                all: try sizes.enumerated().map { index, size in
                    defer { start += size }
                    guard n.needs(index) else { return nil }
                    return empties[index] ? try Tensor(NDArray.zeros([0], g.dtype)) : try g.narrow(d, start, size)
                })
        }
    }
    package static func stack(_ tensors: [Tensor], _ dim: Int = 0) throws -> Tensor {
        let out = try NDArray.stack(tensors.map(\.array), dim)
        guard tensors.contains(where: \.tracks) else { return Tensor(out) }
        let d = dim < 0 ? dim + out.rank : dim
        return record(out, "StackBackward0", inputs: tensors.map(Optional.some)) { n, g in
            Gradients(all: try (0..<n.edgeCount).map { n.needs($0) ? try g.select(d, $0) : nil })
        }
    }

    package final func flip(_ dims: [Int]) throws -> Tensor {
        record(try array.flip(dims), "FlipBackward0", self) { _, g in Gradients(try g.flip(dims)) }
    }
    package final func roll(_ shifts: [Int], _ dims: [Int]) throws -> Tensor {
        if shifts.isEmpty { throw Raised.runtimeError("`shifts` required") }
        if rank == 0, !dims.isEmpty { throw Raised.indexError("Dimension specified as \(dims[0]) but tensor has no dimensions") }
        return record(try array.roll(shifts, dims), "RollBackward0", self) { _, g in Gradients(try g.roll(shifts.map { 0 &- $0 }, dims)) }
    }
    package final func triangle(_ diagonal: Int, upper: Bool) throws -> Tensor {
        let out = upper ? try array.triu(diagonal) : try array.tril(diagonal)
        return record(out, upper ? "TriuBackward0" : "TrilBackward0", self) { _, g in Gradients(try g.triangle(diagonal, upper: upper)) }
    }
    package final func diagEmbed(_ offset: Int = 0, _ first: Int = -2, _ second: Int = -1) throws -> Tensor {
        if shape.isFull { throw Dims.tooMany(rank + 1) }
        let a = try NDArray.wrap(dim: first, rank: rank + 1), b = try NDArray.wrap(dim: second, rank: rank + 1)
        guard a != b else { throw Raised.runtimeError("diagonal dimensions cannot be identical \(first), \(second)") }
        guard rank > 0 else { throw Raised.indexError("Dimension out of range (expected to be in range of [-1, 0], but got -1)") }
        // Wraps as PyTorch's sum does, and is then refused in its words.
        let size = shape[rank - 1] &+ (offset < 0 ? 0 &- offset : offset)
        guard size >= 0 else { throw Raised.runtimeError("IntArrayRef contains an int that cannot be represented as a SymInt: \(size)") }
        var target = shape
        target.removeLast()
        for dim in [Swift.min(a, b), Swift.max(a, b)] { target.insert(size, at: dim) }
        if target.checkedProduct == 0, target.stridesOverflow { throw Raised.runtimeError("Stride calculation overflowed") }
        let out = try NDArray.zeros(target, dtype)
        try out.diagonal(offset: offset, a, b).copy(from: array)
        return record(out, "DiagEmbedBackward0", self) { _, g in Gradients(try g.diagonal(offset, a, b)) }
    }

    /// Sums a gradient over the dimensions that broadcasting stretched.
    package final func sumTo(_ target: Dims) throws -> Tensor {
        if shape == target { return self }
        if !GradMode.isEnabled { return Tensor(try array.sum(to: target)) }
        let lead = rank - target.count
        var dims = Array(0..<lead)
        for i in 0..<target.count where target[i] == 1 && shape[lead + i] != 1 { dims.append(lead + i) }
        let summed = dims.isEmpty ? self : try sum(dims, keepdim: true)
        return lead > 0 ? try summed.view(target) : summed
    }
}

extension Dims {
    /// The first place from the end where two shapes do not fit.
    func mismatch(_ other: Dims) -> (a: Int, b: Int, dim: Int) {
        var i = 1
        while i <= Swift.min(count, other.count) {
            if self[count - i] != other[other.count - i], other[other.count - i] != 1 {
                return (self[count - i], other[other.count - i], Swift.max(count, other.count) - i)
            }
            i += 1
        }
        return (count, other.count, 0)
    }
}
