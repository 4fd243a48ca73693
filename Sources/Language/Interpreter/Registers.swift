import ObjectModel

// Registers looked at where they lie. Matching `case .object(let object) = r[b]` counts a reference up and down again,
// which costs more than most instructions do; what only wants to look reads the bytes instead.

/// What kind of value the second word of a `Value` says it holds: the cases with a payload in their order, then the rest.
enum ValueTag {
    static let bool: UInt8 = 0
    static let int: UInt8 = 1
    static let float: UInt8 = 2
    static let object: UInt8 = 3
    /// `unbound` and `none`, told apart by their payload.
    static let nothing: UInt8 = 4

    /// The compiler lays the enumeration out as the constants say: checked once, when the first machine is made.
    static func check() {
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
        var counted = Object(kind: .other)
        precondition(ReferenceCount.isRuntimes(&counted), "references are counted as the runtime does it")
    }
}

/// Counts references as Swift's runtime does, but where the machine is: four instructions in place of a call.
///
/// The count is the upper half of an object's second word, one less than there are references. A word that would turn negative
/// belongs to an object at its end, one that is never freed or one with a side table: those are the runtime's.
enum ReferenceCount {
    static let one = 1 << 33
    @inline(__always) static func word(_ object: Int) -> UnsafeMutablePointer<Int> {
        UnsafeMutablePointer(bitPattern: object &+ 8).unsafelyUnwrapped  // objects have an address
    }
    @inline(__always) static func retain(_ object: Int) {
        let count = word(object).pointee &+ one
        if _fastPath(count >= 0) { word(object).pointee = count } else { _ = reference(object).retain() }
    }
    @inline(__always) static func release(_ object: Int) {
        let count = word(object).pointee &- one
        if count >= 0 { word(object).pointee = count } else { reference(object).release() }
    }
    /// Whether the runtime counts what is counted here. Not looked into: a compiler that knows all references counts none.
    @inline(never) fileprivate static func isRuntimes(_ object: inout Object) -> Bool {
        let address = Int(bitPattern: Unmanaged.passUnretained(object).toOpaque())
        guard isKnownUniquelyReferenced(&object) else { return false }
        retain(address)
        guard !isKnownUniquelyReferenced(&object) else { return false }
        release(address)
        return isKnownUniquelyReferenced(&object)
    }
    @inline(__always) private static func reference(_ object: Int) -> Unmanaged<Object> {
        Unmanaged.fromOpaque(UnsafeRawPointer(bitPattern: object).unsafelyUnwrapped)  // as above
    }
}

// Everything here is spelled with what the optimizer always folds away: in a function as large as the machine's loop it no
// longer looks into ordinary calls, `initialize(to:)` among them.
extension UnsafeMutablePointer where Pointee == Value {
    @inline(__always) private var words: UnsafeMutablePointer<RegisterWords> {
        UnsafeMutableRawPointer(self).assumingMemoryBound(to: RegisterWords.self)
    }
    @inline(__always) var tag: UInt8 { UInt8(truncatingIfNeeded: words.pointee.tag) }
    @inline(__always) var isObject: Bool { tag == ValueTag.object }
    @inline(__always) var isInt: Bool { tag == ValueTag.int }
    @inline(__always) var isUnbound: Bool { tag == ValueTag.nothing && words.pointee.payload == 0 }
    /// The number, where `isInt`.
    @inline(__always) var int: Int { words.pointee.payload }
    /// The object's address, where `isObject`.
    @inline(__always) var address: UnsafeRawPointer { UnsafeRawPointer(bitPattern: words.pointee.payload).unsafelyUnwrapped }  // objects have one
    /// The object, where `isObject`; valid as long as the register keeps it.
    @inline(__always) var object: Unmanaged<Object> { Unmanaged.fromOpaque(address) }
    /// The same, where the object's kind says what class it is of.
    @inline(__always) func object<Class: Object>(as _: Class.Type) -> Unmanaged<Class> { Unmanaged.fromOpaque(address) }
    @inline(__always) var kind: Kind { object.borrowed { $0.kind } }
    /// Whether nobody else holds the object, where `isObject`.
    @inline(__always) var isOnlyReference: Bool { isKnownUniquelyReferenced(&reference.pointee) }
    /// The reference itself, where `isObject`.
    @inline(__always) private var reference: UnsafeMutablePointer<Object> { UnsafeMutableRawPointer(self).assumingMemoryBound(to: Object.self) }

    // Writing: what was here is let go of, if it is an object.
    @inline(__always) func put(int: Int) {
        drop()
        words.pointee = RegisterWords(payload: int, tag: Int(ValueTag.int))
    }
    @inline(__always) func put(float: Double) {
        drop()
        words.pointee = RegisterWords(payload: Int(truncatingIfNeeded: float.bitPattern), tag: Int(ValueTag.float))
    }
    @inline(__always) func put(bool: Bool) {
        drop()
        words.pointee = RegisterWords(payload: bool ? 1 : 0, tag: Int(ValueTag.bool))
    }
    @inline(__always) func putNone() {
        drop()
        words.pointee = RegisterWords(payload: 1, tag: Int(ValueTag.nothing))
    }
    @inline(__always) func put(_ value: Value) {
        drop()
        initialize(to: value)
    }
    /// Copies what another register holds.
    @inline(__always) func copy(_ other: UnsafeMutablePointer<Value>) {
        // Read before anything is let go of: the value may lie in what this register alone keeps.
        let value = other.words.pointee
        if value.isObject { ReferenceCount.retain(value.payload) }
        drop()
        words.pointee = value
    }
    /// Moves what another register holds; that one is unbound then.
    @inline(__always) func take(_ other: UnsafeMutablePointer<Value>) {
        drop()
        move(other)
    }
    /// The same where this register holds nothing that counts references.
    @inline(__always) func move(_ other: UnsafeMutablePointer<Value>) {
        words.pointee = other.words.pointee
        other.forget()
    }
    /// Copies where this register holds nothing that counts references.
    @inline(__always) func initialize(_ other: UnsafeMutablePointer<Value>) {
        if other.isObject { ReferenceCount.retain(other.int) }
        words.pointee = other.words.pointee
    }
    /// What the register holds, which is unbound then.
    @inline(__always) func takeWords() -> RegisterWords {
        let value = words.pointee
        forget()
        return value
    }
    /// Takes over what was taken out of a register.
    @inline(__always) func put(words value: RegisterWords) {
        drop()
        words.pointee = value
    }
    /// The function here, with a reference of its own.
    @inline(__always) var retainedFunction: Unmanaged<Function> {
        ReferenceCount.retain(int)
        return object(as: Function.self)
    }
    /// The same for an object.
    @inline(__always) var retainedObject: Unmanaged<Object> {
        ReferenceCount.retain(int)
        return object
    }
    /// The function here, and its reference; the register is unbound then.
    @inline(__always) func takenFunction() -> Unmanaged<Function> {
        let function = object(as: Function.self)
        forget()
        return function
    }
    /// Unbound, without letting go of anything.
    @inline(__always) func forget() { words.pointee = RegisterWords(payload: 0, tag: Int(ValueTag.nothing)) }
    /// Unbound.
    @inline(__always) func clear() {
        drop()
        forget()
    }
    /// Lets go of an object, if there is one; the register must be written next.
    @inline(__always) func drop() { if isObject { ReferenceCount.release(int) } }
}

/// A value's two words; of the second only the lowest byte means something. Taken out of a register, they own what it owned.
struct RegisterWords {
    let payload: Int
    let tag: Int
    @inline(__always) var isObject: Bool { UInt8(truncatingIfNeeded: tag) == ValueTag.object }
    @inline(__always) var isInt: Bool { UInt8(truncatingIfNeeded: tag) == ValueTag.int }
    @inline(__always) var isNone: Bool { UInt8(truncatingIfNeeded: tag) == ValueTag.nothing && payload == 1 }
    @inline(__always) init(payload: Int, tag: Int) { (self.payload, self.tag) = (payload, tag) }
    /// Takes over the reference.
    @inline(__always) init(object: Unmanaged<Object>) { self.init(payload: Int(bitPattern: object.toOpaque()), tag: Int(ValueTag.object)) }
}

extension Unmanaged {
    /// Looks at the object without counting a reference.
    @inline(__always)
    func borrowed<Result>(_ body: (Instance) throws -> Result) rethrows -> Result { try _withUnsafeGuaranteedRef(body) }
}

extension SequenceObject {
    /// Takes over what a register holds; it is unbound then.
    @inline(__always) func append(taking register: UnsafeMutablePointer<Value>) {
        if count == capacity { grow() }
        (elements + count).move(register)
        count &+= 1
    }
    @inline(__always) func append(copying register: UnsafeMutablePointer<Value>) {
        if count == capacity { grow() }
        (elements + count).initialize(register)
        count &+= 1
    }
    /// Takes out the last element, which there is.
    @inline(__always) func removeLast() -> Value {
        count &-= 1
        return (elements + count).move()
    }
}

extension UnsafeRawPointer {
    /// The class of the object here, as a number to compare.
    @inline(__always) var classAddress: UnsafeRawPointer { assumingMemoryBound(to: UnsafeRawPointer.self).pointee }
    @inline(__always) static func ofClass(_ type: AnyClass) -> UnsafeRawPointer { unsafeBitCast(type, to: UnsafeRawPointer.self) }
}
