import Autograd
import BigInt
import NeuralNet
import ObjectModel
import Pictures
import TensorCore

extension ModuleCatalog {
    /// Every module that can be imported, one line each; made at the first import.
    // Immutable; read by the evaluator's thread.
    nonisolated(unsafe) static let table: [String: () -> ModuleObject] = [
        "__future__": { future },
        "abc": { AbstractModule.module },
        "bisect": { HeapLibrary.bisect },
        "collections": { CollectionsModule.module },
        "contextlib": { ContextLibrary.module },
        "copy": { CopyModule.module },
        "functools": { FunctoolsModule.module },
        "gc": { GCModule.module },
        "heapq": { HeapLibrary.heapq },
        "itertools": { ItertoolsModule.module },
        "math": { MathModule.module },
        "operator": { OperatorModule.module },
        "random": { RandomModule.module },
        "string": { StringModule.module },
        "time": { TimeModule.module },
        "torch": { TorchModules.torch },
        "torchsummary": { Summary.module },
        "torchviz": { torchviz },
        "typing": { TypingModule.module },
        "warnings": { WarningsModule.module },
    ]

    /// Called with the seed of a session, in this order.
    // Immutable; read by the evaluator's thread.
    nonisolated(unsafe) static let seeders: [(UInt64) -> Void] = [
        { TensorCore.Generator.standard.seed($0) },
        { RandomModule.shared.seed(BigUInt($0)) },
    ]

    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) private static let torchviz = ModuleObject("torchviz") { [("make_dot", .object(GraphFunctions.makeDot))] }

    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) private static let future = ModuleObject("__future__") {
        ["annotations", "print_function", "division", "absolute_import", "unicode_literals", "generators", "with_statement"].map {
            (Name($0), Value.bool(true))
        }
    }
}
