import Autograd
import ObjectModel
import TensorCore

/// One step of a recurrent network, as a layer and as what the whole networks repeat.
enum RecurrentCells {
    enum Kind: String {
        case tanh = "RNN_TANH", relu = "RNN_RELU", gru = "GRU", lstm = "LSTM"
        var gates: Int { self == .lstm ? 4 : self == .gru ? 3 : 1 }
    }
    struct Weights {
        let input, hidden: Tensor
        let inputBias, hiddenBias: Tensor?
        var projection: Tensor?
    }

    /// From the input's share (already multiplied) and the state to the next state.
    static func next(_ kind: Kind, _ fromInput: Tensor, _ h: Tensor, _ c: Tensor?, _ w: Weights) throws -> (h: Tensor, c: Tensor?) {
        let fromHidden = try h.linear(w.hidden, w.hiddenBias)
        switch kind {
        case .tanh: return (try (fromInput + fromHidden).tanh(), nil)
        case .relu: return (try (fromInput + fromHidden).relu(), nil)
        case .gru:
            let size = fromInput.shape[fromInput.rank - 1] / 3
            func part(_ x: Tensor, _ index: Int) throws -> Tensor { try x.narrow(x.rank - 1, index * size, size) }
            let reset = try (part(fromInput, 0) + part(fromHidden, 0)).sigmoid(), update = try (part(fromInput, 1) + part(fromHidden, 1)).sigmoid()
            let new = try (part(fromInput, 2) + reset * part(fromHidden, 2)).tanh()
            return (try (h - new) * update + new, nil)
        case .lstm:
            let gates = try fromInput + fromHidden
            let size = gates.shape[gates.rank - 1] / 4
            func part(_ index: Int) throws -> Tensor { try gates.narrow(gates.rank - 1, index * size, size) }
            let input = try part(0).sigmoid(), forget = try part(1).sigmoid(), candidate = try part(2).tanh(), output = try part(3).sigmoid()
            guard let c else { throw Raised.runtimeError("an LSTM needs a cell state") }
            let nextCell = try forget * c + input * candidate
            var nextHidden = try output * nextCell.tanh()
            if let projection = w.projection { nextHidden = try nextHidden.linear(projection) }
            return (nextHidden, nextCell)
        }
    }

    // MARK: Layers

    private static func setUp(_ m: Module, _ a: LayerArguments, gates: Int) throws {
        let dtype = try a.dtype()
        // The first size is a multiple of it.
        let hidden = try LayerArguments.size(binaryResult(.multiply, .int(1), a["hidden_size"]), at: 0), input = try a.size("input_size", at: 1)
        let isBiased = try a.isTrue("bias")
        m.setOwn("bias", .bool(isBiased))
        var made = [
            try m.addParameter("weight_ih", [gates &* hidden, input], dtype), try m.addParameter("weight_hh", [gates &* hidden, hidden], dtype),
        ]
        if isBiased {
            made += [try m.addParameter("bias_ih", [gates &* hidden], dtype), try m.addParameter("bias_hh", [gates &* hidden], dtype)]
        } else {
            m.addMissingParameter("bias_ih")
            m.addMissingParameter("bias_hh")
        }
        let bound = hidden > 0 ? 1 / Double(hidden).squareRoot() : 0
        for tensor in made { try tensor.array.uniform(-bound, bound) }
    }
    private static func extra(_ m: Module, _ text: inout TextBuilder) throws {
        text.append("\(try m.value("input_size").str()), \(try m.value("hidden_size").str())")
        if try !m.isTrue("bias") { text.append(ascii: ", bias=False") }
        if let nonlinearity = m.own("nonlinearity")?.asString, nonlinearity != "tanh" { text.append(", nonlinearity=\(nonlinearity)") }
    }
    private static func run(_ m: Module, _ a: BoundArguments, _ name: String, _ kind: Kind) throws -> Value {
        let input = try a[1].tensorWithDim()
        guard input.rank == 1 || input.rank == 2 else {
            throw Raised.valueError("\(name): Expected input to be 1D or 2D, got \(input.rank)D instead")
        }
        let isBatched = input.rank == 2
        let x = isBatched ? input : try input.unsqueeze(0)
        let size = try m.int("hidden_size"), expected = try m.int("input_size")
        func checkInput() throws {
            guard x.shape[1] == expected else { throw Raised.runtimeError("input has inconsistent input_size: got \(x.shape[1]) expected \(expected)") }
        }
        /// Zeros, or what was given, which PyTorch looks at in two steps.
        func ranked(_ value: Value, _ word: String) throws -> Tensor {
            if value.isNone { return Tensor(try .zeros(isBatched ? [x.shape[0], size] : [size], x.dtype)) }
            let given = try value.tensorWithDim()
            guard given.rank == 1 || given.rank == 2 else {
                throw Raised.valueError("\(name): Expected \(word) to be 1D or 2D, got \(given.rank)D instead")
            }
            return given
        }
        func sized(_ given: Tensor) throws -> Tensor {
            let h = isBatched ? given : try given.unsqueeze(0)
            guard h.shape[0] == x.shape[0] else { throw Raised.runtimeError("Input batch size \(x.shape[0]) doesn't match hidden0 batch size \(h.shape[0])") }
            guard h.shape[1] == size else { throw Raised.runtimeError("hidden0 has inconsistent hidden_size: got \(h.shape[1]), expected \(size)") }
            return h
        }
        let weights = Weights(
            input: try m.tensor("weight_ih"), hidden: try m.tensor("weight_hh"), inputBias: try m.optionalTensor("bias_ih"),
            hiddenBias: try m.optionalTensor("bias_hh"))
        func out(_ tensor: Tensor) throws -> Value { .tensor(isBatched ? tensor : try tensor.squeeze(0)) }
        guard kind == .lstm else {
            let given = try ranked(a[2], "hidden")
            try checkInput()
            let h = try sized(given)
            return try out(next(kind, x.linear(weights.input, weights.inputBias), h, nil, weights).h)
        }
        let states = try (a[2].isNone ? [Value.none, .none] : collect(a[2])).enumerated().map { try ranked($1, "hx[\($0)]") }
        if isBatched, a[2].asTensor != nil {
            throw Raised.typeError("lstm_cell(): argument 'hx' (position 2) must be tuple of Tensors, not Tensor", hint: "write cell(x, (h, c))")
        }
        guard states.count > 1 || isBatched else { throw Raised.indexError("tuple index out of range") }
        guard states.count == 2 || !isBatched else { throw Raised.runtimeError("lstm_cell expects two hidden states") }
        try checkInput()
        let h = try sized(states[0]), c = try sized(states[1])
        let result = try next(.lstm, x.linear(weights.input, weights.inputBias), h, c, weights)
        return .tuple([try out(result.h), try result.c.map { try out($0) } ?? .none])
    }

    static var all: [Layer] {
        [
            Layer(
                "RNNCell", "input_size, hidden_size, bias=True, nonlinearity='tanh', device=None, dtype=None", in: "rnn", "One step of a recurrent network.",
                "nn.RNNCell(3, 4)(ones(1, 3)).shape", base: "RNNCellBase", resets: true, extraRule: extra, setUp: { try setUp($0, $1, gates: 1) },
                forward: .general("input, hx=None") { m, a in
                    let word = try m.value("nonlinearity").str()
                    guard word == "tanh" || word == "relu" else { throw Raised.runtimeError("Unknown nonlinearity: \(word)") }
                    return try run(m, a, "RNNCell", word == "relu" ? .relu : .tanh)
                }),
            Layer(
                "GRUCell", "input_size, hidden_size, bias=True, device=None, dtype=None", in: "rnn", "One step of a network with gates.",
                "nn.GRUCell(3, 4)(ones(1, 3)).shape", base: "RNNCellBase", resets: true, extraRule: extra, setUp: { try setUp($0, $1, gates: 3) },
                forward: .general("input, hx=None") { m, a in try run(m, a, "GRUCell", .gru) }),
            Layer(
                "LSTMCell", "input_size, hidden_size, bias=True, device=None, dtype=None", in: "rnn", "One step of a network with a long memory.",
                "nn.LSTMCell(3, 4)(ones(1, 3))[0].shape", base: "RNNCellBase", resets: true, extraRule: extra, setUp: { try setUp($0, $1, gates: 4) },
                forward: .general("input, hx=None") { m, a in try run(m, a, "LSTMCell", .lstm) }),
        ]
    }
}
