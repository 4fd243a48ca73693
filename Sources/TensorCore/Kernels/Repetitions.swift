import CKernels

extension NDArray {
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
