import ObjectModel
import TensorCore

/// Kinds of values, as coarse as PyTorch's signatures tell them apart. An operation's body reads what it needs; what no signature takes is refused
/// before, also where the body would let it pass.
struct ArgumentKinds: OptionSet {
    let rawValue: UInt16
    static let none = ArgumentKinds(rawValue: 1), bool = ArgumentKinds(rawValue: 2), int = ArgumentKinds(rawValue: 4), float = ArgumentKinds(rawValue: 8)
    static let tensor = ArgumentKinds(rawValue: 16), text = ArgumentKinds(rawValue: 32), list = ArgumentKinds(rawValue: 64), dtype = ArgumentKinds(rawValue: 128)
    /// Everything else: devices, generators, what has an `__index__`.
    static let other = ArgumentKinds(rawValue: 256)
    static let all = ArgumentKinds(rawValue: 511)
    static let number: ArgumentKinds = [.bool, .int, .float, .tensor]

    /// What a value is.
    init(of value: Value) {
        switch value {
        case .unbound, .none: self = .none
        case .bool: self = .bool
        case .int: self = .int
        case .float: self = .float
        default:
            if value.asTensor != nil { self = .tensor } else if value.intItems != nil { self = .list } else if value.asString != nil { self = .text } else if value.asDType != nil { self = .dtype } else { self = .other }
        }
    }
    init(rawValue: UInt16) { self.rawValue = rawValue }

    /// What a parameter of this type takes; `nil` where any value may do.
    init?(type: String) {
        switch type {
        case "Tensor": self = .tensor
        case "Number", "float": self = [.number, .other]
        case "int": self = [.int, .tensor, .other]
        case "bool": self = [.bool, .tensor]
        case "str": self = .text
        case "tuple of ints": self = [.list, .other]
        case "tuple of Tensors": self = .list
        case "torch.dtype": self = .dtype
        case "torch.Generator": self = [.other, .none]
        case "torch.device": self = [.text, .int, .other]
        default: return nil
        }
    }
}

/// What each parameter of an operation takes, when it is called in one form.
struct ArgumentGate {
    let kinds: [ArgumentKinds]
    /// The list of sizes that may be given one by one must be given, or must be given whole.
    let needsList: Bool, takesOneByOne: Bool

    static let open = ArgumentGate(kinds: [], needsList: false, takesOneByOne: true)
}

extension OpArguments {
    /// The first argument that no signature takes at its place.
    func misfit(_ gate: ArgumentGate) -> Int? {
        guard !gate.kinds.isEmpty, let left = base[op.signature.defaults.count].asInt else { return nil }
        let variadic = op.signature.variadic
        for index in gate.kinds.indices where index != variadic && left & (1 << index) == 0 {
            let kinds = gate.kinds[index]
            if kinds != .all, !kinds.contains(ArgumentKinds(of: base[index])) { return index }
        }
        guard let variadic else { return nil }
        if left & (1 << variadic) != 0 { return gate.needsList ? variadic : nil }
        return gate.takesOneByOne || base[variadic].asItems?.first?.intItems != nil ? nil : variadic
    }
}
