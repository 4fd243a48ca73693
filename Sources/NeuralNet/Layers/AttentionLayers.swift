import Autograd
import ObjectModel
import TensorCore

/// Attention of several heads (Vaswani et al., 2017): values mixed in the ratio in which queries and keys agree.
enum AttentionLayers {
    private static let inWeight: Name = "in_proj_weight", inBias: Name = "in_proj_bias", outProjection: Name = "out_proj"
    private static let biasK: Name = "bias_k", biasV: Name = "bias_v"
    private static let separate: [Name] = ["q_proj_weight", "k_proj_weight", "v_proj_weight"]

    private static func setUp(_ m: Module, _ a: LayerArguments) throws {
        if try a.holds("embed_dim", .lessEqual, .int(0)) || a.holds("num_heads", .lessEqual, .int(0)) {
            throw Raised.valueError(
                "embed_dim and num_heads must be greater than 0, got embed_dim=\(try a["embed_dim"].str()) and num_heads=\(try a["num_heads"].str()) instead")
        }
        let product = try binaryResult(.multiply, binaryResult(.floorDivide, a["embed_dim"], a["num_heads"]), a["num_heads"])
        guard try LayerArguments.holds(product, .equal, a["embed_dim"]) else { throw Raised(ExceptionTypes.assertionError, "embed_dim must be divisible by num_heads") }
        let size = try a.size("embed_dim", at: 1), heads = try a.int("num_heads"), dtype = try a.dtype()
        let keySize = a.isNone("kdim") ? size : try a.size("kdim", at: 1), valueSize = a.isNone("vdim") ? size : try a.size("vdim", at: 1)
        guard size % heads == 0 else { throw Raised(ExceptionTypes.assertionError, "embed_dim must be divisible by num_heads") }
        m.store(("kdim", .int(keySize)), ("vdim", .int(valueSize)), ("head_dim", .int(size / heads)))
        let isPacked = keySize == size && valueSize == size
        m.setOwn("_qkv_same_embed_dim", .bool(isPacked))
        if isPacked {
            try m.addParameter(inWeight, [3 &* size, size], dtype)
            separate.forEach { m.addMissingParameter($0) }
        } else {
            for (name, width) in zip(separate, [size, keySize, valueSize]) { try m.addParameter(name, [size, width], dtype) }
            m.addMissingParameter(inWeight)
        }
        let isBiased = try a.isTrue("bias")
        if isBiased { try m.addParameter(inBias, filled: 0, [3 &* size], dtype) } else { m.addMissingParameter(inBias) }
        let out = try LayerCatalog.require("NonDynamicallyQuantizableLinear").make(
            .int(size), .int(size), keywords: [("bias", .bool(isBiased)), ("dtype", .dtype(dtype))])
        m.add(outProjection, out)
        let extra = try a.isTrue("add_bias_kv")
        for name in [biasK, biasV] {
            if extra { try m.addParameter(name, [1, 1, size], dtype) } else { m.addMissingParameter(name) }
        }
        for name in isPacked ? [inWeight] : separate { try Initializers.xavierUniform(m.tensor(name)) }
        if isBiased { try out.tensor(ModuleNames.bias).array.fill(.int(0)) }
        if extra {
            for name in [biasK, biasV] {
                let tensor = try m.tensor(name)
                let (fanIn, fanOut) = try Initializers.fans(tensor.shape)
                try tensor.array.normal(0, (2.0 / Double(fanIn + fanOut)).squareRoot())
            }
        }
    }

    /// A mask as numbers to add: -inf where a boolean one says so.
    static func canonical(_ value: Value, _ name: String, _ dtype: DType) throws -> Tensor? {
        if value.isNone { return nil }
        guard let mask = value.asTensor, mask.dtype == .bool || mask.dtype.isFloatingPoint else {
            throw Raised(ExceptionTypes.assertionError, "only bool and floating types of \(name) are supported")
        }
        guard mask.dtype == .bool else { return mask }
        let added = try NDArray.zeros(mask.shape, dtype)
        try added.maskedFill(mask.array, .float(-.infinity))
        return Tensor(added)
    }

    private static func projections(_ m: Module, _ q: Tensor, _ k: Tensor, _ v: Tensor, _ size: Int) throws -> [Tensor] {
        let bias = try m.optionalTensor(inBias)
        func part(_ tensor: Tensor?, _ index: Int) throws -> Tensor? { try tensor.map { try $0.narrow(0, index * size, size) } }
        guard try m.isTrue("_qkv_same_embed_dim") else {
            return try zip([q, k, v], separate).enumerated().map { index, pair in try pair.0.linear(m.tensor(pair.1), part(bias, index)) }
        }
        let weight = try m.tensor(inWeight)
        if q === k, k === v {
            // One product for all three.
            let all = try q.linear(weight, bias)
            return try (0..<3).map { try all.narrow(2, $0 * size, size).contiguous() }
        }
        return try [q, k, v].enumerated().map { index, x in try x.linear(part(weight, index) ?? weight, part(bias, index)) }
    }

    private static func forward(_ m: Module, _ a: BoundArguments) throws -> Value {
        guard var q = a[1].asTensor, var k = a[2].asTensor, var v = a[3].asTensor else {
            let wrong = (1...3).first { a[$0].asTensor == nil } ?? 1
            throw Raised.attributeError("'\(a[wrong].type.name)' object has no attribute 'dim'", object: a[wrong], name: "dim")
        }
        let isBatched = q.rank == 3, size = try m.int("embed_dim"), heads = try m.int("num_heads"), headSize = size / max(heads, 1)
        guard q.rank == 2 || q.rank == 3 else {
            throw Raised(ExceptionTypes.assertionError, "query should be unbatched 2D or batched 3D tensor but received \(q.rank)-D query tensor")
        }
        guard k.rank == q.rank, v.rank == q.rank else {
            throw Raised(
                ExceptionTypes.assertionError,
                "For \(isBatched ? "batched (3-D)" : "unbatched (2-D)") `query`, expected `key` and `value` to be \(q.rank)-D but found \(k.rank)-D and \(v.rank)-D tensors respectively")
        }
        let batchFirst = try m.isTrue("batch_first") && isBatched
        if batchFirst {
            let isSame = q === k && k === v
            q = try q.transpose(0, 1)
            k = isSame ? q : try k.transpose(0, 1)
            v = isSame ? q : try v.transpose(0, 1)
        } else if !isBatched {
            let isSame = q === k && k === v
            q = try q.unsqueeze(1)
            k = isSame ? q : try k.unsqueeze(1)
            v = isSame ? q : try v.unsqueeze(1)
        }
        let targets = q.shape[0], batch = q.shape[1]
        guard !batch.multipliedReportingOverflow(by: size).overflow else { throw Raised.runtimeError("Stride calculation overflowed") }
        guard q.shape[2] == size else {
            throw Raised(ExceptionTypes.assertionError, "was expecting embedding dimension of \(size), but got \(q.shape[2])")
        }
        if try m.isTrue("_qkv_same_embed_dim"), k.shape != v.shape {
            throw Raised(ExceptionTypes.assertionError, "key shape \(SizeObject(k.shape).repr()) does not match value shape \(SizeObject(v.shape).repr())")
        }
        let needsWeights = try a[5].isTrue(), isCausal = try a[8].isTrue()
        if isCausal, a[6].isNone {
            throw Raised.runtimeError(
                "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method `generate_square_subsequent_mask` to create this mask.")
        }
        var padding = try canonical(a[4], "key_padding_mask", q.dtype)
        let usesHint = isCausal && padding == nil && !needsWeights
        var mask = usesHint ? nil : try canonical(a[6], "attn_mask", q.dtype)
        if let given = mask { mask = try shaped(given, targets, k.shape[0], batch * heads) }
        let parts = try projections(m, q, k, v, size)
        var (keys, values) = (parts[1], parts[2])
        func widen() throws {
            mask = try mask.map { try Functional.tensor("pad", .tensor($0), .tuple([.int(0), .int(1)])) }
            padding = try padding.map { try Functional.tensor("pad", .tensor($0), .tuple([.int(0), .int(1)])) }
        }
        if let firstKey = try m.optionalTensor(biasK), let firstValue = try m.optionalTensor(biasV) {
            keys = try Tensor.cat([keys, firstKey.repeat([1, batch, 1])], 0)
            values = try Tensor.cat([values, firstValue.repeat([1, batch, 1])], 0)
            try widen()
        }
        func split(_ x: Tensor) throws -> Tensor { try x.contiguous().view([x.shape[0], batch * heads, headSize]).transpose(0, 1) }
        let queries = try split(parts[0])
        keys = try split(keys)
        values = try split(values)
        if try m.isTrue("add_zero_attn") {
            let zeros = Tensor(try .zeros([batch * heads, 1, headSize], keys.dtype))
            keys = try Tensor.cat([keys, zeros], 1)
            values = try Tensor.cat([values, zeros], 1)
            try widen()
        }
        let sources = keys.shape[1]
        if let padding {
            let added = padding.rank == 1 ? try padding.unsqueeze(0) : padding
            guard added.shape.array == [batch, sources] else {
                throw Raised(ExceptionTypes.assertionError, "Expected key_padding_mask to be of shape (\(batch), \(sources)), but got \(SizeObject(padding.shape).repr())")
            }
            let wide = try added.view([batch, 1, 1, sources]).expand([batch, heads, 1, sources]).reshape([batch * heads, 1, sources])
            mask = try mask.map { try $0 + wide } ?? wide
        }
        let chance = m.isTraining ? try m.double("dropout") : 0
        let out = try m.modules[outProjection].flatMap { $0 } ?? LayerCatalog.require("Identity").make()
        func projected(_ x: Tensor) throws -> Tensor {
            let y = try x.linear(out.tensor(ModuleNames.weight), out.optionalTensor(ModuleNames.bias)).view([targets, batch, size])
            return batchFirst ? try y.transpose(1, 0) : isBatched ? y : try y.squeeze(1)
        }
        guard needsWeights else {
            func heads4(_ x: Tensor, _ length: Int) throws -> Tensor { try x.contiguous().view([batch, heads, length, headSize]) }
            let wide = try mask.map { given in
                given.shape[0] == 1 ? try given.unsqueeze(0) : try given.contiguous().view([batch, heads, given.shape[1], sources])
            }
            let mixed = try Functional.tensor(
                "scaled_dot_product_attention", .tensor(heads4(queries, targets)), .tensor(heads4(keys, sources)), .tensor(heads4(values, sources)),
                wide.map { .tensor($0) } ?? .none, .float(chance), .bool(usesHint))
            return .tuple([.tensor(try projected(mixed.permute([2, 0, 1, 3]).reshape([batch * targets, size]))), .none])
        }
        let scaled = try queries * (1.0 / Double(headSize)).squareRoot()
        let flipped = try keys.transpose(1, 2)
        let scores = try mask.map { try $0.baddbmm(scaled, flipped) } ?? scaled.bmm(flipped)
        var weights = try scores.softmax(-1)
        if chance > 0 { weights = try Functional.tensor("dropout", .tensor(weights), .float(chance)) }
        let mixed = try weights.bmm(values).transpose(0, 1).reshape([targets * batch, size])
        var shown = try weights.view([batch, heads, targets, sources])
        if try a[7].isTrue() { shown = try shown.mean([1]) }
        if !isBatched { shown = try shown.squeeze(0) }
        return .tuple([.tensor(try projected(mixed)), .tensor(shown)])
    }
    /// A mask for all heads, or one a head.
    private static func shaped(_ mask: Tensor, _ targets: Int, _ sources: Int, _ heads: Int) throws -> Tensor {
        switch mask.rank {
        case 2:
            guard mask.shape.array == [targets, sources] else {
                throw Raised.runtimeError("The shape of the 2D attn_mask is \(SizeObject(mask.shape).repr()), but should be (\(targets), \(sources)).")
            }
            return try mask.unsqueeze(0)
        case 3:
            guard mask.shape.array == [heads, targets, sources] else {
                throw Raised.runtimeError("The shape of the 3D attn_mask is \(SizeObject(mask.shape).repr()), but should be (\(heads), \(targets), \(sources)).")
            }
            return mask
        default: throw Raised.runtimeError("attn_mask's dimension \(mask.rank) is not supported")
        }
    }

    static var all: [Layer] {
        [
            Layer(
                "MultiheadAttention",
                "embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None, batch_first=False, device=None, dtype=None",
                in: "activation", "Attention of several heads: (output, weights).", "nn.MultiheadAttention(4, 2)(ones(3, 1, 4), ones(3, 1, 4), ones(3, 1, 4))[0].shape",
                setUp: setUp,
                forward: .general(
                    "query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True, is_causal=False", forward))
        ]
    }
}
