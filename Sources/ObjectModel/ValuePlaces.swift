// Values looked at, copied and moved where they lie. Matching `case .object(let object) = place.pointee` counts a reference up
// and down again, which costs more than most instructions do; what only wants to look reads the words instead.

/// What kind of value the second word of a `Value` says it holds: the cases with a payload in their order, then the rest.
public enum ValueTag {
    @inlinable @inline(__always) public static var bool: UInt8 { 0 }
    @inlinable @inline(__always) public static var int: UInt8 { 1 }
    @inlinable @inline(__always) public static var float: UInt8 { 2 }
    @inlinable @inline(__always) public static var object: UInt8 { 3 }
    /// `unbound` and `none`, told apart by their payload.
    @inlinable @inline(__always) public static var nothing: UInt8 { 4 }

    /// The compiler lays the enumeration out as the constants say: checked once, when the first machine is made.
    public static func check() {
        let object = Object(kind: .other)
        var samples: [Value] = [.bool(true), .int(5), .float(1), .object(object), .unbound, .none]
        precondition(MemoryLayout<Value>.stride == 16, "a value takes two words")
        samples.withUnsafeMutableBufferPointer { values in
            guard let first = values.baseAddress else { return }
            precondition(first.tag == bool && (first + 1).tag == int && (first + 2).tag == float, "numbers are tagged in order")
            precondition((first + 3).isObject && (first + 3).address == UnsafeRawPointer(Unmanaged.passUnretained(object).toOpaque()), "so are objects")
            precondition((first + 4).isUnbound && (first + 5).tag == nothing && !(first + 5).isUnbound && (first + 1).int == 5, "and the rest follow")
            (first + 1).put(int: 7)
            (first + 2).put(float: 2)
            (first + 5).put(bool: false)
            (first + 3).clear()
            precondition((first + 1).pointee.isIdentical(to: .int(7)) && (first + 2).pointee.isIdentical(to: .float(2)), "as written, so read")
            precondition((first + 5).pointee.isIdentical(to: .bool(false)) && (first + 3).pointee.isUnbound, "as written, so read")
        }
    }
}

/// A value's two words; of the second only the lowest byte means something. Taken out of a place, they own what it owned.
public struct ValueWords {
    public let payload: Int
    public let tag: Int
    @inlinable @inline(__always)
    public init(payload: Int, tag: UInt8) {
        self.payload = payload
        self.tag = Int(tag)
    }
    /// Takes over the reference.
    @inlinable @inline(__always)
    public init(object: Unmanaged<Object>) { self.init(payload: Int(bitPattern: object.toOpaque()), tag: ValueTag.object) }
    @inlinable @inline(__always) public var isObject: Bool { UInt8(truncatingIfNeeded: tag) == ValueTag.object }
    @inlinable @inline(__always) public var isInt: Bool { UInt8(truncatingIfNeeded: tag) == ValueTag.int }
    @inlinable @inline(__always) public var isNone: Bool { UInt8(truncatingIfNeeded: tag) == ValueTag.nothing && payload == 1 }
}

extension UnsafePointer where Pointee == Value {
    @inlinable @inline(__always) public var words: ValueWords {
        ValueWords(payload: UnsafeRawPointer(self).load(as: Int.self), tag: tag)
    }
    @inlinable @inline(__always) public var tag: UInt8 { UnsafeRawPointer(self).load(fromByteOffset: 8, as: UInt8.self) }
    @inlinable @inline(__always) public var isInt: Bool { tag == ValueTag.int }
    @inlinable @inline(__always) public var isObject: Bool { tag == ValueTag.object }
    /// The number, where `isInt`; else what tells the value from others of its tag.
    @inlinable @inline(__always) public var int: Int { words.payload }
    /// The object, where `isObject`; valid as long as the place keeps it.
    @inlinable @inline(__always) public var object: Unmanaged<Object> { object(as: Object.self) }
    /// The same, where the object's kind says what class it is of.
    @inlinable @inline(__always) public func object<Class: Object>(as _: Class.Type) -> Unmanaged<Class> {
        Unmanaged.fromOpaque(UnsafeRawPointer(bitPattern: words.payload).unsafelyUnwrapped)  // objects have an address
    }
    @inlinable @inline(__always) public var kind: Kind { object.borrowed { $0.kind } }
}

// Everything here is spelled with what the optimizer always folds away: in a function as large as the machine's loop it no
// longer looks into ordinary calls, `initialize(to:)` among them.
extension UnsafeMutablePointer where Pointee == Value {
    // As integers, which a value may hold: the optimizer takes for granted that memory is not read as a type that what was
    // written there cannot hold.
    @inlinable @inline(__always) var payload: UnsafeMutablePointer<Int> { UnsafeMutableRawPointer(self).assumingMemoryBound(to: Int.self) }
    @inlinable @inline(__always) var tagWord: UnsafeMutablePointer<Int> { (UnsafeMutableRawPointer(self) + 8).assumingMemoryBound(to: Int.self) }
    @inlinable @inline(__always) public var words: ValueWords {
        get { ValueWords(payload: payload.pointee, tag: tag) }
        nonmutating set {
            payload.pointee = newValue.payload
            tagWord.pointee = newValue.tag
        }
    }
    // One byte, as Swift writes it: a CPU waits where it reads more than what was written last.
    @inlinable @inline(__always) public var tag: UInt8 { (UnsafeMutableRawPointer(self) + 8).assumingMemoryBound(to: UInt8.self).pointee }
    @inlinable @inline(__always) public var isObject: Bool { tag == ValueTag.object }
    @inlinable @inline(__always) public var isInt: Bool { tag == ValueTag.int }
    @inlinable @inline(__always) public var isUnbound: Bool { tag == ValueTag.nothing && payload.pointee == 0 }
    /// The number, where `isInt`.
    @inlinable @inline(__always) public var int: Int { payload.pointee }
    /// The object's address, where `isObject`.
    @inlinable @inline(__always) public var address: UnsafeRawPointer { UnsafeRawPointer(bitPattern: payload.pointee).unsafelyUnwrapped }  // objects have one
    /// The object, where `isObject`; valid as long as the place keeps it.
    @inlinable @inline(__always) public var object: Unmanaged<Object> { Unmanaged.fromOpaque(address) }
    /// The same, where the object's kind says what class it is of.
    @inlinable @inline(__always) public func object<Class: Object>(as _: Class.Type) -> Unmanaged<Class> { Unmanaged.fromOpaque(address) }
    @inlinable @inline(__always) public var kind: Kind { object.borrowed { $0.kind } }
    /// Whether nobody else holds the object, where `isObject`.
    @inlinable @inline(__always) public var isOnlyReference: Bool {
        isKnownUniquelyReferenced(&UnsafeMutableRawPointer(self).assumingMemoryBound(to: Object.self).pointee)
    }

    // Writing: what was here is let go of, if it is an object.
    @inlinable @inline(__always) public func put(int: Int) {
        drop()
        words = ValueWords(payload: int, tag: ValueTag.int)
    }
    @inlinable @inline(__always) public func put(float: Double) {
        drop()
        words = ValueWords(payload: Int(truncatingIfNeeded: float.bitPattern), tag: ValueTag.float)
    }
    @inlinable @inline(__always) public func put(bool: Bool) {
        drop()
        words = ValueWords(payload: bool ? 1 : 0, tag: ValueTag.bool)
    }
    @inlinable @inline(__always) public func putNone() {
        drop()
        words = ValueWords(payload: 1, tag: ValueTag.nothing)
    }
    @inlinable @inline(__always) public func put(_ value: Value) {
        drop()
        initialize(to: value)
    }
    /// Copies what another place holds.
    @inlinable @inline(__always) public func copy(_ other: UnsafeMutablePointer<Value>) {
        // Read before anything is let go of: the value may lie in what this place alone keeps.
        let value = other.words
        if value.isObject { ReferenceCount.retain(value.payload) }
        drop()
        words = value
    }
    /// Moves what another place holds; that one is unbound then.
    @inlinable @inline(__always) public func take(_ other: UnsafeMutablePointer<Value>) {
        drop()
        move(other)
    }
    /// The same where this place holds nothing that counts references.
    @inlinable @inline(__always) public func move(_ other: UnsafeMutablePointer<Value>) {
        words = other.words
        other.forget()
    }
    /// Copies where this place holds nothing that counts references.
    @inlinable @inline(__always) public func initialize(_ other: UnsafeMutablePointer<Value>) { initialize(UnsafePointer(other)) }
    @inlinable @inline(__always) public func initialize(_ other: UnsafePointer<Value>) {
        let value = other.words
        if value.isObject { ReferenceCount.retain(value.payload) }
        words = value
    }
    /// What the place holds, which is unbound then.
    @inlinable @inline(__always) public func takeWords() -> ValueWords {
        let value = words
        forget()
        return value
    }
    /// Takes over what was taken out of a place.
    @inlinable @inline(__always) public func put(words value: ValueWords) {
        drop()
        words = value
    }
    /// Unbound, without letting go of anything.
    @inlinable @inline(__always) public func forget() { words = ValueWords(payload: 0, tag: ValueTag.nothing) }
    /// Unbound.
    @inlinable @inline(__always) public func clear() {
        drop()
        forget()
    }
    /// Lets go of an object, if there is one; the place must be written next.
    @inlinable @inline(__always) public func drop() { if isObject { ReferenceCount.release(int) } }
}

extension Unmanaged {
    /// Looks at the object without counting a reference.
    @inlinable @inline(__always)
    public func borrowed<Result>(_ body: (Instance) throws -> Result) rethrows -> Result { try _withUnsafeGuaranteedRef(body) }
}
