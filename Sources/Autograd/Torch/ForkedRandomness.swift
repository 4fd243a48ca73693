import ObjectModel
import TensorCore

/// `torch.random.fork_rng`: random numbers drawn inside a `with` block are not missing afterwards.
final class ForkedRandomness: Object {
    private let isEnabled: Bool
    private var before: [NDArray] = []
    private init(isEnabled: Bool) {
        self.isEnabled = isEnabled
        super.init(kind: .other)
    }
    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) private static let typeObject = TypeObject("_GeneratorContextManager", module: "contextlib", isFinal: true)
    nonisolated(unsafe) static let function = NativeFunction(
        "fork_rng", "devices=None, enabled=True, _caller='fork_rng', _devices_kw='devices', device_type='cuda'",
        summary: "Keeps the state of the random numbers over a `with` block.", module: "torch.random",
        body: .bound { a in .object(ForkedRandomness(isEnabled: try a[1].isTrue())) })
    override var type: TypeObject { ForkedRandomness.typeObject }
    override func enter() throws -> Value {
        if isEnabled { before.append(try raising { try Generator.standard.getState() }) }
        return .none
    }
    override func exit(_ raised: Raised?) throws -> Bool {
        if let state = before.popLast() { try raising { try Generator.standard.setState(state) } }
        return false
    }
}
