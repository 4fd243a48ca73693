/// A tensor's repr, PyTorch's to the letter.
extension NDArray {
    /// `tensor([1., 2.])`. `suffixes` (`requires_grad=True`, `grad_fn=<…>`) come after the size and dtype that the
    /// contents call for; `prefix` is `tensor(` or a subclass's name.
    package func text(prefix: String = "tensor(", suffixes: [String] = [], options: PrintOptions = .current) -> String {
        let indent = prefix.utf8.count
        var all: [String] = []
        var body = "[]"
        if count == 0 {
            if rank != 1 { all.append("size=" + sizeTuple) }
            if dtype != .defaultFloat { all.append("dtype=" + dtype.description) }
        } else {
            if options.edgeItems == 0 { all.append("size=" + sizeTuple) }
            if dtype != .defaultFloat && dtype != .int64 && dtype != .bool { all.append("dtype=" + dtype.description) }
            body = contentsText(indent: indent, options: options)
        }
        return NDArray.appendSuffixes(prefix + body, all + suffixes, indent: indent, options: options)
    }

    /// `(2, 3)`, `(2,)`, `()`.
    package var sizeTuple: String {
        rank == 1 ? "(\(shape[0]),)" : "(" + shape.array.map(String.init).joined(separator: ", ") + ")"
    }

    /// The brackets and numbers alone.
    package func contentsText(indent: Int, options: PrintOptions = .current) -> String {
        if count == 0 { return "[]" }
        let summarize = count > options.threshold
        var shown: [Scalar] = []
        collect(0, 0, summarize ? options.edgeItems : nil, into: &shown)
        let layout = Layout(shown, options)
        var writer = Writer(array: self, layout: layout, options: options, summarize: summarize)
        writer.write(0, 0, indent)
        return writer.text
    }

    /// The elements that will be shown, in order.
    private func collect(_ dim: Int, _ offset: Int, _ edge: Int?, into shown: inout [Scalar]) {
        if dim == rank { return shown.append(scalar(atOffset: offset)) }
        for i in shownIndices(dim, edge) { collect(dim + 1, offset + i * strides[dim], edge, into: &shown) }
    }

    fileprivate func shownIndices(_ dim: Int, _ edge: Int?) -> [Int] {
        let size = shape[dim]
        // Dividing, not doubling: an edge may be any number.
        guard let edge = edge.map({ max($0, 0) }), edge < size - size / 2 else { return Array(0..<size) }
        return Array(0..<edge) + Array((size - edge)..<size)
    }

    private static func appendSuffixes(_ body: String, _ suffixes: [String], indent: Int, options: PrintOptions) -> String {
        var text = body
        let utf8 = body.utf8
        let lastLine = utf8.lastIndex(of: 10).map { utf8.distance(from: $0, to: utf8.endIndex) } ?? utf8.count + 1
        // PyTorch counts one character too many; so do the places where it wraps.
        var length = lastLine + 1
        for suffix in suffixes {
            let size = suffix.count
            if length + size + 2 > options.lineWidth {
                text += ",\n" + String(repeating: " ", count: indent) + suffix
                length = indent + size
            } else {
                text += ", " + suffix
                length += size + 2
            }
        }
        return text + ")"
    }
}

/// How one number of a tensor is written, from all the numbers that are.
private struct Layout {
    var width = 1
    var integral = true
    var scientific = false
    let precision: Int

    init(_ shown: [Scalar], _ options: PrintOptions) {
        // Beyond 1,100 digits a double has only zeros.
        precision = min(max(options.precision, 0), 1100)
        var smallest = Double.infinity, largest = 0.0
        var numbers: [Double] = []
        for value in shown {
            guard case .float(let number) = value else {
                width = max(width, text(value).utf8.count)
                continue
            }
            guard number.isFinite && number != 0 else { continue }
            numbers.append(number)
            smallest = min(smallest, abs(number))
            largest = max(largest, abs(number))
            if number != number.rounded(.up) { integral = false }
        }
        guard !numbers.isEmpty else { return }
        scientific = options.sciMode ?? (largest / smallest > 1000 || largest > 1e8 || smallest < 1e-4)
        for number in numbers { width = max(width, text(.float(number)).utf8.count) }
    }

    func text(_ value: Scalar) -> String {
        switch value {
        case .bool(let value): return value ? "True" : "False"
        case .int(let value): return String(value)
        case .float(let value):
            if value.isNaN { return "nan" }
            if value.isInfinite { return value < 0 ? "-inf" : "inf" }
            if scientific { return formatted(value, "%.*e", precision) }
            return integral ? formatted(value, "%.0f", -1) + "." : formatted(value, "%.*f", precision)
        }
    }

    func padded(_ value: Scalar) -> String {
        let text = text(value)
        let missing = width - text.utf8.count
        return missing > 0 ? String(repeating: " ", count: missing) + text : text
    }
}

private struct Writer {
    let array: NDArray
    let layout: Layout
    let options: PrintOptions
    let summarize: Bool
    var text = ""

    init(array: NDArray, layout: Layout, options: PrintOptions, summarize: Bool) {
        self.array = array
        self.layout = layout
        self.options = options
        self.summarize = summarize
    }

    mutating func write(_ dim: Int, _ offset: Int, _ indent: Int) {
        let left = array.rank - dim
        if left == 0 {
            text += layout.padded(array.scalar(atOffset: offset))
        } else if left == 1 {
            writeVector(dim, offset, indent)
        } else {
            let indices = array.shownIndices(dim, summarize ? options.edgeItems : nil)
            let skipAfter = indices.count < array.shape[dim] ? indices.count / 2 : -1
            let separator = "," + String(repeating: "\n", count: left - 1) + String(repeating: " ", count: indent + 1)
            text += "["
            for (k, i) in indices.enumerated() {
                if k == skipAfter { text += (k > 0 ? separator : "") + "..." }
                if k > 0 || k == skipAfter { text += separator }
                write(dim + 1, offset + i * array.strides[dim], indent + 1)
            }
            if indices.isEmpty { text += "..." }
            text += "]"
        }
    }

    private mutating func writeVector(_ dim: Int, _ offset: Int, _ indent: Int) {
        var items: [String]
        if summarize && options.edgeItems == 0 {
            items = ["..."]
        } else {
            let indices = array.shownIndices(dim, summarize ? options.edgeItems : nil)
            items = indices.map { layout.padded(array.scalar(atOffset: offset + $0 * array.strides[dim])) }
            if indices.count < array.shape[dim] { items.insert(" ...", at: indices.count / 2) }
        }
        let perLine = max(1, (options.lineWidth &- indent) / (layout.width + 2))
        text += "["
        for (k, item) in items.enumerated() {
            if k > 0 { text += k % perLine == 0 ? ",\n" + String(repeating: " ", count: indent + 1) : ", " }
            text += item
        }
        text += "]"
    }
}
