import BigInt
import ObjectModel

extension Compiler {
    /// Code that computes `expression`; the result's register is returned: `target` if one is asked for, else any register
    /// that holds it (a variable's own, for a plain name).
    @discardableResult
    func expression(_ expression: Expression, into target: Int? = nil) throws -> Int {
        switch expression.kind {
        case .name(let name): return at(expression.span) { load(name, into: target) }
        case .binary(let operation, let left, let right):
            guard let known = expression.plainConstant else { return try binary(operation, left, right, expression.span, target) }
            let result = target ?? builder.temporary()
            constant(known, into: result)
            return result
        case .attribute(let object, let name, _):
            let source = try scopedOperand(object)
            let result = target ?? builder.temporary()
            at(expression.span) {
                builder.emit(.loadAttribute, result, source, builder.nameIndex(name))
                builder.emitNext(builder.newCache())
            }
            return result
        case .call(let callee, let arguments): return try call(callee, arguments, expression.span, target)
        default: break
        }
        // A fresh target is taken before the parts' temporaries, so that theirs can be freed.
        let result = target ?? builder.temporary()
        try scoped { try at(expression.span) { try compute(expression, into: result) } }
        return result
    }

    /// An operand whose temporaries may be reused at once: the instruction that reads it comes next.
    private func scopedOperand(_ operand: Expression) throws -> Int {
        let top = builder.top
        let register = try expression(operand)
        builder.top = top
        return register
    }

    private func compute(_ expression: Expression, into result: Int) throws {
        switch expression.kind {
        case .name, .binary, .attribute, .call: try self.expression(expression, into: result)
        case .none: builder.emit(.none, result)
        case .ellipsis: constant(.ellipsis, into: result)
        case .bool(let value): constant(.bool(value), into: result)
        case .int(let value): constant(.int(value), into: result)
        case .bigInt(let digits): constant(BigInt(digits).map { .int($0) } ?? .int(0), into: result)
        case .float(let value): constant(.float(value), into: result)
        case .string(let text): constant(.str(text), into: result)
        case .bytes(let bytes): constant(.object(Bytes(bytes)), into: result)
        case .formatted(let parts): try formatted(parts, into: result)
        case .list(let items): try display(items, .buildList, into: result)
        case .tuple(let items): try display(items, .buildTuple, into: result)
        case .set(let items): try display(items, .buildSet, into: result)
        case .dict(let items): try dict(items, into: result)
        case .unary(let operation, let operand): try unary(operation, operand, into: result)
        case .and(let operands): try shortCircuit(operands, .jumpIfFalse, into: result)
        case .or(let operands): try shortCircuit(operands, .jumpIfTrue, into: result)
        case .compare(let first, let rest): try compare(first, rest, into: result)
        case .conditional(let test, let then, let otherwise):
            let toElse = try jumpUnless(test)
            try skippable { try self.expression(then, into: result) }
            let toEnd = builder.emitJump(.jump)
            builder.aim(toElse)
            try skippable { try self.expression(otherwise, into: result) }
            builder.aim(toEnd)
        case .lambda(let parameters, let body): try lambda(parameters, body, expression.span, into: result)
        case .subscript(let object, let index):
            if case .slice(let start, let stop, nil) = index.kind {
                var source = try self.expression(object)
                if case .name = object.kind, index.mayAssign {
                    let copy = builder.temporary()
                    builder.emit(.move, copy, source)
                    source = copy
                }
                let first = builder.temporaries(2)
                for (offset, part) in [start, stop].enumerated() {
                    if let part { _ = try scoped { try self.expression(part, into: first + offset) } } else { builder.emit(.none, first + offset) }
                }
                builder.emit(.loadSlice, result, source, first)
                return
            }
            let (source, key, isConstant) = try operandsOfItem(object, index)
            builder.emit(isConstant ? .loadItemConstant : .loadItem, result, source, key)
        case .slice(let start, let stop, let step):
            let first = builder.temporaries(3)
            for (offset, part) in [start, stop, step].enumerated() {
                if let part { try self.expression(part, into: first + offset) } else { builder.emit(.none, first + offset) }
            }
            builder.emit(.makeSlice, result, first)
        case .starred: throw SyntaxProblem(.syntax, "can't use starred expression here", span: expression.span)
        case .walrus(let name, let value):
            try self.expression(value, into: result)
            let before = builder.assigned
            store(name, result, skippingOverlays: true)
            builder.assigned = before
        case .comprehension(let kind, let element, let clauses):
            try comprehension(kind, [element], clauses, expression.span, into: result)
        case .dictComprehension(let key, let value, let clauses):
            try comprehension(nil, [key, value], clauses, expression.span, into: result)
        case .yield(let value):
            let given = builder.temporary()
            if let value { try self.expression(value, into: given) } else { builder.emit(.none, given) }
            builder.emit(.yieldValue, result, given)
        case .yieldFrom(let value):
            let iterator = builder.temporary()
            try self.expression(value, into: iterator)
            builder.emit(.iterate, iterator, iterator)
            builder.emit(.yieldFrom, result, iterator)
        }
    }

    func constant(_ value: Value, into register: Int) {
        builder.emit(.constant, register, wide: builder.constant(value))
    }

    // MARK: Operators

    /// Both operands' registers. The left one is copied when computing the right one could change it.
    func operands(_ left: Expression, _ right: Expression) throws -> (Int, Int) {
        var first = try expression(left)
        if case .name = left.kind, right.mayAssign {
            let copy = builder.temporary()
            builder.emit(.move, copy, first)
            first = copy
        }
        return (first, try expression(right))
    }

    /// The same for an item of an object, whose key may be a constant.
    func operandsOfItem(_ object: Expression, _ key: Expression) throws -> (Int, Int, isConstant: Bool) {
        if let index = shortConstant(key) { return (try expression(object), index, true) }
        let (owner, register) = try operands(object, key)
        return (owner, register, false)
    }
    /// The number of a constant that fits an operand; nil for any other expression.
    func shortConstant(_ expression: Expression) -> Int? {
        guard let value = expression.plainConstant else { return nil }
        let index = builder.constant(value)
        return index < 0x10000 ? index : nil
    }

    private func binary(_ operation: BinaryOperation, _ left: Expression, _ right: Expression, _ span: Span, _ target: Int?) throws -> Int {
        if operation == .add || operation == .subtract || operation == .multiply, let value = right.smallConstant {
            let top = builder.top
            let source = try expression(left)
            builder.top = top
            let result = target ?? builder.temporary()
            let fused: Operation = operation == .add ? .addConstant : operation == .subtract ? .subtractConstant : .multiplyConstant
            at(span) { builder.emit(fused, result, source, builder.shortConstant(value)) }
            return result
        }
        let top = builder.top
        let (a, b) = try operands(left, right)
        builder.top = top
        let result = target ?? builder.temporary()
        at(span) { builder.emit(operation.instruction, result, a, b) }
        return result
    }

    private func unary(_ operation: UnaryOperation, _ operand: Expression, into result: Int) throws {
        switch (operation, operand.kind) {
        case (.negative, .int(let value)) where value != .min: return constant(.int(-value), into: result)
        case (.negative, .float(let value)): return constant(.float(-value), into: result)
        default: break
        }
        let source = try expression(operand)
        let instruction: Operation =
            switch operation {
            case .negative: .negative
            case .positive: .positive
            case .invert: .invert
            case .not: .not
            }
        builder.emit(instruction, result, source)
    }

    private func shortCircuit(_ operands: [Expression], _ jump: Operation, into result: Int) throws {
        var jumps: [Int] = []
        for (index, operand) in operands.enumerated() {
            let part = { [self] in try scoped { _ = try expression(operand, into: result) } }
            if index == 0 { try part() } else { try skippable(part) }
            if index < operands.count - 1 { jumps.append(builder.emitJump(jump, result)) }
        }
        builder.aim(jumps)
    }

    private func compare(_ first: Expression, _ rest: [(ComparisonOperation, Expression)], into result: Int) throws {
        if rest.count == 1 {
            let (a, b) = try operands(first, rest[0].1)
            builder.emit(rest[0].0.instruction, result, a, b)
            return
        }
        var jumps: [Int] = []
        var left = builder.temporary()
        try expression(first, into: left)
        for (index, (operation, operand)) in rest.enumerated() {
            let right = builder.temporary()
            if index == 0 { try expression(operand, into: right) } else { try skippable { try expression(operand, into: right) } }
            builder.emit(operation.instruction, result, left, right)
            if index < rest.count - 1 { jumps.append(builder.emitJump(.jumpIfFalse, result)) }
            left = right
        }
        builder.aim(jumps)
    }

    // MARK: Conditions

    /// Code that goes on when `test` holds; the returned jumps are to be aimed at what happens when it does not.
    func jumpUnless(_ test: Expression) throws -> [Int] {
        switch test.kind {
        case .bool(true): return []
        case .unary(.not, let operand): return try jumpIf(operand)
        case .and(let operands): return try jumpUnless(operands[0]) + skippable { try operands.dropFirst().flatMap { try jumpUnless($0) } }
        case .or(let operands):
            var taken = try jumpIf(operands[0])
            let jumps = try skippable {
                for operand in operands.dropFirst().dropLast() { taken += try jumpIf(operand) }
                return try jumpUnless(operands[operands.count - 1])
            }
            builder.aim(taken)
            return jumps
        case .compare(let left, let rest) where rest.count == 1:
            guard let fused = rest[0].0.fusedJump else { break }
            return try scoped {
                if let value = rest[0].1.smallConstant {
                    let a = try expression(left)
                    return at(test.span) {
                        builder.emit(fused.withConstant, a, builder.shortConstant(value))
                        return [builder.emitJump(.jump)]
                    }
                }
                let (a, b) = try operands(left, rest[0].1)
                return at(test.span) {
                    builder.emit(fused.plain, a, b)
                    return [builder.emitJump(.jump)]
                }
            }
        default: break
        }
        return try scoped {
            let register = try expression(test)
            return at(test.span) { [builder.emitJump(.jumpIfFalse, register)] }
        }
    }
    /// The opposite: jumps when `test` holds.
    private func jumpIf(_ test: Expression) throws -> [Int] {
        switch test.kind {
        case .unary(.not, let operand): return try jumpUnless(operand)
        case .or(let operands): return try jumpIf(operands[0]) + skippable { try operands.dropFirst().flatMap { try jumpIf($0) } }
        default:
            return try scoped {
                let register = try expression(test)
                return at(test.span) { [builder.emitJump(.jumpIfTrue, register)] }
            }
        }
    }

    // MARK: Displays

    private func display(_ items: [Expression], _ instruction: Operation, into result: Int) throws {
        if instruction == .buildTuple, !items.isEmpty {
            // One object, as in CPython.
            let values = items.compactMap(\.plainConstant)
            if values.count == items.count { return constant(.tuple(values), into: result) }
        }
        let operands = items.compactMap { operand($0) }
        if instruction != .buildSet, operands.count == items.count, (1...3).contains(operands.count) {
            builder.emit(instruction == .buildList ? .buildListOf : .buildTupleOf, result, 0, operands.count)
            builder.emit(.jump, operands[0], operands.count > 1 ? operands[1] : 0, operands.count > 2 ? operands[2] : 0)
            return
        }
        // Very long displays are built piece by piece, so that they need few registers.
        if items.count <= 64, !items.contains(where: \.isStarred) {
            let first = builder.temporaries(items.count)
            for (offset, item) in items.enumerated() { _ = try scoped { try expression(item, into: first + offset) } }
            builder.emit(instruction, result, first, items.count)
            return
        }
        let collector = builder.temporary()
        builder.emit(instruction == .buildSet ? .buildSet : .buildList, collector, 0, 0)
        for item in items {
            try scoped {
                if case .starred(let inner) = item.kind {
                    let source = try expression(inner)
                    at(item.span) { builder.emit(instruction == .buildSet ? .updateSet : .extend, collector, source, instruction == .buildSet ? 0 : 2) }
                } else {
                    builder.emit(instruction == .buildSet ? .addToSet : .append, collector, try expression(item))
                }
            }
        }
        builder.emit(instruction == .buildTuple ? .listToTuple : .take, result, collector)
    }

    private func dict(_ items: [DictItem], into result: Int) throws {
        let collector = builder.temporary()
        builder.emit(.buildDict, collector, 0, 0)
        for item in items {
            try scoped {
                switch item {
                case .pair(let key, let value):
                    if let index = shortConstant(key) {
                        let register = try expression(value)
                        at(key.span) { builder.emit(.storePairConstant, collector, index, register) }
                    } else {
                        let (k, v) = try operands(key, value)
                        at(key.span) { builder.emit(.storePair, collector, k, v) }
                    }
                case .spread(let value): builder.emit(.updateDict, collector, try expression(value))
                }
            }
        }
        builder.emit(.take, result, collector)
    }

    private func formatted(_ parts: [FormattedPart], into result: Int) throws {
        var count = 0
        for part in parts {
            if case .field(_, _, _, let debug?) = part, !debug.isEmpty { count += 1 }
            count += 1
        }
        let first = builder.temporaries(count)
        var register = first
        for part in parts {
            switch part {
            case .text(let text): constant(.str(text), into: register)
            case .field(let value, let conversion, let specification, let debug):
                if let debug, !debug.isEmpty {
                    constant(.str(debug), into: register)
                    register += 1
                }
                try scoped {
                    var source = try expression(value)
                    let isPlainDebug = debug != nil && specification.isEmpty
                    if conversion != nil || isPlainDebug {
                        let converted = builder.temporary()
                        let kind = conversion ?? .repr
                        at(value.span) { builder.emit(.convert, converted, source, kind == .str ? 0 : kind == .repr ? 1 : 2) }
                        source = converted
                    }
                    var specificationRegister = 0xFFFF
                    if !specification.isEmpty {
                        specificationRegister = builder.temporary()
                        try formatted(specification, into: specificationRegister)
                    }
                    at(value.span) { builder.emit(.formatValue, register, source, specificationRegister) }
                }
            }
            register += 1
        }
        builder.emit(.buildString, result, first, count)
    }
}

extension Expression {
    var isStarred: Bool { if case .starred = kind { true } else { false } }
    /// A number small enough to stand in an instruction's constant.
    var smallConstant: Value? {
        switch kind {
        case .int(let value): .int(value)
        case .float(let value): .float(value)
        case .binary: if case .object? = folded(3) { nil } else { folded(3) }
        default: nil
        }
    }
    /// What an operation of numbers as they are written gives, worked out once as in CPython: `10**9 + 7`. nil: it is none, or fails, or
    /// gives a number that takes room.
    /// - Parameter levels: how many operations inside one another are looked into.
    private func folded(_ levels: Int) -> Value? {
        switch kind {
        case .int, .float: return smallConstant
        case .unary(.negative, _): return plainConstant
        case .binary(let operation, let left, let right) where levels > 0 && operation != .matrixMultiply:
            guard let a = left.folded(levels - 1), let b = right.folded(levels - 1) else { return nil }
            if case .object = a { return nil }
            if case .object = b { return nil }
            if operation == .power || operation == .leftShift {
                // As many bits as the result may have.
                guard case .int(let base) = a, case .int(let count) = b, count >= 0, count <= 128 else { return nil }
                let bits = 64 - base.magnitude.leadingZeroBitCount
                guard operation == .power ? bits * count <= 128 : bits + count <= 128 else { return nil }
            }
            return try? binaryResult(operation.operatorCode, a, b)
        default: return nil
        }
    }
    /// The same for anything that code keeps as one constant for a value.
    var plainConstant: Value? {
        switch kind {
        case .none: Value.none
        case .bool(let value): .bool(value)
        case .string(let text): .str(text)
        case .unary(.negative, let operand):
            switch operand.kind {
            case .int(let value) where value != .min: .int(-value)
            case .float(let value): .float(-value)
            default: nil
            }
        case .binary: folded(3)
        default: smallConstant
        }
    }
    /// A walrus somewhere inside could assign a variable.
    var mayAssign: Bool {
        switch kind {
        case .none, .ellipsis, .bool, .int, .bigInt, .float, .string, .bytes, .name, .lambda: false
        case .walrus, .comprehension, .dictComprehension, .yield, .yieldFrom: true
        case .formatted: true
        case .list(let items), .tuple(let items), .set(let items), .and(let items), .or(let items): items.contains { $0.mayAssign }
        case .dict: true
        case .unary(_, let operand), .starred(let operand), .attribute(let operand, _, _): operand.mayAssign
        case .binary(_, let a, let b), .subscript(let a, let b): a.mayAssign || b.mayAssign
        case .compare(let first, let rest): first.mayAssign || rest.contains { $0.1.mayAssign }
        case .conditional(let a, let b, let c): a.mayAssign || b.mayAssign || c.mayAssign
        case .slice(let a, let b, let c): [a, b, c].contains { $0?.mayAssign ?? false }
        case .call(let callee, let arguments):
            callee.mayAssign
                || arguments.contains { argument in
                    switch argument {
                    case .positional(let value), .keyword(_, let value, _), .star(let value), .doubleStar(let value): value.mayAssign
                    }
                }
        }
    }
}

extension BinaryOperation {
    var instruction: Operation {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .matrixMultiply: .matrixMultiply
        case .divide: .divide
        case .floorDivide: .floorDivide
        case .modulo: .modulo
        case .power: .power
        case .leftShift: .leftShift
        case .rightShift: .rightShift
        case .bitAnd: .bitAnd
        case .bitOr: .bitOr
        case .bitXor: .bitXor
        }
    }
    var operatorCode: BinaryOperator {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .matrixMultiply: .matrixMultiply
        case .divide: .divide
        case .floorDivide: .floorDivide
        case .modulo: .modulo
        case .power: .power
        case .leftShift: .leftShift
        case .rightShift: .rightShift
        case .bitAnd: .bitAnd
        case .bitOr: .bitOr
        case .bitXor: .bitXor
        }
    }
}

extension ComparisonOperation {
    var instruction: Operation {
        switch self {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessEqual: .lessEqual
        case .greater: .greater
        case .greaterEqual: .greaterEqual
        case .in: .contains
        case .notIn: .notContains
        case .is: .isSame
        case .isNot: .isNotSame
        }
    }
    /// The instruction that compares and jumps at once.
    var fusedJump: (plain: Operation, withConstant: Operation)? {
        switch self {
        case .equal: (.unlessEqual, .unlessEqualConstant)
        case .notEqual: (.unlessNotEqual, .unlessNotEqualConstant)
        case .less: (.unlessLess, .unlessLessConstant)
        case .lessEqual: (.unlessLessEqual, .unlessLessEqualConstant)
        case .greater: (.unlessGreater, .unlessGreaterConstant)
        case .greaterEqual: (.unlessGreaterEqual, .unlessGreaterEqualConstant)
        default: nil
        }
    }
}
