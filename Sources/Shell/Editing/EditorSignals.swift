import Glibc
import Session

/// Signals that matter while a cell is typed: a window that changes its size, and SIGINT sent by somebody else.
enum EditorSignals {
    // Set by handlers, read by the key loop on the same thread.
    nonisolated(unsafe) private(set) static var windowChanged = false
    nonisolated(unsafe) private(set) static var wasInterrupted = false

    static func install() {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { signal in
            EditorSignals.windowChanged = true
            _ = Interrupts.forward(signal)
        }
        sigaction(SIGWINCH, &action, nil)
    }

    static func beginReading() { Interrupts.whileIdle = { EditorSignals.wasInterrupted = true } }
    static func endReading() { Interrupts.whileIdle = nil }

    static func takeWindowChange() -> Bool {
        defer { windowChanged = false }
        return windowChanged
    }
    static func takeInterrupt() -> Bool {
        defer { wasInterrupted = false }
        return wasInterrupted
    }

    /// Waits for input; false when a signal came. Signals are held back between looking at the flags and waiting, so
    /// that none is missed in between.
    static func wait(for file: Int32) -> Bool {
        var held = sigset_t()
        var before = sigset_t()
        sigemptyset(&held)
        sigaddset(&held, SIGINT)
        sigaddset(&held, SIGWINCH)
        pthread_sigmask(SIG_BLOCK, &held, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        if windowChanged || wasInterrupted { return false }
        // pselect, as Swift's Glibc has no ppoll; the set is bytes with one bit a file.
        var files = fd_set()
        guard file >= 0, file < Int32(MemoryLayout<fd_set>.size * 8) else { return true }
        withUnsafeMutableBytes(of: &files) { $0[Int(file) / 8] |= 1 << UInt8(file % 8) }
        return pselect(file + 1, &files, nil, nil, nil, &before) >= 0 || errno != EINTR
    }
}
