// Operators as Python writes them.

extension UnaryOperation {
    var text: String {
        switch self {
        case .negative: return "-"
        case .positive: return "+"
        case .invert: return "~"
        case .not: return "not "
        }
    }
}

extension FormattedPart.Conversion {
    var text: String {
        switch self {
        case .str: return "s"
        case .repr: return "r"
        case .ascii: return "a"
        }
    }
}

extension BinaryOperation {
    package var text: String {
        switch self {
        case .add: return "+"
        case .subtract: return "-"
        case .multiply: return "*"
        case .matrixMultiply: return "@"
        case .divide: return "/"
        case .floorDivide: return "//"
        case .modulo: return "%"
        case .power: return "**"
        case .leftShift: return "<<"
        case .rightShift: return ">>"
        case .bitAnd: return "&"
        case .bitOr: return "|"
        case .bitXor: return "^"
        }
    }

    var precedence: Precedence {
        switch self {
        case .add, .subtract: return .arithmetic
        case .multiply, .matrixMultiply, .divide, .floorDivide, .modulo: return .term
        case .power: return .power
        case .leftShift, .rightShift: return .shift
        case .bitAnd: return .bitAnd
        case .bitOr: return .expression
        case .bitXor: return .bitXor
        }
    }
}

extension ComparisonOperation {
    package var text: String {
        switch self {
        case .equal: return "=="
        case .notEqual: return "!="
        case .less: return "<"
        case .lessEqual: return "<="
        case .greater: return ">"
        case .greaterEqual: return ">="
        case .in: return "in"
        case .notIn: return "not in"
        case .is: return "is"
        case .isNot: return "is not"
        }
    }
}
