import CKernels

/// Order along one dimension.
extension NDArray {
    /// Stable; NaN counts as the largest.
    package func argsort(_ dim: Int = -1, descending: Bool = false) throws -> NDArray {
        let (rows, d) = try rows(dim)
        let order = try rows.rowOrders(descending)
        return try order.fromRows(d, rank: rank)
    }

    package func sort(_ dim: Int = -1, descending: Bool = false) throws -> (values: NDArray, indices: NDArray) {
        let (rows, d) = try rows(dim)
        let order = try rows.rowOrders(descending)
        let values = try rows.gather(-1, order)
        return (try values.fromRows(d, rank: rank), try order.fromRows(d, rank: rank))
    }

    /// The order of each row of a row-major array.
    func rowOrders(_ descending: Bool) throws -> NDArray {
        let out = try NDArray(empty: shape, dtype: .int64)
        let n = shape.last ?? 1
        if count == 0 { return out }
        // The kernel keeps a key and a place for each element, twice.
        try checkRoom(for: 8 &* n)
        guard nbs_argsort_rows(dtype.c, count / n, n, pointer, descending ? 1 : 0, out.pointer(as: Int64.self)) == NBS_OK else {
            throw Storage.outOfMemory(32 &* n)
        }
        return out
    }

    /// The k largest or smallest along a dimension, in order.
    package func topk(_ k: Int, _ dim: Int = -1, largest: Bool = true) throws -> (values: NDArray, indices: NDArray) {
        let d = try wrap(dim: dim)
        guard k >= 0 && k <= (rank == 0 ? 1 : shape[d]) else {
            throw TensorError.runtime("selected index k out of range")
        }
        if k > 0, k <= 64, rank > 0, k &* 8 <= shape[d] || shape[d] <= 48 {
            let rows = try rows(d).array, n = shape[d]
            var shape = rows.shape
            shape[shape.count - 1] = k
            let places = try NDArray(empty: shape, dtype: .int64)
            guard nbs_first_of_rows(dtype.c, rows.count / n, n, k, rows.pointer, largest ? 1 : 0, places.pointer(as: Int64.self)) == NBS_OK else {
                throw Storage.outOfMemory(16 &* k)
            }
            return (try rows.gather(-1, places).fromRows(d, rank: rank), try places.fromRows(d, rank: rank))
        }
        let (values, indices) = try sort(dim, descending: largest)
        if rank == 0 { return (values, indices) }
        return (try values.narrow(d, 0, k).contiguous(), try indices.narrow(d, 0, k).contiguous())
    }

    /// The k-th smallest, counted from 1.
    package func kthvalue(_ k: Int, _ dim: Int = -1, keepdim: Bool = false) throws -> (values: NDArray, indices: NDArray) {
        let d = try wrap(dim: dim)
        guard k > 0 && k <= (rank == 0 ? 1 : shape[d]) else {
            throw TensorError.runtime("kthvalue(): selected number k out of range for dimension \(d)")
        }
        if count == 0 || rank == 0 {
            let (values, indices) = try sort(dim)
            return try pick(values, indices, d, k - 1, keepdim)
        }
        return try chosen(d, keepdim) { nbs_select_of_rows(dtype.c, $0.count / shape[d], shape[d], k - 1, $0.pointer, $1) }
    }
    /// One element of each line along `d`: where it stands is found by `kernel`, from rows and into one place for each.
    private func chosen(_ d: Int, _ keepdim: Bool, _ kernel: (NDArray, UnsafeMutablePointer<Int64>) -> Int32) throws -> (values: NDArray, indices: NDArray) {
        let lines = try rows(d).array
        var shapeOfOne = lines.shape
        shapeOfOne[shapeOfOne.count - 1] = 1
        let places = try NDArray(empty: shapeOfOne, dtype: .int64)
        if lines.count > 0, kernel(lines, places.pointer(as: Int64.self)) != NBS_OK { throw Storage.outOfMemory(16 &* lines.shape[lines.rank - 1]) }
        func finish(_ array: NDArray) throws -> NDArray {
            let result = try array.fromRows(d, rank: rank)
            return keepdim || rank == 0 ? result : try result.squeeze(d)
        }
        return (try finish(lines.gather(-1, places)), try finish(places))
    }

    private func pick(_ values: NDArray, _ indices: NDArray, _ d: Int, _ place: Int, _ keepdim: Bool) throws -> (
        values: NDArray, indices: NDArray
    ) {
        if rank == 0 { return (values, indices) }
        let v = try values.narrow(d, place, 1).contiguous(), i = try indices.narrow(d, place, 1).contiguous()
        return keepdim ? (v, i) : (try v.squeeze(d), try i.squeeze(d))
    }

    /// The lower of the two middle values; NaN when there is one.
    package func median(_ dim: Int, keepdim: Bool = false, ignoringNaN: Bool = false) throws -> (values: NDArray, indices: NDArray) {
        let d = try wrap(dim: dim)
        let n = rank == 0 ? 1 : shape[d]
        guard n > 0 else {
            throw TensorError.index(
                "\(ignoringNaN ? "nanmedian" : "median")(): Expected reduction dim \(d) to have non-zero size.")
        }
        return try chosen(d, keepdim) { nbs_middle_of_rows(dtype.c, $0.count / n, n, $0.pointer, ignoringNaN ? 1 : 0, $1) }
    }

    /// The most frequent value, the smallest of several, and the last place it stands at.
    package func mode(_ dim: Int = -1, keepdim: Bool = false) throws -> (values: NDArray, indices: NDArray) {
        let d = try wrap(dim: dim)
        let n = rank == 0 ? 1 : shape[d]
        guard n > 0 else { throw TensorError.index("mode(): Expected reduction dim \(d) to have non-zero size.") }
        return try chosen(d, keepdim) { nbs_mode_of_rows(dtype.c, $0.count / n, n, $0.pointer, $1) }
    }

    /// Distinct values of the flattened array in order, where each element went, how often each occurs.
    package func unique(places: Bool, sizes: Bool) throws -> (values: NDArray, places: NDArray?, sizes: NDArray?) {
        let (sorted, order) = try contiguous().reshape([-1]).sort(0)
        return try sorted.groups(from: order, places: places, sizes: sizes, shape)
    }
    /// The flattened array without repetitions of what stands next to it, which place each element has in that, how long each repetition is.
    package func withoutRepetitions(places: Bool, sizes: Bool) throws -> (values: NDArray, places: NDArray?, sizes: NDArray?) {
        try contiguous().reshape([-1]).groups(from: nil, places: places, sizes: sizes, shape)
    }
    private func groups(from order: NDArray?, places: Bool, sizes: Bool, _ shape: Dims) throws -> (values: NDArray, places: NDArray?, sizes: NDArray?) {
        let n = count, firsts = try NDArray(empty: [n], dtype: .int64), first = firsts.pointer(as: Int64.self)
        let groups = places ? try NDArray(empty: shape, dtype: .int64) : nil
        let found = nbs_groups(dtype.c, n, pointer, order?.pointer(as: Int64.self), groups?.pointer(as: Int64.self), first)
        var lengths: NDArray?
        if sizes {
            let out = try NDArray(empty: [found], dtype: .int64), length = out.pointer(as: Int64.self)
            for i in 0..<found { length[i] = (i + 1 < found ? first[i + 1] : Int64(n)) - first[i] }
            lengths = out
        }
        return (try indexSelect(0, firsts.narrow(0, 0, found)), groups, lengths)
    }

    /// Where each value would be put into sorted boundaries (one row of them, or one for each row of values).
    package static func searchsorted(
        _ boundaries: NDArray, _ values: NDArray, right: Bool = false, sorter: NDArray? = nil
    ) throws -> NDArray {
        if values.rank == 0, boundaries.rank != 1 {
            throw TensorError.runtime(
                "torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries tensor dim(\(boundaries.rank)) and "
                    + "input value's dim(0) numel(1)")
        }
        guard boundaries.rank > 0 else {
            throw TensorError.runtime("torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 dimension")
        }
        let lead = boundaries.rank - 1
        guard boundaries.rank == 1
            || (boundaries.rank == values.rank && (0..<lead).allSatisfy { boundaries.shape[$0] == values.shape[$0] })
        else {
            throw TensorError.runtime(
                "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor "
                    + "and input value tensor must match, but we got boundaries tensor \(boundaries.shape) and input value "
                    + "tensor \(values.shape)")
        }
        let common = DType.promoted(boundaries.dtype, values.dtype)
        let type: DType = common.isFloatingPoint ? .float64 : .int64
        let b = try boundaries.contiguous(as: type), v = try values.contiguous(as: type)
        let s = try sorter?.contiguous(as: .int64)
        let out = try NDArray(empty: values.shape, dtype: .int64)
        let m = b.shape.last ?? 0
        let rowCount = boundaries.rank == 1 ? 1 : b.shape.product / max(m, 1)
        guard v.count > 0, rowCount > 0 else { return out }
        let n = v.count / rowCount
        for row in 0..<rowCount {
            nbs_search(
                type.c, m, b.pointer + row * m * 8, s.map { UnsafePointer($0.pointer(as: Int64.self)) + row * m }, n,
                v.pointer + row * n * 8, right ? 1 : 0, out.pointer(as: Int64.self) + row * n)
        }
        return out
    }

    /// How often each non-negative integer occurs, or the sum of its weights.
    package func bincount(weights: NDArray? = nil, minLength: Int = 0) throws -> NDArray {
        guard dtype.isInteger else { throw TensorError.unsupported("bincount_cpu", dtype) }
        guard minLength >= 0 else { throw TensorError.runtime("minlength should be >= 0") }
        let numbers = try contiguous(as: .int64)
        guard rank == 1, numbers.firstOutside(0, Int.max) == nil else {
            throw TensorError.runtime("bincount only supports 1-d non-negative integral inputs.")
        }
        let values = UnsafeBufferPointer(start: numbers.pointer(as: Int.self), count: numbers.count)
        if let weights, weights.shape != shape {
            throw TensorError.runtime("weights should be 1-d and have the same length as input")
        }
        let most = count == 0 ? -1 : try numbers.reduce(.amax).item().int
        let length = max(minLength, min(most, Int.max - 1) + 1)
        guard let weights else {
            let out = try NDArray.zeros([length], .int64)
            let p = out.pointer(as: Int.self)
            for value in values { p[value] &+= 1 }
            return out
        }
        let single = weights.dtype == .float32
        let out = try NDArray.zeros([length], .float64)
        let p = out.pointer(as: Double.self)
        for (value, weight) in zip(values, try weights.doubles()) { p[value] += weight }
        return single ? try out.copy(to: .float32) : out
    }

    /// Counts in bins of equal width, as floats of this dtype; the data's own range when both ends are equal.
    package func histc(_ bins: Int, _ low: Double, _ high: Double) throws -> NDArray {
        guard dtype.isFloatingPoint else { throw TensorError.unsupported(dtype == .bool ? "linspace_cpu" : "histogram_cpu", dtype) }
        guard bins > 0 else {
            throw TensorError.runtime("torch.histogram(): bins must be > 0, but got \(bins) for dimension 0")
        }
        try Scalar.float(low).check(fits: dtype)
        try Scalar.float(high).check(fits: dtype)
        return try (dtype == .float64 ? counted(bins, low, high) : counted(bins, Float(low), Float(high))).cast(to: dtype)
    }
    private func counted<Element: BinaryFloatingPoint>(_ bins: Int, _ low: Element, _ high: Element) throws -> NDArray {
        let source = try contiguous(as: Element.self == Double.self ? .float64 : .float32)
        var (low, high) = (low, high)
        if low == high, count > 0 {
            (low, high) = try (Element(source.reduce(.amin).item().double), Element(source.reduce(.amax).item().double))
        }
        guard low.isFinite && high.isFinite else {
            throw TensorError.runtime("torch.histc: range of [\(shortNumber(Double(low))), \(shortNumber(Double(high)))] is not finite")
        }
        guard low <= high else { throw TensorError.runtime("torch.histc: max must be larger than min") }
        // Of numbers so large that one less is the same, the neighbours.
        if low == high { (low, high) = (Swift.min(low - 1, low.nextDown), Swift.max(high + 1, high.nextUp)) }
        // PyTorch puts nothing into bins whose width is infinite.
        guard (high - low).isFinite else { return try .zeros([bins], .int64) }
        // The first one is for what lies outside; so many bins that there is no number for one more are refused without it.
        let counts = try NDArray.zeros([Swift.max(bins, bins &+ 1)], .int64)
        nbs_histogram(source.dtype.c, count, source.pointer, Double(low), Double(high), bins, counts.pointer(as: Int64.self))
        return try counts.narrow(0, 1, bins)
    }
}
