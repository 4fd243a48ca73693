#if canImport(Glibc)
    import Glibc
#endif

/// Finding one text in another, in bytes; callers translate to code points.
enum StringSearch {
    static func contains(_ text: String, _ part: String) -> Bool {
        StringText.withBytes(text) { bytes in StringText.withBytes(part) { first(bytes, $0, 0) != nil } }
    }
    /// The first place of `part` at or after `start`.
    static func first(_ bytes: UnsafeBufferPointer<UInt8>, _ part: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        guard start + part.count <= bytes.count else { return nil }
        guard let base = bytes.baseAddress, let needle = part.baseAddress, part.count > 0 else { return start }
        var from = start
        let last = bytes.count - part.count
        while from <= last {
            guard let hit = memchr(base + from, Int32(needle[0]), last - from + 1) else { return nil }
            from = UnsafeRawPointer(hit) - UnsafeRawPointer(base)
            if memcmp(base + from, needle, part.count) == 0 { return from }
            from += 1
        }
        return nil
    }
    /// The last place of `part` that ends at or before `end`.
    static func last(_ bytes: UnsafeBufferPointer<UInt8>, _ part: UnsafeBufferPointer<UInt8>, _ end: Int) -> Int? {
        guard let base = bytes.baseAddress, let needle = part.baseAddress, part.count > 0 else { return end }
        var place = end - part.count
        while place >= 0 {
            if bytes[place] == part[0], memcmp(base + place, needle, part.count) == 0 { return place }
            place -= 1
        }
        return nil
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
}

extension Str {
    /// Where `part` stands within the optional bounds, in code points; -1 if nowhere.
    func find(_ part: String, _ start: Value?, _ stop: Value?, last: Bool) throws -> Int {
        let bounds = try Sequences.bounds(start, stop, count)
        if bounds.lowerBound > count { return -1 }
        let isWhole = bounds.lowerBound == 0 && bounds.upperBound == count
        let searched = isWhole ? text : substring(bounds)
        let place = StringText.withBytes(searched) { bytes in
            StringText.withBytes(part) { last ? StringSearch.last(bytes, $0, bytes.count) : StringSearch.first(bytes, $0, 0) }
        }
        guard let place else { return -1 }
        if isASCII { return place + bounds.lowerBound }
        return bounds.lowerBound
            + StringText.withBytes(searched) { bytes in bytes[..<place].reduce(0) { $1 & 0xC0 != 0x80 ? $0 + 1 : $0 } }
    }
    func occurrences(of part: String, _ start: Value?, _ stop: Value?) throws -> Int {
        let bounds = try Sequences.bounds(start, stop, count)
        if bounds.lowerBound > count { return 0 }
        if part.isEmpty { return bounds.count + 1 }
        let searched = bounds.count == count ? text : substring(bounds)
        return StringText.withBytes(searched) { bytes in StringText.withBytes(part) { StringSearch.all(bytes, $0).count } }
    }
    /// nil: there is nothing to replace.
    static func replacing(_ text: String, _ old: String, with new: String, limit: Int) -> String? {
        if limit == 0 { return nil }
        let most = limit < 0 ? Int.max : limit
        if old.isEmpty {
            var result = ""
            var left = most
            for scalar in text.unicodeScalars {
                if left > 0 {
                    result += new
                    left -= 1
                }
                result.unicodeScalars.append(scalar)
            }
            return left > 0 ? result + new : result
        }
        return StringText.withBytes(text) { bytes in
            let places = StringText.withBytes(old) { StringSearch.all(bytes, $0, limit: most) }
            if places.isEmpty { return nil }
            let length = old.utf8.count
            let total = bytes.count + places.count * (new.utf8.count - length)
            return StringText.withBytes(new) { replacement in
                String(unsafeUninitializedCapacity: total) { buffer in
                    var from = 0
                    var end = 0
                    func copy(_ part: UnsafeBufferPointer<UInt8>.SubSequence) {
                        for byte in part {
                            buffer[end] = byte
                            end += 1
                        }
                    }
                    for place in places {
                        copy(bytes[from..<place])
                        copy(replacement[...])
                        from = place + length
                    }
                    copy(bytes[from...])
                    return end
                }
            }
        }
    }
    /// `split` and `rsplit` at a separator.
    static func split(_ text: String, at separator: String, limit: Int, fromEnd: Bool) -> [Value] {
        let most = limit < 0 ? Int.max : limit
        return StringText.withBytes(text) { bytes in
            StringText.withBytes(separator) { part in
                var places: [Int]
                if fromEnd, most != .max {
                    places = []
                    var end = bytes.count
                    while places.count < most, let place = StringSearch.last(bytes, part, end) {
                        places.append(place)
                        end = place
                    }
                    places.reverse()
                } else {
                    places = StringSearch.all(bytes, part, limit: most)
                }
                var pieces: [Value] = []
                var from = 0
                for place in places {
                    pieces.append(.str(ShortText.make(UnsafeBufferPointer(rebasing: bytes[from..<place]))))
                    from = place + part.count
                }
                pieces.append(.str(ShortText.make(UnsafeBufferPointer(rebasing: bytes[from...]))))
                return pieces
            }
        }
    }
    /// `split` at runs of white space, for ASCII text.
    static func splitASCII(_ text: String, limit: Int) -> [Value] {
        let most = limit < 0 ? Int.max : limit
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 0x09 < 5 || byte &- 0x1C < 4 }
        return StringText.withBytes(text) { bytes in
            var pieces: [Value] = []
            var place = 0
            while true {
                while place < bytes.count, isBlank(bytes[place]) { place += 1 }
                if place == bytes.count { return pieces }
                var end = place
                if pieces.count == most {
                    end = bytes.count
                    pieces.append(.object(Str(ascii: ShortText.make(UnsafeBufferPointer(rebasing: bytes[place..<end])))))
                    return pieces
                }
                while end < bytes.count, !isBlank(bytes[end]) { end += 1 }
                pieces.append(.object(Str(ascii: ShortText.make(UnsafeBufferPointer(rebasing: bytes[place..<end])))))
                place = end
            }
        }
    }
    /// `split` and `rsplit` at runs of white space.
    static func split(_ text: String, limit: Int, fromEnd: Bool) -> [Value] {
        let most = limit < 0 ? Int.max : limit
        let scalars = text.unicodeScalars
        var pieces: [Value] = []
        if fromEnd {
            var rest = trimmed(scalars[...], left: false, right: true, of: nil)
            while !rest.isEmpty {
                if pieces.count == most {
                    pieces.append(.str(String(rest)))
                    break
                }
                let start = rest.lastIndex(where: isSpace).map { rest.index(after: $0) } ?? rest.startIndex
                pieces.append(.str(String(rest[start...])))
                rest = trimmed(rest[..<start], left: false, right: true, of: nil)
            }
            return pieces.reversed()
        }
        var rest = trimmed(scalars[...], left: true, right: false, of: nil)
        while !rest.isEmpty {
            if pieces.count == most {
                pieces.append(.str(String(rest)))
                break
            }
            let end = rest.firstIndex(where: isSpace) ?? rest.endIndex
            pieces.append(.str(String(rest[..<end])))
            rest = trimmed(rest[end...], left: true, right: false, of: nil)
        }
        return pieces
    }
    /// Without white space, or the given characters, at the ends.
    static func trimmed(
        _ text: Substring.UnicodeScalarView, left: Bool, right: Bool, of characters: Set<Unicode.Scalar>?
    ) -> Substring.UnicodeScalarView {
        var rest = text
        func isTrimmed(_ scalar: Unicode.Scalar) -> Bool { characters?.contains(scalar) ?? isSpace(scalar) }
        if left { while let first = rest.first, isTrimmed(first) { rest.removeFirst() } }
        if right { while let last = rest.last, isTrimmed(last) { rest.removeLast() } }
        return rest
    }
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return scalar.value == 0x20 || (0x09...0x0D).contains(scalar.value) || (0x1C...0x1F).contains(scalar.value) }
        return scalar.value == 0x85 || scalar.properties.generalCategory == .spaceSeparator
            || scalar.properties.generalCategory == .lineSeparator || scalar.properties.generalCategory == .paragraphSeparator
    }
}
