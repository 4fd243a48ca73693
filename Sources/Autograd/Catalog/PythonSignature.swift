import ObjectModel

/// A function of PyTorch's that is written in Python: its name in complaints, and under which its words about types stand.
struct PythonFace {
    let name: String, words: String
}

/// What Python says about arguments that do not fit a function of PyTorch's that is written in Python.
enum PythonSignature {
    /// Functions that choose another one by their flags.
    private struct Choice {
        let flags: [(name: String, place: Int, isOn: Bool)], called: String
    }
    private static let choices: [String: [Choice]] = {
        var found: [String: [Choice]] = [:]
        for line in dispatchedFunctions.split(separator: "\n") {
            let parts = line.split(separator: " ").map(String.init)
            let flags = parts.dropFirst().dropLast().compactMap { part -> (name: String, place: Int, isOn: Bool)? in
                let pieces = part.split { $0 == ":" || $0 == "=" }
                return pieces.count == 3 ? (String(pieces[0]), Int(pieces[1]) ?? 0, pieces[2] == "True") : nil
            }
            found[parts[0], default: []].append(Choice(flags: flags, called: parts[parts.count - 1]))
        }
        return found
    }()
    /// Whether a function only chooses another one.
    static func isChoice(_ function: String) -> Bool { choices[function]?.contains { !$0.flags.isEmpty } ?? false }
    /// Which function is called in the end; `flag` reads an argument by name and place.
    static func face(_ function: String, flag: (String, Int) -> Value?) -> PythonFace? {
        let last = String(function.split(separator: ".").last ?? "")
        guard let found = choices[function] else { return pythonFunctions.contains(function[...]) ? PythonFace(name: last, words: function) : nil }
        let choice = found.first { $0.flags.allSatisfy { ((try? flag($0.name, $0.place)?.isTrue()) ?? false) == $0.isOn } } ?? found[0]
        let isOwn = choice.flags.isEmpty || pythonFunctions.contains("nn.functional." + choice.called)
        return PythonFace(name: choice.called, words: choice.flags.isEmpty ? function : isOwn ? "nn.functional." + choice.called : choice.called)
    }

    private static let lines = NamedLines(pythonComplaints, .firstWord)
    private static func words(_ function: String, _ parameter: String) -> (type: String, text: String)? {
        let start = "\(function) \(parameter) "
        guard let line = lines[function].first(where: { $0.hasPrefix(start) })?.utf8.dropFirst(start.utf8.count) else { return nil }
        let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 1).map { String(Substring($0)) }
        return (String(parts[0].dropLast()), parts[1])
    }
    /// What a function says when an argument is of a wrong type: the words of what it calls.
    static func wrongType(_ function: String, _ parameter: String, _ typeName: String, inPlace: Bool) -> Raised? {
        guard let found = words(function, parameter) else { return nil }
        // Operators take numbers: what complains stands behind them.
        if found.text.contains("operand type"), ["int", "float", "bool"].contains(typeName) { return nil }
        var text = found.text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: typeName)
        if inPlace, let name = function.split(separator: ".").last, text.hasPrefix("\(name)():") { text = "\(name)_" + text.dropFirst(name.utf8.count) }
        return found.type == "AttributeError" ? Raised(ExceptionTypes.attributeError, text) : Raised.typeError(text)
    }

    /// Which function reads an argument in the end, and as which of its own.
    static func callee(_ function: String, _ parameter: String) -> (name: String, argument: String, position: Int)? {
        guard let text = words(function, parameter)?.text else { return nil }
        let parts = text.split(separator: "'", maxSplits: 2), heads = text.split(separator: "(", maxSplits: 1)
        guard parts.count == 3, parts[0].hasSuffix("(): argument "), parts[2].hasPrefix(" (position "), let name = heads.first else { return nil }
        let digits = parts[2].dropFirst(" (position ".count).prefix { $0.isNumber }
        return Int(digits).map { (String(name), String(parts[1]), $0) }
    }

    /// Flags are all that can be told from these words.
    static func gate(_ function: String, _ parameters: [String]) -> ArgumentGate {
        let kinds = parameters.map { words(function, $0)?.text.contains("must be bool") == true ? [.bool, .tensor] : ArgumentKinds.all }
        return ArgumentGate(kinds: kinds, needsList: false, takesOneByOne: true)
    }

    /// A tensor's method is counted with the tensor.
    static func complaint(_ name: String, _ signature: Signature, _ arguments: Arguments, isMethod: Bool = false) -> Raised? {
        let name = isMethod ? "Tensor.\(name)" : name
        // Methods have no `out`.
        let parameters = signature.parameters.filter { !isMethod || $0.name.text != "out" }
        let positional = signature.positionalCount - (signature.parameters.count - parameters.count)
        var isGiven = parameters.indices.map { $0 < min(arguments.count, positional) }
        var keywordOnly = 0
        for (keyword, _) in arguments.keywordPairs {
            guard let index = parameters.firstIndex(where: { $0.name == keyword }) else {
                return Raised.typeError(
                    "\(name)() got an unexpected keyword argument '\(keyword)'",
                    hint: nearest(to: keyword.text, among: parameters.map(\.name.text)).map { "did you mean '\($0)'?" })
            }
            if isGiven[index] { return Raised.typeError("\(name)() got multiple values for argument '\(keyword)'") }
            isGiven[index] = true
            if index >= positional { keywordOnly += 1 }
        }
        if arguments.count > positional, signature.variadic == nil {
            let least = parameters.prefix(positional).filter(\.isRequired).count, given = arguments.count
            let limit = least == positional ? "\(positional)" : "from \(least) to \(positional)"
            let more = keywordOnly == 0 ? "" : " positional argument\(given == 1 ? "" : "s") (and \(keywordOnly) keyword-only argument\(keywordOnly == 1 ? "" : "s"))"
            return Raised.typeError(
                "\(name)() takes \(limit) positional argument\(limit == "1" ? "" : "s") but \(given)\(more) \(given == 1 && more.isEmpty ? "was" : "were") given")
        }
        let missing = parameters.indices.filter { parameters[$0].isRequired && !isGiven[$0] && $0 != signature.variadic && $0 != signature.keywordVariadic }
        for (kind, indices) in [("positional", missing.filter { $0 < positional }), ("keyword-only", missing.filter { $0 >= positional })] where !indices.isEmpty {
            return Raised.typeError(
                "\(name)() missing \(indices.count) required \(kind) argument\(indices.count == 1 ? "" : "s"): "
                    + NativeFunction.enumerated(indices.map { parameters[$0].name.text }))
        }
        return nil
    }
}
