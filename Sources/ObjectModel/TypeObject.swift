/// A class: built in, native to the engine (`nn.Linear`), or written in a cell.
public final class TypeObject: Object {
    public typealias Constructor = (TypeObject, Arguments) throws -> Value

    public private(set) var name: String
    /// `__qualname__`: with the functions and classes around the class.
    private var pathName: String?
    public var module: String
    public private(set) var bases: [TypeObject]
    /// Method resolution order, this type first.
    public private(set) var mro: [TypeObject] = []
    /// Written by a cell's `class` statement (or made by one: dataclasses, namedtuples).
    public let isUserDefined: Bool
    public var summary: String
    /// Makes an instance from the call's arguments; inherited. Types written in a cell use `allocate` instead.
    public let construct: Constructor?
    /// Its own `construct`, or that of the nearest ancestor that has one.
    private let makes: Constructor?
    /// Makes a bare instance of a user class that inherits from this type, before its `__init__` runs.
    public let allocate: ((TypeObject) -> Instance)?
    /// The operations of a type of the engine that `__add__` and the like are attributes for, as stems: "len getitem add".
    let specialMethods: String
    /// Classes that may not be inherited from, such as `bool`.
    public let isFinal: Bool

    /// What `__slots__` allow as attributes of instances; nil: anything.
    public private(set) var allowedNames: Set<Name>?

    /// Where the layouts of this class's instances start.
    let rootLayout = Unmanaged.passRetained(Layout.root())
    /// How many attributes its instances have had so far: what is set aside for the next one.
    var usualSlots = 0

    /// Where each attribute lies: at the same place until it is removed, so that who remembers the place sees what is stored later.
    private var table: [Name: UnsafeMutablePointer<Value>] = [:]
    private var order: [Name] = []
    private var pendingMembers: (() -> [Object])?
    /// What `lookup` found last, by the low bits of the name; nil: nothing.
    private struct CacheLine {
        var id: Int32
        var place: UnsafeMutablePointer<Value>?
    }
    private var cache: ContiguousArray<CacheLine> = []
    private var cacheVersion = -1

    /// Grows whenever any type's attributes change, unless it is one of a class's variables that gets another value; what inline caches
    /// compare with.
    // Written and read by the evaluator's thread only.
    nonisolated(unsafe) public static var version = 0
    /// The same number in a place with an address, for the machine's loop.
    public static var versionAddress: UnsafeMutablePointer<Int> { withUnsafeMutablePointer(to: &version) { $0 } }

    /// A type of the runtime's own. `members` is asked for at the first look-up, so that start-up does not pay for it.
    public init(
        _ name: String, bases: [TypeObject]? = nil, module: String = "builtins", summary: String = "",
        specialMethods: String = "", isFinal: Bool = false, construct: Constructor? = nil, allocate: ((TypeObject) -> Instance)? = nil,
        members: (() -> [Object])? = nil
    ) {
        self.name = name
        self.module = module
        self.bases = bases ?? (name == "object" ? [] : [BuiltinTypes.object])
        self.summary = summary
        self.specialMethods = specialMethods
        self.isFinal = isFinal
        self.construct = construct
        makes = construct ?? (isFinal && bases == nil ? nil : self.bases.first?.makes)
        self.allocate = allocate
        isUserDefined = false
        pendingMembers = members
        super.init(kind: .type)
        if name == "object" { allowedNames = [] }
        // Native hierarchies are single-inheritance chains written by us.
        mro = [self] + (self.bases.first?.mro ?? [])
    }

    /// The type's name in complaints of C code, where that has its module's before it: `torch.dtype`.
    public var nameInC: String { ownNameInC ?? name }
    public var ownNameInC: String?

    /// A class written in a cell.
    /// - Throws: `TypeError` for bases that cannot be combined or inherited from.
    public init(userDefined name: String, bases: [TypeObject], module: String, attributes: [(Name, Value)]) throws {
        self.name = name
        self.module = module
        self.bases = bases.isEmpty ? [BuiltinTypes.object] : bases
        summary = ""
        specialMethods = ""
        isFinal = false
        construct = nil
        makes = nil
        allocate = nil
        isUserDefined = true
        super.init(kind: .type)
        for base in self.bases where base.isFinal {
            throw Raised.typeError("type '\(base.name)' is not an acceptable base type")
        }
        try TypeObject.checkLayouts(of: self.bases)
        for (index, base) in self.bases.enumerated() where self.bases[..<index].contains(where: { $0 === base }) {
            throw Raised.typeError("duplicate base class \(base.name)")
        }
        mro = [self] + (try TypeObject.merge(self.bases.map(\.mro) + [self.bases], bases: self.bases))
        for (name, value) in attributes {
            if name == Names.qualname { pathName = value.asString } else { setOwn(name, value) }
        }
    }
    deinit {
        // Whoever remembers its address, or a place in it, does so for one version.
        TypeObject.version += 1
        for place in table.values { TypeObject.free(place) }
    }
    private static func free(_ place: UnsafeMutablePointer<Value>) {
        place.deinitialize(count: 1)
        place.deallocate()
    }

    /// An instance holds one built-in object at most, so two bases may not want different ones.
    private static func checkLayouts(of bases: [TypeObject]) throws {
        var solid: TypeObject?
        for base in bases {
            guard let layout = base.mro.first(where: { !$0.isUserDefined && ($0.allocate != nil || $0.construct != nil) }),
                layout !== BuiltinTypes.object
            else { continue }
            guard let other = solid, other !== layout else {
                solid = layout
                continue
            }
            if layout.isSubtype(of: other) {
                solid = layout
            } else if !other.isSubtype(of: layout), layout.allocate == nil || other.allocate == nil {
                throw Raised.typeError("multiple bases have instance lay-out conflict")
            }
        }
    }
    /// C3 linearisation (Barrett et al., 1996), as Python uses it.
    private static func merge(_ sequences: [[TypeObject]], bases: [TypeObject]) throws -> [TypeObject] {
        var sequences = sequences.filter { !$0.isEmpty }
        var result: [TypeObject] = []
        while !sequences.isEmpty {
            let candidate = sequences.lazy.map { $0[0] }.first { head in
                !sequences.contains { $0.dropFirst().contains { $0 === head } }
            }
            guard let head = candidate else {
                throw Raised.typeError(
                    "Cannot create a consistent method resolution\norder (MRO) for bases "
                        + bases.map(\.name).joined(separator: ", "))
            }
            result.append(head)
            sequences = sequences.compactMap { sequence in
                let rest = sequence[0] === head ? Array(sequence.dropFirst()) : sequence
                return rest.isEmpty ? nil : rest
            }
        }
        return result
    }

    /// Obeys `__slots__`: instances of a class all of whose bases have them take no other attributes.
    public func takeSlots() throws {
        guard let slots = table[Names.slots]?.pointee else { return }
        let names = try slots.asString.map { [$0] } ?? collect(slots).map { name -> String in
            guard let text = name.withoutClass.asString else { throw Raised.typeError("__slots__ items must be strings, not '\(name.type.name)'") }
            return text
        }
        for text in names {
            guard NamedTuple.isIdentifier(text) else { throw Raised.typeError("__slots__ must be identifiers") }
            if table[Name(text)] != nil { throw Raised.valueError("'\(text)' in __slots__ conflicts with class variable") }
        }
        var allowed = Set(names.map { Name($0) })
        for base in bases where base !== BuiltinTypes.object {
            guard let more = base.allowedNames else { return }
            allowed.formUnion(more)
        }
        if !allowed.contains(Names.dict) { allowedNames = allowed }
    }

    /// A class of `abc`, or derived from one: what it leaves abstract keeps it from having instances.
    public var isAbstractBase = false
    /// The names that must be overridden first, in alphabetical order.
    public internal(set) var abstractNames: [String] = []

    /// For the machine: the `__init__` it may call directly, at a version of all types.
    public var plainInitializer: (version: Int, function: Object?) = (-1, nil)
    /// Instances are plain ones: no `__new__` of the class's own, no built-in base that makes them.
    public var makesPlainInstances: Bool { isUserDefined && allocator == nil && abstractNames.isEmpty && lookup(Names.new) == nil }

    /// Instances are only equal to themselves: the class defines neither `__hash__` nor `__eq__`.
    var hashesByIdentity: Bool {
        if identityVersion == TypeObject.version { return true }
        guard lookup(Names.hash) == nil, lookup(Names.eq) == nil else { return false }
        identityVersion = TypeObject.version
        return true
    }
    /// The version of all types at which that was so last.
    private var identityVersion = -1

    // MARK: Looking up

    /// The attribute as it stands in this class or the first of its ancestors that has it; not bound.
    public func lookup(_ name: Name) -> Value? { place(of: name)?.pointee }
    /// Where that lies, for one version of all types.
    public func place(of name: Name) -> UnsafeMutablePointer<Value>? {
        if cacheVersion != TypeObject.version {
            cache = ContiguousArray(repeating: CacheLine(id: -1, place: nil), count: 64)
            cacheVersion = TypeObject.version
        }
        let line = Int(name.id) & 63
        if cache[line].id == name.id { return cache[line].place }
        var found: UnsafeMutablePointer<Value>?
        for type in mro {
            type.fillTable()
            if let place = type.table[name] {
                found = place
                break
            }
        }
        // Filling a table may have changed the version, but not what was found.
        if cacheVersion == TypeObject.version { cache[line] = CacheLine(id: name.id, place: found) }
        return found
    }
    /// As `lookup`, but starting behind `type` in this class's resolution order: what `super()` sees.
    public func lookup(_ name: Name, after type: TypeObject) -> Value? {
        guard let position = mro.firstIndex(where: { $0 === type }) else { return nil }
        for ancestor in mro[(position + 1)...] {
            ancestor.fillTable()
            if let place = ancestor.table[name] { return place.pointee }
        }
        return nil
    }
    public func ownAttribute(_ name: Name) -> Value? {
        fillTable()
        return table[name]?.pointee
    }
    /// In the order of definition.
    public var ownAttributes: [(Name, Value)] {
        fillTable()
        return order.map { ($0, table[$0]?.pointee ?? .none) }
    }
    public func setOwn(_ name: Name, _ value: Value) {
        fillTable()
        guard let place = table[name] else {
            add(name, value)
            TypeObject.version += 1
            return
        }
        // Nobody has concluded anything from what a class's variable was.
        if !(place.pointee.isPlainData && value.isPlainData) || name.isDunder { TypeObject.version += 1 }
        // What goes may run code of the program's: the new value is there by then.
        let gone = place.pointee
        place.pointee = value
        withExtendedLifetime(gone) {}
    }
    private func add(_ name: Name, _ value: Value) {
        let place = UnsafeMutablePointer<Value>.allocate(capacity: 1)
        place.initialize(to: value)
        table[name] = place
        order.append(name)
    }
    @discardableResult
    public func removeOwn(_ name: Name) -> Bool {
        fillTable()
        guard let place = table.removeValue(forKey: name) else { return false }
        order.removeAll { $0 == name }
        TypeObject.version += 1
        TypeObject.free(place)
        return true
    }
    private func fillTable() {
        guard let members = pendingMembers else { return }
        pendingMembers = nil
        for member in members() {
            let name: Name
            if let function = member as? NativeFunction {
                function.owner = function.owner ?? self.name
                name = function.name
            } else if let property = member as? NativeProperty {
                name = property.name
            } else if let wrapper = member as? StaticMethod, let function = wrapper.function as? NativeFunction {
                name = function.name
            } else if let wrapper = member as? ClassMethod, let function = wrapper.function as? NativeFunction {
                name = function.name
            } else {
                preconditionFailure("a native type's members are functions and properties")
            }
            if let place = table[name] { place.pointee = .object(member) } else { add(name, .object(member)) }
        }
    }

    /// For exceptions: which attributes their arguments become, as `ExceptionObject` numbers them, -1 for none; nil: not asked yet.
    var exceptionFields: Int?
    /// Derived from `BaseException`.
    public private(set) lazy var isException = isSubtype(of: ExceptionTypes.baseException)
    public func isSubtype(of other: TypeObject) -> Bool {
        if self === other { return true }
        for type in mro where type === other { return true }
        return false
    }
    /// The nearest ancestor that is not written in a cell.
    public var nativeBase: TypeObject { mro.first { !$0.isUserDefined } ?? BuiltinTypes.object }
    /// The first ancestor that knows how to make instances.
    private var allocator: TypeObject? { mro.first { $0.allocate != nil || ($0.construct != nil && $0 !== BuiltinTypes.object) } }

    /// `torch.nn.modules.linear.Linear`, without the module for built-in types.
    public var qualifiedName: String { module == "builtins" ? pathName ?? name : "\(module).\(pathName ?? name)" }

    // MARK: As an object

    public override var type: TypeObject { BuiltinTypes.type }
    public override func repr() throws -> String { "<class '\(qualifiedName)'>" }
    public override var isCallable: Bool { true }
    public override func bound(to instance: Value?, owner: TypeObject) throws -> Value { .object(self) }

    /// What a class says of itself, not of its ancestors.
    private func ownDescription(_ name: Name) throws -> Value? {
        switch name {
        case Names.name: return .str(self.name)
        case Names.qualname: return .str(pathName ?? self.name)
        case "__module__": return ownAttribute(name) ?? .str(module)
        case "__doc__":
            guard case .object(let object)? = ownAttribute(name) else { return summary.isEmpty ? Value.none : .str(summary) }
            return try object.bound(to: nil, owner: self)
        case "__annotations__":
            guard isUserDefined else { return nil }
            if let own = ownAttribute(name) { return own }
            let empty = Value.object(Dict())
            setOwn(name, empty)
            return empty
        default: return nil
        }
    }
    public override func attribute(_ name: Name) throws -> Value? {
        if name.isDunder, let own = try ownDescription(name) { return own }
        if let found = lookup(name) {
            guard case .object(let descriptor) = found else { return found }
            return try descriptor.bound(to: nil, owner: self)
        }
        switch name {
        case "__mro__": return .tuple(mro.map { .object($0) })
        case "__bases__": return .tuple(bases.map { .object($0) })
        case "__base__":
            // The one whose objects these are, built-in ones first.
            let solid = bases.first { $0.nativeBase !== BuiltinTypes.object } ?? bases.first
            return solid.map { .object($0) } ?? Value.none
        case Names.dict:
            let dict = Dict()
            for (name, value) in ownAttributes { try dict.setItem(name.str, value) }
            return .object(dict)
        case "mro": return .object(NativeFunction.raw("mro") { _ in .list(self.mro.map { .object($0) }) })
        case Names.class: return .object(BuiltinTypes.type)
        default: return Slots.method(name, of: self).map { .object($0) }
        }
    }
    public override func setAttribute(_ name: Name, _ value: Value) throws {
        guard isUserDefined else {
            throw Raised.typeError("cannot set '\(name)' attribute of immutable type '\(self.name)'")
        }
        switch name {
        case Names.name, Names.qualname:
            guard let text = value.withoutClass.asString else {
                throw Raised.typeError("can only assign string to \(self.name).\(name), not '\(value.type.name)'")
            }
            if name == Names.name { self.name = text } else { pathName = text }
            TypeObject.version += 1
            return
        case "__bases__": throw Raised.typeError("a class's bases cannot be changed in nbs", hint: "define another class with the bases that it should have")
        case "__mro__": throw Raised(ExceptionTypes.attributeError, "readonly attribute")
        case Names.dict: throw Raised(ExceptionTypes.attributeError, "attribute '__dict__' of 'type' objects is not writable")
        default: break
        }
        setOwn(name, value)
    }
    public override func deleteAttribute(_ name: Name) throws {
        guard isUserDefined, removeOwn(name) else {
            throw Raised.attributeError("type object '\(self.name)' has no attribute '\(name)'", object: .object(self), name: name)
        }
    }
    public override func ownAttributeNames() -> [Name] {
        mro.flatMap { type -> [Name] in
            type.fillTable()
            return type.order
        }
    }
    public override func item(_ index: Value) throws -> Value {
        if let method = lookup("__class_getitem__"), case .object(let function) = method {
            return try function.call(.object(self), index)
        }
        // `class Numbers(list)` is as generic as `list`; `int` is not.
        if mro.contains(where: { !$0.isUserDefined && TypeObject.generic.contains($0.name) }) {
            return .object(GenericAlias(.builtin, self, index.asItems ?? [index]))
        }
        throw Raised.typeError("type '\(name)' is not subscriptable")
    }
    public override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        // `int | None` in annotations.
        operation == .bitOr ? GenericAlias.union(.object(self), right) : nil
    }
    public override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? {
        operation == .bitOr ? GenericAlias.union(left, .object(self)) : nil
    }
    /// The built-in classes that take types in brackets.
    private static let generic: Set = [
        "list", "tuple", "dict", "set", "frozenset", "type", "deque", "defaultdict", "OrderedDict", "Counter", "enumerate", "chain", "partial",
    ]

    // MARK: Making instances

    public override func call(_ arguments: Arguments) throws -> Value {
        if !isUserDefined {
            guard let makes else { throw Raised.typeError("cannot create '\(qualifiedName)' instances") }
            return try makes(self, arguments)
        }
        if let value = lookup(Names.new), case .object(let function) = value, function.kind == .staticMethod || function.kind == .function {
            let target = (function as? StaticMethod)?.function ?? function
            let made = try arguments.prepending(.object(self)) { try target.call($0) }
            if made.type.isSubtype(of: self) { try initialize(made, arguments) }
            return made
        }
        let instance = Value.object(try makeBareInstance(arguments))
        try initialize(instance, arguments)
        return instance
    }

    /// Whether this type's `name` is another than that of `base`, which it derives from.
    func overrides(_ name: Name, of base: TypeObject) -> Bool {
        guard let mine = lookup(name) else { return false }
        return base.lookup(name).map { !mine.isIdentical(to: $0) } ?? true
    }

    /// What `object.__new__` does.
    public func makeBareInstance(_ arguments: Arguments) throws -> Instance {
        if !abstractNames.isEmpty { throw abstractRefusal() }
        guard let maker = allocator else { return Instance(type: self) }
        if let allocate = maker.allocate {
            let instance = allocate(self)
            // What `BaseException.__new__` does; `__init__` may change it.
            (instance as? ExceptionObject)?.arguments = arguments.positional
            return instance
        }
        let instance = Instance(type: self)
        if let construct = maker.construct {
            // Containers that can change start empty; their own `__init__` fills them.
            // An `__init__` of the class's own may take keywords that the built-in class does not know.
            let given = lookup(Names.`init`) == nil ? arguments : Arguments(base: arguments.base, count: arguments.count)
            let payload = maker.lookup(Names.`init`) != nil ? try Arguments.with([]) { try construct(maker, $0) } : try construct(maker, given)
            if case .object(let object) = payload {
                instance.payload = object
            } else {
                instance.number = payload
            }
        }
        return instance
    }

    private func initialize(_ instance: Value, _ arguments: Arguments) throws {
        guard let value = lookup(Names.`init`), case .object(let function) = value else {
            if (arguments.count > 0 || arguments.hasKeywords), allocator == nil, lookup(Names.new) == nil {
                throw Raised.typeError("\(name)() takes no arguments")
            }
            return
        }
        let result = try arguments.prepending(instance) { try function.call($0) }
        guard result.isNone else {
            throw Raised.typeError("__init__() should return None, not '\(result.type.name)'")
        }
    }
}

extension Value {
    /// A value that means the same in a class as anywhere else: no method, and nothing that has a say when it is looked up.
    public var isPlainData: Bool {
        guard case .object(let object) = self else { return !isUnbound }
        switch object.kind {
        case .str, .bytes, .list, .tuple, .dict, .set, .frozenSet, .range, .bigInteger, .tensor: return true
        default: return false
        }
    }
}
