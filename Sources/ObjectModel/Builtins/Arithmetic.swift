import BigInt

#if canImport(Glibc)
    import Glibc
#endif

/// `abs divmod pow round`, and rounding for `math`.
public enum Arithmetic {
    /// The result of a special method of the value's class; nil if it has none.
    // A literal name is interned when it is read: not before it is needed.
    static func special(_ name: @autoclosure () -> Name, _ value: Value, _ argument: Value = .unbound) throws -> Value? {
        guard case .object(let object) = value else { return nil }
        if let instance = object as? Instance {
            return try argument.isUnbound ? instance.special(name()) : instance.special(name(), argument)
        }
        guard let found = object.type.lookup(name()) else { return nil }
        guard case .object(let function) = found else { return nil }
        return try argument.isUnbound ? function.call(value) : function.call(value, argument)
    }

    public static func absolute(_ value: Value) throws -> Value {
        switch value {
        case .int(let number): return number >= 0 ? value : try value.unary(.negative)
        case .float(let number): return .float(number.magnitude)
        case .bool(let flag): return .int(flag ? 1 : 0)
        case .object(let object):
            if let big = object as? BigInteger { return big.whole.magnitude.value }
            if let result = try special("__abs__", value) { return result }
            if object.type.lookup("__abs__")?.isNone == true { throw Raised.typeError("'NoneType' object is not callable") }
            if let number = (object as? Instance)?.number { return try absolute(number) }
        default: break
        }
        throw Raised.typeError("bad operand type for abs(): '\(value.type.nameInC)'")
    }
    public static func divmod(_ left: Value, _ right: Value) throws -> Value {
        if case .int(let a) = left, case .int(let b) = right, b > 0 {
            let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
            return .tuple(remainder < 0 ? [.int(quotient &- 1), .int(remainder &+ b)] : [.int(quotient), .int(remainder)])
        }
        let (a, b) = (left.withoutClass, right.withoutClass)
        if let result = try special("__divmod__", left, right), !result.isIdentical(to: .notImplemented) { return result }
        if let result = try special("__rdivmod__", right, left), !result.isIdentical(to: .notImplemented) { return result }
        if let (quotient, remainder) = try BigNumbers.divmod(a, b) { return .object(Tuple.pair(quotient, remainder)) }
        if let x = try number(a), let y = try number(b) {
            if y == 0 { throw Raised.zeroDivision("float divmod()") }
            let (quotient, remainder) = Numbers.divmod(x, y)
            return .tuple([.float(quotient), .float(remainder)])
        }
        throw Raised.typeError("unsupported operand type(s) for divmod(): '\(left.type.nameInC)' and '\(right.type.nameInC)'")
    }
    private static func number(_ value: Value) throws -> Double? {
        if case .object(let object) = value, object.kind != .bigInteger { return nil }
        return try value.toDouble()
    }
    public static func power(_ base: Value, _ exponent: Value, _ modulus: Value) throws -> Value {
        if modulus.isNone { return try binaryResult(.power, base, exponent) }
        if case .object(let object) = base, let hook = (object as? Instance)?.classType.lookup("__pow__"), !hook.isNone {
            return try base.callMethod("__pow__", exponent, modulus)
        }
        guard let result = try BigNumbers.power(base, exponent, modulus) else {
            if [base, exponent, modulus].allSatisfy({ value in if case .float = value { true } else { value.isInteger } }) {
                throw Raised.typeError("pow() 3rd argument not allowed unless all arguments are integers")
            }
            throw Raised.typeError(
                "unsupported operand type(s) for ** or pow(): '\(base.type.nameInC)', '\(exponent.type.nameInC)', '\(modulus.type.nameInC)'")
        }
        return result
    }
    public static func round(_ value: Value, _ digits: Value) throws -> Value {
        switch value.withoutClass {
        case .int(let number) where digits.isNone || (digits.asInt ?? -1) >= 0: return .int(number)
        case .float(let number):
            if !digits.isNone {
                // More digits than an Int counts round like very many.
                let places = digits.asInt ?? digits.asBigInt.map { Int(clamping: $0) }
                let result = FloatType.rounded(number, digits: try places ?? digits.toIndex())
                if result.isInfinite, number.isFinite { throw Raised.overflow("rounded value too large to represent") }
                return .float(result)
            }
            return try Value.float(number.rounded(.toNearestOrEven)).toInt() ?? .none
        case let plain where plain.isInteger && value.object(of: .instance) == nil:
            return try rounded(plain, digits)
        default:
            if let result = try digits.isNone ? special("__round__", value) : special("__round__", value, digits) { return result }
            if value.isInteger { return try rounded(value, digits) }
            throw Raised.typeError("type \(value.type.name) doesn't define __round__ method")
        }
    }
    /// An int at a place before the point, ties to even.
    private static func rounded(_ value: Value, _ digits: Value) throws -> Value {
        let whole = Value.int(value.asBigInt ?? 0)
        guard !digits.isNone else { return whole }
        let places = try digits.toIndex()
        if places >= 0 { return whole }
        if let bits = BigNumbers.with(whole, whole, { number, _ in number.bitWidth }), places < -bits { return .int(0) }
        let unit = try binaryResult(.power, .int(10), .int(-places))
        guard let (quotient, rest) = try BigNumbers.divmod(whole, unit) else { return whole }
        let twice = try binaryResult(.multiply, rest, .int(2))
        let isUp = try isLess(unit, twice) || areEqual(unit, twice) && binaryResult(.modulo, quotient, .int(2)).isTrue()
        return try binaryResult(.multiply, isUp ? binaryResult(.add, quotient, .int(1)) : quotient, unit)
    }
    public static func floor(_ value: Value) throws -> Value { try whole(value, .down, "__floor__") }
    public static func ceil(_ value: Value) throws -> Value { try whole(value, .up, "__ceil__") }
    private static func whole(_ value: Value, _ rule: FloatingPointRoundingRule, _ name: Name) throws -> Value {
        if case .float(let number) = value { return try Value.float(number.rounded(rule)).toInt() ?? .none }
        if let result = try special(name, value) { return result }
        if let big = value.asBigInt { return .int(big) }
        guard let number = try value.toDouble() else { throw Raised.typeError("must be real number, not \(value.type.nameInC)") }
        return try Value.float(number.rounded(rule)).toInt() ?? .none
    }

    static var functions: [NativeFunction] {
        [
            BuiltinFunctions.one("abs", "x", "The number without its sign.", absolute).intrinsic(.abs),
            BuiltinFunctions.some("divmod", 2...2, "x, y", "Quotient, rounded down, and remainder.") { try divmod($0[0], $0[1]) }.intrinsic(.divmod),
            BuiltinFunctions.sorted("pow", "base, exp, mod=None", "base to the power exp, modulo mod.") { try power($0[0], $0[1], $0[2]) },
            BuiltinFunctions.sorted("round", "number, ndigits=None", "The nearest number of ndigits decimals; ties go to even.") {
                try round($0[0], $0[1])
            },
        ]
    }
}
