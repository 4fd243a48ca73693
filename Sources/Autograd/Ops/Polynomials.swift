import ObjectModel
import TensorCore

#if canImport(Glibc)
    import Glibc
#endif

// Orthogonal polynomials, of which each follows from the two before it, and Airy's function. PyTorch gives none of them a derivative.

/// To the dtype that PyTorch computes in.
private struct Rounding {
    let isSingle: Bool
    func callAsFunction(_ x: Double) -> Double { isSingle ? Double(Float(x)) : x }
}

/// One family: how it starts, goes on, and what is known without going there.
private struct PolynomialFamily {
    let name: String, summary: String
    /// The first degree's polynomial.
    let first: @Sendable (Double) -> Double
    /// That of degree k + 1, from those of degree k and k - 1.
    let next: @Sendable (_ x: Double, _ k: Double, _ now: Double, _ before: Double) -> Double
    /// What is known of degree n at x by other means: at the borders, and where the recursion is inexact or goes too far.
    let known: @Sendable (_ x: Double, _ n: Int, _ round: Rounding) -> Double?

    /// Beyond this, going through all degrees takes longer than anyone waits.
    static let mostSteps = 1 << 16

    /// Every step is rounded as the dtype's own arithmetic would.
    func value(_ x: Double, _ degree: Double, _ round: Rounding) throws -> Double {
        guard let n = Int(exactly: degree.rounded(.towardZero)), n >= 0 else { return 0 }
        if let value = known(x, n, round) { return round(value) }
        if n == 0 { return 1 }
        var before = 1.0, now = round(first(x)), k = 1
        while k < n, !now.isNaN {
            guard k < PolynomialFamily.mostSteps else { throw Raised.runtimeError("\(name): nbs goes through all degrees and stops at \(PolynomialFamily.mostSteps)") }
            (before, now) = (now, round(next(x, Double(k), now, before)))
            k += 1
        }
        return now
    }

    /// Chebyshev's four kinds; the shifted ones stand on [0, 1]. `wave` is the closed form of degree n at cos(angle), used from
    /// `from` on, and `atOne`, `atMinusOne` its limits, up to the sign.
    static func chebyshev(
        _ kind: String, shifted: Bool, start: @escaping @Sendable (Double) -> Double, atOne: @escaping @Sendable (Double) -> Double,
        atMinusOne: @escaping @Sendable (Double) -> Double, from: Int, wave: @escaping @Sendable (_ n: Double, _ angle: Double, _ round: Rounding) -> Double
    ) -> PolynomialFamily {
        let place: @Sendable (Double) -> Double = { shifted ? $0 + $0 - 1 : $0 }
        let number = ["t": "first", "u": "second", "v": "third", "w": "fourth"][kind] ?? ""
        return PolynomialFamily(
            name: (shifted ? "shifted_" : "") + "chebyshev_polynomial_\(kind)",
            summary: "Chebyshev's polynomial of the \(number) kind and of degree n\(shifted ? ", on the interval from 0 to 1" : "").",
            first: { start(place($0)) },
            next: { x, _, now, before in 2 * place(x) * now - before },
            known: { x, n, round in
                let y = place(x)
                if x == 1 { return atOne(Double(n)) }
                if x == (shifted ? 0 : -1) { return (n % 2 == 0 ? 1 : -1) * atMinusOne(Double(n)) }
                guard n > from, abs(y) < 1 else { return nil }
                return wave(Double(n), round(acos(y)), round)
            })
    }

    static let all: [PolynomialFamily] =
        [false, true].flatMap { shifted -> [PolynomialFamily] in
            [
                chebyshev("t", shifted: shifted, start: { $0 }, atOne: { _ in 1 }, atMinusOne: { _ in 1 }, from: 6) { n, angle, round in cos(round(n * angle)) },
                chebyshev("u", shifted: shifted, start: { $0 + $0 }, atOne: { $0 + 1 }, atMinusOne: { $0 + 1 }, from: shifted ? 6 : 8) { n, angle, round in
                    sin(round((n + 1) * angle)) / sin(angle)
                },
                chebyshev("v", shifted: shifted, start: { $0 + $0 - 1 }, atOne: { _ in 1 }, atMinusOne: { 2 * $0 + 1 }, from: shifted ? 6 : 8) { n, angle, round in
                    cos(round((n + 0.5) * angle)) / cos(angle / 2)
                },
                chebyshev("w", shifted: shifted, start: { $0 + $0 + 1 }, atOne: { 2 * $0 + 1 }, atMinusOne: { _ in 1 }, from: shifted ? 4 : 8) { n, angle, round in
                    sin(round((n + 0.5) * angle)) / sin(angle / 2)
                },
            ]
        } + [
            PolynomialFamily(
                name: "hermite_polynomial_h", summary: "The physicist's Hermite polynomial of degree n.", first: { $0 + $0 },
                next: { x, k, now, before in 2 * x * now - 2 * k * before }, known: hermiteLimit),
            PolynomialFamily(
                name: "hermite_polynomial_he", summary: "The probabilist's Hermite polynomial of degree n.", first: { $0 },
                next: { x, k, now, before in x * now - k * before }, known: hermiteLimit),
            PolynomialFamily(
                name: "laguerre_polynomial_l", summary: "Laguerre's polynomial of degree n.", first: { 1 - $0 },
                next: { x, k, now, before in ((2 * k + 1 - x) * now - k * before) / (k + 1) }, known: { x, _, _ in x == 0 ? 1 : nil }),
            PolynomialFamily(
                name: "legendre_polynomial_p", summary: "Legendre's polynomial of degree n.", first: { $0 },
                next: { x, k, now, before in ((2 * k + 1) * x * now - k * before) / (k + 1) },
                known: { x, n, _ in abs(x) == 1 ? (x > 0 || n % 2 == 0 ? 1 : -1) : nil }),
        ]
    /// PyTorch goes to degree 128 in single and to 512 in double precision.
    private static let hermiteLimit: @Sendable (Double, Int, Rounding) -> Double? = { _, n, round in
        n > (round.isSingle ? 128 : 512) ? .nan : nil
    }
}

enum Polynomials {
    static var ops: [Op] {
        PolynomialFamily.all.map { family in
            Op(family.name, "x, n", family.summary, "torch.special.\(family.name)(tensor([0.25, 0.5]), 3)", .special, out: true) { a in
                guard a[0].asTensor != nil || a[1].asTensor != nil else { throw a.wrongType(0, "Tensor") }
                func made(_ index: Int) throws -> NDArray { try a[index].asTensor?.array ?? .scalar(a.scalar(index), .defaultFloat) }
                let first = try made(0), second = try made(1)
                let (p, q) = try a[0].asTensor == nil || a[1].asTensor == nil
                    ? (first, second) : NDArray.promoted(first, second)
                let dtype = (a[0].asTensor == nil ? q : p).dtype.floating
                if dtype.isHalf { throw TensorError.unsupported(family.name + "_cpu", dtype) }
                let round = Rounding(isSingle: dtype == .float32)
                return Tensor(try .each(p, q, dtype) { try family.value(round($0), $1, round) })
            }
        } + [
            Op("airy_ai", "x", "Airy's function Ai.", "torch.special.airy_ai(tensor([0., 1.]))", .special, out: true) { a in
                let x = try a.tensor(0)
                let wide = x.dtype.isFloatingPoint ? x : try x.cast(to: .defaultFloat)
                if wide.dtype.isHalf { throw TensorError.unsupported("airy_ai_cpu", wide.dtype) }
                let round = Rounding(isSingle: wide.dtype == .float32)
                return try wide.detach().each("", { _, g in Gradients(g) }) { airy($0, round) }
            }
        ]
    }

    /// By steps of its differential equation y'' = x y where it is of moderate size, by an integral or a wave beyond.
    private static func airy(_ x: Double, _ round: Rounding) -> Double {
        if x.isNaN || x.isInfinite { return .nan }
        if x > 103.892 { return 0 }
        if x > 1 { return decaying(x) }
        // Where x * sqrt(x) overflows, PyTorch knows no more.
        if x < -9 { return round(-x * (-x).squareRoot()).isFinite ? wave(-x) : .nan }
        // Ai(0) and Ai'(0).
        var value = 0.355028053887817239, slope = -0.258819403792806798, at = 0.0
        let steps = max(1, Int((abs(x) * 2).rounded(.up))), step = x / Double(steps)
        for _ in 0..<steps {
            var terms = [value, slope]
            for n in 0..<24 { terms.append((at * terms[n] + (n > 0 ? terms[n - 1] : 0)) / Double((n + 1) * (n + 2))) }
            (value, slope) = (0, 0)
            for n in terms.indices.reversed() {
                slope = slope * step + (n + 1 < terms.count ? Double(n + 1) * terms[n + 1] : 0)
                value = value * step + terms[n]
            }
            at += step
        }
        return value
    }
    /// A modified Bessel function of order one third; the trapezoid's error falls exponentially.
    private static func decaying(_ x: Double) -> Double {
        let z = 2 * x * x.squareRoot() / 3, width = 1.0 / 64
        var sum = 0.5
        for i in 1... {
            let t = Double(i) * width, term = exp(-z * (cosh(t) - 1)) * cosh(t / 3)
            sum += term
            if term < 1e-18 { break }
        }
        return exp(-z) * sum * width * (x / 3).squareRoot() / .pi
    }
    private static func wave(_ x: Double) -> Double {
        let z = 2 * x * x.squareRoot() / 3
        var even = 0.0, odd = 0.0, term = 1.0, least = Double.infinity
        for k in 0..<40 {
            if abs(term) > least { break }
            least = abs(term)
            let sign = k % 4 < 2 ? 1.0 : -1.0
            if k % 2 == 0 { even += sign * term } else { odd += sign * term }
            let n = Double(k + 1)
            term *= (6 * n - 5) * (6 * n - 3) * (6 * n - 1) / (216 * n * (2 * n - 1) * z)
        }
        let angle = z - Double.pi / 4
        return (cos(angle) * even + sin(angle) * odd) / (Double.pi.squareRoot() * x.squareRoot().squareRoot())
    }
}
