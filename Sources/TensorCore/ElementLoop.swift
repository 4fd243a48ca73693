/// The one walk over strided operands of a common shape: dimensions that lie one after the other in all operands are
/// merged, the innermost run is handed to a kernel.
struct ElementLoop {
    /// Sizes, innermost last, merged.
    private(set) var sizes = Dims()
    private(set) var operandCount: Int
    /// Strides in elements by operand and dimension.
    private var strides: InlineArray<4, Dims>
    private var pointers: InlineArray<4, UnsafeMutableRawPointer>
    private var itemSizes: InlineArray<4, Int>

    /// Operands have `shape` or are broadcast to it by `NDArray.strides(broadcastTo:)`.
    init(_ shape: Dims, _ operands: (NDArray, Dims)...) {
        self.init(shape, operands)
    }

    private init(_ shape: Dims, _ operands: [(NDArray, Dims)]) {
        operandCount = operands.count
        strides = InlineArray(repeating: Dims())
        pointers = InlineArray(repeating: operands[0].0.pointer)
        itemSizes = InlineArray(repeating: 1)
        for (k, operand) in operands.enumerated() {
            pointers[k] = operand.0.pointer
            itemSizes[k] = operand.0.dtype.itemSize
        }
        // The order of the walk is free: follow the first operand's strides, largest outside.
        var order = (0..<shape.count).filter { shape[$0] != 1 }
        let lead = operands[0].1
        order.sort { lead[$0] != lead[$1] ? lead[$0] > lead[$1] : $0 < $1 }
        for dim in order {
            if let size = sizes.last, operands.indices.allSatisfy({ k in
                strides[k].last == operands[k].1[dim] &* shape[dim]
            }) {
                sizes[sizes.count - 1] = size &* shape[dim]
                for k in 0..<operandCount { strides[k][sizes.count - 1] = operands[k].1[dim] }
            } else {
                sizes.append(shape[dim])
                for k in 0..<operandCount { strides[k].append(operands[k].1[dim]) }
            }
        }
        if sizes.isEmpty {
            sizes.append(1)
            for k in 0..<operandCount { strides[k].append(1) }
        }
    }

    /// The stride of an operand inside one run.
    func innerStride(_ operand: Int) -> Int { strides[operand][sizes.count - 1] }

    /// Calls `body(length, pointers)` for every innermost run.
    func run(_ body: (Int, borrowing InlineArray<4, UnsafeMutableRawPointer>) throws -> Void) rethrows {
        if sizes.product == 0 { return }
        let inner = sizes.count - 1
        let length = sizes[inner]
        if inner == 0 { return try body(length, pointers) }
        var current = pointers
        var index = Dims(repeating: 0, count: inner)
        while true {
            try body(length, current)
            var dim = inner - 1
            while true {
                index[dim] += 1
                for k in 0..<operandCount { current[k] += strides[k][dim] &* itemSizes[k] }
                if index[dim] < sizes[dim] { break }
                for k in 0..<operandCount { current[k] -= strides[k][dim] &* itemSizes[k] &* sizes[dim] }
                index[dim] = 0
                dim -= 1
                if dim < 0 { return }
            }
        }
    }
}
