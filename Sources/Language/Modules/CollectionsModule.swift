import ObjectModel

/// `collections`.
enum CollectionsModule {
    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) static let module = ModuleObject("collections") {
        ModuleFunctions.rows([CollectionTypes.orderedDict, CollectionTypes.defaultDict, CollectionTypes.counter, CollectionTypes.deque])
            + ModuleFunctions.rows([
                ModuleFunctions.sorted(
                    "namedtuple", "typename, field_names, *, rename=False, defaults=None, module=None",
                    "A class of tuples whose elements have names.", module: "collections", wording: .python, NamedTuple.make)
            ])
    }
}
