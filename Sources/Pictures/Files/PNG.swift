/// The PNG format (W3C, third edition), for eight-bit colour; repeated bytes are the only thing compressed.
enum PNG {
    static func data(_ raster: Raster) -> [UInt8] {
        var rows: [UInt8] = []
        rows.reserveCapacity(raster.height * (raster.width * 3 + 1))
        let length = raster.width * 3
        for y in 0..<raster.height {
            rows.append(0)  // no filter
            rows += raster.bytes[y * length..<(y + 1) * length]
        }
        var header = bigEndian(UInt32(raster.width)) + bigEndian(UInt32(raster.height))
        header += [8, 2, 0, 0, 0]  // eight bits, colour, deflate, no filters beyond the rows' own, not interlaced
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + chunk("IDAT", zlib(rows)) + chunk("IEND", [])
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        return bigEndian(UInt32(data.count)) + body + bigEndian(crc32(body))
    }
    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [UInt8(value >> 24), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
    }

    /// RFC 1950 around RFC 1951.
    private static func zlib(_ data: [UInt8]) -> [UInt8] { [0x78, 0x01] + Deflate.compress(data) + bigEndian(adler32(data)) }

    static func adler32(_ data: [UInt8]) -> UInt32 {
        var a: UInt32 = 1
        var b: UInt32 = 0
        for byte in data {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        return b << 16 | a
    }
    private static let crcTable: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }
    static func crc32(_ data: [UInt8]) -> UInt32 {
        ~data.reduce(~UInt32(0)) { crcTable[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
    }
}

/// RFC 1951 with the fixed code. The only matches looked for repeat what stands one pixel (three bytes) earlier: charts
/// are mostly runs of one colour.
private enum Deflate {
    static func compress(_ data: [UInt8]) -> [UInt8] {
        var out = BitWriter()
        out.write(1, bits: 1)  // last block
        out.write(1, bits: 2)  // fixed code
        var index = 0
        while index < data.count {
            if index >= 3, let length = run(data, at: index) {
                writeMatch(length, &out)
                index += length
            } else {
                writeLiteral(Int(data[index]), &out)
                index += 1
            }
        }
        writeLiteral(256, &out)  // end of block
        return out.finished()
    }
    private static func run(_ data: [UInt8], at index: Int) -> Int? {
        var length = 0
        while length < 258, index + length < data.count, data[index + length] == data[index + length - 3] { length += 1 }
        return length >= 3 ? length : nil
    }
    private static func writeLiteral(_ symbol: Int, _ out: inout BitWriter) {
        switch symbol {
        case ..<144: out.writeReversed(0x30 + symbol, bits: 8)
        case ..<256: out.writeReversed(0x190 + symbol - 144, bits: 9)
        case ..<280: out.writeReversed(symbol - 256, bits: 7)
        default: out.writeReversed(0xC0 + symbol - 280, bits: 8)
        }
    }
    /// A length, then the distance 3, whose code is 2 and has no extra bits.
    private static func writeMatch(_ length: Int, _ out: inout BitWriter) {
        let index = lengths.lastIndex { $0.base <= length } ?? 0
        writeLiteral(257 + index, &out)
        out.write(length - lengths[index].base, bits: lengths[index].extraBits)
        out.writeReversed(2, bits: 5)
    }
    /// The length codes from 257 on (RFC 1951, 3.2.5).
    private static let lengths: [(base: Int, extraBits: Int)] = {
        var table = (3...10).map { (base: $0, extraBits: 0) }
        var base = 11
        for bits in 1...5 {
            for _ in 0..<4 {
                table.append((base, bits))
                base += 1 << bits
            }
        }
        return table + [(258, 0)]
    }()
}

/// Bits from the lowest of each byte up, as deflate packs them.
private struct BitWriter {
    private var bytes: [UInt8] = []
    private var pending = 0
    private var count = 0

    mutating func write(_ value: Int, bits: Int) {
        pending |= value << count
        count += bits
        while count >= 8 {
            bytes.append(UInt8(pending & 0xFF))
            pending >>= 8
            count -= 8
        }
    }
    /// Codes stand with their highest bit first.
    mutating func writeReversed(_ code: Int, bits: Int) {
        for bit in (0..<bits).reversed() { write(code >> bit & 1, bits: 1) }
    }
    func finished() -> [UInt8] { count > 0 ? bytes + [UInt8(pending & 0xFF)] : bytes }
}
