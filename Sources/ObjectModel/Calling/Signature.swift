/// The parameters of a native function, read from text such as `"input, dim=None, *, keepdim=False"`.
///
/// Defaults are literals: `None`, `True`, `False`, numbers, quoted strings, `()`, `inf`. `*name` takes the rest of the
/// positional arguments as a tuple, `**name` the rest of the keywords as a dict, `/` ends the positional-only ones.
public final class Signature {
    public struct Parameter {
        public let name: Name
        /// Unbound: the parameter is required.
        public let defaultValue: Value
        public let isRequired: Bool
        public let defaultText: String?
    }
    public let text: String
    public let parameters: [Parameter]
    /// The parameters' default values alone, unbound for required ones: calls read nothing else.
    public let defaults: ContiguousArray<Value>
    public let positionalOnlyCount: Int
    /// How many can be given by position.
    public let positionalCount: Int
    public let requiredCount: Int
    /// Index of `*name` among `parameters`, which then also counts as a slot.
    public let variadic: Int?
    public let keywordVariadic: Int?

    public init(_ text: String) {
        self.text = text
        var parameters: [Parameter] = []
        var positionalOnly = 0
        var positional: Int?
        var variadic: Int?
        var keywordVariadic: Int?
        for piece in Signature.pieces(of: text) {
            switch piece {
            case "/": positionalOnly = parameters.count
            case "*": if positional == nil { positional = parameters.count }
            case _ where piece.hasPrefix("**"):
                keywordVariadic = parameters.count
                parameters.append(Parameter(name: Name(String(piece.dropFirst(2))), defaultValue: .none, isRequired: false, defaultText: nil))
                if positional == nil { positional = parameters.count - 1 }
            case _ where piece.hasPrefix("*"):
                positional = parameters.count
                variadic = parameters.count
                parameters.append(Parameter(name: Name(String(piece.dropFirst())), defaultValue: .none, isRequired: false, defaultText: nil))
            default:
                let parts = piece.split(separator: "=", maxSplits: 1)
                let text = parts.count > 1 ? String(parts[1]) : nil
                parameters.append(
                    Parameter(
                        name: Name(String(parts[0])), defaultValue: text.map(Signature.literal) ?? .unbound,
                        isRequired: text == nil, defaultText: text))
            }
        }
        self.parameters = parameters
        defaults = ContiguousArray(parameters.map(\.defaultValue))
        positionalOnlyCount = positionalOnly
        positionalCount = positional ?? parameters.count
        requiredCount = parameters.filter { $0.isRequired }.count
        self.variadic = variadic
        self.keywordVariadic = keywordVariadic
    }

    /// Splits at commas outside quotes and brackets.
    private static func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var current = ""
        var depth = 0
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" {
                quote = character
            } else if character == "(" || character == "[" {
                depth += 1
            } else if character == ")" || character == "]" {
                depth -= 1
            } else if character == ",", depth == 0 {
                pieces.append(current)
                current = ""
                continue
            } else if character == " " {
                continue
            }
            current.append(character)
        }
        if !current.isEmpty { pieces.append(current) }
        return pieces
    }

    private static func literal(_ text: String) -> Value {
        switch text {
        case "None": return .none
        case "True": return .bool(true)
        case "False": return .bool(false)
        case "inf": return .float(.infinity)
        case "()": return .tuple([])
        default:
            if text.hasPrefix("'") { return .str(String(text.dropFirst().dropLast())) }
            if text.hasPrefix("(") {
                return .tuple(pieces(of: String(text.dropFirst().dropLast())).map(literal))
            }
            if let int = Int(text) { return .int(int) }
            if let double = Double(text) { return .float(double) }
            preconditionFailure("a signature's default must be a literal: \(text)")
        }
    }
}
