/// Arithmetic on the magnitudes of huge integers that Ctrl-C can stop: products, quotients, powers and divisors of millions of digits take
/// minutes. Results lie in room that is there while `body` runs.
enum BigWords {
    private typealias Words = UnsafeBufferPointer<UInt>
    private typealias Target = UnsafeMutableBufferPointer<UInt>

    /// From so many words of the smaller factor on, three products of half the length beat one of the whole.
    private static let karatsubaFrom = 40
    /// Up to so many products of words, nobody could type Ctrl-C meanwhile.
    private static let fewProducts = 1 << 12

    // MARK: Shifts

    static func shifted<Result>(_ a: Whole, _ count: Int, _ body: (Whole) throws -> Result) rethrows -> Result {
        let (skipped, bits) = count.quotientAndRemainder(dividingBy: 64)
        return try Whole.withRoom(a.count + skipped + 1) { room in
            room.update(repeating: 0, count: skipped)
            WordLoops.shiftLeft(a.words, a.count, UInt(bits), into: room + skipped)
            return try body(Whole(room, a.count + skipped + 1))
        }
    }

    // MARK: Products

    /// `product` is as long as both together; neither is zero.
    static func multiply(_ a: Whole, _ b: Whole, into product: UnsafeMutablePointer<UInt>) throws {
        let (long, short) = a.count >= b.count ? (a, b) : (b, a)
        if short.count < karatsubaFrom {
            WordLoops.multiply(long.words, long.count, short.words, short.count, into: product)
            if long.count > fewProducts { try Stop.check() }
            return
        }
        try multiply(
            Words(start: long.words, count: long.count), Words(start: short.words, count: short.count),
            into: Target(start: product, count: long.count + short.count))
    }
    /// `result`, as long as both together, becomes `a * b` (Karatsuba and Ofman, 1962).
    private static func multiply(_ a: Words, _ b: Words, into result: Target) throws {
        let (long, short) = a.count >= b.count ? (a, b) : (b, a)
        if short.count < karatsubaFrom {
            guard let first = long.baseAddress, let second = short.baseAddress, let target = result.baseAddress, short.count > 0 else {
                result.update(repeating: 0)
                return
            }
            return WordLoops.multiply(first, long.count, second, short.count, into: target)
        }
        result.update(repeating: 0)
        try Stop.check()
        if long.count > short.count {
            var place = 0
            while place < long.count {
                let piece = Words(rebasing: long[place..<min(place + short.count, long.count)])
                try withTemporary(piece.count + short.count) { part in
                    try multiply(piece, short, into: part)
                    add(Words(part), to: Target(rebasing: result[place..<(place + part.count)]))
                }
                place += piece.count
            }
            return
        }
        let half = (short.count + 1) / 2
        let (aLow, aHigh) = (Words(rebasing: a[..<half]), Words(rebasing: a[half...]))
        let (bLow, bHigh) = (Words(rebasing: b[..<half]), Words(rebasing: b[half...]))
        let low = Target(rebasing: result[..<(2 * half)])
        let high = Target(rebasing: result[(2 * half)...])
        try multiply(aLow, bLow, into: low)
        try multiply(aHigh, bHigh, into: high)
        try withTemporary(2 * (half + 1)) { sums in
            let aSum = Target(rebasing: sums[...half])
            let bSum = Target(rebasing: sums[(half + 1)...])
            for (sum, low, high) in [(aSum, aLow, aHigh), (bSum, bLow, bHigh)] {
                sum.update(repeating: 0)
                add(low, to: sum)
                add(high, to: sum)
            }
            try withTemporary(2 * (half + 1)) { middle in
                try multiply(Words(aSum), Words(bSum), into: middle)
                subtract(Words(low), from: middle)
                subtract(Words(high), from: middle)
                // The highest words are zero, and there may be no room for them.
                let room = min(middle.count, result.count - half)
                add(Words(rebasing: middle[..<room]), to: Target(rebasing: result[half...]))
            }
        }
    }
    private static func withTemporary(_ count: Int, _ body: (Target) throws -> Void) throws {
        let words = Target.allocate(capacity: count)
        defer { words.deallocate() }
        words.initialize(repeating: 0)
        try body(words)
    }
    /// The sum fits `target`, which is not shorter.
    private static func add(_ value: Words, to target: Target) {
        guard let words = value.baseAddress, let place = target.baseAddress else { return }
        _ = WordLoops.add(place, target.count, words, value.count, into: place)
    }
    /// `value` is neither above nor longer than `target`.
    private static func subtract(_ value: Words, from target: Target) {
        guard let words = value.baseAddress, let place = target.baseAddress else { return }
        WordLoops.subtract(place, target.count, words, value.count, into: place)
    }

    // MARK: Quotients

    /// Quotient, rounded down, and remainder of magnitudes; `b` is not zero.
    static func divide<Result>(_ a: Whole, by b: Whole, wantsQuotient: Bool = true, _ body: (Whole, Whole) throws -> Result) throws -> Result {
        let zero = Whole(b.words, 0)
        if WordLoops.order(a.words, a.count, b.words, b.count) < 0 { return try body(zero, a.magnitude) }
        if b.count == 1 {
            return try Whole.withRoom(wantsQuotient ? a.count + 1 : 1) { room in
                room[0] = WordLoops.divide(a.words, a.count, by: b.words[0], into: wantsQuotient ? room + 1 : nil)
                return try body(wantsQuotient ? Whole(room + 1, a.count) : zero, Whole(room, 1))
            }
        }
        let shift = UInt(b.words[b.count - 1].leadingZeroBitCount)
        let places = a.count - b.count + 1
        let isLong = places * b.count > fewProducts
        return try Whole.withRoom(a.count + 1 + b.count + 1 + places) { room in
            let (rest, divisor, quotient) = (room, room + (a.count + 1), room + (a.count + b.count + 2))
            WordLoops.shiftLeft(a.words, a.count, shift, into: rest)
            WordLoops.shiftLeft(b.words, b.count, shift, into: divisor)
            let reciprocal = Reciprocal(divisor[b.count - 1])
            for place in (0..<places).reversed() {
                if isLong { try Stop.check() }
                quotient[place] = WordLoops.quotientWord(rest + place, divisor, b.count, reciprocal)
            }
            WordLoops.shiftRight(rest, b.count, shift, into: rest)
            return try body(Whole(quotient, places), Whole(rest, b.count))
        }
    }

    // MARK: Powers

    /// By squaring (Knuth, The Art of Computer Programming 2, 4.6.3, from the highest bit).
    static func power<Result>(_ base: Whole, _ exponent: Int, _ body: (Whole) throws -> Result) throws -> Result {
        let room = base.bitWidth * exponent / 64 + base.count + 3
        return try Whole.withRoom(2 * room) { words in
            var (result, spare) = (words, words + room)
            result[0] = 1
            var count = 1
            func multiply(by factor: Whole) throws {
                try BigWords.multiply(Whole(result, count), factor, into: spare)
                count = WordLoops.trimmed(spare, count + factor.count)
                swap(&result, &spare)
            }
            for bit in (0..<(Int.bitWidth - exponent.leadingZeroBitCount)).reversed() {
                try multiply(by: Whole(result, count))
                if exponent >> bit & 1 == 1 { try multiply(by: base.magnitude) }
            }
            return try body(Whole(result, count))
        }
    }
    /// `base ** exponent % modulus` of magnitudes; `base` is below `modulus`, which is beyond 1.
    static func power<Result>(_ base: Whole, _ exponent: Whole, modulus: Whole, _ body: (Whole) throws -> Result) throws -> Result {
        if modulus.count == 1 {
            return try Whole.withRoom(1) { room in
                room[0] = try power(base.count == 0 ? 0 : base.words[0], exponent, modulus: modulus.words[0])
                return try body(Whole(room, 1))
            }
        }
        // All is done modulo a multiple of the modulus, whose highest bit is set; the remainder of that comes last.
        let count = modulus.count
        return try Whole.withRoom(4 * count + 2) { room in
            let (divisor, result, product) = (room, room + (count + 1), room + (2 * count + 1))
            WordLoops.shiftLeft(modulus.words, count, UInt(modulus.words[count - 1].leadingZeroBitCount), into: divisor)
            let reciprocal = Reciprocal(divisor[count - 1])
            result[0] = 1
            var length = 1
            func multiply(by factor: Whole) throws {
                if length == 0 || factor.isZero {
                    length = 0
                    return
                }
                let total = length + factor.count
                try BigWords.multiply(Whole(result, length), factor, into: product)
                product[total] = 0
                if total >= count {
                    for place in (0...(total - count)).reversed() { _ = WordLoops.quotientWord(product + place, divisor, count, reciprocal) }
                }
                length = WordLoops.trimmed(product, min(total, count))
                result.update(from: product, count: length)
            }
            for bit in (0..<exponent.bitWidth).reversed() {
                try Stop.check()
                try multiply(by: Whole(result, length))
                if exponent.words[bit >> 6] >> UInt(bit & 63) & 1 == 1 { try multiply(by: base) }
            }
            return try divide(Whole(result, length), by: modulus, wantsQuotient: false) { try body($1) }
        }
    }
    private static func power(_ base: UInt, _ exponent: Whole, modulus: UInt) throws -> UInt {
        let shift = UInt(modulus.leadingZeroBitCount)
        let reciprocal = Reciprocal(modulus << shift)
        func product(_ a: UInt, _ b: UInt) -> UInt {
            let (high, low) = (a << shift).multipliedFullWidth(by: b)
            return reciprocal.divide(high, low).remainder >> shift
        }
        var result: UInt = 1
        for bit in (0..<exponent.bitWidth).reversed() {
            if bit & 0xFFF == 0 { try Stop.check() }
            result = product(result, result)
            if exponent.words[bit >> 6] >> UInt(bit & 63) & 1 == 1 { result = product(result, base) }
        }
        return result
    }

    // MARK: Divisors

    /// Of magnitudes: Euclid's, many steps at a time as the highest bits say (Lehmer; Knuth, 4.5.2, algorithm L).
    static func greatestCommonDivisor<Result>(_ a: Whole, _ b: Whole, _ body: (Whole) throws -> Result) throws -> Result {
        let room = max(a.count, b.count) + 1
        return try Whole.withRoom(4 * room) { words in
            var (x, y, spareX, spareY) = (words, words + room, words + 2 * room, words + 3 * room)
            let isSwapped = WordLoops.order(a.words, a.count, b.words, b.count) < 0
            let (large, small) = isSwapped ? (b, a) : (a, b)
            x.update(from: large.words, count: large.count)
            y.update(from: small.words, count: small.count)
            var (xCount, yCount) = (large.count, small.count)
            while yCount > 0 {
                if xCount == 1 {
                    var (left, right) = (x[0], y[0])
                    while right != 0 { (left, right) = (right, left % right) }
                    x[0] = left
                    break
                }
                try Stop.check()
                let (wholeX, wholeY) = (Whole(x, xCount), Whole(y, yCount))
                // As many bits as leave room for the factors' signs.
                let place = max(0, wholeX.bitWidth - 62)
                var (highX, highY) = (Int(truncatingIfNeeded: wholeX.bits(from: place)), Int(truncatingIfNeeded: wholeY.bits(from: place)))
                var (a, b, c, d) = (1, 0, 0, 1)
                while highY + c != 0, highY + d != 0 {
                    let quotient = (highX + a) / (highY + c)
                    if quotient != (highX + b) / (highY + d) { break }
                    (a, c) = (c, a - quotient * c)
                    (b, d) = (d, b - quotient * d)
                    (highX, highY) = (highY, highX - quotient * highY)
                }
                if b == 0 {
                    let count = try divide(wholeX, by: wholeY, wantsQuotient: false) { _, rest in
                        spareX.update(from: rest.words, count: rest.count)
                        return rest.count
                    }
                    (x, y, spareX) = (y, spareX, x)
                    (xCount, yCount) = (yCount, count)
                    continue
                }
                combine(wholeX, wholeY, a, b, into: spareX)
                combine(wholeX, wholeY, c, d, into: spareY)
                (x, y, spareX, spareY) = (spareX, spareY, x, y)
                (yCount, xCount) = (WordLoops.trimmed(y, xCount), WordLoops.trimmed(x, xCount))
            }
            return try body(Whole(x, xCount))
        }
    }
    /// `a * x + b * y`, which is not negative and not above `x`, as long as that.
    private static func combine(_ x: Whole, _ y: Whole, _ a: Int, _ b: Int, into target: UnsafeMutablePointer<UInt>) {
        var carry: Int128 = 0
        for index in 0..<x.count {
            let next = Int128(a) &* Int128(x.words[index]) &+ Int128(b) &* Int128(index < y.count ? y.words[index] : 0)
            carry = carry &+ next
            target[index] = UInt(truncatingIfNeeded: carry)
            carry &>>= 64
        }
    }
}
