import XCTest

@testable import Autograd
import ObjectModel
import TensorCore

/// The walk, hooks, views and writes in place, with what PyTorch answers.
final class EngineTests: XCTestCase {
    private func leaf(_ values: [Double], _ shape: Dims? = nil) throws -> Tensor {
        let tensor = Tensor(try .from(values, shape: shape))
        try tensor.setRequiresGrad(true)
        return tensor
    }
    private func expect(_ tensor: Tensor?, _ text: String, file: StaticString = #filePath, line: UInt = #line) throws {
        XCTAssertEqual(try tensor?.repr(), text, file: file, line: line)
    }
    private func expectError(_ message: String, file: StaticString = #filePath, line: UInt = #line, _ body: () throws -> Void) {
        XCTAssertThrowsError(try body(), file: file, line: line) { error in
            let raised = (error as? Raised) ?? (error as? TensorError)?.raised
            XCTAssertEqual(try? raised?.exception.str(), message, file: file, line: line)
        }
    }
    private func backward(_ tensor: Tensor, retain: Bool = false) throws {
        try Backward.run([tensor], gradients: [nil], retainGraph: retain)
    }

    func testSumOfSquares() throws {
        let x = try leaf([1, 2, 3])
        let y = try x.mul(x).sum()
        try expect(y, "tensor(14., grad_fn=<SumBackward0>)")
        try backward(y)
        try expect(x.grad, "tensor([2., 4., 6.])")
        try backward(x.sum())
        try expect(x.grad, "tensor([3., 5., 7.])")
    }
    func testBroadcasting() throws {
        let x = try leaf([1, 2, 3]), m = try leaf([1, 2, 3, 4, 5, 6], [2, 3])
        try backward(m.mul(x).sum())
        try expect(x.grad, "tensor([5., 7., 9.])")
        try expect(m.grad, "tensor([[1., 2., 3.],\n        [1., 2., 3.]])")
    }
    func testSecondBackward() throws {
        let x = try leaf([1, 2])
        let y = try x.exp().sum()
        try backward(y)
        expectError(
            "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values "
                + "of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a "
                + "second time or if you need to access saved tensors after calling backward."
        ) { try backward(y) }
        // Sums save nothing.
        let z = try x.sum()
        try backward(z)
        try backward(z)
    }
    func testWriteInPlaceIsNoticed() throws {
        let x = try leaf([1, 2, 3])
        let y = try x.exp()
        try y.addInPlace(.number(.int(1)))
        try expect(y, "tensor([ 3.7183,  8.3891, 21.0855], grad_fn=<AddBackward0>)")
        expectError(
            "one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [3]], which is output 0 of Exp, is "
                + "at version 1; expected version 0 instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
                + "torch.autograd.set_detect_anomaly(True, check_nan=False)."
        ) { try backward(y.sum()) }
        expectError("a leaf Variable that requires grad is being used in an in-place operation.") { try x.addInPlace(.number(.int(1))) }
    }
    func testWriteThroughAView() throws {
        let x = try leaf([1, 2, 3])
        let v = try x.mul(.int(1))
        let part = try v.slice(0, start: 1, stop: nil)
        try part.mulInPlace(.number(.int(2)))
        try expect(v, "tensor([1., 4., 6.], grad_fn=<CopySlices>)")
        try expect(part, "tensor([4., 6.], grad_fn=<AsStridedBackward0>)")
        try backward(v.sum().add(part.sum()))
        try expect(x.grad, "tensor([1., 4., 4.])")
    }
    func testAssignment() throws {
        let x = try leaf([1, 2, 3])
        let z = Tensor(try .zeros([3]))
        try z.setItem(.int(0), x.mul(.int(2)).item(.int(1)))
        try expect(z, "tensor([4., 0., 0.], grad_fn=<CopySlices>)")
        try backward(z.sum())
        try expect(x.grad, "tensor([0., 2., 0.])")
    }
    func testHigherOrders() throws {
        let x = try leaf([2])
        let y = try x.pow(.int(3)).sum()
        let first = try XCTUnwrap(Backward.gradients(of: [y], inputs: [x], gradients: [nil], createGraph: true)[0])
        try expect(first, "tensor([12.], grad_fn=<MulBackward0>)")
        let second = try XCTUnwrap(Backward.gradients(of: [first.sum()], inputs: [x], gradients: [nil])[0])
        try expect(second, "tensor([12.])")
    }
    func testAMillionOperations() throws {
        let x = try leaf([1])
        var y = x
        for _ in 0..<1_000_000 { y = try y.add(.int(1)) }
        try backward(y)
        try expect(x.grad, "tensor([1.])")
        y = x
        var z = try x.mul(.int(1))
        for _ in 0..<1_000_000 { z = try z.mul(x) }
        _ = z
    }
    func testUnusedInputs() throws {
        let x = try leaf([1]), y = try leaf([1])
        let found = try Backward.gradients(of: [x.mul(.int(2)).sum()], inputs: [x, y], gradients: [nil])
        try expect(found[0], "tensor([2.])")
        XCTAssertNil(found[1])
        expectError("grad can be implicitly created only for scalar outputs") { try backward(leaf([1, 2])) }
        expectError("element 0 of tensors does not require grad and does not have a grad_fn") { try backward(Tensor(.ones([]))) }
    }
    func testNoGrad() throws {
        let x = try leaf([1])
        let y = try GradMode.with(false) { try x.mul(.int(2)) }
        XCTAssertFalse(y.requiresGrad)
        try GradMode.with(false) { try x.addInPlace(.number(.int(1))) }
        try expect(x, "tensor([2.], requires_grad=True)")
    }
}
