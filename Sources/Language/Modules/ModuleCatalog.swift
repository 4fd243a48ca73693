import Autograd
import ObjectModel

/// What `import` finds: our modules by name, and a stand-in for anything else.
package final class ModuleCatalog {
    private var absent: [String: AbsentModule] = [:]
    /// Modules that belong to one interpreter, such as those written in the language.
    var own: [String: ModuleObject] = [:]

    package init() {}

    /// The module at a dotted path.
    /// - Throws: `ModuleNotFoundError` for an unknown part of a module we have.
    package func importModule(_ path: String) throws -> Value {
        let parts = path.split(separator: ".").map(String.init)
        guard let head = parts.first, let found = own[head] ?? ModuleCatalog.table[head]?() else { return .object(absentModule(path)) }
        var module = Value.object(found)
        for (index, part) in parts.enumerated().dropFirst() {
            // Modules that PyTorch has and nbs has not: importing succeeds, using says so.
            if head == "torch", let owner = module.object(of: .module) as? ModuleObject, owner.own(Name(part)) == nil, AbsentNames.reason(owner.name, part) != nil {
                return .object(absentModule(path))
            }
            guard let next = try module.findAttribute(Name(part)), next.object(of: .module) != nil else {
                let known = (module.object(of: .module) as? ModuleObject)?.names.map(\.text) ?? []
                throw Raised(
                    ExceptionTypes.moduleNotFoundError, "No module named '\(parts[...index].joined(separator: "."))'",
                    hint: nearest(to: part, among: known).map { "did you mean '\($0)'?" })
            }
            module = next
        }
        return module
    }

    private func absentModule(_ path: String) -> AbsentModule {
        if let module = absent[path] { return module }
        let module = AbsentModule(path)
        absent[path] = module
        return module
    }

    /// Seeds every generator that a replay depends on.
    func seed(_ seed: UInt64) { ModuleCatalog.seeders.forEach { $0(seed) } }
}

/// A module that nbs does not have: importing it succeeds, using it says so.
final class AbsentModule: Object {
    private let name: String
    init(_ name: String) {
        self.name = name
        super.init(kind: .other)
    }
    override var type: TypeObject { BuiltinTypes.module }
    override func repr() -> String { "<module '\(name)' (not available in nbs)>" }
    override func attribute(_ name: Name) throws -> Value? {
        // `from numpy import array` binds a name too, and so does `import a.b as c`.
        .object(AbsentName(module: self.name, name: name.text))
    }
    func refusal() -> Raised { AbsentModule.refusal(name) }

    static func refusal(_ path: String) -> Raised {
        let parts = path.split(separator: ".").map(String.init)
        let head = parts.first ?? path
        for end in parts.indices.dropFirst() {
            if let refusal = AbsentNames.refusal(parts[..<end].joined(separator: "."), parts[end]) { return refusal }
        }
        return Raised(ExceptionTypes.moduleNotFoundError, "\(head) is not available in nbs", hint: replacements[head])
    }
    private static let replacements = [
        "numpy": "tensors do what arrays do: torch.tensor, torch.linspace, x.tolist(); math has the scalar functions",
        "matplotlib": "plot(y), plot(x, y), scatter, hist and show(image) draw in the terminal or to a file",
        "pandas": "read text with open() and make tensors of it with torch.tensor",
        "torchvision": "make small images with tensors and look at them with show(image)",
        "scipy": "torch.linalg and torch.special have the common functions",
        "sklearn": "the language and torch are enough for splits (randperm) and scores",
        "PIL": "show(image) draws a tensor as an image",
        "os": "cells read files with open(); %cd and %pwd change and show the folder",
        "sys": "exit() leaves the shell",
        "pathlib": "open() takes a plain path as text",
    ]
}

/// A name taken from a module that nbs does not have: any use of it says so.
final class AbsentName: Object {
    private let module: String
    private let name: String
    init(module: String, name: String) {
        self.module = module
        self.name = name
        super.init(kind: .other)
    }
    override var type: TypeObject { BuiltinTypes.object }
    override func repr() throws -> String { "<'\(name)' of module '\(module)' (not available in nbs)>" }
    override func attribute(_ name: Name) throws -> Value? { throw AbsentModule.refusal(module) }
    override func call(_ arguments: Arguments) throws -> Value { throw AbsentModule.refusal(module) }
    override func item(_ index: Value) throws -> Value { throw AbsentModule.refusal(module) }
    override func iterator() throws -> Object { throw AbsentModule.refusal(module) }
    override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? { throw AbsentModule.refusal(module) }
    override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? { throw AbsentModule.refusal(module) }
}
