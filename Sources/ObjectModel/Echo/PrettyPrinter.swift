/// The text of a cell's value as IPython's `pretty` shows it: 79 columns, containers broken one element a line.
public struct PrettyPrinter {
    public static func text(_ value: Value) throws -> String {
        // What IPython shows by `repr` alone needs no line breaking.
        if case .object(let object) = value {
            switch object.kind {
            case .str, .tensor, .layer, .size, .dtype, .device, .range, .slice, .bytes: return try object.repr()
            default: break
            }
        } else {
            return try value.repr()
        }
        var printer = PrettyPrinter()
        try printer.show(value)
        return printer.lines.finish()
    }

    private static let longest = 1000
    private let lines = LineBreaker(width: 79)
    /// The objects being shown, from the outside in.
    private var open: [ObjectIdentifier] = []

    private mutating func show(_ value: Value) throws {
        guard case .object(let object) = value else { return whole(try value.repr()) }
        let id = ObjectIdentifier(object)
        let isCycle = open.contains(id)
        if open.count >= 300 {
            throw Raised(ExceptionTypes.recursionError, "maximum recursion depth exceeded")
        }
        open.append(id)
        lines.begin()
        defer {
            lines.end()
            open.removeLast()
        }
        try showObject(object, isCycle)
    }
    private mutating func showObject(_ object: Object, _ isCycle: Bool) throws {
        guard let instance = object as? Instance, instance.kind == .instance || instance.kind == .exception else {
            return try showNative(object, isCycle)
        }
        // The first class that says how: its own __repr__, or a built-in type's structure.
        for ancestor in instance.classType.mro {
            if ancestor.isUserDefined || ancestor.ownAttribute(Names.repr) != nil {
                if ancestor.ownAttribute(Names.repr) != nil { return whole(try object.repr()) }
            } else if ancestor === ExceptionTypes.baseException {
                return try showException(instance, isCycle)
            } else if ancestor !== BuiltinTypes.object, let payload = instance.payload {
                return try showNative(payload, isCycle, as: instance.classType)
            }
        }
        try showPlain(object, isCycle)
    }
    private mutating func showNative(_ object: Object, _ isCycle: Bool, as type: TypeObject? = nil) throws {
        switch object {
        case let list as List: try sequence("[", list.items, "]", isCycle)
        case let tuple as Tuple: try sequence("(", tuple.items, tuple.items.count == 1 ? ",)" : ")", isCycle)
        case let set as SetObject: try showSet(set, isCycle, name: (type ?? set.type).name)
        case let dict as DefaultDict:
            try call("defaultdict", isCycle) {
                try $0.show(dict.factory)
                $0.comma()
                try $0.pairs(dict.pairs, false)
            }
        case let dict as OrderedDict:
            let items = dict.pairs.map { Value.tuple([$0, $1]) }
            try call((type ?? dict.type).name, isCycle) { if !items.isEmpty { try $0.show(.list(items)) } }
        case let counter as Counter:
            let items = try counter.mostCommon()
            try call((type ?? counter.type).name, isCycle) { if !items.isEmpty { try $0.pairs(items, false) } }
        case let dict as Dict: try pairs(dict.pairs, isCycle)
        case let deque as Deque:
            try call((type ?? deque.type).name, isCycle) {
                try $0.show(.list(deque.items))
                if let limit = deque.limit {
                    $0.comma()
                    $0.lines.begin(7, "maxlen=")
                    try $0.show(.int(limit))
                    $0.lines.end(7)
                }
            }
        case let type as TypeObject: lines.text(PrettyPrinter.name(of: type))
        default:
            if let text = try PrettyPrinter.functionText(object) { lines.text(text) } else { try showPlain(object, isCycle) }
        }
    }

    // MARK: Kinds of values

    /// A repr, its lines kept together.
    private func whole(_ text: String) {
        lines.begin()
        for (index, line) in (Str(text).lines(keepEnds: false).asItems ?? []).enumerated() {
            if index > 0 { lines.hardBreak() }
            lines.text(line.asString ?? "")
        }
        lines.end()
    }
    /// Objects without a repr of their own are shown without the word "object".
    private func showPlain(_ object: Object, _ isCycle: Bool) throws {
        let text = try object.repr()
        guard text == "<\(object.type.qualifiedName) object at \(object.address)>" else { return whole(text) }
        lines.begin(1, "<")
        lines.text(PrettyPrinter.name(of: object.type))
        lines.text(" at \(object.address)")
        if isCycle { lines.text(" ...") }
        lines.end(1, ">")
    }
    private func comma() {
        lines.text(",")
        lines.gap()
    }
    private mutating func elements(_ values: [Value], _ body: (inout PrettyPrinter, Value) throws -> Void) throws {
        for (index, value) in values.enumerated() {
            if index == PrettyPrinter.longest {
                comma()
                lines.text("...")
                return
            }
            if index > 0 { comma() }
            try body(&self, value)
        }
    }
    private mutating func sequence(_ opening: String, _ values: [Value], _ closing: String, _ isCycle: Bool) throws {
        if isCycle { return lines.text("\(opening)...\(closing == "]" ? "]" : ")")") }
        lines.begin(1, opening)
        try elements(values) { try $0.show($1) }
        if closing == ",)" { lines.text(",") }
        lines.end(1, closing == ",)" ? ")" : closing)
    }
    private mutating func showSet(_ set: SetObject, _ isCycle: Bool, name: String) throws {
        let (opening, closing) = set.isFrozen ? ("frozenset({", "})") : ("{", "}")
        if isCycle { return lines.text(opening + "..." + closing) }
        if set.count == 0 { return lines.text(name + "()") }
        var values = set.elements
        // Sorted if that works, else by class and text.
        if values.count < PrettyPrinter.longest { values = PrettyPrinter.sorted(values) }
        lines.begin(opening.utf8.count, opening)
        try elements(values) { try $0.show($1) }
        lines.end(opening.utf8.count, closing)
    }
    private static func sorted(_ values: [Value]) -> [Value] { (try? Sorting.sorted(values, key: .none, reverse: false)) ?? values }

    private mutating func pairs(_ pairs: [(Value, Value)], _ isCycle: Bool) throws {
        if isCycle { return lines.text("{...}") }
        lines.begin(1, "{")
        var index = 0
        for (key, value) in pairs {
            if index == PrettyPrinter.longest {
                comma()
                lines.text("...")
                break
            }
            if index > 0 { comma() }
            try show(key)
            lines.text(": ")
            try show(value)
            index += 1
        }
        lines.end(1, "}")
    }
    /// `Name(…)`.
    private mutating func call(_ name: String, _ isCycle: Bool, _ arguments: (inout PrettyPrinter) throws -> Void) throws {
        lines.begin()
        lines.begin(name.utf8.count + 1, name + "(")
        if isCycle { lines.text("...") } else { try arguments(&self) }
        lines.end(name.utf8.count + 1, ")")
        lines.end()
    }
    private mutating func showException(_ instance: Instance, _ isCycle: Bool) throws {
        let arguments = (instance as? ExceptionObject)?.arguments ?? []
        try call(PrettyPrinter.name(of: instance.classType), false) { try $0.elements(arguments) { try $0.show($1) } }
    }

    private static func name(of type: TypeObject) -> String {
        let name = (try? type.attribute(Names.qualname)?.asString) ?? type.name
        return type.module == "builtins" ? name : "\(type.module).\(name)"
    }
    /// `<function __main__.f(x, y=2)>`; nil for what is no function.
    private static func functionText(_ object: Object) throws -> String? {
        let function = (object as? BoundMethod).map { $0.function.kind == .nativeFunction ? $0.function : object } ?? object
        guard function.kind == .function || function.kind == .nativeFunction else { return nil }
        if let native = function as? NativeFunction {
            if native.isMethod, object === native { return nil }
            let module = native.module == "builtins" || native.isMethod ? "" : native.module + "."
            let parameters = native.signatureText.split(separator: ", ", omittingEmptySubsequences: true)
            var shown = native.isMethod ? parameters.dropFirst() : parameters[...]
            if shown.first == "/" { shown.removeFirst() }
            let owner = native.isMethod ? native.owner.map { $0 + "." } ?? "" : ""
            return "<function \(module)\(owner)\(native.name)(\(shown.joined(separator: ", ")))>"
        }
        let name = try function.attribute(Names.qualname)?.asString ?? "?"
        let module = try function.attribute("__module__")?.asString ?? ""
        return "<function \(module.isEmpty || module == "builtins" ? "" : module + ".")\(name)\(function.parameterText)>"
    }
}
