import ObjectModel
import TensorCore

#if canImport(Glibc)
    import Glibc
#endif

// Functions of `torch.special` and its neighbours: rare enough to be computed number by number, in double precision.

extension Tensor {
    /// `function` of every element; a derivative by formula.
    final func each(_ name: String, _ rule: @escaping Node.Rule, _ function: (Double) -> Double) throws -> Tensor {
        // In the order of memory, whatever it is.
        let isDense = array.isDense
        let x = try isDense ? array.emptyLike(.float64) : array.contiguous(as: .float64)
        if isDense { try x.copy(from: array) }
        let numbers = x.pointer(as: Double.self), wide = isDense ? x : try x.copy()
        let to = wide.pointer(as: Double.self)
        for i in 0..<x.count { to[i] = function(numbers[i]) }
        let out = try wide.emptyLike(dtype.floating)
        try out.copy(from: wide)
        return record(out, name, self, saving: self, result: true, rule: rule)
    }
    package final func polygamma(_ order: Int) throws -> Tensor {
        guard order >= 0 else { throw Raised.runtimeError("polygamma(n, x) does not support negative n.") }
        if order == 0 { return try digamma() }
        let x = dtype.isFloatingPoint ? self : try cast(to: .defaultFloat)
        if order == 1 {
            return try x.each("PolygammaBackward0", { n, g in Gradients(try g * n.saved(0).polygamma(2)) }) { Special.trigamma($0, single: x.dtype == .float32) }
        }
        return try x.each("PolygammaBackward0", { n, g in Gradients(try g * n.saved(0).polygamma(order &+ 1)) }) { value in
            let sign: Double = order % 2 == 0 ? -1 : 1
            return sign * Glibc.exp(Glibc.lgamma(Double(order) + 1)) * Special.zeta(Double(order) + 1, value)
        }
    }
    package final func mvlgamma(_ p: Int) throws -> Tensor {
        guard p >= 1, p < 1 << 16 else { throw Raised.runtimeError("p has to be greater than or equal to 1") }
        if dtype == .bool { throw Raised.runtimeError("The input tensor may not be a boolean tensor.") }
        let x = dtype.isFloatingPoint ? self : try cast(to: .defaultFloat)
        let constant = Double(p * (p - 1)) / 4 * Glibc.log(.pi)
        return try x.each("MvlgammaBackward0", { n, g in
            let x = try n.saved(0)
            var slope: Tensor?
            for j in 0..<p {
                let part = try (x - Double(j) / 2).digamma()
                slope = try slope.map { try $0 + part } ?? part
            }
            return Gradients(try slope.map { try g * $0 })
        }) { value in (0..<p).reduce(constant) { $0 + Glibc.lgamma(value - Double($1) / 2) } }
    }
    package final func xlog1py(_ other: Tensor) throws -> Tensor {
        let (a, b) = try NDArray.promoted(array, other.array)
        return record(try .binary(.xlog1py, a.floating(), b.floating()), "SpecialXlog1PyBackward0", self, other, saving: self, other) { n, g in
            let x = try n.saved(0), y = try n.saved(1)
            let first = try Tensor.where(x.eq(.int(0)).logicalAnd(y.le(.int(-1))), y.zerosLike(), y.log1p())
            return Gradients(try g * first, try g * x / (y + 1))
        }
    }
}

enum Special {
    /// `single`: at the precision of a float, whose pi makes the reflection differ visibly.
    static func trigamma(_ argument: Double, single: Bool = false) -> Double {
        var x = argument, sign = 1.0, result = 0.0
        if x < 0.5 {
            sign = -1
            let s = single ? Double(Glibc.sinf(Float(Double.pi) * Float(x))) : Glibc.sin(.pi * x)
            result -= (.pi * .pi) / (s * s)
            x = 1 - x
        }
        for _ in 0..<6 {
            result += 1 / (x * x)
            x += 1
        }
        let ixx = 1 / (x * x)
        result += (1 + 1 / (2 * x) + ixx * (1.0 / 6 - ixx * (1.0 / 30 - ixx * (1.0 / 42)))) / x
        return sign * result
    }
    /// Hurwitz's zeta function by the Euler-Maclaurin formula.
    static func zeta(_ x: Double, _ start: Double) -> Double {
        if x == 1 { return .infinity }
        if x < 1 { return .nan }
        var q = start
        if q <= 0 {
            if q == q.rounded(.down) { return .infinity }
            if x != x.rounded(.down) { return .nan }
        }
        var sum = Glibc.pow(q, -x)
        var step = 0, term = 0.0
        while step < 9 || q <= 9 {
            step += 1
            q += 1
            term = Glibc.pow(q, -x)
            sum += term
            if abs(term / sum) < 1.1e-16 { return sum }
        }
        let w = q
        sum += term * w / (x - 1)
        sum -= 0.5 * term
        var factor = 1.0, k = 0.0
        let bernoulli = [
            12.0, -720, 30240, -1_209_600, 47_900_160, -1.8924375803183791606e9, 7.47242496e10, -2.950130727918164224e12, 1.1646782814350067249e14,
            -4.5979787224074726105e15, 1.8152105401943546773e17, -7.1661652561756670113e18,
        ]
        for a in bernoulli {
            factor *= x + k
            term /= w
            let t = factor * term / a
            sum += t
            if abs(t / sum) < 1.1e-16 { return sum }
            k += 1
            factor *= x + k
            term /= w
            k += 1
        }
        return sum
    }
    /// The modified Bessel functions of the second kind: the integral of exp(-x cosh t) cosh(n t), by the trapezoidal rule, which converges
    /// faster than any power of its step for integrands that vanish so quickly.
    static func secondBessel(_ order: Int, _ x: Double, scaled: Bool) -> Double {
        if x <= 0 || x.isNaN { return x == 0 ? .infinity : .nan }
        if x.isInfinite { return 0 }
        if x > 60 {
            // Where the integrand is a needle, the asymptotic series.
            let mu = Double(4 * order * order)
            var term = 1.0, sum = 1.0
            for k in 1..<12 {
                let odd = Double(2 * k - 1)
                term *= (mu - odd * odd) / (Double(k) * 8 * x)
                sum += term
            }
            return (.pi / (2 * x)).squareRoot() * sum * (scaled ? 1 : Glibc.exp(-x))
        }
        let step = 1.0 / 64
        var sum = 0.5 * (scaled ? 1 : Glibc.exp(-x)), t = step
        while t < 720 {
            let power = x * (Glibc.cosh(t) - 1)
            if power > 745 { break }
            sum += Glibc.exp(-power - (scaled ? 0 : x)) * (order == 0 ? 1 : Glibc.cosh(t))
            t += step
        }
        return sum * step
    }
    /// The modified Bessel functions of order 0 and 1, by their series or, for large arguments, asymptotically.
    static func bessel(_ order: Int, _ argument: Double) -> Double {
        let x = abs(argument)
        if x < 30 {
            var term = order == 0 ? 1 : x / 2, sum = term
            var k = 1.0
            while k < 200 {
                term *= (x * x / 4) / (k * (k + Double(order)))
                sum += term
                if term < sum * 1e-17 { break }
                k += 1
            }
            return order == 1 && argument < 0 ? -sum : sum
        }
        let mu = Double(4 * order * order)
        var term = 1.0, sum = 1.0
        for k in 1..<20 {
            let odd = Double(2 * k - 1)
            term *= -(mu - odd * odd) / (Double(k) * 8 * x)
            if abs(term) < 1e-17 { break }
            sum += term
        }
        let value = Glibc.exp(x) / (2 * .pi * x).squareRoot() * sum
        return order == 1 && argument < 0 ? -value : value
    }
    /// `bessel` times exp(-|x|), which does not overflow.
    static func scaledBessel(_ order: Int, _ argument: Double) -> Double {
        let x = abs(argument)
        if x < 30 { return bessel(order, argument) * Glibc.exp(-x) }
        let mu = Double(4 * order * order)
        var term = 1.0, sum = 1.0
        for k in 1..<20 {
            let odd = Double(2 * k - 1)
            term *= -(mu - odd * odd) / (Double(k) * 8 * x)
            if abs(term) < 1e-17 { break }
            sum += term
        }
        let value = sum / (2 * .pi * x).squareRoot()
        return order == 1 && argument < 0 ? -value : value
    }
    /// The regularized incomplete gamma functions, by series or continued fraction (Numerical Recipes, 6.2).
    static func incompleteGamma(_ a: Double, _ x: Double, upper: Bool) -> Double {
        if x < 0 || a < 0 || x.isNaN || a.isNaN { return .nan }
        if a == 0 { return x > 0 ? (upper ? 0 : 1) : .nan }
        if x == 0 { return upper ? 1 : 0 }
        if a == .infinity { return x == .infinity ? .nan : (upper ? 1 : 0) }
        if x == .infinity { return upper ? 0 : 1 }
        let factor = Glibc.exp(a * Glibc.log(x) - x - Glibc.lgamma(a))
        if x < a + 1 {
            var term = 1 / a, sum = term, n = a
            for _ in 0..<100_000 {
                n += 1
                term *= x / n
                sum += term
                if abs(term) < abs(sum) * 1e-17 { break }
            }
            return upper ? 1 - sum * factor : sum * factor
        }
        var b = x + 1 - a, c = 1e300, d = 1 / b, h = d
        for i in 1..<100_000 {
            let an = -Double(i) * (Double(i) - a)
            b += 2
            d = an * d + b
            if abs(d) < 1e-300 { d = 1e-300 }
            c = b + an / c
            if abs(c) < 1e-300 { c = 1e-300 }
            d = 1 / d
            let step = d * c
            h *= step
            if abs(step - 1) < 1e-16 { break }
        }
        return upper ? factor * h : 1 - factor * h
    }
    private static func gamma(_ name: String, _ torchName: String, upper: Bool) -> [Op] {
        let summary = upper ? "What is missing of the incomplete gamma function to 1." : "The incomplete gamma function, between 0 and 1."
        func body(_ a: OpArguments) throws -> Tensor {
            let x = try a.tensor(0), y = try a.tensor(1)
            let (p, q) = try NDArray.promoted(x.array, y.array)
            guard p.dtype.isFloatingPoint else { throw TensorError.unsupported("\(torchName)_cpu", p.dtype) }
            let out = try NDArray.each(p, q, p.dtype) { incompleteGamma($0, $1, upper: upper) }
            return record(out, upper ? "IgammacBackward0" : "IgammaBackward0", x, y, saving: x, y) { n, g in
                if n.needs(0) { throw Raised.notImplemented("the derivative for '\(torchName): input' is not implemented.") }
                let a = try n.saved(0), x = try n.saved(1)
                let slope = try (x.log() * (a - 1) - x - a.lgamma()).exp()
                return Gradients(nil, try upper ? (g * slope).neg() : g * slope)
            }
        }
        return [
            Op(torchName, "input, other", summary, "\(torchName)(tensor([2.]), tensor([1.]))", .both, inPlace: true, out: true, body),
            Op(name, "input, other", summary, "torch.special.\(name)(tensor([2.]), tensor([1.]))", .special, out: true, body),
        ]
    }
    private static func plainBessel(_ name: String, _ summary: String, _ function: @escaping (Double) -> Double) -> Op {
        op(name, summary, "\(name)(tensor([1.]))") { x in
            if x.dtype.isHalf { throw TensorError.unsupported(name + "_cpu", x.dtype) }
            // No derivative, and no history.
            return try x.detach().each("", { _, g in Gradients(g) }, function)
        }
    }
    private static func normalDistribution(_ x: Double) -> Double { Glibc.erfc(-x / 2.0.squareRoot()) / 2 }
    private static func inverseNormal(_ p: Double) -> Double {
        if p <= 0 { return p == 0 ? -.infinity : .nan }
        if p >= 1 { return p == 1 ? .infinity : .nan }
        // Newton's method from a start that is right to three digits (Abramowitz and Stegun 26.2.23).
        let tail = min(p, 1 - p)
        let t = (-2 * Glibc.log(tail)).squareRoot()
        var x = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t)
        for _ in 0..<6 {
            let error = Glibc.erfc(x / 2.0.squareRoot()) / 2 - tail
            let density = Glibc.exp(-x * x / 2) / (2 * Double.pi).squareRoot()
            let step = error / density
            x += step / (1 + x * step / 2)
        }
        return p < 0.5 ? -x : x
    }
    private static func logNormal(_ x: Double) -> Double {
        if x > -10 { return Glibc.log(normalDistribution(x)) }
        // Asymptotically for the far tail.
        let z = x * x
        return -z / 2 - Glibc.log(-x) - Glibc.log(2 * .pi) / 2 + Glibc.log1p(-1 / z + 3 / (z * z) - 15 / (z * z * z))
    }

    private static func op(_ name: String, _ summary: String, _ example: String, _ kinds: Op.Kinds = .special, _ body: @escaping (Tensor) throws -> Tensor) -> Op {
        Op(name, "input", summary, kinds == .special ? "torch.special." + example : example, kinds, out: true) { a in
            let x = try a.tensor(0)
            return try body(x.dtype.isFloatingPoint ? x : x.cast(to: .defaultFloat))
        }
    }
    private static func besselZero(_ x: Tensor) throws -> Tensor {
        try x.each("I0Backward0", { n, g in Gradients(try g * besselOne(n.saved(0))) }) { bessel(0, $0) }
    }
    private static func besselOne(_ x: Tensor) throws -> Tensor {
        try x.each("SpecialI1Backward0", { n, g in
            let x = try n.saved(0)
            let zero = try besselZero(x)
            return Gradients(try g * Tensor.where(x.eq(.int(0)), zero * 0.5, zero - n.result() / x))
        }) { bessel(1, $0) }
    }
    private static func scaledZero(_ x: Tensor) throws -> Tensor {
        try x.each("SpecialI0EBackward0", { n, g in
            let x = try n.saved(0)
            return Gradients(try g * (scaledOne(x) - x.sgn() * n.result()))
        }) { scaledBessel(0, $0) }
    }
    private static func scaledOne(_ x: Tensor) throws -> Tensor { try x.abs().neg().exp() * besselOne(x) }
    private static let rootTwoPi = (2 * Double.pi).squareRoot()

    static var ops: [Op] {
        [
            Op("polygamma", "n, input", "The n-th derivative of `digamma`.", "polygamma(1, tensor([1., 2.]))", [.function, .special], out: true) { try $0.tensor(1).polygamma($0.int(0)) },
            Op("polygamma", "input, n", "The n-th derivative of `digamma`.", "tensor([1., 2.]).polygamma(1)", .method, inPlace: true) { try $0.tensor(0).polygamma($0.int(1)) },
            Op("mvlgamma", "input, p", "The logarithm of the multivariate gamma function.", "mvlgamma(tensor([3.]), 2)", .both, inPlace: true) { try $0.tensor(0).mvlgamma($0.int(1)) },
            Op("multigammaln", "input, p", "The logarithm of the multivariate gamma function.", "torch.special.multigammaln(tensor([3.]), 2)", .special) { try $0.tensor(0).mvlgamma($0.int(1)) },
            Op("xlog1py", "input, other", "x * log1p(y), 0 where x is 0.", "torch.special.xlog1py(tensor([1.]), tensor([2.]))", .special, out: true) { a in
                if a[0].asTensor == nil, a[1].asTensor == nil { throw a.wrongType(0, "Tensor") }
                func made(_ index: Int) throws -> Tensor { try a[index].asTensor ?? Tensor(.scalar(a.scalar(index), .defaultFloat)) }
                return try made(0).xlog1py(made(1))
            },
            op("expit", "Another name of `sigmoid`.", "expit(tensor([0.]))") { try $0.sigmoid() },
            Op("round", "input, *, decimals=0", "Rounds to the nearest, halves to even.", "torch.special.round(tensor([0.5, 1.5]))", .special, out: true) {
                try $0.tensor(0).round(decimals: $0.int(1)).renamed("RoundBackward0", "RoundBackward1")
            },
            op("psi", "Another name of `digamma`.", "psi(tensor([1.]))") { try $0.digamma() },
            op("gammaln", "Another name of `lgamma`.", "gammaln(tensor([5.]))") { try $0.lgamma() },
            op("erfcx", "exp(x * x) * erfc(x).", "erfcx(tensor([1.]))") { x in
                try x.each("SpecialErfcxBackward0", { n, g in Gradients(try (n.saved(0) * n.result() * 2 - 2 / Double.pi.squareRoot()) * g) }) { value in
                    if value < 25 { return Glibc.exp(value * value) * Glibc.erfc(value) }
                    let z = 1 / (value * value)
                    return (1 - z / 2 + 0.75 * z * z) / (value * Double.pi.squareRoot())
                }
            },
            op("i0", "The modified Bessel function of order 0.", "i0(tensor([1.]))", [.both, .special]) { x in
                try besselZero(x)
            },
            op("i1", "The modified Bessel function of order 1.", "i1(tensor([1.]))") { x in
                try besselOne(x)
            },
            op("i0e", "`i0` times exp(-|x|).", "i0e(tensor([1.]))") { try scaledZero($0) },
            op("i1e", "`i1` times exp(-|x|).", "i1e(tensor([1.]))") { x in
                try x.each("SpecialI1EBackward0", { n, g in
                    let x = try n.saved(0), r = try n.result(), zero = try scaledZero(x)
                    let slope = try zero - r * (x.sgn() + x.reciprocal())
                    return Gradients(try g * Tensor.where(x.eq(.int(0)), x.onesLike() * 0.5, slope))
                }) { scaledBessel(1, $0) }
            },
            plainBessel("modified_bessel_i0", "The modified Bessel function of order 0.") { bessel(0, $0) },
            plainBessel("modified_bessel_i1", "The modified Bessel function of order 1.") { bessel(1, $0) },
            plainBessel("modified_bessel_k0", "The modified Bessel function of the second kind, of order 0.") { secondBessel(0, $0, scaled: false) },
            plainBessel("modified_bessel_k1", "The modified Bessel function of the second kind, of order 1.") { secondBessel(1, $0, scaled: false) },
            plainBessel("scaled_modified_bessel_k0", "exp(x) times `modified_bessel_k0`.") { secondBessel(0, $0, scaled: true) },
            plainBessel("scaled_modified_bessel_k1", "exp(x) times `modified_bessel_k1`.") { secondBessel(1, $0, scaled: true) },
            plainBessel("bessel_j0", "The Bessel function of the first kind, of order 0.") { $0.isInfinite ? .nan : Glibc.j0($0) },
            plainBessel("bessel_j1", "The Bessel function of the first kind, of order 1.") { $0.isInfinite ? .nan : Glibc.j1($0) },
            plainBessel("bessel_y0", "The Bessel function of the second kind, of order 0.") { $0 < 0 || $0.isInfinite ? .nan : Glibc.y0($0) },
            plainBessel("bessel_y1", "The Bessel function of the second kind, of order 1.") { $0 < 0 || $0.isInfinite ? .nan : Glibc.y1($0) },
            plainBessel("spherical_bessel_j0", "sin(x) / x, and 0 at infinity.") { $0.isInfinite ? 0 : $0 == 0 ? 1 : Glibc.sin($0) / $0 },
            op("entr", "-x * log(x).", "entr(tensor([0.5]))") { x in
                if x.dtype.isHalf, !x.tracks {
                    // The logarithm is a half before it is a factor.
                    let zero = Tensor(try .scalar(.int(0), x.dtype)), floor = Tensor(try .scalar(.float(-.infinity), x.dtype))
                    let product = try Tensor(NDArray.binary(.mul, .unary(.neg, x.array), .unary(.log, x.array)))
                    return try Tensor.where(x.eq(.int(0)), zero, Tensor.where(x.lt(.int(0)), floor, product))
                }
                return try x.each("SpecialEntrBackward0", { n, g in Gradients(try g * ((n.saved(0).log() + 1).neg())) }) { value in
                    value > 0 ? -value * Glibc.log(value) : value == 0 ? 0 : value.isNaN ? .nan : -.infinity
                }
            },
            op("ndtr", "The normal distribution function.", "ndtr(tensor([0.]))") { x in
                if x.dtype.isHalf, !x.tracks {
                    // A half after every step.
                    let error = try NDArray.unary(.erf, NDArray.binary(.div, x.array.cast(to: .float32), .float(2.0.squareRoot())).cast(to: x.dtype))
                    return Tensor(try .binary(.mul, .binary(.add, error, .int(1)), .float(0.5)))
                }
                return try x.each("MulBackward1", { n, g in Gradients(try g * (n.saved(0).pow(.int(2)) * -0.5).exp() / rootTwoPi) }) { normalDistribution($0) }
            },
            op("ndtri", "The inverse of `ndtr`.", "ndtri(tensor([0.5]))") { x in
                try x.each("SpecialNdtriBackward0", { n, g in Gradients(try g * (n.result().pow(.int(2)) * 0.5).exp() * rootTwoPi) }) { inverseNormal($0) }
            },
            op("log_ndtr", "The logarithm of `ndtr`.", "log_ndtr(tensor([0.]))") { x in
                try x.each("SpecialLogNdtrBackward0", { n, g in
                    Gradients(try g * (n.saved(0).pow(.int(2)) * -0.5 - n.result()).exp() / rootTwoPi)
                }) { logNormal($0) }
            },
            Op("zeta", "input, other", "Hurwitz's zeta function.", "torch.special.zeta(tensor([2.]), tensor([1.]))", .special) { a in
                if a[0].asTensor == nil, a[1].asTensor == nil { throw a.wrongType(0, "Tensor") }
                let x = try a[0].asTensor ?? Tensor(.scalar(a.scalar(0), .defaultFloat)), q = try a[1].asTensor ?? Tensor(.scalar(a.scalar(1), .defaultFloat))
                let (p, r) = try NDArray.promoted(x.array, q.array)
                return Tensor(try .each(p, r, p.dtype.floating, zeta))
            },
            Op("ldexp", "input, other", "input * 2 ** other.", "ldexp(tensor([1.]), tensor([3]))", .both, inPlace: true, out: true) { a in
                if try a.tensor(1).dtype == .bool, try a.tensor(0).dtype.isFloatingPoint { throw TensorError.unsupported("ldexp_cpu_exp", .bool) }
                return try a.tensor(0).mul(Tensor.twoTo(a.tensor(1))).renamed("MulBackward0", "LdexpBackward0")
            },
            .any("frexp", "input", "A number between a half and one, and a power of two.", "frexp(tensor([6.]))") { a in
                let x = try a.tensor(0)
                guard x.dtype.isFloatingPoint else { throw Raised.runtimeError("torch.frexp() only supports floating-point dtypes") }
                let values = try x.array.doubles()
                let parts = values.map { value -> (Double, Int) in
                    guard value.isFinite, value != 0 else { return (value, 0) }
                    return (value.significand / 2 * (value < 0 ? -1 : 1), Int(value.exponent) + 1)
                }
                let exponent = Tensor(try NDArray.from(parts.map(\.1), shape: x.shape, .int32))
                let mantissa = record(try .from(parts.map(\.0), shape: x.shape, x.dtype), "FrexpBackward0", x, saving: exponent) { n, g in
                    Gradients(try g.div(Tensor.twoTo(n.saved(0).cast(to: g.dtype))))
                }
                return NamedResult.make("frexp", [("mantissa", mantissa), ("exponent", exponent)])
            },
        ] + gamma("gammainc", "igamma", upper: false) + gamma("gammaincc", "igammac", upper: true)
    }
}

extension NDArray {
    /// A function of two numbers, element by element; the result lies in memory as that of any operation of the two.
    static func each(_ a: NDArray, _ b: NDArray, _ dtype: DType, _ function: (Double, Double) throws -> Double) throws -> NDArray {
        let out = try NDArray.binary(.add, a, b).emptyLike(dtype)
        let values = try zip(a.expand(to: out.shape).doubles(), b.expand(to: out.shape).doubles()).map { try function($0, $1) }
        try out.copy(from: .from(values, shape: out.shape, .float64))
        return out
    }
}

extension Tensor {
    fileprivate static func twoTo(_ exponent: Tensor) throws -> Tensor { try exponent.dtype.isFloatingPoint ? exponent.rpow(.float(2)) : exponent.cast(to: .defaultFloat).rpow(.float(2)) }
}
