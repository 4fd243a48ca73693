/// Frees chains of objects without recursion: a list in a list in a list … a million deep.
///
/// A container that goes away hands over its contents here. The first few levels are freed at once; what lies deeper
/// waits until they are done.
enum Trash {
    // Used by the evaluator's thread.
    nonisolated(unsafe) private static var depth = 0
    // The same.
    nonisolated(unsafe) private static var waiting: [Any] = []
    /// `waiting` is not empty. Known without looking: that is made when it is first asked for, and asking whether it has been takes a call.
    // The same.
    nonisolated(unsafe) private static var isWaiting = false

    @inline(__always)
    static func free<Contents>(_ contents: consuming Contents) {
        if depth >= 50 {
            wait(contents)
            return
        }
        depth += 1
        drop(contents)
        depth -= 1
        if depth == 0, isWaiting { drain() }
    }
    /// The same for storage of our own, which `release` empties and frees.
    @inline(__always)
    static func free<Element>(_ storage: UnsafeMutablePointer<Element>, _ count: Int, _ release: @escaping (UnsafeMutablePointer<Element>, Int) -> Void) {
        if depth >= 50 {
            wait(Deferred { release(storage, count) })
            return
        }
        depth += 1
        release(storage, count)
        depth -= 1
        if depth == 0, isWaiting { drain() }
    }
    /// The same for values in a row, whose memory is somebody else's.
    @inline(never)
    static func empty(_ values: UnsafeMutablePointer<Value>, _ count: Int) {
        if depth >= 50 {
            wait(
                [Value](unsafeUninitializedCapacity: count) { buffer, filled in
                    // There is one value at least.
                    RawStorage.move(values, count, to: buffer.baseAddress.unsafelyUnwrapped)
                    filled = count
                })
            return
        }
        depth += 1
        for index in 0..<count { (values + index).drop() }
        depth -= 1
        if depth == 0, isWaiting { drain() }
    }
    /// Does something when it goes away.
    private final class Deferred {
        private let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
        deinit { body() }
    }
    @inline(never)
    private static func drop<Contents>(_ contents: consuming Contents) { _ = consume contents }
    @inline(never)
    private static func wait(_ contents: Any) {
        waiting.append(contents)
        isWaiting = true
    }
    private static func drain() {
        depth += 1
        while !waiting.isEmpty { drop(waiting.removeLast()) }
        isWaiting = false
        depth -= 1
    }
}

extension RangeReplaceableCollection {
    /// The elements, leaving nothing behind.
    @inline(__always)
    mutating func taken() -> Self {
        var result = Self()
        swap(&self, &result)
        return result
    }
}
