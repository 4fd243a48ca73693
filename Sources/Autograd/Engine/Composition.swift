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
    /// The same for one input.
    package final func composed(_ name: String, _ compose: @escaping (Tensor) throws -> Tensor) throws -> Tensor {
        let out = try GradMode.with(false) { try compose(self) }
        return record(out.array, name, self, saving: self) { n, g in
            try n.derivative(1, g) { inputs in try inputs[0].map { try compose($0) } ?? g }
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

extension Tensor {
    /// The same for functions that are long to compute: the composition's own graph is kept from the forward to the backward. Only where the
    /// derivative is derived again is it composed anew.
    package static func composedOnce(
        many name: String, _ inputs: [Tensor?], _ compose: @escaping ([Tensor?]) throws -> [Tensor]
    ) throws -> [Tensor] {
        guard GradMode.isEnabled, inputs.contains(where: { $0?.tracks ?? false }) else { return try GradMode.with(false) { try compose(inputs) } }
        let stands = try inputs.map { input in try input.map { $0.tracks ? try $0.detachedLeaf() : $0.detach() } }
        let made = try compose(stands)
        let count = inputs.count, outputs = made.count
        return record(many: made.map(\.array), name, inputs: inputs, saving: inputs + made + stands) { n, gs in
            if GradMode.isEnabled { return try n.gradients(count, gs, compose) }
            let pairs = try (0..<outputs).compactMap { index in try gs[index].map { (try n.saved(count + index), $0) } }.filter(\.0.requiresGrad)
            let wanted = (0..<count).filter { n.needs($0) }
            let leaves = try wanted.map { try n.saved(count + outputs + $0) }
            let found = try Backward.gradients(of: pairs.map(\.0), inputs: leaves, gradients: pairs.map(\.1), retainGraph: true)
            var all: [Tensor?] = Array(repeating: nil, count: count)
            for (index, gradient) in zip(wanted, found) { all[index] = gradient }
            return Gradients(all: all)
        }
    }
}

extension Tensor {
    /// The same where forward and backward have kernels of their own: `slopes` finds the gradients of the inputs from what was saved, first the
    /// inputs and then `kept`, and from the first output. Only where the derivative is derived again is it composed.
    package static func composed(
        many name: String, _ inputs: [Tensor?], made outs: [NDArray], keeping kept: [NDArray], slopes: @escaping (Node, [Tensor?]) throws -> [Tensor?],
        _ compose: @escaping ([Tensor?]) throws -> [Tensor]
    ) -> [Tensor] {
        let count = inputs.count
        return record(many: outs, name, inputs: inputs, saving: inputs + kept.map { Tensor($0) }, savingResult: 0) { n, gs in
            GradMode.isEnabled ? try n.gradients(count, gs, compose) : Gradients(all: try slopes(n, gs))
        }
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
