extension SetObject {
    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        let isFrozen = type === BuiltinTypes.frozenSet
        let name = isFrozen ? "frozenset" : "set"
        if arguments.hasKeywords { throw Raised.typeError("\(name)() takes no keyword arguments") }
        guard arguments.count < 2 else { throw Raised.typeError("\(name) expected at most 1 argument, got \(arguments.count)") }
        if arguments.count == 1, isFrozen, arguments[0].object(of: .frozenSet) != nil { return arguments[0] }
        let set = SetObject(isFrozen: isFrozen)
        if arguments.count == 1, !(try set.add(elementsOf: arguments.base)) { try set.update(arguments[0]) }
        return .object(set)
    }

    /// Methods that both kinds of set have.
    private static func shared(_ methods: Methods<SetObject>) -> [Object] {
        [
            methods.raw("union", "*others", summary: "A new set with the elements of all.") { set, a in
                var result = try set.copy(isFrozen: set.isFrozen)
                for other in a.positional { result = try result.union(other) }
                return .object(result)
            },
            methods.raw("intersection", "*others", summary: "A new set with the elements common to all.") { set, a in
                if a.count == 0 { return .object(try set.copy(isFrozen: set.isFrozen)) }
                return .object(try a.positional.reduce(set) { try $0.intersection($1) })
            },
            methods.raw("difference", "*others", summary: "A new set with the elements that are in none of the others.") { set, a in
                if a.count == 0 { return .object(try set.copy(isFrozen: set.isFrozen)) }
                return .object(try a.positional.reduce(set) { try $0.difference($1) })
            },
            methods.one("symmetric_difference", "other", summary: "A new set with the elements of exactly one.") {
                .object(try $0.symmetricDifference($1))
            },
            methods.one("issubset", "other", summary: "Whether other has every element of this set.") { set, other in
                .bool(try set.isSubset(of: other.asSet ?? SetObject(try collect(other))))
            },
            methods.one("issuperset", "other", summary: "Whether this set has every element of other.") { set, other in
                .bool(try (other.asSet ?? SetObject(try collect(other))).isSubset(of: set))
            },
            methods.one("isdisjoint", "other", summary: "Whether the sets have no element in common.") { set, other in
                .bool(try set.intersection(other).count == 0)
            },
            methods.none("copy", summary: "A new set with the same elements.") { set in
                set.isFrozen ? .object(set) : .object(try set.copy(isFrozen: false))
            },
        ]
    }
    static var frozenMembers: [Object] { shared(Methods<SetObject>("frozenset", kind: .frozenSet)) }
    static var members: [Object] {
        let methods = Methods<SetObject>("set", kind: .set)
        return shared(methods) + [
            methods.one("add", "elem", summary: "Adds an element.") { set, value in
                try set.add(value)
                return .none
            }.intrinsic(.setAdd),
            methods.one("remove", "elem", summary: "Takes out an element that must be there.") { set, value in
                guard try set.remove(value) else { throw Raised.keyError(value) }
                return .none
            },
            methods.one("discard", "elem", summary: "Takes out an element if it is there.") { set, value in
                _ = try set.remove(value)
                return .none
            },
            methods.none("pop", summary: "Takes out and gives any element.") { set in
                guard let value = set.popAny() else { throw Raised.keyError(.str("pop from an empty set")) }
                return value
            },
            methods.none("clear", summary: "Takes out everything.") { set in
                set.clear()
                return .none
            },
            methods.raw("update", "*others", summary: "Adds the elements of all others.") { set, a in
                for other in a.positional { try set.update(other) }
                return .none
            },
            methods.raw("intersection_update", "*others", summary: "Keeps the elements that all others have.") { set, a in
                for other in a.positional { set.replace(with: try set.intersection(other)) }
                return .none
            },
            methods.raw("difference_update", "*others", summary: "Takes out the elements of the others.") { set, a in
                for other in a.positional { try set.differenceUpdate(other) }
                return .none
            },
            methods.one("symmetric_difference_update", "other", summary: "Keeps the elements of exactly one.") { set, other in
                try set.symmetricDifferenceUpdate(other)
                return .none
            },
            methods.raw(Names.`init`, "iterable=()") { set, a in
                if a.hasKeywords { throw Raised.typeError("set() takes no keyword arguments") }
                if a.count > 1 { throw Raised.typeError("set expected at most 1 argument, got \(a.count)") }
                set.clear()
                if a.count == 1 { try set.update(a[0]) }
                return .none
            },
        ]
    }
}
