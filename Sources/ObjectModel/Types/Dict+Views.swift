/// Which part of its entries a view or an iterator of a dict shows.
public enum DictPart { case keys, values, items }

/// `dict_keys`, `dict_values`, `dict_items`: they show what the dict holds now.
public final class DictView: Object {
    public let dict: Dict
    public let part: DictPart
    public init(_ dict: Dict, _ part: DictPart) {
        self.dict = dict
        self.part = part
        super.init(kind: .other)
    }
    public override var type: TypeObject {
        switch part {
        case .keys: DictViewTypes.keys
        case .values: DictViewTypes.values
        case .items: DictViewTypes.items
        }
    }
    public var elements: [Value] {
        switch part {
        case .keys: dict.keys
        case .values: dict.values
        case .items: dict.pairs.map { .tuple([$0, $1]) }
        }
    }
    public override func length() -> Int { dict.count }
    public override func isTrue() -> Bool { dict.count != 0 }
    public override func iterator() -> Object { DictIterator(dict, part) }
    public override func repr() throws -> String {
        let name = dict is OrderedDict ? "o" + type.name : type.name
        return try Nesting.enter(self, shown: "...") {
            "\(name)([" + (try elements.map { try $0.repr() }).joined(separator: ", ") + "])"
        }
    }
    public override func contains(_ value: Value) throws -> Bool {
        switch part {
        case .keys: return try dict.contains(value)
        case .values: return try super.contains(value)
        case .items:
            guard let pair = value.withoutClass.object(of: .tuple) as? Tuple, pair.count == 2 else { return false }
            guard let found = try dict.lookup(pair[0]) else { return false }
            return try areEqual(found, pair[1])
        }
    }
    /// Keys and items are sets; values are not.
    private func asSet() throws -> SetObject { try SetObject(elements) }
    public override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        guard part != .values else { return nil }
        let set = try asSet()
        return switch operation {
        case .bitAnd: .object(try set.intersection(right))
        case .bitOr: .object(try set.union(right))
        case .subtract: .object(try set.difference(right))
        case .bitXor: .object(try set.symmetricDifference(right))
        default: nil
        }
    }
    public override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? {
        guard part != .values, [.bitAnd, .bitOr, .subtract, .bitXor].contains(operation) else { return nil }
        return try SetObject(collect(left)).binary(operation, .object(asSet()))
    }
    public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard part != .values, case .object(let object) = other.withoutClass else {
            return try super.compare(comparison, other)
        }
        if let view = object as? DictView, view.part != .values {
            return try asSet().compare(comparison, .object(view.asSet()))
        }
        return object is SetObject ? try asSet().compare(comparison, other) : nil
    }
    public override func copied(isDeep: Bool, memo: CopyMemo) throws -> Value? { throw Raised.typeError("cannot pickle '\(type.name)' object") }
    public override func hash() throws -> Int {
        if part == .values { return try super.hash() }
        throw Raised.typeError("unhashable type: '\(type.name)'")
    }
}

public final class DictIterator: Object {
    /// nil once it has come to its end.
    private var dict: Dict?
    private let part: DictPart
    private let isOrdered: Bool
    private var lastPair: Tuple?
    // Open to the machine, whose loops step it in place.
    /// The dict again, for looking at it without counting references; nil where the steps are `advance`'s alone: at the end, and
    /// once there has been a hole.
    public private(set) var stepped: Unmanaged<Dict>?
    /// Where in an entry that lies which is shown.
    public let offset: Int
    /// What the dict must have; no size that one has, once it has been found to have changed.
    public private(set) var size: Int
    public var position = 0
    private var holes = 0
    public init(_ dict: Dict, _ part: DictPart) {
        self.dict = dict
        self.part = part
        stepped = part == .items ? nil : .passUnretained(dict)
        offset = part == .keys ? Dict.Entry.offsetOfKey : Dict.Entry.offsetOfValue
        size = dict.count
        isOrdered = dict is OrderedDict
        super.init(kind: .iterator)
    }
    public override var type: TypeObject {
        if isOrdered { return IteratorTypes.orderedDict }
        return switch part {
        case .keys: IteratorTypes.dictKey
        case .values: IteratorTypes.dictValue
        case .items: IteratorTypes.dictItem
        }
    }
    public override func iterator() -> Object { self }
    public override func next() throws -> Value? {
        guard let entry = try step() else { return nil }
        return switch part {
        case .keys: entry.pointee.key
        case .values: entry.pointee.value
        case .items: Tuple.reuse(&lastPair, entry.pointee.key, entry.pointee.value)
        }
    }
    /// The next entry, where it lies.
    @inline(__always)
    private func step() throws -> UnsafeMutablePointer<Dict.Entry>? {
        guard let dict else { return nil }
        guard dict.count == size else {
            size = -1
            throw changed("changed size")
        }
        let before = position
        guard let entry = dict.step(&position) else {
            end()
            return nil
        }
        // As many as there were have been shown: keys have been exchanged.
        if before &- holes == size {
            end()
            throw changed("keys changed")
        }
        if position != before &+ 1 {
            holes &+= position &- before &- 1
            stepped = nil
        }
        return entry
    }
    private func end() {
        dict = nil
        stepped = nil
    }
    @inline(never)
    private func changed(_ what: String) -> Raised {
        Raised.runtimeError("\(isOrdered ? "OrderedDict mutated" : "dictionary \(what)") during iteration")
    }
    public override func nextPair(_ first: UnsafeMutablePointer<Value>, _ second: UnsafeMutablePointer<Value>) throws -> PairStep {
        guard part == .items else { return try super.nextPair(first, second) }
        guard let entry = try step() else { return .ended }
        first.copy(entry.key)
        second.copy(entry.value)
        return .pair
    }
    public override func advance(into item: UnsafeMutablePointer<Value>) throws -> Bool {
        guard part != .items else { return try super.advance(into: item) }
        guard let entry = try step() else { return false }
        item.copy(part == .keys ? entry.key : entry.value)
        return true
    }
}
// Spelled in small steps, which the optimizer folds into the machine's loop.
extension Unmanaged where Instance == DictIterator {
    /// Puts the next key or value where it is wanted, if the dict is as it was and has had no holes yet.
    @inlinable @inline(__always)
    public func moveOn(into item: UnsafeMutablePointer<Value>) -> Bool {
        guard let dict = borrowed({ $0.stepped }) else { return false }
        let size = borrowed { $0.size }
        let place = borrowed { $0.position }
        guard dict.borrowed({ $0.count }) == size, dict.borrowed({ $0.used }) == size, place < size else { return false }
        borrowed { $0.position = place &+ 1 }
        let entry = UnsafeMutableRawPointer(dict.borrowed { $0.entries } + place)
        item.copy((entry + borrowed { $0.offset }).assumingMemoryBound(to: Value.self))
        return true
    }
}

enum DictViewTypes {
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) static let keys = TypeObject("dict_keys", isFinal: true, members: { members })
    nonisolated(unsafe) static let values = TypeObject("dict_values", isFinal: true, members: { members })
    nonisolated(unsafe) static let items = TypeObject("dict_items", isFinal: true, members: { members })

    static var members: [Object] {
        let methods = Methods<DictView>("dict_keys")
        return [
            methods.one("isdisjoint", "other") { view, other in
                for element in try collect(other) where try view.contains(element) { return .bool(false) }
                return .bool(true)
            },
            methods.none("__reversed__") { .object(Dict.reversedIterator($0.dict, $0.part)) },
            NativeProperty("mapping") { view in
                guard case .object(let object) = view, let view = object as? DictView else { return .none }
                return .object(view.dict)
            },
        ]
    }
}

extension Dict {
    static func reversedIterator(_ dict: Dict, _ part: DictPart) -> Object {
        let pairs = dict.pairs
        let size = dict.count
        var index = pairs.count
        let type =
            switch part {
            case .keys: IteratorTypes.dictReverseKey
            case .values: IteratorTypes.dictReverseValue
            case .items: IteratorTypes.dictReverseItem
            }
        return ClosureIterator(dict is OrderedDict ? IteratorTypes.orderedDict : type) { item in
            if dict.count != size { throw Raised.runtimeError("dictionary changed size during iteration") }
            guard index > 0 else { return false }
            index -= 1
            switch part {
            case .keys: item.put(pairs[index].0)
            case .values: item.put(pairs[index].1)
            case .items: item.put(.object(Tuple.pair(pairs[index].0, pairs[index].1)))
            }
            return true
        }
    }
}
