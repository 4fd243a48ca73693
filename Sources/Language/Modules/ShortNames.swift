import Autograd
import NeuralNet
import ObjectModel
import Pictures

/// The global names beyond Python's: `torch`, `nn`, `F`, `optim`, and every short form.
enum ShortNames {
    /// In order: modules, names that are layer and function, optimizers, functions, pictures.
    static func find(_ name: Name) -> Value? {
        switch name.text {
        case "torch": return .object(TorchModules.torch)
        // A name that programs give to exceptions and elements; torch.e and math.e are the number.
        case "e": return nil
        case "nn": return .object(NNNamespace.module)
        case "F": return .object(NNNamespace.functional)
        case "optim": return .object(OptimNamespace.module)
        case "summary": return .object(Summary.shortForm)
        case "scatter": return .object(scatter)
        default: break
        }
        if let both = LayerFunctions.find(name.text) { return .object(both) }
        if let optimizer = OptimNamespace.maker(name.text) { return .object(optimizer) }
        return TorchModules.torch.own(name) ?? NNNamespace.functional.own(name) ?? PictureFunctions.find(name).map { .object($0) }
    }
    static var all: [Name] {
        ["torch", "nn", "F", "optim", "summary"] + (LayerFunctions.all.keys.sorted() + OptimNamespace.makerNames).map { Name($0) }
            + TorchModules.torch.names + PictureFunctions.all.map(\.name)
    }

    /// Two functions share this name: `scatter(x, y)` draws points, `scatter(input, dim, index, src)` is the tensor's.
    // Belongs to the evaluator's thread.
    nonisolated(unsafe) private static let scatter = NativeFunction.raw(
        "scatter", "x, y, *args, **kwargs", summary: "Draw points: scatter(x, y). With dim, index and src: torch.scatter."
    ) { arguments in
        let isTensors = arguments.count > 2 || arguments.keyword("dim") != nil || arguments.keyword("index") != nil
        guard isTensors, let function = TorchNamespace.module.own("scatter") else {
            guard let draw = PictureFunctions.find("scatter") else { return .none }
            return try draw.call(arguments)
        }
        return try function.call(arguments)
    }
}

/// `torch` with what lies above tensors.
enum TorchModules {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) static let torch: ModuleObject = {
        let module = TorchNamespace.module
        module.setOwn("nn", .object(NNNamespace.module))
        module.setOwn("optim", .object(OptimNamespace.module))
        module.setOwn("func", .object(FuncLibrary.module))
        module.setOwn("distributions", .object(DistributionsLibrary.module))
        module.setOwn("amp", .object(AmpLibrary.module))
        for (name, library) in [("vmap", FuncLibrary.module), ("autocast", AmpLibrary.module), ("compile", AmpLibrary.module)] as [(Name, ModuleObject)] {
            // Looked up when asked for, so that a start does not compile the library.
            module.setLazily(name) { library.own(name) }
        }
        NNUtilities.module.setOwn("rnn", .object(RecurrentLibrary.module))
        for name in NormLibrary.names { NNUtilities.module.setLazily(name) { NormLibrary.module.own(name) } }
        NNUtilities.module.setOwn("parametrize", .object(NormLibrary.parametrize))
        NNUtilities.module.setOwn("parametrizations", .object(NormLibrary.parametrizations))
        NNUtilities.module.setOwn("prune", .object(PruneLibrary.module))
        NNUtilities.module.setOwn("stateless", .object(ModuleObject("torch.nn.utils.stateless") { FuncLibrary.module.own("functional_call").map { [(Name("functional_call"), $0)] } ?? [] }))
        // By a fallback, so that a start does not make every optimizer's class.
        OptimNamespace.module.fallback = { $0 == "swa_utils" ? .object(AveragingLibrary.module) : nil }
        ModuleToolsLibrary.install(in: module)
        module.setOwn("testing", .object(TestingLibrary.module))
        module.setOwn("utils", .object(ModuleObject("torch.utils") { [("data", .object(DataLibrary.module)), ("checkpoint", .object(CheckpointLibrary.module))] }))
        if let cuda = module.own("cuda")?.object(of: .module) as? ModuleObject { cuda.setOwn("amp", .object(AmpLibrary.cuda)) }
        return module
    }()
}
