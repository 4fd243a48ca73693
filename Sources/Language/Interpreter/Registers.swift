import ObjectModel

// What the machine does with registers beyond looking at them and copying them (ObjectModel's `ValuePlaces`).

extension UnsafeMutablePointer where Pointee == Value {
    /// The function here, with a reference of its own.
    @inline(__always) var retainedFunction: Unmanaged<Function> {
        ReferenceCount.retain(int)
        return object(as: Function.self)
    }
    /// The same for an object.
    @inline(__always) var retainedObject: Unmanaged<Object> {
        ReferenceCount.retain(int)
        return object
    }
    /// The function here, and its reference; the register is unbound then.
    @inline(__always) func takenFunction() -> Unmanaged<Function> {
        let function = object(as: Function.self)
        forget()
        return function
    }
}

extension SequenceObject {
    /// Takes over what a register holds; it is unbound then.
    @inline(__always) func append(taking register: UnsafeMutablePointer<Value>) {
        if count == capacity { grow() }
        (elements + count).move(register)
        count &+= 1
    }
    @inline(__always) func append(copying register: UnsafeMutablePointer<Value>) {
        if count == capacity { grow() }
        (elements + count).initialize(register)
        count &+= 1
    }
}

extension UnsafeRawPointer {
    /// The class of the object here, as a number to compare.
    @inline(__always) var classAddress: UnsafeRawPointer { assumingMemoryBound(to: UnsafeRawPointer.self).pointee }
    @inline(__always) static func ofClass(_ type: AnyClass) -> UnsafeRawPointer { unsafeBitCast(type, to: UnsafeRawPointer.self) }
}
