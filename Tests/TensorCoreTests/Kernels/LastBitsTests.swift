import CKernels
import XCTest

@testable import TensorCore

/// Results that are PyTorch's to the last bit, because long training runs make that bit visible (docs/fidelity.md).
/// The hashes are those of Fixtures/make_bits.py, which draws the same numbers.
final class LastBitsTests: XCTestCase {
    private var wanted: [String: UInt64] = [:]
    private let threads = nbs_thread_count()

    override func setUpWithError() throws {
        for line in try fixtureLines("bits.txt") {
            let words = line.split(separator: " ").map(String.init)
            wanted[words[0]] = UInt64(words[1], radix: 16)
        }
    }

    private func expect(_ name: String, _ results: [NDArray], line: UInt = #line) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for array in results {
            for byte in UnsafeRawBufferPointer(start: array.pointer, count: array.count * array.dtype.itemSize) {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            }
        }
        XCTAssertEqual(hash, wanted[name], name, line: line)
    }

    /// Floats of many sizes and both signs.
    private func numbers(_ shape: Dims, start: UInt64 = 0) throws -> NDArray {
        let array = try NDArray.empty(shape, .float32)
        let values = array.pointer(as: Float.self)
        for i in 0..<array.count {
            values[i] = Float(Double((start + UInt64(i) + 1) * 2_654_435_761 % (1 << 32)) / 16_777_216 - 128)
        }
        return array
    }

    func testTanh() throws {
        let bits = Array(stride(from: UInt32(0), to: 0x4180_0000, by: 99_991))
        let results = try [Float(1), -1].map { sign in
            let x = try NDArray.empty([bits.count], .float32)
            for (i, pattern) in bits.enumerated() { x.pointer(as: Float.self)[i] = sign * Float(bitPattern: pattern) }
            return try NDArray.unary(.tanh, x)
        }
        expect("tanh", results)
    }

    func testSums() throws {
        expect("sum", try (1..<64).map { try numbers([$0]).sum() })
        var columns: [NDArray] = []
        for n in stride(from: 1, to: 70, by: 3) {
            for count in stride(from: 2, to: 32, by: 3) { columns.append(try numbers([n, count]).sum([0])) }
        }
        expect("columns", columns)
        var tall: [NDArray] = []
        for n in [512, 600, 1000, 1280] { for count in [100, 130, 259, 1000, 1028] { tall.append(try numbers([n, count]).sum([0])) } }
        expect("tall", tall)
        defer { nbs_set_thread_count(threads) }
        for count in 1...3 {
            nbs_set_thread_count(Int32(count))
            var beside: [NDArray] = []
            for n in [64, 100, 130, 300] { for count in [516, 1028, 1540, 2050] { beside.append(try numbers([n, count]).sum([0])) } }
            expect("beside", beside)
        }
    }

    func testProductsWithAColumn() throws {
        var products: [NDArray] = []
        for rows in 2..<13 {
            for k in 1..<(rows % 4 == 0 ? 64 : 12) { products.append(try NDArray.mm(numbers([rows, k]), numbers([k, 1], start: 7))) }
        }
        expect("product", products)
    }
}
