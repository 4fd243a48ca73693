/// `%.2f` and the like without C's `printf`, for numbers of everyday size.
enum FixedPoint {
    private static let powers: [UInt128] = (0...22).map { (0..<$0).reduce(UInt128(1)) { product, _ in product * 10 } }

    /// The digits of a finite number that is not negative, rounded as C does: to nearest on the exact value, ties to
    /// even. nil: too large, or too many decimals, for 128 bits.
    static func text(_ value: Double, _ precision: Int) -> String? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: most) { buffer in
            let end = buffer.baseAddress.unsafelyUnwrapped + most  // it has that capacity
            return write(value, precision, endingAt: end).map { ShortText.make(UnsafeBufferPointer(start: $0, count: end - $0)) }
        }
    }
    /// Room for every number that can be written.
    static let most = 48
    /// - Returns: where the digits begin.
    static func write(_ value: Double, _ precision: Int, endingAt end: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8>? {
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
        // From the right: decimals, the point, the whole part.
        var (left, place) = (UInt(digits), end)
        for _ in 0..<precision {
            place -= 1
            place.pointee = UInt8(truncatingIfNeeded: 0x30 &+ left % 10)
            left /= 10
        }
        if precision > 0 {
            place -= 1
            place.pointee = 0x2E
        }
        return DecimalDigits.write(magnitude: left, endingAt: place)
    }
}
