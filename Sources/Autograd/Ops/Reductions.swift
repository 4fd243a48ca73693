import ObjectModel
import TensorCore

// Many numbers in, one out. A gradient goes back to every element that took part.

extension Tensor {
    /// The gradient of a reduction with its dimensions of size 1 put back, so that it broadcasts.
    final func unreduced(_ rank: Int, _ dims: [Int]?, keepdim: Bool) throws -> Tensor {
        guard !keepdim, let dims, rank > 0 else { return self }
        var result = self
        for dim in Tensor.wrapped(dims, rank).sorted() { result = try result.unsqueeze(dim) }
        return result
    }
    static func wrapped(_ dims: [Int], _ rank: Int) -> [Int] { dims.map { $0 < 0 ? $0 + Swift.max(rank, 1) : $0 } }
    /// An empty list of dimensions means all of them.
    private func all(_ dims: [Int]?) -> [Int]? { dims?.isEmpty == true ? nil : dims }

    // MARK: Sums and means

    package final func sum() throws -> Tensor {
        let out = try array.sum()
        guard tracks else { return Tensor(out) }
        let before = array.layout
        return record(out, "SumBackward0", self) { _, g in
            Gradients(GradMode.isEnabled ? try g.expand(before.shape) : Tensor(try g.array.stretched(to: before)))
        }
    }
    package final func sum(_ dims: [Int]?, keepdim: Bool = false, dtype: DType? = nil) throws -> Tensor {
        let x = try dtype.map { try cast(to: $0) } ?? self
        guard let dims = x.all(dims) else {
            if !keepdim, dims == nil { return try x.narrowedSum(dtype) }
            let out = try x.array.sum(nil, keepdim: keepdim)
            let before = shape
            return record(try out.cast(to: dtype ?? out.dtype), "SumBackward1", x) { _, g in Gradients(try g.expand(before)) }
        }
        let out = try x.array.sum(dims, keepdim: keepdim)
        let before = shape
        return record(try out.cast(to: dtype ?? out.dtype), "SumBackward1", x) { _, g in
            Gradients(try g.unreduced(before.count, dims, keepdim: keepdim).expand(before))
        }
    }
    private func narrowedSum(_ dtype: DType?) throws -> Tensor {
        let result = try sum()
        return try dtype.map { try result.cast(to: $0) } ?? result
    }
    package final func mean(_ dims: [Int]? = nil, keepdim: Bool = false, dtype: DType? = nil) throws -> Tensor {
        let x = try dtype.map { try cast(to: $0) } ?? self
        guard x.dtype.isFloatingPoint else {
            throw Raised.runtimeError(
                "mean(): could not infer output dtype. \(dtype == nil ? "Input" : "Optional") dtype must be either a floating point or complex dtype. Got: \(x.dtype.scalarName)")
        }
        let before = shape
        guard let some = x.all(dims) else {
            let out = try x.array.mean(nil, keepdim: keepdim)
            guard x.tracks else { return Tensor(out) }
            return record(out, dims == nil && !keepdim ? "MeanBackward0" : "MeanBackward1", x) { _, g in
                Gradients(try g.shared(among: Double(before.product), before))
            }
        }
        let out = try x.array.mean(some, keepdim: keepdim)
        guard x.tracks else { return Tensor(out) }
        let size = Double(Swift.max(before.product, 1)) / Double(Swift.max(out.count, 1))
        return record(out, "MeanBackward1", x) { _, g in
            Gradients(try g.unreduced(before.count, some, keepdim: keepdim).shared(among: size, before))
        }
    }
    /// What a mean's gradient is to each of its elements, of which there are `size`.
    private func shared(among size: Double, _ shape: Dims) throws -> Tensor {
        GradMode.isEnabled ? try expand(shape).div(.float(size)) : Tensor(try div(.float(size)).array.expand(to: shape).copy())
    }
    package final func nansum(_ dims: [Int]?, keepdim: Bool, dtype: DType?) throws -> Tensor {
        let x = try dtype.map { try cast(to: $0) } ?? self
        guard x.dtype.isFloatingPoint else { return try x.sum(dims, keepdim: keepdim) }
        let out = try x.array.nanSum(x.all(dims), keepdim: keepdim)
        let before = shape, reduced = all(dims)
        return record(out, "NansumBackward0", x, saving: x) { n, g in
            let kept = try n.saved(0).asks(.isnan).logicalNot().cast(to: g.dtype)
            return Gradients(try g.unreduced(before.count, reduced, keepdim: keepdim).expand(before) * kept)
        }
    }
    package final func nanmean(_ dims: [Int]?, keepdim: Bool, dtype: DType?) throws -> Tensor {
        guard self.dtype.isFloatingPoint else {
            throw Raised.runtimeError("nanmean(): expected input to have floating point or complex dtype but got \(self.dtype.scalarName)")
        }
        let count = try asks(.isnan).logicalNot().sum(dims, keepdim: keepdim)
        return try nansum(dims, keepdim: keepdim, dtype: dtype).div(count)
    }

    // MARK: Products

    package final func prod(_ dim: Int? = nil, keepdim: Bool = false, dtype: DType? = nil) throws -> Tensor {
        let x = try dtype.map { try cast(to: $0) } ?? self
        let out = try x.array.halfProduct(dim, keepdim: keepdim) ?? x.array.reduce(.prod, dim.map { [$0] }, keepdim: keepdim)
        let before = shape
        return record(try out.cast(to: dtype ?? out.dtype), dim == nil ? "ProdBackward0" : "ProdBackward1", x, saving: x, result: true) { n, g in
            let x = try n.saved(0)
            let gradient = try g.unreduced(before.count, dim.map { [$0] }, keepdim: keepdim)
            if before.count == 0 { return Gradients(gradient) }
            let hasZero = try NDArray.compare(.eq, x.array, .int(0)).reduce(.any).item().bool
            if !hasZero {
                let result = try n.result().unreduced(before.count, dim.map { [$0] }, keepdim: keepdim)
                return Gradients(try gradient * result / x)
            }
            // Where there are zeros: the product of everything before times everything behind.
            let flat = dim == nil ? try x.contiguous().view([-1]) : x
            let d = dim.map { $0 < 0 ? $0 + before.count : $0 } ?? 0
            let ones = try flat.slice(d, start: 0, stop: 1).onesLike()
            let last = flat.shape[d] - 1
            let left = try Tensor.cat([ones, flat.slice(d, start: 0, stop: last).cumprod(d)], d)
            let reversed = try flat.slice(d, start: 1, stop: nil).flip([d])
            let right = try Tensor.cat([ones, reversed.cumprod(d)], d).flip([d])
            let others = try left * right
            return Gradients(try gradient * (dim == nil ? others.view(before) : others))
        }
    }

    // MARK: Spread

    package final func variance(_ dims: [Int]?, correction: Double = 1, keepdim: Bool = false) throws -> Tensor {
        try checkSpread()
        let dims = all(dims)
        let out = try array.variance(dims, correction: correction, keepdim: keepdim)
        warnAboutFreedom(out, correction)
        return record(out, "VarBackward0", self, saving: self) { n, g in
            Gradients(try n.saved(0).varianceGradient(g, dims, correction, keepdim))
        }
    }
    package final func std(_ dims: [Int]?, correction: Double = 1, keepdim: Bool = false) throws -> Tensor {
        try checkSpread()
        let dims = all(dims)
        // Rounded once.
        let variance = try (dtype.isHalf ? array.cast(to: .float32) : array).variance(dims, correction: correction, keepdim: keepdim)
        warnAboutFreedom(variance, correction)
        return record(try NDArray.unary(.sqrt, variance).cast(to: dtype), "StdBackward0", self, saving: self, result: true) { n, g in
            let r = try n.result()
            let scaled = try (g / (r * 2)).maskedFill(r.eq(.int(0)), .int(0))
            return Gradients(try n.saved(0).varianceGradient(scaled, dims, correction, keepdim))
        }
    }
    private func varianceGradient(_ g: Tensor, _ dims: [Int]?, _ correction: Double, _ keepdim: Bool) throws -> Tensor {
        let gradient = try g.unreduced(rank, dims, keepdim: keepdim)
        let size = dims.map { Tensor.wrapped($0, rank).reduce(1) { $0 * (rank == 0 ? 1 : shape[$1]) } } ?? count
        let freedom = Double(size) - correction
        return try gradient * (2 / freedom) * (self - mean(dims, keepdim: true))
    }
    private func checkSpread() throws {
        guard dtype.isFloatingPoint else { throw Raised.runtimeError("std and var only support floating point and complex dtypes") }
    }
    private func warnAboutFreedom(_ out: NDArray, _ correction: Double) {
        if out.count > 0, Double(count / Swift.max(out.count, 1)) - correction <= 0 {
            Warnings.emit(
                "var(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor (input numel divided by output numel).")
        }
    }

    // MARK: Extremes

    /// All of the elements that are extreme share the gradient.
    package final func extreme(_ op: ReduceOp, _ dims: [Int]?, keepdim: Bool, name: String) throws -> Tensor {
        let dims = all(dims)
        let out = try array.reduce(op, dims, keepdim: keepdim)
        let rank = rank
        return record(out, name, self, saving: self, result: true) { n, g in
            let result = try n.result().unreduced(rank, dims, keepdim: keepdim)
            let gradient = try g.unreduced(rank, dims, keepdim: keepdim)
            let mask = try n.saved(0).eq(result).cast(to: g.dtype)
            return Gradients(try mask * gradient / mask.sum(dims, keepdim: true))
        }
    }
    package final func amax(_ dims: [Int]?, keepdim: Bool = false) throws -> Tensor { try extreme(.amax, dims, keepdim: keepdim, name: "AmaxBackward0") }
    package final func amin(_ dims: [Int]?, keepdim: Bool = false) throws -> Tensor { try extreme(.amin, dims, keepdim: keepdim, name: "AminBackward0") }
    package final func max() throws -> Tensor { try extremeOfAll(.amax, "max", "MaxBackward1") }
    package final func min() throws -> Tensor { try extremeOfAll(.amin, "min", "MinBackward1") }
    private func extremeOfAll(_ op: ReduceOp, _ word: String, _ name: String) throws -> Tensor {
        guard count > 0 else {
            throw Raised.runtimeError(
                "\(word)(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.")
        }
        return try extreme(op, nil, keepdim: false, name: name)
    }

    /// Values and places along a dimension; the gradient goes to the places.
    package final func chosen(_ name: String, _ dim: Int, keepdim: Bool, _ kernel: (NDArray, Int) throws -> (values: NDArray, indices: NDArray)) throws -> (Tensor, Tensor) {
        let d = try array.wrap(dim: dim)
        if rank > 0, shape[d] == 0, name != "SortBackward0", name != "TopkBackward0" {
            let word = name.replacingBackward.lowercased()
            throw Raised.indexError("\(word)(): Expected reduction dim \(d) to have non-zero size.")
        }
        let (values, indices) = try kernel(array, d)
        let before = shape
        let places = Tensor(indices)
        let kept = name == "SortBackward0" || name == "TopkBackward0" || keepdim
        let out = record(values, name, self, saving: places) { n, g in
            var gradient = g, index = try n.saved(0)
            if before.count == 0 { return Gradients(g) }
            if !kept {
                gradient = try gradient.unsqueeze(d)
                index = try index.unsqueeze(d)
            }
            return Gradients(try Tensor(NDArray.zeros(before, g.dtype)).scatterAdd(d, index, gradient))
        }
        return (out, places)
    }
    package final func max(_ dim: Int, keepdim: Bool = false) throws -> (Tensor, Tensor) {
        try chosen("MaxBackward0", dim, keepdim: keepdim) { try $0.extremum(.amax, $1, keepdim: keepdim) }
    }
    package final func min(_ dim: Int, keepdim: Bool = false) throws -> (Tensor, Tensor) {
        try chosen("MinBackward0", dim, keepdim: keepdim) { try $0.extremum(.amin, $1, keepdim: keepdim) }
    }
    package final func place(_ op: ReduceOp, _ dim: Int?, keepdim: Bool) throws -> Tensor {
        let word = op == .argmax ? "argmax" : "argmin"
        if dtype == .bool { throw Raised.runtimeError("\(word)(): does not support bool input") }
        guard let dim else {
            guard count > 0 else { throw Raised.indexError("\(word)(): Expected reduction dim to be specified for input.numel() == 0.") }
            return Tensor(try array.reduce(op, nil, keepdim: keepdim))
        }
        let d = try array.wrap(dim: dim)
        if rank > 0, shape[d] == 0 { throw Raised.indexError("\(word)(): Expected reduction dim \(d) to have non-zero size.") }
        return Tensor(try array.reduce(op, [dim], keepdim: keepdim))
    }

    // MARK: Norms

    package final func vectorNorm(_ p: Double, _ dims: [Int]? = nil, keepdim: Bool = false, dtype: DType? = nil) throws -> Tensor {
        let x = try dtype.map { try cast(to: $0) } ?? self
        guard x.dtype.isFloatingPoint else {
            throw Raised.runtimeError("linalg.vector_norm: Expected a floating point or complex tensor as input. Got \(x.dtype.scalarName)")
        }
        let dims = all(dims), rank = rank
        let out = try x.array.norm(p, dims, keepdim: keepdim)
        return record(out, "LinalgVectorNormBackward0", x, saving: x, result: true) { n, g in
            let x = try n.saved(0)
            let gradient = try g.unreduced(rank, dims, keepdim: keepdim), result = try n.result().unreduced(rank, dims, keepdim: keepdim)
            return Gradients(try x.normGradient(gradient, result, p, dims))
        }
    }
    private func normGradient(_ g: Tensor, _ r: Tensor, _ p: Double, _ dims: [Int]?) throws -> Tensor {
        let isZero = try r.eq(.int(0))
        switch p {
        case 0: return try zerosLike()
        case 1: return try sgn() * g
        case 2: return try self * (g / r).maskedFill(isZero, .int(0))
        case .infinity, -.infinity:
            let hits = try abs().eq(r)
            let mask = try hits.cast(to: dtype)
            return try sgn() * (g * mask / mask.sum(dims, keepdim: true))
        default:
            if p < 1 {
                let part = try (sgn() * abs().pow(.float(p - 1))).maskedFill(eq(.int(0)), .int(0))
                return try part * g * r.pow(.float(1 - p))
            }
            if p < 2 { return try sgn() * abs().pow(.float(p - 1)) * (g / r.pow(.float(p - 1))).maskedFill(isZero, .int(0)) }
            return try self * abs().pow(.float(p - 2)) * (g / r.pow(.float(p - 1))).maskedFill(isZero, .int(0))
        }
    }
    package final func logsumexp(_ dims: [Int], keepdim: Bool = false) throws -> Tensor {
        let x = dtype.isFloatingPoint ? self : try cast(to: .defaultFloat)
        let rank = rank
        let out = try x.dtype.isHalf && x.count > 0 ? x.array.halfLogSumExp(dims.isEmpty ? nil : dims, keepdim: keepdim) : x.array.logSumExp(dims.isEmpty ? nil : dims, keepdim: keepdim) ?? x.array.reduce(.logSumExp, dims.isEmpty ? nil : dims, keepdim: keepdim)
        return record(out, "LogsumexpBackward0", x, saving: x, result: true) { n, g in
            let gradient = try g.unreduced(rank, dims, keepdim: keepdim), result = try n.result().unreduced(rank, dims, keepdim: keepdim)
            return Gradients(try gradient * (n.saved(0) - result).exp())
        }
    }

    // MARK: Running totals

    package final func cumsum(_ dim: Int, dtype: DType? = nil) throws -> Tensor {
        let x = try cast(to: dtype ?? self.dtype.accumulated)
        return record(try x.array.scan(.cumsum, dim), "CumsumBackward0", x) { _, g in
            Gradients(g.rank == 0 ? g : try g.flip([dim]).cumsum(dim).flip([dim]))
        }
    }
    package final func cumprod(_ dim: Int, dtype: DType? = nil) throws -> Tensor {
        let x = try cast(to: dtype ?? self.dtype.accumulated)
        return record(try x.array.scan(.cumprod, dim), "CumprodBackward0", x, saving: x, result: true) { n, g in
            let x = try n.saved(0), r = try n.result()
            if x.rank == 0 { return Gradients(g) }
            let hasZero = try NDArray.compare(.eq, x.array, .int(0)).reduce(.any).item().bool
            if !hasZero { return Gradients(try (g * r).flip([dim]).cumsum(dim).flip([dim]) / x) }
            return Gradients(try x.cumprodGradient(g, dim))
        }
    }
    /// With zeros: for each place, the sum over later products without that place.
    private func cumprodGradient(_ g: Tensor, _ dim: Int) throws -> Tensor {
        let d = dim < 0 ? dim + rank : dim
        var columns: [Tensor] = []
        let size = shape[d]
        for k in 0..<size {
            let before = k == 0 ? try slice(d, start: 0, stop: 1).onesLike() : try slice(d, start: 0, stop: k).prod(d, keepdim: true)
            let ones = try slice(d, start: 0, stop: 1).onesLike()
            let behind = try Tensor.cat([ones, slice(d, start: k + 1, stop: nil)], d).cumprod(d)
            columns.append(try (before * behind * g.slice(d, start: k, stop: nil)).sum([d], keepdim: true))
        }
        return try Tensor.cat(columns, d)
    }
    package final func cumulative(_ op: NDArray.ScanOp, _ dim: Int, name: String) throws -> (Tensor, Tensor) {
        if rank == 0, dim != 0, dim != -1 {
            throw Raised.indexError("\(op == .cummax ? "cummax" : "cummin")(): Expected reduction dim -1 or 0 for scalar but got \(dim)")
        }
        let (values, indices) = try array.scanWithIndices(op, dim)
        let before = shape
        let places = Tensor(indices)
        return (
            record(values, name, self, saving: places) { n, g in
                if before.count == 0 { return Gradients(g) }
                return Gradients(try Tensor(NDArray.zeros(before, g.dtype)).scatterAdd(dim, n.saved(0), g))
            }, places
        )
    }
    package final func logcumsumexp(_ dim: Int) throws -> Tensor {
        record(try array.scan(.logcumsumexp, dim), "LogcumsumexpBackward0", self, saving: self, result: true) { n, g in
            let x = try n.saved(0), r = try n.result()
            if x.rank == 0 { return Gradients(g) }
            // exp(x) * reverse running sum of g * exp(-r), by signs to stay in log space.
            let size = try g.abs().log(), lowest = Tensor(try .scalar(.float(-(g.dtype.floatLimits?.max ?? 0)), g.dtype))
            func part(_ where: Tensor) throws -> Tensor {
                try (Tensor.where(`where`, size, lowest) - r).flip([dim]).logcumsumexp(dim).flip([dim]).add(x).exp()
            }
            return Gradients(try part(g.gt(.int(0))) - part(g.lt(.int(0))))
        }
    }
}
