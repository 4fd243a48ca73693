import ObjectModel

/// The catalog as a page of documentation: `docs/reference/operations.md`.
package enum OpReference {
    package static func page() -> String {
        var text = "# Operations\n\nWritten from the catalog (`Sources/Autograd/Ops`) by `UPDATE_REFERENCE=1 swift test --filter OpReferenceTests`.\n"
        text += "Every example runs as it stands in a fresh session.\n"
        var entries: [String: [Op]] = [:]
        for op in OpCatalog.all { entries[op.name, default: []].append(op) }
        for name in entries.keys.sorted() {
            guard let ops = entries[name], let first = ops.first else { continue }
            text += "\n## \(name)\n\n\(first.summary)\n\n"
            for op in ops { text += "- " + spellings(op).map { "`\($0)`" }.joined(separator: ", ") + "\n" }
            if let layer = ops.lazy.compactMap(\.layer).first { text += "- as a layer: `nn.\(layer)`\n" }
            text += "\n```python\n\(first.example)\n```\n"
        }
        return text
    }
    private static func spellings(_ op: Op) -> [String] {
        let parameters = op.signature.text
        var result: [String] = []
        if op.kinds.contains(.function) { result.append("torch.\(op.name)(\(parameters))") }
        if op.kinds.contains(.functional) { result.append("F.\(op.name)(\(parameters))") }
        if op.kinds.contains(.linalg) { result.append("torch.linalg.\(op.name)(\(parameters))") }
        if op.kinds.contains(.special) { result.append("torch.special.\(op.name)(\(parameters))") }
        if op.kinds.contains(.method) {
            let rest = parameters.split(separator: ",", maxSplits: 1).dropFirst().first.map { String($0.drop { $0 == " " }) } ?? ""
            result.append("x.\(op.name)(\(rest))")
            if op.inPlace { result.append("x.\(op.name)_(…)") }
        }
        return result
    }
}
