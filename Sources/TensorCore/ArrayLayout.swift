/// Sizes and strides, with what follows from them. Arrays share it: an operation's result usually has an operand's
/// layout, so an array is four words instead of twenty and most operations make no new one.
package final class ArrayLayout {
    @usableFromInline package let shape: Dims
    /// In elements; negative only inside kernels that read backwards.
    @usableFromInline package let strides: Dims
    /// The number of elements; wraps for impossible sizes, which `Dims.checkedProduct` refuses where they come in.
    @usableFromInline package let count: Int
    /// Row-major without gaps; dimensions of size 1 may have any stride.
    @usableFromInline package let isContiguous: Bool
    /// One element seen everywhere: a 0-d array, or one that `expand` made of it.
    @usableFromInline package let isUniform: Bool

    /// Of a matrix with rows and columns exchanged; made when first asked for, as every layer asks at every step.
    private var exchanged: ArrayLayout?
    package var transposed: ArrayLayout {
        if let exchanged { return exchanged }
        let made = ArrayLayout(Dims(shape[1], shape[0]), Dims(strides[1], strides[0]))
        exchanged = made
        return made
    }

    /// Of one element that is seen in all places; the derivative of every sum asks for it.
    private var uniform: ArrayLayout?
    package var stretched: ArrayLayout {
        if let uniform { return uniform }
        let made = ArrayLayout(shape, Dims(repeating: 0, count: shape.count))
        uniform = made
        return made
    }

    package init(_ shape: Dims, _ strides: Dims) {
        self.shape = shape
        self.strides = strides
        count = shape.product
        isContiguous = ArrayLayout.isContiguous(shape, strides)
        isUniform = ArrayLayout.isUniform(shape, strides)
    }

    private static func isContiguous(_ shape: Dims, _ strides: Dims) -> Bool {
        var step = 1
        var i = shape.count - 1
        while i >= 0 {
            let size = shape[i]
            if size == 0 { return true }
            if size != 1 {
                if strides[i] != step { return false }
                step &*= size
            }
            i -= 1
        }
        return true
    }

    private static func isUniform(_ shape: Dims, _ strides: Dims) -> Bool {
        for i in 0..<shape.count where shape[i] != 1 && strides[i] != 0 { return false }
        return true
    }

    // MARK: Row-major layouts

    /// Of a 0-d array.
    // Engine state: one thread runs the engine.
    nonisolated(unsafe) package static let scalar = ArrayLayout(Dims(), Dims())

    private static let slots = 512
    /// The row-major layouts made last, by a hash of their sizes: training makes the same shapes over and over.
    // Engine state: one thread runs the engine.
    nonisolated(unsafe) private static let recent: UnsafeMutablePointer<ArrayLayout?> = {
        let table = UnsafeMutablePointer<ArrayLayout?>.allocate(capacity: slots)
        table.initialize(repeating: nil, count: slots)
        return table
    }()

    /// The row-major layout of these sizes.
    package static func contiguous(_ shape: Dims) -> ArrayLayout {
        if shape.count == 0 { return scalar }
        var hash = shape.count
        for i in 0..<shape.count { hash = hash &* 31 &+ shape[i] }
        let slot = recent + (hash ^ (hash >> 9)) & (slots - 1)
        if let known = slot.pointee, known.shape == shape { return known }
        let made = ArrayLayout(shape, shape.contiguousStrides)
        slot.pointee = made
        return made
    }
}
