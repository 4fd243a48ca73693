import ObjectModel

/// Modules written in the language itself: compiled and run at their first use, by a machine that lives as long as the
/// process, so that they belong to no session.
enum LibraryModule {
    // Made at first use; belong to the evaluator's thread.
    nonisolated(unsafe) private static let names = PreloadedNames(ModuleCatalog())
    nonisolated(unsafe) private static let machine: Machine = {
        let machine = Machine(globals: GlobalTable { names.find($0) })
        let modules = ModuleCatalog()
        machine.importModule = { try modules.importModule($0) }
        machine.translateError = { ErrorTranslation.raised(from: $0) }
        return machine
    }()

    /// - Parameters:
    ///   - shown: the globals of `text` that are the module's names, by the modules that classes say they come from.
    ///   - helpers: what `text` cannot do itself, under names of their own.
    static func make(_ name: String, _ text: String, shown: [String: [String]], helpers: [NativeFunction] = []) -> ModuleObject {
        ModuleObject(name) {
            let globals = GlobalTable(moduleName: name) { names.find($0) }
            globals["__warn__"] = .object(
                NativeFunction("__warn__", "message") { a in
                    Warnings.emit(try a[0].str())
                    return .none
                })
            for helper in helpers { globals[helper.name] = .object(helper) }
            do {
                let source = CellSource(text: text, cell: CellSource.libraryCell)
                let code = try Compiler.compile(try parse(text), source: source, globals: globals)
                try machine.nested { _ = try machine.runNested(code) }
            } catch {
                preconditionFailure("the library module \(name) fails: \(error)")
            }
            return shown.sorted { $0.key < $1.key }.flatMap { home, names in
                let members: [(Name, Value)] = names.compactMap { text in
                    guard let value = globals[Name(text)] else { return nil }
                    (value.object(of: .type) as? TypeObject)?.module = home
                    return (Name(text), value)
                }
                // `torch.utils.data.sampler` is a module of its own, too.
                guard home.hasPrefix(name + "."), let last = home.split(separator: ".").last else { return members }
                return members + [(Name(String(last)), .object(ModuleObject(home) { members }))]
            }
        }
    }
}
