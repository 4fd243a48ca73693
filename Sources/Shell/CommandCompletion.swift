import Language
import Session

/// What Tab offers on a line that starts with a percent sign: names of commands, then files where a command takes one.
enum CommandCompletion {
    private static let fileCommands: Set<String> = ["run", "load", "edit", "save", "cd", "ls"]

    /// Nil where the line before the cursor is no command.
    static func completions(before text: String) -> CellCompletions? {
        let line = text.lastIndex(of: "\n").map { text[text.index(after: $0)...] } ?? text[...]
        let command = line.drop { $0 == " " }
        guard command.first == "%" else { return nil }
        let name = command.drop { $0 == "%" }
        let end = text.utf8.count
        guard let blank = name.firstIndex(of: " ") else {
            let isCell = command.hasPrefix("%%")
            let names = CommandCatalog.all.filter { (!isCell || $0.takesCell) && $0.name.hasPrefix(name) }.map(\.name).sorted()
            return CellCompletions(start: end - name.utf8.count, candidates: names)
        }
        // What follows `%time` is code.
        guard fileCommands.contains(String(name[..<blank])) else { return nil }
        let word = name.lastIndex(of: " ").map { name[name.index(after: $0)...] } ?? name
        return CellCompletions(start: end - word.utf8.count, candidates: files(String(word)))
    }

    private static func files(_ word: String) -> [String] {
        let slash = word.lastIndex(of: "/")
        let folder = slash.map { String(word[...$0]) } ?? ""
        let prefix = slash.map { word[word.index(after: $0)...] } ?? word[...]
        guard let names = try? FileIO.names(in: folder.isEmpty ? "." : folder) else { return [] }
        return names.filter { $0.hasPrefix(prefix) }.map { folder + $0 + (FileIO.isFolder(folder + $0) ? "/" : "") }
    }
}
