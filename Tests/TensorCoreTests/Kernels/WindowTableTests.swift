import Foundation
import XCTest

@testable import TensorCore

/// Every row of `windows.jsonl`: a convolution or pool, its result and gradients, or its error.
final class WindowTableTests: XCTestCase {
    func testAnswersArePyTorchs() throws {
        for (line, row) in try fixtureRows("windows.jsonl").enumerated() {
            let call = try XCTUnwrap(row["call"] as? String)
            let place = "windows.jsonl, line \(line + 1): \(call)"
            let options = try XCTUnwrap(row["options"] as? [String: Any])
            let inputs = try XCTUnwrap(row["args"] as? [[String: Any]]).map { try Arguments.array($0) }
            let grad = try (row["grad"] as? [String: Any]).map { try Arguments.array($0) }
            do {
                let results = try windowCall(call, Options(options), inputs, grad)
                guard let expected = row["result"] as? [[String: Any]] else {
                    XCTFail("\(place) should fail: \(row["message"] ?? "")")
                    continue
                }
                XCTAssertEqual(results.count, expected.count, place)
                for (k, (result, wanted)) in zip(results, try expected.map { try Arguments.array($0) }).enumerated() {
                    XCTAssertEqual(result.shape, wanted.shape, place)
                    let scale = try max(wanted.doubles().map(abs).max() ?? 0, 1)
                    let tolerance = (result.dtype == .float64 ? 1e-12 : 2e-6) * scale
                    for (x, y) in zip(try result.doubles(), try wanted.doubles()) where abs(x - y) > tolerance {
                        XCTFail("\(place), output \(k): \(x), not \(y)")
                        break
                    }
                }
            } catch let error as TensorError {
                XCTAssertEqual(error.message, row["message"] as? String, place)
            }
        }
    }
}

/// Lists of a row by PyTorch's names of the arguments.
struct Options {
    let row: [String: Any]
    init(_ row: [String: Any]) { self.row = row }
    func dims(_ name: String) -> Dims { Dims(row[name] as? [Int] ?? []) }
    func int(_ name: String) -> Int? { row[name] as? Int }
    func bool(_ name: String) -> Bool? { row[name] as? Bool }
}

/// The result, what else the function answers, then the gradients of the inputs.
private func windowCall(_ call: String, _ o: Options, _ inputs: [NDArray], _ grad: NDArray?) throws -> [NDArray] {
    let x = inputs[0]
    switch call {
    case "conv":
        let conv = Convolution(
            stride: o.dims("stride"), padding: o.dims("padding"), dilation: o.dims("dilation"), groups: o.int("groups") ?? 1)
        let bias = inputs.count > 2 ? inputs[2] : nil
        let y = try conv.forward(x, inputs[1], bias: bias)
        guard let grad, y.count > 0 else { return [y] }
        let others = [0] + Array(2..<y.rank)
        return [y, try conv.backwardInput(grad, inputs[1], x.shape), try conv.backwardWeight(grad, x, inputs[1].shape)]
            + (bias == nil ? [] : [try grad.sum(others)])
    case "conv_transpose":
        let conv = Convolution(
            stride: o.dims("stride"), padding: o.dims("padding"), dilation: o.dims("dilation"), groups: o.int("groups") ?? 1)
        let bias = inputs.count > 2 ? inputs[2] : nil
        let y = try conv.transposed(x, inputs[1], bias: bias, outputPadding: o.dims("output_padding"))
        guard let grad else { return [y] }
        let others = [0] + Array(2..<y.rank)
        return [y, try conv.forward(grad, inputs[1]), try conv.backwardWeight(x, grad, inputs[1].shape)]
            + (bias == nil ? [] : [try grad.sum(others)])
    case "max_pool", "avg_pool":
        var pool = Pooling(
            kernel: o.dims("kernel_size"), stride: o.dims("stride"), padding: o.dims("padding"),
            dilation: o.row["dilation"] == nil ? nil : o.dims("dilation"), ceilMode: o.bool("ceil_mode") ?? false)
        if call == "max_pool" {
            let (y, indices) = try pool.max(x)
            guard let grad else { return [y, indices] }
            return [y, indices, try Pooling.maxBackward(grad, indices: indices, x.shape, spatial: pool.kernel.count)]
        }
        pool.countPadding = o.bool("count_include_pad") ?? true
        pool.divisor = o.int("divisor_override")
        let y = try pool.average(x)
        return try [y] + (grad.map { [try pool.averageBackward($0, x.shape)] } ?? [])
    case "adaptive_max":
        let pool = AdaptivePooling(output: o.dims("size"))
        let (y, indices) = try pool.max(x)
        guard let grad else { return [y, indices] }
        return [y, indices, try Pooling.maxBackward(grad, indices: indices, x.shape, spatial: pool.output.count)]
    case "adaptive_avg":
        let pool = AdaptivePooling(output: o.dims("size"))
        return try [pool.average(x)] + (grad.map { [try pool.averageBackward($0, x.shape)] } ?? [])
    case "unfold", "fold":
        let (kernel, stride, padding, dilation) = (o.dims("kernel"), o.dims("stride"), o.dims("padding"), o.dims("dilation"))
        if call == "unfold" {
            let y = try x.windows(kernel: kernel, stride: stride, padding: padding, dilation: dilation)
            let size = Dims(x.shape.array.suffix(2))
            return try [y]
                + (grad.map { [try $0.folded(output: size, kernel: kernel, stride: stride, padding: padding, dilation: dilation)] } ?? [])
        }
        let y = try x.folded(output: o.dims("size"), kernel: kernel, stride: stride, padding: padding, dilation: dilation)
        return try [y]
            + (grad.map { [try $0.windows(kernel: kernel, stride: stride, padding: padding, dilation: dilation)] } ?? [])
    default: throw XCTSkip("no call \(call)")
    }
}
