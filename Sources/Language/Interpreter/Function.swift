import ObjectModel

/// A variable shared between a function and the functions inside it.
final class Cell: Object {
    var value: Value
    init(_ value: Value) {
        self.value = value
        super.init(kind: .cell)
    }
    /// Moves what a place holds into a cell, which is there then.
    @inline(never)
    static func make(_ place: UnsafeMutablePointer<Value>) {
        let cell = mold.unmanaged(size: size, as: Cell.self)
        cell.borrowed { $0.place }.move(place)
        place.put(words: ValueWords(object: .fromOpaque(cell.toOpaque())))
    }
    /// Of an object, in bytes: nothing comes behind the value.
    private static let size = {
        let cell = Cell(.unbound)
        return UnsafeRawPointer(cell.place + 1) - UnsafeRawPointer(Unmanaged.passUnretained(cell).toOpaque())
    }()
    // Never changed.
    nonisolated(unsafe) private static let mold = {
        let mold = Mold(Cell(.unbound), size: size)
        // The first word says what it is.
        Mold.cell.firstWord = mold.firstWord
        Mold.cell.empty = { Unmanaged<Cell>.fromOpaque($0).borrowed { $0.place }.drop() }
        return mold
    }()
    override var type: TypeObject { BuiltinTypes.cell }
    override func attribute(_ name: Name) throws -> Value? {
        guard name == "cell_contents" else { return try super.attribute(name) }
        if value.isUnbound { throw Raised.valueError("Cell is empty") }
        return value
    }
    override func setAttribute(_ name: Name, _ value: Value) throws {
        guard name == "cell_contents" else { return try super.setAttribute(name, value) }
        self.value = value
    }
    override func deleteAttribute(_ name: Name) throws {
        guard name == "cell_contents" else { return try super.deleteAttribute(name) }
        value = .unbound
    }
    override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard let cell = other.object(of: .cell) as? Cell else { return nil }
        if value.isUnbound || cell.value.isUnbound { return .bool(holds(comparison, value.isUnbound ? 0 : 1, cell.value.isUnbound ? 0 : 1)) }
        return try compareValues(comparison, value, cell.value)
    }
    override func walkReferences(_ walk: ReferenceWalk) { walk.meet(place, 1) }
    override func dropReferences() { place.clear() }
    /// Where the value lies.
    @inline(__always) var place: UnsafeMutablePointer<Value> { withUnsafeMutablePointer(to: &value) { $0 } }
}

/// What functions have that were defined with more than parameters and a body, or that programs have given something to: kept apart,
/// because closures are made by the thousand.
final class FunctionExtras {
    var defaults: [Value] = []
    var keywordDefaults: Dict?
    /// A program has got hold of `keywordDefaults` and may change it: calls look there themselves.
    var sharesKeywordDefaults = false
    var annotations: Dict?
    var attributes: Dict?
    /// What a program has put in the place of `__name__`, `__qualname__`, `__doc__` and `__module__`.
    var renamed: [Name: Value] = [:]

    init() {}
    /// - Parameter parts: the three that a definition gives, each unbound or none if it does not: defaults, those of keywords, annotations.
    /// - Returns: nil when it gives nothing.
    static func given(_ parts: UnsafeMutablePointer<Value>) -> FunctionExtras? {
        if !parts.isObject, !(parts + 1).isObject, !(parts + 2).isObject { return nil }
        let extras = FunctionExtras()
        extras.defaults = parts[0].asItems ?? []
        extras.keywordDefaults = parts[1].object(of: .dict) as? Dict
        extras.annotations = parts[2].object(of: .dict) as? Dict
        return extras
    }
}

/// A function or lambda written in a cell.
package final class Function: Object {
    /// What it runs. Kept, and looked at without counting references.
    let unmanagedCode: Unmanaged<Code>
    /// The variables of functions around, in the order of the code's free names; kept.
    private(set) var closure: UnsafeMutablePointer<Unmanaged<Cell>>
    /// nil: it has nothing of what few functions have.
    private var extras: FunctionExtras?
    /// What the parameters that have names to be called by are when a call gives nothing for them; unbound: it must. The
    /// machine copies them from here.
    private(set) var defaultValues = Function.noDefaults
    /// How many parameters that is.
    let namedCount: Int
    /// Outlives what it runs; not counted, for speed.
    private var machine: Unmanaged<Machine>
    /// Calls run in the machine's loop, without a Swift call: all but generators.
    let isInlined: Bool
    let isSimple: Bool
    let parameterCount: Int
    /// There are no parameters for any number of arguments, and none by keyword alone.
    var hasPlainParameters: Bool { namedCount == parameterCount && unmanagedCode.borrowed { !$0.hasVariadic && !$0.hasKeywordVariadic } }
    /// The same for functions without `*args` and `**kwargs`, less than any count for others and for generators.
    let simpleCount: Int
    /// For functions whose parameters are some positional ones and `*args`: how many of the former; -1 for all others.
    let variadicCount: Int
    /// A number that no other function has, nor this one with other defaults: what call sites remember it by.
    private(set) var identity: Int
    // Used by the evaluator's thread.
    nonisolated(unsafe) private static var made = 0
    /// The fewest arguments by position that a call without keywords can do with.
    private(set) var leastCount = 0

    /// - Parameter cells: as many registers with a cell as the code has free names; taken over.
    init(_ unmanagedCode: Unmanaged<Code>, taking cells: UnsafeMutablePointer<Value>, extras: FunctionExtras?, machine: Machine) {
        ReferenceCount.retain(Int(bitPattern: unmanagedCode.toOpaque()))
        self.unmanagedCode = unmanagedCode
        let freeCount = unmanagedCode.borrowed { $0.freeCount }
        closure = freeCount == 0 ? Function.noCells : Function.closed(cells, freeCount)
        self.extras = extras
        self.machine = .passUnretained(machine)
        let code = unmanagedCode
        parameterCount = code.borrowed { $0.positionalCount }
        namedCount = parameterCount + code.borrowed { $0.keywordOnlyCount }
        isInlined = code.borrowed { !$0.isGenerator }
        isSimple = code.borrowed { $0.isSimple }
        simpleCount = code.borrowed { $0.hasVariadic || $0.hasKeywordVariadic || $0.isGenerator } ? -1 : parameterCount
        let isVariadic = code.borrowed { $0.hasVariadic && !$0.hasKeywordVariadic && $0.keywordOnlyCount == 0 && !$0.isGenerator }
        variadicCount = isVariadic ? parameterCount : -1
        leastCount = parameterCount
        Function.made &+= 1
        identity = Function.made
        super.init(kind: .function)
        if namedCount > 0, extras != nil || namedCount > parameterCount { layOutDefaults() }
    }
    deinit { freeContents() }
    private func freeContents() {
        extras = nil
        if defaultValues != Function.noDefaults { dropDefaults() }
        if closure != Function.noCells {
            for index in 0..<unmanagedCode.borrowed({ $0.freeCount }) { ReferenceCount.release(Int(bitPattern: closure[index].toOpaque())) }
            RawStorage.free(closure)
        }
        ReferenceCount.release(Int(bitPattern: unmanagedCode.toOpaque()))
    }
    var code: Code { unmanagedCode.takeUnretainedValue() }

    /// One more function of the code, with a reference that the caller takes over.
    static func make(
        _ code: Unmanaged<Code>, taking cells: UnsafeMutablePointer<Value>, _ extras: FunctionExtras?, _ machine: Machine
    ) -> Unmanaged<Function> {
        guard extras == nil, let mold = code.borrowed({ $0.mold }) else {
            let function = Function(code, taking: cells, extras: extras, machine: machine)
            if extras == nil, function.defaultValues == noDefaults { code.borrowed { $0.mold = function.makeMold() } }
            return .passRetained(function)
        }
        ReferenceCount.retain(Int(bitPattern: code.toOpaque()))
        let function = mold.unmanaged(size: size, as: Function.self)
        // Code of the library is run by one machine after the other.
        function.borrowed { $0.machine = .passUnretained(machine) }
        let count = code.borrowed { $0.freeCount }
        if count > 0 { function.borrowed { $0.closure = closed(cells, count) } }
        made &+= 1
        function.borrowed { $0.identity = made }
        return function
    }
    /// The cells out of their registers.
    @inline(__always)
    private static func closed(_ cells: UnsafeMutablePointer<Value>, _ count: Int) -> UnsafeMutablePointer<Unmanaged<Cell>> {
        let closure = RawStorage.allocate(count, of: Unmanaged<Cell>.self)
        for index in 0..<count {
            (closure + index).initialize(to: (cells + index).object(as: Cell.self))
            (cells + index).forget()
        }
        return closure
    }
    /// Of an object, in bytes.
    private static var size: Int { 120 }
    private func makeMold() -> Mold {
        let mold = Mold(self, size: Function.size)
        if Mold.function.firstWord == 0 {
            let end = withUnsafeMutablePointer(to: &leastCount) { UnsafeRawPointer($0 + 1) }
            precondition(end - UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()) == Function.size, "nothing comes behind a function's last property")
            // The first word says what it is.
            Mold.function.firstWord = mold.firstWord
            Mold.function.empty = { Unmanaged<Function>.fromOpaque($0).borrowed { $0.freeContents() } }
        }
        return mold
    }

    package override func walkReferences(_ walk: ReferenceWalk) {
        for index in 0..<unmanagedCode.borrowed({ $0.freeCount }) { walk.meet(UnsafeRawPointer(closure[index].toOpaque())) }
        if defaultValues != Function.noDefaults { walk.meet(defaultValues, namedCount) }
        guard let extras else { return }
        walk.meet(extras.keywordDefaults)
        walk.meet(extras.annotations)
        walk.meet(extras.attributes)
    }

    // MARK: What few functions have

    var defaults: [Value] {
        get { extras?.defaults ?? [] }
        set { ownExtras.defaults = newValue }
    }
    var keywordDefaults: Dict? {
        get { extras?.keywordDefaults }
        set { ownExtras.keywordDefaults = newValue }
    }
    var sharesKeywordDefaults: Bool {
        get { extras?.sharesKeywordDefaults ?? false }
        set { ownExtras.sharesKeywordDefaults = newValue }
    }
    var annotations: Dict? {
        get { extras?.annotations }
        set { ownExtras.annotations = newValue }
    }
    var attributes: Dict? {
        get { extras?.attributes }
        set { ownExtras.attributes = newValue }
    }
    var renamed: [Name: Value] {
        get { extras?.renamed ?? [:] }
        set { ownExtras.renamed = newValue }
    }
    private var ownExtras: FunctionExtras {
        if let extras { return extras }
        let made = FunctionExtras()
        extras = made
        return made
    }

    /// After a change of the defaults: what call sites know about the function holds no longer.
    func changeDefaults() {
        Function.made &+= 1
        identity = Function.made
        dropDefaults()
        layOutDefaults()
    }
    private func layOutDefaults() {
        let defaults = defaults
        let required = parameterCount - defaults.count
        leastCount = max(0, required)
        if defaults.isEmpty, namedCount == parameterCount { return }
        defaultValues = .allocate(capacity: namedCount)
        for index in 0..<parameterCount { (defaultValues + index).initialize(to: index < required ? .unbound : defaults[index - required]) }
        for (offset, name) in code.parameters.keywordOnly.enumerated() {
            let value = sharesKeywordDefaults ? nil : keywordDefaults?.lookup(name.text)
            if value == nil { leastCount = .max }
            (defaultValues + parameterCount + offset).initialize(to: value ?? .unbound)
        }
    }
    private func dropDefaults() {
        if defaultValues == Function.noDefaults { return }
        defaultValues.deinitialize(count: namedCount)
        defaultValues.deallocate()
        defaultValues = Function.noDefaults
    }
    /// Never read or written through, as the next.
    static var noDefaults: UnsafeMutablePointer<Value> { UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped }  // an address that is not nil
    private static var noCells: UnsafeMutablePointer<Unmanaged<Cell>> { UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped }  // the same

    /// Where a variable of the functions around lies.
    @inline(__always)
    func freePlace(_ index: Int) -> UnsafeMutablePointer<Value> {
        closure[index].borrowed { $0.place }
    }

    package override var type: TypeObject { BuiltinTypes.function }
    package override var isCallable: Bool { true }
    package override var isMethodLike: Bool { true }
    package override func repr() throws -> String {
        let name = try attribute(Names.qualname)?.asString ?? code.qualifiedName
        return "<function \(name) at \(address)>"
    }
    package override func call(_ arguments: Arguments) throws -> Value {
        if arguments.keywords == nil, arguments.count <= simpleCount, arguments.count >= leastCount {
            return try machine.borrowed { try $0.callPlainly(self, arguments.base, arguments.count) }
        }
        return try machine.borrowed { try $0.call(self, arguments) }
    }
    package override func bound(to instance: Value?, owner: TypeObject) throws -> Value {
        guard let instance else { return .object(self) }
        return .object(BoundMethod(function: self, instance: instance))
    }

    package override func attribute(_ name: Name) throws -> Value? { try shownAttribute(name) ?? super.attribute(name) }
    package override func setAttribute(_ name: Name, _ value: Value) throws { try store(name, value) }
    package override func deleteAttribute(_ name: Name) throws { try remove(name) }
    package override func ownAttributeNames() -> [Name] { Function.shownNames + (attributes?.keys.compactMap { $0.asString.map { Name($0) } } ?? []) }
    private static let shownNames: [Name] = [
        "__annotations__", "__closure__", "__defaults__", "__dict__", "__get__", "__kwdefaults__", "__module__", "__name__", "__qualname__",
    ]

    package override var parameterText: String { signatureText }
    /// `(a, b=1, *args, k, **rest)`, for help.
    package var signatureText: String {
        let shape = code.parameters
        var parts: [String] = []
        let required = shape.positional.count - defaults.count
        for (index, name) in shape.positional.enumerated() {
            let text = index >= required ? ((try? defaults[index - required].repr()) ?? "...") : nil
            parts.append(text.map { "\(name)=\($0)" } ?? name.text)
            if shape.positionalOnlyCount == index + 1 { parts.append("/") }
        }
        if shape.hasVariadic { parts.append("*" + code.localNames[shape.positional.count + shape.keywordOnly.count]) }
        if !shape.keywordOnly.isEmpty, !shape.hasVariadic { parts.append("*") }
        for name in shape.keywordOnly {
            let text = keywordDefaults?.lookup(name.text).flatMap { try? $0.repr() }
            parts.append(text.map { "\(name)=\($0)" } ?? name.text)
        }
        if shape.hasKeywordVariadic { parts.append("**" + code.localNames[shape.count - 1]) }
        return "(" + parts.joined(separator: ", ") + ")"
    }
}
