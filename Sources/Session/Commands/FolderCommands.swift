import Glibc
import ObjectModel

extension Command {
    static let pwd = Command("pwd", usage: "pwd", summary: "The working folder.") { _ in .str(Folder.current) }

    static let cd = Command("cd", usage: "cd [-q] [folder | -]", summary: "Change the working folder; without one: home.") { call in
        var words = call.words
        let isQuiet = words.take("-q")
        let wanted = words.first ?? "~"
        let target = wanted == "-" ? Folder.previous ?? Folder.current : Folder.expanded(wanted)
        let before = Folder.current
        if chdir(target) == 0 {
            Folder.previous = before
        } else {
            call.print("[Errno \(errno)] \(FileIO.message(errno)): '\(target)'")
        }
        if !isQuiet { call.print(Folder.current) }
        return .none
    }

    static let ls = Command("ls", usage: "ls [folder]", summary: "List a folder.") { call in
        let folder = Folder.expanded(call.words.first { !$0.hasPrefix("-") } ?? ".")
        do throws(FileProblem) {
            for name in try FileIO.names(in: folder) { call.print(FileIO.isFolder("\(folder)/\(name)") ? name + "/" : name) }
        } catch { throw Raised(ExceptionTypes.osError, error.description) }
        return .none
    }

    static let env = Command("env", usage: "env [NAME | NAME=value]", summary: "Show or set environment variables.") { call in
        let text = call.arguments
        if text.isEmpty {
            let dict = Dict()
            for (name, value) in Folder.environment { try dict.store(.str(name), .str(value)) }
            return .object(dict)
        }
        let isAssignment = text.contains("=") || text.contains(" ")
        guard isAssignment, let split = text.firstIndex(where: { $0 == "=" || $0 == " " }) else {
            guard let value = Environment[text] else { throw usageError("Environment does not have key: \(text)") }
            return .str(value)
        }
        let name = String(text[..<split])
        let value = String(text[text.index(after: split)...].drop { $0 == " " })
        guard !name.isEmpty, setenv(name, value, 1) == 0 else { throw usageError("'\(name)' is no name of an environment variable") }
        call.print("env: \(name)=\(value)")
        return .none
    }
}

private enum Folder {
    // Changed by %cd alone, on the evaluator's thread.
    nonisolated(unsafe) static var previous: String?

    static var current: String {
        guard let path = getcwd(nil, 0) else { return "." }
        defer { free(path) }
        return String(cString: path)
    }

    static func expanded(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = Environment["HOME"] else { return path }
        return home + path.dropFirst()
    }

    static var environment: [(String, String)] {
        var result: [(String, String)] = []
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { result.append((String(parts[0]), String(parts[1]))) }
            entry += 1
        }
        return result
    }
}
