/// Whether operations are recorded.
package enum GradMode {
    // Engine state: one thread runs the engine.
    nonisolated(unsafe) package static var isEnabled = true
    nonisolated(unsafe) package static var isInference = false
    nonisolated(unsafe) package static var detectsAnomalies = false
    nonisolated(unsafe) package static var checksNaN = true

    /// Runs `body` with recording on or off.
    @inline(__always)
    package static func with<Result>(_ enabled: Bool, _ body: () throws -> Result) rethrows -> Result {
        let before = isEnabled
        isEnabled = enabled
        defer { isEnabled = before }
        return try body()
    }
}
