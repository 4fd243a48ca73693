import ObjectModel
import TensorCore

/// One operation: its name, its parameters, its manual, what it does. Functions, methods, in-place and `out=` forms,
/// layers, help, completion and the reference pages are all made from this.
package final class Op {
    /// Under which names an operation can be reached.
    package struct Kinds: OptionSet, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }
        /// `torch.name`
        package static let function = Kinds(rawValue: 1)
        /// `x.name`
        package static let method = Kinds(rawValue: 2)
        /// `F.name`
        package static let functional = Kinds(rawValue: 4)
        package static let linalg = Kinds(rawValue: 8)
        package static let special = Kinds(rawValue: 16)
        package static let both: Kinds = [.function, .method]
        package static let everywhere: Kinds = [.function, .method, .functional]
    }
    package typealias Body = (OpArguments) throws -> Value

    package let name: String
    /// `input` (or what PyTorch calls it) stands first; as a method it is `self`.
    package let parameters: String
    package let summary: String
    /// A line that runs in a fresh session.
    package let example: String
    package let kinds: Kinds
    /// The class of the layer that does the same, `ReLU`; the layer takes the parameters behind the first.
    package let layer: String?
    /// Whether `name_` exists.
    package let inPlace: Bool
    /// Whether `out=` is taken.
    package let takesOut: Bool
    let body: Body
    /// As PyTorch's complaints name it: `linalg_inv`.
    private(set) lazy var errorName = kinds == .linalg ? "linalg_" + name : kinds == .special ? "special_" + name : name == "logsigmoid" ? "log_sigmoid" : name
    /// How an operation is called, which its complaints tell.
    enum Form { case plain, inPlace, special, functional }
    /// What it takes, by form; found out when it is first called.
    private var gates: [ArgumentGate?] = Array(repeating: nil, count: 8)
    /// What PyTorch's kernel is not made for.
    private lazy var refused = RefusedDTypes.table[errorName]
    /// The kernel is made for all.
    private lazy var takesAll = refused == nil
    /// What it does to one tensor when no other argument is given: nothing is sorted then.
    private var quick: ((Tensor) throws -> Tensor)?
    /// What it makes of sizes alone, each a number by position: the same.
    private var quickBySizes: ((Dims) throws -> Tensor)?
    package private(set) lazy var signature = Signature(signatureText)
    /// As text: hundreds of operations are listed before one is called.
    private var signatureText: String {
        takesOut ? parameters + (parameters.utf8.contains(UInt8(ascii: "*")) ? "" : ", *") + ", out=None" : parameters
    }
    private(set) lazy var outIndex = takesOut ? signature.parameters.count - 1 : -1

    private init(
        name: String, parameters: String, summary: String, example: String, kinds: Kinds, layer: String?, inPlace: Bool, out: Bool,
        body: @escaping Body
    ) {
        self.name = name
        self.parameters = parameters
        self.summary = summary
        self.example = example
        self.kinds = kinds
        self.layer = layer
        self.inPlace = inPlace
        takesOut = out
        self.body = body
    }

    /// An operation whose result is one tensor.
    package convenience init(
        _ name: String, _ parameters: String, _ summary: String, _ example: String, _ kinds: Kinds = .both, layer: String? = nil,
        inPlace: Bool = false, out: Bool = false, _ body: @escaping (OpArguments) throws -> Tensor
    ) {
        self.init(
            name: name, parameters: parameters, summary: summary, example: example, kinds: kinds, layer: layer, inPlace: inPlace,
            out: out, body: { .object(try body($0)) })
    }

    /// An operation with any other result.
    package static func any(
        _ name: String, _ parameters: String, _ summary: String, _ example: String, _ kinds: Kinds = .both, layer: String? = nil,
        out: Bool = false, _ body: @escaping Body
    ) -> Op {
        Op(
            name: name, parameters: parameters, summary: summary, example: example, kinds: kinds, layer: layer, inPlace: false, out: out,
            body: body)
    }

    /// Says what the operation does to a tensor alone, for those that small programs call all the time.
    package func quickly(_ body: @escaping (Tensor) throws -> Tensor) -> Op {
        quick = body
        return self
    }

    /// The same for those that small programs make tensors with.
    package func quickly(bySizes body: @escaping (Dims) throws -> Tensor) -> Op {
        quickBySizes = body
        return self
    }
    /// Sizes that nothing can be said against; nil: they are looked at one by one.
    private static func plainSizes(_ arguments: Arguments) -> Dims? {
        guard !arguments.hasKeywords, (1...Dims.capacity).contains(arguments.count) else { return nil }
        var sizes = Dims()
        for index in 0..<arguments.count {
            guard case .int(let size) = arguments[index], size >= 0 else { return nil }
            sizes.append(size)
        }
        return sizes
    }

    // MARK: Calling

    /// Calls the operation with the language's arguments.
    package func call(_ arguments: Arguments, isMethod: Bool = false) throws -> Value { try call(arguments, isMethod: isMethod, form: .plain) }
    /// As `F` has it.
    package func callAsFunctional(_ arguments: Arguments) throws -> Value { try call(arguments, isMethod: false, form: hasFunctionalFace ? .functional : .plain) }
    private func call(_ arguments: Arguments, isMethod: Bool, form: Form) throws -> Value {
        if let quick, arguments.count == 1, !arguments.hasKeywords, let x = arguments[0].asTensor, takesAll || refused?.has(x.dtype) != true {
            return try raising { .object(try quick(x)) }
        }
        if let quickBySizes, let sizes = Op.plainSizes(arguments) { return try raising { .object(try quickBySizes(sizes)) } }
        return try withArguments(arguments, isMethod: isMethod, form: form) { bound in
            if takesOut, !bound.base[outIndex].isNone { return try callWithOut(bound) }
            return try body(bound)
        }
    }

    /// `name_`: the first argument is overwritten with the result.
    package func callInPlace(_ arguments: Arguments, isMethod: Bool = true) throws -> Value {
        try withArguments(arguments, isMethod: isMethod, form: .inPlace) { bound in
            let target = try bound.tensor(0)
            try target.overwrite(name + "_") { old in
                bound.base[0] = .object(old)
                guard let result = try body(bound).asTensor else { throw Raised.runtimeError("\(name)_ has no tensor as its result") }
                return result
            }
            return .object(target)
        }
    }

    private func callWithOut(_ bound: OpArguments) throws -> Value {
        let given = bound.base[outIndex]
        let targets = try bound.tensors(outIndex)
        let recorded = (0..<outIndex).contains { index in
            if let tensor = bound.base[index].asTensor { return tensor.tracks }
            return bound.base[index].asItems?.contains { $0.asTensor?.tracks ?? false } ?? false
        }
        if recorded || targets.contains(where: \.tracks) {
            throw Raised.runtimeError(
                "\(name)(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad.")
        }
        for target in targets { try checkOut(target, bound) }
        let result = try body(bound)
        let results = try OpArguments.tensors(in: result) ?? []
        guard results.count == targets.count else {
            throw Raised.typeError("\(name)(): argument 'out' must be \(results.count == 1 ? "Tensor" : "tuple of Tensors"), not \(given.type.name)")
        }
        for (source, target) in zip(results, targets) { try target.write(out: source) }
        return given
    }

    /// What is written must not be read at the same time; operations that go element by element may write over an operand.
    private func checkOut(_ target: Tensor, _ bound: OpArguments) throws {
        try raising { try target.array.checkOverlap() }
        let mayShare = !["gather", "masked_select", "take", "index_select", "kthvalue", "cat", "concat", "stack"].contains(name)
        for index in 0..<outIndex {
            guard let source = bound.base[index].asTensor?.array, source.storage === target.array.storage, source.isContiguous, target.array.isContiguous else { continue }
            let start = source.offset, end = start + source.count, from = target.array.offset, to = from + target.count
            guard start < to, from < end, !(mayShare && start == from && end == to) else { continue }
            throw Raised.runtimeError(
                "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please clone() the tensor "
                    + "before performing the operation.")
        }
        guard let x = bound.base[0].asTensor, x.dtype != target.dtype else { return }
        if Op.ofInputDType.contains(name) {
            throw Raised.runtimeError("Expected out tensor to have dtype \(x.dtype.cppName), but got \(target.dtype.cppName) instead")
        }
        if name == "amax" || name == "amin" {
            throw Raised.runtimeError(
                "Expected the dtype for input and out to match, but got \(x.dtype.scalarName) for input's dtype and \(target.dtype.scalarName) for out's dtype.")
        }
        if Op.keepingDType.contains(name) { throw Raised.runtimeError("Found dtype \(target.dtype.scalarName) but expected \(x.dtype.scalarName)") }
    }

    /// Whose `out=` must have the input's dtype; two groups, since PyTorch has two ways of saying so.
    private static let ofInputDType: Set = [
        "addmm", "baddbmm", "bmm", "cross", "diag", "gather", "inverse", "log_softmax", "matmul", "mm", "msort", "mv", "norm", "softmax", "take_along_dim", "tril", "triu",
    ]
    private static let keepingDType: Set = [
        "abs", "absolute", "ceil", "fix", "floor", "frac", "hardshrink", "lerp", "neg", "negative", "round", "sgn", "sign", "trunc",
    ]

    private func withArguments(
        _ arguments: Arguments, isMethod: Bool, form: Form, _ body: (OpArguments) throws -> Value
    ) throws -> Value {
        let count = signature.defaults.count
        return try withUnsafeTemporaryAllocation(of: Value.self, capacity: count + 1) { buffer in
            let slots = buffer.baseAddress.unsafelyUnwrapped  // capacity is at least one
            // One more than there are parameters: which of them were left out.
            slots.initialize(repeating: .unbound, count: count + 1)
            defer { slots.deinitialize(count: count + 1) }
            let bound = OpArguments(base: slots, op: self, isMethod: isMethod, form: form)
            do {
                try bound.bind(arguments)
                if let index = bound.misfit(gate(isMethod, form)) {
                    if let raised = complaint(bound, arguments) { throw raised }
                    if !isMethod, pythonName(form) != nil { throw bound.wrongType(index, "bool") }
                }
                // What does not fit is told before what has no kernel; but nothing may be written that has none.
                if let refused, form == .inPlace { try refused.check(bound) }
                let answer = try raising { try body(bound) }
                if let refused { try refused.check(bound) }
                return answer
            } catch let raised as Raised {
                // PyTorch reads all arguments before it does anything.
                throw complaint(bound, arguments) ?? raised
            }
        }
    }

    /// What can be given to it in a form; an empty gate lets everything pass.
    private func gate(_ isMethod: Bool, _ form: Form) -> ArgumentGate {
        let place = (isMethod ? 4 : 0) + (form == .plain ? 0 : form == .inPlace ? 1 : form == .special ? 2 : 3)
        if let known = gates[place] { return known }
        let names = signature.parameters.map(\.name.text), found: ArgumentGate?
        if !isMethod, let pythonName = pythonName(form) {
            found = PythonSignature.isChoice(pythonName) ? nil : PythonSignature.gate(pythonName, names)
        } else {
            let callName = form == .inPlace ? name + "_" : form == .special ? "special_" + name : errorName
            found = Overloads.gate(callName, isMethod: isMethod, names, variadic: signature.variadic)
        }
        gates[place] = found ?? .open
        return found ?? .open
    }

    /// What PyTorch says about the arguments themselves, if it has anything to say.
    private func complaint(_ bound: OpArguments, _ arguments: Arguments) -> Raised? {
        let isMethod = bound.isMethod
        if isMethod, bound.form == .plain, pythonFunctions.contains("." + name), let raised = PythonSignature.complaint(name, signature, arguments, isMethod: true) { return raised }
        let face = isMethod ? nil : face(isMethod: false, bound.form) { name, place in
            arguments.keywordPairs.first { $0.0.text == name }?.1 ?? (place < arguments.count ? arguments[place] : nil)
        }
        guard let face else { return Overloads.complaint(bound.callName, isMethod: isMethod, arguments) }
        return PythonSignature.complaint(face.name, signature, arguments)
    }
    /// The function's full name, if PyTorch has written it in Python.
    private func pythonName(_ form: Form) -> String? {
        let isFunctional = kinds == .functional || form == .functional
        guard isFunctional || kinds.contains(.function) else { return nil }
        let full = isFunctional ? "nn.functional.\(name)" : name
        return pythonFunctions.contains(full[...]) || PythonSignature.isChoice(full) ? full : nil
    }
    /// What PyTorch's Python calls, where this is written in Python; methods pass on to the function of their name.
    func face(isMethod: Bool, _ form: Form, flag: (String, Int) -> Value?) -> PythonFace? {
        if isMethod, form != .plain || !pythonFunctions.contains("." + name) { return nil }
        return pythonName(form).flatMap { PythonSignature.face($0, flag: flag) }
    }
    /// Whether `F` has a function of its own beside `torch`'s.
    private(set) lazy var hasFunctionalFace = kinds.contains(.functional) && kinds != .functional && pythonFunctions.contains("nn.functional.\(name)")

    // MARK: As functions of the language

    package private(set) lazy var function = makeFunction(name, isMethod: false) { try self.call($0) }
    /// `torch.special.name`.
    package private(set) lazy var specialFunction = makeFunction(name, isMethod: false) { try self.call($0, isMethod: false, form: .special) }
    /// `F.name`, where PyTorch has written it in Python beside `torch.name`.
    package private(set) lazy var functionalFunction = hasFunctionalFace ? makeFunction(name, isMethod: false) { try self.call($0, isMethod: false, form: .functional) } : function
    package private(set) lazy var method = makeFunction(name, isMethod: true) { try self.call($0, isMethod: true) }
    package private(set) lazy var inPlaceMethod = makeFunction(name + "_", isMethod: true) { try self.callInPlace($0) }
    /// `torch.relu_(x)`, for the few that PyTorch has as functions.
    package private(set) lazy var inPlaceFunction = makeFunction(name + "_", isMethod: false) { try self.callInPlace($0, isMethod: false) }

    private func makeFunction(_ name: String, isMethod: Bool, _ body: @escaping (Arguments) throws -> Value) -> NativeFunction {
        NativeFunction(
            Name(name), signatureText, summary: summary + "\n\nExample: " + example, module: "torch", isMethod: isMethod, body: .raw(body))
    }
}

extension Tensor {
    /// What `out=` does with a result: sizes are adapted, the dtype is the target's.
    final func write(out source: Tensor) throws {
        guard DType.canCast(from: source.dtype, to: dtype) else {
            throw Raised.runtimeError(
                "result type \(source.dtype.scalarName) can't be cast to the desired output type \(dtype.scalarName)")
        }
        if shape != source.shape {
            if count != 0 {
                Warnings.emit(
                    "An output with one or more elements was resized since it had shape \(shape), which does not match the required output "
                        + "shape \(source.shape). This behavior is deprecated, and in a future PyTorch release outputs will not be resized "
                        + "unless they have zero elements. You can explicitly reuse an out tensor t by resizing it, inplace, to zero elements "
                        + "with t.resize_(0).")
            }
            array = try NDArray(empty: source.shape, dtype: dtype)
        }
        try array.copy(from: source.array)
        wrote()
    }
}

extension Tensor {
    /// What the method of that name answers, with its complaints about the arguments.
    final func method(_ name: String, _ argument: Value) throws -> Tensor {
        let function = try Value.tensor(self).attribute(Name(name))
        return try Arguments.with([argument], keywords: nil) { try function.call($0) }.asTensor ?? self
    }
}
