import ObjectModel

// Which scope every name belongs to, by Python's rules, before any code is made.

/// A function, class body, comprehension or the cell itself.
final class ScopeInfo {
    enum Kind { case module, function, classBody, comprehension }
    let kind: Kind
    weak var parent: ScopeInfo?
    /// Names bound here: assigned, imported, parameters, loop targets …
    var bound = TextTable()
    var boundOrder: [String] { bound.texts }
    var globals: Set<String> = []
    var nonlocals: Set<String> = []
    var used = TextTable()
    var children: [ScopeInfo] = []
    /// Bound here and used by an inner function: lives in a cell.
    var cells: Set<String> = []
    /// Used here or further in, bound in an outer function.
    var frees: Set<String> = []
    var freeOrder: [String] = []
    var isGenerator = false
    /// A list, set or dict comprehension that runs within its surrounding function's frame. Its uses count as that
    /// function's (`passedUses`), and what its own inner functions want becomes cells there (`passedToInner`).
    var isInlined = false
    var passedUses: Set<String> = []
    var passedToInner: Set<String> = []
    /// Some inner function says `super()` or `__class__`.
    var needsClassCell = false
    /// The class whose body this is in, without leading underscores: what private names get.
    private let privatePrefix: String?

    init(_ kind: Kind, parent: ScopeInfo?, className: String? = nil) {
        self.kind = kind
        self.parent = parent
        let bare = className.map { String($0.drop { $0 == "_" }) }
        privatePrefix = bare.map { $0.isEmpty ? nil : "_" + $0 } ?? parent?.privatePrefix
        parent?.children.append(self)
    }
    /// `__name` inside a class `A` means `_A__name`.
    func mangled(_ name: String) -> String {
        guard let privatePrefix, name.utf8.starts(with: "__".utf8), !name.hasSuffix("__") else { return name }
        return privatePrefix + name
    }
    func bind(_ plain: String) {
        bound.insert(mangled(plain))
    }
    func addFree(_ name: String) {
        if frees.insert(name).inserted { freeOrder.append(name) }
    }
    /// The scope that owns a walrus target inside comprehensions.
    var walrusOwner: ScopeInfo { kind == .comprehension ? parent?.walrusOwner ?? self : self }
}

/// Identifies a scope by the place of its text.
struct ScopeKey: Hashable {
    let start: Int32
    let end: Int32
    let tag: UInt8  // 0 function, 1 lambda, 2 class, 3 comprehension
}

struct ScopeAnalyzer {
    private(set) var scopes: [ScopeKey: ScopeInfo] = [:]
    let module = ScopeInfo(.module, parent: nil)

    static func analyze(_ statements: [Statement]) -> ScopeAnalyzer {
        var analyzer = ScopeAnalyzer()
        analyzer.visit(statements, analyzer.module)
        ScopeAnalyzer.resolve(analyzer.module)
        return analyzer
    }

    static func key(_ span: Span, _ tag: UInt8) -> ScopeKey { ScopeKey(start: span.start, end: span.end, tag: tag) }

    // MARK: Collecting

    private mutating func visit(_ statements: [Statement], _ scope: ScopeInfo) {
        for statement in statements { visit(statement, scope) }
    }

    private mutating func visit(_ statement: Statement, _ scope: ScopeInfo) {
        switch statement.kind {
        case .expression(let value), .help(let value): visit(value, scope)
        case .assign(let targets, let value):
            visit(value, scope)
            for target in targets { bind(target, scope) }
        case .augmentedAssign(let target, _, let value):
            visit(target, scope)
            visit(value, scope)
            bind(target, scope)
        case .annotatedAssign(let target, let annotation, let value, let simple):
            if scope.kind != .function || !simple { visit(annotation, scope) }
            if let value { visit(value, scope) }
            bind(target, scope)
            if simple, scope.kind == .classBody || scope.kind == .module { scope.bind("__annotations__") }
        case .if(let test, let then, let otherwise):
            visit(test, scope)
            visit(then, scope)
            visit(otherwise, scope)
        case .for(let target, let iterable, let body, let otherwise):
            visit(iterable, scope)
            bind(target, scope)
            visit(body, scope)
            visit(otherwise, scope)
        case .while(let test, let body, let otherwise):
            visit(test, scope)
            visit(body, scope)
            visit(otherwise, scope)
        case .break, .continue, .pass, .command: break
        case .function(let definition):
            for decorator in definition.decorators { visit(decorator, scope) }
            scope.bind(definition.name)
            visitDefaults(definition.parameters, scope)
            if let returns = definition.returns { visit(returns, scope) }
            let inner = ScopeInfo(.function, parent: scope)
            scopes[ScopeAnalyzer.key(statement.span, 0)] = inner
            bindParameters(definition.parameters, inner)
            visit(definition.body, inner)
        case .classDefinition(let definition):
            for decorator in definition.decorators { visit(decorator, scope) }
            for argument in definition.arguments { visit(argument, scope) }
            scope.bind(definition.name)
            let inner = ScopeInfo(.classBody, parent: scope, className: definition.name)
            scopes[ScopeAnalyzer.key(statement.span, 2)] = inner
            visit(definition.body, inner)
        case .return(let value): if let value { visit(value, scope) }
        case .raise(let value, let cause):
            if let value { visit(value, scope) }
            if let cause { visit(cause, scope) }
        case .assert(let test, let message):
            visit(test, scope)
            if let message { visit(message, scope) }
        case .delete(let targets):
            for target in targets {
                visit(target, scope)
                bind(target, scope)
            }
        case .global(let names): scope.globals.formUnion(names.map(scope.mangled))
        case .nonlocal(let names):
            scope.nonlocals.formUnion(names.map(scope.mangled))
            if names.contains("__class__"), let around = scope.parent { noteClassCell(around) }
        case .import(let names):
            for name in names {
                scope.bind(name.alias ?? String(name.name.prefix { $0 != "." }))
            }
        case .fromImport(_, let names, _): for name in names { scope.bind(name.alias ?? name.name) }
        case .try(let body, let handlers, let otherwise, let finally):
            visit(body, scope)
            for handler in handlers {
                if let type = handler.type { visit(type, scope) }
                if let name = handler.name { scope.bind(name) }
                visit(handler.body, scope)
            }
            visit(otherwise, scope)
            visit(finally, scope)
        case .with(let items, let body):
            for item in items {
                visit(item.context, scope)
                if let target = item.target { bind(target, scope) }
            }
            visit(body, scope)
        }
    }

    private mutating func visitDefaults(_ parameters: Parameters, _ scope: ScopeInfo) {
        for parameter in parameters.all {
            if let value = parameter.defaultValue { visit(value, scope) }
            if let annotation = parameter.annotation { visit(annotation, scope) }
        }
    }
    private func bindParameters(_ parameters: Parameters, _ scope: ScopeInfo) {
        for parameter in parameters.all { scope.bind(parameter.name) }
    }

    /// An assignment target: names are bound, everything else in it is used.
    private mutating func bind(_ target: Expression, _ scope: ScopeInfo) {
        switch target.kind {
        case .name(let name): scope.bind(name)
        case .tuple(let items), .list(let items): for item in items { bind(item, scope) }
        case .starred(let inner): bind(inner, scope)
        default: visit(target, scope)
        }
    }

    private mutating func visit(_ argument: Argument, _ scope: ScopeInfo) {
        switch argument {
        case .positional(let value), .keyword(_, let value, _), .star(let value), .doubleStar(let value): visit(value, scope)
        }
    }

    private mutating func visit(_ expression: Expression, _ scope: ScopeInfo) {
        switch expression.kind {
        case .none, .ellipsis, .bool, .int, .bigInt, .float, .string, .bytes: break
        case .formatted(let parts): visit(parts, scope)
        case .name(let name):
            scope.used.insert(scope.mangled(name))
            if name == "super" || name == "__class__" { noteClassCell(scope) }
        case .list(let items), .tuple(let items), .set(let items), .and(let items), .or(let items):
            for item in items { visit(item, scope) }
        case .dict(let items):
            for item in items {
                switch item {
                case .pair(let key, let value):
                    visit(key, scope)
                    visit(value, scope)
                case .spread(let value): visit(value, scope)
                }
            }
        case .unary(_, let operand), .starred(let operand), .attribute(let operand, _, _): visit(operand, scope)
        case .binary(_, let left, let right), .subscript(let left, let right):
            visit(left, scope)
            visit(right, scope)
        case .compare(let first, let rest):
            visit(first, scope)
            for (_, operand) in rest { visit(operand, scope) }
        case .conditional(let test, let then, let otherwise):
            visit(test, scope)
            visit(then, scope)
            visit(otherwise, scope)
        case .lambda(let parameters, let body):
            visitDefaults(parameters, scope)
            let inner = ScopeInfo(.function, parent: scope)
            scopes[ScopeAnalyzer.key(expression.span, 1)] = inner
            bindParameters(parameters, inner)
            visit(body, inner)
        case .call(let callee, let arguments):
            visit(callee, scope)
            for argument in arguments { visit(argument, scope) }
        case .slice(let start, let stop, let step):
            for part in [start, stop, step] { if let part { visit(part, scope) } }
        case .walrus(let name, let value):
            visit(value, scope)
            let owner = scope.walrusOwner
            owner.bind(name)
            // A comprehension inside a function reaches its owner's variable like an inner function would.
            if owner !== scope { scope.used.insert(scope.mangled(name)) }
        case .comprehension(let kind, let element, let clauses):
            visitComprehension(expression.span, clauses, [element], scope, isGenerator: kind == .generator)
        case .dictComprehension(let key, let value, let clauses):
            visitComprehension(expression.span, clauses, [key, value], scope, isGenerator: false)
        case .yield(let value):
            scope.isGenerator = true
            if let value { visit(value, scope) }
        case .yieldFrom(let value):
            scope.isGenerator = true
            visit(value, scope)
        }
    }

    private mutating func visit(_ parts: [FormattedPart], _ scope: ScopeInfo) {
        for part in parts {
            if case .field(let value, _, let specification, _) = part {
                visit(value, scope)
                visit(specification, scope)
            }
        }
    }

    private mutating func visitComprehension(
        _ span: Span, _ clauses: [ComprehensionClause], _ results: [Expression], _ scope: ScopeInfo, isGenerator: Bool
    ) {
        // The first iterable belongs to the surrounding scope.
        if let first = clauses.first { visit(first.iterable, scope) }
        let inner = ScopeInfo(.comprehension, parent: scope)
        // Class bodies hide their names from comprehensions, as from functions.
        inner.isInlined = !isGenerator && scope.kind != .classBody
        inner.isGenerator = isGenerator
        scopes[ScopeAnalyzer.key(span, 3)] = inner
        for (index, clause) in clauses.enumerated() {
            if index > 0 { visit(clause.iterable, inner) }
            bind(clause.target, inner)
            for condition in clause.conditions { visit(condition, inner) }
        }
        for result in results { visit(result, inner) }
    }

    private func noteClassCell(_ scope: ScopeInfo) {
        var current: ScopeInfo? = scope
        while let here = current {
            if here.kind == .classBody {
                here.needsClassCell = true
                here.bind("__class__")
                return
            }
            here.used.insert("__class__")
            current = here.parent
        }
    }

    // MARK: Resolving

    /// Decides, inner scopes first, which used names come from which outer function.
    private static func resolve(_ scope: ScopeInfo) {
        for child in scope.children { resolve(child) }
        var innerWanted: Set<String> = []
        var directlyUsed = Set(scope.used.texts)
        for child in scope.children {
            if child.isInlined {
                innerWanted.formUnion(child.passedToInner)
                directlyUsed.formUnion(child.passedUses)
            } else {
                innerWanted.formUnion(child.frees)
            }
        }
        scope.cells = innerWanted.filter { isLocal($0, scope) && (scope.kind != .classBody || $0 == "__class__") }
        if scope.isInlined {
            scope.passedToInner = innerWanted.subtracting(scope.bound.texts)
            scope.passedUses = directlyUsed.subtracting(scope.bound.texts)
            return
        }
        guard scope.kind != .module else { return }
        let own = directlyUsed.union(scope.nonlocals).filter { !isLocal($0, scope) }
        // A class body sees its own names through its namespace, but hands outer ones through to its methods.
        let handedOn = innerWanted.filter { scope.kind == .classBody ? $0 != "__class__" : !isLocal($0, scope) }
        for name in own.union(handedOn).sorted() where !scope.globals.contains(name) && isBoundInOuterFunction(name, scope) {
            scope.addFree(name)
        }
    }
    private static func isLocal(_ name: String, _ scope: ScopeInfo) -> Bool {
        scope.kind != .module && scope.bound.contains(name) && !scope.globals.contains(name) && !scope.nonlocals.contains(name)
    }
    private static func isBoundInOuterFunction(_ name: String, _ scope: ScopeInfo) -> Bool {
        var outer = scope.parent
        while let here = outer, here.kind != .module {
            if here.globals.contains(name) { return false }
            if here.kind != .classBody || name == "__class__", isLocal(name, here) { return true }
            outer = here.parent
        }
        return false
    }
}

extension Parameters {
    /// In the order of a frame's registers.
    var all: [Parameter] {
        positionalOnly + regular + keywordOnly + (variadic.map { [$0] } ?? []) + (keywordVariadic.map { [$0] } ?? [])
    }
    /// In the order of the text.
    var written: [Parameter] {
        positionalOnly + regular + (variadic.map { [$0] } ?? []) + keywordOnly + (keywordVariadic.map { [$0] } ?? [])
    }
}
