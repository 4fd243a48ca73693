import Autograd
import Glibc
import ObjectModel
import TensorCore

/// `torch.nn.init`: ways to give a tensor its first numbers, all in place and outside of autograd.
package enum InitNamespace {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) package static let module = ModuleObject("torch.nn.init") {
        functions.map { ($0.name, .object($0)) }
            + functions.filter { oldNames.contains(String($0.name.text.dropLast())) }.map { function in
                (Name(String(function.name.text.dropLast())), .object(deprecated(function)))
            }
    }
    private static let oldNames: Set<String> = [
        "uniform", "normal", "constant", "eye", "dirac", "xavier_uniform", "xavier_normal", "kaiming_uniform", "kaiming_normal", "orthogonal", "sparse",
    ]
    private static func deprecated(_ function: NativeFunction) -> NativeFunction {
        let old = String(function.name.text.dropLast())
        return NativeFunction(Name(old), "*args, **kwargs", summary: function.summary, body: .raw { a in
            Warnings.emit("`nn.init.\(old)` is now deprecated in favor of `nn.init.\(old)_`.", ExceptionTypes.futureWarning)
            return try function.call(a)
        })
    }

    private static func f(_ name: Name, _ parameters: String, _ summary: String, _ body: @escaping (Tensor, BoundArguments) throws -> Void) -> NativeFunction {
        NativeFunction(name, "tensor, " + parameters, summary: summary, module: "torch.nn.init", wording: .python, body: .bound { a in
            guard let tensor = a[0].asTensor else {
                throw Raised.attributeError("'\(a[0].type.name)' object has no attribute '\(name)'", object: a[0], name: name)
            }
            try raising {
                try GradMode.with(false) { try body(tensor, a) }
                tensor.wrote()
            }
            return a[0]
        })
    }
    private static func double(_ a: BoundArguments, _ index: Int) throws -> Double {
        guard let number = try a[index].toDouble() else { throw Raised.typeError("must be real number, not \(a[index].type.name)") }
        return number
    }
    private static func generator(_ value: Value) throws -> Generator {
        if value.isNone { return .standard }
        guard let given = value.object(of: .torchGenerator) as? GeneratorObject else {
            throw Raised.typeError("argument 'generator' must be torch.Generator, not \(value.type.name)")
        }
        return given.generator
    }
    private static func warnIfEmpty(_ tensor: Tensor) -> Bool {
        guard tensor.shape.contains(0) else { return false }
        Warnings.emit("Initializing zero-element tensors is a no-op")
        return true
    }
    private static func kaimingScale(_ tensor: Tensor, _ a: BoundArguments) throws -> Double {
        let mode = try a[2].str().lowercased()
        guard mode == "fan_in" || mode == "fan_out" else {
            throw Raised.valueError("Mode \(mode) not supported, please use one of ['fan_in', 'fan_out']")
        }
        let fans = try Initializers.fans(tensor.shape)
        let gain = try Initializers.gain(a[3].str(), a[1])
        return gain / Double(mode == "fan_in" ? fans.fanIn : fans.fanOut).squareRoot()
    }
    private static var functions: [NativeFunction] {
        [
            NativeFunction("calculate_gain", "nonlinearity, param=None", summary: "By how much an activation shrinks its input.", wording: .python, body: .bound { a in
                // PyTorch's table mixes whole numbers and floats.
                let gain = try Initializers.gain(a[0].str(), a[1])
                return gain == 1 ? .int(1) : .float(gain)
            }),
            f("uniform_", "a=0.0, b=1.0, generator=None", "Uniform between `a` and `b`.") { t, a in
                let (from, to) = (try double(a, 1), try double(a, 2))
                try t.array.uniform(from, to, generator(a[3]))
            },
            f("normal_", "mean=0.0, std=1.0, generator=None", "Normal with a mean and a standard deviation.") { t, a in
                try t.array.normal(double(a, 1), double(a, 2), generator(a[3]))
            },
            f("constant_", "val", "One number everywhere.") { t, a in t.array.fill(.float(try double(a, 1))) },
            f("ones_", "", "Ones.") { t, _ in t.array.fill(.int(1)) },
            f("zeros_", "", "Zeros.") { t, _ in t.array.fill(.int(0)) },
            f("eye_", "", "Ones on the diagonal, zeros elsewhere.") { t, _ in
                guard t.rank == 2 else { throw Raised.valueError("Only tensors with 2 dimensions are supported") }
                t.array.fill(.int(0))
                try t.array.diagonal().fill(.int(1))
            },
            f("dirac_", "groups=1", "A convolution that gives back its input.") { t, a in
                guard (3...5).contains(t.rank) else { throw Raised.valueError("Only tensors with 3, 4, or 5 dimensions are supported") }
                let groups = try a[1].toIndex()
                guard groups > 0, t.shape[0] % groups == 0 else { throw Raised.valueError("dim 0 must be divisible by groups") }
                t.array.fill(.int(0))
                let outputs = t.shape[0] / groups
                // Of nothing there may be any number of groups.
                if t.shape.prefix(2).contains(0) { return }
                for group in 0..<groups {
                    try Stop.check()
                    for channel in 0..<min(outputs, t.shape[1]) {
                        var place = try t.array.select(0, group * outputs + channel).select(0, channel)
                        while place.rank > 0 {
                            let size = place.shape[0]
                            guard size > 0 else { throw Raised.indexError("index 0 is out of bounds for dimension \(t.rank - place.rank) with size 0") }
                            place = try place.select(0, size / 2)
                        }
                        place.fill(.int(1))
                    }
                }
            },
            f("xavier_uniform_", "gain=1.0, generator=None", "Uniform, scaled by inputs and outputs (Glorot and Bengio, 2010).") { t, a in
                let (fanIn, fanOut) = try Initializers.fans(t.shape)
                let bound = 3.0.squareRoot() * (try double(a, 1) * (2.0 / Double(fanIn &+ fanOut)).squareRoot())
                try t.array.uniform(-bound, bound, generator(a[2]))
            },
            f("xavier_normal_", "gain=1.0, generator=None", "Normal, scaled by inputs and outputs.") { t, a in
                let (fanIn, fanOut) = try Initializers.fans(t.shape)
                try t.array.normal(0, try double(a, 1) * (2.0 / Double(fanIn &+ fanOut)).squareRoot(), generator(a[2]))
            },
            f("kaiming_uniform_", "a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None", "Uniform, scaled for rectifiers (He et al., 2015).") { t, a in
                if warnIfEmpty(t) { return }
                let bound = 3.0.squareRoot() * (try kaimingScale(t, a))
                try t.array.uniform(-bound, bound, generator(a[4]))
            },
            f("kaiming_normal_", "a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None", "Normal, scaled for rectifiers.") { t, a in
                if warnIfEmpty(t) { return }
                try t.array.normal(0, kaimingScale(t, a), generator(a[4]))
            },
            f("trunc_normal_", "mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None", "Normal between two bounds.") { t, a in
                try truncatedNormal(t, mean: double(a, 1), std: double(a, 2), double(a, 3), double(a, 4), generator(a[5]))
            },
            f("orthogonal_", "gain=1, generator=None", "An orthogonal matrix.") { t, a in
                guard t.rank >= 2 else { throw Raised.valueError("Only tensors with 2 or more dimensions are supported") }
                if t.count == 0 { return }
                let rows = t.shape[0], columns = t.count / rows
                let random = try NDArray.randn([rows, columns], t.dtype, generator(a[2]))
                let wide = rows < columns
                guard let qr = OpCatalog.all.first(where: { $0.name == "qr" && $0.kinds.contains(.linalg) }) else { throw Raised.notImplemented("nbs has no torch.linalg.qr") }
                let parts = try Arguments.with([.tensor(Tensor(wide ? random.transpose(0, 1).contiguous() : random))]) { try qr.call($0) }.withoutClass.asItems ?? []
                guard parts.count == 2, let q = parts[0].asTensor, let r = parts[1].asTensor else { throw Raised.notImplemented("nbs has no torch.linalg.qr") }
                let signs = try r.array.diagonal().copy()
                var matrix = try NDArray.binary(.mul, q.array, NDArray.unary(.sign, signs))
                if wide { matrix = try matrix.transpose(0, 1) }
                try t.array.checkOverlap()
                try t.array.copy(from: .binary(.mul, matrix.reshape(t.shape), .float(double(a, 1))))
            },
            f("sparse_", "sparsity, std=0.01, generator=None", "Normal, with a share of zeros in every column.") { t, a in
                guard t.rank == 2 else { throw Raised.valueError("Only tensors with 2 dimensions are supported") }
                let rows = t.shape[0], share = (try double(a, 1) * Double(rows)).rounded(.up), zeros = share > 0 ? Swift.min(Int(clamping: share), rows) : 0
                try t.array.normal(0, double(a, 2), generator(a[3]))
                if rows == 0 { return }
                for column in 0..<t.shape[1] {
                    try Stop.check()
                    for row in try NDArray.randperm(rows).ints().prefix(max(0, zeros)) { try t.array.select(1, column).select(0, row).fill(.int(0)) }
                }
            },
        ]
    }

    /// By rejection, as PyTorch draws it: where the bounds leave much of the bell, normal numbers outside of them are drawn
    /// anew; where they leave little, uniform ones are kept with the density's probability. Every round draws a whole tensor.
    private static func truncatedNormal(_ t: Tensor, mean: Double, std: Double, _ low: Double, _ high: Double, _ generator: Generator) throws {
        func cdf(_ x: Double) -> Double { (1 + erf(x / 2.0.squareRoot())) / 2 }
        if mean < low - 2 * std || mean > high + 2 * std {
            Warnings.emit("mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be incorrect.")
        }
        try t.array.checkOverlap()
        let result = try NDArray.empty(t.shape, t.dtype)
        guard std > 0, low <= high else {
            t.array.fill(.float(Swift.max(low, Swift.min(mean, high))))
            return
        }
        if cdf((high - mean) / std) - cdf((low - mean) / std) > 0.3 {
            try result.normal(mean, std, generator)
            while true {
                try Interruption.check()
                let outside = try NDArray.compare(.logicalOr, .compare(.lt, result, .float(low)), .compare(.gt, result, .float(high)))
                guard try outside.reduce(.any).item().bool else { break }
                let fresh = try NDArray.empty(t.shape, t.dtype)
                try fresh.normal(mean, std, generator)
                try result.copy(from: .where(outside, fresh, result))
            }
        } else {
            let mode = Swift.max(low, Swift.min(mean, high)), peak = -0.5 * ((mode - mean) / std) * ((mode - mean) / std)
            var pending = try NDArray.ones(t.shape, .bool)
            // Bounds far apart (2 and 1e30) end no sooner than in PyTorch: never, unless somebody interrupts.
            while try pending.reduce(.any).item().bool {
                try Interruption.check()
                let candidates = try NDArray.empty(t.shape, t.dtype), chance = try NDArray.empty(t.shape, t.dtype)
                try candidates.uniform(low, high, generator)
                try result.copy(from: .where(pending, candidates, result))
                var density = try NDArray.binary(.div, .binary(.sub, candidates, .float(mean)), .float(std))
                density = try .binary(.sub, .binary(.mul, .unary(.square, density), .float(-0.5)), .float(peak))
                try chance.uniform(0, 1, generator)
                pending = try .compare(.logicalAnd, pending, .compare(.gt, .unary(.log, chance), density))
            }
        }
        try t.array.copy(from: result)
    }
}
