import ObjectModel
import TensorCore

/// Where a gradient flows to: output `index` of a node, or a leaf.
struct Edge {
    /// A `Node`, a leaf `Tensor`, or nothing.
    var target: Object?
    var index = 0
    @inline(__always) init() {}
    @inline(__always) init(_ target: Object, _ index: Int) {
        self.target = target
        self.index = index
    }
    var node: Node? {
        // Kind .node is only ever carried by Node.
        if let target, target.kind == .node { unsafeDowncast(target, to: Node.self) } else { nil }
    }
}

/// What a rule answers: one gradient an input, nil where none flows.
package struct Gradients {
    var a, b, c: Tensor?
    var all: [Tensor?]?
    @inline(__always)
    package init(_ a: Tensor?, _ b: Tensor? = nil, _ c: Tensor? = nil) {
        self.a = a
        self.b = b
        self.c = c
    }
    /// For operations of more than three inputs.
    package init(all: [Tensor?]) { self.all = all }
    @inline(__always) subscript(index: Int) -> Tensor? {
        if let all { return index < all.count ? all[index] : nil }
        return index == 0 ? a : index == 1 ? b : index == 2 ? c : nil
    }
}

/// One recorded operation: where its inputs came from, what its derivative needs, and the derivative.
///
/// A rule must not capture tensors: what it needs is saved here, where writes in place are noticed and where `backward`
/// frees it. Closures without captures cost no allocation.
package final class Node: Object {
    package typealias Rule = (Node, Tensor) throws -> Gradients
    /// The same for operations with several outputs: nil for outputs without a gradient.
    package typealias ManyRule = (Node, [Tensor?]) throws -> Gradients

    /// `AddBackward0`.
    package final private(set) var name: String
    final let rule: Rule?
    /// Later operations have greater numbers, so the walk follows them downwards.
    final let sequence: Int
    // Engine state: one thread runs the engine.
    nonisolated(unsafe) private static var nextSequence = 0
    nonisolated(unsafe) package static var nextSequenceNumber: Int { nextSequence }

    // Inputs. Three in place, which most operations have.
    final var edge0 = Edge()
    final var edge1 = Edge()
    final var edge2 = Edge()
    final var edgeCount = 0

    // What the rule needs.
    private final var saved0: Tensor?
    private final var saved1: Tensor?
    private final var savedVersion0 = 0
    private final var savedVersion1 = 0
    private final var savedResult: Tensor?
    private final var resultVersion = 0
    private final var resultIndex = 0
    private final var isReleased = false

    // The outputs' metadata: gradients are brought to this shape and dtype before the rule runs.
    final let layout: ArrayLayout
    final var shape: Dims { layout.shape }
    final let dtype: DType

    // The walk's sum so far for the first output.
    final var pending: Tensor?
    final var isQueued = false
    final private(set) var more: More?
    final var details: Details?

    /// What operations of many inputs or outputs have besides: in one object, since every node that is freed looks at every reference it could hold.
    final class More {
        var rule: ManyRule?
        var edges: [Edge] = []
        var saved: [(tensor: Tensor?, version: Int)] = []
        var outputs: [(shape: Dims, dtype: DType)] = []
        /// The walk's sums so far for the other outputs.
        var pending: [Tensor?] = []
    }
    final func makeMore() -> More {
        if let more { return more }
        let made = More()
        more = made
        return made
    }
    /// The outputs after the first.
    final var moreOutputs: [(shape: Dims, dtype: DType)] { more?.outputs ?? [] }

    /// What few nodes have.
    final class Details {
        var hooks: [(id: Int, output: Int, function: Value)] = []
        /// Hooks on the node itself.
        var nodeHooks: [(id: Int, isPre: Bool, function: Value)] = []
        var retaining: [(output: Int, tensor: WeakTensor)] = []
        var captures: [(output: Int, slot: Int)] = []
        var metadata = Dict()
        /// For `CopySlices`: the operation that was done in place.
        var inner: Node?
        /// Where the forward ran, for anomaly detection.
        var place: String?
        /// For `AccumulateGrad`.
        var variable: Tensor?
        /// Numbers (without a history) that few rules need besides what they save.
        var kept: [Tensor] = []
        /// What an `autograd.Function` keeps between forward and backward.
        var context: Object?
    }
    final class WeakTensor {
        weak var tensor: Tensor?
        init(_ tensor: Tensor) { self.tensor = tensor }
    }
    final func makeDetails() -> Details {
        if let details { return details }
        let made = Details()
        details = made
        return made
    }

    @inline(__always)
    package init(_ name: String, layout: ArrayLayout, dtype: DType, rule: Rule?) {
        self.name = name
        self.rule = rule
        self.layout = layout
        self.dtype = dtype
        sequence = Node.nextSequence
        Node.nextSequence &+= 1
        super.init(kind: .node)
    }
    package convenience init(_ name: String, shape: Dims, dtype: DType, rule: Rule?) {
        self.init(name, layout: ArrayLayout.contiguous(shape), dtype: dtype, rule: rule)
    }

    // MARK: Inputs

    @inline(__always) final func append(_ edge: Edge) {
        switch edgeCount {
        case 0: edge0 = edge
        case 1: edge1 = edge
        case 2: edge2 = edge
        default: makeMore().edges.append(edge)
        }
        edgeCount += 1
    }
    @inline(__always) final func edge(_ index: Int) -> Edge {
        index == 0 ? edge0 : index == 1 ? edge1 : index == 2 ? edge2 : laterEdge(index)
    }
    @inline(never) private final func laterEdge(_ index: Int) -> Edge { more?.edges[index - 3] ?? Edge() }
    /// Whether a gradient for this input goes anywhere.
    @inline(__always) package final func needs(_ index: Int) -> Bool { index < edgeCount && edge(index).target != nil }
    package final var outputCount: Int { 1 + (more?.outputs.count ?? 0) }

    // MARK: Saved tensors

    /// Set when a tensor of inference mode was saved, which is refused at the end of the operation.
    // Engine state: one thread runs the engine.
    nonisolated(unsafe) package static var hasSavedInference = false
    package static func refuseInference() -> Raised {
        hasSavedInference = false
        return Raised.runtimeError(
            "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in computation tracked by autograd. To work "
                + "around this, you can make a clone to get a normal tensor and use it in autograd, or use `torch.no_grad()` instead of "
                + "`torch.inference_mode()`.")
    }

    @inline(__always) package final func save(_ first: Tensor?, _ second: Tensor? = nil) {
        if first?.isInference ?? false || second?.isInference ?? false { Node.hasSavedInference = true }
        if let first {
            saved0 = first
            savedVersion0 = first.array.storage.version
        }
        if let second {
            saved1 = second
            savedVersion1 = second.array.storage.version
        }
    }
    package final func save(all tensors: [Tensor?]) {
        save(tensors.first ?? nil, tensors.count > 1 ? tensors[1] : nil)
        if tensors.contains(where: { $0?.isInference ?? false }) { Node.hasSavedInference = true }
        if tensors.count > 2 { makeMore().saved = tensors.dropFirst(2).map { ($0, $0?.array.storage.version ?? 0) } }
    }
    /// Keeps an output; through an alias, since the output itself holds this node.
    package final func saveResult(_ result: Tensor, index: Int = 0) {
        savedResult = Tensor(result.array)
        resultVersion = result.array.storage.version
        resultIndex = index
    }
    final var hasSavedResult: Bool { savedResult != nil }
    /// Whether `tensor` is among what was saved: its old numbers must outlive a write in place.
    final func hasSaved(_ tensor: Tensor) -> Bool {
        saved0 === tensor || saved1 === tensor || more?.saved.contains { $0.tensor === tensor } ?? false
    }
    /// The saved tensor; nil when none was saved in this place.
    package final func savedOptional(_ index: Int) throws -> Tensor? {
        if isReleased { throw Node.freed }
        let found: Tensor?, version: Int
        switch index {
        case 0: (found, version) = (saved0, savedVersion0)
        case 1: (found, version) = (saved1, savedVersion1)
        default:
            guard let more, index - 2 < more.saved.count else { return nil }
            (found, version) = more.saved[index - 2]
        }
        guard let found else { return nil }
        if found.array.storage.version != version { throw modified(found, version, found.node?.name, found.outputIndex) }
        return widens ? try found.widened() : found
    }
    /// Whether the rule runs in floats although the numbers are halves: PyTorch has one kernel for it, which rounds once, at its end.
    final var widens = false
    /// The derivatives of which that is so.
    static let widening: Set<String> = [
        "SoftmaxBackward0", "LogSoftmaxBackward0", "GeluBackward0", "SiluBackward0", "SoftplusBackward0", "EluBackward0", "CeluBackward0", "MishBackward0",
        "HardswishBackward0", "LogSigmoidBackward0", "GluBackward0", "NativeLayerNormBackward0", "NativeGroupNormBackward0", "NativeBatchNormBackward0",
        "SmoothL1LossBackward0", "UpsampleBilinear2DBackward0", "UpsampleLinear1DBackward0", "UpsampleBicubic2DBackward0", "MkldnnAdaptiveAvgPool2DBackward0",
        "AdaptiveAvgPool2DBackward0", "SigmoidBackward0", "TanhBackward0",
    ]
    @inline(__always) package final func saved(_ index: Int) throws -> Tensor {
        if index == 0, !widens, let tensor = saved0, tensor.array.storage.version == savedVersion0 { return tensor }
        guard let tensor = try savedOptional(index) else { throw Raised.runtimeError("\(name): a saved tensor is missing") }
        return tensor
    }
    /// The saved output, as part of the graph when the graph is differentiated again.
    package final func result() throws -> Tensor {
        guard let saved = savedResult, !isReleased else { throw Node.freed }
        if saved.array.storage.version != resultVersion { throw modified(saved, resultVersion, name, resultIndex) }
        guard GradMode.isEnabled else { return widens ? try saved.widened() : saved }
        let output = Tensor(saved.array)
        output.node = self
        output.outputIndex = resultIndex
        return output
    }
    /// What is kept for the derivative, for pictures of the graph, with its place among what the operation may save; the
    /// result has none. Nothing once it has been freed.
    package final var keptTensors: [(place: Int?, tensor: Tensor)] {
        let inputs = ([saved0, saved1] + (more?.saved.map(\.tensor) ?? [])).enumerated()
        return inputs.compactMap { place, tensor in tensor.map { (place, $0) } } + (savedResult.map { [(nil, $0)] } ?? [])
    }
    /// For rules that need only numbers where PyTorch saves a tensor: complains as PyTorch does.
    package final func checkAlive() throws { if isReleased { throw Node.freed } }

    /// What was saved of `tensor` becomes a copy of its own.
    final func protect(_ tensor: Tensor) throws {
        tensor.array = try tensor.array.copy()
        if saved0 === tensor { savedVersion0 = 0 }
        if saved1 === tensor { savedVersion1 = 0 }
        guard let more else { return }
        for index in more.saved.indices where more.saved[index].tensor === tensor { more.saved[index].version = 0 }
    }
    final var inner: Node? {
        get { details?.inner }
        set { makeDetails().inner = newValue }
    }

    /// Frees what was saved; the edges stay.
    final func release() {
        saved0 = nil
        saved1 = nil
        more?.saved = []
        savedResult = nil
        isReleased = true
        if let details {
            details.inner?.release()
            (details.context as? FunctionContext)?.release()
        }
    }

    private static var freed: Raised {
        Raised.runtimeError(
            "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). "
                + "Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
                + "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
                + "after calling backward.")
    }
    private func modified(_ tensor: Tensor, _ version: Int, _ maker: String?, _ index: Int) -> Raised {
        // PyTorch names the operation, not its derivative.
        let from = (maker?.replacingBackward).map { ", which is output \(index) of \($0)," } ?? ""
        return Raised.runtimeError(
            "one of the variables needed for gradient computation has been modified by an inplace operation: "
                + "[torch.\(tensor.dtype.scalarName)Tensor \(tensor.shape)]\(from) is at version \(tensor.array.storage.version); "
                + "expected version \(version) instead. Hint: "
                + (GradMode.detectsAnomalies
                    ? "the backtrace further above shows the operation that failed to compute its gradient. The variable in question "
                        + "was changed in there or anywhere later. Good luck!"
                    : "enable anomaly detection to find the operation that failed to compute its gradient, with "
                        + "torch.autograd.set_detect_anomaly(True, check_nan=False)."))
    }

    fileprivate func rename(_ name: String) { self.name = name }

    // MARK: Freeing

    /// Chains of nodes are freed one by one: a chain of a million would overflow the stack if each freed the next.
    deinit {
        Graveyard.bury(&edge0.target)
        Graveyard.bury(&edge1.target)
        Graveyard.bury(&edge2.target)
        Graveyard.bury(&saved0)
        Graveyard.bury(&saved1)
        if let more {
            for edge in more.edges { Graveyard.add(edge.target) }
            more.edges = []
            for entry in more.saved { Graveyard.add(entry.tensor) }
            more.saved = []
        }
        Graveyard.dig()
    }

    /// `grad_fn._saved_self`, `_saved_result`: what the derivative keeps; None for what it does not need.
    private func savedAttribute(_ name: String) throws -> Value? {
        if name == "result" {
            guard hasSavedResult || isReleased else { return nil }
            return .tensor(try GradMode.with(true) { try result() })
        }
        if name == "self_sym_sizes", SavedNames.keepSizes.contains(self.name) { return inputShape.map { .tuple($0.map { .int($0) }) } }
        if name == "self_sym_numel", SavedNames.keepCount.contains(self.name) { return inputShape.map { .int($0.product) } }
        guard let place = SavedNames.place(of: name, in: self.name), isReleased || saved0 != nil || saved1 != nil || more?.saved.isEmpty == false else { return nil }
        return try savedOptional(place).map { .tensor($0) } ?? Value.none
    }
    /// The first input's sizes, as the edge to it knows them.
    private var inputShape: Dims? {
        if let leaf = edge0.target as? Tensor { return leaf.shape }
        guard let node = edge0.node else { return nil }
        return edge0.index == 0 ? node.shape : edge0.index < node.outputCount ? node.moreOutputs[edge0.index - 1].shape : nil
    }
    package override func attribute(_ name: Name) throws -> Value? {
        if name.text.hasPrefix("_saved_"), let found = try savedAttribute(String(name.text.dropFirst(7))) { return found }
        return try super.attribute(name)
    }

    // MARK: As an object

    package override var type: TypeObject { TensorTypes.node(named: name.withoutNamespace) }
    package override func repr() -> String {
        // C++'s own nodes are shown without their namespace.
        "<\(details?.context == nil ? "" : "torch.autograd.function.")\(name.withoutNamespace) object at \(address)>"
    }
}

extension Tensor {
    /// Halves as floats, for rules that run in them.
    final func widened() throws -> Tensor { dtype.isHalf ? Tensor(try array.cast(to: .float32)) : self }
}

/// References that wait to be dropped by the outermost `deinit`.
private enum Graveyard {
    // Engine state: one thread runs the engine.
    nonisolated(unsafe) static var waiting: [Object] = []
    nonisolated(unsafe) static var isDigging = false

    @inline(__always) static func add(_ object: Object?) {
        if let object { waiting.append(object) }
    }
    /// Drops a reference: at once when others hold the object as well, as leaves and weights are held.
    @inline(__always) static func bury<T: Object>(_ reference: inout T?) {
        if reference == nil { return }
        if isKnownUniquelyReferenced(&reference) { waiting.append(reference.take()!) }  // not nil: looked above
        reference = nil
    }
    static func dig() {
        if isDigging || waiting.isEmpty { return }
        isDigging = true
        while waiting.popLast() != nil {}
        isDigging = false
    }
}

// MARK: - Recording

/// The tensor of `out`, with a node if a gradient is wanted for `x`.
@inline(__always)
package func record(
    _ out: NDArray, _ name: String, _ x: Tensor, saving saved: Tensor? = nil, _ saved1: Tensor? = nil, result: Bool = false,
    rule: @escaping Node.Rule
) -> Tensor {
    let tensor = Tensor(out)
    if x.tracks {
        let node = Node(name, layout: out.layout, dtype: out.dtype, rule: rule)
        node.edge0 = x.edge
        node.edgeCount = 1
        node.save(saved, saved1)
        attach(node, to: tensor, result: result)
    }
    return tensor
}

/// The same for two inputs. Save what the other input's gradient needs only if that input tracks.
@inline(__always)
package func record(
    _ out: NDArray, _ name: String, _ x: Tensor, _ y: Tensor, saving saved: Tensor? = nil, _ saved1: Tensor? = nil,
    result: Bool = false, rule: @escaping Node.Rule
) -> Tensor {
    let tensor = Tensor(out)
    let first = x.tracks, second = y.tracks
    if first || second {
        let node = Node(name, layout: out.layout, dtype: out.dtype, rule: rule)
        if first { node.edge0 = x.edge }
        if second { node.edge1 = y.edge }
        node.edgeCount = 2
        node.save(saved, saved1)
        attach(node, to: tensor, result: result)
    }
    return tensor
}

/// The same for three inputs.
@inline(__always)
package func record(
    _ out: NDArray, _ name: String, _ x: Tensor, _ y: Tensor, _ z: Tensor, saving saved: Tensor? = nil, _ saved1: Tensor? = nil,
    rule: @escaping Node.Rule
) -> Tensor {
    let tensor = Tensor(out)
    let first = x.tracks, second = y.tracks, third = z.tracks
    if first || second || third {
        let node = Node(name, layout: out.layout, dtype: out.dtype, rule: rule)
        if first { node.edge0 = x.edge }
        if second { node.edge1 = y.edge }
        if third { node.edge2 = z.edge }
        node.edgeCount = 3
        node.save(saved, saved1)
        attach(node, to: tensor, result: false)
    }
    return tensor
}

/// The same for any number of inputs.
package func record(
    _ out: NDArray, _ name: String, inputs: [Tensor?], saving saved: [Tensor?] = [], result: Bool = false,
    rule: @escaping Node.Rule
) -> Tensor {
    let tensor = Tensor(out)
    if inputs.contains(where: { $0?.tracks ?? false }) {
        let node = Node(name, layout: out.layout, dtype: out.dtype, rule: rule)
        for input in inputs { node.append(input.map { $0.tracks ? $0.edge : Edge() } ?? Edge()) }
        node.save(all: saved)
        attach(node, to: tensor, result: result)
    }
    return tensor
}

/// Several outputs of one node. Integer outputs (indices) take no part in gradients.
package func record(
    many outs: [NDArray], _ name: String, inputs: [Tensor?], saving saved: [Tensor?] = [], savingResult resultIndex: Int? = nil,
    rule: @escaping Node.ManyRule
) -> [Tensor] {
    let tensors = outs.map { Tensor($0) }
    if let first = outs.first, inputs.contains(where: { $0?.tracks ?? false }) {
        let node = Node(name, shape: first.shape, dtype: first.dtype, rule: nil)
        node.makeMore().rule = rule
        node.makeMore().outputs = outs.dropFirst().map { ($0.shape, $0.dtype) }
        for input in inputs { node.append(input.map { $0.tracks ? $0.edge : Edge() } ?? Edge()) }
        node.save(all: saved)
        for (index, tensor) in tensors.enumerated() where tensor.dtype.isFloatingPoint {
            attach(node, to: tensor, result: index == resultIndex, index: index)
        }
    }
    return tensors
}

@inline(__always)
private func attach(_ node: Node, to tensor: Tensor, result: Bool, index: Int = 0) {
    tensor.node = node
    tensor.outputIndex = index
    if result { node.saveResult(tensor, index: index) }
    if GradMode.detectsAnomalies { node.makeDetails().place = Anomaly.place() }
}

extension Tensor {
    /// An operation done by others goes under its own name. Only for results that nobody else holds yet.
    package final func named(_ name: String) -> Tensor {
        node?.rename(name)
        return self
    }
    /// The same where another operation's name stands.
    package final func renamed(_ name: String, _ other: String) -> Tensor {
        if let node, node.name == name { node.rename(other) }
        return self
    }
}

/// Where the program stands, for anomaly detection; the interpreter sets it.
package enum Anomaly {
    // Engine state: one thread runs the engine.
    nonisolated(unsafe) package static var place: () -> String? = { nil }
}
