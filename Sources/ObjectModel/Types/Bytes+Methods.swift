// The methods of `bytes`: those of `str`, for ASCII letters.
extension Bytes {
    private static func made(_ bytes: some Sequence<UInt8>) -> Value { .object(Bytes(Array(bytes))) }

    /// The bytes of an argument that must be `bytes`.
    private static func part(_ value: Value, _ message: (String) -> String = { "a bytes-like object is required, not '\($0)'" }) throws -> [UInt8] {
        guard let bytes = value.withoutClass.object(of: .bytes) as? Bytes else { throw Raised.typeError(message(value.type.name)) }
        return bytes.bytes
    }
    /// What is sought: `bytes`, or one byte as an integer.
    private static func sought(_ value: Value) throws -> [UInt8] {
        if let bytes = value.withoutClass.object(of: .bytes) as? Bytes { return bytes.bytes }
        switch value {
        case .int, .bool: break
        case .object(let object) where try object.index() != nil: break
        default: throw Raised.typeError("argument should be integer or bytes-like object, not '\(value.type.name)'")
        }
        return [try byte(value, "byte")]
    }
    private static func optional(_ a: Arguments, _ index: Int) -> Value? { index < a.count ? a[index] : nil }

    private func all(_ part: [UInt8], limit: Int = .max) -> [Int] {
        bytes.withUnsafeBufferPointer { whole in part.withUnsafeBufferPointer { StringSearch.all(whole, $0, limit: limit) } }
    }
    private func place(of part: [UInt8], last: Bool) -> Int? {
        bytes.withUnsafeBufferPointer { whole in
            part.withUnsafeBufferPointer { last ? StringSearch.last(whole, $0, whole.count) : StringSearch.first(whole, $0, 0) }
        }
    }
    /// The part that optional bounds mean; nil if it would end before it starts.
    private func searched(_ start: Value?, _ stop: Value?) throws -> (part: Bytes, first: Int)? {
        let (from, to) = try Sequences.places(start, stop, bytes.count)
        return from <= to ? (Bytes(Array(bytes[from..<to])), from) : nil
    }
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    private static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
    private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { isUpper(byte) || isLower(byte) }
    private static func upper(_ byte: UInt8) -> UInt8 { isLower(byte) ? byte - 32 : byte }
    private static func lower(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte + 32 : byte }

    // MARK: Families

    private static func search(_ name: Name, _ methods: Methods<Bytes>, last: Bool, mustFind: Bool) -> NativeFunction {
        methods.some(name, 1...3, "sub, start=None, end=None, /", summary: "The \(last ? "last" : "first") place of sub.") { bytes, a in
            let part = try sought(a[0])
            if let (searched, first) = try bytes.searched(optional(a, 1), optional(a, 2)), let place = searched.place(of: part, last: last) {
                return .int(first + place)
            }
            if mustFind { throw Raised.valueError("subsection not found") }
            return .int(-1)
        }
    }
    private static func touches(_ name: Name, _ methods: Methods<Bytes>, atEnd: Bool) -> NativeFunction {
        methods.some(name, 1...3, "\(atEnd ? "suffix" : "prefix"), start=None, end=None, /", summary: "Whether it \(atEnd ? "ends" : "starts") so.") { bytes, a in
            let searched = try bytes.searched(optional(a, 1), optional(a, 2))?.part.bytes
            func holds(_ part: [UInt8]) -> Bool {
                guard let searched, part.count <= searched.count else { return false }
                return atEnd ? searched.suffix(part.count).elementsEqual(part) : searched.starts(with: part)
            }
            if let options = a[0].withoutClass.object(of: .tuple) as? Tuple {
                for option in options.items where holds(try part(option)) { return .bool(true) }
                return .bool(false)
            }
            return .bool(holds(try part(a[0]) { "\(name) first arg must be bytes or a tuple of bytes, not \($0)" }))
        }
    }
    private static func splitter(_ name: Name, _ methods: Methods<Bytes>, fromEnd: Bool) -> NativeFunction {
        methods.sorted(name, "sep=None, maxsplit=-1", summary: "The pieces between separators, or between white space.", wording: .native) { bytes, a in
            let given = try a[2].toIndex()
            let limit = given < 0 ? Int.max : given
            let isBlank = a[1].isNone
            let separator = isBlank ? [] : try part(a[1])
            if !isBlank, separator.isEmpty { throw Raised.valueError("empty separator") }
            let pieces = isBlank ? bytes.words(limit, fromEnd: fromEnd) : bytes.pieces(separator, limit, fromEnd: fromEnd)
            return .list(pieces.map { made($0) })
        }
    }
    private func pieces(_ separator: [UInt8], _ limit: Int, fromEnd: Bool) -> [ArraySlice<UInt8>] {
        if fromEnd {
            let mirrored = Bytes(bytes.reversed()).pieces(separator.reversed(), limit, fromEnd: false)
            return mirrored.reversed().map { $0.reversed()[...] }
        }
        var (pieces, from): ([ArraySlice<UInt8>], Int) = ([], 0)
        for place in all(separator, limit: limit) {
            pieces.append(bytes[from..<place])
            from = place + separator.count
        }
        return pieces + [bytes[from...]]
    }
    private func words(_ limit: Int, fromEnd: Bool) -> [ArraySlice<UInt8>] {
        if fromEnd { return Bytes(bytes.reversed()).words(limit, fromEnd: false).reversed().map { $0.reversed()[...] } }
        var words: [ArraySlice<UInt8>] = []
        var rest = bytes[...].drop(while: Bytes.isSpace)
        while !rest.isEmpty {
            if words.count == limit { return words + [rest] }
            let word = rest.prefix { !Bytes.isSpace($0) }
            words.append(word)
            rest = rest[word.endIndex...].drop(while: Bytes.isSpace)
        }
        return words
    }
    private static func strip(_ name: Name, _ methods: Methods<Bytes>, left: Bool, right: Bool, _ place: String) -> NativeFunction {
        methods.some(name, 0...1, "bytes=None, /", summary: "Without white space, or bytes, at \(place).") { bytes, a in
            let taken = a.count == 0 || a[0].isNone ? nil : Set(try part(a[0]))
            func isTaken(_ byte: UInt8) -> Bool { taken?.contains(byte) ?? isSpace(byte) }
            var rest = bytes.bytes[...]
            if left { rest = rest.drop(while: isTaken) }
            if right { while let last = rest.last, isTaken(last) { rest.removeLast() } }
            return made(rest)
        }
    }
    private static func field(_ name: Name, _ methods: Methods<Bytes>, _ left: @escaping (_ missing: Int, _ width: Int) -> Int) -> NativeFunction {
        methods.some(name, 1...2, "width, fillbyte=b' ', /", summary: "On a field.") { bytes, a in
            let width = try a[0].toIndex()
            try Memory.check(max(width, 0), size: 1)
            var fill: UInt8 = 0x20
            if a.count > 1 {
                let message: (String) -> String = { "\(name)() argument 2 must be a byte string of length 1, not \($0)" }
                let given = try part(a[1], message)
                guard given.count == 1 else { throw Raised.typeError(message(a[1].type.name)) }
                fill = given[0]
            }
            let missing = width - bytes.bytes.count
            if missing <= 0 { return made(bytes.bytes) }
            let before = left(missing, width)
            return made([UInt8](repeating: fill, count: before) + bytes.bytes + [UInt8](repeating: fill, count: missing - before))
        }
    }
    private static func partition(_ name: Name, _ methods: Methods<Bytes>, last: Bool) -> NativeFunction {
        methods.one(name, "sep", summary: "What stands before, at and behind the \(last ? "last" : "first") sep.") { bytes, separator in
            let part = try part(separator)
            if part.isEmpty { throw Raised.valueError("empty separator") }
            guard let place = bytes.place(of: part, last: last) else {
                return .tuple(last ? [made([]), made([]), made(bytes.bytes)] : [made(bytes.bytes), made([]), made([])])
            }
            return .tuple([made(bytes.bytes[..<place]), made(part), made(bytes.bytes[(place + part.count)...])])
        }
    }
    /// A question about each byte, which nothing answers with no.
    private static func test(_ name: Name, _ methods: Methods<Bytes>, _ holds: @escaping (UInt8) -> Bool) -> NativeFunction {
        methods.none(name) { bytes in .bool(!bytes.bytes.isEmpty && bytes.bytes.allSatisfy(holds)) }
    }
    private static func mapped(_ name: Name, _ methods: Methods<Bytes>, _ summary: String, _ map: @escaping (UInt8, UInt8?) -> UInt8) -> NativeFunction {
        methods.none(name, summary: summary) { bytes in
            made(bytes.bytes.indices.map { map(bytes.bytes[$0], $0 > 0 ? bytes.bytes[$0 - 1] : nil) })
        }
    }

    // MARK: Single ones

    private func replacing(_ old: [UInt8], _ new: [UInt8], _ limit: Int) throws -> Value {
        let most = limit < 0 ? Int.max : limit
        let places = old.isEmpty ? Array(0...bytes.count).prefix(most) : all(old, limit: most)[...]
        let size = places.count.multipliedReportingOverflow(by: new.count)
        try Memory.check(size.overflow ? .max : max(bytes.count, size.partialValue), size: 1)
        var (result, from): ([UInt8], Int) = ([], 0)
        for place in places {
            result += bytes[from..<place]
            result += new
            from = place + old.count
        }
        return Bytes.made(result + bytes[from...])
    }
    private func lines(keepEnds: Bool) -> [Value] {
        var (lines, from, place): ([Value], Int, Int) = ([], 0, 0)
        while place < bytes.count {
            guard bytes[place] == 0x0A || bytes[place] == 0x0D else {
                place += 1
                continue
            }
            let end = place + (bytes[place] == 0x0D && place + 1 < bytes.count && bytes[place + 1] == 0x0A ? 2 : 1)
            lines.append(Bytes.made(bytes[from..<(keepEnds ? end : place)]))
            (from, place) = (end, end)
        }
        return from < bytes.count ? lines + [Bytes.made(bytes[from...])] : lines
    }
    private func expandingTabs(_ size: Int) throws -> Value {
        var (result, column): ([UInt8], Int) = ([], 0)
        for byte in bytes {
            if byte == 0x09 {
                guard size > 0 else { continue }
                let blanks = size - column % size
                try Memory.check(result.count + blanks, size: 1)
                result.append(contentsOf: repeatElement(0x20, count: blanks))
                column += blanks
            } else {
                result.append(byte)
                column = byte == 0x0A || byte == 0x0D ? 0 : column + 1
            }
        }
        return Bytes.made(result)
    }
    /// Whether the letters change between large and small as in a title.
    private var isTitle: Bool {
        var (hasLetters, isInside) = (false, false)
        for byte in bytes {
            if Bytes.isUpper(byte) == isInside, Bytes.isLetter(byte) { return false }
            isInside = Bytes.isLetter(byte)
            hasLetters = hasLetters || isInside
        }
        return hasLetters
    }
    private func hexadecimal() -> Str {
        let text = Str.blank(bytes.count * 2, isASCII: true)
        func digit(_ number: UInt8) -> UInt8 { number < 10 ? 0x30 &+ number : 0x57 &+ number }
        for (index, byte) in bytes.enumerated() {
            text.start[2 * index] = digit(byte >> 4)
            text.start[2 * index + 1] = digit(byte & 15)
        }
        return text
    }
    private func hex(_ a: BoundArguments) throws -> Value {
        guard !a[1].isNone else { return .object(hexadecimal()) }
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        let separator: String
        if let text = a[1].withoutClass.asString {
            separator = text
        } else if let given = a[1].withoutClass.object(of: .bytes) as? Bytes {
            separator = String(decoding: given.bytes, as: UTF8.self)
        } else {
            throw Raised.typeError("sep must be str or bytes.")
        }
        guard separator.unicodeScalars.count == 1 else { throw Raised.valueError("sep must be length 1.") }
        guard separator.utf8.count == 1 else { throw Raised.valueError("sep must be ASCII.") }
        let group = try a[2].toIndex()
        if group == 0 || bytes.isEmpty { return .str(digits.joined()) }
        let size = Int(clamping: group.magnitude)
        // Groups are counted from the end, unless the size is negative.
        let first = group > 0 ? digits.count % size : 0
        var text = digits[..<first].joined()
        for index in stride(from: first, to: digits.count, by: size) {
            if index > 0 { text += separator }
            text += digits[index..<min(digits.count, index &+ min(size, digits.count))].joined()
        }
        return .str(text)
    }
    private static func fromHex(_ text: String) throws -> [UInt8] {
        let digits = Array(text.unicodeScalars)
        func refusal(_ place: Int) -> Raised { Raised.valueError("non-hexadecimal number found in fromhex() arg at position \(place)") }
        func digit(_ place: Int) throws -> UInt8 {
            guard place < digits.count, digits[place].isASCII, let value = Character(digits[place]).hexDigitValue else { throw refusal(place) }
            return UInt8(value)
        }
        var (bytes, place): ([UInt8], Int) = ([], 0)
        while place < digits.count {
            if digits[place].isASCII, isSpace(UInt8(digits[place].value)) {
                place += 1
                continue
            }
            let high = try digit(place)
            bytes.append(high << 4 | (try digit(place + 1)))
            place += 2
        }
        return bytes
    }
    /// Bytes as an instance of a class that may be the program's.
    private static func instance(_ type: Value, _ bytes: [UInt8]) throws -> Value {
        let plain = made(bytes)
        guard case .object(let object) = type, object !== BuiltinTypes.bytes else { return plain }
        return try object.call(plain)
    }

    static var members: [Object] {
        let methods = Methods<Bytes>("bytes", kind: .bytes)
        return [
            search("find", methods, last: false, mustFind: false),
            search("rfind", methods, last: true, mustFind: false),
            search("index", methods, last: false, mustFind: true),
            search("rindex", methods, last: true, mustFind: true),
            methods.some("count", 1...3, "sub, start=None, end=None, /", summary: "How often sub occurs.") { bytes, a in
                let part = try sought(a[0])
                guard let searched = try bytes.searched(optional(a, 1), optional(a, 2))?.part else { return .int(0) }
                return .int(part.isEmpty ? searched.bytes.count + 1 : searched.all(part).count)
            },
            touches("startswith", methods, atEnd: false),
            touches("endswith", methods, atEnd: true),
            splitter("split", methods, fromEnd: false),
            splitter("rsplit", methods, fromEnd: true),
            partition("partition", methods, last: false),
            partition("rpartition", methods, last: true),
            methods.sorted("splitlines", "keepends=False", summary: "The lines.", wording: .native) { bytes, a in
                .list(bytes.lines(keepEnds: try a[1].isTrue()))
            },
            methods.one("join", "iterable", summary: "The bytes of iterable with these between them.") { bytes, iterable in
                let items: [Value]
                do { items = try collect(iterable) } catch let raised as Raised where raised.isInstance(of: ExceptionTypes.typeError) {
                    if (try? iterable.iterator()) != nil { throw raised }
                    throw Raised.typeError("can only join an iterable")
                }
                let parts = try items.enumerated().map { index, item in
                    try part(item) { "sequence item \(index): expected a bytes-like object, \($0) found" }
                }
                return made(parts.joined(separator: bytes.bytes))
            },
            methods.some("replace", 2...3, "old, new, count=-1, /", summary: "With new in the place of old.") { bytes, a in
                try bytes.replacing(try part(a[0]), try part(a[1]), a.count > 2 ? try a[2].toIndex() : -1)
            },
            strip("strip", methods, left: true, right: true, "both ends"),
            strip("lstrip", methods, left: true, right: false, "the start"),
            strip("rstrip", methods, left: false, right: true, "the end"),
            methods.one("removeprefix", "prefix", summary: "Without prefix.") { bytes, prefix in
                let part = try part(prefix)
                return made(bytes.bytes.starts(with: part) ? bytes.bytes.dropFirst(part.count) : bytes.bytes[...])
            },
            methods.one("removesuffix", "suffix", summary: "Without suffix.") { bytes, suffix in
                let part = try part(suffix)
                return made(bytes.bytes.suffix(part.count).elementsEqual(part) ? bytes.bytes.dropLast(part.count) : bytes.bytes[...])
            },
            field("ljust", methods) { _, _ in 0 },
            field("rjust", methods) { missing, _ in missing },
            // CPython's rounding: an odd rest goes left when the width is odd.
            field("center", methods) { missing, width in missing / 2 + (missing & width & 1) },
            methods.one("zfill", "width", summary: "With zeros at the left, behind the sign.") { bytes, width in
                let width = try width.toIndex()
                try Memory.check(max(width, 0), size: 1)
                let sign = bytes.bytes.prefix { $0 == 0x2B || $0 == 0x2D }.prefix(1)
                return made(sign + [UInt8](repeating: 0x30, count: max(0, width - bytes.bytes.count)) + bytes.bytes.dropFirst(sign.count))
            },
            methods.sorted("expandtabs", "tabsize=8", summary: "With blanks for tabs.", wording: .native) { bytes, a in
                let size = try a[1].toIndex()
                guard Int32(exactly: size) != nil else { throw Raised.overflow("Python int too large to convert to C int") }
                return try bytes.expandingTabs(size)
            },
            mapped("upper", methods, "In capitals.") { byte, _ in upper(byte) },
            mapped("lower", methods, "In small letters.") { byte, _ in lower(byte) },
            mapped("swapcase", methods, "Capitals for small letters and back.") { byte, _ in isUpper(byte) ? lower(byte) : upper(byte) },
            mapped("capitalize", methods, "The first letter a capital.") { byte, before in before == nil ? upper(byte) : lower(byte) },
            mapped("title", methods, "Each word's first letter a capital.") { byte, before in before.map(isLetter) == true ? lower(byte) : upper(byte) },
            test("isalnum", methods) { isLetter($0) || isDigit($0) },
            test("isalpha", methods, isLetter),
            test("isdigit", methods, isDigit),
            test("isspace", methods, isSpace),
            methods.none("isascii") { bytes in .bool(bytes.bytes.allSatisfy { $0 < 0x80 }) },
            methods.none("islower") { bytes in .bool(bytes.bytes.contains(where: isLower) && !bytes.bytes.contains(where: isUpper)) },
            methods.none("isupper") { bytes in .bool(bytes.bytes.contains(where: isUpper) && !bytes.bytes.contains(where: isLower)) },
            methods.none("istitle") { bytes in .bool(bytes.isTitle) },
            methods.sorted("translate", "table, /, delete=None", summary: "Each byte replaced by the table's, without those to delete.", wording: .native) { bytes, a in
                let deleted = a[2].isNone ? [] : Set(try part(a[2]))
                let table = a[1].isNone ? nil : try part(a[1])
                if let table, table.count != 256 { throw Raised.valueError("translation table must be 256 characters long") }
                return made(bytes.bytes.filter { !deleted.contains($0) }.map { table?[Int($0)] ?? $0 })
            },
            methods.sorted("decode", "encoding='utf-8', errors='strict'", summary: "The text that the bytes stand for.", wording: .native) { bytes, a in
                func text(_ index: Int, _ name: String) throws -> String {
                    try Str.text(a[index], as: "decode() argument '\(name)'")
                }
                return .str(try bytes.decode(try text(1, "encoding"), try text(2, "errors")))
            },
            methods.sorted("hex", "sep=None, bytes_per_sep=1", summary: "Two hexadecimal digits a byte.", wording: .native) { try $0.hex($1) },
            methods.none("__bytes__") { made($0.bytes) },
            methods.none("__getnewargs__") { .tuple([made($0.bytes)]) },
            StaticMethod(NativeFunction("maketrans", "frm, to, /", body: .two { from, to in
                let (from, to) = (try part(from), try part(to))
                guard from.count == to.count else { throw Raised.valueError("maketrans arguments must have same length") }
                var table = (0...255).map { UInt8($0) }
                for (byte, replacement) in zip(from, to) { table[Int(byte)] = replacement }
                return made(table)
            })),
            ClassMethod(NativeFunction("fromhex", "type, string, /", isMethod: true, body: .two { type, text in
                try instance(type, try fromHex(try Str.text(text, as: "fromhex() argument")))
            })),
        ]
    }
}
