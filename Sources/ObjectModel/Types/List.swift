/// `list`.
public final class List: SequenceObject {
    @inline(__always)
    public init(capacity: Int) { super.init(kind: .list, capacity: capacity) }
    /// The same, made as quickly as can be.
    @inline(__always)
    static func blank(_ capacity: Int) -> List {
        if capacity <= ownRoom, let spare = SpareSequences.lists.take(as: List.self) { return spare }
        guard let mold = Mold.list else { return List(capacity: capacity) }
        let made = mold.cast(size: size, as: List.self)
        made.prepare(capacity)
        return made
    }
    public convenience init(_ items: [Value]) {
        self.init(capacity: items.count)
        append(contentsOf: items)
    }
    /// All elements of an iterable.
    public convenience init(of iterable: Value) throws {
        self.init(capacity: 0)
        try extend(iterable)
    }
    /// Takes values over from where they lie; those places are unbound then.
    public static func moving(_ values: UnsafeMutablePointer<Value>, _ count: Int) -> Value {
        let list = List.blank(count)
        list.fill(taking: values, count)
        return Value.object(list)
    }

    // MARK: Changing

    public func popLast() -> Value? {
        guard count > 0 else { return nil }
        count &-= 1
        return (elements + count).move()
    }
    func insert(_ value: Value, at index: Int) {
        if count == capacity { grow() }
        RawStorage.slide(elements + index, count - index, to: elements + index + 1)
        (elements + index).initialize(to: value)
        count += 1
    }
    @discardableResult
    func remove(at index: Int) -> Value {
        let value = (elements + index).move()
        count -= 1
        RawStorage.slide(elements + index + 1, count - index, to: elements + index)
        return value
    }
    private func replace(_ start: Int, _ length: Int, with values: [Value]) {
        let gone = List(capacity: length)
        gone.append(moving: elements + start, length)
        let behind = count - start - length
        makeRoom(count - length + values.count)
        RawStorage.slide(elements + start + length, behind, to: elements + start + values.count)
        count = start
        append(contentsOf: values)
        count += behind
    }
    public func replace(with items: [Value]) { exchange(with: List(items)) }
    public func clear() { exchange(with: List(capacity: 0)) }
    public override func dropReferences() { clear() }
    public func swap(_ first: Int, _ second: Int) { Swift.swap(&elements[first], &elements[second]) }
    func reverse() {
        var (low, high) = (0, count - 1)
        while low < high {
            swap(low, high)
            low += 1
            high -= 1
        }
    }
    public func extend(_ iterable: Value) throws {
        if case .object(let object) = iterable {
            switch object.kind {
            case .list, .tuple:
                // The kinds say so.
                let more = unsafeDowncast(object, to: SequenceObject.self)
                try Memory.check(count + more.count, size: 32)
                let number = more.count
                // Its own elements may move when room is made.
                makeRoom(count + number)
                return append(copying: more.elements, number)
            // As Python does, which asks for the length first.
            case .other where object is BigRange: _ = try object.length()
            case .range:
                // The kind says so.
                let range = unsafeDowncast(object, to: RangeObject.self)
                // More could not be held, and trying would take the machine down.
                if range.count > 1 << 31 { throw Raised(ExceptionTypes.memoryError, "") }
                makeRoom(count + range.count)
                for index in 0..<range.count { append(.int(range.element(index))) }
                return
            default: break
            }
        }
        let iterator = try iterable.iterator()
        var value = Value.unbound
        while try iterator.advance(into: &value) {
            try Stop.check()
            if count == capacity { try Memory.check(count * 3, size: 16) }
            append(value)
        }
    }

    // MARK: As an object

    public override var type: TypeObject { BuiltinTypes.list }
    public override func repr() throws -> String {
        var text = TextBuilder()
        try append(reprTo: &text)
        return text.text
    }
    func append(reprTo text: inout TextBuilder) throws {
        guard try Nesting.begin(self) else { return text.append(ascii: "[...]") }
        defer { Nesting.end() }
        text.append(UInt8(ascii: "["))
        var index = 0
        while index < count {
            if index > 0 { text.append(ascii: ", ") }
            try elements[index].append(reprTo: &text)
            index += 1
        }
        text.append(UInt8(ascii: "]"))
    }
    public override func hash() throws -> Int { throw Raised.typeError("unhashable type: 'list'") }

    public override func item(_ index: Value) throws -> Value {
        // The kind says so.
        if let slice = index.object(of: .slice) { return try part(unsafeDowncast(slice, to: SliceObject.self)) }
        let place = try Sequences.position(index, count, "list")
        return elements[place]
    }
    public override func setItem(_ index: Value, _ value: Value) throws {
        if let slice = index.object(of: .slice) as? SliceObject { return try replace(slice, value) }
        let place = try Sequences.position(index, count, "list assignment")
        elements[place] = value
    }
    public override func deleteItem(_ index: Value) throws {
        guard let slice = index.object(of: .slice) as? SliceObject else {
            remove(at: try Sequences.position(index, count, "list assignment"))
            return
        }
        let part = try slice.indices(count)
        if part.length == 0 { return }
        if part.step == 1 { return replace(part.start, part.length, with: []) }
        var doomed = (0..<part.length).map { part.start + $0 * part.step }
        if part.step < 0 { doomed.reverse() }
        var next = 0
        var kept: [Value] = []
        for (index, item) in items.enumerated() {
            if next < doomed.count, doomed[next] == index { next += 1 } else { kept.append(item) }
        }
        replace(with: kept)
    }
    private func replace(_ slice: SliceObject, _ value: Value) throws {
        let extended = !slice.step.isNone && !slice.step.isIdentical(to: .int(1))
        let values: [Value]
        do { values = try collect(value) } catch let raised as Raised where raised.isInstance(of: ExceptionTypes.typeError) {
            // Only a value that cannot be iterated is answered in these words.
            if (try? value.iterator()) != nil { throw raised }
            throw Raised.typeError(extended ? "must assign iterable to extended slice" : "can only assign an iterable")
        }
        let part = try slice.indices(count)
        if part.step == 1 { return replace(part.start, part.length, with: values) }
        guard values.count == part.length else {
            throw Raised.valueError("attempt to assign sequence of size \(values.count) to extended slice of size \(part.length)")
        }
        var place = elements + part.start
        values.withUnsafeBufferPointer { values in
            for value in values {
                // What goes runs no code of the program's.
                place.put(value)
                place += part.step
            }
        }
    }
    public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard let right = other.withoutClass.object(of: .list) as? List else { return nil }
        return try compare(comparison, with: right)
    }
    public override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        switch operation {
        case .add: try (right.withoutClass.object(of: .list) as? List).map { try joined(with: $0) }
        case .multiply: try repeated(right).map { Value.object($0) }
        default: nil
        }
    }
    public override func inPlace(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        switch operation {
        case .add:
            try extend(right)
            return .object(self)
        case .multiply:
            guard let result = try repeated(right) else { return nil }
            exchange(with: result)
            return .object(self)
        default: return nil
        }
    }
}
