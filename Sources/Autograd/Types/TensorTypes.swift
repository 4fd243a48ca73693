import ObjectModel
import TensorCore

/// The type objects of what this target adds to the language.
package enum TensorTypes {
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) package static let tensor = TypeObject(
        "Tensor", module: "torch", summary: "An array of numbers of one dtype that remembers how it was made.",
        specialMethods: "len getitem setitem contains iter add radd iadd sub rsub isub mul rmul imul truediv rtruediv itruediv floordiv rfloordiv ifloordiv mod rmod imod "
            + "pow rpow ipow matmul rmatmul neg pos invert bool int float index and rand iand or ror ior xor rxor ixor lshift rlshift ilshift rshift rrshift irshift delitem",
        construct: { _, arguments in try raising { try Creation.legacyTensor(arguments) } }, members: { TensorMembers.all() })
    nonisolated(unsafe) package static let parameter = TypeObject(
        "Parameter", bases: [tensor], module: "torch.nn.parameter", summary: "A tensor that a module learns.",
        construct: { _, arguments in try raising { try Creation.parameter(arguments) } })
    nonisolated(unsafe) package static let size = TypeObject(
        "Size", bases: [BuiltinTypes.tuple], module: "torch",
        construct: { _, arguments in
            let items = arguments.count == 0 ? [] : try collect(arguments[0])
            return .object(SizeObject(try items.map { try $0.toIndex() }))
        }, members: { SizeObject.members })
    nonisolated(unsafe) package static let dtype = inC(TypeObject("dtype", module: "torch", isFinal: true, members: { DTypeObject.members }))
    private static func inC(_ type: TypeObject) -> TypeObject {
        type.ownNameInC = "torch." + type.name
        return type
    }
    nonisolated(unsafe) package static let device = TypeObject(
        "device", module: "torch", isFinal: true,
        construct: { _, arguments in
            guard arguments.count > 0 else { throw Raised.typeError("device() missing 1 required positional arguments: \"type\"") }
            guard let device = try arguments[0].asDevice() else {
                throw Raised.typeError("device(): argument 'type' (position 1) must be str, not \(arguments[0].type.name)")
            }
            if arguments.count > 1 { return .object(DeviceObject(device.kindName, try arguments[1].toIndex())) }
            return .object(device)
        })
    nonisolated(unsafe) package static let generator = TypeObject(
        "Generator", module: "torch._C", isFinal: true,
        construct: { _, arguments in
            if arguments.count > 0 { try arguments[0].asDevice()?.checkUsable() }
            return .object(GeneratorObject(Generator(seed: 67_280_421_310_721)))
        }, members: { GeneratorMembers.all })
    nonisolated(unsafe) package static let removableHandle = TypeObject(
        "RemovableHandle", module: "torch.utils.hooks", isFinal: true,
        members: {
            [
                NativeFunction.method("remove", "") { a in
                    (a[0].object(of: .other) as? HookHandle)?.remove()
                    return .none
                }
            ]
        })
    nonisolated(unsafe) package static let linAlgError = TypeObject("_LinAlgError", bases: [ExceptionTypes.runtimeError], module: "torch._C")

    // One type a grad_fn name, as in PyTorch.
    nonisolated(unsafe) private static var nodes: [String: TypeObject] = [:]
    nonisolated(unsafe) private static let anyNode = TypeObject("Node", module: "torch.autograd.graph", members: { NodeMembers.all })
    package static func node(named name: String) -> TypeObject {
        if let type = nodes[name] { return type }
        let type = TypeObject(name, bases: [anyNode])
        nodes[name] = type
        return type
    }
}
