import ObjectModel
import TensorCore

#if canImport(Glibc)
    import Glibc
#endif

/// The register machine: runs code, one Swift call of `run` per function call of the program.
package final class Machine {
    let globals: GlobalTable
    /// What the cell's last expression gave.
    var result: Value = .none
    /// The exception whose handler is running: the context of new ones.
    var handled: ExceptionObject?
    /// The local names where the last unknown name was asked for: candidates for "Did you mean".
    var nearbyNames: [String] = []
    /// How deep calls are nested, and how deep they may be.
    var depth = 0
    let depthLimit = 1000

    /// Registers of all running frames but generators', one after the other.
    private let stack: UnsafeMutablePointer<Value>
    private let stackEnd: UnsafeMutablePointer<Value>
    private var top: UnsafeMutablePointer<Value>

    // What the machine asks of its surroundings.
    var importModule: (String) throws -> Value = { throw Raised(ExceptionTypes.importError, "no modules: \($0)") }
    var runCommand: (String, Bool) throws -> Void = { text, _ in throw Raised(ExceptionTypes.usageError, "no shell to run %\(text)") }
    var showHelp: (Value) throws -> Void = { _ in }
    /// Called with errors that are not Python's: turns a lower layer's error into one.
    var translateError: (any Error) -> Raised = { Raised.runtimeError("\($0)") }

    init(globals: GlobalTable) {
        self.globals = globals
        // Address space only: pages are used as calls nest. 4 M registers are 1,000 frames of 4,000.
        let capacity = 1 << 22
        let bytes = capacity * MemoryLayout<Value>.stride
        let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        precondition(memory != MAP_FAILED, "no address space for the register stack")
        stack = memory.unsafelyUnwrapped.bindMemory(to: Value.self, capacity: capacity)  // checked above
        stackEnd = stack + capacity
        top = stack
    }
    deinit { munmap(stack, (stackEnd - stack) * MemoryLayout<Value>.stride) }

    /// `list.append`, the method called most.
    private let listAppend: Object? = { if case .object(let function)? = BuiltinTypes.list.lookup("append") { function } else { nil } }()

    // MARK: Entering

    /// Runs a cell's code.
    func run(cell code: Code) throws -> Value {
        result = .none
        handled = nil
        depth = 0
        return try inFrame(code) { try run(code, $0, nil, nil, nil, 0, nil) }
    }

    /// Runs code while a cell is running: for shell commands.
    func runNested(_ code: Code) throws -> Value { try inFrame(code) { try run(code, $0, nil, nil, nil, 0, nil) } }

    /// Keeps the running cell's own result out of the way of `body`'s.
    func nested<Result>(_ body: () throws -> Result) rethrows -> Result {
        let outer = (result, handled)
        result = .none
        defer { (result, handled) = outer }
        return try body()
    }

    /// A frame of fresh registers for `code`.
    @inline(__always)
    private func inFrame<Result>(_ code: Code, _ body: (UnsafeMutablePointer<Value>) throws -> Result) throws -> Result {
        let registers = top
        let count = code.registerCount
        guard registers + count < stackEnd else { throw recursionError() }
        registers.initialize(repeating: .unbound, count: count)
        top = registers + count
        defer {
            registers.deinitialize(count: count)
            top = registers
        }
        return try body(registers)
    }

    func call(_ function: Function, _ arguments: Arguments) throws -> Value {
        if function.code.isGenerator {
            let generator = Generator(function, machine: self)
            try function.bind(arguments, into: generator.registers)
            return .object(generator)
        }
        return try inFrame(function.code) { registers in
            try function.bind(arguments, into: registers)
            return try run(function.code, registers, function, nil, nil, 0, nil)
        }
    }

    /// A call whose arguments fill the parameters exactly; they are moved out of the caller's registers.
    @inline(__always)
    private func callSimple(_ function: Function, _ arguments: UnsafeMutablePointer<Value>, _ count: Int) throws -> Value {
        let code = function.code
        let registers = top
        let size = code.registerCount
        guard registers + size < stackEnd else { throw recursionError() }
        registers.moveInitialize(from: arguments, count: count)
        for index in 0..<count { (arguments + index).initialize(to: .unbound) }
        for index in count..<size { (registers + index).initialize(to: .unbound) }
        if count < function.parameterCount { function.fillDefaults(registers, from: count) }
        top = registers + size
        defer {
            // Most registers hold nothing that counts references.
            for index in 0..<size { if case .object = registers[index] { (registers + index).deinitialize(count: 1) } }
            top = registers
        }
        return try run(code, registers, function, nil, nil, 0, nil)
    }

    /// - Returns: nil when the generator has ended.
    func resume(_ generator: Generator, _ injected: Raised?) throws -> Value? {
        generator.resumeRegister = nil
        generator.isYielding = false
        // What the generator was handling when it was left is handled again while it runs, and only then.
        let outside = handled
        if let inside = generator.handled { handled = inside }
        defer {
            generator.handled = generator.isYielding && handled !== outside ? handled : nil
            handled = outside
        }
        let value = try run(generator.function.code, generator.registers, generator.function, nil, generator, generator.position, injected)
        if generator.isYielding { return value }
        generator.setResult(value)
        return nil
    }

    func runClassBody(_ function: Function, _ namespace: Dict) throws -> Value {
        try inFrame(function.code) { try run(function.code, $0, function, namespace, nil, 0, nil) }
    }

    func recursionError() -> Raised { Raised(ExceptionTypes.recursionError, "maximum recursion depth exceeded") }

    func checkInterrupt() throws {
        if Interruption.flag.exchange(false, ordering: .relaxed) {
            Stop.requested.store(false, ordering: .relaxed)
            throw Raised(ExceptionObject(type: ExceptionTypes.keyboardInterrupt, arguments: []))
        }
    }

    /// Puts a value that is no object into a register: what was there is only released if it is one.
    @inline(__always)
    private func put(_ register: UnsafeMutablePointer<Value>, _ value: Value) {
        if case .object = register.pointee { register.pointee = value } else { register.initialize(to: value) }
    }

    // MARK: Running

    /// The loop. `pc` counts instructions; on an exception the code's handler table says where to go on.
    @inline(never)
    private func run(
        _ code: Code, _ r: UnsafeMutablePointer<Value>, _ function: Function?, _ namespace: Dict?, _ generator: Generator?,
        _ start: Int, _ injected: Raised?
    ) throws -> Value {
        depth += 1
        defer { depth -= 1 }
        if depth > depthLimit { throw recursionError() }
        if Interruption.flag.load(ordering: .relaxed) { try checkInterrupt() }
        let instructions = code.instructions
        let constants = code.constants
        let globals = code.globals
        var pc = start
        var pending = injected
        while true {
            do {
                if let raised = pending {
                    pending = nil
                    if let generator, let delegate = generator.delegate as? Generator, instructions[pc].operation == .yieldFrom {
                        if let value = try delegate.raise(raised) {
                            generator.isYielding = true
                            generator.position = pc
                            return value
                        }
                        r[Int(instructions[pc].a)] = delegate.returnValue
                        generator.delegate = nil
                        pc += 1
                    } else {
                        throw raised
                    }
                }
                while true {
                    let i = instructions[pc]
                    pc &+= 1
                    let a = Int(i.a)
                    let b = Int(i.b)
                    let c = Int(i.c)
                    switch i.operation {
                    case .move: r[a] = r[b]
                    case .constant: r[a] = constants[i.wide]
                    case .none: r[a] = .none
                    case .checkBound: if case .unbound = r[a] { throw unboundLocal(code, a) }
                    case .clear:
                        if case .unbound = r[a] { throw unboundLocal(code, a) }
                        r[a] = .unbound
                    case .release: r[a] = .unbound

                    case .loadGlobal:
                        let value = globals.values[i.wide]
                        if case .unbound = value { r[a] = try globals.load(i.wide) } else { r[a] = value }
                    case .storeGlobal: globals.values[i.wide] = r[a]
                    case .deleteGlobal:
                        if case .unbound = globals.values[i.wide] {
                            throw Raised(ExceptionTypes.nameError, "name '\(globals.names[i.wide])' is not defined")
                        }
                        globals.values[i.wide] = .unbound
                    case .makeCell: r[a] = .object(Cell(r[a]))
                    case .loadCell:
                        let value = cell(r[b]).value
                        if case .unbound = value { throw unboundCell(code, b) }
                        r[a] = value
                    case .storeCell: cell(r[b]).value = r[a]
                    case .deleteCell:
                        if case .unbound = cell(r[b]).value { throw unboundCell(code, b) }
                        cell(r[b]).value = .unbound
                    case .loadFree:
                        let value = closure(function)[b].value
                        if case .unbound = value { throw unboundFree(code, b) }
                        r[a] = value
                    case .storeFree: closure(function)[b].value = r[a]
                    case .deleteFree:
                        if case .unbound = closure(function)[b].value { throw unboundFree(code, b) }
                        closure(function)[b].value = .unbound
                    case .loadClosureCell: r[a] = .object(closure(function)[b])
                    case .loadName: r[a] = try loadName(code.names[i.wide], namespace, globals)
                    case .storeName: namespace?.store(code.names[i.wide].text, r[a])
                    case .deleteName:
                        if namespace?.removeValue(code.names[i.wide].text) == nil {
                            throw Raised(ExceptionTypes.nameError, "name '\(code.names[i.wide])' is not defined")
                        }
                    case .loadNameOrFree:
                        let name = code.names[instructions[pc].wide]
                        pc += 1
                        if let value = namespace?.lookup(name.text) {
                            r[a] = value
                        } else {
                            let value = closure(function)[b].value
                            if case .unbound = value { throw unboundFree(code, b) }
                            r[a] = value
                        }

                    // MARK: Arithmetic
                    case .add:
                        if case .int(let x) = r[b], case .int(let y) = r[c] {
                            let (sum, overflow) = x.addingReportingOverflow(y)
                            if !overflow {
                                put(r + a, .int(sum))
                                continue
                            }
                        } else if case .float(let x) = r[b], case .float(let y) = r[c] {
                            put(r + a, .float(x + y))
                            continue
                        }
                        r[a] = try binaryResult(.add, r[b], r[c])
                    case .subtract:
                        if case .int(let x) = r[b], case .int(let y) = r[c] {
                            let (difference, overflow) = x.subtractingReportingOverflow(y)
                            if !overflow {
                                put(r + a, .int(difference))
                                continue
                            }
                        } else if case .float(let x) = r[b], case .float(let y) = r[c] {
                            put(r + a, .float(x - y))
                            continue
                        }
                        r[a] = try binaryResult(.subtract, r[b], r[c])
                    case .multiply:
                        if case .int(let x) = r[b], case .int(let y) = r[c] {
                            let (product, overflow) = x.multipliedReportingOverflow(by: y)
                            if !overflow {
                                put(r + a, .int(product))
                                continue
                            }
                        } else if case .float(let x) = r[b], case .float(let y) = r[c] {
                            put(r + a, .float(x * y))
                            continue
                        }
                        r[a] = try binaryResult(.multiply, r[b], r[c])
                    case .divide:
                        if case .float(let x) = r[b], case .float(let y) = r[c], y != 0 {
                            put(r + a, .float(x / y))
                            continue
                        }
                        r[a] = try binaryResult(.divide, r[b], r[c])
                    case .floorDivide:
                        if case .int(let x) = r[b], case .int(let y) = r[c], y > 0 {
                            // Rounds down, as Python does.
                            let (quotient, remainder) = x.quotientAndRemainder(dividingBy: y)
                            put(r + a, .int(remainder < 0 ? quotient &- 1 : quotient))
                            continue
                        }
                        r[a] = try binaryResult(.floorDivide, r[b], r[c])
                    case .modulo:
                        if case .int(let x) = r[b], case .int(let y) = r[c], y > 0 {
                            let remainder = x % y
                            put(r + a, .int(remainder < 0 ? remainder &+ y : remainder))
                            continue
                        }
                        r[a] = try binaryResult(.modulo, r[b], r[c])
                    case .power: r[a] = try binaryResult(.power, r[b], r[c])
                    case .matrixMultiply: r[a] = try binaryResult(.matrixMultiply, r[b], r[c])
                    case .leftShift: r[a] = try binaryResult(.leftShift, r[b], r[c])
                    case .rightShift: r[a] = try binaryResult(.rightShift, r[b], r[c])
                    case .bitAnd: r[a] = try binaryResult(.bitAnd, r[b], r[c])
                    case .bitOr: r[a] = try binaryResult(.bitOr, r[b], r[c])
                    case .bitXor: r[a] = try binaryResult(.bitXor, r[b], r[c])
                    case .addConstant:
                        if case .int(let x) = r[b], case .int(let y) = constants[c] {
                            let (sum, overflow) = x.addingReportingOverflow(y)
                            if !overflow {
                                put(r + a, .int(sum))
                                continue
                            }
                        }
                        if case .float(let x) = r[b], let y = constants[c].smallDouble {
                            put(r + a, .float(x + y))
                            continue
                        }
                        r[a] = try binaryResult(.add, r[b], constants[c])
                    case .subtractConstant:
                        if case .int(let x) = r[b], case .int(let y) = constants[c] {
                            let (difference, overflow) = x.subtractingReportingOverflow(y)
                            if !overflow {
                                put(r + a, .int(difference))
                                continue
                            }
                        }
                        if case .float(let x) = r[b], let y = constants[c].smallDouble {
                            put(r + a, .float(x - y))
                            continue
                        }
                        r[a] = try binaryResult(.subtract, r[b], constants[c])
                    case .multiplyConstant:
                        if case .int(let x) = r[b], case .int(let y) = constants[c] {
                            let (product, overflow) = x.multipliedReportingOverflow(by: y)
                            if !overflow {
                                put(r + a, .int(product))
                                continue
                            }
                        } else if case .float(let x) = r[b], let y = constants[c].smallDouble {
                            put(r + a, .float(x * y))
                            continue
                        }
                        r[a] = try binaryResult(.multiply, r[b], constants[c])
                    case .inPlace:
                        if case .int(let x) = r[a], case .int(let y) = r[b], c == BinaryOperator.add.rawValue {
                            let (sum, overflow) = x.addingReportingOverflow(y)
                            if !overflow {
                                put(r + a, .int(sum))
                                continue
                            }
                        }
                        try inPlace(c, r + a, r[b])
                    case .negative: r[a] = try r[b].unary(.negative)
                    case .positive: r[a] = try r[b].unary(.positive)
                    case .invert: r[a] = try r[b].unary(.invert)
                    case .not: r[a] = .bool(!(try r[b].isTrue()))

                    // MARK: Comparing
                    case .less:
                        if case .int(let x) = r[b], case .int(let y) = r[c] {
                            put(r + a, .bool(x < y))
                        } else {
                            r[a] = try compareValues(.less, r[b], r[c])
                        }
                    case .lessEqual:
                        if case .int(let x) = r[b], case .int(let y) = r[c] {
                            put(r + a, .bool(x <= y))
                        } else {
                            r[a] = try compareValues(.lessEqual, r[b], r[c])
                        }
                    case .equal:
                        if let same = areSame(r[b], r[c]) {
                            put(r + a, .bool(same))
                        } else {
                            r[a] = try compareValues(.equal, r[b], r[c])
                        }
                    case .notEqual:
                        if let same = areSame(r[b], r[c]) {
                            put(r + a, .bool(same == false))
                        } else {
                            r[a] = try compareValues(.notEqual, r[b], r[c])
                        }
                    case .greater:
                        if case .int(let x) = r[b], case .int(let y) = r[c] {
                            put(r + a, .bool(x > y))
                        } else {
                            r[a] = try compareValues(.greater, r[b], r[c])
                        }
                    case .greaterEqual:
                        if case .int(let x) = r[b], case .int(let y) = r[c] {
                            put(r + a, .bool(x >= y))
                        } else {
                            r[a] = try compareValues(.greaterEqual, r[b], r[c])
                        }
                    case .isSame: r[a] = .bool(r[b].isIdentical(to: r[c]))
                    case .isNotSame: r[a] = .bool(!r[b].isIdentical(to: r[c]))
                    case .contains: r[a] = .bool(try r[c].contains(r[b]))
                    case .notContains: r[a] = .bool(!(try r[c].contains(r[b])))

                    // MARK: Jumps
                    case .jump: pc = i.wide
                    case .loop:
                        if Interruption.flag.load(ordering: .relaxed) { try checkInterrupt() }
                        pc = i.wide
                    case .jumpIfTrue:
                        if case .bool(let flag) = r[a] {
                            if flag { pc = i.wide }
                        } else if try r[a].isTrue() {
                            pc = i.wide
                        }
                    case .jumpIfFalse:
                        if case .bool(let flag) = r[a] {
                            if !flag { pc = i.wide }
                        } else if try !r[a].isTrue() {
                            pc = i.wide
                        }
                    case .unlessLess:
                        if case .int(let x) = r[a], case .int(let y) = r[b] {
                            pc = x < y ? pc &+ 1 : instructions[pc].wide
                        } else {
                            pc = try compareValues(.less, r[a], r[b]).isTrue() ? pc + 1 : instructions[pc].wide
                        }
                    case .unlessLessEqual:
                        if case .int(let x) = r[a], case .int(let y) = r[b] {
                            pc = x <= y ? pc &+ 1 : instructions[pc].wide
                        } else {
                            pc = try compareValues(.lessEqual, r[a], r[b]).isTrue() ? pc + 1 : instructions[pc].wide
                        }
                    case .unlessEqual:
                        if let same = areSame(r[a], r[b]) {
                            pc = same ? pc &+ 1 : instructions[pc].wide
                        } else {
                            pc = try compareValues(.equal, r[a], r[b]).isTrue() ? pc + 1 : instructions[pc].wide
                        }
                    case .unlessNotEqual:
                        if let same = areSame(r[a], r[b]) {
                            pc = same == false ? pc &+ 1 : instructions[pc].wide
                        } else {
                            pc = try compareValues(.notEqual, r[a], r[b]).isTrue() ? pc + 1 : instructions[pc].wide
                        }
                    case .unlessGreater:
                        if case .int(let x) = r[a], case .int(let y) = r[b] {
                            pc = x > y ? pc &+ 1 : instructions[pc].wide
                        } else {
                            pc = try compareValues(.greater, r[a], r[b]).isTrue() ? pc + 1 : instructions[pc].wide
                        }
                    case .unlessGreaterEqual:
                        if case .int(let x) = r[a], case .int(let y) = r[b] {
                            pc = x >= y ? pc &+ 1 : instructions[pc].wide
                        } else {
                            pc = try compareValues(.greaterEqual, r[a], r[b]).isTrue() ? pc + 1 : instructions[pc].wide
                        }
                    case .unlessLessConstant:
                        if case .int(let x) = r[a], case .int(let y) = constants[b] {
                            pc = x < y ? pc &+ 1 : instructions[pc].wide
                        } else {
                            pc = try compareValues(.less, r[a], constants[b]).isTrue() ? pc + 1 : instructions[pc].wide
                        }
                    case .unlessLessEqualConstant: pc = try compareValues(.lessEqual, r[a], constants[b]).isTrue() ? pc + 1 : instructions[pc].wide
                    case .unlessEqualConstant:
                        if let same = areSame(r[a], constants[b]) {
                            pc = same ? pc &+ 1 : instructions[pc].wide
                        } else {
                            pc = try compareValues(.equal, r[a], constants[b]).isTrue() ? pc + 1 : instructions[pc].wide
                        }
                    case .unlessNotEqualConstant:
                        if let same = areSame(r[a], constants[b]) {
                            pc = same == false ? pc &+ 1 : instructions[pc].wide
                        } else {
                            pc = try compareValues(.notEqual, r[a], constants[b]).isTrue() ? pc + 1 : instructions[pc].wide
                        }
                    case .unlessGreaterConstant:
                        if case .int(let x) = r[a], case .int(let y) = constants[b] {
                            pc = x > y ? pc &+ 1 : instructions[pc].wide
                        } else {
                            pc = try compareValues(.greater, r[a], constants[b]).isTrue() ? pc + 1 : instructions[pc].wide
                        }
                    case .unlessGreaterEqualConstant:
                        if case .int(let x) = r[a], case .int(let y) = constants[b] {
                            pc = x >= y ? pc &+ 1 : instructions[pc].wide
                        } else {
                            pc = try compareValues(.greaterEqual, r[a], constants[b]).isTrue() ? pc + 1 : instructions[pc].wide
                        }

                    // MARK: Attributes and items
                    case .loadAttribute:
                        let cache = code.caches + instructions[pc].wide
                        pc &+= 1
                        if case .object(let object) = r[b], object.kind == .instance {
                            // The kind says so.
                            let instance = unsafeDowncast(object, to: Instance.self)
                            if let layout = cache.pointee.layout, layout.toOpaque() == Unmanaged.passUnretained(instance.layout).toOpaque(),
                                cache.pointee.version == TypeObject.version,
                                cache.pointee.type?.toOpaque() == Unmanaged.passUnretained(instance.classType).toOpaque()
                            {
                                r[a] = instance.slots[cache.pointee.slot]
                                continue
                            }
                            r[a] = try loadAttribute(instance, code.names[c], cache)
                            continue
                        }
                        r[a] = try r[b].attribute(code.names[c])
                    case .storeAttribute:
                        let cache = code.caches + instructions[pc].wide
                        pc &+= 1
                        if case .object(let object) = r[a], object.kind == .instance {
                            // The kind says so.
                            let instance = unsafeDowncast(object, to: Instance.self)
                            if let layout = cache.pointee.layout, layout.toOpaque() == Unmanaged.passUnretained(instance.layout).toOpaque(),
                                cache.pointee.version == TypeObject.version,
                                cache.pointee.type?.toOpaque() == Unmanaged.passUnretained(instance.classType).toOpaque()
                            {
                                if let next = cache.pointee.nextLayout {
                                    instance.append(r[b], next: next.takeUnretainedValue())
                                } else {
                                    instance.setSlot(cache.pointee.slot, r[b])
                                }
                                continue
                            }
                            try storeAttribute(instance, code.names[c], r[b], cache)
                            continue
                        }
                        try r[a].setAttribute(code.names[c], r[b])
                    case .deleteAttribute: try r[a].deleteAttribute(code.names[c])
                    case .loadItem:
                        if case .int(let index) = r[c], case .object(let object) = r[b], object.kind == .list {
                            // The kind says so.
                            let list = unsafeDowncast(object, to: List.self)
                            if index >= 0, index < list.items.count {
                                r[a] = list.items[index]
                                continue
                            }
                        }
                        if case .object(let object) = r[b] { r[a] = try object.item(r[c]) } else { r[a] = try r[b].item(r[c]) }
                    case .storeItem:
                        if case .int(let index) = r[b], case .object(let object) = r[a], object.kind == .list {
                            // The kind says so.
                            let list = unsafeDowncast(object, to: List.self)
                            if index >= 0, index < list.items.count {
                                list.items[index] = r[c]
                                continue
                            }
                        }
                        try r[a].setItem(r[b], r[c])
                    case .deleteItem: try r[a].deleteItem(r[b])
                    case .makeSlice: r[a] = .object(SliceObject(start: r[b], stop: r[b + 1], step: r[b + 2]))

                    // MARK: Calls
                    case .call:
                        let base = r + b
                        if case .object(let callee) = base[0] {
                            if callee.kind == .function {
                                // The kind says so.
                                let function = unsafeDowncast(callee, to: Function.self)
                                if function.isSimple, c <= function.parameterCount, c >= function.leastCount {
                                    let value = try callSimple(function, base + 1, c)
                                    r[a] = value
                                    continue
                                }
                            }
                            if callee.kind == .type, let initializer = plainInitializer(callee), c + 1 <= initializer.parameterCount, c + 1 >= initializer.leastCount {
                                let instance = Value.object(Instance(type: unsafeDowncast(callee, to: TypeObject.self)))  // the kind says so
                                base[0] = instance
                                let nothing = try callSimple(initializer, base, c + 1)
                                guard nothing.isNone else { throw Raised.typeError("__init__() should return None, not '\(nothing.type.name)'") }
                                r[a] = instance
                                continue
                            }
                            let value = try callee.call(Arguments(base: base + 1, count: c))
                            drop(base, c + 1)
                            r[a] = value
                        } else {
                            throw notCallable(base[0])
                        }
                    case .callKeywords:
                        let names = keywordNames(constants[instructions[pc].wide])
                        pc &+= 1
                        let base = r + b
                        guard case .object(let callee) = base[0] else { throw notCallable(base[0]) }
                        let value = try callee.call(Arguments(base: base + 1, count: c, keywords: names))
                        drop(base, c + 1 + names.names.count)
                        r[a] = value
                    case .loadMethod:
                        let base = r + a
                        let cache = code.caches + instructions[pc].wide
                        pc &+= 1
                        if !(try findMethod(base, code.names[b], cache)) {
                            base[1] = base[0]
                            base[0] = .unbound
                        }
                    case .callMethod:
                        let base = r + b
                        let isMethod = !base[0].isUnbound
                        let arguments = isMethod ? base + 1 : base + 2
                        let count = isMethod ? c + 1 : c
                        guard case .object(let callee) = arguments[-1] else { throw notCallable(arguments[-1]) }
                        if callee.kind == .function {
                            // The kind says so.
                            let function = unsafeDowncast(callee, to: Function.self)
                            if function.isSimple, count <= function.parameterCount, count >= function.leastCount {
                                let value = try callSimple(function, arguments, count)
                                r[a] = value
                                continue
                            }
                        }
                        if callee === listAppend, count == 2, case .object(let object) = arguments[0], object.kind == .list {
                            // The kind says so.
                            unsafeDowncast(object, to: List.self).items.append(arguments[1])
                            drop(base, 3)
                            r[a] = .none
                            continue
                        }
                        let value = try callee.call(Arguments(base: arguments, count: count))
                        drop(base, c + 2)
                        r[a] = value
                    case .callMethodKeywords:
                        let base = r + b
                        let names = keywordNames(constants[instructions[pc].wide])
                        pc &+= 1
                        let isMethod = !base[0].isUnbound
                        let arguments = isMethod ? base + 1 : base + 2
                        guard case .object(let callee) = arguments[-1] else { throw notCallable(arguments[-1]) }
                        let value = try callee.call(Arguments(base: arguments, count: isMethod ? c + 1 : c, keywords: names))
                        drop(base, c + 2 + names.names.count)
                        r[a] = value
                    case .callSpread: r[a] = try callSpread(r[b], r[b + 1], r[b + 2])

                    // MARK: Displays
                    case .buildList: r[a] = .list(take(r + b, c))
                    case .buildTuple: r[a] = .tuple(take(r + b, c))
                    case .buildSet: r[a] = .object(try SetObject(take(r + b, c)))
                    case .buildDict: r[a] = .object(Dict())
                    case .append: list(r[a]).items.append(r[b])
                    case .extend:
                        do { list(r[a]).items.append(contentsOf: try collect(r[b])) } catch let raised as Raised
                            where c != 0 && raised.isInstance(of: ExceptionTypes.typeError) && !r[b].isIterable
                        {
                            throw Raised.typeError("\(c == 1 ? calleeText(r[a - 1]) + " argument" : "Value") after * must be an iterable, not \(r[b].type.name)")
                        }
                    case .addToSet: _ = try set(r[a]).add(r[b])
                    case .updateSet: for value in try collect(r[b]) { _ = try set(r[a]).add(value) }
                    case .storePair: try dict(r[a]).setItem(r[b], r[c])
                    case .updateDict: try updateDict(dict(r[a]), r[b])
                    case .mergeKeywords: try mergeKeywords(dict(r[a]), r[b], of: r[a - 2])
                    case .listToTuple: r[a] = .tuple(list(r[b]).items)
                    case .unpack: try unpack(r[a], r + b, c)
                    case .unpackStarred:
                        try unpackStarred(r[a], r + b, c, instructions[pc].wide)
                        pc &+= 1
                    case .formatValue: r[a] = .str(try r[b].format(c == 0xFFFF ? "" : r[c].asString ?? ""))
                    case .convert: r[a] = .str(try convert(r[b], c))
                    case .buildString:
                        var text = ""
                        for register in b..<(b + c) { text += r[register].asString ?? "" }
                        r[a] = .str(text)

                    // MARK: Iteration
                    case .iterate: r[a] = .object(try r[b].iterator())
                    case .forNext:
                        guard case .object(let iterator) = r[b] else { throw notIterable(r[b]) }
                        if let value = try iterator.next() {
                            r[a] = value
                            pc &+= 1
                        } else {
                            pc = instructions[pc].wide
                        }

                    // MARK: Functions and classes
                    case .makeFunction: r[a] = makeFunction(constants[b], r + c)
                    case .makeClass: r[a] = try makeClass(constants[b].asString ?? "", r + c)
                    case .returnValue: return r[a]
                    case .yieldValue:
                        generator?.resumeRegister = a
                        generator?.position = pc
                        generator?.isYielding = true
                        return r[b]
                    case .yieldFrom:
                        guard let generator, case .object(let iterator) = r[b] else { throw notIterable(r[b]) }
                        let sent = generator.delegate == nil ? Value.none : generator.sent
                        generator.delegate = iterator
                        if let value = try sent.isNone ? iterator.next() : send(sent, to: iterator) {
                            generator.position = pc - 1
                            generator.isYielding = true
                            return value
                        }
                        generator.delegate = nil
                        r[a] = iterator.returnValue

                    // MARK: Exceptions
                    case .raise: throw try exception(from: r[a], .none)
                    case .raiseFrom: throw try chained(exception(from: r[a], .none), cause: r[b])
                    case .reraise: throw Raised(exceptionObject(r[a]))
                    case .raiseBare:
                        guard let handled else { throw Raised.runtimeError("No active exception to reraise") }
                        throw Raised(handled)
                    case .assertFailed:
                        throw Raised(ExceptionObject(type: ExceptionTypes.assertionError, arguments: c == 1 ? [r[b]] : []))
                    case .matchException: r[a] = .bool(try matches(exceptionObject(r[b]), r[c]))
                    case .enterHandler:
                        r[b] = handled.map { .object($0) } ?? .none
                        handled = exceptionObject(r[a])
                    case .leaveHandler: handled = r[b].object(of: .exception) as? ExceptionObject
                    case .withEnter: r[a] = try enterContext(r[b])
                    case .withExit: if case .object(let context) = r[a] { _ = try context.exit(nil) }
                    case .withExitRaised:
                        guard case .object(let context) = r[a] else { throw notIterable(r[a]) }
                        r[c] = .bool(try context.exit(Raised(exceptionObject(r[b]))))

                    // MARK: Modules and the shell
                    case .importModule: r[a] = try importedModule(constants[b].asString ?? "", isWhole: c == 1)
                    case .importName: r[a] = try importedName(r[b], code.names[c])
                    case .importStar: try importStar(r[a], into: globals)
                    case .command: try runCommand(constants[i.wide].asString ?? "", a == 1)
                    case .showHelp: try showHelp(r[a])
                    case .setResult: result = r[a]
                    case .globalAnnotation: annotate(constants[b], r[a], c == 1 ? namespace : nil, globals)
                    }
                }
            } catch {
                let raised = (error as? Raised) ?? translateError(error)
                note(raised.exception, code, pc - 1, r)
                guard let entry = code.handlers.first(where: { $0.start < pc && pc <= $0.end }) else { throw raised }
                r[entry.register] = .object(raised.exception)
                pc = entry.handler
            }
        }
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
