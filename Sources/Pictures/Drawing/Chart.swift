/// What a chart shows, whatever it is drawn on: a terminal, SVG or PNG.
struct Chart {
    struct Series {
        enum Form { case line, points, bars }
        var form: Form
        /// For bars: the edges, one more than `y`.
        var x: [Double]
        var y: [Double]
        var label: String?
    }
    var series: [Series] = []
    var title: String?
    var xLabel: String?
    var yLabel: String?
    /// Of the drawing area in the terminal, in characters.
    var width = 64
    var height = 15

    var xScale: Scale { Scale(covering: series.lazy.flatMap(\.x)) }
    /// Bars stand on the ground line, so it must be in sight.
    var yScale: Scale {
        let ground: [Double] = series.contains { $0.form == .bars } ? [0] : []
        return Scale(covering: series.lazy.flatMap(\.y).map { $0 } + ground)
    }

    /// Both charts in one; what the first leaves open, the second says.
    func overlaid(with other: Chart) -> Chart {
        var chart = self
        chart.series += other.series
        chart.title = title ?? other.title
        chart.xLabel = xLabel ?? other.xLabel
        chart.yLabel = yLabel ?? other.yLabel
        return chart
    }

    /// The series with a sign each: a letter where several lines must be told apart, a mark for points.
    var signs: [Character?] {
        let lines = series.count { $0.form == .line }
        var line = 0
        var points = 0
        return series.map { series in
            switch series.form {
            case .bars: return nil
            case .line:
                defer { line += 1 }
                return lines > 1 ? Self.letters[line % Self.letters.count] : nil
            case .points:
                defer { points += 1 }
                return Self.marks[points % Self.marks.count]
            }
        }
    }
    private static let letters = Array("abcdefghijklmnopqrstuvwxyz")
    private static let marks = Array("•×+o*#")
}
