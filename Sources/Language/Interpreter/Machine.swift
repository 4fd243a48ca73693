import ObjectModel
import TensorCore

import Synchronization

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

    /// Registers of all running frames but generators': a called function's begin where its caller put the arguments. Behind `top`
    /// nothing counts references.
    let stack: UnsafeMutablePointer<Value>
    let stackEnd: UnsafeMutablePointer<Value>
    var top: UnsafeMutablePointer<Value>
    /// Special methods of operators, by class and operation.
    let operators: UnsafeMutablePointer<OperatorEntry>
    static let operatorCount = 64
    /// Where the calls that the loop is in go on, by depth.
    let frames: UnsafeMutablePointer<Frame>
    /// The function that was found for a call that is about to be made, with a reference that the call takes over.
    var found: Unmanaged<Function>?

    /// What spread keywords were called.
    var spreadNames = SpreadNames()

    // What the loop looks at all the time, by address.
    let attention = withUnsafePointer(to: Stop.attention) { $0 }
    let typeVersion = UnsafePointer(TypeObject.versionAddress)
    let rangeIterator = UnsafeRawPointer.ofClass(RangeIterator.self)
    let generator = UnsafeRawPointer.ofClass(Generator.self)
    let notImplemented = UnsafeRawPointer(Unmanaged.passUnretained(Singleton.notImplemented).toOpaque())
    let deque = UnsafeRawPointer.ofClass(Deque.self)
    let dict = UnsafeRawPointer.ofClass(Dict.self)
    let random = UnsafeRawPointer.ofClass(RandomObject.self)
    let intType = UnsafeRawPointer(Unmanaged.passUnretained(BuiltinTypes.int).toOpaque())
    let strType = UnsafeRawPointer(Unmanaged.passUnretained(BuiltinTypes.str).toOpaque())
    let floatType = UnsafeRawPointer(Unmanaged.passUnretained(BuiltinTypes.float).toOpaque())
    let typeType = UnsafeRawPointer(Unmanaged.passUnretained(BuiltinTypes.type).toOpaque())
    let rangeType = UnsafeRawPointer(Unmanaged.passUnretained(BuiltinTypes.range).toOpaque())
    let elementIterator = UnsafeRawPointer.ofClass(ElementIterator.self)
    let dictIterator = UnsafeRawPointer.ofClass(DictIterator.self)
    let textIterator = UnsafeRawPointer.ofClass(StrIterator.self)
    let characters = Str.characters

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
        // Beginning a call uses a few registers before it is known whether there is room for it.
        stackEnd = stack + capacity - 4
        top = stack
        frames = .allocate(capacity: depthLimit + 2)
        operators = .allocate(capacity: Machine.operatorCount)
        operators.initialize(repeating: OperatorEntry(), count: Machine.operatorCount)
        ValueTag.check()
        ReferenceCount.check()
    }
    deinit {
        munmap(stack, (stackEnd + 4 - stack) * MemoryLayout<Value>.stride)
        frames.deallocate()
        operators.deallocate()
    }

    // MARK: Entering

    /// Runs a cell's code.
    func run(cell code: Code) throws -> Value {
        result = .none
        handled = nil
        depth = 0
        return try inFrame(code) { try run(code, $0, nil, nil, nil, UnsafePointer(code.instructions), nil) }
    }

    /// Runs code while a cell is running: for shell commands.
    func runNested(_ code: Code) throws -> Value { try inFrame(code) { try run(code, $0, nil, nil, nil, UnsafePointer(code.instructions), nil) } }

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
        let end = registers + count
        for index in 0..<code.variableCount { (registers + index).forget() }
        top = end
        defer {
            var register = registers
            while register < end {
                if register.isObject { register.clear() }
                register += 1
            }
            top = registers
        }
        return try body(registers)
    }

    func call(_ function: Function, _ arguments: Arguments) throws -> Value {
        if function.unmanagedCode.borrowed({ $0.isGenerator }) {
            let generator = Generator(function, machine: self)
            if arguments.keywords == nil, arguments.count == function.namedCount, function.hasPlainParameters {
                for index in 0..<arguments.count { (generator.registers + index).initialize(arguments.base + index) }
                return .object(generator)
            }
            try function.sort(arguments, into: generator.registers)
            return .object(generator)
        }
        return try inFrame(function.code) { registers in
            try function.sort(arguments, into: registers)
            return try run(function.code, registers, function, nil, nil, UnsafePointer(function.code.instructions), nil)
        }
    }
    /// What `map`, `sorted` and their kin do for each element: all parameters are given by position or have defaults.
    func callPlainly(_ function: Function, _ arguments: UnsafeMutablePointer<Value>, _ count: Int) throws -> Value {
        let code = function.unmanagedCode
        let registers = top
        let end = registers + code.borrowed { $0.registerCount }
        guard end < stackEnd else { throw recursionError() }
        var index = 0
        while index < count {
            (registers + index).initialize(arguments + index)
            index &+= 1
        }
        while index < function.namedCount {
            (registers + index).initialize(function.defaultValues + index)
            index &+= 1
        }
        let variables = code.borrowed { $0.variableCount }
        while index < variables {
            (registers + index).forget()
            index &+= 1
        }
        top = end
        do {
            let value = try code.borrowed { try run($0, registers, function, nil, nil, UnsafePointer($0.instructions), nil) }
            leave(registers, end)
            return value
        } catch {
            leave(registers, end)
            throw error
        }
    }
    @inline(__always)
    private func leave(_ registers: UnsafeMutablePointer<Value>, _ end: UnsafeMutablePointer<Value>) {
        var register = registers
        while register < end {
            if register.isObject { register.clear() }
            register += 1
        }
        top = registers
    }
    /// - Returns: nil when the generator has ended.
    func resume(_ generator: Generator, _ injected: Raised?) throws -> Value? {
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
    /// The same where nothing is being handled, neither here nor there, and nothing is sent.
    func step(_ generator: Generator, into item: UnsafeMutablePointer<Value>) throws -> Bool {
        generator.isYielding = false
        defer { if handled != nil { stopHandling(generator) } }
        let value = try generator.unmanagedCode.borrowed { code in
            try run(code, generator.registers, generator.function, nil, generator, generator.position, nil)
        }
        if generator.isYielding {
            item.put(value)
            return true
        }
        generator.setResult(value)
        return false
    }
    /// Runs the generator on, for `consumer` to take its items, until that says false or there are no more.
    func drain(_ generator: Generator, _ consumer: UnsafeMutablePointer<Generator.Consumer>) throws {
        generator.isYielding = false
        generator.consumer = consumer
        defer {
            generator.consumer = nil
            if handled != nil { stopHandling(generator) }
        }
        let value = try generator.unmanagedCode.borrowed { code in
            try run(code, generator.registers, generator.function, nil, generator, generator.position, nil)
        }
        if !generator.isYielding { generator.setResult(value) }
    }
    /// Gives an item to who takes them all. The generator is suspended meanwhile: the program may ask it for more.
    /// - Returns: whether it goes on, at its position then; else it has been left, as if by a `yield`.
    @inline(never)
    func give(_ item: UnsafeMutablePointer<Value>, of generator: Generator, at place: UnsafePointer<Instruction>) -> Bool {
        guard let consumer = generator.consumer else { return false }
        generator.consumer = nil
        generator.suspendInline(self, at: place)
        var goesOn = false
        do { goesOn = try consumer.pointee.take(item) } catch { consumer.pointee.failure = error }
        goesOn = goesOn && generator.beginAgain(self)
        generator.isYielding = !goesOn
        if goesOn { generator.consumer = consumer }
        return goesOn
    }
    private func stopHandling(_ generator: Generator) {
        generator.handled = generator.isYielding ? handled : nil
        handled = nil
    }

    func runClassBody(_ function: Function, _ namespace: Dict) throws -> Value {
        try inFrame(function.code) { try run(function.code, $0, function, namespace, nil, UnsafePointer(function.code.instructions), nil) }
    }

    func recursionError() -> Raised { Raised(ExceptionTypes.recursionError, "maximum recursion depth exceeded") }

    /// Somebody wants the program to look up.
    func attend() throws {
        Stop.attention.store(false, ordering: .relaxed)
        let isSpared = MemoryWatch.attend()
        guard Interruption.flag.exchange(false, ordering: .relaxed) else { return }
        Stop.requested.store(false, ordering: .relaxed)
        if !isSpared { throw Stop.exception() }
    }
}

/// A call of a function of the program, made by the loop itself: how its caller goes on.
struct Frame {
    var code: Unmanaged<Code>
    var function: Unmanaged<Function>?
    var registers: UnsafeMutablePointer<Value>
    var next: UnsafePointer<Instruction>
    /// Where the result goes, or a generator's item.
    var target: UnsafeMutablePointer<Value>
    /// The caller's.
    var top: UnsafeMutablePointer<Value>
    /// The object that a constructor makes, with a reference; the generator that goes on, without one.
    var kept: Unmanaged<Object>?
    var role: CallRole
    /// The role is `plain`: what most returns ask.
    var isPlain: Bool

    /// For a plain call, which keeps nothing.
    @inline(__always)
    mutating func enter(
        _ code: Unmanaged<Code>, _ function: Unmanaged<Function>?, _ registers: UnsafeMutablePointer<Value>, _ next: UnsafePointer<Instruction>,
        _ target: UnsafeMutablePointer<Value>, _ top: UnsafeMutablePointer<Value>
    ) {
        (self.code, self.function, self.registers, self.next, self.target, self.top) = (code, function, registers, next, target, top)
        (role, isPlain) = (.plain, true)
    }
    /// For a generator that goes on, which has registers of its own.
    @inline(__always)
    mutating func enter(
        _ code: Unmanaged<Code>, _ function: Unmanaged<Function>?, _ registers: UnsafeMutablePointer<Value>, _ next: UnsafePointer<Instruction>,
        _ target: UnsafeMutablePointer<Value>, _ generator: Unmanaged<Generator>
    ) {
        (self.code, self.function, self.registers, self.next, self.target) = (code, function, registers, next, target)
        (kept, role, isPlain) = (.fromOpaque(generator.toOpaque()), .generator, false)
    }
    /// Where the role says so.
    @inline(__always) var generator: Unmanaged<Generator> { .fromOpaque(kept.unsafelyUnwrapped.toOpaque()) }
}

/// A special method as an operator found it last.
struct OperatorEntry {
    /// The class, which is only compared.
    var type: UnsafeRawPointer?
    var operation: Operation = .move
    /// `TypeObject.version` then: while it stays, the class keeps the function.
    var version = -1
    var function: Unmanaged<Function>?
}

/// What the loop runs a frame for.
enum CallRole {
    /// The result goes to the target, and that is all.
    case plain
    /// An `__init__` that makes an object.
    case constructor
    /// An operator's special method, whose result may be `NotImplemented`.
    case operation
    /// A `__next__` that a `for` asks for its next item.
    case item
    /// A `__len__`, whose result must be a length.
    case length
    /// A generator that a `for` resumed.
    case generator
}
