/// What `torch.set_printoptions` sets.
package struct PrintOptions: Sendable {
    package var precision = 4
    /// More elements than this are summarised; `Int.max` for `inf`.
    package var threshold = 1000
    package var edgeItems = 3
    package var lineWidth = 80
    /// nil: decided from the values.
    package var sciMode: Bool?

    package init() {}

    /// The options in force.
    // One thread runs the engine.
    package nonisolated(unsafe) static var current = PrintOptions()

    /// `default`, `short` or `full`; false for another name.
    package mutating func setProfile(_ name: String) -> Bool {
        switch name {
        case "default": (precision, threshold, edgeItems, lineWidth) = (4, 1000, 3, 80)
        case "short": (precision, threshold, edgeItems, lineWidth) = (2, 1000, 2, 80)
        case "full": (precision, threshold, edgeItems, lineWidth) = (4, .max, 3, 80)
        default: return false
        }
        return true
    }
}
