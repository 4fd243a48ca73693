// Charts as lines of Unicode: curves in braille dots, axes in box characters. The same numbers always give the same text.

extension Chart {
    func text() -> String {
        let canvas = drawn()
        let gutter = labelledRows()
        let margin = gutter.values.map(\.count).max() ?? 0
        var lines: [String] = []
        if let title { lines.append(Self.centred(title, in: width, after: margin + 1)) }
        if let yLabel { lines.append(yLabel) }
        for row in 0..<height {
            let label = gutter[row] ?? ""
            let axis = gutter[row] == nil ? "│" : "┤"
            lines.append(String(repeating: " ", count: margin - label.count) + label + axis + canvas.text(row: row))
        }
        lines += horizontalAxis(margin: margin)
        if let xLabel { lines.append(Self.centred(xLabel, in: width, after: margin + 1)) }
        if let legend { lines.append(String(repeating: " ", count: margin + 1) + legend) }
        return lines.map(Self.withoutTrailingBlanks).joined(separator: "\n")
    }

    // MARK: Curves

    private func drawn() -> DotCanvas {
        var canvas = DotCanvas(columns: width, rows: height)
        let x = xScale, y = yScale
        // Bars lie behind lines, lines behind points.
        for (series, _) in zip(series, signs) where series.form == .bars { draw(bars: series, x, y, &canvas) }
        let lines = zip(series, signs).filter { $0.0.form == .line }
        for (series, _) in lines { draw(line: series, x, y, &canvas) }
        for (index, (series, sign)) in lines.enumerated() {
            if let sign { mark(series, sign, index: index, of: lines.count, x, y, &canvas) }
        }
        for (series, sign) in zip(series, signs) where series.form == .points {
            for (a, b) in zip(series.x, series.y) {
                if let (column, row) = place(a, b, x, y, canvas) { canvas.put(sign ?? "•", atDot: column, row) }
            }
        }
        return canvas
    }

    private func place(_ a: Double, _ b: Double, _ x: Scale, _ y: Scale, _ canvas: DotCanvas) -> (x: Int, y: Int)? {
        guard let column = x.place(a, of: canvas.dotColumns), let row = y.place(b, of: canvas.dotRows) else { return nil }
        return (column, row)
    }

    /// Points that are no numbers leave a gap.
    private func draw(line series: Series, _ x: Scale, _ y: Scale, _ canvas: inout DotCanvas) {
        var previous: (x: Int, y: Int)?
        for (a, b) in zip(series.x, series.y) {
            let next = place(a, b, x, y, canvas)
            if let next { canvas.line(from: previous ?? next, to: next) }
            previous = next
        }
    }

    /// Writes the line's letter on it in a few places, not the same ones as its neighbours'.
    private func mark(_ series: Series, _ sign: Character, index: Int, of count: Int, _ x: Scale, _ y: Scale, _ canvas: inout DotCanvas) {
        let points = zip(series.x, series.y).compactMap { place($0, $1, x, y, canvas) }
        guard !points.isEmpty else { return }
        for part in 0..<3 {
            let share = (Double(part) + (Double(index) + 0.5) / Double(count)) / 3
            let wanted = Int(share * Double(canvas.dotColumns))
            guard let nearest = points.min(by: { abs($0.x - wanted) < abs($1.x - wanted) }), abs(nearest.x - wanted) <= canvas.dotColumns / 6 else { continue }
            canvas.put(sign, atDot: nearest.x, nearest.y)
        }
    }

    /// Columns of block characters, in eighths of a row.
    private func draw(bars series: Series, _ x: Scale, _ y: Scale, _ canvas: inout DotCanvas) {
        for (index, value) in series.y.enumerated() where index + 1 < series.x.count && value > 0 {
            let start = Int((x.fraction(series.x[index]) * Double(width)).rounded())
            let end = max(start + 1, Int((x.fraction(series.x[index + 1]) * Double(width)).rounded()))
            let eighths = Int((max(0, min(1, y.fraction(value))) * Double(height * 8)).rounded())
            // A gap between bars wide enough to spare it.
            for column in start..<(end - start > 2 ? end - 1 : end) {
                for row in 0..<height {
                    let filled = min(8, eighths - (height - 1 - row) * 8)
                    if filled > 0 { canvas.put(Self.blocks[filled - 1], column: column, row: row) }
                }
            }
        }
    }
    private static let blocks = Array("▁▂▃▄▅▆▇█")

    // MARK: Axes

    /// The rows of the vertical axis that have a label.
    private func labelledRows() -> [Int: String] {
        let scale = yScale
        let ticks = scale.ticks(atMost: max(3, height / 3))
        var rows: [Int: String] = [:]
        for (tick, label) in zip(ticks, Scale.labels(ticks)) {
            if let dot = scale.place(tick, of: height * 4) { rows[height - 1 - dot / 4] = label }
        }
        return rows
    }

    private func horizontalAxis(margin: Int) -> [String] {
        let scale = xScale
        let ticks = scale.ticks(atMost: max(3, width / 9))
        var line = Array(repeating: Character("─"), count: width)
        var labels = Array(repeating: Character(" "), count: margin + 1 + width + 12)
        var free = 0
        for (tick, label) in zip(ticks, Scale.labels(ticks)) {
            guard let dot = scale.place(tick, of: width * 2) else { continue }
            line[dot / 2] = "┬"
            let start = max(0, margin + 1 + dot / 2 - label.count / 2)
            guard start >= free, start + label.count <= labels.count else { continue }
            labels.replaceSubrange(start..<start + label.count, with: label)
            free = start + label.count + 1
        }
        return [String(repeating: " ", count: margin) + "└" + String(line), String(labels)]
    }

    private var legend: String? {
        let parts = zip(series, signs).compactMap { series, sign -> String? in
            guard let label = series.label else { return nil }
            switch series.form {
            case .bars: return "█ \(label)"
            case .line, .points: return "\(sign ?? "─") \(label)"
            }
        }
        return parts.isEmpty ? nil : parts.joined(separator: "   ")
    }

    private static func centred(_ text: String, in width: Int, after margin: Int) -> String {
        String(repeating: " ", count: margin + max(0, (width - text.count) / 2)) + text
    }
    static func withoutTrailingBlanks(_ line: String) -> String {
        var line = Substring(line)
        while line.last == " " { line.removeLast() }
        return String(line)
    }
}
