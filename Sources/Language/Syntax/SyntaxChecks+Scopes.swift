// What a name means in which scope, as far as mistakes depend on it.

struct CheckedScope {
    enum Kind: Equatable {
        case module, function, classBody
        /// With its name in messages.
        case comprehension(String)
    }
    var kind: Kind
    var parent: Int?
    var loops = 0
    /// Above zero while the iterable of a comprehension is being read, in this scope or around it.
    var iterableDepth = 0
    var bindsIterationNames = false
    var names: [String: Uses] = [:]
    /// Each name of each `global` and `nonlocal` statement.
    var directives: [(name: String, kind: Uses, span: Span)] = []

    struct Uses: OptionSet {
        let rawValue: UInt16
        static let parameter = Uses(rawValue: 1), bound = Uses(rawValue: 2), used = Uses(rawValue: 4)
        static let global = Uses(rawValue: 8), nonlocal = Uses(rawValue: 16), annotated = Uses(rawValue: 32)
        static let iteration = Uses(rawValue: 64), walrus = Uses(rawValue: 128), imported = Uses(rawValue: 256)
    }
}

extension SyntaxChecks {
    /// Opens a scope; answers with the one to go back to.
    mutating func enter(_ kind: CheckedScope.Kind) -> Int {
        let outer = current
        var scope = CheckedScope(kind: kind, parent: outer)
        scope.iterableDepth = scopes[outer].iterableDepth
        current = scopes.count
        scopes.append(scope)
        return outer
    }

    mutating func use(_ name: String) {
        if tracksNames { scopes[current].names[name, default: []].insert(.used) }
    }

    mutating func bind(name: String, _ span: Span) throws(SyntaxProblem) {
        checkDebug(name, span)
        guard tracksNames else { return }
        let uses = scopes[current].names[name, default: []]
        if scopes[current].bindsIterationNames {
            if uses.contains(.walrus) {
                throw SyntaxProblem(
                    "comprehension inner loop cannot rebind assignment expression target '\(name)'", span: span)
            }
            scopes[current].names[name, default: []].insert(.iteration)
        }
        scopes[current].names[name, default: []].insert(.bound)
    }

    /// `__debug__` is a constant that is no keyword.
    mutating func checkDebug(_ name: String, _ span: Span) {
        if name == "__debug__" { report("cannot assign to __debug__", span) }
    }

    mutating func bind(_ parameters: Parameters) throws(SyntaxProblem) {
        var seen: Set<String> = []
        for parameter in allParameters(parameters) {
            guard seen.insert(parameter.name).inserted else {
                throw SyntaxProblem(
                    "duplicate argument '\(parameter.name)' in function definition", span: parameter.span)
            }
            checkDebug(parameter.name, parameter.span)
            if tracksNames { scopes[current].names[parameter.name, default: []].formUnion([.parameter, .bound]) }
        }
    }

    /// An assignment expression binds in the nearest scope that is no comprehension.
    mutating func bindWalrus(_ name: String, _ span: Span) throws(SyntaxProblem) {
        if scopes[current].iterableDepth > 0 {
            throw SyntaxProblem(
                "assignment expression cannot be used in a comprehension iterable expression", span: span)
        }
        guard case .comprehension = scopes[current].kind else { return try bind(name: name, span) }
        var index: Int? = current
        while let scope = index {
            switch scopes[scope].kind {
            case .comprehension:
                if scopes[scope].names[name, default: []].contains(.iteration) {
                    throw SyntaxProblem(
                        "assignment expression cannot rebind comprehension iteration variable '\(name)'", span: span)
                }
                scopes[scope].names[name, default: []].insert(.walrus)
            case .classBody:
                throw SyntaxProblem(
                    "assignment expression within a comprehension cannot be used in a class body", span: span)
            case .module, .function:
                scopes[scope].names[name, default: []].insert(.bound)
                return
            }
            index = scopes[scope].parent
        }
    }

    mutating func checkAnnotated(_ target: Expression) throws(SyntaxProblem) {
        guard tracksNames, case .name(let name) = target.kind else { return }
        let uses = scopes[current].names[name, default: []]
        let isModule = scopes[current].kind == .module
        if uses.contains(.global), !isModule {
            throw SyntaxProblem("annotated name '\(name)' can't be global", span: target.span)
        }
        if uses.contains(.nonlocal) {
            throw SyntaxProblem("annotated name '\(name)' can't be nonlocal", span: target.span)
        }
        scopes[current].names[name, default: []].insert(.annotated)
    }

    /// Unlike any other binding, an import may come before a `global` or `nonlocal` of its name.
    mutating func bindImport(_ name: String) {
        if tracksNames { scopes[current].names[name, default: []].insert(.imported) }
    }

    /// `global` and `nonlocal` must come before any other use of the name.
    mutating func declare(_ names: [String], _ kind: CheckedScope.Uses, _ span: Span) throws(SyntaxProblem) {
        let word = kind == .global ? "global" : "nonlocal"
        for name in names {
            let uses = scopes[current].names[name, default: []]
            if uses.contains(.parameter) {
                throw SyntaxProblem("name '\(name)' is parameter and \(word)", span: span)
            }
            if uses.contains(.annotated) {
                throw SyntaxProblem("annotated name '\(name)' can't be \(word)", span: span)
            }
            if uses.contains(.bound) {
                throw SyntaxProblem("name '\(name)' is assigned to before \(word) declaration", span: span)
            }
            if uses.contains(.used) {
                throw SyntaxProblem("name '\(name)' is used prior to \(word) declaration", span: span)
            }
            scopes[current].names[name, default: []].insert(kind)
            scopes[current].directives.append((name, kind, span))
        }
    }

    /// Every `nonlocal` name must be bound in a function around.
    func resolveNonlocals() throws(SyntaxProblem) {
        guard tracksNames else { return }
        for scope in scopes {
            for (name, kind, _) in scope.directives where kind == .nonlocal {
                // Python points at the first statement that names it.
                let span = scope.directives.first { $0.name == name }?.span ?? Span(0, 0)
                if scope.kind == .module {
                    throw SyntaxProblem("nonlocal declaration not allowed at module level", span: span)
                }
                if scope.names[name, default: []].contains(.global) {
                    throw SyntaxProblem("name '\(name)' is nonlocal and global", span: span)
                }
                guard isBound(name, around: scope) || name == "__class__" && isInClass(scope) else {
                    throw SyntaxProblem("no binding for nonlocal '\(name)' found", span: span)
                }
            }
        }
    }

    /// The function stands in a class, however deep: `__class__` is bound there.
    private func isInClass(_ scope: CheckedScope) -> Bool {
        var index = scope.parent
        while let place = index {
            if scopes[place].kind == .classBody { return true }
            index = scopes[place].parent
        }
        return false
    }
    private func isBound(_ name: String, around scope: CheckedScope) -> Bool {
        var index = scope.parent
        while let place = index {
            let outer = scopes[place]
            index = outer.parent
            guard outer.kind == .function else { continue }
            let uses = outer.names[name, default: []]
            if uses.contains(.global) { return false }
            if !uses.isDisjoint(with: [.bound, .imported]), !uses.contains(.nonlocal) { return true }
        }
        return false
    }
}
