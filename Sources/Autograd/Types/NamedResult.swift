import ObjectModel

/// `torch.return_types.max(values=…, indices=…)`: tuples whose elements have names.
package enum NamedResult {
    // One type an operation; belongs to the evaluator's thread.
    nonisolated(unsafe) private static var types: [String: TypeObject] = [:]

    package static func make(_ name: String, _ fields: [(String, Tensor)]) -> Value {
        let instance = Instance(type: type(name, fields.map(\.0)))
        instance.payload = Tuple(fields.map { .tensor($0.1) })
        return .object(instance)
    }
    package static func valuesAndIndices(_ name: String, _ values: Tensor, _ indices: Tensor) -> Value {
        make(name, [("values", values), ("indices", indices)])
    }

    private static func type(_ name: String, _ fields: [String]) -> TypeObject {
        if let found = types[name] { return found }
        let made = TypeObject(
            name, bases: [BuiltinTypes.tuple], module: "torch.return_types", isFinal: true,
            members: {
                var members: [Object] = [
                    NativeFunction.method("__repr__", "") { a in
                        let items = a[0].withoutClass.asItems ?? []
                        let lines = try zip(fields, items).map { "\($0)=\(try $1.repr())" }
                        return .str("torch.return_types.\(name)(\n" + lines.joined(separator: ",\n") + ")")
                    }
                ]
                for (index, field) in fields.enumerated() {
                    members.append(NativeProperty(Name(field)) { value in value.withoutClass.asItems?[index] ?? .none })
                }
                return members
            })
        types[name] = made
        return made
    }
}
