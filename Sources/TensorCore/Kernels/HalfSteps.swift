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
    /// `softmax` of halves, which lie in rows: where they lay in columns, the powers are halves before they are divided; the logarithm along rows is
    /// of a half, and a half.
    func halfSoftmax(log: Bool, alongRows: Bool) throws -> NDArray {
        let last = rank - 1
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
        return try NDArray.binary(.div, alongRows ? powers : step(powers), sum.expand(to: shape)).cast(to: dtype)
    }
}
