import Foundation
import XCTest

@testable import Autograd
import ObjectModel
import TensorCore

/// Calls that PyTorch refuses: OpTable/wrong_calls.jsonl, made by wrong_calls.py. Every one must be refused here, too, and as many as may be
/// in PyTorch's words.
final class WrongCallTests: XCTestCase {
    /// Calls whose complaint differs, and calls that are answered although PyTorch refuses them; may only go down.
    private static let knownDifferent = 77, knownAnswered = 0

    /// `NBS_WRONG_CALLS=file` writes every difference there.
    func testWrongCalls() throws {
        let reader = OpTableReader()
        let lines = OpTableReader.lines("wrong_calls.jsonl")
        XCTAssertFalse(lines.isEmpty)
        var different = 0, answered = 0
        var report = ""
        for line in lines {
            let name = line["op"]?.string ?? "", isMethod = line["m"] != nil
            let wanted = "\(line["error"]?.items[0].string ?? ""): \(line["error"]?.items[1].string ?? "")"
            var leaves: [Tensor] = []
            let positional = try line["args"]?.items.map { try reader.value($0, &leaves) } ?? []
            var keywords: [(Name, Value)] = []
            for pair in line["kwargs"]?.items ?? [] { keywords.append((Name(pair.items[0].string), try reader.value(pair.items[1], &leaves))) }
            Generator.standard.seed(0)
            var said = "an answer"
            do {
                _ = try reader.call(name, positional, keywords, asMethod: isMethod)
                answered += 1
            } catch {
                guard let raised = (error as? Raised) ?? (error as? TensorError)?.raised else { throw error }
                said = "\(raised.exception.type.name): \(try raised.exception.str())"
                if said == wanted { continue }
                different += 1
            }
            let call = try positional.map { try $0.repr() } + keywords.map { "\($0.0)=\(try $0.1.repr())" }
            report += "\(isMethod ? "." : "")\(name)(\(call.joined(separator: ", ")))\n    said   \(said)\n    wanted \(wanted)\n----\n"
        }
        print("wrong calls: \(lines.count), \(different) in other words, \(answered) answered")
        if let path = ProcessInfo.processInfo.environment["NBS_WRONG_CALLS"] { try report.write(toFile: path, atomically: false, encoding: .utf8) }
        XCTAssertLessThanOrEqual(different, Self.knownDifferent, "more wrong calls are refused in other words than before; NBS_WRONG_CALLS=file lists them")
        XCTAssertLessThanOrEqual(answered, Self.knownAnswered, "more calls are answered that PyTorch refuses; NBS_WRONG_CALLS=file lists them")
    }
}
