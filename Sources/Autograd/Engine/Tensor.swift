import ObjectModel
import TensorCore

/// An array that remembers how it was made: what the language calls a tensor.
///
/// Stored state only; what a tensor can do stands in the facet files (`Tensor+Operators`, `Tensor+Items` …) and in `Ops/`.
package final class Tensor: Object {
    package var array: NDArray
    /// The node that made this tensor, as far as known; `gradFn` also asks whether a view has been written through.
    final var node: Node?
    final var outputIndex = 0
    /// Made in inference mode: it keeps out of every graph.
    package final var isInference: Bool
    /// A leaf that collects gradients.
    final var leafRequiresGrad = false
    package final var grad: Tensor?
    /// Set by `nn.Parameter`: prints and counts as one.
    package final var isParameter = false
    /// Of a lazy layer that has not seen an input.
    package final var isUninitialized = false
    /// An alias made by `.data`: writes through it are not seen by the version check.
    final var hidesWrites = false
    /// How this tensor is a view of another one.
    final var view: ViewInfo?
    final var details: Details?
    /// The walk's sum so far, for a leaf.
    final var pending: Tensor?

    @inline(__always)
    package init(_ array: NDArray) {
        self.array = array
        isInference = GradMode.isInference
        super.init(kind: .tensor)
    }

    /// What few tensors have.
    final class Details {
        var name: String?
        var hooks: [(id: Int, function: Value)] = []
        var postHooks: [(id: Int, function: Value)] = []
        var retainsGrad = false
        weak var accumulator: Node?
        /// Attributes set from the language (`p.tag = 1`).
        var attributes: [Name: Value] = [:]

        func walkReferences(_ walk: ReferenceWalk) {
            for hook in hooks { walk.meet(hook.function) }
            for hook in postHooks { walk.meet(hook.function) }
            for value in attributes.values { walk.meet(value) }
        }
    }
    final func makeDetails() -> Details {
        if let details { return details }
        let made = Details()
        details = made
        return made
    }

    /// Graphs hold tensors from outside; only what programs attach to a tensor closes circles.
    package override func walkReferences(_ walk: ReferenceWalk) {
        // Whoever goes along a list of hooks holds the tensor.
        if isKnownUniquelyReferenced(&details) { details?.walkReferences(walk) }
    }
    package override func dropReferences() { details = nil }

    // MARK: Shape

    @inline(__always) package final var shape: Dims { array.shape }
    @inline(__always) package final var rank: Int { array.shape.count }
    @inline(__always) package final var dtype: DType { array.dtype }
    @inline(__always) package final var count: Int { array.count }

    // MARK: Grad

    package final var requiresGrad: Bool { leafRequiresGrad || gradFn != nil }
    package final var isLeaf: Bool { gradFn == nil }
    /// Whether an operation on this tensor is recorded now.
    @inline(__always) final var tracks: Bool { GradMode.isEnabled && (node != nil || leafRequiresGrad || (view != nil && gradFn != nil)) }

    /// The node that made this tensor; made anew for a view whose base has been written to since.
    package final var gradFn: Node? {
        if let view, view.version != array.storage.version { refresh(view) }
        return node
    }
    /// Where this tensor's gradient goes.
    final var edge: Edge {
        if let node = gradFn { return Edge(node, outputIndex) }
        // A view made where nothing is recorded only says that it asks for gradients.
        if let view, view.origin == .withoutGrad, !view.asksForItself { return Edge() }
        return leafRequiresGrad ? Edge(self, 0) : Edge()
    }

    package final func setRequiresGrad(_ value: Bool) throws {
        if !value {
            guard gradFn == nil else {
                throw Raised.runtimeError(
                    "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph "
                        + "that doesn't require differentiation use var_no_grad = var.detach().")
            }
            leafRequiresGrad = false
            return
        }
        guard dtype.isFloatingPoint else {
            throw Raised.runtimeError("Only Tensors of floating point and complex dtype can require gradients")
        }
        if isInference, !GradMode.isInference {
            throw Raised.runtimeError("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.")
        }
        if gradFn == nil { leafRequiresGrad = true }
        view?.asksForItself = true
    }

    /// The same numbers without a history; shares the buffer.
    package final func detach() -> Tensor {
        let result = Tensor(array)
        result.isInference = isInference
        return result
    }

    // MARK: As an object

    package override var type: TypeObject { isParameter ? TensorTypes.parameter : TensorTypes.tensor }
    package override func copied(isDeep: Bool, memo: CopyMemo) throws -> Value? { .tensor(isDeep ? try deepCopy() : shallowCopy()) }
    package override func repr() throws -> String { try raising { try TensorText.repr(self) } }
    package override func str() throws -> String { try repr() }
    package override func hash() -> Int { ObjectIdentifier(self).hashValue >> 4 }
    package override func format(_ specification: String) throws -> String { try formatted(specification) }
    package override func isTrue() throws -> Bool { try truth() }
    package override func length() throws -> Int { try outerLength() }
    package override func iterator() throws -> Object { try slices() }
    package override func contains(_ value: Value) throws -> Bool { try holds(value) }
    package override func item(_ index: Value) throws -> Value { try element(index) }
    package override func setItem(_ index: Value, _ value: Value) throws { try setElement(index, value) }
    package override func deleteItem(_ index: Value) throws { throw Raised.typeError("Tensor does not support deleting items") }
    package override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? { try applied(operation, right) }
    package override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? { try appliedReflected(operation, left) }
    package override func inPlace(_ operation: BinaryOperator, _ right: Value) throws -> Value? { try appliedInPlace(operation, right) }
    package override func unary(_ operation: UnaryOperator) throws -> Value? { try appliedUnary(operation) }
    package override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? { try comparedWith(comparison, other) }
    package override func index() throws -> Value? { try asIndex() }
    package override func float() throws -> Double? { try asDouble() }
    package override func int() throws -> Value? { try asInteger() }
    package override func attribute(_ name: Name) throws -> Value? { try details?.attributes[name] ?? super.attribute(name) }
    package override func setAttribute(_ name: Name, _ value: Value) throws { try setOwnAttribute(name, value) }
    package override func deleteAttribute(_ name: Name) throws { try deleteOwnAttribute(name) }
    package override func ownAttributeNames() -> [Name] { details.map { Array($0.attributes.keys) } ?? [] }
}

extension Value {
    /// The tensor, if this is one.
    @inline(__always)
    package var asTensor: Tensor? {
        // Kind .tensor is only ever carried by Tensor.
        if let object = object(of: .tensor) { unsafeDowncast(object, to: Tensor.self) } else { nil }
    }
    package static func tensor(_ tensor: Tensor) -> Value { .object(tensor) }
}

extension TensorError {
    /// The Python exception this mistake is.
    package var raised: Raised {
        let type: TypeObject =
            switch kind {
            case .runtime: ExceptionTypes.runtimeError
            case .index: ExceptionTypes.indexError
            case .value: ExceptionTypes.valueError
            case .type: ExceptionTypes.typeError
            case .notImplemented: ExceptionTypes.notImplementedError
            case .zeroDivision: ExceptionTypes.zeroDivisionError
            case .overflow: ExceptionTypes.overflowError
            case .linAlg: TensorTypes.linAlgError
            }
        return Raised(type, message)
    }
}

/// The boundary between kernels and the language: a kernel's complaint becomes an exception.
@inline(__always)
package func raising<Result>(_ body: () throws -> Result) throws -> Result {
    do {
        let result = try body()
        if Node.hasSavedInference { throw Node.refuseInference() }
        return result
    } catch {
        Node.hasSavedInference = false
        throw (error as? TensorError)?.raised ?? error
    }
}
