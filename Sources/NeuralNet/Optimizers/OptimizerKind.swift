import Autograd
import ObjectModel
import TensorCore

/// One optimizer as data: its options, their checks, and its rule.
// @unchecked: made once, used by the evaluator's thread only.
package final class OptimizerKind: @unchecked Sendable {
    /// `SGD`, PyTorch's class name.
    package let name: String
    /// `__init__`'s parameters behind `self`.
    package let parameters: String
    package let summary: String
    package let example: String
    /// The order in which options stand in a group's dict, where it is not that of the parameters.
    private let order: [String]
    private let check: (OptionCheck) throws -> Void
    private let checkParameter: ((Tensor) throws -> Void)?
    let makeRule: ((GroupOptions) throws -> any StepRule)?
    let base: String?
    private let fixed: [(String, Value)]
    /// Fills in options whose defaults come from others.
    private let settle: ((Dict) throws -> Void)?
    /// Whether the state is made when the optimizer is.
    let isEager: Bool

    init(
        _ name: String, _ parameters: String, _ summary: String, _ example: String, order: [String], base: String? = nil,
        fixed: [(String, Value)] = [], isEager: Bool = false, check: @escaping (OptionCheck) throws -> Void,
        checkParameter: ((Tensor) throws -> Void)? = nil, settle: ((Dict) throws -> Void)? = nil,
        rule: ((GroupOptions) throws -> any StepRule)?
    ) {
        self.name = name
        self.parameters = parameters
        self.summary = summary
        self.example = example
        self.order = order
        self.base = base
        self.fixed = fixed
        self.isEager = isEager
        self.check = check
        self.checkParameter = checkParameter
        self.settle = settle
        makeRule = rule
    }

    package private(set) lazy var type: TypeObject = {
        let base = self.base.flatMap { OptimizerCatalog.named($0)?.type } ?? OptimizerTypes.optimizer
        let type = TypeObject(
            name, bases: [base], module: "torch.optim.\(name.lowercased())", summary: summary + "\n\nExample: " + example,
            construct: { [unowned self] type, arguments in
                let made = Optimizer(type: type)
                _ = try arguments.prepending(.object(made)) { try initializer.call($0) }
                return .object(made)
            }, allocate: { Optimizer(type: $0) }, members: { [unowned self] in [initializer] })
        OptimizerCatalog.note(self, for: type)
        return type
    }()
    package var signature: Signature { initializer.signature }
    private lazy var initializer = NativeFunction(
        Names.`init`, "self, " + parameters, summary: summary, isMethod: true, owner: name, wording: .python,
        body: .bound { [unowned self] a in
            guard let optimizer = a[0].asOptimizer else { throw Raised.typeError("descriptor '__init__' requires a '\(name)' object") }
            try check(OptionCheck(bound: a))
            let names = a.function.signature.parameters.map(\.name.text)
            let defaults = Dict()
            for name in order {
                if let value = fixed.first(where: { $0.0 == name })?.1 { defaults.store(name, value); continue }
                if let index = names.firstIndex(of: name) { defaults.store(name, a[index]) }
            }
            try settle?(defaults)
            optimizer.kindOverride = self
            try raising { try optimizer.setUp(a[1], defaults) }
            if let checkParameter { for parameter in try optimizer.options.flatMap(\.parameters).compactMap(\.asTensor) { try checkParameter(parameter) } }
            if makeRule == nil, optimizer.groups.count != 1 {
                throw Raised.valueError("\(name) doesn't support per-parameter options (parameter groups)")
            }
            return .none
        })
}

/// The options given to an optimizer, checked in PyTorch's words.
struct OptionCheck {
    let bound: BoundArguments
    func value(_ name: String) -> Value {
        bound.function.signature.parameters.firstIndex { $0.name.text == name }.map { bound[$0] } ?? .none
    }
    /// Python's comparison, in Python's words where there is none.
    private func holds(_ left: Value, _ comparison: Comparison, _ right: Value) throws -> Bool { try LayerArguments.holds(left, comparison, right) }
    /// As text in a sentence: a tensor of one number as the number.
    private func text(_ value: Value) throws -> String {
        if let tensor = value.asTensor, tensor.rank == 0 { return try tensor.array.item().value.str() }
        return try value.str()
    }
    /// `Invalid learning rate: -1`
    /// - Parameter below: PyTorch asks `x < 0` here, not `0 <= x`, which shows in the complaint about what is no number.
    func atLeastZero(_ name: String, _ words: String, below: Bool = false) throws {
        let value = value(name)
        if name == "lr", let tensor = value.asTensor, tensor.count != 1 { throw Raised.valueError("Tensor lr must be 1-element") }
        guard try below ? !holds(value, .less, .float(0)) : holds(.float(0), .lessEqual, value) else { throw Raised.valueError("Invalid \(words): \(try text(value))") }
    }
    /// One of a pair, read by its place.
    func part(_ name: String, _ index: Int) throws -> Value { try value(name).item(.int(index)) }
    func learningRate(below: Bool = false) throws { try atLeastZero("lr", "learning rate", below: below) }
    func decay() throws { try atLeastZero("weight_decay", "weight_decay value") }
    func epsilon() throws { try atLeastZero("eps", "epsilon value") }
    func betas() throws {
        for index in 0..<2 {
            let beta = try part("betas", index)
            guard try holds(.float(0), .lessEqual, beta), try holds(beta, .less, .float(1)) else {
                throw Raised.valueError("Invalid beta parameter at index \(index): \(try text(beta))")
            }
        }
    }
    /// 0 < shrink < 1 < grow
    func etas() throws {
        let low = try part("etas", 0)
        guard try holds(.float(0), .less, low), try holds(low, .less, .float(1)), try holds(.float(1), .less, part("etas", 1)) else {
            throw Raised.valueError("Invalid eta values: \(try text(low)), \(try text(part("etas", 1)))")
        }
    }
    func double(_ name: String) throws -> Double {
        let value = value(name)
        _ = try holds(.float(0), .lessEqual, value)
        guard let number = try value.toDouble() else { throw Raised.typeError("must be real number, not \(value.type.nameInC)") }
        return number
    }
    func isTrue(_ name: String) throws -> Bool { try value(name).isTrue() }
}
