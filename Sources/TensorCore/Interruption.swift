import Synchronization

/// Somebody pressed Ctrl-C: long loops ask between their parts.
package enum Interruption: Error {
    case requested

    /// Set from a signal handler, cleared by whoever stops.
    package static let flag = Atomic<Bool>(false)

    /// - Throws: `Interruption.requested`, once for each request.
    package static func check() throws {
        if flag.load(ordering: .relaxed), flag.exchange(false, ordering: .relaxed) { throw Interruption.requested }
    }
}
