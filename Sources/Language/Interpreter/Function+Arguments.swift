import ObjectModel

// MARK: Sorting arguments into parameters

extension Function {
    /// Puts the defaults of the parameters from `first` on into the frame; there are enough of them.
    @inline(never)
    func fillDefaults(_ registers: UnsafeMutablePointer<Value>, from first: Int) {
        var index = first
        while index < namedCount {
            (registers + index).copy(defaultValues + index)
            index &+= 1
        }
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
        let (positional, hasVariadic) = code.borrowed { ($0.positionalCount, $0.hasVariadic) }
        return count >= leastCount && (count <= positional || hasVariadic)
    }
    /// Sorts arguments by comparing numbers only. Owned ones are moved to the frame, whose registers hold nothing that
    /// counts references; nothing is left where they were.
    /// - Returns: false when something is unusual or wrong, and nothing has happened; `bind` then says what.
    @inline(__always)
    func bindQuickly(
        _ arguments: UnsafeMutablePointer<Value>, _ count: Int, _ keywords: KeywordNames?, into registers: UnsafeMutablePointer<Value>,
        _ size: Int, isOwned: Bool
    ) -> Bool {
        let (positional, hasVariadic, hasKeywordVariadic) = unmanagedCode.borrowed { ($0.positionalCount, $0.hasVariadic, $0.hasKeywordVariadic) }
        if let keywords {
            if count > positional && !hasVariadic { return false }
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
        let others = hasKeywordVariadic ? Dict() : nil
        if let keywords {
            for offset in 0..<keywords.names.count {
                let source = arguments + (count + offset)
                let place = keywords.places[offset]
                if place >= 0 {
                    transfer(source, registers + place)
                } else {
                    // Texts can be compared: storing them does not fail.
                    try? others?.store(keywords.names[offset].str, source.pointee)
                    if isOwned { source.clear() }
                }
            }
        }
        let total = namedCount
        var index = given
        while index < total {
            if (registers + index).isUnbound { (registers + index).copy(defaultValues + index) }
            index &+= 1
        }
        if hasVariadic { (registers + total).put(rest) }
        if let others { (registers + (total + (hasVariadic ? 1 : 0))).put(.object(others)) }
        return true
    }
    /// The same for arguments by position of which some go to `*args`.
    @inline(__always)
    func bindVariadic(_ arguments: UnsafeMutablePointer<Value>, _ count: Int, into registers: UnsafeMutablePointer<Value>) -> Bool {
        let positional = variadicCount
        guard positional >= 0, count > positional else { return false }
        // First: arguments may lie where the frame's registers are.
        let rest = Tuple.moving(arguments + positional, count &- positional)
        var index = 0
        if arguments != registers {
            while index < positional {
                (registers + index).move(arguments + index)
                index &+= 1
            }
        }
        (registers + positional).initialize(to: rest)
        index = positional &+ 1
        let variables = unmanagedCode.borrowed { $0.variableCount }
        while index < variables {
            (registers + index).forget()
            index &+= 1
        }
        return true
    }
    /// Finds the parameters that a call site's keywords mean, if nothing is wrong with the call.
    @inline(never)
    private func learn(_ keywords: KeywordNames, _ count: Int) -> Bool {
        let positional = code.positionalCount
        let total = namedCount
        if sharesKeywordDefaults, total > positional { return false }
        var isGiven = [Bool](repeating: false, count: total)
        for index in 0..<Swift.min(count, positional) { isGiven[index] = true }
        for (offset, name) in keywords.names.enumerated() {
            guard let place = (code.positionalOnlyCount..<total).first(where: { code.parameterIDs[$0] == name.id }) else {
                if !code.hasKeywordVariadic { return false }
                // Goes to `**kwargs`.
                keywords.places[offset] = -1
                continue
            }
            if isGiven[place] { return false }
            isGiven[place] = true
            keywords.places[offset] = place
        }
        for index in 0..<total where !isGiven[index] {
            if defaultValues == Function.noDefaults || (defaultValues + index).isUnbound { return false }
        }
        keywords.isInOrder = keywords.names.indices.allSatisfy { keywords.places[$0] == count + $0 }
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
