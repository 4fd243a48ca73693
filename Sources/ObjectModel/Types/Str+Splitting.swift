// Texts taken apart, and put together again.
extension Str {
    /// `split` and `rsplit` at a separator, which is not empty.
    final func split(at separator: Str, limit: Int, fromEnd: Bool) -> Value {
        let most = limit < 0 ? Int.max : limit
        let (bytes, part) = (self.bytes, separator.bytes)
        let pieces = List.blank(0)
        if fromEnd {
            var end = byteCount
            while pieces.count < most, let place = StringSearch.last(bytes, part, end) {
                pieces.append(self.part(UnsafeBufferPointer(rebasing: bytes[place + part.count..<end])))
                end = place
            }
            pieces.append(end == byteCount ? .object(self) : self.part(UnsafeBufferPointer(rebasing: bytes[..<end])))
            pieces.reverse()
            return .object(pieces)
        }
        var from = 0
        while pieces.count < most, let place = StringSearch.first(bytes, part, from) {
            pieces.append(self.part(UnsafeBufferPointer(start: start + from, count: place - from)))
            from = place + part.count
        }
        pieces.append(from == 0 ? .object(self) : self.part(UnsafeBufferPointer(start: start + from, count: byteCount - from)))
        return .object(pieces)
    }
    /// `split` and `rsplit` at runs of white space.
    final func split(limit: Int, fromEnd: Bool) -> Value {
        fromEnd ? .list(splitFromEnd(limit: limit)) : isASCII ? splitASCII(limit: limit) : splitScalars(limit: limit)
    }
    private final func splitASCII(limit: Int) -> Value {
        let most = limit < 0 ? Int.max : limit
        let pieces = List.blank(0)
        var place = 0
        while true {
            while place < byteCount, Str.isBlank(start[place]) { place &+= 1 }
            if place == byteCount { return .object(pieces) }
            let end = pieces.count == most ? byteCount : endOfWord(at: place)
            pieces.append(end - place == byteCount ? .object(self) : Str.value(UnsafeBufferPointer(start: start + place, count: end - place), isASCII: true))
            place = end
        }
    }
    /// The first blank at or behind a place in ASCII, or the end.
    @inline(__always)
    private final func endOfWord(at place: Int) -> Int {
        var end = place
        while end &+ 8 <= byteCount {
            // Up to the first byte that is no more than a blank the subtraction borrows nothing.
            let word = UnsafeRawPointer(start + end).loadUnaligned(as: UInt64.self)
            guard let offset = StringSearch.firstHigh((word &- 0x21 &* StringSearch.ones) & ~word) else {
                end &+= 8
                continue
            }
            end &+= offset
            if Str.isBlank(start[end]) { return end }
            // A control character.
            end &+= 1
        }
        while end < byteCount, !Str.isBlank(start[end]) { end &+= 1 }
        return end
    }
    private final func splitScalars(limit: Int) -> Value {
        let most = limit < 0 ? Int.max : limit
        let pieces = List.blank(0)
        // Where a word begins; less than zero between words.
        var (place, begin) = (0, -1)
        while place < byteCount {
            let at = place
            let isBlank = Str.isSpace(UTF8Bytes.scalar(start, &place))
            if begin < 0 {
                if isBlank { continue }
                begin = at
                if pieces.count == most { break }
            } else if isBlank {
                pieces.append(part(UnsafeBufferPointer(start: start + begin, count: at - begin)))
                begin = -1
            }
        }
        if begin >= 0 { pieces.append(part(UnsafeBufferPointer(start: start + begin, count: byteCount - begin))) }
        return .object(pieces)
    }
    private final func splitFromEnd(limit: Int) -> [Value] {
        let most = limit < 0 ? Int.max : limit
        var pieces: [Value] = []
        var rest = Str.trimmed(text.unicodeScalars[...], left: false, right: true, of: nil)
        while !rest.isEmpty {
            if pieces.count == most {
                pieces.append(.str(String(rest)))
                break
            }
            let start = rest.lastIndex(where: Str.isSpace).map { rest.index(after: $0) } ?? rest.startIndex
            pieces.append(.str(String(rest[start...])))
            rest = Str.trimmed(rest[..<start], left: false, right: true, of: nil)
        }
        return pieces.reversed()
    }
    /// `splitlines`.
    final func lines(keepEnds: Bool) -> Value {
        let lines = List.blank(0)
        var (place, begin) = (0, 0)
        while place < byteCount {
            let width = widthOfLineEnd(at: place)
            place &+= Swift.max(width, 1)
            if width == 0 { continue }
            lines.append(part(UnsafeBufferPointer(start: start + begin, count: place - begin - (keepEnds ? 0 : width))))
            begin = place
        }
        if begin < byteCount { lines.append(begin == 0 ? .object(self) : part(UnsafeBufferPointer(start: start + begin, count: byteCount - begin))) }
        return .object(lines)
    }
    /// How many bytes the line end takes that begins at a place; 0: none does.
    @inline(__always)
    private final func widthOfLineEnd(at place: Int) -> Int {
        let byte = start[place]
        if byte >= 0x20, byte < 0x80 { return 0 }
        if byte == 0x0D { return place + 1 < byteCount && start[place + 1] == 0x0A ? 2 : 1 }
        if byte &- 0x0A < 4 || byte &- 0x1C < 3 { return 1 }
        // U+0085, U+2028 and U+2029.
        if byte == 0xC2 { return start[place + 1] == 0x85 ? 2 : 0 }
        return byte == 0xE2 && start[place + 1] == 0x80 && start[place + 2] & 0xFE == 0xA8 ? 3 : 0
    }
    final func partitioned(at separator: Str, last: Bool) throws -> Value {
        if separator.byteCount == 0 { throw Raised.valueError("empty separator") }
        let (bytes, part) = (self.bytes, separator.bytes)
        guard let place = last ? StringSearch.last(bytes, part, byteCount) : StringSearch.first(bytes, part, 0) else {
            let empty = Value.object(Str.empty)
            return .object(last ? Tuple.three(empty, empty, .object(self)) : Tuple.three(.object(self), empty, empty))
        }
        return .object(
            Tuple.three(
                self.part(UnsafeBufferPointer(rebasing: bytes[..<place])), .object(separator),
                self.part(UnsafeBufferPointer(rebasing: bytes[(place + part.count)...]))))
    }
    /// The texts of an iterable with this one between them.
    final func joined(_ iterable: Value) throws -> Value {
        if case .object(let object) = iterable, object.kind == .list || object.kind == .tuple {
            let sequence = unsafeDowncast(object, to: SequenceObject.self)  // the kinds say so
            return try joined(UnsafeBufferPointer(start: sequence.elements, count: sequence.count))
        }
        let items: [Value]
        do { items = try collect(iterable) } catch let raised as Raised where raised.isInstance(of: ExceptionTypes.typeError) {
            if (try? iterable.iterator()) != nil { throw raised }
            throw Raised.typeError("can only join an iterable")
        }
        return try items.withUnsafeBufferPointer(joined)
    }
    private final func joined(_ items: UnsafeBufferPointer<Value>) throws -> Value {
        guard let first = items.baseAddress, items.count > 0 else { return .object(Str.empty) }
        if items.count == 1, first.heldText != nil { return items[0] }
        var size = byteCount.multipliedReportingOverflow(by: items.count - 1)
        var isASCII = self.isASCII || items.count == 1
        for index in 0..<items.count {
            if let plain = (first + index).heldText {
                plain._withUnsafeGuaranteedRef {
                    size.partialValue &+= $0.byteCount
                    isASCII = isASCII && $0.isASCII
                }
                continue
            }
            guard let text = Str.of(items[index]) else {
                throw Raised.typeError("sequence item \(index): expected str instance, \(items[index].type.name) found")
            }
            size.partialValue &+= text.byteCount
            isASCII = isASCII && text.isASCII
        }
        try Memory.checkText(size.overflow || size.partialValue < 0 ? .max : size.partialValue)
        if size.partialValue == 0 { return .object(Str.empty) }
        let made = Str.blank(size.partialValue, isASCII: isASCII)
        var end = made.start
        // Up to there a word may be written where a text is shorter: what comes behind it is written later.
        let lastWord = made.start + (size.partialValue - 8)
        func put(_ text: Str) {
            if text.byteCount <= 8, end <= lastWord {
                UnsafeMutableRawPointer(end).storeBytes(of: UnsafeRawPointer(text.start).loadUnaligned(as: UInt64.self), as: UInt64.self)
            } else {
                UTF8Bytes.copyShort(text.bytes, to: end)
            }
            end += text.byteCount
        }
        for index in 0..<items.count {
            if index > 0, byteCount > 0 { put(self) }
            if let plain = (first + index).heldText {
                plain._withUnsafeGuaranteedRef { put($0) }
            } else if let text = Str.of(items[index]) {
                UTF8Bytes.copy(text.bytes, to: end)
                end += text.byteCount
            }
        }
        return made.byteCount == 1 ? Str.value(made.bytes) : .object(made)
    }
}

extension UnsafePointer where Pointee == Value {
    /// The text here, if it is one and no subclass's, without counting a reference.
    @inline(__always)
    var heldText: Unmanaged<Str>? {
        isObject && object._withUnsafeGuaranteedRef { $0.kind } == .str ? Unmanaged<Str>.fromOpaque(object.toOpaque()) : nil
    }
}
