import ObjectModel

/// `copy`.
enum CopyModule {
    private static func deepCopy(_ a: BoundArguments) throws -> Value {
        // A `__deepcopy__` written in a cell hands on the memo it was given.
        let memo = (a[1].object(of: .dict) as? MemoDict)?.memo ?? CopyMemo()
        return try Copying.deep(a[0], memo)
    }
    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) static let module = ModuleObject("copy") {
        ModuleFunctions.rows([
            ModuleFunctions.sorted("copy", "x", "A new object with the same parts.", module: "copy", wording: .python) { try Copying.shallow($0[0]) },
            ModuleFunctions.sorted("deepcopy", "x, memo=None", "A new object with copies of all parts.", module: "copy", wording: .python, deepCopy),
        ]) + [("Error", .object(ExceptionTypes.runtimeError))]
    }
}
