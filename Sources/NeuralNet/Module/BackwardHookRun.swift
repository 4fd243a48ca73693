import Autograd
import ObjectModel
import TensorCore

/// One call of a module with backward hooks: two identity nodes, one behind its outputs and one before its inputs,
/// catch the gradients on their way (PyTorch's BackwardHook).
final class BackwardHookRun {
    private let module: Module
    private let before: [ModuleHooks.Entry]
    private let after: [ModuleHooks.Entry]
    private var watchesInputs = false
    private var gradOutputs: Value = .none
    private var inputCount = 0

    init(_ module: Module, _ hooks: ModuleHooks) {
        self.module = module
        before = hooks.beforeBackward
        after = hooks.afterBackward
    }

    private func identity(_ values: [Value], _ rule: @escaping ([Tensor?]) throws -> [Tensor?]) throws -> [Value]? {
        let places = values.indices.filter { values[$0].asTensor != nil }
        let tensors = places.compactMap { values[$0].asTensor }
        guard GradMode.isEnabled, tensors.contains(where: \.requiresGrad) else { return nil }
        let results = record(many: tensors.map(\.array), "BackwardHookFunctionBackward", inputs: tensors) { _, gradients in
            Gradients(all: try rule(gradients))
        }
        var replaced = values
        for (place, result) in zip(places, results) { replaced[place] = .tensor(result) }
        return replaced
    }
    private static func tuple(_ gradients: [Tensor?]) -> Value { .tuple(gradients.map { $0.map { .tensor($0) } ?? .none }) }

    func watch(inputs: [Value]) throws -> [Value] {
        inputCount = inputs.count
        guard
            let replaced = try identity(inputs, { gradients in
                let answer = try self.callHooks(BackwardHookRun.tuple(gradients))
                guard let items = answer?.asItems else { return gradients }
                return items.map(\.asTensor)
            })
        else { return inputs }
        watchesInputs = true
        return replaced
    }
    func watch(outputs: Value) throws -> Value {
        let isTuple = outputs.object(of: .tuple) != nil
        let values = isTuple ? outputs.asItems ?? [] : [outputs]
        let replaced = try identity(values) { gradients in
            var gradients = gradients
            for hook in self.before {
                let answer = try hook.function.call(.object(self.module), BackwardHookRun.tuple(gradients))
                if let tensor = answer.asTensor { gradients = [tensor] } else if let items = answer.asItems { gradients = items.map(\.asTensor) }
            }
            self.gradOutputs = BackwardHookRun.tuple(gradients)
            // Without a gradient for any input, this is the last chance to call.
            if !self.watchesInputs {
                Warnings.emit(
                    "Full backward hook is firing when gradients are computed with respect to module outputs since no inputs require gradients. See "
                        + "https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook for more details.")
                _ = try self.callHooks(.tuple(Array(repeating: .none, count: self.inputCount)))
            }
            return gradients
        }
        guard let replaced else { return outputs }
        return isTuple ? .tuple(replaced) : replaced[0]
    }
    private func callHooks(_ gradInputs: Value) throws -> Value? {
        var current = gradInputs
        var changed = false
        for hook in after {
            let answer = try hook.function.call(.object(module), current, gradOutputs)
            if answer.isNone { continue }
            current = answer.asTensor != nil ? .tuple([answer]) : answer
            changed = true
        }
        return changed ? current : nil
    }
}
