import ObjectModel
import Synchronization

extension Machine {
    /// The loop. Functions of the program that call each other stay in it: a call pushes a `Frame`, a return pops one.
    ///
    /// `next` is the instruction behind the one that runs; on an exception the handler tables of the code, then of its
    /// callers, say where to go on. What is not needed all the time stands in `runRare`, so that the compiler can keep
    /// the loop's own state in registers.
    @inline(never)
    func run(
        _ entry: Code, _ entryRegisters: UnsafeMutablePointer<Value>, _ entryFunction: Function?, _ namespace: Dict?,
        _ generator: Generator?, _ start: UnsafePointer<Instruction>, _ injected: Raised?
    ) throws -> Value {
        depth &+= 1
        defer { depth &-= 1 }
        if depth > depthLimit { throw recursionError() }
        // At hand, not asked of the machine at every step.
        let attention = self.attention
        if _slowPath(attention.pointee.load(ordering: .relaxed)) { try attend() }
        let bottom = depth
        var code = Unmanaged.passUnretained(entry)
        var function = entryFunction.map { Unmanaged.passUnretained($0) }
        var r = entryRegisters
        var next = start
        var constants = entry.constants
        var pending = injected
        /// An exception on its way to a handler, here or in a caller that runs in this loop.
        var rising: Raised?
        while true {
            while let raised = rising {
                let position = next - origin(code)
                code.borrowed { note(raised.exception, $0, position - 1, r, depth) }
                if let entry = handler(code, position) {
                    r[entry.register] = .object(raised.exception)
                    next = origin(code) + entry.handler
                    rising = nil
                    break
                }
                if depth == bottom { throw raised }
                let frame = frames + depth
                if frame.pointee.role == .generator {
                    frame.pointee.generator.borrowed { $0.endInline(self, .none) }
                    rising = Generator.wrapped(raised)
                } else {
                    if frame.pointee.role == .constructor { frame.pointee.kept.unsafelyUnwrapped.release() }
                    leave(frame, r, code, function.unsafelyUnwrapped)
                }
                (code, function, r, next) = (frame.pointee.code, frame.pointee.function, frame.pointee.registers, frame.pointee.next)
                constants = code.borrowed { $0.constants }
                depth &-= 1
                if next[-1].operation == .yieldFrom, frames[depth].role == .generator { frames[depth].generator.borrowed { $0.delegate = nil } }
                if frame.pointee.role == .item, raised.isInstance(of: ExceptionTypes.stopIteration) {
                    next = next[-1].operation == .forNext ? next.target : next + 1
                    rising = nil
                }
            }
            do {
                if let raised = pending {
                    pending = nil
                    guard let generator, let delegate = generator.delegate, next.pointee.operation == .yieldFrom,
                        let outcome = try forward(raised, to: delegate)
                    else { throw raised }
                    if case .yielded(let value) = outcome {
                        generator.isYielding = true
                        generator.position = next
                        return value
                    }
                    r[Int(next.pointee.a)] = delegate.returnValue
                    generator.delegate = nil
                    next += 1
                }
                instructions: while true {
                    // Its operands are read where they are needed: what all instructions have in common fits a line of the CPU's cache.
                    let at = next
                    next += 1
                    // Set by the calls of functions of the program, which leave the switch for what follows it. The frame that
                    // is made keeps the callee's reference.
                    let callee: Unmanaged<Function>
                    let arguments: UnsafeMutablePointer<Value>
                    let count: Int
                    let keywords: Unmanaged<KeywordNames>?
                    let target: UnsafeMutablePointer<Value>
                    let role: CallRole
                    // Set where a generator goes on; its item goes to register `a`.
                    let resumed: Unmanaged<Generator>
                    plain: do { resume: do { call: do {
                        switch at.operation {
                        case .move: (r + at.a).copy(r + at.b)
                        case .take: (r + at.a).take(r + at.b)
                        case .constant: (r + at.a).copy(constants + at.wide)
                        case .none: (r + at.a).putNone()
                        case .checkBound: if (r + at.a).isUnbound { throw unboundLocal(code, at.a) }
                        case .clear:
                            if (r + at.a).isUnbound { throw unboundLocal(code, at.a) }
                            (r + at.a).clear()
                        case .release: (r + at.a).clear()

                        // MARK: Variables
                        case .loadGlobal:
                            let known = globals(code).borrowed { $0.values } + at.wide
                            if !known.isUnbound {
                                (r + at.a).copy(known)
                                continue
                            }
                            let builtin = globals(code).borrowed { $0.builtins } + at.wide
                            if builtin.isObject {
                                (r + at.a).copy(builtin)
                                continue
                            }
                            r[at.a] = try globals(code).borrowed { try $0.load(at.wide) }
                        case .checkGlobal:
                            if (globals(code).borrowed { $0.values } + at.wide).isUnbound, (globals(code).borrowed { $0.builtins } + at.wide).isUnbound { _ = try globals(code).borrowed { try $0.load(at.wide) } }
                        case .storeGlobal: (globals(code).borrowed { $0.values } + at.wide).copy(r + at.a)
                        case .loadCell:
                            let held = (r + at.b).object(as: Cell.self).borrowed { $0.place }
                            if held.isUnbound { throw unboundLocal(code, at.b) }
                            (r + at.a).copy(held)
                        case .storeCell: (r + at.b).object(as: Cell.self).borrowed { $0.place }.copy(r + at.a)
                        case .loadFree:
                            let held = function.unsafelyUnwrapped.borrowed { $0.freePlace(at.b) }  // only functions have free names
                            if held.isUnbound { throw unboundFree(code, at.b) }
                            (r + at.a).copy(held)
                        case .storeFree: function.unsafelyUnwrapped.borrowed { $0.freePlace(at.b) }.copy(r + at.a)  // as above

                        // MARK: Arithmetic
                        case .add:
                            let x = r + at.b
                            let y = r + at.c
                            if x.isInt, y.isInt {
                                let (result, overflow) = x.int.addingReportingOverflow(y.int)
                                if !overflow {
                                    (r + at.a).put(int: result)
                                    continue
                                }
                            } else if let x = x.real, let y = y.real {
                                (r + at.a).put(float: x + y)
                                continue
                            } else if areTexts(x, y) {
                                try concatenate(x, y, r + at.a)
                                continue
                            }
                            if prepareOperator(at.operation, BinaryOperator.add.name, x, y) {
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                break call
                            }
                            try binary(.add, x, y, r + at.a)
                        case .subtract:
                            let x = r + at.b
                            let y = r + at.c
                            if x.isInt, y.isInt {
                                let (result, overflow) = x.int.subtractingReportingOverflow(y.int)
                                if !overflow {
                                    (r + at.a).put(int: result)
                                    continue
                                }
                            } else if let x = x.real, let y = y.real {
                                (r + at.a).put(float: x - y)
                                continue
                            }
                            if prepareOperator(at.operation, BinaryOperator.subtract.name, x, y) {
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                break call
                            }
                            try binary(.subtract, x, y, r + at.a)
                        case .multiply:
                            let x = r + at.b
                            let y = r + at.c
                            if x.isInt, y.isInt {
                                let (result, overflow) = x.int.multipliedReportingOverflow(by: y.int)
                                if !overflow {
                                    (r + at.a).put(int: result)
                                    continue
                                }
                            } else if let x = x.real, let y = y.real {
                                (r + at.a).put(float: x * y)
                                continue
                            }
                            if prepareOperator(at.operation, BinaryOperator.multiply.name, x, y) {
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                break call
                            }
                            try binary(.multiply, x, y, r + at.a)
                        case .divide:
                            if let x = (r + at.b).real, let y = (r + at.c).real, y != 0 {
                                (r + at.a).put(float: x / y)
                                continue
                            }
                            if prepareOperator(at.operation, BinaryOperator.divide.name, r + at.b, r + at.c) {
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                break call
                            }
                            try binary(.divide, r + at.b, r + at.c, r + at.a)
                        case .floorDivide:
                            if case .int(let x) = r[at.b], case .int(let y) = r[at.c], y > 0 {
                                // Rounds down, as Python does.
                                let (quotient, remainder) = x.quotientAndRemainder(dividingBy: y)
                                (r + at.a).put(int: remainder < 0 ? quotient &- 1 : quotient)
                                continue
                            }
                            if prepareOperator(at.operation, BinaryOperator.floorDivide.name, r + at.b, r + at.c) {
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                break call
                            }
                            try binary(.floorDivide, r + at.b, r + at.c, r + at.a)
                        case .modulo:
                            if case .int(let x) = r[at.b], case .int(let y) = r[at.c], y > 0 {
                                let remainder = x % y
                                (r + at.a).put(int: remainder < 0 ? remainder &+ y : remainder)
                                continue
                            }
                            if prepareOperator(at.operation, BinaryOperator.modulo.name, r + at.b, r + at.c) {
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                break call
                            }
                            try binary(.modulo, r + at.b, r + at.c, r + at.a)
                        case .bitAnd:
                            if case .int(let x) = r[at.b], case .int(let y) = r[at.c] {
                                (r + at.a).put(int: x & y)
                            } else {
                                if prepareOperator(at.operation, BinaryOperator.bitAnd.name, r + at.b, r + at.c) {
                                    (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                    break call
                                }
                                try binary(.bitAnd, r + at.b, r + at.c, r + at.a)
                            }
                        case .bitOr:
                            if case .int(let x) = r[at.b], case .int(let y) = r[at.c] {
                                (r + at.a).put(int: x | y)
                            } else {
                                if prepareOperator(at.operation, BinaryOperator.bitOr.name, r + at.b, r + at.c) {
                                    (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                    break call
                                }
                                try binary(.bitOr, r + at.b, r + at.c, r + at.a)
                            }
                        case .bitXor:
                            if case .int(let x) = r[at.b], case .int(let y) = r[at.c] {
                                (r + at.a).put(int: x ^ y)
                            } else {
                                if prepareOperator(at.operation, BinaryOperator.bitXor.name, r + at.b, r + at.c) {
                                    (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                    break call
                                }
                                try binary(.bitXor, r + at.b, r + at.c, r + at.a)
                            }
                        case .rightShift:
                            if case .int(let x) = r[at.b], case .int(let y) = r[at.c], y >= 0 {
                                (r + at.a).put(int: x >> Swift.min(y, 63))
                            } else {
                                if prepareOperator(at.operation, BinaryOperator.rightShift.name, r + at.b, r + at.c) {
                                    (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                    break call
                                }
                                try binary(.rightShift, r + at.b, r + at.c, r + at.a)
                            }
                        case .power:
                            if (r + at.b).isInt, (r + at.c).isInt, let power = smallPower((r + at.b).int, (r + at.c).int) {
                                (r + at.a).put(int: power)
                                continue
                            }
                            if prepareOperator(at.operation, BinaryOperator.power.name, r + at.b, r + at.c) {
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                break call
                            }
                            try binary(.power, r + at.b, r + at.c, r + at.a)
                        case .matrixMultiply: try binary(.matrixMultiply, r + at.b, r + at.c, r + at.a)
                        case .leftShift:
                            if case .int(let x) = r[at.b], case .int(let y) = r[at.c], x >= 0, x < 1 << 31, y >= 0, y < 32 {
                                (r + at.a).put(int: x << y)
                            } else {
                                if prepareOperator(at.operation, BinaryOperator.leftShift.name, r + at.b, r + at.c) {
                                    (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                    break call
                                }
                                try binary(.leftShift, r + at.b, r + at.c, r + at.a)
                            }
                        case .addConstant:
                            let x = r + at.b
                            let y = constants + at.c
                            if x.isInt, y.isInt {
                                let (result, overflow) = x.int.addingReportingOverflow(y.int)
                                if !overflow {
                                    (r + at.a).put(int: result)
                                    continue
                                }
                            } else if let x = x.real, let y = y.real {
                                (r + at.a).put(float: x + y)
                                continue
                            }
                            if prepareOperator(at.operation, BinaryOperator.add.name, x, y) {
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                break call
                            }
                            try binary(.add, x, y, r + at.a)
                        case .subtractConstant:
                            let x = r + at.b
                            let y = constants + at.c
                            if x.isInt, y.isInt {
                                let (result, overflow) = x.int.subtractingReportingOverflow(y.int)
                                if !overflow {
                                    (r + at.a).put(int: result)
                                    continue
                                }
                            } else if let x = x.real, let y = y.real {
                                (r + at.a).put(float: x - y)
                                continue
                            }
                            if prepareOperator(at.operation, BinaryOperator.subtract.name, x, y) {
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                break call
                            }
                            try binary(.subtract, x, y, r + at.a)
                        case .multiplyConstant:
                            let x = r + at.b
                            let y = constants + at.c
                            if x.isInt, y.isInt {
                                let (result, overflow) = x.int.multipliedReportingOverflow(by: y.int)
                                if !overflow {
                                    (r + at.a).put(int: result)
                                    continue
                                }
                            } else if let x = x.real, let y = y.real {
                                (r + at.a).put(float: x * y)
                                continue
                            }
                            if prepareOperator(at.operation, BinaryOperator.multiply.name, x, y) {
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                break call
                            }
                            try binary(.multiply, x, y, r + at.a)
                        case .inPlace, .inPlaceConstant:
                            let x = r + at.a
                            let y = at.operation == .inPlace ? r + at.b : constants + at.b
                            if at.c == BinaryOperator.add.rawValue {
                                if x.isInt, y.isInt {
                                    let (sum, overflow) = x.int.addingReportingOverflow(y.int)
                                    if !overflow {
                                        x.put(int: sum)
                                        continue
                                    }
                                } else if let left = x.real, let right = y.real {
                                    x.put(float: left + right)
                                    continue
                                } else if areTexts(x, y) {
                                    // A global's own reference is in the way until it is stored again, which comes next.
                                    let isGlobal = next.pointee.operation == .storeGlobal && next.pointee.a == at.pointee.a
                                    try append(y, to: x, alsoAt: isGlobal ? globals(code).borrowed { $0.values } + next.wide : nil)
                                    continue
                                }
                            }
                            try inPlace(at.c, x, y)
                        case .negative: r[at.a] = try r[at.b].unary(.negative)
                        case .not:
                            let x = r + at.b
                            if x.tag == ValueTag.bool {
                                (r + at.a).put(bool: x.int & 1 == 0)
                            } else {
                                (r + at.a).put(bool: try x.isInt ? x.int == 0 : !truth(x))
                            }

                        // MARK: Comparing
                        case .less:
                            if (r + at.b).isInt, (r + at.c).isInt {
                                (r + at.a).put(bool: (r + at.b).int < (r + at.c).int)
                            } else {
                                if prepareOperator(at.operation, Comparison.less.name, r + at.b, r + at.c) {
                                    (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                    break call
                                }
                                try compare(.less, r + at.b, r + at.c, r + at.a)
                            }
                        case .lessEqual:
                            if (r + at.b).isInt, (r + at.c).isInt {
                                (r + at.a).put(bool: (r + at.b).int <= (r + at.c).int)
                            } else {
                                if prepareOperator(at.operation, Comparison.lessEqual.name, r + at.b, r + at.c) {
                                    (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                    break call
                                }
                                try compare(.lessEqual, r + at.b, r + at.c, r + at.a)
                            }
                        case .greater:
                            if (r + at.b).isInt, (r + at.c).isInt {
                                (r + at.a).put(bool: (r + at.b).int > (r + at.c).int)
                            } else {
                                if prepareOperator(at.operation, Comparison.greater.name, r + at.b, r + at.c) {
                                    (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                    break call
                                }
                                try compare(.greater, r + at.b, r + at.c, r + at.a)
                            }
                        case .greaterEqual:
                            if (r + at.b).isInt, (r + at.c).isInt {
                                (r + at.a).put(bool: (r + at.b).int >= (r + at.c).int)
                            } else {
                                if prepareOperator(at.operation, Comparison.greaterEqual.name, r + at.b, r + at.c) {
                                    (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                    break call
                                }
                                try compare(.greaterEqual, r + at.b, r + at.c, r + at.a)
                            }
                        case .equal:
                            if let same = areSame(r + at.b, r + at.c) {
                                (r + at.a).put(bool: same == true)
                            } else {
                                if prepareOperator(at.operation, Comparison.equal.name, r + at.b, r + at.c) {
                                    (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                    break call
                                }
                                try compare(.equal, r + at.b, r + at.c, r + at.a)
                            }
                        case .notEqual:
                            if let same = areSame(r + at.b, r + at.c) {
                                (r + at.a).put(bool: same != true)
                            } else {
                                if prepareOperator(at.operation, Comparison.notEqual.name, r + at.b, r + at.c) {
                                    (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .operation)
                                    break call
                                }
                                try compare(.notEqual, r + at.b, r + at.c, r + at.a)
                            }
                        case .isSame: (r + at.a).put(bool: areIdentical(r + at.b, r + at.c))
                        case .isNotSame: (r + at.a).put(bool: !areIdentical(r + at.b, r + at.c))
                        case .contains: (r + at.a).put(bool: try contains(r + at.c, r + at.b))
                        case .notContains: (r + at.a).put(bool: !(try contains(r + at.c, r + at.b)))

                        // MARK: Jumps
                        case .jump: next = at.target
                        case .loop:
                            if _slowPath(attention.pointee.load(ordering: .relaxed)) { try attend() }
                            next = at.target
                        case .jumpIfTrue:
                            let x = r + at.a
                            if x.tag == ValueTag.bool {
                                if x.int & 1 != 0 { next = at.target }
                            } else if try x.isInt ? x.int != 0 : truth(x) {
                                next = at.target
                            }
                        case .jumpIfFalse:
                            let x = r + at.a
                            if x.tag == ValueTag.bool {
                                if x.int & 1 == 0 { next = at.target }
                            } else if try x.isInt ? x.int == 0 : !truth(x) {
                                next = at.target
                            }
                        case .unlessLess: next = onward(try holds(.less, r + at.a, r + at.b, <), next)
                        case .unlessLessEqual: next = onward(try holds(.lessEqual, r + at.a, r + at.b, <=), next)
                        case .unlessGreater: next = onward(try holds(.greater, r + at.a, r + at.b, >), next)
                        case .unlessGreaterEqual: next = onward(try holds(.greaterEqual, r + at.a, r + at.b, >=), next)
                        case .unlessEqual: next = onward(try holdsEqual(r + at.a, r + at.b), next)
                        case .unlessNotEqual: next = onward(try holdsNotEqual(r + at.a, r + at.b), next)
                        case .unlessLessConstant: next = onward(try holds(.less, r + at.a, constants + at.b, <), next)
                        case .unlessLessEqualConstant: next = onward(try holds(.lessEqual, r + at.a, constants + at.b, <=), next)
                        case .unlessGreaterConstant: next = onward(try holds(.greater, r + at.a, constants + at.b, >), next)
                        case .unlessGreaterEqualConstant: next = onward(try holds(.greaterEqual, r + at.a, constants + at.b, >=), next)
                        case .unlessEqualConstant: next = onward(try holdsEqual(r + at.a, constants + at.b), next)
                        case .unlessNotEqualConstant: next = onward(try holdsNotEqual(r + at.a, constants + at.b), next)

                        // MARK: Attributes and items
                        case .loadAttribute:
                            let cache = code.borrowed { $0.caches } + next.wide
                            next += 1
                            let x = r + at.b
                            if x.isObject, x.kind == .instance {
                                let instance = x.object(as: Instance.self)
                                if cache.pointee.key == instance.borrowed({ $0.layoutIdentity }), cache.pointee.version == typeVersion.pointee {
                                    if cache.pointee.slot >= 0 {
                                        (r + at.a).copy(instance.borrowed { $0.slots } + cache.pointee.slot)
                                        continue
                                    }
                                    if let place = cache.pointee.place {
                                        (r + at.a).copy(place)
                                        continue
                                    }
                                    if cache.pointee.slot <= AttributeCache.element {
                                        try loadElement(instance, AttributeCache.element - cache.pointee.slot, r + at.a)
                                        continue
                                    }
                                    // A property: its getter is called with the object.
                                    top.initialize(x)
                                    (callee, arguments, count, keywords, target, role) = (methodOf(cache).retainedFunction, top, 1, nil, r + at.a, .plain)
                                    break call
                                }
                                r[at.a] = try loadAttribute(instance.takeUnretainedValue(), code.borrowed { $0.names[at.c] }, cache)
                                continue
                            }
                            if x.isObject, let place = cache.pointee.place, cache.pointee.key == x.address, cache.pointee.version == typeVersion.pointee {
                                (r + at.a).copy(place)
                                continue
                            }
                            r[at.a] = try loadAttribute(x, code.borrowed { $0.names[at.c] }, cache)
                        case .storeAttribute:
                            let cache = code.borrowed { $0.caches } + next.wide
                            next += 1
                            let x = r + at.a
                            if x.isObject, x.kind == .instance {
                                let instance = x.object(as: Instance.self)
                                if cache.pointee.key == instance.borrowed({ $0.layoutIdentity }), cache.pointee.version == typeVersion.pointee {
                                    if let following = cache.pointee.nextLayout {
                                        instance.borrowed { $0.addedSlot(next: following) }.initialize(r + at.b)
                                    } else {
                                        (instance.borrowed { $0.slots } + cache.pointee.slot).copy(r + at.b)
                                    }
                                    continue
                                }
                                try storeAttribute(instance.takeUnretainedValue(), code.borrowed { $0.names[at.c] }, r[at.b], cache)
                                continue
                            }
                            try x.pointee.setAttribute(code.borrowed { $0.names[at.c] }, r[at.b])
                        case .loadItem, .loadItemConstant:
                            let x = r + at.b
                            let y = at.operation == .loadItem ? r + at.c : constants + at.c
                            if y.isInt, x.isObject {
                                let index = y.int
                                let kind = x.kind
                                if kind == .list || kind == .tuple {
                                    let (elements, size) = x.object(as: SequenceObject.self).borrowed { ($0.elements, $0.count) }
                                    let place = index < 0 ? index &+ size : index
                                    if place >= 0, place < size {
                                        (r + at.a).copy(elements + place)
                                        continue
                                    }
                                } else if kind == .str {
                                    let text = x.object(as: Str.self)
                                    let size = text.borrowed { $0.byteCount }
                                    let place = index < 0 ? index &+ size : index
                                    if place >= 0, place < size, text.borrowed({ $0.isASCII }) {
                                        (r + at.a).copy(characters + Int((text.borrowed { $0.start } + place).pointee))
                                        continue
                                    }
                                }
                            }
                            if x.isObject, x.kind == .dict {
                                // The kind says so; a missing key is the class's affair.
                                if let found = try x.object(as: Dict.self).borrowed({ try $0.place(of: y) }) {
                                    (r + at.a).copy(found)
                                    continue
                                }
                                if x.address.classAddress == dict {
                                    rising = Raised.keyError(y.pointee)
                                    break instructions
                                }
                            } else if prepareOperator(at.operation, Names.getitem, x, y, prefersRight: false) {
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 2, nil, r + at.a, .plain)
                                break call
                            }
                            if x.isObject { r[at.a] = try x.object.borrowed { try $0.item(y.pointee) } } else { r[at.a] = try x.pointee.item(y.pointee) }
                        case .storeItem, .storeItemConstant:
                            let x = r + at.a
                            let y = at.operation == .storeItem ? r + at.b : constants + at.b
                            if x.isObject, y.isInt, x.kind == .list {
                                let (elements, size) = x.object(as: List.self).borrowed { ($0.elements, $0.count) }
                                let place = y.int < 0 ? y.int &+ size : y.int
                                if place >= 0, place < size {
                                    (elements + place).copy(r + at.c)
                                    continue
                                }
                            }
                            if x.isObject, x.address.classAddress == dict {
                                try x.object(as: Dict.self).borrowed { try $0.store(at: y, r + at.c) }
                                continue
                            }
                            if x.isObject { try x.object.borrowed { try $0.setItem(y.pointee, r[at.c]) } } else { try x.pointee.setItem(y.pointee, r[at.c]) }
                        case .loadSlice: try slice(r + at.b, r + at.c, r + at.a)
                        case .makeSlice: r[at.a] = .object(SliceObject(start: r[at.b], stop: r[at.b + 1], step: r[at.b + 2]))

                        // MARK: Calls
                        case .callGlobal:
                            let index = next.wide
                            var known = globals(code).borrowed { $0.values } + index
                            if known.isUnbound { known = globals(code).borrowed { $0.builtins } + index }
                            if known.isObject {
                                if known.kind == .function, known.object(as: Function.self).borrowed({ $0.isInlined }) {
                                    next += 2
                                    if takesPlainly(known, at.c, code) {
                                        (callee, arguments, count, target) = (known.retainedFunction, r + at.b + 1, at.c, r + at.a)
                                        break plain
                                    }
                                    (callee, arguments, count, keywords, target, role) = (known.retainedFunction, r + at.b + 1, at.c, nil, r + at.a, .plain)
                                    break call
                                }
                                next += 1
                                if isBuiltin(known) {
                                    next += 1
                                    if at.c == 1, isLength(known), findSpecial(.callGlobal, r + at.b + 1) {
                                        (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, r + at.b + 1, 1, nil, r + at.a, .length)
                                        break call
                                    }
                                    try callBuiltin(known, taking: r + at.b + 1, at.c, r + at.a)
                                    continue
                                }
                                (r + at.b).copy(known)
                            } else {
                                r[at.b] = try globals(code).borrowed { try $0.load(index) }
                                next += 1
                            }
                        case .callGlobal1, .callGlobal2:
                            let index = next.wide
                            var known = globals(code).borrowed { $0.values } + index
                            if known.isUnbound { known = globals(code).borrowed { $0.builtins } + index }
                            let given = at.operation == .callGlobal1 ? 1 : 2
                            if known.isObject {
                                let base = r + at.b
                                let x = operand(at.pointee.c, r, constants)
                                if known.kind == .function, takesPlainly(known, given, code) {
                                    (base + 1).copy(x)
                                    if given == 2 { (base + 2).copy(operand(next.pointee.a, r, constants)) }
                                    // Behind the words of this call, the moves and the words of the other.
                                    next += 4 &+ given
                                    (callee, arguments, count, target) = (known.retainedFunction, base + 1, given, r + at.a)
                                    break plain
                                }
                                if try callBuiltin(known, x, operand(next.pointee.a, r, constants), given, r + at.a) {
                                    next += 4 &+ given
                                    continue
                                }
                            }
                            next += 1
                        case .call:
                            let called = r + at.b
                            if called.isObject, called.kind == .function, called.object(as: Function.self).borrowed({ $0.isInlined }) {
                                if takesPlainly(called, at.c, code) {
                                    (callee, arguments, count, target) = (called.takenFunction(), called + 1, at.c, r + at.a)
                                    break plain
                                }
                                (callee, arguments, count, keywords, target, role) = (called.takenFunction(), called + 1, at.c, nil, r + at.a, .plain)
                                break call
                            }
                            if called.isObject, called.kind == .nativeFunction {
                                try callNative(called, at.c, r + at.a)
                                continue
                            }
                            switch prepareCall(called) {
                            case .withReceiver:
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, called, at.c + 1, nil, r + at.a, .plain)
                                break call
                            case .constructor:
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, called, at.c + 1, nil, r + at.a, .constructor)
                                break call
                            case .native: try callNative(called, at.c, r + at.a)
                            }
                        case .loadMethod:
                            let base = r + at.a
                            let cache = code.borrowed { $0.caches } + next.wide
                            next += 1
                            let x = base + 1
                            if x.isObject, cache.pointee.version == typeVersion.pointee, cache.pointee.key == base.seenAs {
                                if cache.pointee.slot == AttributeCache.callable {
                                    x.copy(methodOf(cache))
                                    base.clear()
                                } else if cache.pointee.slot == AttributeCache.intrinsic {
                                    base.put(int: methodOf(cache).int)
                                } else if cache.pointee.slot == AttributeCache.boundIntrinsic {
                                    loadBound(methodOf(cache), base)
                                } else if cache.pointee.slot > 0 {
                                    x.copy(x.object(as: Instance.self).borrowed { $0.slots } + (cache.pointee.slot - 1))
                                    base.clear()
                                } else {
                                    base.copy(methodOf(cache))
                                }
                                continue
                            }
                            try findMethod(base, code.borrowed { $0.names[at.b] }, cache)
                        case .loadSuperMethod:
                            let cache = code.borrowed { $0.caches } + next.wide
                            next += 1
                            try findSuperMethod(r + at.a, code.borrowed { $0.names[at.b] }, cache)
                        case .invoke0, .invoke1, .invoke2:
                            let x = r + at.b
                            let cache = code.borrowed { $0.caches } + next.wide
                            if x.isObject, cache.pointee.version == typeVersion.pointee {
                                let y = operand(next.pointee.a, r, constants)
                                if cache.pointee.slot == AttributeCache.intrinsic {
                                    if cache.pointee.key == x.seenAsBuiltin {
                                        let intrinsic = NativeFunction.Intrinsic.numbered(methodOf(cache).int)
                                        // What programs call most.
                                        if case .listAppend = intrinsic, at.operation == .invoke1 {
                                            x.object(as: List.self).append(copying: y)
                                            (r + at.a).putNone()
                                        } else if case .setAdd = intrinsic, at.operation == .invoke1 {
                                            _ = try x.object(as: SetObject.self).borrowed { try $0.add(at: y) }
                                            (r + at.a).putNone()
                                        } else if case .dequeAppend = intrinsic, at.operation == .invoke1 {
                                            x.object(as: Deque.self).append(copying: y)
                                            (r + at.a).putNone()
                                        } else if case .dictGet = intrinsic, at.operation != .invoke0 {
                                            if let found = try x.object(as: Dict.self).borrowed({ try $0.place(of: y) }) {
                                                (r + at.a).copy(found)
                                            } else if at.operation == .invoke2 {
                                                (r + at.a).copy(operand((next + 1).pointee.a, r, constants))
                                            } else {
                                                (r + at.a).putNone()
                                            }
                                        } else {
                                            let count = at.operation == .invoke0 ? 1 : at.operation == .invoke1 ? 2 : 3
                                            if !(try callIntrinsic(intrinsic, x, y, operand((next + 1).pointee.a, r, constants), count, r + at.a)) {
                                                next += 2
                                                continue
                                            }
                                        }
                                        // An object that no variable holds has been needed for this alone.
                                        if at.b == at.c &+ 1, at.a != at.b { x.clear() }
                                        next = (next + 1).target
                                        continue
                                    }
                                } else if cache.pointee.slot == 0,
                                    cache.pointee.key == (x.kind == .instance ? x.object(as: Instance.self).borrowed { $0.layoutIdentity } : x.seenAsBuiltin)
                                {
                                    let method = methodOf(cache)
                                    if method.kind == .nativeFunction {
                                        let count = at.operation == .invoke0 ? 1 : at.operation == .invoke1 ? 2 : 3
                                        try callDirectly(method, x, y, operand((next + 1).pointee.a, r, constants), count, r + at.a)
                                        if at.b == at.c &+ 1, at.a != at.b { x.clear() }
                                        next = (next + 1).target
                                        continue
                                    }
                                    let base = r + at.c
                                    if at.b != at.c &+ 1 { (base + 1).copy(x) }
                                    var given = 1
                                    if at.operation != .invoke0 {
                                        (base + 2).copy(y)
                                        given = 2
                                        if at.operation == .invoke2 {
                                            (base + 3).copy(operand((next + 1).pointee.a, r, constants))
                                            given = 3
                                        }
                                    }
                                    next = (next + 1).target
                                    if method.kind == .function, takesPlainly(method, given, code) {
                                        (callee, arguments, count, target) = (method.retainedFunction, base + 1, given, r + at.a)
                                        break plain
                                    }
                                    // The call itself comes last.
                                    base.copy(method)
                                    next -= 1
                                    continue
                                } else if cache.pointee.slot != 0, cache.pointee.key == (x - 1).seenAs {
                                    // An attribute that is called as it is: a module's function, what an instance holds.
                                    let base = r + at.c
                                    if cache.pointee.slot == AttributeCache.callable, methodOf(cache).kind == .nativeFunction {
                                        let count = at.operation == .invoke0 ? 0 : at.operation == .invoke1 ? 1 : 2
                                        _ = try callBuiltin(methodOf(cache), y, operand((next + 1).pointee.a, r, constants), count, r + at.a)
                                        if at.b == at.c &+ 1, at.a != at.b { x.clear() }
                                        next = (next + 1).target
                                        continue
                                    }
                                    if cache.pointee.slot == AttributeCache.boundIntrinsic, at.operation == .invoke0, try callBound(methodOf(cache), r + at.a) {
                                        if at.b == at.c &+ 1, at.a != at.b { x.clear() }
                                        next = (next + 1).target
                                        continue
                                    }
                                    placeCallable(cache, x, base)
                                    if at.operation != .invoke0 { (base + 2).copy(y) }
                                    if at.operation == .invoke2 { (base + 3).copy(operand((next + 1).pointee.a, r, constants)) }
                                    next = (next + 1).target - 1
                                    continue
                                }
                            }
                            next += 2
                        case .callMethod:
                            let base = r + at.b
                            if base.isInt {
                                // The number of an intrinsic.
                                let intrinsic = NativeFunction.Intrinsic.numbered(base.int)
                                if case .listAppend = intrinsic, at.c == 1, (base + 1).isObject, (base + 1).kind == .list {
                                    // What programs call most.
                                    (base + 1).object(as: List.self).append(taking: base + 2)
                                    (base + 1).clear()
                                    (r + at.a).putNone()
                                    continue
                                }
                                if try callIntrinsic(intrinsic, base + 1, at.c + 1, r + at.a) { continue }
                                base.put(.object(NativeFunction.function(of: base.int)))
                            }
                            if base.isObject, base.kind == .function, takesPlainly(base, at.c + 1, code) {
                                (callee, arguments, count, target) = (base.takenFunction(), base + 1, at.c + 1, r + at.a)
                                break plain
                            }
                            let isMethod = !base.isUnbound
                            let called = isMethod ? base : base + 1
                            let given = isMethod ? at.c + 1 : at.c
                            if called.isObject, called.kind == .function, called.object(as: Function.self).borrowed({ $0.isInlined }) {
                                (callee, arguments, count, keywords, target, role) = (called.takenFunction(), called + 1, given, nil, r + at.a, .plain)
                                break call
                            }
                            if called.isObject, called.kind == .nativeFunction {
                                try callNative(called, given, r + at.a)
                                continue
                            }
                            switch prepareCall(called) {
                            case .withReceiver:
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, called, given + 1, nil, r + at.a, .plain)
                                break call
                            case .constructor:
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, called, given + 1, nil, r + at.a, .constructor)
                                break call
                            case .native: try callNative(called, given, r + at.a)
                            }
                        case .callKeywords, .callMethodKeywords:
                            let names = (constants + next.wide).object(as: KeywordConstant.self).borrowed { $0.unmanagedNames }
                            next += 1
                            let base = r + at.b
                            let isPlain = at.operation == .callKeywords
                            if !isPlain, base.isInt { base.put(.object(NativeFunction.function(of: base.int))) }
                            let isMethod = !base.isUnbound
                            let called = isPlain || isMethod ? base : base + 1
                            let given = !isPlain && isMethod ? at.c + 1 : at.c
                            if called.isObject, called.kind == .function, called.object(as: Function.self).borrowed({ $0.isInlined }) {
                                (callee, arguments, count, keywords, target, role) = (called.takenFunction(), called + 1, given, names, r + at.a, .plain)
                                break call
                            }
                            switch prepareCall(called) {
                            case .withReceiver:
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, called, given + 1, names, r + at.a, .plain)
                                break call
                            case .constructor:
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, called, given + 1, names, r + at.a, .constructor)
                                break call
                            case .native:
                                try callNative(called, given, names.borrowed { $0 }, r + at.a)
                            }
                        case .makeFunction: makeFunction(constants + at.b, FunctionExtras.given(r + at.c), r + (at.c + 3), r + at.a)
                        case .makeClosure: makeFunction(constants + at.b, nil, r + at.c, r + at.a)
                        case .makeCell: Cell.make(r + at.a)
                        case .prepareSpread:
                            let spread = r + at.a + 1
                            if spread.isObject, spread.kind == .tuple || spread.kind == .list { continue }
                            try runRare(at.pointee, r, code, function, namespace, constants)
                        case .callSpread:
                            if let given = spreadArguments(r + at.b) {
                                (callee, arguments, count, target) = (found.unsafelyUnwrapped, top, given, r + at.a)
                                break plain
                            }
                            if let given = spreadKeywords(r + at.b) {
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, given.arguments, given.count, given.names, r + at.a, .plain)
                                break call
                            }
                            try callSpread(r + at.b, r + at.a)
                        case .returnValue:
                            if depth == bottom { return r[at.a] }
                            let frame = frames + depth
                            if frame.pointee.isPlain {
                                // Taken before the frame is emptied: its registers may be the caller's next ones, the target among them.
                                let value = (r + at.a).takeWords()
                                leave(frame, r, code, function.unsafelyUnwrapped)  // only functions return here
                                (code, function, r, next) = (frame.pointee.code, frame.pointee.function, frame.pointee.registers, frame.pointee.next)
                                constants = code.borrowed { $0.constants }
                                depth &-= 1
                                frame.pointee.target.put(words: value)
                                continue
                            }
                            let role = frame.pointee.role
                            if role == .generator {
                                let ended = frame.pointee.generator
                                ended.borrowed { $0.endInline(self, r[at.a]) }
                                (code, function, r, next) = (frame.pointee.code, frame.pointee.function, frame.pointee.registers, frame.pointee.next)
                                constants = code.borrowed { $0.constants }
                                depth &-= 1
                                let asked = next[-1]
                                if asked.operation == .yieldFrom {
                                    frames[depth].generator.borrowed { $0.delegate = nil }
                                    r[Int(asked.a)] = ended.borrowed { $0.returnValue }
                                    continue
                                }
                                next = asked.operation == .forNext ? next.target : next + 1
                                continue
                            }
                            let value = (r + at.a).takeWords()
                            leave(frame, r, code, function.unsafelyUnwrapped)
                            (code, function, r, next) = (frame.pointee.code, frame.pointee.function, frame.pointee.registers, frame.pointee.next)
                            constants = code.borrowed { $0.constants }
                            depth &-= 1
                            let target = frame.pointee.target
                            if role == .constructor {
                                let made = frame.pointee.kept.unsafelyUnwrapped  // constructors keep it
                                if !value.isNone {
                                    made.release()
                                    throw notNone(value)
                                }
                                target.put(words: ValueWords(object: made))
                            } else if role == .item {
                                target.put(words: value)
                                next = next[-1].operation == .forNext ? next + 1 : next.target
                            } else if role == .length {
                                try putLength(value, target)
                            } else if value.isObject, value.payload == Int(bitPattern: notImplemented) {
                                // Its operands may be where the result will go.
                                ReferenceCount.release(value.payload)
                                try askOtherSide(next[-1], r, constants, target)
                            } else {
                                target.put(words: value)
                            }

                        // MARK: Displays
                        case .buildList: buildList(r + at.b, at.c, r + at.a)
                        case .buildTuple: buildTuple(r + at.b, at.c, r + at.a)
                        case .buildListOf, .buildTupleOf:
                            // Put where nothing else lies.
                            (top).initialize(operand(next.pointee.a, r, constants))
                            if at.c > 1 { (top + 1).initialize(operand(next.pointee.b, r, constants)) }
                            if at.c > 2 { (top + 2).initialize(operand(next.pointee.c, r, constants)) }
                            next += 1
                            if at.operation == .buildListOf { buildList(top, at.c, r + at.a) } else { buildTuple(top, at.c, r + at.a) }
                        case .append: (r + at.a).object(as: List.self).append(copying: r + at.b)
                        case .buildDict: r[at.a] = .object(Dict())
                        case .storePair, .storePairConstant:
                            let key = at.operation == .storePair ? r + at.b : constants + at.b
                            let value = r + at.c
                            try (r + at.a).object(as: Dict.self).borrowed { try $0.store(at: key, value) }
                        case .addToSet: _ = try (r + at.a).object(as: SetObject.self).borrowed { try $0.add(at: r + at.b) }
                        case .unpack: try unpack(r + at.a, r + at.b, at.c)
                        case .formatValue: try format(r + at.b, at.c == 0xFFFF ? nil : r + at.c, r + at.a)
                        case .buildString: buildString(r + at.b, at.c, r + at.a)

                        // MARK: Iteration
                        case .iterate:
                            let source = r + at.b
                            if source.isObject {
                                (r + at.a).put(.object(try source.object.borrowed { try $0.iterator() }))
                            } else {
                                r[at.a] = .object(try source.pointee.iterator())
                            }
                        case .loopNext:
                            let source = r + at.b
                            if source.isObject {
                                if _slowPath(attention.pointee.load(ordering: .relaxed)) { try attend() }
                                // What most loops run over is stepped right here.
                                let iterator = source.address.classAddress
                                if iterator == textIterator {
                                    if source.object(as: StrIterator.self).moveOn(into: r + at.a) {
                                        next = next.target
                                        continue
                                    }
                                } else if iterator == elementIterator {
                                    if source.object(as: ElementIterator.self).moveOn(into: r + at.a) {
                                        next = next.target
                                        continue
                                    }
                                } else if iterator == rangeIterator {
                                    next = step(source, r + at.a) ? next.target : next + 1
                                    continue
                                } else if iterator == self.generator {
                                    if depth < depthLimit, source.object(as: Generator.self).beginInline(self) {
                                        resumed = source.object(as: Generator.self)
                                        break resume
                                    }
                                } else if iterator == dictIterator, source.object(as: DictIterator.self).moveOn(into: r + at.a) {
                                    next = next.target
                                    continue
                                }
                                if source.kind == .iterator {
                                    next = try source.object.borrowed { try $0.advance(into: r + at.a) } ? next.target : next + 1
                                    continue
                                }
                            }
                            fallthrough
                        case .forNext:
                            if _slowPath(attention.pointee.load(ordering: .relaxed)) { try attend() }
                            let source = r + at.b
                            if source.isObject, source.address.classAddress == self.generator, depth < depthLimit,
                                source.object(as: Generator.self).beginInline(self)
                            {
                                resumed = source.object(as: Generator.self)
                                break resume
                            }
                            if findSpecial(.forNext, source) {
                                top.initialize(source)
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 1, nil, r + at.a, .item)
                                break call
                            }
                            if at.operation == .forNext {
                                if try advance(source, r + at.a) { next += 1 } else { next = next.target }
                                continue
                            }
                            if try advance(r + at.b, r + at.a) { next = next.target } else { next += 1 }
                        case .forNextPair, .loopNextPair:
                            if _slowPath(attention.pointee.load(ordering: .relaxed)) { try attend() }
                            let source = r + at.b
                            guard source.isObject else { throw notIterable(source.pointee) }
                            let hasMore: Bool
                            switch try source.object.borrowed({ try $0.nextPair(r + at.a, r + (at.a + 1)) }) {
                            case .pair: hasMore = true
                            case .ended: hasMore = false
                            case .packed:
                                if let item = try nextItem(source) {
                                    // Failing to unpack is the second word's fault.
                                    next += 1
                                    try unpackPair(item, r + at.a)
                                    next -= 1
                                    hasMore = true
                                } else {
                                    hasMore = false
                                }
                            }
                            next = hasMore == (at.operation == .forNextPair) ? next + 1 : next.target

                        // MARK: What needs the loop's state, but not often
                        case .yieldValue:
                            if depth != bottom {
                                // Resumed by a `for` in this loop: its item is there, so its body comes next.
                                let frame = frames + depth
                                frame.pointee.generator.borrowed { $0.suspendInline(self, at: next) }
                                (r + at.a).putNone()
                                frame.pointee.target.copy(r + at.b)
                                (code, function, r, next) = (frame.pointee.code, frame.pointee.function, frame.pointee.registers, frame.pointee.next)
                                depth &-= 1
                                // A generator that delegates gives the item on, and delegates again when it is resumed.
                                while next[-1].operation == .yieldFrom {
                                    let outer = frames + depth
                                    let place = next - 1
                                    let register = Int(next[-1].a)
                                    outer.pointee.generator.borrowed { $0.suspendInline(self, at: place) }
                                    outer.pointee.target.take(r + register)
                                    (code, function, r, next) = (outer.pointee.code, outer.pointee.function, outer.pointee.registers, outer.pointee.next)
                                    depth &-= 1
                                }
                                constants = code.borrowed { $0.constants }
                                next = next[-1].operation == .forNext ? next + 1 : next.target
                                continue
                            }
                            // Only generators yield.
                            let generator = generator.unsafelyUnwrapped
                            (r + at.a).putNone()
                            if generator.consumer != nil {
                                guard give(r + at.b, of: generator, at: next) else { return .none }
                                next = generator.position
                                continue
                            }
                            generator.position = next
                            generator.isYielding = true
                            return r[at.b]
                        case .yieldFrom:
                            if depth != bottom {
                                // Resumed by a `for` in this loop, so nothing is sent.
                                let outer = frames[depth].generator
                                let source = r + at.b
                                if source.isObject, source.address.classAddress == self.generator, depth < depthLimit,
                                    source.object(as: Generator.self).beginInline(self)
                                {
                                    outer.borrowed { $0.delegate(to: source) }
                                    resumed = source.object(as: Generator.self)
                                    break resume
                                }
                                outer.borrowed { $0.delegate(to: source) }
                                guard try advance(source, r + at.a) else {
                                    outer.borrowed { $0.delegate = nil }
                                    r[at.a] = source.object.borrowed { $0.returnValue }
                                    continue
                                }
                                next -= 1
                                var place = r + at.a
                                while true {
                                    let frame = frames + depth
                                    frame.pointee.generator.borrowed { $0.suspendInline(self, at: next) }
                                    frame.pointee.target.take(place)
                                    place = frame.pointee.target
                                    (code, function, r, next) = (frame.pointee.code, frame.pointee.function, frame.pointee.registers, frame.pointee.next)
                                    depth &-= 1
                                    guard next[-1].operation == .yieldFrom else { break }
                                    next -= 1
                                }
                                constants = code.borrowed { $0.constants }
                                next = next[-1].operation == .forNext ? next + 1 : next.target
                                continue
                            }
                            guard let generator, case .object(let iterator) = r[at.b] else { throw notIterable(r[at.b]) }
                            let sent = generator.delegate == nil ? Value.none : generator.sent
                            generator.delegate = iterator
                            if var value = try sent.isNone ? iterator.next() : send(sent, to: iterator) {
                                if generator.consumer != nil {
                                    guard give(&value, of: generator, at: next - 1) else { return .none }
                                    next = generator.position
                                    continue
                                }
                                generator.position = next - 1
                                generator.isYielding = true
                                return value
                            }
                            generator.delegate = nil
                            r[at.a] = iterator.returnValue
                        case .unpackStarred:
                            try unpackStarred(r[at.a], r + at.b, at.c, next.wide)
                            next += 1
                        case .loadNameOrFree:
                            try loadNameOrFree(r + at.a, code.borrowed { $0.names[next.wide] }, namespace, code, function, at.b)
                            next += 1
                        case .matchException: try matchException(r + at.b, r + at.c, r + at.a)
                        case .enterHandler: enterHandler(r + at.a, r + at.b)
                        case .leaveHandler: leaveHandler(r + at.b)
                        case .withEnter:
                            if prepareContext(r + at.b) {
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 1, nil, r + at.a, .plain)
                                break call
                            }
                            r[at.a] = try enterContext(r[at.b])
                        case .withExit:
                            if prepareExit(r + at.a) {
                                // Nothing needs the context any more.
                                (callee, arguments, count, keywords, target, role) = (found.unsafelyUnwrapped, top, 4, nil, r + at.a, .plain)
                                break call
                            }
                            if case .object(let context) = r[at.a] { _ = try context.exit(nil) }
                        case .raise:
                            let raised = try exception(from: r[at.a], .none)
                            if handled != nil { addContext(raised.exception) }
                            rising = raised
                            break instructions
                        // Listed, so that finding an instruction's code needs no test for others.
                        case .deleteGlobal, .deleteCell, .deleteFree, .loadClosureCell, .loadName, .storeName, .deleteName,
                            .positive, .invert, .deleteAttribute, .deleteItem, .buildSet, .extend, .updateSet, .updateDict,
                            .mergeKeywords, .listToTuple, .convert, .makeClass, .raiseFrom, .reraise, .raiseBare,
                            .assertFailed, .withExitRaised, .importModule, .importName, .importStar, .command, .showHelp, .setResult,
                            .globalAnnotation:
                            try runRare(at.pointee, r, code, function, namespace, constants)
                        }
                        continue
                    }

                    // MARK: Entering a function of the program
                    let inner = callee.borrowed { $0.unmanagedCode }
                    let size = inner.borrowed { $0.registerCount }
                    let isSimple: Bool
                    var given = count
                    if let keywords {
                        isSimple = keywords.borrowed { keywords in
                            given &+= keywords.names.count
                            return callee.borrowed { $0.simpleCount >= 0 && $0.identity == keywords.function } && keywords.count == count && keywords.isInOrder
                        }
                    } else {
                        isSimple = callee.borrowed { count <= $0.simpleCount && count >= $0.leastCount }
                    }
                    // Arguments that lie on the stack stay where they are: the registers behind them are in use no more.
                    let registers = isSimple && isOnStack(arguments) ? arguments : top
                    let end = registers + size
                    if _slowPath(depth >= depthLimit || end >= stackEnd || attention.pointee.load(ordering: .relaxed)) {
                        try refuseCall(callee, end, ownedArguments: arguments == top ? given : 0)
                    }
                    // An object that is being made is kept while `__init__` runs.
                    let kept = role == .constructor ? arguments.retainedObject : nil
                    if isSimple {
                        var register = registers
                        if arguments == registers {
                            register += given
                        } else {
                            let distance = arguments - registers
                            let last = registers + given
                            while register < last {
                                register.move(register + distance)
                                register += 1
                            }
                        }
                        // Variables have no value yet; what else is in the frame's way is let go of when something is put there.
                        let variables = registers + inner.borrowed { $0.variableCount }
                        while register < variables {
                            register.clear()
                            register += 1
                        }
                        if given < callee.borrowed({ $0.namedCount }) { callee.borrowed { $0.fillDefaults(registers, from: given) } }
                    } else {
                        do { try sortArguments(callee, arguments, count, keywords, registers, size) } catch {
                            kept?.release()
                            throw error
                        }
                    }
                    depth &+= 1
                    frames[depth] = Frame(
                        code: code, function: function, registers: r, next: next, target: target, top: top, kept: kept, role: role, isPlain: role == .plain)
                    if end > top { top = end }
                    (code, function, r) = (inner, callee, registers)
                    (next, constants) = inner.borrowed { (UnsafePointer($0.instructions), $0.constants) }
                    continue
                    }

                    // MARK: Going on with a generator
                    depth &+= 1
                    (frames + depth).pointee.enter(code, function, r, next, r + at.a, resumed)
                    (code, function, r, next) = resumed.borrowed { ($0.unmanagedCode, $0.unmanagedFunction, $0.registers, $0.position) }
                    constants = code.borrowed { $0.constants }
                    continue
                    }

                    // MARK: Entering a function whose arguments are in their places
                    let inner = callee.borrowed { $0.unmanagedCode }
                    let end = arguments + inner.borrowed { $0.registerCount }
                    if _slowPath(depth >= depthLimit || end >= stackEnd || attention.pointee.load(ordering: .relaxed)) {
                        try refuseCall(callee, end, ownedArguments: arguments == top ? count : 0)
                    }
                    var register = arguments + count
                    let named = arguments + callee.borrowed { $0.namedCount }
                    if register < named {
                        var value = callee.borrowed { $0.defaultValues } + count
                        while register < named {
                            register.copy(value)
                            register += 1
                            value += 1
                        }
                    }
                    let variables = arguments + inner.borrowed { $0.variableCount }
                    while register < variables {
                        register.clear()
                        register += 1
                    }
                    depth &+= 1
                    (frames + depth).pointee.enter(code, function, r, next, target, top)
                    if end > top { top = end }
                    (code, function, r) = (inner, callee, arguments)
                    (next, constants) = inner.borrowed { (UnsafePointer($0.instructions), $0.constants) }
                }
            } catch {
                rising = (error as? Raised) ?? translateError(error)
            }
        }
    }

    @inline(__always)
    private func globals(_ code: Unmanaged<Code>) -> Unmanaged<GlobalTable> { code.borrowed { $0.unmanagedGlobals } }
    @inline(__always)
    private func origin(_ code: Unmanaged<Code>) -> UnsafePointer<Instruction> { code.borrowed { UnsafePointer($0.instructions) } }

    /// What handles an exception that comes up before the place, if anything of the code does.
    @inline(never)
    private func handler(_ code: Unmanaged<Code>, _ position: Int) -> HandlerEntry? {
        code.borrowed { $0.handlers.first { $0.start < position && position <= $0.end } }
    }

    /// Where a fused comparison goes on: behind its target, unless it did not hold.
    @inline(__always)
    private func onward(_ holds: Bool, _ next: UnsafePointer<Instruction>) -> UnsafePointer<Instruction> {
        holds ? next + 1 : next.target
    }
    @inline(__always)
    private func holds(
        _ comparison: Comparison, _ x: UnsafeMutablePointer<Value>, _ y: UnsafeMutablePointer<Value>, _ quickly: (Int, Int) -> Bool
    ) throws -> Bool {
        x.isInt && y.isInt ? quickly(x.int, y.int) : try holds(comparison, x, y)
    }

    @inline(__always)
    private func holdsEqual(_ x: UnsafeMutablePointer<Value>, _ y: UnsafeMutablePointer<Value>) throws -> Bool {
        if x.isInt, y.isInt { return x.int == y.int }
        if let same = areSame(x, y) { return same }
        return try holds(.equal, x, y)
    }
    @inline(__always)
    private func holdsNotEqual(_ x: UnsafeMutablePointer<Value>, _ y: UnsafeMutablePointer<Value>) throws -> Bool {
        if x.isInt, y.isInt { return x.int != y.int }
        if let same = areSame(x, y) { return !same }
        return try holds(.notEqual, x, y)
    }

    /// Empties a called function's frame: nothing that counts references is left in its registers.
    @inline(__always)
    private func leave(
        _ frame: UnsafeMutablePointer<Frame>, _ registers: UnsafeMutablePointer<Value>, _ code: Unmanaged<Code>, _ function: Unmanaged<Function>
    ) {
        var register = registers
        let end = registers + code.borrowed { $0.registerCount }
        while register < end {
            if register.isObject { register.clear() }
            register += 1
        }
        ReferenceCount.release(Int(bitPattern: function.toOpaque()))
        top = frame.pointee.top
    }
    /// Whether a call of the function in a register with so many arguments by position needs nothing but a frame: the arguments
    /// lie on the stack, as all but generators' registers do.
    @inline(__always)
    private func takesPlainly(_ register: UnsafeMutablePointer<Value>, _ count: Int, _ caller: Unmanaged<Code>) -> Bool {
        register.object(as: Function.self).borrowed { count <= $0.simpleCount && count >= $0.leastCount } && !caller.borrowed { $0.isGenerator }
    }
    @inline(__always)
    private func isOnStack(_ register: UnsafeMutablePointer<Value>) -> Bool { register >= stack && register < stackEnd }

    /// The method that an inline cache holds, as a register to copy from.
    @inline(__always)
    private func methodOf(_ cache: UnsafeMutablePointer<AttributeCache>) -> UnsafeMutablePointer<Value> {
        // It stands first.
        UnsafeMutableRawPointer(cache).assumingMemoryBound(to: Value.self)
    }

    /// What an argument of `invoke` names.
    @inline(__always)
    private func operand(_ number: UInt16, _ r: UnsafeMutablePointer<Value>, _ constants: UnsafeMutablePointer<Value>) -> UnsafeMutablePointer<Value> {
        (Int(number) < Operand.constants ? r : constants) + (Int(number) & (Operand.constants - 1))
    }

    /// The next number of the range's iterator in `source`, if there is one.
    @inline(__always)
    private func step(_ source: UnsafeMutablePointer<Value>, _ item: UnsafeMutablePointer<Value>) -> Bool {
        source.object(as: RangeIterator.self).borrowed { range in
            guard range.left > 0 else { return false }
            item.put(int: range.upcoming)
            range.upcoming = range.upcoming &+ range.step
            range.left &-= 1
            return true
        }
    }
    /// The next item of the iterator in `source`, if there is one.
    @inline(__always)
    private func advance(_ source: UnsafeMutablePointer<Value>, _ item: UnsafeMutablePointer<Value>) throws -> Bool {
        guard source.isObject else { throw notIterable(source.pointee) }
        if source.address.classAddress == rangeIterator { return step(source, item) }
        return try source.object.borrowed { try $0.advance(into: item) }
    }
}

extension UnsafeMutablePointer where Pointee == Value {
    /// A number as a float, where that takes no rounding.
    @inline(__always)
    fileprivate var real: Double? {
        if tag == ValueTag.float { return Double(bitPattern: UInt64(truncatingIfNeeded: int)) }
        return isInt && int.magnitude <= 1 << 53 ? Double(int) : nil
    }
}
