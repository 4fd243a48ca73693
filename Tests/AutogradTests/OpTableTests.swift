import Foundation
import XCTest

@testable import Autograd
import ObjectModel
import TensorCore

/// Replays PyTorch's own sample inputs through the catalog: values, dtypes, shapes, gradients, and the words of errors.
final class OpTableTests: XCTestCase {
    private static let samples = OpTableReader.lines("samples.jsonl")
    private let reader = OpTableReader()
    func testSamples() throws {
        XCTAssertFalse(Self.samples.isEmpty)
        var counts: [String: (right: Int, wrong: Int)] = [:]
        var report: [String] = []
        for sample in Self.samples {
            let name = sample["op"]?.string ?? ""
            let problem = Self.excuses[name].flatMap { $0.dtypes.contains(sample["dtype"]?.string ?? "") ? $0 : nil } == nil ? check(sample, name) : nil
            counts[name, default: (0, 0)].right += problem == nil ? 1 : 0
            counts[name, default: (0, 0)].wrong += problem == nil ? 0 : 1
            if let problem { report.append("\(name) [\(sample["dtype"]?.string ?? "")]: \(problem)") }
        }
        let right = counts.values.reduce(0) { $0 + $1.right }, wrong = counts.values.reduce(0) { $0 + $1.wrong }
        print("op table: \(counts.count) operations, \(right) samples right, \(wrong) wrong")
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) { print("  \(name): \(count.right) of \(count.right + count.wrong)") }
        for line in report { print("WRONG", line.prefix(400)) }
        for (name, pairs) in fnDiffers.sorted(by: { $0.key < $1.key }) { print("GRAD_FN \(name): \(pairs.sorted().joined(separator: ", "))") }
        XCTAssertLessThanOrEqual(wrong, Self.known, "more samples differ from PyTorch than before")
        for (name, pairs) in stridesDiffer.sorted(by: { $0.key < $1.key }) { print("STRIDES \(name): \(pairs.sorted().prefix(3).joined(separator: ", "))") }
        XCTAssertLessThanOrEqual(stridesDiffer.count, Self.knownStrides, "more operations lay out their result otherwise than before")
        XCTAssertLessThanOrEqual(fnDiffers.count, Self.knownNames, "more operations name their grad_fn otherwise than before")
    }
    /// Samples that still differ; may only go down.
    private static let known = 0
    /// Operations with another `grad_fn` than PyTorch's; may only go down.
    private static let knownNames = 0
    /// Operations whose result is laid out otherwise than PyTorch's; may only go down.
    private static let knownStrides = 26
    /// What need not agree, and why.
    private static let excuses: [String: (dtypes: Set<String>, reason: String)] = [
        "special.bessel_j0": (["float64"], "PyTorch's is good to eight digits"), "special.bessel_j1": (["float64"], "PyTorch's is good to eight digits"),
        "special.bessel_y0": (["uint8"], "PyTorch's is good to four digits for large arguments"),
        "special.airy_ai": (["float32"], "PyTorch's is good to six digits"),
        "linalg.ldl_factor": (["float32"], "PyTorch computes in single precision"), "linalg.ldl_factor_ex": (["float32"], "PyTorch computes in single precision"),
        "matrix_exp": (["float16", "bfloat16"], "PyTorch's own sum overflows to NaN in half precision where the result is finite")
    ]
    /// Vectors that are determined up to their sign, which is the LAPACK library's choice (PyTorch has MKL).
    private static let signless: Set = ["linalg.eigh", "linalg.svd", "pca_lowrank", "svd", "svd_lowrank"]

    // MARK: One sample

    private func check(_ sample: JSON, _ name: String) -> String? {
        do {
            Generator.standard.seed(0)
            (current, isTurned) = (name, false)
            var leaves: [Tensor] = []
            reader.shared = [:]
            let positional = try sample["args"]?.items.map { try reader.value($0, &leaves) } ?? []
            var keywords: [(Name, Value)] = []
            if case .object(let fields)? = sample["kwargs"] {
                for key in fields.keys.sorted() { keywords.append((Name(key), try reader.value(fields[key] ?? .null, &leaves))) }
            }
            // Gradients come in the order of the keywords as they were written; one tensor keyword is the usual case.
            let result: Value
            do {
                result = try reader.call(name, positional, keywords)
            } catch {
                let raised = (error as? Raised) ?? (error as? TensorError)?.raised
                guard let raised else { return "threw \(error)" }
                let text = "\(raised.exception.type.name): \(try raised.exception.str())"
                guard let wanted = sample["error"] else { return "threw \(text)" }
                let expected = "\(wanted.items[0].string): \(wanted.items[1].string)"
                return text == expected ? nil : "said\n    \(text)\n  for\n    \(expected)"
            }
            if let wanted = sample["error"] { return "did not throw \(wanted.items[0].string): \(wanted.items[1].string)" }
            if let problem = try difference(result, sample["out"] ?? .null, "result") { return problem }
            guard case .array(let gradients)? = sample["grads"] else { return nil }
            let outputs = try reader.tensors(result).filter(\.requiresGrad)
            guard outputs.count > 0 else { return "no output asks for a gradient" }
            // The gradients' numbers depend on the sign; testDerivativesAgainstDifferences looks at them.
            if isTurned { return nil }
            if let fn = sample["fn"]?.string, outputs[0].gradFn?.name != fn { fnDiffers[name, default: []].insert("\(outputs[0].gradFn?.name ?? "") for \(fn)") }
            let seeds = try outputs.map { output in
                Tensor(try NDArray.from((0..<output.count).map { cos(Double($0)) }, shape: output.shape, output.dtype))
            }
            let found = try Backward.gradients(of: outputs, inputs: leaves, gradients: seeds)
            for (index, (mine, theirs)) in zip(found, gradients).enumerated() {
                if case .null = theirs {
                    if let mine, try mine.array.doubles().contains(where: { $0 != 0 }) { return "gradient \(index) should be missing" }
                    continue
                }
                let given = try mine ?? leaves[index].zerosLike()
                if let problem = try difference(.tensor(given), theirs, "gradient \(index)") { return problem }
            }
            return nil
        } catch {
            let raised = (error as? Raised) ?? (error as? TensorError)?.raised
            return "threw later: \((try? raised?.exception.str()) ?? "\(error)")"
        }
    }
    private var stridesDiffer: [String: Set<String>] = [:]
    private var fnDiffers: [String: Set<String>] = [:]
    private var current = "", isTurned = false

    // MARK: Comparing

    private func difference(_ value: Value, _ wanted: JSON, _ place: String) throws -> String? {
        if let items = wanted["l"]?.items ?? wanted["tu"]?.items {
            guard let mine = value.withoutClass.intItems, mine.count == items.count else { return "\(place): \(try value.repr()) for \(items.count) items" }
            for (index, item) in items.enumerated() {
                if let problem = try difference(mine[index], item, "\(place)[\(index)]") { return problem }
            }
            return nil
        }
        switch wanted {
        case .bool(let flag):
            if case .bool(flag) = value { return nil }
            return "\(place): \(try value.repr()) for \(flag)"
        case .int(let number): return value.asInt == number ? nil : "\(place): \(try value.repr()) for \(number)"
        case .object(let fields) where fields["f"] != nil:
            let theirs = fields["f"]?.double ?? 0
            guard let mine = try value.toDouble() else { return "\(place): \(try value.repr()) for \(theirs)" }
            return close(mine, theirs, .float64) ? nil : "\(place): \(mine) for \(theirs)"
        case .object(let fields) where fields["d"] != nil: break
        default: return nil
        }
        guard let tensor = value.asTensor else { return "\(place): \(try value.repr()) is no tensor" }
        let dtype = wanted["t"]?.string ?? "", shape = wanted["s"]?.items.map(\.int) ?? []
        guard tensor.dtype.name == dtype else { return "\(place): dtype \(tensor.dtype.name) for \(dtype)" }
        guard tensor.shape.array == shape else { return "\(place): shape \(tensor.shape) for \(shape)" }
        let mine = try tensor.array.doubles(), theirs = wanted["d"]?.items.map(\.double) ?? []
        let size = theirs.filter(\.isFinite).map(\.magnitude).max() ?? 0
        let free = Self.signless.contains(current)
        // Laid out alike: PyTorch's strides are written where they are not those of a row after the other.
        let strides = wanted["st"]?.items.map(\.int)
        let isLaidOutAlike = tensor.array.isContiguous ? strides == nil : strides == tensor.array.strides.array
        if place == "result", tensor.count > 0, !isLaidOutAlike {
            stridesDiffer[current, default: []].insert("\(tensor.array.strides) for \(strides.map { "\($0)" } ?? "rows")")
        }
        for (index, (a, b)) in zip(mine, theirs).enumerated() where !close(a, b, tensor.dtype, size) {
            if free, abs(abs(a) - abs(b)) < (tensor.dtype == .float64 ? 1e-9 : 3e-6) {
                isTurned = true
                continue
            }
            return "\(place): element \(index) is \(a) for \(b)"
        }
        return nil
    }
    private func close(_ a: Double, _ b: Double, _ dtype: DType, _ size: Double = 0) -> Bool {
        if a.isNaN || b.isNaN { return a.isNaN && b.isNaN }
        if a == b { return true }
        if a.isInfinite || b.isInfinite { return false }
        let tolerance: Double =
            switch dtype {
            case .float64: 1e-9
            case .float32: 3e-6
            case .float16: 2e-3
            case .bfloat16: 1.6e-2
            default: 0
            }
        return abs(a - b) <= tolerance * max(abs(a), abs(b)) + tolerance * 0.1 * max(size, 0.01)
    }

    // MARK: Differences

    /// One small double-precision sample of every differentiable operation, against central differences; and its second
    /// derivatives the same way.
    func testDerivativesAgainstDifferences() throws {
        var done: Set<String> = [], first: [String] = [], second: [String] = []
        for sample in Self.samples where sample["grads"] != nil && sample["dtype"]?.string == "float64" {
            let name = sample["op"]?.string ?? ""
            var leaves: [Tensor] = []
            let positional = try sample["args"]?.items.map { try reader.value($0, &leaves) } ?? []
            var keywords: [(Name, Value)] = []
            if case .object(let fields)? = sample["kwargs"] {
                for key in fields.keys.sorted() { keywords.append((Name(key), try reader.value(fields[key] ?? .null, &leaves))) }
            }
            let size = leaves.reduce(0) { $0 + $1.count }
            guard size > 0, size <= 24, !Self.unlikeDifferences.contains(name), done.insert(name).inserted else { continue }
            func outputs(_: [Tensor]) throws -> [Tensor] {
                Generator.standard.seed(0)
                return try reader.tensors(reader.call(name, positional, keywords)).filter { $0.dtype == .float64 }
            }
            if let problem = problem({ try GradientCheck.check(leaves, atol: 1e-4, rtol: 1e-3, outputs) }) { first.append("\(name): \(problem)") }
            let again = problem {
                try GradientCheck.check(leaves, atol: 1e-3, rtol: 1e-3) { inputs in
                    try GradMode.with(true) {
                        let made = try outputs(inputs).filter(\.requiresGrad)
                        let seeds = try made.map { output in Tensor(try NDArray.from((0..<output.count).map { cos(Double($0)) }, shape: output.shape, .float64)) }
                        return try Backward.gradients(of: made, inputs: inputs, gradients: seeds, createGraph: true).compactMap { $0 }
                    }
                }
            }
            if let again { second.append("\(name): \(again)") }
        }
        print("derivatives: \(done.count) operations checked; first order wrong: \(first.count), second order wrong: \(second.count)")
        for line in first { print("FIRST", line.prefix(300)) }
        for line in second { print("SECOND", line.prefix(300)) }
        XCTAssertLessThanOrEqual(first.count, Self.knownFirst)
        XCTAssertLessThanOrEqual(second.count, Self.knownSecond)
    }
    /// PyTorch's derivative is not the function's: the one keeps the gradient of what was overwritten, the other presumes a
    /// log-softmax before it (and has no second derivative). Two equal points are eps apart, where a distance bends too sharply for differences.
    private static let unlikeDifferences: Set = ["as_strided_scatter", "nn.functional.ctc_loss", "pairwise_distance"]
    /// May only go down.
    private static let knownFirst = 0, knownSecond = 0

    private func problem(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch let mismatch as GradientCheck.Mismatch {
            let a = (try? mismatch.analytical.array.doubles()) ?? [], b = (try? mismatch.numerical.array.doubles()) ?? []
            let worst = zip(a, b).first { abs($0 - $1) > 1e-3 * (1 + abs($1)) || $0.isNaN != $1.isNaN }
            return "output \(mismatch.output), input \(mismatch.input): \(worst.map { "\($0.0) for \($0.1)" } ?? "")"
        } catch {
            let raised = (error as? Raised) ?? (error as? TensorError)?.raised
            return "threw \((try? raised?.exception.str()) ?? "\(error)")"
        }
    }

    // MARK: The catalog itself

    /// The names under which PyTorch has an entry: `names.txt` lists them all.
    private func names(of op: Op) -> [String] {
        var names: [String] = []
        if !op.kinds.isDisjoint(with: .both) { names.append(op.name) }
        if op.kinds.contains(.functional) { names.append("nn.functional." + op.name) }
        if op.kinds.contains(.linalg) { names.append("linalg." + op.name) }
        if op.kinds.contains(.special) { names.append("special." + op.name) }
        return names
    }
    func testEveryEntryHasARow() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("OpTable/names.txt")
        let listed = Set(try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map(String.init))
        let unlisted = Set(OpCatalog.all.flatMap { names(of: $0) }).subtracting(listed).sorted()
        XCTAssertTrue(unlisted.isEmpty, "add to OpTable/names.txt and run reference.py:\n\(unlisted.joined(separator: "\n"))")
        let sampled = Set(Self.samples.map { $0["op"]?.string ?? "" })
        let missing = Set(OpCatalog.all.filter { sampled.isDisjoint(with: names(of: $0)) }.map { names(of: $0)[0] }).sorted()
        print("entries without a row:", missing.joined(separator: " "))
        XCTAssertLessThanOrEqual(missing.count, Self.knownMissing, "new operations need samples: \(missing)")
    }
    /// May only go down.
    private static let knownMissing = 0

    func testEveryEntryIsDocumented() {
        for op in OpCatalog.all {
            XCTAssertFalse(op.summary.isEmpty, "\(op.name) has no summary")
            XCTAssertFalse(op.example.isEmpty, "\(op.name) has no example")
        }
    }
}
