import ObjectModel

// How modules print: one line each, children indented by two.
extension Module {
    package func text() throws -> String {
        var text = ""
        try write(to: &text, line: "\n")
        return text
    }
    /// In one pass over all that lies below; `line` is what begins a line here.
    private func write(to text: inout String, line: String) throws {
        if let layer = LayerCatalog.layer(above: classType), let repr = layer.repr, layer.printsChildren {
            return Module.write(try repr(self), to: &text, line: line)
        }
        let extra = try extraText()
        text += classType.name
        text += "("
        defer { text += ")" }
        if modules.isEmpty, !extra.utf8.contains(UInt8(ascii: "\n")) { return text += extra }
        let inner = line + "  "
        if !extra.isEmpty {
            text += inner
            Module.write(extra, to: &text, line: inner)
        }
        for (name, child) in modules {
            text += inner
            text += "("
            text += name.text
            text += "): "
            if let child, child.classType.lookup(Names.repr) == nil {
                try NativeDepth.enter("") { try child.write(to: &text, line: inner) }
            } else {
                Module.write(try child?.repr() ?? "None", to: &text, line: inner)
            }
        }
        text += line
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
    /// All lines but the first begin with `line`; blank ones stay empty.
    static func write(_ more: String, to text: inout String, line: String) {
        guard more.utf8.contains(UInt8(ascii: "\n")) else { return text += more }
        for (number, part) in more.lines.enumerated() {
            if number > 0 { text += part.allSatisfy(\.isWhitespace) ? "\n" : line }
            if number == 0 || !part.allSatisfy(\.isWhitespace) { text += part }
        }
    }
}

extension String {
    var lines: [String] {
        // By bytes: characters are ten times as slow, and networks have many lines.
        utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { String(Substring($0)) }
    }
}
