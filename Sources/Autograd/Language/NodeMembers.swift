import ObjectModel

/// What a `grad_fn` answers.
enum NodeMembers {
    private static func node(_ value: Value) throws -> Node {
        guard let node = value.object(of: .node) as? Node else { throw Raised.typeError("not a graph node") }
        return node
    }
    static var all: [Object] {
        [
            NativeFunction.method("name", "", summary: "The node's name.") { a in
                let name = try node(a[0]).name
                // PyTorch's C++ name; `repr` shows the short one.
                return .str(name == "CopySlices" ? "torch::autograd::CopySlices" : name)
            },
            NativeProperty("next_functions", summary: "The nodes that the gradients go to.") { value in
                let node = try node(value)
                return .tuple(
                    (0..<node.edgeCount).map { index in
                        let edge = node.edge(index)
                        guard let target = edge.target else { return .tuple([.none, .int(0)]) }
                        if let next = edge.node { return .tuple([.object(next), .int(edge.index)]) }
                        // Kind .tensor is only ever carried by Tensor.
                        return .tuple([.object(unsafeDowncast(target, to: Tensor.self).accumulator), .int(0)])
                    })
            },
            NativeProperty("metadata", summary: "A dict to keep things in.") { value in .object(try node(value).makeDetails().metadata) },
            NativeProperty("variable", summary: "The leaf that gradients are added to.") { value in
                try node(value).details?.variable.map { .tensor($0) } ?? .none
            },
            NativeFunction.method("register_hook", "hook", summary: "Calls `hook(grad_inputs, grad_outputs)` after the node has run.") { a in
                try hook(node(a[0]), a[1], isPre: false)
            },
            NativeFunction.method("register_prehook", "hook", summary: "Calls `hook(grad_outputs)` before the node runs.") { a in
                try hook(node(a[0]), a[1], isPre: true)
            },
        ]
    }
    private static func hook(_ node: Node, _ function: Value, isPre: Bool) -> Value {
        let id = Hooks.newID()
        node.makeDetails().nodeHooks.append((id, isPre, function))
        return .object(HookHandle { [weak node] in node?.details?.nodeHooks.removeAll { $0.id == id } })
    }
}

extension Tensor {
    /// The node that stands for adding to `.grad`, as long as somebody looks at it.
    final var accumulator: Node {
        let details = makeDetails()
        if let node = details.accumulator { return node }
        let node = Node("torch::autograd::AccumulateGrad", shape: shape, dtype: dtype, rule: nil)
        node.makeDetails().variable = self
        details.accumulator = node
        return node
    }
}
