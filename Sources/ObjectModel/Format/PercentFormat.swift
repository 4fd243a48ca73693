import BigInt

/// `text % values`: C's conversions.
enum PercentFormat {
    private struct Conversion {
        var isLeft = false
        var sign: FormatSpecification.Sign?
        var alternate = false
        var zero = false
        var width = -1
        var precision = -1
    }
    /// Where the values come from.
    private struct Source {
        let value: Value
        /// The values, if there may be several.
        let tuple: Tuple?
        let mapping: Value?
        var position = 0

        init(_ value: Value, forBytes: Bool) {
            self.value = value
            guard case .object(let object) = value else {
                (tuple, mapping) = (nil, nil)
                return
            }
            if object.kind == .tuple {
                (tuple, mapping) = (unsafeDowncast(object, to: Tuple.self), nil)  // the kind says so
                return
            }
            let plain = value.withoutClass
            tuple = plain.object(of: .tuple) as? Tuple
            mapping = tuple == nil && !(forBytes && plain.object(of: .bytes) != nil) && Source.isMapping(object, plain) ? value : nil
        }
        /// What CPython takes for a mapping: whatever has subscripts of any kind.
        private static func isMapping(_ object: Object, _ plain: Value) -> Bool {
            if object.kind == .instance, object.type.lookup(Names.getitem) != nil { return true }
            guard case .object(let inner) = plain else { return false }
            return [.list, .dict, .range, .bytes, .tensor].contains(inner.kind)
        }
        var count: Int { tuple?.count ?? 1 }
        mutating func next() throws -> Value {
            guard position < count else { throw Raised.typeError("not enough arguments for format string") }
            position += 1
            return tuple?[position - 1] ?? value
        }
    }

    /// `bytes % values`: each byte stands as the character of its number meanwhile.
    static func format(_ given: Bytes, _ value: Value) throws -> Value {
        let text = try format(Str(try given.decode("latin-1", "strict")), value, forBytes: true)
        return .object(try Bytes.encode(try text.str(), "latin-1", "strict"))
    }
    /// Text whose conversions are all `%d` or `%s`, and as many of them as there are values: what most texts are.
    /// - Returns: nil for anything else; nothing of the program's has run then.
    private static func plain(_ given: Str, _ value: Value) throws -> Value? {
        // Named tuples are spread, too.
        if value.object(of: .instance) != nil { return nil }
        let bytes = given.bytes
        var (wanted, place) = (0, 0)
        while let mark = StringSearch.first(bytes, percent, place) {
            guard mark + 1 < bytes.count, bytes[mark + 1] == d || bytes[mark + 1] == s else { return nil }
            wanted += 1
            place = mark + 2
        }
        return try withUnsafePointer(to: value) { value in
            var (values, count) = (value, 1)
            if value.isObject, value.kind == .tuple {
                (values, count) = value.object(as: Tuple.self).borrowed { (UnsafePointer($0.elements), $0.count) }  // the kind says so
            }
            guard wanted == count else { return nil }
            var result = TextBuilder()
            place = 0
            for index in 0..<count {
                let mark = StringSearch.first(bytes, percent, place).unsafelyUnwrapped  // as many as counted
                result.append(UnsafeBufferPointer(start: bytes.baseAddress.unsafelyUnwrapped + place, count: mark - place), isASCII: given.isASCII)  // there is a byte
                let next = values + index
                if next.isInt {
                    result.append(decimal: next.int)
                } else if bytes[mark + 1] == d {
                    try appendInteger(next.pointee, "d", Conversion(), to: &result)
                } else if let text = next.heldText {
                    text.borrowed { result.append($0) }
                } else {
                    try appendText(next.pointee, to: &result)
                }
                place = mark + 2
            }
            result.append(UnsafeBufferPointer(rebasing: bytes[place...]), isASCII: given.isASCII)
            return result.value()
        }
    }
    private static var percent: UInt8 { UInt8(ascii: "%") }
    private static var d: UInt8 { UInt8(ascii: "d") }
    private static var s: UInt8 { UInt8(ascii: "s") }
    static func format(_ given: Str, _ value: Value, forBytes: Bool = false) throws -> Value {
        if !forBytes, let quick = try plain(given, value) { return quick }
        let bytes = given.bytes
        var source = Source(value, forBytes: forBytes)
        var usedMapping = false
        var result = TextBuilder()
        var position = 0
        func stands(_ scalar: Unicode.Scalar, _ position: Int) -> Bool { position < bytes.count && bytes[position] == UInt8(ascii: scalar) }
        func star() throws -> Int {
            guard let value = try source.next().asInt else { throw Raised.typeError("* wants int") }
            return value
        }
        while let mark = StringSearch.first(bytes, UInt8(ascii: "%"), position) {
            result.append(UnsafeBufferPointer(rebasing: bytes[position..<mark]), isASCII: given.isASCII)
            position = mark + 1
            var keyed: Value?
            if stands("(", position) {
                keyed = try key(bytes, &position, source, forBytes: forBytes)
                usedMapping = true
            }
            var conversion = Conversion()
            flags: while position < bytes.count {
                switch Unicode.Scalar(bytes[position]) {
                case "-": conversion.isLeft = true
                case "+": conversion.sign = .plus
                case " ": if conversion.sign == nil { conversion.sign = .blank }
                case "#": conversion.alternate = true
                case "0": conversion.zero = true
                default: break flags
                }
                position += 1
            }
            if stands("*", position) {
                conversion.width = try star()
                if conversion.width < 0 {
                    conversion.isLeft = true
                    conversion.width = conversion.width == .min ? .max : -conversion.width
                }
                position += 1
            } else if let width = try number(bytes, &position, "width too big") {
                conversion.width = width
            }
            if stands(".", position) {
                position += 1
                if stands("*", position) {
                    conversion.precision = max(0, try star())
                    position += 1
                } else {
                    conversion.precision = try number(bytes, &position, "precision too big") ?? 0
                }
            }
            try Memory.checkText(max(conversion.width, conversion.precision))
            while stands("h", position) || stands("l", position) || stands("L", position) { position += 1 }
            guard position < bytes.count else { throw Raised.valueError("incomplete format") }
            let place = position
            let code = UTF8Bytes.scalar(given.start, &position)
            if code == "%", place == mark + 1 {
                result.append(UInt8(ascii: "%"))
                continue
            }
            let next = try keyed ?? source.next()
            if forBytes, try appendBytes(next, code, conversion, to: &result) { continue }
            try append(next, code, conversion, at: given.index(of: place), to: &result)
        }
        result.append(UnsafeBufferPointer(rebasing: bytes[position...]), isASCII: given.isASCII)
        if !usedMapping, source.mapping == nil, source.position < source.count {
            throw Raised.typeError("not all arguments converted during \(forBytes ? "bytes" : "string") formatting")
        }
        return result.value()
    }
    private static func key(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ source: Source, forBytes: Bool) throws -> Value {
        guard let mapping = source.mapping else { throw Raised.typeError("format requires a mapping") }
        position += 1
        let start = position
        var depth = 1
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "(") { depth += 1 }
            if bytes[position] == UInt8(ascii: ")") { depth -= 1 }
            position += 1
            if depth == 0 { break }
        }
        guard depth == 0 else { throw Raised.valueError("incomplete format key") }
        let text = Str.value(UnsafeBufferPointer(rebasing: bytes[start..<(position - 1)]))
        return try mapping.item(forBytes ? .object(try Bytes.encode(try text.str(), "latin-1", "strict")) : text)
    }
    private static func number(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ message: String) throws -> Int? {
        var value: Int?
        while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 {
            value = (value ?? 0) * 10 + Int(bytes[position] - 0x30)
            if let value, value > Int(Int32.max) { throw Raised.valueError(message) }
            position += 1
        }
        return value
    }

    /// `%s` without anything else.
    private static func appendText(_ value: Value, to result: inout TextBuilder) throws {
        switch value {
        case .object(let object):
            if object.kind == .str { result.append(unsafeDowncast(object, to: Str.self)) } else { result.append(try object.str()) }  // the kind says so
        default: try value.append(to: &result)
        }
    }
    private static func append(
        _ value: Value, _ code: Unicode.Scalar, _ conversion: Conversion, at position: Int, to result: inout TextBuilder
    ) throws {
        switch code {
        case "s" where conversion.precision < 0 && value.object(of: .str) != nil:
            guard case .object(let object) = value else { return }
            let given = unsafeDowncast(object, to: Str.self)  // the kind says so
            let missing = conversion.width - given.count
            if !conversion.isLeft { result.append(" ", times: missing) }
            result.append(given)
            if conversion.isLeft { result.append(" ", times: missing) }
        case "s", "r", "a":
            let text = code == "s" ? try value.str() : code == "r" ? try value.repr() : try Str.ascii(value)
            let cut = conversion.precision >= 0 ? String(text.unicodeScalars.prefix(conversion.precision)) : text
            result.append(StringText.padded(cut, conversion.width, align: conversion.isLeft ? .left : .right))
        case "c": result.append(StringText.padded(try character(value), conversion.width, align: conversion.isLeft ? .left : .right))
        case "d", "i", "u", "x", "X", "o": try appendInteger(value, code, conversion, to: &result)
        case "e", "E", "f", "F", "g", "G":
            guard let number = try value.toDouble() else { throw Raised.typeError("must be real number, not \(value.type.name)") }
            let precision = conversion.precision < 0 ? 6 : conversion.precision
            let digits = FormatSpecification.digits(number.magnitude, code, precision, alternate: conversion.alternate)
            result.append(assemble(isNegative: number.sign == .minus && !number.isNaN, "", digits, conversion))
        default:
            let shown = code.value >= 32 && code.value < 127 ? String(code) : "?"
            throw Raised.valueError("unsupported format character '\(shown)' (0x\(String(code.value, radix: 16))) at index \(position)")
        }
    }
    /// The conversions that mean something else among bytes; false: it is none of those.
    private static func appendBytes(_ value: Value, _ code: Unicode.Scalar, _ conversion: Conversion, to result: inout TextBuilder) throws -> Bool {
        var bytes: [UInt8]
        switch code {
        case "s", "b":
            guard let own = try Bytes.ownBytes(value) else {
                throw Raised.typeError("%b requires a bytes-like object, or an object that implements __bytes__, not '\(value.type.name)'")
            }
            bytes = conversion.precision >= 0 ? Array(own.prefix(conversion.precision)) : own
        case "c":
            let refusal = "%c requires an integer in range(256) or a single byte"
            if let given = value.withoutClass.object(of: .bytes) as? Bytes {
                guard given.bytes.count == 1 else { throw Raised.typeError(refusal) }
                bytes = given.bytes
            } else {
                guard let number = try? value.toIndex() else { throw Raised.typeError(refusal) }
                guard let byte = UInt8(exactly: number) else { throw Raised.overflow("%c arg not in range(256)") }
                bytes = [byte]
            }
        case "e", "E", "f", "F", "g", "G":
            if try value.toDouble() == nil { throw Raised.typeError("float argument required, not \(value.type.name)") }
            return false
        case "r":
            try append(value, "a", conversion, at: 0, to: &result)
            return true
        default: return false
        }
        result.append(StringText.padded(try Bytes(bytes).decode("latin-1", "strict"), conversion.width, align: conversion.isLeft ? .left : .right))
        return true
    }
    private static func character(_ value: Value) throws -> String {
        if let text = value.withoutClass.asString {
            guard text.unicodeScalars.count == 1 else { throw Raised.typeError("%c requires int or char") }
            return text
        }
        if case .float = value { throw Raised.typeError("%c requires int or char") }
        guard let code = try? value.toIndex() else { throw Raised.typeError("%c requires int or char") }
        guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else { throw Raised.overflow("%c arg not in range(0x110000)") }
        return String(scalar)
    }
    private static func appendInteger(_ value: Value, _ code: Unicode.Scalar, _ conversion: Conversion, to result: inout TextBuilder) throws {
        if case .int(let small) = value, code == "d", conversion.precision < 0 {
            if conversion.width < 0, conversion.sign == nil { return result.append(decimal: small) }
            let mark: Unicode.Scalar? = small < 0 ? "-" : conversion.sign == .plus ? "+" : conversion.sign == .blank ? " " : nil
            let missing = conversion.width - DecimalDigits.count(small.magnitude) - (mark == nil ? 0 : 1)
            if !conversion.isLeft, !conversion.zero { result.append(" ", times: missing) }
            if let mark { result.append(mark) }
            if !conversion.isLeft, conversion.zero { result.append("0", times: missing) }
            result.append(magnitude: small.magnitude)
            if conversion.isLeft { result.append(" ", times: missing) }
            return
        }
        result.append(try integer(value, code, conversion))
    }
    private static func integer(_ value: Value, _ code: Unicode.Scalar, _ conversion: Conversion) throws -> String {
        let isDecimal = code == "d" || code == "i" || code == "u"
        func refusal() -> Raised { Raised.typeError(
            isDecimal ? "%\(code) format: a real number is required, not \(value.type.name)" : "%\(code) format: an integer is required, not \(value.type.name)") }
        if case .int(let small) = value, isDecimal {
            var digits = String(small.magnitude)
            if conversion.precision > digits.utf8.count {
                digits = StringText.repeated("0", conversion.precision - digits.utf8.count) + digits
            }
            return assemble(isNegative: small < 0, "", digits, conversion)
        }
        var number: BigInt?
        switch value {
        case .float: number = isDecimal ? try value.toInt()?.asBigInt : nil
        case .object(let object):
            if object.kind == .str { throw refusal() }
            number = try (isDecimal ? object.int() : object.index())?.asBigInt
        default: number = value.asBigInt
        }
        guard let number else { throw refusal() }
        let (bits, prefix) = isDecimal ? (4, "") : code == "o" ? (3, "0o") : (4, code == "x" ? "0x" : "0X")
        var digits = isDecimal ? try number.withWhole { try IntText.decimal($0.magnitude) } : try BigWords.digits(number.magnitude, bits: bits, uppercase: code == "X")
        if conversion.precision > digits.utf8.count {
            digits = StringText.repeated("0", conversion.precision - digits.utf8.count) + digits
        }
        return assemble(isNegative: number.sign == .minus && !number.isZero, conversion.alternate ? prefix : "", digits, conversion)
    }
    private static func assemble(isNegative: Bool, _ prefix: String, _ digits: String, _ conversion: Conversion) -> String {
        let sign = isNegative ? "-" : conversion.sign == .plus ? "+" : conversion.sign == .blank ? " " : ""
        let text = sign + prefix + digits
        if conversion.width < 0 { return text }
        if conversion.zero, !conversion.isLeft {
            let missing = max(0, conversion.width - text.utf8.count)
            return sign + prefix + StringText.repeated("0", missing) + digits
        }
        return StringText.padded(text, conversion.width, align: conversion.isLeft ? .left : .right)
    }
}
