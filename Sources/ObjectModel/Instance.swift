/// The order in which instances of a class got their attributes. Those that were filled alike share one, so that compiled
/// code can remember "attribute `w` is in slot 2" for all of them. Layouts are never freed.
public final class Layout {
    public let names: [Name]
    /// The same numbers, to be looked through without counting references; layouts live as long as the process.
    private let ids: UnsafeMutablePointer<Int32>
    private let count: Int
    /// Where each name stands, when there are too many to look through.
    private let indices: [Name: Int]
    private static let few = 16
    private var transitions: [Name: Layout] = [:]

    private init(_ names: [Name]) {
        self.names = names
        count = names.count
        ids = .allocate(capacity: max(count, 1))
        for (index, name) in names.enumerated() { ids[index] = name.id }
        indices = count <= Layout.few ? [:] : Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }
    deinit { ids.deallocate() }
    /// Where the instances of a class start: no two classes share a layout, so that a layout tells its class.
    static func root() -> Layout { Layout([]) }
    /// Of instances whose attributes live in a dict: what is remembered about other layouts never fits them.
    // Made once, never changed.
    nonisolated(unsafe) static let detached = Layout([])
    public func index(of name: Name) -> Int? {
        if count > Layout.few { return indices[name] }
        for index in 0..<count where ids[index] == name.id { return index }
        return nil
    }
    public func adding(_ name: Name) -> Layout {
        if let next = transitions[name] { return next }
        let next = Layout(names + [name])
        transitions[name] = next
        return next
    }
}

/// An object with attributes of its own: an instance of a class written in a cell, or the base of native classes whose
/// instances have attributes (modules, exceptions).
///
/// Every operation looks for the class's special method first, then asks the `payload`.
open class Instance: Object {
    public final private(set) var classType: TypeObject
    /// Not counted: layouts live as long as the process.
    private final var unmanagedLayout: Unmanaged<Layout> { didSet { layoutIdentity = UnsafeRawPointer(unmanagedLayout.toOpaque()) } }
    /// Its layout for comparing, without counting references.
    public final private(set) var layoutIdentity: UnsafeRawPointer
    /// One value a name of the layout. Raw, so that compiled code reads and writes them without counting references.
    public final private(set) var slots: UnsafeMutablePointer<Value>
    private final var slotCount = 0
    private final var slotCapacity = 0
    /// Once a program has asked for `__dict__` (or has very many attributes), the attributes live here.
    public final private(set) var dictionary: Dict?
    /// The built-in object inside an instance of a subclass of `list`, `dict`, `str` …
    public final var payload: Object?
    /// The same for subclasses of `int` and `float`.
    public final var number: Value?

    /// The tuple inside an instance that is iterated as that one is.
    public final var plainTuple: Tuple? {
        guard let payload, payload.kind == .tuple, classType.lookup(Names.iter) == nil else { return nil }
        return unsafeDowncast(payload, to: Tuple.self)  // the kind says so
    }

    public init(type: TypeObject, kind: Kind = .instance) {
        classType = type
        unmanagedLayout = type.rootLayout
        layoutIdentity = UnsafeRawPointer(unmanagedLayout.toOpaque())
        slots = Instance.noSlots
        super.init(kind: kind)
    }
    deinit { dropSlots() }

    /// Never read or written through.
    private static var noSlots: UnsafeMutablePointer<Value> { UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped }  // an address that is not nil

    public final override var type: TypeObject { classType }
    /// A lazy layer turns into the plain one; attributes stay.
    public final func change(type: TypeObject) {
        classType = type
        if dictionary == nil { moveLayout(to: layout.names) }
    }
    /// The layout of this class in which attributes stand in the order of `names`.
    private func moveLayout(to names: [Name]) {
        let root = classType.rootLayout._withUnsafeGuaranteedRef { $0 }
        unmanagedLayout = .passUnretained(names.reduce(root) { $0.adding($1) })
    }

    open override func walkReferences(_ walk: ReferenceWalk) {
        walk.meet(slots, slotCount)
        walk.meet(dictionary)
        walk.meet(payload)
    }
    open override func dropReferences() {
        if dictionary == nil { unmanagedLayout = classType.rootLayout } else { dictionary = nil }
        dropSlots()
        payload = nil
    }

    // MARK: Attributes

    public final var layout: Layout { unmanagedLayout._withUnsafeGuaranteedRef { $0 } }
    /// A place for one attribute more, to be initialized at once.
    private final func addSlot() -> UnsafeMutablePointer<Value> {
        if slotCount == slotCapacity {
            let capacity = slotCapacity == 0 ? Swift.max(classType.usualSlots, 2) : slotCapacity * 2
            let larger = RawStorage.allocate(capacity, of: Value.self)
            if slotCapacity > 0 {
                larger.moveInitialize(from: slots, count: slotCount)
                RawStorage.free(slots)
            }
            slots = larger
            slotCapacity = capacity
        }
        slotCount &+= 1
        if slotCount > classType.usualSlots { classType.usualSlots = slotCount }
        return slots + (slotCount &- 1)
    }
    private final func dropSlots() {
        if slotCapacity == 0 { return }
        let (old, count) = (slots, slotCount)
        slots = Instance.noSlots
        (slotCount, slotCapacity) = (0, 0)
        // Chains of objects are freed without recursion: what holds objects goes through the trash.
        Trash.free(old, count) { slots, count in
            for index in 0..<count { if case .object = slots[index] { (slots + index).deinitialize(count: 1) } }
            RawStorage.free(slots)
        }
    }

    /// This instance's own attribute, without looking at its class.
    public final func own(_ name: Name) -> Value? {
        if let index = layout.index(of: name) { return slots[index] }
        if let dictionary { return dictionary.lookup(name.text) }
        return nil
    }
    public final func setOwn(_ name: Name, _ value: Value) {
        if let dictionary { return dictionary.store(name.text, value) }
        if let index = layout.index(of: name) {
            slots[index] = value
        } else if layout.names.count >= 64 {
            attributeDictionary().store(name.text, value)
        } else {
            addedSlot(next: .passUnretained(layout.adding(name))).initialize(to: value)
        }
    }
    public final func removeOwn(_ name: Name) -> Bool {
        if let dictionary { return dictionary.removeValue(name.text) != nil }
        guard let gone = layout.index(of: name) else { return false }
        let doomed = (slots + gone).move()
        (slots + gone).moveInitialize(from: slots + gone + 1, count: slotCount - gone - 1)
        slotCount -= 1
        moveLayout(to: layout.names.filter { $0 != name })
        _ = doomed
        return true
    }
    /// Compiled code's short cut for the first assignment of an attribute, whose value is to be put at once where this says;
    /// `next` is `layout.adding(name)`.
    public final func addedSlot(next: Unmanaged<Layout>) -> UnsafeMutablePointer<Value> {
        unmanagedLayout = next
        return addSlot()
    }
    public final var isDictionaryBacked: Bool { dictionary != nil }
    public final var ownPairs: [(Name, Value)] {
        if let dictionary { return dictionary.pairs.compactMap { key, value in key.asString.map { (Name($0), value) } } }
        return layout.names.enumerated().map { ($1, slots[$0]) }
    }
    /// The `__dict__`: from now on the attributes live in it.
    public final func attributeDictionary() -> Dict {
        if let dictionary { return dictionary }
        let dictionary = Dict()
        for (name, value) in ownPairs { dictionary.store(name.text, value) }
        self.dictionary = dictionary
        unmanagedLayout = .passUnretained(Layout.detached)
        dropSlots()
        return dictionary
    }

    open override func attribute(_ name: Name) throws -> Value? {
        if case .object(let hook)? = classType.lookup(Names.getattribute) {
            do { return try hook.call(.object(self), name.str) } catch let raised as Raised
                where raised.isInstance(of: ExceptionTypes.attributeError)
            {
                if let value = try fallbackAttribute(name) { return value }
                throw raised
            }
        }
        if let value = try ordinaryAttribute(name) { return value }
        if let payload, let value = try payload.attribute(name) { return value }
        if let method = try Slots.attribute(name, of: .object(self)) { return method }
        return try fallbackAttribute(name)
    }
    /// What `object.__getattribute__` gives: everything but the class's `__getattr__`.
    final func attributeWithoutHook(_ name: Name) throws -> Value? {
        try ordinaryAttribute(name) ?? payload?.attribute(name)
    }
    /// Data descriptors, the instance's own attributes, then the class's: Python's order.
    private func ordinaryAttribute(_ name: Name) throws -> Value? {
        let found = classType.lookup(name)
        if case .object(let descriptor)? = found, descriptor.isDataDescriptor {
            // One that only stores leaves reading to the instance.
            if descriptor.kind == .instance, descriptor.type.lookup(Names.get) == nil, let value = own(name) { return value }
            return try descriptor.bound(to: .object(self), owner: classType)
        }
        if let value = own(name) { return value }
        if let found {
            guard case .object(let descriptor) = found else { return found }
            return try descriptor.bound(to: .object(self), owner: classType)
        }
        switch name {
        case Names.dict: return classType.allowedNames == nil ? .object(attributeDictionary()) : nil
        case Names.class: return .object(classType)
        default: return nil
        }
    }
    /// What `__getattr__` gives, for names found nowhere else.
    public final func fallbackAttribute(_ name: Name) throws -> Value? {
        guard case .object(let hook)? = classType.lookup(Names.getattr) else { return nil }
        return try hook.call(.object(self), name.str)
    }
    open override func setAttribute(_ name: Name, _ value: Value) throws {
        if case .object(let hook)? = classType.lookup(Names.setattr) {
            _ = try hook.call(.object(self), name.str, value)
            return
        }
        try storeAttribute(name, value)
    }
    /// What `object.__setattr__` does.
    open func storeAttribute(_ name: Name, _ value: Value) throws {
        if case .object(let descriptor)? = classType.lookup(name), descriptor.isDataDescriptor {
            return try descriptor.set(on: .object(self), value)
        }
        if let allowed = classType.allowedNames, !allowed.contains(name) {
            throw Raised.attributeError("'\(classType.name)' object has no attribute '\(name)'", object: .object(self), name: name)
        }
        if name == Names.class { throw Raised.typeError("an object's class cannot be changed in nbs", hint: "make a new object of the other class") }
        setOwn(name, value)
    }
    open override func deleteAttribute(_ name: Name) throws {
        if case .object(let hook)? = classType.lookup(Names.delattr) {
            _ = try hook.call(.object(self), name.str)
            return
        }
        try removeAttribute(name)
    }
    /// What `object.__delattr__` does.
    open func removeAttribute(_ name: Name) throws {
        if let property = classType.lookup(name)?.object(of: .property) as? Property {
            return try property.delete(on: .object(self))
        }
        if case .object(let descriptor)? = classType.lookup(name), let hooked = descriptor as? Instance, hooked.classType.lookup("__delete__") != nil {
            _ = try hooked.special("__delete__", .object(self))
            return
        }
        guard removeOwn(name) else {
            throw Raised.attributeError("'\(classType.name)' object has no attribute '\(name)'", object: .object(self), name: name)
        }
    }
    open override func ownAttributeNames() -> [Name] { ownPairs.map(\.0) }

    // MARK: Special methods

    /// Calls a special method of the class, nil if it has none.
    public final func special(_ name: Name) throws -> Value? {
        guard let place = classType.place(of: name), place.isObject, place.kind == .function else { return try special(name, .unbound, .unbound, count: 0) }
        return try call(place.pointee, .unbound, count: 1)
    }
    public final func special(_ name: Name, _ argument: Value) throws -> Value? {
        guard let place = classType.place(of: name), place.isObject, place.kind == .function else { return try special(name, argument, .unbound, count: 1) }
        return try call(place.pointee, argument, count: 2)
    }
    /// Calls a function of the program with this and maybe another value: who is called copies what it needs.
    private func call(_ function: Value, _ argument: Value, count: Int) throws -> Value {
        try withUnsafeTemporaryAllocation(of: Value.self, capacity: 2) { buffer in
            let base = buffer.baseAddress.unsafelyUnwrapped  // it has room for two
            base.words = ValueWords(object: .passUnretained(self))
            return try withUnsafePointer(to: argument) { argument in
                (base + 1).words = argument.words
                return try function.call(Arguments(base: base, count: count))
            }
        }
    }
    public final func special(_ name: Name, _ first: Value, _ second: Value) throws -> Value? { try special(name, first, second, count: 2) }
    public final func special(_ name: Name, _ first: Value, _ second: Value, _ third: Value) throws -> Value? {
        try special(name, first, second, third, count: 3)
    }
    private func special(_ name: Name, _ first: Value, _ second: Value, _ third: Value = .unbound, count: Int) throws -> Value? {
        guard let found = classType.lookup(name), !found.isNone, case .object(let function) = found else { return nil }
        return try withUnsafeTemporaryAllocation(of: Value.self, capacity: 4) { buffer in
            let base = buffer.baseAddress.unsafelyUnwrapped  // it has room for four
            base.initialize(to: .object(self))
            (base + 1).initialize(to: first)
            (base + 2).initialize(to: second)
            (base + 3).initialize(to: third)
            defer { base.release(4) }
            // A method of the runtime's own may come back here, without a frame of the machine in between: `__repr__ = object.__str__`.
            if function.kind == .nativeFunction { return try NativeDepth.enter { try function.call(Arguments(base: base, count: count + 1)) } }
            if function.isMethodLike { return try function.call(Arguments(base: base, count: count + 1)) }
            return try function.bound(to: base.pointee, owner: classType).call(Arguments(base: base + 1, count: count))
        }
    }
    public final func special(_ name: Name, values arguments: [Value]) throws -> Value? {
        guard let found = classType.lookup(name), !found.isNone, case .object(let function) = found else { return nil }
        let method = function.isMethodLike ? nil : try function.bound(to: .object(self), owner: classType)
        if case .object(let bound)? = method { return try bound.call(values: arguments) }
        return try function.call(values: [.object(self)] + arguments)
    }
    /// The same for operators, where `NotImplemented` means "ask the other side".
    private func implemented(_ name: Name, _ argument: Value) throws -> Value? {
        // `__eq__ = None` in a class says that its objects do not do this.
        guard let result = try special(name, argument) else {
            if refuses(name) { throw Raised.typeError("'NoneType' object is not callable") }
            return nil
        }
        return result.isIdentical(to: .notImplemented) ? nil : result
    }

    open override func repr() throws -> String {
        if let text = try special(Names.repr) { return try expectString(text, "__repr__") }
        return try nativeRepr()
    }
    open override func str() throws -> String {
        if let text = try special(Names.str) { return try expectString(text, "__str__") }
        return try nativeStr()
    }
    /// The repr when no class written in a cell defines one: what `super().__repr__()` gives there.
    open func nativeRepr() throws -> String {
        if let payload { return try payload.repr(named: classType.name) }
        if let number { return try number.repr() }
        return "<\(classType.qualifiedName) object at \(address)>"
    }
    /// The same for `str`.
    open func nativeStr() throws -> String {
        if let payload, payload.kind == .str, classType.lookup(Names.repr) == nil { return try payload.str() }
        return try repr()
    }
    final var identityHash: Int { Int(bitPattern: ObjectIdentifier(self)) >> 4 }
    /// The hash of what is equal to itself only; nil: its class, or the built-in object inside, says otherwise.
    final var hashByIdentity: Int? { classType.hashesByIdentity && payload == nil && number == nil ? identityHash : nil }
    private func expectString(_ value: Value, _ method: String) throws -> String {
        guard let text = value.asString else {
            throw Raised.typeError("\(method) returned non-string (type \(value.type.name))")
        }
        return text
    }
    open override func format(_ specification: String) throws -> String {
        if let text = try special(Names.format, .str(specification)) { return try expectString(text, "__format__") }
        if let payload { return try payload.format(specification) }
        if let number { return try number.format(specification) }
        return try super.format(specification)
    }
    open override func isTrue() throws -> Bool {
        if let result = try special(Names.bool) {
            guard case .bool(let flag) = result else {
                throw Raised.typeError("__bool__ should return bool, returned \(result.type.name)")
            }
            return flag
        }
        if refuses(Names.bool) { throw Raised.typeError("'NoneType' object is not callable") }
        if classType.lookup(Names.len) != nil { return try length() != 0 }
        if let number { return try number.isTrue() }
        return try payload?.isTrue() ?? true
    }
    open override func length() throws -> Int {
        if let result = try special(Names.len) { return try Instance.length(result) }
        if let payload { return try payload.length() }
        return try super.length()
    }
    /// What a `__len__` gave, as a length.
    public static func length(_ given: Value) throws -> Int {
        if case .int(let count) = given, count >= 0 { return count }
        guard let big = given.asBigInt else { throw Raised.typeError("'\(given.type.name)' object cannot be interpreted as an integer") }
        guard big >= 0 else { throw Raised.valueError("__len__() should return >= 0") }
        guard let count = given.asInt else { throw Raised.overflow("cannot fit 'int' into an index-sized integer") }
        return count
    }
    open override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        if classType.lookup(comparison.name) != nil { return try implemented(comparison.name, other) }
        if comparison == .notEqual, classType.lookup(Names.eq) != nil {
            return try implemented(Names.eq, other).map { .bool(!(try $0.isTrue())) }
        }
        if let payload { return try payload.compare(comparison, other.withoutClass) }
        if let number { return try compareValues(comparison, number, other.withoutClass) }
        return try super.compare(comparison, other)
    }
    open override func hash() throws -> Int {
        if let hash = hashByIdentity { return hash }
        if let method = classType.lookup(Names.hash) {
            if method.isNone { throw Raised.typeError("unhashable type: '\(classType.name)'") }
            guard let result = try special(Names.hash)?.withoutClass else { return identityHash }
            guard let big = result.asBigInt else { throw Raised.typeError("__hash__ method should return an integer") }
            // -1 means failure inside CPython, so no hash is ever -1.
            let hash = result.asInt ?? big.withWhole { $0.hash }
            return hash == -1 ? -2 : hash
        }
        if classType.lookup(Names.eq) != nil { throw Raised.typeError("unhashable type: '\(classType.name)'") }
        if let number { return try number.hash() }
        return try payload?.hash() ?? super.hash()
    }
    open override func item(_ index: Value) throws -> Value {
        if let result = try special(Names.getitem, index) { return result }
        if let payload {
            if let dict = payload as? Dict, let hook = classType.lookup("__missing__"), !hook.isNone, try !dict.contains(index),
                let value = try special("__missing__", index)
            { return value }
            return try payload.item(index)
        }
        return try super.item(index)
    }
    open override func setItem(_ index: Value, _ value: Value) throws {
        if try special(Names.setitem, index, value) != nil { return }
        if let payload { return try payload.setItem(index, value) }
        try super.setItem(index, value)
    }
    open override func deleteItem(_ index: Value) throws {
        if try special(Names.delitem, index) != nil { return }
        if let payload { return try payload.deleteItem(index) }
        try super.deleteItem(index)
    }
    open override func contains(_ value: Value) throws -> Bool {
        if let result = try special(Names.contains, value) { return try result.isTrue() }
        if refuses(Names.contains) { throw Raised.typeError("'\(classType.name)' object is not a container") }
        if let payload, classType.lookup(Names.iter) == nil { return try payload.contains(value) }
        return try super.contains(value)
    }
    /// `name = None` in a class says that its objects do not do this.
    private func refuses(_ name: Name) -> Bool { classType.lookup(name)?.isNone ?? false }
    open override func iterator() throws -> Object {
        if let result = try special(Names.iter) {
            guard case .object(let iterator) = result,
                iterator.kind != .instance || (iterator as? Instance)?.classType.lookup(Names.next) != nil
            else { throw Raised.typeError("iter() returned non-iterator of type '\(result.type.name)'") }
            return iterator
        }
        if refuses(Names.iter) { throw Raised.typeError("'\(classType.name)' object is not iterable") }
        if let payload { return try payload.iterator() }
        if classType.lookup(Names.getitem) != nil { return SequenceIterator(self) }
        return try super.iterator()
    }
    open override func next() throws -> Value? {
        do {
            if let result = try special(Names.next) { return result }
        } catch let raised as Raised where raised.isInstance(of: ExceptionTypes.stopIteration) {
            Instance.lastEnd = raised.exception.arguments.first ?? .none
            return nil
        }
        return try payload?.next() ?? super.next()
    }
    /// One step by a method of the class's own: `send`, `throw`. nil: there are no more.
    public final func step(_ name: Name, _ argument: Value) throws -> Value? {
        do { return try Value.object(self).callMethod(name, argument) } catch let raised as Raised
            where raised.isInstance(of: ExceptionTypes.stopIteration)
        {
            Instance.lastEnd = raised.exception.arguments.first ?? .none
            return nil
        }
    }
    /// What a `__next__` that has just ended gave to `StopIteration`.
    open override var returnValue: Value {
        defer { Instance.lastEnd = .none }
        return Instance.lastEnd
    }
    // Asked for at once or not at all; the evaluator's thread only.
    nonisolated(unsafe) private static var lastEnd = Value.none
    open override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        if classType.lookup(operation.name) != nil { return try implemented(operation.name, right) }
        if let number { return try binaryResult(operation, number, right.withoutClass) }
        let result = try payload?.binary(operation, right.withoutClass)
        // `|` of these keeps a class of the program's.
        if operation == .bitOr, let result, payload is OrderedDict || payload is DefaultDict {
            return try classType.call(values: ((payload as? DefaultDict).map { [$0.factory] } ?? []) + [result])
        }
        return result
    }
    open override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? {
        if classType.lookup(operation.reflectedName) != nil { return try implemented(operation.reflectedName, left) }
        if let number {
            if case .object = left { return nil }
            return try binaryResult(operation, left, number)
        }
        return try payload?.reflected(operation, left)
    }
    open override func inPlace(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        guard let found = classType.lookup(operation.inPlaceName) else {
            guard let payload, let result = try payload.inPlace(operation, right) else { return nil }
            // The built-in object inside has changed: this is still the same object.
            if case .object(let object) = result, object === payload { return .object(self) }
            return result
        }
        if found.isNone { throw Raised.typeError("'NoneType' object is not callable") }
        return try implemented(operation.inPlaceName, right)
    }
    open override func unary(_ operation: UnaryOperator) throws -> Value? {
        if let result = try special(operation.name) { return result }
        if let number { return try number.unary(operation) }
        return try payload?.unary(operation)
    }
    open override func index() throws -> Value? {
        if let result = try special(Names.index) {
            guard result.asBigInt != nil else { throw Raised.typeError("__index__ returned non-int (type \(result.type.name))") }
            return result
        }
        if case .int? = number { return number }
        return try payload?.index()
    }
    open override func int() throws -> Value? {
        if let result = try special(Names.int) {
            guard result.asBigInt != nil else { throw Raised.typeError("__int__ returned non-int (type \(result.type.name))") }
            return result
        }
        if let number { return try number.toInt() }
        return try payload?.int() ?? index()
    }
    open override func float() throws -> Double? {
        if let result = try special(Names.float) {
            guard case .float(let value) = result else {
                throw Raised.typeError("\(classType.name).__float__ returned non-float (type \(result.type.name))")
            }
            return value
        }
        if let number { return try number.toDouble() }
        return try payload?.float()
    }
    open override var isCallable: Bool { classType.lookup(Names.call) != nil }
    open override func call(_ arguments: Arguments) throws -> Value {
        guard case .object(let function)? = classType.lookup(Names.call) else { return try super.call(arguments) }
        return try NativeDepth.enter {
            try arguments.prepending(.object(self)) { try function.call($0) }
        }
    }
    open override func enter() throws -> Value { try special(Names.enter) ?? super.enter() }
    open override func exit(_ raised: Raised?) throws -> Bool {
        let result =
            if let exception = raised?.exception {
                try special(Names.exit, .object(exception.type), .object(exception), .object(Traceback.shared))
            } else {
                try special(Names.exit, .none, .none, .none)
            }
        guard let result else { return try super.exit(raised) }
        return try result.isTrue()
    }
    /// Python asks for both methods before it enters.
    public final var isContextManager: Bool {
        classType.lookup(Names.enter) != nil && classType.lookup(Names.exit) != nil
    }
    // Descriptors written in a cell.
    open override func bound(to instance: Value?, owner: TypeObject) throws -> Value {
        guard classType.lookup(Names.get) != nil else { return .object(self) }
        return try special(Names.get, instance ?? .none, .object(owner)) ?? .object(self)
    }
    open override var isDataDescriptor: Bool { classType.lookup(Names.set) != nil }
    open override func set(on instance: Value, _ value: Value) throws { _ = try special(Names.set, instance, value) }
}
