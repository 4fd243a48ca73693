/// Factorizations and what is made of them, over batches of matrices in the last two dimensions.
extension NDArray {
    /// Refuses what `linalg` functions refuse.
    package func checkMatrix(_ name: String, square: Bool) throws {
        guard rank >= 2 else {
            throw TensorError.runtime("\(name): The input tensor A must have at least 2 dimensions.")
        }
        if square && shape[rank - 1] != shape[rank - 2] {
            throw TensorError.runtime(
                "\(name): A must be batches of square matrices, but they are \(shape[rank - 2]) by \(shape[rank - 1]) matrices")
        }
        guard dtype.isFloatingPoint else {
            throw TensorError.runtime(
                "\(name): Expected a floating point or complex tensor as input. Got \(dtype.scalarName)")
        }
        guard !dtype.isHalf else {
            throw TensorError.runtime("\(name): Low precision dtypes not supported. Got \(dtype.scalarName)")
        }
    }

    private func singular(_ name: String, _ element: Int, _ text: String) -> TensorError {
        TensorError(.linAlg, "\(name): " + (rank > 2 ? "(Batch element \(element)): " : "") + text)
    }

    /// A X = B; B has as many dimensions as A, or one fewer for vectors.
    package func solve(_ b: NDArray, _ name: String = "torch.linalg.solve") throws -> NDArray {
        try checkMatrix("linalg.solve", square: true)
        let vector = b.rank == 1 || (b.rank == rank - 1 && b.shape == shape.prefix(upTo: rank - 1))
        let right = vector ? try b.unsqueeze(-1) : b
        let n = shape[rank - 1]
        guard right.shape[right.rank - 2] == n else {
            throw TensorError.runtime(
                "linalg.solve: Incompatible shapes of A and B for the equation AX = B (\(n)x\(n) and "
                    + "\(right.shape[right.rank - 2])x\(right.shape[right.rank - 1]))")
        }
        let lead = try Dims.broadcast(shape.prefix(upTo: rank - 2), right.shape.prefix(upTo: right.rank - 2))
        let x = try ColumnMajor(right.expand(to: lead.appending([n, right.shape[right.rank - 1]])))
        let result = try expand(to: lead.appending([n, n])).solved(x, name) { _ in "The solver failed because the input matrix is singular." }
        return vector ? try result.squeeze(-1) : result
    }
    /// Solutions in place of the right sides, as many as there are matrices. `describe` says what a zero on the diagonal of the factors means, whose
    /// place it is given.
    private func solved(_ x: ColumnMajor, _ name: String, _ describe: (Int) -> String) throws -> NDArray {
        let a = try ColumnMajor(self)
        if a.array.count > 0 && x.array.count > 0 {
            let factorizer = try Factorizer(a.rows)
            var pivots = [Int32](repeating: 0, count: a.rows)
            for i in 0..<a.batch {
                let zero = factorizer.solve(a.pointer(i), &pivots, x.pointer(i), columns: x.columns)
                if zero > 0 { throw singular(name, i, describe(zero)) }
            }
        }
        // Laid out column by column, as LAPACK leaves its results and PyTorch hands them on.
        return try x.array.cast(to: dtype).reshape(x.lead.appending([x.columns, x.rows])).transpose(-1, -2)
    }

    package func inverse(_ name: String = "linalg.inv") throws -> NDArray {
        try checkMatrix(name, square: true)
        let n = shape[rank - 1], x = try ColumnMajor(rows: n, columns: n, lead: shape.prefix(upTo: rank - 2))
        for i in 0..<x.batch { for k in 0..<n { x.pointer(i)[k * n + k] = 1 } }
        return try solved(x, name) { place in
            "The diagonal element \(place) is zero, the inversion could not be completed because the input matrix is singular."
        }
    }
    /// Laid out column by column, as LAPACK leaves its results and PyTorch hands them on.
    private func columnByColumn() throws -> NDArray { try transpose(-2, -1).contiguous().transpose(-2, -1) }

    /// The packed factors, and whether the rows' exchanges change the determinant's sign.
    private func luFactors() throws -> (factors: ColumnMajor, odd: [Bool]) {
        let a = try ColumnMajor(self)
        var odd = [Bool](repeating: false, count: a.batch)
        if a.array.count == 0 { return (a, odd) }
        let factorizer = try Factorizer(a.rows)
        var pivots = [Int32](repeating: 0, count: a.rows)
        for i in 0..<a.batch {
            _ = factorizer.factorize(a.pointer(i), &pivots)
            for k in 0..<a.rows where Int(pivots[k]) != k + 1 { odd[i].toggle() }
        }
        return (a, odd)
    }

    /// L (below the diagonal) and U in one matrix, and with which row each row was exchanged (counted from 1); `info` is the
    /// place of the first zero on U's diagonal, 0 when there is none.
    package func luPacked() throws -> (lu: NDArray, pivots: NDArray, info: NDArray) {
        let a = try ColumnMajor(self)
        let k = Swift.min(a.rows, a.columns)
        let pivots = try NDArray.zeros([a.batch, k], .int32), info = try NDArray.zeros([a.batch], .int32)
        if a.array.count > 0 {
            let getrf = try LAPACK.function("dgetrf", LAPACK.GETRF.self)
            var (rows, columns, status) = (Int32(a.rows), Int32(a.columns), Int32(0))
            for i in 0..<a.batch {
                getrf(&rows, &columns, a.pointer(i), &rows, pivots.pointer(as: Int32.self) + i * k, &status)
                info.store(.int(Int(status)), atOffset: i)
            }
        }
        return (try a.result(dtype), try pivots.reshape(a.lead.appending([k])), try info.reshape(a.lead))
    }

    /// L and D of a symmetric matrix, of which only the lower half is read, in one matrix; with the exchanges and, in `info`, the place of the
    /// first zero block of D.
    package func ldlPacked() throws -> (ld: NDArray, pivots: NDArray, info: NDArray) {
        let a = try ColumnMajor(self)
        let pivots = try NDArray.zeros([a.batch, a.rows], .int32), info = try NDArray.zeros([a.batch], .int32)
        if a.array.count > 0 {
            let sytrf = try LAPACK.function("dsytrf", LAPACK.SYTRF.self)
            var (rows, status) = (Int32(a.rows), Int32(0))
            for i in 0..<a.batch {
                LAPACK.withWorkspace { sytrf("L", &rows, a.pointer(i), &rows, pivots.pointer(as: Int32.self) + i * a.rows, $0, $1, &status) }
                info.store(.int(Int(status)), atOffset: i)
            }
        }
        // Column by column, as PyTorch leaves it.
        let ld = try a.array.cast(to: dtype).reshape(a.lead.appending([a.columns, a.rows])).triu(0).transpose(-1, -2)
        return (ld, try pivots.reshape(a.lead.appending([a.rows])), try info.reshape(a.lead))
    }
    /// x with A x = b, for the factors of A.
    package func ldlSolve(_ pivots: NDArray, _ b: NDArray) throws -> NDArray {
        let lead = try Dims.broadcast(shape.prefix(upTo: rank - 2), b.shape.prefix(upTo: b.rank - 2))
        let a = try ColumnMajor(expand(to: lead.appending([shape[rank - 2], shape[rank - 1]])))
        let x = try ColumnMajor(b.expand(to: lead.appending([b.shape[b.rank - 2], b.shape[b.rank - 1]])))
        let exchanges = try pivots.expand(to: lead.appending([a.rows])).copy(to: .int32)
        if x.array.count > 0 {
            let sytrs = try LAPACK.function("dsytrs", LAPACK.SYTRS.self)
            var (rows, columns, status) = (Int32(a.rows), Int32(x.columns), Int32(0))
            for i in 0..<a.batch { sytrs("L", &rows, &columns, a.pointer(i), &rows, exchanges.pointer(as: Int32.self) + i * a.rows, x.pointer(i), &rows, &status) }
        }
        // Column by column, as LAPACK has it.
        return try x.array.cast(to: b.dtype).reshape(lead.appending([x.columns, x.rows])).transpose(-1, -2)
    }

    /// Sign and logarithm of the determinant's size.
    package func slogdet(_ name: String = "linalg.slogdet") throws -> (sign: NDArray, logAbs: NDArray) {
        try checkMatrix(name, square: true)
        let (lu, odd) = try luFactors()
        let diagonal = try lu.array.diagonal(offset: 0, 1, 2).contiguous(), n = lu.rows
        let logAbs = try NDArray.unary(.log, .unary(.abs, diagonal)).sum([-1]).cast(to: dtype).reshape(lu.lead)
        let sign = try NDArray.empty(lu.lead, dtype)
        for i in 0..<lu.batch {
            var product = odd[i] ? -1.0 : 1.0
            // No number has no sign.
            for k in 0..<n { let x = lu.pointer(i)[k * n + k]; product *= x > 0 ? 1 : x < 0 ? -1 : 0 }
            sign.store(.float(product), atOffset: i)
        }
        return (sign, logAbs)
    }

    package func determinant(_ name: String = "linalg.det") throws -> NDArray {
        try checkMatrix(name, square: true)
        let (lu, odd) = try luFactors()
        let result = try NDArray.empty(lu.lead, dtype)
        for i in 0..<lu.batch {
            var product = odd[i] ? -1.0 : 1.0
            for k in 0..<lu.rows { product *= lu.pointer(i)[k * lu.rows + k] }
            result.store(.float(product), atOffset: i)
        }
        return result
    }

    package func cholesky(upper: Bool = false) throws -> NDArray {
        try checkMatrix("linalg.cholesky", square: true)
        let a = try ColumnMajor(self)
        if a.array.count > 0 {
            let potrf = try LAPACK.function("dpotrf", LAPACK.POTRF.self)
            var (n, status) = (Int32(a.rows), Int32(0))
            for i in 0..<a.batch {
                potrf("L", &n, a.pointer(i), &n, &status)
                guard status == 0 else {
                    throw singular(
                        "linalg.cholesky", i,
                        "The factorization could not be completed because the input is not positive-definite (the leading minor "
                            + "of order \(status) is not positive-definite).")
                }
            }
        }
        let lower = try a.result(dtype).tril()
        return upper ? try lower.transpose(-1, -2) : try lower.columnByColumn()
    }

    /// `complete`: Q is square.
    package func qr(complete: Bool = false) throws -> (q: NDArray, r: NDArray) {
        try checkMatrix("linalg.qr", square: false)
        let (m, n) = (shape[rank - 2], shape[rank - 1])
        let least = Swift.min(m, n), width = complete ? m : least
        let a = try ColumnMajor(self)
        let q = try ColumnMajor(rows: m, columns: width, lead: a.lead)
        if a.array.count > 0 {
            let geqrf = try LAPACK.function("dgeqrf", LAPACK.GEQRF.self)
            let orgqr = try LAPACK.function("dorgqr", LAPACK.ORGQR.self)
            var (rows, columns, wide, small, status) = (Int32(m), Int32(n), Int32(width), Int32(least), Int32(0))
            var factors = [Double](repeating: 0, count: least)
            for i in 0..<a.batch {
                LAPACK.withWorkspace { work, length in
                    geqrf(&rows, &columns, a.pointer(i), &rows, &factors, work, length, &status)
                }
                try q.array.select(0, i).narrow(0, 0, least).copy(from: a.array.select(0, i).narrow(0, 0, least))
                LAPACK.withWorkspace { work, length in
                    orgqr(&rows, &wide, &small, q.pointer(i), &rows, &factors, work, length, &status)
                }
            }
        } else {
            try q.array.diagonal(offset: 0, 1, 2).copy(from: NDArray.ones([1], .float64))
        }
        return (try q.result(dtype), try a.result(dtype, rows: complete ? m : least).triu())
    }

    /// Singular values largest first; `full`: both factors are square.
    package func svd(full: Bool = true) throws -> (u: NDArray, s: NDArray, vh: NDArray) {
        try checkMatrix("linalg.svd", square: false)
        let (m, n) = (shape[rank - 2], shape[rank - 1])
        let least = Swift.min(m, n)
        let a = try ColumnMajor(self)
        guard try NDArray.predicate(.isfinite, a.array).reduce(.all).item().bool else {
            throw singular(
                "linalg.svd", 0, "The algorithm failed to converge because the input matrix contained non-finite values.")
        }
        let u = try ColumnMajor(rows: m, columns: full ? m : least, lead: a.lead)
        let vh = try ColumnMajor(rows: full ? n : least, columns: n, lead: a.lead)
        let s = try NDArray.zeros([a.batch, least], .float64)
        if a.array.count > 0 {
            let gesdd = try LAPACK.function("dgesdd", LAPACK.GESDD.self)
            var (rows, columns, vRows, status) = (Int32(m), Int32(n), Int32(vh.rows), Int32(0))
            var integers = [Int32](repeating: 0, count: 8 * least)
            for i in 0..<a.batch {
                LAPACK.withWorkspace { work, length in
                    gesdd(
                        full ? "A" : "S", &rows, &columns, a.pointer(i), &rows, s.pointer(as: Double.self) + i * least,
                        u.pointer(i), &rows, vh.pointer(i), &vRows, work, length, &integers, &status)
                }
                guard status == 0 else {
                    throw singular("linalg.svd", i, "The algorithm failed to converge (error code: \(status)).")
                }
            }
        } else if full {
            try u.array.diagonal(offset: 0, 1, 2).copy(from: NDArray.ones([1], .float64))
            try vh.array.diagonal(offset: 0, 1, 2).copy(from: NDArray.ones([1], .float64))
        }
        return (
            try u.result(dtype), try s.copy(to: dtype).reshape(a.lead.appending([least])), try vh.result(dtype)
        )
    }

    /// Eigenvalues, smallest first, and eigenvectors of symmetric matrices; one triangle is read.
    package func eigh(upper: Bool = false) throws -> (values: NDArray, vectors: NDArray) {
        try checkMatrix("linalg.eigh", square: true)
        let a = try ColumnMajor(self)
        let n = a.rows
        let values = try NDArray.zeros([a.batch, n], .float64)
        if a.array.count > 0 {
            let syevd = try LAPACK.function("dsyevd", LAPACK.SYEVD.self)
            var (size, status) = (Int32(n), Int32(0))
            var integers = [Int32](repeating: 0, count: 5 * n + 3)
            for i in 0..<a.batch {
                LAPACK.withWorkspace { work, length in
                    var few = length.pointee < 0 ? Int32(-1) : Int32(5 * n + 3)
                    syevd(
                        "V", upper ? "U" : "L", &size, a.pointer(i), &size, values.pointer(as: Double.self) + i * n, work, length,
                        &integers, &few, &status)
                }
                guard status == 0 else {
                    throw singular(
                        "linalg.eigh", i,
                        "The algorithm failed to converge because the input matrix is ill-conditioned or has too many repeated "
                            + "eigenvalues (error code: \(status)).")
                }
            }
        }
        return (try values.copy(to: dtype).reshape(a.lead.appending([n])), try a.result(dtype))
    }

    /// The least squares solution of smallest norm, and the rank found.
    package func leastSquares(_ b: NDArray, cutoff: Double? = nil) throws -> (solution: NDArray, rank: NDArray) {
        try checkMatrix("torch.linalg.lstsq", square: false)
        let (m, n) = (shape[rank - 2], shape[rank - 1])
        let vector = b.rank == rank - 1
        let right = vector ? try b.unsqueeze(-1) : b
        guard right.rank >= 2, right.shape[right.rank - 2] == m else {
            throw TensorError.runtime("torch.linalg.lstsq: input.size(-2) should match other.size(-2)")
        }
        let a = try ColumnMajor(self)
        let tall = Swift.max(m, n)
        let x = try ColumnMajor(right.expand(to: a.lead.appending([m, right.shape[right.rank - 1]])), rows: tall)
        let ranks = try NDArray.zeros(a.lead, .int64)
        if a.array.count > 0 && x.array.count > 0 {
            let gelsy = try LAPACK.function("dgelsy", LAPACK.GELSY.self)
            var (rows, columns, count, high, found, status) = (Int32(m), Int32(n), Int32(x.columns), Int32(tall), Int32(0), Int32(0))
            var limit = cutoff ?? (dtype == .float32 ? 0x1p-23 : 0x1p-52) * Double(tall)
            for i in 0..<a.batch {
                var pivots = [Int32](repeating: 0, count: n)
                LAPACK.withWorkspace { work, length in
                    gelsy(
                        &rows, &columns, &count, a.pointer(i), &rows, x.pointer(i), &high, &pivots, &limit, &found, work, length,
                        &status)
                }
                ranks.store(.int(Int(found)), atOffset: i)
            }
        }
        let solution = try x.result(dtype, rows: n)
        return (vector ? try solution.squeeze(-1) : solution, ranks)
    }

    /// A X = B (or X A = B when not `left`) for a triangular A.
    package func solveTriangular(_ b: NDArray, upper: Bool, left: Bool = true, unitriangular: Bool = false) throws -> NDArray {
        guard left else {
            return try transpose(-1, -2).solveTriangular(
                b.transpose(-1, -2), upper: !upper, unitriangular: unitriangular
            ).transpose(-1, -2).contiguous()
        }
        try checkMatrix("linalg.solve_triangular", square: true)
        let n = shape[rank - 1]
        guard b.rank >= 2, b.shape[b.rank - 2] == n else {
            throw TensorError.runtime(
                "linalg.solve_triangular: Incompatible shapes of A and B for the equation AX = B (\(n)x\(n) and "
                    + "\(b.rank >= 2 ? b.shape[b.rank - 2] : 0)x\(b.shape.last ?? 0))")
        }
        let lead = try Dims.broadcast(shape.prefix(upTo: rank - 2), b.shape.prefix(upTo: b.rank - 2))
        let a = try ColumnMajor(expand(to: lead.appending([n, n])))
        let x = try ColumnMajor(b.expand(to: lead.appending([n, b.shape[b.rank - 1]])))
        if a.array.count > 0 && x.array.count > 0 {
            let trtrs = try LAPACK.function("dtrtrs", LAPACK.TRTRS.self)
            var (size, count, status) = (Int32(n), Int32(x.columns), Int32(0))
            for i in 0..<a.batch {
                trtrs(
                    upper ? "U" : "L", "N", unitriangular ? "U" : "N", &size, &count, a.pointer(i), &size, x.pointer(i), &size,
                    &status)
            }
        }
        return try x.result(dtype)
    }
}
