/// Loops over the words of magnitudes, lowest first: what arithmetic with huge integers consists of.
enum WordLoops {
    typealias Words = UnsafePointer<UInt>
    typealias Target = UnsafeMutablePointer<UInt>

    /// How many words are left without the zeros on top.
    @inline(__always)
    static func trimmed(_ words: Words, _ count: Int) -> Int {
        var count = count
        while count > 0, words[count &- 1] == 0 { count &-= 1 }
        return count
    }
    /// Less than, equal to or greater than 0 as `a` is to `b`.
    static func order(_ a: Words, _ aCount: Int, _ b: Words, _ bCount: Int) -> Int {
        if aCount != bCount { return aCount < bCount ? -1 : 1 }
        var index = aCount
        while index > 0 {
            index &-= 1
            if a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
        }
        return 0
    }
    /// `a` is not shorter than `b`; the sum, which may lie in its place, is as long.
    /// - Returns: what is carried out of it.
    static func add(_ a: Words, _ aCount: Int, _ b: Words, _ bCount: Int, into sum: Target) -> UInt {
        var carry: UInt = 0
        var index = 0
        while index < bCount {
            let next = UInt128(a[index]) &+ UInt128(b[index]) &+ UInt128(carry)
            sum[index] = UInt(truncatingIfNeeded: next)
            carry = UInt(truncatingIfNeeded: next &>> 64)
            index &+= 1
        }
        while index < aCount {
            let (next, isCarried) = a[index].addingReportingOverflow(carry)
            sum[index] = next
            carry = isCarried ? 1 : 0
            index &+= 1
        }
        return carry
    }
    /// `b` is not above `a`; the difference, which may lie in its place, is as long as `a`.
    static func subtract(_ a: Words, _ aCount: Int, _ b: Words, _ bCount: Int, into difference: Target) {
        var borrow: UInt = 0
        var index = 0
        while index < bCount {
            let (first, firstBorrow) = a[index].subtractingReportingOverflow(b[index])
            let (second, secondBorrow) = first.subtractingReportingOverflow(borrow)
            difference[index] = second
            borrow = firstBorrow || secondBorrow ? 1 : 0
            index &+= 1
        }
        while index < aCount {
            let (next, isBorrowed) = a[index].subtractingReportingOverflow(borrow)
            difference[index] = next
            borrow = isBorrowed ? 1 : 0
            index &+= 1
        }
    }
    /// The product, one word longer than `a`, plus a word.
    static func multiply(_ a: Words, _ count: Int, by factor: UInt, adding word: UInt = 0, into product: Target) {
        var carry = word
        var index = 0
        while index < count {
            let (high, low) = a[index].multipliedFullWidth(by: factor)
            let (sum, isCarried) = low.addingReportingOverflow(carry)
            product[index] = sum
            carry = high &+ (isCarried ? 1 : 0)
            index &+= 1
        }
        product[count] = carry
    }
    /// The product, as long as both together; neither is empty.
    static func multiply(_ long: Words, _ longCount: Int, _ short: Words, _ shortCount: Int, into product: Target) {
        multiply(long, longCount, by: short[0], into: product)
        var place = 1
        while place < shortCount {
            let (factor, target) = (short[place], product + place)
            var carry: UInt = 0
            var index = 0
            while index < longCount {
                let (high, low) = long[index].multipliedFullWidth(by: factor)
                let (first, firstCarry) = low.addingReportingOverflow(carry)
                let (second, secondCarry) = first.addingReportingOverflow(target[index])
                target[index] = second
                carry = high &+ (firstCarry ? 1 : 0) &+ (secondCarry ? 1 : 0)
                index &+= 1
            }
            target[longCount] = carry
            place &+= 1
        }
    }
    /// `bits` is below 64. The result, which may lie in the same place, is one word longer.
    static func shiftLeft(_ a: Words, _ count: Int, _ bits: UInt, into target: Target) {
        var index = count
        var above: UInt = 0
        if bits == 0 {
            target[count] = 0
            while index > 0 {
                index &-= 1
                target[index] = a[index]
            }
            return
        }
        while index > 0 {
            let word = a[index &- 1]
            target[index] = above | word >> (64 &- bits)
            above = word << bits
            index &-= 1
        }
        target[0] = above
    }
    /// The same the other way; the result is as long.
    static func shiftRight(_ a: Words, _ count: Int, _ bits: UInt, into target: Target) {
        var index = 0
        while index < count {
            let above = bits > 0 && index &+ 1 < count ? a[index &+ 1] << (64 &- bits) : 0
            target[index] = a[index] >> bits | above
            index &+= 1
        }
    }
    /// Divides by one word; `quotient` may lie where `a` does, or be left out.
    /// - Returns: the remainder.
    static func divide(_ a: Words, _ count: Int, by divisor: UInt, into quotient: Target?) -> UInt {
        let shift = divisor.leadingZeroBitCount
        return divide(a, count, by: Reciprocal(divisor << UInt(shift)), shift: UInt(shift), into: quotient)
    }
    /// - Parameter shift: how far the divisor has been shifted up to have its highest bit set.
    static func divide(_ a: Words, _ count: Int, by reciprocal: Reciprocal, shift: UInt, into quotient: Target?) -> UInt {
        var index = count
        var rest = shift > 0 && count > 0 ? a[count &- 1] >> (64 &- shift) : 0
        while index > 0 {
            index &-= 1
            let word = a[index] << shift | (shift > 0 && index > 0 ? a[index &- 1] >> (64 &- shift) : 0)
            let (digit, left) = reciprocal.divide(rest, word)
            if let quotient { quotient[index] = digit }
            rest = left
        }
        return rest >> shift
    }
    /// One word of a quotient (Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D); `rest`, one word longer than `divisor`, whose
    /// highest bit is set, becomes what is left. `divisor` has two words at least.
    static func quotientWord(_ rest: Target, _ divisor: Words, _ count: Int, _ reciprocal: Reciprocal) -> UInt {
        let (top, next) = (divisor[count &- 1], divisor[count &- 2])
        var guess: UInt
        if rest[count] >= top {
            guess = .max
        } else {
            var remainder: UInt
            (guess, remainder) = reciprocal.divide(rest[count], rest[count &- 1])
            while true {
                let (high, low) = guess.multipliedFullWidth(by: next)
                guard high > remainder || high == remainder && low > rest[count &- 2] else { break }
                guess &-= 1
                let (sum, isEnough) = remainder.addingReportingOverflow(top)
                if isEnough { break }
                remainder = sum
            }
        }
        if guess == 0 { return 0 }
        var carry: UInt = 0
        var borrow: UInt = 0
        var index = 0
        while index < count {
            let (high, low) = guess.multipliedFullWidth(by: divisor[index])
            let (part, isCarried) = low.addingReportingOverflow(carry)
            carry = high &+ (isCarried ? 1 : 0)
            let (first, firstBorrow) = rest[index].subtractingReportingOverflow(part)
            let (second, secondBorrow) = first.subtractingReportingOverflow(borrow)
            rest[index] = second
            borrow = firstBorrow || secondBorrow ? 1 : 0
            index &+= 1
        }
        let (first, firstBorrow) = rest[count].subtractingReportingOverflow(carry)
        let (last, lastBorrow) = first.subtractingReportingOverflow(borrow)
        rest[count] = last
        var isTooLarge = firstBorrow || lastBorrow
        while isTooLarge {
            // The sum carries out of the words when it is no longer negative.
            guess &-= 1
            let carry = add(rest, count, divisor, count, into: rest)
            let (sum, isCarried) = rest[count].addingReportingOverflow(carry)
            rest[count] = sum
            isTooLarge = !isCarried
        }
        return guess
    }
}

/// Divides two words by the same one again and again with multiplications (Möller and Granlund, Improved division by invariant integers,
/// 2011).
struct Reciprocal {
    let divisor: UInt
    private let inverse: UInt
    /// The highest bit of `divisor` is set.
    init(_ divisor: UInt) {
        self.divisor = divisor
        inverse = divisor.dividingFullWidth((~divisor, .max)).quotient
    }
    /// `high` is below the divisor.
    @inline(__always)
    func divide(_ high: UInt, _ low: UInt) -> (quotient: UInt, remainder: UInt) {
        let (productHigh, productLow) = inverse.multipliedFullWidth(by: high)
        let (sumLow, isCarried) = productLow.addingReportingOverflow(low)
        var quotient = productHigh &+ high &+ (isCarried ? 1 : 0) &+ 1
        var remainder = low &- quotient &* divisor
        if remainder > sumLow {
            quotient &-= 1
            remainder &+= divisor
        }
        if remainder >= divisor {
            quotient &+= 1
            remainder &-= divisor
        }
        return (quotient, remainder)
    }
}
