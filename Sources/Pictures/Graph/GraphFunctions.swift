import Autograd
import ObjectModel

/// `make_dot`, torchviz's, and its short form `graph`.
package enum GraphFunctions {
    private static func tensors(_ value: Value, _ function: String) throws -> [Tensor] {
        if let tensor = value.asTensor { return [tensor] }
        guard let items = value.asItems, !items.isEmpty else {
            throw Raised.typeError("\(function)(): var must be a tensor or a tuple of tensors, not \(value.type.name)")
        }
        return try items.flatMap { try tensors($0, function) }
    }

    /// Names for tensors: a dict, pairs as `named_parameters` gives them, or a module, whose parameters have names.
    private static func names(_ value: Value, _ function: String) throws -> [ObjectIdentifier: String] {
        if value.isNone { return [:] }
        var pairs: [(Value, Value)] = []
        if let dict = value.object(of: .dict) as? Dict {
            pairs = dict.pairs
        } else {
            let hasNames = try value.findAttribute("named_parameters") != nil
            let source = hasNames ? try value.callMethod("named_parameters") : value
            let iterator = try source.iterator()
            while let item = try iterator.next() {
                if let parts = item.asItems, parts.count == 2 { pairs.append((parts[0], parts[1])) }
            }
        }
        var names: [ObjectIdentifier: String] = [:]
        for (name, tensor) in pairs {
            guard let tensor = tensor.asTensor, let name = name.asString else {
                throw Raised.typeError("\(function)(): params must map names to tensors")
            }
            names[ObjectIdentifier(tensor)] = name
        }
        return names
    }

    // Belongs to the evaluator's thread.
    nonisolated(unsafe) package static let makeDot = NativeFunction(
        "make_dot", "var, params=None, show_attrs=False, show_saved=False, max_attr_chars=50",
        summary: "The graph of operations behind a tensor. Echo it to see it; .source is DOT text; .render(file, format=…) draws a file.",
        module: "torchviz"
    ) { a in
        var options = GraphModel.Options()
        options.names = try names(a[1], "make_dot")
        options.showsAttributes = try a[2].isTrue()
        options.showsSaved = try a[3].isTrue()
        options.maximumAttributeLength = try a[4].toIndex()
        return .object(Digraph(try GraphModel(of: tensors(a[0], "make_dot"), options: options)))
    }

    // Belongs to the evaluator's thread.
    nonisolated(unsafe) static let all = [
        makeDot,
        NativeFunction(
            "graph", "var, params=None, show_saved=False, file=None",
            summary: "Draw the graph of operations behind a tensor: graph(loss), graph(loss, model) with the parameters' names. file= writes .dot, .svg or .png."
        ) { a in
            var options = GraphModel.Options()
            options.names = try names(a[1], "graph")
            options.showsSaved = try a[2].isTrue()
            let digraph = Digraph(try GraphModel(of: tensors(a[0], "graph"), options: options))
            if a[3].isNone { return .object(digraph) }
            try digraph.write(to: a[3])
            return .none
        },
    ]
}
