import ObjectModel

// How modules print: one line each, children indented by two.
extension Module {
    package func text() throws -> String {
        let extra = try extraText()
        if let layer = LayerCatalog.layer(above: classType), let repr = layer.repr, layer.printsChildren { return try repr(self) }
        var lines = extra.isEmpty ? [] : extra.lines
        let isSimple = lines.count == 1 && modules.isEmpty
        for (name, child) in modules {
            let text = try child.map { try $0.repr() } ?? "None"
            lines.append("(\(name)): " + Module.indented(text))
        }
        if lines.isEmpty { return "\(classType.name)()" }
        if isSimple { return "\(classType.name)(\(lines[0]))" }
        return "\(classType.name)(\n  " + lines.joined(separator: "\n  ") + "\n)"
    }
    /// What `extra_repr` says, the class's own or the layer's.
    func extraText() throws -> String {
        guard case .object(let function)? = classType.lookup(ModuleNames.extraRepr) else { return "" }
        let text = try function.call(.object(self))
        guard let string = text.asString else {
            throw Raised.typeError("extra_repr() should return a string, not '\(text.type.name)'")
        }
        return string
    }
    /// All lines but the first move right by two; blank ones stay empty.
    static func indented(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\n")) else { return text }
        let lines = text.lines
        return ([lines[0]] + lines.dropFirst().map { $0.allSatisfy(\.isWhitespace) ? "" : "  " + $0 }).joined(separator: "\n")
    }
}

extension String {
    var lines: [String] {
        // By bytes: characters are ten times as slow, and networks have many lines.
        utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { String(Substring($0)) }
    }
}
