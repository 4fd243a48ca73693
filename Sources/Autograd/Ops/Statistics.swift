import ObjectModel
import TensorCore

// Differences, integrals, quantiles, covariances; and writing into copies.

extension Tensor {
    package final func diff(_ times: Int, _ dim: Int, prepend: Tensor? = nil, append: Tensor? = nil) throws -> Tensor {
        guard rank > 0 else { throw Raised.runtimeError("diff expects input to be at least one-dimensional") }
        guard times >= 0 else { throw Raised.runtimeError("order must be non-negative but got \(times)") }
        let d = try array.wrap(dim: dim)
        var x = self
        if prepend != nil || append != nil { x = try Tensor.cat([prepend, self, append].compactMap { $0 }, d) }
        if times == 0 { return try record(x.array.copy(), "torch::autograd::CopyBackwards", inputs: [nil, x]) { _, g in Gradients(nil, g) } }
        var left = times
        if x.count == 0, times > 1 {
            // Of nothing there may be 2^40 columns: the last step is as good as all of them.
            let last = Swift.min(x.shape[d], 1)
            x = try x.narrow(d, 0, Swift.max(x.shape[d] - (times - 1), last))
            left = last
        }
        for _ in 0..<left {
            try Stop.check()
            let size = x.shape[d]
            if size == 0 { return x }
            let high = try x.narrow(d, 1, size - 1), low = try x.narrow(d, 0, size - 1)
            x = x.dtype == .bool ? try high.logicalXor(low) : try high.sub(low)
        }
        return x
    }
    /// The area under the line through the points, or its running sum.
    package final func trapezoid(x: Tensor?, dx: Double, _ dim: Int, running: Bool) throws -> Tensor {
        let d = try array.wrap(dim: dim)
        let size = rank == 0 ? 0 : shape[d]
        if size == 0, !running { return try sum([d]).zerosLike() }
        if x == nil, !running {
            let ends = try (select(d, 0) + select(d, -1)).mul(.float(0.5)).renamed("MulBackward0", "MulBackward1")
            return try (sum([d]) - ends).mul(.float(dx)).renamed("MulBackward0", "MulBackward1")
        }
        let left = try narrow(d, 0, Swift.max(size - 1, 0)), right = try narrow(d, Swift.min(1, size), Swift.max(size - 1, 0))
        let sums = try left + right
        if let x {
            guard x.rank != 1 || x.count == size else { throw Raised.runtimeError("\(running ? "cumulative_trapezoid" : "trapezoid"): There must be one `x` value for each sample point") }
            if x.rank == 0 { _ = try Dims.broadcast(left.shape, [0]) }
            var steps = try x.diff(1, x.rank == 1 ? 0 : dim)
            if x.rank == 1 { steps = try steps.view((0..<rank).map { $0 == d ? steps.count : 1 }) }
            let parts = try sums * steps
            return try (running ? parts.cumsum(d) : parts.sum([d])).div(.float(2)).renamed("DivBackward0", "DivBackward1")
        }
        return try sums.mul(.float(dx / 2)).renamed("MulBackward0", "MulBackward1").cumsum(d)
    }

    package final func quantile(_ q: Tensor, _ dim: Int?, keepdim: Bool, _ interpolation: String, ignoringNaN: Bool) throws -> Tensor {
        // Both complain by this name.
        let name = "quantile"
        guard count > 0 else { throw Raised.runtimeError("\(name)() input tensor must be non-empty") }
        guard q.rank <= 1 else { throw Raised.runtimeError("\(name)() q must be a scalar or 1D tensor") }
        guard dtype == .float32 || dtype == .float64 else { throw Raised.runtimeError("\(name)() input tensor must be either float or double dtype") }
        guard q.dtype == dtype else { throw Raised.runtimeError("\(name)() q tensor must be same dtype as the input tensor") }
        let points = try q.array.doubles()
        if let bad = points.first(where: { !($0 >= 0 && $0 <= 1) }) {
            throw Raised.runtimeError(
                q.rank == 0 ? "\(name)() q must be in the range [0, 1] but got \(FloatText.short(bad))" : "\(name)() q values must be in the range [0, 1]")
        }
        guard ["linear", "lower", "higher", "midpoint", "nearest"].contains(interpolation) else {
            throw Raised.runtimeError("\(name)() interpolation must be one of linear, lower, higher, midpoint or nearest, but got \(interpolation)")
        }
        // The dimension in question last, in order.
        let flat = dim == nil ? try contiguous().view([-1]) : rank == 0 ? try view([1]) : self
        let d = try dim.map { try flat.array.wrap(dim: $0) } ?? 0
        let rows = try flat.movedim([d], [flat.rank - 1])
        let sorted = try rows.chosen("SortBackward0", -1, keepdim: true) { try $0.sort($1) }.0
        let size = sorted.shape[sorted.rank - 1]
        let lead = Array(sorted.shape.dropLast())
        let missing = try NDArray.predicate(.isnan, sorted.array).sum([-1]).ints()
        let total = lead.reduce(1, &*)
        var lows: [Int] = [], highs: [Int] = [], weights: [Double] = []
        for row in 0..<total {
            // NaN stands last: the rank of a row with one is its end.
            let last = ignoringNaN ? Swift.max(size - missing[row] - 1, 0) : size - 1
            for p in points {
                var rank = missing[row] > 0 && !ignoringNaN ? Double(size - 1) : p * Double(last)
                switch interpolation {
                case "lower": rank = rank.rounded(.down)
                case "higher": rank = rank.rounded(.up)
                case "nearest": rank = rank.rounded(.toNearestOrEven)
                default: break
                }
                let low = Int(rank.rounded(.down)), high = Int(rank.rounded(.up))
                lows.append(low)
                highs.append(high)
                weights.append(interpolation == "midpoint" ? (low == high ? 0 : 0.5) : rank - Double(low))
            }
        }
        let indexShape = try Dims(checking: lead + [points.count])
        let low = try sorted.gather(-1, Tensor(.from(lows, shape: indexShape))), high = try sorted.gather(-1, Tensor(.from(highs, shape: indexShape)))
        var result = try low.lerp(high, Tensor(.from(weights, shape: indexShape, dtype)))
        // The points become the first dimension, or none.
        result = try result.movedim([result.rank - 1], [0])
        if keepdim {
            if dim == nil {
                result = try result.view([points.count] + Array(repeating: 1, count: rank))
            } else if rank > 0 {
                result = try result.unsqueeze(d + 1)
            }
        }
        return q.rank == 0 ? try result.squeeze(0).renamed("SqueezeBackward1", "SqueezeBackward4") : result
    }

    package final func covariance(correction: Int, frequencies: Tensor?, weights: Tensor?) throws -> Tensor {
        guard rank <= 2 else { throw Raised.runtimeError("cov(): expected input to have two or fewer dimensions but got an input with \(rank) dimensions") }
        guard dtype != .bool else { throw Raised.runtimeError("cov(): bool dtype is not supported for input") }
        let x = try (rank < 2 ? view([1, -1]) : self).cast(to: dtype.floating)
        let columns = x.shape[1]
        var w: Tensor?
        if let frequencies {
            guard frequencies.rank <= 1 else { throw Raised.runtimeError("cov(): expected fweights to have one or fewer dimensions but got fweights with \(frequencies.rank) dimensions") }
            guard frequencies.dtype.isInteger else { throw Raised.runtimeError("cov(): expected fweights to have integral dtype but got fweights with \(frequencies.dtype.scalarName) dtype") }
            guard frequencies.count == columns else {
                throw Raised.runtimeError("cov(): expected fweights to have the same numel as there are observations in the input but got \(frequencies.count) != \(columns)")
            }
            w = frequencies
        }
        if let weights {
            guard weights.rank <= 1 else { throw Raised.runtimeError("cov(): expected aweights to have one or fewer dimensions but got aweights with \(weights.rank) dimensions") }
            guard weights.dtype.isFloatingPoint else { throw Raised.runtimeError("cov(): expected aweights to have floating point dtype but got aweights with \(weights.dtype.scalarName) dtype") }
            guard weights.count == columns else {
                throw Raised.runtimeError("cov(): expected aweights to have the same numel as there are observations in the input but got \(weights.count) != \(columns)")
            }
            w = try w.map { try $0 * weights } ?? weights
        }
        let total = try w?.sum() ?? Tensor(.scalar(.int(columns), .int64))
        let mean = try w.map { try (x * $0).sum([1]) / total } ?? x.mean([1])
        var norm: Tensor
        if let w, let weights, correction != 0 {
            norm = try total - (w * weights).sum() / total * Double(correction)
        } else {
            norm = try total.sub(.int(correction))
        }
        if try norm.array.item().double <= 0 {
            Warnings.emit("cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of observations.")
            norm = try norm.zerosLike()
        }
        let centred = try x - mean.unsqueeze(1)
        let product = try centred.mm((w.map { try centred * $0.cast(to: centred.dtype) } ?? centred).t())
        return try product.div(norm).squeeze()
    }

    // MARK: Writing into copies

    /// A copy with `source` in the part that `part` takes.
    package final func scattered(_ source: Tensor, _ name: String, _ part: @escaping (Tensor) throws -> Tensor) throws -> Tensor {
        let place = try GradMode.with(false) { try part(self) }
        guard place.shape == source.shape else {
            throw Raised.runtimeError("expected src to have a size equal to the slice of self. src size = \(source.shape), slice size = \(place.shape)")
        }
        let out = Tensor(try array.copy())
        try GradMode.with(false) { try part(out).copy(from: source) }
        return record(out.array, name, self, source) { n, g in
            var mine: Tensor?
            if n.needs(0) {
                let copy = try Tensor(g.array.contiguous().copy())
                try part(copy).copy(from: Tensor(.zeros([], g.dtype)))
                mine = copy
                if name == "AsStridedScatterBackward0" {
                    // PyTorch keeps what was overwritten and drops the rest.
                    mine = try g - copy
                }
            }
            return Gradients(mine, n.needs(1) ? try part(g.contiguous()).clone() : nil)
        }
    }

    /// `scatter_reduce`: elements that fall into one place are combined.
    package final func scatterReduce(_ dim: Int, _ index: Tensor, _ source: Tensor, _ reduce: String, includeSelf: Bool) throws -> Tensor {
        let modes: [String: NDArray.ScatterMode] = ["sum": .sum, "mean": .sum, "prod": .prod, "amax": .amax, "amin": .amin]
        guard let mode = modes[reduce] else {
            throw Raised.runtimeError("reduce argument must be either sum, prod, mean, amax or amin, got \(reduce).")
        }
        let base = rank == 0 ? try view([1]) : self
        let places = index.rank == 0 ? try index.view([1]) : index, values = source.rank == 0 ? try source.view([1]) : source
        let d = try base.array.wrap(dim: dim)
        let out = try base.array.copy()
        if !includeSelf {
            let neutral: Scalar = reduce == "prod" ? .int(1) : reduce == "amax" ? base.lowest : reduce == "amin" ? base.highest : .int(0)
            try out.scatter(d, places.array, value: neutral)
        }
        try out.scatter(d, places.array, values.array, mode)
        var counts: Tensor?
        if reduce == "mean" {
            let number = try NDArray.ones(base.shape, base.dtype)
            if !includeSelf { try number.scatter(d, places.array, value: .int(0)) }
            try number.scatter(d, places.array, NDArray.ones(places.shape, base.dtype), .sum)
            let divisor = try NDArray.binary(.maximum, number, .int(1))
            counts = Tensor(divisor)
            try out.copy(from: dtype.isFloatingPoint ? .binary(.div, out, divisor) : .binary(.floorDivide, out, divisor))
        }
        let shape = shape, sourceShape = source.shape
        return record(try out.reshape(shape), "ScatterReduceBackward0", self, source, saving: places, Tensor(out), result: false) { n, g in
            try Tensor.scatterReduceGradient(n, g, d, reduce, includeSelf, counts, shape, sourceShape)
        }.keeping(self, values)
    }
    private static func scatterReduceGradient(
        _ n: Node, _ gradient: Tensor, _ d: Int, _ reduce: String, _ includeSelf: Bool, _ counts: Tensor?, _ shape: Dims, _ sourceShape: Dims
    ) throws -> Gradients {
        let index = try n.saved(0), result = try n.saved(1)
        let g = gradient.rank == 0 ? try gradient.view([1]) : gradient
        var mine: Tensor, theirs: Tensor
        switch reduce {
        case "sum": (mine, theirs) = (g, try g.gather(d, index))
        case "mean":
            guard let counts else { return Gradients(nil) }
            mine = try g / counts
            theirs = try mine.gather(d, index)
        default:
            guard let inputs = n.details?.kept, inputs.count == 2 else { return Gradients(nil) }
            let base = inputs[0].rank == 0 ? try inputs[0].view([1]) : inputs[0], source = inputs[1]
            if reduce == "prod" {
                let masked = try base.eq(.int(0))
                mine = try g * result / base.maskedFill(masked, .int(1))
                if try NDArray.compare(.eq, base.array, .int(0)).reduce(.any).item().bool || NDArray.compare(.eq, source.array, .int(0)).reduce(.any).item().bool {
                    return try productWithZeros(g, base, source, index, d, includeSelf, shape, sourceShape)
                }
                theirs = try (g * result).gather(d, index) / source
            } else {
                // Equal extremes share the gradient.
                let isMine = try base.eq(result).cast(to: g.dtype), isTheirs = try source.eq(result.gather(d, index)).cast(to: g.dtype)
                let start = includeSelf ? isMine : try isMine.scatter(d, index, value: .int(0))
                let number = try start.scatterAdd(d, index, isTheirs).clamp(min: .int(1), max: nil)
                let share = try g / number
                mine = try share * isMine
                theirs = try share.gather(d, index) * isTheirs
                if includeSelf == false {
                    // Places that nobody wrote to keep their own gradient.
                    let untouched = try Tensor(NDArray.ones(g.shape, g.dtype)).scatter(d, index, value: .int(0))
                    mine = try g * untouched
                    return Gradients(try mine.reshape(shape), try theirs.fitted(sourceShape))
                }
            }
        }
        if !includeSelf { mine = try mine.scatter(d, index, value: .int(0)) }
        return Gradients(try mine.reshape(shape), try theirs.fitted(sourceShape))
    }
    /// With zeros among the factors: each factor's gradient is the product of all others.
    private static func productWithZeros(
        _ g: Tensor, _ base: Tensor, _ source: Tensor, _ index: Tensor, _ d: Int, _ includeSelf: Bool, _ shape: Dims, _ sourceShape: Dims
    ) throws -> Gradients {
        func product(without place: Int?) throws -> Tensor {
            let out = try base.array.copy()
            if !includeSelf || place == -1 { try out.scatter(d, index.array, value: .int(1)) }
            let values = try source.array.contiguous().copy()
            if let place, place >= 0 { values.store(.int(1), atOffset: place) }
            try out.scatter(d, index.array, values, .prod)
            return Tensor(out)
        }
        let mine = try g * product(without: -1)
        let theirs = try NDArray.zeros(index.shape, g.dtype)
        let flat = try source.array.contiguous()
        if flat.shape == index.shape {
            for place in 0..<flat.count {
                let slope = try (g * product(without: place)).gather(d, index)
                theirs.store(.float(try slope.array.doubles()[place]), atOffset: place)
            }
        }
        let own = includeSelf ? mine : try mine.scatter(d, index, value: .int(0))
        return Gradients(try own.reshape(shape), try Tensor(theirs).fitted(sourceShape))
    }
    /// A source may be larger than the index: the rest has no part.
    private func fitted(_ wanted: Dims) throws -> Tensor {
        if wanted.isEmpty { return try reshape([]) }
        if shape == wanted { return self }
        var result = self
        for dim in 0..<rank where result.shape[dim] < wanted[dim] {
            var pads = Array(repeating: 0, count: 2 * (rank - dim))
            pads[2 * (rank - dim) - 1] = wanted[dim] - result.shape[dim]
            result = try result.padded(pads)
        }
        return result
    }
    private var lowest: Scalar { dtype.isFloatingPoint ? .float(-.infinity) : .int(dtype.integerLimits?.lowerBound ?? 0) }
    private var highest: Scalar { dtype.isFloatingPoint ? .float(.infinity) : .int(dtype.integerLimits?.upperBound ?? 1) }
    private func keeping(_ first: Tensor, _ second: Tensor) -> Tensor {
        node?.makeDetails().kept = [first.detach(), second.detach()]
        return self
    }
}

enum Statistics {
    private static func trapezoid(_ name: String, running: Bool) -> Op {
        Op(name, "y, x=None, *, dx=1, dim=-1", running ? "Running areas under a line." : "The area under a line.", "\(name)(tensor([1., 2., 3.]))", .function) { a in
            if try a.tensor(0).dtype == .bool || a[1].asTensor?.dtype == .bool {
                throw Raised.runtimeError("\(running ? "cumulative_trapezoid" : "trapezoid"): received a bool input for `x` or `y`, but bool is not supported")
            }
            if let x = a[1].asTensor { return try a.tensor(0).trapezoid(x: x, dx: 1, a.int(3), running: running) }
            return try a.tensor(0).trapezoid(x: nil, dx: a.scalar(2).double, a.int(3), running: running)
        }
    }
    private static func quantile(_ name: String, ignoringNaN: Bool) -> Op {
        Op(name, "input, q, dim=None, keepdim=False, *, interpolation='linear'", "The value below which a share of the elements lies.", "tensor([1., 2., 3.]).\(name)(0.5)", .both, out: true) { a in
            let x = try a.tensor(0)
            let q = try a[1].asTensor ?? Tensor(.scalar(.float(a.double(1)), x.dtype))
            return try x.quantile(q, a.optionalInt(2), keepdim: a.bool(3), a.string(4), ignoringNaN: ignoringNaN)
        }
    }
    /// Where the first greater edge stands, found by halving; edges need not be in order.
    private static func upperBound(_ edges: [Double], _ value: Double) -> Int {
        var first = 0, length = edges.count
        while length > 0 {
            let half = length / 2
            if value < edges[first + half] {
                length = half
            } else {
                first += half + 1
                length -= half + 1
            }
        }
        return first
    }
    private static func weightsOfHistogram(_ weights: Tensor, of x: Tensor) throws -> [Double] {
        guard weights.dtype == x.dtype else {
            throw Raised.runtimeError(
                "torch.histogramdd: if weight tensor is provided, input tensor and weight tensor should have the same dtype, but got input(\(x.dtype.cppName)), and weight(\(weights.dtype.cppName))")
        }
        guard weights.count == x.count else {
            throw Raised.runtimeError(
                "torch.histogramdd: if weight tensor is provided it should have the same shape as the input tensor excluding its innermost dimension, but got input with shape [\(x.count), 1] and weight with shape [\(weights.count)]")
        }
        return try weights.array.doubles()
    }
    /// Edges of bins of one width, from the least value to the greatest unless a range is given.
    private static func evenEdges(_ bins: Int, _ values: [Double], _ range: Value, _ dtype: DType) throws -> [Double] {
        var low = values.min() ?? 0, high = values.max() ?? 1
        if let range = range.asItems {
            guard range.count == 2 else { throw Raised.runtimeError("torch.histogramdd: for a 1-dimensional histogram range should have 2 elements, but got \(range.count)") }
            (low, high) = (try range[0].toDouble() ?? 0, try range[1].toDouble() ?? 0)
        }
        // Their least and greatest would miss it.
        if range.isNone, values.contains(where: \.isNaN) { (low, high) = (.nan, .nan) }
        guard low.isFinite, high.isFinite else { throw Raised.runtimeError("torch.histogramdd: dimension 0's range [\(FloatText.short(low)), \(FloatText.short(high))] is not finite") }
        guard low <= high else { throw Raised.runtimeError("torch.histogramdd: min should not exceed max, but got min \(FloatText.short(low)) max \(FloatText.short(high)) for dimension 0") }
        if low == high { (low, high) = (low - 0.5, high + 0.5) }
        // One edge more than bins; linspace says what memory cannot hold.
        return try NDArray.linspace(low, high, bins.addingReportingOverflow(1).overflow ? bins : bins + 1, dtype).doubles()
    }
    private static func histogram(_ a: OpArguments) throws -> Value {
        let x = try a.tensor(0)
        guard x.dtype == .float32 || x.dtype == .float64 else { throw TensorError.unsupported("histogramdd", x.dtype) }
        let values = try x.array.doubles(), given = a[1].asTensor
        let bins = try given.map { $0.count - 1 } ?? a.int(1)
        if let given {
            guard given.dtype == x.dtype else { throw Raised.runtimeError("torch.histogramdd: input tensor and bins tensors should have the same dtype, but got input with dtype \(x.dtype.cppName) and bins for dimension 0 with dtype \(given.dtype.cppName)") }
            guard given.rank == 1 else {
                throw Raised.runtimeError("torch.histogramdd: bins tensor should have one dimension, but got \(given.rank) dimensions in the bins tensor for dimension 0")
            }
            guard given.count > 0 else { throw Raised.runtimeError("torch.histogramdd: bins tensor should have at least 1 element, but got 0 elements in the bins tensor for dimension 0") }
        }
        guard bins > 0 else { throw Raised.runtimeError("torch.histogram(): bins must be > 0, but got \(bins) for dimension 0") }
        let edges = try given?.array.doubles() ?? evenEdges(bins, values, a[2], x.dtype)
        let weights = try a.optionalTensor(3).map { try weightsOfHistogram($0, of: x) }
        var counts = Array(repeating: 0.0, count: edges.count - 1)
        for (place, value) in values.enumerated() where value >= edges[0] && value <= edges[edges.count - 1] {
            // The last bin includes its upper edge.
            let bin = Swift.min(upperBound(edges, value) - 1, counts.count - 1)
            if bin >= 0 { counts[bin] += weights?[place] ?? 1 }
        }
        if try a.bool(4) {
            let total = counts.reduce(0, +)
            for bin in counts.indices { counts[bin] /= total * (edges[bin + 1] - edges[bin]) }
        }
        return NamedResult.make("histogram", [("hist", Tensor(try .from(counts, shape: [counts.count], x.dtype))), ("bin_edges", Tensor(try .from(edges, shape: [edges.count], x.dtype)))])
    }

    static var ops: [Op] {
        [
            Op("diff", "input, n=1, dim=-1, prepend=None, append=None", "Differences of neighbours.", "diff(tensor([1, 4, 9]))", .both, out: true) { a in
                try a.tensor(0).diff(a.int(1), a.int(2), prepend: a.optionalTensor(3), append: a.optionalTensor(4))
            },
            trapezoid("trapezoid", running: false), trapezoid("trapz", running: false), trapezoid("cumulative_trapezoid", running: true),
            quantile("quantile", ignoringNaN: false), quantile("nanquantile", ignoringNaN: true),
            Op("cov", "input, *, correction=1, fweights=None, aweights=None", "Covariances of the rows.", "cov(tensor([[1., 2.], [3., 5.]]))") { a in
                try a.tensor(0).covariance(correction: a.int(1), frequencies: a.optionalTensor(2), weights: a.optionalTensor(3))
            },
            Op("corrcoef", "input", "Correlations of the rows.", "corrcoef(tensor([[1., 2.], [3., 5.]]))") { a in
                guard try a.tensor(0).rank <= 2 else {
                    throw Raised.runtimeError("corrcoef(): expected input to have two or fewer dimensions but got an input with \(try a.tensor(0).rank) dimensions")
                }
                let c = try a.tensor(0).covariance(correction: 1, frequencies: nil, weights: nil)
                if c.rank == 0 { return try c / c }
                let deviation = try c.diagonal().sqrt()
                return try (c / deviation.view([-1, 1]) / deviation.view([1, -1])).clamp(min: .int(-1), max: .int(1))
            },
            .any("gradient", "input, *, spacing=1, dim=None, edge_order=1", "Slopes from neighbours.", "gradient(tensor([1., 4., 9.]))", .function) { .tuple(try Slopes.gradient($0).map { .tensor($0) }) },
            Op("sum_to_size", "input, *size", "Sums over what a broadcast has spread.", "ones(2, 3).sum_to_size(1, 3)", .method) { a in
                let x = try a.tensor(0), size = try Dims(checking: a.variadicInts(1))
                guard size.isExpandable(to: x.shape) else { throw Raised.runtimeError("size {\(size)} is not expandable to size {\(x.shape)}.") }
                if size.isEmpty { return try x.sum() }
                if x.shape == size { return x }
                // Sums of integers are long ones.
                return try x.dtype.isFloatingPoint ? x.sumTo(size) : x.cast(to: .int64).sumTo(size).cast(to: .int64)
            },
            Op("nonzero_static", "input, *, size, fill_value=-1", "The places of elements that are not zero, a fixed number of them.", "nonzero_static(tensor([0, 5]), size=2)") { a in
                let size = try a.int(1), rows = try a.tensor(0).array.nonzero()
                guard size >= 0, size < 1 << 40 else { throw Raised.runtimeError("nonzero_static: 'size' must be an non-negative integer") }
                let out = try NDArray.full([size, rows.shape[1]], .int(a.int(2)), .int64), kept = Swift.min(size, rows.shape[0])
                try out.narrow(0, 0, kept).copy(from: rows.narrow(0, 0, kept))
                return Tensor(out)
            },
            .any("histogram", "input, bins=100, *, range=None, weight=None, density=False", "How many elements fall into each bin, and the bins' edges.", "histogram(tensor([1., 2., 1.]), 2, range=(0., 3.))", .both, out: true) { try histogram($0) },
            Op("put", "input, index, source, accumulate=False", "Writes at places of the flattened tensor.", "torch.put(zeros(3), tensor([1]), tensor([5.]))", .both, inPlace: true) { a in
                let x = try a.tensor(0), index = try a.tensor(1), source = try a.tensor(2), adds = try a.bool(3)
                guard index.dtype == .int64 else { throw Raised.runtimeError("put_(): Expected a long tensor for index, but got \(index.dtype.scalarName)") }
                guard source.dtype == x.dtype else { throw Raised.runtimeError("put_(): self and source expected to have the same dtype, but got self.dtype = \(x.dtype.scalarName) and source.dtype = \(source.dtype.scalarName)") }
                guard index.count == source.count else {
                    throw Raised.indexError("put_(): Expected source and index to have the same number of elements, but got source.numel() = \(source.count), index.numel() = \(index.count)")
                }
                for place in try index.array.ints() where place >= x.count || place < -x.count {
                    throw Raised.indexError("out of range: tried to access index \(place) on a tensor of \(x.count) elements.")
                }
                return try Tensor.composed("PutBackward0", [x, source, index]) { inputs in
                    guard let x = inputs[0], let source = try inputs[1]?.reshape([-1]), let index = try inputs[2]?.reshape([-1]) else { return Tensor(try .zeros([])) }
                    let flat = try x.reshape([-1])
                    return try flat.indexPut([index], source, accumulate: adds).reshape(x.shape.array)
                }
            },
            Op("isin", "elements, test_elements, *, assume_unique=False, invert=False", "Whether elements are among others.", "isin(tensor([1, 2]), tensor([2]))", .function) { a in
                func made(_ index: Int) throws -> Tensor { try a[index].asTensor ?? Tensor(.scalar(a.scalar(index), a.scalar(index).defaultDType)) }
                if case .bool = a[0] { throw Raised.runtimeError("Unsupported input type encountered for isin(): Bool") }
                let x = try made(0), others = Set(try made(1).array.doubles())
                let inverted = try a.bool(3)
                return Tensor(try .from(x.array.doubles().map { others.contains($0) != inverted }, shape: x.shape))
            },
            Op("block_diag", "*tensors", "Matrices along the diagonal.", "block_diag(ones(1, 1), ones(2, 2))", .function) { a in
                let blocks = try a.variadicTensors(0).map { tensor -> Tensor in
                    guard tensor.rank <= 2 else { throw Raised.runtimeError("torch.block_diag: Input tensors must have 2 or fewer dimensions. Input 0 has \(tensor.rank) dimensions") }
                    return tensor.rank == 2 ? tensor : try tensor.reshape([1, -1])
                }
                return try Tensor.composed("BlockDiagBackward0", blocks) { inputs in
                    let blocks = inputs.compactMap { $0 }
                    var columns = 0, start = 0
                    for block in blocks {
                        let (sum, overflow) = columns.addingReportingOverflow(block.shape[1])
                        guard !overflow else { throw Raised.runtimeError("Stride calculation overflowed") }
                        columns = sum
                    }
                    let rows = try blocks.map { block in
                        defer { start += block.shape[1] }
                        return try block.padded([start, columns - start - block.shape[1]])
                    }
                    return try Tensor.cat(rows, 0)
                }
            },
            .any("unravel_index", "indices, shape", "Coordinates of places in the flattened tensor.", "unravel_index(tensor(3), (2, 2))", .function) { a in
                let x = try a.tensor(0), shape = try a.ints(1)
                guard x.dtype.isInteger else { throw Raised.typeError("expected 'indices' to be integer dtype, but got \(x.dtype.description)") }
                var step = 1
                var result: [Value] = []
                for size in shape.reversed() {
                    result.append(.tensor(try x.cast(to: .int64).floorDivide(.number(.int(step))).remainder(.number(.int(max(size, 1))))))
                    step = step &* max(size, 1)
                }
                return .tuple(result.reversed())
            },
            Op("select_scatter", "input, src, dim, index", "A copy with another slice in it.", "select_scatter(zeros(2, 2), ones(2), 0, 0)") { a in
                let dim = try a.int(2), index = try a.int(3)
                return try a.tensor(0).scattered(a.tensor(1), "SelectScatterBackward0") { try $0.select(dim, index) }
            },
            Op("slice_scatter", "input, src, dim=0, start=None, end=None, step=1", "A copy with other slices in it.", "slice_scatter(zeros(3), ones(2), 0, 1)") { a in
                let dim = try a.int(2), start = try a.optionalInt(3), end = try a.optionalInt(4), step = try a.int(5)
                return try a.tensor(0).scattered(a.tensor(1), "SliceScatterBackward0") { try $0.slice(dim, start: start, stop: end, step: step) }
            },
            Op("diagonal_scatter", "input, src, offset=0, dim1=0, dim2=1", "A copy with another diagonal in it.", "diagonal_scatter(zeros(2, 2), ones(2))") { a in
                let offset = try a.int(2), d1 = try a.int(3), d2 = try a.int(4)
                return try a.tensor(0).scattered(a.tensor(1), "DiagonalScatterBackward0") { try $0.diagonal(offset, d1, d2) }
            },
            Op("as_strided_scatter", "input, src, size, stride, storage_offset=None", "A copy with other numbers at strided places.", "as_strided_scatter(zeros(4), ones(2), (2,), (2,))") { a in
                let size = try Dims(checking: a.intList(2)), stride = try Dims(checking: a.intList(3)), offset = try a.optionalInt(4)
                return try a.tensor(0).scattered(a.tensor(1), "AsStridedScatterBackward0") { try $0.asStrided(size, stride, offset) }
            },
            Op("index_reduce", "input, dim, index, source, reduce, *, include_self=True", "Combines slices that fall into one place.", "index_reduce(ones(2), 0, tensor([0, 0]), tensor([2., 3.]), 'prod')", .both, inPlace: true, out: true) { a in
                let x = try a.tensor(0), index = try a.tensor(2), source = try a.tensor(3), reduce = try a.string(4)
                guard ["prod", "mean", "amax", "amin"].contains(reduce) else {
                    throw Raised.runtimeError("index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got \(reduce).")
                }
                guard index.rank <= 1 else { throw Raised.indexError("index_reduce_(): Index is supposed to be a vector, but got dim: \(index.rank) with type: \(index.dtype.scalarName) and size: \(index.shape)") }
                guard index.dtype == .int64 || index.dtype == .int32 else { throw Raised.runtimeError("index_reduce_(): Expected dtype int32/int64 for index but got: \(index.dtype.scalarName)") }
                guard x.dtype == source.dtype else { throw Raised.runtimeError("index_reduce_(): self (\(x.dtype.scalarName)) and source (\(source.dtype.scalarName)) must have the same scalar type") }
                let d = try x.array.wrap(dim: a.int(1))
                let flat = source.rank == 0 ? try source.view([1]) : source
                if source.rank == 0, index.count != 1 { throw Raised.indexError("Dimension specified as \(d) but tensor has no dimensions") }
                guard d < flat.rank, flat.shape[d] == index.count else {
                    throw Raised.runtimeError(
                        "index_reduce_(): Number of indices (\(index.count)) should be equal to source.size(dim): (\(d < flat.rank ? flat.shape[d] : 0)), for dim: \(d)")
                }
                guard x.rank == source.rank, (0..<x.rank).allSatisfy({ $0 == d || x.shape[$0] == source.shape[$0] }) else {
                    throw Raised.runtimeError(
                        "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = \(x.shape) source.shape = \(source.shape)")
                }
                if try index.array.ints().contains(where: { $0 < 0 || $0 >= (x.rank == 0 ? 1 : x.shape[d]) }) { throw Raised.indexError("index out of range in self") }
                let places = try index.cast(to: .int64).view((0..<flat.rank).map { $0 == d ? index.count : 1 }).expand(flat.shape).contiguous()
                return try x.scatterReduce(d, places, flat, reduce, includeSelf: a.bool(5)).renamed("ScatterReduceBackward0", "IndexReduceBackward0")
            },
            Op("scatter_reduce", "input, dim, index, src, reduce, *, include_self=True", "Combines elements that fall into one place.", "scatter_reduce(zeros(2), 0, tensor([0, 0]), tensor([1., 2.]), 'sum')", .both, inPlace: true, out: true) { a in
                try a.tensor(0).scatterReduce(a.int(1), a.tensor(2), a.tensor(3), a.string(4), includeSelf: a.bool(5))
            },
            Op("renorm", "input, p, dim, maxnorm", "Slices that are too long are shortened.", "renorm(tensor([[3., 4.]]), 2, 0, 1.)", .both, inPlace: true, out: true) { a in
                let x = try a.tensor(0), most = try a.scalar(3).double
                if x.rank < 2 { throw Raised.runtimeError("renorm: input needs at least 2 dimensions, got \(x.rank) dimensions") }
                let d = try x.array.wrap(dim: a.int(2))
                let p = try a.scalar(1).double
                return try x.composed("RenormBackward0") { x in
                    let norms = try x.vectorNorm(p, (0..<x.rank).filter { $0 != d }, keepdim: true)
                    let factor = try Tensor.where(norms.gt(.float(most)), (norms + 1e-7).reciprocal() * most, norms.onesLike())
                    return try x * factor
                }
            },
        ]
    }
}
