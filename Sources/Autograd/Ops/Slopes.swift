import ObjectModel
import TensorCore

/// `torch.gradient`: slopes between neighbours, at equal or at given distances.
enum Slopes {
    static func gradient(_ a: OpArguments) throws -> [Tensor] {
        let x = try a.tensor(0), order = try a.int(3)
        let given = try a.optionalInts(2)
        let dims = try (given ?? Array(0..<x.rank)).map { try x.array.wrap(dim: $0) }
        let spacing = a[1].withoutClass.asItems ?? (a[1].asTensor?.rank ?? 0 > 0 ? [a[1]] : nil)
        if let spacing {
            guard spacing.count == dims.count else {
                throw Raised.runtimeError(
                    given == nil
                        ? "torch.gradient expected spacing to be unspecified, a scalar, or a list of length equal to 'self.dim() = \(x.rank)', since dim argument was not given, "
                            + "but got a list of length \(spacing.count)"
                        : "torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have the same length, but got a spacing argument of "
                            + "length \(spacing.count) and a dim argument of length \(dims.count).")
            }
        }
        guard order == 1 || order == 2 else { throw Raised.runtimeError("torch.gradient only supports edge_order=1 and edge_order=2.") }
        if x.dtype == .uint8 { throw Raised.runtimeError("torch.gradient does not support uint8 input.") }
        for (place, dim) in dims.enumerated() where dims[..<place].contains(dim) { throw Raised.runtimeError("dim \(dim) appears multiple times in the list of dims") }
        guard dims.allSatisfy({ x.shape[$0] >= order + 1 }) else { throw Raised.runtimeError("torch.gradient expected each dimension size to be at least edge_order+1") }
        return try dims.enumerated().map { place, dim in
            if let places = spacing?[place].asTensor, places.rank > 0 {
                guard places.rank == 1 else {
                    throw Raised.runtimeError("torch.gradient expected each element of spacing to have one dimension, but got an element with \(places.rank) dimensions!")
                }
                return try uneven(x, dim, places, order)
            }
            let step = spacing.map { $0[place] } ?? (a.isNone(1) ? .int(1) : a[1])
            guard let number = step.asScalar ?? step.asTensorScalar else { throw a.wrongType(1, "Number") }
            return try even(x, dim, number.double, order)
        }
    }

    private static func even(_ x: Tensor, _ dim: Int, _ step: Double, _ order: Int) throws -> Tensor {
        let n = x.shape[dim]
        func at(_ i: Int, _ length: Int = 1) throws -> Tensor { try x.narrow(dim, i, length) }
        let middle = try (at(2, n - 2) - at(0, n - 2)) / (2 * step)
        let first: Tensor, last: Tensor
        if order == 1 {
            (first, last) = (try (at(1) - at(0)) / step, try (at(n - 1) - at(n - 2)) / step)
        } else {
            first = try (at(0) * -1.5 + at(1) * 2 - at(2) * 0.5) / step
            last = try (at(n - 1) * 1.5 - at(n - 2) * 2 + at(n - 3) * 0.5) / step
        }
        return try Tensor.cat([first, middle, last], dim)
    }

    /// Slopes of parabolas through three points, which need not stand in equal distances.
    private static func uneven(_ x: Tensor, _ dim: Int, _ places: Tensor, _ order: Int) throws -> Tensor {
        let n = x.shape[dim]
        func at(_ i: Int, _ length: Int = 1) throws -> Tensor { try x.narrow(dim, i, length) }
        let gaps = try places.diff(1, 0)
        func shaped(_ distances: Tensor) throws -> Tensor { try distances.view(Dims((0..<x.rank).map { $0 == dim ? distances.count : 1 })) }
        let count = gaps.count
        guard count >= 1 else { throw Raised.runtimeError("torch.gradient expected each dimension size to be at least edge_order+1") }
        let left = try shaped(gaps.narrow(0, 0, count - 1)), right = try shaped(gaps.narrow(0, 1, count - 1))
        let both = try left + right
        let a = try right.neg() / (left * both), b = try (right - left) / (left * right), c = try left / (right * both)
        let middle = try a * at(0, n - 2) + b * at(1, n - 2) + c * at(2, n - 2)
        let first: Tensor, last: Tensor
        if order == 1 {
            first = try (at(1) - at(0)) / shaped(gaps.narrow(0, 0, 1))
            last = try (at(n - 1) - at(n - 2)) / shaped(gaps.narrow(0, count - 1, 1))
        } else {
            let d1 = try shaped(gaps.narrow(0, 0, 1)), d2 = try shaped(gaps.narrow(0, 1, 1)), sum = try d1 + d2
            first = try at(0) * (d1 * 2 + d2).neg() / (d1 * sum) + at(1) * sum / (d1 * d2) - at(2) * d1 / (d2 * sum)
            let e1 = try shaped(gaps.narrow(0, count - 2, 1)), e2 = try shaped(gaps.narrow(0, count - 1, 1)), total = try e1 + e2
            last = try at(n - 3) * e2 / (e1 * total) - at(n - 2) * total / (e1 * e2) + at(n - 1) * (e2 * 2 + e1) / (e2 * total)
        }
        return try Tensor.cat([first, middle, last], dim)
    }
}
