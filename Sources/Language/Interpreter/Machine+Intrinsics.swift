import ObjectModel

extension Machine {
    /// A plain call of one of the native functions that programs call most: no arguments are packed, no closures run.
    ///
    /// The arguments lie one behind the other and are used up; the result is in `target`, which may be where one of them was.
    /// - Returns: false for calls of any other shape; nothing has happened then.
    @inline(never)
    func callIntrinsic(
        _ intrinsic: NativeFunction.Intrinsic, _ x: UnsafeMutablePointer<Value>, _ count: Int, _ target: UnsafeMutablePointer<Value>
    ) throws -> Bool {
        guard try perform(intrinsic, x, x + 1, x + 2, count, target) else { return false }
        for index in 0..<count where x + index != target { (x + index).clear() }
        return true
    }
    /// The same where the arguments lie anywhere and stay what they are.
    @inline(never)
    func callIntrinsic(
        _ intrinsic: NativeFunction.Intrinsic, _ x: UnsafeMutablePointer<Value>, _ y: UnsafeMutablePointer<Value>,
        _ z: UnsafeMutablePointer<Value>, _ count: Int, _ target: UnsafeMutablePointer<Value>
    ) throws -> Bool { try perform(intrinsic, x, y, z, count, target) }

    /// Of `y` and `z` only those are looked at that `count` says are there; `target` is written last.
    @inline(__always)
    func perform(
        _ intrinsic: NativeFunction.Intrinsic, _ x: UnsafeMutablePointer<Value>, _ y: UnsafeMutablePointer<Value>,
        _ z: UnsafeMutablePointer<Value>, _ count: Int, _ target: UnsafeMutablePointer<Value>
    ) throws -> Bool {
        switch intrinsic {
        // Appending to a list is the loop's.
        case .none, .listAppend: return false
        case .len:
            guard count == 1, x.isObject else { return false }
            let length: Int
            switch x.kind {
            // The kinds say so.
            case .list, .tuple: length = x.object(as: SequenceObject.self).borrowed { $0.count }
            case .dict: length = x.object(as: Dict.self).borrowed { $0.count }
            case .str: length = x.object(as: Str.self).borrowed { $0.count }
            default: length = try x.object.borrowed { try $0.length() }
            }
            target.put(int: length)
        case .isinstance:
            guard count == 2, y.isObject, y.kind == .type || y.kind == .tuple else { return false }
            let isInstance: Bool
            if x.isInt, y.address == intType {
                isInstance = true
            } else if y.kind == .tuple {
                isInstance = try Introspection.isInstance(x.pointee, y.pointee)
            } else {
                isInstance = try y.object(as: TypeObject.self).borrowed { type in
                    let own = x.pointee.type
                    return try own === type || Introspection.isInstance(x.pointee, y.pointee)
                }
            }
            target.put(bool: isInstance)
        case .abs:
            guard count == 1 else { return false }
            if x.isInt, x.int != .min {
                target.put(int: Swift.abs(x.int))
            } else if case .float(let number) = x.pointee {
                target.put(float: number.magnitude)
            } else {
                return false
            }
        // Of equal ones the first.
        case .min:
            guard count == 2, x.isInt, y.isInt else { return false }
            target.put(int: Swift.min(x.int, y.int))
        case .max:
            guard count == 2, x.isInt, y.isInt else { return false }
            target.put(int: Swift.max(x.int, y.int))
        case .ord:
            guard count == 1, x.isObject, x.kind == .str, x.object(as: Str.self).borrowed({ $0.byteCount == 1 }) else { return false }
            // The kind says so; one byte is one character.
            target.put(int: Int(x.object(as: Str.self).borrowed { $0.start.pointee }))
        case .chr:
            guard count == 1, x.isInt, x.int >= 0, x.int < 128 else { return false }
            target.copy(characters + x.int)
        case .divmod:
            guard count == 2, x.isInt, y.isInt, y.int > 0 else { return false }
            // Rounds down, as Python does.
            let (quotient, rest) = x.int.quotientAndRemainder(dividingBy: y.int)
            let isBelow = rest < 0
            target.put(.object(Tuple.pair(.int(isBelow ? quotient &- 1 : quotient), .int(isBelow ? rest &+ y.int : rest))))
        case .squareRoot:
            guard count == 1 else { return false }
            let number: Double
            if x.isInt, x.int >= 0, x.int <= 1 << 53 { number = Double(x.int) } else if case .float(let given) = x.pointee, given >= 0, given.isFinite { number = given } else { return false }
            target.put(float: number.squareRoot())
        case .randomFloat:
            guard count == 1, x.isObject, x.address.classAddress == random else { return false }
            // Just seen.
            let number = x.object(as: RandomObject.self).borrowed { $0.random() }
            target.put(float: number)
        case .listPop:
            guard count == 1, x.isObject, x.kind == .list else { return false }
            let list = x.object(as: List.self)
            let left = list.borrowed { $0.count } &- 1
            guard left >= 0 else { return false }
            list.borrowed { $0.count = left }
            let last = (list.borrowed { $0.elements } + left).takeWords()
            target.put(words: last)
        case .dictGet:
            guard count == 2 || count == 3, x.isObject, x.kind == .dict else { return false }
            if let found = try x.object(as: Dict.self).borrowed({ try $0.place(of: y) }) {
                target.copy(found)
            } else if count == 3 {
                target.copy(z)
            } else {
                target.putNone()
            }
        case .dictSetDefault:
            guard count == 2 || count == 3, x.isObject, x.kind == .dict else { return false }
            target.copy(try x.object(as: Dict.self).borrowed { try count == 3 ? $0.place(of: y, orStore: z) : $0.place(ofOrStoringNone: y) })
        case .setAdd:
            guard count == 2, x.isObject, x.kind == .set else { return false }
            _ = try x.object(as: SetObject.self).borrowed { try $0.add(at: y) }
            target.putNone()
        case .dequeAppend:
            guard count == 2, x.isObject, x.address.classAddress == deque else { return false }
            // Just seen.
            x.object(as: Deque.self).append(copying: y)
            target.putNone()
        case .dequePopLeft:
            guard count == 1, x.isObject, x.address.classAddress == deque else { return false }
            // Just seen.
            let queue = x.object(as: Deque.self)
            guard queue.borrowed({ $0.count }) > 0 else { return false }
            let first = queue.borrowed { $0.takeFirst() }
            target.put(words: first)
        case .strUpper, .strLower, .strStrip, .strSplit, .strJoin, .strReplace, .strFind, .strCount, .strStartswith, .strEndswith:
            return try callTextIntrinsic(intrinsic, x, y, z, count, target)
        }
        return true
    }
}
