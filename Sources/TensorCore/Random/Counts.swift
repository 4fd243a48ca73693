#if canImport(Glibc)
    import Glibc
#endif

// Poisson's and the binomial distribution, with PyTorch's streams: numbers are drawn one after the other, in double precision.

extension NDArray {
    package static func poisson(_ rates: NDArray, _ g: Generator = .standard) throws -> NDArray {
        let out = try NDArray.empty(rates.shape, rates.dtype)
        let values = try rates.doubles()
        for (place, rate) in values.enumerated() {
            guard rate >= 0 else { throw TensorError.runtime("invalid Poisson rate, expected rate to be non-negative") }
            out.store(.float(Counts.poisson(rate, g)), atOffset: out.offset + place)
        }
        return out
    }
    package static func binomial(_ counts: NDArray, _ chances: NDArray, _ g: Generator = .standard) throws -> NDArray {
        let shape = try Dims.broadcast(counts.shape, chances.shape)
        let out = try NDArray.empty(shape, counts.dtype)
        for (place, (count, chance)) in try zip(counts.expand(to: shape).doubles(), chances.expand(to: shape).doubles()).enumerated() {
            out.store(.float(Counts.binomial(count, chance, g)), atOffset: out.offset + place)
        }
        return out
    }
}

enum Counts {
    /// Multiplied uniform numbers for small rates, W. Hörmann's transformed rejection (1993) for others.
    static func poisson(_ rate: Double, _ g: Generator) -> Double {
        if rate == 0 { return 0 }
        guard rate >= 10 else {
            let limit = exp(-rate)
            var product = 1.0, count = 0.0
            while true {
                product *= g.fraction()
                if !(product > limit) { return count }
                count += 1
            }
        }
        guard rate.isFinite else { return rate }
        let root = rate.squareRoot(), logRate = log(rate)
        let b = 0.931 + 2.53 * root, a = -0.059 + 0.02483 * b
        let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4), limit = 0.9277 - 3.6224 / (b - 2)
        while true {
            let u = g.fraction() - 0.5, v = g.fraction()
            let us = 0.5 - abs(u)
            let k = ((2 * a / us + b) * u + rate + 0.43).rounded(.down)
            if us >= 0.07, v <= limit { return k }
            if k < 0 || (us < 0.013 && v > us) { continue }
            if log(v) + log(inverseAlpha) - log(a / (us * us) + b) <= k * logRate - rate - lgamma(k + 1) { return k }
        }
    }

    static func binomial(_ count: Double, _ chance: Double, _ g: Generator) -> Double {
        if !(count > 0) || !(chance > 0) { return 0 }
        if chance >= 1 { return count }
        // What PyTorch's arithmetic comes to; gaps would be drawn for ever.
        if count.isInfinite { return chance > 0.5 ? .nan : .infinity }
        if chance > 0.5 { return count - rarer(count, 1 - chance, g) }
        return rarer(count, chance, g)
    }
    private static func rarer(_ count: Double, _ chance: Double, _ g: Generator) -> Double {
        count * chance >= 10 && count.isFinite ? transformed(count, chance, g) : geometric(count, chance, g)
    }
    /// The gaps between successes are geometric.
    private static func geometric(_ count: Double, _ chance: Double, _ g: Generator) -> Double {
        let logFailure = log1p(-chance)
        var sum = 0.0, successes = 0.0
        while true {
            sum += (log(g.fraction()) / logFailure).rounded(.up)
            if !(sum <= count) { return successes }
            successes += 1
        }
    }
    /// Hörmann's rejection for the binomial distribution (BTRS, 1993).
    private static func transformed(_ count: Double, _ chance: Double, _ g: Generator) -> Double {
        let deviation = (count * chance * (1 - chance)).squareRoot()
        let b = 1.15 + 2.53 * deviation, a = -0.0873 + 0.0248 * b + 0.01 * chance, c = count * chance + 0.5
        let limit = 0.92 - 4.2 / b, ratio = chance / (1 - chance), alpha = (2.83 + 5.1 / b) * deviation
        let m = ((count + 1) * chance).rounded(.down)
        while true {
            let u = g.fraction() - 0.5, v = g.fraction()
            let us = 0.5 - abs(u)
            let k = ((2 * a / us + b) * u + c).rounded(.down)
            if k < 0 || k > count { continue }
            if us >= 0.07, v <= limit { return k }
            let bound =
                (m + 0.5) * log((m + 1) / (ratio * (count - m + 1))) + (count + 1) * log((count - m + 1) / (count - k + 1))
                + (k + 0.5) * log(ratio * (count - k + 1) / (k + 1)) + stirling(m) + stirling(count - m) - stirling(k) - stirling(count - k)
            if log(v * alpha / (a / (us * us) + b)) <= bound { return k }
        }
    }
    /// What Stirling's formula for log k! leaves out.
    private static func stirling(_ k: Double) -> Double {
        if k <= 9 { return small[Int(k)] }
        let square = (k + 1) * (k + 1)
        return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1)
    }
    private static let small = [
        0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509, 0.0166446911898211, 0.0138761288230707, 0.0118967099458917,
        0.0104112652619720, 0.00925546218271273, 0.00833056343336287,
    ]
}
