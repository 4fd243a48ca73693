/// Text that is not ours, made safe for a terminal: recorded output and prose come from strangers.
package enum TerminalText {
    /// `text` with everything that could drive a terminal shown as `\x1b` or `\u202e`: C0 controls other than newline,
    /// tab and a carriage return before a newline, DEL, C1 controls, controls of writing direction.
    package static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isDangerous) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isDangerous(scalar) {
                let hex = String(scalar.value, radix: 16)
                let width = scalar.value < 0x100 ? 2 : 4
                result += (width == 2 ? "\\x" : "\\u") + String(repeating: "0", count: max(0, width - hex.count)) + hex
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
