/// `collections.namedtuple`: makes a class of tuples whose elements have names.
public enum NamedTuple {
    private static let keywords: Set<String> = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
        "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise",
        "return", "try", "while", "with", "yield",
    ]
    static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first == "_" || first.properties.isXIDStart else { return false }
        return text.unicodeScalars.allSatisfy { $0.properties.isXIDContinue }
    }

    /// The field names that the second argument means: text with blanks or commas, or an iterable of texts.
    private static func fieldNames(_ value: Value, rename: Bool, typeName: String) throws -> [String] {
        var names: [String]
        if let text = value.asString {
            names = text.split { $0 == "," || $0.isWhitespace }.map(String.init)
        } else {
            names = try collect(value).map { try $0.str() }
        }
        var seen: Set<String> = []
        if rename {
            for (index, name) in names.enumerated() {
                if !isIdentifier(name) || keywords.contains(name) || name.hasPrefix("_") || seen.contains(name) { names[index] = "_\(index)" }
                seen.insert(name)
            }
            seen = []
        }
        for name in [typeName] + names {
            guard isIdentifier(name) else {
                throw Raised.valueError("Type names and field names must be valid identifiers: \(StringText.repr(name))")
            }
            guard !keywords.contains(name) else {
                throw Raised.valueError("Type names and field names cannot be a keyword: \(StringText.repr(name))")
            }
        }
        for name in names {
            if name.hasPrefix("_"), !rename {
                throw Raised.valueError("Field names cannot start with an underscore: \(StringText.repr(name))")
            }
            guard seen.insert(name).inserted else { throw Raised.valueError("Encountered duplicate field name: \(StringText.repr(name))") }
        }
        return names
    }

    public static func make(_ a: BoundArguments) throws -> Value {
        let name = try a[0].str()
        let fields = try fieldNames(a[1], rename: try a[2].isTrue(), typeName: name)
        let defaults = a[3].isNone ? [] : try collect(a[3])
        guard defaults.count <= fields.count else { throw Raised.typeError("Got more default values than field names") }
        return .object(try makeType(name, fields: fields, defaults: defaults, module: a[4].asString ?? "__main__", shownModule: a[4].isNone ? nil : a[4]))
    }

    /// A class of named tuples.
    /// - Parameter showsModule: whether the repr names the module, as that of `time.struct_time` does.
    public static func makeType(
        _ name: String, fields: [String], defaults: [Value] = [], module: String, shownModule: Value? = nil, showsModule: Bool = false
    ) throws -> TypeObject {
        let names = fields.map { Name($0) }
        let known = Dict()
        for (field, value) in zip(fields.suffix(defaults.count), defaults) { known.store(field, value) }
        var attributes: [(Name, Value)] = [
            ("__doc__", .str("\(name)(\(fields.joined(separator: ", ")))")),
            ("__slots__", .tuple([])),
            ("_fields", .tuple(fields.map { .str($0) })),
            ("__match_args__", .tuple(fields.map { .str($0) })),
            ("_field_defaults", .object(known)),
        ]
        let make = NativeFunction.raw("__new__", (["_cls"] + fields).joined(separator: ", ")) { a in
            guard a.count > 0, let type = a[0].object(of: .type) as? TypeObject else { throw Raised.typeError("__new__(X): X is not a type object") }
            return instance(type, try sorted(a.dropFirst(), names, known, name))
        }
        // `Point.__new__.__defaults__ = …` was the way to give defaults once.
        make.getOwn = { $0 == "__defaults__" ? (known.count == 0 ? Value.none : .tuple(known.values)) : nil }
        make.setOwn = { name, value in
            guard name == "__defaults__", value.isNone || value.object(of: .tuple) != nil else { return false }
            let values = (value.asItems ?? []).suffix(fields.count)
            known.clear()
            for (field, value) in zip(fields.suffix(values.count), values) { known.store(field, value) }
            return true
        }
        attributes.append(("__new__", .object(StaticMethod(make))))
        if let shownModule { attributes.append(("__module__", shownModule)) }
        for (index, field) in names.enumerated() {
            let property = NativeProperty(
                field, summary: "Alias for field number \(index)", set: { _, _ in throw Raised(ExceptionTypes.attributeError, "can't set attribute") }
            ) { try $0.withoutClass.item(.int(index)) }
            property.element = index
            property.shown = { "_tuplegetter(\(index), \(try $0.repr()))" }
            attributes.append((field, .object(property)))
        }
        for member in methods(names, prefix: showsModule ? module + "." : "") { attributes.append((member.name, .object(member))) }
        attributes.append(("_make", .object(ClassMethod(NativeFunction("_make", "cls, iterable", isMethod: true, wording: .python, body: .bound { a in
            let items = try collect(a[1])
            guard items.count == names.count else { throw Raised.typeError("Expected \(names.count) arguments, got \(items.count)") }
            guard let type = a[0].object(of: .type) as? TypeObject else { throw Raised.typeError("_make() needs a class") }
            return instance(type, items)
        })))))
        return try TypeObject(userDefined: name, bases: [BuiltinTypes.tuple], module: module, attributes: attributes)
    }
    private static func instance(_ type: TypeObject, _ items: [Value]) -> Value {
        let instance = Instance(type: type)
        instance.payload = Tuple(items)
        return .object(instance)
    }
    /// The arguments of `Point(…)` in the order of the fields.
    private static func sorted(_ a: Arguments, _ names: [Name], _ defaults: Dict, _ typeName: String) throws -> [Value] {
        if a.count == names.count, !a.hasKeywords { return a.positional }
        guard a.count <= names.count else {
            let least = names.count + 1 - defaults.count
            let takes = defaults.count > 0 ? "from \(least) to \(names.count + 1)" : "\(names.count + 1)"
            throw Raised.typeError(
                "\(typeName).__new__() takes \(takes) positional argument\(names.count == 0 ? "" : "s") but \(a.count + 1) were given")
        }
        var items: [Value] = a.positional + Array(repeating: .unbound, count: names.count - a.count)
        for (keyword, value) in a.keywordPairs {
            guard let index = names.firstIndex(of: keyword) else {
                throw Raised.typeError("\(typeName).__new__() got an unexpected keyword argument '\(keyword)'")
            }
            guard items[index].isUnbound else {
                throw Raised.typeError("\(typeName).__new__() got multiple values for argument '\(keyword)'")
            }
            items[index] = value
        }
        for (index, name) in names.enumerated() where items[index].isUnbound {
            if let value = defaults.lookup(name.text) { items[index] = value }
        }
        let missing = names.indices.filter { items[$0].isUnbound }.map { names[$0].text }
        guard missing.isEmpty else {
            throw Raised.typeError(
                "\(typeName).__new__() missing \(missing.count) required positional argument\(missing.count == 1 ? "" : "s"): "
                    + NativeFunction.enumerated(missing))
        }
        return items
    }
    private static func methods(_ names: [Name], prefix: String) -> [NativeFunction] {
        func items(_ value: Value) -> [Value] { value.withoutClass.asItems ?? [] }
        return [
            NativeFunction(Names.repr, "self", isMethod: true, body: .one { value in
                let parts = try zip(names, items(value)).map { "\($0)=\(try $1.repr())" }
                return .str("\(prefix)\(value.type.name)(\(parts.joined(separator: ", ")))")
            }),
            NativeFunction("_asdict", "self", summary: "A dict of the fields.", isMethod: true, body: .one { value in
                let dict = Dict()
                for (name, item) in zip(names, items(value)) { dict.store(name.text, item) }
                return .object(dict)
            }),
            NativeFunction("_replace", "self, /, **kwds", summary: "A copy with some fields replaced.", isMethod: true, body: .raw { a in
                var replaced = items(a[0])
                var unknown: [String] = []
                for (name, value) in a.keywordPairs {
                    if let index = names.firstIndex(of: name) { replaced[index] = value } else { unknown.append(name.text) }
                }
                guard unknown.isEmpty else {
                    throw Raised.valueError("Got unexpected field names: [\(unknown.map { StringText.repr($0) }.joined(separator: ", "))]")
                }
                return instance(a[0].type, replaced)
            }),
            NativeFunction("__getnewargs__", "self", isMethod: true, body: .one { .tuple(items($0)) }),
        ]
    }
}
