// What a native function says about a wrong call, in the words of the function it stands for.
extension NativeFunction {
    public var displayName: String { wording == .python ? owner.map { "\($0).\(name)" } ?? name.text : name.text }
    /// `list.append` for methods, `len` for built-in functions, `math.sqrt` for those of modules.
    private var fullName: String {
        isMethod ? "\(owner ?? "object").\(name)" : module == "builtins" ? name.text : "\(module).\(name)"
    }

    /// For functions without a signature of their own: CPython's METH_NOARGS, METH_O and METH_FASTCALL.
    func wrongCount(_ arguments: Arguments, _ range: ClosedRange<Int>) -> Raised {
        let hidden = isMethod ? 1 : 0
        let given = arguments.count - hidden
        if given < 0 { return Raised.typeError("unbound method \(fullName)() needs an argument") }
        if arguments.hasKeywords { return Raised.typeError("\(fullName)() takes no keyword arguments") }
        let least = range.lowerBound - hidden
        let most = range.upperBound - hidden
        if most == 0 { return Raised.typeError("\(fullName)() takes no arguments (\(given) given)") }
        if form == .counted {
            let (limit, word) = given < least ? (least, "at least ") : (most, "at most ")
            return Raised.typeError(
                "\(name) expected \(least == most ? "" : word)\(limit) argument\(limit == 1 ? "" : "s"), got \(given)")
        }
        return Raised.typeError("\(fullName)() takes exactly one argument (\(given) given)")
    }

    func unexpectedKeyword(_ name: Name) -> Raised {
        let hint = nearest(to: name.text, among: signature.parameters.map(\.name.text)).map { "did you mean '\($0)'?" }
        return switch wording {
        case .native: Raised.typeError("'\(name)' is an invalid keyword argument for \(displayName)()", hint: hint)
        default: Raised.typeError("\(displayName)() got an unexpected keyword argument '\(name)'", hint: hint)
        }
    }
    func givenTwice(_ name: Name, _ index: Int) -> Raised {
        let hidden = isMethod ? 1 : 0
        return switch wording {
        case .native:
            Raised.typeError("argument for \(displayName)() given by name ('\(name)') and position (\(index + 1 - hidden))")
        default: Raised.typeError("\(displayName)() got multiple values for argument '\(name)'")
        }
    }

    func tooMany(_ arguments: Arguments) -> Raised {
        let hidden = isMethod ? 1 : 0
        let most = signature.positionalCount - hidden
        let least = signature.parameters.prefix(signature.positionalCount).filter { $0.isRequired }.count - hidden
        let given = arguments.count - hidden
        if wording == .native { return nativeTooMany(arguments, least: least, most: most, hidden: hidden) }
        if wording == .python {
            let takes = least == most ? "\(most + hidden)" : "from \(least + hidden) to \(most + hidden)"
            let plural = most + hidden == 1 ? "" : "s"
            return Raised.typeError(
                "\(displayName)() takes \(takes) positional argument\(plural) but \(arguments.count) \(arguments.count == 1 ? "was" : "were") given")
        }
        if most == 0 { return Raised.typeError("\(isMethod ? owner.map { $0 + "." } ?? "" : "")\(displayName)() takes no arguments (\(given) given)") }
        if least == most {
            return Raised.typeError(
                "\(displayName)() takes \(most) positional argument\(most == 1 ? "" : "s") but \(given) \(given == 1 ? "was" : "were") given")
        }
        return Raised.typeError("\(displayName)() takes from \(least) to \(most) positional arguments but \(given) were given")
    }
    /// CPython's `_PyArg_UnpackKeywords`.
    private func nativeTooMany(_ arguments: Arguments, least: Int, most: Int, hidden: Int) -> Raised {
        let all = signature.parameters.count - hidden
        let given = arguments.count - hidden
        let total = given + arguments.keywordCount
        if total > all {
            let limit = signature.requiredCount - hidden < all ? "at most" : "exactly"
            return Raised.typeError("\(displayName)() takes \(limit) \(all) argument\(all == 1 ? "" : "s") (\(total) given)")
        }
        if most == 0 { return Raised.typeError("\(displayName)() takes no positional arguments") }
        let limit = least < most ? "at most" : "exactly"
        return Raised.typeError("\(displayName)() takes \(limit) \(most) positional argument\(most == 1 ? "" : "s") (\(given) given)")
    }

    func missing(_ slots: UnsafeMutablePointer<Value>, _ arguments: Arguments) -> Raised {
        let hidden = isMethod ? 1 : 0
        let missing = signature.parameters.indices.filter { signature.parameters[$0].isRequired && slots[$0].isUnbound }
        let names = missing.map { signature.parameters[$0].name.text }
        if isMethod, missing.first == 0 { return Raised.typeError("unbound method \(fullName)() needs an argument") }
        switch wording {
        case .torch:
            let quoted = names.map { "\"\($0)\"" }.joined(separator: ", ")
            return Raised.typeError("\(displayName)() missing \(names.count) required positional arguments: \(quoted)")
        case .python:
            return Raised.typeError(
                "\(displayName)() missing \(names.count) required positional argument\(names.count == 1 ? "" : "s"): "
                    + NativeFunction.enumerated(names))
        case .native:
            let index = missing.first ?? 0
            let positionalOnly = signature.positionalOnlyCount - hidden
            if index < signature.positionalOnlyCount {
                let least = signature.parameters.prefix(signature.positionalOnlyCount).filter(\.isRequired).count - hidden
                let limit = least < signature.positionalCount - hidden || least < positionalOnly ? "at least" : "exactly"
                return Raised.typeError(
                    "\(displayName)() takes \(limit) \(least) positional argument\(least == 1 ? "" : "s") (\(arguments.count - hidden) given)")
            }
            return Raised.typeError("\(displayName)() missing required argument '\(names.first ?? "")' (pos \(index + 1 - hidden))")
        }
    }
    /// `'a', 'b', and 'c'`, as CPython lists missing arguments.
    public static func enumerated(_ names: [String]) -> String {
        let quoted = names.map { "'\($0)'" }
        switch quoted.count {
        case 0, 1: return quoted.joined()
        case 2: return "\(quoted[0]) and \(quoted[1])"
        default: return quoted.dropLast().joined(separator: ", ") + ", and " + quoted[quoted.count - 1]
        }
    }
}
