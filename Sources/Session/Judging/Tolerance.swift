/// How far a printed number may be from the recorded one.
package enum Tolerance: Equatable, Sendable {
    /// One unit in the last digit that either prints.
    case unit
    /// That, or this relative difference.
    case relative(Decimal)
    /// The text itself must be equal.
    case exact

    /// As a header or a cell's first line writes it.
    package init?(_ text: String) {
        if text == "exact" {
            self = .exact
        } else if let value = Decimal(text), !value.isNegative {
            self = .relative(value)
        } else {
            return nil
        }
    }
}
