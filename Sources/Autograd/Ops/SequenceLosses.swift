import Glibc
import ObjectModel
import TensorCore

/// Connectionist temporal classification (Graves et al., 2006): the probability of a sequence of labels, summed over all ways to
/// spread it over the steps of the input, with blanks between.
///
/// A label sequence of length n is walked as 2n + 1 places: blank, label, blank, …, blank. `alpha[t][s]` is the logarithm of the
/// probability of all walks that are at place s at step t, that step included; `beta` the same from the end.
private struct LabelWalk {
    /// [steps][classes], log-probabilities of one sample.
    let scores: [[Double]]
    /// The label at each place.
    let places: [Int]

    init(_ scores: [[Double]], _ labels: [Int], blank: Int) {
        self.scores = scores
        places = [blank] + labels.flatMap { [$0, blank] }
    }
    private static func logSum(_ values: Double...) -> Double {
        let most = values.max() ?? -.infinity
        if most == -.infinity { return -.infinity }
        return most + Glibc.log(values.reduce(0) { $0 + Glibc.exp($1 - most) })
    }
    /// Whether a walk may jump from place s - 2 to s, over a blank.
    private func mayJump(to s: Int) -> Bool { s > 1 && places[s] != places[s - 2] }

    var alpha: [[Double]] {
        guard let first = scores.first else { return [] }
        var row = Array(repeating: -Double.infinity, count: places.count), rows: [[Double]] = []
        for s in 0..<min(2, places.count) { row[s] = first[places[s]] }
        rows.append(row)
        for t in scores.indices.dropFirst() {
            let before = row
            for s in places.indices {
                let sum = LabelWalk.logSum(before[s], s > 0 ? before[s - 1] : -.infinity, mayJump(to: s) ? before[s - 2] : -.infinity)
                row[s] = sum + scores[t][places[s]]
            }
            rows.append(row)
        }
        return rows
    }
    /// Minus the logarithm of the labels' probability.
    func loss(_ alpha: [[Double]]) -> Double {
        guard let last = alpha.last else { return places.count == 1 ? 0 : .infinity }
        let n = places.count
        return -LabelWalk.logSum(last[n - 1], n > 1 ? last[n - 2] : -.infinity)
    }
    /// By the scores, as if they were log-softmax's results (which is what PyTorch gives).
    func gradient(_ alpha: [[Double]], _ loss: Double) -> [[Double]] {
        guard let last = scores.last else { return [] }
        let n = places.count, classes = last.count
        var beta = Array(repeating: -Double.infinity, count: n)
        for s in max(0, n - 2)..<n { beta[s] = last[places[s]] }
        var gradient = scores
        for t in scores.indices.reversed() {
            if t < scores.count - 1 {
                let after = beta
                for s in places.indices {
                    let sum = LabelWalk.logSum(after[s], s + 1 < n ? after[s + 1] : -.infinity, s + 2 < n && mayJump(to: s + 2) ? after[s + 2] : -.infinity)
                    beta[s] = sum + scores[t][places[s]]
                }
            }
            var reached = Array(repeating: -Double.infinity, count: classes)
            for s in places.indices { reached[places[s]] = LabelWalk.logSum(reached[places[s]], alpha[t][s] + beta[s]) }
            for c in 0..<classes { gradient[t][c] = Glibc.exp(scores[t][c]) - Glibc.exp(reached[c] + loss - scores[t][c]) }
        }
        return gradient
    }
}

enum SequenceLosses {
    private static func lengths(_ a: OpArguments, _ index: Int, _ name: String, _ batch: Int, most: Int?) throws -> [Int] {
        let values: [Int]
        if let tensor = a[index].asTensor {
            guard tensor.dtype.isInteger else { throw Raised.runtimeError("\(name) must be integral") }
            values = try tensor.array.ints()
        } else {
            values = try a.ints(index)
        }
        guard values.count == batch else { throw Raised.runtimeError("\(name) must be of size batch_size") }
        for value in values {
            if let most, value > most { throw Raised.runtimeError("Expected \(name) to have value at most \(most), but got value \(value)\(place)") }
            if value < 0 { throw Raised.runtimeError("Expected \(name) to have value at least 0, but got value \(value)\(place)") }
        }
        return values
    }
    private static let place = " (while checking arguments for ctc_loss_allocate_outputs)"

    /// The labels of each sample: rows of a matrix, or one after the other in a vector.
    private static func labels(_ targets: Tensor, _ lengths: [Int], _ classes: Int) throws -> [[Int]] {
        let values = try targets.array.cast(to: .int64).ints()
        var found: [[Int]] = []
        if targets.rank == 2 {
            let width = targets.shape[1], most = lengths.max() ?? 0
            guard width >= most else {
                throw Raised.runtimeError("Expected tensor to have size at least \(most) at dimension 1, but got size \(width) for argument #2 'targets'\(place)")
            }
            guard targets.shape[0] == lengths.count else {
                throw Raised.runtimeError("Expected tensor to have size \(lengths.count) at dimension 0, but got size \(targets.shape[0]) for argument #2 'targets'\(place)")
            }
            found = lengths.enumerated().map { row, length in Array(values[(row * width)..<(row * width + length)]) }
        } else {
            let total = lengths.reduce(0) { $0 &+ $1 }
            guard values.count == total, lengths.allSatisfy({ $0 <= values.count }) else {
                throw Raised.runtimeError("Expected tensor to have size \(total) at dimension 0, but got size \(values.count) for argument #2 'targets'\(place)")
            }
            var start = 0
            for length in lengths {
                found.append(Array(values[start..<(start + length)]))
                start += length
            }
        }
        for label in found.joined() where label < 0 || label >= classes { throw Raised.indexError("Target \(label) is out of bounds.") }
        return found
    }
    /// [samples][steps][classes]
    private static func scores(_ x: Tensor, _ steps: [Int]) throws -> [[[Double]]] {
        let values = try x.array.doubles(), batch = x.shape[1], classes = x.shape[2]
        return (0..<batch).map { b in
            (0..<steps[b]).map { t in
                let start = (t * batch + b) * classes
                return Array(values[start..<(start + classes)])
            }
        }
    }

    private static func ctc(_ a: OpArguments) throws -> Tensor {
        let given = try a.tensor(0), targets = try a.tensor(1), reduction = try Reduction.read(a, 5)
        let isBatched = given.rank == 3
        guard isBatched || given.rank == 2 else {
            throw Raised.runtimeError("Expected 3-dimensional tensor, but got \(given.rank + 1)-dimensional tensor for argument #1 'log_probs'\(place)")
        }
        guard given.dtype == .float32 || given.dtype == .float64 else { throw Raised.notImplemented("\"ctc_loss_cpu\" not implemented for '\(given.dtype.scalarName)'") }
        let x = isBatched ? given : try given.unsqueeze(1), batch = x.shape[1], classes = x.shape[2], zeroInfinity = try a[6].isTrue()
        let blank = try a.int(4)
        guard blank >= 0, blank < classes else { throw Raised.runtimeError("blank must be in label range") }
        let steps = try lengths(a, 2, "input_lengths", batch, most: x.shape[0]), sizes = try lengths(a, 3, "target_lengths", batch, most: nil)
        let sequences = try labels(targets, sizes, classes)
        let losses = try zip(scores(x, steps), sequences).map { scores, labels -> Double in
            let walk = LabelWalk(scores, labels, blank: blank)
            return walk.loss(walk.alpha)
        }
        let shape = x.shape
        var result = record(try NDArray.from(losses, shape: [batch], x.dtype), "CtcLossBackward0", x, saving: x) { n, g in
            let x = try n.saved(0), weights = try g.array.doubles()
            var gradient = Array(repeating: 0.0, count: x.count)
            for (b, scores) in try scores(x, steps).enumerated() {
                let walk = LabelWalk(scores, sequences[b], blank: blank), alpha = walk.alpha, loss = walk.loss(alpha)
                if zeroInfinity, loss == .infinity { continue }
                for (t, row) in walk.gradient(alpha, loss).enumerated() {
                    for (c, value) in row.enumerated() { gradient[(t * batch + b) * classes + c] = value * weights[b] }
                }
            }
            return Gradients(Tensor(try .from(gradient, shape: shape, x.dtype)))
        }
        if zeroInfinity { result = try Tensor.where(result.eq(.float(.infinity)), result.zerosLike(), result) }
        switch reduction {
        case .none: return isBatched ? result : try result.squeeze(0)
        case .sum: return try result.sum()
        case .mean: return try (result / Tensor(.from(sizes.map { Double(max($0, 1)) }, shape: [batch], x.dtype))).mean()
        }
    }

    static var ops: [Op] {
        [
            Op(
                "ctc_loss", "log_probs, targets, input_lengths, target_lengths, blank=0, reduction='mean', zero_infinity=False",
                "Minus the log-probability of labels whose places in the input are not known.",
                "F.ctc_loss(zeros(4, 1, 3).log_softmax(2), tensor([[1, 2]]), (4,), (2,))", .functional, layer: "CTCLoss", ctc)
        ]
    }
}
