import Glibc
import Language

/// Ctrl-C: stops the running cell; with no cell running, ends the process with 130.
package enum Interrupts {
    // Written by the evaluator's thread, read by the signal handler on that same thread.
    nonisolated(unsafe) private static var target: (any CellEvaluator)?
    nonisolated(unsafe) private static var isRunning = false
    /// Set when a signal came while nothing ran and the shell wants to know of it.
    nonisolated(unsafe) package static var whileIdle: (@convention(c) () -> Void)?

    nonisolated(unsafe) private static var thread = pthread_self()

    /// To be called on the thread that runs cells.
    package static func install(for evaluator: any CellEvaluator) {
        target = evaluator
        thread = pthread_self()
        isRunning = false
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in Interrupts.signalled() }
        // Without SA_RESTART: a read or a sleep ends early, and the cell notices.
        sigaction(SIGINT, &action, nil)
    }

    /// Hands a signal that some worker thread caught to the thread whose waiting it must end; whether it did.
    package static func forward(_ signal: Int32) -> Bool {
        guard pthread_equal(pthread_self(), thread) == 0 else { return false }
        pthread_kill(thread, signal)
        return true
    }

    private static func signalled() {
        if forward(SIGINT) { return }
        if isRunning {
            target?.interrupt()
        } else if let whileIdle {
            whileIdle()
        } else {
            StandardStreams.exitProcess(130)
        }
    }

    static func running<Result>(_ body: () -> Result) -> Result {
        isRunning = true
        defer { isRunning = false }
        return body()
    }
}
