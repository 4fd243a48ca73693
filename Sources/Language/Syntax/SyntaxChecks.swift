// What the grammar allows but Python's compiler refuses: told before anything of the cell runs. Python looks at scopes
// first (`global`, `nonlocal`, parameters, walruses in comprehensions), then at everything else; so do we: mistakes
// of the second kind wait in `late`.

struct SyntaxChecks {
    var scopes: [CheckedScope] = [CheckedScope(kind: .module, parent: nil)]
    var current = 0
    /// The first mistake of the second kind.
    var late: SyntaxProblem?
    var warnings: [String] = []
    /// Names matter only where `global`, `nonlocal` or `:=` occur; most cells have none.
    let tracksNames: Bool

    /// `tokens` are the cell's.
    /// - Returns: what Python only warns of.
    static func check(_ tree: SyntaxTree, tokens: [Token]) throws(SyntaxProblem) -> [String] {
        let tracksNames = tokens.contains { $0.kind == .global || $0.kind == .nonlocal || $0.kind == .colonAssign }
        var checks = SyntaxChecks(tracksNames: tracksNames)
        checks.futureEnd = try FutureImports.check(tree.statements)
        try checks.visit(tree.statements)
        try checks.resolveNonlocals()
        if let late = checks.late { throw late }
        return checks.warnings
    }

    private init(tracksNames: Bool) { self.tracksNames = tracksNames }

    /// Where the imports from `__future__` at the top of the cell end.
    private var futureEnd: Int32 = -1

    mutating func report(_ message: String, _ span: Span, hint: String? = nil) {
        if late == nil { late = SyntaxProblem(message, hint: hint, span: span) }
    }

    mutating func visit(_ statements: [Statement]) throws(SyntaxProblem) {
        for statement in statements { try visit(statement) }
    }

    private mutating func visit(_ statement: Statement) throws(SyntaxProblem) {
        switch statement.kind {
        case .expression(let value): try visit(value)
        case .assign(let targets, let value):
            try visit(value)
            for target in targets { try bind(target) }
        case .augmentedAssign(let target, _, let value):
            try bind(target)
            try visit(value)
        case .annotatedAssign(let target, let annotation, let value, _):
            try checkAnnotated(target)
            try bind(target)
            try visit(annotation)
            if let value { try visit(value) }
        case .if(let test, let then, let otherwise):
            try visit(test)
            try visit(then)
            try visit(otherwise)
        case .for(let target, let iterable, let body, let otherwise):
            try bind(target)
            try visit(iterable)
            try visitLoop(body)
            try visit(otherwise)
        case .while(let test, let body, let otherwise):
            try visit(test)
            try visitLoop(body)
            try visit(otherwise)
        case .break:
            if scopes[current].loops == 0 { report("'break' outside loop", statement.span) }
        case .continue:
            if scopes[current].loops == 0 { report("'continue' not properly in loop", statement.span) }
        case .function(let definition): try visit(definition)
        case .classDefinition(let definition): try visit(definition)
        case .return(let value):
            if scopes[current].kind != .function { report("'return' outside function", statement.span) }
            if let value { try visit(value) }
        case .raise(let exception, let cause):
            if let exception { try visit(exception) }
            if let cause { try visit(cause) }
        case .assert(let test, let message):
            warnOfAssertion(test)
            try visit(test)
            if let message { try visit(message) }
        case .delete(let targets):
            for target in targets { try bind(target) }
        case .global(let names): try declare(names, .global, statement.span)
        case .nonlocal(let names): try declare(names, .nonlocal, statement.span)
        case .import(let names):
            for name in names {
                let whole = name.alias ?? String(name.name.prefix { $0 != "." })
                checkDebug(whole, name.span)
                bindImport(whole)
            }
        case .fromImport(let module, let names, _):
            if module == "__future__", statement.span.start > futureEnd { report(FutureImports.late, statement.span) }
            if names.isEmpty, scopes[current].kind != .module {
                let end = Int(statement.span.end)
                throw SyntaxProblem("import * only allowed at module level", span: Span(end - 1, end))
            }
            for name in names {
                checkDebug(name.alias ?? name.name, name.span)
                bindImport(name.alias ?? name.name)
            }
        case .try(let body, let handlers, let otherwise, let finally):
            try visit(body)
            try visit(handlers)
            try visit(otherwise)
            try visit(finally)
        case .with(let items, let body):
            for item in items {
                try visit(item.context)
                if let target = item.target { try bind(target) }
            }
            try visit(body)
        case .help(let value): try visit(value)
        case .pass, .command: break
        }
    }

    private mutating func visitLoop(_ body: [Statement]) throws(SyntaxProblem) {
        scopes[current].loops += 1
        try visit(body)
        scopes[current].loops -= 1
    }

    private mutating func visit(_ handlers: [ExceptHandler]) throws(SyntaxProblem) {
        for (index, handler) in handlers.enumerated() {
            if handler.type == nil, index + 1 < handlers.count {
                report("default 'except:' must be last", handler.span)
            }
            if let type = handler.type { try visit(type) }
            if let name = handler.name { try bind(name: name, handler.span) }
            try visit(handler.body)
        }
    }

    private mutating func visit(_ definition: FunctionDefinition) throws(SyntaxProblem) {
        try bind(name: definition.name, definition.nameSpan)
        try visitDefaults(definition.parameters)
        try visitAnnotations(definition.parameters)
        if let returns = definition.returns { try visit(returns) }
        for decorator in definition.decorators { try visit(decorator) }
        let outer = enter(.function)
        try bind(definition.parameters)
        try visit(definition.body)
        current = outer
    }

    private mutating func visit(_ definition: ClassDefinition) throws(SyntaxProblem) {
        try bind(name: definition.name, definition.nameSpan)
        try visit(definition.arguments)
        for decorator in definition.decorators { try visit(decorator) }
        let outer = enter(.classBody)
        try visit(definition.body)
        current = outer
    }

    func allParameters(_ parameters: Parameters) -> [Parameters.Parameter] {
        var all = parameters.positionalOnly + parameters.regular + parameters.keywordOnly
        if let variadic = parameters.variadic { all.append(variadic) }
        if let variadic = parameters.keywordVariadic { all.append(variadic) }
        return all
    }

    mutating func visitDefaults(_ parameters: Parameters) throws(SyntaxProblem) {
        for parameter in allParameters(parameters) {
            if let value = parameter.defaultValue { try visit(value) }
        }
    }

    private mutating func visitAnnotations(_ parameters: Parameters) throws(SyntaxProblem) {
        for parameter in allParameters(parameters) {
            guard let annotation = parameter.annotation else { continue }
            // `*args: *Types` may be starred.
            if case .starred(let value) = annotation.kind { try visit(value) } else { try visit(annotation) }
        }
    }
}

/// `from __future__ import …` must come first; in nbs none of the features changes anything.
private enum FutureImports {
    static let features: Set<String> = [
        "nested_scopes", "generators", "division", "absolute_import", "with_statement", "print_function",
        "unicode_literals", "barry_as_FLUFL", "generator_stop", "annotations",
    ]

    static let late = "from __future__ imports must occur at the beginning of the file"

    /// Where the last of them ends.
    static func check(_ statements: [Statement]) throws(SyntaxProblem) -> Int32 {
        var mayImport = true
        var end: Int32 = -1
        for (index, statement) in statements.enumerated() {
            switch statement.kind {
            case .fromImport("__future__", let names, 0):
                guard mayImport else {
                    throw SyntaxProblem(late, span: statement.span)
                }
                end = statement.span.end
                for name in names where !features.contains(name.name) {
                    if name.name == "braces" { throw SyntaxProblem("not a chance", span: statement.span) }
                    throw SyntaxProblem("future feature \(name.name) is not defined", span: statement.span)
                }
            case .expression(let value):
                if case .string = value.kind, index == 0 { continue }
                mayImport = false
            default: mayImport = false
            }
        }
        return end
    }
}
