import ObjectModel

/// What `make_dot` gives: echoed, a tree; `source` has the DOT text, `render` makes files of it.
package final class Digraph: Object {
    private let graph: GraphModel

    init(_ graph: GraphModel) {
        self.graph = graph
        super.init(kind: .other)
    }

    // Belongs to the evaluator's thread.
    nonisolated(unsafe) private static let typeObject = TypeObject(
        "Digraph", module: "graphviz.graphs", summary: "A graph of operations: echo it to see it as a tree, .source is its DOT text.", isFinal: true,
        members: {
            [
                NativeProperty("source", summary: "The graph as DOT text.") { value in try .str(digraph(value).graph.dot()) },
                NativeFunction.method("save", "filename='Digraph.gv'", summary: "Write the DOT text to a file.") { a in
                    .str(try digraph(a[0]).save(to: a[1]))
                },
                NativeFunction.method(
                    "render", "filename='Digraph.gv', format='pdf', cleanup=False",
                    summary: "Write the DOT text to filename and let Graphviz draw it to filename.format; gives that name."
                ) { a in .str(try digraph(a[0]).render(filename: a[1], format: a[2], removesSource: a[3].isTrue())) },
            ]
        })
    private static func digraph(_ value: Value) throws -> Digraph {
        guard case .object(let object) = value, let digraph = object as? Digraph else {
            throw Raised.typeError("expected a Digraph, not \(value.type.name)")
        }
        return digraph
    }
    package override var type: TypeObject { Self.typeObject }
    package override func repr() -> String { graph.tree() }

    private func save(to file: Value) throws -> String {
        guard let path = file.asString else { throw Raised.typeError("filename must be a str, not \(file.type.name)") }
        try FileAccess.write(Array(graph.dot().utf8), to: path)
        return path
    }
    private static let formats = ["svg", "png", "pdf", "dot", "jpg", "gif", "json", "plain", "ps", "eps"]

    private func render(filename: Value, format: Value, removesSource: Bool) throws -> String {
        guard let format = format.asString, Self.formats.contains(format) else {
            throw Raised.valueError("unknown format: \(try format.repr()) (must be one of \(Self.formats.joined(separator: ", ")))")
        }
        let source = try save(to: filename)
        let output = "\(source).\(format)"
        try FileAccess.checkWritable(output)
        try Graphviz.render(source: source, to: output, format: format)
        if removesSource { FileAccess.remove(source) }
        return output
    }

    /// One file of either kind: `.dot` and `.gv` are written here, other endings go through Graphviz.
    func write(to file: Value) throws {
        guard let path = file.asString else { throw Raised.typeError("graph(): file must be a str, not \(file.type.name)") }
        let ending = path.split(separator: "/").last?.split(separator: ".").last.map(String.init) ?? ""
        if ending == "dot" || ending == "gv" {
            _ = try save(to: file)
            return
        }
        guard Self.formats.contains(ending) else {
            throw Raised.valueError("graph(): the file's name must end in .dot, .gv, .svg, .png or .pdf, not \(StringText.repr(path))")
        }
        let source = try save(to: .str(path + ".gv"))
        defer { FileAccess.remove(source) }
        try FileAccess.checkWritable(path)
        try Graphviz.render(source: source, to: path, format: ending)
    }
}
