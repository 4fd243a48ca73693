let startRows: [Row] = [
    .process("print(1) against import torch", goal: 100, limit: .process, "print(1)\n", against: "import torch\nprint(1)\n"),
    .process("print(1) against python3", goal: 1, rival: .python, limit: .process, "print(1)\n"),
]
