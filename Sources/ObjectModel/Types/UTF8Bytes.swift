#if canImport(Glibc)
    import Glibc
#endif

/// Rules about plain UTF-8, wherever it lies.
enum UTF8Bytes {
    /// How many code points there are: all bytes but the continuations of a sequence.
    static func count(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        for byte in bytes { count &+= byte & 0xC0 != 0x80 ? 1 : 0 }
        return count
    }
    /// Of the sequence that starts with this byte.
    @inline(__always)
    static func width(_ first: UInt8) -> Int { first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4 }
    static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = bytes.baseAddress else { return true }
        let raw = UnsafeRawPointer(start)
        var all: UInt64 = 0
        var place = 0
        while place + 8 <= bytes.count {
            all |= raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            place += 8
        }
        while place < bytes.count {
            all |= UInt64(bytes[place])
            place += 1
        }
        return all & 0x8080_8080_8080_8080 == 0
    }
    /// The code point that begins at `place`, which is moved behind it.
    @inline(__always)
    static func scalar(_ start: UnsafePointer<UInt8>, _ place: inout Int) -> Unicode.Scalar {
        let first = start[place]
        let width = width(first)
        var code = width == 1 ? UInt32(first) : UInt32(first) & (0x7F >> UInt32(width))
        for next in 1..<Swift.max(width, 1) { code = code << 6 | UInt32(start[place + next] & 0x3F) }
        place += width
        return Unicode.Scalar(code).unsafelyUnwrapped  // texts are valid UTF-8
    }
    /// Negative, zero or positive.
    @inline(__always)
    static func order(_ x: UnsafeBufferPointer<UInt8>, _ y: UnsafeBufferPointer<UInt8>) -> Int {
        guard let start = x.baseAddress, let other = y.baseAddress else { return x.count - y.count }
        let order = Int(memcmp(start, other, Swift.min(x.count, y.count)))
        return order != 0 ? order : x.count - y.count
    }
    /// Copies to where there is room.
    @inline(__always)
    static func copy(_ bytes: UnsafeBufferPointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        memcpy(target, start, bytes.count)
    }
    /// The same for bytes that are few most of the time: C's function is not asked for those.
    @inline(__always)
    static func copyShort(_ bytes: UnsafeBufferPointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        if bytes.count > 16 {
            memcpy(target, start, bytes.count)
            return
        }
        let (from, to) = (UnsafeRawPointer(start), UnsafeMutableRawPointer(target))
        // From both ends, overlapping in the middle.
        if bytes.count >= 8 {
            let last = bytes.count - 8
            let (x, y) = (from.loadUnaligned(as: UInt64.self), from.loadUnaligned(fromByteOffset: last, as: UInt64.self))
            to.storeBytes(of: x, as: UInt64.self)
            to.storeBytes(of: y, toByteOffset: last, as: UInt64.self)
        } else if bytes.count >= 4 {
            let last = bytes.count - 4
            let (x, y) = (from.loadUnaligned(as: UInt32.self), from.loadUnaligned(fromByteOffset: last, as: UInt32.self))
            to.storeBytes(of: x, as: UInt32.self)
            to.storeBytes(of: y, toByteOffset: last, as: UInt32.self)
        } else if bytes.count > 0 {
            let (first, middle, last) = (start[0], start[bytes.count / 2], start[bytes.count - 1])
            target[0] = first
            target[bytes.count / 2] = middle
            target[bytes.count - 1] = last
        }
    }
}
