import TensorCore

extension Figure {
    /// The figure as an SVG document.
    func svg() -> String {
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)">
            <rect width="100%" height="100%" fill="#ffffff"/>

            """
        for shape in shapes { text += Self.element(shape) }
        return text + "</svg>\n"
    }

    private static func element(_ shape: Shape) -> String {
        switch shape {
        case .line(let points, let color, let width):
            let list = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
            return "<polyline points=\"\(list)\" fill=\"none\" stroke=\"\(color.hex)\" stroke-width=\"\(number(width))\"/>\n"
        case .circle(let center, let radius, let color):
            return "<circle cx=\"\(number(center.x))\" cy=\"\(number(center.y))\" r=\"\(number(radius))\" fill=\"\(color.hex)\"/>\n"
        case .rectangle(let corner, let width, let height, let color):
            return rectangle(corner, width, height, color)
        case .text(let text, let point, let anchor):
            return "<text x=\"\(number(point.x))\" y=\"\(number(point.y))\" font-family=\"sans-serif\" font-size=\"12\" text-anchor=\"\(anchor)\">"
                + escaped(text) + "</text>\n"
        case .image(let corner, let scale, let columns, let pixels):
            let size = Double(scale)
            return pixels.enumerated().map { index, color in
                let place = Point(x: corner.x + Double(index % columns * scale), y: corner.y + Double(index / columns * scale))
                return rectangle(place, size, size, color)
            }.joined()
        }
    }
    private static func rectangle(_ corner: Point, _ width: Double, _ height: Double, _ color: Color) -> String {
        "<rect x=\"\(number(corner.x))\" y=\"\(number(corner.y))\" width=\"\(number(width))\" height=\"\(number(height))\" fill=\"\(color.hex)\"/>\n"
    }
    /// Two digits at most: more would only make the file longer.
    private static func number(_ value: Double) -> String {
        var text = formatted(value, "%.*f", 2)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
    /// Text as XML wants it; control characters, which it forbids, become blanks.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case _ where scalar.value < 0x20: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
