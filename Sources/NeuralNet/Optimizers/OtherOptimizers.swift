import CKernels
import Glibc
import ObjectModel

// Optimizers that divide by a running size of the gradient, and those with a rate for every element.

/// Hinton's RMSprop: the gradient over the root of its mean square.
struct RMSpropRule: UpdateRule {
    private let descent: DescentOptions
    private let alpha, eps, momentum: Double
    private let centered: Bool
    init(_ group: GroupOptions) throws {
        descent = try DescentOptions(group)
        alpha = try group.double("alpha")
        eps = try group.double("eps")
        momentum = try group.double("momentum")
        centered = try group.isTrue("centered")
    }
    var scalars: [(name: String, start: Double)] { [("step", 0)] }
    var arrays: [(name: String, start: Double)] {
        [("square_avg", 0)] + (momentum > 0 ? [("momentum_buffer", 0)] : []) + (centered ? [("grad_avg", 0)] : [])
    }
    mutating func advance(_ scalars: inout [Double], isFirst: Bool) { scalars[0] += 1 }
    func update<T, P: Precision<T>>(_ n: Int, _ p: UnsafeMutablePointer<T>, _ g: UnsafePointer<T>, _ s: [UnsafeMutablePointer<T>], _: P.Type) {
        let sign: T = descent.sign(), decay: T = descent.decay(), alpha = T(self.alpha), new = T(1 - self.alpha), eps = T(self.eps), rate = T(descent.lr)
        let inertia = T(momentum)
        if !centered, let f = FloatPointers(p, g, s, P.self) {
            var job = nbs_squares(
                p: f.p, g: f.g, sign: Float(sign), decay: Float(decay), square: f.s[0], buffer: momentum > 0 ? f.s[1] : nil, alpha: Float(alpha), fresh: Float(new),
                eps: Float(eps), rate: -Float(rate), inertia: Float(inertia))
            return nbs_rmsprop_step(n, &job)
        }
        let square = s[0], buffer = momentum > 0 ? s[1] : s[0], mean = centered ? s[s.count - 1] : s[0]
        for i in 0..<n {
            let gradient = P.sum(i, n, sign * g[i], decay, p[i])
            square[i] = P.rounded(P.rounded(square[i] * alpha) + new * gradient * gradient)
            var size = square[i]
            if centered {
                mean[i] = P.rounded(mean[i] + new * (gradient - mean[i]))
                size = P.rounded(size - mean[i] * mean[i])
            }
            let bottom = P.rounded(P.rounded(size.squareRoot()) + eps)
            if momentum > 0 {
                buffer[i] = P.rounded(P.rounded(buffer[i] * inertia) + gradient / bottom)
                p[i] = P.sum(i, n, p[i], -rate, buffer[i])
            } else {
                p[i] = P.rounded(p[i] - rate * gradient / bottom)
            }
        }
    }
}

enum RMSprop {
    static let kind = OptimizerKind(
        "RMSprop",
        "params, lr=0.01, alpha=0.99, eps=1e-08, weight_decay=0, momentum=0, centered=False, capturable=False, foreach=None, maximize=False, differentiable=False",
        "The gradient over the root of its running mean square.", "rmsprop(linear(1, 1).parameters())",
        order: ["lr", "momentum", "alpha", "eps", "centered", "weight_decay", "capturable", "foreach", "maximize", "differentiable"],
        check: { c in
            try c.learningRate()
            try c.epsilon()
            try c.atLeastZero("momentum", "momentum value")
            try c.decay()
            try c.atLeastZero("alpha", "alpha value")
        }, rule: { try RMSpropRule($0) })
}

/// Duchi, Hazan and Singer, 2011: rates that shrink with the sum of squares.
struct AdagradRule: UpdateRule {
    private let descent: DescentOptions
    private let lrDecay, eps, start: Double
    private var rate = 0.0
    init(_ group: GroupOptions) throws {
        descent = try DescentOptions(group)
        lrDecay = try group.double("lr_decay")
        eps = try group.double("eps")
        start = try group.double("initial_accumulator_value")
    }
    var scalars: [(name: String, start: Double)] { [("step", 0)] }
    var arrays: [(name: String, start: Double)] { [("sum", start)] }
    mutating func advance(_ scalars: inout [Double], isFirst: Bool) {
        scalars[0] += 1
        rate = descent.lr / (1 + (scalars[0] - 1) * lrDecay)
    }
    func update<T, P: Precision<T>>(_ n: Int, _ p: UnsafeMutablePointer<T>, _ g: UnsafePointer<T>, _ s: [UnsafeMutablePointer<T>], _: P.Type) {
        let sign: T = descent.sign(), decay: T = descent.decay(), eps = T(self.eps), rate = T(-self.rate), sum = s[0]
        if let f = FloatPointers(p, g, s, P.self) {
            var job = nbs_squares(
                p: f.p, g: f.g, sign: Float(sign), decay: Float(decay), square: f.s[0], buffer: nil, alpha: 1, fresh: 1, eps: Float(eps), rate: Float(rate), inertia: 0)
            return nbs_rmsprop_step(n, &job)
        }
        for i in 0..<n {
            let gradient = P.sum(i, n, sign * g[i], decay, p[i])
            sum[i] = P.rounded(sum[i] + gradient * gradient)
            p[i] = P.rounded(p[i] + rate * gradient / P.rounded(P.rounded(sum[i].squareRoot()) + eps))
        }
    }
}

enum Adagrad {
    static let kind = OptimizerKind(
        "Adagrad",
        "params, lr=0.01, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10, foreach=None, *, maximize=False, differentiable=False, fused=None",
        "Rates that shrink with the sum of the squared gradients.", "adagrad(linear(1, 1).parameters())",
        order: ["lr", "lr_decay", "eps", "weight_decay", "initial_accumulator_value", "foreach", "maximize", "differentiable", "fused"], isEager: true,
        check: { c in
            try c.learningRate()
            try c.atLeastZero("lr_decay", "lr_decay value")
            try c.decay()
            try c.atLeastZero("initial_accumulator_value", "initial_accumulator_value value")
            try c.epsilon()
        }, rule: { try AdagradRule($0) })
}

/// Zeiler, 2012: steps in the units of the parameter.
struct AdadeltaRule: UpdateRule {
    private let descent: DescentOptions
    private let rho, eps: Double
    init(_ group: GroupOptions) throws {
        descent = try DescentOptions(group)
        rho = try group.double("rho")
        eps = try group.double("eps")
    }
    var scalars: [(name: String, start: Double)] { [("step", 0)] }
    var arrays: [(name: String, start: Double)] { [("square_avg", 0), ("acc_delta", 0)] }
    mutating func advance(_ scalars: inout [Double], isFirst: Bool) { scalars[0] += 1 }
    func update<T, P: Precision<T>>(_ n: Int, _ p: UnsafeMutablePointer<T>, _ g: UnsafePointer<T>, _ s: [UnsafeMutablePointer<T>], _: P.Type) {
        let sign: T = descent.sign(), decay: T = descent.decay(), rho = T(self.rho), new = T(1 - self.rho), eps = T(self.eps), rate = T(descent.lr)
        if let f = FloatPointers(p, g, s, P.self) {
            var job = nbs_squares(
                p: f.p, g: f.g, sign: Float(sign), decay: Float(decay), square: f.s[0], buffer: f.s[1], alpha: Float(rho), fresh: Float(new), eps: Float(eps),
                rate: -Float(rate), inertia: 0)
            return nbs_adadelta_step(n, &job)
        }
        let square = s[0], moved = s[1]
        for i in 0..<n {
            let gradient = P.sum(i, n, sign * g[i], decay, p[i])
            square[i] = P.rounded(P.rounded(square[i] * rho) + new * gradient * gradient)
            let above = P.rounded(P.rounded(moved[i] + eps).squareRoot()), below = P.rounded(P.rounded(square[i] + eps).squareRoot())
            let change = P.rounded(P.rounded(above / below) * gradient)
            moved[i] = P.rounded(P.rounded(moved[i] * rho) + new * change * change)
            p[i] = P.sum(i, n, p[i], -rate, change)
        }
    }
}

enum Adadelta {
    static let kind = OptimizerKind(
        "Adadelta",
        "params, lr=1.0, rho=0.9, eps=1e-06, weight_decay=0, foreach=None, *, capturable=False, maximize=False, differentiable=False",
        "Steps as large as recent steps were, so that no rate need be chosen.", "adadelta(linear(1, 1).parameters())",
        order: ["lr", "rho", "eps", "weight_decay", "maximize", "capturable", "foreach", "differentiable"],
        check: { c in
            try c.learningRate()
            let rho = try c.double("rho")
            guard rho >= 0, rho <= 1 else { throw Raised.valueError("Invalid rho value: \(try c.value("rho").str())") }
            try c.epsilon()
            try c.decay()
        }, rule: { try AdadeltaRule($0) })
}

/// Polyak and Juditsky, 1992: descent that also keeps the mean of where it has been.
struct ASGDRule: UpdateRule {
    private let descent: DescentOptions
    private let lambd, alpha, t0: Double
    private var eta = 0.0, mu = 1.0
    init(_ group: GroupOptions) throws {
        descent = try DescentOptions(group)
        lambd = try group.double("lambd")
        alpha = try group.double("alpha")
        t0 = try group.double("t0")
    }
    var scalars: [(name: String, start: Double)] { [("step", 0), ("eta", descent.lr), ("mu", 1)] }
    var arrays: [(name: String, start: Double)] { [("ax", 0)] }
    mutating func advance(_ scalars: inout [Double], isFirst: Bool) {
        scalars[0] += 1
        (eta, mu) = (scalars[1], scalars[2])
        scalars[1] = descent.lr / pow(1 + lambd * descent.lr * scalars[0], alpha)
        scalars[2] = 1 / max(1, scalars[0] - t0)
    }
    func update<T, P: Precision<T>>(_ n: Int, _ p: UnsafeMutablePointer<T>, _ g: UnsafePointer<T>, _ s: [UnsafeMutablePointer<T>], _: P.Type) {
        let sign: T = descent.sign(), decay: T = descent.decay(), shrink = T(1 - lambd * eta), rate = T(eta), mean = s[0], share = T(mu)
        for i in 0..<n {
            let gradient = P.sum(i, n, sign * g[i], decay, p[i])
            p[i] = P.sum(i, n, P.rounded(p[i] * shrink), -rate, gradient)
            mean[i] = mu == 1 ? p[i] : P.rounded(mean[i] + P.rounded(P.rounded(p[i] - mean[i]) * share))
        }
    }
}

enum ASGD {
    static let kind = OptimizerKind(
        "ASGD",
        "params, lr=0.01, lambd=0.0001, alpha=0.75, t0=1000000.0, weight_decay=0, foreach=None, maximize=False, differentiable=False, capturable=False",
        "Descent that keeps the mean of its path.", "asgd(linear(1, 1).parameters())",
        order: ["lr", "lambd", "alpha", "t0", "weight_decay", "foreach", "maximize", "differentiable", "capturable"],
        check: { c in
            try c.learningRate()
            try c.decay()
        }, rule: { try ASGDRule($0) })
}

/// Riedmiller and Braun, 1993: only the gradient's sign counts, and whether it changed.
struct RpropRule: UpdateRule {
    private let descent: DescentOptions
    private let shrink, grow, least, most: Double
    init(_ group: GroupOptions) throws {
        descent = try DescentOptions(group)
        (shrink, grow) = try group.pair("etas")
        (least, most) = try group.pair("step_sizes")
    }
    var scalars: [(name: String, start: Double)] { [("step", 0)] }
    var arrays: [(name: String, start: Double)] { [("prev", 0), ("step_size", descent.lr)] }
    mutating func advance(_ scalars: inout [Double], isFirst: Bool) { scalars[0] += 1 }
    func update<T, P: Precision<T>>(_ n: Int, _ p: UnsafeMutablePointer<T>, _ g: UnsafePointer<T>, _ s: [UnsafeMutablePointer<T>], _: P.Type) {
        let sign: T = descent.sign(), shrink = P.rounded(T(self.shrink)), grow = P.rounded(T(self.grow)), least = P.rounded(T(self.least)), most = P.rounded(T(self.most))
        let before = s[0], size = s[1]
        for i in 0..<n {
            var gradient = sign * g[i]
            let agreement = P.rounded(gradient * before[i])
            size[i] = min(max(P.rounded(size[i] * (agreement > 0 ? grow : agreement < 0 ? shrink : 1)), least), most)
            // After a turn the step is left out.
            if agreement < 0 { gradient = 0 }
            p[i] = P.rounded(p[i] - (gradient > 0 ? size[i] : gradient < 0 ? -size[i] : 0))
            before[i] = gradient
        }
    }
}

enum Rprop {
    static let kind = OptimizerKind(
        "Rprop",
        "params, lr=0.01, etas=(0.5, 1.2), step_sizes=(1e-06, 50), *, capturable=False, foreach=None, maximize=False, differentiable=False",
        "Steps that grow while the gradient keeps its sign.", "rprop(linear(1, 1).parameters())",
        order: ["lr", "etas", "step_sizes", "foreach", "maximize", "differentiable", "capturable"],
        check: { c in
            try c.learningRate()
            try c.etas()
        }, rule: { try RpropRule($0) })
}
