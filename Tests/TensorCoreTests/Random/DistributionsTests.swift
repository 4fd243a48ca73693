import XCTest

@testable import TensorCore

final class DistributionsTests: XCTestCase {
    /// Every seed and kind of `random.txt`: the bytes of sizes 1–40 (drawn twice) and 1000 hash to what PyTorch's do.
    func testStreamsArePyTorchs() throws {
        let sizes = Array(1...40) + [1000]
        var checked = 0
        for line in try fixtureLines("random.txt") {
            let words = line.split(separator: " ").map(String.init)
            let kind = words[0], seed = try XCTUnwrap(UInt64(words[1]))
            let g = Generator(seed: seed)
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for n in sizes {
                g.seed(seed)
                for _ in 0..<(n < 50 ? 2 : 1) {
                    let array = try draw(kind, n, g)
                    for byte in UnsafeRawBufferPointer(start: array.pointer, count: n * array.dtype.itemSize) {
                        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
                    }
                }
            }
            XCTAssertEqual(hash, UInt64(words[2], radix: 16), "\(kind), seed \(seed)")
            checked += 1
        }
        XCTAssertGreaterThanOrEqual(checked, 200)
    }

    private func draw(_ kind: String, _ n: Int, _ g: Generator) throws -> NDArray {
        let shape: Dims = [n]
        func filled(_ dtype: DType = .float32, _ fill: (NDArray) throws -> Void) throws -> NDArray {
            let array = try NDArray.empty(shape, dtype)
            try fill(array)
            return array
        }
        switch kind {
        case "rand": return try NDArray.rand(shape, .float32, g)
        case "randn": return try NDArray.randn(shape, .float32, g)
        case "rand64": return try NDArray.rand(shape, .float64, g)
        case "randn64": return try NDArray.randn(shape, .float64, g)
        case "uniform": return try filled { try $0.uniform(-0.3, 0.9, g) }
        case "normal": return try filled { try $0.normal(0.5, 2.3, g) }
        case "randint": return try NDArray.randint(-5, 70, shape, .int64, g)
        case "randint_wide": return try NDArray.randint(0, 1 << 40, shape, .int64, g)
        case "randperm": return try NDArray.randperm(n, .int64, g)
        case "bernoulli": return try filled { try $0.bernoulli(0.3, g) }
        case "bernoulli_tensor": return try NDArray.bernoulli(filled { $0.fill(.float(0.3)) }, g)
        case "exponential": return try filled { try $0.exponential(1, g) }
        case "random": return try filled(.int64) { try $0.random(g) }
        case "random_float": return try filled { try $0.random(g) }
        case "random_int32": return try filled(.int32) { try $0.random(g) }
        case "randn_half": return try NDArray.randn(shape, .float16, g)
        case "randn_bfloat": return try NDArray.randn(shape, .bfloat16, g)
        case "rand_half": return try NDArray.rand(shape, .float16, g)
        default: throw XCTSkip("no kind \(kind)")
        }
    }

    func testStateGoesOutAndComesBack() throws {
        let g = Generator(seed: 7)
        _ = try NDArray.randn([3], .float32, g)
        let state = try g.getState()
        let next = try NDArray.randn([5], .float32, g).doubles()
        let other = Generator(seed: 1)
        try other.setState(state)
        XCTAssertEqual(other.initialSeed, 7)
        XCTAssertEqual(try NDArray.randn([5], .float32, other).doubles(), next)
    }

    func testMultinomialIsPyTorchs() throws {
        let g = Generator(seed: 0)
        let weights = try NDArray.from([0.1, 0.2, 0.7])
        XCTAssertEqual(try NDArray.multinomial(weights, 8, replacement: true, g).ints(), [2, 2, 2, 2, 2, 2, 1, 2])
        g.seed(0)
        XCTAssertEqual(try NDArray.multinomial(weights, 3, g).ints(), [2, 1, 0])
    }
}
