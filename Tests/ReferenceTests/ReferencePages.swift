import Autograd
import Language
import NeuralNet
import ObjectModel
import Pictures
import Session

/// The pages of docs/reference, written from the catalogs.
struct ReferencePages {
    /// What stands on one page.
    struct Page {
        var file: String
        var title: String
        var about: String
        var sections: [(title: String, entries: [Entry])]
    }
    struct Entry {
        var name: String
        /// One line a form.
        var signatures: [String]
        var summary: String
        var notes: [String] = []
        /// A line that runs in a fresh session.
        var example = ""
    }

    static let all: [Page] = operations + [layers, losses, optimizers, schedules, modules, pictures, commands]

    // MARK: Operations

    /// Families of the same title share a page.
    private static var operations: [Page] {
        var titles: [String] = [], ops: [String: [Op]] = [:]
        for family in OpCatalog.families {
            if ops[family.title] == nil { titles.append(family.title) }
            ops[family.title, default: []] += family.ops
        }
        return titles.map { title in
            let word = title.lowercased().split(separator: " ").map { $0.filter(\.isLetter) }.joined(separator: "-")
            return Page(
                file: "operations-\(word).md", title: "Operations: \(title.lowercased())",
                about: "Written `f(x)` at the prompt, or as the line below each signature says.", sections: [("", entries(of: ops[title] ?? []))])
        }
    }
    /// Operations of one name share an entry: they differ in where they are found.
    private static func entries(of ops: [Op]) -> [Entry] {
        var names: [String] = [], found: [String: [Op]] = [:]
        for op in ops {
            if found[op.name] == nil { names.append(op.name) }
            found[op.name, default: []].append(op)
        }
        return names.sorted().compactMap { name in
            guard let ops = found[name], let first = ops.first else { return nil }
            var signatures: [String] = []
            for op in ops {
                let text = "\(prefix(op))\(name)(\(op.signature.text))"
                if !signatures.contains(text) { signatures.append(text) }
            }
            var notes = [ops.flatMap(forms).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.joined(separator: " · ")]
            if let derivative = Differentiability.of(ops) { notes.append(derivative) }
            return Entry(name: name, signatures: signatures, summary: first.summary, notes: notes, example: first.example)
        }
    }
    private static func prefix(_ op: Op) -> String {
        if op.kinds.contains(.function) { return "torch." }
        if op.kinds.contains(.functional) { return "F." }
        if op.kinds.contains(.linalg) { return "torch.linalg." }
        return op.kinds.contains(.special) ? "torch.special." : "Tensor."
    }
    /// Every way to write it.
    private static func forms(_ op: Op) -> [String] {
        var forms: [String] = []
        if op.kinds.contains(.function) || op.kinds.contains(.functional) {
            forms.append("`\(op.name)(…)`")
        }
        for (kind, place) in [(Op.Kinds.function, "torch"), (.functional, "F"), (.linalg, "torch.linalg"), (.special, "torch.special")] where op.kinds.contains(kind) {
            forms.append("`\(place).\(op.name)`")
        }
        if op.kinds.contains(.method) { forms.append("`x.\(op.name)(…)`") }
        if op.inPlace { forms.append("in place `x.\(op.name)_(…)`") }
        if op.takesOut { forms.append("`out=`") }
        if let layer = op.layer { forms.append("layer `nn.\(layer)`") }
        return forms
    }

    // MARK: Layers

    private static func entry(_ layer: Layer) -> Entry {
        let short = LayerFunctions.all.filter { $0.value.layer === layer }.keys.sorted()
        var notes = ["called with `(\(layer.forwardParameters))`"]
        if layer.forwardParameters.isEmpty { notes = [] }
        if !short.isEmpty { notes.append("short " + short.map { "`\($0)`" }.joined(separator: ", ")) }
        return Entry(
            name: layer.name, signatures: ["nn.\(layer.name)(\(layer.parameters))"], summary: layer.summary, notes: [notes.joined(separator: " · ")],
            example: layer.example)
    }
    private static func sections(_ layers: [Layer]) -> [(String, [Entry])] {
        var modules: [String] = []
        for layer in layers where !modules.contains(layer.module) { modules.append(layer.module) }
        return modules.map { module in (module, layers.filter { $0.module == module }.map(entry)) }
    }
    private static let layers = Page(
        file: "layers.md", title: "Layers",
        about: "Classes of `nn`. In lower case they can be written without `nn.`; `seq` takes them with or without their brackets.",
        sections: sections(LayerCatalog.layers.filter { $0.module != "loss" }))
    private static let losses = Page(
        file: "losses.md", title: "Losses as layers", about: "Classes of `nn`; each has a function of the same purpose in `F`.",
        sections: [("", LayerCatalog.layers.filter { $0.module == "loss" }.map(entry))])

    // MARK: Learning

    private static let optimizers = Page(
        file: "optimizers.md", title: "Optimizers", about: "Classes of `optim`, and in lower case without it: `sgd(model.parameters(), lr=0.1)`.",
        sections: [
            (
                "",
                OptimizerCatalog.kinds.map { kind in
                    Entry(
                        name: kind.name, signatures: ["optim.\(kind.name)(\(kind.parameters))"], summary: kind.summary, notes: ["short `\(kind.name.lowercased())`"],
                        example: kind.example)
                }
            ), ("Methods of every optimizer", methods(of: OptimizerTypes.optimizer, "optimizer")),
        ])
    private static let schedules = Page(
        file: "schedules.md", title: "Learning-rate schedules", about: "Classes of `optim.lr_scheduler`: call `schedule.step()` after `optimizer.step()`.",
        sections: [
            (
                "",
                SchedulerCatalog.kinds.map { kind in
                    Entry(name: kind.name, signatures: ["optim.lr_scheduler.\(kind.name)(\(kind.parameters))"], summary: kind.summary, example: kind.example)
                }
            ), ("Methods of every schedule", methods(of: SchedulerTypes.scheduler, "schedule")),
        ])
    private static let modules = Page(
        file: "modules.md", title: "Modules, first values, helpers, data", about: "What all layers and networks have, and what surrounds them.",
        sections: [
            ("Methods of every module", methods(of: ModuleTypes.module, "module")), ("nn.init", functions(of: InitNamespace.module)),
            ("nn.utils", functions(of: NNUtilities.module)), ("nn.utils.rnn", functions(of: RecurrentLibrary.module)), ("torch.utils.data", functions(of: DataLibrary.module)),
        ])
    private static let pictures = Page(
        file: "pictures.md", title: "Pictures", about: "Drawn in the terminal, or written to a file.",
        sections: [("", PictureFunctions.all.map { entry($0, "") })])
    private static let commands = Page(
        file: "commands.md", title: "Shell commands", about: "Lines that start with `%`; those marked can stand above a whole cell as `%%`.",
        sections: [
            (
                "",
                CommandCatalog.all.map { command in
                    Entry(name: "%" + command.name, signatures: ["%" + command.usage], summary: command.summary, notes: command.takesCell ? ["also `%%\(command.name)`"] : [])
                }
            )
        ])

    // MARK: From functions and classes

    private static func entry(_ function: NativeFunction, _ prefix: String) -> Entry {
        let parts = function.summary.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let mark = "Example: "
        let example = parts.first { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) } ?? ""
        let text = parts.filter { !$0.hasPrefix(mark) }.joined(separator: " ")
        let signature = function.isMethod ? function.signatureText.split(separator: ",", maxSplits: 1).dropFirst().joined().drop { $0 == " " } : Substring(function.signatureText)
        return Entry(name: function.name.text, signatures: ["\(prefix)\(function.name)(\(signature))"], summary: text.trimmed, example: example)
    }
    private static func methods(of type: TypeObject, _ receiver: String) -> [Entry] {
        type.ownAttributes.compactMap { name, value in
            guard !name.text.hasPrefix("_"), case .object(let object) = value, let function = object as? NativeFunction else { return nil }
            return entry(function, receiver + ".")
        }
    }
    private static func functions(of module: ModuleObject) -> [Entry] {
        module.names.sorted { $0.text < $1.text }.compactMap { name in
            guard !name.text.hasPrefix("_"), case .object(let object)? = module.own(name) else { return nil }
            if let function = object as? NativeFunction {
                // Old names of `nn.init`, and the like.
                return function.signatureText == "*args, **kwargs" ? nil : entry(function, "")
            }
            if let type = object as? TypeObject {
                let initializer = type.lookup(Names.`init`).flatMap { if case .object(let found) = $0 { found } else { nil } }
                return Entry(name: name.text, signatures: [name.text + withoutSelf(initializer)], summary: documentation(object))
            }
            let text = documentation(object)
            return text.isEmpty ? nil : Entry(name: name.text, signatures: [name.text + withoutSelf(object)], summary: text)
        }
    }
    private static func documentation(_ object: Object) -> String { ((try? object.attribute("__doc__")) ?? nil)?.asString ?? "" }
    /// `(batch_size, drop_last)`
    private static func withoutSelf(_ object: Object?) -> String {
        guard let function = object as? Function else { return "()" }
        let text = function.signatureText
        return text.hasPrefix("(self, ") ? "(" + text.dropFirst(7) : text == "(self)" ? "()" : text
    }
}

extension String {
    fileprivate var trimmed: String {
        let characters = Array(self)
        guard let first = characters.firstIndex(where: { !$0.isWhitespace }), let last = characters.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(characters[first...last])
    }
}
