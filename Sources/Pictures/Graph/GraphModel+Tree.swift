extension GraphModel {
    /// The graph as a tree from the outputs to the leaves. Operations with one input follow each other on a line; what
    /// several operations use is drawn once, with a number, and named by that number afterwards.
    func tree() -> String {
        var drawing = TreeDrawing(self)
        for root in roots { drawing.draw(root) }
        return drawing.lines.joined(separator: "\n")
    }

    fileprivate func title(_ node: Vertex) -> String {
        guard let shape = node.shape else { return node.name }
        let name = node.name.isEmpty ? (node.kind == .leaf ? "leaf" : "tensor") : node.name
        return "\(name) \(shape)"
    }
}

private struct TreeDrawing {
    private let graph: GraphModel
    private(set) var lines: [String] = []
    /// How many operations use each node.
    private var uses: [Int]
    /// Numbers of nodes with several users, given when they are first drawn.
    private var numbers: [Int: Int] = [:]
    private var waiting: [(node: Int, first: String, rest: String)] = []

    // Larger drawings are no longer looked at.
    private static let maximumLines = 200
    private static let maximumIndent = 60
    private static let lineLength = 76
    private static let maximumChain = 12

    init(_ graph: GraphModel) {
        self.graph = graph
        uses = Array(repeating: 0, count: graph.nodes.count)
        for node in graph.nodes {
            for input in node.inputs { uses[input] += 1 }
        }
    }

    mutating func draw(_ root: Int) {
        waiting = [(root, "", "")]
        while let (node, first, rest) = waiting.popLast() {
            guard lines.count < Self.maximumLines else {
                lines.append(first + "… (\(graph.nodes.count) operations and tensors in all; .source has them)")
                return
            }
            draw(node, first, rest)
        }
    }

    /// One line, or a few when the chain is long; the inputs of its end wait for their turn.
    private mutating func draw(_ start: Int, _ first: String, _ rest: String) {
        var chain: [String] = []
        var node = start
        var length = 0
        while true {
            if let number = numbers[node] {
                chain.append("#\(number) again")
                break
            }
            length += 1
            var title = graph.title(graph.nodes[node])
            if uses[node] > 1, graph.nodes[node].kind == .operation {
                numbers[node] = numbers.count + 1
                title += " #\(numbers.count)"
            }
            // AccumulateGrad stands for the leaf behind it.
            if graph.nodes[node].name != "AccumulateGrad" { chain.append(title) }
            guard graph.nodes[node].inputs.count == 1, graph.nodes[node].saved.isEmpty else { break }
            node = graph.nodes[node].inputs[0]
        }
        let shown = chain.count <= Self.maximumChain ? chain : chain.prefix(6) + ["… \(chain.count - 9) more …"] + chain.suffix(3)
        append(shown, first, rest)
        let isRepeated = chain.last?.hasSuffix(" again") ?? false
        let children = isRepeated ? [] : graph.nodes[node].inputs + graph.nodes[node].saved
        if rest.count > Self.maximumIndent, !children.isEmpty {
            lines.append(rest + "└─ …")
            return
        }
        for (index, child) in children.enumerated().reversed() {
            let isLast = index == children.count - 1
            let saved = index >= graph.nodes[node].inputs.count ? "saved: " : ""
            waiting.append((child, rest + (isLast ? "└─ " : "├─ ") + saved, rest + (isLast ? "   " : "│  ")))
        }
    }

    /// The parts of a chain with arrows against the flow of numbers, broken where a line is full.
    private mutating func append(_ parts: some Sequence<String>, _ first: String, _ rest: String) {
        var line = first
        var isEmpty = true
        for part in parts {
            let piece = isEmpty ? part : " ← " + part
            if !isEmpty, line.count + piece.count > Self.lineLength {
                lines.append(line)
                line = rest + "   ← " + part
            } else {
                line += piece
            }
            isEmpty = false
        }
        lines.append(line)
    }
}
