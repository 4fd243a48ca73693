import Glibc
import Language
import ObjectModel

/// Standard output and standard error: the only place of the product that writes to them.
///
/// Every byte goes through one checked `write(2)`. A reader that went away ends the process quietly (141, as a shell
/// reports SIGPIPE); any other error is said and ends it with 2, since output would be lost silently otherwise.
package final class StandardStreams {
    // Used by the one thread that runs sessions.
    nonisolated(unsafe) package static let shared = StandardStreams()

    package let outputIsTerminal = isatty(STDOUT_FILENO) == 1
    package let errorIsTerminal = isatty(STDERR_FILENO) == 1
    private var buffer: [UInt8] = []
    private static let bufferSize = 1 << 15

    private init() {
        signal(SIGPIPE, SIG_IGN)
        Output.flush = { StandardStreams.shared.flush() }
    }

    package func write(_ text: String) {
        let shown = outputIsTerminal ? TerminalText.escaped(text) : text
        append(shown)
    }

    /// Text of our own that holds colours or cursor movements.
    package func writeTrusted(_ text: String) { append(text) }

    private func append(_ text: String) {
        buffer.append(contentsOf: text.utf8)
        // A person watches whole lines appear; a pipe gets large pieces.
        if buffer.count >= Self.bufferSize || outputIsTerminal && text.utf8.contains(0x0A) { flush() }
    }

    package func writeError(_ text: String) {
        flush()
        Self.writeAll(Array(text.utf8), to: STDERR_FILENO)
    }

    package func flush() {
        guard !buffer.isEmpty else { return }
        // Emptied first: an error below ends the process by way of `exit`, which may flush again.
        let bytes = buffer
        buffer.removeAll(keepingCapacity: true)
        Self.writeAll(bytes, to: STDOUT_FILENO)
    }

    private static func writeAll(_ bytes: [UInt8], to file: Int32) {
        guard let code = writeFully(bytes, to: file) else { return }
        if code == EPIPE { exitProcess(141) }
        if file == STDOUT_FILENO {
            let message = "nbs: cannot write standard output: \(FileIO.message(code))\n"
            _ = writeFully(Array(message.utf8), to: STDERR_FILENO)
        }
        exitProcess(2)
    }

    /// Run before the process ends for good; the shell puts the terminal right here.
    nonisolated(unsafe) package static var beforeExit: (() -> Void)?

    package static func exitProcess(_ status: Int32) -> Never {
        beforeExit?()
        _exit(status)
    }

    /// Writes all of `bytes`; the error number when that fails.
    static func writeFully(_ bytes: [UInt8], to file: Int32) -> Int32? {
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                // Within the buffer: offset < count, and its base is not nil as it is not empty.
                let written = Glibc.write(file, buffer.baseAddress! + offset, buffer.count - offset)
                if written > 0 {
                    offset += written
                } else if errno == EAGAIN {
                    var poller = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&poller, 1, -1)
                } else if errno != EINTR {
                    return errno
                }
            }
            return nil
        }
    }
}

/// A sink that shows output as it comes.
package final class StreamSink: OutputSink {
    private let streams = StandardStreams.shared
    package init() {}
    package func write(_ text: String) { streams.write(text) }
    package func warn(_ warning: String) {
        streams.writeError((streams.errorIsTerminal ? TerminalText.escaped(warning) : warning) + "\n")
    }
}

/// A sink that keeps output, for tests, transcripts and recorded output.
package final class CapturingSink: OutputSink {
    package private(set) var printed = ""
    package private(set) var warnings: [String] = []
    package init() {}
    package func write(_ text: String) { printed += text }
    package func warn(_ warning: String) { warnings.append(warning) }
}
