import BigInt
import ObjectModel

#if canImport(Glibc)
    import Glibc
#endif

/// `random`: Python's own stream, number for number.
enum RandomModule {
    /// The generator behind the module's functions.
    // Used by the evaluator's thread.
    nonisolated(unsafe) static let shared = RandomObject()

    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) static let module = ModuleObject("random") {
        RandomObject.functions.map { ($0.name, .object(BoundMethod(function: $0, instance: .object(shared)))) }
            + [("Random", .object(RandomObject.randomType))]
            + [
                ("TWOPI", .float(2 * .pi)), ("NV_MAGICCONST", .float(4 * exp(-0.5) / 2.0.squareRoot())), ("LOG4", .float(log(4.0))),
                ("SG_MAGICCONST", .float(1 + log(4.5))), ("BPF", .int(53)), ("RECIP_BPF", .float(0x1p-53)),
                ("__all__", .list((["Random"] + RandomObject.functions.map(\.name.text)).map { .str($0) })),
            ]
    }
}

/// `random.Random`: one stream.
final class RandomObject: Object {
    private var twister = MersenneTwister(seed: 0)
    /// The second of the two numbers that `gauss` makes at a time.
    private var spare: Double?

    init() {
        super.init(kind: .other)
        seed(RandomObject.entropy)
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) static let randomType = TypeObject(
        "Random", module: "random", summary: "A stream of random numbers of its own.",
        construct: { _, a in
            let random = RandomObject()
            if let value = a.count > 0 ? a[0] : a.keyword("x") { try random.seed(value) }
            return .object(random)
        },
        members: {
            let methods = Methods<RandomObject>("Random")
            return functions + [
                methods.raw(Names.`init`, "x=None") { random, a in
                    if a.count > 0 { try random.seed(a[0]) }
                    return .none
                }
            ]
        })
    override var type: TypeObject { RandomObject.randomType }

    private static var entropy: BigUInt {
        var system = SystemRandomNumberGenerator()
        return BigUInt(words: (0..<4).map { _ in UInt(system.next()) })
    }
    func seed(_ number: BigUInt) {
        twister = MersenneTwister(seed: number)
        spare = nil
    }
    private func seed(_ value: Value, version: Int = 2) throws {
        if version == 1, let number = RandomObject.oldNumber(value) { return seed(number) }
        switch value.withoutClass {
        case .none: seed(RandomObject.entropy)
        case .float: seed(BigUInt(UInt(bitPattern: try value.hash())))
        case let plain:
            if let number = plain.asBigInt { return seed(number.magnitude) }
            let bytes: [UInt8]
            if let text = plain.asString {
                bytes = Array(text.utf8)
            } else if case .object(let object) = plain, let data = object as? Bytes {
                bytes = data.bytes
            } else {
                throw Raised.typeError("The only supported seed types are: None,\nint, float, str, bytes, and bytearray.")
            }
            seed((bytes + SHA512.digest(bytes)).reduce(BigUInt(0)) { $0 << 8 | BigUInt($1) })
        }
    }

    /// The number that texts stood for before Python 3.2: `seed(text, version=1)`.
    private static func oldNumber(_ value: Value) -> BigUInt? {
        let plain = value.withoutClass
        let codes: [UInt64]
        if let text = plain.asString {
            codes = text.unicodeScalars.map { UInt64($0.value) }
        } else if case .object(let object) = plain, let bytes = object as? Bytes {
            codes = bytes.bytes.map { UInt64($0) }
        } else {
            return nil
        }
        var number = (codes.first ?? 0) << 7
        for code in codes { number = (1_000_003 &* number) ^ code }
        number ^= UInt64(codes.count)
        return number == .max ? BigUInt(2) : BigUInt(number)
    }

    // MARK: Distributions, as Lib/random.py computes them

    func random() -> Double { twister.double() }
    private func normal(_ mean: Double, _ deviation: Double) -> Double {
        let magic = 4 * exp(-0.5) / 2.0.squareRoot()
        while true {
            let u1 = random()
            let u2 = 1 - random()
            let z = magic * (u1 - 0.5) / u2
            if z * z / 4 <= -log(u2) { return mean + z * deviation }
        }
    }
    private func gauss(_ mean: Double, _ deviation: Double) -> Double {
        if let z = spare {
            spare = nil
            return mean + z * deviation
        }
        let angle = random() * 2 * .pi
        let radius = (-2 * log(1 - random())).squareRoot()
        spare = sin(angle) * radius
        return mean + cos(angle) * radius * deviation
    }
    /// An angle, as Fisher (Statistical Analysis of Circular Data, 1993) draws it.
    private func vonMises(_ mean: Double, _ concentration: Double) -> Double {
        if concentration <= 1e-6 { return 2 * .pi * random() }
        let s = 0.5 / concentration
        let r = s + (1 + s * s).squareRoot()
        var z = 0.0
        while true {
            z = cos(.pi * random())
            let d = z / (r + z)
            let u = random()
            if u < 1 - d * d || u <= (1 - d) * exp(d) { break }
        }
        let q = 1 / r
        let f = (q + z) / (1 + q * z)
        let angle = random() > 0.5 ? mean + acos(f) : mean - acos(f)
        let rest = angle.truncatingRemainder(dividingBy: 2 * .pi)
        return rest < 0 ? rest + 2 * .pi : rest
    }
    private func gamma(_ alpha: Double, _ beta: Double) throws -> Double {
        guard alpha > 0, beta > 0 else { throw Raised.valueError("gammavariate: alpha and beta must be > 0.0") }
        if alpha > 1 {
            let ainv = (2 * alpha - 1).squareRoot()
            let bbb = alpha - log(4.0)
            let ccc = alpha + ainv
            while true {
                let u1 = random()
                guard u1 > 1e-7, u1 < 0.9999999 else { continue }
                let u2 = 1 - random()
                let v = log(u1 / (1 - u1)) / ainv
                let x = alpha * exp(v)
                let z = u1 * u1 * u2
                let r = bbb + ccc * v - x
                if r + (1 + log(4.5)) - 4.5 * z >= 0 || r >= log(z) { return x * beta }
            }
        }
        if alpha == 1 { return -log(1 - random()) * beta }
        while true {
            let u = random()
            let b = (M_E + alpha) / M_E
            let p = b * u
            let x = p <= 1 ? pow(p, 1 / alpha) : -log((b - p) / alpha)
            let u1 = random()
            if p > 1 {
                if u1 <= pow(x, alpha - 1) { return x * beta }
            } else if u1 <= exp(-x) {
                return x * beta
            }
        }
    }

    // MARK: Whole numbers and sequences

    private static func index(_ value: Value) throws -> BigInt {
        if let number = value.asBigInt { return number }
        if case .float(let number) = value {
            // Deprecated in 3.11 for whole floats; others are refused.
            guard number == number.rounded(), let whole = try value.toInt()?.asBigInt else { throw Raised.valueError("non-integer arg 1 for randrange()") }
            return whole
        }
        if case .object(let object) = value, let number = try object.index()?.asBigInt { return number }
        // Python 3.11 still tries `int(value)`.
        let whole = try BuiltinTypes.int.call(value)
        guard try areEqual(whole, value) else { throw Raised.valueError("non-integer arg 1 for randrange()") }
        return whole.asBigInt ?? 0
    }
    private func range(_ start: Value, _ stop: Value, _ step: Value) throws -> Value {
        if case .int(let low) = start, case .int(let high) = stop, case .int(1) = step {
            let (width, overflow) = high.subtractingReportingOverflow(low)
            if !overflow, width > 0 { return .int(low + twister.below(width)) }
        }
        let first = try RandomObject.index(start)
        if stop.isNone {
            guard first > 0 else { throw Raised.valueError("empty range for randrange()") }
            return .int(twister.below(first))
        }
        let last = try RandomObject.index(stop)
        let stride = try RandomObject.index(step)
        let width = last - first
        if stride == 1 {
            guard width > 0 else { throw Raised.valueError("empty range for randrange() (\(first), \(last), \(width))") }
            return .int(first + twister.below(width))
        }
        if stride.isZero { throw Raised.valueError("zero step for randrange()") }
        let count = (width + stride + (stride.sign == .plus ? -1 : 1)).flooredQuotient(by: stride)
        guard count > 0 else { throw Raised.valueError("empty range for randrange() (\(first), \(last), \(stride))") }
        return .int(first + stride * twister.below(count))
    }
    private func choice(_ sequence: Value) throws -> Value {
        let count = try sequence.length()
        guard count > 0 else { throw Raised.indexError("Cannot choose from an empty sequence") }
        return try sequence.item(.int(twister.below(count)))
    }
    private func choices(_ a: BoundArguments) throws -> Value {
        let count = try a[4].toIndex()
        if count > 1 << 27 { throw Raised(ExceptionTypes.memoryError, "") }
        let population = a[1]
        let size = try population.length()
        var cumulative: [Value]?
        if !a[3].isNone {
            guard a[2].isNone else { throw Raised.typeError("Cannot specify both weights and cumulative weights") }
            cumulative = try collect(a[3])
        } else if !a[2].isNone {
            if a[2].asInt != nil {
                throw Raised.typeError("The number of choices must be a keyword argument: k=\(try a[2].repr())")
            }
            var total: Value?
            cumulative = try collect(a[2]).map { weight in
                let sum = try total.map { try binaryResult(.add, $0, weight) } ?? weight
                total = sum
                return sum
            }
        }
        guard let cumulative else {
            return .list(try (0..<max(0, count)).map { _ in
                // An empty population fails as its first item does.
                try population.item(.int(Int((random() * Double(size)).rounded(.down))))
            })
        }
        guard cumulative.count == size else { throw Raised.valueError("The number of weights does not match the population") }
        let limits = try cumulative.map { weight -> Double in
            guard let number = try weight.toDouble() else { throw Raised.typeError("must be real number, not \(weight.type.name)") }
            return number
        }
        let total = limits.last ?? 0
        guard total > 0 else { throw Raised.valueError("Total of weights must be greater than zero") }
        guard total.isFinite else { throw Raised.valueError("Total of weights must be finite") }
        return .list(try (0..<max(0, count)).map { _ in
            let sought = random() * total
            // bisect_right over all but the last.
            var low = 0
            var high = size - 1
            while low < high {
                let middle = (low + high) / 2
                if sought < limits[middle] { high = middle } else { low = middle + 1 }
            }
            return try population.item(.int(low))
        })
    }
    private func sample(_ a: BoundArguments) throws -> Value {
        let population = a[1].withoutClass
        if case .object(let object) = population, object.kind == .set || object.kind == .frozenSet || object.kind == .dict || object.kind == .iterator {
            throw Raised.typeError("Population must be a sequence.  For dicts or sets, use sorted(d).")
        }
        guard case .object = population else { throw Raised.typeError("Population must be a sequence.  For dicts or sets, use sorted(d).") }
        var pool = try collect(a[1])
        if !a[3].isNone {
            let counts = try collect(a[3]).map { try $0.toIndex() }
            guard counts.count == pool.count else { throw Raised.valueError("The number of counts does not match the population") }
            guard counts.allSatisfy({ $0 >= 0 }) else { throw Raised.valueError("Counts must be non-negative") }
            pool = zip(pool, counts).flatMap { Array(repeating: $0, count: $1) }
        }
        let size = pool.count
        let count = try a[2].toIndex()
        guard count >= 0, count <= size else { throw Raised.valueError("Sample larger than population or is negative") }
        var result: [Value] = []
        var setSize = 21
        if count > 5 { setSize += Int(pow(4, ceil(log(Double(count * 3)) / log(4)))) }
        if size <= setSize {
            for index in 0..<count {
                let place = twister.below(size - index)
                result.append(pool[place])
                pool[place] = pool[size - index - 1]
            }
        } else {
            var taken: Set<Int> = []
            for _ in 0..<count {
                var place = twister.below(size)
                while !taken.insert(place).inserted { place = twister.below(size) }
                result.append(pool[place])
            }
        }
        return .list(result)
    }
    private func shuffle(_ value: Value) throws {
        if case .object(let object) = value.withoutClass, let list = object as? List {
            for index in stride(from: list.count - 1, to: 0, by: -1) { list.swap(index, twister.below(index + 1)) }
            return
        }
        for index in stride(from: try value.length() - 1, to: 0, by: -1) {
            let other = twister.below(index + 1)
            let (a, b) = (try value.item(.int(index)), try value.item(.int(other)))
            try value.setItem(.int(index), b)
            try value.setItem(.int(other), a)
        }
    }

    // MARK: State

    private var stateValue: Value {
        .tuple([.int(3), .tuple(twister.state.map { .int(Int($0)) } + [.int(twister.index)]), spare.map { .float($0) } ?? .none])
    }
    private func restore(_ value: Value) throws {
        guard let parts = value.asItems, parts.count == 3 else {
            throw Raised.valueError("not enough values to unpack (expected 3, got \(try value.length()))")
        }
        guard let version = parts[0].asInt, version == 3 || version == 2 else {
            throw Raised.valueError("state with version \(try parts[0].repr()) passed to Random.setstate() of version 3")
        }
        if version == 2 { _ = try parts[1].iterator() }
        guard let words = parts[1].asItems else { throw Raised.typeError("state vector must be a tuple") }
        guard words.count == 625 else { throw Raised.valueError("state vector is the wrong size") }
        let index = try words[624].toIndex()
        guard (0...624).contains(index) else { throw Raised.valueError("invalid state") }
        twister = MersenneTwister(state: try words.prefix(624).map { UInt32(truncatingIfNeeded: try $0.toIndex()) }, index: index)
        spare = try parts[2].toDouble()
    }
    override func copied(isDeep: Bool, memo: CopyMemo) throws -> Value? {
        let copy = RandomObject()
        copy.twister = twister.copy
        copy.spare = spare
        return .object(copy)
    }

    // MARK: The table

    private static func number(_ value: Value) throws -> Double {
        guard let number = try value.toDouble() else { throw Raised.typeError("must be real number, not \(value.type.name)") }
        return number
    }
    static var functions: [NativeFunction] {
        let methods = Methods<RandomObject>("Random")
        func method(_ name: Name, _ parameters: String, _ summary: String, _ body: @escaping (RandomObject, BoundArguments) throws -> Value) -> NativeFunction {
            let function = methods.sorted(name, parameters, summary: summary, wording: .python, body)
            function.owner = "Random"
            function.module = "random"
            return function
        }
        let random = methods.none("random", summary: "A float in [0, 1).") { .float($0.random()) }.intrinsic(.randomFloat)
        random.owner = "Random"
        return [
            method("seed", "a=None, version=2", "Starts the stream that belongs to a.") { random, a in
                try random.seed(a[1], version: a[2].toIndex())
                return .none
            },
            random,
            method("uniform", "a, b", "A float between a and b.") { random, a in
                let (low, high) = (try number(a[1]), try number(a[2]))
                return .float(low + (high - low) * random.random())
            },
            method("randint", "a, b", "An int from a to b, both included.") { random, a in
                try random.range(a[1], binaryResult(.add, a[2], .int(1)), .int(1))
            },
            method("randrange", "start, stop=None, step=1", "An element of range(start, stop, step).") { try $0.range($1[1], $1[2], $1[3]) },
            method("getrandbits", "k", "An int of k random bits.") { random, a in
                let count = try a[1].toIndex()
                if count < 0 { throw Raised.valueError("number of bits must be non-negative") }
                if count > 1 << 27 { throw Raised(ExceptionTypes.memoryError, "") }
                return .int(BigInt(random.twister.bits(count)))
            },
            method("randbytes", "n", "n random bytes.") { random, a in
                let count = try a[1].toIndex()
                if count < 0 { throw Raised.valueError("number of bits must be non-negative") }
                if count > 1 << 24 { throw Raised(ExceptionTypes.memoryError, "") }
                let words = Array(random.twister.bits(8 * count).words)
                return .object(Bytes((0..<count).map { index in
                    index / 8 < words.count ? UInt8(truncatingIfNeeded: words[index / 8] >> UInt(8 * (index % 8))) : 0
                }))
            },
            method("choice", "seq", "An element of seq.") { try $0.choice($1[1]) },
            method("choices", "population, weights=None, *, cum_weights=None, k=1", "k elements, each drawn from all.") { try $0.choices($1) },
            method("sample", "population, k, *, counts=None", "k different elements.") { try $0.sample($1) },
            method("shuffle", "x", "Mixes the list x in place.") { random, a in
                try random.shuffle(a[1])
                return .none
            },
            method("triangular", "low=0.0, high=1.0, mode=None", "A float with the given mode between low and high.") { random, a in
                var (low, high) = (try number(a[1]), try number(a[2]))
                var u = random.random()
                if low == high { return a[1] }
                var c = try a[3].isNone ? 0.5 : (number(a[3]) - low) / (high - low)
                if u > c {
                    u = 1 - u
                    c = 1 - c
                    (low, high) = (high, low)
                }
                return .float(low + (high - low) * (u * c).squareRoot())
            },
            method("normalvariate", "mu=0.0, sigma=1.0", "A normally distributed float.") { .float($0.normal(try number($1[1]), try number($1[2]))) },
            method("gauss", "mu=0.0, sigma=1.0", "A normally distributed float, made two at a time.") { .float($0.gauss(try number($1[1]), try number($1[2]))) },
            method("lognormvariate", "mu, sigma", "A float whose logarithm is normally distributed.") { .float(exp($0.normal(try number($1[1]), try number($1[2])))) },
            method("expovariate", "lambd", "An exponentially distributed float.") { random, a in
                let rate = try number(a[1])
                if rate == 0 { throw Raised.zeroDivision("float division by zero") }
                return .float(-log(1 - random.random()) / rate)
            },
            method("vonmisesvariate", "mu, kappa", "An angle around mu.") { .float($0.vonMises(try number($1[1]), try number($1[2]))) },
            method("gammavariate", "alpha, beta", "A gamma distributed float.") { .float(try $0.gamma(number($1[1]), number($1[2]))) },
            method("betavariate", "alpha, beta", "A beta distributed float.") { random, a in
                let y = try random.gamma(number(a[1]), 1)
                return .float(y == 0 ? 0 : y / (y + (try random.gamma(number(a[2]), 1))))
            },
            method("paretovariate", "alpha", "A Pareto distributed float.") { .float(pow(1 - $0.random(), -1 / (try number($1[1])))) },
            method("weibullvariate", "alpha, beta", "A Weibull distributed float.") { random, a in
                let u = 1 - random.random()
                return .float(try number(a[1]) * pow(-log(u), 1 / number(a[2])))
            },
            method("getstate", "", "The state, for setstate.") { random, _ in random.stateValue },
            method("setstate", "state", "Goes back to a state.") { random, a in
                try random.restore(a[1])
                return .none
            },
        ]
    }
}

extension BigInt {
    /// The quotient rounded down.
    fileprivate func flooredQuotient(by divisor: BigInt) -> BigInt {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return !rest.isZero && (rest.sign == .minus) != (divisor.sign == .minus) ? quotient - 1 : quotient
    }
}
