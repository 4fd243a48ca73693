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
        if k > 0, k <= 64, rank > 0, k &* 8 <= shape[d] {
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
        // Which of several equal elements is found depends on the way of looking: PyTorch's, a quickselect.
        let lines = try rows(d).array, n = shape[d]
        let places = try NDArray.zeros(lines.shape, .int64).narrow(-1, 0, 1).contiguous()
        for row in 0..<(lines.count / n) {
            let numbers = (0..<n).map { lines.scalar(atOffset: row * n + $0) }
            let found = dtype.isFloatingPoint
                ? NDArray.quickSelect(numbers.map(\.double), k - 1) { $0.isNaN && !$1.isNaN || $0 > $1 } : NDArray.quickSelect(numbers.map(\.int), k - 1) { $0 > $1 }
            places.store(.int(found), atOffset: row)
        }
        let index = try places.fromRows(d, rank: rank)
        let value = try gather(d, index)
        return keepdim ? (value, index) : (try value.squeeze(d).contiguous(), try index.squeeze(d).contiguous())
    }
    /// The place of the element that stands at `k` in order; the pivot is the middle of three.
    private static func quickSelect<Number>(_ numbers: [Number], _ k: Int, _ isGreater: (Number, Number) -> Bool) -> Int {
        var line = Array(numbers.enumerated())
        var low = 0, high = line.count - 1
        func order(_ a: Int, _ b: Int) { if isGreater(line[a].element, line[b].element) { line.swapAt(a, b) } }
        while high > low {
            if high == low + 1 {
                order(low, high)
                break
            }
            line.swapAt(low + (high - low) / 2, low + 1)
            order(low + 1, high)
            order(low, high)
            order(low + 1, low)
            var i = low + 1, j = high
            let pivot = line[low].element
            while true {
                repeat { i += 1 } while isGreater(pivot, line[i].element)
                repeat { j -= 1 } while isGreater(line[j].element, pivot)
                if j < i { break }
                line.swapAt(i, j)
            }
            line.swapAt(low, j)
            if j <= k { low = i }
            if j >= k { high = j - 1 }
        }
        return line[k].offset
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
        let (sorted, order) = try rows(d).array.sort(-1)
        let flatShape = sorted.shape
        let values = try NDArray(empty: flatShape, dtype: dtype).narrow(-1, 0, 1)
        let indices = try NDArray(empty: flatShape, dtype: .int64).narrow(-1, 0, 1)
        for row in 0..<(sorted.count / n) {
            // NaN lies at the end: how many numbers stand before it?
            var numbers = n
            while numbers > 0, sorted.scalar(atOffset: row * n + numbers - 1).double.isNaN { numbers -= 1 }
            let middle = numbers == n ? (n - 1) / 2 : ignoringNaN ? max(numbers - 1, 0) / 2 : numbers
            values.store(sorted.scalar(atOffset: row * n + middle), atOffset: row * n)
            indices.store(order.scalar(atOffset: row * n + middle), atOffset: row * n)
        }
        func finish(_ array: NDArray) throws -> NDArray {
            let result = try array.contiguous().fromRows(d, rank: rank)
            return keepdim || rank == 0 ? result : try result.squeeze(d).contiguous()
        }
        return (try finish(values), try finish(indices))
    }

    /// The most frequent value, the smallest of several, and the last place it stands at.
    package func mode(_ dim: Int = -1, keepdim: Bool = false) throws -> (values: NDArray, indices: NDArray) {
        let d = try wrap(dim: dim)
        let (sorted, order) = try rows(dim).array.sort(-1)
        let n = sorted.shape.last ?? 1
        guard n > 0 else { throw TensorError.index("mode(): Expected reduction dim \(d) to have non-zero size.") }
        let places = order.pointer(as: Int.self)
        var chosen: [Int] = []
        for row in 0..<(sorted.count / n) {
            var best = 0, bestCount = 0, start = 0
            for i in 0..<n {
                if i > 0 && sorted.scalar(atOffset: row * n + i) != sorted.scalar(atOffset: row * n + i - 1) { start = i }
                if i - start + 1 > bestCount { (best, bestCount) = (i, i - start + 1) }
            }
            chosen.append(places[row * n + best])
        }
        var shapeOfOne = sorted.shape
        shapeOfOne[shapeOfOne.count - 1] = 1
        let indices = try NDArray.from(chosen, shape: shapeOfOne)
        let values = try rows(dim).array.gather(-1, indices)
        func finish(_ array: NDArray) throws -> NDArray {
            let result = try array.fromRows(d, rank: rank)
            return keepdim || rank == 0 ? result : try result.squeeze(d)
        }
        return (try finish(values), try finish(indices))
    }

    /// Distinct values of the flattened array in order, where each element went, how often each occurs.
    package func unique() throws -> (values: NDArray, inverse: NDArray, counts: NDArray) {
        let flat = try contiguous().reshape([-1])
        let (sorted, order) = try flat.sort(0)
        let n = flat.count
        let inverse = try NDArray.empty([n], .int64)
        let places = order.pointer(as: Int.self), groups = inverse.pointer(as: Int.self)
        var firsts: [Int] = [], counts: [Int] = []
        for i in 0..<n {
            if i == 0 || sorted.scalar(atOffset: i) != sorted.scalar(atOffset: i - 1) {
                firsts.append(i)
                counts.append(0)
            }
            counts[counts.count - 1] += 1
            groups[places[i]] = firsts.count - 1
        }
        let values = try sorted.indexSelect(0, NDArray.from(firsts))
        return (values, try inverse.reshape(shape), try NDArray.from(counts))
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
        guard rank == 1, firstNegative == nil else {
            throw TensorError.runtime("bincount only supports 1-d non-negative integral inputs.")
        }
        let values = try ints()
        if let weights, weights.shape != shape {
            throw TensorError.runtime("weights should be 1-d and have the same length as input")
        }
        let length = max(minLength, min(values.max() ?? -1, Int.max - 1) + 1)
        guard let weights else {
            let out = try NDArray.zeros([length], .int64)
            let p = out.pointer(as: Int.self)
            for value in values { p[value] += 1 }
            return out
        }
        let single = weights.dtype == .float32
        let out = try NDArray.zeros([length], .float64)
        let p = out.pointer(as: Double.self)
        for (value, weight) in zip(values, try weights.doubles()) { p[value] += weight }
        return single ? try out.copy(to: .float32) : out
    }
    private var firstNegative: Int? { (try? cast(to: .int64))?.firstOutside(0, Int.max) }

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
    /// What lies on the edge of a bin falls to the side that PyTorch's rounding has it fall to: in elements' own precision, multiplied first.
    private func counted<Element: BinaryFloatingPoint>(_ bins: Int, _ low: Element, _ high: Element) throws -> NDArray {
        let source = try contiguous(as: Element.self == Double.self ? .float64 : .float32)
        let values = UnsafeBufferPointer(start: source.pointer(as: Element.self), count: count)
        var (low, high) = (low, high)
        if low == high, let first = values.first {
            (low, high) = values.reduce((first, first)) { $1.isNaN ? ($1, $1) : (Swift.min($0.0, $1), Swift.max($0.1, $1)) }
        }
        guard low.isFinite && high.isFinite else {
            throw TensorError.runtime("torch.histc: range of [\(shortNumber(Double(low))), \(shortNumber(Double(high)))] is not finite")
        }
        guard low <= high else { throw TensorError.runtime("torch.histc: max must be larger than min") }
        // Of numbers so large that one less is the same, the neighbours.
        if low == high { (low, high) = (Swift.min(low - 1, low.nextDown), Swift.max(high + 1, high.nextUp)) }
        let counts = try NDArray.zeros([bins], .float64), p = counts.pointer(as: Double.self)
        // PyTorch puts nothing into bins whose width is infinite.
        guard (high - low).isFinite else { return counts }
        for value in values where value >= low && value <= high {
            let place = (value - low) * Element(bins) / (high - low)
            // A product beyond the largest number counts in the first bin, as in PyTorch.
            p[place.isFinite ? Swift.min(Int(place), bins - 1) : 0] += 1
        }
        return counts
    }
}
