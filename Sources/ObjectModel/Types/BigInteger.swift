import BigInt

/// An `int` beyond 64 bits.
public final class BigInteger: Object {
    public let value: BigInt
    public init(_ value: BigInt) {
        self.value = value
        super.init(kind: .bigInteger)
    }
    public override var type: TypeObject { BuiltinTypes.int }
    public override func repr() throws -> String {
        (value.sign == .minus ? "-" : "") + (try IntText.decimal(value.magnitude))
    }
    public override func format(_ specification: String) throws -> String {
        specification.isEmpty ? try repr() : try FormatSpecification.known(Str(specification), .int).format(value)
    }
    public override func isTrue() -> Bool { !value.isZero }
    public override func index() -> Value? { .object(self) }
    public override func float() throws -> Double? { try BigNumbers.double(value) }
    public override func hash() -> Int {
        let reduced = Int(value.magnitude % BigUInt(PythonHash.modulus))
        let signed = value.sign == .minus ? -reduced : reduced
        return signed == -1 ? -2 : signed
    }
    public override func compare(_ comparison: Comparison, _ other: Value) -> Value? {
        if case .float(let double) = other { return .bool(BigNumbers.compare(comparison, value, double)) }
        guard let right = other.asBigInt else { return nil }
        return .bool(holds(comparison, value, right))
    }
    public override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        if case .float(let double) = right { return try Numbers.binary(operation, BigNumbers.double(value), double) }
        guard let other = right.asBigInt else { return nil }
        return try BigNumbers.binary(operation, value, other)
    }
    public override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? {
        if case .float(let double) = left { return try Numbers.binary(operation, double, BigNumbers.double(value)) }
        guard let other = left.asBigInt else { return nil }
        return try BigNumbers.binary(operation, other, value)
    }
    public override func unary(_ operation: UnaryOperator) -> Value? {
        switch operation {
        case .negative: .int(-value)
        case .positive: .object(self)
        case .invert: .int(-value - 1)
        }
    }
}

extension BigInt {
    /// `BigInt(number)` without the detour of its generic initializer.
    public init(small number: Int) { self.init(sign: number < 0 ? .minus : .plus, magnitude: BigUInt(words: [number.magnitude])) }
    /// The number, if it fits a machine word.
    public var small: Int? {
        if magnitude.bitWidth > 64 { return nil }
        let word = magnitude.words.first ?? 0
        if sign == .plus { return Int(exactly: word) }
        return word <= 1 << 63 ? Int(truncatingIfNeeded: 0 &- word) : nil
    }
}

/// Arithmetic beyond 64 bits, by Python's rules.
public enum BigNumbers {
    /// Products beyond so many bits would take seconds, or all memory.
    static let mostBits = 1 << 27

    static func binary(_ operation: BinaryOperator, _ a: BigInt, _ b: BigInt) throws -> Value? {
        switch operation {
        case .add: return .int(a + b)
        case .subtract: return .int(a - b)
        case .multiply:
            guard a.magnitude.bitWidth + b.magnitude.bitWidth < mostBits else { throw Raised(ExceptionTypes.memoryError, "") }
            return .int(try product(a, b))
        case .divide: return .float(try quotient(a, b))
        case .floorDivide:
            if b.isZero { throw Raised.zeroDivision("integer division or modulo by zero") }
            return .int(try divmod(a, b).quotient)
        case .modulo:
            if b.isZero { throw Raised.zeroDivision("integer modulo by zero") }
            return .int(try divmod(a, b).remainder)
        case .power:
            if b.sign == .minus, !b.isZero {
                return try Numbers.binary(.power, double(a), double(b))
            }
            if b.isZero { return .int(1) }
            if a.isZero || a == 1 { return .int(a) }
            if a == -1 { return .int(b.isMultiple(of: 2) ? 1 : -1) }
            guard let exponent = Int(exactly: b) else { throw Raised(ExceptionTypes.memoryError, "") }
            return try Numbers.bigPower(a, exponent)
        case .leftShift:
            if b.sign == .minus, !b.isZero { throw Raised.valueError("negative shift count") }
            if a.isZero { return .int(0) }
            guard let count = Int(exactly: b), count < mostBits else {
                throw Int(exactly: b) == nil ? Raised.overflow("too many digits in integer") : Raised(ExceptionTypes.memoryError, "")
            }
            return .int(a << count)
        case .rightShift:
            if b.sign == .minus, !b.isZero { throw Raised.valueError("negative shift count") }
            guard let count = Int(exactly: b) else { return .int(a.sign == .minus ? -1 : 0) }
            // BigInt's own shift rounds towards zero.
            return .int(a.sign == .minus && !a.isZero ? -((-a - 1) >> count) - 1 : a >> count)
        case .bitAnd: return .int(a & b)
        case .bitOr: return .int(a | b)
        case .bitXor: return .int(a ^ b)
        case .matrixMultiply: return nil
        }
    }
    public static func product(_ a: BigInt, _ b: BigInt) throws -> BigInt {
        let sign: BigInt.Sign = a.sign == b.sign ? .plus : .minus
        guard b.magnitude.bitWidth <= 64, let word = b.magnitude.words.first else {
            return BigInt(sign: sign, magnitude: try BigWords.product(a.magnitude, b.magnitude))
        }
        var product = a.magnitude
        product.multiply(byWord: word)
        return BigInt(sign: sign, magnitude: product)
    }
    static func power(_ base: BigInt, _ exponent: Int) throws -> BigInt {
        BigInt(sign: base.sign == .minus && exponent & 1 == 1 ? .minus : .plus, magnitude: try BigWords.power(base.magnitude, exponent))
    }
    public static func greatestCommonDivisor(_ a: BigInt, _ b: BigInt) throws -> BigInt {
        BigInt(try BigWords.greatestCommonDivisor(a.magnitude, b.magnitude))
    }
    /// Rounded down, of a number that is not negative.
    public static func squareRoot(_ value: BigInt) throws -> BigInt { BigInt(try BigWords.squareRoot(value.magnitude)) }
    /// The quotient rounded down; the remainder has the divisor's sign. `b` is not zero.
    public static func divmod(_ a: BigInt, _ b: BigInt) throws -> (quotient: BigInt, remainder: BigInt) {
        let (whole, rest) = try BigWords.divided(a.magnitude, by: b.magnitude)
        let quotient = BigInt(sign: a.sign == b.sign ? .plus : .minus, magnitude: whole)
        let remainder = BigInt(sign: a.sign, magnitude: rest)
        if !remainder.isZero, (remainder.sign == .minus) != (b.sign == .minus) { return (quotient - 1, remainder + b) }
        return (quotient, remainder)
    }
    /// `a / b` rounded once.
    static func quotient(_ a: BigInt, _ b: BigInt) throws -> Double {
        if b.isZero { throw Raised.zeroDivision("division by zero") }
        if a.isZero { return b.sign == .minus ? -0.0 : 0 }
        // 66 bits of quotient and whether anything follows are enough to round to 53.
        let shift = 66 - (a.magnitude.bitWidth - b.magnitude.bitWidth)
        let numerator = shift > 0 ? a.magnitude << shift : a.magnitude
        let denominator = shift < 0 ? b.magnitude << -shift : b.magnitude
        let (whole, rest) = try BigWords.divided(numerator, by: denominator)
        let sticky = rest.isZero ? whole : whole | 1
        guard let magnitude = rounded(sticky, shift: -shift) else {
            throw Raised.overflow("integer division result too large for a float")
        }
        return (a.sign == .minus) != (b.sign == .minus) ? -magnitude : magnitude
    }
    static func double(_ value: BigInt) throws -> Double {
        guard let magnitude = rounded(value.magnitude, shift: 0) else { throw Raised.overflow("int too large to convert to float") }
        return value.sign == .minus ? -magnitude : magnitude
    }
    /// `value * 2^shift`, rounded to the nearest double, ties to even; nil beyond the largest.
    private static func rounded(_ value: BigUInt, shift: Int) -> Double? {
        if value.isZero { return 0 }
        let width = value.bitWidth
        let drop = max(0, width - 64)
        let top = value >> drop
        let isExact = top << drop == value
        // The last bit stands for everything dropped; 64 bits are wide enough that this rounds right.
        guard let word = UInt64(exactly: isExact ? top : top | 1) else { return nil }
        let exponent = width + shift
        if exponent > 1024 { return nil }
        if exponent < -1021 {
            // Below the normal range: round once, at the place where doubles end there.
            let bits = 64 - min(64, word.leadingZeroBitCount)
            let lowest = drop + shift
            let surplus = -1074 - lowest
            if surplus <= 0 { return Double(sign: .plus, exponent: lowest, significand: Double(word)) }
            if surplus > bits { return 0 }
            let kept = surplus >= 64 ? 0 : word >> UInt64(surplus)
            let half = UInt64(1) << UInt64(surplus - 1)
            let tail = surplus >= 64 ? word : word & ((1 << UInt64(surplus)) - 1)
            let up = tail > half || tail == half && kept & 1 == 1
            return Double(sign: .plus, exponent: -1074, significand: Double(kept + (up ? 1 : 0)))
        }
        let result = Double(sign: .plus, exponent: drop + shift, significand: Double(word))
        return result.isInfinite ? nil : result
    }
    static func compare(_ comparison: Comparison, _ a: BigInt, _ b: Double) -> Bool {
        if b.isNaN { return comparison == .notEqual }
        if b.isInfinite { return holds(comparison, 0, b) }
        let whole = b.rounded(.towardZero)
        let other = BigInt(whole)
        if a != other { return holds(comparison, a, other) }
        return holds(comparison, 0, b - whole)
    }
    /// `pow(base, exponent, modulus)`.
    static func power(_ base: BigInt, _ exponent: BigInt, _ modulus: BigInt) throws -> Value {
        if modulus.isZero { throw Raised.valueError("pow() 3rd argument cannot be 0") }
        if modulus.magnitude == 1 { return .int(0) }
        var base = try divmod(base, BigInt(modulus.magnitude)).remainder.magnitude
        var exponent = exponent
        if exponent.sign == .minus, !exponent.isZero {
            guard let inverse = base.inverse(modulus.magnitude) else {
                throw Raised.valueError("base is not invertible for the given modulus")
            }
            base = inverse
            exponent = -exponent
        }
        let result = BigInt(try BigWords.power(base, exponent.magnitude, modulus: modulus.magnitude))
        return .int(try divmod(result, modulus).remainder)
    }
}
