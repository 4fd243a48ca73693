import CKernels

/// Slopes of activations (gradient, input) and losses (input, target) in one pass over float32. In step with NBS_PAIR_OPS.
package enum PairOp: Int32, CaseIterable, Sendable {
    case geluSlope, geluTanhSlope, siluSlope, mishSlope
    /// Parameters: beta, threshold.
    case softplusSlope
    /// Parameters: the factor of the exponential, the slope of positive numbers, the input scale.
    case eluSlope
    case logSigmoidSlope
    /// Parameter: the slope for negative numbers.
    case leakyReluSlope
    case hardswishSlope
    /// The gradient times the third parameter between the first two, and beyond the two.
    case insideSlope, outsideSlope
    /// Losses, whose slopes are multiplied by the third parameter. The first one, where there is any, is beta or delta.
    case squares, squaresSlope
    case smoothL1, smoothL1Slope, huber, huberSlope
    case logitLoss, logitLossSlope, softMargin, softMarginSlope
}

extension NDArray {
    /// nil where the operands are not float32 that lies alike without gaps (or, for `a`, one number for all).
    package static func pair(_ op: PairOp, _ a: NDArray, _ b: NDArray, _ p0: Double = 0, _ p1: Double = 0, _ p2: Double = 1) throws -> NDArray? {
        guard a.dtype == .float32, b.dtype == .float32, b.isDense, b.count > 0 else { return nil }
        let step: Int
        if a.isLaidOut(like: b) {
            step = 1
        } else if b.isContiguous && a.isUniform(over: b) {
            step = 0
        } else {
            return nil
        }
        let out = try b.emptyLike()
        var p = (p0, p1, p2)
        withUnsafePointer(to: &p) {
            $0.withMemoryRebound(to: Double.self, capacity: 3) { p in
                nbs_pair(op.rawValue, b.count, a.pointer(as: Float.self), step, b.pointer(as: Float.self), out.pointer(as: Float.self), p)
            }
        }
        return out
    }
}
