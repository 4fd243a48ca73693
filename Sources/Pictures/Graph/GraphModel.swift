import Autograd
import ObjectModel

/// The graph behind one or more tensors, read through the attributes that cells can read too: `grad_fn`,
/// `next_functions`, `variable`.
struct GraphModel {
    enum Kind { case output, base, operation, leaf, saved }
    struct Node {
        let kind: Kind
        /// The operation's name, or the tensor's.
        let name: String
        /// Of tensors: `(6, 1, 5, 5)`.
        let shape: String?
        /// What it was made from, in the order of the operation's arguments.
        var inputs: [Int] = []
        /// Tensors an operation keeps for its derivative.
        var saved: [Int] = []
        /// Of a view: the tensor it looks into.
        var base: Int?
        var attributes: [(name: String, text: String)] = []
    }
    struct Options {
        /// Tensors' names by identity.
        var names: [ObjectIdentifier: String] = [:]
        var showsSaved = false
        var showsAttributes = false
        var attributeLength = 50
    }
    private(set) var nodes: [Node] = []
    private(set) var roots: [Int] = []
    private let options: Options
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
        indices[ObjectIdentifier(object)] = nodes.count
        kept.append(object)
        let shape = tensor.map { "(" + $0.shape.array.map(String.init).joined(separator: ", ") + ")" }
        nodes.append(Node(kind: kind, name: name, shape: shape))
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
        guard options.showsSaved || options.showsAttributes else { return }
        for (name, value) in try savedAttributes(of: operation) {
            if let tensor = value.asTensor {
                guard options.showsSaved else { continue }
                nodes[index].saved.append(try append(tensor, .saved, name: self.name(of: tensor).isEmpty ? name : self.name(of: tensor), tensor))
            } else if options.showsAttributes {
                nodes[index].attributes.append((name, String(try value.str().prefix(options.attributeLength))))
            }
        }
    }

    private func attribute(_ name: Name, of object: Object) throws -> Object? {
        if case .object(let found)? = try Value.object(object).findAttribute(name) { found } else { nil }
    }
    private func name(of tensor: Tensor) -> String { options.names[ObjectIdentifier(tensor)] ?? "" }

    private static let savedPrefix = "_saved_"
    /// `_saved_self` and its kin, which operations show to cells.
    private func savedAttributes(of operation: Object) throws -> [(name: String, value: Value)] {
        let names = operation.ownAttributeNames().map(\.text).filter { $0.hasPrefix(Self.savedPrefix) }
        return try names.sorted().compactMap { name in
            try Value.object(operation).findAttribute(Name(name)).map { (String(name.dropFirst(Self.savedPrefix.count)), $0) }
        }
    }
}
