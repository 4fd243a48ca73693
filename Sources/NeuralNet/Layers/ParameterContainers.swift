import Autograd
import ObjectModel
import TensorCore

/// Lists and dicts whose tensors become parameters of the network.
enum ParameterContainers {
    private static let size: Name = "_size", keys: Name = "_keys"
    private static func method(_ name: Name, _ parameters: String = "", _ body: @escaping (Module, BoundArguments) throws -> Value) -> NativeFunction {
        ContainerLayers.method(name, parameters, "", body)
    }
    /// Plain tensors become parameters.
    private static func wrapped(_ value: Value) throws -> Value {
        guard let tensor = value.asTensor, !tensor.isParameter else { return value }
        return .tensor(try Tensor.parameter(tensor.array))
    }
    private static func line(_ key: String, _ value: Value, isList: Bool) -> String {
        guard let tensor = value.asTensor else { return "  (\(key)): Object of type: \(value.type.name)" }
        let sizes = tensor.shape.map(String.init).joined(separator: "x")
        let type = isList ? tensor.dtype.description : "torch.\(tensor.dtype.scalarName)Tensor"
        return "  (\(key)): \(tensor.isParameter ? "Parameter" : "Tensor") containing: [\(type) of size \(sizes)]"
    }
    private static func refuse(_ name: String) -> NativeFunction {
        NativeFunction(Names.call, "self, *args, **kwargs", isMethod: true, body: .raw { _ in throw Raised.runtimeError("\(name) should not be called.") })
    }

    // MARK: List

    private static func count(_ m: Module) -> Int { m.own(size)?.asInt ?? 0 }
    private static func get(_ m: Module, _ index: Int) throws -> Value { try Value.object(m).attribute(Name(String(index))) }
    private static func append(_ m: Module, _ value: Value) throws {
        let index = count(m)
        m.setOwn(size, .int(index + 1))
        try m.setAttribute(Name(String(index)), wrapped(value))
    }
    private static func extend(_ m: Module, _ values: Value) throws {
        guard values.asTensor == nil, values.isIterable else {
            throw Raised.typeError("ParameterList.extend should be called with an iterable, but got \(values.type.name)")
        }
        for value in try collect(values) { try append(m, value) }
    }
    private static let list: Layer = Layer(
        "ParameterList", "values=None", in: "container", "A list whose tensors are parameters.", "nn.ParameterList([ones(2)])", stores: false,
        extraRule: { m, text in text.append(try (0..<count(m)).map { line(String($0), try get(m, $0), isList: true) }.joined(separator: "\n")) },
        members: {
            [
                refuse("ParameterList"),
                method("__len__") { m, _ in .int(count(m)) },
                method("__iter__") { m, _ in .object(ArrayIterator(try (0..<count(m)).map { try get(m, $0) }, BuiltinTypes.iterator)) },
                method("__getitem__", "idx") { m, a in
                    guard let slice = a[1].object(of: .slice) as? SliceObject else { return try get(m, ContainerLayers.position(a[1], count(m))) }
                    let part = try slice.indices(count(m)), made = try list.make()
                    for step in 0..<part.length { try append(made, get(m, part.start + step * part.step)) }
                    return .object(made)
                },
                method("__setitem__", "idx, param") { m, a in
                    try m.setAttribute(Name(String(ContainerLayers.position(a[1], count(m)))), wrapped(a[2]))
                    return .none
                },
                method("append", "value") { m, a in
                    try append(m, a[1])
                    return a[0]
                },
                method("extend", "values") { m, a in
                    try extend(m, a[1])
                    return a[0]
                },
                method("__iadd__", "parameters") { m, a in
                    try extend(m, a[1])
                    return a[0]
                },
            ]
        },
        setUp: { m, a in
            m.setOwn(size, .int(0))
            if !a.isNone("values") { try extend(m, a["values"]) }
        }, forward: .none)

    // MARK: Dict

    private static func names(_ m: Module) -> [String] { (m.own(keys)?.object(of: .dict) as? Dict)?.pairs.compactMap(\.0.asString) ?? [] }
    private static func key(_ value: Value) throws -> String {
        guard let text = value.asString else {
            throw Raised.typeError(
                "Index given to ParameterDict cannot be used as a key as it is not a string (type is '\(value.type.name)'). Open an issue on github if you "
                    + "need non-string keys.")
        }
        return text
    }
    private static func set(_ m: Module, _ name: Value, _ value: Value) throws {
        let name = try key(name)
        (m.own(keys)?.object(of: .dict) as? Dict)?.store(name, .none)
        try m.setAttribute(Name(name), wrapped(value))
    }
    private static func remove(_ m: Module, _ name: Value) throws -> Value {
        let text = try key(name)
        guard let dict = m.own(keys)?.object(of: .dict) as? Dict, try dict.remove(name) != nil else { throw Raised.keyError(name) }
        let value = try Value.object(m).attribute(Name(text))
        try m.removeAttribute(Name(text))
        return value
    }
    private static func update(_ m: Module, _ value: Value) throws {
        if let dict = value.withoutClass.object(of: .dict) as? Dict {
            // Plain dicts are taken in the order of their keys.
            let pairs = dict is OrderedDict ? dict.pairs : try dict.pairs.map { (try key($0), $0, $1) }.sorted { $0.0 < $1.0 }.map { ($0.1, $0.2) }
            for (name, item) in pairs { try set(m, name, item) }
        } else if let other = value.asModule, other.own(keys) != nil {
            for name in names(other) { try set(m, .str(name), Value.object(other).attribute(Name(name))) }
        } else {
            guard value.isIterable else {
                throw Raised.typeError("ParametersDict.update should be called with an iterable of key/value pairs, but got \(value.type.name)")
            }
            for (index, pair) in try collect(value).enumerated() {
                guard pair.isIterable else { throw Raised.typeError("ParameterDict update sequence element #\(index) should be Iterable; is\(pair.type.name)") }
                let items = try collect(pair)
                guard items.count == 2 else {
                    throw Raised.valueError("ParameterDict update sequence element #\(index) has length \(items.count); 2 is required")
                }
                try set(m, items[0], items[1])
            }
        }
    }
    private static let dict = Layer(
        "ParameterDict", "parameters=None", in: "container", "A dict whose tensors are parameters.", "nn.ParameterDict({'a': ones(2)})", stores: false,
        extraRule: { m, text in text.append(try names(m).map { line($0, try Value.object(m).attribute(Name($0)), isList: false) }.joined(separator: "\n")) },
        members: {
            [
                refuse("ParameterDict"),
                method("__len__") { m, _ in .int(names(m).count) },
                method("__iter__") { m, _ in .object(ArrayIterator(names(m).map { .str($0) }, BuiltinTypes.iterator)) },
                method("__contains__", "key") { m, a in .bool(a[1].asString.map { names(m).contains($0) } ?? false) },
                method("__getitem__", "key") { m, a in try Value.object(m).attribute(Name(key(a[1]))) },
                method("__setitem__", "key, value") { m, a in
                    try set(m, a[1], a[2])
                    return .none
                },
                method("__delitem__", "key") { m, a in
                    _ = try remove(m, a[1])
                    return .none
                },
                method("keys") { m, _ in .list(names(m).map { .str($0) }) },
                method("values") { m, _ in .list(try names(m).map { try Value.object(m).attribute(Name($0)) }) },
                method("items") { m, _ in .list(try names(m).map { .tuple([.str($0), try Value.object(m).attribute(Name($0))]) }) },
                method("get", "key, default=None") { m, a in
                    guard let name = a[1].asString, names(m).contains(name) else { return a[2] }
                    return try Value.object(m).attribute(Name(name))
                },
                method("pop", "key") { m, a in try remove(m, a[1]) },
                method("clear") { m, _ in
                    for name in names(m) { _ = try remove(m, .str(name)) }
                    return .none
                },
                method("update", "parameters") { m, a in
                    try update(m, a[1])
                    return .none
                },
            ]
        },
        setUp: { m, a in
            m.setOwn(keys, .object(Dict()))
            if !a.isNone("parameters") { try update(m, a["parameters"]) }
        }, forward: .none)

    static var all: [Layer] { [list, dict] }
}
