/// A sheet of pixels that a figure is painted on.
struct Raster {
    let width: Int
    let height: Int
    /// Red, green, blue; from the top left.
    private(set) var bytes: [UInt8]

    init(_ figure: Figure) {
        width = figure.width
        height = figure.height
        bytes = Array(repeating: 255, count: width * height * 3)
        for shape in figure.shapes { paint(shape) }
    }

    private mutating func paint(_ shape: Figure.Shape) {
        switch shape {
        case .line(let points, let color, let lineWidth):
            for (start, end) in zip(points, points.dropFirst()) { line(start, end, color, wide: lineWidth > 1.5) }
        case .circle(let center, let radius, let color):
            let reach = Int(radius.rounded(.up))
            for dy in -reach...reach {
                for dx in -reach...reach where Double(dx * dx + dy * dy) <= radius * radius {
                    set(Int(center.x.rounded()) + dx, Int(center.y.rounded()) + dy, color)
                }
            }
        case .rectangle(let corner, let width, let height, let color):
            fill(Int(corner.x.rounded()), Int(corner.y.rounded()), Int((corner.x + width).rounded()), Int((corner.y + height).rounded()), color)
        case .text(let text, let point, let anchor): write(text, at: point, anchor)
        case .image(let corner, let scale, let columns, let pixels):
            for (index, color) in pixels.enumerated() {
                let x = Int(corner.x) + index % columns * scale, y = Int(corner.y) + index / columns * scale
                fill(x, y, x + scale, y + scale, color)
            }
        }
    }

    private mutating func set(_ x: Int, _ y: Int, _ color: Figure.Color) {
        guard x >= 0, x < width, y >= 0, y < height else { return }
        let index = (y * width + x) * 3
        bytes[index] = color.red
        bytes[index + 1] = color.green
        bytes[index + 2] = color.blue
    }
    private mutating func fill(_ left: Int, _ top: Int, _ right: Int, _ bottom: Int, _ color: Figure.Color) {
        guard left < right, top < bottom else { return }
        for y in top..<bottom {
            for x in left..<right { set(x, y, color) }
        }
    }
    private mutating func line(_ start: Figure.Point, _ end: Figure.Point, _ color: Figure.Color, wide: Bool) {
        let steps = max(1, Int(max(abs(end.x - start.x), abs(end.y - start.y)).rounded(.up)))
        for step in 0...steps {
            let t = Double(step) / Double(steps)
            let x = Int((start.x + (end.x - start.x) * t).rounded()), y = Int((start.y + (end.y - start.y) * t).rounded())
            set(x, y, color)
            if wide {
                set(x + 1, y, color)
                set(x, y + 1, color)
            }
        }
    }
    private mutating func write(_ text: String, at point: Figure.Point, _ anchor: Figure.Anchor) {
        let length = text.count * PixelFont.advance
        var left = Int(point.x.rounded())
        switch anchor {
        case .start: break
        case .middle: left -= length / 2
        case .end: left -= length
        }
        let top = Int(point.y.rounded()) - PixelFont.height
        for character in text {
            for (row, bits) in PixelFont.rows(of: character).enumerated() {
                for column in 0..<PixelFont.width where bits >> (PixelFont.width - 1 - column) & 1 == 1 { set(left + column, top + row, .black) }
            }
            left += PixelFont.advance
        }
    }
}
