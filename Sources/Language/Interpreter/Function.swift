import ObjectModel

/// A variable shared between a function and the functions inside it.
final class Cell: Object {
    var value: Value
    init(_ value: Value) {
        self.value = value
        super.init(kind: .cell)
    }
    override var type: TypeObject { BuiltinTypes.cell }
}

/// A function or lambda written in a cell.
package final class Function: Object {
    let code: Code
    let closure: ContiguousArray<Cell>
    var defaults: [Value]
    var keywordDefaults: Dict?
    var annotations: Dict?
    /// Outlives what it runs; not counted, for speed.
    private unowned(unsafe) let machine: Machine
    private var attributes: Dict?
    /// The code, for looking at it without counting references.
    let unmanagedCode: Unmanaged<Code>
    /// Calls run in the machine's loop, without a Swift call: all but generators.
    let isInlined: Bool
    let isSimple: Bool
    let parameterCount: Int
    /// The same for simple functions, less than any count for others.
    let simpleCount: Int
    /// A number that no other function has, nor this one with other defaults: what call sites remember it by.
    private(set) var identity: Int
    // Used by the evaluator's thread.
    nonisolated(unsafe) private static var made = 0
    /// The values of `keywordDefaults` in the order of the parameters, unbound where there is none; nil once a program
    /// has got hold of the dict and may change it.
    private var keywordOnlyDefaults: [Value]?
    /// The fewest arguments by position that a call of a simple function can do with.
    private(set) var leastCount: Int

    init(_ code: Code, closure: ContiguousArray<Cell>, defaults: [Value], keywordDefaults: Dict?, annotations: Dict?, machine: Machine) {
        self.code = code
        self.closure = closure
        self.defaults = defaults
        self.keywordDefaults = keywordDefaults
        self.annotations = annotations
        self.machine = machine
        unmanagedCode = .passUnretained(code)
        isInlined = !code.isGenerator
        keywordOnlyDefaults = code.keywordOnlyCount == 0 ? [] : code.parameters.keywordOnly.map { keywordDefaults?.lookup($0.text) ?? .unbound }
        isSimple = code.isSimple
        parameterCount = code.positionalCount
        simpleCount = isSimple ? parameterCount : -1
        Function.made &+= 1
        identity = Function.made
        leastCount = max(0, parameterCount - defaults.count)
        super.init(kind: .function)
    }

    package override var type: TypeObject { BuiltinTypes.function }
    package override var isCallable: Bool { true }
    package override var isMethodLike: Bool { true }
    package override func repr() throws -> String {
        let name = try attribute(Names.qualname)?.asString ?? code.qualifiedName
        return "<function \(name) at \(address)>"
    }
    package override func call(_ arguments: Arguments) throws -> Value { try machine.call(self, arguments) }
    package override func bound(to instance: Value?, owner: TypeObject) throws -> Value {
        guard let instance else { return .object(self) }
        return .object(BoundMethod(function: self, instance: instance))
    }

    package override func attribute(_ name: Name) throws -> Value? {
        if let value = attributes?.lookup(name.text) { return value }
        switch name.text {
        case "__name__": return .str(code.name)
        case "__qualname__": return .str(code.qualifiedName)
        case "__doc__": return code.documentation.map { .str($0) } ?? Value.none
        case "__module__": return .str(code.globals.moduleName)
        case "__defaults__": return defaults.isEmpty ? Value.none : .tuple(defaults)
        case "__kwdefaults__":
            keywordOnlyDefaults = nil
            Function.made &+= 1
            identity = Function.made
            return keywordDefaults.map { .object($0) } ?? Value.none
        case "__annotations__":
            let dict = annotations ?? Dict()
            annotations = dict
            return .object(dict)
        case "__dict__":
            let dict = attributes ?? Dict()
            attributes = dict
            return .object(dict)
        case "__closure__": return closure.isEmpty ? Value.none : .tuple(closure.map { .object($0) })
        case "__call__": return .object(self)
        case "__get__":
            return .object(NativeFunction(name, "instance, owner=None") { [self] a in
                try bound(to: a[0].isNone ? nil : a[0], owner: a[0].type)
            })
        default: return try super.attribute(name)
        }
    }
    package override func setAttribute(_ name: Name, _ value: Value) throws {
        if name == "__defaults__" {
            defaults = try value.isNone ? [] : collect(value)
            leastCount = max(0, parameterCount - defaults.count)
            Function.made &+= 1
            identity = Function.made
            return
        }
        if attributes == nil { attributes = Dict() }
        attributes?.store(name.text, value)
    }
    package override func deleteAttribute(_ name: Name) throws {
        guard attributes?.removeValue(name.text) != nil else {
            throw Raised.attributeError("'function' object has no attribute '\(name)'", object: .object(self), name: name)
        }
    }
    package override func ownAttributeNames() -> [Name] { attributes?.keys.compactMap { $0.asString.map { Name($0) } } ?? [] }

    package override var parameterText: String { signatureText }
    /// `(a, b=1, *args, k, **rest)`, for help.
    package var signatureText: String {
        let shape = code.parameters
        var parts: [String] = []
        let required = shape.positional.count - defaults.count
        for (index, name) in shape.positional.enumerated() {
            let text = index >= required ? ((try? defaults[index - required].repr()) ?? "...") : nil
            parts.append(text.map { "\(name)=\($0)" } ?? name.text)
            if shape.positionalOnlyCount == index + 1 { parts.append("/") }
        }
        if shape.hasVariadic { parts.append("*" + code.localNames[shape.positional.count + shape.keywordOnly.count]) }
        if !shape.keywordOnly.isEmpty, !shape.hasVariadic { parts.append("*") }
        for name in shape.keywordOnly {
            let text = keywordDefaults?.lookup(name.text).flatMap { try? $0.repr() }
            parts.append(text.map { "\(name)=\($0)" } ?? name.text)
        }
        if shape.hasKeywordVariadic { parts.append("**" + code.localNames[shape.count - 1]) }
        return "(" + parts.joined(separator: ", ") + ")"
    }
}

// MARK: Sorting arguments into parameters

extension Function {
    /// Puts the defaults of the parameters from `first` on into the frame; there are enough of them.
    func fillDefaults(_ registers: UnsafeMutablePointer<Value>, from first: Int) {
        let required = parameterCount - defaults.count
        for index in first..<parameterCount { registers[index] = defaults[index - required] }
    }
    /// Fills the frame's first registers, which hold no values yet, with the call's arguments.
    /// - Throws: CPython's `TypeError` for arguments that do not fit.
    func sort(_ arguments: Arguments, into registers: UnsafeMutablePointer<Value>) throws {
        if bindQuickly(arguments.base, arguments.count, arguments.keywords, into: registers, code.registerCount, isOwned: false) { return }
        for index in 0..<code.registerCount { registers[index] = .unbound }
        try bind(arguments, into: registers)
    }
    /// Whether a call with so many arguments, all by position, can be sorted quickly.
    func accepts(_ count: Int) -> Bool {
        let code = unmanagedCode
        let (positional, hasVariadic, hasKeywordOnly) = code.borrowed { ($0.positionalCount, $0.hasVariadic, $0.keywordOnlyCount > 0) }
        if count > positional && !hasVariadic || count < positional - defaults.count { return false }
        return !hasKeywordOnly || keywordOnlyDefaults?.allSatisfy { !$0.isUnbound } ?? false
    }
    /// Sorts arguments by comparing numbers only. Owned ones are moved to the frame, whose registers hold nothing that
    /// counts references; nothing is left where they were.
    /// - Returns: false when something is unusual or wrong, and nothing has happened; `bind` then says what.
    @inline(__always)
    func bindQuickly(
        _ arguments: UnsafeMutablePointer<Value>, _ count: Int, _ keywords: KeywordNames?, into registers: UnsafeMutablePointer<Value>,
        _ size: Int, isOwned: Bool
    ) -> Bool {
        let (positional, keywordOnly, hasVariadic, hasKeywordVariadic) = unmanagedCode.borrowed {
            ($0.positionalCount, $0.keywordOnlyCount, $0.hasVariadic, $0.hasKeywordVariadic)
        }
        if let keywords {
            if count > positional && !hasVariadic || hasKeywordVariadic { return false }
            if keywords.function != identity || keywords.count != count, !learn(keywords, count) { return false }
        } else if !accepts(count) {
            return false
        }
        // From here on nothing can go wrong.
        func transfer(_ source: UnsafeMutablePointer<Value>, _ target: UnsafeMutablePointer<Value>) {
            if isOwned { target.move(source) } else { target.initialize(source) }
        }
        let given = Swift.min(count, positional)
        var rest = Value.unbound
        if hasVariadic {
            // First: arguments may lie where the frame's registers are.
            if isOwned, count > positional {
                rest = Tuple.moving(arguments + positional, count - positional)
            } else {
                rest = Tuple.copying(arguments + given, count - given)
            }
        }
        if arguments != registers {
            for index in 0..<given { transfer(arguments + index, registers + index) }
        }
        for index in given..<Swift.max(given, size) { (registers + index).forget() }
        if let keywords {
            for offset in 0..<keywords.names.count { transfer(arguments + (count + offset), registers + keywords.places[offset]) }
        }
        if given < positional {
            let required = positional - defaults.count
            for index in given..<positional where (registers + index).isUnbound { registers[index] = defaults[index - required] }
        }
        let total = positional + keywordOnly
        if keywordOnly > 0, let keywordOnlyDefaults {
            for index in positional..<total where (registers + index).isUnbound { registers[index] = keywordOnlyDefaults[index - positional] }
        }
        if hasVariadic { (registers + total).put(rest) }
        if hasKeywordVariadic { registers[total + (hasVariadic ? 1 : 0)] = .object(Dict()) }
        return true
    }
    /// Finds the parameters that a call site's keywords mean, if nothing is wrong with the call.
    @inline(never)
    private func learn(_ keywords: KeywordNames, _ count: Int) -> Bool {
        let positional = code.positionalCount
        let total = positional + code.keywordOnlyCount
        var isGiven = [Bool](repeating: false, count: total)
        for index in 0..<Swift.min(count, positional) { isGiven[index] = true }
        for (offset, name) in keywords.names.enumerated() {
            guard let place = (code.positionalOnlyCount..<total).first(where: { code.parameterIDs[$0] == name.id }), !isGiven[place] else { return false }
            isGiven[place] = true
            keywords.places[offset] = place
        }
        for index in 0..<total where !isGiven[index] {
            if index < positional {
                guard index >= positional - defaults.count else { return false }
            } else {
                guard let keywordOnlyDefaults, !keywordOnlyDefaults[index - positional].isUnbound else { return false }
            }
        }
        keywords.function = identity
        keywords.count = count
        return true
    }
    /// The same with every rule, and Python's words for what breaks one.
    private func bind(_ arguments: Arguments, into registers: UnsafeMutablePointer<Value>) throws {
        let shape = code.parameters
        let positional = shape.positional.count
        let given = min(arguments.count, positional)
        for index in 0..<given { registers[index] = arguments[index] }
        let variadic = positional + shape.keywordOnly.count
        if shape.hasVariadic {
            registers[variadic] = .tuple(arguments.count > positional ? (positional..<arguments.count).map { arguments[$0] } : [])
        }
        var rest: Dict?
        if shape.hasKeywordVariadic {
            let dict = Dict()
            registers[shape.count - 1] = .object(dict)
            rest = dict
        }
        if arguments.hasKeywords { try bindKeywords(arguments, registers, rest) }
        if arguments.count > positional, !shape.hasVariadic { throw tooManyPositional(arguments, registers) }
        let required = positional - defaults.count
        for index in given..<max(given, positional) where registers[index].isUnbound {
            guard index >= required else { throw missing(shape.positional[..<required].enumerated().filter { registers[$0.offset].isUnbound }.map(\.element), "positional") }
            registers[index] = defaults[index - required]
        }
        for (offset, name) in shape.keywordOnly.enumerated() where registers[positional + offset].isUnbound {
            guard let value = keywordDefaults?.lookup(name.text) else {
                throw missing(
                    shape.keywordOnly.enumerated().filter {
                        registers[positional + $0.offset].isUnbound && keywordDefaults?.lookup($0.element.text) == nil
                    }.map(\.element), "keyword-only")
            }
            registers[positional + offset] = value
        }
    }

    private func bindKeywords(_ arguments: Arguments, _ registers: UnsafeMutablePointer<Value>, _ rest: Dict?) throws {
        let shape = code.parameters
        var misplaced: [String] = []
        for (offset, name) in (arguments.keywords?.names ?? []).enumerated() {
            let value = arguments.base[arguments.count + offset]
            var place: Int?
            if let index = shape.positional.firstIndex(of: name) {
                if index >= shape.positionalOnlyCount {
                    place = index
                } else if rest == nil {
                    misplaced.append(name.text)
                    continue
                }
            } else if let index = shape.keywordOnly.firstIndex(of: name) {
                place = shape.positional.count + index
            }
            if let place {
                guard registers[place].isUnbound else {
                    throw Raised.typeError("\(code.qualifiedName)() got multiple values for argument '\(name)'")
                }
                registers[place] = value
            } else if let rest {
                rest.store(name.text, value)
            } else {
                let known = (shape.positional + shape.keywordOnly).map(\.text)
                throw Raised.typeError(
                    "\(code.qualifiedName)() got an unexpected keyword argument '\(name)'",
                    hint: nearest(to: name.text, among: known).map { "did you mean '\($0)'?" })
            }
        }
        guard misplaced.isEmpty else {
            throw Raised.typeError(
                "\(code.qualifiedName)() got some positional-only arguments passed as keyword arguments: '\(misplaced.joined(separator: ", "))'")
        }
    }

    private func tooManyPositional(_ arguments: Arguments, _ registers: UnsafeMutablePointer<Value>) -> Raised {
        let shape = code.parameters
        let most = shape.positional.count
        let least = most - defaults.count
        let takes = least == most ? "\(most) positional argument\(most == 1 ? "" : "s")" : "from \(least) to \(most) positional arguments"
        let keywordOnly = shape.keywordOnly.indices.filter { !registers[most + $0].isUnbound }.count
        let given = arguments.count
        let were = keywordOnly == 0
            ? "\(given) \(given == 1 ? "was" : "were") given"
            : "\(given) positional argument\(given == 1 ? "" : "s") (and \(keywordOnly) keyword-only argument\(keywordOnly == 1 ? "" : "s")) were given"
        return Raised.typeError("\(code.qualifiedName)() takes \(takes) but \(were)")
    }

    private func missing(_ names: [Name], _ what: String) -> Raised {
        let quoted = names.map { "'\($0)'" }
        let list =
            switch quoted.count {
            case 1: quoted[0]
            case 2: "\(quoted[0]) and \(quoted[1])"
            default: quoted.dropLast().joined(separator: ", ") + ", and " + (quoted.last ?? "")
            }
        return Raised.typeError("\(code.qualifiedName)() missing \(names.count) required \(what) argument\(names.count == 1 ? "" : "s"): \(list)")
    }
}
