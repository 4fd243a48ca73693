/// Arguments sorted into a signature's parameters: one value a parameter, defaults filled in.
public struct BoundArguments {
    public let base: UnsafeMutablePointer<Value>
    public let function: NativeFunction
    package init(base: UnsafeMutablePointer<Value>, function: NativeFunction) {
        self.base = base
        self.function = function
    }

    @inlinable public subscript(index: Int) -> Value { base[index] }
    /// The values behind a `*name` parameter.
    public func variadic(_ index: Int) -> [Value] { base[index].asItems ?? [] }
    public func parameterName(_ index: Int) -> String { function.signature.parameters[index].name.text }
}

/// A function or method written in Swift.
public final class NativeFunction: Object {
    public enum Body {
        /// Arguments as given: for functions with rules of their own, or that must be quick.
        case raw((Arguments) throws -> Value)
        /// Arguments sorted by the signature.
        case bound((BoundArguments) throws -> Value)
        /// Exactly one positional argument: `len(x)`, and methods that take nothing but `self`.
        case one((Value) throws -> Value)
        /// Exactly two: methods with one argument behind `self`.
        case two((Value, Value) throws -> Value)
        /// So many positional arguments, `self` included.
        case counted(ClosedRange<Int>, (Arguments) throws -> Value)
    }
    /// Which of its bodies a function has; the others are not called.
    enum Form { case one, two, counted, raw, bound }
    public enum Intrinsic: UInt8, Sendable, CaseIterable {
        case none, len, isinstance, abs, min, max, divmod, ord, chr, squareRoot, randomFloat
        case listAppend, listPop, dictGet, dictSetDefault, setAdd, dequeAppend, dequePopLeft
        case strUpper, strLower, strStrip, strSplit, strJoin, strReplace, strFind, strCount, strStartswith, strEndswith

        /// `init(rawValue:)` without its search: what it gives is the number itself, which a test sees to.
        @inlinable
        public static func numbered(_ number: Int) -> Intrinsic { unsafeBitCast(UInt8(truncatingIfNeeded: number), to: Intrinsic.self) }
    }
    public func intrinsic(_ intrinsic: Intrinsic) -> NativeFunction {
        self.intrinsic = intrinsic
        NativeFunction.known[Int(intrinsic.rawValue)] = self
        return self
    }
    /// The functions that have an intrinsic, by its number.
    // Filled as types and modules are first used, by the evaluator's thread.
    nonisolated(unsafe) private static var known = [NativeFunction?](repeating: nil, count: 256)
    public static func function(of intrinsic: Int) -> NativeFunction {
        guard let function = known[intrinsic] else { preconditionFailure("only functions that are there have their number looked up") }
        return function
    }
    /// Whose words a wrong call is answered in.
    public enum Wording {
        /// PyTorch's functions.
        case torch
        /// Functions that CPython has in C with keyword arguments.
        case native
        /// Functions that CPython has in Python.
        case python
    }
    public let name: Name
    public let signatureText: String
    // The body, each kind in a place of its own: a closure that comes out of an enumeration is counted around every call.
    let form: Form
    let one: (Value) throws -> Value
    let two: (Value, Value) throws -> Value
    let several: (Arguments) throws -> Value
    let sorted: (BoundArguments) throws -> Value
    let range: ClosedRange<Int>
    /// What `help` shows below the signature.
    public let summary: String
    public var module: String
    /// Looked up on an instance, it becomes a method of that instance.
    public let isMethod: Bool
    /// Set for methods: `list.append` in messages. The class that has the method among its members, unless said otherwise.
    public var owner: String?
    public let wording: Wording
    /// Set for the functions that programs call most: the machine does plain calls of them itself.
    public var intrinsic = Intrinsic.none
    public private(set) lazy var signature = Signature(signatureText)
    /// What calls by position need to know of the signature.
    private(set) lazy var shape = Shape(signature)
    /// Attributes that a single function has of its own.
    var getOwn: ((Name) throws -> Value?)?
    /// false: that one cannot be set.
    var setOwn: ((Name, Value) throws -> Bool)?

    public init(
        _ name: Name, _ signature: String, summary: String = "", module: String = "builtins", isMethod: Bool = false,
        owner: String? = nil, wording: Wording = .torch, body: Body
    ) {
        self.owner = owner
        self.wording = wording
        self.name = name
        self.signatureText = signature
        self.summary = summary
        self.module = module
        self.isMethod = isMethod
        var bodies = Bodies()
        switch body {
        case .one(let body): (form, bodies.one) = (.one, body)
        case .two(let body): (form, bodies.two) = (.two, body)
        case .counted(let range, let body): (form, bodies.range, bodies.several) = (.counted, range, body)
        case .raw(let body): (form, bodies.several) = (.raw, body)
        case .bound(let body): (form, bodies.sorted) = (.bound, body)
        }
        (one, two, several, sorted, range) = (bodies.one, bodies.two, bodies.several, bodies.sorted, bodies.range)
        super.init(kind: .nativeFunction)
    }
    /// As they are until one is given.
    private struct Bodies {
        var one: (Value) throws -> Value = { _ in .none }
        var two: (Value, Value) throws -> Value = { _, _ in .none }
        var several: (Arguments) throws -> Value = { _ in .none }
        var sorted: (BoundArguments) throws -> Value = { _ in .none }
        var range = 0...0
    }
    /// A function whose arguments are sorted by `signature`.
    public convenience init(
        _ name: Name, _ signature: String, summary: String = "", module: String = "builtins", wording: Wording = .torch,
        _ body: @escaping (BoundArguments) throws -> Value
    ) {
        self.init(name, signature, summary: summary, module: module, wording: wording, body: .bound(body))
    }
    /// A method; `self` is argument 0 and stands first in the signature.
    public static func method(_ name: Name, _ signature: String, summary: String = "", _ body: @escaping (BoundArguments) throws -> Value) -> NativeFunction {
        NativeFunction(name, signature.isEmpty ? "self" : "self, " + signature, summary: summary, isMethod: true, body: .bound(body))
    }
    public static func raw(_ name: Name, _ signature: String = "*args", summary: String = "", _ body: @escaping (Arguments) throws -> Value) -> NativeFunction {
        NativeFunction(name, signature, summary: summary, body: .raw(body))
    }

    public override var type: TypeObject { isMethod ? BuiltinTypes.methodDescriptor : BuiltinTypes.builtinFunction }
    public override func repr() -> String {
        if let owner, isMethod { return "<method '\(name)' of '\(owner)' objects>" }
        return "<built-in function \(name)>"
    }
    public override var isCallable: Bool { true }
    public override var isMethodLike: Bool { isMethod }
    public override func setAttribute(_ name: Name, _ value: Value) throws {
        if try setOwn?(name, value) != true { try super.setAttribute(name, value) }
    }
    public override func attribute(_ name: Name) throws -> Value? {
        if let own = try getOwn?(name) { return own }
        return switch name {
        case Names.name: .str(self.name.text)
        case Names.qualname: .str(isMethod ? "\(owner ?? "object").\(self.name)" : self.name.text)
        case "__module__": isMethod ? Value.none : .str(module)
        case "__doc__": summary.isEmpty ? Value.none : .str(summary)
        default: try super.attribute(name)
        }
    }

    public override func bound(to instance: Value?, owner: TypeObject) throws -> Value {
        guard isMethod, let instance else { return .object(self) }
        return .object(BoundMethod(function: self, instance: instance))
    }
    public override func call(_ arguments: Arguments) throws -> Value {
        try arguments.hasKeywords ? callWithKeywords(arguments) : call(arguments.base, arguments.count)
    }
}

/// A function together with the object it was looked up on.
public final class BoundMethod: Object {
    public let function: Object
    public private(set) final var instance: Value
    /// Where the instance lies: for looking at it without counting references.
    public final var place: UnsafeMutablePointer<Value> { withUnsafeMutablePointer(to: &instance) { $0 } }
    public init(function: Object, instance: Value) {
        self.function = function
        self.instance = instance
        super.init(kind: .boundMethod)
    }
    public override func walkReferences(_ walk: ReferenceWalk) {
        walk.meet(function)
        walk.meet(instance)
    }
    public override var type: TypeObject {
        function.kind == .nativeFunction ? BuiltinTypes.builtinFunction : BuiltinTypes.method
    }
    public override var isCallable: Bool { true }
    public override func call(_ arguments: Arguments) throws -> Value {
        try arguments.prepending(instance) { try function.call($0) }
    }
    public override func repr() throws -> String {
        if let native = function as? NativeFunction {
            return "<built-in method \(native.name) of \(instance.type.name) object at \(instance.address)>"
        }
        let name = try function.attribute("__qualname__")?.asString ?? "?"
        return "<bound method \(name) of \(try instance.repr())>"
    }
    public override func attribute(_ name: Name) throws -> Value? {
        switch name {
        case "__self__": instance
        case "__func__": .object(function)
        default: try function.attribute(name)
        }
    }
    public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard comparison == .equal || comparison == .notEqual, case .object(let object) = other,
            let method = object as? BoundMethod
        else { return nil }
        let same = method.function === function && method.instance.isIdentical(to: instance)
        return .bool(same == (comparison == .equal))
    }
    public override func hash() throws -> Int { ObjectIdentifier(function).hashValue }
    public override func copied(isDeep: Bool, memo: CopyMemo) throws -> Value? {
        isDeep ? .object(BoundMethod(function: function, instance: try memo.deepCopy(instance))) : .object(self)
    }
}
