import ObjectModel

/// `abc`: classes that leave methods to those derived from them.
enum AbstractModule {
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) private static let base: TypeObject = {
        let type = TypeObject("ABC", module: "abc", summary: "A class whose abstract methods keep it from having instances.", members: { [] })
        type.isAbstractBase = true
        return type
    }()
    /// What a class statement may name after `metaclass=`, the only one.
    // The same.
    nonisolated(unsafe) static let meta = TypeObject("ABCMeta", module: "abc", isFinal: true)

    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) static let module = ModuleObject("abc") {
        ModuleFunctions.rows([base, meta]) + ModuleFunctions.rows([
            ModuleFunctions.sorted("abstractmethod", "funcobj", "Marks a method that classes below must override.", module: "abc", wording: .python) { a in
                try a[0].setAttribute("__isabstractmethod__", .bool(true))
                return a[0]
            }
        ])
    }
}
