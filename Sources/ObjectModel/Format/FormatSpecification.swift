/// The mini-language behind the colon of `{value:>10.2f}`:
/// `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.
struct FormatSpecification {
    enum Sign { case minus, plus, blank }

    var fill: Unicode.Scalar = " "
    var align: StringText.Alignment?
    var sign: Sign?
    var coercesNegativeZero = false
    var alternate = false
    var width = -1
    var grouping: Unicode.Scalar?
    var precision = -1
    var type: Unicode.Scalar?
    let typeName: String

    /// - Throws: Python's `ValueError` for what is no specification.
    init(_ text: String, typeName: String) throws {
        self.typeName = typeName
        let scalars = Array(text.unicodeScalars)
        var position = 0
        var hasFill = false
        func alignment(at index: Int) -> StringText.Alignment? {
            guard index < scalars.count else { return nil }
            return switch scalars[index] {
            case "<": .left
            case ">": .right
            case "^": .center
            case "=": .numeric
            default: nil
            }
        }
        func take(_ scalar: Unicode.Scalar) -> Bool {
            guard position < scalars.count, scalars[position] == scalar else { return false }
            position += 1
            return true
        }
        func number() throws -> Int? {
            let start = position
            var value = 0
            while position < scalars.count, let digit = scalars[position].properties.numericType == .decimal ? scalars[position].properties.numericValue : nil {
                let (next, overflow) = value.multipliedReportingOverflow(by: 10)
                guard !overflow, next <= Int.max - 9 else { throw Raised.valueError("Too many decimal digits in format string") }
                value = next + Int(digit)
                position += 1
            }
            return position > start ? value : nil
        }

        if let found = alignment(at: 1) {
            fill = scalars[0]
            align = found
            hasFill = true
            position = 2
        } else if let found = alignment(at: 0) {
            align = found
            position = 1
        }
        if take("+") { sign = .plus } else if take("-") { sign = .minus } else if take(" ") { sign = .blank }
        if take("z") { coercesNegativeZero = true }
        if take("#") { alternate = true }
        if !hasFill, take("0") {
            fill = "0"
            // Text keeps its own alignment; numbers are filled behind the sign.
            if align == nil, typeName != "str" { align = .numeric }
        }
        width = try number() ?? -1
        if take(",") { grouping = "," }
        if take("_") {
            if grouping != nil { throw Raised.valueError("Cannot specify both ',' and '_'.") }
            grouping = "_"
        }
        if grouping != nil, position < scalars.count, scalars[position] == "," {
            throw Raised.valueError(grouping == "," ? "Cannot specify ',' with ','." : "Cannot specify both ',' and '_'.")
        }
        if take(".") {
            guard let digits = try number() else { throw Raised.valueError("Format specifier missing precision") }
            precision = digits
        }
        if scalars.count - position > 1 { throw Raised.valueError("Invalid format specifier '\(text)' for object of type '\(typeName)'") }
        if position < scalars.count { type = scalars[position] }
        try Memory.checkText(width)
        if precision > 1 << 20 {
            throw precision > Int(Int32.max) ? Raised.valueError("precision too big") : Raised(ExceptionTypes.memoryError, "")
        }
        if let grouping {
            switch type {
            case nil where typeName == "str": throw noGrouping()
            case nil, "d", "e", "f", "g", "E", "G", "%", "F": break
            case "b", "o", "x", "X": if grouping == "," { throw noGrouping() }
            default: throw noGrouping()
            }
        }
    }
    /// Whose rules a specification is read by.
    enum Owner: String { case str, int, bool, float }
    private struct Known {
        var text: Str?
        var owner = Owner.str
        var specification: FormatSpecification?
    }
    // Specifications already read, at places that their first bytes give; the evaluator's thread only.
    nonisolated(unsafe) private static let known: UnsafeMutablePointer<Known> = {
        let made = RawStorage.allocate(32, of: Known.self)
        made.initialize(repeating: Known(), count: 32)
        return made
    }()
    /// As `init`, but programs use few specifications often.
    static func known(_ text: Str, _ owner: Owner) throws -> FormatSpecification {
        let entry = known + Int((text.head &* 0x9E37_79B9_7F4A_7C15) >> 59)
        if let other = entry.pointee.text, entry.pointee.owner == owner, Str.areEqual(other, text), let specification = entry.pointee.specification {
            return specification
        }
        let specification = try FormatSpecification(text.text, typeName: owner.rawValue)
        entry.pointee = Known(text: text, owner: owner, specification: specification)
        return specification
    }
    private func noGrouping() -> Raised {
        Raised.valueError("Cannot specify '\(grouping.map(String.init) ?? "")' with '\(type.map(String.init) ?? "s")'.")
    }
    func unknownCode() -> Raised {
        let code = type ?? " "
        let shown = code.value > 32 && code.value < 128 ? String(code) : "\\x" + String(code.value, radix: 16)
        return Raised.valueError("Unknown format code '\(shown)' for object of type '\(typeName)'")
    }

    /// Text by these rules.
    func append(_ given: Str, to text: inout TextBuilder) throws {
        if type != nil, type != "s" { throw unknownCode() }
        if sign != nil {
            throw Raised.valueError("\(sign == .blank ? "Space" : "Sign") not allowed in string format specifier")
        }
        if coercesNegativeZero { throw Raised.valueError("Negative zero coercion (z) not allowed in string format specifier") }
        if alternate { throw Raised.valueError("Alternate form (#) not allowed in string format specifier") }
        if align == .numeric { throw Raised.valueError("'=' alignment not allowed in string format specifier") }
        let shown = precision >= 0 ? min(precision, given.count) : given.count
        let missing = max(0, width - shown)
        let left = (align ?? .left).left(missing)
        text.append(fill, times: left)
        text.append(given.bytes(0..<shown), isASCII: given.isASCII)
        text.append(fill, times: missing - left)
    }
    /// A number's sign and digits on the field, where the digits are not grouped.
    func append(isNegative: Bool, digits: UnsafeBufferPointer<UInt8>, to text: inout TextBuilder) {
        let mark: UInt8? = isNegative ? 0x2D : sign == .plus ? 0x2B : sign == .blank ? 0x20 : nil
        let missing = max(0, width - digits.count - (mark == nil ? 0 : 1))
        let align = align ?? .right
        let left = align.left(missing)
        if align != .numeric { text.append(fill, times: left) }
        if let mark { text.append(mark) }
        if align == .numeric { text.append(fill, times: left) }
        text.append(digits, isASCII: true)
        text.append(fill, times: missing - left)
    }

    /// A number's parts put together: sign, prefix, grouped digits, the rest, on the field.
    func assemble(isNegative: Bool, prefix: String, digits: String, rest: String) -> String {
        if sign == nil, grouping == nil, align != .numeric, prefix.isEmpty, rest.isEmpty {
            let whole = isNegative ? "-" + digits : digits
            return width < 0 ? whole : StringText.padded(whole, width, align: align ?? .right, fill: fill)
        }
        let signText = isNegative ? "-" : sign == .plus ? "+" : sign == .blank ? " " : ""
        if width < 0, grouping == nil { return signText + prefix + digits + rest }
        var whole = digits
        if let grouping {
            let size = type.map { "boxX".unicodeScalars.contains($0) } == true ? 4 : 3
            let isZeroFilled = fill == "0" && align == .numeric
            let least = isZeroFilled ? width - signText.utf8.count - prefix.utf8.count - rest.utf8.count : 0
            whole = FormatSpecification.grouped(digits, by: size, separator: UInt8(truncatingIfNeeded: grouping.value), least: least)
        }
        let body = prefix + whole + rest
        if align == .numeric {
            let missing = width - signText.utf8.count - body.utf8.count
            let filler = StringText.repeated(fill, missing)
            return signText + prefix + filler + whole + rest
        }
        return StringText.padded(signText + body, width, align: align ?? .right, fill: fill)
    }
    /// Digits in groups; filled with zeros until they are `least` wide, separators included.
    static func grouped(_ digits: String, by size: Int, separator: UInt8, least: Int) -> String {
        guard digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 || $0 >= 0x61 && $0 <= 0x66 || $0 >= 0x41 && $0 <= 0x46 })
        else { return digits }
        // With n digits there are (n - 1) / size separators; none may come first.
        let filled = least > 0 ? least / (size + 1) * size + max(1, least % (size + 1)) : 0
        let count = max(digits.utf8.count, filled)
        let length = count + (count - 1) / size
        return String(unsafeUninitializedCapacity: length) { target in
            var place = length
            func put(_ digit: UInt8, _ index: Int) {
                if index > 0, index % size == 0 {
                    place -= 1
                    target[place] = separator
                }
                place -= 1
                target[place] = digit
            }
            var index = 0
            for digit in digits.utf8.reversed() {
                put(digit, index)
                index += 1
            }
            while index < count {
                put(0x30, index)
                index += 1
            }
            return length
        }
    }
}
