import Autograd
import ObjectModel

/// The graph behind one or more tensors, read through the attributes that cells can read too: `grad_fn`,
/// `next_functions`, `variable`.
struct GraphModel {
    enum Kind { case output, base, operation, leaf, saved }
    struct Vertex {
        let kind: Kind
        /// The operation's name, or the tensor's.
        let name: String
        /// Of tensors: `(6, 1, 5, 5)`.
        let shape: String?
        /// Names of what an operation keeps, when asked for.
        var attributes: [String] = []
        /// What it was made from, in the order of the operation's arguments.
        var inputs: [Int] = []
        /// Tensors an operation keeps for its derivative.
        var saved: [Int] = []
        /// Of a view: the tensor it looks into.
        var base: Int?
    }
    struct Options {
        /// Tensors' names by identity.
        var names: [ObjectIdentifier: String] = [:]
        var showsSaved = false
        var showsAttributes = false
        var maximumAttributeLength = 50
    }
    private(set) var nodes: [Vertex] = []
    private(set) var roots: [Int] = []
    let options: Options
    private var indices: [ObjectIdentifier: Int] = [:]
    /// The engine makes some of these on demand; while they are kept their identities are theirs alone.
    private var kept: [Object] = []
    private var pending: [(object: Object, index: Int)] = []

    init(of tensors: [Tensor], options: Options) throws {
        self.options = options
        for tensor in tensors { roots.append(try add(output: tensor, .output)) }
        while let (object, index) = pending.popLast() { try expand(object, index) }
    }

    private mutating func add(output tensor: Tensor, _ kind: Kind) throws -> Int {
        if let known = indices[ObjectIdentifier(tensor)] { return known }
        let made = try attribute("grad_fn", of: tensor)
        // A leaf on its own is a graph too.
        let index = try append(tensor, made == nil && kind == .output ? .leaf : kind, name: name(of: tensor), tensor)
        if let made { nodes[index].inputs = [try add(operation: made)] }
        if let base = try attribute("_base", of: tensor) as? Tensor {
            nodes[index].base = try add(output: base, .base)
        }
        return index
    }
    private mutating func add(operation: Object) throws -> Int {
        if let known = indices[ObjectIdentifier(operation)] { return known }
        let index = try append(operation, .operation, name: operation.type.name, nil)
        pending.append((operation, index))
        return index
    }
    private mutating func append(_ object: Object, _ kind: Kind, name: String, _ tensor: Tensor?) throws -> Int {
        // What was saved is drawn beside each operation that saved it.
        if kind != .saved { indices[ObjectIdentifier(object)] = nodes.count }
        kept.append(object)
        let shape = tensor.map { "(" + $0.shape.array.map(String.init).joined(separator: ", ") + ")" }
        nodes.append(Vertex(kind: kind, name: name, shape: shape))
        return nodes.count - 1
    }

    private mutating func expand(_ operation: Object, _ index: Int) throws {
        if let leaf = try attribute("variable", of: operation) as? Tensor {
            let known = indices[ObjectIdentifier(leaf)]
            nodes[index].inputs = [try known ?? append(leaf, .leaf, name: name(of: leaf), leaf)]
            return
        }
        for link in try Value.object(operation).attribute("next_functions").asItems ?? [] {
            if case .object(let input)? = link.asItems?.first { nodes[index].inputs.append(try add(operation: input)) }
        }
        guard let node = operation as? Node else { return }
        for (place, tensor) in node.keptTensors {
            let name = SavedNames.name(of: place, in: operation.type.name)
            if options.showsAttributes { nodes[index].attributes.append(name) }
            guard options.showsSaved else { continue }
            // A leaf that takes part is drawn once.
            let isLeaf = tensor.requiresGrad && tensor.isLeaf
            let known = isLeaf ? indices[ObjectIdentifier(tensor)] : nil
            nodes[index].saved.append(
                try known ?? append(tensor, isLeaf ? .leaf : .saved, name: isLeaf ? self.name(of: tensor) : name, tensor))
        }
    }

    private func attribute(_ name: Name, of object: Object) throws -> Object? {
        if case .object(let found)? = try Value.object(object).findAttribute(name) { found } else { nil }
    }
    private func name(of tensor: Tensor) -> String { options.names[ObjectIdentifier(tensor)] ?? "" }
}
