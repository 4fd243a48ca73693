/// `list`.
public final class List: Object {
    public var items: [Value]
    public init(_ items: [Value]) {
        self.items = items
        super.init(kind: .list)
    }
    deinit { if !items.isEmpty { Trash.free(items.taken()) } }

    public override var type: TypeObject { BuiltinTypes.list }
    public override func isTrue() -> Bool { !items.isEmpty }
    public override func length() -> Int { items.count }
    public override func repr() throws -> String {
        try Nesting.enter(self, shown: "[...]") {
            "[" + (try items.map { try $0.repr() }).joined(separator: ", ") + "]"
        }
    }
    public override func iterator() -> Object { ListIterator(self) }
    public override func hash() throws -> Int { throw Raised.typeError("unhashable type: 'list'") }

    public override func item(_ index: Value) throws -> Value {
        if let slice = index.object(of: .slice) {
            return .list(try Sequences.slice(items, unsafeDowncast(slice, to: SliceObject.self)))  // the kind says so
        }
        return items[try Sequences.position(index, items.count, "list")]
    }
    public override func setItem(_ index: Value, _ value: Value) throws {
        if let slice = index.object(of: .slice) as? SliceObject { return try replace(slice, value) }
        items[try Sequences.position(index, items.count, "list assignment")] = value
    }
    public override func deleteItem(_ index: Value) throws {
        guard let slice = index.object(of: .slice) as? SliceObject else {
            items.remove(at: try Sequences.position(index, items.count, "list assignment"))
            return
        }
        let part = try slice.indices(items.count)
        if part.length == 0 { return }
        if part.step == 1 { return items.removeSubrange(part.start..<(part.start + part.length)) }
        var doomed = (0..<part.length).map { part.start + $0 * part.step }
        if part.step < 0 { doomed.reverse() }
        var next = 0
        var kept: [Value] = []
        for (index, item) in items.enumerated() {
            if next < doomed.count, doomed[next] == index { next += 1 } else { kept.append(item) }
        }
        items = kept
    }
    private func replace(_ slice: SliceObject, _ value: Value) throws {
        let extended = !slice.step.isNone && !slice.step.isIdentical(to: .int(1))
        let values: [Value]
        do { values = try collect(value) } catch let raised as Raised where raised.isInstance(of: ExceptionTypes.typeError) {
            // Only a value that cannot be iterated is answered in these words.
            if (try? value.iterator()) != nil { throw raised }
            throw Raised.typeError(extended ? "must assign iterable to extended slice" : "can only assign an iterable")
        }
        let part = try slice.indices(items.count)
        if part.step == 1 {
            return items.replaceSubrange(part.start..<(part.start + part.length), with: values)
        }
        guard values.count == part.length else {
            throw Raised.valueError("attempt to assign sequence of size \(values.count) to extended slice of size \(part.length)")
        }
        for (index, value) in values.enumerated() { items[part.start + index * part.step] = value }
    }
    public override func contains(_ value: Value) throws -> Bool {
        var index = 0
        while index < items.count {
            if try areEqual(items[index], value) { return true }
            index += 1
        }
        return false
    }
    public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard let right = other.withoutClass.object(of: .list) as? List else { return nil }
        return try Sequences.compare(comparison, items, right.items)
    }
    public override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        switch operation {
        case .add:
            guard let list = right.withoutClass.object(of: .list) as? List else { return nil }
            try Memory.check(items.count + list.items.count, size: 16)
            return .list(items + list.items)
        case .multiply:
            return try Sequences.repetitions(right, size: items.count).map { .list(Sequences.repeated(items, $0)) }
        default: return nil
        }
    }
    public override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? {
        guard operation == .multiply else { return nil }
        return try Sequences.repetitions(left, size: items.count).map { .list(Sequences.repeated(items, $0)) }
    }
    public override func inPlace(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        switch operation {
        case .add:
            try extend(right)
            return .object(self)
        case .multiply:
            guard let times = try Sequences.repetitions(right, size: items.count) else { return nil }
            items = Sequences.repeated(items, times)
            return .object(self)
        default: return nil
        }
    }
    public func extend(_ iterable: Value) throws {
        if let more = iterable.asItems {
            try Memory.check(items.count + more.count, size: 32)
            return items.append(contentsOf: more)
        }
        let iterator = try iterable.iterator()
        while let value = try iterator.next() {
            try Stop.check()
            if items.count == items.capacity { try Memory.check(items.count * 3, size: 16) }
            items.append(value)
        }
    }
}
