import ObjectModel

/// A function's frame that can be left at a `yield` and entered again.
final class Generator: Object {
    let function: Function
    let registers: UnsafeMutablePointer<Value>
    // What the loop enters, without counting references.
    let unmanagedFunction: Unmanaged<Function>
    let unmanagedCode: Unmanaged<Code>
    /// Outlives what it runs; not counted, for speed.
    fileprivate unowned(unsafe) let machine: Machine
    /// Where to go on: behind a `yield`, whose register holds `None` unless something is sent in; at a `yield from`.
    var position: UnsafePointer<Instruction>
    var sent: Value = .none
    /// What `yield from` is waiting for.
    var delegate: Object?
    /// The exception whose handler was left by a `yield`.
    var handled: ExceptionObject?
    /// What the caller was handling, while the loop runs this frame.
    private var outside: ExceptionObject?
    /// Who takes all its items, while nothing else of the program runs; kept by the call that gave it.
    var consumer: UnsafeMutablePointer<Consumer>?
    struct Consumer {
        /// Whether it wants more.
        let take: (UnsafeMutablePointer<Value>) throws -> Bool
        /// What it failed with: it wants no more then.
        var failure: (any Error)?
    }
    /// The frame was left by a `yield`, not by returning.
    var isYielding = false
    fileprivate enum State { case fresh, suspended, running, finished }
    fileprivate var state = State.fresh
    private var result: Value = .none

    init(_ function: Function, machine: Machine) {
        self.function = function
        self.machine = machine
        unmanagedFunction = .passUnretained(function)
        unmanagedCode = function.unmanagedCode
        position = function.unmanagedCode.borrowed { UnsafePointer($0.instructions) }
        let count = function.unmanagedCode.borrowed { $0.registerCount }
        // A frame that outlives its call, so it has registers of its own.
        registers = RawStorage.allocate(max(1, count), of: Value.self)
        for index in 0..<count { (registers + index).forget() }
        super.init(kind: .generator)
    }
    deinit {
        for register in 0..<unmanagedCode.borrowed({ $0.registerCount }) { (registers + register).drop() }
        RawStorage.free(registers)
    }

    override func walkReferences(_ walk: ReferenceWalk) {
        walk.meet(function)
        walk.meet(delegate)
        walk.meet(handled)
        // While it runs, calls that it waits for may have taken what its registers held.
        if state != .running { walk.meet(registers, function.code.registerCount) }
    }
    override func dropReferences() {
        for register in 0..<function.code.registerCount { (registers + register).clear() }
        (delegate, handled, state) = (nil, nil, .finished)
    }

    override var type: TypeObject { BuiltinTypes.generator }
    override func repr() -> String { "<generator object \(path?.asString ?? function.code.qualifiedName) at \(address)>" }
    // What a program has put in the place of `__name__` and `__qualname__`.
    private var shownName: Value?
    private var path: Value?
    override func deleteAttribute(_ name: Name) throws {
        guard name == Names.name || name == Names.qualname else { return try super.deleteAttribute(name) }
        throw Raised.typeError("\(name) must be set to a string object")
    }
    override func setAttribute(_ name: Name, _ value: Value) throws {
        guard name == Names.name || name == Names.qualname else { return try super.setAttribute(name, value) }
        guard value.withoutClass.asString != nil else { throw Raised.typeError("\(name) must be set to a string object") }
        if name == Names.name { shownName = value } else { path = value }
    }
    override func iterator() -> Object { self }
    override var returnValue: Value { result }
    override func next() throws -> Value? { try resume(.none, nil) }
    override func advance(into item: UnsafeMutablePointer<Value>) throws -> Bool {
        // Handlers and what is resumed in the midst of a `yield from` take the long way.
        guard handled == nil, machine.handled == nil, delegate == nil, state == .fresh || state == .suspended else {
            guard let value = try next() else { return false }
            item.pointee = value
            return true
        }
        sent = .none
        state = .running
        do {
            if try machine.step(self, into: item) {
                state = .suspended
                return true
            }
            finish()
            return false
        } catch {
            finish()
            throw (error as? Raised).map { Generator.wrapped($0) } ?? error
        }
    }
    override func forEach(_ body: (UnsafeMutablePointer<Value>) throws -> Bool) throws {
        guard handled == nil, machine.handled == nil, delegate == nil, state == .fresh || state == .suspended else { return try super.forEach(body) }
        state = .running
        sent = .none
        var failure: (any Error)?
        do {
            failure = try withoutActuallyEscaping(body) { body in
                var consumer = Consumer(take: body)
                try machine.drain(self, &consumer)
                return consumer.failure
            }
            // Stopped in the midst, it has been suspended.
            if !isYielding { finish() }
        } catch {
            finish()
            throw (error as? Raised).map { Generator.wrapped($0) } ?? error
        }
        if let failure { throw failure }
    }
    override func send(_ value: Value) throws -> Value? {
        if state == .fresh, !value.isNone {
            throw Raised.typeError("can't send non-None value to a just-started generator")
        }
        return try resume(value, nil)
    }
    func raise(_ raised: Raised) throws -> Value? {
        if state == .fresh {
            finish()
            throw raised
        }
        if state == .finished { throw raised }
        return try resume(.none, raised)
    }
    func close() throws {
        guard state == .suspended else { return finish() }
        do {
            if try resume(.none, Raised(ExceptionObject(type: ExceptionTypes.generatorExit, arguments: []))) != nil {
                throw Raised.runtimeError("generator ignored GeneratorExit")
            }
        } catch let raised as Raised
            where raised.isInstance(of: ExceptionTypes.generatorExit) || raised.isInstance(of: ExceptionTypes.stopIteration)
        {}
    }

    // MARK: Resumed by the machine's loop itself

    /// The frame is left at a `yield`.
    @inline(__always)
    func suspendInline(_ running: Machine, at place: UnsafePointer<Instruction>) {
        position = place
        state = .suspended
        if outside != nil || running.handled != nil { leaveHandled(running, isYielding: true) }
    }
    /// Remembers what a `yield from` waits for.
    @inline(__always)
    func delegate(to source: UnsafeMutablePointer<Value>) {
        if let delegate, UnsafeRawPointer(Unmanaged.passUnretained(delegate).toOpaque()) == source.address { return }
        delegate = source.object.takeUnretainedValue()
    }
    /// Makes ready to run the frame on, if it may.
    @inline(__always)
    func beginAgain(_ running: Machine) -> Bool {
        guard state == .suspended || state == .fresh else { return false }
        state = .running
        if _slowPath(running.handled != nil || handled != nil) { enterHandled(running) }
        return true
    }
    /// The frame is left for good, by `return` or by an exception.
    func endInline(_ running: Machine, _ value: Value) {
        leaveHandled(running, isYielding: false)
        result = value
        finish()
    }
    /// What the generator was handling when it was left is handled again while it runs, and only then.
    fileprivate func enterHandled(_ running: Machine) {
        outside = running.handled
        if let handled { running.handled = handled }
    }
    private func leaveHandled(_ running: Machine, isYielding: Bool) {
        handled = isYielding && running.handled !== outside ? running.handled : nil
        running.handled = outside
        outside = nil
    }
    static func wrapped(_ raised: Raised) -> Raised {
        guard raised.isInstance(of: ExceptionTypes.stopIteration) else { return raised }
        let wrapped = Raised.runtimeError("generator raised StopIteration")
        wrapped.exception.cause = raised.exception
        return wrapped
    }

    private func resume(_ value: Value, _ injected: Raised?) throws -> Value? {
        switch state {
        case .finished: return nil
        case .running: throw Raised.valueError("generator already executing")
        case .fresh, .suspended: break
        }
        if state == .suspended, !value.isNone, position.operation != .yieldFrom { registers[(position - 1).a] = value }
        sent = value
        state = .running
        var isDone = true
        defer { if isDone { finish() } }
        do {
            let yielded = try machine.resume(self, injected)
            if let yielded {
                isDone = false
                state = .suspended
                return yielded
            }
            return nil
        } catch let raised as Raised {
            throw Generator.wrapped(raised)
        }
    }
    func setResult(_ value: Value) { result = value }
    private func finish() {
        state = .finished
        for register in 0..<unmanagedCode.borrowed({ $0.registerCount }) { (registers + register).clear() }
        delegate = nil
    }

    override func copied(isDeep: Bool, memo: CopyMemo) throws -> Value? { throw Raised.typeError("cannot pickle 'generator' object") }
    override func attribute(_ name: Name) throws -> Value? {
        switch name.text {
        case "send":
            return .object(NativeFunction(name, "value") { [self] a in
                guard let value = try send(a[0]) else { throw Raised.stopIteration(result) }
                return value
            })
        case "throw":
            return .object(NativeFunction(name, "type, value=None, traceback=None") { [self] a in
                let raised: Raised
                // What the class itself raises goes in, too.
                do { raised = try machine.exception(from: a[0], a[1]) } catch let failed as Raised {
                    guard (a[0].object(of: .type) as? TypeObject)?.isException == true else {
                        throw Raised.typeError("exceptions must be classes or instances deriving from BaseException, not \(a[0].type.name)")
                    }
                    raised = failed
                }
                guard let value = try self.raise(raised) else { throw Raised.stopIteration(result) }
                return value
            })
        case "close":
            return .object(NativeFunction(name, "") { [self] _ in
                try close()
                return Value.none
            })
        case "__next__":
            return .object(NativeFunction(name, "") { [self] _ in
                guard let value = try next() else { throw Raised.stopIteration(result) }
                return value
            })
        case "__iter__": return .object(NativeFunction(name, "") { [self] _ in .object(self) })
        case "__name__": return shownName ?? .str(function.code.name)
        case "gi_running": return .bool(state == .running)
        case "gi_suspended": return .bool(state == .suspended)
        case "gi_yieldfrom": return delegate.map { .object($0) } ?? Value.none
        case "__qualname__": return path ?? .str(function.code.qualifiedName)
        default: return try super.attribute(name)
        }
    }
}
// Spelled in small steps, which the optimizer folds into the machine's loop.
extension Unmanaged where Instance == Generator {
    /// Makes ready for the loop to run the frame, if it may.
    @inline(__always)
    func beginInline(_ running: Machine) -> Bool {
        let state = borrowed { $0.state }
        guard state == .suspended || state == .fresh, borrowed({ $0.machine }) === running else { return false }
        borrowed { $0.state = .running }
        if _slowPath(running.handled != nil || borrowed { $0.handled != nil }) { borrowed { $0.enterHandled(running) } }
        return true
    }
}
