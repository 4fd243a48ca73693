import Autograd
import ObjectModel
import TensorCore

/// Layers that bring their input to mean 0 and variance 1, over the batch or over features.
enum NormalizationLayers {
    private static let runningMean: Name = "running_mean", runningVar: Name = "running_var", tracked: Name = "num_batches_tracked"

    // MARK: Over the batch

    private static func setUpBatch(_ m: Module, _ a: LayerArguments) throws {
        let keeps = try a.isTrue("affine") || a.isTrue("track_running_stats")
        let dtype = keeps ? try a.dtype() : .defaultFloat, count = keeps ? try a.wholeSize("num_features") : 0
        if try a.isTrue("affine") {
            try m.addParameter(ModuleNames.weight, filled: 1, [count], dtype)
            if try a.isTrue("bias") { try m.addParameter(ModuleNames.bias, filled: 0, [count], dtype) } else { m.addMissingParameter(ModuleNames.bias) }
        } else {
            m.addMissingParameter(ModuleNames.weight)
            m.addMissingParameter(ModuleNames.bias)
        }
        let tracks = try a.isTrue("track_running_stats")
        if tracks, let mean = m.buffers[runningMean], mean?.shape.array == [count] { return resetStatistics(m) }
        m.buffers[runningMean] = .some(tracks ? Tensor(try .zeros([count], dtype)) : nil)
        m.buffers[runningVar] = .some(tracks ? Tensor(try .ones([count], dtype)) : nil)
        m.buffers[tracked] = .some(tracks ? Tensor(try .scalar(.int(0), .int64)) : nil)
    }
    private static func resetStatistics(_ m: Module) {
        for (name, number) in [(runningMean, 0), (runningVar, 1), (tracked, 0)] {
            guard let found = m.buffers[name], let tensor = found else { continue }
            tensor.array.fill(.int(number))
            tensor.wrote()
        }
    }
    private static func statistics() -> [Object] {
        [
            NativeFunction.method("reset_running_stats", "", summary: "Forgets the running mean and variance.") { a in
                if let module = a[0].asModule { resetStatistics(module) }
                return .none
            }
        ]
    }
    private static func value(_ tensor: Tensor?) -> Value { tensor.map { .tensor($0) } ?? .none }

    private static func batchForward(_ m: Module, _ x: Tensor) throws -> Tensor {
        var momentum = try m.value("momentum")
        let tracks = try m.isTrue("track_running_stats")
        let given = try momentum.toDouble()
        var average = given ?? 0
        if m.isTraining, tracks, let count = try m.optionalTensor(tracked) {
            count.array.store(.int(count.array.scalar(atOffset: 0).int &+ 1))
            count.wrote()
            // Without a momentum, all batches count alike.
            if momentum.isNone { average = 1 / count.array.scalar(atOffset: 0).double }
        }
        // What is no number is the function's to refuse.
        if given != nil || momentum.isNone { momentum = .float(average) }
        let mean = try m.optionalTensor(runningMean), variance = try m.optionalTensor(runningVar)
        let usesBatch = m.isTraining || (mean == nil && variance == nil)
        let keeps = !m.isTraining || tracks
        return try Functional.tensor(
            "batch_norm", .tensor(x), keeps ? value(mean) : .none, keeps ? value(variance) : .none, value(m.optionalTensor(ModuleNames.weight)),
            value(m.optionalTensor(ModuleNames.bias)), .bool(usesBatch), momentum, m.value("eps"))
    }
    private static let batchParameters = "num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *, bias=True"
    private static let batchExtra = "{num_features}, {eps=}, {momentum=}, {affine=}, {bias+}, {track_running_stats=}"
    private static func batch(_ spatial: Int) -> Layer {
        let ranks = spatial == 1 ? [2, 3] : [spatial + 2]
        let words = ranks.map { "\($0)D" }.joined(separator: " or ")
        let sizes = Array(repeating: "2", count: spatial).joined(separator: ", ")
        return Layer(
            "BatchNorm\(spatial)d", batchParameters, in: "batchnorm", "Mean 0 and variance 1 of each channel over the batch.",
            "nn.BatchNorm\(spatial)d(3)(ones(2, 3, \(sizes))).shape", base: "_BatchNorm", inheritsInitializer: true, resets: true, extra: batchExtra, members: statistics, setUp: setUpBatch,
            forward: .unary(function: "batch_norm", asks: "dim") { m, x in
                guard ranks.contains(x.rank) else { throw Raised.valueError("expected \(words) input (got \(x.rank)D input)") }
                return try batchForward(m, x)
            })
    }

    // MARK: Over each sample's channels

    private static func instance(_ spatial: Int) -> Layer {
        let sizes = Array(repeating: "2", count: spatial).joined(separator: ", ")
        return Layer(
            "InstanceNorm\(spatial)d",
            "num_features, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False, device=None, dtype=None, *, bias=True", in: "instancenorm",
            "Mean 0 and variance 1 of each channel of each sample.", "nn.InstanceNorm\(spatial)d(3)(rand(2, 3, \(sizes))).shape", base: "_InstanceNorm", inheritsInitializer: true,
            resets: true, extra: batchExtra, members: statistics, setUp: setUpBatch,
            forward: .unary(function: "instance_norm", asks: "dim") { m, x in
                guard x.rank == spatial + 1 || x.rank == spatial + 2 else {
                    throw Raised.valueError("expected \(spatial + 1)D or \(spatial + 2)D input (got \(x.rank)D input)")
                }
                let isSingle = x.rank == spatial + 1
                let channels = x.shape[isSingle ? 0 : 1], expected = try m.int("num_features")
                if channels != expected {
                    if try m.isTrue("affine") {
                        throw Raised.valueError("expected input's size at dim=\(isSingle ? 0 : 1) to match num_features (\(expected)), but got: \(channels).")
                    }
                    Warnings.emit(
                        "input's size at dim=\(isSingle ? 0 : 1) does not match num_features. You can silence this warning by not passing in num_features, "
                            + "which is not used because affine=False")
                }
                let usesInput = try m.isTraining || !m.isTrue("track_running_stats")
                let result = try Functional.tensor(
                    "instance_norm", .tensor(isSingle ? x.unsqueeze(0) : x), value(m.optionalTensor(runningMean)), value(m.optionalTensor(runningVar)),
                    value(m.optionalTensor(ModuleNames.weight)), value(m.optionalTensor(ModuleNames.bias)), .bool(usesInput), m.value("momentum"), m.value("eps"))
                return isSingle ? try result.squeeze(0) : result
            })
    }

    // MARK: Over features

    private static func normalizedShape(_ m: Module, _ a: LayerArguments) throws -> [Int] {
        let given = a["normalized_shape"]
        let items = given.asInt != nil ? [given] : try collect(given)
        m.setOwn("normalized_shape", .tuple(items))
        return try items.enumerated().map { try LayerArguments.size($1, at: $0) }
    }
    private static let layerNorm = Layer(
        "LayerNorm", "normalized_shape, eps=1e-05, elementwise_affine=True, bias=True, device=None, dtype=None", in: "normalization",
        "Mean 0 and variance 1 over the last dimensions of each sample.", "layer_norm(3)(ones(2, 3))", resets: true,
        extra: "{normalized_shape}, {eps=}, {elementwise_affine=}, {bias+}",
        setUp: { m, a in
            let dtype = try a.dtype(), shape = try normalizedShape(m, a)
            let affine = try a.isTrue("elementwise_affine")
            if affine { try m.addParameter(ModuleNames.weight, filled: 1, shape, dtype) } else { m.addMissingParameter(ModuleNames.weight) }
            if try affine && a.isTrue("bias") { try m.addParameter(ModuleNames.bias, filled: 0, shape, dtype) } else { m.addMissingParameter(ModuleNames.bias) }
        },
        forward: .unary(function: "layer_norm") { m, x in
            try Functional.tensor(
                "layer_norm", .tensor(x), m.value("normalized_shape"), value(m.optionalTensor(ModuleNames.weight)), value(m.optionalTensor(ModuleNames.bias)),
                m.value("eps"))
        })
    private static let groupNorm = Layer(
        "GroupNorm", "num_groups, num_channels, eps=1e-05, affine=True, device=None, dtype=None, *, bias=True", in: "normalization",
        "Mean 0 and variance 1 over groups of channels.", "nn.GroupNorm(1, 2)(ones(1, 2, 3))", resets: true,
        extra: "{num_groups}, {num_channels}, {eps=}, {affine=}, {bias+}",
        setUp: { m, a in
            if try a.leavesRest("num_channels", "num_groups") {
                throw Raised.valueError("num_channels (\(try a["num_channels"].str())) must be divisible by num_groups (\(try a["num_groups"].str()))")
            }
            let dtype = try a.dtype(), count = try a.wholeSize("num_channels")
            let affine = try a.isTrue("affine")
            if affine { try m.addParameter(ModuleNames.weight, filled: 1, [count], dtype) } else { m.addMissingParameter(ModuleNames.weight) }
            if try affine && a.isTrue("bias") { try m.addParameter(ModuleNames.bias, filled: 0, [count], dtype) } else { m.addMissingParameter(ModuleNames.bias) }
        },
        forward: .unary(function: "group_norm", asks: "dim") { m, x in
            try Functional.tensor(
                "group_norm", .tensor(x), m.value("num_groups"), value(m.optionalTensor(ModuleNames.weight)), value(m.optionalTensor(ModuleNames.bias)),
                m.value("eps"))
        })
    private static let rmsNorm = Layer(
        "RMSNorm", "normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None", in: "normalization",
        "Divides by the root of the mean square over the last dimensions.", "nn.RMSNorm(3)(ones(2, 3))", resets: true,
        extra: "{normalized_shape}, {eps=}, {elementwise_affine=}",
        setUp: { m, a in
            let dtype = try a.dtype(), shape = try normalizedShape(m, a)
            if try a.isTrue("elementwise_affine") { try m.addParameter(ModuleNames.weight, filled: 1, shape, dtype) } else { m.addMissingParameter(ModuleNames.weight) }
        },
        forward: .unary(function: "rms_norm") { m, x in
            try Functional.tensor("rms_norm", .tensor(x), m.value("normalized_shape"), value(m.optionalTensor(ModuleNames.weight)), m.value("eps"))
        })
    private static let localResponse = Layer(
        "LocalResponseNorm", "size, alpha=0.0001, beta=0.75, k=1.0", in: "normalization", "Divides by the size of neighbouring channels.",
        "nn.LocalResponseNorm(2)(ones(1, 2, 3)).shape", extra: "{size}, {alpha=}, {beta=}, {k=}",
        forward: .function("local_response_norm", inputs: "input", attributes: ["size", "alpha", "beta", "k"]))

    static var all: [Layer] { (1...3).map(batch) + (1...3).map(instance) + [layerNorm, groupNorm, rmsNorm, localResponse] }
}
