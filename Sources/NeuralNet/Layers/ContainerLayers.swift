import Autograd
import ObjectModel

/// Modules that hold modules: in a row, in a list, in a dict.
enum ContainerLayers {
    /// One method of a container; `me` is unwrapped.
    static func method(
        _ name: Name, _ parameters: String = "", _ summary: String = "", _ body: @escaping (Module, BoundArguments) throws -> Value
    ) -> NativeFunction {
        NativeFunction(
            name, parameters.isEmpty ? "self" : "self, \(parameters)", summary: summary, isMethod: true, wording: .python,
            body: .bound { a in
                guard let module = a[0].asModule else { throw Raised.typeError("descriptor '\(name)' doesn't apply to a '\(a[0].type.name)' object") }
                return try body(module, a)
            })
    }
    private static func children(_ m: Module) -> [Value] { m.modules.values.map { $0.map { .object($0) } ?? .none } }

    /// - Throws: PyTorch's `IndexError`.
    static func position(_ index: Value, _ count: Int) throws -> Int {
        let given = try index.toIndex()
        guard given >= -count, given < count else { throw Raised.indexError("index \(given) is out of range") }
        return given < 0 ? given + count : given
    }
    private static func positions(_ index: Value, _ count: Int) throws -> [Int]? {
        guard let slice = index.object(of: .slice) as? SliceObject else { return nil }
        let part = try slice.indices(count)
        return (0..<part.length).map { part.start + $0 * part.step }
    }
    /// Numbers the children anew, so that names are places.
    private static func renumber(_ m: Module) {
        let values = Array(m.modules.values)
        m.modules = [:]
        for (index, value) in values.enumerated() { m.modules[Name(String(index))] = value }
    }
    private static func append(_ m: Module, _ value: Value) throws { try m.add(module: value, .str(String(m.modules.count))) }
    /// An instance of the container's own class.
    private static func sibling(_ m: Module, _ argument: Value) throws -> Value { try Value.object(m.classType).call(argument) }

    /// What sequences of modules have in common.
    private static var shared: [Object] { [
        method("__len__") { m, _ in .int(m.modules.count) },
        method("__iter__") { m, _ in .object(ArrayIterator(children(m), BuiltinTypes.iterator)) },
        method("__setitem__", "idx, module") { m, a in
            try m.setAttribute(m.modules.keys[position(a[1], m.modules.count)], a[2])
            return .none
        },
        method("__delitem__", "idx") { m, a in
            let keys = Array(m.modules.keys)
            for index in try positions(a[1], keys.count) ?? [position(a[1], keys.count)] { m.modules[keys[index]] = nil }
            renumber(m)
            return .none
        },
        method("append", "module", "Adds a module at the end.") { m, a in
            try append(m, a[1])
            return a[0]
        },
        method("pop", "key", "Takes out a module.") { m, a in
            let found = try a[0].item(a[1])
            try a[0].deleteItem(a[1])
            return found
        },
    ] }
    private static func insert(_ m: Module, at index: Int, _ module: Value) {
        var values = Array(m.modules.values)
        values.insert(module.asModule, at: index)
        m.modules = [:]
        for (index, value) in values.enumerated() { m.modules[Name(String(index))] = value }
    }

    // MARK: Sequential

    private static func joined(_ m: Module, _ other: Value, into target: Module) throws {
        guard let second = other.asModule, second.classType.isSubtype(of: sequential.type) else {
            throw Raised.valueError(
                "add operator supports only objects of Sequential class, but \(try other.type.repr()) is given.")
        }
        if target !== m { for child in children(m) { try append(target, child) } }
        for child in children(second) { try append(target, child) }
    }
    private static func factor(_ m: Module, _ value: Value) throws -> Int {
        guard let times = value.asInt else {
            throw Raised.typeError("unsupported operand type(s) for *: \(try m.classType.repr()) and \(try value.type.repr())")
        }
        guard times > 0 else { throw Raised.valueError("Non-positive multiplication factor \(times) for \(try m.classType.repr())") }
        guard times <= 1 << 20 else { throw Raised(ExceptionTypes.memoryError, "") }
        return times
    }
    private static func repeated(_ m: Module, _ value: Value) throws -> Value {
        let target = try sequential.make()
        for _ in 0..<(try factor(m, value)) { for child in children(m) { try append(target, child) } }
        return .object(target)
    }

    static let sequential: Layer = Layer(
        "Sequential", "*args", in: "container", "Modules one after the other: each gets what the one before gives.",
        "seq(linear(2, 3), relu)", stores: false,
        members: {
            shared + [
                method("__getitem__", "idx") { m, a in
                    let keys = Array(m.modules.keys)
                    if let positions = try positions(a[1], keys.count) {
                        let part = OrderedDict()
                        for index in positions { part.store(keys[index].text, m.modules[keys[index]].flatMap { $0 }.map { .object($0) } ?? .none) }
                        return try sibling(m, .object(part))
                    }
                    return children(m)[try position(a[1], keys.count)]
                },
                method("insert", "index, module", "Puts a module before another one.") { m, a in
                    guard a[2].asModule != nil else {
                        throw Raised(ExceptionTypes.assertionError, "module should be of type: \(try ModuleTypes.module.repr())")
                    }
                    let count = m.modules.count, given = try a[1].toIndex()
                    guard given >= -count, given <= count else { throw Raised.indexError("Index out of range: \(given)") }
                    insert(m, at: given < 0 ? given + count : given, a[2])
                    return a[0]
                },
                method("extend", "sequential", "Adds modules at the end.") { m, a in
                    for module in try collect(a[1]) { try append(m, module) }
                    return a[0]
                },
                method("__add__", "other") { m, a in
                    let target = try sequential.make()
                    try joined(m, a[1], into: target)
                    return .object(target)
                },
                method("__iadd__", "other") { m, a in
                    try joined(m, a[1], into: m)
                    return a[0]
                },
                method("__mul__", "other") { m, a in try repeated(m, a[1]) },
                method("__rmul__", "other") { m, a in try repeated(m, a[1]) },
                method("__imul__", "other") { m, a in
                    let own = children(m)
                    for _ in 1..<(try factor(m, a[1])) { for child in own { try append(m, child) } }
                    return a[0]
                },
            ]
        },
        setUp: { m, a in
            let modules = a["args"].asItems ?? []
            if modules.count == 1, let named = modules[0].withoutClass.object(of: .dict) as? OrderedDict {
                for (name, module) in named.pairs { try m.add(module: module, name) }
            } else {
                for (index, module) in modules.enumerated() { try m.add(module: module, .str(String(index))) }
            }
        },
        forward: .general("input") { m, a in
            var value = a[1]
            for child in m.modules.values {
                guard let child else { throw Raised.typeError("'NoneType' object is not callable") }
                value = try Arguments.with(one: value) { try child.call($0) }
            }
            return value
        })

    // MARK: ModuleList

    /// Equal neighbours are shown once: `(0-2): 3 x Linear(…)`.
    private static func folded(_ m: Module) throws -> String {
        var blocks: [(first: Int, last: Int, text: String)] = []
        for (index, child) in m.modules.values.enumerated() {
            let text = try child.map { try $0.repr() } ?? "None"
            if let last = blocks.indices.last, blocks[last].text == text { blocks[last].last = index } else { blocks.append((index, index, text)) }
        }
        if blocks.isEmpty { return "\(m.classType.name)()" }
        var text = TextBuilder()
        text.append("\(m.classType.name)(")
        for block in blocks {
            let count = block.last - block.first + 1
            text.append(count == 1 ? "\n  (\(block.first)): " : "\n  (\(block.first)-\(block.last)): \(count) x ")
            text.append(block.text, indentation: 2)
        }
        text.append("\n)")
        return text.text
    }
    private static func extend(_ m: Module, _ values: Value) throws {
        guard values.isIterable else {
            throw Raised.typeError("ModuleList.extend should be called with an iterable, but got \(values.type.name)")
        }
        for module in try collect(values) { try append(m, module) }
    }
    static let list: Layer = Layer(
        "ModuleList", "modules=None", in: "container", "A list whose modules belong to the network.", "nn.ModuleList([linear(2, 2), linear(2, 2)])",
        stores: false, repr: folded,
        members: {
            shared + [
                method("__getitem__", "idx") { m, a in
                    let all = children(m)
                    if let positions = try positions(a[1], all.count) { return try sibling(m, .list(positions.map { all[$0] })) }
                    return all[try position(a[1], all.count)]
                },
                method("insert", "index, module", "Puts a module before another one.") { m, a in
                    guard a[2].isNone || a[2].asModule != nil else { throw Raised.typeError("\(a[2].torchTypeName) is not a Module subclass") }
                    let count = m.modules.count, given = try a[1].toIndex()
                    insert(m, at: max(0, min(given < 0 ? given + count : given, count)), a[2])
                    return .none
                },
                method("extend", "modules", "Adds modules at the end.") { m, a in
                    try extend(m, a[1])
                    return a[0]
                },
                method("__iadd__", "modules") { m, a in
                    try extend(m, a[1])
                    return a[0]
                },
                method("__add__", "other") { m, a in
                    let combined = try list.make()
                    for module in try children(m) + collect(a[1]) { try append(combined, module) }
                    return .object(combined)
                },
            ]
        },
        setUp: { m, a in if !a.isNone("modules") { try extend(m, a["modules"]) } }, forward: .none)

    // MARK: ModuleDict

    private static func pairs(_ m: Module) -> Dict {
        let dict = Dict()
        for (name, module) in m.modules { dict.store(name.text, module.map { .object($0) } ?? .none) }
        return dict
    }
    private static func key(_ m: Module, _ value: Value) throws -> Name {
        guard let text = value.asString, m.modules[Name(text)] != nil else { throw Raised.keyError(value) }
        return Name(text)
    }
    private static func update(_ m: Module, _ value: Value) throws {
        if let dict = value.withoutClass.object(of: .dict) as? Dict {
            for (name, module) in dict.pairs { try m.add(module: module, name) }
            return
        }
        if let other = value.asModule {
            for (name, module) in other.modules { try m.add(module: module.map { .object($0) } ?? .none, .str(name.text)) }
            return
        }
        guard value.isIterable else {
            throw Raised.typeError("ModuleDict.update should be called with an iterable of key/value pairs, but got \(value.type.name)")
        }
        for (index, pair) in try collect(value).enumerated() {
            guard pair.isIterable else { throw Raised.typeError("ModuleDict update sequence element #\(index) should be Iterable; is\(pair.type.name)") }
            let items = try collect(pair)
            guard items.count == 2 else {
                throw Raised.valueError("ModuleDict update sequence element #\(index) has length \(items.count); 2 is required")
            }
            try m.add(module: items[1], items[0])
        }
    }
    static let dict = Layer(
        "ModuleDict", "modules=None", in: "container", "A dict whose modules belong to the network.", "nn.ModuleDict({'a': linear(2, 2)})",
        stores: false,
        members: {
            [
                method("__len__") { m, _ in .int(m.modules.count) },
                method("__iter__") { m, _ in .object(ArrayIterator(m.modules.keys.map { .str($0.text) }, BuiltinTypes.iterator)) },
                method("__contains__", "key") { m, a in .bool(a[1].asString.map { m.modules[Name($0)] != nil } ?? false) },
                method("__getitem__", "key") { m, a in m.modules[try key(m, a[1])].flatMap { $0 }.map { .object($0) } ?? .none },
                method("__setitem__", "key, module") { m, a in
                    try m.add(module: a[2], a[1])
                    return .none
                },
                method("__delitem__", "key") { m, a in
                    m.modules[try key(m, a[1])] = nil
                    return .none
                },
                method("keys", "", "The names.") { m, _ in try Value.object(pairs(m)).attribute("keys").call() },
                method("values", "", "The modules.") { m, _ in try Value.object(pairs(m)).attribute("values").call() },
                method("items", "", "Names and modules.") { m, _ in try Value.object(pairs(m)).attribute("items").call() },
                method("clear", "", "Takes out all modules.") { m, _ in
                    m.modules = [:]
                    return .none
                },
                method("pop", "key", "Takes out a module.") { m, a in
                    let name = try key(m, a[1])
                    return m.modules.removeValue(forKey: name).flatMap { $0 }.map { .object($0) } ?? .none
                },
                method("update", "modules", "Adds or replaces modules.") { m, a in
                    try update(m, a[1])
                    return .none
                },
            ]
        },
        setUp: { m, a in if !a.isNone("modules") { try update(m, a["modules"]) } }, forward: .none)

    static let all: [Layer] = [sequential, list, dict]
}
