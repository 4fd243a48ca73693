import BigInt

/// Arithmetic on the magnitudes of huge integers, their words lowest first, that Ctrl-C can stop: what `BigInt` does in one
/// call may take minutes. Small magnitudes go to `BigInt`.
enum BigWords {
    private typealias Words = UnsafeBufferPointer<UInt>
    private typealias Target = UnsafeMutableBufferPointer<UInt>

    /// Up to so many products of words, `BigInt` is done before anybody could type Ctrl-C.
    private static let fewProducts = 1 << 12
    /// From so many words of the smaller factor on, three products of half the length beat one of the whole.
    private static let karatsubaFrom = 40

    static func product(_ a: BigUInt, _ b: BigUInt) throws -> BigUInt {
        let (long, short) = (a.words.count, b.words.count)
        if long.multipliedReportingOverflow(by: short).partialValue <= fewProducts { return a * b }
        var result = [UInt](repeating: 0, count: long + short)
        try Array(a.words).withUnsafeBufferPointer { a in
            try Array(b.words).withUnsafeBufferPointer { b in
                try result.withUnsafeMutableBufferPointer { try multiply(a, b, into: $0) }
            }
        }
        return BigUInt(words: result)
    }
    /// By squaring (Knuth, The Art of Computer Programming 2, 4.6.3, from the highest bit).
    static func power(_ base: BigUInt, _ exponent: Int) throws -> BigUInt {
        var result = BigUInt(1)
        var bit = Int.bitWidth - exponent.leadingZeroBitCount
        while bit > 0 {
            bit -= 1
            result = try product(result, result)
            if exponent >> bit & 1 == 1 { result = try product(result, base) }
        }
        return result
    }
    /// `base ** exponent % modulus`; `base` is below `modulus`.
    static func power(_ base: BigUInt, _ exponent: BigUInt, modulus: BigUInt) throws -> BigUInt {
        var result = BigUInt(1) % modulus
        for bit in (0..<exponent.bitWidth).reversed() {
            try Stop.check()
            result = try divided(product(result, result), by: modulus).remainder
            if exponent[bitAt: bit] { result = try divided(product(result, base), by: modulus).remainder }
        }
        return result
    }
    /// `divisor` is not zero. Knuth's algorithm D.
    static func divided(_ value: BigUInt, by divisor: BigUInt) throws -> (quotient: BigUInt, remainder: BigUInt) {
        let (long, short) = (value.words.count, divisor.words.count)
        guard short > 1, long > short, (long - short) * short > fewProducts else { return value.quotientAndRemainder(dividingBy: divisor) }
        // Divided by words whose highest bit is set, a guess of a quotient's word is at most two too large.
        let shift = divisor.leadingZeroBitCount
        let scaled = Array((divisor << shift).words)
        var rest = Array((value << shift).words)
        rest.append(contentsOf: repeatElement(0, count: long + 1 - rest.count))
        var quotient = [UInt](repeating: 0, count: rest.count - scaled.count)
        try scaled.withUnsafeBufferPointer { divisor in
            try rest.withUnsafeMutableBufferPointer { rest in
                for place in quotient.indices.reversed() {
                    try Stop.check()
                    quotient[place] = digit(Target(rebasing: rest[place...(place + short)]), divisor)
                }
            }
        }
        return (BigUInt(words: quotient), BigUInt(words: rest.prefix(short)) >> shift)
    }
    /// Euclid's.
    static func greatestCommonDivisor(_ a: BigUInt, _ b: BigUInt) throws -> BigUInt {
        var (a, b) = (a, b)
        while !b.isZero {
            if a.words.count <= 64, b.words.count <= 64 { return a.greatestCommonDivisor(with: b) }
            try Stop.check()
            (a, b) = (b, try divided(a, by: b).remainder)
        }
        return a
    }
    /// Rounded down: Newton's iteration from above.
    static func squareRoot(_ value: BigUInt) throws -> BigUInt {
        var root = BigUInt(1) << ((value.bitWidth + 1) / 2)
        while !value.isZero {
            let next = (root + (try divided(value, by: root).quotient)) >> 1
            if next >= root { return root }
            root = next
        }
        return value
    }

    // MARK: Words

    /// `result`, as long as both together, becomes `a * b` (Karatsuba and Ofman, 1962).
    private static func multiply(_ a: Words, _ b: Words, into result: Target) throws {
        let (long, short) = a.count >= b.count ? (a, b) : (b, a)
        result.update(repeating: 0)
        if short.count < karatsubaFrom { return multiplyPlainly(long, short, into: result) }
        try Stop.check()
        if long.count > short.count {
            var place = 0
            while place < long.count {
                let piece = Words(rebasing: long[place..<min(place + short.count, long.count)])
                try withTemporary(piece.count + short.count) { part in
                    try multiply(piece, short, into: part)
                    add(Words(part), to: Target(rebasing: result[place...]))
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
    private static func multiplyPlainly(_ long: Words, _ short: Words, into result: Target) {
        for (place, factor) in short.enumerated() where factor != 0 {
            var carry: UInt = 0
            for index in 0..<long.count {
                let (high, low) = long[index].multipliedFullWidth(by: factor)
                let (first, firstCarry) = low.addingReportingOverflow(carry)
                let (second, secondCarry) = first.addingReportingOverflow(result[place + index])
                result[place + index] = second
                carry = high &+ (firstCarry ? 1 : 0) &+ (secondCarry ? 1 : 0)
            }
            result[place + long.count] = carry
        }
    }
    private static func withTemporary(_ count: Int, _ body: (Target) throws -> Void) throws {
        let words = Target.allocate(capacity: count)
        defer { words.deallocate() }
        words.initialize(repeating: 0)
        try body(words)
    }
    /// The sum fits `target`.
    private static func add(_ value: Words, to target: Target) {
        var carry: UInt = 0
        var index = 0
        while index < value.count || carry != 0, index < target.count {
            let (first, firstCarry) = target[index].addingReportingOverflow(index < value.count ? value[index] : 0)
            let (second, secondCarry) = first.addingReportingOverflow(carry)
            target[index] = second
            carry = firstCarry || secondCarry ? 1 : 0
            index += 1
        }
    }
    /// `value` is not above `target`.
    private static func subtract(_ value: Words, from target: Target) {
        var borrow: UInt = 0
        var index = 0
        while index < value.count || borrow != 0 {
            let (first, firstBorrow) = target[index].subtractingReportingOverflow(index < value.count ? value[index] : 0)
            let (second, secondBorrow) = first.subtractingReportingOverflow(borrow)
            target[index] = second
            borrow = firstBorrow || secondBorrow ? 1 : 0
            index += 1
        }
    }
    /// One word of a quotient; `rest`, one word longer than `divisor`, becomes what is left.
    private static func digit(_ rest: Target, _ divisor: Words) -> UInt {
        let count = divisor.count
        let (top, next) = (divisor[count - 1], divisor[count - 2])
        var guess: UInt
        if rest[count] >= top {
            guess = .max
        } else {
            var remainder: UInt
            (guess, remainder) = top.dividingFullWidth((rest[count], rest[count - 1]))
            while true {
                let (high, low) = guess.multipliedFullWidth(by: next)
                guard high > remainder || high == remainder && low > rest[count - 2] else { break }
                guess -= 1
                let (sum, isEnough) = remainder.addingReportingOverflow(top)
                if isEnough { break }
                remainder = sum
            }
        }
        if guess == 0 { return 0 }
        var carry: UInt = 0
        var borrow: UInt = 0
        for index in 0..<count {
            let (high, low) = guess.multipliedFullWidth(by: divisor[index])
            let (part, isCarried) = low.addingReportingOverflow(carry)
            carry = high &+ (isCarried ? 1 : 0)
            let (first, firstBorrow) = rest[index].subtractingReportingOverflow(part)
            let (second, secondBorrow) = first.subtractingReportingOverflow(borrow)
            rest[index] = second
            borrow = firstBorrow || secondBorrow ? 1 : 0
        }
        let (first, firstBorrow) = rest[count].subtractingReportingOverflow(carry)
        let (last, lastBorrow) = first.subtractingReportingOverflow(borrow)
        rest[count] = last
        var isTooLarge = firstBorrow || lastBorrow
        while isTooLarge {
            // The sum carries out of the words when it is no longer negative.
            guess -= 1
            let before = rest[count]
            add(divisor, to: rest)
            isTooLarge = rest[count] >= before
        }
        return guess
    }
}

// MARK: To bases that are powers of two

extension BigWords {
    /// The digits to base `1 << bits`, bits 1 to 5, as text.
    static func digits(_ value: BigUInt, bits: Int, uppercase: Bool = false) throws -> String {
        let count = max(1, (value.bitWidth + bits - 1) / bits)
        try Memory.check(count)
        let words = Array(value.words)
        let ten: UInt8 = uppercase ? 0x41 : 0x61
        return String(unsafeUninitializedCapacity: count) { text in
            for place in 0..<count {
                let (word, offset) = (place * bits).quotientAndRemainder(dividingBy: 64)
                var digit = word < words.count ? words[word] >> UInt(offset) : 0
                if offset + bits > 64, word + 1 < words.count { digit |= words[word + 1] << UInt(64 - offset) }
                let number = UInt8(digit & (1 << UInt(bits) - 1))
                text[count - 1 - place] = number < 10 ? 0x30 + number : ten + number - 10
            }
            return count
        }
    }
    /// The number whose digits to base `1 << bits`, highest first, are given: what `digits` undoes.
    static func value(digits: some BidirectionalCollection<UInt8>, bits: Int) -> BigUInt {
        var words = [UInt](repeating: 0, count: digits.count * bits / 64 + 1)
        var place = 0
        for digit in digits.reversed() {
            let (word, offset) = place.quotientAndRemainder(dividingBy: 64)
            words[word] |= UInt(digit) << UInt(offset)
            if offset + bits > 64 { words[word + 1] |= UInt(digit) >> UInt(64 - offset) }
            place += bits
        }
        return BigUInt(words: words)
    }
}
