import BigInt

// Huge integers as text, and back.

extension IntText {
    /// As many digits as one word holds.
    private static let digitsOfWord = 19
    private static let unit = Reciprocal(10_000_000_000_000_000_000)

    static func decimal(_ number: Whole) throws -> String {
        // 4300 digits are 14285 bits; nearer than that only the digits themselves tell.
        let bits = number.bitWidth
        if bits > 14_300 { throw tooLong() }
        return try Whole.withRoom(number.count) { words in
            words.update(from: number.words, count: number.count)
            let capacity = bits / 3 + digitsOfWord + 2
            return try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { text in
                let end = text.baseAddress.unsafelyUnwrapped + capacity  // it has that capacity
                var start = end
                var count = number.count
                while count > 0 {
                    let rest = WordLoops.divide(words, count, by: unit, shift: 0, into: words)
                    count = WordLoops.trimmed(words, count)
                    let next = DecimalDigits.write(magnitude: rest, endingAt: start)
                    // Below others, a word's digits are all shown.
                    let full = start - digitsOfWord
                    start = next
                    while count > 0, start > full {
                        start -= 1
                        start.pointee = 0x30
                    }
                }
                if end - start > mostDigits { throw tooLong() }
                if number.isNegative {
                    start -= 1
                    start.pointee = 0x2D
                }
                return ShortText.make(UnsafeBufferPointer(start: start, count: end - start))
            }
        }
    }
    private static func tooLong() -> Raised {
        Raised.valueError("Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit")
    }
    /// The number whose digits to a base that is no power of two are given, highest first.
    static func value(digits: some RandomAccessCollection<UInt8>, base: Int, isNegative: Bool) -> Value {
        // As many digits at a time as surely fit a word.
        var (perWord, unit) = (0, 1 as UInt)
        while case let (product, overflow) = unit.multipliedReportingOverflow(by: UInt(base)), !overflow { (perWord, unit) = (perWord + 1, product) }
        return Whole.withRoom(digits.count / perWord + 2) { words in
            var count = 0
            var place = digits.startIndex
            while place < digits.endIndex {
                let end = digits.index(place, offsetBy: perWord, limitedBy: digits.endIndex) ?? digits.endIndex
                var (word, scale): (UInt, UInt) = (0, 1)
                for digit in digits[place..<end] {
                    word = word &* UInt(base) &+ UInt(digit)
                    scale = scale &* UInt(base)
                }
                WordLoops.multiply(words, count, by: scale, adding: word, into: words)
                count = WordLoops.trimmed(words, count + 1)
                place = end
            }
            return Whole(words, count, isNegative: isNegative).value
        }
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
