import CKernels

/// The LAPACK that OpenBLAS carries, by its Fortran names: everything by pointer, matrices column by column. All in double:
/// exact enough that float32 results are rounded once.
enum LAPACK {
    typealias Text = UnsafePointer<CChar>
    typealias Number = UnsafePointer<Int32>
    typealias Status = UnsafeMutablePointer<Int32>
    typealias Doubles = UnsafeMutablePointer<Double>

    typealias GESV = @convention(c) (Number, Number, Doubles, Number, Status, Doubles, Number, Status) -> Void
    typealias GETRF = @convention(c) (Number, Number, Doubles, Number, Status, Status) -> Void
    typealias POTRF = @convention(c) (Text, Number, Doubles, Number, Status) -> Void
    typealias GEQRF = @convention(c) (Number, Number, Doubles, Number, Doubles, Doubles, Number, Status) -> Void
    typealias ORGQR = @convention(c) (Number, Number, Number, Doubles, Number, Doubles, Doubles, Number, Status) -> Void
    typealias GESDD = @convention(c) (
        Text, Number, Number, Doubles, Number, Doubles, Doubles, Number, Doubles, Number, Doubles, Number, Status, Status
    ) -> Void
    typealias SYEVD = @convention(c) (
        Text, Text, Number, Doubles, Number, Doubles, Doubles, Number, Status, Number, Status
    ) -> Void
    typealias GELSY = @convention(c) (
        Number, Number, Number, Doubles, Number, Doubles, Number, Status, UnsafePointer<Double>, Status, Doubles, Number, Status
    ) -> Void
    typealias SYTRF = @convention(c) (Text, Number, Doubles, Number, Status, Doubles, Number, Status) -> Void
    typealias SYTRS = @convention(c) (Text, Number, Number, Doubles, Number, Status, Doubles, Number, Status) -> Void
    typealias TRTRS = @convention(c) (
        Text, Text, Text, Number, Number, Doubles, Number, Doubles, Number, Status
    ) -> Void

    static func function<F>(_ name: String, _ type: F.Type) throws -> F {
        // Its own threads wait for each other longer than most matrices take.
        try OpenBLAS.singleThreaded.get()
        return try OpenBLAS.function(name + "_", type)
    }

    /// Calls with a length of -1 to learn the workspace's size, then with the workspace.
    static func withWorkspace(_ call: (Doubles, Number) -> Void) {
        var wanted = 0.0
        var length: Int32 = -1
        call(&wanted, &length)
        length = Int32(max(1, min(wanted, Double(Int32.max))))
        withUnsafeTemporaryAllocation(of: Double.self, capacity: Int(length)) { buffer in
            // At least one element, so there is a base address.
            call(buffer.baseAddress!, &length)
        }
    }
}

/// A batch of matrices as LAPACK wants them: a copy in double, column by column.
struct ColumnMajor {
    let rows, columns: Int
    let lead: Dims
    /// (batch, columns, rows), row-major.
    let array: NDArray

    init(_ x: NDArray, rows: Int? = nil) throws {
        let (m, n) = (x.shape[x.rank - 2], x.shape[x.rank - 1])
        lead = x.shape.prefix(upTo: x.rank - 2)
        self.rows = rows ?? m
        columns = n
        let turned = try x.transpose(-1, -2).reshape([lead.product, n, m])
        if let rows, rows > m {
            array = try NDArray.zeros([lead.product, n, rows], .float64)
            try array.narrow(2, 0, m).copy(from: turned)
        } else {
            array = try turned.copy(to: .float64)
        }
        guard max(self.rows, n) <= Int(Int32.max) else { throw TensorError.runtime("matrix too large for LAPACK") }
    }

    init(rows: Int, columns: Int, lead: Dims) throws {
        (self.rows, self.columns, self.lead) = (rows, columns, lead)
        array = try NDArray.zeros([lead.product, columns, rows], .float64)
    }

    var batch: Int { array.shape[0] }
    func pointer(_ i: Int) -> LAPACK.Doubles { array.pointer(as: Double.self) + i * rows * columns }

    /// Row-major again, with the leading dimensions.
    func result(_ dtype: DType, rows wanted: Int? = nil) throws -> NDArray {
        let kept = try array.narrow(2, 0, wanted ?? rows)
        return try kept.transpose(1, 2).copy(to: dtype).reshape(lead.appending([wanted ?? rows, columns]))
    }
}

/// LU factors of square matrices of one size in place, small ones by a loop of our own.
struct Factorizer {
    private let n: Int
    private let getrf: LAPACK.GETRF?, gesv: LAPACK.GESV?

    init(_ n: Int) throws {
        self.n = n
        let isSmall = n <= Int(NBS_SMALL_LU)
        getrf = isSmall ? nil : try LAPACK.function("dgetrf", LAPACK.GETRF.self)
        gesv = isSmall ? nil : try LAPACK.function("dgesv", LAPACK.GESV.self)
    }
    /// The place of the first zero on U's diagonal, counted from 1; 0 when there is none.
    func factorize(_ a: LAPACK.Doubles, _ pivots: LAPACK.Status) -> Int {
        guard let getrf else { return Int(nbs_lu(n, a, pivots)) }
        var size = Int32(n), status = Int32(0)
        getrf(&size, &size, a, &size, pivots, &status)
        return Int(status)
    }
    /// The same, and the solutions in place of the right sides.
    func solve(_ a: LAPACK.Doubles, _ pivots: LAPACK.Status, _ x: LAPACK.Doubles, columns: Int) -> Int {
        guard let gesv else {
            let zero = Int(nbs_lu(n, a, pivots))
            if zero == 0 { nbs_lu_solve(n, columns, a, pivots, x) }
            return zero
        }
        var size = Int32(n), count = Int32(columns), status = Int32(0)
        gesv(&size, &count, a, &size, pivots, x, &size, &status)
        return Int(status)
    }
}
