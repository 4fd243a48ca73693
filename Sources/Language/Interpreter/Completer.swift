import ObjectModel

/// What could stand at the cursor: names, attributes behind a dot (of values that can be had without running code),
/// keyword arguments of the call the cursor is in, shell commands behind `%`.
struct Completer {
    private unowned let interpreter: Interpreter
    init(_ interpreter: Interpreter) { self.interpreter = interpreter }

    private static let keywords = [
        "and", "as", "assert", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from",
        "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "print", "raise", "return", "try",
        "while", "with", "yield", "True", "False", "None",
    ]

    func completions(in text: String, cursor: Int) -> CellCompletions {
        let bytes = Array(text.utf8.prefix(cursor))
        var start = bytes.count
        while start > 0, Completer.isNameByte(bytes[start - 1]) { start -= 1 }
        let prefix = String(decoding: bytes[start...], as: UTF8.self)
        let candidates: [String]
        if start > 0, bytes[start - 1] == UInt8(ascii: ".") {
            candidates = attributes(chain(before: start - 1, bytes), prefix)
        } else {
            candidates = names(prefix) + parameters(before: start, bytes, prefix)
        }
        return CellCompletions(start: start, candidates: Array(Set(candidates)).sorted(by: Completer.order))
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte >= 0x80 || (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A)
    }
    /// Private names last.
    private static func order(_ a: String, _ b: String) -> Bool {
        a.hasPrefix("_") == b.hasPrefix("_") ? a < b : b.hasPrefix("_")
    }

    private func names(_ prefix: String) -> [String] {
        let all = interpreter.globals.assignedNames.map(\.text) + interpreter.names.all.map(\.text) + Completer.keywords
        return all.filter { $0.hasPrefix(prefix) && (!prefix.isEmpty || !$0.hasPrefix("_")) }
    }

    private func attributes(_ chain: [String], _ prefix: String) -> [String] {
        guard let value = value(of: chain) else { return [] }
        return AttributeNames.all(of: value).map(\.text).filter { $0.hasPrefix(prefix) && (!prefix.isEmpty || !$0.hasPrefix("_")) }
    }

    /// `a.b.c` before the dot at `end`, as its names; empty when it is anything else.
    private func chain(before end: Int, _ bytes: [UInt8]) -> [String] {
        var parts: [String] = []
        var position = end
        while true {
            var start = position
            while start > 0, Completer.isNameByte(bytes[start - 1]) { start -= 1 }
            guard start < position else { return [] }
            parts.insert(String(decoding: bytes[start..<position], as: UTF8.self), at: 0)
            guard start > 0, bytes[start - 1] == UInt8(ascii: ".") else { return parts }
            position = start - 1
        }
    }
    private func value(of chain: [String]) -> Value? {
        guard let head = chain.first else { return nil }
        var value = interpreter.globals[Name(head)] ?? interpreter.names.find(Name(head))
        for name in chain.dropFirst() {
            guard let current = value else { return nil }
            // Properties written in a cell are not run for a Tab.
            if case .object(let descriptor)? = current.type.lookup(Name(name)), descriptor is Property { return nil }
            value = (try? current.findAttribute(Name(name))) ?? nil
        }
        return value
    }

    /// Keyword arguments of the innermost open call.
    private func parameters(before start: Int, _ bytes: [UInt8], _ prefix: String) -> [String] {
        var depth = 0
        var position = start
        while position > 0 {
            position -= 1
            switch bytes[position] {
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth += 1
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                if depth == 0 { return [] }
                depth -= 1
            case UInt8(ascii: "("):
                if depth == 0 {
                    guard let callee = value(of: chain(before: position, bytes)) else { return [] }
                    return HelpText.parameterNames(of: callee).map { $0 + "=" }.filter { $0.hasPrefix(prefix) }
                }
                depth -= 1
            default: break
            }
        }
        return []
    }
}
