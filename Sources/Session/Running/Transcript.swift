/// A cell and its value as they stand at the prompt.
package enum Transcript {
    /// `In [3]: first line`, further lines under `   ...: `.
    package static func input(_ cell: String, number: Int, style: TextStyle = .plain) -> String {
        let prompt = inputPrompt(number)
        let continuation = self.continuation(number)
        var text = ""
        for (index, line) in cell.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            text += style.inputPrompt(index == 0 ? prompt : continuation)
            text += (line.isEmpty ? "" : " ") + line + "\n"
        }
        return text
    }

    package static func inputPrompt(_ number: Int) -> String { "In [\(number)]:" }

    /// As wide as the prompt.
    package static func continuation(_ number: Int) -> String {
        String(repeating: " ", count: inputPrompt(number).count - 4) + "...:"
    }

    /// `Out[3]: value`; a value of several lines starts on a line of its own.
    package static func output(_ echo: String, number: Int, style: TextStyle = .plain) -> String {
        style.outputPrompt("Out[\(number)]:") + " " + (echo.contains("\n") ? "\n" : "") + echo + "\n"
    }
}
