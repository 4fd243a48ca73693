import BigInt

// What the language asks of any value: small numbers are answered here, objects answer for themselves.
extension Value {
    public var type: TypeObject {
        switch self {
        case .unbound, .none: BuiltinTypes.noneType
        case .bool: BuiltinTypes.bool
        case .int: BuiltinTypes.int
        case .float: BuiltinTypes.float
        case .object(let object): object.type
        }
    }

    public func repr() throws -> String {
        switch self {
        case .unbound, .none: "None"
        case .bool(let value): value ? "True" : "False"
        case .int(let value): IntText.decimal(value)
        case .float(let value): FloatText.repr(value)
        case .object(let object): try object.repr()
        }
    }
    public func str() throws -> String {
        if case .object(let object) = self { try object.str() } else { try repr() }
    }
    public func isTrue() throws -> Bool {
        switch self {
        case .unbound, .none: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .float(let value): value != 0
        case .object(let object): try object.isTrue()
        }
    }
    public func hash() throws -> Int {
        switch self {
        case .unbound, .none: 0x6E6F_6E65
        case .bool(let value): value ? 1 : 0
        case .int(let value): PythonHash.int(value)
        case .float(let value): PythonHash.double(value)
        case .object(let object): try object.hash()
        }
    }
    public func length() throws -> Int {
        if case .object(let object) = self { return try object.length() }
        throw Raised.typeError("object of type '\(type.nameInC)' has no len()")
    }
    public func iterator() throws -> Object {
        if case .object(let object) = self { return try object.iterator() }
        throw Raised.typeError("'\(type.nameInC)' object is not iterable")
    }
    public func item(_ index: Value) throws -> Value {
        if case .object(let object) = self { return try object.item(index) }
        throw Raised.typeError("'\(type.nameInC)' object is not subscriptable")
    }
    public func setItem(_ index: Value, _ value: Value) throws {
        if case .object(let object) = self { return try object.setItem(index, value) }
        throw Raised.typeError("'\(type.nameInC)' object does not support item assignment")
    }
    public func deleteItem(_ index: Value) throws {
        if case .object(let object) = self { return try object.deleteItem(index) }
        throw Raised.typeError("'\(type.nameInC)' object does not support item deletion")
    }
    public func contains(_ value: Value) throws -> Bool {
        if case .object(let object) = self { return try object.contains(value) }
        throw Raised.typeError("argument of type '\(type.nameInC)' is not iterable")
    }
    public func call(_ arguments: Arguments) throws -> Value {
        if case .object(let object) = self { return try object.call(arguments) }
        throw Raised.typeError("'\(type.nameInC)' object is not callable")
    }
    public var isCallable: Bool { if case .object(let object) = self { object.isCallable } else { false } }

    // MARK: Attributes

    /// nil: there is no such attribute.
    public func findAttribute(_ name: Name) throws -> Value? {
        if case .object(let object) = self {
            if let value = try object.attribute(name) { return value }
        } else if let found = type.lookup(name) {
            guard case .object(let descriptor) = found else { return found }
            return try descriptor.bound(to: self, owner: type)
        }
        guard name.isDunder else { return nil }
        if name == Names.class { return .object(type) }
        return try Slots.attribute(name, of: self) ?? (name == "__doc__" ? Value.none : nil)
    }
    public func attribute(_ name: Name) throws -> Value {
        if let value = try findAttribute(name) { return value }
        throw noAttribute(name)
    }
    public func noAttribute(_ name: Name) -> Raised {
        switch object(of: .type) ?? object(of: .module) {
        case let type as TypeObject:
            Raised.attributeError("type object '\(type.nameInC)' has no attribute '\(name)'", object: self, name: name)
        case let module as ModuleObject:
            Raised.attributeError("module '\(module.name)' has no attribute '\(name)'", object: self, name: name)
        default:
            Raised.attributeError("'\(type.nameInC)' object has no attribute '\(name)'", object: self, name: name)
        }
    }
    public func setAttribute(_ name: Name, _ value: Value) throws {
        if case .object(let object) = self { return try object.setAttribute(name, value) }
        if case .object(let descriptor)? = type.lookup(name), descriptor.isDataDescriptor { return try descriptor.set(on: self, value) }
        throw noAttribute(name)
    }
    public func deleteAttribute(_ name: Name) throws {
        if case .object(let object) = self { return try object.deleteAttribute(name) }
        throw noAttribute(name)
    }
    public func callMethod(_ name: Name, _ values: Value...) throws -> Value {
        let method = try attribute(name)
        return try Arguments.with(values) { try method.call($0) }
    }

    /// The built-in value inside an instance of a subclass of a built-in type; any other value itself.
    public var withoutClass: Value {
        guard case .object(let object) = self, object.kind == .instance, let instance = object as? Instance else { return self }
        if let payload = instance.payload { return .object(payload) }
        return instance.number ?? self
    }
    public func isInstance(of type: TypeObject) -> Bool { self.type.isSubtype(of: type) }

    // MARK: Numbers

    /// `__index__`: an integer where one is needed.
    /// - Throws: Python's `TypeError` for anything that is no integer.
    public func toIndex() throws -> Int {
        switch self {
        case .int(let value): return value
        case .bool(let value): return value ? 1 : 0
        case .object(let object):
            if let value = try object.index() {
                if let small = value.asInt { return small }
                throw Raised.overflow("Python int too large to convert to C ssize_t")
            }
        default: break
        }
        throw Raised.typeError("'\(type.nameInC)' object cannot be interpreted as an integer")
    }
    /// The integer as a big number; nil when this is no integer.
    public var asBigInt: BigInt? {
        switch self {
        case .int(let value): BigInt(small: value)
        case .bool(let value): value ? 1 : 0
        case .object(let object):
            // The kind says so.
            if object.kind == .bigInteger { unsafeDowncast(object, to: BigInteger.self).value } else { (object as? Instance)?.number?.asBigInt }
        default: nil
        }
    }
    /// The number as a float; nil when this is no number.
    public func toDouble() throws -> Double? {
        switch self {
        case .int(let value): Double(value)
        case .bool(let value): value ? 1 : 0
        case .float(let value): value
        case .object(let object): try object.float()
        default: nil
        }
    }
    /// `int(x)` of a number; nil when it is none.
    public func toInt() throws -> Value? {
        switch self {
        case .int: return self
        case .bool(let value): return .int(value ? 1 : 0)
        case .float(let value):
            if value.isNaN { throw Raised.valueError("cannot convert float NaN to integer") }
            if value.isInfinite { throw Raised.overflow("cannot convert float infinity to integer") }
            if let small = Int(exactly: value.rounded(.towardZero)) { return .int(small) }
            return .int(BigInt(value.rounded(.towardZero)))
        case .object(let object): return try object.int()
        default: return nil
        }
    }
    /// An address to show for values that are not objects.
    public var address: String { if case .object(let object) = self { object.address } else { "0x0" } }
}

/// All values of an iterable.
public func collect(_ iterable: Value) throws -> [Value] {
    if case .object(let object) = iterable {
        // Lists and tuples give their elements without an iterator; subclasses that define __iter__ are instances.
        if object.kind == .list || object.kind == .tuple, let items = iterable.asItems { return items }
        // As Python does, which asks for the length first.
        if object.kind == .other, object is BigRange { _ = try object.length() }
    }
    if let range = iterable.object(of: .range) as? RangeObject {
        // More could not be held, and trying would take the machine down.
        if range.count > 1 << 31 { throw Raised(ExceptionTypes.memoryError, "") }
        return (0..<range.count).map { .int(range.element($0)) }
    }
    var values: [Value] = []
    try iterable.iterator().forEach { value in
        try Stop.check()
        if values.count == values.capacity { try Memory.check(values.count * 3, size: 16) }
        values.append(value.pointee)
        return true
    }
    return values
}

/// Python's numeric hashes: equal numbers hash alike, whatever their type.
public enum PythonHash {
    static let modulus = (1 << 61) - 1
    @inline(__always)
    public static func int(_ value: Int) -> Int {
        if value >= 0, value < modulus { return value }
        return largeInt(value)
    }
    private static func largeInt(_ value: Int) -> Int {
        let reduced = Int(value.magnitude % UInt(modulus))
        let signed = value < 0 ? -reduced : reduced
        return signed == -1 ? -2 : signed
    }
    public static func double(_ value: Double) -> Int {
        // By identity, as Python does.
        if value.isNaN { return Int(truncatingIfNeeded: value.bitPattern >> 32 ^ value.bitPattern << 4) }
        if value.isInfinite { return value > 0 ? 314159 : -314159 }
        if let exact = Int(exactly: value) { return int(exact) }
        // CPython's _Py_HashDouble: the mantissa is taken 28 bits at a time, modulo 2^61 - 1.
        var mantissa = value.magnitude.significand
        var exponent = Int(value.exponent)
        mantissa /= 2
        exponent += 1
        var hash: UInt = 0
        while mantissa != 0 {
            hash = ((hash << 28) & UInt(modulus)) | hash >> 33
            mantissa *= 268_435_456
            exponent -= 28
            let digit = UInt(mantissa)
            mantissa -= Double(digit)
            hash += digit
            if hash >= UInt(modulus) { hash -= UInt(modulus) }
        }
        let shift = UInt(exponent >= 0 ? exponent % 61 : 60 - (-1 - exponent) % 61)
        hash = ((hash << shift) & UInt(modulus)) | hash >> (61 - shift)
        let signed = value < 0 ? -Int(hash) : Int(hash)
        return signed == -1 ? -2 : signed
    }
}
