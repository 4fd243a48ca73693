import ObjectModel

extension Command {
    static let who = Command("who", usage: "who [type …]", summary: "Print the names you have bound.") { call in
        guard let names = NameList(call) else { return .none }
        var line = ""
        for (index, name) in names.entries.enumerated() {
            line += name.name + "\t "
            if index % 9 == 8 {
                call.print(line)
                line = ""
            }
        }
        if !line.isEmpty { call.print(line) }
        return .none
    }

    static let whoLs = Command("who_ls", usage: "who_ls [type …]", summary: "The names you have bound, as a list.") { call in
        .list(NameList.matching(call).map { .str($0.name) })
    }

    static let whos = Command("whos", usage: "whos [type …]", summary: "The names you have bound, with type and value.") { call in
        guard let names = NameList(call) else { return .none }
        let rows = try names.entries.map { ($0.name, $0.value.type.name, try Summary.text(of: $0.value)) }
        let nameWidth = max(8, rows.map { $0.0.count }.max() ?? 0) + 3
        let typeWidth = max(4, rows.map { $0.1.count }.max() ?? 0) + 3
        func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
        call.print(padded("Variable", nameWidth) + padded("Type", typeWidth) + " Data/Info")
        call.print(String(repeating: "-", count: nameWidth + typeWidth + 10))
        for (name, type, data) in rows { call.print(padded(name, nameWidth) + padded(type, typeWidth) + " " + data) }
        return .none
    }

    static let xdel = Command("xdel", usage: "xdel name", summary: "Delete a name.") { call in
        let name = call.arguments
        guard call.evaluator.userNames.contains(where: { $0.name == name }) else {
            throw Raised(ExceptionTypes.nameError, "name '\(name)' is not defined")
        }
        call.evaluator.removeUserName(name)
        return .none
    }

    static let reset = Command("reset", usage: "reset [-f]", summary: "Delete every name you have bound; -f does not ask.") { call in
        if !call.words.contains("-f"), let terminal = call.notebook.terminal,
            !terminal.confirm("Once deleted, variables cannot be recovered. Proceed (y/[n])? ")
        {
            call.print("Nothing done.")
            return .none
        }
        for (name, _) in call.evaluator.userNames { call.evaluator.removeUserName(name) }
        return .none
    }

    static let seed = Command("seed", usage: "seed number", summary: "Seed the random generators, as torch.manual_seed does.") { call in
        guard let seed = UInt64(call.arguments) ?? Int64(call.arguments).map({ UInt64(bitPattern: $0) }) else {
            throw usageError("%seed needs a whole number of at most 64 bits")
        }
        call.evaluator.seed(seed)
        return .none
    }
}

/// The user's names, of the types asked for, sorted.
private struct NameList {
    let entries: [(name: String, value: Value)]

    static func matching(_ call: CommandCall) -> [(name: String, value: Value)] {
        let types = Set(call.words)
        return call.evaluator.userNames.filter { types.isEmpty || types.contains($0.value.type.name) }
            .sorted { $0.name < $1.name }
    }

    /// Says so and is nil when there are none.
    init?(_ call: CommandCall) {
        entries = Self.matching(call)
        if entries.isEmpty {
            call.print(call.words.isEmpty ? "Interactive namespace is empty." : "No variables match your requested type.")
            return nil
        }
    }
}

/// A value on one short line, as IPython's %whos has it.
private enum Summary {
    static func text(of value: Value) throws -> String {
        if let count = count(of: value) { return "n=\(count)" }
        let text = try value.str().split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
        guard text.count >= 50 else { return text }
        return "\(text.prefix(25))<...>\(text.suffix(25))"
    }

    private static func count(of value: Value) -> Int? {
        if let items = value.asItems { return items.count }
        return (value.object(of: .dict) as? Dict)?.count
    }
}
