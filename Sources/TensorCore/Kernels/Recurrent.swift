import CKernels

/// An LSTM's layer in one direction: what its steps make, and the way back over all of them. float32, contiguous, (time, batch, size).
package struct LSTMSteps {
    package let x, input, hidden, h, c: NDArray
    package let inputBias, hiddenBias: NDArray?
    package let backwards: Bool
    private var length: Int { x.shape[0] }
    private var batch: Int { x.shape[1] }
    private var size: Int { h.shape[1] }

    /// nil where shapes or dtypes are not those that a layer has by itself.
    package init?(x: NDArray, input: NDArray, hidden: NDArray, inputBias: NDArray?, hiddenBias: NDArray?, h: NDArray, c: NDArray, backwards: Bool) throws {
        guard x.rank == 3, h.rank == 2, input.rank == 2 else { return nil }
        let gates = 4 * h.shape[1]
        guard input.shape == Dims(gates, x.shape[2]), hidden.shape == Dims(gates, h.shape[1]), h.shape[0] == x.shape[1], c.shape == h.shape,
            x.shape[0] > 0, [inputBias, hiddenBias].allSatisfy({ $0.map { $0.shape == Dims([gates]) } ?? true }),
            [x, input, hidden, h, c, inputBias, hiddenBias].allSatisfy({ $0.map { $0.dtype == .float32 } ?? true })
        else { return nil }
        self.x = try x.contiguous()
        self.input = input
        self.hidden = hidden
        self.inputBias = try inputBias?.contiguous()
        self.hiddenBias = try hiddenBias?.contiguous()
        self.h = try h.contiguous()
        self.c = try c.contiguous()
        self.backwards = backwards
    }

    /// What the way back needs: gates, cells and their tanh at each step.
    package struct Memory {
        package let outputs, gates, cells, tanhs: NDArray
        package init(outputs: NDArray, gates: NDArray, cells: NDArray, tanhs: NDArray) {
            self.outputs = outputs
            self.gates = gates
            self.cells = cells
            self.tanhs = tanhs
        }
    }

    private func floats(_ array: NDArray, _ step: Int) -> UnsafeMutablePointer<Float> { array.pointer(as: Float.self) + step * (array.count / array.shape[0]) }
    /// Steps in the order they are taken.
    private func step(_ index: Int) -> Int { backwards ? length - 1 - index : index }

    package func run(check: () throws -> Void) throws -> Memory {
        let gates = try product(x.view([length * batch, x.shape[2]]), input, inputBias).view([length, batch, 4 * size])
        let outputs = try NDArray(empty: [length, batch, size], dtype: .float32), cells = try outputs.emptyLike(), tanhs = try outputs.emptyLike()
        let fromHidden = try NDArray(empty: [batch, 4 * size], dtype: .float32), turned = try hidden.transpose(0, 1)
        var state = h, cell = c
        for index in 0..<length {
            try check()
            let t = step(index)
            try NDArray.gemm(state, turned, into: fromHidden, accumulate: false, bias: hiddenBias)
            nbs_lstm_step(
                batch, size, floats(gates, t), fromHidden.pointer(as: Float.self), cell.pointer(as: Float.self), floats(cells, t), floats(tanhs, t), floats(outputs, t))
            state = try outputs.select(0, t)
            cell = try cells.select(0, t)
        }
        return Memory(outputs: outputs, gates: gates, cells: cells, tanhs: tanhs)
    }
    private func product(_ a: NDArray, _ weight: NDArray, _ bias: NDArray?) throws -> NDArray {
        let out = try NDArray(empty: [a.shape[0], weight.shape[0]], dtype: .float32)
        try NDArray.gemm(a, weight.transpose(0, 1), into: out, accumulate: false, bias: bias)
        return out
    }

    /// Gradients of x, both weights, both biases, h and c from those of the outputs and the last states.
    package func gradients(
        _ made: Memory, outputs: NDArray?, h last: NDArray?, c lastCell: NDArray?, wanted: (Int) -> Bool, check: () throws -> Void
    ) throws -> [NDArray?] {
        let sums = try made.gates.emptyLike(), outputs = try outputs?.contiguous()
        let state = try last.map { try $0.copy() } ?? NDArray.zeros(h.shape, .float32), cell = try lastCell.map { try $0.copy() } ?? NDArray.zeros(h.shape, .float32)
        for index in (0..<length).reversed() {
            try check()
            let t = step(index), before = index == 0 ? c.pointer(as: Float.self) : floats(made.cells, step(index - 1))
            nbs_lstm_slopes(
                batch, size, floats(made.gates, t), before, floats(made.tanhs, t), state.pointer(as: Float.self), outputs.map { floats($0, t) },
                cell.pointer(as: Float.self), floats(sums, t))
            if index > 0 || wanted(5) { try NDArray.gemm(sums.select(0, t), hidden, into: state, accumulate: false) }
        }
        var found: [NDArray?] = Array(repeating: nil, count: 7)
        let rows = length * batch, all = try sums.view([rows, 4 * size])
        if wanted(0) {
            let slope = try NDArray(empty: x.shape, dtype: .float32)
            try NDArray.gemm(all, input, into: slope.view([rows, x.shape[2]]), accumulate: false)
            found[0] = slope
        }
        if wanted(1) {
            let slope = try NDArray(empty: input.shape, dtype: .float32)
            try NDArray.gemm(all.transpose(0, 1), x.view([rows, x.shape[2]]), into: slope, accumulate: false)
            found[1] = slope
        }
        if wanted(2) {
            // Each step's state came from the step before; the first one's was given.
            let slope = try NDArray(empty: hidden.shape, dtype: .float32), first = step(0)
            try NDArray.gemm(sums.select(0, first).transpose(0, 1), h, into: slope, accumulate: false)
            if length > 1 {
                let later = try sums.narrow(0, backwards ? 0 : 1, length - 1).reshape([rows - batch, 4 * size])
                let states = try made.outputs.narrow(0, backwards ? 1 : 0, length - 1).reshape([rows - batch, size])
                try NDArray.gemm(later.transpose(0, 1), states, into: slope, accumulate: true)
            }
            found[2] = slope
        }
        if wanted(3) || wanted(4) {
            let sum = try all.reduce(.sum, [0])
            found[3] = sum
            found[4] = try sum.copy()
        }
        found[5] = state
        found[6] = cell
        return found
    }
}
