import Autograd
import ObjectModel
import TensorCore

/// Limited-memory BFGS (Liu and Nocedal, 1989): steps by an approximation of the inverse second derivative, made from
/// the last steps and changes of the gradient. The closure is called several times a step.
enum LBFGS {
    static let kind = OptimizerKind(
        "LBFGS",
        "params, lr=1, max_iter=20, max_eval=None, tolerance_grad=1e-07, tolerance_change=1e-09, history_size=100, line_search_fn=None",
        "A second-order method; `step` needs a closure that computes the loss anew.", "lbfgs(linear(1, 1).parameters())",
        order: ["lr", "max_iter", "max_eval", "tolerance_grad", "tolerance_change", "history_size", "line_search_fn"],
        check: { try $0.learningRate() },
        settle: { options in
            guard options.lookup("max_eval")?.isNone ?? true else { return }
            options.store("max_eval", try binaryResult(.floorDivide, binaryResult(.multiply, options.lookup("max_iter") ?? .int(20), .int(5)), .int(4)))
        }, rule: nil)

    static func step(_ optimizer: Optimizer, _ closure: Value) throws -> Value {
        guard !closure.isNone else {
            throw Raised.typeError("LBFGS.step() missing 1 required positional argument: 'closure'", hint: "def closure(): zero_grad, loss, backward, return loss")
        }
        let groups = try optimizer.options
        let kept = try optimizer.lbfgs ?? LBFGSState(optimizer.stateOfFirst)
        optimizer.lbfgs = kept
        let result = try GradMode.with(false) { try LBFGSRun(groups[0], kept, closure).step() }
        try optimizer.keepForFirst(kept.values(rate: groups[0].value("lr")))
        return result
    }
}

/// What is kept from step to step.
final class LBFGSState {
    var iterations = 0
    var evaluations = 0
    var direction: NDArray?
    var stepSize = 0.0
    /// Changes of the gradient, the steps that made them, and one over their products.
    var history: [(change: NDArray, step: NDArray, rho: Double)] = []
    var scale = 1.0
    var lastGradient: NDArray?
    var lastLoss = 0.0

    /// From what a `state_dict` held.
    init(_ dict: Dict?) throws {
        guard let dict, let count = dict.lookup("n_iter") else { return }
        func tensors(_ name: String) throws -> [NDArray] { try collect(dict.lookup(name) ?? .list([])).compactMap { $0.asTensor?.array } }
        func number(_ value: Value?) throws -> Double { try value?.asTensor.map { try $0.array.item().double } ?? value?.toDouble() ?? 0 }
        iterations = try count.toIndex()
        evaluations = try dict.lookup("func_evals")?.toIndex() ?? 0
        direction = dict.lookup("d")?.asTensor?.array
        stepSize = try number(dict.lookup("t"))
        let products = try collect(dict.lookup("ro") ?? .list([])).map { try number($0) }
        history = zip(zip(try tensors("old_dirs"), try tensors("old_stps")), products).map { ($0.0, $0.1, $1) }
        scale = try number(dict.lookup("H_diag"))
        lastGradient = dict.lookup("prev_flat_grad")?.asTensor?.array
        lastLoss = try number(dict.lookup("prev_loss"))
    }
    /// As PyTorch names it.
    func values(rate: Value) throws -> [(String, Value)] {
        let dtype = direction?.dtype ?? .float32
        func scalar(_ number: Double) throws -> Value { .tensor(Tensor(try .scalar(.float(number), dtype))) }
        func list(_ arrays: [NDArray]) -> Value { .list(arrays.map { .tensor(Tensor($0)) }) }
        guard let direction, let lastGradient else { return [("func_evals", .int(evaluations)), ("n_iter", .int(iterations))] }
        return [
            ("func_evals", .int(evaluations)), ("n_iter", .int(iterations)), ("d", .tensor(Tensor(direction))),
            ("t", try rate.toDouble() == stepSize ? rate : .float(stepSize)), ("old_dirs", list(history.map(\.change))), ("old_stps", list(history.map(\.step))),
            ("ro", .list(try history.map { try scalar($0.rho) })), ("H_diag", history.isEmpty ? .int(1) : try scalar(scale)),
            ("prev_flat_grad", .tensor(Tensor(lastGradient))), ("prev_loss", .float(lastLoss)),
        ]
    }
}

/// One call of `step`.
private struct LBFGSRun {
    private let group: GroupOptions
    private let state: LBFGSState
    private let closure: Value
    private let parameters: [Tensor]
    private let maxEvaluations: Int

    init(_ group: GroupOptions, _ state: LBFGSState, _ closure: Value) throws {
        self.group = group
        self.state = state
        self.closure = closure
        parameters = group.parameters.compactMap(\.asTensor)
        maxEvaluations = try group.value("max_eval").toIndex()
    }

    // MARK: Flat vectors

    private func gradient() throws -> NDArray {
        try NDArray.cat(parameters.map { try ($0.grad?.array ?? NDArray.zeros($0.shape, $0.dtype)).reshape([-1]) }, 0)
    }
    private func move(_ step: Double, along direction: NDArray) throws {
        var offset = 0
        for parameter in parameters {
            let part = try direction.narrow(0, offset, parameter.count).reshape(parameter.shape)
            try parameter.array.addInPlace(part, alpha: step)
            parameter.wrote()
            offset += parameter.count
        }
    }
    private func dot(_ a: NDArray, _ b: NDArray) throws -> Double { try NDArray.dot(a, b).item().double }
    private func largest(_ a: NDArray) throws -> Double { a.count == 0 ? 0 : try NDArray.unary(.abs, a).reduce(.amax).item().double }
    private func scaled(_ a: NDArray, _ factor: Double) throws -> NDArray { try .binary(.mul, a, .float(factor)) }

    private func evaluate() throws -> (value: Value, loss: Double) {
        let value = try GradMode.with(true) { try closure.call() }
        state.evaluations += 1
        // Not by way of `float(loss)`, which warns about tensors that need gradients.
        guard let loss = try value.asTensor.map({ try $0.array.item().double }) ?? value.toDouble() else {
            throw Raised.typeError("float() argument must be a string or a real number, not '\(value.type.name)'", hint: "the closure must return the loss")
        }
        return (value, loss)
    }

    // MARK: The step

    func step() throws -> Value {
        let rate = try group.double("lr"), maxIterations = try group.value("max_iter").toIndex()
        let smallGradient = try group.double("tolerance_grad"), smallChange = try group.double("tolerance_change")
        let search = try group.value("line_search_fn")
        let first = try evaluate()
        var loss = first.loss
        var evaluations = 1
        var gradient = try gradient()
        if try largest(gradient) <= smallGradient { return first.value }
        var iteration = 0
        while iteration < maxIterations {
            iteration += 1
            state.iterations += 1
            let direction = try nextDirection(gradient)
            state.direction = direction
            state.lastGradient = try gradient.copy()
            state.lastLoss = loss
            let size = try state.iterations == 1 ? min(1, 1 / NDArray.unary(.abs, gradient).sum().item().double) * rate : rate
            state.stepSize = size
            let slope = try dot(gradient, direction)
            if slope > -smallChange { break }
            if !search.isNone {
                guard search.asString == "strong_wolfe" else { throw Raised.runtimeError("only 'strong_wolfe' is supported") }
                let start = try parameters.map { try $0.array.copy() }
                var wolfe = WolfeSearch(direction: direction, loss: loss, gradient: gradient, slope: slope, limit: maxEvaluations - evaluations) { step in
                    try move(step, along: direction)
                    let result = (try evaluate().loss, try self.gradient())
                    for (parameter, array) in zip(parameters, start) {
                        try parameter.array.copy(from: array)
                        parameter.wrote()
                    }
                    return result
                }
                let found = try wolfe.run(from: size)
                (loss, gradient, state.stepSize) = (found.loss, found.gradient, found.step)
                try move(state.stepSize, along: direction)
                evaluations += found.evaluations
            } else {
                try move(size, along: direction)
                if iteration != maxIterations {
                    loss = try evaluate().loss
                    gradient = try self.gradient()
                    evaluations += 1
                }
            }
            if try iteration == maxIterations || evaluations >= maxEvaluations || largest(gradient) <= smallGradient { break }
            if try largest(direction) * abs(state.stepSize) <= smallChange || abs(loss - state.lastLoss) < smallChange { break }
        }
        return first.value
    }

    /// The two-loop recursion.
    private func nextDirection(_ gradient: NDArray) throws -> NDArray {
        guard state.iterations > 1, let last = state.lastGradient, let before = state.direction else {
            state.history = []
            state.scale = 1
            return try .unary(.neg, gradient)
        }
        let change = try NDArray.binary(.sub, gradient, last), step = try scaled(before, state.stepSize)
        let product = try dot(change, step)
        if product > 1e-10 {
            if state.history.count == (try group.value("history_size").toIndex()), !state.history.isEmpty { state.history.removeFirst() }
            state.history.append((change, step, 1 / product))
            state.scale = product / (try dot(change, change))
        }
        let direction = try NDArray.unary(.neg, gradient)
        var weights = Array(repeating: 0.0, count: state.history.count)
        for index in state.history.indices.reversed() {
            let entry = state.history[index]
            weights[index] = try dot(entry.step, direction) * entry.rho
            try direction.addInPlace(entry.change, alpha: -weights[index])
        }
        let result = try scaled(direction, state.scale)
        for (index, entry) in state.history.enumerated() {
            let correction = try dot(entry.change, result) * entry.rho
            try result.addInPlace(entry.step, alpha: weights[index] - correction)
        }
        return result
    }
}

/// A line search to the strong Wolfe conditions: bracket a good step, then narrow the bracket by cubic interpolation.
private struct WolfeSearch {
    private struct Point {
        var step, loss: Double
        var gradient: NDArray
        var slope: Double
    }
    let direction: NDArray
    let loss: Double
    let gradient: NDArray
    let slope: Double
    let limit: Int
    let evaluate: (Double) throws -> (Double, NDArray)
    private var evaluations = 0
    private let sufficient = 1e-4, curvature = 0.9, smallChange = 1e-9

    init(direction: NDArray, loss: Double, gradient: NDArray, slope: Double, limit: Int, evaluate: @escaping (Double) throws -> (Double, NDArray)) {
        self.direction = direction
        self.loss = loss
        self.gradient = gradient
        self.slope = slope
        self.limit = limit
        self.evaluate = evaluate
    }
    private mutating func point(_ step: Double) throws -> Point {
        let (loss, gradient) = try evaluate(step)
        evaluations += 1
        return Point(step: step, loss: loss, gradient: gradient, slope: try NDArray.dot(gradient, direction).item().double)
    }
    /// The minimum of the cubic through two points and their slopes, within bounds.
    private static func cubic(_ a: Point, _ b: Point, _ bounds: (Double, Double)? = nil) -> Double {
        let (low, high) = bounds ?? (min(a.step, b.step), max(a.step, b.step))
        let d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.step - b.step)
        let square = d1 * d1 - a.slope * b.slope
        guard square >= 0 else { return (low + high) / 2 }
        let d2 = square.squareRoot()
        let place =
            a.step <= b.step
            ? b.step - (b.step - a.step) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
            : a.step - (a.step - b.step) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2))
        return min(max(place, low), high)
    }

    mutating func run(from first: Double) throws -> (loss: Double, gradient: NDArray, step: Double, evaluations: Int) {
        let start = Point(step: 0, loss: loss, gradient: gradient, slope: slope)
        var current = try point(first), previous = start
        var iteration = 0
        var bracket: [Point] = []
        var isDone = false
        while iteration < limit {
            if current.loss > loss + sufficient * current.step * slope || (iteration > 1 && current.loss >= previous.loss) {
                bracket = [previous, current]
                break
            }
            if abs(current.slope) <= -curvature * slope {
                bracket = [current]
                isDone = true
                break
            }
            if current.slope >= 0 {
                bracket = [previous, current]
                break
            }
            let bounds = (current.step + 0.01 * (current.step - previous.step), current.step * 10)
            let next = WolfeSearch.cubic(previous, current, bounds)
            previous = current
            current = try point(next)
            iteration += 1
        }
        if bracket.isEmpty { bracket = [start, current] }
        if !isDone, bracket.count == 2 { try narrow(&bracket, &iteration) }
        let best = bracket.count == 1 || bracket[0].loss <= bracket[1].loss ? bracket[0] : bracket[1]
        return (best.loss, best.gradient, best.step, evaluations)
    }
    private mutating func narrow(_ bracket: inout [Point], _ iteration: inout Int) throws {
        let size = direction.count == 0 ? 0 : try NDArray.unary(.abs, direction).reduce(.amax).item().double
        var isStuck = false
        var (low, high) = bracket[0].loss <= bracket[1].loss ? (0, 1) : (1, 0)
        while iteration < limit, abs(bracket[1].step - bracket[0].step) * size >= smallChange {
            var step = WolfeSearch.cubic(bracket[0], bracket[1])
            let least = min(bracket[0].step, bracket[1].step), most = max(bracket[0].step, bracket[1].step)
            let margin = 0.1 * (most - least)
            if min(most - step, step - least) < margin {
                // Too near an end: the second time, or at the end itself, step away from it.
                if isStuck || step >= most || step <= least {
                    step = abs(step - most) < abs(step - least) ? most - margin : least + margin
                    isStuck = false
                } else {
                    isStuck = true
                }
            } else {
                isStuck = false
            }
            let new = try point(step)
            iteration += 1
            if new.loss > loss + sufficient * step * slope || new.loss >= bracket[low].loss {
                bracket[high] = new
                (low, high) = bracket[0].loss <= bracket[1].loss ? (0, 1) : (1, 0)
                continue
            }
            let isGood = abs(new.slope) <= -curvature * slope
            if !isGood, new.slope * (bracket[high].step - bracket[low].step) >= 0 { bracket[high] = bracket[low] }
            bracket[low] = new
            if isGood { break }
        }
    }
}
