/// CPython's text hash as it is under `PYTHONHASHSEED=0`: SipHash-1-3 with a key of zeros over the code points, each as
/// wide as the widest needs. The same in every run, so that sets of texts replay in the same order.
enum StringHash {
    static func hash(_ bytes: UnsafeBufferPointer<UInt8>, isASCII: Bool) -> Int {
        let hash = bytes.isEmpty ? 0 : isASCII ? sipHash(bytes) : wideHash(bytes)
        return hash == .max ? -2 : Int(bitPattern: UInt(hash))
    }
    @inline(never)
    private static func wideHash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
        let widest = scalars.reduce(0) { max($0, $1.value) }
        if widest < 0x100 { return Array(scalars.map { UInt8($0.value) }).withUnsafeBufferPointer(sipHash) }
        if widest < 0x10000 { return scalars.map { UInt16($0.value) }.withUnsafeBytes { sipHash($0.bindMemory(to: UInt8.self)) } }
        return scalars.map(\.value).withUnsafeBytes { sipHash($0.bindMemory(to: UInt8.self)) }
    }
    static func sipHash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var v0: UInt64 = 0x736f_6d65_7073_6575
        var v1: UInt64 = 0x646f_7261_6e64_6f6d
        var v2: UInt64 = 0x6c79_6765_6e65_7261
        var v3: UInt64 = 0x7465_6462_7974_6573
        func round() {
            v0 &+= v1; v2 &+= v3
            v1 = (v1 << 13 | v1 >> 51) ^ v0
            v3 = (v3 << 16 | v3 >> 48) ^ v2
            v0 = v0 << 32 | v0 >> 32
            v2 &+= v1; v0 &+= v3
            v1 = (v1 << 17 | v1 >> 47) ^ v2
            v3 = (v3 << 21 | v3 >> 43) ^ v0
            v2 = v2 << 32 | v2 >> 32
        }
        let whole = bytes.count / 8
        let raw = UnsafeRawBufferPointer(bytes)
        for index in 0..<whole {
            let word = raw.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
            v3 ^= word
            round()
            v0 ^= word
        }
        var last = UInt64(truncatingIfNeeded: bytes.count) << 56
        for (shift, index) in (whole * 8..<bytes.count).enumerated() { last |= UInt64(bytes[index]) << UInt64(8 * shift) }
        v3 ^= last
        round()
        v0 ^= last
        v2 ^= 0xFF
        round()
        round()
        round()
        return (v0 ^ v1) ^ (v2 ^ v3)
    }
}
