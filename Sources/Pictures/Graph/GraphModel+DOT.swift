extension GraphModel {
    /// The graph in Graphviz's language, in torchviz's colours: outputs green, leaves blue, saved tensors orange.
    func dot() -> String {
        // torchviz lets the sheet grow with the graph.
        let side = max(12, 0.15 * Double(nodes.count))
        let size = side == side.rounded() ? "\(Int(side))" : "\(side)"
        var lines = [
            "digraph {", "\tgraph [size=\"\(size),\(size)\"]",
            "\tnode [align=left fontname=monospace fontsize=10 height=0.2 ranksep=0.1 shape=box style=filled]",
        ]
        for (index, node) in nodes.enumerated() {
            lines.append("\tn\(index) [label=\"\(label(node))\"\(color(node).map { " fillcolor=\($0)" } ?? "")]")
            for input in node.inputs { lines.append("\tn\(input) -> n\(index)") }
            for saved in node.saved { lines.append("\tn\(index) -> n\(saved) [dir=none]") }
            if let base = node.base { lines.append("\tn\(base) -> n\(index) [style=dotted]") }
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }
    private func label(_ node: Vertex) -> String { Self.escaped(node.shape.map { "\(node.name)\n \($0)" } ?? node.name) }
    private func color(_ node: Vertex) -> String? {
        switch node.kind {
        case .output: "darkolivegreen1"
        case .base: "darkolivegreen3"
        case .leaf: "lightblue"
        case .saved: "orange"
        case .operation: "lightgrey"
        }
    }
    private static func escaped(_ text: String) -> String {
        text.map { $0 == "\"" ? "\\\"" : $0 == "\\" ? "\\\\" : $0 == "\n" ? "\\n" : String($0) }.joined()
    }
}
