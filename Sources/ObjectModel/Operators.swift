import BigInt

#if canImport(Glibc)
    import Glibc
#endif

// Operators between values: numbers here, objects by asking the left side, then the right.

/// `left operation right`.
/// - Throws: Python's `TypeError` when neither side knows how.
public func binaryResult(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws -> Value {
    switch (left, right) {
    case (.int(let a), .int(let b)): return try Numbers.binary(operation, a, b)
    case (.float(let a), .float(let b)): if let result = try Numbers.binary(operation, a, b) { return result }
    case (.float(let a), .int(let b)): if let result = try Numbers.binary(operation, a, Double(b)) { return result }
    case (.int(let a), .float(let b)): if let result = try Numbers.binary(operation, Double(a), b) { return result }
    case (.bool(let a), .bool(let b)) where operation != .matrixMultiply:
        switch operation {
        case .bitAnd: return .bool(a && b)
        case .bitOr: return .bool(a || b)
        case .bitXor: return .bool(a != b)
        default: return try Numbers.binary(operation, a ? 1 : 0, b ? 1 : 0)
        }
    case (.bool(let a), .int) where operation != .matrixMultiply: return try binaryResult(operation, .int(a ? 1 : 0), right)
    case (.int, .bool(let b)) where operation != .matrixMultiply: return try binaryResult(operation, left, .int(b ? 1 : 0))
    case (.bool(let a), .float(let b)): if let result = try Numbers.binary(operation, a ? 1.0 : 0.0, b) { return result }
    case (.float(let a), .bool(let b)): if let result = try Numbers.binary(operation, a, b ? 1.0 : 0.0) { return result }
    default: break
    }
    if case .object(let b) = right {
        // Python asks the right side first when its class derives from the left side's and has a reflected method of its own.
        if case .object(let a) = left {
            if b.kind == .instance, b.type !== a.type, b.type.isSubtype(of: a.type), b.type.overrides(operation.reflectedName, of: a.type),
                let result = try b.reflected(operation, left)
            { return result }
            // Concatenation and repetition come last in CPython: a class's reflected method goes before them.
            if operation == .add || operation == .multiply, b.kind == .instance, left.sequenceKind != nil,
                let result = try b.reflected(operation, left)
            { return result }
            if let result = try a.binary(operation, right) { return result }
        }
    } else if case .object(let a) = left, let result = try a.binary(operation, right) {
        return result
    }
    return try reflectedResult(operation, left, right)
}

/// The rest of `binaryResult` when the left side does not know how.
public func reflectedResult(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws -> Value {
    if case .object(let b) = right {
        // Two of one class have one method, which has spoken.
        var isAsked = false
        if b.kind == .instance, case .object(let a) = left { isAsked = a.type === b.type }
        if !isAsked, let result = try b.reflected(operation, left) { return result }
    }
    throw unsupported(operation, left, right)
}

/// `left operation= right`: in place if the left side can, else as `binaryResult`.
public func inPlaceResult(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws -> Value {
    if case .object(let a) = left, let result = try a.inPlace(operation, right) { return result }
    do { return try binaryResult(operation, left, right) } catch let raised as Raised
        where raised.exception.arguments.first?.asString == unsupportedText(operation.symbol, left, right)
    {
        // Python names the operator that was written.
        throw Raised.typeError(unsupportedText(operation == .power ? "**=" : operation.symbol + "=", left, right))
    }
}

private func unsupported(_ operation: BinaryOperator, _ left: Value, _ right: Value) -> Raised {
    // CPython tries sequences' concatenation and repetition last, and answers in their words.
    switch operation {
    case .add:
        switch left.withoutClass.sequenceKind {
        case .str, .list, .tuple:
            let name = left.withoutClass.type.name
            return Raised.typeError("can only concatenate \(name) (not \"\(right.type.nameInC)\") to \(name)")
        case .bytes: return Raised.typeError("can't concat \(right.type.name) to bytes")
        default: break
        }
    case .multiply:
        if left.withoutClass.sequenceKind != nil { return Raised.typeError("can't multiply sequence by non-int of type '\(right.type.nameInC)'") }
        if right.withoutClass.sequenceKind != nil { return Raised.typeError("can't multiply sequence by non-int of type '\(left.type.nameInC)'") }
    default: break
    }
    return Raised.typeError(unsupportedText(operation.symbol, left, right))
}
extension Value {
    fileprivate var sequenceKind: Kind? {
        guard case .object(let object) = self else { return nil }
        return [.str, .bytes, .list, .tuple].contains(object.kind) ? object.kind : nil
    }
}
private func unsupportedText(_ symbol: String, _ left: Value, _ right: Value) -> String {
    "unsupported operand type(s) for \(symbol): '\(left.type.nameInC)' and '\(right.type.nameInC)'"
}

extension Value {
    public func unary(_ operation: UnaryOperator) throws -> Value {
        switch (operation, self) {
        case (.negative, .int(let value)):
            let (result, overflow) = (0).subtractingReportingOverflow(value)
            return overflow ? BigNumbers.product(value, -1) : .int(result)
        case (.negative, .float(let value)): return .float(-value)
        case (.negative, .bool(let value)): return .int(value ? -1 : 0)
        case (.positive, .int), (.positive, .float): return self
        case (.positive, .bool(let value)): return .int(value ? 1 : 0)
        case (.invert, .int(let value)): return .int(~value)
        case (.invert, .bool(let value)): return .int(value ? -2 : -1)
        case (_, .object(let object)): if let result = try object.unary(operation) { return result }
        default: break
        }
        throw Raised.typeError("bad operand type for unary \(operation.symbol): '\(type.nameInC)'")
    }
}

// MARK: Comparing

/// `left comparison right`, whatever it gives (tensors compare to tensors).
public func compareValues(_ comparison: Comparison, _ left: Value, _ right: Value) throws -> Value {
    switch (left, right) {
    case (.int(let a), .int(let b)): return .bool(holds(comparison, a, b))
    case (.float(let a), .float(let b)): return .bool(holds(comparison, a, b))
    case (.int(let a), .float(let b)): return .bool(Numbers.compare(comparison, a, b))
    case (.float(let a), .int(let b)): return .bool(Numbers.compare(comparison.reflected, b, a))
    case (.bool(let a), .bool(let b)): return .bool(holds(comparison, a ? 1 : 0, b ? 1 : 0))
    case (.bool(let a), .int), (.bool(let a), .float): return try compareValues(comparison, .int(a ? 1 : 0), right)
    case (.int, .bool(let b)), (.float, .bool(let b)): return try compareValues(comparison, left, .int(b ? 1 : 0))
    case (.object(let a), .object(let b)) where a.kind == .str && b.kind == .str:
        // The kinds say so.
        if a === b { return .bool(holds(comparison, 0, 0)) }
        return .bool(Str.holds(comparison, unsafeDowncast(a, to: Str.self), unsafeDowncast(b, to: Str.self)))
    case (.object(let a), .object(let b)) where a.kind == .type && b.kind == .type && (comparison == .equal || comparison == .notEqual):
        // There are no metaclasses.
        return .bool((a === b) == (comparison == .equal))
    case (.object(let a), .object(let b)) where a.kind == b.kind && (a.kind == .list || a.kind == .tuple):
        // As above.
        return try unsafeDowncast(a, to: SequenceObject.self).compare(comparison, with: unsafeDowncast(b, to: SequenceObject.self))
    default: break
    }
    if case .object(let a) = left {
        if case .object(let b) = right, b.kind == .instance, b.type !== a.type, b.type.isSubtype(of: a.type),
            let result = try b.compare(comparison.reflected, left)
        { return result }
        if let result = try a.compare(comparison, right) { return result }
    }
    return try reflectedComparison(comparison, left, right)
}
/// The rest of `compareValues` when the left side does not know how.
public func reflectedComparison(_ comparison: Comparison, _ left: Value, _ right: Value) throws -> Value {
    if case .object(let b) = right, let result = try b.compare(comparison.reflected, left) { return result }
    switch comparison {
    case .equal: return .bool(left.isIdentical(to: right))
    case .notEqual: return .bool(!left.isIdentical(to: right))
    default:
        throw Raised.typeError(
            "'\(comparison.symbol)' not supported between instances of '\(left.type.nameInC)' and '\(right.type.nameInC)'")
    }
}

@inlinable
public func holds<T: Comparable>(_ comparison: Comparison, _ a: T, _ b: T) -> Bool {
    switch comparison {
    case .less: a < b
    case .lessEqual: a <= b
    case .equal: a == b
    case .notEqual: a != b
    case .greater: a > b
    case .greaterEqual: a >= b
    }
}

/// Identity, then `==`, as containers compare their elements.
public func areEqual(_ left: Value, _ right: Value) throws -> Bool {
    switch (left, right) {
    case (.int(let a), .int(let b)): return a == b
    case (.object(let a), .object(let b)) where a === b: return true
    // A NaN equals nothing, but it is itself.
    case (.float(let a), .float(let b)): return a == b || a.bitPattern == b.bitPattern
    default: return try compareValues(.equal, left, right).isTrue()
    }
}

/// `left < right` as a truth value, for sorting and `min`.
public func isLess(_ left: Value, _ right: Value) throws -> Bool {
    try compareValues(.less, left, right).isTrue()
}

// MARK: Numbers

public enum Numbers {
    /// int with int; results beyond 64 bits become big integers.
    public static func binary(_ operation: BinaryOperator, _ a: Int, _ b: Int) throws -> Value {
        switch operation {
        case .add:
            let (result, overflow) = a.addingReportingOverflow(b)
            return overflow ? try BigNumbers.binary(operation, .int(a), .int(b)) ?? .none : .int(result)
        case .subtract:
            let (result, overflow) = a.subtractingReportingOverflow(b)
            return overflow ? try BigNumbers.binary(operation, .int(a), .int(b)) ?? .none : .int(result)
        case .multiply:
            let (result, overflow) = a.multipliedReportingOverflow(by: b)
            return overflow ? BigNumbers.product(a, b) : .int(result)
        case .divide:
            if b == 0 { throw Raised.zeroDivision("division by zero") }
            // Beyond 53 bits the operands themselves would be rounded.
            if a.magnitude <= 1 << 53, b.magnitude <= 1 << 53 { return .float(Double(a) / Double(b)) }
            return try BigNumbers.binary(operation, .int(a), .int(b)) ?? .none
        case .floorDivide:
            if b == 0 { throw Raised.zeroDivision("integer division or modulo by zero") }
            if b == -1 { return try binary(.subtract, 0, a) }
            let quotient = a / b
            return .int((a % b != 0 && (a < 0) != (b < 0)) ? quotient - 1 : quotient)
        case .modulo:
            if b == 0 { throw Raised.zeroDivision("integer modulo by zero") }
            if b == -1 { return .int(0) }
            let remainder = a % b
            return .int(remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder)
        case .power: return try power(a, b)
        case .leftShift:
            if b < 0 { throw Raised.valueError("negative shift count") }
            if a == 0 { return .int(0) }
            if b < 62, a.magnitude < 1 << (62 - UInt(b)) { return .int(a << b) }
            if b > BigNumbers.mostBits { throw Raised(ExceptionTypes.memoryError, "") }
            return try BigNumbers.binary(operation, .int(a), .int(b)) ?? .none
        case .rightShift:
            if b < 0 { throw Raised.valueError("negative shift count") }
            return .int(a >> min(b, 63))
        case .bitAnd: return .int(a & b)
        case .bitOr: return .int(a | b)
        case .bitXor: return .int(a ^ b)
        case .matrixMultiply: throw unsupported(operation, .int(a), .int(b))
        }
    }

    private static func power(_ base: Int, _ exponent: Int) throws -> Value {
        if exponent < 0 {
            if base == 0 { throw Raised.zeroDivision("0.0 cannot be raised to a negative power") }
            return .float(pow(Double(base), Double(exponent)))
        }
        if base == 0 || base == 1 || exponent == 0 { return .int(exponent == 0 ? 1 : base) }
        if base == -1 { return .int(exponent % 2 == 0 ? 1 : -1) }
        var result = 1
        var factor = base
        var left = exponent
        while true {
            if left & 1 == 1 {
                let (product, overflow) = result.multipliedReportingOverflow(by: factor)
                if overflow { return try BigNumbers.binary(.power, .int(base), .int(exponent)) ?? .none }
                result = product
            }
            left >>= 1
            if left == 0 { return .int(result) }
            let (square, overflow) = factor.multipliedReportingOverflow(by: factor)
            if overflow { return try BigNumbers.binary(.power, .int(base), .int(exponent)) ?? .none }
            factor = square
        }
    }

    /// float with float; nil for operators that floats do not have.
    public static func binary(_ operation: BinaryOperator, _ a: Double, _ b: Double) throws -> Value? {
        switch operation {
        case .add: return .float(a + b)
        case .subtract: return .float(a - b)
        case .multiply: return .float(a * b)
        case .divide:
            if b == 0 { throw Raised.zeroDivision("float division by zero") }
            return .float(a / b)
        case .floorDivide:
            if b == 0 { throw Raised.zeroDivision("float floor division by zero") }
            return .float(divmod(a, b).quotient)
        case .modulo:
            if b == 0 { throw Raised.zeroDivision("float modulo") }
            return .float(divmod(a, b).remainder)
        case .power:
            if a == 0, b < 0 { throw Raised.zeroDivision("0.0 cannot be raised to a negative power") }
            if a < 0, a.isFinite, b.isFinite, b != b.rounded() {
                throw Raised.valueError("a negative number to a fractional power is complex, which nbs does not have")
            }
            let result = pow(a, b)
            if result.isInfinite, a.isFinite, b.isFinite { throw Raised(ExceptionObject(type: ExceptionTypes.overflowError, arguments: [.int(34), .str("Numerical result out of range")])) }
            return .float(result)
        default: return nil
        }
    }
    /// CPython's float_divmod: the remainder has the divisor's sign, and the quotient is consistent with it.
    public static func divmod(_ a: Double, _ b: Double) -> (quotient: Double, remainder: Double) {
        var remainder = fmod(a, b)
        var quotient = (a - remainder) / b
        if remainder != 0 {
            if (b < 0) != (remainder < 0) {
                remainder += b
                quotient -= 1
            }
        } else {
            remainder = b < 0 ? -0.0 : 0.0
        }
        guard quotient != 0 else { return ((a / b).sign == .minus ? -0.0 : 0.0, remainder) }
        let floored = quotient.rounded(.down)
        return (quotient - floored > 0.5 ? floored + 1 : floored, remainder)
    }
    /// Exact comparison of an int with a float.
    static func compare(_ comparison: Comparison, _ a: Int, _ b: Double) -> Bool {
        if a.magnitude < 1 << 53 || !b.isFinite { return holds(comparison, Double(a), b) }
        if b >= 0x1p63 { return holds(comparison, 0, 1) }
        if b < -0x1p63 { return holds(comparison, 1, 0) }
        let whole = Int(b.rounded(.towardZero))
        if whole != a { return holds(comparison, a, whole) }
        return holds(comparison, 0.0, b - b.rounded(.towardZero))
    }
}
