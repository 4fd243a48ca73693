import ObjectModel
import TensorCore

// `torch.linalg`: inverses, determinants, factorisations, with the derivatives that matrix calculus gives (M. Giles,
// "Collected matrix derivative results", 2008).

extension Tensor {
    final var isSquare: Bool { rank >= 2 && shape[rank - 1] == shape[rank - 2] }
    func checkMatrix(_ name: String, square: Bool = true) throws {
        guard dtype.isFloatingPoint else {
            throw Raised.runtimeError("\(name): Expected a floating point or complex tensor as input. Got \(dtype.scalarName)")
        }
        if dtype.isHalf { throw Raised.runtimeError("\(name): Low precision dtypes not supported. Got \(dtype.scalarName)") }
        guard rank >= 2 else { throw Raised.runtimeError("\(name): \(name == "torch.linalg.lstsq" ? "input" : "The input tensor A") must have at least 2 dimensions.") }
        if square, !isSquare {
            throw Raised.runtimeError("\(name): A must be batches of square matrices, but they are \(shape[rank - 2]) by \(shape[rank - 1]) matrices")
        }
    }
    fileprivate var mT: Tensor { get throws { try transpose(-2, -1) } }

    package final func inverse(_ name: String = "linalg.inv") throws -> Tensor {
        try checkMatrix(name)
        let x = try array.inverse(name)
        return record(x, "LinalgInvExBackward0", self, result: true) { n, g in
            let inverse = try n.result().mT
            return Gradients(try inverse.matmul(g.matmul(inverse)).neg())
        }
    }
    /// Whether a right side fits a matrix.
    final func checkRight(_ b: Tensor, left: Bool, _ name: String) throws {
        guard b.rank >= 2 else { throw Raised.runtimeError("\(name): The input tensor B must have at least 2 dimensions.") }
        guard b.shape[b.rank - (left ? 2 : 1)] == shape[rank - 1] else {
            throw Raised.runtimeError(
                "\(name): Incompatible shapes of A and B for the equation \(left ? "AX = B" : "XA = B") (\(shape[rank - 2])x\(shape[rank - 1]) and \(b.shape[b.rank - 2])x\(b.shape[b.rank - 1]))")
        }
    }
    /// The same of older functions, in their words.
    final func checkSystem(_ b: Tensor, _ name: String) throws {
        guard dtype == b.dtype else {
            throw Raised.runtimeError("Expected b and A to have the same dtype, but found b of type \(b.dtype.scalarName) and A of type \(dtype.scalarName) instead.")
        }
        let rows = shape[rank - 2], columns = shape[rank - 1]
        guard rows == columns else { throw Raised.runtimeError("A must be batches of square matrices, but they are \(rows) by \(columns) matrices") }
        guard b.shape[b.rank - 2] == columns else {
            throw Raised.runtimeError(
                "Incompatible matrix sizes for \(name): each A matrix is \(columns) by \(columns) but each b matrix is \(b.shape[b.rank - 2]) by \(b.shape[b.rank - 1])")
        }
    }
    package final func solve(_ b: Tensor, left: Bool = true) throws -> Tensor {
        guard dtype == b.dtype || !dtype.isFloatingPoint else {
            throw Raised.runtimeError("linalg.solve: Expected A and B to have the same dtype, but found A of type \(dtype.scalarName) and B of type \(b.dtype.scalarName) instead")
        }
        if dtype.isHalf { throw TensorError.unsupported("lu_cpu", dtype) }
        try checkMatrix("linalg.solve")
        // A right side of one dimension less is a stack of vectors.
        let isVector = b.rank == 1 || (rank - 1 == b.rank && b.shape.array == Array(shape.array.dropLast()))
        let right = isVector ? try b.unsqueeze(-1) : b
        try checkRight(right, left: left, "linalg.solve")
        if !left { return try mT.solve(b.mT).mT }
        let lead = try Dims.broadcast(Dims(shape.dropLast(2)), Dims(right.shape.dropLast(2)))
        let a = try expand(Dims(checking: lead.array + shape.array.suffix(2))), r = try right.expand(Dims(checking: lead.array + right.shape.array.suffix(2)))
        let x = try a.array.solve(r.array)
        let out = isVector ? try x.squeeze(-1) : x
        return record(out, "LinalgSolveExBackward0", a, r, saving: a, result: true) { n, g in
            let a = try n.saved(0), solution = try n.result()
            let gradient = isVector ? try g.unsqueeze(-1) : g
            let gb = try a.mT.solve(gradient)
            let x = isVector ? try solution.unsqueeze(-1) : solution
            return Gradients(n.needs(0) ? try gb.matmul(x.mT).neg() : nil, gb)
        }
    }
    package final func det() throws -> Tensor {
        if rank >= 2, isSquare, dtype.isHalf { throw TensorError.unsupported("lu_cpu", dtype) }
        try checkMatrix("linalg.det")
        return record(try array.determinant(), "LinalgDetBackward0", self, saving: self, result: true) { n, g in
            let a = try n.saved(0), r = try n.result()
            if try NDArray.compare(.eq, r.array, .int(0)).reduce(.any).item().bool {
                return Gradients(try a.cofactors() * g.unsqueeze(-1).unsqueeze(-1))
            }
            return Gradients(try (g * r).unsqueeze(-1).unsqueeze(-1) * a.inverse().mT)
        }
    }
    /// The derivative of the determinant where there is no inverse: through the singular values.
    private func cofactors() throws -> Tensor {
        let (u, s, vh) = try svd(full: true)
        let n = shape[rank - 1]
        let products = try (0..<n).map { i in
            let others = (0..<n).filter { $0 != i }
            return others.isEmpty ? try s.select(-1, 0).onesLike() : try s.indexSelect(-1, Tensor(.from(others))).prod(-1)
        }
        let orientation = try u.det().mul(vh.det())
        let weights = try Tensor.stack(products, -1) * orientation.unsqueeze(-1)
        return try (u * weights.unsqueeze(-2)).matmul(vh)
    }
    package final func slogdet(_ name: String = "linalg.slogdet") throws -> (Tensor, Tensor) {
        try checkMatrix(name)
        let (sign, log) = try array.slogdet()
        let value = record(log, "LinalgSlogdetBackward0", self, saving: self) { n, g in
            Gradients(try g.unsqueeze(-1).unsqueeze(-1) * n.saved(0).inverse().mT)
        }
        return (Tensor(sign), value)
    }

    package final func cholesky(upper: Bool = false, name: String = "linalg.cholesky") throws -> Tensor {
        if dtype.isHalf || (name == "cholesky" && !dtype.isFloatingPoint), isSquare { throw TensorError.unsupported("cholesky_cpu", dtype) }
        try checkMatrix(name)
        let lower = try (upper ? array.transpose(-2, -1) : array).cholesky()
        let factor = upper ? try lower.contiguous().transpose(-2, -1) : lower
        return record(factor, name == "cholesky" ? "CholeskyBackward0" : "LinalgCholeskyExBackward0", self, result: true) { n, g in
            let l = try upper ? n.result().mT : n.result(), g = upper ? try g.mT : g
            // L^-T phi(L^T g) L^-1, made symmetric; phi: the lower triangle with half of the diagonal.
            let product = try l.mT.matmul(g).triangle(0, upper: false)
            let phi = try product - Tensor(NDArray.eye(l.shape[l.rank - 1], nil, g.dtype)) * product * 0.5
            let inverse = try l.inverse()
            let s = try inverse.mT.matmul(phi).matmul(inverse)
            return Gradients(try (s + s.mT) * 0.5)
        }
    }

    package final func qr(complete: Bool = false, onlyR: Bool = false) throws -> (Tensor, Tensor) {
        if rank >= 2, dtype.isHalf { throw TensorError.unsupported("geqrf_cpu", dtype) }
        try checkMatrix("linalg.qr", square: false)
        let (q, r) = try array.qr(complete: complete)
        let rows = shape[rank - 2], columns = shape[rank - 1]
        let outs = record(many: [q, r], "LinalgQrBackward0", inputs: [self], saving: [self]) { n, gs in
            guard !complete || rows <= columns else {
                throw Raised.runtimeError("The QR decomposition is not differentiable when mode='complete' and nrows > ncols")
            }
            let (q, r) = GradMode.isEnabled ? try n.saved(0).qr(complete: complete) : (Tensor(q), Tensor(r))
            return Gradients(try Tensor.qrGradient(q, r, gs[0], gs[1], rows, columns))
        }
        if onlyR { return (Tensor(try .zeros([0], dtype)), outs[1]) }
        return (outs[0], outs[1])
    }
    private static func qrGradient(_ q: Tensor, _ r: Tensor, _ gq: Tensor?, _ gr: Tensor?, _ rows: Int, _ columns: Int) throws -> Tensor {
        // M = R gR^T - gQ^T Q; the symmetric copy of its lower triangle.
        let zeroQ = try gq ?? q.zerosLike(), zeroR = try gr ?? r.zerosLike()
        if rows >= columns {
            let m = try r.matmul(zeroR.mT) - zeroQ.mT.matmul(q)
            let sym = try m.triangle(0, upper: false) + m.triangle(-1, upper: false).mT
            let rhs = try zeroQ + q.matmul(sym)
            return try r.solve(rhs.mT).mT
        }
        // Wide matrices: the left square part carries Q.
        let u = try r.narrow(-1, 0, rows), gu = try zeroR.narrow(-1, 0, rows), gv = try zeroR.narrow(-1, rows, columns - rows)
        let v = try r.narrow(-1, rows, columns - rows)
        let rightPart = try q.matmul(gv)
        let y = try q.matmul(v)
        let total = try zeroQ + y.matmul(gv.mT)
        let left = try qrGradient(q, u, total, gu, rows, rows)
        return try Tensor.cat([left, rightPart], -1)
    }

    package final func svd(full: Bool = true, name: String = "linalg.svd") throws -> (Tensor, Tensor, Tensor) {
        if rank >= 2, dtype.isHalf, name == "linalg.svd" { throw TensorError.unsupported("linalg_svd_cpu", dtype) }
        try checkMatrix(name, square: false)
        let (u, s, vh) = try array.svd(full: full)
        let rows = shape[rank - 2], columns = shape[rank - 1]
        let outs = record(many: [u, s, vh], "LinalgSvdBackward0", inputs: [self], saving: [self]) { n, gs in
            // From the input again, so that second derivatives have a way through.
            let a = try n.saved(0)
            let (u, s, vh) = GradMode.isEnabled ? try a.svd(full: full) : (Tensor(u), Tensor(s), Tensor(vh))
            return Gradients(try Tensor.svdGradient(u, s, vh, gs[0], gs[1], gs[2], rows, columns))
        }
        return (outs[0], outs[1], outs[2])
    }
    private static func svdGradient(_ u: Tensor, _ s: Tensor, _ vh: Tensor, _ gu: Tensor?, _ gs: Tensor?, _ gvh: Tensor?, _ rows: Int, _ columns: Int) throws -> Tensor {
        let k = s.shape[s.rank - 1]
        if gu == nil, gvh == nil {
            guard let gs else { return try u.matmul(vh).zerosLike() }
            return try (u.narrow(-1, 0, k) * gs.unsqueeze(-2)).matmul(vh.narrow(-2, 0, k))
        }
        // Of whole matrices, the vectors that belong to no singular value take no part.
        if u.shape[u.rank - 1] != k || vh.shape[vh.rank - 2] != k {
            return try svdGradient(
                u.narrow(-1, 0, k), s, vh.narrow(-2, 0, k), gu?.narrow(-1, 0, k), gs, gvh?.narrow(-2, 0, k), rows, columns)
        }
        let identity = try Tensor(NDArray.eye(k, nil, s.dtype))
        let squares = try s * s
        // 1 / (s_j^2 - s_i^2) off the diagonal.
        let e = try squares.unsqueeze(-2) - squares.unsqueeze(-1) + identity
        let skewU = try gu.map { g in let p = try u.mT.matmul(g); return try p - p.mT }
        let skewV = try gvh.map { g in let p = try vh.matmul(g.mT); return try p - p.mT }
        var inner: Tensor
        switch (skewU, skewV) {
        case (let a?, let b?): inner = try (a / e) * s.unsqueeze(-2) + s.unsqueeze(-1) * (b / e)
        case (let a?, nil): inner = try (a / e) * s.unsqueeze(-2)
        case (nil, let b?): inner = try s.unsqueeze(-1) * (b / e)
        default: inner = identity
        }
        if let gs { inner = try inner + gs.diagEmbed() }
        var result = try u.matmul(inner).matmul(vh)
        if rows > k, let gu {
            let part = try gu / s.unsqueeze(-2)
            result = try result + (part - u.matmul(u.mT.matmul(part))).matmul(vh)
        }
        if columns > k, let gvh {
            let part = try gvh / s.unsqueeze(-1)
            result = try result + u.matmul(part - part.matmul(vh.mT).matmul(vh))
        }
        return result
    }

    package final func eigh(upper: Bool = false, name: String = "linalg.eigh") throws -> (Tensor, Tensor) {
        if rank >= 2, isSquare, dtype != .float32, dtype != .float64 { throw TensorError.unsupported("linalg_eigh_cpu", dtype) }
        try checkMatrix(name)
        let (values, vectors) = try array.eigh(upper: upper)
        let outs = record(many: [values, vectors], "LinalgEighBackward0", inputs: [self], saving: [self]) { n, gs in
            let (l, v) = GradMode.isEnabled ? try n.saved(0).eigh(upper: upper) : (Tensor(values), Tensor(vectors))
            var inner: Tensor?
            if let gv = gs[1] {
                let identity = try Tensor(NDArray.eye(l.shape[l.rank - 1], nil, l.dtype))
                let difference = try l.unsqueeze(-2) - l.unsqueeze(-1) + identity
                let product = try v.mT.matmul(gv)
                inner = try product * identity.rsub(.int(1)) / difference
            }
            if let gl = gs[0] { inner = try inner.map { try $0 + gl.diagEmbed() } ?? gl.diagEmbed() }
            guard let inner else { return Gradients(nil) }
            return Gradients(try v.matmul(inner).matmul(v.mT))
        }
        return (outs[0], outs[1])
    }

    /// Below which a singular value counts as zero: `relative` (a multiple of machine precision when neither is given) to the largest, or `absolute`.
    fileprivate static func smallest(_ s: Tensor, _ rows: Int, _ columns: Int, absolute: Tensor?, relative: Tensor?) throws -> Tensor {
        let largest = try s.amax([-1], keepdim: true), precision = (s.dtype.floatLimits?.eps ?? 0) * Double(Swift.max(rows, columns))
        func column(_ tensor: Tensor) throws -> Tensor { try tensor.cast(to: s.dtype).unsqueeze(-1) }
        guard let absolute else { return try relative.map { try largest * column($0) } ?? largest * precision }
        let one = try relative.map { try column($0) } ?? Tensor.where(column(absolute).gt(.int(0)), Tensor(.zeros([], s.dtype)), Tensor(.scalar(.float(precision), s.dtype)))
        return try (largest * one).maximum(column(absolute))
    }
    package final func pinv(rcond: Tensor? = nil, atol: Tensor? = nil, hermitian: Bool = false) throws -> Tensor {
        guard rank >= 2, dtype == .float32 || dtype == .float64 else {
            throw Raised.runtimeError("linalg.pinv(\(dtype.scalarName){\(shape)}): expected a tensor with 2 or more dimensions of float, double, cfloat or cdouble types")
        }
        if count == 0 { return try record(mT.array.copy(), "LinalgPinvBackward0", self) { _, g in Gradients(try g.mT) } }
        // Of a matrix said to be symmetric, the lower triangle is read.
        let base = try hermitian ? GradMode.with(false) { try triangle(0, upper: false) + triangle(-1, upper: false).mT } : self
        let (u, s, vh) = try GradMode.with(false) { try base.svd(full: false) }
        let bound = try GradMode.with(false) { try Tensor.smallest(s, shape[rank - 2], shape[rank - 1], absolute: atol, relative: rcond) }
        let inverse = try GradMode.with(false) { try Tensor.where(s.gt(bound), s.reciprocal(), s.zerosLike()) }
        let out = try GradMode.with(false) { try (vh.mT * inverse.unsqueeze(-2)).matmul(u.mT) }
        return record(out.array, "LinalgPinvBackward0", self, saving: self, result: true) { n, g in
            let a = try n.saved(0), p = try n.result()
            // Golub and Pereyra, 1973.
            let pT = try p.mT, gT = try g.mT
            if a.shape[a.rank - 2] <= a.shape[a.rank - 1] {
                let k = try gT.matmul(p), kp = try k.matmul(pT)
                let first = try kp - p.matmul(k).mT - a.matmul(p).matmul(kp)
                return Gradients(try first + pT.matmul(p).matmul(gT - k.matmul(a)))
            }
            let k = try p.matmul(gT), pk = try pT.matmul(k)
            let first = try pk - k.matmul(p).mT - pk.matmul(p).matmul(a)
            return Gradients(try first + (gT - a.matmul(k)).matmul(p).matmul(pT))
        }
    }

    package final func matrixPower(_ exponent: Int, name: String = "linalg.matrix_power") throws -> Tensor {
        try checkMatrixShape(name)
        if exponent == 0 {
            let out = try NDArray.eye(shape[rank - 1], nil, dtype).expand(to: shape).copy()
            return record(out, "torch::autograd::CopyBackwards", self) { _, g in Gradients(try g.zerosLike()) }
        }
        if exponent < 0 {
            guard exponent > -(1 << 40) else { throw Raised.runtimeError("\(name): exponent is too small") }
            return exponent == -1 ? try inverse() : try inverse().matrixPower(-exponent)
        }
        if exponent == 1 { return try clone() }
        if exponent == 2 { return try matmul(self) }
        if exponent == 3 { return try matmul(self).matmul(self) }
        var result: Tensor?, factor = self, left = exponent
        while true {
            if left & 1 == 1 { result = try result.map { try $0.matmul(factor) } ?? factor }
            left >>= 1
            if left == 0 { break }
            factor = try factor.matmul(factor)
        }
        return result ?? self
    }
    /// The product of several matrices, in the order that needs fewest multiplications.
    package static func multiDot(_ given: [Tensor]) throws -> Tensor {
        guard given.count >= 2 else { throw Raised.runtimeError("multi_dot(): expected at least 2 tensors but got \(given.count)") }
        var all = given, target: [Int] = []
        guard given[0].rank == 1 || given[0].rank == 2 else { throw Raised.runtimeError("multi_dot(): the first tensor must be 1D or 2D but got \(given[0].rank)D") }
        let last = given.count - 1
        guard given[last].rank == 1 || given[last].rank == 2 else { throw Raised.runtimeError("multi_dot(): the last tensor must be 1D or 2D but got \(given[last].rank)D") }
        if all[0].rank == 1 { all[0] = try all[0].unsqueeze(0) } else { target.append(all[0].shape[0]) }
        if all[last].rank == 1 { all[last] = try all[last].unsqueeze(-1) } else { target.append(all[last].shape[1]) }
        for (index, matrix) in all.enumerated() {
            guard matrix.rank == 2 else { throw Raised.runtimeError("multi_dot(): tensor \(index) must be 2D but got \(matrix.rank)D") }
            guard matrix.dtype == all[0].dtype else {
                throw Raised.runtimeError("multi_dot(): all tensors must have be the same dtype but tensor 0 is \(all[0].dtype.cppName) and tensor \(index) \(matrix.dtype.cppName)")
            }
        }
        for (index, (left, right)) in zip(all, all.dropFirst()).enumerated() where left.shape[1] != right.shape[0] {
            throw Raised.runtimeError("multi_dot(): tensors \(index) and \(index + 1) with shapes \(left.shape) and \(right.shape) cannot be multiplied")
        }
        let sizes = all.map { Double($0.shape[0]) } + [Double(all[last].shape[1])]
        // cost[i][j]: multiplications for matrices i to j; split: after which of them the last product stands.
        var cost = Array(repeating: Array(repeating: 0.0, count: all.count), count: all.count), split = Array(repeating: Array(repeating: 0, count: all.count), count: all.count)
        for length in 1..<all.count {
            for i in 0..<(all.count - length) {
                let j = i + length
                cost[i][j] = .infinity
                for k in i..<j {
                    let here = cost[i][k] + cost[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1]
                    // Of equals, three matrices are multiplied from the left, more from the right end of the search.
                    if here < cost[i][j] || (all.count == 3 && here == cost[i][j]) { (cost[i][j], split[i][j]) = (here, k) }
                }
            }
        }
        func product(_ i: Int, _ j: Int) throws -> Tensor { i == j ? all[i] : try product(i, split[i][j]).mm(product(split[i][j] + 1, j)) }
        return try product(0, last).view(target)
    }
    private func checkMatrixShape(_ name: String) throws {
        guard rank >= 2 else { throw Raised.runtimeError("\(name): The input tensor A must have at least 2 dimensions.") }
        guard isSquare else {
            throw Raised.runtimeError("\(name): A must be batches of square matrices, but they are \(shape[rank - 2]) by \(shape[rank - 1]) matrices")
        }
    }

    // MARK: Norms of matrices

    package final func nuclearNorm(_ dims: [Int], keepdim: Bool) throws -> Tensor { try spectral(dims, keepdim) { try $0.sum([-1], keepdim: keepdim) } }
    private func spectral(_ dims: [Int], _ keepdim: Bool, _ reduce: (Tensor) throws -> Tensor) throws -> Tensor {
        let wrapped = try dims.map { try array.wrap(dim: $0) }
        let order = (0..<rank).filter { !wrapped.contains($0) } + wrapped
        let result = try reduce(permute(order).svd(full: false, name: "linalg.matrix_norm").1)
        guard keepdim else { return result }
        return try result.unsqueeze(-1).permute((0..<rank).map { order.firstIndex(of: $0) ?? 0 })
    }
    package final func matrixNorm(_ order: Value, _ dims: [Int], keepdim: Bool, dtype: DType? = nil) throws -> Tensor {
        if let word = order.asString, word != "fro", word != "nuc" { throw Raised.runtimeError("linalg.matrix_norm: Order \(word) not supported.") }
        let x = try dtype.map { try cast(to: $0) } ?? self
        guard x.dtype.isFloatingPoint else { throw Raised.runtimeError("linalg.matrix_norm: Expected a floating point or complex tensor as input. Got \(x.dtype.scalarName)") }
        guard rank >= 2 else { throw Raised.runtimeError("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.") }
        guard dims.count == 2 else { throw Raised.runtimeError("linalg.matrix_norm: dim must be a 2-tuple. Got \(dims.map(String.init).joined(separator: " "))") }
        let wrapped = try dims.map { try array.wrap(dim: $0) }
        guard wrapped[0] != wrapped[1] else { throw Raised.runtimeError("linalg.matrix_norm: dims must be different. Got (\(dims[0]), \(dims[1]))") }
        if let word = order.asString {
            return word == "fro" ? try x.vectorNorm(2, wrapped, keepdim: keepdim) : try x.nuclearNorm(wrapped, keepdim: keepdim)
        }
        let p = try order.toDouble() ?? 2
        switch p.magnitude {
        case 2: return try x.spectral(wrapped, keepdim) { p > 0 ? try $0.amax([-1], keepdim: keepdim) : try $0.amin([-1], keepdim: keepdim) }
        case 1, .infinity:
            let (inner, outer) = p.magnitude == 1 ? (wrapped[0], wrapped[1]) : (wrapped[1], wrapped[0])
            let sums = try x.vectorNorm(1, [inner], keepdim: keepdim), left = !keepdim && inner < outer ? outer - 1 : outer
            return p > 0 ? try sums.amax([left], keepdim: keepdim) : try sums.amin([left], keepdim: keepdim)
        default: throw Raised.runtimeError("linalg.matrix_norm: Order \(FloatText.short(p)) not supported.")
        }
    }
}

enum Factorizations {
    private static func both(_ name: String, _ parameters: String, _ summary: String, _ example: String, also: String? = nil, _ body: @escaping (OpArguments) throws -> Tensor) -> [Op] {
        [Op(name, parameters, summary, "linalg.\(example)", .linalg, out: true, body)] + (also.map { [Op($0, parameters, summary, example.replacing(name, $0), .both, out: true, body)] } ?? [])
    }
    private static func norm(_ a: OpArguments) throws -> Tensor {
        let x = try a.tensor(0), dims = try a.optionalInts(2), keepdim = try a.bool(3)
        if a.isNone(1) { return try x.vectorNorm(2, dims, keepdim: keepdim, dtype: a.dtype(4)) }
        if dims == nil, x.rank == 0 || x.rank > 2 { throw Raised.runtimeError("linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got \(x.rank)D.") }
        if a[1].asString != nil || (dims?.count ?? x.rank) == 2 { return try x.matrixNorm(a[1], dims ?? [-2, -1], keepdim: keepdim, dtype: a.dtype(4)) }
        return try x.vectorNorm(a.scalar(1).double, dims, keepdim: keepdim, dtype: a.dtype(4))
    }
    private static func power(_ a: OpArguments) throws -> Tensor { try a.tensor(0).matrixPower(a.int(1)) }

    static var ops: [Op] {
        both("inv", "A", "The inverse of a matrix.", "inv(tensor([[2., 0.], [0., 4.]]))", also: "inverse") { try $0.tensor(0).inverse() }
            + both("det", "A", "The determinant.", "det(tensor([[1., 2.], [3., 4.]]))", also: "det") { try $0.tensor(0).det() }
            + both("matrix_power", "A, n", "A matrix times itself, n times.", "matrix_power(tensor([[1., 1.], [0., 1.]]), 3)", also: "matrix_power", power)
            + both("multi_dot", "tensors", "The product of several matrices.", "multi_dot([eye(2), eye(2)])") { a in
                try Tensor.multiDot(a.tensorList(0))
            } + decompositions + scalars
    }

    private static var decompositions: [Op] {
        [
            Op("solve", "A, B, *, left=True", "x with A @ x = B.", "linalg.solve(tensor([[2., 0.], [0., 4.]]), tensor([2., 4.]))", .linalg, out: true) { try $0.tensor(0).solve($0.tensor(1), left: $0.bool(2)) },
            .any("slogdet", "A", "The sign of the determinant and the logarithm of its size.", "linalg.slogdet(eye(2))", .linalg) { a in
                let (sign, log) = try a.tensor(0).slogdet()
                return NamedResult.make("linalg_slogdet", [("sign", sign), ("logabsdet", log)])
            },
            .any("slogdet", "input", "The sign of the determinant and the logarithm of its size.", "slogdet(eye(2))") { a in
                let (sign, log) = try a.tensor(0).slogdet()
                return NamedResult.make("slogdet", [("sign", sign), ("logabsdet", log)])
            },
            Op("logdet", "input", "The logarithm of the determinant.", "logdet(eye(2))") { a in
                let (sign, log) = try a.tensor(0).slogdet("logdet")
                return try Tensor.where(sign.eq(.int(-1)), Tensor(.scalar(.float(.nan), log.dtype)), log)
            },
            Op("cholesky", "input, *, upper=False", "L with L @ L.T = A.", "linalg.cholesky(tensor([[4., 2.], [2., 3.]]))", .linalg, out: true) { try $0.tensor(0).cholesky(upper: $0.bool(1)) },
            Op("cholesky", "input, upper=False", "L with L @ L.T = A.", "cholesky(tensor([[4., 2.], [2., 3.]]))", .both, out: true) { a in
                let x = try a.tensor(0)
                if x.count == 0, x.rank >= 2, !x.isSquare { return try record(x.array.copy(), "CholeskyBackward0", x) { _, g in Gradients(try g.zerosLike()) } }
                return try x.cholesky(upper: a.bool(1), name: "cholesky")
            },
            .any("cholesky_ex", "input, *, upper=False, check_errors=False", "`cholesky` that tells of failures in `info`.", "linalg.cholesky_ex(eye(2))", .linalg) { a in
                NamedResult.make("linalg_cholesky_ex", [("L", try a.tensor(0).cholesky(upper: a.bool(1))), ("info", Tensor(try .zeros(Dims(a.tensor(0).shape.dropLast(2)), .int32)))])
            },
            .any("inv_ex", "A, *, check_errors=False", "`inv` that tells of failures in `info`.", "linalg.inv_ex(eye(2))", .linalg) { a in
                NamedResult.make("linalg_inv_ex", [("inverse", try a.tensor(0).inverse()), ("info", Tensor(try .zeros(Dims(a.tensor(0).shape.dropLast(2)), .int32)))])
            },
            .any("qr", "A, mode='reduced'", "Q and R with Q @ R = A.", "linalg.qr(eye(2))", .linalg) { a in
                let mode = try a.string(1)
                guard ["reduced", "complete", "r"].contains(mode) else {
                    throw Raised.runtimeError("qr received unrecognized mode '\(mode)' but expected one of 'reduced' (default), 'r', or 'complete'")
                }
                let (q, r) = try a.tensor(0).qr(complete: mode == "complete", onlyR: mode == "r")
                return NamedResult.make("linalg_qr", [("Q", q), ("R", r)])
            },
            .any("qr", "input, some=True", "Q and R with Q @ R = A.", "qr(eye(2))") { a in
                let (q, r) = try a.tensor(0).qr(complete: !a.bool(1))
                return NamedResult.make("qr", [("Q", q), ("R", r)])
            },
            .any("svd", "A, full_matrices=True, *, driver=None", "U, S and Vh with U @ diag(S) @ Vh = A.", "linalg.svd(eye(2))", .linalg) { a in
                let (u, s, vh) = try a.tensor(0).svd(full: a.bool(1))
                return NamedResult.make("linalg_svd", [("U", u), ("S", s), ("Vh", vh)])
            },
            .any("svd", "input, some=True, compute_uv=True", "U, S and V with U @ diag(S) @ V.T = A.", "svd(eye(2))") { a in
                let x = try a.tensor(0)
                guard x.rank >= 2 else { throw Raised.runtimeError("linalg.svd: input should have at least 2 dimensions, but has \(x.rank) dimensions instead") }
                let (u, s, vh) = try x.svd(full: !a.bool(1))
                return NamedResult.make("svd", [("U", u), ("S", s), ("V", try vh.transpose(-2, -1))])
            },
            Op("svdvals", "A, *, driver=None", "The singular values.", "linalg.svdvals(eye(2))", .linalg) { try $0.tensor(0).svd(full: false).1 },
            .any("eigh", "A, UPLO='L'", "Eigenvalues and eigenvectors of a symmetric matrix.", "linalg.eigh(eye(2))", .linalg) { a in
                let (values, vectors) = try a.tensor(0).eigh(upper: triangle(a))
                return NamedResult.make("linalg_eigh", [("eigenvalues", values), ("eigenvectors", vectors)])
            },
            Op("eigvalsh", "A, UPLO='L'", "Eigenvalues of a symmetric matrix.", "linalg.eigvalsh(eye(2))", .linalg) { try $0.tensor(0).eigh(upper: triangle($0)).0 },
            .any("eig", "A", "Refused: general eigenvalues are complex.", "linalg.eigh(eye(2))", .linalg) { a in
                try a.tensor(0).checkMatrix("linalg.eig")
                throw Raised.notImplemented("the eigenvalues of a general matrix are complex numbers, which nbs does not have; use linalg.eigh for symmetric matrices")
            },
            .any("lstsq", "A, B, rcond=None, *, driver=None", "x for which A @ x is nearest to B.", "linalg.lstsq(eye(2), ones(2, 1)).solution", .linalg) { a in
                let x = try a.tensor(0), b = try a.tensor(1)
                func refusal(_ text: String) -> Raised { Raised.runtimeError("torch.linalg.lstsq: " + text) }
                guard x.rank >= 2 else { throw refusal("input must have at least 2 dimensions.") }
                guard b.rank >= 1 else { throw refusal("other must have at least 1 dimension.") }
                guard 0...1 ~= x.rank - b.rank else { throw refusal("input.dim() must be greater or equal to other.dim() and (input.dim() - other.dim()) <= 1") }
                let isVector = b.rank == x.rank - 1
                let right = isVector ? try b.unsqueeze(-1) : b
                guard right.shape[right.rank - 2] == x.shape[x.rank - 2] else { throw refusal("input.size(-2) should match other.size(\(isVector ? -1 : -2))") }
                guard b.dtype == x.dtype else {
                    throw refusal("Expected input and other to have the same dtype, but got input's dtype \(x.dtype.scalarName) and other's dtype \(b.dtype.scalarName)")
                }
                try x.checkMatrix("torch.linalg.lstsq", square: false)
                if let driver = try a.optionalString(3), !["gels", "gelsy", "gelsd", "gelss"].contains(driver) {
                    throw Raised.runtimeError("torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)")
                }
                let rcond = try a.optionalDouble(2) ?? (x.dtype.floatLimits?.eps ?? 0) * Double(max(x.shape[x.rank - 1], x.shape[x.rank - 2]))
                let (solution, ranks) = try x.array.leastSquares(right.array, cutoff: rcond)
                // The derivative is that of pinv(A) @ B.
                let graded = record(solution, "LinalgLstsqBackward0", inputs: [x, right], saving: [x, right]) { n, g in
                    try n.derivative(2, g) { inputs in
                        guard let x = inputs[0], let b = inputs[1] else { return g }
                        return try x.pinv().matmul(b)
                    }
                }
                let rankTensor = Tensor(ranks)
                let answer = isVector ? try graded.squeeze(-1) : graded
                var residuals = Tensor(try .zeros([0], x.dtype))
                if x.shape[x.rank - 2] > x.shape[x.rank - 1], try ranks.ints().allSatisfy({ $0 == x.shape[x.rank - 1] }) {
                    residuals = try (x.matmul(graded) - right).pow(.int(2)).sum([-2])
                }
                // Each driver tells something else.
                let driver = try a.optionalString(3) ?? "gelsy"
                let none = Tensor(try .zeros([0], .int64))
                if driver == "gels" {
                    return NamedResult.make("linalg_lstsq", [("solution", answer), ("residuals", residuals), ("rank", none), ("singular_values", Tensor(try .zeros([0], x.dtype)))])
                }
                if driver == "gelsd" || driver == "gelss" {
                    let s = try GradMode.with(false) { try x.svd(full: false).1 }
                    return NamedResult.make("linalg_lstsq", [("solution", answer), ("residuals", residuals), ("rank", rankTensor), ("singular_values", s)])
                }
                return NamedResult.make("linalg_lstsq", [("solution", answer), ("residuals", residuals), ("rank", rankTensor), ("singular_values", Tensor(try .zeros([0], x.dtype)))])
            },
        ]
    }
    private static func triangle(_ a: OpArguments) throws -> Bool {
        let word = try a.string(1)
        guard ["L", "U", "l", "u"].contains(word) else { throw Raised.runtimeError("Expected UPLO argument to be 'L' or 'U', but got \(word)") }
        return word.uppercased() == "U"
    }

    private static var scalars: [Op] {
        [
            Op("pinv", "A, rcond=None, hermitian=False, *, atol=None, rtol=None", "The pseudo-inverse.", "linalg.pinv(ones(2, 1))", .linalg) { a in
                try a.tensor(0).pinv(rcond: tolerance(a, a.isNone(1) ? 4 : 1), atol: tolerance(a, 3), hermitian: a.bool(2))
            },
            Op("pinverse", "input, rcond=1e-15", "The pseudo-inverse.", "pinverse(ones(2, 1))") { try $0.tensor(0).pinv(rcond: Tensor(.scalar(.float($0.double(1)), .float64))) },
            Op("matrix_rank", "A, tol=None, hermitian=False, *, atol=None, rtol=None", "How many singular values are not zero.", "linalg.matrix_rank(eye(2))", .linalg) { a in
                let x = try a.tensor(0)
                guard x.rank >= 2 else { throw Raised.runtimeError("torch.linalg.matrix_rank: The input tensor input must have at least 2 dimensions.") }
                guard x.dtype == .float32 || x.dtype == .float64 else { throw Raised.runtimeError("This function doesn't handle types other than float and double") }
                if x.count == 0 { return Tensor(try .zeros(Dims(x.shape.dropLast(2)), .int64)) }
                let s = try GradMode.with(false) { try x.svd(full: false).1 }
                let zero = a.isNone(1) ? nil : Tensor(try .zeros([], .float64))
                let bound = try GradMode.with(false) {
                    try Tensor.smallest(s, x.shape[x.rank - 2], x.shape[x.rank - 1], absolute: tolerance(a, a.isNone(1) ? 3 : 1), relative: zero ?? tolerance(a, 4))
                }
                return Tensor(try NDArray.compare(.gt, s.array, bound.array).sum([-1]))
            },
            Op("cond", "A, p=None", "How much solving a system may magnify errors.", "linalg.cond(eye(2))", .linalg) { a in
                let x = try a.tensor(0)
                guard x.rank >= 2 else { throw Raised.runtimeError("linalg.cond: The input tensor must have at least 2 dimensions.") }
                if x.count == 0 { return Tensor(try .zeros(Dims(x.shape.dropLast(2)), x.dtype)) }
                if a.isNone(1) || a[1].asScalar?.double.magnitude == 2 {
                    let s = try x.svd(full: false).1, k = s.shape[s.rank - 1]
                    let largest = try s.narrow(-1, 0, 1), smallest = try s.narrow(-1, k - 1, 1)
                    return try (a[1].asScalar?.double == -2 ? smallest / largest : largest / smallest).squeeze(-1)
                }
                let inverse = try x.inverse()
                return try x.matrixNorm(a[1], [-2, -1], keepdim: false) * inverse.matrixNorm(a[1], [-2, -1], keepdim: false)
            },
            Op("norm", "A, ord=None, dim=None, keepdim=False, *, dtype=None", "The norm of a vector or a matrix.", "linalg.norm(tensor([3., 4.]))", .linalg, out: true, norm),
            Op("vector_norm", "x, ord=2, dim=None, keepdim=False, *, dtype=None", "The norm of a vector.", "linalg.vector_norm(tensor([3., 4.]))", .linalg, out: true) { a in
                try a.tensor(0).vectorNorm(a.scalar(1).double, a.optionalInts(2), keepdim: a.bool(3), dtype: a.dtype(4))
            },
            Op("matrix_norm", "A, ord='fro', dim=(-2,-1), keepdim=False, *, dtype=None", "The norm of a matrix.", "linalg.matrix_norm(eye(2))", .linalg, out: true) { a in
                try a.tensor(0).matrixNorm(a[1], a.ints(2), keepdim: a.bool(3), dtype: a.dtype(4))
            },
            Op("nuclear_norm", "input, dim=None, keepdim=False", "The sum of the singular values.", "nuclear_norm(eye(2))", .function, out: true) { a in
                let x = try a.tensor(0)
                // One number stands for both.
                let given = try a.optionalInts(1) ?? [-2, -1], dims = a[1].asInt == nil ? given : given + given
                return try x.matrixNorm(.str("nuc"), dims, keepdim: a.bool(2))
            },
            Op("frobenius_norm", "input, dim, keepdim=False", "The root of the sum of the squares.", "frobenius_norm(eye(2), (0, 1))", .function, out: true) { a in
                try a.tensor(0).vectorNorm(2, a.ints(1), keepdim: a.bool(2))
            },
            Op("diagonal", "A, *, offset=0, dim1=-2, dim2=-1", "A view of a diagonal.", "linalg.diagonal(eye(2))", .linalg) { try $0.tensor(0).diagonal($0.int(1), $0.int(2), $0.int(3)) },
            Op("vecdot", "x, y, *, dim=-1", "Sums of products along a dimension.", "linalg.vecdot(ones(2), ones(2))", .linalg, out: true) { a in
                let x = try a.tensor(0), y = try a.tensor(1)
                guard x.dtype.isFloatingPoint else { throw Raised.runtimeError("linalg.vecdot: Expected a floating point or complex tensor as input. Got \(x.dtype.scalarName)") }
                guard x.dtype == y.dtype else {
                    throw Raised.runtimeError("linalg.vecdot: Expected x and y to have the same dtype, but found x of type \(x.dtype.scalarName) and y of type \(y.dtype.scalarName) instead")
                }
                if x.rank == 1, y.rank == 1 { return try x.dot(y).renamed("DotBackward0", "VdotBackward0") }
                return try x.mul(y).sum([a.int(2)])
            },
            Op("matmul", "input, other", "The product `@`.", "linalg.matmul(eye(2), ones(2))", .linalg, out: true) { try $0.tensor(0).matmul($0.tensor(1)) },
        ]
    }
    /// A number, or one for each matrix of a stack.
    private static func tolerance(_ a: OpArguments, _ index: Int) throws -> Tensor? {
        if let tensor = a[index].asTensor { return tensor }
        return try a.optionalDouble(index).map { Tensor(try .scalar(.float($0), .float64)) }
    }
}

extension Tensor {
    /// The same numbers as a leaf that asks for a gradient.
    final func detachedLeaf() throws -> Tensor {
        let leaf = detach()
        try leaf.setRequiresGrad(true)
        return leaf
    }
}

extension String {
    /// With the first `word` replaced.
    fileprivate func replacing(_ word: String, _ other: String) -> String { hasPrefix(word) ? other + dropFirst(word.count) : self }
}
