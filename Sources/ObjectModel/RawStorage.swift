#if canImport(Glibc)
    import Glibc
#endif

extension UnsafePointer where Pointee == Value {
    // A value's first word is its payload, the lowest byte of the second its case: the machine checks that at its start.
    @inline(__always) var payloadWord: Int { UnsafeRawPointer(self).load(as: Int.self) }
    @inline(__always) var tagByte: UInt8 { UnsafeRawPointer(self).load(fromByteOffset: 8, as: UInt8.self) }
    @inline(__always) var isInt: Bool { tagByte == 1 }
    @inline(__always) var isObject: Bool { tagByte == 3 }
    /// The object, where `isObject`, without counting a reference.
    @inline(__always) var object: Unmanaged<Object> { .fromOpaque(UnsafeRawPointer(bitPattern: payloadWord).unsafelyUnwrapped) }
}

/// Storage of containers, from C's allocator itself: `UnsafeMutablePointer.allocate` asks it for an alignment that it gives
/// anyway, which takes twice as long.
enum RawStorage {
    @inline(__always)
    static func allocate<Element>(_ count: Int, of _: Element.Type) -> UnsafeMutablePointer<Element> {
        guard let memory = malloc(count &* MemoryLayout<Element>.stride) else { fatalError("out of memory") }
        return memory.bindMemory(to: Element.self, capacity: count)
    }
    @inline(__always)
    static func free<Element>(_ storage: UnsafeMutablePointer<Element>) { Glibc.free(storage) }
    /// More room, wherever it is; what lay there has moved along.
    @inline(__always)
    static func resize<Element>(_ storage: UnsafeMutablePointer<Element>, _ count: Int) -> UnsafeMutablePointer<Element> {
        guard let memory = realloc(storage, count &* MemoryLayout<Element>.stride) else { fatalError("out of memory") }
        return memory.bindMemory(to: Element.self, capacity: count)
    }
    /// Moves a few values; asking the runtime to do so costs more than moving them.
    @inline(__always)
    static func move(_ values: UnsafeMutablePointer<Value>, _ count: Int, to target: UnsafeMutablePointer<Value>) {
        var index = 0
        while index < count {
            (target + index).moveInitialize(from: values + index, count: 1)
            index &+= 1
        }
    }
}
