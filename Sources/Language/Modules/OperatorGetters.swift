import ObjectModel

/// `operator.itemgetter`, `attrgetter` and `methodcaller`: functions that look something up in what they are given.
final class Getter: Object {
    private enum Look {
        case item
        /// The names between dots.
        case attribute([[Name]])
        case method(Name)
    }
    private let look: Look
    /// What it was made with; for a method the name comes first.
    private let given: [Value]
    private let named: [(Name, Value)]
    private let shownType: TypeObject
    private init(_ type: TypeObject, _ look: Look, _ a: Arguments) {
        (shownType, self.look, given, named) = (type, look, a.positional, a.keywordPairs)
        super.init(kind: .other)
    }

    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) static let itemType = TypeObject("itemgetter", module: "operator", isFinal: true, construct: { type, a in
        try expectSome(a, "itemgetter")
        return .object(Getter(type, .item, a))
    })
    // The same.
    nonisolated(unsafe) static let attributeType = TypeObject("attrgetter", module: "operator", isFinal: true, construct: { type, a in
        try expectSome(a, "attrgetter")
        return .object(Getter(type, .attribute(try a.positional.map { value in
            guard let path = value.asString else { throw Raised.typeError("attribute name must be a string") }
            return path.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Name(String(Substring($0))) }
        }), a))
    })
    // The same.
    nonisolated(unsafe) static let methodType = TypeObject("methodcaller", module: "operator", isFinal: true, construct: { type, a in
        guard a.count > 0 else { throw Raised.typeError("methodcaller needs at least one argument, the method name") }
        guard let name = a[0].asString else { throw Raised.typeError("method name must be a string") }
        return .object(Getter(type, .method(Name(name)), a))
    })
    private static func expectSome(_ a: Arguments, _ name: String) throws {
        if a.hasKeywords { throw Raised.typeError("\(name)() takes no keyword arguments") }
        if a.count == 0 { throw Raised.typeError("\(name) expected 1 argument, got 0") }
    }

    override var type: TypeObject { shownType }
    override var isCallable: Bool { true }
    override func call(_ a: Arguments) throws -> Value {
        if a.hasKeywords { throw Raised.typeError("\(shownType.name)() takes no keyword arguments") }
        guard a.count == 1 else { throw Raised.typeError("\(shownType.name) expected 1 argument, got \(a.count)") }
        switch look {
        case .item: return try given.count == 1 ? a[0].item(given[0]) : .tuple(given.map { try a[0].item($0) })
        case .attribute(let paths):
            let found = try paths.map { try $0.reduce(a[0]) { try $0.attribute($1) } }
            return found.count == 1 ? found[0] : .tuple(found)
        case .method(let name):
            let method = try a[0].attribute(name)
            return try Arguments.with(given.dropFirst() + named.map(\.1), keywords: named.isEmpty ? nil : KeywordNames(named.map(\.0))) { try method.call($0) }
        }
    }
    override func repr() throws -> String {
        try Nesting.enter(self, shown: "operator.\(shownType.name)(...)") {
            let parts = try given.map { try $0.repr() } + named.map { "\($0)=\(try $1.repr())" }
            return "operator.\(shownType.name)(\(parts.joined(separator: ", ")))"
        }
    }
}
