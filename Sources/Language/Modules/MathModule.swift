import BigInt
import ObjectModel

#if canImport(Glibc)
    import Glibc
#endif

/// `math`.
enum MathModule {
    private static func number(_ value: Value) throws -> Double {
        if case .float(let number) = value { return number }
        if let number = try value.toDouble() { return number }
        if case .object(let object) = value, let integer = try object.index(), let number = try integer.toDouble() { return number }
        throw Raised.typeError("must be real number, not \(value.type.name)")
    }
    private static let domain = "math domain error"
    private static let range = "math range error"

    /// A function of one number. C's answers are judged as CPython does: NaN from a number is a domain error, infinity
    /// from a finite number is an overflow, or a domain error for functions that have poles.
    private static func real(_ name: Name, _ summary: String, hasPoles: Bool = false, _ function: @escaping (Double) -> Double) -> NativeFunction {
        ModuleFunctions.counted(name, 1...1, "x", summary, module: "math") { a in
            let x = try number(a[0])
            let y = function(x)
            if y.isNaN, !x.isNaN { throw Raised.valueError(domain) }
            if y.isInfinite, x.isFinite {
                throw hasPoles ? Raised.valueError(domain) : Raised.overflow(range)
            }
            return .float(y)
        }
    }
    private static func pair(_ name: Name, _ summary: String, _ function: @escaping (Double, Double) throws -> Double) -> NativeFunction {
        ModuleFunctions.counted(name, 2...2, "x, y", summary, module: "math") { a in .float(try function(number(a[0]), number(a[1]))) }
    }
    private static func question(_ name: Name, _ summary: String, _ holds: @escaping (Double) -> Bool) -> NativeFunction {
        ModuleFunctions.counted(name, 1...1, "x", summary, module: "math") { .bool(holds(try number($0[0]))) }
    }
    private static func one(_ name: Name, _ summary: String, _ body: @escaping (Value) throws -> Value) -> NativeFunction {
        ModuleFunctions.counted(name, 1...1, "x", summary, module: "math") { try body($0[0]) }
    }

    // MARK: Logarithms and powers

    /// Of ints of any size, too.
    private static func logarithm(_ value: Value, _ function: (Double) -> Double, _ ofTwo: Double) throws -> Double {
        if let big = value.asBigInt, value.object(of: .bigInteger) != nil {
            guard big.sign == .plus else { throw Raised.valueError(domain) }
            if let x = try? value.toDouble() { return function(x) }
            // A half to 1, rounded once, times 2^bits, as CPython takes it apart.
            var bits = big.magnitude.bitWidth
            let top = big.magnitude >> (bits - 64)
            var part = Double(UInt64(top) | (top << (bits - 64) == big.magnitude ? 0 : 1)) * 0x1p-64
            if part == 1 { (part, bits) = (0.5, bits + 1) }
            return function(part) + ofTwo * Double(bits)
        }
        let x = try number(value)
        if x.isNaN { return x }
        guard x > 0 else { throw Raised.valueError(domain) }
        return x.isInfinite ? x : function(x)
    }
    private static func log(_ a: Arguments) throws -> Value {
        let numerator = try logarithm(a[0], { Glibc.log($0) }, M_LN2)
        guard a.count == 2 else { return .float(numerator) }
        let denominator = try logarithm(a[1], { Glibc.log($0) }, M_LN2)
        guard denominator != 0 else { throw Raised.zeroDivision("float division by zero") }
        return .float(numerator / denominator)
    }
    private static func power(_ x: Double, _ y: Double) throws -> Double {
        let result = Glibc.pow(x, y)
        if result.isNaN, !x.isNaN, !y.isNaN { throw Raised.valueError(domain) }
        if result.isInfinite, x.isFinite, y.isFinite { throw x == 0 ? Raised.valueError(domain) : Raised.overflow(range) }
        return result
    }

    // MARK: Sums

    /// Shewchuk's sum: exact, rounded once.
    private static func exactSum(_ values: [Double]) throws -> Double {
        var partials: [Double] = []
        var special = 0.0
        for value in values {
            var x = value
            var kept = 0
            for partial in partials {
                let (large, small) = x.magnitude < partial.magnitude ? (partial, x) : (x, partial)
                let high = large + small
                let low = small - (high - large)
                if low != 0 {
                    partials[kept] = low
                    kept += 1
                }
                x = high
            }
            partials.removeSubrange(kept...)
            if !x.isFinite {
                if value.isFinite { throw Raised.overflow("intermediate overflow in fsum") }
                special += value
                if special.isNaN, !value.isNaN { throw Raised.valueError("-inf + inf in fsum") }
                partials = []
            } else if x != 0 {
                partials.append(x)
            }
        }
        if special != 0 || special.isNaN { return special }
        guard var high = partials.popLast() else { return 0 }
        var low = 0.0
        while let next = partials.popLast() {
            let x = high
            high = x + next
            low = next - (high - x)
            if low != 0 { break }
        }
        // Half-way cases: the next partial decides.
        if low != 0, let next = partials.last, (low < 0) == (next < 0) {
            let doubled = low * 2
            let candidate = high + doubled
            if doubled == candidate - high { high = candidate }
        }
        return high
    }
    private static func norm(_ values: [Double]) -> Double {
        if values.contains(where: \.isInfinite) { return .infinity }
        let largest = values.map(\.magnitude).max() ?? 0
        if values.contains(where: \.isNaN) { return .nan }
        if largest == 0 { return 0 }
        if values.count == 2 { return Glibc.hypot(values[0], values[1]) }
        let scaled = values.map { ($0 / largest) * ($0 / largest) }
        return largest * ((try? exactSum(scaled)) ?? 0).squareRoot()
    }

    // MARK: Whole numbers

    private static func integer(_ value: Value) throws -> BigInt {
        if let number = value.asBigInt { return number }
        if case .object(let object) = value, let number = try object.index()?.asBigInt { return number }
        throw Raised.typeError("'\(value.type.name)' object cannot be interpreted as an integer")
    }
    private static func factorial(_ value: Value) throws -> Value {
        // 20! is the last that fits a word.
        if case .int(let small) = value, small >= 0, small <= 20 { return .int(small < 2 ? 1 : (2...small).reduce(1, *)) }
        let number = try integer(value)
        if number.sign == .minus, !number.isZero { throw Raised.valueError("factorial() not defined for negative values") }
        guard let count = Int(exactly: number) else { throw Raised.overflow("factorial() argument should not exceed 9223372036854775807") }
        if count > 1 << 23 { throw Raised(ExceptionTypes.memoryError, "the result would have more than 2**27 bits") }
        /// Balanced products keep the factors alike in size.
        func product(_ low: Int, _ high: Int) throws -> Value {
            if high - low < 20 {
                var small = low, isSmall = true
                for factor in stride(from: low + 1, through: high, by: 1) where isSmall {
                    let (product, overflow) = small.multipliedReportingOverflow(by: factor)
                    (small, isSmall) = (product, !overflow)
                }
                if isSmall { return .int(small) }
            }
            try Stop.check()
            let middle = (low + high) / 2
            return try binaryResult(.multiply, product(low, middle), product(middle + 1, high))
        }
        return try product(1, max(1, count))
    }
    private static func choose(_ a: Arguments, ordered: Bool) throws -> Value {
        if case .int(let n) = a[0], case .int(let k) = a.count > 1 ? a[1] : a[0], let small = choose(n, k, ordered: ordered) { return .int(small) }
        let n = try integer(a[0])
        var k = try a.count > 1 && !a[1].isNone ? integer(a[1]) : n
        if n.sign == .minus, !n.isZero { throw Raised.valueError("n must be a non-negative integer") }
        if k.sign == .minus, !k.isZero { throw Raised.valueError("k must be a non-negative integer") }
        if k > n { return .int(0) }
        if !ordered, n - k < k { k = n - k }
        guard let count = Int(exactly: k), count < 1 << 22 else { throw Raised.overflow("min(n - k, k) must not exceed 9223372036854775807") }
        var (result, factor) = (Value.int(1), Value.int(n))
        for index in 0..<count {
            try Stop.check()
            result = try binaryResult(.multiply, result, factor)
            if !ordered { result = try binaryResult(.floorDivide, result, .int(index + 1)) }
            factor = try binaryResult(.subtract, factor, .int(1))
        }
        return result
    }
    /// The same where no step leaves 64 bits; nil: it does, or the numbers are not for this.
    private static func choose(_ n: Int, _ k: Int, ordered: Bool) -> Int? {
        guard n >= 0, k >= 0 else { return nil }
        if k > n { return 0 }
        var result = 1
        for index in 0..<(ordered ? k : min(k, n - k)) {
            let (product, overflow) = result.multipliedReportingOverflow(by: n - index)
            if overflow { return nil }
            result = ordered ? product : product / (index + 1)
        }
        return result
    }
    private static func gcd(_ a: Arguments) throws -> Value {
        if a.count == 2, case .int(let x) = a[0], case .int(let y) = a[1] {
            var (x, y) = (x.magnitude, y.magnitude)
            while y != 0 { (x, y) = (y, x % y) }
            if let small = Int(exactly: x) { return .int(small) }
        }
        var result = Value.int(0)
        for index in 0..<a.count {
            // Most are integers as they are.
            if let next = try BigNumbers.greatestCommonDivisor(result, a[index]) ?? BigNumbers.greatestCommonDivisor(result, .int(integer(a[index]))) { result = next }
        }
        return result
    }
    private static func lcm(_ a: Arguments) throws -> Value {
        var result = Value.int(1)
        // All are looked at before any is used: a wrong one behind a zero is still wrong.
        for next in try a.positional.map({ Value.int(BigInt(try integer($0).magnitude)) }) {
            guard try next.isTrue(), try result.isTrue(), let common = try BigNumbers.greatestCommonDivisor(result, next) else {
                result = .int(0)
                continue
            }
            result = try binaryResult(.multiply, binaryResult(.floorDivide, result, common), next)
        }
        return result
    }
    private static func isClose(_ a: BoundArguments) throws -> Value {
        let (x, y, relative, absolute) = (try number(a[0]), try number(a[1]), try number(a[2]), try number(a[3]))
        if relative < 0 || absolute < 0 { throw Raised.valueError("tolerances must be non-negative") }
        if x == y { return .bool(true) }
        if x.isInfinite || y.isInfinite { return .bool(false) }
        let difference = (x - y).magnitude
        return .bool(difference <= relative * y.magnitude || difference <= relative * x.magnitude || difference <= absolute)
    }
    private static func points(_ value: Value) throws -> [Double] { try collect(value).map(number) }

    private static var functions: [NativeFunction] {
        let powers = [
            real("sqrt", "The square root.") { $0.squareRoot() }.intrinsic(.squareRoot),
            real("cbrt", "The cube root.") { Glibc.cbrt($0) },
            real("exp", "e to the power x.") { Glibc.exp($0) },
            real("exp2", "2 to the power x.") { Glibc.exp2($0) },
            real("expm1", "exp(x) - 1, exact near 0.") { Glibc.expm1($0) },
            real("log1p", "log(1 + x), exact near 0.", hasPoles: true) { Glibc.log1p($0) },
            ModuleFunctions.counted("log", 1...2, "x, base", "The logarithm, natural or to base.", module: "math", log),
            one("log2", "The logarithm to base 2.") { .float(try logarithm($0, { Glibc.log2($0) }, 1)) },
            one("log10", "The logarithm to base 10.") { .float(try logarithm($0, { Glibc.log10($0) }, Glibc.log10(2))) },
            pair("pow", "x to the power y.", power),
        ]
        let angles = [
            real("sin", "The sine.") { Glibc.sin($0) }, real("cos", "The cosine.") { Glibc.cos($0) },
            real("tan", "The tangent.") { Glibc.tan($0) }, real("asin", "The arc sine.") { Glibc.asin($0) },
            real("acos", "The arc cosine.") { Glibc.acos($0) }, real("atan", "The arc tangent.") { Glibc.atan($0) },
            real("sinh", "The hyperbolic sine.") { Glibc.sinh($0) }, real("cosh", "The hyperbolic cosine.") { Glibc.cosh($0) },
            real("tanh", "The hyperbolic tangent.") { Glibc.tanh($0) }, real("asinh", "The inverse of sinh.") { Glibc.asinh($0) },
            real("acosh", "The inverse of cosh.") { Glibc.acosh($0) },
            real("atanh", "The inverse of tanh.", hasPoles: true) { Glibc.atanh($0) },
            pair("atan2", "The angle of the point (y, x).") { Glibc.atan2($0, $1) },
            real("degrees", "An angle in degrees.") { $0 * (180 / .pi) }, real("radians", "An angle in radians.") { $0 * (.pi / 180) },
        ]
        let rounding = [
            one("floor", "The largest int that is not larger.") { try Arithmetic.floor($0) },
            one("ceil", "The smallest int that is not smaller.") { try Arithmetic.ceil($0) },
            one("trunc", "The int without the decimals.") { value in
                if value.object(of: .instance) != nil, value.type.lookup("__trunc__") != nil { return try value.callMethod("__trunc__") }
                let isPlain = value.object(of: .instance) == nil || value.withoutClass.object(of: .instance) == nil
                if isPlain, let number = try value.withoutClass.toInt(), value.asString == nil { return number }
                throw Raised.typeError("type \(value.type.name) doesn't define __trunc__ method")
            },
            one("fabs", "The number without its sign, as a float.") { .float(try number($0).magnitude) },
            one("modf", "The decimals and the whole part.") { value in
                let x = try number(value)
                if x.isInfinite { return .tuple([.float(x < 0 ? -0.0 : 0), .float(x)]) }
                let whole = x.rounded(.towardZero)
                let rest = x - whole
                return .tuple([.float(rest == 0 ? Glibc.copysign(0, x) : rest), .float(whole)])
            },
            one("frexp", "Mantissa and exponent.") { value in
                let x = try number(value)
                if x == 0 || !x.isFinite { return .tuple([.float(x), .int(0)]) }
                return .tuple([.float(Double(sign: x.sign, exponent: -1, significand: x.significand)), .int(Int(x.exponent) + 1)])
            },
            ModuleFunctions.counted("ldexp", 2...2, "x, i", "x times 2 to the power i.", module: "math") { a in
                let x = try number(a[0])
                let exponent = try integer(a[1])
                let result = Glibc.scalbn(x, Int(clamping: exponent).clampedToInt32)
                if result.isInfinite, x.isFinite { throw Raised.overflow(range) }
                return .float(result)
            },
            pair("fmod", "The remainder with the sign of x.") { x, y in
                let result = Glibc.fmod(x, y)
                if result.isNaN, !x.isNaN, !y.isNaN { throw Raised.valueError(domain) }
                return result
            },
            pair("remainder", "The remainder nearest to 0.") { x, y in
                let result = Glibc.remainder(x, y)
                if result.isNaN, !x.isNaN, !y.isNaN { throw Raised.valueError(domain) }
                return result
            },
            pair("copysign", "x with the sign of y.") { Glibc.copysign($0, $1) },
            pair("nextafter", "The next float from x towards y.") { Glibc.nextafter($0, $1) },
            one("ulp", "The value of the last bit of x.") { value in
                let x = try number(value).magnitude
                return .float(x.isInfinite ? x : x == Double.greatestFiniteMagnitude ? 0x1p971 : x.ulp)
            },
        ]
        let special = [
            real("erf", "The error function.") { Glibc.erf($0) }, real("erfc", "1 - erf(x).") { Glibc.erfc($0) },
            ModuleFunctions.counted("gamma", 1...1, "x", "The gamma function.", module: "math") { a in
                let x = try number(a[0])
                if x == 0 || x < 0 && (x == x.rounded() || x.isInfinite) { throw Raised.valueError(domain) }
                let result = Gamma.gamma(x)
                if result.isInfinite, x.isFinite { throw Raised.overflow(range) }
                return .float(result)
            },
            ModuleFunctions.counted("lgamma", 1...1, "x", "The logarithm of the gamma function.", module: "math") { a in
                let x = try number(a[0])
                if x <= 0, x.isFinite, x == x.rounded() { throw Raised.valueError(domain) }
                return .float(Gamma.logarithm(x))
            },
        ]
        let whole = [
            one("factorial", "The product of 1 … x.", factorial),
            ModuleFunctions.counted("comb", 2...2, "n, k", "How many ways to choose k of n.", module: "math") { try choose($0, ordered: false) },
            ModuleFunctions.counted("perm", 1...2, "n, k=None", "How many ways to choose and order k of n.", module: "math") {
                try choose($0, ordered: true)
            },
            NativeFunction("gcd", "*integers", summary: "The greatest common divisor.", module: "math", body: .raw(gcd)),
            NativeFunction("lcm", "*integers", summary: "The least common multiple.", module: "math", body: .raw(lcm)),
            one("isqrt", "The square root rounded down.") { value in
                // Exact as doubles.
                if case .int(let small) = value, small >= 0, small < 1 << 52 { return .int(Int(Double(small).squareRoot())) }
                let number = try integer(value)
                if number.sign == .minus, !number.isZero { throw Raised.valueError("isqrt() argument must be nonnegative") }
                return try BigNumbers.squareRoot(.int(number))
            },
        ]
        let several = [
            one("fsum", "The sum, exact until it is rounded once.") { .float(try exactSum(points($0))) },
            ModuleFunctions.sorted("prod", "iterable, /, *, start=1", "The product.", module: "math") { a in
                var product = a[1]
                let iterator = try a[0].iterator()
                while let value = try iterator.next() { product = try binaryResult(.multiply, product, value) }
                return product
            },
            NativeFunction("hypot", "*coordinates", summary: "The distance from the origin.", module: "math", body: .raw { .float(norm(try $0.positional.map(number))) }),
            ModuleFunctions.counted("dist", 2...2, "p, q", "The distance of two points.", module: "math") { a in
                let (p, q) = (try points(a[0]), try points(a[1]))
                guard p.count == q.count else { throw Raised.valueError("both points must have the same number of dimensions") }
                return .float(norm(zip(p, q).map { $0 - $1 }))
            },
            ModuleFunctions.sorted("isclose", "a, b, *, rel_tol=1e-09, abs_tol=0.0", "Whether two numbers are nearly equal.", module: "math", isClose),
            question("isnan", "Whether x is no number.") { $0.isNaN },
            question("isinf", "Whether x is infinite.") { $0.isInfinite },
            question("isfinite", "Whether x is finite.") { $0.isFinite },
        ]
        return powers + angles + rounding + special + whole + several
    }

    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) static let module = ModuleObject("math") {
        [("pi", .float(.pi)), ("e", .float(M_E)), ("tau", .float(2 * .pi)), ("inf", .float(.infinity)), ("nan", .float(.nan))]
            + ModuleFunctions.rows(functions)
    }
}

extension Int {
    fileprivate var clampedToInt32: Int { Swift.min(Swift.max(self, Int(Int32.min)), Int(Int32.max)) }
}
