import ObjectModel

extension ModuleCatalog {
    /// Every module that can be imported, one line each; made at the first import.
    // Immutable; read by the evaluator's thread.
    nonisolated(unsafe) static let table: [String: () -> ModuleObject] = [
        "__future__": { future }
    ]

    /// Called with the seed of a session, in this order.
    // Immutable; read by the evaluator's thread.
    nonisolated(unsafe) static let seeders: [(UInt64) -> Void] = []

    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) private static let future = ModuleObject("__future__") {
        ["annotations", "print_function", "division", "absolute_import", "unicode_literals", "generators", "with_statement"].map {
            (Name($0), Value.bool(true))
        }
    }
}
