/// Where something happened: a place in compiled code, or a part of a source. What it means is worked out if it is shown.
public struct TraceEntry {
    public let origin: AnyObject
    public let start: Int
    public let end: Int
    public init(origin: AnyObject, start: Int, end: Int = 0) {
        self.origin = origin
        self.start = start
        self.end = end
    }
}

/// What exceptions have that were made with more than one argument, hand on others or say more: kept apart, because most are caught where
/// they are raised.
private final class ExceptionExtras {
    var several: [Value]?
    var cause: ExceptionObject?
    var context: ExceptionObject?
    var furtherEntries: [TraceEntry] = []
    var hint: String?
    var missing: (object: Value, name: Name)?
    var fields: [Name: Value] = [:]
}

/// An instance of `BaseException` or of a class derived from it.
public final class ExceptionObject: Instance {
    public var arguments: [Value] {
        get { extras?.several ?? (only.isUnbound ? [] : [only]) }
        set { ownExtras.several = newValue }
    }
    // Most have one, which needs no array.
    private var only = Value.unbound
    /// nil: it has nothing of what few exceptions have.
    private var extras: ExceptionExtras?
    /// Innermost first, as the frames were left. The first stands by itself: most exceptions are caught where they are raised.
    public private(set) var firstEntry: TraceEntry?
    public var trace: [TraceEntry] { (firstEntry.map { [$0] } ?? []) + (extras?.furtherEntries ?? []) }
    public var isTraced: Bool { firstEntry != nil }
    public func addTrace(_ entry: TraceEntry) {
        hidesTrace = false
        if firstEntry == nil { firstEntry = entry } else if ownExtras.furtherEntries.count < 2000 { ownExtras.furtherEntries.append(entry) }
    }
    /// The frame that last added to `trace`: handlers that raise an exception again add nothing.
    public var tracedFrame: UnsafeRawPointer?
    var hasFields = false
    /// A program has set `__traceback__` to `None`.
    var hidesTrace = false
    public var suppressesContext = false

    public init(type: TypeObject, arguments: [Value], hint: String? = nil) {
        super.init(type: type, kind: .exception)
        if arguments.count == 1 { only = arguments[0] } else if !arguments.isEmpty { self.arguments = arguments }
        if let hint { self.hint = hint }
    }
    public init(type: TypeObject, argument: Value, hint: String? = nil) {
        only = argument
        super.init(type: type, kind: .exception)
        if let hint { self.hint = hint }
    }

    // MARK: What few exceptions have

    private var ownExtras: ExceptionExtras {
        if let extras { return extras }
        let made = ExceptionExtras()
        extras = made
        return made
    }
    public var cause: ExceptionObject? {
        get { extras?.cause }
        set { if newValue != nil || extras != nil { ownExtras.cause = newValue } }
    }
    public var context: ExceptionObject? {
        get { extras?.context }
        set { if newValue != nil || extras != nil { ownExtras.context = newValue } }
    }
    /// What to do about it, in our words.
    public var hint: String? {
        get { extras?.hint }
        set { if newValue != nil || extras != nil { ownExtras.hint = newValue } }
    }
    /// For "Did you mean": the object and the name that was not found on it.
    public var missing: (object: Value, name: Name)? {
        get { extras?.missing }
        set { if newValue != nil || extras != nil { ownExtras.missing = newValue } }
    }
    /// What classes such as `AttributeError` and `UnicodeDecodeError` have besides `args`.
    var fields: [Name: Value] {
        get { extras?.fields ?? [:] }
        set { if !newValue.isEmpty || extras != nil { ownExtras.fields = newValue } }
    }

    deinit {
        // Chains of exceptions are freed without recursion.
        if let last = extras {
            extras = nil
            Trash.free(consume last)
        }
    }

    public override func walkReferences(_ walk: ReferenceWalk) {
        super.walkReferences(walk)
        walk.meet(only)
        walk.meet(cause)
        walk.meet(context)
    }
    public override func dropReferences() {
        super.dropReferences()
        (only, cause, context) = (.unbound, nil, nil)
        extras?.several = nil
    }

    public override func nativeStr() throws -> String { try plainText() }
    public override func nativeRepr() throws -> String { try callText() }
    public override func attribute(_ name: Name) throws -> Value? { try specialAttribute(name) ?? super.attribute(name) }
    public override func storeAttribute(_ name: Name, _ value: Value) throws {
        if try !storeSpecial(name, value) { try super.storeAttribute(name, value) }
    }
    public override func removeAttribute(_ name: Name) throws {
        if try !removeSpecial(name) { try super.removeAttribute(name) }
    }
}

/// What stands for `__traceback__`: there is one, but the places are shown by the session.
public final class Traceback: Object {
    // Immutable; created once.
    nonisolated(unsafe) public static let shared = Traceback()
    // Immutable; created once.
    nonisolated(unsafe) private static let itsType = TypeObject("traceback")
    private init() { super.init(kind: .other) }
    public override var type: TypeObject { Self.itsType }
}

/// A Python exception on its way up.
// @unchecked: exceptions never leave the evaluator's thread.
public struct Raised: Error, @unchecked Sendable {
    public let exception: ExceptionObject
    public init(_ exception: ExceptionObject) { self.exception = exception }
    public init(_ type: TypeObject, _ message: String, hint: String? = nil) {
        exception = ExceptionObject(type: type, argument: .str(message), hint: hint)
    }
    public func isInstance(of type: TypeObject) -> Bool { exception.type.isSubtype(of: type) }

    public static func typeError(_ message: String, hint: String? = nil) -> Raised { Raised(ExceptionTypes.typeError, message, hint: hint) }
    public static func valueError(_ message: String, hint: String? = nil) -> Raised { Raised(ExceptionTypes.valueError, message, hint: hint) }
    public static func indexError(_ message: String, hint: String? = nil) -> Raised { Raised(ExceptionTypes.indexError, message, hint: hint) }
    public static func runtimeError(_ message: String, hint: String? = nil) -> Raised { Raised(ExceptionTypes.runtimeError, message, hint: hint) }
    public static func notImplemented(_ message: String, hint: String? = nil) -> Raised { Raised(ExceptionTypes.notImplementedError, message, hint: hint) }
    public static func zeroDivision(_ message: String) -> Raised { Raised(ExceptionTypes.zeroDivisionError, message) }
    public static func overflow(_ message: String) -> Raised { Raised(ExceptionTypes.overflowError, message) }
    public static func keyError(_ key: Value) -> Raised {
        Raised(ExceptionObject(type: ExceptionTypes.keyError, argument: key))
    }
    public static func attributeError(_ message: String, object: Value, name: Name, hint: String? = nil) -> Raised {
        let raised = Raised(ExceptionTypes.attributeError, message, hint: hint)
        raised.exception.missing = (object, name)
        return raised
    }
    /// An `OSError` with its three parts.
    public static func os(_ type: TypeObject, _ number: Int32, _ text: String, _ path: String, hint: String? = nil) -> Raised {
        Raised(ExceptionObject(type: type, arguments: [.int(Int(number)), .str(text), .str(path)], hint: hint))
    }
    public static func stopIteration(_ value: Value = .none) -> Raised {
        Raised(ExceptionObject(type: ExceptionTypes.stopIteration, arguments: value.isNone ? [] : [value]))
    }
}

/// Python's exception classes.
public enum ExceptionTypes {
    private static func make(_ name: String, _ base: TypeObject?) -> TypeObject {
        // Whether instances have nothing but their arguments: known when the first one is made.
        var isPlain: Bool?
        return TypeObject(
            name, bases: base.map { [$0] },
            construct: { type, arguments in
                if isPlain == nil { isPlain = !ExceptionObject.hasFields(type) }
                if isPlain == true, arguments.count == 1, !arguments.hasKeywords {
                    return .object(ExceptionObject(type: type, argument: arguments[0]))
                }
                let exception = ExceptionObject(type: OSErrors.type(type, arguments), arguments: [])
                try exception.take(arguments)
                return .object(exception)
            },
            allocate: { ExceptionObject(type: $0, arguments: []) },
            members: base != nil ? nil : { ExceptionObject.members })
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) public static let baseException = make("BaseException", nil)
    nonisolated(unsafe) public static let exception = make("Exception", baseException)
    nonisolated(unsafe) public static let keyboardInterrupt = make("KeyboardInterrupt", baseException)
    nonisolated(unsafe) public static let systemExit = make("SystemExit", baseException)
    nonisolated(unsafe) public static let generatorExit = make("GeneratorExit", baseException)
    nonisolated(unsafe) public static let stopIteration = make("StopIteration", exception)
    nonisolated(unsafe) public static let stopAsyncIteration = make("StopAsyncIteration", exception)
    nonisolated(unsafe) public static let arithmeticError = make("ArithmeticError", exception)
    nonisolated(unsafe) public static let floatingPointError = make("FloatingPointError", arithmeticError)
    nonisolated(unsafe) public static let overflowError = make("OverflowError", arithmeticError)
    nonisolated(unsafe) public static let zeroDivisionError = make("ZeroDivisionError", arithmeticError)
    nonisolated(unsafe) public static let assertionError = make("AssertionError", exception)
    nonisolated(unsafe) public static let attributeError = make("AttributeError", exception)
    nonisolated(unsafe) public static let bufferError = make("BufferError", exception)
    nonisolated(unsafe) public static let eofError = make("EOFError", exception)
    nonisolated(unsafe) public static let importError = make("ImportError", exception)
    nonisolated(unsafe) public static let moduleNotFoundError = make("ModuleNotFoundError", importError)
    nonisolated(unsafe) public static let lookupError = make("LookupError", exception)
    nonisolated(unsafe) public static let indexError = make("IndexError", lookupError)
    nonisolated(unsafe) public static let keyError = make("KeyError", lookupError)
    nonisolated(unsafe) public static let memoryError = make("MemoryError", exception)
    nonisolated(unsafe) public static let nameError = make("NameError", exception)
    nonisolated(unsafe) public static let unboundLocalError = make("UnboundLocalError", nameError)
    nonisolated(unsafe) public static let osError = make("OSError", exception)
    nonisolated(unsafe) public static let fileExistsError = make("FileExistsError", osError)
    nonisolated(unsafe) public static let fileNotFoundError = make("FileNotFoundError", osError)
    nonisolated(unsafe) public static let permissionError = make("PermissionError", osError)
    nonisolated(unsafe) public static let isADirectoryError = make("IsADirectoryError", osError)
    nonisolated(unsafe) public static let timeoutError = make("TimeoutError", osError)
    nonisolated(unsafe) public static let blockingIOError = make("BlockingIOError", osError)
    nonisolated(unsafe) public static let childProcessError = make("ChildProcessError", osError)
    nonisolated(unsafe) public static let connectionError = make("ConnectionError", osError)
    nonisolated(unsafe) public static let interruptedError = make("InterruptedError", osError)
    nonisolated(unsafe) public static let notADirectoryError = make("NotADirectoryError", osError)
    nonisolated(unsafe) public static let processLookupError = make("ProcessLookupError", osError)
    nonisolated(unsafe) public static let brokenPipeError = make("BrokenPipeError", connectionError)
    nonisolated(unsafe) public static let connectionAbortedError = make("ConnectionAbortedError", connectionError)
    nonisolated(unsafe) public static let connectionRefusedError = make("ConnectionRefusedError", connectionError)
    nonisolated(unsafe) public static let connectionResetError = make("ConnectionResetError", connectionError)
    nonisolated(unsafe) public static let runtimeError = make("RuntimeError", exception)
    nonisolated(unsafe) public static let notImplementedError = make("NotImplementedError", runtimeError)
    nonisolated(unsafe) public static let referenceError = make("ReferenceError", exception)
    nonisolated(unsafe) public static let recursionError = make("RecursionError", runtimeError)
    nonisolated(unsafe) public static let syntaxError = make("SyntaxError", exception)
    nonisolated(unsafe) public static let indentationError = make("IndentationError", syntaxError)
    nonisolated(unsafe) public static let tabError = make("TabError", indentationError)
    nonisolated(unsafe) public static let systemError = make("SystemError", exception)
    nonisolated(unsafe) public static let typeError = make("TypeError", exception)
    nonisolated(unsafe) public static let valueError = make("ValueError", exception)
    nonisolated(unsafe) public static let unicodeError = make("UnicodeError", valueError)
    nonisolated(unsafe) public static let unicodeDecodeError = make("UnicodeDecodeError", unicodeError)
    nonisolated(unsafe) public static let unicodeEncodeError = make("UnicodeEncodeError", unicodeError)
    nonisolated(unsafe) public static let unicodeTranslateError = make("UnicodeTranslateError", unicodeError)
    nonisolated(unsafe) public static let warning = make("Warning", exception)
    nonisolated(unsafe) public static let userWarning = make("UserWarning", warning)
    nonisolated(unsafe) public static let deprecationWarning = make("DeprecationWarning", warning)
    nonisolated(unsafe) public static let futureWarning = make("FutureWarning", warning)
    nonisolated(unsafe) public static let runtimeWarning = make("RuntimeWarning", warning)
    nonisolated(unsafe) public static let syntaxWarning = make("SyntaxWarning", warning)
    nonisolated(unsafe) public static let pendingDeprecationWarning = make("PendingDeprecationWarning", warning)
    nonisolated(unsafe) public static let importWarning = make("ImportWarning", warning)
    nonisolated(unsafe) public static let unicodeWarning = make("UnicodeWarning", warning)
    nonisolated(unsafe) public static let bytesWarning = make("BytesWarning", warning)
    nonisolated(unsafe) public static let resourceWarning = make("ResourceWarning", warning)
    nonisolated(unsafe) public static let encodingWarning = make("EncodingWarning", warning)
    /// IPython's, for a shell command used wrongly.
    nonisolated(unsafe) public static let usageError = make("UsageError", exception)

    /// Those that are global names.
    public static var all: [TypeObject] {
        [
            baseException, exception, keyboardInterrupt, systemExit, generatorExit, stopIteration, arithmeticError,
            floatingPointError, overflowError, zeroDivisionError, assertionError, attributeError, bufferError, eofError,
            importError, moduleNotFoundError, lookupError, indexError, keyError, memoryError, nameError,
            unboundLocalError, osError, fileExistsError, fileNotFoundError, permissionError, isADirectoryError,
            timeoutError, runtimeError, notImplementedError, recursionError, syntaxError, indentationError, tabError,
            systemError, typeError, valueError, unicodeError, unicodeDecodeError, unicodeEncodeError, warning,
            userWarning, deprecationWarning, futureWarning, runtimeWarning, syntaxWarning, stopAsyncIteration, blockingIOError,
            childProcessError, connectionError, interruptedError, notADirectoryError, processLookupError, brokenPipeError,
            connectionAbortedError, connectionRefusedError, connectionResetError, referenceError, unicodeTranslateError,
            pendingDeprecationWarning, importWarning, unicodeWarning, bytesWarning, resourceWarning, encodingWarning,
        ]
    }
    public static func named(_ name: String) -> TypeObject? { all.first { $0.name == name } }
}
