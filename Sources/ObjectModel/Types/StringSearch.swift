#if canImport(Glibc)
    import Glibc
#endif

/// Finding some bytes in others; callers translate to code points.
enum StringSearch {
    /// The first place of `part` at or after `start`.
    @inline(__always)
    static func first(_ bytes: UnsafeBufferPointer<UInt8>, _ part: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        guard start + part.count <= bytes.count else { return nil }
        guard let base = bytes.baseAddress, let needle = part.baseAddress, part.count > 0 else { return start }
        if part.count == 1 { return first(bytes, needle[0], start) }
        // No further than the part may begin.
        let places = UnsafeBufferPointer(start: base, count: bytes.count - part.count + 1)
        var from = start
        while from < places.count, let place = first(places, needle[0], from) {
            if isSame(base + place, needle, part.count) { return place }
            from = place + 1
        }
        return nil
    }
    /// Whether two rows of so many bytes, one at least, are the same; the first and the last tell most that are not.
    @inline(__always)
    private static func isSame(_ x: UnsafePointer<UInt8>, _ y: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard x[0] == y[0], x[count - 1] == y[count - 1] else { return false }
        if count <= 3 { return x[count >> 1] == y[count >> 1] }
        let (a, b) = (UnsafeRawPointer(x), UnsafeRawPointer(y))
        if count <= 8 {
            // From both ends, overlapping in the middle.
            return a.loadUnaligned(as: UInt32.self) == b.loadUnaligned(as: UInt32.self)
                && a.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self) == b.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
        }
        return memcmp(x, y, count) == 0
    }
    @inline(__always)
    static func first(_ bytes: UnsafeBufferPointer<UInt8>, _ byte: UInt8, _ start: Int) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        // What is near is found with less than a call of C's function takes.
        let pattern = UInt64(byte) &* ones
        var place = start
        let near = Swift.min(bytes.count &- 7, start &+ 24)
        while place < near {
            if let offset = firstZero(UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self) ^ pattern) { return place &+ offset }
            place &+= 8
        }
        guard let hit = memchr(base + place, Int32(byte), bytes.count &- place) else { return nil }
        return UnsafeRawPointer(hit) - UnsafeRawPointer(base)
    }
    /// A one in each byte of a word.
    @inline(__always)
    static var ones: UInt64 { 0x0101_0101_0101_0101 }
    /// The first byte of a word, in memory's order, that is zero.
    @inline(__always)
    private static func firstZero(_ word: UInt64) -> Int? { firstHigh((word &- ones) & ~word) }
    /// The first byte whose highest bit is set.
    @inline(__always)
    static func firstHigh(_ word: UInt64) -> Int? {
        let marked = word & (ones << 7)
        return marked == 0 ? nil : marked.trailingZeroBitCount >> 3
    }
    /// The last place of `part` that ends at or before `end`.
    static func last(_ bytes: UnsafeBufferPointer<UInt8>, _ part: UnsafeBufferPointer<UInt8>, _ end: Int) -> Int? {
        guard let base = bytes.baseAddress, let needle = part.baseAddress, part.count > 0 else { return end }
        var place = end - part.count
        while place >= 0 {
            if base[place] == needle[0], memcmp(base + place, needle, part.count) == 0 { return place }
            place -= 1
        }
        return nil
    }
    /// How often `part`, which is not empty, occurs without overlapping, at most `limit` times.
    static func count(_ bytes: UnsafeBufferPointer<UInt8>, _ part: UnsafeBufferPointer<UInt8>, limit: Int = .max) -> Int {
        var (count, from) = (0, 0)
        while count < limit, let place = first(bytes, part, from) {
            count += 1
            from = place + part.count
        }
        return count
    }
    /// All places, not overlapping, at most `limit`.
    static func all(_ bytes: UnsafeBufferPointer<UInt8>, _ part: UnsafeBufferPointer<UInt8>, limit: Int = .max) -> [Int] {
        var places: [Int] = []
        var from = 0
        while places.count < limit, let place = first(bytes, part, from) {
            places.append(place)
            from = place + part.count
        }
        return places
    }
    @inline(__always)
    static func starts(_ bytes: UnsafeBufferPointer<UInt8>, with part: UnsafeBufferPointer<UInt8>) -> Bool {
        guard part.count <= bytes.count else { return false }
        guard let start = bytes.baseAddress, let other = part.baseAddress, part.count > 0 else { return true }
        return isSame(start, other, part.count)
    }
    @inline(__always)
    static func ends(_ bytes: UnsafeBufferPointer<UInt8>, with part: UnsafeBufferPointer<UInt8>) -> Bool {
        guard part.count <= bytes.count else { return false }
        guard let start = bytes.baseAddress, let other = part.baseAddress, part.count > 0 else { return true }
        return isSame(start + (bytes.count - part.count), other, part.count)
    }
}

extension Str {
    /// The part that optional bounds mean; nil if it would end before it starts, where not even nothing is found.
    @inline(__always)
    final func searched(_ start: Value?, _ stop: Value?) throws -> (bytes: UnsafeBufferPointer<UInt8>, first: Int)? {
        if start == nil, stop == nil { return (bytes, 0) }
        let (from, to) = try Sequences.places(start, stop, count)
        return from <= to ? (bytes(from..<to), from) : nil
    }
    /// Where `part` stands within the optional bounds, in code points; -1 if nowhere.
    @inline(__always)
    final func find(_ part: Str, _ start: Value?, _ stop: Value?, last: Bool) throws -> Int {
        guard let (searched, first) = try searched(start, stop) else { return -1 }
        guard let place = last ? StringSearch.last(searched, part.bytes, searched.count) : StringSearch.first(searched, part.bytes, 0) else { return -1 }
        return first + (isASCII ? place : UTF8Bytes.count(UnsafeBufferPointer(rebasing: searched[..<place])))
    }
    final func occurrences(of part: Str, _ start: Value?, _ stop: Value?) throws -> Int {
        guard let (searched, _) = try searched(start, stop) else { return 0 }
        if part.byteCount == 0 { return (isASCII ? searched.count : UTF8Bytes.count(searched)) + 1 }
        return StringSearch.count(searched, part.bytes)
    }

    // MARK: Replacing

    final func replacing(_ old: Str, with new: Str, limit: Int) throws -> Value {
        if limit == 0 { return .object(self) }
        let most = limit < 0 ? Int.max : limit
        if old.byteCount == 0 { return try interspersed(new, most: most) }
        guard let first = StringSearch.first(bytes, old.bytes, 0) else { return .object(self) }
        let places = StringSearch.count(bytes, old.bytes, limit: most)
        let growth = places.multipliedReportingOverflow(by: new.byteCount - old.byteCount)
        let size = byteCount.addingReportingOverflow(growth.partialValue)
        try Memory.checkText(growth.overflow || size.overflow ? .max : size.partialValue)
        let made = Str.blank(size.partialValue, isASCII: isASCII && new.isASCII)
        var target = made.start
        var (from, place, left) = (0, first, places)
        while left > 0 {
            UTF8Bytes.copy(UnsafeBufferPointer(start: start + from, count: place - from), to: target)
            target += place - from
            UTF8Bytes.copy(new.bytes, to: target)
            target += new.byteCount
            from = place + old.byteCount
            left -= 1
            if left > 0 { place = StringSearch.first(bytes, old.bytes, from).unsafelyUnwrapped }  // as often as counted
        }
        UTF8Bytes.copy(UnsafeBufferPointer(start: start + from, count: byteCount - from), to: target)
        // Without its last letter that was not ASCII a text is ASCII.
        if !isASCII || !new.isASCII { return Str.value(made.bytes) }
        return made.byteCount <= 1 ? Str.value(made.bytes) : .object(made)
    }
    /// With `new` before every code point and at the end, at most so often.
    private final func interspersed(_ new: Str, most: Int) throws -> Value {
        let size = Swift.min(most, count + 1).multipliedReportingOverflow(by: new.byteCount)
        try Memory.checkText(size.overflow ? .max : size.partialValue + byteCount)
        var text = TextBuilder()
        var (place, left) = (0, most)
        while place < byteCount {
            if left > 0 {
                text.append(new)
                left -= 1
            }
            let width = UTF8Bytes.width(start[place])
            text.append(UnsafeBufferPointer(start: start + place, count: width), isASCII: width == 1)
            place += width
        }
        if left > 0 { text.append(new) }
        return text.value()
    }

    // MARK: Blanks and other characters at the ends

    /// Without white space, or the given characters, at the ends.
    final func trimmed(left: Bool, right: Bool, of characters: Str?) -> Value {
        var (first, end) = (0, byteCount)
        if isASCII, characters?.isASCII ?? true {
            func isTrimmed(_ byte: UInt8) -> Bool {
                characters.map { memchr($0.start, Int32(byte), $0.byteCount) != nil } ?? Str.isBlank(byte)
            }
            if left { while first < end, isTrimmed(start[first]) { first += 1 } }
            if right { while end > first, isTrimmed(start[end - 1]) { end -= 1 } }
            if end - first == byteCount { return .object(self) }
            return Str.value(UnsafeBufferPointer(start: start + first, count: end - first), isASCII: true)
        }
        // No blanks at the ends: nothing to do.
        if characters == nil, byteCount > 0, start[0] > 0x20, start[0] < 0x80, start[byteCount - 1] > 0x20, start[byteCount - 1] < 0x80 { return .object(self) }
        let set = characters.map { Set($0.text.unicodeScalars) }
        let scalars = text.unicodeScalars
        let rest = Str.trimmed(scalars[...], left: left, right: right, of: set)
        return rest.count == scalars.count ? .object(self) : .str(String(rest))
    }
    static func trimmed(
        _ text: Substring.UnicodeScalarView, left: Bool, right: Bool, of characters: Set<Unicode.Scalar>?
    ) -> Substring.UnicodeScalarView {
        var rest = text
        func isTrimmed(_ scalar: Unicode.Scalar) -> Bool { characters?.contains(scalar) ?? isSpace(scalar) }
        if left { while let first = rest.first, isTrimmed(first) { rest.removeFirst() } }
        if right { while let last = rest.last, isTrimmed(last) { rest.removeLast() } }
        return rest
    }
    /// White space in ASCII.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 0x09 < 5 || byte &- 0x1C < 4 }
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return isBlank(UInt8(truncatingIfNeeded: scalar.value)) }
        return scalar.value == 0x85 || scalar.properties.generalCategory == .spaceSeparator
            || scalar.properties.generalCategory == .lineSeparator || scalar.properties.generalCategory == .paragraphSeparator
    }
}
