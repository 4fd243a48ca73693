import Autograd
import ObjectModel
import TensorCore

/// `Adam` for gradients that hold few rows. Gradients of nbs hold all of them, which PyTorch refuses here.
enum SparseAdam {
    private struct Rule: StepRule {
        func apply(_ parameter: Tensor, _ gradient: Tensor, _ state: ParameterState) throws {
            throw Raised.runtimeError(
                "SparseAdam does not support dense gradients, please consider Adam instead", hint: "nbs has no sparse gradients, Embedding(sparse=True) included: use optim.Adam")
        }
    }
    static let kind = OptimizerKind(
        "SparseAdam", "params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, maximize=False", "`Adam` for sparse gradients, which nbs has not: `step` refuses as PyTorch does.",
        "optim.SparseAdam(nn.Embedding(3, 2).parameters())", order: ["lr", "betas", "eps", "maximize"],
        check: { c in
            guard try c.double("lr") > 0 else { throw Raised.valueError("Invalid learning rate: \(try c.value("lr").str())") }
            guard try c.double("eps") > 0 else { throw Raised.valueError("Invalid epsilon value: \(try c.value("eps").str())") }
            try c.betas()
        }, rule: { _ in Rule() })
}
