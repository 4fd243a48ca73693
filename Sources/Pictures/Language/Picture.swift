import ObjectModel

/// A drawing as a value: echoed, it is drawn; `save` writes it to a file.
package final class Picture: Object {
    enum Content {
        case chart(Chart)
        case gallery(Gallery)
    }
    let content: Content

    init(_ content: Content) {
        self.content = content
        super.init(kind: .other)
    }

    // Belongs to the evaluator's thread.
    nonisolated(unsafe) private static let typeObject = TypeObject(
        "Picture", module: "nbs", summary: "A drawing: echo it to see it, save(file) writes it as .svg or .png, p + q lays charts over each other.",
        isFinal: true,
        members: {
            [
                NativeFunction.method("save", "file", summary: "Write the picture to a file whose name ends in .svg or .png.") { a in
                    if case .object(let object) = a[0], let picture = object as? Picture { try picture.save(to: a[1], function: "save") }
                    return .none
                }
            ]
        })
    package override var type: TypeObject { Self.typeObject }
    package override func repr() -> String {
        switch content {
        case .chart(let chart): chart.text()
        case .gallery(let gallery): gallery.text()
        }
    }

    /// Two charts in one.
    package override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        guard operation == .add, case .object(let object) = right, let other = object as? Picture else { return nil }
        guard case .chart(let first) = content, case .chart(let second) = other.content else {
            throw Raised.typeError("only charts can be laid over each other, not images")
        }
        return .object(Picture(.chart(first.overlaid(with: second))))
    }

    /// - Throws: what `FileAccess` says, and `ValueError` for an ending that is no format of ours.
    func save(to file: Value, function: String) throws {
        guard let path = file.asString else { throw Raised.typeError("\(function)(): file must be a str, not \(file.type.name)") }
        let figure =
            switch content {
            case .chart(let chart): chart.figure()
            case .gallery(let gallery): gallery.figure()
            }
        switch path.split(separator: "/").last?.split(separator: ".").last {
        case "svg": try FileAccess.write(Array(figure.svg().utf8), to: path)
        case "png": try FileAccess.write(PNG.data(Raster(figure)), to: path)
        default:
            throw Raised.valueError("\(function)(): the file's name must end in .svg or .png, not \(StringText.repr(path))")
        }
    }
    /// The value of a call: nothing when the picture went to a file, otherwise the picture.
    func result(file: Value, function: String) throws -> Value {
        if file.isNone { return .object(self) }
        try save(to: file, function: function)
        return .none
    }
}
