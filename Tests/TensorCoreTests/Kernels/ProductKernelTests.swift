import CKernels
import XCTest

/// The loops under products, each against three plain loops. Blocks add up fused and in order, so that even the last bit
/// must be equal, however the factors lie and whoever helps.
final class ProductKernelTests: XCTestCase {
    private let threads = nbs_thread_count()
    override func tearDown() { nbs_set_thread_count(threads) }

    /// A matrix somewhere inside a larger piece of memory; its numbers do not depend on how they lie.
    private struct Matrix {
        var values: [Float]
        let rows, columns, rowStep, columnStep: Int

        init(_ rows: Int, _ columns: Int, _ lies: Lies, seed: UInt64) {
            (self.rows, self.columns) = (rows, columns)
            switch lies {
            case .rows: (rowStep, columnStep) = (columns, 1)
            case .wideRows: (rowStep, columnStep) = (columns + 3, 1)
            case .columns: (rowStep, columnStep) = (1, rows)
            case .apart: (rowStep, columnStep) = (2 * columns + 1, 2)
            }
            var state = seed &* 0x9E37_79B9_7F4A_7C15
            values = [Float](repeating: .nan, count: rows * rowStep + columns * columnStep)
            for i in 0..<rows {
                for j in 0..<columns {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    values[i * rowStep + j * columnStep] = Float(Int64(bitPattern: state) >> 40) / 8_388_608
                }
            }
        }
        subscript(row: Int, column: Int) -> Float { values[row * rowStep + column * columnStep] }
    }
    private enum Lies: CaseIterable { case rows, wideRows, columns, apart }
    private enum Start: CaseIterable { case zero, bias, result }

    /// start + a[i][0] * b[0][j] + …, each step rounded once.
    private func fused(_ m: Int, _ n: Int, _ k: Int, from start: (Int, Int) -> Float) -> [Float] {
        let a = Matrix(m, k, .rows, seed: 1), b = Matrix(k, n, .columns, seed: 2)
        return a.values.withUnsafeBufferPointer { a in
            b.values.withUnsafeBufferPointer { b in
                (0..<m * n).map { place in
                    var sum = start(place / n, place % n)
                    for l in 0..<k { sum = sum.addingProduct(a[place / n * k + l], b[place % n * k + l]) }
                    return sum
                }
            }
        }
    }

    func testBlocks() throws {
        for (m, n, k) in Self.shapes {
            let row = Matrix(1, n, .rows, seed: 3), before = Matrix(m, n, .rows, seed: 4)
            for start in Start.allCases {
                let wanted = fused(m, n, k) { i, j in start == .zero ? 0 : start == .bias ? row[0, j] : before[i, j] }
                for (layA, layB) in m * n * k > 100_000 ? Self.fewLayouts : Self.allLayouts {
                    let a = Matrix(m, k, layA, seed: 1), b = Matrix(k, n, layB, seed: 2)
                    for threads in m * n * k < 100_000 ? 1...1 : 1...3 {
                        nbs_set_thread_count(Int32(threads))
                        var out = before.values
                        let status = out.withUnsafeMutableBufferPointer { out in
                            row.values.withUnsafeBufferPointer { row in
                                nbs_gemm(
                                    m, n, k, a.values, a.rowStep, a.columnStep, b.values, b.rowStep, b.columnStep,
                                    start == .bias ? row.baseAddress : nil, out.baseAddress, n, start == .result ? 1 : 0)
                            }
                        }
                        if status == NBS_UNSUPPORTED { throw XCTSkip("no AVX-512 here") }
                        XCTAssertEqual(Array(out.prefix(m * n)), wanted, "\(m) x \(n) x \(k) \(layA) \(layB) \(start) \(threads)")
                        XCTAssert(out.dropFirst(m * n).allSatisfy(\.isNaN), "beyond the result")
                    }
                }
            }
        }
    }

    func testStacks() throws {
        for (m, n, k) in Self.shapes where m * n * k < 200_000 {
            for (layA, layB) in Self.fewLayouts {
                let count = 5, a = (0..<count).map { Matrix(m, k, layA, seed: UInt64($0) + 1) }, b = (0..<count).map { Matrix(k, n, layB, seed: UInt64($0) + 9) }
                var out = [Float](repeating: .nan, count: count * m * n + 1)
                let status = nbs_gemm_stack(
                    count, m, n, k, a.flatMap(\.values), a[0].values.count, a[0].rowStep, a[0].columnStep, b.flatMap(\.values), b[0].values.count,
                    b[0].rowStep, b[0].columnStep, &out)
                // Rows that lie neither way would have to be packed first.
                if status == NBS_UNSUPPORTED { continue }
                for i in 0..<count {
                    var wanted = [Float](repeating: 0, count: m * n)
                    _ = nbs_gemm(
                        m, n, k, a[i].values, a[i].rowStep, a[i].columnStep, b[i].values, b[i].rowStep, b[i].columnStep, nil, &wanted, n, 0)
                    XCTAssertEqual(Array(out[(i * m * n)..<((i + 1) * m * n)]), wanted, "\(m) x \(n) x \(k) \(layA) \(layB) \(i)")
                }
                XCTAssert(out[count * m * n].isNaN, "beyond the result")
            }
        }
    }

    func testSpecialNumbers() throws {
        // What is left over of a block or panel must not leak into results, nor zeros swallow NaN.
        let m = 15, n = 33, k = 9
        var a = Matrix(m, k, .rows, seed: 1), b = Matrix(k, n, .columns, seed: 2)
        a.values[3 * k + 2] = .nan
        b.values[5 * k + 4] = .infinity
        a.values[7 * k + 4] = 0
        var out = [Float](repeating: 0, count: m * n)
        let status = nbs_gemm(m, n, k, a.values, k, 1, b.values, 1, k, nil, &out, n, 0)
        if status == NBS_UNSUPPORTED { throw XCTSkip("no AVX-512 here") }
        for i in 0..<m {
            for j in 0..<n {
                let value = out[i * n + j]
                if i == 3 || (i == 7 && j == 5) { XCTAssert(value.isNaN, "\(i) \(j)") }
                else if j == 5 { XCTAssert(value.isInfinite, "\(i) \(j)") }
                else { XCTAssert(value.isFinite, "\(i) \(j)") }
            }
        }
    }

    func testSmall() {
        for (m, n, k) in Self.shapes where m * n * k <= 40_000 {
            let before = Matrix(m, n, .rows, seed: 7)
            for adds in [false, true] {
                let wanted = fused(m, n, k) { i, j in adds ? before[i, j] : 0 }
                for (layA, layB) in Self.allLayouts {
                    let a = Matrix(m, k, layA, seed: 1), b = Matrix(k, n, layB, seed: 2)
                    var out = before.values
                    let status = nbs_matmul_small(
                        m, n, k, a.values, a.rowStep, a.columnStep, b.values, b.rowStep, b.columnStep, &out, n, adds ? 1 : 0)
                    if status == NBS_UNSUPPORTED { continue }
                    XCTAssertEqual(Array(out.prefix(m * n)), wanted, "\(m) x \(n) x \(k)")
                }
            }
        }
    }

    /// Products one after the other, each rounded before it is added: PyTorch's order for few of them, whatever lies where.
    func testInOrder() {
        for m in [1, 2, 4, 5, 11] {
            for n in [1, 3, 13, 16, 17, 33] {
                for k in [1, 2, 4, 11, 64, 70] {
                    for (layA, layB) in Self.allLayouts {
                        let a = Matrix(m, k, layA, seed: 1), b = Matrix(k, n, layB, seed: 2), before = Matrix(m, n, .rows, seed: 3)
                        // Rows times columns without gaps: dot products, four sums side by side.
                        if a.columnStep == 1, b.rowStep == 1, k > 4 { continue }
                        for adds in [false, true] {
                            var out = before.values, wanted = out
                            for i in 0..<m {
                                for j in 0..<n {
                                    var sum = adds ? before[i, j] : 0
                                    for l in 0..<k { sum += a[i, l] * b[l, j] }
                                    wanted[i * n + j] = sum
                                }
                            }
                            _ = nbs_matmul(
                                NBS_F32, m, n, k, a.values, a.rowStep, a.columnStep, b.values, b.rowStep, b.columnStep, &out, n, adds ? 1 : 0)
                            XCTAssertEqual(out.prefix(m * n), wanted.prefix(m * n), "\(m) x \(n) x \(k) \(layA) \(layB)")
                        }
                    }
                }
            }
        }
    }

    func testFlat() {
        for m in [1, 7, 40] {
            for n in [1, 16, 50, 67] {
                for k in 1...Int(NBS_FLAT) + 3 {
                    for lies in [Lies.rows, .columns] {
                        let a = Matrix(m, k, lies, seed: 8), b = Matrix(k, n, .wideRows, seed: 9)
                        let before = Matrix(m, n, .rows, seed: 10)
                        for adds in [false, true] {
                            var out = before.values
                            nbs_matmul_flat(
                                m, n, k, a.values, a.rowStep, a.columnStep, b.values, b.rowStep, &out, n, adds ? 1 : 0)
                            expectNear(out, a, b, before: adds ? before : nil, "flat \(m) x \(n) x \(k) \(lies)")
                        }
                    }
                }
            }
        }
    }

    func testSkinny() {
        for m in [1, 3, 5, 16] {
            for (n, k) in [(1, 1), (3, 20), (64, 16), (70, 100), (257, 33), (600, 40)] {
                for (layA, layB) in [(Lies.rows, Lies.columns), (.wideRows, .columns), (.rows, .rows), (.columns, .wideRows)] {
                    let a = Matrix(m, k, layA, seed: 11), b = Matrix(k, n, layB, seed: 12), before = Matrix(m, n, .rows, seed: 13)
                    XCTAssertEqual(nbs_is_skinny(m, k, a.columnStep, b.rowStep, b.columnStep), 1)
                    for adds in [false, true] {
                        var one: [Float] = []
                        for threads in 1...2 {
                            nbs_set_thread_count(Int32(threads))
                            var out = before.values
                            nbs_matmul_skinny(
                                m, n, k, a.values, a.rowStep, a.columnStep, b.values, b.rowStep, b.columnStep, &out, n, adds ? 1 : 0)
                            if threads == 1 { one = out } else { XCTAssertEqual(out.prefix(m * n), one.prefix(m * n), "threads") }
                            expectNear(out, a, b, before: adds ? before : nil, "skinny \(m) x \(n) x \(k)")
                        }
                    }
                }
            }
        }
    }

    /// Within what rounding may do to a sum of so many products of numbers below one.
    private func expectNear(_ out: [Float], _ a: Matrix, _ b: Matrix, before: Matrix?, _ what: String) {
        // Every third number of a row, another in each row.
        for i in 0..<a.rows {
            for j in stride(from: i % 3, to: b.columns, by: 3) {
                var sum = before.map { Double($0[i, j]) } ?? 0
                for l in 0..<a.columns { sum += Double(a[i, l]) * Double(b[l, j]) }
                let error = abs(Double(out[i * b.columns + j]) - sum)
                if error > 2e-7 * Double(a.columns + 1) { return XCTFail("\(what) [\(i), \(j)]: \(out[i * b.columns + j]), not \(sum)") }
            }
        }
    }

    /// Edges of blocks (14 rows, 16 and 32 columns), of depths (384, 1024) and of what goes to all threads (400,000).
    private static let shapes = [
        (1, 1, 1), (2, 4, 3), (13, 16, 5), (14, 32, 17), (15, 33, 40), (16, 16, 16), (31, 17, 64), (3, 100, 7), (100, 3, 7),
        (29, 47, 70), (43, 9, 31), (5, 40, 385), (40, 5, 385), (10, 64, 512), (64, 10, 512), (20, 70, 1024), (70, 20, 1026),
        (100, 100, 100), (300, 33, 50), (33, 300, 50), (30, 40, 390), (20, 100, 5), (64, 64, 64), (128, 130, 128), (40, 260, 400),
    ]
    private static let allLayouts = Lies.allCases.flatMap { a in Lies.allCases.map { (a, $0) } }
    private static let fewLayouts: [(Lies, Lies)] = [(.rows, .rows), (.rows, .columns), (.columns, .wideRows), (.columns, .columns), (.apart, .apart)]
}
