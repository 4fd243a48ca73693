/// Shapes on a sheet, in pixels from the top left: what SVG and PNG files are written from.
struct Figure {
    struct Color: Equatable {
        var red: UInt8
        var green: UInt8
        var blue: UInt8
        static let black = Color(red: 0, green: 0, blue: 0)
        static let grey = Color(red: 200, green: 200, blue: 200)
        static let white = Color(red: 255, green: 255, blue: 255)
        /// Told apart by colour-blind people too (Okabe and Ito, 2008).
        static let series = [
            Color(red: 0, green: 114, blue: 178), Color(red: 213, green: 94, blue: 0), Color(red: 0, green: 158, blue: 115),
            Color(red: 204, green: 121, blue: 167), Color(red: 230, green: 159, blue: 0), Color(red: 86, green: 180, blue: 233),
        ]
        /// `#0072b2`.
        var hex: String {
            "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }
    struct Point {
        var x: Double
        var y: Double
    }
    enum Anchor { case start, middle, end }
    enum Shape {
        case line([Point], Color, width: Double)
        case circle(Point, radius: Double, Color)
        case rectangle(Point, width: Double, height: Double, Color)
        /// The point is on the text's ground line.
        case text(String, Point, Anchor)
        case image(Point, scale: Int, columns: Int, pixels: [Color])
    }
    var width: Int
    var height: Int
    var shapes: [Shape] = []
}
