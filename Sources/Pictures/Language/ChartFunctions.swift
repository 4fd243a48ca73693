import Autograd
import ObjectModel
import TensorCore

/// `plot`, `scatter`, `hist`: charts of numbers.
enum ChartFunctions {
    private static let look = "label=None, title=None, xlabel=None, ylabel=None, width=64, height=15, file=None"

    // MARK: Arguments

    /// The curves meant by `plot(y)`, `plot(x, y)`, `plot(x, y1, x, y2)`, each `y` one row of numbers or several.
    private static func curves(_ arguments: [Value], _ function: String, _ form: Chart.Series.Form) throws -> [Chart.Series] {
        switch arguments.count {
        case 0: throw Raised.typeError("\(function)() needs numbers to draw: \(function)(y) or \(function)(x, y)")
        case 1: return try rows(arguments[0], function).map { .init(form: form, x: $0.y.indices.map(Double.init), y: $0.y, label: $0.label) }
        case 2: return try pair(arguments[0], arguments[1], function, form)
        default:
            guard arguments.count.isMultiple(of: 2) else {
                throw Raised.typeError("\(function)() takes pairs of x and y, and there are \(arguments.count) arguments")
            }
            return try stride(from: 0, to: arguments.count, by: 2).flatMap { try pair(arguments[$0], arguments[$0 + 1], function, form) }
        }
    }

    private static func pair(_ x: Value, _ y: Value, _ function: String, _ form: Chart.Series.Form) throws -> [Chart.Series] {
        let x = try Numbers.row(x, function: function, argument: "x")
        return try rows(y, function).map { row in
            guard row.y.count == x.count else {
                throw Raised.valueError("x and y must have same first dimension, but have shapes (\(x.count),) and (\(row.y.count),)")
            }
            return .init(form: form, x: x, y: row.y, label: row.label)
        }
    }

    /// One row of numbers, or several: a list of rows, a dict of named rows, the columns of a matrix.
    private static func rows(_ value: Value, _ function: String) throws -> [(y: [Double], label: String?)] {
        if let dict = value.object(of: .dict) as? Dict {
            return try dict.pairs.map { (try Numbers.row($1, function: function, argument: "y"), try $0.str()) }
        }
        if let tensor = value.asTensor, tensor.rank == 2, tensor.shape[1] > 1 {
            let all = try Numbers.elements(of: tensor)
            let columns = tensor.shape[1]
            return (0..<columns).map { column in (stride(from: column, to: all.count, by: columns).map { all[$0] }, nil) }
        }
        if Numbers.isRows(value), let items = value.asItems {
            return try items.map { (try Numbers.row($0, function: function, argument: "y"), nil) }
        }
        return [(try Numbers.row(value, function: function, argument: "y"), nil)]
    }

    /// Reads the arguments of `look`, which stand from `first` on.
    private static func picture(_ series: [Chart.Series], _ a: BoundArguments, from first: Int, _ function: String) throws -> Value {
        var chart = Chart(series: series)
        let labels = try a[first].asItems?.map { try $0.str() } ?? (a[first].isNone ? [] : [try a[first].str()])
        for (index, label) in labels.prefix(series.count).enumerated() { chart.series[index].label = label }
        chart.title = try text(a[first + 1])
        chart.xLabel = try text(a[first + 2])
        chart.yLabel = try text(a[first + 3])
        chart.width = try size(a[first + 4], 8...400, function, "width")
        chart.height = try size(a[first + 5], 2...200, function, "height")
        return try Picture(.chart(chart)).result(file: a[first + 6], function: function)
    }
    static func text(_ value: Value) throws -> String? {
        value.isNone ? nil : String(try value.str().map { $0.isNewline ? " " : $0 })
    }
    static func size(_ value: Value, _ range: ClosedRange<Int>, _ function: String, _ name: String) throws -> Int {
        let size = try value.toIndex()
        guard range.contains(size) else {
            throw Raised.valueError("\(function)(): \(name) must be between \(range.lowerBound) and \(range.upperBound) characters, not \(size)")
        }
        return size
    }

    // MARK: Histogram

    /// Equal steps from the smallest number to the largest; the last one includes its end, as in NumPy.
    private static func histogram(_ values: [Double], bins: Int) -> Chart.Series {
        let finite = values.filter(\.isFinite)
        let scale = Scale(covering: finite)
        let edges = (0...bins).map { scale.low + (scale.high / Double(bins) - scale.low / Double(bins)) * Double($0) }
        var counts = Array(repeating: 0.0, count: bins)
        for value in finite { counts[min(bins - 1, max(0, Int(scale.fraction(value) * Double(bins))))] += 1 }
        return .init(form: .bars, x: edges, y: counts)
    }

    // MARK: Table

    // Belongs to the evaluator's thread.
    nonisolated(unsafe) static let all = [
        NativeFunction("plot", "*args, \(look)", summary: "Draw curves: plot(y), plot(x, y), plot(x, {\"name\": y, …}). file= writes .svg or .png.") { a in
            try picture(curves(a.variadic(0), "plot", .line), a, from: 1, "plot")
        },
        NativeFunction("scatter", "x, y, \(look)", summary: "Draw points. Lay it over a curve with +: scatter(x, y) + plot(x, line).") { a in
            try picture(curves([a[0], a[1]], "scatter", .points), a, from: 2, "scatter")
        },
        NativeFunction("hist", "x, bins=10, \(look)", summary: "Draw how often numbers fall into equal steps between the smallest and the largest.") { a in
            let bins = try a[1].toIndex()
            guard (1...1000).contains(bins) else { throw Raised.valueError("hist(): bins must be between 1 and 1000, not \(bins)") }
            return try picture([histogram(Numbers.row(a[0], function: "hist", argument: "x"), bins: bins)], a, from: 2, "hist")
        },
    ]
}
