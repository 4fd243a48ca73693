import ObjectModel
import TensorCore

#if canImport(Glibc)
    import Glibc
#endif

// L, U and what is solved with factors; matrix functions; approximations of low rank.

extension Tensor {
    private var mT: Tensor { get throws { try transpose(-2, -1) } }
    private func unit(_ rows: Int, _ columns: Int) throws -> Tensor { Tensor(try .eye(rows, columns, dtype)) }
    /// The lower part of L U in one matrix, with ones on the diagonal.
    private func lowerUnit() throws -> Tensor {
        let k = Swift.min(shape[rank - 2], shape[rank - 1])
        return try narrow(-1, 0, k).triangle(-1, upper: false) + unit(shape[rank - 2], k)
    }
    private func upperPart() throws -> Tensor {
        try narrow(-2, 0, Swift.min(shape[rank - 2], shape[rank - 1])).triangle(0, upper: true)
    }

    private func checkFactors(_ name: String) throws {
        guard rank >= 2 else { throw Raised.runtimeError("\(name): Expected tensor with 2 or more dimensions. Got size: \(shape) instead") }
        guard dtype == .float32 || dtype == .float64 else { throw TensorError.unsupported("lu_cpu", dtype) }
    }
    /// L and U in one matrix, the exchanges, and where a factor is zero.
    package final func luFactor(check: Bool) throws -> (lu: Tensor, pivots: Tensor, info: Tensor) {
        try checkFactors("torch.lu_factor")
        let (lu, pivots, info) = try array.luPacked()
        if check {
            for (i, place) in try info.ints().enumerated() where place > 0 {
                throw Raised.runtimeError(
                    "torch.linalg.lu_factor: \(rank > 2 ? "(Batch element \(i)): " : "")U[\(place),\(place)] is zero and using it on lu_solve would result in a division by "
                        + "zero. If you still want to perform the factorization, consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)")
            }
        }
        let exchanges = Tensor(pivots)
        let factors = record(lu, "LinalgLuFactorExBackward0", self, saving: exchanges, result: true) { n, g in
            let lu = try n.result(), p = try n.saved(0)
            let lower = try lu.lowerUnit(), upper = try lu.upperPart()
            let k = lower.shape[lower.rank - 1]
            let gl = try g.narrow(-1, 0, k).triangle(-1, upper: false), gu = try g.narrow(-2, 0, k).triangle(0, upper: true)
            return Gradients(try Tensor.luGradient(p.permutation(lu.shape[lu.rank - 2], lu.dtype), lower, upper, gl, gu))
        }
        return (factors, exchanges, Tensor(info))
    }
    package final func lu() throws -> (p: Tensor, l: Tensor, u: Tensor) {
        try checkFactors("linalg.lu")
        let (lu, pivots, _) = try array.luPacked()
        let packed = Tensor(lu), p = try Tensor(pivots).permutation(shape[rank - 2], dtype)
        let outs = try record(many: [packed.lowerUnit().array, packed.upperPart().array], "LinalgLuBackward0", inputs: [self], saving: [self]) { n, gs in
            // From the input again, so that second derivatives have a way through.
            let (p, l, u) = try n.saved(0).lu()
            return Gradients(try Tensor.luGradient(p, l, u, gs[0] ?? l.zerosLike(), gs[1] ?? u.zerosLike()))
        }
        return (p, outs[0], outs[1])
    }
    /// The gradient of A = P L U.
    private static func luGradient(_ p: Tensor, _ l: Tensor, _ u: Tensor, _ gl: Tensor, _ gu: Tensor) throws -> Tensor {
        let m = l.shape[l.rank - 2], n = u.shape[u.rank - 1], k = l.shape[l.rank - 1]
        func squareLeft(_ x: Tensor) throws -> Tensor { try l.narrow(-2, 0, k).mT.solve(x) }
        func squareRight(_ x: Tensor) throws -> Tensor { try u.narrow(-1, 0, k).solve(x.mT).mT }
        func inner(_ lower: Tensor, _ upper: Tensor) throws -> Tensor { try lower.triangle(-1, upper: false) + upper.triangle(0, upper: true) }
        if m == n { return try p.matmul(squareLeft(squareRight(inner(l.mT.matmul(gl), gu.matmul(u.mT))))) }
        if m < n {
            let u1 = try u.narrow(-1, 0, k), u2 = try u.narrow(-1, k, n - k), g1 = try gu.narrow(-1, 0, k), g2 = try gu.narrow(-1, k, n - k)
            let left = try squareRight(inner(l.mT.matmul(gl) - g2.matmul(u2.mT), g1.matmul(u1.mT)))
            return try p.matmul(squareLeft(Tensor.cat([left, g2], -1)))
        }
        let l1 = try l.narrow(-2, 0, k), l2 = try l.narrow(-2, k, m - k), g1 = try gl.narrow(-2, 0, k), g2 = try gl.narrow(-2, k, m - k)
        let top = try squareLeft(inner(l1.mT.matmul(g1), gu.matmul(u.mT) - l2.mT.matmul(g2)))
        return try p.matmul(squareRight(Tensor.cat([top, g2], -2)))
    }
    /// Exchanges as a matrix P with P L U = A.
    private func permutation(_ rows: Int, _ dtype: DType) throws -> Tensor {
        guard rank > 0 else { throw Raised.indexError("Dimension specified as -1 but tensor has no dimensions") }
        let lead = Array(shape.dropLast()), k = shape[rank - 1]
        let swaps = try array.ints()
        let out = try NDArray.zeros(Dims(checking: [lead.reduce(1, &*), rows, rows]), dtype)
        for b in 0..<out.shape[0] {
            var order = Array(0..<rows)
            for i in 0..<k {
                let other = swaps[b * k + i] - 1
                guard i < rows, other >= 0, other < rows else { throw Raised.runtimeError("torch.lu_unpack: LU_pivots passed to lu_unpack must be between 1 and LU.size(-2) inclusive.") }
                order.swapAt(i, other)
            }
            for (column, row) in order.enumerated() { out.store(.int(1), atOffset: (b * rows + row) * rows + column) }
        }
        return Tensor(try out.reshape(Dims(checking: lead + [rows, rows])))
    }
    /// X with A X = B (X A = B), for the factors of A.
    package static func luSolve(_ lu: Tensor, _ pivots: Tensor, _ b: Tensor, left: Bool, adjoint: Bool) throws -> Tensor {
        func checkSame() throws {
            guard b.dtype != lu.dtype else { return }
            throw Raised.runtimeError(
                "linalg.lu_solve: Expected LU and B to have the same dtype, but found LU of type \(lu.dtype.scalarName) and B of type \(b.dtype.scalarName) instead")
        }
        if lu.dtype.isHalf, b.dtype != lu.dtype { try checkSame() }
        guard pivots.dtype == .int32 else { throw Raised.runtimeError("linalg.lu_solve: pivots should be a Tensor of scalar type torch.int32") }
        try lu.checkMatrix("torch.linalg.lu_solve")
        let n = lu.shape[lu.rank - 1]
        guard pivots.rank > 0 else { throw Raised.indexError("Dimension specified as -1 but tensor has no dimensions") }
        guard pivots.shape[pivots.rank - 1] == n else {
            throw Raised.runtimeError("linalg.lu_solve: Number of pivots per batch should be same as the dimension of the matrix")
        }
        guard pivots.shape.array == Array(lu.shape.array.dropLast()) else {
            throw Raised.runtimeError("linalg.lu_solve: Expected LU.shape[:-1] and pivots.shape to be the same, but got pivots with shape \(pivots.shape) instead")
        }
        try checkSame()
        guard b.rank >= 2 else { throw Raised.runtimeError("linalg.lu_solve: The input tensor B must have at least 2 dimensions.") }
        guard b.rank >= 2, b.shape[b.rank - (left ? 2 : 1)] == n else {
            throw Raised.runtimeError(
                "linalg.lu_solve: Incompatible shapes of A and B for the equation \(left ? "AX = B" : "XA = B") (\(n)x\(n) and \(b.rank > 1 ? b.shape[b.rank - 2] : 0)x\(b.shape.last ?? 0))")
        }
        return try composed("LinalgLuSolveBackward0", [lu, b, pivots]) { inputs in
            guard let lu = inputs[0], let b = inputs[1], let pivots = inputs[2] else { return Tensor(try .zeros([])) }
            let l = try lu.lowerUnit(), u = try lu.upperPart(), p = try pivots.permutation(n, lu.dtype)
            // X A = B is A^T X^T = B^T.
            let right = left ? b : try b.mT
            let x = left != adjoint ? try u.solve(l.solve(p.mT.matmul(right))) : try p.matmul(l.mT.solve(u.mT.solve(right)))
            return left ? x : try x.mT
        }
    }

    package final func solveTriangular(_ b: Tensor, upper: Bool, left: Bool = true, unit: Bool = false, name: String = "LinalgSolveTriangularBackward0") throws -> Tensor {
        if dtype != .float32, dtype != .float64, isSquare { throw TensorError.unsupported("triangular_solve_cpu", dtype) }
        try checkMatrix("linalg.solve_triangular")
        try checkRight(b, left: left, "linalg.solve_triangular")
        return try Tensor.composed(name, [self, b]) { inputs in
            guard let a = inputs[0], let b = inputs[1] else { return Tensor(try .zeros([])) }
            let masked = try a.triangle(unit ? (upper ? 1 : -1) : 0, upper: upper)
            return try (unit ? masked + a.unit(a.shape[a.rank - 1], a.shape[a.rank - 1]) : masked).solve(b, left: left)
        }
    }

    /// e to the power of a matrix: halved until small, the series, then squared back.
    package final func matrixExp() throws -> Tensor {
        guard rank >= 2 else { throw Raised.runtimeError("linalg.matrix_exp: The input tensor A must have at least 2 dimensions.") }
        guard dtype.isFloatingPoint else { throw Raised.runtimeError("linalg.matrix_exp: Expected a floating point or complex tensor as input. Got \(dtype.scalarName)") }
        guard isSquare else {
            throw Raised.runtimeError("linalg.matrix_exp: A must be batches of square matrices, but they are \(shape[rank - 2]) by \(shape[rank - 1]) matrices")
        }
        let size = count == 0 ? 0 : try NDArray.unary(.abs, array.cast(to: .float64)).sum([-1]).reduce(.amax).item().double
        guard size.isFinite else { return try self * Double.nan }
        let halvings = size > 0.5 ? Int(Glibc.log2(size).rounded(.up)) + 1 : 0
        return try Tensor.composed("LinalgMatrixExpBackward0", [self]) { inputs in
            guard let x = inputs[0] else { return Tensor(try .zeros([])) }
            let a = try x.cast(to: .float64) * Glibc.pow(0.5, Double(halvings))
            // Horner's scheme of the first eighteen terms.
            let one = try a.unit(a.shape[a.rank - 1], a.shape[a.rank - 1])
            var sum = try one + a / 18
            for k in (1..<18).reversed() { sum = try one + a.matmul(sum) / Double(k) }
            for _ in 0..<halvings { sum = try sum.matmul(sum) }
            return try sum.cast(to: x.dtype)
        }
    }

    /// Approximate singular values and vectors, by way of random directions (Halko, Martinsson, Tropp, 2009).
    package final func lowRank(_ q: Int, _ iterations: Int, _ shift: Tensor? = nil) throws -> (Tensor, Tensor, Tensor) {
        guard rank >= 2 else { throw Raised.valueError("not enough values to unpack (expected 2, got \(rank))") }
        guard iterations < 1 << 16 else { throw Raised.valueError("niter(=\(iterations)) is too large") }
        let m = shape[rank - 2], n = shape[rank - 1]
        // The random directions are numbers of float32 for whole numbers.
        let directions = dtype.isFloatingPoint ? dtype : .float32
        if let strange = dtype != directions ? dtype : shift.map(\.dtype), strange != directions {
            throw Raised.runtimeError("expected m1 and m2 to have the same dtype, but got: \(strange.cppName) != \(directions.cppName)")
        }
        var a = try shift.map { try self - $0.expand(shape) } ?? self
        if m < n { a = try a.mT }
        let random = try NDArray.empty([a.shape[rank - 1], q], dtype)
        try random.normal(0, 1)
        var basis = try a.matmul(Tensor(random)).qr().0
        for _ in 0..<Swift.max(iterations, 0) {
            basis = try a.mT.matmul(basis).qr().0
            basis = try a.matmul(basis).qr().0
        }
        let (u, s, vh) = try basis.mT.matmul(a).svd(full: false)
        let left = try basis.matmul(u), right = try vh.mT
        return m < n ? (right, s, left) : (left, s, right)
    }
}

// MARK: - Catalog

enum Decompositions {
    private static func pivot(_ a: OpArguments, _ index: Int) throws {
        guard try a.bool(index) else { throw Raised.runtimeError("linalg.lu_factor: LU without pivoting is not implemented on the CPU") }
    }
    private static func shaped(_ sizes: some Sequence<Int>) throws -> Int {
        try sizes.reduce(1) { product, size in
            let (next, overflow) = product.multipliedReportingOverflow(by: size)
            if overflow { throw Raised.runtimeError("integer multiplication overflow") }
            return next
        }
    }

    private static func ldl(_ a: OpArguments, check: Bool) throws -> (ld: Tensor, pivots: Tensor, info: Tensor) {
        let x = try a.tensor(0)
        if x.dtype.isHalf, x.isSquare { throw TensorError.unsupported("ldl_factor_kernel_cpu", x.dtype) }
        try x.checkMatrix("torch.linalg.ldl_factor_ex")
        let (ld, pivots, info) = try x.array.ldlPacked()
        if check, let failure = try info.ints().first(where: { $0 != 0 }) { throw Raised.runtimeError("torch.linalg.\(a.op.name): Unknown error code: \(failure).") }
        return (underived(ld, "linalg_ldl_factor_ex", [x]), Tensor(pivots), Tensor(info))
    }
    /// What PyTorch gives no derivative.
    private static func underived(_ out: NDArray, _ name: String, _ inputs: [Tensor]) -> Tensor {
        record(out, "NotImplemented", inputs: inputs) { _, _ in throw Raised.runtimeError("derivative for aten::\(name) is not implemented") }
    }
    private static func ldlSolve(_ a: OpArguments) throws -> Tensor {
        let ld = try a.tensor(0), pivots = try a.tensor(1), b = try a.tensor(2)
        try ld.checkMatrix("torch.linalg.ldl_solve")
        guard b.rank >= 2 else {
            throw b.rank == 0 ? Raised.indexError("Dimension specified as -2 but tensor has no dimensions") : Raised.indexError("Dimension out of range (expected to be in range of [-1, 0], but got -2)")
        }
        let n = ld.shape[ld.rank - 1]
        try ld.checkSystem(b, "torch.linalg.ldl_solve")
        guard pivots.shape.array == Array(ld.shape.array.dropLast()) else {
            throw Raised.runtimeError("torch.linalg.ldl_solve: Expected LD.shape[:-1] and pivots.shape to be the same, but got pivots with shape \(pivots.shape) instead")
        }
        guard pivots.dtype.isInteger else { throw Raised.runtimeError("torch.linalg.ldl_solve: Expected pivots to be integers. Got \(pivots.dtype.scalarName)") }
        guard try pivots.array.ints().allSatisfy({ $0 != 0 && $0.magnitude <= n }) else {
            throw Raised.runtimeError("Pivots given to ldl_solve must all satisfy |pivot| <= LD.size(-2). Did you properly pass the result of ldl_factor?")
        }
        return try underived(ld.array.ldlSolve(pivots.array, b.array), "linalg_ldl_solve", [ld, b])
    }

    static var ops: [Op] { lu + ldl + triangular + functions + lowRank }

    private static var lu: [Op] {
        [
            .any("lu", "A, *, pivot=True", "P, L and U with P @ L @ U = A.", "linalg.lu(tensor([[1., 2.], [3., 4.]]))", .linalg) { a in
                guard try a.bool(1) else { throw Raised.runtimeError("linalg.lu: LU without pivoting is not implemented on the CPU") }
                let (p, l, u) = try a.tensor(0).lu()
                return NamedResult.make("linalg_lu", [("P", p), ("L", l), ("U", u)])
            },
            .any("lu_factor", "A, *, pivot=True", "L and U in one matrix, with the rows' exchanges.", "linalg.lu_factor(tensor([[1., 2.], [3., 4.]]))", .linalg) { a in
                try pivot(a, 1)
                let (lu, pivots, _) = try a.tensor(0).luFactor(check: true)
                return NamedResult.make("linalg_lu_factor", [("LU", lu), ("pivots", pivots)])
            },
            .any("lu_factor_ex", "A, *, pivot=True, check_errors=False", "`lu_factor` that tells of failures in `info`.", "linalg.lu_factor_ex(tensor([[1., 2.], [3., 4.]]))", .linalg) { a in
                try pivot(a, 1)
                let (lu, pivots, info) = try a.tensor(0).luFactor(check: a.bool(2))
                return NamedResult.make("linalg_lu_factor_ex", [("LU", lu), ("pivots", pivots), ("info", info)])
            },
            Op("lu_solve", "LU, pivots, B, *, left=True, adjoint=False", "x with A @ x = B, for the factors of A.", "linalg.lu_solve(*linalg.lu_factor(tensor([[2., 0.], [0., 4.]])), ones(2, 1))", .linalg, out: true) { a in
                try Tensor.luSolve(a.tensor(0), a.tensor(1), a.tensor(2), left: a.bool(3), adjoint: a.bool(4))
            },
            Op("lu_solve", "input, LU_data, LU_pivots", "x with A @ x = B, for the factors of A.", "lu_solve(ones(2, 1), *linalg.lu_factor(tensor([[2., 0.], [0., 4.]])))", .both, out: true) { a in
                try Tensor.luSolve(a.tensor(1), a.tensor(2), a.tensor(0), left: true, adjoint: false)
            },
            .any("lu", "A, pivot=True, get_infos=False, out=None", "L and U in one matrix, with the rows' exchanges.", "torch.lu(tensor([[1., 2.], [3., 4.]]))") { a in
                try pivot(a, 1)
                let (lu, pivots, info) = try a.tensor(0).luFactor(check: false)
                if let targets = a[3].asItems {
                    for (source, target) in zip([lu, pivots, info], targets) { try target.asTensor?.write(out: source) }
                    return a[3]
                }
                return .tuple([.tensor(lu), .tensor(pivots)] + (try a.bool(2) ? [.tensor(info)] : []))
            },
            .any("lu_unpack", "LU_data, LU_pivots, unpack_data=True, unpack_pivots=True", "P, L and U of `lu_factor`'s answer.", "lu_unpack(*linalg.lu_factor(tensor([[1., 2.], [3., 4.]])))", .function) { a in
                let data = try a.tensor(0), pivots = try a.tensor(1)
                guard data.rank >= 2 else {
                    throw Raised.runtimeError("torch.lu_unpack: Expected tensor with 2 or more dimensions. Got size: \(data.shape) instead")
                }
                let none = Tensor(try .zeros([0], data.dtype))
                let p = try a.bool(3) ? data.permutationMatrix(pivots) : none
                guard try a.bool(2) else { return NamedResult.make("lu_unpack", [("P", p), ("L", none), ("U", none)]) }
                let parts = try Tensor.composed(many: "LuUnpackBackward0", [data]) { inputs in
                    guard let lu = inputs[0] else { return [] }
                    return try lu.unpacked()
                }
                return NamedResult.make("lu_unpack", [("P", p), ("L", parts[0]), ("U", parts[1])])
            },
        ]
    }

    private static var ldl: [Op] {
        [
            .any("ldl_factor", "A, *, hermitian=False", "L and D with L @ D @ L.T = A for a symmetric A, in one matrix.", "linalg.ldl_factor(tensor([[2., 1.], [1., 3.]]))", .linalg, out: true) { a in
                let (ld, pivots, _) = try ldl(a, check: true)
                return NamedResult.make("linalg_ldl_factor", [("LD", ld), ("pivots", pivots)])
            },
            .any("ldl_factor_ex", "A, *, hermitian=False, check_errors=False", "`ldl_factor` that tells of failures in `info`.", "linalg.ldl_factor_ex(tensor([[2., 1.], [1., 3.]]))", .linalg, out: true) { a in
                let (ld, pivots, info) = try ldl(a, check: a.bool(2))
                return NamedResult.make("linalg_ldl_factor_ex", [("LD", ld), ("pivots", pivots), ("info", info)])
            },
            Op("ldl_solve", "LD, pivots, B, *, hermitian=False", "x with A @ x = B, for the factors of a symmetric A.", "linalg.ldl_solve(*linalg.ldl_factor(tensor([[2., 0.], [0., 4.]])), ones(2, 1))", .linalg, out: true) { try ldlSolve($0) },
        ]
    }

    private static var triangular: [Op] {
        [
            Op("solve_triangular", "A, B, *, upper, left=True, unitriangular=False", "x with A @ x = B, for a triangular A.", "linalg.solve_triangular(eye(2), ones(2, 1), upper=True)", .linalg, out: true) { a in
                try a.tensor(0).solveTriangular(a.tensor(1), upper: a.bool(2), left: a.bool(3), unit: a.bool(4))
            },
            Op("cholesky_solve", "B, L, upper=False", "x with A @ x = B, for the Cholesky factor of A.", "cholesky_solve(ones(2, 1), linalg.cholesky(tensor([[4., 2.], [2., 3.]])))", .both, out: true) { a in
                let b = try a.tensor(0), upper = try a.bool(2)
                guard try b.rank >= 2 && a.tensor(1).rank >= 2 else {
                    throw Raised.runtimeError(b.rank < 2 ? "b should have at least 2 dimensions, but has \(b.rank) dimensions instead" : "u should have at least 2 dimensions, but has \(try a.tensor(1).rank) dimensions instead")
                }
                return try Tensor.composed("CholeskySolveBackward0", [b, a.tensor(1)]) { inputs in
                    guard let b = inputs[0], let factor = inputs[1] else { return Tensor(try .zeros([])) }
                    let l = upper ? try factor.transpose(-2, -1).triangle(0, upper: false) : try factor.triangle(0, upper: false)
                    return try l.transpose(-2, -1).solve(l.solve(b))
                }
            },
            Op("cholesky_inverse", "L, upper=False", "The inverse of A, for the Cholesky factor of A.", "cholesky_inverse(linalg.cholesky(tensor([[4., 2.], [2., 3.]])))", .both, out: true) { a in
                let upper = try a.bool(1)
                return try Tensor.composed("CholeskyInverseBackward0", [a.tensor(0)]) { inputs in
                    guard let factor = inputs[0] else { return Tensor(try .zeros([])) }
                    let l = upper ? try factor.transpose(-2, -1).triangle(0, upper: false) : try factor.triangle(0, upper: false)
                    return try l.matmul(l.transpose(-2, -1)).inverse("cholesky_inverse")
                }
            },
            .any("triangular_solve", "b, A, upper=True, transpose=False, unitriangular=False", "x with A @ x = b, for a triangular A, and a copy of A.", "triangular_solve(ones(2, 1), eye(2))") { a in
                let b = try a.tensor(0), x = try a.tensor(1), upper = try a.bool(2), transposed = try a.bool(3)
                for (word, tensor) in [("b", b), ("A", x)] where tensor.rank < 2 {
                    throw Raised.runtimeError("torch.triangular_solve: Expected \(word) to have at least 2 dimensions, but it has \(tensor.rank) dimensions instead")
                }
                try x.checkSystem(b, "triangular_solve")
                let turned = transposed ? try x.transpose(-2, -1) : x
                let solution = try turned.solveTriangular(b, upper: upper != transposed, unit: a.bool(4), name: "TriangularSolveBackward0")
                return NamedResult.make("triangular_solve", [("solution", solution), ("cloned_coefficient", try x.clone().renamed("CloneBackward0", "TriangularSolveBackward0"))])
            },
            .any("solve_ex", "A, B, *, left=True, check_errors=False", "`solve` that tells of failures in `info`.", "linalg.solve_ex(eye(2), ones(2, 1))", .linalg) { a in
                let x = try a.tensor(0)
                let result = try x.solve(a.tensor(1), left: a.bool(2))
                return NamedResult.make("linalg_solve_ex", [("result", result), ("info", Tensor(try .zeros(Dims(x.shape.dropLast(2)), .int32)))])
            },
        ]
    }

    private static var functions: [Op] {
        [
            Op("matrix_exp", "A", "e to the power of a matrix.", "linalg.matrix_exp(zeros(2, 2))", .linalg) { try $0.tensor(0).matrixExp() },
            Op("matrix_exp", "A", "e to the power of a matrix.", "matrix_exp(zeros(2, 2))") { try $0.tensor(0).matrixExp() },
            Op("vander", "x, *, N=None", "Powers of the elements, side by side.", "linalg.vander(tensor([1, 2, 3]))", .linalg) { a in
                let x = try a.tensor(0).rank == 0 ? a.tensor(0).view([1]) : a.tensor(0)
                let count = try a.optionalInt(1) ?? x.shape[x.rank - 1]
                guard count > 1 else { throw Raised.runtimeError("N must be greater than 1.") }
                guard count < 1 << 24 else { throw Raised(ExceptionTypes.memoryError, "") }
                let whole = x.dtype.isFloatingPoint ? x : try x.cast(to: .int64)
                let powers = try whole.unsqueeze(-1).expand(Dims(checking: x.shape.array + [count - 1])).cumprod(-1)
                let ones = Tensor(try .ones(Dims(checking: x.shape.array + [1]), powers.dtype))
                return try Tensor.cat([ones, powers], -1)
            },
            Op("tensorinv", "A, ind=2", "The inverse of a tensor seen as a matrix.", "linalg.tensorinv(eye(4).reshape(2, 2, 4), ind=2).shape", .linalg, out: true) { a in
                let x = try a.tensor(0), ind = try a.int(1)
                guard ind > 0 else { throw Raised.runtimeError("Expected a strictly positive integer for 'ind', but got \(ind)") }
                guard ind <= x.rank else { throw Raised.runtimeError("ArrayRef: invalid slice, N = \(ind); size = \(x.rank)") }
                let first = Array(x.shape.prefix(ind)), rest = Array(x.shape.dropFirst(ind))
                let rows = try shaped(first), columns = try shaped(rest)
                guard rows == columns else {
                    throw Raised.runtimeError("Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got \(columns) != \(rows)")
                }
                return try x.reshape([rows, columns]).inverse().reshape(rest + first)
            },
            Op("tensorsolve", "A, B, dims=None", "x with tensordot(A, x, x.ndim) = B.", "linalg.tensorsolve(eye(4).reshape(2, 2, 4), ones(2, 2))", .linalg, out: true) { a in
                var x = try a.tensor(0)
                let b = try a.tensor(1)
                if let dims = try a.optionalInts(2) { x = try x.movedim(dims, (0..<dims.count).map { x.rank - dims.count + $0 }) }
                let rest = Array(x.shape.dropFirst(b.rank))
                let rows = try shaped(x.shape.prefix(b.rank)), columns = try shaped(rest)
                guard rows == columns else {
                    throw Raised.runtimeError("Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]), but got \(columns) != \(rows)")
                }
                return try x.reshape([rows, columns]).solve(b.reshape([-1])).reshape(rest)
            },
            .any("eigvals", "A", "Refused: general eigenvalues are complex.", "linalg.eigvalsh(eye(2))", .linalg) { a in
                try a.tensor(0).checkMatrix("linalg.eigvals")
                throw Raised.notImplemented("the eigenvalues of a general matrix are complex numbers, which nbs does not have; use linalg.eigvalsh for symmetric matrices")
            },
        ]
    }

    private static var lowRank: [Op] {
        [
            .any("svd_lowrank", "A, q=6, niter=2, M=None", "The largest singular values and their vectors, nearly.", "svd_lowrank(eye(4), q=2)[1].shape", .function) { a in
                let (u, s, v) = try a.tensor(0).lowRank(a.optionalInt(1) ?? 6, a.optionalInt(2) ?? 2, a.optionalTensor(3))
                return .tuple([.tensor(u), .tensor(s), .tensor(v)])
            },
            .any("pca_lowrank", "A, q=None, center=True, niter=2", "Principal components: the directions in which the rows vary most.", "pca_lowrank(eye(4), q=2)[1].shape", .function) { a in
                let x = try a.tensor(0)
                guard x.rank >= 2 else { throw Raised.valueError("not enough values to unpack (expected 2, got \(x.rank))") }
                let least = min(x.shape[x.rank - 2], x.shape[x.rank - 1])
                let q = try a.optionalInt(1) ?? min(6, least), iterations = try a.int(3)
                guard q >= 0, q <= least else { throw Raised.valueError("q(=\(q)) must be non-negative integer and not greater than min(m, n)=\(least)") }
                guard iterations >= 0 else { throw Raised.valueError("niter(=\(iterations)) must be non-negative integer") }
                let centered = try a[2].isTrue() ? x - x.mean([-2], keepdim: true) : x
                let (u, s, v) = try centered.lowRank(q, iterations)
                return .tuple([.tensor(u), .tensor(s), .tensor(v)])
            },
        ]
    }
}

extension Tensor {
    fileprivate func permutationMatrix(_ pivots: Tensor) throws -> Tensor {
        guard pivots.dtype == .int32 else { throw Raised.runtimeError("torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype.") }
        return try pivots.permutation(shape[rank - 2], dtype)
    }
    fileprivate func unpacked() throws -> [Tensor] { [try lowerUnit(), try upperPart()] }
}
