import ObjectModel

extension Compiler {
    func call(_ callee: Expression, _ arguments: [Argument], _ span: Span, _ target: Int?) throws -> Int {
        let top = builder.top
        let isSpread = arguments.contains { argument in
            switch argument {
            case .star, .doubleStar: true
            default: false
            }
        }
        let base: Int
        if isSpread {
            let spread: Span?
            (base, spread) = try spreadCall(callee, arguments)
            if let spread { at(spread) { builder.emit(.prepareSpread, base) } }
            builder.top = top
            let result = target ?? builder.temporary()
            at(span) { builder.emit(.callSpread, result, base) }
            return result
        }
        if case .attribute(let object, let name, _) = callee.kind {
            base = builder.temporaries(2)
            if case .call(let inner, let none) = object.kind, case .name("super") = inner.kind, none.isEmpty, hasSuperArguments {
                // `super().f(…)`: no object is made of what super() says.
                scoped {
                    _ = load("super", into: base)
                    _ = superArguments()
                    at(callee.span) {
                        builder.emit(.loadSuperMethod, base, builder.nameIndex(name))
                        builder.emitNext(builder.newCache())
                    }
                }
            } else {
                let cache = builder.newCache()
                let held = try receiver(object, base + 1)
                let invocation = invoke(held, arguments, base: base, target: target ?? base, cache: cache, span)
                if held != base + 1 { at(object.span) { builder.emit(.move, base + 1, held) } }
                at(callee.span) {
                    builder.emit(.loadMethod, base, builder.nameIndex(name))
                    builder.emitNext(cache)
                }
                defer { if let invocation { builder.aim(invocation) } }
                return try callMethod(base, arguments, span, target, top)
            }
            return try callMethod(base, arguments, span, target, top)
        }
        base = builder.temporary()
        if case .name(let name) = callee.kind, name != "super", case .global(let index) = builder.place(of: name), arguments.allSatisfy(\.isPlain) {
            let operands = arguments.compactMap { argument in if case .positional(let value) = argument { operand(value) } else { nil } }
            if operands.count == arguments.count, operands.count == 1 || operands.count == 2 {
                at(span) {
                    builder.emit(operands.count == 1 ? .callGlobal1 : .callGlobal2, target ?? base, base, operands[0])
                    builder.emit(.jump, operands.count == 1 ? 0 : operands[1], wide: index)
                }
            }
            // Nothing runs between looking up and calling: the function stays where it is.
            if arguments.contains(where: mayBeMissing) { at(callee.span) { builder.emit(.checkGlobal, 0, wide: index) } }
            let (count, _) = try place(arguments)
            builder.top = top
            let result = target ?? builder.temporary()
            // A missing function is the first word's fault, a failing call the others'.
            at(callee.span) { builder.emit(.callGlobal, result, base, count) }
            at(span) {
                builder.emitNext(index)
                builder.emit(.call, result, base, count)
            }
            return result
        }
        _ = try scoped { try expression(callee, into: base) }
        var (positional, keywords) = try place(arguments)
        if case .name("super") = callee.kind, arguments.isEmpty, let receiver = superArguments() {
            positional = receiver
            keywords = nil
        }
        return call(keywords == nil ? .call : .callKeywords, base, positional, keywords, span, target, top)
    }
    /// Emits a call whose callee and arguments are in place.
    private func call(
        _ operation: Operation, _ base: Int, _ positional: Int, _ keywords: Int?, _ span: Span, _ target: Int?, _ top: Int
    ) -> Int {
        builder.top = top
        let result = target ?? builder.temporary()
        at(span) {
            builder.emit(operation, result, base, positional)
            if let keywords { builder.emitNext(keywords) }
        }
        return result
    }

    /// Calls what `loadMethod` has found.
    private func callMethod(_ base: Int, _ arguments: [Argument], _ span: Span, _ target: Int?, _ top: Int) throws -> Int {
        let (positional, keywords) = try place(arguments)
        return call(keywords == nil ? .callMethod : .callMethodKeywords, base, positional, keywords, span, target, top)
    }
    /// Where the object is whose method is called: a variable of this frame stays in its register, anything else goes to `place`.
    private func receiver(_ object: Expression, _ place: Int) throws -> Int {
        if case .name(let name) = object.kind, case .local = builder.place(of: name) { return try expression(object) }
        _ = try scoped { try expression(object, into: place) }
        return place
    }
    /// The call in one piece, where the arguments are such that nothing runs between looking up the method and calling it.
    /// - Returns: the instruction that is to be aimed behind the call; nil when there is none.
    private func invoke(_ object: Int, _ arguments: [Argument], base: Int, target: Int, cache: Int, _ span: Span) -> Int? {
        guard arguments.count <= 2 else { return nil }
        var operands: [Int] = []
        for argument in arguments {
            guard case .positional(let value) = argument, let operand = operand(value) else { return nil }
            operands.append(operand)
        }
        operands += [0, 0]
        at(span) {
            builder.emit([.invoke0, .invoke1, .invoke2][arguments.count], target, object, base)
            builder.emit(.jump, operands[0], wide: cache)
            builder.emit(.jump, operands[1], wide: 0)
        }
        return builder.position - 1
    }
    /// A variable's register or a constant, as some instructions name either; nil for what must be worked out, and for a variable
    /// that may have no value.
    func operand(_ value: Expression) -> Int? {
        if case .name(let name) = value.kind {
            guard let register = directRegister(name), register < Operand.constants else { return nil }
            return hasValue(register) ? register : nil
        }
        guard let known = value.plainConstant else { return nil }
        let index = builder.constant(known)
        return index < 0x10000 - Operand.constants ? Operand.constants + index : nil
    }

    /// Puts the arguments into the next registers, keywords last.
    /// - Returns: how many are positional, and the constant with the keywords' names.
    private func place(_ arguments: [Argument]) throws -> (Int, Int?) {
        var names: [Name] = []
        var positional = 0
        let first = builder.temporaries(arguments.count)
        for (offset, argument) in arguments.enumerated() {
            switch argument {
            case .positional(let value):
                _ = try scoped { try expression(value, into: first + offset) }
                positional += 1
            case .keyword(let name, let value, _):
                _ = try scoped { try expression(value, into: first + offset) }
                names.append(Name(name))
            case .star, .doubleStar: break
            }
        }
        if names.isEmpty { return (positional, nil) }
        return (positional, builder.constant(.object(KeywordConstant(KeywordNames(names)))))
    }

    /// An argument whose look-up can fail.
    private func mayBeMissing(_ argument: Argument) -> Bool {
        guard case .positional(let value) = argument, case .name(let name) = value.kind else { return false }
        guard case .local(let register) = builder.place(of: name) else { return true }
        return !hasValue(register)
    }

    private var hasSuperArguments: Bool {
        guard builder.firstParameter != nil, case .free = builder.place(of: "__class__") else { return false }
        return true
    }
    /// `super()` inside a method means `super(__class__, first argument)`.
    private func superArguments() -> Int? {
        guard let first = builder.firstParameter, case .free = builder.place(of: "__class__") else { return nil }
        let registers = builder.temporaries(2)
        _ = load("__class__", into: registers)
        _ = load(first, into: registers + 1)
        return 2
    }

    /// - Returns: where the callee is, and the place of a spread value that is no list yet.
    private func spreadCall(_ callee: Expression, _ arguments: [Argument]) throws -> (Int, Span?) {
        let base = builder.temporaries(3)
        _ = try scoped { try expression(callee, into: base) }
        if arguments.count == 1, case .star(let value) = arguments[0] {
            // What is spread may stay what it is.
            _ = try scoped { try expression(value, into: base + 1) }
            builder.emit(.none, base + 2)
            return (base, value.span)
        }
        builder.emit(.buildList, base + 1, 0, 0)
        var hasKeywords = false
        for argument in arguments {
            try scoped {
                switch argument {
                case .positional(let value): builder.emit(.append, base + 1, try expression(value))
                case .star(let value):
                    let source = try expression(value)
                    at(value.span) { builder.emit(.extend, base + 1, source, 1) }
                case .keyword(let name, let value, _):
                    openKeywords(&hasKeywords, base + 2)
                    let pair = builder.temporaries(2)
                    constant(.str(name), into: pair)
                    try expression(value, into: pair + 1)
                    builder.emit(.storePair, base + 2, pair, pair + 1)
                case .doubleStar(let value):
                    openKeywords(&hasKeywords, base + 2)
                    let source = try expression(value)
                    at(value.span) { builder.emit(.mergeKeywords, base + 2, source) }
                }
            }
        }
        if !hasKeywords { builder.emit(.none, base + 2) }
        return (base, nil)
    }
    private func openKeywords(_ hasKeywords: inout Bool, _ register: Int) {
        if !hasKeywords { builder.emit(.buildDict, register, 0, 0) }
        hasKeywords = true
    }
}

extension Argument {
    /// A constant or a name, by position: nothing of the program runs when it is worked out.
    fileprivate var isPlain: Bool {
        guard case .positional(let value) = self else { return false }
        if case .name = value.kind { return true }
        return value.plainConstant != nil
    }
}

/// Keyword names as a constant of the code.
final class KeywordConstant: Object {
    let names: KeywordNames
    let unmanagedNames: Unmanaged<KeywordNames>
    init(_ names: KeywordNames) {
        self.names = names
        unmanagedNames = .passUnretained(names)
        super.init(kind: .other)
    }
}

extension CodeBuilder {
    /// The first parameter of the function being compiled: a method's `self`.
    var firstParameter: String? {
        parameters.positional.first?.text ?? nil
    }
}
