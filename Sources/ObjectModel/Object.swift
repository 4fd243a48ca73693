/// Which Swift class an object is of, for tests cheaper than a cast.
public enum Kind: UInt8, Sendable {
    case str, bytes, list, tuple, dict, set, frozenSet, range, slice, iterator, bigInteger
    case type, instance, exception, function, nativeFunction, boundMethod, generator
    case property, staticMethod, classMethod, module, singleton, cell
    /// Autograd's tensors, and what describes them.
    case tensor, size, dtype, device, torchGenerator, node
    /// NeuralNet's modules, optimizers and so on.
    case layer
    /// Anything that nobody needs to recognise quickly.
    case other
}

public enum BinaryOperator: UInt8, Sendable {
    case add, subtract, multiply, matrixMultiply, divide, floorDivide, modulo, power
    case leftShift, rightShift, bitAnd, bitOr, bitXor

    public var symbol: String {
        ["+", "-", "*", "@", "/", "//", "%", "** or pow()", "<<", ">>", "&", "|", "^"][Int(rawValue)]
    }
    private static let stems = [
        "add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "and", "or", "xor",
    ]
    private static let names = stems.map { Name("__\($0)__") }
    private static let reflectedNames = stems.map { Name("__r\($0)__") }
    private static let inPlaceNames = stems.map { Name("__i\($0)__") }
    public var name: Name { Self.names[Int(rawValue)] }
    public var reflectedName: Name { Self.reflectedNames[Int(rawValue)] }
    public var inPlaceName: Name { Self.inPlaceNames[Int(rawValue)] }
}

public enum UnaryOperator: UInt8, Sendable {
    case negative, positive, invert
    public var symbol: String { ["-", "+", "~"][Int(rawValue)] }
    private static let names: [Name] = ["__neg__", "__pos__", "__invert__"]
    public var name: Name { Self.names[Int(rawValue)] }
}

public enum Comparison: UInt8, Sendable {
    case less, lessEqual, equal, notEqual, greater, greaterEqual
    public var symbol: String { ["<", "<=", "==", "!=", ">", ">="][Int(rawValue)] }
    private static let names: [Name] = ["__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__"]
    public var name: Name { Self.names[Int(rawValue)] }
    /// What `b op a` must be asked when `a` does not know about `b`.
    public var reflected: Comparison {
        [.greater, .greaterEqual, .equal, .notEqual, .less, .lessEqual][Int(rawValue)]
    }
}

/// Anything that is not a small number: the base of every class a value can refer to.
///
/// Each member is one thing that the language can ask of a value. The defaults answer as Python's `object` does:
/// most refuse with Python's `TypeError`. Subclasses override what they can do; nobody switches over classes.
open class Object {
    public final let kind: Kind

    public init(kind: Kind) { self.kind = kind }

    /// The language's type of this object.
    open var type: TypeObject { BuiltinTypes.object }

    // MARK: Text

    open func repr() throws -> String { "<\(type.qualifiedName) object at \(address)>" }
    open func str() throws -> String { try repr() }
    /// The repr as an instance of a subclass called `name` shows it.
    open func repr(named name: String) throws -> String { try repr() }
    open func format(_ specification: String) throws -> String {
        guard specification.isEmpty else {
            throw Raised.typeError("unsupported format string passed to \(type.name).__format__")
        }
        return try str()
    }
    public final var address: String {
        let digits = String(UInt(bitPattern: ObjectIdentifier(self)), radix: 16)
        return "0x" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }

    // MARK: Truth, size, comparing

    open func isTrue() throws -> Bool { true }
    open func length() throws -> Int { throw Raised.typeError("object of type '\(type.nameInC)' has no len()") }
    /// nil: this object does not know how to compare with `other`.
    open func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        switch comparison {
        case .equal: Value.object(self).isIdentical(to: other) ? .bool(true) : nil
        default: nil
        }
    }
    open func hash() throws -> Int { Int(bitPattern: ObjectIdentifier(self)) >> 4 }

    // MARK: Attributes

    /// nil: there is no such attribute (the caller raises `AttributeError`).
    open func attribute(_ name: Name) throws -> Value? {
        guard let found = type.lookup(name) else { return nil }
        guard case .object(let descriptor) = found else { return found }
        return try descriptor.bound(to: .object(self), owner: type)
    }
    open func setAttribute(_ name: Name, _ value: Value) throws {
        if case .object(let descriptor)? = type.lookup(name), descriptor.isDataDescriptor {
            return try descriptor.set(on: .object(self), value)
        }
        throw refusedAttribute(name)
    }
    open func deleteAttribute(_ name: Name) throws { throw refusedAttribute(name) }
    /// The names that `dir` lists besides those of the type.
    open func ownAttributeNames() -> [Name] { [] }

    private final func refusedAttribute(_ name: Name) -> Raised {
        type.lookup(name) == nil
            ? Raised.attributeError("'\(type.nameInC)' object has no attribute '\(name)'", object: .object(self), name: name)
            : Raised.attributeError("'\(type.nameInC)' object attribute '\(name)' is read-only", object: .object(self), name: name)
    }

    // MARK: Items

    open func item(_ index: Value) throws -> Value {
        throw Raised.typeError("'\(type.nameInC)' object is not subscriptable")
    }
    open func setItem(_ index: Value, _ value: Value) throws {
        throw Raised.typeError("'\(type.nameInC)' object does not support item assignment")
    }
    open func deleteItem(_ index: Value) throws {
        // CPython words it so for sequences, and without the contraction for the rest.
        let isSequence = [.str, .bytes, .tuple, .range, .set, .frozenSet, .instance].contains(kind) && type !== BuiltinTypes.object
        throw Raised.typeError("'\(type.nameInC)' object \(isSequence ? "doesn't" : "does not") support item deletion")
    }
    /// By iteration unless overridden.
    open func contains(_ value: Value) throws -> Bool {
        let iterator: Object
        do { iterator = try self.iterator() } catch let raised as Raised where raised.isInstance(of: ExceptionTypes.typeError) {
            throw Raised.typeError("argument of type '\(type.nameInC)' is not iterable")
        }
        while let element = try iterator.next() {
            try Stop.check()
            if try areEqual(element, value) { return true }
        }
        return false
    }

    // MARK: Iteration

    open func iterator() throws -> Object { throw Raised.typeError("'\(type.nameInC)' object is not iterable") }
    /// For iterators: the next value, nil when there are no more.
    open func next() throws -> Value? { throw Raised.typeError("'\(type.nameInC)' object is not an iterator") }
    /// For iterators: puts the next value where it is wanted; false: there are no more. What loops call.
    open func advance(into item: UnsafeMutablePointer<Value>) throws -> Bool {
        guard let value = try next() else { return false }
        item.pointee = value
        return true
    }
    /// For iterators: gives the values that are left one by one, until `body` says false. For those that want them all.
    open func forEach(_ body: (UnsafeMutablePointer<Value>) throws -> Bool) throws {
        var item = Value.unbound
        while try advance(into: &item), try body(&item) {}
    }
    /// For loops over pairs: iterators that make some give the next one's two values without a tuple around them. Places are
    /// written both or not at all.
    open func nextPair(_ first: UnsafeMutablePointer<Value>, _ second: UnsafeMutablePointer<Value>) throws -> PairStep { .packed }
    /// For generators and user iterators: what `send(value)` does. Plain iterators only take `None`.
    open func send(_ value: Value) throws -> Value? { try next() }
    /// What a finished generator returned: the value of `yield from`.
    open var returnValue: Value { .none }

    // MARK: Operators. nil: not implemented for these operands.

    open func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? { nil }
    open func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? { nil }
    open func inPlace(_ operation: BinaryOperator, _ right: Value) throws -> Value? { nil }
    open func unary(_ operation: UnaryOperator) throws -> Value? { nil }
    /// `__index__`: what this object means where an integer is needed; nil: it is no integer.
    open func index() throws -> Value? { nil }
    /// `__float__`; nil: it is no number.
    open func float() throws -> Double? { nil }
    /// `__int__`; nil: it cannot be truncated to an integer.
    open func int() throws -> Value? { try index() }

    // MARK: Calling and binding

    open func call(_ arguments: Arguments) throws -> Value {
        throw Raised.typeError("'\(type.nameInC)' object is not callable")
    }
    open var isCallable: Bool { false }
    /// The descriptor protocol's `__get__`: functions become methods, properties become values.
    /// `instance` is nil when looked up on the class itself.
    open func bound(to instance: Value?, owner: TypeObject) throws -> Value { .object(self) }
    /// True for what takes precedence over the instance's own attributes: properties.
    open var isDataDescriptor: Bool { false }
    open func set(on instance: Value, _ value: Value) throws { throw Raised(ExceptionTypes.attributeError, "readonly attribute") }
    /// True for functions: a call `x.f(…)` may pass `x` first instead of making a bound method.
    open var isMethodLike: Bool { false }

    /// For functions: the parameters as a `def` would spell them, in parentheses.
    open var parameterText: String { "" }

    // MARK: Memory

    /// Names to the walk each reference to an object that this one keeps and no other shares: for the classes that `CycleCollector`
    /// knows. What is left out counts as held from outside.
    open func walkReferences(_ walk: ReferenceWalk) {}
    /// Lets go of what it holds: nobody can reach this object any more. Enough if every circle has one object that does.
    open func dropReferences() {}

    // MARK: Copying

    /// What `copy.copy` (`isDeep` false) and `copy.deepcopy` make of this object; nil: the usual rules.
    /// `memo` holds the copies made so far, by the identity of their originals.
    open func copied(isDeep: Bool, memo: CopyMemo) throws -> Value? { nil }

    // MARK: Context managers

    open func enter() throws -> Value {
        throw Raised.typeError("'\(type.nameInC)' object does not support the context manager protocol")
    }
    /// True: the exception is dealt with. `raised` is nil when the block ended well.
    open func exit(_ raised: Raised?) throws -> Bool { false }
}

/// What `nextPair` gave: two values, or nothing any more; or nothing, because the iterator's items come in one piece.
public enum PairStep { case ended, pair, packed }

/// `...` and `NotImplemented`.
public final class Singleton: Object {
    private let text: String
    private init(_ text: String) {
        self.text = text
        super.init(kind: .singleton)
    }
    // Immutable; created once.
    nonisolated(unsafe) public static let ellipsis = Singleton("Ellipsis")
    nonisolated(unsafe) public static let notImplemented = Singleton("NotImplemented")
    public override var type: TypeObject { self === Self.ellipsis ? BuiltinTypes.ellipsis : BuiltinTypes.notImplemented }
    public override func repr() -> String { text }
}
