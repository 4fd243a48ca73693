import CKernels

/// Layer normalisation of float32, each row in one pass; a row is what the last dimensions hold, `width` numbers.
extension NDArray {
    private var floats: UnsafeMutablePointer<Float> { pointer(as: Float.self) }

    /// Whether the kernels below can read rows of `width` numbers, and parameters for each of them.
    package func hasPlainRows(_ width: Int, _ parameters: [NDArray?]) -> Bool {
        dtype == .float32 && isContiguous && count > 0 && width > 0 && parameters.allSatisfy { $0.map { $0.dtype == .float32 && $0.isContiguous } ?? true }
    }

    /// (self - mean) * rstd * weight + bias, and mean and 1 / sqrt(variance + eps) of each row, in the shape `moments`.
    package func rowsNormalized(_ width: Int, eps: Double, weight: NDArray?, bias: NDArray?, moments: Dims) throws -> (out: NDArray, mean: NDArray, rstd: NDArray) {
        let out = try emptyLike(), mean = try NDArray(empty: moments, dtype: .float32), rstd = try NDArray(empty: moments, dtype: .float32)
        nbs_row_norm(count / width, width, floats, Float(eps), weight?.floats, bias?.floats, mean.floats, rstd.floats, out.floats)
        return (out, mean, rstd)
    }

    /// What a gradient of the result is for self, weight and bias, those that are wanted; the latter two are one row.
    package func rowNormGradients(
        _ width: Int, _ g: NDArray, mean: NDArray, rstd: NDArray, weight: NDArray?, wants: (x: Bool, weight: Bool, bias: Bool)
    ) throws -> (x: NDArray?, weight: NDArray?, bias: NDArray?) {
        let rows = count / width, row: Dims = [width]
        let x = wants.x ? try emptyLike() : nil
        let ofWeight = wants.weight ? try NDArray(empty: row, dtype: .float32) : nil, ofBias = wants.bias ? try NDArray(empty: row, dtype: .float32) : nil
        let parts = try NDArray(empty: [wants.weight || wants.bias ? 2 * width * nbs_row_parts(rows) : 0], dtype: .float32)
        nbs_row_norm_gradients(
            rows, width, floats, g.floats, mean.floats, rstd.floats, weight?.floats, parts.floats, x?.floats, ofWeight?.floats, ofBias?.floats)
        return (x, ofWeight, ofBias)
    }
}
