import ObjectModel
import TensorCore

/// How a tensor is a view: writes through it must reach the gradient of what it views.
final class ViewInfo {
    enum Origin { case single, several, withoutGrad }
    /// The tensor at the root of a chain of views.
    let base: Tensor
    let origin: Origin
    /// Whether a view that was made where nothing is recorded has been asked to keep a gradient of its own.
    var asksForItself = false
    /// The buffer's version for which the view's `node` holds.
    var version: Int
    init(base: Tensor, origin: Origin, version: Int) {
        self.base = base
        self.origin = origin
        self.version = version
    }
}

extension Tensor {
    /// Makes `self` known as a view of `source`.
    final func becomeView(of source: Tensor, several: Bool = false) -> Tensor {
        hidesWrites = source.hidesWrites
        isInference = source.isInference
        // A view made where nothing is recorded asks for gradients as what it views does, for its own sake.
        if !GradMode.isEnabled, node == nil, source.requiresGrad { leafRequiresGrad = true }
        view = ViewInfo(
            base: source.view?.base ?? source, origin: several ? .several : GradMode.isEnabled ? .single : .withoutGrad,
            version: array.storage.version)
        return self
    }

    /// After a write, a view's history is "part of the base as it is now".
    final func refresh(_ view: ViewInfo) {
        guard view.origin != .withoutGrad else { return }
        view.version = array.storage.version
        guard !hidesWrites, view.base.requiresGrad else { return }
        let base = view.base
        let node = Node.asStrided(array, of: base.array)
        node.append(base.edge)
        self.node = node
        outputIndex = 0
    }

    /// Whether it is a view made where nothing is recorded, written to since: nobody knows its history.
    final var hasLostHistory: Bool {
        guard let view, view.origin == .withoutGrad, leafRequiresGrad else { return false }
        return view.version != array.storage.version
    }
    /// What PyTorch says to whoever asks for that history.
    final func checkHistory() throws {
        guard hasLostHistory else { return }
        throw Raised.runtimeError(
            "A view was created in no_grad mode and its base or another view of its base has been modified inplace with grad mode enabled. Given that this use "
                + "case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace either both inside the "
                + "no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked).")
    }

    /// Notes a write in place.
    @inline(__always) package final func wrote() { if !hidesWrites { array.storage.version &+= 1 } }

    /// Whether this tensor's buffer belongs to nothing else.
    final var ownsBuffer: Bool { view == nil && array.isSoleOwner() }

    // MARK: Writing in place

    /// What PyTorch asks before it writes to a tensor that takes part in a graph.
    /// - Parameter mayOverlap: all elements get the same number.
    final func checkWritable(recording: Bool, mayOverlap: Bool = false) throws {
        if !mayOverlap { try raising { try array.checkOverlap() } }
        if isInference, !GradMode.isInference {
            throw Raised.runtimeError(
                "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal tensor before "
                    + "doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details.")
        }
        guard GradMode.isEnabled, recording || requiresGrad || view?.base.requiresGrad == true else { return }
        if let view, view.base.requiresGrad || recording {
            switch view.origin {
            case .withoutGrad where view.base.requiresGrad:
                throw Raised.runtimeError(
                    "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this use case is "
                        + "ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace "
                        + "either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you "
                        + "want the inplace to be tracked).")
            case .several:
                let maker = node?.name ?? "a function"
                throw Raised.runtimeError(
                    "Output \(outputIndex) of \(maker.replacingBackward) is a view and is being modified inplace. This view is the output of a "
                        + "function that returns multiple views. Such functions do not allow the output views to be modified inplace. You "
                        + "should replace the inplace operation by an out-of-place one.")
            default: break
            }
            if view.base.leafRequiresGrad, view.base.node == nil {
                throw Raised.runtimeError("a view of a leaf Variable that requires grad is being used in an in-place operation.")
            }
        }
        if leafRequiresGrad, node == nil {
            throw Raised.runtimeError("a leaf Variable that requires grad is being used in an in-place operation.")
        }
    }

    /// Overwrites this tensor with `compute(self)`, in the graph as well. The one way in which a recorded operation is
    /// done in place; `name` names the operation for errors.
    @discardableResult
    package final func overwrite(_ name: String, _ compute: (Tensor) throws -> Tensor) throws -> Tensor {
        try checkWritable(recording: false)
        // The rule sees the old numbers under an identity of their own.
        let old = Tensor(array)
        old.node = gradFn
        old.outputIndex = outputIndex
        old.leafRequiresGrad = leafRequiresGrad && GradMode.isEnabled == false
        if !GradMode.isEnabled || !requiresGrad { Tensor.overwritten = ObjectIdentifier(old) }
        defer { Tensor.overwritten = nil }
        let result = try compute(old)
        guard result.shape == shape else {
            throw Raised.runtimeError("output with shape \(shape) doesn't match the broadcast shape \(result.shape)")
        }
        guard DType.canCast(from: result.dtype, to: dtype) else {
            throw Raised.runtimeError(
                "result type \(result.dtype.scalarName) can't be cast to the desired output type \(dtype.scalarName)")
        }
        var node = result.node
        if node != nil, GradMode.isEnabled { try checkWritable(recording: true) }
        if node == nil, GradMode.isEnabled, self.node != nil {
            // The result does not depend on what was here: the gradient ends.
            let name = name.hasSuffix("_") ? String(name.dropLast()) : name
            node = Node(name.camelCased + "Backward0", shape: shape, dtype: dtype) { _, g in Gradients(try g.zerosLike()) }
            node?.append(old.edge)
        }
        if let node, node.hasSaved(old) { try node.protect(old) }
        if result.array.storage !== array.storage { try array.copy(from: result.array) }
        wrote()
        if let node {
            if node.hasSavedResult, node === result.node { node.saveResult(self) }
            try rebase(onto: node, result.node == nil ? 0 : result.outputIndex)
        }
        return self
    }

    // Engine state: one thread runs the engine.
    /// What stands for a tensor while it is overwritten, if nothing of it is recorded.
    nonisolated(unsafe) private static var overwritten: ObjectIdentifier?

    /// Where an operation writes that changes some of this tensor's elements: into a copy, or, where it is overwritten, into its own buffer. Whatever can
    /// be refused has been by then.
    final func changed(besides others: Tensor...) throws -> NDArray { try ownBuffer(besides: others) ?? array.copy() }
    /// Where it is overwritten by a function of itself and others, which lie elsewhere: its numbers, to be written to.
    final func ownBuffer(besides others: [Tensor]) -> NDArray? {
        guard Tensor.overwritten == ObjectIdentifier(self), others.allSatisfy({ $0.array.storage !== array.storage && !(GradMode.isEnabled && $0.requiresGrad) })
        else { return nil }
        return array
    }

    /// `node` made the numbers that this tensor now has.
    final func rebase(onto node: Node, _ index: Int) throws {
        guard let view else {
            self.node = node
            outputIndex = index
            leafRequiresGrad = false
            return
        }
        let base = view.base
        let slices = Node.copySlices(node, array, base)
        base.node = slices
        base.outputIndex = 0
        base.leafRequiresGrad = false
        refresh(view)
    }
}

extension Node {
    /// The derivative of writing `inner`'s result into the part `part` of `base`.
    fileprivate static func copySlices(_ inner: Node, _ part: NDArray, _ base: Tensor) -> Node {
        let offset = part.offset - base.array.offset
        let shape = part.shape, strides = part.strides
        let node = Node("torch::autograd::CopySlices", shape: base.shape, dtype: base.dtype) { node, gradient in
            guard let inner = node.inner else { return Gradients(nil) }
            let whole = Tensor(try gradient.array.copy())
            whole.node = gradient.node
            whole.outputIndex = gradient.outputIndex
            let slice = try whole.asStrided(shape, strides, offset)
            let given = try slice.clone()
            let gradients = try inner.rule?(inner, given) ?? Gradients(nil)
            let remaining = try gradients[0]?.sumTo(shape) ?? given.zerosLike()
            try slice.copy(from: remaining)
            return Gradients(all: [whole] + (1..<Swift.max(inner.edgeCount, 1)).map { gradients[$0] })
        }
        node.inner = inner
        node.append(base.edge)
        for index in 1..<Swift.max(inner.edgeCount, 1) { node.append(inner.edge(index)) }
        return node
    }

    /// The derivative of reading `part` out of `base`: both lie in one buffer.
    static func asStrided(_ part: NDArray, of base: NDArray) -> Node {
        let shape = part.shape, strides = part.strides, offset = part.offset
        let baseShape = base.shape, baseStrides = base.strides, baseOffset = base.offset
        return Node("AsStridedBackward0", shape: shape, dtype: part.dtype) { _, gradient in
            // Through positions in the buffer: right for overlapping elements, too.
            var low = Swift.min(offset, baseOffset)
            if low < 0 { low = 0 }
            let extent = Swift.max(offset + shape.reach(strides), baseOffset + baseShape.reach(baseStrides)) - low + 1
            let positions = try NDArray.arange(.int(0), .int(extent), .int(1), .int64)
            let from = try positions.asStrided(shape, strides, offset: offset - low).copy().reshape([-1])
            let to = try positions.asStrided(baseShape, baseStrides, offset: baseOffset - low).copy()
            let buffer = try Tensor(NDArray.zeros([extent], gradient.dtype)).indexAdd(0, Tensor(from), gradient.reshape([-1]))
            return Gradients(try buffer.indexSelect(0, Tensor(to.reshape([-1]))).view(baseShape))
        }
    }
}

extension Dims {
    /// The distance from the first to the last element.
    func reach(_ strides: Dims) -> Int {
        var result = 0
        for i in 0..<count { result += Swift.max(self[i] - 1, 0) * strides[i] }
        return result
    }
}

extension String {
    /// `exp` → `Exp`, `log_softmax` → `LogSoftmax`.
    var camelCased: String {
        split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
    /// `torch::autograd::CopySlices` → `CopySlices`.
    var withoutNamespace: String { hasPrefix("torch::autograd::") ? String(dropFirst(17)) : self }
    /// `ExpBackward0` → `Exp`.
    var replacingBackward: String {
        let word = Array("Backward".utf8), text = Array(utf8)
        guard text.count >= word.count else { return self }
        for start in 0...(text.count - word.count) where text[start..<(start + word.count)].elementsEqual(word) {
            return String(decoding: text[..<start], as: UTF8.self)
        }
        return self
    }
}
