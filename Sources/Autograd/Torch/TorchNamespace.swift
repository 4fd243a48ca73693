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
        ModuleObject.refusal = { AbsentNames.refusal($0, $1.text) }
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

    private static var types: [(Name, Value)] {
        var members: [(Name, Value)] = [
            ("Tensor", .object(TensorTypes.tensor)), ("Size", .object(TensorTypes.size)), ("dtype", .object(TensorTypes.dtype)),
            ("device", .object(TensorTypes.device)), ("Generator", .object(TensorTypes.generator)), ("no_grad", .object(TorchTypes.noGrad)),
            ("enable_grad", .object(TorchTypes.enableGrad)), ("set_grad_enabled", .object(TorchTypes.setGradEnabled)), ("inference_mode", .object(TorchTypes.inference)),
            ("layout", .object(NamedConstant.layout)), ("memory_format", .object(NamedConstant.memoryFormat)),
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
            ("default_generator", .object(standardGenerator)), ("has_mkl", .bool(true)), ("has_lapack", .bool(true)), ("has_openmp", .bool(true)),
            ("has_spectral", .bool(true)),
        ]
    }
    nonisolated(unsafe) private static let standardGenerator = GeneratorObject(.standard)

    private static func f(_ name: Name, _ signature: String, _ summary: String, _ body: @escaping (BoundArguments) throws -> Value) -> (Name, Value) {
        let wording: NativeFunction.Wording = inPython.contains(name.text) ? .python : .torch
        return (name, .object(NativeFunction(name, signature, summary: summary, module: "torch", wording: wording, body: .bound { a in try raising { try body(a) } })))
    }
    /// What PyTorch has written in Python, which complains of arguments as Python does.
    private static let inPython: Set = [
        "manual_seed", "seed", "initial_seed", "get_rng_state", "set_rng_state", "is_tensor", "typename", "set_default_dtype", "broadcast_shapes", "set_printoptions", "save", "load",
    ]
    private static func dtype(_ a: BoundArguments, _ index: Int, _ function: String, _ name: String) throws -> DType {
        guard let dtype = a[index].asDType else {
            throw Raised.typeError("\(function)(): argument '\(name)' (position \(index + 1)) must be torch.dtype, not \(Overloads.cName(a[index]))")
        }
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
                guard let dtype = a[0].asDType else { throw Raised.typeError("invalid dtype object: only floating-point types are supported as the default type") }
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
            f("can_cast", "from_, to", "Whether a dtype may be converted to another.") { a in .bool(DType.canCast(from: try dtype(a, 0, "can_cast", "from_"), to: try dtype(a, 1, "can_cast", "to"))) },
            f("promote_types", "type1, type2", "The dtype that both fit into.") { a in .dtype(.promoted(try dtype(a, 0, "promote_types", "type1"), try dtype(a, 1, "promote_types", "type2"))) },
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
            f("get_float32_matmul_precision", "", "How exact products are.") { _ in .str("highest") },
            f("are_deterministic_algorithms_enabled", "", "Whether only deterministic algorithms were asked for.") { _ in .bool(false) },
            f("is_deterministic_algorithms_warn_only_enabled", "", "Whether others would only be warned of.") { _ in .bool(false) },
            f("get_deterministic_debug_mode", "", "0: no mode was asked for.") { _ in .int(0) },
            f("set_deterministic_debug_mode", "debug_mode", "All of nbs is deterministic.") { _ in .none },
            f("get_num_interop_threads", "", "How many threads PyTorch would compute between operations with.") { _ in .int(Threads.count) },
            f("set_num_interop_threads", "int", "Accepted; operations run one after the other.") { _ in .none },
            f("set_flush_denormal", "mode", "Accepted; the smallest numbers stay as they are.") { _ in .bool(true) },
            f("is_warn_always_enabled", "", "Whether warnings are repeated.") { _ in .bool(false) },
            f("set_warn_always", "b", "Accepted; warnings are shown once.") { _ in .none },
            f("compiled_with_cxx11_abi", "", "What PyTorch answers.") { _ in .bool(true) },
            f("is_vulkan_available", "", "False: nbs computes on the CPU.") { _ in .bool(false) },
            f("is_storage", "obj", "Whether this is a tensor's buffer.") { _ in .bool(false) },
            f("is_conj", "input", "False: nbs has no complex numbers.") { _ in .bool(false) },
            f("is_neg", "input", "Whether the numbers are to be read with the other sign.") { _ in .bool(false) },
            f("is_signed", "input", "Whether the dtype has negative numbers.") { a in .bool(![.uint8, .bool].contains(try tensor(a[0], "is_signed").dtype)) },
            f("is_inference", "input", "Whether it was made in inference mode.") { a in .bool(try tensor(a[0], "is_inference").isInference) },
            f("get_device", "input", "-1: the CPU.") { _ in .int(-1) },
            f("imag", "input", "Refused: nbs has no complex numbers.") { _ in throw Raised.runtimeError("imag is not implemented for tensors with non-complex dtypes.") },
            f("detach", "input", "The numbers without their history.") { a in .tensor(try tensor(a[0], "detach").detach()) },
            method("zero_", "input", "All elements become 0."), method("narrow_copy", "input, dim, start, length", "A part of one dimension, copied."),
            method("unsafe_chunk", "input, chunks, dim=0", "`chunk`."), method("unsafe_split", "input, split_size, dim=0", "`split`."),
            method("unsafe_split_with_sizes", "input, split_sizes, dim=0", "`split`."),
            f("set_default_tensor_type", "t", "Sets the dtype that floats get, by its tensors' old name.") { a in
                Warnings.emitOnce(
                    "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use torch.set_default_dtype() and torch.set_default_device() as "
                        + "alternatives.")
                let name = try a[0].asString ?? (a[0].object(of: .type) as? TypeObject)?.qualifiedName ?? a[0].repr()
                guard let dtype = DType.allCases.first(where: { "torch.\($0.scalarName)Tensor" == name }) else { throw Raised.typeError("invalid type object") }
                guard dtype.isFloatingPoint else { throw Raised.typeError("only floating-point types are supported as the default type") }
                DType.defaultFloat = dtype
                return .none
            },
            removed("eig", "Use torch.linalg.eigh."), removed("symeig", "Use torch.linalg.eigh."), removed("lstsq", "Use torch.linalg.lstsq."),
            removed("solve", "Use torch.linalg.solve."), removed("matrix_rank", "Use torch.linalg.matrix_rank."),
            f("relu_", "input", "Negative elements become 0, in place.") { a in
                .tensor(try tensor(a[0], "relu_").overwrite("relu_") { try $0.relu() })
            },
        ]
    }

    /// A method as a function.
    private static func method(_ name: Name, _ signature: String, _ summary: String) -> (Name, Value) {
        f(name, signature, summary) { a in
            let rest = (1..<max(signature.split(separator: ",").count, 1)).map { a[$0] }
            let function = try Value.tensor(tensor(a[0], name.text)).attribute(name)
            return try Arguments.with(rest) { try function.call($0) }
        }
    }
    private static func removed(_ name: Name, _ hint: String) -> (Name, Value) {
        f(name, "*args, **kwargs", hint) { _ in
            throw Raised(ExceptionTypes.runtimeError, "This function was deprecated since version 1.9 and is now removed.", hint: hint)
        }
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
                        answer("manual_seed_all", .none), answer("empty_cache", .none), answer("is_bf16_supported", .bool(false)),
                        answer("is_tf32_supported", .bool(false)), answer("seed", .none), answer("seed_all", .none),
                    ] + ["memory_allocated", "max_memory_allocated", "memory_reserved", "max_memory_reserved", "memory_cached", "max_memory_cached"].map { answer($0, .int(0)) }
                        + [
                            "current_device", "get_device_name", "synchronize", "set_device", "get_device_properties", "get_device_capability", "mem_get_info", "init",
                            "ipc_collect", "get_rng_state", "set_rng_state", "initial_seed", "current_stream", "default_stream", "set_per_process_memory_fraction",
                        ].map { without($0) })
            ),
            ("mps", constants("torch.mps", [answer("is_available", .bool(false)), answer("device_count", .int(0)), answer("manual_seed", .none)])),
            ("xpu", constants("torch.xpu", [answer("is_available", .bool(false)), answer("device_count", .int(0))])),
            (
                "accelerator",
                constants(
                    "torch.accelerator",
                    [answer("is_available", .bool(false)), answer("current_accelerator", .none), answer("device_count", .int(0))]
                        + [
                            "synchronize", "current_device_index", "current_device_idx", "set_device_index", "set_device_idx", "memory_allocated", "max_memory_allocated",
                            "memory_reserved", "max_memory_reserved", "empty_cache", "memory_stats", "reset_peak_memory_stats", "current_stream", "get_memory_info",
                        ].map { name in f(name, "*args, **kwargs", "Refused: there is none.") { _ in throw Raised.runtimeError("Cannot access accelerator device when none is available.") } })
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
                        ("mkldnn", constants("torch.backends.mkldnn", [answer("is_available", .bool(false)), ("enabled", .bool(false))])),
                        ("opt_einsum", constants("torch.backends.opt_einsum", [answer("is_available", .bool(false)), ("enabled", .bool(false))])),
                        ("quantized", constants("torch.backends.quantized", [("engine", .str("none"))])),
                        ("openmp", constants("torch.backends.openmp", [answer("is_available", .bool(false))])),
                    ])
            ),
            ("return_types", constants("torch.return_types", NamedResult.members)),
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
                            ? "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'"
                            : "torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'")
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
