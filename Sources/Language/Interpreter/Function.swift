import ObjectModel

/// A variable shared between a function and the functions inside it.
final class Cell: Object {
    var value: Value
    init(_ value: Value) {
        self.value = value
        super.init(kind: .cell)
    }
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
    override func walkReferences(_ walk: ReferenceWalk) { walk.meet(value) }
    override func dropReferences() { value = .unbound }
    /// Where the value lies.
    @inline(__always) var place: UnsafeMutablePointer<Value> { withUnsafeMutablePointer(to: &value) { $0 } }
}

/// A function or lambda written in a cell.
package final class Function: Object {
    let code: Code
    /// The variables of functions around, in the order of the code's free names.
    let closure: UnsafeMutablePointer<Cell>
    var defaults: [Value]
    var keywordDefaults: Dict?
    /// What the parameters that have names to be called by are when a call gives nothing for them; unbound: it must. The
    /// machine copies them from here.
    private(set) var defaultValues = Function.noDefaults
    /// How many parameters that is.
    let namedCount: Int
    /// A program has got hold of `keywordDefaults` and may change it: calls look there themselves.
    var sharesKeywordDefaults = false
    var annotations: Dict?
    /// Outlives what it runs; not counted, for speed.
    private unowned(unsafe) let machine: Machine
    var attributes: Dict?
    /// What a program has put in the place of `__name__`, `__qualname__`, `__doc__` and `__module__`.
    var renamed: [Name: Value] = [:]
    /// The code, for looking at it without counting references.
    let unmanagedCode: Unmanaged<Code>
    /// Calls run in the machine's loop, without a Swift call: all but generators.
    let isInlined: Bool
    let isSimple: Bool
    let parameterCount: Int
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

    /// - Parameter cells: as many registers with a cell as the code has free names.
    init(_ code: Code, cells: UnsafeMutablePointer<Value>, defaults: [Value], keywordDefaults: Dict?, annotations: Dict?, machine: Machine) {
        self.code = code
        if code.freeCount == 0 {
            closure = Function.noCells
        } else {
            closure = .allocate(capacity: code.freeCount)
            for index in 0..<code.freeCount {
                (closure + index).initialize(to: (cells + index).object(as: Cell.self).takeUnretainedValue())
            }
        }
        self.defaults = defaults
        self.keywordDefaults = keywordDefaults
        self.annotations = annotations
        self.machine = machine
        unmanagedCode = .passUnretained(code)
        isInlined = !code.isGenerator
        isSimple = code.isSimple
        parameterCount = code.positionalCount
        simpleCount = code.hasVariadic || code.hasKeywordVariadic || code.isGenerator ? -1 : parameterCount
        namedCount = parameterCount + code.keywordOnlyCount
        variadicCount = code.hasVariadic && !code.hasKeywordVariadic && code.keywordOnlyCount == 0 && !code.isGenerator ? parameterCount : -1
        Function.made &+= 1
        identity = Function.made
        super.init(kind: .function)
        if namedCount > 0 { layOutDefaults() }
    }
    deinit {
        dropDefaults()
        if closure == Function.noCells { return }
        for index in 0..<code.freeCount { (closure + index).deinitialize(count: 1) }
        closure.deallocate()
    }

    package override func walkReferences(_ walk: ReferenceWalk) {
        for index in 0..<code.freeCount { walk.meet(closure[index]) }
        if defaultValues != Function.noDefaults { walk.meet(defaultValues, namedCount) }
        walk.meet(keywordDefaults)
        walk.meet(annotations)
        walk.meet(attributes)
    }

    /// After a change of the defaults: what call sites know about the function holds no longer.
    func changeDefaults() {
        Function.made &+= 1
        identity = Function.made
        dropDefaults()
        layOutDefaults()
    }
    private func layOutDefaults() {
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
    // Never read or written through.
    nonisolated(unsafe) static let noDefaults = UnsafeMutablePointer<Value>.allocate(capacity: 1)

    nonisolated(unsafe) private static let noCells = UnsafeMutablePointer<Cell>.allocate(capacity: 1)

    /// Where a variable of the functions around lies.
    @inline(__always)
    func freePlace(_ index: Int) -> UnsafeMutablePointer<Value> {
        // An unmanaged reference is what lies there.
        UnsafeRawPointer(closure + index).assumingMemoryBound(to: Unmanaged<Cell>.self).pointee.borrowed { $0.place }
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
            return try machine.callPlainly(self, arguments.base, arguments.count)
        }
        return try machine.call(self, arguments)
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
