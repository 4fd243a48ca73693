import Foundation
import XCTest

@testable import Autograd
import ObjectModel
import TensorCore

/// `torch.save` and `torch.load`: what is written comes back; pickles and damaged files are refused.
final class TensorFilesTests: XCTestCase {
    private let path = ".build/tensor-files-test.pt"
    override func setUp() { FileAccess.allowWriting(below: [".build"]) }
    override func tearDown() {
        FileAccess.allowWriting(below: [])
        try? FileManager.default.removeItem(atPath: path)
    }

    func testValuesComeBack() throws {
        let weight = Tensor(try .from([1.5, -2, .infinity, 0.25], shape: [2, 2], .float32))
        try weight.setRequiresGrad(true)
        let state = OrderedDict()
        state.store("weight", .tensor(weight))
        state.store("half", .tensor(Tensor(try .from([1.0, 2, 3], shape: [3], .float16))))
        state.store("flags", .tensor(Tensor(try .from([true, false]))))
        state.store("none", .tensor(Tensor(try .zeros([0, 3], .int64))))
        state.store("turned", .tensor(Tensor(try .from([1, 2, 3, 4, 5, 6], shape: [2, 3]).transpose(0, 1))))
        let all: [Value] = [.object(state), .int(-7), .float(0.1), .str("Größe"), .bool(true), .none, .tuple([.int(1), .list([])]), .dtype(.int8), .object(SizeObject([2, 3]))]
        try TensorFiles.save(.list(all), path)
        let back = try TensorFiles.load(path)
        XCTAssertEqual(try back.repr(), try Value.list(all).repr())
        let tensor = try XCTUnwrap(back.withoutClass.asItems?[0].item(.str("weight")).asTensor)
        XCTAssertTrue(tensor.leafRequiresGrad)
        XCTAssertFalse(tensor === weight)
    }

    func testRefusals() throws {
        func message(_ body: () throws -> Void) -> String {
            do { try body() } catch let raised as Raised { return "\(raised.exception.type.name): \((try? raised.exception.str()) ?? "")" } catch { return "\(error)" }
            return "nothing"
        }
        XCTAssertEqual(
            message { try TensorFiles.save(.object(OpCatalog.all[0].function), path) },
            "TypeError: torch.save in nbs writes tensors, numbers, texts, and lists and dicts of them; not 'builtin_function_or_method'")
        XCTAssertEqual(message { _ = try TensorFiles.load(".build/no-such-file.pt") }, "FileNotFoundError: [Errno 2] No such file or directory: '.build/no-such-file.pt'")
        try Data([0x50, 0x4B, 3, 4]).write(to: URL(fileURLWithPath: path))
        XCTAssertEqual(message { _ = try TensorFiles.load(path) }, "NotImplementedError: \(path) is a file of PyTorch's, a pickle, which nbs does not read")
        // Every shortened file is refused, none traps.
        try TensorFiles.save(.list([.tensor(Tensor(try .ones([2, 2], .float32))), .str("text")]), path)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for length in 0..<whole.count {
            try whole.prefix(length).write(to: URL(fileURLWithPath: path))
            XCTAssertTrue(message { _ = try TensorFiles.load(path) }.hasPrefix("RuntimeError: \(path) is "), "\(length) bytes")
        }
        // So is every file with another byte in it, unless it still says something.
        for place in 14..<whole.count {
            var bytes = whole
            bytes[place] ^= 0xFF
            try bytes.write(to: URL(fileURLWithPath: path))
            _ = message { _ = try TensorFiles.load(path) }
        }
        FileAccess.allowWriting(below: [])
        XCTAssertEqual(message { try TensorFiles.save(.int(1), path) }, "PermissionError: [Errno 13] Permission denied: '\(path)'")
    }

    func testWhatNodesKeep() throws {
        let x = Tensor(try .from([1.0, 2.0], shape: [2], .float64))
        try x.setRequiresGrad(true)
        let square = try XCTUnwrap(x.pow(.int(2)).gradFn), exp = try x.exp()
        XCTAssertTrue(try Value.object(square).attribute("_saved_self").asTensor === x)
        let kept = try XCTUnwrap(try Value.object(XCTUnwrap(exp.gradFn)).attribute("_saved_result").asTensor)
        XCTAssertFalse(kept === exp)
        XCTAssertTrue(try kept.isEqual(to: exp))
        _ = try Backward.gradients(of: [exp.sum()], inputs: [x], gradients: [nil])
        XCTAssertThrowsError(try Value.object(XCTUnwrap(exp.gradFn)).attribute("_saved_result"))
    }
}
