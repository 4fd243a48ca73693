import Language

/// Turns the short forms of a cell into plain PyTorch, by changes to its text: what is not a short form stays as it was
/// written, comments and line breaks included.
struct ShortFormRewriter {
    /// Names the session has bound so far: no short forms any more.
    private var bound: Set<String> = []
    /// Names of `nbs` alone that the script must define.
    private(set) var ours: Set<String> = []
    private(set) var needsOrderedDict = false
    private(set) var needsEcho = false
    /// Imports from `__future__`, which only the beginning of a script may have.
    private(set) var futures: [String] = []

    private var source: [UInt8] = []
    private var edits: [(start: Int, end: Int, text: String)] = []

    /// The cell as Python; nil when it does not parse.
    mutating func python(_ cell: String) -> String? {
        guard let tree = try? parse(cell) else { return nil }
        source = Array(cell.utf8)
        edits = []
        for (index, statement) in tree.statements.enumerated() {
            visit(statement, isTop: true)
            if index == tree.statements.count - 1, !tree.endsWithSemicolon { echo(statement) }
        }
        return applied()
    }

    // MARK: Changes

    private mutating func replace(_ start: Int, _ end: Int, _ text: String) { edits.append((start, end, text)) }
    private mutating func insert(_ text: String, at offset: Int) { edits.append((offset, offset, text)) }

    private func text(_ span: Span) -> String {
        let start = min(max(0, Int(span.start)), source.count)
        return String(decoding: source[start..<min(max(start, Int(span.end)), source.count)], as: UTF8.self)
    }

    private func applied() -> String {
        var result: [UInt8] = []
        var position = 0
        // Insertions at one place keep their order; what overlaps an earlier change is left out.
        for edit in edits.enumerated().sorted(by: { ($0.1.start, $0.1.end, $0.0) < ($1.1.start, $1.1.end, $1.0) }).map(\.1) {
            guard edit.start >= position, edit.end <= source.count else { continue }
            result += source[position..<edit.start] + Array(edit.text.utf8)
            position = edit.end
        }
        return String(decoding: result + source[position...], as: UTF8.self)
    }

    /// The value of a cell is shown; `None` is not.
    private mutating func echo(_ statement: Statement) {
        guard case .expression(let expression) = statement.kind else { return }
        if case .call(let function, _) = expression.kind, case .name("print") = function.kind { return }
        needsEcho = true
        let isTuple = if case .tuple = expression.kind { true } else { false }
        edits.insert((Int(statement.span.start), Int(statement.span.start), isTuple ? "echo((" : "echo("), at: 0)
        insert(isTuple ? "))" : ")", at: Int(statement.span.end))
    }

    private mutating func moveToTop(_ statement: Statement) {
        let (line, start, end) = (text(statement.span), Int(statement.span.start), Int(statement.span.end))
        if !futures.contains(line) { futures.append(line) }
        // With its line, if nothing else stands there.
        if end < source.count, source[end] == UInt8(ascii: "\n") { replace(start, end + 1, "") } else { replace(start, end, end < source.count ? "pass" : "") }
    }

    // MARK: Statements

    private mutating func visit(_ body: [Statement]) { for statement in body { visit(statement, isTop: false) } }

    private mutating func visit(_ statement: Statement, isTop: Bool) {
        switch statement.kind {
        case .expression(let value): visit(value)
        case .assign(let targets, let value):
            visit(value)
            for target in targets { bind(target) }
        case .augmentedAssign(let target, _, let value):
            visit(value)
            visit(target)
        case .annotatedAssign(let target, let annotation, let value, _):
            visit(annotation)
            if let value { visit(value) }
            bind(target)
        case .if(let test, let then, let other), .while(let test, let then, let other):
            visit(test)
            visit(then)
            visit(other)
        case .for(let target, let iterable, let body, let other):
            visit(iterable)
            bind(target)
            visit(body)
            visit(other)
        case .function(let function): visit(function)
        case .classDefinition(let definition):
            for decorator in definition.decorators { visit(decorator) }
            visit(definition.arguments)
            scoped { $0.visit(definition.body) }
            bound.insert(definition.name)
        case .return(let value): if let value { visit(value) }
        case .raise(let error, let cause): for value in [error, cause] { if let value { visit(value) } }
        case .assert(let test, let message):
            visit(test)
            if let message { visit(message) }
        case .delete(let targets): for target in targets { visit(target) }
        case .import(let names): for name in names { bound.insert(name.alias ?? String(name.name.prefix { $0 != "." })) }
        case .fromImport(let module, let names, _):
            for name in names { bound.insert(name.alias ?? name.name) }
            if module == "__future__" { moveToTop(statement) }
        case .try(let body, let handlers, let other, let finally):
            visit(body)
            for handler in handlers {
                if let type = handler.type { visit(type) }
                if let name = handler.name { bound.insert(name) }
                visit(handler.body)
            }
            visit(other)
            visit(finally)
        case .with(let items, let body):
            for item in items {
                visit(item.context)
                if let target = item.target { bind(target) }
            }
            visit(body)
        case .command: comment(statement, isTop: isTop)
        case .help(let value): replace(Int(statement.span.start), Int(statement.span.end), "help(\(text(value.span)))")
        case .break, .continue, .pass, .global, .nonlocal: break
        }
    }

    /// Shell commands mean nothing to Python.
    private mutating func comment(_ statement: Statement, isTop: Bool) {
        // A line that begins `# %%` would start a cell in an editor.
        let line = text(statement.span).split(separator: "\n").first.map { $0.drop { $0 == "%" } } ?? ""
        let start = Int(statement.span.start)
        let end = source[start...].firstIndex(of: 0x0A) ?? source.count
        replace(start, end, isTop ? "# %\(line)" : "pass  # %\(line)")
    }

    private mutating func visit(_ function: FunctionDefinition) {
        for decorator in function.decorators { visit(decorator) }
        let parameters = function.parameters
        let all = parameters.positionalOnly + parameters.regular + parameters.keywordOnly
        for parameter in all { if let value = parameter.defaultValue { visit(value) } }
        bound.insert(function.name)
        scoped { rewriter in
            for parameter in all + [parameters.variadic, parameters.kwargs].compactMap({ $0 }) { rewriter.bound.insert(parameter.name) }
            rewriter.visit(function.body)
        }
    }

    /// Names bound within end with it.
    private mutating func scoped(_ body: (inout ShortFormRewriter) -> Void) {
        let before = bound
        body(&self)
        bound = before
    }

    private mutating func bind(_ target: Expression) {
        switch target.kind {
        case .name(let name): bound.insert(name)
        case .tuple(let items), .list(let items): for item in items { bind(item) }
        case .starred(let item): bind(item)
        default: visit(target)
        }
    }
}

// MARK: - Expressions

extension ShortFormRewriter {
    private mutating func visit(_ items: [Expression]) { for item in items { visit(item) } }

    fileprivate mutating func visit(_ arguments: [Argument]) {
        for argument in arguments { visit(argument.value) }
    }

    fileprivate mutating func visit(_ expression: Expression) {
        switch expression.kind {
        case .none, .ellipsis, .bool, .int, .bigInt, .float, .string, .bytes: break
        case .formatted(let parts): visit(parts)
        case .name(let name): rewrite(name, expression.span, as: .value)
        case .list(let items), .tuple(let items), .set(let items), .and(let items), .or(let items): visit(items)
        case .dict(let items):
            for item in items {
                switch item {
                case .pair(let key, let value): visit([key, value])
                case .spread(let value): visit(value)
                }
            }
        case .unary(_, let value), .starred(let value), .yieldFrom(let value), .attribute(let value, _, _): visit(value)
        case .binary(_, let a, let b), .subscript(let a, let b): visit([a, b])
        case .compare(let first, let rest): visit([first] + rest.map(\.1))
        case .conditional(let test, let then, let other): visit([then, test, other])
        case .lambda(let parameters, let body):
            scoped { rewriter in
                for parameter in parameters.positionalOnly + parameters.regular + parameters.keywordOnly {
                    rewriter.bound.insert(parameter.name)
                }
                rewriter.visit(body)
            }
        case .call(let function, let arguments): call(expression, function, arguments)
        case .slice(let a, let b, let c): visit([a, b, c].compactMap { $0 })
        case .walrus(let name, let value):
            visit(value)
            bound.insert(name)
        case .comprehension(_, let element, let clauses): comprehension([element], clauses)
        case .dictComprehension(let key, let value, let clauses): comprehension([key, value], clauses)
        case .yield(let value): if let value { visit(value) }
        }
    }

    private mutating func comprehension(_ elements: [Expression], _ clauses: [ComprehensionClause]) {
        scoped { rewriter in
            for clause in clauses {
                rewriter.visit(clause.iterable)
                rewriter.bind(clause.target)
                rewriter.visit(clause.conditions)
            }
            rewriter.visit(elements)
        }
    }

    private mutating func visit(_ parts: [FormattedPart]) {
        for part in parts {
            guard case .field(let value, _, let spec, _) = part else { continue }
            visit(value)
            visit(spec)
        }
    }

    private mutating func call(_ expression: Expression, _ function: Expression, _ arguments: [Argument]) {
        guard case .name(let name) = function.kind, !bound.contains(name) else {
            visit(function)
            visit(arguments)
            return
        }
        if name == "print" {
            printStatement(expression, function, arguments)
        } else if name == "seq" || name == "sequential" {
            sequential(expression, function, arguments)
            return
        } else {
            rewrite(name, function.span, as: makesLayer(name, arguments) ? .layer : .function)
        }
        visit(arguments)
    }

    /// `print x, y` gets its parentheses.
    private mutating func printStatement(_ expression: Expression, _ function: Expression, _ arguments: [Argument]) {
        let end = Int(function.span.end)
        guard let next = source[end...].firstIndex(where: { $0 != 0x20 && $0 != 0x09 }), next > end,
            source[next] != UInt8(ascii: "("), !arguments.isEmpty
        else { return }
        replace(end, next, "(")
        insert(")", at: Int(expression.span.end))
    }

    /// `seq(…)` with layers by name; children named by keyword stand in an `OrderedDict`.
    private mutating func sequential(_ expression: Expression, _ function: Expression, _ arguments: [Argument]) {
        replace(Int(function.span.start), Int(function.span.end), "nn.Sequential")
        let isNamed = arguments.contains { if case .keyword = $0 { true } else { false } }
        guard let open = source[Int(function.span.end)...].firstIndex(of: UInt8(ascii: "(")) else { return }
        if isNamed {
            needsOrderedDict = true
            insert("OrderedDict([", at: open + 1)
        }
        for (index, argument) in arguments.enumerated() {
            let value = argument.value
            if case .keyword(let name, _, let span) = argument {
                replace(Int(span.start), Int(value.span.start), "(\"\(name)\", ")
            } else if isNamed {
                insert("(\"\(index)\", ", at: Int(value.span.start))
            }
            if case .name(let name) = value.kind, !bound.contains(name) {
                rewrite(name, value.span, as: .child)
            } else {
                visit(value)
            }
            if isNamed { insert(")", at: Int(value.span.end)) }
        }
        if isNamed { insert("])", at: Int(expression.span.end) - 1) }
    }

    private enum Role {
        /// A name not called: the function, as `act = relu` then calls it.
        case value
        case function
        case layer
        /// A bare name in `seq(…)`.
        case child
    }

    private mutating func rewrite(_ name: String, _ span: Span, as role: Role) {
        // In an f-string a span may be another place: only what reads as the name is changed.
        guard !bound.contains(name), text(span) == name, let spelling = PyTorchSpelling(name) else { return }
        switch spelling {
        case .module: break
        case .qualified(let full): replace(Int(span.start), Int(span.end), full)
        case .ours: ours.insert(name)
        case .layer(let layer, let function):
            switch role {
            case .child: replace(Int(span.start), Int(span.end), layer + "()")
            case .layer: replace(Int(span.start), Int(span.end), layer)
            case .value, .function: replace(Int(span.start), Int(span.end), function ?? layer)
            }
        }
    }

    /// Whether a call of a name that is layer and function makes the layer: there is no tensor first. A variable may be
    /// either; layers that hold parameters are made from sizes, the others take tensors.
    private func makesLayer(_ name: String, _ arguments: [Argument]) -> Bool {
        guard case .layer(let layer, let function) = PyTorchSpelling(name), function != nil else { return true }
        guard case .positional(let first)? = arguments.first else {
            return !arguments.contains { if case .keyword("input", _, _) = $0 { true } else { false } }
        }
        switch first.kind {
        case .int, .float, .bool, .none, .string, .unary(.negative, _): return true
        case .tuple(let items), .list(let items): return items.allSatisfy { if case .int = $0.kind { true } else { false } }
        default: return Self.parameterised.contains { layer.hasPrefix("nn.\($0)") }
        }
    }
    private static let parameterised = [
        "Linear", "Bilinear", "Conv", "BatchNorm", "LayerNorm", "GroupNorm", "InstanceNorm", "RMSNorm", "Embedding", "LSTM", "GRU",
        "RNN", "MultiheadAttention", "Transformer", "PReLU",
    ]
}

extension Argument {
    fileprivate var value: Expression {
        switch self {
        case .positional(let value), .keyword(_, let value, _), .star(let value), .doubleStar(let value): value
        }
    }
}

extension Parameters {
    fileprivate var kwargs: Parameter? { keywordVariadic }
}
