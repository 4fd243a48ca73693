import ObjectModel
import Synchronization

// Calls: finding out what is called, and what the loop does about it.
extension Machine {
    // MARK: Callees

    /// How the loop goes on with a callee that is no function itself.
    enum Preparation {
        /// It is Swift's to call.
        case native
        /// A function has been found; the callee's register holds its first argument.
        case withReceiver
        /// The same for a class: the register holds the new instance, and `__init__` is called.
        case constructor
    }
    @inline(never)
    func prepareCall(_ callee: UnsafeMutablePointer<Value>) -> Preparation {
        guard callee.isObject else { return .native }
        switch callee.kind {
        case .type:
            // The kinds say what the objects are.
            guard let initializer = plainInitializer(callee.object(as: TypeObject.self)) else { return .native }
            foundFunction(initializer)
            callee.pointee = .object(Instance(type: callee.object(as: TypeObject.self).takeUnretainedValue()))
            return .constructor
        case .boundMethod:
            let (function, instance) = callee.object(as: BoundMethod.self).borrowed { ($0.function, $0.instance) }
            guard function.kind == .function, unsafeDowncast(function, to: Function.self).isInlined else { return .native }
            foundFunction(function)
            callee.pointee = instance
            return .withReceiver
        case .instance:
            return findSpecial(.call, callee) ? .withReceiver : .native
        default: return .native
        }
    }
    /// The `__init__` of a class whose instances are made in the plain way, if the loop can run it.
    private func plainInitializer(_ callee: Unmanaged<TypeObject>) -> Unmanaged<Function>? {
        callee.borrowed { type in
            guard type.isUserDefined else { return nil }
            if type.plainInitializer.version != TypeObject.version {
                var found: Object?
                if type.makesPlainInstances, case .object(let function)? = type.lookup(Names.`init`), function.kind == .function,
                    unsafeDowncast(function, to: Function.self).isInlined  // the kind says so
                {
                    found = function
                }
                type.plainInitializer = (TypeObject.version, found)
            }
            // Only functions are put there.
            return type.plainInitializer.function.map { .passUnretained(unsafeDowncast($0, to: Function.self)) }
        }
    }
    /// What a call site enters next.
    @inline(__always)
    private func foundFunction(_ function: Unmanaged<Function>) {
        ReferenceCount.retain(Int(bitPattern: function.toOpaque()))
        found = function
    }
    /// The same for an object that is one.
    @inline(__always)
    func foundFunction(_ function: Object) { found = .fromOpaque(Unmanaged.passRetained(function).toOpaque()) }
    @inline(never)
    func callNative(_ callee: UnsafeMutablePointer<Value>, _ count: Int, _ keywords: KeywordNames, _ target: UnsafeMutablePointer<Value>) throws {
        guard callee.isObject else { throw notCallable(callee.pointee) }
        let value = try callee.object.borrowed { try $0.call(Arguments(base: callee + 1, count: count, keywords: keywords)) }
        drop(callee, count + 1 + keywords.names.count)
        target.put(value)
    }
    /// A call of a native function or a built-in class with arguments that lie anywhere and stay what they are; `callable` need
    /// not hold it any longer.
    @inline(never)
    func callDirectly(
        _ callable: UnsafeMutablePointer<Value>, _ x: UnsafeMutablePointer<Value>, _ y: UnsafeMutablePointer<Value>, _ z: UnsafeMutablePointer<Value>,
        _ count: Int, _ target: UnsafeMutablePointer<Value>
    ) throws {
        let object = callable.int
        ReferenceCount.retain(object)
        defer { ReferenceCount.release(object) }
        if count < 2 { return target.put(try callPlainly(callable, x, count)) }
        // The kind says so.
        if count == 2, callable.kind == .nativeFunction, callable.object(as: NativeFunction.self).borrowed({ $0.takesTwo }) {
            return target.put(try callable.object(as: NativeFunction.self).borrowed { try $0.callTwo(x, y) })
        }
        // One behind the other, where nothing else lies; not counted, and forgotten before anything else is put there.
        let row = top
        row.words = x.words
        (row + 1).words = y.words
        if count > 2 { (row + 2).words = z.words }
        top = row + count
        defer {
            top = row
            for index in 0..<count { (row + index).forget() }
        }
        target.put(try callPlainly(callable, row, count))
    }
    @inline(__always)
    private func callPlainly(_ callable: UnsafeMutablePointer<Value>, _ arguments: UnsafeMutablePointer<Value>, _ count: Int) throws -> Value {
        // The kinds say so.
        if callable.kind == .nativeFunction { return try callable.object(as: NativeFunction.self).borrowed { try $0.call(arguments, count) } }
        return try callable.object(as: TypeObject.self).borrowed { try $0.call(Arguments(base: arguments, count: count)) }
    }
    /// Whether the object in a register is one for `callDirectly`.
    @inline(__always)
    func isBuiltin(_ callable: UnsafeMutablePointer<Value>) -> Bool {
        let kind = callable.kind
        return kind == .nativeFunction || kind == .type && callable.object(as: TypeObject.self).borrowed { !$0.isUserDefined }
    }
    /// Whether what `isBuiltin` says is one is `len`.
    @inline(__always)
    func isLength(_ callable: UnsafeMutablePointer<Value>) -> Bool {
        // The kind says so.
        callable.kind == .nativeFunction && callable.object(as: NativeFunction.self).borrowed { $0.intrinsic == .len }
    }
    /// A call of a native function or a built-in class with up to two arguments, which lie anywhere and stay what they are.
    /// - Returns: false for everything else, and for a `len` that is the program's to answer; nothing has happened then.
    @inline(never)
    func callBuiltin(
        _ callable: UnsafeMutablePointer<Value>, _ x: UnsafeMutablePointer<Value>, _ y: UnsafeMutablePointer<Value>, _ count: Int,
        _ target: UnsafeMutablePointer<Value>
    ) throws -> Bool {
        // The kinds say so.
        if callable.kind == .nativeFunction {
            let intrinsic = callable.object(as: NativeFunction.self).borrowed { $0.intrinsic }
            if intrinsic != .none {
                if intrinsic == .len, x.isObject, x.kind == .instance { return false }
                if try perform(intrinsic, x, y, x, count, target) { return true }
            }
        } else {
            guard callable.kind == .type else { return false }
            if callType(callable, x, y, count, target) { return true }
            if callable.object(as: TypeObject.self).borrowed({ $0.isUserDefined }) { return false }
        }
        try callDirectly(callable, x, y, x, count, target)
        return true
    }
    /// The same for any number of arguments that are used up, and lie in registers one behind the other.
    @inline(never)
    func callBuiltin(_ callable: UnsafeMutablePointer<Value>, taking arguments: UnsafeMutablePointer<Value>, _ count: Int, _ target: UnsafeMutablePointer<Value>) throws {
        let isDone: Bool
        // The kinds say so.
        if callable.kind == .nativeFunction {
            let intrinsic = callable.object(as: NativeFunction.self).borrowed { $0.intrinsic }
            isDone = try intrinsic != .none && perform(intrinsic, arguments, arguments + 1, arguments + 2, count, target)
        } else {
            isDone = callType(callable, arguments, arguments + 1, count, target)
        }
        if isDone {
            for index in 0..<count where arguments + index != target { (arguments + index).clear() }
            return
        }
        let object = callable.int
        ReferenceCount.retain(object)
        defer { ReferenceCount.release(object) }
        let value = try callPlainly(callable, arguments, count)
        drop(arguments, count)
        target.put(value)
    }
    @inline(never)
    func callNative(_ callee: UnsafeMutablePointer<Value>, _ count: Int, _ target: UnsafeMutablePointer<Value>) throws {
        guard callee.isObject else { throw notCallable(callee.pointee) }
        let value: Value
        switch callee.kind {
        // The kinds say so.
        case .nativeFunction:
            let function = callee.object(as: NativeFunction.self)
            let intrinsic = function.borrowed { $0.intrinsic }
            if intrinsic != .none, try callIntrinsic(intrinsic, callee + 1, count, target) { return }
            value = try function.borrowed { try $0.call(callee + 1, count) }
        case .boundMethod:
            let (object, instance) = callee.object(as: BoundMethod.self).borrowed { ($0.function, $0.instance) }
            // The receiver takes the method's place: arguments need not be copied.
            callee.pointee = instance
            if object.kind == .nativeFunction {
                let function = unsafeDowncast(object, to: NativeFunction.self)
                if function.intrinsic != .none, try callIntrinsic(function.intrinsic, callee, count + 1, target) { return }
            }
            value = try object.call(Arguments(base: callee, count: count + 1))
        case .function where callee.object(as: Function.self).borrowed({ $0.hasPlainParameters && !$0.isInlined && $0.namedCount == count }):
            // A generator's: the arguments go to its frame.
            let generator = callee.object(as: Function.self).borrowed { Generator($0, machine: self) }
            for index in 0..<count { (generator.registers + index).move(callee + (1 + index)) }
            callee.clear()
            return target.put(.object(generator))
        default: value = try callee.object.borrowed { try $0.call(Arguments(base: callee + 1, count: count)) }
        }
        drop(callee, count + 1)
        target.put(value)
    }
    /// Puts what an inline cache knows to be called without the object in `x` as `callMethod` expects it.
    @inline(never)
    func placeCallable(_ cache: UnsafeMutablePointer<AttributeCache>, _ x: UnsafeMutablePointer<Value>, _ base: UnsafeMutablePointer<Value>) {
        let method = UnsafeMutableRawPointer(cache).assumingMemoryBound(to: Value.self)  // it stands first
        if cache.pointee.slot == AttributeCache.boundIntrinsic { return loadBound(method, base) }
        // The cache says that the object is an instance, where it has a place.
        (base + 1).copy(cache.pointee.slot > 0 ? x.object(as: Instance.self).borrowed { $0.slots } + (cache.pointee.slot - 1) : method)
        base.clear()
    }
    /// Puts a bound method of an intrinsic as `callMethod` expects it.
    @inline(never)
    func loadBound(_ method: UnsafeMutablePointer<Value>, _ base: UnsafeMutablePointer<Value>) {
        method.object(as: BoundMethod.self).borrowed { bound in
            (base + 1).pointee = bound.instance
            base.put(int: Int(unsafeDowncast(bound.function, to: NativeFunction.self).intrinsic.rawValue))  // seen by who made the cache
        }
    }
    /// A bound method of an intrinsic, called with nothing more.
    @inline(never)
    func callBound(_ method: UnsafeMutablePointer<Value>, _ target: UnsafeMutablePointer<Value>) throws -> Bool {
        let bound = method.object(as: BoundMethod.self)
        let intrinsic = bound.borrowed { unsafeDowncast($0.function, to: NativeFunction.self).intrinsic }  // seen by who made the cache
        let instance = bound.borrowed { $0.place }
        return try callIntrinsic(intrinsic, instance, instance, instance, 1, target)
    }
    func notCallable(_ value: Value) -> Raised { Raised.typeError("'\(value.type.name)' object is not callable") }

    /// The plainest calls of the types that programs call most: numbers made of numbers, ranges, numbers as text.
    /// - Returns: false for calls of any other shape; nothing has happened then.
    @inline(never)
    func callType(
        _ type: UnsafeMutablePointer<Value>, _ x: UnsafeMutablePointer<Value>, _ y: UnsafeMutablePointer<Value>, _ count: Int,
        _ target: UnsafeMutablePointer<Value>
    ) -> Bool {
        if type.address == rangeType {
            guard x.isInt, count == 1 || count == 2 && y.isInt,
                let range = count == 1 ? RangeObject.plain(0, x.int, 1) : RangeObject.plain(x.int, y.int, 1)
            else { return false }
            target.put(.object(range))
            return true
        }
        guard count == 1 else { return false }
        if type.address == typeType {
            target.put(.object(x.pointee.type))
        } else if type.address == strType {
            guard x.isInt else { return false }
            target.put(Str.plain(x.int))
        } else if type.address == intType {
            // Beyond that, floats take more than a word.
            if x.isInt {
                target.copy(x)
            } else if x.isObject {
                // The kind says so.
                guard x.kind == .str, let number = IntType.plain(x.object(as: Str.self)) else { return false }
                target.put(int: number)
            } else if case .float(let number) = x.pointee, number.magnitude < 1e18 {
                target.put(int: Int(number))
            } else {
                return false
            }
        } else if type.address == floatType {
            if x.isInt, x.int.magnitude <= 1 << 53 {
                target.put(float: Double(x.int))
            } else if x.tag == ValueTag.float {
                target.copy(x)
            } else {
                // The kind says so.
                guard x.isObject, x.kind == .str, let number = FloatType.plain(x.object(as: Str.self)) else { return false }
                target.put(float: number)
            }
        } else {
            return false
        }
        return true
    }

    // MARK: Special methods

    /// Finds the special method of the instance in `left`, if it is a plain function, and puts its two arguments to the top of
    /// the stack: an operator written in a cell then runs in the loop.
    @inline(__always)
    func prepareOperator(
        _ operation: Operation, _ name: @autoclosure () -> Name, _ left: UnsafeMutablePointer<Value>, _ right: UnsafeMutablePointer<Value>, prefersRight: Bool = true
    ) -> Bool {
        left.isObject && left.kind == .instance
            && (prepareKnown(operation, left, right, prefersRight) || prepareMethod(operation, name(), left, right, prefersRight))
    }
    @inline(never)
    private func prepareKnown(
        _ operation: Operation, _ left: UnsafeMutablePointer<Value>, _ right: UnsafeMutablePointer<Value>, _ prefersRight: Bool
    ) -> Bool {
        let type = typeAddress(left)
        let entry = operatorEntry(type, operation)
        guard entry.pointee.type == type, entry.pointee.operation == operation, entry.pointee.version == typeVersion.pointee,
            let function = entry.pointee.function, function.borrowed({ $0.leastCount <= 2 })
        else { return false }
        // An operand of another class may have to be asked first.
        if prefersRight, right.isObject, right.kind == .instance, typeAddress(right) != type { return false }
        foundFunction(function)
        top.initialize(left)
        (top + 1).initialize(right)
        return true
    }
    /// Finds the special method that the operation calls with the instance in a register first, if it is a function of the program.
    @inline(__always)
    func findSpecial(_ operation: Operation, _ register: UnsafeMutablePointer<Value>) -> Bool {
        register.isObject && register.kind == .instance && findSpecial(operation, of: register)
    }
    @inline(never)
    private func findSpecial(_ operation: Operation, of register: UnsafeMutablePointer<Value>) -> Bool {
        let address = typeAddress(register)
        let entry = operatorEntry(address, operation)
        if entry.pointee.type == address, entry.pointee.operation == operation, entry.pointee.version == typeVersion.pointee,
            let function = entry.pointee.function
        {
            foundFunction(function)
            return true
        }
        // The kinds say what the objects are.
        let type = register.object(as: Instance.self).borrowed { $0.classType }
        // A global that is called with one instance is `len`.
        let name = operation == .call ? Names.call : operation == .callGlobal ? Names.len : Names.next
        guard case .object(let object)? = type.lookup(name), object.kind == .function else { return false }
        let function = unsafeDowncast(object, to: Function.self)
        guard function.isInlined else { return false }
        entry.pointee = OperatorEntry(type: address, operation: operation, version: TypeObject.version, function: .passUnretained(function))
        foundFunction(object)
        return true
    }
    /// What `len` gives for what a `__len__` gave.
    @inline(__always)
    func putLength(_ given: ValueWords, _ target: UnsafeMutablePointer<Value>) throws {
        if given.isInt, given.payload >= 0 { target.put(words: given) } else { try refuseLength(given, target) }
    }
    @inline(never)
    private func refuseLength(_ given: ValueWords, _ target: UnsafeMutablePointer<Value>) throws {
        // As in `notNone`.
        top.put(words: given)
        defer { top.clear() }
        target.put(int: try Instance.length(top.pointee))
    }
    /// The class of the instance in a register, for comparing.
    @inline(__always)
    private func typeAddress(_ register: UnsafeMutablePointer<Value>) -> UnsafeRawPointer {
        // The kind says so.
        register.object(as: Instance.self).borrowed { UnsafeRawPointer(Unmanaged.passUnretained($0.classType).toOpaque()) }
    }
    @inline(__always)
    private func operatorEntry(_ type: UnsafeRawPointer, _ operation: Operation) -> UnsafeMutablePointer<OperatorEntry> {
        operators + ((Int(bitPattern: type) >> 4 ^ Int(operation.rawValue)) & (Machine.operatorCount - 1))
    }
    @inline(never)
    private func prepareMethod(
        _ operation: Operation, _ name: Name, _ left: UnsafeMutablePointer<Value>, _ right: UnsafeMutablePointer<Value>, _ prefersRight: Bool
    ) -> Bool {
        // The kinds say what the objects are.
        let type = left.object(as: Instance.self).borrowed { $0.classType }
        guard case .object(let found)? = type.lookup(name), found.kind == .function else { return false }
        let function = unsafeDowncast(found, to: Function.self)
        guard function.isInlined, function.isSimple, function.parameterCount >= 2, function.leastCount <= 2 else { return false }
        // Python asks the right side first when its class derives from the left side's.
        if prefersRight, right.isObject, right.kind == .instance {
            let other = right.object(as: Instance.self).borrowed { $0.classType }
            if other !== type, other.isSubtype(of: type) { return false }
        }
        let address = typeAddress(left)
        operatorEntry(address, operation).pointee = OperatorEntry(
            type: address, operation: operation, version: TypeObject.version, function: .passUnretained(function))
        foundFunction(function)
        top.initialize(left)
        (top + 1).initialize(right)
        return true
    }
    /// After the left side of the operator at `i` has said `NotImplemented`.
    @inline(never)
    func askOtherSide(
        _ i: Instruction, _ r: UnsafeMutablePointer<Value>, _ constants: UnsafeMutablePointer<Value>, _ target: UnsafeMutablePointer<Value>
    ) throws {
        let left = r[Int(i.b)]
        switch i.operation {
        case .addConstant: target.pointee = try reflectedResult(.add, left, constants[Int(i.c)])
        case .subtractConstant: target.pointee = try reflectedResult(.subtract, left, constants[Int(i.c)])
        case .multiplyConstant: target.pointee = try reflectedResult(.multiply, left, constants[Int(i.c)])
        default:
            let right = r[Int(i.c)]
            if let operation = i.operation.binaryOperator {
                target.pointee = try reflectedResult(operation, left, right)
            } else if let comparison = i.operation.comparison {
                target.pointee = try reflectedComparison(comparison, left, right)
            }
        }
    }

    // MARK: Entering functions

    /// Called when a function's frame may not be made, or Ctrl-C was typed; so many arguments are in the frame already.
    @inline(never)
    func refuseCall(_ callee: Unmanaged<Function>, _ end: UnsafeMutablePointer<Value>, ownedArguments: Int) throws {
        do {
            if depth >= depthLimit || end >= stackEnd { throw recursionError() }
            try attend()
        } catch {
            callee.release()
            drop(top, ownedArguments)
            throw error
        }
    }
    /// After an `__init__` that returned something.
    @inline(never)
    func notNone(_ value: ValueWords) -> Raised {
        // In memory of the machine's: of a variable here the optimizer would take for granted that it still has its first value.
        top.put(words: value)
        defer { top.clear() }
        return Raised.typeError("__init__() should return None, not '\(top.pointee.type.name)'")
    }
    /// Fills a new frame when arguments are not simply in their places; uses them up.
    @inline(never)
    func sortArguments(
        _ callee: Unmanaged<Function>, _ arguments: UnsafeMutablePointer<Value>, _ count: Int, _ unmanagedKeywords: Unmanaged<KeywordNames>?,
        _ registers: UnsafeMutablePointer<Value>, _ size: Int
    ) throws {
        if unmanagedKeywords == nil, callee.borrowed({ $0.bindVariadic(arguments, count, into: registers) }) { return }
        let keywords = unmanagedKeywords?.takeUnretainedValue()
        if callee.borrowed({ $0.bindQuickly(arguments, count, keywords, into: registers, size, isOwned: true) }) { return }
        var given = arguments
        if given == registers {
            // Out of the frame's way: there are a few at most.
            given = registers + Swift.max(size, count)
            for index in 0..<count { (given + index).move(registers + index) }
        }
        for index in 0..<size { (registers + index).forget() }
        do {
            try callee.borrowed { try $0.sort(Arguments(base: given, count: count, keywords: keywords), into: registers) }
        } catch {
            drop(registers, size)
            if given != arguments { drop(given, count) }
            callee.release()
            throw error
        }
        drop(given, count + (keywords?.names.count ?? 0))
    }
    /// For `f(*list)` where the list fills a simple function's parameters: finds the function, and puts the arguments where its
    /// frame will be.
    /// - Returns: how many arguments; nil for any other call.
    @inline(never)
    func spreadArguments(_ base: UnsafeMutablePointer<Value>) -> Int? {
        guard base.isObject, base.kind == .function, (base + 2).words.isNone || isEmptyDict(base + 2) else { return nil }
        // A list or a tuple.
        let spread = (base + 1).object(as: SequenceObject.self)
        let count = spread.borrowed { $0.count }
        let (fits, size) = base.object(as: Function.self).borrowed {
            ($0.isInlined && count <= $0.simpleCount && count >= $0.leastCount, $0.unmanagedCode.borrowed { $0.registerCount })
        }
        guard fits, top + size < stackEnd else { return nil }
        found = base.takenFunction()
        let values = spread.borrowed { $0.elements }
        for index in 0..<count { (top + index).initialize(values + index) }
        (base + 1).clear()
        return count
    }
    private func isEmptyDict(_ register: UnsafeMutablePointer<Value>) -> Bool {
        register.isObject && register.kind == .dict && register.object(as: Dict.self).borrowed { $0.count == 0 }  // the kind says so
    }
    /// Used-up registers, so that they keep nothing alive.
    @inline(__always)
    func drop(_ base: UnsafeMutablePointer<Value>, _ count: Int) {
        for index in 0..<count { (base + index).clear() }
    }
    /// The same with keywords: what they are called is remembered, so that the function can be, too.
    @inline(never)
    func spreadKeywords(_ base: UnsafeMutablePointer<Value>) -> (arguments: UnsafeMutablePointer<Value>, count: Int, names: Unmanaged<KeywordNames>)? {
        guard base.isObject, base.kind == .function, base.object(as: Function.self).borrowed({ $0.isInlined }), (base + 2).isObject else { return nil }
        // A list or a tuple, and a dict of the loop's own.
        let spread = (base + 1).object(as: SequenceObject.self)
        let dict = (base + 2).object(as: Dict.self)
        let count = spread.borrowed { $0.count }
        let size = base.object(as: Function.self).borrowed { $0.unmanagedCode.borrowed { $0.registerCount } }
        // Where the function's frame will not be.
        let arguments = top + size
        guard depth < depthLimit, arguments + size + count + dict.borrowed({ $0.count }) < stackEnd, !attention.pointee.load(ordering: .relaxed),
            dict.borrowed({ $0.hasTextKeysOnly })
        else { return nil }
        let names = spreadNames.names(of: dict, base.object(as: Function.self).borrowed { $0.unmanagedCode.toOpaque() })
        found = base.takenFunction()
        let values = spread.borrowed { $0.elements }
        for index in 0..<count { (arguments + index).initialize(values + index) }
        var place = arguments + count
        for index in 0..<dict.borrowed({ $0.used }) {
            let value = dict.borrowed { $0.valuePlace(index) }
            if value.isUnbound { continue }
            place.initialize(value)
            place += 1
        }
        (base + 1).clear()
        (base + 2).clear()
        return (arguments, count, names)
    }
    @inline(never)
    func callSpread(_ base: UnsafeMutablePointer<Value>, _ target: UnsafeMutablePointer<Value>) throws {
        let positional = (base + 1).object(as: SequenceObject.self)  // a list or a tuple
        let keywords = (base + 2).pointee.object(of: .dict) as? Dict
        let count = positional.borrowed { $0.count }
        let total = count + (keywords?.count ?? 0)
        let arguments = top
        guard arguments + total < stackEnd else { throw recursionError() }
        // The list may change while the call runs.
        for index in 0..<count { (arguments + index).initialize(positional.borrowed { $0.elements } + index) }
        for (index, value) in (keywords?.values ?? []).enumerated() { (arguments + (count + index)).initialize(to: value) }
        top = arguments + total
        defer {
            drop(arguments, total)
            top = arguments
        }
        let names = try (keywords?.keys ?? []).map { key in
            guard let text = key.asString else { throw Raised.typeError("keywords must be strings") }
            return Name(text)
        }
        target.put(try base.pointee.call(Arguments(base: arguments, count: count, keywords: names.isEmpty ? nil : KeywordNames(names))))
    }
}
