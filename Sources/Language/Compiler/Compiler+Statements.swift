import ObjectModel

extension Compiler {
    func block(_ statements: [Statement]) throws {
        noteUnstable(statements)
        for statement in statements { try self.statement(statement) }
    }

    func statement(_ statement: Statement) throws {
        builder.span = statement.span
        try scoped { try emit(statement) }
    }

    private func emit(_ statement: Statement) throws {
        switch statement.kind {
        case .expression(let value):
            // A string alone is a comment.
            if case .string = value.kind { return }
            try expression(value)
        case .assign(let targets, let value): try assignment(targets, value)
        case .augmentedAssign(let target, let operation, let value): try augmented(target, operation, value, statement.span)
        case .annotatedAssign(let target, let annotation, let value, let simple):
            try annotated(target, annotation, value, simple)
        case .if(let test, let then, let otherwise): try conditional(test, then, otherwise)
        case .for(let target, let iterable, let body, let otherwise): try forLoop(target, iterable, body, otherwise)
        case .while(let test, let body, let otherwise): try whileLoop(test, body, otherwise)
        case .break: try leaveLoop(isBreak: true)
        case .continue: try leaveLoop(isBreak: false)
        case .pass: break
        case .function(let definition): try function(definition, statement.span)
        case .classDefinition(let definition): try classDefinition(definition, statement.span)
        case .return(let value): try returnStatement(value)
        case .raise(let value, let cause): try raiseStatement(value, cause)
        case .assert(let test, let message):
            let failed = try jumpUnless(test)
            let end = builder.emitJump(.jump)
            builder.aim(failed)
            let register = builder.temporary()
            if let message { try skippable { try expression(message, into: register) } }
            builder.span = test.span
            builder.emit(.assertFailed, 0, register, message == nil ? 0 : 1)
            builder.aim(end)
        case .delete(let targets): for target in targets { try delete(target) }
        case .global, .nonlocal: break
        case .import(let names): try importStatement(names)
        case .fromImport(let module, let names, let level): try fromImport(module, names, level, statement.span)
        case .try(let body, let handlers, let otherwise, let finally):
            try tryStatement(body, handlers, otherwise, finally)
        case .with(let items, let body): try with(items[...], body)
        case .command(let text, let isCellCommand):
            builder.emit(.command, isCellCommand ? 1 : 0, wide: builder.constant(.str(text)))
        case .help(let value): builder.emit(.showHelp, try expression(value))
        }
    }

    /// Local names that `del` or an `except … as` can take away again: their registers are always checked.
    private func noteUnstable(_ statements: [Statement]) {
        for statement in statements {
            switch statement.kind {
            case .delete(let targets):
                for target in targets { if case .name(let name) = target.kind { builder.unstable.insert(builder.scope.mangled(name)) } }
            case .if(_, let a, let b), .for(_, _, let a, let b), .while(_, let a, let b):
                noteUnstable(a)
                noteUnstable(b)
            case .with(_, let body): noteUnstable(body)
            case .try(let body, let handlers, let a, let b):
                for part in [body, a, b] { noteUnstable(part) }
                for handler in handlers {
                    if let name = handler.name { builder.unstable.insert(builder.scope.mangled(name)) }
                    noteUnstable(handler.body)
                }
            default: break
            }
        }
    }

    // MARK: Assignment

    private func assignment(_ targets: [Expression], _ value: Expression) throws {
        if targets.count == 1, case .name(let name) = targets[0].kind, let register = directRegister(name), !value.mayFailHalfway {
            try expression(value, into: register)
            noteAssigned(name, register)
            return
        }
        // `a, b = b, a`: both sides as registers, without a tuple between.
        if targets.count == 1, case .tuple(let left) = targets[0].kind, case .tuple(let right) = value.kind,
            left.count == right.count, !left.contains(where: \.isStarred), !right.contains(where: \.isStarred)
        {
            var early = Set(right.indices)
            let first = builder.temporaries(right.count)
            let registers = ownRegisters(left)
            for (offset, item) in right.enumerated() {
                if let register = registers?[offset], !item.mayFailHalfway, right[(offset + 1)...].allSatisfy({ isIndifferent($0, to: register) }) {
                    // What is worked out after it neither fails nor asks for the variable: nobody sees that it is assigned now.
                    _ = try scoped { try expression(item, into: register) }
                } else {
                    _ = try scoped { try expression(item, into: first + offset) }
                    early.remove(offset)
                }
            }
            for (offset, target) in left.enumerated() {
                if early.contains(offset), case .name(let name) = target.kind, let registers {
                    noteAssigned(name, registers[offset])
                } else {
                    try assign(target, taking: first + offset)
                }
            }
            return
        }
        let register = try expression(value)
        for target in targets { try assign(target, from: register) }
    }

    /// The targets' registers, if they are variables of this frame, each another one.
    private func ownRegisters(_ targets: [Expression]) -> [Int]? {
        let registers = targets.compactMap { target in if case .name(let name) = target.kind { directRegister(name) } else { nil } }
        return registers.count == targets.count && Set(registers).count == registers.count ? registers : nil
    }
    /// A constant, or a variable that has a value and is another one.
    private func isIndifferent(_ value: Expression, to register: Int) -> Bool {
        if case .name(let name) = value.kind {
            guard let own = directRegister(name), own != register else { return false }
            return hasValue(own)
        }
        return value.plainConstant != nil
    }

    /// The same for a temporary register that nothing else needs.
    private func assign(_ target: Expression, taking register: Int) throws {
        guard case .name(let name) = target.kind, let local = directRegister(name) else { return try assign(target, from: register) }
        builder.emit(.take, local, register)
        noteAssigned(name, local)
    }
    /// Code that stores a register's value to a target.
    func assign(_ target: Expression, from register: Int) throws {
        switch target.kind {
        case .name(let name): store(name, register)
        case .attribute(let object, let name, _):
            try scoped {
                let owner = try expression(object)
                at(target.span) {
                    builder.emit(.storeAttribute, owner, register, builder.nameIndex(name))
                    builder.emitNext(builder.newCache())
                }
            }
        case .subscript(let object, let index):
            try scoped {
                let (owner, key, isConstant) = try operandsOfItem(object, index)
                at(target.span) { builder.emit(isConstant ? .storeItemConstant : .storeItem, owner, key, register) }
            }
        case .tuple(let items), .list(let items):
            if let registers = ownRegisters(items), let first = registers.first, registers == Array(first..<(first + registers.count)) {
                at(target.span) { builder.emit(.unpack, register, first, items.count) }
                for item in items { if case .name(let name) = item.kind, let own = directRegister(name) { noteAssigned(name, own) } }
                return
            }
            try scoped {
                let first = builder.temporaries(items.count)
                at(target.span) {
                    if let star = items.firstIndex(where: \.isStarred) {
                        builder.emit(.unpackStarred, register, first, star)
                        builder.emitNext(items.count - star - 1)
                    } else {
                        builder.emit(.unpack, register, first, items.count)
                    }
                }
                for (offset, item) in items.enumerated() {
                    if case .starred(let inner) = item.kind {
                        try assign(inner, from: first + offset)
                    } else {
                        try assign(item, taking: first + offset)
                    }
                }
            }
        default: throw SyntaxProblem(.syntax, "cannot assign to expression here", span: target.span)
        }
    }

    private func augmented(_ target: Expression, _ operation: BinaryOperation, _ value: Expression, _ span: Span) throws {
        let code = Int(operation.operatorCode.rawValue)
        switch target.kind {
        case .name(let name):
            let register = load(name, into: directRegister(name) ?? builder.temporary())
            try inPlace(register, value, code, span)
            store(name, register)
        case .attribute(let object, let name, _):
            let owner = try expression(object)
            let result = builder.temporary()
            at(target.span) {
                builder.emit(.loadAttribute, result, owner, builder.nameIndex(name))
                builder.emitNext(builder.newCache())
            }
            try inPlace(result, value, code, span)
            at(span) {
                builder.emit(.storeAttribute, owner, result, builder.nameIndex(name))
                builder.emitNext(builder.newCache())
            }
        case .subscript(let object, let index):
            let (owner, key, isConstant) = try operandsOfItem(object, index)
            let result = builder.temporary()
            at(target.span) { builder.emit(isConstant ? .loadItemConstant : .loadItem, result, owner, key) }
            try inPlace(result, value, code, span)
            at(span) { builder.emit(isConstant ? .storeItemConstant : .storeItem, owner, key, result) }
        default: throw SyntaxProblem(.syntax, "illegal expression for augmented assignment", span: target.span)
        }
    }

    /// `register op= value`
    private func inPlace(_ register: Int, _ value: Expression, _ code: Int, _ span: Span) throws {
        if let index = shortConstant(value) {
            at(span) { builder.emit(.inPlaceConstant, register, index, code) }
        } else {
            let operand = try expression(value)
            at(span) { builder.emit(.inPlace, register, operand, code) }
        }
    }
    private func annotated(_ target: Expression, _ annotation: Expression, _ value: Expression?, _ simple: Bool) throws {
        if let value { try assign(target, from: try expression(value)) }
        // Inside functions Python does not evaluate a simple name's annotation.
        guard simple, case .name(let name) = target.kind, builder.scope.kind == .classBody || builder.scope.kind == .module else { return }
        try scoped {
            let register = try expression(annotation)
            builder.emit(.globalAnnotation, register, builder.shortConstant(.str(name)), builder.scope.kind == .classBody ? 1 : 0)
        }
    }

    private func delete(_ target: Expression) throws {
        switch target.kind {
        case .name(let name): at(target.span) { delete(name) }
        case .attribute(let object, let name, _):
            let owner = try expression(object)
            at(target.span) { builder.emit(.deleteAttribute, owner, 0, builder.nameIndex(name)) }
        case .subscript(let object, let index):
            let (owner, key) = try operands(object, index)
            at(target.span) { builder.emit(.deleteItem, owner, key) }
        case .tuple(let items), .list(let items): for item in items { try delete(item) }
        default: throw SyntaxProblem(.syntax, "cannot delete expression", span: target.span)
        }
    }

    // MARK: Branches and loops

    private func conditional(_ test: Expression, _ then: [Statement], _ otherwise: [Statement]) throws {
        let toElse = try jumpUnless(test)
        let before = builder.assigned
        try block(then)
        let afterThen = then.endsElsewhere ? nil : builder.assigned
        if otherwise.isEmpty {
            builder.aim(toElse)
            builder.assigned = afterThen.map { $0.intersection(before) } ?? before
            return
        }
        let toEnd = then.endsElsewhere ? nil : builder.emitJump(.jump)
        builder.aim(toElse)
        builder.assigned = before
        try block(otherwise)
        if let toEnd { builder.aim(toEnd) }
        if let afterThen {
            builder.assigned = otherwise.endsElsewhere ? afterThen : builder.assigned.intersection(afterThen)
        }
    }

    private func whileLoop(_ test: Expression, _ body: [Statement], _ otherwise: [Statement]) throws {
        let start = builder.position
        let exits = try jumpUnless(test)
        let before = builder.assigned
        let loop = CodeBuilder.Block(.loop(continueTarget: start))
        builder.blocks.append(loop)
        try block(body)
        builder.blocks.removeLast()
        builder.emitJump(.loop, backTo: start)
        builder.aim(exits)
        builder.assigned = before
        try block(otherwise)
        builder.aim(loop.breaks)
        builder.assigned = before
    }

    private func forLoop(_ target: Expression, _ iterable: Expression, _ body: [Statement], _ otherwise: [Statement]) throws {
        let iterator = builder.temporary()
        try scoped {
            let source = try expression(iterable)
            at(iterable.span) { builder.emit(.iterate, iterator, source) }
        }
        let before = builder.assigned
        let loop = CodeBuilder.Block(.loop(continueTarget: builder.position))
        builder.span = iterable.span
        let head = try loopHead(target, iterator)
        builder.blocks.append(loop)
        try block(body)
        builder.blocks.removeLast()
        loopEnd(head, iterator, iterable.span)
        builder.assigned = before
        builder.emit(.release, iterator)
        try block(otherwise)
        if !loop.breaks.isEmpty {
            let end = builder.emitJump(.jump)
            builder.aim(loop.breaks)
            builder.emit(.release, iterator)
            builder.aim(end)
        }
        builder.assigned = before
    }

    /// How a loop over an iterator begins: where its body starts, the jump out of it, and the register of its item if the
    /// body needs no more than that.
    struct LoopHead {
        var exit: Int
        var body: Int
        var item: Int
        /// For loops over pairs: what fails if an item is none.
        var pair: Span?
    }
    /// The next item goes to `target`.
    func loopHead(_ target: Expression, _ iterator: Int) throws -> LoopHead {
        if case .name(let name) = target.kind, let register = directRegister(name) {
            builder.emit(.forNext, register, iterator)
            let exit = builder.emitJump(.jump)
            noteAssigned(name, register)
            return LoopHead(exit: exit, body: builder.position, item: register)
        }
        return try scoped {
            if case .tuple(let items) = target.kind, items.count == 2, !items.contains(where: \.isStarred) {
                let direct = neighbours(items[0], items[1])
                let first = direct ?? builder.temporaries(2)
                builder.emit(.forNextPair, first, iterator)
                // Failing to unpack is the second word's fault.
                let exit = at(target.span) { builder.emitJump(.jump) }
                let body = builder.position
                for (offset, item) in items.enumerated() {
                    if direct != nil, case .name(let name) = item.kind { noteAssigned(name, first + offset) } else { try assign(item, taking: first + offset) }
                }
                return LoopHead(exit: exit, body: body, item: first, pair: target.span)
            }
            let item = builder.temporary()
            builder.emit(.forNext, item, iterator)
            let exit = builder.emitJump(.jump)
            let body = builder.position
            try assign(target, from: item)
            return LoopHead(exit: exit, body: body, item: item)
        }
    }
    /// The end of the loop's body.
    func loopEnd(_ head: LoopHead, _ iterator: Int, _ span: Span) {
        at(span) { builder.emit(head.pair == nil ? .loopNext : .loopNextPair, head.item, iterator) }
        at(head.pair ?? span) { builder.emitJump(.jump, backTo: head.body) }
        builder.aim(head.exit)
    }
    /// The first one's register, if both are variables whose registers lie side by side: they take a pair as it comes.
    private func neighbours(_ first: Expression, _ second: Expression) -> Int? {
        guard case .name(let one) = first.kind, case .name(let other) = second.kind, let place = directRegister(one) else { return nil }
        return directRegister(other) == place + 1 ? place : nil
    }

    // MARK: Leaving

    /// What must happen on the way out of the blocks from the innermost to `depth`; `leave` then emits the departure.
    private func unwinding(to depth: Int, _ leave: () throws -> Void) throws {
        let blocks = builder.blocks
        var opened: [(CodeBuilder.Block, Int)] = []
        for level in stride(from: blocks.count - 1, through: depth, by: -1) {
            let block = blocks[level]
            builder.blocks = Array(blocks[..<level])
            opened.append((block, builder.position))
            switch block.kind {
            case .loop, .guarded: break
            case .holding(let register): builder.emit(.release, register)
            case .with(let context): builder.emit(.withExit, context)
            case .finally(let body):
                let assigned = builder.assigned
                try self.block(body)
                builder.assigned = assigned
            case .handler(let saved, let name):
                builder.emit(.leaveHandler, 0, saved)
                if let name { forget(name) }
            }
        }
        builder.blocks = blocks
        try leave()
        for (block, start) in opened { block.gaps.append((start, builder.position)) }
    }
    /// `except … as name` ends by taking the name away, whether it still has a value or not.
    private func forget(_ name: String) {
        let register = builder.temporary()
        builder.emit(.none, register)
        store(name, register)
        delete(name)
    }

    private func leaveLoop(isBreak: Bool) throws {
        guard let depth = builder.blocks.lastIndex(where: { if case .loop = $0.kind { true } else { false } }) else {
            throw SyntaxProblem(.syntax, isBreak ? "'break' outside loop" : "'continue' not properly in loop", span: builder.span)
        }
        let loop = builder.blocks[depth]
        try unwinding(to: depth + 1) {
            if isBreak {
                loop.breaks.append(builder.emitJump(.jump))
            } else if case .loop(let target) = loop.kind {
                builder.emitJump(.loop, backTo: target)
            }
        }
    }

    private func returnStatement(_ value: Expression?) throws {
        let register = builder.temporary()
        var source = register
        if let value {
            source = builder.blocks.isEmpty ? try expression(value) : try expression(value, into: register)
        } else {
            builder.emit(.none, register)
        }
        try unwinding(to: 0) { builder.emit(.returnValue, source) }
    }

    // MARK: Exceptions

    private func raiseStatement(_ value: Expression?, _ cause: Expression?) throws {
        guard let value else { return builder.emit(.raiseBare) }
        let register = try expression(value)
        if let cause {
            let from = try expression(cause)
            builder.emit(.raiseFrom, register, from)
        } else {
            builder.emit(.raise, register)
        }
    }

    private func tryStatement(_ body: [Statement], _ handlers: [ExceptHandler], _ otherwise: [Statement], _ finally: [Statement]) throws {
        if finally.isEmpty { return try tryExcept(body, handlers, otherwise) }
        let raised = builder.temporary()
        let saved = builder.temporary()
        let guarded = CodeBuilder.Block(.finally(finally))
        let start = builder.position
        let before = builder.assigned
        builder.blocks.append(guarded)
        if handlers.isEmpty { try block(body) } else { try tryExcept(body, handlers, otherwise) }
        builder.blocks.removeLast()
        let end = builder.position
        builder.assigned = before
        try block(finally)
        let after = builder.assigned
        let toEnd = builder.emitJump(.jump)
        builder.addHandler(start, end, gaps: guarded.gaps, handler: builder.position, register: raised)
        builder.assigned = before
        builder.emit(.enterHandler, raised, saved)
        let handlerStart = builder.position
        builder.blocks.append(CodeBuilder.Block(.handler(saved: saved, name: nil)))
        try block(finally)
        let handlerGaps = builder.blocks.removeLast().gaps
        builder.emit(.leaveHandler, 0, saved)
        builder.emit(.reraise, raised)
        leavingHandler(handlerStart, handlerGaps, saved)
        builder.aim(toEnd)
        builder.assigned = after
    }

    /// An exception inside a handler leaves it: the exception handled before is the current one again.
    private func leavingHandler(_ start: Int, _ gaps: [(start: Int, end: Int)], _ saved: Int) {
        let raised = builder.temporary()
        builder.addHandler(start, builder.position, gaps: gaps, handler: builder.position, register: raised)
        builder.emit(.leaveHandler, 0, saved)
        builder.emit(.reraise, raised)
    }

    private func tryExcept(_ body: [Statement], _ handlers: [ExceptHandler], _ otherwise: [Statement]) throws {
        let raised = builder.temporary()
        let saved = builder.temporary()
        let before = builder.assigned
        let guarded = CodeBuilder.Block(.guarded)
        let start = builder.position
        builder.blocks.append(guarded)
        try block(body)
        builder.blocks.removeLast()
        let end = builder.position
        try block(otherwise)
        var results: [RegisterSet] = (otherwise.isEmpty ? body : otherwise).endsElsewhere ? [] : [builder.assigned]
        var toEnd = [builder.emitJump(.jump)]

        builder.addHandler(start, end, gaps: guarded.gaps, handler: builder.position, register: raised)
        builder.emit(.enterHandler, raised, saved)
        let handlerStart = builder.position
        var gaps: [(start: Int, end: Int)] = []
        for handler in handlers {
            builder.assigned = before
            builder.span = handler.span
            var skip: [Int] = []
            if let type = handler.type {
                try scoped {
                    let classes = try expression(type)
                    let matches = builder.temporary()
                    at(type.span) { builder.emit(.matchException, matches, raised, classes) }
                    skip.append(builder.emitJump(.jumpIfFalse, matches))
                }
            }
            if let name = handler.name { store(name, raised) }
            builder.blocks.append(CodeBuilder.Block(.handler(saved: saved, name: handler.name)))
            try block(handler.body)
            gaps += builder.blocks.removeLast().gaps
            let leaving = builder.position
            builder.emit(.leaveHandler, 0, saved)
            if let name = handler.name { scoped { forget(name) } }
            if !handler.body.endsElsewhere { results.append(builder.assigned) }
            toEnd.append(builder.emitJump(.jump))
            gaps.append((leaving, builder.position))
            builder.aim(skip)
        }
        builder.emit(.leaveHandler, 0, saved)
        gaps.append((builder.position - 1, builder.position + 1))
        builder.emit(.reraise, raised)
        leavingHandler(handlerStart, gaps, saved)
        builder.aim(toEnd)
        builder.emit(.release, raised)
        builder.assigned = results.dropFirst().reduce(results.first ?? before) { $0.intersection($1) }
    }

    private func with(_ items: ArraySlice<WithItem>, _ body: [Statement]) throws {
        guard let item = items.first else { return try block(body) }
        let context = builder.temporary()
        let raised = builder.temporary()
        try expression(item.context, into: context)
        let before = builder.assigned
        let guarded = CodeBuilder.Block(.with(context: context))
        var start = 0
        try scoped {
            let value = builder.temporary()
            at(item.context.span) { builder.emit(.withEnter, value, context) }
            start = builder.position
            builder.blocks.append(guarded)
            if let target = item.target { try assign(target, from: value) }
        }
        try with(items.dropFirst(), body)
        builder.blocks.removeLast()
        let end = builder.position
        let after = builder.assigned
        builder.emit(.withExit, context)
        let toEnd = builder.emitJump(.jump)
        builder.addHandler(start, end, gaps: guarded.gaps, handler: builder.position, register: raised)
        scoped {
            let swallowed = builder.temporary()
            let saved = builder.temporary()
            builder.emit(.enterHandler, raised, saved)
            let handlerStart = builder.position
            builder.emit(.withExitRaised, context, raised, swallowed)
            let afterExit = builder.position
            builder.emit(.leaveHandler, 0, saved)
            let onward = builder.emitJump(.jumpIfTrue, swallowed)
            builder.emit(.reraise, raised)
            leavingHandler(handlerStart, [(afterExit, builder.position)], saved)
            builder.aim(onward)
        }
        builder.aim(toEnd)
        builder.emit(.release, context)
        builder.emit(.release, raised)
        // The body may have been cut short and the exception swallowed.
        builder.assigned = after.intersection(before)
    }

    // MARK: Imports

    private func importStatement(_ names: [ImportedName]) throws {
        for name in names {
            scoped {
                let register = builder.temporary()
                let isWhole = name.alias == nil && name.name.contains(".")
                at(name.span) { builder.emit(.importModule, register, builder.shortConstant(.str(name.name)), isWhole ? 1 : 0) }
                store(name.alias ?? String(name.name.prefix { $0 != "." }), register)
            }
        }
    }

    private func fromImport(_ module: String, _ names: [ImportedName], _ level: Int, _ span: Span) throws {
        if level > 0 {
            throw SyntaxProblem(.syntax, "relative imports have no meaning in a cell", hint: "name the module in full", span: span)
        }
        let register = builder.temporary()
        builder.emit(.importModule, register, builder.shortConstant(.str(module)), 0)
        if names.isEmpty { return builder.emit(.importStar, register) }
        for name in names {
            scoped {
                let value = builder.temporary()
                at(name.span) { builder.emit(.importName, value, register, builder.nameIndex(name.name)) }
                store(name.alias ?? name.name, value)
            }
        }
    }
}

extension [Statement] {
    /// Control never falls off the end.
    var endsElsewhere: Bool {
        switch last?.kind {
        case .return, .raise, .break, .continue: true
        case .if(_, let then, let otherwise): !otherwise.isEmpty && then.endsElsewhere && otherwise.endsElsewhere
        default: false
        }
    }
}

extension Expression {
    /// Computing right into a variable could show a half-made value: the expression writes its result before it
    /// has finished reading.
    var mayFailHalfway: Bool {
        switch kind {
        case .and, .or, .conditional, .compare: true
        default: mayAssign
        }
    }
}
