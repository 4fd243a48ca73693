import Glibc
import Session

/// `$VISUAL`, `$EDITOR` or `vi` on a temporary file.
enum ExternalEditor {
    /// The edited text; nil when the editor says that it failed.
    static func edit(_ text: String) throws(FileProblem) -> String? {
        let folder = Environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(folder)/nbs-XXXXXX.py".utf8CString)
        let file = mkstemps(&template, 3)
        guard file >= 0 else { throw FileProblem(folder, FileIO.message(errno)) }
        close(file)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        try FileIO.replace(path, with: Array(text.utf8))
        let editor = Environment["VISUAL"] ?? Environment["EDITOR"] ?? "vi"
        // Through a shell, since $EDITOR may hold options; the path goes in as an argument of its own.
        guard try run(["/bin/sh", "-c", "\(editor) \"$1\"", "nbs", path]) == 0 else { return nil }
        let bytes = try FileIO.read(path)
        guard let edited = String(validating: bytes, as: UTF8.self) else { throw FileProblem(path, "not UTF-8") }
        return edited
    }

    private static func run(_ arguments: [String]) throws(FileProblem) -> Int32 {
        var process = pid_t()
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        let code = posix_spawn(&process, arguments[0], nil, nil, &pointers, environ)
        guard code == 0 else { throw FileProblem(arguments[0], FileIO.message(code)) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
