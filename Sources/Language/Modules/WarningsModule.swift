import ObjectModel

/// `warnings`: what tutorials use of it. `filterwarnings("ignore")` silences every warning until the session ends or
/// another action is set.
enum WarningsModule {
    // The evaluator's thread only.
    nonisolated(unsafe) static var areIgnored = false
    /// Where warnings go instead of being shown.
    nonisolated(unsafe) static var recording: List?

    private static func filter(_ action: Value) throws -> Value {
        guard let action = action.asString, ["ignore", "default", "always", "error", "once", "module"].contains(action) else {
            throw Raised(ExceptionTypes.assertionError, "invalid action: \(try action.repr())")
        }
        areIgnored = action == "ignore"
        return .none
    }
    private static var functions: [NativeFunction] {
        [
            NativeFunction(
                "filterwarnings", "action, message='', category=None, module='', lineno=0, append=False",
                summary: "Show warnings or ignore them.", module: "warnings", wording: .python) { try filter($0[0]) },
            NativeFunction(
                "simplefilter", "action, category=None, lineno=0, append=False", summary: "Show warnings or ignore them.",
                module: "warnings", wording: .python) { try filter($0[0]) },
            NativeFunction("resetwarnings", "", summary: "Show warnings again.", module: "warnings", wording: .python) { _ in
                areIgnored = false
                return .none
            },
            NativeFunction(
                "warn", "message, category=None, stacklevel=1, source=None", summary: "Warn once for each place.", module: "warnings",
                wording: .python
            ) { a in
                let given = a[0].object(of: .exception)
                let category = (a[1].object(of: .type) as? TypeObject) ?? given?.type ?? ExceptionTypes.userWarning
                Warnings.emit(try a[0].str(), category)
                return .none
            },
        ]
    }
    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) static let module = ModuleObject("warnings") {
        functions.map { ($0.name, .object($0)) } + [("catch_warnings", .object(CaughtWarnings.typeObject))]
    }
}
