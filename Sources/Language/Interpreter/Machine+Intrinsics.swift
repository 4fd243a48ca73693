import ObjectModel

extension Machine {
    /// A plain call of one of the native functions that programs call most: no arguments are packed, no closures run.
    ///
    /// The arguments are used up and the result is in `target` if it was one.
    /// - Returns: false for calls of any other shape; nothing has happened then.
    func callIntrinsic(
        _ intrinsic: NativeFunction.Intrinsic, _ x: UnsafeMutablePointer<Value>, _ count: Int, _ target: UnsafeMutablePointer<Value>
    ) throws -> Bool {
        let y = x + 1
        switch (intrinsic, count) {
        case (.len, 1):
            guard x.isObject else { return false }
            let length: Int
            switch x.kind {
            // The kinds say so.
            case .list: length = x.object(as: List.self).borrowed { $0.items.count }
            case .dict: length = x.object(as: Dict.self).borrowed { $0.count }
            case .str: length = x.object(as: Str.self).borrowed { $0.count }
            default: length = try x.object.borrowed { try $0.length() }
            }
            x.clear()
            target.put(int: length)
        case (.isinstance, 2):
            guard y.isObject, y.kind == .type else { return false }
            let isInstance = try y.object(as: TypeObject.self).borrowed { type in
                let own = x.pointee.type
                return try own === type || Introspection.isInstance(x.pointee, y.pointee)
            }
            x.clear()
            y.clear()
            target.put(bool: isInstance)
        case (.abs, 1):
            guard x.isInt, x.int != .min else { return false }
            target.put(int: Swift.abs(x.int))
        case (.listAppend, 2):
            guard x.isObject, x.kind == .list else { return false }
            x.object(as: List.self).borrowed { $0.items.append(y.move()) }
            y.forget()
            x.clear()
            target.putNone()
        case (.listPop, 1):
            guard x.isObject, x.kind == .list else { return false }
            guard let last = x.object(as: List.self).borrowed({ $0.items.popLast() }) else { return false }
            x.clear()
            target.put(last)
        case (.dictGet, 2), (.dictGet, 3):
            guard x.isObject, x.kind == .dict else { return false }
            let found = try x.object(as: Dict.self).borrowed { try $0.lookup(y.pointee) }
            let fallback: Value = count == 3 ? x[2] : .none
            drop(x, count)
            target.put(found ?? fallback)
        case (.setAdd, 2):
            guard x.isObject, x.kind == .set else { return false }
            _ = try x.object(as: SetObject.self).borrowed { try $0.add(y.pointee) }
            x.clear()
            y.clear()
            target.putNone()
        case (.dequeAppend, 2):
            guard x.isObject, x.address.classAddress == deque else { return false }
            // Just seen.
            x.object(as: Deque.self).borrowed { $0.append(y.pointee) }
            x.clear()
            y.clear()
            target.putNone()
        case (.dequePopLeft, 1):
            guard x.isObject, x.address.classAddress == deque, let value = x.object(as: Deque.self).borrowed({ $0.popFirst() }) else { return false }
            x.clear()
            target.put(value)
        default: return false
        }
        return true
    }
}
