import Autograd
import ObjectModel
import TensorCore

/// Recurrent networks: a cell repeated over a sequence, in layers and directions.
enum RecurrentLayers {
    private typealias Kind = RecurrentCells.Kind
    private static let parameters = "input_size, hidden_size, num_layers=1, %bias=True, batch_first=False, dropout=0.0, bidirectional=False%, device=None, dtype=None"

    private static func suffixes(_ m: Module) throws -> [(layer: Int, direction: Int, suffix: String)] {
        let directions = try m.isTrue("bidirectional") ? 2 : 1
        // The parameters of a layer hold more than a kilobyte, whatever their sizes.
        try Memory.check(m.int("num_layers"), size: 1 << 10)
        return try (0..<m.int("num_layers")).flatMap { layer in (0..<directions).map { (layer, $0, "_l\(layer)" + ($0 == 1 ? "_reverse" : "")) } }
    }

    private static func check(_ m: Module, _ a: LayerArguments, _ projection: Int) throws {
        let chance = a["dropout"]
        if chance.asString == nil, try chance.toDouble() == nil {
            throw Raised.typeError("float() argument must be a string or a real number, not '\(chance.type.name)'")
        }
        guard let p = try chance.toDouble(), !chance.isIdentical(to: .bool(true)), !chance.isIdentical(to: .bool(false)), p >= 0, p <= 1 else {
            throw Raised.valueError("dropout should be a number in range [0, 1] representing the probability of an element being zeroed")
        }
        if p > 0, a["num_layers"].asInt == 1 {
            Warnings.emit(
                "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers greater than 1, but got "
                    + "dropout=\(try chance.str()) and num_layers=1")
        }
        m.setOwn("dropout", .float(p))
        for name in ["bias", "batch_first"] where !a[name].isIdentical(to: .bool(true)) && !a[name].isIdentical(to: .bool(false)) { throw Raised.typeError("\(name) should be of type bool, got: \(a[name].type.name)") }
        for name in ["input_size", "hidden_size"] {
            guard let size = a[name].asInt else { throw Raised.typeError("\(name) should be of type int, got: \(a[name].type.name)") }
            guard size > 0 else { throw Raised.valueError("\(name) must be greater than zero") }
        }
        let hidden = try a.int("hidden_size")
        if try a.holds("num_layers", .lessEqual, .int(0)) { throw Raised.valueError("num_layers must be greater than zero") }
        guard projection >= 0 else { throw Raised.valueError("proj_size should be a positive integer or zero to disable projections") }
        guard projection < hidden else { throw Raised.valueError("proj_size has to be smaller than hidden_size") }
    }
    private static func setUp(_ m: Module, _ a: LayerArguments, _ kind: Kind) throws {
        let projection = kind == .lstm ? try a.int("proj_size") : 0
        try check(m, a, projection)
        m.setOwn("proj_size", .int(projection))
        m.setOwn("mode", .str(kind.rawValue))
        m.setOwn("bias", .bool(try a.isTrue("bias")))
        let dtype = try a.dtype()
        guard try a.int("hidden_size") < 1 << 40 else { throw Raised.runtimeError("hidden_size is too large: \(try a.int("hidden_size"))") }
        let hidden = try a.int("hidden_size"), gates = kind.gates &* hidden, output = projection > 0 ? projection : hidden
        let directions = try a.isTrue("bidirectional") ? 2 : 1
        var made: [Tensor] = []
        for (layer, _, suffix) in try suffixes(m) {
            try Stop.check()
            let input = layer == 0 ? try a.size("input_size", at: 1) : output * directions
            made.append(try m.addParameter(Name("weight_ih" + suffix), [gates, input], dtype))
            made.append(try m.addParameter(Name("weight_hh" + suffix), [gates, output], dtype))
            if try a.isTrue("bias") {
                made.append(try m.addParameter(Name("bias_ih" + suffix), [gates], dtype))
                made.append(try m.addParameter(Name("bias_hh" + suffix), [gates], dtype))
            }
            if projection > 0 { made.append(try m.addParameter(Name("weight_hr" + suffix), [projection, hidden], dtype)) }
        }
        let bound = 1 / Double(hidden).squareRoot()
        for tensor in made { try tensor.array.uniform(-bound, bound) }
    }
    private static func extra(_ m: Module, _ text: inout TextBuilder) throws {
        text.append("\(try m.value("input_size").str()), \(try m.value("hidden_size").str())")
        if try m.int("proj_size") != 0 { text.append(", proj_size=\(try m.int("proj_size"))") }
        if try m.int("num_layers") != 1 { text.append(", num_layers=\(try m.int("num_layers"))") }
        if try !m.isTrue("bias") { text.append(ascii: ", bias=False") }
        if try m.isTrue("batch_first") { text.append(ascii: ", batch_first=True") }
        if try m.double("dropout") != 0 { text.append(", dropout=\(try m.value("dropout").str())") }
        if try m.isTrue("bidirectional") { text.append(ascii: ", bidirectional=True") }
    }

    // MARK: Running

    private static func weights(_ m: Module, _ suffix: String) throws -> RecurrentCells.Weights {
        RecurrentCells.Weights(
            input: try m.tensor(Name("weight_ih" + suffix)), hidden: try m.tensor(Name("weight_hh" + suffix)),
            inputBias: try m.optionalTensor(Name("bias_ih" + suffix)), hiddenBias: try m.optionalTensor(Name("bias_hh" + suffix)),
            projection: try m.optionalTensor(Name("weight_hr" + suffix)))
    }
    /// One layer in one direction over a packed sequence: at each step, so many rows of `x` as there are sequences left.
    private static func pass(
        _ kind: Kind, packed x: Tensor, _ sizes: [Int], _ h: Tensor, _ c: Tensor?, _ w: RecurrentCells.Weights, backwards: Bool
    ) throws -> (outputs: Tensor, h: Tensor, c: Tensor?) {
        let fromInput = try x.linear(w.input, w.inputBias)
        let starts = sizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
        var outputs: [Tensor] = [], ended: [(h: Tensor, c: Tensor?)] = []
        func rows(_ start: Int, _ count: Int) throws -> (h: Tensor, c: Tensor?) { (try h.narrow(0, start, count), try c?.narrow(0, start, count)) }
        func joined(_ a: (h: Tensor, c: Tensor?), _ b: (h: Tensor, c: Tensor?)) throws -> (h: Tensor, c: Tensor?) {
            (try Tensor.cat([a.h, b.h], 0), try a.c.flatMap { first in try b.c.map { try Tensor.cat([first, $0], 0) } })
        }
        var state = try rows(0, backwards ? sizes[sizes.count - 1] : sizes[0]), count = state.h.shape[0]
        for step in backwards ? Array(sizes.indices.reversed()) : Array(sizes.indices) {
            let size = sizes[step]
            if size < count {
                // The shortest sequences have come to their end.
                ended.append((try state.h.narrow(0, size, count - size), try state.c?.narrow(0, size, count - size)))
                state = (try state.h.narrow(0, 0, size), try state.c?.narrow(0, 0, size))
            } else if size > count {
                state = try joined(state, rows(count, size - count))
            }
            count = size
            try Stop.check()
            state = try RecurrentCells.next(kind, fromInput.narrow(0, starts[step], size), state.h, state.c, w)
            outputs.append(state.h)
        }
        if backwards { outputs.reverse() }
        for part in ended.reversed() { state = try joined(state, part) }
        return (try Tensor.cat(outputs, 0), state.h, state.c)
    }
    /// `nn.utils.rnn.PackedSequence`: its data come in, and go out in one.
    private static func runPacked(_ m: Module, _ sequence: Value, _ hx: Value, _ kind: Kind) throws -> Value {
        guard let x = try sequence.attribute("data").asTensor, let sizes = try sequence.attribute("batch_sizes").asTensor?.array.ints(), let most = sizes.first,
            sizes.allSatisfy({ $0 > 0 && $0 <= most }), zip(sizes, sizes.dropFirst()).allSatisfy({ $0 >= $1 }), sizes.reduce(0, +) == x.shape.first
        else { throw Raised.runtimeError("a PackedSequence whose batch_sizes do not fit its data") }
        let sorted = try sequence.attribute("sorted_indices"), unsorted = try sequence.attribute("unsorted_indices")
        func permuted(_ tensor: Tensor, _ order: Value) throws -> Tensor { try order.asTensor.map { try tensor.indexSelect(1, $0) } ?? tensor }
        let places = try suffixes(m), hidden = try m.int("hidden_size"), projection = try m.int("proj_size")
        let shape = Tensor(try .zeros([1, most, 1], x.dtype))
        var given = try states(hx, kind, true, shape, places.count, projection > 0 ? projection : hidden, hidden)
        if !hx.isNone { given = (try permuted(given.h, sorted), try given.c.map { try permuted($0, sorted) }) }
        let directions = try m.isTrue("bidirectional") ? 2 : 1, layers = try m.int("num_layers"), chance = try m.double("dropout")
        var data = x, hs: [Tensor] = [], cs: [Tensor] = []
        for layer in 0..<layers {
            var outputs: [Tensor] = []
            for direction in 0..<directions {
                let index = layer * directions + direction
                let result = try pass(
                    kind, packed: data, sizes, given.h.select(0, index), given.c?.select(0, index), weights(m, places[index].suffix), backwards: direction == 1)
                outputs.append(result.outputs)
                hs.append(result.h)
                if let c = result.c { cs.append(c) }
            }
            data = outputs.count == 1 ? outputs[0] : try Tensor.cat(outputs, 1)
            if m.isTraining, chance > 0, layer < layers - 1 { data = try Functional.tensor("dropout", .tensor(data), .float(chance), .bool(true)) }
        }
        let h = Value.tensor(try permuted(Tensor.stack(hs, 0), unsorted))
        let packed = try Value.object(sequence.type).call(.tensor(data), sequence.attribute("batch_sizes"), sorted, unsorted)
        return .tuple([packed, kind == .lstm ? .tuple([h, .tensor(try permuted(Tensor.stack(cs, 0), unsorted))]) : h])
    }

    /// One layer in one direction.
    private static func pass(
        _ kind: Kind, _ x: Tensor, _ h: Tensor, _ c: Tensor?, _ w: RecurrentCells.Weights, backwards: Bool
    ) throws -> (outputs: Tensor, h: Tensor, c: Tensor?) {
        if kind == .lstm, w.projection == nil, x.dtype == .float32 || x.dtype == .bfloat16, let c {
            // PyTorch hands these to a kernel that shows as one node.
            let compose: ([Tensor?]) throws -> [Tensor] = { inputs in
                guard let x = inputs[0], let input = inputs[1], let hidden = inputs[2], let h = inputs[5] else { return [] }
                let weights = RecurrentCells.Weights(input: input, hidden: hidden, inputBias: inputs[3], hiddenBias: inputs[4], projection: nil)
                let result = try steps(.lstm, x, h, inputs[6], weights, backwards: backwards)
                return [result.outputs, result.h] + (result.c.map { [$0] } ?? [])
            }
            let inputs = [x, w.input, w.hidden, w.inputBias, w.hiddenBias, h, c]
            let made = try longMemory(inputs, backwards: backwards, compose) ?? Tensor.composedOnce(many: "MkldnnRnnLayerBackward0", inputs, compose)
            return (made[0], made[1], made[2])
        }
        return try steps(kind, x, h, c, w, backwards: backwards)
    }
    /// An LSTM of float32 by kernels of its own; nil where only the composition will do.
    private static func longMemory(_ inputs: [Tensor?], backwards: Bool, _ compose: @escaping ([Tensor?]) throws -> [Tensor]) throws -> [Tensor]? {
        func steps(_ a: [NDArray?]) throws -> LSTMSteps? {
            guard let x = a[0], let input = a[1], let hidden = a[2], let h = a[5], let c = a[6] else { return nil }
            return try LSTMSteps(x: x, input: input, hidden: hidden, inputBias: a[3], hiddenBias: a[4], h: h, c: c, backwards: backwards)
        }
        guard let run = try steps(inputs.map { $0?.array }) else { return nil }
        try Memory.check(run.x.shape[0], size: 1 << 8)
        let made = try run.run(check: Stop.check), last = backwards ? 0 : run.x.shape[0] - 1
        let outs = [made.outputs, try made.outputs.select(0, last).copy(), try made.cells.select(0, last).copy()]
        return Tensor.composed(many: "MkldnnRnnLayerBackward0", inputs, made: outs, keeping: [made.gates, made.cells, made.tanhs], slopes: { n, gs in
            guard let run = try steps((0..<7).map { try n.savedOptional($0)?.array }) else { return [] }
            let made = try LSTMSteps.Memory(outputs: n.result().array, gates: n.saved(7).array, cells: n.saved(8).array, tanhs: n.saved(9).array)
            let found = try run.gradients(made, outputs: gs[0]?.array, h: gs[1]?.array, c: gs[2]?.array, wanted: n.needs, check: Stop.check)
            return found.enumerated().map { index, slope in n.needs(index) ? slope.map { Tensor($0) } : nil }
        }, compose)
    }
    private static func steps(
        _ kind: Kind, _ x: Tensor, _ h: Tensor, _ c: Tensor?, _ w: RecurrentCells.Weights, backwards: Bool
    ) throws -> (outputs: Tensor, h: Tensor, c: Tensor?) {
        // Without samples, no memory speaks against any length; each step's state is an object.
        try Memory.check(x.shape[0], size: 1 << 8)
        let fromInput = try x.linear(w.input, w.inputBias)
        var state = (h: h, c: c)
        var outputs: [Tensor] = []
        for step in backwards ? Array((0..<x.shape[0]).reversed()) : Array(0..<x.shape[0]) {
            try Stop.check()
            state = try RecurrentCells.next(kind, fromInput.select(0, step), state.h, state.c, w)
            outputs.append(state.h)
        }
        if backwards { outputs.reverse() }
        return (try Tensor.stack(outputs, 0), state.h, state.c)
    }

    private static func run(_ m: Module, _ a: BoundArguments, _ kind: Kind) throws -> Value {
        let name = m.classType.nativeBase.name
        if a[1].asTensor == nil, a[1].type.name == "PackedSequence" { return try runPacked(m, a[1], a[2], kind) }
        let input = try a[1].tensorWithDim()
        guard input.rank == 2 || input.rank == 3 else { throw Raised.valueError("\(name): Expected input to be 2D or 3D, got \(input.rank)D\(kind == .gru || kind == .lstm ? "" : " tensor") instead") }
        let isBatched = input.rank == 3, batchFirst = try m.isTrue("batch_first")
        var x = isBatched ? input : try input.unsqueeze(1)
        if isBatched, batchFirst { x = try x.transpose(0, 1) }
        let places = try suffixes(m), size = try m.int("input_size"), hidden = try m.int("hidden_size"), projection = try m.int("proj_size")
        let first = try m.tensor("weight_ih_l0")
        guard x.dtype == first.dtype else {
            throw Raised.valueError(
                "RNN input dtype (\(x.dtype.description)) does not match weight dtype (\(first.dtype.description)). Convert input: "
                    + "input.to(\(first.dtype.description)), or convert model: model.to(\(x.dtype.description))")
        }
        guard x.shape[2] == size else {
            throw Raised.runtimeError("input.size(-1) must be equal to input_size. Expected \(size), got \(x.shape[2])")
        }
        guard x.shape[0] > 0 else { throw Raised.runtimeError("Expected sequence length to be larger than 0 in RNN") }
        let given = try states(a[2], kind, isBatched, x, places.count, projection > 0 ? projection : hidden, hidden)
        var hs: [Tensor] = [], cs: [Tensor] = []
        let directions = try m.isTrue("bidirectional") ? 2 : 1, layers = try m.int("num_layers"), chance = try m.double("dropout")
        for layer in 0..<layers {
            var outputs: [Tensor] = []
            for direction in 0..<directions {
                let index = layer * directions + direction
                let result = try pass(
                    kind, x, given.h.select(0, index), given.c?.select(0, index), weights(m, places[index].suffix), backwards: direction == 1)
                outputs.append(result.outputs)
                hs.append(result.h)
                if let c = result.c { cs.append(c) }
            }
            x = outputs.count == 1 ? outputs[0] : try Tensor.cat(outputs, 2)
            if m.isTraining, chance > 0, layer < layers - 1 { x = try Functional.tensor("dropout", .tensor(x), .float(chance), .bool(true)) }
        }
        // Without a batch, PyTorch puts one in, and takes it out at the end.
        if batchFirst { x = try x.transpose(0, 1).renamed("TransposeBackward0", kind == .lstm ? "TransposeBackward0" : "TransposeBackward1") }
        func out(_ list: [Tensor]) throws -> Value {
            let all = try Tensor.stack(list, 0)
            return .tensor(isBatched ? all : try all.squeeze(1))
        }
        if !isBatched { x = try x.squeeze(batchFirst ? 0 : 1) }
        let h = try out(hs)
        return .tuple([.tensor(x), kind == .lstm ? .tuple([h, try out(cs)]) : h])
    }

    /// The first states: given ones, checked, or zeros.
    private static func states(
        _ value: Value, _ kind: Kind, _ isBatched: Bool, _ x: Tensor, _ count: Int, _ output: Int, _ hidden: Int
    ) throws -> (h: Tensor, c: Tensor?) {
        let batch = x.shape[1]
        func zeros(_ size: Int) throws -> Tensor { Tensor(try .zeros([count, batch, size], x.dtype)) }
        if value.isNone { return (try zeros(output), kind == .lstm ? try zeros(hidden) : nil) }
        let rank = isBatched ? 3 : 2, input = isBatched ? "batched 3-D" : "unbatched 2-D"
        func sized(_ given: Tensor, _ size: Int, _ word: String) throws -> Tensor {
            let h = isBatched ? given : try given.unsqueeze(1)
            guard h.shape.array == [count, batch, size] else { throw Raised.runtimeError("Expected \(word) size (\(count), \(batch), \(size)), got \(h.shape)") }
            return h
        }
        guard kind == .lstm else {
            let given = try value.tensorWithDim()
            guard given.rank == rank else { throw Raised.runtimeError("For \(input) input, hx should also be \(rank)-D but got \(given.rank)-D tensor") }
            return (try sized(given, output, "hidden"), nil)
        }
        // The two are asked for by their places: a tensor has rows there.
        let h = try value.item(.int(0)).tensorWithDim(), c = try value.item(.int(1)).tensorWithDim()
        guard h.rank == rank, c.rank == rank else {
            throw Raised.runtimeError("For \(input) input, hx and cx should also be \(rank)-D but got (\(h.rank)-D, \(c.rank)-D) tensors", hint: "write lstm(x, (h, c))")
        }
        let states = (try sized(h, output, "hidden[0]"), try sized(c, hidden, "hidden[1]"))
        if isBatched, value.asTensor == nil, try value.length() != 2 { throw Raised.runtimeError("lstm expects two hidden states") }
        return states
    }

    private static func layer(_ name: String, _ first: String, _ last: String, _ summary: String, _ kind: @escaping (Module) throws -> Kind) -> Layer {
        let parts = parameters.split(separator: "%").map(String.init)
        return Layer(
            name, parts[0] + first + parts[1] + last + parts[2], in: "rnn", summary, "nn.\(name)(3, 4)(ones(5, 1, 3))[0].shape", base: "RNNBase", inheritsInitializer: true, resets: true,
            extraRule: extra,
            members: {
                [
                    NativeFunction.method("flatten_parameters", "", summary: "Nothing: nbs keeps weights as they are.") { _ in .none },
                    NativeProperty("all_weights") { value in
                        // By their names: those of one layer and direction end alike.
                        guard let m = value.asModule else { return .none }
                        var groups: [(ending: String, weights: [Value])] = []
                        for (name, parameter) in m.parameters {
                            guard let parameter, let start = name.text.firstRange(of: "_l") else { continue }
                            let ending = String(name.text[start.lowerBound...])
                            if groups.last?.ending != ending { groups.append((ending, [])) }
                            groups[groups.count - 1].weights.append(.tensor(parameter))
                        }
                        return .list(groups.map { .list($0.weights) })
                    },
                ]
            },
            setUp: { m, a in
                if name == "RNN" {
                    let word = try a["nonlinearity"].str()
                    guard word == "tanh" || word == "relu" else { throw Raised.valueError("Unknown nonlinearity '\(word)'. Select from 'tanh' or 'relu'.") }
                }
                try setUp(m, a, kind(m))
            },
            forward: .general("input, hx=None") { m, a in try run(m, a, kind(m)) })
    }
    static var all: [Layer] {
        [
            layer("RNN", "nonlinearity='tanh', ", "", "A recurrent network: each step sees the input and the state before.") { m in
                try m.value("nonlinearity").asString == "relu" ? .relu : .tanh
            },
            layer("GRU", "", "", "A recurrent network whose gates choose what to keep.") { _ in .gru },
            layer("LSTM", "", ", proj_size=0", "A recurrent network with a long memory beside its state.") { _ in .lstm },
        ]
    }
}
