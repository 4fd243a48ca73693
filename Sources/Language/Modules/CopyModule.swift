import ObjectModel

/// `copy`.
enum CopyModule {
    private static func deepCopy(_ a: BoundArguments) throws -> Value {
        // A `__deepcopy__` written in a cell hands on the memo it was given.
        if let known = (a[1].object(of: .dict) as? MemoDict)?.memo { return try Copying.deep(a[0], known) }
        let memo = CopyMemo()
        // A dict of the program's own is looked at first, and gets what was copied.
        guard let own = a[1].object(of: .dict) as? Dict else { return try Copying.deep(a[0], memo) }
        for (key, value) in own.pairs { try memo.dict.store(key, value) }
        let copy = try Copying.deep(a[0], memo)
        try memo.hand(to: own)
        return copy
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) private static let error = TypeObject(
        "Error", bases: [ExceptionTypes.exception], module: "copy", construct: { type, a in .object(ExceptionObject(type: type, arguments: a.positional)) },
        allocate: { ExceptionObject(type: $0, arguments: []) })
    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) static let module = ModuleObject("copy") {
        ModuleFunctions.rows([
            ModuleFunctions.sorted("copy", "x", "A new object with the same parts.", module: "copy", wording: .python) { try Copying.shallow($0[0]) },
            ModuleFunctions.sorted("deepcopy", "x, memo=None", "A new object with copies of all parts.", module: "copy", wording: .python, deepCopy),
        ]) + [("Error", .object(error)), ("error", .object(error))]
    }
}
