import Autograd
import ObjectModel
import TensorCore

/// Softmax over very many classes (Grave et al., 2016): frequent ones in a head, rare ones in clusters behind it.
enum AdaptiveSoftmaxLayers {
    private static let head: Name = "head", tail: Name = "tail"

    private static func cutoffs(_ m: Module) throws -> [Int] { try collect(m.value("cutoffs")).map { try $0.toIndex() } }
    private static func apply(_ module: Value, _ x: Tensor) throws -> Tensor {
        guard let result = try module.call(.tensor(x)).asTensor else { throw Raised.typeError("expected a tensor") }
        return result
    }
    private static func cluster(_ m: Module, _ index: Int) throws -> Value { try Value.object(m).attribute(tail).item(.int(index)) }

    private static func setUp(_ m: Module, _ a: LayerArguments) throws {
        let given = try collect(a["cutoffs"])
        guard !given.isEmpty else { throw Raised.valueError("cutoffs should be a sequence of length larger than 0") }
        // Sorted, and compared with zero.
        for (left, right) in zip(given.dropFirst(), given) { _ = try LayerArguments.holds(left, .less, right) }
        _ = try LayerArguments.holds(given[0], .lessEqual, .int(0))
        _ = try binaryResult(.subtract, a["n_classes"], .int(1))
        let limits = given.compactMap(\.asInt), classes = a["n_classes"].asInt ?? 0
        guard limits.count == given.count, limits == limits.sorted(), limits.allSatisfy({ $0 > 0 && $0 < classes }), Set(limits).count == limits.count else {
            throw Raised.valueError(
                "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each value is between 1 and n_classes-1")
        }
        let features = try a.size("in_features", at: 1)
        _ = try binaryResult(.floorDivide, .int(features), binaryResult(.power, a["div_value"], .int(1)))
        let factor = try a.double("div_value"), ends = limits + [classes]
        m.store(("cutoffs", .list(ends.map { .int($0) })), ("shortlist_size", .int(ends[0])), ("n_clusters", .int(limits.count)))
        m.setOwn("head_size", .int(ends[0] &+ limits.count))
        let linear = try LayerCatalog.require("Linear"), dtype: (Name, Value) = ("dtype", a["dtype"])
        m.add(head, try linear.make(.int(features), .int(ends[0] &+ limits.count), keywords: [("bias", a["head_bias"]), dtype]))
        let clusters = try limits.indices.map { index -> Value in
            let share = power(factor, index + 1)
            if share == 0 { throw Raised.zeroDivision("float floor division by zero") }
            guard let hidden = Int(exactly: (Double(features) / share).rounded(.down)) else {
                throw share.isNaN ? Raised.valueError("cannot convert float NaN to integer") : Raised.overflow("cannot convert float infinity to integer")
            }
            let first = try linear.make(.int(features), .int(hidden), keywords: [("bias", .bool(false)), dtype])
            let second = try linear.make(.int(hidden), .int(ends[index + 1] - ends[index]), keywords: [("bias", .bool(false)), dtype])
            return .object(try ContainerLayers.sequential.make(.object(first), .object(second)))
        }
        m.add(tail, try ContainerLayers.list.make(.list(clusters)))
    }
    private static func power(_ base: Double, _ exponent: Int) -> Double { (0..<exponent).reduce(1) { product, _ in product * base } }

    /// The log-probabilities of all classes.
    private static func logProbabilities(_ m: Module, _ x: Tensor) throws -> Tensor {
        let ends = try cutoffs(m), first = ends[0]
        let top = try apply(Value.object(m).attribute(head), x).logSoftmax(1)
        var parts = [try top.narrow(1, 0, first)]
        for index in 0..<(ends.count - 1) {
            let inside = try apply(cluster(m, index), x).logSoftmax(1)
            parts.append(try inside + top.narrow(1, first + index, 1))
        }
        return try Tensor.cat(parts, 1)
    }
    private static func loss(_ m: Module, _ input: Value, _ target: Value) throws -> Value {
        guard let given = input.asTensor, let wanted = target.asTensor else {
            throw Raised.attributeError("'\((input.asTensor == nil ? input : target).type.name)' object has no attribute 'dim'", object: input, name: "dim")
        }
        switch wanted.rank {
        case 1:
            guard given.rank > 0, given.shape[0] == wanted.shape[0] else { throw Raised.runtimeError("Input and target should have the same size in the batch dimension.") }
            guard given.rank == 2 else { throw Raised.runtimeError("1D target tensor expects 2D input tensors, but found inputs with size \(SizeObject(given.shape).repr())") }
        case 0:
            guard given.rank == 1 else { throw Raised.runtimeError("0D target tensor expects 1D input tensors, but found inputs with size \(SizeObject(given.shape).repr())") }
        default: throw Raised.runtimeError("0D or 1D target tensor expected, multi-target not supported")
        }
        let isBatched = wanted.rank > 0
        let x = isBatched ? given : try given.unsqueeze(0), y = isBatched ? wanted : try wanted.unsqueeze(0)
        let classes = try cutoffs(m).last ?? 0
        let values = try y.array.ints()
        guard values.allSatisfy({ $0 >= 0 && $0 < classes }) else {
            throw Raised.runtimeError(
                "Target values should be in [0, \(classes - 1)], but values in range [\(values.min() ?? 0), \(values.max() ?? 0)] were found. ")
        }
        let output = try logProbabilities(m, x).gather(1, y.unsqueeze(1)).squeeze(1).renamed("SqueezeBackward1", "AddBackward0")
        let result = Instance(type: resultType)
        result.payload = Tuple([.tensor(isBatched ? output : try output.squeeze(0)), .tensor(try output.neg().mean())])
        return .object(result)
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) private static let resultType = TypeObject(
        "_ASMoutput", bases: [BuiltinTypes.tuple], module: "torch.nn.modules.adaptive", isFinal: true,
        members: {
            [
                NativeFunction.method("__repr__", "") { a in
                    let items = a[0].withoutClass.asItems ?? []
                    return .str("_ASMoutput(" + (try zip(["output", "loss"], items).map { "\($0)=\(try $1.repr())" }).joined(separator: ", ") + ")")
                },
                NativeProperty("output") { value in value.withoutClass.asItems?.first ?? .none },
                NativeProperty("loss") { value in value.withoutClass.asItems?.last ?? .none },
            ]
        })

    static var all: [Layer] {
        [
            Layer(
                "AdaptiveLogSoftmaxWithLoss", "in_features, n_classes, cutoffs, div_value=4.0, head_bias=False, device=None, dtype=None", in: "adaptive",
                "Softmax and loss over very many classes.", "nn.AdaptiveLogSoftmaxWithLoss(8, 10, [4])(ones(1, 8), tensor([2])).output.shape",
                members: {
                    [
                        ContainerLayers.method("log_prob", "input", "The log-probabilities of all classes.") { m, a in
                            guard let x = a[1].asTensor else { throw Raised.typeError("linear(): argument 'input' (position 1) must be Tensor, not \(a[1].type.name)") }
                            return try raising { .tensor(try logProbabilities(m, x)) }
                        },
                        ContainerLayers.method("predict", "input", "The most probable class.") { m, a in
                            guard let x = a[1].asTensor else { throw Raised.typeError("linear(): argument 'input' (position 1) must be Tensor, not \(a[1].type.name)") }
                            return try raising { .tensor(try logProbabilities(m, x).place(.argmax, 1, keepdim: false)) }
                        },
                    ]
                },
                setUp: setUp, forward: .general("input_, target_") { m, a in try loss(m, a[1], a[2]) })
        ]
    }
}
