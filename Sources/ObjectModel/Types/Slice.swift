import BigInt

/// `slice`: the start, stop and step between the brackets of `x[a:b:c]`.
public final class SliceObject: Object {
    public let start: Value
    public let stop: Value
    public let step: Value
    public init(start: Value = .none, stop: Value = .none, step: Value = .none) {
        self.start = start
        self.stop = stop
        self.step = step
        super.init(kind: .slice)
    }

    /// Which positions of a sequence of `count` elements are meant: `length` of them from `start`, `step` apart.
    public struct Part {
        public let start: Int
        public let stop: Int
        public let step: Int
        public let length: Int
    }
    /// - Throws: `TypeError` for bounds that are no integers, `ValueError` for a step of zero.
    public func indices(_ size: @autoclosure () -> Int) throws -> Part {
        let step = self.step.isNone ? 1 : max(try Sequences.clamped(self.step), -Int.max)
        if step == 0 { throw Raised.valueError("slice step cannot be zero") }
        let from = self.start.isNone ? nil : try Sequences.clamped(self.start)
        let to = self.stop.isNone ? nil : try Sequences.clamped(self.stop)
        // Only now: an `__index__` written in a cell can do anything to what is cut.
        let count = size()
        let lowest = step < 0 ? -1 : 0
        let highest = step < 0 ? count - 1 : count
        func place(_ given: Int?, _ missing: Int) -> Int {
            guard var given else { return missing }
            if given < 0 {
                given += count
                return given < 0 ? lowest : given
            }
            return given >= count ? highest : given
        }
        let start = place(from, step < 0 ? highest : lowest)
        let stop = place(to, step < 0 ? lowest : highest)
        var length = 0
        if step < 0 {
            if stop < start { length = (start - stop - 1) / -step + 1 }
        } else if start < stop {
            length = (stop - start - 1) / step + 1
        }
        return Part(start: start, stop: stop, step: step, length: length)
    }

    /// The same for a sequence of any length.
    func indices(ofAny count: BigInt) throws -> (start: BigInt, stop: BigInt, step: BigInt) {
        func bound(_ value: Value) throws -> BigInt? {
            if value.isNone { return nil }
            if let number = value.asBigInt { return number }
            if case .object(let object) = value, let number = try object.index()?.asBigInt { return number }
            return BigInt(try Sequences.clamped(value))
        }
        let step = try bound(self.step) ?? 1
        if step.isZero { throw Raised.valueError("slice step cannot be zero") }
        let isBackward = step < 0
        let (lowest, highest): (BigInt, BigInt) = isBackward ? (-1, count - 1) : (0, count)
        func place(_ value: Value, _ missing: BigInt) throws -> BigInt {
            guard var given = try bound(value) else { return missing }
            if given < 0 { given += count }
            return min(max(given, lowest), highest)
        }
        return (try place(start, isBackward ? highest : lowest), try place(stop, isBackward ? lowest : highest), step)
    }

    public override var type: TypeObject { BuiltinTypes.slice }
    public override func repr() throws -> String { "slice(\(try start.repr()), \(try stop.repr()), \(try step.repr()))" }
    public override func hash() throws -> Int { throw Raised.typeError("unhashable type: 'slice'") }
    public override func copied(isDeep: Bool, memo: CopyMemo) throws -> Value? {
        guard isDeep else { return .object(self) }
        return .object(SliceObject(start: try memo.deepCopy(start), stop: try memo.deepCopy(stop), step: try memo.deepCopy(step)))
    }
    public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        guard case .object(let object) = other, let slice = object as? SliceObject else { return nil }
        return try Tuple([start, stop, step]).compare(comparison, with: Tuple([slice.start, slice.stop, slice.step]))
    }

    static func construct(_ type: TypeObject, _ arguments: Arguments) throws -> Value {
        if arguments.hasKeywords { throw Raised.typeError("slice() takes no keyword arguments") }
        switch arguments.count {
        case 1: return .object(SliceObject(stop: arguments[0]))
        case 2: return .object(SliceObject(start: arguments[0], stop: arguments[1]))
        case 3: return .object(SliceObject(start: arguments[0], stop: arguments[1], step: arguments[2]))
        case 0: throw Raised.typeError("slice expected at least 1 argument, got 0")
        default: throw Raised.typeError("slice expected at most 3 arguments, got \(arguments.count)")
        }
    }
    static var members: [Object] {
        let methods = Methods<SliceObject>("slice", kind: .slice)
        return [
            NativeProperty("start") { ($0.object(of: .slice) as? SliceObject)?.start ?? .none },
            NativeProperty("stop") { ($0.object(of: .slice) as? SliceObject)?.stop ?? .none },
            NativeProperty("step") { ($0.object(of: .slice) as? SliceObject)?.step ?? .none },
            methods.one("indices") { slice, count in
                let count = try BigRange.whole(count)
                if count < 0 { throw Raised.valueError("length should not be negative") }
                let part = try slice.indices(ofAny: count)
                return .tuple([.int(part.start), .int(part.stop), .int(part.step)])
            },
        ]
    }
}
