import ObjectModel
import TensorCore

#if canImport(Glibc)
    import Glibc
#endif

/// `F.ctc_loss` (Graves et al., 2006): minus the logarithm of the probability that a sequence of letters, with blanks and
/// repetitions, says a shorter word.
struct ConnectionistLoss {
    let blank: Int
    let inputLengths: [Int]
    /// The word of each sequence.
    let words: [[Int]]
    let zeroInfinity: Bool

    private static func sum(_ terms: Double...) -> Double {
        let most = terms.max() ?? -.infinity
        if most == -.infinity { return most }
        return most + Glibc.log(terms.reduce(0) { $0 + Glibc.exp($1 - most) })
    }
    /// The letters of `word` with blanks between: place `s` of it.
    private func letter(_ word: [Int], _ s: Int) -> Int { s % 2 == 0 ? blank : word[s / 2] }
    private func maySkip(_ word: [Int], _ s: Int) -> Bool { s >= 2 && s % 2 == 1 && word[s / 2] != word[s / 2 - 1] }

    /// Logarithms of the probabilities of all beginnings: alpha[t][s].
    private func beginnings(_ p: (Int, Int) -> Double, _ length: Int, _ word: [Int]) -> [[Double]] {
        let places = 2 * word.count + 1
        var alpha = Array(repeating: Array(repeating: -Double.infinity, count: places), count: length)
        guard length > 0 else { return alpha }
        alpha[0][0] = p(0, blank)
        if places > 1 { alpha[0][1] = p(0, word[0]) }
        for t in 1..<max(length, 1) {
            for s in 0..<places {
                let before = alpha[t - 1]
                alpha[t][s] = p(t, letter(word, s))
                    + ConnectionistLoss.sum(before[s], s > 0 ? before[s - 1] : -.infinity, maySkip(word, s) ? before[s - 2] : -.infinity)
            }
        }
        return alpha
    }
    private func endings(_ p: (Int, Int) -> Double, _ length: Int, _ word: [Int]) -> [[Double]] {
        let places = 2 * word.count + 1
        var beta = Array(repeating: Array(repeating: -Double.infinity, count: places), count: length)
        guard length > 0 else { return beta }
        beta[length - 1][places - 1] = p(length - 1, blank)
        if places > 1 { beta[length - 1][places - 2] = p(length - 1, letter(word, places - 2)) }
        for t in stride(from: length - 2, through: 0, by: -1) {
            for s in 0..<places {
                let after = beta[t + 1]
                beta[t][s] = p(t, letter(word, s))
                    + ConnectionistLoss.sum(
                        after[s], s + 1 < places ? after[s + 1] : -.infinity, s + 2 < places && maySkip(word, s + 2) ? after[s + 2] : -.infinity)
            }
        }
        return beta
    }
    private func loss(_ alpha: [[Double]], _ word: [Int]) -> Double {
        guard let last = alpha.last else { return word.isEmpty ? 0 : .infinity }
        return -ConnectionistLoss.sum(last[last.count - 1], last.count > 1 ? last[last.count - 2] : -.infinity)
    }

    /// One loss a sequence; `x` is (time, batch, letters) of log-probabilities.
    func losses(_ x: NDArray) throws -> NDArray {
        let values = try x.doubles(), batch = x.shape[1], letters = x.shape[2]
        let found = (0..<batch).map { b -> Double in
            let value = loss(beginnings({ t, c in values[(t * batch + b) * letters + c] }, inputLengths[b], words[b]), words[b])
            return zeroInfinity && value == .infinity ? 0 : value
        }
        return try NDArray.from(found, shape: [batch], x.dtype)
    }
    /// The gradient as PyTorch has it, which presumes that a log-softmax stands before.
    func gradient(_ x: NDArray, _ g: NDArray) throws -> NDArray {
        let values = try x.doubles(), weights = try g.doubles()
        let batch = x.shape[1], letters = x.shape[2]
        var out = Array(repeating: 0.0, count: values.count)
        for b in 0..<batch {
            let word = words[b], length = inputLengths[b]
            let p = { (t: Int, c: Int) in values[(t * batch + b) * letters + c] }
            let alpha = beginnings(p, length, word), beta = endings(p, length, word), value = loss(alpha, word)
            if zeroInfinity, value == .infinity { continue }
            for t in 0..<length {
                var together = Array(repeating: -Double.infinity, count: letters)
                for s in 0...(2 * word.count) {
                    let c = letter(word, s)
                    together[c] = ConnectionistLoss.sum(together[c], alpha[t][s] + beta[t][s])
                }
                for c in 0..<letters { out[(t * batch + b) * letters + c] = (Glibc.exp(p(t, c)) - Glibc.exp(together[c] + value - p(t, c))) * weights[b] }
            }
        }
        return try NDArray.from(out, shape: x.shape, x.dtype)
    }

    // MARK: Reading the arguments

    private static func lengths(_ a: OpArguments, _ index: Int) throws -> [Int] {
        if let tensor = a[index].asTensor { return try tensor.array.ints() }
        return try a.ints(index)
    }
    /// The signature that reads what F passes on.
    private static func checkKinds(_ a: OpArguments) throws {
        let areTensors = (2...3).allSatisfy { a[$0].asTensor != nil }, areLists = (2...3).allSatisfy { a[$0].intItems != nil && a[$0].asTensor == nil }
        guard a[0].asTensor == nil || a[1].asTensor == nil || !(areTensors || areLists) else { return }
        let code = Value.int(a[5].asString == "none" ? 0 : a[5].asString == "sum" ? 2 : 1)
        let given = [a[0], a[1], a[2], a[3], a[4], code, a[6]]
        if let raised = Arguments.with(given, keywords: nil, { Overloads.complaint("ctc_loss", isMethod: false, $0) }) { throw raised }
    }
    static func run(_ a: OpArguments) throws -> Tensor {
        try checkKinds(a)
        var x = try a.tensor(0)
        let targets = try a.tensor(1), reduction = try Reduction.read(a, 5), blank = try a.int(4)
        for (index, word) in [(2, "input_lengths"), (3, "target_lengths")] where a[index].asTensor.map({ !$0.dtype.isInteger }) ?? false {
            throw Raised.runtimeError("\(word) must be integral")
        }
        let isSingle = x.rank != 3
        if isSingle { x = try x.unsqueeze(1) }
        guard x.rank == 3 else {
            throw Raised.runtimeError(
                "Expected 3-dimensional tensor, but got \(x.rank)-dimensional tensor for argument #1 'log_probs' (while checking arguments for "
                    + "ctc_loss_allocate_outputs)")
        }
        guard x.count > 0 else { throw Raised.runtimeError("log_probs tensor must not be empty") }
        guard x.dtype == .float32 || x.dtype == .float64 else { throw TensorError.unsupported("ctc_loss_cpu", x.dtype) }
        let inputs = try lengths(a, 2), wanted = try lengths(a, 3)
        guard blank >= 0, blank < x.shape[2] else { throw Raised.runtimeError("blank must be in label range") }
        guard inputs.count == x.shape[1] else { throw Raised.runtimeError("input_lengths must be of size batch_size") }
        guard wanted.count == x.shape[1] else { throw Raised.runtimeError("target_lengths must be of size batch_size") }
        for length in inputs where length > x.shape[0] || length < 0 {
            throw Raised.runtimeError("Expected input_lengths to have value at most \(x.shape[0]), but got value \(length) (while checking arguments for ctc_loss_allocate_outputs)")
        }
        guard wanted.allSatisfy({ $0 >= 0 }) else { throw Raised.runtimeError("Expected target_lengths to have value at least 0") }
        let letters = try targets.array.cast(to: .int64).ints()
        guard targets.rank == 1 || targets.rank == 2 else {
            throw Raised.runtimeError(
                "Expected 1 to 2 dimensions, but got \(targets.rank)-dimensional tensor for argument #2 'targets' (while checking arguments for ctc_loss_allocate_outputs)")
        }
        if targets.rank == 2, targets.shape[0] != x.shape[1] {
            throw Raised.runtimeError(
                "Expected tensor to have size \(x.shape[1]) at dimension 0, but got size \(targets.shape[0]) for argument #2 'targets' (while checking arguments for "
                    + "ctc_loss_allocate_outputs)")
        }
        let isFlat = targets.rank == 1, width = isFlat ? 0 : targets.shape.last ?? 0
        if !isFlat, let most = wanted.max(), most > width {
            throw Raised.runtimeError(
                "Expected tensor to have size at least \(most) at dimension 1, but got size \(width) for argument #2 'targets' (while checking arguments for "
                    + "ctc_loss_allocate_outputs)")
        }
        if isFlat, wanted.reduce(0, +) != letters.count {
            throw Raised.runtimeError(
                "Expected tensor to have size \(wanted.reduce(0, +)) at dimension 0, but got size \(letters.count) for argument #2 'targets' (while checking arguments for "
                    + "ctc_loss_allocate_outputs)")
        }
        var start = 0
        let words = wanted.enumerated().map { b, count -> [Int] in
            let from = isFlat ? start : b * width
            start += count
            return Array(letters[from..<(from + count)])
        }
        guard words.allSatisfy({ $0.allSatisfy { $0 >= 0 && $0 < x.shape[2] } }) else { throw Raised.runtimeError("targets must be letters between 0 and \(x.shape[2] - 1)") }
        let problem = ConnectionistLoss(blank: blank, inputLengths: inputs, words: words, zeroInfinity: try a.bool(6))
        var loss = record(try problem.losses(x.array), problem.zeroInfinity ? "WhereBackward0" : "CtcLossBackward0", x, saving: x) { n, g in
            if GradMode.isEnabled { throw Raised.runtimeError("derivative for aten::_ctc_loss_backward is not implemented") }
            return Gradients(Tensor(try problem.gradient(n.saved(0).array, g.array)))
        }
        switch reduction {
        case .mean:
            let divisor = Tensor(try .from(wanted.map { Double(max($0, 1)) }, shape: [wanted.count], x.dtype))
            return try (isSingle ? loss.squeeze(0) / divisor.squeeze(0) : loss / divisor).mean()
        case .sum: return try loss.sum()
        case .none:
            if isSingle { loss = try loss.squeeze(0) }
            return loss
        }
    }
}
