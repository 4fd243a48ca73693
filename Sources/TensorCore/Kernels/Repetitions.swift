import CKernels

extension NDArray {
    /// Of all elements in order, the first of each run of equal ones; on request, the run each element is in, and the runs' lengths.
    package func withoutRepetitions(places: Bool, sizes: Bool) throws -> (values: NDArray, places: NDArray?, sizes: NDArray?) {
        let flat = try contiguous().reshape([count])
        let changes = try NDArray.full([count], .bool(true), .bool)
        if count > 1 {
            try NDArray.compare(.ne, flat.narrow(0, 1, count - 1), flat.narrow(0, 0, count - 1), into: changes.narrow(0, 1, count - 1))
        }
        let starts = try changes.nonzero().reshape([-1]).contiguous()
        let runs = places && count > 0 ? try NDArray.binary(.sub, changes.cast(to: .int64).scan(.cumsum, 0), .int(1)) : nil
        var lengths: NDArray?
        if sizes {
            let out = try NDArray.empty(starts.shape, .int64), from = starts.pointer(as: Int.self), to = out.pointer(as: Int.self)
            for i in 0..<starts.count { to[i] = (i + 1 < starts.count ? from[i + 1] : count) - from[i] }
            lengths = out
        }
        return (try flat.indexSelect(0, starts), try runs ?? (places ? .empty([0], .int64) : nil), lengths)
    }

    /// The logarithm of the sum of exponentials, as PyTorch composes it: kernels for it read lines one after the other, which does not pay across them
    /// or for short ones. nil where it does.
    package func logSumExp(_ dims: [Int]?, keepdim: Bool) throws -> NDArray? {
        guard let dims, dtype == .float32 || dtype == .float64, count > 0, rank > 0 else { return nil }
        let mask = try dimMask(dims)
        guard mask != (1 << rank) - 1, mask != 1 << (rank - 1) || shape[rank - 1] < 64 else { return nil }
        let top = try reduce(.amax, dims, keepdim: true)
        // Infinite ones would be subtracted from themselves.
        let base = try NDArray.unary(.nanToNum, top, .nan, 0, 0)
        let parts = try NDArray.binary(.sub, self, base)
        try NDArray.unary(.exp, parts, into: parts)
        let total = try NDArray.binary(.add, .unary(.log, parts.reduce(.sum, dims, keepdim: true)), base)
        return keepdim ? total : try total.reshape(Dims((0..<rank).filter { mask & (1 << $0) == 0 }.map { shape[$0] }))
    }
}
