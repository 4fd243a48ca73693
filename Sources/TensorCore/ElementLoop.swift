import CKernels

/// The one walk over strided operands of a common shape: dimensions that lie one after the other in all operands are
/// merged, the innermost run is handed to a kernel. Nothing here allocates.
struct ElementLoop {
    /// Sizes, innermost last, merged.
    private(set) var sizes = Dims()
    private let operandCount: Int
    /// Strides in elements by operand and dimension.
    private var strides = InlineArray<4, Dims>(repeating: Dims())
    private var pointers: InlineArray<4, UnsafeMutableRawPointer>
    private var itemSizes = InlineArray<4, Int>(repeating: 1)

    typealias Operand = (array: NDArray, strides: Dims)

    /// Operands have `shape` or are broadcast to it by `NDArray.strides(broadcastTo:)`.
    init(_ shape: Dims, _ a: Operand) {
        operandCount = 1
        pointers = InlineArray(repeating: a.array.pointer)
        itemSizes[0] = a.array.dtype.itemSize
        strides[0] = a.strides
        merge(shape)
    }

    init(_ shape: Dims, _ a: Operand, _ b: Operand) {
        operandCount = 2
        pointers = InlineArray(repeating: a.array.pointer)
        set(0, a)
        set(1, b)
        merge(shape)
    }

    /// `inOrder`: dimensions stay in the order they have, whatever the first operand's strides.
    init(_ shape: Dims, _ a: Operand, _ b: Operand, _ c: Operand, inOrder: Bool = false) {
        operandCount = 3
        pointers = InlineArray(repeating: a.array.pointer)
        set(0, a)
        set(1, b)
        set(2, c)
        merge(shape, inOrder: inOrder)
    }

    init(_ shape: Dims, _ a: Operand, _ b: Operand, _ c: Operand, _ d: Operand) {
        operandCount = 4
        pointers = InlineArray(repeating: a.array.pointer)
        set(0, a)
        set(1, b)
        set(2, c)
        set(3, d)
        merge(shape)
    }

    private mutating func set(_ k: Int, _ operand: Operand) {
        pointers[k] = operand.array.pointer
        itemSizes[k] = operand.array.dtype.itemSize
        strides[k] = operand.strides
    }

    /// Puts dimensions in the order of the first operand's strides, largest outside, and joins neighbours.
    private mutating func merge(_ shape: Dims, inOrder: Bool = false) {
        // Without gaps in every operand (the usual case) there is one run.
        var order = Dims()
        for dim in 0..<shape.count where shape[dim] != 1 {
            var place = order.count
            while place > 0 && !inOrder && strides[0][order[place - 1]] < strides[0][dim] { place -= 1 }
            order.insert(dim, at: place)
        }
        let given = strides
        for k in 0..<operandCount { strides[k] = Dims() }
        for i in 0..<order.count {
            let dim = order[i], last = sizes.count - 1
            var joins = last >= 0
            if joins {
                for k in 0..<operandCount where strides[k][last] != given[k][dim] &* shape[dim] {
                    joins = false
                    break
                }
            }
            if joins {
                sizes[last] = sizes[last] &* shape[dim]
                for k in 0..<operandCount { strides[k][last] = given[k][dim] }
            } else {
                sizes.append(shape[dim])
                for k in 0..<operandCount { strides[k].append(given[k][dim]) }
            }
        }
        if sizes.isEmpty {
            sizes.append(1)
            for k in 0..<operandCount { strides[k].append(1) }
        }
    }

    /// The stride of an operand inside one run.
    func innerStride(_ operand: Int) -> Int { strides[operand][sizes.count - 1] }

    /// The stride of an operand from one run to the next; nil when there is but one.
    func outerStride(_ operand: Int) -> Int? { sizes.count > 1 ? strides[operand][sizes.count - 2] : nil }

    /// Calls `body(runs, length, pointers)` for every plane of the two innermost dimensions, of which there are two.
    func runPlanes(_ body: (Int, Int, borrowing InlineArray<4, UnsafeMutableRawPointer>) throws -> Void) rethrows {
        let length = sizes[sizes.count - 1]
        // Without elements, there may be any number of planes.
        if length == 0 { return }
        var planes = self
        planes.sizes.removeLast()
        try planes.run { runs, at in try body(runs, length, at) }
    }

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

    /// Whether one call of a kernel does it all.
    var isOneRun: Bool { sizes.count == 1 }

    /// Calls `body` with the loop as the kernels of nbs_walk.h know it, for two dimensions or more; `number`, if given, is one more operand, the same
    /// everywhere: the last, or the one in this place.
    func walk(number: UnsafeRawPointer? = nil, place numberPlace: Int? = nil, _ body: (UnsafePointer<nbs_walk>) -> Void) {
        let rank = sizes.count, count = operandCount + (number == nil ? 0 : 1)
        withUnsafeTemporaryAllocation(of: Int.self, capacity: rank + count * rank + count) { numbers in
            withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<CChar>?.self, capacity: count) { places in
                for dim in 0..<rank { numbers[dim] = sizes[dim] }
                var from = 0
                for k in 0..<count {
                    let isNumber = number != nil && k == numberPlace ?? count - 1
                    for dim in 0..<rank { numbers[rank + k * rank + dim] = isNumber ? 0 : strides[from][dim] }
                    // The number is only read.
                    let place = isNumber ? number.map(UnsafeMutableRawPointer.init(mutating:)) : pointers[from]
                    places[k] = place?.assumingMemoryBound(to: CChar.self)
                    numbers[rank + count * rank + k] = itemSizes[from]
                    if !isNumber, from < operandCount - 1 { from += 1 }
                }
                // Both have elements.
                let base = numbers.baseAddress!
                var c = nbs_walk()
                c.rank = Int32(rank)
                c.operands = Int32(count)
                c.sizes = UnsafePointer(base)
                c.strides = UnsafePointer(base + rank)
                c.at = UnsafePointer(places.baseAddress!)
                c.items = UnsafePointer(base + rank + count * rank)
                body(&c)
            }
        }
    }
}
