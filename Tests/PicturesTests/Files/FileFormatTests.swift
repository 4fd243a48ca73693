import XCTest

@testable import Pictures

final class FileFormatTests: XCTestCase {
    /// The published check values of both sums.
    func testChecksums() {
        XCTAssertEqual(PNG.crc32(Array("123456789".utf8)), 0xCBF4_3926)
        XCTAssertEqual(PNG.adler32(Array("Wikipedia".utf8)), 0x11E6_0398)
    }

    /// Inflating what was deflated gives the pixels back, whatever they are.
    func testPixelsSurvive() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20 {
            let columns = Int.random(in: 1...30, using: &generator), rows = Int.random(in: 1...30, using: &generator)
            let shades = UInt8.random(in: 1...255, using: &generator)
            let pixels = (0..<rows * columns).map { _ in
                Figure.Color(red: .random(in: 0...shades, using: &generator), green: 7, blue: .random(in: 0...1, using: &generator))
            }
            let raster = Raster(Figure(width: columns, height: rows, shapes: [.image(.init(x: 0, y: 0), scale: 1, columns: columns, pixels: pixels)]))
            let png = PNG.data(raster)
            XCTAssertEqual(Array(png.prefix(8)), [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            let length: Int = png[33..<37].reduce(0) { ($0 << 8) | Int($1) }
            var inflater = Inflater(Array(png[43..<41 + length - 4]))
            let rowsBack = try inflater.fixedBlock()
            var expected: [UInt8] = []
            for y in 0..<rows {
                expected.append(0)
                expected += raster.bytes[y * columns * 3..<(y + 1) * columns * 3]
            }
            XCTAssertEqual(rowsBack, expected)
        }
    }

    func testSVGEscapesText() {
        let figure = Figure(width: 10, height: 10, shapes: [.text("a < b & \"c\"\u{1B}", .init(x: 1, y: 2), .start)])
        XCTAssertTrue(figure.svg().contains("a &lt; b &amp; &quot;c&quot; </text>"))
    }
    func testPaintingOutsideTheSheetIsIgnored() {
        let figure = Figure(width: 4, height: 4, shapes: [.circle(.init(x: -100, y: 100), radius: 3, .black), .text("much too long", .init(x: 2, y: 2), .middle)])
        XCTAssertEqual(Raster(figure).bytes.count, 48)
    }
}

/// RFC 1951's fixed code, read the slow and obvious way.
private struct Inflater {
    private let bytes: [UInt8]
    private var position = 0
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private struct Truncated: Error {}
    private mutating func bit() throws -> Int {
        guard position / 8 < bytes.count else { throw Truncated() }
        defer { position += 1 }
        return Int(bytes[position / 8] >> (position % 8)) & 1
    }
    private mutating func bits(_ count: Int) throws -> Int { try (0..<count).reduce(0) { try $0 | bit() << $1 } }
    private mutating func code(_ count: Int) throws -> Int { try (0..<count).reduce(0) { value, _ in try value << 1 | bit() } }
    private mutating func symbol() throws -> Int {
        let seven = try code(7)
        if seven < 24 { return 256 + seven }
        let eight = try seven << 1 | bit()
        if eight >= 0x30, eight < 0xC0 { return eight - 0x30 }
        if eight >= 0xC0, eight < 0xC8 { return 280 + eight - 0xC0 }
        return try 144 + (eight << 1 | bit()) - 0x190
    }
    mutating func fixedBlock() throws -> [UInt8] {
        let bases = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258]
        _ = try bits(3)
        var out: [UInt8] = []
        while true {
            let next = try symbol()
            if next == 256 { return out }
            if next < 256 { out.append(UInt8(next)); continue }
            let index = next - 257
            let length = try bases[index] + (index < 8 || index == 28 ? 0 : bits((index - 4) / 4))
            let distance = try [1, 2, 3, 4][code(5)]
            for _ in 0..<length { out.append(out[out.count - distance]) }
        }
    }
}
