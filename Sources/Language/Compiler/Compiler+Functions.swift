import ObjectModel

extension Compiler {
    // MARK: Functions

    func function(_ definition: FunctionDefinition, _ span: Span) throws {
        try scoped {
            let decorators = try definition.decorators.map { decorator -> (Int, Span) in
                let base = builder.temporaries(2)
                _ = try scoped { try expression(decorator, into: base) }
                return (base, decorator.span)
            }
            let result = builder.temporary()
            // The analyzer knows the function by its statement's place.
            let scope = builder.analyzer.scopes[ScopeAnalyzer.key(span, 0)] ?? ScopeInfo(.function, parent: nil)
            let code = try functionCode(definition.name, definition.parameters, scope) { inner in
                if case .expression(let first)? = definition.body.first?.kind, case .string(let text) = first.kind {
                    inner.builder.documentation = text
                }
                try inner.block(definition.body)
                try inner.finishWithNone()
            }
            try makeFunction(code, scope, definition.parameters, returns: definition.returns, into: result)
            var value = result
            for (base, place) in decorators.reversed() {
                builder.emit(.move, base + 1, value)
                at(place) { builder.emit(.call, base, base, 1) }
                value = base
            }
            store(definition.name, value)
        }
    }

    func lambda(_ parameters: Parameters, _ body: Expression, _ span: Span, into result: Int) throws {
        let scope = builder.analyzer.scopes[ScopeAnalyzer.key(span, 1)] ?? ScopeInfo(.function, parent: nil)
        let code = try functionCode("<lambda>", parameters, scope) { inner in
            inner.builder.span = body.span
            let register = try inner.expression(body)
            inner.builder.emit(.returnValue, register)
        }
        try makeFunction(code, scope, parameters, returns: nil, into: result)
    }

    private func functionCode(_ name: String, _ parameters: Parameters, _ scope: ScopeInfo, _ body: (Compiler) throws -> Void) throws -> Code {
        let inner = CodeBuilder(scope, parent: builder, source: builder.source, globals: builder.globals, analyzer: builder.analyzer, name: name)
        inner.parameters = ParameterShape(
            positional: (parameters.positionalOnly + parameters.regular).map { Name(scope.mangled($0.name)) },
            positionalOnlyCount: parameters.positionalOnly.count,
            keywordOnly: parameters.keywordOnly.map { Name(scope.mangled($0.name)) },
            hasVariadic: parameters.variadic != nil, hasKeywordVariadic: parameters.keywordVariadic != nil)
        let names = parameters.all.map { scope.mangled($0.name) }
        for name in names where scope.cells.contains(name) {
            if let register = inner.locals.index(of: name) { inner.emit(.makeCell, register) }
        }
        makeCells(inner, except: Set(names))
        try body(Compiler(builder: inner))
        return try inner.finish()
    }
    private func makeCells(_ inner: CodeBuilder, except done: Set<String>) {
        for name in inner.scope.boundOrder where inner.scope.cells.contains(name) && !done.contains(name) {
            if let register = inner.locals.index(of: name) { inner.emit(.makeCell, register) }
        }
    }

    /// `R[result]` becomes a function: its defaults, keyword defaults, annotations and closure stand in a row, or its closure alone
    /// where there is nothing else.
    private func makeFunction(_ code: Code, _ scope: ScopeInfo, _ parameters: Parameters, returns: Expression?, into result: Int) throws {
        let defaults = (parameters.positionalOnly + parameters.regular).compactMap(\.defaultValue)
        let keywordDefaults = parameters.keywordOnly.filter { $0.defaultValue != nil }
        let annotated = parameters.written.filter { $0.annotation != nil }
        if defaults.isEmpty, keywordDefaults.isEmpty, annotated.isEmpty, returns == nil {
            return scoped {
                let base = builder.temporaries(scope.freeOrder.count)
                capture(scope, from: base)
                builder.emit(.makeClosure, result, builder.shortConstant(.object(code)), base)
            }
        }
        try scoped {
            let base = builder.temporaries(3 + scope.freeOrder.count)
            if defaults.isEmpty {
                builder.emit(.none, base)
            } else {
                try scoped { _ = try expression(Expression(.tuple(defaults), defaults[0].span), into: base) }
            }
            if keywordDefaults.isEmpty {
                builder.emit(.none, base + 1)
            } else {
                builder.emit(.buildDict, base + 1, 0, 0)
                for parameter in keywordDefaults {
                    guard let value = parameter.defaultValue else { continue }
                    try pair(scope.mangled(parameter.name), value, in: base + 1)
                }
            }
            if annotated.isEmpty, returns == nil {
                builder.emit(.none, base + 2)
            } else {
                builder.emit(.buildDict, base + 2, 0, 0)
                for parameter in annotated {
                    guard let annotation = parameter.annotation else { continue }
                    try pair(scope.mangled(parameter.name), annotation, in: base + 2)
                }
                if let returns { try pair("return", returns, in: base + 2) }
            }
            capture(scope, from: base + 3)
            builder.emit(.makeFunction, result, builder.shortConstant(.object(code)), base)
        }
    }
    private func pair(_ name: String, _ value: Expression, in dict: Int) throws {
        try scoped {
            let pair = builder.temporaries(2)
            constant(.str(name), into: pair)
            try expression(value, into: pair + 1)
            builder.emit(.storePair, dict, pair, pair + 1)
        }
    }
    /// The cells that the inner function's free names live in.
    private func capture(_ scope: ScopeInfo, from first: Int) {
        for (offset, name) in scope.freeOrder.enumerated() {
            switch builder.place(of: name) {
            case .cell(let register): builder.emit(.move, first + offset, register)
            case .free(let index), .namespaceOrFree(_, let index): builder.emit(.loadClosureCell, first + offset, index)
            default: preconditionFailure("scope analysis made '\(name)' free, so it is a cell here")
            }
        }
    }

    // MARK: Classes

    func classDefinition(_ definition: ClassDefinition, _ span: Span) throws {
        try scoped {
            let decorators = try definition.decorators.map { decorator -> (Int, Span) in
                let base = builder.temporaries(2)
                _ = try scoped { try expression(decorator, into: base) }
                return (base, decorator.span)
            }
            let base = builder.temporaries(3)
            let scope = builder.analyzer.scopes[ScopeAnalyzer.key(span, 2)] ?? ScopeInfo(.classBody, parent: nil)
            let inner = CodeBuilder(scope, parent: builder, source: builder.source, globals: builder.globals, analyzer: builder.analyzer, name: definition.name)
            if scope.needsClassCell, let register = inner.locals.index(of: "__class__") { inner.emit(.makeCell, register) }
            let body = Compiler(builder: inner)
            if case .expression(let first)? = definition.body.first?.kind, case .string(let text) = first.kind { inner.documentation = text }
            try body.block(definition.body)
            if scope.needsClassCell, let register = inner.locals.index(of: "__class__") {
                inner.emit(.returnValue, register)
            } else {
                try body.finishWithNone()
            }
            try makeFunction(try inner.finish(), scope, Parameters(), returns: nil, into: base)
            builder.emit(.buildList, base + 1, 0, 0)
            builder.emit(.buildDict, base + 2, 0, 0)
            for argument in definition.arguments {
                try scoped {
                    switch argument {
                    case .positional(let value): builder.emit(.append, base + 1, try expression(value))
                    case .star(let value): builder.emit(.extend, base + 1, try expression(value))
                    case .keyword(let name, let value, _): try pair(name, value, in: base + 2)
                    case .doubleStar(let value): builder.emit(.mergeKeywords, base + 2, try expression(value))
                    }
                }
            }
            at(definition.nameSpan) { builder.emit(.makeClass, base, builder.shortConstant(.str(definition.name)), base) }
            var value = base
            for (place, span) in decorators.reversed() {
                builder.emit(.move, place + 1, value)
                at(span) { builder.emit(.call, place, place, 1) }
                value = place
            }
            store(definition.name, value)
        }
    }

    // MARK: Comprehensions

    /// `kind` nil: a dict, from two results.
    func comprehension(
        _ kind: ComprehensionKind?, _ results: [Expression], _ clauses: [ComprehensionClause], _ span: Span, into result: Int
    ) throws {
        let scope = builder.analyzer.scopes[ScopeAnalyzer.key(span, 3)] ?? ScopeInfo(.comprehension, parent: nil)
        if !scope.isInlined { return try comprehensionFunction(kind, results, clauses, scope, span, into: result) }
        let collector = builder.temporary()
        builder.emit(kind == .set ? .buildSet : kind == .list ? .buildList : .buildDict, collector, 0, 0)
        // The first iterable is computed before the comprehension's own names exist.
        let iterator = builder.temporary()
        try iterate(clauses[0].iterable, into: iterator)
        var overlay: [String: (register: Int, isCell: Bool)] = [:]
        let before = builder.assigned
        var own: [Int] = []
        for name in scope.boundOrder {
            let register = builder.temporary()
            own.append(register)
            overlay[name] = (register, scope.cells.contains(name))
            builder.emit(.release, register)
            if scope.cells.contains(name) { builder.emit(.makeCell, register) } else { builder.assigned.insert(register) }
        }
        builder.overlays.append(overlay)
        try loop(clauses[...], iterator: iterator) { try collect(kind, results, into: collector) }
        builder.overlays.removeLast()
        builder.assigned = before
        for register in own { builder.emit(.release, register) }
        builder.emit(.take, result, collector)
    }

    private func iterate(_ iterable: Expression, into iterator: Int) throws {
        try scoped {
            let source = try expression(iterable)
            at(iterable.span) { builder.emit(.iterate, iterator, source) }
        }
    }

    private func collect(_ kind: ComprehensionKind?, _ results: [Expression], into collector: Int) throws {
        try scoped {
            switch kind {
            case .list: builder.emit(.append, collector, try expression(results[0]))
            case .set: builder.emit(.addToSet, collector, try expression(results[0]))
            case .generator:
                let value = try expression(results[0])
                builder.emit(.yieldValue, builder.temporary(), value)
            case nil:
                let (key, value) = try operands(results[0], results[1])
                builder.emit(.storePair, collector, key, value)
            }
        }
    }

    /// Nested loops over `clauses`, the first one's iterator being ready.
    private func loop(_ clauses: ArraySlice<ComprehensionClause>, iterator: Int, _ body: () throws -> Void) throws {
        guard let clause = clauses.first else { return try body() }
        let outer = builder.span
        builder.span = clause.iterable.span
        let head = try loopHead(clause.target, iterator)
        builder.span = outer
        try scoped {
            var skips: [Int] = []
            for condition in clause.conditions { skips += try jumpUnless(condition) }
            let rest = clauses.dropFirst()
            if let next = rest.first {
                let inner = builder.temporary()
                try iterate(next.iterable, into: inner)
                try loop(rest, iterator: inner, body)
            } else {
                try body()
            }
            for skip in skips { builder.aim(skip) }
        }
        loopEnd(head, iterator, clause.iterable.span)
        builder.emit(.release, iterator)
    }

    /// Generator expressions, and comprehensions in class bodies: a function of the first iterator.
    private func comprehensionFunction(
        _ kind: ComprehensionKind?, _ results: [Expression], _ clauses: [ComprehensionClause], _ scope: ScopeInfo, _ span: Span,
        into result: Int
    ) throws {
        let name = kind == .generator ? "<genexpr>" : kind == .list ? "<listcomp>" : kind == .set ? "<setcomp>" : "<dictcomp>"
        let inner = CodeBuilder(scope, parent: builder, source: builder.source, globals: builder.globals, analyzer: builder.analyzer, name: name)
        // The iterator arrives as a parameter; it is moved behind the locals, which the builder numbered first.
        let own = inner.top
        inner.parameters = ParameterShape(positional: [".0"])
        let compiler = Compiler(builder: inner)
        inner.span = span
        let iterator = inner.temporaries(1)
        if own > 0 {
            inner.emit(.move, iterator, 0)
            inner.emit(.release, 0)
        }
        makeCells(inner, except: [])
        let collector = inner.temporary()
        if kind != .generator { inner.emit(kind == .set ? .buildSet : kind == .list ? .buildList : .buildDict, collector, 0, 0) }
        for name in scope.boundOrder { if let register = inner.locals.index(of: name) { inner.assigned.insert(register) } }
        try compiler.loop(clauses[...], iterator: iterator) { try compiler.collect(kind, results, into: collector) }
        if kind == .generator { inner.emit(.none, collector) }
        inner.emit(.returnValue, collector)
        let code = try inner.finish()
        try scoped {
            let base = builder.temporaries(2)
            try makeFunction(code, scope, Parameters(), returns: nil, into: base)
            try iterate(clauses[0].iterable, into: base + 1)
            builder.emit(.call, result, base, 1)
        }
    }
}
