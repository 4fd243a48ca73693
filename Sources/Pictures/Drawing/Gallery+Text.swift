import TensorCore

// Images as shades of block characters: two characters a pixel, since characters are about twice as tall as wide.

extension Gallery {
    func text() -> String {
        let (low, high) = range
        var lines: [String] = []
        if let title { lines.append(title) }
        for strip in strips() {
            for row in 0..<(strip.map(\.rows).max() ?? 0) {
                let parts = strip.map { image -> String in
                    guard row < image.rows else { return String(repeating: " ", count: image.columns * 2) }
                    let grey = image.grey
                    return (0..<image.columns).map { Self.shade(grey[row * image.columns + $0], low, high) }.joined()
                }
                lines.append(Chart.withoutTrailingBlanks(parts.joined(separator: "  ")))
            }
            lines.append("")
        }
        lines[lines.count - 1] = caption(low, high)
        return lines.joined(separator: "\n")
    }

    /// The images, shrunk until one fits, or two where there are several; then as many on a line as fit.
    private func strips() -> [[Bitmap]] {
        var strips: [[Bitmap]] = [[]]
        var used = 0
        let room = max(2, images.count > 1 ? (width - 2) / 2 : width)
        for image in images {
            let small = image.shrunk(by: max(1, (image.columns * 2 + room - 1) / room))
            if used > 0, used + 2 + small.columns * 2 > width {
                strips.append([])
                used = 0
            }
            used += (used > 0 ? 2 : 0) + small.columns * 2
            strips[strips.count - 1].append(small)
        }
        return strips
    }

    private static let shades = ["  ", "░░", "▒▒", "▓▓", "██"]
    private static func shade(_ value: Double, _ low: Double, _ high: Double) -> String {
        if value.isNaN { return "??" }
        let fraction = high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) : 0
        return shades[Int(max(0, min(4, (fraction * 5).rounded(.down))))]
    }

    private func caption(_ low: Double, _ high: Double) -> String {
        let sizes = Set(images.map { "\($0.rows) × \($0.columns)" })
        let size = sizes.count == 1 ? (sizes.first ?? "") : "\(images.count) sizes"
        let count = images.count > 1 ? "\(images.count) images of " : ""
        return "\(count)\(size), blank \(Self.number(low)), full \(Self.number(high))"
    }
    private static func number(_ value: Double) -> String {
        let text = formatted(value, "%.*g", 4)
        return text == "-0" ? "0" : text
    }
}
