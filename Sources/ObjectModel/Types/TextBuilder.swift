#if canImport(Glibc)
    import Glibc
#endif

/// A text while it is put together: bytes in a buffer that the next one uses again.
package struct TextBuilder: ~Copyable {
    private var start: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    package private(set) var count = 0
    /// Every part was ASCII throughout.
    private var isASCII = true

    // What the last builder left; the evaluator's thread only.
    nonisolated(unsafe) private static var spare: UnsafeMutablePointer<UInt8>?
    // The same.
    nonisolated(unsafe) private static var spareCapacity = 0
    /// A larger buffer is not kept.
    private static let mostSpare = 1 << 16

    package init() {
        if let spare = TextBuilder.spare {
            (start, capacity) = (spare, TextBuilder.spareCapacity)
            TextBuilder.spare = nil
        } else {
            capacity = 1024
            start = RawStorage.allocate(1024, of: UInt8.self)
        }
    }
    deinit {
        if TextBuilder.spare == nil, capacity <= TextBuilder.mostSpare {
            (TextBuilder.spare, TextBuilder.spareCapacity) = (start, capacity)
        } else {
            RawStorage.free(start)
        }
    }

    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }
    /// The text.
    borrowing func value() -> Value { Str.value(bytes, isASCII: isASCII || UTF8Bytes.isASCII(bytes)) }
    /// The same where bytes were put in of which only the caller knows.
    borrowing func value(isASCII: Bool) -> Value { Str.value(bytes, isASCII: isASCII) }
    package var text: String { ShortText.make(bytes) }

    /// Where the next bytes go; there is room for so many.
    @inline(__always)
    mutating func room(_ more: Int) -> UnsafeMutablePointer<UInt8> {
        if more > capacity &- count { grow(more) }
        return start + count
    }
    @inline(never)
    private mutating func grow(_ more: Int) {
        capacity = Swift.max(capacity * 2, count + more)
        start = RawStorage.resize(start, capacity)
    }
    /// So many bytes of ASCII have been written to `room`.
    @inline(__always)
    mutating func didWrite(_ more: Int) { count &+= more }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        room(1).pointee = byte
        count &+= 1
    }
    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, isASCII: Bool) {
        UTF8Bytes.copyShort(bytes, to: room(bytes.count))
        count &+= bytes.count
        if !isASCII { self.isASCII = false }
    }
    @inline(__always)
    package mutating func append(_ text: Str) { append(text.bytes, isASCII: text.isASCII) }
    package mutating func append(_ text: String) {
        // A copy of the reference; native strings give their own bytes.
        var copy = text
        let (start, size) = (room(text.utf8.count), text.utf8.count)
        let isASCII = copy.withUTF8 { bytes in
            UTF8Bytes.copy(bytes, to: start)
            return UTF8Bytes.isASCII(bytes)
        }
        count &+= size
        if !isASCII { self.isASCII = false }
    }
    /// ASCII that stands in our source: nothing is copied on the way.
    package mutating func append(ascii text: StaticString) {
        UTF8Bytes.copyShort(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount), to: room(text.utf8CodeUnitCount))
        count &+= text.utf8CodeUnitCount
    }
    mutating func append(_ scalar: Unicode.Scalar) {
        if scalar.isASCII { return append(UInt8(truncatingIfNeeded: scalar.value)) }
        for byte in UTF8.encode(scalar).unsafelyUnwrapped { append(byte) }  // every scalar can be encoded
        isASCII = false
    }
    mutating func append(_ scalar: Unicode.Scalar, times: Int) {
        if times <= 0 { return }
        if scalar.isASCII {
            memset(room(times), Int32(scalar.value), times)
            count &+= times
        } else {
            for _ in 0..<times { append(scalar) }
        }
    }
    /// The decimal digits of a number.
    package mutating func append(decimal number: Int) {
        let length = DecimalDigits.length(number)
        DecimalDigits.write(number, length, to: room(length))
        count &+= length
    }
    mutating func append(magnitude: UInt) {
        let length = DecimalDigits.count(magnitude)
        DecimalDigits.write(magnitude: magnitude, endingAt: room(length) + length)
        count &+= length
    }
    /// A line ends, and the next one begins so far to the right.
    package mutating func appendLine(indentation: Int) {
        let place = room(indentation + 1)
        place[0] = UInt8(ascii: "\n")
        memset(place + 1, 0x20, indentation)
        count &+= indentation + 1
    }
    /// All lines of `more` but the first begin so far to the right; blank ones become empty, as in PyTorch, unless they are kept.
    package mutating func append(_ more: String, indentation: Int, keepsBlank: Bool = false) {
        if !more.utf8.contains(UInt8(ascii: "\n")) { return append(more) }
        // By bytes: characters are ten times as slow, and networks have many lines.
        for (number, part) in more.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let line = Substring(part), isBlank = number > 0 && !keepsBlank && line.allSatisfy(\.isWhitespace)
            if number > 0 { appendLine(indentation: isBlank ? 0 : indentation) }
            if !isBlank { append(String(line)) }
        }
    }
    /// Whether what was put in behind the first `mark` bytes has more than one line.
    package func hasLines(behind mark: Int) -> Bool { count > mark && memchr(start + mark, 0x0A, count - mark) != nil }
    /// What was put in behind the first `mark` bytes, which is taken out.
    package mutating func take(behind mark: Int) -> String {
        defer { count = mark }
        return String(decoding: UnsafeBufferPointer(start: start + mark, count: count - mark), as: UTF8.self)
    }
    /// A text on a field: so much is missing, of which `left` goes before it.
    mutating func append(_ text: Str, left: Int, missing: Int, fill: Unicode.Scalar) {
        append(fill, times: left)
        append(text)
        append(fill, times: missing - left)
    }
}

extension Value {
    /// What `str` gives, put behind a text.
    package func append(strTo text: inout TextBuilder) throws {
        // The kind says so.
        if case .object(let object) = self, object.kind == .str { return text.append(unsafeDowncast(object, to: Str.self)) }
        if case .object(let object) = self, object.kind != .tuple, object.kind != .list { return text.append(try object.str()) }
        try append(reprTo: &text)
    }
    /// What `repr` gives, put behind a text.
    package func append(reprTo text: inout TextBuilder) throws {
        switch self {
        case .unbound, .none: text.append(ascii: "None")
        case .bool(let flag): text.append(ascii: flag ? "True" : "False")
        case .int(let number): text.append(decimal: number)
        case .float(let number): text.append(FloatText.repr(number))
        case .object(let object):
            switch object.kind {
            // The kinds say so.
            case .str: unsafeDowncast(object, to: Str.self).append(reprTo: &text)
            case .tuple: try unsafeDowncast(object, to: Tuple.self).append(reprTo: &text)
            case .list: try unsafeDowncast(object, to: List.self).append(reprTo: &text)
            default: text.append(try object.repr())
            }
        }
    }
}
