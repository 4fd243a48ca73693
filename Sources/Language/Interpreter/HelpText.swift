import Autograd
import NeuralNet
import ObjectModel
import TensorCore

/// What `help(x)` and `x?` show.
enum HelpText {
    static func text(for value: Value) throws -> String {
        if value.isNone {
            return """
                Type an expression to see its value, or a statement to run it.
                  help(name) or name?   what something is and how it is used
                  %quickref             the shell's commands and short forms
                  Tab                   complete a name
                """
        }
        guard case .object(let object) = value else { return try described(value) }
        switch object {
        case let function as NativeFunction: return native(function, function.signatureText)
        case let method as BoundMethod:
            guard let function = method.function as? NativeFunction else { return try text(for: .object(method.function)) }
            return native(function, function.signatureText.split(separator: ",", maxSplits: 1).dropFirst().joined().drop { $0 == " " })
        case let function as Function:
            return fields([
                ("Signature", function.code.name + function.signatureText), ("Docstring", function.code.documentation ?? none), ("Type", "function"),
            ])
        case let both as LayerFunction: return try layerOrFunction(both)
        case let type as TypeObject:
            let methods = type.ownAttributes.map(\.0.text).filter { !$0.hasPrefix("_") }
            let head = try signature(of: type).map { ("Init signature", $0) } ?? ("Class", type.qualifiedName)
            return fields(
                [head, ("Docstring", try documentation(of: type)), ("Attributes", methods.joined(separator: ", ")), ("Type", "type")])
        case let module as ModuleObject:
            return fields([
                ("Module", module.name), ("Names", module.names.map(\.text).filter { !$0.hasPrefix("_") }.sorted().joined(separator: ", ")), ("Type", "module"),
            ])
        default: return try described(value)
        }
    }
    private static let none = "<no docstring>"

    private static func native(_ function: NativeFunction, _ parameters: some StringProtocol) -> String {
        fields([
            ("Signature", "\(function.name)(\(parameters))"), ("Docstring", function.summary.isEmpty ? none : function.summary), ("Type", function.type.name),
        ])
    }
    /// `relu`: the function for tensors and the layer, one after the other.
    private static func layerOrFunction(_ both: LayerFunction) throws -> String {
        let type = both.layer.type
        let layer = [("Layer", try signature(of: type) ?? "nn.\(type.name)()"), ("Docstring", try documentation(of: type)), ("Type", "nn.Module; seq takes it by its name")]
        guard let function = both.function?.function else { return fields(layer) }
        return fields([("Signature", "\(both.name)(\(function.signatureText))"), ("Docstring", function.summary), ("Type", "function, when a tensor comes first")])
            + "\n\n" + fields(layer)
    }
    private static func signature(of type: TypeObject) throws -> String? {
        guard case .object(let initializer)? = type.lookup(Names.`init`) else { return nil }
        switch initializer {
        case let function as NativeFunction: return "\(type.name)(\(function.signatureText))".replacing("(self, ", with: "(").replacing("(self)", with: "()")
        case let function as Function: return (type.name + function.signatureText).replacing("(self, ", with: "(").replacing("(self)", with: "()")
        default: return nil
        }
    }
    private static func documentation(of type: TypeObject) throws -> String {
        let text = try type.findDocumentation()
        return text.isEmpty ? none : text
    }
    /// A value: what it is and what it looks like, long ones without their middle.
    private static func described(_ value: Value) throws -> String {
        var text = try value.repr()
        if text.count > longest { text = "\(text.prefix(longest / 2)) <...> \(text.suffix(longest / 2))" }
        var shown = [("Type", value.type.name), ("String form", text)]
        if let tensor = value.asTensor {
            shown.append(("Shape", "\(tensor.shape)"))
            shown.append(("Dtype", tensor.dtype.description))
        } else if case .object(let object) = value, let length = try? object.length() {
            shown.append(("Length", String(length)))
        }
        return fields(shown + [("Docstring", try documentation(of: value.type))])
    }
    private static let longest = 200

    /// One line a field, its names aligned; text of several lines below its name.
    private static func fields(_ rows: [(name: String, text: String)]) -> String {
        let rows = rows.filter { !$0.text.isEmpty }
        let width = (rows.map(\.name.count).max() ?? 0) + 2
        return rows.map { name, text in
            let head = name + ":"
            return text.contains("\n") ? "\(head)\n\(text)" : head + String(repeating: " ", count: width - head.count) + text
        }.joined(separator: "\n")
    }

    static func parameterNames(of value: Value) -> [String] {
        guard case .object(let object) = value else { return [] }
        switch object {
        case let function as NativeFunction: return function.signature.parameters.map(\.name.text).filter { $0 != "self" }
        case let method as BoundMethod: return Array(parameterNames(of: .object(method.function)).drop { $0 == "self" })
        case let function as Function: return (function.code.parameters.positional + function.code.parameters.keywordOnly).map(\.text)
        case let both as LayerFunction:
            let names = parameterNames(of: .object(both.layer.type))
            return names + (both.function.map { parameterNames(of: .object($0.function)) } ?? []).filter { !names.contains($0) }
        case let type as TypeObject:
            guard case .object(let initializer)? = type.lookup(Names.`init`) else { return [] }
            return Array(parameterNames(of: .object(initializer)).dropFirst())
        default: return []
        }
    }
}

extension TypeObject {
    func findDocumentation() throws -> String {
        if let text = ownAttribute("__doc__")?.asString { return text }
        return summary
    }
}
