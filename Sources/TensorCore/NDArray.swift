import CKernels

/// A strided view of a buffer: numbers and where they lie, nothing else.
package struct NDArray {
    package internal(set) var storage: Storage
    package var layout: ArrayLayout
    /// Where the first element lies, in elements.
    package var offset: Int
    package let dtype: DType

    @inlinable package init(storage: Storage, offset: Int, layout: ArrayLayout, dtype: DType) {
        self.storage = storage
        self.layout = layout
        self.offset = offset
        self.dtype = dtype
    }
    @inlinable package init(storage: Storage, offset: Int, shape: Dims, strides: Dims, dtype: DType) {
        self.init(storage: storage, offset: offset, layout: ArrayLayout(shape, strides), dtype: dtype)
    }

    /// Uninitialised, row-major. The one place where sizes become bytes.
    package init(empty shape: Dims, dtype: DType) throws {
        guard let count = shape.checkedProduct else { throw NDArray.sizeOverflow(shape) }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: dtype.itemSize)
        if overflow { throw NDArray.sizeOverflow(shape) }
        storage = try Storage(byteCount: bytes)
        layout = ArrayLayout.contiguous(shape)
        offset = 0
        self.dtype = dtype
    }
    /// The same, of the sizes of an array that exists.
    @inline(__always) init(emptyLike array: borrowing NDArray, _ dtype: DType) throws {
        guard array.isContiguous, array.count <= 1 << 40 else {
            self = try NDArray(empty: array.shape, dtype: dtype)
            return
        }
        storage = try Storage(byteCount: array.count &* dtype.itemSize)
        layout = array.layout
        offset = 0
        self.dtype = dtype
    }

    /// Sizes; a new value makes a new layout.
    package var shape: Dims {
        // Most callers want one number of it.
        @inline(__always) @inlinable get { layout.shape }
        @inlinable set { layout = ArrayLayout(newValue, layout.strides) }
    }
    /// In elements; never negative.
    package var strides: Dims {
        @inline(__always) @inlinable get { layout.strides }
        @inlinable set { layout = ArrayLayout(layout.shape, newValue) }
    }
    package mutating func setLayout(_ shape: Dims, _ strides: Dims) { layout = ArrayLayout(shape, strides) }

    /// - Throws: PyTorch's refusal when so many elements could not be brought together.
    func checkRoom(for count: Int) throws {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: dtype.itemSize)
        if overflow { throw NDArray.sizeOverflow([count]) }
        try Storage.check(bytes)
    }
    private static func sizeOverflow(_ shape: Dims) -> TensorError {
        .runtime("Storage size calculation overflowed with sizes=\(shape)")
    }

    @inlinable package var rank: Int { layout.shape.count }
    @inlinable package var count: Int { layout.count }

    /// Row-major without gaps; dimensions of size 1 may have any stride.
    @inlinable package var isContiguous: Bool { layout.isContiguous }

    /// Whether this array is one element that is stretched to the other's shape.
    @inline(__always) func isUniform(over other: borrowing NDArray) -> Bool {
        layout.isUniform && (layout.count == 1 ? rank <= other.rank : layout.shape == other.layout.shape)
    }

    /// Whether elements of both arrays correspond one by one in memory.
    @inline(__always) func isLaidOut(like other: borrowing NDArray) -> Bool {
        layout === other.layout || (layout.shape == other.layout.shape && layout.strides == other.layout.strides)
    }

    /// The first element.
    @inlinable package var pointer: UnsafeMutableRawPointer { storage.pointer + offset &* dtype.itemSize }

    /// The first element as `T`; the caller has looked at `dtype`.
    @inlinable package func pointer<T>(as type: T.Type) -> UnsafeMutablePointer<T> {
        pointer.assumingMemoryBound(to: type)
    }

    /// Negative dimensions count from the end.
    package func wrap(dim: Int) throws -> Int { try NDArray.wrap(dim: dim, rank: rank) }

    package static func wrap(dim: Int, rank: Int) throws -> Int {
        // A 0-d tensor has one dimension for this purpose.
        let limit = max(rank, 1)
        guard dim >= -limit && dim < limit else {
            throw TensorError.index(
                "Dimension out of range (expected to be in range of [\(-limit), \(limit - 1)], but got \(dim))")
        }
        return dim < 0 ? dim + limit : dim
    }
}

// MARK: - Single elements

extension NDArray {
    /// The element at a distance from the first, in elements of the buffer.
    package func scalar(atOffset distance: Int) -> Scalar {
        let p = pointer + distance * dtype.itemSize
        switch dtype {
        case .float32: return .float(Double(p.load(as: Float.self)))
        case .float64: return .float(p.load(as: Double.self))
        case .float16, .bfloat16:
            var value = 0.0
            nbs_cast(dtype.c, DType.float64.c, 1, p, 1, &value, 1)
            return .float(value)
        case .int8: return .int(Int(p.load(as: Int8.self)))
        case .uint8: return .int(Int(p.load(as: UInt8.self)))
        case .int16: return .int(Int(p.load(as: Int16.self)))
        case .int32: return .int(Int(p.load(as: Int32.self)))
        case .int64: return .int(p.load(as: Int.self))
        case .bool: return .bool(p.load(as: UInt8.self) != 0)
        }
    }

    /// The element at an index for each dimension; the caller has checked them.
    package func scalar(at index: [Int]) -> Scalar {
        var distance = 0
        for (i, value) in index.enumerated() { distance += value * strides[i] }
        return scalar(atOffset: distance)
    }

    /// `tensor.item()`.
    package func item() throws -> Scalar {
        let count = count
        guard count == 1 else {
            throw TensorError.runtime("a Tensor with \(count) elements cannot be converted to Scalar")
        }
        return scalar(atOffset: 0)
    }

    /// Writes one element, converted to the dtype.
    package func store(_ value: Scalar, atOffset distance: Int = 0) {
        let p = pointer + distance * dtype.itemSize
        switch value {
        case .int(var value): nbs_cast(DType.int64.c, dtype.c, 1, &value, 1, p, 1)
        case .float(var value): nbs_cast(DType.float64.c, dtype.c, 1, &value, 1, p, 1)
        case .bool(let value):
            var byte: UInt8 = value ? 1 : 0
            nbs_cast(DType.bool.c, dtype.c, 1, &byte, 1, p, 1)
        }
    }

    /// All elements in row-major order.
    package func doubles() throws -> [Double] {
        let source = try contiguous(as: .float64)
        return Array(UnsafeBufferPointer(start: source.pointer(as: Double.self), count: source.count))
    }
    package func ints() throws -> [Int] {
        let source = try contiguous(as: .int64)
        return Array(UnsafeBufferPointer(start: source.pointer(as: Int.self), count: source.count))
    }
    package func scalars() throws -> [Scalar] {
        let source = try contiguous()
        return (0..<source.count).map { source.scalar(atOffset: $0) }
    }
}

extension DType {
    @inline(__always) var c: nbs_dtype { nbs_dtype(rawValue: rawValue) }
}
