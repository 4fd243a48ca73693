import ObjectModel

/// The global names beyond Python's: `torch`, `nn`, `F`, `optim`, and every short form.
enum ShortNames {
    static func find(_ name: Name) -> Value? { nil }
    static var all: [Name] { [] }
}
