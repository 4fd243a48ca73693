import ObjectModel

/// `string`: characters by their kind.
enum StringModule {
    private static func run(_ range: ClosedRange<UInt8>) -> String { String(decoding: range, as: UTF8.self) }

    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) static let module = ModuleObject("string") {
        let (lower, upper, digits) = (run(0x61...0x7A), run(0x41...0x5A), run(0x30...0x39))
        let punctuation = run(0x21...0x2F) + run(0x3A...0x40) + run(0x5B...0x60) + run(0x7B...0x7E)
        let blanks = " \t\n\r\u{B}\u{C}"
        let texts: [(Name, String)] = [
            ("ascii_lowercase", lower), ("ascii_uppercase", upper), ("ascii_letters", lower + upper), ("digits", digits),
            ("hexdigits", digits + "abcdefABCDEF"), ("octdigits", run(0x30...0x37)), ("punctuation", punctuation), ("whitespace", blanks),
            ("printable", digits + lower + upper + punctuation + blanks),
        ]
        return texts.map { ($0, .str($1)) } + [
            ("capwords", .object(ModuleFunctions.sorted("capwords", "s, sep=None", "The words, each with a capital letter.", module: "string", wording: .python) { a in
                let words = try a[1].isNone ? a[0].callMethod("split") : a[0].callMethod("split", a[1])
                let made = try collect(words).map { try $0.callMethod("capitalize") }
                return try (a[1].isNone ? Value.str(" ") : a[1]).callMethod("join", .object(List(made)))
            }))
        ]
    }
}
