import Autograd
import ObjectModel
import TensorCore

/// Transformers (Vaswani et al., 2017), built of attention, linear layers and normalisation.
enum TransformerLayers {
    private static let activation: Name = "activation"

    private static func child(_ m: Module, _ name: Name) throws -> Module {
        guard let found = m.modules[name].flatMap({ $0 }) else { throw Raised.typeError("'\(classTypeName(m))' has no module '\(name)'") }
        return found
    }
    private static func classTypeName(_ m: Module) -> String { m.classType.name }
    private static func call(_ m: Module, _ name: Name, _ x: Tensor) throws -> Tensor {
        guard let result = try Value.object(child(m, name)).call(.tensor(x)).asTensor else { throw Raised.typeError("'\(name)' did not return a tensor") }
        return result
    }

    /// `relu`, `gelu`, or a function.
    private static func function(_ value: Value) throws -> Value {
        if value.isNone { return .object(try Functional.op("relu").function) }
        guard let word = value.asString else { return value }
        guard word == "relu" || word == "gelu" else { throw Raised.runtimeError("activation should be relu/gelu, not \(word)") }
        return .object(try Functional.op(word).function)
    }
    private static func activate(_ m: Module, _ x: Tensor) throws -> Tensor {
        try Value.object(m).attribute(activation).call(.tensor(x)).tensorWithDim()
    }

    // MARK: One layer

    private static let layerParameters =
        "d_model, nhead, dim_feedforward=2048, dropout=0.1, activation=None, layer_norm_eps=1e-05, batch_first=False, norm_first=False, bias=True, device=None, dtype=None"

    private static func setUp(_ m: Module, _ a: LayerArguments, isDecoder: Bool) throws {
        let dtype: (Name, Value) = ("dtype", a["dtype"]), bias: (Name, Value) = ("bias", a["bias"])
        let size = a["d_model"], wide = a["dim_feedforward"], chance = a["dropout"]
        for name: Name in ["d_model", "nhead", "dim_feedforward", "dropout", "layer_norm_eps", "batch_first", "activation"] { _ = m.removeOwn(name) }
        func attention() throws -> Module {
            try LayerCatalog.require("MultiheadAttention").make(
                size, a["nhead"], keywords: [("dropout", chance), ("batch_first", a["batch_first"]), bias, dtype])
        }
        m.add("self_attn", try attention())
        if isDecoder { m.add("multihead_attn", try attention()) }
        let linear = try LayerCatalog.require("Linear"), dropout = try LayerCatalog.require("Dropout"), norm = try LayerCatalog.require("LayerNorm")
        m.add("linear1", try linear.make(size, wide, keywords: [bias, dtype]))
        m.add("dropout", try dropout.make(chance))
        m.add("linear2", try linear.make(wide, size, keywords: [bias, dtype]))
        let count = isDecoder ? 3 : 2
        for index in 1...count { m.add(Name("norm\(index)"), try norm.make(size, keywords: [("eps", a["layer_norm_eps"]), bias, dtype])) }
        for index in 1...count { m.add(Name("dropout\(index)"), try dropout.make(chance)) }
        let given = try function(a["activation"])
        if given.asModule != nil { try m.setAttribute(activation, given) } else { m.setOwn(activation, given) }
    }
    private static func attend(
        _ m: Module, _ name: Name, _ x: Tensor, _ memory: Tensor, _ mask: Value, _ padding: Value, _ isCausal: Value, dropout: Name
    ) throws -> Tensor {
        let names: [Name] = ["attn_mask", "key_padding_mask", "need_weights", "is_causal"]
        let result = try Arguments.with(
            [.tensor(x), .tensor(memory), .tensor(memory), mask, padding, .bool(false), isCausal], keywords: KeywordNames(names)
        ) { try Value.object(child(m, name)).call($0) }
        return try call(m, dropout, (result.asItems?.first ?? .none).tensorWithDim())
    }
    private static func feedForward(_ m: Module, _ x: Tensor, dropout: Name) throws -> Tensor {
        try call(m, dropout, call(m, "linear2", call(m, "dropout", activate(m, call(m, "linear1", x)))))
    }

    private static let encoderLayer = Layer(
        "TransformerEncoderLayer", layerParameters, in: "transformer", "Attention of a sequence to itself, then two linear layers.",
        "nn.TransformerEncoderLayer(4, 2, 8)(ones(3, 1, 4)).shape", setUp: { try setUp($0, $1, isDecoder: false) },
        forward: .general("src, src_mask=None, src_key_padding_mask=None, is_causal=False") { m, a in
            var x = try a[1].tensor(asked: "dtype")
            if try m.isTrue("norm_first") {
                let normed = try call(m, "norm1", x)
                x = try x + attend(m, "self_attn", normed, normed, a[2], a[3], a[4], dropout: "dropout1")
                return .tensor(try x + feedForward(m, call(m, "norm2", x), dropout: "dropout2"))
            }
            x = try call(m, "norm1", x + attend(m, "self_attn", x, x, a[2], a[3], a[4], dropout: "dropout1"))
            return .tensor(try call(m, "norm2", x + feedForward(m, x, dropout: "dropout2")))
        })

    private static let decoderLayer = Layer(
        "TransformerDecoderLayer", layerParameters, in: "transformer", "Attention of a sequence to itself and to another one, then two linear layers.",
        "nn.TransformerDecoderLayer(4, 2, 8)(ones(3, 1, 4), ones(2, 1, 4)).shape", setUp: { try setUp($0, $1, isDecoder: true) },
        forward: .general(
            "tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, tgt_is_causal=False, memory_is_causal=False"
        ) { m, a in
            var x = try a[1].tensorWithDim()
            let memory = try a[2].tensorWithDim()
            if try m.isTrue("norm_first") {
                let normed = try call(m, "norm1", x)
                x = try x + attend(m, "self_attn", normed, normed, a[3], a[5], a[7], dropout: "dropout1")
                x = try x + attend(m, "multihead_attn", call(m, "norm2", x), memory, a[4], a[6], a[8], dropout: "dropout2")
                return .tensor(try x + feedForward(m, call(m, "norm3", x), dropout: "dropout3"))
            }
            x = try call(m, "norm1", x + attend(m, "self_attn", x, x, a[3], a[5], a[7], dropout: "dropout1"))
            x = try call(m, "norm2", x + attend(m, "multihead_attn", x, memory, a[4], a[6], a[8], dropout: "dropout2"))
            return .tensor(try call(m, "norm3", x + feedForward(m, x, dropout: "dropout3")))
        })

    // MARK: Stacks

    private static func setUpStack(_ m: Module, _ layer: Value, _ count: Int, _ norm: Value) throws {
        guard let first = layer.asModule else { throw Raised.typeError("\(layer.torchTypeName) is not a Module subclass") }
        for name: Name in ["encoder_layer", "decoder_layer", "norm"] { _ = m.removeOwn(name) }
        m.modules = [:]
        // A layer of modules holds more than a kilobyte, whatever its sizes.
        try Memory.check(count, size: 1 << 10)
        let copies = try (0..<max(0, count)).map { _ -> Value in
            var copy = ModuleCopy()
            return .object(try copy.copy(first))
        }
        m.add("layers", try ContainerLayers.list.make(.list(copies)))
        if norm.isNone { m.setOwn("norm", .none) } else { try m.setAttribute("norm", norm) }
    }
    /// Why PyTorch would not use its nested tensors; it warns about that.
    private static func nestedObstacle(_ layer: Module) throws -> String? {
        guard layer.classType.isSubtype(of: encoderLayer.type) else { return "encoder_layer was not TransformerEncoderLayer" }
        let attention = try child(layer, "self_attn")
        if try layer.isTrue("norm_first") { return "encoder_layer.norm_first was True" }
        if try !attention.isTrue("batch_first") {
            return "encoder_layer.self_attn.batch_first was not True(use batch_first for better inference performance)"
        }
        if try attention.optionalTensor("in_proj_bias") == nil { return "encoder_layer.self_attn was passed bias=False" }
        if try attention.int("num_heads") % 2 == 1 { return "encoder_layer.self_attn.num_heads is odd" }
        return nil
    }
    /// Whether a mask hides all that comes later.
    private static func isCausal(_ mask: Value, _ given: Value) throws -> Value {
        if !given.isNone { return given }
        guard let mask = mask.asTensor, mask.rank >= 2, mask.dtype.isFloatingPoint else { return .bool(false) }
        let size = mask.shape[mask.rank - 1]
        guard mask.shape[mask.rank - 2] == size else { return .bool(false) }
        return .bool(try NDArray.compare(.eq, mask.array, causalMask(size, mask.dtype).expand(to: mask.shape)).reduce(.all).item().bool)
    }
    private static func causalMask(_ size: Int, _ dtype: DType) throws -> NDArray { try NDArray.full([size, size], .float(-.infinity), dtype).triu(1) }

    private static let encoder = Layer(
        "TransformerEncoder", "encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True", in: "transformer", "Encoder layers one after the other.",
        "nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), 2)(ones(1, 3, 4)).shape",
        setUp: { m, a in
            try setUpStack(m, a["encoder_layer"], a.int("num_layers"), a["norm"])
            if try a.isTrue("enable_nested_tensor"), let layer = a["encoder_layer"].asModule, let why = try nestedObstacle(layer) {
                Warnings.emit("enable_nested_tensor is True, but self.use_nested_tensor is False because \(why)")
            }
        },
        forward: .general("src, mask=None, src_key_padding_mask=None, is_causal=None") { m, a in
            var x = a[1]
            let causal = try isCausal(a[2], a[4])
            for layer in try child(m, "layers").modules.values {
                guard let layer else { continue }
                x = try Arguments.with([x, a[2], causal, a[3]], keywords: KeywordNames(["src_mask", "is_causal", "src_key_padding_mask"])) {
                    try Value.object(layer).call($0)
                }
            }
            return m.modules["norm"] == nil ? x : .tensor(try call(m, "norm", x.tensorWithDim()))
        })

    private static let decoder = Layer(
        "TransformerDecoder", "decoder_layer, num_layers, norm=None", in: "transformer", "Decoder layers one after the other.",
        "nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 8), 2)(ones(3, 1, 4), ones(2, 1, 4)).shape",
        setUp: { m, a in try setUpStack(m, a["decoder_layer"], a.int("num_layers"), a["norm"]) },
        forward: .general(
            "tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, tgt_is_causal=None, memory_is_causal=False"
        ) { m, a in
            var x = a[1]
            let causal = try isCausal(a[3], a[7])
            let names: [Name] = ["tgt_mask", "memory_mask", "tgt_key_padding_mask", "memory_key_padding_mask", "tgt_is_causal", "memory_is_causal"]
            for layer in try child(m, "layers").modules.values {
                guard let layer else { continue }
                x = try Arguments.with([x, a[2], a[3], a[4], a[5], a[6], causal, a[8]], keywords: KeywordNames(names)) { try Value.object(layer).call($0) }
            }
            return m.modules["norm"] == nil ? x : .tensor(try call(m, "norm", x.tensorWithDim()))
        })

    // MARK: The whole

    private static let transformer = Layer(
        "Transformer",
        "d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, dim_feedforward=2048, dropout=0.1, activation=None, custom_encoder=None, custom_decoder=None, layer_norm_eps=1e-05, batch_first=False, norm_first=False, bias=True, device=None, dtype=None",
        in: "transformer", "An encoder and a decoder.", "nn.Transformer(4, 2, 1, 1, 8)(ones(3, 1, 4), ones(2, 1, 4)).shape",
        members: {
            [
                StaticMethod(
                    NativeFunction("generate_square_subsequent_mask", "sz, device=None, dtype=None", summary: "-inf where a step would see a later one.") { a in
                        try raising { .tensor(Tensor(try causalMask(a[0].toIndex(), a[2].asDType ?? .defaultFloat))) }
                    })
            ]
        },
        setUp: { m, a in
            for name: Name in ["activation", "custom_encoder", "custom_decoder", "dropout", "norm_first", "layer_norm_eps"] { _ = m.removeOwn(name) }
            let options: [(Name, Value)] = ["dim_feedforward", "dropout", "activation", "layer_norm_eps", "batch_first", "norm_first", "bias", "dtype"].map { (Name($0), a[$0]) }
            func norm() throws -> Value {
                .object(try LayerCatalog.require("LayerNorm").make(a["d_model"], keywords: [("eps", a["layer_norm_eps"]), ("bias", a["bias"]), ("dtype", a["dtype"])]))
            }
            if a.isNone("custom_encoder") {
                let layer = try encoderLayer.make(a["d_model"], a["nhead"], keywords: options)
                m.add("encoder", try encoder.make(.object(layer), a["num_encoder_layers"], norm()))
            } else {
                try m.setAttribute("encoder", a["custom_encoder"])
            }
            if a.isNone("custom_decoder") {
                let layer = try decoderLayer.make(a["d_model"], a["nhead"], keywords: options)
                m.add("decoder", try decoder.make(.object(layer), a["num_decoder_layers"], norm()))
            } else {
                try m.setAttribute("decoder", a["custom_decoder"])
            }
            for (_, tensor) in m.namedParameters() where tensor.rank > 1 {
                try Stop.check()
                try Initializers.xavierUniform(tensor)
            }
        },
        forward: .general(
            "src, tgt, src_mask=None, tgt_mask=None, memory_mask=None, src_key_padding_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, src_is_causal=None, tgt_is_causal=None, memory_is_causal=False"
        ) { m, a in
            let source = try a[1].tensorWithDim(), target = try a[2].tensorWithDim(), batch = try m.isTrue("batch_first") ? 0 : 1
            if source.rank == 3, target.rank == 3, source.shape[batch] != target.shape[batch] { throw Raised.runtimeError("the batch number of src and tgt must be equal") }
            let size = try m.int("d_model")
            guard source.shape.last == size, target.shape.last == size else { throw Raised.runtimeError("the feature number of src and tgt must be equal to d_model") }
            let memory = try Arguments.with([a[1], a[3], a[6], a[9]], keywords: KeywordNames(["mask", "src_key_padding_mask", "is_causal"])) {
                try Value.object(child(m, "encoder")).call($0)
            }
            let names: [Name] = ["tgt_mask", "memory_mask", "tgt_key_padding_mask", "memory_key_padding_mask", "tgt_is_causal", "memory_is_causal"]
            return try Arguments.with([a[2], memory, a[4], a[5], a[7], a[8], a[10], a[11]], keywords: KeywordNames(names)) {
                try Value.object(child(m, "decoder")).call($0)
            }
        })

    static var all: [Layer] { [encoderLayer, decoderLayer, encoder, decoder, transformer] }
}
