import BigInt

/// Arithmetic beyond 64 bits, by Python's rules.
public enum BigNumbers {
    /// Products beyond so many bits would take seconds, or all memory.
    static let mostBits = 1 << 27

    /// Two integers as arithmetic sees them; nil: one of the values is none.
    @inline(__always)
    static func with<Result>(_ a: Value, _ b: Value, _ body: (Whole, Whole) throws -> Result?) rethrows -> Result? {
        try Whole.withRoom(2) { spare in
            try withExtendedLifetime((a, b)) {
                guard let x = Whole(a, spare), let y = Whole(b, spare + 1) else { return nil }
                return try body(x, y)
            }
        }
    }
    /// nil: one of them is no integer.
    public static func binary(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws -> Value? {
        try with(left, right) { try binary(operation, $0, $1) }
    }
    /// The same for operands where they lie, unless neither is beyond 64 bits.
    public static func binary(_ operation: BinaryOperator, _ left: UnsafeMutablePointer<Value>, _ right: UnsafeMutablePointer<Value>) throws -> Value? {
        if left.isInt, right.isInt { return nil }
        return try Whole.withRoom(2) { spare in
            guard let a = Whole(at: left, spare), let b = Whole(at: right, spare + 1) else { return nil }
            return try binary(operation, a, b)
        }
    }
    private static func binary(_ operation: BinaryOperator, _ a: Whole, _ b: Whole) throws -> Value? {
        switch operation {
        case .add: return sum(a, b)
        case .subtract: return sum(a, b.negated)
        case .multiply:
            guard a.bitWidth + b.bitWidth < mostBits else { throw Raised(ExceptionTypes.memoryError, "") }
            return try product(a, b)
        case .divide: return .float(try quotient(a, b))
        case .floorDivide:
            if b.isZero { throw Raised.zeroDivision("integer division or modulo by zero") }
            return try floorQuotient(a, b)
        case .modulo:
            if b.isZero { throw Raised.zeroDivision("integer modulo by zero") }
            return try modulo(a, b)
        case .power:
            if b.isNegative { return try Numbers.binary(.power, double(a), double(b)) }
            if b.isZero { return .int(1) }
            if let base = a.small, base.magnitude < 2 { return .int(base < 0 && b.isEven ? 1 : base) }
            guard let exponent = b.small else { throw Raised(ExceptionTypes.memoryError, "") }
            return try power(a, exponent)
        case .leftShift:
            if b.isNegative { throw Raised.valueError("negative shift count") }
            if a.isZero { return .int(0) }
            guard let count = b.small, count < mostBits else {
                throw b.small == nil ? Raised.overflow("too many digits in integer") : Raised(ExceptionTypes.memoryError, "")
            }
            return shiftedLeft(a, count)
        case .rightShift:
            if b.isNegative { throw Raised.valueError("negative shift count") }
            guard let count = b.small else { return .int(a.isNegative ? -1 : 0) }
            return shiftedRight(a, count)
        case .bitAnd, .bitOr, .bitXor: return bitwise(operation, a, b)
        case .matrixMultiply: return nil
        }
    }

    static func divmod(_ a: Value, _ b: Value) throws -> (quotient: Value, remainder: Value)? {
        try with(a, b) { a, b in
            if b.isZero { throw Raised.zeroDivision("integer division or modulo by zero") }
            let isNegative = a.isNegative != b.isNegative
            return try BigWords.divide(a, by: b) { quotient, rest in
                let (quotient, rest) = (Whole(quotient.words, quotient.count, isNegative: isNegative), Whole(rest.words, rest.count, isNegative: a.isNegative))
                return isNegative && !rest.isZero ? (sum(quotient, .minusOne), sum(rest, b)) : (quotient.value, rest.value)
            }
        }
    }

    // MARK: Sums and products

    static func sum(_ a: Whole, _ b: Whole) -> Value {
        if a.isNegative == b.isNegative {
            let (long, short) = a.count < b.count ? (b, a) : (a, b)
            return Whole.withRoom(long.count + 1) { room in
                room[long.count] = WordLoops.add(long.words, long.count, short.words, short.count, into: room)
                return Whole(room, long.count + 1, isNegative: a.isNegative).value
            }
        }
        let (large, small) = WordLoops.order(a.words, a.count, b.words, b.count) < 0 ? (b, a) : (a, b)
        return Whole.withRoom(large.count) { room in
            WordLoops.subtract(large.words, large.count, small.words, small.count, into: room)
            return Whole(room, large.count, isNegative: large.isNegative).value
        }
    }
    static func product(_ a: Whole, _ b: Whole) throws -> Value {
        if a.isZero || b.isZero { return .int(0) }
        return try Whole.withRoom(a.count + b.count) { room in
            try BigWords.multiply(a, b, into: room)
            return Whole(room, a.count + b.count, isNegative: a.isNegative != b.isNegative).value
        }
    }
    /// `a * b` of small numbers.
    static func product(_ a: Int, _ b: Int) -> Value {
        let (high, low) = a.magnitude.multipliedFullWidth(by: b.magnitude)
        return Whole.withRoom(2) { room in
            room[0] = low
            room[1] = high
            return Whole(room, 2, isNegative: (a < 0) != (b < 0)).value
        }
    }
    /// `base` is beyond 1 and -1, `exponent` is positive.
    static func power(_ base: Whole, _ exponent: Int) throws -> Value {
        let (bits, overflow) = base.bitWidth.multipliedReportingOverflow(by: exponent)
        // 2^27 bits is about the largest result that is still computed in seconds.
        guard !overflow, bits < mostBits else { throw Raised(ExceptionTypes.memoryError, "the result would have more than 2**27 bits") }
        let isNegative = base.isNegative && exponent & 1 == 1
        if base.count == 1, base.words[0] & (base.words[0] - 1) == 0 {
            return shiftedLeft(isNegative ? .minusOne : .one, (base.bitWidth - 1) * exponent)
        }
        return try BigWords.power(base, exponent) { Whole($0.words, $0.count, isNegative: isNegative).value }
    }

    // MARK: Quotients. `b` is not zero.

    static func floorQuotient(_ a: Whole, _ b: Whole) throws -> Value {
        let isNegative = a.isNegative != b.isNegative
        return try BigWords.divide(a, by: b) { quotient, rest in
            let quotient = Whole(quotient.words, quotient.count, isNegative: isNegative)
            return isNegative && !rest.isZero ? sum(quotient, .minusOne) : quotient.value
        }
    }
    /// It has the divisor's sign.
    static func modulo(_ a: Whole, _ b: Whole) throws -> Value {
        try BigWords.divide(a, by: b, wantsQuotient: false) { _, rest in
            let rest = Whole(rest.words, rest.count, isNegative: a.isNegative)
            return !rest.isZero && a.isNegative != b.isNegative ? sum(rest, b) : rest.value
        }
    }
    /// `a / b` rounded once.
    static func quotient(_ a: Whole, _ b: Whole) throws -> Double {
        if b.isZero { throw Raised.zeroDivision("division by zero") }
        if a.isZero { return b.isNegative ? -0.0 : 0 }
        // 66 bits of quotient and whether anything follows are enough to round to 53.
        let shift = 66 - (a.bitWidth - b.bitWidth)
        let magnitude = try BigWords.shifted(a.magnitude, Swift.max(0, shift)) { numerator in
            try BigWords.shifted(b.magnitude, Swift.max(0, -shift)) { denominator in
                try BigWords.divide(numerator, by: denominator) { whole, rest in
                    rounded(whole, shift: -shift, hasMore: !rest.isZero)
                }
            }
        }
        guard let magnitude else { throw Raised.overflow("integer division result too large for a float") }
        return a.isNegative != b.isNegative ? -magnitude : magnitude
    }
    static func double(_ value: Whole) throws -> Double {
        guard let magnitude = rounded(value, shift: 0, hasMore: false) else { throw Raised.overflow("int too large to convert to float") }
        return value.isNegative ? -magnitude : magnitude
    }
    /// The magnitude times `2^shift`, rounded to the nearest double, ties to even; nil beyond the largest.
    /// - Parameter hasMore: it is a little more than that.
    private static func rounded(_ value: Whole, shift: Int, hasMore: Bool) -> Double? {
        if value.isZero { return 0 }
        let width = value.bitWidth
        let drop = max(0, width - 64)
        var word = value.bits(from: drop)
        // The last bit stands for everything dropped; 64 bits are wide enough that this rounds right.
        if hasMore || value.hasBits(below: drop) { word |= 1 }
        let exponent = width + shift
        if exponent > 1024 { return nil }
        if exponent < -1021 {
            // Below the normal range: round once, at the place where doubles end there.
            let bits = 64 - min(64, word.leadingZeroBitCount)
            let lowest = drop + shift
            let surplus = -1074 - lowest
            if surplus <= 0 { return Double(sign: .plus, exponent: lowest, significand: Double(word)) }
            if surplus > bits { return 0 }
            let kept = surplus >= 64 ? 0 : word >> UInt(surplus)
            let half = UInt(1) << UInt(surplus - 1)
            let tail = surplus >= 64 ? word : word & ((1 << UInt(surplus)) - 1)
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

    // MARK: Bits

    static func shiftedLeft(_ a: Whole, _ count: Int) -> Value {
        BigWords.shifted(a.magnitude, count) { Whole($0.words, $0.count, isNegative: a.isNegative).value }
    }
    /// Rounded down.
    static func shiftedRight(_ a: Whole, _ count: Int) -> Value {
        let (skipped, bits) = count.quotientAndRemainder(dividingBy: 64)
        if skipped >= a.count { return .int(a.isNegative ? -1 : 0) }
        let left = a.count - skipped
        return Whole.withRoom(left) { room in
            WordLoops.shiftRight(a.words + skipped, left, UInt(bits), into: room)
            let result = Whole(room, left, isNegative: a.isNegative)
            return a.isNegative && a.hasBits(below: count) ? (result.isZero ? .int(-1) : sum(result, .minusOne)) : result.value
        }
    }
    /// Negative numbers have ones without end on top.
    private static func bitwise(_ operation: BinaryOperator, _ a: Whole, _ b: Whole) -> Value {
        let count = max(a.count, b.count) + 1
        return Whole.withRoom(count) { room in
            var (carryA, carryB): (UInt, UInt) = (1, 1)
            for index in 0..<count {
                let (x, y) = (a.complement(index, &carryA), b.complement(index, &carryB))
                room[index] = operation == .bitAnd ? x & y : operation == .bitOr ? x | y : x ^ y
            }
            let isNegative = room[count - 1] >> 63 == 1
            if isNegative {
                let result = Whole(exactly: room, count, isNegative: true)
                var carry: UInt = 1
                for index in 0..<count { room[index] = result.complement(index, &carry) }
            }
            return Whole(room, count, isNegative: isNegative).value
        }
    }

    // MARK: For modules

    /// `pow(base, exponent, modulus)`; nil: they are not all integers.
    static func power(_ base: Value, _ exponent: Value, _ modulus: Value) throws -> Value? {
        guard exponent.isInteger else { return nil }
        return try with(base, modulus) { base, modulus in
            if modulus.isZero { throw Raised.valueError("pow() 3rd argument cannot be 0") }
            if modulus.count == 1, modulus.words[0] == 1 { return .int(0) }
            return try with(try modulo(base, modulus.magnitude), exponent) { base, exponent in
                guard exponent.isNegative else { return try power(base, exponent, modulus) }
                guard let inverse = BigInt(base).magnitude.inverse(BigInt(modulus).magnitude) else {
                    throw Raised.valueError("base is not invertible for the given modulus")
                }
                return try BigInt(inverse).withWhole { try power($0, exponent.magnitude, modulus) }
            }
        }
    }
    private static func power(_ base: Whole, _ exponent: Whole, _ modulus: Whole) throws -> Value {
        try BigWords.power(base, exponent, modulus: modulus.magnitude) { result in
            modulus.isNegative && !result.isZero ? sum(result, modulus) : result.value
        }
    }
    /// nil: they are not both integers.
    public static func greatestCommonDivisor(_ a: Value, _ b: Value) throws -> Value? {
        try with(a, b) { try BigWords.greatestCommonDivisor($0.magnitude, $1.magnitude) { $0.value } }
    }
    /// Rounded down, of a number that is not negative: Newton's iteration from above.
    public static func squareRoot(_ value: Value) throws -> Value {
        guard let bits = with(value, value, { x, _ in x.bitWidth }), bits > 0 else { return value }
        var root = shiftedLeft(.one, (bits + 1) / 2)
        while true {
            try Stop.check()
            let next = try binaryResult(.rightShift, binaryResult(.add, root, binaryResult(.floorDivide, value, root)), .int(1))
            if try !isLess(next, root) { return root }
            root = next
        }
    }
    static func double(_ value: BigInt) throws -> Double { try value.withWhole { try double($0) } }
}

extension Value {
    /// An `int` or a `bool`, or an instance of a class derived from them.
    var isInteger: Bool {
        switch self {
        case .int, .bool: return true
        case .object(let object): return object.kind == .bigInteger || (object as? Instance)?.number?.isInteger ?? false
        default: return false
        }
    }
}

extension Whole {
    /// The 64 bits from a place on.
    func bits(from place: Int) -> UInt {
        let (index, bits) = place.quotientAndRemainder(dividingBy: 64)
        let low = index < count ? words[index] >> UInt(bits) : 0
        return bits == 0 || index + 1 >= count ? low : low | words[index + 1] << UInt(64 - bits)
    }
    /// Whether any bit below a place is set.
    func hasBits(below place: Int) -> Bool {
        let (index, bits) = place.quotientAndRemainder(dividingBy: 64)
        for lower in 0..<Swift.min(index, count) where words[lower] != 0 { return true }
        return index < count && words[index] & ((1 << UInt(bits)) - 1) != 0
    }
    /// A word as if negative numbers had ones without end on top; words are asked for in order.
    @inline(__always)
    fileprivate func complement(_ index: Int, _ carry: inout UInt) -> UInt {
        let word = index < count ? words[index] : 0
        guard isNegative else { return word }
        let (sum, isCarried) = (~word).addingReportingOverflow(carry)
        carry = isCarried ? 1 : 0
        return sum
    }
}
