import Autograd
import CKernels
import ObjectModel
import TensorCore

/// Stochastic gradient descent: p -= lr * g, with momentum (Sutskever et al., 2013) on request.
struct SGDRule: UpdateRule {
    let lr, momentum, dampening, decay: Double
    let nesterov, maximize: Bool
    private var isFirst = false

    init(_ group: GroupOptions) throws {
        lr = try group.double(OptionKeys.lr)
        momentum = try group.double(OptionKeys.momentum)
        dampening = try group.double(OptionKeys.dampening)
        decay = try group.double(OptionKeys.decay)
        nesterov = try group.isTrue(OptionKeys.nesterov)
        maximize = try group.isTrue(OptionKeys.maximize)
    }
    /// Nothing but p -= lr * g: one kernel call.
    var isPlain: Bool { momentum == 0 && decay == 0 }
    func applyPlain(_ parameter: Tensor, _ gradient: Tensor) throws {
        try parameter.array.addInPlace(gradient.array, alpha: maximize ? lr : -lr)
        parameter.wrote()
    }

    var scalars: [(name: String, start: Double)] { [] }
    var arrays: [(name: String, start: Double)] { momentum == 0 ? [] : [("momentum_buffer", 0)] }
    mutating func advance(_ scalars: inout [Double], isFirst: Bool) { self.isFirst = isFirst }
    func update<T, P: Precision<T>>(_ n: Int, _ p: UnsafeMutablePointer<T>, _ g: UnsafePointer<T>, _ s: [UnsafeMutablePointer<T>], _: P.Type) {
        let rate = T(lr), decay = T(self.decay), sign: T = maximize ? -1 : 1
        if let f = FloatPointers(p, g, s, P.self) {
            // The first buffer is the gradient itself.
            var job = nbs_sgd(
                p: f.p, g: f.g, sign: Float(sign), decay: Float(decay), buffer: f.s.first, kept: isFirst ? 0 : Float(momentum),
                fresh: isFirst ? 1 : Float(1 - dampening), rate: -Float(rate), ahead: Float(momentum), nesterov: nesterov ? 1 : 0)
            return nbs_sgd_step(n, &job)
        }
        guard momentum != 0 else {
            for i in 0..<n { p[i] = P.sum(i, n, p[i], -rate, P.sum(i, n, sign * g[i], decay, p[i])) }
            return
        }
        // The first buffer is the gradient itself.
        let kept: T = isFirst ? 0 : T(momentum), new: T = isFirst ? 1 : T(1 - dampening), ahead = T(momentum)
        let buffer = s[0]
        for i in 0..<n {
            let gradient = P.sum(i, n, sign * g[i], decay, p[i])
            buffer[i] = P.sum(i, n, P.rounded(buffer[i] * kept), new, gradient)
            p[i] = P.sum(i, n, p[i], -rate, nesterov ? P.sum(i, n, gradient, ahead, buffer[i]) : buffer[i])
        }
    }
}

enum SGD {
    static let kind = OptimizerKind(
        "SGD",
        "params, lr=0.001, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, maximize=False, foreach=None, differentiable=False, fused=None",
        "Gradient descent: each parameter moves against its gradient, by `lr` times as much.",
        "sgd(linear(1, 1).parameters(), lr=0.1)",
        order: ["lr", "momentum", "dampening", "weight_decay", "nesterov", "maximize", "foreach", "differentiable", "fused"],
        check: { c in
            try c.learningRate(below: true)
            try c.atLeastZero("momentum", "momentum value", below: true)
            try c.atLeastZero("weight_decay", "weight_decay value", below: true)
            if try c.isTrue("nesterov"), try c.double("momentum") <= 0 || c.double("dampening") != 0 {
                throw Raised.valueError("Nesterov momentum requires a momentum and zero dampening")
            }
        }, rule: { try SGDRule($0) })
}
