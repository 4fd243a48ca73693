import ObjectModel

extension Command {
    static let history = Command(
        "history", usage: "history [-n] [-o] [-l N] [range …]", summary: "Print the cells run so far; -n with numbers, -o with output."
    ) { call in
        var words = call.words
        let inputs = call.notebook.inputs
        let isNumbered = words.take("-n")
        let showsOutput = words.take("-o")
        var numbers: [Int]
        if let option = words.firstIndex(of: "-l") {
            guard words.indices.contains(option + 1), let last = Int(words[option + 1]), last > 0 else {
                throw usageError("%history: -l needs a number")
            }
            words.removeSubrange(option...(option + 1))
            // The cell with this command is not counted.
            numbers = Array(max(1, inputs.count - min(last, inputs.count))..<max(1, inputs.count))
        } else {
            numbers = try CellRange.parse(words, count: inputs.count)
        }
        for number in numbers {
            let cell = inputs[number - 1]
            let mark = String(repeating: " ", count: max(0, 4 - "\(number)".count)) + "\(number):"
            call.print(isNumbered ? mark + (cell.contains("\n") ? "\n" : " ") + cell : cell)
            if showsOutput { for line in call.notebook.outputs[number - 1].output { call.print(line) } }
        }
        return .none
    }

    static let recall = Command("recall", usage: "recall [range …]", summary: "Put cells run before into the next prompt.") { call in
        let terminal = try call.terminal("recall")
        let inputs = call.notebook.inputs
        let numbers = call.words.isEmpty ? [inputs.count - 1] : try CellRange.parse(call.words, count: inputs.count)
        terminal.offer(numbers.filter { $0 > 0 }.map { inputs[$0 - 1] }.joined(separator: "\n"))
        return .none
    }
}

extension CommandCall {
    /// The terminal; an error where there is none.
    func terminal(_ name: String) throws -> any CommandTerminal {
        guard let terminal = notebook.terminal else { throw usageError("%\(name) needs the interactive shell") }
        return terminal
    }
}

extension [String] {
    /// Takes an option out; whether it was there.
    mutating func take(_ option: String) -> Bool {
        guard let index = firstIndex(of: option) else { return false }
        remove(at: index)
        return true
    }
}
