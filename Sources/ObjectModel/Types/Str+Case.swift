// Letter case, and the questions about characters.
extension Str {
    private static func isCased(_ scalar: Unicode.Scalar) -> Bool {
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
    final func lowered() -> Value { mappedASCII { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 } }
    final func uppered() -> Value { mappedASCII { $0 &- 0x61 < 26 ? $0 & 0xDF : $0 } }
    /// Lower case by code point, with Greek's final sigma as Unicode asks.
    static func lowered(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        return scalars.indices.reduce(into: "") { $0 += lowered(scalars, $1) }
    }
    /// One of some text's code points.
    private static func lowered(_ scalars: [Unicode.Scalar], _ index: Int) -> String {
        guard scalars[index] == "Σ" else { return scalars[index].properties.lowercaseMapping }
        let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
        let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        return before.map(isCased) == true && after.map(isCased) != true ? "ς" : "σ"
    }
    private static func uppered(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { $0 += $1.properties.uppercaseMapping }
    }
    private static func titled(_ text: String) -> String {
        var wasCased = false
        let scalars = Array(text.unicodeScalars)
        return scalars.indices.reduce(into: "") { result, index in
            result += wasCased ? lowered(scalars, index) : scalars[index].properties.titlecaseMapping
            wasCased = isCased(scalars[index])
        }
    }
    private static func swapped(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        return scalars.indices.reduce(into: "") { result, index in
            let properties = scalars[index].properties
            result += properties.isUppercase ? lowered(scalars, index) : properties.isLowercase ? properties.uppercaseMapping : String(scalars[index])
        }
    }
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
    private static func translated(_ text: String, _ table: Value) throws -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let found: Value
            do { found = try table.item(.int(Int(scalar.value))) } catch let raised as Raised
                where raised.isInstance(of: ExceptionTypes.lookupError)
            {
                result.unicodeScalars.append(scalar)
                continue
            }
            if found.isNone { continue }
            if let replacement = found.asString {
                result += replacement
            } else if let code = found.asInt {
                guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else {
                    throw Raised.valueError("character mapping must be in range(0x110000)")
                }
                result.unicodeScalars.append(scalar)
            } else {
                throw Raised.typeError("character mapping must return integer, None or str")
            }
        }
        return result
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
        let from = Array(try text(a[0]) { "maketrans() argument 1 must be str, not \($0)" }.unicodeScalars)
        let to = Array(try text(a[1]) { "maketrans() argument 2 must be str, not \($0)" }.unicodeScalars)
        guard from.count == to.count else {
            throw Raised.valueError("the first two maketrans arguments must have equal length")
        }
        for (key, value) in zip(from, to) { try table.store(.int(Int(key.value)), .int(Int(value.value))) }
        if a.count > 2 {
            for scalar in try text(a[2]).unicodeScalars { try table.store(.int(Int(scalar.value)), .none) }
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
        func question(_ name: Name, _ summary: String, _ holds: @escaping (Unicode.Scalar) -> Bool) -> NativeFunction {
            methods.none(name, summary: summary) { .bool(!$0.text.isEmpty && $0.text.unicodeScalars.allSatisfy(holds)) }
        }
        func changed(_ name: Name, _ summary: String, _ change: @escaping (String) -> String) -> NativeFunction {
            methods.none(name, summary: summary) { .str(change($0.text)) }
        }
        return [
            methods.none("lower", summary: "In lower case.") { $0.isASCII ? $0.lowered() : .str(lowered($0.text)) }.intrinsic(.strLower),
            methods.none("upper", summary: "In upper case.") { $0.isASCII ? $0.uppered() : .str(uppered($0.text)) }.intrinsic(.strUpper),
            changed("casefold", "For comparing without regard to case.") { text in
                text.unicodeScalars.reduce(into: "") { $0 += folded($1) }
            },
            changed("capitalize", "With a capital first letter, the rest in lower case.") { text in
                let scalars = Array(text.unicodeScalars)
                return scalars.indices.reduce(into: "") { $0 += $1 == 0 ? scalars[0].properties.titlecaseMapping : lowered(scalars, $1) }
            },
            changed("title", "With a capital letter at the start of each word.", titled),
            changed("swapcase", "With the case of each letter turned round.", swapped),
            question("isalpha", "Whether all are letters.", isLetter),
            question("isalnum", "Whether all are letters or numbers.") { isLetter($0) || isNumeric($0) },
            question("isdecimal", "Whether all are decimal digits.", isDecimal),
            question("isdigit", "Whether all are digits.", isDigit),
            question("isnumeric", "Whether all are numeric.", isNumeric),
            question("isspace", "Whether all is white space.", isSpace),
            methods.none("isascii", summary: "Whether all is ASCII.") { .bool($0.isASCII) },
            methods.none("isprintable", summary: "Whether all can be shown.") { .bool($0.text.unicodeScalars.allSatisfy(StringText.isPrintable)) },
            methods.none("isidentifier", summary: "Whether it could be a name.") { .bool(isIdentifier($0.text)) },
            methods.none("islower", summary: "Whether all letters with case are in lower case.") { string in
                let cased = string.text.unicodeScalars.filter(isCased)
                return .bool(!cased.isEmpty && cased.allSatisfy { $0.properties.isLowercase })
            },
            methods.none("isupper", summary: "Whether all letters with case are in upper case.") { string in
                let cased = string.text.unicodeScalars.filter(isCased)
                return .bool(!cased.isEmpty && cased.allSatisfy { $0.properties.isUppercase })
            },
            methods.none("istitle", summary: "Whether each word starts with its only capital.") { .bool(isTitled($0.text)) },
            methods.one("translate", "table", summary: "With each character replaced as table says.") { .str(try translated($0.text, $1)) },
            StaticMethod(NativeFunction("maketrans", "x, y=None, z=None, /", body: .counted(1...3, makeTable))),
        ]
    }
}
