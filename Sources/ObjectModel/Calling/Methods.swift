/// Makes the methods of one built-in type: each closure gets its receiver unwrapped, subclasses' instances included.
///
/// The four forms are CPython's, and so are their messages about wrong arguments.
public struct Methods<Receiver: Object> {
    let typeName: String
    /// What the type's instances are recognised by; nil: by their class.
    let kind: Kind?

    public init(_ typeName: String, kind: Kind? = nil) {
        self.typeName = typeName
        self.kind = kind
    }
    @inline(__always)
    func receiver(_ value: Value, _ name: Name) throws -> Receiver {
        if case .object(let object) = value {
            // The kind says so, or has just been seen.
            if let kind { if object.kind == kind { return unsafeDowncast(object, to: Receiver.self) } }
            else if type(of: object) == Receiver.self { return unsafeDowncast(object, to: Receiver.self) }
        }
        return try derived(value, name)
    }
    @inline(never)
    private func derived(_ value: Value, _ name: Name) throws -> Receiver {
        if kind == nil, case .object(let object) = value, let receiver = object as? Receiver { return receiver }
        if let receiver = value.payload as? Receiver { return receiver }
        throw Raised.typeError("descriptor '\(name)' for '\(typeName)' objects doesn't apply to a '\(value.type.name)' object")
    }

    /// Nothing but `self`.
    public func none(_ name: Name, summary: String = "", _ body: @escaping (Receiver) throws -> Value) -> NativeFunction {
        NativeFunction(name, "self, /", summary: summary, isMethod: true, body: .one { try body(try receiver($0, name)) })
    }
    /// One argument.
    public func one(
        _ name: Name, _ parameter: String = "object", summary: String = "", _ body: @escaping (Receiver, Value) throws -> Value
    ) -> NativeFunction {
        NativeFunction(
            name, "self, \(parameter), /", summary: summary, isMethod: true, body: .two { try body(try receiver($0, name), $1) })
    }
    /// So many arguments, by position.
    public func some(
        _ name: Name, _ range: ClosedRange<Int>, _ parameters: String, summary: String = "",
        _ body: @escaping (Receiver, Arguments) throws -> Value
    ) -> NativeFunction {
        NativeFunction(
            name, "self, \(parameters)", summary: summary, isMethod: true,
            body: .counted((range.lowerBound + 1)...(range.upperBound == .max ? .max : range.upperBound + 1)) {
                try body(try receiver($0[0], name), $0.dropFirst())
            })
    }
    /// Arguments by position or keyword; argument `i` of the signature is `a[i + 1]`.
    public func sorted(
        _ name: Name, _ parameters: String, summary: String = "", wording: NativeFunction.Wording = .native,
        _ body: @escaping (Receiver, BoundArguments) throws -> Value
    ) -> NativeFunction {
        NativeFunction(
            name, "self, \(parameters)", summary: summary, isMethod: true, wording: wording,
            body: .bound { try body(try receiver($0[0], name), $0) })
    }
    /// Arguments as they come.
    public func raw(
        _ name: Name, _ parameters: String = "*args, **kwargs", summary: String = "",
        _ body: @escaping (Receiver, Arguments) throws -> Value
    ) -> NativeFunction {
        NativeFunction(
            name, "self, \(parameters)", summary: summary, isMethod: true,
            body: .raw { arguments in
                guard arguments.count > 0 else { throw Raised.typeError("unbound method \(typeName).\(name)() needs an argument") }
                return try body(try receiver(arguments[0], name), arguments.dropFirst())
            })
    }
}

extension Value {
    /// The built-in object inside an instance of a subclass of `list`, `dict`, `str` …
    var payload: Object? {
        guard case .object(let object) = self, object.kind == .instance else { return nil }
        return (object as? Instance)?.payload
    }
    /// Native functions' way of naming a function's argument-taking constructor.
    static func bool(_ arguments: Arguments, _ index: Int, default value: Bool) throws -> Bool {
        index < arguments.count ? try arguments[index].isTrue() : value
    }
}
