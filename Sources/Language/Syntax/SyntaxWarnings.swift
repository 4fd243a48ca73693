// What Python's compiler only warns of: literals in places where they make no sense.

extension SyntaxChecks {
    /// `is` beside a literal asks about identity, which literals do not have. One warning a comparison.
    mutating func warnOfIdentity(_ first: Expression, _ rest: [(ComparisonOperation, Expression)]) {
        var left = first
        for (operation, right) in rest {
            if operation == .is || operation == .isNot, Self.isLiteral(left) || Self.isLiteral(right) {
                let (word, better) = operation == .is ? ("is", "==") : ("is not", "!=")
                warnings.append("\"\(word)\" with a literal. Did you mean \"\(better)\"?")
                return
            }
            left = right
        }
    }
    mutating func warnOfAssertion(_ test: Expression) {
        if case .tuple(let elements) = test.kind, !elements.isEmpty {
            warnings.append("assertion is always true, perhaps remove parentheses?")
        }
    }
    mutating func warnOfCall(_ function: Expression) {
        switch function.kind {
        case .lambda: break
        default:
            if let type = Self.literalType(function) {
                warnings.append("'\(type)' object is not callable; perhaps you missed a comma?")
            }
        }
    }
    mutating func warnOfSubscript(_ value: Expression, _ index: Expression) {
        switch value.kind {
        case .none, .ellipsis, .bool, .int, .bigInt, .float, .set, .comprehension(.set, _, _), .comprehension(.generator, _, _), .lambda:
            warnings.append("'\(Self.literalType(value) ?? "")' object is not subscriptable; perhaps you missed a comma?")
        case .list, .tuple, .string, .bytes, .formatted, .comprehension(.list, _, _):
            guard let type = Self.literalType(index), !["int", "bool"].contains(type) else { return }
            warnings.append(
                "\(Self.literalType(value) ?? "") indices must be integers or slices, not \(type); perhaps you missed a comma?")
        default: break
        }
    }

    /// What the compiler folds to a constant, but for the constants that are single objects.
    private static func isLiteral(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .int, .bigInt, .float, .string, .bytes: true
        case .unary(let operation, let operand): operation != .not && isLiteral(operand)
        case .tuple(let elements): elements.allSatisfy { isConstant($0) }
        default: false
        }
    }
    private static func isConstant(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .none, .ellipsis, .bool: true
        default: isLiteral(expression)
        }
    }
    /// The type that an expression's form alone tells.
    private static func literalType(_ expression: Expression) -> String? {
        switch expression.kind {
        case .none: "NoneType"
        case .ellipsis: "ellipsis"
        case .bool: "bool"
        case .int, .bigInt: "int"
        case .float: "float"
        case .string, .formatted: "str"
        case .bytes: "bytes"
        case .list, .comprehension(.list, _, _): "list"
        case .tuple: "tuple"
        case .set, .comprehension(.set, _, _): "set"
        case .dict, .dictComprehension: "dict"
        case .comprehension(.generator, _, _): "generator"
        case .lambda: "function"
        case .unary(let operation, let operand): operation != .not && isLiteral(operand) ? literalType(operand) : nil
        default: nil
        }
    }
}
