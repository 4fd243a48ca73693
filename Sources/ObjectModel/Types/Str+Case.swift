// Letter case, and the questions about characters.
extension Str {
    private static func isCased(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return ASCIIClass.of(UInt8(truncatingIfNeeded: scalar.value)) & ASCIIClass.letter != 0 }
        let properties = scalar.properties
        return properties.isUppercase || properties.isLowercase || properties.generalCategory == .titlecaseLetter
    }
    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }
    private static func isDecimal(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType == .decimal }
    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.numericType == .decimal || scalar.properties.numericType == .digit
    }
    private static func isNumeric(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType != nil }
    private static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first == "_" || first.properties.isXIDStart else { return false }
        return text.unicodeScalars.dropFirst().allSatisfy { $0.properties.isXIDContinue }
    }
    /// ASCII text with every byte mapped to another.
    @inline(__always)
    private func mappedASCII(_ map: (UInt8) -> UInt8) -> Value {
        if byteCount <= 1 { return byteCount == 0 ? .object(self) : Str.character(byte: map(start[0])) }
        return .object(
            Str.make(byteCount, isASCII: true) { target in
                for index in 0..<byteCount { target[index] = map(start[index]) }
            })
    }
    /// `lower` and `upper` of ASCII.
    final func lowered() -> Value { mappedASCII(ASCIIClass.lower) }
    final func uppered() -> Value { mappedASCII(ASCIIClass.upper) }
    private func capitalized() -> Value {
        var isFirst = true
        return mappedASCII { byte in
            defer { isFirst = false }
            return isFirst ? ASCIIClass.upper(byte) : ASCIIClass.lower(byte)
        }
    }
    private func titled() -> Value {
        var wasCased = false
        return mappedASCII { byte in
            defer { wasCased = ASCIIClass.of(byte) & ASCIIClass.letter != 0 }
            return wasCased ? ASCIIClass.lower(byte) : ASCIIClass.upper(byte)
        }
    }
    private func swapped() -> Value { mappedASCII { ASCIIClass.of($0) & ASCIIClass.letter != 0 ? $0 ^ 0x20 : $0 } }

    /// Text put together code point by code point.
    private static func mapped(_ text: String, _ append: ([Unicode.Scalar], Int, inout TextBuilder) -> Void) -> Value {
        let scalars = Array(text.unicodeScalars)
        var result = TextBuilder()
        for index in scalars.indices { append(scalars, index, &result) }
        return result.value()
    }
    /// Lower case by code point, with Greek's final sigma as Unicode asks.
    static func lowered(_ text: String) -> Value { mapped(text, lower) }
    /// One of some text's code points.
    private static func lower(_ scalars: [Unicode.Scalar], _ index: Int, _ result: inout TextBuilder) {
        let scalar = scalars[index]
        if scalar.isASCII { return result.append(ASCIIClass.lower(UInt8(truncatingIfNeeded: scalar.value))) }
        guard scalar == "Σ" else { return result.append(scalar.properties.lowercaseMapping) }
        let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
        let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        result.append(before.map(isCased) == true && after.map(isCased) != true ? "ς" : "σ")
    }
    private static func upper(_ scalars: [Unicode.Scalar], _ index: Int, _ result: inout TextBuilder) {
        let scalar = scalars[index]
        if scalar.isASCII { return result.append(ASCIIClass.upper(UInt8(truncatingIfNeeded: scalar.value))) }
        result.append(scalar.properties.uppercaseMapping)
    }
    private static func title(_ scalars: [Unicode.Scalar], _ index: Int, _ result: inout TextBuilder) {
        if scalars[index].isASCII { upper(scalars, index, &result) } else { result.append(scalars[index].properties.titlecaseMapping) }
    }
    private static func titled(_ text: String) -> Value {
        var wasCased = false
        return mapped(text) { scalars, index, result in
            if wasCased { lower(scalars, index, &result) } else { title(scalars, index, &result) }
            wasCased = isCased(scalars[index])
        }
    }
    private static func swapped(_ text: String) -> Value {
        mapped(text) { scalars, index, result in
            let properties = scalars[index].properties
            if properties.isUppercase {
                lower(scalars, index, &result)
            } else if properties.isLowercase {
                upper(scalars, index, &result)
            } else {
                result.append(scalars[index])
            }
        }
    }
    /// Whether each byte, which is ASCII, is of one of the classes; false for no bytes at all.
    private func consists(of classes: UInt8) -> Bool {
        for byte in bytes where ASCIIClass.of(byte) & classes == 0 { return false }
        return byteCount > 0
    }
    /// What classes the bytes are of, together.
    private var classes: UInt8 { bytes.reduce(0) { $0 | ASCIIClass.of($1) } }
    private static func isTitled(_ text: String) -> Bool {
        var wasCased = false
        var found = false
        for scalar in text.unicodeScalars {
            if scalar.properties.isUppercase || scalar.properties.generalCategory == .titlecaseLetter {
                if wasCased { return false }
                wasCased = true
                found = true
            } else if scalar.properties.isLowercase {
                if !wasCased { return false }
                found = true
            } else {
                wasCased = false
            }
        }
        return found
    }
    /// `translate`: the table is asked for each code point.
    private func translated(_ table: Value) throws -> Value {
        // A dict tells what it lacks without an exception.
        var plain: Dict?
        if case .object(let object) = table, Swift.type(of: object) == Dict.self { plain = unsafeDowncast(object, to: Dict.self) }  // just seen
        var result = TextBuilder()
        var place = 0
        while place < byteCount {
            let scalar = UTF8Bytes.scalar(start, &place)
            guard let found = try Str.replacement(scalar, plain, table) else {
                result.append(scalar)
                continue
            }
            if found.isNone { continue }
            if let replacement = found.object(of: .str) {
                result.append(unsafeDowncast(replacement, to: Str.self))  // the kind says so
            } else if let code = found.asInt {
                guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else {
                    throw Raised.valueError("character mapping must be in range(0x110000)")
                }
                result.append(scalar)
            } else {
                throw Raised.typeError("character mapping must return integer, None or str")
            }
        }
        return result.value()
    }
    /// nil: the character stays.
    private static func replacement(_ scalar: Unicode.Scalar, _ plain: Dict?, _ table: Value) throws -> Value? {
        let key = Value.int(Int(scalar.value))
        if let plain { return try plain.lookup(key) }
        do { return try table.item(key) } catch let raised as Raised where raised.isInstance(of: ExceptionTypes.lookupError) { return nil }
    }
    private static func makeTable(_ a: Arguments) throws -> Value {
        let table = Dict()
        if a.count == 1 {
            guard let dict = a[0].withoutClass.object(of: .dict) as? Dict else {
                throw Raised.typeError("if you give only one argument to maketrans it must be a dict")
            }
            for (key, value) in dict.pairs {
                if let text = key.asString {
                    guard let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1 else {
                        throw Raised.valueError("string keys in translate table must be of length 1")
                    }
                    try table.store(.int(Int(scalar.value)), value)
                } else {
                    guard key.asInt != nil else { throw Raised.typeError("keys in translate table must be strings or integers") }
                    try table.store(key, value)
                }
            }
            return .object(table)
        }
        let from = Array(try text(a[0]) { _ in "first maketrans argument must be a string if there is a second argument" }.unicodeScalars)
        let to = Array(try text(a[1], as: "maketrans() argument 2").unicodeScalars)
        guard from.count == to.count else {
            throw Raised.valueError("the first two maketrans arguments must have equal length")
        }
        for (key, value) in zip(from, to) { try table.store(.int(Int(key.value)), .int(Int(value.value))) }
        if a.count > 2 {
            for scalar in try text(a[2], as: "maketrans() argument 3").unicodeScalars { try table.store(.int(Int(scalar.value)), .none) }
        }
        return .object(table)
    }

    /// Unicode's full case folding: the small letters of the capitals, but for those that fold to themselves or to capitals.
    private static func folded(_ scalar: Unicode.Scalar) -> String {
        if scalar == "\u{131}" { return "\u{131}" }
        let capitals = scalar.properties.uppercaseMapping
        if 0x13A0...0x13FD ~= scalar.value || 0xAB70...0xABBF ~= scalar.value { return capitals }
        return capitals.unicodeScalars.reduce(into: "") { $0 += $1.properties.lowercaseMapping }
    }
    static func caseMembers(_ methods: Methods<Str>) -> [Object] {
        func question(_ name: Name, _ summary: String, _ classes: UInt8, _ holds: @escaping (Unicode.Scalar) -> Bool) -> NativeFunction {
            methods.none(name, summary: summary) { .bool($0.isASCII ? $0.consists(of: classes) : $0.text.unicodeScalars.allSatisfy(holds)) }
        }
        func changed(_ name: Name, _ summary: String, _ plain: @escaping (Str) -> Value, _ change: @escaping (String) -> Value) -> NativeFunction {
            methods.none(name, summary: summary) { $0.isASCII ? plain($0) : change($0.text) }
        }
        let (letter, digit) = (ASCIIClass.letter, ASCIIClass.digit)
        return [
            changed("lower", "In lower case.", { $0.lowered() }, lowered).intrinsic(.strLower),
            changed("upper", "In upper case.", { $0.uppered() }) { mapped($0, upper) }.intrinsic(.strUpper),
            changed("casefold", "For comparing without regard to case.", { $0.lowered() }) { text in
                mapped(text) { $2.append(folded($0[$1])) }
            },
            changed("capitalize", "With a capital first letter, the rest in lower case.", { $0.capitalized() }) { text in
                mapped(text) { scalars, index, result in
                    if index == 0 { title(scalars, 0, &result) } else { lower(scalars, index, &result) }
                }
            },
            changed("title", "With a capital letter at the start of each word.", { $0.titled() }, titled),
            changed("swapcase", "With the case of each letter turned round.", { $0.swapped() }, swapped),
            question("isalpha", "Whether all are letters.", letter, isLetter),
            question("isalnum", "Whether all are letters or numbers.", letter | digit) { isLetter($0) || isNumeric($0) },
            question("isdecimal", "Whether all are decimal digits.", digit, isDecimal),
            question("isdigit", "Whether all are digits.", digit, isDigit),
            question("isnumeric", "Whether all are numeric.", digit, isNumeric),
            question("isspace", "Whether all is white space.", ASCIIClass.blank, isSpace),
            methods.none("isascii", summary: "Whether all is ASCII.") { .bool($0.isASCII) },
            methods.none("isprintable", summary: "Whether all can be shown.") { string in
                if string.isASCII { return .bool(string.bytes.allSatisfy { $0 &- 0x20 < 0x5F }) }
                return .bool(string.text.unicodeScalars.allSatisfy(StringText.isPrintable))
            },
            methods.none("isidentifier", summary: "Whether it could be a name.") { .bool(isIdentifier($0.text)) },
            methods.none("islower", summary: "Whether all letters with case are in lower case.") { string in
                if string.isASCII { return .bool(string.classes & letter == ASCIIClass.lowerCase) }
                let cased = string.text.unicodeScalars.filter(isCased)
                return .bool(!cased.isEmpty && cased.allSatisfy { $0.properties.isLowercase })
            },
            methods.none("isupper", summary: "Whether all letters with case are in upper case.") { string in
                if string.isASCII { return .bool(string.classes & letter == ASCIIClass.upperCase) }
                let cased = string.text.unicodeScalars.filter(isCased)
                return .bool(!cased.isEmpty && cased.allSatisfy { $0.properties.isUppercase })
            },
            methods.none("istitle", summary: "Whether each word starts with its only capital.") { .bool(isTitled($0.text)) },
            methods.one("translate", "table", summary: "With each character replaced as table says.") { try $0.translated($1) },
            StaticMethod(NativeFunction("maketrans", "x, y=None, z=None, /", body: .counted(1...3, makeTable))),
        ]
    }
}

/// What ASCII's characters are: a bit each, so that a text is asked for several at once.
enum ASCIIClass {
    static let upperCase: UInt8 = 1
    static let lowerCase: UInt8 = 2
    static let digit: UInt8 = 4
    static let blank: UInt8 = 8
    static let letter: UInt8 = 3

    @inline(__always)
    static func of(_ byte: UInt8) -> UInt8 {
        if (byte | 0x20) &- 0x61 < 26 { return byte & 0x20 == 0 ? upperCase : lowerCase }
        return byte &- 0x30 < 10 ? digit : Str.isBlank(byte) ? blank : 0
    }
    @inline(__always)
    static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
    @inline(__always)
    static func upper(_ byte: UInt8) -> UInt8 { byte &- 0x61 < 26 ? byte & 0xDF : byte }
}
