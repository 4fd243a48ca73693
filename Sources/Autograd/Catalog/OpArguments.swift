import ObjectModel
import TensorCore

/// The arguments of an operation, sorted into its parameters; each accessor checks one with PyTorch's words.
package struct OpArguments {
    package let base: UnsafeMutablePointer<Value>
    package let op: Op
    package let isMethod: Bool
    let form: Op.Form

    /// How PyTorch names the called function in complaints.
    var callName: String {
        switch form {
        case .inPlace: op.name + "_"
        case .special: "special_" + op.name
        case .plain: op.errorName
        case .functional: op.name
        }
    }

    @inline(__always) package subscript(index: Int) -> Value { base[index] }
    package func isNone(_ index: Int) -> Bool { base[index].isNone }

    // MARK: Sorting

    /// Names that NumPy users know.
    private static let aliases: [Name: Name] = ["axis": "dim", "keepdims": "keepdim", "x": "input", "a": "input", "x2": "other"]

    func bind(_ arguments: Arguments) throws {
        let signature = op.signature
        let positional = signature.positionalCount
        let given = min(arguments.count, positional)
        for index in 0..<given { base[index] = arguments[index] }
        if arguments.count > positional {
            guard let variadic = signature.variadic else { throw tooMany(arguments.count) }
            base[variadic] = .tuple((positional..<arguments.count).map { arguments[$0] })
        }
        if arguments.hasKeywords {
            for index in 0..<arguments.keywordCount { try bind(arguments.keywordName(index), arguments.keywordValue(index)) }
        }
        var left = 0
        for index in 0..<signature.defaults.count where base[index].isUnbound {
            left |= 1 << index
            if index == signature.variadic {
                base[index] = .tuple([])
                continue
            }
            let value = signature.defaults[index]
            // Only required parameters have none.
            if value.isUnbound { throw missing() }
            base[index] = value
        }
        // Beside it: how many came by position.
        base[signature.defaults.count] = .int(left | given << 32)
    }
    /// Whether the call gave this argument; a given default is the default all the same, but some functions have two forms.
    package func isGiven(_ index: Int) -> Bool { base[op.signature.defaults.count].asInt.map { $0 & (1 << index) == 0 } ?? false }

    private func bind(_ name: Name, _ value: Value) throws {
        let parameters = op.signature.parameters
        var index = parameters.firstIndex { $0.name == name }
        if index == nil, let alias = OpArguments.aliases[name] {
            index = parameters.firstIndex { $0.name == alias } ?? (alias == "dim" ? parameters.firstIndex { $0.name == "dims" } : nil)
        }
        guard let index, !(isMethod && index == 0) else {
            throw Raised.typeError(
                "\(callName)() got an unexpected keyword argument '\(name)'",
                hint: nearest(to: name.text, among: parameters.map(\.name.text)).map { "did you mean '\($0)'?" })
        }
        guard base[index].isUnbound else {
            throw Raised.typeError("\(callName)() got multiple values for argument '\(name)'")
        }
        // A list of sizes may come by position, one by one, or by name, whole.
        base[index] = index == op.signature.variadic ? .tuple([value]) : value
    }

    private func tooMany(_ given: Int) -> Raised {
        let hidden = isMethod ? 1 : 0
        let most = op.signature.positionalCount - hidden
        let count = given - hidden
        if most == 0 { return Raised.typeError("TensorBase.\(callName)() takes no arguments (\(count) given)") }
        return Raised.typeError(
            "\(callName)() takes \(most) positional argument\(most == 1 ? "" : "s") but \(count) \(count == 1 ? "was" : "were") given")
    }
    private func missing() -> Raised {
        let names = op.signature.parameters.enumerated().filter { index, parameter in
            parameter.isRequired && base[index].isUnbound && index != op.signature.variadic
        }.map { "\"\($1.name)\"" }
        return Raised.typeError("\(callName)() missing \(names.count) required positional arguments: \(names.joined(separator: ", "))")
    }

    // MARK: Complaining

    /// `relu(): argument 'input' (position 1) must be Tensor, not int`.
    package func wrongType(_ index: Int, _ expected: String) -> Raised {
        let signature = op.signature
        let name = signature.parameters[index].name
        if let face, let raised = PythonSignature.wrongType(face.words, name.text, typeName(index), inPlace: actsInPlace) { return raised }
        let place = index < positionalGiven || index == signature.variadic || (face != nil && index < signature.positionalCount) ? " (position \(index + (isMethod ? 0 : 1)))" : ""
        return Raised.typeError("\(callName)(): argument '\(name)'\(place) must be \(expected), not \(typeName(index))")
    }
    /// What PyTorch's Python calls with these arguments.
    private var face: PythonFace? { op.face(isMethod: isMethod, form) { name, _ in op.signature.parameters.firstIndex { $0.name.text == name }.map { base[$0] } } }
    private var positionalGiven: Int { (base[op.signature.defaults.count].asInt ?? 0) >> 32 }
    /// F's functions in Python call another function for `inplace=True`.
    private var actsInPlace: Bool {
        guard let index = op.signature.parameters.firstIndex(where: { $0.name == "inplace" }) else { return false }
        return (try? base[index].isTrue()) == true
    }
    private func typeName(_ index: Int) -> String {
        // One by one given sizes: the first wrong one is named.
        if index == op.signature.variadic, let items = base[index].asItems, items.count == 1 { return Overloads.cName(items[0]) }
        return Overloads.cName(base[index])
    }

    /// The result, or what was given as `out` with the result written to it.
    func answer(_ result: Tensor, out index: Int) throws -> Tensor {
        guard !isNone(index) else { return result }
        let target = try tensor(index)
        try target.write(out: result)
        return target
    }

    // MARK: Tensors

    @inline(__always)
    package func tensor(_ index: Int) throws -> Tensor {
        if let tensor = base[index].asTensor { return tensor }
        throw wrongType(index, "Tensor")
    }
    package func optionalTensor(_ index: Int) throws -> Tensor? { base[index].isNone ? nil : try tensor(index) }

    /// A tensor, or a number made into a 0-d tensor that does not take part in promotion as a tensor would.
    package func operand(_ index: Int) throws -> Operand {
        if let tensor = base[index].asTensor { return .tensor(tensor) }
        if let scalar = base[index].asScalar { return .number(scalar) }
        throw wrongType(index, "Tensor")
    }

    package func tensors(_ index: Int) throws -> [Tensor] {
        if let tensor = base[index].asTensor { return [tensor] }
        return try tensorList(index)
    }
    /// A list or tuple of tensors.
    package func tensorList(_ index: Int) throws -> [Tensor] {
        guard let found = try OpArguments.tensors(in: base[index], position: isMethod ? index - 1 : index), base[index].asTensor == nil else {
            throw wrongType(index, "tuple of Tensors")
        }
        return found
    }
    /// nil: neither a tensor nor a sequence.
    static func tensors(in value: Value, position: Int = 0) throws -> [Tensor]? {
        if let tensor = value.asTensor { return [tensor] }
        guard let items = value.withoutClass.asItems else { return nil }
        return try items.enumerated().map { place, item in
            guard let tensor = item.asTensor else {
                throw Raised.typeError("expected Tensor as element \(place) in argument \(position), but got \(Overloads.cName(item))")
            }
            return tensor
        }
    }
    /// `f(a, b)` or `f([a, b])`, behind a `*name`.
    package func variadicTensors(_ index: Int) throws -> [Tensor] {
        let items = base[index].asItems ?? []
        if items.count == 1, items[0].asTensor == nil {
            guard let found = try OpArguments.tensors(in: items[0], position: index) else { throw wrongType(index, "tuple of Tensors") }
            return found
        }
        return try OpArguments.tensors(in: base[index], position: index) ?? []
    }

    // MARK: Numbers

    package func int(_ index: Int) throws -> Int {
        if case .int(let value) = base[index] { return value }
        if let value = try OpArguments.int(base[index]) { return value }
        throw wrongType(index, "int")
    }
    package func optionalInt(_ index: Int) throws -> Int? { base[index].isNone ? nil : try int(index) }
    /// An integer, or a 0-d tensor of one; bools are no integers here.
    static func int(_ value: Value) throws -> Int? {
        switch value {
        case .int(let value): return value
        case .object(let object):
            if let tensor = value.asTensor {
                guard tensor.count == 1, tensor.dtype.isInteger, !tensor.requiresGrad else { return nil }
                return try tensor.array.item().int
            }
            guard let index = try object.index() else { return nil }
            if let small = index.asInt { return small }
            throw Raised.runtimeError("Overflow when unpacking long long")
        default: return nil
        }
    }
    package func double(_ index: Int) throws -> Double {
        guard let scalar = base[index].asScalar ?? base[index].asTensorScalar, !scalar.isBool else { throw wrongType(index, "float") }
        return scalar.double
    }
    package func optionalDouble(_ index: Int) throws -> Double? { base[index].isNone ? nil : try double(index) }
    package func scalar(_ index: Int) throws -> Scalar {
        guard let scalar = base[index].asScalar ?? base[index].asTensorScalar else { throw wrongType(index, "Number") }
        return scalar
    }
    package func optionalScalar(_ index: Int) throws -> Scalar? { base[index].isNone ? nil : try scalar(index) }

    package func bool(_ index: Int) throws -> Bool {
        if case .bool(let value) = base[index] { return value }
        if let tensor = base[index].asTensor, tensor.dtype == .bool, tensor.count == 1 { return try tensor.array.item().bool }
        // nn's functions are Python: anything true will do.
        if case .int(let value) = base[index], op.kinds.contains(.functional) { return value != 0 }
        throw wrongType(index, "bool")
    }
    package func string(_ index: Int) throws -> String {
        guard let text = base[index].asString else { throw wrongType(index, "str") }
        return text
    }
    package func optionalString(_ index: Int) throws -> String? { base[index].isNone ? nil : try string(index) }

    package func dtype(_ index: Int) throws -> DType? {
        if base[index].isNone { return nil }
        if let dtype = base[index].asDType { return dtype }
        throw wrongType(index, "torch.dtype")
    }

    // MARK: Lists of integers

    /// An integer or a list of them.
    package func ints(_ index: Int) throws -> [Int] {
        if let one = try OpArguments.int(base[index]) { return [one] }
        return try intList(index)
    }
    package func optionalInts(_ index: Int) throws -> [Int]? { base[index].isNone ? nil : try ints(index) }

    /// A list, a tuple or a `torch.Size`.
    package func intList(_ index: Int) throws -> [Int] {
        guard let items = base[index].intItems else { throw wrongType(index, "tuple of ints") }
        return try unpack(items, index)
    }
    package func optionalIntList(_ index: Int) throws -> [Int]? { base[index].isNone ? nil : try intList(index) }

    /// `f(2, 3)` or `f((2, 3))`, behind a `*name`.
    package func variadicInts(_ index: Int) throws -> [Int] {
        let items = base[index].asItems ?? []
        if items.count == 1, let inner = items[0].intItems { return try unpack(inner, index, one: false) }
        if items.count > 1, items[0].intItems != nil { throw Raised.typeError("\(callName)() takes 1 positional argument but \(items.count) were given") }
        if let first = items.first, try OpArguments.int(first) == nil {
            throw Raised.typeError(
                "\(callName)(): argument '\(op.signature.parameters[index].name)' (position \(index + (isMethod ? 0 : 1))) must be tuple of ints, "
                    + "not \(Overloads.cName(first))")
        }
        return try unpack(items, index)
    }
    private func unpack(_ items: [Value], _ index: Int, one: Bool = true) throws -> [Int] {
        try items.enumerated().map { place, item in
            guard let value = try OpArguments.int(item) else {
                // One parameter here, two in PyTorch.
                let given = op.signature.parameters[index].name.text, name = given == "indices_or_sections" ? "indices" : given
                let called = face.flatMap { PythonSignature.callee($0.words, name) } ?? (name: callName, argument: name, position: index + (isMethod ? 0 : 1))
                if place == 0, op.signature.variadic == nil || !one {
                    throw Raised.typeError(
                        "\(called.name)(): argument '\(called.argument)' (position \(called.position)) must be tuple of ints, but found element of type \(Overloads.cName(item)) at pos 0")
                }
                throw Raised.typeError(
                    "\(called.name)(): argument '\(called.argument)' failed to unpack the object at pos \(place + 1) with error "
                        + "\"type must be tuple of ints,but got \(Overloads.cName(item))\"")
            }
            return value
        }
    }
    package func dims(_ index: Int) throws -> Dims { try Dims(checking: ints(index)) }

    /// One number for every spatial dimension, or one each.
    package func window(_ index: Int, _ count: Int) throws -> [Int] {
        let values = try ints(index)
        return values.count == 1 ? Array(repeating: values[0], count: count) : values
    }
}

/// The right side of an arithmetic operation.
package enum Operand {
    case tensor(Tensor)
    case number(Scalar)
}

extension Value {
    /// A Python number.
    @inline(__always)
    package var asScalar: Scalar? {
        switch self {
        case .int(let value): .int(value)
        case .float(let value): .float(value)
        case .bool(let value): .bool(value)
        default: nil
        }
    }
    /// The number in a 0-d tensor.
    var asTensorScalar: Scalar? {
        guard let tensor = asTensor, tensor.rank == 0 else { return nil }
        return tensor.array.scalar(atOffset: 0)
    }
    /// The elements of a list, tuple or `torch.Size`.
    var intItems: [Value]? {
        if let size = object(of: .size) as? SizeObject { return size.items }
        return withoutClass.asItems
    }
}

extension Scalar {
    package var value: Value {
        switch self {
        case .int(let value): .int(value)
        case .float(let value): .float(value)
        case .bool(let value): .bool(value)
        }
    }
}
