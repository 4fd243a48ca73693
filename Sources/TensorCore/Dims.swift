/// Sizes or strides, at most eight of them, stored in place: shapes are made on every operation and must not allocate.
package struct Dims: Sendable {
    package static let capacity = 8
    @usableFromInline package var items: InlineArray<8, Int>
    package private(set) var count: Int

    @inlinable package init() {
        items = InlineArray(repeating: 0)
        count = 0
    }

    @inlinable package init(repeating value: Int, count: Int) {
        precondition(count <= Dims.capacity)
        items = InlineArray(repeating: value)
        self.count = count
    }

    @inlinable package init(_ only: Int) {
        self.init()
        append(only)
    }
    @inlinable package init(_ first: Int, _ second: Int) {
        self.init()
        append(first)
        append(second)
    }

    /// For lists of the program's own; lists of users go through `init(checking:)`.
    package init(_ values: some Collection<Int>) {
        self.init()
        for value in values { append(value) }
    }

    /// For lists that a user wrote: refuses more than eight.
    package init(checking values: some Collection<Int>) throws {
        guard values.count <= Dims.capacity else { throw Dims.tooMany(values.count) }
        self.init(values)
    }

    package static func tooMany(_ count: Int) -> TensorError {
        .runtime("nbs tensors have at most \(capacity) dimensions, but got \(count)")
    }

    @inlinable package subscript(index: Int) -> Int {
        get { items[index] }
        set { items[index] = newValue }
    }
    @inlinable package var isEmpty: Bool { count == 0 }
    @inlinable package var last: Int? { count == 0 ? nil : items[count - 1] }
    package var isFull: Bool { count == Dims.capacity }

    @inlinable package mutating func append(_ value: Int) {
        items[count] = value
        count += 1
    }

    package mutating func insert(_ value: Int, at index: Int) {
        var i = count
        count += 1
        while i > index {
            items[i] = items[i - 1]
            i -= 1
        }
        items[index] = value
    }

    @discardableResult package mutating func remove(at index: Int) -> Int {
        let removed = items[index]
        for i in index..<(count - 1) { items[i] = items[i + 1] }
        count -= 1
        return removed
    }

    package mutating func removeLast() { count -= 1 }
    package mutating func swapAt(_ i: Int, _ j: Int) { (self[i], self[j]) = (self[j], self[i]) }

    /// The number of elements; wraps for impossible sizes, which `checkedProduct` refuses where they come in.
    @inlinable package var product: Int {
        var result = 1
        for i in 0..<count { result = result &* items[i] }
        return result
    }

    /// nil when the number of elements does not fit; 0 wins over an overflow.
    package var checkedProduct: Int? {
        var result = 1
        var overflowed = false
        for i in 0..<count {
            if items[i] == 0 { return 0 }
            let (value, overflow) = result.multipliedReportingOverflow(by: items[i])
            overflowed = overflowed || overflow
            result = value
        }
        return overflowed ? nil : result
    }

    /// The strides of a row-major tensor of these sizes.
    @inlinable package var contiguousStrides: Dims {
        var strides = self
        var step = 1
        var i = count - 1
        while i >= 0 {
            strides.items[i] = step
            step = step &* Swift.max(items[i], 1)
            i -= 1
        }
        return strides
    }

    /// Whether a row-major tensor of these sizes has strides that do not fit, as one without elements can.
    package var stridesOverflow: Bool {
        var step = 1
        for i in stride(from: count - 1, to: 0, by: -1) {
            let (next, overflow) = step.multipliedReportingOverflow(by: Swift.max(items[i], 1))
            if overflow { return true }
            step = next
        }
        return false
    }

    package var array: [Int] { (0..<count).map { items[$0] } }
}

extension Dims: Equatable {
    @inlinable package static func == (a: Dims, b: Dims) -> Bool {
        if a.count != b.count { return false }
        for i in 0..<a.count where a.items[i] != b.items[i] { return false }
        return true
    }
}

extension Dims: ExpressibleByArrayLiteral, CustomStringConvertible {
    package init(arrayLiteral values: Int...) { self.init(values) }
    /// `[2, 3]`, as error messages write sizes.
    package var description: String { "[" + array.map(String.init).joined(separator: ", ") + "]" }
}

extension Dims: RandomAccessCollection {
    @inlinable package var startIndex: Int { 0 }
    @inlinable package var endIndex: Int { count }
}
