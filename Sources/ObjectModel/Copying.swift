/// `copy.copy` and `copy.deepcopy` of any value.
public enum Copying {
    public static func shallow(_ value: Value) throws -> Value {
        guard case .object(let object) = value else { return value }
        if let hook = try special("__copy__", object) { return hook }
        if let copy = try object.copied(isDeep: false, memo: CopyMemo()) { return copy }
        if let container = try container(object, { $0 }) { return container }
        guard let instance = object as? Instance else { return value }
        if let made = try Reduction(of: instance) { return try made.remade(of: value, nil) }
        return .object(try duplicate(instance) { $0 })
    }
    public static func deep(_ value: Value, _ memo: CopyMemo) throws -> Value {
        guard case .object(let object) = value else { return value }
        if let known = memo.copy(of: object) { return known }
        if let hook = try special("__deepcopy__", object, memoDict(memo)) {
            memo.remember(object, hook)
            return hook
        }
        if let copy = try object.copied(isDeep: true, memo: memo) {
            memo.remember(object, copy)
            return copy
        }
        if let copy = try deepContainer(object, memo) { return copy }
        guard let instance = object as? Instance else { return value }
        if let made = try Reduction(of: instance) {
            let copy = try made.remade(of: value, memo)
            memo.remember(object, copy)
            return copy
        }
        return .object(try duplicate(instance, memo: memo) { try deep($0, memo) })
    }

    private static func special(_ name: Name, _ object: Object, _ arguments: Value...) throws -> Value? {
        guard let instance = object as? Instance else { return nil }
        return try instance.special(name, values: arguments)
    }
    /// What `__deepcopy__(self, memo)` is given.
    private static func memoDict(_ memo: CopyMemo) -> Value { .object(memo.dict) }

    /// A new container of `part` of every element; nil for what is no container that can change.
    private static func container(_ object: Object, _ part: (Value) throws -> Value) throws -> Value? {
        switch object {
        case let list as List: list.part(0, list.count)
        case let dict as Dict: .object(dict.shallowCopy())
        case let set as SetObject where !set.isFrozen: .object(try set.copy(isFrozen: false))
        case let deque as Deque: .object(Deque(deque.items, limit: deque.limit))
        default: nil
        }
    }
    private static func deepContainer(_ object: Object, _ memo: CopyMemo) throws -> Value? {
        switch object {
        case let list as List:
            let copy = List(capacity: 0)
            memo.remember(list, .object(copy))
            for item in list.items { copy.append(try deep(item, memo)) }
            return .object(copy)
        case let tuple as Tuple:
            let items = try tuple.items.map { try deep($0, memo) }
            // A tuple that was reached again through its own elements has been copied meanwhile.
            if let known = memo.copy(of: tuple) { return known }
            let isSame = zip(items, tuple.items).allSatisfy { $0.isIdentical(to: $1) }
            let copy = isSame ? Value.object(tuple) : .tuple(items)
            memo.remember(tuple, copy)
            return copy
        case let dict as Dict:
            let copy = dict.shallowCopy()
            memo.remember(dict, .object(copy))
            copy.clear()
            for (key, value) in dict.pairs { try copy.store(deep(key, memo), deep(value, memo)) }
            return .object(copy)
        case let set as SetObject:
            let copy = try SetObject(set.elements.map { try deep($0, memo) }, isFrozen: set.isFrozen)
            memo.remember(set, .object(copy))
            return .object(copy)
        case let deque as Deque:
            let copy = Deque(try deque.items.map { try deep($0, memo) }, limit: deque.limit)
            memo.remember(deque, .object(copy))
            return .object(copy)
        default: return nil
        }
    }
    /// An instance of the same class with `part` of every attribute and of the built-in object inside.
    private static func duplicate(_ instance: Instance, memo: CopyMemo? = nil, _ part: (Value) throws -> Value) throws -> Instance {
        let copy: Instance
        if let exception = instance as? ExceptionObject {
            copy = ExceptionObject(type: exception.classType, arguments: try exception.arguments.map(part))
        } else {
            copy = Instance(type: instance.classType, kind: instance.kind)
        }
        memo?.remember(instance, .object(copy))
        if let payload = instance.payload {
            let made = try memo.map { try deep(.object(payload), $0) } ?? shallow(.object(payload))
            if case .object(let object) = made { copy.payload = object }
        }
        copy.number = instance.number
        for (name, value) in instance.ownPairs { copy.setOwn(name, try part(value)) }
        return copy
    }
}
