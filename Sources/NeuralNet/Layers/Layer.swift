import Autograd
import ObjectModel
import TensorCore

/// One kind of layer as data: how it is made, what it computes, how it prints. Classes, `LayerFunction`s, help,
/// completion and the reference pages are made from this.
// @unchecked: made once, used by the evaluator's thread only.
package final class Layer: @unchecked Sendable {
    package typealias SetUp = (Module, LayerArguments) throws -> Void
    /// Writes what stands between the brackets, where a template cannot say it.
    package typealias ExtraRule = (Module, inout TextBuilder) throws -> Void
    /// What `forward` does.
    package enum Rule {
        /// From one tensor to one tensor; when the argument is none, `function` complains or the attribute `asks` is missed.
        case unary(function: String, asks: Name? = nil, (Module, Tensor) throws -> Tensor)
        /// Anything else, with `forward`'s parameters behind `self`; argument 0 is the module.
        case general(String, (Module, BoundArguments) throws -> Value)
        /// The function `F.name`: `inputs` are `forward`'s parameters, the rest are the module's attributes of those names.
        case function(String, inputs: String, attributes: [String])
        /// Containers that cannot be called.
        case none
    }

    /// `Linear`, PyTorch's class name.
    package let name: String
    /// The last part of `torch.nn.modules.linear`.
    package let module: String
    /// `__init__`'s parameters behind `self`. All but `device` and `dtype` become attributes before `setUp` runs.
    package let parameters: String
    package let summary: String
    /// A line that runs in a fresh session.
    package let example: String
    let base: String?
    /// Whether PyTorch's class has its `__init__` from `base`, whose name errors then give.
    private let inheritsInitializer: Bool
    private let setUp: SetUp?
    private let rule: Rule
    /// The most used form of a `function` of two tensors, without the way over the catalog; nil where that has to be gone.
    package typealias Quick = (Module, Tensor, Tensor) throws -> Tensor?
    private let quick: Quick?
    /// `extra_repr`: `{x}` is attribute x as text, `{x!}` its repr, `{x=}` has its name before it, `{x?}` is a flag,
    /// `{x+}` says under its name whether there is a tensor x.
    private let template: String
    private let extra: ExtraRule?
    /// The whole text, for containers that print in their own way.
    let repr: ((Module) throws -> String)?
    /// Methods of this class alone.
    private let members: () -> [Object]
    private let storesParameters: Bool
    /// Whether `reset_parameters` gives the parameters new first values.
    private let resets: Bool

    package init(
        _ name: String, _ parameters: String = "", in module: String, _ summary: String, _ example: String, base: String? = nil,
        inheritsInitializer: Bool = false, stores: Bool = true, resets: Bool = false, extra template: String = "", extraRule: ExtraRule? = nil,
        repr: ((Module) throws -> String)? = nil, members: @escaping () -> [Object] = { [] }, setUp: SetUp? = nil, quick: Quick? = nil, forward rule: Rule
    ) {
        self.name = name
        self.module = module
        self.parameters = parameters
        self.summary = summary
        self.example = example
        self.base = base
        self.inheritsInitializer = inheritsInitializer
        self.template = template
        extra = extraRule
        self.repr = repr
        self.members = members
        self.setUp = setUp
        self.rule = rule
        self.quick = quick
        storesParameters = stores
        self.resets = resets
    }

    // MARK: As a class

    package private(set) lazy var type: TypeObject = {
        let base = self.base.flatMap { LayerCatalog.named($0)?.type ?? ModuleTypes.abstract($0, in: module) } ?? ModuleTypes.module
        let type = TypeObject(
            name, bases: [base], module: "torch.nn.modules.\(module)", summary: summary + "\n\nExample: " + example,
            construct: { [unowned self] type, arguments in .object(try make(type, arguments)) }, allocate: { Module(type: $0) },
            members: { [unowned self] in methods })
        LayerCatalog.note(self, for: type)
        return type
    }()
    package var signature: Signature { initializer.signature }
    private lazy var initializer = NativeFunction(
        Names.`init`, parameters.isEmpty ? "self" : "self, \(parameters)", summary: summary, isMethod: true,
        owner: inheritsInitializer ? base ?? name : name, wording: .python,
        body: .bound { [unowned self] bound in
            guard let module = bound[0].asModule else {
                throw Raised.typeError("descriptor '__init__' requires a '\(name)' object but received a '\(bound[0].type.name)'")
            }
            try raising { try initialize(module, LayerArguments(bound)) }
            return .none
        })
    /// What calling the layer takes.
    package var forwardParameters: String {
        switch rule {
        case .unary: "input"
        case .general(let list, _): list
        case .function(_, let inputs, _): inputs
        case .none: ""
        }
    }
    private lazy var forwardMethod: NativeFunction = {
        let list = forwardParameters
        var parameters = list.isEmpty ? "self" : "self, \(list)"
        if case .none = rule { parameters = "self, *input" }
        return NativeFunction(
            Names.forward, parameters, summary: "What calling the module does.", isMethod: true, wording: .python,
            body: .bound { [unowned self] bound in
                guard let module = bound[0].asModule else {
                    throw Raised.typeError("descriptor 'forward' requires a '\(name)' object but received a '\(bound[0].type.name)'")
                }
                return try raising { try forward(module, bound) }
            })
    }()
    /// `extra_repr`, of layers that have something to say.
    private lazy var extraMethod: NativeFunction? = {
        if template.isEmpty, extra == nil { return nil }
        return NativeFunction(ModuleNames.extraRepr, "self", summary: "What stands between the brackets.", isMethod: true, body: .one { [unowned self] me in
            var text = TextBuilder()
            if let module = me.asModule { try writeExtra(module, to: &text) }
            return .str(text.text)
        })
    }()
    private var methods: [Object] {
        var methods: [Object] = [initializer]
        if case .none = rule {} else { methods.append(forwardMethod) }
        if let extraMethod { methods.append(extraMethod) }
        if resets {
            methods.append(
                NativeFunction("reset_parameters", "self", summary: "Gives the parameters new first values.", isMethod: true, body: .one { [unowned self] me in
                    if let module = me.asModule { try raising { try reset(module) } }
                    return .none
                }))
        }
        return methods + members()
    }
    /// Sets up anew with the options that the module has now: parameters keep their tensors and get new values.
    func reset(_ module: Module, with changes: [(Name, Value)] = []) throws {
        var given = changes
        for parameter in initializer.signature.parameters.dropFirst() where !changes.contains(where: { $0.0 == parameter.name }) {
            if parameter.name == ModuleNames.bias, module.own(ModuleNames.bias) == nil {
                given.append((parameter.name, .bool(module.parameters[ModuleNames.bias].flatMap { $0 } != nil)))
            } else if parameter.name == "dtype", let first = module.parameters.values.lazy.compactMap({ $0 }).first {
                given.append((parameter.name, .dtype(first.dtype)))
            } else if let value = module.own(parameter.name) {
                given.append((parameter.name, value))
            }
        }
        _ = try Arguments.with([.object(module)] + given.map(\.1), keywords: KeywordNames(given.map(\.0))) { try setUpAgain.call($0) }
    }
    private lazy var setUpAgain = NativeFunction(
        Names.`init`, "self, \(parameters)", isMethod: true, wording: .python,
        body: .bound { [unowned self] bound in
            if let module = bound[0].asModule { try setUp?(module, LayerArguments(bound)) }
            return .none
        })

    package func make(_ type: TypeObject? = nil, _ arguments: Arguments) throws -> Module {
        let module = Module(type: type ?? self.type)
        _ = try arguments.prepending(.object(module)) { try initializer.call($0) }
        return module
    }
    /// For layers inside layers.
    package func make(_ values: Value..., keywords: [(Name, Value)] = []) throws -> Module {
        try Arguments.with(values + keywords.map(\.1), keywords: keywords.isEmpty ? nil : KeywordNames(keywords.map(\.0))) { try make(nil, $0) }
    }

    private static let notStored: Set<String> = ["self", "device", "dtype", "args", "kwargs", "bias", "inplace_"]
    private func initialize(_ module: Module, _ arguments: LayerArguments) throws {
        module.isReady = true
        if storesParameters {
            for (index, parameter) in arguments.bound.function.signature.parameters.enumerated()
            where !Layer.notStored.contains(parameter.name.text) && !(arguments.bound[index].asTensor?.isParameter ?? false) {
                module.setOwn(parameter.name, arguments.bound[index])
            }
        }
        try setUp?(module, arguments)
    }

    // MARK: Calling

    /// `forward` with arguments as they come.
    @inline(__always)
    func forward(_ module: Module, _ arguments: Arguments) throws -> Value {
        if case .unary(_, _, let body) = rule, arguments.count == 1, !arguments.hasKeywords, let input = arguments[0].asTensor {
            return try raising { .tensor(try body(module, input)) }
        }
        if case .none = rule { throw module.missingForward }
        guard arguments.count == inputCount, !arguments.hasKeywords else {
            return try arguments.prepending(.object(module)) { try forwardMethod.call($0) }
        }
        return try forwardPlainly(module, arguments)
    }
    /// How many parameters `forward` has behind `self`; -1 if it takes any number.
    private lazy var inputCount = {
        let signature = forwardMethod.signature
        return signature.variadic == nil && signature.keywordVariadic == nil ? signature.defaults.count - 1 : -1
    }()
    /// All arguments by position and none left out: there is nothing to sort.
    private func forwardPlainly(_ module: Module, _ arguments: Arguments) throws -> Value {
        try withUnsafeTemporaryAllocation(of: Value.self, capacity: arguments.count + 1) { buffer in
            let slots = buffer.baseAddress.unsafelyUnwrapped  // capacity is at least one
            slots.initialize(to: .object(module))
            (slots + 1).initialize(from: arguments.base, count: arguments.count)
            defer { slots.deinitialize(count: arguments.count + 1) }
            return try raising { try forward(module, BoundArguments(base: slots, function: forwardMethod)) }
        }
    }
    private func forward(_ module: Module, _ bound: BoundArguments) throws -> Value {
        switch rule {
        case .unary(let function, let asks, let body):
            guard let input = bound[1].asTensor else {
                if let asks { throw Raised.attributeError("'\(bound[1].type.nameInC)' object has no attribute '\(asks)'", object: bound[1], name: asks) }
                // With `inplace` another function is called.
                let inPlace = try module.own("inplace")?.isTrue() ?? false
                throw Raised.typeError("\(function)\(inPlace ? "_" : "")(): argument 'input' (position 1) must be Tensor, not \(bound[1].type.nameInC)")
            }
            return .tensor(try body(module, input))
        case .general(_, let body): return try body(module, bound)
        case .function(let name, _, let attributes):
            if let quick, let first = bound[1].asTensor, let second = bound[2].asTensor, let result = try quick(module, first, second) {
                return .tensor(result)
            }
            let inputs = bound.function.signature.defaults.count - 1
            let target: FunctionTarget
            if let known = functionTarget {
                target = known
            } else {
                target = FunctionTarget(try Functional.op(name), inputs: inputs, attributes)
                functionTarget = target
            }
            let names = target.names.names
            return try withUnsafeTemporaryAllocation(of: Value.self, capacity: inputs + names.count + 1) { buffer in
                let slots = buffer.baseAddress.unsafelyUnwrapped  // capacity is at least one
                slots.initialize(from: bound.base + 1, count: inputs)
                var count = inputs
                defer { slots.deinitialize(count: count) }
                for name in names {
                    (slots + count).initialize(to: try attribute(module, name))
                    count += 1
                }
                return try target.op.callAsFunctional(
                    target.isByPosition ? Arguments(base: slots, count: count, keywords: nil) : Arguments(base: slots, count: inputs, keywords: target.names))
            }
        case .none: throw module.missingForward
        }
    }
    /// The operation behind a `function` rule, and the attributes it is given.
    private struct FunctionTarget {
        let op: Op
        let names: KeywordNames
        /// Where the attributes are its next parameters they come by position, which its complaints name.
        let isByPosition: Bool

        init(_ op: Op, inputs: Int, _ attributes: [String]) {
            self.op = op
            names = KeywordNames(attributes.map { Name($0) })
            let signature = op.signature, next = signature.parameters.dropFirst(inputs).prefix(attributes.count)
            isByPosition =
                signature.variadic == nil && inputs + attributes.count <= signature.positionalCount && next.map(\.name.text) == attributes
        }
    }
    /// Found at the first call.
    private var functionTarget: FunctionTarget?

    // MARK: Text

    /// A piece of `template`.
    private enum TextPiece {
        case literal(Str)
        case value(Name)
        case repr(Name)
        case presence(Name)
        /// What stands before it, and the name of a flag.
        case flag(Str, Name)
    }
    private lazy var textPieces: [TextPiece] = {
        var pieces: [TextPiece] = []
        var rest = template[...]
        func literal(_ text: Substring) { if !text.isEmpty { pieces.append(.literal(Str(String(text)))) } }
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let before = rest[..<open], field = rest[rest.index(after: open)..<close]
            let name = field.dropLast()
            switch field.last {
            case "=":
                literal(before + "\(name)=")
                pieces.append(.value(Name(String(name))))
            case "!":
                literal(before)
                pieces.append(.repr(Name(String(name))))
            case "+":
                literal(before + "\(name)=")
                pieces.append(.presence(Name(String(name))))
            case "?":
                // A flag that is shown only when set, behind a comma if there is something before it.
                let isFirst = !name.hasPrefix(", "), flag = isFirst ? name : name.dropFirst(2)
                literal(before)
                pieces.append(.flag(Str("\(name)=True"), Name(String(flag))))
            default:
                literal(before)
                pieces.append(.value(Name(String(field))))
            }
            rest = rest[rest.index(after: close)...]
        }
        literal(rest)
        return pieces
    }()

    /// What `extra_repr` gives for a module of this layer, put behind a text.
    func writeExtra(_ module: Module, to text: inout TextBuilder) throws {
        if let extra { return try extra(module, &text) }
        for piece in textPieces {
            switch piece {
            case .literal(let words): text.append(words)
            case .value(let name): try attribute(module, name).append(strTo: &text)
            case .repr(let name): try attribute(module, name).append(reprTo: &text)
            case .presence(let name): text.append(ascii: try module.optionalTensor(name) == nil ? "False" : "True")
            case .flag(let words, let name): if try attribute(module, name).isTrue() { text.append(words) }
            }
        }
    }
    /// Classes written in a cell may have a property of that name.
    private func attribute(_ module: Module, _ name: Name) throws -> Value {
        module.ownLayer === self ? try module.value(name) : try Value.object(module).attribute(name)
    }

    // MARK: The class as it is now

    /// Nobody has put another `__repr__` or `extra_repr` into the class.
    var printsPlainly: Bool {
        if seenVersion != TypeObject.version { lookAtClass() }
        return hasOwnText
    }
    /// Nobody has put another `__call__` into the class.
    var isCalledPlainly: Bool {
        if seenVersion != TypeObject.version { lookAtClass() }
        return hasOwnCall
    }
    private func lookAtClass() {
        hasOwnText = false
        if type.lookup(Names.repr) == nil, case .object(let function)? = type.lookup(ModuleNames.extraRepr) {
            hasOwnText = function === (extraMethod ?? ModuleMembers.extraRepr)
        }
        hasOwnCall = type.lookup(Names.call)?.isIdentical(to: .object(ModuleMembers.call)) ?? false
        seenVersion = TypeObject.version
    }
    private var hasOwnText = false
    private var hasOwnCall = false
    /// When that was so: some class may have changed since.
    private var seenVersion = -1
}
