import ObjectModel
import TensorCore

/// What PyTorch says about arguments that fit none of a function's signatures, found as PyTorch finds it: of several plausible signatures it
/// lists all with what each found wrong, of one it names the first argument that does not fit. The signatures stand in `OverloadTable.swift`.
enum Overloads {
    private static let lines = NamedLines(overloadTable, .above(marks: Array("(=-".utf8)))
    // What has been read of it: an operation's signatures are, when it is first called.
    nonisolated(unsafe) private static var read: [String: [Overload]] = [:]  // the engine runs on one thread

    private static func signatures(_ name: String, isMethod: Bool) -> [Overload]? {
        let key = isMethod ? "." + name : name
        if let known = read[key] { return known.isEmpty ? nil : known }
        let found = lines[key].map { Overload($0) }
        read[key] = found
        return found.isEmpty ? nil : found
    }

    /// nil when PyTorch has other means of reading the arguments, or when they fit.
    static func complaint(_ name: String, isMethod: Bool, _ arguments: Arguments) -> Raised? {
        guard let overloads = signatures(name, isMethod: isMethod) else { return nil }
        let call = Call(
            name: name, positional: isMethod ? Array(arguments.positional.dropFirst()) : arguments.positional,
            keywords: arguments.keywordPairs.map { (name: $0.0.text, value: $0.1) })
        if overloads[0].isAlone {
            // Without parameters there is nothing to read.
            guard overloads[0].parameters.isEmpty else { return overloads[0].mismatch(call) }
            if !call.keywords.isEmpty { return Raised.typeError("TensorBase.\(name)() takes no keyword arguments") }
            return call.positional.isEmpty ? nil : Raised.typeError("TensorBase.\(name)() takes no arguments (\(call.positional.count) given)")
        }
        if overloads.contains(where: { $0.mismatch(call) == nil }) { return nil }
        let plausible = overloads.filter { $0.least <= call.count && call.count <= $0.parameters.count }
        if plausible.count == 1 { return plausible[0].mismatch(call) }
        return invalid(call, overloads)
    }

    /// What any of the signatures takes for these parameters; nil when there are none to read.
    static func gate(_ function: String, isMethod: Bool, _ names: [String], variadic: Int?) -> ArgumentGate? {
        guard let overloads = signatures(function, isMethod: isMethod) else { return nil }
        let kinds = names.map { name in
            let found = overloads.compactMap { $0.parameters.first { $0.name == name } }
            return found.isEmpty ? .all : found.reduce(into: ArgumentKinds(rawValue: 0)) { $0.formUnion($1.kinds(in: function)) }
        }
        let lists = variadic.map { index in overloads.filter { $0.parameters.contains { $0.name == names[index] } } } ?? []
        return ArgumentGate(
            kinds: kinds, needsList: !lists.isEmpty && lists.allSatisfy { $0.parameters.contains { $0.name == names[variadic ?? 0] && !$0.hasDefault } },
            takesOneByOne: lists.isEmpty || lists.contains { $0.positionalCount == 1 })
    }

    /// "received an invalid combination of arguments", with all signatures.
    private static func invalid(_ call: Call, _ overloads: [Overload]) -> Raised {
        let call = Call(name: call.name, positional: call.positional, keywords: HashOrder.sorted(call.keywords, by: \.name))
        let got = "(" + list(call.positional.map(cName) + call.keywords.map { "\($0.name)=\(cName($0.value))" }, call.positional.isEmpty) + ")"
        let start = "\(call.name)() received an invalid combination of arguments - got "
        func unknown(_ overload: Overload) -> [String] {
            let first = overload.words.count - call.keywords.count
            let names = first < 0 ? [] : Set(overload.words.dropFirst(first).map(\.readName))
            return call.keywords.map(\.name).filter { !names.contains($0) }
        }
        if overloads.count == 1 {
            let strangers = unknown(overloads[0])
            if !strangers.isEmpty { return Raised.typeError(start + "unrecognized keyword arguments: " + strangers.joined(separator: ", ")) }
            let described = call.count == overloads[0].words.count ? details(overloads[0], call) ?? got : got
            return Raised.typeError("\(start)\(described), but expected \(overloads[0].text)")
        }
        var text = "\(start)\(got), but expected one of:\n"
        for overload in overloads {
            text += " * \(overload.text)\n"
            // The star counts, too, and so does nothing.
            guard call.count == max(overload.words.count, 1) else { continue }
            let strangers = unknown(overload)
            if !strangers.isEmpty {
                text += "      didn't match because some of the keywords were incorrect: \(strangers.joined(separator: ", "))\n"
            } else if let found = details(overload, call) {
                text += "      didn't match because some of the arguments have invalid types: \(found)\n"
            }
        }
        return Raised.typeError(text)
    }
    /// Commas also stand behind keywords when there are no others, as in PyTorch.
    private static func list(_ words: [String], _ onlyKeywords: Bool) -> String {
        words.joined(separator: ", ") + (onlyKeywords && !words.isEmpty ? ", " : "")
    }
    /// `(int, !list of [int]!)`; nil when a keyword is not among the parameters.
    private static func details(_ overload: Overload, _ call: Call) -> String? {
        var words: [String] = []
        for index in 0..<call.count {
            let parameter = index < overload.words.count ? overload.words[index] : nil
            if index < call.positional.count {
                let word = typeName(call.positional[index])
                let fits = parameter.map { isNamed(call.positional[index], $0) } ?? !overload.words.isEmpty
                words.append(fits ? word : "!\(word)!")
            } else {
                guard let parameter, let value = call.keywords.first(where: { $0.name == parameter.readName })?.value else { return nil }
                let word = "\(parameter.name)=\(typeName(value))"
                words.append(isNamed(value, parameter) ? word : "!\(word)!")
            }
        }
        return "(" + list(words, call.positional.isEmpty) + ")"
    }
    /// Types are compared by name here: an int is no `Number`.
    private static func isNamed(_ value: Value, _ parameter: Parameter) -> Bool {
        let name = cName(value), type = parameter.type
        if parameter.readName != parameter.name { return false }
        return name == type || (type == "float" && name == "int") || (type == "Tensor" && value.asTensor != nil)
    }
    private static func typeName(_ value: Value) -> String {
        let kind = cName(value)
        guard kind == "list" || kind == "tuple", let items = value.asItems else { return kind }
        let inner = items.map { cName($0) }.joined(separator: ", ")
        return kind == "list" ? "list of [\(inner)]" : "tuple of (\(inner)\(items.count == 1 ? "," : ""))"
    }
    /// A type's name as C knows it: PyTorch's own have their module's before it.
    static func cName(_ value: Value) -> String {
        let name = value.type.name
        switch name {
        case "dtype", "device", "Size", "layout", "memory_format": return "torch." + name
        case "Generator": return "torch._C." + name
        default: return name
        }
    }
}

/// The order in which PyTorch's table of keywords gives them back: that of a hash table with chains, where a new word stands first, or first of
/// its own bucket.
private enum HashOrder {
    static func sorted<Item>(_ items: [Item], by name: (Item) -> String) -> [Item] {
        var order: [(bucket: UInt, item: Item)] = []
        for item in items {
            // Thirteen buckets hold as many words; nobody gives more.
            let bucket = hash(name(item)) % 13
            order.insert((bucket, item), at: order.firstIndex { $0.bucket == bucket } ?? 0)
        }
        return order.map(\.item)
    }
    /// How C++'s library hashes text: MurmurHash64A with a seed of its own.
    private static func hash(_ text: String) -> UInt {
        let bytes = Array(text.utf8), factor: UInt = 0xc6a4_a793_5bd1_e995
        func mixed(_ value: UInt) -> UInt { value ^ (value >> 47) }
        func load(_ part: ArraySlice<UInt8>) -> UInt { part.reversed().reduce(0) { $0 << 8 | UInt($1) } }
        var hash = 0xc70f_6907 ^ (UInt(bytes.count) &* factor)
        let whole = bytes.count & ~7
        for start in stride(from: 0, to: whole, by: 8) { hash = (hash ^ (mixed(load(bytes[start..<start + 8]) &* factor) &* factor)) &* factor }
        if whole < bytes.count { hash = (hash ^ load(bytes[whole...])) &* factor }
        return mixed(mixed(hash) &* factor)
    }
}

/// What a call gives.
private struct Call {
    let name: String
    let positional: [Value]
    let keywords: [(name: String, value: Value)]
    var count: Int { positional.count + keywords.count }
    func keyword(_ name: String) -> Value? { keywords.first { $0.name == name }?.value }
}

private struct Parameter {
    let type: String, name: String, defaultText: String?
    let hasDefault: Bool, takesNone: Bool, isStar: Bool, isMarked: Bool
    /// A list that may be one number.
    let mayBeOne: Bool
    init(_ text: Substring, isMarked: Bool) {
        // Bytes: a session's first steps wait for this.
        let bytes = text.utf8, equals = bytes.firstIndex(of: UInt8(ascii: "="))
        let head = equals.map { bytes[..<$0].dropLast() } ?? bytes
        let words = head.split(separator: UInt8(ascii: " "))
        isStar = head.elementsEqual("*".utf8)
        self.isMarked = isMarked
        name = words.last.map { String(Substring($0)) } ?? ""
        let marked = words.count > 1 ? head[..<words[words.count - 1].startIndex].dropLast() : "".utf8[...]
        type = Substring(marked).withoutMarks
        hasDefault = equals != nil
        defaultText = equals.map { String(Substring(bytes[$0...].dropFirst(2))) }
        takesNone = defaultText == "None" || marked.last == UInt8(ascii: "?")
        mayBeOne = !isMarked || marked.contains(UInt8(ascii: "["))
    }

    /// What PyTorch's complaints take for the name: the last word, which is the default where there is one.
    var readName: String { defaultText ?? name }

    /// Whether the value is of the parameter's type; for lists, where the first wrong element stands.
    func accepts(_ value: Value, _ function: String, failing place: inout Int?) -> Bool {
        func isInt(_ value: Value) -> Bool { (try? OpArguments.int(value)) ?? nil != nil }
        switch type {
        case "Tensor": return value.asTensor != nil || (Parameter.takingNumbers.contains(function) && value.asScalar != nil)
        case "Number", "float": return value.asScalar != nil || (value.asTensorScalar != nil && value.asTensor?.requiresGrad == false)
        case "int": return isInt(value)
        case "bool":
            if case .bool = value { return true }
            return value.asTensor.map { $0.dtype == .bool && $0.rank == 0 } ?? false
        case "str": return value.asString != nil
        case "tuple of ints":
            guard let items = value.intItems else { return mayBeOne && isInt(value) }
            if items.isEmpty || isInt(items[0]) { return true }
            place = 0
            return false
        case "tuple of floats": return value.intItems?.first.map { $0.asScalar != nil } ?? (value.intItems != nil)
        // A wrong element has words of its own.
        case "tuple of Tensors": return value.asTensor == nil && value.intItems != nil
        case "torch.dtype": return value.asDType != nil
        case "torch.Generator": return value.isNone || value.type === TensorTypes.generator
        case "torch.device": return !ArgumentKinds(of: value).isDisjoint(with: [.text, .int, .other])
        default: return true
        }
    }
    func kinds(in function: String) -> ArgumentKinds {
        guard var kinds = ArgumentKinds(type: type) else { return .all }
        if takesNone || !isMarked { kinds.insert(.none) }
        if type == "tuple of ints", mayBeOne { kinds.formUnion([.int, .tensor]) }
        if type == "Tensor", Parameter.takingNumbers.contains(function) { kinds.formUnion(.number) }
        return kinds
    }
    /// Whose tensors may be numbers.
    private static let takingNumbers: Set<String> = Set(
        ["add", "div", "divide", "mul", "multiply", "sub", "subtract", "true_divide", "floor_divide"].flatMap { [$0, $0 + "_"] } + ["copy_"])
}

private struct Overload {
    private let line: Substring
    /// As PyTorch shows it.
    var text: String { line.withoutMarks }
    /// With the star.
    let words: [Parameter]
    let parameters: [Parameter]
    let positionalCount: Int
    /// The only signature: its complaints are about one argument.
    let isAlone: Bool
    init(_ line: Substring) {
        isAlone = line.utf8.first == UInt8(ascii: "=")
        let isMarked = line.utf8.first != UInt8(ascii: "-")
        let bare = line.utf8.first == UInt8(ascii: "(") ? line : line.dropFirst()
        self.line = bare.utf8.contains(UInt8(ascii: "~")) ? bare.replacing("~", with: Overload.common) : bare
        words = self.line.dropFirst().dropLast().atCommas.map { Parameter($0, isMarked: isMarked) }.filter { !$0.name.isEmpty }
        parameters = words.filter { !$0.isStar }
        positionalCount = words.firstIndex { $0.isStar } ?? parameters.count
    }
    private static let common = "torch.dtype? dtype = None, torch.layout? layout = None, torch.device? device = None, bool pin_memory = False, bool requires_grad = False"
    var least: Int { parameters.filter { !$0.hasDefault }.count }

    /// The first thing that does not fit; PyTorch's `FunctionSignature::parse`.
    func mismatch(_ call: Call) -> Raised? {
        let mayBeSpread = positionalCount == 1 && parameters.first?.type == "tuple of ints"
        let given = call.positional.count
        if given > positionalCount, !mayBeSpread { return tooMany(call) }
        var place = 0, left = call.keywords.count
        for (index, parameter) in parameters.enumerated() {
            var value: Value?, isKeyword = false
            if place < given {
                if index >= positionalCount { return tooMany(call) }
                value = call.positional[place]
            } else {
                value = call.keyword(parameter.name) ?? Overload.aliases[parameter.name].flatMap { $0.lazy.compactMap { call.keyword($0) }.first }
                isKeyword = true
            }
            guard let found = value else {
                guard parameter.hasDefault else { return missing(call, from: index) }
                continue
            }
            var failing: Int?
            let fits = found.isNone && parameter.takesNone || parameter.accepts(found, call.name, failing: &failing)
            if !fits, mayBeSpread, place == 0, !isKeyword, (try? OpArguments.int(found)) ?? nil != nil {
                // Given one by one; a later one that does not fit has words of its own.
                place = given
                continue
            }
            if !fits {
                if isKeyword { return Raised.typeError("\(call.name)(): argument '\(parameter.name)' must be \(parameter.type), not \(Overloads.cName(found))") }
                let start = "\(call.name)(): argument '\(parameter.name)' (position \(place + 1)) must be \(parameter.type), "
                if let failing, let items = found.intItems {
                    return Raised.typeError(start + "but found element of type \(Overloads.cName(items[failing])) at pos \(failing)")
                }
                return Raised.typeError(start + "not \(Overloads.cName(found))")
            }
            if isKeyword { left -= 1 } else { place += 1 }
        }
        return left > 0 ? unexpected(call) : nil
    }
    /// Names that NumPy users know.
    private static let aliases = ["dim": ["axis"], "keepdim": ["keepdims"], "input": ["x", "a", "x1"], "other": ["x2"]]

    private func tooMany(_ call: Call) -> Raised {
        let given = call.positional.count
        let limit = least == positionalCount ? "\(positionalCount) positional argument\(positionalCount == 1 ? "" : "s")" : "from \(least) to \(positionalCount) positional arguments"
        return Raised.typeError("\(call.name)() takes \(limit) but \(given) \(least == positionalCount && given == 1 ? "was" : "were") given")
    }
    /// Singular and plural stand the wrong way round in PyTorch.
    private func missing(_ call: Call, from index: Int) -> Raised {
        let names = parameters[index...].filter { !$0.hasDefault }.map { "\"\($0.name)\"" }
        return Raised.typeError("\(call.name)() missing \(names.count) required positional argument\(names.count == 1 ? "s" : ""): \(names.joined(separator: ", "))")
    }
    private func unexpected(_ call: Call) -> Raised? {
        for (name, _) in call.keywords {
            guard let index = parameters.firstIndex(where: { $0.name == name }) else {
                return Raised.typeError(
                    "\(call.name)() got an unexpected keyword argument '\(name)'",
                    hint: nearest(to: name, among: parameters.map(\.name)).map { "did you mean '\($0)'?" })
            }
            if index < call.positional.count { return Raised.typeError("\(call.name)() got multiple values for argument '\(name)'") }
        }
        return nil
    }
}

extension Substring {
    /// `tuple of ints[2]? size` as PyTorch shows it.
    fileprivate var withoutMarks: String {
        var isInside = false
        let kept = utf8.filter { byte in
            if byte == UInt8(ascii: "[") { isInside = true }
            defer { if byte == UInt8(ascii: "]") { isInside = false } }
            return !isInside && byte != UInt8(ascii: "?")
        }
        return String(decoding: kept, as: UTF8.self)
    }
    /// Cut at commas before spaces: lists of defaults have commas of their own.
    fileprivate var atCommas: [Substring] {
        var parts: [Substring] = [], start = startIndex, place = startIndex
        while let comma = utf8[place...].firstIndex(of: UInt8(ascii: ",")) {
            place = utf8.index(after: comma)
            guard place < endIndex, utf8[place] == UInt8(ascii: " ") else { continue }
            parts.append(self[start..<comma])
            start = utf8.index(after: place)
        }
        return parts + [self[start...]]
    }
    /// With every `mark` written out.
    fileprivate func replacing(_ mark: Character, with text: String) -> Substring {
        split(separator: mark, omittingEmptySubsequences: false).joined(separator: text)[...]
    }
}
