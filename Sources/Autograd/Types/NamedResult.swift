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

    /// `torch.return_types`: every result with names, by its fields.
    package static var members: [(Name, Value)] {
        fields.flatMap { fields, names in
            names.split(whereSeparator: \.isWhitespace).map { (Name(String($0)), .object(type(String($0), fields.split(separator: " ").map(String.init)))) }
        }
    }
    private static let fields: [(String, String)] = [
        ("values indices", "cummax cummin kthvalue max median min mode nanmedian sort topk"), ("min max", "aminmax"), ("mantissa exponent", "frexp"),
        ("hist bin_edges", "histogram"), ("solution cloned_coefficient", "triangular_solve"), ("eigenvalues eigenvectors", "linalg_eigh"), ("U S Vh", "linalg_svd"),
        ("U S V", "svd"), ("LU pivots info", "linalg_lu_factor_ex"), ("LU pivots", "linalg_lu_factor"), ("L info", "linalg_cholesky_ex"),
        ("inverse info", "linalg_inv_ex"), ("LD pivots", "linalg_ldl_factor"), ("LD pivots info", "linalg_ldl_factor_ex"),
        ("solution residuals rank singular_values", "linalg_lstsq"), ("P L U", "linalg_lu lu_unpack"), ("Q R", "linalg_qr qr"),
        ("sign logabsdet", "linalg_slogdet slogdet"), ("result info", "linalg_solve_ex"),
    ]

    private static func type(_ name: String, _ fields: [String]) -> TypeObject {
        if let found = types[name] { return found }
        let made = TypeObject(
            name, bases: [BuiltinTypes.tuple], module: "torch.return_types", isFinal: true,
            construct: { type, arguments in
                guard arguments.count > 0 else { throw Raised.typeError("structseq() missing required argument 'sequence' (pos 1)") }
                guard let items = arguments[0].withoutClass.asItems else { throw Raised.typeError("constructor requires a sequence") }
                guard items.count == fields.count else {
                    throw Raised.typeError("torch.return_types.\(name)() takes a \(fields.count)-sequence (\(items.count)-sequence given)")
                }
                let instance = Instance(type: type)
                instance.payload = Tuple(items)
                return .object(instance)
            },
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
