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
        guard let byte = value.asInt else { throw Raised.typeError("a bytes-like object is required, not '\(value.type.name)'") }
        guard (0..<256).contains(byte) else { throw Raised.valueError("byte must be in range(0, 256)") }
        return bytes.contains(UInt8(byte))
    }
    public override func iterator() -> Object { ArrayIterator(bytes.map { .int(Int($0)) }, IteratorTypes.bytes) }
    public override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        switch operation {
        case .add:
            guard let other = right.withoutClass.object(of: .bytes) as? Bytes else { return nil }
            return .object(Bytes(bytes + other.bytes))
        case .multiply:
            return try Sequences.repetitions(right, size: bytes.count).map { times in
                .object(Bytes(Array(repeatElement(bytes, count: times).joined())))
            }
        default: return nil
        }
    }
    public override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? {
        operation == .multiply ? try binary(.multiply, left) : nil
    }

    // MARK: Text

    static func encode(_ text: String, _ encoding: String, _ errors: String) throws -> Bytes {
        switch normalized(encoding) {
        case "utf-8", "utf8": return Bytes(Array(text.utf8))
        case "ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1", "l1":
            let isASCII = normalized(encoding).hasSuffix("ascii")
            let limit: UInt32 = isASCII ? 0x80 : 0x100
            var bytes: [UInt8] = []
            for (index, scalar) in text.unicodeScalars.enumerated() {
                if scalar.value < limit {
                    bytes.append(UInt8(scalar.value))
                } else if errors == "ignore" {
                    continue
                } else if errors == "replace" {
                    bytes.append(0x3F)
                } else {
                    throw Raised(
                        ExceptionTypes.unicodeEncodeError,
                        "'\(isASCII ? "ascii" : "latin-1")' codec can't encode character '\(StringText.escape(scalar))' in position \(index): ordinal not in range(\(limit))")
                }
            }
            return Bytes(bytes)
        default: throw Raised(ExceptionTypes.lookupError, "unknown encoding: \(encoding)")
        }
    }
    func decode(_ encoding: String, _ errors: String) throws -> String {
        switch Bytes.normalized(encoding) {
        case "utf-8", "utf8":
            if let text = String(validating: bytes, as: UTF8.self) { return text }
            if errors == "replace" { return String(decoding: bytes, as: UTF8.self) }
            if errors == "ignore" { return String(decoding: bytes, as: UTF8.self).filter { $0 != "\u{FFFD}" } }
            let place = firstInvalid
            throw Raised(
                ExceptionTypes.unicodeDecodeError,
                "'utf-8' codec can't decode byte 0x\(bytes[place] < 16 ? "0" : "")\(String(bytes[place], radix: 16)) in position \(place): "
                    + (bytes[place] & 0xC0 == 0x80 || bytes[place] > 0xF4 ? "invalid start byte" : place == bytes.count - 1 ? "unexpected end of data" : "invalid continuation byte"))
        case "ascii", "us-ascii":
            if errors == "ignore" { return String(decoding: bytes.filter { $0 < 0x80 }, as: UTF8.self) }
            if errors == "replace" { return bytes.reduce(into: "") { $0.unicodeScalars.append($1 < 0x80 ? Unicode.Scalar($1) : "\u{FFFD}") } }
            if let place = bytes.firstIndex(where: { $0 >= 0x80 }) {
                throw Raised(
                    ExceptionTypes.unicodeDecodeError,
                    "'ascii' codec can't decode byte 0x\(String(bytes[place], radix: 16)) in position \(place): ordinal not in range(128)")
            }
            return String(decoding: bytes, as: UTF8.self)
        case "latin-1", "latin1", "iso-8859-1", "l1":
            return bytes.reduce(into: "") { $0.unicodeScalars.append(Unicode.Scalar($1)) }
        default: throw Raised(ExceptionTypes.lookupError, "unknown encoding: \(encoding)")
        }
    }
    private var firstInvalid: Int {
        var place = 0
        while place < bytes.count {
            let length = bytes[place] < 0x80 ? 1 : bytes[place] & 0xE0 == 0xC0 ? 2 : bytes[place] & 0xF0 == 0xE0 ? 3 : 4
            guard place + length <= bytes.count, String(validating: bytes[place..<(place + length)], as: UTF8.self) != nil else { return place }
            place += length
        }
        return max(0, bytes.count - 1)
    }
    private static func normalized(_ encoding: String) -> String { String(encoding.lowercased().map { $0 == "_" ? "-" : $0 }) }

    /// The bytes that a `bytes` or an iterable of small integers means.
    static func bytes(of value: Value) throws -> [UInt8] {
        if let bytes = value.withoutClass.object(of: .bytes) as? Bytes { return bytes.bytes }
        if value.asString != nil { throw Raised.typeError("cannot convert '\(value.type.name)' object to bytes") }
        let items: [Value]
        do { items = try collect(value) } catch let raised as Raised where raised.isInstance(of: ExceptionTypes.typeError) {
            throw Raised.typeError("cannot convert '\(value.type.name)' object to bytes")
        }
        return try items.map { item in
            let byte = try item.toIndex()
            guard (0..<256).contains(byte) else { throw Raised.valueError("bytes must be in range(0, 256)") }
            return UInt8(byte)
        }
    }
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        guard arguments.count > 0 else { return .object(Bytes([])) }
        let source = arguments[0]
        let encoding = arguments.count > 1 ? arguments[1] : arguments.keyword("encoding")
        if let text = source.withoutClass.asString {
            guard let encoding = encoding?.asString else { throw Raised.typeError("string argument without an encoding") }
            let errors = (arguments.count > 2 ? arguments[2] : arguments.keyword("errors"))?.asString ?? "strict"
            return .object(try encode(text, encoding, errors))
        }
        if encoding != nil { throw Raised.typeError("encoding without a string argument") }
        if let count = source.asInt {
            if count < 0 { throw Raised.valueError("negative count") }
            if count > 1 << 31 { throw Raised(ExceptionTypes.memoryError, "") }
            return .object(Bytes(Array(repeating: 0, count: count)))
        }
        return .object(Bytes(try bytes(of: source)))
    }
    static var members: [Object] {
        let methods = Methods<Bytes>("bytes", kind: .bytes)
        func part(_ value: Value) throws -> [UInt8] {
            guard let bytes = value.withoutClass.object(of: .bytes) as? Bytes else {
                throw Raised.typeError("a bytes-like object is required, not '\(value.type.name)'")
            }
            return bytes.bytes
        }
        func places(_ whole: Bytes, _ sought: [UInt8]) -> [Int] {
            whole.bytes.withUnsafeBufferPointer { whole in sought.withUnsafeBufferPointer { StringSearch.all(whole, $0) } }
        }
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        return [
            methods.some("index", 1...1, "sub, /", summary: "The first place of sub.") { bytes, a in
                guard let place = places(bytes, try part(a[0])).first else { throw Raised.valueError("subsection not found") }
                return .int(place)
            },
            methods.some("replace", 2...2, "old, new, /", summary: "With new in the place of old.") { bytes, a in
                let (old, new) = (try part(a[0]), try part(a[1]))
                if old.isEmpty { return .object(bytes) }
                var result: [UInt8] = []
                var from = 0
                for place in places(bytes, old) {
                    try Memory.check(result.count + new.count)
                    result += bytes.bytes[from..<place] + new
                    from = place + old.count
                }
                return .object(Bytes(result + bytes.bytes[from...]))
            },
            methods.some("split", 0...1, "sep=None, /", summary: "The pieces between separators.") { bytes, a in
                if a.count == 0 || a[0].isNone {
                    return .list(bytes.bytes.split(whereSeparator: isSpace).map { .object(Bytes(Array($0))) })
                }
                let separator = try part(a[0])
                if separator.isEmpty { throw Raised.valueError("empty separator") }
                var pieces: [Value] = []
                var from = 0
                for place in places(bytes, separator) {
                    pieces.append(.object(Bytes(Array(bytes.bytes[from..<place]))))
                    from = place + separator.count
                }
                return .list(pieces + [.object(Bytes(Array(bytes.bytes[from...])))])
            },
            methods.some("strip", 0...1, "bytes=None, /", summary: "Without white space, or bytes, at both ends.") { bytes, a in
                let taken = a.count == 0 || a[0].isNone ? nil : try part(a[0])
                func isTaken(_ byte: UInt8) -> Bool { taken?.contains(byte) ?? isSpace(byte) }
                var rest = bytes.bytes[...]
                while let first = rest.first, isTaken(first) { rest.removeFirst() }
                while let last = rest.last, isTaken(last) { rest.removeLast() }
                return .object(Bytes(Array(rest)))
            },
            methods.sorted("decode", "encoding='utf-8', errors='strict'", summary: "The text that the bytes stand for.") { bytes, a in
                .str(try bytes.decode(try Str.text(a[1]), try Str.text(a[2])))
            },
            methods.some("hex", 0...2, "sep='', bytes_per_sep=1, /", summary: "Two hexadecimal digits a byte.") { bytes, a in
                let separator = a.count > 0 ? try Str.text(a[0]) : ""
                return .str(bytes.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: separator))
            },
            methods.some("startswith", 1...1, "prefix, /") { .bool($0.bytes.starts(with: try part($1[0]))) },
            methods.some("endswith", 1...1, "suffix, /") { .bool($0.bytes.reversed().starts(with: try part($1[0]).reversed())) },
            methods.some("find", 1...1, "sub, /", summary: "The first place of sub.") { bytes, a in
                let sought = try part(a[0])
                return .int(bytes.bytes.withUnsafeBufferPointer { whole in sought.withUnsafeBufferPointer { StringSearch.first(whole, $0, 0) } } ?? -1)
            },
            methods.some("count", 1...1, "sub, /", summary: "How often sub occurs.") { bytes, a in
                let sought = try part(a[0])
                if sought.isEmpty { return .int(bytes.bytes.count + 1) }
                return .int(bytes.bytes.withUnsafeBufferPointer { whole in sought.withUnsafeBufferPointer { StringSearch.all(whole, $0).count } })
            },
            methods.one("join", "iterable", summary: "The bytes of iterable with these between them.") { bytes, iterable in
                .object(Bytes(Array(try collect(iterable).map { try part($0) }.joined(separator: bytes.bytes))))
            },
            methods.none("upper") { bytes in .object(Bytes(bytes.bytes.map { (0x61...0x7A).contains($0) ? $0 - 32 : $0 })) },
            methods.none("lower") { bytes in .object(Bytes(bytes.bytes.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 })) },
            ClassMethod(NativeFunction("fromhex", "type, string, /", isMethod: true, body: .two { _, text in
                let digits = try Str.text(text) { "fromhex() argument must be str, not \($0)" }.filter { !$0.isWhitespace }
                var bytes: [UInt8] = []
                var rest = Substring(digits)
                while !rest.isEmpty {
                    guard rest.utf8.count >= 2, let byte = UInt8(rest.prefix(2), radix: 16) else {
                        throw Raised.valueError("non-hexadecimal number found in fromhex() arg at position \(2 * bytes.count + 1)")
                    }
                    bytes.append(byte)
                    rest = rest.dropFirst(2)
                }
                return .object(Bytes(bytes))
            })),
        ]
    }
}
