// What exceptions are made from and what they show of themselves: `args`, `__cause__`, notes, and what single classes have.
extension ExceptionObject {
    /// The attributes that classes have besides `args`, in the order of their arguments.
    // Immutable; read by the evaluator's thread.
    nonisolated(unsafe) private static let fieldNames: [(type: TypeObject, names: [Name])] = [
        (ExceptionTypes.attributeError, ["name", "obj"]),
        (ExceptionTypes.nameError, ["name"]),
        (ExceptionTypes.importError, ["msg", "name", "path"]),
        (ExceptionTypes.stopIteration, ["value"]),
        (ExceptionTypes.systemExit, ["code"]),
        (ExceptionTypes.osError, ["errno", "strerror", "filename", "filename2"]),
        (ExceptionTypes.unicodeDecodeError, ["encoding", "object", "start", "end", "reason"]),
        (ExceptionTypes.unicodeEncodeError, ["encoding", "object", "start", "end", "reason"]),
        (ExceptionTypes.unicodeTranslateError, ["object", "start", "end", "reason"]),
        (ExceptionTypes.syntaxError, ["msg", "filename", "lineno", "offset", "text", "end_lineno", "end_offset", "print_file_and_line"]),
    ]
    private var ownFields: (type: TypeObject, names: [Name])? { ExceptionObject.fields(of: type) }
    private static func fields(of type: TypeObject) -> (type: TypeObject, names: [Name])? {
        if let known = type.exceptionFields { return known < 0 ? nil : fieldNames[known] }
        let found = fieldNames.firstIndex { type.isSubtype(of: $0.type) }
        type.exceptionFields = found ?? -1
        return found.map { fieldNames[$0] }
    }
    static func hasFields(_ type: TypeObject) -> Bool { fields(of: type) != nil }

    // MARK: Made

    /// Takes the arguments of a call of the class.
    func take(_ a: Arguments) throws {
        let fields = ownFields
        self.fields = [:]
        for (name, value) in a.keywordPairs {
            let takesKeywords = [ExceptionTypes.attributeError, ExceptionTypes.nameError, ExceptionTypes.importError].contains { $0 === fields?.type }
            guard takesKeywords else { throw Raised.typeError("\(type.name)() takes no keyword arguments") }
            guard let fields, fields.names.contains(name), name != "msg" else {
                throw Raised.typeError("'\(name)' is an invalid keyword argument for \(fields?.type.name ?? "")()")
            }
            self.fields[name] = value
        }
        arguments = a.positional
        hasFields = true
        try takeFields()
    }
    /// The attributes that follow from `arguments`.
    func takeFields() throws {
        guard let (owner, names) = ownFields else { return }
        switch ObjectIdentifier(owner) {
        case ObjectIdentifier(ExceptionTypes.unicodeDecodeError), ObjectIdentifier(ExceptionTypes.unicodeEncodeError),
            ObjectIdentifier(ExceptionTypes.unicodeTranslateError):
            guard arguments.count == names.count else {
                throw Raised.typeError("function takes exactly \(names.count) arguments (\(arguments.count) given)")
            }
            for (index, (name, value)) in zip(names, arguments).enumerated() {
                let plain = value.withoutClass
                switch name {
                case "start", "end": _ = try value.toIndex()
                case "object" where owner === ExceptionTypes.unicodeDecodeError:
                    guard plain.object(of: .bytes) != nil else { throw Raised.typeError("a bytes-like object is required, not '\(value.type.name)'") }
                default: if plain.asString == nil { throw Raised.typeError("argument \(index + 1) must be str, not \(value.type.name)") }
                }
                fields[name] = value
            }
        case ObjectIdentifier(ExceptionTypes.importError): if arguments.count == 1 { fields["msg"] = arguments[0] }
        case ObjectIdentifier(ExceptionTypes.stopIteration): fields["value"] = arguments.first ?? Value.none
        case ObjectIdentifier(ExceptionTypes.systemExit): fields["code"] = arguments.count > 1 ? Value.tuple(arguments) : arguments.first ?? Value.none
        case ObjectIdentifier(ExceptionTypes.osError):
            guard (2...5).contains(arguments.count) else { return }
            for (name, value) in zip(names, arguments.prefix(3) + arguments.dropFirst(4)) { fields[name] = value }
        case ObjectIdentifier(ExceptionTypes.syntaxError):
            if let first = arguments.first { fields["msg"] = first }
            guard arguments.count == 2 else { return }
            let place = try collect(arguments[1])
            guard place.count == 4 || place.count == 6 else {
                throw Raised.typeError(place.count == 5 ? "end_offset must be provided when end_lineno is provided" : "function missing required argument '\(names[min(3, place.count) + 1])' (pos \(place.count + 1))")
            }
            for (name, value) in zip(names.dropFirst(), place) { fields[name] = value }
        default: break
        }
    }
    static var members: [Object] {
        func exception(_ value: Value) throws -> ExceptionObject {
            guard let object = value.object(of: .exception) else {
                throw Raised.typeError("descriptor requires a 'BaseException' object but received a '\(value.type.name)'")
            }
            return unsafeDowncast(object, to: ExceptionObject.self)  // the kind says so
        }
        return [
            NativeFunction(Names.`init`, "self, *args, **kwargs", isMethod: true, body: .raw { a in
                guard a.count > 0 else { throw Raised.typeError("descriptor '__init__' of 'BaseException' object needs an argument") }
                try exception(a[0]).take(a.dropFirst())
                return .none
            }),
            NativeFunction("with_traceback", "self, tb, /", summary: "The exception with another traceback.", isMethod: true, body: .two { own, trace in
                try exception(own).setTrace(trace)
                return own
            }),
            NativeFunction("add_note", "self, note, /", summary: "Adds a line that is shown below the message.", isMethod: true, body: .two { own, note in
                try exception(own).add(note: note)
                return .none
            }),
        ]
    }
    private func add(note: Value) throws {
        guard let text = note.withoutClass.asString else { throw Raised.typeError("note must be a str, not '\(note.type.name)'") }
        let notes = try Value.object(self).findAttribute("__notes__") ?? .list([])
        guard notes.withoutClass.object(of: .list) != nil else { throw Raised.typeError("Cannot add note: __notes__ is not a list") }
        _ = try notes.callMethod("append", note)
        setOwn("__notes__", notes)
        hint = hint.map { $0 + "\n" + text } ?? text
    }
    private func setTrace(_ value: Value) throws {
        guard value.isNone || value.isIdentical(to: .object(Traceback.shared)) else { throw Raised.typeError("__traceback__ must be a traceback or None") }
        hidesTrace = value.isNone
    }

    // MARK: Looked at

    /// The file's name is an attribute of an `OSError`, not an argument.
    private var shownArguments: [Value] {
        type.isSubtype(of: ExceptionTypes.osError) && (3...5).contains(arguments.count) ? Array(arguments.prefix(2)) : arguments
    }
    private func text(_ name: Name) -> String? { fields[name]?.withoutClass.asString }
    /// Those that the runtime raises itself are only taken apart when somebody looks.
    private func fillFields() {
        if hasFields { return }
        hasFields = true
        try? takeFields()
    }

    func plainText() throws -> String {
        fillFields()
        switch (ownFields?.type).map({ ObjectIdentifier($0) }) {
        case ObjectIdentifier(ExceptionTypes.osError) where fields["errno"] != nil:
            let files = try (["filename", "filename2"] as [Name]).compactMap { fields[$0] }.filter { !$0.isNone }.map { try $0.repr() }
            return "[Errno \(try (fields["errno"] ?? .none).str())] \(try (fields["strerror"] ?? .none).str())" + (files.isEmpty ? "" : ": " + files.joined(separator: " -> "))
        case ObjectIdentifier(ExceptionTypes.importError): if let message = text("msg") { return message }
        case ObjectIdentifier(ExceptionTypes.syntaxError):
            guard let message = fields["msg"] else { break }
            let file = text("filename").map { String($0.split(separator: "/").last ?? "") }
            let line = fields["lineno"]?.asInt.map { "line \($0)" }
            let place = [file, line].compactMap { $0 }.joined(separator: ", ")
            return try message.str() + (place.isEmpty ? "" : " (\(place))")
        case ObjectIdentifier(ExceptionTypes.unicodeDecodeError), ObjectIdentifier(ExceptionTypes.unicodeEncodeError),
            ObjectIdentifier(ExceptionTypes.unicodeTranslateError):
            return try codingText()
        default: break
        }
        if type.isSubtype(of: ExceptionTypes.keyError), arguments.count == 1 { return try arguments[0].repr() }
        switch arguments.count {
        case 0: return ""
        case 1: return try arguments[0].str()
        default: return try Tuple(arguments).repr()
        }
    }
    private func codingText() throws -> String {
        guard let object = fields["object"]?.withoutClass, let from = fields["start"]?.asInt, let to = fields["end"]?.asInt else { return "" }
        let reason = try (fields["reason"] ?? .none).str()
        let codec = try fields["encoding"].map { "'\(try $0.str())' codec " } ?? ""
        let isDecoding = object.object(of: .bytes) != nil
        let (verb, things) = isDecoding ? ("decode", "byte") : (type.isSubtype(of: ExceptionTypes.unicodeTranslateError) ? "translate" : "encode", "character")
        var what: String?
        if to == from + 1, from >= 0 {
            if let bytes = object.object(of: .bytes) as? Bytes, from < bytes.bytes.count {
                what = "byte 0x\(bytes.bytes[from] < 16 ? "0" : "")\(String(bytes.bytes[from], radix: 16)) in position \(from)"
            } else if let scalar = object.asString?.unicodeScalars.dropFirst(from).first {
                what = "character '\(StringText.escape(scalar))' in position \(from)"
            }
        }
        return "\(codec)can't \(verb) \(what ?? "\(things)s in position \(from)-\(to &- 1)"): \(reason)"
    }
    func callText() throws -> String { "\(type.name)(\(try shownArguments.map { try $0.repr() }.joined(separator: ", ")))" }
    /// nil: that is an attribute like those of other objects.
    func specialAttribute(_ name: Name) throws -> Value? {
        switch name.text {
        case "args": return .tuple(shownArguments)
        case "__cause__": return cause.map { .object($0) } ?? Value.none
        case "__context__": return context.map { .object($0) } ?? Value.none
        case "__suppress_context__": return .bool(suppressesContext)
        case "__traceback__": return !isTraced || hidesTrace ? Value.none : .object(Traceback.shared)
        default: break
        }
        fillFields()
        if let known = fields[name] { return known }
        if let fields = ownFields, fields.names.contains(name) {
            // What the runtime noted for "Did you mean" is what the attributes say.
            if let missing, name == "name" { return .str(missing.name.text) }
            if let missing, name == "obj" { return missing.object }
            if let own = own(name) { return own }
            return Value.none
        }
        return nil
    }
    private func related(_ value: Value, _ what: String) throws -> ExceptionObject? {
        if value.isNone { return nil }
        guard let object = value.object(of: .exception) else {
            throw Raised.typeError("exception \(what) must be None or derive from BaseException")
        }
        return unsafeDowncast(object, to: ExceptionObject.self)  // the kind says so
    }
    /// false: that is an attribute like those of other objects.
    func storeSpecial(_ name: Name, _ value: Value) throws -> Bool {
        switch name.text {
        case "args": arguments = try collect(value)
        case "__cause__":
            cause = try related(value, "cause")
            suppressesContext = true
        case "__context__": context = try related(value, "context")
        case "__traceback__": try setTrace(value)
        case "__suppress_context__":
            guard case .bool(let flag) = value else { throw Raised.typeError("attribute value type must be bool") }
            suppressesContext = flag
        default:
            fillFields()
            guard let fields = ownFields, fields.names.contains(name) else { return false }
            self.fields[name] = value
        }
        return true
    }
    func removeSpecial(_ name: Name) throws -> Bool {
        if ["args", "__cause__", "__context__", "__traceback__", "__suppress_context__"].contains(name) {
            throw Raised.typeError(name == "__suppress_context__" ? "can't delete numeric/char attribute" : "\(name) may not be deleted")
        }
        fillFields()
        guard let fields = ownFields, fields.names.contains(name) else { return false }
        self.fields[name] = Value.none
        return true
    }
}

/// Which class an `OSError` becomes, by its number.
enum OSErrors {
    static func type(_ type: TypeObject, _ arguments: Arguments) -> TypeObject {
        guard type === ExceptionTypes.osError, arguments.count > 1, let number = arguments[0].asInt else { return type }
        switch number {
        case 1, 13: return ExceptionTypes.permissionError
        case 2: return ExceptionTypes.fileNotFoundError
        case 3: return ExceptionTypes.processLookupError
        case 4: return ExceptionTypes.interruptedError
        case 10: return ExceptionTypes.childProcessError
        case 11, 114, 115: return ExceptionTypes.blockingIOError
        case 17: return ExceptionTypes.fileExistsError
        case 20: return ExceptionTypes.notADirectoryError
        case 21: return ExceptionTypes.isADirectoryError
        case 32, 108: return ExceptionTypes.brokenPipeError
        case 103: return ExceptionTypes.connectionAbortedError
        case 104: return ExceptionTypes.connectionResetError
        case 110: return ExceptionTypes.timeoutError
        case 111: return ExceptionTypes.connectionRefusedError
        default: return type
        }
    }
}
