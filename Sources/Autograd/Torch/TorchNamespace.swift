import ObjectModel
import TensorCore

/// The module `torch` as far as tensors go; NeuralNet adds `nn`, `optim` and `utils` with `module.setOwn`.
package enum TorchNamespace {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) package static let module: ModuleObject = {
        let module = ModuleObject("torch") {
            var members = OpCatalog.members(.function)
            members += types + values + functions + submodules
            return members
        }
        module.fallback = refused
        return module
    }()
    /// `torch.nn.functional` as far as the catalog goes; NeuralNet adds to it.
    nonisolated(unsafe) package static let functional: ModuleObject = {
        let module = ModuleObject("torch.nn.functional") { OpCatalog.members(.functional) + fromTorch }
        return module
    }()

    /// What `F` holds besides: PyTorch lists these under both names.
    private static var fromTorch: [(Name, Value)] {
        ["tanh", "sigmoid", "conv1d", "conv2d"].compactMap { name in OpCatalog.functional(name) == nil ? OpCatalog.function(name).map { (Name(name), .object($0.function)) } : nil }
    }

    private static func refused(_ name: Name) throws -> Value? {
        let reasons = [
            "complex64": "complex numbers", "complex128": "complex numbers", "cfloat": "complex numbers", "cdouble": "complex numbers", "chalf": "complex numbers",
            "complex32": "complex numbers", "complex": "complex numbers", "polar": "complex numbers", "view_as_complex": "complex numbers", "fft": "Fourier transforms",
            "sparse": "sparse tensors", "sparse_coo_tensor": "sparse tensors", "jit": "compiler for scripts", "onnx": "exporter", "distributed": "distributed training",
            "quantization": "quantization", "from_numpy": "NumPy", "stft": "Fourier transforms", "istft": "Fourier transforms", "multiprocessing": "processes",
        ]
        guard let reason = reasons[name.text] else { return nil }
        throw Raised.notImplemented("torch.\(name) is not available: nbs has no \(reason)")
    }

    private static var types: [(Name, Value)] {
        var members: [(Name, Value)] = [
            ("Tensor", .object(TensorTypes.tensor)), ("Size", .object(TensorTypes.size)), ("dtype", .object(TensorTypes.dtype)),
            ("device", .object(TensorTypes.device)), ("Generator", .object(TensorTypes.generator)), ("no_grad", .object(TorchTypes.noGrad)),
            ("enable_grad", .object(TorchTypes.enableGrad)), ("set_grad_enabled", .object(TorchTypes.setGradEnabled)), ("inference_mode", .object(TorchTypes.inference)),
            ("finfo", .object(LimitsObject.floatType)), ("iinfo", .object(LimitsObject.integerType)),
        ]
        for (name, dtype) in DType.byName where name != "bool" { members.append((Name(name), .dtype(dtype))) }
        members.append(("bool", .dtype(.bool)))
        for dtype in DType.allCases {
            members.append((Name(dtype.scalarName + "Tensor"), .object(legacy(dtype))))
        }
        return members
    }
    /// `torch.FloatTensor([1, 2])`.
    private static func legacy(_ dtype: DType) -> TypeObject {
        TypeObject(
            dtype.scalarName + "Tensor", bases: [TensorTypes.tensor], module: "torch",
            construct: { _, arguments in
                try raising {
                    guard let made = try Creation.legacyTensor(arguments).asTensor else { return .none }
                    return .tensor(try made.cast(to: dtype))
                }
            })
    }

    private static var values: [(Name, Value)] {
        [
            ("__version__", .str("2.13.0+nbs")), ("pi", .float(.pi)), ("e", .float(2.718281828459045)), ("inf", .float(.infinity)), ("nan", .float(.nan)),
            ("newaxis", .none), ("strided", .object(NamedConstant.strided)), ("contiguous_format", .object(NamedConstant.contiguousFormat)),
            ("preserve_format", .object(NamedConstant.preserveFormat)), ("channels_last", .object(NamedConstant.channelsLast)),
            ("default_generator", .object(standardGenerator)),
        ]
    }
    nonisolated(unsafe) private static let standardGenerator = GeneratorObject(.standard)

    private static func f(_ name: Name, _ signature: String, _ summary: String, _ body: @escaping (BoundArguments) throws -> Value) -> (Name, Value) {
        (name, .object(NativeFunction(name, signature, summary: summary, module: "torch") { a in try raising { try body(a) } }))
    }
    private static func dtype(_ value: Value, _ what: String) throws -> DType {
        guard let dtype = value.asDType else { throw Raised.typeError("\(what) must be torch.dtype, not \(value.type.name)") }
        return dtype
    }
    private static func tensor(_ value: Value, _ name: String) throws -> Tensor {
        guard let tensor = value.asTensor else { throw Raised.typeError("\(name)(): argument 'input' (position 1) must be Tensor, not \(value.type.name)") }
        return tensor
    }
    private static func promotionOperand(_ value: Value) throws -> DType.Operand {
        if let tensor = value.asTensor { return tensor.rank == 0 ? .scalarTensor(tensor.dtype) : .tensor(tensor.dtype) }
        guard let number = value.asScalar else { throw Raised.typeError("result_type(): argument must be Tensor or Number, not \(value.type.name)") }
        return .number(number)
    }

    private static var functions: [(Name, Value)] {
        [
            f("manual_seed", "seed", "Starts the random numbers anew from a seed.") { a in
                let seed: Int
                if let small = a[0].asInt { seed = small } else if case .float(let value) = a[0] { seed = try Value.float(value).toInt()?.asInt ?? 0 } else if let text = a[0].asString {
                    guard let value = Int(text) else { throw Raised.valueError("invalid literal for int() with base 10: \(StringText.repr(text))") }
                    seed = value
                } else if let big = a[0].asBigInt {
                    guard let value = UInt64(exactly: big) else { throw Raised.runtimeError("Overflow when unpacking long long") }
                    seed = Int(bitPattern: UInt(value))
                } else {
                    seed = try a[0].toInt()?.asInt ?? a[0].toIndex()
                }
                Generator.standard.seed(UInt64(bitPattern: Int64(seed)))
                return .object(standardGenerator)
            },
            f("seed", "", "Starts the random numbers from a seed of the system's.") { _ in .int(Int(truncatingIfNeeded: Generator.standard.seedFromSystem())) },
            f("initial_seed", "", "The seed that the random numbers started from.") { _ in .int(Int(truncatingIfNeeded: Generator.standard.initialSeed)) },
            f("get_rng_state", "", "The state of the random numbers.") { _ in .tensor(Tensor(try Generator.standard.getState())) },
            f("set_rng_state", "new_state", "Puts the random numbers back to a state.") { a in
                try Generator.standard.setState(tensor(a[0], "set_rng_state").array)
                return .none
            },
            f("is_tensor", "obj", "Whether this is a tensor.") { a in .bool(a[0].asTensor != nil) },
            f("is_grad_enabled", "", "Whether operations are recorded.") { _ in .bool(GradMode.isEnabled) },
            f("is_inference_mode_enabled", "", "Whether inference mode is on.") { _ in .bool(GradMode.isInference) },
            f("is_anomaly_enabled", "", "Whether anomalies are looked for.") { _ in .bool(GradMode.detectsAnomalies) },
            f("is_floating_point", "input", "Whether the elements are floats.") { a in .bool(try tensor(a[0], "is_floating_point").dtype.isFloatingPoint) },
            f("is_complex", "input", "False: nbs has no complex numbers.") { _ in .bool(false) },
            f("is_nonzero", "input", "Whether the only element is not zero.") { a in .bool(try tensor(a[0], "is_nonzero").isTrue()) },
            f("is_same_size", "input, other", "Whether the shapes are equal.") { a in .bool(try tensor(a[0], "is_same_size").shape == tensor(a[1], "is_same_size").shape) },
            f("numel", "input", "The number of elements.") { a in .int(try tensor(a[0], "numel").count) },
            f("typename", "obj", "The type's name.") { a in .str(a[0].asTensor.map { "torch.\($0.dtype.scalarName)Tensor" } ?? a[0].type.qualifiedName) },
            f("get_default_dtype", "", "The dtype that floats get.") { _ in .dtype(.defaultFloat) },
            f("set_default_dtype", "d", "Sets the dtype that floats get.") { a in
                let dtype = try dtype(a[0], "invalid dtype object: d")
                guard dtype.isFloatingPoint else { throw Raised.typeError("only floating-point types are supported as the default type") }
                DType.defaultFloat = dtype
                return .none
            },
            f("get_default_device", "", "The CPU.") { _ in .object(DeviceObject.cpu) },
            f("set_default_device", "device", "Accepts the CPU only.") { a in
                try a[0].asDevice()?.checkUsable()
                return .none
            },
            f("result_type", "tensor1, tensor2", "The dtype that an operation of both would have.") { a in .dtype(.result(of: try promotionOperand(a[0]), try promotionOperand(a[1]))) },
            f("can_cast", "from_, to", "Whether a dtype may be converted to another.") { a in .bool(DType.canCast(from: try dtype(a[0], "from"), to: try dtype(a[1], "to"))) },
            f("promote_types", "type1, type2", "The dtype that both fit into.") { a in .dtype(.promoted(try dtype(a[0], "type1"), try dtype(a[1], "type2"))) },
            f("get_num_threads", "", "How many threads compute.") { _ in .int(Threads.count) },
            f("set_num_threads", "n", "Sets how many threads compute.") { a in
                let count = try a[0].toIndex()
                guard count > 0 else { throw Raised.runtimeError("expected a positive number of threads") }
                Threads.count = count
                return .none
            },
            f("broadcast_shapes", "*shapes", "The shape that shapes have together.") { a in
                var result = Dims()
                for (number, value) in a.variadic(0).enumerated() {
                    let shape = try Dims(checking: (value.intItems ?? [value]).map { try $0.toIndex() })
                    if shape.contains(where: { $0 < 0 }) { throw Raised.valueError("Attempting to broadcast a dimension with negative length!") }
                    let rank = max(shape.count, result.count)
                    for back in 1..<(rank + 1) where back <= shape.count && back <= result.count {
                        let (size, known) = (shape[shape.count - back], result[result.count - back])
                        guard size == 1 || known == 1 || size == known else {
                            let given = try value.intItems.map { try Value.tuple($0).repr() } ?? value.repr()
                            throw Raised.runtimeError(
                                "Attempting to broadcast a dimension of length \(size) at -\(back)! Mismatching argument at index \(number) had \(given); but "
                                    + "expected shape should be broadcastable to \(result)")
                        }
                    }
                    result = try Dims.broadcast(result, shape)
                }
                return .object(SizeObject(result))
            },
            f("set_printoptions", "precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None", "How tensors are shown.") { a in
                if let profile = a[4].asString { _ = PrintOptions.current.setProfile(profile) }
                if !a[0].isNone { PrintOptions.current.precision = max(0, min(try a[0].toIndex(), 64)) }
                if !a[1].isNone { PrintOptions.current.threshold = try a[1].toDouble().map { Int(clamping: $0) } ?? 1000 }
                if !a[2].isNone { PrintOptions.current.edgeItems = max(0, try a[2].toIndex()) }
                if !a[3].isNone { PrintOptions.current.lineWidth = max(1, try a[3].toIndex()) }
                PrintOptions.current.sciMode = a[5].isNone ? nil : try a[5].isTrue()
                return .none
            },
            f("save", "obj, f, pickle_module=None, pickle_protocol=2, _use_new_zipfile_serialization=True", "Writes tensors, or lists and dicts of them, to a file.") { a in
                try TensorFiles.save(a[0], TensorFiles.path(a[1], "save"))
                return .none
            },
            f("load", "f, map_location=None, pickle_module=None, *, weights_only=None, mmap=None", "Reads what `torch.save` of nbs wrote.") { a in
                try TensorFiles.load(TensorFiles.path(a[0], "load"))
            },
            f("use_deterministic_algorithms", "mode, *, warn_only=False", "All of nbs is deterministic.") { _ in .none },
            f("set_float32_matmul_precision", "precision", "Accepted; products are always exact floats.") { _ in .none },
            f("compile", "model=None, **kwargs", "The model itself: nbs has no compiler.") { a in a[0] },
            f("relu_", "input", "Negative elements become 0, in place.") { a in
                .tensor(try tensor(a[0], "relu_").overwrite("relu_") { try $0.relu() })
            },
        ]
    }

    private static func constants(_ name: String, _ members: [(Name, Value)]) -> Value { .object(ModuleObject(name) { members }) }
    private static func answer(_ name: Name, _ value: Value) -> (Name, Value) { f(name, "*args, **kwargs", "What PyTorch answers on a machine without accelerators.") { _ in value } }
    private static func without(_ name: Name) -> (Name, Value) {
        f(name, "*args, **kwargs", "Refused as PyTorch without CUDA does.") { _ in throw Raised(ExceptionTypes.assertionError, "Torch not compiled with CUDA enabled") }
    }

    private static var submodules: [(Name, Value)] {
        [
            ("autograd", .object(AutogradModule.module)),
            ("linalg", .object(ModuleObject("torch.linalg") { OpCatalog.members(.linalg) + [("LinAlgError", .object(TensorTypes.linAlgError))] })),
            ("special", .object(ModuleObject("torch.special") { OpCatalog.members(.special) })),
            (
                "cuda",
                constants(
                    "torch.cuda",
                    [
                        answer("is_available", .bool(false)), answer("device_count", .int(0)), answer("is_initialized", .bool(false)), answer("manual_seed", .none),
                        answer("manual_seed_all", .none), answer("empty_cache", .none), answer("memory_allocated", .int(0)), without("current_device"),
                        without("get_device_name"), without("synchronize"), without("set_device"),
                    ])
            ),
            ("mps", constants("torch.mps", [answer("is_available", .bool(false)), answer("device_count", .int(0))])),
            ("xpu", constants("torch.xpu", [answer("is_available", .bool(false)), answer("device_count", .int(0))])),
            (
                "accelerator",
                constants(
                    "torch.accelerator",
                    [answer("is_available", .bool(false)), answer("current_accelerator", .none), answer("device_count", .int(0))])
            ),
            (
                "backends",
                constants(
                    "torch.backends",
                    [
                        ("mps", constants("torch.backends.mps", [answer("is_available", .bool(false)), answer("is_built", .bool(false))])),
                        ("cuda", constants("torch.backends.cuda", [answer("is_built", .bool(false))])),
                        (
                            "cudnn",
                            constants(
                                "torch.backends.cudnn",
                                [
                                    answer("is_available", .bool(false)), answer("version", .none), ("enabled", .bool(true)), ("benchmark", .bool(false)),
                                    ("deterministic", .bool(false)),
                                ])
                        ),
                        ("mkl", constants("torch.backends.mkl", [answer("is_available", .bool(false))])),
                        ("openmp", constants("torch.backends.openmp", [answer("is_available", .bool(false))])),
                    ])
            ),
            ("version", constants("torch.version", [("cuda", .none), ("hip", .none), ("__version__", .str("2.13.0+nbs"))])),
            (
                "random",
                constants("torch.random", functions.filter { ["manual_seed", "seed", "initial_seed", "get_rng_state", "set_rng_state"].contains($0.0.text) } + [("fork_rng", .object(ForkedRandomness.function))])
            ),
        ]
    }
}

/// How many threads kernels use; asked for and set by `torch.get_num_threads`.
enum Threads {
    // One thread runs the engine.
    nonisolated(unsafe) static var count = 2
}

/// `torch.finfo` and `torch.iinfo`.
final class LimitsObject: Object {
    private let dtype: DType
    private init(_ dtype: DType) {
        self.dtype = dtype
        super.init(kind: .other)
    }
    private static func make(_ isFloat: Bool) -> TypeObject {
        TypeObject(
            isFloat ? "finfo" : "iinfo", module: "torch", isFinal: true,
            construct: { _, arguments in
                let dtype: DType
                if arguments.count == 0 { dtype = .defaultFloat } else if let given = arguments[0].asDType { dtype = given } else {
                    throw Raised.typeError("\(isFloat ? "finfo" : "iinfo")(): argument 'type' (position 1) must be torch.dtype, not \(arguments[0].type.name)")
                }
                guard isFloat == dtype.isFloatingPoint else {
                    throw Raised.typeError(
                        isFloat
                            ? "torch.finfo() requires a floating point input type. Use torch.iinfo to handle '\(dtype.name)'"
                            : "torch.iinfo() requires an integer input type. Use torch.finfo to handle '\(dtype.name)'")
                }
                return .object(LimitsObject(dtype))
            })
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) static let floatType = make(true)
    nonisolated(unsafe) static let integerType = make(false)

    override var type: TypeObject { dtype.isFloatingPoint ? LimitsObject.floatType : LimitsObject.integerType }
    private var numbers: [(String, Value)] {
        if let limits = dtype.floatLimits {
            return [
                ("resolution", .float(limits.resolution)), ("min", .float(-limits.max)), ("max", .float(limits.max)), ("eps", .float(limits.eps)),
                ("smallest_normal", .float(limits.smallestNormal)), ("tiny", .float(limits.tiny)),
            ]
        }
        let limits = dtype.integerLimits ?? 0...1
        return [("min", .int(limits.lowerBound)), ("max", .int(limits.upperBound))]
    }
    override func repr() throws -> String {
        let fields = try numbers.map { name, value in
            if case .float(let number) = value { return "\(name)=\(FloatText.short(number))" }
            return "\(name)=\(try value.repr())"
        }
        return "\(dtype.isFloatingPoint ? "finfo" : "iinfo")(\(fields.joined(separator: ", ")), dtype=\(dtype.name))"
    }
    override func attribute(_ name: Name) throws -> Value? {
        if let found = numbers.first(where: { $0.0 == name.text }) { return found.1 }
        if name == "bits" { return .int(dtype.itemSize * 8) }
        if name == "dtype" { return .str(dtype.name) }
        return try super.attribute(name)
    }
}
