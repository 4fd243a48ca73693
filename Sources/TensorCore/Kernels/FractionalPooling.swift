/// Maxima of windows that stand at random places, as many as the result has elements.
package enum FractionalPooling {
    /// Where the windows of one dimension start: steps of `(input - kernel) / (output - 1)`, moved by the sample; the last one ends with the input.
    private static func starts(_ sample: Double, input: Int, output: Int, kernel: Int, round: (Double) -> Double) -> [Int] {
        guard output > 0 else { return [] }
        var places = Array(repeating: input - kernel, count: output)
        guard output > 1 else { return places }
        let step = round(Double(input - kernel) / Double(output - 1))
        for i in 0..<(output - 1) { places[i] = Int(round(round(Double(i) + sample) * step)) - Int(round(sample * step)) }
        return places
    }

    /// `x` has planes of the last two dimensions, `samples` two numbers for each plane: for the width, then for the height.
    package static func max(_ x: NDArray, _ samples: NDArray, kernel: Dims, output: Dims) throws -> (values: NDArray, indices: NDArray) {
        let height = x.shape[x.rank - 2], width = x.shape[x.rank - 1]
        let shape = x.shape.prefix(upTo: x.rank - 2).appending([output[0], output[1]])
        let values = try NDArray.empty(shape, .float64), places = try NDArray.empty(shape, .int64)
        let planes = shape.prefix(upTo: x.rank - 2).product
        let source = try x.contiguous(as: .float64), from = source.pointer(as: Double.self), to = values.pointer(as: Double.self), at = places.pointer(as: Int64.self)
        let numbers = try samples.doubles()
        let round: (Double) -> Double = x.dtype == .float64 ? { $0 } : { Double(Float($0)) }
        for plane in 0..<planes {
            let columns = starts(numbers[2 * plane], input: width, output: output[1], kernel: kernel[1], round: round)
            let rows = starts(numbers[2 * plane + 1], input: height, output: output[0], kernel: kernel[0], round: round)
            let image = from + plane * height * width
            var out = plane * output[0] * output[1]
            for row in rows {
                for column in columns {
                    // Windows of no size answer with what the search starts from.
                    var best = -Double.infinity, place = row * width + column
                    for y in row..<Swift.max(row + kernel[0], row) {
                        for x in column..<Swift.max(column + kernel[1], column) where image[y * width + x] > best || image[y * width + x].isNaN {
                            (best, place) = (image[y * width + x], y * width + x)
                        }
                    }
                    to[out] = best
                    at[out] = Int64(place)
                    out += 1
                }
            }
        }
        return (try values.cast(to: x.dtype), places)
    }
}
