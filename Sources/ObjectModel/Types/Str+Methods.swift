extension Str {
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        if arguments.count + arguments.keywordCount > 3 {
            throw Raised.typeError("str() takes at most 3 arguments (\(arguments.count + arguments.keywordCount) given)")
        }
        guard let object = arguments.count > 0 ? arguments[0] : arguments.keyword("object") else { return .object(Str.empty) }
        guard arguments.count > 1 || arguments.keyword("encoding") != nil || arguments.keyword("errors") != nil else {
            if case .int(let number) = object { return Str.decimal(number) }
            if object.object(of: .str) != nil { return object }
            return .str(try object.str())
        }
        guard let bytes = object.withoutClass.object(of: .bytes) as? Bytes else {
            throw Raised.typeError(
                object.asString != nil ? "decoding str is not supported" : "decoding to str: need a bytes-like object, \(object.type.name) found")
        }
        let encoding = (arguments.count > 1 ? arguments[1] : arguments.keyword("encoding"))?.asString ?? "utf-8"
        let errors = (arguments.count > 2 ? arguments[2] : arguments.keyword("errors"))?.asString ?? "strict"
        return .str(try bytes.decode(encoding, errors))
    }

    private static func optional(_ a: Arguments, _ index: Int) -> Value? { index < a.count ? a[index] : nil }

    /// The text on a field, as two arguments ask for it.
    private static func padded(_ string: Str, _ a: Arguments, _ left: (_ missing: Int, _ width: Int) -> Int) throws -> Value {
        let width = try a[0].toIndex()
        // A field wider than any memory is refused, not tried.
        try Memory.checkText(max(width, 0))
        var fill: Unicode.Scalar = " "
        if a.count > 1 {
            let given = try argument(a[1]) { "The fill character must be a unicode character, not \($0)" }
            guard given.count == 1 else { throw Raised.typeError("The fill character must be exactly one character long") }
            var place = 0
            fill = UTF8Bytes.scalar(given.start, &place)
        }
        let missing = width - string.count
        if missing <= 0 { return .object(string) }
        var text = TextBuilder()
        text.append(string, left: left(missing, width), missing: missing, fill: fill)
        return text.value()
    }
    /// `startswith` and `endswith`: a text or a tuple of texts.
    private static func touches(_ string: Str, _ a: Arguments, _ function: String, atEnd: Bool) throws -> Value {
        let searched = try string.searched(optional(a, 1), optional(a, 2))
        func holds(_ part: Str) -> Bool {
            guard let bytes = searched?.bytes else { return false }
            return atEnd ? StringSearch.ends(bytes, with: part.bytes) : StringSearch.starts(bytes, with: part.bytes)
        }
        if let part = Str.of(a[0]) { return .bool(holds(part)) }
        guard let options = a[0].withoutClass.object(of: .tuple) as? Tuple else {
            throw Raised.typeError("\(function) first arg must be str or a tuple of str, not \(a[0].type.name)")
        }
        for option in options.items {
            if holds(try argument(option) { "tuple for \(function) must only contain str, not \($0)" }) { return .bool(true) }
        }
        return .bool(false)
    }
    private static func strip(_ name: Name, _ methods: Methods<Str>, left: Bool, right: Bool, _ summary: String) -> NativeFunction {
        methods.some(name, 0...1, "chars=None, /", summary: summary) { string, a in
            if a.count == 0 || a[0].isNone { return string.trimmed(left: left, right: right, of: nil) }
            return string.trimmed(left: left, right: right, of: try argument(a[0]) { _ in "\(name) arg must be None or str" })
        }
    }
    private static func search(_ name: Name, _ methods: Methods<Str>, last: Bool, mustFind: Bool) -> NativeFunction {
        methods.some(name, 1...3, "sub, start=None, end=None, /", summary: "The \(last ? "last" : "first") place of sub.") { string, a in
            let place = try string.find(try argument(a[0]), optional(a, 1), optional(a, 2), last: last)
            if place < 0, mustFind { throw Raised.valueError("substring not found") }
            return .int(place)
        }
    }
    private static func splitter(_ name: Name, _ methods: Methods<Str>, fromEnd: Bool) -> NativeFunction {
        methods.sorted(name, "sep=None, maxsplit=-1", summary: "The pieces between separators, or between white space.") { string, a in
            let limit = try a[2].toIndex()
            if a[1].isNone { return string.split(limit: limit, fromEnd: fromEnd) }
            let separator = try argument(a[1]) { "must be str or None, not \($0)" }
            if separator.byteCount == 0 { throw Raised.valueError("empty separator") }
            return string.split(at: separator, limit: limit, fromEnd: fromEnd)
        }
    }

    static var members: [Object] {
        let methods = Methods<Str>("str", kind: .str)
        return [
            methods.one("join", "iterable", summary: "The texts of iterable with this one between them.") { try $0.joined($1) }.intrinsic(.strJoin),
            splitter("split", methods, fromEnd: false).intrinsic(.strSplit),
            splitter("rsplit", methods, fromEnd: true),
            methods.sorted("splitlines", "keepends=False", summary: "The lines.") { string, a in
                string.lines(keepEnds: try a[1].isTrue())
            },
            methods.one("partition", "sep", summary: "What stands before, at and behind the first sep.") { try $0.partitioned(at: try argument($1), last: false) },
            methods.one("rpartition", "sep", summary: "What stands before, at and behind the last sep.") { try $0.partitioned(at: try argument($1), last: true) },
            methods.some("replace", 2...3, "old, new, count=-1, /", summary: "With new in the place of old.") { string, a in
                let old = try argument(a[0], as: "replace() argument 1")
                let new = try argument(a[1], as: "replace() argument 2")
                return try string.replacing(old, with: new, limit: a.count > 2 ? try a[2].toIndex() : -1)
            }.intrinsic(.strReplace),
            strip("strip", methods, left: true, right: true, "Without white space, or chars, at both ends.").intrinsic(.strStrip),
            strip("lstrip", methods, left: true, right: false, "Without white space, or chars, at the start."),
            strip("rstrip", methods, left: false, right: true, "Without white space, or chars, at the end."),
            methods.some("startswith", 1...3, "prefix, start=None, end=None, /", summary: "Whether it starts with prefix.") {
                try touches($0, $1, "startswith", atEnd: false)
            }.intrinsic(.strStartswith),
            methods.some("endswith", 1...3, "suffix, start=None, end=None, /", summary: "Whether it ends with suffix.") {
                try touches($0, $1, "endswith", atEnd: true)
            }.intrinsic(.strEndswith),
            methods.one("removeprefix", "prefix", summary: "Without prefix.") { string, prefix in
                let part = try argument(prefix, as: "removeprefix() argument")
                guard part.byteCount > 0, StringSearch.starts(string.bytes, with: part.bytes) else { return .object(string) }
                return string.part(UnsafeBufferPointer(rebasing: string.bytes[part.byteCount...]))
            },
            methods.one("removesuffix", "suffix", summary: "Without suffix.") { string, suffix in
                let part = try argument(suffix, as: "removesuffix() argument")
                guard part.byteCount > 0, StringSearch.ends(string.bytes, with: part.bytes) else { return .object(string) }
                return string.part(UnsafeBufferPointer(rebasing: string.bytes[..<(string.byteCount - part.byteCount)]))
            },
            search("find", methods, last: false, mustFind: false).intrinsic(.strFind),
            search("rfind", methods, last: true, mustFind: false),
            search("index", methods, last: false, mustFind: true),
            search("rindex", methods, last: true, mustFind: true),
            methods.some("count", 1...3, "sub, start=None, end=None, /", summary: "How often sub occurs.") { string, a in
                .int(try string.occurrences(of: try argument(a[0]), optional(a, 1), optional(a, 2)))
            }.intrinsic(.strCount),
            methods.some("center", 1...2, "width, fillchar=' ', /", summary: "In the middle of a field.") { string, a in
                // CPython's rounding: an odd rest goes left when the width is odd.
                try padded(string, a) { missing, width in missing / 2 + (missing & width & 1) }
            },
            methods.some("ljust", 1...2, "width, fillchar=' ', /", summary: "At the left of a field.") { try padded($0, $1) { _, _ in 0 } },
            methods.some("rjust", 1...2, "width, fillchar=' ', /", summary: "At the right of a field.") { try padded($0, $1) { missing, _ in missing } },
            methods.one("zfill", "width", summary: "With zeros at the left, behind the sign.") { string, width in
                let width = try width.toIndex()
                try Memory.checkText(width)
                let missing = width - string.count
                if missing <= 0 { return .object(string) }
                let sign = string.byteCount > 0 && (string.start[0] == 0x2B || string.start[0] == 0x2D) ? 1 : 0
                var text = TextBuilder()
                text.append(UnsafeBufferPointer(rebasing: string.bytes[..<sign]), isASCII: true)
                text.append("0", times: missing)
                text.append(UnsafeBufferPointer(rebasing: string.bytes[sign...]), isASCII: string.isASCII)
                return text.value()
            },
            methods.sorted("expandtabs", "tabsize=8", summary: "With blanks for tabs.") { string, a in
                let size = try a[1].toIndex()
                guard size <= Int(Int32.max) else { throw Raised.overflow("Python int too large to convert to C int") }
                return string.withoutTabs(size)
            },
            methods.sorted("encode", "encoding='utf-8', errors='strict'", summary: "The bytes that stand for the text.") { string, a in
                try string.encoded(try text(a[1], as: "encode() argument 'encoding'"), try text(a[2], as: "encode() argument 'errors'"))
            },
            methods.raw("format", "*args, **kwargs", summary: "With the fields in braces filled in.") { string, a in
                try StrFormat.plain(string, a) ?? .str(try StrFormat(a).format(string.text))
            },
            methods.one("format_map", "mapping", summary: "With the fields in braces filled in from mapping.") { string, mapping in
                .str(try StrFormat(mapping: mapping).format(string.text))
            },
        ] + caseMembers(methods)
    }

    private final func withoutTabs(_ size: Int) -> Value {
        var result = TextBuilder()
        var column = 0
        for index in 0..<byteCount {
            let byte = start[index]
            if byte == 0x09 {
                guard size > 0 else { continue }
                let blanks = size - column % size
                result.append(" ", times: min(blanks, 1 << 20))
                column += blanks
            } else {
                result.append(byte)
                // Only the first byte of a character counts.
                column = byte == 0x0A || byte == 0x0D ? 0 : byte & 0xC0 == 0x80 ? column : column + 1
            }
        }
        return result.value(isASCII: isASCII)
    }
    /// As bytes; what is ASCII is the same in most encodings.
    private final func encoded(_ encoding: String, _ errors: String) throws -> Value {
        if encoding == "utf-8" || isASCII && encoding == "ascii" { return .object(Bytes(Array(bytes))) }
        return .object(try Bytes.encode(text, encoding, errors))
    }
}
