/// The convolutions of AlexNet and LeNet, each direction by itself.
struct Layer {
    let name: String
    let inputs, outputs, kernel, stride, padding, size: Int
    let batches: [Int]

    /// Multiply-adds, in each direction.
    func products(batch: Int) -> Double {
        let side = (size + 2 * padding - kernel) / stride + 1
        return Double(batch * outputs * side * side * inputs * kernel * kernel)
    }
}
let layers: [Layer] = [
    Layer(name: "A1 3→64 k11 s4", inputs: 3, outputs: 64, kernel: 11, stride: 4, padding: 2, size: 224, batches: [1, 8]),
    Layer(name: "A2 64→192 k5", inputs: 64, outputs: 192, kernel: 5, stride: 1, padding: 2, size: 27, batches: [1, 8]),
    Layer(name: "A3 192→384 k3", inputs: 192, outputs: 384, kernel: 3, stride: 1, padding: 1, size: 13, batches: [1, 8]),
    Layer(name: "A4 384→256 k3", inputs: 384, outputs: 256, kernel: 3, stride: 1, padding: 1, size: 13, batches: [1, 8]),
    Layer(name: "A5 256→256 k3", inputs: 256, outputs: 256, kernel: 3, stride: 1, padding: 1, size: 13, batches: [1, 8]),
    Layer(name: "L1 1→6 k5", inputs: 1, outputs: 6, kernel: 5, stride: 1, padding: 0, size: 32, batches: [1, 8, 64]),
    Layer(name: "L2 6→16 k5", inputs: 6, outputs: 16, kernel: 5, stride: 1, padding: 0, size: 14, batches: [1, 8, 64]),
]

let convolutionRows: [Row] = layers.flatMap { layer in
    layer.batches.flatMap { batch -> [Row] in
        func row(_ what: String, _ wanted: String?, _ body: String) -> Row {
            let k = layer.kernel
            return .steps(
                "\(layer.name), \(batch): \(what)", goal: 1, limit: .products(layer.products(batch: batch)),
                setup: """
                    x = torch.randn(\(batch), \(layer.inputs), \(layer.size), \(layer.size), requires_grad=\(wanted == "x" ? "True" : "False"))
                    w = torch.randn(\(layer.outputs), \(layer.inputs), \(k), \(k), requires_grad=\(wanted == "w" ? "True" : "False"))
                    b = torch.zeros(\(layer.outputs))
                    y = F.conv2d(x, w, b, \(layer.stride), \(layer.padding))
                    g = torch.randn(y.shape)

                    """, body)
        }
        return [
            row("forward", nil, "F.conv2d(x, w, b, \(layer.stride), \(layer.padding))"),
            row("data", "x", "torch.autograd.grad(y, x, g, retain_graph=True)"),
            row("weight", "w", "torch.autograd.grad(y, w, g, retain_graph=True)"),
        ]
    }
}
