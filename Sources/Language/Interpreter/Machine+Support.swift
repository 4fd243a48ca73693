import ObjectModel

// What single instructions need, outside the loop so that the loop stays small.
extension Machine {
    // MARK: Variables

    // The compiler only names cells where it made them.
    @inline(__always)
    func cell(_ value: Value) -> Cell {
        guard case .object(let object) = value else { preconditionFailure("the compiler puts a cell here") }
        return unsafeDowncast(object, to: Cell.self)
    }

    func unboundLocal(_ code: Unmanaged<Code>, _ register: Int) -> Raised {
        let names = code.borrowed { $0.localNames }
        let name = register < names.count ? names[register] : "?"
        return Raised(ExceptionTypes.unboundLocalError, "cannot access local variable '\(name)' where it is not associated with a value")
    }
    func unboundFree(_ code: Unmanaged<Code>, _ index: Int) -> Raised {
        let names = code.borrowed { $0.freeNames }
        let name = index < names.count ? names[index] : "?"
        if name == "__class__" { return Raised.runtimeError("super(): empty __class__ cell") }
        let raised = Raised(
            ExceptionTypes.nameError,
            "cannot access free variable '\(name)' where it is not associated with a value in enclosing scope")
        raised.exception.missing = (.none, Name(name))
        return raised
    }
    /// In a class body: the body's own name, or else the function's around it.
    func loadNameOrFree(
        _ target: UnsafeMutablePointer<Value>, _ name: Name, _ namespace: Dict?, _ code: Unmanaged<Code>, _ function: Unmanaged<Function>?,
        _ index: Int
    ) throws {
        if let value = namespace?.lookup(name.text) {
            target.pointee = value
            return
        }
        let place = function.unsafelyUnwrapped.borrowed { $0.freePlace(index) }  // only functions have free names
        if place.isUnbound { throw unboundFree(code, index) }
        target.copy(place)
    }
    func loadName(_ name: Name, _ namespace: Dict?, _ globals: GlobalTable) throws -> Value {
        if let value = namespace?.lookup(name.text) { return value }
        return try globals.load(globals.index(of: name))
    }

    // MARK: Operators

    func inPlace(_ code: Int, _ register: UnsafeMutablePointer<Value>, _ right: UnsafeMutablePointer<Value>) throws {
        let operation = BinaryOperator(rawValue: UInt8(code)) ?? .add
        register.pointee = try inPlaceResult(operation, register.pointee, right.pointee)
    }
    @inline(never)
    func binary(
        _ operation: BinaryOperator, _ left: UnsafeMutablePointer<Value>, _ right: UnsafeMutablePointer<Value>,
        _ target: UnsafeMutablePointer<Value>
    ) throws {
        if operation == .add, areTexts(left, right) { return try concatenate(left, right, target) }
        if operation == .modulo, left.isObject, left.kind == .str, !(right.isObject && right.kind == .instance) {
            // No class of the program's has a say. The kind says what it is.
            let text = try left.object(as: Str.self).borrowed { try $0.filled(right.pointee) }
            target.put(text)
            return
        }
        if operation == .add, left.isObject, right.isObject, left.kind == right.kind, left.kind == .list || left.kind == .tuple {
            // The kinds say so.
            let sum = try left.object(as: SequenceObject.self).borrowed { left in
                try right.object(as: SequenceObject.self).borrowed { try left.joined(with: $0) }
            }
            target.put(sum)
            return
        }
        if left.isObject && left.kind == .bigInteger || right.isObject && right.kind == .bigInteger,
            let result = try BigNumbers.binary(operation, left, right)
        {
            return target.put(result)
        }
        target.pointee = try binaryResult(operation, left.pointee, right.pointee)
    }

    @inline(never)
    func compare(
        _ comparison: Comparison, _ left: UnsafeMutablePointer<Value>, _ right: UnsafeMutablePointer<Value>,
        _ target: UnsafeMutablePointer<Value>
    ) throws {
        if case .float(let x) = left.pointee, case .float(let y) = right.pointee {
            target.put(bool: ObjectModel.holds(comparison, x, y))
        } else {
            target.pointee = try compareValues(comparison, left.pointee, right.pointee)
        }
    }
    @inline(never)
    func holds(_ comparison: Comparison, _ left: UnsafeMutablePointer<Value>, _ right: UnsafeMutablePointer<Value>) throws -> Bool {
        if case .float(let x) = left.pointee, case .float(let y) = right.pointee { return ObjectModel.holds(comparison, x, y) }
        return try compareValues(comparison, left.pointee, right.pointee).isTrue()
    }
    /// `==` of numbers and texts; nil for what must be asked.
    @inline(__always)
    func areSame(_ left: UnsafeMutablePointer<Value>, _ right: UnsafeMutablePointer<Value>) -> Bool? {
        if left.isInt, right.isInt { return left.int == right.int }
        if areTexts(left, right) { return left.address == right.address || !areApart(left, right) && areSameTexts(left, right) }
        return nil
    }
    /// Python's `is`.
    @inline(__always)
    func areIdentical(_ left: UnsafeMutablePointer<Value>, _ right: UnsafeMutablePointer<Value>) -> Bool {
        // Of a truth value only the lowest bit counts.
        left.tag == right.tag && (left.tag == ValueTag.bool ? (left.int ^ right.int) & 1 == 0 : left.int == right.int)
    }
    @inline(__always)
    func contains(_ container: UnsafeMutablePointer<Value>, _ value: UnsafeMutablePointer<Value>) throws -> Bool {
        guard container.isObject else { return try container.pointee.contains(value.pointee) }
        // The kinds say so.
        switch container.kind {
        case .dict: return try container.object(as: Dict.self).borrowed { try $0.place(of: value) != nil }
        case .str where value.isObject && value.kind == .str: return isPart(value, of: container)
        case .set: return try container.object(as: SetObject.self).borrowed { try $0.contains(at: value) }
        case .list, .tuple:
            if value.isInt, let isThere = container.object(as: SequenceObject.self).borrowed({ $0.contains(value.int) }) { return isThere }
            return try container.object.borrowed { try $0.contains(value.pointee) }
        default: return try container.object.borrowed { try $0.contains(value.pointee) }
        }
    }
    /// nil: negative exponents, and what does not fit.
    @inline(never)
    func smallPower(_ base: Int, _ exponent: Int) -> Int? {
        guard exponent >= 0, exponent < 64 else { return nil }
        var (result, factor, left) = (1, base, exponent)
        while left > 0 {
            if left & 1 == 1 {
                let (product, overflow) = result.multipliedReportingOverflow(by: factor)
                if overflow { return nil }
                result = product
            }
            left >>= 1
            if left == 0 { break }
            let (square, overflow) = factor.multipliedReportingOverflow(by: factor)
            if overflow { return nil }
            factor = square
        }
        return result
    }
    @inline(never)
    func truth(_ register: UnsafeMutablePointer<Value>) throws -> Bool {
        guard register.isObject else { return try register.pointee.isTrue() }
        // The kinds say so.
        switch register.kind {
        case .list, .tuple: return register.object(as: SequenceObject.self).borrowed { $0.count != 0 }
        case .str: return register.object(as: Str.self).borrowed { $0.byteCount != 0 }
        // Just seen.
        case .other where register.address.classAddress == deque: return register.object(as: Deque.self).borrowed { $0.count != 0 }
        default: return try register.object.borrowed { try $0.isTrue() }
        }
    }

    func notIterable(_ value: Value) -> Raised { Raised.typeError("'\(value.type.name)' object is not iterable") }

    /// `source[bounds[0]:bounds[1]]`: the common sequences are cut without making a `slice`.
    @inline(never)
    func slice(_ source: UnsafeMutablePointer<Value>, _ bounds: UnsafeMutablePointer<Value>, _ target: UnsafeMutablePointer<Value>) throws {
        if source.isObject, bounds.isInt || bounds.pointee.isNone, (bounds + 1).isInt || (bounds + 1).pointee.isNone {
            let cut: Value?
            switch source.kind {
            // The kinds say so.
            case .list, .tuple:
                cut = source.object(as: SequenceObject.self).borrowed {
                    let places = part(bounds, $0.count)
                    return $0.part(places.lowerBound, places.count)
                }
            case .str: cut = source.object(as: Str.self).borrowed { $0.part(part(bounds, $0.count)) }
            default: cut = nil
            }
            if let cut {
                target.pointee = cut
                return
            }
        }
        let slice = Value.object(SliceObject(start: bounds[0], stop: bounds[1]))
        target.pointee = try source.pointee.item(slice)
    }
    /// The places that two bounds, each a number or `None`, mean in a sequence.
    @inline(__always)
    private func part(_ bounds: UnsafeMutablePointer<Value>, _ count: Int) -> Range<Int> {
        func place(_ bound: UnsafeMutablePointer<Value>, _ missing: Int) -> Int {
            guard bound.isInt else { return missing }
            return bound.int < 0 ? Swift.max(0, bound.int &+ count) : Swift.min(bound.int, count)
        }
        let start = place(bounds, 0)
        return start..<Swift.max(start, place(bounds + 1, count))
    }

    // MARK: Containers. The compiler only names registers where it built one.

    func list(_ value: Value) -> List {
        guard case .object(let object) = value else { preconditionFailure("the compiler builds a list here") }
        return unsafeDowncast(object, to: List.self)
    }
    func dict(_ value: Value) -> Dict {
        guard case .object(let object) = value else { preconditionFailure("the compiler builds a dict here") }
        return unsafeDowncast(object, to: Dict.self)
    }
    @inline(never)
    func buildList(_ base: UnsafeMutablePointer<Value>, _ count: Int, _ target: UnsafeMutablePointer<Value>) {
        target.put(List.moving(base, count))
    }
    @inline(never)
    func buildTuple(_ base: UnsafeMutablePointer<Value>, _ count: Int, _ target: UnsafeMutablePointer<Value>) {
        target.put(Tuple.moving(base, count))
    }
    func take(_ base: UnsafeMutablePointer<Value>, _ count: Int) -> [Value] {
        var items: [Value] = []
        items.reserveCapacity(count)
        for index in 0..<count {
            items.append((base + index).move())
            (base + index).forget()
        }
        return items
    }
    func set(_ value: Value) -> SetObject {
        guard case .object(let object) = value else { preconditionFailure("the compiler builds a set here") }
        return unsafeDowncast(object, to: SetObject.self)
    }
    func updateDict(_ target: Dict, _ source: Value) throws {
        guard let pairs = try mappingPairs(source) else {
            throw Raised.typeError("'\(source.type.name)' object is not a mapping")
        }
        for (key, value) in pairs { try target.setItem(key, value) }
    }
    func mergeKeywords(_ target: Dict, _ source: Value, of callee: Value) throws {
        if target.count == 0, let plain = source.object(of: .dict) as? Dict, plain.hasTextKeysOnly { return target.copyStorage(from: plain) }
        guard let pairs = try mappingPairs(source) else {
            throw Raised.typeError("\(calleeText(callee)) argument after ** must be a mapping, not \(source.type.name)")
        }
        for (key, value) in pairs {
            guard key.asString != nil else { throw Raised.typeError("keywords must be strings") }
            if try target.contains(key) {
                throw Raised.typeError("\(calleeText(callee)) got multiple values for keyword argument \(try key.repr())")
            }
            try target.setItem(key, value)
        }
    }
    private func mappingPairs(_ source: Value) throws -> [(Value, Value)]? {
        if case .object(let object) = source.withoutClass, let dict = object as? Dict { return dict.pairs }
        guard let keys = try source.findAttribute("keys") else { return nil }
        return try collect(try Arguments.with([]) { try keys.call($0) }).map { ($0, try source.item($0)) }
    }

    /// A callee as CPython names it in messages about spread arguments.
    func calleeText(_ callee: Value) -> String {
        guard let name = (try? callee.findAttribute(Names.qualname))??.asString else { return "\(callee.type.name) object" }
        guard let module = (try? callee.findAttribute("__module__"))??.asString, module != "builtins" else { return "\(name)()" }
        return "\(module).\(name)()"
    }
    func send(_ value: Value, to iterator: Object) throws -> Value? {
        if iterator.kind == .iterator { throw Value.object(iterator).noAttribute("send") }
        if let instance = iterator as? Instance { return try instance.step("send", value) }
        return try iterator.send(value)
    }
    enum Forwarded { case yielded(Value), ended }
    /// Hands an exception that was thrown into a generator on to what it delegates to; nil: it is the generator's own to deal with.
    func forward(_ raised: Raised, to delegate: Object) throws -> Forwarded? {
        let inner = delegate as? Generator
        if raised.isInstance(of: ExceptionTypes.generatorExit) {
            if let inner { try inner.close() } else { _ = try method("close", of: delegate)?.call(values: []) }
            return nil
        }
        if let inner { return try inner.raise(raised).map { .yielded($0) } ?? .ended }
        guard let instance = delegate as? Instance, try method("throw", of: delegate) != nil else { return nil }
        return try instance.step("throw", .object(raised.exception)).map { .yielded($0) } ?? .ended
    }
    private func method(_ name: Name, of object: Object) throws -> Value? {
        do { return try Value.object(object).findAttribute(name) } catch let missing as Raised where missing.isInstance(of: ExceptionTypes.attributeError) {
            return nil
        }
    }

    @inline(never)
    func unpack(_ register: UnsafeMutablePointer<Value>, _ target: UnsafeMutablePointer<Value>, _ count: Int) throws {
        if register.isObject, register.kind == .tuple || register.kind == .list {
            // The kinds say so.
            let (elements, size) = register.object(as: SequenceObject.self).borrowed { ($0.elements, $0.count) }
            guard size == count else { throw wrongCount(size, count) }
            if count == 2, register < target || register > target + 1 {
                target.copy(elements)
                (target + 1).copy(elements + 1)
                return
            }
            // Its elements may take its own place.
            ReferenceCount.retain(register.int)
            let source = register.int
            var index = 0
            while index < count {
                (target + index).copy(elements + index)
                index &+= 1
            }
            ReferenceCount.release(source)
            return
        }
        let source = register.pointee
        if case .object(let object) = source, object.kind == .instance, let row = unsafeDowncast(object, to: Instance.self).plainTuple {
            // The kind says so. A named tuple.
            guard row.count == count else { throw wrongCount(row.count, count) }
            for index in 0..<count { (target + index).copy(row.elements + index) }
            return
        }
        let iterator = try unpackable(source)
        // All targets are written, or none: the items wait where nothing else lies.
        let items = top
        guard items + count + 1 < stackEnd else { throw recursionError() }
        for index in 0...count { (items + index).forget() }
        top = items + (count + 1)
        defer {
            drop(items, count + 1)
            top = items
        }
        for index in 0..<count {
            guard try iterator.advance(into: items + index) else { throw wrongCount(index, count) }
        }
        if try iterator.advance(into: items + count) { throw Raised.valueError("too many values to unpack (expected \(count))") }
        for index in 0..<count { (target + index).take(items + index) }
    }
    /// The next item of an iterator that makes no pairs; nil when there are no more.
    @inline(never)
    func nextItem(_ source: UnsafeMutablePointer<Value>) throws -> Value? {
        guard source.isObject else { throw notIterable(source.pointee) }
        var item = Value.unbound
        return try source.object.borrowed { try $0.advance(into: &item) } ? item : nil
    }
    /// Unpacks an item into two registers: both are written, or neither.
    @inline(never)
    func unpackPair(_ item: Value, _ first: UnsafeMutablePointer<Value>) throws {
        if case .object(let object) = item, object.kind == .tuple || object.kind == .list {
            let sequence = unsafeDowncast(object, to: SequenceObject.self)  // the kind says so
            guard sequence.count == 2 else { throw wrongCount(sequence.count, 2) }
            first.copy(sequence.elements)
            (first + 1).copy(sequence.elements + 1)
            return
        }
        var pair = [item, .unbound]
        try pair.withUnsafeMutableBufferPointer { pair in
            let places = pair.baseAddress.unsafelyUnwrapped  // there are two
            try unpack(places, places, 2)
            first.take(places)
            (first + 1).take(places + 1)
        }
    }
    private func wrongCount(_ given: Int, _ wanted: Int) -> Raised {
        given > wanted
            ? Raised.valueError("too many values to unpack (expected \(wanted))")
            : Raised.valueError("not enough values to unpack (expected \(wanted), got \(given))")
    }
    private func unpackable(_ source: Value) throws -> Object {
        do { return try source.iterator() } catch let raised as Raised where raised.isInstance(of: ExceptionTypes.typeError) && !source.isIterable {
            throw Raised.typeError("cannot unpack non-iterable \(source.type.name) object")
        }
    }
    func unpackStarred(_ source: Value, _ target: UnsafeMutablePointer<Value>, _ before: Int, _ after: Int) throws {
        _ = try unpackable(source)
        let items = try collect(source)
        guard items.count >= before + after else {
            throw Raised.valueError("not enough values to unpack (expected at least \(before + after), got \(items.count))")
        }
        for index in 0..<before { target[index] = items[index] }
        target[before] = .list(Array(items[before..<(items.count - after)]))
        for index in 0..<after { target[before + 1 + index] = items[items.count - after + index] }
    }

    // MARK: Functions and classes

    @inline(never)
    func makeFunction(
        _ constant: UnsafeMutablePointer<Value>, _ extras: FunctionExtras?, _ cells: UnsafeMutablePointer<Value>, _ target: UnsafeMutablePointer<Value>
    ) {
        // The compiler puts code there, and cells.
        target.put(words: ValueWords(object: .fromOpaque(Function.make(constant.object(as: Code.self), taking: cells, extras, self).toOpaque())))
    }

    func makeClass(_ name: String, _ parts: UnsafeMutablePointer<Value>) throws -> Value {
        guard case .object(let object) = parts[0], let body = object as? Function else { preconditionFailure("the compiler puts the body here") }
        let bases = try list(parts[1]).items.map { value -> TypeObject in
            if let type = value.object(of: .type) as? TypeObject { return type }
            if let entry = try value.findAttribute("__mro_entries__") {
                let made = try Arguments.with([parts[1]]) { try entry.call($0) }
                if let type = made.asItems?.first?.object(of: .type) as? TypeObject { return type }
            }
            throw Raised.typeError(
                "\(name) inherits from \(try value.repr()), which is not a class",
                hint: "write the class itself, such as nn.Module, not an instance or a function")
        }
        let keywords = dict(parts[2])
        let isAbstractBase = keywords.lookup("metaclass")?.isIdentical(to: .object(AbstractModule.meta)) ?? false
        if isAbstractBase {
            try keywords.remove(.str("metaclass"))
        } else if keywords.lookup("metaclass") != nil {
            throw Raised.typeError("metaclasses are not available in nbs", hint: "a class decorator or __init_subclass__ does most of what they do")
        }
        let namespace = Dict()
        namespace.store("__module__", body.code.globals.moduleValue)
        namespace.store("__qualname__", .str(body.code.qualifiedName))
        if let text = body.code.documentation { namespace.store("__doc__", .str(text)) }
        let classCell = try runClassBody(body, namespace)
        if namespace.lookup("__doc__") == nil { namespace.store("__doc__", .none) }
        let type = try TypeObject(
            userDefined: name, bases: bases, module: body.code.globals.moduleName,
            attributes: namespace.pairs.compactMap { key, value in key.asString.map { (Name($0), value) } })
        if case .object(let object) = classCell, let cell = object as? Cell { cell.value = .object(type) }
        type.isAbstractBase = isAbstractBase
        try type.finish(namespace, keywords.pairs.compactMap { key, value in key.asString.map { (Name($0), value) } })
        return .object(type)
    }

    func annotate(_ name: Value, _ annotation: Value, _ namespace: Dict?, _ globals: GlobalTable) {
        let dict: Dict
        if let namespace {
            if let existing = namespace.lookup("__annotations__")?.object(of: .dict) as? Dict {
                dict = existing
            } else {
                dict = Dict()
                namespace.store("__annotations__", .object(dict))
            }
        } else if let existing = globals["__annotations__"]?.object(of: .dict) as? Dict {
            dict = existing
        } else {
            dict = Dict()
            globals["__annotations__"] = .object(dict)
        }
        if let text = name.asString { dict.store(text, annotation) }
    }

    // MARK: Exceptions

    func exceptionObject(_ value: Value) -> ExceptionObject {
        guard case .object(let object) = value, object.kind == .exception else { preconditionFailure("the compiler puts an exception here") }
        return unsafeDowncast(object, to: ExceptionObject.self)
    }
    /// What `raise value` raises: an instance, or a new one of a class.
    func exception(from value: Value, _ argument: Value) throws -> Raised {
        if let object = value.object(of: .exception) { return Raised(unsafeDowncast(object, to: ExceptionObject.self)) }
        if let object = value.object(of: .type), case let type = unsafeDowncast(object, to: TypeObject.self),  // the kind says so
            type.isSubtype(of: ExceptionTypes.baseException)
        {
            let made = try argument.isNone ? type.call() : type.call(argument)
            if let object = made.object(of: .exception) { return Raised(unsafeDowncast(object, to: ExceptionObject.self)) }
        }
        throw Raised.typeError("exceptions must derive from BaseException")
    }
    func chained(_ raised: Raised, cause: Value) throws -> Raised {
        raised.exception.suppressesContext = true
        if cause.isNone {
            raised.exception.cause = nil
        } else {
            let isClass = (cause.object(of: .type) as? TypeObject)?.isException ?? false
            guard isClass || cause.object(of: .exception) != nil else {
                throw Raised.typeError("exception causes must derive from BaseException")
            }
            raised.exception.cause = try exception(from: cause, .none).exception
        }
        return raised
    }
    /// What is being handled becomes the context of what a program raises now.
    func addContext(_ exception: ExceptionObject) {
        guard let handled, handled !== exception else { return }
        // No chain comes back to its start.
        var link = handled
        var seen: Set<ObjectIdentifier> = []
        while let next = link.context, seen.insert(ObjectIdentifier(next)).inserted {
            if next === exception {
                link.context = nil
                break
            }
            link = next
        }
        exception.context = handled
    }
    @inline(never)
    func matchException(_ exception: UnsafeMutablePointer<Value>, _ classes: UnsafeMutablePointer<Value>, _ target: UnsafeMutablePointer<Value>) throws {
        // The compiler puts an exception there; the kind says what the other is.
        if classes.isObject, classes.kind == .type, exception.object(as: ExceptionObject.self).borrowed({ exception in
            classes.object(as: TypeObject.self).borrowed { exception.classType === $0 && $0.isException }
        }) {
            target.put(bool: true)
        } else {
            target.put(bool: try matches(exceptionObject(exception.pointee), classes.pointee))
        }
    }
    @inline(never)
    func enterHandler(_ exception: UnsafeMutablePointer<Value>, _ saved: UnsafeMutablePointer<Value>) {
        // Its reference goes to the register.
        let outer = handledPlace.pointee
        ReferenceCount.retain(exception.int)
        handledPlace.pointee = exception.int
        if let address = UnsafeRawPointer(bitPattern: outer) {
            saved.put(words: ValueWords(object: .fromOpaque(address)))
        } else {
            saved.putNone()
        }
    }
    @inline(never)
    func leaveHandler(_ saved: UnsafeMutablePointer<Value>) {
        // Only exceptions are put there.
        let inner = handledPlace.pointee
        if saved.isObject { ReferenceCount.retain(saved.int) }
        handledPlace.pointee = saved.isObject ? saved.int : 0
        if inner != 0 { ReferenceCount.release(inner) }
    }
    /// `handled` as the address that it is, 0 for none: counting its references takes calls otherwise.
    @inline(__always)
    private var handledPlace: UnsafeMutablePointer<Int> {
        withUnsafeMutablePointer(to: &handled) { UnsafeMutableRawPointer($0).assumingMemoryBound(to: Int.self) }
    }
    func matches(_ exception: ExceptionObject, _ classes: Value) throws -> Bool {
        if let object = classes.object(of: .type) {
            // The kind says so.
            let type = unsafeDowncast(object, to: TypeObject.self)
            if exception.type.isSubtype(of: type), type.isSubtype(of: ExceptionTypes.baseException) { return true }
            if type.isSubtype(of: ExceptionTypes.baseException) { return false }
        }
        guard classes.object(of: .tuple) != nil, let items = classes.asItems else {
            throw Raised.typeError("catching classes that do not inherit from BaseException is not allowed")
        }
        for item in items where try matches(exception, item) { return true }
        return false
    }
    /// Remembers where an exception passed, once a frame, and what was being handled when it came up.
    @inline(never)
    func note(_ exception: ExceptionObject, _ code: Code, _ position: Int, _ frame: UnsafeMutablePointer<Value>, _ depth: Int) {
        let isTraced = exception.isTraced
        // Frames may begin where their callers' do.
        let identity = UnsafeRawPointer(frame) + depth
        if isTraced, exception.tracedFrame == identity { return }
        if !isTraced, let handled, handled !== exception, exception.context == nil { exception.context = handled }
        if !isTraced, exception.missing != nil {
            nearbyNames = code.localNames.indices.filter { $0 < code.registerCount && !frame[$0].isUnbound }.map { code.localNames[$0] }
        }
        exception.tracedFrame = identity
        exception.addTrace(TraceEntry(origin: code, start: position))
    }

    // MARK: Context managers

    func enterContext(_ value: Value) throws -> Value {
        guard case .object(let object) = value else { throw noContext(value) }
        if object.kind == .instance, let instance = object as? Instance, !instance.isContextManager {
            throw noContext(value, instance.classType.lookup(Names.enter) == nil ? "" : " (missed __exit__ method)")
        }
        return try object.enter()
    }
    /// Finds `__enter__` of the context in the register, if it is a plain function, and puts its argument to the top of the stack.
    @inline(never)
    func prepareContext(_ register: UnsafeMutablePointer<Value>) -> Bool {
        guard let type = contextType(register), type.lookup(Names.exit) != nil, let function = plainFunction(type, Names.enter, taking: 1) else { return false }
        foundFunction(function)
        top.initialize(register)
        return true
    }
    /// The same for `__exit__` of a block that ended well.
    @inline(never)
    func prepareExit(_ register: UnsafeMutablePointer<Value>) -> Bool {
        guard let type = contextType(register), let function = plainFunction(type, Names.exit, taking: 4) else { return false }
        foundFunction(function)
        top.initialize(register)
        for index in 1...3 { (top + index).putNone() }
        return true
    }
    private func contextType(_ register: UnsafeMutablePointer<Value>) -> TypeObject? {
        guard register.isObject, register.kind == .instance else { return nil }
        return register.object(as: Instance.self).borrowed { $0.classType }  // the kind says so
    }
    private func plainFunction(_ type: TypeObject, _ name: Name, taking count: Int) -> Function? {
        guard case .object(let object)? = type.lookup(name), object.kind == .function else { return nil }
        let function = unsafeDowncast(object, to: Function.self)  // the kind says so
        return function.isInlined && function.accepts(count) ? function : nil
    }
    private func noContext(_ value: Value, _ detail: String = "") -> Raised {
        Raised.typeError("'\(value.type.name)' object does not support the context manager protocol\(detail)")
    }

    // MARK: Imports

    func importedModule(_ path: String, isWhole: Bool) throws -> Value {
        guard isWhole, let head = path.split(separator: ".").first.map(String.init), head != path else { return try importModule(path) }
        _ = try importModule(path)
        return try importModule(head)
    }
    func importedName(_ module: Value, _ name: Name) throws -> Value {
        if let value = try module.findAttribute(name) { return value }
        let shown = (module.object(of: .module) as? ModuleObject)?.name ?? module.type.name
        let names = (module.object(of: .module) as? ModuleObject)?.names.map(\.text) ?? []
        throw Raised(
            ExceptionTypes.importError, "cannot import name '\(name)' from '\(shown)' (unknown location)",
            hint: nearest(to: name.text, among: names).map { "did you mean '\($0)'?" })
    }
    func importStar(_ module: Value, into globals: GlobalTable) throws {
        guard let object = module.object(of: .module) as? ModuleObject else { return }
        for name in object.names where !name.text.hasPrefix("_") { globals[name] = object.own(name) }
    }
}

extension Value {
    /// Whether `iter` would work, without running any of the program's code.
    var isIterable: Bool {
        guard case .object(let object) = self else { return false }
        if object.kind == .instance { return type.lookup(Names.iter) != nil || type.lookup(Names.getitem) != nil }
        return (try? object.iterator()) != nil
    }
}
