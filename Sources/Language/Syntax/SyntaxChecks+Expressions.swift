// The checks inside expressions.

extension SyntaxChecks {
    mutating func visit(_ expression: Expression) throws(SyntaxProblem) {
        // Long chains of operators and calls are deep on their left only: follow that side in a loop.
        var expression = expression
        while true {
            switch expression.kind {
            // What most expressions end in, first.
            case .none, .ellipsis, .bool, .int, .bigInt, .float, .string, .bytes: return
            case .name where !tracksNames: return
            case .binary(_, let left, let right):
                try visit(right)
                expression = left
            case .attribute(let value, _, _): expression = value
            case .call(let function, let arguments):
                warnOfCall(function)
                try visit(arguments)
                expression = function
            case .subscript(let value, let index):
                warnOfSubscript(value, index)
                try visit(index)
                expression = value
            default: return try visitOther(expression)
            }
        }
    }

    private mutating func visitOther(_ expression: Expression) throws(SyntaxProblem) {
        switch expression.kind {
        case .none, .ellipsis, .bool, .int, .bigInt, .float, .string, .bytes: break
        case .name(let name): use(name)
        case .formatted(let parts): try visit(parts)
        case .list(let elements), .tuple(let elements), .set(let elements): try visitElements(elements)
        case .and(let operands), .or(let operands):
            for operand in operands { try visit(operand) }
        case .dict(let items): try visit(items)
        case .unary(_, let operand): try visit(operand)
        case .compare(let first, let rest):
            warnOfIdentity(first, rest)
            try visit(first)
            for (_, operand) in rest { try visit(operand) }
        case .conditional(let test, let then, let otherwise):
            try visit(test)
            try visit(then)
            try visit(otherwise)
        case .lambda(let parameters, let body):
            try visitDefaults(parameters)
            let outer = enter(.function)
            try bind(parameters)
            try visit(body)
            current = outer
        case .slice(let lower, let upper, let step):
            for part in [lower, upper, step] {
                if let part { try visit(part) }
            }
        case .starred(let value):
            report("can't use starred expression here", expression.span)
            try visit(value)
        case .walrus(let name, let value):
            try bindWalrus(name, expression.span)
            try visit(value)
        case .comprehension(let kind, let element, let clauses):
            try visit(clauses, collecting: kind.pythonName, [element])
        case .dictComprehension(let key, let value, let clauses):
            try visit(clauses, collecting: "dict comprehension", [key, value])
        case .yield(let value):
            try checkYield(expression.span)
            if let value { try visit(value) }
        case .yieldFrom(let value):
            try checkYield(expression.span)
            try visit(value)
        case .binary, .attribute, .call, .subscript: break
        }
    }

    private mutating func visitElements(_ elements: [Expression]) throws(SyntaxProblem) {
        for element in elements {
            if case .starred(let value) = element.kind { try visit(value) } else { try visit(element) }
        }
    }

    private mutating func visit(_ items: [DictItem]) throws(SyntaxProblem) {
        for item in items {
            switch item {
            case .pair(let key, let value):
                try visit(key)
                try visit(value)
            case .spread(let value): try visit(value)
            }
        }
    }

    private mutating func visit(_ parts: [FormattedPart]) throws(SyntaxProblem) {
        for part in parts {
            guard case .field(let value, _, let spec, _) = part else { continue }
            try visit(value)
            try visit(spec)
        }
    }

    mutating func visit(_ arguments: [Argument]) throws(SyntaxProblem) {
        var keywords: Set<String> = []
        for argument in arguments {
            switch argument {
            case .positional(let value), .star(let value), .doubleStar(let value): try visit(value)
            case .keyword(let name, let value, let span):
                checkDebug(name, span)
                if !keywords.insert(name).inserted { report("keyword argument repeated: \(name)", span) }
                try visit(value)
            }
        }
    }

    private mutating func checkYield(_ span: Span) throws(SyntaxProblem) {
        switch scopes[current].kind {
        case .function: break
        case .comprehension(let name): throw SyntaxProblem("'yield' inside \(name)", span: span)
        case .module, .classBody: report("'yield' outside function", span)
        }
    }

    /// The first iterable belongs to the scope around; everything else has a scope of its own.
    private mutating func visit(
        _ clauses: [ComprehensionClause], collecting name: String, _ elements: [Expression]
    ) throws(SyntaxProblem) {
        if let first = clauses.first { try visitIterable(first.iterable) }
        let outer = enter(.comprehension(name))
        for (index, clause) in clauses.enumerated() {
            scopes[current].bindsIterationNames = true
            try bind(clause.target)
            scopes[current].bindsIterationNames = false
            if index > 0 { try visitIterable(clause.iterable) }
            for condition in clause.conditions { try visit(condition) }
        }
        for element in elements { try visit(element) }
        current = outer
    }

    private mutating func visitIterable(_ iterable: Expression) throws(SyntaxProblem) {
        scopes[current].iterableDepth += 1
        try visit(iterable)
        scopes[current].iterableDepth -= 1
    }

    /// A target: names are bound, the rest is evaluated.
    mutating func bind(_ target: Expression) throws(SyntaxProblem) {
        switch target.kind {
        case .name(let name): try bind(name: name, target.span)
        case .tuple(let elements), .list(let elements):
            var stars = 0
            for element in elements {
                if case .starred(let value) = element.kind {
                    stars += 1
                    try bind(value)
                } else {
                    try bind(element)
                }
            }
            if stars > 1 { report("multiple starred expressions in assignment", target.span) }
        case .starred(let value):
            report("starred assignment target must be in a list or tuple", target.span)
            try bind(value)
        case .attribute(let value, let name, let span):
            checkDebug(name, span)
            try visit(value)
        default: try visit(target)
        }
    }
}

extension ComprehensionKind {
    fileprivate var pythonName: String {
        switch self {
        case .list: return "list comprehension"
        case .set: return "set comprehension"
        case .generator: return "generator expression"
        }
    }
}
