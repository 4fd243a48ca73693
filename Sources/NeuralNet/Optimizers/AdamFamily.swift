import CKernels
import Glibc
import ObjectModel

// Optimizers that keep running means of the gradient and of its square (Kingma and Ba, 2014, and what followed).
// `lerp`: m += (1 - b) * (g - m), in the form that PyTorch's kernel computes.

@inline(__always) private func lerp<T: BinaryFloatingPoint>(_ a: T, _ b: T, _ weight: T) -> T {
    weight < 0.5 ? a + weight * (b - a) : b - (b - a) * (1 - weight)
}

/// Adam and AdamW: they differ in where the weight decay goes.
struct AdamRule: UpdateRule {
    private let descent: DescentOptions, moments: MomentOptions
    private let amsgrad: Bool
    private var stepSize = 0.0, correction = 1.0

    init(_ group: GroupOptions) throws {
        (descent, moments) = (try DescentOptions(group), try MomentOptions(group))
        amsgrad = try group.isTrue("amsgrad")
    }
    var scalars: [(name: String, start: Double)] { [("step", 0)] }
    var arrays: [(name: String, start: Double)] { [("exp_avg", 0), ("exp_avg_sq", 0)] + (amsgrad ? [("max_exp_avg_sq", 0)] : []) }
    mutating func advance(_ scalars: inout [Double], isFirst: Bool) {
        scalars[0] += 1
        stepSize = descent.lr / (1 - pow(moments.beta1, scalars[0]))
        correction = (1 - pow(moments.beta2, scalars[0])).squareRoot()
    }
    func update<T, P: Precision<T>>(_ n: Int, _ p: UnsafeMutablePointer<T>, _ g: UnsafePointer<T>, _ s: [UnsafeMutablePointer<T>], _: P.Type) {
        let mean = s[0], square = s[1]
        let sign: T = descent.sign(), shrink: T = descent.shrink(), added: T = descent.decay()
        let weight = T(1 - moments.beta1), b2 = T(moments.beta2), new = T(1 - moments.beta2), eps = T(moments.eps), step = T(-stepSize), correction = T(self.correction)
        if let f = FloatPointers(p, g, s, P.self) {
            var job = nbs_adam(
                p: f.p, g: f.g, sign: Float(sign), decay: Float(added), mean: f.s[0], square: f.s[1], top: amsgrad ? f.s[2] : nil, shrink: Float(shrink),
                weight: Float(weight), b2: Float(b2), fresh: Float(new), eps: Float(eps), step: Float(step), correction: Float(correction), ahead: 0)
            return nbs_adam_step(n, &job)
        }
        for i in 0..<n {
            let before = P.rounded(p[i] * shrink)
            let gradient = P.sum(i, n, sign * g[i], added, before)
            let m = P.rounded(lerp(mean[i], gradient, weight))
            let v = P.rounded(P.rounded(square[i] * b2) + new * gradient * gradient)
            mean[i] = m
            square[i] = v
            var top = v
            if amsgrad {
                top = max(s[2][i], v)
                s[2][i] = top
            }
            p[i] = P.rounded(before + step * m / P.rounded(P.rounded(P.rounded(top.squareRoot()) / correction) + eps))
        }
    }
}

struct AdamaxRule: UpdateRule {
    private let descent: DescentOptions, moments: MomentOptions
    private var rate = 0.0
    init(_ group: GroupOptions) throws { (descent, moments) = (try DescentOptions(group), try MomentOptions(group)) }
    var scalars: [(name: String, start: Double)] { [("step", 0)] }
    var arrays: [(name: String, start: Double)] { [("exp_avg", 0), ("exp_inf", 0)] }
    mutating func advance(_ scalars: inout [Double], isFirst: Bool) {
        scalars[0] += 1
        rate = descent.lr / (1 - pow(moments.beta1, scalars[0]))
    }
    func update<T, P: Precision<T>>(_ n: Int, _ p: UnsafeMutablePointer<T>, _ g: UnsafePointer<T>, _ s: [UnsafeMutablePointer<T>], _: P.Type) {
        let sign: T = descent.sign(), decay: T = descent.decay(), weight = T(1 - moments.beta1), b2 = T(moments.beta2), eps = T(moments.eps), rate = T(-self.rate)
        let mean = s[0], top = s[1]
        for i in 0..<n {
            let gradient = P.sum(i, n, sign * g[i], decay, p[i])
            mean[i] = P.rounded(lerp(mean[i], gradient, weight))
            top[i] = max(P.rounded(top[i] * b2), P.rounded(abs(gradient) + eps))
            p[i] = P.rounded(p[i] + rate * mean[i] / top[i])
        }
    }
}

struct NAdamRule: UpdateRule {
    private let descent: DescentOptions, moments: MomentOptions
    private let momentumDecay: Double
    private var first = 0.0, second = 0.0, correction = 1.0
    init(_ group: GroupOptions) throws {
        (descent, moments) = (try DescentOptions(group), try MomentOptions(group))
        momentumDecay = try group.double("momentum_decay")
    }
    var scalars: [(name: String, start: Double)] { [("step", 0), ("mu_product", 1)] }
    var arrays: [(name: String, start: Double)] { [("exp_avg", 0), ("exp_avg_sq", 0)] }
    mutating func advance(_ scalars: inout [Double], isFirst: Bool) {
        scalars[0] += 1
        let step = scalars[0]
        let mu = moments.beta1 * (1 - 0.5 * pow(0.96, step * momentumDecay))
        let next = moments.beta1 * (1 - 0.5 * pow(0.96, (step + 1) * momentumDecay))
        // The product is kept, and multiplied, as a float.
        scalars[1] = Double(Float(scalars[1]) * Float(mu))
        first = -descent.lr * (1 - mu) / (1 - scalars[1])
        second = -descent.lr * next / (1 - scalars[1] * next)
        correction = 1 - pow(moments.beta2, step)
    }
    func update<T, P: Precision<T>>(_ n: Int, _ p: UnsafeMutablePointer<T>, _ g: UnsafePointer<T>, _ s: [UnsafeMutablePointer<T>], _: P.Type) {
        let sign: T = descent.sign(), shrink: T = descent.shrink(), added: T = descent.decay()
        let weight = T(1 - moments.beta1), b2 = T(moments.beta2), new = T(1 - moments.beta2), eps = T(moments.eps), correction = T(self.correction)
        let first = T(self.first), second = T(self.second)
        if let f = FloatPointers(p, g, s, P.self) {
            var job = nbs_adam(
                p: f.p, g: f.g, sign: Float(sign), decay: Float(added), mean: f.s[0], square: f.s[1], top: nil, shrink: Float(shrink), weight: Float(weight), b2: Float(b2),
                fresh: Float(new), eps: Float(eps), step: Float(first), correction: Float(correction), ahead: Float(second))
            return nbs_nadam_step(n, &job)
        }
        let mean = s[0], square = s[1]
        for i in 0..<n {
            let before = P.rounded(p[i] * shrink)
            let gradient = P.sum(i, n, sign * g[i], added, before)
            mean[i] = P.rounded(lerp(mean[i], gradient, weight))
            square[i] = P.rounded(P.rounded(square[i] * b2) + new * gradient * gradient)
            let bottom = P.rounded(P.rounded(P.rounded(square[i] / correction).squareRoot()) + eps)
            p[i] = P.rounded(P.rounded(before + first * gradient / bottom) + second * mean[i] / bottom)
        }
    }
}

struct RAdamRule: UpdateRule {
    private let descent: DescentOptions, moments: MomentOptions
    private var correction1 = 1.0, correction2 = 1.0
    /// nil: too few steps for the variance to be trusted.
    private var rectification: Double?
    init(_ group: GroupOptions) throws { (descent, moments) = (try DescentOptions(group), try MomentOptions(group)) }
    var scalars: [(name: String, start: Double)] { [("step", 0)] }
    var arrays: [(name: String, start: Double)] { [("exp_avg", 0), ("exp_avg_sq", 0)] }
    mutating func advance(_ scalars: inout [Double], isFirst: Bool) {
        scalars[0] += 1
        let step = scalars[0]
        correction1 = 1 - pow(moments.beta1, step)
        correction2 = 1 - pow(moments.beta2, step)
        let limit = 2 / (1 - moments.beta2) - 1
        let length = limit - 2 * step * pow(moments.beta2, step) / correction2
        rectification = length > 5 ? ((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)).squareRoot() : nil
    }
    func update<T, P: Precision<T>>(_ n: Int, _ p: UnsafeMutablePointer<T>, _ g: UnsafePointer<T>, _ s: [UnsafeMutablePointer<T>], _: P.Type) {
        let sign: T = descent.sign(), shrink: T = descent.shrink(), added: T = descent.decay()
        let weight = T(1 - moments.beta1), b2 = T(moments.beta2), new = T(1 - moments.beta2), eps = T(moments.eps), rate = T(descent.lr)
        let first = T(correction1), second = T(correction2.squareRoot()), rectified = T(rectification ?? 0)
        let isRectified = rectification != nil
        let mean = s[0], square = s[1]
        for i in 0..<n {
            let before = P.rounded(p[i] * shrink)
            let gradient = P.sum(i, n, sign * g[i], added, before)
            mean[i] = P.rounded(lerp(mean[i], gradient, weight))
            square[i] = P.rounded(P.rounded(square[i] * b2) + new * gradient * gradient)
            var change = P.rounded(P.rounded(mean[i] / first) * rate)
            if isRectified { change = P.rounded(P.rounded(change * P.rounded(P.rounded(1 / P.rounded(P.rounded(square[i].squareRoot()) + eps)) * second)) * rectified) }
            p[i] = P.rounded(before - change)
        }
    }
}

enum AdamFamily {
    private static func check(_ c: OptionCheck) throws {
        try c.learningRate()
        try c.epsilon()
        try c.betas()
        try c.decay()
    }
    private static let adamOrder = [
        "lr", "betas", "eps", "weight_decay", "amsgrad", "maximize", "foreach", "capturable", "differentiable", "fused", "decoupled_weight_decay",
    ]
    static var kinds: [OptimizerKind] {
        [
            OptimizerKind(
                "Adam",
                "params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, amsgrad=False, *, foreach=None, maximize=False, capturable=False, differentiable=False, fused=None, decoupled_weight_decay=False",
                "Steps of about `lr` whatever the gradient's size, by running means of it and of its square.",
                "adam(linear(1, 1).parameters(), lr=0.01)", order: adamOrder, check: check, rule: { try AdamRule($0) }),
            OptimizerKind(
                "AdamW",
                "params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.01, amsgrad=False, *, maximize=False, foreach=None, capturable=False, differentiable=False, fused=None",
                "`Adam` whose weight decay does not go through the gradient.", "adamw(linear(1, 1).parameters(), lr=0.01)", order: adamOrder,
                base: "Adam", fixed: [("decoupled_weight_decay", .bool(true))], check: check, rule: { try AdamRule($0) }),
            OptimizerKind(
                "Adamax",
                "params, lr=0.002, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, foreach=None, *, maximize=False, differentiable=False, capturable=False",
                "`Adam` by the largest gradient instead of the mean square.", "adamax(linear(1, 1).parameters())",
                order: ["lr", "betas", "eps", "weight_decay", "foreach", "maximize", "differentiable", "capturable"], check: check,
                rule: { try AdamaxRule($0) }),
            OptimizerKind(
                "NAdam",
                "params, lr=0.002, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, momentum_decay=0.004, decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False, differentiable=False",
                "`Adam` with Nesterov's momentum.", "nadam(linear(1, 1).parameters())",
                order: [
                    "lr", "betas", "eps", "weight_decay", "momentum_decay", "decoupled_weight_decay", "maximize", "foreach", "capturable", "differentiable",
                ],
                check: { c in
                    try check(c)
                    try c.atLeastZero("momentum_decay", "momentum_decay value")
                }, rule: { try NAdamRule($0) }),
            OptimizerKind(
                "RAdam",
                "params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False, differentiable=False",
                "`Adam` that waits until the variance can be trusted.", "radam(linear(1, 1).parameters())",
                order: ["lr", "betas", "eps", "weight_decay", "maximize", "foreach", "capturable", "decoupled_weight_decay", "differentiable"], check: check,
                rule: { try RAdamRule($0) }),
        ]
    }
}
