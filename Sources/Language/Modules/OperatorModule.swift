import ObjectModel

/// `operator`: the language's operators as functions.
enum OperatorModule {
    private static func two(_ name: String, _ parameters: String, _ summary: String, _ body: @escaping (Value, Value) throws -> Value) -> NativeFunction {
        ModuleFunctions.counted(Name(name), 2...2, parameters, summary, module: "_operator") { try body($0[0], $0[1]) }
    }
    private static func one(_ name: String, _ summary: String, _ body: @escaping (Value) throws -> Value) -> NativeFunction {
        NativeFunction(Name(name), "a, /", summary: summary, module: "_operator", body: .one(body))
    }
    /// Functions whose names are words of the language end in an underscore; `__and__` does not.
    private static let binary: [(name: String, operation: BinaryOperator)] = [
        ("add", .add), ("sub", .subtract), ("mul", .multiply), ("matmul", .matrixMultiply), ("truediv", .divide), ("floordiv", .floorDivide),
        ("mod", .modulo), ("pow", .power), ("lshift", .leftShift), ("rshift", .rightShift), ("and_", .bitAnd), ("or_", .bitOr), ("xor", .bitXor),
    ]
    private static let comparisons: [(name: String, symbol: Comparison)] = [
        ("lt", .less), ("le", .lessEqual), ("eq", .equal), ("ne", .notEqual), ("gt", .greater), ("ge", .greaterEqual),
    ]
    private static func stem(_ name: String) -> String { name.hasSuffix("_") ? String(name.dropLast()) : name }

    private static func isSequence(_ value: Value) -> Bool {
        if case .object(let object) = value.withoutClass, [.str, .bytes, .list, .tuple, .range].contains(object.kind) { return true }
        return value.object(of: .instance) != nil && value.type.lookup(Names.getitem) != nil
    }
    private static func concat(_ operation: (BinaryOperator, Value, Value) throws -> Value, _ a: Value, _ b: Value) throws -> Value {
        guard isSequence(a), isSequence(b) else { throw Raised.typeError("'\((isSequence(a) ? b : a).type.name)' object can't be concatenated") }
        return try operation(.add, a, b)
    }
    private static func index(of value: Value, in iterable: Value) throws -> Value {
        let iterator = try iterable.iterator()
        var place = 0
        while let item = try iterator.next() {
            try Stop.check()
            if try areEqual(item, value) { return .int(place) }
            place += 1
        }
        throw Raised.valueError("sequence.index(x): x not in sequence")
    }
    private static func count(of value: Value, in iterable: Value) throws -> Value {
        var count = 0
        try iterable.iterator().forEach { item in
            try Stop.check()
            if try areEqual(item.pointee, value) { count += 1 }
            return true
        }
        return .int(count)
    }
    private static func index(_ value: Value) throws -> Value {
        switch value {
        case .int: return value
        case .bool(let flag): return .int(flag ? 1 : 0)
        case .object(let object): if let index = try object.index() { return index }
        default: break
        }
        throw Raised.typeError("'\(value.type.name)' object cannot be interpreted as an integer")
    }

    /// Those with a name between underscores as well.
    private static var operators: [(dunder: String, function: NativeFunction)] {
        binary.flatMap { name, operation in
            let stem = stem(name)
            return [
                (stem, two(name, "a, b", "a \(operation == .power ? "**" : operation.symbol) b.") { try binaryResult(operation, $0, $1) }),
                ("i" + stem, two("i" + stem, "a, b", "The same in place, where a can.") { try inPlaceResult(operation, $0, $1) }),
            ]
        } + comparisons.map { name, symbol in (name, two(name, "a, b", "a \(symbol.symbol) b.") { try compareValues(symbol, $0, $1) }) }
            + [
                ("neg", one("neg", "-a.") { try $0.unary(.negative) }), ("pos", one("pos", "+a.") { try $0.unary(.positive) }),
                ("invert", one("invert", "~a.") { try $0.unary(.invert) }), ("inv", one("inv", "~a.") { try $0.unary(.invert) }),
                ("abs", one("abs", "The absolute value.", Arithmetic.absolute)), ("index", one("index", "a as an integer.", index)),
                ("not", one("not_", "not a.") { .bool(try !$0.isTrue()) }),
                ("concat", two("concat", "a, b", "a + b, for sequences.") { try concat(binaryResult, $0, $1) }),
                ("iconcat", two("iconcat", "a, b", "a += b, for sequences.") { try concat(inPlaceResult, $0, $1) }),
                ("contains", two("contains", "a, b", "b in a.") { .bool(try $0.contains($1)) }),
                ("getitem", two("getitem", "a, b", "a[b].") { try $0.item($1) }),
                ("delitem", two("delitem", "a, b", "del a[b].") {
                    try $0.deleteItem($1)
                    return .none
                }),
                (
                    "setitem",
                    ModuleFunctions.counted("setitem", 3...3, "a, b, c", "a[b] = c.", module: "_operator") { a in
                        try a[0].setItem(a[1], a[2])
                        return .none
                    }
                ),
                ("call", NativeFunction("call", "obj, /, *args, **kwargs", summary: "obj(*args, **kwargs).", module: "_operator", body: .raw { a in
                    guard a.count > 0 else { throw Raised.typeError("call expected at least 1 argument, got 0") }
                    return try a[0].call(a.dropFirst())
                })),
            ]
    }
    private static var others: [NativeFunction] {
        [
            one("truth", "Whether a counts as true.") { .bool(try $0.isTrue()) },
            two("is_", "a, b", "a is b.") { .bool($0.isIdentical(to: $1)) }, two("is_not", "a, b", "a is not b.") { .bool(!$0.isIdentical(to: $1)) },
            two("countOf", "a, b", "How often b is in a.") { try count(of: $1, in: $0) }, two("indexOf", "a, b", "Where b is in a first.") { try index(of: $1, in: $0) },
        ]
    }

    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) static let module = ModuleObject("operator") {
        ModuleFunctions.rows(operators.map(\.function)) + operators.map { (Name("__\($0.dunder)__"), .object($0.function)) } + ModuleFunctions.rows(others)
            + ModuleFunctions.rows([Getter.itemType, Getter.attributeType, Getter.methodType])
    }
}
