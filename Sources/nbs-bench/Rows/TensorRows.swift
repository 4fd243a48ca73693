private let scalars = "a = torch.tensor(1.)\nb = torch.tensor(2.)\nw = torch.tensor(2., requires_grad=True)\n"
private let thermometer = """
    t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0]).unsqueeze(1)
    t_u = 0.1 * torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4]).unsqueeze(1)
    loss_fn = nn.MSELoss()

    """
private let epoch = "loss = loss_fn(model(t_u), t_c)\noptimizer.zero_grad()\nloss.backward()\noptimizer.step()"

let smallStepRows: [Row] = [
    .steps("scalar add", goal: 8, setup: scalars, "a + b"),
    .steps("scalar add with graph", goal: 8, setup: scalars, "w + b"),
    .steps("mul, sum, backward of 10", goal: 20, setup: "x = torch.rand(10, requires_grad=True)\ny = torch.rand(10)\n", "(x * y).sum().backward()"),
    .steps("epoch of linear(1, 1)", goal: 25, setup: thermometer + "model = nn.Linear(1, 1)\noptimizer = optim.SGD(model.parameters(), lr=1e-2)\n", epoch),
    .steps("epoch of seq(1, 13, 1)", goal: 25, setup: thermometer + "model = nn.Sequential(nn.Linear(1, 13), nn.Tanh(), nn.Linear(13, 1))\noptimizer = optim.SGD(model.parameters(), lr=1e-3)\n", epoch),
]

private let mlpWeights = 784 * 512 + 512 * 512 + 512 * 10
/// Each weight is used once a sample; of one sample alone reading them is what takes time.
private func mlpForward(_ batch: Int) -> Limit {
    batch == 1 ? .stream(read: mlpWeights, written: 0) : .products(Double(batch * mlpWeights))
}
/// Three times in a step, but the images need no gradient.
private func mlpStep(_ batch: Int) -> Limit {
    let backward = 2 * mlpWeights - 784 * 512
    if batch > 1 { return .products(Double(batch * (mlpWeights + backward))) }
    return .all([mlpForward(1), .stream(read: backward - mlpWeights, written: mlpWeights), .stream(read: 2 * mlpWeights, written: mlpWeights)])
}

private func mlp(_ batch: Int) -> String {
    """
    model = nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))
    loss_fn = nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=1e-3)
    x = torch.rand(\(batch), 784)
    y = torch.randint(0, 10, (\(batch),))

    """
}
private func leNet(_ batch: Int) -> String {
    """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(1, 6, 5)
            self.conv2 = nn.Conv2d(6, 16, 5)
            self.fc1 = nn.Linear(400, 120)
            self.fc2 = nn.Linear(120, 84)
            self.fc3 = nn.Linear(84, 10)
        def forward(self, x):
            x = F.max_pool2d(F.relu(self.conv1(x)), 2)
            x = F.max_pool2d(F.relu(self.conv2(x)), 2)
            x = x.view(x.size(0), -1)
            return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))
    model = Net()
    loss_fn = nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=1e-3)
    x = torch.rand(\(batch), 1, 32, 32)
    y = torch.randint(0, 10, (\(batch),))

    """
}
private func alexNet(_ batch: Int) -> String {
    """
    def build():
        return nn.Sequential(
            nn.Conv2d(3, 64, 11, stride=4, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(), nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(),
            nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(9216, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000))
    model = build()
    loss_fn = nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=1e-3)
    x = torch.rand(\(batch), 3, 224, 224)
    y = torch.randint(0, 1000, (\(batch),))

    """
}
/// Convolutions are bound by their products, the linear layers of small batches by reading their weights.
private let alexNetWeights = 9216 * 4096 + 4096 * 4096 + 4096 * 1000
private let alexNetProducts = layers.filter { $0.name.hasPrefix("A") }.map { $0.products(batch: 1) }.reduce(0, +)
private func alexNetForward(_ batch: Double) -> Limit {
    .all([.products(batch * alexNetProducts), .stream(read: alexNetWeights, written: 0)])
}
/// The weights are read forward, backward and by the optimizer, which reads the gradients and writes the weights again.
private func alexNetStep(_ batch: Double) -> Limit {
    .all([
        .products(3 * batch * alexNetProducts), .stream(read: alexNetWeights, written: 0), .stream(read: alexNetWeights, written: alexNetWeights),
        .stream(read: 2 * alexNetWeights, written: alexNetWeights),
    ])
}
private let step = "optimizer.zero_grad()\nloss = loss_fn(model(x), y)\nloss.backward()\noptimizer.step()"
private let forward = "with torch.no_grad():\n    model(x)"

let trainingRows: [Row] =
    [1, 64, 256].flatMap { batch -> [Row] in
        [
            .steps("MLP step, batch \(batch)", goal: 2, limit: mlpStep(batch), setup: mlp(batch), step),
            .steps("MLP forward, batch \(batch)", goal: 2, limit: mlpForward(batch), setup: mlp(batch), forward),
        ]
    } + [
        .steps("LeNet step, batch 1", goal: 8, setup: leNet(1), step),
        .steps("LeNet step, batch 64", goal: 2, setup: leNet(64), step),
        .steps("AlexNet construction", goal: 3, setup: alexNet(1), "build()"),
        .steps("AlexNet forward, batch 1", goal: 1.2, limit: alexNetForward(1), setup: alexNet(1), forward),
        .steps("AlexNet forward, batch 8", goal: 1.2, limit: alexNetForward(8), setup: alexNet(8), forward),
        .steps("AlexNet step, batch 1", goal: 2, limit: alexNetStep(1), setup: alexNet(1), step),
        .steps("AlexNet step, batch 8", goal: 1.2, limit: alexNetStep(8), setup: alexNet(8), step),
    ]

/// Small ones are bound by what stands around the loop, not by memory.
private func elementwiseLimit(_ body: String, _ count: Int) -> Limit? {
    count < 1_000_000 ? nil : .stream(read: body == "x + y" ? 2 * count : count, written: body == "x.sum()" ? 0 : count)
}

let elementwiseRows: [Row] = [(1000, 5.0), (1_000_000, 1.0), (10_000_000, 4.0)].flatMap { count, goal -> [Row] in
    ["x + y", "torch.relu(x)", "torch.exp(x)", "torch.tanh(x)", "torch.log(y)", "torch.sigmoid(x)", "x.sum()"].map { body in
        .steps("\(body) of \(count)", goal: body == "x.sum()" ? 1 : goal, limit: elementwiseLimit(body, count), setup: "x = torch.randn(\(count))\ny = torch.rand(\(count)) + 0.5\n", body)
    }
}

let matrixRows: [Row] =
    [
        // Floats read and written; an index is as long as two.
        ("torch.softmax(m, 1)", 1, 1), ("torch.log_softmax(m, 1)", 1, 1), ("m.t().contiguous()", 1, 1), ("m.sum(0)", 1, 0), ("m.sum(1)", 1, 0),
        ("torch.cat([m, m])", 2, 2), ("m[index]", 1, 1), ("m.gather(1, columns)", 3, 1), ("m.argmax(1)", 1, 0), ("m.sort(1)", 1, 3),
    ].map { body, read, written in
        .steps(
            "\(body), 1000 × 1000", goal: 1.2, limit: .stream(read: read * 1_000_000, written: written * 1_000_000),
            setup: "m = torch.randn(1000, 1000)\nindex = torch.randperm(1000)\ncolumns = torch.randint(0, 1000, (1000, 1000))\n", body)
    } + products.map { name, size in
        .steps(
            name, goal: 1, limit: .sgemm(size),
            setup: "a = torch.randn(\(size.rows), \(size.depth))\nb = torch.randn(\(size.depth), \(size.columns))\n", "a @ b")
    }

private let products: [(name: String, size: Product.Size)] =
    [16, 32, 64, 128, 256, 512, 1024, 2048].map { ("\($0)² @ \($0)²", Product.Size(rows: $0, columns: $0, depth: $0)) }
    + [(64, 784, 512), (1, 784, 512)].map { rows, depth, columns in
        ("\(rows)×\(depth) @ \(depth)×\(columns)", Product.Size(rows: rows, columns: columns, depth: depth))
    }

/// Those that OpenBLAS does in one thread: the threads of two libraries in one process would be in each other's way. Larger ones need no rows of
/// their own, the language takes nothing of them.
let productRows: [Row] = [16, 24, 32, 48, 64].map { size in
    Row(
        name: "\(size)² by \(size)²", rival: .python, kind: .product(Product.Size(rows: size, columns: size, depth: size)),
        goal: size < 64 ? 1 : 0.95)
}

let randomRows: [Row] = ["rand", "randn", "randperm"].flatMap { name in
    [1000, 10_000_000].map { count in .steps("\(name)(\(count))", goal: 3, "torch.\(name)(\(count))") }
}

let textRows: [Row] = [
    .steps("text of a 1000 × 1000 tensor", goal: 5, setup: "m = torch.randn(1000, 1000)\n", "str(m)"),
    .steps("text of AlexNet", goal: 5, setup: alexNet(1), "repr(model)"),
]
