import Autograd
import ObjectModel
import TensorCore

/// How one optimizer changes one parameter, given what it keeps for it.
protocol StepRule {
    mutating func apply(_ parameter: Tensor, _ gradient: Tensor, _ state: ParameterState) throws
}

/// The same, element by element. A rule is made from its group's options at every step, so that programs may
/// change those; `advance` runs once a parameter, `update` is the loop over its elements.
protocol UpdateRule: StepRule {
    /// Numbers kept for each parameter, as 0-d tensors: `step` and the like, with their first values.
    var scalars: [(name: String, start: Double)] { get }
    /// Arrays kept for each parameter, of its shape.
    var arrays: [(name: String, start: Double)] { get }
    /// Moves the scalars on and keeps what `update` needs of them.
    mutating func advance(_ scalars: inout [Double], isFirst: Bool)
    /// `p` parameter, `g` gradient, `s` the arrays in order, all of `n` elements. `P.rounded` stands wherever PyTorch writes a tensor, which in half
    /// precision costs digits.
    func update<T, P: Precision<T>>(_ n: Int, _ p: UnsafeMutablePointer<T>, _ g: UnsafePointer<T>, _ s: [UnsafeMutablePointer<T>], _: P.Type)
}

/// What is left of a number that is written to a tensor.
protocol Precision<Number> {
    associatedtype Number: BinaryFloatingPoint
    static func rounded(_ x: Number) -> Number
}
extension Precision {
    /// Element `i` of `n` of `a.add(b, alpha=alpha)`. PyTorch rounds the number first, and where no whole vector of halves is left, also the product.
    @inline(__always) static func sum(_ i: Int, _ n: Int, _ a: Number, _ alpha: Number, _ b: Number) -> Number {
        let product = rounded(alpha) * b
        return rounded(a + (i < n & ~31 ? product : rounded(product)))
    }
}
enum Exact<Number: BinaryFloatingPoint>: Precision {
    @inline(__always) static func rounded(_ x: Number) -> Number { x }
}
enum HalfPrecision: Precision {
    static func rounded(_ x: Float) -> Float { Float(Float16(x)) }
}
enum BrainPrecision: Precision {
    /// To the nearest, halves to even.
    static func rounded(_ x: Float) -> Float {
        if x.isNaN { return x }
        let bits = x.bitPattern
        return Float(bitPattern: (bits &+ 0x7fff &+ ((bits >> 16) & 1)) & 0xffff_0000)
    }
}

/// Pointers of a rule's loop as those of floats, of which the kernels know; nil for other numbers.
struct FloatPointers {
    let p: UnsafeMutablePointer<Float>, g: UnsafePointer<Float>, s: [UnsafeMutablePointer<Float>]
    init?<T, P: Precision<T>>(_ p: UnsafeMutablePointer<T>, _ g: UnsafePointer<T>, _ s: [UnsafeMutablePointer<T>], _: P.Type) {
        guard P.self == Exact<Float>.self else { return nil }
        self.p = UnsafeMutableRawPointer(p).assumingMemoryBound(to: Float.self)
        self.g = UnsafeRawPointer(g).assumingMemoryBound(to: Float.self)
        self.s = s.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: Float.self) }
    }
}

/// The options of one parameter group, as the language's dict has them now.
struct GroupOptions {
    let dict: Dict
    func value(_ name: String) throws -> Value {
        guard let value = dict.lookup(name) else { throw Raised.keyError(.str(name)) }
        return value
    }
    func double(_ name: String) throws -> Double {
        let value = try value(name)
        guard let number = try value.toDouble() else { throw Raised.typeError("must be real number, not \(value.type.name)") }
        return number
    }
    func isTrue(_ name: String) throws -> Bool { try dict.lookup(name)?.isTrue() ?? false }
    /// The same by a key that knows its hash, for what every step of a small network asks.
    func double(_ key: Value) throws -> Double {
        if case .float(let number)? = try dict.lookup(key) { return number }
        return try double(key.asString ?? "")
    }
    func isTrue(_ key: Value) throws -> Bool { try dict.lookup(key)?.isTrue() ?? false }
    func pair(_ name: String) throws -> (Double, Double) {
        let items = try collect(value(name))
        guard items.count == 2, let first = try items[0].toDouble(), let second = try items[1].toDouble() else {
            throw Raised.valueError("not enough values to unpack (expected 2, got \(items.count))")
        }
        return (first, second)
    }
    var parameters: [Value] { (try? dict.lookup(OptionKeys.parameters))??.asItems ?? [] }
}

/// Keys of groups, made once.
enum OptionKeys {
    // Immutable texts; the evaluator's thread only.
    nonisolated(unsafe) static let parameters = Value.str("params")
    nonisolated(unsafe) static let lr = Value.str("lr")
    nonisolated(unsafe) static let momentum = Value.str("momentum")
    nonisolated(unsafe) static let dampening = Value.str("dampening")
    nonisolated(unsafe) static let decay = Value.str("weight_decay")
    nonisolated(unsafe) static let nesterov = Value.str("nesterov")
    nonisolated(unsafe) static let maximize = Value.str("maximize")
}

/// What almost every rule reads of its group: the rate, the weight decay, and which way to go.
struct DescentOptions {
    let lr: Double
    private let weightDecay: Double
    private let isDecoupled, climbs: Bool

    init(_ group: GroupOptions) throws {
        lr = try group.double("lr")
        weightDecay = group.dict.lookup("weight_decay") == nil ? 0 : try group.double("weight_decay")
        isDecoupled = try group.isTrue("decoupled_weight_decay")
        climbs = try group.isTrue("maximize")
    }
    /// -1 to go up.
    func sign<T: BinaryFloatingPoint>() -> T { climbs ? -1 : 1 }
    /// How much of the parameter joins its gradient.
    func decay<T: BinaryFloatingPoint>() -> T { T(isDecoupled ? 0 : weightDecay) }
    /// What is left of the parameter before the step, where decay and gradient are apart.
    func shrink<T: BinaryFloatingPoint>() -> T { T(isDecoupled ? 1 - lr * weightDecay : 1) }
}

/// The running means of Adam and its family.
struct MomentOptions {
    let beta1, beta2, eps: Double
    init(_ group: GroupOptions) throws {
        (beta1, beta2) = try group.pair("betas")
        eps = try group.double("eps")
    }
}

/// What an optimizer keeps for one parameter: the tensors in the language's dict, at hand without looking them up.
final class ParameterState {
    let dict: Dict
    var scalars: [Tensor] = []
    var arrays: [Tensor] = []
    init(_ dict: Dict) { self.dict = dict }

    /// Finds, or makes, what `rule` keeps.
    /// - Returns: whether it was made now.
    func prepare(_ rule: some UpdateRule, for parameter: Tensor) throws -> Bool {
        if scalars.count == rule.scalars.count, arrays.count == rule.arrays.count { return false }
        var isFirst = false
        func tensor(_ name: String, _ make: () throws -> NDArray) throws -> Tensor {
            if let found = dict.lookup(name)?.asTensor { return found }
            isFirst = true
            let made = Tensor(try make())
            dict.store(name, .tensor(made))
            return made
        }
        scalars = try rule.scalars.map { name, start in try tensor(name) { try .scalar(.float(start), .defaultFloat) } }
        arrays = try rule.arrays.map { name, start in
            let found = try tensor(name) { try .full(parameter.shape, .float(start), parameter.dtype) }
            if !found.array.isContiguous || found.dtype != parameter.dtype { found.array = try found.array.copy(to: parameter.dtype).contiguous() }
            return found
        }
        return isFirst
    }
}

extension UpdateRule {
    /// One parameter, one step.
    mutating func apply(_ parameter: Tensor, _ gradient: Tensor, _ state: ParameterState) throws {
        let isFirst = try state.prepare(self, for: parameter)
        if !state.scalars.isEmpty || isFirst || scalars.isEmpty {
            var numbers = state.scalars.map { $0.array.scalar(atOffset: 0).double }
            advance(&numbers, isFirst: isFirst)
            for (tensor, number) in zip(state.scalars, numbers) {
                tensor.array.store(.float(number))
                tensor.wrote()
            }
        }
        try run(parameter.array, gradient.array, state.arrays.map(\.array))
        parameter.wrote()
        for tensor in state.arrays { tensor.wrote() }
    }
    /// On raw buffers: floats and doubles in place, half precision by way of floats, strided arrays by way of copies.
    private func run(_ p: NDArray, _ g: NDArray, _ s: [NDArray]) throws {
        guard p.isContiguous, !p.dtype.isHalf else {
            let dtype = p.dtype.isHalf ? DType.float32 : p.dtype
            let copy = try p.copy(to: dtype).contiguous(), states = try s.map { try $0.copy(to: dtype).contiguous() }
            let gradient = try g.contiguous(as: dtype)
            switch p.dtype {
            case .float16: loop(copy, gradient, states, HalfPrecision.self)
            case .bfloat16: loop(copy, gradient, states, BrainPrecision.self)
            default: try run(copy, gradient, states)
            }
            try p.copy(from: copy)
            for (state, source) in zip(s, states) { try state.copy(from: source) }
            return
        }
        let g = try g.contiguous(as: p.dtype)
        switch p.dtype {
        case .float32: loop(p, g, s, Exact<Float>.self)
        case .float64: loop(p, g, s, Exact<Double>.self)
        default: throw Raised.runtimeError("optimizers change parameters of floating-point dtypes, not \(p.dtype.description)")
        }
    }
    private func loop<T, P: Precision<T>>(_ p: NDArray, _ g: NDArray, _ s: [NDArray], _ precision: P.Type) {
        update(p.count, p.pointer(as: T.self), UnsafePointer(g.pointer(as: T.self)), s.map { $0.pointer(as: T.self) }, precision)
    }
}
