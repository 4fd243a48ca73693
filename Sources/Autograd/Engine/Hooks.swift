import ObjectModel
import TensorCore

/// Functions of the language that look at gradients, or replace them, on their way.
enum Hooks {
    // Engine state: one thread runs the engine.
    nonisolated(unsafe) private static var nextID = 0
    static func newID() -> Int {
        nextID += 1
        return nextID
    }

    static func run(_ hooks: [(id: Int, function: Value)], _ gradient: Tensor) throws -> Tensor {
        var gradient = gradient
        for hook in hooks { gradient = try replaced(gradient, by: hook.function.call1(.tensor(gradient)), hook.function) }
        return gradient
    }

    private static func replaced(_ gradient: Tensor, by answer: Value, _ hook: Value) throws -> Tensor {
        if answer.isNone { return gradient }
        guard let tensor = answer.asTensor else {
            throw Raised.typeError("expected Variable, but hook returned '\(answer.type.name)'")
        }
        guard tensor.shape == gradient.shape else {
            let name = try hook.findAttribute(Names.name)?.asString ?? "<unknown>"
            throw Raised.runtimeError("hook '\(name)' has changed the size of value")
        }
        return tensor
    }

    /// Hooks on a node's outputs, and what `retain_grad` asked for.
    static func runBefore(_ node: Node, _ details: Node.Details, _ gradient: inout Tensor?, _ more: inout [Tensor?]) throws {
        for hook in details.hooks {
            if hook.output == 0 {
                if let given = gradient { gradient = try replaced(given, by: hook.function.call1(.tensor(given)), hook.function) }
            } else if hook.output - 1 < more.count, let given = more[hook.output - 1] {
                more[hook.output - 1] = try replaced(given, by: hook.function.call1(.tensor(given)), hook.function)
            }
        }
        for hook in details.nodeHooks where hook.isPre {
            let values = ([gradient] + more).map { $0.map { Value.tensor($0) } ?? .none }
            if let items = try hook.function.call1(.tuple(values)).asItems {
                gradient = items.first?.asTensor
                more = items.dropFirst().map(\.asTensor)
            }
        }
        for entry in details.retaining {
            guard let tensor = entry.tensor.tensor else { continue }
            let given = entry.output == 0 ? gradient : entry.output - 1 < more.count ? more[entry.output - 1] : nil
            guard let given else { continue }
            if let sum = tensor.grad { tensor.grad = try sum.add(given) } else {
                tensor.grad = GradMode.isEnabled ? given : Tensor(try given.array.clone())
            }
        }
    }

    /// Hooks that see a node's inputs' gradients and its outputs' ones.
    static func runAfter(_ node: Node, _ details: Node.Details, _ result: Gradients, _ gradient: Tensor?) throws -> [Tensor?] {
        var gradients = (0..<node.edgeCount).map { result[$0] }
        for hook in details.nodeHooks where !hook.isPre {
            let inputs = Value.tuple(gradients.map { $0.map { Value.tensor($0) } ?? .none })
            let outputs = Value.tuple([gradient.map { .tensor($0) } ?? .none])
            let answer = try Arguments.with([inputs, outputs]) { try hook.function.call($0) }
            if let items = answer.asItems { gradients = items.map(\.asTensor) }
        }
        return gradients
    }

    /// `tensor.register_hook(f)`.
    static func register(_ function: Value, on tensor: Tensor) throws -> Value {
        guard tensor.requiresGrad else {
            throw Raised.runtimeError("cannot register a hook on a tensor that doesn't require gradient")
        }
        let id = newID()
        if let node = tensor.gradFn {
            node.makeDetails().hooks.append((id, tensor.outputIndex, function))
            return .object(HookHandle { [weak node] in node?.details?.hooks.removeAll { $0.id == id } })
        }
        Backward.leavesHadHooks = true
        let details = tensor.makeDetails()
        details.hooks.append((id, function))
        return .object(HookHandle { [weak details] in details?.hooks.removeAll { $0.id == id } })
    }

    static func retainGrad(_ tensor: Tensor) throws {
        guard tensor.requiresGrad else { throw Raised.runtimeError("can't retain_grad on Tensor that has requires_grad=False") }
        guard let node = tensor.gradFn, tensor.details?.retainsGrad != true else { return }
        tensor.makeDetails().retainsGrad = true
        node.makeDetails().retaining.append((tensor.outputIndex, Node.WeakTensor(tensor)))
    }
}

/// What registering a hook returns: `remove()` takes it away again, and so does the end of a `with` block.
package final class HookHandle: Object {
    private var removal: (() -> Void)?
    package init(_ removal: @escaping () -> Void) {
        self.removal = removal
        super.init(kind: .other)
    }
    package func remove() {
        removal?()
        removal = nil
    }
    package override var type: TypeObject { TensorTypes.removableHandle }
    package override func enter() -> Value { .object(self) }
    package override func exit(_ raised: Raised?) -> Bool {
        remove()
        return false
    }
}
