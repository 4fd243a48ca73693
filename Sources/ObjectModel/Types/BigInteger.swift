import BigInt

/// An `int` beyond 64 bits.
public final class BigInteger: Object {
    private(set) var isNegative: Bool
    private(set) var count: Int
    /// Lowest first, the highest not zero.
    private(set) var words: UnsafeMutablePointer<UInt>
    /// Where they are if there are no more than four.
    private var room: (UInt, UInt, UInt, UInt) = (0, 0, 0, 0)
    private static let roomCount = 4

    init(_ whole: Whole) {
        isNegative = whole.isNegative
        count = whole.count
        // Stands in until there is an object: an address that is not nil.
        words = UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped
        super.init(kind: .bigInteger)
        take(whole)
    }
    @inline(__always)
    private func take(_ whole: Whole) {
        // The object never moves.
        words = count <= BigInteger.roomCount ? ownWords : RawStorage.allocate(count, of: UInt.self)
        for index in 0..<count { words[index] = whole.words[index] }
    }
    private var ownWords: UnsafeMutablePointer<UInt> {
        withUnsafeMutablePointer(to: &room) { UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt.self) }
    }
    deinit { freeContents() }
    func freeContents() { if count > BigInteger.roomCount { RawStorage.free(words) } }
    static func make(_ whole: Whole) -> BigInteger {
        guard let mold = Mold.integer else { return BigInteger(whole) }
        let made = mold.cast(size: size, as: BigInteger.self)
        (made.isNegative, made.count) = (whole.isNegative, whole.count)
        made.take(whole)
        return made
    }
    /// Of an object, in bytes.
    static var size: Int { 72 }
    /// The compiler lays the object out as the constant says.
    static func check() {
        let number = BigInteger(.one)
        let end = UnsafeMutableRawPointer(number.ownWords) + MemoryLayout.size(ofValue: number.room)
        precondition(end - Unmanaged.passUnretained(number).toOpaque() == size, "nothing comes behind a number's own words")
    }

    var whole: Whole { Whole(exactly: words, count, isNegative: isNegative) }
    /// For what is seldom asked.
    public var value: BigInt { BigInt(whole) }

    public override var type: TypeObject { BuiltinTypes.int }
    public override func repr() throws -> String { try IntText.decimal(whole) }
    public override func format(_ specification: String) throws -> String {
        specification.isEmpty ? try repr() : try FormatSpecification.known(Str(specification), .int).format(value)
    }
    public override func isTrue() -> Bool { true }
    public override func index() -> Value? { .object(self) }
    public override func float() throws -> Double? { try BigNumbers.double(whole) }
    public override func hash() -> Int { whole.hash }
    public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        if case .float(let double) = other { return .bool(BigNumbers.compare(comparison, value, double)) }
        return BigNumbers.with(.object(self), other) { .bool(holds(comparison, $0.order($1), 0)) }
    }
    public override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        if case .float(let double) = right { return try Numbers.binary(operation, BigNumbers.double(whole), double) }
        return try BigNumbers.binary(operation, .object(self), right)
    }
    public override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? {
        if case .float(let double) = left { return try Numbers.binary(operation, double, BigNumbers.double(whole)) }
        return try BigNumbers.binary(operation, left, .object(self))
    }
    public override func unary(_ operation: UnaryOperator) -> Value? {
        switch operation {
        case .negative: whole.negated.value
        case .positive: .object(self)
        case .invert: BigNumbers.sum(whole.negated, .minusOne)
        }
    }
}

/// An integer of any size as arithmetic sees it: its sign, and its words where they lie, lowest first, the highest not zero.
struct Whole {
    let words: UnsafePointer<UInt>
    let count: Int
    let isNegative: Bool

    /// - Parameter count: of words, among which those on top may be zero.
    @inline(__always)
    init(_ words: UnsafePointer<UInt>, _ count: Int, isNegative: Bool = false) {
        self.words = words
        self.count = WordLoops.trimmed(words, count)
        self.isNegative = isNegative && self.count > 0
    }
    /// The word on top is not zero.
    @inline(__always)
    init(exactly words: UnsafePointer<UInt>, _ count: Int, isNegative: Bool) { (self.words, self.count, self.isNegative) = (words, count, isNegative) }
    /// What an `int` or a `bool` is, or an instance of a class derived from them; nil: anything else.
    /// - Parameter spare: room for the word of a small one. The value is kept by the caller.
    init?(_ value: Value, _ spare: UnsafeMutablePointer<UInt>) {
        switch value {
        case .int(let number):
            spare.pointee = number.magnitude
            self.init(spare, 1, isNegative: number < 0)
        case .bool(let flag):
            spare.pointee = flag ? 1 : 0
            self.init(spare, 1)
        case .object(let object):
            if object.kind == .bigInteger {
                self = unsafeDowncast(object, to: BigInteger.self).whole  // the kind says so
            } else {
                guard let number = (object as? Instance)?.number else { return nil }
                self.init(number, spare)
            }
        default: return nil
        }
    }
    /// The same for an `int` where it lies.
    @inline(__always)
    init?(at place: UnsafeMutablePointer<Value>, _ spare: UnsafeMutablePointer<UInt>) {
        if place.isInt {
            spare.pointee = place.int.magnitude
            self.init(spare, 1, isNegative: place.int < 0)
        } else {
            guard place.isObject, place.kind == .bigInteger else { return nil }
            self = place.object(as: BigInteger.self).borrowed { $0.whole }  // the kind says so
        }
    }
    // Words that stay for ever.
    nonisolated(unsafe) private static let oneWord = {
        let word = UnsafeMutablePointer<UInt>.allocate(capacity: 1)
        word.initialize(to: 1)
        return UnsafePointer(word)
    }()
    static var one: Whole { Whole(oneWord, 1) }
    static var minusOne: Whole { Whole(oneWord, 1, isNegative: true) }

    var isZero: Bool { count == 0 }
    var bitWidth: Int { count == 0 ? 0 : count * 64 - words[count - 1].leadingZeroBitCount }
    var isEven: Bool { count == 0 || words[0] & 1 == 0 }
    var magnitude: Whole { Whole(words, count) }
    var negated: Whole { Whole(words, count, isNegative: !isNegative) }
    /// The number, if it fits a machine word.
    var small: Int? {
        if count == 0 { return 0 }
        if count > 1 { return nil }
        if !isNegative { return Int(exactly: words[0]) }
        return words[0] <= 1 << 63 ? Int(truncatingIfNeeded: 0 &- words[0]) : nil
    }
    var value: Value { if let small { .int(small) } else { .object(BigInteger.make(self)) } }
    /// Less than, equal to or greater than 0 as this is to the other.
    func order(_ other: Whole) -> Int {
        if isNegative != other.isNegative { return isNegative ? -1 : 1 }
        let order = WordLoops.order(words, count, other.words, other.count)
        return isNegative ? -order : order
    }
    /// Python's: modulo 2^61 - 1.
    var hash: Int {
        let modulus = UInt(PythonHash.modulus)
        var rest: UInt = 0
        // 2^64 leaves 8.
        for index in (0..<count).reversed() { rest = ((rest << 3) % modulus + words[index] % modulus) % modulus }
        let signed = isNegative ? -Int(rest) : Int(rest)
        return signed == -1 ? -2 : signed
    }
    /// Room for words that are written before they are read.
    @inline(__always)
    static func withRoom<Result>(_ count: Int, _ body: (UnsafeMutablePointer<UInt>) throws -> Result) rethrows -> Result {
        try withUnsafeTemporaryAllocation(of: UInt.self, capacity: Swift.max(1, count)) { try body($0.baseAddress.unsafelyUnwrapped) }  // it is not empty
    }
}

extension BigInt {
    init(_ whole: Whole) {
        self.init(sign: whole.isNegative ? .minus : .plus, magnitude: BigUInt(words: UnsafeBufferPointer(start: whole.words, count: whole.count)))
    }
    /// As arithmetic of our own sees it.
    func withWhole<Result>(_ body: (Whole) throws -> Result) rethrows -> Result {
        let words = Array(magnitude.words)
        return try Whole.withRoom(words.count) { room in
            for (index, word) in words.enumerated() { room[index] = word }
            return try body(Whole(room, words.count, isNegative: sign == .minus))
        }
    }
    /// `BigInt(number)` without the detour of its generic initializer.
    public init(small number: Int) { self.init(sign: number < 0 ? .minus : .plus, magnitude: BigUInt(words: [number.magnitude])) }
    /// The number, if it fits a machine word.
    public var small: Int? {
        if magnitude.bitWidth > 64 { return nil }
        let word = magnitude.words.first ?? 0
        if sign == .plus { return Int(exactly: word) }
        return word <= 1 << 63 ? Int(truncatingIfNeeded: 0 &- word) : nil
    }
}
