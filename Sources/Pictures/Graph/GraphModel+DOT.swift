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
            lines.append("\tn\(index) [label=\"\(label(node))\"\(color(node, index).map { " fillcolor=\($0)" } ?? "")]")
            for input in node.inputs { lines.append("\tn\(input) -> n\(index)") }
            for saved in node.saved { lines.append("\tn\(index) -> n\(saved) [dir=none]") }
            if let base = node.base { lines.append("\tn\(base) -> n\(index) [style=dotted]") }
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }
    private func label(_ node: Vertex) -> String {
        Self.escaped(node.shape.map { "\(node.name)\n \($0)" } ?? ([node.name] + attributeLines(node)).joined(separator: "\n"))
    }
    /// As torchviz lays them out: names on the left, values on the right, cut to the length asked for.
    private func attributeLines(_ node: Vertex) -> [String] {
        guard !node.attributes.isEmpty else { return [] }
        let value = "[saved tensor]"
        let most = max(options.maximumAttributeLength, 3)
        let left = node.attributes.map(\.count).max() ?? 0, right = min(value.count, most)
        let shown = value.count > right ? value.prefix(right - 3) + "..." : value[...]
        return [String(repeating: "-", count: max(left + right + 2, node.name.count))]
            + node.attributes.sorted().map { $0 + String(repeating: " ", count: left - $0.count) + ": " + shown }
    }
    private func color(_ node: Vertex, _ index: Int) -> String? {
        // A leaf that is the output itself has an output's colour.
        if roots.contains(index) { return "darkolivegreen1" }
        return switch node.kind {
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
