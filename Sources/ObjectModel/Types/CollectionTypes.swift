/// `copy` of the containers of `collections`: an instance of a class of the program's gives another of that class.
enum SameClassCopy {
    /// - Parameter arguments: what the class is called with, beginning with the copy.
    static func method(_ arguments: @escaping (Value, Object) throws -> Value, more: ((Object) -> [Value])? = nil, prefix: ((Object) -> [Value])? = nil) -> NativeFunction {
        NativeFunction("copy", "self, /", summary: "A new one with the same elements.", isMethod: true, body: .one { value in
            guard case .object(let plain) = value.withoutClass else { return value }
            let copy = try Copying.shallow(.object(plain))
            guard value.object(of: .instance) != nil else { return copy }
            return try value.type.call(values: (prefix?(plain) ?? []) + [try arguments(copy, plain)] + (more?(plain) ?? []))
        })
    }
}

/// The type objects of `collections`.
public enum CollectionTypes {
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) public static let orderedDict = TypeObject(
        "OrderedDict", bases: [BuiltinTypes.dict], module: "collections", summary: "A dict whose order is part of its value.",
        construct: OrderedDict.construct, members: { OrderedDict.members })
    nonisolated(unsafe) public static let defaultDict = TypeObject(
        "defaultdict", bases: [BuiltinTypes.dict], module: "collections", summary: "A dict that makes the values of absent keys.",
        construct: DefaultDict.construct, members: { DefaultDict.members })
    nonisolated(unsafe) public static let counter = TypeObject(
        "Counter", bases: [BuiltinTypes.dict], module: "collections", summary: "How often each element occurs.",
        construct: Counter.construct, members: { Counter.members })
    nonisolated(unsafe) public static let deque = TypeObject(
        "deque", module: "collections", summary: "A list that is quick at both ends.",
        construct: Deque.construct, members: { Deque.members })
    nonisolated(unsafe) public static let dequeIterator = IteratorTypes.module("_deque_iterator", "_collections") { type, _ in
        throw Raised.typeError("cannot create '\(type.qualifiedName)' instances")
    }
    nonisolated(unsafe) public static let dequeReverseIterator = IteratorTypes.module("_deque_reverse_iterator", "_collections") { type, _ in
        throw Raised.typeError("cannot create '\(type.qualifiedName)' instances")
    }
}
