import ObjectModel
import TensorCore

/// `no_grad`, `enable_grad`, `set_grad_enabled`, `inference_mode`: for `with`, as decorators, and (one of them) as a
/// plain call.
package final class GradModeObject: Object {
    package enum Mode { case noGrad, enableGrad, setGradEnabled(Bool), inference(Bool), anomaly(Bool, checkNaN: Bool) }
    private let mode: Mode
    private var before: [(grad: Bool, inference: Bool, anomaly: Bool, checks: Bool)] = []

    init(_ mode: Mode) {
        self.mode = mode
        super.init(kind: .other)
        // `set_grad_enabled(False)` and `set_detect_anomaly(True)` work at once; a `with` block then restores what was before.
        switch mode {
        case .setGradEnabled, .anomaly: push()
        default: break
        }
    }
    private func push() {
        before.append((GradMode.isEnabled, GradMode.isInference, GradMode.detectsAnomalies, GradMode.checksNaN))
        switch mode {
        case .noGrad: GradMode.isEnabled = false
        case .enableGrad: GradMode.isEnabled = true
        case .setGradEnabled(let value): GradMode.isEnabled = value
        case .inference(let value):
            GradMode.isInference = value
            if value { GradMode.isEnabled = false }
        case .anomaly(let value, let checks):
            GradMode.detectsAnomalies = value
            GradMode.checksNaN = checks
        }
    }
    private func pop() {
        guard let state = before.popLast() else { return }
        GradMode.isEnabled = state.grad
        GradMode.isInference = state.inference
        GradMode.detectsAnomalies = state.anomaly
        GradMode.checksNaN = state.checks
    }
    private var actsAtOnce: Bool {
        switch mode {
        case .setGradEnabled, .anomaly: true
        default: false
        }
    }

    package override var type: TypeObject { TorchTypes.gradMode(mode) }
    package override func repr() throws -> String {
        if case .setGradEnabled(let value) = mode { return "torch.autograd.grad_mode.set_grad_enabled(mode=\(value ? "True" : "False"))" }
        return try super.repr()
    }
    package override func enter() -> Value {
        if !actsAtOnce || before.isEmpty { push() }
        return .none
    }
    package override func exit(_ raised: Raised?) -> Bool {
        pop()
        return false
    }
    package override var isCallable: Bool { true }
    /// As a decorator.
    package override func call(_ arguments: Arguments) throws -> Value {
        guard arguments.count == 1, case .object(let function) = arguments[0], function.isCallable else {
            throw Raised.typeError("'\(type.name)' object is not callable")
        }
        if actsAtOnce { pop() }
        return .object(GradModeFunction(function, mode))
    }
}

/// A function that runs in a grad mode.
final class GradModeFunction: Object {
    private let function: Object
    private let mode: GradModeObject.Mode
    init(_ function: Object, _ mode: GradModeObject.Mode) {
        self.function = function
        self.mode = mode
        // `.function` would promise a function of the language.
        super.init(kind: .other)
    }
    override var type: TypeObject { BuiltinTypes.function }
    override var isCallable: Bool { true }
    override var isMethodLike: Bool { true }
    override func repr() throws -> String { try function.repr() }
    override func attribute(_ name: Name) throws -> Value? { try function.attribute(name) }
    override func bound(to instance: Value?, owner: TypeObject) throws -> Value {
        guard let instance else { return .object(self) }
        return .object(BoundMethod(function: self, instance: instance))
    }
    override func call(_ arguments: Arguments) throws -> Value {
        let context = GradModeObject(mode)
        _ = context.enter()
        defer { _ = context.exit(nil) }
        return try function.call(arguments)
    }
}

enum TorchTypes {
    private static func mode(_ name: String, _ make: @escaping (Arguments) throws -> GradModeObject.Mode) -> TypeObject {
        TypeObject(
            name, module: "torch.autograd.grad_mode", isFinal: true,
            construct: { _, arguments in
                // `@no_grad` without parentheses decorates at once.
                if arguments.count == 1, case .object(let function) = arguments[0], function.isCallable {
                    return .object(GradModeFunction(function, try Arguments.with([]) { try make($0) }))
                }
                return .object(GradModeObject(try make(arguments)))
            })
    }
    private static func flag(_ arguments: Arguments, _ name: Name, _ missing: Bool) throws -> Bool {
        if let value = arguments.keyword(name) { return try value.isTrue() }
        return arguments.count > 0 ? try arguments[0].isTrue() : missing
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) static let noGrad = mode("no_grad") { _ in .noGrad }
    nonisolated(unsafe) static let enableGrad = mode("enable_grad") { _ in .enableGrad }
    private static func required(_ arguments: Arguments, _ name: String) throws -> Bool {
        if arguments.count == 0, arguments.keyword("mode") == nil { throw Raised.typeError("\(name).__init__() missing 1 required positional argument: 'mode'") }
        return try flag(arguments, "mode", true)
    }
    nonisolated(unsafe) static let setGradEnabled = mode("set_grad_enabled") { .setGradEnabled(try required($0, "set_grad_enabled")) }
    nonisolated(unsafe) static let inference = mode("inference_mode") { .inference(try flag($0, "mode", true)) }
    nonisolated(unsafe) static let setDetectAnomaly = mode("set_detect_anomaly") { .anomaly(try required($0, "set_detect_anomaly"), checkNaN: try $0.keyword("check_nan")?.isTrue() ?? true) }
    nonisolated(unsafe) static let detectAnomaly = mode("detect_anomaly") {
        Warnings.emit("Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for debugging.")
        return .anomaly(true, checkNaN: try flag($0, "check_nan", true))
    }

    static func gradMode(_ mode: GradModeObject.Mode) -> TypeObject {
        switch mode {
        case .noGrad: noGrad
        case .enableGrad: enableGrad
        case .setGradEnabled: setGradEnabled
        case .inference: inference
        case .anomaly: setDetectAnomaly
        }
    }
}
