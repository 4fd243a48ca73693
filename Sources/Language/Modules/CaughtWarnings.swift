import ObjectModel

/// `warnings.catch_warnings`: filters set inside a `with` block end with it; with `record=True` warnings go into a list instead.
final class CaughtWarnings: Object {
    private let records: Bool
    private var before: [(areIgnored: Bool, recording: List?)] = []
    init(records: Bool) {
        self.records = records
        super.init(kind: .other)
    }
    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) static let typeObject = TypeObject(
        "catch_warnings", module: "warnings", isFinal: true,
        construct: { _, arguments in .object(CaughtWarnings(records: try arguments.keyword("record")?.isTrue() ?? false)) })
    override var type: TypeObject { CaughtWarnings.typeObject }
    override func enter() -> Value {
        before.append((WarningsModule.areIgnored, WarningsModule.recording))
        guard records else { return .none }
        let list = List([])
        WarningsModule.recording = list
        return .object(list)
    }
    override func exit(_ raised: Raised?) -> Bool {
        if let state = before.popLast() { (WarningsModule.areIgnored, WarningsModule.recording) = state }
        return false
    }
}

/// One warning that was caught: `message`, an exception, and `category`, its class.
final class WarningMessage: Object {
    private let category: TypeObject, text: String
    init(_ category: TypeObject, _ text: String) {
        self.category = category
        self.text = text
        super.init(kind: .other)
    }
    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) private static let typeObject = TypeObject("WarningMessage", module: "warnings", isFinal: true)
    override var type: TypeObject { WarningMessage.typeObject }
    override func attribute(_ name: Name) throws -> Value? {
        switch name.text {
        case "message": try category.call(Value.str(text))
        case "category": .object(category)
        case "filename": .str("<cell>")
        case "lineno": .int(1)
        case "line", "source", "file": Value.none
        default: try super.attribute(name)
        }
    }
    override func str() throws -> String { "{message : \(try category.call(Value.str(text)).repr()), category : '\(category.name)', filename : '<cell>', lineno : 1, line : None}" }
    override func repr() throws -> String { "<warnings.WarningMessage object>" }
}
