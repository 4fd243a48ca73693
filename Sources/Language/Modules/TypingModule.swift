import ObjectModel

/// `typing`: annotations in tutorials are evaluated, so their names must be there; nothing checks them.
enum TypingModule {
    /// Names that stand for a class of the language when one is called or asked for.
    private static var classes: [(String, TypeObject)] { [
        ("List", BuiltinTypes.list), ("Dict", BuiltinTypes.dict), ("Set", BuiltinTypes.set), ("FrozenSet", BuiltinTypes.frozenSet),
        ("Tuple", BuiltinTypes.tuple), ("Type", BuiltinTypes.type), ("Deque", CollectionTypes.deque),
        ("DefaultDict", CollectionTypes.defaultDict), ("OrderedDict", CollectionTypes.orderedDict), ("Counter", CollectionTypes.counter),
    ] }
    private static let forms: [String] = [
        "Optional", "Union", "Callable", "Iterable", "Iterator", "Generator", "Sequence", "MutableSequence", "Mapping", "MutableMapping", "Collection",
        "Container", "Hashable", "Sized", "Literal", "ClassVar", "Final", "Annotated", "Any", "NoReturn", "Self", "SupportsFloat", "SupportsInt",
    ]

    /// `class Stack(Generic[T])`: a base with nothing in it, whose subclasses take types in brackets.
    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) private static let generic = open("Generic")
    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) private static let protocolType = open("Protocol")
    private static func open(_ name: String) -> TypeObject {
        TypeObject(name, module: "typing", summary: "A base for classes that take types in brackets.", members: {
            [
                NativeFunction("__class_getitem__", "cls, params, /", isMethod: true, body: .two { cls, parameters in
                    guard let type = cls.object(of: .type) as? TypeObject, type.isUserDefined else { return cls }
                    return .object(GenericAlias(.builtin, type, parameters.asItems ?? [parameters]))
                })
            ]
        })
    }

    private static func variable(_ a: Arguments) throws -> Value {
        guard let name = a.count > 0 ? a[0].asString : nil else {
            throw Raised.typeError("TypeVar.__new__() missing 1 required positional argument: 'name'")
        }
        return .object(TypeVariable(name))
    }

    private static var functions: [(Name, Value)] {
        [
            ("TypeVar", .object(NativeFunction.raw("TypeVar", "name, *constraints, bound=None", summary: "A name that stands for any type.", variable))),
            (
                "NewType",
                .object(
                    NativeFunction("NewType", "name, tp", summary: "A name of your own for a type.", module: "typing", wording: .python) { a in
                        .object(NativeFunction(Name(a[0].asString ?? "NewType"), "arg", wording: .python) { $0[0] })
                    })
            ),
            ("cast", .object(NativeFunction("cast", "typ, val", summary: "val as it is.", module: "typing", wording: .python) { $0[1] })),
            ("overload", .object(NativeFunction("overload", "func", summary: "The function as it is.", module: "typing", wording: .python) { $0[0] })),
            ("final", .object(NativeFunction("final", "f", summary: "The function as it is.", module: "typing", wording: .python) { $0[0] })),
            ("TYPE_CHECKING", .bool(false)),
        ]
    }

    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) static let module = ModuleObject("typing") {
        classes.map { name, type in (Name(name), .object(GenericAlias(.typing(name), type, []))) }
            + forms.map { (Name($0), .object(GenericAlias(.typing($0), nil, []))) }
            + [("Generic", .object(generic)), ("Protocol", .object(protocolType)), ("Text", .object(BuiltinTypes.str))] + functions
    }
}

/// `T = TypeVar('T')`.
final class TypeVariable: Object {
    private let name: String
    init(_ name: String) {
        self.name = name
        super.init(kind: .other)
    }
    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) private static let shared = TypeObject("TypeVar", module: "typing", isFinal: true)
    override var type: TypeObject { TypeVariable.shared }
    override func repr() throws -> String { "~\(name)" }
    override func attribute(_ name: Name) throws -> Value? { name == "__name__" ? .str(self.name) : try super.attribute(name) }
    override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        operation == .bitOr ? .object(GenericAlias(.typing("Union"), nil, [.object(self), right])) : nil
    }
}
