/// The type objects of Python's built-in types.
///
/// Each names its constructor and the table of methods that stands at the foot of its own file in `Types/`.
public enum BuiltinTypes {
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) public static let object = TypeObject("object", construct: ObjectType.construct)
    nonisolated(unsafe) public static let type = TypeObject("type", construct: ObjectType.constructType)
    nonisolated(unsafe) public static let noneType = TypeObject("NoneType", isFinal: true, construct: ObjectType.constant(.none))
    nonisolated(unsafe) public static let ellipsis = TypeObject("ellipsis", isFinal: true, construct: ObjectType.constant(.ellipsis))
    nonisolated(unsafe) public static let notImplemented = TypeObject(
        "NotImplementedType", isFinal: true, construct: ObjectType.constant(.notImplemented))
    nonisolated(unsafe) public static let int = TypeObject("int", construct: IntType.construct, members: { IntType.members })
    nonisolated(unsafe) public static let bool = TypeObject("bool", bases: [int], isFinal: true, construct: BoolType.construct)
    nonisolated(unsafe) public static let float = TypeObject("float", construct: FloatType.construct, members: { FloatType.members })
    nonisolated(unsafe) public static let str = TypeObject("str", construct: Str.construct, members: { Str.members })
    nonisolated(unsafe) public static let bytes = TypeObject("bytes", construct: Bytes.construct, members: { Bytes.members })
    nonisolated(unsafe) public static let list = TypeObject("list", construct: List.construct, members: { List.members })
    nonisolated(unsafe) public static let tuple = TypeObject("tuple", construct: Tuple.construct, members: { Tuple.members })
    nonisolated(unsafe) public static let dict = TypeObject("dict", construct: DictType.construct, members: { DictType.members })
    nonisolated(unsafe) public static let set = TypeObject("set", construct: SetObject.construct, members: { SetObject.members })
    nonisolated(unsafe) public static let frozenSet = TypeObject(
        "frozenset", construct: SetObject.construct, members: { SetObject.frozenMembers })
    nonisolated(unsafe) public static let range = TypeObject(
        "range", isFinal: true, construct: RangeObject.construct, members: { RangeObject.members })
    nonisolated(unsafe) public static let slice = TypeObject(
        "slice", isFinal: true, construct: SliceObject.construct, members: { SliceObject.members })
    nonisolated(unsafe) public static let iterator = TypeObject("iterator", isFinal: true)
    nonisolated(unsafe) public static let generator = TypeObject("generator", isFinal: true)
    nonisolated(unsafe) public static let function = TypeObject("function", isFinal: true)
    nonisolated(unsafe) public static let method = TypeObject("method", isFinal: true, construct: ObjectType.constructMethod)
    nonisolated(unsafe) public static let builtinFunction = TypeObject("builtin_function_or_method", isFinal: true)
    nonisolated(unsafe) public static let methodDescriptor = TypeObject("method_descriptor", isFinal: true)
    nonisolated(unsafe) public static let module = TypeObject("module", isFinal: true)
    nonisolated(unsafe) public static let cell = TypeObject("cell", isFinal: true)
    nonisolated(unsafe) public static let property = TypeObject("property", construct: Property.construct, members: { Property.members })
    nonisolated(unsafe) public static let staticMethod = TypeObject("staticmethod", construct: StaticMethod.construct)
    nonisolated(unsafe) public static let classMethod = TypeObject("classmethod", construct: ClassMethod.construct)
    nonisolated(unsafe) public static let superType = TypeObject("super", construct: Super.construct)

    /// Those that are global names.
    public static var all: [TypeObject] {
        [
            object, type, int, bool, float, str, bytes, list, tuple, dict, set, frozenSet, range, slice, property,
            staticMethod, classMethod, superType,
        ] + BuiltinFunctions.types
    }
}
