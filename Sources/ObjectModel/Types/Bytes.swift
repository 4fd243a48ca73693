/// `bytes`: immutable.
public final class Bytes: Object {
    public let bytes: [UInt8]
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        super.init(kind: .bytes)
    }
    public override var type: TypeObject { BuiltinTypes.bytes }
    public override func isTrue() -> Bool { !bytes.isEmpty }
    public override func length() -> Int { bytes.count }
    public override func repr() throws -> String {
        // Up to four characters for one.
        try Memory.check(bytes.count, size: 4)
        let quote: UInt8 = bytes.contains(0x27) && !bytes.contains(0x22) ? 0x22 : 0x27
        let mark = String(Unicode.Scalar(quote))
        return bytes.reduce(into: "b" + mark) { text, byte in
            switch byte {
            case 0x5C: text += "\\\\"
            case 0x0A: text += "\\n"
            case 0x0D: text += "\\r"
            case 0x09: text += "\\t"
            case quote: text += "\\" + mark
            case 0x20..<0x7F: text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        } + mark
    }
    public override func hash() -> Int {
        let hash = bytes.withUnsafeBufferPointer(StringHash.sipHash)
        return bytes.isEmpty ? 0 : hash == .max ? -2 : Int(bitPattern: UInt(hash))
    }
    public override func compare(_ comparison: Comparison, _ other: Value) -> Value? {
        guard let right = other.withoutClass.object(of: .bytes) as? Bytes else { return nil }
        switch comparison {
        case .equal: return .bool(bytes == right.bytes)
        case .notEqual: return .bool(bytes != right.bytes)
        default:
            let isLess = bytes.lexicographicallyPrecedes(right.bytes)
            return .bool(holds(comparison, isLess ? -1 : bytes == right.bytes ? 0 : 1, 0))
        }
    }
    public override func item(_ index: Value) throws -> Value {
        if let slice = index.object(of: .slice) as? SliceObject {
            let part = try slice.indices(bytes.count)
            return .object(Bytes((0..<part.length).map { bytes[part.start + $0 * part.step] }))
        }
        let isInteger =
            switch index {
            case .int, .bool: true
            case .object(let object): try object.index() != nil
            default: false
            }
        guard isInteger else {
            throw Raised.typeError("byte indices must be integers or slices, not \(index.type.name)")
        }
        return .int(Int(bytes[try Sequences.position(index, bytes.count, "")]))
    }
    public override func contains(_ value: Value) throws -> Bool {
        if let part = value.withoutClass.object(of: .bytes) as? Bytes {
            return bytes.withUnsafeBufferPointer { whole in part.bytes.withUnsafeBufferPointer { StringSearch.first(whole, $0, 0) != nil } }
        }
        guard case .object(let object) = value, try object.index() == nil else { return bytes.contains(try Bytes.byte(value, "byte")) }
        throw Raised.typeError("a bytes-like object is required, not '\(value.type.name)'")
    }
    public override func iterator() -> Object { ArrayIterator(bytes.map { .int(Int($0)) }, IteratorTypes.bytes) }
    public override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        switch operation {
        case .add:
            guard let other = right.withoutClass.object(of: .bytes) as? Bytes else { return nil }
            return .object(Bytes(bytes + other.bytes))
        case .modulo: return try PercentFormat.format(self, right)
        case .multiply:
            return try Sequences.repetitions(right, size: bytes.count, bytes: 1).map { times in
                .object(Bytes(Array(repeatElement(bytes, count: times).joined())))
            }
        default: return nil
        }
    }
    public override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? {
        operation == .multiply ? try binary(.multiply, left) : nil
    }

    /// A byte given as an integer.
    static func byte(_ value: Value, _ what: String) throws -> UInt8 {
        func refusal() -> Raised { Raised.valueError("\(what) must be in range(0, 256)") }
        do {
            guard let byte = UInt8(exactly: try value.toIndex()) else { throw refusal() }
            return byte
        } catch let raised as Raised where raised.isInstance(of: ExceptionTypes.overflowError) {
            throw refusal()
        }
    }
    /// A `bytes`, what `__bytes__` gives, or an iterable of small integers.
    static func bytes(of value: Value) throws -> [UInt8] {
        if let own = try ownBytes(value) { return own }
        let iterator: Object
        if value.withoutClass.asString != nil { throw Raised.typeError("cannot convert '\(value.type.name)' object to bytes") }
        do { iterator = try value.iterator() } catch let raised as Raised where raised.isInstance(of: ExceptionTypes.typeError) {
            throw Raised.typeError("cannot convert '\(value.type.name)' object to bytes")
        }
        var bytes: [UInt8] = []
        // A list that changes meanwhile is read as it is by then.
        while let item = try iterator.next() {
            try Stop.check()
            bytes.append(try byte(item, "bytes"))
        }
        return bytes
    }
    /// A `bytes`, or what an object's `__bytes__` gives.
    static func ownBytes(_ value: Value) throws -> [UInt8]? {
        if case .object(let object) = value, object.kind == .instance, object.type.lookup("__bytes__") != nil {
            let given = try value.callMethod("__bytes__")
            guard let bytes = given.withoutClass.object(of: .bytes) as? Bytes else {
                throw Raised.typeError("__bytes__ returned non-bytes (type \(given.type.name))")
            }
            return bytes.bytes
        }
        return (value.withoutClass.object(of: .bytes) as? Bytes)?.bytes
    }
    private static func count(_ value: Value) throws -> Int? {
        let number: Int
        switch value {
        case .int(let given): number = given
        case .bool(let given): number = given ? 1 : 0
        case .object(let object):
            let index: Value?
            do { index = try object.index() } catch let raised as Raised where raised.isInstance(of: ExceptionTypes.typeError) { return nil }
            guard let index else { return nil }
            guard let small = index.asInt else { throw Raised.overflow("cannot fit 'int' into an index-sized integer") }
            number = small
        default: return nil
        }
        if number < 0 { throw Raised.valueError("negative count") }
        try Memory.check(number, size: 1)
        return number
    }
    /// The three arguments of `bytes`, those that were given.
    private static func sorted(_ arguments: Arguments) throws -> [Value?] {
        let names = ["source", "encoding", "errors"]
        let total = arguments.count + arguments.keywordCount
        if total > 3 { throw Raised.typeError("bytes() takes at most 3 arguments (\(total) given)") }
        var values = (0..<3).map { $0 < arguments.count ? arguments[$0] : nil }
        for (name, value) in arguments.keywordPairs {
            guard let index = names.firstIndex(of: name.text) else {
                throw Raised.typeError("'\(name)' is an invalid keyword argument for bytes()")
            }
            if values[index] != nil { throw Raised.typeError("argument for bytes() given by name ('\(name)') and position (\(index + 1))") }
            values[index] = value
        }
        return values
    }
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        let bound = try sorted(arguments)
        guard let source = bound[0] else {
            if bound[1] != nil || bound[2] != nil {
                throw Raised.typeError(bound[1] != nil ? "encoding without a string argument" : "errors without a string argument")
            }
            return .object(Bytes([]))
        }
        func text(_ value: Value, _ name: String) throws -> String {
            try Str.text(value, as: "bytes() argument '\(name)'")
        }
        let encoding = try bound[1].map { try text($0, "encoding") }
        let errors = try bound[2].map { try text($0, "errors") }
        if encoding != nil || errors != nil {
            guard let string = source.withoutClass.asString else {
                throw Raised.typeError(encoding != nil ? "encoding without a string argument" : "errors without a string argument")
            }
            if encoding == nil { throw Raised.typeError("string argument without an encoding") }
            return .object(try encode(string, encoding ?? "", errors ?? "strict"))
        }
        if case .object(let object) = source, object.kind == .bytes { return source }
        if let own = try ownBytes(source) { return .object(Bytes(own)) }
        if source.withoutClass.asString != nil { throw Raised.typeError("string argument without an encoding") }
        if let count = try count(source) { return .object(Bytes([UInt8](repeating: 0, count: count))) }
        return .object(Bytes(try bytes(of: source)))
    }
}
