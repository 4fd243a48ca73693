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
    private final class Source {
        let values: [Value]
        let mapping: Value?
        var position = 0
        init(_ value: Value) {
            let plain = value.withoutClass
            if let tuple = plain.object(of: .tuple) as? Tuple {
                values = tuple.items
                mapping = nil
            } else {
                values = [value]
                var isMapping = false
                if case .object(let object) = plain { isMapping = object.kind != .str && object.kind != .instance && object.kind != .bytes }
                if case .object(let object) = value, object.kind == .instance { isMapping = isMapping || object.type.lookup(Names.getitem) != nil }
                mapping = isMapping ? value : nil
            }
        }
        func next() throws -> Value {
            guard position < values.count else { throw Raised.typeError("not enough arguments for format string") }
            position += 1
            return values[position - 1]
        }
    }

    static func format(_ text: String, _ value: Value) throws -> String {
        let scalars = Array(text.unicodeScalars)
        let source = Source(value)
        var usedMapping = false
        var result = ""
        var position = 0
        while position < scalars.count {
            guard scalars[position] == "%" else {
                result.unicodeScalars.append(scalars[position])
                position += 1
                continue
            }
            position += 1
            // The plainest conversions need none of what follows.
            if position < scalars.count, source.mapping == nil, scalars[position] == "d" || scalars[position] == "s" {
                if scalars[position] == "s" {
                    position += 1
                    result += try source.next().str()
                    continue
                }
                if source.position < source.values.count, case .int(let number) = source.values[source.position] {
                    position += 1
                    source.position += 1
                    result += String(number)
                    continue
                }
            }
            var keyed: Value?
            if position < scalars.count, scalars[position] == "(" {
                keyed = try key(scalars, &position, source)
                usedMapping = true
            }
            func star() throws -> Int {
                guard let value = try source.next().asInt else { throw Raised.typeError("* wants int") }
                return value
            }
            var conversion = Conversion()
            flags: while position < scalars.count {
                switch scalars[position] {
                case "-": conversion.isLeft = true
                case "+": conversion.sign = .plus
                case " ": if conversion.sign == nil { conversion.sign = .blank }
                case "#": conversion.alternate = true
                case "0": conversion.zero = true
                default: break flags
                }
                position += 1
            }
            if position < scalars.count, scalars[position] == "*" {
                conversion.width = try star()
                if conversion.width < 0 {
                    conversion.isLeft = true
                    conversion.width = conversion.width == .min ? .max : -conversion.width
                }
                position += 1
            } else if let width = try number(scalars, &position, "width too big") {
                conversion.width = width
            }
            if position < scalars.count, scalars[position] == "." {
                position += 1
                if position < scalars.count, scalars[position] == "*" {
                    conversion.precision = max(0, try star())
                    position += 1
                } else {
                    conversion.precision = try number(scalars, &position, "precision too big") ?? 0
                }
            }
            try Memory.check(max(conversion.width, conversion.precision))
            while position < scalars.count, "hlL".unicodeScalars.contains(scalars[position]) { position += 1 }
            guard position < scalars.count else { throw Raised.valueError("incomplete format") }
            let code = scalars[position]
            position += 1
            if code == "%", conversion.width < 0, keyed == nil {
                result += "%"
                continue
            }
            result += try convert(try keyed ?? source.next(), code, conversion, at: position - 1)
        }
        if !usedMapping, source.mapping == nil, source.position < source.values.count {
            throw Raised.typeError("not all arguments converted during string formatting")
        }
        return result
    }

    private static func key(_ scalars: [Unicode.Scalar], _ position: inout Int, _ source: Source) throws -> Value {
        guard let mapping = source.mapping else { throw Raised.typeError("format requires a mapping") }
        position += 1
        let start = position
        var depth = 1
        while position < scalars.count {
            if scalars[position] == "(" { depth += 1 }
            if scalars[position] == ")" { depth -= 1 }
            position += 1
            if depth == 0 { break }
        }
        guard depth == 0 else { throw Raised.valueError("incomplete format key") }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: scalars[start..<(position - 1)])
        return try mapping.item(.str(String(name)))
    }
    private static func number(_ scalars: [Unicode.Scalar], _ position: inout Int, _ message: String) throws -> Int? {
        var value: Int?
        while position < scalars.count, scalars[position].value >= 0x30, scalars[position].value <= 0x39 {
            value = (value ?? 0) * 10 + Int(scalars[position].value - 0x30)
            if let value, value > Int(Int32.max) { throw Raised.valueError(message) }
            position += 1
        }
        return value
    }

    private static func convert(_ value: Value, _ code: Unicode.Scalar, _ conversion: Conversion, at position: Int) throws -> String {
        switch code {
        case "s", "r", "a":
            let text = code == "s" ? try value.str() : code == "r" ? try value.repr() : try Str.ascii(value)
            let cut = conversion.precision >= 0 ? String(text.unicodeScalars.prefix(conversion.precision)) : text
            return StringText.padded(cut, conversion.width, align: conversion.isLeft ? .left : .right)
        case "c": return StringText.padded(try character(value), conversion.width, align: conversion.isLeft ? .left : .right)
        case "d", "i", "u", "x", "X", "o": return try integer(value, code, conversion)
        case "e", "E", "f", "F", "g", "G":
            guard let number = try value.toDouble() else { throw Raised.typeError("must be real number, not \(value.type.name)") }
            let precision = conversion.precision < 0 ? 6 : conversion.precision
            let digits = FormatSpecification.digits(number.magnitude, code, precision, alternate: conversion.alternate)
            return assemble(isNegative: number.sign == .minus && !number.isNaN, "", digits, conversion)
        default:
            let shown = code.value >= 32 && code.value < 127 ? String(code) : "?"
            throw Raised.valueError("unsupported format character '\(shown)' (0x\(String(code.value, radix: 16))) at index \(position)")
        }
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
    private static func integer(_ value: Value, _ code: Unicode.Scalar, _ conversion: Conversion) throws -> String {
        let isDecimal = code == "d" || code == "i" || code == "u"
        func refusal() -> Raised { Raised.typeError(
            isDecimal ? "%\(code) format: a real number is required, not \(value.type.name)" : "%\(code) format: an integer is required, not \(value.type.name)") }
        if case .int(let small) = value, isDecimal {
            var digits = String(small.magnitude)
            if conversion.precision > digits.utf8.count {
                digits = String(repeating: "0", count: conversion.precision - digits.utf8.count) + digits
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
        let (bits, prefix) = code == "o" ? (3, "0o") : (4, code == "x" ? "0x" : "0X")
        var digits = isDecimal ? try IntText.decimal(number.magnitude) : try BigWords.digits(number.magnitude, bits: bits, uppercase: code == "X")
        if conversion.precision > digits.utf8.count {
            digits = String(repeating: "0", count: conversion.precision - digits.utf8.count) + digits
        }
        return assemble(isNegative: number.sign == .minus && !number.isZero, conversion.alternate ? prefix : "", digits, conversion)
    }
    private static func assemble(isNegative: Bool, _ prefix: String, _ digits: String, _ conversion: Conversion) -> String {
        let sign = isNegative ? "-" : conversion.sign == .plus ? "+" : conversion.sign == .blank ? " " : ""
        let text = sign + prefix + digits
        if conversion.width < 0 { return text }
        if conversion.zero, !conversion.isLeft {
            let missing = max(0, conversion.width - text.utf8.count)
            return sign + prefix + String(repeating: "0", count: missing) + digits
        }
        return StringText.padded(text, conversion.width, align: conversion.isLeft ? .left : .right)
    }
}
