import ObjectModel

// How modules print: one line each, children indented by two.
extension Module {
    package func text() throws -> String {
        var text = TextBuilder()
        try write(to: &text, indentation: 0)
        return text.text
    }
    /// In one pass over all that lies below; lines begin with `indentation` blanks.
    private func write(to text: inout TextBuilder, indentation: Int) throws {
        let layer = ownLayer ?? LayerCatalog.layer(above: classType)
        if let repr = layer?.repr { return text.append(try repr(self), indentation: indentation) }
        text.append(classType.name)
        text.append(ascii: "(")
        let mark = text.count
        if let ownLayer, ownLayer.printsPlainly { try ownLayer.writeExtra(self, to: &text) } else { text.append(try extraText()) }
        if modules.isEmpty, !text.hasLines(behind: mark) { return text.append(ascii: ")") }
        let inner = indentation + 2
        if text.count > mark {
            let extra = text.take(behind: mark)
            text.appendLine(indentation: inner)
            // Blank lines become empty where they are indented once more.
            text.append(extra, indentation: inner, keepsBlank: indentation == 0)
        }
        for (name, child) in modules {
            try Stop.check()
            text.appendLine(indentation: inner)
            text.append(ascii: "(")
            text.append(name.text)
            text.append(ascii: "): ")
            if let child, child.ownLayer?.printsPlainly ?? false || child.classType.lookup(Names.repr) == nil {
                try NativeDepth.enter("") { try child.write(to: &text, indentation: inner) }
            } else {
                text.append(try child?.repr() ?? "None", indentation: inner)
            }
        }
        text.appendLine(indentation: indentation)
        text.append(ascii: ")")
    }
    /// What `extra_repr` says, the class's own or the layer's.
    private func extraText() throws -> String {
        guard case .object(let function)? = classType.lookup(ModuleNames.extraRepr) else { return "" }
        let text = try function.call(.object(self))
        guard let string = text.asString else {
            throw Raised.attributeError("'\(text.type.name)' object has no attribute 'split'", object: text, name: "split")
        }
        return string
    }
}

extension TextBuilder {
    /// One more of what stands between the brackets: `, name=value`.
    mutating func append(option name: Name, _ value: Value) throws {
        append(ascii: ", ")
        append(name.text)
        append(ascii: "=")
        try value.append(strTo: &self)
    }
}
