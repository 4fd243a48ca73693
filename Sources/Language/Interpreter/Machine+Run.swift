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
        _ generator: Generator?, _ start: Int, _ injected: Raised?
    ) throws -> Value {
        depth &+= 1
        defer { depth &-= 1 }
        if depth > depthLimit { throw recursionError() }
        if interruption.pointee.load(ordering: .relaxed) { try checkInterrupt() }
        let bottom = depth
        var code = Unmanaged.passUnretained(entry)
        var function = entryFunction.map { Unmanaged.passUnretained($0) }
        var r = entryRegisters
        var next = UnsafePointer(entry.instructions) + start
        var constants = entry.constants
        var caches = entry.caches
        var globals = Unmanaged.passUnretained(entry.globals)
        var pending = injected
        /// An exception on its way to a handler, here or in a caller that runs in this loop.
        var rising: Raised?
        while true {
            while let raised = rising {
                let position = next - origin(code)
                code.borrowed { note(raised.exception, $0, position - 1, r) }
                if let entry = code.borrowed({ $0.handlers.first { $0.start < position && position <= $0.end } }) {
                    r[entry.register] = .object(raised.exception)
                    next = origin(code) + entry.handler
                    rising = nil
                    break
                }
                if depth == bottom { throw raised }
                let frame = frames + depth
                if let failed = frame.pointee.generator {
                    failed.borrowed { $0.endInline(self, .none) }
                    rising = Generator.wrapped(raised)
                } else {
                    leave(r, code)
                }
                (code, function, r, next) = (frame.pointee.code, frame.pointee.function, frame.pointee.registers, frame.pointee.next)
                (constants, caches, globals) = code.borrowed { ($0.constants, $0.caches, $0.unmanagedGlobals) }
                depth &-= 1
                if next[-1].operation == .yieldFrom { frames[depth].generator?.borrowed { $0.delegate = nil } }
            }
            do {
                if let raised = pending {
                    pending = nil
                    if let generator, let delegate = generator.delegate as? Generator, next.pointee.operation == .yieldFrom {
                        if let value = try delegate.raise(raised) {
                            generator.isYielding = true
                            generator.position = next - UnsafePointer(entry.instructions)
                            return value
                        }
                        r[Int(next.pointee.a)] = delegate.returnValue
                        generator.delegate = nil
                        next += 1
                    } else {
                        throw raised
                    }
                }
                instructions: while true {
                    let i = next.pointee
                    next += 1
                    let a = Int(i.a)
                    let b = Int(i.b)
                    let c = Int(i.c)
                    // Set by the calls of functions of the program, which leave the switch for what follows it. The
                    // function has been put at the top of the stack.
                    let arguments: UnsafeMutablePointer<Value>
                    let count: Int
                    let keywords: KeywordNames?
                    let target: UnsafeMutablePointer<Value>
                    let role: CallRole
                    call: do {
                        switch i.operation {
                        case .move: (r + a).copy(r + b)
                        case .take: (r + a).take(r + b)
                        case .constant: (r + a).copy(constants + i.wide)
                        case .none: (r + a).putNone()
                        case .checkBound: if (r + a).isUnbound { throw unboundLocal(code, a) }
                        case .release: (r + a).clear()

                        // MARK: Variables
                        case .loadGlobal:
                            let known = globals.borrowed { $0.values } + i.wide
                            if !known.isUnbound {
                                (r + a).copy(known)
                                continue
                            }
                            let builtin = globals.borrowed { $0.builtins } + i.wide
                            if builtin.isObject {
                                (r + a).copy(builtin)
                                continue
                            }
                            r[a] = try globals.borrowed { try $0.load(i.wide) }
                        case .checkGlobal:
                            if (globals.borrowed { $0.values } + i.wide).isUnbound, (globals.borrowed { $0.builtins } + i.wide).isUnbound { _ = try globals.borrowed { try $0.load(i.wide) } }
                        case .storeGlobal: (globals.borrowed { $0.values } + i.wide).copy(r + a)
                        case .loadCell:
                            let held = (r + b).object(as: Cell.self).borrowed { $0.value }
                            if case .unbound = held { throw unboundLocal(code, b) }
                            r[a] = held
                        case .storeCell: (r + b).object(as: Cell.self).borrowed { $0.value = r[a] }
                        case .loadFree:
                            let held = function.unsafelyUnwrapped.borrowed { $0.closure[b].value }  // only functions have free names
                            if case .unbound = held { throw unboundFree(code, b) }
                            r[a] = held
                        case .storeFree: function.unsafelyUnwrapped.borrowed { $0.closure[b].value = r[a] }  // as above

                        // MARK: Arithmetic
                        case .add:
                            let x = r + b
                            let y = r + c
                            if x.isInt, y.isInt {
                                let (result, overflow) = x.int.addingReportingOverflow(y.int)
                                if !overflow {
                                    (r + a).put(int: result)
                                    continue
                                }
                            } else if case .float(let x) = x.pointee, case .float(let y) = y.pointee {
                                (r + a).put(float: x + y)
                                continue
                            }
                            if prepareOperator(i, BinaryOperator.add.name, x, y) {
                                (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                break call
                            }
                            try binary(.add, x, y, r + a)
                        case .subtract:
                            let x = r + b
                            let y = r + c
                            if x.isInt, y.isInt {
                                let (result, overflow) = x.int.subtractingReportingOverflow(y.int)
                                if !overflow {
                                    (r + a).put(int: result)
                                    continue
                                }
                            } else if case .float(let x) = x.pointee, case .float(let y) = y.pointee {
                                (r + a).put(float: x - y)
                                continue
                            }
                            if prepareOperator(i, BinaryOperator.subtract.name, x, y) {
                                (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                break call
                            }
                            try binary(.subtract, x, y, r + a)
                        case .multiply:
                            let x = r + b
                            let y = r + c
                            if x.isInt, y.isInt {
                                let (result, overflow) = x.int.multipliedReportingOverflow(by: y.int)
                                if !overflow {
                                    (r + a).put(int: result)
                                    continue
                                }
                            } else if case .float(let x) = x.pointee, case .float(let y) = y.pointee {
                                (r + a).put(float: x * y)
                                continue
                            }
                            if prepareOperator(i, BinaryOperator.multiply.name, x, y) {
                                (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                break call
                            }
                            try binary(.multiply, x, y, r + a)
                        case .divide:
                            if case .float(let x) = r[b], case .float(let y) = r[c], y != 0 {
                                (r + a).put(float: x / y)
                                continue
                            }
                            if prepareOperator(i, BinaryOperator.divide.name, r + b, r + c) {
                                (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                break call
                            }
                            try binary(.divide, r + b, r + c, r + a)
                        case .floorDivide:
                            if case .int(let x) = r[b], case .int(let y) = r[c], y > 0 {
                                // Rounds down, as Python does.
                                let (quotient, remainder) = x.quotientAndRemainder(dividingBy: y)
                                (r + a).put(int: remainder < 0 ? quotient &- 1 : quotient)
                                continue
                            }
                            if prepareOperator(i, BinaryOperator.floorDivide.name, r + b, r + c) {
                                (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                break call
                            }
                            try binary(.floorDivide, r + b, r + c, r + a)
                        case .modulo:
                            if case .int(let x) = r[b], case .int(let y) = r[c], y > 0 {
                                let remainder = x % y
                                (r + a).put(int: remainder < 0 ? remainder &+ y : remainder)
                                continue
                            }
                            if prepareOperator(i, BinaryOperator.modulo.name, r + b, r + c) {
                                (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                break call
                            }
                            try binary(.modulo, r + b, r + c, r + a)
                        case .bitAnd:
                            if case .int(let x) = r[b], case .int(let y) = r[c] {
                                (r + a).put(int: x & y)
                            } else {
                                if prepareOperator(i, BinaryOperator.bitAnd.name, r + b, r + c) {
                                    (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                    break call
                                }
                                try binary(.bitAnd, r + b, r + c, r + a)
                            }
                        case .bitOr:
                            if case .int(let x) = r[b], case .int(let y) = r[c] {
                                (r + a).put(int: x | y)
                            } else {
                                if prepareOperator(i, BinaryOperator.bitOr.name, r + b, r + c) {
                                    (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                    break call
                                }
                                try binary(.bitOr, r + b, r + c, r + a)
                            }
                        case .bitXor:
                            if case .int(let x) = r[b], case .int(let y) = r[c] {
                                (r + a).put(int: x ^ y)
                            } else {
                                if prepareOperator(i, BinaryOperator.bitXor.name, r + b, r + c) {
                                    (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                    break call
                                }
                                try binary(.bitXor, r + b, r + c, r + a)
                            }
                        case .rightShift:
                            if case .int(let x) = r[b], case .int(let y) = r[c], y >= 0 {
                                (r + a).put(int: x >> Swift.min(y, 63))
                            } else {
                                if prepareOperator(i, BinaryOperator.rightShift.name, r + b, r + c) {
                                    (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                    break call
                                }
                                try binary(.rightShift, r + b, r + c, r + a)
                            }
                        case .power:
                            if (r + b).isInt, (r + c).isInt, let power = smallPower((r + b).int, (r + c).int) {
                                (r + a).put(int: power)
                                continue
                            }
                            if prepareOperator(i, BinaryOperator.power.name, r + b, r + c) {
                                (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                break call
                            }
                            try binary(.power, r + b, r + c, r + a)
                        case .matrixMultiply: try binary(.matrixMultiply, r + b, r + c, r + a)
                        case .leftShift:
                            if case .int(let x) = r[b], case .int(let y) = r[c], x >= 0, x < 1 << 31, y >= 0, y < 32 {
                                (r + a).put(int: x << y)
                            } else {
                                if prepareOperator(i, BinaryOperator.leftShift.name, r + b, r + c) {
                                    (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                    break call
                                }
                                try binary(.leftShift, r + b, r + c, r + a)
                            }
                        case .addConstant:
                            let x = r + b
                            let y = constants + c
                            if x.isInt, y.isInt {
                                let (result, overflow) = x.int.addingReportingOverflow(y.int)
                                if !overflow {
                                    (r + a).put(int: result)
                                    continue
                                }
                            }
                            if case .float(let x) = x.pointee, let y = y.pointee.smallDouble {
                                (r + a).put(float: x + y)
                                continue
                            }
                            if prepareOperator(i, BinaryOperator.add.name, x, y) {
                                (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                break call
                            }
                            try binary(.add, x, y, r + a)
                        case .subtractConstant:
                            let x = r + b
                            let y = constants + c
                            if x.isInt, y.isInt {
                                let (result, overflow) = x.int.subtractingReportingOverflow(y.int)
                                if !overflow {
                                    (r + a).put(int: result)
                                    continue
                                }
                            }
                            if case .float(let x) = x.pointee, let y = y.pointee.smallDouble {
                                (r + a).put(float: x - y)
                                continue
                            }
                            if prepareOperator(i, BinaryOperator.subtract.name, x, y) {
                                (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                break call
                            }
                            try binary(.subtract, x, y, r + a)
                        case .multiplyConstant:
                            let x = r + b
                            let y = constants + c
                            if x.isInt, y.isInt {
                                let (result, overflow) = x.int.multipliedReportingOverflow(by: y.int)
                                if !overflow {
                                    (r + a).put(int: result)
                                    continue
                                }
                            }
                            if case .float(let x) = x.pointee, let y = y.pointee.smallDouble {
                                (r + a).put(float: x * y)
                                continue
                            }
                            if prepareOperator(i, BinaryOperator.multiply.name, x, y) {
                                (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                break call
                            }
                            try binary(.multiply, x, y, r + a)
                        case .inPlace:
                            let x = r + a
                            let y = r + b
                            if c == BinaryOperator.add.rawValue {
                                if x.isInt, y.isInt {
                                    let (sum, overflow) = x.int.addingReportingOverflow(y.int)
                                    if !overflow {
                                        x.put(int: sum)
                                        continue
                                    }
                                } else if case .float(let left) = x.pointee, case .float(let right) = y.pointee {
                                    x.put(float: left + right)
                                    continue
                                } else if areTexts(x, y) {
                                    // A global's own reference is in the way until it is stored again, which comes next.
                                    let isGlobal = next.pointee.operation == .storeGlobal && next.pointee.a == i.a
                                    try append(y, to: x, alsoAt: isGlobal ? globals.borrowed { $0.values } + next.pointee.wide : nil)
                                    continue
                                }
                            }
                            try inPlace(c, x, y)
                        case .negative: r[a] = try r[b].unary(.negative)
                        case .not:
                            let x = r + b
                            if x.tag == ValueTag.bool {
                                (r + a).put(bool: x.int & 1 == 0)
                            } else {
                                (r + a).put(bool: !(try x.pointee.isTrue()))
                            }

                        // MARK: Comparing
                        case .less:
                            if (r + b).isInt, (r + c).isInt {
                                (r + a).put(bool: (r + b).int < (r + c).int)
                            } else {
                                if prepareOperator(i, Comparison.less.name, r + b, r + c) {
                                    (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                    break call
                                }
                                try compare(.less, r + b, r + c, r + a)
                            }
                        case .lessEqual:
                            if (r + b).isInt, (r + c).isInt {
                                (r + a).put(bool: (r + b).int <= (r + c).int)
                            } else {
                                if prepareOperator(i, Comparison.lessEqual.name, r + b, r + c) {
                                    (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                    break call
                                }
                                try compare(.lessEqual, r + b, r + c, r + a)
                            }
                        case .greater:
                            if (r + b).isInt, (r + c).isInt {
                                (r + a).put(bool: (r + b).int > (r + c).int)
                            } else {
                                if prepareOperator(i, Comparison.greater.name, r + b, r + c) {
                                    (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                    break call
                                }
                                try compare(.greater, r + b, r + c, r + a)
                            }
                        case .greaterEqual:
                            if (r + b).isInt, (r + c).isInt {
                                (r + a).put(bool: (r + b).int >= (r + c).int)
                            } else {
                                if prepareOperator(i, Comparison.greaterEqual.name, r + b, r + c) {
                                    (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                    break call
                                }
                                try compare(.greaterEqual, r + b, r + c, r + a)
                            }
                        case .equal:
                            if let same = areSame(r + b, r + c) {
                                (r + a).put(bool: same == true)
                            } else {
                                if prepareOperator(i, Comparison.equal.name, r + b, r + c) {
                                    (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                    break call
                                }
                                try compare(.equal, r + b, r + c, r + a)
                            }
                        case .notEqual:
                            if let same = areSame(r + b, r + c) {
                                (r + a).put(bool: same != true)
                            } else {
                                if prepareOperator(i, Comparison.notEqual.name, r + b, r + c) {
                                    (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .operation)
                                    break call
                                }
                                try compare(.notEqual, r + b, r + c, r + a)
                            }
                        case .isSame: (r + a).put(bool: areIdentical(r + b, r + c))
                        case .isNotSame: (r + a).put(bool: !areIdentical(r + b, r + c))
                        case .contains: (r + a).put(bool: try contains(r + c, r + b))
                        case .notContains: (r + a).put(bool: !(try contains(r + c, r + b)))

                        // MARK: Jumps
                        case .jump: next = origin(code) + i.wide
                        case .loop:
                            if interruption.pointee.load(ordering: .relaxed) { try checkInterrupt() }
                            next = origin(code) + i.wide
                        case .jumpIfTrue:
                            let x = r + a
                            if x.tag == ValueTag.bool {
                                if x.int & 1 != 0 { next = origin(code) + i.wide }
                            } else if try truth(x) {
                                next = origin(code) + i.wide
                            }
                        case .jumpIfFalse:
                            let x = r + a
                            if x.tag == ValueTag.bool {
                                if x.int & 1 == 0 { next = origin(code) + i.wide }
                            } else if try !truth(x) {
                                next = origin(code) + i.wide
                            }
                        case .unlessLess: next = onward(try holds(.less, r + a, r + b, <), next, code)
                        case .unlessLessEqual: next = onward(try holds(.lessEqual, r + a, r + b, <=), next, code)
                        case .unlessGreater: next = onward(try holds(.greater, r + a, r + b, >), next, code)
                        case .unlessGreaterEqual: next = onward(try holds(.greaterEqual, r + a, r + b, >=), next, code)
                        case .unlessEqual: next = onward(try holdsEqual(r + a, r + b), next, code)
                        case .unlessNotEqual: next = onward(try holdsNotEqual(r + a, r + b), next, code)
                        case .unlessLessConstant: next = onward(try holds(.less, r + a, constants + b, <), next, code)
                        case .unlessLessEqualConstant: next = onward(try holds(.lessEqual, r + a, constants + b, <=), next, code)
                        case .unlessGreaterConstant: next = onward(try holds(.greater, r + a, constants + b, >), next, code)
                        case .unlessGreaterEqualConstant: next = onward(try holds(.greaterEqual, r + a, constants + b, >=), next, code)
                        case .unlessEqualConstant: next = onward(try holdsEqual(r + a, constants + b), next, code)
                        case .unlessNotEqualConstant: next = onward(try holdsNotEqual(r + a, constants + b), next, code)

                        // MARK: Attributes and items
                        case .loadAttribute:
                            let cache = caches + next.pointee.wide
                            next += 1
                            let x = r + b
                            if x.isObject, x.kind == .instance {
                                let instance = x.object(as: Instance.self)
                                if cache.pointee.key == instance.borrowed({ $0.layoutIdentity }), cache.pointee.version == typeVersion.pointee {
                                    if cache.pointee.slot >= 0 {
                                        (r + a).copy(instance.borrowed { $0.slots } + cache.pointee.slot)
                                        continue
                                    }
                                    // A property: its getter is called with the object.
                                    top.initialize(methodOf(cache))
                                    (top + 1).initialize(x)
                                    (arguments, count, keywords, target, role) = (top + 1, 1, nil, r + a, .plain)
                                    break call
                                }
                                r[a] = try loadAttribute(instance.takeUnretainedValue(), code.borrowed { $0.names[c] }, cache)
                                continue
                            }
                            r[a] = try x.pointee.attribute(code.borrowed { $0.names[c] })
                        case .storeAttribute:
                            let cache = caches + next.pointee.wide
                            next += 1
                            let x = r + a
                            if x.isObject, x.kind == .instance {
                                let instance = x.object(as: Instance.self)
                                if cache.pointee.key == instance.borrowed({ $0.layoutIdentity }), cache.pointee.version == typeVersion.pointee {
                                    if let following = cache.pointee.nextLayout {
                                        instance.borrowed { $0.append(r[b], next: following) }
                                    } else {
                                        (instance.borrowed { $0.slots } + cache.pointee.slot).copy(r + b)
                                    }
                                    continue
                                }
                                try storeAttribute(instance.takeUnretainedValue(), code.borrowed { $0.names[c] }, r[b], cache)
                                continue
                            }
                            try x.pointee.setAttribute(code.borrowed { $0.names[c] }, r[b])
                        case .loadItem:
                            let x = r + b
                            let y = r + c
                            if y.isInt, x.isObject {
                                let index = y.int
                                let kind = x.kind
                                if kind == .list || kind == .tuple {
                                    let (elements, size) = x.object(as: SequenceObject.self).borrowed { ($0.elements, $0.count) }
                                    let place = index < 0 ? index &+ size : index
                                    if place >= 0, place < size {
                                        (r + a).copy(elements + place)
                                        continue
                                    }
                                } else if kind == .str {
                                    let text = x.object(as: Str.self)
                                    let size = text.borrowed { $0.byteCount }
                                    let place = index < 0 ? index &+ size : index
                                    if place >= 0, place < size, text.borrowed({ $0.isASCII }) {
                                        (r + a).copy(characters + Int((text.borrowed { $0.start } + place).pointee))
                                        continue
                                    }
                                }
                            }
                            if x.isObject, x.kind == .dict {
                                // The kind says so; a missing key is the class's affair.
                                if try x.object(as: Dict.self).borrowed({ try $0.fetch(y, into: r + a) }) { continue }
                                if x.address.classAddress == dict {
                                    rising = Raised.keyError(y.pointee)
                                    break instructions
                                }
                            } else if prepareOperator(i, Names.getitem, x, y, prefersRight: false) {
                                (arguments, count, keywords, target, role) = (top + 1, 2, nil, r + a, .plain)
                                break call
                            }
                            if x.isObject { r[a] = try x.object.borrowed { try $0.item(y.pointee) } } else { r[a] = try x.pointee.item(y.pointee) }
                        case .storeItem:
                            let x = r + a
                            let y = r + b
                            if x.isObject, y.isInt, x.kind == .list {
                                let (elements, size) = x.object(as: List.self).borrowed { ($0.elements, $0.count) }
                                let place = y.int < 0 ? y.int &+ size : y.int
                                if place >= 0, place < size {
                                    (elements + place).copy(r + c)
                                    continue
                                }
                            }
                            if x.isObject, x.address.classAddress == dict {
                                try x.object(as: Dict.self).borrowed { try $0.store(at: y, r + c) }
                                continue
                            }
                            if x.isObject { try x.object.borrowed { try $0.setItem(y.pointee, r[c]) } } else { try x.pointee.setItem(y.pointee, r[c]) }
                        case .loadSlice: try slice(r + b, r + c, r + a)
                        case .makeSlice: r[a] = .object(SliceObject(start: r[b], stop: r[b + 1], step: r[b + 2]))

                        // MARK: Calls
                        case .callGlobal:
                            let index = next.pointee.wide
                            var callee = globals.borrowed { $0.values } + index
                            if callee.isUnbound { callee = globals.borrowed { $0.builtins } + index }
                            if callee.isObject {
                                if callee.kind == .function, callee.object(as: Function.self).borrowed({ $0.isInlined }) {
                                    next += 2
                                    top.initialize(callee)
                                    (arguments, count, keywords, target, role) = (r + b + 1, c, nil, r + a, .plain)
                                    break call
                                }
                                next += 1
                                if callee.kind == .nativeFunction {
                                    let intrinsic = callee.object(as: NativeFunction.self).borrowed { $0.intrinsic }
                                    if intrinsic != .none, try callIntrinsic(intrinsic, r + b + 1, c, r + a) {
                                        next += 1
                                        continue
                                    }
                                }
                                (r + b).copy(callee)
                            } else {
                                r[b] = try globals.borrowed { try $0.load(index) }
                                next += 1
                            }
                        case .call:
                            let callee = r + b
                            if callee.isObject, callee.kind == .function, callee.object(as: Function.self).borrowed({ $0.isInlined }) {
                                top.move(callee)
                                (arguments, count, keywords, target, role) = (callee + 1, c, nil, r + a, .plain)
                                break call
                            }
                            if callee.isObject, callee.kind == .nativeFunction {
                                try callNative(callee, c, r + a)
                                continue
                            }
                            switch prepareCall(callee) {
                            case .withReceiver:
                                (arguments, count, keywords, target, role) = (callee, c + 1, nil, r + a, .plain)
                                break call
                            case .constructor:
                                (arguments, count, keywords, target, role) = (callee, c + 1, nil, r + a, .constructor)
                                break call
                            case .native: try callNative(callee, c, r + a)
                            }
                        case .loadMethod:
                            let base = r + a
                            let cache = caches + next.pointee.wide
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
                                } else {
                                    base.copy(methodOf(cache))
                                }
                                continue
                            }
                            try findMethod(base, code.borrowed { $0.names[b] }, cache)
                        case .loadSuperMethod:
                            let cache = caches + next.pointee.wide
                            next += 1
                            try findSuperMethod(r + a, code.borrowed { $0.names[b] }, cache)
                        case .callMethod:
                            let base = r + b
                            if base.isInt {
                                // The number of an intrinsic.
                                let intrinsic = NativeFunction.Intrinsic.numbered(base.int)
                                if try callIntrinsic(intrinsic, base + 1, c + 1, r + a) { continue }
                                base.put(.object(NativeFunction.function(of: base.int)))
                            }
                            let isMethod = !base.isUnbound
                            let callee = isMethod ? base : base + 1
                            let given = isMethod ? c + 1 : c
                            if callee.isObject, callee.kind == .function, callee.object(as: Function.self).borrowed({ $0.isInlined }) {
                                top.move(callee)
                                (arguments, count, keywords, target, role) = (callee + 1, given, nil, r + a, .plain)
                                break call
                            }
                            if callee.isObject, callee.kind == .nativeFunction {
                                try callNative(callee, given, r + a)
                                continue
                            }
                            switch prepareCall(callee) {
                            case .withReceiver:
                                (arguments, count, keywords, target, role) = (callee, given + 1, nil, r + a, .plain)
                                break call
                            case .constructor:
                                (arguments, count, keywords, target, role) = (callee, given + 1, nil, r + a, .constructor)
                                break call
                            case .native: try callNative(callee, given, r + a)
                            }
                        case .callKeywords, .callMethodKeywords:
                            let names = (constants + next.pointee.wide).object(as: KeywordConstant.self).borrowed { $0.names }
                            next += 1
                            let base = r + b
                            let isPlain = i.operation == .callKeywords
                            if !isPlain, base.isInt { base.put(.object(NativeFunction.function(of: base.int))) }
                            let isMethod = !base.isUnbound
                            let callee = isPlain || isMethod ? base : base + 1
                            let given = !isPlain && isMethod ? c + 1 : c
                            if callee.isObject, callee.kind == .function, callee.object(as: Function.self).borrowed({ $0.isInlined }) {
                                top.move(callee)
                                (arguments, count, keywords, target, role) = (callee + 1, given, names, r + a, .plain)
                                break call
                            }
                            switch prepareCall(callee) {
                            case .withReceiver:
                                (arguments, count, keywords, target, role) = (callee, given + 1, names, r + a, .plain)
                                break call
                            case .constructor:
                                (arguments, count, keywords, target, role) = (callee, given + 1, names, r + a, .constructor)
                                break call
                            case .native:
                                guard case .object(let object) = callee.pointee else { throw notCallable(callee.pointee) }
                                let value = try object.call(Arguments(base: callee + 1, count: given, keywords: names))
                                drop(callee, given + 1 + names.names.count)
                                r[a] = value
                            }
                        case .callSpread:
                            if let given = spreadArguments(r + b) {
                                (arguments, count, keywords, target, role) = (top + 1, given, nil, r + a, .plain)
                                break call
                            }
                            r[a] = try callSpread(r[b], r[b + 1], r[b + 2])
                        case .returnValue:
                            if depth == bottom { return r[a] }
                            let frame = frames + depth
                            let target = frame.pointee.target
                            if frame.pointee.isPlain {
                                target.take(r + a)
                                leave(r, code)
                                (code, function, r, next) = (frame.pointee.code, frame.pointee.function, frame.pointee.registers, frame.pointee.next)
                                (constants, caches, globals) = code.borrowed { ($0.constants, $0.caches, $0.unmanagedGlobals) }
                                depth &-= 1
                                continue
                            }
                            if let made = frame.pointee.made {
                                let value = r[a]
                                leave(r, code)
                                (code, function, r, next) = (frame.pointee.code, frame.pointee.function, frame.pointee.registers, frame.pointee.next)
                                (constants, caches, globals) = code.borrowed { ($0.constants, $0.caches, $0.unmanagedGlobals) }
                                depth &-= 1
                                guard value.isNone else { throw Raised.typeError("__init__() should return None, not '\(value.type.name)'") }
                                if made != target { target.take(made) }
                            } else if let ended = frame.pointee.generator {
                                ended.borrowed { $0.endInline(self, r[a]) }
                                (code, function, r, next) = (frame.pointee.code, frame.pointee.function, frame.pointee.registers, frame.pointee.next)
                                (constants, caches, globals) = code.borrowed { ($0.constants, $0.caches, $0.unmanagedGlobals) }
                                depth &-= 1
                                let asked = next[-1]
                                if asked.operation == .yieldFrom {
                                    frames[depth].generator?.borrowed { $0.delegate = nil }
                                    r[Int(asked.a)] = ended.borrowed { $0.returnValue }
                                    continue
                                }
                                next = asked.operation == .forNext ? origin(code) + next.pointee.wide : next + 1
                            } else {
                                let isRefused = frame.pointee.isOperation && (r + a).isObject && (r + a).address == notImplemented
                                // A refused operation's operands may be where its result would go.
                                if !isRefused { target.take(r + a) }
                                leave(r, code)
                                (code, function, r, next) = (frame.pointee.code, frame.pointee.function, frame.pointee.registers, frame.pointee.next)
                                (constants, caches, globals) = code.borrowed { ($0.constants, $0.caches, $0.unmanagedGlobals) }
                                depth &-= 1
                                if isRefused { try askOtherSide(next[-1], r, constants, target) }
                            }

                        // MARK: Displays
                        case .buildList: buildList(r + b, c, r + a)
                        case .buildTuple: buildTuple(r + b, c, r + a)
                        case .append: (r + a).object(as: List.self).borrowed { $0.append(copying: r + b) }
                        case .buildDict: r[a] = .object(Dict())
                        case .storePair: try (r + a).object(as: Dict.self).borrowed { try $0.store(at: r + b, r + c) }
                        case .addToSet: _ = try (r + a).object(as: SetObject.self).borrowed { try $0.add(at: r + b) }
                        case .unpack: try unpack(r + a, r + b, c)
                        case .formatValue: try format(r + b, c == 0xFFFF ? nil : r + c, r + a)
                        case .buildString: buildString(r + b, c, r + a)

                        // MARK: Iteration
                        case .iterate: r[a] = .object(try r[b].iterator())
                        case .forNext, .loopNext:
                            if interruption.pointee.load(ordering: .relaxed) { try checkInterrupt() }
                            let source = r + b
                            if source.isObject, source.address.classAddress == rangeIterator {
                                // What most loops run over: counted right here.
                                next = step(source, r + a) == (i.operation == .forNext) ? next + 1 : origin(code) + next.pointee.wide
                                continue
                            }
                            if source.isObject, source.address.classAddress == self.generator, depth < depthLimit,
                                source.object(as: Generator.self).borrowed({ $0.beginInline(self) })
                            {
                                let resumed = source.object(as: Generator.self)
                                depth &+= 1
                                frames[depth] = Frame(
                                    code: code, function: function, registers: r, next: next, target: r + a, made: nil, generator: resumed,
                                    isOperation: false, isPlain: false)
                                (code, function, r, next) = resumed.borrowed {
                                    ($0.function.unmanagedCode, .passUnretained($0.function), $0.registers, UnsafePointer($0.function.code.instructions) + $0.position)
                                }
                                (constants, caches, globals) = code.borrowed { ($0.constants, $0.caches, $0.unmanagedGlobals) }
                                continue
                            }
                            if i.operation == .forNext {
                                if try advance(source, r + a) { next += 1 } else { next = origin(code) + next.pointee.wide }
                                continue
                            }
                            if try advance(r + b, r + a) { next = origin(code) + next.pointee.wide } else { next += 1 }
                        case .forNextPair:
                            switch try advancePair(r + b, r + a) {
                            case .ended: next = origin(code) + next.pointee.wide
                            case .pair: next += 1
                            case .packed:
                                next += 1
                                try unpack(r + a, r + a, 2)
                            }

                        // MARK: What needs the loop's state, but not often
                        case .yieldValue:
                            if depth != bottom, let suspended = frames[depth].generator {
                                // Resumed by a `for` in this loop: its item is there, so its body comes next.
                                let frame = frames + depth
                                suspended.borrowed { $0.suspendInline(self, at: next - origin(code), resumeRegister: a) }
                                frame.pointee.target.copy(r + b)
                                (code, function, r, next) = (frame.pointee.code, frame.pointee.function, frame.pointee.registers, frame.pointee.next)
                                depth &-= 1
                                // A generator that delegates gives the item on, and delegates again when it is resumed.
                                while next[-1].operation == .yieldFrom, let delegating = frames[depth].generator {
                                    let outer = frames + depth
                                    let place = next - origin(code) - 1
                                    let register = Int(next[-1].a)
                                    delegating.borrowed { $0.suspendInline(self, at: place, resumeRegister: register) }
                                    outer.pointee.target.take(r + register)
                                    (code, function, r, next) = (outer.pointee.code, outer.pointee.function, outer.pointee.registers, outer.pointee.next)
                                    depth &-= 1
                                }
                                (constants, caches, globals) = code.borrowed { ($0.constants, $0.caches, $0.unmanagedGlobals) }
                                next = next[-1].operation == .forNext ? next + 1 : origin(code) + next.pointee.wide
                                continue
                            }
                            generator?.resumeRegister = a
                            generator?.position = next - UnsafePointer(entry.instructions)
                            generator?.isYielding = true
                            return r[b]
                        case .yieldFrom:
                            if depth != bottom, let outer = frames[depth].generator {
                                // Resumed by a `for` in this loop, so nothing is sent.
                                let source = r + b
                                if source.isObject, source.address.classAddress == self.generator, depth < depthLimit,
                                    source.object(as: Generator.self).borrowed({ $0.beginInline(self) })
                                {
                                    let resumed = source.object(as: Generator.self)
                                    outer.borrowed { $0.delegate(to: source) }
                                    depth &+= 1
                                    frames[depth] = Frame(
                                        code: code, function: function, registers: r, next: next, target: r + a, made: nil, generator: resumed,
                                        isOperation: false, isPlain: false)
                                    (code, function, r, next) = resumed.borrowed {
                                        ($0.function.unmanagedCode, .passUnretained($0.function), $0.registers, UnsafePointer($0.function.code.instructions) + $0.position)
                                    }
                                    (constants, caches, globals) = code.borrowed { ($0.constants, $0.caches, $0.unmanagedGlobals) }
                                    continue
                                }
                                outer.borrowed { $0.delegate(to: source) }
                                guard try advance(source, r + a) else {
                                    outer.borrowed { $0.delegate = nil }
                                    r[a] = source.object.borrowed { $0.returnValue }
                                    continue
                                }
                                next -= 1
                                var place = r + a
                                while let delegating = frames[depth].generator {
                                    let frame = frames + depth
                                    let register = Int(next.pointee.a)
                                    delegating.borrowed { $0.suspendInline(self, at: next - origin(code), resumeRegister: register) }
                                    frame.pointee.target.take(place)
                                    place = frame.pointee.target
                                    (code, function, r, next) = (frame.pointee.code, frame.pointee.function, frame.pointee.registers, frame.pointee.next)
                                    depth &-= 1
                                    guard next[-1].operation == .yieldFrom else { break }
                                    next -= 1
                                }
                                (constants, caches, globals) = code.borrowed { ($0.constants, $0.caches, $0.unmanagedGlobals) }
                                next = next[-1].operation == .forNext ? next + 1 : origin(code) + next.pointee.wide
                                continue
                            }
                            guard let generator, case .object(let iterator) = r[b] else { throw notIterable(r[b]) }
                            let sent = generator.delegate == nil ? Value.none : generator.sent
                            generator.delegate = iterator
                            if let value = try sent.isNone ? iterator.next() : send(sent, to: iterator) {
                                generator.position = next - UnsafePointer(entry.instructions) - 1
                                generator.isYielding = true
                                return value
                            }
                            generator.delegate = nil
                            r[a] = iterator.returnValue
                        case .unpackStarred:
                            try unpackStarred(r[a], r + b, c, next.pointee.wide)
                            next += 1
                        case .loadNameOrFree:
                            try loadNameOrFree(r + a, code.borrowed { $0.names[next.pointee.wide] }, namespace, code, function, b)
                            next += 1
                        case .matchException: try matchException(r + b, r + c, r + a)
                        case .enterHandler: enterHandler(r + a, r + b)
                        case .leaveHandler: leaveHandler(r + b)
                        case .withEnter:
                            if prepareContext(r + b) {
                                (arguments, count, keywords, target, role) = (top + 1, 1, nil, r + a, .plain)
                                break call
                            }
                            r[a] = try enterContext(r[b])
                        case .withExit:
                            if prepareExit(r + a) {
                                // Nothing needs the context any more.
                                (arguments, count, keywords, target, role) = (top + 1, 4, nil, r + a, .plain)
                                break call
                            }
                            if case .object(let context) = r[a] { _ = try context.exit(nil) }
                        case .raise:
                            rising = try exception(from: r[a], .none)
                            break instructions
                        default: try runRare(i, r, code, function, namespace, constants)
                        }
                        continue
                    }

                    // MARK: Entering a function of the program: it is at the top of the stack
                    let callee = top.object(as: Function.self)
                    let inner = callee.borrowed { $0.unmanagedCode }
                    let size = inner.borrowed { $0.registerCount }
                    let registers = top + 1
                    if depth >= depthLimit || registers + size >= stackEnd || interruption.pointee.load(ordering: .relaxed) {
                        try refuseCall(ownedArguments: arguments == registers ? count : 0)
                    }
                    // Kept in the caller's frame while `__init__` runs.
                    if role == .constructor {
                        // The slot behind the frame is free until the frame is made.
                        (registers + size).initialize(arguments)
                    }
                    let (most, least) = callee.borrowed { ($0.simpleCount, $0.leastCount) }
                    if count <= most, count >= least, keywords == nil {
                        var register = registers
                        let last = registers + count
                        if arguments == registers {
                            register = last
                        } else {
                            let distance = arguments - registers
                            while register < last {
                                register.move(register + distance)
                                register += 1
                            }
                        }
                        let end = registers + size
                        while register < end {
                            register.forget()
                            register += 1
                        }
                        if count < most { callee.borrowed { $0.fillDefaults(registers, from: count) } }
                    } else {
                        try sortArguments(callee, arguments, count, keywords, registers, size)
                    }
                    depth &+= 1
                    frames[depth] = Frame(code: code, function: function, registers: r, next: next, target: target, made: role == .constructor ? arguments : nil,
                        generator: nil, isOperation: role == .operation, isPlain: role == .plain)
                    if role == .constructor { arguments.move(registers + size) }
                    top = registers + size
                    (code, function, r) = (inner, callee, registers)
                    (next, constants, caches, globals) = inner.borrowed { (UnsafePointer($0.instructions), $0.constants, $0.caches, $0.unmanagedGlobals) }
                }
            } catch {
                rising = (error as? Raised) ?? translateError(error)
            }
        }
    }

    @inline(__always)
    private func origin(_ code: Unmanaged<Code>) -> UnsafePointer<Instruction> { code.borrowed { UnsafePointer($0.instructions) } }

    /// Where a fused comparison goes on: behind its target, unless it did not hold.
    @inline(__always)
    private func onward(_ holds: Bool, _ next: UnsafePointer<Instruction>, _ code: Unmanaged<Code>) -> UnsafePointer<Instruction> {
        holds ? next + 1 : origin(code) + next.pointee.wide
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

    /// Empties a called function's frame.
    @inline(__always)
    private func leave(_ registers: UnsafeMutablePointer<Value>, _ code: Unmanaged<Code>) {
        var register = registers - 1
        let end = registers + code.borrowed { $0.registerCount }
        // Most registers hold nothing that counts references.
        while register < end {
            register.drop()
            register += 1
        }
        top = registers - 1
    }

    /// The method that an inline cache holds, as a register to copy from.
    @inline(__always)
    private func methodOf(_ cache: UnsafeMutablePointer<AttributeCache>) -> UnsafeMutablePointer<Value> {
        // It stands first.
        UnsafeMutableRawPointer(cache).assumingMemoryBound(to: Value.self)
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
        let kindOfIterator = source.address.classAddress
        if kindOfIterator == rangeIterator { return step(source, item) }
        if kindOfIterator == textIterator {
            let isASCII = source.object(as: StrIterator.self).borrowed { iterator -> Bool in
                guard let ascii = iterator.ascii, iterator.place < iterator.byteCount else { return false }
                item.copy(iterator.characters + Int((ascii + iterator.place).pointee))
                iterator.place &+= 1
                return true
            }
            if isASCII { return true }
        }
        if kindOfIterator == elementIterator {
            let found = source.object(as: ElementIterator.self).borrowed { iterator -> Bool in
                guard let sequence = iterator.unmanagedSequence else { return false }
                // Either end at once.
                guard UInt(bitPattern: iterator.position) < UInt(bitPattern: sequence.borrowed { $0.count }) else { return false }
                item.copy(sequence.borrowed { $0.elements } + iterator.position)
                iterator.position &+= iterator.step
                return true
            }
            if found { return true }
        }
        return try source.object.borrowed { try $0.advance(into: item) }
    }
}

extension Value {
    /// A number that is a float without rounding.
    @inline(__always)
    fileprivate var smallDouble: Double? {
        switch self {
        case .float(let value): value
        case .int(let value): value.magnitude <= 1 << 53 ? Double(value) : nil
        default: nil
        }
    }
}
