extension Str {
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        if arguments.count + arguments.keywordCount > 3 {
            throw Raised.typeError("str() takes at most 3 arguments (\(arguments.count + arguments.keywordCount) given)")
        }
        guard let object = arguments.count > 0 ? arguments[0] : arguments.keyword("object") else { return .object(Str.empty) }
        guard arguments.count > 1 || arguments.keyword("encoding") != nil || arguments.keyword("errors") != nil else {
            if case .int(let number) = object { return .object(Str(ascii: String(number))) }
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

    /// An argument that must be text.
    static func text(_ value: Value, _ message: (String) -> String = { "must be str, not \($0)" }) throws -> String {
        guard let text = value.withoutClass.asString else { throw Raised.typeError(message(value.type.name)) }
        return text
    }
    private static func optional(_ a: Arguments, _ index: Int) -> Value? { index < a.count ? a[index] : nil }

    private static func padding(_ a: Arguments) throws -> (width: Int, fill: Unicode.Scalar) {
        let width = try a[0].toIndex()
        // A field wider than any memory is refused, not tried.
        try Memory.check(max(width, 0), size: 1)
        guard a.count > 1 else { return (width, " ") }
        let fill = try text(a[1]) { "The fill character must be a unicode character, not \($0)" }
        guard let scalar = fill.unicodeScalars.first, fill.unicodeScalars.count == 1 else {
            throw Raised.typeError("The fill character must be exactly one character long")
        }
        return (width, scalar)
    }
    private static func join(_ separator: Str, _ iterable: Value) throws -> Value {
        let items: [Value]
        do { items = try collect(iterable) } catch let raised as Raised where raised.isInstance(of: ExceptionTypes.typeError) {
            if (try? iterable.iterator()) != nil { throw raised }
            throw Raised.typeError("can only join an iterable")
        }
        if items.count == 1, items[0].object(of: .str) != nil { return items[0] }
        let between = separator.text.utf8.count
        var size = between.multipliedReportingOverflow(by: max(items.count - 1, 0))
        for (index, item) in items.enumerated() {
            // The kind says so.
            if let plain = item.object(of: .str) {
                size.partialValue &+= unsafeDowncast(plain, to: Str.self).text.utf8.count
                continue
            }
            guard let text = item.withoutClass.asString else {
                throw Raised.typeError("sequence item \(index): expected str instance, \(item.type.name) found")
            }
            size.partialValue &+= text.utf8.count
        }
        try Memory.check(size.overflow || size.partialValue < 0 ? .max : size.partialValue)
        return .str(
            String(unsafeUninitializedCapacity: size.partialValue) { buffer in
                guard var end = buffer.baseAddress else { return 0 }
                for (index, item) in items.enumerated() {
                    if index > 0, between > 0 { end += separator.copyBytes(to: end) }
                    let part = item.object(of: .str) ?? item.withoutClass.object(of: .str)
                    // The kind says so.
                    if let part { end += unsafeDowncast(part, to: Str.self).copyBytes(to: end) }
                }
                return end - buffer.baseAddress.unsafelyUnwrapped  // looked at above
            })
    }
    /// `startswith` and `endswith`: a text or a tuple of texts.
    private static func touches(_ string: Str, _ a: Arguments, _ function: String, atEnd: Bool) throws -> Value {
        let bounds = try Sequences.bounds(optional(a, 1), optional(a, 2), string.count)
        if bounds.lowerBound > string.count { return .bool(false) }
        let text = bounds.count == string.count ? string.text : string.substring(bounds)
        func holds(_ part: String) -> Bool {
            StringText.withBytes(text) { bytes in
                StringText.withBytes(part) { part in
                    guard part.count <= bytes.count else { return false }
                    let start = atEnd ? bytes.count - part.count : 0
                    for index in 0..<part.count where bytes[start + index] != part[index] { return false }
                    return true
                }
            }
        }
        if let part = a[0].withoutClass.asString { return .bool(holds(part)) }
        guard let options = a[0].withoutClass.object(of: .tuple) as? Tuple else {
            throw Raised.typeError("\(function) first arg must be str or a tuple of str, not \(a[0].type.name)")
        }
        for option in options.items {
            if holds(try Str.text(option) { "tuple for \(function) must only contain str, not \($0)" }) { return .bool(true) }
        }
        return .bool(false)
    }
    private static func strip(_ name: Name, _ methods: Methods<Str>, left: Bool, right: Bool, _ summary: String) -> NativeFunction {
        methods.some(name, 0...1, "chars=None, /", summary: summary) { string, a in
            if a.count == 0, string.isASCII {
                let range = StringText.withBytes(string.text) { bytes in
                    var (start, end) = (0, bytes.count)
                    func isSpace(_ byte: UInt8) -> Bool { Str.isSpace(Unicode.Scalar(byte)) }
                    if left { while start < end, isSpace(bytes[start]) { start += 1 } }
                    if right { while end > start, isSpace(bytes[end - 1]) { end -= 1 } }
                    return start..<end
                }
                return string.part(range)
            }
            var characters: Set<Unicode.Scalar>?
            if a.count > 0, !a[0].isNone {
                characters = Set(try text(a[0]) { _ in "\(name) arg must be None or str" }.unicodeScalars)
            }
            let rest = trimmed(string.text.unicodeScalars[...], left: left, right: right, of: characters)
            return rest.count == string.text.unicodeScalars.count ? .object(string) : .str(String(rest))
        }
    }
    private static func search(_ name: Name, _ methods: Methods<Str>, last: Bool, mustFind: Bool) -> NativeFunction {
        methods.some(name, 1...3, "sub, start=None, end=None, /", summary: "The \(last ? "last" : "first") place of sub.") { string, a in
            let place = try string.find(try text(a[0]), optional(a, 1), optional(a, 2), last: last)
            if place < 0, mustFind { throw Raised.valueError("substring not found") }
            return .int(place)
        }
    }
    private static func splitter(_ name: Name, _ methods: Methods<Str>, fromEnd: Bool) -> NativeFunction {
        methods.sorted(name, "sep=None, maxsplit=-1", summary: "The pieces between separators, or between white space.") { string, a in
            let limit = try a[2].toIndex()
            if a[1].isNone {
                if string.isASCII, !fromEnd { return .list(splitASCII(string.text, limit: limit)) }
                return .list(split(string.text, limit: limit, fromEnd: fromEnd))
            }
            let separator = try text(a[1]) { "must be str or None, not \($0)" }
            if separator.isEmpty { throw Raised.valueError("empty separator") }
            return .list(split(string.text, at: separator, limit: limit, fromEnd: fromEnd))
        }
    }
    private static func partition(_ string: Str, _ separator: Value, last: Bool) throws -> Value {
        let part = try text(separator)
        if part.isEmpty { throw Raised.valueError("empty separator") }
        let place = try string.find(part, nil, nil, last: last)
        if place < 0 {
            return last ? .tuple([.object(empty), .object(empty), .object(string)]) : .tuple([.object(string), .object(empty), .object(empty)])
        }
        let length = StringText.count(part)
        return .tuple([
            .str(string.substring(0..<place)), .str(part), .str(string.substring(place + length..<string.count)),
        ])
    }

    static var members: [Object] {
        let methods = Methods<Str>("str", kind: .str)
        return [
            methods.one("join", "iterable", summary: "The texts of iterable with this one between them.", join),
            splitter("split", methods, fromEnd: false),
            splitter("rsplit", methods, fromEnd: true),
            methods.sorted("splitlines", "keepends=False", summary: "The lines.") { string, a in
                .list(lines(string.text, keepEnds: try a[1].isTrue()))
            },
            methods.one("partition", "sep", summary: "What stands before, at and behind the first sep.") { try partition($0, $1, last: false) },
            methods.one("rpartition", "sep", summary: "What stands before, at and behind the last sep.") { try partition($0, $1, last: true) },
            methods.some("replace", 2...3, "old, new, count=-1, /", summary: "With new in the place of old.") { string, a in
                let old = try text(a[0]) { "replace() argument 1 must be str, not \($0)" }
                let new = try text(a[1]) { "replace() argument 2 must be str, not \($0)" }
                let growth = max(0, new.utf8.count - old.utf8.count).multipliedReportingOverflow(by: string.text.utf8.count + 1)
                // Counting the places first is only worth it when the result could be huge.
                if growth.overflow || growth.partialValue > 1 << 26 {
                    let places = old.isEmpty ? string.count + 1 : StringText.withBytes(string.text) { bytes in StringText.withBytes(old) { StringSearch.all(bytes, $0).count } }
                    let size = places.multipliedReportingOverflow(by: new.utf8.count)
                    try Memory.check(size.overflow ? .max : size.partialValue)
                }
                let limit = a.count > 2 ? try a[2].toIndex() : -1
                return replacing(string.text, old, with: new, limit: limit).map { .str($0) } ?? .object(string)
            },
            strip("strip", methods, left: true, right: true, "Without white space, or chars, at both ends."),
            strip("lstrip", methods, left: true, right: false, "Without white space, or chars, at the start."),
            strip("rstrip", methods, left: false, right: true, "Without white space, or chars, at the end."),
            methods.some("startswith", 1...3, "prefix, start=None, end=None, /", summary: "Whether it starts with prefix.") {
                try touches($0, $1, "startswith", atEnd: false)
            },
            methods.some("endswith", 1...3, "suffix, start=None, end=None, /", summary: "Whether it ends with suffix.") {
                try touches($0, $1, "endswith", atEnd: true)
            },
            methods.one("removeprefix", "prefix", summary: "Without prefix.") { string, prefix in
                let part = try text(prefix) { "removeprefix() argument must be str, not \($0)" }
                guard !part.isEmpty, string.text.utf8.starts(with: part.utf8) else { return .object(string) }
                return .str(String(string.text.unicodeScalars.dropFirst(StringText.count(part))))
            },
            methods.one("removesuffix", "suffix", summary: "Without suffix.") { string, suffix in
                let part = try text(suffix) { "removesuffix() argument must be str, not \($0)" }
                guard !part.isEmpty, string.text.utf8.reversed().starts(with: part.utf8.reversed()) else { return .object(string) }
                return .str(String(string.text.unicodeScalars.dropLast(StringText.count(part))))
            },
            search("find", methods, last: false, mustFind: false),
            search("rfind", methods, last: true, mustFind: false),
            search("index", methods, last: false, mustFind: true),
            search("rindex", methods, last: true, mustFind: true),
            methods.some("count", 1...3, "sub, start=None, end=None, /", summary: "How often sub occurs.") { string, a in
                .int(try string.occurrences(of: try text(a[0]), optional(a, 1), optional(a, 2)))
            },
            methods.some("center", 1...2, "width, fillchar=' ', /", summary: "In the middle of a field.") { string, a in
                let (width, fill) = try padding(a)
                let missing = max(0, width - string.count)
                try Memory.check(missing)
                // CPython's rounding: an odd rest goes left when the width is odd.
                let left = missing / 2 + (missing & width & 1)
                return .str(String(repeating: String(fill), count: left) + string.text + String(repeating: String(fill), count: missing - left))
            },
            methods.some("ljust", 1...2, "width, fillchar=' ', /", summary: "At the left of a field.") { string, a in
                let (width, fill) = try padding(a)
                try Memory.check(width)
                return .str(StringText.padded(string.text, width, align: .left, fill: fill))
            },
            methods.some("rjust", 1...2, "width, fillchar=' ', /", summary: "At the right of a field.") { string, a in
                let (width, fill) = try padding(a)
                try Memory.check(width)
                return .str(StringText.padded(string.text, width, align: .right, fill: fill))
            },
            methods.one("zfill", "width", summary: "With zeros at the left, behind the sign.") { string, width in
                let width = try width.toIndex()
                try Memory.check(width)
                let missing = width - string.count
                if missing <= 0 { return .object(string) }
                let zeros = String(repeating: "0", count: missing)
                if let sign = string.text.unicodeScalars.first, sign == "+" || sign == "-" {
                    return .str(String(sign) + zeros + String(string.text.unicodeScalars.dropFirst()))
                }
                return .str(zeros + string.text)
            },
            methods.sorted("expandtabs", "tabsize=8", summary: "With blanks for tabs.") { string, a in
                let size = try a[1].toIndex()
                guard size <= Int(Int32.max) else { throw Raised.overflow("Python int too large to convert to C int") }
                return .str(expandTabs(string.text, size))
            },
            methods.sorted("encode", "encoding='utf-8', errors='strict'", summary: "The bytes that stand for the text.") { string, a in
                .object(try Bytes.encode(string.text, try text(a[1]), try text(a[2])))
            },
            methods.raw("format", "*args, **kwargs", summary: "With the fields in braces filled in.") { string, a in
                .str(try StrFormat.plain(string.text, a) ?? StrFormat(a).format(string.text))
            },
            methods.one("format_map", "mapping", summary: "With the fields in braces filled in from mapping.") { string, mapping in
                .str(try StrFormat(mapping: mapping).format(string.text))
            },
        ] + caseMembers(methods)
    }

    static func lines(_ text: String, keepEnds: Bool) -> [Value] {
        var lines: [Value] = []
        var current = String.UnicodeScalarView()
        var iterator = text.unicodeScalars.makeIterator()
        var pending = iterator.next()
        while let scalar = pending {
            pending = iterator.next()
            switch scalar.value {
            case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029:
                if keepEnds { current.append(scalar) }
                if scalar == "\r", let next = pending, next == "\n" {
                    if keepEnds { current.append(next) }
                    pending = iterator.next()
                }
                lines.append(.str(String(current)))
                current = String.UnicodeScalarView()
            default: current.append(scalar)
            }
        }
        if !current.isEmpty { lines.append(.str(String(current))) }
        return lines
    }
    private static func expandTabs(_ text: String, _ size: Int) -> String {
        var result = String.UnicodeScalarView()
        var column = 0
        for scalar in text.unicodeScalars {
            if scalar == "\t" {
                guard size > 0 else { continue }
                let blanks = size - column % size
                result.append(contentsOf: repeatElement(" ", count: min(blanks, 1 << 20)))
                column += blanks
            } else {
                result.append(scalar)
                column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
            }
        }
        return String(result)
    }
}
