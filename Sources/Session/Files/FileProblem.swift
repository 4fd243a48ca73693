/// A file that cannot be read, parsed or written: one line on standard error, exit status 2.
package struct FileProblem: Error, Equatable {
    package var path: String
    /// From 1.
    package var line: Int?
    package var message: String

    package init(_ path: String, line: Int? = nil, _ message: String) {
        self.path = path
        self.line = line
        self.message = message
    }

    /// `file:line: what is wrong`, without the `nbs: ` that every error line starts with.
    package var description: String {
        line.map { "\(path):\($0): \(message)" } ?? "\(path): \(message)"
    }
}
