// The tree a cell parses into. Nothing here knows what anything means; the compiler gives it meaning.
// This folder imports nothing of ours.

/// A stretch of source text, as UTF-8 offsets into the cell: `start` inclusive, `end` exclusive.
package struct Span: Equatable, Sendable {
    package var start: Int32
    package var end: Int32
    package init(_ start: Int, _ end: Int) {
        self.start = Int32(truncatingIfNeeded: start)
        self.end = Int32(truncatingIfNeeded: end)
    }
    /// From the start of `self` to the end of `other`.
    package func joined(_ other: Span) -> Span { Span(Int(start), Int(other.end)) }
}

package struct Expression: Sendable {
    package var kind: ExpressionKind
    package var span: Span
    package init(_ kind: ExpressionKind, _ span: Span) {
        self.kind = kind
        self.span = span
    }
}

/// Only what holds a single expression is kept elsewhere: most are names and numbers, which then cost nothing.
package enum ExpressionKind: Sendable {
    case none
    case ellipsis
    case bool(Bool)
    case int(Int)
    /// A literal beyond 64 bits: its decimal digits.
    case bigInt(String)
    case float(Double)
    /// Adjacent literals joined, escapes decoded.
    case string(String)
    case bytes([UInt8])
    case formatted([FormattedPart])
    case name(String)
    /// Elements may be `.starred`.
    case list([Expression])
    case tuple([Expression])
    case set([Expression])
    case dict([DictItem])
    indirect case unary(UnaryOperation, Expression)
    indirect case binary(BinaryOperation, Expression, Expression)
    case and([Expression])
    case or([Expression])
    /// `first op1 e1 op2 e2 …`, each operand evaluated once.
    indirect case compare(Expression, [(ComparisonOperation, Expression)])
    indirect case conditional(test: Expression, then: Expression, else: Expression)
    indirect case lambda(Parameters, Expression)
    indirect case call(Expression, [Argument])
    /// The span is that of the name after the dot.
    indirect case attribute(Expression, String, Span)
    /// `a[i, j]` has a `.tuple` index; `.slice` only stands inside an index.
    indirect case `subscript`(Expression, Expression)
    indirect case slice(Expression?, Expression?, Expression?)
    indirect case starred(Expression)
    indirect case walrus(String, Expression)
    indirect case comprehension(ComprehensionKind, Expression, [ComprehensionClause])
    indirect case dictComprehension(key: Expression, value: Expression, [ComprehensionClause])
    indirect case yield(Expression?)
    indirect case yieldFrom(Expression)
}

package enum FormattedPart: Sendable {
    case text(String)
    /// `{value!r:spec}`; `debugText` is the text `value=` of `{value=}`.
    case field(Expression, conversion: Conversion?, spec: [FormattedPart], debugText: String?)
    package enum Conversion: Sendable { case str, repr, ascii }
}

package enum DictItem: Sendable {
    case pair(Expression, Expression)
    case spread(Expression)
}

package enum Argument: Sendable {
    case positional(Expression)
    case keyword(String, Expression, Span)
    case star(Expression)
    case doubleStar(Expression)
}

package enum UnaryOperation: Sendable { case negative, positive, invert, not }

package enum BinaryOperation: Sendable {
    case add, subtract, multiply, matrixMultiply, divide, floorDivide, modulo, power
    case leftShift, rightShift, bitAnd, bitOr, bitXor
}

package enum ComparisonOperation: Sendable {
    case equal, notEqual, less, lessEqual, greater, greaterEqual, `in`, notIn, `is`, isNot
}

package enum ComprehensionKind: Sendable { case list, set, generator }

package struct ComprehensionClause: Sendable {
    package var target: Expression
    package var iterable: Expression
    package var conditions: [Expression]
    package init(target: Expression, iterable: Expression, conditions: [Expression]) {
        self.target = target
        self.iterable = iterable
        self.conditions = conditions
    }
}

package struct Parameters: Sendable {
    package struct Parameter: Sendable {
        package var name: String
        package var annotation: Expression?
        package var defaultValue: Expression?
        package var span: Span
        package init(name: String, annotation: Expression?, defaultValue: Expression?, span: Span) {
            self.name = name
            self.annotation = annotation
            self.defaultValue = defaultValue
            self.span = span
        }
    }
    /// Those before `/`.
    package var positionalOnly: [Parameter] = []
    package var regular: [Parameter] = []
    /// `*args`.
    package var variadic: Parameter?
    package var keywordOnly: [Parameter] = []
    /// `**kwargs`.
    package var keywordVariadic: Parameter?
    package init() {}
}

package struct Statement: Sendable {
    package var kind: StatementKind
    package var span: Span
    package init(_ kind: StatementKind, _ span: Span) {
        self.kind = kind
        self.span = span
    }
}

package indirect enum StatementKind: Sendable {
    case expression(Expression)
    /// `a = b = value`; each target is a name, attribute, subscript, starred, tuple or list of those.
    case assign(targets: [Expression], value: Expression)
    case augmentedAssign(target: Expression, BinaryOperation, value: Expression)
    /// `simple` is true for a bare, unparenthesised name.
    case annotatedAssign(target: Expression, annotation: Expression, value: Expression?, simple: Bool)
    /// `elif` is an `if` alone in the `else` block.
    case `if`(test: Expression, then: [Statement], else: [Statement])
    case `for`(target: Expression, iterable: Expression, body: [Statement], else: [Statement])
    case `while`(test: Expression, body: [Statement], else: [Statement])
    case `break`
    case `continue`
    case pass
    case function(FunctionDefinition)
    case classDefinition(ClassDefinition)
    case `return`(Expression?)
    case raise(Expression?, from: Expression?)
    case assert(Expression, message: Expression?)
    case delete([Expression])
    case global([String])
    case nonlocal([String])
    case `import`([ImportedName])
    /// `from a.b import c as d`; `names` empty means `*`; `level` counts leading dots.
    case fromImport(module: String, names: [ImportedName], level: Int)
    case `try`(body: [Statement], handlers: [ExceptHandler], else: [Statement], finally: [Statement])
    case with(items: [WithItem], body: [Statement])
    /// A line that starts with `%` (or `%%` on a cell's first line): a shell command, without the percent sign(s).
    case command(String, isCellCommand: Bool)
    /// `name?` or `?name`: show its help.
    case help(Expression)
}

package final class FunctionDefinition: Sendable {
    package let name: String
    package let nameSpan: Span
    package let parameters: Parameters
    package let returns: Expression?
    package let body: [Statement]
    package let decorators: [Expression]
    package init(
        name: String, nameSpan: Span, parameters: Parameters, returns: Expression?, body: [Statement],
        decorators: [Expression]
    ) {
        self.name = name
        self.nameSpan = nameSpan
        self.parameters = parameters
        self.returns = returns
        self.body = body
        self.decorators = decorators
    }
}

package final class ClassDefinition: Sendable {
    package let name: String
    package let nameSpan: Span
    package let arguments: [Argument]
    package let body: [Statement]
    package let decorators: [Expression]
    package init(name: String, nameSpan: Span, arguments: [Argument], body: [Statement], decorators: [Expression]) {
        self.name = name
        self.nameSpan = nameSpan
        self.arguments = arguments
        self.body = body
        self.decorators = decorators
    }
}

package struct ImportedName: Sendable {
    /// Dotted for `import a.b`.
    package var name: String
    package var alias: String?
    package var span: Span
    package init(name: String, alias: String?, span: Span) {
        self.name = name
        self.alias = alias
        self.span = span
    }
}

package struct ExceptHandler: Sendable {
    package var type: Expression?
    package var name: String?
    package var body: [Statement]
    package var span: Span
    package init(type: Expression?, name: String?, body: [Statement], span: Span) {
        self.type = type
        self.name = name
        self.body = body
        self.span = span
    }
}

package struct WithItem: Sendable {
    package var context: Expression
    package var target: Expression?
    package init(context: Expression, target: Expression?) {
        self.context = context
        self.target = target
    }
}

/// A parsed cell.
package struct SyntaxTree: Sendable {
    package var statements: [Statement]
    /// The last statement ends in `;`: its value is not echoed.
    package var endsWithSemicolon: Bool
    /// What Python's compiler warns of, without the category: `SyntaxWarning`.
    package var warnings: [String] = []
    package init(statements: [Statement], endsWithSemicolon: Bool) {
        self.statements = statements
        self.endsWithSemicolon = endsWithSemicolon
    }
}

/// Why a cell cannot be read: the error's Python type (`SyntaxError`, `IndentationError`, `TabError`,
/// `RecursionError`), Python's text, the place, and what to write instead.
package struct SyntaxProblem: Error, Sendable {
    package enum Kind: String, Sendable {
        case syntax = "SyntaxError", indentation = "IndentationError", tab = "TabError", recursion = "RecursionError"
    }
    package var kind: Kind
    package var message: String
    package var hint: String?
    package var span: Span
    /// More input could still make the text right (an open bracket, an open block, an open triple quote).
    package var isAtEnd: Bool
    package init(_ kind: Kind = .syntax, _ message: String, hint: String? = nil, span: Span, isAtEnd: Bool = false) {
        self.kind = kind
        self.message = message
        self.hint = hint
        self.span = span
        self.isAtEnd = isAtEnd
    }
}

/// What the prompt wants to know about the text typed so far.
package enum Completeness: Sendable {
    case complete
    /// With the indentation, in columns, that the next line should start with.
    case incomplete(indent: Int)
    case invalid(SyntaxProblem)
}
