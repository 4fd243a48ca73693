import Autograd
import Glibc
import ObjectModel
import TensorCore

// Optimizers whose rule looks at a parameter as a matrix: written with tensors, not element by element.

extension Tensor {
    /// New numbers for a parameter or what is kept for it.
    fileprivate final func become(_ other: Tensor) throws {
        try array.copy(from: other.array)
        wrote()
    }
    fileprivate final func norm() throws -> Double { try vectorNorm(2, nil).array.item().double }
}

extension ParameterState {
    /// What is kept under a name, zeros of a shape at first.
    fileprivate func tensor(_ name: String, _ shape: Dims, _ dtype: DType) throws -> Tensor {
        if let found = dict.lookup(name)?.asTensor { return found }
        let made = Tensor(try .zeros(shape, dtype))
        dict.store(name, .tensor(made))
        return made
    }
}

extension OptionCheck {
    fileprivate func least(_ name: String, _ bound: Double, _ words: String) throws {
        guard try double(name) >= bound else { throw Raised.valueError("\(words): \(try value(name).str())") }
    }
}

/// Shazeer and Stern, 2018: the squares of a matrix's gradients by their rows' and columns' means alone.
struct AdafactorRule: StepRule {
    private let lr, beta2Decay, eps2, threshold, decay: Double
    private let eps1: Double?
    private let climbs: Bool
    init(_ group: GroupOptions) throws {
        lr = try group.double("lr")
        beta2Decay = try group.double("beta2_decay")
        threshold = try group.double("d")
        decay = try group.double("weight_decay")
        climbs = try group.isTrue("maximize")
        let eps = try collect(group.value("eps"))
        eps1 = try eps.first?.toDouble()
        eps2 = try eps.count > 1 ? eps[1].toDouble() ?? 0 : 0
    }
    func apply(_ p: Tensor, _ gradient: Tensor, _ state: ParameterState) throws {
        let g = climbs ? try gradient.neg() : gradient
        let eps1 = self.eps1 ?? p.dtype.floatLimits?.eps ?? 0
        let step = try state.tensor("step", [], .defaultFloat)
        let count = try step.array.item().double + 1
        step.array.store(.float(count))
        let forget = pow(count, beta2Decay), rate = min(lr, 1 / count.squareRoot())
        let alpha = try max(eps2, p.norm() / Double(p.count).squareRoot()) * rate
        if decay != 0 { try p.become(p.detach().mul(.float(1 - lr * decay))) }
        var estimate: Tensor
        if g.rank > 1 {
            var rows = g.shape, columns = g.shape
            rows[g.rank - 1] = 1
            columns[g.rank - 2] = 1
            let row = try state.tensor("row_var", rows, g.dtype), column = try state.tensor("col_var", columns, g.dtype)
            for (kept, dim) in [(row, -1), (column, -2)] {
                let norms = try g.vectorNorm(2, [dim], keepdim: true)
                try kept.become(kept.lerp(norms.pow(.int(2)).div(.int(g.shape[g.rank + dim])), weight: forget))
            }
            estimate = try row.matmul(column).div(row.mean([-2], keepdim: true).clamp(min: .float(eps1), max: nil as Scalar?))
        } else {
            let variance = try state.tensor("variance", g.shape, g.dtype)
            try variance.become(variance.lerp(g.mul(g), weight: forget))
            estimate = variance
        }
        estimate = try estimate.clamp(min: .float(eps1 * eps1), max: nil as Scalar?).rsqrt().mul(g)
        let size = try max(1, estimate.norm() / (Double(estimate.count).squareRoot() * threshold))
        try p.become(p.detach().add(estimate, alpha: .float(-alpha / size)))
    }
}

enum Adafactor {
    static let kind = OptimizerKind(
        "Adafactor", "params, lr=0.01, beta2_decay=-0.8, eps=(None, 0.001), d=1.0, weight_decay=0.0, *, foreach=None, maximize=False",
        "Adam's rates with little memory: of a matrix, only rows and columns are kept.", "adafactor(linear(1, 1).parameters())",
        order: ["lr", "beta2_decay", "eps", "d", "weight_decay", "foreach", "maximize"],
        check: { c in
            try c.least("lr", 0, "Learning rate should be >= 0 but is")
            guard try c.double("beta2_decay") <= 0 else { throw Raised.valueError("beta2_decay should be <= 0 but is: \(try c.value("beta2_decay").str())") }
            for (index, item) in try collect(c.value("eps")).prefix(2).enumerated() where !item.isNone || index == 1 {
                guard try item.toDouble() ?? 0 >= 0 else { throw Raised.valueError("epsilon\(index + 1) should be >= 0 but is: \(try item.str())") }
            }
            try c.least("d", 1, "Clipping threshold d should be >= 1 but is")
            try c.least("weight_decay", 0, "weight_decay should be >= 0 but is")
        }, rule: { try AdafactorRule($0) })
}

/// Jordan, 2024: momentum, made orthogonal by a few steps of Newton's iteration in bfloat16.
struct MuonRule: StepRule {
    private let lr, decay, momentum, eps: Double
    private let nesterov: Bool
    private let coefficients: [Double]
    private let steps: Int
    private let adjustment: String?
    init(_ group: GroupOptions) throws {
        lr = try group.double("lr")
        decay = try group.double("weight_decay")
        momentum = try group.double("momentum")
        eps = try group.double("eps")
        nesterov = try group.isTrue("nesterov")
        coefficients = try collect(group.value("ns_coefficients")).map { try $0.toDouble() ?? 0 }
        steps = try group.value("ns_steps").toIndex()
        adjustment = try group.value("adjust_lr_fn").asString
    }
    func apply(_ p: Tensor, _ g: Tensor, _ state: ParameterState) throws {
        guard g.rank == 2 else { throw Raised.valueError("Param gradient must be a 2D matrix") }
        let buffer = try state.tensor("momentum_buffer", g.shape, g.dtype)
        try buffer.become(buffer.lerp(g, weight: 1 - momentum))
        let update = try orthogonal(nesterov ? g.detach().lerp(buffer, weight: momentum) : buffer)
        let rows = Double(p.shape[0]), columns = Double(p.shape[1])
        let factor = adjustment == "match_rms_adamw" ? 0.2 * max(rows, columns).squareRoot() : max(1, rows / columns).squareRoot()
        try p.become(p.detach().mul(.float(1 - lr * decay)))
        try p.become(p.detach().add(update.cast(to: p.dtype), alpha: .float(-lr * factor)))
    }
    /// Near to U V^T, where the matrix is U S V^T.
    private func orthogonal(_ g: Tensor) throws -> Tensor {
        guard steps < 100 else { throw Raised.valueError("Number of steps must be less than 100 for computational efficiency") }
        guard coefficients.count == 3 else { throw Raised.valueError("Coefficients must be a tuple of exactly 3 values") }
        let stands = g.shape[0] > g.shape[1]
        var x = try g.cast(to: .bfloat16)
        if stands { x = try x.t() }
        x = try x.div(x.vectorNorm(2, nil).clamp(min: .float(eps), max: nil as Scalar?))
        for _ in 0..<max(steps, 0) {
            let gram = try x.mm(x.t())
            let polynomial = try gram.addmm(gram, gram, alpha: coefficients[2], beta: coefficients[1])
            x = try x.addmm(polynomial, x, beta: coefficients[0])
        }
        return stands ? try x.t() : x
    }
}

enum Muon {
    static let kind = OptimizerKind(
        "Muon",
        "params, lr=0.001, weight_decay=0.1, momentum=0.95, nesterov=True, ns_coefficients=(3.4445, -4.775, 2.0315), eps=1e-07, ns_steps=5, adjust_lr_fn=None",
        "Momentum made orthogonal, for the matrices of hidden layers.", "muon([nn.Parameter(ones(2, 2))])",
        order: ["lr", "weight_decay", "momentum", "nesterov", "ns_coefficients", "eps", "ns_steps", "adjust_lr_fn"],
        check: { c in
            try c.least("lr", 0, "Learning rate should be >= 0 but is")
            try c.least("momentum", 0, "momentum should be >= 0 but is")
            try c.least("weight_decay", 0, "weight decay should be >= 0 but is")
            let adjustment = c.value("adjust_lr_fn")
            guard adjustment.isNone || ["original", "match_rms_adamw"].contains(adjustment.asString ?? "") else {
                throw Raised.valueError("Adjust learning rate function \(try adjustment.str()) is not supported")
            }
        },
        checkParameter: { parameter in
            guard parameter.rank == 2 else {
                throw Raised.valueError("Muon only supports 2D parameters whereas we found a parameter with size: \(SizeObject(parameter.shape).repr())")
            }
        }, rule: { try MuonRule($0) })
}
