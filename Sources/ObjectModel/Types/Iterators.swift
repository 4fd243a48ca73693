/// The types of built-in iterators, by Python's names.
public enum IteratorTypes {
    private static func make(_ name: String, module: String = "builtins", construct: TypeObject.Constructor? = nil) -> TypeObject {
        TypeObject(name, module: module, isFinal: construct == nil, construct: construct, members: { steps })
    }
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) public static let list = make("list_iterator")
    nonisolated(unsafe) public static let listReverse = make("list_reverseiterator")
    nonisolated(unsafe) public static let tuple = make("tuple_iterator")
    nonisolated(unsafe) public static let range = make("range_iterator")
    nonisolated(unsafe) public static let longRange = make("longrange_iterator")
    nonisolated(unsafe) public static let str = make("str_iterator")
    nonisolated(unsafe) public static let strASCII = make("str_ascii_iterator")
    nonisolated(unsafe) public static let bytes = make("bytes_iterator")
    nonisolated(unsafe) public static let set = make("set_iterator")
    nonisolated(unsafe) public static let dictKey = make("dict_keyiterator")
    nonisolated(unsafe) public static let dictValue = make("dict_valueiterator")
    nonisolated(unsafe) public static let dictItem = make("dict_itemiterator")
    nonisolated(unsafe) public static let dictReverseKey = make("dict_reversekeyiterator")
    nonisolated(unsafe) public static let dictReverseValue = make("dict_reversevalueiterator")
    nonisolated(unsafe) public static let dictReverseItem = make("dict_reverseitemiterator")
    nonisolated(unsafe) public static let orderedDict = make("odict_iterator")
    nonisolated(unsafe) public static let callable = make("callable_iterator")
    nonisolated(unsafe) public static let sequence = make("iterator")
    nonisolated(unsafe) public static let chain = make("chain", module: "itertools")

    static func module(_ name: String, _ module: String, construct: @escaping TypeObject.Constructor) -> TypeObject {
        make(name, module: module, construct: construct)
    }
    static func global(_ name: String, construct: @escaping TypeObject.Constructor) -> TypeObject {
        make(name, construct: construct)
    }
    /// `__next__` and `__iter__` as attributes.
    public static var steps: [Object] {
        [
            NativeFunction("__next__", "self, /", isMethod: true, body: .one { iterator in
                // An instance of a class written in a cell has the iterator inside.
                guard case .object(let object) = iterator.withoutClass else { throw Raised.stopIteration() }
                guard let value = try object.next() else { throw Raised.stopIteration() }
                return value
            }),
            NativeFunction("__iter__", "self, /", isMethod: true, body: .one { $0 }),
        ]
    }
}

/// An iterator that puts its values where they are wanted: subclasses say how in `advance(into:)`, all else follows.
open class SteppedIterator: Object {
    public init() { super.init(kind: .iterator) }
    public final override func iterator() -> Object { self }
    public final override func next() throws -> Value? {
        var item = Value.unbound
        return try advance(into: &item) ? item : nil
    }
}

/// The iterator of a list or a tuple, from either end: sees what changes meanwhile, and ends where there is nothing.
public final class ElementIterator: SteppedIterator {
    // Open to the machine, whose loops step it in place.
    private var sequence: SequenceObject?
    /// The sequence again, for looking at it without counting references; nil once it has come to its end.
    public private(set) var unmanagedSequence: Unmanaged<SequenceObject>?
    public var position: Int
    /// 1, or -1 for `reversed`.
    public let step: Int
    private let shownType: TypeObject
    init(_ sequence: SequenceObject, reversed: Bool = false) {
        self.sequence = sequence
        unmanagedSequence = .passUnretained(sequence)
        position = reversed ? sequence.count - 1 : 0
        step = reversed ? -1 : 1
        if sequence.kind == .list {
            shownType = reversed ? IteratorTypes.listReverse : IteratorTypes.list
        } else {
            shownType = reversed ? Iteration.reversed : IteratorTypes.tuple
        }
        super.init()
    }
    public override var type: TypeObject { shownType }
    public override func advance(into item: UnsafeMutablePointer<Value>) -> Bool {
        if Unmanaged.passUnretained(self).moveOn(into: item) { return true }
        unmanagedSequence = nil
        sequence = nil
        return false
    }
}
// Spelled in small steps, which the optimizer folds into the machine's loop.
extension Unmanaged where Instance == ElementIterator {
    /// Puts the next element where it is wanted, if there is one.
    @inlinable @inline(__always)
    public func moveOn(into item: UnsafeMutablePointer<Value>) -> Bool {
        guard let sequence = borrowed({ $0.unmanagedSequence }) else { return false }
        let place = borrowed { $0.position }
        // Either end at once.
        guard UInt(bitPattern: place) < UInt(bitPattern: sequence.borrowed { $0.count }) else { return false }
        borrowed { $0.position = place &+ $0.step }
        item.copy(sequence.borrowed { $0.elements } + place)
        return true
    }
}

/// Rows of elements by their numbers in pools, which are counted on from row to row: `product`, `permutations`, `combinations`.
public final class PoolIterator: SteppedIterator {
    private let shownType: TypeObject
    private let pools: [List]
    /// Where the elements of each place's pool lie: the pools are nobody else's, and do not change.
    private let elements: [UnsafeMutablePointer<Value>]
    private var numbers: [Int]
    private var isDone: Bool
    private let countOn: (inout [Int]) -> Bool

    /// - Parameters:
    ///   - pools: one for each place of a row; there may be more numbers than places.
    ///   - countOn: goes to the next row; false: there is none.
    public init(_ type: TypeObject, _ pools: [List], _ numbers: [Int], isEmpty: Bool, _ countOn: @escaping (inout [Int]) -> Bool) {
        shownType = type
        self.pools = pools
        elements = pools.map(\.elements)
        self.numbers = numbers
        isDone = isEmpty
        self.countOn = countOn
        super.init()
    }
    public override var type: TypeObject { shownType }
    public override func advance(into item: UnsafeMutablePointer<Value>) -> Bool {
        if isDone { return false }
        let row = elements.isEmpty ? Tuple.empty : Tuple.blank(elements.count)
        for place in elements.indices { (row.elements + place).initialize(elements[place] + numbers[place]) }
        if !elements.isEmpty { row.count = elements.count }
        isDone = !countOn(&numbers)
        item.put(.object(row))
        return true
    }
}

/// Iterates values that do not change meanwhile.
public final class ArrayIterator: Object {
    private let items: [Value]
    private var position = 0
    private let shownType: TypeObject
    public init(_ items: [Value], _ type: TypeObject) {
        self.items = items
        shownType = type
        super.init(kind: .iterator)
    }
    public override var type: TypeObject { shownType }
    public override func iterator() -> Object { self }
    public override func next() -> Value? {
        guard position < items.count else { return nil }
        position += 1
        return items[position - 1]
    }
    public override func advance(into item: UnsafeMutablePointer<Value>) -> Bool {
        guard position < items.count else { return false }
        item.put(items[position])
        position += 1
        return true
    }
}

/// An iterator whose steps are a closure: for `count`, `islice` and their kin.
public final class ClosureIterator: SteppedIterator {
    private let step: (UnsafeMutablePointer<Value>) throws -> Bool
    /// The repr, for iterators that have one.
    public var shown: (() throws -> String)?
    private let shownType: TypeObject
    /// - Parameter step: puts the next value where it is wanted; false: there is none, and nothing is touched.
    public init(_ type: TypeObject, _ step: @escaping (UnsafeMutablePointer<Value>) throws -> Bool) {
        shownType = type
        self.step = step
        super.init()
    }
    public override var type: TypeObject { shownType }
    public override func advance(into item: UnsafeMutablePointer<Value>) throws -> Bool { try step(item) }
    public override func repr() throws -> String { try shown?() ?? super.repr() }
}

/// Iterates anything with `__getitem__` from 0 until `IndexError`.
public final class SequenceIterator: Object {
    /// nil once it has come to its end.
    private var sequence: Object?
    private var position = 0
    public init(_ sequence: Object) {
        self.sequence = sequence
        super.init(kind: .iterator)
    }
    public override var type: TypeObject { IteratorTypes.sequence }
    public override func iterator() -> Object { self }
    public override func next() throws -> Value? {
        guard let sequence else { return nil }
        do {
            let value = try sequence.item(.int(position))
            position += 1
            return value
        } catch let raised as Raised
            where raised.isInstance(of: ExceptionTypes.indexError) || raised.isInstance(of: ExceptionTypes.stopIteration)
        {
            self.sequence = nil
            return nil
        }
    }
}
