import XCTest

@testable import TensorCore

final class NDArrayViewsTests: XCTestCase {
    private let x = try! NDArray.arange(.int(0), .int(6), .int(1), .int64).view([2, 3])  // six numbers always fit
    private let empty = try! NDArray.zeros([0, 3])
    private let point = try! NDArray.zeros([])

    /// Shape, strides and elements of views of [[0, 1, 2], [3, 4, 5]].
    func testViews() throws {
        let rows: [(NDArray, Dims, Dims, [Int], UInt)] = [
            (try x.transpose(0, 1), [3, 2], [1, 3], [0, 3, 1, 4, 2, 5], #line),
            (try x.permute([1, 0]), [3, 2], [1, 3], [0, 3, 1, 4, 2, 5], #line),
            (try x.unsqueeze(1), [2, 1, 3], [3, 3, 1], [0, 1, 2, 3, 4, 5], #line),
            (try x.unsqueeze(-1), [2, 3, 1], [3, 1, 1], [0, 1, 2, 3, 4, 5], #line),
            (try x.select(0, -1), [3], [1], [3, 4, 5], #line),
            (try x.select(1, 1), [2], [3], [1, 4], #line),
            (try x.narrow(1, -2, 2), [2, 2], [3, 1], [1, 2, 4, 5], #line),
            (try x.slice(1, start: nil, stop: nil, step: 2), [2, 2], [3, 2], [0, 2, 3, 5], #line),
            (try x.slice(1, start: -1, stop: 100), [2, 1], [3, 1], [2, 5], #line),
            (try x.slice(0, start: 2, stop: 1), [0, 3], [3, 1], [], #line),
            (try x.unsqueeze(0).expand(to: [2, -1, 3]), [2, 2, 3], [0, 3, 1], [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5], #line),
            (try x.view([3, -1]), [3, 2], [2, 1], [0, 1, 2, 3, 4, 5], #line),
            (try x.unsqueeze(1).transpose(0, 2).view([3, 2]), [3, 2], [1, 3], [0, 3, 1, 4, 2, 5], #line),
            (try x.transpose(0, 1).reshape([6]), [6], [1], [0, 3, 1, 4, 2, 5], #line),
            (try x.flatten(), [6], [1], [0, 1, 2, 3, 4, 5], #line),
            (try x.asStrided([2, 2], [1, 2], offset: 1), [2, 2], [1, 2], [1, 3, 2, 4], #line),
            (try x.flatten().unfold(0, size: 3, step: 2), [2, 3], [2, 1], [0, 1, 2, 2, 3, 4], #line),
            (try x.diagonal(), [2], [4], [0, 4], #line),
            (try x.diagonal(offset: 1), [2], [4], [1, 5], #line),
            (try x.diagonal(offset: -1), [1], [4], [3], #line),
            (try x.diagonal(offset: .min), [0], [4], [], #line),
            (try x.view([1, 2, 1, 3]).squeeze(), [2, 3], [3, 1], [0, 1, 2, 3, 4, 5], #line),
            (try x.view([1, 2, 1, 3]).squeeze(2), [1, 2, 3], [6, 3, 1], [0, 1, 2, 3, 4, 5], #line),
            (try x.view([1, 2, 3]).movedim([0], [2]), [2, 3, 1], [3, 1, 6], [0, 1, 2, 3, 4, 5], #line),
        ]
        for (view, shape, strides, elements, line) in rows {
            XCTAssertEqual(view.shape, shape, line: line)
            XCTAssertEqual(view.strides, strides, line: line)
            XCTAssertEqual(try view.ints(), elements, line: line)
        }
    }

    func testViewsShareStorage() throws {
        let y = try x.copy(), row = try y.select(0, 1)
        row.fill(.int(9))
        XCTAssertEqual(try y.ints(), [0, 1, 2, 9, 9, 9])
        // Overlapping writes read everything first.
        let flat = try y.view([6])
        try flat.narrow(0, 1, 5).copy(from: flat.narrow(0, 0, 5))
        XCTAssertEqual(try y.ints(), [0, 0, 1, 2, 9, 9])
    }

    func testErrorsAreInPyTorchsWords() {
        let tooFar = "Dimension out of range (expected to be in range of [-2, 1], but got 2)"
        let rows: [(() throws -> Any, TensorError, UInt)] = [
            ({ try self.x.transpose(0, 2) }, .index(tooFar), #line),
            ({ try self.x.sum([2]) }, .index(tooFar), #line),
            ({ try self.point.sum([1]) }, .index("Dimension out of range (expected to be in range of [-1, 0], but got 1)"), #line),
            ({ try self.x.narrow(0, 1, 3) }, .runtime("start (1) + length (3) exceeds dimension size (2)."), #line),
            ({ try self.x.narrow(0, 5, 1) }, .index("start out of range (expected to be in range of [-2, 2], but got 5)"), #line),
            ({ try self.x.narrow(0, 0, -1) }, .runtime("narrow(): length must be non-negative."), #line),
            ({ try self.x.select(0, 5) }, .index("select(): index 5 out of range for tensor of size [2, 3] at dimension 0"), #line),
            ({ try self.point.select(0, 0) }, .index("select() cannot be applied to a 0-dim tensor."), #line),
            ({ try self.x.view([7]) }, .runtime("shape '[7]' is invalid for input of size 6"), #line),
            ({ try self.x.view([-1, -1]) }, .runtime("only one dimension can be inferred"), #line),
            ({ try self.x.view([-2, 3]) }, .runtime("invalid shape dimension -2 at index 0 of shape [-2, 3]"), #line),
            ({ try self.x.view([1 << 62, 4]) }, .runtime("shape '[4611686018427387904, 4]' is invalid for input of size 6"), #line),
            (
                { try self.empty.view([-1, 0]) },
                .runtime(
                    "cannot reshape tensor of 0 elements into shape [-1, 0] because the unspecified dimension size -1 can be any "
                        + "value and is ambiguous"), #line
            ),
            (
                { try self.x.transpose(0, 1).view([6]) },
                .runtime(
                    "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
                        + "contiguous subspaces). Use .reshape(...) instead."), #line
            ),
            (
                { try self.x.expand(to: [2, 4]) },
                .runtime(
                    "The expanded size of the tensor (4) must match the existing size (3) at non-singleton dimension 1.  Target "
                        + "sizes: [2, 4].  Tensor sizes: [2, 3]"), #line
            ),
            (
                { try self.x.expand(to: [-1, 2, 3]) },
                .runtime("The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension 0"), #line
            ),
            ({ try self.x.permute([0, 0]) }, .runtime("permute(): duplicate dims are not allowed."), #line),
            ({ try self.x.unfold(0, size: 3, step: 1) }, .runtime("maximum size for tensor at dimension 0 is 2 but size is 3"), #line),
            ({ try self.x.unfold(0, size: 1, step: 0) }, .runtime("step is 0 but must be > 0"), #line),
            ({ try self.x.asStrided([3], [3, 1]) }, .runtime("mismatch in length of strides and shape"), #line),
            (
                { try NDArray.zeros([2, 3]).asStrided([3, 3], [3, 1]) },
                .runtime(
                    "setStorage: sizes [3, 3], strides [3, 1], storage offset 0, and itemsize 4 requiring a storage size of 36 are "
                        + "out of bounds for storage of size 24"), #line
            ),
            ({ try self.x.diagonal(offset: 0, 0, 0) }, .runtime("diagonal dimensions cannot be identical 0, 0"), #line),
            ({ try self.x.flip([0, 0]) }, .runtime("dim 0 appears multiple times in the list of dims"), #line),
            ({ try self.x.item() }, .runtime("a Tensor with 6 elements cannot be converted to Scalar"), #line),
            (
                { try NDArray.binary(.add, self.x, NDArray.zeros([4], .int64)) },
                .runtime("The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1"), #line
            ),
        ]
        for (call, error, line) in rows {
            XCTAssertThrowsError(try call(), line: line) { XCTAssertEqual($0 as? TensorError, error, line: line) }
        }
    }
}
