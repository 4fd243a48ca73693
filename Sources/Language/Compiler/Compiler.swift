import BigInt
import ObjectModel

/// Turns a tree into code: scopes first, then one `CodeBuilder` per function.
struct Compiler {
    let builder: CodeBuilder

    /// - Parameter names: what global names are numbered by.
    /// - Throws: `SyntaxProblem` for what only shows when names are resolved.
    static func compile(_ tree: SyntaxTree, source: CellSource, globals: GlobalTable) throws -> Code {
        let analyzer = ScopeAnalyzer.analyze(tree.statements)
        let builder = CodeBuilder(analyzer.module, parent: nil, source: source, globals: globals, analyzer: analyzer, name: "<module>")
        let compiler = Compiler(builder: builder)
        for (index, statement) in tree.statements.enumerated() {
            let isLast = index == tree.statements.count - 1
            if isLast, !tree.endsWithSemicolon, case .expression(let value) = statement.kind {
                builder.span = statement.span
                let register = try compiler.expression(value)
                builder.emit(.setResult, register)
            } else {
                try compiler.statement(statement)
            }
        }
        try compiler.finishWithNone()
        return try builder.finish()
    }

    func finishWithNone() throws {
        let register = builder.temporary()
        builder.emit(.none, register)
        builder.emit(.returnValue, register)
    }

    // MARK: Variables

    /// The register that holds variable `name`, loading it if it lives elsewhere.
    func load(_ name: String, into target: Int?) -> Int {
        switch builder.place(of: name) {
        case .local(let register):
            if !hasValue(register) {
                builder.emit(.checkBound, register)
                if !builder.unstable.contains(builder.scope.mangled(name)) { builder.assigned.insert(register) }
            }
            guard let target, target != register else { return register }
            builder.emit(.move, target, register)
            return target
        case .cell(let register):
            let result = target ?? builder.temporary()
            builder.emit(.loadCell, result, register)
            return result
        case .free(let index):
            let result = target ?? builder.temporary()
            builder.emit(.loadFree, result, index)
            return result
        case .global(let index):
            let result = target ?? builder.temporary()
            builder.emit(.loadGlobal, result, wide: index)
            return result
        case .namespace(let name):
            let result = target ?? builder.temporary()
            builder.emit(.loadName, result, wide: builder.nameIndex(name))
            return result
        case .namespaceOrFree(let name, let index):
            let result = target ?? builder.temporary()
            builder.emit(.loadNameOrFree, result, index)
            builder.emitNext(builder.nameIndex(name))
            return result
        }
    }
    /// Whether a variable's register is known to hold a value, by an assignment or as a parameter that is never deleted.
    func hasValue(_ register: Int) -> Bool {
        builder.assigned.contains(register)
            || register < builder.parameters.count && !builder.unstable.contains { builder.locals.index(of: $0) == register }
    }

    func store(_ name: String, _ register: Int, skippingOverlays: Bool = false) {
        switch builder.place(of: name, skippingOverlays: skippingOverlays) {
        case .local(let local):
            if local != register { builder.emit(.move, local, register) }
            noteAssigned(name, local)
        case .cell(let cell): builder.emit(.storeCell, register, cell)
        case .free(let index): builder.emit(.storeFree, register, index)
        case .global(let index): builder.emit(.storeGlobal, register, wide: index)
        case .namespace(let name), .namespaceOrFree(let name, _):
            builder.emit(.storeName, register, wide: builder.nameIndex(name))
        }
    }
    func noteAssigned(_ name: String, _ register: Int) {
        if !builder.unstable.contains(builder.scope.mangled(name)) { builder.assigned.insert(register) }
    }
    /// The register itself, when an assignment to `name` can compute right into it.
    func directRegister(_ name: String) -> Int? {
        if case .local(let register) = builder.place(of: name) { register } else { nil }
    }

    func delete(_ name: String) {
        switch builder.place(of: name) {
        case .local(let register):
            builder.emit(.clear, register)
            builder.assigned.remove(register)
        case .cell(let register): builder.emit(.deleteCell, 0, register)
        case .free(let index): builder.emit(.deleteFree, 0, index)
        case .global(let index): builder.emit(.deleteGlobal, 0, wide: index)
        case .namespace(let name), .namespaceOrFree(let name, _):
            builder.emit(.deleteName, 0, wide: builder.nameIndex(name))
        }
    }

    // MARK: Temporaries

    /// Frees the temporaries that `body` took.
    func scoped<Result>(_ body: () throws -> Result) rethrows -> Result {
        let top = builder.top
        defer { builder.top = top }
        return try body()
    }
    /// Code that may be jumped over: what it has found assigned says nothing about what comes behind it.
    @discardableResult
    func skippable<Result>(_ body: () throws -> Result) rethrows -> Result {
        let before = builder.assigned
        defer { builder.assigned = before }
        return try body()
    }
    /// Runs `body` with `span` as the place of what it emits.
    func at<Result>(_ span: Span, _ body: () throws -> Result) rethrows -> Result {
        let before = builder.span
        builder.span = span
        defer { builder.span = before }
        return try body()
    }
}
