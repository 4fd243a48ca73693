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

    /// `x` has planes of the last two dimensions, or bodies of the last three. `samples` has a number for each of these dimensions: for planes the
    /// width's comes first, for bodies the depth's.
    package static func max(_ x: NDArray, _ samples: NDArray, kernel: Dims, output: Dims) throws -> (values: NDArray, indices: NDArray) {
        let spatial = kernel.count, isBody = spatial == 3
        let depth = isBody ? x.shape[x.rank - 3] : 1, height = x.shape[x.rank - 2], width = x.shape[x.rank - 1]
        let shape = Dims(Array(x.shape.prefix(upTo: x.rank - spatial)) + Array(output))
        let values = try NDArray.empty(shape, .float64), places = try NDArray.empty(shape, .int64)
        let planes = shape.prefix(upTo: x.rank - spatial).product
        let source = try x.contiguous(as: .float64), from = source.pointer(as: Double.self), to = values.pointer(as: Double.self), at = places.pointer(as: Int64.self)
        let numbers = try samples.doubles()
        let round: (Double) -> Double = x.dtype == .float64 ? { $0 } : { Double(Float($0)) }
        let kernelDepth = isBody ? kernel[0] : 1, kernelHeight = kernel[spatial - 2], kernelWidth = kernel[spatial - 1]
        for plane in 0..<planes {
            let own = numbers[(spatial * plane)..<(spatial * (plane + 1))].map { $0 }
            let layers = isBody ? starts(own[0], input: depth, output: output[0], kernel: kernelDepth, round: round) : [0]
            let rows = starts(own[1], input: height, output: output[spatial - 2], kernel: kernelHeight, round: round)
            let columns = starts(own[isBody ? 2 : 0], input: width, output: output[spatial - 1], kernel: kernelWidth, round: round)
            let image = from + plane * depth * height * width
            var out = plane * output.product
            for layer in layers {
                for row in rows {
                    for column in columns {
                        // Windows of no size answer with what the search starts from.
                        var best = -Double.infinity, place = (layer * height + row) * width + column
                        for z in layer..<Swift.max(layer + kernelDepth, layer) {
                            for y in row..<Swift.max(row + kernelHeight, row) {
                                let line = (z * height + y) * width
                                for x in column..<Swift.max(column + kernelWidth, column) where image[line + x] > best || image[line + x].isNaN {
                                    (best, place) = (image[line + x], line + x)
                                }
                            }
                        }
                        to[out] = best
                        at[out] = Int64(place)
                        out += 1
                    }
                }
            }
        }
        return (try values.cast(to: x.dtype), places)
    }
}
