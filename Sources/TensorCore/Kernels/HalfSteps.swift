/// Functions that PyTorch computes in several steps, each of which leaves a half: as exact as that, no more.
extension NDArray {
    /// log(sum(exp(x - most))) + most, rounded after every step.
    package func halfLogSumExp(_ dims: [Int]?, keepdim: Bool) throws -> NDArray {
        var most = try reduce(.amax, dims, keepdim: true)
        // Infinities would leave NaN behind.
        let isInfinite = try NDArray.predicate(.isinf, most)
        most = try NDArray.where(isInfinite, NDArray.zeros(most.shape, dtype), most)
        let powers = try NDArray.unary(.exp, .binary(.sub, self, most.expand(to: shape)))
        let sum = try NDArray.unary(.log, powers.sum(dims, keepdim: true))
        let out = try NDArray.binary(.add, sum, most)
        return keepdim ? out : try out.reshape(reduce(.amax, dims, keepdim: false).shape)
    }
    /// The product of halves, a half after every factor; nil where that is not asked for, or of too many factors to take them one by one.
    package func halfProduct(_ dim: Int?, keepdim: Bool) throws -> NDArray? {
        guard dtype.isHalf, rank > 0 else { return nil }
        let whole = try dim == nil ? contiguous().reshape([-1]) : self
        let (rows, _) = try whole.rows(dim ?? 0)
        let n = rows.shape[rows.rank - 1]
        guard n > 0, n <= 2048, dim != nil || !keepdim else { return nil }
        var product = try rows.select(rows.rank - 1, 0)
        for place in 1..<Swift.max(n, 1) { product = try .binary(.mul, product, rows.select(rows.rank - 1, place)) }
        guard keepdim, let dim else { return try product.copy() }
        var shape = self.shape
        shape[try wrap(dim: dim)] = 1
        return try product.copy().reshape(shape)
    }
    /// `softmax` of halves, which lie in rows; `columns` is how many rows lay side by side. Where they did and no whole vector of 32 columns was left,
    /// the powers are halves before they are divided. The logarithm along rows is of a half, and a half.
    func halfSoftmax(log: Bool, columns: Int) throws -> NDArray {
        let last = rank - 1, alongRows = columns == 1
        let wide = try cast(to: .float32)
        let most = try wide.reduce(.amax, [last], keepdim: true).expand(to: shape)
        let distance = try NDArray.binary(.sub, wide, most)
        let powers = try NDArray.unary(.exp, distance)
        var sum = try powers.sum([last], keepdim: true)
        func step(_ x: NDArray) throws -> NDArray { try x.cast(to: dtype).cast(to: .float32) }
        if log {
            if alongRows { sum = try step(sum) }
            var logarithm = try NDArray.unary(.log, sum)
            if alongRows { logarithm = try step(logarithm) }
            return try NDArray.binary(.sub, distance, logarithm.expand(to: shape)).cast(to: dtype)
        }
        let exact = try NDArray.binary(.div, powers, sum.expand(to: shape)).cast(to: dtype)
        if alongRows { return exact }
        let stepped = try NDArray.binary(.div, step(powers), sum.expand(to: shape)).cast(to: dtype)
        let whole = columns & ~31
        if whole == 0 { return stepped }
        let isInVector = try NDArray.from((0..<columns).map { $0 < whole ? 1 : 0 }, shape: [columns, 1], .float32).cast(to: .bool)
        let rows = count / Swift.max(shape[last], 1)
        let blocks = Dims([rows / columns, columns, shape[last]])
        return try NDArray.where(isInVector, exact.reshape(blocks), stepped.reshape(blocks)).reshape(shape)
    }
}
