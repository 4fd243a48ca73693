#if canImport(Glibc)
    import Glibc
#endif

/// A text while it is put together: bytes in a buffer that the next one uses again.
struct TextBuilder: ~Copyable {
    private var start: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0
    /// Every part was ASCII throughout.
    private var isASCII = true

    // What the last builder left; the evaluator's thread only.
    nonisolated(unsafe) private static var spare: UnsafeMutablePointer<UInt8>?
    // The same.
    nonisolated(unsafe) private static var spareCapacity = 0
    /// A larger buffer is not kept.
    private static let mostSpare = 1 << 16

    init() {
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
    var text: String { ShortText.make(bytes) }

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
        UTF8Bytes.copy(bytes, to: room(bytes.count))
        count &+= bytes.count
        if !isASCII { self.isASCII = false }
    }
    @inline(__always)
    mutating func append(_ text: Str) { append(text.bytes, isASCII: text.isASCII) }
    mutating func append(_ text: String) {
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
    @inline(__always)
    mutating func append(decimal number: Int) {
        let length = DecimalDigits.length(number)
        DecimalDigits.write(number, length, to: room(length))
        count &+= length
    }
    /// A text on a field: so much is missing, of which `left` goes before it.
    mutating func append(_ text: Str, left: Int, missing: Int, fill: Unicode.Scalar) {
        append(fill, times: left)
        append(text)
        append(fill, times: missing - left)
    }
}
