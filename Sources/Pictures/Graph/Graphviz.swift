import ObjectModel

#if canImport(Glibc)
    import Glibc
#endif

/// The `dot` program, when it is installed.
enum Graphviz {
    /// Turns `source`, already written, into `output`.
    /// - Throws: `RuntimeError` when there is no `dot`, or it fails.
    static func render(source: String, to output: String, format: String) throws {
        let status = try run(["dot", "-T\(format)", "-o", output, source])
        guard status == 0 else { throw Raised.runtimeError("dot failed with exit status \(status) on \(StringText.repr(source))") }
    }

    private static func run(_ words: [String]) throws -> Int32 {
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        let failure = posix_spawnp(&process, words[0], nil, nil, arguments, environ)
        guard failure == 0 else {
            throw Raised.runtimeError(
                "failed to execute 'dot', make sure the Graphviz executables are on your systems' PATH",
                hint: "install Graphviz (apt install graphviz), or take the DOT text from .source")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1 {
            guard errno == EINTR else { return -1 }
        }
        // The exit status lies in the second byte; the first is not 0 when a signal ended the process.
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }
}
