import ObjectModel
import TensorCore

/// The walk from outputs to leaves: order, accumulate, un-broadcast, hooks. The only place that does.
package struct Backward {
    private let retainsGraph: Bool
    private let createsGraph: Bool
    /// The node that runs next, and the others with a gradient waiting, as a heap by sequence number. Inputs were made before what used them,
    /// so when a node comes up, everything that feeds its gradient has run. In a chain nothing waits but the next.
    private var first: Node?
    private var heap: [Node] = []
    private var leaves: [Tensor] = []
    private var special: Special?

    /// What few walks ask for.
    private final class Special {
        /// For `grad` and `backward(inputs=…)`: the only leaves that get a gradient, and where.
        var wantedLeaves: [ObjectIdentifier: Int]?
        var captured: [Tensor?] = []
        var capturing: [Node] = []
        /// Nodes on a path to a wanted input; nil: all.
        var needed: Set<ObjectIdentifier>?
        /// Leaves with hooks, and how many gradients each still waits for: they are finished as soon as the last one is there, as in PyTorch,
        /// where the others can wait for the end of the walk. Empty unless some leaf ever had a hook.
        var awaited: [ObjectIdentifier: Int] = [:]
        var complete: [Tensor] = []

        func wants(_ target: Object) -> Bool {
            if let needed, !needed.contains(ObjectIdentifier(target)) { return false }
            return target.kind != .tensor || wantedLeaves.map { $0[ObjectIdentifier(target)] != nil } ?? true
        }
    }
    private mutating func makeSpecial() -> Special {
        if let special { return special }
        let made = Special()
        special = made
        return made
    }
    // Engine state: one thread runs the engine.
    nonisolated(unsafe) static var leavesHadHooks = false

    private init(retainsGraph: Bool, createsGraph: Bool) {
        self.retainsGraph = retainsGraph
        self.createsGraph = createsGraph
    }

    /// `tensor.backward()` and `torch.autograd.backward`: adds to `.grad` of the leaves (or of `inputs`).
    package static func run(
        _ roots: [Tensor], gradients: [Tensor?], retainGraph: Bool? = nil, createGraph: Bool = false, inputs: [Tensor]? = nil
    ) throws {
        if createGraph {
            Warnings.emitOnce(
                "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient which can "
                    + "cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you have to use "
                    + "this function, make sure to reset the .grad fields of your parameters to None after use to break the cycle and "
                    + "avoid the leak.")
        }
        var walk = Backward(retainsGraph: retainGraph ?? createGraph, createsGraph: createGraph)
        let results = try walk.walk(roots, gradients, inputs: inputs)
        guard let inputs else { return }
        for (input, gradient) in zip(inputs, results) {
            var slot = gradient
            try walk.accumulate(&slot, into: input)
        }
    }

    /// The same from one scalar, with nothing special asked.
    package static func run(_ root: Tensor) throws {
        var walk = Backward(retainsGraph: false, createsGraph: false)
        if leavesHadHooks { walk.countAwaited([root]) }
        let one = try spareSeed(for: root) ?? seed(root, nil, 0)
        try walk.walk(root, one)
        spareSeed = one
    }

    /// The last walk's 1, for the next one: whoever looped over steps made one each.
    // Engine state: one thread runs the engine. A walk inside a walk finds nothing.
    nonisolated(unsafe) private static var spareSeed: Tensor?
    /// The 1 that is at hand, unless anybody else has got hold of it or the root asks for another; of float32, as losses are.
    private static func spareSeed(for root: Tensor) -> Tensor? {
        guard var spare = spareSeed.take(), isKnownUniquelyReferenced(&spare), spare.array.isSoleOwner(),
            spare.node == nil, spare.view == nil, spare.details == nil, spare.grad == nil, !spare.leafRequiresGrad,
            spare.array.layout === root.array.layout, spare.dtype == .float32, root.dtype == .float32, spare.isInference == GradMode.isInference, root.requiresGrad
        else { return nil }
        // A hook may have written to it, through `.data` even unseen.
        spare.array.pointer(as: Float.self).pointee = 1
        return spare
    }

    /// `torch.autograd.grad`: the gradients of `inputs`, nil for those that were not used.
    package static func gradients(
        of roots: [Tensor], inputs: [Tensor], gradients: [Tensor?], retainGraph: Bool? = nil, createGraph: Bool = false
    ) throws -> [Tensor?] {
        for (index, root) in roots.enumerated() where !root.requiresGrad { throw missingHistory(index) }
        for input in inputs where !input.requiresGrad {
            throw Raised.runtimeError("One of the differentiated Tensors does not require grad")
        }
        var walk = Backward(retainsGraph: retainGraph ?? createGraph, createsGraph: createGraph)
        return try walk.walk(roots, gradients, inputs: inputs)
    }

    private static func missingHistory(_ index: Int) -> Raised {
        Raised.runtimeError("element \(index) of tensors does not require grad and does not have a grad_fn")
    }

    /// The gradient to start from: given, or 1 for a scalar.
    private static func seed(_ root: Tensor, _ gradient: Tensor?, _ index: Int) throws -> Tensor {
        guard root.requiresGrad else {
            throw missingHistory(index)
        }
        guard let gradient else {
            guard root.count == 1 else { throw Raised.runtimeError("grad can be implicitly created only for scalar outputs") }
            let one = try NDArray(empty: root.shape, dtype: root.dtype)
            one.fill(.int(1))
            return Tensor(one)
        }
        guard gradient.shape == root.shape else {
            throw Raised.runtimeError(
                "Mismatch in shape: grad_output[\(index)] has a shape of torch.Size(\(gradient.shape)) and output[\(index)] has a shape "
                    + "of torch.Size(\(root.shape)).")
        }
        return gradient
    }

    /// Room for the heap and the leaves of the next walk, kept from the last one.
    // Engine state: one thread runs the engine. A walk inside a walk finds it empty.
    nonisolated(unsafe) private static var spareHeap: [Node] = []
    nonisolated(unsafe) private static var spareLeaves: [Tensor] = []

    private mutating func walk(_ roots: [Tensor], _ gradients: [Tensor?], inputs: [Tensor]?) throws -> [Tensor?] {
        // All are looked at before the first is used.
        let seeds = try roots.indices.map { try Backward.seed(roots[$0], gradients[$0], $0) }
        if let inputs { prepare(inputs, roots) }
        if Backward.leavesHadHooks { countAwaited(roots) }
        let special = special
        defer { for node in special?.capturing ?? [] { node.details?.captures = [] } }
        guard let root = roots.first else { return special?.captured ?? [] }
        try walk(root, seeds[0]) { walk in
            for index in roots.indices.dropFirst() { try walk.deliver(seeds[index], roots[index].edge, from: nil, 0) }
        }
        return special?.captured ?? []
    }
    private mutating func walk(_ root: Tensor, _ seed: Tensor, others: (inout Backward) throws -> Void = { _ in }) throws {
        (heap, Backward.spareHeap) = (Backward.spareHeap, [])
        (leaves, Backward.spareLeaves) = (Backward.spareLeaves, [])
        defer {
            if !heap.isEmpty || heap.capacity > 4096 { heap = [] }
            if leaves.capacity > 4096 { leaves = [] } else { while leaves.popLast() != nil {} }
            (Backward.spareHeap, Backward.spareLeaves) = (heap, leaves)
        }
        do {
            let before = GradMode.isEnabled
            GradMode.isEnabled = createsGraph
            defer { GradMode.isEnabled = before }
            try deliver(seed, root.edge, from: nil, 0)
            try others(&self)
            while let node = pop() {
                try run(node)
                if let special, !special.complete.isEmpty { try finishComplete(special) }
            }
            for index in leaves.indices { try finish(leaves[index]) }
        } catch {
            abandon()
            throw error
        }
    }

    /// After an error nothing half summed may stay behind.
    private mutating func abandon() {
        while let node = pop() {
            node.pending = nil
            node.more?.pending = []
            node.isQueued = false
        }
        for leaf in leaves { leaf.pending = nil }
        for node in special?.capturing ?? [] { node.details?.captures = [] }
    }

    // MARK: Wanted inputs

    private mutating func prepare(_ inputs: [Tensor], _ roots: [Tensor]) {
        let special = makeSpecial()
        special.captured = Array(repeating: nil, count: inputs.count)
        var wanted: [ObjectIdentifier: Int] = [:]
        var targets: Set<ObjectIdentifier> = []
        for (slot, input) in inputs.enumerated() {
            if let node = input.gradFn {
                node.makeDetails().captures.append((input.outputIndex, slot))
                special.capturing.append(node)
                targets.insert(ObjectIdentifier(node))
            } else {
                wanted[ObjectIdentifier(input)] = slot
                targets.insert(ObjectIdentifier(input))
            }
        }
        special.wantedLeaves = wanted
        // Everything reachable, oldest first: a node is needed when one of its inputs is.
        var seen: Set<ObjectIdentifier> = []
        var found: [Node] = []
        var open = roots.compactMap(\.gradFn)
        while let node = open.popLast() {
            guard seen.insert(ObjectIdentifier(node)).inserted else { continue }
            found.append(node)
            for index in 0..<node.edgeCount { if let next = node.edge(index).node { open.append(next) } }
        }
        found.sort { $0.sequence < $1.sequence }
        for node in found {
            for index in 0..<node.edgeCount {
                if let target = node.edge(index).target, targets.contains(ObjectIdentifier(target)) {
                    targets.insert(ObjectIdentifier(node))
                }
            }
        }
        special.needed = targets
    }

    // MARK: One node

    private mutating func run(_ node: Node) throws {
        node.isQueued = false
        var gradient = node.pending.take()
        var more: [Tensor?] = []
        if let others = node.more, !others.pending.isEmpty { swap(&more, &others.pending) }
        if let details = node.details {
            try beforeNode(node, details, &gradient, &more)
            if let needed = special?.needed, !reachesFurther(node, needed) { return }
        }
        let result: Gradients
        do {
            if let rule = node.rule {
                guard let given = gradient.take() else { return }
                if node.dtype.isHalf, !GradMode.isEnabled, Node.widening.contains(node.name) {
                    node.widens = true
                    defer { node.widens = false }
                    result = try rule(node, given.widened())
                } else {
                    result = try rule(node, given)
                }
            } else if let rule = node.more?.rule {
                var all = more
                if all.isEmpty { all = Array(repeating: nil, count: node.outputCount - 1) }
                all.insert(gradient.take(), at: 0)
                result = try rule(node, all)
            } else {
                return
            }
            if GradMode.detectsAnomalies { try checkForNaN(result, node) }
        } catch {
            if GradMode.detectsAnomalies, let place = node.details?.place {
                Warnings.emit("Error detected in \(node.name). Traceback of forward call that caused the error:\n\(place)")
            }
            throw error
        }
        if !retainsGraph { node.release() }
        if let details = node.details, !details.nodeHooks.isEmpty {
            let replaced = try Hooks.runAfter(node, details, result, gradient)
            for index in 0..<node.edgeCount {
                if let next = replaced[index] { try deliver(next, node.edge(index), from: node, index) }
            }
            return
        }
        if let all = result.all {
            for index in 0..<min(node.edgeCount, all.count) {
                if let next = all[index] { try deliver(next, node.edge(index), from: node, index) }
            }
            return
        }
        if let next = result.a { try deliver(next, node.edge0, from: node, 0) }
        if node.edgeCount > 1, let next = result.b { try deliver(next, node.edge1, from: node, 1) }
        if node.edgeCount > 2, let next = result.c { try deliver(next, node.edge2, from: node, 2) }
    }

    private func reachesFurther(_ node: Node, _ needed: Set<ObjectIdentifier>) -> Bool {
        for index in 0..<node.edgeCount {
            if let target = node.edge(index).target, needed.contains(ObjectIdentifier(target)) { return true }
        }
        return false
    }

    private mutating func beforeNode(_ node: Node, _ details: Node.Details, _ gradient: inout Tensor?, _ more: inout [Tensor?]) throws {
        try Hooks.runBefore(node, details, &gradient, &more)
        for capture in details.captures {
            let found = capture.output == 0 ? gradient : capture.output - 1 < more.count ? more[capture.output - 1] : nil
            if let found { special?.captured[capture.slot] = found }
        }
    }

    private func checkForNaN(_ result: Gradients, _ node: Node) throws {
        guard GradMode.checksNaN else { return }
        for index in 0..<node.edgeCount where node.needs(index) {
            guard let gradient = result[index], gradient.dtype.isFloatingPoint else { continue }
            if try gradient.array.doubles().contains(where: \.isNaN) {
                throw Raised.runtimeError("Function '\(node.name)' returned nan values in its \(index)th output.")
            }
        }
    }

    // MARK: Passing on

    private mutating func deliver(_ gradient: consuming Tensor, _ edge: Edge, from node: Node?, _ index: Int) throws {
        guard let target = edge.target else { return }
        if let special, !special.wants(target) { return }
        if target.kind == .tensor {
            let leaf = unsafeDowncast(target, to: Tensor.self)  // kind says so
            if !gradient.fits(leaf.array.layout, leaf.dtype) { gradient = try refit(gradient, leaf.shape, leaf.dtype, node, index) }
            if leaf.pending == nil {
                leaf.pending = gradient
                leaves.append(leaf)
            } else {
                try add(gradient, to: &leaf.pending)
            }
            if let special { countDown(special, leaf) }
            return
        }
        let next = unsafeDowncast(target, to: Node.self)  // edges lead to tensors and nodes
        if edge.index == 0 {
            if !gradient.fits(next.layout, next.dtype) { gradient = try refit(gradient, next.shape, next.dtype, node, index) }
            if next.pending == nil { next.pending = gradient } else { try add(gradient, to: &next.pending) }
        } else {
            try deliver(gradient, to: edge.index - 1, of: next, from: node, index)
        }
        if !next.isQueued { push(next) }
    }
    /// To an output after the first.
    @inline(never)
    private func deliver(_ gradient: Tensor, to place: Int, of next: Node, from node: Node?, _ index: Int) throws {
        let more = next.makeMore(), output = more.outputs[place]
        let fitted = try refit(gradient, output.shape, output.dtype, node, index)
        if more.pending.isEmpty { more.pending = Array(repeating: nil, count: more.outputs.count) }
        if more.pending[place] == nil { more.pending[place] = fitted } else { try add(fitted, to: &more.pending[place]) }
    }
    @inline(never)
    private func countDown(_ special: Special, _ leaf: Tensor) {
        guard let left = special.awaited[ObjectIdentifier(leaf)] else { return }
        special.awaited[ObjectIdentifier(leaf)] = left - 1
        if left == 1 { special.complete.append(leaf) }
    }

    /// The transpose of broadcasting, written once: sums over stretched dimensions; casts back what promotion widened.
    @inline(never)
    private func refit(_ gradient: Tensor, _ shape: Dims, _ dtype: DType, _ node: Node?, _ index: Int) throws -> Tensor {
        var result = gradient
        if result.shape != shape {
            guard result.shape.isExpansion(of: shape) else {
                throw Raised.runtimeError(
                    "Function \(node?.name ?? "") returned an invalid gradient at index \(index) - got \(gradient.shape) but expected shape "
                        + "compatible with \(shape)")
            }
            result = try result.sumTo(shape)
        }
        return result.dtype == dtype ? result : try result.cast(to: dtype)
    }

    @inline(__always)
    private func add(_ gradient: Tensor, to slot: inout Tensor?) throws {
        if !createsGraph, isKnownUniquelyReferenced(&slot), let sum = slot, sum.ownsBuffer,
            sum.array.layout === gradient.array.layout || sum.array.strides == gradient.array.strides
        {
            try sum.array.addInPlace(gradient.array)
        } else if let sum = slot {
            slot = try sum.add(gradient)
        }
    }

    // MARK: Leaves

    /// Counts the edges that lead to leaves with hooks.
    private mutating func countAwaited(_ roots: [Tensor]) {
        var seen: Set<ObjectIdentifier> = []
        var open = roots.compactMap(\.gradFn)
        while let node = open.popLast() {
            guard seen.insert(ObjectIdentifier(node)).inserted else { continue }
            for index in 0..<node.edgeCount {
                let edge = node.edge(index)
                if let next = edge.node {
                    open.append(next)
                } else if let leaf = edge.target as? Tensor, let details = leaf.details, !details.hooks.isEmpty || !details.postHooks.isEmpty {
                    makeSpecial().awaited[ObjectIdentifier(leaf), default: 0] += 1
                }
            }
        }
    }
    private mutating func finishComplete(_ special: Special) throws {
        let ready = special.complete
        special.complete = []
        for leaf in ready {
            leaves.removeAll { $0 === leaf }
            try finish(leaf)
        }
    }
    private mutating func finish(_ leaf: Tensor) throws {
        var gradient = leaf.pending.take()
        if let details = leaf.details, !details.hooks.isEmpty, let given = gradient { gradient = try Hooks.run(details.hooks, given) }
        if let special, let wanted = special.wantedLeaves {
            if let slot = wanted[ObjectIdentifier(leaf)] { special.captured[slot] = gradient }
            return
        }
        try accumulate(&gradient, into: leaf)
        if let details = leaf.details {
            for hook in details.postHooks { _ = try hook.function.call1(.tensor(leaf)) }
        }
    }

    /// `.grad += gradient`. The first gradient's buffer is taken over when nobody else holds it.
    private func accumulate(_ slot: inout Tensor?, into leaf: Tensor) throws {
        let isOurs = isKnownUniquelyReferenced(&slot)
        guard let gradient = slot.take() else { return }
        if createsGraph {
            leaf.grad = try leaf.grad?.add(gradient) ?? gradient
            return
        }
        guard let sum = leaf.grad else {
            if isOurs, gradient.ownsBuffer, gradient.array.isContiguous {
                gradient.node = nil
                leaf.grad = gradient
            } else {
                leaf.grad = Tensor(try gradient.array.clone())
            }
            return
        }
        if sum.dtype == gradient.dtype, sum.shape == gradient.shape {
            try sum.array.addInPlace(gradient.array)
            sum.wrote()
        } else {
            leaf.grad = try sum.add(gradient).detach()
        }
    }

    // MARK: The heap

    private mutating func push(_ node: Node) {
        node.isQueued = true
        guard let before = first else {
            first = node
            return
        }
        if before.sequence > node.sequence { insert(node) } else {
            first = node
            insert(before)
        }
    }
    private mutating func pop() -> Node? {
        guard let node = first.take() else { return nil }
        if !heap.isEmpty { first = popHeap() }
        return node
    }

    @inline(never)
    private mutating func insert(_ node: Node) {
        heap.append(node)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if heap[parent].sequence >= heap[child].sequence { break }
            heap.swapAt(parent, child)
            child = parent
        }
    }
    @inline(never)
    private mutating func popHeap() -> Node? {
        guard heap.count > 1 else { return heap.popLast() }
        heap.swapAt(0, heap.count - 1)
        let top = heap.removeLast()
        var parent = 0
        while true {
            var largest = 2 * parent + 1
            if largest >= heap.count { break }
            if largest + 1 < heap.count, heap[largest + 1].sequence > heap[largest].sequence { largest += 1 }
            if heap[parent].sequence >= heap[largest].sequence { break }
            heap.swapAt(parent, largest)
            parent = largest
        }
        return top
    }
}

extension Tensor {
    /// Whether a gradient comes in the form that is asked for, as far as one look tells.
    @inline(__always) fileprivate func fits(_ layout: ArrayLayout, _ dtype: DType) -> Bool {
        array.layout === layout && array.dtype == dtype
    }
}

extension Dims {
    /// Whether a tensor of `shape` could have been broadcast to these sizes.
    func isExpansion(of shape: Dims) -> Bool {
        guard shape.count <= count else { return false }
        let lead = count - shape.count
        for i in 0..<shape.count where shape[i] != self[lead + i] && shape[i] != 1 { return false }
        return true
    }
}

extension Value {
    func call1(_ argument: Value) throws -> Value { try Arguments.with([argument]) { try call($0) } }
}
