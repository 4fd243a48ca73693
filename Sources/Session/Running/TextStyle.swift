/// Colours, or none.
package struct TextStyle: Sendable {
    package var isColoured: Bool
    package init(isColoured: Bool) { self.isColoured = isColoured }
    package static let plain = TextStyle(isColoured: false)

    private func paint(_ text: String, _ code: String) -> String { isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }

    package func error(_ text: String) -> String { paint(text, "1;31") }
    package func hint(_ text: String) -> String { paint(text, "36") }
    package func dim(_ text: String) -> String { paint(text, "2") }
    package func bold(_ text: String) -> String { paint(text, "1") }
    package func heading(_ text: String) -> String { paint(text, "1;34") }
    package func code(_ text: String) -> String { paint(text, "36") }
    package func inputPrompt(_ text: String) -> String { paint(text, "1;32") }
    package func outputPrompt(_ text: String) -> String { paint(text, "1;31") }
    package func removed(_ text: String) -> String { paint(text, "31") }
    package func added(_ text: String) -> String { paint(text, "32") }
}
