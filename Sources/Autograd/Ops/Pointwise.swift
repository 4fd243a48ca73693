import ObjectModel
import TensorCore

#if canImport(Glibc)
    import Glibc
#endif

/// The natural logarithm of a number.
func logarithm(_ value: Double) -> Double { log(value) }

// Functions of one number, element by element.

extension Tensor {
    enum Saved { case nothing, input, result }

    /// One kernel call; integers become floats first where the function has float results.
    @inline(__always)
    final func pointwise(
        _ op: UnaryOp, _ name: String, _ saved: Saved = .input, floats: Bool = true, _ p0: Double = 0, _ p1: Double = 0, _ p2: Double = 0,
        _ rule: @escaping Node.Rule
    ) throws -> Tensor {
        let out = floats && !dtype.isFloatingPoint ? try NDArray.unary(op, array.floating(), p0, p1, p2) : try .unary(op, array, p0, p1, p2)
        return record(out, name, self, saving: saved == .input ? self : nil, result: saved == .result, rule: rule)
    }

    // MARK: Exponentials and logarithms

    package final func exp() throws -> Tensor { try pointwise(.exp, "ExpBackward0", .result) { n, g in Gradients(try g * n.result()) } }
    package final func exp2() throws -> Tensor {
        try pointwise(.exp2, "Exp2Backward0", .result) { n, g in Gradients(try g * n.result() * 0.693147180559945309) }
    }
    package final func expm1() throws -> Tensor {
        try pointwise(.expm1, "Expm1Backward0", .result) { n, g in Gradients(try g * (n.result() + 1)) }
    }
    package final func log() throws -> Tensor { try pointwise(.log, "LogBackward0") { n, g in Gradients(try g / n.saved(0)) } }
    package final func log2() throws -> Tensor {
        try pointwise(.log2, "Log2Backward0") { n, g in Gradients(try g / (n.saved(0) * 0.6931471805599453)) }
    }
    package final func log10() throws -> Tensor {
        try pointwise(.log10, "Log10Backward0") { n, g in Gradients(try g / (n.saved(0) * 2.3025850929940456)) }
    }
    package final func log1p() throws -> Tensor { try pointwise(.log1p, "Log1PBackward0") { n, g in Gradients(try g / (n.saved(0) + 1)) } }

    // MARK: Roots, signs, rounding

    package final func sqrt() throws -> Tensor {
        try pointwise(.sqrt, "SqrtBackward0", .result) { n, g in Gradients(try g / (n.result() * 2)) }
    }
    package final func rsqrt() throws -> Tensor {
        // Halves that fill no vector go by way of the root.
        if dtype.isHalf, array.isContiguous {
            let root = try NDArray.unary(.reciprocal, .unary(.sqrt, array)).reshape([-1]).withVectors(of: .unary(.rsqrt, array.cast(to: .float32)).reshape([-1])).reshape(shape)
            return record(root, "RsqrtBackward0", self, result: true) { n, g in Gradients(try g * -0.5 * n.result().pow(.int(3))) }
        }
        return try pointwise(.rsqrt, "RsqrtBackward0", .result) { n, g in Gradients(try g * -0.5 * n.result().pow(.int(3))) }
    }
    package final func abs() throws -> Tensor {
        if dtype == .bool { throw TensorError.unsupported("abs_cpu", .bool) }
        return try pointwise(.abs, "AbsBackward0", floats: false) { n, g in Gradients(try g * n.saved(0).sgn()) }
    }
    package final func sgn() throws -> Tensor { try flat(.sign, "SgnBackward0") }
    package final func sign() throws -> Tensor { try flat(.sign, "SignBackward0") }
    package final func floor() throws -> Tensor { try flat(.floor, "FloorBackward0") }
    package final func ceil() throws -> Tensor { try flat(.ceil, "CeilBackward0") }
    package final func trunc() throws -> Tensor { try flat(.trunc, "TruncBackward0") }
    package final func round(decimals: Int = 0) throws -> Tensor {
        if decimals == 0 { return try flat(.round, "RoundBackward0") }
        guard dtype.isFloatingPoint else {
            throw Raised.notImplemented("\"round_cpu\" not implemented for '\(dtype.scalarName)'")
        }
        return try pointwise(.roundDecimals, "RoundBackward1", .nothing, Double(decimals)) { _, g in Gradients(try g.zerosLike()) }
    }
    package final func frac() throws -> Tensor { try pointwise(.frac, "FracBackward0", .nothing, floats: false) { _, g in Gradients(g) } }

    /// A function without slope.
    private func flat(_ op: UnaryOp, _ name: String) throws -> Tensor {
        if !dtype.isFloatingPoint, op != .sign { return Tensor(try array.clone()) }
        return try pointwise(op, name, .nothing, floats: false) { _, g in Gradients(try g.zerosLike()) }
    }

    // MARK: Trigonometry

    package final func sin() throws -> Tensor { try pointwise(.sin, "SinBackward0") { n, g in Gradients(try g * n.saved(0).cos()) } }
    package final func cos() throws -> Tensor { try pointwise(.cos, "CosBackward0") { n, g in Gradients(try g * n.saved(0).sin().neg()) } }
    package final func tan() throws -> Tensor {
        try pointwise(.tan, "TanBackward0", .result) { n, g in Gradients(try g * (n.result().pow(.int(2)) + 1)) }
    }
    package final func asin() throws -> Tensor {
        try pointwise(.asin, "AsinBackward0") { n, g in
            let x = try n.saved(0)
            return Gradients(try g * (x * x).rsub(.int(1)).rsqrt())
        }
    }
    package final func acos() throws -> Tensor {
        try pointwise(.acos, "AcosBackward0") { n, g in
            let x = try n.saved(0)
            return Gradients(try g * (x * x).rsub(.int(1)).rsqrt().neg())
        }
    }
    package final func atan() throws -> Tensor {
        try pointwise(.atan, "AtanBackward0") { n, g in
            let x = try n.saved(0)
            return Gradients(try g / (x * x + 1))
        }
    }
    package final func sinh() throws -> Tensor { try pointwise(.sinh, "SinhBackward0") { n, g in Gradients(try g * n.saved(0).cosh()) } }
    package final func cosh() throws -> Tensor { try pointwise(.cosh, "CoshBackward0") { n, g in Gradients(try g * n.saved(0).sinh()) } }
    package final func tanh() throws -> Tensor {
        try pointwise(.tanh, "TanhBackward0", .result) { n, g in
            let r = try n.result()
            if !GradMode.isEnabled, g.dtype == r.dtype { return Gradients(Tensor(try .binary(.tanhBackward, g.array, r.array))) }
            return Gradients(try g * (r * r).rsub(.int(1)))
        }
    }
    package final func asinh() throws -> Tensor {
        try pointwise(.asinh, "AsinhBackward0") { n, g in
            let x = try n.saved(0)
            return Gradients(try g * (x * x + 1).rsqrt())
        }
    }
    package final func acosh() throws -> Tensor {
        try pointwise(.acosh, "AcoshBackward0") { n, g in
            let x = try n.saved(0)
            return Gradients(try g * (x * x - 1).rsqrt())
        }
    }
    package final func atanh() throws -> Tensor {
        try pointwise(.atanh, "AtanhBackward0") { n, g in
            let x = try n.saved(0)
            return Gradients(try g / (x * x).rsub(.int(1)))
        }
    }
    package final func deg2rad() throws -> Tensor {
        try pointwise(.deg2rad, "Deg2RadBackward0", .nothing) { _, g in Gradients(try g * (Double.pi / 180)) }
    }
    package final func rad2deg() throws -> Tensor {
        try pointwise(.rad2deg, "Rad2DegBackward0", .nothing) { _, g in Gradients(try g * (180 / Double.pi)) }
    }
    package final func sinc() throws -> Tensor {
        try pointwise(.sinc, "SincBackward0") { n, g in
            let x = try n.saved(0)
            let angle = try x * Double.pi
            let slope = try (angle * angle.cos() - angle.sin()) / (angle * x)
            return Gradients(try g * Tensor.where(x.eq(.int(0)), slope.zerosLike(), slope))
        }
    }

    // MARK: Special functions

    package final func erf() throws -> Tensor {
        try pointwise(.erf, "ErfBackward0") { n, g in Gradients(try g * (n.saved(0).pow(.int(2)).neg().exp() * 1.1283791670955126)) }
    }
    package final func erfc() throws -> Tensor {
        try pointwise(.erfc, "ErfcBackward0") { n, g in Gradients(try g * (n.saved(0).pow(.int(2)).neg().exp() * -1.1283791670955126)) }
    }
    package final func erfinv() throws -> Tensor {
        try pointwise(.erfinv, "ErfinvBackward0", .result) { n, g in Gradients(try g * (n.result().pow(.int(2)).exp() * 0.886226925452758)) }
    }
    package final func lgamma() throws -> Tensor { try pointwise(.lgamma, "LgammaBackward0") { n, g in Gradients(try g * n.saved(0).digamma()) } }
    package final func digamma() throws -> Tensor {
        try pointwise(.digamma, "DigammaBackward0") { n, g in Gradients(try g * n.saved(0).polygamma(1)) }
    }
    package final func logit(eps: Double? = nil) throws -> Tensor {
        let low = eps ?? 0
        return try pointwise(.logit, "LogitBackward0", .input, floats: true, eps ?? -1) { n, g in
            let x = try n.saved(0)
            let slope = try g / (x * x.rsub(.int(1)))
            if eps == nil {
                let outside = try x.lt(.int(0)).logicalOr(x.gt(.int(1)))
                return Gradients(try Tensor.where(outside, Tensor(.scalar(.float(.nan), g.dtype)), slope))
            }
            let outside = try x.lt(.float(low)).logicalOr(x.gt(.float(1 - low)))
            return Gradients(try Tensor.where(outside, slope.zerosLike(), slope))
        }
    }
    package final func nanToNum(_ nan: Double? = nil, _ posinf: Double? = nil, _ neginf: Double? = nil) throws -> Tensor {
        guard let limits = dtype.floatLimits else { return Tensor(try array.clone()) }
        return try pointwise(.nanToNum, "NanToNumBackward0", .input, nan ?? 0, posinf ?? limits.max, neginf ?? -limits.max) { n, g in
            let x = try n.saved(0).array
            return Gradients(try g.mul(Tensor(NDArray.predicate(.isfinite, x).cast(to: g.dtype))))
        }
    }
}

// MARK: - Catalog

enum Pointwise {
    private static func op(
        _ name: String, _ summary: String, _ example: String, _ kinds: Op.Kinds = .both, also: Bool = true, _ body: @escaping (Tensor) throws -> Tensor
    ) -> Op {
        Op(name, "input", summary, example, kinds, inPlace: also, out: also) { try body($0.tensor(0)) }.quickly(body)
    }
    private static func same(_ name: String, _ summary: String, _ kinds: Op.Kinds) -> Op {
        Op(name, "input", summary, "torch.\(name)(tensor([1., -1.]))", kinds) { try $0.tensor(0) }
    }
    static var ops: [Op] {
        [
            op("exp", "e to the power of each element.", "exp(tensor([0., 1.]))") { try $0.exp() },
            op("exp2", "2 to the power of each element.", "exp2(tensor([0., 3.]))", [.both, .special]) { try $0.exp2() },
            op("expm1", "exp(x) - 1, exact near 0.", "expm1(tensor([0., 1.]))", [.both, .special]) { try $0.expm1() },
            op("log", "The natural logarithm.", "log(tensor([1., 10.]))") { try $0.log() },
            op("log2", "The logarithm to base 2.", "log2(tensor([1., 8.]))") { try $0.log2() },
            op("log10", "The logarithm to base 10.", "log10(tensor([1., 100.]))") { try $0.log10() },
            op("log1p", "log(1 + x), exact near 0.", "log1p(tensor([0., 1.]))", [.both, .special]) { try $0.log1p() },
            op("sqrt", "The square root.", "sqrt(tensor([4., 9.]))") { try $0.sqrt() },
            op("rsqrt", "1 divided by the square root.", "rsqrt(tensor([4., 16.]))") { try $0.rsqrt() },
            op("abs", "The absolute value.", "tensor([-1., 2.]).abs()") { try $0.abs() },
            op("absolute", "Another name of `abs`.", "absolute(tensor([-1., 2.]))") { try $0.abs() },
            Op("angle", "input", "0 for positive numbers, pi for negative ones.", "angle(tensor([1., -1.]))", out: true) { a in
                let x = try a.tensor(0), source = x.dtype.isFloatingPoint ? x : try x.cast(to: .defaultFloat)
                let turned = try source.lt(.int(0)).cast(to: source.dtype) * Double.pi
                let out = try Tensor.where(source.asks(.isnan), source, turned)
                return record(out.array, "AngleBackward0", source) { _, g in Gradients(try g.zerosLike()) }
            },
            same("conj", "The tensor itself: nbs has no complex numbers.", .both), same("conj_physical", "The tensor itself: nbs has no complex numbers.", .both),
            same("resolve_conj", "The tensor itself: nbs has no complex numbers.", .both), same("resolve_neg", "The tensor itself.", .both),
            same("real", "The tensor itself: nbs has no complex numbers.", .function),
            op("sign", "-1, 0 or 1 by the sign.", "sign(tensor([-3., 0., 5.]))") { try $0.sign() },
            op("sgn", "The same as `sign` for real numbers.", "sgn(tensor([-3., 0., 5.]))") { try $0.sgn() },
            op("floor", "Rounds down.", "floor(tensor([1.7, -1.7]))") { try $0.floor() },
            op("ceil", "Rounds up.", "ceil(tensor([1.2, -1.2]))") { try $0.ceil() },
            op("trunc", "Rounds towards zero.", "trunc(tensor([1.7, -1.7]))") { try $0.trunc() },
            op("fix", "Another name of `trunc`.", "fix(tensor([1.7, -1.7]))") { try $0.trunc() },
            Op("round", "input, *, decimals=0", "Rounds to the nearest, halves to even.", "tensor([0.5, 1.5, 2.4]).round()", .both, inPlace: true, out: true) { a in
                let x = try a.tensor(0), decimals = try a.int(1)
                // Integers are already round, unless it is said how far.
                if decimals == 0, a.isGiven(1) ? !x.dtype.isFloatingPoint : x.dtype == .bool { throw TensorError.unsupported("round_vml_cpu", x.dtype) }
                return try x.round(decimals: decimals).renamed("RoundBackward0", a.isGiven(1) ? "RoundBackward1" : "RoundBackward0")
            },
            op("frac", "The part behind the point.", "frac(tensor([1.5, -2.25]))") { try $0.frac() },
            op("sin", "The sine.", "sin(tensor([0., 1.]))") { try $0.sin() },
            op("cos", "The cosine.", "cos(tensor([0., 1.]))") { try $0.cos() },
            op("tan", "The tangent.", "tan(tensor([0., 1.]))") { try $0.tan() },
            op("asin", "The angle whose sine it is.", "asin(tensor([0., 1.]))") { try $0.asin() },
            op("arcsin", "Another name of `asin`.", "arcsin(tensor([0., 1.]))") { try $0.asin() },
            op("acos", "The angle whose cosine it is.", "acos(tensor([0., 1.]))") { try $0.acos() },
            op("arccos", "Another name of `acos`.", "arccos(tensor([0., 1.]))") { try $0.acos() },
            op("atan", "The angle whose tangent it is.", "atan(tensor([0., 1.]))") { try $0.atan() },
            op("arctan", "Another name of `atan`.", "arctan(tensor([0., 1.]))") { try $0.atan() },
            op("sinh", "The hyperbolic sine.", "sinh(tensor([0., 1.]))") { try $0.sinh() },
            op("cosh", "The hyperbolic cosine.", "cosh(tensor([0., 1.]))") { try $0.cosh() },
            Op("tanh", "input", "The hyperbolic tangent.", "tanh(tensor([0., 1.]))", .everywhere, layer: "Tanh", inPlace: true, out: true) { try $0.tensor(0).tanh() }.quickly { try $0.tanh() },
            op("asinh", "The inverse of `sinh`.", "asinh(tensor([0., 1.]))") { try $0.asinh() },
            op("arcsinh", "Another name of `asinh`.", "arcsinh(tensor([0., 1.]))") { try $0.asinh() },
            op("acosh", "The inverse of `cosh`.", "acosh(tensor([1., 2.]))") { try $0.acosh() },
            op("arccosh", "Another name of `acosh`.", "arccosh(tensor([1., 2.]))") { try $0.acosh() },
            op("atanh", "The inverse of `tanh`.", "atanh(tensor([0., 0.5]))") { try $0.atanh() },
            op("arctanh", "Another name of `atanh`.", "arctanh(tensor([0., 0.5]))") { try $0.atanh() },
            op("deg2rad", "Degrees to radians.", "deg2rad(tensor([180.]))") { try $0.deg2rad() },
            op("rad2deg", "Radians to degrees.", "rad2deg(tensor([3.14159]))") { try $0.rad2deg() },
            op("sinc", "sin(pi x) / (pi x), 1 at 0.", "sinc(tensor([0., 0.5]))", [.both, .special]) { try $0.sinc() },
            op("erf", "The error function.", "erf(tensor([0., 1.]))", [.both, .special]) { try $0.erf() },
            op("erfc", "1 - erf(x).", "erfc(tensor([0., 1.]))", [.both, .special]) { try $0.erfc() },
            op("erfinv", "The inverse of `erf`.", "erfinv(tensor([0., 0.5]))", [.both, .special]) { try $0.erfinv() },
            op("lgamma", "The logarithm of the gamma function's size.", "lgamma(tensor([1., 5.]))") { try $0.lgamma() },
            op("digamma", "The derivative of `lgamma`.", "digamma(tensor([1., 2.]))", [.both, .special]) { try $0.digamma() },
            Op("logit", "input, eps=None", "log(x / (1 - x)), the inverse of `sigmoid`.", "logit(tensor([0.25, 0.5]))", [.both, .special], inPlace: true, out: true) { try $0.tensor(0).logit(eps: $0.optionalDouble(1)) },
            Op("nan_to_num", "input, nan=None, posinf=None, neginf=None", "Replaces NaN and infinities by numbers.", "nan_to_num(tensor([float('nan'), 1.]))", inPlace: true, out: true) { a in
                try a.tensor(0).nanToNum(a.optionalDouble(1), a.optionalDouble(2), a.optionalDouble(3))
            },
        ]
    }
}
