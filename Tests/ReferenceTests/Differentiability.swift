import Autograd
import Language
import ObjectModel

/// Whether operations carry gradients: tried out, by running their examples on tensors that ask for them.
enum Differentiability {
    static func of(_ ops: [Op]) -> String? {
        switch verdicts[ops[0].name] {
        case true?: "differentiable"
        case false?: "no gradient"
        case nil: nil
        }
    }

    /// The makers of tensors, which give tracked leaves while the examples run; they themselves are not tried.
    private static let makers = ["tensor", "ones", "zeros", "rand", "randn", "eye", "full", "arange", "linspace", "empty", "as_tensor", "logspace"]

    private static let verdicts: [String: Bool] = {
        let interpreter = Interpreter()
        let sink = Lines()
        _ = interpreter.run(cell: prelude, number: 1, sink: sink)
        var found: [String: Bool] = [:]
        for op in OpCatalog.all where !makers.contains(op.name) && found[op.name] == nil {
            // What is shown of a result may be its shape alone.
            var example = op.example
            for tail in [".shape", "[0].shape", ".item()"] where example.hasSuffix(tail) { example = String(example.dropLast(tail.count)) }
            // As it is; with its first tensor, then with all, made of floats.
            for floats in 0...2 where found[op.name] != true {
                sink.text = ""
                _ = interpreter.run(cell: "_floats, _made = \(floats), 0\nprint(_tracks(\(example)))", number: 2, sink: sink)
                if sink.text == "True\n" { found[op.name] = true }
                if sink.text == "False\n" { found[op.name] = false }
            }
        }
        return found
    }()
    private static let prelude = """
        def _leaf(make):
            def made(*args, **kwargs):
                global _made
                x = make(*args, **kwargs)
                _made += 1
                if _floats == 2 or _floats == 1 and _made == 1:
                    x = x.float()
                return x.requires_grad_() if x.dtype.is_floating_point else x
            return made
        \(makers.map { "\($0) = _leaf(torch.\($0))" }.joined(separator: "\n"))
        def _tracks(y):
            if isinstance(y, (tuple, list)):
                return any(_tracks(part) for part in y)
            return torch.is_tensor(y) and y.requires_grad
        """

    private final class Lines: OutputSink {
        var text = ""
        func write(_ text: String) { self.text += text }
        func warn(_ warning: String) {}
    }
}
