import ObjectModel

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
        guard case .object(let object) = value else { return try header(value) }
        switch object {
        case let function as NativeFunction: return describe(function.name.text + "(\(function.signatureText))", function.summary)
        case let method as BoundMethod:
            if let native = method.function as? NativeFunction {
                let signature = native.signatureText.split(separator: ",", maxSplits: 1).dropFirst().joined().drop { $0 == " " }
                return describe("\(native.name)(\(signature))", native.summary)
            }
            return try text(for: .object(method.function))
        case let function as Function: return describe(function.code.name + function.signatureText, function.code.documentation ?? "")
        case let type as TypeObject:
            let lines = try type.findDocumentation()
            let methods = type.ownAttributes.map(\.0.text).filter { !$0.hasPrefix("_") }
            return describe("class \(type.qualifiedName)", lines) + (methods.isEmpty ? "" : "\n\nattributes: " + methods.joined(separator: ", "))
        case let module as ModuleObject:
            return describe("module \(module.name)", "names: " + module.names.map(\.text).filter { !$0.hasPrefix("_") }.sorted().joined(separator: ", "))
        default: return try header(value)
        }
    }
    private static func header(_ value: Value) throws -> String {
        let text = try value.repr()
        return describe("\(value.type.qualifiedName): \(text)", try value.type.findDocumentation())
    }
    private static func describe(_ head: String, _ body: String) -> String {
        body.isEmpty ? head : head + "\n\n    " + body.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n    ")
    }

    static func parameterNames(of value: Value) -> [String] {
        guard case .object(let object) = value else { return [] }
        switch object {
        case let function as NativeFunction: return function.signature.parameters.map(\.name.text).filter { $0 != "self" }
        case let method as BoundMethod: return Array(parameterNames(of: .object(method.function)).drop { $0 == "self" })
        case let function as Function: return (function.code.parameters.positional + function.code.parameters.keywordOnly).map(\.text)
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
