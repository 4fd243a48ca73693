/// Broadcasting: shapes aligned at the end, sizes of 1 stretched.
extension Dims {
    package static func broadcast(_ a: Dims, _ b: Dims) throws -> Dims {
        if a == b { return a }
        let count = Swift.max(a.count, b.count)
        var result = Dims(repeating: 1, count: count)
        var i = count - 1
        while i >= 0 {
            let p = i - (count - a.count), q = i - (count - b.count)
            let x = p >= 0 ? a[p] : 1, y = q >= 0 ? b[q] : 1
            guard x == y || x == 1 || y == 1 else {
                throw TensorError.runtime(
                    "The size of tensor a (\(x)) must match the size of tensor b (\(y)) at non-singleton dimension \(i)")
            }
            result[i] = x == 1 ? y : x
            i -= 1
        }
        return result
    }
}

extension NDArray {
    /// The strides that read this array as one of `target`'s shape, which it can be broadcast to.
    func strides(broadcastTo target: Dims) -> Dims {
        if shape == target { return strides }
        var result = Dims(repeating: 0, count: target.count)
        let lead = target.count - rank
        for i in 0..<rank where shape[i] != 1 || target[lead + i] == 1 { result[lead + i] = strides[i] }
        return result
    }
}
