import ObjectModel
import TensorCore

enum Reductions {
    private static func dims(_ a: OpArguments, _ index: Int = 1) throws -> [Int]? { try a.optionalInts(index) }
    private static func asked(_ name: String, _ op: ReduceOp, _ summary: String, _ example: String) -> Op {
        Op(name, "input, dim=None, keepdim=False", summary, example, out: true) { a in
            Tensor(try a.tensor(0).array.reduce(op, dims(a).flatMap { $0.isEmpty ? nil : $0 }, keepdim: a.bool(2)))
        }
    }
    private static func extreme(_ name: String, _ summary: String) -> Op {
        let isMax = name == "max"
        return .any(name, "input, dim=None, keepdim=False", summary, "tensor([[1, 5], [7, 2]]).\(name)(dim=1)", out: true) { a in
            let x = try a.tensor(0)
            if let other = a[1].asTensor { return .tensor(isMax ? try x.maximum(other) : try x.minimum(other)) }
            guard let dim = try a.optionalInt(1) else { return .tensor(isMax ? try x.max() : try x.min()) }
            let (values, indices) = try isMax ? x.max(dim, keepdim: a.bool(2)) : x.min(dim, keepdim: a.bool(2))
            return NamedResult.valuesAndIndices(name, values, indices)
        }
    }
    private static func middle(_ name: String, ignoringNaN: Bool, _ summary: String) -> Op {
        .any(name, "input, dim=None, keepdim=False", summary, "tensor([3., 1., 2.]).\(name)()") { a in
            let x = try a.tensor(0)
            if x.dtype == .bool { throw TensorError.unsupported(a.isNone(1) ? "median_cpu" : "median_out", .bool) }
            if let dim = try a.optionalInt(1) {
                let keepdim = try a.bool(2)
                let (values, indices) = try x.chosen(ignoringNaN ? "NanmedianBackward1" : "MedianBackward1", dim, keepdim: keepdim) { try $0.median($1, keepdim: keepdim, ignoringNaN: ignoringNaN) }
                return NamedResult.valuesAndIndices(name, values, indices)
            }
            guard x.count > 0 else { return .tensor(Tensor(try .scalar(.float(.nan), x.dtype))) }
            let value = try x.array.contiguous().reshape([-1]).median(0, ignoringNaN: ignoringNaN).values
            return .tensor(
                record(value, ignoringNaN ? "NanmedianBackward0" : "MedianBackward0", x, saving: x, result: true) { n, g in
                    let x = try n.saved(0), r = try n.result()
                    let hits = try r.array.item().double.isNaN ? x.asks(.isnan) : x.eq(r)
                    let mask = try hits.cast(to: g.dtype)
                    return Gradients(try mask * (g / mask.sum()))
                })
        }
    }
    private static func spread(_ name: String, _ summary: String) -> Op {
        Op(name, "input, dim=None, unbiased=None, keepdim=False, *, correction=None", summary, "\(name)(tensor([1., 2., 3.]))", out: true) { a in
            let (dims, correction, keepdim) = try freedom(a)
            return try name == "var" ? a.tensor(0).variance(dims, correction: correction, keepdim: keepdim) : a.tensor(0).std(dims, correction: correction, keepdim: keepdim)
        }
    }
    /// `var(False)`, `var(0, True)`, `var(dim, unbiased, keepdim)`, `var(dim, correction=…)`.
    private static func freedom(_ a: OpArguments) throws -> ([Int]?, Double, Bool) {
        var unbiased = try a.isNone(2) ? true : a.bool(2)
        var dims: [Int]?
        if case .bool(let flag) = a[1] { unbiased = flag } else { dims = try a.optionalInts(1) }
        let correction = try a.optionalScalar(4)?.double ?? (unbiased ? 1 : 0)
        return (dims, correction, try a.bool(3))
    }
    private static func withMean(_ name: String, _ summary: String) -> Op {
        .any(name, "input, dim=None, unbiased=None, keepdim=False, *, correction=None", summary, "\(name)(tensor([1., 2., 3.]))", .function) { a in
            let (dims, correction, keepdim) = try freedom(a)
            let x = try a.tensor(0)
            let both = try Tensor.composed(many: name == "var_mean" ? "VarMeanBackward0" : "StdMeanBackward0", [x]) { inputs in
                guard let x = inputs[0] else { return [] }
                let spread = try name == "var_mean" ? x.variance(dims, correction: correction, keepdim: keepdim) : x.std(dims, correction: correction, keepdim: keepdim)
                return [spread, try x.mean(dims, keepdim: keepdim)]
            }
            return .tuple(both.map { .tensor($0) })
        }
    }

    static var ops: [Op] {
        [
            Op("sum", "input, dim=None, keepdim=False, *, dtype=None", "The sum, of everything or along dimensions.", "tensor([[1, 2], [3, 4]]).sum(dim=0)", out: true) { a in
                if a.isNone(1), a[2].asInt == 0, a.isNone(3) { return try a.tensor(0).sum() }
                return try a.tensor(0).sum(dims(a), keepdim: a.bool(2), dtype: a.dtype(3))
            }.quickly { try $0.sum() },
            Op("nansum", "input, dim=None, keepdim=False, *, dtype=None", "The sum of all that is not NaN.", "nansum(tensor([1., float('nan')]))", out: true) { try $0.tensor(0).nansum(dims($0), keepdim: $0.bool(2), dtype: $0.dtype(3)) },
            Op("mean", "input, dim=None, keepdim=False, *, dtype=None", "The mean, of everything or along dimensions.", "mean(tensor([1., 2., 4.]))", out: true) { try $0.tensor(0).mean(dims($0), keepdim: $0.bool(2), dtype: $0.dtype(3)) }.quickly { try $0.mean() },
            Op("nanmean", "input, dim=None, keepdim=False, *, dtype=None", "The mean of all that is not NaN.", "nanmean(tensor([1., float('nan')]))", out: true) { try $0.tensor(0).nanmean(dims($0), keepdim: $0.bool(2), dtype: $0.dtype(3)) },
            Op("prod", "input, dim=None, keepdim=False, *, dtype=None", "The product, of everything or along a dimension.", "prod(tensor([2., 3., 4.]))", out: true) { try $0.tensor(0).prod($0.optionalInt(1), keepdim: $0.bool(2), dtype: $0.dtype(3)) },
            spread("var", "The variance; `correction` is subtracted from the number of elements."), spread("std", "The standard deviation."),
            withMean("var_mean", "The variance and the mean."), withMean("std_mean", "The standard deviation and the mean."),
            extreme("max", "The largest element; along a dimension also where it stands; with a tensor, as `maximum`."),
            extreme("min", "The smallest element; along a dimension also where it stands; with a tensor, as `minimum`."),
            Op("amax", "input, dim=(), keepdim=False", "The largest elements along dimensions.", "amax(tensor([[1., 5.], [7., 2.]]), 1)", out: true) { try $0.tensor(0).amax(dims($0), keepdim: $0.bool(2)) },
            Op("amin", "input, dim=(), keepdim=False", "The smallest elements along dimensions.", "amin(tensor([[1., 5.], [7., 2.]]), 1)", out: true) { try $0.tensor(0).amin(dims($0), keepdim: $0.bool(2)) },
            .any("aminmax", "input, *, dim=None, keepdim=False", "The smallest and the largest element.", "aminmax(tensor([1., 5., 3.]))", out: true) { a in
                let dims = try a.optionalInt(1).map { [$0] }, x = try a.tensor(0)
                for target in try OpArguments.tensors(in: a[3]) ?? [] where target.dtype != x.dtype {
                    throw Raised.runtimeError("Expected out tensor to have dtype \(x.dtype.cppName), but got \(target.dtype.cppName) instead")
                }
                if x.count == 0 {
                    guard let dims else { throw Raised.runtimeError("aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.") }
                    let d = try x.array.wrap(dim: dims[0])
                    if x.shape[d] == 0 { throw Raised.indexError("aminmax: Expected reduction dim \(dims[0]) to have non-zero size.") }
                }
                return NamedResult.make("aminmax", [("min", try a.tensor(0).extreme(.amin, dims, keepdim: a.bool(2), name: "AminmaxBackward0")), ("max", try a.tensor(0).extreme(.amax, dims, keepdim: a.bool(2), name: "AminmaxBackward0"))])
            },
            Op("argmax", "input, dim=None, keepdim=False", "Where the largest element stands.", "argmax(tensor([1., 5., 3.]))", out: true) { try $0.tensor(0).place(.argmax, $0.optionalInt(1), keepdim: $0.bool(2)) },
            Op("argmin", "input, dim=None, keepdim=False", "Where the smallest element stands.", "argmin(tensor([1., 5., 3.]))", out: true) { try $0.tensor(0).place(.argmin, $0.optionalInt(1), keepdim: $0.bool(2)) },
            asked("all", .all, "Whether all elements are true.", "tensor([True, False]).all()"),
            asked("any", .any, "Whether one element is true.", "tensor([True, False]).any()"),
            Op("count_nonzero", "input, dim=None", "How many elements are not zero.", "count_nonzero(tensor([0., 1., 2.]))") { Tensor(try $0.tensor(0).array.reduce(.countNonzero, dims($0))) },
            middle("median", ignoringNaN: false, "The middle element, the lower of two."), middle("nanmedian", ignoringNaN: true, "The middle of all elements that are not NaN."),
            .any("mode", "input, dim=-1, keepdim=False", "The most frequent element.", "tensor([1, 2, 2]).mode()") { a in
                let keepdim = try a.bool(2)
                let (values, indices) = try a.tensor(0).chosen("ModeBackward0", a.int(1), keepdim: keepdim) { try $0.mode($1, keepdim: keepdim) }
                return NamedResult.valuesAndIndices("mode", values, indices)
            },
            Op("logsumexp", "input, dim, keepdim=False", "log of the sum of exp, without overflow.", "logsumexp(tensor([1., 2., 3.]), 0)", [.both, .special], out: true) { try $0.tensor(0).logsumexp($0.ints(1), keepdim: $0.bool(2)) },
            Op("cumsum", "input, dim, *, dtype=None", "Running sums.", "cumsum(tensor([1, 2, 3]), 0)", inPlace: true, out: true) { try $0.tensor(0).cumsum($0.int(1), dtype: $0.dtype(2)) },
            Op("cumprod", "input, dim, *, dtype=None", "Running products.", "cumprod(tensor([1, 2, 3]), 0)", inPlace: true, out: true) { try $0.tensor(0).cumprod($0.int(1), dtype: $0.dtype(2)) },
            Op("logcumsumexp", "input, dim", "Running `logsumexp`.", "logcumsumexp(tensor([1., 2.]), 0)", out: true) { try $0.tensor(0).logcumsumexp($0.int(1)) },
            .any("cummax", "input, dim", "Running maxima and where they stand.", "cummax(tensor([1, 3, 2]), 0)", out: true) { a in
                let (values, indices) = try a.tensor(0).cumulative(.cummax, a.int(1), name: "CummaxBackward0")
                return NamedResult.valuesAndIndices("cummax", values, indices)
            },
            .any("cummin", "input, dim", "Running minima and where they stand.", "cummin(tensor([3, 1, 2]), 0)", out: true) { a in
                let (values, indices) = try a.tensor(0).cumulative(.cummin, a.int(1), name: "CumminBackward0")
                return NamedResult.valuesAndIndices("cummin", values, indices)
            },
            Op("norm", "input, p='fro', dim=None, keepdim=False, out=None, dtype=None", "The length of a vector, or the p-norm.", "norm(tensor([3., 4.]))") { a in
                let x = try a.tensor(0)
                if case .bool = a[2] { throw Raised.typeError("linalg_vector_norm(): argument 'dim' (position 3) must be tuple of ints, but found element of type bool at pos 0") }
                let dims = try dims(a, 2), keepdim = try a.bool(3), dtype = try a.dtype(5)
                if let word = a[1].asString, word != "fro" || (dims?.count ?? 0) > 2 {
                    return try a.answer(x.matrixNorm(a[1], dims ?? Array(0..<x.rank), keepdim: keepdim, dtype: dtype), out: 4)
                }
                let p = a[1].asString != nil || a.isNone(1) ? 2 : try a.scalar(1).double
                return try a.answer(x.vectorNorm(p, dims, keepdim: keepdim, dtype: dtype), out: 4)
            },
            Op("dist", "input, other, p=2", "The p-norm of the difference.", "dist(tensor([0., 0.]), tensor([3., 4.]))") { try ($0.tensor(0) - $0.tensor(1)).vectorNorm($0.scalar(2).double).renamed("LinalgVectorNormBackward0", "DistBackward0") },
        ]
    }
}
