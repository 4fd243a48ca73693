import ObjectModel

/// `gc`.
enum GCModule {
    private static func collect(_ a: BoundArguments) throws -> Value {
        // There is one here; CPython has three.
        guard (0...2).contains(try a[0].toIndex()) else { throw Raised.valueError("invalid generation") }
        return .int(CycleCollector.collect())
    }
    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) static let module = ModuleObject("gc") {
        ModuleFunctions.rows([
            ModuleFunctions.sorted(
                "collect", "generation=2", "Frees objects that only refer to each other; says how many there were.", module: "gc", collect),
            ModuleFunctions.counted("disable", 0...0, "", "Collect only when asked, or before a cell is stopped for its size.", module: "gc") { _ in
                CycleCollector.isEnabled = false
                return .none
            },
            ModuleFunctions.counted("enable", 0...0, "", "Collect when a session has grown: what it does at first.", module: "gc") { _ in
                CycleCollector.isEnabled = true
                return .none
            },
            ModuleFunctions.counted("isenabled", 0...0, "", "Whether it does.", module: "gc") { _ in .bool(CycleCollector.isEnabled) },
        ])
    }
}
