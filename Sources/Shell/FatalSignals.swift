import Glibc
import Session

/// The last resort for a bug of ours: the terminal is put right and one line says where the session was kept.
package enum FatalSignals {
    // Written before signals can come, read by the handler: it may not allocate, nor take a lock.
    nonisolated(unsafe) private static var saved = termios()
    nonisolated(unsafe) private static var hasSaved = false
    nonisolated(unsafe) private static var message: UnsafeMutablePointer<CChar>?
    nonisolated(unsafe) private static var messageLength = 0

    private static let signals = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV]

    /// To be called on the thread whose stack may overflow: the handler gets a stack of its own.
    package static func install() {
        keptIn = nil
        if isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, &saved) == 0 { hasSaved = true }
        let size = 1 << 16
        var stack = stack_t()
        stack.ss_sp = malloc(size)
        stack.ss_size = size
        guard stack.ss_sp != nil, sigaltstack(&stack, nil) == 0 else { return }
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in FatalSignals.die() }
        action.sa_flags = Int32(SA_ONSTACK) | Int32(bitPattern: UInt32(SA_RESETHAND))
        for signal in signals { sigaction(signal, &action, nil) }
        // Asked to go: the terminal first, then as if nothing had been in the way.
        action.__sigaction_handler.sa_handler = { signal in
            FatalSignals.restoreTerminal()
            raise(signal)
        }
        for signal in [SIGTERM, SIGHUP, SIGQUIT] { sigaction(signal, &action, nil) }
    }

    /// The file that holds the cells typed so far, for the message.
    package static var keptIn: String? {
        get { nil }
        set {
            let kept = newValue.map { "; the cells you typed are in \($0)" } ?? ""
            let text = "nbs: internal error, this session cannot go on\(kept)\n"
            message = strdup(text)
            messageLength = text.utf8.count
        }
    }

    /// Async-signal-safe.
    package static func restoreTerminal() {
        guard hasSaved else { return }
        let leavePaste: StaticString = "\u{1B}[?2004l"
        if isatty(STDOUT_FILENO) == 1 { _ = write(STDOUT_FILENO, leavePaste.utf8Start, leavePaste.utf8CodeUnitCount) }
        tcsetattr(STDIN_FILENO, TCSADRAIN, &saved)
    }

    private static func die() {
        restoreTerminal()
        if let message { _ = write(STDERR_FILENO, message, messageLength) }
        _exit(70)
    }
}
