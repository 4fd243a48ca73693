/// The decimal digits of numbers of 64 bits, two at a time.
enum DecimalDigits {
    /// How many characters a number takes, its sign included.
    @inline(__always)
    static func length(_ number: Int) -> Int {
        let magnitude = number.magnitude
        return (number < 0 ? 1 : 0) + count(magnitude)
    }
    @inline(__always)
    static func count(_ magnitude: UInt) -> Int {
        if magnitude < 10 { return 1 }
        if magnitude < 100 { return 2 }
        if magnitude < 1000 { return 3 }
        if magnitude < 10000 { return 4 }
        return largeCount(magnitude)
    }
    @inline(never)
    private static func largeCount(_ magnitude: UInt) -> Int {
        var (count, left) = (4, magnitude / 10000)
        while left > 0 {
            count += 1
            left /= 10
        }
        return count
    }
    /// Writes a number's `length` characters.
    @inline(__always)
    static func write(_ number: Int, _ length: Int, to target: UnsafeMutablePointer<UInt8>) {
        if number < 0 { target[0] = 0x2D }
        write(magnitude: number.magnitude, endingAt: target + length)
    }
    /// - Returns: where the digits begin.
    @inline(__always)
    @discardableResult
    static func write(magnitude: UInt, endingAt end: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        var (left, place) = (magnitude, end)
        while left >= 100 {
            let pair = left % 100
            left /= 100
            place -= 2
            place[0] = UInt8(truncatingIfNeeded: 0x30 &+ pair / 10)
            place[1] = UInt8(truncatingIfNeeded: 0x30 &+ pair % 10)
        }
        if left >= 10 {
            place -= 2
            place[0] = UInt8(truncatingIfNeeded: 0x30 &+ left / 10)
            place[1] = UInt8(truncatingIfNeeded: 0x30 &+ left % 10)
        } else {
            place -= 1
            place[0] = UInt8(truncatingIfNeeded: 0x30 &+ left)
        }
        return place
    }
}
