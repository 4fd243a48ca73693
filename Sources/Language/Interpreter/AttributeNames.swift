import ObjectModel

/// The attributes that `dir`, completion and "Did you mean" see.
enum AttributeNames {
    static func all(of value: Value) -> [Name] {
        var names: [Name] = []
        if case .object(let object) = value { names += object.ownAttributeNames() }
        if value.object(of: .type) == nil, value.object(of: .module) == nil {
            names += value.type.ownAttributeNames()
            if case .object(let object) = value, let payload = (object as? Instance)?.payload { names += payload.type.ownAttributeNames() }
        }
        var seen: Set<Name> = []
        return names.filter { seen.insert($0).inserted }
    }
}
