/// Goes along the references that containers hold: first to count those that come from containers, then to find what can be
/// reached from the outside.
public final class ReferenceWalk {
    /// One number for each object's place: 0 where no container lies; else twice as much as one more than the references to it that have not been met,
    /// and one more once it has been reached.
    private let marks: UnsafeMutablePointer<Int32>
    private let heap: ObjectHeap
    private var isCounting = true
    /// Reached, but not yet gone on from.
    private var pending: [UnsafeRawPointer] = []

    private static let reached: Int32 = 1
    /// Of a container that only containers refer to.
    private static let unreferenced: Int32 = 2
    /// Every object takes as much at least, so that no two share a place.
    private static let grain = 5

    /// nil: there is no memory for the marks.
    init?(_ heap: ObjectHeap) {
        self.heap = heap
        // Pages that nobody writes to take no memory.
        guard let memory = ObjectHeap.zeroed(ReferenceWalk.bytes(for: heap)) else { return nil }
        marks = memory.assumingMemoryBound(to: Int32.self)
    }
    deinit { ObjectHeap.release(marks, ReferenceWalk.bytes(for: heap)) }
    private static func bytes(for heap: ObjectHeap) -> Int { heap.size >> grain * MemoryLayout<Int32>.stride }

    // MARK: What containers call

    /// Values in a row, each of which keeps its object.
    @inline(__always)
    public func meet(_ values: UnsafeMutablePointer<Value>, _ count: Int) {
        var index = 0
        while index < count {
            if (values + index).isObject { meet((values + index).address) }
            index &+= 1
        }
    }
    @inline(__always)
    public func meet(_ value: Value) { if case .object(let object) = value { meet(object) } }
    @inline(__always)
    public func meet(_ object: Object?) {
        if let object { meet(UnsafeRawPointer(Unmanaged.passUnretained(object).toOpaque())) }
    }
    /// The object at an address.
    @inline(__always)
    public func meet(_ object: UnsafeRawPointer) {
        let distance = object - heap.start
        if UInt(bitPattern: distance) >= UInt(bitPattern: heap.size) { return }
        let mark = marks + distance >> ReferenceWalk.grain
        let old = mark.pointee
        if old == 0 { return }
        if isCounting {
            mark.pointee = old &- 2
        } else if old & ReferenceWalk.reached == 0 {
            mark.pointee = old | ReferenceWalk.reached
            pending.append(object)
        }
    }

    // MARK: The three parts of the walk

    /// Notes how many references each container has.
    func note(_ containers: UnsafeMutableBufferPointer<UnsafeRawPointer>) {
        for container in containers {
            // Twice as many cannot be met.
            if let count = ReferenceCount.inObject(at: container) { mark(of: container).pointee = Int32(min(count, 1 << 28) + 1) << 1 }
        }
    }
    /// Takes away the references that containers hold, and marks what is reached from those that somebody else refers to.
    func mark(_ containers: UnsafeMutableBufferPointer<UnsafeRawPointer>) {
        for container in containers where mark(of: container).pointee != 0 { go(from: container) }
        isCounting = false
        for container in containers {
            if mark(of: container).pointee == ReferenceWalk.unreferenced { continue }
            meet(container)
            while let next = pending.popLast() { go(from: next) }
        }
    }
    /// Puts what has not been reached to the front, each with one reference more, for the caller to give back.
    /// - Returns: how many that is.
    func keepUnreached(_ containers: UnsafeMutableBufferPointer<UnsafeRawPointer>) -> Int {
        var count = 0
        for container in containers where mark(of: container).pointee == ReferenceWalk.unreferenced {
            ReferenceCount.retain(Int(bitPattern: container))
            containers[count] = container
            count += 1
        }
        return count
    }
    @inline(__always)
    private func mark(of object: UnsafeRawPointer) -> UnsafeMutablePointer<Int32> { marks + (object - heap.start) >> ReferenceWalk.grain }
    @inline(__always)
    private func go(from object: UnsafeRawPointer) { Unmanaged<Object>.fromOpaque(object)._withUnsafeGuaranteedRef { $0.walkReferences(self) } }
}
