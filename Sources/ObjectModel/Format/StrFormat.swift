/// `str.format`: fields in braces, filled in from the arguments.
final class StrFormat {
    private let positional: [Value]
    private let named: (String) throws -> Value
    /// Whether fields are numbered by themselves; nil: none has been seen yet.
    private var isAutomatic: Bool?
    private var upcoming = 0
    private let hasNoPositions: Bool

    init(_ arguments: Arguments) {
        positional = arguments.positional
        hasNoPositions = false
        let pairs = Dictionary(arguments.keywordPairs.map { ($0.text, $1) }) { first, _ in first }
        named = { name in
            guard let value = pairs[name] else { throw Raised.keyError(.str(name)) }
            return value
        }
    }
    init(mapping: Value) {
        positional = []
        hasNoPositions = true
        named = { try mapping.item(.str($0)) }
    }

    /// Text whose fields are all `{}`, `{0}` or `{name}`, maybe with a specification, and have their values: what most texts are.
    /// - Returns: nil for anything else; nothing of the program's has run then.
    static func plain(_ given: Str, _ arguments: Arguments) throws -> Value? {
        guard arePlain(given.bytes, arguments) else { return nil }
        var result = TextBuilder()
        var fields = Fields(bytes: given.bytes)
        var from = 0
        while let field = fields.next() {
            result.append(UnsafeBufferPointer(rebasing: given.bytes[from..<field.start]), isASCII: given.isASCII)
            let given = place(of: field, arguments).unsafelyUnwrapped.pointee  // just seen
            let argument = field.isRepr ? Value.str(try given.repr()) : given
            if field.specification.isEmpty {
                try argument.append(to: &result)
            } else {
                try argument.append(Str.copy(field.specification, isASCII: UTF8Bytes.isASCII(field.specification)), to: &result)
            }
            from = fields.place
        }
        result.append(UnsafeBufferPointer(rebasing: given.bytes[from...]), isASCII: given.isASCII)
        return result.value()
    }
    /// Whether all braces are plain fields whose values are there.
    private static func arePlain(_ bytes: UnsafeBufferPointer<UInt8>, _ arguments: Arguments) -> Bool {
        var fields = Fields(bytes: bytes)
        while let field = fields.next() { if place(of: field, arguments) == nil { return false } }
        return fields.arePlain
    }
    /// Where the value for a field lies; nil: nowhere.
    @inline(__always)
    private static func place(of field: Fields.Field, _ arguments: Arguments) -> UnsafeMutablePointer<Value>? {
        if field.index >= 0 { return field.index < arguments.count ? arguments.base + field.index : nil }
        guard let keywords = arguments.keywords else { return nil }
        let names = keywords.names
        for place in 0..<names.count where names[place].isSpelled(field.name) { return arguments.base + (arguments.count + place) }
        return nil
    }
    /// Plain fields, one after the other.
    private struct Fields {
        struct Field {
            /// Of the opening brace.
            let start: Int
            /// Less than zero: the field has a name.
            let index: Int
            let name: UnsafeBufferPointer<UInt8>
            let specification: UnsafeBufferPointer<UInt8>
            /// `{!r}`.
            let isRepr: Bool
        }
        let bytes: UnsafeBufferPointer<UInt8>
        /// Behind the last field.
        var place = 0
        /// The number of the next field without one; -1: fields have numbers.
        private var upcoming = 0
        private(set) var arePlain = true

        init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }
        mutating func next() -> Field? {
            while place < bytes.count {
                let byte = bytes[place]
                place += 1
                if byte != UInt8(ascii: "{"), byte != UInt8(ascii: "}") { continue }
                if byte == UInt8(ascii: "{"), let field = field() { return field }
                arePlain = false
                return nil
            }
            return nil
        }
        /// The field behind an opening brace.
        private mutating func field() -> Field? {
            let (start, first) = (place - 1, place)
            while place < bytes.count, ASCIIClass.of(bytes[place]) & (ASCIIClass.letter | ASCIIClass.digit) != 0 || bytes[place] == UInt8(ascii: "_") { place += 1 }
            let name = UnsafeBufferPointer(rebasing: bytes[first..<place])
            let isRepr = place + 2 < bytes.count && bytes[place] == UInt8(ascii: "!") && bytes[place + 1] == UInt8(ascii: "r")
            if isRepr { place += 2 }
            guard place < bytes.count, bytes[place] == UInt8(ascii: "}") || bytes[place] == UInt8(ascii: ":") else { return nil }
            let behind = bytes[place] == UInt8(ascii: ":") ? place + 1 : place
            place = behind
            while place < bytes.count, bytes[place] != UInt8(ascii: "}") {
                if bytes[place] == UInt8(ascii: "{") { return nil }
                place += 1
            }
            guard place < bytes.count, let index = index(of: name) else { return nil }
            let specification = UnsafeBufferPointer(rebasing: bytes[behind..<place])
            place += 1
            return Field(start: start, index: index, name: name, specification: specification, isRepr: isRepr)
        }
        /// -1 for a name; nil: numbered fields and others are mixed, or a number is large.
        private mutating func index(of name: UnsafeBufferPointer<UInt8>) -> Int? {
            if name.isEmpty {
                guard upcoming >= 0 else { return nil }
                upcoming += 1
                return upcoming - 1
            }
            if ASCIIClass.of(name[0]) & ASCIIClass.digit == 0 { return -1 }
            guard upcoming <= 0, name.count <= 4, let number = IntText.plainDecimal(name) else { return nil }
            upcoming = -1
            return number
        }
    }

    func format(_ text: String, depth: Int = 2) throws -> String {
        if depth == 0 { throw Raised.valueError("Max string recursion exceeded") }
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var position = 0
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            guard scalar == "{" || scalar == "}" else {
                result.append(scalar)
                continue
            }
            if position < scalars.count, scalars[position] == scalar {
                result.append(scalar)
                position += 1
                continue
            }
            if scalar == "}" { throw Raised.valueError("Single '}' encountered in format string") }
            if position == scalars.count { throw Raised.valueError("Single '{' encountered in format string") }
            result.append(contentsOf: try field(scalars, &position, depth).unicodeScalars)
        }
        return String(result)
    }

    /// One replacement field; `position` is behind its opening brace.
    private func field(_ scalars: [Unicode.Scalar], _ position: inout Int, _ depth: Int) throws -> String {
        var name = String.UnicodeScalarView()
        var isInBrackets = false
        while position < scalars.count {
            let scalar = scalars[position]
            if scalar == "{" { throw Raised.valueError("unexpected '{' in field name") }
            if scalar == "[" { isInBrackets = true }
            if scalar == "]" { isInBrackets = false }
            if !isInBrackets, scalar == "}" || scalar == ":" || scalar == "!" { break }
            name.append(scalar)
            position += 1
        }
        guard position < scalars.count else { throw Raised.valueError("expected '}' before end of string") }
        var conversion: Unicode.Scalar?
        if scalars[position] == "!" {
            position += 1
            guard position + 1 < scalars.count else {
                throw Raised.valueError(position < scalars.count ? "unmatched '{' in format spec" : "end of string while looking for conversion specifier")
            }
            conversion = scalars[position]
            position += 1
            if scalars[position] != ":", scalars[position] != "}" { throw Raised.valueError("expected ':' after conversion specifier") }
        }
        var specification = String.UnicodeScalarView()
        if scalars[position] == ":" {
            position += 1
            var open = 1
            while position < scalars.count {
                if scalars[position] == "{" { open += 1 }
                if scalars[position] == "}" {
                    open -= 1
                    if open == 0 { break }
                }
                specification.append(scalars[position])
                position += 1
            }
            guard position < scalars.count else { throw Raised.valueError("unmatched '{' in format spec") }
        }
        position += 1
        var value = try self.value(String(name))
        switch conversion {
        case nil: break
        case "r": value = .str(try value.repr())
        case "s": value = .str(try value.str())
        case "a": value = .str(try Str.ascii(value))
        case let other?: throw Raised.valueError("Unknown conversion specifier \(other)")
        }
        let expanded = specification.contains("{") || specification.contains("}") ? try format(String(specification), depth: depth - 1) : String(specification)
        return try value.format(expanded)
    }

    /// The value that a field name such as `0.shape[1]` means.
    private func value(_ name: String) throws -> Value {
        let scalars = Array(name.unicodeScalars)
        var position = scalars.firstIndex { $0 == "." || $0 == "[" } ?? scalars.count
        var value = try first(StrFormat.text(scalars[..<position]))
        while position < scalars.count {
            let opener = scalars[position]
            position += 1
            if opener == "." {
                let end = scalars[position...].firstIndex { $0 == "." || $0 == "[" } ?? scalars.count
                if end == position { throw Raised.valueError("Empty attribute in format string") }
                value = try value.attribute(Name(StrFormat.text(scalars[position..<end])))
                position = end
            } else if opener == "[" {
                guard let end = scalars[position...].firstIndex(of: "]") else { throw Raised.valueError("Missing ']' in format string") }
                let key = StrFormat.text(scalars[position..<end])
                if key.isEmpty { throw Raised.valueError("Empty attribute in format string") }
                value = try value.item(key.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? .int(try StrFormat.integer(key)) : .str(key))
                position = end + 1
            } else {
                throw Raised.valueError("Only '.' or '[' may follow ']' in format field specifier")
            }
        }
        return value
    }
    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
    private static func integer(_ digits: String) throws -> Int {
        guard let value = Int(digits) else { throw Raised.valueError("Too many decimal digits in format string") }
        return value
    }
    private func first(_ name: String) throws -> Value {
        let isNumber = !name.isEmpty && name.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
        guard name.isEmpty || isNumber else { return try named(name) }
        if hasNoPositions { throw Raised.valueError("Format string contains positional fields") }
        if let isAutomatic, isAutomatic != name.isEmpty {
            throw Raised.valueError(
                isAutomatic
                    ? "cannot switch from automatic field numbering to manual field specification"
                    : "cannot switch from manual field specification to automatic field numbering")
        }
        isAutomatic = name.isEmpty
        let index = name.isEmpty ? upcoming : try StrFormat.integer(name)
        if name.isEmpty { upcoming += 1 }
        guard index < positional.count else {
            throw Raised.indexError("Replacement index \(index) out of range for positional args tuple")
        }
        return positional[index]
    }
}

extension Str {
    /// What `ascii(value)` gives: its repr with escapes for everything that is not ASCII.
    public static func ascii(_ value: Value) throws -> String {
        if let text = value.asString { return StringText.repr(text, escapingNonASCII: true) }
        return try value.repr().unicodeScalars.reduce(into: "") { $0 += $1.value < 0x80 ? String($1) : StringText.escape($1) }
    }
}
