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

// Spelled in small steps, which the optimizer folds into the machine's loop.
extension Unmanaged where Instance: SequenceObject {
    /// Takes over what a register holds; it is unbound then.
    @inline(__always) func append(taking register: UnsafeMutablePointer<Value>) { newPlace().move(register) }
    @inline(__always) func append(copying register: UnsafeMutablePointer<Value>) { newPlace().initialize(register) }
    @inline(__always) private func newPlace() -> UnsafeMutablePointer<Value> {
        let count = borrowed { $0.count }
        if count == borrowed({ $0.capacity }) { borrowed { $0.grow() } }
        borrowed { $0.count = count &+ 1 }
        return borrowed { $0.elements } + count
    }
}

extension UnsafeRawPointer {
    /// The class of the object here, as a number to compare.
    @inline(__always) var classAddress: UnsafeRawPointer { assumingMemoryBound(to: UnsafeRawPointer.self).pointee }
    @inline(__always) static func ofClass(_ type: AnyClass) -> UnsafeRawPointer { unsafeBitCast(type, to: UnsafeRawPointer.self) }
}
