// Whole sessions: what reading, replaying and growing cost.

private let statements = (0..<10_000).map { "    value_\($0 % 100) = (value_\(($0 + 1) % 100) + \($0)) * 2 if flag else [\($0), 'text']" }.joined(separator: "\n")

@Sendable private func cells(_ count: Int) -> String { (0..<count).map { "# %%\nx = \($0)\nx\n" }.joined(separator: "\n") }

/// IPython is what a cell is run by where PyTorch is taught.
private let notebook = """
    import contextlib, io
    from IPython.core.interactiveshell import InteractiveShell
    shell = InteractiveShell.instance()
    with contextlib.redirect_stdout(io.StringIO()):
        for i in range(1000):
            shell.run_cell(f"x = {i}\\nx", store_history=True)

    """

private let names = (0..<10_000).map { "name_\($0) = \($0)" }.joined(separator: "\n")

let sessionRows: [Row] = [
    .process("reading 10,000 lines", goal: 5, rival: .python, "def never():\n\(statements)\n"),
    .process("replaying 1,000 cells", goal: 5, cells(1000), against: notebook),
    Row(name: "Tab among 10,000 names", rival: .python, kind: .completion(setup: names, text: "total = name_12"), goal: 5),
]

/// Each is run at three sizes: what one unit costs must not grow.
let growthRows: [Growth] = [
    Growth(name: "a cell, in a session of", sizes: [1000, 10_000, 100_000], program: cells),
    Growth(name: "an operation, in a graph of", sizes: [1000, 100_000, 1_000_000]) { size in
        "x = torch.ones(1, requires_grad=True)\ny = x\nfor _ in range(\(size)):\n    y = y + x\ny.backward()\n"
    },
]
