import TensorCore

extension Tensor {
    /// A composed function that shows as one node where PyTorch has one. Its derivative, of any order, is that of the
    /// composition. `compose` must not capture tensors: all of them stand in `inputs`.
    package static func composed(
        _ name: String, _ inputs: [Tensor?], _ compose: @escaping ([Tensor?]) throws -> Tensor
    ) throws -> Tensor {
        let out = try GradMode.with(false) { try compose(inputs) }
        let count = inputs.count
        return record(out.array, name, inputs: inputs, saving: inputs) { n, g in
            try n.gradients(count, [g]) { [try compose($0)] }
        }
    }
    /// The same for several outputs.
    package static func composed(
        many name: String, _ inputs: [Tensor?], _ compose: @escaping ([Tensor?]) throws -> [Tensor]
    ) throws -> [Tensor] {
        let outs = try GradMode.with(false) { try compose(inputs) }
        let count = inputs.count
        return record(many: outs.map(\.array), name, inputs: inputs, saving: inputs) { n, gs in try n.gradients(count, gs, compose) }
    }
}

extension Node {
    /// For results found in another way: the gradient of `compose` at what was saved.
    package final func derivative(_ count: Int, _ g: Tensor, _ compose: ([Tensor?]) throws -> Tensor) throws -> Gradients {
        try gradients(count, [g]) { [try compose($0)] }
    }
    /// The gradients of `compose` at what was saved.
    fileprivate func gradients(_ count: Int, _ gradients: [Tensor?], _ compose: ([Tensor?]) throws -> [Tensor]) throws -> Gradients {
        let again = GradMode.isEnabled
        return try GradMode.with(true) {
            var own: [Tensor?] = [], wanted: [Int: Tensor] = [:]
            for index in 0..<count {
                guard let saved = try savedOptional(index) else {
                    own.append(nil)
                    continue
                }
                guard needs(index) else {
                    own.append(again ? saved : saved.detach())
                    continue
                }
                // Derived again, the way back must lead on to what made the input.
                let stand = again && saved.tracks ? record(saved.array, "AliasBackward0", saved) { _, g in Gradients(g) } : try saved.detachedLeaf()
                own.append(stand)
                wanted[index] = stand
            }
            let made = try compose(own)
            let pairs = zip(made, gradients).filter { $0.0.requiresGrad && $0.1 != nil }
            if pairs.isEmpty { return Gradients(nil) }
            let order = wanted.keys.sorted()
            let found = try Backward.gradients(
                of: pairs.map(\.0), inputs: order.compactMap { wanted[$0] }, gradients: pairs.map(\.1), createGraph: again)
            var all: [Tensor?] = Array(repeating: nil, count: count)
            for (index, gradient) in zip(order, found) { all[index] = gradient }
            return Gradients(all: all)
        }
    }
}
