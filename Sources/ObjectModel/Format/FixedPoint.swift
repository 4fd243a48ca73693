/// `%.2f` and the like without C's `printf`, for numbers of everyday size.
enum FixedPoint {
    private static let powers: [UInt128] = (0...22).map { (0..<$0).reduce(UInt128(1)) { product, _ in product * 10 } }

    /// The digits of a finite number that is not negative, rounded as C does: to nearest on the exact value, ties to
    /// even. nil: too large, or too many decimals, for 128 bits.
    static func text(_ value: Double, _ precision: Int) -> String? {
        guard precision >= 0, precision <= 22, value < 1e15 else { return nil }
        let bits = value.bitPattern
        let fraction = bits & (1 << 52 - 1)
        let field = Int(bits >> 52)
        // value = mantissa * 2^-shift
        let mantissa = UInt128(field == 0 ? fraction : fraction | 1 << 52)
        let shift = 1075 - max(field, 1)
        let scaled = mantissa * powers[precision]
        var whole: UInt128
        if shift <= 0 {
            whole = scaled << UInt128(-shift)
        } else if shift >= 128 {
            // Below half of the last digit: 2^126 is more than any product here.
            whole = 0
        } else {
            whole = scaled >> UInt128(shift)
            let rest = scaled & (UInt128(1) << UInt128(shift) - 1)
            let half = UInt128(1) << UInt128(shift - 1)
            if rest > half || rest == half && whole & 1 == 1 { whole += 1 }
        }
        guard let digits = UInt64(exactly: whole) else { return nil }
        if precision == 0 { return String(digits) }
        var buffer = digits
        let least = precision + 1
        return String(unsafeUninitializedCapacity: 48) { bytes in
            var reversed: (count: Int, point: Bool) = (0, false)
            // From the right: decimals, the point, the whole part.
            var place = 47
            while buffer > 0 || reversed.count < least {
                if reversed.count == precision, !reversed.point {
                    bytes[place] = 0x2E
                    place -= 1
                    reversed.point = true
                }
                bytes[place] = UInt8(truncatingIfNeeded: 0x30 + buffer % 10)
                place -= 1
                buffer /= 10
                reversed.count += 1
            }
            let length = 47 - place
            for index in 0..<length { bytes[index] = bytes[place + 1 + index] }
            return length
        }
    }
}
