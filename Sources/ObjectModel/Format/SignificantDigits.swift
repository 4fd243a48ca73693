/// `%e` and `%g` without C's `printf`, for numbers of everyday size.
struct SignificantDigits {
    /// As many digits as were asked for, in one number.
    private let digits: UInt
    private let count: Int
    /// The power of ten that the first of them stands for.
    let exponent: Int

    private static let powers: [UInt128] = (0...38).map { (0..<$0).reduce(UInt128(1)) { product, _ in product * 10 } }

    /// The first digits of a finite number that is not negative, rounded as C does: to nearest on the exact value, ties to even.
    /// nil: too many digits, or the number too large or too small, for 128 bits.
    init?(_ value: Double, _ count: Int) {
        guard count >= 1, count <= 17, value < 1e37 else { return nil }
        self.count = count
        if value == 0 {
            (digits, exponent) = (0, 0)
            return
        }
        guard value > 1e-15 else { return nil }
        // The binary exponent tells the decimal one to within one.
        var exponent = Int((Double(value.exponent) * 0.30102999566398120).rounded(.down))
        while true {
            guard let rounded = SignificantDigits.scaled(value, count - 1 - exponent) else { return nil }
            if rounded < SignificantDigits.powers[count - 1] {
                exponent -= 1
            } else if rounded >= SignificantDigits.powers[count] {
                exponent += 1
            } else {
                (digits, self.exponent) = (UInt(truncatingIfNeeded: rounded), exponent)
                return
            }
        }
    }
    /// The number times a power of ten, rounded to a whole one.
    private static func scaled(_ value: Double, _ power: Int) -> UInt128? {
        let mantissa = UInt128(value.significandBitPattern | 1 << 52)
        // value = mantissa * 2^-shift
        let shift = 52 - Int(value.exponent)
        guard power <= 22, power >= -38 else { return nil }
        var (whole, rest, divisor): (UInt128, UInt128, UInt128)
        if power >= 0 {
            let product = mantissa * powers[power]
            if shift <= 0 { return product << UInt128(-shift) }
            if shift >= 127 { return nil }
            divisor = 1 << UInt128(shift)
            (whole, rest) = (product >> UInt128(shift), product & (divisor - 1))
        } else {
            // Below 10^37 < 2^123; and a number of that many digits is no smaller than what it is divided by.
            divisor = shift > 0 ? powers[-power] << UInt128(shift) : powers[-power]
            (whole, rest) = (shift < 0 ? mantissa << UInt128(-shift) : mantissa).quotientAndRemainder(dividingBy: divisor)
        }
        let missing = divisor - rest
        if rest > missing || rest == missing && whole & 1 == 1 { whole += 1 }
        return whole
    }

    /// As `%e` with one digit fewer behind the point; `pointed`: the point shows in any case.
    func scientific(stripped: Bool, pointed: Bool, uppercase: Bool) -> String {
        write { digits, place in
            let shown = stripped ? SignificantDigits.stripped(digits, least: 1) : digits.count
            for index in 0..<shown {
                if index == 1 { place.put(0x2E) }
                place.put(digits[index])
            }
            if pointed, shown == 1 { place.put(0x2E) }
            place.put(uppercase ? 0x45 : 0x65)
            place.put(exponent < 0 ? 0x2D : 0x2B)
            place.put(0x30 + UInt8(exponent.magnitude / 10))
            place.put(0x30 + UInt8(exponent.magnitude % 10))
        }
    }
    /// The same digits without an exponent, which is less than their number; `least` of them at least behind the point.
    func plain(stripped: Bool, pointed: Bool, least: Int) -> String {
        write { digits, place in
            let shown = stripped ? SignificantDigits.stripped(digits, least: max(0, exponent + 1) + least) : digits.count
            if exponent < 0 {
                place.put(0x30)
                place.put(0x2E)
                for _ in 0..<(-exponent - 1) { place.put(0x30) }
            }
            for index in 0..<shown {
                if index == exponent + 1, exponent >= 0 { place.put(0x2E) }
                place.put(digits[index])
            }
            if pointed, shown == exponent + 1 { place.put(0x2E) }
        }
    }
    /// How many digits are left without the zeros at the end.
    private static func stripped(_ digits: UnsafeBufferPointer<UInt8>, least: Int) -> Int {
        var count = digits.count
        while count > least, digits[count - 1] == 0x30 { count -= 1 }
        return count
    }
    /// Bytes written one behind the other.
    private struct Place {
        var next: UnsafeMutablePointer<UInt8>
        mutating func put(_ byte: UInt8) {
            next.pointee = byte
            next += 1
        }
    }
    private func write(_ body: (UnsafeBufferPointer<UInt8>, inout Place) -> Void) -> String {
        // 17 digits, as many zeros in front, and what stands around them.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 80) { buffer in
            let start = buffer.baseAddress.unsafelyUnwrapped  // it has that capacity
            let first = start + 60
            // Zero is as many zeros as were asked for.
            for index in 0..<count { first[index] = 0x30 }
            DecimalDigits.write(magnitude: digits, endingAt: first + count)
            var place = Place(next: start)
            body(UnsafeBufferPointer(start: first, count: count), &place)
            return ShortText.make(UnsafeBufferPointer(start: start, count: place.next - start))
        }
    }
}
