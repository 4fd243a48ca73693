import ObjectModel
import TensorCore

/// What PyTorch says about arguments that fit none of a function's signatures: it lists them all, with what each found
/// wrong. The signatures stand in `OverloadTable.swift`.
enum Overloads {
    private struct Parameter {
        let type: String, name: String
        let hasDefault: Bool, takesNone: Bool, isStar: Bool
        init(_ text: Substring) {
            let (head, value) = text.split(separator: " = ", maxSplits: 1).map(String.init).pair
            let words = head.split(separator: " ")
            isStar = head == "*"
            name = words.last.map(String.init) ?? ""
            type = words.dropLast().joined(separator: " ")
            hasDefault = value != nil
            takesNone = value == "None"
        }
    }
    private struct Overload {
        let text: String
        let parameters: [Parameter]
        init(_ text: String) {
            self.text = text
            parameters = text.dropFirst().dropLast().split(separator: ", ", omittingEmptySubsequences: false).map { Parameter($0) }
        }
        /// Without the star, and without the nothing of `()`.
        var real: [Parameter] { parameters.filter { !$0.isStar && !$0.name.isEmpty } }
        var least: Int { real.filter { !$0.hasDefault }.count }
    }

    // Read when a call first fails.
    private static let table: [String: [Overload]] = {
        let common = "torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False"
        var found: [String: [Overload]] = [:]
        var name = ""
        for line in overloadTable.split(separator: "\n") {
            if line.first == "(" { found[name, default: []].append(Overload(line.replacing("~", with: common))) } else { name = String(line) }
        }
        return found
    }()

    /// nil when PyTorch has one signature only, or when one of them fits.
    static func complaint(_ name: String, isMethod: Bool, _ arguments: Arguments) -> Raised? {
        guard let overloads = table[isMethod ? "." + name : name] else { return nil }
        let positional = isMethod ? Array(arguments.positional.dropFirst()) : arguments.positional
        let keywords = arguments.keywordPairs.map { (name: $0.0.text, value: $0.1) }
        let given = positional.count + keywords.count
        let plausible = overloads.filter { $0.least <= given && given <= $0.real.count }
        if plausible.count == 1 { return wrongType(name, plausible[0], positional, keywords) }
        if overloads.contains(where: { fits($0, positional, keywords) }) { return nil }
        let got = "(" + list(positional.map(\.type.name) + keywords.map { "\($0.name)=\($0.value.type.name)" }, positional.isEmpty) + ")"
        if overloads.count == 1 {
            let described = details(overloads[0], positional, keywords) ?? got
            return Raised.typeError("\(name)() received an invalid combination of arguments - got \(described), but expected \(overloads[0].text)")
        }
        var text = "\(name)() received an invalid combination of arguments - got \(got), but expected one of:\n"
        for overload in overloads {
            text += " * \(overload.text)\n"
            // The star counts, too.
            guard given == overload.parameters.count else { continue }
            let names = Set(overload.parameters.dropFirst(positional.count).map(\.name))
            let unknown = keywords.filter { !names.contains($0.name) }.map(\.name)
            if !unknown.isEmpty {
                text += "      didn't match because some of the keywords were incorrect: \(unknown.joined(separator: ", "))\n"
            } else if let found = details(overload, positional, keywords) {
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
    private static func details(_ overload: Overload, _ positional: [Value], _ keywords: [(name: String, value: Value)]) -> String? {
        var words: [String] = []
        for index in 0..<(positional.count + keywords.count) {
            let parameter = index < overload.parameters.count ? overload.parameters[index] : nil
            if index < positional.count {
                let word = typeName(positional[index])
                words.append(parameter.map { isNamed(positional[index], $0.type) } == true ? word : "!\(word)!")
            } else {
                guard let parameter, let value = keywords.first(where: { $0.name == parameter.name })?.value else { return nil }
                let word = "\(parameter.name)=\(typeName(value))"
                words.append(isNamed(value, parameter.type) ? word : "!\(word)!")
            }
        }
        return "(" + list(words, positional.isEmpty) + ")"
    }
    /// Types are compared by name here: an int is no `Number`.
    private static func isNamed(_ value: Value, _ type: String) -> Bool {
        let name = value.type.name
        return name == type || (type == "float" && name == "int") || (type == "Tensor" && value.asTensor != nil)
    }
    private static func typeName(_ value: Value) -> String {
        let kind = value.type.name
        guard kind == "list" || kind == "tuple", let items = value.asItems else { return kind }
        let inner = items.map { typeName($0) }.joined(separator: ", ")
        return kind == "list" ? "list of [\(inner)]" : "tuple of (\(inner))"
    }

    // MARK: One signature

    /// The complaint about the first argument that is not of its parameter's type.
    private static func wrongType(_ name: String, _ overload: Overload, _ positional: [Value], _ keywords: [(name: String, value: Value)]) -> Raised? {
        for (index, parameter) in overload.real.enumerated() {
            let value = index < positional.count ? positional[index] : keywords.first { $0.name == parameter.name }?.value
            guard let value, !accepts(parameter, value) else { continue }
            // A wrong element is named by place: that complaint stands already.
            if parameter.type.hasPrefix("tuple"), value.intItems != nil { return nil }
            let place = index < positional.count ? " (position \(index + 1))" : ""
            return Raised.typeError("\(name)(): argument '\(parameter.name)'\(place) must be \(parameter.type), not \(value.type.name)")
        }
        return nil
    }
    private static func fits(_ overload: Overload, _ positional: [Value], _ keywords: [(name: String, value: Value)]) -> Bool {
        let real = overload.real
        let star = overload.parameters.firstIndex { $0.isStar } ?? real.count
        // Sizes may come one by one.
        if star == 1, real[0].type == "tuple of ints", positional.count > 1, accepts(real[0], positional[0]), keywords.allSatisfy({ keyword in real.contains { $0.name == keyword.name } }) {
            return true
        }
        guard positional.count <= star, keywords.allSatisfy({ keyword in real.contains { $0.name == keyword.name } }) else { return false }
        return real.enumerated().allSatisfy { index, parameter in
            let value = index < positional.count ? positional[index] : keywords.first { $0.name == parameter.name }?.value
            return value.map { accepts(parameter, $0) } ?? parameter.hasDefault
        }
    }
    private static func accepts(_ parameter: Parameter, _ value: Value) -> Bool {
        if value.isNone { return parameter.takesNone }
        func isInt(_ value: Value) -> Bool { (try? OpArguments.int(value)) ?? nil != nil }
        switch parameter.type {
        case "Tensor": return value.asTensor != nil
        case "Number": return value.asScalar != nil || value.asTensorScalar != nil
        case "float":
            if case .bool = value { return false }
            return value.asScalar != nil || value.asTensorScalar != nil
        case "int": return isInt(value)
        case "bool":
            if case .bool = value { return true }
            return false
        case "str": return value.asString != nil
        case "tuple of ints": return isInt(value) || value.intItems?.first.map(isInt) ?? (value.intItems != nil)
        case "tuple of Tensors": return value.asTensor != nil || value.asItems?.allSatisfy { $0.asTensor != nil } == true
        case "torch.dtype": return value.asDType != nil
        default: return true
        }
    }
}

extension [String] {
    fileprivate var pair: (String, String?) { (first ?? "", count > 1 ? self[1] : nil) }
}

extension StringProtocol {
    /// With every `mark` written out.
    fileprivate func replacing(_ mark: Character, with text: String) -> String { map { $0 == mark ? text : String($0) }.joined() }
}
