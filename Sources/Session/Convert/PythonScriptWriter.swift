import Language

/// A session as a script that Python runs with PyTorch: short forms spelled out, values shown where the notebook shows
/// them, prose as comments. The recorded output stays beside the code, as comments.
enum PythonScriptWriter {
    static func text(_ file: SessionFile) -> String {
        var rewriter = ShortFormRewriter()
        let runs = Set(Replay.order(of: file.cells))
        let body = order(file.cells).map { index in
            part(file.cells[index], runs: runs.contains(index), &rewriter)
        }.filter { !$0.isEmpty }
        let head = prelude(file, rewriter, body.joined())
        return head + "\n" + body.map { "\n" + $0 }.joined()
    }

    /// As in the file, but solutions before the checks that judge them.
    private static func order(_ cells: [Cell]) -> [Int] {
        var order: [Int] = []
        while order.count < cells.count {
            let index = order.count
            guard cells[index].kind == .exercise else {
                order.append(index)
                continue
            }
            let group = Replay.exerciseGroup(in: cells, from: index)
            order += group.filter { cells[$0].kind != .check } + group.filter { cells[$0].kind == .check }
        }
        return order
    }

    private static func part(_ cell: Cell, runs: Bool, _ rewriter: inout ShortFormRewriter) -> String {
        var lines: [String] = []
        if !cell.title.isEmpty { lines.append("# \(cell.title)") }
        if cell.kind.isProse {
            lines += comment(cell.prose)
        } else if !runs {
            // An exercise whose solution stands in for it.
            lines += comment(cell.kind == .exercise ? cell.question : cell.source)
        } else if let code = rewriter.python(cell.source) {
            lines += fails(cell) ? guarded(code) : [code]
        } else {
            lines += comment(cell.source)
        }
        lines += cell.recorded.map { CellOutput.withoutTrailingBlanks($0.text) }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func comment(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "#" : "# \($0)" }
    }

    private static func fails(_ cell: Cell) -> Bool { Complaints.divided(cell.recordedOutput.complaints).error != nil }

    /// The session expects this cell to fail and goes on.
    private static func guarded(_ code: String) -> [String] {
        ["try:"] + code.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    \($0)" }
            + ["except Exception as error:", "    print(f\"{type(error).__name__}: {error}\")"]
    }

    private static func prelude(_ file: SessionFile, _ rewriter: ShortFormRewriter, _ body: String) -> String {
        var lines = comment(Converter.title(of: file)) + [""] + rewriter.futures
        if rewriter.needsOrderedDict { lines.append("from collections import OrderedDict") }
        lines += ["import torch", "from torch import nn"]
        if body.contains("optim.") { lines.append("from torch import optim") }
        if body.contains("F.") { lines.append("from torch.nn import functional as F") }
        if rewriter.ours.contains("summary") { lines.append("from torchsummary import summary") }
        if rewriter.ours.contains("graph") { lines.append("from torchviz import make_dot as graph") }
        if rewriter.ours.contains("make_dot") { lines.append("from torchviz import make_dot") }
        lines += ["", "torch.manual_seed(\(file.header.seed))"]
        if rewriter.needsEcho { lines += ["", "", echo] }
        for (name, function) in [("plot", "plot"), ("scatter", "scatter"), ("hist", "hist"), ("show", "imshow")]
        where rewriter.ours.contains(name) { lines += ["", "", drawing(name, function)] }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let echo = """
        def echo(value):
            global _
            if value is not None:
                _ = value
                print(repr(value))
        """

    private static func drawing(_ name: String, _ function: String) -> String {
        """
        def \(name)(*values, **options):
            import matplotlib.pyplot as plt
            plt.\(function)(*[v.detach().numpy() if isinstance(v, torch.Tensor) else v for v in values])
            plt.show()
        """
    }
}
