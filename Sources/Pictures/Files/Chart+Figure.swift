extension Chart {
    /// The chart on a sheet of 640 × 400.
    func figure() -> Figure {
        var figure = Figure(width: 640, height: 400)
        let x = xScale, y = yScale
        let left = 70.0, top = title == nil ? 16.0 : 40.0, right = 620.0, bottom = 340.0
        func at(_ a: Double, _ b: Double) -> Figure.Point? {
            let across = x.fraction(a), up = y.fraction(b)
            guard across >= -1e-9, across <= 1 + 1e-9, up >= -1e-9, up <= 1 + 1e-9 else { return nil }
            return Figure.Point(x: left + across * (right - left), y: bottom - up * (bottom - top))
        }
        let xTicks = x.ticks(atMost: 8), yTicks = y.ticks(atMost: 7)
        for (tick, label) in zip(yTicks, Scale.labels(yTicks)) {
            guard let point = at(x.low, tick) else { continue }
            figure.shapes.append(.line([point, .init(x: right, y: point.y)], .grey, width: 1))
            figure.shapes.append(.text(label, .init(x: left - 8, y: point.y + 4), .end))
        }
        for (tick, label) in zip(xTicks, Scale.labels(xTicks)) {
            guard let point = at(tick, y.low) else { continue }
            figure.shapes.append(.line([point, .init(x: point.x, y: bottom + 5)], .black, width: 1))
            figure.shapes.append(.text(label, .init(x: point.x, y: bottom + 20), .middle))
        }
        for (index, series) in series.enumerated() {
            let color = Figure.Color.series[index % Figure.Color.series.count]
            switch series.form {
            case .line:
                var run: [Figure.Point] = []
                for (a, b) in zip(series.x, series.y) {
                    if let point = at(a, b) { run.append(point); continue }
                    if run.count > 1 { figure.shapes.append(.line(run, color, width: 2)) }
                    run = []
                }
                if run.count > 1 { figure.shapes.append(.line(run, color, width: 2)) }
            case .points:
                for (a, b) in zip(series.x, series.y) {
                    if let point = at(a, b) { figure.shapes.append(.circle(point, radius: 4, color)) }
                }
            case .bars:
                for (index, value) in series.y.enumerated() where index + 1 < series.x.count {
                    guard let corner = at(series.x[index], value), let foot = at(series.x[index + 1], 0) else { continue }
                    figure.shapes.append(.rectangle(corner, width: max(1, foot.x - corner.x - 1), height: foot.y - corner.y, color))
                }
            }
        }
        figure.shapes.append(.line([.init(x: left, y: top), .init(x: left, y: bottom), .init(x: right, y: bottom)], .black, width: 1))
        if let title { figure.shapes.append(.text(title, .init(x: (left + right) / 2, y: 24), .middle)) }
        if let xLabel { figure.shapes.append(.text(xLabel, .init(x: (left + right) / 2, y: bottom + 44), .middle)) }
        if let yLabel { figure.shapes.append(.text(yLabel, .init(x: 8, y: top - 4), .start)) }
        addLegend(to: &figure, right: right, top: top)
        return figure
    }

    private func addLegend(to figure: inout Figure, right: Double, top: Double) {
        let named = series.enumerated().filter { $0.element.label != nil }
        for (row, entry) in named.enumerated() {
            let y = top + 12 + Double(row) * 16
            let color = Figure.Color.series[entry.offset % Figure.Color.series.count]
            figure.shapes.append(.rectangle(.init(x: right - 20, y: y - 8), width: 14, height: 8, color))
            figure.shapes.append(.text(entry.element.label ?? "", .init(x: right - 26, y: y), .end))
        }
    }
}

extension Gallery {
    /// The images in rows, small ones enlarged to whole multiples of their pixels.
    func figure() -> Figure {
        let (low, high) = range
        let widest = images.map(\.columns).max() ?? 1
        let perRow = min(images.count, max(1, 640 / max(1, widest + 4)), 8)
        let scale = max(1, min(16, 640 / max(1, perRow * (widest + 1))))
        var figure = Figure(width: 0, height: 0)
        var top = 0
        var index = 0
        while index < images.count {
            let row = images[index..<min(index + perRow, images.count)]
            var left = 0
            for image in row {
                figure.shapes.append(.image(.init(x: Double(left), y: Double(top)), scale: scale, columns: image.columns, pixels: image.pixels(low, high)))
                left += image.columns * scale + scale
                figure.width = max(figure.width, left - scale)
            }
            top += (row.map(\.rows).max() ?? 0) * scale + scale
            index += perRow
        }
        figure.height = max(1, top - scale)
        figure.width = max(1, figure.width)
        return figure
    }
}

extension Bitmap {
    /// Grey images by the scale; colours are clipped to 0…1, or 0…255 when some number is above 1.
    func pixels(_ low: Double, _ high: Double) -> [Figure.Color] {
        func byte(_ fraction: Double) -> UInt8 { fraction.isNaN ? 0 : UInt8(max(0, min(255, (fraction * 255).rounded()))) }
        guard planes.count == 3 else {
            return planes[0].map { value in
                let level = byte(high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) : 0)
                return Figure.Color(red: level, green: level, blue: level)
            }
        }
        let full = planes.contains { $0.contains { $0 > 1 } } ? 255.0 : 1
        return planes[0].indices.map {
            Figure.Color(red: byte(planes[0][$0] / full), green: byte(planes[1][$0] / full), blue: byte(planes[2][$0] / full))
        }
    }
}
