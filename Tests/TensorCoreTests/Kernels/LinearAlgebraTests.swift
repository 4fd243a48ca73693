import XCTest

@testable import TensorCore

final class LinearAlgebraTests: XCTestCase {
    private let generator = Generator(seed: 3)
    private func random(_ shape: Dims) throws -> NDArray { try NDArray.randn(shape, .float64, generator) }

    private func product(_ a: NDArray, _ b: NDArray) throws -> NDArray { try NDArray.bmm(a, b) }

    private func expectClose(_ a: NDArray, _ b: NDArray, line: UInt = #line) throws {
        XCTAssertEqual(a.shape, b.shape, line: line)
        for (x, y) in zip(try a.doubles(), try b.doubles()) { XCTAssertEqual(x, y, accuracy: 1e-10, line: line) }
    }

    func testFactorsMultiplyBack() throws {
        let a = try random([2, 4, 4]), tall = try random([2, 5, 3]), wide = try random([2, 3, 5])
        let unit = try NDArray.eye(4, nil, .float64).expand(to: [2, 4, 4])
        try expectClose(product(a, a.inverse()), unit)
        let b = try random([2, 4, 3])
        try expectClose(product(a, a.solve(b)), b)
        for x in [tall, wide, a] {
            for whole in [false, true] {
                let (q, r) = try x.qr(complete: whole)
                try expectClose(product(q, r), x)
                let (u, s, vh) = try x.svd(full: whole)
                let k = s.shape[1]
                let scaled = try NDArray.binary(.mul, u.narrow(2, 0, k), s.unsqueeze(1))
                try expectClose(product(scaled, vh.narrow(1, 0, k)), x)
            }
        }
        let symmetric = try product(tall, tall.transpose(1, 2))
        let (values, vectors) = try symmetric.eigh()
        try expectClose(product(symmetric, vectors), NDArray.binary(.mul, vectors, values.unsqueeze(1)))
        let positive = try NDArray.binary(.add, symmetric, NDArray.eye(5, nil, .float64))
        let lower = try positive.cholesky()
        try expectClose(product(lower, lower.transpose(1, 2)), positive)
        let right = try random([2, 5, 2])
        try expectClose(product(lower, lower.solveTriangular(right, upper: false)), right)
    }

    func testDeterminants() throws {
        let a = try NDArray.from([2.0, 1, 0, 1, 3, 1, 0, 1, 4], shape: [3, 3])
        XCTAssertEqual(try a.determinant().item().double, 18, accuracy: 1e-5)
        let swapped = try a.flip([0])
        XCTAssertEqual(try swapped.determinant().item().double, -18, accuracy: 1e-5)
        let (sign, log) = try swapped.slogdet()
        XCTAssertEqual(try sign.item().double, -1)
        XCTAssertEqual(try log.item().double, 2.8903718, accuracy: 1e-6)
        XCTAssertEqual(try NDArray.zeros([0, 0]).determinant().item().double, 1)
    }

    func testLeastSquares() throws {
        let a = try NDArray.from([1.0, 1, 1, 2, 1, 3], shape: [3, 2]), b = try NDArray.from([1.0, 2, 2], shape: [3, 1])
        let (solution, rank) = try a.leastSquares(b)
        XCTAssertEqual(try rank.item(), .int(2))
        for (x, y) in zip(try solution.doubles(), [2.0 / 3, 0.5]) { XCTAssertEqual(x, y, accuracy: 1e-6) }
    }

    func testErrorsAreInPyTorchsWords() throws {
        let flat = try NDArray.from([1.0, 2, 2, 4], shape: [2, 2]), zeros = try NDArray.zeros([2, 2, 2])
        let minus = try NDArray.unary(.neg, NDArray.eye(2)), oblong = try NDArray.zeros([2, 3])
        let rows: [(() throws -> Any, TensorError, UInt)] = [
            (
                { try flat.inverse() },
                TensorError(
                    .linAlg,
                    "linalg.inv: The diagonal element 2 is zero, the inversion could not be completed because the input matrix is "
                        + "singular."), #line
            ),
            (
                { try zeros.inverse() },
                TensorError(
                    .linAlg,
                    "linalg.inv: (Batch element 0): The diagonal element 1 is zero, the inversion could not be completed because "
                        + "the input matrix is singular."), #line
            ),
            (
                { try oblong.inverse() },
                .runtime("linalg.inv: A must be batches of square matrices, but they are 2 by 3 matrices"), #line
            ),
            (
                { try flat.solve(NDArray.ones([2])) },
                TensorError(.linAlg, "torch.linalg.solve: The solver failed because the input matrix is singular."), #line
            ),
            (
                { try flat.solve(NDArray.ones([3])) },
                .runtime("linalg.solve: Incompatible shapes of A and B for the equation AX = B (2x2 and 3x1)"), #line
            ),
            (
                { try minus.cholesky() },
                TensorError(
                    .linAlg,
                    "linalg.cholesky: The factorization could not be completed because the input is not positive-definite (the "
                        + "leading minor of order 1 is not positive-definite)."), #line
            ),
            ({ try NDArray.ones([2]).svd() }, .runtime("linalg.svd: The input tensor A must have at least 2 dimensions."), #line),
            (
                { try NDArray.eye(2, nil, .int64).determinant() },
                .runtime("linalg.det: Expected a floating point or complex tensor as input. Got Long"), #line
            ),
        ]
        for (call, error, line) in rows {
            XCTAssertThrowsError(try call(), line: line) { XCTAssertEqual($0 as? TensorError, error, line: line) }
        }
    }
}
